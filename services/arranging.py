"""Arranging: devices that a person put elsewhere on the map stay there, in every snapshot that has them."""

from __future__ import annotations

import math
from typing import Final

from services.actors import Right
from services.home import Home
from services.rights import changes, needs
from services.topologies import current
from topology.model.errors import InputError, NotFound
from topology.store.layouts import Position

LAYOUT: Final = "map"
"""The layout of the store that the map's hand-made places stand in."""
FARTHEST: Final = 10_000.0
"""No place is farther from the corner than this [world units]."""


@needs(Right.READ)
def arranged(home: Home) -> dict[str, tuple[float, float]]:
    """Return where people put devices, by the device's id [world units]."""
    return {device: (place.x, place.y) for device, place in home.store.layouts.get(LAYOUT).items() if place.by_hand}


@changes(Right.CORRECT, "map.move")
def move_device(home: Home, device: str, *, x: float, y: float, snapshot: str | None = None) -> None:
    """Put a device of a snapshot somewhere on the map [world units]; it stays there in all of them.

    Raises
    ------
    NotFound
        ``services.unknown_id``.
    InputError
        ``services.off_the_map`` for a place that is none.
    """
    _known(home, device, snapshot)
    if not all(math.isfinite(value) and abs(value) <= FARTHEST for value in (x, y)):
        raise InputError("services.off_the_map", x=str(x), y=str(y), most=int(FARTHEST))
    home.store.layouts.put(LAYOUT, {device: Position(x, y, by_hand=True)})


@changes(Right.CORRECT, "map.put_back")
def put_back(home: Home, device: str, *, snapshot: str | None = None) -> None:
    """Let the layout place a device again; errors as `move_device`."""
    _known(home, device, snapshot)
    former = home.store.layouts.get(LAYOUT).get(device)
    if former is not None:
        home.store.layouts.put(LAYOUT, {device: Position(former.x, former.y)})


def _known(home: Home, device: str, snapshot: str | None) -> None:
    if device not in current(home, snapshot).device:
        raise NotFound("services.unknown_id", id=device)
