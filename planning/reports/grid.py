"""Grid: where the tables of a sheet stand, so that formulas can name their cells before the sheet is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from planning.reports.content import Block, Bullets, Paragraph, SignOff, Table

TOP: Final = 3
"""First row that a sheet's blocks may take; the title and the marking stand above."""
PICTURE_ROWS: Final = 20
"""Rows that a picture covers."""


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
    return PICTURE_ROWS + 2


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
