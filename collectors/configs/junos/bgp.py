"""BGP of a router: groups and neighbours, of which the innermost that says something counts.

A router without an AS number of its own takes that of the device. *Source*: Junos OS 'BGP User Guide'.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from collectors.configs.junos.nodes import Node
from collectors.configs.junos.policies import policy_names, redistribute, sets_next_hop_self
from collectors.configs.junos.state import Scope, State, View, each, passed
from collectors.configs.junos.words import any_address, prefix_text
from collectors.configs.words import as_number
from topology.model.tables import BgpPeer, BgpProcess

_FAMILIES = {
    ("inet", "unicast"): "ipv4",
    ("inet", "any"): "ipv4",
    ("inet", "multicast"): "ipv4-multicast",
    ("inet", "labeled-unicast"): "ipv4-labeled",
    ("inet", "flow"): "flow",
    ("inet6", "unicast"): "ipv6",
    ("inet6", "any"): "ipv6",
    ("inet6", "multicast"): "ipv6-multicast",
    ("inet6", "labeled-unicast"): "ipv6-labeled",
    ("inet-vpn", "unicast"): "vpnv4",
    ("inet-vpn", "any"): "vpnv4",
    ("inet6-vpn", "unicast"): "vpnv6",
    ("inet6-vpn", "any"): "vpnv6",
    ("l2vpn", "signaling"): "l2vpn",
    ("l2vpn", "auto-discovery-only"): "l2vpn",
    ("evpn", "signaling"): "evpn",
    ("route-target", ""): "route-target",
    ("inet-mvpn", "signaling"): "mvpn",
    ("inet-mdt", "signaling"): "mdt",
}


class Bgp:
    """BGP of a router while it is read."""

    def __init__(self, scope: Scope, node: Node) -> None:
        self.scope = scope
        self.node = node

    @property
    def state(self) -> State:
        """The configuration while it is read."""
        return self.scope.state


class Level:
    """A group or a neighbour with what stands around it, the innermost first."""

    def __init__(self, process: Bgp, nodes: Sequence[Node], group: str | None) -> None:
        self.process = process
        self.nodes = nodes
        self.group = group

    @property
    def state(self) -> State:
        """The configuration while it is read."""
        return self.process.scope.state

    def of(self, word: str) -> Node | None:
        """Return the innermost statement."""
        return next((found for node in self.nodes if (found := node.of(word)) is not None), None)

    def values_of(self, word: str) -> tuple[str, ...]:
        """Return the innermost values."""
        found = self.of(word)
        return () if found is None else found.values

    def text(self, word: str) -> str | None:
        """Return the innermost value."""
        found = self.of(word)
        return None if found is None else found.value


def _group(process: Bgp, node: Node) -> bool | None:
    level = Level(process, (node, process.node), node.word)
    _GROUP.read(level, node)
    redistribute(process.scope, level.of("export"), into="bgp") if node.of("neighbor") is not None or node.of("allow") is not None else None
    return None


def _neighbor(level: Level, node: Node) -> bool | None:
    inner = Level(level.process, (node, *level.nodes), level.group)
    if any_address(node.word) is None:
        level.state.warn_address(node)
        return None
    if node.children:
        _NEIGHBOR.read(inner, node)
        redistribute(level.process.scope, node.of("export"), into="bgp")
    level.state.later.append(lambda: _add(inner, any_address(node.word) or node.word, node, ()))
    return None


def _listen(level: Level, node: Node) -> bool:
    # allow 10.0.0.0/24 | allow all: sessions that others open
    for prefix in node.nodes:
        text = "0.0.0.0/0" if prefix.word == "all" else prefix_text(prefix.word)
        if text is None:
            return False
        level.state.later.append(partial(_add, level, text, prefix, ("listen",)))
    return bool(node.children)


def own_as(scope: Scope) -> int | None:
    """Return the AS of a router: its own, else the device's."""
    drawers = scope.state.drawers
    found = drawers.get(("as", scope.vrf or "")) or drawers.get(("as", scope.prefix[:-1] if scope.prefix else ""))
    return found if isinstance(found, int) else None


def _add(level: Level, address: str, node: Node, options: tuple[str, ...]) -> None:
    state, scope = level.state, level.process.scope
    local = next((text for text in level.values_of("local-as") if text[:1].isdecimal()), None)
    local_as = None if local is None else as_number(local)
    remote = as_number(level.text("peer-as") or "")
    if remote is None and level.text("type") == "internal":
        remote = local_as or own_as(scope)
    exported = policy_names(level.of("export"))
    state.facts.bgp_peers.append(
        BgpPeer(
            address=address,
            remote_as=remote,
            local_address=any_address(level.text("local-address")),
            local_as=local_as,
            enabled=False if level.of("shutdown") is not None or level.of("disable") is not None else None,
            vrf=scope.vrf,
            description=level.text("description"),
            group=level.group,
            families=_families(level, address),
            source=level.text("local-address") or level.text("local-interface"),
            import_policies=policy_names(level.of("import")),
            export_policies=exported,
            options=(*options, *_options(level, local_as, exported)),
            ref=state.place(node.line),
        )
    )


