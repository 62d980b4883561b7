"""OSPF of FortiOS, for IPv4 and IPv6: areas, the interfaces that ``network`` takes in, what it takes from others.

``router ospf`` has one process a VDOM. An interface is in the area of the longest ``network`` that its address is in.
*Source*: FortiOS 7.4 'CLI Reference', 'router ospf' and 'router ospf6'; RFC 2328.
"""

from __future__ import annotations

from functools import partial
from ipaddress import ip_interface, ip_network

from collectors.configs.fortios.routing import nothing, redistribute
from collectors.configs.fortios.state import State
from collectors.configs.fortios.tree import Entry, table
from collectors.configs.fortios.words import read_prefix, unquoted
from collectors.configs.words import address_of, dotted_area
from topology.model.configured import NetworkStatement, OspfArea, Redistribution
from topology.model.tables import OspfInterface, OspfProcess

_KINDS = {
    "point-to-point": "point-to-point",
    "broadcast": "broadcast",
    "non-broadcast": "nbma",
    "point-to-multipoint": "point-to-multipoint",
}
_AUTHENTICATION = {"text": "simple", "md5": "md5", "message-digest": "md5", "none": "null"}


def _ospf(version: int, state: State, entry: Entry) -> None:
    vrf = state.vrf(entry.vdom, None, entry.line)
    process = entry.vdom or "root"
    protocol = "ospf" if version == 2 else "ospfv3"  # noqa: PLR2004 - OSPF version 2
    router_id = address_of(entry.first("router-id") or "")
    if router_id is None:
        entry.refuse("router-id")
    areas = [one for one in entry.entries("area") if dotted_area(one.name) is not None]
    state.facts.ospf.append(
        OspfProcess(
            router_id=router_id,
            process=process,
            vrf=vrf,
            version=version,
            areas=tuple(sorted(dotted_area(one.name) or "" for one in areas)),
            ref=state.place(entry.line),
        )
    )
    networks: dict[str, list[str]] = {}
    for one in entry.entries("network"):
        found = read_prefix(one, "prefix")
        area = dotted_area(one.first("area") or "0.0.0.0")  # noqa: S104 - the backbone, the default
        if found is not None and area is not None:
            networks.setdefault(area, []).append(found)
    for one in areas:
        _area(state, one, process, networks.get(dotted_area(one.name) or "", []), protocol, vrf)
    state.endings.append(partial(_interfaces, state, entry, version, process, vrf))
    redistribute(state, entry, protocol, process)
    if entry.first("default-information-originate") in {"enable", "always"}:
        place = state.place(entry.line_of("default-information-originate"))
        name = entry.first("default-information-route-map")
        policy = None if name is None else state.named(entry.vdom, name)
        state.facts.redistributions.append(
            Redistribution(into=protocol, into_process=process, vrf=vrf, source="default", policy=policy, ref=place)
        )
    for one in entry.entries("summary-address"):
        found = read_prefix(one, "prefix")
        if found is not None:
            _summary(state, protocol, found, vrf, one)
    for one in entry.entries("distribute-list"):
        name = one.first("access-list")
        if name is not None:
            state.bind(state.named(one.vdom, name), "route", one.line_of("access-list"), direction="out", via=f"{protocol} {process}")


def _summary(state: State, protocol: str, found: str, vrf: str | None, one: Entry) -> None:
    row = NetworkStatement(protocol=protocol, prefix=found, vrf=vrf, summary=True, ref=state.place(one.line_of("prefix", "prefix6")))
    state.facts.network_statements.append(row)


def _area(state: State, one: Entry, process: str, networks: list[str], protocol: str, vrf: str | None) -> None:  # noqa: PLR0917 - what an area hangs on
    kind = one.first("type")
    if kind in {"stub", "nssa"} and one.first("stub-type") == "no-summary":
        kind = f"totally-{kind}"
    said = one.first("authentication")
    state.facts.ospf_areas.append(
        OspfArea(
            process=process,
            area=dotted_area(one.name) or one.name,
            kind=None if kind == "regular" else kind,
            networks=tuple(networks),
            authentication=_AUTHENTICATION.get(said, said) if said is not None else None,
            virtual_links=tuple(peer for link in one.entries("virtual-link") if (peer := address_of(link.first("peer") or "")) is not None),
            ref=state.place(one.line),
        )
    )
    for inner in one.entries("range"):
        found = read_prefix(inner, "prefix") or read_prefix(inner, "prefix6")
        if found is not None:
            _summary(state, protocol, found, vrf, inner)
    for inner in one.entries("filter-list"):
        name = inner.first("list")
        if name is not None:
            state.bind(
                state.named(inner.vdom, name),
                "route",
                inner.line_of("list"),
                direction=inner.first("direction"),
                via=f"{protocol} {process}",
            )


