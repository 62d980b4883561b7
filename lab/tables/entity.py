"""ENTITY-MIB: entPhysicalTable (RFC 6933), the chassis and what the vendor hangs below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from collectors.snmp.ber import INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Oid, Value
from lab.tables.form import Entity
from lab.tables.table import Row, Table
from lab.tables.view import View

_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1)

_COLUMNS: tuple[tuple[int, int, Callable[[Entity], Value]], ...] = (
    (2, OCTET_STRING, lambda entity: entity.description),
    (3, OBJECT_IDENTIFIER, lambda entity: entity.vendor_type),
    (4, INTEGER, lambda entity: entity.parent),
    (5, INTEGER, lambda entity: entity.kind),
    (6, INTEGER, lambda entity: entity.position),
    (7, OCTET_STRING, lambda entity: entity.name),
    (8, OCTET_STRING, lambda entity: entity.hardware),
    (9, OCTET_STRING, lambda entity: entity.firmware),
    (10, OCTET_STRING, lambda entity: entity.software),
    (11, OCTET_STRING, lambda entity: entity.serial),
    (12, OCTET_STRING, lambda entity: entity.maker),
    (13, OCTET_STRING, lambda entity: entity.model),
    (14, OCTET_STRING, lambda _entity: ""),
    (15, OCTET_STRING, lambda _entity: ""),
    (16, INTEGER, lambda entity: 1 if entity.replaceable else 2),
)


def _rows(view: View) -> Iterator[Row]:
    entities = view.form.entities(view.device)
    for column, tag, cell in _COLUMNS:
        for entity in entities:
            yield (*_ENTRY, column), (entity.index,), tag, cell(entity)


TABLE = Table(name="entPhysicalTable", root=(1, 3, 6, 1, 2, 1, 47, 1, 1, 1), rows=_rows)
