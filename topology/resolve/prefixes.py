"""Prefixes in use and declared, and the hosts seen in each.

A connected prefix is where interfaces have addresses that can identify a device, keyed (realm, VRF). A
host is an address of an ARP row inside a connected prefix of the row's interface (of any interface of
the device where the row names none) that none of our own devices in the realm has. A prefix or presence
is measured where some device that serves it gave an ARP table; else its hosts are unknown.

A host counts for a presence by the interface that saw it, the first that answers: a presence code
standing in its description; a site code standing there, or in the name of the interface's VLAN, with
the interface's network; else the site of the device. Where a site has several presences of one network
and nothing tells them apart, none of them claims the hosts; where it has none, hosts seen make a presence
that nobody declared, with the code ``network@site``. Sites come from the same reading of texts
as in `topology.resolve.membership`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from topology.model.census import Census, Presence
from topology.model.entities import Evidence, EvidenceKind, Prefix, PresenceView
from topology.resolve.addresses import BITS, Address, Block, block_of, block_text, identifying, parse_address, parse_interface
from topology.resolve.ids import digest
from topology.resolve.membership import Places
from topology.resolve.subjects import Port, Subject, record_evidence

_WORD = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*")
_MOST_EVIDENCE = 24
"""References kept for one prefix; its interfaces are all listed."""


@dataclass(slots=True, eq=False)
class Use:
    """A prefix in use, under construction."""

    realm: str
    vrf: str | None
    block: Block
    interfaces: list[str] = field(default_factory=list)
    networks: set[str] = field(default_factory=set)
    hosts: set[Address] | None = None
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Id of the finished prefix."""
        return digest("pfx", self.realm, self.vrf, block_text(self.block))


Uses = dict[tuple[str, str | None, Block], Use]
"""Prefixes in use by realm, VRF and block."""


@dataclass(slots=True, eq=False)
class Serving:
    """Hosts seen, and the devices that saw them, by the code of the presence they count for."""

    hosts: dict[str, set[Address]] = field(default_factory=dict)
    devices: dict[str, set[str]] = field(default_factory=dict)
    evidence: dict[str, list[Evidence]] = field(default_factory=dict)


def read_connected(subjects: Iterable[Subject], stands: Stands) -> tuple[list[Prefix], dict[str, Serving]]:
    """Return the prefixes in use, and by realm the hosts seen for each presence."""
    ordered = list(subjects)
    uses = connected_uses(ordered)
    servings: dict[str, Serving] = {}
    own: dict[str, set[Address]] = {}
    for subject in ordered:
        known = own.setdefault(subject.realm, set())
        known.update(parsed for text in subject.group.addresses if (parsed := parse_address(text)))
    for subject in ordered:
        _count_hosts(subject, uses, own[subject.realm], stands, servings.setdefault(subject.realm, Serving()))
    return [_prefix(use) for use in uses.values()], servings


def declared_prefixes(census: Census, connected: Iterable[Prefix]) -> list[Prefix]:
    """Return the prefixes of the census's address plans that no interface is in as they stand."""
    return _declared(census, {(prefix.realm, prefix.prefix) for prefix in connected})


def view_presences(census: Census, subjects: Iterable[Subject], servings: Iterable[Serving]) -> list[PresenceView]:
    """Return the presences, declared or seen, with the hosts seen in all realms."""
    united = Serving()
    for serving in servings:
        for code, hosts in serving.hosts.items():
            united.hosts.setdefault(code, set()).update(hosts)
            united.devices.setdefault(code, set()).update(serving.devices[code])
            united.evidence.setdefault(code, []).extend(serving.evidence[code])
    return _presences(census, list(subjects), united)


def connected_uses(subjects: Iterable[Subject]) -> Uses:
    """Return the prefixes that interfaces are in, by realm, VRF and block."""
    uses: Uses = {}
    for subject in subjects:
        for port in subject.ports.values():
            for text in port.interface.addresses:
                parsed = parse_interface(text)
                if parsed is None or identifying(text) is None:
                    continue
                key = (subject.realm, port.interface.vrf, block_of(parsed))
                use = uses.get(key)
                if use is None:
                    use = uses[key] = Use(*key)
                use.interfaces.append(port.id)
                if port.network is not None:
                    use.networks.add(port.network)
                if len(use.evidence) < _MOST_EVIDENCE:
                    first = port.evidence[0]
                    use.evidence.append(Evidence(first.kind, first.source, first.place, f"{port.interface.name} {text}"))
    return uses


