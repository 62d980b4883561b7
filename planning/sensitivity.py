"""Sensitivity: the NPV under other discount rates, horizons and shares of the benefit, all else equal."""

from __future__ import annotations

from msgspec.structs import replace

from planning.appraisal import Sensitivity
from planning.case import Case
from planning.cash import net_present_value
from planning.costs import cost_lines
from planning.decide import decide
from planning.lines import CostLine, cash_flow
from planning.optimism import realised, swing
from planning.options import Option, Verdict
from planning.presets import BENEFITS, DISCOUNT_PRESETS, HORIZONS

_TINY = 1e-9


def sensitivities(
    case: Case, base_case: Case, lines: tuple[CostLine, ...], base_lines: tuple[CostLine, ...], verdicts: dict[str, dict[Option, Verdict]]
) -> tuple[Sensitivity, ...]:
    """Return NPV by discount preset, by horizon of five and eight years, and by the share of the benefit that comes."""
    quarters, rate = case.quarters, case.scenario.discount_rate
    base, cash = cash_flow(base_lines, quarters), cash_flow(lines, quarters)
    found = [
        Sensitivity(
            kind="rate", value=preset.rate, npv_fen=net_present_value(base, cash, preset.rate), preset=preset.id,
            chosen=abs(preset.rate - rate) < _TINY,
        )
        for preset in DISCOUNT_PRESETS
    ]  # fmt: skip
    for horizon in HORIZONS:
        own = horizon == len(quarters)
        npv = net_present_value(base, cash, rate) if own else _npv_over(case, base_case, horizon, verdicts)
        found.append(Sensitivity(kind="horizon", value=horizon, npv_fen=npv, chosen=own))
    parts = swing(base_lines, lines, quarters)
    for share in BENEFITS:
        less = realised(parts, 1.0, share)
        found.append(Sensitivity(kind="benefit", value=share, npv_fen=net_present_value(base, less, rate), chosen=abs(share - 1.0) < _TINY))
    return tuple(found)


def _npv_over(case: Case, base_case: Case, horizon: int, verdicts: dict[str, dict[Option, Verdict]]) -> float:
    """Return the NPV over another number of quarters; what would finish beyond them is kept."""
    flows = []
    for one in (base_case, case):
        scenario = replace(one.scenario, horizon=horizon)
        decisions, _ = decide(scenario, one.census, one.topology, verdicts)
        other = one.again(scenario, decisions)
        flows.append(cash_flow(cost_lines(other), other.quarters))
    return net_present_value(flows[0], flows[1], case.scenario.discount_rate)
