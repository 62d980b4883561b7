"""Quarters of the fiscal year, which is the calendar year: ``2018Q1`` and arithmetic on it."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from topology.model.errors import InputError

PER_YEAR = 4
"""Quarters in a year."""

_FORM = re.compile(r"(\d{4})Q([1-4])")
_BLACKOUT = re.compile(r"(\d{4}|\*)Q([1-4])")


class Quarter(NamedTuple):
    """A quarter of a year; ordered by time. `number` runs from 1 to 4.

    >>> str(Quarter.parse("2018Q4").plus(1)), Quarter(2019, 1).since(Quarter(2018, 1))
    ('2019Q1', 4)
    """

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read ``2018Q1``.

        Raises
        ------
        InputError
            `planning.quarter_form`, where the text is not of this form.
        """
        return cls(*_read(text))

    @classmethod
    def of(cls, day: date) -> Quarter:
        """Return the quarter a day lies in."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    def plus(self, quarters: int) -> Quarter:
        """Return the quarter so many quarters later (earlier, where negative)."""
        year, number = divmod(self.year * PER_YEAR + self.number - 1 + quarters, PER_YEAR)
        return Quarter(year, number + 1)

    def since(self, start: Quarter) -> int:
        """Return the number of quarters from `start` to this one; negative where this one is earlier."""
        return (self.year - start.year) * PER_YEAR + self.number - start.number

    def __str__(self) -> str:
        """Write ``2018Q1``."""
        return f"{self.year:04d}Q{self.number}"


@lru_cache(maxsize=1024)
def _read(text: str) -> tuple[int, int]:
    match = _FORM.fullmatch(text.strip())
    if not match:
        raise InputError("planning.quarter_form", found=text)
    return int(match[1]), int(match[2])


def span(start: Quarter, count: int) -> tuple[Quarter, ...]:
    """Return `count` quarters from `start` on."""
    return tuple(start.plus(step) for step in range(count))


def blacked_out(quarter: Quarter, blackout: tuple[str, ...]) -> bool:
    """Tell whether a calendar of ``2018Q3`` and ``*Q3`` (every year) forbids work in a quarter.

    >>> blacked_out(Quarter(2019, 3), ("*Q3",)), blacked_out(Quarter(2019, 3), ("2018Q3",))
    (True, False)

    Raises
    ------
    InputError
        `planning.quarter_form`, where an entry has neither form.
    """
    for entry in blackout:
        match = _BLACKOUT.fullmatch(entry.strip())
        if not match:
            raise InputError("planning.quarter_form", found=entry)
        if match[1] in {"*", f"{quarter.year:04d}"} and int(match[2]) == quarter.number:
            return True
    return False
