"""BGP of FortiOS, and the lists and maps that routing refers to.

A neighbour speaks IPv4 unless ``set activate disable`` stands there, and IPv6 unless ``set activate6 disable`` does; what its group
says holds where it says nothing itself. *Source*: FortiOS 7.4 'CLI Reference', 'router bgp', 'router route-map', 'router prefix-list'.
"""

from __future__ import annotations

from functools import partial

import msgspec

from collectors.configs.fortios.routing import nothing, redistribute
from collectors.configs.fortios.state import State
from collectors.configs.fortios.tree import Entry, Table, table
from collectors.configs.fortios.words import prefix, read_prefix
from collectors.configs.ios_family.words import route_target
from collectors.configs.words import address_of, as_number, wildcard_prefix
from topology.model.configured import Acl, AclRule, NetworkStatement, PrefixFilter, RoutePolicy, VrfFamily
from topology.model.tables import BgpPeer, BgpProcess

_FAMILIES = (
    ("activate", "ipv4", True),
    ("activate6", "ipv6", True),
    ("activate-vpnv4", "vpnv4", False),
    ("activate-vpnv6", "vpnv6", False),
    ("activate-evpn", "evpn", False),
)
_FILTERS = ("route-map", "prefix-list", "distribute-list", "filter-list")
_OPTIONS = (
    "next-hop-self",
    "as-override",
    "remove-private-as",
    "route-reflector-client",
    "ebgp-enforce-multihop",
    "capability-default-originate",
)
_REFLECT = {"route-reflector-client": "reflect-client"}


def _bgp(state: State, entry: Entry) -> None:
    said = entry.first("as")
    local_as = as_number(said) if said is not None else None
    if said is not None and local_as is None:
        entry.refuse("as")
    if said in {None, "0"}:
        return  # BGP is off: the table only has defaults
    vrf = state.vrf(entry.vdom, None, entry.line)
    process = BgpProcess(
        local_as=local_as,
        router_id=address_of(entry.first("router-id") or ""),
        vrf=vrf,
        confederation=as_number(entry.first("confederation-identifier") or "")
        if entry.first("confederation-identifier") not in {None, "0"}
        else None,
        ref=state.place(entry.line),
    )
    state.facts.bgp.append(process)
    groups = {one.name: one for one in entry.entries("neighbor-group")}
    for one in entry.entries("neighbor"):
        _neighbour(state, one, groups, process)
    for one in entry.entries("neighbor-range"):
        _range(state, one, groups, process)
    for path, summary in (("network", False), ("network6", False), ("aggregate-address", True), ("aggregate-address6", True)):
        for one in entry.entries(path):
            name = "prefix" if one.get("prefix") else "prefix6"
            found = read_prefix(one, name)
            if found is not None:
                row = NetworkStatement(protocol="bgp", prefix=found, vrf=vrf, summary=summary, ref=state.place(one.line_of(name)))
                state.facts.network_statements.append(row)
    redistribute(state, entry, "bgp", str(local_as))
    for path, family in (("vrf", "ipv4"), ("vrf6", "ipv6"), ("vrf-leak", "ipv4"), ("vrf-leak6", "ipv6")):
        for one in entry.entries(path):
            _vrf(state, one, family)


def _chain(one: Entry, groups: dict[str, Entry], *, name: str = "neighbor-group") -> list[Entry]:
    """Return a neighbour and its group, the nearest first."""
    above = groups.get(one.first(name) or "")
    return [one] if above is None else [one, above]


def _neighbour(state: State, one: Entry, groups: dict[str, Entry], process: BgpProcess) -> None:
    address = address_of(one.name)
    if address is not None:
        state.facts.bgp_peers.append(_peer(state, address, _chain(one, groups), process))


def _range(state: State, one: Entry, groups: dict[str, Entry], process: BgpProcess) -> None:
    """Read whom the firewall listens for: any neighbour out of a prefix."""
    found = read_prefix(one, "prefix") or read_prefix(one, "prefix6")
    if found is None:
        return
    row = _peer(state, found, _chain(one, groups), process)
    state.facts.bgp_peers.append(
        msgspec.structs.replace(row, options=(*row.options, "listen"), ref=state.place(one.line_of("prefix", "prefix6")))
    )


