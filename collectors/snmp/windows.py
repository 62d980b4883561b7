"""Maintenance windows: when a realm may be asked; outside them nothing is sent there.

A window is written ``mon-fri 22:00-06:00``: days, or ``daily``, then a span of hours that may run past midnight and
then ends on the day after. Several days or spans of days are joined by commas. Hours are those of the realm's
`timezone`, or of the collector's clock where the scope names none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FORM = re.compile(r"(?P<days>[a-z,-]+) (?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d)")
_DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class Window:
    """Days on which it opens, and minutes of the day; `end_min` beyond a day's end lies on the next."""

    days: frozenset[int]
    start_min: int
    end_min: int

    def holds(self, moment: datetime) -> bool:
        """Tell whether a local time lies inside."""
        minute = moment.hour * 60 + moment.minute
        today = moment.weekday()
        return (today in self.days and self.start_min <= minute < self.end_min) or (
            (today - 1) % 7 in self.days and minute + _DAY_MIN < self.end_min
        )


def parse_window(text: str) -> Window:
    """Return a window; raises ValueError where it is none.

    >>> parse_window("mon-tue,sat 22:00-06:00")
    Window(days=frozenset({0, 1, 5}), start_min=1320, end_min=1800)
    """
    match = _FORM.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(text)
    start, end = _minutes(match["start"]), _minutes(match["end"])
    if start >= _DAY_MIN:
        raise ValueError(text)
    return Window(_days(match["days"]), start, end if end > start else end + _DAY_MIN)


def _minutes(text: str) -> int:
    hours, minutes = int(text[:2]), int(text[3:])
    if minutes >= 60 or hours * 60 + minutes > _DAY_MIN:  # noqa: PLR2004 - minutes of an hour
        raise ValueError(text)
    return hours * 60 + minutes


def _days(text: str) -> frozenset[int]:
    if text == "daily":
        return frozenset(range(7))
    days: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        start, stop = DAYS.index(first), DAYS.index(last or first)
        days.update((start + step) % 7 for step in range((stop - start) % 7 + 1))
    return frozenset(days)


def zone_of(name: str | None) -> ZoneInfo | None:
    """Return the time zone of a name, None for the collector's own; raises ValueError for an unknown one."""
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(name) from error


def is_open(windows: Sequence[Window], zone: ZoneInfo | None, moment: datetime) -> bool:
    """Tell whether a realm may be asked at a moment; one without windows always may."""
    local = moment.astimezone(zone)
    return not windows or any(window.holds(local) for window in windows)


def next_opening(windows: Sequence[Window], zone: ZoneInfo | None, moment: datetime) -> datetime:
    """Return when the next window opens after a moment, in the realm's local time."""
    local = moment.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    openings = (
        midnight + timedelta(days=ahead, minutes=window.start_min)
        for ahead in range(8)
        for window in windows
        if (midnight + timedelta(days=ahead)).weekday() in window.days
    )
    return min(opening for opening in openings if opening > local)
