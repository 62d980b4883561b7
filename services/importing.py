"""Importing: files and folders into the store, each file's result by itself; and a look at the result before it is done.

What a file is, is decided by its content. Configurations, terminal logs and walks become records of one run; a census
workbook (or the CSV files of one folder) becomes an edition named by its content, so that the same file twice changes
nothing; a rule file replaces the home's rules. Whatever cannot be read is named and the rest goes on. A run counts
when it has ended, and not before: one that is broken off leaves nothing behind that anyone sees.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

import msgspec

from collectors.bundle import open_bundle
from collectors.census.difference import Change
from collectors.signing import Keys
from collectors.sources.archives import UPLOAD
from services.actors import Right
from services.census import CensusChange, keep_census, preview_census
from services.differences import Difference
from services.drawn_links import Drawn, say_links
from services.histories import import_history, look_at_history
from services.home import KEYS_FOLDER, Home
from services.imported import MOST_DIFFERENCES, OF_DEVICES, FileResult, Form, Imported, State, refused
from services.intake import Found, Intake, Request, limits_of
from services.netbox_files import import_inventories, preview_inventories, split_inventories
from services.progress import SILENT, Watch
from services.reading import Known, Read, compare, read_file, with_ids
from services.rights import changes, check, needs
from services.snapshotting import RULES_FILE, make_snapshot, unfinished_imports
from topology.model.errors import InputError, Problem
from topology.model.records import SourceKind, record_id
from topology.model.rules import read_rules
from topology.store import Conflict
from topology.store.records import Kept
from topology.store.runs import RunKind, RunState
from topology.store.snapshots import Snapshot

__all__ = ["FileResult", "Form", "Imported", "Request", "State", "import_paths", "preview_paths"]

_BATCH: Final = 32
"""Files whose records are written in one transaction, at most."""
_BATCH_BYTES: Final = 1 << 20
"""Text in them [bytes] from which on they are written: what is made of it takes many times as much memory."""
_REALM: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_READ: Final = OF_DEVICES - {Form.HISTORY} | {Form.DRAWING}


@changes(Right.PLAN, "import")
def import_paths(
    home: Home,
    requests: Sequence[Request],
    *,
    label: str | None = None,
    snapshot: str | None = None,
    resolve: bool = True,
    expect: str | None = None,
    watch: Watch = SILENT,
) -> Imported:
    """Import files and folders, and make a snapshot of what is then known.

    `label` names the run of the configurations, by default how many files it read.
    `resolve` is False where more is to come first: then no snapshot is made.
    `expect` is the mark of a preview: what has been imported since makes this a conflict.
    Who may plan may import a census; configurations and rules need the right to collect.

    Raises
    ------
    InputError
        Nothing was read: ``services.no_such_path``, ``services.too_many_files``; ``services.realm_needed`` where a
        configuration comes without a realm, ``services.bad_realm``, ``services.classified_realm``.
    Conflict
        Nothing was written: ``services.import_moved`` where the store has moved since the preview,
        ``services.import_running`` while someone else imports into the same realm.
    Cancelled
        The watcher asked for it; of the configurations nothing is kept.
    """
    inventories, requests = split_inventories(requests)
    with _intake(home, requests, watch) as intake:
        files = _checked(home, intake, requests)
        if expect is not None and expect != _mark(home, requests):
            raise Conflict("services.import_moved")
        history = [import_history(home, file, watch) for file in files if file.form is Form.HISTORY]
        configs = [file for file in files if file.form in _READ]
        drawn: list[Drawn] = []
        devices: list[FileResult] = []  # first, as they take long: an import that is stopped meanwhile leaves nothing
        run = _import_devices(home, configs, devices, drawn, label=label or f"{len(configs)} files", watch=watch) if configs else None
        results = [*intake.results, *import_inventories(home, inventories, watch=watch)] if inventories else list(intake.results)
        results += [_import_rules(home, file) for file in files if file.form is Form.RULES]
        results += [_import_census(home, file) for file in files if file.form is Form.CENSUS]
        results += [_import_bundle(home, file, watch) for file in files if file.form is Form.BUNDLE]
        results += [*(_used(file) for file in files if file.form is Form.DEVICES), *history, *devices]
    new = snapshot is not None or any(result.state is State.IMPORTED for result in results)
    made = make_snapshot(home, snapshot, watch=watch) if resolve and (files or inventories) and new else None
    links = 0
    if drawn and resolve:
        made, links, problems = _say_drawn(home, drawn, made, watch)
        results = [_with(result, problems) for result in results]
    return Imported(files=tuple(results), run=run, snapshot=made, links=links)


@needs(Right.PLAN)
def preview_paths(home: Home, requests: Sequence[Request], *, watch: Watch = SILENT) -> Imported:
    """Return what an import would do; nothing is written. Rights and errors are those of `import_paths`."""
    inventories, requests = split_inventories(requests)
    with _intake(home, requests, watch) as intake:
        files = _checked(home, intake, requests)
        mark = _mark(home, requests)
        results = [*intake.results, *preview_inventories(home, inventories, watch=watch)] if inventories else list(intake.results)
        results += [_look_at_rules(home, file) for file in files if file.form is Form.RULES]
        results += [_look_at_census(home, file) for file in files if file.form is Form.CENSUS]
        results += [_look_at_bundle(home, file) for file in files if file.form is Form.BUNDLE]
        results += [_used(file) for file in files if file.form is Form.DEVICES]
        results += [look_at_history(file) for file in files if file.form is Form.HISTORY]
        configs = [file for file in files if file.form in _READ]
        known = Known(home.store, {file.realm for file in configs if file.realm})
        for number, file in enumerate(configs):
            watch.check()
            watch.tell("configurations", number, len(configs))
            results.append(compare(read_file(file, collected_at=home.store.clock(), key=home.made_key), known).file)
    return Imported(files=tuple(results), mark=mark)


def _intake(home: Home, requests: Sequence[Request], watch: Watch) -> Intake:
    for request in requests:
        _check_realm(home, request.realm)
    return Intake(home.folder("staging"), limits_of(requests, UPLOAD), watch)


def _checked(home: Home, intake: Intake, requests: Sequence[Request]) -> list[Found]:
    """Return what can be imported, once realm and rights are clear."""
    files = intake.sort_out(requests)
    nowhere = next((file for file in files if file.form in OF_DEVICES | {Form.DRAWING} and file.realm is None), None)
    if nowhere is not None:
        raise InputError("services.realm_needed", path=nowhere.label)
    if any(file.form is not Form.CENSUS for file in files):
        check(home, Right.COLLECT, "import")
    return files


def _mark(home: Home, requests: Sequence[Request]) -> str:
    """Return what names the state of what an import of these requests is compared with."""
    realms = {request.realm for request in requests}
    left_out = unfinished_imports(home.store)
    mine = [
        head.seq
        for head in home.store.records.heads()
        if head.realm in realms and head.kind in (SourceKind.CONFIG, SourceKind.CAPTURE) and head.run not in left_out
    ]
    editions = home.store.editions.all()
    rules = home.path / RULES_FILE
    state = (max(mine, default=0), len(editions), rules.read_bytes() if rules.exists() else b"")
    return hashlib.blake2b(repr(state).encode(), digest_size=8).hexdigest()


def _check_realm(home: Home, realm: str | None) -> None:
    if realm is None:
        return
    if not _REALM.fullmatch(realm):
        raise InputError("services.bad_realm", realm=realm[:80])
    latest = home.store.editions.latest()
    for network in latest[1].networks if latest else ():
        if network.classified and network.realm == realm:
            raise InputError("services.classified_realm", realm=realm, network=network.code)


def _say_drawn(home: Home, drawn: Sequence[Drawn], made: Snapshot | None, watch: Watch) -> tuple[Snapshot | None, int, list[Problem]]:
    """Add what drawings show to the ledger; without a snapshot of this import, the newest one says which devices there are."""
    newest = made or next(iter(reversed(home.store.snapshots.all())), None)
    if newest is None:
        return None, 0, []
    after, links, problems = say_links(home, drawn, newest, watch)
    return (after if links else made), links, problems


def _used(file: Found) -> FileResult:
    return FileResult(
        path=file.label, state=State.USED, form=file.form, confidence=file.detection.confidence, evidence=file.detection.evidence
    )


def _with(result: FileResult, problems: Sequence[Problem]) -> FileResult:
    mine = tuple(problem for problem in problems if problem.where.rpartition(":")[0] == result.path)
    return msgspec.structs.replace(result, problems=(*result.problems, *mine)) if mine else result


def _look_at_rules(home: Home, file: Found) -> FileResult:
    try:
        data = file.read()
        read_rules(data, source=file.label)
    except InputError as error:
        return refused(file.label, error.code, error.params, file.form)
    target = home.path / RULES_FILE
    same = target.exists() and target.read_bytes() == data
    return FileResult(path=file.label, state=State.UNCHANGED if same else State.IMPORTED, form=file.form)


def _import_rules(home: Home, file: Found) -> FileResult:
    result = _look_at_rules(home, file)
    if result.state is State.IMPORTED:
        fresh = home.folder("staging") / RULES_FILE
        fresh.write_bytes(file.read())
        fresh.replace(home.path / RULES_FILE)
    return result


def _look_at_census(home: Home, file: Found) -> FileResult:
    """Return what a census would change."""
    assert file.path is not None
    try:
        return _census_result(file, preview_census(home, file.path, stem=_stem(file)))
    except InputError as error:
        return refused(file.label, error.code, error.params, file.form)


def _import_census(home: Home, file: Found) -> FileResult:
    assert file.path is not None
    try:
        return _census_result(file, keep_census(home, file.path, stem=_stem(file)))
    except Conflict:
        raise
    except InputError as error:
        return refused(file.label, error.code, error.params, file.form)


def _stem(file: Found) -> str:
    """Return the name of a census by the file that the user gave, not by where it lies."""
    name = file.label.rpartition("/")[2]
    return name.rpartition(".")[0] if file.path is not None and file.path.is_file() and "." in name else name


def _census_result(file: Found, change: CensusChange) -> FileResult:
    shown = [
        Difference(part=one.kind, name=f"{one.code} {one.label}", kind=_KINDS[one.change], fields=tuple(each.field for each in one.fields))
        for one in change.changes
    ]
    return FileResult(
        path=file.label, state=State.UNCHANGED if change.unchanged else State.IMPORTED, form=file.form, bears=change.edition,
        problems=change.problems, confidence=file.detection.confidence or None, evidence=file.detection.evidence or None,
        differences=tuple(shown[:MOST_DIFFERENCES]), added=change.count(Change.ADDED), removed=change.count(Change.GONE),
        changed=change.count(Change.CHANGED),
    )  # fmt: skip


_KINDS: Final = {Change.ADDED: "added", Change.GONE: "removed", Change.CHANGED: "changed"}


def _look_at_bundle(home: Home, file: Found) -> FileResult:
    assert file.path is not None
    try:
        bundle = open_bundle(file.path, Keys(home.path / KEYS_FOLDER).trusted(), label=file.label)
        for realm in bundle.manifest.realms:
            _check_realm(home, realm)
    except InputError as error:
        return refused(file.label, error.code, error.params, file.form)
    return FileResult(path=file.label, state=State.IMPORTED, form=file.form, records=bundle.manifest.records)


def _import_bundle(home: Home, file: Found, watch: Watch) -> FileResult:
    """Import the records of a signed bundle as a run of their own; those that the store has already are left out."""
    store = home.store
    assert file.path is not None
    try:
        bundle = open_bundle(file.path, Keys(home.folder(KEYS_FOLDER)).trusted(), label=file.label)
        for realm in bundle.manifest.realms:
            _check_realm(home, realm)
    except InputError as error:
        return refused(file.label, error.code, error.params, file.form)
    left_out = unfinished_imports(store)
    known = {head.id for head in store.records.heads() if head.run not in left_out}
    fresh = (record for record in bundle.records() if record_id(record) not in known)
    run, count, state = None, 0, RunState.INTERRUPTED
    try:
        while batch := list(islice(fresh, _BATCH)):
            watch.check()
            watch.tell("bundle", count, bundle.manifest.records)
            run = run or store.runs.start(RunKind.IMPORT, file.label, realms=bundle.manifest.realms, actor=home.actor.name)
            store.records.append_many(run, [Kept(record=record) for record in batch])
            count += len(batch)
        state = RunState.COMPLETE
    except InputError as error:
        return refused(file.label, error.code, error.params, file.form)
    finally:
        if run is not None:
            store.runs.end(run, state, {"records": count, "signer": bundle.signer})
    return FileResult(path=file.label, state=State.IMPORTED if run else State.UNCHANGED, form=file.form, bears=run, records=count)


def _claim(home: Home, label: str, realms: tuple[str, ...]) -> str:
    """Open the run of an import; of two that are opened at once for one realm, the first goes on.

    Raises
    ------
    Conflict
        ``services.import_running``.
    """
    runs = home.store.runs
    runs.reap()
    run = runs.start(RunKind.IMPORT, label, realms=realms, actor=home.actor.name)
    number = int(run[1:])
    for other in runs.all():
        at_work = other.kind is RunKind.IMPORT and other.state is RunState.RUNNING and int(other.id[1:]) < number
        if at_work and set(other.realms) & set(realms):
            runs.end(run, RunState.FAILED, {"files": 0})
            raise Conflict("services.import_running", run=other.id, actor=other.actor, realm=", ".join(other.realms))
    return run


def _import_devices(home: Home, files: Sequence[Found], results: list[FileResult], drawn: list[Drawn], *, label: str, watch: Watch) -> str:
    """Read the files that tell of devices into one run, a batch in each transaction."""
    store = home.store
    realms = tuple(sorted({file.realm for file in files if file.realm}))
    run = _claim(home, label, realms)
    state = RunState.INTERRUPTED
    before = len(results)
    try:
        known = Known(store, realms)
        batch: list[Read] = []
        for number, file in enumerate(files):
            watch.check()
            watch.tell("configurations", number, len(files))
            one = compare(read_file(file, collected_at=store.clock(), key=home.key), known)
            batch.append(one)
            if one.drawing is not None:
                drawn.append(Drawn(file.label, file.realm or "", one.drawing))
            if len(batch) == _BATCH or sum(read.size for read in batch) >= _BATCH_BYTES or number == len(files) - 1:
                results += _keep(home, run, batch, known)
                batch = []
        watch.tell("configurations", len(files), len(files))
        refusals = sum(1 for result in results[before:] if result.state is State.REFUSED)
        state = RunState.FAILED if refusals == len(files) else RunState.PARTIAL if refusals else RunState.COMPLETE
    finally:
        store.runs.end(run, state, {"files": len(files)})
    return run


def _keep(home: Home, run: str, read: Sequence[Read], known: Known) -> list[FileResult]:
    """Write the records of some files in one transaction; return the files' results."""
    fresh = [kept for one in read for kept in one.kept if kept is not None]
    written = home.store.records.append_many(run, fresh) if fresh else []
    for kept, identifier in zip(fresh, written, strict=True):
        known.wrote(kept.record, identifier)
    ids = iter(written)
    return [with_ids(one, [next(ids) if kept is not None else None for kept in one.kept]) for one in read]
