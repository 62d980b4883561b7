"""OSPF, OSPFv3 and IS-IS of a router.

Junos has one process of each a router, enabled interface by interface; ``interface all`` is every unit that no other line names.
*Source*: Junos OS 'OSPF User Guide' and 'IS-IS User Guide'.
"""

from __future__ import annotations

from collections.abc import Iterable

from collectors.configs.commands import number
from collectors.configs.junos.nodes import Node
from collectors.configs.junos.policies import redistribute
from collectors.configs.junos.state import Scope, State, View, each, passed
from collectors.configs.junos.words import prefix_text, unit_name
from collectors.configs.words import dotted_area
from topology.model.configured import NetworkStatement, OspfArea
from topology.model.records import InterfaceKind
from topology.model.tables import IsisCircuit, IsisProcess, OspfInterface, OspfProcess

_KINDS = {"p2p": "point-to-point", "nbma": "nbma", "p2mp": "point-to-multipoint", "p2mp-over-lan": "point-to-multipoint"}
_NO_ADDRESS = "0.0.0.0"  # noqa: S104 - how OSPF-MIB writes no address (RFC 4750)
_V3 = 3


class Process:
    """OSPF of a router while it is read."""

    def __init__(self, scope: Scope, node: Node, version: int) -> None:
        self.scope = scope
        self.node = node
        self.version = version
        self.name = scope.process("ospf" if version != _V3 else "ospf3")
        self.areas: list[str] = []
        self.links: dict[str, list[str]] = {}
        """Far ends of virtual links by the area they go through."""

    @property
    def state(self) -> State:
        """The configuration while it is read."""
        return self.scope.state


class Area:
    """An area while it is read."""

    def __init__(self, process: Process, area: str, node: Node) -> None:
        self.process = process
        self.state = process.state
        self.area = area
        self.node = node
        authentication = node.text_of("authentication-type")
        self.authentication = None if authentication in {None, "none"} else authentication


def _area(process: Process, node: Node) -> bool | None:
    name = dotted_area(node.word)
    if name is None:
        return False
    process.areas.append(name)
    area = Area(process, name, node)
    _AREA.read(area, node)

    def add() -> None:
        process.state.facts.ospf_areas.append(
            OspfArea(
                process=process.name,
                area=name,
                kind=_area_kind(node),
                authentication=area.authentication,
                virtual_links=tuple(process.links.get(name, ())),
                ref=process.state.place(node.line),
            )
        )

    process.state.later.append(add)
    return None


def _area_kind(node: Node) -> str | None:
    for kind in ("stub", "nssa"):
        if (said := node.of(kind)) is not None:
            return f"totally-{kind}" if said.of("no-summaries") is not None else kind
    return None


def _virtual_link(area: Area, node: Node) -> bool | None:
    # virtual-link neighbor-id 10.0.0.1 transit-area 0.0.0.1 { ... }
    ends = node.of("neighbor-id")
    if ends is None:
        return False
    for end in ends.nodes:
        through = dotted_area(end.text_of("transit-area") or "")
        if through is None:
            return False
        area.process.links.setdefault(through, []).append(end.word)
    return None


def _range(area: Area, node: Node) -> bool:
    prefix = prefix_text(node.word)
    if prefix is None:
        return False
    if node.of("restrict") is None:
        row = NetworkStatement(protocol="ospf", prefix=prefix, vrf=area.process.scope.vrf, summary=True, ref=area.state.place(node.line))
        area.state.facts.network_statements.append(row)
    return True


def _interface(area: Area, node: Node) -> bool | None:
    state, scope = area.state, area.process.scope
    if node.word == "all":
        state.later.append(lambda: _all(area, node))
    else:
        for name in state.ranges.get(node.word, (node.word,)):
            _add(area, node, unit_name(name))
    _INTERFACE.read(scope, node)
    return None


def _all(area: Area, node: Node) -> None:
    """Add every unit of the router with an address that no line names, but ports of management."""
    known = {(row.interface, row.process) for row in area.state.facts.ospf_interfaces}
    for name in units_of(area.process.scope, ":" if area.process.version == _V3 else "."):
        if (name, area.process.name) not in known:
            _add(area, node, name)


def units_of(scope: Scope, mark: str) -> list[str]:
    """Return the units of a router that have an address with a mark, but ports of management."""
    return [
        draft.name
        for draft in scope.state.drafts.values()
        if draft.port is not None
        and draft.vrf == scope.vrf
        and draft.kind is not InterfaceKind.MANAGEMENT
        and any(mark in text for text in draft.addresses)
    ]


def _add(area: Area, node: Node, name: str) -> None:
    state = area.state
    draft = state.drafts.get(name)
    mark = ":" if area.process.version == _V3 else "."
    address = next((text.partition("/")[0] for text in (draft.addresses if draft is not None else ()) if mark in text), _NO_ADDRESS)
    state.facts.ospf_interfaces.append(
        OspfInterface(
            address=address,
            interface=name,
            area=area.area,
            kind=_KINDS.get(node.text_of("interface-type") or ""),
            enabled=node.of("disable") is None,
            cost=number(node.text_of("metric")),
            process=area.process.name,
            passive=node.of("passive") is not None or None,
            authentication=_authentication(node) or area.authentication,
            ref=state.place(node.line),
        )
    )


