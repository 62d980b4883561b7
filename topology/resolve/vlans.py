"""VLANs of ports: what a trunk carries, which VLAN an interface routes, and the prefixes of a device by VLAN."""

from __future__ import annotations

import re

from topology.model.records import InterfaceKind
from topology.resolve.addresses import Block, block_of, identifying, parse_interface
from topology.resolve.subjects import Port, Subject

POINT_TO_POINT = range(29, 32)
"""Lengths of prefixes that join two routers [bit]."""

_NUMBER = re.compile(r"(\d+)$")
_DEFAULT_VLAN = 1


def carried_vlans(subject: Subject, port: Port) -> frozenset[int]:
    """Return the VLANs that a trunk lets through and its device has; where the device lists none, all that it lets through."""
    allowed = port.interface.vlan_trunk
    if not allowed:
        return frozenset()
    known = {vlan.vid for _, record in subject.records for vlan in record.vlans}
    if not known:
        return frozenset(allowed) - {_DEFAULT_VLAN}
    if allowed[-1] - allowed[0] + 1 == len(allowed):  # all of a range: `permit all` has 4,094 of them
        return frozenset(vid for vid in known if allowed[0] <= vid <= allowed[-1]) - {_DEFAULT_VLAN}
    return frozenset(known.intersection(allowed)) - {_DEFAULT_VLAN}


def vlan_of(port: Port) -> int | None:
    """Return the VLAN of a VLAN's interface, which stands at the end of its name."""
    found = _NUMBER.search(port.interface.name) if port.interface.kind is InterfaceKind.VLAN else None
    return int(found.group(1)) if found else None


def vlan_blocks(subject: Subject) -> list[tuple[int | None, str | None, Block]]:
    """Return the IPv4 prefixes of a device with their VLAN and VRF; the VLAN is None where no VLAN's interface has the address."""
    found: list[tuple[int | None, str | None, Block]] = []
    for port in subject.ports.values():
        if port.interface.enabled is False or not port.interface.addresses:
            continue
        vid = vlan_of(port)
        for text in port.interface.addresses:
            address = parse_interface(text) if identifying(text) is not None else None
            if address is not None and address[0] == 4:  # noqa: PLR2004 - IPv4
                found.append((vid, port.interface.vrf, block_of(address)))
    return found
