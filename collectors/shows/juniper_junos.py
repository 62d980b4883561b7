"""Captures of Juniper Junos: which commands are read, and what they add to the record.

The same readers serve the text of a command and its ``| display json``, from which `junos_json` makes rows of the same columns.
*Source*: Juniper 'Junos OS CLI Reference' (show interfaces, show route, show bgp neighbor, show lldp neighbors and others).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial

from collectors.configs.junos.words import kind_of
from collectors.configs.words import address_of, as_number
from collectors.shows.answers import Reader, Table, Total, Vendor, whole
from collectors.shows.cisco_words import bgp_families, chassis, isis_level, isis_state, ospf_state, port
from collectors.shows.draft import Draft
from collectors.shows.junos_json import read_structured
from collectors.shows.junos_ports import READERS as PORTS
from collectors.shows.junos_routes import instance_of, prefixes_read, read_routes
from collectors.shows.rows import add_bgp, add_bgp_peer, add_fhrp, add_neighbour, add_ospf_neighbour
from topology.model.configured import StackMember
from topology.model.names import canonical_mac
from topology.model.records import Arp, Neighbour, NeighbourProtocol
from topology.model.tables import (
    BgpPeer,
    BgpProcess,
    FdbEntry,
    FdbStatus,
    FhrpGroup,
    IsisAdjacency,
    Module,
    OspfNeighbour,
)

_NLRI = {"inet-unicast": "ipv4", "inet6-unicast": "ipv6", "inet-vpn-unicast": "vpnv4", "inet6-vpn-unicast": "vpnv6", "evpn": "evpn"}
_INSTANCES = frozenset({"vrf", "virtual-router"})
"""Routing instances that have routes of their own."""
_MANAGEMENT = "mgmt_junos"
"""The instance of the management port, whatever its type."""
_MASTER = frozenset({"master", "default", "default-switch"})


def _version(table: Table, draft: Draft) -> None:
    for row in table.rows:
        draft.say(name=row.text("hostname"), model=row.text("model"), software=row.text("junos_version"))
        draft.add_serial(row.text("serial_number"))


def _module_kind(name: str) -> str:
    """Return what a part of the chassis is.

    >>> _module_kind("Chassis"), _module_kind("PEM 0"), _module_kind("FPC 0"), _module_kind("Power Supply 1")
    ('chassis', 'power-supply', 'module', 'power-supply')
    """
    first = name.lower().partition(" ")[0]
    return "chassis" if first == "chassis" else "power-supply" if first in {"pem", "psm", "psu", "power"} else "module"


def _hardware(table: Table, draft: Draft) -> None:
    for at, row in enumerate(table.rows, start=1):
        name, serial = row.text("name") or "", row.text("serial_number")
        known = None if serial in {"BUILTIN", None} else serial
        kind = _module_kind(name)
        text = row.text("description")
        part = Module(
            index=at, kind=kind, name=name, description=text, model=text if kind == "chassis" else None, serial=known,
            hardware=row.text("version"), ref=table.place(row),
        )  # fmt: skip
        draft.add("modules", part)
        if kind == "chassis":
            draft.say(model=text)
            draft.add_serial(known)


def _lldp(table: Table, draft: Draft) -> None:
    for row in table.rows:
        subtype, chassis_id = chassis(row.text("chassis_id"))
        port_subtype, port_id = port(row.text("neighbor_interface"))
        add_neighbour(
            draft,
            Neighbour(
                protocol=NeighbourProtocol.LLDP, local_port=row.text("local_interface"), chassis_subtype=subtype, chassis_id=chassis_id,
                port_subtype=port_subtype, port_id=port_id, system_name=row.text("neighbor_name"), ref=table.place(row),
            ),
        )  # fmt: skip


def _lldp_own(table: Table, draft: Draft) -> None:
    for row in table.rows:
        draft.say(name=row.text("system_name"))
        draft.add_chassis(canonical_mac(row.text("chassis_id") or ""))


def _arp(table: Table, draft: Draft) -> None:
    for row in table.rows:
        address, mac = address_of(row.text("ip_address") or ""), canonical_mac(row.text("mac_address") or "")
        if address and mac:
            name = (row.text("interface") or "").partition(" ")[0]
            draft.add("arp", Arp(address=address, mac=mac, interface=name or None))


def _macs(table: Table, draft: Draft) -> None:
    draft.later(partial(_add_macs, table))  # it names VLANs, whose numbers another command tells


def _add_macs(table: Table, draft: Draft) -> None:
    vids = {vlan.name: vid for vid, vlan in draft.vlans.items()}
    for row in table.rows:
        mac, vlan = canonical_mac(row.text("mac_address") or ""), row.text("vlan_id") or ""
        if mac is None:
            continue
        flags = (row.text("mac_flag") or "").upper()
        draft.add(
            "fdb",
            FdbEntry(
                mac=mac, vlan=whole(vlan) or vids.get(vlan), interface=row.text("logical_interface"),
                status=FdbStatus.STATIC if "S" in flags.split(",") else FdbStatus.LEARNED, ref=table.place(row),
            ),
        )  # fmt: skip


def _vlans(table: Table, draft: Draft) -> None:
    for row in table.rows:
        draft.vlan(row.number("tag"), row.text("vlan_name"), table.place(row))


def _instances(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = row.text("name")
        if name and (row.text("type") in _INSTANCES or name == _MANAGEMENT):
            draft.vrf(name, table.place(row))


def _ospf(table: Table, draft: Draft) -> None:
    for row in table.rows:
        if address := address_of(row.text("ip_address") or ""):
            add_ospf_neighbour(
                draft,
                OspfNeighbour(
                    address=address, router_id=row.text("neighbor_id"), interface=row.text("interface"),
                    state={"exchange": "exchange", "exstart": "exchange-start"}.get((row.text("state") or "").lower())
                    or ospf_state(row.text("state")),
                    ref=table.place(row),
                ),
            )  # fmt: skip


def _session(text: str | None) -> str | None:
    """Return a session's state from the column that is cut to six letters, or holds counts of routes.

    >>> _session("Establ"), _session("Active"), _session("5/5/5/0"), _session("Connect")
    ('established', 'active', 'established', 'connect')
    """
    word = (text or "").lower().partition(" ")[0]
    if word.startswith("establ") or "/" in word:
        return "established"
    states = ("idle", "connect", "active", "opensent", "openconfirm")
    return next((state for state in states if word and (state.startswith(word) or word.startswith(state))), None)


def _bgp_summary(table: Table, draft: Draft) -> None:
    for row in table.rows:
        if address := address_of(row.text("peer_ip") or ""):
            peer = BgpPeer(
                address=address, remote_as=as_number(row.text("peer_as") or ""), state=_session(row.text("state")),
                description=row.text("description"), vrf=instance_of(row.text("table")), ref=table.place(row),
            )  # fmt: skip
            add_bgp_peer(draft, peer)


def _plain(text: str | None) -> str | None:
    """Return the address of ``10.0.0.1+179``."""
    return address_of((text or "").partition("+")[0])


def _bgp_neighbours(table: Table, draft: Draft) -> None:
    for row in table.rows:
        address, place = _plain(row.text("neighbor")), table.place(row)
        if address is None:
            continue
        instance = row.text("instance")
        vrf = None if instance in _MASTER else instance
        local = as_number(row.text("local_as") or "")
        add_bgp(draft, BgpProcess(local_as=local, router_id=row.text("local_router_id"), vrf=vrf, ref=place))
        policies = [tuple(filter(None, (row.text(name),))) for name in ("inbound_routemap", "outbound_routemap")]
        add_bgp_peer(
            draft,
            BgpPeer(
                address=address, remote_as=as_number(row.text("remote_as") or ""), local_as=local,
                local_address=_plain(row.text("localhost_ip")), router_id=row.text("remote_router_id"),
                state=_session(row.text("bgp_state")), vrf=vrf, description=row.text("description"), group=row.text("peer_group"),
                families=_families(row.texts("afi")),
                import_policies=policies[0], export_policies=policies[1], ref=place,
            ),
        )  # fmt: skip


def _families(texts: Iterable[str]) -> tuple[str, ...]:
    words = " ".join(texts).split()
    return tuple(dict.fromkeys(_NLRI.get(word) or bgp_families([word])[0] for word in words))


def _isis(table: Table, draft: Draft) -> None:
    for row in table.rows:
        who = row.text("system_id") or ""
        is_id = re.fullmatch(r"[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}", who.lower()) is not None
        octets = [part.rjust(2, "0") for part in (row.text("snpa") or "").split(":")]
        level = row.text("type")
        draft.add(
            "isis_adjacencies",
            IsisAdjacency(
                system_id=who.lower() if is_id else None, name=None if is_id else who or None, interface=row.text("interface"),
                state={"initializing": "initializing"}.get((row.text("state") or "").lower()) or isis_state(row.text("state")),
                level={"3": "1-2"}.get(level or "", level if level in {"1", "2"} else isis_level(level)),
                mac=canonical_mac(":".join(octets)), ref=table.place(row),
            ),
        )  # fmt: skip


def _summary_of_routes(table: Table, draft: Draft) -> None:
    for row in table.rows:
        add_bgp(draft, BgpProcess(local_as=as_number(row.text("asn") or ""), router_id=row.text("router_id"), ref=table.place(row)))


def _cluster(table: Table, draft: Draft) -> None:
    """Add the nodes of a chassis cluster, as the group of their control planes tells them."""
    for row in table.rows:
        if row.text("redundancy_group_id") in {"0", None}:
            draft.add(
                "stack_members",
                StackMember(
                    kind="chassis-cluster", member=whole((row.text("node") or "").removeprefix("node")), priority=row.number("priority"),
                    domain="redundancy-group 0", ref=table.place(row),
                ),
            )  # fmt: skip


def _vrrp(table: Table, draft: Draft) -> None:
    for row in table.rows:
        group = row.number("group")
        state = (row.text("state") or "").lower()
        if group is not None:
            add_fhrp(
                draft,
                FhrpGroup(
                    protocol="vrrp2", group=group, interface=row.text("interface"),
                    addresses=tuple(found for text in row.texts("addresses") if (found := address_of(text))),
                    state=state if state in {"master", "backup"} else "initialize" if state.startswith("init") else None,
                    master=address_of(row.text("local_address") or "") if state == "master" else None, ref=table.place(row),
                ),
            )  # fmt: skip


READERS: Mapping[str, Reader] = {
    "show version": _version,
    "show chassis hardware": _hardware,
    **PORTS,
    "show lldp neighbors": _lldp,
    "show lldp local-information": _lldp_own,
    "show arp": _arp,
    "show arp no-resolve": _arp,
    "show vlans": _vlans,
    "show ethernet-switching table": _macs,
    "show route summary": _summary_of_routes,
    "show route": read_routes,
    "show route table {table}": read_routes,
    "show route protocol {protocol}": read_routes,
    "show route instance": _instances,
    "show ospf neighbor": _ospf,
    "show bgp summary": _bgp_summary,
    "show bgp neighbor": _bgp_neighbours,
    "show isis adjacency": _isis,
    "show chassis cluster status": _cluster,
    "show vrrp summary": _vrrp,
}
TEMPLATES: Mapping[str, str] = {
    "show interfaces detail": "juniper_junos_show_interfaces",
    "show interfaces extensive": "juniper_junos_show_interfaces",
    "show arp no-resolve": "juniper_junos_show_arp",
    "show route table {table}": "juniper_junos_show_route",
    "show route protocol {protocol}": "juniper_junos_show_route",
}
_ROUTES = Total(pattern=r"^\S+: (?P<count>\d+) destinations, .*[ (]0 hidden\)", counted=prefixes_read)
TOTALS: Mapping[str, tuple[Total, ...]] = {
    "show route": (_ROUTES,),
    "show arp": (Total(pattern=r"^Total entries: (?P<count>\d+)"),),
    "show arp no-resolve": (Total(pattern=r"^Total entries: (?P<count>\d+)"),),
    "show bgp summary": (Total(pattern=r"^Groups: \d+ Peers: (?P<count>\d+)"),),
    "show ethernet-switching table": (Total(pattern=r"^Ethernet switching table : (?P<count>\d+) entries"),),
}

VENDOR = Vendor(
    platform="juniper_junos",
    maker="juniper",
    readers=READERS,
    templates=TEMPLATES,
    totals=TOTALS,
    kind_of=kind_of,
    structured=read_structured,
)
