"""Configured links: cables told by what is configured on both ends, where no protocol tells more.

``circuit_number``
    The same circuit number stands at exactly two ports of a realm, and nothing places it elsewhere.
``described``
    The descriptions of both ports name the other's device, and the other port too where they name one.
``routed_vlan``, ``shared_vlan``
    Only these two ports can carry a VLAN from one device to the other, see `topology.resolve.vlan_links`.
``described_place``
    As ``described``, where one or both name the place at which the realm has the other device only.
``bundle_member``
    Members of two joined aggregates in the order of their numbers, where as many are left on either side.

People write descriptions when they plug a cable and seldom afterwards, VLANs reach further than cables, and members
may be crossed: hence 'inferred'. Each pass works on the ports that the passes before left free, and pairs ports only
if each fits the other and no third; what speaks against a pair (see `topology.resolve.free_ports`) keeps it apart or
is listed with it. Nothing is concluded across realms. The result does not depend on the order of anything. Linear in
ports and VLANs, and in the square of the ports that name the same device.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from topology.model.census import Census
from topology.model.entities import Link, Unmatched
from topology.model.records import InterfaceKind, Neighbour
from topology.resolve.bundle_links import PASSES as BUNDLE_PASSES
from topology.resolve.bundle_links import pair_members
from topology.resolve.circuits import Numbers
from topology.resolve.descriptions import Descriptions, Named
from topology.resolve.free_ports import End, FreePorts, Pair, link_ends, only_pairs, takes_cable
from topology.resolve.ids import digest
from topology.resolve.membership import Places
from topology.resolve.subjects import Port, Subject, find_port
from topology.resolve.vlan_links import VLAN_PASSES, by_routed_vlan, by_shared_vlan

PASSES = ("circuit_number", "described", *VLAN_PASSES, "described_place", *BUNDLE_PASSES)
"""The passes in order."""

_CABLE, _BUNDLE = 1, 2
"""Layer of a cable, and of a link between aggregates: which of their members are cabled to which is not said."""
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known beside the devices: where circuits' numbers stand, what is declared, and what protocols hear of strangers."""

    numbers: Numbers
    heard: Mapping[str, tuple[Neighbour, ...]]
    """Neighbour rows that name no known device, by the port that hears them."""
    census: Census
    places: Places


def infer_configured_links(subjects: Iterable[Subject], links: Iterable[Link], hints: Hints) -> tuple[list[Link], list[Unmatched]]:
    """Return the links that configuration tells of and no protocol does, and the descriptions that fit nobody."""
    known = list(links)
    numbered: dict[str, set[str]] = {}
    for number, places in (*hints.numbers.declared.items(), *hints.numbers.strangers.items()):
        for seen in places:
            numbered.setdefault(seen.port.id, set()).add(number)
    free = FreePorts(subjects, known, hints.heard, numbered)
    texts = Descriptions(free.subjects, hints.places)
    found: dict[str, Link] = {}

    def keep(fresh: Iterable[Link]) -> bool:
        made = {link.id: link for link in fresh}
        found.update(made)
        free.take(made.values())
        return bool(made)

    def placed(subject: Subject, named: Named) -> Subject | None:
        return named.device or (texts.at(subject.realm, named.place) if named.place else None)

    keep(_by_number(free, texts, hints))
    keep(_by_description(free, texts, "described", lambda _, named: named.device))
    keep(by_routed_vlan(free, texts))
    fresh = True
    while fresh:
        fresh = keep(by_shared_vlan(free, texts))
        fresh = keep(_by_description(free, texts, "described_place", placed)) or fresh
    pair_members(free, texts, known, found)
    return [found[key] for key in sorted(found)], _unplaced(free, texts)


def _by_number(free: FreePorts, texts: Descriptions, hints: Hints) -> list[Link]:
    circuits = {(circuit.number or "").strip().upper(): circuit for circuit in hints.census.circuits}
    candidates: list[Pair] = []
    for number, places in sorted((hints.numbers.declared | hints.numbers.strangers).items()):
        by_realm: dict[str, dict[str, End]] = {}
        for seen in places:
            if takes_cable(seen.port):
                by_realm.setdefault(seen.subject.realm, {})[seen.port.id] = End(seen.subject, seen.port)
        for ends in by_realm.values():
            aggregates = {find_port(end.subject, end.port.interface.lag) for end in ends.values() if end.port.interface.lag}
            single = [end for end in ends.values() if end.port not in aggregates]
            if len(single) != _PAIR or single[0].subject is single[1].subject:
                continue
            one, other = single
            circuit = circuits.get(number)
            sites = {site for site in (one.subject.site, other.subject.site) if site is not None}
            if circuit is not None and circuit.site_b is not None and sites - {circuit.site_a, circuit.site_b}:
                continue
            if free.is_free(one.port) and free.is_free(other.port) and not free.against(one, other) and not texts.against(one, other):
                candidates.append((one, other))
    return [link_ends(pair, "circuit_number", protocol="circuit", layer=_layer(pair)) for pair in only_pairs(candidates)]


def _layer(pair: Pair) -> int:
    return _BUNDLE if InterfaceKind.LAG in {end.port.interface.kind for end in pair} else _CABLE


def _by_description(free: FreePorts, texts: Descriptions, matched_by: str, meant: Callable[[Subject, Named], Subject | None]) -> list[Link]:
    """Pair ports that name each other's device; what a member of an aggregate says, the aggregate says."""
    claims: dict[tuple[str, str], list[tuple[End, Port | None]]] = {}
    for subject in free.subjects:
        for port in subject.ports.values():
            if not port.interface.description or not free.is_free(port):
                continue
            named = texts.of(End(subject, port))
            other = meant(subject, named)
            if other is not None and other is not subject and other.realm == subject.realm:
                claims.setdefault((subject.id, other.id), []).append((End(subject, _whole(subject, port)), named.port))
    candidates: list[Pair] = []
    for (near, far), ours in sorted(claims.items()):
        if near < far:
            candidates += [
                (one, other)
                for one, q in ours
                for other, p in claims.get((far, near), ())
                if _fits(other, q) and _fits(one, p) and not free.against(one, other)
            ]
    return [link_ends(pair, matched_by, protocol="description", layer=_layer(pair)) for pair in only_pairs(candidates)]


def _whole(subject: Subject, port: Port) -> Port:
    """Return the aggregate of a port, or the port."""
    return (find_port(subject, port.interface.lag) if port.interface.lag else None) or port


def _fits(end: End, named: Port | None) -> bool:
    return named is None or _whole(end.subject, named) is end.port


def _unplaced(free: FreePorts, texts: Descriptions) -> list[Unmatched]:
    """Return an entry for each free port whose description names a known device and that still has no link."""
    found: dict[str, Unmatched] = {}
    for subject in free.subjects:
        for end in free.ends(subject):
            named = texts.of(end) if end.port.interface.description else None
            if named is None or not named.devices:
                continue
            said = f"description {end.text}"
            key = digest("un", subject.id, said, "unresolved_port")
            found[key] = Unmatched(
                id=key,
                device=subject.id,
                reason="unresolved_port",
                said=said,
                candidates=tuple(sorted(named.devices)),
                evidence=(end.evidence,),
            )
    return list(found.values())
