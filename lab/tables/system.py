"""SNMPv2-MIB system group (RFC 3418)."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.snmp.ber import INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, TIMETICKS, Oid
from lab.tables.table import SCALAR, Row, Table
from lab.tables.view import View

_ROOT: Oid = (1, 3, 6, 1, 2, 1, 1)
UPTIME: Oid = (*_ROOT, 3, 0)
"""sysUpTime.0: the one value that the server computes anew for each answer."""
LONGEST_UPTIME = 2**32 - 1
_ROUTES, _SWITCHES = 78, 2
"""sysServices: layers 2, 3, 4 and 7; layer 2."""


def _rows(view: View) -> Iterator[Row]:
    device, form = view.device, view.form
    yield (*_ROOT, 1), SCALAR, OCTET_STRING, form.description(device)
    yield (*_ROOT, 2), SCALAR, OBJECT_IDENTIFIER, form.object_id(device)
    yield (*_ROOT, 3), SCALAR, TIMETICKS, LONGEST_UPTIME
    yield (*_ROOT, 4), SCALAR, OCTET_STRING, view.octets(device.contact or "")
    yield (*_ROOT, 5), SCALAR, OCTET_STRING, view.octets(device.name)
    yield (*_ROOT, 6), SCALAR, OCTET_STRING, view.octets(device.location or "")
    yield (*_ROOT, 7), SCALAR, INTEGER, _ROUTES if view.routes else _SWITCHES


TABLE = Table(name="system", root=_ROOT, rows=_rows)
