"""BRIDGE-MIB (RFC 4188) and Q-BRIDGE-MIB (RFC 4363): bridge ports, VLANs, and which port carries which.

Read from the static table only: walking the current one has brought switches to their knees.
"""

from __future__ import annotations

from collections.abc import Iterator

from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Rows, Table, integer, integers, octets, oid_text, raw
from topology.model.records import Vlan

_BASE_PORT_ENTRY = (1, 3, 6, 1, 2, 1, 17, 1, 4, 1)
_VLAN_ENTRY = (1, 3, 6, 1, 2, 1, 17, 7, 1, 4, 3, 1)
_PORT_VLAN_ENTRY = (1, 3, 6, 1, 2, 1, 17, 7, 1, 4, 5, 1)
_MAX_VID = 4094


def _build_base_ports(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        if_index = integer(row, "index")
        if len(index) != 1 or not if_index:
            continue
        draft.bridge_ports[index[0]] = if_index
        port = draft.ports.get(if_index)
        if port:
            port.bridge_port = index[0]


def port_list(octets_: bytes) -> Iterator[int]:
    r"""Yield the bridge ports of a PortList: the first octet's top bit is port 1 (RFC 4363).

    >>> list(port_list(b"\x81\x40"))
    [1, 8, 10]
    """
    for place, octet in enumerate(octets_):
        for bit in range(8):
            if octet & 0x80 >> bit:
                yield place * 8 + bit + 1


def _build_vlans(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        ref = oid_text((*_VLAN_ENTRY, 1, *index))
        if len(index) != 1 or not 1 <= index[0] <= _MAX_VID:
            draft.problem("snmp_odd_index", ref, expected="VLAN 1-4094")
            continue
        vid = index[0]
        draft.vlans[vid] = Vlan(vid=vid, name=draft.text(raw(row, "name"), ref), ref=ref)
        untagged = set(port_list(raw(row, "untagged") or b""))
        for bridge_port in port_list(raw(row, "egress") or b""):
            port = draft.port_of(bridge_port)
            if port:
                (port.untagged if bridge_port in untagged else port.tagged).add(vid)


def _build_port_vlans(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        vid = integer(row, "pvid")
        port = draft.port_of(index[0]) if len(index) == 1 else None
        if port and vid is not None and 1 <= vid <= _MAX_VID:
            port.pvid = vid


BASE_PORTS = Table(name="BRIDGE-MIB::dot1dBasePortTable", entry=_BASE_PORT_ENTRY, columns=integers(index=2), build=_build_base_ports)
VLANS = Table(
    name="Q-BRIDGE-MIB::dot1qVlanStaticTable",
    entry=_VLAN_ENTRY,
    columns=octets(name=1, egress=2, untagged=4),
    build=_build_vlans,
)
PORT_VLANS = Table(name="Q-BRIDGE-MIB::dot1qPortVlanTable", entry=_PORT_VLAN_ENTRY, columns=integers(pvid=1), build=_build_port_vlans)
