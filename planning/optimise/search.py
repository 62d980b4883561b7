"""Solving: the whole programme at once where it is small, a portfolio where it is large; a bound and a gap always.

Large is above about a hundred networks. Then the relaxed programme gives a first bound, the greedy plan a start, and
neighbourhoods improve it while a second process works on the whole for a better bound. The best plan and the best bound of
either count. gap = (bound - saving) / saving.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, Final

import msgspec
import numpy as np

from planning.optimise.formulation import Formulation, formulate
from planning.optimise.greedy import plan_greedily
from planning.optimise.highs import Relaxed, Solution, Status, relax, solve
from planning.optimise.matrix import ON, Floats
from planning.optimise.moves import Moves, moves_of, values_of
from planning.optimise.neighbourhoods import NeighbourhoodSearch
from planning.optimise.pricing import bound_by_parts, charge, choose_by_price, limiting_rows, only
from planning.optimise.problem import Problem

_QUICK_GAP: Final = 2e-3
LARGE: Final = 100
"""Networks above which the portfolio is used; measured, see docs/planning.md."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How long and how exactly to search."""

    seconds: float = 60.0
    gap: float = 1e-4
    """Relative to the saving."""
    seed: int = 2017
    threads: int = 1


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a search is: seconds, present value saved by the best plan so far, and no plan saves more than `bound`."""

    seconds: float
    saving: float | None
    bound: float | None
    gap: float | None


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """What a network does; `option` and `quarter` are None where it stays."""

    network: str
    option: str | None = None
    quarter: int | None = None


class Purchase(msgspec.Struct, frozen=True, kw_only=True):
    """Something shared that is bought, with the quarter: an access, a step of a link, a platform."""

    kind: str
    id: str
    quarter: int


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A solved problem with its proof. Money in the problem's unit; `saving` is present value against keeping everything."""

    status: Status
    saving: float | None = None
    bound: float | None = None
    gap: float | None = None
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    networks: tuple[Move, ...] = ()
    changes: int | None = None
    """How many networks leave their last option, where there is a last plan; each costs what `Stability.cost` says."""
    purchases: tuple[Purchase, ...] = ()
    spending: tuple[float, ...] = ()
    """One-off money by year."""
    hours: tuple[float, ...] = ()
    """Labour by quarter."""
    columns: int = 0
    rows: int = 0
    solver: str = ""
    input_hash: str = ""
    """BLAKE2b of the problem."""


Told = Callable[[Progress], bool]
"""Told how far a search is, several times a second; True cancels it."""


def optimise(
    problem: Problem,
    settings: Settings | None = None,
    told: Told | None = None,
    executor: Executor | None = None,
    start: Moves | None = None,
) -> Plan:
    """Return the best plan found, with its proof.

    Parameters
    ----------
    start
        Moves to begin with, where they break no rule and are better than the greedy plan's.
    executor
        Where the second part of the portfolio runs; by default a process of its own, which ends with the search.
    """
    chosen = settings or Settings()
    made = formulate(problem)
    run = _Run(made, chosen, told)
    begun = [plan for plan in (plan_greedily(made), values_of(made, start or {})) if made.model.admits(plan)]
    first = min(begun, key=made.model.objective, default=None)
    if first is not None:
        run.take(Solution(status=Status.FEASIBLE, values=first, objective=made.model.objective(first)))
    if len(problem.networks) <= LARGE:
        run.whole(first)
    else:
        run.portfolio(first, executor)
    return run.plan()