def _peer(state: State, address: str, chain: list[Entry], process: BgpProcess) -> BgpPeer:
    one = chain[0]

    def first(name: str) -> str | None:
        return next((value for entry in chain if (value := entry.first(name)) is not None), None)

    families = tuple(family for name, family, usual in _FAMILIES if (first(name) == "enable" if not usual or first(name) else True))
    policies: dict[str, list[str]] = {"in": [], "out": []}
    for name in _FILTERS:
        for suffix in ("", "6"):
            for way, found in policies.items():
                value = first(f"{name}-{way}{suffix}")
                if value is not None:
                    found.append(state.named(one.vdom, value))
    options = [_REFLECT.get(name, name) for name in _OPTIONS if first(name) == "enable"]
    options += [f"allowas-in {first('allowas-in')}"] * (first("allowas-in-enable") == "enable" or first("allowas-in") is not None)
    options += ["authenticated"] * any(entry.secret("password") for entry in chain)
    local_as = as_number(first("local-as") or "")
    remote = first("remote-as")
    if remote is not None and as_number(remote) is None:
        one.refuse("remote-as")
    return BgpPeer(
        address=address,
        remote_as=as_number(remote) if remote is not None else None,
        local_as=local_as or process.local_as,
        enabled=first("shutdown") != "enable",
        vrf=process.vrf,
        description=first("description"),
        group=one.first("neighbor-group"),
        families=families,
        source=first("update-source") or first("interface"),
        import_policies=tuple(dict.fromkeys(policies["in"])),
        export_policies=tuple(dict.fromkeys(policies["out"])),
        options=tuple(options),
        ref=state.place(one.line),
    )


def _vrf(state: State, one: Entry, family: str) -> None:
    """Read a VRF with its distinguisher and targets, which FortiOS keeps below BGP; leaks name tables of this firewall."""
    name = state.vrf(one.vdom, one.name, one.line)
    if name is None:
        return
    rd = route_target(one.first("rd") or "")
    if one.get("rd") and rd is None:
        one.refuse("rd")
    exports, imports = (
        tuple(target for inner in one.entries(path) if (target := route_target(inner.name)) is not None)
        for path in ("export-rt", "import-rt")
    )
    policy = one.first("import-route-map")
    row = VrfFamily(
        vrf=name,
        family=family,
        rd=rd,
        import_targets=imports,
        export_targets=exports,
        import_policy=None if policy is None else state.named(one.vdom, policy),
        ref=state.place(one.line_of("rd")),
    )
    state.facts.vrf_families.append(row)
    if family == "ipv4" or state.vrfs[name].rd is None:
        known = state.vrfs[name]
        state.vrfs[name] = msgspec.structs.replace(
            known, rd=rd or known.rd, import_targets=imports or known.import_targets, export_targets=exports or known.export_targets
        )


def _prefix_list(state: State, entry: Entry) -> None:
    name = state.named(entry.vdom, entry.name)
    for one in entry.entries("rule"):
        setting = "prefix" if one.get("prefix") else "prefix6"
        found = read_prefix(one, setting)
        if found is None:
            continue
        state.facts.prefix_filters.append(
            PrefixFilter(
                name=name,
                sequence=int(one.name) if one.name.isdecimal() and one.name.isascii() else None,
                action=one.first("action") or "permit",
                prefix=found,
                ge=one.number("ge"),
                le=one.number("le"),
                ref=state.place(entry.line),
            )
        )


def _access_list(family: str, state: State, entry: Entry) -> None:
    name = state.named(entry.vdom, entry.name)
    state.facts.acls.append(Acl(name=name, family=family, description=entry.first("comments"), ref=state.place(entry.line)))
    for one in entry.entries("rule"):
        values = one.get("prefix") or one.get("prefix6")
        wildcard = one.get("wildcard")
        found = None if values in {("any",), ("any6",), ()} else prefix(values)
        if len(wildcard) == 2:  # noqa: PLR2004 - an address and its wildcard
            found = wildcard_prefix(*wildcard)
        state.facts.acl_rules.append(
            AclRule(
                acl=name,
                sequence=int(one.name) if one.name.isdecimal() and one.name.isascii() else None,
                action=one.first("action") or "permit",
                source=found,
                options="exact-match" if one.is_on("exact-match") else None,
                ref=state.place(one.line_of("action")),
            )
        )


def _route_map(state: State, entry: Entry) -> None:
    name = state.named(entry.vdom, entry.name)
    for one in entry.entries("rule"):
        matches = tuple(
            f"{said.name.removeprefix('match-')} {' '.join(said.values)}"
            for said in one.settings
            if said.name.startswith("match-") and said.verb == "set"
        )
        sets = tuple(
            f"{said.name.removeprefix('set-')} {' '.join(said.values)}"
            for said in one.settings
            if said.name.startswith("set-") and said.verb == "set"
        )
        state.facts.route_policies.append(
            RoutePolicy(
                name=name,
                sequence=int(one.name) if one.name.isdecimal() and one.name.isascii() else None,
                action=one.first("action") or "permit",
                matches=matches,
                sets=sets,
                ref=state.place(entry.line),
            )
        )
        for match in ("match-ip-address", "match-ip6-address", "match-ip-nexthop"):
            value = one.first(match)
            if value is not None:
                state.bind(state.named(one.vdom, value), "route", one.line_of(match), via=name)


def _number_list(kind: str, state: State, entry: Entry) -> None:
    """Read an AS-path or community list: a policy that matches what it names."""
    for one in entry.entries("rule"):
        said = one.first("regexp", "match")
        state.facts.route_policies.append(
            RoutePolicy(
                name=f"{kind} {state.named(entry.vdom, entry.name)}",
                sequence=int(one.name) if one.name.isdecimal() and one.name.isascii() else None,
                action=one.first("action") or "permit",
                matches=(f"{kind} {said}",) if said else (),
                ref=state.place(entry.line),
            )
        )


