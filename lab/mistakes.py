"""Mistakes in a census workbook: where each stands, and what it must become.

`Mistakes` starts from the workbook that declares a census rightly, and remembers each change that is
made to it; `lab.mistaken_sheets` makes them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

from collectors.census.cells import Cell, Odd, OddCell, RawBook, RawRow, RawSheet, column_letters
from collectors.census.columns import SHEETS, Sheet, value_of
from collectors.census.values import display
from topology.model.census import Census


class Fate(StrEnum):
    """What must become of a mistake."""

    READ = "read"
    """Read as it was meant; there is nothing to say."""
    CORRECTED = "corrected"
    """Read as it was meant, with a remark."""
    QUESTION = "question"
    """Asked about; with the proposal accepted it is read as it was meant."""
    ERROR = "error"
    """Refused, with the cell; what it stood for stays unknown."""
    NOTED = "noted"
    """Not of the table: passed over, with a note."""


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """One mistake: its kind, where it stands, the message it must lead to, and what it must become.

    `table`, `row` and `field` name the value concerned, `becomes` what it is after a reading without
    answers; `field` is None where the whole row is concerned, and `becomes` then says whether it is kept.
    """

    kind: str
    fate: Fate
    where: str
    code: str | None = None
    table: str = ""
    row: str = ""
    field: str | None = None
    becomes: Any = None


class _Sheet:
    """A sheet being written: rows of cells, each a list of its own so that it can be found again."""

    def __init__(self, sheet: Sheet, census: Census) -> None:
        self.sheet = sheet
        self.above: list[list[Cell]] = []
        self.header: list[Cell] = [column.header("zh") for column in sheet.columns]
        self.second: list[Cell] | None = None
        self.declared = {row.code: row for row in getattr(census, sheet.kind)}
        self.rows: dict[str, list[Cell]] = {
            code: [_cell(display(value_of(row, column), column, "zh")) for column in sheet.columns] for code, row in self.declared.items()
        }
        self.order: list[list[Cell]] = list(self.rows.values())
        self.merged: list[tuple[list[Cell], list[Cell], int, int]] = []
        self.hidden: list[list[Cell]] = []
        self.hidden_columns: list[int] = []

    def column(self, field: str) -> int:
        """Return where a column stands."""
        return next(index for index, column in enumerate(self.sheet.columns) if column.field == field)

    def set(self, code: str, field: str, value: Cell) -> list[Cell]:
        """Put a value into a cell, and return its row."""
        row = self.rows[code]
        row[self.column(field)] = value
        return row

    def lines(self) -> list[list[Cell]]:
        """Return all rows from the first of the sheet."""
        return [*self.above, self.header, *([self.second] if self.second is not None else []), *self.order]

    def where(self, row: list[Cell], field: str | None = None) -> str:
        """Return a cell's name; a whole row goes by its first."""
        number = next(number for number, line in enumerate(self.lines(), start=1) if line is row)
        return f"{self.sheet.zh}!{column_letters(self.column(field) if field else 0)}{number}"


@dataclass(frozen=True)
class _Told:
    kind: str
    fate: Fate
    sheet: _Sheet
    line: list[Cell]
    field: str | None
    code: str | None
    at: tuple[str, str, str | None]
    becomes: Any = None


def _cell(value: object) -> Cell:
    return OddCell(Odd.DATE, value.isoformat()) if hasattr(value, "isoformat") else value  # type: ignore[return-value] # dates are the only odd ones


class Mistakes:
    """A workbook on its way: makes one mistake after another, and remembers what each must become."""

    def __init__(self, census: Census) -> None:
        self.sheets = {sheet.kind: _Sheet(sheet, census) for sheet in SHEETS}
        self._made: list[Callable[[], Mistake]] = []

    def cell(
        self, kind: str, fate: Fate, at: tuple[str, str, str], written: Cell, *, code: str | None = None, unknown: bool = False
    ) -> None:
        """Write something else into a declared cell; it must be read as declared, or stay `unknown`."""
        table, row, field = at
        sheet = self.sheets[table]
        line = sheet.set(row, field, written)
        declared = msgspec.json.decode(msgspec.json.encode(value_of(sheet.declared[row], sheet.sheet.columns[sheet.column(field)])))
        becomes = declared if not unknown else [] if isinstance(declared, list) else None
        self._add(_Told(kind, fate, sheet, line, field, code, at, becomes))

    def row(
        self, kind: str, fate: Fate, table: str, line: list[Cell], *, code: str, field: str | None = None, after: str | None = None
    ) -> list[Cell]:
        """Add a row of its own, below all or after a declared one; it must not be kept."""
        sheet = self.sheets[table]
        line += [None] * (len(sheet.sheet.columns) - len(line))
        place = len(sheet.order) if after is None else next(at for at, row in enumerate(sheet.order) if row is sheet.rows[after]) + 1
        sheet.order.insert(place, line)
        self._add(_Told(kind, fate, sheet, line, field, code, (table, "", None), becomes=False))
        return line

    def header(self, kind: str, fate: Fate, table: str, field: str, text: str, *, code: str | None = None) -> None:
        """Write a header otherwise."""
        sheet = self.sheets[table]
        sheet.header[sheet.column(field)] = text
        self._add(_Told(kind, fate, sheet, sheet.header, field, code, (table, "", None)))

    def _add(self, told: _Told) -> None:
        self._made.append(
            lambda: Mistake(
                kind=told.kind,
                fate=told.fate,
                where=told.sheet.where(told.line, told.field),
                code=told.code,
                table=told.at[0],
                row=told.at[1],
                field=told.at[2],
                becomes=told.becomes,
            )
        )

    def note(self, mistake: Callable[[], Mistake]) -> None:
        """Remember a mistake that is neither a cell nor a row."""
        self._made.append(mistake)

    def book(self) -> tuple[RawBook, tuple[Mistake, ...]]:
        """Return the workbook and its truth."""
        sheets = []
        for one in self.sheets.values():
            lines = one.lines()
            numbers = {id(line): number for number, line in enumerate(lines, start=1)}
            sheets.append(
                RawSheet(
                    title=one.sheet.zh,
                    rows=[RawRow(number, line) for number, line in enumerate(lines, start=1)],
                    merged=tuple(
                        f"{column_letters(left)}{numbers[id(first)]}:{column_letters(right)}{numbers[id(last)]}"
                        for first, last, left, right in one.merged
                    ),
                    hidden=one.sheet.kind == "dependencies",
                    hidden_rows=tuple(numbers[id(line)] for line in one.hidden),
                    hidden_columns=tuple(one.hidden_columns),
                )
            )
        return RawBook(sheets=sheets), tuple(made() for made in self._made)