def _families(level: Level, address: str) -> tuple[str, ...]:
    named = level.of("family")
    if named is None:
        return ("ipv6",) if ":" in address else ("ipv4",)
    found: dict[str, None] = {}
    for family in named.nodes:
        for sub in family.values or ("",):
            name = _FAMILIES.get((family.word, sub)) or _FAMILIES.get((family.word, ""))
            if name is not None:
                found[name] = None
    return tuple(found)


def _options(level: Level, local_as: int | None, exported: Sequence[str]) -> list[str]:
    found = []
    if local_as is not None:
        found.append(f"fake-as {local_as}")
    if _loops(level):
        found.append("allowas-in")
    if level.of("as-override") is not None:
        found.append("as-override")
    if level.of("cluster") is not None:
        found.append("reflect-client")
    if level.of("remove-private") is not None:
        found.append("remove-private")
    if sets_next_hop_self(level.process.scope, exported):
        found.append("next-hop-self")
    return found


def _loops(level: Level) -> bool:
    family = level.of("family")
    local = level.of("local-as")
    return (family is not None and family.deep("loops") is not None) or (local is not None and local.deep("loops") is not None)


_SAID = dict.fromkeys(
    (
        *("type", "peer-as", "local-as", "local-address", "local-interface", "description", "family", "import", "export", "cluster"),
        *("as-override", "remove-private", "shutdown", "disable", "advertise-peer-as", "advertise-inactive"),
    ),
    passed,
)
_DETAIL = {
    "protocol-timers": "hold-time keep minimum-hold-time out-delay bfd-liveness-detection mtu-discovery tcp-mss ttl graceful-restart "
    "long-lived-graceful-restart idle-after-switch-over send-buffer-size receive-buffer-size minimum-keepalive-time precision-timers",
    "protocol-detail": "multihop multipath preference metric-out local-preference log-updown traceoptions passive authentication-key "
    "authentication-key-chain authentication-algorithm ipsec-sa include-mp-next-hop no-client-reflect no-aggregator-id "
    "accept-remote-nexthop add-path damping drop-path-attributes path-selection advertise-external no-advertise-peer-as "
    "vpn-apply-export outbound-route-filter tcp-aggressive-transmission no-nexthop-change forwarding-context unconfigured-peer "
    "as-loops hold-down-interval snmp-options bgp-error-tolerance traffic-engineering segment-routing local-domain route-target "
    "output-queue-priority rfc6514-compliant-safi129 advertise-from-main-vpn-tables third-party-nexthop egress-te "
    "egress-te-backup-paths link-protection advertise-bgp-static ebgp-multihop enforce-first-as dynamic-neighbor "
    "optimal-route-reflection advertise-prefix-limit holddown-all-stale-labels sr-preference-override group-split-size rib-sharding "
    "update-threading bmp stale-labels-holddown-period peer-as-list defaults graceful-shutdown no-prepend-global-as allow-protection",
}
_NEIGHBOR = View(_SAID, _DETAIL, inline="description peer-as local-address import export type authentication-key hold-time")
_GROUP = View(
    {**_SAID, "neighbor": each(_neighbor), "allow": _listen},
    _DETAIL,
    inline="description peer-as local-address import export type authentication-key hold-time",
)
_BGP = View(
    {**_SAID, "group": each(_group), "neighbor": each(lambda process, node: _neighbor(Level(process, (process.node,), None), node))},
    _DETAIL,
)


def read_bgp(scope: Scope, node: Node) -> None:
    """Read ``bgp`` of a router."""
    process = Bgp(scope, node)
    scope.state.later.append(lambda: _finish(process))
    _BGP.read(process, node)


def _finish(process: Bgp) -> None:
    state, scope = process.state, process.scope
    own = own_as(scope) or as_number(process.node.text_of("local-as") or "")
    router_id = state.drawers.get(("router-id", scope.vrf or ""))
    confederation = state.drawers.get(("confederation", scope.vrf or ""))
    state.facts.bgp.append(
        BgpProcess(
            local_as=own,
            router_id=router_id if isinstance(router_id, str) else None,
            vrf=scope.vrf,
            confederation=confederation if isinstance(confederation, int) else None,
            ref=state.place(process.node.line),
        )
    )
