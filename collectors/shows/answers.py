"""What goes into reading captures and comes out: the answer to a command, the table made of it, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from collectors.clean import Line
from topology.model.records import InterfaceKind

if TYPE_CHECKING:
    from collectors.shows.draft import Draft


@dataclass(frozen=True, kw_only=True)
class Command:
    """A show command as it was meant, whatever was typed."""

    text: str
    """The canonical command with its placeholders: ``display ip routing-table vpn-instance {vrf}``."""
    arguments: Mapping[str, str] = field(default_factory=dict)
    """What stands for the placeholders, as typed."""
    excerpt: bool = False
    """A filter (``| include``) kept lines back: the rows are never taken for all there are."""

    @property
    def is_whole(self) -> bool:
        """Whether the answer tells of all there is, not of one port or of what a filter let through."""
        return not self.excerpt and not self.arguments


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A command as typed, with what came back. `path` is the file, as references name it."""

    path: str
    command: str
    number: int
    """Line of the command, or the first line of its answer where the command was not kept."""
    lines: tuple[Line, ...]
    prompt: str = ""
    """What stood before the command; empty where its line was not kept."""
    ended: bool = True
    """Another prompt follows, so that the answer came to its end; True where there is no telling."""
    full: frozenset[int] = frozenset()
    """Lines that fill the 80 columns of a terminal: the next one may be their rest."""
    noise: frozenset[int] = frozenset()
    """Lines that are left out and were no blank ones."""


_DIGITS = 18
"""Digits of the largest number that is read: more do not fit where records are stored."""


def whole(text: str | None) -> int | None:
    """Return a text that is a whole number, None for any other, and for one that no device counts up to.

    >>> whole("10"), whole("-"), whole(None), whole("9" * 30)
    (10, None, None, None)
    """
    return int(text) if text is not None and len(text) <= _DIGITS and text.isdecimal() and text.isascii() else None


@dataclass(frozen=True)
class Row:
    """A row that a template recorded: its values by name in small letters, and the line of the file where it starts."""

    values: Mapping[str, str | tuple[str, ...]]
    line: int

    def text(self, name: str) -> str | None:
        """Return a value without surrounding blanks; None where it is empty or a list."""
        value = self.values.get(name)
        return value.strip() or None if isinstance(value, str) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the values of a list, without empty ones; a single value is a list of one."""
        value = self.values.get(name, ())
        return tuple(text for one in ((value,) if isinstance(value, str) else value) if (text := one.strip()))

    def number(self, name: str) -> int | None:
        """Return a value that is a whole number, else None."""
        text = self.text(name)
        return whole(text)


@dataclass(frozen=True, kw_only=True)
class Table:
    """An answer as a template read it."""

    command: Command
    path: str
    number: int
    """Line of the command."""
    template: str
    own: bool
    """The template is one of ours, not of ntc-templates."""
    rows: tuple[Row, ...]
    lines: tuple[Line, ...] = ()
    unknown: tuple[int, ...] = ()
    """Lines that may be rows and that the template passed over: what is read is not all there was."""

    def place(self, row: Row) -> str:
        """Return ``file:line`` of a row."""
        return f"{self.path}:{row.line}"


@dataclass(frozen=True, kw_only=True)
class NoTemplate:
    """No template reads the command."""

    command: str


@dataclass(frozen=True, kw_only=True)
class Failed:
    """A template is there, but the answer is not of its form: as good as no template, and never the device's fault."""

    command: Command
    template: str
    line: int | None
    """The line that it did not know."""
    code: str = "capture-not-of-form"
    """Message that says what is wrong."""


class Outcome(StrEnum):
    """What became of an answer."""

    READ = "read"
    EXCERPT = "excerpt"
    """Read, but a filter had kept lines back."""
    PARTIAL = "partial"
    """Read, but cut off, or with fewer or more rows than it says itself."""
    UNREAD = "unread"
    """No parser for this command, or for this form of its answer."""
    EMPTY = "empty"
    """The device had nothing to show, or refused the command."""
    SUPERSEDED = "superseded"
    """The same command was answered again later."""


@dataclass(frozen=True, kw_only=True)
class CommandReading:
    """What became of one answer."""

    command: str
    """The canonical command with its arguments, or as typed where it is not known."""
    where: str
    """``path:line``."""
    lines: int
    outcome: Outcome
    rows: int = 0
    template: str | None = None


Reader = Callable[[Table, "Draft"], None]
"""Adds what a table tells to the record of its device."""


@dataclass(frozen=True, kw_only=True)
class Total:
    """How an answer states how many rows it should have: a pattern with the group ``count``, and how we count (None: all rows)."""

    pattern: str
    counted: Callable[[Table], int] | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Vendor:
    """How the captures of one platform are read.

    `readers`: by canonical command; a placeholder in braces (``{vrf}``, ``{interface}``) stands for an argument.
    `templates`: the name of the template (without ``.textfsm``) where it is not ``<platform>_<command>``.
    `totals`: what the answer to a command says of its own length.
    """

    platform: str
    maker: str | None = None
    """As configurations and agents name it; None where an answer tells."""
    readers: Mapping[str, Reader]
    templates: Mapping[str, str] = field(default_factory=dict)
    totals: Mapping[str, tuple[Total, ...]] = field(default_factory=dict)
    kind_of: Callable[[str], InterfaceKind] | None = None
    """What an interface is by its name."""
    structured: Callable[[Command, Answer], Table | Failed | None] | None = None
    """Reads answers that are no plain text (JSON); gives None for one that is."""
