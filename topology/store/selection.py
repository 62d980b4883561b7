"""Which record of each device a snapshot rests on: a function of what was kept, newest last.

A partial record never replaces a complete one, and a device that did not answer keeps what was last
known of it. Order is the order of writing, never a clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum

import msgspec

from topology.model.records import Completeness, SourceKind
from topology.store.records import Head
from topology.store.runs import run_number


class Standing(StrEnum):
    """How a record came into a snapshot."""

    FRESH = "fresh"
    """The newest word of this source on this device."""
    CARRIED = "carried"
    """An older complete record, as the newest one is partial."""
    STALE = "stale"
    """The last that was known of a device that no longer answers."""
    FAILED = "failed"
    """The device never answered; the record says why."""


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """A record of a snapshot. `newest` is the record that it stands in for, if any."""

    seq: int
    standing: Standing
    newest: int | None = None

    @property
    def sequence(self) -> tuple[int, ...]:
        """The records that resolution reads: this one, and the newer one that says less."""
        return (self.seq,) if self.newest is None or self.newest == self.seq else (self.seq, self.newest)


def choose(heads: Iterable[Head], runs: Collection[str] | None = None) -> tuple[Chosen, ...]:
    """Return one record for each (realm, kind, target), by sequence number.

    `runs` are the runs that count, None for all.
    """
    counted = None if runs is None else {run_number(run) for run in runs}
    by_key: dict[tuple[str, SourceKind, str], list[Head]] = {}
    for head in heads:
        if counted is None or head.run in counted:
            by_key.setdefault((head.realm, head.kind, head.target), []).append(head)
    return tuple(sorted((_choose(group) for group in by_key.values()), key=lambda one: one.seq))


def _choose(group: list[Head]) -> Chosen:
    newest = group[-1]
    best = _best(group)
    if newest.completeness is Completeness.FAILED:
        return Chosen(seq=best.seq, standing=Standing.FAILED if best is newest else Standing.STALE, newest=newest.seq)
    if best is newest:
        return Chosen(seq=newest.seq, standing=Standing.FRESH)
    return Chosen(seq=best.seq, standing=Standing.CARRIED, newest=newest.seq)


def _best(group: list[Head]) -> Head:
    """Return the newest complete record, else the newest partial, else the newest."""
    for wanted in (Completeness.COMPLETE, Completeness.PARTIAL):
        for head in reversed(group):
            if head.completeness is wanted:
                return head
    return group[-1]