def _authentication(node: Node) -> str | None:
    said = node.of("authentication")
    if said is None:
        if node.of("authentication-key") is not None:
            return "simple"
        return "hmac-sha256" if node.of("ipsec-sa") is not None else None
    for word, kind in (("md5", "md5"), ("simple-password", "simple"), ("keychain", "keychain"), ("none", "null")):
        if said.of(word) is not None:
            return kind
    return None


_INTERFACE = View(
    dict.fromkeys(("metric", "passive", "interface-type", "disable", "authentication", "authentication-key", "ipsec-sa"), passed),
    {
        "protocol-timers": "hello-interval dead-interval retransmit-interval transit-delay poll-interval bfd-liveness-detection "
        "full-neighbors-only no-interface-state-traps",
        "protocol-detail": "priority te-metric ldp-synchronization link-protection node-link-protection no-eligible-backup "
        "no-eligible-remote-backup neighbor secondary flood-reduction demand-circuit dynamic-neighbors topology "
        "bandwidth-based-metrics own-router-lsa strict-bfd lan-neighbor lan-address no-neighbor-down-notification "
        "no-advertise-adjacency-segment post-convergence-lfa ipv4-adjacency-segment ipv6-adjacency-segment",
    },
    inline="metric interface-type",
)
_AREA = View(
    {
        "interface": each(_interface),
        "area-range": each(_range),
        "virtual-link": _virtual_link,
        "stub": View(dict.fromkeys(("no-summaries", "summaries"), passed), {"protocol-detail": "default-metric"}),
        "nssa": View(
            {**dict.fromkeys(("no-summaries", "summaries", "default-lsa"), passed), "area-range": each(_range)},
            {"protocol-detail": "metric"},
        ),
        "authentication-type": passed,
        "network-summary-export": passed,
        "network-summary-import": passed,
        "inter-area-prefix-export": passed,
        "inter-area-prefix-import": passed,
    },
    {
        "protocol-detail": "label-switched-path peer-interface sham-link-remote no-context-identifier-advertisement "
        "context-identifier no-source-packet-routing"
    },
)
_DETAIL = {
    "protocol-detail": "reference-bandwidth overload traffic-engineering graceful-restart spf-options external-preference preference "
    "labeled-preference rib-group no-rfc-1583 prefix-export-limit topology backup-spf-options database-protection traceoptions "
    "domain-id domain-vpn-tag sham-link no-nssa-abr source-packet-routing lsa-refresh-interval no-domain-vpn-tag route-type-community "
    "spring resolution-rib dn-bit-enforce forwarding-address-to-broadcast job-stats import-rib no-forwarding-as-path tilfa",
    "import-policy": "import",
}


def _export(process: Process, node: Node) -> bool:
    into = "ospf" if process.version != _V3 else "ospfv3"
    redistribute(process.scope, node, into=into, process=process.name)
    return bool(node.children)


_PROCESS = View({"area": each(_area), "export": _export, "disable": passed, "enable": passed}, _DETAIL)


def read_ospf(scope: Scope, node: Node) -> None:
    """Read ``ospf`` or ``ospf3`` of a router; realms of OSPFv3 are of the same process."""
    process = Process(scope, node, _V3 if node.word == "ospf3" else 2)
    scope.state.later.append(lambda: _finish(process))
    _PROCESS.read(process, node) if "realm" not in node.children else _REALMS.read(process, node)


_REALMS = View({"realm": each(_PROCESS), "area": each(_area), "export": _export}, _DETAIL)


def _finish(process: Process) -> None:
    state, scope = process.state, process.scope
    router_id = state.drawers.get(("router-id", scope.vrf or ""))
    state.facts.ospf.append(
        OspfProcess(
            router_id=router_id if isinstance(router_id, str) else None,
            enabled=process.node.of("disable") is None,
            area_border=len(set(process.areas)) > 1 or None,
            areas=tuple(dict.fromkeys(process.areas)),
            process=process.name,
            vrf=scope.vrf,
            version=process.version,
            ref=state.place(process.node.line),
        )
    )


# --- IS-IS --------------------------------------------------------------------------------------------


def _level_of(levels: Iterable[Node]) -> str | None:
    """Return the levels that are left where statements of the router, or of the interface, take some out."""
    off = {level.word for level in levels if level.of("disable") is not None}
    return {frozenset("1"): "2", frozenset("2"): "1", frozenset("12"): "none"}.get(frozenset(off), "1-2")


class Isis:
    """IS-IS of a router while it is read."""

    def __init__(self, scope: Scope, node: Node) -> None:
        self.scope = scope
        self.state = scope.state
        self.levels = node.nodes_of("level")


