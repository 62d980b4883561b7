"""Round about the best plan: what money buys, what would be nearly as good, and what each network's change is worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from planning.optimise import Settings, optimise
from planning.optimise.explain import find_alternatives, marginal_value, trace_frontier
from planning.optimise.from_case import City
from planning.optimise.moves import Moves
from planning.optimise.problem import Target
from planning.optimise.search import Plan
from services.actors import Right
from services.home import Home
from services.jobs import submit
from services.optimising import Wish, city_problem
from services.progress import SILENT, Watch
from services.rights import needs

SHARES: Final = (0.0, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0, 1.25)
"""Budgets of a frontier in shares of what the scenario has, or, where a year is not limited, of what the best plan spends in it."""


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A point of the budget frontier. Money is CNY."""

    share: float
    budget_cny: float
    """One-off money of all years of decision together."""
    spent_cny: float
    npv_cny: float | None
    bound_cny: float | None
    gap: float | None
    moved: int
    options: dict[str, str]
    """Way by network that moves."""


class Alternative(msgspec.Struct, frozen=True, kw_only=True):
    """A plan that is nearly as good, and where it chooses otherwise."""

    npv_cny: float
    lost_cny: float
    """What it saves less than the best plan."""
    changes: dict[str, tuple[str | None, str | None]]
    """Way in the best plan and way here, by network; None stays."""


class Worth(msgspec.Struct, frozen=True, kw_only=True):
    """What is lost where a network has to stay, everything else the best again [CNY]; None where then no plan is left."""

    network: str
    option: str
    value_cny: float | None


@needs(Right.READ)
def frontier(
    home: Home,
    reference: str,
    wish: Wish | None = None,
    shares: Sequence[float] = SHARES,
    settings: Settings | None = None,
    *,
    snapshot: str | None = None,
    watch: Watch = SILENT,
) -> tuple[Point, ...]:
    """Return the best plan for each share of the budgets, the smallest first; errors as `optimise_scenario`.

    A cancelled watch ends it with the points there are.
    """
    city, best = _best(home, reference, wish or Wish(), settings, (snapshot, watch))
    spent = [*best.spending, *([0.0] * len(city.problem.budgets))]
    budgets = tuple(spent[year] if limit is None else limit for year, limit in enumerate(city.problem.budgets))
    decided = city.problem.years
    problem = replace(city.problem, budgets=budgets)

    def told(done: int, _plan: Plan) -> bool:
        watch.tell("frontier", done, len(shares))
        return watch.cancelled()

    found = trace_frontier(problem, shares, settings, told=told)
    return tuple(_point(city, share, share * sum(budgets[year] for year in decided), plan) for share, plan in found)


def _point(city: City, share: float, budget: float, plan: Plan) -> Point:
    return Point(
        share=share,
        budget_cny=budget,
        spent_cny=sum(plan.spending),
        npv_cny=None if plan.saving is None else city.agreed_saving(plan.saving),
        bound_cny=None if plan.bound is None else city.agreed_saving(plan.bound),
        gap=plan.gap,
        moved=sum(move.option is not None for move in plan.networks),
        options={move.network: move.option for move in plan.networks if move.option is not None},
    )


@needs(Right.READ)
def alternatives(
    home: Home,
    reference: str,
    wish: Wish | None = None,
    *,
    count: int = 3,
    share: float = 0.98,
    settings: Settings | None = None,
    snapshot: str | None = None,
) -> tuple[Alternative, ...]:
    """Return plans that keep a share of the best plan's saving and choose as differently as can be; errors as `optimise_scenario`."""
    city, best = _best(home, reference, wish or Wish(), settings, (snapshot, SILENT))
    if best.saving is None:
        return ()
    ways = {move.network: move.option for move in best.networks}
    found = []
    for moves in find_alternatives(city.problem, best, count=count, share=share):
        saving = _saving(city, moves, settings)
        other = {network: moves[network][0] if network in moves else None for network in ways}
        changes = {network: (way, other[network]) for network, way in ways.items() if way != other[network]}
        found.append(Alternative(npv_cny=city.agreed_saving(saving), lost_cny=best.saving - saving, changes=changes))
    return tuple(found)


def _saving(city: City, moves: Moves, settings: Settings | None) -> float:
    """Return what the best dates of some choices save: alternatives differ in choices, and nothing said their dates were good."""
    problem = city.problem
    networks = tuple(
        replace(network, options=tuple(option for option in network.options if moves.get(network.id, ("",))[0] == option.id))
        for network in problem.networks
    )
    all_of_them = Target(by=dict.fromkeys(moves, problem.quarters))
    plan = optimise(replace(problem, networks=networks, pins=(), forbids=(), stability=None, target=all_of_them), settings, start=moves)
    assert plan.saving is not None
    return plan.saving


@needs(Right.READ)
def network_values(
    home: Home,
    reference: str,
    wish: Wish | None = None,
    settings: Settings | None = None,
    *,
    snapshot: str | None = None,
    watch: Watch = SILENT,
) -> tuple[Worth, ...]:
    """Return what the change of each network in the best plan is worth, by solving again without it; errors as `optimise_scenario`."""
    city, best = _best(home, reference, wish or Wish(), settings, (snapshot, watch))
    moving = [(move.network, move.option) for move in best.networks if move.option is not None]
    found = []
    for done, (network, option) in enumerate(moving):
        watch.tell("network_values", done, len(moving))
        if watch.cancelled():
            break
        found.append(Worth(network=network, option=option, value_cny=marginal_value(city.problem, best, network, settings)))
    return tuple(sorted(found, key=lambda row: (-(row.value_cny or 0.0), row.network)))


@needs(Right.READ)
def submit_exploration(
    home: Home, kind: str, reference: str, wish: Wish | None = None, settings: Settings | None = None, *, snapshot: str | None = None
) -> str:
    """Start `frontier` or `network_values` as a job of that kind and return its id; its result is ``{"rows": [...]}``."""

    def work(own: Home, watch: Watch) -> dict[str, object]:
        if kind == "frontier":
            return {"rows": msgspec.to_builtins(frontier(own, reference, wish, settings=settings, snapshot=snapshot, watch=watch))}
        return {"rows": msgspec.to_builtins(network_values(own, reference, wish, settings, snapshot=snapshot, watch=watch))}

    return submit(home, kind, work, params={"scenario": reference})


def _best(home: Home, reference: str, wish: Wish, settings: Settings | None, where: tuple[str | None, Watch]) -> tuple[City, Plan]:
    """Return a scenario's problem with its best plan, `where` being the snapshot and who watches."""
    snapshot, watch = where
    city, _ = city_problem(home, reference, wish, snapshot)
    watch.tell("optimise")
    return city, optimise(city.problem, settings, lambda _progress: watch.cancelled(), start=city.present)
