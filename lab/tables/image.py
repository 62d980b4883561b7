"""A device's whole SNMP view, encoded once and cheap to answer from.

All varbinds stand encoded, one behind the other, in one `bytes`; a run of rows is one slice of it. Names are
shared between the images of a city, as most devices have the same columns and ifIndexes.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import itemgetter

from collectors.snmp.ber import COUNTER64, SEQUENCE, Oid, Value, decode_oid, encode_length, encode_oid, encode_value
from lab.tables import TABLES
from lab.tables.system import UPTIME
from lab.tables.table import Table
from lab.tables.view import View

_value = lru_cache(maxsize=65_536)(encode_value)
_SHORT_LENGTH = 0x80
_OWN_LENGTH = 17
"""From here on names hold a MAC, or an address behind other parts: no other device has them [sub-identifiers]."""
_SHORT_HEADS = [bytes((SEQUENCE, length)) for length in range(_SHORT_LENGTH)]


@lru_cache(maxsize=262_144)
def _name(oid: Oid) -> bytes:
    """Return a name's TLV; the cache makes equal names one object in all images."""
    return encode_oid(oid)


def _varbind(name: bytes, value: bytes) -> bytes:
    length = len(name) + len(value)
    return (_SHORT_HEADS[length] if length < _SHORT_LENGTH else bytes((SEQUENCE,)) + encode_length(length)) + name + value


@lru_cache(maxsize=4096)
def _objects(objects: frozenset[Oid]) -> frozenset[Oid]:
    """Return one set for all devices that serve the same objects."""
    return objects


def decoded(name: bytes) -> Oid:
    """Return the OID of a name's TLV as this module encodes it."""
    skip = 2 if name[1] < _SHORT_LENGTH else 2 + (name[1] & 0x7F)
    return decode_oid(name[skip:])


def gather(view: View, tables: tuple[Table, ...] = TABLES) -> tuple[list[tuple[Oid, int, Value]], frozenset[Oid]]:
    """Return every row of a device (name, tag, value) in the order of the names, and the objects they belong to.

    Raises
    ------
    ValueError
        Two rows have one name: the truth contradicts itself.
    """
    rows: list[tuple[Oid, int, Value]] = []
    objects: set[Oid] = set()
    for table in tables:
        for column, index, tag, value in table.rows(view):
            objects.add(column)
            rows.append((column + index, tag, value))
    rows.sort(key=itemgetter(0))
    for one, other in pairwise(rows):
        if one[0] == other[0]:
            raise ValueError(f"{view.device.id}: two rows at {'.'.join(map(str, one[0]))}")
    return rows, _objects(frozenset(objects))


def edited(rows: list[tuple[Oid, int, Value]], edit: Callable[[dict[Oid, tuple[int, Value]]], None]) -> list[tuple[Oid, int, Value]]:
    """Return rows after an edit, in the order of the names."""
    by_name = {oid: (tag, value) for oid, tag, value in rows}
    edit(by_name)
    return [(oid, tag, value) for oid, (tag, value) in sorted(by_name.items(), key=itemgetter(0))]


class Image:
    """Every varbind of one agent, encoded, in the order of their names; `edit` may change the rows before.

    `uptime` is the place of sysUpTime.0, whose stored value only keeps its room; `wide` are the places of the
    Counter64 rows, which SNMPv1 must not see (RFC 3584 4.2.2.1).
    """

    __slots__ = ("_objects", "blob", "names", "offsets", "places", "uptime", "wide")

    def __init__(
        self, view: View, edit: Callable[[dict[Oid, tuple[int, Value]]], None] | None = None, tables: tuple[Table, ...] = TABLES
    ) -> None:
        rows, self._objects = gather(view, tables)
        if edit is not None:
            rows = edited(rows, edit)
        names = [_name(oid) if len(oid) < _OWN_LENGTH else encode_oid(oid) for oid, _, _ in rows]
        varbinds = [_varbind(name, _value(tag, value)) for name, (_, tag, value) in zip(names, rows, strict=True)]
        self.names = names
        self.blob = b"".join(varbinds)
        self.offsets = array("I", accumulate(map(len, varbinds), initial=0))
        self.places = dict(zip(names, _NUMBERS.upto(len(names)), strict=True))
        self.uptime = self.places[_name(UPTIME)]
        self.wide = frozenset(place for place, (_, tag, _) in enumerate(rows) if tag == COUNTER64)

    def __len__(self) -> int:
        return len(self.names)

    def after(self, name: bytes, oid: Oid | None = None) -> int:
        """Return the place of the first row behind a name, which need not exist; `len` at the end."""
        place = self.places.get(name)
        if place is not None:
            return place + 1
        wanted = decoded(name) if oid is None else oid
        place = bisect_left(self.names, wanted, key=decoded)
        return place + 1 if place < len(self.names) and decoded(self.names[place]) == wanted else place

    def has_object(self, oid: Oid) -> bool:
        """Tell whether the agent has the object (column or scalar) that an OID names an instance of."""
        return any(oid[:depth] in self._objects for depth in range(len(oid), 0, -1))


class _Numbers:
    """The numbers from 0, each made once: as values of every image's index they would be millions."""

    def __init__(self) -> None:
        self._made: list[int] = []

    def upto(self, count: int) -> list[int]:
        """Return 0 to `count` - 1."""
        self._made.extend(range(len(self._made), count))
        return self._made[:count]


_NUMBERS = _Numbers()
