"""IOS and IOS XE: what switches show of VLANs, ports, forwarding tables, aggregates and spanning trees."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from collectors.configs.ios_family.words import vlan_list
from collectors.configs.words import in_order
from collectors.shows.answers import Reader, Row, Table, whole
from collectors.shows.cisco_words import IOS_PORTS, PortNames, fdb_status, stp_state
from collectors.shows.draft import Draft
from collectors.shows.rows import add_lag, add_lag_member, lines_below
from topology.model.configured import StackMember, VlanDomain
from topology.model.names import canonical_mac
from topology.model.records import InterfaceKind
from topology.model.tables import FdbEntry, FdbStatus, LagMember, StpInstance, StpPort

_OWN_PORTS = ("cpu", "router", "switch", "sup", "drop", "-", "self")
_LEGACY = range(1002, 1006)
"""VLANs of FDDI and token ring, which are always there."""
_MEMBERS = re.compile(r"Members in this channel: (\S.*)")
_BELONGS = re.compile(r"Belongs to (\S+)")
_ACTIVE = frozenset({"P", "p"})


def lag_mode(protocol: str | None) -> str | None:
    """Return how an aggregate is kept, as IEEE8023-LAG-MIB and configurations name it.

    >>> lag_mode("LACP"), lag_mode("-"), lag_mode("PAgP")
    ('lacp', 'static', 'pagp')
    """
    word = (protocol or "").lower()
    return "static" if word in {"-", "none"} else word or None


def add_fdb(table: Table, row: Row, draft: Draft, ports: PortNames, *, mac: str, names: tuple[str, ...]) -> None:
    """Add a MAC address on each of its ports; those of the device itself are on none. What every VLAN has (groups) is left out."""
    address, vlan = canonical_mac(mac), row.text("vlan_id") or ""
    if address is None or vlan.lower() == "all":
        return
    vid = whole(vlan)
    for name in names or ("-",):
        own = name.lower().startswith(_OWN_PORTS)
        nowhere = own or " " in name  # 'vPC Peer-Link' is no port's name
        entry = FdbEntry(
            mac=address, vlan=vid, interface=None if nowhere else ports.full(name.partition("(")[0]),
            status=FdbStatus.SELF if own else fdb_status(row.text("type")), ref=table.place(row),
        )  # fmt: skip
        draft.add("fdb", entry)


def _macs(table: Table, draft: Draft) -> None:
    for row in table.rows:
        add_fdb(table, row, draft, IOS_PORTS, mac=row.text("destination_address") or "", names=row.texts("destination_port"))


def read_vlans(table: Table, draft: Draft) -> None:
    """Add the VLANs that the device knows."""
    for row in table.rows:
        vid = row.number("vlan_id")
        if vid not in _LEGACY:
            draft.vlan(vid, row.text("vlan_name"), table.place(row))


def read_switchport(table: Table, draft: Draft, *, ports: PortNames) -> None:
    """Add how each port takes part in VLANs: as it runs where it is up, else as it is set."""
    for row in table.rows:
        name, place = ports.full(row.text("interface") or ""), table.place(row)
        if (row.text("switchport") or "").lower() == "disabled":
            continue
        running, wanted = (row.text("mode") or "").lower(), (row.text("admin_mode") or "").lower()
        trunk = running.startswith("trunk") or (wanted == "trunk" and "access" not in running)
        texts = row.texts("trunking_vlans")
        allowed = vlan_list(",".join(texts).lower()) if texts else None
        voice = row.number("voice_vlan")
        draft.interface(name, place, vlan_voice=voice)
        if trunk:
            draft.interface(name, place, vlan_trunk=in_order(allowed) if allowed else None, vlan_native=row.number("native_vlan"))
        else:
            draft.interface(name, place, vlan_access=row.number("access_vlan"))


def read_bundles(table: Table, draft: Draft, *, ports: PortNames) -> None:
    """Add aggregates and their members; a member counts as active when it is bundled."""
    for row in table.rows:
        name, place = ports.full(row.text("bundle_name") or ""), table.place(row)
        add_lag(draft, name, lag_mode(row.text("bundle_protocol")), place)
        state = row.text("bundle_status") or ""
        draft.interface(name, place, kind=InterfaceKind.LAG, up="U" in state)
        states = row.texts("member_interface_status")
        for at, member in enumerate(row.texts("member_interface")):
            active, full = states[at][:1] in _ACTIVE if at < len(states) else None, ports.full(member)
            draft.interface(full, place, kind=ports.kind(full))
            add_lag_member(draft, LagMember(interface=full, aggregate=name, active=active, ref=place))


def read_members(table: Table, draft: Draft, *, ports: PortNames) -> None:
    """Add what the pages of interfaces say of aggregates, for which templates have no column: members, or the aggregate of a port."""
    for row, line in lines_below(table):
        name, place = ports.full(row.text("interface") or ""), f"{table.path}:{line.number}"
        if match := _MEMBERS.match(line.text):
            pairs = [(ports.full(member), name) for member in match.group(1).replace(",", " ").split()]
        elif match := _BELONGS.match(line.text):
            pairs = [(name, ports.full(match.group(1)))]
        else:
            continue
        for member, aggregate in pairs:
            draft.interface(member, place, kind=ports.kind(member))
            add_lag_member(draft, LagMember(interface=member, aggregate=aggregate, ref=place))


def read_spanning_tree(table: Table, draft: Draft, *, ports: PortNames) -> None:
    """Add trees and ports. Of MST only the common tree (instance 0) has a place in the record."""
    trees: set[int | None] = set()
    for row in table.rows:
        instance = row.number("mst_id")
        if instance:
            continue
        vlan, place = row.number("vlan_id") if instance is None else None, table.place(row)
        if vlan not in trees:
            trees.add(vlan)
            draft.add("stp", _tree(row, vlan, ports, place))
        number = row.number("port_number")
        if number is not None:
            draft.add(
                "stp_ports",
                StpPort(
                    vlan=vlan, interface=ports.full(row.text("interface") or ""), bridge_port=number,
                    state=stp_state(row.text("status")), path_cost=row.number("cost"), ref=place,
                ),
            )  # fmt: skip


def _tree(row: Row, vlan: int | None, ports: PortNames, place: str) -> StpInstance:
    root_port = row.text("root_port")
    return StpInstance(
        vlan=vlan,
        bridge=canonical_mac(row.text("bridge_address") or ""),
        priority=row.number("bridge_priority"),
        root=canonical_mac(row.text("root_address") or ""),
        root_priority=row.number("root_priority"),
        root_cost=0 if row.text("is_root") else row.number("root_cost"),
        root_port=ports.full(root_port) if root_port else None,
        ref=place,
    )


def _trunks(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = IOS_PORTS.full(row.text("interface") or "")
        allowed = vlan_list((row.text("allowed") or "").lower())
        draft.interface(
            name, table.place(row), kind=IOS_PORTS.kind(name), vlan_trunk=in_order(allowed) if allowed else None,
            vlan_native=row.number("native_vlan"),
        )  # fmt: skip


def _stack(table: Table, draft: Draft) -> None:
    for row in table.rows:
        if (row.text("state") or "").lower() == "unprovisioned":
            continue
        member, place = row.number("switch"), table.place(row)
        draft.add("stack_members", StackMember(kind="stackwise", member=member, priority=row.number("priority"), ref=place))


def _vtp(table: Table, draft: Draft) -> None:
    for row in table.rows:
        pruning = row.text("pruning")
        draft.add(
            "vlan_domains",
            VlanDomain(
                name=row.text("domain"), mode=(row.text("mode") or "").lower().split(" ")[0] or None, version=row.number("version"),
                pruning=None if pruning is None else pruning.lower() == "enabled", ref=table.place(row),
            ),
        )  # fmt: skip


READERS: Mapping[str, Reader] = {
    "show mac address-table": _macs,
    "show mac address-table dynamic": _macs,
    "show mac-address-table": _macs,
    "show vlan": read_vlans,
    "show vlan brief": read_vlans,
    "show interfaces switchport": partial(read_switchport, ports=IOS_PORTS),
    "show interfaces trunk": _trunks,
    "show etherchannel summary": partial(read_bundles, ports=IOS_PORTS),
    "show spanning-tree": partial(read_spanning_tree, ports=IOS_PORTS),
    "show vtp status": _vtp,
    "show switch": _stack,
    "show switch detail": _stack,
}
