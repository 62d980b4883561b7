"""ENTITY-MIB (RFC 6933): model, serial number and software of each chassis.

Classes are walked first, then only the rows of chassis are asked for: a modular switch has thousands of
rows of sensors and ports.
"""

from __future__ import annotations

from collectors.snmp.ber import Oid
from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Rows, Seen, Table, integer, integers, octets, oid_text, raw

_ENTRY = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1)
_CHASSIS = 3
_MAX_CHASSIS = 16
"""Chassis asked about; a stack has up to nine."""


def _chassis_rows(seen: Seen) -> tuple[Oid, ...]:
    rows = seen.get(CLASSES.name, {})
    return tuple(index for index, row in sorted(rows.items()) if integer(row, "class") == _CHASSIS)[:_MAX_CHASSIS]


def _build_nothing(_rows: Rows, _draft: Draft) -> None:
    """Classes only tell which rows to ask for."""


def _build_chassis(rows: Rows, draft: Draft) -> None:
    for index, row in sorted(rows.items()):
        serial = draft.text((raw(row, "serial") or b"").strip(b" \0"), oid_text((*_ENTRY, 11, *index)))
        if serial and serial not in draft.serials:
            draft.serials.append(serial)
        draft.model = draft.model or draft.text((raw(row, "model") or b"").strip(b" \0"), oid_text((*_ENTRY, 13, *index)))
        draft.software = draft.software or draft.text((raw(row, "software") or b"").strip(b" \0"), oid_text((*_ENTRY, 10, *index)))


CLASSES = Table(name="ENTITY-MIB::entPhysicalClass", entry=_ENTRY, columns=integers(**{"class": 5}), build=_build_nothing)
CHASSIS = Table(
    name="ENTITY-MIB::entPhysicalTable",
    entry=_ENTRY,
    columns=octets(software=10, serial=11, model=13),
    build=_build_chassis,
    instances=_chassis_rows,
)