class Gateway:
    """The connected prefixes of one device, for finding the one that holds an address."""

    def __init__(self, subject: Subject, uses: Uses) -> None:
        self._blocks: dict[Block, list[tuple[Port, Use]]] = {}
        self._of_port: dict[str, list[tuple[Block, Use]]] = {}
        for port in subject.ports.values():
            for text in port.interface.addresses:
                parsed = parse_interface(text)
                if parsed is None:
                    continue
                block = block_of(parsed)
                use = uses.get((subject.realm, port.interface.vrf, block))
                if use is not None:
                    self._blocks.setdefault(block, []).append((port, use))
                    self._of_port.setdefault(port.id, []).append((block, use))
        for held in self._of_port.values():
            if len(held) > 1:
                held.sort(key=lambda item: -item[0][2])
        self._lengths = sorted({(block[0], block[2]) for block in self._blocks}, key=lambda item: -item[1])

    @property
    def ports(self) -> list[Port]:
        """The interfaces with a connected prefix."""
        return list({port.id: port for found in self._blocks.values() for port, _ in found}.values())

    def measure(self) -> None:
        """Say of every prefix of the device that its hosts were looked for."""
        for found in self._blocks.values():
            for _, use in found:
                use.hosts = set() if use.hosts is None else use.hosts

    def find(self, address: Address, port: Port | None) -> tuple[Port, Use] | None:
        """Return the longest connected prefix that holds an address, on a port if one is named."""
        version, value = address
        if port is not None:
            for block, use in self._of_port.get(port.id, ()):
                if block[0] == version and (block[1] ^ value) >> (BITS[version] - block[2]) == 0:
                    return port, use
            return None
        for wanted, length in self._lengths:
            if wanted == version:
                for near, use in self._blocks.get(block_of((version, value, length)), ()):
                    return near, use
        return None


def _count_hosts(subject: Subject, uses: Uses, own: set[Address], stands: Stands, serving: Serving) -> None:
    """Count a device's ARP rows for the prefixes of its interfaces and the presences they serve."""
    rows = [(record_id, row) for record_id, record in subject.records for row in record.arp]
    if not rows:
        return
    gateway = Gateway(subject, uses)
    gateway.measure()
    presences = {port.id: stands.of(subject, port) for port in gateway.ports}
    for port in gateway.ports:
        if (presence := presences[port.id]) is not None:
            serving.hosts.setdefault(presence, set())
            serving.devices.setdefault(presence, set()).add(subject.id)
            serving.evidence.setdefault(presence, []).append(record_evidence(*_place(port)))
    for record_id, row in rows:
        address = parse_address(row.address)
        if address is None or address in own or identifying(row.address) is None:
            continue
        met = gateway.find(address, subject.named(record_id, row.interface))
        if met is None or met[1].hosts is None:
            continue
        met[1].hosts.add(address)
        if (presence := presences[met[0].id]) is not None:
            serving.hosts[presence].add(address)


def _place(port: Port) -> tuple[str, str, str]:
    first = port.evidence[0]
    return first.source, first.place, f"{port.interface.name} {port.interface.description or ''}".strip()


