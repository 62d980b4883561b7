"""Rules between zones: security policies, NAT policies, interzone policies and object policies.

Huawei's USG6000 and H3C's SecPath (Comware 7) write rules as sub-blocks of one section; older releases of VRP write
a section for each pair of zones; Comware 7 also binds object policies to pairs of zones.
Source: Huawei USG6000 and Eudemon and H3C SecPath F1000 command references, 'Security policy', 'NAT policy', 'Object policy'.
"""

from __future__ import annotations

from collections.abc import Iterator

from collectors.clean import Line
from collectors.configs.blocks import SUB_END, Block
from collectors.configs.commands import Reader, View, Words, after, is_number, passed
from collectors.configs.vrp_family.objects import address_text
from collectors.configs.vrp_family.state import State
from collectors.configs.vrp_family.words import interface_name
from topology.model.configured import NatRule, ZonePolicy

_ANYWHERE = (("any",), ("any_address",), ("any_service",))


class _Rule:
    """A rule while its lines are read."""

    action: str | None = None
    enabled = True
    pool: str | None = None
    translation: str | None = None
    egress: str | None = None
    vrf: str | None = None

    def __init__(self, name: str, line: Line) -> None:
        self.name = name
        self.line = line
        self.lists: dict[str, list[str]] = {name: [] for name in ("from", "to", "sources", "destinations", "services")}

    def row(self, state: State) -> ZonePolicy:
        return ZonePolicy(
            name=self.name,
            source_zones=tuple(self.lists["from"]),
            destination_zones=tuple(self.lists["to"]),
            sources=tuple(self.lists["sources"]),
            destinations=tuple(self.lists["destinations"]),
            services=tuple(self.lists["services"]),
            action=self.action,
            enabled=self.enabled,
            ref=state.place(self.line),
        )


class Policy:
    """A section of rules while it is read."""

    def __init__(self, state: State, source: str | None = None, destination: str | None = None, prefix: str = "") -> None:
        self.state = state
        self.pair = (source, destination)
        self.prefix = prefix
        self.rules: list[_Rule] = []

    @property
    def rule(self) -> _Rule | None:
        """The rule that is read now."""
        return self.rules[-1] if self.rules else None

    def open(self, name: str, line: Line) -> _Rule:
        """Begin a rule."""
        rule = _Rule(f"{self.prefix}{name}", line)
        for zone, side in zip(self.pair, ("from", "to"), strict=True):
            if zone is not None and zone != "any":
                rule.lists[side].append(zone)
        self.rules.append(rule)
        return rule


def _open(policy: Policy, words: Words, line: Line) -> bool:
    # VRP: rule name X; Comware: rule 0 name X | rule 5 pass source-ip G ...; interzone: policy 0
    name = after(words, "name") or (words[0] if words else None)
    if name is None:
        return False
    if words[:1] in (("move",), ("rename",)):
        return True
    if words == ("enable",):
        return policy.rule is not None
    rule = policy.open(name, line)
    rest = words[1:] if is_number(words[0]) else ()
    return not rest or rest[0] == "name" or _inline(rule, rest)


_ACTIONS = {"pass": "permit", "permit": "permit", "deny": "deny", "drop": "deny", "inspect": "permit"}
_SIDES = {"source-ip": "sources", "destination-ip": "destinations", "service": "services"}


def _inline(rule: _Rule, words: Words) -> bool:
    # Comware's object policy: rule 5 pass source-ip G destination-ip H service S [disable] [time-range T]
    rule.action = _ACTIONS.get(words[0])
    for word, side in _SIDES.items():
        value = after(words, word)
        if value is not None and value != "any":
            rule.lists[side].append(value if side == "services" else f"group:{value}")
    rule.enabled = "disable" not in words
    rule.vrf = after(words, "vrf")
    return rule.action is not None


def _list(side: str) -> Reader[Policy]:
    def read(policy: Policy, words: Words, _line: Line) -> bool:
        if policy.rule is None or not words:
            return False
        if words not in _ANYWHERE:
            policy.rule.lists[side].append(" ".join(words) if side == "services" else words[0])
        return True

    return read


