"""From raw cells to a `Census`: every error by sheet and cell, everything else imported.

What happens to a row
---------------------
* a required cell that is empty or wrong drops the row; an optional one becomes None (or its default);
* a required reference to a code that is not there drops the row, an optional one becomes None, an
  unknown code in a list is left out;
* two rows with one code: the first stays and the other is a conflict that names both and what
  differs (if nothing differs, a warning) - never the last one wins;
* a row without a code is not imported; the problem proposes the code of the row with the same name.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from collectors.census.cells import Cell, Limits, RawBook, RawRow, RawSheet, column_letters
from collectors.census.columns import SHEETS, Column, Sheet, Type, columns_by_header, header_key, sheet_for
from collectors.census.delimited import is_readme, read_delimited, read_folder
from collectors.census.escape import unescape
from collectors.census.guard import read_guarded
from collectors.census.values import BadCell, Value, parse, unit_in
from topology.model.census import Census, OpexShare
from topology.model.errors import InputError, Problem, Severity

HEADER_ROWS = 30
"""The header is looked for in this many rows."""
_FEWEST_HEADERS = 2
FICTIONAL_MARKS = ("虚构示例", "fictional")
"""Words in the first cell of the explaining sheet that mark an invented census."""
SOURCE_LABELS = ("来源", "source")
_TITLES = {sheet.kind: sheet for sheet in SHEETS}


class Place(msgspec.Struct, frozen=True):
    """Where a column of the model stands in a sheet."""

    index: int
    column: Column
    unit: str | None


class Reading(msgspec.Struct, kw_only=True):
    """The reading of one file in progress."""

    known: dict[str, dict[str, Any]]
    """Kind to the rows so far, by code."""
    problems: list[Problem]
    previous: Census | None = None

    def report(self, code: str, severity: Severity, where: str, /, **params: str | float | bool | None) -> None:
        """Add a problem."""
        self.problems.append(Problem(code, severity, where, dict(params)))


def read_census(path: Path, *, edition: str, previous: Census | None = None, limits: Limits | None = None) -> Census:
    """Return the census in a workbook (.xlsx, .xlsm), a CSV file or a folder of CSV files.

    `edition` names it in evidence references; `previous` is an earlier edition, from which matches
    for rows without a code are proposed too.

    Raises
    ------
    InputError
        Nothing at all can be read: the file is empty, of another kind, encrypted, damaged, beyond the
        limits, or has no sheet that is known. A wrong row is not an error: see `Census.problems`.
    """
    book = load_book(path, limits or Limits())
    reading = Reading(known={sheet.kind: {} for sheet in SHEETS}, problems=[], previous=previous)
    for content in book.ignored:
        reading.report(f"census-ignored-{content}", Severity.INFO, path.name)
    chosen = _choose_sheets(book, reading, path)
    for sheet in SHEETS:
        raw = chosen.get(sheet.kind)
        if raw is not None:
            _read_sheet(sheet, raw, reading)
    fictional, source = _read_readme(book)
    rows = {kind: tuple(found.values()) for kind, found in reading.known.items()}
    return Census(edition=edition, fictional=fictional, source=source, problems=tuple(reading.problems), **rows)


def load_book(path: Path, limits: Limits) -> RawBook:
    """Return the raw cells of a census in whatever form it comes."""
    if path.is_dir():
        return read_folder(path, limits)
    if path.suffix.casefold() in {".csv", ".tsv", ".txt"}:
        return RawBook(sheets=[read_delimited(path, limits)])
    return read_guarded(path, limits)


def _choose_sheets(book: RawBook, reading: Reading, path: Path) -> dict[str, RawSheet]:
    chosen: dict[str, RawSheet] = {}
    for raw in book.sheets:
        if is_readme(raw.title):
            continue
        sheet = sheet_for(raw.title) or sheet_by_headers(raw)
        if sheet is None:
            reading.report("census-sheet-unknown", Severity.INFO, raw.title, sheets=", ".join(f"{s.zh}/{s.en}" for s in SHEETS))
            continue
        if sheet.kind in chosen:
            reading.report("census-sheet-twice", Severity.ERROR, raw.title, first=chosen[sheet.kind].title)
            continue
        if raw.hidden:
            reading.report("census-sheet-hidden", Severity.INFO, raw.title)
        chosen[sheet.kind] = raw
    if not chosen:
        raise InputError("census-no-sheet", file=path.name, sheets=", ".join(f"{s.zh}/{s.en}" for s in SHEETS))
    return chosen


def sheet_by_headers(raw: RawSheet) -> Sheet | None:
    """Return the one sheet whose required columns are all named in the first rows, for a title that says nothing."""
    for row in raw.rows[:HEADER_ROWS]:
        keys = {_key(cell) for cell in row.cells} - {""}
        fitting = []
        for sheet in SHEETS:
            table = columns_by_header(sheet)
            fields = {table[key].field for key in keys if key in table}
            if {column.field for column in sheet.columns if column.required} <= fields:
                fitting.append((len(fields), sheet))
        fitting.sort(key=lambda pair: -pair[0])
        if fitting and (len(fitting) == 1 or fitting[0][0] > fitting[1][0]):
            return fitting[0][1]
    return None


def _read_readme(book: RawBook) -> tuple[bool, str]:
    for raw in book.sheets:
        if not is_readme(raw.title):
            continue
        texts = [[cell for cell in row.cells if isinstance(cell, str)] for row in raw.rows]
        fictional = bool(texts and texts[0] and any(mark in texts[0][0].casefold() for mark in FICTIONAL_MARKS))
        source = next((line[1] for line in texts if len(line) > 1 and line[0].casefold() in SOURCE_LABELS), "")
        return fictional, unescape(source)
    return False, ""


def _read_sheet(sheet: Sheet, raw: RawSheet, reading: Reading) -> None:
    if not raw.rows:
        return
    header, places = _find_header(sheet, raw, reading)
    if header is None:
        return
    for merged in raw.merged:
        reading.report("census-merged-cells", Severity.WARNING, f"{raw.title}!{merged}")
    table = Table(sheet, raw.title, places, reading)
    for row in raw.rows:
        if row.number > header.number and any(cell is not None and cell != "" for cell in row.cells):
            table.read_row(row)


def _find_header(sheet: Sheet, raw: RawSheet, reading: Reading) -> tuple[RawRow | None, list[Place]]:
    """Find the row that names most columns; of equals the first."""
    table = columns_by_header(sheet)
    best: RawRow | None = None
    most = 0
    for row in raw.rows:
        if row.number > HEADER_ROWS:
            break
        fields = {table[key].field for key in map(_key, row.cells) if key in table}
        if len(fields) > most and (len(fields) >= _FEWEST_HEADERS or len(sheet.columns) < _FEWEST_HEADERS):
            best, most = row, len(fields)
    if best is None:
        reading.report(
            "census-no-header", Severity.ERROR, raw.title, rows=HEADER_ROWS, expected=", ".join(_label(c) for c in sheet.columns)
        )
        return None, []
    places = _places(sheet, raw.title, best, table, reading)
    missing = [c for c in sheet.columns if c.required and c.field not in {place.column.field for place in places}]
    if missing:
        where = f"{raw.title}!A{best.number}"
        reading.report("census-columns-missing", Severity.ERROR, where, columns=", ".join(_label(c) for c in missing))
        return None, []
    return best, places


def _key(cell: Cell) -> str:
    return header_key(cell) if isinstance(cell, str) else ""


def _places(sheet: Sheet, title: str, row: RawRow, table: Mapping[str, Column], reading: Reading) -> list[Place]:
    places: dict[str, Place] = {}
    for index, cell in enumerate(row.cells):
        if cell is None:
            continue
        where = f"{title}!{column_letters(index)}{row.number}"
        column = table.get(_key(cell))
        if column is None:
            reading.report("census-column-unknown", Severity.INFO, where, header=str(cell)[:80])
        elif column.field in places:
            first = f"{column_letters(places[column.field].index)}{row.number}"
            reading.report("census-column-twice", Severity.ERROR, where, header=str(cell)[:80], first=first)
        else:
            unit = unit_in(str(cell), column) if column.type in {Type.MONEY, Type.RATE} else None
            if unit is None and column.type in {Type.MONEY, Type.RATE}:
                reading.report("census-unit-assumed", Severity.WARNING, where, header=str(cell)[:80], unit=column.unit or "")
            places[column.field] = Place(index, column, unit)
    absent = [c for c in sheet.columns if c.field not in places and not c.required]
    if absent:
        reading.report("census-columns-absent", Severity.INFO, f"{title}!A{row.number}", columns=", ".join(c.zh for c in absent))
    return list(places.values())


class Table:
    """One sheet being read: its columns are placed, its rows follow."""

    def __init__(self, sheet: Sheet, title: str, places: list[Place], reading: Reading) -> None:
        self.sheet = sheet
        self.title = title
        self.places = places
        self.reading = reading

    def read_row(self, row: RawRow) -> None:
        """Keep the row if every required cell is right, and report each cell that is not."""
        values: dict[str, Value] = {}
        missing: list[tuple[Column, str]] = []
        whole = True
        for place in self.places:
            cell = row.cells[place.index] if place.index < len(row.cells) else None
            where = f"{self.title}!{column_letters(place.index)}{row.number}"
            column = place.column
            try:
                said = parse(cell, column, place.unit)
            except BadCell as bad:
                self.reading.report(bad.code, Severity.ERROR, where, column=_label(column), **bad.params)
                whole = whole and not column.required
                continue
            value = self._resolve(said, column, where)
            if value is not None:
                values[column.field] = value
            elif column.required:
                whole = False
                if said is None:
                    missing.append((column, where))
        for column, where in missing:
            self._report_missing(column, where, values.get("name"))
        if whole:
            self._keep(row.number, values)

    def _resolve(self, value: Value, column: Column, where: str) -> Value:
        """Check references; an unknown code is reported and becomes None, or leaves its list."""
        if column.refers is None or value is None:
            return value
        known = self.reading.known[column.refers]
        sheet = _TITLES[column.refers]
        for code in value if isinstance(value, tuple) else (str(value),):
            if code not in known:
                severity = Severity.ERROR if column.required else Severity.WARNING
                self.reading.report(
                    "census-reference-unknown", severity, where, code=code, sheet=f"{sheet.zh}/{sheet.en}", column=_label(column)
                )
        if isinstance(value, tuple):
            return tuple(code for code in value if code in known)
        return value if value in known else None

    def _report_missing(self, column: Column, where: str, name: Value) -> None:
        if column.type is not Type.CODE:
            self.reading.report("census-cell-missing", Severity.ERROR, where, column=_label(column))
            return
        previous = self.reading.previous
        earlier = getattr(previous, self.sheet.kind) if previous is not None else ()
        candidates = [*self.reading.known[self.sheet.kind].values(), *earlier]
        match = next((row.code for row in candidates if name is not None and getattr(row, "name", None) == name), None)
        shown = None if name is None else str(name)
        if match is None:
            self.reading.report("census-code-missing", Severity.ERROR, where, name=shown)
        else:
            self.reading.report("census-code-proposed", Severity.ERROR, where, name=shown, proposal=match)

    def _keep(self, number: int, values: dict[str, Value]) -> None:
        fields: dict[str, Any] = {key: value for key, value in values.items() if "." not in key}
        shares: dict[str, Any] = {key.split(".", 1)[1]: value for key, value in values.items() if "." in key}
        if shares:
            fields["opex_fen_per_a"] = OpexShare(**shares)
        for name in self.sheet.struct.__struct_fields__:
            if name in _ALWAYS_GIVEN:
                fields.setdefault(name, None)
        row = self.sheet.struct(**fields, cell=f"{self.title}!A{number}")
        first = self.reading.known[self.sheet.kind].setdefault(row.code, row)
        if first is row:
            return
        differing = [column for column in self.sheet.columns if _field(first, column.field) != _field(row, column.field)]
        if differing:
            columns = ", ".join(map(_label, differing))
            self.reading.report("census-code-conflict", Severity.ERROR, row.cell, code=row.code, first=first.cell, columns=columns)
        else:
            self.reading.report("census-row-twice", Severity.WARNING, row.cell, code=row.code, first=first.cell)


_ALWAYS_GIVEN = frozenset({"number", "site_b"})
"""Optional fields that the model gives no default."""


def _label(column: Column) -> str:
    return f"{column.zh}/{column.en}"


def _field(row: Any, path: str) -> Any:
    for name in path.split("."):
        row = getattr(row, name)
    return row
