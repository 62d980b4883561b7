"""Slots: which square of its cell each site takes, first come, first served, and kept for ever after."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import msgspec

from dashboard.frame import CITY, Box, Cell

Slot = tuple[str, int, int, int]
"""Cell, column, row, span."""

UNITS: Final = tuple(round(76.0 * 0.94**step, 2) for step in range(62))
"""Edges of a site tile [world units], largest first."""
LATTICE: Final = {1: 3, 2: 7, 3: 11, 4: 15, 5: 19, 6: 23, 8: 31, 12: 47}
"""Tile span -> devices along an edge of its lattice (odd, so that there is a middle)."""
_RESERVE: Final = 1.12
"""Slots kept free for sites to come, as a factor on those taken."""
_SPARE: Final = 1.2
"""Share of a new tile's lattice that stays free, as a factor on its devices."""


class Ground(msgspec.Struct, frozen=True):
    """What the sites are laid out on: the cells, the middle, and the core in it."""

    cells: tuple[Cell, ...]
    middle: Box
    core: Box

    def field(self, key: str) -> Box:
        """Return the part of a cell that takes tiles; in the middle, what the ring of hubs encloses."""
        cell = self.cell(key)
        if cell is not None:
            return cell.inner
        middle = self.middle
        return Box(middle.x + middle.w * 0.105, middle.y + middle.h * 0.145, middle.w * 0.79, middle.h * 0.71)

    def cell(self, key: str) -> Cell | None:
        """Return a cell by key; None for the middle."""
        return next((cell for cell in self.cells if cell.key == key), None)

    def box(self, slot: Slot, unit: float) -> Box:
        """Return the square of a slot."""
        key, column, row, span = slot
        cell, field = self.cell(key), self.field(key)
        columns, rows = int(field.w // unit), int(field.h // unit)
        left, top = field.centre[0] - columns * unit / 2, field.centre[1] - rows * unit / 2
        if cell is not None:
            top = field.y
            if cell.side == "bottom":
                top, row = field.y + field.h - rows * unit, rows - span - row
        return Box(left + column * unit, top + row * unit, span * unit, span * unit)


class Wish(msgspec.Struct, frozen=True):
    """What a site asks for: its cell, its span, and its turn among the new ones."""

    cell: str
    span: int
    turn: tuple[int, str, str]


def tile_span(count: int, former: Slot | None) -> int:
    """Return the tile span for `count` devices; a remembered one stays while they fit."""
    if former is not None and LATTICE[former[3]] ** 2 >= count:
        return former[3]
    need = count if count <= 1 else math.ceil(count * _SPARE)
    return next((span for span, edge in LATTICE.items() if edge * edge >= need), max(LATTICE))


def allocate(ground: Ground, wishes: Mapping[str, Wish], former: Mapping[str, Slot], former_unit: float) -> tuple[float, dict[str, Slot]]:
    """Choose the largest tile that fits everywhere and give every site its slot; remembered slots are kept."""
    members: dict[str, list[str]] = {}
    for site, wish in wishes.items():
        members.setdefault(wish.cell, []).append(site)
    for unit in UNITS:
        if former_unit and unit > former_unit:
            continue
        keep = former if unit == former_unit else {}
        slots = _fill(ground, members, wishes, unit, keep)
        if slots is not None:
            return unit, slots
    return UNITS[-1], _overflow(wishes)


def _fill(
    ground: Ground, members: Mapping[str, list[str]], wishes: Mapping[str, Wish], unit: float, keep: Mapping[str, Slot]
) -> dict[str, Slot] | None:
    """Return the slots of all sites at a size of tile; None where they do not fit."""
    slots: dict[str, Slot] = {}
    for key, sites in members.items():
        grid = _Grid(ground.field(key), unit, ground.core if key == CITY else None)
        if not keep and sum(wishes[site].span ** 2 for site in sites) * _RESERVE > len(grid.free) and unit != UNITS[-1]:
            return None
        fresh = []
        for site in sorted(sites):
            slot = keep.get(site)
            if slot is not None and (slot[0], slot[3]) == (key, wishes[site].span) and grid.take(slot[1], slot[2], slot[3]):
                slots[site] = slot
            else:
                fresh.append(site)
        for site in sorted(fresh, key=lambda site: (-wishes[site].span, wishes[site].turn)):
            corner = grid.find(wishes[site].span)
            if corner is None:
                return None
            slots[site] = (key, *corner, wishes[site].span)
    return slots


def _overflow(wishes: Mapping[str, Wish]) -> dict[str, Slot]:
    """Beyond the smallest tile, sites go below their cells rather than on top of each other."""
    return {
        site: (wishes[site].cell, index * 13 % 4000, 4000 + index // 300 * 13, wishes[site].span)
        for index, site in enumerate(sorted(wishes))
    }


class _Grid:
    """The slots of one cell; `order` says which are taken first."""

    def __init__(self, box: Box, unit: float, hole: Box | None) -> None:
        columns, rows = int(box.w // unit), int(box.h // unit)
        self.free = {(c, r) for c in range(columns) for r in range(rows)}
        self.order = [(c, r) for r in range(rows) for c in range(columns)]
        if hole is None:
            return
        left, top = box.centre[0] - columns * unit / 2, box.centre[1] - rows * unit / 2
        radius = {spot: _radius(left + (spot[0] + 0.5) * unit, top + (spot[1] + 0.5) * unit, box) for spot in self.free}
        reach = unit * 0.9
        taken = Box(hole.x - reach, hole.y - reach, hole.w + 2 * reach, hole.h + 2 * reach)
        self.free = {
            spot
            for spot, distance in radius.items()
            if distance <= 1.0 - unit / box.h and not Box(left + spot[0] * unit, top + spot[1] * unit, unit, unit).overlaps(taken)
        }
        self.order = sorted(self.free, key=lambda spot: (round(radius[spot], 6), spot))

    def take(self, column: int, row: int, span: int) -> bool:
        """Occupy a block; False when part of it is not free."""
        block = [(column + i, row + j) for i in range(span) for j in range(span)]
        if not self.free.issuperset(block):
            return False
        self.free.difference_update(block)
        return True

    def find(self, span: int) -> tuple[int, int] | None:
        """Occupy the first free block of `span` and return its corner."""
        for column, row in self.order:
            if (column, row) in self.free and self.take(column, row, span):
                return column, row
        return None


def _radius(x: float, y: float, box: Box) -> float:
    """Return how far out a point lies: 0 in the middle of the box, 1 on the ellipse that fills it."""
    cx, cy = box.centre
    return math.hypot((x - cx) / (box.w / 2), (y - cy) / (box.h / 2))
