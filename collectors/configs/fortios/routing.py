"""Static routes, policy routes, RIP, IS-IS and multicast of FortiOS.

A static route without ``dst`` is the default route. A route over SD-WAN has a row for each member of its zone. A route stands only
while the link monitor of its interface and gateway hears its servers. *Source*: FortiOS 6.4 and 7.4 'CLI Reference', 'router',
'system sdwan' and 'system link-monitor'.
"""

from __future__ import annotations

from functools import partial

import msgspec

from collectors.configs.fortios.state import State
from collectors.configs.fortios.tree import Entry, table
from collectors.configs.fortios.words import NOTHING, prefix, read_address, read_prefix, unquoted
from collectors.configs.words import address_of
from topology.model.configured import Multicast, NetworkStatement, Redistribution, ServicePolicy, Zone
from topology.model.records import Route
from topology.model.tables import IsisCircuit, IsisProcess

SOURCES = {"connected": "direct"}
_ANY4, _ANY6 = "0.0.0.0/0", "::/0"
_DEFAULT_ZONE = "virtual-wan-link"
_NET_PARTS = 5
_LEVELS = {"level-1": "1", "level-2-only": "2", "level-2": "2", "level-1-2": "1-2"}


def nothing(_state: State, _entry: Entry) -> None:
    """Leave an inner table's facts to the entry that it stands in."""


def _static(any_prefix: str, state: State, entry: Entry) -> None:
    values, named = entry.get("dst"), entry.first("dstaddr")
    if entry.first("status") == "disable":
        return  # not in effect, and no fact of the network
    found = prefix(values) if values else any_prefix
    if found is None:
        entry.refuse("dst")
        state.account.warn("config-address-wrong", entry.line_of("dst"))
        return
    next_hop = read_address(state, entry, "gateway")
    row = Route(
        prefix=found,
        next_hop=next_hop,
        interface="null0" if entry.is_on("blackhole") else entry.first("device"),
        vrf=state.vrf(entry.vdom, entry.first("vrf"), entry.line_of("vrf")),
        preference=entry.number("distance"),
        description=entry.first("comment"),
        track="bfd" if entry.is_on("bfd") else None,
        tag=entry.number("tag"),
        ref=state.place(entry.line_of(*(("gateway",) if next_hop is not None else ()), "device", "dst", "sdwan-zone")),
    )
    zones = unquoted(entry.get("sdwan-zone")) or ((_DEFAULT_ZONE,) if entry.is_on("sdwan") or entry.is_on("virtual-wan-link") else ())
    if not state.static:
        state.endings.append(partial(_settle_routes, state))
    state.static.append((row, zones, None if named is None else state.named(entry.vdom, named), entry.vdom))


def _settle_routes(state: State) -> None:
    """Write the static routes when what they hang on is known: address objects, the members of SD-WAN zones, link monitors."""
    for row, zones, named, vdom in state.static:
        ways = [way for way in state.ways if way[0] == vdom and way[1] in zones] if zones else []
        for prefix_ in state.members.get(named, ()) if named is not None else (row.prefix,):
            said = msgspec.structs.replace(row, prefix=prefix_)
            over = [msgspec.structs.replace(said, interface=way[2], next_hop=way[3], ref=state.place(way[4])) for way in ways]
            state.facts.routes += [_monitored(state, one, vdom) for one in over or [said]]


def _monitored(state: State, row: Route, vdom: str | None) -> Route:
    """Return a route with the link monitor that takes it away when its servers are not heard."""
    for where, port, gateway, name in state.monitors:
        if where == vdom and port == row.interface and gateway in {None, row.next_hop}:
            return msgspec.structs.replace(row, track=name)
    return row


