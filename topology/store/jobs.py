"""Jobs: long work that anyone may watch and its owner may cancel, whichever process does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select, update

from topology.model.errors import NotFound, Scalar
from topology.store.database import Database, new_id
from topology.store.owner import is_dead, this_process
from topology.store.schema import job


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """Its process died."""


LIVE = (JobState.QUEUED, JobState.RUNNING)
"""States that a job leaves again."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A job as it stands. `message` is a code and its parameters, to be said in the reader's language."""

    id: str
    kind: str
    actor: str
    state: JobState
    params: dict[str, Scalar]
    done: int
    total: int | None
    step: str | None
    message: tuple[str, dict[str, Scalar]] | None
    result: dict[str, Any] | None
    cancel: bool
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class Jobs:
    """The jobs of a store."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def add(self, kind: str, *, actor: str, params: Mapping[str, Scalar] | None = None) -> str:
        """Queue a job for this process and return its id (``j5``)."""
        with self._database.write() as connection:
            done = connection.execute(
                insert(job).values(
                    kind=kind,
                    actor=actor,
                    state=JobState.QUEUED.value,
                    owner=this_process(),
                    params=_json(dict(params or {})),
                    done=0,
                    cancel=False,
                    created_at=self._clock(),
                )
            )
        return f"j{new_id(done)}"

    def start(self, reference: str) -> bool:
        """Take a queued job to work on; False if it was cancelled while it waited."""
        values = {"state": JobState.RUNNING.value, "started_at": self._clock(), "owner": this_process()}
        return self._move(reference, (JobState.QUEUED,), values)

    def progress(
        self, reference: str, done: int, total: int | None, step: str | None = None, *, result: Mapping[str, Any] | None = None
    ) -> bool:
        """Say how far a running job is, and what it has so far; return whether someone wants it stopped."""
        number = _number(reference)
        values: dict[str, object] = {"done": done, "total": total, "step": step}
        if result is not None:
            values["result"] = _json(result)
        with self._database.write() as connection:
            running = (job.c.id == number) & (job.c.state == JobState.RUNNING.value)
            connection.execute(update(job).where(running).values(**values))
            return bool(connection.scalar(select(job.c.cancel).where(job.c.id == number)))

    def finish(
        self,
        reference: str,
        state: JobState,
        *,
        result: Mapping[str, Any] | None = None,
        message: tuple[str, dict[str, Scalar]] | None = None,
    ) -> bool:
        """Say how a job ended; False if it had ended already."""
        values = {
            "state": state.value,
            "ended_at": self._clock(),
            "owner": None,
            "result": None if result is None else _json(result),
            "message": None if message is None else _json(message),
        }
        return self._move(reference, LIVE, values)

    def cancel(self, reference: str) -> Job:
        """Ask a job to stop; one that still waits ends at once. One that has ended stays as it is."""
        found = self.get(reference)
        if not self._move(reference, (JobState.QUEUED,), {"state": JobState.CANCELLED.value, "ended_at": self._clock(), "owner": None}):
            self._move(found.id, (JobState.RUNNING,), {"cancel": True})
        return self.get(reference)

    def get(self, reference: str) -> Job:
        """Return one job; raises `NotFound` ``store.no_job``."""
        with self._database.read() as connection:
            row = connection.execute(select(job).where(job.c.id == _number(reference))).one_or_none()
        if row is None:
            raise NotFound("store.no_job", id=reference)
        return _job(row)

    def all(self, limit: int = 200) -> list[Job]:
        """Return the newest jobs, newest first."""
        with self._database.read() as connection:
            return [_job(row) for row in connection.execute(select(job).order_by(job.c.id.desc()).limit(limit))]

    def reap(self) -> int:
        """Mark the jobs of dead processes as interrupted; return how many there were."""
        live = job.c.state.in_([state.value for state in LIVE])
        with self._database.write() as connection:
            rows = connection.execute(select(job.c.id, job.c.owner).where(live)).all()
            dead = [row.id for row in rows if is_dead(row.owner)]
            if dead:
                values = {"state": JobState.INTERRUPTED.value, "ended_at": self._clock(), "owner": None}
                connection.execute(update(job).where(job.c.id.in_(dead)).values(values))
        return len(dead)

    def _move(self, reference: str, states: tuple[JobState, ...], values: Mapping[str, object]) -> bool:
        allowed = job.c.state.in_([state.value for state in states])
        with self._database.write() as connection:
            return connection.execute(update(job).where((job.c.id == _number(reference)) & allowed).values(values)).rowcount == 1


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _number(reference: str) -> int:
    digits = reference.removeprefix("j")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 9:  # noqa: PLR2004 - nine digits fit every database's integer
        raise NotFound("store.no_job", id=reference)
    return int(digits)


def _job(row: Row[*tuple[Any, ...]]) -> Job:
    return Job(
        id=f"j{row.id}",
        kind=row.kind,
        actor=row.actor,
        state=JobState(row.state),
        params=msgspec.json.decode(row.params, type=dict[str, Scalar]),
        done=row.done,
        total=row.total,
        step=row.step,
        message=None if row.message is None else msgspec.json.decode(row.message, type=tuple[str, dict[str, Scalar]]),
        result=None if row.result is None else msgspec.json.decode(row.result, type=dict[str, Any]),
        cancel=row.cancel,
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )
