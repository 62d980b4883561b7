"""The best plan: how near to the best in how long, for cities of 26, 260 and 1,000 networks.

The peer is the ranking that a spreadsheet does (saving per hour of labour, `planning.optimise.greedy`), on the same
problem in the same run. What is compared is what each plan leaves on the table against the best bound known, in shares of
the saving: lower is better. Time is printed beside it. Problems are drawn (`lab.problems`) and fictional.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from lab.city import build_city
from lab.problems import draw_problem
from planning.optimise import Settings, optimise
from planning.optimise.formulation import formulate
from planning.optimise.from_case import pose
from planning.optimise.greedy import plan_greedily
from planning.optimise.search import LARGE
from planning.samples import prepared_scenario, sample_prices

_CASES = ((26, (1, 2, 3), 60.0), (260, (1, 2), 60.0), (1000, (1,), 300.0))
"""Networks, seeds, time limit [s]."""


_CITY = ("merge_all", "cautious")
"""Prepared scenarios of the sample city."""


def run() -> Iterator[dict[str, object]]:
    """Yield the gap and the time of each case, and what the greedy plan leaves; then the sample city's own problems."""
    yield from _drawn()
    yield from _city()


def _city() -> Iterator[dict[str, object]]:
    """Yield the CPU-seconds in which the sample city's best plans are posed and proved, over its census alone."""
    census, prices = build_city().census, sample_prices()
    for name in _CITY:
        started = time.process_time()
        city = pose(prepared_scenario(name), prepared_scenario("do_minimum"), None, census, prices)
        posed_s = time.process_time() - started
        plan = optimise(city.problem, Settings(seconds=600.0), start=city.present)
        work = f"sample city, {name}: posed in {posed_s:.2f} CPU s; {plan.status}, NPV {city.agreed_saving(plan.saving or 0.0):,.0f} CNY"
        times = {"netfold": plan.cpu_seconds, "peer": None, "peer_name": None, "ratio": None}
        yield {"bench": "optimise", "work": f"{work}; wanted: proved in 60", "unit": "CPU s", **times}


def _drawn() -> Iterator[dict[str, object]]:
    for count, seeds, seconds in _CASES:
        for seed in seeds:
            problem = draw_problem(count, seed)
            started = time.perf_counter()
            made = formulate(problem)
            built_s = time.perf_counter() - started
            greedy = -made.model.objective(plan_greedily(made))
            plan = optimise(problem, Settings(seconds=seconds))
            work = f"{count} networks, seed {seed}, {made.model.columns:,} columns, {made.model.rows:,} rows"
            if plan.saving is None or plan.bound is None:
                raise RuntimeError(f"{work}: no plan")
            left, peer_left = plan.gap, (plan.bound - greedy) / greedy
            ratio = None if left is None or not peer_left else left / peer_left
            line = {"bench": "optimise", "peer_name": "greedy ranking", "unit": "share of the saving left on the table"}
            yield line | {"work": f"{work}: {plan.status}", "netfold": left, "peer": peer_left, "ratio": ratio}
            alone = count <= LARGE  # one process
            times = {"netfold": plan.cpu_seconds if alone else plan.seconds, "peer": None, "peer_name": None, "ratio": None}
            unit = "CPU s" if alone else "s"
            yield {"bench": "optimise", "work": f"{work}: time (built in {built_s:.2f} s)", "unit": unit, **times}
