"""LLDP-MIB: statistics, local system, local ports, neighbours and their management addresses (IEEE 802.1AB-2005).

A port whose `lldp` is false records no neighbour, though its partner still hears it; a device with none that listens
has none of these tables. Which texts and numbers stand in the rows is the vendor's
`Form`: what a neighbour is told comes from the neighbour's form, how it is numbered from the device's own.
"""

from __future__ import annotations

from collections.abc import Iterator

from collectors.snmp.ber import GAUGE32, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, TIMETICKS, Oid
from lab.tables.form import Form
from lab.tables.table import SCALAR, Row, Table, address_index, mac_octets
from lab.tables.view import Peer, View
from lab.truth import TruthDevice, TruthPort

_STATISTICS: Oid = (1, 0, 8802, 1, 1, 2, 1, 2)
_LOCAL: Oid = (1, 0, 8802, 1, 1, 2, 1, 3)
_REMOTE: Oid = (1, 0, 8802, 1, 1, 2, 1, 4)
_MAC_ADDRESS, _INTERFACE_NAME = 4, 5
"""LldpChassisIdSubtype macAddress, LldpPortIdSubtype interfaceName."""
_IPV4 = 1
"""AddressFamilyNumbers ipV4, as the management address's sub-type."""
_IF_INDEX = 2
"""LldpManAddrIfSubtype ifIndex."""
_BRIDGES_ONLY = 0x20


def _capabilities(form: Form, octets: int, *, routes: bool) -> bytes:
    first = form.forwarding_capabilities if routes else _BRIDGES_ONLY
    return bytes((first,)).ljust(octets, b"\0")


def _speaks(view: View) -> bool:
    return any(port.lldp for port in view.device.ports)


def _management_port(device: TruthDevice) -> TruthPort | None:
    """Return the port that carries the management address."""
    return next((port for port in device.ports for text in port.addresses if text.split("/")[0] == device.management), None)


def _statistics_rows(view: View) -> Iterator[Row]:
    if not _speaks(view):
        return
    heard = sum(peer.heard for peer in view.peers)
    yield (*_STATISTICS, 1), SCALAR, TIMETICKS, max((_mark(view, place) for place in range(1, heard + 1)), default=0) % 2**32
    for column, value in ((2, heard), (3, 0), (4, 0), (5, 0)):
        yield (*_STATISTICS, column), SCALAR, GAUGE32, value


def _local_rows(view: View) -> Iterator[Row]:
    if not _speaks(view):
        return
    device, form = view.device, view.form
    bits = _capabilities(form, form.capability_octets, routes=view.routes)
    yield (*_LOCAL, 1), SCALAR, INTEGER, _MAC_ADDRESS
    yield (*_LOCAL, 2), SCALAR, OCTET_STRING, mac_octets(device.chassis_mac)
    yield (*_LOCAL, 3), SCALAR, OCTET_STRING, view.octets(device.name)
    yield (*_LOCAL, 4), SCALAR, OCTET_STRING, form.description(device)
    yield (*_LOCAL, 5), SCALAR, OCTET_STRING, bits
    yield (*_LOCAL, 6), SCALAR, OCTET_STRING, bits
    for name, place in view.places.items():
        port = view.by_name[name]
        index: Oid = (form.lldp_number(port, place),)
        yield (*_LOCAL, 7, 1, 2), index, INTEGER, _INTERFACE_NAME
        yield (*_LOCAL, 7, 1, 3), index, OCTET_STRING, form.local_port_id(name)
        yield (*_LOCAL, 7, 1, 4), index, OCTET_STRING, view.octets(form.port_text(port, device))
    owner = _management_port(device) if form.lldp_addresses else None
    if owner is not None:
        index = (_IPV4, 4, *address_index(device.management))
        yield (*_LOCAL, 8, 1, 3), index, INTEGER, 5
        yield (*_LOCAL, 8, 1, 4), index, INTEGER, _IF_INDEX
        yield (*_LOCAL, 8, 1, 5), index, INTEGER, owner.index
        yield (*_LOCAL, 8, 1, 6), index, OBJECT_IDENTIFIER, (0, 0)


def _mark(view: View, place: int) -> int:
    """Return a neighbour's lldpRemTimeMark: the vendor's, but never later than now."""
    return view.form.first_mark(view.device, place) % max(1, view.device.uptime_s * 100)


def _index(view: View, peer: Peer, place: int) -> Oid:
    number = view.form.lldp_number(peer.port, view.places[peer.port.name])
    return _mark(view, place), number, view.form.remote_index(place)


def _neighbours(view: View) -> list[tuple[Oid, Peer]]:
    """Return each neighbour heard, with the index of its row; ports that take no cable hear nobody."""
    heard = [peer for peer in view.peers if peer.heard and peer.port.name in view.places]
    return [(_index(view, peer, place), peer) for place, peer in enumerate(heard, 1)]


def _remote_rows(view: View) -> Iterator[Row]:
    if not _speaks(view):
        return
    for index, peer in _neighbours(view):
        device, port, far = peer.device, peer.remote, View(device=peer.device)
        form = far.form
        bits = _capabilities(form, view.form.capability_octets, routes=far.routes)
        yield (*_REMOTE, 1, 1, 4), index, INTEGER, _MAC_ADDRESS
        yield (*_REMOTE, 1, 1, 5), index, OCTET_STRING, mac_octets(device.chassis_mac)
        yield (*_REMOTE, 1, 1, 6), index, INTEGER, _INTERFACE_NAME
        yield (*_REMOTE, 1, 1, 7), index, OCTET_STRING, form.port_id(port.name)
        yield (*_REMOTE, 1, 1, 8), index, OCTET_STRING, far.octets(form.port_text(port, device))
        yield (*_REMOTE, 1, 1, 9), index, OCTET_STRING, far.octets(device.name)
        yield (*_REMOTE, 1, 1, 10), index, OCTET_STRING, form.description(device)
        yield (*_REMOTE, 1, 1, 11), index, OCTET_STRING, bits
        yield (*_REMOTE, 1, 1, 12), index, OCTET_STRING, bits
        if view.form.lldp_addresses and form.lldp_addresses:
            owner = _management_port(device)
            address = (*index, _IPV4, 4, *address_index(device.management))
            yield (*_REMOTE, 2, 1, 3), address, INTEGER, _IF_INDEX
            yield (*_REMOTE, 2, 1, 4), address, INTEGER, owner.index if owner is not None else 0
            yield (*_REMOTE, 2, 1, 5), address, OBJECT_IDENTIFIER, (0, 0)


TABLES = (
    Table(name="lldpStatistics", root=_STATISTICS, rows=_statistics_rows),
    Table(name="lldpLocalSystemData", root=_LOCAL, rows=_local_rows),
    Table(name="lldpRemoteSystemsData", root=_REMOTE, rows=_remote_rows),
)
