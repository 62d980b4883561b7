"""What one agent can see: its device, its ports with their numbers, its neighbours.

A `Fleet` is the part of a `City` that the agents need, so that the census never enters their process;
a city's own JSON or msgpack reads as a fleet too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import msgspec

from lab.tables.form import Form
from lab.tables.forms import BY_VENDOR
from lab.tables.learning import Learned, learn
from lab.truth import City, Planted, TruthDevice, TruthLink, TruthPort, TruthUser
from topology.model.records import InterfaceKind

DEFAULT_VLAN = 1


class Fleet(msgspec.Struct, frozen=True, kw_only=True):
    """The devices of a city as its agents need them."""

    devices: tuple[TruthDevice, ...]
    links: tuple[TruthLink, ...] = ()
    planted: Planted = Planted()
    communities: dict[str, str]
    """Realm to the v2c community of its agents."""
    users: dict[str, TruthUser] = {}
    """Realm to the SNMPv3 user of its agents; they speak no other version."""
    copies: dict[str, str] = {}
    """Further loopback addresses, each answered by the agent of another."""


def fleet_of(city: City) -> Fleet:
    """Return what a city's agents need of it."""
    return Fleet(devices=city.devices, links=city.links, planted=city.planted, communities=city.communities, users=city.users)


@dataclass(frozen=True, slots=True)
class Peer:
    """A link as one of its two ends sees it."""

    port: TruthPort
    device: TruthDevice
    """The device at the other end."""
    remote: TruthPort
    forward: bool
    """Whether this end is the link's end `a`."""
    link: TruthLink

    @property
    def heard(self) -> bool:
        """Whether this end records the other: it listens, and both ports are enabled and up."""
        return self.port.lldp and all(port.enabled and port.up for port in (self.port, self.remote))


@dataclass(frozen=True)
class View:
    """A device with what its agent knows of itself and its neighbours."""

    device: TruthDevice
    peers: tuple[Peer, ...] = ()
    zombie: bool = False
    """The device's network carries next to nothing."""
    dead: frozenset[str] = frozenset()
    """Circuits that carry nothing."""
    learned: tuple[Learned, ...] = ()
    """The forwarding table."""
    context: int | None = None
    """The VLAN whose part of the bridge tables is told, for those who ask in its context."""

    @cached_property
    def form(self) -> Form:
        """The vendor's way of saying things."""
        return BY_VENDOR[self.device.vendor]

    @cached_property
    def ports(self) -> tuple[TruthPort, ...]:
        """Every interface by ifIndex, those included that the vendor always has."""
        taken = {port.index for port in self.device.ports}
        names = {port.name for port in self.device.ports}
        spare = [port for index, port in self.form.spares if index not in taken and port.name not in names]
        return tuple(sorted([*self.device.ports, *spare], key=lambda port: port.index))

    @cached_property
    def by_name(self) -> dict[str, TruthPort]:
        """Interfaces by long name."""
        return {port.name: port for port in self.ports}

    @cached_property
    def places(self) -> dict[str, int]:
        """Place of each port that takes a cable, counted from 1; the management port comes last."""
        cabled = [port for port in self.device.ports if port.kind is InterfaceKind.PHYSICAL]
        cabled += [port for port in self.device.ports if port.kind is InterfaceKind.MANAGEMENT]
        return {port.name: place for place, port in enumerate(sorted(cabled, key=_last_if_management), 1)}

    @cached_property
    def bridge_ports(self) -> dict[str, int]:
        """dot1dBasePort of each switched port: the cabled ones by place, aggregates after them."""
        switched = {
            name: place
            for name, place in self.places.items()
            if self.by_name[name].kind is InterfaceKind.PHYSICAL and not self.by_name[name].addresses and self.by_name[name].lag is None
        }
        above = max(self.places.values(), default=0)
        trunks = (port for port in self.ports if port.kind is InterfaceKind.LAG and not port.addresses)
        return switched | {port.name: above + place for place, port in enumerate(trunks, 1)}

    @cached_property
    def vlans(self) -> dict[int, str]:
        """Names of the VLANs by id in order, the default one included."""
        return dict(sorted(({DEFAULT_VLAN: ""} | dict(self.device.vlans)).items()))

    @cached_property
    def routes(self) -> bool:
        """Whether the device forwards between subnets."""
        return bool(self.device.vrfs) or sum(len(port.addresses) for port in self.device.ports) > 1

    def octets(self, text: str) -> bytes:
        """Return operator's text as the device stores it.

        GB18030 whose octets happen to be valid UTF-8 of something else would be misread by anyone, so such
        text stays UTF-8.
        """
        if text.isascii() or self.form.encoding == "utf-8":
            return text.encode()
        raw = text.encode(self.form.encoding)
        try:
            raw.decode()
        except UnicodeDecodeError:
            return raw
        return text.encode()


def _last_if_management(port: TruthPort) -> tuple[bool, int]:
    return port.kind is InterfaceKind.MANAGEMENT, port.index


def views(fleet: Fleet) -> Iterator[View]:
    """Give the view of each device's agent, in the fleet's order. Linear in devices, ports and links."""
    devices = {device.id: device for device in fleet.devices}
    ports = {(device.id, port.name): port for device in fleet.devices for port in device.ports}
    peers: dict[str, list[Peer]] = defaultdict(list)
    for link in fleet.links:
        a, b = ports.get((link.a_device, link.a_port)), ports.get((link.b_device, link.b_port))
        if a is None or b is None:
            continue
        peers[link.a_device].append(Peer(port=a, device=devices[link.b_device], remote=b, forward=True, link=link))
        peers[link.b_device].append(Peer(port=b, device=devices[link.a_device], remote=a, forward=False, link=link))
    learned = learn(fleet.devices, fleet.links)
    zombies, dead = frozenset(fleet.planted.zombie_networks), frozenset(fleet.planted.dead_circuits)
    for device in fleet.devices:
        ordered = sorted(peers[device.id], key=lambda peer: peer.port.index)
        rows = tuple(learned.pop(device.id, ()))
        yield View(device=device, peers=tuple(ordered), zombie=device.network in zombies, dead=dead, learned=rows)
