"""What a crawl still has to ask, and which targets are one device.

A device is known by the set of its own addresses, its name and its kind together. Two targets are one
device only if each stands in the set of the other, so that a device cannot hide others by claiming
their addresses. Which of its targets is recorded does not depend on timing: seeds first, in their
order, then the lowest address that answers as this device.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address, ip_interface
from zoneinfo import ZoneInfo

from collectors.snmp.rates import Place, place_of
from collectors.snmp.record import addresses_of
from collectors.snmp.scope import Bounds, Mode, Realm
from collectors.snmp.windows import Window, is_open, next_opening, parse_window, zone_of
from topology.model.names import is_identifying_address
from topology.model.records import Completeness, DeviceRecord

_RIVALS = 64
"""Addresses of one device that are asked to find the one it is recorded by."""
_MOST_USELESS = 200_000
"""Useless addresses remembered; beyond, they are looked at again each time they are said."""
_SMALL = {4: 31, 6: 127}
"""Prefixes this long have no network or broadcast address (RFC 3021, RFC 6164)."""

Order = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a device from others of its realm, as its first tables say."""

    addresses: frozenset[str]
    name: str | None
    object_id: str | None
    chassis: tuple[str, ...]

    def is_same(self, other: Identity, own: str, others: str) -> bool:
        """Tell whether two targets, asked as `own` and `others`, are one device."""
        return self == other and own in self.addresses and others in self.addresses


def identity_of(record: DeviceRecord) -> Identity:
    """Return a record's identity."""
    system = record.system
    return Identity(addresses_of(record), system.name, system.object_id, system.chassis_ids)


