"""Numbering: chapters, tables and figures, counted as an office counts them in each language."""

from __future__ import annotations

from typing import Final

from planning.reports.content import Meta
from planning.reports.wording import say
from topology.model.text import N_, translator

_DIGITS: Final = "零一二三四五六七八九"
_TEN: Final = 10


def chinese(number: int) -> str:
    """Return a number below 100 in Chinese.

    >>> chinese(3), chinese(10), chinese(12), chinese(26)
    ('三', '十', '十二', '二十六')
    """
    tens, ones = divmod(number, _TEN)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


class Numbers:
    """The counters of one document."""

    def __init__(self, lang: str) -> None:
        self._lang: Final = lang
        self._levels = [0, 0, 0, 0]
        self._annexes = 0
        self._in_annex = False
        self._tables = 0
        self._figures = 0

    def next(self, level: int, *, annex: bool = False) -> str:
        """Return the label of the next heading of a level (1 to 4), with what separates it from its text."""
        if annex and level == 1:
            self._annexes += 1
            self._in_annex = True
            self._levels[1:] = [0, 0, 0]
            return translator(self._lang)(N_("Annex {number}  ")).format(number=self._annexes)
        if level == 1:
            self._in_annex = False
        self._levels[level - 1] += 1
        self._levels[level:] = [0] * (len(self._levels) - level)
        number = self._levels[level - 1]
        if self._lang == "zh":
            return f"{chinese(number)}、" if level == 1 else f"（{chinese(number)}）" if level == 2 else f"{number}. "  # noqa: PLR2004
        first = f"A{self._annexes}" if self._in_annex else str(self._levels[0])
        return ".".join([first, *map(str, self._levels[1:level])]) + "  "

    def table(self) -> int:
        """Return the number of the next table."""
        self._tables += 1
        return self._tables

    def figure(self) -> int:
        """Return the number of the next figure."""
        self._figures += 1
        return self._figures


FICTIONAL: Final = "虚构样例城市 · FICTIONAL SAMPLE CITY"
"""The mark of fictional data: in both languages wherever it stands."""


def mark(meta: Meta, lang: str) -> str:
    """Return the marking that stands on every page."""
    words = say(meta.marking, lang)
    return f"{words} · {FICTIONAL}" if meta.fictional else words
