"""Choices by price: what budgets, labour and links charge in the relaxed programme decides each network's option; dates follow.

Rows in which only coefficients of 1 stand are implications: without the others, whose coefficients are amounts, the programme is a
closure problem and its relaxation whole. So the amounts are charged for at the dual prices of the relaxed programme instead of limited,
which gives each network one option, near to the best; with one option each the dates and what is left out are then found within
the limits. Source: Lagrangian heuristics, Fisher (1981), 'The Lagrangian relaxation method for solving integer programming problems'.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from planning.optimise.formulation import Cell, Formulation
from planning.optimise.highs import Relaxed, relax
from planning.optimise.matrix import ON, Floats, Model

_WHOLE = 1e-9


def limiting_rows(model: Model) -> list[int]:
    """Return the rows in which amounts stand: budgets, labour, capacities."""
    starts = np.frombuffer(model.starts, dtype=np.intc)
    owner = np.repeat(np.arange(model.rows), starts[1:] - starts[:-1])
    amounts = np.abs(np.abs(np.frombuffer(model.value)) - 1.0) > _WHOLE
    found: list[int] = np.unique(owner[amounts]).tolist()
    return found


def charge(model: Model, rows: Iterable[int], prices: Floats) -> Model:
    """Return the model in which some rows limit nothing any more and cost their prices."""
    cost = np.array(model.cost)
    lower, upper = array("d", model.row_lower), array("d", model.row_upper)
    starts, index, value = np.frombuffer(model.starts, dtype=np.intc), np.frombuffer(model.index, dtype=np.intc), np.frombuffer(model.value)
    for row in rows:
        part = slice(starts[row], starts[row + 1])
        np.subtract.at(cost, index[part], prices[row] * value[part])
        lower[row], upper[row] = -math.inf, math.inf
    return replace(model, cost=array("d", cost), row_lower=lower, row_upper=upper)


def choose_by_price(made: Formulation, relaxed: Relaxed, seconds: float) -> dict[str, set[str]]:
    """Return, by network, the options that the charged programme takes; networks not in it stay."""
    if relaxed.prices is None:
        return {}
    found = relax(charge(made.model, limiting_rows(made.model), relaxed.prices), seconds=seconds)
    return options_taken(made, found.values) if found.values is not None else {}


def options_taken(made: Formulation, values: Floats, least: float = ON) -> dict[str, set[str]]:
    """Return, by network, the options that stand at the end to more than a share."""
    taken: dict[str, set[str]] = {}
    for (network, option), columns in made.x.items():
        last = columns[-1]
        if last is not None and values[last] > least:
            taken.setdefault(network, set()).add(option)
    return taken


def bound_by_parts(made: Formulation) -> float:
    """Return a cost that no plan is below: everything at its cheapest by itself, nothing limited. O(columns).

    Sum over networks of the cheapest way and quarter, or staying, and over shared things of their cheapest quarter, or never.
    """
    steps = [columns for bought in made.steps.values() for columns in bought]
    shared = [*(asset.columns for asset in made.released), *(access.columns for access in made.access), *made.platform.values(), *steps]
    shared += [columns for access in made.access for _, columns in access.tiers]
    ways: dict[str, float] = {}
    for (network, _), columns in made.x.items():
        ways[network] = min(ways.get(network, 0.0), _cheapest(made.model, [column for column in columns if column is not None]))
    return math.fsum([*ways.values(), *(_cheapest(made.model, columns[1:]) for columns in shared)])


def _cheapest(model: Model, columns: Iterable[int]) -> float:
    """Return the least cost of columns that rise one after the other and stay, 0 where they never do."""
    found = total = 0.0
    for column in reversed(list(dict.fromkeys(columns))):
        total += model.cost[column]
        found = min(found, total)
    return found


def only(made: Formulation, may: Callable[[Cell], bool]) -> Model:
    """Return the model in which only some options may be taken, and staying always."""
    upper = array("d", made.model.upper)
    for cell, columns in made.x.items():
        if not may(cell):
            for column in columns:
                if column is not None:
                    upper[column] = 0.0
    return replace(made.model, upper=upper)
