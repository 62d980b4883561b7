"""Captures of Cisco IOS XR: which commands are read, and what they add to the record.

*Source*: Cisco ASR 9000 Series 'Interface and Hardware Component', 'IP Addresses and Services', 'Routing' and 'BGP' command
references.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from collectors.configs.ios_family.words import route_target
from collectors.configs.words import ipv4_with_length, prefix_of
from collectors.shows.answers import Reader, Row, Table, Total, Vendor
from collectors.shows.cisco_inventory import read_inventory
from collectors.shows.cisco_ios_routing import (
    PROTOCOLS,
    read_arp,
    read_bgp_neighbours,
    read_bgp_summary,
    read_isis,
    read_ospf_neighbours,
)
from collectors.shows.cisco_neighbours import read_cdp, read_lldp
from collectors.shows.cisco_words import XR_PORTS, asked_vrf, link_state, rate_of, said, vrf_name
from collectors.shows.draft import Draft
from collectors.shows.rows import add_counter, add_fhrp, add_lag, add_lag_member, add_route, lines_below
from topology.model.names import canonical_mac
from topology.model.records import Counter
from topology.model.tables import FhrpGroup, ForwardingEntry, LagMember

_MEMBER = re.compile(r"(?P<port>\S+\d)\s+(?:Full|Half|Auto)-duplex\s+\S+\s+(?P<state>Active|Standby|Configured|Negotiating)")


def _version(table: Table, draft: Draft) -> None:
    for row in table.rows:
        draft.say(name=row.text("hostname"), model=row.text("hardware") or row.text("model"), software=row.text("version"))


def _states(row: Row, link: str, protocol: str) -> tuple[bool | None, bool | None]:
    words = (row.text(link) or "").lower()
    return link_state("administratively down" if words.startswith("shut") else words or None, row.text(protocol))


def _interfaces(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name, place = XR_PORTS.full(row.text("interface") or ""), table.place(row)
        kind, (enabled, up) = XR_PORTS.kind(name), _states(row, "link_status", "admin_state")
        address, _, length = (row.text("ip_address") or "").partition("/")
        found = ipv4_with_length(address, length)
        draft.interface(
            name, place, kind=kind, description=row.text("description"), mac=canonical_mac(row.text("mac_address") or ""),
            mtu=row.number("mtu"), enabled=enabled, up=up, addresses=(found,) if found else (),
            speed_bps=rate_of(kind, row.text("speed"), row.text("bandwidth")), vlan_access=row.number("vlan_id"),
        )  # fmt: skip
        add_counter(draft, Counter(interface=name, in_errors=row.number("input_errors"), out_errors=row.number("output_errors")))
    _members(table, draft)


def _members(table: Table, draft: Draft) -> None:
    """Add the members that the lines below a bundle list, for which the template has no column."""
    for row, line in lines_below(table):
        if match := _MEMBER.match(line.text):
            bundle, place = XR_PORTS.full(row.text("interface") or ""), f"{table.path}:{line.number}"
            member = XR_PORTS.full(match["port"])
            draft.interface(member, place, kind=XR_PORTS.kind(member))
            add_lag_member(draft, LagMember(interface=member, aggregate=bundle, active=match["state"] == "Active", ref=place))


def _descriptions(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = XR_PORTS.full(row.text("interface") or "")
        enabled, up = _states(row, "status", "protocol")
        draft.interface(name, table.place(row), kind=XR_PORTS.kind(name), description=row.text("description"), enabled=enabled, up=up)


def _brief(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name, place = XR_PORTS.full(row.text("interface") or ""), table.place(row)
        enabled, up = _states(row, "status", "proto")
        draft.interface(name, place, kind=XR_PORTS.kind(name), enabled=enabled, up=up, vrf=vrf_name(row.text("vrf")))
        if address := said(row.text("ip_address")):
            draft.bare_address(name, address, place)


def _ipv4_interfaces(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name = XR_PORTS.full(row.text("interface") or "")
        pairs = [(row.text("ip_address") or "", row.text("prefix_length") or "")]
        pairs += zip(row.texts("sec_ip_address"), row.texts("sec_prefix_length"), strict=False)
        draft.interface(
            name, table.place(row), kind=XR_PORTS.kind(name), vrf=vrf_name(row.text("vrf")),
            addresses=tuple(found for address, length in pairs if (found := ipv4_with_length(address, length))),
        )  # fmt: skip


def _routes(table: Table, draft: Draft) -> None:
    given = asked_vrf(table.command.arguments)
    for row in table.rows:
        prefix = prefix_of(row.text("network") or "", row.text("prefix_length") or "")
        if prefix is None:
            continue
        hop, name, letter = row.text("next_hop"), row.text("interface"), (row.text("protocol") or "")[:1]
        entry = ForwardingEntry(
            prefix=prefix, next_hop=None if hop == "connected" else hop,
            interface=XR_PORTS.full(name) if name and not name.startswith("vrf ") else None,
            vrf=vrf_name(row.text("vrf")) or given, protocol=PROTOCOLS.get(letter, "other"), metric=row.number("metric"),
            ref=table.place(row),
        )  # fmt: skip
        add_route(draft, entry, own=letter == "L")


def _vrfs(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name, place = row.text("name") or row.text("vrf") or "", table.place(row)
        rd = row.text("rd")
        targets = [
            tuple(dict.fromkeys(found for text in row.texts(column) if (found := route_target(text.removeprefix("RT:")))))
            for column in ("rt_import", "rt_export")
        ]
        draft.vrf(name, place, rd=route_target(rd) if rd else None, import_targets=targets[0], export_targets=targets[1])
        for text in row.texts("interfaces"):
            full = XR_PORTS.full(text)
            draft.interface(full, place, kind=XR_PORTS.kind(full), vrf=name)


def _bundles(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name, place = XR_PORTS.full(row.text("bundle") or ""), table.place(row)
        lacp = (row.text("lacp") or "").lower()
        add_lag(draft, name, "lacp" if lacp == "operational" else "static" if lacp else None, place)
        draft.interface(name, place, kind=XR_PORTS.kind(name), up=(row.text("status") or "").lower() == "up")
        member = XR_PORTS.full(row.text("member") or "")
        draft.interface(member, place, kind=XR_PORTS.kind(member))
        add_lag_member(draft, LagMember(interface=member, aggregate=name, active=row.text("state") == "Active", ref=place))


def _hsrp(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name, group, address = row.text("interface"), row.number("group"), row.text("group_addr")
        if name is None or group is None:
            continue
        active = row.text("active_addr")
        add_fhrp(
            draft,
            FhrpGroup(
                protocol="hsrp", group=group, interface=XR_PORTS.full(name), addresses=(address,) if address else (),
                state=(row.text("state") or "").lower() or None, priority=row.number("prio"),
                master=None if active in {"local", "unknown"} else active, preempt=bool(row.text("preempt")), ref=table.place(row),
            ),
        )  # fmt: skip


_OSPF = partial(read_ospf_neighbours, ports=XR_PORTS)
READERS: Mapping[str, Reader] = {
    "show version": _version,
    "show version brief": _version,
    "show inventory": read_inventory,
    "admin show inventory": read_inventory,
    "show interfaces": _interfaces,
    "show interfaces {interface}": _interfaces,
    "show interfaces description": _descriptions,
    "show ipv4 interface brief": _brief,
    "show ip interface brief": _brief,
    "show ipv4 vrf all interface brief": _brief,
    "show ipv4 interface": _ipv4_interfaces,
    "show lldp neighbors detail": partial(read_lldp, ports=XR_PORTS),
    "show lldp neighbors": partial(read_lldp, ports=XR_PORTS),
    "show cdp neighbors detail": partial(read_cdp, ports=XR_PORTS),
    "show arp": partial(read_arp, ports=XR_PORTS),
    "show arp vrf {vrf}": partial(read_arp, ports=XR_PORTS),
    "show ipv6 neighbors": partial(read_arp, ports=XR_PORTS),
    "show route": _routes,
    "show route ipv4": _routes,
    "show ip route": _routes,
    "show route vrf {vrf}": _routes,
    "show ospf neighbor": _OSPF,
    "show ospf vrf all neighbor": _OSPF,
    "show isis neighbors": partial(read_isis, ports=XR_PORTS),
    "show bgp summary": read_bgp_summary,
    "show bgp ipv4 unicast summary": read_bgp_summary,
    "show bgp vpnv4 unicast summary": read_bgp_summary,
    "show bgp vrf {vrf} summary": read_bgp_summary,
    "show bgp vrf {vrf} ipv4 unicast summary": read_bgp_summary,
    "show ip bgp summary": read_bgp_summary,
    "show bgp neighbors": read_bgp_neighbours,
    "show bgp vrf {vrf} neighbors": read_bgp_neighbours,
    "show vrf all": _vrfs,
    "show vrf all detail": _vrfs,
    "show bundle": _bundles,
    "show hsrp": _hsrp,
}
TEMPLATES: Mapping[str, str] = {
    "show inventory": "cisco_xr_admin_show_inventory",
    "admin show inventory": "cisco_xr_admin_show_inventory",
    "show ipv4 interface brief": "cisco_xr_show_ip_interface_brief",
    "show arp vrf {vrf}": "cisco_xr_show_arp",
    "show route": "cisco_xr_show_ip_route",
    "show route ipv4": "cisco_xr_show_ip_route",
    "show route vrf {vrf}": "cisco_xr_show_ip_route",
    "show bgp ipv4 unicast summary": "cisco_xr_show_bgp_summary",
    "show bgp vpnv4 unicast summary": "cisco_xr_show_bgp_summary",
    "show bgp vrf {vrf} summary": "cisco_xr_show_bgp_summary",
    "show bgp vrf {vrf} ipv4 unicast summary": "cisco_xr_show_bgp_summary",
    "show ip bgp summary": "cisco_xr_show_bgp_summary",
    "show bgp vrf {vrf} neighbors": "cisco_xr_show_bgp_neighbors",
}
_HEARD = Total(pattern=r"^Total entries displayed:\s*(?P<count>\d+)")
_NEIGHBOURS = Total(pattern=r"^Total neighbor count:\s*(?P<count>\d+)")
TOTALS: Mapping[str, tuple[Total, ...]] = {
    "show lldp neighbors": (_HEARD,),
    "show lldp neighbors detail": (_HEARD,),
    "show ospf neighbor": (_NEIGHBOURS,),
    "show ospf vrf all neighbor": (_NEIGHBOURS,),
    "show isis neighbors": (_NEIGHBOURS,),
}

VENDOR = Vendor(platform="cisco_xr", maker="cisco", readers=READERS, templates=TEMPLATES, totals=TOTALS, kind_of=XR_PORTS.kind)
