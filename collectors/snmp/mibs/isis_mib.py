"""ISIS-MIB (RFC 4444): system id, areas, circuits and adjacencies. Junos serves it too; JUNIPER-ISIS-MIB adds counters only."""

from __future__ import annotations

from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import (
    Rows,
    Seen,
    Table,
    counted,
    inet_text,
    integer,
    integers,
    octets,
    oid_text,
    raw,
    scalars,
    truth,
    word,
)
from collectors.snmp.strings import mac_of
from topology.model.tables import IsisAdjacency, IsisCircuit, IsisProcess

_SYSTEM = (1, 3, 6, 1, 2, 1, 138, 1, 1, 1)
_AREA_ENTRY = (1, 3, 6, 1, 2, 1, 138, 1, 1, 3, 1)
_ROUTER_ENTRY = (1, 3, 6, 1, 2, 1, 138, 1, 1, 6, 1)
_CIRCUIT_ENTRY = (1, 3, 6, 1, 2, 1, 138, 1, 3, 2, 1)
_CIRCUIT_LEVEL_ENTRY = (1, 3, 6, 1, 2, 1, 138, 1, 4, 1, 1)
_ADJACENCY_ENTRY = (1, 3, 6, 1, 2, 1, 138, 1, 6, 1, 1)
_ADDRESS_ENTRY = (1, 3, 6, 1, 2, 1, 138, 1, 6, 3, 1)
_SYSTEM_ID_OCTETS = 6
_LEVELS = {1: "1", 2: "2", 3: "1-2"}
_STATES = {1: "down", 2: "initializing", 3: "up", 4: "failed"}
_KINDS = {1: "broadcast", 2: "point-to-point", 3: "static-in", 4: "static-out", 5: "dynamic"}
_ROUTER_PARTS = 7
"""Parts of a router row's index: six octets of system id, level."""


def system_id(octets_: bytes | None) -> str | None:
    """Return the dotted form of a system id, as configurations write it.

    >>> system_id(bytes.fromhex("001001002003"))
    '0010.0100.2003'
    """
    if octets_ is None or len(octets_) != _SYSTEM_ID_OCTETS:
        return None
    text = octets_.hex()
    return ".".join((text[:4], text[4:8], text[8:]))


def area(octets_: bytes) -> str:
    """Return the dotted form of an area address: the first octet, then pairs.

    >>> area(bytes.fromhex("490001"))
    '49.0001'
    """
    text = octets_.hex()
    return ".".join((text[:2], *(text[place : place + 4] for place in range(2, len(text), 4))))


def _build_areas(rows: Rows, draft: Draft) -> None:
    for index in sorted(rows):
        taken = counted(index)
        if taken is None or not taken[0]:
            draft.problem("snmp_odd_index", oid_text((*_AREA_ENTRY, 1, *index)), expected="isisAreaAddr")
        else:
            draft.note("isis_areas")[index] = area(taken[0])


def _build_process(rows: Rows, draft: Draft) -> None:
    row = rows.get((0,), {})
    own = system_id(raw(row, "system"))
    areas = tuple(draft.note("isis_areas").values())
    if own or areas:
        process = IsisProcess(
            system_id=own,
            level=_LEVELS.get(integer(row, "level") or 0),
            areas=areas,
            enabled=truth(row, "enabled"),
            ref=oid_text((*_SYSTEM, 3, 0)),
        )
        draft.add("isis", process)


def _build_routers(rows: Rows, draft: Draft) -> None:
    """Keep the host names that routers flood (RFC 5301), by system id."""
    for index, row in rows.items():
        name = draft.text(raw(row, "name"), oid_text((*_ROUTER_ENTRY, 3, *index)))
        if name and len(index) == _ROUTER_PARTS:
            draft.note("isis_names")[index[:-1]] = name


def _build_levels(rows: Rows, draft: Draft) -> None:
    metrics = draft.note("isis_metrics")
    for index, row in rows.items():
        metric = integer(row, "wide")
        if len(index) == 2 and metric:  # noqa: PLR2004 - circuit, level
            metrics[index[:1]] = min(metric, metrics.get(index[:1], metric))


