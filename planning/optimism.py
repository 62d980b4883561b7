"""Optimism: what the scenario would bring if it went as programmes of its kind have gone, beside the raw figure.

Consolidations of networks cost more, took longer and brought less than was planned; nobody's plan said so beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil

import msgspec
from msgspec.structs import replace

from planning.appraisal import AdjustedFinish, Optimism
from planning.case import Case
from planning.cash import net_present_value
from planning.costs import cost_lines
from planning.decide import decide
from planning.lines import CostLine, Nature, line_cash
from planning.options import Option, Verdict
from planning.quarters import Quarter, blacked_out
from planning.scenario import Choice, Scenario
from topology.model.text import N_

ONE_OFF_FACTOR = 1.44
"""One-off cost over plan: the transition to Networx, until a tender's price is there [S23]."""
DURATION_FACTOR = 1.54
"""Duration over plan: the upper bound for equipment and development of the Treasury's review [S41]."""
BENEFIT_FACTOR = 0.7
"""Benefit delivered: planning assumption of netfold between K-Net's and the plan."""
BENEFIT_FLOOR = 0.3
"""Benefit delivered, at worst: K-Net's saving was estimated again at 30 % of the promise [S22]."""


class Programme(msgspec.Struct, frozen=True, kw_only=True):
    """A programme of the reference class: what was planned, and what came."""

    id: str
    planned: str
    came: str
    lesson: str
    source: str


REFERENCE_CLASS: tuple[Programme, ...] = (
    Programme(
        id="knet",
        planned=N_("Korea, K-Net: 51 ministries' networks into one by 2019, 50 bn KRW a year saved"),
        came=N_("failed its feasibility test, stalled three years, begun again in 2020; saving estimated again at 14.8 bn KRW a year"),
        lesson=N_("benefit at 0.3 of the promise: the price of the target network is the risk"),
        source="S21, S22",
    ),
    Programme(
        id="networx",
        planned=N_("United States, FTS2001 to Networx"),
        came=N_("almost three years late, transition cost 44 % over plan, about 329 million USD of saving missed"),
        lesson=N_("one-off cost x 1.44; easy items went first and the long-lead ones last"),
        source="S23",
    ),
    Programme(
        id="eis",
        planned=N_("United States, EIS: done by September 2022"),
        came=N_("11 of 19 agencies did not plan to meet it, three years before"),
        lesson=N_("the schedule slips"),
        source="S24",
    ),
    Programme(
        id="tic",
        planned=N_("United States, TIC: 4,300 internet connections down to 50"),
        came=N_("2,758 after four months; the target was raised to less than 100"),
        lesson=N_("targets get loosened"),
        source="S25",
    ),
    Programme(
        id="ndb",
        planned=N_("Germany, NdB and IT-Konsolidierung: 2008, then 2010; 1 bn EUR"),
        came=N_("stopped in 2012 after more than 50 million EUR; 40 million EUR to keep the old network alive; 3.5 bn EUR"),
        lesson=N_("the old network runs on in parallel, and costs"),
        source="S26",
    ),
    Programme(
        id="psn",
        planned=N_("United Kingdom, PSN: 678 million GBP of benefits to 2015/16"),
        came=N_("a legacy itself by 2017, users told to leave"),
        lesson=N_("the target network ages as well"),
        source="S20, S27",
    ),
)
"""The programmes that the factors come from; sources by number in ``docs/planning.md``."""


def delayed(scenario: Scenario, factor: float, closed: dict[str, tuple[str, ...]]) -> tuple[Scenario, tuple[AdjustedFinish, ...]]:
    """Return a scenario in which everything takes `factor` times as long from the start, and each finish before and after.

    k' = ceil(factor (k + 1)) - 1 for a finish in quarter k, then the next quarter that the network's calendar leaves open
    (`closed` by network). What would end after the horizon is kept: its cost and its saving are beyond what is judged.
    """
    start = Quarter.parse(scenario.start)
    choices: list[Choice] = []
    finishes: list[AdjustedFinish] = []
    for choice in scenario.choices:
        if choice.finish is None:
            choices.append(choice)
            continue
        step = Quarter.parse(choice.finish).since(start)
        later = ceil(round(factor * (step + 1), 9)) - 1
        while later < scenario.horizon and blacked_out(start.plus(later), closed.get(choice.code, ())):
            later += 1
        fits = step >= 0 and later < scenario.horizon
        late = str(start.plus(later)) if fits else None
        finishes.append(AdjustedFinish(network=choice.code, raw=choice.finish, adjusted=late))
        kept = replace(choice, option=Option.KEEP, finish=None, host=None, consent=None, override=None, extra=())
        choices.append(replace(choice, finish=late) if fits else kept)
    return replace(scenario, choices=tuple(choices)), tuple(finishes)


