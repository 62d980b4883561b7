"""CISCO-VLAN-MEMBERSHIP-MIB: the access VLAN of Catalyst ports."""

from __future__ import annotations

from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Rows, Table, integer, integers

_ENTRY = (1, 3, 6, 1, 4, 1, 9, 9, 68, 1, 2, 2, 1)
_MAX_VID = 4094


def _build(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        port = draft.ports.get(index[0]) if len(index) == 1 else None
        vid = integer(row, "vlan")
        if port and not port.tagged and vid and vid <= _MAX_VID:
            port.pvid = vid
            port.untagged.add(vid)


MEMBERSHIP = Table(
    name="CISCO-VLAN-MEMBERSHIP-MIB::vmMembershipTable", entry=_ENTRY, columns=integers(type=1, vlan=2), build=_build, optional=True
)
