"""Bounds in their order, and choices by price that are worth beginning with."""

from __future__ import annotations

import numpy as np
import pytest

from lab.problems import draw_problem
from planning.optimise import Settings, optimise
from planning.optimise.formulation import formulate
from planning.optimise.highs import relax, solve
from planning.optimise.matrix import Model
from planning.optimise.pricing import bound_by_parts, charge, choose_by_price, limiting_rows, only, options_taken


@pytest.mark.parametrize("seed", range(3))
def test_each_bound_is_below_what_costs_more_to_find(seed: int) -> None:
    made = formulate(draw_problem(4, seed))
    best = solve(made.model, seconds=20, gap=1e-6)
    free = charge(made.model, limiting_rows(made.model), np.zeros(made.model.rows))
    bounds = [bound_by_parts(made), relax(free, seconds=60).bound, relax(made.model, seconds=60).bound, best.objective]
    assert bounds == sorted(bounds)
    inside = relax(made.model, seconds=60, interior=True)
    assert inside.bound == pytest.approx(bounds[2], rel=1e-4)
    assert inside.bound <= best.objective


def test_charging_at_the_dual_prices_loses_nothing() -> None:
    made = formulate(draw_problem(20, 3))
    relaxed = relax(made.model, seconds=60)
    assert relaxed.prices is not None
    rows = limiting_rows(made.model)
    assert set(made.budget_rows.values()) | set(made.labour_rows.values()) <= set(rows)
    charged = relax(charge(made.model, rows, relaxed.prices), seconds=60)
    paid = sum(relaxed.prices[row] * made.model.row_upper[row] for row in rows)
    assert charged.bound + paid == pytest.approx(relaxed.bound, rel=1e-6)


def test_choices_by_price_leave_the_dates_free() -> None:
    made = formulate(draw_problem(20, 1))
    chosen = choose_by_price(made, relax(made.model, seconds=60, interior=True), 60)
    assert chosen
    found = solve(only(made, lambda cell: cell[1] in chosen.get(cell[0], ())), seconds=10, gap=5e-2)
    assert found.values is not None
    taken = options_taken(made, found.values)
    assert all(options <= chosen[network] for network, options in taken.items())
    assert found.objective <= 0.0


def test_where_there_are_no_prices_nothing_is_chosen() -> None:
    made = formulate(draw_problem(5, 1))
    assert choose_by_price(made, relax(made.model, seconds=0.0, interior=True), 10) in (
        {},
        choose_by_price(made, relax(made.model, seconds=9), 9),
    )
    assert relax(Model(), seconds=1).bound == 0.0
    impossible = Model()
    column = impossible.add_column(1.0)
    impossible.add_row([(column, 1.0)], lower=2.0)
    assert relax(impossible, seconds=9).infeasible


def test_a_search_without_any_time_still_says_how_much_there_could_be() -> None:
    plan = optimise(draw_problem(110, 2), Settings(seconds=0.0))
    assert plan.saving is not None
    assert plan.bound is not None
    assert plan.saving <= plan.bound
