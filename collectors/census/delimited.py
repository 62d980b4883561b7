"""A census as a folder of CSV files, one a sheet.

Departments save these from many programs: with and without byte order mark, UTF-8, UTF-16 or
GB18030, commas, semicolons or tabs. Line numbers are those of the file.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from collectors.census.cells import Cell, Limits, RawBook, RawRow, RawSheet
from collectors.census.columns import README_TITLES, sheet_for
from collectors.census.escape import restore
from topology.model.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FIELD_LIMIT = 1 << 20
_SEPARATORS = ",;\t"


def read_folder(folder: Path, limits: Limits) -> RawBook:
    """Return the cells of every CSV file of a folder whose name is a sheet's.

    Raises
    ------
    InputError
        A file cannot be decoded, or is larger than `limits`.
    """
    files = sorted(path for path in folder.iterdir() if path.suffix.casefold() in {".csv", ".tsv", ".txt"} and path.is_file())
    return RawBook(sheets=[read_delimited(path, limits) for path in files])


def read_delimited(path: Path, limits: Limits) -> RawSheet:
    """Return the cells of one CSV file; its sheet is named by the file's stem.

    Raises
    ------
    InputError
        It is empty, binary, too large, or not text in a known encoding.
    """
    size = path.stat().st_size
    if size > limits.file:
        raise InputError("census-file-too-large", file=path.name, limit_mib=limits.file >> 20)
    text = decode_text(path.read_bytes(), path.name)
    separator = _separator(text)
    rows: list[RawRow] = []
    try:
        for number, fields in _records(text, separator):
            if len(fields) > limits.columns:
                raise InputError("census-too-many-columns", sheet=path.name, cell=f"A{number}", limit=limits.columns)
            if len(rows) >= limits.rows:
                raise InputError("census-too-many-rows", sheet=path.name, limit=limits.rows)
            cells: list[Cell] = [restore(field.strip()) if field.strip() else None for field in fields]
            if any(cell is not None for cell in cells):
                rows.append(RawRow(number, cells))
    except csv.Error as error:
        raise InputError("census-csv-broken", file=path.name, line=text[:_FIELD_LIMIT].count("\n") + 1, reason=str(error)) from error
    return RawSheet(title=path.stem, rows=rows)


def decode_text(raw: bytes, name: str) -> str:
    """Return the text of a CSV file: by its byte order mark, else UTF-8, else GB18030.

    Raises
    ------
    InputError
        The bytes are empty, binary, or in neither encoding.
    """
    if not raw:
        raise InputError("census-file-empty", file=name)
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError as error:
                raise InputError("census-csv-encoding", file=name, line=raw[: error.start].count(b"\n") + 1) from error
    if b"\0" in raw:
        raise InputError("census-csv-binary", file=name, line=raw[: raw.index(b"\0")].count(b"\n") + 1)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            start = error.start
    raise InputError("census-csv-encoding", file=name, line=raw[:start].count(b"\n") + 1)


def _separator(text: str) -> str:
    """Return the separator that stands most often outside quotes in the first lines."""
    outside = "".join(text[:8192].split('"')[::2])
    return max(_SEPARATORS, key=lambda mark: (outside.count(mark), -_SEPARATORS.index(mark)))


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it starts on.

    A quote that never closes swallows the rest of a file; `strict` reading says so at the end.
    """
    previous = csv.field_size_limit(_FIELD_LIMIT)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        start = 1
        for fields in reader:
            yield start, fields
            start = reader.line_num + 1
    finally:
        csv.field_size_limit(previous)


def is_readme(title: str) -> bool:
    """Tell whether a sheet or file explains the others."""
    return title.strip().casefold() in {name.casefold() for name in README_TITLES}


def is_census_name(path: Path) -> bool:
    """Tell whether a CSV file is named as a census sheet."""
    return sheet_for(path.stem) is not None
