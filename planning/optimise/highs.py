"""HiGHS behind one function; the only module that imports it.

It is never imported together with another solver that carries a library of the same name (docs/adr).
Source: HiGHS 1.16, https://highs.dev.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import highspy
import msgspec
import numpy as np

from planning.optimise.matrix import Floats, Model

_SCALE = 1e4
"""The largest cost is scaled to this: money has seven digits and more, the solver's tolerances are absolute."""
_INTERIOR_GAP = 1e-6
"""By how much the optimum of an interior point may be off, in shares: its own tolerance is 1e-8."""
_SILENT = {"output_flag": False, "log_to_console": False}


class Status(StrEnum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    """Proved to the gap that was asked for."""
    FEASIBLE = "feasible"
    """A plan, but time ran out before the proof."""
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"
    """Time ran out without a plan."""
    CANCELLED = "cancelled"


class Solution(msgspec.Struct, frozen=True, kw_only=True):
    """What a solve found. Objective and bound are costs: the best plan costs at least `bound`."""

    status: Status
    values: Floats | None = None
    objective: float = math.inf
    bound: float = -math.inf


class Relaxed(msgspec.Struct, frozen=True, kw_only=True):
    """The optimum without integrality: no plan costs less than `bound`. `prices` are the rows' duals, in money per unit."""

    values: Floats | None = None
    prices: Floats | None = None
    bound: float = -math.inf
    infeasible: bool = False


Watch = Callable[[float, float, float], bool]
"""Told seconds, cost of the best plan so far and bound; True asks the solver to stop."""


class _Silent(highspy.Highs):
    """The solver without a word on standard output: it prints its name as soon as callbacks are enabled, and that is in its making."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the solver's name
        """Silence it first."""
        for name, value in _SILENT.items():
            self.setOptionValue(name, value)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def relax(model: Model, *, seconds: float, interior: bool = False) -> Relaxed:
    """Minimise a model without integrality.

    Parameters
    ----------
    interior
        By an interior point, without looking for a corner: about twice as fast on large models, and enough for a bound and prices.
    """
    if not model.columns:
        return Relaxed(values=np.zeros(0), prices=np.zeros(model.rows), bound=0.0)
    scale = _scale_of(model)
    solver: Any = _Silent()  # type: ignore[no-untyped-call]
    solver.setOptionValue("time_limit", max(seconds, 0.01))
    solver.setOptionValue("threads", 1)
    if interior:
        solver.setOptionValue("solver", "ipm")
        solver.setOptionValue("run_crossover", "off")
    solver.passModel(_program(model, scale, relax=True))
    solver.run()
    ended, kinds = solver.getModelStatus(), highspy.HighsModelStatus
    if ended != kinds.kOptimal:
        return Relaxed(infeasible=ended in {kinds.kInfeasible, kinds.kUnboundedOrInfeasible})
    found, reached = solver.getSolution(), float(solver.getInfo().objective_function_value) / scale
    margin = _INTERIOR_GAP * max(abs(reached), 1.0) if interior else 0.0
    return Relaxed(values=np.array(found.col_value), prices=np.array(found.row_dual) / scale, bound=reached - margin)


def _scale_of(model: Model) -> float:
    return _SCALE / max(float(np.max(np.abs(np.frombuffer(model.cost)))), 1e-9)


def solve(
    model: Model,
    *,
    seconds: float,
    gap: float = 1e-4,
    start: Floats | None = None,
    watch: Watch | None = None,
    threads: int = 1,
) -> Solution:
    """Minimise a model.

    Parameters
    ----------
    seconds
        Limit [s].
    gap
        Relative gap at which it stops.
    start
        A solution to begin with; one that breaks a row is not used.
    """
    if not model.columns:
        return Solution(status=Status.OPTIMAL, values=np.zeros(0), objective=0.0, bound=0.0)
    scale = _scale_of(model)
    solver: Any = _Silent()  # type: ignore[no-untyped-call]
    solver.setOptionValue("time_limit", max(seconds, 0.01))
    solver.setOptionValue("mip_rel_gap", gap)
    solver.setOptionValue("mip_abs_gap", 1e-9)
    solver.setOptionValue("threads", threads)
    solver.passModel(_program(model, scale))
    if start is not None and model.admits(start):
        begun = highspy.HighsSolution()
        begun.col_value = list(map(float, start))
        solver.setSolution(begun)
    stopped: list[bool] = []
    if watch is not None:

        def told(event: Any) -> None:
            data = event.data_out
            if watch(data.running_time, data.mip_primal_bound / scale, data.mip_dual_bound / scale):
                stopped.append(True)
                event.interrupt()

        solver.cbMipInterrupt.subscribe(told)
    solver.run()
    found = _outcome(solver, model, scale, stopped=bool(stopped))
    if start is not None and found.values is not None and found.status is Status.OPTIMAL and _is_start(found, solver, scale):
        return solve(model, seconds=seconds, gap=gap, watch=watch, threads=threads)
    return found


def _is_start(found: Solution, solver: Any, scale: float) -> bool:
    """Tell whether the solver hands back the start for the optimum: HiGHS 1.16 does so where presolve alone finds the optimum."""
    claimed = float(solver.getInfo().objective_function_value) / scale
    return found.objective > claimed + 1e-6 * max(abs(claimed), 1.0)


def _program(model: Model, scale: float, *, relax: bool = False) -> highspy.HighsLp:
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = model.columns, model.rows
    program.col_cost_ = np.frombuffer(model.cost) * scale
    program.col_lower_, program.col_upper_ = np.frombuffer(model.lower), np.frombuffer(model.upper)
    program.row_lower_, program.row_upper_ = np.frombuffer(model.row_lower), np.frombuffer(model.row_upper)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.frombuffer(model.starts, dtype=np.intc)
    program.a_matrix_.index_ = np.frombuffer(model.index, dtype=np.intc)
    program.a_matrix_.value_ = np.frombuffer(model.value)
    if not relax:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        program.integrality_ = [kinds[flag] for flag in model.integer]
    return program


def _outcome(solver: Any, model: Model, scale: float, *, stopped: bool) -> Solution:
    ended = solver.getModelStatus()
    info = solver.getInfo()
    kinds = highspy.HighsModelStatus
    if ended in {kinds.kInfeasible, kinds.kUnboundedOrInfeasible}:
        return Solution(status=Status.INFEASIBLE)
    bound = info.mip_dual_bound / scale
    values = np.array(solver.getSolution().col_value, dtype=np.float64)
    if len(values) != model.columns or info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Solution(status=Status.CANCELLED if stopped else Status.UNKNOWN, bound=bound)
    whole = np.frombuffer(model.integer, dtype=np.uint8).astype(bool)
    values[whole] = np.round(values[whole])
    status = Status.OPTIMAL if ended == kinds.kOptimal else Status.CANCELLED if stopped else Status.FEASIBLE
    return Solution(status=status, values=values, objective=model.objective(values), bound=bound)
