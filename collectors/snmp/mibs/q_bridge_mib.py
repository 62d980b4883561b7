"""Q-BRIDGE-MIB (RFC 4363): VLANs, which port carries which, and the forwarding table by VLAN.

VLANs are read from the static table: walking the current one's port lists has brought switches to their
knees. Of the current one only the filtering ids are read. H3C's filtering ids are not what that table says
but the VLAN ids themselves (found by the snmp-info project on Comware), so its answer is ignored there.
"""

from __future__ import annotations

from collections import Counter as Tally

from collectors.snmp.mibs.bridge_mib import mac_of_index, port_list, status_of
from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Rows, Seen, Table, integer, integers, octets, oid_text, raw
from collectors.snmp.mibs.vendors import maker_of
from topology.model.records import Vlan
from topology.model.tables import FdbEntry

_VLAN_ENTRY = (1, 3, 6, 1, 2, 1, 17, 7, 1, 4, 3, 1)
_CURRENT_ENTRY = (1, 3, 6, 1, 2, 1, 17, 7, 1, 4, 2, 1)
_PORT_VLAN_ENTRY = (1, 3, 6, 1, 2, 1, 17, 7, 1, 4, 5, 1)
_FDB_ENTRY = (1, 3, 6, 1, 2, 1, 17, 7, 1, 2, 2, 1)
_MAX_VID = 4094
_FILTERED_AS_VLAN = frozenset({"h3c"})


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


def _build_filtering(rows: Rows, draft: Draft) -> None:
    """Learn which VLAN a filtering database serves; one that serves several tells none."""
    pairs = {
        (fid, index[-1]) for index, row in rows.items() if index and 1 <= index[-1] <= _MAX_VID and (fid := integer(row, "fid")) is not None
    }
    tally = Tally(fid for fid, _ in pairs)
    draft.filtering = {fid: vid if tally[fid] == 1 else None for fid, vid in pairs}


def _vlan_of(draft: Draft, fid: int) -> int | None:
    """Return the VLAN of a filtering id."""
    maker = maker_of(draft.object_id)
    itself = fid if 1 <= fid <= _MAX_VID else None
    if maker and maker.vendor in _FILTERED_AS_VLAN:
        return itself
    return draft.filtering.get(fid) if draft.filtering else itself


def _build_fdb(rows: Rows, draft: Draft) -> None:
    known = draft.note("fdb")
    before = frozenset(known)
    for index, row in rows.items():
        mac = mac_of_index(index[1:])
        ref = oid_text((*_FDB_ENTRY, 2, *index))
        if mac is None:
            draft.problem("snmp_odd_index", ref, expected="dot1qFdbId, MAC")
            continue
        if index[1:] in before:
            continue
        known[index[1:]] = True
        port = integer(row, "port")
        entry = FdbEntry(mac=mac, vlan=_vlan_of(draft, index[0]), port=port, status=status_of(integer(row, "status")), ref=ref)
        draft.add("fdb", entry, interface=draft.if_index_of(port) if port else None)


def _with_fdb(seen: Seen) -> bool:
    return bool(seen.get(FDB.name))


VLANS = Table(
    name="Q-BRIDGE-MIB::dot1qVlanStaticTable",
    entry=_VLAN_ENTRY,
    columns=octets(name=1, egress=2, untagged=4),
    build=_build_vlans,
)
PORT_VLANS = Table(name="Q-BRIDGE-MIB::dot1qPortVlanTable", entry=_PORT_VLAN_ENTRY, columns=integers(pvid=1), build=_build_port_vlans)
FDB = Table(
    name="Q-BRIDGE-MIB::dot1qTpFdbTable",
    entry=_FDB_ENTRY,
    columns=integers(port=2, status=3),
    build=_build_fdb,
    wanted=lambda seen: not seen.get("HUAWEI-L2MAM-MIB::hwDynFdbTable"),
    optional=True,
)
FILTERING = Table(
    name="Q-BRIDGE-MIB::dot1qVlanFdbId",
    entry=_CURRENT_ENTRY,
    columns=integers(fid=3),
    build=_build_filtering,
    wanted=_with_fdb,
    prepares=True,
    optional=True,
)
"""Read after the forwarding table, whose ids it explains, and only where there is one."""
