"""Grid: where the tables of a sheet stand, so that formulas can name their cells before the sheet is written."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

from planning.reports.charts import WIDTH_IN, height_in
from planning.reports.content import Block, Bullets, Chart, Paragraph, SignOff, Table

TOP: Final = 3
"""First row that a sheet's blocks may take; the title and the marking stand above."""
PICTURE_PX: Final = 640
"""Width of a picture [px]."""
ROW_PX: Final = 20
"""Height of a row that a picture covers [px], 15 pt."""
_PAGE_ROWS: Final = 30
"""Rows of text that a page turned sideways surely takes."""


def height(block: Block) -> int:
    """Return how many rows a block takes, the blank one after it included."""
    match block:
        case Table():
            return 2 + max(1, len(block.rows)) + bool(block.note) + 1
        case Paragraph():
            return 2
        case Bullets():
            return len(block.items) + 1
        case SignOff():
            return len(block.rows) + 1
    return picture_rows(block) + 2


def picture_rows(chart: Chart) -> int:
    """Return how many rows a picture covers: one with a bar for each thing is as tall as they are many."""
    return ceil(PICTURE_PX * height_in(chart) / WIDTH_IN / ROW_PX) + 1


def breaks(blocks: Sequence[Block]) -> list[int]:
    """Return the rows before which a page has to end so that no picture is cut in two."""
    found, begun = [], 1
    for block, at in zip(blocks, places(blocks), strict=True):
        if isinstance(block, Chart) and (at - begun) % _PAGE_ROWS + height(block) > _PAGE_ROWS:
            found.append(at)
            begun = at
    return found


def places(blocks: Sequence[Block]) -> list[int]:
    """Return the row in which each block begins. A table has its caption there, its heads below, its first row two below."""
    found, at = [], TOP
    for block in blocks:
        found.append(at)
        at += height(block)
    return found


def first_row(blocks: Sequence[Block], table: str) -> int:
    """Return the row in which the first line of a table stands."""
    return next(at for block, at in zip(blocks, places(blocks), strict=True) if isinstance(block, Table) and block.id == table) + 2


def letter(column: int) -> str:
    """Return the letters of a column counted from 0.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
