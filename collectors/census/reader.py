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

from collections.abc import Iterable, Mapping
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

    def report(self, code: str, severity: Severity, where: str, **params: str | float | bool | None) -> None:
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
    for words in book.ignored:
        reading.report("census-content-ignored", Severity.INFO, path.name, content=words)
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
        sheet = sheet_for(raw.title)
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
    first_seen: dict[str, int] = {}
    for row in raw.rows:
        if row.number > header.number and any(cell is not None and cell != "" for cell in row.cells):
            _read_row(sheet, raw.title, row, places, reading, first_seen)


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
            "census-no-header", Severity.ERROR, raw.title, rows=HEADER_ROWS, expected=", ".join(f"{c.zh}/{c.en}" for c in sheet.columns)
        )
        return None, []
    places = _places(sheet, raw.title, best, table, reading)
    missing = [c for c in sheet.columns if c.required and c.field not in {place.column.field for place in places}]
    if missing:
        where = f"{raw.title}!A{best.number}"
        reading.report("census-columns-missing", Severity.ERROR, where, columns=", ".join(f"{c.zh}/{c.en}" for c in missing))
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


def _read_row(sheet: Sheet, title: str, row: RawRow, places: Iterable[Place], reading: Reading, first_seen: dict[str, int]) -> None:
    values: dict[str, Value] = {}
    whole = True
    for place in places:
        cell = row.cells[place.index] if place.index < len(row.cells) else None
        where = f"{title}!{column_letters(place.index)}{row.number}"
        column = place.column
        try:
            value = _resolve(parse(cell, column, place.unit), column, where, reading)
        except BadCell as bad:
            reading.report(bad.code, Severity.ERROR, where, column=f"{column.zh}/{column.en}", **bad.params)
            whole = whole and not column.required
            continue
        if value is None and column.required:
            _report_missing(sheet, column, where, values | _named(row, places), cell is None, reading)
            whole = False
        elif value is not None:
            values[column.field] = value
    if whole:
        _keep(sheet, title, row.number, values, reading, first_seen)


def _named(row: RawRow, places: Iterable[Place]) -> dict[str, Value]:
    for place in places:
        if place.column.field == "name" and place.index < len(row.cells):
            cell = row.cells[place.index]
            return {"name": cell.strip()} if isinstance(cell, str) else {}
    return {}


def _resolve(value: Value, column: Column, where: str, reading: Reading) -> Value:
    """Check references; an unknown code is reported and becomes None, or leaves its list."""
    if column.refers is None or value is None:
        return value
    known = reading.known[column.refers]
    codes = value if isinstance(value, tuple) else (str(value),)
    for code in codes:
        if code not in known:
            severity = Severity.ERROR if column.required else Severity.WARNING
            reading.report("census-reference-unknown", severity, where, code=code, kind=column.refers, column=f"{column.zh}/{column.en}")
    if isinstance(value, tuple):
        return tuple(code for code in value if code in known)
    return value if value in known else None


def _report_missing(sheet: Sheet, column: Column, where: str, values: Mapping[str, Value], empty: bool, reading: Reading) -> None:  # noqa: FBT001 - the state of the cell
    if column.type is not Type.CODE:
        if empty:
            reading.report("census-cell-missing", Severity.ERROR, where, column=f"{column.zh}/{column.en}")
        return
    name = values.get("name")
    earlier = getattr(reading.previous, sheet.kind, ()) if reading.previous else ()
    candidates = [*reading.known[sheet.kind].values(), *earlier]
    match = next((row.code for row in candidates if name is not None and getattr(row, "name", None) == name), None)
    reading.report("census-code-missing", Severity.ERROR, where, name=None if name is None else str(name), proposal=match)


def _keep(sheet: Sheet, title: str, number: int, values: dict[str, Value], reading: Reading, first_seen: dict[str, int]) -> None:
    fields: dict[str, Any] = {key: value for key, value in values.items() if "." not in key}
    shares = {key.split(".", 1)[1]: value for key, value in values.items() if "." in key}
    if shares:
        fields["opex_fen_per_a"] = OpexShare(**shares)  # type: ignore[arg-type] # money columns give whole fen
    if "number" in {column.field for column in sheet.columns}:
        fields.setdefault("number", None)
    if "site_b" in {column.field for column in sheet.columns}:
        fields.setdefault("site_b", None)
    row = sheet.struct(**fields, cell=f"{title}!A{number}")
    known = reading.known[sheet.kind]
    code = str(values["code"])
    if code not in known:
        known[code] = row
        first_seen[code] = number
        return
    first = known[code]
    differing = [c for c in sheet.columns if _field(first, c.field) != _field(row, c.field)]
    if differing:
        fields_text = ", ".join(f"{c.zh}/{c.en}" for c in differing)
        reading.report("census-code-conflict", Severity.ERROR, row.cell, code=code, first=first.cell, columns=fields_text)
    else:
        reading.report("census-row-twice", Severity.WARNING, row.cell, code=code, first=first.cell)


def _field(row: Any, path: str) -> Any:
    for name in path.split("."):
        row = getattr(row, name)
    return row
