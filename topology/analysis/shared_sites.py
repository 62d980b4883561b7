"""Shared sites: where two or more networks have a presence, measured, declared or both.

A network has a presence at a site if the census declares one, if hosts were seen there, or if one of its
devices stands there that is neither core nor aggregation: a network's own nodes in another's building
are no presence. These are the sites where lines, rooms and switches stand twice.
"""

from __future__ import annotations

from collections.abc import Iterator

from topology.analysis.finding import Analysis, finding_id
from topology.model.entities import Evidence, PresenceView, Topology
from topology.model.errors import Severity
from topology.model.findings import Finding

SHARED_SITE = "shared_site"
_TRANSIT = frozenset({"core", "aggregation"})
_MOST_EVIDENCE = 24


def find_shared_sites(topology: Topology) -> Iterator[Finding]:
    """Yield a finding for each site with two or more networks."""
    declared: dict[str, dict[str, list[PresenceView]]] = {}
    for presence in topology.presences:
        declared.setdefault(presence.site, {}).setdefault(presence.network, []).append(presence)
    measured: dict[str, dict[str, list[str]]] = {}
    for device in topology.devices:
        if device.site is not None and device.network is not None and device.tier not in _TRANSIT:
            measured.setdefault(device.site, {}).setdefault(device.network, []).append(device.id)
    names = {site.code: site.name for site in topology.census.sites}
    for site in sorted(declared.keys() | measured.keys()):
        presences, devices = declared.get(site, {}), measured.get(site, {})
        networks = tuple(sorted(presences.keys() | devices.keys()))
        if len(networks) > 1:
            yield _finding(topology, (site, names.get(site, site)), networks, presences, devices)


def _finding(
    topology: Topology,
    place: tuple[str, str],
    networks: tuple[str, ...],
    presences: dict[str, list[PresenceView]],
    devices: dict[str, list[str]],
) -> Finding:
    site, name = place
    evidence: list[Evidence] = []
    seen: dict[str, int] = {}
    for network in networks:
        here = presences.get(network, [])
        hosts = [presence.hosts_seen for presence in here if presence.hosts_seen is not None]
        if hosts:
            seen[network] = sum(hosts)
        evidence.extend(presence.evidence[0] for presence in here[:1] if presence.evidence)
        evidence.extend(topology.device[device].evidence[0] for device in devices.get(network, [])[:1] if topology.device[device].evidence)
    subjects = {presence.id for here in presences.values() for presence in here} | {device for here in devices.values() for device in here}
    return Finding(
        id=finding_id(SHARED_SITE, site, *networks),
        kind=SHARED_SITE,
        severity=Severity.INFO,
        networks=networks,
        sites=(site,),
        subjects=tuple(sorted(subjects)),
        params={
            "site": site,
            "name": name,
            "networks": ", ".join(networks),
            "count": len(networks),
            "measured": ", ".join(sorted({*devices, *seen})) or None,
            "hosts_seen": sum(seen.values()) if seen else None,
        },
        evidence=tuple(evidence[:_MOST_EVIDENCE]),
    )


SHARED_SITES = Analysis(name="shared_sites", kinds=(SHARED_SITE,), run=find_shared_sites)
