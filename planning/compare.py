"""Compare: scenarios side by side, and the itemised bridge from one to the next.

The items of a bridge are differences of sums of lines, so they add up to the difference of the totals exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from planning.appraisal import Appraisal
from planning.cash import net_present_value
from planning.lines import CostLine, Item, cash_flow
from planning.options import Option
from planning.quarters import Quarter
from topology.model.errors import InputError

MOST = 4
"""Scenarios that fit side by side."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a bridge: what an item, or a network, costs more (+) or less (-) in the later scenario [fen]."""

    key: str
    """An `Item`'s value, or a network's code, `shared` for what networks share."""
    from_fen: int
    to_fen: int
    delta_fen: int
    npv_fen: float
    """What the step adds to the NPV (+ is better)."""


class Bridge(msgspec.Struct, frozen=True, kw_only=True):
    """The way from one scenario's undiscounted cost to another's, by item and by network."""

    from_scenario: str
    to_scenario: str
    from_fen: int
    to_fen: int
    items: tuple[Step, ...]
    networks: tuple[Step, ...]


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """What one scenario decides for one network, and what it brings."""

    scenario: str
    network: str
    option: Option | None
    finish: str | None
    npv_fen: float


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Up to four appraisals side by side; the first is the reference of the bridges."""

    scenarios: tuple[str, ...]
    names: dict[str, dict[str, str]]
    edition: str
    """Census edition that all of them rest on."""
    figures: dict[str, tuple[float | None, ...]]
    """Figure name to its value in each scenario, in the order of `scenarios`."""
    bridges: tuple[Bridge, ...]
    cells: tuple[Cell, ...]


FIGURES = (
    "base_fen",
    "cost_fen",
    "saving_fen",
    "one_off_fen",
    "renewal_after_fen",
    "run_before_fen_per_a",
    "run_after_fen_per_a",
    "npv_fen",
    "npv_unverified_fen",
    "payback_quarters",
    "discounted_payback_quarters",
    "peak_fen",
    "npv_per_one_off",
    "npv_fen_per_hour",
    "conflicts",
    "sites_losing_redundancy",
    "placeholder_share",
    "unverified_share",
)
"""The figures compared, by their names in `Appraisal`."""


def compare(appraisals: Sequence[Appraisal]) -> Comparison:
    """Return scenarios side by side with the bridge from the first to each of the others.

    Raises
    ------
    InputError
        `planning.compare_count`, where there are not 1 to 4; `planning.compare_differ`, where they are not over the same quarters, rate,
        prices, census edition and do-minimum, so that a difference would not be the scenarios'.
    """
    if not 1 <= len(appraisals) <= MOST:
        raise InputError("planning.compare_count", found=len(appraisals), most=MOST)
    first = appraisals[0]
    for other in appraisals[1:]:
        for field in ("quarters", "discount_rate", "prices", "edition", "snapshot", "base_cash"):
            if getattr(other, field) != getattr(first, field):
                raise InputError("planning.compare_differ", a=first.scenario, b=other.scenario, field=field)
    return Comparison(
        scenarios=tuple(row.scenario for row in appraisals),
        names={row.scenario: row.name for row in appraisals},
        edition=first.edition,
        figures={name: tuple(getattr(row, name) for row in appraisals) for name in FIGURES},
        bridges=tuple(bridge(first, other) for other in appraisals[1:]),
        cells=tuple(
            Cell(scenario=row.scenario, network=result.network, option=result.option, finish=result.finish, npv_fen=result.npv_fen)
            for row in appraisals
            for result in row.networks
            if result.network is not None
        ),
    )


def bridge(before: Appraisal, after: Appraisal) -> Bridge:
    """Return the itemised way from one appraisal's undiscounted cost to another's.

    D(i) = sum of the later scenario's lines of item i - sum of the earlier one's; the D add up to the difference of costs.
    """
    order = {item.value: place for place, item in enumerate(Item)}
    items = _steps(before, after, lambda line: line.item.value)
    return Bridge(
        from_scenario=before.scenario,
        to_scenario=after.scenario,
        from_fen=before.cost_fen,
        to_fen=after.cost_fen,
        items=tuple(sorted(items, key=lambda step: order[step.key])),
        networks=_steps(before, after, lambda line: line.network or "shared"),
    )


def _steps(before: Appraisal, after: Appraisal, key: Callable[[CostLine], str]) -> tuple[Step, ...]:
    quarters = tuple(Quarter.parse(text) for text in before.quarters)
    grouped: dict[str, tuple[list[CostLine], list[CostLine]]] = {}
    for place, appraisal in enumerate((before, after)):
        for line in appraisal.lines:
            grouped.setdefault(key(line), ([], []))[place].append(line)
    steps = []
    for name in sorted(grouped):
        old, new = (cash_flow(lines, quarters) for lines in grouped[name])
        if old != new:
            steps.append(
                Step(
                    key=name,
                    from_fen=sum(old),
                    to_fen=sum(new),
                    delta_fen=sum(new) - sum(old),
                    npv_fen=net_present_value(old, new, before.discount_rate),
                )
            )
    return tuple(steps)
