"""What changed between two readings of the same thing: row by row, wherever in the file the rows stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from topology.model.records import PARTS, DeviceRecord

_NOT_FACTS: Final = frozenset({"reading", "problems", "counters", "marks"})
_PLACES: Final = frozenset({"ref"})


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One row that is ``added``, ``removed`` or ``changed``: in which part, what it is about, and the fields that differ."""

    part: str
    name: str
    kind: str
    fields: tuple[str, ...] = ()


def record_differences(before: DeviceRecord, after: DeviceRecord) -> list[Difference]:
    """Return the rows of facts in which two records of one device differ; where they were read does not matter."""
    found: list[Difference] = []
    for part in PARTS:
        if part in _NOT_FACTS:
            continue
        old, new = getattr(before, part), getattr(after, part)
        if old == new:
            continue
        if isinstance(new, tuple):
            found += _rows(part, old, new)
        elif fields := _fields(_bare(old), _bare(new)):
            found.append(Difference(part=part, name=part, kind="changed", fields=fields))
    return found


def _rows(part: str, old: Sequence[Any], new: Sequence[Any]) -> Iterable[Difference]:
    """Pair rows that are about the same thing: equal ones first, then by name in their order."""
    before, after = _unpaired(old, new)
    waiting: dict[str, list[dict[str, Any]]] = {}
    for row in before:
        waiting.setdefault(_name(row), []).append(row)
    for row in after:
        name = _name(row)
        if waiting.get(name):
            yield Difference(part=part, name=name, kind="changed", fields=_fields(waiting[name].pop(0), row))
        else:
            yield Difference(part=part, name=name, kind="added")
    for name, rows in waiting.items():
        for _ in rows:
            yield Difference(part=part, name=name, kind="removed")


def _unpaired(old: Sequence[Any], new: Sequence[Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of both sides that the other does not have."""
    counted: dict[bytes, list[int]] = {}
    bare_old = [_bare(row) for row in old]
    for index, row in enumerate(bare_old):
        counted.setdefault(msgspec.json.encode(row), []).append(index)
    fresh: list[dict[str, Any]] = []
    for row in map(_bare, new):
        same = counted.get(msgspec.json.encode(row))
        if same:
            same.pop()
        else:
            fresh.append(row)
    gone = sorted(index for rest in counted.values() for index in rest)
    return [bare_old[index] for index in gone], fresh


def _bare(row: Any) -> dict[str, Any]:
    """Return a row's values without the place it was read at."""
    values = msgspec.to_builtins(row)
    if not isinstance(values, dict):
        return {"value": values}
    return {key: value for key, value in values.items() if key not in _PLACES}


def _name(row: dict[str, Any]) -> str:
    """Return what a row is about: its first values that are a text or a number."""
    words = [str(value) for value in row.values() if isinstance(value, str | int) and not isinstance(value, bool)]
    return words[0] if words else "?"


def _fields(old: dict[str, Any], new: dict[str, Any]) -> tuple[str, ...]:
    return tuple(key for key in new if old.get(key) != new[key])
