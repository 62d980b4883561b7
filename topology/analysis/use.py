"""Use: the hosts really there, for each network and prefix, and circuits whose port is down.

A network is in low use if the hosts seen at its measured presences are at most `LOW_SHARE` of the hosts
declared at the same presences; presences that nothing measured count on neither side. The threshold is
a convention of this tool, shown with the finding, not a published one.
"""

from __future__ import annotations

from collections.abc import Iterator

from topology.analysis.finding import Analysis, finding_id
from topology.model.entities import CircuitStatus, PresenceView, Topology
from topology.model.errors import Severity
from topology.model.findings import Finding

LOW = "use.low"
DEAD = "use.dead_circuit"

LOW_SHARE = 0.25
"""Hosts seen per host declared at or below which a network counts as hardly used."""

_MOST_EVIDENCE = 24


def hosts_by_network(topology: Topology) -> dict[str, int]:
    """Return the hosts seen in connected prefixes, by network; networks nothing measured are absent."""
    found: dict[str, int] = {}
    for prefix in topology.prefixes:
        if prefix.network is not None and prefix.hosts_seen is not None:
            found[prefix.network] = found.get(prefix.network, 0) + prefix.hosts_seen
    return found


def find_use(topology: Topology) -> Iterator[Finding]:
    """Yield a finding for each network in low use and for each circuit paid for whose port is down."""
    presences: dict[str, list[PresenceView]] = {}
    for presence in topology.presences:
        if presence.hosts_seen is not None and presence.hosts_declared:
            presences.setdefault(presence.network, []).append(presence)
    for network, measured in sorted(presences.items()):
        declared = sum(presence.hosts_declared or 0 for presence in measured)
        seen = sum(presence.hosts_seen or 0 for presence in measured)
        if seen <= LOW_SHARE * declared:
            yield _low(network, measured, declared, seen)
    yield from _dead_circuits(topology)


def _low(network: str, measured: list[PresenceView], declared: int, seen: int) -> Finding:
    return Finding(
        id=finding_id(LOW, network),
        kind=LOW,
        severity=Severity.WARNING,
        networks=(network,),
        sites=tuple(sorted({presence.site for presence in measured})),
        subjects=tuple(sorted(presence.id for presence in measured)),
        params={
            "network": network,
            "hosts_seen": seen,
            "hosts_declared": declared,
            "presences": len(measured),
            "empty": sum(presence.hosts_seen == 0 for presence in measured),
            "share": seen / declared,
            "threshold": LOW_SHARE,
        },
        evidence=tuple(evidence for presence in measured for evidence in presence.evidence[-1:])[:_MOST_EVIDENCE],
    )


def _dead_circuits(topology: Topology) -> Iterator[Finding]:
    rows = {circuit.code: circuit for circuit in topology.census.circuits}
    for view in topology.circuits:
        row = rows.get(view.code)
        if view.status is not CircuitStatus.DOWN or row is None:
            continue
        down = [end for end in view.terminations if end.interface is not None and topology.interface[end.interface].up is not True]
        ports = sorted(topology.interface[end.interface].name for end in down if end.interface)
        devices = sorted({topology.device[end.device].name for end in down if end.device})
        yield Finding(
            id=finding_id(DEAD, view.code),
            kind=DEAD,
            severity=Severity.WARNING,
            networks=(view.network,),
            sites=tuple(sorted({end.site for end in view.terminations if end.site})),
            subjects=(view.id, *sorted({end.interface for end in down if end.interface})),
            params={
                "circuit": view.code,
                "number": view.number,
                "network": view.network,
                "devices": ", ".join(devices),
                "ports": ", ".join(ports),
                "fee_fen_per_a": row.fee_fen_per_a,
            },
            evidence=view.evidence,
        )


USE = Analysis(name="use", kinds=(LOW, DEAD), run=find_use)
