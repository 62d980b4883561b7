"""A census workbook with the mistakes people make, and what the reading of each must come to.

The workbook declares a given census, by way of one mistake of each kind: merged cells, units mixed,
dates as text, codes mistyped, rows repeated, sums and notes below the table. `Mistake` says where each
stands and what it must become: read as it was meant, put right with a remark, asked about, or refused
with its cell. Nothing else in the workbook differs from the census, so whatever a reader makes of it
otherwise is the reader's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from collectors.census.cells import RawBook
from collectors.census.spreadsheet import write_cells
from lab.mistaken_sheets import SHEETS_WITH_MISTAKES
from lab.mistakes import Mistake, Mistakes
from topology.model.census import Census

WORKBOOK: Final = "census-with-mistakes.xlsx"
TRUTH: Final = "census-mistakes.json"


def make_mistakes(census: Census) -> tuple[RawBook, tuple[Mistake, ...]]:
    """Return a census as a workbook with one mistake of each kind, and what must become of them.

    The census must have a few rows of each kind, as the sample cities have.
    """
    made = Mistakes(census)
    for write in SHEETS_WITH_MISTAKES:
        write(made, census)
    return made.book()


def write_mistaken_census(census: Census, folder: Path) -> tuple[Mistake, ...]:
    """Write the workbook and its truth into a folder, and return the truth."""
    book, mistakes = make_mistakes(census)
    folder.mkdir(parents=True, exist_ok=True)
    write_cells(book, folder / WORKBOOK)
    (folder / TRUTH).write_bytes(msgspec.json.format(msgspec.json.encode(mistakes, order="deterministic"), indent=1))
    return mistakes
