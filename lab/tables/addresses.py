"""IP-MIB: ipAddrTable and ipNetToMediaTable (RFC 4293; IPv4 only, as in both tables).

An address that stands in two VRFs has one row, since the address alone is the index: the first counts.
ARP rows of the device's own addresses stand there too, as captures of NE40E, S6220 and 2960X have them.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Interface, ip_interface

from collectors.snmp.ber import INTEGER, IP_ADDRESS, OCTET_STRING, Oid, Value
from lab.tables.table import Row, Table, address_index, mac_octets
from lab.tables.view import View
from topology.model.records import InterfaceKind

_ADDRESS_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 4, 20, 1)
_ARP_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 4, 22, 1)
_DYNAMIC, _STATIC = 3, 4
_LARGEST_DATAGRAM = 18024
"""ipAdEntReasmMaxSize as IOS says it."""


def _own(view: View) -> dict[str, tuple[int, IPv4Interface]]:
    """Return the device's IPv4 addresses, each with its ifIndex, the first owner counting."""
    found: dict[str, tuple[int, IPv4Interface]] = {}
    for port in view.ports:
        for text in port.addresses:
            interface = ip_interface(text)
            if isinstance(interface, IPv4Interface):
                found.setdefault(str(interface.ip), (port.index, interface))
    return found


def _address_rows(view: View) -> Iterator[Row]:
    own = _own(view)
    columns: tuple[tuple[int, int, dict[str, Value]], ...] = (
        (1, IP_ADDRESS, {text: text for text in own}),
        (2, INTEGER, {text: index for text, (index, _) in own.items()}),
        (3, IP_ADDRESS, {text: str(interface.netmask) for text, (_, interface) in own.items()}),
        (4, INTEGER, dict.fromkeys(own, 1)),
        (5, INTEGER, dict.fromkeys(own, _LARGEST_DATAGRAM)),
    )
    for column, tag, cells in columns:
        for text, value in cells.items():
            yield (*_ADDRESS_ENTRY, column), address_index(text), tag, value


def _heard(view: View) -> dict[tuple[int, str], tuple[bytes, int]]:
    """Return ARP entries: (ifIndex, address) to MAC and type."""
    found: dict[tuple[int, str], tuple[bytes, int]] = {}
    virtual = {port.index for port in view.ports if port.kind in {InterfaceKind.LOOPBACK, InterfaceKind.OTHER}}
    for text, (index, _) in _own(view).items():
        if index not in virtual:
            port = next(port for port in view.ports if port.index == index)
            found[index, text] = (mac_octets(port.mac or view.device.chassis_mac), _STATIC)
    for host in view.device.hosts:
        owner = view.by_name.get(host.port)
        if owner is not None and ":" not in host.address:
            found.setdefault((owner.index, host.address), (mac_octets(host.mac), _DYNAMIC))
    return found


def _arp_rows(view: View) -> Iterator[Row]:
    heard = _heard(view)
    for (index, text), (mac, kind) in heard.items():
        place = (index, *address_index(text))
        yield (*_ARP_ENTRY, 1), place, INTEGER, index
        yield (*_ARP_ENTRY, 2), place, OCTET_STRING, mac
        yield (*_ARP_ENTRY, 3), place, IP_ADDRESS, text
        yield (*_ARP_ENTRY, 4), place, INTEGER, kind


TABLES = (
    Table(name="ipAddrTable", root=(1, 3, 6, 1, 2, 1, 4, 20), rows=_address_rows),
    Table(name="ipNetToMediaTable", root=(1, 3, 6, 1, 2, 1, 4, 22), rows=_arp_rows),
)
