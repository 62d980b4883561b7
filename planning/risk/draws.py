"""Draws: triangular factors that move together, by a Gaussian copula with one common factor and one for each family."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np

from planning.risk.drivers import Driver, Floats

_A = (0.0705230784, 0.0422820123, 0.0092705272, 0.0001520143, 0.0002765672, 0.0000430638)


def draw_factors(drivers: Sequence[Driver], draws: int, rng: np.random.Generator, *, common: float = 0.3, family: float = 0.3) -> Floats:
    """Return factors, shape (draws, drivers).

    z[k] = sqrt(common) c + sqrt(family) g[f(k)] + sqrt(1 - common - family) e[k], all standard normal; u = Phi(z); the factor is the
    triangle's quantile of u. Drivers of one family have the rank correlation of a normal correlation of common + family, others of
    common. Source: the cost estimating guide of the GAO asks for correlation between lines [S42]; the form is a one-factor Gaussian copula.

    Raises
    ------
    ValueError
        Where `common` and `family` are negative or come to more than 1.
    """
    if min(common, family) < 0 or common + family > 1:
        raise ValueError(common, family)
    families = sorted({driver.family for driver in drivers})
    every = rng.standard_normal((draws, 1))
    by_family = rng.standard_normal((draws, len(families)))
    own = rng.standard_normal((draws, len(drivers)))
    z = sqrt(1.0 - common - family) * own
    z += sqrt(common) * every
    z += sqrt(family) * by_family[:, [families.index(driver.family) for driver in drivers]]
    u = normal_share(z)
    factors = np.empty_like(u)
    for place, driver in enumerate(drivers):
        factors[:, place] = triangle_quantile(u[:, place], driver.low, driver.mode, driver.high)
    return factors


def triangle_quantile(share: Floats, low: float, mode: float, high: float) -> Floats:
    """Return the quantiles of a triangular distribution.

    x = low + sqrt(u (high - low)(mode - low)) up to F(mode) = (mode - low) / (high - low), else
    high - sqrt((1 - u)(high - low)(high - mode)).

    >>> [round(float(x), 4) for x in triangle_quantile(np.array([0.0, 0.5, 1.0]), 0.0, 1.0, 2.0)]
    [0.0, 1.0, 2.0]
    """
    if low == high:
        return np.full_like(share, mode)
    width = high - low
    rising = low + np.sqrt(share * (width * (mode - low)))
    falling = high - np.sqrt((1.0 - share) * (width * (high - mode)))
    return np.where(share * width <= mode - low, rising, falling)


def normal_share(z: Floats) -> Floats:
    """Return Phi(z), the share of a normal distribution below z, to 3e-7.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 7.1.28.
    """
    x = np.abs(z) / sqrt(2.0)
    power = 1.0 + x * (_A[0] + x * (_A[1] + x * (_A[2] + x * (_A[3] + x * (_A[4] + x * _A[5])))))
    for _ in range(4):
        power *= power
    tail = 0.5 / power
    return np.where(z < 0, tail, 1.0 - tail)