def _addresses(side: str) -> Reader[Policy]:
    def read(policy: Policy, words: Words, line: Line) -> bool:
        if policy.rule is None or not words:
            return False
        if words in _ANYWHERE:
            return True
        lead = line.text.split(" ", 1)[0]
        if lead in {"source-ip", "destination-ip"}:
            text: str | None = f"group:{words[0]}"
        elif lead.endswith("-range") and len(words) > 1:
            text = f"{words[0]}-{words[1]}"
        else:
            text = address_text(words)
        if text is None:
            return False
        policy.rule.lists[side].append(text)
        return True

    return read


def _old_address(policy: Policy, words: Words, line: Line) -> bool:
    # interzone: policy 0 opens a rule; policy source 10.0.0.0 0.0.0.255 | destination address-set X | service service-set http
    match words:
        case ("source", *rest):
            return _addresses("sources")(policy, tuple(rest), line)
        case ("destination", *rest):
            return _addresses("destinations")(policy, tuple(rest), line)
        case ("service", *rest):
            return _list("services")(policy, tuple(rest[1:] if rest[:1] == ["service-set"] else rest), line)
        case (word, *_) if is_number(word):
            policy.open(word, line)
            return True
    return False


def _action(policy: Policy, words: Words, _line: Line) -> bool:
    rule = policy.rule
    if rule is None or not words:
        return False
    match words:
        case ("no-nat", *_):
            rule.translation = "exempt"
        case ("source-nat" | "nat" | "snat" as kind, *rest):
            rule.translation = "source"
            rule.pool = after(tuple(rest), "address-group") or rule.pool
            rule.action = kind
        case ("destination-nat" | "dnat", *rest):
            rule.translation = "server"
            rule.pool = after(tuple(rest), "address-group") or after(tuple(rest), "address") or rule.pool
        case (word, *_):
            rule.action = _ACTIONS.get(word)
            return rule.action is not None
    return True


def _group(policy: Policy, words: Words, _line: Line) -> bool:
    if policy.rule is None or not words:
        return False
    policy.rule.pool = words[0]
    return True


def _egress(policy: Policy, words: Words, _line: Line) -> bool:
    if policy.rule is None or not words:
        return False
    policy.rule.egress = interface_name(" ".join(words))
    return True


def _disable(policy: Policy, _words: Words, _line: Line) -> bool:
    if policy.rule is None:
        return False
    policy.rule.enabled = False
    return True


def _default(policy: Policy, words: Words, line: Line) -> bool:
    # default action permit: what no rule names, so it stands last whatever its place in the text
    if not words or words[0] not in _ACTIONS:
        return False
    rule = _Rule("default", line)
    rule.action = _ACTIONS[words[0]]
    policy.state.endings.append(lambda: policy.state.facts.zone_policies.append(rule.row(policy.state)))
    return True


_DETAIL = (
    *(
        "profile",
        "session",
        "logging",
        "counting",
        "time-range",
        "policy logging",
        "policy session",
        "parent-group",
        "group",
        "tag",
        "track",
        "user",
    ),
    *(
        "application",
        "long-link",
        "url",
        "terminal",
        "app",
        "redirect-authentication",
        "source-mac",
        "refine-time-range",
        "uuid",
        "log",
        "flow-class",
    ),
)
_RULES: View[Policy] = View(
    {
        "rule": _open,
        "policy": _old_address,
        "source-zone": _list("from"),
        "destination-zone": _list("to"),
        **{f"source-{kind}": _addresses("sources") for kind in ("address", "ip", "ip-host", "ip-subnet", "ip-range")},
        **{f"destination-{kind}": _addresses("destinations") for kind in ("address", "ip", "ip-host", "ip-subnet", "ip-range")},
        "service": _list("services"),
        "service-port": _list("services"),
        "action": _action,
        "default action": _default,
        "egress-interface": _egress,
        "outbound-interface": _egress,
        "easy-ip": passed,
        "address-group": _group,
        "disable": _disable,
        "policy disable": _disable,
        "undo policy disable": passed,
        "vrf": lambda _policy, words, _line: bool(words),
        "description": passed,
        "quit": passed,
        SUB_END: lambda _policy, _words, _line: False,
    },
    {"policy-detail": _DETAIL},
)


