"""``firewall``: filters as access lists.

A term's lists multiply: each combination of protocol, addresses and ports is a row, as long as they are few; many stand as a
group. What no term names is discarded. A term that only counts goes on to the next where it says so, and accepts where
not. *Source*: Junos OS 'Routing Policies, Firewall Filters, and Traffic Policers User Guide'.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from collectors.configs.junos.nodes import Node
from collectors.configs.junos.state import Scope, View, each, passed
from collectors.configs.junos.words import prefix_text
from collectors.configs.words import is_ipv4, wildcard_prefix
from topology.model.configured import Acl, AclRule, ObjectGroup, ServicePolicy

_FAMILIES = {"inet": "ipv4", "inet6": "ipv6", "any": "ipv4", "ethernet-switching": "mac", "bridge": "mac", "vpls": "mac", "ccc": "mac"}
_MOST_ROWS = 64
"""Rows that a term may become; beyond them its longer lists stand as groups."""
_SOURCES = ("source-address", "ip-source-address", "source-prefix-list", "ip-source-prefix-list")
_DESTINATIONS = ("destination-address", "ip-destination-address", "destination-prefix-list", "ip-destination-prefix-list")
_EITHER = ("address", "prefix-list")
_DENY = frozenset({"discard", "reject"})
_PROTOCOLS = ("protocol", "next-header", "payload-protocol", "ip-protocol")
_LISTED = frozenset(
    {*_SOURCES, *_DESTINATIONS, *_EITHER, *_PROTOCOLS, "source-port", "destination-port", "source-mac-address", "destination-mac-address"}
)
_PLAIN = _LISTED - {*_EITHER, "source-mac-address", "destination-mac-address"}
_PORTS = frozenset({*_PROTOCOLS, "source-port", "destination-port"})
_QUIET = frozenset({"count", "log", "syslog", "sample", "accept", "policer", "loss-priority", "forwarding-class", "port-mirror", "next"})
"""Actions that change nothing of whether and where a packet goes."""


class Filter:
    """A filter while it is read."""

    def __init__(self, scope: Scope, node: Node, family: str) -> None:
        self.scope = scope
        self.state = scope.state
        self.name = node.word
        self.family = family
        self.rows = 0


def _filter(family: str, scope: Scope, node: Node) -> None:
    row = Filter(scope, node, family)
    scope.state.facts.acls.append(Acl(name=node.word, family=_FAMILIES[family], default="deny", ref=scope.state.place(node.line)))
    _FILTER.read(row, node)


def _term(found: Filter, node: Node) -> None:
    state = found.state
    said, then = node.of("from"), node.of("then")
    actions = () if then is None else then.values
    if "next" in actions and not _DENY.intersection(actions):
        _TERM.read(found, node)
        return
    action = "deny" if _DENY.intersection(actions) else "permit"
    many = _is_many(said)
    options = _options(said, then, ports=many)
    table = None if then is None else then.text_of("routing-instance")
    if table is not None:
        state.facts.service_policies.append(ServicePolicy(policy=f"{found.name} {node.word}", kind="routing", ref=state.place(node.line)))
    place = state.place(node.line)
    for protocol, source, destination, near, far in _ways(found, node, said, many=many):
        found.rows += 1
        state.facts.acl_rules.append(
            AclRule(
                acl=found.name,
                sequence=found.rows,
                action=action,
                protocol=protocol,
                source=source,
                source_port=near,
                destination=destination,
                destination_port=far,
                options=options,
                ref=place,
            )
        )
    _TERM.read(found, node)


def _is_many(said: Node | None) -> bool:
    """Tell whether protocols and ports alone make more combinations than a term may become."""
    size = 1
    for words in (_PROTOCOLS, ("source-port",), ("destination-port",)):
        size *= max(1, sum(len(_values(said, word)) for word in words))
    return size > _MOST_ROWS


def _ways(found: Filter, node: Node, said: Node | None, *, many: bool) -> Iterator[tuple[str | None, ...]]:
    """Yield what a term matches, a combination at a time."""
    sources, destinations = _addresses(found, said, _SOURCES), _addresses(found, said, _DESTINATIONS)
    protocols: list[str | None] = [_protocol(text) for word in _PROTOCOLS for text in _values(said, word)] or [None]
    near: list[str | None] = [_port(text) for text in _values(said, "source-port")] or [None]
    far: list[str | None] = [_port(text) for text in _values(said, "destination-port")] or [None]
    if many:  # what they are stands in the options
        protocols, near, far = protocols[:1] if len(protocols) == 1 else [None], [None], [None]
    if len(protocols) * len(sources) * len(destinations) * len(near) * len(far) > _MOST_ROWS:
        sources = _grouped(found, node, "source", sources)
        destinations = _grouped(found, node, "destination", destinations)
    yield from product(protocols, sources, destinations, near, far)


def _grouped(found: Filter, node: Node, side: str, members: list[str | None]) -> list[str | None]:
    if len(members) < 2:  # noqa: PLR2004 - one needs no group
        return members
    name = f"{found.name}/{node.word}/{side}"
    row = ObjectGroup(name=name, kind="address", members=tuple(one for one in members if one), ref=found.state.place(node.line))
    found.state.facts.object_groups.append(row)
    return [f"group:{name}"]


def _values(said: Node | None, word: str) -> tuple[str, ...]:
    node = None if said is None else said.of(word)
    return () if node is None else node.values


def _addresses(found: Filter, said: Node | None, words: tuple[str, ...]) -> list[str | None]:
    """Return the prefixes and groups of a term's side, ``[None]`` for any; exceptions stand in the options."""
    members: list[str | None] = []
    for word in words:
        node = None if said is None else said.of(word)
        for entry in () if node is None else node.nodes:
            if entry.of("except") is not None:
                continue
            if word.endswith("prefix-list"):
                members.append(f"group:{entry.word}")
                _list_group(found, entry)
                continue
            prefix = prefix_text(entry.word) or _wildcard(entry.word)
            if prefix is None:
                found.state.warn_address(entry)
            else:
                members.append(prefix)
    return members or [None]


