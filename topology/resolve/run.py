"""The whole of resolution, one room after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from topology.model.census import Census
from topology.model.entities import Device, StaticRoute, Topology, VlanUse, VrfUse
from topology.model.ledger import Ledger
from topology.model.memory import collector_paused
from topology.model.records import Completeness, DeviceRecord, InterfaceKind, SourceKind
from topology.model.rules import Rules
from topology.resolve.addresses import identifying, parse_address
from topology.resolve.adjacencies import read_adjacencies
from topology.resolve.circuits import match_circuits
from topology.resolve.claims import read_claims
from topology.resolve.described_links import infer_described_links
from topology.resolve.forwarding import infer_links
from topology.resolve.hosts import read_hosts
from topology.resolve.identity import identify
from topology.resolve.ids import assign_ids, digest
from topology.resolve.links import pair_claims
from topology.resolve.membership import Places, place_devices
from topology.resolve.prefixes import read_prefixes
from topology.resolve.sightings import Sighting, select_sightings
from topology.resolve.subjects import Subject, build_interface, build_subject, find_port, record_evidence
from topology.resolve.subnet_links import infer_subnet_links
from topology.resolve.tiers import set_tiers
from topology.resolve.words import obey_link_words

_SYS_NAME = "1.3.6.1.2.1.1.5.0"
"""sysName.0 (SNMPv2-MIB, RFC 3418)."""

_RANKS = {InterfaceKind.MANAGEMENT: 1, InterfaceKind.LOOPBACK: 2, InterfaceKind.VLAN: 3}
_MOST_ADDRESSES = 16
"""Management addresses listed for one device; its interfaces have them all."""


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
    groups, doubts = identify(sightings, ledger)
    remembered = assign_ids(groups, ledger)
    subjects = {group.id: build_subject(group) for group in groups}
    places = Places(census, rules)
    conflicts = place_devices(subjects.values(), census, rules, places)
    claims, silent = read_claims(subjects.values())
    links, loose = pair_claims(claims)
    links, unheard = obey_link_words(links, subjects, remembered)
    inferred, placeless = infer_links(subjects.values(), links)
    links += inferred
    links += infer_described_links(subjects.values(), links)
    adjacent, strangers = read_adjacencies(subjects.values())
    links += infer_subnet_links(subjects.values(), [*links, *adjacent])
    set_tiers(subjects, links, census)
    circuits, links = match_circuits(subjects, links, census, rules)
    links += adjacent
    prefixes, presences = read_prefixes(subjects.values(), census, places)
    interfaces = [build_interface(subject, port) for subject in subjects.values() for port in subject.ports.values()]
    topology = Topology(
        snapshot=snapshot,
        census=census,
        devices=_by_id(_device(subject) for subject in subjects.values()),
        interfaces=_by_id(interfaces),
        links=_by_id(links),
        unmatched=_by_id({entry.id: entry for entry in (*silent, *loose, *placeless, *strangers)}.values()),
        prefixes=_by_id(prefixes),
        vlans=_by_id(_vlans(subjects)),
        vrfs=_by_id(_vrfs(subjects)),
        routes=_by_id(_routes(subjects)),
        circuits=_by_id(circuits),
        presences=_by_id(presences),
        hosts=_by_id(read_hosts(subjects.values(), links, census, places)),
        problems=tuple(sorted((*problems, *doubts, *conflicts, *unheard), key=lambda item: (item.code, item.where, str(item.params)))),
    )
    return topology, remembered


def _by_id(entities: Iterable[_Entity]) -> tuple[_Entity, ...]:
    return tuple(sorted(entities, key=lambda entity: entity.id))


def _first(subject: Subject, name: str) -> str | None:
    """Return what the best source that knows says of the system."""
    return next((value for _, record in subject.records if (value := getattr(record.system, name))), None)


def _all(subject: Subject, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for _, record in subject.records for value in getattr(record.system, name)))


def _device(subject: Subject) -> Device:
    members = subject.group.members
    asked = [member for member in members if member.kind is SourceKind.SNMP] or members
    live = [member for member in asked if not member.stale]
    partial = any(member.record.envelope.completeness is Completeness.PARTIAL for member in live)
    return Device(
        id=subject.id,
        name=subject.name,
        realm=subject.realm,
        vendor=_first(subject, "vendor"),
        platform=_first(subject, "platform"),
        model=_first(subject, "model"),
        software=_first(subject, "software"),
        serials=_all(subject, "serials"),
        chassis_ids=_all(subject, "chassis_ids"),
        addresses=_management(subject),
        targets=tuple(sorted({member.target for member in members})),
        site=subject.site,
        network=subject.network,
        tier=subject.tier,
        completeness=Completeness.PARTIAL if partial else Completeness.COMPLETE,
        stale=not live,
        sources=tuple(sorted({member.kind for member in members})),
        evidence=tuple(record_evidence(member.id, _system_place(member), member.record.system.name or "") for member in members),
    )


def _system_place(member: Sighting) -> str:
    return _SYS_NAME if member.kind is SourceKind.SNMP else f"{member.target}:1"


def _management(subject: Subject) -> tuple[str, ...]:
    """Return the device's own addresses, best first: management ports, loopbacks, host-like VLAN interfaces, then the rest."""
    ranked: list[tuple[int, tuple[int, int], str]] = []
    targets = {member.target for member in subject.group.members}
    for port in subject.ports.values():
        for text in port.interface.addresses:
            bare = identifying(text)
            if bare is not None and (parsed := parse_address(bare)) is not None:
                rank = 0 if bare in targets else _RANKS.get(port.interface.kind, len(_RANKS) + 1)
                ranked.append((rank, parsed, bare))
    return tuple(dict.fromkeys(bare for _, _, bare in sorted(ranked)))[:_MOST_ADDRESSES]


