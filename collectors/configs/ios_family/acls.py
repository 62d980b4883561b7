"""Access lists, object groups, prefix lists and route maps of IOS and RGOS.

*Source*: Cisco 'Security Command Reference' (access-list), 'IP Routing: Protocol-Independent' (route-map, prefix-list);
Ruijie RG-S5750 'ACL' chapter. Numbers 1-99 and 1300-1999 are standard lists, 100-199 and 2000-2699 extended ones,
700-799 and 1100-1199 lists of MACs, 200-299 of types. An access list denies what no rule names.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words, after, is_number, number
from collectors.configs.ios_family.state import State
from collectors.configs.ios_family.words import service_port
from collectors.configs.words import address_of, prefix6_of, prefix_of, wildcard_prefix
from topology.model.configured import Acl, AclRule, ObjectGroup, PrefixFilter, RoutePolicy

_STANDARD = (range(1, 100), range(1300, 2000))
_MAC = (range(200, 300), range(700, 800), range(1100, 1200))
_ACTIONS = frozenset({"permit", "deny"})
_GROUPS = frozenset({"object-group", "addrgroup", "group", "net-group"})
_ONE_PORT = frozenset({"gt", "lt"})
_MANY_PORTS = frozenset({"eq", "neq"})


@dataclass(slots=True)
class AclDraft:
    """An access list while its lines are read."""

    state: State
    name: str
    family: str
    standard: bool
    index: int
    """Place of its row among the record's lists."""


def acl_of(state: State, name: str, line: Line, *, family: str = "ipv4", standard: bool | None = None) -> AclDraft:
    """Return an access list, a new one where a line is the first to name it."""
    key = ("acl", family if family == "ipv6" else "", name)
    found = state.drawers.get(key)
    if not isinstance(found, AclDraft):
        value = number(name)
        if value is not None and any(value in numbers for numbers in _MAC):
            family = "mac"
        if standard is None:
            standard = value is not None and any(value in numbers for numbers in _STANDARD)
        found = state.drawers[key] = AclDraft(state, name, family, standard, len(state.facts.acls))
        state.facts.acls.append(Acl(name=name, family=family, ref=state.place(line)))
    return found


def read_numbered(state: State, words: Words, line: Line) -> bool:
    """Read what follows ``access-list``."""
    match words:
        case (name, "extended" | "standard" | "line", *rest) if rest:
            return read_rule(acl_of(state, name, line, standard=words[1] == "standard"), tuple(rest), line)
        case (name, *rest) if rest:
            return read_rule(acl_of(state, name, line), tuple(rest), line)
    return False


def read_rule(acl: AclDraft, words: Words, line: Line) -> bool:
    """Read a rule of an access list, with or without its number."""
    sequence = None
    if len(words) > 1 and is_number(words[0]):
        sequence, words = int(words[0]), words[1:]
    elif words[:1] == ("sequence",) and len(words) > 1:
        sequence, words = number(words[1]), words[2:]
    if _usual(acl, sequence, words, line):
        return True
    match words:
        case ("remark" | "description", *rest):
            return _remark(acl, " ".join(rest))
        case ("permit" | "deny" as action, *rest) if rest:
            if sequence is None and "sequence" in rest[:-1]:
                sequence = number(after(words, "sequence"))
                rest = rest[: rest.index("sequence")]
            if "!" in rest:  # a comment behind the rule
                rest = rest[: rest.index("!")]
            rule = _matches(acl, tuple(rest))
            if rule is None:
                return False
            acl.state.facts.acl_rules.append(AclRule(acl=acl.name, sequence=sequence, action=action, ref=acl.state.place(line), **rule))
            return True
        case ("evaluate", name, *_):
            acl.state.facts.acl_rules.append(
                AclRule(acl=acl.name, sequence=sequence, action="permit", options=f"evaluate {name}", ref=acl.state.place(line))
            )
            return True
    return False


_PLAIN, _WITH_PORT = 6, 8
"""Words of a rule between two prefixes, without and with a port."""


def _usual(acl: AclDraft, sequence: int | None, words: Words, line: Line) -> bool:
    """Read a rule as nearly all are written: ``permit tcp 10.0.0.0 0.0.0.255 10.1.0.0 0.0.0.255 [eq 80]``; False for any other."""
    count = len(words)
    if count in _SLASHED and "/" in words[2]:
        return _between_prefixes(acl, sequence, words, line)
    if acl.standard or acl.family == "mac" or (count != _PLAIN and (count != _WITH_PORT or words[6] != "eq" or not is_number(words[7]))):
        return False
    action, protocol = words[0], words[1]
    if action not in _ACTIONS or protocol in _GROUPS:
        return False
    source, destination = wildcard_prefix(words[2], words[3]), wildcard_prefix(words[4], words[5])
    if source is None or destination is None:
        return False
    rule = AclRule(
        acl=acl.name,
        sequence=sequence,
        action=action,
        protocol=protocol,
        source=source,
        destination=destination,
        destination_port=f"eq {words[7]}" if count == _WITH_PORT else None,
        ref=acl.state.place(line),
    )
    acl.state.facts.acl_rules.append(rule)
    return True


