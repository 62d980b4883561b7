"""SNMPv2-MIB system group (RFC 3418): who the device says it is."""

from __future__ import annotations

from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Column, Kind, Rows, Table, integer, oid_text, raw, scalars

_SYSTEM = (1, 3, 6, 1, 2, 1, 1)
SYS_UPTIME = (*_SYSTEM, 3, 0)
"""sysUpTime.0 [1/100 s]."""


def _build(rows: Rows, draft: Draft) -> None:
    row = rows.get((0,), {})
    place = oid_text(_SYSTEM)
    draft.description = draft.text(raw(row, "descr"), f"{place}.1.0")
    draft.contact = draft.text(raw(row, "contact"), f"{place}.4.0")
    draft.name = draft.text(raw(row, "name"), f"{place}.5.0")
    draft.location = draft.text(raw(row, "location"), f"{place}.6.0")
    object_id = row.get("object_id")
    if isinstance(object_id, tuple):
        draft.object_id = oid_text(object_id)
    ticks = integer(row, "uptime")
    draft.uptime_s = None if ticks is None else ticks / 100


SYSTEM = Table(
    name="SNMPv2-MIB::system",
    entry=_SYSTEM,
    columns=(
        Column(1, "descr", Kind.OCTETS),
        Column(2, "object_id", Kind.OID),
        Column(3, "uptime", Kind.INTEGER),
        Column(4, "contact", Kind.OCTETS),
        Column(5, "name", Kind.OCTETS),
        Column(6, "location", Kind.OCTETS),
    ),
    build=_build,
    instances=scalars,
    identifies=True,
)
