"""What there is to import: every file of the requests, out of archives and folders too, and what each is.

Names only ever label. Contents of archives go into an anonymous file of the home's staging folder, which is gone
when the process ends; only what must be read by path (walks, workbooks) is written there under a name of ours.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from collectors.clean import clean
from collectors.detect import Detection, Kind, detect_capture, detect_packed, detect_text
from collectors.nms import File
from collectors.platforms import PLATFORMS, platform_label
from collectors.shows.naming import name_says
from collectors.sources.archives import LOCAL, Limits, Member, members, safe_name
from collectors.sources.history import git_folder
from collectors.sources.sessions import asks_for_config
from collectors.sources.trees import LIST_NAME, Said, is_inside, list_says, said_of
from collectors.walks import group_files
from services.imported import FileResult, Form, State, refused
from services.progress import Watch
from services.snapshotting import RULES_FILE
from topology.model.errors import InputError, Problem, Severity
from topology.store.owner import is_dead, this_process

MAX_FILES: Final = 200_000
MAX_BYTES: Final = 100 << 20
"""Size of one file [bytes]."""
STAGING_PREFIX: Final = "import-"
UPLOAD_PREFIX: Final = "upload-"
_OWNER: Final = "owner"
_OLDEST_S: Final = 86_400.0
_TOGETHER: Final = "upload"
"""Folder of all files that were uploaded together: its CSV files are one census."""
_FORMS: Final = {
    Kind.BUNDLE: Form.BUNDLE,
    Kind.CONFIG: Form.CONFIG,
    Kind.LOG: Form.LOG,
    Kind.CAPTURE: Form.CAPTURE,
    Kind.WALK: Form.WALK,
    Kind.WORKBOOK: Form.CENSUS,
    Kind.CSV: Form.CENSUS,
    Kind.DRAWING: Form.DRAWING,
    Kind.DEVICES: Form.DEVICES,
    Kind.NMS: Form.NMS,
}
_BY_PATH: Final = frozenset({Form.WALK, Form.CENSUS, Form.BUNDLE})
_UNSAFE: Final = re.compile(r"[^\w.+@-]")
_KNOWN: Final = frozenset(platform.name for platform in PLATFORMS)


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A file or folder to import.

    `realm` is needed for what tells of devices; `form` and `platform` skip the detection, `platforms` does so for
    single files by their label; `label` names the file where its own name is not the one that the user gave.
    """

    path: Path
    realm: str | None = None
    form: Form | None = None
    platform: str | None = None
    platforms: Mapping[str, str] = {}
    label: str | None = None
    uploaded: bool = False
    history: int = 0
    """Dated states to import of a folder that is a git repository."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A file that can be imported."""

    label: str
    form: Form
    realm: str | None
    read: Callable[[], bytes]
    detection: Detection
    path: Path | None = None
    platform: str | None = None
    """The platform that a person named."""
    pieces: tuple[Path, ...] = ()
    """All files of a device that was walked into several."""
    files: tuple[File, ...] = ()
    """All files of an export."""
    captures: tuple[Found, ...] = ()
    """Files that each hold one answer of the same device, this one first."""
    states: int = 0


@dataclass(slots=True)
class _Entry:
    label: str
    request: Request
    read: Callable[[], bytes]
    path: Path | None = None
    folder: str = ""


