"""Files out of archives: zip, tar and single compressed files, held against limits before and while they are unpacked.

Nothing is ever written under a name from an archive: contents are handed over as bytes, names are labels.
Links, devices and encrypted members are named and left; an archive inside an archive is not opened, but for
the ``vrpcfg.zip`` in which Huawei's devices and its emulator keep one configuration.
"""

from __future__ import annotations

import bz2
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple, Protocol

from topology.model.errors import InputError, Problem, Severity


class Limits(NamedTuple):
    """What an archive may hold."""

    members: int
    octets: int
    """Unpacked, of all members together."""
    ratio: int = 200
    """Unpacked octets for one packed."""


UPLOAD: Final = Limits(members=2_000, octets=200 << 20)
"""For archives that come through the browser (HOSTILE B04)."""
LOCAL: Final = Limits(members=50_000, octets=1 << 30)
"""For archives that a user of the machine names: whole backup trees are of this size."""
ZIP: Final = b"PK\x03\x04"
_PACKED: Final = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_TAR_MAGIC: Final = 257
_BLOCK: Final = 512
_CHUNK: Final = 1 << 16
_SMALL: Final = 1 << 20
"""Unpacked octets below which no ratio is held against an archive: text of blanks packs well."""
_XZ_MEMORY: Final = 128 << 20
_NAME_MOST: Final = 300
_NESTED_NAME: Final = "vrpcfg.zip"
_NESTED_MEMBERS: Final = 4
_UTF8_NAMES: Final = 0x800
_ENCRYPTED: Final = 1
_LINK: Final = 0o120000
_KINDS: Final = 0o170000


class Member(NamedTuple):
    """A file of an archive: its name as a label, and its content."""

    name: str
    data: bytes


class _Unpacker(Protocol):
    @property
    def unused_data(self) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


def is_archive(head: bytes) -> bool:
    """Tell whether the first 512 bytes of a file are those of an archive or a compressed file."""
    return head.startswith((ZIP, *_PACKED)) or head[_TAR_MAGIC : _TAR_MAGIC + 5] == b"ustar"


def members(data: bytes, label: str, limits: Limits, problems: list[Problem]) -> Iterator[Member]:
    """Give the files of an archive, in its order; what is left out is added to `problems`.

    Raises
    ------
    InputError
        ``archive-too-many``, ``archive-too-large``, ``archive-ratio``, ``archive-overlap`` or ``archive-damaged``:
        from the directory where there is one, else where the limit is met. Nothing of it must be used then.
    """
    counter = _Counter(label, limits, len(data))
    if data.startswith(ZIP):
        yield from _zip(data, label, counter, problems, nested=False)
    elif data.startswith(_PACKED):
        yield from _packed(data, label, counter, problems)
    else:
        yield from _tar(io.BytesIO(data), label, counter, problems)


def safe_name(name: str) -> str:
    r"""Return a name from an archive as a label: no way out of a folder, no control characters, not endless.

    >>> safe_name("../../etc/x"), safe_name("C:\\a\\b.cfg"), safe_name("/abs//y"), safe_name("a\0\x1b[2J")
    ('etc/x', 'a/b.cfg', 'abs/y', 'a··[2J')
    """
    plain = "".join(mark if mark.isprintable() else "·" for mark in name[: 4 * _NAME_MOST])
    parts = [part for part in re.sub(r"^[A-Za-z]:", "", plain).replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts)[-_NAME_MOST:] or "?"


class _Counter:
    """Counts members and octets as they come, whatever the directory promised."""

    def __init__(self, label: str, limits: Limits, packed: int) -> None:
        self._label, self._limits, self._packed = label, limits, packed
        self._members = self._octets = 0

    def member(self) -> None:
        self._members += 1
        if self._members > self._limits.members:
            raise InputError("archive-too-many", file=self._label, limit=self._limits.members)

    def add(self, octets: int) -> None:
        self._octets += octets
        if self._octets > self._limits.octets:
            raise InputError("archive-too-large", file=self._label, limit_mib=self._limits.octets >> 20)
        self.ratio(self._octets, self._packed)

    def ratio(self, unpacked: int, packed: int) -> None:
        if unpacked > _SMALL and unpacked > self._limits.ratio * max(1, packed):
            raise InputError("archive-ratio", file=self._label, limit=self._limits.ratio)

    def check(self, infos: list[zipfile.ZipInfo]) -> None:
        """Hold a zip's directory against the limits before anything is unpacked."""
        if len(infos) > self._limits.members:
            raise InputError("archive-too-many", file=self._label, limit=self._limits.members)
        if sum(info.file_size for info in infos) > self._limits.octets:
            raise InputError("archive-too-large", file=self._label, limit_mib=self._limits.octets >> 20)
        end = 0
        for info in sorted(infos, key=lambda info: info.header_offset):
            if info.header_offset < end:
                raise InputError("archive-overlap", file=self._label)
            end = info.header_offset + info.compress_size
            self.ratio(info.file_size, info.compress_size)


def _damaged(label: str, error: Exception) -> InputError:
    return InputError("archive-damaged", file=label, why=f"{type(error).__name__}: {error}"[:160])


