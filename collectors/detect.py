"""What a file is, by its content: the kind, the platform, how sure, and the line that says so.

A name's extension is never believed. Unsure means unknown: a person is asked, nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

import msgspec

from collectors.census.cells import RawRow, RawSheet
from collectors.census.reader import sheet_by_headers
from collectors.clean import CleanText, Line, clean, refuse_binary
from collectors.configs import best_match
from collectors.configs.parser import UNSURE
from collectors.configs.redact import redact_text


class Kind(StrEnum):
    """What a file can be."""

    CONFIG = "config"
    WORKBOOK = "census-workbook"
    CSV = "census-csv"
    WALK = "walk"
    BUNDLE = "bundle"
    UNKNOWN = "unknown"


class Detection(msgspec.Struct, frozen=True, kw_only=True):
    """What a file was found to be; `evidence` is ``path:line text`` or the part that tells, without secrets."""

    kind: Kind
    platform: str | None = None
    confidence: float = 0.0
    evidence: str = ""


BUNDLE_MANIFEST = b"netfold-bundle.json"
"""Name of the first part of a bundle: a zip that a run inside another network carried out."""
_WALK = re.compile(r"\.?1(?:\.\d+){3,} = (?:[A-Z][\w-]*(?: \w+)?: ?|\"|No (?:Such|more))|(?:iso|SNMPv2-SMI::\w+)[\w.]* = [A-Z]")
_RECORDED = re.compile(r"\.?1(?:\.\d+){2,}\|\d{1,3}x?(?::\w+)?\|")
_WALK_SHARE = 0.5
_LOOKED_AT = 200
_SURE = 0.99
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")

# Heads that only one other system writes: named, so that the answer can say what it is, until its dialect is read.
_OTHERS: Mapping[str, re.Pattern[str]] = {
    "hp_comware": re.compile(r"version [57]\.\d+(?:\.\d+)?(?:P\d+)?, \w+ \w+|# H(?:3C|PE) Comware Software,"),
    "ruijie_rgos": re.compile(r"version .*RGOS|.*\(S\w+_RGOS "),
    "cisco_nxos": re.compile(r"!Command: show running-config|version \d+\.\d+\(\d+\) Bios"),
    "cisco_ios": re.compile(r"version 1[1-7]\.\d+$"),
    "cisco_xr": re.compile(r"!! IOS XR Configuration "),
    "juniper_junos": re.compile(r"## Last (?:commit|changed)|set system host-name |set version \d+\.\d"),
    "fortinet_fortios": re.compile(r"#config-version=|config system global$"),
    "hillstone_stoneos": re.compile(r"ip vrouter \"?trust-vr\"?"),
}


def detect(path: str, data: bytes) -> Detection:
    """Return what the file `path` with the content `data` is.

    Raises
    ------
    InputError
        It is empty, or binary of a kind that is never read (a picture under the name of a workbook).
    """
    archive = _detect_archive(path, data)
    if archive is not None:
        return archive
    refuse_binary(data, path)
    text = clean(data, path)
    for look in LOOKS:
        found = look(path, text)
        if found is not None:
            return found
    return Detection(kind=Kind.UNKNOWN, evidence=_quote(path, text.lines[0]) if text.lines else path)


def _detect_archive(path: str, data: bytes) -> Detection | None:
    if data.startswith(b"PK\x03\x04"):
        if data[30 : 30 + len(BUNDLE_MANIFEST)] == BUNDLE_MANIFEST:
            return Detection(kind=Kind.BUNDLE, confidence=_SURE, evidence=f"{path}: {BUNDLE_MANIFEST.decode()}")
        if b"xl/workbook" in data:
            return Detection(kind=Kind.WORKBOOK, confidence=_SURE, evidence=f"{path}: xl/workbook.xml")
    if data.startswith(_OLE) and any(name.encode("utf-16-le") in data for name in ("EncryptedPackage", "Workbook")):
        return Detection(kind=Kind.WORKBOOK, confidence=_SURE, evidence=f"{path}: OLE")
    return None


def _quote(path: str, line: Line) -> str:
    return f"{path}:{line.number} {redact_text(line.text)[:160]}"


def _detect_walk(path: str, text: CleanText) -> Detection | None:
    head = text.lines[:_LOOKED_AT]
    hits = [line for line in head if _WALK.match(line.text) or _RECORDED.match(line.text)]
    if not head or len(hits) < _WALK_SHARE * len(head):
        return None
    return Detection(kind=Kind.WALK, confidence=round(0.5 + len(hits) / len(head) / 2, 2), evidence=_quote(path, hits[0]))


def _detect_config(path: str, text: CleanText) -> Detection | None:
    best = best_match(text)
    if best is not None and best[1].confidence >= UNSURE:
        parser, match = best
        return Detection(kind=Kind.CONFIG, platform=parser.platform, confidence=match.confidence, evidence=_quote(path, match.line))
    for line in text.lines[:_LOOKED_AT]:
        for platform, head in _OTHERS.items():
            if head.match(line.text):
                return Detection(kind=Kind.CONFIG, platform=platform, confidence=0.9, evidence=_quote(path, line))
    if best is not None:
        return Detection(kind=Kind.UNKNOWN, confidence=best[1].confidence, evidence=_quote(path, best[1].line))
    return None


def _detect_csv(path: str, text: CleanText) -> Detection | None:
    for line in text.lines[:_LOOKED_AT]:
        for separator in ",;\t":
            fields = [field.strip().strip('"') for field in line.text.split(separator)]
            if len(fields) > 1 and sheet_by_headers(RawSheet(title="", rows=[RawRow(1, list(fields))])) is not None:
                return Detection(kind=Kind.CSV, confidence=0.95, evidence=_quote(path, line))
    return None


LOOKS: tuple[Callable[[str, CleanText], Detection | None], ...] = (_detect_walk, _detect_config, _detect_csv)
"""What is looked for in a text, surest signs first."""
