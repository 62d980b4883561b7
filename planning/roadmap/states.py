"""States: what the networks would be at the end of each quarter, and what the analyses find there that they do not find today.

An intermediate state must stand by itself: for months, users live in it. What a state's findings are held against is the
do-minimum at the end of the same quarter, where the applications have moved to the cloud just the same; so what the city's own
calendar brings is told apart from what the plan brings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import msgspec
from msgspec.structs import replace

from planning.apply import apply
from planning.case import Case
from planning.edits import Edit, plan_edits
from planning.options import Option
from planning.quarters import Quarter
from planning.rules import in_use, target_of
from topology.analysis import ANALYSES
from topology.analysis.dependencies import DEPENDENCIES, IN_CLOUD
from topology.analysis.finding import Analysis
from topology.model.census import Application, Role
from topology.model.entities import Topology
from topology.model.errors import Severity
from topology.model.findings import Finding

STATE_ANALYSES: tuple[Analysis, ...] = tuple(row for row in ANALYSES if row.name not in {"use", "membership"})
"""What a planned state is held against; use and membership speak of what was measured, which a plan does not change."""
_BY_PLACE = frozenset({"shared_site", "parallel_circuits", "capacity"})
"""Analyses whose findings are of a place: who is there changes with each wave."""
_MOST_SHOWN = 200


class StateCheck(msgspec.Struct, frozen=True, kw_only=True):
    """The end of one quarter under a plan."""

    quarter: str
    changes: dict[str, int]
    """Edits done in this quarter, by kind."""
    running: tuple[str, ...]
    """Departmental networks that still run for themselves."""
    presences: int
    circuits: int
    counts: dict[str, int]
    """Findings by kind."""
    new: tuple[Finding, ...]
    """What the plan brings: not found in the do-minimum at the end of the same quarter. The gravest first, at most 200."""
    new_count: int
    solved: int
    """Findings of the do-minimum that the plan has done away with."""
    blocking: int
    """New findings that are errors or worse."""
    stands: bool
    """Whether nothing that the plan brings makes the state unfit to live in."""


def after_state(case: Case, quarter: Quarter) -> Topology:
    """Return the topology at the end of a quarter, with users and applications where they are then.

    Dependencies follow their users' network, applications the network they stand in, or into the cloud from the quarter in
    which they are ready there.

    Raises
    ------
    ValueError
        The case has no topology.
    """
    if case.topology is None:
        raise ValueError("a state needs a topology")
    after = apply(case.topology, case.scenario, quarter, case.prices, findings=case.findings)
    moved = {code: row.target for code, row in case.decisions.items() if row.finish and Quarter.parse(row.finish) <= quarter and row.target}
    homes = {**moved, **_put_out(case, quarter)}
    return replace(
        after,
        census=replace(
            after.census,
            dependencies=tuple(
                replace(row, from_network=homes.get(row.from_network, row.from_network)) for row in after.census.dependencies
            ),
            applications=tuple(_placed(row, moved, quarter) for row in after.census.applications),
        ),
    )


def check_states(
    case: Case, told: Callable[[int, int], None] | None = None, analyses: tuple[Analysis, ...] = STATE_ANALYSES
) -> tuple[StateCheck, ...]:
    """Return the check of each quarter in which something changes, in order of time.

    Parameters
    ----------
    case
        The plan's case, with a topology.
    told
        Called with the states checked and the number of them all; may raise to cancel.
    analyses
        What a state is held against.
    """
    edits = plan_edits(case, case.quarters[-1])
    quarters = sorted({Quarter.parse(edit.quarter) for edit in edits} & set(case.quarters))
    still = {row for row in analyses if row is not DEPENDENCIES}
    base_findings = [finding for row in analyses if row in still and case.topology for finding in row.run(case.topology)]
    checks = []
    for number, quarter in enumerate(quarters):
        if told is not None:
            told(number, len(quarters))
        after = after_state(case, quarter)
        without = [*base_findings, *(_lost(case.topology, quarter) if DEPENDENCIES in analyses and case.topology else ())]
        found = [finding for row in analyses for finding in row.run(after)]
        checks.append(_check(case, quarter, after, edits, (without, found)))
    if told is not None:
        told(len(quarters), len(quarters))
    return tuple(checks)


def state_findings(
    case: Case, quarter: Quarter, analyses: tuple[Analysis, ...] = STATE_ANALYSES
) -> tuple[tuple[tuple[Finding, bool], ...], tuple[Finding, ...]]:
    """Return the findings at the end of a quarter, each with whether the plan brings it, and those that it does away with.

    Both in the order of their gravity.

    Raises
    ------
    ValueError
        The case has no topology.
    """
    after = after_state(case, quarter)
    assert case.topology is not None
    still = [row for row in analyses if row is not DEPENDENCIES]
    without = [finding for row in still for finding in row.run(case.topology)]
    without += _lost(case.topology, quarter) if DEPENDENCIES in analyses else ()
    now = [finding for row in analyses for finding in row.run(after)]
    known, there = {_about(row) for row in without}, {_about(row) for row in now}
    gone = (row for row in without if _about(row) not in there)
    return tuple((row, _about(row) not in known) for row in _gravest(now)), tuple(_gravest(gone))


def _put_out(case: Case, quarter: Quarter) -> dict[str, str]:
    """Return where the users of withdrawn networks are who still need applications: on the extranet's public domain."""
    public = target_of(case.census, Option.MERGE_PUBLIC)
    return {
        code: public
        for code, row in case.decisions.items()
        if row.target is None and row.finish and Quarter.parse(row.finish) <= quarter and public and code in case.onto_extranet
    }


