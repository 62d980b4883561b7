"""A device under construction: what an export says of it, and the text that its references open.

Of each row that gave a fact one line is kept: the file and place it stood at, and the columns that were read. Nothing
else of the export is stored, so that the communities and passwords that such systems hold never are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_interface
from typing import Any, Final, NamedTuple

import msgspec

from collectors.configs.redact import redact_text
from collectors.nms.tables import Row, System, Tables
from topology.model.errors import InputError, Problem, Scalar, Severity
from topology.model.names import canonical_mac
from topology.model.records import (
    Arp,
    Completeness,
    DeviceRecord,
    Envelope,
    Interface,
    Neighbour,
    SourceKind,
    Vlan,
    Vrf,
)
from topology.model.records import System as Box
from topology.model.tables import BgpPeer, BgpProcess, FdbEntry, Module, OspfNeighbour

OLDEST: Final = timedelta(days=7)
"""A row last seen so long before the newest of the export is not current."""
_VERSION: Final = "1"
_WHEN: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(?:Z|([+-]\d{2}):?(\d{2})?)?")
_MOST_VID: Final = 4094
_WRITTEN: Final = frozenset({"description", "name", "descr", "ifAlias", "ifDescr", "location", "vlan_name", "remote_type", "remote_id"})
"""Columns that hold what people write: a secret may stand there."""
IF_TYPES: Final = {
    "ethernetcsmacd": 6, "softwareloopback": 24, "propvirtual": 53, "gigabitethernet": 117, "tunnel": 131, "l2vlan": 135,
    "l3ipvlan": 136, "mplstunnel": 150, "ieee8023adlag": 161,
}  # fmt: skip
"""Names of IANAifType-MIB that the systems write, in lower case, and their numbers."""


class Told(NamedTuple):
    """The record of a device, and the text that its references open."""

    record: DeviceRecord
    text: str


@dataclass(slots=True)
class Draft:
    """What is said of one device so far."""

    system: System
    target: str
    box: Box
    when: datetime | None
    uptime_s: float | None = None
    key: bytes | None = None
    """The installation's key for fingerprints of secrets that stand in texts."""
    lines: list[str] = field(default_factory=list)
    interfaces: dict[str, Interface] = field(default_factory=dict)
    neighbours: list[Neighbour] = field(default_factory=list)
    vlans: dict[int, Vlan] = field(default_factory=dict)
    vrfs: dict[str, Vrf] = field(default_factory=dict)
    arp: dict[tuple[str, str, str | None], Arp] = field(default_factory=dict)
    fdb: dict[tuple[str, int | None, str | None], FdbEntry] = field(default_factory=dict)
    modules: dict[int, Module] = field(default_factory=dict)
    bgp: tuple[BgpProcess, ...] = ()
    bgp_peers: list[BgpPeer] = field(default_factory=list)
    ospf_neighbours: list[OspfNeighbour] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Rows of the device that were left out, by code and table."""
    example: dict[tuple[str, str], str] = field(default_factory=dict)

    def ref(self, row: Row, *columns: str) -> str:
        """Keep a row's columns as a line of the text, and return the reference that opens it."""
        said = {name: value for name in columns if (value := row.values.get(name)) is not None}
        for name in _WRITTEN.intersection(said):
            said[name] = redact_text(str(said[name]), self.key)
        self.lines.append(f"{row.file} {row.place} {msgspec.json.encode(said).decode()}")
        return f"{self.target}:{len(self.lines)}"

    def drop(self, code: str, table: str, example: str = "") -> None:
        """Count a row that is left out."""
        self.left_out[code, table] += 1
        self.example.setdefault((code, table), example)

    def close(self, realm: str, collected_at: datetime, missing: Sequence[str]) -> Told:
        """Return the record; `missing` are the tables that the export lacks."""
        for (code, table), count in sorted(self.left_out.items()):
            params: dict[str, Scalar] = {"count": count, "table": table, "example": self.example[code, table][:160]}
            self.problems.append(Problem(code, Severity.INFO if code == "nms-old-rows" else Severity.WARNING, self.target, params))
        envelope = Envelope(
            kind=SourceKind.NMS, target=self.target, vantage=self.system.value.lower(), realm=realm, collected_at=self.when or collected_at,
            uptime_s=self.uptime_s, engine=self.system.value.lower(), engine_version=_VERSION,
            completeness=Completeness.PARTIAL if missing else Completeness.COMPLETE, failed_tables=tuple(sorted(missing)),
        )  # fmt: skip
        record = DeviceRecord(
            envelope=envelope, system=self.box, interfaces=tuple(self.interfaces.values()), neighbours=tuple(self.neighbours),
            vlans=tuple(self.vlans[vid] for vid in sorted(self.vlans)), vrfs=tuple(self.vrfs.values()), arp=tuple(self.arp.values()),
            fdb=tuple(self.fdb.values()), modules=tuple(self.modules.values()), bgp=self.bgp, bgp_peers=tuple(self.bgp_peers),
            ospf_neighbours=tuple(self.ospf_neighbours), problems=tuple(self.problems),
        )  # fmt: skip
        return Told(record, "\n".join(self.lines) + "\n")


def boxes(tables: Tables, table: str, system: System) -> list[Row]:
    """Return the rows that name the devices of an export; raises `InputError` ``nms-no-devices``."""
    rows = tables.of(table)
    if not rows:
        held = next((found[0].file for found in tables.rows.values() if found), "?")
        raise InputError("nms-no-devices", file=held, system=system.value)
    return rows


def say_duplicates(drafts: Mapping[str, Draft], times: Mapping[str, int]) -> None:
    """Say of each device that stands in the list more than once so."""
    for name, count in times.items():
        if count > 1:
            drafts[name].problems.append(Problem("nms-duplicate", Severity.INFO, drafts[name].target, {"count": count}))


def say_homeless(tables: Tables, homeless: Mapping[str, Sequence[str]]) -> None:
    """Say how many rows of each table have no owner, and where the first stands."""
    for table, places in sorted(homeless.items()):
        tables.problems.append(Problem("nms-no-owner", Severity.WARNING, places[0], {"count": len(places), "table": table}))


def moment(text: str | None) -> datetime | None:
    """Return a time as the systems write it; one without a zone is taken as UTC, as nothing in an export tells its zone.

    >>> moment("2017-12-01 08:30:00").isoformat(), moment("2017-12-01T08:30:00.5+08:00").isoformat(), moment("today")
    ('2017-12-01T08:30:00+00:00', '2017-12-01T00:30:00.500000+00:00', None)
    """
    match = _WHEN.match(text or "")
    if match is None:
        return None
    zone = f"{match[3]}:{match[4] or '00'}" if match[3] else "+00:00"
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[2]}{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def with_length(address: str | None, length: int | str | None) -> str | None:
    """Return ``address/length`` in canonical form, None where it is none."""
    if address is None or length is None:
        return None
    try:
        return str(ip_interface(f"{address.partition('/')[0]}/{length}"))
    except ValueError:
        return None


def bare(address: str | None) -> str | None:
    """Return an address in canonical form without a length, None where it is none."""
    try:
        return str(ip_address((address or "").partition("/")[0]))
    except ValueError:
        return None


def mac(text: str | None) -> str | None:
    """Return a MAC in canonical form, None where it is none or all zero."""
    found = canonical_mac(text) if text else None
    return None if found == "00:00:00:00:00:00" else found


def vid(number: int | None) -> int | None:
    """Return a VLAN's number, None where it is none."""
    return number if number is not None and 1 <= number <= _MOST_VID else None


def known(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values that are known."""
    return {name: value for name, value in values.items() if value is not None}
