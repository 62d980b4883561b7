"""Captures of Comware: routes, VRFs, OSPF, IS-IS, BGP, VRRP, spanning trees, translations.

*Source*: H3C S6800 and MSR command references, 'Layer 3 - IP Routing', 'MPLS', 'High Availability', 'Layer 2', 'NAT'.
"""

from __future__ import annotations

from collections.abc import Mapping

from collectors.configs.words import address_of, as_number, prefix_of
from collectors.shows.answers import Reader, Table, Total
from collectors.shows.cisco_words import addresses, isis_level, isis_state
from collectors.shows.draft import Draft
from collectors.shows.rows import UNNUMBERED, add_bgp, add_bgp_peer, add_fhrp, add_ospf, add_ospf_neighbour
from collectors.shows.vrp_words import ROUTES_TOTAL, SESSIONS_TOTAL, add_port, comware_port, ospf_alive, protocol_of, said, stp_state
from topology.model.configured import NatRule
from topology.model.names import canonical_mac
from topology.model.tables import (
    BgpPeer,
    BgpProcess,
    FhrpGroup,
    ForwardingEntry,
    IsisAdjacency,
    OspfNeighbour,
    OspfProcess,
    StpInstance,
    StpPort,
)


def _routes(table: Table, draft: Draft) -> None:
    asked = table.command.arguments.get("vrf")
    for row in table.rows:
        prefix = prefix_of(row.text("network") or "", row.text("prefix_length") or "")
        if prefix is not None:
            draft.add(
                "forwarding",
                ForwardingEntry(
                    prefix=prefix, next_hop=address_of(row.text("nexthop_ip") or ""), interface=comware_port(row.text("nexthop_if")),
                    vrf=asked, protocol=protocol_of(row.text("protocol")), metric=row.number("metric"), ref=table.place(row),
                ),
            )  # fmt: skip


def _vpn_instances(table: Table, draft: Draft) -> None:
    for row in table.rows:
        if name := row.text("name"):
            draft.vrf(name, table.place(row), rd=said(row.text("rd")))