class Stands:
    """The census's presences by code and by (network, site)."""

    def __init__(self, census: Census, places: Places) -> None:
        self._places = places
        self._codes = {presence.code.upper(): presence.code for presence in census.presences}
        self._sites = {presence.code.upper(): presence.site for presence in census.presences}
        self._by_place: dict[tuple[str, str], list[str]] = {}
        for presence in census.presences:
            self._by_place.setdefault((presence.network, presence.site), []).append(presence.code)

    def of(self, subject: Subject, port: Port) -> str | None:
        """Return the presence that an interface serves, else None."""
        text = port.interface.description or ""
        for word in _WORD.findall(text):
            if (code := self._codes.get(word.upper())) is not None:
                return code
        network, site = port.network, self.site(subject, port)
        if network is None or site is None:
            return None
        found = self._by_place.get((network, site), [f"{network}@{site}"])
        return found[0] if len(found) == 1 else None

    def site(self, subject: Subject, port: Port) -> str | None:
        """Return the site whose hosts an interface serves: as its description or the name of its VLAN says, else the device's own."""
        text = port.interface.description or ""
        for word in _WORD.findall(text):
            if (site := self._sites.get(word.upper())) is not None:
                return site
        found = self._places.by_code(text) if text else None
        if found is None and port.interface.kind == "vlan":
            found = self._by_vlan(subject, port)
        return found or subject.site

    def _by_vlan(self, subject: Subject, port: Port) -> str | None:
        digits = re.search(r"(\d+)$", port.interface.name)
        if digits is None:
            return None
        names = {vlan.name for _, record in subject.records for vlan in record.vlans if vlan.name and vlan.vid == int(digits.group(1))}
        sites = {site for name in names if (site := self._places.by_code(name)) is not None}
        return next(iter(sites)) if len(sites) == 1 else None


def _prefix(use: Use) -> Prefix:
    text = block_text(use.block)
    return Prefix(
        id=use.id,
        prefix=text,
        realm=use.realm,
        vrf=use.vrf,
        network=min(use.networks, default=None),
        interfaces=tuple(sorted(set(use.interfaces))),
        hosts_seen=len(use.hosts) if use.hosts is not None else None,
        evidence=tuple(sorted(set(use.evidence))),
    )


def _declared(census: Census, connected: set[tuple[str, str]]) -> list[Prefix]:
    """Return the prefixes of the census's address plans that no interface is in as they stand."""
    found: dict[str, Prefix] = {}
    for network in census.networks:
        for declared in network.prefixes:
            parsed = parse_interface(declared)
            realm = network.realm or ""
            if parsed is None or (realm, text := block_text(block_of(parsed))) in connected:
                continue
            prefix = Prefix(
                id=digest("pfx", "declared", network.code, realm, text),
                prefix=text,
                realm=realm,
                vrf=None,
                network=network.code,
                declared=True,
                evidence=(Evidence(EvidenceKind.CELL, census.edition, network.cell, declared),),
            )
            found[prefix.id] = prefix
    return list(found.values())


def _presences(census: Census, subjects: list[Subject], serving: Serving) -> list[PresenceView]:
    standing: dict[tuple[str | None, str | None], set[str]] = {}
    for subject in subjects:
        standing.setdefault((subject.network, subject.site), set()).add(subject.id)
    found = [_presence(presence, census, standing.get((presence.network, presence.site), set()), serving) for presence in census.presences]
    declared = {presence.code for presence in census.presences}
    for code in sorted(serving.hosts.keys() - declared):
        if serving.hosts[code]:
            network, _, site = code.partition("@")
            found.append(
                PresenceView(
                    id=digest("prs", code),
                    code=code,
                    network=network,
                    site=site,
                    hosts_declared=None,
                    hosts_seen=len(serving.hosts[code]),
                    devices=tuple(sorted(standing.get((network, site), set()) | serving.devices[code])),
                    evidence=tuple(sorted(set(serving.evidence[code])))[:_MOST_EVIDENCE],
                ),
            )
    return found


def _presence(presence: Presence, census: Census, standing: set[str], serving: Serving) -> PresenceView:
    hosts = serving.hosts.get(presence.code)
    cell = Evidence(EvidenceKind.CELL, census.edition, presence.cell, presence.code)
    return PresenceView(
        id=digest("prs", presence.code),
        code=presence.code,
        network=presence.network,
        site=presence.site,
        hosts_declared=presence.hosts,
        hosts_seen=len(hosts) if hosts is not None else None,
        devices=tuple(sorted(standing | serving.devices.get(presence.code, set()))),
        evidence=(cell, *sorted(set(serving.evidence.get(presence.code, []))))[:_MOST_EVIDENCE],
    )