def _build_circuits(rows: Rows, draft: Draft) -> None:
    metrics = draft.note("isis_metrics")
    for index, row in rows.items():
        ref = oid_text((*_CIRCUIT_ENTRY, 2, *index))
        if len(index) != 1:
            draft.problem("snmp_odd_index", ref, expected="isisCircIndex")
            continue
        if_index = integer(row, "index")
        draft.note("isis_circuits")[index] = if_index
        circuit = IsisCircuit(
            circuit=index[0],
            kind=word(row, "kind", _KINDS),
            level=_LEVELS.get(integer(row, "level") or 0),
            enabled=truth(row, "enabled"),
            metric=metrics.get(index),
            ref=ref,
        )
        draft.add("isis_circuits", circuit, interface=if_index)


def _build_addresses(rows: Rows, draft: Draft) -> None:
    known = draft.note("isis_addresses")
    for index, row in rows.items():
        found = inet_text(raw(row, "address"))
        if found and len(index) == 3:  # noqa: PLR2004 - circuit, adjacency, number
            known.setdefault(index[:2], {})[found] = None


def _build_adjacencies(rows: Rows, draft: Draft) -> None:
    circuits, known, names = draft.note("isis_circuits"), draft.note("isis_addresses"), draft.note("isis_names")
    for index, row in rows.items():
        ref = oid_text((*_ADJACENCY_ENTRY, 6, *index))
        if len(index) != 2:  # noqa: PLR2004 - circuit, adjacency
            draft.problem("snmp_odd_index", ref, expected="isisCircIndex, isisISAdjIndex")
            continue
        octets_ = raw(row, "system")
        adjacency = IsisAdjacency(
            system_id=system_id(octets_),
            name=names.get(tuple(octets_ or b"")),
            state=word(row, "state", _STATES),
            level=_LEVELS.get(integer(row, "level") or 0),
            mac=mac_of(raw(row, "snpa")),
            addresses=tuple(known.get(index, ())),
            ref=ref,
        )
        draft.add("isis_adjacencies", adjacency, interface=circuits.get(index[:1]))


def _with_circuits(seen: Seen) -> bool:
    return bool(seen.get(CIRCUITS.name))


def _with_adjacencies(seen: Seen) -> bool:
    return bool(seen.get(ADJACENCIES.name))


AREAS = Table(
    name="ISIS-MIB::isisAreaAddrTable", entry=_AREA_ENTRY, columns=octets(area=1), build=_build_areas, prepares=True, optional=True
)
PROCESS = Table(
    name="ISIS-MIB::isisSysObject",
    entry=_SYSTEM,
    columns=(*integers(level=2), *octets(system=3), *integers(enabled=8)),
    build=_build_process,
    instances=scalars,
    optional=True,
)
CIRCUITS = Table(
    name="ISIS-MIB::isisCircTable",
    entry=_CIRCUIT_ENTRY,
    columns=integers(index=2, enabled=3, kind=5, level=7),
    build=_build_circuits,
    optional=True,
)
LEVELS = Table(
    name="ISIS-MIB::isisCircLevelTable",
    entry=_CIRCUIT_LEVEL_ENTRY,
    columns=integers(wide=3),
    build=_build_levels,
    wanted=_with_circuits,
    prepares=True,
    optional=True,
)
ADJACENCIES = Table(
    name="ISIS-MIB::isisISAdjTable",
    entry=_ADJACENCY_ENTRY,
    columns=(*integers(state=2), *octets(snpa=4, system=6), *integers(level=8)),
    build=_build_adjacencies,
    wanted=_with_circuits,
    optional=True,
)
ADDRESSES = Table(
    name="ISIS-MIB::isisISAdjIPAddrTable",
    entry=_ADDRESS_ENTRY,
    columns=octets(address=3),
    build=_build_addresses,
    wanted=_with_adjacencies,
    prepares=True,
    optional=True,
)
ROUTERS = Table(
    name="ISIS-MIB::isisRouterTable",
    entry=_ROUTER_ENTRY,
    columns=octets(name=3),
    build=_build_routers,
    wanted=_with_adjacencies,
    prepares=True,
    optional=True,
)
