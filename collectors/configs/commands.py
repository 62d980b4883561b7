"""Commands of a view, looked up by their leading words.

A configuration repeats itself: of 2,000 lines a few hundred differ. Each distinct line is taken apart once and
remembered with what reads it; lines hold no secrets by the time they come here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Generic, TypeVar

from collectors.clean import Line
from collectors.configs.blocks import SUB_END
from collectors.configs.parser import Account

Context = TypeVar("Context")
Words = tuple[str, ...]
Reader = Callable[[Context, Words, Line], bool]
Found = tuple[Reader[Context] | None, Words, str | None, str | None]
"""What reads a line, the words behind the leading ones, the rule that passes over it and the kind of section it counts in."""

_REMEMBERED = 16_384
"""Distinct lines remembered by a view; beyond it everything is forgotten at once."""
_NONE: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_NO_WEIGHTS: Mapping[str, str] = MappingProxyType({})


class View(Generic[Context]):
    """The commands of one view.

    `readers` are functions by leading words, which return False where the arguments are not understood;
    `ignored` leading words by the name of the rule that passes over them; the longest lead counts.
    `weights` tells for first words the kind of section a line counts in, where it is not its block's.
    `free` are commands whose readers take the line apart themselves: they get no words.
    """

    def __init__(
        self,
        readers: Mapping[str, Reader[Context]],
        ignored: Mapping[str, tuple[str, ...]] = _NONE,
        weights: Mapping[str, str] = _NO_WEIGHTS,
        free: tuple[str, ...] = ("description",),
    ) -> None:
        table: dict[str, tuple[Reader[Context] | None, str | None]] = {}
        for rule, leads in ignored.items():
            table.update(dict.fromkeys(leads, (None, rule)))
        table.update({lead: (reader, None) for lead, reader in readers.items()})
        self._weights = weights
        self._leads: dict[str, dict[int, dict[Words, tuple[Reader[Context] | None, str | None]]]] = {}
        for lead, done in sorted(table.items(), key=lambda item: -item[0].count(" ")):
            words = tuple(lead.split(" "))
            self._leads.setdefault(words[0], {}).setdefault(len(words), {})[words] = done
        self._known: dict[str, Found[Context]] = {}
        self._once: set[str] = set()
        self._free = {lead: (table[lead][0], (), None, None) for lead in free if lead in table}

    def find(self, text: str) -> Found[Context]:
        """Return what is to be done with a line; a line that is met a second time is remembered."""
        found = self._free.get(text.partition(" ")[0]) or self._known.get(text)
        if found is not None:
            return found
        found = self._look_up(text)
        if text not in self._once:
            if len(self._once) >= _REMEMBERED:
                self._once.clear()
            self._once.add(text)
            return found
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[text] = found
        return found

    def _look_up(self, text: str) -> Found[Context]:
        words = tuple(text.split())
        first = words[0] if words else ""
        leads = self._leads.get(first)
        weight = self._weights.get(words[1] if first == "undo" and len(words) > 1 else first) if self._weights else None
        if leads is not None:
            for count, known in leads.items():  # the longest first
                found = known.get(words[:count])
                if found is not None:
                    return found[0], words[count:], found[1], weight
        return None, words, None, weight

    def read(self, context: Context, lines: Iterable[Line], account: Account, title: str, understood: int = 0) -> None:
        """Read lines one after the other and account for each, and for so many `understood` before; `title` heads what is left over."""
        known, find = self._known, self.find
        for line in lines:
            text = line.text
            reader, words, rule, weight = known.get(text) or find(text)
            if reader is not None and weight is None and reader(context, words, line):
                understood += 1
                continue
            if text == SUB_END:
                continue  # counted as a separator when it was read
            if weight is None:
                self._miss(line, reader, rule, account, title)
                continue
            home, account.section = account.section, weight
            if reader is not None and reader(context, words, line):
                account.understand()
            else:
                self._miss(line, reader, rule, account, title)
            account.section = home
        if understood:
            account.understand(understood)

    def _miss(self, line: Line, reader: Reader[Context] | None, rule: str | None, account: Account, title: str) -> None:
        if rule is not None and reader is None:
            account.ignore(rule)
        else:
            account.leave(line, title)


def passed(_context: object, _words: Words, _line: Line) -> bool:
    """Read a command that says what is so anyway, or what another line says."""
    return True


def after(words: Words, word: str) -> str | None:
    """Return what follows a word among words, None where it is not there or last.

    >>> after(("a", "tag", "7"), "tag"), after(("tag",), "tag")
    ('7', None)
    """
    if word in words[:-1]:
        return words[words.index(word) + 1]
    return None


def number(text: str | None) -> int | None:
    """Return a whole number as text as a number, None for anything else."""
    return int(text) if text is not None and text.isdecimal() and len(text) < 20 else None  # noqa: PLR2004 - digits of 64 bits


def is_number(text: str) -> bool:
    """Tell whether a text is a whole number that fits 64 bits.

    >>> is_number("4094"), is_number("x"), is_number("9" * 5000)
    (True, False, False)
    """
    return text.isdecimal() and len(text) < 20  # noqa: PLR2004 - digits of 64 bits
