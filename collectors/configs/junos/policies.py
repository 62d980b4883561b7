"""``policy-options``: route policies, prefix lists, communities; and what a policy that is applied somewhere lets through.

A route policy's term is one row; a term without ``accept`` or ``reject`` hands on to the next. *Source*: Junos OS 'Routing
Policies, Firewall Filters, and Traffic Policers User Guide'.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from collectors.configs.commands import number
from collectors.configs.junos.nodes import Node
from collectors.configs.junos.state import Scope, State, View, each, passed
from collectors.configs.junos.words import prefix_text, route_target
from topology.model.configured import PrefixFilter, Redistribution, RoutePolicy

_ACTIONS = {"accept": "permit", "reject": "deny"}
_LAST = 32
_LAST6 = 128
_EXPRESSION = re.compile(r"[^\s()!&|]+")
"""Names of policies in an expression such as ``( A && !B )``."""
_SOURCES = {
    "direct": "direct",
    "local": "direct",
    "static": "static",
    "ospf": "ospf",
    "ospf2": "ospf",
    "ospf3": "ospf",
    "isis": "isis",
    "bgp": "bgp",
    "rip": "rip",
    "ripng": "rip",
    "aggregate": "aggregate",
}


class Term(NamedTuple):
    """A term of a policy: the node that names it, its conditions and its actions."""

    node: Node
    matches: Node | None
    actions: Node | None

    @property
    def action(self) -> str:
        """``permit``, ``deny`` or ``next``."""
        said = self.actions.values if self.actions is not None else ()
        return next((action for word, action in _ACTIONS.items() if word in said), "next")


def terms_of(policy: Node) -> Iterator[Term]:
    """Yield the terms of a policy in order, the nameless one last."""
    named = policy.of("term")
    for node in () if named is None else named.nodes:
        yield Term(node, node.of("from"), node.of("then"))
    if (then := policy.of("then")) is not None or policy.of("from") is not None:
        yield Term(policy, policy.of("from"), then)


def _policy(scope: Scope, node: Node) -> bool | None:
    state = scope.state
    state.policies[scope.prefix + node.word] = node
    for sequence, term in enumerate(terms_of(node), start=1):
        to = term.node.of("to")
        matches = [*(term.matches.texts() if term.matches is not None else ()), *(f"to {text}" for text in (to.texts() if to else ()))]
        sets = [text for text in (term.actions.texts() if term.actions is not None else ()) if text not in _ACTIONS]
        state.facts.route_policies.append(
            RoutePolicy(
                name=scope.prefix + node.word,
                sequence=sequence,
                action=term.action,
                matches=tuple(matches),
                sets=tuple(sets),
                ref=state.place(term.node.line),
            )
        )
    _POLICY.read(scope, node)
    return None


_TERM = View(dict.fromkeys(("from", "to", "then"), passed))
_POLICY = View({"term": each(_TERM), **dict.fromkeys(("from", "to", "then"), passed)}, {"policy-detail": "dynamic-db defaults"})


def _prefix_list(scope: Scope, node: Node) -> bool | None:
    state = scope.state
    state.prefix_lists[node.word] = node
    for entry in node.nodes:
        prefix = prefix_text(entry.word)
        if prefix is None:
            state.warn_address(entry)
            continue
        state.facts.prefix_filters.append(PrefixFilter(name=node.word, action="permit", prefix=prefix, ref=state.place(entry.line)))
    return None


def lengths_of(entry: Node) -> tuple[int | None, int | None]:
    """Return the least and the greatest length that a route filter lets through, None for the prefix's own."""
    prefix = prefix_text(entry.word) or ""
    own = int(prefix.rpartition("/")[2] or 0)
    top = _LAST6 if ":" in prefix else _LAST
    match next((child for child in entry.nodes), None):
        case Node(word="orlonger"):
            return own, top
        case Node(word="longer"):
            return own + 1, top
        case Node(word="upto") as way if (length := number((way.value or "").lstrip("/"))) is not None:
            return own, length
        case Node(word="prefix-length-range") as way if "-" in (way.value or ""):
            low, _, high = (way.value or "").replace("/", "").partition("-")
            return number(low), number(high)
    return None, None


def _filter_list(scope: Scope, node: Node) -> bool | None:
    state = scope.state
    for entry in node.nodes:
        prefix = prefix_text(entry.word)
        if prefix is None:
            state.warn_address(entry)
            continue
        ge, le = lengths_of(entry)
        row = PrefixFilter(name=node.word, action="permit", prefix=prefix, ge=ge, le=le, ref=state.place(entry.line))
        state.facts.prefix_filters.append(row)
    return None


def _community(scope: Scope, node: Node) -> bool:
    members = node.of("members")
    scope.state.communities[scope.prefix + node.word] = () if members is None else members.values
    return members is not None


def _named(_scope: Scope, node: Node) -> bool:
    # as-path NAME "regex": what policies name; its text stands in their evidence
    return bool(node.children)


