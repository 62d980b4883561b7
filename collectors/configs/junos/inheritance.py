"""What statements inherit: groups with wildcards, interface ranges, paths of prefix lists.

A statement in place counts before one of a group, and a group before those named after it; a group is looked for from the
innermost level outwards. What is inherited keeps the line of the group. *Source*: Junos OS CLI User Guide, 'Configuration
groups', 'apply-path'; Interfaces User Guide, 'interface-range'.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import product

from collectors.clean import Line
from collectors.configs.junos.nodes import Node
from collectors.configs.junos.statements import Statements
from collectors.configs.junos.words import prefix_text

_MEMBERS = 4096
"""Ports that one interface range may stand for."""
_NODES = {"${node}": ("node0", "node1"), "${re}": ("re0", "re1")}
"""Groups of which each member of a pair takes its own: both are read, as both are the device."""
_OWN_WORDS = ("apply-groups", "apply-groups-except")
_MOST_WORK = 200_000
"""Statements that groups and ranges may bring in, and looks for what they mean, all together; beyond it nothing more is brought in."""
_DEEPEST = 64
"""Levels of a tree that groups are applied to; Junos has no statement half as deep."""


class Inheritance:
    """What is brought into a tree, and which lines of groups took effect."""

    def __init__(self, found: Statements) -> None:
        self.found = found
        self.root = found.root
        self.ranges: dict[str, tuple[str, ...]] = {}
        """Interfaces that a range stands for."""
        self.used: set[int] = set()
        self.work = 0

    def apply(self) -> None:
        """Bring into the tree what its statements inherit, and take out what only says so."""
        groups = self.root.children.pop("groups", None)
        if groups is not None:
            if not groups.inactive:
                self._expand(self.root, groups, [], [], 0)
            self.used.add(groups.line.number)
            for node in groups.walk():
                if node.line.number not in self.used:
                    self.found.ignored.setdefault(node.line.number, "group-not-applied")
        self._ranges(self.root)
        for system in (node for word in ("logical-systems", "tenants") if (named := self.root.of(word)) for node in named.nodes):
            self._ranges(system)
        self._paths()

    # --- groups ----------------------------------------------------------------------------------

    def _expand(self, node: Node, groups: Node, path: list[str], sources: list[tuple[str, Node]], depth: int) -> None:
        """Bring into a node what its sources say, nodes of groups that stand where it stands, and go on below."""
        children = node.children
        sources = self._sources(node, groups, path, sources)
        size = sum(len(source.children) for _, source in sources)
        patterns = sum(1 for _, source in sources for word in source.children if _is_pattern(word))
        self.work += 1 + size + patterns * len(node.children)
        if depth > _DEEPEST or self.work > _MOST_WORK:
            self.found.ends_early = self.found.ends_early or self.work > _MOST_WORK
            return
        for _, source in sources:
            self.used.add(source.line.number)
            for word, said in source.children.items():
                if not _is_pattern(word) and word not in children and word not in _OWN_WORDS:
                    children[word] = Node(word, said.line, inactive=said.inactive, inherited=True)
        empty: list[str] = []
        for word, child in children.items():
            below = [(name, said) for name, source in sources for said in _matching(source, word)]
            if below or child.children:
                self._expand(child, groups, [*path, word], below, depth + 1)
            for _, said in below:
                self.used.add(said.line.number)
            if child.inherited and not child.children and any(said.children for _, said in below):
                empty.append(word)  # a group says something of its children by patterns, and none is there
        for word in empty:
            del children[word]

    def _sources(self, node: Node, groups: Node, path: list[str], sources: list[tuple[str, Node]]) -> list[tuple[str, Node]]:
        """Return what a node inherits from, its own groups first; the words that say so are taken out."""
        own, refused = (
            node.children.pop(word) if (said := node.children.get(word)) is not None and said.children else None for word in _OWN_WORDS
        )
        if own is not None and not own.inactive:
            named = [name for word in own.values for name in _NODES.get(word, (word,))]
            self.used.update(one.line.number for name in named if (one := groups.children.get(name)) is not None)
            sources = [*((name, found) for name in named for found in self._at(groups, name, path)), *sources]
        return sources if refused is None else [source for source in sources if source[0] not in refused.values]

    def _at(self, groups: Node, name: str, path: Sequence[str]) -> list[Node]:
        """Return the nodes of a group that stand where a path stands."""
        group = groups.children.get(name)
        found = [] if group is None or group.inactive else [group]
        for word in path:
            found = [below for node in found for below in _matching(node, word)]
            self.used.update(node.line.number for node in found)
        return found

    # --- interface ranges ------------------------------------------------------------------------

    def _ranges(self, top: Node) -> None:
        interfaces = top.of("interfaces")
        ranges = None if interfaces is None else interfaces.children.pop("interface-range", None)
        if interfaces is None or ranges is None or ranges.inactive:
            return
        for named in ranges.nodes:
            members = _members(named, interfaces)
            self.ranges[named.word] = tuple(members)
            said = Node("", named.line)
            said.children.update((word, node) for word, node in named.children.items() if word not in {"member", "member-range"})
            size = sum(1 for _ in said.walk())
            for name, line in members.items():
                if name not in interfaces.children:
                    interfaces.children[name] = Node(name, line, inherited=True)
                self.work += size
                if self.work > _MOST_WORK:
                    self.found.ends_early = True
                    return
                _merge(interfaces.children[name], said)

    # --- apply-path ------------------------------------------------------------------------------

    def _paths(self) -> None:
        lists = self.root.of("policy-options", "prefix-list")
        for named in () if lists is None else lists.nodes:
            said = named.children.pop("apply-path", None)
            for path in () if said is None or said.inactive else said.values:
                for word in _along(self.root, path.split()):
                    if word not in named.children and prefix_text(word) is not None:
                        named.children[word] = Node(word, said.line if said is not None else named.line, inherited=True)


def _is_pattern(word: str) -> bool:
    return word[:1] == "<" and word[-1:] == ">" and not word.startswith("<secret:")


def _matching(node: Node, word: str) -> Iterator[Node]:
    """Yield the children of a group's node that stand for a word: itself, then patterns."""
    exact = node.children.get(word)
    if exact is not None:
        yield exact
    for said, child in node.children.items():
        if _is_pattern(said) and child is not exact and fnmatchcase(word, said[1:-1]):
            yield child