@dataclass
class Intake:
    """Looks through requests. Use in a ``with`` statement: contents of archives last as long as it does."""

    staging: Path
    limits: Limits
    watch: Watch
    results: list[FileResult] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __enter__(self) -> Self:
        sweep_staging(self.staging)
        self._spool = tempfile.TemporaryFile(dir=self.staging)
        self._room: Path | None = None
        self._made = 0
        self._folders: dict[str, int] = {}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._spool.close()
        if self._room is not None:
            shutil.rmtree(self._room, ignore_errors=True)

    def sort_out(self, requests: Sequence[Request]) -> list[Found]:
        """Return each file that can be imported; the others stand in `results`.

        CSV files of one folder are one census, the walk files of one device one walk, the files of an export one export.

        Raises
        ------
        InputError
            ``services.no_such_path``, ``services.too_many_files``.
        """
        entries: list[_Entry] = []
        found: list[Found] = []
        for request in requests:
            for entry in self._entries(request, found):
                entries += self._unpacked(entry)
        lists = self._lists(entries)
        folders: set[str] = set()
        for number, entry in enumerate(entries, start=1):
            self.watch.check()
            self.watch.tell("detect", number, len(entries))
            one = self._look(entry, lists)
            if one is None:
                continue
            if one.form is Form.CENSUS and one.detection.kind is Kind.CSV and entry.folder:
                if entry.folder in folders:
                    continue
                folders.add(entry.folder)
                one = msgspec.structs.replace(one, path=one.path.parent if one.path else None, label=entry.folder)
            found.append(one)
        return _whole_exports(_together(found))

    def _entries(self, request: Request, found: list[Found]) -> Iterator[_Entry]:
        """Give the files of a request; repositories among its folders are added to `found`."""
        root = request.path
        if not root.exists():
            raise InputError("services.no_such_path", path=str(root))
        if root.is_file():
            yield _Entry(request.label or root.name, request, root.read_bytes, root, _TOGETHER if request.uploaded else "")
            return
        top, seen = root.resolve(), 0
        for here, folders, files in os.walk(top):
            folder = Path(here)
            name = str(folder.relative_to(top.parent))
            repository = git_folder(folder)
            if repository is not None and request.history:
                found.append(_history(name, request, folder))
            if repository == folder:
                folders.clear()
                continue
            folders[:] = sorted(each for each in folders if not is_inside([each]))
            for each in sorted(files):
                path = folder / each
                if path.is_symlink() or not path.is_file():
                    continue
                seen += 1
                if seen > MAX_FILES:
                    raise InputError("services.too_many_files", path=str(root), limit=MAX_FILES)
                yield _Entry(f"{name}/{each}", request, path.read_bytes, path, name)

    def _unpacked(self, entry: _Entry) -> list[_Entry]:
        """Return an entry, or the contents of the archive that it is."""
        if entry.request.form in (Form.CENSUS, Form.BUNDLE):
            return [entry]
        try:
            if entry.path is not None and not _may_be_packed(entry.path, entry.label):
                return [entry]
            data = entry.read()
            packed = detect_packed(entry.label, data)
            if packed is None or packed.kind is not Kind.ARCHIVE:
                return [entry]
            problems: list[Problem] = []
            inside = [self._spooled(entry, member) for member in members(data, entry.label, self.limits, problems)]
        except InputError as error:
            self.results.append(refused(entry.label, error.code, error.params, Form.ARCHIVE))
            return []
        except OSError as error:
            self.results.append(_unreadable(entry.label, error))
            return []
        state = State.USED if inside else State.REFUSED
        code = None if inside else "services.empty_archive"
        self.results.append(
            FileResult(
                path=entry.label, state=state, form=Form.ARCHIVE, code=code, params={"path": entry.label} if code else {},
                problems=tuple(problems), confidence=packed.confidence,
            )
        )  # fmt: skip
        return [one for one in inside if not is_inside(one.label.split("/"))]

    def _spooled(self, entry: _Entry, member: Member) -> _Entry:
        self.watch.check()
        start = self._spool.seek(0, os.SEEK_END)
        size = self._spool.write(member.data)
        label = f"{entry.label}/{member.name}"

        def read() -> bytes:
            self._spool.seek(start)
            return self._spool.read(size)

        return _Entry(label, entry.request, read, None, label.rpartition("/")[0])

    def _lists(self, entries: Iterable[_Entry]) -> dict[str, dict[str, Said]]:
        """Return what the lists of devices among the files say, by their folders."""
        lists: dict[str, dict[str, Said]] = {}
        for entry in entries:
            if entry.label.rpartition("/")[2] == LIST_NAME:
                try:
                    text = clean(entry.read(), entry.label)
                except (InputError, OSError):
                    continue
                lists[entry.label.rpartition("/")[0]] = list_says("\n".join(line.text for line in text.lines), entry.label)
        return lists

    def _look(self, entry: _Entry, lists: Mapping[str, Mapping[str, Said]]) -> Found | None:
        request, label = entry.request, entry.label
        platform = request.platforms.get(label) or request.platform
        if label.rpartition("/")[2] == RULES_FILE and request.form in (None, Form.RULES):
            return self._found(entry, Form.RULES, Detection(kind=Kind.UNKNOWN, confidence=1.0, evidence=RULES_FILE))
        if request.form is not None and request.form not in (Form.CONFIG, Form.CAPTURE):
            return self._found(entry, request.form, Detection(kind=Kind.UNKNOWN, confidence=1.0))
        seen = self._see(entry, lists)
        form = None if seen is None else self._form_of(entry, seen, platform)
        if seen is None or form is None:
            return None
        if form is Form.CAPTURE and seen.kind is Kind.UNKNOWN:
            seen = self._capture_of(entry, platform) or seen
        if form is Form.CAPTURE and platform is None and seen.device is not None:
            platform = request.platforms.get(_device_label(label, seen.device))
        return self._found(entry, form, seen, platform)

    def _form_of(self, entry: _Entry, seen: Detection, platform: str | None) -> Form | None:
        """Return what a file is read as, by what was seen and what a person said; None ends as a result."""
        if entry.request.form is Form.CAPTURE or seen.kind is Kind.CAPTURE:
            return Form.CAPTURE
        if platform is not None or entry.request.form is Form.CONFIG:
            if platform is not None and seen.kind is Kind.UNKNOWN and self._capture_of(entry, platform) is not None:
                return Form.CAPTURE
            return Form.LOG if seen.kind is Kind.LOG else Form.CONFIG
        if seen.kind in _FORMS:
            return _FORMS[seen.kind]
        label = entry.label
        candidates = tuple((one.platform, one.confidence) for one in seen.candidates)
        named = ", ".join(platform_label(name) for name, _ in candidates) or seen.kind.value
        unread = refused(label, "services.unsure" if candidates else "services.unknown_file", {"path": label, "found": named})
        self.results.append(msgspec.structs.replace(unread, candidates=candidates, evidence=seen.evidence, confidence=seen.confidence))
        return None

    def _capture_of(self, entry: _Entry, platform: str | None) -> Detection | None:
        """Return the capture that a file is, now that a person has named its platform."""
        try:
            return detect_capture(entry.label, clean(entry.read(), entry.label), platform)
        except (InputError, OSError):
            return None

    def _see(self, entry: _Entry, lists: Mapping[str, Mapping[str, Said]]) -> Detection | None:
        """Return what a file looks like; one that cannot be read ends as a result."""
        try:
            data = entry.read()
            packed = detect_packed(entry.label, data)
            return packed or detect_text(entry.label, clean(data, entry.label), said_of(entry.label, lists))
        except InputError as error:
            asked = name_says(entry.label) if error.code == "input-empty" else None
            if asked is not None and not asks_for_config(asked[1]):
                self.results.append(_without_rows(entry.label, asked[1]))
            else:
                self.results.append(refused(entry.label, error.code, error.params))
        except OSError as error:
            self.results.append(_unreadable(entry.label, error))
        return None

    def _found(self, entry: _Entry, form: Form, detection: Detection, platform: str | None = None) -> Found:
        path = entry.path
        if form in _BY_PATH and (path is None or entry.request.uploaded):
            path = self._written(entry)
        return Found(
            label=entry.label, form=form, realm=entry.request.realm, read=entry.read, detection=detection, path=path, platform=platform
        )

    def _written(self, entry: _Entry) -> Path:
        """Write a file of an archive where readers that need a path find it: in a folder and under a name of ours."""
        if self._room is None:
            self._room = owned_folder(self.staging / f"{STAGING_PREFIX}{secrets.token_hex(8)}")
        number = self._folders.setdefault(entry.folder, len(self._folders) + 1)
        folder = self._room / f"{number:05d}"
        folder.mkdir(exist_ok=True, mode=0o700)
        self._made += 1
        name = _UNSAFE.sub("_", safe_name(entry.label).rpartition("/")[2])[-80:].lstrip(".") or f"file-{self._made}"
        path = folder / name
        if path.exists():
            path = folder / f"{self._made}-{name}"
        path.write_bytes(entry.read())
        return path


