"""Hosts: what our own devices have in their ARP and forwarding tables and is none of them.

ARP and neighbour discovery tell which MAC has which address, in the realm and VRF of the interface that heard it;
forwarding tables tell behind which port a MAC is. A host is a MAC in (realm, VRF). It is placed, the first that fits:

``port``, ``segment``
    At the port that leads to no other device and has the fewest addresses behind it. With others behind the same
    port, something unmanaged stands between. So it does where the two ends of one link have the host towards each other.
``beyond``
    It is seen only on ports that lead to other devices: at the last of them, the one behind which nobody has it further on.
``ambiguous``
    Several ports fit equally well: none is taken, and all are listed.
``gateway``
    Nothing but ARP shows it: the interface that heard it, and the prefix it is in.

Left out: MACs and addresses of our own devices, addresses that several gateways share (VRRP, HSRP), group addresses,
and rows from ports that a spanning tree keeps from learning. A device whose MACs nobody told (a configuration has none)
is known by its address: the MAC that answers for it is its own. Time and memory grow linearly with the rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from topology.model.entities import Evidence, Host, HostPlace, Link
from topology.model.names import is_identifying_mac
from topology.model.records import Arp, InterfaceKind
from topology.model.tables import FdbStatus
from topology.resolve.addresses import Address, identifying, parse_address
from topology.resolve.bridging import deaf_ports, port_of_row
from topology.resolve.forwarding import device_macs
from topology.resolve.ids import digest
from topology.resolve.links import CABLED, explained_ports
from topology.resolve.prefixes import Gateway, Stands, connected_uses
from topology.resolve.subjects import Port, Subject, record_evidence

_MOST_EVIDENCE = 8
_MOST_LOSERS = 6
_DIGITS = re.compile(r"(\d+)$")
_TELLING = frozenset({FdbStatus.LEARNED, FdbStatus.STATIC, None})
"""A static row is a MAC that an operator or port security has bound to a port."""

_Key = tuple[str, str]
"""Realm and MAC."""
_Owner = tuple[str | None, str | None, str]
"""VRF and MAC of an interface, and its device."""


@dataclass(slots=True, eq=False)
class _Heard:
    """One row of an ARP table that speaks of a host."""

    address: Address
    text: str
    gateway: Subject
    port: Port | None
    prefix: str | None
    stale: bool
    evidence: Evidence


@dataclass(slots=True, eq=False)
class _Spot:
    """One port behind which a MAC was learned."""

    bridge: Subject
    port: Port
    vlans: set[int] = field(default_factory=set)
    stale: bool = True
    evidence: Evidence | None = None


@dataclass(slots=True, eq=False)
class _Seat:
    """Where a MAC hangs."""

    place: HostPlace
    spot: _Spot | None
    beside: int | None
    losers: tuple[str, ...] = ()


_Spots = dict[_Key, dict[str, _Spot]]
"""By MAC, then by port id."""


def read_hosts(subjects: Iterable[Subject], links: Iterable[Link], stands: Stands) -> list[Host]:
    """Return the hosts that ARP and forwarding tables show.

    Parameters
    ----------
    links
        Every link believed: the ports that cables and segments end on lead to other devices.
    """
    by_id = {subject.id: subject for subject in subjects}
    own = _Own(by_id.values())
    heard = _read_arp(by_id.values(), own)
    spots, leading = _read_tables(by_id, own)
    seating = _Seating(by_id, list(links), spots, leading)
    sites: dict[str, str | None] = {}
    found: list[Host] = []
    seated: set[_Key] = set()
    for (realm, vrf, mac), rows in heard.items():
        seated.add((realm, mac))
        found.append(_host((realm, vrf, mac), rows, seating.seat((realm, mac)), stands, sites))
    unheard = sorted(spots.keys() - seated)
    found += [_host((key[0], None, key[1]), [], seating.seat(key), stands, sites) for key in unheard]
    return found


class _Own:
    """MACs of our own devices, by realm, and their addresses in the realms where somebody hears ARP."""

    def __init__(self, subjects: Collection[Subject]) -> None:
        self.macs: dict[_Key, set[str]] = {}
        self._addresses: dict[tuple[str, Address], set[_Owner]] = {}
        hearing = {subject.realm for subject in subjects if _hears(subject)}
        for subject in subjects:
            for mac in device_macs(subject):
                self.macs.setdefault((subject.realm, mac), set()).add(subject.id)
            if subject.realm not in hearing:
                continue
            for port in subject.ports.values():
                for text in port.interface.addresses:
                    self._add(subject, text, port.interface.vrf, port.interface.mac)
            for record_id, record in subject.records:
                for group in record.fhrp:
                    near = subject.named(record_id, group.interface)
                    for text in group.addresses:
                        self._add(subject, text, near.interface.vrf if near else None, None)

    def _add(self, subject: Subject, text: str, vrf: str | None, mac: str | None) -> None:
        bare = identifying(text)
        if bare is not None and (address := parse_address(bare)) is not None:
            self._addresses.setdefault((subject.realm, address), set()).add((vrf, mac, subject.id))

    def answering(self, realm: str, vrf: str | None, address: Address, mac: str) -> set[str]:
        """Return our devices that have a row's address, none where it is a host's.

        Those in the same VRF have it. So have those in another one, where the two ends of a line stand in tables of their
        own, unless the interface is known by another MAC: then two things bear one address.
        """
        owners = self._addresses.get((realm, address), ())
        return {device for own_vrf, own_mac, device in owners if own_vrf == vrf or own_mac is None or own_mac == mac}


def _hears(subject: Subject) -> bool:
    return any(record.arp for _, record in subject.records)


def arp_place(row: Arp) -> str:
    """Return what names an ARP row in a record, as it bears no reference: its address and interface."""
    return f"arp {row.address} {row.interface or ''}".rstrip()


def _read_arp(subjects: Iterable[Subject], own: _Own) -> dict[tuple[str, str | None, str], list[_Heard]]:
    """Return the rows that speak of hosts, by realm, VRF and MAC."""
    hearing = [subject for subject in subjects if _hears(subject)]
    uses = connected_uses(hearing)
    prefixes = {use: use.id for use in uses.values()}
    found: dict[tuple[str, str | None, str], list[_Heard]] = {}
    ours: dict[_Key, set[str]] = {}
    for subject in hearing:
        realm, gateway = subject.realm, Gateway(subject, uses)
        for member in subject.group.members:
            for row in member.record.arp:
                mac = row.mac
                if (realm, mac) in own.macs or not is_identifying_mac(mac):
                    continue
                bare = identifying(row.address)
                address = parse_address(bare) if bare else None
                if bare is None or address is None:
                    continue
                near = subject.named(member.id, row.interface)
                met = gateway.find(address, near)
                port, prefix = (met[0], prefixes[met[1]]) if met else (near, None)
                vrf = port.interface.vrf if port else None
                if devices := own.answering(realm, vrf, address, mac):
                    ours.setdefault((realm, mac), set()).update(devices)
                    continue
                evidence = record_evidence(member.id, arp_place(row), mac)
                found.setdefault((realm, vrf, mac), []).append(_Heard(address, bare, subject, port, prefix, member.stale, evidence))
    own.macs.update(ours)
    return {key: rows for key, rows in found.items() if (key[0], key[2]) not in ours}


def _read_tables(by_id: dict[str, Subject], own: _Own) -> tuple[_Spots, set[str]]:
    """Return the ports behind which each MAC of a host was learned, and the ports behind which devices of ours are."""
    spots: _Spots = {}
    leading: set[str] = set()
    for subject in by_id.values():
        for member in subject.group.members:
            if not member.record.fdb:
                continue
            deaf = deaf_ports(subject, member.id, member.record)
            for row in member.record.fdb:
                if row.status not in _TELLING or not is_identifying_mac(row.mac):
                    continue
                port = port_of_row(subject, member.id, row)
                if port is None or (port.id, row.vlan) in deaf or (port.id, None) in deaf:
                    continue
                owners = own.macs.get((subject.realm, row.mac))
                if owners is not None:
                    if owners - {subject.id}:
                        leading.add(port.id)
                    continue
                spot = spots.setdefault((subject.realm, row.mac), {}).setdefault(port.id, _Spot(subject, port))
                if row.vlan is not None:
                    spot.vlans.add(row.vlan)
                spot.stale = spot.stale and member.stale
                said = f"fdb {row.mac} {'' if row.vlan is None else f'VLAN {row.vlan} '}{port.interface.name}"
                evidence = record_evidence(member.id, row.ref, said)
                spot.evidence = evidence if spot.evidence is None else min(spot.evidence, evidence)
    return spots, leading


class _Seating:
    """Finds where a MAC hangs."""

    def __init__(self, by_id: dict[str, Subject], links: list[Link], spots: _Spots, leading: set[str]) -> None:
        self._spots = spots
        self._leading = leading
        self._cabled = explained_ports(by_id.values(), links)
        self._count: dict[str, int] = {}
        for places in spots.values():
            for port in places:
                self._count[port] = self._count.get(port, 0) + 1
        self._far: dict[str, set[str]] = {}
        for link in links:
            if link.layer <= CABLED:
                for near, far in ((link.a_interface, link.b_device), (link.b_interface, link.a_device)):
                    if near is not None:
                        self._far.setdefault(near, set()).add(far)

    def seat(self, key: _Key) -> _Seat | None:
        """Return where a MAC hangs, None where no table shows it."""
        spots = list(self._spots.get(key, {}).values())
        if not spots:
            return None
        edge = [spot for spot in spots if self._rank(spot) == 0]
        if edge:
            return self._at_edge(edge, spots)
        return self._beyond(spots)

    def _rank(self, spot: _Spot) -> int:
        """Return 0 for a port that leads to no other device, 1 where one of ours is behind it, 2 where a cable leads to it."""
        return 2 if spot.port.id in self._cabled else 1 if spot.port.id in self._leading else 0

    def _at_edge(self, edge: list[_Spot], spots: list[_Spot]) -> _Seat:
        fewest = min(self._count[spot.port.id] for spot in edge)
        best = [spot for spot in edge if self._count[spot.port.id] == fewest]
        if len(best) > 1:
            return _Seat(HostPlace.AMBIGUOUS, None, None, self._losers(best, "several_fit"))
        place = HostPlace.PORT if fewest == 1 else HostPlace.SEGMENT
        uplinks = [spot for spot in spots if spot is not best[0] and spot not in edge]
        crowded = [spot for spot in edge if spot is not best[0]]
        return _Seat(place, best[0], fewest, self._losers(crowded, "more_behind") + self._losers(uplinks, "leads_on"))

    def _beyond(self, spots: list[_Spot]) -> _Seat:
        """Choose among ports that lead on: the last one, behind which no other bridge has the MAC further away."""
        by_bridge: dict[str, list[_Spot]] = {}
        for spot in spots:
            by_bridge.setdefault(spot.bridge.id, []).append(spot)
        final = [spot for spot in spots if not self._goes_on(spot, by_bridge)]
        facing = len(final) == 2 and all(  # noqa: PLR2004 - the two ends of a link
            other.bridge.id in self._far.get(spot.port.id, ()) for spot, other in (final, final[::-1])
        )
        if facing:
            final.sort(key=lambda spot: spot.port.id)
            return _Seat(HostPlace.SEGMENT, final[0], self._count[final[0].port.id], self._losers(final[1:], "other_end"))
        fewest = min((self._count[spot.port.id] for spot in final), default=0)
        best = [spot for spot in final if self._count[spot.port.id] == fewest]
        if len(best) != 1:
            return _Seat(HostPlace.AMBIGUOUS, None, None, self._losers(best or spots, "several_fit"))
        nearer = [spot for spot in spots if spot is not best[0]]
        return _Seat(HostPlace.BEYOND, best[0], fewest, self._losers(nearer, "leads_on"))

    def _goes_on(self, spot: _Spot, by_bridge: dict[str, list[_Spot]]) -> bool:
        """Tell whether a device behind the port has the MAC behind a port that does not lead back."""
        for far in self._far.get(spot.port.id, ()):
            for other in by_bridge.get(far, ()):
                if spot.bridge.id not in self._far.get(other.port.id, ()):
                    return True
        return False

    def _losers(self, spots: list[_Spot], why: str) -> tuple[str, ...]:
        said = sorted(f"{why}: {spot.bridge.name} {spot.port.interface.name} ({self._count[spot.port.id]} MAC)" for spot in spots)
        return tuple(said[:_MOST_LOSERS])


def _host(key: tuple[str, str | None, str], rows: list[_Heard], seat: _Seat | None, stands: Stands, sites: dict[str, str | None]) -> Host:
    realm, vrf, mac = key
    if len(rows) > 1:
        rows.sort(key=lambda row: (row.address, row.stale, row.port.id if row.port else "", row.evidence))
    gateways = sorted((row for row in rows if row.port is not None), key=lambda row: (row.stale, row.port.id if row.port else ""))
    spot = seat.spot if seat else None
    gate = gateways[0] if gateways else None
    evidence = [spot.evidence] if spot and spot.evidence else []
    evidence += list(dict.fromkeys(row.evidence for row in rows))
    return Host(
        id=digest("hst", realm, vrf, mac),
        mac=mac,
        realm=realm,
        vrf=vrf,
        addresses=tuple(dict.fromkeys(row.text for row in rows)),
        place=seat.place if seat else HostPlace.GATEWAY,
        device=spot.bridge.id if spot else None,
        interface=spot.port.id if spot else None,
        beside=seat.beside if seat else None,
        vlan=_vlan(spot, gate.port if gate else None),
        prefix=next((row.prefix for row in rows if row.prefix), None),
        gateways=tuple(dict.fromkeys(row.port.id for row in gateways if row.port)),
        site=_site(spot, gate, stands, sites),
        network=_network(spot, rows),
        stale=all(row.stale for row in rows) and (spot is None or spot.stale),
        evidence=tuple(evidence[:_MOST_EVIDENCE]),
        losers=seat.losers if seat else (),
    )


def _vlan(spot: _Spot | None, gateway: Port | None) -> int | None:
    """Return the VLAN of a host: of its row, of its port, else of the VLAN interface that heard it."""
    if spot is not None:
        if len(spot.vlans) == 1:
            return next(iter(spot.vlans))
        if spot.port.interface.vlan_access is not None:
            return spot.port.interface.vlan_access
    if gateway is not None and gateway.interface.kind is InterfaceKind.VLAN and (digits := _DIGITS.search(gateway.interface.name)):
        return int(digits.group(1))
    return None


def _site(spot: _Spot | None, gate: _Heard | None, stands: Stands, sites: dict[str, str | None]) -> str | None:
    """Return the site of the device it hangs on, else the site whose hosts the gateway's interface serves."""
    if spot is not None and spot.bridge.site is not None:
        return spot.bridge.site
    if gate is None or gate.port is None:
        return None
    if gate.port.id not in sites:
        sites[gate.port.id] = stands.site(gate.gateway, gate.port)
    return sites[gate.port.id]


def _network(spot: _Spot | None, rows: list[_Heard]) -> str | None:
    """Return the network of the interface that heard it, which its prefix decides; else of the port it is behind."""
    heard = (row.port.network if row.port else row.gateway.network for row in rows)
    return next((network for network in heard if network is not None), spot.port.network if spot else None)
