"""OSPF-MIB (RFC 4750): router id, areas, interfaces with their cost, neighbours.

An interface or neighbour without an address of its own goes by 0.0.0.0 and an ifIndex. A neighbour with an
address is on the interface whose prefix holds it.
"""

from __future__ import annotations

from ipaddress import ip_address, ip_interface

from collectors.snmp.ber import Oid
from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.ip_mib import ipv4_of
from collectors.snmp.mibs.table import (
    Column,
    Kind,
    Rows,
    Seen,
    Table,
    address,
    addresses,
    integer,
    integers,
    oid_text,
    scalars,
    truth,
    word,
)
from topology.model.tables import OspfInterface, OspfNeighbour, OspfProcess

_GENERAL = (1, 3, 6, 1, 2, 1, 14, 1)
_AREA_ENTRY = (1, 3, 6, 1, 2, 1, 14, 2, 1)
_IF_ENTRY = (1, 3, 6, 1, 2, 1, 14, 7, 1)
_METRIC_ENTRY = (1, 3, 6, 1, 2, 1, 14, 8, 1)
_NEIGHBOUR_ENTRY = (1, 3, 6, 1, 2, 1, 14, 10, 1)
_PARTS = 5
"""Parts of an interface's or neighbour's index: an address and an ifIndex."""
_KINDS = {1: "broadcast", 2: "nbma", 3: "point-to-point", 5: "point-to-multipoint"}
_IF_STATES = {
    1: "down",
    2: "loopback",
    3: "waiting",
    4: "point-to-point",
    5: "designated-router",
    6: "backup-designated-router",
    7: "other-designated-router",
}
_STATES = {1: "down", 2: "attempt", 3: "init", 4: "two-way", 5: "exchange-start", 6: "exchange", 7: "loading", 8: "full"}


def _build_areas(rows: Rows, draft: Draft) -> None:
    for index in sorted(rows):
        area = ipv4_of(index)
        if area is None:
            draft.problem("snmp_odd_index", oid_text((*_AREA_ENTRY, 10, *index)), expected="ospfAreaId")
        else:
            draft.note("ospf_areas")[index] = area


def _build_process(rows: Rows, draft: Draft) -> None:
    row = rows.get((0,), {})
    router_id = row.get("router_id")
    areas = tuple(draft.note("ospf_areas").values())
    if not (areas or address(row, "router_id")):
        return
    process = OspfProcess(
        router_id=router_id if isinstance(router_id, str) else None,
        enabled=truth(row, "enabled"),
        area_border=truth(row, "area_border"),
        as_border=truth(row, "as_border"),
        areas=areas,
        ref=oid_text((*_GENERAL, 1, 0)),
    )
    draft.add("ospf", process)


def _build_metrics(rows: Rows, draft: Draft) -> None:
    costs = draft.note("ospf_costs")
    for index, row in rows.items():
        if len(index) == _PARTS + 1 and not index[_PARTS]:  # the usual type of service
            costs[index[:_PARTS]] = integer(row, "cost")


def port_with(draft: Draft, wanted: str) -> int | None:
    """Return the ifIndex of the one port that has an address."""
    found = [port.index for port in draft.ports.values() if any(own.partition("/")[0] == wanted for own in port.addresses)]
    return found[0] if len(found) == 1 else None


def port_facing(draft: Draft, wanted: str) -> int | None:
    """Return the ifIndex of the one port whose prefix holds an address."""
    other = ip_address(wanted)
    found = [
        port.index
        for port in draft.ports.values()
        if any(ip_address(own.partition("/")[0]) != other and other in ip_interface(own).network for own in port.addresses)
    ]
    return found[0] if len(found) == 1 else None


def _address_of(index: Oid) -> str | None:
    return ipv4_of(index[:4]) if len(index) == _PARTS else None


def _build_interfaces(rows: Rows, draft: Draft) -> None:
    costs = draft.note("ospf_costs")
    for index, row in rows.items():
        own = _address_of(index)
        ref = oid_text((*_IF_ENTRY, 3, *index))
        if own is None:
            draft.problem("snmp_odd_index", ref, expected="IPv4, ospfAddressLessIf")
            continue
        area = row.get("area")
        interface = OspfInterface(
            address=own,
            area=area if isinstance(area, str) else None,
            kind=word(row, "kind", _KINDS),
            state=word(row, "state", _IF_STATES),
            enabled=truth(row, "enabled"),
            cost=costs.get(index),
            ref=ref,
        )
        draft.add("ospf_interfaces", interface, interface=index[4] or port_with(draft, own))


def _build_neighbours(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        other = _address_of(index)
        ref = oid_text((*_NEIGHBOUR_ENTRY, 3, *index))
        if other is None:
            draft.problem("snmp_odd_index", ref, expected="IPv4, ospfNbrAddressLessIndex")
            continue
        neighbour = OspfNeighbour(address=other, router_id=address(row, "router_id"), state=word(row, "state", _STATES), ref=ref)
        draft.add("ospf_neighbours", neighbour, interface=index[4] or port_facing(draft, other))


def _with_interfaces(seen: Seen) -> bool:
    return bool(seen.get(INTERFACES.name))


PROCESS = Table(
    name="OSPF-MIB::ospfGeneralGroup",
    entry=_GENERAL,
    columns=(*addresses(router_id=1), *integers(enabled=2, area_border=4, as_border=5)),
    build=_build_process,
    instances=scalars,
    optional=True,
)
AREAS = Table(
    name="OSPF-MIB::ospfAreaTable", entry=_AREA_ENTRY, columns=integers(imports=3), build=_build_areas, prepares=True, optional=True
)
INTERFACES = Table(
    name="OSPF-MIB::ospfIfTable",
    entry=_IF_ENTRY,
    columns=(Column(3, "area", Kind.ADDRESS), *integers(kind=4, enabled=5, state=12)),
    build=_build_interfaces,
    optional=True,
)
METRICS = Table(
    name="OSPF-MIB::ospfIfMetricTable",
    entry=_METRIC_ENTRY,
    columns=integers(cost=4),
    build=_build_metrics,
    wanted=_with_interfaces,
    prepares=True,
    optional=True,
)
NEIGHBOURS = Table(
    name="OSPF-MIB::ospfNbrTable",
    entry=_NEIGHBOUR_ENTRY,
    columns=(*addresses(router_id=3), *integers(state=6)),
    build=_build_neighbours,
    optional=True,
)