def _without_rows(label: str, command: str) -> FileResult:
    """Return the result of an empty file that is named after a show command: a device prints nothing where it has nothing to list."""
    problem = Problem("services.empty_answer", Severity.INFO, label, {"command": command})
    return FileResult(path=label, state=State.USED, form=Form.CAPTURE, problems=(problem,))


def owned_folder(path: Path) -> Path:
    """Make a folder in the staging folder that names the process it is for."""
    path.mkdir(mode=0o700)
    (path / _OWNER).write_text(this_process(), encoding="utf-8")
    return path


def sweep_staging(staging: Path) -> int:
    """Remove what uploads and imports of processes that died, or nobody for a day, have left; return how many folders there were."""
    gone = 0
    for folder in staging.iterdir():
        if not folder.name.startswith((STAGING_PREFIX, UPLOAD_PREFIX)) or folder.is_symlink():
            continue
        try:
            owner = (folder / _OWNER).read_text(encoding="utf-8")
            age_s = time.time() - folder.stat().st_mtime
        except OSError:
            continue  # being made, or being removed
        if is_dead(owner) or age_s > _OLDEST_S:
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone


def known_platform(name: str) -> bool:
    """Tell whether a name is one of a platform."""
    return name in _KNOWN


def _may_be_packed(path: Path, label: str) -> bool:
    """Tell by the first octets whether a file need be read to see what it is: most are plain text.

    Raises `InputError` ``services.too_large``.
    """
    if path.stat().st_size > MAX_BYTES:
        raise InputError("services.too_large", path=label, limit_mib=MAX_BYTES >> 20)
    with path.open("rb") as stream:
        head = stream.read(512)
    return head[:2] in (b"PK", b"\x1f\x8b", b"BZ", b"\xfd7") or head[257:262] == b"ustar"


