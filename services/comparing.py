"""What changed between two snapshots."""

from __future__ import annotations

from typing import Any

import msgspec

from services.actors import Right
from services.home import Home
from services.rights import needs
from services.topologies import current, snapshot
from topology.changes import ENTITIES, Change, compare_topologies
from topology.model.errors import InputError


@needs(Right.READ)
def compare_snapshots(home: Home, before: str, after: str) -> tuple[Change, ...]:
    """Return the changes from one snapshot to another, each by id or name.

    Raises
    ------
    NotFound
        ``store.no_snapshot``.
    """
    first, second = snapshot(home, before), snapshot(home, after)
    key = f"{first.id} {second.id}"
    return home.cache.get("changes", key, lambda: compare_topologies(current(home, first.id), current(home, second.id)))


@needs(Right.READ)
def change_rows(home: Home, before: str, after: str, *, entity: str | None = None, network: str | None = None) -> list[dict[str, Any]]:
    """Return the changes as flat objects, of one kind of thing or one network where asked.

    Raises
    ------
    InputError
        ``services.unknown_entity``.
    """
    if entity is not None and entity not in ENTITIES:
        raise InputError("services.unknown_entity", entity=entity, known=", ".join(ENTITIES))
    found = compare_snapshots(home, before, after)
    return [_row(change) for change in found if entity in {None, change.entity} and network in {None, change.network}]


def _row(change: Change) -> dict[str, Any]:
    """Return a change as scripts know it: what it was called before matters to the history alone."""
    values: dict[str, Any] = msgspec.to_builtins(change)
    del values["was"]
    return values
