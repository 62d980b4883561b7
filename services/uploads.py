"""Files that come through the browser: kept under numbers until they are imported, looked at first, then applied as looked at.

A batch belongs to who began it. Its folder lies in the home's staging folder, names the process that serves it, and is
removed once it is applied or given up; what a process that died has left is removed at the next import (see `services.intake`).
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from collectors.sources.archives import safe_name
from services.actors import Right
from services.home import Home
from services.imported import Imported, own_devices
from services.importing import Request, import_paths, preview_paths
from services.intake import UPLOAD_PREFIX, known_platform, owned_folder
from services.jobs import submit
from services.progress import Watch
from services.rights import changes, needs
from services.topologies import current
from topology.model.errors import InputError, NotFound
from topology.store.jobs import Job, JobState

MOST_OCTETS: Final = 100 << 20
"""Size of one file, and of a batch [bytes]."""
MOST_FILES: Final = 2_000
MOST_BATCHES: Final = 8
"""Batches that one person may have begun; with the size of each it bounds the disk they take."""
PREVIEW, APPLY = "import.preview", "import"
"""Kinds of the jobs."""
_NAME: Final = re.compile(r"[0-9a-f]{32}")
_SUFFIX: Final = re.compile(r"\.(?:xlsx|xlsm|csv|tsv|txt|cfg|log|zip|tar|gz|tgz|bz2|xz|topo|toml|bundle)", re.IGNORECASE)
_LIST: Final = "batch.json"
_CHUNK: Final = 1 << 18
_MOST_SHOWN: Final = 50


class Batch(msgspec.Struct, kw_only=True):
    """What was uploaded together: who by, and each file's name and size by its number."""

    actor: str
    files: dict[str, tuple[str, int]] = {}


@changes(Right.PLAN, "import.upload")
def begin(home: Home) -> str:
    """Open a batch and return its id; of those that a person has begun and not imported, the oldest are given up."""
    mine = [
        folder for folder in home.folder("staging").glob(f"{UPLOAD_PREFIX}*") if (one := _read(folder)) and one.actor == home.actor.name
    ]
    for folder in sorted(mine, key=lambda one: one.stat().st_mtime)[: max(0, len(mine) - MOST_BATCHES + 1)]:
        shutil.rmtree(folder, ignore_errors=True)
    ident = secrets.token_hex(16)
    folder = _folder(home, ident)
    owned_folder(folder)
    _write(folder, Batch(actor=home.actor.name))
    return ident


@needs(Right.PLAN)
def add_file(home: Home, batch: str, name: str, read: Callable[[int], bytes], octets: int) -> int:
    """Keep a file of `octets` bytes that `read` gives piece by piece; return how many files the batch holds.

    Raises
    ------
    NotFound
        ``services.no_upload``.
    InputError
        ``services.too_large``, ``services.too_many_files``, or ``services.upload_broken`` where less arrives than was
        announced: nothing of the file is kept.
    """
    folder, found = _open(home, batch)
    label = safe_name(name)
    if len(found.files) >= MOST_FILES:
        raise InputError("services.too_many_files", path=label, limit=MOST_FILES)
    if octets + sum(size for _, size in found.files.values()) > MOST_OCTETS:
        raise InputError("services.too_large", path=label, limit_mib=MOST_OCTETS >> 20)
    number = f"{len(found.files) + 1:05d}{_suffix(label)}"
    part, left = folder / f"{number}.part", octets
    try:
        with part.open("xb") as file:
            while left and (piece := read(min(_CHUNK, left))):
                file.write(piece)
                left -= len(piece)
        if left:
            raise InputError("services.upload_broken", path=label)
        part.replace(folder / number)
    finally:
        part.unlink(missing_ok=True)
    found.files[number] = (_unused(label, found), octets)
    _write(folder, found)
    return len(found.files)


@needs(Right.PLAN)
def uploaded(home: Home, batch: str) -> list[tuple[str, int]]:
    """Return name and size of each file of a batch; raises `NotFound` ``services.no_upload``."""
    return list(_open(home, batch)[1].files.values())


@needs(Right.PLAN)
def discard(home: Home, batch: str) -> None:
    """Give a batch up; one that is gone already is no error."""
    folder = _folder(home, batch)
    if folder.is_dir():
        _open(home, batch)
        shutil.rmtree(folder, ignore_errors=True)


@changes(Right.PLAN, "import.preview")
def preview_upload(home: Home, batch: str, *, realm: str | None = None, platforms: Mapping[str, str] | None = None) -> str:
    """Start a job that looks at a batch and return its id; `platforms` are those a person chose, by the name of the file.

    Raises
    ------
    NotFound
        ``services.no_upload``.
    InputError
        ``services.unknown_platform``.
    """
    chosen = dict(platforms or {})
    for name in chosen.values():
        if not known_platform(name):
            raise InputError("services.unknown_platform", platform=name[:60])
    requests = _requests(home, batch, realm, chosen)

    def work(acting: Home, watch: Watch) -> Mapping[str, Any]:
        return _shown(preview_paths(acting, requests, watch=watch))

    params = {"batch": batch, "realm": realm, "platforms": json.dumps(chosen, ensure_ascii=False)}
    return submit(home, PREVIEW, work, params=params)


