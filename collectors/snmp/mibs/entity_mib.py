"""ENTITY-MIB (RFC 6933): chassis, stack, power supplies and boards, with model, serial number and software.

Classes are walked first, then only the rows of these are asked for: a modular switch has thousands of rows
of sensors and ports. The serial numbers of the chassis are those of the device; a stack has one a member.
A stack's or board's own number stands for the device only where no chassis has one.
"""

from __future__ import annotations

from functools import partial

from collectors.snmp.ber import Oid
from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.marks import ENTITY
from collectors.snmp.mibs.table import Row, Rows, Seen, Table, integer, integers, octets, oid_text, raw
from topology.model.tables import Module

_ENTRY = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1)
_CHASSIS, _POWER, _MODULE, _STACK = 3, 6, 9, 11
_KINDS = {_CHASSIS: "chassis", _STACK: "stack", _POWER: "power-supply", _MODULE: "module"}
_MOST = 64
"""Rows asked for. A stack has up to nine chassis; boards may be hundreds of transceivers."""


def modules_of(seen: Seen) -> tuple[Oid, ...]:
    """Return the indexes of what is asked for, chassis first."""
    rows = seen.get(CLASSES.name, {})
    order = {kind: place for place, kind in enumerate(_KINDS)}
    found = [(order[kind], index) for index, row in rows.items() if (kind := integer(row, "class")) in order]
    return tuple(index for _, index in sorted(found))


def _build_classes(rows: Rows, draft: Draft) -> None:
    draft.note("class").update({index: integer(row, "class") for index, row in rows.items()})


def _text(draft: Draft, index: Oid, row: Row, name: str, column: int) -> str | None:
    return draft.text((raw(row, name) or b"").strip(b" \0"), oid_text((*_ENTRY, column, *index)))


def _build_modules(rows: Rows, draft: Draft) -> None:
    classes = draft.note("class")
    for index, row in sorted(rows.items()):
        if len(index) != 1:
            draft.problem("snmp_odd_index", oid_text((*_ENTRY, 11, *index)), expected="entPhysicalIndex")
            continue
        text = partial(_text, draft, index, row)
        draft.modules[index[0]] = Module(
            index=index[0],
            kind=_KINDS.get(classes.get(index) or 0, "chassis"),
            name=text("name", 7),
            description=text("description", 2),
            model=text("model", 13),
            serial=text("serial", 11),
            hardware=text("hardware", 8),
            software=text("software", 10),
            parent=integer(row, "parent") or None,
            ref=oid_text((*_ENTRY, 11, *index)),
        )


CLASSES = Table(name="ENTITY-MIB::entPhysicalClass", entry=_ENTRY, columns=integers(**{"class": 5}), build=_build_classes, mark=ENTITY)
MODULES = Table(
    name="ENTITY-MIB::entPhysicalTable",
    entry=_ENTRY,
    columns=(*octets(description=2), *integers(parent=4), *octets(name=7, hardware=8, software=10, serial=11, model=13)),
    build=_build_modules,
    instances=modules_of,
    most=_MOST,
    mark=ENTITY,
)
