"""What changed between two editions of a census: rows added, changed field by field, and gone.

Rows are the same where their codes are. Where a row stands in its sheet is no difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from collectors.census.columns import SHEETS, Column, Sheet, value_of
from collectors.census.matching import label_of
from collectors.census.values import display
from topology.model.census import Census


class Change(StrEnum):
    """What became of a row."""

    ADDED = "added"
    CHANGED = "changed"
    GONE = "gone"


class FieldChange(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a row as it was and as it is, in the unit of its column, ready to be read; None is unknown."""

    field: str
    before: str | float | None
    after: str | float | None


class RowChange(msgspec.Struct, frozen=True, kw_only=True):
    """One row that is new, gone, or says something else. `cell` is where it stands, in the edition that has it last."""

    kind: str
    """Table of the census: ``circuits``."""
    code: str
    label: str
    change: Change
    fields: tuple[FieldChange, ...] = ()
    cell: str


def difference(before: Census, after: Census) -> tuple[RowChange, ...]:
    """Return the changes from one edition to another, by table, then code.

    Complexity: linear in the rows, but for sorting the changed ones.
    """
    return tuple(change for sheet in SHEETS for change in _of_sheet(sheet, before, after))


def _of_sheet(sheet: Sheet, before: Census, after: Census) -> Sequence[RowChange]:
    old = {row.code: row for row in getattr(before, sheet.kind)}
    new = {row.code: row for row in getattr(after, sheet.kind)}
    changes = []
    for code in sorted(old.keys() | new.keys()):
        first, second = old.get(code), new.get(code)
        row: Any = first if second is None else second
        if first is not None and second is not None:
            fields = tuple(_fields(sheet, first, second))
            change = Change.CHANGED
            if not fields:
                continue
        else:
            fields = ()
            change = Change.GONE if second is None else Change.ADDED
        changes.append(RowChange(kind=sheet.kind, code=code, label=label_of(row), change=change, fields=fields, cell=row.cell))
    return changes


def _fields(sheet: Sheet, first: Any, second: Any) -> Sequence[FieldChange]:
    changed = []
    for column in sheet.columns:
        before, after = value_of(first, column), value_of(second, column)
        if before != after:
            changed.append(FieldChange(field=column.field, before=_shown(before, column), after=_shown(after, column)))
    return changed


def _shown(value: Any, column: Column) -> str | float | None:
    shown = value if column.choices or isinstance(value, bool) else display(value, column, "en")
    return shown.isoformat() if isinstance(shown, date) else shown


def column_label(kind: str, field: str, lang: str) -> str:
    """Return what a field is called in the workbook, with its unit."""
    for sheet in SHEETS:
        if sheet.kind == kind:
            return next((column.header(lang).rstrip("*") for column in sheet.columns if column.field == field), field)
    return field


def kind_label(kind: str, lang: str) -> str:
    """Return the title of a table's sheet."""
    return next((sheet.title(lang) for sheet in SHEETS if sheet.kind == kind), kind)