_FILTER_NAMES = " ".join(
    f"{name}-{way}{suffix}" for name in _FILTERS for way in ("in", "out") for suffix in ("", "6", "-vpnv4", "-vpnv6", "-evpn")
)
_NEIGHBOUR = table(
    "routing",
    nothing,
    f"remote-as local-as description interface update-source shutdown neighbor-group password {_FILTER_NAMES} {' '.join(_OPTIONS)} "
    "activate activate6 activate-vpnv4 activate-vpnv6 activate-evpn allowas-in allowas-in6 allowas-in-enable allowas-in-enable6 "
    "ebgp-multihop-ttl prefix prefix6 max-neighbor-num next-hop-self6 route-map-out-preferable",
    {
        "bgp-session": "advertisement-interval bfd capability-* keep-alive-timer holdtime-timer connect-timer soft-reconfiguration* "
        "maximum-prefix* link-down-failover "
        "send-community* stale-route restart-time retain-stale-time strict-capability-match override-capability passive "
        "dont-capability-negotiate "
        "additional-path* adv-additional-path* attribute-unchanged* unsuppress-map* weight graceful-restart* next-hop-self-* "
        "remote-as-filter "
        "route-reflector-* route-server-client* as-override6 default-originate* remove-private-as6 local-as-* distribute-list-* "
        "conditional* "
        "config:conditional-advertise config:conditional-advertise6 id rr-attr-allow-change auth-options password-* next-hop-rr*"
    },
)
_VRF_TARGETS = table("vrf", nothing, "")
_VRF = table(
    "vrf",
    nothing,
    "rd role import-route-map vrf",
    {"vrf-behaviour": "config:leak-target"},
    {
        "export-rt": _VRF_TARGETS,
        "import-rt": _VRF_TARGETS,
        "leak-target": table("vrf", nothing, "route-map interface"),
        "target": table("vrf", nothing, "route-map interface"),
    },
)
_NETWORK = table("routing", nothing, "prefix prefix6 route-map network-import-check backdoor prefix-name")
_SOURCE = table("routing", nothing, "status route-map")
_SOURCES = ("connected", "static", "rip", "ospf", "isis")
_BGP: dict[str, Table] = {
    "neighbor": _NEIGHBOUR,
    "neighbor-group": _NEIGHBOUR,
    "neighbor-range": _NEIGHBOUR,
    "neighbor-range6": _NEIGHBOUR,
    "network": _NETWORK,
    "network6": _NETWORK,
    "aggregate-address": table("routing", nothing, "prefix prefix6 as-set summary-only"),
    "aggregate-address6": table("routing", nothing, "prefix prefix6 as-set summary-only"),
    "redistribute": _SOURCE,
    "redistribute6": _SOURCE,
    **dict.fromkeys((f"{word} {name}" for word in ("redistribute", "redistribute6") for name in _SOURCES), _SOURCE),
    **dict.fromkeys(("vrf", "vrf6", "vrf-leak", "vrf-leak6"), _VRF),
}
_RULES = {
    "rule": table("routing", nothing, "action prefix prefix6 ge le exact-match wildcard regexp match", {"routing-behaviour": "flags"}),
}
_MAP = table("routing", nothing, "action match-* set-*", {"routing-behaviour": "match-flags set-flags"})

TABLES = {
    "router bgp": table(
        "routing",
        _bgp,
        "as router-id confederation-identifier config:admin-distance ibgp-multipath ebgp-multipath",
        {
            "routing-behaviour": "keepalive-timer holdtime-timer always-compare-med bestpath-* client-to-client-reflection cluster-id "
            "confederation-peers "
            "dampening* default-local-preference deterministic-med distance-* enforce-first-as fast-external-failover graceful-* "
            "ignore-optional-capability "
            "log-neighbour-changes network-import-check scan-time synchronization additional-path* recursive-next-hop "
            "recursive-inherit-priority "
            "tag-resolve-mode multipath-recursive-distance cross-family-conditional-adv config:admin-distance"
        },
        _BGP,
    ),
    "router prefix-list": table("routing", _prefix_list, "comments", tables=_RULES),
    "router prefix-list6": table("routing", _prefix_list, "comments", tables=_RULES),
    "router access-list": table("routing", partial(_access_list, "ipv4"), "comments", tables=_RULES),
    "router access-list6": table("routing", partial(_access_list, "ipv6"), "comments", tables=_RULES),
    "router aspath-list": table("routing", partial(_number_list, "as-path"), "", tables=_RULES),
    "router community-list": table("routing", partial(_number_list, "community"), "type", tables=_RULES),
    "router route-map": table("routing", _route_map, "comments", tables={"rule": _MAP}),
}
"""Tables of BGP and of the lists that routing refers to, by their paths."""
