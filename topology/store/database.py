"""The connection to the database: pragmas, short transactions, migration to head.

Readers see one consistent state; writers take the write lock at once (``BEGIN IMMEDIATE``; on PostgreSQL an advisory lock) so
that two never deadlock on an upgrade, and wait up to five seconds for each other.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, CursorResult, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError

from topology.model.errors import InputError, NetfoldError
from topology.store.errors import StoreError, translate

HEAD: Final = "0004"
"""The migration this code was written for; a test holds it equal to the newest one."""

BUSY_MS: Final = 5000
"""How long a writer waits for another [ms]."""

_WRITE: Final = "netfold_write"
_POSTGRESQL: Final = "postgresql"
_WRITER: Final = 0x6E6574666F6C64
"""Key of the advisory lock that a writer holds on PostgreSQL, in each database its own: ``netfold`` in ASCII."""


def database_url(url_or_path: str | Path) -> str:
    """Return a database URL; anything without ``://`` is the path of an SQLite file."""
    text_form = str(url_or_path)
    return text_form if "://" in text_form else f"sqlite+pysqlite:///{Path(text_form).absolute()}"


class Database:
    """An engine with the two kinds of transaction the store knows."""

    def __init__(self, url: str) -> None:
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise InputError("store.bad_url") from error
        self.place: Final = parsed.render_as_string(hide_password=True)
        self.file: Final = Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None
        if self.file is not None:
            _create_private(self.file)
        try:
            self.engine: Final = _engine(url)
        except ArgumentError as error:
            raise InputError("store.bad_url") from error
        except ModuleNotFoundError as error:
            raise InputError("store.no_driver", module=error.name, place=self.place) from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection on one consistent state."""
        with self._translated(), self.engine.connect() as connection:
            if self._served:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901 - the same connection
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection that holds the write lock; leaving it commits, an exception undoes all."""
        with self._translated(), self.engine.connect() as connection:
            connection = connection.execution_options(**{_WRITE: True})  # noqa: PLW2901 - the same connection, now as a writer
            with connection.begin():
                if self._served:
                    connection.execute(text(f"SET LOCAL lock_timeout = {BUSY_MS}"))
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITER})
                yield connection

    @property
    def _served(self) -> bool:
        return self.engine.dialect.name == _POSTGRESQL

    def migrate(self) -> None:
        """Bring the database to `HEAD`.

        Raises
        ------
        StoreError
            ``store.newer`` if a newer netfold has written it.
        """
        if self._version() == HEAD:
            return
        upgrade = _upgrader()  # before the lock is taken: others wait for it
        with self.write() as connection:
            upgrade(connection, self.place)

    def check(self) -> tuple[str, ...]:
        """Return what the database's own check of its structure complains of; empty when sound."""
        if self.file is None:
            return ()
        with self.read() as connection:
            said = tuple(str(row[0]) for row in connection.execute(text("PRAGMA quick_check(20)")))
        return () if said == ("ok",) else said

    def compact(self) -> None:
        """Give the pages that nothing stands on any more back to the file system; a server does so by itself."""
        if self.file is None:
            return
        raw = self.engine.raw_connection()  # outside of every transaction
        try:
            raw.cursor().execute("VACUUM")
        except sqlite3.DatabaseError as error:
            raise StoreError("store.failed", place=self.place, reason=str(error)) from error
        finally:
            raw.close()

    def close(self) -> None:
        """Give up every connection."""
        self.engine.dispose()

    def _version(self) -> str | None:
        with self.read() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return version

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            raise translate(error, self.place) from error


def new_id(done: CursorResult[Any]) -> int:
    """Return the id that the database gave to the row just inserted."""
    key = done.inserted_primary_key
    assert key is not None
    return int(key[0])


def _create_private(file: Path) -> None:
    """Make the file, readable by its owner alone, before SQLite makes it readable by all."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError("store.unreachable", place=str(file)) from error


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.drivername == _POSTGRESQL:
        parsed = parsed.set(drivername=f"{_POSTGRESQL}+psycopg")
    engine = create_engine(parsed)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(dbapi_connection: Any, _record: object) -> None:
    dbapi_connection.isolation_level = None  # transactions are begun by `_begin_sqlite`, never by the driver
    cursor = dbapi_connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA trusted_schema = OFF")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _upgrader() -> Callable[[Connection, str], None]:
    """Return what runs the migrations on a connection that holds the write lock, so that two starts cannot race."""
    from alembic import command  # noqa: PLC0415 - a fifth of a second that only a migration needs
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util.exc import CommandError  # noqa: PLC0415

    def upgrade(connection: Connection, place: str) -> None:
        config = Config()
        config.set_main_option("script_location", "topology.store:migrations")
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise _newer(place) from error

    return upgrade


def _newer(place: str) -> NetfoldError:
    return StoreError("store.newer", place=place)
