"""Slices: the devices of a network, a site, a realm or a neighbourhood, and the links between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from services.narrowing import check_names
from services.tables import printable
from topology.model.entities import Device, DeviceInterface, Link, Topology
from topology.model.errors import InputError

CABLED: Final = 2
"""Layers up to this one are cables and what they carry; a link of layer 3 is none."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for; everything that is said must hold. `around` is a device's id."""

    network: str | None = None
    site: str | None = None
    realm: str | None = None
    around: str | None = None
    hops: int = 1


class Configuration(msgspec.Struct, frozen=True):
    """A stored configuration of a device: its platform and its text, secrets replaced."""

    platform: str | None
    text: str


class Slice(msgspec.Struct, frozen=True, kw_only=True):
    """What is exported, and all that the formats need to know of it."""

    topology: Topology
    devices: tuple[Device, ...]
    links: tuple[Link, ...]
    """Links of layers 1 and 2 between the devices."""
    outside: int = 0
    """Links of the devices to others, which are cut."""
    title: str = ""
    said_by: str = ""
    """Who exports, from what, and whether the city is fictional."""
    name: str = "netfold"
    """A short name of letters, digits and hyphens."""
    xy: Mapping[str, tuple[float, float]] = {}
    """Where each device stands on the map."""
    colours: Mapping[str, str] = {}
    """Colour of each network, ``#rrggbb``."""
    images: Mapping[str, str] = {}
    """Container image of each kind of lab node."""
    configurations: Mapping[str, Configuration] = {}
    """Newest configuration of each device that has one."""

    def port(self, identifier: str | None) -> DeviceInterface | None:
        """Return a link's port."""
        return None if identifier is None else self.topology.interface.get(identifier)


def cut(topology: Topology, wanted: Wanted) -> tuple[tuple[Device, ...], tuple[Link, ...], int]:
    """Return the devices that are wanted, the links between them, and how many of their links lead elsewhere.

    Linear in devices and links.

    Raises
    ------
    InputError
        ``services.unknown_network`` and the like; ``services.empty_slice`` where nothing fits.
    """
    check_names(topology, network=wanted.network, realm=wanted.realm, site=wanted.site)
    cables = [link for link in topology.links if link.layer <= CABLED]
    near = _near(cables, wanted.around, wanted.hops) if wanted.around is not None else None
    through = {port.device for port in topology.interfaces if port.network == wanted.network} if wanted.network is not None else set()
    devices = tuple(
        device
        for device in topology.devices
        if (wanted.network is None or device.network == wanted.network or device.id in through)
        and (wanted.site is None or device.site == wanted.site)
        and (wanted.realm is None or device.realm == wanted.realm)
        and (near is None or device.id in near)
    )
    if not devices:
        raise InputError("services.empty_slice")
    chosen = {device.id for device in devices}
    links = tuple(link for link in cables if link.a_device in chosen and link.b_device in chosen)
    outside = sum(1 for link in cables if (link.a_device in chosen) != (link.b_device in chosen))
    return devices, links, outside


def _near(links: list[Link], start: str, hops: int) -> set[str]:
    neighbours: dict[str, set[str]] = {}
    for link in links:
        neighbours.setdefault(link.a_device, set()).add(link.b_device)
        neighbours.setdefault(link.b_device, set()).add(link.a_device)
    found, edge = {start}, {start}
    for _ in range(hops):
        edge = {far for one in edge for far in neighbours.get(one, ())} - found
        if not edge:
            break
        found |= edge
    return found


def plain(text: str | None) -> str:
    """Return a device's text with control and direction marks as escapes: XML holds none, and none changes how it reads."""
    return printable(text) if text else ""
