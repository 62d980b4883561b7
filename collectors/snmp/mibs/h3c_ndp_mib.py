"""HH3C-HGMP-MIB and its elder, HUAWEI-HGMP-MIB: neighbours by NDP, the protocol of their cluster management.

A row is the local ifIndex, the neighbour's device id (a MAC, perhaps with more) and its port's name, the
last two with their length in front. Agents without HGMP do not serve it.
"""

from __future__ import annotations

from functools import partial

from collectors.snmp.ber import Oid
from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Rows, Table, counted, octets, oid_text, raw
from collectors.snmp.strings import mac_of
from topology.model.records import Neighbour, NeighbourProtocol

_H3C_ENTRY = (1, 3, 6, 1, 4, 1, 25506, 8, 7, 5, 6, 1)
_HUAWEI_ENTRY = (1, 3, 6, 1, 4, 1, 2011, 6, 7, 5, 6, 1)
_CHASSIS_MAC = 4
_MAC_OCTETS = 6


def ids_of(index: Oid) -> tuple[bytes, bytes] | None:
    """Return device id and port name of an index, or None."""
    first = counted(index[1:])
    second = counted(first[1]) if first else None
    return (first[0], second[0]) if first and second and not second[1] else None


def _build(rows: Rows, draft: Draft, entry: Oid) -> None:
    for index, row in sorted(rows.items()):
        ref = oid_text((*entry, 3, *index))
        ids = ids_of(index)
        if ids is None:
            draft.problem("snmp_odd_index", ref, expected="ifIndex, device id, port name")
        device, port = ids or (b"", b"")
        mac = mac_of(device[:_MAC_OCTETS])
        neighbour = Neighbour(
            protocol=NeighbourProtocol.NDP,
            local_port=str(index[0]) if index else None,
            chassis_subtype=_CHASSIS_MAC if mac else None,
            chassis_id=mac,
            port_id=draft.text(port, ref),
            system_name=draft.text(raw(row, "name"), ref),
            system_description=draft.text(raw(row, "product"), oid_text((*entry, 5, *index))),
            ref=ref,
        )
        draft.add("neighbours", neighbour, local_port=index[0] if index else None)


def _table(name: str, entry: Oid) -> Table:
    return Table(name=name, entry=entry, columns=octets(name=3, product=5), build=partial(_build, entry=entry), optional=True)


H3C = _table("HH3C-HGMP-MIB::hh3cNDPPortNbTable", _H3C_ENTRY)
HUAWEI = _table("HUAWEI-HGMP-MIB::hwNDPPortNbTable", _HUAWEI_ENTRY)
