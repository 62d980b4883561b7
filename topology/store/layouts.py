"""Layouts: where each node of the map stands, kept so that new devices never move old ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import delete, insert, select

from topology.store.contents import CHUNK
from topology.store.database import Database
from topology.store.schema import layout_position


class Position(msgspec.Struct, frozen=True):
    """A node's place in layout units; `by_hand` when a person put it there."""

    x: float
    y: float
    by_hand: bool = False


class Layouts:
    """The layouts of a store, each a table of positions by node."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, layout: str) -> dict[str, Position]:
        """Return every position of a layout, by node; empty for one that was never written."""
        query = select(layout_position).where(layout_position.c.layout == layout).order_by(layout_position.c.node)
        with self._database.read() as connection:
            return {row.node: Position(row.x, row.y, row.by_hand) for row in connection.execute(query)}

    def put(self, layout: str, positions: Mapping[str, Position]) -> None:
        """Write positions; nodes not named stay where they are."""
        if not positions:
            return
        rows = [{"layout": layout, "node": node, "x": place.x, "y": place.y, "by_hand": place.by_hand} for node, place in positions.items()]
        with self._database.write() as connection:
            for chunk in _chunks(list(positions)):
                connection.execute(delete(layout_position).where((layout_position.c.layout == layout) & layout_position.c.node.in_(chunk)))
            connection.execute(insert(layout_position), rows)


def _chunks(names: list[str]) -> Iterable[list[str]]:
    for start in range(0, len(names), CHUNK):
        yield names[start : start + CHUNK]