def _zip(data: bytes, label: str, counter: _Counter, problems: list[Problem], *, nested: bool) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError) as error:
        raise _damaged(label, error) from None
    with archive:
        infos = archive.infolist()
        counter.check(infos)
        for info in infos:
            counter.member()
            name = safe_name(_zip_name(info))
            if info.is_dir():
                continue
            if info.flag_bits & _ENCRYPTED:
                problems.append(Problem("archive-encrypted", Severity.WARNING, f"{label}/{name}", {}))
            elif info.external_attr >> 16 & _KINDS == _LINK:
                problems.append(Problem("archive-link", Severity.WARNING, f"{label}/{name}", {}))
            else:
                content = b"".join(_chunks(archive, info, label, counter))
                yield from _nest(Member(name, content), label, counter, problems, nested=nested)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; without the UTF-8 flag, Chinese systems wrote GBK."""
    if info.flag_bits & _UTF8_NAMES:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo, label: str, counter: _Counter) -> Iterator[bytes]:
    try:
        with archive.open(info) as stream:
            while piece := stream.read(_CHUNK):
                counter.add(len(piece))
                yield piece
    # zipfile raises RuntimeError for an encrypted member, a kind of it for an unknown method of compression
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise _damaged(label, error) from None


def _nest(member: Member, label: str, counter: _Counter, problems: list[Problem], *, nested: bool) -> Iterator[Member]:
    """Give a member, or what the one zip that may stand in an archive holds; other archives in it are named and left."""
    where = f"{label}/{member.name}"
    if not member.data.startswith((ZIP, *_PACKED)) or b"xl/workbook" in member.data[: 1 << 20]:
        yield member
    elif not nested and member.name.rpartition("/")[2].lower() == _NESTED_NAME and member.data.startswith(ZIP):
        for number, inner in enumerate(_zip(member.data, where, counter, problems, nested=True), start=1):
            if number > _NESTED_MEMBERS:
                problems.append(Problem("archive-nested", Severity.WARNING, where, {}))
                return
            yield Member(f"{member.name}/{inner.name}", inner.data)
    else:
        problems.append(Problem("archive-nested", Severity.WARNING, where, {}))


class _Stream(io.RawIOBase):
    """What a compressed file holds, unpacked as it is read, each octet counted."""

    def __init__(self, data: bytes, label: str, counter: _Counter) -> None:
        makers: dict[bytes, Callable[[], _Unpacker]] = {
            b"\x1f\x8b": _Gzip,
            b"BZh": bz2.BZ2Decompressor,
            b"\xfd7zXZ": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, _XZ_MEMORY),
        }
        self._make = makers[next(mark for mark in _PACKED if data.startswith(mark))]
        self._rest, self._label, self._counter = data, label, counter
        self._unpacker = self._make()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        found = bytearray()
        while size < 0 or len(found) < size:
            piece = self._piece(_CHUNK if size < 0 else min(_CHUNK, size - len(found)))
            if not piece:
                break
            self._counter.add(len(piece))
            found += piece
        return bytes(found)

    def _piece(self, most: int) -> bytes:
        try:
            while True:
                if self._unpacker.eof:
                    self._rest = self._unpacker.unused_data
                    if not self._rest.startswith(_PACKED):
                        return b""
                    self._unpacker = self._make()
                piece = self._unpacker.decompress(self._rest, most)
                self._rest = b""
                if piece:
                    return piece
                if not self._unpacker.eof:
                    raise _damaged(self._label, EOFError("cut off"))
        except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, MemoryError) as error:
            raise _damaged(self._label, error) from None


class _Gzip:
    """zlib's decompressor with the face of the other two: it keeps what it was not yet asked for."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(31)
        self._held = b""

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = 0) -> bytes:
        piece = self._inner.decompress(self._held + data, max_length)
        self._held = self._inner.unconsumed_tail
        return piece


def _packed(data: bytes, label: str, counter: _Counter, problems: list[Problem]) -> Iterator[Member]:
    stream = _Stream(data, label, counter)
    head = stream.read(_BLOCK)
    if head[_TAR_MAGIC : _TAR_MAGIC + 5] == b"ustar":
        yield from _tar(_Joined(head, stream), label, counter, problems, counted=True)
        return
    counter.member()
    name = safe_name(label.rpartition("/")[2])
    shorter = re.sub(r"\.(?:gz|bz2|xz)$", "", name, flags=re.IGNORECASE)
    yield from _nest(Member(shorter, head + stream.read()), label, counter, problems, nested=True)


class _Joined(io.RawIOBase):
    """A stream with its first octets put back."""

    def __init__(self, head: bytes, rest: _Stream) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if not self._head:
            return self._rest.read(size)
        found, self._head = (self._head, b"") if size < 0 else (self._head[:size], self._head[size:])
        return found if 0 <= size <= len(found) else found + self._rest.read(size - len(found) if size >= 0 else -1)


def _tar(stream: Any, label: str, counter: _Counter, problems: list[Problem], *, counted: bool = False) -> Iterator[Member]:
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for info in archive:
                counter.member()
                name = safe_name(info.name)
                if info.isdir():
                    continue
                if not info.isreg():
                    problems.append(Problem("archive-link", Severity.WARNING, f"{label}/{name}", {}))
                    continue
                content = archive.extractfile(info)
                read = content.read() if content is not None else b""
                if not counted:
                    counter.add(len(read))
                yield from _nest(Member(name, read), label, counter, problems, nested=False)
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise _damaged(label, error) from None
