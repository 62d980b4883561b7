"""The record of a device while its tables are being put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from collectors.snmp.ber import Oid
from collectors.snmp.strings import decode_text
from topology.model.errors import Problem, Scalar, Severity
from topology.model.records import InterfaceKind, LocalPort, Neighbour, Vlan, Vrf
from topology.model.tables import Module

MAX_PROBLEMS = 200
"""Problems kept of one device; a last one counts the rest."""


@dataclass(slots=True)
class Port:
    """An interface by ifIndex, as far as it is known."""

    index: int
    name: str | None = None
    label: str | None = None
    description: str | None = None
    type: int | None = None
    kind: InterfaceKind = InterfaceKind.OTHER
    mac: str | None = None
    speed_bps: int | None = None
    mtu: int | None = None
    enabled: bool | None = None
    up: bool | None = None
    addresses: list[str] = field(default_factory=list)
    pvid: int | None = None
    tagged: set[int] = field(default_factory=set)
    untagged: set[int] = field(default_factory=set)
    lag: int | None = None
    bridge_port: int | None = None
    in_octets: int | None = None
    out_octets: int | None = None
    in_errors: int | None = None
    out_errors: int | None = None
    in_discards: int | None = None
    out_discards: int | None = None
    bits: int | None = None
    vrf: str | None = None
    ref: str | None = None


@dataclass(slots=True)
class Draft:
    """What the tables have said so far."""

    target: str
    name: str | None = None
    description: str | None = None
    object_id: str | None = None
    uptime_s: float | None = None
    contact: str | None = None
    location: str | None = None
    modules: dict[int, Module] = field(default_factory=dict)
    """By entPhysicalIndex."""
    chassis_ids: list[str] = field(default_factory=list)
    ports: dict[int, Port] = field(default_factory=dict)
    bridge_ports: dict[int, int] = field(default_factory=dict)
    """Bridge port to ifIndex."""
    bridge: str | None = None
    """The bridge's own address."""
    local_ports: list[LocalPort] = field(default_factory=list)
    neighbours: list[Neighbour] = field(default_factory=list)
    remote_addresses: dict[tuple[int, ...], list[str]] = field(default_factory=dict)
    """LLDP management addresses by the index of their remote row."""
    vlans: dict[int, Vlan] = field(default_factory=dict)
    arp: list[tuple[str, str, int]] = field(default_factory=list)
    """Address, MAC, ifIndex."""
    vrfs: dict[str, Vrf] = field(default_factory=dict)
    filtering: dict[int, int | None] = field(default_factory=dict)
    """FDB id to VLAN; None where several VLANs share it."""
    parts: dict[str, list[tuple[msgspec.Struct, dict[str, int]]]] = field(default_factory=dict)
    """Rows of the other parts, with the fields that get the name of an ifIndex when all names are known."""
    notes: dict[str, dict[Oid, Any]] = field(default_factory=dict)
    """What one table leaves for a later one of the same MIB, by index."""
    problems: list[Problem] = field(default_factory=list)
    unsaid: int = 0
    """Problems beyond `MAX_PROBLEMS`."""

    def port(self, index: int) -> Port:
        """Return the interface of an ifIndex, new if need be."""
        found = self.ports.get(index)
        if found is None:
            found = self.ports[index] = Port(index)
        return found

    def add(self, part: str, row: msgspec.Struct, **named: int | None) -> None:
        """Add a row to a part; `named` fields become the name of the interface of an ifIndex."""
        self.parts.setdefault(part, []).append((row, {field: index for field, index in named.items() if index}))

    def if_index_of(self, bridge_port: int) -> int | None:
        """Return the ifIndex of a bridge port; where the bridge has no port table, agents number ports as interfaces."""
        if self.bridge_ports:
            return self.bridge_ports.get(bridge_port)
        return bridge_port if bridge_port in self.ports else None

    def note(self, what: str) -> dict[Oid, Any]:
        """Return what has been left under a name."""
        return self.notes.setdefault(what, {})

    def change_module(self, index: Oid, **changes: str | None) -> None:
        """Complete what is known of a physical part, if it is known at all."""
        known = self.modules.get(index[0]) if len(index) == 1 else None
        changed = {name: value for name, value in changes.items() if value is not None}
        if known and changed:
            self.modules[known.index] = msgspec.structs.replace(known, **changed)

    def port_of(self, bridge_port: int) -> Port | None:
        """Return the interface of a bridge port, where the bridge said which it is."""
        index = self.bridge_ports.get(bridge_port)
        return None if index is None else self.ports.get(index)

    def problem(self, code: str, place: str, severity: Severity = Severity.WARNING, **params: Scalar) -> None:
        """Note what could not be read or believed at an OID."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(code, severity, f"{self.target} {place}".strip(), dict(params)))
        else:
            self.unsaid += 1

    def text(self, octets: bytes | None, place: str) -> str | None:
        """Return octets as text, None for none or empty; note a cut."""
        if not octets:
            return None
        text, truncated = decode_text(octets)
        if truncated:
            self.problem("snmp_truncated", place, octets=len(octets))
        return text
