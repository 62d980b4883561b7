"""What many draws come to: percentiles, S-curve, probability of a loss, the band of cumulative cash; and one thing moved at a time."""

from __future__ import annotations

import msgspec
import numpy as np

from planning.risk.draws import draw_factors
from planning.risk.drivers import Driver, Floats, Stakes

CURVE = tuple(range(0, 101, 2))
"""Percentiles of the S-curve [%]."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a scenario's NPV came to in many draws. Money is fen; a saving against do-minimum is positive."""

    draws: int
    npv_fen: float
    """The appraisal's: everything as it is taken."""
    mean_fen: float
    deviation_fen: float
    p10_fen: float
    """One draw in ten saves less."""
    p50_fen: float
    p90_fen: float
    loss: float
    """Share of draws in which do-minimum would have been cheaper."""
    below_npv: float
    """Share of draws that save less than the appraisal says."""
    curve: tuple[tuple[float, float], ...]
    """Percentile [%] and NPV [fen]."""
    cumulative: tuple[tuple[float, float, float], ...]
    """P10, P50 and P90 of the undiscounted saving up to the end of each quarter [fen]."""


class Swing(msgspec.Struct, frozen=True, kw_only=True):
    """What the NPV comes to with one driver at its low and at its high end, all else as it is taken [fen]."""

    driver: Driver
    low_fen: float
    high_fen: float

    @property
    def width_fen(self) -> float:
        """How far apart the ends are."""
        return abs(self.high_fen - self.low_fen)


def present_values(stakes: Stakes, factors: Floats) -> Floats:
    """Return the NPV of each draw, shape (draws,) [fen].

    NPV(draw) = NPV + sum over groups of V[g] (product of the group's factors - 1) + changes of what is not in proportion. With every
    factor 1 it is the appraisal's to the last bit.
    """
    found = np.full(len(factors), stakes.npv_fen)
    found += (_products(stakes, factors) - 1.0) @ stakes.value
    for place, low, high in stakes.ends:
        found += _between(factors[:, place], stakes.drivers[place], float(low @ stakes.factors), float(high @ stakes.factors))
    return found


def cumulative_saving(stakes: Stakes, factors: Floats) -> Floats:
    """Return the undiscounted saving up to the end of each quarter, shape (draws, quarters) [fen]."""
    saving = stakes.saving + (_products(stakes, factors) - 1.0) @ stakes.cash
    for place, low, high in stakes.ends:
        below, above = _sides(factors[:, place], stakes.drivers[place])
        saving += np.outer(below, low) + np.outer(above, high)
    return np.cumsum(saving, axis=1)


def simulate(stakes: Stakes, draws: int, rng: np.random.Generator) -> Outcome:
    """Return what a scenario comes to in so many draws, its plan held fixed. O(draws x groups)."""
    factors = draw_factors(stakes.drivers, draws, rng, common=stakes.common, family=stakes.family)
    npv = present_values(stakes, factors)
    apart = npv - stakes.npv_fen
    p10, p50, p90 = (float(value) for value in np.percentile(npv, (10, 50, 90)))
    band = np.percentile(cumulative_saving(stakes, factors), (10, 50, 90), axis=0)
    return Outcome(
        draws=draws,
        npv_fen=stakes.npv_fen,
        mean_fen=stakes.npv_fen + float(apart.mean()),
        deviation_fen=float(apart.std()),
        p10_fen=p10,
        p50_fen=p50,
        p90_fen=p90,
        loss=float((npv < 0).mean()),
        below_npv=float((npv < stakes.npv_fen).mean()),
        curve=tuple(zip(map(float, CURVE), (float(value) for value in np.percentile(npv, CURVE)), strict=True)),
        cumulative=tuple((float(low), float(middle), float(high)) for low, middle, high in band.T),
    )


def swings(stakes: Stakes) -> tuple[Swing, ...]:
    """Return the tornado: each driver at its ends, the widest first."""
    found = []
    for place, driver in enumerate(stakes.drivers):
        factors = np.ones((2, len(stakes.drivers)))
        factors[:, place] = driver.low, driver.high
        low, high = present_values(stakes, factors)
        found.append(Swing(driver=driver, low_fen=float(low), high_fen=float(high)))
    return tuple(sorted(found, key=lambda row: (-row.width_fen, row.driver.key)))


def _products(stakes: Stakes, factors: Floats) -> Floats:
    products = np.ones((len(factors), len(stakes.groups)))
    for group, places in enumerate(stakes.groups):
        for place in places:
            products[:, group] *= factors[:, place]
    return products


def _between(factor: Floats, driver: Driver, low: float, high: float) -> Floats:
    below, above = _sides(factor, driver)
    return below * low + above * high


def _sides(factor: Floats, driver: Driver) -> tuple[Floats, Floats]:
    """Return how far a factor has gone to its low and to its high end, each 0 to 1."""
    below = np.clip((driver.mode - factor) / max(driver.mode - driver.low, 1e-12), 0.0, 1.0)
    above = np.clip((factor - driver.mode) / max(driver.high - driver.mode, 1e-12), 0.0, 1.0)
    return below, above
