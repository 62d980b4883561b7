"""CISCO-VTP-MIB: VLANs and trunks of Catalyst switches, which have no Q-BRIDGE-MIB.

Their forwarding table stands once for each VLAN, behind the community ``name@vlan`` or the SNMPv3 context
``vlan-<id>`` (Cisco, "SNMP Community String Indexing"). VLANs 1002 to 1005 belong to FDDI and Token Ring;
they are no Ethernet VLANs and are left out.
"""

from __future__ import annotations

from collectors.snmp.ber import Oid
from collectors.snmp.mibs.bridge_mib import BASE_PORTS, base_ports_of_vlan, fdb_of_vlan
from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Row, Rows, Seen, Table, integer, integers, octets, oid_text, raw
from topology.model.records import Vlan

_VLAN_ENTRY = (1, 3, 6, 1, 4, 1, 9, 9, 46, 1, 3, 1, 1)
_TRUNK_ENTRY = (1, 3, 6, 1, 4, 1, 9, 9, 46, 1, 6, 1, 1)
_OPERATIONAL = _ETHERNET = _TRUNKING = 1
_MAX_VID = 4094
_MAX_CONTEXTS = 256
"""VLANs whose forwarding table is asked for."""
_QUARTER = 1024
"""VLANs in one of the four bit maps."""


def _vlan_of(index: Oid) -> int | None:
    """Return the VLAN of a (management domain, VLAN) index."""
    return index[1] if len(index) == 2 and 1 <= index[1] <= _MAX_VID else None  # noqa: PLR2004 - two parts


def _build_vlans(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        vid = _vlan_of(index)
        ref = oid_text((*_VLAN_ENTRY, 4, *index))
        if vid is None:
            draft.problem("snmp_odd_index", ref, expected="managementDomainIndex, VLAN 1-4094")
        elif integer(row, "type") in {None, _ETHERNET}:
            draft.vlans.setdefault(vid, Vlan(vid=vid, name=draft.text(raw(row, "name"), ref), ref=ref))


def enabled_vlans(row: Row) -> set[int]:
    r"""Return the VLANs that four bit maps of 1,024 each allow; the top bit of the first octet is VLAN 0.

    >>> sorted(enabled_vlans({"first": b"\x40", "second": b"\x80"}))
    [1, 1024]
    """
    found: set[int] = set()
    for quarter, name in enumerate(("first", "second", "third", "fourth")):
        for place, octet in enumerate(raw(row, name) or b""):
            found.update(quarter * _QUARTER + place * 8 + bit for bit in range(8) if octet & 0x80 >> bit)
    return found


def _build_trunks(rows: Rows, draft: Draft) -> None:
    """Trunks carry what they allow of the VLANs that exist, as Q-BRIDGE-MIB's lists say it for other makers."""
    for index, row in rows.items():
        port = draft.ports.get(index[0]) if len(index) == 1 else None
        if port is None or integer(row, "status") != _TRUNKING:
            continue
        native = integer(row, "native")
        port.pvid = native if native and native <= _MAX_VID else port.pvid
        port.tagged |= enabled_vlans(row) & draft.vlans.keys()


def _with_vlans(seen: Seen) -> bool:
    return bool(seen.get(VLANS.name))


VLANS = Table(
    name="CISCO-VTP-MIB::vtpVlanTable",
    entry=_VLAN_ENTRY,
    columns=(*integers(state=2, type=3), *octets(name=4)),
    build=_build_vlans,
    optional=True,
)
TRUNKS = Table(
    name="CISCO-VTP-MIB::vlanTrunkPortTable",
    entry=_TRUNK_ENTRY,
    columns=(*octets(first=4), *integers(native=5, status=14), *octets(second=17, third=18, fourth=19)),
    build=_build_trunks,
    wanted=_with_vlans,
    optional=True,
)


def vlans_with_contexts(seen: Seen) -> tuple[int, ...]:
    """Return the VLANs whose forwarding tables stand in contexts of their own.

    There are none where one table has them all, nor on a router that only knows the VLANs: a switch shows a
    spanning tree or a forwarding table of VLAN 1 without a context, too.
    """
    bridges = any(seen.get(name) for name in ("BRIDGE-MIB::dot1dTpFdbTable", "BRIDGE-MIB::dot1dStpPortTable"))
    if not bridges or seen.get("Q-BRIDGE-MIB::dot1qTpFdbTable"):
        return ()
    found = {
        vid
        for index, row in seen.get(VLANS.name, {}).items()
        if (vid := _vlan_of(index)) and integer(row, "state") == _OPERATIONAL and integer(row, "type") in {None, _ETHERNET}
    }
    return tuple(sorted(found))[:_MAX_CONTEXTS]


def tables_of_vlan(vlan: int) -> tuple[Table, ...]:
    """Return the tables to be read in the context of one VLAN."""
    return base_ports_of_vlan(vlan), fdb_of_vlan(vlan)


def new_ports(seen: Seen, fdb: Table) -> bool:
    """Tell whether a forwarding table names bridge ports of which nothing has told yet which interfaces they are."""
    named = {integer(row, "port") for row in seen.get(fdb.name, {}).values()} - {None, 0}
    return bool(named - {index[0] for index in seen.get(BASE_PORTS.name, {}) if index})
