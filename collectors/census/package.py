"""What is inside a workbook file, looked at before any library parses it.

An .xlsx file is a zip of XML parts (ECMA-376). The zip directory is held against limits, every part
is unpacked as a stream and counted against what the directory says, and XML with a document type or
in an unusual encoding is refused: entities could expand without bound or reach for files.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

import msgspec

from collectors.census.cells import Limits
from topology.model.errors import InputError

_CHUNK = 1 << 16
_OVERLAP = 512
_LOCAL_HEADER = 30
"""Bytes of a zip local file header before the name (APPNOTE 4.3.7)."""
_FORBIDDEN = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([^\"']+)[\"']")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z0-9:$]{2,32})\"")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*\shidden=\"(?:1|true)\")[^>]*?\br=\"(\d{1,7})\"")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\b(?=[^>]*\shidden=\"(?:1|true)\")(?=[^>]*\bmin=\"(\d{1,5})\")[^>]*?\bmax=\"(\d{1,5})\"")
_DATE_1904 = re.compile(rb"<(?:\w+:)?workbookPr\s[^>]*date1904=\"(?:1|true)\"")
_MOST_RANGES = 20_000
"""Merged ranges that a sheet may have."""
_MOST_HIDDEN = 256
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LEFT_ALONE = (
    ("vbaProject", "macros"),
    ("externalLinks/", "links"),
    ("embeddings/", "objects"),
    ("activeX/", "objects"),
    ("ctrlProps/", "objects"),
    ("connections.xml", "connections"),
)


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """What the look at a workbook file found."""

    ignored: tuple[str, ...] = ()
    """Kinds of content that are left alone: macros, links, objects, connections."""
    merged: dict[str, tuple[str, ...]] = {}
    """Part to its merged ranges."""
    hidden_rows: dict[str, tuple[int, ...]] = {}
    """Part to the numbers of its hidden rows."""
    hidden_columns: dict[str, tuple[int, ...]] = {}
    """Part to its hidden columns, from 0."""
    formulas: frozenset[str] = frozenset()
    """Parts that hold formulas."""


def inspect_package(path: Path, limits: Limits) -> Package:
    """Look into a workbook file and return what matters for reading it.

    Raises
    ------
    InputError
        The file is empty, encrypted, not a workbook, damaged, or would unpack beyond `limits`.
    """
    with path.open("rb") as stream:
        head = stream.read(8)
        if not head:
            raise InputError("census-file-empty", file=path.name)
        if head == _OLE:
            stream.seek(0)
            # the directory of a small compound file lies anywhere in it; the name of the encrypted stream is UTF-16
            code = "census-file-encrypted" if _ENCRYPTED in stream.read(limits.file) else "census-file-old-format"
            raise InputError(code, file=path.name)
    if not head.startswith(b"PK"):
        raise InputError("census-file-not-workbook", file=path.name)
    if path.stat().st_size > limits.file:
        raise InputError("census-file-too-large", file=path.name, limit_mib=limits.file >> 20)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_directory(archive, path, limits)
            return _read_parts(archive, path, limits)
    # zipfile raises RuntimeError for an encrypted member, a kind of it for an unknown method of compression
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as error:
        raise InputError("census-file-corrupt", file=path.name, reason=type(error).__name__) from error


def _check_directory(archive: zipfile.ZipFile, path: Path, limits: Limits) -> None:
    entries = archive.infolist()
    if "[Content_Types].xml" not in archive.namelist() or not any(entry.filename.startswith("xl/") for entry in entries):
        raise InputError("census-file-not-workbook", file=path.name)
    total = sum(entry.file_size for entry in entries)
    worst = max((entry.file_size / max(entry.compress_size, 1) for entry in entries), default=0.0)
    if len(entries) > limits.entries or total > limits.unpacked or worst > limits.ratio:
        raise InputError("census-file-bomb", file=path.name, entries=len(entries), unpacked_mib=total >> 20, ratio=round(worst))
    if len({entry.filename for entry in entries}) != len(entries):
        raise InputError("census-file-corrupt", file=path.name, reason="duplicate part names")
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.flag_bits & 1:
            raise InputError("census-file-encrypted", file=path.name)
        if entry.header_offset < end:
            raise InputError("census-file-corrupt", file=path.name, reason="overlapping parts")
        end = entry.header_offset + _LOCAL_HEADER + len(entry.orig_filename.encode()) + entry.compress_size


def _read_parts(archive: zipfile.ZipFile, path: Path, limits: Limits) -> Package:
    ignored: set[str] = set()
    looks: dict[str, _Look] = {}
    total = 0
    for entry in archive.infolist():
        name = entry.filename
        ignored.update(words for mark, words in _LEFT_ALONE if mark in name)
        is_sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
        look = _Look()
        tail = b""
        is_xml = False
        with archive.open(entry) as stream:
            first = True
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                if total > limits.unpacked:
                    raise InputError("census-file-bomb", file=path.name, entries=1, unpacked_mib=total >> 20, ratio=0)
                is_xml = is_xml or (first and (name.endswith((".xml", ".rels", ".vml")) or _looks_xml(chunk)))
                if is_xml:
                    _check_xml(tail + chunk, path, name, first=first)
                if is_sheet:
                    look.take(tail + chunk, path)
                if name == "xl/workbook.xml" and _DATE_1904.search(tail + chunk):
                    ignored.add("date1904")
                tail, first = chunk[-_OVERLAP:], False
        if is_sheet:
            looks[name] = look
    return Package(
        ignored=tuple(sorted(ignored)),
        merged={name: tuple(look.merged) for name, look in looks.items()},
        hidden_rows={name: tuple(sorted(look.rows)) for name, look in looks.items()},
        hidden_columns={name: tuple(sorted(look.columns)) for name, look in looks.items()},
        formulas=frozenset(name for name, look in looks.items() if look.formulas),
    )


class _Look:
    """What is seen of a sheet's part while it streams by; chunks overlap, so that nothing is cut in two."""

    def __init__(self) -> None:
        self.merged: dict[str, None] = {}
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self.formulas = False

    def take(self, chunk: bytes, path: Path) -> None:
        """Look at the next piece."""
        self.merged.update(dict.fromkeys(found.decode() for found in _MERGE.findall(chunk)))
        self.rows.update(int(found) for found in _HIDDEN_ROW.findall(chunk))
        for first, last in _HIDDEN_COLUMN.findall(chunk):
            self.columns.update(range(int(first) - 1, min(int(last), int(first) + _MOST_HIDDEN)))
        self.formulas = self.formulas or _FORMULA.search(chunk) is not None
        if len(self.merged) > _MOST_RANGES:
            raise InputError("census-too-many-merged", file=path.name, limit=_MOST_RANGES)


def _looks_xml(head: bytes) -> bool:
    """Tell whether a part may be read as XML, whatever it is called: the content types name parts freely."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or head[:2] in {b"\xff\xfe", b"\xfe\xff", b"\0<"}


def _check_xml(chunk: bytes, path: Path, name: str, *, first: bool) -> None:
    if first:
        declared = _ENCODING.match(chunk.removeprefix(b"\xef\xbb\xbf")[:200])
        odd = declared is not None and declared.group(1).lower() not in {b"utf-8", b"us-ascii", b"ascii"}
        if odd or b"\0" in chunk[:4] or chunk[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            raise InputError("census-file-xml-encoding", file=path.name, part=name)
    if _FORBIDDEN.search(chunk):
        raise InputError("census-file-doctype", file=path.name, part=name)
