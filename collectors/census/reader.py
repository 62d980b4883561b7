"""From raw cells to a `Census`: every error by sheet and cell, everything else imported.

`headers` says which column is which, `table` what becomes of each row, `asking` what a person must
decide. Nothing is lost in silence: whatever is corrected, passed over, asked or refused is a problem
of the census, with the sheet and cell it stands in.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from collectors.census import checks
from collectors.census.asking import Asker
from collectors.census.cells import Limits, RawBook, RawSheet, column_letters
from collectors.census.columns import SHEETS, Sheet, sheet_for
from collectors.census.delimited import is_readme, read_delimited, read_folder
from collectors.census.escape import unescape
from collectors.census.guard import read_guarded
from collectors.census.headers import find_header, sheet_by_headers
from collectors.census.matching import Index
from collectors.census.table import Table
from topology.model.census import Census
from topology.model.errors import InputError, Problem, Severity

FICTIONAL_MARKS = ("虚构示例", "fictional")
"""Words in the first cell of the explaining sheet that mark an invented census."""
SOURCE_LABELS = ("来源", "source")
_MOST_NAMED = 12
"""Hidden rows named one by one."""


class Reading(msgspec.Struct, kw_only=True):
    """The reading of one file in progress."""

    known: dict[str, Index]
    """The rows so far, by kind."""
    problems: list[Problem]
    asker: Asker
    previous: Census | None = None

    def report(self, code: str, severity: Severity, where: str, /, **params: str | float | bool | None) -> None:
        """Add a problem."""
        self.problems.append(Problem(code, severity, where, dict(params)))


def read_census(
    path: Path,
    *,
    edition: str,
    previous: Census | None = None,
    answers: Mapping[str, str] | None = None,
    accept: bool = False,
    limits: Limits | None = None,
) -> Census:
    """Return the census in a workbook (.xlsx, .xlsm), a CSV file or a folder of CSV files.

    `edition` names it in evidence references. `previous` is an earlier edition: rows without a code are
    matched with it, codes spelled otherwise are read as it has them, and what was answered then counts
    again. `answers` are by the question's key; `accept` takes every proposal.

    Raises
    ------
    InputError
        Nothing at all can be read: the file is empty, of another kind, encrypted, damaged, beyond the
        limits, or has no sheet that is known. A wrong row is not an error: see `Census.problems` and
        `Census.questions`.
    """
    book = load_book(path, limits or Limits())
    return census_of(book, path.name, edition=edition, previous=previous, answers=answers, accept=accept)


def census_of(
    book: RawBook,
    name: str,
    *,
    edition: str,
    previous: Census | None = None,
    answers: Mapping[str, str] | None = None,
    accept: bool = False,
) -> Census:
    """Return the census that raw cells declare; `name` is the file's, for messages. Otherwise as `read_census`."""
    problems: list[Problem] = []
    kept = dict(previous.answers) if previous is not None else {}
    asker = Asker(answers={**kept, **(answers or {})}, accept=accept, problems=problems, open=[], given={})
    reading = Reading(known={sheet.kind: Index(()) for sheet in SHEETS}, problems=problems, asker=asker, previous=previous)
    for content in book.ignored:
        reading.report(f"census-ignored-{content}", Severity.INFO, name)
    chosen = _choose_sheets(book, reading, name)
    for sheet in SHEETS:
        raw = chosen.get(sheet.kind)
        if raw is not None:
            _read_sheet(sheet, raw, reading)
    rows = {kind: index.rows for kind, index in reading.known.items()}
    checks.report_between(rows, reading.report)
    if answers:
        msgspec.structs.replace(asker, answers=answers).report_unused(name)
    fictional, source = _read_readme(book)
    return Census(
        edition=edition,
        fictional=fictional,
        source=source,
        problems=tuple(problems),
        questions=tuple(asker.open),
        answers=tuple(sorted(asker.given.items())),
        **{kind: tuple(found.values()) for kind, found in rows.items()},
    )


def load_book(path: Path, limits: Limits) -> RawBook:
    """Return the raw cells of a census in whatever form it comes."""
    if path.is_dir():
        return read_folder(path, limits)
    if path.suffix.casefold() in {".csv", ".tsv", ".txt"}:
        return RawBook(sheets=[read_delimited(path, limits)])
    return read_guarded(path, limits)


def _choose_sheets(book: RawBook, reading: Reading, name: str) -> dict[str, RawSheet]:
    chosen: dict[str, RawSheet] = {}
    for raw in book.sheets:
        if is_readme(raw.title):
            continue
        sheet = sheet_for(raw.title) or sheet_by_headers(raw)
        if sheet is None:
            reading.report("census-sheet-unknown", Severity.INFO, raw.title, sheets=_sheet_names())
            continue
        if sheet.kind in chosen:
            reading.report("census-sheet-twice", Severity.ERROR, raw.title, first=chosen[sheet.kind].title)
            continue
        _report_hidden(raw, reading)
        chosen[sheet.kind] = raw
    if not chosen:
        raise InputError("census-no-sheet", file=name, sheets=_sheet_names())
    return chosen


def _sheet_names() -> str:
    return ", ".join(sheet.label for sheet in SHEETS)


def _report_hidden(raw: RawSheet, reading: Reading) -> None:
    """Note what is not shown and read all the same, and how a CSV file was understood."""
    if raw.hidden:
        reading.report("census-sheet-hidden", Severity.INFO, raw.title)
    if raw.encoding not in {None, "utf-8", "utf-8-sig"}:
        reading.report("census-csv-read-as", Severity.INFO, raw.title, encoding=raw.encoding)
    filled = {row.number for row in raw.rows if any(cell is not None for cell in row.cells)}
    hidden = [number for number in raw.hidden_rows if number in filled]
    if hidden:
        named = ", ".join(map(str, hidden[:_MOST_NAMED])) + (", ..." if len(hidden) > _MOST_NAMED else "")
        reading.report("census-rows-hidden", Severity.INFO, f"{raw.title}!A{hidden[0]}", count=len(hidden), rows=named)
    used = {index for row in raw.rows for index, cell in enumerate(row.cells) if cell is not None} if raw.hidden_columns else set()
    columns = [column_letters(index) for index in raw.hidden_columns if index in used]
    if columns:
        reading.report("census-columns-hidden", Severity.INFO, f"{raw.title}!{columns[0]}1", columns=", ".join(columns[:_MOST_NAMED]))


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
    header = find_header(sheet, raw, reading.asker, reading.report)
    if header is None:
        return
    earlier: tuple[Any, ...] = getattr(reading.previous, sheet.kind) if reading.previous is not None else ()
    table = Table(sheet, raw, header, asker=reading.asker, report=reading.report, earlier=Index(earlier), known=reading.known)
    reading.known[sheet.kind] = Index(table.read().values())
