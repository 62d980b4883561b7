"""The files of an export as tables: each row with the file and the place it stands at.

JSON as the systems' APIs answer, CSV as their pages or databases write it. A row is a mapping of plain values; what is
no plain value (a list where a name is expected) is as if it were not there. No more is held than `MOST_OCTETS` and
`MOST_ROWS` allow, and a file that breaks off is named and left out.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import msgspec

from collectors.fields import field_limit
from topology.model.errors import InputError, Problem, Scalar, Severity

MOST_OCTETS: Final = 256 << 20
"""Size of all files of an export [bytes]."""
MOST_ROWS: Final = 2_000_000
MOST_NUMBER: Final = 10**15
"""Above this no column means anything: a petabit in a second, the age of the system in ticks."""
_MOST_DIGITS: Final = 16
_MOST_COLUMNS: Final = 200
_LONGEST: Final = 4_096
"""Characters of a value that are kept."""
_LOOKED_AT: Final = 64 << 10
_FIELD: Final = 1 << 20
_BLANK: Final = b" \t\r\n\xef\xbb\xbf"

Value = str | int | float | bool | None


class System(StrEnum):
    """A management system whose exports are read."""

    LIBRENMS = "LibreNMS"
    NETDISCO = "Netdisco"


class Export(msgspec.Struct, frozen=True):
    """What a file was found to be: a table of a system's export, and what says so."""

    system: System
    table: str
    evidence: str


class File(msgspec.Struct, frozen=True):
    """A file of an export."""

    label: str
    read: Callable[[], bytes]


class Row(msgspec.Struct, frozen=True):
    """A row of a table, and where it stands: a JSON pointer (RFC 6901), or the line of a CSV file."""

    values: Mapping[str, Value]
    file: str
    place: str

    def text(self, *names: str) -> str | None:
        """Return the first of some columns that says something, as text."""
        for name in names:
            value = self.values.get(name)
            if value is not None and not isinstance(value, bool) and (said := str(value).strip()[:_LONGEST]):
                return said
        return None

    def number(self, name: str) -> int | None:
        """Return a column as a whole number that is neither negative nor beyond all measure, None where it is no such number."""
        value = self.values.get(name)
        if isinstance(value, bool) or value is None:
            return None
        if isinstance(value, float):
            return int(value) if value.is_integer() and 0 <= value <= MOST_NUMBER else None
        said = str(value).strip()
        found = int(said) if said.isascii() and said.isdecimal() and len(said) <= _MOST_DIGITS else None
        return found if found is not None and found <= MOST_NUMBER else None

    def flag(self, name: str) -> bool | None:
        """Return a column as yes or no, in the words of JSON, of MySQL and of PostgreSQL."""
        return _FLAGS.get(str(self.values.get(name)).strip().lower())


_FLAGS: Final = {
    "true": True,
    "t": True,
    "1": True,
    "yes": True,
    "up": True,
    "false": False,
    "f": False,
    "0": False,
    "no": False,
    "down": False,
}


@dataclass(slots=True)
class Tables:
    """The tables of an export, and what is wrong with its files."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Tables of which a file could not be read."""

    def of(self, table: str) -> list[Row]:
        """Return the rows of a table, in the order of the files."""
        return self.rows.get(table, [])


@dataclass(frozen=True, slots=True)
class _Sign:
    """A table, told by the key that holds its rows (LibreNMS) and by columns that its rows have."""

    system: System
    table: str
    columns: frozenset[str]
    key: str | None = None


def _sign(system: System, table: str, columns: str, key: str | None = None) -> _Sign:
    return _Sign(system, table, frozenset(columns.split()), key)


