"""Reads `snmpwalk -On` text into a device record, by the same MIB tables as a live walk."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from collectors.snmp.mibs import TABLES
from collectors.snmp.mibs.table import Kind
from collectors.snmp.record import build_record
from topology.model.records import Completeness, DeviceRecord, Envelope, SourceKind

_LINE = re.compile(r"^\.(\d+(?:\.\d+)+) = (?:([A-Za-z0-9-]+): ?)?(.*)$", re.DOTALL)
_WHEN = datetime(2026, 1, 1, tzinfo=UTC)


def read_walk(path: Path, realm: str) -> DeviceRecord:
    values = _values(path.read_text(encoding="utf-8", errors="replace"))
    columns = {(*table.entry, column.number): (table.name, column) for table in TABLES for column in table.columns}
    lengths = sorted({len(prefix) for prefix in columns})
    seen: dict[str, dict] = {}
    for oid, (kind, text) in values.items():
        for length in lengths:
            found = columns.get(oid[:length])
            if found is not None:
                table, column = found
                value = _value(column.kind, kind, text)
                if value is not None:
                    seen.setdefault(table, {}).setdefault(oid[length:], {})[column.name] = value
    envelope = Envelope(
        kind=SourceKind.SNMP, target=path.name, vantage="file", realm=realm, collected_at=_WHEN,
        engine="walk", engine_version="1", completeness=Completeness.COMPLETE,
    )  # fmt: skip
    return build_record(envelope, seen, ())


def _values(text: str) -> dict[tuple[int, ...], tuple[str, str]]:
    entries: list[str] = []
    for line in text.splitlines():
        if _LINE.match(line):
            entries.append(line)
        elif entries:
            entries[-1] += "\n" + line
    found = {}
    for entry in entries:
        match = _LINE.match(entry)
        found[tuple(map(int, match.group(1).split(".")))] = (match.group(2) or "STRING", match.group(3))
    return found


def _value(wanted: Kind, kind: str, text: str):
    text = text.strip()
    if wanted is Kind.INTEGER:
        number = re.search(r"\((\d+)\)|^(-?\d+)", text)
        return int(number.group(1) or number.group(2)) if number else None
    if wanted is Kind.OID:
        return tuple(map(int, text.strip(".").split("."))) if kind == "OID" and re.fullmatch(r"[\d.]+", text) else None
    if wanted is Kind.ADDRESS:
        return text if kind == "IpAddress" else None
    if kind == "Hex-STRING":
        return bytes.fromhex(re.match(r"(?:[0-9A-Fa-f]{2}(?:\s+|$))*", text).group(0))
    return _octets(text) if kind == "STRING" else None


def _octets(text: str) -> bytes:
    if re.fullmatch(r"(?:[0-9a-fA-F]{1,2}:){5}[0-9a-fA-F]{1,2}", text):
        return bytes(int(part, 16) for part in text.split(":"))
    return (text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text).encode()
