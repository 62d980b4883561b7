"""How far a run is, and how it ended."""

from __future__ import annotations

import time
from collections.abc import Iterable

import msgspec

from topology.model.errors import Problem


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a run is. `queued` still grows while a crawl finds devices."""

    asked: int
    answered: int
    failed: int
    queued: int
    in_flight: int
    elapsed_s: float
    rate_per_s: float
    """Targets finished per second."""
    left_s: float | None
    """Time left for what is queued; None before anything has finished."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """How a run ended. `asked` = `complete` + `partial` + `failed` + `silent` + `duplicates`, less what was cut off."""

    asked: int
    answered: int
    complete: int
    partial: int
    failed: int
    """Named as a device (a seed, an LLDP management address) or answering, and not readable."""
    silent: int
    """Addresses without an agent that nobody named as a device."""
    duplicates: int
    """Further addresses of devices that are recorded by another."""
    taken_over: int
    """Records of the run that was resumed."""
    requests: int
    seconds: float
    cancelled: bool
    left: int
    """Targets not asked, or not to the end: because of a cancel, a closed window or the run's budget."""
    by_realm: dict[str, int]
    """Devices that answered, by realm."""
    closed: tuple[str, ...] = ()
    """Realms that were not asked, or not to the end, because no window was open."""
    problems: tuple[Problem, ...] = ()


class Tally:
    """The counts of a run."""

    def __init__(self, realms: Iterable[str]) -> None:
        self.started_s = time.monotonic()
        self.count = dict.fromkeys(("asked", "complete", "partial", "failed", "silent", "duplicates", "taken_over", "requests"), 0)
        self.by_realm = dict.fromkeys(realms, 0)
        self.problems: list[Problem] = []

    @property
    def elapsed_s(self) -> float:
        """Time since the run began [s]."""
        return time.monotonic() - self.started_s

    def progress(self, *, queued: int, in_flight: int) -> Progress:
        """Return how far the run is."""
        count, elapsed_s = self.count, self.elapsed_s
        finished = count["complete"] + count["partial"] + count["failed"] + count["silent"] + count["duplicates"]
        rate = finished / elapsed_s if elapsed_s > 0 else 0.0
        return Progress(
            asked=count["asked"],
            answered=count["complete"] + count["partial"],
            failed=count["failed"] + count["silent"],
            queued=queued,
            in_flight=in_flight,
            elapsed_s=round(elapsed_s, 3),
            rate_per_s=round(rate, 3),
            left_s=round((queued + in_flight) / rate, 1) if rate else None,
        )

    def summary(self, *, cancelled: bool, left: int, closed: Iterable[str]) -> Summary:
        """Return how the run ended."""
        return Summary(
            answered=self.count["complete"] + self.count["partial"],
            seconds=round(self.elapsed_s, 3),
            cancelled=cancelled,
            left=left,
            by_realm=self.by_realm,
            closed=tuple(closed),
            problems=tuple(self.problems),
            **self.count,
        )