def _sdwan(state: State, entry: Entry) -> None:
    """Read SD-WAN: its zones, and its members with their gateways."""
    zones: dict[str, list[str]] = {}
    lines = {zone.name: zone.line for zone in entry.entries("zone")}
    for member in entry.entries("members"):
        port = member.first("interface")
        if port is None:
            continue
        zone = member.first("zone") or _DEFAULT_ZONE
        zones.setdefault(zone, []).append(port)
        lines.setdefault(zone, member.line_of("zone", "interface"))
        if member.first("status") != "disable":
            gateway = read_address(state, member, "gateway", "gateway6")
            state.ways.append((entry.vdom, zone, port, gateway, member.line_of("gateway", "gateway6", "interface")))
    for zone, ports in zones.items():
        state.zone_of.update(dict.fromkeys(ports, zone))
        vrf = state.vrf(entry.vdom, None, entry.line)
        state.facts.zones.append(Zone(name=state.named(entry.vdom, zone), interfaces=tuple(ports), vrf=vrf, ref=state.place(lines[zone])))


def _monitor(state: State, entry: Entry) -> None:
    port = entry.first("srcintf")
    if port is not None and entry.first("update-static-route") != "disable" and entry.first("status") != "disable":
        state.monitors.append((entry.vdom, port, read_address(state, entry, "gateway-ip", "gateway-ip6"), entry.name))


def _policy_route(state: State, entry: Entry) -> None:
    if entry.first("status") == "disable":
        return
    for port in unquoted(entry.get("input-device")) or (None,):
        row = ServicePolicy(policy=entry.name, interface=port, direction="in", kind="routing", ref=state.place(entry.line))
        state.facts.service_policies.append(row)


def redistribute(state: State, entry: Entry, into: str, process: str | None = None) -> None:
    """Read the tables ``redistribute`` of a protocol: only those that are enabled have an effect."""
    for path, family in (("redistribute", None), ("redistribute6", "ipv6")):
        for one in entry.entries(path):
            add_source(state, one, into, process, family)
    for path, inner in entry.inner.items():
        for prefix_, family in (("redistribute6 ", "ipv6"), ("redistribute ", None)):
            if path.startswith(prefix_):
                for one in inner:
                    add_source(state, one, into, process, family, path.removeprefix(prefix_))
                break


def add_source(state: State, one: Entry, into: str, process: str | None, family: str | None, name: str | None = None) -> None:  # noqa: PLR0917 - where from and where to
    """Add the routes of one protocol to those that another tells."""
    source = name or one.name
    if one.first("status") != "enable":
        return
    state.facts.redistributions.append(
        Redistribution(
            into=into,
            into_process=process,
            family=family,
            vrf=state.vrf(one.vdom, None, one.line),
            source=SOURCES.get(source, source),
            policy=_map(state, one),
            ref=state.place(one.line),
        )
    )


def _map(state: State, one: Entry) -> str | None:
    name = one.first("routemap", "route-map")
    return None if name is None else state.named(one.vdom, name)


def _rip(state: State, entry: Entry) -> None:
    vrf = state.vrf(entry.vdom, None, entry.line)
    for one in entry.entries("network"):
        found = read_prefix(one, "prefix")
        if found is not None:
            row = NetworkStatement(protocol="rip", prefix=found, vrf=vrf, ref=state.place(one.line_of("prefix")))
            state.facts.network_statements.append(row)
    redistribute(state, entry, "rip")
    if entry.is_on("default-information-originate"):
        place = state.place(entry.line_of("default-information-originate"))
        state.facts.redistributions.append(Redistribution(into="rip", vrf=vrf, source="default", ref=place))
    for one in entry.entries("distribute-list"):
        name = one.first("listname")
        if name is not None:
            state.bind(
                state.named(one.vdom, name),
                "route",
                one.line_of("listname"),
                interface=one.first("interface"),
                direction=one.first("direction"),
                via="rip",
            )


