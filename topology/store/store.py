"""The store: one database with a room for each kind of thing it keeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from topology.store.audit import Audit
from topology.store.chronicle import Chronicle
from topology.store.contents import Sources
from topology.store.database import Database, database_url
from topology.store.editions import Editions
from topology.store.jobs import Jobs
from topology.store.layouts import Layouts
from topology.store.ledgers import Ledgers
from topology.store.records import Records
from topology.store.retention import Retention
from topology.store.runs import Runs
from topology.store.scenarios import Scenarios
from topology.store.snapshots import Snapshots


def utc_now() -> datetime:
    """Return the time of the machine's clock, in UTC."""
    return datetime.now(UTC)


class Store:
    """An open store. Safe to use from several threads; several processes may have one open."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self.database = database
        self.clock = clock
        self.sources = Sources(database)
        self.runs = Runs(database, clock)
        self.records = Records(database, self.sources)
        self.editions = Editions(database, self.sources, clock)
        self.ledgers = Ledgers(database, clock)
        self.snapshots = Snapshots(database, clock)
        self.retention = Retention(database, clock, self.snapshots, self.records)
        self.chronicle = Chronicle(database)
        self.scenarios = Scenarios(database, clock)
        self.jobs = Jobs(database, clock)
        self.layouts = Layouts(database)
        self.audit = Audit(database, clock)

    @classmethod
    def open(cls, url_or_path: str | Path, *, clock: Callable[[], datetime] = utc_now) -> Store:
        """Open a store, bring it to the newest schema, and close what dead processes left open.

        Raises
        ------
        StoreError
            ``store.unreachable``, ``store.newer``, ``store.damaged`` or ``store.busy``.
        """
        database = Database(database_url(url_or_path))
        try:
            database.migrate()
            store = cls(database, clock)
            store.runs.reap()
            store.jobs.reap()
        except BaseException:
            database.close()
            raise
        return store

    def close(self) -> None:
        """Give up every connection."""
        self.database.close()

    def __enter__(self) -> Self:
        """Use the store in a ``with`` statement."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the store."""
        self.close()