def _vpn_instance(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = row.text("name")
        if name is None:
            continue
        imports, exports = row.texts("ipv4_import_rts"), row.texts("ipv4_export_rts")
        draft.vrf(name, table.place(row), rd=said(row.text("rd")), import_targets=imports, export_targets=exports)
        for text in row.texts("interfaces"):
            add_port(table, row, draft, comware_port(text), vrf=name)


def _bgp(table: Table, draft: Draft) -> None:
    asked = table.command.arguments.get("vrf")
    family = next((word for word in ("vpnv4", "ipv4") if word in table.command.text), "ipv4")
    for row in table.rows:
        local, address = as_number(row.text("local_as_number") or ""), address_of(row.text("peer") or "")
        add_bgp(draft, BgpProcess(local_as=local, router_id=address_of(row.text("local_router_id") or ""), vrf=asked, ref=table.place(row)))
        if address is not None:
            add_bgp_peer(
                draft,
                BgpPeer(
                    address=address, remote_as=as_number(row.text("remote_asn") or ""), local_as=local, vrf=asked, families=(family,),
                    state=(row.text("state") or "").lower() or None, ref=table.place(row),
                ),
            )  # fmt: skip


def _ospf(table: Table, draft: Draft) -> None:
    for row in table.rows:
        process, router = row.text("process"), address_of(row.text("router_id") or "")
        add_ospf(draft, OspfProcess(process=process, router_id=router, ref=table.place(row)))
        port = add_port(table, row, draft, comware_port(row.text("interface")))
        neighbour = address_of(row.text("neighbour_id") or "")
        if neighbour is not None:
            add_ospf_neighbour(
                draft,
                OspfNeighbour(
                    address=address_of(row.text("neighbour_address") or "") or UNNUMBERED, router_id=neighbour, interface=port,
                    state=ospf_alive(row.text("state")), ref=table.place(row),
                ),
            )  # fmt: skip


def _isis(table: Table, draft: Draft) -> None:
    for row in table.rows:
        port = add_port(table, row, draft, comware_port(row.text("interface")))
        level = (row.text("type") or "").replace("(L1L2)", "")
        draft.add(
            "isis_adjacencies",
            IsisAdjacency(
                system_id=row.text("system_id"), interface=port, state=isis_state(row.text("state")), level=isis_level(level),
                ref=table.place(row),
            ),
        )  # fmt: skip


def _vrrp(table: Table, draft: Draft) -> None:
    for row in table.rows:
        group, preempt = row.number("vrid"), row.text("preempt")
        if group is not None:
            add_fhrp(
                draft,
                FhrpGroup(
                    protocol="vrrp2", group=group, interface=add_port(table, row, draft, comware_port(row.text("interface"))),
                    addresses=addresses(row.texts("addresses") or row.texts("address")), state=(row.text("state") or "").lower() or None,
                    priority=row.number("priority"), preempt=preempt == "Yes" if preempt else None,
                    mac=canonical_mac(row.text("mac") or ""), master=address_of(row.text("master") or ""), track=row.texts("track"),
                    ref=table.place(row),
                ),
            )  # fmt: skip


def _by_vlan(table: Table) -> bool:
    return bool(table.lines) and "VLAN" in table.lines[0].text


def _stp_brief(table: Table, draft: Draft) -> None:
    for row in table.rows:
        instance = row.number("instance")
        if not instance or _by_vlan(table):  # the record keeps the common tree, and the trees of VLANs
            port, state = comware_port(row.text("interface")), stp_state(row.text("state"))
            draft.add("stp_ports", StpPort(vlan=instance if _by_vlan(table) else None, interface=port, state=state, ref=table.place(row)))


def _stp_root(table: Table, draft: Draft) -> None:
    for row in table.rows:
        instance = row.number("instance")
        if not instance or _by_vlan(table):
            draft.add(
                "stp",
                StpInstance(
                    vlan=instance if _by_vlan(table) else None, root=canonical_mac(row.text("root") or ""),
                    root_priority=row.number("root_priority"), root_cost=row.number("root_cost"),
                    root_port=comware_port(row.text("root_port")), ref=table.place(row),
                ),
            )  # fmt: skip


def _nat_server(table: Table, draft: Draft) -> None:
    for row in table.rows:
        outside, _, outside_port = (row.text("global") or "").partition("/")
        inside, _, inside_port = (row.text("local") or "").partition("/")
        protocol = row.text("protocol") or ""
        draft.add(
            "nat_rules",
            NatRule(
                kind="server", interface=comware_port(row.text("interface")), vrf=said(row.text("vrf")), acl=said(row.text("acl")),
                inside=inside or None, inside_port=inside_port or None, outside="interface" if outside.startswith("current") else outside,
                outside_port=outside_port or None, protocol=protocol[protocol.find("(") + 1 :].rstrip(")").lower() or None,
                ref=table.place(row),
            ),
        )  # fmt: skip


def _nat_outbound(table: Table, draft: Draft) -> None:
    for row in table.rows:
        pool = said(row.text("pool"))
        draft.add(
            "nat_rules",
            NatRule(
                kind="source", interface=comware_port(row.text("interface")), acl=said(row.text("acl")), pool=pool,
                outside=None if pool else "interface", ref=table.place(row),
            ),
        )  # fmt: skip


def _nat_static(table: Table, draft: Draft) -> None:
    for row in table.rows:
        inside, outside = row.text("local"), row.text("global")
        draft.add(
            "nat_rules",
            NatRule(
                kind="static", inside=inside, outside=outside, vrf=said(row.text("vrf")), acl=said(row.text("acl")), ref=table.place(row)
            ),
        )  # fmt: skip


READERS: Mapping[str, Reader] = {
    "display ip routing-table": _routes,
    "display ip routing-table vpn-instance {vrf}": _routes,
    "display ip vpn-instance": _vpn_instances,
    "display ip vpn-instance instance-name {vrf}": _vpn_instance,
    "display bgp peer ipv4": _bgp,
    "display bgp peer ipv4 vpn-instance {vrf}": _bgp,
    "display bgp peer vpnv4": _bgp,
    "display ospf peer": _ospf,
    "display ospf peer verbose": _ospf,
    "display isis peer": _isis,
    "display vrrp": _vrrp,
    "display vrrp verbose": _vrrp,
    "display stp brief": _stp_brief,
    "display stp root": _stp_root,
    "display nat server": _nat_server,
    "display nat outbound": _nat_outbound,
    "display nat static": _nat_static,
}
TEMPLATES: Mapping[str, str] = {
    "display ip routing-table vpn-instance {vrf}": "hp_comware_display_ip_routing-table",
    "display bgp peer ipv4 vpn-instance {vrf}": "hp_comware_display_bgp_peer_ipv4",
    "display bgp peer vpnv4": "hp_comware_display_bgp_peer_ipv4",
    "display ospf peer verbose": "huawei_vrp_display_ospf_peer",
}
TOTALS: Mapping[str, tuple[Total, ...]] = {
    "display ip routing-table": ROUTES_TOTAL,
    "display ip routing-table vpn-instance {vrf}": ROUTES_TOTAL,
    "display bgp peer ipv4": SESSIONS_TOTAL,
    "display bgp peer ipv4 vpn-instance {vrf}": SESSIONS_TOTAL,
    "display bgp peer vpnv4": SESSIONS_TOTAL,
    "display vrrp": (Total(pattern=r"^Total number of virtual routers\s*:\s*(?P<count>\d+)"),),
    "display vrrp verbose": (Total(pattern=r"^Total number of virtual routers\s*:\s*(?P<count>\d+)"),),
    "display nat server": (Total(pattern=r"^Totally (?P<count>\d+) internal servers"),),
    "display nat outbound": (Total(pattern=r"^(?:Totally|There are currently) (?P<count>\d+) (?:NAT )?outbound rule"),),
}
