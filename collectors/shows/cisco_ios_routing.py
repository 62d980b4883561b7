"""IOS and IOS XE: routes, VRFs, neighbours of routing protocols, shared gateways, hosts, access lists and translations."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import partial

from collectors.clean import Line
from collectors.configs.ios_family.acls import acl_of, read_rule
from collectors.configs.ios_family.state import State
from collectors.configs.ios_family.words import classful_prefix, route_target
from collectors.configs.parser import Account
from collectors.configs.words import address_of, as_number, dotted_area, prefix_of
from collectors.shows.answers import Reader, Table, whole
from collectors.shows.cisco_words import (
    IOS_PORTS,
    PortNames,
    asked_vrf,
    bgp_families,
    bgp_state,
    isis_level,
    isis_state,
    ospf_state,
    said,
    vrf_name,
)
from collectors.shows.draft import Draft
from collectors.shows.rows import add_bgp, add_bgp_peer, add_fhrp, add_ospf, add_ospf_neighbour, add_route
from topology.model.configured import NatRule
from topology.model.names import canonical_mac
from topology.model.records import Arp
from topology.model.tables import (
    BgpPeer,
    BgpProcess,
    FhrpGroup,
    ForwardingEntry,
    IsisAdjacency,
    OspfInterface,
    OspfNeighbour,
    OspfProcess,
)

PROTOCOLS = {
    "C": "local",
    "L": "local",
    "S": "netmgmt",
    "R": "rip",
    "B": "bgp",
    "O": "ospf",
    "i": "isis",
    "D": "ciscoEigrp",
    "M": "other",
    "o": "other",
    "H": "other",
    "l": "other",
    "a": "other",
    "U": "netmgmt",
}
"""IANAipRouteProtocol by the letters of routing tables; others are ``other``."""
_HOP = re.compile(r"\[\d+/(?P<metric>\d+)\](?: via (?P<to>\d+\.\d+\.\d+\.\d+))?")
_NO_RULES = frozenset({"statistics", "fragments", "ignore"})
_MATCHES = re.compile(r"\s*\[match=\d+\]|\s*\((?:\d+ (?:estimate )?match(?:es)?|time left \d+)\)")


def _name(text: str | None) -> str | None:
    return IOS_PORTS.full(text) if text else None


def _routes(table: Table, draft: Draft) -> None:
    asked = asked_vrf(table.command.arguments)
    for row in table.rows:
        prefix = prefix_of(row.text("network") or "", row.text("prefix_length") or row.text("subnetted") or "")
        if prefix is None:
            continue
        letter, vrf = row.text("protocol") or "", vrf_name(row.text("vrf")) or asked
        for text in row.texts("hops"):
            metric, hop, interface = hop_of(text)
            entry = ForwardingEntry(
                prefix=prefix, next_hop=hop, interface=_name(interface), vrf=vrf, protocol=PROTOCOLS.get(letter, "other"),
                metric=metric, ref=table.place(row),
            )  # fmt: skip
            add_route(draft, entry, own=letter == "L")


def hop_of(text: str) -> tuple[int | None, str | None, str | None]:
    """Return metric, next hop and interface of a route's line.

    >>> hop_of("[110/20] via 10.0.0.1, 2w3d, GigabitEthernet0/1"), hop_of("is directly connected, Null0")
    ((20, '10.0.0.1', 'GigabitEthernet0/1'), (None, None, 'Null0'))
    >>> hop_of("is a summary, 00:01:02, Null0"), hop_of("[200/0] via 10.0.0.9 (OFFICE), 5d01h")
    ((None, None, 'Null0'), (0, '10.0.0.9', None))
    """
    match = _HOP.match(text)
    parts = [part.strip() for part in text.split(",")[1:]]
    interface = next((part for part in reversed(parts) if part and part[0].isalpha()), None)
    if match is None:
        return None, None, interface
    return whole(match["metric"]), match["to"], interface


def subnets_read(table: Table) -> int:
    """Count the prefixes that stand below the lines 'is (variably) subnetted' of a routing table, each below its own."""
    heads = [(line.number, classful_prefix(line.text.partition("/")[0])) for line in table.lines if " subnetted, " in line.text]
    numbers = [number for number, _ in heads]
    found: set[tuple[int, str | None, str | None]] = set()
    for row in table.rows:
        place = bisect_left(numbers, row.line) - 1
        if place >= 0 and classful_prefix(row.text("network") or "") == heads[place][1]:
            found.add((place, row.text("network"), row.text("prefix_length")))
    return len(found)


def read_arp(table: Table, draft: Draft, *, ports: PortNames) -> None:
    """Add the hosts whose address is known; an incomplete row has none."""
    for row in table.rows:
        address = row.text("ip_address") or row.text("address") or row.text("ipv6_address")
        mac = canonical_mac(row.text("mac_address") or row.text("hardware_address") or "")
        found = address_of(address) if address else None
        if found and mac:
            name = row.text("interface")
            draft.add("arp", Arp(address=found, mac=mac, interface=ports.full(name) if name else None))


def _vrfs(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name, place = row.text("name") or row.text("vrf") or "", table.place(row)
        rd = said(row.text("default_rd") or row.text("rd"))
        draft.vrf(
            name, place, rd=route_target(rd) if rd else None, import_targets=_targets(row.texts("rt_import")),
            export_targets=_targets(row.texts("rt_export")),
        )  # fmt: skip
        for text in " ".join(row.texts("interfaces")).split():
            full = IOS_PORTS.full(text)
            draft.interface(full, place, kind=IOS_PORTS.kind(full), vrf=name)


def _targets(texts: Iterable[str]) -> tuple[str, ...]:
    words = " ".join(texts).split()
    return tuple(dict.fromkeys(found for text in words if (found := route_target(text.removeprefix("RT:")))))


def _vrf_interfaces(table: Table, draft: Draft) -> None:
    for row in table.rows:
        name, place = IOS_PORTS.full(row.text("interface") or ""), table.place(row)
        draft.interface(name, place, kind=IOS_PORTS.kind(name), vrf=vrf_name(row.text("vrf")))
        if address := said(row.text("ip_address")):
            draft.bare_address(name, address, place)


def _routes6(table: Table, draft: Draft) -> None:
    for row in table.rows:
        address, _, length = (row.text("network") or "").partition("/")
        prefix = prefix_of(address, length)
        if prefix is None:
            continue
        letter, name = (row.text("protocol") or "")[:1], (row.text("nexthop_if") or "").strip()
        hop = address_of(row.text("nexthop_ip") or "")
        entry = ForwardingEntry(
            prefix=prefix, next_hop=hop, interface=_name(name or None), protocol=PROTOCOLS.get(letter, "other"),
            metric=row.number("metric"), ref=table.place(row),
        )  # fmt: skip
        add_route(draft, entry, own=False)


def _ospf(table: Table, draft: Draft) -> None:
    for row in table.rows:
        areas = tuple(dict.fromkeys(area for text in row.texts("areas") if (area := dotted_area(text))))
        add_ospf(
            draft,
            OspfProcess(
                router_id=row.text("router_id"), areas=areas, process=row.text("process"), vrf=vrf_name(row.text("vrf")),
                area_border=bool(row.text("area_border")), as_border=bool(row.text("as_border")), ref=table.place(row),
            ),
        )  # fmt: skip


def read_ospf_neighbours(table: Table, draft: Draft, *, ports: PortNames) -> None:
    """Add the neighbours of OSPF by address, router id and interface."""
    for row in table.rows:
        address = row.text("ip_address") or row.text("address")
        name = row.text("interface")
        if address:
            add_ospf_neighbour(
                draft,
                OspfNeighbour(
                    address=address, router_id=row.text("neighbor_id"), interface=ports.full(name) if name else None,
                    state=ospf_state(row.text("state")), ref=table.place(row),
                ),
            )  # fmt: skip


def _ospf_interfaces(table: Table, draft: Draft) -> None:
    for row in table.rows:
        draft.add(
            "ospf_interfaces",
            OspfInterface(
                address=row.text("ip_address") or "0.0.0.0",  # noqa: S104 - what OSPF-MIB says of an interface without an address
                interface=_name(row.text("interface")), area=dotted_area(row.text("area") or ""), process=row.text("process"),
                cost=row.number("cost"), ref=table.place(row),
            ),
        )  # fmt: skip


def read_bgp_summary(table: Table, draft: Draft) -> None:
    """Add the sessions of a summary and the process that they belong to."""
    asked = asked_vrf(table.command.arguments)
    for row in table.rows:
        place = table.place(row)
        own = vrf_name(row.text("vrf")) or asked
        local = as_number(row.text("local_as") or "")
        add_bgp(draft, BgpProcess(local_as=local, router_id=row.text("router_id"), vrf=own, ref=place))
        address = row.text("bgp_neighbor") or row.text("bgp_neigh")
        found = address_of(address) if address else None
        if found is None:
            continue
        state, enabled = bgp_state(row.text("state_or_prefixes_received") or row.text("state_pfxrcd"))
        add_bgp_peer(
            draft,
            BgpPeer(
                address=found, remote_as=as_number(row.text("neighbor_as") or row.text("neigh_as") or ""), local_as=local, state=state,
                enabled=enabled, vrf=own, ref=place,
            ),
        )  # fmt: skip


def read_bgp_neighbours(table: Table, draft: Draft) -> None:
    """Add the sessions with what their own page tells: the far router, the own end, description, policies, address families."""
    asked = asked_vrf(table.command.arguments)
    for row in table.rows:
        address = address_of(row.text("neighbor") or "")
        if address is None:
            continue
        state, enabled = bgp_state(row.text("bgp_state"))
        policies = [tuple(filter(None, (row.text(name),))) for name in ("inbound_routemap", "outbound_routemap")]
        router_id = row.text("remote_router_id")
        remote = as_number(row.text("remote_as") or row.text("remote_asn") or row.text("asn") or "")
        add_bgp_peer(
            draft,
            BgpPeer(
                address=address, remote_as=remote, local_address=row.text("localhost_ip"),
                local_as=as_number(row.text("local_as") or row.text("local_asn") or ""),
                router_id=None if router_id == "0.0.0.0" else router_id,  # noqa: S104 - a session that never stood
                state=state, enabled=enabled, vrf=vrf_name(row.text("vrf")) or asked, group=row.text("peer_group"),
                description=row.text("description"), families=bgp_families(row.texts("afi")),
                import_policies=policies[0], export_policies=policies[1], ref=table.place(row),
            ),
        )  # fmt: skip


def read_isis(table: Table, draft: Draft, *, ports: PortNames) -> None:
    """Add the neighbours of IS-IS; where the table shows a host name, the system id is not said."""
    for row in table.rows:
        who, address, name = row.text("system_id") or "", row.text("ip_address"), row.text("interface")
        is_id = len(who) == 14 and who.count(".") == 2 and canonical_mac(who) is not None  # noqa: PLR2004 - 0010.0100.2003
        draft.add(
            "isis_adjacencies",
            IsisAdjacency(
                system_id=who.lower() if is_id else None, name=None if is_id else who or None,
                interface=ports.full(name) if name else None, state=isis_state(row.text("state")),
                level=isis_level(row.text("type")), mac=canonical_mac(row.text("snpa") or ""),
                addresses=(address,) if address else (), ref=table.place(row),
            ),
        )  # fmt: skip


def read_standby(table: Table, draft: Draft, *, ports: PortNames) -> None:
    """Add HSRP's groups; the active router is named by its address, or is the device itself."""
    for row in table.rows:
        said_name, group = row.text("interface"), row.number("group")
        if said_name is None or group is None:
            continue
        name = ports.full(said_name)
        virtual = [row.text("virtual_ip") or row.text("virtual_ip_address"), *row.texts("secondary_ips")]
        preempt = row.text("preemption") or row.text("preempt")
        active = row.text("active_router") or row.text("active")
        track = row.text("track_item")
        add_fhrp(
            draft,
            FhrpGroup(
                protocol="hsrp", group=group, interface=name,
                addresses=tuple(found for text in virtual if text and (found := address_of(text))),
                mac=canonical_mac(row.text("active_virtual_mac") or ""), state=(row.text("state") or "").lower() or None,
                priority=row.number("priority"), master=address_of(active) if active else None,
                preempt=preempt in {"enabled", "P", "may preempt"},
                track=(track,) if track else (), ref=table.place(row),
            ),
        )  # fmt: skip


