"""From a file to records: what each device in it is, what was read of it, and what is new against the store."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import msgspec

from collectors.clean import CleanText, clean
from collectors.configs import read_text
from collectors.detect import Detection, Kind, detect_config
from collectors.nms import read_export
from collectors.platforms import platform_label
from collectors.sources.drawings import Drawing, read_drawing
from collectors.sources.pieces import Piece, capture_piece, capture_record, find_pieces
from collectors.walks import read_walk
from services.differences import record_differences
from services.imported import MOST_DIFFERENCES, MOST_WORTH, Change, DeviceResult, FileResult, Form, State, refused
from services.intake import Found
from services.snapshotting import unfinished_imports
from topology.model.errors import InputError, Problem, Scalar, Severity
from topology.model.records import Completeness, DeviceRecord, SourceKind, record_hash
from topology.store import Store
from topology.store.contents import Source
from topology.store.records import Kept

_TEXT: Final = "text/plain"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS: Final = frozenset({SourceKind.CONFIG, SourceKind.SNMP, SourceKind.CAPTURE, SourceKind.NETBOX, SourceKind.NMS})

Key = tuple[str, SourceKind, str]
"""Realm, kind and target: what a record is the newest of."""


@dataclass(slots=True)
class Read:
    """A file that was read: its result, and a record for each device of the result (None for one that gave none)."""

    file: FileResult
    kept: list[Kept | None] = field(default_factory=list)
    drawing: Drawing | None = None

    @property
    def size(self) -> int:
        """How much text its records were read from [bytes]."""
        return sum(len(kept.source.data) for kept in self.kept if kept is not None and kept.source is not None)


class Known:
    """The newest records that the store has of some targets, loaded a batch at a time."""

    def __init__(self, store: Store, realms: Collection[str]) -> None:
        self._store = store
        left_out = unfinished_imports(store)
        self._seq: dict[Key, int] = {
            (head.realm, head.kind, head.target): head.seq
            for head in store.records.heads()
            if head.kind in _KINDS and head.realm in realms and head.completeness is not Completeness.FAILED and head.run not in left_out
        }
        self._fresh: dict[Key, DeviceRecord] = {}
        self._written: dict[Key, str] = {}

    def targets(self) -> Iterable[Key]:
        """Return what the store has a record of."""
        return self._seq.keys()

    def of(self, keys: Sequence[Key]) -> dict[Key, DeviceRecord]:
        """Return the newest record of each key that has one."""
        stored = [key for key in keys if key in self._seq and key not in self._fresh and key not in self._written]
        found = dict(zip(stored, self._store.records.load(self._seq[key] for key in stored), strict=True))
        found |= {key: self._store.records.find(self._written[key]).record for key in keys if key in self._written}
        return found | {key: self._fresh[key] for key in keys if key in self._fresh}

    def keep(self, record: DeviceRecord) -> None:
        """Remember what is about to be written, as the same target may come twice in one import."""
        self._fresh[key_of(record)] = record

    def wrote(self, record: DeviceRecord, identifier: str) -> None:
        """Remember a record that was kept by its id alone: all of a long import would not fit into memory."""
        self._fresh.pop(key_of(record), None)
        self._written[key_of(record)] = identifier


def key_of(record: DeviceRecord) -> Key:
    """Return what a record is the newest of."""
    return record.envelope.realm, record.envelope.kind, record.envelope.target


def content_of(record: DeviceRecord) -> str:
    """Return the hash of what a record says, whenever it was said."""
    return record_hash(msgspec.structs.replace(record, envelope=msgspec.structs.replace(record.envelope, collected_at=_EPOCH)))


def read_file(found: Found, *, collected_at: datetime, key: bytes | None) -> Read:
    """Read a configuration, log, capture, walk or drawing; whatever is wrong with it ends in its result."""
    try:
        if found.form in {Form.WALK, Form.NMS}:
            return _walk(found, collected_at) if found.form is Form.WALK else _export(found, collected_at, key)
        if found.form is Form.CAPTURE:
            return _answers(found, collected_at, key)
        text = clean(found.read(), found.label)
        if found.form is Form.DRAWING:
            drawing = read_drawing(text, found.label)
            return Read(_file(found, State.USED, ()), drawing=drawing)
        pieces = find_pieces(found.label, text, _settled(found))
    except InputError as error:
        return Read(refused(found.label, error.code, error.params, found.form))
    except OSError as error:
        return Read(refused(found.label, "services.unreadable", {"path": found.label, "reason": error.strerror or "?"}, found.form))
    read = [_device(found, piece, collected_at, key) for piece in pieces]
    problems = () if found.detection.contradicted is None else (_contradicted(found),)
    return Read(_file(found, State.IMPORTED, [result for result, _ in read], problems), [kept for _, kept in read])


def compare(read: Read, known: Known) -> Read:
    """Say of each device of a file what changed against the store; what has not changed gives no record."""
    devices = list(read.file.devices)
    keys = [key_of(kept.record) for kept in read.kept if kept is not None]
    before = known.of(keys)
    for index, kept in enumerate(read.kept):
        if kept is None:
            continue
        old = before.get(key_of(kept.record))
        if old is None:
            devices[index] = msgspec.structs.replace(devices[index], change=Change.NEW)
        elif content_of(old) == content_of(kept.record):
            devices[index] = msgspec.structs.replace(devices[index], change=Change.UNCHANGED, state=State.UNCHANGED)
            read.kept[index] = None
            continue
        else:
            devices[index] = _changed(devices[index], old, kept.record)
        known.keep(kept.record)
    return Read(_judged(msgspec.structs.replace(read.file, devices=tuple(devices))), read.kept, read.drawing)


def with_ids(read: Read, ids: Sequence[str | None]) -> FileResult:
    """Return a file's result with the records that its devices gave."""
    devices = tuple(msgspec.structs.replace(one, bears=ident) for one, ident in zip(read.file.devices, ids, strict=True))
    first = next((ident for ident in ids if ident is not None), None)
    return msgspec.structs.replace(read.file, devices=devices, bears=first)


