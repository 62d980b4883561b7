"""``routing-options``: static and aggregate routes, router id, AS number, tables.

A route with several next hops is a row each. *Source*: Junos OS 'Protocol-Independent Routing Properties User Guide'.
"""

from __future__ import annotations

from typing import NamedTuple

from collectors.configs.commands import number
from collectors.configs.junos.circuits import read_dynamic_tunnels
from collectors.configs.junos.nodes import Node
from collectors.configs.junos.state import Reader, Scope, State, View, each, passed
from collectors.configs.junos.words import any_address, prefix_text, unit_name
from collectors.configs.words import as_number
from topology.model.configured import NetworkStatement, RoutePolicy
from topology.model.records import Route

_MAIN = ("inet.0", "inet6.0")
_TO_NOWHERE = ("discard", "reject", "receive")


class _Defaults(NamedTuple):
    """What a table's static routes have in common."""

    scope: Scope
    defaults: Node | None

    @property
    def state(self) -> State:
        """The configuration while it is read."""
        return self.scope.state


def _said(node: Node, routes: _Defaults, word: str) -> str | None:
    return node.text_of(word) or (routes.defaults.text_of(word) if routes.defaults is not None else None)


def _route(routes: _Defaults, node: Node) -> bool | None:
    scope = routes.scope
    state = scope.state
    prefix = prefix_text(node.word)
    if prefix is None:
        state.warn_address(node)
        return None
    hop = node.children.get("next-hop")
    if hop is not None and len(node.children) == len(hop.children) == 1 and routes.defaults is None and not hop.inactive:
        (only,) = hop.children.values()
        address = any_address(only.word)
        if address is not None and not only.children and not only.inactive:  # the usual route
            state.facts.routes.append(Route(prefix=prefix, next_hop=address, vrf=scope.vrf, ref=state.place(only.line)))
            return None
    track = "bfd" if node.of("bfd-liveness-detection") is not None else None
    common = Route(
        prefix=prefix,
        vrf=scope.vrf,
        preference=number(_said(node, routes, "preference")),
        tag=number(_said(node, routes, "tag")),
        track=track,
        ref=state.place(node.line),
    )
    ways = [*_hops(scope, node, common)]
    state.facts.routes += ways
    _ROUTE.read(scope, node)
    return bool(ways) or None


def _hops(scope: Scope, node: Node, common: Route) -> list[Route]:
    """Return a row for each way that a route may take."""
    found: list[Route] = []
    for word in ("next-hop", "qualified-next-hop"):
        found += [_by(hop, common, scope) for hop in node.nodes_of(word)]
    for word in ("lsp-next-hop", "p2mp-lsp-next-hop", "static-lsp-next-hop"):
        found += [_replace(common, interface=f"lsp {hop.word}", ref=scope.state.place(hop.line)) for hop in node.nodes_of(word)]
    table = node.text_of("next-table")
    if table is not None:
        named = node.of("next-table")
        assert named is not None
        other = "global" if table in _MAIN else table.removesuffix(".inet.0").removesuffix(".inet6.0")
        found.append(_replace(common, next_hop_vrf=other if other == "global" else scope.prefix + other, ref=scope.state.place(named.line)))
    nowhere = [way for word in _TO_NOWHERE if (way := node.of(word)) is not None]
    return found + [_replace(common, interface=way.word, ref=scope.state.place(way.line)) for way in nowhere]


def _by(hop: Node, common: Route, scope: Scope) -> Route:
    address = any_address(hop.word)
    preference = number(hop.deep_text("preference"))
    tag = number(hop.deep_text("tag"))
    interface = hop.deep_text("interface")
    return Route(
        prefix=common.prefix,
        next_hop=address,
        interface=unit_name(interface) if interface else None if address is not None else hop.word,
        vrf=common.vrf,
        preference=common.preference if preference is None else preference,
        track="bfd" if hop.of("bfd-liveness-detection") is not None else common.track,
        tag=common.tag if tag is None else tag,
        ref=scope.state.place(hop.line),
    )


def _replace(route: Route, *, interface: str | None = None, next_hop_vrf: str | None = None, ref: str | None = None) -> Route:
    return Route(
        prefix=route.prefix,
        interface=interface,
        vrf=route.vrf,
        preference=route.preference,
        next_hop_vrf=next_hop_vrf,
        track=route.track,
        tag=route.tag,
        ref=ref,
    )


_DETAIL = {
    "route-detail": "resolve no-resolve install no-install readvertise no-readvertise retain no-retain passive active as-path "
    "community color metric metric2 metric3 metric4 preference2 tag2 longest-match backup-pe-group validation-database policy brief "
    "full discard-notification forwarding-class"
}
_HOP = View(dict.fromkeys(("preference", "tag", "interface", "bfd-liveness-detection"), passed), _DETAIL)
_ROUTE = View(
    {
        "next-hop": each(_HOP),
        "qualified-next-hop": each(_HOP),
        **dict.fromkeys(
            (
                *("next-table", "preference", "tag", "bfd-liveness-detection", *_TO_NOWHERE),
                *("lsp-next-hop", "p2mp-lsp-next-hop", "static-lsp-next-hop"),
            ),
            passed,
        ),
    },
    _DETAIL,
)


