"""The shape of a table: which rows a device's agent has under one root."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from collectors.snmp.ber import Oid, Value
from lab.tables.view import View

Row = tuple[Oid, Oid, int, Value]
"""Object (column, or scalar without its .0), index, tag, value."""

SCALAR: Oid = (0,)
"""Index of an object that is no column."""


@dataclass(frozen=True, slots=True)
class Table:
    """A MIB group as the lab's agents serve it."""

    name: str
    root: Oid
    """Every row lies below this OID."""
    rows: Callable[[View], Iterable[Row]]


def address_index(text: str) -> Oid:
    """Return an IPv4 address as four sub-identifiers.

    >>> address_index("10.0.0.1")
    (10, 0, 0, 1)
    """
    return tuple(int(part) for part in text.split("."))


def mac_octets(text: str) -> bytes:
    """Return a canonical MAC as its six octets."""
    return bytes.fromhex(text.replace(":", ""))
