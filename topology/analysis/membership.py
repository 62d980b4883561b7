"""Membership: what belongs to no network, or to one that something speaks against, and what would settle it.

One finding is about all things of one kind in one realm for one cause. An interface stands in the finding of its
device unless a rule of its own is in doubt.
"""

from __future__ import annotations

from collections.abc import Iterator

from topology.analysis.finding import Analysis, finding_id
from topology.model.entities import DoubtReason, MembershipDoubt, Topology
from topology.model.errors import Severity
from topology.model.findings import Finding

_SEVERITIES = {
    DoubtReason.NO_NETWORK: Severity.WARNING,
    DoubtReason.SHARED_REALM: Severity.WARNING,
    DoubtReason.NO_MEMBER: Severity.INFO,
    DoubtReason.SEVERAL: Severity.INFO,
    DoubtReason.RULES_DISAGREE: Severity.WARNING,
    DoubtReason.CENSUS_CONTRADICTS: Severity.INFO,
    DoubtReason.UNKNOWN_NETWORK: Severity.ERROR,
    DoubtReason.SITE_CONFLICT: Severity.WARNING,
}
_OF_SITES = frozenset({DoubtReason.SITE_CONFLICT})
_KINDS = {reason: f"membership.{reason.value}" for reason in DoubtReason}


def find_doubts(topology: Topology) -> Iterator[Finding]:
    """Yield a finding for each doubt about membership."""
    for doubt in topology.doubts:
        yield _finding(doubt)


def _finding(doubt: MembershipDoubt) -> Finding:
    of_sites = doubt.reason in _OF_SITES
    named = tuple(dict.fromkeys(one for one in (doubt.chosen, *doubt.candidates) if one is not None))
    more = len(doubt.subjects) > len(doubt.examples)
    return Finding(
        id=finding_id(_KINDS[doubt.reason], doubt.id),
        kind=_KINDS[doubt.reason],
        severity=_SEVERITIES[doubt.reason],
        networks=() if of_sites else tuple(sorted(named)),
        sites=tuple(sorted(named)) if of_sites else (),
        subjects=doubt.subjects,
        params={
            "examples": ", ".join(doubt.examples) + (", …" if more else ""),
            "count": len(doubt.subjects),
            "realm": doubt.realm or "-",
            "chosen": doubt.chosen or "-",
            "candidates": ", ".join(doubt.candidates),
        },
        evidence=doubt.evidence,
    )


MEMBERSHIP = Analysis(name="membership", kinds=tuple(_KINDS.values()), run=find_doubts)