def _merge(node: Node, said: Node) -> None:
    for word, child in said.children.items():
        known = node.children.get(word)
        if known is None:
            known = node.children[word] = Node(word, child.line, inactive=child.inactive, inherited=True)
        _merge(known, child)


def _along(node: Node, pattern: Sequence[str]) -> Iterator[str]:
    """Yield the words that stand in the last place of a path with wildcards."""
    if not pattern:
        return
    want, rest = pattern[0], pattern[1:]
    for child in node.nodes:
        if child.word == want or (_is_pattern(want) and fnmatchcase(child.word, want[1:-1])):
            if rest:
                yield from _along(child, rest)
            else:
                yield child.word


_BRACKETS = re.compile(r"\[([^\]]*)\]")
_LAST_NUMBER = re.compile(r"(\d+)$")


def _members(named: Node, interfaces: Node) -> dict[str, Line]:
    """Return the interfaces of a range, each with the line that names it."""
    found: dict[str, Line] = {}
    for member in named.nodes_of("member"):
        found |= dict.fromkeys(port_names(member.word, interfaces.values), member.line)
    for first in named.nodes_of("member-range"):
        last = first.text_of("to")
        found |= dict.fromkeys(_between(first.word, last) if last else (first.word,), first.line)
    return found


def port_names(text: str, known: Iterable[str]) -> list[str]:
    """Return the interfaces that a member of a range names: ``ge-0/0/[0-2,7]`` counts, ``ge-*`` stands for those that are there.

    >>> port_names("ge-0/0/[0-2,7]", ()), port_names("xe-*", ["xe-0/0/1", "ge-0/0/0"])
    (['ge-0/0/0', 'ge-0/0/1', 'ge-0/0/2', 'ge-0/0/7'], ['xe-0/0/1'])
    """
    if "*" in text or "?" in text:
        return [name for name in known if fnmatchcase(name, text)]
    parts = _BRACKETS.split(text)
    choices = [list(_numbers(part)) if at % 2 else [part] for at, part in enumerate(parts)]
    size = 1
    for choice in choices:
        size *= len(choice)
    return ["".join(way) for way in product(*choices)] if size <= _MEMBERS else []


def _numbers(text: str) -> Iterator[str]:
    for part in text.split(","):
        first, dash, last = part.partition("-")
        if dash and first.isdecimal() and last.isdecimal() and int(last) - int(first) < _MEMBERS:
            yield from map(str, range(int(first), int(last) + 1))
        else:
            yield part


def _between(first: str, last: str) -> list[str]:
    """Return the ports from one to another of the same card, both alone where they are not."""
    low, high = _LAST_NUMBER.search(first), _LAST_NUMBER.search(last)
    if low is None or high is None or first[: low.start()] != last[: high.start()] or int(high.group()) - int(low.group()) >= _MEMBERS:
        return [first, last]
    return [f"{first[: low.start()]}{number}" for number in range(int(low.group()), int(high.group()) + 1)]
