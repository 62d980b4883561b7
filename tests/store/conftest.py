from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

from tests.store.cluster import cluster
from topology.store import Store
from topology.store.schema import metadata


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2017, 12, 1, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """Give the URL of a database on a real PostgreSQL, its schema in place."""
    with cluster() as server:
        url = f"postgresql:///postgres?{server}"
        Store.open(url).close()
        yield url


@pytest.fixture
def empty_database(database: str) -> str:
    """Return the URL of that database, all its tables empty."""
    engine = create_engine(database.replace(":", "+psycopg:", 1))
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY CASCADE"))
    engine.dispose()
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where a store lies: a file, or a database of a server."""
    return str(tmp_path / "netfold.db") if request.param == "sqlite" else request.getfixturevalue("empty_database")


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    with Store.open(place, clock=Clock()) as opened:
        yield opened


@pytest.fixture
def file_store(tmp_path: Path) -> Iterator[Store]:
    """Give a store in a file, for what only SQLite has."""
    with Store.open(tmp_path / "netfold.db", clock=Clock()) as opened:
        yield opened


@contextmanager
def unfrozen(store: Store, table: str) -> Iterator[Connection]:
    """Give a connection on which the rows of a table can be changed, as someone could who has the database in hand."""
    with store.database.write() as connection:
        if store.database.file is not None:
            connection.exec_driver_sql(f"DROP TRIGGER {table}_no_update")
            yield connection
        else:
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_update")
            yield connection
            connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_update")
