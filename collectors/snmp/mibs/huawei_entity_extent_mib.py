"""HUAWEI-ENTITY-EXTENT-MIB: when a board was made, and which of two is in charge."""

from __future__ import annotations

from collectors.snmp.ber import Oid
from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.entity_mib import MODULES
from collectors.snmp.mibs.table import Rows, Seen, Table, integer, integers, octets, raw

_STATE_ENTRY = (1, 3, 6, 1, 4, 1, 2011, 5, 25, 31, 1, 1, 1, 1)
_UNIT_ENTRY = (1, 3, 6, 1, 4, 1, 2011, 5, 25, 31, 1, 1, 2, 1)
_MONTHS, _DAYS = 12, 31
REDUNDANCY = {1: None, 2: "standby", 3: "standby", 4: "active"}
"""HwStandbyStatus and Hh3cStandbyStatus: notSupported, hotStandby, coldStandby, providingService."""


def day_of(octets_: bytes | None) -> str | None:
    r"""Return the day of a DateAndTime (RFC 2579); years outside 1980-2099 are no dates.

    >>> day_of(bytes([7, 225, 3, 31, 0, 0, 0, 0])), day_of(bytes(8))
    ('2017-03-31', None)
    """
    if octets_ is None or len(octets_) < 4:  # noqa: PLR2004 - year, month, day
        return None
    year, month, day = int.from_bytes(octets_[:2], "big"), octets_[2], octets_[3]
    if not (1980 <= year < 2100 and 1 <= month <= _MONTHS and 1 <= day <= _DAYS):  # noqa: PLR2004 - see above
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def modules_seen(seen: Seen) -> tuple[Oid, ...]:
    """Return the indexes of the modules that ENTITY-MIB told of."""
    return tuple(seen.get(MODULES.name, {}))


def _build_states(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        draft.change_module(index, redundancy=REDUNDANCY.get(integer(row, "standby") or 0))


def _build_units(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        draft.change_module(index, made=day_of(raw(row, "made")))


STATES = Table(
    name="HUAWEI-ENTITY-EXTENT-MIB::hwEntityStateTable",
    entry=_STATE_ENTRY,
    columns=integers(standby=3),
    build=_build_states,
    instances=modules_seen,
    optional=True,
)
UNITS = Table(
    name="HUAWEI-ENTITY-EXTENT-MIB::hwRUModuleInfoTable",
    entry=_UNIT_ENTRY,
    columns=octets(made=4),
    build=_build_units,
    instances=modules_seen,
    optional=True,
)
