"""Entities: what we believe, each with the evidence it rests on.

A `Topology` is a pure function of records, census, rules and ledger; it is stored whole per
snapshot and never edited. Ids are stable over snapshots through the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property

import msgspec

from topology.model.census import Census
from topology.model.errors import Problem
from topology.model.records import Completeness, InterfaceKind, SourceKind


class EvidenceKind(StrEnum):
    """What an evidence reference opens."""

    RECORD = "record"
    """A part of a device record: `source` is the record id, `place` an OID or file:line."""
    CELL = "cell"
    """A cell of a census workbook: `source` is the edition, `place` ``sheet!A7``."""
    PRICE = "price"
    """A row of a price book: `source` is the book, `place` the item's key."""
    RULE = "rule"
    """A rule with its citation: `source` is the rule set, `place` the rule's id."""
    FIGURE = "figure"
    """A published figure: `source` is the publication, `place` the figure's key."""
    SCENARIO = "scenario"
    """What a planner wrote: `source` is the scenario, `place` the network, and the number of the cost it adds."""


class Evidence(msgspec.Struct, frozen=True, order=True, gc=False):
    """A typed reference that a person can open, with what stood there."""

    kind: EvidenceKind
    source: str
    place: str
    text: str = ""


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A device as believed, seen through one or more records of one realm."""

    id: str
    name: str
    realm: str
    vendor: str | None = None
    platform: str | None = None
    model: str | None = None
    software: str | None = None
    serials: tuple[str, ...] = ()
    chassis_ids: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    """Management addresses in the realm, best first, without length."""
    targets: tuple[str, ...] = ()
    """Addresses by which collectors reached it."""
    site: str | None = None
    network: str | None = None
    tier: str | None = None
    """``core``, ``aggregation`` or ``access``, from the shape of the graph and the census; None if unclear."""
    completeness: Completeness = Completeness.COMPLETE
    stale: bool = False
    sources: tuple[SourceKind, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    placed_by: Evidence | None = None
    """The rule or census row that gave the network."""


class DeviceInterface(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An interface as believed."""

    id: str
    device: str
    name: str
    index: int | None = None
    description: str | None = None
    kind: InterfaceKind = InterfaceKind.OTHER
    mac: str | None = None
    speed_bps: int | None = None
    mtu: int | None = None
    enabled: bool | None = None
    up: bool | None = None
    addresses: tuple[str, ...] = ()
    vrf: str | None = None
    vlan_access: int | None = None
    vlan_trunk: tuple[int, ...] | None = None
    lag: str | None = None
    """Id of the aggregate interface."""
    network: str | None = None
    evidence: tuple[Evidence, ...] = ()
    placed_by: Evidence | None = None
    """The rule that gave the network; None where it is the device's."""


class LinkState(StrEnum):
    """How sure a link is."""

    TWO_SIDED = "two-sided"
    ONE_SIDED = "one-sided"
    INFERRED = "inferred"
    DECLARED = "declared"
    MANUAL = "manual"
    STALE = "stale"