def _wildcard(text: str) -> str | None:
    """Return an address with a mask that has gaps, as an address and a wildcard.

    >>> _wildcard("10.0.0.1/255.0.255.0"), _wildcard("10.0.0.1/x")
    ('10.0.0.1/0.255.0.255', None)
    """
    address, _, mask = text.partition("/")
    if not is_ipv4(address) or not is_ipv4(mask):
        return None
    return wildcard_prefix(address, ".".join(str(255 - int(part)) for part in mask.split(".")))


def _list_group(found: Filter, entry: Node) -> None:
    """Give a prefix list that a filter names the row by which its prefixes are looked up."""
    drawers = found.state.drawers
    if ("list group", entry.word) in drawers:
        return
    drawers["list group", entry.word] = True
    known = found.state.prefix_lists.get(entry.word)
    if known is None:
        return
    members = tuple(prefix for text in known.values if (prefix := prefix_text(text)) is not None)
    row = ObjectGroup(name=entry.word, kind="address", members=members, ref=found.state.place(known.line))
    found.state.facts.object_groups.append(row)


def _protocol(text: str) -> str:
    return {"icmp6": "icmpv6", "ipv6-icmp": "icmpv6"}.get(text, text)


def _port(text: str) -> str:
    """Return ports in the record's words.

    >>> _port("80"), _port("1000-2000"), _port("ssh")
    ('eq 80', 'range 1000 2000', 'eq ssh')
    """
    first, dash, last = text.partition("-")
    return f"range {first} {last}" if dash and first.isdecimal() and last.isdecimal() else f"eq {text}"


def _options(said: Node | None, then: Node | None, *, ports: bool) -> str | None:
    """Return what else a term asks and does, as written."""
    found: list[str] = []
    for node in said.nodes if said is not None else ():
        if ports and node.word in _PORTS:
            found.append(f"{node.word} {' '.join(node.values)}")
            continue
        if node.word in _PLAIN and not any(child.children for child in node.children.values()):
            continue
        texts = node.texts() or [""]
        if node.word in _LISTED and not node.word.endswith("mac-address"):
            if node.word in _EITHER:
                found += [f"{node.word} {text}" for text in texts]
            else:
                found += [f"{node.word} {text}" for text in texts if text.endswith(" except")]
            continue
        found += [f"{node.word} {text}".strip() for text in texts]
    for node in then.nodes if then is not None else ():
        if node.word not in _QUIET and node.word not in _DENY:
            found += [f"{node.word} {text}".strip() for text in node.texts() or [""]]
    return ", ".join(found) or None


_TERM = View({**dict.fromkeys(("from", "then"), passed)}, {"filter-detail": "filter"})
_FILTER = View(
    {"term": each(_term)},
    {
        "filter-detail": "interface-specific physical-interface-filter enhanced-mode accounting-profile interface-shared "
        "fast-filter-lookup no-attachment-filter instance-shared promote scale-optimized-mode"
    },
)


def _family(family: str) -> View:
    def read(scope: Scope, node: Node) -> None:
        _filter(family, scope, node)

    return View(
        {"filter": each(read)},
        {"filter-detail": "dialer-filter prefix-action simple-filter service-filter fast-update-filter template"},
    )


_POLICERS = {
    "policer": "policer three-color-policer hierarchical-policer interface-set load-balance-group flexible-match traceoptions "
    "shared-bandwidth-policer atm-policer tunnel-end-point policer-profile"
}
FIREWALL = View(
    {
        "family": View({family: _family(family) for family in _FAMILIES}, {"filter-detail": "mpls"}),
        "filter": each(lambda scope, node: _filter("inet", scope, node)),
    },
    _POLICERS,
)
"""What ``firewall`` says."""
