"""Content kept once by its hash: parts of records, and what was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

import msgspec
from sqlalchemy import Connection, Table, insert, select

from topology.store.blobs import content_hash, pack, unpack
from topology.store.database import Database, new_id
from topology.store.schema import part, source

_T = TypeVar("_T")

CHUNK: Final = 500
"""Values in one IN list; every database takes as many."""


class Source(msgspec.Struct, frozen=True):
    """What was read, as kept: a media type and the bytes (text is UTF-8)."""

    media: str
    data: bytes


class Sources:
    """The files and texts that records and census editions were read from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, number: int) -> Source:
        """Return one by its row id."""
        with self._database.read() as connection:
            row = connection.execute(select(source.c.media, source.c.body).where(source.c.id == number)).one()
        return Source(row.media, unpack(row.body, f"source {number}"))


def keep_parts(connection: Connection, encoded: Iterable[bytes]) -> dict[bytes, int]:
    """Keep each part that is not there yet; return the row id of each, by hash."""
    return _keep(connection, part, {content_hash(data): {"data": data} for data in encoded})


def keep_sources(connection: Connection, sources: Iterable[Source]) -> dict[bytes, int]:
    """Keep each source that is not there yet; return the row id of each, by hash of its bytes."""
    return _keep(connection, source, {content_hash(one.data): {"data": one.data, "media": one.media} for one in sources})


def read_parts(connection: Connection, numbers: Iterable[int]) -> dict[int, bytes]:
    """Return the msgpack bytes of parts, by row id."""
    found: dict[int, bytes] = {}
    for chunk in _chunks(sorted(set(numbers))):
        for row in connection.execute(select(part.c.id, part.c.body).where(part.c.id.in_(chunk))):
            found[row.id] = unpack(row.body, f"part {row.id}")
    return found


def _keep(connection: Connection, table: Table, wanted: Mapping[bytes, Mapping[str, object]]) -> dict[bytes, int]:
    known: dict[bytes, int] = {}
    for chunk in _chunks(list(wanted)):
        for row in connection.execute(select(table.c.id, table.c.hash).where(table.c.hash.in_(chunk))):
            known[bytes(row.hash)] = row.id
    for key, values in wanted.items():
        if key in known:
            continue
        data = values["data"]
        assert isinstance(data, bytes)
        row_values = {name: value for name, value in values.items() if name != "data"}
        done = connection.execute(insert(table).values(hash=key, size=len(data), body=pack(data), **row_values))
        known[key] = new_id(done)
    return known


def _chunks(values: list[_T]) -> Iterable[list[_T]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
