"""Networks: whose a device, an interface, a VRF or a circuit is, by the rules and then by the census.

A device's network, the first that answers:

1. the first host rule whose pattern its name matches;
2. the prefix rule of most of its addresses (the longest match for each);
3. the presence rule for the site where it stands;
4. the realm rule;
5. the census network that alone declares the realm;
6. where several declare it: the one whose address plan holds most of the device's addresses;
7. else the only one of them with a presence at the device's site.

An interface belongs to the network of the prefix rule that its address matches longest (a rule for the realm or
the VRF goes before one for all), else of the rule for its VRF, else to its device's. Rules that disagree, a rule
that the census contradicts and a network that the census does not have are doubts: the first still counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from topology.model.census import Census, Network
from topology.model.entities import DoubtReason, Evidence, EvidenceKind
from topology.model.rules import Rules, rules_source
from topology.resolve.addresses import Block, block_of, parse_address, parse_interface
from topology.resolve.doubts import Doubts, Named
from topology.resolve.subjects import Port, Subject


@dataclass(frozen=True, slots=True)
class Voice:
    """A network that a rule or a census row names."""

    network: str
    evidence: Evidence


class PrefixTable:
    """Voices by prefix: the longest match of an address, among the rules for its realm and VRF."""

    def __init__(self, rows: Iterable[tuple[str, Voice, str | None, str | None]]) -> None:
        self._blocks: dict[tuple[Block, str | None, str | None], Voice] = {}
        lengths: set[tuple[int, int, str | None, str | None]] = set()
        for prefix, voice, realm, vrf in rows:
            parsed = parse_interface(prefix)
            if parsed is not None:
                block = block_of(parsed)
                self._blocks.setdefault((block, realm, vrf), voice)
                lengths.add((block[0], block[2], realm, vrf))
        self._lengths = sorted(lengths, key=lambda item: (-item[1], item[2] is None, item[3] is None, item[2] or "", item[3] or ""))

    def __bool__(self) -> bool:
        """Whether it holds anything."""
        return bool(self._lengths)

    def find(self, address: str, realm: str, vrf: str | None) -> Voice | None:
        """Return what is said of an address (with or without length), else None."""
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


class Networks:
    """The rules and the census, asked for one thing after the other; what is doubtful goes to `doubts`."""

    def __init__(self, census: Census, rules: Rules, doubts: Doubts) -> None:
        self._doubts = doubts
        self._known = {network.code for network in census.networks}
        self._edition = census.edition
        source = rules_source(rules)

        def voice(table: str, number: int, network: str, said: str) -> Voice:
            return Voice(network, Evidence(EvidenceKind.RULE, source, f"{table}[{number}]", f"{said} = {network}"))

        self._hosts = [
            (rule.realm, re.compile(rule.pattern, re.IGNORECASE), voice("host", number, rule.network, rule.pattern))
            for number, rule in enumerate(rules.hosts, 1)
        ]
        self._prefixes = PrefixTable(
            (rule.prefix, voice("prefix", number, rule.network, rule.prefix), rule.realm, rule.vrf)
            for number, rule in enumerate(rules.prefixes, 1)
        )
        self._vrfs = {(r.realm, r.vrf): voice("vrf", number, r.network, r.vrf) for number, r in enumerate(rules.vrfs, 1)}
        self._sites = {(r.realm, r.site): voice("presence", number, r.network, r.site) for number, r in enumerate(rules.presences, 1)}
        self._realms = {r.realm: voice("realm", number, r.network, r.realm) for number, r in enumerate(rules.realms, 1)}
        self._numbers = [
            (re.compile(rule.pattern, re.IGNORECASE), voice("circuit", number, rule.network, rule.pattern))
            for number, rule in enumerate(rules.circuits, 1)
            if rule.network is not None
        ]
        self._declared: dict[str, list[Voice]] = {}
        for network in census.networks:
            if network.realm is not None and not network.classified:
                self._declared.setdefault(network.realm, []).append(self._cell(network, network.realm))
        shared = {realm for realm, voices in self._declared.items() if len(voices) > 1}
        sharing = {network.code: network for network in census.networks if network.realm in shared and not network.classified}
        self._plans = PrefixTable(
            (prefix, self._cell(network, prefix), network.realm, None) for network in sharing.values() for prefix in network.prefixes
        )
        self._presences: dict[tuple[str | None, str], dict[str, Voice]] = {}
        for presence in census.presences:
            if (owner := sharing.get(presence.network)) is not None:
                cell = Evidence(EvidenceKind.CELL, census.edition, presence.cell, presence.code)
                self._presences.setdefault((owner.realm, presence.site), {})[owner.code] = Voice(owner.code, cell)

    def _cell(self, network: Network, text: str) -> Voice:
        return Voice(network.code, Evidence(EvidenceKind.CELL, self._edition, network.cell, text))

    def of_device(self, subject: Subject) -> Voice | None:
        """Return the network of a device, whose site is known, and who says so."""
        rules, realm, thing = self._ruling(subject), subject.realm, Named(subject.id, subject.name, subject.evidence)
        declared = self._declared.get(realm, [])
        codes = tuple(sorted(voice.network for voice in declared))
        if rules:
            self._compare(rules, realm, thing)
            if codes and rules[0].network in self._known and rules[0].network not in codes:
                rows = tuple(voice.evidence for voice in (rules[0], *declared))
                self._doubts.add(DoubtReason.CENSUS_CONTRADICTS, realm, thing, codes, chosen=rules[0].network, evidence=rows)
            return rules[0]
        if len(declared) < 2:  # noqa: PLR2004 - nobody shares it
            if not declared:
                self._doubts.add(DoubtReason.NO_NETWORK, realm, thing)
            return declared[0] if declared else None
        chosen = _most(self._plans.find(address, realm, None) for address in sorted(subject.group.addresses))
        here = self._presences.get((realm, subject.site), {}) if subject.site is not None else {}
        if chosen is None and len(here) == 1:
            (chosen,) = here.values()
        if chosen is None:
            self._doubts.add(DoubtReason.SHARED_REALM, realm, thing, codes, evidence=tuple(voice.evidence for voice in declared))
        return chosen

    def _ruling(self, subject: Subject) -> list[Voice]:
        """Return what the rules say of a device, in their order."""
        realm, name = subject.realm, subject.name
        host = next((voice for only, pattern, voice in self._hosts if only in {None, realm} and pattern.search(name)), None)
        prefix = _most(self._prefixes.find(address, realm, None) for address in sorted(subject.group.addresses)) if self._prefixes else None
        site = _for_realm(self._sites, realm, subject.site)
        return [voice for voice in (host, prefix, site, self._realms.get(realm)) if voice is not None]

    def _compare(self, voices: list[Voice], realm: str | None, thing: Named) -> None:
        """Doubt a network that the census lacks, and voices that name several."""
        codes = tuple(dict.fromkeys(voice.network for voice in voices))
        evidence = tuple(voice.evidence for voice in voices)
        if len(codes) > 1:
            self._doubts.add(DoubtReason.RULES_DISAGREE, realm, thing, codes, chosen=codes[0], evidence=evidence)
        if self._known and codes[0] not in self._known:
            self._doubts.add(DoubtReason.UNKNOWN_NETWORK, realm, thing, codes[:1], chosen=codes[0], evidence=evidence[:1])

    def of_port(self, subject: Subject, port: Port) -> Voice | None:
        """Return the network that rules give an interface of its own, else None."""
        vrf = port.interface.vrf
        if not self._prefixes and (vrf is None or not self._vrfs):
            return None
        found = [self._prefixes.find(address, subject.realm, vrf) for address in port.interface.addresses]
        voices = [voice for voice in (*found, _for_realm(self._vrfs, subject.realm, vrf)) if voice is not None]
        if voices:
            self._compare(voices, subject.realm, Named(port.id, f"{subject.name} {port.interface.name}", port.evidence))
        return voices[0] if voices else None

    def of_vrf(self, realm: str, vrf: str) -> str | None:
        """Return the network that a rule gives a VRF, else None."""
        voice = _for_realm(self._vrfs, realm, vrf)
        return voice.network if voice is not None else None

    def of_number(self, number: str) -> Voice | None:
        """Return the network that a rule gives circuits with such a number, else None."""
        return next((voice for pattern, voice in self._numbers if pattern.search(number)), None)

    def is_unknown(self, network: str) -> bool:
        """Tell whether the census has networks, and not this one."""
        return bool(self._known) and network not in self._known


def _for_realm(voices: dict[tuple[str | None, str], Voice], realm: str, key: str | None) -> Voice | None:
    """Return the voice for a thing in a realm, else in any."""
    return None if key is None or not voices else voices.get((realm, key)) or voices.get((None, key))


def _most(found: Iterable[Voice | None]) -> Voice | None:
    """Return the most frequent answer; equal counts are decided by network and place."""
    counts = Counter(voice for voice in found if voice is not None)
    by_network: Counter[str] = Counter()
    for voice, count in counts.items():
        by_network[voice.network] += count
    return min(counts, key=lambda voice: (-by_network[voice.network], voice.network, -counts[voice], voice.evidence), default=None)
