"""Commands of a mode of IOS or RGOS, looked up by their leading words; a line's kind of section is looked up the same way.

As `collectors.configs.commands` for VRP; here the kind hangs on two or three words (``ip nat``, ``ip access-group``),
and ``no`` in front of a command keeps its kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Generic, TypeVar

from collectors.clean import Line
from collectors.configs.commands import Words
from collectors.configs.parser import Account

Context = TypeVar("Context")
Body = TypeVar("Body")
Reader = Callable[[Context, Words, Body], bool | str]
"""True: it became a fact; False: its arguments are not understood; a text: the rule that passes over it."""
Found = tuple[Reader[Context, Body] | None, Words, str | None, str | None]
"""What reads a line, the words behind the leading ones, the rule that passes over it and the kind of section it counts in."""

_REMEMBERED = 16_384
_NONE: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Mode(Generic[Context, Body]):
    """The commands of one mode: readers by leading words, rules that pass over others; the longest lead counts.

    A reader returns False where the arguments are not understood. `sections` gives leading words by kind of section.
    """

    def __init__(
        self,
        readers: Mapping[str, Reader[Context, Body]],
        ignored: Mapping[str, tuple[str, ...]] = _NONE,
        sections: Mapping[str, tuple[str, ...]] = _NONE,
    ) -> None:
        table: dict[str, tuple[Reader[Context, Body] | None, str | None]] = {}
        for rule, leads in ignored.items():
            table.update(dict.fromkeys(leads, (None, rule)))
        table.update({lead: (reader, None) for lead, reader in readers.items()})
        self._table = _by_words(table)
        self._kinds = _by_words({lead: kind for kind, leads in sections.items() for lead in leads})
        self.known: dict[str, Found[Context, Body]] = {}

    def find(self, text: str) -> Found[Context, Body]:
        """Return what is to be done with a line."""
        found = self.known.get(text)
        if found is None:
            if len(self.known) >= _REMEMBERED:
                self.known.clear()
            found = self.known[text] = self._look_up(tuple(text.split()))
        return found

    def _look_up(self, words: Words) -> Found[Context, Body]:
        positive = words[1:] if words[:1] in {("no",), ("default",)} and len(words) > 1 else words
        hit = _longest(self._kinds, positive)
        kind = hit[1] if hit is not None else None
        found = _longest(self._table, words)
        if found is not None:
            count, (reader, rule) = found
            return reader, words[count:], rule, kind
        if positive is not words:
            # what a command's absence says is the default, or what no other line says: it changes nothing known
            rule = _longest_rule(self._table, positive)
            if rule is not None:
                return None, positive, rule, kind
        return None, words, None, kind


Value = TypeVar("Value")
_Leads = dict[str, dict[int, dict[Words, Value]]]
"""What leading words say: by the first, then by their number, the largest first."""


def _by_words(table: Mapping[str, Value]) -> _Leads[Value]:
    leads: _Leads[Value] = {}
    for lead in sorted(table, key=lambda lead: -lead.count(" ")):
        words = tuple(lead.split(" "))
        leads.setdefault(words[0], {}).setdefault(len(words), {})[words] = table[lead]
    return leads


def _longest(leads: _Leads[Value], words: Words) -> tuple[int, Value] | None:
    """Return how many leading words say something, and what."""
    for count, known in leads.get(words[0], {}).items() if words else ():
        found = known.get(words[:count])
        if found is not None:
            return count, found
    return None


def _longest_rule(leads: _Leads[tuple[Reader[Context, Body] | None, str | None]], words: Words) -> str | None:
    """Return the rule of the longest leading words that have one."""
    for count, known in leads.get(words[0], {}).items():
        found = known.get(words[:count])
        if found is not None and found[1] is not None:
            return found[1]
    return None


def read_lines(mode: Mode[Context, Line], context: Context, lines: Iterable[Line], account: Account, title: str) -> None:
    """Read lines one after the other and account for each; `title` heads what is left over."""
    understood = 0
    known, find = mode.known, mode.find
    for line in lines:
        text = line.text
        reader, words, rule, kind = known.get(text) or find(text)
        if kind is not None and kind != account.section:
            home, account.section = account.section, kind
            outcome = reader(context, words, line) if reader is not None else rule or False
            settle(outcome, line, account, title)
            account.section = home
            continue
        outcome = reader(context, words, line) if reader is not None else rule or False
        if outcome is True:
            understood += 1
        else:
            settle(outcome, line, account, title)
    if understood:
        account.understand(understood)


def settle(outcome: bool | str, line: Line, account: Account, title: str) -> None:  # noqa: FBT001 - what a reader returns
    """Count a line by what its reader made of it."""
    if outcome is True:
        account.understand()
    elif outcome:
        account.ignore(str(outcome))
    else:
        account.leave(line, title)
