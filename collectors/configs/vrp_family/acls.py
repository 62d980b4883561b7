"""Access lists of VRP and Comware, and the lines that put them to work on interfaces.

Source: Huawei S-series, NE, AR and USG and H3C S10500 and MSR command references, 'ACL', 'MQC', 'Packet filter'. A rule
without a number gets the next multiple of the step, 5 unless ``step`` says otherwise (Comware starts at 0).
"""

from __future__ import annotations

from collections.abc import Mapping

from collectors.clean import Line
from collectors.configs.blocks import Block
from collectors.configs.commands import Reader, View, Words, is_number, number, passed
from collectors.configs.vrp_family.interfaces import Draft
from collectors.configs.vrp_family.state import State
from collectors.configs.words import address_of, is_ipv4, prefix6_of, prefix_of, wildcard_prefix
from topology.model.configured import Acl, AclRule

_STEP = 5


class _List:
    """An access list while its lines are read."""

    description: str | None = None
    step = _STEP
    last: int | None = None

    def __init__(self, state: State, name: str) -> None:
        self.state = state
        self.name = name

    def next(self) -> int:
        if self.last is None:
            return 0 if self.state.comware else self.step
        return (self.last // self.step + 1) * self.step


_KINDS = frozenset(
    {"number", "basic", "advanced", "advance", "mac", "ipv6", "user-defined", "link", "ucl", "interface", "ip", "user", "match-order"}
)


def _name_of(words: Words) -> tuple[str | None, str | None, str]:
    """Return number, name and family of ``acl [ipv6] [number|basic|advanced|mac] [N] [name X [kind] [N]]``."""
    family = "ipv6" if "ipv6" in words else "mac" if "mac" in words or "link" in words else "ipv4"
    name = None
    numbers: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word == "name" and at + 1 < len(words):
            name, at = words[at + 1], at + 1
        elif word == "match-order":
            at += 1
        elif is_number(word):
            numbers.append(word)
        elif word not in _KINDS:
            return None, None, family
        at += 1
    digits = numbers[0] if numbers else None
    if digits and 4000 <= int(digits) < 5000:  # noqa: PLR2004 - numbers of lists on MAC addresses in both systems
        family = "mac"
    return digits, name, family


def read_acl(state: State, block: Block) -> bool:
    """Read an access list; a list of that name read before goes on."""
    digits, name, family = _name_of(tuple(block.header.text.split())[1:])
    called = name or digits
    if called is None:
        return False
    if name and digits:
        state.acl_names[digits] = name
    state.account.understand()
    known = state.drawers.get(("acl", called))
    rules = known if isinstance(known, _List) else _List(state, called)
    state.drawers["acl", called] = rules
    _VIEW.read(rules, block.children, state.account, block.header.text)
    if known is None:
        row = Acl(name=called, family=family, description=rules.description, ref=state.place(block.header))
        state.facts.acls.append(row)
    return True


def _rule(rules: _List, _words: Words, line: Line) -> bool:
    # rule [5] [name X] permit|deny [ip|tcp|6|...] [source A W] [destination A W] [source-port eq 80] ...
    said = line.text.split()
    if _usual(rules, said, line):
        return True
    words = tuple(said)[1:]
    sequence = number(words[0]) if words else None
    if sequence is not None:
        words = words[1:]
    if words[:1] in (("comment",), ("description",), ("remark",)):
        return True
    if words[:1] == ("name",):
        words = words[2:]
    if not words or words[0] not in {"permit", "deny"}:
        return False
    if sequence is None:
        sequence = rules.next()
    rules.last = sequence
    row = rule_of(rules.name, sequence, words, rules.state.place(line))
    if row is None:
        return False
    rules.state.facts.acl_rules.append(row)
    return True


def _usual(rules: _List, words: list[str], line: Line) -> bool:
    """Read ``rule 5 permit tcp [source A W] [destination A W] [destination-port eq 80]``, as nearly all are; False for any other."""
    count = len(words)
    if count < _LEAST or words[3] not in _USUAL_PROTOCOLS or words[2] not in _ACTIONS or not is_number(words[1]):
        return False
    near = far = port = None
    at = 4
    if count > at + 2 and words[at] == "source":
        near = wildcard_prefix(words[at + 1], words[at + 2])
        at += 0 if near is None else 3
    if count > at + 2 and words[at] == "destination":
        far = wildcard_prefix(words[at + 1], words[at + 2])
        at += 0 if far is None else 3
    if count == at + 3 and words[at] == "destination-port" and words[at + 1] == "eq":
        port = f"eq {words[at + 2]}"
        at += 3
    if at != count or (sequence := number(words[1])) is None:
        return False
    rules.last = sequence
    protocol = words[3]
    row = AclRule(
        acl=rules.name,
        sequence=sequence,
        action=words[2],
        protocol=None if protocol == "ip" else protocol,
        source=near,
        destination=far,
        destination_port=port,
        ref=rules.state.place(line),
    )
    rules.state.facts.acl_rules.append(row)
    return True


_LEAST = 4
_ACTIONS = frozenset({"permit", "deny"})
_USUAL_PROTOCOLS = frozenset({"tcp", "udp", "icmp", "ip"})


_FIELDS = frozenset({"source", "destination", "source-port", "destination-port", "vpn-instance"})
_OWN_PROTOCOLS = frozenset(
    {
        *("ip", "tcp", "udp", "icmp", "gre", "ospf", "igmp", "ipinip", "ipv6", "icmpv6", "esp", "ah", "eigrp", "vrrp", "pim", "ipv6-esp"),
        "any",
    }
)


def rule_of(acl: str, sequence: int, words: Words, ref: str) -> AclRule | None:
    """Return the rule of ``permit tcp source 10.0.0.0 0.0.0.255 destination-port eq 80 ...``; None where its addresses are wrong."""
    action, rest = words[0], words[1:]
    protocol = None
    if rest and (rest[0] in _OWN_PROTOCOLS or is_number(rest[0])):
        protocol, rest = (None if rest[0] in {"ip", "any"} else rest[0]), rest[1:]
    found: dict[str, str | None] = {}
    options: list[str] = []
    while rest:
        field = rest[0]
        if field not in _FIELDS:
            options.append(field)
            rest = rest[1:]
            continue
        taken = _take(field, rest[1:])
        if taken is None:
            return None
        found[field], used = taken
        rest = rest[1 + used :]
    return AclRule(
        acl=acl,
        sequence=sequence,
        action=action,
        protocol=protocol,
        source=found.get("source"),
        source_port=found.get("source-port"),
        destination=found.get("destination"),
        destination_port=found.get("destination-port"),
        vrf=found.get("vpn-instance"),
        options=" ".join(options) or None,
        ref=ref,
    )


def _take(field: str, words: Words) -> tuple[str | None, int] | None:
    """Return what a field of a rule says and how many words it took."""
    if field == "vpn-instance":
        return (words[0], 1) if words else None
    return _port(words) if field.endswith("port") else _address(words)


def _port(words: Words) -> tuple[str | None, int] | None:
    match words:
        case ("range", low, high, *_):
            return f"range {low} {high}", 3
        case ("eq" | "gt" | "lt" | "neq" as how, value, *_):
            return f"{how} {value}", 2
        case ("object-group" | "port-set" | "port-pool" as kind, name, *_):
            return f"group:{name}" if kind else None, 2
    return None


_GROUPS = frozenset({"object-group", "address-set", "ip-pool", "ipv6-pool", "fqdn-group"})


def _address(words: Words) -> tuple[str | None, int] | None:  # noqa: PLR0911 - one return a form
    """Read ``any``, a group, ``address wildcard``, ``address 0``, ``2001:db8::/32`` or ``2001:db8:: 32``."""
    match words:
        case ("any", *_):
            return None, 1
        case (kind, name, *_) if kind in _GROUPS:
            return f"group:{name}", 2
        case ("range", low, high, *_) if is_ipv4(low):
            return f"{low}-{high}", 3
        case (text, *_) if "/" in text:
            prefix = prefix6_of(text)
            return (prefix, 1) if prefix else None
        case (address, length, *_) if ":" in address:
            prefix = prefix_of(address, length)
            return (prefix, 2) if prefix else None
        case (address, "mask", mask, *_):
            prefix = prefix_of(address, mask)
            return (prefix, 3) if prefix else None
        case (address, wildcard, *_) if wildcard == "0" or is_ipv4(wildcard):
            prefix = wildcard_prefix(address, wildcard)
            return (prefix, 2) if prefix else None
        case (address, *rest) if (host := address_of(address)) is not None and not (rest and rest[0][0].isdigit()):
            return f"{host}/{128 if ':' in host else 32}", 1
    return None


def _step(rules: _List, words: Words, _line: Line) -> bool:
    value = number(words[0]) if words else None
    if not value:
        return False
    rules.step = value
    return True


def _description(rules: _List, _words: Words, line: Line) -> bool:
    rules.description = line.text.partition(" ")[2].strip() or None
    return True


_VIEW: View[_List] = View(
    {"rule": _rule, "step": _step, "description": _description, "quit": passed, "undo rule": lambda _r, words, _l: bool(words)},
    {"acl-logging": ("logging", "counting", "hardware-count", "traffic-statistic")},
    free=("description", "rule"),
)


def named_list(words: Words) -> str | None:
    """Return the access list of ``3000``, ``acl 3000``, ``acl name X``, ``ipv6 3000``, ``name X``.

    >>> named_list(("inbound", "acl", "name", "WEB")), named_list(("3000", "inbound")), named_list(("default", "deny"))
    ('WEB', '3000', None)
    """
    rest = words[words.index("acl") + 1 :] if "acl" in words else words
    rest = tuple(word for word in rest if word not in {"ipv6", "mac", "inbound", "outbound", "number"})
    if rest[:1] == ("name",):
        return rest[1] if len(rest) > 1 else None
    return rest[0] if rest and (is_number(rest[0]) or "acl" in words) else None


def _filter(draft: Draft, words: Words, line: Line) -> bool:
    # traffic-filter inbound acl 3000; packet-filter 3000 inbound; firewall packet-filter 3000 outbound; packet-filter name X inbound
    direction = next((word for word in words if word in {"inbound", "outbound"}), None)
    acl = named_list(words)
    if acl is None or direction is None:
        return words[:1] in (("default",), ("filter",))
    return draft.state.bind(acl, "filter", line, interface=draft.name, direction=direction)


INTERFACE: Mapping[str, Reader[Draft]] = {
    "traffic-filter": _filter,
    "traffic-secure": _filter,
    "packet-filter": _filter,
    "firewall packet-filter": _filter,
}
"""Packet filters on an interface."""


def read_global_filter(state: State, block: Block) -> bool:
    """Read a filter for all ports or a VLAN: ``traffic-filter [vlan 10] inbound acl 3000``, ``packet-filter 3000 vlan-interface``."""
    words = tuple(block.header.text.split())
    direction = next((word for word in words if word in {"inbound", "outbound"}), None)
    if direction is None or "acl" not in words:
        return False
    acl = named_list(words)
    vlan = number(words[words.index("vlan") + 1]) if "vlan" in words[:-1] else None
    if acl is None:
        return False
    state.account.understand()
    state.leave_children(block)
    return state.bind(acl, "filter", block.header, vlan=vlan, direction=direction, via="global" if vlan is None else None)
