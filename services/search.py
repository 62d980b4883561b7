"""Search: one box for devices, addresses, MACs, serials, VLANs, sites, circuits and names in any script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Final

import msgspec

from services.actors import Right
from services.home import Home
from services.rights import needs
from services.topologies import current
from services.topologies import snapshot as head
from topology.model.entities import Topology
from topology.model.names import canonical_mac

Address = IPv4Address | IPv6Address
Range = IPv4Network | IPv6Network

LIMIT: Final = 50
_LONGEST: Final = 200
_VLAN: Final = re.compile(r"vlan\s*(\d{1,4})", re.IGNORECASE)


class Entry(msgspec.Struct, frozen=True):
    """One thing that can be found: what it is, how it is shown, and the words that find it."""

    kind: str
    id: str
    label: str
    detail: str
    realm: str | None
    network: str | None
    words: tuple[str, ...]


class Index(msgspec.Struct, frozen=True):
    """What a topology can be searched by."""

    entries: tuple[Entry, ...]
    macs: dict[str, tuple[Entry, ...]]
    addresses: dict[Address, tuple[Entry, ...]]
    prefixes: tuple[tuple[Range, Entry], ...]


@needs(Right.READ)
def find(home: Home, text: str, snapshot: str | None = None, *, limit: int = LIMIT) -> list[dict[str, Any]]:
    """Return what `text` finds, best first, at most `limit`.

    An address finds the interfaces and devices that have it and the prefixes that contain it, the
    narrowest first; a prefix finds what it contains and what contains it; a MAC may be written in any
    notation; ``VLAN 100`` finds the VLAN in every realm; anything else is looked for in names, codes,
    serials, circuit numbers and descriptions, whole before start before middle.
    """
    wanted = text.strip()[:_LONGEST]
    if not wanted or limit < 1:
        return []
    index = _index(home, snapshot)
    found: dict[tuple[str, str], tuple[tuple[int, ...], Entry]] = {}
    for score, entry in _matches(index, wanted):
        key = (entry.kind, entry.id)
        if key not in found or score < found[key][0]:
            found[key] = (score, entry)
    ranked = sorted(found.values(), key=lambda pair: (pair[0], _ORDER.get(pair[1].kind, len(_ORDER)), pair[1].label, pair[1].id))
    return [_shown(entry, score) for score, entry in ranked[:limit]]


_KIND_ORDER: Final = ("network", "site", "device", "prefix", "circuit", "vlan", "vrf", "unit", "room", "application", "interface")
_ORDER: Final = {kind: place for place, kind in enumerate(_KIND_ORDER)}


def _shown(entry: Entry, score: tuple[int, ...]) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "id": entry.id,
        "label": entry.label,
        "detail": entry.detail,
        "realm": entry.realm,
        "network": entry.network,
        "rank": score[0],
    }


def _matches(index: Index, text: str) -> Iterator[tuple[tuple[int, ...], Entry]]:
    mac = canonical_mac(text)
    if mac is not None:
        yield from (((0,), entry) for entry in index.macs.get(mac, ()))
    vlan = _VLAN.fullmatch(text)
    if vlan:
        wanted = str(int(vlan.group(1)))
        yield from (((0,), entry) for entry in index.entries if entry.kind == "vlan" and entry.words[0] == wanted)
    address, prefix = _parse_address(text)
    if address is not None:
        yield from _address_matches(index, address)
    elif prefix is not None:
        yield from _prefix_matches(index, prefix)
    yield from _word_matches(index.entries, text.casefold())


def _address_matches(index: Index, address: Address) -> Iterator[tuple[tuple[int, ...], Entry]]:
    yield from (((0,), entry) for entry in index.addresses.get(address, ()))
    for prefix, entry in index.prefixes:
        if prefix.version == address.version and address in prefix:
            yield (1, prefix.max_prefixlen - prefix.prefixlen), entry


def _prefix_matches(index: Index, wanted: Range) -> Iterator[tuple[tuple[int, ...], Entry]]:
    for prefix, entry in index.prefixes:
        if prefix == wanted:
            yield (0,), entry
        elif _inside(prefix, wanted):
            yield (1, prefix.prefixlen - wanted.prefixlen), entry
        elif _inside(wanted, prefix):
            yield (3, wanted.prefixlen - prefix.prefixlen), entry
    for address, entries in index.addresses.items():
        if address.version == wanted.version and address in wanted:
            yield from (((2,), entry) for entry in entries)


def _word_matches(entries: Iterable[Entry], text: str) -> Iterator[tuple[tuple[int, ...], Entry]]:
    for entry in entries:
        best = min((_score(word, text) for word in entry.words), default=9)
        if best < 9:  # noqa: PLR2004 - no match
            yield (best,), entry


def _score(word: str, text: str) -> int:
    if word == text:
        return 0
    if word.startswith(text):
        return 2
    place = word.find(text)
    if place < 0:
        return 9
    return 3 if not word[place - 1].isalnum() else 4


def _inside(inner: Range, outer: Range) -> bool:
    if isinstance(inner, IPv4Network):
        return isinstance(outer, IPv4Network) and inner.subnet_of(outer)
    return isinstance(outer, IPv6Network) and inner.subnet_of(outer)


def _parse_address(text: str) -> tuple[Address | None, Range | None]:
    try:
        return ip_address(text), None
    except ValueError:
        pass
    if "/" not in text:
        return None, None
    try:
        return None, ip_network(text, strict=False)
    except ValueError:
        return None, None


def _index(home: Home, snapshot: str | None) -> Index:
    topology = current(home, snapshot)
    return home.cache.get("search", head(home, snapshot).id, lambda: build_index(topology))


def build_index(topology: Topology) -> Index:
    """Return the index of a topology."""
    macs: dict[str, list[Entry]] = {}
    addresses: dict[Address, list[Entry]] = {}
    entries: list[Entry] = []
    for device in topology.devices:
        detail = " · ".join(part for part in (device.vendor, device.model, device.site) if part)
        words = (device.name, *device.serials, device.model, *device.chassis_ids)
        entry = _entry("device", device.id, device.name, detail, device.realm, device.network, words)
        entries.append(entry)
        for chassis in device.chassis_ids:
            _add(macs, canonical_mac(chassis), entry)
        for text in (*device.addresses, *device.targets):
            _add(addresses, _parse_address(text)[0], entry)
    for port in topology.interfaces:
        owner = topology.device.get(port.device)
        label = f"{owner.name if owner else port.device} {port.name}"
        network = port.network or (owner.network if owner else None)
        realm = owner.realm if owner else None
        entry = _entry("interface", port.id, label, port.description or "", realm, network, (port.description,))
        if port.description:
            entries.append(entry)
        _add(macs, port.mac, entry)
        for text in port.addresses:
            _add(addresses, _parse_address(text.partition("/")[0])[0], entry)
    prefixes = []
    for prefix in topology.prefixes:
        entry = _entry("prefix", prefix.id, prefix.prefix, prefix.vrf or "", prefix.realm, prefix.network, (prefix.prefix,))
        entries.append(entry)
        block = _parse_address(prefix.prefix)[1]
        if block is not None:
            prefixes.append((block, entry))
    entries.extend(_named(topology))
    return Index(
        entries=tuple(entries),
        macs={mac: tuple(found) for mac, found in macs.items()},
        addresses={address: tuple(found) for address, found in addresses.items()},
        prefixes=tuple(prefixes),
    )


def _named(topology: Topology) -> Iterator[Entry]:
    census = topology.census
    for vlan in topology.vlans:
        label = f"VLAN {vlan.vid} {vlan.name or ''}".rstrip()
        yield _entry("vlan", vlan.id, label, "", vlan.realm, vlan.network, (str(vlan.vid), vlan.name))
    for vrf in topology.vrfs:
        yield _entry("vrf", vrf.id, vrf.name, " ".join(vrf.rds), vrf.realm, vrf.network, (vrf.name, *vrf.rds))
    for circuit in topology.circuits:
        label = circuit.number or circuit.code
        yield _entry("circuit", circuit.id, label, circuit.status.value, None, circuit.network, (circuit.code, circuit.number))
    for network in census.networks:
        words = (network.code, network.name, network.short, network.realm)
        yield _entry("network", network.code, network.name, network.code, network.realm, network.code, words)
    for site in census.sites:
        detail = " · ".join(part for part in (site.code, site.county, site.town) if part)
        yield _entry("site", site.code, site.name, detail, None, None, (site.code, site.name, site.address, site.town))
    for unit in census.units:
        yield _entry("unit", unit.code, unit.name, unit.code, None, None, (unit.code, unit.name))
    for room in census.rooms:
        yield _entry("room", room.code, room.name, room.site, None, None, (room.code, room.name))
    for application in census.applications:
        code, name = application.code, application.name
        yield _entry("application", code, name, code, None, application.network, (code, name))


def _entry(  # noqa: PLR0917 - one argument a field
    kind: str, identifier: str, label: str, detail: str, realm: str | None, network: str | None, words: Iterable[str | None]
) -> Entry:
    return Entry(kind, identifier, label, detail, realm, network, tuple(word.casefold() for word in words if word))


def _add(table: dict[Any, list[Entry]], key: object, entry: Entry) -> None:
    if key is not None:
        table.setdefault(key, []).append(entry)
