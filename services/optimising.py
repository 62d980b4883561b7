"""The best plan: of a scenario's networks, or of a plain problem in a file; with its proof, and what is short where there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from planning.appraise import appraise
from planning.optimise import Plan, Settings, optimise, read_problem
from planning.optimise.explain import Short, find_shortage
from planning.optimise.from_case import Asked, City, pose, read_cell
from planning.optimise.highs import Status
from planning.optimise.policies import Policy
from planning.optimise.problem import Choice as Cell
from planning.optimise.problem import Problem
from planning.optimise.search import Progress
from planning.optimise.to_scenario import prove, to_scenario
from planning.options import Option
from planning.proof import inputs_hash
from planning.quarters import Quarter
from planning.scenario import Scenario, scenario_hash
from planning.scenario_text import scenario_text
from services.actors import Right
from services.appraisals import appraisal_key
from services.home import Home
from services.jobs import submit
from services.plan_inputs import PlanInputs, pins, plan_ground, plan_inputs
from services.plans import save_scenario, scenarios
from services.progress import Watch
from services.rights import needs
from services.text import message
from topology.model.errors import InputError, Scalar

_EXPLAIN_S: Final = 30.0
_FEN: Final = 100
_EVERY_YEAR: Final = "*"

Told = Callable[[Progress], bool]
"""Hears how far the search is; True from it ends the search with the best plan so far."""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a planner asks of the search, as it is typed: cells are ``N05:merge_admin@2018Q3``, ``N15:join:N14``, ``N05:keep``, ``N05``."""

    policy: Policy = Policy.ECONOMIC
    by: str | None = None
    share: float = 1.0
    quarters: int | None = None
    pins: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    budgets: dict[str, int] | None = None
    """CNY by fiscal year in place of the scenario's; ``*`` is every year that is not named."""
    labour: dict[str, float] | None = None
    """Engineer-days a quarter by fiscal year in place of the scenario's; ``*`` likewise."""
    change_cost: float = 0.0
    most_changes: int | None = None


class Solved(msgspec.Struct, frozen=True, kw_only=True):
    """A problem's best plan. Where there is none, `short` names what is missing: empty where more of nothing would help."""

    name: str
    plan: Plan
    short: tuple[Short, ...] = ()


