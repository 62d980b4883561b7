"""A city many times over: the same realms again at other loopback addresses, served from the same memory.

A copy of a realm has a name, a vantage range and a scope of its own, but its devices are those of the original: own
addresses, neighbours and identities are the same, as a realm is an address space of its own and copies are whole
realms. So every neighbour that a copy names is there. Copies serve discovery at scale; resolution would rightly take a
chassis seen in two realms for one device.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

import msgspec

from lab.tables.view import Fleet, fleet_of
from lab.truth import City
from topology.model.errors import InputError

_OCTETS = range(11, 39)
"""Second octets of the vantage addresses of a city's realms."""
_LAST_OCTET = 254


def scaled(city: City, agents: int) -> City:
    """Return the city with as many whole copies of realms as give at least `agents` answering devices.

    Links stand once, as copies share the originals' agents. Complexity: linear in devices.

    Raises
    ------
    InputError
        ``lab-scale``: more agents than loopback has room for.
    """
    sizes: dict[str, int] = {}
    for device in city.devices:
        if device.realm in city.communities or device.realm in city.users:
            sizes[device.realm] = sizes.get(device.realm, 0) + 1
    chosen: list[tuple[str, int]] = []
    count, copy = sum(sizes.values()), 0
    while count < agents:
        copy += 1
        if _OCTETS[-1] + copy * len(_OCTETS) > _LAST_OCTET:
            raise InputError("lab-scale", agents=agents, most=count)
        for realm in sorted(sizes, key=lambda name: (-sizes[name], name)):
            if count < agents:
                chosen.append((realm, copy))
                count += sizes[realm]
    names = {(realm, copy): f"{realm}-{copy + 1}" for realm, copy in chosen}
    by_realm: dict[str, list[int]] = {}
    for realm, number in chosen:
        by_realm.setdefault(realm, []).append(number)
    devices = [
        msgspec.structs.replace(device, id=f"{device.id}.{copy + 1}", realm=names[device.realm, copy], vantage=_moved(device.vantage, copy))
        for device in city.devices
        for copy in by_realm.get(device.realm, ())
    ]
    return msgspec.structs.replace(
        city,
        devices=(*city.devices, *devices),
        translations=city.translations
        | {
            name: tuple((own, _moved_prefix(reached, copy)) for own, reached in city.translations[realm])
            for (realm, copy), name in names.items()
        },
        seeds=city.seeds | {name: city.seeds[realm] for (realm, _), name in names.items()},
        communities=city.communities | {name: city.communities[realm] for (realm, _), name in names.items() if realm in city.communities},
        users=city.users | {name: city.users[realm] for (realm, _), name in names.items() if realm in city.users},
    )


def scaled_fleet(city: City, agents: int) -> Fleet:
    """Return what the agents of `scaled` need: the city's own, and which addresses answer as which."""
    many = scaled(city, agents)
    copies = {}
    for device in many.devices[len(city.devices) :]:
        octets = IPv4Address(device.vantage).packed
        original = _OCTETS[0] + (octets[1] - _OCTETS[0]) % len(_OCTETS)
        copies[device.vantage] = str(IPv4Address(bytes((octets[0], original, *octets[2:]))))
    return msgspec.structs.replace(fleet_of(city), copies=copies)


def _moved(address: str, copy: int) -> str:
    return str(IPv4Address(address) + (copy * len(_OCTETS) << 16))


def _moved_prefix(prefix: str, copy: int) -> str:
    network = IPv4Network(prefix)
    return f"{_moved(str(network.network_address), copy)}/{network.prefixlen}"