def _circuit(isis: Isis, node: Node) -> bool | None:
    state = isis.state
    if node.word == "all":
        state.later.append(lambda: _all_circuits(isis, node))
    else:
        for name in state.ranges.get(node.word, (node.word,)):
            _add_circuit(isis, node, unit_name(name))
    _CIRCUIT.read(isis, node)
    return None


def _all_circuits(isis: Isis, node: Node) -> None:
    known = {row.interface for row in isis.state.facts.isis_circuits}
    for name in units_of(isis.scope, "."):
        if name not in known:
            _add_circuit(isis, node, name)


def _add_circuit(isis: Isis, node: Node, name: str) -> None:
    levels = node.nodes_of("level")
    metrics = [metric for level in levels if level.of("disable") is None and (metric := number(level.text_of("metric"))) is not None]
    rows = isis.state.facts.isis_circuits
    rows.append(
        IsisCircuit(
            circuit=len(rows) + 1,
            interface=name,
            kind="point-to-point" if node.of("point-to-point") is not None else None,
            level=_level_of((*isis.levels, *levels)),
            enabled=node.of("disable") is None,
            metric=min(metrics, default=number(node.text_of("metric"))),
            ref=isis.state.place(node.line),
        )
    )


_CIRCUIT_DETAIL = {
    "protocol-timers": "hello-interval hold-time csnp-interval lsp-interval mesh-group bfd-liveness-detection no-ipv4-multicast",
    "protocol-detail": "priority te-metric hello-authentication-key hello-authentication-type hello-authentication-key-chain "
    "ldp-synchronization link-protection node-link-protection no-eligible-backup hello-padding family checksum max-hello-size "
    "no-adjacency-down-notification ipv4-multicast-metric ipv6-unicast-metric ipv6-multicast-metric layer2-map topology "
    "auto-bandwidth ipv4-adjacency-segment ipv6-adjacency-segment post-convergence-lfa no-eligible-remote-backup no-ipv6-unicast "
    "no-ipv4-unicast no-unicast-topology link-group interface-group-holddown-delay no-advertise-adjacency-segment passive",
}
_LEVEL = View(dict.fromkeys(("metric", "disable", "passive"), passed), _CIRCUIT_DETAIL)
_CIRCUIT = View({"level": each(_LEVEL), **dict.fromkeys(("point-to-point", "passive", "disable", "metric"), passed)}, _CIRCUIT_DETAIL)


def _isis_export(isis: Isis, node: Node) -> bool:
    redistribute(isis.scope, node, into="isis", process=isis.scope.process("isis"))
    return bool(node.children)


_ISIS = View(
    {
        "interface": each(_circuit),
        "level": each(
            View(
                dict.fromkeys(("wide-metrics-only", "disable"), passed),
                {
                    "protocol-detail": "authentication-key authentication-type authentication-key-chain preference "
                    "external-preference no-hello-authentication no-psnp-authentication no-csnp-authentication prefix-export-limit "
                    "source-packet-routing labeled-preference labeled-external-preference overload flood-group"
                },
            )
        ),
        "export": _isis_export,
        "disable": passed,
    },
    {
        "protocol-detail": "overload reference-bandwidth lsp-lifetime traffic-engineering graceful-restart spf-options "
        "no-ipv4-routing no-ipv6-routing no-adjacency-holddown ignore-attached-bit suppress-attached-bit topologies rib-group "
        "loose-authentication-check traceoptions source-packet-routing backup-spf-options clns-routing rib max-areas "
        "authentication-key authentication-type authentication-key-chain no-authentication-check lsp-interval max-lsp-size "
        "label-switched-path context-identifier network-instance spring area-id net max-snp-size net-prefix purge-originator",
        "import-policy": "import",
    },
)


def read_isis(scope: Scope, node: Node) -> None:
    """Read ``isis``; the title of the router stands on one of its interfaces."""
    _ISIS.read(Isis(scope, node), node)
    scope.state.later.append(lambda: _finish_isis(scope, node))


def _finish_isis(scope: Scope, node: Node) -> None:
    state = scope.state
    levels = node.nodes_of("level")
    titles = [draft.net for draft in state.drafts.values() if draft.net is not None and draft.vrf == scope.vrf]
    parts = [title.split(".") for title, _ in titles]
    system = next((".".join(part[-4:-1]) for part in parts if len(part) > 4), None)  # noqa: PLR2004 - area, three of the system, selector
    state.facts.isis.append(
        IsisProcess(
            system_id=system,
            level=_level_of(levels),
            areas=tuple(dict.fromkeys(".".join(part[:-4]) for part in parts if len(part) > 4)),  # noqa: PLR2004 - as above
            enabled=node.of("disable") is None,
            process=scope.process("isis"),
            vrf=scope.vrf,
            wide_metrics=any(level.of("wide-metrics-only") is not None for level in levels) or None,
            ref=state.place(node.line),
        )
    )