def _static(scope: Scope, node: Node) -> None:
    routes = _Defaults(scope, node.of("defaults"))
    _STATIC.read(routes, node)


_STATIC = View(
    {"route": each(_route), "defaults": passed},
    {"route-detail": "rib-group traceoptions iso-route static-route-tracing route-target-filter"},
)


def _aggregate(scope: Scope, node: Node) -> bool:
    prefix = prefix_text(node.word)
    if prefix is None:
        scope.state.warn_address(node)
        return True
    row = NetworkStatement(protocol="bgp", prefix=prefix, vrf=scope.vrf, summary=True, ref=scope.state.place(node.line))
    scope.state.facts.network_statements.append(row)
    return True


_AGGREGATE = View({"route": each(_aggregate), "defaults": passed}, {"route-detail": "traceoptions"})


def _rib(scope: Scope, node: Node) -> bool | None:
    # rib inet6.0 | rib V.inet6.0 | rib inet.3: a table of this router
    if node.word.endswith((".2", ".3")) or node.word.startswith(("mpls", "iso", "bgp.")):
        scope.state.ignore(node, "other-tables")
        return None
    _TABLE.read(scope, node)
    return None


def _router_id(scope: Scope, node: Node) -> bool:
    value = node.value
    if value is None:
        return False
    scope.state.drawers["router-id", scope.vrf or ""] = value
    return True


def _own_as(scope: Scope, node: Node) -> bool:
    value = next((text for text in node.values if text[:1].isdecimal()), None)  # loops 2 may stand beside it
    found = None if value is None else as_number(value)
    if found is not None:
        scope.state.drawers["as", scope.vrf or ""] = found
    return found is not None


def _confederation(scope: Scope, node: Node) -> bool:
    # confederation 65000 members [ 65001 65002 ]
    value = next((one for one in node.values if one != "members"), None)
    if value is None:
        return False
    scope.state.drawers["confederation", scope.vrf or ""] = as_number(value) or 0
    return True


def _instance_import(scope: Scope, node: Node) -> bool:
    # instance-import P: the policy takes routes out of other tables of the device into this one
    _share(
        scope,
        node,
        "instance-import" if scope.vrf is None else f"{scope.vrf} instance-import",
        tuple(f"policy {name}" for name in node.values),
    )
    return bool(node.children)


def _rib_group(scope: Scope, node: Node) -> bool:
    # rib-groups G { import-rib [ A.inet.0 inet.0 ]; import-policy P; }: tables that get the same routes
    _share(scope, node, f"rib-group {scope.prefix}{node.word}", tuple(node.texts()))
    return bool(node.children)


def _share(scope: Scope, node: Node, name: str, matches: tuple[str, ...]) -> None:
    """Note that tables of the device share routes, as the row of a policy that says which."""
    row = RoutePolicy(name=name, action="permit", matches=matches, ref=scope.state.place(node.line))
    scope.state.facts.route_policies.append(row)


_TABLE_READERS: dict[str, Reader] = {"static": _static, "aggregate": _AGGREGATE, "generate": _AGGREGATE}
_TABLE = View(
    _TABLE_READERS, {"route-detail": "maximum-prefixes maximum-paths martians label multipath protect access access-internal flow"}
)
ROUTING_OPTIONS = View(
    {
        **_TABLE_READERS,
        "rib": each(_rib),
        "router-id": _router_id,
        "autonomous-system": _own_as,
        "confederation": _confederation,
        "dynamic-tunnels": read_dynamic_tunnels,
        "instance-import": _instance_import,
        "instance-export": passed,
        "auto-export": passed,
        "rib-groups": each(_rib_group),
        "route-distinguisher-id": passed,
        "interface-routes": passed,
    },
    {
        "multicast-detail": "multicast mvpn-join-load-balance",
        "route-detail": "forwarding-table graceful-restart nonstop-routing resolution martians maximum-prefixes maximum-paths ppm "
        "options traceoptions validation source-routing no-bfd-triggered-local-repair route-record fate-sharing flow topologies "
        "multipath static-route-tracing bgp-orf-cisco-mode srlg admin-groups-extended admin-groups-extended-range label protect "
        "lsp-telemetry nsr-phantom-holdtime transport-class segment-routing enable-sensors forwarding-options indirect-next-hop "
        "med-igp-update-interval access access-internal bmp l3vpn-composite-nexthop backup-selection programmable-rpd no-resolve "
        "instance-name vrf-table-label",
    },
)
"""What ``routing-options`` says of a router."""