class Swing(msgspec.Struct, frozen=True, kw_only=True):
    """How a scenario differs from do-minimum by quarter, apart by what may turn out otherwise [fen]."""

    base: list[int]
    dearer: list[int]
    """What one-offs cost more."""
    saved: list[int]
    """What anything else costs less: the benefit, negative."""
    rest: list[int]


def swing(base_lines: Iterable[CostLine], lines: Iterable[CostLine], quarters: Sequence[Quarter]) -> Swing:
    """Return the differences of lines of one id, by quarter: c(k) = base(k) + dearer(k) + saved(k) + rest(k)."""
    parts = Swing(**{name: [0] * len(quarters) for name in ("base", "dearer", "saved", "rest")})
    change: dict[str, tuple[Nature, list[int]]] = {}
    for sign, group in ((-1, base_lines), (1, lines)):
        for line in group:
            row = change.setdefault(line.id, (line.nature, [0] * len(quarters)))[1]
            for step, amount in line_cash(line, quarters):
                row[step] += sign * amount
                if sign < 0:
                    parts.base[step] += amount
    for nature, row in change.values():
        once = nature is Nature.ONE_OFF
        for step, amount in enumerate(row):
            part = parts.dearer if once and amount > 0 else parts.saved if amount < 0 and not once else parts.rest
            part[step] += amount
    return parts


def realised(parts: Swing, one_off: float, benefit: float) -> list[int]:
    """Return the cost by quarter when one-offs come dearer and savings smaller than planned [fen].

    c'(k) = base(k) + f dearer(k) + g saved(k) + rest(k), f = `one_off`, g = `benefit`.
    """
    rows = zip(parts.base, parts.dearer, parts.saved, parts.rest, strict=True)
    return [round(base + one_off * dearer + benefit * saved + rest) for base, dearer, saved, rest in rows]


def optimism(case: Case, base_lines: tuple[CostLine, ...], verdicts: dict[str, dict[Option, Verdict]]) -> Optimism:
    """Return a scenario's figures adjusted by its reference class: one-offs, duration and benefit together."""
    closed = {code: network.blackout for code, network in case.networks.items()}
    known = replace(case.scenario, choices=tuple(row for row in case.scenario.choices if _carried_out(case, row.code)))
    late, finishes = delayed(known, DURATION_FACTOR, closed)
    decisions, _ = decide(late, case.census, case.topology, verdicts)
    lines = cost_lines(case.again(late, decisions))
    quarters, rate = case.quarters, case.scenario.discount_rate
    parts = swing(base_lines, lines, quarters)
    cash = realised(parts, ONE_OFF_FACTOR, BENEFIT_FACTOR)
    floor = realised(parts, ONE_OFF_FACTOR, BENEFIT_FLOOR)
    spent = sum(amount * (ONE_OFF_FACTOR if amount > 0 else 1.0) for line in lines if (amount := _one_off(line)))
    return Optimism(
        one_off_factor=ONE_OFF_FACTOR,
        duration_factor=DURATION_FACTOR,
        benefit_factor=BENEFIT_FACTOR,
        one_off_fen=round(spent),
        npv_fen=net_present_value(parts.base, cash, rate),
        benefit_floor=BENEFIT_FLOOR,
        npv_floor_fen=net_present_value(parts.base, floor, rate),
        cash=tuple(cash),
        finishes=finishes,
    )


def _carried_out(case: Case, network: str) -> bool:
    decision = case.decisions.get(network)
    return decision is not None and (decision.option is not Option.KEEP or case.scenario.choice[network].option is Option.KEEP)


def _one_off(line: CostLine) -> int:
    return line.amount_fen if line.nature is Nature.ONE_OFF else 0
