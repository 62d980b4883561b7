"""Captures of Cisco NX-OS: which commands are read, and what they add to the record.

*Source*: Cisco Nexus 9000 'NX-OS Command Reference (Show Commands)', Interfaces, Unicast Routing and Virtual Port Channel guides.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from collectors.configs.ios_family.words import route_target
from collectors.configs.words import ipv4_with_length, prefix_of
from collectors.shows.answers import Reader, Row, Table, Total, Vendor, whole
from collectors.shows.cisco_inventory import read_inventory
from collectors.shows.cisco_ios_routing import (
    read_access_lists,
    read_arp,
    read_bgp_neighbours,
    read_bgp_summary,
    read_isis,
    read_ospf_neighbours,
    read_standby,
    read_vrrp,
)
from collectors.shows.cisco_ios_switching import add_fdb, read_bundles, read_members, read_spanning_tree, read_switchport, read_vlans
from collectors.shows.cisco_neighbours import read_cdp, read_lldp
from collectors.shows.cisco_words import NXOS_PORTS, asked_vrf, rate_of, said, speed_bps, vrf_name
from collectors.shows.draft import Draft
from collectors.shows.rows import add_bgp, add_counter, add_route
from topology.model.configured import StackMember
from topology.model.names import canonical_mac
from topology.model.records import Counter, InterfaceKind
from topology.model.tables import BgpProcess, ForwardingEntry

_STATUS_WIDTH = 18
"""Columns of a name in 'show interface status': a longer one is cut."""
_PROTOCOLS = {
    "direct": "local",
    "local": "local",
    "static": "netmgmt",
    "ospf": "ospf",
    "ospfv3": "ospf",
    "bgp": "bgp",
    "isis": "isis",
    "rip": "rip",
    "eigrp": "ciscoEigrp",
}
"""IANAipRouteProtocol by the clients of the routing table; others (``hsrp``, ``am``) are ``other``."""


def _version(table: Table, draft: Draft) -> None:
    for row in table.rows:
        draft.say(name=row.text("hostname"), model=row.text("platform"), software=row.text("os"))
        draft.add_serial(row.text("serial"))


def _interfaces(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name, place = NXOS_PORTS.full(row.text("interface") or ""), table.place(row)
        kind, link = NXOS_PORTS.kind(name), (row.text("link_status") or "").lower()
        address = ipv4_with_length(row.text("ip_address") or "", row.text("prefix_length") or "")
        text, _, glued = (row.text("description") or "").partition("  Internet Address is ")  # 9.2 leaves out the line's end
        if glued:
            address = ipv4_with_length(*glued.split("/", 1)) if "/" in glued else None
        own, vlan = (address,) if address else (), row.number("vlan_id")
        draft.interface(
            name, place, kind=kind, description=text or None, mac=canonical_mac(row.text("mac_address") or ""),
            mtu=row.number("mtu"), enabled="administratively" not in link, up=link.startswith("up"), addresses=own,
            speed_bps=rate_of(kind, row.text("speed"), row.text("bandwidth")),
            vlan_access=vlan if kind is InterfaceKind.SUBINTERFACE else None,
        )  # fmt: skip
        add_counter(
            draft,
            Counter(
                interface=name, in_errors=row.number("input_errors"), out_errors=row.number("output_errors"),
                in_discards=row.number("input_discards"), out_discards=row.number("output_discards"),
            ),
        )  # fmt: skip
    read_members(table, draft, ports=NXOS_PORTS)


def _status(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = NXOS_PORTS.full(row.text("port") or "")
        status, vlan, text = (row.text("status") or "").lower(), row.text("vlan_id") or "", said(row.text("name"))
        up = status == "connected"
        draft.interface(
            name, table.place(row), kind=NXOS_PORTS.kind(name), description=text if text and len(text) < _STATUS_WIDTH else None,
            enabled=status != "disabled", up=up, speed_bps=speed_bps(row.text("speed")),
            vlan_access=whole(vlan) if up or vlan != "1" else None,
        )  # fmt: skip


def _descriptions(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = NXOS_PORTS.full(row.text("port") or "")
        draft.interface(name, table.place(row), kind=NXOS_PORTS.kind(name), description=said(row.text("description")))


def _indexes(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = NXOS_PORTS.full(row.text("port") or "")
        draft.interface(name, table.place(row), kind=NXOS_PORTS.kind(name), index=row.number("ifmib"))


def _ip_states(row: Row) -> tuple[bool, bool]:
    words = [row.text(name) or "" for name in ("status", "link", "proto")]
    return "admin-down" not in words, not any("down" in word for word in words)


def _brief(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name, place = NXOS_PORTS.full(row.text("interface") or ""), table.place(row)
        enabled, up = _ip_states(row)
        draft.interface(name, place, kind=NXOS_PORTS.kind(name), enabled=enabled, up=up, vrf=vrf_name(row.text("vrf")))
        if address := said(row.text("ip_address")):
            draft.bare_address(name, address, place)


def _ip_interfaces(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name, place = NXOS_PORTS.full(row.text("interface") or ""), table.place(row)
        pairs = [(row.text("ip_address"), row.text("subnet"))]
        pairs += zip(row.texts("secondary_ip_address"), row.texts("secondary_ip_subnet"), strict=False)
        lengths = ((address, (subnet or "").partition("/")[2]) for address, subnet in pairs if address)
        enabled, up = _ip_states(row)
        draft.interface(
            name, place, kind=NXOS_PORTS.kind(name), enabled=enabled, up=up, vrf=vrf_name(row.text("vrf")),
            addresses=tuple(found for address, length in lengths if (found := ipv4_with_length(address, length))),
        )  # fmt: skip


def _hostname(table: Table, draft: Draft) -> None:
    for row in table.rows:
        draft.say(name=row.text("hostname"))


def _macs(table: Table, draft: Draft) -> None:
    for row in table.rows:
        add_fdb(table, row, draft, NXOS_PORTS, mac=row.text("mac_address") or "", names=row.texts("ports"))


def _used(table: Table) -> frozenset[int]:
    """Return the lines of the next hops in use: a star stands before them, none before one that waits."""
    return frozenset(line.number for line in table.lines if line.text.startswith("*via"))


def _routes(table: Table, draft: Draft) -> None:
    given, used = asked_vrf(table.command.arguments), _used(table)
    for row in table.rows:
        prefix = prefix_of(row.text("network") or "", row.text("prefix_length") or "")
        client = (row.text("protocol") or "").partition("-")[0]
        if prefix is None or not client or row.line not in used:
            continue
        name, own = row.text("nexthop_if"), client in {"direct", "local", "hsrp", "vrrp", "am"}
        entry = ForwardingEntry(
            prefix=prefix, next_hop=None if own else row.text("nexthop_ip"), interface=NXOS_PORTS.full(name) if name else None,
            vrf=vrf_name(row.text("vrf")) or given, protocol=_PROTOCOLS.get(client, "other"), metric=row.number("metric"),
            ref=table.place(row),
        )  # fmt: skip
        add_route(draft, entry, own=client == "local")


def _processes(table: Table, draft: Draft) -> None:
    for row in table.rows:
        add_bgp(draft, BgpProcess(router_id=row.text("router_id"), vrf=vrf_name(row.text("vrf")), ref=table.place(row)))


def _vrfs(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name, rd = vrf_name(row.text("name")), row.text("rd")
        if name is not None:
            draft.vrf(name, table.place(row), rd=route_target(rd) if rd and rd != "0:0" else None)


def _vrf_interfaces(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = NXOS_PORTS.full(row.text("interface") or "")
        draft.interface(name, table.place(row), kind=NXOS_PORTS.kind(name), vrf=vrf_name(row.text("name")))


def _vpc(table: Table, draft: Draft) -> None:
    for row in table.rows:
        link = row.text("peer_link")
        draft.add(
            "stack_members",
            StackMember(kind="mlag", domain=row.text("domain"), ports=(NXOS_PORTS.full(link),) if link else (), ref=table.place(row)),
        )


_ARP = partial(read_arp, ports=NXOS_PORTS)
_OSPF = partial(read_ospf_neighbours, ports=NXOS_PORTS)
READERS: Mapping[str, Reader] = {
    "show version": _version,
    "show inventory": read_inventory,
    "show interface": _interfaces,
    "show interface {interface}": _interfaces,
    "show interface status": _status,
    "show interface description": _descriptions,
    "show interface snmp-ifindex": _indexes,
    "show interface switchport": partial(read_switchport, ports=NXOS_PORTS),
    "show ip interface brief": _brief,
    "show ip interface brief vrf {vrf}": _brief,
    "show ip interface": _ip_interfaces,
    "show ip interface vrf all": _ip_interfaces,
    "show hostname": _hostname,
    "show cdp neighbors detail": partial(read_cdp, ports=NXOS_PORTS),
    "show cdp neighbors": partial(read_cdp, ports=NXOS_PORTS),
    "show lldp neighbors detail": partial(read_lldp, ports=NXOS_PORTS),
    "show lldp neighbors": partial(read_lldp, ports=NXOS_PORTS),
    "show ip arp": _ARP,
    "show ip arp vrf {vrf}": _ARP,
    "show ip arp detail vrf all": _ARP,
    "show mac address-table": _macs,
    "show mac address-table dynamic": _macs,
    "show vlan": read_vlans,
    "show vlan brief": read_vlans,
    "show port-channel summary": partial(read_bundles, ports=NXOS_PORTS),
    "show ip route": _routes,
    "show ip route vrf {vrf}": _routes,
    "show vrf": _vrfs,
    "show vrf detail": _vrfs,
    "show vrf interface": _vrf_interfaces,
    "show hsrp": partial(read_standby, ports=NXOS_PORTS),
    "show hsrp brief": partial(read_standby, ports=NXOS_PORTS),
    "show hsrp all": partial(read_standby, ports=NXOS_PORTS),
    "show vrrp": partial(read_vrrp, ports=NXOS_PORTS),
    "show vpc": _vpc,
    "show vpc brief": _vpc,
    "show ip ospf neighbors": _OSPF,
    "show ip ospf neighbors vrf {vrf}": _OSPF,
    "show isis adjacency": partial(read_isis, ports=NXOS_PORTS),
    "show ip bgp": _processes,
    "show ip bgp vrf {vrf}": _processes,
    "show ip bgp summary": read_bgp_summary,
    "show ip bgp summary vrf {vrf}": read_bgp_summary,
    "show bgp ipv4 unicast summary": read_bgp_summary,
    "show bgp ipv4 unicast summary vrf {vrf}": read_bgp_summary,
    "show bgp vrf {vrf} ipv4 unicast summary": read_bgp_summary,
    "show ip bgp neighbors": read_bgp_neighbours,
    "show ip bgp neighbors vrf {vrf}": read_bgp_neighbours,
    "show spanning-tree": partial(read_spanning_tree, ports=NXOS_PORTS),
    "show access-lists": partial(read_access_lists),
    "show ip access-lists": partial(read_access_lists),
}
_SUMMARY = "cisco_ios_show_ip_bgp_summary"
TEMPLATES: Mapping[str, str] = {
    "show ip interface brief vrf {vrf}": "cisco_nxos_show_ip_interface_brief",
    "show ip interface vrf all": "cisco_nxos_show_ip_interface",
    "show ip arp vrf {vrf}": "cisco_nxos_show_ip_arp",
    "show mac address-table": "cisco_nxos_show_mac_address-table",
    "show mac address-table dynamic": "cisco_nxos_show_mac_address-table",
    "show vlan brief": "cisco_nxos_show_vlan",
    "show ip route vrf {vrf}": "cisco_nxos_show_ip_route",
    "show hsrp all": "cisco_nxos_show_hsrp",
    "show vpc brief": "cisco_nxos_show_vpc",
    "show ip ospf neighbors": "cisco_nxos_show_ip_ospf_neighbor",
    "show ip ospf neighbors vrf {vrf}": "cisco_nxos_show_ip_ospf_neighbor",
    "show ip bgp vrf {vrf}": "cisco_nxos_show_ip_bgp",
    "show ip bgp summary": _SUMMARY,
    "show ip bgp summary vrf {vrf}": _SUMMARY,
    "show bgp ipv4 unicast summary": _SUMMARY,
    "show bgp ipv4 unicast summary vrf {vrf}": _SUMMARY,
    "show bgp vrf {vrf} ipv4 unicast summary": _SUMMARY,
    "show ip bgp neighbors vrf {vrf}": "cisco_nxos_show_ip_bgp_neighbors",
    "show spanning-tree": "cisco_ios_show_spanning-tree",
    "show access-lists": "cisco_ios_show_access-lists",
    "show ip access-lists": "cisco_ios_show_access-lists",
}
_BEST = Total(pattern=r"ubest/mbest: (?P<count>\d+)/", counted=lambda table: sum(1 for row in table.rows if row.line in _used(table)))
_HOSTS = Total(pattern=r"^Total number of entries:\s*(?P<count>\d+)")
_NEIGHBOURS = Total(pattern=r"^Total number of neighbors:\s*(?P<count>\d+)")
_HEARD = Total(pattern=r"^Total entries displayed:\s*(?P<count>\d+)")
TOTALS: Mapping[str, tuple[Total, ...]] = {
    "show ip route": (_BEST,),
    "show ip route vrf {vrf}": (_BEST,),
    "show ip arp": (_HOSTS,),
    "show ip arp vrf {vrf}": (_HOSTS,),
    "show ip ospf neighbors": (_NEIGHBOURS,),
    "show ip ospf neighbors vrf {vrf}": (_NEIGHBOURS,),
    "show lldp neighbors": (_HEARD,),
    "show lldp neighbors detail": (_HEARD,),
}

VENDOR = Vendor(platform="cisco_nxos", maker="cisco", readers=READERS, templates=TEMPLATES, totals=TOTALS, kind_of=NXOS_PORTS.kind)
