"""Retention: which snapshots may go, and letting them go with all that nothing else rests on.

A snapshot stays if a person named or locked it, a scenario rests on it, it is the newest or the newest complete one, or it is
among those the policy keeps. With a snapshot go the beliefs that no other has, the records that no snapshot and no later one
could need, and the parts and sources that no record names. One transaction each for what is believed, what was said and what it
is made of: what is cut off between two of them is found by the next pruning, and nothing that stays ever points at nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import msgspec
from sqlalchemy import Column, Connection, Table, delete, func, insert, select

from topology.model.errors import InputError, NotFound
from topology.store.contents import CHUNK, read_parts
from topology.store.database import Database
from topology.store.records import Head, Records
from topology.store.runs import Run, RunState
from topology.store.schema import belief, census_edition, hold, part, pruning, record, snapshot, source
from topology.store.selection import Standing, choose
from topology.store.snapshots import Snapshot, Snapshots, beliefs_of

_GIVEN_BY_NETFOLD: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d #\d+")
_UNFINISHED: Final = frozenset({RunState.RUNNING, RunState.INTERRUPTED})
_SOUND: Final = frozenset({Standing.FRESH})
_LIST: Final = msgspec.msgpack.Decoder(list[int])
_NAMED: Final = msgspec.msgpack.Decoder(dict[str, int])


class Reason(StrEnum):
    """Why a snapshot stays or goes."""

    NEWEST = "newest"
    NEWEST_COMPLETE = "newest_complete"
    """The newest in which every device answered in full."""
    LOCKED = "locked"
    NAMED = "named"
    SCENARIO = "scenario"
    """A scenario rests on it."""
    AMONG_NEWEST = "among_newest"
    RECENT = "recent"
    OLD = "old"
    """Nothing keeps it."""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """How many of the newest snapshots are kept, and how many days; either is enough."""

    keep: int | None = None
    keep_days: float | None = None


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a snapshot, and why."""

    snapshot: Snapshot
    stays: bool
    reason: Reason


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """A person's word that a snapshot stays."""

    snapshot: str
    held_at: datetime
    actor: str
    reason: str


class Freed(msgspec.Struct, frozen=True, kw_only=True):
    """What pruning took away: rows, and the bytes they held."""

    snapshots: int = 0
    beliefs: int = 0
    records: int = 0
    parts: int = 0
    sources: int = 0
    freed_bytes: int = 0


def judge(
    heads: Sequence[Snapshot], policy: Policy, *, now: datetime, held: Collection[str], used: Collection[str], complete: str | None
) -> list[Verdict]:
    """Return what becomes of each snapshot, in the order of `heads`, oldest first.

    Parameters
    ----------
    held, used
        Ids of the snapshots that a person locked, and that scenarios rest on.
    complete
        Id of the newest snapshot in which every device answered in full.

    Raises
    ------
    InputError
        ``store.no_policy`` if it keeps neither a number nor days, or fewer than none.
    """
    limits = [limit for limit in (policy.keep, policy.keep_days) if limit is not None]
    if not limits or min(limits) < 0:
        raise InputError("store.no_policy")
    newest = heads[-1].id if heads else None
    among = {head.id for head in heads[len(heads) - policy.keep :]} if policy.keep else set()
    since = None if policy.keep_days is None else now - timedelta(days=policy.keep_days)
    found = []
    for head in heads:
        reasons = (
            (head.id == newest, Reason.NEWEST),
            (head.id == complete, Reason.NEWEST_COMPLETE),
            (head.id in held, Reason.LOCKED),
            (head.id in used, Reason.SCENARIO),
            (_GIVEN_BY_NETFOLD.fullmatch(head.name) is None, Reason.NAMED),
            (head.id in among, Reason.AMONG_NEWEST),
            (since is not None and head.created_at >= since, Reason.RECENT),
        )
        reason = next((why for holds, why in reasons if holds), Reason.OLD)
        found.append(Verdict(snapshot=head, stays=reason is not Reason.OLD, reason=reason))
    return found


