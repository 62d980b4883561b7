"""Resolving anew: what a process keeps of its last resolution, so that a small change costs little.

A snapshot after one word, one file or one device is mostly what the last one was. A home keeps the records it read and
the memo of the resolution; both only change the cost (see `topology.resolve.memo`). They are bounded by one resolution
and given up above `MOST_KEPT` rows of records. Another process starts without them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from services.cache import Cache
from topology.model.records import DeviceRecord
from topology.resolve import READ, Memo
from topology.store import Store

MOST_KEPT: Final = 600_000
"""Rows of records (interfaces, neighbours, routes and so on) above which nothing is kept.

What is kept then takes about 0.7 GiB, measured on the city's agents and on long configurations."""
_ROWS: Final = tuple(READ - {"system"})


class Kept:
    """The records that the last resolution read, by number, and its memo."""

    def __init__(self) -> None:
        self.memo = Memo()
        self._records: dict[int, DeviceRecord] = {}

    def load(self, store: Store, numbers: Sequence[int]) -> list[DeviceRecord]:
        """Return what resolution reads of the records with these numbers, from the store where they are not at hand."""
        missing = [number for number in numbers if number not in self._records]
        found = self._records | dict(zip(missing, store.records.load(missing, READ), strict=True))
        self._records = {number: found[number] for number in numbers}
        return [self._records[number] for number in numbers]

    @property
    def size(self) -> int:
        """How many records are at hand."""
        return len(self._records)

    @property
    def rows(self) -> int:
        """How many rows these records have."""
        return sum(len(getattr(record, part)) for record in self._records.values() for part in _ROWS)


class _Shelf:
    """Where it is kept between two resolutions."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept = Kept()


@contextmanager
def last_resolution(cache: Cache) -> Iterator[Kept]:
    """Lend what the last resolution left; to whoever comes while it is lent, something empty.

    What is left behind by a resolution that failed is thrown away.
    """
    shelf = cache.get("resolution", "last", _Shelf)
    if not shelf.lock.acquire(blocking=False):
        yield Kept()
        return
    try:
        kept, shelf.kept = shelf.kept, Kept()
        yield kept
        if kept.rows <= MOST_KEPT:
            shelf.kept = kept
    finally:
        shelf.lock.release()
