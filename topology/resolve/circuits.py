"""Circuits: what the census declares, beside what the ports and links show.

A circuit is matched by its number standing in an interface description; failing that by its ends, where
exactly one free link joins devices of its network at its two sites, or one of several has its bandwidth.
Equal rivals are listed as candidates and nothing is chosen. Status:

``matched``
    Found at its declared sites, by number or by ends.
``down``
    Found by number, at a port that is down.
``contradicted``
    Its number stands at a site that it is not declared for.
``declared_not_seen``
    Nothing measured shows it.
``seen_not_declared``
    A description holds a number of the declared numbers' shape, or of a rule's, that no row has.

A declared circuit without a measured link gives a declared link where each of its two sites has exactly
one device of its network.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from topology.model.census import Census, Circuit
from topology.model.entities import CircuitStatus, CircuitView, Evidence, EvidenceKind, Link, LinkState, Termination
from topology.model.rules import Rules
from topology.resolve.ids import digest
from topology.resolve.links import build_link
from topology.resolve.subjects import Port, Subject

_WORD = re.compile(r"[A-Za-z0-9]+(?:[-_/.][A-Za-z0-9]+)*")
_PART = re.compile(r"[-_/.]")
_SHAPE = str.maketrans(dict.fromkeys(string.ascii_uppercase, "A") | dict.fromkeys(string.digits, "9"))
_SHORTEST_NUMBER = 6
_FEWEST_DIGITS = 4

CENSUS = "census"
"""The pass of links that only the census declares."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A port whose description holds a circuit number."""

    number: str
    subject: Subject
    port: Port

    @property
    def evidence(self) -> Evidence:
        """Where the number stands."""
        first = self.port.evidence[0]
        return Evidence(first.kind, first.source, first.place, self.port.interface.description or "")


@dataclass(frozen=True, slots=True)
class Numbers:
    """Ports by the circuit number in their descriptions."""

    declared: dict[str, list[Seen]]
    strangers: dict[str, list[Seen]]
    """Text of a number's shape that no row of the census has."""


@dataclass(slots=True, eq=False)
class _Draft:
    circuit: Circuit
    cell: Evidence
    seen: list[Seen]
    status: CircuitStatus = CircuitStatus.DECLARED_NOT_SEEN
    matched_by: str | None = None
    links: list[str] = field(default_factory=list)
    candidates: tuple[str, ...] = ()


def match_circuits(
    subjects: dict[str, Subject], links: list[Link], census: Census, numbers: Numbers
) -> tuple[list[CircuitView], list[Link]]:
    """Return the circuits as believed, and the links with their circuits and the declared links added."""
    seen, strangers = numbers.declared, numbers.strangers
    by_port: dict[str, list[Link]] = {}
    for link in links:
        for port in (link.a_interface, link.b_interface):
            if port is not None:
                by_port.setdefault(port, []).append(link)
    drafts = [_draft(circuit, census.edition) for circuit in census.circuits]
    for draft in drafts:
        _by_number(draft, seen.get(_plain(draft.circuit.number), []), by_port)
    marked = {item.port.id for found in (*seen.values(), *strangers.values()) for item in found}
    _by_ends(drafts, subjects, links, marked)
    carried = {link: draft.circuit.code for draft in drafts for link in draft.links}
    known = [msgspec.structs.replace(link, circuit=carried[link.id]) if link.id in carried else link for link in links]
    declared = _declared_links(drafts, subjects)
    by_id = {link.id: link for link in (*known, *declared)}
    views = [_view(draft, subjects, by_id) for draft in drafts]
    views += [_stranger(number, found, by_port) for number, found in sorted(strangers.items())]
    return views, [*known, *declared]


def _plain(number: str | None) -> str:
    return (number or "").strip().upper()


def _shape(word: str) -> str:
    return word.translate(_SHAPE)


