"""Route policies, prefix lists and path lists of VRP and Comware.

Source: Huawei NE40E and H3C S10500 command references, 'Routing policy'. ``greater-equal`` and ``less-equal`` bound
the lengths that an entry lets through; VRP's ``ip ip-prefix`` is Comware 7's ``ip prefix-list``.
"""

from __future__ import annotations

from collectors.clean import Line
from collectors.configs.blocks import Block
from collectors.configs.commands import View, Words, after, number, passed
from collectors.configs.vrp_family.state import State
from collectors.configs.words import prefix_of
from topology.model.configured import PrefixFilter, RoutePolicy


class _Node:
    """A node of a policy while its lines are read."""

    def __init__(self, state: State, name: str) -> None:
        self.state = state
        self.name = name
        self.matches: list[str] = []
        self.sets: list[str] = []


def _match(node: _Node, words: Words, line: Line) -> bool:
    if not words:
        return False
    node.matches.append(" ".join(words))
    acl = after(words, "acl") if "acl" in words else None
    if acl is not None and acl != "name":
        node.state.bind(acl, "route", line, via=node.name)
    return True


def _set(node: _Node, words: Words, _line: Line) -> bool:
    node.sets.append(" ".join(words))
    return bool(words)


_VIEW: View[_Node] = View(
    {"if-match": _match, "apply": _set, "description": passed, "continue": _set, "goto": _set, "quit": passed},
)


def read_route_policy(state: State, block: Block) -> bool:
    """Read ``route-policy NAME permit|deny node N``, and ``policy-based-route`` whose nodes are the same."""
    match block.header.text.split():
        case [_, name, "permit" | "deny" as action, "node", sequence, *_]:
            pass
        case [_, name, "permit" | "deny" as action, sequence]:
            pass
        case _:
            return False
    state.account.understand()
    node = _Node(state, name)
    _VIEW.read(node, block.children, state.account, block.header.text)
    row = RoutePolicy(
        name=name,
        sequence=number(sequence),
        action=action,
        matches=tuple(node.matches),
        sets=tuple(node.sets),
        ref=state.place(block.header),
    )
    state.facts.route_policies.append(row)
    return True


def read_prefix_list(state: State, block: Block) -> bool:
    """Read an entry of a prefix list: ``ip ip-prefix NAME index 10 permit 10.0.0.0 8 greater-equal 16 less-equal 24``."""
    words = tuple(block.header.text.split())[2:]
    if len(words) > 1 and words[1] == "description":
        state.account.understand()
        return True
    action = "permit" if "permit" in words else "deny"
    if action not in words:
        return False
    rest = words[words.index(action) + 1 :]
    if rest[:1] and "/" in rest[0]:
        address, _, mask = rest[0].partition("/")
        rest = (address, mask, *rest[1:])
    prefix = prefix_of(rest[0], rest[1]) if len(rest) > 1 else None
    if prefix is None:
        return False
    state.account.understand()
    row = PrefixFilter(
        name=words[0],
        sequence=number(after(words, "index")),
        action=action,
        prefix=prefix,
        ge=number(after(rest, "greater-equal")),
        le=number(after(rest, "less-equal")),
        ref=state.place(block.header),
    )
    state.facts.prefix_filters.append(row)
    state.leave_children(block)
    return True


def read_path_list(state: State, block: Block) -> bool:
    """Read an entry of a list of AS paths or communities, kept as a node of a policy of that name."""
    words = tuple(block.header.text.split())[1:]
    action = "permit" if "permit" in words else "deny"
    if action not in words[1:]:
        return False
    at = words.index(action)
    named = [word for word in words[1:at] if word not in {"basic", "advanced", "index"}]
    if not named:
        return False
    state.account.understand()
    row = RoutePolicy(
        name=named[0],
        sequence=number(named[1]) if len(named) > 1 else None,
        action=action,
        matches=(" ".join((words[0], *words[at + 1 :])),),
        ref=state.place(block.header),
    )
    state.facts.route_policies.append(row)
    state.leave_children(block)
    return True
