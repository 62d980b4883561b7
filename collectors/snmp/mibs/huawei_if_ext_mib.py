"""HUAWEI-IF-EXT-MIB: Eth-Trunks and their members, also where IEEE8023-LAG-MIB is not served. Both indexes are the trunk's own number."""

from __future__ import annotations

from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Rows, Table, integer, integers, oid_text
from topology.model.tables import Lag, LagMember

_TRUNK_ENTRY = (1, 3, 6, 1, 4, 1, 2011, 5, 25, 41, 1, 3, 3, 1)
_MEMBER_ENTRY = (1, 3, 6, 1, 4, 1, 2011, 5, 25, 41, 1, 4, 1, 1)
_MODES = {1: "backup", 2: "static", 3: "lacp", 4: "lacp"}
_SELECTED = 1


def _build_trunks(rows: Rows, draft: Draft) -> None:
    trunks = draft.note("hwTrunk")
    for index, row in rows.items():
        aggregate = integer(row, "index")
        if not aggregate:
            continue
        trunks[index] = aggregate
        mode = _MODES.get(integer(row, "mode") or 0)
        draft.add("lags", Lag(mode=mode, ref=oid_text((*_TRUNK_ENTRY, 4, *index))), interface=aggregate)


def _build_members(rows: Rows, draft: Draft) -> None:
    trunks = draft.note("hwTrunk")
    for index, row in rows.items():
        ref = oid_text((*_MEMBER_ENTRY, 3, *index))
        if len(index) != 2:  # noqa: PLR2004 - trunk, ifIndex
            draft.problem("snmp_odd_index", ref, expected="hwTrunkIndex, hwTrunkMemifIndex")
            continue
        aggregate = trunks.get(index[:1])
        member = draft.ports.get(index[1])
        if member and aggregate in draft.ports:
            member.lag = aggregate
        selected = integer(row, "selected")
        draft.add(
            "lag_members",
            LagMember(active=None if selected is None else selected == _SELECTED, ref=ref),
            interface=index[1],
            aggregate=aggregate,
        )


TRUNKS = Table(
    name="HUAWEI-IF-EXT-MIB::hwTrunkIfTable", entry=_TRUNK_ENTRY, columns=integers(index=4, mode=9), build=_build_trunks, optional=True
)
MEMBERS = Table(
    name="HUAWEI-IF-EXT-MIB::hwTrunkMemTable", entry=_MEMBER_ENTRY, columns=integers(selected=3, up=6), build=_build_members, optional=True
)