def read_numbers(subjects: Iterable[Subject], census: Census, rules: Rules) -> Numbers:
    """Return the ports by declared number, and by number-like text that is not declared."""
    declared = {_plain(circuit.number) for circuit in census.circuits if _plain(circuit.number)}
    shapes = {_shape(n) for n in declared if len(n) >= _SHORTEST_NUMBER and sum(map(str.isdigit, n)) >= _FEWEST_DIGITS}
    patterns = [re.compile(rule.pattern, re.IGNORECASE) for rule in rules.circuits]
    odd = sorted(number for number in declared if not _WORD.fullmatch(number))
    codes = {_plain(site.code) for site in census.sites} | {_plain(presence.code) for presence in census.presences}
    seen: dict[str, list[Seen]] = {}
    strangers: dict[str, list[Seen]] = {}
    for subject in subjects:
        for port in subject.ports.values():
            text = port.interface.description
            if not text:
                continue
            words = {word.upper() for word in _WORD.findall(text)}
            words |= {part for word in words for part in _PART.split(word)}
            numbers = words & declared
            numbers.update(number for number in odd if number in text.upper())
            for number in numbers:
                seen.setdefault(number, []).append(Seen(number, subject, port))
            if numbers:
                continue
            alike = {word for word in words if len(word) >= _SHORTEST_NUMBER and _shape(word) in shapes}
            alike.update(found.group(0).upper() for pattern in patterns for found in pattern.finditer(text))
            for number in alike - codes:
                strangers.setdefault(number, []).append(Seen(number, subject, port))
    return Numbers(seen, strangers)


def _draft(circuit: Circuit, edition: str) -> _Draft:
    return _Draft(circuit, Evidence(EvidenceKind.CELL, edition, circuit.cell, circuit.number or circuit.code), [])


def _by_number(draft: _Draft, seen: list[Seen], by_port: dict[str, list[Link]]) -> None:
    if not seen:
        return
    draft.seen = sorted(seen, key=lambda item: item.port.id)
    draft.matched_by = "number"
    ports = {item.port.id for item in draft.seen}
    found = {link.id for port in ports for link in by_port.get(port, ())}
    draft.links = sorted(found)
    sites = {item.subject.site for item in draft.seen if item.subject.site is not None}
    if sites - {draft.circuit.site_a, draft.circuit.site_b}:
        draft.status = CircuitStatus.CONTRADICTED
    elif any(_is_down(item.port) for item in draft.seen):
        draft.status = CircuitStatus.DOWN
    else:
        draft.status = CircuitStatus.MATCHED


def _is_down(port: Port) -> bool:
    """Tell whether a port is down; one only known from a file is down when it is shut."""
    return port.interface.up is False or (port.interface.up is None and port.interface.enabled is False)


def _by_ends(drafts: list[_Draft], subjects: dict[str, Subject], links: list[Link], marked: set[str]) -> None:
    """Match circuits without a number seen to links between their sites that carry no number."""
    free: dict[tuple[str, str, str], list[Link]] = {}
    for link in links:
        a, b = subjects[link.a_device], subjects[link.b_device]
        if a.site is None or b.site is None or a.site == b.site or {link.a_interface, link.b_interface} & marked:
            continue
        for network in {a.network, b.network} - {None}:
            low, high = sorted((a.site, b.site))
            free.setdefault((low, high, network or ""), []).append(link)
    waiting: dict[tuple[str, str, str], list[_Draft]] = {}
    for draft in drafts:
        if not draft.seen and draft.circuit.site_b is not None:
            low, high = sorted((draft.circuit.site_a, draft.circuit.site_b))
            waiting.setdefault((low, high, draft.circuit.network), []).append(draft)
    speeds = {port.id: port.interface.speed_bps for subject in subjects.values() for port in subject.ports.values()} if waiting else {}
    for key, rivals in sorted(waiting.items()):
        _share_out(rivals, sorted(free.get(key, []), key=lambda link: link.id), speeds)