def _history(name: str, request: Request, folder: Path) -> Found:
    seen = Detection(kind=Kind.UNKNOWN, confidence=1.0, evidence=f"{name}: git")
    return Found(
        label=name, form=Form.HISTORY, realm=request.realm, read=bytes, detection=seen, path=folder,
        states=request.history, platform=request.platform,
    )  # fmt: skip


def _unreadable(label: str, error: OSError) -> FileResult:
    return refused(label, "services.unreadable", {"path": label, "reason": error.strerror or type(error).__name__})


def _together(found: Sequence[Found]) -> list[Found]:
    """Put the walk files of one device together, under the name of the first, and the captures of one under that of their folder."""
    walks = {one.path: one for one in found if one.form is Form.WALK and one.path is not None}
    captures: dict[tuple[str, str | None, str], list[Found]] = {}
    others: list[Found] = []
    for one in found:
        if one.form is Form.CAPTURE and one.detection.device is not None:
            captures.setdefault((one.label.rpartition("/")[0], one.realm, one.detection.device), []).append(one)
        elif one.form is not Form.WALK:
            others.append(one)
    groups = [group.paths for group in group_files(walks)]
    return [
        *others,
        *(_of_device(device, group) for (_, _, device), group in captures.items()),
        *(msgspec.structs.replace(walks[paths[0]], pieces=paths) for paths in groups),
    ]


def _of_device(device: str, group: Sequence[Found]) -> Found:
    """Return the captures of one device as one file."""
    return msgspec.structs.replace(group[0], label=_device_label(group[0].label, device), captures=tuple(group))


def _device_label(label: str, device: str) -> str:
    """Return under which name the captures of a device in one folder are one file: the folder's, where that names the device.

    >>> _device_label("in/SW1/display_arp.txt", "SW1"), _device_label("in/SW1_display_arp.txt", "SW1")
    ('in/SW1', 'in#SW1')
    """
    folder = label.rpartition("/")[0]
    return folder if folder.rpartition("/")[2] == device else f"{folder}#{device}".lstrip("#")


def _whole_exports(found: Sequence[Found]) -> list[Found]:
    """Put the files of one management system's export together, under the name of their folder."""
    exports: dict[tuple[str, str | None, str], list[Found]] = {}
    for one in found:
        if one.form is Form.NMS and one.detection.export is not None:
            exports.setdefault((one.label.partition("/")[0], one.realm, one.detection.export.system), []).append(one)
    others = [one for one in found if one.form is not Form.NMS]
    return [*others, *(_export(top, files) for (top, _, _), files in exports.items())]


def _export(top: str, found: Sequence[Found]) -> Found:
    label = found[0].label if len(found) == 1 else top
    return msgspec.structs.replace(found[0], label=label, files=tuple(File(one.label, one.read) for one in found))


def limits_of(requests: Iterable[Request], upload: Limits) -> Limits:
    """Return the limits that archives of some requests are held to: the narrower ones as soon as one was uploaded."""
    return upload if any(request.uploaded for request in requests) else LOCAL
