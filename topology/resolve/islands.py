"""Islands: realms that have nothing to do with each other, so that what is believed of one stands while another changes.

Every pass looks for a name, an address, a VLAN or a circuit number inside one realm. Realms meet only where one device
was seen in several, where a neighbour row names a chassis MAC that a device of another realm has, and where an
operator's word joins two ends. Realms that meet are one island; the passes of one island need nothing of another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from topology.model.entities import DeviceInterface, Host, Link, Prefix, StaticRoute, Unmatched, VlanUse, VrfUse
from topology.model.ledger import Ledger, LinkAdded, LinkRemoved
from topology.model.names import canonical_mac
from topology.resolve.circuits import Numbers
from topology.resolve.doubts import Doubts
from topology.resolve.prefixes import Serving
from topology.resolve.subjects import Subject

Island = frozenset[str]
"""The realms of an island."""
Words = tuple[tuple[int, LinkAdded | LinkRemoved], ...]
"""The operator's words on links, each with its place in the ledger."""


@dataclass(slots=True)
class Settled:
    """What the passes conclude from the devices of some islands."""

    subjects: list[Subject] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    adjacent: list[Link] = field(default_factory=list)
    """Links that routing protocols tell of; no circuit is matched to them."""
    unmatched: list[Unmatched] = field(default_factory=list)
    numbers: Numbers = field(default_factory=lambda: Numbers({}, {}))
    prefixes: list[Prefix] = field(default_factory=list)
    servings: dict[str, Serving] = field(default_factory=dict)
    """By realm."""
    interfaces: list[DeviceInterface] = field(default_factory=list)
    vlans: list[VlanUse] = field(default_factory=list)
    vrfs: list[VrfUse] = field(default_factory=list)
    routes: list[StaticRoute] = field(default_factory=list)
    doubts: Doubts = field(default_factory=Doubts)
    hosts: list[Host] = field(default_factory=list)
    declared: frozenset[str] | None = None
    """Ports on which declared links end, which the hosts depend on; None while these are not known."""
    words: Words = ()
    """The operator's words on links of these islands."""

    def add(self, other: Settled) -> None:
        """Take in what was concluded from other islands."""
        for name in LISTS:
            getattr(self, name).extend(getattr(other, name))
        for ours, theirs in ((self.numbers.declared, other.numbers.declared), (self.numbers.strangers, other.numbers.strangers)):
            for number, seen in theirs.items():
                ours.setdefault(number, []).extend(seen)
        self.servings.update(other.servings)
        self.doubts.add_all(other.doubts)


LISTS = ("subjects", "links", "adjacent", "unmatched", "prefixes", "interfaces", "vlans", "vrfs", "routes")
"""The fields of `Settled` that are lists."""


def find_islands(subjects: Iterable[Subject], ends: Mapping[str, Subject], words: Words) -> dict[str, Island]:
    """Return the island of each realm. Linear in devices and neighbour rows.

    `ends` are the devices that the ends of the operator's words belong to.
    """
    joined = _Union()
    owners: dict[str, list[str]] = {}
    ordered = list(subjects)
    for subject in ordered:
        joined.add(subject.realm)
        for member in subject.group.members:
            joined.unite(subject.realm, member.realm)
        for mac in subject.group.macs:
            realms = owners.setdefault(mac, [])
            if subject.realm not in realms:
                realms.append(subject.realm)
    for subject in ordered:
        for mac in said_macs(subject):
            for realm in owners.get(mac, ()):
                joined.unite(subject.realm, realm)
    for _, word in words:
        if word.a in ends and word.b in ends:
            joined.unite(ends[word.a].realm, ends[word.b].realm)
    return joined.islands()


def said_macs(subject: Subject) -> frozenset[str]:
    """Return the chassis MACs that a device's neighbour rows name."""
    if subject.said is None:
        said = (row.chassis_id for _, record in subject.records for row in record.neighbours)
        subject.said = frozenset(mac for text in said if text and (mac := canonical_mac(text)) is not None)
    return subject.said


def link_words(ledger: Ledger) -> Words:
    """Return the operator's words on links."""
    return tuple((number, word) for number, word in enumerate(ledger.words) if isinstance(word, LinkAdded | LinkRemoved))


def word_ends(subjects: Mapping[str, Subject], words: Words) -> dict[str, Subject]:
    """Return the devices that the ends of words belong to; an end that no longer exists is absent."""
    wanted = {end for _, word in words for end in (word.a, word.b)}
    if not wanted:
        return {}
    found = {end: subjects[end] for end in wanted if end in subjects}
    for subject in subjects.values():
        found.update({port.id: subject for port in subject.ports.values() if port.id in wanted})
    return found


def split(settled: Settled, islands: Mapping[str, Island], realm_of: Mapping[str, str]) -> dict[Island, Settled]:
    """Return what was concluded of several islands, island by island. `realm_of` is the realm of each device."""
    found: dict[Island, Settled] = {islands[subject.realm]: Settled() for subject in settled.subjects}

    def part(realm: str) -> Settled:
        return found[islands[realm]]

    for subject in settled.subjects:
        part(subject.realm).subjects.append(subject)
    for name in ("links", "adjacent"):
        for link in getattr(settled, name):
            getattr(part(realm_of[link.a_device]), name).append(link)
    for name in ("unmatched", "interfaces", "routes"):
        for entity in getattr(settled, name):
            getattr(part(realm_of[entity.device]), name).append(entity)
    for name in ("prefixes", "vlans", "vrfs"):
        for entity in getattr(settled, name):
            getattr(part(entity.realm), name).append(entity)
    for realm, serving in settled.servings.items():
        part(realm).servings[realm] = serving
    for realm, doubts in settled.doubts.by_realm().items():
        part(realm).doubts.add_all(doubts)
    _split_numbers(settled.numbers, part)
    return found


def _split_numbers(numbers: Numbers, part: Callable[[str], Settled]) -> None:
    for number, seen in numbers.declared.items():
        for item in seen:
            part(item.subject.realm).numbers.declared.setdefault(number, []).append(item)
    for number, seen in numbers.strangers.items():
        for item in seen:
            part(item.subject.realm).numbers.strangers.setdefault(number, []).append(item)


class _Union:
    """Realms that belong together."""

    def __init__(self) -> None:
        self._up: dict[str, str] = {}

    def add(self, realm: str) -> None:
        self._up.setdefault(realm, realm)

    def _root(self, realm: str) -> str:
        self.add(realm)
        while (up := self._up[realm]) != realm:
            self._up[realm] = self._up[up]
            realm = up
        return realm

    def unite(self, one: str, other: str) -> None:
        if one != other:
            self._up[self._root(one)] = self._root(other)

    def islands(self) -> dict[str, Island]:
        members: dict[str, set[str]] = {}
        for realm in self._up:
            members.setdefault(self._root(realm), set()).add(realm)
        return {realm: island for found in members.values() for island in [frozenset(found)] for realm in found}