class _Run:
    """One search: the best plan and the best bound so far, whoever found them."""

    def __init__(self, made: Formulation, settings: Settings, told: Told | None) -> None:
        self.made = made
        self.settings = settings
        self.told = told
        self.started = time.monotonic()
        self.cpu = time.process_time()
        self.best: Floats | None = None
        self.cost = math.inf
        self.bound = bound_by_parts(made)
        self.status = Status.UNKNOWN
        self.cancelled = False

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    @property
    def left(self) -> float:
        return self.settings.seconds - self.seconds

    def saved(self, cost: float) -> float:
        """Return the saving that a cost of the programme stands for."""
        return 0.0 - cost - self.made.constant

    def take(self, found: Solution) -> None:
        """Keep what a solve found where it is better."""
        self.bound = max(self.bound, found.bound)
        if found.values is not None and found.objective < self.cost:
            self.best, self.cost = self._tidied(found.values, found.objective)
        if found.status is Status.INFEASIBLE:
            self.status = Status.INFEASIBLE

    def _tidied(self, values: Floats, cost: float) -> tuple[Floats, float]:
        """Return a plan that buys nothing before it is needed, where budgets allow: an unproved one may have idle purchases."""
        late = values_of(self.made, moves_of(self.made, values))
        cheaper = self.made.model.objective(late)
        return (late, cheaper) if cheaper < cost and self.made.model.admits(late) else (values, cost)

    def watch(self, _seconds: float, cost: float, bound: float) -> bool:
        """Pass on how far the solver is."""
        return self.tell(min(cost, self.cost), max(bound, self.bound))

    def tell(self, cost: float, bound: float) -> bool:
        """Tell how far the search is; True once it is cancelled."""
        if self.told is not None and not self.cancelled:
            saving = self.saved(cost) if abs(cost) < math.inf else None
            most = self.saved(bound) if abs(bound) < math.inf else None
            self.cancelled = self.told(Progress(seconds=self.seconds, saving=saving, bound=most, gap=gap_of(saving, most)))
        return self.cancelled

    def whole(self, start: Floats | None) -> None:
        """Solve the whole programme at once."""
        self.take(
            solve(
                self.made.model,
                seconds=self.left,
                gap=self.settings.gap,
                start=start,
                watch=self.watch if self.told else None,
                threads=self.settings.threads,
            )
        )

    def portfolio(self, start: Floats | None, executor: Executor | None) -> None:
        """Search neighbourhoods here while the whole programme is worked on elsewhere."""
        pool = executor or ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        try:
            elsewhere = pool.submit(_solve_elsewhere, self.made.problem, max(self.left - 1.0, 1.0), self.settings.gap, start)
            relaxed = self._relaxed()
            if relaxed.infeasible:
                self.status = Status.INFEASIBLE
                return
            self._improve(start, relaxed)
            if self.status is not Status.INFEASIBLE:
                self.take(_wait(elsewhere, max(self.left, 0.0) + 2.0))
        finally:
            if executor is None:
                pool.shutdown(wait=False, cancel_futures=True)
                for process in (getattr(pool, "_processes", None) or {}).values():
                    process.terminate()  # it would work on to its own end otherwise

    def _relaxed(self) -> Relaxed:
        """Return the relaxed programme; before it a bound that costs a fraction of it: nothing limited by amounts."""
        model = self.made.model
        self.bound = max(self.bound, relax(charge(model, limiting_rows(model), np.zeros(model.rows)), seconds=self.left / 4).bound)
        relaxed = relax(model, seconds=self.left / 2, interior=True)
        self.bound = max(self.bound, relaxed.bound)
        return relaxed

    def _improve(self, start: Floats | None, relaxed: Relaxed) -> None:
        first = start if start is not None else self._first()
        if first is None:
            return

        def improved(values: Floats) -> None:
            self.take(Solution(status=Status.FEASIBLE, values=values, objective=self.made.model.objective(values)))

        improved(first)
        self._by_price(relaxed)
        assert self.best is not None
        search = NeighbourhoodSearch(self.made, self.best, relaxed.values, np.random.default_rng(self.settings.seed))
        search.run(self.started + self.settings.seconds - 1.0, lambda: self.tell(self.cost, self.bound) or self._proved(), improved)

    def _by_price(self, relaxed: Relaxed) -> None:
        """Take the plan in which each network has the option that prices give it."""
        chosen = choose_by_price(self.made, relaxed, self.left / 4)
        if chosen and not self.tell(self.cost, self.bound):
            model = only(self.made, lambda cell: cell[1] in chosen.get(cell[0], ()))
            found = solve(model, seconds=self.left / 3, gap=_QUICK_GAP, watch=self.watch if self.told else None)
            self.take(Solution(status=Status.FEASIBLE, values=found.values, objective=found.objective))

    def _first(self) -> Floats | None:
        """Return any plan, where the greedy one breaks a target or a pin."""
        found = solve(self.made.model, seconds=self.left / 2, gap=1.0, watch=self.watch if self.told else None)
        self.take(found)
        return found.values

    def _proved(self) -> bool:
        gap = gap_of(self.saved(self.cost), self.saved(self.bound))
        return gap is not None and gap <= self.settings.gap

    def plan(self) -> Plan:
        """Return the outcome."""
        problem, model = self.made.problem, self.made.model
        outline: dict[str, Any] = {
            "seconds": round(self.seconds, 3),
            "cpu_seconds": round(time.process_time() - self.cpu, 3),
            "columns": model.columns,
            "rows": model.rows,
            "solver": SOLVER,
            "input_hash": hashlib.blake2b(msgspec.json.encode(problem, order="deterministic"), digest_size=16).hexdigest(),
        }
        if self.best is None:
            status = Status.INFEASIBLE if self.status is Status.INFEASIBLE else Status.CANCELLED if self.cancelled else Status.UNKNOWN
            bound = self.saved(self.bound) if self.bound > -math.inf and status is not Status.INFEASIBLE else None
            return Plan(status=status, bound=bound, **outline)
        moves = moves_of(self.made, self.best)
        saving = self.saved(self.cost)
        bound = self.saved(min(self.bound, self.cost)) if self.bound > -math.inf else None
        status = Status.OPTIMAL if self._proved() else Status.CANCELLED if self.cancelled else Status.FEASIBLE
        return Plan(
            status=status,
            saving=saving,
            bound=bound,
            gap=gap_of(saving, bound),
            networks=tuple(
                Move(network=network.id, option=moves[network.id][0], quarter=moves[network.id][1])
                if network.id in moves
                else Move(network=network.id)
                for network in problem.networks
            ),
            changes=_changes(problem, moves),
            purchases=tuple(self._purchases(self.best)),
            spending=tuple(self._spending(self.best)),
            hours=tuple(_hours(problem, moves)),
            **outline,
        )

    def _purchases(self, values: Floats) -> list[Purchase]:
        found = [("access", "+".join(sorted(access.users)), access.columns) for access in self.made.access]
        found += [("platform", name, columns) for name, columns in self.made.platform.items()]
        found += [
            ("step", f"{link} {place}", columns) for link, bought in self.made.steps.items() for place, columns in enumerate(bought, 1)
        ]
        first = (
            (kind, name, next((q for q, column in enumerate(columns) if q and values[column] > ON), None)) for kind, name, columns in found
        )
        return [Purchase(kind=kind, id=name, quarter=quarter) for kind, name, quarter in first if quarter is not None]

    def _spending(self, values: Floats) -> list[float]:
        spending = self.made.spending
        years = range(max([*self.made.problem.years, *spending]) + 1)
        return [float(sum(factor * values[column] for column, factor in spending.get(year, ()))) for year in years]