@changes(Right.PLAN, "import.apply")
def apply_upload(home: Home, preview: str) -> str:
    """Start the job that imports what a preview showed and return its id.

    Raises
    ------
    NotFound
        ``store.no_job``, ``services.no_upload``.
    InputError
        ``services.not_previewed``: the job is no preview, not done, or someone else's.
    """
    job = home.store.jobs.get(preview)
    if job.kind != PREVIEW or job.state is not JobState.DONE or job.actor != home.actor.name or job.result is None:
        raise InputError("services.not_previewed", id=preview)
    batch, realm = str(job.params["batch"]), job.params["realm"]
    requests = _requests(home, batch, realm if isinstance(realm, str) else None, json.loads(str(job.params["platforms"])))
    mark = job.result["mark"]
    label = ", ".join(name for name, _ in uploaded(home, batch))[:200]

    def work(acting: Home, watch: Watch) -> Mapping[str, Any]:
        done = import_paths(acting, requests, label=label, expect=mark, watch=watch)
        discard(acting, batch)
        return _shown(done) | {"ids": _devices(acting, done)}

    return submit(home, APPLY, work, params={"batch": batch, "realm": realm})


@needs(Right.READ)
def realms(home: Home) -> list[str]:
    """Return the realms that census and runs name, for a person to choose from; never those of classified networks."""
    latest = home.store.editions.latest()
    networks = latest[1].networks if latest else ()
    closed = {network.realm for network in networks if network.classified}
    named = {network.realm for network in networks if network.realm} | {realm for run in home.store.runs.all() for realm in run.realms}
    return sorted(realm for realm in named if realm and realm not in closed)


def answered(job: Job) -> Mapping[str, Any] | None:
    """Return what a preview or an import found, once it is done."""
    return job.result if job.kind in (PREVIEW, APPLY) and job.state is JobState.DONE else None


def _folder(home: Home, batch: str) -> Path:
    if not _NAME.fullmatch(batch):
        raise NotFound("services.no_upload")
    return home.folder("staging") / f"{UPLOAD_PREFIX}{batch}"


def _open(home: Home, batch: str) -> tuple[Path, Batch]:
    folder = _folder(home, batch)
    found = _read(folder)
    if found is None or found.actor != home.actor.name:
        raise NotFound("services.no_upload")
    return folder, found


def _read(folder: Path) -> Batch | None:
    try:
        return msgspec.json.decode((folder / _LIST).read_bytes(), type=Batch)
    except (OSError, msgspec.MsgspecError):
        return None


def _write(folder: Path, batch: Batch) -> None:
    fresh = folder / f"{_LIST}.new"
    fresh.write_bytes(msgspec.json.encode(batch))
    fresh.replace(folder / _LIST)


def _suffix(label: str) -> str:
    """Return the ending of a name if it is one that readers look at."""
    ending = "." + label.rpartition(".")[2]
    return ending.lower() if _SUFFIX.fullmatch(ending) else ""


def _unused(label: str, batch: Batch) -> str:
    taken = {name for name, _ in batch.files.values()}
    return next(name for name in (label, *(f"{label} ({count})" for count in range(2, len(taken) + 3))) if name not in taken)


def _requests(home: Home, batch: str, realm: str | None, platforms: Mapping[str, str]) -> list[Request]:
    folder, found = _open(home, batch)
    return [
        Request(path=folder / number, realm=realm or None, platforms=platforms, label=label, uploaded=True)
        for number, (label, _) in found.files.items()
    ]


def _shown(done: Imported) -> dict[str, Any]:
    """Return a result as it is kept with the job: long lists are cut, the counts stay whole."""
    counts = {f"devices_{change}": sum(1 for _ in group) for change, group in _by_change(done).items()}
    files = [
        msgspec.structs.replace(
            file,
            problems=file.problems[:_MOST_SHOWN],
            differences=file.differences[:_MOST_SHOWN],
            devices=tuple(msgspec.structs.replace(device, problems=device.problems[:_MOST_SHOWN]) for device in file.devices),
        )
        for file in done.files
    ]
    return {
        "files": msgspec.to_builtins(files), "counts": counts, "captures": done.captures, "commands": done.commands,
        "mark": done.mark, "links": done.links,
        "snapshot": done.snapshot.id if done.snapshot else None,
    }  # fmt: skip


def _by_change(done: Imported) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"new": [], "changed": [], "unchanged": []}
    for file in done.files:
        for device in own_devices(file):
            if device.change is not None:
                found[device.change.value].append(device.target)
    return found


def _devices(home: Home, done: Imported) -> dict[str, str]:
    """Return the device that each target of an import became, for links; empty where no snapshot was made."""
    if done.snapshot is None:
        return {}
    wanted = {(device.realm, device.target) for file in done.files for device in file.devices}
    return dict(_targets(current(home, done.snapshot.id).devices, wanted))


def _targets(devices: Iterable[Any], wanted: set[tuple[str | None, str]]) -> Iterable[tuple[str, str]]:
    for device in devices:
        for target in device.targets:
            if (device.realm, target) in wanted:
                yield target, device.id
