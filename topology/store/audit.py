"""Audit: who did what, in order, each line's digest covering the line before it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select

from topology.model.errors import Scalar
from topology.store.database import Database
from topology.store.schema import audit


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the audit log. `outcome` is ``done``, ``denied`` or the code of the error."""

    seq: int
    at: datetime
    actor: str
    role: str
    action: str
    object: str
    params: dict[str, Scalar]
    outcome: str
    digest: str


class Audit:
    """The audit log of a store: lines are added, never changed."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def append(self, action: str, object_: str, *, actor: str, role: str, outcome: str, params: Mapping[str, Scalar] | None = None) -> int:
        """Add a line and return its number."""
        said = msgspec.json.encode(dict(params or {}), order="sorted").decode()
        with self._database.write() as connection:
            last = connection.execute(select(audit.c.seq, audit.c.digest).order_by(audit.c.seq.desc())).first()
            seq, before = (1, "") if last is None else (last.seq + 1, last.digest)
            values = {"at": self._clock(), "actor": actor, "role": role, "action": action}
            values |= {"object": object_, "params": said, "outcome": outcome}
            connection.execute(insert(audit).values(seq=seq, digest=_digest(before, seq, values), **values))
        return seq

    def lines(self, limit: int = 200) -> list[Line]:
        """Return the newest lines, newest first."""
        with self._database.read() as connection:
            return [_line(row) for row in connection.execute(select(audit).order_by(audit.c.seq.desc()).limit(limit))]

    def broken(self) -> int | None:
        """Return the number of the first line that does not follow from the one before it, or None."""
        before = ""
        with self._database.read() as connection:
            for place, row in enumerate(connection.execute(select(audit).order_by(audit.c.seq)), start=1):
                values = {name: getattr(row, name) for name in ("at", "actor", "role", "action", "object", "params", "outcome")}
                if row.seq != place or row.digest != _digest(before, row.seq, values):
                    return place
                before = row.digest
        return None


def _digest(before: str, seq: int, values: Mapping[str, Any]) -> str:
    text = msgspec.json.encode([before, seq, *(values[name] for name in sorted(values))])
    return hashlib.sha256(text).hexdigest()


def _line(row: Row[*tuple[Any, ...]]) -> Line:
    return Line(
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        role=row.role,
        action=row.action,
        object=row.object,
        params=msgspec.json.decode(row.params, type=dict[str, Scalar]),
        outcome=row.outcome,
        digest=row.digest,
    )