POLICY_OPTIONS = View(
    {
        "policy-statement": each(_policy),
        "prefix-list": each(_prefix_list),
        "route-filter-list": each(_filter_list),
        "community": each(_community),
        "as-path": each(_named),
        "as-path-group": each(_named),
        "as-list": each(_named),
        "condition": each(_named),
    },
    {
        "policy-detail": "damping traceoptions application-maps mac-list route-distinguisher as-list-group rtf-prefix-list defaults "
        "resolution-map tunnel-attribute"
    },
)
"""What ``policy-options`` says."""


# --- what an applied policy does ----------------------------------------------------------------------


def policy_names(node: Node | None) -> tuple[str, ...]:
    """Return the policies that an ``import`` or ``export`` names, in order; an expression names several."""
    return () if node is None else tuple(name for text in node.texts() for name in _EXPRESSION.findall(text))


def applied_terms(scope: Scope, names: Iterable[str], depth: int = 0) -> Iterator[tuple[str, Term]]:
    """Yield the terms of policies in the order in which they are asked, those of policies that they call among them."""
    for name in names:
        policy = scope.state.policies.get(scope.prefix + name)
        for term in () if policy is None else terms_of(policy):
            called = policy_names(term.matches.of("policy")) if term.matches is not None else ()
            if called and depth < 5:  # noqa: PLR2004 - calls inside calls
                yield from applied_terms(scope, called, depth + 1)
            yield name, term


def targets_of(scope: Scope, names: Iterable[str], *, imported: bool) -> tuple[str, ...]:
    """Return the route targets that policies take in, or put on what they give out."""
    names = tuple(names)
    key = ("targets", scope.prefix, *names, str(imported))
    known = scope.state.drawers.get(key)
    if isinstance(known, tuple):
        return known
    found: dict[str, None] = {}
    for _, term in applied_terms(scope, names):
        if term.action == "deny":
            continue
        for name in _communities(term, imported=imported):
            for member in scope.state.communities.get(scope.prefix + name, ()):
                target = route_target(member)
                if target is not None:
                    found[target] = None
    scope.state.drawers[key] = tuple(found)
    return tuple(found)


def _communities(term: Term, *, imported: bool) -> Iterator[str]:
    if imported:
        named = None if term.matches is None else term.matches.of("community")
        yield from () if named is None else named.values
        return
    named = None if term.actions is None else term.actions.of("community")
    for way in () if named is None else named.nodes:  # community add X | set X | + X | = X
        if way.word in {"add", "set", "+", "="}:
            yield from way.values


def sets_next_hop_self(scope: Scope, names: Iterable[str]) -> bool:
    """Tell whether policies put the router's own address in the place of a next hop."""
    key = ("next hop self", scope.prefix, *names)
    if key not in scope.state.drawers:
        terms = applied_terms(scope, key[2:])
        scope.state.drawers[key] = any(term.actions is not None and term.actions.text_of("next-hop") == "self" for _, term in terms)
    return scope.state.drawers[key] is True


def redistribute(
    scope: Scope, named: Node | None, *, into: str, process: str | None = None, family: str | None = None, place: str | None = None
) -> None:
    """Add what an ``export`` takes into a protocol from others, when all policies are known."""
    if named is None:
        return
    state = scope.state

    def add() -> None:
        known = state.drawers.setdefault(("redistributed",), set())
        assert isinstance(known, set)
        asked = (into, process, scope.vrf, policy_names(named), family)
        if asked in known:
            return
        known.add(asked)
        for name, term in applied_terms(scope, policy_names(named)):
            if term.action != "permit":
                continue
            for source, node in _sources(term, into):
                key = (into, process, scope.vrf, source, name, family)
                if key in known:
                    continue
                known.add(key)
                row = Redistribution(
                    into=into,
                    into_process=process,
                    family=family,
                    vrf=scope.vrf,
                    source=source,
                    policy=name,
                    ref=place or state.place(node.line),
                )
                state.facts.redistributions.append(row)

    state.later.append(add)


_BY_PREFIX = ("route-filter", "prefix-list", "prefix-list-filter", "route-filter-list", "source-address-filter")
_LEARNED = ("community", "as-path", "neighbor", "as-path-group", "next-hop", "origin", "extended-community", "large-community")


def _sources(term: Term, into: str) -> Iterator[tuple[str, Node]]:
    """Yield the protocols that a term asks for; without one, what its other conditions say, else any."""
    asked = None if term.matches is None else term.matches.of("protocol")
    if asked is not None:
        for node in asked.nodes:
            source = _SOURCES.get(node.word)
            if source is not None and source != into.removesuffix("v3"):
                yield source, node
        return
    if term.matches is None or any(word in term.matches.children for word in _LEARNED):
        return
    prefixes = term.matches.of("route-filter")
    default = None if prefixes is None else prefixes.of("0.0.0.0/0") or prefixes.of("::/0")
    if default is not None:
        yield "default", default
        return
    for words, source in ((("interface",), "direct"), (_BY_PREFIX, "any")):
        said = next((one for word in words if (one := term.matches.of(word)) is not None), None)
        if said is not None:
            yield source, said
            return


def forget(state: State) -> None:
    """Let go of the tree's nodes that policies were looked up by."""
    state.policies.clear()
    state.prefix_lists.clear()