def _changed(result: DeviceResult, old: DeviceRecord, new: DeviceRecord) -> DeviceResult:
    found = record_differences(old, new)
    counts = {kind: sum(1 for one in found if one.kind == kind) for kind in ("added", "removed", "changed")}
    change = Change.CHANGED if found or new.envelope.kind is SourceKind.CAPTURE else Change.UNCHANGED
    return msgspec.structs.replace(result, change=change, differences=tuple(found[:MOST_DIFFERENCES]), **counts)


def _judged(file: FileResult) -> FileResult:
    """Return a file's result with the state that its devices leave it in."""
    states = {device.state for device in file.devices}
    if State.IMPORTED in states:
        return file
    if State.UNCHANGED in states:
        return msgspec.structs.replace(file, state=State.UNCHANGED)
    first = next((device for device in file.devices if device.state is State.REFUSED), None)
    if first is None:
        return file
    return msgspec.structs.replace(file, state=State.REFUSED, code=first.code, params=first.params, candidates=first.candidates)


def _settled(found: Found) -> Detection:
    """Return what the detector saw, or what a person named instead."""
    if found.platform is None or found.form is Form.LOG:
        return found.detection
    return Detection(kind=Kind.CONFIG, platform=found.platform, confidence=1.0, evidence=found.detection.evidence)


def _walk(found: Found, collected_at: datetime) -> Read:
    assert found.realm is not None
    record = read_walk(found.pieces, realm=found.realm, collected_at=collected_at, target=found.label)
    result = DeviceResult(
        target=found.label, realm=found.realm, kind=SourceKind.SNMP.value, state=State.IMPORTED, device=record.system.name,
        platform=record.system.platform, problems=record.problems,
    )  # fmt: skip
    return Read(_file(found, State.IMPORTED, (result,)), [Kept(record=record)])


def _export(found: Found, collected_at: datetime, key: bytes | None) -> Read:
    """Read what another management system exported: a record of each device in it."""
    assert found.realm is not None
    assert found.detection.export is not None
    told, problems = read_export(found.detection.export.system, found.files, realm=found.realm, collected_at=collected_at, key=key)
    devices = [
        DeviceResult(
            target=one.record.envelope.target, realm=found.realm, kind=SourceKind.NMS.value, state=State.IMPORTED,
            device=one.record.system.name, platform=one.record.system.platform, problems=one.record.problems,
        )
        for one in told
    ]  # fmt: skip
    return Read(_file(found, State.IMPORTED, devices, problems), [_kept(one.record, one.text) for one in told])


def _device(found: Found, piece: Piece, collected_at: datetime, key: bytes | None) -> tuple[DeviceResult, Kept | None]:
    """Read one device of a file; one that cannot be read says why."""
    assert found.realm is not None
    seen = piece.detection
    if piece.kind is SourceKind.CONFIG and found.platform is not None:
        seen = msgspec.structs.replace(seen, kind=Kind.CONFIG, platform=found.platform, confidence=1.0)
    elif piece.kind is SourceKind.CONFIG and seen.kind is not Kind.CONFIG and found.form is Form.CONFIG:
        seen = detect_config(found.label, piece.text)
    blank = DeviceResult(
        target=piece.target, realm=found.realm, kind=piece.kind.value, state=State.REFUSED, device=piece.device,
        platform=seen.platform, confidence=seen.confidence or None, evidence=seen.evidence or None,
        candidates=tuple((one.platform, one.confidence) for one in seen.candidates),
    )  # fmt: skip
    if piece.kind is SourceKind.CAPTURE:
        return _captures(found, piece, blank, collected_at, key)
    if seen.kind is not Kind.CONFIG or seen.platform is None:
        named = ", ".join(platform_label(one.platform) for one in seen.candidates) or "?"
        return msgspec.structs.replace(blank, code="services.unsure", params={"path": piece.target, "found": named}), None
    if not seen.is_read:
        params = {"path": piece.target, "platform": platform_label(seen.platform), "evidence": seen.evidence}
        return msgspec.structs.replace(blank, code="services.not_read_yet", params=params), None
    record, text = read_text(
        piece.text, path=found.label, realm=found.realm, collected_at=collected_at, platform=seen.platform, key=key, target=piece.target
    )
    reading = record.reading
    if reading is not None and not reading.understood and not (record.system.name or piece.device or record.interfaces):
        params = {"path": piece.target, "platform": platform_label(seen.platform)}
        return msgspec.structs.replace(blank, code="services.nothing_understood", params=params), None
    result = msgspec.structs.replace(
        blank, state=State.IMPORTED, device=record.system.name or piece.device, problems=record.problems,
        lines=reading.lines if reading else None, understood=reading.understood if reading else None,
        ignored=reading.ignored if reading else None, unparsed=reading.unparsed if reading else None,
        worth=reading.unparsed_lines[:MOST_WORTH] if reading else (),
    )  # fmt: skip
    return result, _kept(record, text)


