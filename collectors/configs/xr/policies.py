"""Route policies of IOS XR, the sets they name, and access lists.

A policy is a chain of conditions; each stretch of statements under one condition is a node of the policy, with the conditions around
it. What no statement accepts is dropped. *Source*: Cisco 'Routing Configuration Guide for ASR 9000' 6.6 ('Implementing Routing
Policy') and 'IP Addresses and Services Command Reference' (access lists, prefix lists, object groups).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from collectors.clean import Line
from collectors.configs.commands import Words, after, number
from collectors.configs.ios_family.acls import AclDraft, GroupDraft, acl_of, group_of, read_member, read_prefix_list, read_rule
from collectors.configs.ios_family.commands import Reader, settle
from collectors.configs.ios_family.levels import Below, Rules
from collectors.configs.ios_family.state import State
from collectors.configs.parser import Account
from collectors.configs.words import address_of, prefix6_of, prefix_of
from collectors.configs.xr.routing import plain_name
from topology.model.configured import PrefixFilter, RoutePolicy

_SETS = frozenset({"set", "prepend", "delete", "suppress-route", "unsuppress-route", "apply", "call", "add", "replace", "var"})
_VERDICTS = {"pass": "permit", "done": "permit", "drop": "deny"}
_STEP = 10


@dataclass(slots=True)
class Policy:
    """A route policy while its lines are read."""

    state: State
    name: str
    conditions: list[str] = field(default_factory=list)
    line: Line | None = None
    sets: list[str] = field(default_factory=list)
    verdict: str | None = None
    nodes: int = 0
    open_condition: tuple[str, str] | None = None
    """The word and the text of a condition that goes on in the next line."""

    def write(self) -> None:
        """Write the statements since the last condition as a node."""
        if self.line is not None:
            self.nodes += 1
            row = RoutePolicy(
                name=self.name,
                sequence=self.nodes * _STEP,
                action=self.verdict or "permit",
                matches=tuple(self.conditions),
                sets=tuple(self.sets),
                ref=self.state.place(self.line),
            )
            self.state.facts.route_policies.append(row)
        self.line, self.verdict = None, None
        self.sets = []


def _open_policy(state: State, words: Words, line: Line) -> Policy | bool:
    return bool(words) and Policy(state, plain_name(line.text.split(None, 1)[1]))


class _Statements:
    """Reads the statements of a route policy."""

    def read(self, context: Policy, lines: Sequence[Line], account: Account, title: str) -> None:
        """Read lines and account for each."""
        for line in lines:
            settle(_statement(context, line), line, account, title)
        context.write()


def _statement(policy: Policy, line: Line) -> bool | str:  # noqa: PLR0911 - one return a kind of statement
    text = line.text
    word = text.partition(" ")[0]
    if text.startswith("#"):
        return "comment"
    if policy.open_condition is not None:
        return _condition(policy, policy.open_condition[0], f"{policy.open_condition[1]} {text}")
    if word in {"if", "elseif"}:
        return _condition(policy, word, text.partition(" ")[2])
    if word in {"else", "endif"}:
        policy.write()
        if not policy.conditions:
            return False
        policy.conditions.pop()
        if word == "else":
            policy.conditions.append("else")
        return True
    if word in _VERDICTS:
        policy.verdict = _VERDICTS[word]
    elif word in _SETS:
        policy.sets.append(text)
    else:
        return word in {"exit", "end"} and "end"
    policy.line = policy.line or line
    return True


def _condition(policy: Policy, word: str, text: str) -> bool:
    if not text.endswith("then"):
        policy.open_condition = (word, text)
        return True
    policy.open_condition = None
    policy.write()
    if word == "elseif":
        if not policy.conditions:
            return False
        policy.conditions.pop()
    policy.conditions.append(text.removesuffix("then").strip())
    return True


@dataclass(slots=True)
class NamedSet:
    """A set that policies refer to while its entries are read."""

    state: State
    kind: str
    name: str
    entries: int = 0


def _open_set(kind: str, state: State, words: Words, _line: Line) -> NamedSet | bool:
    return bool(words) and NamedSet(state, kind, words[-1])


def _entry(known: NamedSet, words: Words, line: Line) -> bool | str:
    """Read an entry of a set of communities, targets or AS paths: a policy that matches it."""
    if line.text.startswith("#") or words[0] in {"exit", "end"}:
        return "comment"
    known.entries += 1
    said = line.text.rstrip(",").strip()
    row = RoutePolicy(
        name=f"{known.kind} {known.name}",
        sequence=known.entries * _STEP,
        action="permit",
        matches=(said,),
        ref=known.state.place(line),
    )
    known.state.facts.route_policies.append(row)
    return bool(said)


def _prefix(known: NamedSet, words: Words, line: Line) -> bool | str:
    """Read an entry of a prefix set: ``10.0.0.0/8 le 24,``; an address alone is a host."""
    if line.text.startswith("#") or words[0] in {"exit", "end"}:
        return "comment"
    words = tuple(line.text.rstrip(",").split())
    if not words:
        return False
    if "/" in words[0]:
        prefix = prefix6_of(words[0]) or prefix_of(*words[0].split("/", 1))
    else:
        address = address_of(words[0])
        prefix = None if address is None else f"{address}/{128 if ':' in address else 32}"
    if prefix is None:
        return False
    exact = number(after(words, "eq"))
    known.entries += 1
    known.state.facts.prefix_filters.append(
        PrefixFilter(
            name=known.name,
            sequence=known.entries * _STEP,
            action="permit",
            prefix=prefix,
            ge=number(after(words, "ge")) if exact is None else exact,
            le=number(after(words, "le")) if exact is None else exact,
            ref=known.state.place(line),
        )
    )
    return True


def _open_acl(family: str, state: State, words: Words, line: Line) -> AclDraft | bool | str:
    """Open an access list; a rule may stand behind its name."""
    if not words:
        return False
    acl = acl_of(state, words[0], line, family=family, standard=False)
    return acl if len(words) == 1 else _rule(acl, words[1:], line)


def _rule(acl: AclDraft, words: Words, line: Line) -> bool | str:
    """Read a rule; ``ipv4`` as a protocol is any of IP."""
    if "ipv4" in words:
        words = tuple("ip" if word == "ipv4" else word for word in words)
    return read_rule(acl, words, line)


@dataclass(slots=True)
class PrefixList:
    """A prefix list while its entries are read."""

    state: State
    name: str


def _open_prefix_list(state: State, words: Words, _line: Line) -> PrefixList | bool:
    return len(words) == 1 and PrefixList(state, words[0])


def _list_entry(known: PrefixList, words: Words, line: Line) -> bool:
    return "remark" in words[:2] or read_prefix_list(known.state, (known.name, *words), line)


def _open_group(state: State, words: Words, line: Line) -> GroupDraft | bool:
    match words:
        case ("network", "ipv4" | "ipv6", name):
            return group_of(state, name, "address", line)
        case ("port", name):
            return group_of(state, name, "service", line)
    return False


_STATEMENTS = _Statements()
SECTIONS: dict[str, Reader[State, Line]] = {
    "route-policy": Below(_open_policy, _STATEMENTS),
    "prefix-set": Below(partial(_open_set, "prefix"), Rules(_prefix)),
    "community-set": Below(partial(_open_set, "community"), Rules(_entry)),
    "large-community-set": Below(partial(_open_set, "large-community"), Rules(_entry)),
    "extcommunity-set": Below(partial(_open_set, "extcommunity"), Rules(_entry)),
    "as-path-set": Below(partial(_open_set, "as-path"), Rules(_entry)),
    "rd-set": Below(partial(_open_set, "rd"), Rules(_entry)),
    "ospf-area-set": Below(partial(_open_set, "ospf-area"), Rules(_entry)),
    "tag-set": Below(partial(_open_set, "tag"), Rules(_entry)),
    "ipv4 access-list": Below(partial(_open_acl, "ipv4"), Rules(_rule)),
    "ipv6 access-list": Below(partial(_open_acl, "ipv6"), Rules(_rule)),
    "ethernet-services access-list": Below(partial(_open_acl, "mac"), Rules(_rule)),
    "ipv4 prefix-list": Below(_open_prefix_list, Rules(_list_entry)),
    "ipv6 prefix-list": Below(_open_prefix_list, Rules(_list_entry)),
    "object-group": Below(_open_group, Rules(read_member)),
}
"""Sections of policies, sets and lists."""
