"""Raw cells: what stood in a sheet before anything is made of it.

The same form comes out of a workbook (read in a child process, so it must travel as bytes) and out
of a CSV file, and nothing behind it needs to know which.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum

import msgspec


class Odd(StrEnum):
    """Kinds of cell that are neither empty, text, number nor truth value."""

    DATE = "date"
    ERROR = "error"
    """An error value such as ``#REF!``."""
    FORMULA = "formula"
    """A formula whose result is not in the file."""


class OddCell(msgspec.Struct, frozen=True, array_like=True):
    """A cell of an odd kind: the ISO date, the error value or the formula."""

    kind: Odd
    text: str

    @property
    def date(self) -> date:
        """The day of a date cell."""
        return date.fromisoformat(self.text[:10])


Cell = str | int | float | bool | OddCell | None


Report = Callable[..., None]
"""Adds a problem: its code, its severity, the cell or sheet it stands in, and what its message names, by keyword."""


class RawRow(msgspec.Struct, frozen=True, array_like=True):
    """A row that holds anything, with its number in the sheet or file, from 1."""

    number: int
    cells: list[Cell]

    def at(self, index: int) -> Cell:
        """Return the cell of a column, counted from 0; None beyond the row's end."""
        return self.cells[index] if index < len(self.cells) else None


class RawSheet(msgspec.Struct, frozen=True):
    """A sheet as read; `merged` lists merged ranges, whose value stands in their first cell only."""

    title: str
    rows: list[RawRow]
    hidden: bool = False
    merged: tuple[str, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    """Columns that are not shown, from 0."""
    encoding: str | None = None
    """How the text of a CSV file was encoded; None for a workbook."""

    def where(self, index: int, row: int) -> str:
        """Return a cell as problems name it: its column counted from 0, its row as in the sheet."""
        return f"{self.title}!{column_letters(index)}{row}"


class RawBook(msgspec.Struct, frozen=True):
    """A workbook or folder of CSV files as read; `ignored` names content that is never followed."""

    sheets: list[RawSheet]
    ignored: tuple[str, ...] = ()


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a census file may cost; beyond it the file is refused, with the count.

    Sizes in bytes, `wall_s` in seconds.
    """

    unpacked: int = 200 << 20
    """Sum of the sizes in the zip directory, and of the bytes really unpacked."""
    ratio: int = 200
    """Unpacked size of any one part over its packed size."""
    entries: int = 2_000
    file: int = 100 << 20
    rows: int = 120_000
    columns: int = 256
    memory: int = 1 << 30
    wall_s: float = 60.0


def shown(cell: Cell) -> str:
    """Return a cell as messages quote it; nothing for an empty one."""
    return "" if cell is None else (cell.text if isinstance(cell, OddCell) else str(cell))[:80]


def column_letters(index: int) -> str:
    """Return the letters of a spreadsheet column counted from 0.

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters, rest = "", index + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")


def column_index(letters: str) -> int:
    """Return the index of a spreadsheet column, from 0.

    >>> column_index("A"), column_index("AA"), column_index("XFD")
    (0, 26, 16383)
    """
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


class Span(msgspec.Struct, frozen=True):
    """A merged range: rows as in the sheet, columns from 0, both ends in it."""

    top: int
    left: int
    bottom: int
    right: int


def span_of(text: str) -> Span | None:
    """Return what a range such as ``B2:B9`` covers, None where it is none."""
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    left, top, right, bottom = match.groups()
    return Span(int(top), column_index(left), int(bottom or top), column_index(right or left))


def merged_spans(merged: tuple[str, ...], row: int) -> set[int]:
    """Return the columns of a row that lie in a range merged across columns."""
    spans = (span_of(text) for text in merged)
    return {
        index
        for span in spans
        if span and span.top <= row <= span.bottom and span.right > span.left
        for index in range(span.left, span.right + 1)
    }
