"""Analyses: each a function of a topology that gives findings.

To add one: a module with an `Analysis` and a line in `ANALYSES`; the texts of its kinds go into
`topology.messages`.
"""

from __future__ import annotations

from topology.analysis.back_doors import BACK_DOORS
from topology.analysis.capacity import CAPACITY
from topology.analysis.dependencies import DEPENDENCIES
from topology.analysis.finding import Analysis
from topology.analysis.membership import MEMBERSHIP
from topology.analysis.overlaps import OVERLAPS
from topology.analysis.parallel_circuits import PARALLEL_CIRCUITS
from topology.analysis.resilience import RESILIENCE
from topology.analysis.shared_sites import SHARED_SITES
from topology.analysis.use import USE
from topology.model.entities import Topology
from topology.model.findings import Finding

ANALYSES: tuple[Analysis, ...] = (
    OVERLAPS,
    SHARED_SITES,
    PARALLEL_CIRCUITS,
    USE,
    BACK_DOORS,
    CAPACITY,
    DEPENDENCIES,
    RESILIENCE,
    MEMBERSHIP,
)
"""Every analysis, in the order in which their findings are shown."""


def analyse(topology: Topology) -> tuple[Finding, ...]:
    """Return the findings of all analyses, in the order of `ANALYSES`, each analysis's sorted by id."""
    return tuple(finding for analysis in ANALYSES for finding in sorted(analysis.run(topology), key=lambda finding: finding.id))


__all__ = ["ANALYSES", "Analysis", "analyse"]
