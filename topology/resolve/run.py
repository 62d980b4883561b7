"""The whole of resolution, one room after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from topology.model.census import Census
from topology.model.entities import Topology
from topology.model.ledger import Ledger
from topology.model.memory import collector_paused
from topology.model.records import DeviceRecord
from topology.model.rules import Rules
from topology.resolve.adjacencies import read_adjacencies
from topology.resolve.circuits import match_circuits, read_numbers
from topology.resolve.claims import read_claims
from topology.resolve.configured_links import Hints, infer_configured_links
from topology.resolve.devices import build_device
from topology.resolve.doubts import Doubts, doubt_shared
from topology.resolve.forwarding import infer_links
from topology.resolve.hosts import read_hosts
from topology.resolve.identity import identify
from topology.resolve.ids import assign_ids
from topology.resolve.links import pair_claims
from topology.resolve.membership import Places, place_circuits, place_devices
from topology.resolve.prefixes import read_prefixes
from topology.resolve.sightings import select_sightings
from topology.resolve.subjects import build_interface, build_subject
from topology.resolve.subnet_links import infer_subnet_links
from topology.resolve.tiers import set_tiers
from topology.resolve.uses import static_routes, vlan_uses, vrf_uses
from topology.resolve.words import obey_link_words


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


_Entity = TypeVar("_Entity", bound=_Identified)


def resolve(records: Sequence[DeviceRecord], census: Census, rules: Rules, ledger: Ledger, *, snapshot: str) -> tuple[Topology, Ledger]:
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

    Notes
    -----
    Time and memory grow linearly with records, interfaces, neighbour rows and ARP rows, except for
    claims that up to 16 devices share and parallel lines between the same two devices, which are
    compared pair by pair.
    """
    with collector_paused():
        return _resolve(records, census, rules, ledger, snapshot)


def _resolve(records: Sequence[DeviceRecord], census: Census, rules: Rules, ledger: Ledger, snapshot: str) -> tuple[Topology, Ledger]:
    sightings, problems = select_sightings(records)
    groups, undecided = identify(sightings, ledger)
    remembered = assign_ids(groups, ledger)
    subjects = {group.id: build_subject(group) for group in groups}
    places = Places(census, rules)
    doubts = Doubts()
    networks = place_devices(subjects.values(), census, rules, places, doubts)
    heard = read_claims(subjects.values())
    links, loose = pair_claims(heard.claims)
    links, unheard = obey_link_words(links, subjects, remembered)
    inferred, placeless = infer_links(subjects.values(), links, heard.strangers)
    links += inferred
    numbers = read_numbers(subjects.values(), census, rules)
    configured, unplaced = infer_configured_links(subjects.values(), links, Hints(numbers, heard.strangers, census, places))
    links += configured
    adjacent, strangers = read_adjacencies(subjects.values())
    links += infer_subnet_links(subjects.values(), [*links, *adjacent])
    set_tiers(subjects, links, census)
    circuits, links = match_circuits(subjects, links, census, numbers)
    links += adjacent
    prefixes, presences = read_prefixes(subjects.values(), census, places)
    devices = {subject.id: build_device(subject) for subject in subjects.values()}
    interfaces = [build_interface(subject, port) for subject in subjects.values() for port in subject.ports.values()]
    vlans, vrfs = vlan_uses(subjects), vrf_uses(subjects, networks)
    circuits = place_circuits(circuits, census, subjects, networks, doubts)
    doubt_shared(doubts, devices, interfaces, prefixes, (*vlans, *vrfs))
    topology = Topology(
        snapshot=snapshot,
        census=census,
        devices=_by_id(devices.values()),
        interfaces=_by_id(interfaces),
        links=_by_id(links),
        unmatched=_by_id({entry.id: entry for entry in (*heard.unmatched, *loose, *placeless, *unplaced, *strangers)}.values()),
        prefixes=_by_id(prefixes),
        vlans=_by_id(vlans),
        vrfs=_by_id(vrfs),
        routes=_by_id(static_routes(subjects)),
        circuits=_by_id(circuits),
        presences=_by_id(presences),
        hosts=_by_id(read_hosts(subjects.values(), links, census, places)),
        problems=tuple(sorted((*problems, *undecided, *unheard), key=lambda item: (item.code, item.where, str(item.params)))),
        doubts=_by_id(doubts.close()),
    )
    return topology, remembered


def _by_id(entities: Iterable[_Entity]) -> tuple[_Entity, ...]:
    return tuple(sorted(entities, key=lambda entity: entity.id))
