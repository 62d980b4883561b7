"""A node of the tree of a Junos configuration: a word of a statement, and the words that may follow it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from collectors.clean import Line


class Node(msgspec.Struct, gc=False):
    """A word of a statement, with the words that may follow it. `line` is the first that names it."""

    word: str
    line: Line
    children: dict[str, Node] = msgspec.field(default_factory=dict)
    inactive: bool = False
    inherited: bool = False
    """It comes from a group or an interface range: what stands in place counts before it."""

    def of(self, *words: str) -> Node | None:
        """Return the node behind some words, None where there is none in effect."""
        node: Node | None = self
        for word in words:
            node = node.children.get(word) if node is not None else None
            if node is None or node.inactive:
                return None
        return node

    @property
    def value(self) -> str | None:
        """The word that follows: the last that stands in place, else the first inherited."""
        first = None
        for child in reversed(self.children.values()):
            if child.inactive:
                continue
            if not child.inherited:
                return child.word
            first = child.word
        return first

    @property
    def values(self) -> tuple[str, ...]:
        """All words in effect that follow."""
        return tuple([child.word for child in self.children.values() if not child.inactive])

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes in effect that follow."""
        return tuple([child for child in self.children.values() if not child.inactive])

    def values_of(self, *words: str) -> tuple[str, ...]:
        """Return all words in effect behind some words."""
        node = self.of(*words)
        return () if node is None else node.values

    def nodes_of(self, *words: str) -> tuple[Node, ...]:
        """Return all nodes in effect behind some words."""
        node = self.of(*words)
        return () if node is None else node.nodes

    def text_of(self, *words: str) -> str | None:
        """Return the value behind some words."""
        node = self.of(*words)
        return None if node is None else node.value

    def deep(self, word: str) -> Node | None:
        """Return the node of a word wherever it stands below: of a statement on one line, one attribute follows another's value."""
        for child in self.children.values():
            if child.inactive:
                continue
            if child.word == word and child.children:
                return child
            found = child.deep(word)
            if found is not None:
                return found
        return None

    def deep_text(self, word: str) -> str | None:
        """Return the value behind a word wherever it stands below."""
        node = self.deep(word)
        return None if node is None else node.value

    def walk(self) -> Iterator[Node]:
        """Yield the node and all below it."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += node.children.values()

    def texts(self) -> list[str]:
        """Return each way down from the node as text: ``["protocol bgp", "community A"]``."""
        if not self.children:
            return []
        found: list[str] = []
        for child in self.nodes:
            below = child.texts()
            found += [f"{child.word} {text}" for text in below] if below else [child.word]
        return found


def copied(node: Node, word: str) -> Node:
    """Return a copy of a node and all below it under another word."""
    found = Node(word, node.line, inactive=node.inactive, inherited=node.inherited)
    for name, child in node.children.items():
        found.children[name] = copied(child, name)
    return found
