"""Upkeep that the census does not declare: maintenance that grows with age, assessments, support while both networks run."""

from __future__ import annotations

from collections.abc import Iterator

from planning.books import months_used
from planning.case import Case
from planning.decide import Decision
from planning.lines import Attached, Cost, CostLine, Item
from planning.options import Option
from planning.prices import PriceBook, Tag, worst_tag
from planning.quarters import PER_YEAR, Quarter
from planning.rules import in_use
from topology.model.census import Network

_LIFE, _GROWTH, _SUPPORT = "life.device", "maintenance.ageing", "dual.support"
_LEAST_ASSESSED, _YEARLY = 2, 3
_SMALL, _MIDDLE = 10, 50
_ROUND_CNY = 1000


def age_multiplier(age_years: float, life_years: float, growth: float) -> float:
    """Return how much dearer devices of an age are to maintain than within their life.

    M = 1 + growth x max(0, age - life). Source of the form: the water ministry's O&M norm of 2009 adjusts by age [S32].

    >>> age_multiplier(8.0, 5.0, 0.05)
    1.15
    """
    return 1.0 + growth * max(0.0, age_years - life_years)


def ageing_costs(case: Case, network: Network, renewed: Quarter | None) -> Iterator[CostLine | None]:
    """Yield, year by year, what maintenance grows beyond the declared amount while devices past their life are not renewed.

    extra(y) = maintenance x (M(age at the start of y) / M(age at the start of the plan) - 1), to the renewal or the leaving.
    """
    declared = network.opex_fen_per_a.maintenance
    if not declared or network.built is None:
        return
    life, growth = case.prices.row(_LIFE), case.prices.row(_GROWTH)
    ends = [quarter for quarter in (renewed, case.leaves(network.code)) if quarter is not None]
    until = min(ends, default=None)
    tag = worst_tag(Tag.ESTIMATE, life.tag, growth.tag)
    today = age_multiplier(months_used(network.built, case.start) / 12, life.mode, growth.mode)
    for step in range(PER_YEAR, len(case.quarters), PER_YEAR):
        start = case.start.plus(step)
        years = months_used(network.built, start) / 12
        share = age_multiplier(years, life.mode, growth.mode) / today - 1.0
        if share <= 0.0 or (until is not None and until <= start):
            continue
        end = min(start.plus(PER_YEAR), until) if until is not None else start.plus(PER_YEAR)
        yield case.run(
            Cost(
                network=network.code, attached=Attached.NETWORK, subject=network.code, item=Item.AGEING, part=str(start),
                payer=network.owner, quantity=share, unit="share", unit_price_fen=declared, tag=tag,
                text="planning.line.ageing", start=start, until=end, params={"years": round(years, 1), "life": life.mode},
                evidence=(*case.cell(network.cell), *case.priced(_LIFE, _GROWTH)),
            )
        )  # fmt: skip


def assessment_fee(prices: PriceBook, level: int, servers: int, *, systems: int = 1, repeated: bool = True) -> int:
    """Return the fee of one MLPS assessment [CNY].

    F = A x B, rounded to 1,000 CNY; A = requirement items of the level x price of an item, B = scale x several systems x repeat.
    Levels below 2 are not assessed and cost nothing; level 4 is taken as level 3, for which alone the book has the items.
    Source: assessment price guidance of an alliance, January 2016 [S33]; the table of A and the factors are the price book's.
    """
    if level < _LEAST_ASSESSED:
        return 0
    base = prices.row(f"mlps.items.{min(level, _YEARLY)}").mode * prices.row("mlps.item").mode
    band = "10" if servers <= _SMALL else "50" if servers <= _MIDDLE else "more"
    scale = prices.row(f"mlps.scale.{band}").mode
    several = prices.row("mlps.several").mode if systems > 1 else 1.0
    again = prices.row("mlps.repeat").mode if repeated else 1.0
    return round(base * scale * several * again / _ROUND_CNY) * _ROUND_CNY


def assessments_per_year(level: int) -> float:
    """Return how often a system of a level is assessed: level 3 every year [S34], level 2 every other year [K]."""
    return 0.0 if level < _LEAST_ASSESSED else 0.5 if level < _YEARLY else 1.0


def assessment_costs(case: Case, network: Network) -> Iterator[CostLine | None]:
    """Yield the assessments of a graded network that declares no security cost, until it leaves.

    Where the census declares one, it holds the assessments. A classified network has its own protection scheme instead.
    """
    level = network.mlps_level or 0
    if network.classified or network.opex_fen_per_a.security or level < _LEAST_ASSESSED:
        return
    systems = sum(row.network == network.code and in_use(row) for row in case.census.applications)
    fee = assessment_fee(case.prices, level, systems, systems=systems)
    keys = ("mlps.item", f"mlps.items.{min(level, _YEARLY)}")
    yield case.run(
        Cost(
            network=network.code, attached=Attached.NETWORK, subject=network.code, item=Item.ASSESSMENT, payer=network.owner,
            quantity=assessments_per_year(level), unit="", unit_price_fen=100 * fee,
            tag=worst_tag(Tag.ESTIMATE, *(case.prices.row(key).tag for key in keys)), text="planning.line.assessment", start=case.start,
            until=case.leaves(network.code), params={"level": level, "count": systems},
            evidence=(*case.cell(network.cell), *case.priced(*keys)),
        )
    )  # fmt: skip


def dual_support(case: Case, network: Network, decision: Decision) -> CostLine | None:
    """Return the extra staff for the quarters in which a network that moves and its successor both run; None where none do.

    extra = share x declared staff cost a year, from the finish to the last quarter paid. A withdrawn network has no successor.
    """
    leaves = case.leaves(network.code)
    staff = network.opex_fen_per_a.staff
    if leaves is None or decision.finish is None or decision.option is Option.WITHDRAW or not staff:
        return None
    share = case.prices.row(_SUPPORT)
    return case.run(
        Cost(
            network=network.code, attached=Attached.NETWORK, subject=network.code, item=Item.DUAL_SUPPORT, payer=network.owner,
            quantity=share.mode, unit="share", unit_price_fen=staff, tag=share.tag, text="planning.line.dual_support",
            start=Quarter.parse(decision.finish), until=leaves, evidence=(*case.cell(network.cell), *case.priced(_SUPPORT)),
        )
    )  # fmt: skip