def _share_out(rivals: list[_Draft], links: list[Link], speeds: dict[str, int | None]) -> None:
    """Give links to circuits between the same sites where only one answer is possible."""
    if len(rivals) == 1 and len(links) == 1:
        _take(rivals[0], links[0], "ends")
        return
    for draft in rivals:
        wanted = draft.circuit.bandwidth_bps
        fitting = [link for link in links if wanted in {speeds.get(link.a_interface or ""), speeds.get(link.b_interface or "")}]
        if wanted is not None and len(fitting) == 1 and sum(other.circuit.bandwidth_bps == wanted for other in rivals) == 1:
            _take(draft, fitting[0], "ends_bandwidth")
        else:
            draft.candidates = tuple(link.id for link in links)


def _take(draft: _Draft, link: Link, matched_by: str) -> None:
    draft.status = CircuitStatus.MATCHED
    draft.matched_by = matched_by
    draft.links = [link.id]


def _declared_links(drafts: list[_Draft], subjects: dict[str, Subject]) -> list[Link]:
    """Return a declared link for each circuit without a measured one whose two ends leave no choice."""
    standing: dict[tuple[str, str], list[Subject]] = {}
    for subject in subjects.values():
        if subject.site is not None and subject.network is not None:
            standing.setdefault((subject.site, subject.network), []).append(subject)
    found = []
    for draft in drafts:
        circuit = draft.circuit
        if draft.links or draft.candidates or circuit.site_b is None or circuit.site_b == circuit.site_a:
            continue
        ends = [standing.get((site, circuit.network), []) for site in (circuit.site_a, circuit.site_b)]
        if any(len(end) != 1 for end in ends) or draft.status is CircuitStatus.CONTRADICTED:
            continue
        ports = {item.subject.id: item.port for item in draft.seen}
        one, other = ((end[0], ports.get(end[0].id)) for end in ends)
        state = LinkState.DECLARED
        link = build_link(one, other, layer=1, state=state, matched_by=CENSUS, evidence=[draft.cell], circuit=circuit.code)
        draft.links = [link.id]
        found.append(link)
    return found


def _view(draft: _Draft, subjects: dict[str, Subject], links: dict[str, Link]) -> CircuitView:
    circuit = draft.circuit
    ends: dict[tuple[str, str], str | None] = {}
    for item in draft.seen:
        ends[item.subject.site or "", item.subject.id] = item.port.id
    for link_id in draft.links:
        link = links[link_id]
        for device, port in ((link.a_device, link.a_interface), (link.b_device, link.b_interface)):
            ends.setdefault((subjects[device].site or "", device), port)
    terminations = [Termination(site=site, device=device, interface=port) for (site, device), port in sorted(ends.items())]
    covered = {end.site for end in terminations}
    terminations += [Termination(site=site) for site in (circuit.site_a, circuit.site_b) if site is not None and site not in covered]
    return CircuitView(
        id=digest("cir", circuit.code),
        code=circuit.code,
        number=circuit.number,
        network=circuit.network,
        status=draft.status,
        matched_by=draft.matched_by,
        terminations=tuple(terminations),
        links=tuple(sorted(draft.links)),
        candidates=draft.candidates,
        evidence=(draft.cell, *sorted({item.evidence for item in draft.seen})),
    )


def _stranger(number: str, seen: list[Seen], by_port: dict[str, list[Link]]) -> CircuitView:
    ordered = sorted(seen, key=lambda item: item.port.id)
    return CircuitView(
        id=digest("cir", "seen", number),
        code=number,
        number=number,
        network=min((item.subject.network or "" for item in ordered), default=""),
        status=CircuitStatus.SEEN_NOT_DECLARED,
        matched_by="number",
        terminations=tuple(Termination(site=item.subject.site or "", device=item.subject.id, interface=item.port.id) for item in ordered),
        links=tuple(sorted({link.id for item in ordered for link in by_port.get(item.port.id, ())})),
        evidence=tuple(sorted({item.evidence for item in ordered})),
    )
