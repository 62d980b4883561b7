"""Scenarios: every version of every scenario file, with its author and state."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Row, func, insert, select

from topology.model.errors import NotFound
from topology.store.database import Database
from topology.store.errors import Conflict
from topology.store.schema import scenario_version


class ScenarioState(StrEnum):
    """Where a scenario stands in its approval."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    LOCKED = "locked"


class StoredScenario(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a scenario. `body` is the file as written, `digest` its SHA-256."""

    name: str
    version: int
    state: ScenarioState
    author: str
    written_at: datetime
    title: str
    body: str
    digest: str


class Scenarios:
    """The scenarios of a store."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def save(
        self, name: str, body: str, *, title: str, author: str, base: int = 0, state: ScenarioState = ScenarioState.DRAFT
    ) -> StoredScenario:
        """Keep the version that follows `base` (0: the first); the same body and state again changes nothing.

        Raises
        ------
        Conflict
            ``store.scenario_moved`` if the newest version is not `base`, ``store.scenario_locked`` if it is locked.
        """
        mark = hashlib.sha256(body.encode()).hexdigest()
        with self._database.write() as connection:
            query = select(scenario_version).where(scenario_version.c.name == name)
            newest = connection.execute(query.order_by(scenario_version.c.version.desc())).first()
            if newest is not None and newest.digest == mark and newest.state == state:
                return _scenario(newest)
            found = 0 if newest is None else newest.version
            if found != base:
                raise Conflict("store.scenario_moved", name=name, expected=base, found=found)
            if newest is not None and newest.state == ScenarioState.LOCKED:
                raise Conflict("store.scenario_locked", name=name)
            connection.execute(
                insert(scenario_version).values(
                    name=name,
                    version=found + 1,
                    state=state.value,
                    author=author,
                    written_at=self._clock(),
                    title=title,
                    body=body,
                    digest=mark,
                )
            )
        return self.get(name)

    def get(self, name: str, version: int | None = None) -> StoredScenario:
        """Return a version, by default the newest; raises `NotFound` ``store.no_scenario``."""
        query = select(scenario_version).where(scenario_version.c.name == name)
        if version is not None:
            query = query.where(scenario_version.c.version == version)
        with self._database.read() as connection:
            row = connection.execute(query.order_by(scenario_version.c.version.desc())).first()
        if row is None:
            raise NotFound("store.no_scenario", name=name)
        return _scenario(row)

    def all(self) -> list[StoredScenario]:
        """Return the newest version of each scenario, in the order in which they were first written."""
        newest = select(
            scenario_version.c.name, func.max(scenario_version.c.version).label("version"), func.min(scenario_version.c.id).label("first")
        ).group_by(scenario_version.c.name)
        table = newest.subquery()
        query = select(scenario_version).join(
            table, (table.c.name == scenario_version.c.name) & (table.c.version == scenario_version.c.version)
        )
        with self._database.read() as connection:
            return [_scenario(row) for row in connection.execute(query.order_by(table.c.first))]

    def versions(self) -> list[StoredScenario]:
        """Return every version of every scenario, oldest first."""
        with self._database.read() as connection:
            return [_scenario(row) for row in connection.execute(select(scenario_version).order_by(scenario_version.c.id))]


def _scenario(row: Row[*tuple[Any, ...]]) -> StoredScenario:
    return StoredScenario(
        name=row.name,
        version=row.version,
        state=ScenarioState(row.state),
        author=row.author,
        written_at=row.written_at,
        title=row.title,
        body=row.body,
        digest=row.digest,
    )
