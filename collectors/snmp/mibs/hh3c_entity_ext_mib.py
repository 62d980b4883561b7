"""HH3C-ENTITY-EXT-MIB: serial numbers where Comware's ENTITY-MIB leaves them out, and which of two boards is in charge."""

from __future__ import annotations

from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.huawei_entity_extent_mib import REDUNDANCY, modules_seen
from collectors.snmp.mibs.table import Rows, Table, integer, integers, octets, oid_text, raw

_STATE_ENTRY = (1, 3, 6, 1, 4, 1, 25506, 2, 6, 1, 1, 1, 1)
_MANUFACTURE_ENTRY = (1, 3, 6, 1, 4, 1, 25506, 2, 6, 1, 2, 1, 1)


def _build_states(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        draft.change_module(index, redundancy=REDUNDANCY.get(integer(row, "standby") or 0))


def _build_manufacture(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        ref = oid_text((*_MANUFACTURE_ENTRY, 2, *index))
        serial = draft.text((raw(row, "serial") or b"").strip(b" \0"), ref)
        known = draft.modules.get(index[0]) if index else None
        if serial and known and known.serial is None:
            draft.change_module(index, serial=serial, ref=ref)


STATES = Table(
    name="HH3C-ENTITY-EXT-MIB::hh3cEntityExtStateTable",
    entry=_STATE_ENTRY,
    columns=integers(standby=4),
    build=_build_states,
    instances=modules_seen,
    optional=True,
)
MANUFACTURE = Table(
    name="HH3C-ENTITY-EXT-MIB::hh3cEntityExtManuTable",
    entry=_MANUFACTURE_ENTRY,
    columns=octets(serial=2),
    build=_build_manufacture,
    instances=modules_seen,
    optional=True,
)