def _vlans(subjects: dict[str, Subject]) -> list[VlanUse]:
    known: dict[tuple[str, int], tuple[set[str], set[str], set[str]]] = {}
    for subject in subjects.values():
        for _, record in subject.records:
            for vlan in record.vlans:
                devices, names, networks = known.setdefault((subject.realm, vlan.vid), (set(), set(), set()))
                devices.add(subject.id)
                if vlan.name:
                    names.add(vlan.name)
                if subject.network:
                    networks.add(subject.network)
    return [
        VlanUse(
            id=digest("vlan", realm, str(vid)),
            vid=vid,
            realm=realm,
            network=_only(networks),
            name=min(names, default=None),
            devices=tuple(sorted(devices)),
        )
        for (realm, vid), (devices, names, networks) in known.items()
    ]


def _vrfs(subjects: dict[str, Subject]) -> list[VrfUse]:
    known: dict[tuple[str, str], tuple[set[str], set[str], set[str]]] = {}
    for subject in subjects.values():
        for _, record in subject.records:
            for vrf in record.vrfs:
                devices, rds, networks = known.setdefault((subject.realm, vrf.name), (set(), set(), set()))
                devices.add(subject.id)
                if vrf.rd:
                    rds.add(vrf.rd)
                if subject.network:
                    networks.add(subject.network)
    return [
        VrfUse(
            id=digest("vrf", realm, name),
            name=name,
            realm=realm,
            network=_only(networks),
            rds=tuple(sorted(rds)),
            devices=tuple(sorted(devices)),
        )
        for (realm, name), (devices, rds, networks) in known.items()
    ]


def _routes(subjects: dict[str, Subject]) -> list[StaticRoute]:
    found: dict[str, StaticRoute] = {}
    for subject in subjects.values():
        for record_id, record in subject.records:
            for route in record.routes:
                port = find_port(subject, route.interface) if route.interface else None
                key = digest("rt", subject.id, route.prefix, route.next_hop, route.interface, route.vrf)
                found.setdefault(
                    key,
                    StaticRoute(
                        id=key,
                        device=subject.id,
                        prefix=route.prefix,
                        next_hop=route.next_hop,
                        interface=port.id if port else None,
                        vrf=route.vrf,
                        evidence=(record_evidence(record_id, route.ref, route.description or route.prefix),),
                    ),
                )
    return list(found.values())


def _only(values: set[str]) -> str | None:
    return next(iter(values)) if len(values) == 1 else None
