"""Subjects: devices under construction, with the interfaces of all their sources merged.

Interfaces of one device are one where their canonical names agree. What the device says itself comes
before what a file says of it; a file fills what the device left open. Addresses are united.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import msgspec

from topology.model.entities import Device, DeviceInterface, Evidence, EvidenceKind
from topology.model.names import canonical_interface
from topology.model.records import DeviceRecord, Interface, SourceKind
from topology.resolve.identity import Group
from topology.resolve.ids import digest

_SYS_NAME = "1.3.6.1.2.1.1.5.0"
"""sysName.0 (SNMPv2-MIB, RFC 3418)."""

_FILLED = [
    "index",
    "description",
    "label",
    "mac",
    "speed_bps",
    "mtu",
    "enabled",
    "up",
    "vrf",
    "vlan_access",
    "vlan_trunk",
    "vlan_native",
    "lag",
    "bridge_port",
]


@dataclass(slots=True, eq=False)
class Port:
    """An interface under construction."""

    id: str
    interface: Interface
    evidence: tuple[Evidence, ...]
    network: str | None = None
    placed_by: Evidence | None = None
    """The rule that gave the network; None where it is the device's."""


@dataclass(slots=True, eq=False)
class Subject:
    """A device under construction: its sightings and its interfaces by canonical name."""

    id: str
    group: Group
    realm: str
    """The realm of the first sighting."""
    ports: dict[str, Port] = field(default_factory=dict)
    by_source: dict[str, dict[str, Port]] = field(default_factory=dict)
    """Ports by the name that a record writes, for each record id."""
    network: str | None = None
    placed_by: Evidence | None = None
    """The rule or census row that gave the network."""
    site: str | None = None
    tier: str | None = None
    said: frozenset[str] | None = None
    """Chassis MACs that its neighbour rows name; None until asked for."""
    built: Device | None = None
    """The finished device, while what it was made of stands."""

    @property
    def records(self) -> list[tuple[str, DeviceRecord]]:
        """Ids and records, best first."""
        return [(member.id, member.record) for member in self.group.members]

    def named(self, record_id: str, name: str | None) -> Port | None:
        """Return the port that a row of a record names as that record writes it, else None."""
        return self.by_source[record_id].get(name) if name else None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Where each sighting says its name."""
        return tuple(
            record_evidence(
                member.id, _SYS_NAME if member.kind is SourceKind.SNMP else f"{member.target}:1", member.record.system.name or ""
            )
            for member in self.group.members
        )

    @property
    def stale(self) -> bool:
        """Whether all that is known of it was seen before, and nothing this time."""
        return all(member.stale for member in self.group.members)

    @property
    def name(self) -> str:
        """The host name as said, else an address."""
        for member in self.group.members:
            if member.record.system.name:
                return member.record.system.name.strip()
        return min(self.group.addresses, default=self.group.members[0].target)


def record_evidence(record: str, place: str | None, text: str) -> Evidence:
    """Return a reference to a place in a record; a source without places is named by its part."""
    return Evidence(EvidenceKind.RECORD, record, place or "", text)


def build_subject(group: Group) -> Subject:
    """Return the device of a group with its interfaces merged."""
    subject = Subject(id=group.id, group=group, realm=group.realm)
    ports = subject.ports
    for member in group.members:
        names = [canonical_interface(interface.name) for interface in member.record.interfaces]
        doubled = {name for name, count in Counter(names).items() if count > 1} if len(set(names)) != len(names) else frozenset()
        named = subject.by_source.setdefault(member.id, {})
        for interface, name in zip(member.record.interfaces, names, strict=True):
            key = f"{name}#{interface.index}" if name in doubled else name
            reference = record_evidence(member.id, interface.ref, interface.name)
            port = ports.get(key)
            if port is None:
                port = ports[key] = Port(digest("if", group.id, key), interface, (reference,))
            else:
                port.interface = _merge(port.interface, interface)
                port.evidence = (*port.evidence, reference)
            named.setdefault(interface.name, port)
    return subject


def _merge(first: Interface, second: Interface) -> Interface:
    """Return `first` with what it leaves open filled from `second`, and the addresses of both."""
    changes: dict[str, object] = {}
    for name in _FILLED:
        if getattr(first, name) is None and (value := getattr(second, name)) is not None:
            changes[name] = value
    if any(address not in first.addresses for address in second.addresses):
        changes["addresses"] = unite_addresses(first.addresses, second.addresses)
    if first.kind == "other" and second.kind != "other":
        changes["kind"] = second.kind
    return msgspec.structs.replace(first, **changes) if changes else first


def unite_addresses(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Return the addresses of both; an address with a host's length gives way to the same one with another.

    Agents and commands that do not tell an address's length leave it that of a host.

    >>> unite_addresses(("10.0.0.1/32",), ("10.0.0.1/24", "10.0.1.1/24")), unite_addresses(("10.0.0.1/24",), ("10.0.0.1/32",))
    (('10.0.0.1/24', '10.0.1.1/24'), ('10.0.0.1/24',))
    """
    every = tuple(dict.fromkeys((*first, *second)))
    told = {address.partition("/")[0]: address for address in reversed(every) if not _is_host(address)}
    return tuple(dict.fromkeys(told.get(address.partition("/")[0], address) if _is_host(address) else address for address in every))


def _is_host(address: str) -> bool:
    return address.endswith("/128" if ":" in address else "/32")


def find_port(subject: Subject, name: str) -> Port | None:
    """Return the port that a row names in the device's own spelling, else None."""
    return subject.ports.get(canonical_interface(name))


def build_interface(subject: Subject, port: Port) -> DeviceInterface:
    """Return the finished interface."""
    source = port.interface
    aggregate = find_port(subject, source.lag) if source.lag else None
    return DeviceInterface(
        id=port.id,
        device=subject.id,
        name=source.name,
        index=source.index,
        description=source.description or None,
        kind=source.kind,
        mac=source.mac,
        speed_bps=source.speed_bps,
        mtu=source.mtu,
        enabled=source.enabled,
        up=source.up,
        addresses=source.addresses,
        vrf=source.vrf,
        vlan_access=source.vlan_access,
        vlan_trunk=source.vlan_trunk,
        lag=aggregate.id if aggregate is not None and aggregate is not port else None,
        network=port.network,
        evidence=port.evidence,
        placed_by=port.placed_by,
    )
