"""Robustness: the best plan found again under drawn prices and quantities, and how often each network takes each way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np
from msgspec.structs import replace

from planning.optimise.explain import moves_of_plan
from planning.optimise.from_case import City
from planning.optimise.search import Settings, optimise
from planning.prices import PriceBook
from planning.risk.draws import draw_factors
from planning.risk.drivers import Stakes, at_price
from topology.model.census import Census, Circuit, Network, OpexShare

STAYS = "keep"
"""The way of a network that stays."""


class Robust(msgspec.Struct, frozen=True, kw_only=True):
    """How often a network takes each way, and how often the one that the scenario takes. Shares are 0 to 1."""

    network: str
    chosen: str
    agreed: float
    shares: dict[str, float]


class Redrawn(msgspec.Struct, frozen=True, kw_only=True):
    """What the best plans of many draws have in common."""

    draws: int
    """Draws that were solved, of those asked for."""
    asked: int
    networks: tuple[Robust, ...]
    npv_cny: tuple[float, ...]
    """NPV of each draw's best plan under the draw's own prices."""


Pose = Callable[[PriceBook, Census], City]
"""The problem under other prices and another census."""


def optimise_draws(
    stakes: Stakes,
    pose: Pose,
    given: tuple[PriceBook, Census],
    draws: int,
    rng: np.random.Generator,
    *,
    settings: Settings | None = None,
    told: Callable[[int, int], bool] | None = None,
) -> Redrawn:
    """Return how often each network takes each way where every draw has its own best plan.

    `told` hears after each draw how many are done, of how many; True ends it with those there are. Each draw poses the problem anew,
    so that thresholds move with the prices.
    """
    prices, census = given
    factors = draw_factors(stakes.drivers, draws, rng, common=stakes.common, family=stakes.family)
    present = pose(prices, census).present
    taken: dict[str, Counter[str]] = {}
    npv: list[float] = []
    for number, row in enumerate(factors, start=1):
        drawn = {driver.key: float(factor) for driver, factor in zip(stakes.drivers, row, strict=True)}
        city = pose(redrawn_prices(prices, drawn), redrawn_census(census, drawn))
        plan = optimise(city.problem, settings or Settings(seconds=30.0, gap=5e-3), start=present)
        if plan.saving is not None:
            npv.append(city.agreed_saving(plan.saving))
            moves = moves_of_plan(plan)
            for network in city.problem.network:
                taken.setdefault(network, Counter())[moves[network][0] if network in moves else STAYS] += 1
        if told is not None and told(number, draws):
            break
    chosen = {network: present[network][0] if network in present else STAYS for network in taken}
    return Redrawn(
        draws=len(npv),
        asked=draws,
        networks=tuple(_robust(network, counts, chosen[network]) for network, counts in taken.items()),
        npv_cny=tuple(npv),
    )


def redrawn_prices(prices: PriceBook, drawn: Mapping[str, float]) -> PriceBook:
    """Return the book at drawn prices."""
    for key in drawn.keys() & prices.by_key.keys():
        prices = at_price(prices, key, prices.row(key).mode * drawn[key])
    return prices


def redrawn_census(census: Census, drawn: Mapping[str, float]) -> Census:
    """Return the census with drawn running costs: what does not come about of a saving is as if it had not been paid before."""
    circuits = drawn.get("declared.circuits", 1.0) * drawn.get("benefit", 1.0)
    running = drawn.get("declared.running", 1.0) * drawn.get("benefit", 1.0)
    return replace(
        census,
        circuits=tuple(_rent(row, circuits) for row in census.circuits),
        networks=tuple(_opex(row, circuits, running) for row in census.networks),
    )


def _rent(row: Circuit, factor: float) -> Circuit:
    return row if row.fee_fen_per_a is None else replace(row, fee_fen_per_a=round(row.fee_fen_per_a * factor))


def _opex(row: Network, circuits: float, running: float) -> Network:
    kinds: Sequence[str] = OpexShare.__struct_fields__
    scaled = {kind: round(getattr(row.opex_fen_per_a, kind) * (circuits if kind == "circuits" else running)) for kind in kinds}
    return replace(row, opex_fen_per_a=OpexShare(**scaled))


def _robust(network: str, counts: Counter[str], chosen: str) -> Robust:
    total = counts.total()
    shares = {way: count / total for way, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))}
    return Robust(network=network, chosen=chosen, agreed=shares.get(chosen, 0.0), shares=shares)
