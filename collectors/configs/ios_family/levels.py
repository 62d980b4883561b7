"""Configurations whose sections nest (NX-OS, IOS XR): the commands of each level, by indentation.

A level knows commands by their leading words, as a `Mode` does; some of them open a level below with a context of its own: a
neighbour in a VRF of a routing process, an interface in an area. Lines below a command that has none are left over, or go
with the rule that passes over it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words
from collectors.configs.ios_family.commands import Mode, Reader, settle
from collectors.configs.ios_family.state import State
from collectors.configs.parser import Account

Context = TypeVar("Context")
Child = TypeVar("Child")
Child_contra = TypeVar("Child_contra", contravariant=True)
_NONE: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Body(Protocol[Child_contra]):
    """What reads the lines below a command."""

    def read(self, context: Child_contra, lines: Sequence[Line], account: Account, title: str) -> None:
        """Read lines and account for each; `title` heads what is left over."""


@dataclass(frozen=True)
class Below(Generic[Context, Child]):
    """A command with lines below it: what it opens, and what reads these.

    `opens` returns the context of the lines below, False where the command is not understood, or the rule that passes over it
    with all of them.
    """

    opens: Callable[[Context, Words, Line], Child | bool | str]
    body: Body[Child]

    def __call__(self, context: Context, words: Words, line: Line) -> bool | str:
        """Read the command where no line stands below it."""
        opened = self.opens(context, words, line)
        return opened if isinstance(opened, str) else opened is not False

    def read(self, context: Context, words: Words, head: Line, lines: Sequence[Line], account: Account, title: str) -> None:  # noqa: PLR0917 - as `Body`
        """Read the command and the lines below it."""
        opened = self.opens(context, words, head)
        if opened is True or opened is False or isinstance(opened, str):
            pass_over(opened, head, lines, account, title)
            return
        account.understand()
        self.body.read(opened, lines, account, head.text if title == "-" else f"{title} / {head.text}")


def pass_over(outcome: bool | str, head: Line, lines: Sequence[Line], account: Account, title: str) -> None:  # noqa: FBT001 - what a reader returns
    """Count a command by what its reader made of it, and the lines below it: by the same rule, or as left over."""
    settle(outcome, head, account, title)
    for line in lines:
        settle(False if outcome is True else outcome, line, account, head.text)


class Level(Mode[Context, Line]):
    """The commands of one level: readers by leading words, among them `Below`; rules that pass over others."""

    def __init__(
        self,
        readers: Mapping[str, Reader[Context, Line]],
        ignored: Mapping[str, tuple[str, ...]] = _NONE,
        sections: Mapping[str, tuple[str, ...]] = _NONE,
    ) -> None:
        super().__init__(readers, ignored, sections)

    def read(self, context: Context, lines: Sequence[Line], account: Account, title: str) -> None:
        """Read lines, each with an indentation (`settle_indents`), and account for each. Linear in the number of lines, for each depth.

        Lines further in than a command that has none below it belong to this level: their blanks are strays.
        """
        known, find = self.known, self.find
        at, count, understood = 0, len(lines), 0
        home = account.section
        while at < count:
            line = lines[at]
            reader, words, rule, kind = known.get(line.text) or find(line.text)
            end = at + 1
            if end < count and (reader is None or isinstance(reader, Below)) and lines[end].indent > line.indent:  # type: ignore[operator]
                end = _end_of(lines, end + 1, count, line.indent or 0)
                if kind is not None:
                    account.section = kind
                if isinstance(reader, Below):
                    reader.read(context, words, line, lines[at + 1 : end], account, title)
                else:
                    pass_over(rule or False, line, lines[at + 1 : end], account, title)
                account.section = home
                at = end
                continue
            at = end
            if kind is not None and kind != home:
                account.section = kind
                settle(reader(context, words, line) if reader is not None else rule or False, line, account, title)
                account.section = home
                continue
            outcome = reader(context, words, line) if reader is not None else rule or False
            if outcome is True:
                understood += 1
            else:
                settle(outcome, line, account, title)
        if understood:
            account.understand(understood)


def _end_of(lines: Sequence[Line], at: int, count: int, own: int) -> int:
    """Return where the lines further in than `own` end, from `at` on."""
    while at < count and lines[at].indent > own:  # type: ignore[operator]  # as above
        at += 1
    return at


class Rules(Generic[Context]):
    """Lines below a command that one reader takes whatever their first words: rules of an access list, entries of a set."""

    def __init__(self, reader: Callable[[Context, Words, Line], bool | str]) -> None:
        self._reader = reader

    def read(self, context: Context, lines: Sequence[Line], account: Account, title: str) -> None:
        """Read lines and account for each."""
        understood = 0
        for line in lines:
            outcome = self._reader(context, tuple(line.text.split()), line)
            if outcome is True:
                understood += 1
            else:
                settle(outcome, line, account, title)
        account.understand(understood)


_HEADS = ("interface ", "router ", "vrf ", "vlan ", "ip access-list ", "ipv4 access-list ", "line ", "route-map ", "route-policy ")


def settle_indents(lines: Iterable[Line]) -> list[Line]:
    """Return the lines with an indentation each, also where a pager left it unknown.

    The head of a section stands one step before the line after it; another line is level with the line before it, or with the line
    after it where the one before is a head. Linear in the number of lines.
    """
    known = list(lines)
    if None not in map(attrgetter("indent"), known):
        return known
    step = min((line.indent for line in known if line.indent), default=1)
    afters = [0] * len(known)
    for at in range(len(known) - 2, -1, -1):
        after = known[at + 1].indent
        afters[at] = afters[at + 1] if after is None else after
    before = 0
    for at, line in enumerate(known):
        if line.indent is None:
            if line.text.startswith(_HEADS):
                before = max(afters[at] - step, 0)
            elif afters[at] > before and at and known[at - 1].text.startswith(_HEADS):
                before = afters[at]
            known[at] = Line(line.number, before, line.text)
        else:
            before = line.indent
    return known


def settle_default(state: State) -> None:
    """Give what names the VRF ``default`` the device's own table: that is what it is called there."""
    facts = state.facts
    facts.management_servers = [msgspec.structs.replace(row, vrf=None) if row.vrf == "default" else row for row in facts.management_servers]
    facts.dhcp_relays = [msgspec.structs.replace(row, vrf="global") if row.vrf == "default" else row for row in facts.dhcp_relays]
    for draft in state.drafts.values():
        if draft.vrf == "default":
            draft.vrf = None


def leads(text: str) -> tuple[str, ...]:
    """Return leading words from one text, parted by commas.

    >>> leads("duplex, ip redirects")
    ('duplex', 'ip redirects')
    """
    return tuple(part.strip() for part in text.split(",") if part.strip())


def fine(_context: Any, _words: Words, _line: Line) -> bool:
    """Read a command that says what is so anyway, or what other lines say."""
    return True


def merged(*tables: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return tables of rules as one."""
    found: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for rule, words in table.items():
            found[rule] = (*found.get(rule, ()), *words)
    return found
