"""The form in which each MIB module writes its tables down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address

from collectors.snmp.ber import Oid, Value
from collectors.snmp.mibs.draft import Draft

_OCTET = 255
_SIZES = {0: 0, 1: 4, 2: 16, 3: 8, 4: 20}
"""Octets of an address by InetAddressType: unknown, ipv4, ipv6, ipv4z, ipv6z."""

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
    optional: bool = False
    """Many devices lack it: one GETNEXT asks for several such tables whether they are there at all."""
    parts: int = 1
    """Sub-identifiers that an index has at least; rows with fewer are odd."""
    most: int | None = None
    """Rows read at most; what is beyond is said and left."""
    prepares: bool = False
    """Built before all others, though read in its place: it explains what they hold."""
    mark: str | None = None
    """Name of the scalar by which the agent says that nothing has changed since: the rows are then carried over."""


def at_start(index: Oid, size: int) -> tuple[Oid, Oid] | None:
    """Split an index into its first `size` parts and the rest; None where it is too short."""
    return (index[:size], index[size:]) if len(index) >= size else None


def counted(index: Oid) -> tuple[bytes, Oid] | None:
    r"""Take an octet string with its length in front from an index (RFC 2578 7.7); None where there is none.

    >>> counted((3, 77, 103, 116, 198))
    (b'Mgt', (198,))
    """
    if not index or len(index) <= index[0] or any(part > _OCTET for part in index[1 : index[0] + 1]):
        return None
    return bytes(index[1 : index[0] + 1]), index[index[0] + 1 :]


def inet_parts(index: Oid) -> tuple[str | None, Oid] | None:
    """Take an InetAddressType and an InetAddress with its length from an index (RFC 4001), zone left out.

    The address is None for type unknown(0); the whole is None where the index is not of that form.

    >>> inet_parts((1, 4, 10, 0, 0, 1, 24)), inet_parts((0, 0)), inet_parts((1, 4, 10))
    (('10.0.0.1', (24,)), (None, ()), None)
    """
    if not index or index[0] not in _SIZES:
        return None
    taken = counted(index[1:])
    if taken is None or len(taken[0]) != _SIZES[index[0]]:
        return None
    return inet_text(taken[0]), taken[1]


def inet_text(octets_: bytes | None) -> str | None:
    """Return the address that an InetAddress's octets hold, zone left out, else None."""
    if not octets_ or len(octets_) not in _SIZES.values():
        return None
    body = octets_ if len(octets_) in {4, 16} else octets_[:-4]
    return str(IPv4Address(body) if len(body) == 4 else IPv6Address(body))  # noqa: PLR2004 - IPv4 or IPv6


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


def address(row: Row, name: str) -> str | None:
    """Return an IpAddress of a row, or None; 0.0.0.0 stands for none."""
    value = row.get(name)
    return value if isinstance(value, str) and value != "0.0.0.0" else None  # noqa: S104 - what agents send for none


def addresses(**numbers: int) -> tuple[Column, ...]:
    """Columns of IpAddresses by name."""
    return tuple(Column(number, name, Kind.ADDRESS) for name, number in numbers.items())


def word(row: Row, name: str, words: Mapping[int, str]) -> str | None:
    """Return the word for an enumerated value of a row; the number itself where the MIB has none."""
    value = integer(row, name)
    return None if value is None else words.get(value, str(value))


def truth(row: Row, name: str) -> bool | None:
    """Return a TruthValue or a status of which 1 is on and 2 off."""
    return {1: True, 2: False}.get(integer(row, name) or 0)


def oid_text(oid: Oid) -> str:
    """Return the dotted form of an OID."""
    return ".".join(map(str, oid))
