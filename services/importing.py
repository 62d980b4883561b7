"""Importing: files and folders into the store, each file's result by itself.

What a file is, is decided by its content. Configurations become records of one run; a census workbook (or
the CSV files of one folder) becomes an edition named by its content, so that the same file twice changes
nothing; a rule file replaces the home's rules. Whatever cannot be read is named and the rest goes on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from collectors.bundle import open_bundle
from collectors.census import read_census
from collectors.configs import read_config, redacted_text
from collectors.detect import Kind, detect
from collectors.signing import Keys
from collectors.walks import group_files, read_walk
from services.actors import Right
from services.home import KEYS_FOLDER, Home
from services.progress import SILENT, Watch
from services.rights import changes, check
from services.snapshotting import RULES_FILE, make_snapshot
from topology.model.errors import InputError, Problem, Scalar
from topology.model.records import Completeness, DeviceRecord, SourceKind, record_hash, record_id
from topology.model.rules import read_rules
from topology.store.contents import Source
from topology.store.records import Kept
from topology.store.runs import RunKind, RunState
from topology.store.snapshots import Snapshot

MAX_FILES: Final = 200_000
MAX_BYTES: Final = 100 << 20
"""Size of one file [bytes]."""
_BATCH: Final = 32
_REALM: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_TEXT: Final = "text/plain"
_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Form(StrEnum):
    """What an imported file was taken for; also the values of ``--as``."""

    CONFIG = "config"
    CENSUS = "census"
    RULES = "rules"
    BUNDLE = "bundle"
    WALK = "walk"


_FORMS: Final = {
    Kind.BUNDLE: Form.BUNDLE,
    Kind.CONFIG: Form.CONFIG,
    Kind.WALK: Form.WALK,
    Kind.WORKBOOK: Form.CENSUS,
    Kind.CSV: Form.CENSUS,
}


class State(StrEnum):
    """What became of a file."""

    IMPORTED = "imported"
    UNCHANGED = "unchanged"
    """The store has the same content already."""
    REFUSED = "refused"


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A file or folder to import. `realm` is needed for configurations; `form` skips the detection."""

    path: Path
    realm: str | None = None
    form: Form | None = None


class FileResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one file. `code` and `params` say why it was refused; `bears` is the record or edition it gave."""

    path: str
    state: State
    form: Form | None = None
    platform: str | None = None
    bears: str | None = None
    code: str | None = None
    params: dict[str, Scalar] = {}
    problems: tuple[Problem, ...] = ()


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """How an import ended. `run` is None when it held no configuration, `snapshot` when nothing was new."""

    files: tuple[FileResult, ...]
    run: str | None
    snapshot: Snapshot | None

    def count(self, state: State) -> int:
        """Return how many files ended so."""
        return sum(1 for file in self.files if file.state is state)


class _File(msgspec.Struct, frozen=True):
    path: Path
    label: str
    realm: str | None
    form: Form
    pieces: tuple[Path, ...] = ()
    """All files of a device that was walked into several."""


OF_DEVICES: Final = frozenset({Form.CONFIG, Form.WALK})
"""What tells of a device, and so of a realm."""


@changes(Right.PLAN, "import")
def import_paths(
    home: Home,
    requests: Sequence[Request],
    *,
    label: str | None = None,
    snapshot: str | None = None,
    resolve: bool = True,
    watch: Watch = SILENT,
) -> Imported:
    """Import files and folders, and make a snapshot of what is then known.

    `label` names the run of the configurations, by default how many files it read.
    `resolve` is False where more is to come first: then no snapshot is made.
    Who may plan may import a census; configurations and rules need the right to collect.

    Raises
    ------
    InputError
        Nothing was read: ``services.no_such_path``, ``services.too_many_files``; ``services.realm_needed`` where a
        configuration comes without a realm, ``services.bad_realm``, ``services.classified_realm``.
    Cancelled
        The watcher asked for it; files before that are kept.
    """
    for request in requests:
        _check_realm(home, request.realm)
    results: list[FileResult] = []
    files = _together(_sort_out(requests, results, watch))
    if any(file.form in OF_DEVICES and file.realm is None for file in files):
        first = next(file for file in files if file.form in OF_DEVICES and file.realm is None)
        raise InputError("services.realm_needed", path=first.label)
    if any(file.form is not Form.CENSUS for file in files):
        check(home, Right.COLLECT, "import")
    results += [_import_rules(home, file) for file in files if file.form is Form.RULES]
    results += [_import_census(home, file) for file in files if file.form is Form.CENSUS]
    results += [_import_bundle(home, file, watch) for file in files if file.form is Form.BUNDLE]
    configs = [file for file in files if file.form in OF_DEVICES]
    run = _import_configs(home, configs, results, label=label or f"{len(configs)} files", watch=watch) if configs else None
    new = snapshot is not None or any(result.state is State.IMPORTED for result in results)
    made = make_snapshot(home, snapshot, watch=watch) if resolve and files and new else None
    return Imported(files=tuple(results), run=run, snapshot=made)


def _check_realm(home: Home, realm: str | None) -> None:
    if realm is None:
        return
    if not _REALM.fullmatch(realm):
        raise InputError("services.bad_realm", realm=realm[:80])
    latest = home.store.editions.latest()
    for network in latest[1].networks if latest else ():
        if network.classified and network.realm == realm:
            raise InputError("services.classified_realm", realm=realm, network=network.code)


def _sort_out(requests: Iterable[Request], results: list[FileResult], watch: Watch) -> Iterator[_File]:
    """Give each file that can be imported; the others end as results. CSV files of one folder are one census."""
    folders: set[Path] = set()
    for number, (request, path, label) in enumerate(_walk(requests), start=1):
        watch.check()
        watch.tell("detect", number)
        try:
            form, found = _form(request, path, label)
        except InputError as error:
            results.append(FileResult(path=label, state=State.REFUSED, code=error.code, params=error.params))
            continue
        except OSError as error:
            params: dict[str, Scalar] = {"path": label, "reason": error.strerror or type(error).__name__}
            results.append(FileResult(path=label, state=State.REFUSED, code="services.unreadable", params=params))
            continue
        if form is None:
            results.append(
                FileResult(path=label, state=State.REFUSED, code="services.unknown_file", params={"path": label, "found": found})
            )
        elif form is Form.CENSUS and found == Kind.CSV and path != request.path:
            if path.parent not in folders:
                folders.add(path.parent)
                yield _File(path.parent, str(Path(label).parent), request.realm, form)
        else:
            yield _File(path, label, request.realm, form)


def _together(files: Iterable[_File]) -> list[_File]:
    """Put the walk files of one device together, under the name of the first."""
    found = list(files)
    walks = {file.path: file for file in found if file.form is Form.WALK}
    others = [file for file in found if file.form is not Form.WALK]
    groups = [group.paths for group in group_files(walks)]
    return [*others, *(msgspec.structs.replace(walks[paths[0]], pieces=paths) for paths in groups)]


def _walk(requests: Iterable[Request]) -> Iterator[tuple[Request, Path, str]]:
    seen = 0
    for request in requests:
        if not request.path.exists():
            raise InputError("services.no_such_path", path=str(request.path))
        if request.path.is_file():
            yield request, request.path, request.path.name
            continue
        root = request.path.resolve()
        for path in sorted(root.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            seen += 1
            if seen > MAX_FILES:
                raise InputError("services.too_many_files", path=str(request.path), limit=MAX_FILES)
            yield request, path, str(path.relative_to(root.parent))


def _form(request: Request, path: Path, label: str) -> tuple[Form | None, str]:
    """Return what a file is taken for, and the detector's word for it."""
    if request.form is not None:
        return request.form, request.form.value
    if path.stat().st_size > MAX_BYTES:
        raise InputError("services.too_large", path=label, limit_mib=MAX_BYTES >> 20)
    if path.name == RULES_FILE:
        return Form.RULES, RULES_FILE
    found = detect(label, path.read_bytes())
    return _FORMS.get(found.kind), found.kind.value


def _import_rules(home: Home, file: _File) -> FileResult:
    try:
        data = file.path.read_bytes()
        read_rules(data, source=file.path.name)
    except InputError as error:
        return FileResult(path=file.label, state=State.REFUSED, form=file.form, code=error.code, params=error.params)
    target = home.path / RULES_FILE
    if target.exists() and target.read_bytes() == data:
        return FileResult(path=file.label, state=State.UNCHANGED, form=file.form)
    fresh = home.folder("staging") / RULES_FILE
    fresh.write_bytes(data)
    fresh.replace(target)
    return FileResult(path=file.label, state=State.IMPORTED, form=file.form)


def _import_census(home: Home, file: _File) -> FileResult:
    try:
        read = read_census(file.path, edition="")
    except InputError as error:
        return FileResult(path=file.label, state=State.REFUSED, form=file.form, code=error.code, params=error.params)
    mark = hashlib.blake2b(msgspec.msgpack.encode(read, order="deterministic"), digest_size=4).hexdigest()
    edition = f"{file.path.stem}-{mark}"
    latest = home.store.editions.latest()
    if latest is not None and latest[1].edition == edition:
        return FileResult(path=file.label, state=State.UNCHANGED, form=file.form, bears=edition, problems=read.problems)
    census = msgspec.structs.replace(read, edition=edition)
    media = _WORKBOOK if file.path.suffix.casefold() in {".xlsx", ".xlsm"} else _TEXT
    source = Source(media, file.path.read_bytes()) if file.path.is_file() else None
    home.store.editions.add(census, actor=home.actor.name, source=source)
    return FileResult(path=file.label, state=State.IMPORTED, form=file.form, bears=edition, problems=census.problems)


