"""Spanning tree of BRIDGE-MIB (RFC 4188, 5): root, own priority, and the state of each port.

The MIB knows one tree. Makers with a tree a VLAN answer for VLAN 1 or the common one.
"""

from __future__ import annotations

from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Row, Rows, Seen, Table, integer, integers, octets, oid_text, raw, scalars
from topology.model.names import mac_from_bytes
from topology.model.tables import StpInstance, StpPort, StpState

_STP = (1, 3, 6, 1, 2, 1, 17, 2)
_PORT_ENTRY = (*_STP, 15, 1)
_BRIDGE_ID_OCTETS = 8
_STATES = dict(enumerate(StpState, start=1))


def bridge_id(octets_: bytes | None) -> tuple[int | None, str | None]:
    r"""Return priority and MAC of a BridgeId; an all-zero address is none.

    >>> bridge_id(bytes.fromhex("800000e0fc123456"))
    (32768, '00:e0:fc:12:34:56')
    """
    if octets_ is None or len(octets_) != _BRIDGE_ID_OCTETS or not any(octets_[2:]):
        return None, None
    return int.from_bytes(octets_[:2], "big"), mac_from_bytes(octets_[2:])


def _build(rows: Rows, draft: Draft) -> None:
    row = rows.get((0,), {})
    if all(value is None for value in row.values()):
        return
    root_priority, root = bridge_id(raw(row, "root"))
    towards = integer(row, "root_port")
    instance = StpInstance(
        bridge=draft.bridge,
        priority=integer(row, "priority"),
        root=root,
        root_priority=root_priority,
        root_cost=integer(row, "root_cost"),
        ref=oid_text((*_STP, 5, 0)),
    )
    draft.add("stp", instance, root_port=draft.if_index_of(towards) if towards else None)


def _port_number(row: Row) -> int | None:
    """Return the number in a designated port's id: the last 12 bits; the rest is its priority (IEEE 802.1D 9.2.7)."""
    octets_ = raw(row, "designated_port")
    return int.from_bytes(octets_, "big") & 0xFFF if octets_ and len(octets_) == 2 else None  # noqa: PLR2004 - two octets


def _build_ports(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        if len(index) != 1:
            draft.problem("snmp_odd_index", oid_text((*_PORT_ENTRY, 3, *index)), expected="dot1dStpPort")
            continue
        port = StpPort(
            bridge_port=index[0],
            state=_STATES.get(integer(row, "state") or 0),
            path_cost=integer(row, "cost"),
            designated_bridge=bridge_id(raw(row, "designated_bridge"))[1],
            designated_port=_port_number(row),
            ref=oid_text((*_PORT_ENTRY, 3, *index)),
        )
        draft.add("stp_ports", port, interface=draft.if_index_of(index[0]))


def _with_root(seen: Seen) -> bool:
    return any(value is not None for value in seen.get(INSTANCE.name, {}).get((0,), {}).values())


INSTANCE = Table(
    name="BRIDGE-MIB::dot1dStp",
    entry=_STP,
    columns=(*integers(priority=2), *octets(root=5), *integers(root_cost=6, root_port=7)),
    build=_build,
    instances=scalars,
    optional=True,
)
PORTS = Table(
    name="BRIDGE-MIB::dot1dStpPortTable",
    entry=_PORT_ENTRY,
    columns=(*integers(state=3, cost=5), *octets(designated_bridge=8, designated_port=9)),
    build=_build_ports,
    wanted=_with_root,
    optional=True,
)
