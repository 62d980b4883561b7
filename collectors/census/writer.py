"""A `Census` written as a workbook or a folder of CSV files.

Texts stay texts: nothing that is written becomes a formula or a link when opened.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from collectors.census.columns import README_TITLES, SHEETS, UNIT_LABELS, Column, Sheet, Type, value_of
from collectors.census.escape import defuse, escape
from collectors.census.values import Value, display
from topology.model.census import Census
from topology.model.text import N_, translator

if TYPE_CHECKING:
    from collectors.census.spreadsheet import Book

_TITLE = N_("Census of networks: what departments declare")
_FICTIONAL = N_("Fictional example: every name and figure in this census is invented")
_HOW = (
    N_("One row for each thing. Every row needs a code of its own that never changes; other sheets refer to it by this code."),
    N_("Columns marked * must be filled in. Leave a cell empty where the value is unknown: do not write 0, - or 'none'."),
    N_("Codes and circuit numbers are text: format their cells as text, so that leading zeros stay."),
    N_("Several values in one cell are separated by a semicolon."),
    N_("A unit in a header counts for the whole column; a unit in a cell (12.5万元, 1Gbps) counts for that cell."),
    N_("Dates: 2017-12-31, 2017-12 or 2017. Quarters: 2018Q3; *Q3 means every year."),
    N_("Rows whose code begins with 'example', rows of totals and notes below the table are passed over."),
    N_("Keep the headers in one row and do not merge cells; columns of your own may stand to the right, under a header."),
    N_("Nothing is guessed: what is unclear is asked, and every cell that could not be read is named by sheet and cell."),
)
_TYPES: dict[Type, str] = {
    Type.CODE: N_("stable code (text)"),
    Type.TEXT: N_("text"),
    Type.REFERENCE: N_("code of a row of the sheet {sheet}"),
    Type.REFERENCES: N_("codes of rows of the sheet {sheet}, separated by ;"),
    Type.PREFIXES: N_("prefixes such as 10.20.0.0/16, separated by ;"),
    Type.CHOICE: N_("one of: {choices}"),
    Type.WHOLE: N_("whole number"),
    Type.NUMBER: N_("number"),
    Type.SHARE: N_("share from 0 to 1, or per cent"),
    Type.BOOLEAN: N_("yes or no"),
    Type.DATE: N_("date"),
    Type.QUARTER: N_("quarter"),
    Type.QUARTERS: N_("quarters, separated by ;"),
    Type.MONEY: N_("amount in {unit}, tax included"),
    Type.RATE: N_("bandwidth in {unit}"),
}


def write_census(census: Census, path: Path, *, lang: str) -> None:
    """Write a census to `path`: a workbook where it ends in .xlsx, else a folder of CSV files (UTF-8 with byte order mark).

    Raises
    ------
    InputError
        A text is longer than a cell can hold.
    """
    if path.suffix.casefold() != ".xlsx":
        _write_folder(census, path, lang)
        return
    book = new_book()
    book.add_text_sheet(readme_title(lang), readme_lines(lang, fictional=census.fictional, source=census.source), marked=census.fictional)
    for sheet in SHEETS:
        rows = [[display(value_of(row, column), column, lang) for column in sheet.columns] for row in getattr(census, sheet.kind)]
        book.add_table(sheet.title(lang), [column.header(lang) for column in sheet.columns], rows)
    book.save(path)


def new_book() -> Book:
    """Return an empty workbook."""
    from collectors.census.spreadsheet import Book  # noqa: PLC0415 - openpyxl takes long to load, and most runs never write

    return Book()


def readme_lines(lang: str, *, fictional: bool = False, source: str = "") -> list[list[str]]:
    """Return the lines of the explaining sheet: what it is, how to fill it in, every column with unit and allowed values."""
    t = translator(lang)
    head = f"虚构示例 / fictional: {t(_FICTIONAL)}" if fictional else t(_TITLE)
    lines = [[head]]
    if source:
        lines.append(["来源" if lang == "zh" else "Source", escape(source)])
    lines += [[t(line)] for line in _HOW]
    lines.append([])
    lines.append([t(N_("Sheet")), t(N_("Column")), t(N_("What to fill in"))])
    for sheet in SHEETS:
        lines += [[sheet.title(lang), column.header(lang), explain(column, lang)] for column in sheet.columns]
    return lines


def readme_title(lang: str) -> str:
    """Return the title of the explaining sheet."""
    return README_TITLES[1 if lang == "zh" else 0]


def words(column: Column, lang: str) -> list[str]:
    """Return the values that a column may be picked from."""
    if column.type is Type.BOOLEAN:
        return ["是", "否"] if lang == "zh" else ["yes", "no"]
    return [choice.zh if lang == "zh" else choice.en for choice in column.choices]


def explain(column: Column, lang: str) -> str:
    """Say what belongs into a column."""
    template = translator(lang)(_TYPES[column.type])
    refers = next((sheet.title(lang) for sheet in SHEETS if sheet.kind == column.refers), "")
    unit = UNIT_LABELS.get(column.unit or "", ("", ""))[1 if lang == "zh" else 0]
    return template.format(sheet=refers, choices=", ".join(words(column, lang)), unit=unit)


def _write_folder(census: Census, folder: Path, lang: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lines = readme_lines(lang, fictional=census.fictional, source=census.source)
    _write_delimited(folder / f"{readme_title(lang)}.csv", [[defuse(text) for text in line] for line in lines])
    for sheet in SHEETS:
        rows = [[_field(value_of(row, column), column, lang) for column in sheet.columns] for row in getattr(census, sheet.kind)]
        _write_delimited(_file(folder, sheet, lang), [[column.header(lang) for column in sheet.columns], *rows])


def _file(folder: Path, sheet: Sheet, lang: str) -> Path:
    return folder / f"{sheet.title(lang)}.csv"


def _field(value: Value, column: Column, lang: str) -> str:
    shown = display(value, column, lang)
    match shown:
        case None:
            return ""
        case date():
            return shown.isoformat()
        case str():
            return defuse(shown)
        case _:
            return repr(shown)


def _write_delimited(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