def _interfaces(state: State, entry: Entry, version: int, process: str, vrf: str | None) -> None:
    """Find the interfaces of a process: those that its own table names, and those whose address a ``network`` takes in."""
    said = {one.first("interface") or one.name: one for one in entry.entries("ospf-interface") + entry.entries("ospf6-interface")}
    passive = unquoted(entry.get("passive-interface"))
    ranges = []
    for one in entry.entries("network"):
        found = read_prefix(one, "prefix")
        if found is not None:
            ranges.append((ip_network(found), dotted_area(one.first("area") or "0.0.0.0"), one))  # noqa: S104 - the backbone
    ranges.sort(key=lambda row: -row[0].prefixlen)
    for draft in state.drafts.values():
        own = next((text for text in draft.addresses if (":" in text) == (version != 2)), None)  # noqa: PLR2004
        row = said.get(draft.name)
        hit = None
        if own is not None and draft.vrf == vrf and version == 2:  # noqa: PLR2004
            address = ip_interface(own).ip
            hit = next((known for known in ranges if address.version == known[0].version and address in known[0]), None)
        area = dotted_area(row.first("area-id") or "") if row is not None and row.get("area-id") else hit[1] if hit else None
        if area is None:
            continue
        line = row.line_of("interface") if row is not None else hit[2].line_of("prefix") if hit else entry.line
        kind = row.first("network-type") if row is not None else None
        authentication = row.first("authentication") if row is not None else None
        state.facts.ospf_interfaces.append(
            OspfInterface(
                address=own.partition("/")[0] if own is not None else "0.0.0.0",  # noqa: S104 - how OSPF-MIB writes no address
                interface=draft.name,
                area=area,
                kind=_KINDS.get(kind, kind) if kind is not None else None,
                enabled=draft.enabled and (row is None or row.first("status") != "disable"),
                cost=row.number("cost") or None if row is not None else None,
                process=process,
                passive=draft.name in passive,
                authentication=_AUTHENTICATION.get(authentication, authentication) if authentication is not None else None,
                ref=state.place(line),
            )
        )


_TIMERS = (
    "dead-interval hello-* retransmit-interval transmit-delay mtu mtu-ignore priority resync-timeout bfd database-filter-out "
    "ttl-security* ip prefix-length"
)
_KEYS = "authentication-key md5-* keychain key-rollover-interval ipsec-* config:md5-keys config:ipsec-keys"
_SOURCE = table("routing", nothing, "status metric metric-type routemap tag")
_AREA = table(
    "routing",
    nothing,
    "type stub-type authentication nssa-default-information-originate nssa-default-information-originate-metric default-cost comments",
    {"routing-behaviour": "shortcut nssa-*", "routing-keys": _KEYS},
    {
        "range": table("routing", nothing, "prefix prefix6 advertise", {"routing-behaviour": "substitute substitute-status"}),
        "virtual-link": table("routing", nothing, "peer authentication", {"routing-timers": _TIMERS, "routing-keys": _KEYS}),
        "filter-list": table("routing", nothing, "list direction"),
    },
)
_ON_INTERFACE = table(
    "routing",
    nothing,
    "interface area-id cost network-type authentication status comments linkdown-fast-failover",
    {"routing-timers": _TIMERS, "routing-keys": _KEYS, "routing-behaviour": "config:neighbor"},
)
_INNER = {
    "area": _AREA,
    "ospf-interface": _ON_INTERFACE,
    "ospf6-interface": _ON_INTERFACE,
    "network": table("routing", nothing, "prefix area comments"),
    "summary-address": table("routing", nothing, "prefix advertise tag"),
    "neighbor": table("routing", nothing, "ip cost", {"routing-timers": "poll-interval priority"}),
    "distribute-list": table("routing", nothing, "access-list protocol"),
    "redistribute": _SOURCE,
    **dict.fromkeys((f"redistribute {name}" for name in ("connected", "static", "rip", "bgp", "isis", "kernel")), _SOURCE),
}
_READ = "router-id passive-interface default-information-originate default-information-route-map"
_PASSED = {
    "routing-behaviour": "abr-type auto-cost-ref-bandwidth distance* bfd database-overflow* default-* log-neighbour-changes restart-* "
    "rfc1583-compatible "
    "spf-timers lsa-refresh-interval distribute-*"
}

TABLES = {
    "router ospf": table("routing", partial(_ospf, 2), _READ, _PASSED, _INNER),
    "router ospf6": table("routing", partial(_ospf, 3), _READ, _PASSED, _INNER),
}
"""Tables of OSPF by their paths."""