_SLASHED = frozenset({4, 6})
"""Words of a rule between two prefixes with lengths, without and with a port."""


def _between_prefixes(acl: AclDraft, sequence: int | None, words: Words, line: Line) -> bool:
    """Read ``permit tcp 10.0.0.0/24 10.1.0.0/24 [eq 80]``; False for any other."""
    ported = len(words) == max(_SLASHED)
    if acl.standard or acl.family == "mac" or words[0] not in _ACTIONS or (ported and (words[4] != "eq" or not is_number(words[5]))):
        return False
    source = prefix6_of(words[2]) or prefix_of(*words[2].split("/", 1))
    destination = (prefix6_of(words[3]) or prefix_of(*words[3].split("/", 1))) if "/" in words[3] else None
    if source is None or destination is None:
        return False
    acl.state.facts.acl_rules.append(
        AclRule(
            acl=acl.name,
            sequence=sequence,
            action=words[0],
            protocol=words[1],
            source=source,
            destination=destination,
            destination_port=f"eq {words[5]}" if ported else None,
            ref=acl.state.place(line),
        )
    )
    return True


def _remark(acl: AclDraft, text: str) -> bool:
    acls = acl.state.facts.acls
    if acls[acl.index].description is None and text:
        acls[acl.index] = msgspec.structs.replace(acls[acl.index], description=text)
    return True


def _matches(acl: AclDraft, words: Words) -> dict[str, str | None] | None:
    """Return what a rule matches by the fields of `AclRule`, None where it is not understood."""
    if acl.family == "mac":
        return {"options": " ".join(words)}
    if not acl.standard:
        return _extended(words)
    taken = _address(words)
    return None if taken is None else {"source": taken[0], "options": " ".join(taken[1]) or None}


def _extended(words: Words) -> dict[str, str | None] | None:
    if not words:
        return None
    if words[0] in _GROUPS and len(words) > 1:
        protocol, words = f"group:{words[1]}", words[2:]
    else:
        protocol, words = words[0], words[1:]
    source = _address(words)
    if source is None:
        return None if words else {"protocol": protocol}
    source_port, rest = _port(source[1])
    destination = _address(rest)
    if destination is None:
        return None
    destination_port, rest = _port(destination[1])
    return {
        "protocol": protocol,
        "source": source[0],
        "source_port": source_port,
        "destination": destination[0],
        "destination_port": destination_port,
        "options": " ".join(rest) or None,
    }


@lru_cache(maxsize=8192)
def _address(words: Words) -> tuple[str | None, Words] | None:  # noqa: PLR0911 - one return a form of the line
    """Return the prefix that words begin with, None for any, and what follows; None where there is no address."""
    match words:
        case ("any" | "any4" | "any6" | "interface", *rest):
            return None, tuple(rest)
        case ("host", said, *rest):
            address = address_of(said)
            return None if address is None else (f"{address}/{128 if ':' in address else 32}", tuple(rest))
        case (group, name, *rest) if group in _GROUPS:
            return f"group:{name}", tuple(rest)
        case (both, *rest) if "/" in both:
            prefix = prefix6_of(both) or prefix_of(*both.split("/", 1))
            return None if prefix is None else (prefix, tuple(rest))
        case (said, wildcard, *rest) if (prefix := wildcard_prefix(said, wildcard)) is not None:
            return prefix, tuple(rest)
        case (said, *rest) if (address := address_of(said)) is not None:
            return f"{address}/32", tuple(rest)
    return None


@lru_cache(maxsize=8192)
def _port(words: Words) -> tuple[str | None, Words]:
    match words:
        case ("range", low, high, *rest):
            return f"range {service_port(low)} {service_port(high)}", tuple(rest)
        case (test, *rest) if test in _ONE_PORT and rest:
            return f"{test} {service_port(rest[0])}", tuple(rest[1:])
        case (test, *rest) if test in _MANY_PORTS and rest:
            ports: list[str] = []
            while rest and (is_number(rest[0]) or service_port(rest[0]).isdecimal() or not ports):
                ports.append(service_port(rest.pop(0)))
            return f"{test} {' '.join(ports)}", tuple(rest)
        case ("portgroup" | "port-group", name, *rest):
            return f"group:{name}", tuple(rest)
    return None, words


@dataclass(slots=True)
class GroupDraft:
    """An object group while its lines are read."""

    state: State
    index: int


def group_of(state: State, name: str, kind: str, line: Line) -> GroupDraft:
    """Return an object group, a new one where a line is the first to name it."""
    found = state.drawers.get(("group", name))
    if not isinstance(found, GroupDraft):
        found = state.drawers["group", name] = GroupDraft(state, len(state.facts.object_groups))
        state.facts.object_groups.append(ObjectGroup(name=name, kind=kind, ref=state.place(line)))
    return found


