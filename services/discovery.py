"""Discovery: a scope asked into the store as a run that can be watched, stopped and taken up again."""

from __future__ import annotations

import asyncio
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from collectors.bundle import write_bundle
from collectors.signing import Keys
from collectors.snmp.discover import Planned, Progress, Summary, discover, plan_run
from collectors.snmp.events import Listener, ignore
from collectors.snmp.scope import Bounds, Scope, load_scope
from services.actors import Right
from services.home import KEYS_FOLDER, Home
from services.progress import SILENT, Watch
from services.recording import Recorder
from services.rights import changes, needs
from services.snapshotting import make_snapshot
from topology.model.errors import InputError, Problem
from topology.model.records import Completeness, DeviceRecord, Envelope, SourceKind
from topology.store.runs import Run, RunKind, RunState
from topology.store.snapshots import Snapshot

NOT_REACHED: Final = "not_reached"
"""Reason in the record of a device that an earlier run knew and this one found no way to."""
_ENGINE: Final = "wire"
_RANK: Final = {Completeness.FAILED: 0, Completeness.PARTIAL: 1, Completeness.COMPLETE: 2}


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How a discovery ended."""

    run: Run
    summary: Summary
    snapshot: Snapshot | None
    """None when the run was interrupted or nothing answered."""
    problems: tuple[Problem, ...]


@needs(Right.COLLECT)
def plan(home: Home, scope: Path) -> list[Planned]:
    """Return what a run over a scope would ask; nothing is sent. Errors as `load_scope`."""
    return plan_run(_scope(home, scope), home.store.clock())


@changes(Right.COLLECT, "discover")
def run_scope(
    home: Home,
    scope: Path,
    *,
    resume: str | None = None,
    engine: str = _ENGINE,
    bundle: Path | None = None,
    events: Listener = ignore,
    snapshot: str | None = None,
    resolve: bool = True,
    label: str | None = None,
    among: Container[str] | None = None,
    watch: Watch = SILENT,
) -> Outcome:
    """Discover a scope as a run and make a snapshot of what is then known.

    `resume` takes up a run that was interrupted or ended in part: devices read whole are not asked again.
    `bundle` is a file into which the run's records go, signed, once it has ended; `events` hears of all that happens.
    Devices that earlier runs knew are asked from the start. `resolve` is False where
    more is to come first: then no snapshot is made. `label` names the run, by default by the scope's file.
    A device inside the scope that an earlier run knew and this one never met is kept as not reached; `among`
    limits the earlier runs that count, by id.

    Raises
    ------
    InputError
        The scope cannot be read (see `load_scope`), or `resume` names a run that cannot be resumed.
    StoreError
        The store could not be written; what was acknowledged is kept and the run is interrupted.
    """
    loaded = _scope(home, scope)
    run, done = _open_run(home, loaded, resume, label or str(loaded.path.absolute()))
    try:
        previous = _previous(home, loaded, among)
        summary = _ask(home, loaded, _Ask(run=run, done=done, previous=previous, engine=engine, events=events), watch)
    except BaseException as error:
        home.store.runs.end(run, RunState.FAILED if isinstance(error, InputError) else RunState.INTERRUPTED)
        raise
    if not summary.cancelled and (summary.closed or not summary.left):
        _record_not_reached(home, run, loaded, among, summary.closed)
    home.store.runs.end(run, _state(summary), _figures(summary))
    if bundle is not None and not summary.cancelled:
        keys = Keys(home.folder(KEYS_FOLDER))
        write_bundle(bundle, home.store.records.of_run(run), keys, run=run, scope=loaded.path.name, made_at=home.store.clock())
    known = not summary.cancelled and summary.answered + summary.taken_over > 0
    made = make_snapshot(home, snapshot, watch=watch) if resolve and known else None
    return Outcome(run=home.store.runs.get(run), summary=summary, snapshot=made, problems=summary.problems)


def _scope(home: Home, path: Path) -> Scope:
    """Load a scope that touches no prefix of a classified network of the newest census."""
    latest = home.store.editions.latest()
    networks = latest[1].networks if latest else ()
    return load_scope(path, forbidden=[prefix for network in networks if network.classified for prefix in network.prefixes])


def _open_run(home: Home, scope: Scope, resume: str | None, label: str) -> tuple[str, dict[tuple[str, str], DeviceRecord]]:
    runs = home.store.runs
    realms = tuple(realm.name for realm in scope.realms)
    if resume is None:
        return runs.start(RunKind.DISCOVERY, label, realms=realms, actor=home.actor.name), {}
    taken = runs.get(resume)
    if taken.kind is not RunKind.DISCOVERY or taken.realms != tuple(sorted(realms)):
        raise InputError("services.other_scope", id=resume, realms=", ".join(taken.realms), found=", ".join(sorted(realms)))
    runs.resume(resume)
    records = home.store.records.of_run(resume)
    met: dict[tuple[str, str], DeviceRecord] = {}
    for record in records:
        key = (record.envelope.realm, record.envelope.target)
        if record.envelope.reason != NOT_REACHED and (
            key not in met or _RANK[record.envelope.completeness] >= _RANK[met[key].envelope.completeness]
        ):
            met[key] = record
    return resume, met


def _previous(home: Home, scope: Scope, among: Container[str] | None) -> _Earlier:
    """Return the devices that earlier runs read in these realms."""
    realms = {realm.name for realm in scope.realms}
    heads = [
        head
        for head in home.store.records.heads()
        if head.kind is SourceKind.SNMP
        and head.realm in realms
        and head.completeness is not Completeness.FAILED
        and (among is None or f"r{head.run}" in among)
    ]
    return _Earlier(home, {(head.realm, head.target): head.seq for head in heads})


class _Earlier(Mapping[tuple[str, str], DeviceRecord]):
    """Records of earlier runs by realm and target, each read from the store when it is wanted."""

    def __init__(self, home: Home, numbers: dict[tuple[str, str], int]) -> None:
        self._home = home
        self._numbers = numbers

    def __getitem__(self, key: tuple[str, str]) -> DeviceRecord:
        return self._home.store.records.load([self._numbers[key]])[0]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ask:
    """What is asked in a run beside its scope."""

    run: str
    done: dict[tuple[str, str], DeviceRecord]
    previous: Mapping[tuple[str, str], DeviceRecord]
    engine: str
    events: Listener


def _ask(home: Home, scope: Scope, asked: _Ask, watch: Watch) -> Summary:
    with Recorder(home.store.records, asked.run) as recorder:

        def show(progress: Progress) -> None:
            finished = progress.answered + progress.failed
            watch.tell("discover", finished, max(finished + progress.queued + progress.in_flight, progress.asked))

        def stopped() -> bool:
            return recorder.error is not None or watch.cancelled()

        return asyncio.run(
            discover(
                scope,
                sink=recorder.put,
                now=home.store.clock,
                progress=show,
                cancelled=stopped,
                done=asked.done,
                previous=asked.previous,
                engine=asked.engine,
                events=asked.events,
            )
        )


def _record_not_reached(home: Home, run: str, scope: Scope, among: Container[str] | None, closed: Container[str]) -> None:
    """Write a failed record for each SNMP target inside the scope that earlier runs knew and this one never met."""
    number = int(run[1:])
    bounds = {realm.name: Bounds(realm) for realm in scope.realms if realm.name not in closed}
    heads = [
        head
        for head in home.store.records.heads()
        if head.kind is SourceKind.SNMP
        and head.realm in bounds
        and bounds[head.realm].allows(head.target)
        and (head.run == number or among is None or f"r{head.run}" in among)
    ]
    met = {(head.realm, head.target) for head in heads if head.run == number}
    missed = {(head.realm, head.target): head for head in heads if (head.realm, head.target) not in met}
    gone = [head.seq for head in missed.values() if head.completeness is not Completeness.FAILED]
    with Recorder(home.store.records, run) as recorder:
        for last in home.store.records.load(gone):
            seen = last.envelope
            recorder.put(
                DeviceRecord(
                    envelope=Envelope(
                        kind=SourceKind.SNMP,
                        target=seen.target,
                        vantage=seen.vantage,
                        realm=seen.realm,
                        collected_at=home.store.clock(),
                        engine=seen.engine,
                        engine_version=seen.engine_version,
                        completeness=Completeness.FAILED,
                        reason=NOT_REACHED,
                    )
                )
            )


def _state(summary: Summary) -> RunState:
    if summary.cancelled:
        return RunState.INTERRUPTED
    if not summary.answered + summary.taken_over:
        return RunState.PARTIAL if summary.closed else RunState.FAILED
    return RunState.PARTIAL if summary.partial or summary.failed or summary.left else RunState.COMPLETE


def _figures(summary: Summary) -> dict[str, Any]:
    names = ("asked", "answered", "complete", "partial", "failed", "silent", "duplicates", "taken_over", "requests", "seconds", "left")
    return {name: getattr(summary, name) for name in names}
