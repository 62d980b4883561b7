"""Roadmaps: a scenario over time, and how far it has come by what later snapshots prove."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Final

import msgspec
from msgspec.structs import replace

from planning.approval import content_hash
from planning.case import Case
from planning.costs import build_case
from planning.quarters import Quarter, blacked_out
from planning.roadmap.overlay import Overlay, draw_overlay
from planning.roadmap.plan import Roadmap, draw_roadmap
from planning.roadmap.progress import Progress
from planning.roadmap.progress import progress as progress_of
from planning.roadmap.states import StateCheck
from planning.roadmap.supervision import Supervision, supervise
from planning.scenario import scenario_hash
from services.actors import Right
from services.home import Home
from services.jobs import submit
from services.plan_inputs import PlanGround, plan_ground, plan_inputs
from services.plans import appraise
from services.progress import SILENT, Watch
from services.rights import needs
from services.topologies import current, snapshot
from topology.model.errors import InputError
from topology.store.jobs import Job, JobState

STATES_JOB: Final = "states"
"""Kind of the job that checks each quarter's networks."""
_CHECKING: Final = "states"
_KEPT: Final = 40
"""New findings of a quarter that a job keeps."""


@needs(Right.READ)
def roadmap(home: Home, reference: str, snapshot: str | None = None, watch: Watch = SILENT) -> Roadmap:
    """Return a scenario's roadmap: waves, what each network waits for, bars, and each quarter's networks checked.

    Raises
    ------
    InputError, NotFound
        As `services.plans.appraise`.
    Cancelled
        The watch asked to stop.
    """
    ground = plan_ground(home, reference, snapshot)

    def made() -> Roadmap:
        def told(done: int, total: int) -> None:
            watch.tell(_CHECKING, done, total)
            watch.check()

        return draw_roadmap(_case(home, ground), appraise(home, reference, snapshot), told)

    return home.cache.get("roadmap", _key(ground), made)


@needs(Right.READ)
def outline(home: Home, reference: str, snapshot: str | None = None) -> Roadmap:
    """Return a scenario's roadmap without the check of its quarters, which takes long; errors as `roadmap`."""
    ground = plan_ground(home, reference, snapshot)
    return home.cache.get(
        "outline", _key(ground), lambda: draw_roadmap(_case(home, ground), appraise(home, reference, snapshot), checked=False)
    )


@needs(Right.READ)
def blackouts(home: Home, reference: str, snapshot: str | None = None) -> dict[str, tuple[str, ...]]:
    """Return the quarters of the horizon in which a network must not be cut over, by network; errors as `roadmap`."""
    case = _case(home, plan_ground(home, reference, snapshot))
    closed = {code: tuple(str(one) for one in case.quarters if blacked_out(one, row.blackout)) for code, row in case.networks.items()}
    return {code: quarters for code, quarters in closed.items() if quarters}


@needs(Right.READ)
def overlay(home: Home, reference: str, snapshot: str | None = None) -> Overlay:
    """Return what a scenario does to what a snapshot's map shows, quarter by quarter; errors as `roadmap`."""
    ground = plan_ground(home, reference, snapshot)
    return home.cache.get("overlay", _key(ground), lambda: draw_overlay(_case(home, ground), appraise(home, reference, snapshot)))


@needs(Right.READ)
def submit_states(home: Home, reference: str, snapshot: str | None = None) -> str:
    """Start the check of each quarter's networks as a job and return its id; errors as `roadmap`.

    The job's result is ``{"key", "states"}``; `checked_states` reads it.
    """
    key = _key(plan_ground(home, reference, snapshot))

    def work(own: Home, watch: Watch) -> dict[str, object]:
        found = roadmap(own, reference, snapshot, watch)
        shown = [replace(state, new=state.new[:_KEPT]) for state in found.states]
        return {"key": key, "states": msgspec.to_builtins(shown)}

    return submit(home, STATES_JOB, work, params={"scenario": reference, "snapshot": snapshot})


@needs(Right.READ)
def checked_states(home: Home, job: Job, snapshot: str | None = None) -> tuple[StateCheck, ...] | None:
    """Return the states that a finished job found; None where it found none, or the plan or its ground changed since.

    Of each quarter's new findings the gravest forty are kept; errors as `roadmap`.
    """
    found = job.result
    if job.state is not JobState.DONE or found is None or job.kind != STATES_JOB:
        return None
    if found.get("key") != _key(plan_ground(home, str(job.params["scenario"]), snapshot)):
        return None
    return msgspec.convert(found["states"], tuple[StateCheck, ...])


@needs(Right.READ)
def progress(
    home: Home, reference: str, later: str | None = None, snapshot: str | None = None, day: date | None = None
) -> tuple[Progress, ...]:
    """Return the standing of each network of a plan, as a later snapshot (by default the newest) proves it.

    What is finished before the quarter of `day`, by default that of the later snapshot, is due.

    Raises
    ------
    InputError
        ``services.no_progress`` where nothing was measured when the plan was made; else as `services.plans.appraise`.
    NotFound
        As `services.plans.appraise`.
    """
    return _progress(home, reference, later, snapshot, day)[1]


@needs(Right.READ)
def supervision(home: Home, reference: str, later: str | None = None, snapshot: str | None = None, day: date | None = None) -> Supervision:
    """Return the month's figures of a plan on a day, by default the day of the later snapshot; errors as `progress`."""
    case, rows = _progress(home, reference, later, snapshot, day)
    head = _head(home, later)
    return supervise(
        case,
        outline(home, reference, snapshot),
        current(home, head.id),
        rows,
        tracking=appraise(home, reference, snapshot).tracking,
        day=day or head.created_at.date(),
    )


_head = snapshot


def _key(ground: PlanGround) -> str:
    edition = ground.declared.edition if ground.declared else "-"
    decisive = (scenario_hash(ground.scenario), scenario_hash(ground.base), content_hash(ground.prices))
    return "/".join((*decisive, ground.head.id if ground.head else "-", edition))


def _case(home: Home, ground: PlanGround) -> Case:
    def made() -> Case:
        inputs = plan_inputs(home, ground)
        return build_case(inputs.scenario, inputs.census, inputs.topology, inputs.prices, inputs.findings)[0]

    return home.cache.get("case", _key(ground), made)


def _progress(home: Home, reference: str, later: str | None, snapshot: str | None, day: date | None) -> tuple[Case, tuple[Progress, ...]]:
    inputs = plan_inputs(home, plan_ground(home, reference, snapshot))
    if inputs.topology is None:
        raise InputError("services.no_progress", scenario=inputs.scenario.id)
    case, _ = build_case(inputs.scenario, inputs.census, inputs.topology, inputs.prices, inputs.findings)
    head = _head(home, later)
    appraisal = appraise(home, reference, snapshot)
    days: dict[str, float] = defaultdict(float)
    for line in appraisal.lines:
        if line.network is not None:
            days[line.network] += line.days
    savings = {row.network: row.run_before_fen_per_a - row.run_after_fen_per_a for row in appraisal.networks if row.network is not None}
    return case, progress_of(case, current(home, head.id), Quarter.of(day or head.created_at.date()), savings, days)
