"""Discovery: a scope asked into the store as a run that can be watched, stopped and taken up again."""

from __future__ import annotations

import asyncio
from collections.abc import Container
from pathlib import Path
from typing import Any, Final

import msgspec

from collectors.snmp.discover import Planned, Progress, Summary, discover, plan_run
from collectors.snmp.scope import Bounds, Scope, load_scope
from services.actors import Right
from services.home import Home
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
    return plan_run(_scope(home, scope))


@changes(Right.COLLECT, "discover")
def run_scope(
    home: Home,
    scope: Path,
    *,
    resume: str | None = None,
    engine: str = _ENGINE,
    snapshot: str | None = None,
    resolve: bool = True,
    label: str | None = None,
    among: Container[str] | None = None,
    watch: Watch = SILENT,
) -> Outcome:
    """Discover a scope as a run and make a snapshot of what is then known.

    `resume` takes up an interrupted run: what it acknowledged is not asked again. `resolve` is False where
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
        summary = _ask(home, loaded, (run, done), engine, watch)
    except BaseException as error:
        home.store.runs.end(run, RunState.FAILED if isinstance(error, InputError) else RunState.INTERRUPTED)
        raise
    if not summary.cancelled:
        _record_not_reached(home, run, loaded, among)
    home.store.runs.end(run, _state(summary), _figures(summary))
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
    complete = [record for record in records if record.envelope.completeness is Completeness.COMPLETE]
    return resume, {(record.envelope.realm, record.envelope.target): record for record in complete}


def _ask(home: Home, scope: Scope, taken: tuple[str, dict[tuple[str, str], DeviceRecord]], engine: str, watch: Watch) -> Summary:
    run, done = taken
    with Recorder(home.store.records, run) as recorder:

        def show(progress: Progress) -> None:
            finished = progress.answered + progress.failed
            watch.tell("discover", finished, max(finished + progress.queued + progress.in_flight, progress.asked))

        def stopped() -> bool:
            return recorder.error is not None or watch.cancelled()

        return asyncio.run(
            discover(scope, sink=recorder.put, now=home.store.clock, progress=show, cancelled=stopped, done=done, engine=engine)
        )


def _record_not_reached(home: Home, run: str, scope: Scope, among: Container[str] | None) -> None:
    """Write a failed record for each SNMP target inside the scope that earlier runs knew and this one never met."""
    number = int(run[1:])
    bounds = {realm.name: Bounds(realm) for realm in scope.realms}
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
        return RunState.FAILED
    return RunState.PARTIAL if summary.partial or summary.failed else RunState.COMPLETE


def _figures(summary: Summary) -> dict[str, Any]:
    names = ("asked", "answered", "complete", "partial", "failed", "silent", "duplicates", "taken_over", "requests", "seconds", "left")
    return {name: getattr(summary, name) for name in names}
