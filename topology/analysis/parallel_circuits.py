"""Parallel circuits: lines of any networks between the same two sites, and what they cost a year together.

Only declared circuits have fees; a line seen but not declared is counted among the parallel ones by the
sites it ends at, and has no fee. Circuits of a network that may never meet another are compared only
with each other.
"""

from __future__ import annotations

from collections.abc import Iterator

from topology.analysis.finding import Analysis, boundaries, finding_id
from topology.model.census import Circuit
from topology.model.entities import CircuitStatus, CircuitView, Topology
from topology.model.errors import Severity
from topology.model.findings import Finding

PARALLEL = "parallel_circuits"


def find_parallel_circuits(topology: Topology) -> Iterator[Finding]:
    """Yield a finding for each two sites that several circuits join."""
    closed = boundaries(topology)
    rows = {circuit.code: circuit for circuit in topology.census.circuits}
    joined: dict[tuple[str, str, str], list[CircuitView]] = {}
    for view in topology.circuits:
        ends = _sites(view, rows.get(view.code))
        if ends is not None:
            joined.setdefault((*ends, view.network if view.network in closed else ""), []).append(view)
    for (site_a, site_b, _), views in sorted(joined.items()):
        if len(views) > 1:
            yield _finding(site_a, site_b, views, [row for view in views if (row := rows.get(view.code)) is not None])


def _sites(view: CircuitView, row: Circuit | None) -> tuple[str, str] | None:
    """Return the two sites of a circuit, the declared ones where there is a row."""
    sites = {termination.site for termination in view.terminations if termination.site}
    if row is not None and view.status is not CircuitStatus.SEEN_NOT_DECLARED:
        sites = {site for site in (row.site_a, row.site_b) if site}
    if len(sites) != 2:  # noqa: PLR2004 - a line has two ends
        return None
    low, high = sorted(sites)
    return low, high


def _finding(site_a: str, site_b: str, views: list[CircuitView], rows: list[Circuit]) -> Finding:
    networks = tuple(sorted({view.network for view in views if view.network}))
    fees = [row.fee_fen_per_a for row in rows if row.fee_fen_per_a is not None]
    codes = sorted(view.code for view in views)
    return Finding(
        id=finding_id(PARALLEL, site_a, site_b, *codes),
        kind=PARALLEL,
        severity=Severity.WARNING if len(networks) > 1 else Severity.INFO,
        networks=networks,
        sites=(site_a, site_b),
        subjects=tuple(sorted(view.id for view in views)),
        params={
            "site_a": site_a,
            "site_b": site_b,
            "count": len(views),
            "circuits": ", ".join(codes),
            "networks": ", ".join(networks),
            "fee_fen_per_a": sum(fees) if fees else None,
        },
        evidence=tuple(view.evidence[0] for view in views if view.evidence),
    )


PARALLEL_CIRCUITS = Analysis(name="parallel_circuits", kinds=(PARALLEL,), run=find_parallel_circuits)
