"""The record of a device while its tables are being put together."""

from __future__ import annotations

from dataclasses import dataclass, field

from collectors.snmp.strings import decode_text
from topology.model.errors import Problem, Scalar, Severity
from topology.model.records import InterfaceKind, LocalPort, Neighbour, Vlan

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
    model: str | None = None
    software: str | None = None
    serials: list[str] = field(default_factory=list)
    chassis_ids: list[str] = field(default_factory=list)
    ports: dict[int, Port] = field(default_factory=dict)
    bridge_ports: dict[int, int] = field(default_factory=dict)
    """Bridge port to ifIndex."""
    local_ports: list[LocalPort] = field(default_factory=list)
    neighbours: list[Neighbour] = field(default_factory=list)
    remote_addresses: dict[tuple[int, ...], list[str]] = field(default_factory=dict)
    """LLDP management addresses by the index of their remote row."""
    vlans: dict[int, Vlan] = field(default_factory=dict)
    arp: list[tuple[str, str, int]] = field(default_factory=list)
    """Address, MAC, ifIndex."""
    problems: list[Problem] = field(default_factory=list)
    unsaid: int = 0
    """Problems beyond `MAX_PROBLEMS`."""

    def port(self, index: int) -> Port:
        """Return the interface of an ifIndex, new if need be."""
        found = self.ports.get(index)
        if found is None:
            found = self.ports[index] = Port(index)
        return found

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