_VRRP_STATES = {"master": "master", "backup": "backup", "init": "initialize", "initialize": "initialize"}


def read_vrrp(table: Table, draft: Draft, *, ports: PortNames) -> None:
    """Add VRRP's groups; the table of version 3 names address families."""
    for row in table.rows:
        said_name, group = row.text("interface"), row.number("group")
        if said_name is None or group is None:
            continue
        name = ports.full(said_name)
        address, master, preempt = row.text("virtual_ip_address"), row.text("master_ip_address"), (row.text("preempt") or "").lower()
        track = row.text("track_obj")
        add_fhrp(
            draft,
            FhrpGroup(
                protocol="vrrp3" if row.text("addr_family") else "vrrp2", group=group, interface=name,
                addresses=(found,) if address and (found := address_of(address)) else (),
                mac=canonical_mac(row.text("virtual_mac_address") or ""),
                state=_VRRP_STATES.get((row.text("state") or "").lower()),
                priority=row.number("priority_configured") or row.number("priority"),
                master=address_of(master.partition("(")[0]) if master else None,
                preempt=None if not preempt else preempt in {"enabled", "y"}, track=(track,) if track else (), ref=table.place(row),
            ),
        )  # fmt: skip


def read_access_lists(table: Table, draft: Draft) -> None:
    """Add access lists with the grammar of configurations, which the show command prints with counts of matches."""
    state = State(Account(table.path))
    for row in table.rows:
        name, place = row.text("name") or "", Line(row.line, None, row.text("rule") or "")
        kind = (row.text("type") or "").lower()
        family = "ipv6" if "ipv6" in kind else "mac" if "mac" in kind else "ipv4"
        acl = acl_of(state, name, place, family=family, standard="standard" in kind)
        words = tuple(_MATCHES.sub("", row.text("rule") or "").replace(", wildcard bits", "").split())
        if words and words[0] not in _NO_RULES and not read_rule(acl, words, place):
            draft.warn("capture-rule-unread", table.place(row), acl=name, text=place.text[:120])
    for found in state.facts.acls:
        if not any(getattr(one, "name", None) == found.name for one in draft.rows.get("acls", ())):
            draft.add("acls", found)
            for rule in state.facts.acl_rules:
                if rule.acl == found.name:
                    draft.add("acl_rules", rule)