def _isis(state: State, entry: Entry) -> None:
    nets = [net.split(".") for one in entry.entries("isis-net") if (net := one.first("net")) is not None]
    nets = [net for net in nets if len(net) >= _NET_PARTS]
    for one in entry.entries("isis-net"):
        if len((one.first("net") or "").split(".")) < _NET_PARTS:
            one.refuse("net")
    level = _LEVELS.get(entry.first("is-type") or "level-1-2", "1-2")
    place = state.place(entry.line)
    state.facts.isis.append(
        IsisProcess(
            system_id=".".join(nets[0][-4:-1]).lower() if nets else None,
            level=level,
            areas=tuple(".".join(net[:-4]) for net in nets),
            vrf=state.vrf(entry.vdom, None, entry.line),
            wide_metrics=None if entry.first("metric-style") is None else entry.first("metric-style") != "narrow",
            ref=place,
        )
    )
    for one in entry.entries("isis-interface"):
        if one.first("status") != "enable" and one.first("status6") != "enable":
            continue
        state.facts.isis_circuits.append(
            IsisCircuit(
                circuit=len(state.facts.isis_circuits) + 1,
                interface=one.name,
                kind="point-to-point" if one.first("network-type") == "point-to-point" else "broadcast",
                level=_LEVELS.get(one.first("circuit-type") or "", level),
                enabled=True,
                metric=one.number("wide-metric-l1") or one.number("metric-l1"),
                ref=state.place(one.line),
            )
        )
    redistribute(state, entry, "isis")
    if entry.is_on("default-originate"):
        row = Redistribution(into="isis", source="default", ref=state.place(entry.line_of("default-originate")))
        state.facts.redistributions.append(row)
    _summaries(state, entry, "isis")


def _summaries(state: State, entry: Entry, protocol: str) -> None:
    for path in ("summary-address", "summary-address6"):
        for one in entry.entries(path):
            found = read_prefix(one, "prefix" if path == "summary-address" else "prefix6")
            if found is not None:
                state.facts.network_statements.append(
                    NetworkStatement(protocol=protocol, prefix=found, summary=True, ref=state.place(one.line_of("prefix", "prefix6")))
                )


def _multicast(state: State, entry: Entry) -> None:
    vrf = state.vrf(entry.vdom, None, entry.line)
    if entry.is_on("multicast-routing"):
        place = state.place(entry.line_of("multicast-routing"))
        state.facts.multicast.append(Multicast(kind="enabled", vrf=vrf, ref=place))
    for settings in entry.entries("pim-sm-global"):
        for one in settings.entries("rp-address"):
            address = address_of(one.first("ip-address") or "")
            if address is None or address in NOTHING:
                one.refuse("ip-address")
                continue
            group = one.first("group")
            row = Multicast(
                kind="rp",
                vrf=vrf,
                address=address,
                groups=None if group is None else state.named(entry.vdom, group),
                ref=state.place(one.line_of("ip-address")),
            )
            state.facts.multicast.append(row)
    for one in entry.entries("interface"):
        kind = "pim-dm" if one.first("pim-mode") == "dense-mode" else "pim-sm"
        state.facts.multicast.append(Multicast(kind=kind, interface=one.name, vrf=vrf, ref=state.place(one.line_of("pim-mode"))))


_TIMERS = (
    "hello-* hold-* csnp-* lsp-* spf-* timeout-timer update-timer garbage-timer max-* recv-buffer-size passive-interface "
    "overload-* adjacency-*"
)
_SOURCE = table("routing", nothing, "status protocol routemap metric metric-type level tag")
_STATIC = table(
    "routing",
    partial(_static, _ANY4),
    "dst src gateway device distance comment blackhole bfd tag vrf status sdwan sdwan-zone virtual-wan-link dstaddr dynamic-gateway",
    {"routing-behaviour": "priority weight link-monitor-exempt internet-service internet-service-custom preferred-source"},
)
_ISIS_TABLES = {
    "isis-net": table("routing", nothing, "net"),
    "isis-interface": table(
        "routing",
        nothing,
        "status status6 network-type circuit-type wide-metric-l1 wide-metric-l2 metric-l1 metric-l2 auth-mode-l1 auth-mode-l2",
        {"routing-timers": f"{_TIMERS} priority-* mesh-group*", "routing-keys": "auth-*"},
    ),
    "redistribute": _SOURCE,
    "redistribute6": _SOURCE,
    **dict.fromkeys((f"redistribute {name}" for name in ("connected", "static", "rip", "bgp", "ospf")), _SOURCE),
    **dict.fromkeys((f"redistribute6 {name}" for name in ("connected", "static", "rip", "bgp", "ospf")), _SOURCE),
    "summary-address": table("routing", nothing, "prefix level"),
    "summary-address6": table("routing", nothing, "prefix6 level"),
}
_SDWAN = table(
    "routing",
    _sdwan,
    "status",
    {
        "routing-behaviour": "load-balance-mode neighbor-* fail-detect fail-alert-interfaces speedtest-bypass-routing duplication-* "
        "app-perf-* "
        "config:neighbor config:service config:duplication config:health-check-fortiguard config:health-check"
    },
    {
        "zone": table("routing", nothing, "", {"routing-behaviour": "service-sla-tie-break advpn-* minimum-sla-meet-members"}),
        "members": table(
            "routing",
            nothing,
            "interface zone gateway gateway6 status",
            {
                "routing-behaviour": "source source6 cost weight priority priority6 spillover-threshold ingress-spillover-threshold "
                "volume-ratio seq-num comment "
                "preferred-source transport-group"
            },
        ),
    },
)

