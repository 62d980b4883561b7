"""EXTREME-EDP-MIB: neighbours by Extreme's protocol. A row is the local ifIndex and an eight-octet device id that ends in a MAC."""

from __future__ import annotations

from collectors.snmp.ber import Oid
from collectors.snmp.mibs.bridge_mib import mac_of_index
from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Rows, Table, address, addresses, integer, integers, octets, oid_text, raw
from topology.model.records import Neighbour, NeighbourProtocol

_ENTRY = (1, 3, 6, 1, 4, 1, 1916, 1, 13, 2, 1)
_VLAN_ENTRY = (1, 3, 6, 1, 4, 1, 1916, 1, 13, 3, 1)
_ROW = 9
"""Parts of an index: ifIndex and eight octets."""
_CHASSIS_MAC = 4


def _build_vlans(rows: Rows, draft: Draft) -> None:
    known = draft.note("edp")
    for index, row in rows.items():
        found = address(row, "address")
        if found and len(index) > _ROW:
            known.setdefault(index[:_ROW], {})[found] = None


def _port(slot: int | None, port: int | None) -> str | None:
    if port is None:
        return None
    return f"{slot}:{port}" if slot else str(port)


def _build(rows: Rows, draft: Draft) -> None:
    known = draft.note("edp")
    for index, row in sorted(rows.items()):
        ref = oid_text((*_ENTRY, 3, *index))
        mac = _mac(index)
        if mac is None:
            draft.problem("snmp_odd_index", ref, expected="ifIndex, ExtremeDeviceId")
        neighbour = Neighbour(
            protocol=NeighbourProtocol.EDP,
            local_port=str(index[0]) if index else None,
            chassis_subtype=_CHASSIS_MAC if mac else None,
            chassis_id=mac,
            port_id=_port(integer(row, "slot"), integer(row, "port")),
            system_name=draft.text(raw(row, "name"), ref),
            system_description=draft.text(raw(row, "version"), oid_text((*_ENTRY, 4, *index))),
            management_addresses=tuple(known.get(index, ())),
            ref=ref,
        )
        draft.add("neighbours", neighbour, local_port=index[0] if index else None)


def _mac(index: Oid) -> str | None:
    return mac_of_index(index[3:]) if len(index) == _ROW else None


VLANS = Table(
    name="EXTREME-EDP-MIB::extremeEdpNeighborTable", entry=_VLAN_ENTRY, columns=addresses(address=3), build=_build_vlans, optional=True
)
NEIGHBOURS = Table(
    name="EXTREME-EDP-MIB::extremeEdpTable",
    entry=_ENTRY,
    columns=(*octets(name=3, version=4), *integers(slot=5, port=6)),
    build=_build,
    optional=True,
)
