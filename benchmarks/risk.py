"""Monte Carlo: 10,000 draws of a city's plan, in CPU-seconds, beside a loop over lines and draws as a script would have it.

The plan is the sample city's prepared one over its census alone (`merge_all`, no discovery), so that the benchmark needs no home. Both
draw the same factors; the peer multiplies and discounts in Python, and is measured on a hundredth of the draws.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from lab.city import build_city
from planning.appraise import appraise
from planning.risk import Stakes, draw_factors, prepare, simulate
from planning.samples import prepared_scenario, sample_prices

_DRAWS = 10_000
_PEER_DRAWS = 100
_REPEATS = 5


def run() -> Iterator[dict[str, object]]:
    """Yield the time of all draws, percentiles and the band of cash included."""
    prices = sample_prices()
    census = build_city().census
    found = appraise(prepared_scenario("merge_all"), prepared_scenario("do_minimum"), None, census, prices)
    stakes = prepare(found, prices)
    ours = min(_timed(stakes) for _ in range(_REPEATS))
    peer = _loop(stakes) * _DRAWS / _PEER_DRAWS
    yield {
        "bench": "risk",
        "work": f"{_DRAWS:,} draws of {len(stakes.drivers)} drivers over {len(found.lines):,} lines",
        "netfold": ours,
        "peer": peer,
        "peer_name": "Python loop over draws",
        "unit": "CPU s",
        "ratio": ours / peer,
    }


def _timed(stakes: Stakes) -> float:
    started = time.process_time()
    simulate(stakes, _DRAWS, np.random.default_rng(1))
    return time.process_time() - started


def _loop(stakes: Stakes) -> float:
    started = time.process_time()
    factors = draw_factors(stakes.drivers, _PEER_DRAWS, np.random.default_rng(1)).tolist()
    values = stakes.cash.tolist()
    npv = []
    for row in factors:
        total = 0.0
        for group, cash in zip(stakes.groups, values, strict=True):
            product = 1.0
            for place in group:
                product *= row[place]
            for quarter, amount in enumerate(cash):
                total += amount * product * float(stakes.factors[quarter])
        npv.append(total)
    npv.sort()
    return time.process_time() - started
