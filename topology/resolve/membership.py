"""Membership: the network of each device and interface, and the site of each device.

A device's network, the first that answers: a host rule; a prefix rule that holds a management address;
a realm rule; the census network that declares the realm; where several share the realm, the one whose
declared prefixes hold the device's addresses. An interface belongs to its device's network unless a
prefix rule (longest match; realm and VRF where the rule names them) says otherwise.

A device's site: a site rule; a site code standing in sysLocation; a site's name standing there; a site
code among the parts of the host name. Where two of them disagree the earlier one counts and a problem
says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from topology.model.census import Census
from topology.model.errors import Problem, Scalar, Severity
from topology.model.rules import Rules, SiteRule
from topology.resolve.addresses import Block, block_of, parse_address, parse_interface
from topology.resolve.subjects import Port, Subject

_TOKEN = re.compile(r"[a-z0-9]+")
_SHORTEST_NAME = 3


class PrefixTable:
    """Networks by prefix: the longest match of an address, among the rules for its realm and VRF."""

    def __init__(self, rows: Iterable[tuple[str, str, str | None, str | None]]) -> None:
        self._blocks: dict[tuple[Block, str | None, str | None], str] = {}
        lengths: set[tuple[int, int, str | None, str | None]] = set()
        for prefix, network, realm, vrf in rows:
            parsed = parse_interface(prefix)
            if parsed is not None:
                block = block_of(parsed)
                self._blocks.setdefault((block, realm, vrf), network)
                lengths.add((block[0], block[2], realm, vrf))
        self._lengths = sorted(lengths, key=lambda item: (-item[1], item[2] is None, item[3] is None, item[2] or "", item[3] or ""))

    def find(self, address: str, realm: str, vrf: str | None) -> str | None:
        """Return the network of an address (with or without length), else None."""
        if not self._lengths:
            return None
        parsed = parse_address(address.partition("/")[0])
        if parsed is None:
            return None
        for version, length, rule_realm, rule_vrf in self._lengths:
            if version != parsed[0] or rule_realm not in {None, realm} or rule_vrf not in {None, vrf}:
                continue
            found = self._blocks.get((block_of((version, parsed[1], length)), rule_realm, rule_vrf))
            if found is not None:
                return found
        return None


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


def place_devices(subjects: Iterable[Subject], census: Census, rules: Rules, places: Places) -> list[Problem]:
    """Set network and site of every device and the network of every interface; return what disagrees."""
    problems: list[Problem] = []
    networks = _Networks(census, rules)
    for subject in subjects:
        subject.network = networks.of_device(subject, problems)
        subject.site = _site(subject, places, problems)
        for port in subject.ports.values():
            port.network = networks.of_port(subject, port)
    return problems


class _Networks:
    def __init__(self, census: Census, rules: Rules) -> None:
        self._known = {network.code for network in census.networks}
        self._hosts = [(rule, re.compile(rule.pattern, re.IGNORECASE)) for rule in rules.hosts]
        self._prefixes = PrefixTable((rule.prefix, rule.network, rule.realm, rule.vrf) for rule in rules.prefixes)
        self._realm_rules = {rule.realm: rule.network for rule in reversed(rules.realms)}
        self._by_realm: dict[str, list[str]] = {}
        for network in census.networks:
            if network.realm is not None and not network.classified:
                self._by_realm.setdefault(network.realm, []).append(network.code)
        shared = {realm for realm, codes in self._by_realm.items() if len(codes) > 1}
        sharing = [network for network in census.networks if network.realm in shared]
        self._declared = PrefixTable((prefix, network.code, network.realm, None) for network in sharing for prefix in network.prefixes)

    def of_device(self, subject: Subject, problems: list[Problem]) -> str | None:
        addresses = sorted(subject.group.addresses)
        applicable = (item for item in self._hosts if item[0].realm in {None, subject.realm})
        host = next((rule.network for rule, pattern in applicable if pattern.search(subject.name)), None)
        prefix = _most(self._prefixes.find(address, subject.realm, None) for address in addresses)
        declared = self._by_realm.get(subject.realm, [])
        said = [network for network in (host, prefix, self._realm_rules.get(subject.realm)) if network is not None]
        if not said and len(declared) == 1:
            return declared[0]
        if not said and declared:
            chosen = _most(self._declared.find(address, subject.realm, None) for address in addresses)
            if chosen is None:
                problems.append(_problem("membership.shared_realm", subject, realm=subject.realm, networks=", ".join(sorted(declared))))
            return chosen
        if not said:
            if self._known:
                problems.append(_problem("membership.no_network", subject, realm=subject.realm))
            return None
        if len(set(said)) > 1:
            problems.append(_problem("membership.conflict", subject, networks=", ".join(dict.fromkeys(said)), chosen=said[0]))
        if self._known and said[0] not in self._known:
            problems.append(_problem("membership.unknown_network", subject, network=said[0]))
        return said[0]

    def of_port(self, subject: Subject, port: Port) -> str | None:
        for address in port.interface.addresses:
            if found := self._prefixes.find(address, subject.realm, port.interface.vrf):
                return found
        return subject.network


def _most(found: Iterable[str | None]) -> str | None:
    """Return the most frequent answer; equal counts are decided by name."""
    counts = Counter(network for network in found if network is not None)
    return min(counts, key=lambda network: (-counts[network], network)) if counts else None


def _site(subject: Subject, places: Places, problems: list[Problem]) -> str | None:
    location = next((record.system.location for _, record in subject.records if record.system.location), "") or ""
    ruled = places.by_rule(subject.name, location)
    located = places.by_code(location) or (places.by_name(location) if location else None)
    hosted = places.by_code(subject.name)
    said = [site for site in (ruled, located, hosted) if site is not None]
    if len(set(said)) > 1 and ruled is None:
        problems.append(_problem("membership.site_conflict", subject, sites=", ".join(dict.fromkeys(said)), chosen=said[0]))
    return said[0] if said else None


def _problem(code: str, subject: Subject, **params: Scalar) -> Problem:
    return Problem(code, Severity.WARNING, subject.id, {"device": subject.name, **params})