@dataclass(slots=True)
class Suspect:
    """A target, why it is asked, and what became of it."""

    reached: str
    own: str
    named: bool
    """Named as a device (a seed, an LLDP management address), not merely seen in ARP or a sweep."""
    started: bool = False
    identified: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once it is known who answers, or that nobody does."""
    identity: Identity | None = None
    silent: DeviceRecord | None = None
    """The record of a target that did not answer and that nobody has named as a device so far."""
    before: DeviceRecord | None = None
    """What the run that is resumed had read of it, in part."""
    place: Place | None = None
    """The limited place in which it lies."""


@dataclass(slots=True)
class Frontier:
    """One realm's targets."""

    realm: Realm
    bounds: Bounds
    hints_per_device: int
    suspects: dict[str, Suspect] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    """Reached addresses still to be asked, next last."""
    recorded: dict[Identity, list[Suspect]] = field(default_factory=dict)
    """Targets that a resumed run has recorded, by who they are."""
    seeds: dict[str, int] = field(default_factory=dict)
    closed: bool = False
    """Nothing more is asked: no window is open."""
    places: list[Place] = field(default_factory=list)
    held: dict[str, list[str]] = field(default_factory=dict)
    """Targets that wait until fewer devices of their place are spoken to, by its name."""
    unswept: int = 0
    """Addresses that a sweep has before it; denied ones count until they are passed over."""
    _sweep: Iterator[str] | None = None
    _windows: tuple[Window, ...] = ()
    _zone: ZoneInfo | None = None
    _heard: dict[str, Suspect] = field(default_factory=dict)
    """Targets by the own address that was said."""
    _useless: set[str] = field(default_factory=set)
    """Own addresses that were said and that nobody may be sent a packet at."""

    @classmethod
    def of(cls, realm: Realm, hints_per_device: int) -> Frontier:
        """Start with a realm's seeds; a sweep's addresses follow one by one."""
        bounds = Bounds(realm)
        frontier = cls(realm, bounds, hints_per_device, places=[Place(rate) for rate in realm.rate])
        frontier._windows, frontier._zone = tuple(map(parse_window, realm.windows)), zone_of(realm.timezone)
        for seed in realm.seeds:
            reached = bounds.reach(seed)
            frontier.seeds.setdefault(reached, len(frontier.seeds))
            frontier.add(seed, named=True, trusted=True)
        frontier.waiting.reverse()
        if realm.mode is Mode.SWEEP:
            frontier._sweep = iter(bounds.sweep())
            frontier.unswept = sum(network.num_addresses for network in bounds.allow)
        return frontier

    def order(self, reached: str) -> Order:
        """Rank the targets of one device: seeds in their order, then lower addresses."""
        address = ip_address(reached)
        seed = self.seeds.get(reached)
        return (0 if seed is not None else 1, seed or 0 if seed is not None else address.version, int(address))

    def add(self, own: str, *, named: bool, trusted: bool = False) -> Suspect | None:
        """Queue an own address, if a packet may go there; None if not.

        What devices say is no reason to ask loopback, link-local, multicast or reserved addresses; what the scope says is (`trusted`).
        """
        heard = self._heard.get(own)
        if heard is not None:
            heard.named = heard.named or named
            return heard
        if own in self._useless or (not trusted and (not is_identifying_address(own) or ip_address(own).is_reserved)):
            return None
        reached = self.bounds.reach(own)
        suspect = self.suspects.get(reached)
        if suspect is not None:
            suspect.named = suspect.named or named
        elif self.bounds.allows(reached):
            suspect = self.suspects[reached] = Suspect(reached, own, named)
            self.waiting.append(reached)
        else:
            if len(self._useless) < _MOST_USELESS:
                self._useless.add(own)
            return None
        self._heard[own] = suspect
        return suspect

    def take_over(self, done: Mapping[tuple[str, str], DeviceRecord]) -> int:
        """Count what a resumed run has acknowledged, and learn from it; return how many are not asked again."""
        records = {target: record for (realm, target), record in sorted(done.items()) if realm == self.realm.name}
        kept = 0
        for target, record in records.items():
            state = record.envelope.completeness
            own = self.bounds.own(target)
            if state is Completeness.COMPLETE:
                suspect = self.suspects[target] = Suspect(target, own, named=True, started=True)
                suspect.identity = identity_of(record)
                suspect.identified.set()
                self.recorded.setdefault(suspect.identity, []).append(suspect)
                self._heard[own] = suspect
                kept += 1
                continue
            again = self.add(own, named=True, trusted=True)
            if again is not None and state is Completeness.PARTIAL:
                again.before = record
        for record in records.values():
            self.learn(record)
        return kept

    def expect(self, previous: Iterable[tuple[str, str]]) -> None:
        """Queue the targets, by realm and address, of devices that earlier runs knew."""
        for realm, target in sorted(previous, reverse=True):
            if realm == self.realm.name:
                self.add(self.bounds.own(target), named=True, trusted=True)

    def next(self) -> Suspect | None:
        """Return the next target to ask, or None for now."""
        while self.waiting:
            suspect = self.suspects[self.waiting.pop()]
            if not suspect.started and self._enter(suspect):
                return suspect
        for reached in self._sweep or ():
            self.unswept -= 1
            if reached not in self.suspects:
                suspect = self.suspects[reached] = Suspect(reached, self.bounds.own(reached), named=False)
                if self._enter(suspect):
                    return suspect
        self._sweep, self.unswept = None, 0
        return None

    def _enter(self, suspect: Suspect) -> bool:
        """Start a target, or hold it back while its place is full."""
        if self.places:
            place = place_of(self.places, suspect.reached)
            if place is not None:
                if place.full:
                    self.held.setdefault(place.name, []).append(suspect.reached)
                    return False
                place.busy += 1
                suspect.place = place
        suspect.started = True
        return True

    def leave(self, suspect: Suspect) -> None:
        """Note that a target has been read to the end; one that was held back for it is next."""
        if suspect.place is not None:
            suspect.place.busy -= 1
            held = self.held.get(suspect.place.name)
            if held:
                self.waiting.append(held.pop(0))

    @property
    def queued(self) -> int:
        """Targets known and not yet asked."""
        return len(self.waiting) + sum(map(len, self.held.values()))

    @property
    def unasked(self) -> int:
        """Targets that were not asked; ends a sweep."""
        rest = sum(1 for reached in self._sweep or () if reached not in self.suspects)
        return rest + sum(1 for suspect in self.suspects.values() if not suspect.started)

    def is_open(self, moment: datetime) -> bool:
        """Tell whether the realm may be asked at a moment."""
        return is_open(self._windows, self._zone, moment)

    def opens_at(self, moment: datetime) -> datetime:
        """Return when it may be asked next."""
        return next_opening(self._windows, self._zone, moment)

    def learn(self, record: DeviceRecord) -> int:
        """Queue what a device says of others; return how many were new."""
        if self.realm.mode is not Mode.CRAWL or record.envelope.completeness is Completeness.FAILED:
            return 0
        before = len(self.suspects)
        unusable = _unusable(record)
        named = {address for row in record.neighbours for address in row.management_addresses} - unusable
        seen = _seen(record) - named - unusable
        for own in sorted(seen, reverse=True)[: self.hints_per_device]:
            self.add(own, named=False)
        for own in sorted(named, reverse=True)[: self.hints_per_device]:
            self.add(own, named=True)
        return len(self.suspects) - before

    def rivals(self, suspect: Suspect, identity: Identity) -> list[Suspect]:
        """Return the other targets that may be this device and would be recorded rather than `suspect`.

        They are queued if they have not been asked: first in line, as someone waits for them.
        """
        mine = self.order(suspect.reached)
        found = []
        if suspect.own not in identity.addresses:
            return []
        for own in sorted(identity.addresses):
            if not is_identifying_address(own):
                continue
            reached = self.bounds.reach(own)
            if reached != suspect.reached and self.bounds.allows(reached) and self.order(reached) < mine:
                found.append((self.order(reached), own))
        rivals = []
        for _, own in sorted(found)[:_RIVALS]:
            rival = self.add(own, named=False)
            if rival is not None:
                rivals.append(rival)
                if not rival.started:
                    self.waiting.append(rival.reached)
        return rivals


def _seen(record: DeviceRecord) -> set[str]:
    """Return the addresses that a device knows of without calling them devices: ARP entries, OSPF neighbours, BGP peers.

    Peers inside a VRF are left out: their addresses are of another address space than the realm's.
    """
    found = {row.address for row in record.arp}
    found.update(row.address for row in record.ospf_neighbours)
    found.update(peer.address for peer in record.bgp_peers if peer.vrf is None)
    return found


def _unusable(record: DeviceRecord) -> set[str]:
    """Return the device's own addresses and the network and broadcast addresses of its subnets: nobody to ask."""
    found: set[str] = set()
    for port in record.interfaces:
        for text in port.addresses:
            interface = ip_interface(text)
            network = interface.network
            found.add(str(interface.ip))
            if network.prefixlen < _SMALL[network.version]:
                found.update((str(network.network_address), str(network.broadcast_address)))
    return found
