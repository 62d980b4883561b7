"""The form in which each MIB module writes its tables down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from collectors.snmp.ber import Oid, Value
from collectors.snmp.mibs.draft import Draft

Row = dict[str, Value]
Rows = dict[Oid, Row]
"""Index to row."""
Seen = Mapping[str, Rows]
"""What has been read so far, by table name."""


class Kind(StrEnum):
    """What values a column may hold."""

    INTEGER = "integer"
    OCTETS = "octets"
    OID = "oid"
    ADDRESS = "address"

    def holds(self, tag: int, value: Value) -> bool:
        """Tell whether a value is of this kind. None (NULL, noSuchInstance) always is.

        >>> Kind.INTEGER.holds(0x41, b"x"), Kind.OCTETS.holds(0x04, b"x"), Kind.OCTETS.holds(0x44, b"x")
        (False, True, False)
        """
        if value is None:
            return True
        if self is Kind.OCTETS:
            return tag == 0x04  # noqa: PLR2004 - OCTET STRING
        return isinstance(value, {Kind.INTEGER: int, Kind.OID: tuple, Kind.ADDRESS: str}[self])


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its number under the entry, the name its values get in a row, what it holds."""

    number: int
    name: str
    kind: Kind


def integers(**numbers: int) -> tuple[Column, ...]:
    """Columns of integers, counters and gauges by name."""
    return tuple(Column(number, name, Kind.INTEGER) for name, number in numbers.items())


def octets(**numbers: int) -> tuple[Column, ...]:
    """Columns of octet strings by name."""
    return tuple(Column(number, name, Kind.OCTETS) for name, number in numbers.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table, how it is read, and what is made of it.

    A table is walked column by column; one with `instances` is asked for exactly these rows by GET.
    `build` turns rows into the draft of a record; tables build in the order of `TABLES`, so that one may
    rely on what earlier ones left. It meets whatever an agent sends and raises nothing.
    """

    name: str
    """As MIB and object: ``IF-MIB::ifTable``."""
    entry: Oid
    columns: tuple[Column, ...]
    build: Callable[[Rows, Draft], None]
    wanted: Callable[[Seen], bool] | None = None
    """Whether to read it, after what has been read; always where None."""
    instances: Callable[[Seen], tuple[Oid, ...]] | None = None
    identifies: bool = False
    """Read first, as it tells which device this is."""


def scalars(_seen: Seen) -> tuple[Oid, ...]:
    """Give the one instance of scalar objects."""
    return ((0,),)


def integer(row: Row, name: str) -> int | None:
    """Return an integer of a row, or None."""
    value = row.get(name)
    return value if isinstance(value, int) else None


def raw(row: Row, name: str) -> bytes | None:
    """Return octets of a row, or None."""
    value = row.get(name)
    return value if isinstance(value, bytes) else None


def oid_text(oid: Oid) -> str:
    """Return the dotted form of an OID."""
    return ".".join(map(str, oid))
