"""Runs: one discovery or import, from its first record to its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Row, func, insert, select, update

from topology.model.errors import InputError, NotFound, Scalar
from topology.store.database import Database, new_id
from topology.store.owner import is_dead, this_process
from topology.store.schema import record, run


class RunKind(StrEnum):
    """What filled a run with records."""

    DISCOVERY = "discovery"
    IMPORT = "import"


class RunState(StrEnum):
    """How far a run came."""

    RUNNING = "running"
    COMPLETE = "complete"
    PARTIAL = "partial"
    """Ended, and some device or file could not be read whole."""
    INTERRUPTED = "interrupted"
    """Stopped before its end; what was acknowledged is kept and the run can be resumed."""
    FAILED = "failed"


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A run as it stands."""

    id: str
    kind: RunKind
    state: RunState
    label: str
    """The scope file, or what was imported."""
    realms: tuple[str, ...]
    actor: str
    started_at: datetime
    ended_at: datetime | None
    summary: dict[str, Scalar]
    records: int


class Runs:
    """The runs of a store."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def start(self, kind: RunKind, label: str, *, realms: tuple[str, ...] = (), actor: str) -> str:
        """Open a run and return its id (``r7``)."""
        with self._database.write() as connection:
            newest: int = connection.scalar(select(func.max(record.c.seq))) or 0
            done = connection.execute(
                insert(run).values(
                    kind=kind.value,
                    state=RunState.RUNNING.value,
                    label=label,
                    realms=msgspec.json.encode(sorted(realms)).decode(),
                    actor=actor,
                    owner=this_process(),
                    started_at=self._clock(),
                    summary="{}",
                    first_seq=newest + 1,
                )
            )
        return f"r{new_id(done)}"

    def resume(self, reference: str) -> Run:
        """Take up a run that was interrupted, or that ended with something left to be read.

        Raises
        ------
        NotFound
            ``store.no_run`` if there is no such run.
        InputError
            ``store.run_not_resumable`` if it is at work, or ended complete or without any answer.
        """
        with self._database.write() as connection:
            row = connection.execute(select(run).where(run.c.id == run_number(reference))).one_or_none()
            if row is None:
                raise NotFound("store.no_run", id=reference)
            if row.state not in {RunState.INTERRUPTED, RunState.PARTIAL}:
                raise InputError("store.run_not_resumable", id=reference, state=row.state)
            connection.execute(
                update(run).where(run.c.id == row.id).values(state=RunState.RUNNING.value, owner=this_process(), ended_at=None)
            )
        return self.get(reference)

    def end(self, reference: str, state: RunState, summary: dict[str, Scalar] | None = None) -> None:
        """Say how a run ended."""
        with self._database.write() as connection:
            connection.execute(
                update(run)
                .where(run.c.id == run_number(reference))
                .values(state=state.value, owner=None, ended_at=self._clock(), summary=msgspec.json.encode(summary or {}).decode())
            )

    def get(self, reference: str) -> Run:
        """Return one run; raises `NotFound` ``store.no_run``."""
        for found in self._select(run_number(reference)):
            return found
        raise NotFound("store.no_run", id=reference)

    def all(self) -> list[Run]:
        """Return every run, oldest first."""
        return self._select(None)

    def reap(self) -> int:
        """Mark the runs of dead processes as interrupted; return how many there were."""
        with self._database.write() as connection:
            rows = connection.execute(select(run.c.id, run.c.owner).where(run.c.state == RunState.RUNNING.value)).all()
            dead = [row.id for row in rows if is_dead(row.owner)]
            if dead:
                connection.execute(
                    update(run).where(run.c.id.in_(dead)).values(state=RunState.INTERRUPTED.value, owner=None, ended_at=self._clock())
                )
        return len(dead)

    def _select(self, number: int | None) -> list[Run]:
        counted = select(record.c.run_id, func.count().label("records")).group_by(record.c.run_id).subquery()
        query = select(run, counted.c.records).outerjoin(counted, counted.c.run_id == run.c.id).order_by(run.c.id)
        if number is not None:
            query = query.where(run.c.id == number)
        with self._database.read() as connection:
            return [_run(row) for row in connection.execute(query)]


def run_number(reference: str) -> int:
    """Return the number in a run's id; raises `NotFound` ``store.no_run`` for what is not one."""
    digits = reference.removeprefix("r")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 9:  # noqa: PLR2004 - nine digits fit every database's integer
        raise NotFound("store.no_run", id=reference)
    return int(digits)


def _run(row: Row[*tuple[Any, ...]]) -> Run:
    return Run(
        id=f"r{row.id}",
        kind=RunKind(row.kind),
        state=RunState(row.state),
        label=row.label,
        realms=tuple(msgspec.json.decode(row.realms, type=list[str])),
        actor=row.actor,
        started_at=row.started_at,
        ended_at=row.ended_at,
        summary=msgspec.json.decode(row.summary, type=dict[str, Scalar]),
        records=row.records or 0,
    )
