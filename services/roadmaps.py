"""Roadmaps: a scenario over time, and how far it has come by what later snapshots prove."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Final

from planning.case import Case
from planning.costs import build_case
from planning.quarters import Quarter
from planning.roadmap.plan import Roadmap, draw_roadmap
from planning.roadmap.progress import Progress
from planning.roadmap.progress import progress as progress_of
from planning.roadmap.supervision import Supervision, supervise
from planning.scenario import scenario_hash
from services.actors import Right
from services.home import Home
from services.plan_inputs import plan_ground, plan_inputs
from services.plans import appraise
from services.progress import SILENT, Watch
from services.rights import needs
from services.topologies import current, snapshot
from topology.model.errors import InputError

_CHECKING: Final = "states"


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
    key = "/".join((scenario_hash(ground.scenario), scenario_hash(ground.base), ground.head.id if ground.head else "-"))

    def made() -> Roadmap:
        inputs = plan_inputs(home, ground)
        case, _ = build_case(inputs.scenario, inputs.census, inputs.topology, inputs.prices, inputs.findings)
        appraisal = appraise(home, reference, snapshot)

        def told(done: int, total: int) -> None:
            watch.tell(_CHECKING, done, total)
            watch.check()

        return draw_roadmap(case, appraisal, told)

    return home.cache.get("roadmap", key, made)


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
        roadmap(home, reference, snapshot),
        current(home, head.id),
        rows,
        tracking=appraise(home, reference, snapshot).tracking,
        day=day or head.created_at.date(),
    )


_head = snapshot


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
