"""HUAWEI-L2MAM-MIB: the forwarding table of VRP, where BRIDGE-MIB and Q-BRIDGE-MIB hold little or nothing.

The row is MAC, VLAN, and the name of a VSI with its length in front; its port is an ifIndex.
"""

from __future__ import annotations

from collectors.snmp.mibs.bridge_mib import mac_of_index
from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Rows, Table, integer, integers, oid_text
from topology.model.tables import FdbEntry, FdbStatus

_ENTRY = (1, 3, 6, 1, 4, 1, 2011, 5, 25, 42, 2, 1, 3, 1)
_MAC, _WITH_VLAN = 6, 7


def _build(rows: Rows, draft: Draft) -> None:
    known = draft.note("fdb")
    for index, row in rows.items():
        mac = mac_of_index(index[:_MAC])
        ref = oid_text((*_ENTRY, 4, *index))
        if mac is None or len(index) < _WITH_VLAN:
            draft.problem("snmp_odd_index", ref, expected="MAC, VLAN, VSI")
            continue
        known[index[:_MAC]] = True
        port = integer(row, "port")
        draft.add("fdb", FdbEntry(mac=mac, vlan=index[_MAC] or None, port=port, status=FdbStatus.LEARNED, ref=ref), interface=port)


FDB = Table(name="HUAWEI-L2MAM-MIB::hwDynFdbTable", entry=_ENTRY, columns=integers(port=4), build=_build, optional=True)
