"""Neighbourhoods: going through them only ever makes a plan better."""

from __future__ import annotations

import time

import msgspec
import numpy as np
import pytest

from lab.problems import draw_problem
from planning.optimise.formulation import formulate
from planning.optimise.highs import relax
from planning.optimise.moves import values_of
from planning.optimise.neighbourhoods import NeighbourhoodSearch


@pytest.mark.parametrize("guided", [True, False])
def test_a_search_from_nothing_finds_something_and_each_plan_is_better_than_the_last(*, guided: bool) -> None:
    made = formulate(msgspec.structs.replace(draw_problem(7, 4), budgets=(), labour=()))  # solved at once
    nothing = values_of(made, {})
    relaxed = relax(made.model, seconds=60).values if guided else None
    search = NeighbourhoodSearch(made, nothing, relaxed, np.random.default_rng(1), size=3.0)
    costs = [made.model.objective(nothing)]
    rounds = iter(range(8))
    search.run(time.monotonic() + 600, lambda: next(rounds, None) is None, lambda values: costs.append(made.model.objective(values)))
    assert len(costs) > 1
    assert costs == sorted(costs, reverse=True)
    assert made.model.admits(search.best)


def test_no_search_without_time() -> None:
    made = formulate(draw_problem(5, 4))
    search = NeighbourhoodSearch(made, values_of(made, {}), None, np.random.default_rng(1))
    search.run(time.monotonic(), lambda: False, lambda _values: None)
    assert (search.best == values_of(made, {})).all()
