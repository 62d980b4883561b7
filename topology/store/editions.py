"""Census editions: what was declared, each edition kept whole and never changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Row, insert, select

from topology.model.census import Census
from topology.model.errors import NotFound
from topology.store.blobs import content_hash, pack, unpack
from topology.store.contents import Source, Sources, keep_sources
from topology.store.database import Database, new_id
from topology.store.errors import Conflict
from topology.store.schema import census_edition

_DECODER: Final = msgspec.msgpack.Decoder(Census)


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """An edition's place in the store."""

    number: int
    edition: str
    imported_at: datetime
    actor: str


class Editions:
    """The census editions of a store."""

    def __init__(self, database: Database, sources: Sources, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._sources = sources
        self._clock = clock

    def add(self, census: Census, *, actor: str, source: Source | None = None) -> int:
        """Keep an edition and return its number; the same content again is the same edition.

        Raises
        ------
        Conflict
            ``store.edition_differs`` if the name stands for other content.
        """
        encoded = msgspec.msgpack.encode(census, order="deterministic")
        key = content_hash(encoded)
        with self._database.write() as connection:
            query = select(census_edition.c.id, census_edition.c.hash).where(census_edition.c.edition == census.edition)
            row = connection.execute(query).one_or_none()
            if row is not None:
                if bytes(row.hash) != key:
                    raise Conflict("store.edition_differs", edition=census.edition)
                return int(row.id)
            source_id = None if source is None else next(iter(keep_sources(connection, [source]).values()))
            done = connection.execute(
                insert(census_edition).values(
                    edition=census.edition,
                    imported_at=self._clock(),
                    actor=actor,
                    hash=key,
                    body=pack(encoded),
                    source_id=source_id,
                )
            )
        return new_id(done)

    def all(self) -> list[Edition]:
        """Return every edition, oldest first."""
        columns = (census_edition.c.id, census_edition.c.edition, census_edition.c.imported_at, census_edition.c.actor)
        with self._database.read() as connection:
            rows = connection.execute(select(*columns).order_by(census_edition.c.id)).all()
        return [Edition(number=row.id, edition=row.edition, imported_at=row.imported_at, actor=row.actor) for row in rows]

    def latest(self) -> tuple[int, Census] | None:
        """Return the newest edition with its number, or None."""
        with self._database.read() as connection:
            query = select(census_edition.c.id, census_edition.c.body).order_by(census_edition.c.id.desc())
            row = connection.execute(query).first()
        return None if row is None else (row.id, _census(row))

    def get(self, edition: str) -> Census:
        """Return an edition by its name; raises `NotFound` ``store.no_edition``."""
        with self._database.read() as connection:
            query = select(census_edition.c.id, census_edition.c.body).where(census_edition.c.edition == edition)
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFound("store.no_edition", edition=edition)
        return _census(row)

    def source(self, edition: str) -> Source | None:
        """Return the file an edition was read from, if it was kept."""
        with self._database.read() as connection:
            query = select(census_edition.c.source_id).where(census_edition.c.edition == edition)
            number = connection.scalar(query)
        return None if number is None else self._sources.get(number)


def _census(row: Row[*tuple[Any, ...]]) -> Census:
    return _DECODER.decode(unpack(row.body, f"census_edition {row.id}"))
