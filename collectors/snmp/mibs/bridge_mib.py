"""BRIDGE-MIB (RFC 4188): bridge ports, and the forwarding table of a bridge or of one VLAN of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Rows, Seen, Table, integer, integers, octets, oid_text, raw, scalars
from collectors.snmp.strings import mac_of
from topology.model.names import mac_from_bytes
from topology.model.tables import FdbEntry, FdbStatus

_BASE = (1, 3, 6, 1, 2, 1, 17, 1)
_BASE_PORT_ENTRY = (*_BASE, 4, 1)
_FDB_ENTRY = (1, 3, 6, 1, 2, 1, 17, 4, 3, 1)
_MAC_OCTETS = 6
_STATUS = {1: FdbStatus.OTHER, 2: FdbStatus.INVALID, 3: FdbStatus.LEARNED, 4: FdbStatus.SELF, 5: FdbStatus.STATIC}


def _build_base(rows: Rows, draft: Draft) -> None:
    draft.bridge = mac_of(raw(rows.get((0,), {}), "bridge"))


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


def mac_of_index(index: tuple[int, ...]) -> str | None:
    """Return the MAC that six sub-identifiers spell, else None."""
    if len(index) != _MAC_OCTETS or max(index) > 255:  # noqa: PLR2004 - an octet
        return None
    return mac_from_bytes(bytes(index))


def status_of(value: int | None) -> FdbStatus | None:
    """Return how an address came to be known: dot1dTpFdbStatus, dot1qTpFdbStatus."""
    return None if value is None else _STATUS.get(value, FdbStatus.OTHER)


def _build_fdb(rows: Rows, draft: Draft, vlan: int | None = None) -> None:
    known = draft.note("fdb")
    for index, row in rows.items():
        mac = mac_of_index(index)
        ref = oid_text((*_FDB_ENTRY, 2, *index))
        if mac is None:
            draft.problem("snmp_odd_index", ref, expected="MAC")
        elif vlan is not None or index not in known:  # tables that tell VLANs apart come first and know better
            if vlan is not None:
                known[index] = True
            port = integer(row, "port")
            entry = FdbEntry(mac=mac, vlan=vlan, port=port, status=status_of(integer(row, "status")), ref=ref)
            draft.add("fdb", entry, interface=draft.if_index_of(port) if port else None)


def _without_vlan_fdb(seen: Seen) -> bool:
    return not any(seen.get(name) for name in ("Q-BRIDGE-MIB::dot1qTpFdbTable", "HUAWEI-L2MAM-MIB::hwDynFdbTable"))


BASE = Table(
    name="BRIDGE-MIB::dot1dBase",
    entry=_BASE,
    columns=octets(bridge=1),
    build=_build_base,
    instances=scalars,
    optional=True,
)
BASE_PORTS = Table(name="BRIDGE-MIB::dot1dBasePortTable", entry=_BASE_PORT_ENTRY, columns=integers(index=2), build=_build_base_ports)
FDB = Table(
    name="BRIDGE-MIB::dot1dTpFdbTable",
    entry=_FDB_ENTRY,
    columns=integers(port=2, status=3),
    build=_build_fdb,
    wanted=_without_vlan_fdb,
    optional=True,
)


def fdb_of_vlan(vlan: int) -> Table:
    """Return the forwarding table as it stands in the context of one VLAN."""
    return Table(name=f"{FDB.name}@{vlan}", entry=_FDB_ENTRY, columns=FDB.columns, build=partial(_build_fdb, vlan=vlan))


def base_ports_of_vlan(vlan: int) -> Table:
    """Return the bridge ports of one VLAN's context."""
    return Table(name=f"{BASE_PORTS.name}@{vlan}", entry=_BASE_PORT_ENTRY, columns=BASE_PORTS.columns, build=_build_base_ports)
