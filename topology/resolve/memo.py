"""Memo: what one resolution leaves to the next, so that an unchanged device or island is not worked out again.

A memo changes what a resolution costs, never what it gives: whatever is taken over was made from the very same record
objects, the same census and rules and the same words. It holds what the last resolution made and nothing older, so it
is bounded by it. One resolution at a time may use it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from topology.model.census import Census
from topology.model.records import DeviceRecord
from topology.model.rules import Rules
from topology.resolve.identity import Group
from topology.resolve.islands import Island, Settled, Words
from topology.resolve.sightings import Sighting
from topology.resolve.subjects import Subject, build_subject


@dataclass(slots=True)
class Memo:
    """The sightings, devices and islands of the last resolution; a new one is empty."""

    sightings: dict[tuple[int, bool], Sighting] = field(default_factory=dict)
    """By the identity of the record, which the sighting keeps alive, and whether it is stale."""
    subjects: dict[str, Subject] = field(default_factory=dict)
    """By id."""
    islands: dict[Island, Settled] = field(default_factory=dict)
    census: Census | None = None
    rules: Rules | None = None
    reused: int = 0
    """Devices of islands that the last resolution took over whole."""

    def sighting(self, record: DeviceRecord, *, stale: bool) -> Sighting | None:
        """Return the sighting made of a record before."""
        return self.sightings.get((id(record), stale))

    def keep_sightings(self, sightings: Iterable[Sighting]) -> None:
        """Keep these sightings and no others."""
        self.sightings = {(id(sighting.record), sighting.stale): sighting for sighting in sightings}

    def build(self, group: Group) -> Subject:
        """Return the device of a group: the one built before if it has the same id and sightings."""
        before = self.subjects.get(group.id)
        if before is None or len(before.group.members) != len(group.members):
            return build_subject(group)
        same = all(old is new for old, new in zip(before.group.members, group.members, strict=True))
        return before if same else build_subject(group)

    def ground(self, census: Census, rules: Rules) -> None:
        """Forget the islands where census or rules are other ones."""
        if (self.census, self.rules) != (census, rules):
            self.islands = {}
        self.census, self.rules = census, rules

    def island(self, island: Island, subjects: list[Subject], words: Words) -> Settled | None:
        """Return what was concluded of an island if its devices and the words on them are the same."""
        before = self.islands.get(island)
        if before is None or before.words != words or len(before.subjects) != len(subjects):
            return None
        return before if all(old is new for old, new in zip(before.subjects, subjects, strict=True)) else None
