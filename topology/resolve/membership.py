"""Membership: the site of each device, then the network of everything.

A device's site: a site rule; a site code standing in sysLocation; a site's name standing there; a site
code among the parts of the host name. Where two of them disagree the earlier one counts and a doubt
says so. Networks are given in the order that `topology.resolve.networks` lists; a prefix, VLAN or VRF has
those of the interfaces and devices that carry it, a circuit that the census lacks those of its ports.
Whatever ends without a network, or with one that something speaks against, stands in a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from topology.model.census import Census
from topology.model.entities import CircuitStatus, CircuitView, DoubtReason
from topology.model.rules import Rules, SiteRule
from topology.resolve.doubts import Doubts, Named, doubt_circuit
from topology.resolve.networks import Networks
from topology.resolve.subjects import Subject

_TOKEN = re.compile(r"[a-z0-9]+")
_SHORTEST_NAME = 3


class Places:
    """The census's sites by code and by name."""

    def __init__(self, census: Census, rules: Rules) -> None:
        codes = {site.code.lower(): site.code for site in census.sites}
        self._codes = {said: code for said, code in codes.items() if _TOKEN.fullmatch(said)}
        self._odd_codes = _Phrases({said: code for said, code in codes.items() if said not in self._codes}, whole=True)
        names: dict[str, set[str]] = {}
        for site in census.sites:
            if len(site.name) >= _SHORTEST_NAME:
                names.setdefault(site.name.strip().lower(), set()).add(site.code)
        self._names = _Phrases({name: next(iter(found)) for name, found in names.items() if len(found) == 1})
        self._rules = [(rule, re.compile(rule.pattern, re.IGNORECASE)) for rule in rules.sites]

    def by_rule(self, name: str, location: str) -> str | None:
        """Return the site that the first matching site rule names."""
        for rule, pattern in self._rules:
            found = pattern.search(name if rule.on == "host" else location)
            if found:
                return self._named(rule, found)
        return None

    def _named(self, rule: SiteRule, found: re.Match[str]) -> str | None:
        said = (rule.site or found.group("site") or "").strip().lower()
        return self._codes.get(said) or self._odd_codes.exact(said) or self._names.exact(said)

    def by_code(self, text: str) -> str | None:
        """Return the one site whose code stands in a text as a word of its own."""
        said = text.lower()
        found = {self._codes[token] for token in _TOKEN.findall(said) if token in self._codes} or self._odd_codes.within(said)
        return next(iter(found)) if len(found) == 1 else None

    def by_name(self, text: str) -> str | None:
        """Return the site with the longest name that stands in a text."""
        found = self._names.within(text.strip().lower())
        return next(iter(found)) if len(found) == 1 else None


class _Phrases:
    """Texts that may stand inside others; the longest that does counts."""

    def __init__(self, phrases: dict[str, str], *, whole: bool = False) -> None:
        self._phrases = phrases
        self._whole = whole
        self._lengths = sorted({len(phrase) for phrase in phrases}, reverse=True)

    def exact(self, text: str) -> str | None:
        return self._phrases.get(text)

    def within(self, text: str) -> set[str]:
        """Return what the longest phrases inside a text stand for; whole phrases only between other characters."""
        for length in self._lengths:
            found = set()
            for start in range(len(text) - length + 1):
                end = start + length
                value = self._phrases.get(text[start:end])
                if value is not None and not (self._whole and (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())):
                    found.add(value)
            if found:
                return found
        return set()


def place_devices(subjects: Iterable[Subject], networks: Networks, places: Places, doubts: Doubts) -> None:
    """Set network and site of every device and the network of every interface."""
    for subject in subjects:
        subject.site = _site(subject, places, doubts)
        voice = networks.of_device(subject)
        subject.network, subject.placed_by = (voice.network, voice.evidence) if voice is not None else (None, None)
        for port in subject.ports.values():
            own = networks.of_port(subject, port)
            port.network, port.placed_by = (own.network, own.evidence) if own is not None else (subject.network, None)


def place_circuits(
    circuits: Iterable[CircuitView], census: Census, subjects: dict[str, Subject], networks: Networks, doubts: Doubts
) -> list[CircuitView]:
    """Return the circuits, those that the census does not have with the network of a rule or of their ports."""
    declared = {circuit.code for circuit in census.circuits}
    views = list(circuits)
    ended = {end.device for circuit in views for end in circuit.terminations if end.device is not None}
    ports = {port.id: port.network for device in ended for port in subjects[device].ports.values()}
    found = []
    for circuit in views:
        ends = [
            (ports.get(end.interface) if end.interface else None, subjects[end.device].network)
            for end in circuit.terminations
            if end.device is not None
        ]
        placed = circuit
        is_declared = circuit.code in declared and circuit.status is not CircuitStatus.SEEN_NOT_DECLARED
        if not is_declared and (voice := networks.of_number(circuit.code)) is not None:
            placed = msgspec.structs.replace(circuit, network=voice.network, evidence=(*circuit.evidence, voice.evidence))
            ends = []
        doubt_circuit(doubts, placed, ends, unknown=networks.is_unknown(placed.network), declared=is_declared)
        found.append(placed)
    return found


def _site(subject: Subject, places: Places, doubts: Doubts) -> str | None:
    location = next((record.system.location for _, record in subject.records if record.system.location), "") or ""
    ruled = places.by_rule(subject.name, location)
    located = places.by_code(location) or (places.by_name(location) if location else None)
    hosted = places.by_code(subject.name)
    said = [site for site in (ruled, located, hosted) if site is not None]
    if len(set(said)) > 1 and ruled is None:
        thing = Named(subject.id, subject.name, subject.evidence)
        doubts.add(DoubtReason.SITE_CONFLICT, subject.realm, thing, tuple(dict.fromkeys(said)), chosen=said[0])
    return said[0] if said else None