def _answers(found: Found, collected_at: datetime, key: bytes | None) -> Read:
    """Read files that each hold one answer, all of one device; one that cannot be read is left out, and said.

    Raises `InputError` and `OSError` where it is the only one.
    """
    texts: list[tuple[str, CleanText, Detection]] = []
    problems: list[Problem] = []
    members = found.captures or (found,)
    for one in members:
        try:
            texts.append((one.label, clean(one.read(), one.label), one.detection))
        except InputError as error:
            if len(members) == 1:
                raise
            problems.append(Problem(error.code, Severity.WARNING, one.label, error.params))
    if not texts:
        return Read(refused(found.label, "input-empty", {"file": found.label}, found.form))
    sure = {seen.platform for _, _, seen in texts if seen.platform}
    seen = msgspec.structs.replace(found.detection, platform=sure.pop() if len(sure) == 1 else None)
    result, kept = _captures(found, capture_piece(found.label, texts, seen), _blank(found, seen), collected_at, key)
    file = msgspec.structs.replace(_file(found, State.IMPORTED, (result,), problems), together=len(members))
    return Read(file, [kept])


def _blank(found: Found, seen: Detection) -> DeviceResult:
    return DeviceResult(
        target=found.label, realm=found.realm, kind=SourceKind.CAPTURE.value, state=State.REFUSED, device=seen.device,
        platform=seen.platform, confidence=seen.confidence or None, evidence=seen.evidence or None,
    )  # fmt: skip


def _captures(
    found: Found, piece: Piece, blank: DeviceResult, collected_at: datetime, key: bytes | None
) -> tuple[DeviceResult, Kept | None]:
    """Read the captures of one device; those that no parser reads are kept. Where two platforms come into question, nothing is."""
    assert found.realm is not None
    read = capture_record(piece, realm=found.realm, collected_at=collected_at, key=key, platform=found.platform)
    if len(read.likely) > 1:
        likely = tuple((name, round(1 / len(read.likely), 2)) for name in read.likely)
        named = ", ".join(platform_label(name) for name in read.likely)
        params: dict[str, Scalar] = {"path": piece.target, "found": named}
        return msgspec.structs.replace(blank, candidates=likely, code="services.unsure", params=params), None
    if (read.states_facts or found.detection.kind is Kind.CAPTURE) and not _is_somebody(read.record):
        params = {"path": piece.target}
        return msgspec.structs.replace(blank, platform=read.platform, code="services.whose_capture", params=params), None
    reading = read.record.reading
    result = msgspec.structs.replace(
        blank, state=State.IMPORTED, device=read.record.system.name, platform=read.platform, commands=read.commands,
        problems=read.record.problems, lines=reading.lines if reading else None, understood=reading.understood if reading else None,
        ignored=reading.ignored if reading else None, unparsed=reading.unparsed if reading else None,
    )  # fmt: skip
    return result, _kept(read.record, read.text)


def _is_somebody(record: DeviceRecord) -> bool:
    """Tell whether a record says whose it is: by a name, a serial number, a chassis id, or an address of its own."""
    system = record.system
    return bool(system.name or system.serials or system.chassis_ids or any(port.addresses for port in record.interfaces))


def _kept(record: DeviceRecord, text: str) -> Kept:
    return Kept(record=record, source=Source(_TEXT, text.encode("utf-8", "backslashreplace")))


def _contradicted(found: Found) -> Problem:
    params: dict[str, Scalar] = {"said": found.detection.contradicted, "platform": platform_label(found.detection.platform or "?")}
    return Problem("source-contradicted", Severity.WARNING, found.label, params)


def _file(found: Found, state: State, devices: Sequence[DeviceResult], problems: Sequence[Problem] = ()) -> FileResult:
    configs = [device for device in devices if device.platform is not None]
    gathered = [*problems, *(problem for device in devices for problem in device.problems)]
    if any(device.code is None for device in devices):
        gathered += [Problem(one.code, Severity.WARNING, one.target, one.params) for one in devices if one.code is not None]
    return FileResult(
        path=found.label, state=state, form=found.form, platform=configs[0].platform if configs else None,
        confidence=found.detection.confidence or None, evidence=found.detection.evidence or None, devices=tuple(devices),
        problems=tuple(gathered),
    )  # fmt: skip