def _placed(row: Application, moved: dict[str, str], quarter: Quarter) -> Application:
    """An application as it stands at the end of a quarter. One that is withdrawn with its network before the cloud has it stays behind."""
    if row.ready is not None and in_use(row) and Quarter.parse(row.ready) <= quarter:
        return replace(row, state=IN_CLOUD, network=None)
    return replace(row, network=moved[row.network]) if row.network in moved and in_use(row) else row


def _lost(topology: Topology, quarter: Quarter) -> Iterable[Finding]:
    """Return the dependencies that fail without any plan, as the applications move to the cloud."""
    placed = tuple(_placed(row, {}, quarter) for row in topology.census.applications)
    return DEPENDENCIES.run(replace(topology, census=replace(topology.census, applications=placed)))


def _check(case: Case, quarter: Quarter, after: Topology, edits: Iterable[Edit], found: tuple[list[Finding], list[Finding]]) -> StateCheck:
    without, now = found
    known, there = {_about(row) for row in without}, {_about(row) for row in now}
    new = _gravest(row for row in now if _about(row) not in known)
    gone = {code for code, row in case.decisions.items() if row.finish and Quarter.parse(row.finish) <= quarter}
    blocking = sum(row.severity in {Severity.ERROR, Severity.CRITICAL} for row in new)
    return StateCheck(
        quarter=str(quarter),
        changes=dict(sorted(Counter(edit.kind.value for edit in edits if edit.quarter == str(quarter)).items())),
        running=tuple(sorted(row.code for row in case.census.networks if row.role is Role.DEPARTMENTAL and row.code not in gone)),
        presences=len(after.presences),
        circuits=len(after.census.circuits),
        counts=dict(sorted(Counter(row.kind for row in now).items())),
        new=tuple(new[:_MOST_SHOWN]),
        new_count=len(new),
        solved=len(known - there),
        blocking=blocking,
        stands=blocking == 0,
    )


def _about(finding: Finding) -> tuple[str, ...]:
    """Return what makes two findings one over states: kind and place, or kind and subjects; networks change their names when they merge."""
    placed = finding.kind.split(".")[0] in _BY_PLACE
    return finding.kind, *sorted(finding.sites if placed else finding.subjects or (finding.id,))


_GRADES = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2, Severity.CRITICAL: 3}


def _gravest(found: Iterable[Finding]) -> list[Finding]:
    return sorted(found, key=lambda row: (-_GRADES[row.severity], row.kind, row.id))
