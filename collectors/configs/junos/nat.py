"""Address translation: ``security nat`` of SRX firewalls, ``services nat`` of routers with service cards.

*Source*: Junos OS 'NAT User Guide for Security Devices' and 'Next Gen Services Interfaces User Guide'.
"""

from __future__ import annotations

from ipaddress import ip_network

from collectors.configs.junos.nodes import Node
from collectors.configs.junos.state import Scope, State, View, each, passed
from collectors.configs.junos.words import any_address, prefix_text, unit_name
from topology.model.configured import NatPool, NatRule

_ANYWHERE = frozenset({"0.0.0.0/0", "::/0"})


class RuleSet:
    """Rules between the same places, while they are read."""

    def __init__(self, scope: Scope, node: Node, kind: str) -> None:
        self.scope = scope
        self.state = scope.state
        self.kind = kind
        self.name = node.word
        self.source_zones = _side(node, "from", "zone")
        self.destination_zones = _side(node, "to", "zone")
        ports = [unit_name(name) for side in ("to", "from") for name in _side(node, side, "interface")]
        self.interface = ports[0] if len(ports) == 1 else None
        instances = _side(node, "from", "routing-instance")
        self.vrf = scope.vrf_of(instances[0]) if instances else None


def _side(node: Node, side: str, word: str) -> tuple[str, ...]:
    found = node.of(side, word)
    return () if found is None else found.values


def _values(node: Node, word: str) -> tuple[str, ...]:
    found = node.of("match", word)
    return () if found is None else found.values


def _prefixes(node: Node, side: str) -> list[str | None]:
    """Return what a rule matches on a side: prefixes and groups, ``[None]`` for any."""
    plain = [prefix_text(text) or text for text in _values(node, f"{side}-address")]
    named = [f"group:{name}" for name in _values(node, f"{side}-address-name")]
    return [one if one not in _ANYWHERE else None for one in (*plain, *named)] or [None]


def _rules(found: RuleSet, node: Node) -> None:
    """Read rules in order; one that is deactivated stands there and does nothing."""
    for child in node.children.values():
        if child.inactive:
            _RULE_ROWS[found.kind](found, child, enabled=False)
            found.state.ignore(child, "inactive")
        elif _RULE_ROWS[found.kind](found, child, enabled=True):
            _RULE.read(found, child)
        else:
            found.state.leave(child)


def _add(found: RuleSet, node: Node, kind: str, *, enabled: bool, **said: str | None) -> None:
    found.state.facts.nat_rules.append(
        NatRule(
            kind=kind,
            name=node.word,
            interface=found.interface,
            vrf=found.vrf,
            source_zones=found.source_zones,
            destination_zones=found.destination_zones,
            enabled=enabled,
            ref=found.state.place(node.line),
            **said,
        )
    )


def _source(found: RuleSet, node: Node, *, enabled: bool) -> bool:
    then = node.of("then", "source-nat")
    if then is None:
        return False
    pool = then.text_of("pool")
    kind = "exempt" if then.of("off") is not None else "source"
    outside = "interface" if then.of("interface") is not None else None
    for inside in _prefixes(node, "source"):
        _add(found, node, kind, enabled=enabled, inside=inside, outside=outside, pool=pool)
    return kind == "exempt" or outside is not None or pool is not None


def _destination(found: RuleSet, node: Node, *, enabled: bool) -> bool:
    then = node.of("then", "destination-nat")
    if then is None:
        return False
    pool = then.text_of("pool")
    exempt = then.of("off") is not None
    named = found.state.drawers.get(("destination pool", pool or ""))
    address, port = named if isinstance(named, tuple) else (None, None)
    protocol = _values(node, "protocol")
    for outside in _prefixes(node, "destination"):
        for published in _ports(node) or (None,):
            _add(
                found,
                node,
                "exempt" if exempt else "server",
                enabled=enabled,
                inside=address,
                inside_port=port or (published if not exempt else None),
                outside=outside,
                outside_port=published,
                pool=pool,
                protocol=protocol[0] if len(protocol) == 1 else "tcp" if published is not None and not protocol else None,
            )
    return exempt or pool is not None


def _ports(node: Node) -> tuple[str, ...]:
    """Return the ports of ``destination-port 80`` and ``destination-port 8000 to 8080``."""
    ports = node.of("match", "destination-port")
    return () if ports is None else tuple(f"{port.word} {last}" if (last := port.text_of("to")) else port.word for port in ports.nodes)


def _static(found: RuleSet, node: Node, *, enabled: bool) -> bool:
    then = node.of("then", "static-nat")
    if then is None:
        return False
    named = then.of("prefix") or then.of("prefix-name") or then.of("inet")
    inside = None if named is None else prefix_text(named.value or "") or (f"group:{named.value}" if named.word == "prefix-name" else None)
    port = None if named is None else named.of("mapped-port")
    mapped = next((one.text_of("mapped-port") for one in (named.nodes if named is not None else ())), None)
    for outside in _prefixes(node, "destination"):
        ports = _ports(node)
        _add(
            found,
            node,
            "server" if ports else "static",
            enabled=enabled,
            inside=inside,
            inside_port=(port.value if port is not None else mapped) or (ports[0] if ports else None),
            outside=outside,
            outside_port=ports[0] if ports else None,
        )
    return named is not None