_SIGNS: Final = (
    # LibreNMS API v0: doc/API (Devices, Ports, Switching, ARP, Routing, Inventory); the columns of its tables.
    _sign(System.LIBRENMS, "devices", "device_id hostname", "devices"),
    _sign(System.LIBRENMS, "ports", "ifName", "ports"),
    _sign(System.LIBRENMS, "ports", "ifName", "port"),
    _sign(System.LIBRENMS, "links", "local_port_id protocol", "links"),
    _sign(System.LIBRENMS, "addresses", "ipv4_address port_id", "ip_addresses"),
    _sign(System.LIBRENMS, "addresses", "ipv6_address port_id", "ip_addresses"),
    _sign(System.LIBRENMS, "addresses", "ipv4_address port_id", "addresses"),
    _sign(System.LIBRENMS, "addresses", "ipv6_address port_id", "addresses"),
    _sign(System.LIBRENMS, "fdb", "port_id mac_address", "ports_fdb"),
    _sign(System.LIBRENMS, "arp", "mac_address ipv4_address", "arp"),
    _sign(System.LIBRENMS, "vlans", "vlan_vlan", "vlans"),
    _sign(System.LIBRENMS, "inventory", "entPhysicalIndex", "inventory"),
    _sign(System.LIBRENMS, "bgp", "bgpPeerIdentifier bgpPeerRemoteAs", "bgp_sessions"),
    _sign(System.LIBRENMS, "ospf", "ospfNbrIpAddr", "ospf_neighbours"),
    _sign(System.LIBRENMS, "vrfs", "vrf_name", "vrfs"),
    # Netdisco: the columns of its tables (DB/Result), as its API and a dump of the database give them.
    _sign(System.NETDISCO, "device", "ip dns layers vendor os_ver"),
    _sign(System.NETDISCO, "device_port", "ip port up up_admin"),
    _sign(System.NETDISCO, "device_ip", "ip alias subnet"),
    _sign(System.NETDISCO, "node", "mac switch port active time_last"),
    _sign(System.NETDISCO, "node_ip", "mac ip active time_last"),
    _sign(System.NETDISCO, "device_port_vlan", "ip port vlan native"),
    _sign(System.NETDISCO, "device_vlan", "ip vlan description"),
    _sign(System.NETDISCO, "device_module", "ip index class serial"),
)
_HEADERS: Final[tuple[tuple[System, str, frozenset[str], Mapping[str, str]], ...]] = (
    # Netdisco: search for devices (search/device_csv) and the report of devices by location, as its pages write them.
    (
        System.NETDISCO, "device", frozenset({"device", "system name", "management ip", "last discovered"}),
        {"device": "dns", "system name": "name", "os version": "os_ver", "management ip": "ip", "last discovered": "last_discover"},
    ),
    # LibreNMS: the list of devices; headers as its page shows them.
    (
        System.LIBRENMS, "devices", frozenset({"hostname", "sysname"}),
        {"sysname": "sysName", "device id": "device_id", "ip address": "ip", "operating system": "os", "platform": "hardware"},
    ),
    (
        System.LIBRENMS, "devices", frozenset({"hostname", "hardware", "os"}),
        {"system name": "sysName", "device id": "device_id", "ip address": "ip", "operating system": "os"},
    ),
    (
        System.LIBRENMS, "devices", frozenset({"hostname", "system name", "operating system"}),
        {"system name": "sysName", "device id": "device_id", "ip address": "ip", "operating system": "os", "platform": "hardware"},
    ),
)  # fmt: skip
"""Headers of pages' CSV files, in lower case, and the columns they stand for where these have other names."""
_KEYS: Final = frozenset(sign.key for sign in _SIGNS if sign.key)
_EMPTY: Final = re.compile(rb'\{\s*"status"\s*:\s*"ok"[^{}]*?"(' + "|".join(sorted(_KEYS)).encode() + rb')"\s*:\s*\[\s*\]')
_NAME: Final = re.compile(rb'"([A-Za-z_][A-Za-z0-9_]{0,63})"\s*:')


def find_export(label: str, data: bytes) -> Export | None:
    """Return which table of which system a file is, None for anything else; only its beginning is looked at."""
    head = data[:_LOOKED_AT].lstrip(_BLANK)
    if head[:1] in (b"{", b"["):
        return _by_columns(label, head) or _by_empty(label, head)
    return _by_header(label, head)


def _by_columns(label: str, head: bytes) -> Export | None:
    named = {name.decode() for name in _NAME.findall(head)}
    for sign in _SIGNS:
        if sign.columns <= named and (sign.key is None or sign.key in named):
            shown = ", ".join(sorted(sign.columns))
            return Export(sign.system, sign.table, f"{label}: {f'{sign.key}: ' if sign.key else ''}{shown}")
    return None


def _by_empty(label: str, head: bytes) -> Export | None:
    match = _EMPTY.match(head)
    if match is None:
        return None
    key = match[1].decode()
    sign = next(sign for sign in _SIGNS if sign.key == key)
    return Export(sign.system, sign.table, f"{label}: {key}: []")


def _by_header(label: str, head: bytes) -> Export | None:
    line = head.split(b"\n", 1)[0][:_LONGEST].decode("utf-8", "replace").rstrip("\r")
    columns = _columns(line)
    if columns is None:
        return None
    found = _table_of(columns)
    return None if found is None else Export(found[0], found[1], f"{label}:1 {line[:160]}")


def _columns(line: str) -> list[str] | None:
    """Return the headers of a CSV file by its first line, None where it is none."""
    try:
        columns = next(csv.reader([line], strict=True), [])
    except csv.Error:
        return None
    return [name.strip() for name in columns] if 2 < len(columns) <= _MOST_COLUMNS else None  # noqa: PLR2004 - fewer tell nothing