def _import_bundle(home: Home, file: _File, watch: Watch) -> FileResult:
    """Import the records of a signed bundle as a run of their own; those that the store has already are left out."""
    store = home.store
    try:
        bundle = open_bundle(file.path, Keys(home.folder(KEYS_FOLDER)).trusted(), label=file.label)
        for realm in bundle.manifest.realms:
            _check_realm(home, realm)
    except InputError as error:
        return FileResult(path=file.label, state=State.REFUSED, form=file.form, code=error.code, params=error.params)
    known = {head.id for head in store.records.heads()}
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
        return FileResult(path=file.label, state=State.REFUSED, form=file.form, code=error.code, params=error.params)
    finally:
        if run is not None:
            store.runs.end(run, state, {"records": count, "signer": bundle.signer})
    return FileResult(path=file.label, state=State.IMPORTED if run else State.UNCHANGED, form=file.form, bears=run)


def _import_configs(home: Home, files: Sequence[_File], results: list[FileResult], *, label: str, watch: Watch) -> str:
    store = home.store
    realms = tuple(sorted({file.realm for file in files if file.realm}))
    run = store.runs.start(RunKind.IMPORT, label, realms=realms, actor=home.actor.name)
    known = _known(home, realms, {file.label for file in files})
    before = len(results)
    state = RunState.INTERRUPTED
    try:
        for start in range(0, len(files), _BATCH):
            watch.check()
            watch.tell("configurations", start, len(files))
            kept = [(file, *_read(home, file)) for file in files[start : start + _BATCH]]
            results += _keep(home, run, kept, known)
        watch.tell("configurations", len(files), len(files))
        refused = sum(1 for result in results[before:] if result.state is State.REFUSED)
        state = RunState.FAILED if refused == len(files) else RunState.PARTIAL if refused else RunState.COMPLETE
    finally:
        store.runs.end(run, state, {"files": len(files)})
    return run


def _read(home: Home, file: _File) -> tuple[Kept | None, FileResult]:
    """Read one configuration or walk; whatever is wrong with it ends in its result."""
    assert file.realm is not None
    text: str | None = None  # a walk holds communities in tables of their own, and its rows open without it
    try:
        if file.form is Form.WALK:
            record = read_walk(file.pieces, realm=file.realm, collected_at=home.store.clock(), target=file.label)
        else:
            record, text = _read_config(home, file, file.realm)
    except InputError as error:
        return None, FileResult(path=file.label, state=State.REFUSED, form=file.form, code=error.code, params=error.params)
    except OSError as error:
        params: dict[str, Scalar] = {"path": file.label, "reason": error.strerror or type(error).__name__}
        return None, FileResult(path=file.label, state=State.REFUSED, form=file.form, code="services.unreadable", params=params)
    source = None if text is None else Source(_TEXT, text.encode("utf-8", "backslashreplace"))
    result = FileResult(path=file.label, state=State.IMPORTED, form=file.form, platform=record.system.platform, problems=record.problems)
    return Kept(record=record, source=source), result


def _read_config(home: Home, file: _File, realm: str) -> tuple[DeviceRecord, str]:
    """Return what a configuration says, and its text without secrets."""
    data = file.path.read_bytes()
    record = read_config(data, path=file.label, realm=realm, collected_at=home.store.clock(), key=home.key)
    return record, redacted_text(data, path=file.label, key=home.key)


def _keep(
    home: Home, run: str, read: Sequence[tuple[_File, Kept | None, FileResult]], known: dict[tuple[str, str], str]
) -> list[FileResult]:
    """Write a batch in one transaction, without what the store has already."""
    fresh: list[Kept] = []
    results: list[FileResult] = []
    for _, kept, result in read:
        if kept is None:
            results.append(result)
            continue
        key = (kept.record.envelope.realm, kept.record.envelope.target)
        content = _content(kept.record)
        if known.get(key) == content:
            results.append(msgspec.structs.replace(result, state=State.UNCHANGED))
            continue
        known[key] = content
        fresh.append(kept)
        results.append(result)
    ids = iter(home.store.records.append_many(run, fresh)) if fresh else iter(())
    return [msgspec.structs.replace(one, bears=next(ids)) if one.state is State.IMPORTED else one for one in results]


def _known(home: Home, realms: Sequence[str], labels: Collection[str]) -> dict[tuple[str, str], str]:
    """Return the content hash of the newest that was imported of each of these files in these realms."""
    kinds = {SourceKind.CONFIG, SourceKind.SNMP}
    newest = {
        (head.realm, head.target): head
        for head in home.store.records.heads()
        if head.kind in kinds and head.realm in realms and head.target in labels and head.completeness is not Completeness.FAILED
    }
    records = home.store.records.load(head.seq for head in newest.values())
    return {(record.envelope.realm, record.envelope.target): _content(record) for record in records}


def _content(record: DeviceRecord) -> str:
    """Return the hash of what a record says, whenever it was said."""
    return record_hash(msgspec.structs.replace(record, envelope=msgspec.structs.replace(record.envelope, collected_at=_EPOCH)))
