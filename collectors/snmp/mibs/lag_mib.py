"""IEEE8023-LAG-MIB (IEEE 802.1AX): which aggregate each member port is attached to."""

from __future__ import annotations

from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Rows, Table, integer, integers

_ENTRY = (1, 2, 840, 10006, 300, 43, 1, 2, 1, 1)


def _build(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        aggregate = integer(row, "attached")
        if len(index) != 1 or not aggregate or aggregate == index[0]:
            continue  # 0: not attached; itself: a port that stands alone (IEEE 802.1AX 7.3.2.1.13)
        member = draft.ports.get(index[0])
        if member and aggregate in draft.ports:
            member.lag = aggregate


AGGREGATES = Table(name="IEEE8023-LAG-MIB::dot3adAggPortTable", entry=_ENTRY, columns=integers(attached=13), build=_build)
