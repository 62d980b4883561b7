"""The whole of resolution, one room after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Protocol, TypeVar

from topology.model.census import Census
from topology.model.entities import Host, Link, LinkState, Topology
from topology.model.ledger import Ledger
from topology.model.memory import collector_paused
from topology.model.records import DeviceRecord
from topology.model.rules import Rules
from topology.resolve.cables import declare_cables
from topology.resolve.circuits import match_circuits
from topology.resolve.devices import build_device
from topology.resolve.doubts import Doubts
from topology.resolve.hosts import read_hosts
from topology.resolve.identity import identify
from topology.resolve.ids import assign_ids
from topology.resolve.islands import Island, Settled, Words, find_islands, link_words, split, word_ends
from topology.resolve.membership import Places, place_circuits
from topology.resolve.memo import Memo
from topology.resolve.networks import Networks
from topology.resolve.passes import Ground, settle
from topology.resolve.prefixes import Stands, declared_prefixes, view_presences
from topology.resolve.sightings import select_sightings
from topology.resolve.subjects import Subject
from topology.resolve.tiers import set_tiers
from topology.resolve.words import obey_link_words


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


_Entity = TypeVar("_Entity", bound=_Identified)


def resolve(
    records: Sequence[DeviceRecord], census: Census, rules: Rules, ledger: Ledger, *, snapshot: str, memo: Memo | None = None
) -> tuple[Topology, Ledger]:
    """Return what is believed, and the ledger that remembers the ids given.

    Parameters
    ----------
    records
        What sources said, in any order; repetition changes nothing. To show a device that did not answer
        as stale, pass its earlier records beside the failed one.
    census
        What is declared.
    rules
        Which realm, prefix, host name or site belongs to which network.
    ledger
        Ids given so far and the operator's words.
    snapshot
        Name of the snapshot the topology belongs to.
    memo
        What the last resolution left, kept up to date for the next one; it changes the cost and nothing else.

    Notes
    -----
    Time and memory grow linearly with records, interfaces, neighbour rows and ARP rows, except for
    claims that up to 16 devices share and parallel lines between the same two devices, which are
    compared pair by pair. With a memo, the passes see only the islands (see `topology.resolve.islands`)
    in which something changed.
    """
    with collector_paused():
        return _resolve(records, census, rules, ledger, snapshot, Memo() if memo is None else memo)


def _resolve(  # noqa: PLR0917 - the arguments of `resolve`
    records: Sequence[DeviceRecord], census: Census, rules: Rules, ledger: Ledger, snapshot: str, memo: Memo
) -> tuple[Topology, Ledger]:
    sightings, problems = select_sightings(records, memo.sighting)
    memo.keep_sightings(sightings)
    groups, undecided = identify(sightings, ledger)
    remembered = assign_ids(groups, ledger)
    memo.ground(census, rules)
    subjects = memo.subjects = {group.id: memo.build(group) for group in groups}
    places, fresh = Places(census, rules), Doubts()
    ground = Ground(census, rules, remembered, places, Stands(census, places), Networks(census, rules, fresh))
    islands = _settle_islands(subjects, ground, fresh, memo)
    whole = Settled()
    for island in islands.values():
        whole.add(island)
    set_tiers(subjects, whole.links, census)
    circuits, links = match_circuits(subjects, whole.links, census, whole.numbers)
    links, against = declare_cables(subjects, links)
    links += whole.adjacent
    circuits = place_circuits(circuits, census, subjects, ground.networks, whole.doubts)
    hosts = _place_hosts(islands, subjects, links, ground)
    _, unheard = obey_link_words([], subjects, remembered)
    topology = Topology(
        snapshot=snapshot,
        census=census,
        devices=_by_id(build_device(subject) for subject in subjects.values()),
        interfaces=_by_id(whole.interfaces),
        links=_by_id(links),
        unmatched=_by_id((*whole.unmatched, *against)),
        prefixes=_by_id((*whole.prefixes, *declared_prefixes(census, whole.prefixes))),
        vlans=_by_id(whole.vlans),
        vrfs=_by_id(whole.vrfs),
        routes=_by_id(whole.routes),
        circuits=_by_id(circuits),
        presences=_by_id(view_presences(census, subjects.values(), whole.servings.values())),
        hosts=_by_id(hosts),
        problems=tuple(sorted((*problems, *undecided, *unheard), key=lambda item: (item.code, item.where, str(item.params)))),
        doubts=_by_id(whole.doubts.close()),
    )
    return topology, remembered


def _settle_islands(subjects: dict[str, Subject], ground: Ground, doubts: Doubts, memo: Memo) -> dict[Island, Settled]:
    """Return what is concluded of each island: taken from the memo, or of all that are not there in one go."""
    words = link_words(ground.ledger)
    ends = word_ends(subjects, words)
    island_of = find_islands(subjects.values(), ends, words)
    members: dict[Island, list[Subject]] = {}
    for subject in subjects.values():
        members.setdefault(island_of[subject.realm], []).append(subject)
    said: dict[Island, Words] = {}
    for number, word in words:
        for island in {island_of[ends[end].realm] for end in (word.a, word.b) if end in ends}:
            said[island] = (*said.get(island, ()), (number, word))
    found = {
        island: kept for island, own in members.items() if (kept := memo.island(island, own, said.get(island, ()))) is not None
    }  # fmt: skip
    memo.reused = sum(len(kept.subjects) for kept in found.values())
    batch = {subject.id: subject for subject in subjects.values() if island_of[subject.realm] not in found}
    settled = settle(batch, ground, doubts)
    found |= split(settled, island_of, {subject.id: subject.realm for subject in batch.values()})
    for island, own in found.items():
        own.words = said.get(island, ())
    memo.islands = found
    return {island: found[island] for island in members}


def _place_hosts(islands: dict[Island, Settled], subjects: dict[str, Subject], links: Sequence[Link], ground: Ground) -> list[Host]:
    """Return the hosts of all islands, looked for only where devices or the ends of declared links changed."""
    island_of = {subject.id: island for island, own in islands.items() for subject in own.subjects}
    declared: dict[Island, set[str]] = {}
    for link in links:
        if link.state is LinkState.DECLARED:
            for device, port in ((link.a_device, link.a_interface), (link.b_device, link.b_interface)):
                if port is not None:
                    declared.setdefault(island_of[device], set()).add(port)
    fresh = {
        island for island, own in islands.items() if own.declared is None or own.declared != declared.get(island, frozenset())
    }  # fmt: skip
    ours = [subject for subject in subjects.values() if island_of[subject.id] in fresh]
    if ours:
        near = [link for link in links if island_of[link.a_device] in fresh or island_of[link.b_device] in fresh]
        realms = {realm: island for island in fresh for realm in island}
        for island in fresh:
            islands[island].hosts = []
            islands[island].declared = frozenset(declared.get(island, ()))
        for host in read_hosts(ours, near, ground.stands):
            islands[realms[host.realm]].hosts.append(host)
    return [host for own in islands.values() for host in own.hosts]


def _by_id(entities: Iterable[_Entity]) -> tuple[_Entity, ...]:
    return tuple(sorted(entities, key=attrgetter("id")))