class Link(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A link between two interfaces; `a` sorts before `b`. An end without a resolved port has an interface of None."""

    id: str
    a_device: str
    a_interface: str | None
    b_device: str
    b_interface: str | None
    layer: int
    state: LinkState
    protocols: tuple[str, ...] = ()
    matched_by: str
    """The pass that matched: see `topology.resolve.links`."""
    circuit: str | None = None
    evidence: tuple[Evidence, ...] = ()
    losers: tuple[str, ...] = ()
    """Candidates not taken, in words: who, and why not."""
    segment: str | None = None
    """Id of the shared segment: links with the same one meet at something unmanaged, or at a port with many neighbours."""


class Unmatched(msgspec.Struct, frozen=True, kw_only=True):
    """A neighbour row or circuit that gave no link, and why: ambiguous, unknown_neighbour, unresolved_port, conflict, self, stale."""

    id: str
    device: str
    reason: str
    said: str
    candidates: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Prefix(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An address range in use or declared, unique in (realm, VRF)."""

    id: str
    prefix: str
    realm: str
    vrf: str | None
    network: str | None
    declared: bool = False
    """True when only the census names it."""
    interfaces: tuple[str, ...] = ()
    hosts_seen: int | None = None
    """Distinct hosts seen in ARP inside it, our own devices left out; None when no table was read."""
    evidence: tuple[Evidence, ...] = ()


class VlanUse(msgspec.Struct, frozen=True, kw_only=True):
    """A VLAN id in a realm, with the devices that know it."""

    id: str
    vid: int
    realm: str
    network: str | None
    name: str | None = None
    devices: tuple[str, ...] = ()


class VrfUse(msgspec.Struct, frozen=True, kw_only=True):
    """A VRF name in a realm, with its route distinguishers and the devices that carry it."""

    id: str
    name: str
    realm: str
    network: str | None
    rds: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()


class StaticRoute(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A static route on a device."""

    id: str
    device: str
    prefix: str
    next_hop: str | None
    interface: str | None
    vrf: str | None
    evidence: tuple[Evidence, ...] = ()


class CircuitStatus(StrEnum):
    """How a declared circuit compares with what was measured."""

    MATCHED = "matched"
    DECLARED_NOT_SEEN = "declared_not_seen"
    SEEN_NOT_DECLARED = "seen_not_declared"
    CONTRADICTED = "contradicted"
    DOWN = "down"
    """Matched by its number to a port that is down."""


class Termination(msgspec.Struct, frozen=True, kw_only=True):
    """One end of a circuit."""

    site: str
    device: str | None = None
    interface: str | None = None


class CircuitView(msgspec.Struct, frozen=True, kw_only=True):
    """A circuit as believed: the census row, its ends and its links."""

    id: str
    code: str
    number: str | None
    network: str
    status: CircuitStatus
    matched_by: str | None = None
    terminations: tuple[Termination, ...] = ()
    links: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class PresenceView(msgspec.Struct, frozen=True, kw_only=True):
    """A network at a site as declared and as measured."""

    id: str
    code: str
    network: str
    site: str
    hosts_declared: int | None
    hosts_seen: int | None
    """Distinct hosts seen in ARP in the presence's prefixes; None when nothing measured it."""
    devices: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class HostPlace(StrEnum):
    """How closely a host could be placed."""

    PORT = "port"
    """Alone behind a port that leads to no other device."""
    SEGMENT = "segment"
    """With others behind one port: something unmanaged (a small switch, an access point, a telephone) stands between."""
    BEYOND = "beyond"
    """Seen only on ports that lead to other devices; what it hangs on tells nothing of it."""
    AMBIGUOUS = "ambiguous"
    """Several ports fit equally well; none is taken."""
    GATEWAY = "gateway"
    """No forwarding table shows it: only the interface whose prefix it is in is known."""


class Host(msgspec.Struct, frozen=True, kw_only=True, gc=False, array_like=True):
    """A MAC address that is none of our own devices', with the addresses it has and where it hangs; unique in (realm, VRF).

    Stored without field names, as there are many: new fields go at the end.
    """

    id: str
    mac: str
    realm: str
    vrf: str | None = None
    addresses: tuple[str, ...] = ()
    """Addresses seen in ARP or neighbour discovery, without length; none where only a forwarding table shows the host."""
    place: HostPlace
    device: str | None = None
    """The device it hangs on: None for `HostPlace.AMBIGUOUS` and `HostPlace.GATEWAY`."""
    interface: str | None = None
    """The port of `device` it is behind."""
    beside: int | None = None
    """Hosts behind that port, this one with them."""
    vlan: int | None = None
    prefix: str | None = None
    """Id of the connected prefix that holds its first address."""
    gateways: tuple[str, ...] = ()
    """Interfaces that have it in their ARP table, those that answered this time first."""
    site: str | None = None
    network: str | None = None
    stale: bool = False
    evidence: tuple[Evidence, ...] = ()
    losers: tuple[str, ...] = ()
    """Ports not taken, in words: which, and why not."""


class DoubtReason(StrEnum):
    """Why a network, or a site, is not known or not beyond doubt."""

    NO_NETWORK = "no_network"
    """No rule and no census row speaks of it."""
    SHARED_REALM = "shared_realm"
    """Several networks number from the realm, and nothing tells whose it is."""
    NO_MEMBER = "no_member"
    """None of the devices that carry it belongs to a network."""
    SEVERAL = "several"
    """Devices of several networks carry it."""
    RULES_DISAGREE = "rules_disagree"
    CENSUS_CONTRADICTS = "census_contradicts"
    UNKNOWN_NETWORK = "unknown_network"
    """A rule or census row names a network that the census does not have."""
    SITE_CONFLICT = "site_conflict"
    """Location and host name point to different sites."""


class MembershipDoubt(msgspec.Struct, frozen=True, kw_only=True):
    """Things of one kind whose network (or site) is unknown, or stands against another word, for one cause.

    An interface without a network of its own stands in the doubt of its device.
    """

    id: str
    reason: DoubtReason
    realm: str | None
    chosen: str | None
    """The network, or site, that was taken all the same."""
    candidates: tuple[str, ...]
    """Networks, or sites, that were named, in the order of precedence."""
    subjects: tuple[str, ...]
    """Ids of the entities, all of one kind."""
    examples: tuple[str, ...] = ()
    """Names of the first few."""
    evidence: tuple[Evidence, ...] = ()


class Topology(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """All that is believed at one snapshot. Tuples are sorted by id."""

    snapshot: str
    census: Census
    devices: tuple[Device, ...] = ()
    interfaces: tuple[DeviceInterface, ...] = ()
    links: tuple[Link, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()
    prefixes: tuple[Prefix, ...] = ()
    vlans: tuple[VlanUse, ...] = ()
    vrfs: tuple[VrfUse, ...] = ()
    routes: tuple[StaticRoute, ...] = ()
    circuits: tuple[CircuitView, ...] = ()
    presences: tuple[PresenceView, ...] = ()
    hosts: tuple[Host, ...] = ()
    """Stored apart from the rest, by realm: they come and go while the rest stands."""
    problems: tuple[Problem, ...] = ()
    doubts: tuple[MembershipDoubt, ...] = ()

    @cached_property
    def device(self) -> dict[str, Device]:
        """Devices by id."""
        return {device.id: device for device in self.devices}

    @cached_property
    def interface(self) -> dict[str, DeviceInterface]:
        """Interfaces by id."""
        return {interface.id: interface for interface in self.interfaces}

    @cached_property
    def link(self) -> dict[str, Link]:
        """Links by id."""
        return {link.id: link for link in self.links}

    @cached_property
    def host(self) -> dict[str, Host]:
        """Hosts by id."""
        return {host.id: host for host in self.hosts}

    @cached_property
    def hosts_by_address(self) -> dict[str, tuple[Host, ...]]:
        """Hosts by bare address, of every realm and VRF."""
        return _grouped((address, host) for host in self.hosts for address in host.addresses)

    @cached_property
    def hosts_by_port(self) -> dict[str, tuple[Host, ...]]:
        """Hosts by the interface they are behind; where no port is known, by the interfaces that have them in ARP."""
        return _grouped((port, host) for host in self.hosts for port in ([host.interface] if host.interface else host.gateways))

    @cached_property
    def ports(self) -> dict[str, tuple[DeviceInterface, ...]]:
        """Interfaces of each device, by device id."""
        found: dict[str, list[DeviceInterface]] = {}
        for interface in self.interfaces:
            found.setdefault(interface.device, []).append(interface)
        return {device: tuple(ports) for device, ports in found.items()}


def _grouped(pairs: Iterable[tuple[str, Host]]) -> dict[str, tuple[Host, ...]]:
    found: dict[str, list[Host]] = {}
    for key, host in pairs:
        found.setdefault(key, []).append(host)
    return {key: tuple(hosts) for key, hosts in found.items()}