_RULE_ROWS = {"source": _source, "destination": _destination, "static": _static}
_RULE = View({"match": passed, "then": passed, "description": passed}, {"nat-detail": "session-count-alarm"})
_SET = View({"from": passed, "to": passed, "rule": _rules, "description": passed})


def _pool(scope: Scope, node: Node) -> bool | None:
    """Read a pool of sources: addresses, ranges, prefixes."""
    instance = node.text_of("routing-instance")
    for entry in node.nodes_of("address"):
        first, last = span_of(entry)
        if first is None or last is None:
            scope.state.warn_address(entry)
            continue
        vrf = scope.vrf_of(instance) if instance else None
        scope.state.facts.nat_pools.append(NatPool(name=node.word, first=first, last=last, vrf=vrf, ref=scope.state.place(entry.line)))
    _POOL.read(scope, node)
    return None


def span_of(entry: Node) -> tuple[str | None, str | None]:
    """Return the first and the last address of ``A/32``, ``A/28``, ``A/32 to B/32``, ``low A high B``."""
    last = entry.text_of("to")
    first = any_address(entry.word)
    if last is not None:
        return first, any_address(last)
    prefix = prefix_text(entry.word)
    return (None, None) if prefix is None else ends_of(prefix)


def ends_of(prefix: str) -> tuple[str, str]:
    """Return the first and the last address of a prefix.

    >>> ends_of("10.0.0.8/30"), ends_of("2001:db8::/127")
    (('10.0.0.8', '10.0.0.11'), ('2001:db8::', '2001:db8::1'))
    """
    block = ip_network(prefix)
    return str(block[0]), str(block[-1])


_POOL = View(
    dict.fromkeys(("address", "routing-instance", "description"), passed),
    {
        "nat-detail": "port host-address-base overflow-pool pool-utilization-alarm address-pooling address-persistent address-shared "
        "limit-port"
    },
)


def _inside_pool(scope: Scope, node: Node) -> bool:
    """Read a pool of destinations: ``address 10.0.0.5/32 port 8080``."""
    named = node.of("address")
    first = None if named is None else next((one for one in named.nodes if one.word != "port"), None)
    if named is None or first is None:
        return False
    port = first.text_of("port") or named.text_of("port")
    scope.state.drawers["destination pool", node.word] = (prefix_text(first.word) or first.word, port)
    ends = span_of(first)
    if ends[0] is not None and ends[1] is not None:
        scope.state.facts.nat_pools.append(NatPool(name=node.word, first=ends[0], last=ends[1], ref=scope.state.place(first.line)))
    return True


def _kind(kind: str) -> View:
    def read(scope: Scope, node: Node) -> None:
        found = RuleSet(scope, node, kind)
        scope.state.later.append(lambda: _SET.read(found, node))

    return View(
        {"pool": each(_inside_pool if kind == "destination" else _pool), "rule-set": each(read)},
        {
            "nat-detail": "address-persistent port-scaling-enlargement pool-default-port-range pool-utilization-alarm "
            "pool-default-twin-port-range interface pool-distribution port-randomization session-persistence-scan "
            "session-drop-hold-down"
        },
    )


NAT = View(
    {**{kind: _kind(kind) for kind in _RULE_ROWS}, "proxy-arp": passed, "proxy-ndp": passed},
    {"nat-detail": "traceoptions natv6v4 allow-overlapping-pools"},
)
"""What ``security nat`` says; addresses that it answers for by proxy ARP stand in its rules."""


# --- services nat -------------------------------------------------------------------------------------


def _service_pool(scope: Scope, node: Node) -> bool | None:
    for word in ("address", "address-range"):
        for entry in node.nodes_of(word):
            if entry.word == "low":
                first, last = any_address(entry.value), any_address(_deep(entry, "high"))
            else:
                first, last = span_of(entry)
            if first is not None and last is not None:
                scope.state.facts.nat_pools.append(NatPool(name=node.word, first=first, last=last, ref=scope.state.place(entry.line)))
    return None


def _deep(entry: Node, word: str) -> str | None:
    """Return the value behind ``low A high B``, where one word follows another."""
    return next((child.text_of(word) for child in entry.nodes), None)


def _service_term(rule: tuple[Scope, str], node: Node) -> bool:
    scope, name = rule
    state: State = scope.state
    said, then = node.of("from"), node.of("then", "translated") or node.of("then")
    if then is None:
        return False
    named = None if said is None else said.of("source-address")
    pool = then.text_of("source-pool") or then.text_of("destination-pool")
    kind = "exempt" if then.of("no-translation") is not None else "server" if then.of("destination-pool") is not None else "source"
    for text in named.values if named is not None else (None,):
        row = NatRule(
            kind=kind,
            name=f"{name} {node.word}",
            inside=None if text is None else prefix_text(text),
            outside=then.text_of("source-prefix"),
            pool=pool,
            ref=state.place(node.line),
        )
        state.facts.nat_rules.append(row)
    return True


def _service_rule(scope: Scope, node: Node) -> bool | None:
    terms = node.of("term")
    understood = all(_service_term((scope, node.word), term) for term in (terms.nodes if terms is not None else ()))
    return None if understood else False


SERVICES_NAT = View({"pool": each(_service_pool), "rule": each(_service_rule)}, {"nat-detail": "rule-set traceoptions"})
"""What ``services nat`` says."""
