"""BRIDGE-MIB base group and Q-BRIDGE-MIB static VLANs (RFC 4188, RFC 4363); Cisco's VLANs in its own MIBs.

IOS keeps VLANs out of Q-BRIDGE-MIB: they stand in CISCO-VTP-MIB and CISCO-VLAN-MEMBERSHIP-MIB.
"""

from __future__ import annotations

from collections.abc import Iterator

from collectors.snmp.ber import COUNTER32, GAUGE32, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Oid
from lab.tables.table import SCALAR, Row, Table, mac_octets
from lab.tables.view import DEFAULT_VLAN, View
from lab.truth import TruthPort

_BASE: Oid = (1, 3, 6, 1, 2, 1, 17, 1)
_VLAN_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 17, 7, 1, 4, 3, 1)
_PORT_VLAN_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 17, 7, 1, 4, 5, 1)
_VTP_ENTRY: Oid = (1, 3, 6, 1, 4, 1, 9, 9, 46, 1, 3, 1, 1)
_MEMBERSHIP_ENTRY: Oid = (1, 3, 6, 1, 4, 1, 9, 9, 68, 1, 2, 2, 1)
_TRANSPARENT = 2
_ACTIVE = 1


def _carries(port: TruthPort, vid: int) -> bool:
    if port.vlan_trunk is not None:
        return vid in port.vlan_trunk
    return vid == (port.vlan_access or DEFAULT_VLAN)


def _base_rows(view: View) -> Iterator[Row]:
    ports = view.bridge_ports
    if not ports:
        return
    yield (*_BASE, 1), SCALAR, OCTET_STRING, mac_octets(view.device.chassis_mac)
    yield (*_BASE, 2), SCALAR, INTEGER, len(ports)
    yield (*_BASE, 3), SCALAR, INTEGER, _TRANSPARENT
    for name, number in ports.items():
        if view.context is not None and not _carries(view.by_name[name], view.context):
            continue
        yield (*_BASE, 4, 1, 1), (number,), INTEGER, number
        yield (*_BASE, 4, 1, 2), (number,), INTEGER, view.by_name[name].index
        yield (*_BASE, 4, 1, 3), (number,), OBJECT_IDENTIFIER, (0, 0)
        yield (*_BASE, 4, 1, 4), (number,), COUNTER32, 0
        yield (*_BASE, 4, 1, 5), (number,), COUNTER32, 0


def _bitmap(numbers: list[int], highest: int) -> bytes:
    """Return a PortList: bit 7 of the first octet is port 1."""
    octets = bytearray((highest + 7) // 8)
    for number in numbers:
        octets[(number - 1) // 8] |= 0x80 >> (number - 1) % 8
    return bytes(octets)


def _vlan_rows(view: View) -> Iterator[Row]:
    ports = {number: view.by_name[name] for name, number in view.bridge_ports.items()}
    if not view.form.q_bridge or not ports:
        return
    highest = max(ports)
    for vid, name in view.vlans.items():
        members = [number for number, port in ports.items() if _carries(port, vid)]
        untagged = [number for number in members if ports[number].vlan_trunk is None]
        yield (*_VLAN_ENTRY, 1), (vid,), OCTET_STRING, view.octets(view.form.vlan_name(vid, name))
        yield (*_VLAN_ENTRY, 2), (vid,), OCTET_STRING, _bitmap(members, highest)
        yield (*_VLAN_ENTRY, 3), (vid,), OCTET_STRING, _bitmap([], highest)
        yield (*_VLAN_ENTRY, 4), (vid,), OCTET_STRING, _bitmap(untagged, highest)
        yield (*_VLAN_ENTRY, 5), (vid,), INTEGER, _ACTIVE
    for number, port in ports.items():
        yield (*_PORT_VLAN_ENTRY, 1), (number,), GAUGE32, port.vlan_access or DEFAULT_VLAN


def _cisco_rows(view: View) -> Iterator[Row]:
    if view.form.q_bridge or not view.bridge_ports:
        return
    for vid, name in view.vlans.items():
        index = (1, vid)
        yield (*_VTP_ENTRY, 2), index, INTEGER, 1
        yield (*_VTP_ENTRY, 3), index, INTEGER, 1
        yield (*_VTP_ENTRY, 4), index, OCTET_STRING, view.octets(view.form.vlan_name(vid, name))
        yield (*_VTP_ENTRY, 5), index, INTEGER, 1500


def _membership_rows(view: View) -> Iterator[Row]:
    if view.form.q_bridge:
        return
    for name in view.bridge_ports:
        port = view.by_name[name]
        if port.vlan_trunk is None:
            yield (*_MEMBERSHIP_ENTRY, 2), (port.index,), INTEGER, port.vlan_access or DEFAULT_VLAN


BASE = Table(name="dot1dBase", root=_BASE, rows=_base_rows)
TABLES = (
    BASE,
    Table(name="dot1qVlan", root=(1, 3, 6, 1, 2, 1, 17, 7, 1, 4), rows=_vlan_rows),
    Table(name="vtpVlanTable", root=(1, 3, 6, 1, 4, 1, 9, 9, 46, 1, 3, 1), rows=_cisco_rows),
    Table(name="vmMembershipTable", root=(1, 3, 6, 1, 4, 1, 9, 9, 68, 1, 2, 2), rows=_membership_rows),
)
