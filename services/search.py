"""Search: one box for devices, addresses, MACs, serials, VLANs, sites, circuits and names in any script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from services.actors import Right
from services.home import Home
from services.rights import needs
from services.search_index import AddressTable, Entry, Index, Score, Shelf, placed_on
from services.topologies import current
from services.topologies import snapshot as head
from topology.model.entities import Topology
from topology.model.memory import collector_paused
from topology.model.names import canonical_interface, canonical_mac
from topology.resolve.addresses import Address, Block, block_of, parse_address, parse_interface

LIMIT: Final = 50
_LONGEST: Final = 200
_SHARE: Final = 3
"""Things of each kind that are shown however many of another kind fit better."""

KIND_ORDER: Final = (
    *("network", "site", "device", "interface", "host", "prefix", "vlan", "vrf", "circuit"),
    *("unit", "room", "application", "presence", "contract"),
)
"""Kinds that are found, those that most mean first."""
_ORDER: Final = {kind: place for place, kind in enumerate(KIND_ORDER)}

_Things = Iterator[tuple[Entry, tuple[str | None, ...], tuple[str | None, ...]]]


@needs(Right.READ)
def find(home: Home, text: str, snapshot: str | None = None, *, limit: int = LIMIT) -> list[dict[str, Any]]:
    """Return what `text` finds, best first, at most `limit`.

    An address finds the interfaces, devices and hosts that have it and the prefixes that contain it, the narrowest first; a
    prefix (``10.20.0.0/16``, ``10.20.``) finds what it contains and what contains it; a MAC, or a part of one, may be written
    in any notation; ``VLAN 100`` finds the VLAN in every realm; anything else is looked for in names, codes, serials, circuit
    numbers and descriptions, whole before start before middle, and where the text as it stands is nowhere, by its words.
    No kind crowds out another.
    """
    wanted = text.strip()[:_LONGEST]
    if not wanted or limit < 1:
        return []
    index = _index(home, snapshot)
    found: dict[tuple[str, int], Score] = {}
    for score, kind, number in index.find(wanted):
        key = (kind, number)
        if key not in found or score < found[key]:
            found[key] = score
    ranked = sorted((score, _ORDER[kind], number) for (kind, number), score in found.items())
    return [_shown(index.entry(KIND_ORDER[place], number), score) for score, place, number in _shared(ranked, limit)]


def _shared(ranked: list[tuple[Score, int, int]], limit: int) -> list[tuple[Score, int, int]]:
    """Return the best, among them the first few of each kind that has any."""
    if len(ranked) <= limit:
        return ranked
    counts: dict[int, int] = {}
    kept: list[tuple[Score, int, int]] = []
    rest: list[tuple[Score, int, int]] = []
    for one in ranked:
        counts[one[1]] = counts.get(one[1], 0) + 1
        (kept if counts[one[1]] <= _SHARE else rest).append(one)
    return sorted([*kept, *rest[: max(0, limit - len(kept))]])[:limit]


def _shown(entry: Entry, score: Score) -> dict[str, Any]:
    return {**msgspec.to_builtins(entry), "rank": score[0]}


def _index(home: Home, snapshot: str | None) -> Index:
    topology = current(home, snapshot)
    return home.cache.get("search", head(home, snapshot).id, lambda: build_index(topology))


def build_index(topology: Topology) -> Index:
    """Return the index of a topology."""
    with collector_paused():
        shelves = {
            "device": Shelf("device", _devices(topology)),
            "interface": Shelf("interface", _interfaces(topology)),
            "host": Shelf("host", _hosts(topology)),
            "prefix": Shelf("prefix", _prefixes(topology)),
        }
        table = AddressTable(_addresses(topology, shelves), _blocks(topology, shelves["prefix"]))
        rest = {kind: Shelf(kind, ((entry, words, ()) for entry, words in things)) for kind, things in _named(topology).items()}
        return Index((shelves | rest).values(), table)


def _devices(topology: Topology) -> _Things:
    for device in topology.devices:
        detail = " · ".join(part for part in (device.vendor, device.model, device.site) if part)
        words = (device.name, *device.serials, device.vendor, device.model, device.site, *device.chassis_ids)
        macs = tuple(canonical_mac(chassis) for chassis in device.chassis_ids)
        yield Entry("device", device.id, device.name, detail, device.realm, device.network), words, macs


def _interfaces(topology: Topology) -> _Things:
    for port in topology.interfaces:
        owner = topology.device.get(port.device)
        name = owner.name if owner else port.device
        network = port.network or (owner.network if owner else None)
        entry = Entry("interface", port.id, f"{name} {port.name}", port.description or "", owner.realm if owner else None, network)
        canonical = canonical_interface(port.name)
        yield entry, (f"{name} {port.name}", port.description, canonical if canonical != port.name.lower() else None), (port.mac,)


def _hosts(topology: Topology) -> _Things:
    for host in topology.hosts:
        where = ""
        if host.interface is not None and host.device is not None:
            where = f"{topology.device[host.device].name} {topology.interface[host.interface].name}"
        elif host.gateways:
            port = topology.interface[host.gateways[0]]
            where = f"{topology.device[port.device].name} {port.name}"
        label = host.addresses[0] if host.addresses else host.mac
        detail = " · ".join(part for part in (host.mac if host.addresses else "", where, host.site) if part)
        yield Entry("host", host.id, label, detail, host.realm, host.network), (), (host.mac,)


def _prefixes(topology: Topology) -> _Things:
    for prefix in topology.prefixes:
        yield Entry("prefix", prefix.id, prefix.prefix, prefix.vrf or "", prefix.realm, prefix.network), (prefix.prefix,), ()


def _addresses(topology: Topology, shelves: dict[str, Shelf]) -> Iterator[tuple[Address, str, int]]:
    owned = {
        "device": ((device.id, {*device.addresses, *device.targets}) for device in topology.devices),
        "interface": ((port.id, {text.partition("/")[0] for text in port.addresses}) for port in topology.interfaces),
        "host": ((host.id, set(host.addresses)) for host in topology.hosts),
    }
    for kind, things in owned.items():
        place = placed_on(shelves[kind])
        for identifier, texts in things:
            number = place(identifier)
            for text in texts:
                address = parse_address(text)
                if address is not None and number is not None:
                    yield address, kind, number


def _blocks(topology: Topology, shelf: Shelf) -> Iterator[tuple[Block, str, int]]:
    place = placed_on(shelf)
    for prefix in topology.prefixes:
        parsed, number = parse_interface(prefix.prefix), place(prefix.id)
        if parsed is not None and number is not None:
            yield block_of(parsed), "prefix", number


_Named = Iterator[tuple[Entry, tuple[str | None, ...]]]


def _named(topology: Topology) -> dict[str, _Named]:
    return {
        "vlan": _vlans(topology),
        "vrf": ((Entry("vrf", vrf.id, vrf.name, " ".join(vrf.rds), vrf.realm, vrf.network), (vrf.name, *vrf.rds)) for vrf in topology.vrfs),
        "circuit": _circuits(topology),
        **_declared(topology),
    }


def _vlans(topology: Topology) -> _Named:
    for vlan in topology.vlans:
        label = f"VLAN {vlan.vid} {vlan.name or ''}".rstrip()
        yield Entry("vlan", vlan.id, label, "", vlan.realm, vlan.network), (str(vlan.vid), vlan.name)


def _circuits(topology: Topology) -> _Named:
    said = {circuit.code: circuit for circuit in topology.census.circuits}
    for circuit in topology.circuits:
        own = said.get(circuit.code)
        ends = " – ".join(end for end in (own.site_a, own.site_b) if end) if own else ""
        detail = " · ".join(part for part in (circuit.code if circuit.number else "", ends) if part)
        entry = Entry("circuit", circuit.id, circuit.number or circuit.code, detail, None, circuit.network)
        yield entry, (circuit.code, circuit.number)


def _declared(topology: Topology) -> dict[str, _Named]:
    census = topology.census
    sites = {site.code: site.name for site in census.sites}

    def entry(kind: str, code: str, label: str, detail: str = "", network: str | None = None) -> Entry:
        return Entry(kind, code, label, detail, None, network)

    return {
        "network": (
            (Entry("network", one.code, one.name, one.code, one.realm, one.code), (one.code, one.name, one.short, one.realm))
            for one in census.networks
        ),
        "site": (
            (
                entry("site", one.code, one.name, " · ".join(part for part in (one.code, one.county, one.town) if part)),
                (one.code, one.name, one.address, one.town),
            )
            for one in census.sites
        ),
        "unit": ((entry("unit", one.code, one.name, one.code), (one.code, one.name)) for one in census.units),
        "room": ((entry("room", one.code, one.name, sites.get(one.site, one.site)), (one.code, one.name)) for one in census.rooms),
        "application": (
            (entry("application", one.code, one.name, one.code, one.network), (one.code, one.name)) for one in census.applications
        ),
        "presence": (
            (entry("presence", one.code, one.code, sites.get(one.site, one.site), one.network), (one.code,)) for one in census.presences
        ),
        "contract": (
            (entry("contract", one.code, one.code, one.carrier, one.network), (one.code, one.carrier)) for one in census.contracts
        ),
    }
