"""Which rows below a header are of the table, and what merged cells say in them.

Rows of sums, notes, examples, column numbers and repeated headers are passed over, each with a note;
what the sums said is kept to be held against the rows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from collectors.census import checks
from collectors.census.cells import Cell, RawRow, RawSheet, Report, shown, span_of
from collectors.census.columns import Type, header_key, value_of
from collectors.census.headers import Header
from collectors.census.quantities import BadCell
from collectors.census.values import Special, parse, special
from topology.model.errors import Severity

_ORDINALS = frozenset("甲乙丙丁戊己")
_NOTE_CELLS = 2
"""Cells that a note fills at most."""
_FEWEST_NUMBERED = 3
"""Two small numbers may well be data."""
_FURTHEST = 300


class Sieve:
    """The rows of one sheet, less those that are not of its table."""

    def __init__(self, raw: RawSheet, header: Header, report: Report) -> None:
        self.raw = raw
        self.header = header
        self.report = report
        self._places = {place.column.field: place for place in header.places}
        self._totals: dict[str, int] = {}
        self._total_row = 0

    def rows(self) -> Iterator[RawRow]:
        """Give the rows of the table in order."""
        merged = self._merged_down()
        named = {index for index, text in self.header.texts.items() if text.strip()}
        beyond: set[int] = set()
        for row in self.raw.rows:
            if row.number <= self.header.number:
                continue
            filled = [cell for cell in row.cells if is_filled(cell)]
            if not filled or self._passed_over(row, filled):
                continue
            stray = [index for index, cell in enumerate(row.cells) if index not in named and is_filled(cell)]
            if stray and self.raw.encoding is not None:
                where = self.raw.where(stray[0], row.number)
                self.report("census-row-wide", Severity.ERROR, where, headers=len(named), found=len(row.cells))
                continue
            for index in (index for index in stray if index not in beyond):
                beyond.add(index)
                self.report("census-cell-nameless", Severity.WARNING, self.raw.where(index, row.number), found=shown(row.cells[index]))
            yield RawRow(row.number, _filled_down(row, merged)) if merged else row

    def _merged_down(self) -> dict[int, dict[int, Cell]]:
        """Return what cells merged over several rows say: row to column to value. Codes are never taken from them."""
        values: dict[int, dict[int, Cell]] = {}
        by_number = {row.number: row for row in self.raw.rows}
        indexes = {index for place in self.header.places for index in (place.index, *place.others)}
        code = self._places.get("code")
        for text in self.raw.merged:
            span = span_of(text)
            if span is None or span.bottom <= self.header.number or not indexes & set(range(span.left, min(span.right, _FURTHEST) + 1)):
                continue
            first = by_number.get(span.top)
            value = None if first is None else first.at(span.left)
            if span.bottom > span.top and is_filled(value) and not (code is not None and code.index == span.left):
                for number in range(span.top, min(span.bottom, self.raw.rows[-1].number) + 1):
                    values.setdefault(number, {})[span.left] = value
                self.report("census-merged-down", Severity.INFO, f"{self.raw.title}!{text}", found=shown(value))
            else:
                self.report("census-merged-cells", Severity.WARNING, f"{self.raw.title}!{text}")
        return values

    def _passed_over(self, row: RawRow, filled: Sequence[Cell]) -> bool:
        """Tell whether a row is not of the table, and note it."""
        kind = self._kind(row, filled)
        if kind is None:
            return False
        if kind == Special.SUM:
            self._add_totals(row, filled[0])
        self.report(f"census-row-{kind}", Severity.INFO, f"{self.raw.title}!A{row.number}", found=shown(filled[0]))
        return True

    def _kind(self, row: RawRow, filled: Sequence[Cell]) -> str | None:
        kind = special(filled[0]) if isinstance(filled[0], str) else None
        if kind == Special.NOTE and len(filled) > _NOTE_CELLS:
            kind = None
        if kind is None and self._is_sum_by_name(row):
            kind = Special.SUM
        if kind is None and len(filled) > 1 and self._is_header(row, len(filled)):
            kind = "header"
        if kind is None and _is_numbering(filled):
            kind = "numbering"
        return kind

    def _is_sum_by_name(self, row: RawRow) -> bool:
        code, name = self._places.get("code"), self._places.get("name")
        if code is None or name is None or is_filled(row.at(code.index)):
            return False
        said = row.at(name.index)
        return isinstance(said, str) and special(said) == Special.SUM

    def _is_header(self, row: RawRow, filled: int) -> bool:
        texts = {index: cell for index, cell in enumerate(row.cells) if isinstance(cell, str) and cell.strip()}
        said = self.header.texts
        return len(texts) == filled and all(header_key(cell) == header_key(said.get(index, "")) for index, cell in texts.items())

    def _add_totals(self, row: RawRow, first: Cell) -> None:
        """Keep what a row of totals says; subtotals are not held against anything."""
        if isinstance(first, str) and ("小" in first or "sub" in first.casefold()):
            return
        for place in self.header.places:
            if place.column.type in {Type.MONEY, Type.WHOLE}:
                try:
                    value = parse(row.at(place.index), msgspec.structs.replace(place.column, low=None, high=None), place.unit)
                except BadCell:
                    continue
                if isinstance(value, int):
                    self._totals[place.column.field], self._total_row = value, row.number

    def report_totals(self, kept: Mapping[str, Any]) -> None:
        """Say where a row of totals differs from the sum of the rows that were kept."""
        if not self._totals:
            return
        sums = {field: sum(value_of(row, self._places[field].column) or 0 for row in kept.values()) for field in self._totals}
        where = {field: self.raw.where(self._places[field].index, self._total_row) for field in sums}
        checks.report_sums([self._places[field].column for field in sums], self._totals, sums, where, self.report)


def is_filled(cell: Cell) -> bool:
    """Tell whether a cell holds anything but blanks."""
    return cell is not None and not (isinstance(cell, str) and not cell.strip())


def _filled_down(row: RawRow, merged: Mapping[int, Mapping[int, Cell]]) -> list[Cell]:
    cells = list(row.cells)
    for index, value in merged.get(row.number, {}).items():
        cells += [None] * (index + 1 - len(cells))
        cells[index] = value
    return cells


def _is_numbering(filled: Sequence[Cell]) -> bool:
    """Tell whether a row numbers the columns: 甲 乙 1 2 3, or (1) (2) (3)."""
    texts = [
        unicodedata.normalize("NFKC", str(cell)).strip("() ")
        for cell in filled
        if isinstance(cell, str | int) and not isinstance(cell, bool)
    ]
    if len(texts) != len(filled) or len(texts) < _FEWEST_NUMBERED:
        return False
    digits = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= _FEWEST_NUMBERED]
    return len(digits) + sum(text in _ORDINALS for text in texts) == len(texts) and digits == list(range(1, len(digits) + 1))
