"""What stands in a plan's way: which budget, labour or target is short, and by how much; what else would be nearly as good.

``shortage``
    Elastic slacks on budgets, labour and targets, their weighted sum the least that makes a plan possible. It costs so much more
    than any saving that money never buys slack. Constraints that are no question of more (hosts, gates, pins) stay hard: where
    they conflict among themselves, there is no shortage to name.
``alternatives``
    Plans that differ most in their choices from those known, at no less than a share of the saving.
``frontier``
    The best saving under each share of the budgets.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace

import msgspec
import numpy as np

from planning.optimise.formulation import Formulation, formulate
from planning.optimise.highs import Status, solve
from planning.optimise.matrix import Floats, Model
from planning.optimise.moves import Moves, moves_of
from planning.optimise.problem import Choice, Problem
from planning.optimise.search import Plan, Settings, optimise

_LEAST = 1e-6


class Short(msgspec.Struct, frozen=True, kw_only=True):
    """What is short: ``budget`` of a year, ``labour`` of a quarter (both from 1), or the ``target`` (``count`` or a network)."""

    kind: str
    which: str
    by: float
    """Money, hours, networks."""


def find_shortage(problem: Problem, seconds: float = 30.0) -> tuple[Short, ...] | None:
    """Return the least that is missing for any plan; empty where nothing is, None where more of anything would not help."""
    made = formulate(problem)
    model, slacks = _elastic(made)
    found = solve(model, seconds=seconds, gap=1e-3)
    if found.values is None:
        return None
    short = []
    for column, kind, which, unit in slacks:
        by = float(found.values[column]) * unit
        if by > _LEAST * max(unit, 1.0):
            short.append(Short(kind=kind, which=which, by=by))
    return tuple(short)


def _elastic(made: Formulation) -> tuple[Model, list[tuple[int, str, str, float]]]:
    """Return the model with a slack on each limit, and what each slack column stands for.

    Slack on money and labour counts in shares of all that any plan could need, so that a target gives way only where more of them
    would not help.
    """
    problem = made.problem
    money = sum(
        _most(made, network.id, lambda cell: max(sum(row.values()) for row in made.tables[cell].spent)) for network in problem.networks
    )
    hours = sum(_most(made, network.id, lambda cell: problem.option[cell].hours) for network in problem.networks)
    limits: list[tuple[int, float, str, str, float]] = []
    limits += [(row, -1.0, "budget", str(year + 1), made.model.row_upper[row]) for year, row in made.budget_rows.items()]
    limits += [(row, -1.0, "labour", str(quarter), made.model.row_upper[row]) for quarter, row in made.labour_rows.items()]
    limits += [(row, 1.0, "target", name, 1.0) for name, row in made.target_rows.items()]
    rows: dict[int, list[tuple[int, float]]] = {}
    elastic = Model()
    for column in range(made.model.columns):
        elastic.add_column(0.0, upper=made.model.upper[column], integer=bool(made.model.integer[column]))
    slacks: list[tuple[int, str, str, float]] = []
    for row, sign, kind, which, limit in limits:
        unit = {"budget": max(money, limit), "labour": max(hours, limit)}.get(kind, 1.0) or 1.0
        column = elastic.add_column(float(len(problem.networks)) if kind == "target" else 1.0, upper=math.inf, integer=False)
        slacks.append((column, kind, which, unit))
        rows[row] = [(column, sign * unit)]
    old = made.model
    for row in range(old.rows):
        terms = [(old.index[place], old.value[place]) for place in range(old.starts[row], old.starts[row + 1])]
        elastic.add_row([*terms, *rows.get(row, ())], lower=old.row_lower[row], upper=old.row_upper[row])
    return elastic, slacks


def _most(made: Formulation, network: str, amount: Callable[[tuple[str, str]], float]) -> float:
    return max((amount(cell) for cell in made.x if cell[0] == network), default=0.0)


def find_alternatives(problem: Problem, plan: Plan, *, count: int = 3, share: float = 0.98, seconds: float = 10.0) -> tuple[Moves, ...]:
    """Return up to `count` plans that save at least `share` of what the plan saves and choose as differently as can be.

    `seconds` is for each [s]. Choices are compared, not dates.
    """
    if plan.saving is None:
        return ()
    made = formulate(problem)
    known: list[Moves] = [moves_of_plan(plan)]
    model = made.model
    costs = [(column, cost) for column, cost in enumerate(model.cost) if cost]
    model.add_row(costs, upper=-share * plan.saving)
    found: list[Moves] = []
    for _ in range(count):
        different = replace(model, cost=_likeness(made, known))
        solved = solve(different, seconds=seconds, gap=1e-2)
        if solved.values is None or solved.status is Status.INFEASIBLE:
            break
        moves = moves_of(made, solved.values)
        if any(_choices(moves) == _choices(other) for other in known):
            break
        known.append(moves)
        found.append(moves)
    return tuple(found)


def _choices(moves: Moves) -> dict[str, str]:
    return {network: option for network, (option, _) in moves.items()}


def _likeness(made: Formulation, known: Sequence[Moves]) -> array[float]:
    """Return costs that count how many choices a plan shares with known ones, staying among them, up to a constant."""
    cost: Floats = np.zeros(made.model.columns)
    last = made.problem.quarters
    for (network, option), columns in made.x.items():
        column = columns[last]
        if column is not None:
            for moves in known:
                same = moves.get(network, (None, 0))[0]
                cost[column] += 1.0 if same == option else -1.0 if same is None else 0.0
    return array("d", cost)


def trace_frontier(
    problem: Problem,
    shares: Sequence[float],
    settings: Settings | None = None,
    *,
    start: Moves | None = None,
    told: Callable[[int, Plan], bool] | None = None,
) -> tuple[tuple[float, Plan], ...]:
    """Return the best plan for each share of the budgets, the smallest first; more money never gives less.

    `told` hears of each point, by how many are done; True ends the tracing.
    """
    found: list[tuple[float, Plan]] = []
    begin = start
    for share in sorted(shares):
        limited = tuple(None if limit is None else share * limit for limit in problem.budgets)
        plan = optimise(msgspec.structs.replace(problem, budgets=limited), settings, start=begin)
        found.append((share, plan))
        begin = moves_of_plan(plan) or begin
        if told is not None and told(len(found), plan):
            break
    return tuple(found)


def marginal_value(problem: Problem, plan: Plan, network: str, settings: Settings | None = None) -> float | None:
    """Return by how much less is saved if the network has to stay; None where then no plan is left."""
    others = {code: move for code, move in moves_of_plan(plan).items() if code != network}
    barred = optimise(msgspec.structs.replace(problem, forbids=(*problem.forbids, Choice(network=network))), settings, start=others)
    return None if barred.saving is None or plan.saving is None else plan.saving - barred.saving


def moves_of_plan(plan: Plan) -> dict[str, tuple[str, int]]:
    """Return what a plan decides, to begin another search with."""
    return {move.network: (move.option, move.quarter) for move in plan.networks if move.option is not None and move.quarter is not None}