class Optimised(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario's best plan. Money is CNY, labour days; what is short is named by fiscal year, calendar quarter and network."""

    reference: str
    policy: Policy
    plan: Plan
    scenario: Scenario | None
    """The plan as a scenario; None where there is none."""
    npv_cny: float | None
    """What the appraisal of that scenario comes to: within 1 CNY of the plan's saving and `offset_cny`."""
    offset_cny: float
    """NPV where every network stays as the scenario says."""
    present_cny: float | None
    """NPV of the scenario as it stands."""
    exempt: tuple[str, ...]
    """Networks that no rule lets go within the quarters of decision."""
    short: tuple[Short, ...] = ()


@needs(Right.READ)
def solve_problem(_home: Home, path: Path, settings: Settings, told: Told | None = None) -> Solved:
    """Return the best plan of the problem in a file.

    Raises
    ------
    InputError
        The file is no problem, see `read_problem`.
    """
    problem = read_problem(path)
    plan = optimise(problem, settings, told)
    return Solved(name=problem.name or path.stem, plan=plan, short=_short(problem, plan))


@needs(Right.READ)
def city_problem(home: Home, reference: str, wish: Wish, snapshot: str | None = None) -> tuple[City, PlanInputs]:
    """Return the problem of a scenario with what it rests on; errors as `optimise_scenario`."""
    found = plan_inputs(home, plan_ground(home, reference, snapshot))
    wanted = _limited(found.scenario, wish)
    if wish.quarters is not None and not 1 <= wish.quarters <= wanted.horizon:
        raise InputError("planning.problem_value", place="quarters", found=wish.quarters, expected=f"1..{wanted.horizon}")
    start = Quarter.parse(wanted.start)
    pins, forbids = _cells(wish, start)
    asked = Asked(
        policy=wish.policy, by=wish.by, share=wish.share, quarters=wish.quarters, pins=pins, forbids=forbids,
        change_cost=wish.change_cost, most_changes=wish.most_changes,
    )  # fmt: skip
    believed = found.topology.snapshot if found.topology else None
    key = appraisal_key([scenario_hash(wanted), scenario_hash(found.base), found.prices, believed, found.census.edition, asked])

    def made() -> City:
        return pose(wanted, found.base, found.topology, found.census, found.prices, found.findings, asked)

    return home.cache.get("problem", key, made), found


@needs(Right.READ)
def optimise_scenario(  # noqa: PLR0917 - a scenario, a wish, how long, who listens, which snapshot: in the order of the question
    home: Home,
    reference: str,
    wish: Wish | None = None,
    settings: Settings | None = None,
    told: Told | None = None,
    snapshot: str | None = None,
) -> Optimised:
    """Return the best plan for a scenario's networks under its budgets, labour, calendar and rules.

    The search begins with the scenario's own choices. The plan is handed back as a scenario, appraised like any other.

    Raises
    ------
    InputError
        As `services.plans.appraise`; ``planning.problem_reference``, ``planning.problem_value`` or ``planning.cell_closed`` where a
        cell, year or date names what is not there.
    NotFound
        As `services.plans.appraise`.
    """
    asked = wish or Wish()
    city, found = city_problem(home, reference, asked, snapshot)
    plan = optimise(city.problem, settings, told, start=city.present)
    scenario = npv = None
    if plan.saving is not None:
        scenario = to_scenario(city, plan, identifier=f"{found.scenario.id}_best", name=_named(found.scenario), note=_proof(city, plan))
        scenario = replace(scenario, proof=prove(city, plan, inputs_hash(scenario, pins(found))))
        npv = _npv(scenario, found)
    return Optimised(
        reference=found.scenario.id,
        policy=asked.policy,
        plan=plan,
        scenario=scenario,
        npv_cny=npv,
        offset_cny=city.offset,
        present_cny=_npv(found.scenario, found) if found.scenario.base else None,
        exempt=city.exempt,
        short=tuple(_in_calendar(row, Quarter.parse(city.scenario.start)) for row in _short(city.problem, plan)),
    )


def plan_document(found: Optimised) -> dict[str, object]:
    """Return one flat object for scripts and screens: what was asked, the plan's fields, and the plan as choices of a scenario."""
    choices = {choice.code: choice for choice in found.scenario.choices} if found.scenario else {}
    networks = []
    for move in found.plan.networks:
        choice = choices.get(move.network) if move.option is not None else None
        networks.append(
            {
                "network": move.network,
                "option": choice.option.value if choice else None,
                "host": choice.host if choice else None,
                "finish": choice.finish if choice else None,
                "duration": choice.duration if choice else None,
                "quarter": move.quarter,
            }
        )
    return {
        "name": found.reference,
        "policy": found.policy.value,
        **msgspec.to_builtins(found.plan),
        "networks": networks,
        "npv_cny": found.npv_cny,
        "offset_cny": found.offset_cny,
        "present_npv_cny": found.present_cny,
        "exempt": list(found.exempt),
        "short": msgspec.to_builtins(found.short),
        "toml": scenario_text(found.scenario) if found.scenario else None,
    }


@needs(Right.READ)
def submit_optimisation(
    home: Home, reference: str, wish: Wish | None = None, settings: Settings | None = None, snapshot: str | None = None
) -> str:
    """Start the search as a job and return its id.

    While it runs, the job's result holds `seconds`, `npv_cny`, `bound_cny` and `gap` of the best plan so far; at the end it is
    `plan_document`. Cancelling it ends the search with the best plan so far, whose status then is ``cancelled``.
    """
    chosen = settings or Settings()

    def work(own: Home, watch: Watch) -> dict[str, object]:
        city, _ = city_problem(own, reference, wish or Wish(), snapshot)

        def told(progress: Progress) -> bool:
            watch.show(live(progress, city.offset))
            watch.tell("optimise", int(progress.seconds), int(chosen.seconds))
            return watch.cancelled()

        return plan_document(optimise_scenario(own, reference, wish, chosen, told, snapshot))

    asked = msgspec.json.encode(wish or Wish()).decode()
    return submit(home, "optimise", work, params={"scenario": reference, "seconds": chosen.seconds, "wish": asked})


def live(progress: Progress, offset: float) -> dict[str, object]:
    """Return how far a search is, in the scenario's money."""
    return {
        "seconds": progress.seconds,
        "npv_cny": None if progress.saving is None else progress.saving + offset,
        "bound_cny": None if progress.bound is None else progress.bound + offset,
        "gap": progress.gap,
    }


@needs(Right.PLAN)
def save_plan(home: Home, found: Optimised, name: str) -> Scenario:
    """Keep an optimised scenario in the store under a name: a new one, or the next version of what bears it.

    Raises
    ------
    InputError
        ``planning.scenario_base``: what it is a difference to is a file, and not in the store.
    Conflict
        ``store.scenario_locked``.
    """
    assert found.scenario is not None
    kept = replace(found.scenario, id=name)
    version = next((one.version for one in scenarios(home) if one.name == name), 0)
    save_scenario(home, scenario_text(kept), base_version=version)
    return kept


def _short(problem: Problem, plan: Plan) -> tuple[Short, ...]:
    return find_shortage(problem, _EXPLAIN_S) or () if plan.status is Status.INFEASIBLE else ()


def _limited(scenario: Scenario, wish: Wish) -> Scenario:
    years = {str(quarter.year) for quarter in scenario.quarters}
    for place, table in (("budget", wish.budgets), ("labour", wish.labour)):
        for year in sorted(set(table or ()) - years - {_EVERY_YEAR}):
            raise InputError("planning.problem_value", place=place, found=year, expected=f"{min(years)}..{max(years)}")
    budgets = _by_year(wish.budgets, years)
    labour = _by_year(wish.labour, years)
    changed = replace(scenario, budgets={year: cny * _FEN for year, cny in budgets.items()}) if budgets is not None else scenario
    return replace(changed, labour_days={year: float(days) for year, days in labour.items()}) if labour is not None else changed


def _by_year(table: Mapping[str, int] | Mapping[str, float] | None, years: set[str]) -> dict[str, int] | None:
    if table is None:
        return None
    every = table.get(_EVERY_YEAR)
    named = {} if every is None else dict.fromkeys(sorted(years), every)
    return named | {year: amount for year, amount in table.items() if year != _EVERY_YEAR}  # type: ignore[return-value]


def _cells(wish: Wish, start: Quarter) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """Return pins and forbidden cells; to pin staying is to forbid moving, and the other way round."""
    pins = [read_cell(text, start) for text in wish.pins]
    forbids = [read_cell(text, start) for text in wish.forbids]
    stay = Option.KEEP.value
    return (
        tuple([cell for cell in pins if cell.option != stay] + [replace(cell, option=None) for cell in forbids if cell.option == stay]),
        tuple([cell for cell in forbids if cell.option != stay] + [replace(cell, option=None) for cell in pins if cell.option == stay]),
    )


def _npv(scenario: Scenario, found: PlanInputs) -> float:
    return appraise(scenario, found.base, found.topology, found.census, found.prices, found.findings).npv_fen / _FEN


def _named(scenario: Scenario) -> dict[str, str]:
    return {lang: message("services.best_of", {"name": scenario.name.get(lang, scenario.id)}, lang) for lang in ("zh", "en")}


def _proof(city: City, plan: Plan) -> dict[str, str]:
    """Return what proves the plan, in both languages: solver, bound, gap, hash of the problem."""
    assert plan.saving is not None
    params: dict[str, Scalar] = {
        "solver": plan.solver,
        "saving": f"{city.agreed_saving(plan.saving):,.0f}",
        "bound": "-" if plan.bound is None else f"{city.agreed_saving(plan.bound):,.0f}",
        "percent": "-" if plan.gap is None else f"{100 * plan.gap:.3f}",
        "hash": plan.input_hash,
    }
    return {lang: message("services.proof_note", params, lang) for lang in ("zh", "en")}


def _in_calendar(short: Short, start: Quarter) -> Short:
    if short.kind == "budget":
        return Short(kind="budget", which=str(start.year + int(short.which) - 1), by=short.by)
    if short.kind == "labour":
        return Short(kind="labour", which=str(start.plus(int(short.which) - 1)), by=short.by)
    return short
