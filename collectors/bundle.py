"""Bundles: records of a run inside a network without a way out, in one signed file to be carried to the centre.

A bundle is a zip whose first part is the manifest, ``netfold-bundle.json``: form, realms, vantages, times, and the
SHA-256 of each further part. The second, ``signature``, is the Ed25519 signature of the manifest's octets. The
others are records in msgpack. Nothing of a bundle is believed before its signature, by a key that is trusted, and
all its hashes have been checked; its parts have the names that the manifest says and none is ever written to a file.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Final

import msgspec

from collectors.signing import SIGNATURE_OCTETS, Keys, verify
from topology.model.errors import InputError
from topology.model.records import DeviceRecord

MANIFEST: Final = "netfold-bundle.json"
FORMAT: Final = 1
_SIGNATURE: Final = "signature"
_BATCH: Final = 256
"""Records in one part."""
_MOST_PARTS: Final = 10_000
_MOST_OCTETS: Final = 4 << 30
"""Unpacked octets of a whole bundle."""
_MOST_OF_PART: Final = 512 << 20
_MOST_OF_MANIFEST: Final = 4 << 20
_MOST_RATIO: Final = 200
_CHUNK: Final = 1 << 20
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A further part: octets and hash of its content, and how many records it holds."""

    octets: int
    sha256: str
    records: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a bundle says of itself."""

    format: int
    run: str
    """The run's id in the home that made it."""
    scope: str
    realms: tuple[str, ...]
    vantages: tuple[str, ...]
    first_at: datetime | None
    """Times of the first and last record; None without any."""
    last_at: datetime | None
    made_at: datetime
    records: int
    key: str
    """Public key of whoever signed, in hexadecimal digits."""
    parts: dict[str, Part]


_PARTS = msgspec.msgpack.Decoder(tuple[DeviceRecord, ...])


def write_bundle(path: Path, records: Iterable[DeviceRecord], keys: Keys, *, run: str, scope: str, made_at: datetime) -> Manifest:
    """Write the records of a run as a signed bundle; an older file of that name is replaced once all is written.

    Raises
    ------
    InputError
        ``bundle_unwritable``, or the key cannot be read (see `Keys.sign`).
    """
    fresh = path.with_name(f".{path.name}-{os.getpid()}")
    spool = path.with_name(f".{path.name}-{os.getpid()}.parts")
    try:
        with _private(spool) as parts:
            manifest, places = _spool(parts, records, keys, run=run, scope=scope, made_at=made_at)
            head = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
            with _private(fresh) as file, zipfile.ZipFile(file, "w") as archive:
                _add(archive, MANIFEST, head, zipfile.ZIP_STORED)
                _add(archive, _SIGNATURE, keys.sign(head), zipfile.ZIP_STORED)
                for name, (start, size) in places.items():
                    parts.seek(start)
                    _add(archive, name, parts.read(size), zipfile.ZIP_DEFLATED)
        fresh.replace(path)
    except OSError as error:
        raise InputError("bundle_unwritable", path=str(path), why=error.strerror or type(error).__name__) from error
    finally:
        spool.unlink(missing_ok=True)
        fresh.unlink(missing_ok=True)
    return manifest