def _translations(table: Table, draft: Draft) -> None:
    """Add the standing translations; those with a far end are sessions of the moment."""
    for row in table.rows:
        if said(row.text("outside_global_ip")) and row.text("outside_global_ip") != "---":
            continue
        inside, outside = row.text("inside_local_ip"), row.text("inside_global_ip")
        if not inside or not outside or "---" in {inside, outside}:
            continue
        protocol = row.text("protocol")
        port = row.text("inside_local_port")
        draft.add(
            "nat_rules",
            NatRule(
                kind="server" if port else "static", inside=inside, inside_port=port, outside=outside,
                outside_port=row.text("inside_global_port"), protocol=None if protocol == "---" else protocol, ref=table.place(row),
            ),
        )  # fmt: skip


READERS: Mapping[str, Reader] = {
    "show ip route": _routes,
    "show ip route vrf {vrf}": _routes,
    "show ip route vrf *": _routes,
    "show ip arp": partial(read_arp, ports=IOS_PORTS),
    "show ip arp vrf {vrf}": partial(read_arp, ports=IOS_PORTS),
    "show arp": partial(read_arp, ports=IOS_PORTS),
    "show ipv6 neighbors": partial(read_arp, ports=IOS_PORTS),
    "show vrf": _vrfs,
    "show ip vrf": _vrfs,
    "show vrf detail": _vrfs,
    "show ip vrf interfaces": _vrf_interfaces,
    "show ipv6 route": _routes6,
    "show ip ospf": _ospf,
    "show ip ospf neighbor": partial(read_ospf_neighbours, ports=IOS_PORTS),
    "show ip ospf neighbor detail": partial(read_ospf_neighbours, ports=IOS_PORTS),
    "show ip ospf interface brief": _ospf_interfaces,
    "show ip bgp summary": read_bgp_summary,
    "show bgp summary": read_bgp_summary,
    "show bgp ipv4 unicast summary": read_bgp_summary,
    "show ip bgp vpnv4 all summary": read_bgp_summary,
    "show ip bgp vpnv4 vrf {vrf} summary": read_bgp_summary,
    "show ip bgp neighbors": read_bgp_neighbours,
    "show ip bgp vpnv4 all neighbors": read_bgp_neighbours,
    "show isis neighbors": partial(read_isis, ports=IOS_PORTS),
    "show standby": partial(read_standby, ports=IOS_PORTS),
    "show standby brief": partial(read_standby, ports=IOS_PORTS),
    "show vrrp": partial(read_vrrp, ports=IOS_PORTS),
    "show vrrp all": partial(read_vrrp, ports=IOS_PORTS),
    "show vrrp brief": partial(read_vrrp, ports=IOS_PORTS),
    "show access-lists": read_access_lists,
    "show ip access-lists": read_access_lists,
    "show ipv6 access-lists": read_access_lists,
    "show ip nat translations": _translations,
}
