"""The frame of the map: one rectangle for the middle, one cell for each county around it.

World units are arbitrary; the whole picture is `WIDTH` x `HEIGHT` of them, at any number of counties.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

WIDTH = 1600.0
HEIGHT = 1060.0
GAP = 14.0
HEADER = 27.0
"""Strip of a cell that holds its name."""
DOCK = 30.0
"""Strip of a cell, turned to the middle, that holds its aggregation devices."""
PADDING = 9.0

CITY = "city"
"""Key of the middle."""
UNPLACED = "unplaced"
"""Key of the cell for devices whose site nobody knows."""

_TOUCH = 1e-6
"""Boxes that share less than this only touch [world units]."""
_ROW_SHARE = 0.243
"""Height of the top and the bottom row as a share of the whole."""
_SHAPES = ((1, 0), (2, 0), (3, 0), (3, 1), (4, 1), (5, 1), (5, 2), (6, 2), (7, 2), (8, 3), (9, 3), (10, 4), (12, 5), (16, 7), (24, 11))
"""(cells in the top and bottom rows, cells on each side), smallest first."""


class Box(msgspec.Struct, frozen=True):
    """A rectangle: left, top, width, height [world units]."""

    x: float
    y: float
    w: float
    h: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return self.x + self.w / 2, self.y + self.h / 2

    def overlaps(self, other: Box) -> bool:
        """Tell whether the two share more than an edge."""
        across = min(self.x + self.w, other.x + other.w) - max(self.x, other.x)
        down = min(self.y + self.h, other.y + other.h) - max(self.y, other.y)
        return across > _TOUCH and down > _TOUCH


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A county's place in the frame. `side` says where it stands: top, right, bottom, left, or centre."""

    key: str
    name: str
    side: str
    box: Box

    @property
    def inner(self) -> Box:
        """The part that holds sites: without the header and the dock."""
        x, y, w, h = self.box.x + PADDING, self.box.y + PADDING, self.box.w - 2 * PADDING, self.box.h - 2 * PADDING
        head, dock = HEADER - PADDING / 2, DOCK - PADDING / 2
        if self.side == "bottom":
            return Box(x, y + dock, w, h - head - dock)
        if self.side == "top":
            return Box(x, y + head, w, h - head - dock)
        return Box(x + (dock if self.side == "right" else 0.0), y + head, w - dock, h - head)

    @property
    def dock(self) -> tuple[float, float, float, float]:
        """Middle of the dock and the direction along it: x, y, dx, dy."""
        box = self.box
        middle_x, middle_y = box.centre
        half = DOCK / 2
        if self.side == "top":
            return middle_x, box.y + box.h - half, 1.0, 0.0
        if self.side == "bottom":
            return middle_x, box.y + half, 1.0, 0.0
        if self.side == "left":
            return box.x + box.w - half, middle_y, 0.0, 1.0
        return box.x + half, middle_y, 0.0, 1.0


def frame(counties: Sequence[str], *, unplaced: bool = False) -> tuple[tuple[Cell, ...], Box]:
    """Give each county a cell, clockwise from the top left, and return the cells and the middle.

    A cell for devices without a site comes last. Cells never overlap, whatever their number.
    """
    keys = [*counties, UNPLACED] if unplaced else list(counties)
    across, down = next((shape for shape in _SHAPES if 2 * sum(shape) >= len(keys)), _SHAPES[-1])
    row = HEIGHT * _ROW_SHARE
    middle = HEIGHT - 2 * (row + GAP)
    width = (WIDTH - (across - 1) * GAP) / across
    side_width = min(width, WIDTH / 5)
    tall = (middle - (down - 1) * GAP) / down if down else 0.0
    spots = [("top", Box(i * (width + GAP), 0.0, width, row)) for i in range(across)]
    spots += [("right", Box(WIDTH - side_width, row + GAP + i * (tall + GAP), side_width, tall)) for i in range(down)]
    spots += [("bottom", Box(i * (width + GAP), HEIGHT - row, width, row)) for i in reversed(range(across))]
    spots += [("left", Box(0.0, row + GAP + i * (tall + GAP), side_width, tall)) for i in reversed(range(down))]
    if len(keys) < len(spots):
        spots = _balanced(spots, len(keys), across, down)
    cells = tuple(Cell(key=key, name=key, side=side, box=box) for key, (side, box) in zip(keys, spots, strict=False))
    inset = side_width + GAP if down else 0.0
    return cells, Box(inset, row + GAP, WIDTH - 2 * inset, middle)


def _balanced(spots: list[tuple[str, Box]], wanted: int, across: int, down: int) -> list[tuple[str, Box]]:
    """Leave the spare spots out where they show least: the last one on the left, then the bottom corners."""
    order = list(range(len(spots)))
    spare = len(spots) - wanted
    left = [2 * across + down + i for i in range(down)]
    corners = [across + down, across + down + across - 1, 0, across - 1]
    leave = set([*left[-1:], *corners, *order][:spare]) if down else set([*corners, *order][:spare])
    for index in order:
        if len(leave) >= spare:
            break
        leave.add(index)
    return [spot for index, spot in enumerate(spots) if index not in leave]