def _table_of(columns: Sequence[str]) -> tuple[System, str, Mapping[str, str]] | None:
    known = set(columns)
    for sign in _SIGNS:
        if sign.columns <= known and (sign.system is System.NETDISCO or len(known) > len(sign.columns) + 1):
            return sign.system, sign.table, {}
    folded = {name.lower() for name in columns}
    return next(((system, table, names) for system, table, needed, names in _HEADERS if needed <= folded), None)


def read_tables(system: System, files: Sequence[File]) -> Tables:
    """Return the tables of an export; a file that cannot be read is a problem, and its table lacks its rows.

    Raises
    ------
    InputError
        ``nms-too-large``.
    """
    tables, octets, count = Tables(), 0, 0
    for file in files:
        data = file.read()
        octets += len(data)
        if octets > MOST_OCTETS:
            raise InputError("nms-too-large", file=file.label, limit=f"{MOST_OCTETS >> 20} MiB")
        seen = find_export(file.label, data)
        if seen is None or seen.system is not system:
            continue
        rows = tables.rows.setdefault(seen.table, [])
        bad: list[str] = []
        try:
            for row in _rows(file.label, data, seen.table, bad):
                rows.append(row)
                count += 1
                if count > MOST_ROWS:
                    raise InputError("nms-too-large", file=file.label, limit=f"{MOST_ROWS:,}")
        except (msgspec.DecodeError, csv.Error, UnicodeDecodeError, RecursionError) as error:
            tables.unread.add(seen.table)
            tables.problems.append(
                Problem(
                    "nms-unreadable", Severity.ERROR, file.label, {"file": file.label, "why": (str(error) or type(error).__name__)[:160]}
                )
            )
        if bad:
            params: dict[str, Scalar] = {"count": len(bad), "table": seen.table, "example": bad[0][:160]}
            tables.problems.append(Problem("nms-bad-row", Severity.WARNING, file.label, params))
    return tables


def _rows(label: str, data: bytes, table: str, bad: list[str]) -> Iterator[Row]:
    bare = data.lstrip(_BLANK)
    if bare[:1] in (b"{", b"["):
        yield from _json_rows(label, bare, table, bad)
    else:
        yield from _csv_rows(label, data, bad)


def _json_rows(label: str, data: bytes, table: str, bad: list[str]) -> Iterator[Row]:
    keys = {sign.key for sign in _SIGNS if sign.table == table and sign.key}
    lists: list[tuple[str, list[msgspec.Raw]]]
    if data[:1] == b"[":
        lists = [("", msgspec.json.decode(data, type=list[msgspec.Raw]))]
    else:
        whole = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        held = [(key, bytes(whole[key])) for key in sorted(keys & whole.keys())]
        lists = [(f"/{key}", _listed(body)) for key, body in held] or [("", [msgspec.Raw(data)])]
    for pointer, items in lists:
        for number, item in enumerate(items):
            place = f"{pointer}/{number}" if pointer or data[:1] == b"[" else "/"
            row = _object(bytes(item))
            if row is None:
                bad.append(f"{place} {bytes(item)[:60].decode('utf-8', 'replace')}")
            else:
                yield Row(row, label, place)


def _listed(body: bytes) -> list[msgspec.Raw]:
    """Return the rows that a key holds: a list, or the one object."""
    if body.lstrip()[:1] == b"{":
        return [msgspec.Raw(body)]
    return msgspec.json.decode(body, type=list[msgspec.Raw])


def _object(item: bytes) -> dict[str, Value] | None:
    try:
        found = msgspec.json.decode(item)
    except (msgspec.DecodeError, RecursionError):
        return None
    if not isinstance(found, dict) or len(found) > _MOST_COLUMNS:
        return None
    return {key: _plain(value) for key, value in found.items() if value is None or isinstance(value, str | int | float | bool)}


def _plain(value: Any) -> Value:
    return value[:_LONGEST] if isinstance(value, str) else value


def _csv_rows(label: str, data: bytes, bad: list[str]) -> Iterator[Row]:
    with field_limit(_FIELD):
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        header = [name.strip() for name in next(reader, [])]
        found = _table_of(header)
        assert found is not None  # `find_export` knew it by the same line
        names = [found[2].get(name.lower(), name.lower() if found[2] else name) for name in header]
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(names):
                bad.append(f"{label}:{reader.line_num} {','.join(cells)[:60]}")
                continue
            values: dict[str, Value] = {name: cell[:_LONGEST] or None for name, cell in zip(names, cells, strict=True)}
            yield Row(values, label, str(reader.line_num))
