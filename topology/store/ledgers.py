"""Ledgers: every version of the memory of ids and of the operators' words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Connection, func, insert, select

from topology.model.ledger import Ledger
from topology.store.blobs import pack, unpack
from topology.store.database import Database
from topology.store.errors import Conflict
from topology.store.schema import ledger

_DECODER: Final = msgspec.msgpack.Decoder(Ledger)


class Ledgers:
    """The ledger versions of a store. Version 0 is the empty ledger and need not be written."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def latest(self) -> Ledger:
        """Return the newest version."""
        with self._database.read() as connection:
            row = connection.execute(select(ledger.c.version, ledger.c.body).order_by(ledger.c.version.desc())).first()
        return Ledger() if row is None else _DECODER.decode(unpack(row.body, f"ledger {row.version}"))

    def get(self, version: int) -> Ledger:
        """Return one version as it was."""
        with self._database.read() as connection:
            body = connection.scalar(select(ledger.c.body).where(ledger.c.version == version))
        return Ledger() if body is None else _DECODER.decode(unpack(body, f"ledger {version}"))

    def save(self, new: Ledger, *, base: int, actor: str) -> None:
        """Keep the version that follows `base`.

        Raises
        ------
        Conflict
            ``store.ledger_moved`` if another process has written since `base` was read.
        """
        with self._database.write() as connection:
            keep_ledger(connection, new, base=base, actor=actor, now=self._clock())


def keep_ledger(connection: Connection, new: Ledger, *, base: int, actor: str, now: datetime) -> int:
    """Keep `new` inside a transaction and return its version; see `Ledgers.save`."""
    newest: int = connection.scalar(select(func.max(ledger.c.version))) or 0
    if newest != base:
        raise Conflict("store.ledger_moved", expected=base, found=newest)
    present = connection.scalar(select(func.count()).select_from(ledger).where(ledger.c.version == new.version))
    if new.version == base and present:
        return base
    if new.version < base:
        raise Conflict("store.ledger_moved", expected=base, found=new.version)
    body = pack(msgspec.msgpack.encode(new, order="deterministic"))
    connection.execute(insert(ledger).values(version=new.version, written_at=now, actor=actor, body=body))
    return new.version