def read_member(group: GroupDraft, words: Words, _line: Line) -> bool:
    """Read a member of an object group."""
    groups = group.state.facts.object_groups
    row = groups[group.index]
    if words[:1] == ("description",):
        return True
    if len(words) > 1 and is_number(words[0]) and row.kind == "address":
        words = words[1:]
    member = _address_member(words) if row.kind == "address" else _service_member(words)
    if member is None:
        return False
    groups[group.index] = msgspec.structs.replace(row, members=(*row.members, member))
    return True


def _address_member(words: Words) -> str | None:  # noqa: PLR0911 - one return a form of the line
    match words:
        case ("host" | "host-info", said, *_) if (address := address_of(said)) is not None:
            return f"{address}/{128 if ':' in address else 32}"
        case ("group-object", name):
            return f"group:{name}"
        case ("range", low, high):
            return f"{low}-{high}"
        case ("any",):
            return "0.0.0.0/0"
        case (both,):
            return (prefix6_of(both) or prefix_of(*both.split("/", 1))) if "/" in both else None
        case (said, mask, *_):
            return prefix_of(said, mask) or wildcard_prefix(said, mask)
    return None


def _service_member(words: Words) -> str | None:
    match words:
        case ("group-object", name):
            return f"group:{name}"
        case (protocol, *rest):
            named = [word if word in {"source", "eq", "range", "gt", "lt", "neq"} else service_port(word) for word in rest]
            return " ".join((protocol, *named))
    return None


def read_prefix_list(state: State, words: Words, line: Line) -> bool:
    """Read what follows ``ip prefix-list`` or ``ipv6 prefix-list``."""
    match words:
        case (_, "description" | "sequence-number", *_) | ("sequence-number",):
            return True
        case (name, "seq", seq, action, prefix, *rest):
            sequence = number(seq)
        case (name, seq, "permit" | "deny" as action, prefix, *rest) if is_number(seq):
            sequence = int(seq)
        case (name, action, prefix, *rest):
            sequence = None
        case _:
            return False
    said = prefix6_of(prefix) or (prefix_of(*prefix.split("/", 1)) if "/" in prefix else None)
    if said is None or action not in {"permit", "deny"}:
        return False
    exact = number(after(tuple(rest), "eq"))
    ge, le = number(after(tuple(rest), "ge")), number(after(tuple(rest), "le"))
    state.facts.prefix_filters.append(
        PrefixFilter(
            name=name,
            sequence=sequence,
            action=action,
            prefix=said,
            ge=ge if exact is None else exact,
            le=le if exact is None else exact,
            ref=state.place(line),
        )
    )
    return True


def read_list(kind: str, state: State, words: Words, line: Line) -> bool:
    """Read a community list or AS-path list: a policy that matches what it names."""
    if words[:1] in {("standard",), ("expanded",)}:
        words = words[1:]
    match words:
        case (name, "seq", seq, "permit" | "deny" as action, *rest):
            sequence = number(seq)
        case (name, "permit" | "deny" as action, *rest):
            sequence = None
        case _:
            return False
    row = RoutePolicy(
        name=f"{kind} {name}", sequence=sequence, action=action, matches=(f"{kind} {' '.join(rest)}".strip(),), ref=state.place(line)
    )
    state.facts.route_policies.append(row)
    return True


@dataclass(slots=True)
class MapDraft:
    """A node of a route map while its lines are read."""

    state: State
    name: str
    index: int


def map_of(state: State, words: Words, line: Line) -> MapDraft | None:
    """Return the node that a ``route-map`` line opens, None where it names none."""
    match words:
        case (name, "permit" | "deny" as action, seq, *_) if is_number(seq):
            sequence: int | None = int(seq)
        case (name, "permit" | "deny" as action):
            sequence = 10
        case (name,):
            action, sequence = "permit", 10
        case _:
            return None
    state.facts.route_policies.append(RoutePolicy(name=name, sequence=sequence, action=action, ref=state.place(line)))
    return MapDraft(state, name, len(state.facts.route_policies) - 1)


def read_match(node: MapDraft, words: Words, line: Line) -> bool:
    """Read what a node of a route map matches; access lists take effect through it."""
    match words:
        case ("ip" | "ipv6", "address" | "next-hop" | "route-source", *rest) if rest and rest[0] != "prefix-list":
            for acl in rest:
                node.state.bind(acl, "route", line, via=node.name)
    rows = node.state.facts.route_policies
    rows[node.index] = msgspec.structs.replace(rows[node.index], matches=(*rows[node.index].matches, " ".join(words)))
    return bool(words)


def read_set(node: MapDraft, words: Words, line: Line) -> bool:
    """Read what a node of a route map sets; ``continue`` is kept among it."""
    said = words if line.text.startswith("set ") else tuple(line.text.split())
    rows = node.state.facts.route_policies
    rows[node.index] = msgspec.structs.replace(rows[node.index], sets=(*rows[node.index].sets, " ".join(said)))
    return bool(said)
