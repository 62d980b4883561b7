"""Why there is no plan, what else is nearly as good, what more money would bring."""

from __future__ import annotations

import msgspec
import pytest

from lab.problems import draw_problem
from planning.optimise import Settings, optimise
from planning.optimise.explain import find_alternatives, find_shortage, marginal_value, trace_frontier
from planning.optimise.highs import Status
from planning.optimise.problem import Choice, Network, Option, Problem, Target
from tests.planning.optimise import simulator

QUICK = Settings(seconds=20, gap=1e-4)


def two(**more) -> Problem:
    """Two networks that cost 10 a quarter, nothing afterwards, 30 and 40 hours and 50 of money to move in the one quarter there is."""
    networks = tuple(
        Network(id=name, keep=10.0, options=(Option(id="withdraw", one_off=50.0, hours=hours),))
        for name, hours in (("a", 30.0), ("b", 40.0))
    )
    return Problem(**({"quarters": 1, "horizon": 20, "discount_rate": 0.0, "networks": networks} | more))


def test_what_fits_lacks_nothing() -> None:
    assert find_shortage(two(target=Target(count=2))) == ()


def test_missing_labour_is_named_with_its_hours() -> None:
    (short,) = find_shortage(two(labour=(60.0,), target=Target(count=2))) or ()
    assert (short.kind, short.which, short.by) == ("labour", "1", pytest.approx(10.0))


def test_missing_money_is_named_with_its_year() -> None:
    (short,) = find_shortage(two(budgets=(75.0,), target=Target(by={"a": 1, "b": 1}))) or ()
    assert (short.kind, short.which, short.by) == ("budget", "1", pytest.approx(25.0))


def test_a_target_beyond_all_options_is_named() -> None:
    barred = two(forbids=(Choice(network="b"),), target=Target(count=2))
    assert optimise(barred, QUICK).status is Status.INFEASIBLE
    (short,) = find_shortage(barred) or ()
    assert (short.kind, short.which, short.by) == ("target", "count", pytest.approx(1.0))


def test_what_more_of_anything_does_not_cure_has_no_shortage() -> None:
    contradiction = two(forbids=(Choice(network="b"),), pins=(Choice(network="b"),))
    assert find_shortage(contradiction) is None


def test_by_hand() -> None:
    """Each network costs 10 in each of 20 quarters; gone after the first it saves 190, less 50 for the move."""
    plan = optimise(two(), QUICK)
    assert (plan.saving, plan.bound) == (pytest.approx(280.0), pytest.approx(280.0))
    assert (plan.spending, plan.hours) == ((pytest.approx(100.0),), (pytest.approx(70.0),))
    assert marginal_value(two(), plan, "a", QUICK) == pytest.approx(140.0)


def test_the_frontier_rises_with_the_money() -> None:
    problem = draw_problem(6, 4)
    points = trace_frontier(problem, (0.0, 0.5, 1.0, 2.0), QUICK)
    savings = [plan.saving or 0.0 for _, plan in points]
    assert [share for share, _ in points] == [0.0, 0.5, 1.0, 2.0]
    assert savings == sorted(savings)
    assert savings[0] < savings[-1]


def test_alternatives_save_nearly_as_much_and_choose_otherwise() -> None:
    problem = draw_problem(6, 4)
    plan = optimise(problem, QUICK)
    assert plan.saving is not None
    others = find_alternatives(problem, plan, count=3, share=0.9, seconds=40)
    assert others
    choices = [{network: option for network, (option, _) in moves.items()} for moves in others]
    choices.append({move.network: move.option for move in plan.networks if move.option})
    assert all(one != other for place, one in enumerate(choices) for other in choices[:place])
    for moves in others:
        bought = simulator.cheapest_purchases(problem, dict(moves))
        assert bought is not None
        assert simulator.saving(problem, dict(moves), bought) >= 0.9 * plan.saving - 1e-6


def test_without_a_plan_there_is_no_alternative() -> None:
    problem = msgspec.structs.replace(two(), pins=(Choice(network="a"),), forbids=(Choice(network="a"),))
    assert find_alternatives(problem, optimise(problem, QUICK)) == ()
