"""Captures of Huawei VRP: forwarding table, VLANs, Eth-Trunks, spanning trees, shared gateways, stacks."""

from __future__ import annotations

from collections.abc import Mapping

from collectors.configs.words import address_of
from collectors.shows.answers import Reader, Table, Total
from collectors.shows.cisco_words import addresses
from collectors.shows.draft import Draft
from collectors.shows.rows import add_fhrp, add_lag, add_lag_member, add_stack_member
from collectors.shows.vrp_words import add_port, fdb_status, said, stp_state, vlans_of, vrp_port
from topology.model.configured import StackMember
from topology.model.names import canonical_mac
from topology.model.tables import FdbEntry, FhrpGroup, LagMember, StpInstance, StpPort


def _stack(table: Table, draft: Draft) -> None:
    for row in table.rows:
        kind = "css" if "css" in table.command.text else "istack"
        member, priority = row.number("member"), row.number("priority")
        add_stack_member(draft, StackMember(kind=kind, member=member, priority=priority, domain=row.text("domain"), ref=table.place(row)))


def _mac(table: Table, draft: Draft) -> None:
    for row in table.rows:
        mac, port = canonical_mac(row.text("destination_address") or ""), vrp_port(row.text("destination_port"))
        if mac:
            draft.add(
                "fdb",
                FdbEntry(mac=mac, vlan=row.number("vlan_id"), interface=port, status=fdb_status(row.text("type")), ref=table.place(row)),
            )


def _vlan(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = said(row.text("vlan_description") or row.text("vlan_name"))
        vid = row.number("vlan_id")
        default = vid is not None and name == f"VLAN {vid:04d}"
        draft.vlan(vid, None if default else name, table.place(row))


def _port_vlan(table: Table, draft: Draft) -> None:
    for row in table.rows:
        mode, pvid = (row.text("link_type") or "").lower(), row.number("vlan_id")
        trunk = vlans_of(row.texts("trunk_vlan_list"))
        is_trunk = mode in {"trunk", "hybrid"}
        add_port(
            table,
            row,
            draft,
            vrp_port(row.text("interface")),
            vlan_access=pvid if mode == "access" else None,
            vlan_native=pvid if is_trunk else None,
            vlan_trunk=trunk if is_trunk else None,
        )


def _eth_trunk(table: Table, draft: Draft) -> None:
    for row in table.rows:
        trunk, port = vrp_port(row.text("eth_trunk") or row.text("trunk")), vrp_port(row.text("interface"))
        mode = {"lacp": "lacp", "static": "lacp", "normal": "static", "manual": "static"}.get(
            (row.text("working_mode") or row.text("mode") or "").lower()
        )
        if trunk is None or port is None:
            continue
        partner = canonical_mac(row.text("partner_system_id") or row.text("partner_system") or "")
        number, key = row.number("port_number"), row.number("port_key")
        add_lag(draft, trunk, mode, table.place(row))
        add_port(table, row, draft, trunk)
        add_port(table, row, draft, port)
        status = (row.text("status") or "").lower()
        add_lag_member(
            draft,
            LagMember(
                interface=port,
                aggregate=trunk,
                active=status in {"selected", "up"} if status else None,
                partner_system=partner,
                actor_port=None if partner else number,
                partner_port=number if partner else None,
                partner_key=key if partner else None,
                ref=table.place(row),
            ),
        )


def _stp_brief(table: Table, draft: Draft) -> None:
    by_vlan = bool(table.lines) and "VLAN" in table.lines[0].text
    for row in table.rows:
        instance = row.number("instance")
        if instance and not by_vlan:
            continue  # the record keeps the common tree, and the trees of VLANs
        draft.add(
            "stp_ports",
            StpPort(
                vlan=instance if by_vlan else None,
                interface=vrp_port(row.text("interface")),
                state=stp_state(row.text("state")),
                path_cost=row.number("cost"),
                ref=table.place(row),
            ),
        )


def _stp(table: Table, draft: Draft) -> None:
    for row in table.rows:
        if row.number("instance"):
            continue
        bridge, root = canonical_mac(row.text("bridge") or ""), canonical_mac(row.text("root") or "")
        draft.add(
            "stp",
            StpInstance(
                bridge=bridge,
                priority=row.number("bridge_priority"),
                root=root,
                root_priority=row.number("root_priority"),
                root_cost=row.number("root_cost"),
                root_port=vrp_port(row.text("root_port")),
                ref=table.place(row),
            ),
        )


def _vrrp_brief(table: Table, draft: Draft) -> None:
    for row in table.rows:
        group, address = row.number("vrid"), address_of(row.text("address") or "")
        if group is not None:
            add_fhrp(
                draft,
                FhrpGroup(
                    protocol="vrrp2",
                    group=group,
                    interface=vrp_port(row.text("interface")),
                    addresses=(address,) if address else (),
                    state=(row.text("state") or "").lower() or None,
                    ref=table.place(row),
                ),
            )


def _vrrp(table: Table, draft: Draft) -> None:
    for row in table.rows:
        group, preempt = row.number("vrid"), row.text("preempt")
        if group is not None:
            add_fhrp(
                draft,
                FhrpGroup(
                    protocol="vrrp2",
                    group=group,
                    interface=vrp_port(row.text("interface")),
                    addresses=addresses(row.texts("addresses")),
                    state=(row.text("state") or "").lower() or None,
                    master=address_of(row.text("master") or ""),
                    mac=canonical_mac(row.text("mac") or ""),
                    priority=row.number("priority"),
                    preempt=preempt == "YES" if preempt else None,
                    track=row.texts("track"),
                    ref=table.place(row),
                ),
            )


READERS: Mapping[str, Reader] = {
    "display stack": _stack,
    "display mac-address": _mac,
    "display mac-address dynamic": _mac,
    "display vlan": _vlan,
    "display vlan brief": _vlan,
    "display port vlan": _port_vlan,
    "display eth-trunk": _eth_trunk,
    "display eth-trunk {trunk}": _eth_trunk,
    "display eth-trunk {trunk} verbose": _eth_trunk,
    "display eth-trunk verbose": _eth_trunk,
    "display stp": _stp,
    "display stp brief": _stp_brief,
    "display vrrp": _vrrp,
    "display vrrp brief": _vrrp_brief,
}
TEMPLATES: Mapping[str, str] = {
    "display mac-address dynamic": "huawei_vrp_display_mac-address",
    "display vlan": "huawei_vrp_display_vlan:huawei_vrp_display_vlan_brief",
}
_ROWS = r"^Total\s*:\s*(?P<count>\d+)"
TOTALS: Mapping[str, tuple[Total, ...]] = {
    "display mac-address": (Total(pattern=r"^Total items(?: displayed)?\s*[:=]\s*(?P<count>\d+)"),),
    "display mac-address dynamic": (Total(pattern=r"^Total items(?: displayed)?\s*[:=]\s*(?P<count>\d+)"),),
    "display vlan": (Total(pattern=r"^The total number of (?:VLAN|vlan)s is\s*:\s*(?P<count>\d+)"),),
    "display vrrp brief": (Total(pattern=_ROWS),),
}
