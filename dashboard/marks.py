"""What a planner holds on the board: cells pinned and forbidden for the next search, and the way back."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec.structs import replace

_REMEMBERED: Final = 40
"""Steps that can be undone."""
_MOST: Final = 4000
"""Cells that the page may hold; a city has some hundreds."""
_LONGEST: Final = 120


class Marks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Pinned and forbidden cells as they are typed (``N05:merge_admin@2018Q3``), and what they were before, oldest first."""

    pins: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    past: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()

    @property
    def pinned(self) -> dict[str, str]:
        """The pinned cell of each network, without its quarter."""
        return {network_of(text): place_of(text) for text in self.pins}

    @property
    def quarters(self) -> dict[str, str]:
        """The quarter that a pin asks for, by network."""
        return {network_of(text): text.partition("@")[2] for text in self.pins if "@" in text}


def read_marks(held: Any, scenario: str | None) -> Marks | None:
    """Return what the page holds for a scenario; None where it holds nothing that can be read."""
    said = held.get(scenario) if isinstance(held, dict) and scenario else None
    if said is None:
        return None
    try:
        marks = msgspec.convert(said, Marks)
    except msgspec.ValidationError:
        return None
    every = (*marks.pins, *marks.forbids)
    return marks if len(every) <= _MOST and all(len(text) <= _LONGEST for text in every) else None


def write_marks(held: Any, scenario: str, marks: Marks) -> dict[str, Any]:
    """Return what the page is to hold."""
    return {**(held if isinstance(held, dict) else {}), scenario: msgspec.to_builtins(marks)}


def network_of(text: str) -> str:
    """Return the network of a cell.

    >>> network_of("N05:merge_admin@2018Q3")
    'N05'
    """
    return text.partition("@")[0].partition(":")[0]


def place_of(text: str) -> str:
    """Return network and option of a cell; which sibling is joined, and when, does not matter.

    >>> place_of("N15:join:N14@2018Q3"), place_of("N05:keep")
    ('N15:join', 'N05:keep')
    """
    return ":".join(text.partition("@")[0].split(":")[:2])


def pin(marks: Marks, cell: str) -> Marks:
    """Return the marks with a cell pinned, in place of what was pinned for its network; pinned just so before, it is set free."""
    again = cell in marks.pins
    pins = tuple(text for text in marks.pins if network_of(text) != network_of(cell))
    forbids = tuple(text for text in marks.forbids if place_of(text) != place_of(cell))
    return _after(marks, pins if again else (*pins, cell), marks.forbids if again else forbids)


def forbid(marks: Marks, cell: str) -> Marks:
    """Return the marks with a cell forbidden, and no longer pinned; forbidden before, it is set free."""
    place = place_of(cell)
    forbids = tuple(text for text in marks.forbids if text != place)
    again = len(forbids) < len(marks.forbids)
    return _after(marks, tuple(text for text in marks.pins if place_of(text) != place), forbids if again else (*forbids, place))


def clear(marks: Marks) -> Marks:
    """Return the marks with nothing held."""
    return _after(marks, (), ()) if marks.pins or marks.forbids else marks


def undo(marks: Marks) -> Marks:
    """Return the marks as they were before the last step."""
    if not marks.past:
        return marks
    pins, forbids = marks.past[-1]
    return Marks(pins=pins, forbids=forbids, past=marks.past[:-1])


def _after(marks: Marks, pins: tuple[str, ...], forbids: tuple[str, ...]) -> Marks:
    past = (*marks.past, (marks.pins, marks.forbids))[-_REMEMBERED:]
    return replace(marks, pins=pins, forbids=forbids, past=past)


def marked(marks: Marks, what: str) -> Marks:
    """Return the marks after ``pin|CELL``, ``forbid|CELL``, ``undo`` or ``clear``."""
    kind, _, cell = what.partition("|")
    step = {
        "pin": lambda: pin(marks, cell),
        "forbid": lambda: forbid(marks, cell),
        "undo": lambda: undo(marks),
        "clear": lambda: clear(marks),
    }
    return step[kind]() if kind in step else marks