def read_security_policy(state: State, block: Block) -> bool:
    """Read ``security-policy [ip|ipv6]`` with its rules in order."""
    state.account.understand()
    policy = Policy(state)
    _RULES.read(policy, block.children, state.account, block.header.text)
    state.facts.zone_policies.extend(rule.row(state) for rule in policy.rules)
    return True


def read_interzone(state: State, block: Block) -> bool:
    """Read ``policy interzone trust untrust outbound`` (VRP) or ``interzone source Trust destination Untrust`` (Comware 5).

    Outbound goes from the first zone named to the second.
    """
    words = tuple(block.header.text.split())
    source, destination = after(words, "source"), after(words, "destination")
    pair = (source, destination) if words[0] == "interzone" and source and destination else _pair(words[2:])
    if pair is None or words[0] not in {"policy", "interzone"}:
        return False
    state.account.understand()
    policy = Policy(state, *pair, prefix=f"{pair[0]}-{pair[1]} ")
    _RULES.read(policy, block.children, state.account, block.header.text)
    state.facts.zone_policies.extend(rule.row(state) for rule in policy.rules)
    return True


def _pair(words: Words) -> tuple[str, str] | None:
    """Return source and destination zone; ``inbound`` goes from the lower to the higher priority, written first is the higher."""
    match words:
        case (first, second, "inbound", *_):
            return second, first
        case (first, second, *_):
            return first, second
    return None


def read_nat_policy(state: State, block: Block) -> bool:
    """Read ``nat-policy`` (USG6000), ``nat-policy interzone A B outbound`` (older) or Comware's ``nat global-policy``."""
    words = tuple(block.header.text.split())
    pair = _pair(words[2:]) if "interzone" in words else None
    state.account.understand()
    policy = Policy(state, *(pair or (None, None)))
    _RULES.read(policy, block.children, state.account, block.header.text)
    for rule in policy.rules:
        state.facts.nat_rules.extend(_translations(rule, state.place(rule.line)))
    return True


def _translations(rule: _Rule, ref: str) -> Iterator[NatRule]:
    """Yield what a rule translates, one for each of its addresses."""
    kind = rule.translation or "source"
    side = rule.lists["destinations" if kind == "server" else "sources"]
    addresses: list[str | None] = [*side] or [None]
    for address in addresses:
        yield NatRule(
            kind=kind,
            name=rule.name,
            interface=rule.egress,
            inside=None if kind == "server" else address,
            outside=address if kind == "server" else None if rule.pool or kind == "exempt" else "interface",
            pool=rule.pool,
            source_zones=tuple(rule.lists["from"]),
            destination_zones=tuple(rule.lists["to"]),
            enabled=rule.enabled,
            ref=ref,
        )


def read_object_policy(state: State, block: Block) -> bool:
    """Read ``object-policy ip NAME``: its rules take effect where a pair of zones applies it."""
    words = block.header.text.split()
    if len(words) < 3:  # noqa: PLR2004 - kind and name
        return False
    state.account.understand()
    policy = Policy(state, prefix=f"{words[2]} ")
    _RULES.read(policy, block.children, state.account, block.header.text)
    state.drawers["object-policy", words[2]] = policy
    return True


def read_default_filter(state: State, block: Block) -> bool:
    """Read ``firewall packet-filter default permit interzone A B direction outbound`` (Eudemon, USG2000 and 5000)."""
    match block.header.text.split():
        case [_, _, "default", action, "interzone", first, second, *rest] if action in _ACTIONS:
            pair = _pair((first, second, *rest[1:]))
            rule = _Rule("default", block.header)
            rule.action = _ACTIONS[action]
            rule.lists["from"], rule.lists["to"] = [(pair or ("",))[0]], [(pair or ("", ""))[-1]]
            state.facts.zone_policies.append(rule.row(state))
        case [_, _, "default", action, "all"] if action in _ACTIONS:
            rule = _Rule("default", block.header)
            rule.action = _ACTIONS[action]
            state.facts.zone_policies.append(rule.row(state))
        case _:
            return False
    state.account.understand()
    state.leave_children(block)
    return True
