"""JUNIPER-MIB: serial number and model of a Juniper box, as most Junos releases serve no ENTITY-MIB."""

from __future__ import annotations

from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Rows, Table, octets, oid_text, raw, scalars
from topology.model.tables import Module

_BOX = (1, 3, 6, 1, 4, 1, 2636, 3, 1)


def _build(rows: Rows, draft: Draft) -> None:
    row = rows.get((0,), {})
    serial = draft.text((raw(row, "serial") or b"").strip(), oid_text((*_BOX, 3, 0)))
    description = draft.text(raw(row, "description"), oid_text((*_BOX, 2, 0)))
    if (serial or description) and not any(module.kind == "chassis" and module.serial for module in draft.modules.values()):
        draft.modules[0] = Module(index=0, kind="chassis", description=description, serial=serial, ref=oid_text((*_BOX, 3, 0)))


BOX = Table(
    name="JUNIPER-MIB::jnxBoxAnatomy",
    entry=_BOX,
    columns=octets(description=2, serial=3),
    build=_build,
    instances=scalars,
    optional=True,
)
