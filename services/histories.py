"""The history of a folder of backups as dated snapshots: the last state of each day, oldest first, each whole.

Every state is a run of its own whose records bear the time of the commit, and a snapshot of that run. A file that a
later state no longer has leaves its device stale, as one that no longer answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import msgspec

from collectors.clean import clean
from collectors.configs import IMPORT_VANTAGE
from collectors.detect import Kind, detect_text
from collectors.sources.history import Blob, Repository, State, open_repository
from collectors.sources.trees import LIST_NAME, Said, is_inside, list_says, said_of
from services.actors import Right
from services.home import Home
from services.imported import FileResult, Form, refused
from services.imported import State as Outcome
from services.intake import Found
from services.progress import Watch
from services.reading import Key, Known, Read, key_of, read_file
from services.rights import changes
from services.snapshotting import make_snapshot
from topology.model.errors import InputError
from topology.model.records import Completeness, DeviceRecord, Envelope
from topology.store import Conflict
from topology.store.records import Kept
from topology.store.runs import RunKind, RunState

_BATCH: Final = 64
_SHORT: Final = 12
_REMOVED: Final = "removed"
_ENGINE: Final = "git"


def look_at_history(found: Found) -> FileResult:
    """Return how many dated states a repository has to give; nothing is read of them."""
    assert found.path is not None
    try:
        with open_repository(found.path, found.label) as repository:
            states = repository.states(found.states)
    except InputError as error:
        return refused(found.label, error.code, error.params, Form.HISTORY)
    days = f"{states[0].at:%Y-%m-%d} … {states[-1].at:%Y-%m-%d}" if states else ""
    return FileResult(
        path=found.label,
        state=Outcome.IMPORTED,
        form=Form.HISTORY,
        evidence=days,
        params={"states": len(states), "days": days},
    )


@changes(Right.COLLECT, "import.history")
def import_history(home: Home, found: Found, watch: Watch) -> FileResult:
    """Import the dated states of a repository that are newer than those the store has."""
    assert found.path is not None
    try:
        with open_repository(found.path, found.label) as repository:
            states = _new_states(home, found, repository.states(found.states))
            history = _History(home, found, repository, watch)
            for number, state in enumerate(states, start=1):
                watch.check()
                watch.tell("history", number, len(states))
                history.take(state)
    except InputError as error:
        return refused(found.label, error.code, error.params, Form.HISTORY)
    days = f"{states[0].at:%Y-%m-%d} … {states[-1].at:%Y-%m-%d}" if states else ""
    return FileResult(
        path=found.label,
        state=Outcome.IMPORTED if states else Outcome.UNCHANGED,
        form=Form.HISTORY,
        evidence=days or None,
        params={"states": len(states), "days": days},
    )


def _label(found: Found, state: State) -> str:
    return f"{found.label}@{state.commit[:_SHORT]} {state.at:%Y-%m-%d}"


def _new_states(home: Home, found: Found, states: Sequence[State]) -> list[State]:
    """Return the states after the newest that is there already."""
    known = {run.label for run in home.store.runs.all() if run.kind is RunKind.IMPORT and run.state is RunState.COMPLETE}
    newest = max((index for index, state in enumerate(states) if _label(found, state) in known), default=-1)
    return list(states[newest + 1 :])


@dataclass(slots=True)
class _History:
    """Takes the states of one repository into the store, one after the other."""

    home: Home
    found: Found
    repository: Repository
    watch: Watch
    cache: dict[str, Read] = field(default_factory=dict)
    """What was read of the files of the state before: most do not change."""

    def take(self, state: State) -> None:
        """Write one state as a run, whole, and make a snapshot of it."""
        store, found = self.home.store, self.found
        assert found.realm is not None
        blobs = [blob for blob in self.repository.files(state.commit) if not is_inside(blob.name.split("/"))]
        gone = {target for target in Known(store, {found.realm}).targets() if target[2].startswith(f"{found.label}/")}
        run = store.runs.start(RunKind.IMPORT, _label(found, state), realms=(found.realm,), actor=self.home.actor.name)
        ended = RunState.INTERRUPTED
        try:
            batch: list[Kept] = []
            for kept in self._records(blobs, state):
                self.watch.check()
                gone.discard(key_of(kept.record))
                batch.append(kept)
                if len(batch) >= _BATCH:
                    store.records.append_many(run, batch)
                    batch = []
            batch += [Kept(record=_removed(target, state.at)) for target in sorted(gone)]
            store.records.append_many(run, batch)
            ended = RunState.COMPLETE
        finally:
            store.runs.end(run, ended, {"files": len(blobs), "commit": state.commit})
        _dated_snapshot(self.home, found, state, run, self.watch)

    def _records(self, blobs: Sequence[Blob], state: State) -> Iterator[Kept]:
        """Give the records of a state; a file that has not changed since the state before is not read again."""
        lists: dict[str, dict[str, Said]] = {}
        for blob, data in self.repository.read([blob for blob in blobs if blob.name.rpartition("/")[2] == LIST_NAME]):
            lists[blob.name.rpartition("/")[0]] = list_says(data.decode("utf-8", "replace"), f"{self.found.label}/{blob.name}")
        fresh: dict[str, Read] = {}
        for blob, data in self.repository.read([blob for blob in blobs if _place(blob) not in self.cache]):
            read = self._read(blob, data, said_of(blob.name, lists), state.at)
            if read is not None:
                fresh[_place(blob)] = read
        for blob in blobs:
            known = fresh.get(_place(blob)) or self.cache.get(_place(blob))
            if known is not None:
                fresh[_place(blob)] = known
                for kept in known.kept:
                    if kept is not None:
                        yield msgspec.structs.replace(kept, record=_at(kept.record, state.at))
        self.cache = fresh

    def _read(self, blob: Blob, data: bytes, said: Said | None, at: datetime) -> Read | None:
        label = f"{self.found.label}/{blob.name}"
        try:
            seen = detect_text(label, clean(data, label), said)
        except InputError:
            return None
        if seen.kind not in (Kind.CONFIG, Kind.LOG):
            return None
        form = Form.LOG if seen.kind is Kind.LOG else Form.CONFIG
        one = Found(label=label, form=form, realm=self.found.realm, read=lambda: data, detection=seen, platform=self.found.platform)
        return read_file(one, collected_at=at, key=self.home.key)


def _place(blob: Blob) -> str:
    return f"{blob.hash} {blob.name}"


def _at(record: DeviceRecord, at: datetime) -> DeviceRecord:
    return msgspec.structs.replace(record, envelope=msgspec.structs.replace(record.envelope, collected_at=at))


def _removed(target: Key, at: datetime) -> DeviceRecord:
    """Return the record of a device whose file is gone."""
    realm, kind, name = target
    return DeviceRecord(
        envelope=Envelope(
            kind=kind, target=name, vantage=IMPORT_VANTAGE, realm=realm, collected_at=at, engine=_ENGINE, engine_version="1",
            completeness=Completeness.FAILED, reason=_REMOVED,
        )
    )  # fmt: skip


def _dated_snapshot(home: Home, found: Found, state: State, run: str, watch: Watch) -> None:
    name = f"{found.label} {state.at:%Y-%m-%d}"[-80:]
    try:
        make_snapshot(home, name, runs=[run], watch=watch)
    except Conflict as error:
        if error.code != "store.name_taken":
            raise
        make_snapshot(home, f"{name} {state.commit[:_SHORT]}", runs=[run], watch=watch)
