"""Scores a topology and its findings against the ground truth of a city.

Links count as undirected pairs of (device, port) between answering devices; links that only the census
declares do not count as found. A device of the topology is a device of the truth when realm and an
address by which it was reached, or its management address, agree, or when it was read from the file that
`lab.writer` names after it; a port by its canonical name.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

import msgspec

from lab.truth import City, TruthDevice
from topology.model.entities import Device, LinkState, Topology
from topology.model.findings import Finding
from topology.model.names import canonical_interface
from topology.model.records import Completeness

Ends = frozenset[tuple[str, str]]
"""The two ends of a link, each a device id of the truth and a canonical port name."""


class LinkScore(msgspec.Struct, frozen=True, kw_only=True):
    """Cables found, beside those that are there."""

    recall: float
    """Share of the truth's cables between the devices that count which were found on their very ports."""
    precision: float
    """Share of all links, between whatever devices, that are a cable of the truth on its very ports."""
    truth: int
    found: int
    missed: tuple[tuple[tuple[str, str], ...], ...]
    """Ends of the cables not found, as device id and port."""
    false: tuple[str, ...]
    """Ids of the links that are none."""
    false_between_realms: tuple[str, ...]
    """Of these, the ids of links between devices of two realms."""


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, beside what is there. Shares are 1.0 where there was nothing to find or nothing was found."""

    devices: int
    """Devices of the truth that have an agent."""
    answered: int
    """Of these, how many the topology knows from an answer."""
    links: int
    """Measured links of the topology."""
    link_truth: int
    """Links of the truth between answering devices: the denominator of recall."""
    link_recall: float
    link_precision: float
    overlaps_planted: int
    overlaps_found: int
    overlaps_false: int
    shared_sites_planted: int
    shared_sites_found: int
    shared_sites_false: int


def score(topology: Topology, findings: Iterable[Finding], city: City) -> Score:
    """Compare a topology and its findings with the city they were made from."""
    found_findings = tuple(findings)
    known = match_devices(topology, city)
    answering = set(known.values())
    truth = {
        _ends((link.a_device, link.a_port), (link.b_device, link.b_port))
        for link in city.links
        if link.a_device in answering and link.b_device in answering
    }
    measured = _measured_links(topology, known)
    hits = sum(1 for ends in {ends for _, ends in measured} if ends in truth)
    planted_overlaps = {(o.network_a, o.network_b, o.prefix_a, o.prefix_b) for o in city.planted.overlaps}
    overlaps = {key for finding in found_findings if (key := _overlap(finding)) is not None}
    planted_sites = set(city.planted.shared_sites.items())
    sites = {(finding.sites[0], tuple(sorted(finding.networks))) for finding in found_findings if _is_shared_site(finding)}
    return Score(
        devices=len(city.devices),
        answered=len(answering),
        links=len(measured),
        link_truth=len(truth),
        link_recall=hits / len(truth) if truth else 1.0,
        link_precision=hits / len(measured) if measured else 1.0,
        overlaps_planted=len(planted_overlaps),
        overlaps_found=len(overlaps & planted_overlaps),
        overlaps_false=len(overlaps - planted_overlaps),
        shared_sites_planted=len(planted_sites),
        shared_sites_found=len(sites & planted_sites),
        shared_sites_false=len(sites - planted_sites),
    )


def score_links(topology: Topology, city: City, counted: Iterable[str], *, stale: bool = False) -> LinkScore:
    """Compare the cables of a topology with those of the city it was made from.

    Parameters
    ----------
    counted
        Truth ids of the devices of which some source can tell; recall counts the cables between them.
    stale
        Whether links and devices of which nothing was heard this time count too, as where a device is silent that
        answered before.
    """
    known = match_devices(topology, city, stale=stale)
    those = set(counted)
    cables = {_ends((link.a_device, link.a_port), (link.b_device, link.b_port)) for link in city.links}
    countable = {ends for ends in cables if all(device in those for device, _ in ends)}
    measured = _measured_links(topology, known, stale=stale)
    hits = {ends for _, ends in measured if ends in cables}
    false = tuple(identifier for identifier, ends in measured if ends not in cables)
    between = tuple(
        identifier
        for identifier in false
        if topology.device[topology.link[identifier].a_device].realm != topology.device[topology.link[identifier].b_device].realm
    )
    return LinkScore(
        recall=len(hits & countable) / len(countable) if countable else 1.0,
        precision=(len(measured) - len(false)) / len(measured) if measured else 1.0,
        truth=len(countable),
        found=len(measured),
        missed=tuple(sorted(tuple(sorted(ends)) for ends in countable - hits)),
        false=false,
        false_between_realms=between,
    )


def match_devices(topology: Topology, city: City, *, stale: bool = False) -> dict[str, str]:
    """Return truth ids by topology ids, of the devices that answered or have a file; two that claim one are both left out.

    Those that no longer answer are left out too, unless `stale` asks for them.
    """
    by_address: dict[tuple[str, str], TruthDevice] = {}
    for device in city.devices:
        by_address[device.realm, f"{device.id}.cfg"] = device
        by_address[device.realm, device.vantage] = device
        by_address[device.realm, device.management] = device
    known: dict[str, str] = {}
    claims: dict[str, int] = {}
    for seen in topology.devices:
        ids = {by_address[key].id for address in _addresses(seen, stale=stale) if (key := (seen.realm, address)) in by_address}
        if len(ids) == 1:
            known[seen.id] = next(iter(ids))
            claims[known[seen.id]] = claims.get(known[seen.id], 0) + 1
    return {seen: device for seen, device in known.items() if claims[device] == 1}


def _addresses(device: Device, *, stale: bool) -> tuple[str, ...]:
    """Return the addresses and files that say which device it is; none for one that did not answer."""
    if device.completeness is Completeness.FAILED or (device.stale and not stale):
        return ()
    return (*(PurePosixPath(target).name for target in device.targets), *device.addresses[:1])


_CABLED = 2
"""Highest layer of a link that is a cable or a segment; layer 3 tells of adjacencies."""


def _measured_links(topology: Topology, known: dict[str, str], *, stale: bool = False) -> list[tuple[str, Ends | None]]:
    """Return the id and the ends of every measured link; None for one whose ends are not ports of two known devices."""
    links: list[tuple[str, Ends | None]] = []
    for link in topology.links:
        if link.state is LinkState.DECLARED or (link.state is LinkState.STALE and not stale) or link.layer > _CABLED:
            continue
        ends = []
        for device, port in ((link.a_device, link.a_interface), (link.b_device, link.b_interface)):
            interface = topology.interface.get(port) if port is not None else None
            if device in known and interface is not None:
                ends.append((known[device], interface.name))
        links.append((link.id, _ends(ends[0], ends[1]) if len(ends) == 2 else None))  # noqa: PLR2004 - two ends
    return links


def _ends(a: tuple[str, str], b: tuple[str, str]) -> Ends:
    return frozenset(((a[0], canonical_interface(a[1])), (b[0], canonical_interface(b[1]))))


def _overlap(finding: Finding) -> tuple[str, str, str, str] | None:
    """Return an overlap's key with the networks in order, or None for another finding."""
    if not finding.kind.startswith("overlap."):
        return None
    params = finding.params
    one = (str(params.get("network_a")), str(params.get("prefix_a")))
    other = (str(params.get("network_b")), str(params.get("prefix_b")))
    first, second = sorted((one, other))
    return first[0], second[0], first[1], second[1]


def _is_shared_site(finding: Finding) -> bool:
    return finding.kind.split(".")[0] == "shared_site" and len(finding.sites) == 1