TABLES = {
    "router static": _STATIC,
    "router static6": table(
        "routing", partial(_static, _ANY6), " ".join(_STATIC.read), {"routing-behaviour": "priority weight link-monitor-exempt devindex"}
    ),
    "router policy": table(
        "routing",
        _policy_route,
        "input-device src dst srcaddr dstaddr protocol start-port end-port gateway output-device status action comments",
        {
            "routing-behaviour": "tos tos-mask start-source-port end-source-port *-negate src-negate dst-negate input-device-negate "
            "internet-service-* seq-num"
        },
    ),
    "router policy6": table(
        "routing",
        _policy_route,
        "input-device src dst srcaddr dstaddr protocol start-port end-port gateway output-device status action comments",
        {"routing-behaviour": "tos tos-mask start-source-port end-source-port seq-num"},
    ),
    "router rip": table(
        "routing",
        _rip,
        "default-information-originate version passive-interface",
        {"routing-behaviour": f"default-metric config:distance config:offset-list {_TIMERS}"},
        {
            "network": table("routing", nothing, "prefix"),
            "neighbor": table("routing", nothing, "ip"),
            "redistribute": _SOURCE,
            **dict.fromkeys((f"redistribute {name}" for name in ("connected", "static", "ospf", "bgp", "isis")), _SOURCE),
            "distribute-list": table("routing", nothing, "listname interface direction status"),
            "interface": table(
                "routing", nothing, "send-version receive-version auth-mode", {"routing-keys": "auth-* split-horizon* send-* flags"}
            ),
        },
    ),
    "router isis": table(
        "routing",
        _isis,
        "is-type metric-style default-originate default-originate6",
        {"routing-timers": f"{_TIMERS} redistribute-* redistribute6-* dynamic-hostname ignore-lsp-errors", "routing-keys": "auth-*"},
        _ISIS_TABLES,
    ),
    "router multicast": table(
        "routing",
        _multicast,
        "multicast-routing",
        {"multicast-behaviour": "route-limit route-threshold config:multicast-flow"},
        {
            "pim-sm-global": table(
                "routing",
                nothing,
                "",
                {
                    "multicast-behaviour": "bsr-* accept-* cisco-* join-prune-* message-interval null-register-* pim-use-sdwan "
                    "register-* rp-* spt-* ssm* config:pim-sm-global-vrf"
                },
                {"rp-address": table("routing", nothing, "ip-address group")},
            ),
            "interface": table(
                "routing",
                nothing,
                "pim-mode",
                {
                    "multicast-behaviour": "hello-* dr-priority cisco-* neighbour-filter passive propagation-delay rp-* "
                    "state-refresh-interval static-group "
                    "ttl-threshold bfd multicast-flow rpf-nbr-* config:igmp config:join-group"
                },
            ),
        },
    ),
    "system sdwan": _SDWAN,
    "system virtual-wan-link": _SDWAN,
    "system link-monitor": table(
        "routing",
        _monitor,
        "srcintf gateway-ip gateway-ip6 update-static-route status server addr-mode",
        {
            "routing-timers": "protocol port interval probe-* timeout failtime recoverytime ha-priority source-ip source-ip6 http-* "
            "packet-size security-mode "
            "server-* route class-id service-detection diffservcode fail-weight update-* password"
        },
    ),
}
"""Tables of routing by their paths."""
