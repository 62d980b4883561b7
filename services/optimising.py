"""Solving plain planning problems: instances made here or elsewhere, given as JSON."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from planning.optimise import Plan, Settings, optimise, read_problem
from planning.optimise.explain import Short, find_shortage
from planning.optimise.highs import Status
from planning.optimise.search import Progress
from services.actors import Right
from services.home import Home
from services.rights import needs

_EXPLAIN_S = 30.0


class Solved(msgspec.Struct, frozen=True, kw_only=True):
    """A problem's best plan. Where there is none, `short` names what is missing: empty where more of nothing would help."""

    name: str
    plan: Plan
    short: tuple[Short, ...] = ()


@needs(Right.READ)
def solve_problem(_home: Home, path: Path, settings: Settings, told: Callable[[Progress], bool] | None = None) -> Solved:
    """Return the best plan of the problem in a file.

    `told` hears how far the search is; True from it ends the search with the best plan so far.

    Raises
    ------
    InputError
        The file is no problem, see `read_problem`.
    """
    problem = read_problem(path)
    plan = optimise(problem, settings, told)
    short = find_shortage(problem, _EXPLAIN_S) or () if plan.status is Status.INFEASIBLE else ()
    return Solved(name=problem.name or path.stem, plan=plan, short=short)