def _private(path: Path) -> IO[bytes]:
    """Open a new file that is its owner's alone."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b")


def _add(archive: zipfile.ZipFile, name: str, content: bytes, compression: int) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = compression
    info.external_attr = 0o600 << 16
    archive.writestr(info, content)


def _spool(
    file: IO[bytes], records: Iterable[DeviceRecord], keys: Keys, *, run: str, scope: str, made_at: datetime
) -> tuple[Manifest, dict[str, tuple[int, int]]]:
    """Write the parts one behind the other; return the manifest and where each stands."""
    parts: dict[str, Part] = {}
    places: dict[str, tuple[int, int]] = {}
    realms: set[str] = set()
    vantages: set[str] = set()
    moments: list[datetime] = []
    source, start = iter(records), 0
    while batch := tuple(islice(source, _BATCH)):
        content = msgspec.msgpack.encode(batch)
        name = f"records-{len(parts) + 1:05d}.msgpack"
        file.write(content)
        places[name] = (start, len(content))
        start += len(content)
        parts[name] = Part(octets=len(content), sha256=hashlib.sha256(content).hexdigest(), records=len(batch))
        realms.update(record.envelope.realm for record in batch)
        vantages.update(record.envelope.vantage for record in batch)
        times = [record.envelope.collected_at for record in batch]
        moments = [min([*moments, *times]), max([*moments, *times])]
    manifest = Manifest(
        format=FORMAT,
        run=run,
        scope=scope,
        realms=tuple(sorted(realms)),
        vantages=tuple(sorted(vantages)),
        first_at=moments[0] if moments else None,
        last_at=moments[-1] if moments else None,
        made_at=made_at,
        records=sum(part.records for part in parts.values()),
        key=keys.public().hex(),
        parts=parts,
    )
    return manifest, places


class Bundle:
    """A bundle whose signature and hashes have been checked."""

    def __init__(self, path: Path, label: str, manifest: Manifest, signer: str) -> None:
        self._path = path
        self._label = label
        self.manifest: Final = manifest
        self.signer: Final = signer
        """Name of the key that signed, from the list of trusted ones."""

    def records(self) -> Iterator[DeviceRecord]:
        """Give the records, a part at a time.

        Raises
        ------
        InputError
            ``bundle_part`` where a part is not what was checked, ``bundle_records`` where it holds no records of
            the realms that the manifest names.
        """
        with _opened(self._path, self._label) as archive:
            for name, part in self.manifest.parts.items():
                content = b"".join(_chunks(archive, name, part, self._label))
                try:
                    records = _PARTS.decode(content)
                except msgspec.MsgspecError as error:
                    raise InputError("bundle_records", path=self._label, part=name, why=str(error)[:200]) from None
                if len(records) != part.records or any(record.envelope.realm not in self.manifest.realms for record in records):
                    raise InputError("bundle_records", path=self._label, part=name, why="count or realm")
                yield from records


def open_bundle(path: Path, trusted: Mapping[bytes, str], *, label: str | None = None) -> Bundle:
    """Return a bundle after all its checks; `label` names it in messages.

    Raises
    ------
    InputError
        ``bundle_unreadable`` (no zip, or damaged), ``bundle_form`` (parts other than the manifest's, too many or too
        large, a path, an encrypted or overfull part), ``bundle_format`` (of another version), ``bundle_untrusted``
        (signed by an unknown key), ``bundle_signature`` (not signed by the key it names), ``bundle_part`` (a part was changed).
    """
    said = label or str(path)
    with _opened(path, said) as archive:
        infos = archive.infolist()
        _check_directory(infos, said)
        head = b"".join(_limited(archive, MANIFEST, _MOST_OF_MANIFEST, said))
        signature = b"".join(_limited(archive, _SIGNATURE, SIGNATURE_OCTETS, said))
        signer = _signer(head, signature, trusted, said)
        try:
            manifest = msgspec.json.decode(head, type=Manifest)
        except msgspec.MsgspecError as error:
            raise InputError("bundle_form", path=said, why=str(error)[:200]) from None
        if {info.filename for info in infos} != {MANIFEST, _SIGNATURE, *manifest.parts}:
            raise InputError("bundle_form", path=said, why="parts that the manifest does not name, or too few")
        for name, part in manifest.parts.items():
            for _ in _chunks(archive, name, part, said):
                pass
    return Bundle(path, said, manifest, signer)


class _Head(msgspec.Struct):
    format: int
    key: str


def _signer(head: bytes, signature: bytes, trusted: Mapping[bytes, str], label: str) -> str:
    """Return who signed; the manifest is not believed before."""
    try:
        said = msgspec.json.decode(head, type=_Head)
        key = bytes.fromhex(said.key)
    except (msgspec.MsgspecError, ValueError):
        raise InputError("bundle_form", path=label, why=MANIFEST) from None
    if said.format != FORMAT:
        raise InputError("bundle_format", path=label, found=said.format, expected=FORMAT)
    if key not in trusted:
        raise InputError("bundle_untrusted", path=label, key=said.key[:64])
    if not verify(key, signature, head):
        raise InputError("bundle_signature", path=label, name=trusted[key])
    return trusted[key]


def _opened(path: Path, label: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile, ValueError, RuntimeError) as error:
        raise InputError("bundle_unreadable", path=label, why=str(error)[:200]) from None


def _check_directory(infos: list[zipfile.ZipInfo], label: str) -> None:
    """Refuse a directory that no bundle has, before anything is unpacked."""
    names = [info.filename for info in infos]
    checks: tuple[tuple[bool, Callable[[], str]], ...] = (
        (len(infos) <= _MOST_PARTS, lambda: f"{len(infos)} parts"),
        (bool(names) and names[0] == MANIFEST and _SIGNATURE in names, lambda: "no manifest in front, or no signature"),
        (len(names) == len(set(names)), lambda: "two parts of one name"),
        (not any("/" in name or "\\" in name or name.startswith(".") for name in names), lambda: "a part with a path"),
        (not any(info.flag_bits & 1 for info in infos), lambda: "an encrypted part"),
        (all(info.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for info in infos), lambda: "an unusual compression"),
        (sum(info.file_size for info in infos) <= _MOST_OCTETS, lambda: "too large unpacked"),
        (all(info.file_size <= _MOST_OF_PART for info in infos), lambda: "a part too large unpacked"),
        (all(info.file_size <= _MOST_RATIO * max(1024, info.compress_size) for info in infos), lambda: "a part packed too tightly"),
    )
    for right, why in checks:
        if not right:
            raise InputError("bundle_form", path=label, why=why())


def _limited(archive: zipfile.ZipFile, name: str, most: int, label: str) -> Iterator[bytes]:
    """Give a part in pieces; more octets than `most`, whatever the directory says, end it."""
    seen = 0
    try:
        with archive.open(name) as part:
            while piece := part.read(min(_CHUNK, most + 1 - seen)):
                seen += len(piece)
                if seen > most:
                    raise InputError("bundle_form", path=label, why=f"{name}: larger than {most} octets")
                yield piece
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError) as error:
        raise InputError("bundle_part", path=label, part=name, why=str(error)[:200]) from None


def _chunks(archive: zipfile.ZipFile, name: str, part: Part, label: str) -> Iterator[bytes]:
    """Give a part in pieces; raises at its end if it is not the one that was signed for."""
    found = hashlib.sha256()
    for piece in _limited(archive, name, min(part.octets, _MOST_OF_PART), label):
        found.update(piece)
        yield piece
    if found.hexdigest() != part.sha256:
        raise InputError("bundle_part", path=label, part=name, why="SHA-256")
