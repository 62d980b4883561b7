"""What a file is, by its content: the kind, the platform, how sure, and the line that says so.

A name's extension is never believed. Unsure means unknown: a person is asked, nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum

import msgspec

from collectors.census.cells import RawRow, RawSheet
from collectors.census.headers import sheet_by_headers
from collectors.clean import CleanText, Line, clean
from collectors.configs import PARSERS
from collectors.configs.parser import UNSURE, Match
from collectors.configs.redact import redact_text
from collectors.nms import Export, find_export
from collectors.platforms import votes
from collectors.shows.naming import name_says, recognise
from collectors.sources.archives import is_archive
from collectors.sources.drawings import is_drawing
from collectors.sources.sessions import find_blocks
from collectors.sources.trees import Said, header_says, is_list


class Kind(StrEnum):
    """What a file can be."""

    CONFIG = "config"
    WORKBOOK = "census-workbook"
    CSV = "census-csv"
    WALK = "walk"
    BUNDLE = "bundle"
    LOG = "terminal-log"
    """Several commands with their answers, of one device or several."""
    ARCHIVE = "archive"
    DRAWING = "ensp-drawing"
    CAPTURE = "show-capture"
    """The answer to one show command."""
    DEVICES = "device-list"
    """RANCID's or oxidized's list of devices: it says of which type the files beside it are."""
    NMS = "nms-export"
    """A table of another management system's export."""
    UNKNOWN = "unknown"


class Candidate(msgspec.Struct, frozen=True):
    """A platform that a configuration may be of, how sure that is, and the line that says so."""

    platform: str
    confidence: float
    evidence: str


class Detection(msgspec.Struct, frozen=True, kw_only=True):
    """What a file was found to be; `evidence` is ``path:line text`` or the part that tells, without secrets."""

    kind: Kind
    platform: str | None = None
    confidence: float = 0.0
    evidence: str = ""
    candidates: tuple[Candidate, ...] = ()
    """Where no platform is sure: those that come into question, likeliest first."""
    export: Export | None = None
    """Which table of which management system it is."""
    contradicted: str | None = None
    """What a device list or header says against the content; the content is believed."""
    command: str | None = None
    """Of a capture: the command that it answers."""
    device: str | None = None
    """Of a capture: the device that its name or folder tells."""

    @property
    def is_read(self) -> bool:
        """Whether a dialect reads the platform; others are named and left."""
        return any(parser.platform == self.platform for parser in PARSERS)


BUNDLE_MANIFEST = b"netfold-bundle.json"
"""Name of the first part of a bundle: a zip that a run inside another network carried out."""
_WALK = re.compile(r"\.?1(?:\.\d+){3,} = (?:[A-Z][\w-]*(?: \w+)?: ?|\"|No (?:Such|more))|(?:iso|SNMPv2-SMI::\w+)[\w.]* = [A-Z]")
_RECORDED = re.compile(r"\.?1(?:\.\d+){2,}\|\d{1,3}x?(?::\w+)?\|")
_WALK_SHARE = 0.5
_LOOKED_AT = 200
_SURE = 0.99
_BY_LIST = 0.85
"""Confidence in a platform that only a device list or a header names."""
_LIKELY = 0.3
"""Confidence below which a platform does not come into question."""
_HEADER_LINES = 3
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def detect(path: str, data: bytes) -> Detection:
    """Return what the file `path` with the content `data` is.

    Raises
    ------
    InputError
        It is empty, or binary of a kind that is never read (a picture under the name of a workbook).
    """
    packed = detect_packed(path, data)
    return packed if packed is not None else detect_text(path, clean(data, path))


def detect_packed(path: str, data: bytes) -> Detection | None:
    """Return what a file is that is not for people to read: a bundle, a workbook, an archive, an export; None for anything else."""
    if data.startswith(b"PK\x03\x04"):
        if data[30 : 30 + len(BUNDLE_MANIFEST)] == BUNDLE_MANIFEST:
            return Detection(kind=Kind.BUNDLE, confidence=_SURE, evidence=f"{path}: {BUNDLE_MANIFEST.decode()}")
        if b"xl/workbook" in data:
            return Detection(kind=Kind.WORKBOOK, confidence=_SURE, evidence=f"{path}: xl/workbook.xml")
    if data.startswith(_OLE) and any(name.encode("utf-16-le") in data for name in ("EncryptedPackage", "Workbook")):
        return Detection(kind=Kind.WORKBOOK, confidence=_SURE, evidence=f"{path}: OLE")
    if is_archive(data[:512]):
        return Detection(kind=Kind.ARCHIVE, confidence=_SURE, evidence=path)
    export = find_export(path, data)
    return None if export is None else Detection(kind=Kind.NMS, confidence=_SURE, evidence=export.evidence, export=export)


def detect_text(path: str, text: CleanText, said: Said | None = None) -> Detection:
    """Return what a cleaned text is; `said` is what a device list says of the file."""
    for look in LOOKS:
        found = look(path, text)
        if found is not None:
            return found
    config = detect_config(path, text, said)
    if config.kind is Kind.UNKNOWN:
        return _detect_csv(path, text) or detect_capture(path, text) or config
    return config


