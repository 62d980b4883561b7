"""A Junos configuration while it is read, what became of its lines, and the tables that read one level of its tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from collectors.clean import Line
from collectors.configs.junos.nodes import Node
from collectors.configs.state import ParseState
from topology.model.configured import AclBinding


@dataclass(slots=True)
class State(ParseState):
    """What has been read so far, and the lines of which that cannot be said."""

    left: dict[int, Line] = field(default_factory=dict)
    """Lines that nothing understood, by their numbers."""
    passed: dict[int, str] = field(default_factory=dict)
    """Lines that a named rule passes over."""
    ranges: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Interfaces that an interface range stands for."""
    policies: dict[str, Node] = field(default_factory=dict)
    communities: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Members of each named community."""
    prefix_lists: dict[str, Node] = field(default_factory=dict)
    later: list[Callable[[], None]] = field(default_factory=list)
    """What is read when everything that it may name has been."""

    def leave(self, node: Node) -> None:
        """Count the lines of a node as not understood."""
        for below in node.walk():
            self.left[below.line.number] = below.line

    def ignore(self, node: Node, rule: str) -> None:
        """Count the lines of a node as passed over by a rule."""
        for below in node.walk():
            self.passed.setdefault(below.line.number, rule)

    def warn_address(self, node: Node) -> None:
        """Say that the line of a node has a wrong address."""
        self.account.warn("config-address-wrong", node.line)

    def bound(self, acl: str, use: str, node: Node, **where: str | int | None) -> None:
        """Note that a filter takes effect somewhere; `where` has the fields of an `AclBinding`."""
        self.facts.acl_bindings.append(AclBinding(acl=acl, use=use, ref=self.place(node.line), **where))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Scope:
    """A router of the device: itself, a logical system, or a routing instance of one of them."""

    state: State
    vrf: str | None = None
    """VRF of the record; a logical system's own table is one, as it shares nothing with the others."""
    prefix: str = ""
    """What stands before names that are unique in a logical system only."""

    def inside(self, instance: str) -> Scope:
        """Return the scope of a routing instance."""
        return Scope(self.state, self.prefix + instance, self.prefix)

    def vrf_of(self, instance: str) -> str | None:
        """Return the VRF of the record that a routing instance's name stands for."""
        if instance in {"default", "master"}:
            return self.prefix[:-1] or None
        return self.prefix + instance

    def process(self, protocol: str) -> str:
        """Return how a routing protocol of this router is called: Junos has one of each and gives it no name."""
        return protocol if self.vrf is None else f"{self.vrf} {protocol}"


class Stated(Protocol):
    """Anything that is read into, and knows the state."""

    @property
    def state(self) -> State:
        """The configuration while it is read."""


Reader = Callable[[Any, Node], bool | None]


class View:
    """The statements of one level: readers by word, which return False where they do not understand what follows.

    `ignored` are words by the rule that passes over them; `other` reads words that stand in neither. Behind the value of the
    words `inline`, and behind `flags`, a ``set`` line may go on with other statements of the level.
    """

    def __init__(
        self,
        readers: Mapping[str, Reader],
        ignored: Mapping[str, str] | None = None,
        other: Reader | None = None,
        inline: str = "",
        flags: str = "",
    ) -> None:
        table: dict[str, Reader | str] = {"apply-macro": "macro", "apply-flags": "macro"}
        for rule, words in (ignored or {}).items():
            table.update(dict.fromkeys(words.split(), rule))
        table.update(readers)
        self._table = table
        self._other = other
        self._inline = frozenset(inline.split())
        self._flags = frozenset(flags.split())

    def read(self, context: Stated, node: Node) -> None:
        """Read what follows a node; what is not understood is left over in the state."""
        table, other, inline, flags = self._table, self._other, self._inline, self._flags
        for word, child in node.children.items():
            if child.inactive:
                context.state.ignore(child, "inactive")
                continue
            if child.children and (word in inline or word in flags):
                self._go_on(context, child, flag=word in flags)
            reader = table.get(word, other)
            if reader is None:
                context.state.leave(child)
            elif isinstance(reader, str):
                context.state.ignore(child, reader)
            elif reader(context, child) is False:
                miss(context.state, child)

    def _go_on(self, context: Stated, node: Node, *, flag: bool) -> None:
        """Read what a line says of this level behind a statement of it: ``set ... vlan-id 10 family inet``."""
        for value in (node,) if flag else tuple(node.children.values()):
            if value.children and not value.inactive:
                self.read(context, value)

    def __call__(self, context: Stated, node: Node) -> None:
        """Read a level below another: a view stands in a table as any reader does."""
        self.read(context, node)


def miss(state: State, node: Node) -> None:
    """Count a node that its reader did not understand: what follows it may be deactivated, so that nothing is said."""
    if node.children and all(child.inactive for child in node.children.values()):
        state.ignore(node, "inactive")
    else:
        state.leave(node)


def passed(_context: object, _node: Node) -> bool:
    """Read a statement that says what is so anyway, or what another reader looks up."""
    return True


def each(reader: Reader) -> Reader:
    """Return what reads every word behind a keyword as a thing of its own: ``unit 0``, ``neighbor 10.0.0.1``."""

    def read(context: Stated, node: Node) -> bool | None:
        if not node.children:
            return False
        for child in node.children.values():
            if child.inactive:
                context.state.ignore(child, "inactive")
            elif reader(context, child) is False:
                miss(context.state, child)
        return None

    return read
