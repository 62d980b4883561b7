"""The chronicle: what changed in each snapshot, found by the id of the thing.

It is computed from the snapshots and may be computed again; once snapshots are pruned, it is all that remembers them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, insert, or_, select

from topology.change import Change, ChangeKind
from topology.model.entities import Evidence
from topology.store.contents import CHUNK
from topology.store.database import Database
from topology.store.schema import change, chronicle


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot as the chronicle remembers it, and the earlier one it was compared with."""

    snapshot: str
    name: str
    created_at: datetime
    basis: str | None
    realms: tuple[str, ...]


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A change, and the snapshot that first shows it."""

    snapshot: str
    change: Change
    evidence: tuple[Evidence, ...] = ()


class Chronicle:
    """The changes of all snapshots of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(self) -> list[Entry]:
        """Return the snapshots it covers, oldest first."""
        with self._database.read() as connection:
            return [_entry(row) for row in connection.execute(select(chronicle).order_by(chronicle.c.snapshot_id))]

    def add(self, entry: Entry, changes: Iterable[Change], evidence: Mapping[str, tuple[Evidence, ...]]) -> None:
        """Write what changed in a snapshot, all or nothing; one that is covered already stays as it is."""
        number = int(entry.snapshot[1:])
        with self._database.write() as connection:
            if connection.scalar(select(chronicle.c.snapshot_id).where(chronicle.c.snapshot_id == number)) is not None:
                return
            values = {"snapshot_id": number, "name": entry.name, "created_at": entry.created_at}
            values |= {"basis_id": int(entry.basis[1:]) if entry.basis else None, "realms": msgspec.json.encode(entry.realms).decode()}
            connection.execute(insert(chronicle).values(values))
            rows = [_values(number, one, evidence.get(one.id, ())) for one in changes]
            for start in range(0, len(rows), CHUNK):
                connection.execute(insert(change), rows[start : start + CHUNK])

    def of(self, things: Collection[str]) -> list[Event]:
        """Return what happened to things, by their ids then or before, oldest first."""
        wanted = sorted(things)
        found: dict[int, Row[*tuple[Any, ...]]] = {}
        with self._database.read() as connection:
            for start in range(0, len(wanted), CHUNK):
                chunk = wanted[start : start + CHUNK]
                query = select(change).where(or_(change.c.object.in_(chunk), change.c.was.in_(chunk)))
                found |= {row.id: row for row in connection.execute(query)}
        return [_event(found[number]) for number in sorted(found)]


def _values(number: int, one: Change, evidence: tuple[Evidence, ...]) -> dict[str, Any]:
    return {
        "snapshot_id": number,
        "object": one.id,
        "was": one.was,
        "entity": one.entity,
        "kind": one.kind.value,
        "label": one.label,
        "field": one.field,
        "before": one.before,
        "after": one.after,
        "network": one.network,
        "evidence": msgspec.json.encode(evidence).decode(),
    }


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    return Entry(
        snapshot=f"s{row.snapshot_id}",
        name=row.name,
        created_at=row.created_at,
        basis=None if row.basis_id is None else f"s{row.basis_id}",
        realms=msgspec.json.decode(row.realms, type=tuple[str, ...]),
    )


def _event(row: Row[*tuple[Any, ...]]) -> Event:
    made = Change(
        entity=row.entity,
        kind=ChangeKind(row.kind),
        label=row.label,
        field=row.field,
        before=row.before,
        after=row.after,
        id=row.object,
        network=row.network,
        was=row.was,
    )
    return Event(snapshot=f"s{row.snapshot_id}", change=made, evidence=msgspec.json.decode(row.evidence, type=tuple[Evidence, ...]))
