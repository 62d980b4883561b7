"""IEEE8023-LAG-MIB: aggregates and the ports attached to them (IEEE 802.3ad, 2000)."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.snmp.ber import INTEGER, OCTET_STRING, Oid
from lab.tables.table import Row, Table, mac_octets
from lab.tables.view import View
from topology.model.records import InterfaceKind

_AGGREGATE_ENTRY: Oid = (1, 2, 840, 10006, 300, 43, 1, 1, 1, 1)
_PORT_ENTRY: Oid = (1, 2, 840, 10006, 300, 43, 1, 2, 1, 1)
_PRIORITY = 32768
_AGGREGATE = 1


def _rows(view: View) -> Iterator[Row]:
    system = mac_octets(view.device.chassis_mac)
    for port in view.ports:
        if port.kind is InterfaceKind.LAG:
            index = (port.index,)
            yield (*_AGGREGATE_ENTRY, 2), index, OCTET_STRING, mac_octets(port.mac or view.device.chassis_mac)
            yield (*_AGGREGATE_ENTRY, 3), index, INTEGER, _PRIORITY
            yield (*_AGGREGATE_ENTRY, 4), index, OCTET_STRING, system
            yield (*_AGGREGATE_ENTRY, 5), index, INTEGER, _AGGREGATE
            yield (*_AGGREGATE_ENTRY, 6), index, INTEGER, port.index
        parent = view.by_name.get(port.lag) if port.lag else None
        if parent is not None:
            index = (port.index,)
            yield (*_PORT_ENTRY, 2), index, INTEGER, _PRIORITY
            yield (*_PORT_ENTRY, 3), index, OCTET_STRING, system
            yield (*_PORT_ENTRY, 12), index, INTEGER, parent.index
            yield (*_PORT_ENTRY, 13), index, INTEGER, parent.index if port.up and port.enabled else 0


TABLE = Table(name="dot3adAgg", root=(1, 2, 840, 10006, 300, 43, 1), rows=_rows)