def detect_capture(path: str, text: CleanText, platform: str | None = None) -> Detection | None:
    """Return what one answer to a show command a text holds; `platform` is what a person named."""
    found = recognise(path, text, platform)
    if found is None or not text.lines:
        return None
    alone = found.read and len(found.platforms) == 1
    sure = _SURE if alone else 0.5
    evidence = f"{path}: {found.command}" if found.by_name else _quote(path, text.lines[0])
    return Detection(
        kind=Kind.CAPTURE, platform=found.platforms[0] if alone else None, confidence=sure, evidence=evidence,
        candidates=tuple(Candidate(name, sure, evidence) for name in found.platforms), command=found.command, device=found.device,
    )  # fmt: skip


def _detect_named_capture(path: str, text: CleanText) -> Detection | None:
    """Return the capture that a file's name says it is, where a template reads it; a configuration has signs of its own."""
    return detect_capture(path, text) if name_says(path) is not None else None


def detect_config(path: str, text: CleanText, said: Said | None = None) -> Detection:
    """Return whose configuration a cleaned text is: by the dialects, the signs of other systems, and what a backup tool said.

    Below `UNSURE`, or where two are equally sure, the kind is unknown and the candidates are given.
    """
    found: dict[str, Match] = {parser.platform: match for parser in PARSERS if (match := parser.matches(text)) is not None}
    if not any(match.confidence >= _SURE for match in found.values()):
        found |= votes(text, leave_out=[parser.platform for parser in PARSERS])
    ranked = sorted(
        (Candidate(platform, match.confidence, _quote(path, match.line)) for platform, match in found.items()),
        key=lambda one: (-one.confidence, one.platform),
    )
    contradicted = None
    said = said or _header(path, text)
    if said is not None:
        if ranked and ranked[0].confidence >= UNSURE and ranked[0].platform != said.platform:
            contradicted = said.where
        elif not ranked or ranked[0].confidence < UNSURE:
            heard = next((one.confidence for one in ranked if one.platform == said.platform), 0.0)
            ranked = [Candidate(said.platform, max(heard, _BY_LIST), said.where), *(one for one in ranked if one.platform != said.platform)]
    if ranked and ranked[0].confidence >= UNSURE and (len(ranked) == 1 or ranked[1].confidence < ranked[0].confidence):
        best = ranked[0]
        return Detection(
            kind=Kind.CONFIG, platform=best.platform, confidence=best.confidence, evidence=best.evidence, contradicted=contradicted
        )
    likely = tuple(one for one in ranked if one.confidence >= _LIKELY)
    if likely:
        return Detection(kind=Kind.UNKNOWN, confidence=likely[0].confidence, evidence=likely[0].evidence, candidates=likely)
    return Detection(kind=Kind.UNKNOWN, evidence=_quote(path, text.lines[0]) if text.lines else path)


def _header(path: str, text: CleanText) -> Said | None:
    """Return what RANCID wrote above a configuration."""
    return next((said for line in text.lines[:_HEADER_LINES] if (said := header_says(line.text, f"{path}:{line.number}"))), None)


def _quote(path: str, line: Line) -> str:
    return f"{path}:{line.number} {redact_text(line.text)[:160]}"


def _detect_walk(path: str, text: CleanText) -> Detection | None:
    head = text.lines[:_LOOKED_AT]
    hits = [line for line in head if _WALK.match(line.text) or _RECORDED.match(line.text)]
    if not head or len(hits) < _WALK_SHARE * len(head):
        return None
    return Detection(kind=Kind.WALK, confidence=round(0.5 + len(hits) / len(head) / 2, 2), evidence=_quote(path, hits[0]))


def _detect_log(path: str, text: CleanText) -> Detection | None:
    blocks = find_blocks(text)
    if not any(block.lines for block in blocks):
        return None
    first = next((block for block in blocks if block.command), blocks[0])
    shown = redact_text(f"{first.prompt}{first.command}")[:160]
    return Detection(kind=Kind.LOG, confidence=0.95 if len(blocks) > 1 else 0.9, evidence=f"{path}:{first.number} {shown}")


def _detect_drawing(path: str, text: CleanText) -> Detection | None:
    return Detection(kind=Kind.DRAWING, confidence=_SURE, evidence=_quote(path, text.lines[0])) if is_drawing(text) else None


def _detect_list(path: str, text: CleanText) -> Detection | None:
    if not text.lines or not is_list(path, "\n".join(line.text for line in text.lines[:_LOOKED_AT])):
        return None
    return Detection(kind=Kind.DEVICES, confidence=_SURE, evidence=_quote(path, text.lines[0]))


def _detect_csv(path: str, text: CleanText) -> Detection | None:
    for line in text.lines[:_LOOKED_AT]:
        for separator in ",;\t":
            fields = [field.strip().strip('"') for field in line.text.split(separator)]
            if len(fields) > 1 and sheet_by_headers(RawSheet(title="", rows=[RawRow(1, list(fields))])) is not None:
                return Detection(kind=Kind.CSV, confidence=0.95, evidence=_quote(path, line))
    return None


LOOKS: tuple[Callable[[str, CleanText], Detection | None], ...] = (
    _detect_walk,
    _detect_drawing,
    _detect_list,
    _detect_log,
    _detect_named_capture,
)
"""What is looked for in a text before it is taken for a configuration, surest signs first."""
