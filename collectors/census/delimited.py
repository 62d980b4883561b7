"""A census as a folder of CSV files, one a sheet.

Departments save these from many programs: with and without byte order mark, UTF-8, UTF-16 or
GB18030, commas, semicolons or tabs. Line numbers are those of the file.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from collectors.census.cells import Cell, Limits, RawBook, RawRow, RawSheet
from collectors.census.columns import LISTS_TITLES, README_TITLES, sheet_for
from collectors.census.escape import restore
from collectors.fields import field_limit
from topology.model.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FIELD_LIMIT = 1 << 20
_WIDE_SHARE = 20
"""Of this many bytes one at least is the empty half of a separator, line end or digit in UTF-16."""
_COMMON_SHARE = 0.8
"""Least share of everyday characters in Chinese text."""
_DECLARED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
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
    text, encoding = decoded(path.read_bytes(), path.name)
    declared = _DECLARED.match(text)
    separator = declared.group(1) if declared else _separator(text)
    rows: list[RawRow] = []
    for number, fields in _records(text, separator, path.name):
        if declared and number == 1:
            continue
        if len(fields) > limits.columns:
            raise InputError("census-too-many-columns", sheet=path.name, cell=f"A{number}", limit=limits.columns)
        if len(rows) >= limits.rows:
            raise InputError("census-too-many-rows", sheet=path.name, limit=limits.rows)
        cells: list[Cell] = [restore(field.strip()) if field.strip() else None for field in fields]
        if any(cell is not None for cell in cells):
            rows.append(RawRow(number, cells))
    return RawSheet(title=path.stem, rows=rows, encoding=encoding)


def decode_text(raw: bytes, name: str) -> str:
    """Return the text of a CSV file; raises as `decoded`."""
    return decoded(raw, name)[0]


def decoded(raw: bytes, name: str) -> tuple[str, str]:
    """Return the text of a CSV file and its encoding: by byte order mark, else UTF-8, UTF-16, GB18030.

    Almost any bytes are some text in GB18030; text that would be made of characters hardly anyone
    writes is refused, as it is in another encoding.

    Raises
    ------
    InputError
        The bytes are empty, binary, or in none of these encodings.
    """
    if not raw:
        raise InputError("census-file-empty", file=name)
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _decode(raw, encoding, name), encoding
    if b"\0" in raw:
        for encoding, halves in (("utf-16-le", raw[1::2]), ("utf-16-be", raw[::2])):
            if len(raw) % 2 == 0 and halves.count(0) >= max(2, len(raw) // _WIDE_SHARE):
                text = _decode(raw, encoding, name)
                if "\0" not in text:
                    return text, encoding
        raise InputError("census-csv-binary", file=name, line=raw[: raw.index(b"\0")].count(b"\n") + 1)
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = _decode(raw, "gb18030", name)
    wide = [char for char in text if not char.isascii()]
    if sum(map(_is_common, wide)) < _COMMON_SHARE * len(wide):
        first = next(at for at, char in enumerate(text) if not char.isascii() and not _is_common(char))
        raise InputError("census-csv-encoding", file=name, line=text.count("\n", 0, first) + 1)
    return text, "gb18030"


def _decode(raw: bytes, encoding: str, name: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError("census-csv-encoding", file=name, line=raw[: error.start].count(b"\n") + 1) from error


def _is_common(char: str) -> bool:
    """Tell whether a character is one of GB 2312: those of everyday Chinese, its punctuation and full-width forms."""
    try:
        return len(char.encode("gb2312")) == 2  # noqa: PLR2004 - the bytes of a Chinese character there
    except UnicodeEncodeError:
        return False


def _separator(text: str) -> str:
    """Return the separator that stands most often outside quotes in the first lines."""
    outside = "".join(text[:8192].split('"')[::2])
    return max(_SEPARATORS, key=lambda mark: (outside.count(mark), -_SEPARATORS.index(mark)))


def _records(text: str, separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it starts on.

    A quote that never closes swallows the rest of a file; `strict` reading says so at the end, and the
    line named is where the record with the quote begins.
    """
    start = 1
    try:
        with field_limit(_FIELD_LIMIT):
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
            for fields in reader:
                yield start, fields
                start = reader.line_num + 1
    except csv.Error as error:
        raise InputError("census-csv-broken", file=name, line=start, reason=str(error)) from error


def is_readme(title: str) -> bool:
    """Tell whether a sheet or file explains the others."""
    return title.strip().casefold() in {name.casefold() for name in (*README_TITLES, *LISTS_TITLES)}


def is_census_name(path: Path) -> bool:
    """Tell whether a CSV file is named as a census sheet."""
    return sheet_for(path.stem) is not None