SOLVER: Final = "HiGHS"


def gap_of(saving: float | None, bound: float | None) -> float | None:
    """Return (bound - saving) / saving; None where there is no plan or bound, or nothing is saved but something might be.

    >>> gap_of(100.0, 104.0), gap_of(0.0, 0.0), gap_of(0.0, 5.0)
    (0.04, 0.0, None)
    """
    if saving is None or bound is None or not math.isfinite(bound):
        return None
    apart = max(bound - saving, 0.0)
    if apart <= 1e-9 * max(abs(bound), 1.0):
        return 0.0
    return apart / abs(saving) if saving else None


def _solve_elsewhere(problem: Problem, seconds: float, gap: float, start: Floats | None) -> Solution:
    return solve(formulate(problem).model, seconds=seconds, gap=gap, start=start)


def _wait(future: Future[Solution], seconds: float) -> Solution:
    try:
        return future.result(timeout=seconds)
    except TimeoutError:
        return Solution(status=Status.UNKNOWN)


def _changes(problem: Problem, moves: Moves) -> int | None:
    if problem.stability is None:
        return None
    last = problem.stability.last
    return sum(last.get(network.id) != (moves[network.id][0] if network.id in moves else None) for network in problem.networks)


def _hours(problem: Problem, moves: dict[str, tuple[str, int]]) -> list[float]:
    found = [0.0] * problem.quarters
    for network, (name, quarter) in moves.items():
        option = problem.option[network, name]
        for at in range(quarter - option.duration, quarter):
            found[at] += option.hours / option.duration
    return found