class Retention:
    """Locks on snapshots, and pruning."""

    def __init__(self, database: Database, clock: Callable[[], datetime], snapshots: Snapshots, records: Records) -> None:
        self._database = database
        self._clock = clock
        self._snapshots = snapshots
        self._records = records

    def lock(self, identifier: str, *, actor: str, reason: str = "") -> Hold:
        """Keep a snapshot from pruning; a second lock changes nothing."""
        head = self._snapshots.get(identifier)
        if not any(one.snapshot == head.id for one in self.held()):
            with self._database.write() as connection:
                values = {"snapshot_id": _number(head.id), "held_at": self._clock(), "actor": actor, "reason": reason}
                connection.execute(insert(hold).values(values))
        return next(one for one in self.held() if one.snapshot == head.id)

    def unlock(self, identifier: str) -> None:
        """Take a lock away; raises `NotFound` ``store.not_locked`` if there is none."""
        head = self._snapshots.get(identifier)
        with self._database.write() as connection:
            if connection.execute(delete(hold).where(hold.c.snapshot_id == _number(head.id))).rowcount == 0:
                raise NotFound("store.not_locked", id=identifier)

    def held(self) -> list[Hold]:
        """Return the locks, oldest snapshot first."""
        with self._database.read() as connection:
            rows = connection.execute(select(hold).order_by(hold.c.snapshot_id))
            return [Hold(snapshot=f"s{row.snapshot_id}", held_at=row.held_at, actor=row.actor, reason=row.reason) for row in rows]

    def newest_complete(self, heads: Sequence[Snapshot]) -> str | None:
        """Return the id of the newest snapshot in which every device answered in full, None if there is none."""
        for head in reversed(heads):
            chosen = self._snapshots.records(head.id)
            if chosen and all(one.standing in _SOUND for one in chosen) and not head.counts.get("stale"):
                return head.id
        return None

    def judge(self, policy: Policy, used: Collection[str]) -> list[Verdict]:
        """Return what becomes of each snapshot, oldest first; errors as `judge`."""
        heads = self._snapshots.all()
        held = {one.snapshot for one in self.held()}
        return judge(heads, policy, now=self._clock(), held=held, used=used, complete=self.newest_complete(heads))

    def prune(self, gone: Collection[str], runs: Iterable[Run]) -> Freed:
        """Take snapshots away, and all that nothing else rests on; `runs` are those whose records a resumption may need."""
        with self._deleting() as connection:
            _delete(connection, snapshot, snapshot.c.id, {_number(one) for one in gone})
            connection.execute(delete(hold).where(hold.c.snapshot_id.not_in(select(snapshot.c.id))))
            needed = {number for row in connection.execute(select(snapshot)) for number in beliefs_of(row)}
            beliefs, freed = _sweep(connection, belief, needed, belief.c.body)
        unfinished = {run.id for run in runs if run.state in _UNFINISHED}
        with self._deleting() as connection:
            records, more = _sweep_records(connection, self._records.heads(), self._kept_records(), unfinished)
        freed += more
        with self._deleting() as connection:
            parts, bytes_of_parts = _sweep(connection, part, _parts_needed(connection), part.c.body)
            sources, bytes_of_sources = _sweep(connection, source, _sources_needed(connection), source.c.body)
        freed += bytes_of_parts + bytes_of_sources
        return Freed(snapshots=len(gone), beliefs=beliefs, records=records, parts=parts, sources=sources, freed_bytes=freed)

    def _kept_records(self) -> set[int]:
        return {number for head in self._snapshots.all() for one in self._snapshots.records(head.id) for number in one.sequence}

    @contextmanager
    def _deleting(self) -> Iterator[Connection]:
        """Give a connection that may delete what is written once."""
        with self._database.write() as connection:
            connection.execute(insert(pruning).values(id=1))
            yield connection
            connection.execute(delete(pruning))


def _sweep_records(connection: Connection, heads: list[Head], kept: set[int], unfinished: set[str]) -> tuple[int, int]:
    """Delete the records that no snapshot has, no next snapshot would choose and no run could be resumed from."""
    running = {int(run[1:]) for run in unfinished}
    next_time = {number for one in choose(heads) for number in one.sequence}
    waiting = {head.seq for head in heads if head.run in running}
    return _sweep(connection, record, kept | next_time | waiting, record.c.parts)


def _parts_needed(connection: Connection) -> set[int]:
    """Return the parts that records name: their lists, what the lists name, and what changes at every look."""
    rows = [_LIST.decode(body) for body in connection.scalars(select(record.c.parts))]
    lists = {row[0] for row in rows}
    volatile = {number for row in rows for number in row[1:]}
    steady = {number for body in read_parts(connection, lists).values() for number in _NAMED.decode(body).values()}
    return lists | volatile | steady


def _sources_needed(connection: Connection) -> set[int]:
    queries = (select(record.c.source_id).distinct(), select(census_edition.c.source_id).distinct())
    return {number for query in queries for number in connection.scalars(query) if number is not None}


def _sweep(connection: Connection, table: Table, needed: Collection[int], body: Column[Any]) -> tuple[int, int]:
    """Delete the rows of a table that are not needed; return how many, and the bytes of their bodies."""
    key = next(iter(table.primary_key.columns))
    gone = {number for number in connection.scalars(select(key)) if number not in needed}
    freed = 0
    for chunk in _chunks(gone):
        freed += connection.scalar(select(func.sum(func.length(body))).where(key.in_(chunk))) or 0
    _delete(connection, table, key, gone)
    return len(gone), freed


def _delete(connection: Connection, table: Table, key: Column[Any], gone: Collection[int]) -> None:
    for chunk in _chunks(gone):
        connection.execute(delete(table).where(key.in_(chunk)))


def _chunks(numbers: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(numbers)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def _number(identifier: str) -> int:
    return int(identifier[1:])
