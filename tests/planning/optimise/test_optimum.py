"""The optimiser against every plan there is, against a second implementation of the money, and against common sense."""

from __future__ import annotations

import msgspec
import pytest

from lab.problems import draw_problem
from planning.optimise import Problem, Settings, optimise
from planning.optimise.highs import Status
from planning.optimise.problem import Choice, Precedence, Target
from planning.optimise.search import Plan
from tests.planning.optimise import simulator

EXACT = Settings(seconds=30, gap=1e-9)
INSTANCES = 200


def small(seed: int) -> Problem:
    """Three networks in few quarters, each kind of rule on some of them."""
    problem = draw_problem(3, seed, quarters=(2, 3, 5)[seed % 3], horizon=12)
    networks = tuple(msgspec.structs.replace(network, options=network.options[: 4 - seed % 2]) for network in problem.networks)
    if seed % 3 == 2:
        networks = tuple(msgspec.structs.replace(network, options=network.options[:2]) for network in networks)
    changes: dict[str, object] = {"networks": networks}
    if seed % 5 == 1:
        changes["target"] = Target(count=1 + seed % 3)
    if seed % 5 == 2:
        changes["target"] = Target(by={"n0002": problem.quarters})
    if seed % 7 == 3:
        changes["precedence"] = (Precedence(first="n0001", then="n0003"),)
    if seed % 7 == 4:
        changes["budgets"] = tuple(limit / 3 for limit in problem.budgets if limit is not None)
    if seed % 11 == 5:
        changes["forbids"] = (Choice(network="n0001", option="vrf_admin"), Choice(network="n0002", quarter=1))
    if seed % 11 == 6:
        changes["pins"] = (Choice(network="n0003", option=networks[2].options[0].id),)
    if seed % 13 == 7:
        changes["labour"] = tuple(limit / 2 for limit in problem.labour if limit is not None)
    return msgspec.structs.replace(problem, **changes)


def moves(plan: Plan) -> dict[str, tuple[str, int]]:
    return {move.network: (move.option, move.quarter) for move in plan.networks if move.option is not None and move.quarter is not None}


@pytest.mark.parametrize("first", range(0, INSTANCES, 20))
def test_the_optimum_equals_the_best_of_all_plans(first: int) -> None:
    for seed in range(first, first + 20):
        problem = small(seed)
        plan, best = optimise(problem, EXACT), simulator.best_plan(problem)
        if best is None:
            assert plan.status is Status.INFEASIBLE, seed
            continue
        assert plan.status is Status.OPTIMAL, seed
        assert plan.saving == pytest.approx(best[0], abs=1e-6), seed
        assert plan.bound == pytest.approx(best[0], rel=1e-6, abs=1e-6), seed
        assert simulator.is_allowed(problem, moves(plan)), seed


@pytest.mark.parametrize("count", [6, 10])
@pytest.mark.parametrize("seed", range(3))
def test_a_second_implementation_finds_the_same_money(count: int, seed: int) -> None:
    problem = draw_problem(count, seed)
    plan = optimise(problem, Settings(seconds=4, gap=0.05))
    assert plan.saving is not None
    decided = moves(plan)
    assert simulator.is_allowed(problem, decided)
    bought = simulator.needs(problem, decided)
    assert bought is not None
    if simulator.in_budget(problem, decided, bought):
        assert plan.saving == pytest.approx(simulator.saving(problem, decided, bought), rel=1e-9)
    assert list(plan.hours) == pytest.approx([sum(_hours(problem, decided, quarter)) for quarter in range(1, problem.quarters + 1)])


def _hours(problem: Problem, decided, quarter: int):
    for name, (option, done) in decided.items():
        way = problem.option[name, option]
        if done - way.duration < quarter <= done:
            yield way.hours / way.duration


@pytest.mark.parametrize("seed", range(4))
def test_more_money_is_never_worse_and_a_ban_never_better(seed: int) -> None:
    problem = draw_problem(5, seed, quarters=6)
    base = optimise(problem, EXACT).saving
    assert base is not None
    richer = optimise(msgspec.structs.replace(problem, budgets=tuple(2 * (limit or 0) for limit in problem.budgets)), EXACT).saving
    stronger = optimise(msgspec.structs.replace(problem, labour=()), EXACT).saving
    assert richer is not None
    assert stronger is not None
    assert min(richer, stronger) >= base - 1e-6
    for network in problem.networks:
        barred = optimise(msgspec.structs.replace(problem, forbids=(Choice(network=network.id),)), EXACT)
        assert barred.saving is not None
        assert barred.saving <= base + 1e-6
        assert network.id not in moves(barred)


def test_a_pin_to_a_quarter_is_kept_to() -> None:
    problem = draw_problem(5, 3)
    network = problem.networks[0]
    quarter = problem.open_quarters(network.id, network.options[0])[-1]
    pinned = msgspec.structs.replace(
        problem, budgets=(), labour=(), pins=(Choice(network=network.id, option=network.options[0].id, quarter=quarter),)
    )
    assert moves(optimise(pinned, EXACT))[network.id] == (network.options[0].id, quarter)


def test_the_impossible_is_said_to_be() -> None:
    problem = draw_problem(5, 3)
    both = (Choice(network="n0001"),)
    plan = optimise(msgspec.structs.replace(problem, pins=both, forbids=both), EXACT)
    assert (plan.status, plan.saving, plan.gap, plan.networks) == (Status.INFEASIBLE, None, None, ())


def test_a_cancelled_search_keeps_what_it_has() -> None:
    seen: list[float] = []

    def told(progress) -> bool:
        seen.append(progress.seconds)
        return True

    plan = optimise(draw_problem(60, 1), Settings(seconds=60), told)
    assert plan.status is Status.CANCELLED
    assert seen


def test_a_large_problem_is_searched_in_neighbourhoods_with_a_bound() -> None:
    plan = optimise(draw_problem(110, 2), Settings(seconds=8, gap=0.02))
    assert plan.status in {Status.OPTIMAL, Status.FEASIBLE}
    assert plan.saving is not None
    assert plan.bound is not None
    assert 0 < plan.saving <= plan.bound
    assert simulator.is_allowed(draw_problem(110, 2), moves(plan))


def test_nothing_to_decide_saves_nothing() -> None:
    problem = Problem(quarters=4, horizon=8, networks=())
    plan = optimise(problem)
    assert (plan.status, plan.saving, plan.gap) == (Status.OPTIMAL, 0.0, 0.0)
