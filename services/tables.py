"""Rows as text: CSV that no spreadsheet takes for formulas, and tables that no device's text can disturb."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, Final

_WIDEST: Final = 40
"""Columns that one field of a table may take."""


def csv_text(found: Sequence[dict[str, Any]]) -> str:
    r"""Return rows as CSV with a header; texts that a spreadsheet would calculate are led by an apostrophe.

    >>> csv_text([{"a": "=1+1", "b": None}])
    "a,b\n'=1+1,\n"
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if found:
        writer.writerow(found[0])
    for row in found:
        writer.writerow([_defused(value) for value in row.values()])
    return out.getvalue()


def table_text(
    found: Sequence[dict[str, Any]], width: int | None = None, *, widest: int = _WIDEST, head: Callable[[str], str] = str
) -> str:
    """Return rows as an aligned table with a header, fields cut to `widest` columns and lines to `width`.

    Chinese takes two columns a character. `head` says how a key is called above its column.
    """
    names = list(found[0])
    cells = [[head(name) for name in names], *([printable(cell_text(row[name])) or "-" for name in names] for row in found)]
    widths = [min(widest, max(columns(line[place]) for line in cells)) for place in range(len(names))]
    lines = ("  ".join(padded(cell, size) for cell, size in zip(line, widths, strict=True)).rstrip() for line in cells)
    return "\n".join(line if width is None else _cut(line, width) for line in lines) + "\n"


def facts_text(facts: dict[str, Any]) -> str:
    """Return names and values, one pair a line."""
    width = max(map(columns, facts), default=0)
    return "".join(f"{padded(name, width)}  {printable(cell_text(value)) or '-'}\n" for name, value in facts.items())


def cell_text(value: object) -> str:
    """Return a value as one field: lists by blanks, unknown as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return " ".join(str(one) for one in value)
    return str(value)


def printable(text: str) -> str:
    r"""Show control and direction marks as escapes: a device's text must not steer the terminal.

    >>> printable("a\x1b[2Jb")
    'a\\x1b[2Jb'
    """
    return "".join(one if one.isprintable() else one.encode("unicode_escape", "backslashreplace").decode() for one in text)


def padded(text: str, width: int) -> str:
    """Return a text of exactly so many columns."""
    if columns(text) > width:
        text = _cut(text, width - 1) + "…"
    return text + " " * (width - columns(text))


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _defused(value: object) -> str:
    text = cell_text(value)
    return f"'{text}" if isinstance(value, str | list) and text[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else text


def _cut(text: str, width: int) -> str:
    while columns(text) > width:
        text = text[:-1]
    return text
