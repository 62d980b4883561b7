"""Workbooks on disk: raw cells in, raw cells out. The only module that imports openpyxl.

Reading happens in a child process (`guard`); nothing here trusts the file. Values only are taken:
macros, external links, embedded objects and pictures are named and left alone.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from collectors.census.cells import Cell, Limits, Odd, OddCell, RawBook, RawRow, RawSheet, column_letters
from collectors.census.escape import undo_ooxml
from collectors.census.package import Package
from topology.model.errors import InputError

_MARKED = PatternFill("solid", fgColor="FFF2CC")
_HEAD = PatternFill("solid", fgColor="D9E2F3")
_CELL_LIMIT = 32_767
"""Characters in a cell (Excel's specification)."""
_PROMPT_TITLE, _PROMPT = 32, 255
"""Characters in the note that a cell shows when it is chosen (ECMA-376 part 1, 18.3.1.32)."""


def read_cells(path: Path, package: Package, limits: Limits) -> RawBook:
    """Return every cell of a workbook that holds something.

    Raises
    ------
    InputError
        The parts do not make a workbook, or a sheet is larger than `limits`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl speaks of styles and extensions it drops; values only are read
            book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
            formulas = openpyxl.load_workbook(path, read_only=True, keep_links=False) if package.formulas else None
            budget = [limits.rows]
            sheets = [_sheet(sheet, formulas, package, limits, budget) for sheet in book.worksheets]
            book.close()
            if formulas is not None:
                formulas.close()
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, OSError) as error:
        # openpyxl meets a malformed part with whichever of these its own code raises; xml's ParseError is a SyntaxError
        raise InputError("census-file-corrupt", file=path.name, reason=type(error).__name__) from error
    return RawBook(sheets=sheets, ignored=package.ignored)


def _sheet(sheet: Any, formulas: Any, package: Package, limits: Limits, budget: list[int]) -> RawSheet:
    part = str(sheet._worksheet_path).lstrip("/")  # noqa: SLF001 - the only way from a sheet to its part
    twin = _rows(formulas[sheet.title], limits, [limits.rows]) if formulas is not None and part in package.formulas else None
    rows = []
    for row in _rows(sheet, limits, budget):
        cells = row.cells
        if twin is not None:
            cells = _with_formulas(cells, next(twin).cells)
        rows.append(RawRow(row.number, cells))
    return RawSheet(
        title=undo_ooxml(sheet.title),
        rows=rows,
        hidden=sheet.sheet_state != "visible",
        merged=package.merged.get(part, ()),
        hidden_rows=package.hidden_rows.get(part, ()),
        hidden_columns=package.hidden_columns.get(part, ()),
    )


def _rows(sheet: Any, limits: Limits, budget: list[int]) -> Iterator[RawRow]:
    """Yield the rows that hold a cell element; a row is read no further than `limits.columns`."""
    sheet.reset_dimensions()  # the announced size may lie
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if not row:
            continue
        cells = [_cell(cell) for cell in row[: limits.columns]]
        if any(_holds(cell) for cell in row[limits.columns :]):
            raise InputError(
                "census-too-many-columns", sheet=sheet.title, cell=f"{column_letters(len(row) - 1)}{number}", limit=limits.columns
            )
        if budget[0] == 0:
            raise InputError("census-too-many-rows", sheet=sheet.title, limit=limits.rows)
        budget[0] -= 1
        yield RawRow(number, cells)


def _holds(cell: Any) -> bool:
    return cell.value is not None


def _cell(cell: Any) -> Cell:
    match cell.value:
        case None:
            found: Cell = None
        case value if cell.data_type == "e":
            found = OddCell(Odd.ERROR, str(value))
        case value if cell.data_type == "f":
            found = OddCell(Odd.FORMULA, str(getattr(value, "text", value)))
        case datetime() | date() as value:
            found = OddCell(Odd.DATE, value.isoformat())
        case bool() | int() | float() as value:
            found = value
        case time() as value:
            found = value.isoformat()
        case value:
            found = undo_ooxml(str(value))
    return found


def _with_formulas(cells: list[Cell], twin: list[Cell]) -> list[Cell]:
    """Put the formula where a cell has one but no stored result."""
    pairs = zip(cells + [None] * (len(twin) - len(cells)), twin + [None] * (len(cells) - len(twin)), strict=True)
    return [other if cell is None and isinstance(other, OddCell) else cell for cell, other in pairs]


class Book:
    """A workbook being written: texts stay texts, so no formula and no link can arise."""

    def __init__(self) -> None:
        self._book = openpyxl.Workbook()
        self._book.remove(self._book.worksheets[0])
        self._book.properties.creator = "netfold"

    def add_text_sheet(self, title: str, lines: Sequence[Sequence[str]], *, marked: bool) -> None:
        """Add a sheet of plain lines; the first is set large, and on a warning ground when `marked`."""
        sheet = self._book.create_sheet(title)
        for number, line in enumerate(lines, start=1):
            for column, text in enumerate(line, start=1):
                _put(sheet, number, column, text)
        first = sheet.cell(1, 1)
        first.font = Font(bold=True, size=14)
        if marked:
            first.fill = _MARKED
        for letter, width in (("A", 28), ("B", 34), ("C", 60), ("D", 60)):
            sheet.column_dimensions[letter].width = width

    def add_table(self, title: str, headers: Sequence[str], rows: Sequence[Sequence[str | float | date | None]]) -> None:
        """Add a sheet with one header row."""
        sheet = self._book.create_sheet(title)
        for column, header in enumerate(headers, start=1):
            _put(sheet, 1, column, header)
            cell = sheet.cell(1, column)
            cell.font = Font(bold=True)
            cell.fill = _HEAD
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            sheet.column_dimensions[column_letters(column - 1)].width = max(12, min(32, 2 * len(header)))
        for number, row in enumerate(rows, start=2):
            for column, value in enumerate(row, start=1):
                if value is not None:
                    _put(sheet, number, column, value)
        sheet.freeze_panes = "B2"

    def offer(self, title: str, column: int, *, values: str | None, prompt: tuple[str, str], strict: bool, rows: int = 2_000) -> None:
        """Explain a column when one of its cells is chosen, and let it be picked from a range of `values` if there is one.

        Where the list is not `strict`, other values are allowed.
        """
        letters = column_letters(column)
        rule = DataValidation(
            type="list" if values else None,
            formula1=values,
            allow_blank=True,
            showErrorMessage=strict and values is not None,
            showInputMessage=True,
            promptTitle=prompt[0][:_PROMPT_TITLE],
            prompt=prompt[1][:_PROMPT],
        )
        rule.add(f"{letters}2:{letters}{rows}")
        self._book[title].add_data_validation(rule)

    def mark_row(self, title: str, row: int) -> None:
        """Set a row apart as one that is not data."""
        for cell in self._book[title][row]:
            cell.font = Font(italic=True, color="7F7F7F")
            cell.fill = _MARKED

    def keep_as_text(self, title: str, column: int, *, rows: int = 500) -> None:
        """Format a column's empty cells as text, so that a program leaves codes and numbers as typed."""
        sheet = self._book[title]
        for number in range(2, rows + 2):
            sheet.cell(number, column + 1).number_format = "@"

    def save(self, path: Path) -> None:
        """Write the file."""
        self._book.save(path)


def _put(sheet: Worksheet, row: int, column: int, value: str | float | date) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        if len(value) > _CELL_LIMIT:
            raise InputError("census-text-too-long", sheet=sheet.title, cell=f"{column_letters(column - 1)}{row}", limit=_CELL_LIMIT)
        assert isinstance(cell, SheetCell)
        cell.value = value
        cell.data_type = "s"
        cell.number_format = "@"
        return
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"


def write_cells(book: RawBook, path: Path) -> None:
    """Write a workbook cell by cell as it is given: dates, error values, formulas, merges and hidden parts too.

    For the lab, which writes what people write; `Book` is for everything that netfold itself hands out.
    """
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for raw in book.sheets:
        sheet = made.create_sheet(raw.title)
        for row in raw.rows:
            for column, value in enumerate(row.cells, start=1):
                if value is not None:
                    _put_raw(sheet, row.number, column, value)
        for merged in raw.merged:
            sheet.merge_cells(merged)
        for number in raw.hidden_rows:
            sheet.row_dimensions[number].hidden = True
        for index in raw.hidden_columns:
            sheet.column_dimensions[column_letters(index)].hidden = True
        if raw.hidden:
            sheet.sheet_state = "hidden"
    made.save(path)


def _put_raw(sheet: Worksheet, row: int, column: int, value: Cell) -> None:
    cell = sheet.cell(row, column)
    assert isinstance(cell, SheetCell)
    match value:
        case OddCell(kind=Odd.DATE):
            cell.value = value.date
            cell.number_format = "yyyy-mm-dd"
        case OddCell(kind=Odd.ERROR):
            cell.value = value.text
            cell.data_type = "e"
        case OddCell():
            cell.value = value.text
            cell.data_type = "f"
        case str():
            cell.value = value
            cell.data_type = "s"
        case _:
            cell.value = value
