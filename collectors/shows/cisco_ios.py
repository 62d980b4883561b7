"""Captures of Cisco IOS and IOS XE: which commands are read, and what they add to the record.

*Source*: Cisco 'Interface and Hardware Component', 'IP Addressing', 'LAN Switching', 'IP Routing' and 'First Hop Redundancy'
command references; CISCO-STACK and ENTITY conventions of product ids in 'show inventory'.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from collectors.configs.words import ipv4_with_length
from collectors.shows.answers import Reader, Row, Table, Total, Vendor, whole
from collectors.shows.cisco_inventory import read_inventory
from collectors.shows.cisco_ios_routing import READERS as ROUTING
from collectors.shows.cisco_ios_routing import subnets_read
from collectors.shows.cisco_ios_switching import READERS as SWITCHING
from collectors.shows.cisco_ios_switching import read_members
from collectors.shows.cisco_neighbours import read_cdp, read_lldp
from collectors.shows.cisco_words import IOS_PORTS, link_state, rate_of, said, speed_bps, vrf_name
from collectors.shows.draft import Draft
from collectors.shows.rows import add_counter
from topology.model.configured import AclBinding, DhcpRelay
from topology.model.names import canonical_mac
from topology.model.records import Counter

_STATUS_WIDTH = 18
"""Columns of a name in 'show interfaces status': a longer one is cut."""


def _name(text: str) -> str:
    return IOS_PORTS.full(text)


def _version(table: Table, draft: Draft) -> None:
    for row in table.rows:
        hardware = row.texts("hardware")
        draft.say(name=row.text("hostname"), model=hardware[0] if hardware else None, software=row.text("version"))
        for serial in row.texts("serial"):
            draft.add_serial(serial)
        for mac in row.texts("mac_address"):
            draft.add_chassis(canonical_mac(mac))


def _vlans_of(row: Row) -> tuple[int | None, tuple[int, ...]]:
    outer, inner = row.number("vlan_id_outer"), row.number("vlan_id_inner")
    if outer is not None:
        return outer, () if inner is None else (inner,)
    return row.number("vlan_id"), ()


def _interfaces(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = _name(row.text("interface") or "")
        kind = IOS_PORTS.kind(name)
        enabled, up = link_state(row.text("link_status"), row.text("protocol_status"))
        address = ipv4_with_length(row.text("ip_address") or "", row.text("prefix_length") or "")
        outer, inner = _vlans_of(row)
        draft.interface(
            name, table.place(row), kind=kind, description=row.text("description"), mac=canonical_mac(row.text("mac_address") or ""),
            mtu=row.number("mtu"), enabled=enabled, up=up, addresses=(address,) if address else (),
            speed_bps=rate_of(kind, row.text("speed"), row.text("bandwidth")), vlan_access=outer, vlan_inner=inner,
        )  # fmt: skip
        add_counter(draft, Counter(interface=name, in_errors=row.number("input_errors"), out_errors=row.number("output_errors")))
    read_members(table, draft, ports=IOS_PORTS)


def _status(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = _name(row.text("port") or "")
        status, vlan, text = row.text("status") or "", row.text("vlan_id") or "", row.text("name")
        up = status == "connected"
        draft.interface(
            name, table.place(row), kind=IOS_PORTS.kind(name), description=text if text and len(text) < _STATUS_WIDTH else None,
            enabled=status not in {"disabled", "sfpAbsent"} if status else None, up=up, speed_bps=speed_bps(row.text("speed")),
            vlan_access=whole(vlan) if up or vlan != "1" else None,
        )  # fmt: skip


def _descriptions(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = _name(row.text("port") or "")
        enabled, up = link_state(row.text("status"), row.text("protocol"))
        draft.interface(
            name, table.place(row), kind=IOS_PORTS.kind(name), description=row.text("description"), enabled=enabled, up=up
        )  # fmt: skip


def _brief(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = _name(row.text("interface") or "")
        enabled, up = link_state(row.text("status"), row.text("proto"))
        draft.interface(name, table.place(row), kind=IOS_PORTS.kind(name), enabled=enabled, up=up)
        if address := said(row.text("ip_address")):
            draft.bare_address(name, address, table.place(row))


def _brief6(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = _name(row.text("interface") or "")
        enabled, up = link_state(row.text("admin"), row.text("protocol"))
        draft.interface(name, table.place(row), kind=IOS_PORTS.kind(name), enabled=enabled, up=up)
        for address in row.texts("ipv6_address"):
            draft.bare_address(name, address, table.place(row))


def _ip_interface(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name, place = _name(row.text("interface") or ""), table.place(row)
        enabled, up = link_state(row.text("link_status"), row.text("protocol_status"))
        pairs = zip(row.texts("ip_address"), row.texts("prefix_length"), strict=False)
        vrf = vrf_name(row.text("vrf"))
        draft.interface(
            name, place, kind=IOS_PORTS.kind(name), enabled=enabled, up=up, vrf=vrf,
            addresses=tuple(found for address, length in pairs if (found := ipv4_with_length(address, length))),
        )  # fmt: skip
        for acl, way in ((row.text("inbound_acl"), "in"), (row.text("outgoing_acl"), "out")):
            if acl:
                draft.add("acl_bindings", AclBinding(acl=acl, use="filter", interface=name, direction=way, ref=place))
        if servers := row.texts("ip_helper"):
            draft.add("dhcp_relays", DhcpRelay(interface=name, servers=servers, vrf=vrf, ref=place))


READERS: Mapping[str, Reader] = {
    "show version": _version,
    "show inventory": read_inventory,
    "show interfaces": _interfaces,
    "show interfaces {interface}": _interfaces,
    "show interfaces status": _status,
    "show interfaces description": _descriptions,
    "show ip interface": _ip_interface,
    "show ip interface {interface}": _ip_interface,
    "show ip interface brief": _brief,
    "show ipv6 interface brief": _brief6,
    "show cdp neighbors detail": partial(read_cdp, ports=IOS_PORTS),
    "show cdp neighbors": partial(read_cdp, ports=IOS_PORTS),
    "show cdp entry *": partial(read_cdp, ports=IOS_PORTS),
    "show lldp neighbors detail": partial(read_lldp, ports=IOS_PORTS),
    "show lldp neighbors": partial(read_lldp, ports=IOS_PORTS),
    "show lldp entry *": partial(read_lldp, ports=IOS_PORTS),
    **SWITCHING,
    **ROUTING,
}
TEMPLATES: Mapping[str, str] = {
    "show cdp entry *": "cisco_ios_show_cdp_neighbors_detail",
    "show lldp entry *": "cisco_ios_show_lldp_neighbors_detail",
    "show mac address-table dynamic": "cisco_ios_show_mac-address-table",
    "show mac address-table": "cisco_ios_show_mac-address-table",
    "show vlan brief": "cisco_ios_show_vlan",
    "show ip vrf": "cisco_ios_show_vrf",
    "show ip access-lists": "cisco_ios_show_access-lists",
    "show ipv6 access-lists": "cisco_ios_show_access-lists",
    "show switch": "cisco_ios_show_switch_detail",
    "show ip bgp vpnv4 all summary": "cisco_ios_show_ip_bgp_summary",
    "show bgp ipv4 unicast summary": "cisco_ios_show_ip_bgp_summary",
    "show bgp summary": "cisco_ios_show_ip_bgp_summary",
    "show vrrp": "cisco_ios_show_vrrp_all",
    "show ip route vrf {vrf}": "cisco_ios_show_ip_route",
    "show ip route vrf *": "cisco_ios_show_ip_route",
    "show ip arp vrf {vrf}": "cisco_ios_show_ip_arp",
    "show ip bgp vpnv4 vrf {vrf} summary": "cisco_ios_show_ip_bgp_summary",
}
_SUBNETS = Total(pattern=r"is (?:variably )?subnetted, (?P<count>\d+) subnets", counted=subnets_read)
TOTALS: Mapping[str, tuple[Total, ...]] = {
    "show ip route": (_SUBNETS,),
    "show ip route vrf {vrf}": (_SUBNETS,),
    "show ip route vrf *": (_SUBNETS,),
    "show cdp neighbors detail": (Total(pattern=r"^Total cdp entries displayed\s*:\s*(?P<count>\d+)"),),
    "show cdp neighbors": (Total(pattern=r"^Total cdp entries displayed\s*:\s*(?P<count>\d+)"),),
    "show lldp neighbors detail": (Total(pattern=r"^Total entries displayed:\s*(?P<count>\d+)"),),
    "show lldp neighbors": (Total(pattern=r"^Total entries displayed:\s*(?P<count>\d+)"),),
    "show mac address-table": (Total(pattern=r"^Total Mac Addresses for this criterion:\s*(?P<count>\d+)"),),
    "show mac address-table dynamic": (Total(pattern=r"^Total Mac Addresses for this criterion:\s*(?P<count>\d+)"),),
    "show etherchannel summary": (Total(pattern=r"^Number of channel-groups in use:\s*(?P<count>\d+)"),),
}

VENDOR = Vendor(platform="cisco_ios", maker="cisco", readers=READERS, templates=TEMPLATES, totals=TOTALS, kind_of=IOS_PORTS.kind)
