"""The arithmetic of money over quarters: sharing, discounting, payback.

Amounts are integer fen; discounting is float64 over unrounded values. Each function is one equation of
``docs/planning.md`` and carries its name there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from planning.quarters import PER_YEAR, Quarter


def quarter_share(fen_per_a: int, number: int) -> int:
    """Return the part of a yearly amount that falls in quarter `number` of its year [fen].

    s(q) = floor(a q / 4) - floor(a (q - 1) / 4), so that four quarters of one year add up to `a` exactly.

    >>> [quarter_share(10, q) for q in (1, 2, 3, 4)]
    [2, 3, 2, 3]
    """
    return fen_per_a * number // PER_YEAR - fen_per_a * (number - 1) // PER_YEAR


def discount_factor(rate: float, step: int) -> float:
    """Return the present value of 1 paid at the end of quarter `step` (0 is the first).

    d(k) = (1 + r) ** (-(k + 1) / 4), with `rate` r a year, real. Cash falls at the quarter's end.
    Source: the end-of-period convention of 方法与参数, 3rd ed. (2006), taken to quarters.
    """
    return float((1.0 + rate) ** (-(step + 1) / PER_YEAR))


def present_value(cash: Sequence[int], rate: float) -> float:
    """Return PV = sum of d(k) c(k) over the quarters [fen]; exact sum of unrounded terms."""
    if rate == 0.0:
        return float(sum(cash))
    return math.fsum(amount * discount_factor(rate, step) for step, amount in enumerate(cash))


def net_present_value(base: Sequence[int], scenario: Sequence[int], rate: float) -> float:
    """Return NPV = PV(base) - PV(scenario) [fen]: positive where the scenario is cheaper than do-minimum."""
    return present_value([before - after for before, after in zip(base, scenario, strict=True)], rate)


def payback_quarters(base: Sequence[int], scenario: Sequence[int], rate: float) -> int | None:
    """Return after how many quarters the cumulative saving turns positive for good.

    p = 1 + min { k : C(j) >= 0 for every j >= k }, C(k) = sum over i <= k of d(i) (base(i) - scenario(i)): whole
    quarters from the start; 0 where the scenario never stands below do-minimum, None where it still does at the
    end of the horizon. `rate` 0 gives the simple payback, the scenario's rate the discounted one.
    """
    cumulative = 0.0
    last_below: int | None = None
    for step, (before, after) in enumerate(zip(base, scenario, strict=True)):
        cumulative += (before - after) * (discount_factor(rate, step) if rate else 1.0)
        if cumulative < 0:
            last_below = step
    if last_below is None:
        return 0
    return None if last_below == len(base) - 1 else last_below + 2


def peak_budget(one_off: Sequence[int], quarters: Sequence[Quarter]) -> tuple[int | None, int]:
    """Return the fiscal year with the greatest one-off spending, and that spending [fen]; the earlier year on a tie.

    P = max over y of the sum of one-offs in the quarters of y. No spending gives (None, 0).
    """
    years: dict[int, int] = {}
    for quarter, amount in zip(quarters, one_off, strict=True):
        years[quarter.year] = years.get(quarter.year, 0) + amount
    year, amount = max(years.items(), key=lambda item: (item[1], -item[0]))
    return (year, amount) if amount > 0 else (None, 0)
