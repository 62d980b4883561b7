"""Money: the tables and charts of cost and saving that several documents share, and chapter 7 of the consolidation plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final

from planning.cash import discount_factor
from planning.compare import bridge
from planning.lines import CostLine, Item, Nature
from planning.prices import Tag
from planning.reports.blocks import columns, count, evidence_of, money, pairs, paragraph, row, said, share, tag_of, text, word
from planning.reports.content import Bars, Block, Cell, Chapter, Money, Row, Table, Text, Waterfall
from planning.reports.outlook import sensitivity
from planning.reports.sources import Sources
from topology.model.text import FEN_PER_WAN, N_

COUNTED: Final = (Nature.RUN, Nature.ONE_OFF, Nature.RENEWAL)
"""Natures that are cash within the horizon."""
_STEPS: Final = 11
"""Steps that a waterfall shows; the rest are one step."""


def investment(sources: Sources) -> Chapter:
    """Chapter 7: once, running, NPV and payback, by year and payer, sensitivity."""
    return Chapter(
        id="money",
        title=said(N_("Investment and saving")),
        chapters=(
            Chapter(id="money.summary", title=said(N_("Summary")), blocks=(_summary(sources), figures(sources), at_stake(sources))),
            Chapter(id="money.once", title=said(N_("One-off costs")), blocks=(one_off_table(sources),)),
            Chapter(
                id="money.running", title=said(N_("Running costs before and after")), blocks=(running_table(sources), step_chart(sources))
            ),
            Chapter(
                id="money.years",
                title=said(N_("By fiscal year and payer")),
                blocks=(budget_chart(sources), years_table(sources), payers_table(sources)),
            ),
            Chapter(id="money.cash", title=said(N_("Cash and payback")), blocks=(cash_chart(sources),)),
            Chapter(id="money.sensitivity", title=said(N_("Sensitivity")), blocks=tuple(sensitivity(sources))),
        ),
    )


def _summary(sources: Sources) -> Block:
    one = sources.appraisal
    return paragraph(
        N_(
            "Over {quarters} quarters do-minimum costs {base} and this scenario {cost}: it saves {saving}, or "
            "{npv} at present value. It spends {once} "
            "once, at most {peak} in one year ({year}). {share} % of the value moved rests on placeholder prices{final}."
        ),
        quarters=len(one.quarters),
        base=Money(one.base_fen),
        cost=Money(one.cost_fen),
        saving=Money(one.saving_fen),
        npv=Money(one.npv_fen),
        once=Money(one.one_off_fen),
        peak=Money(one.peak_fen),
        year=one.peak_year,
        share=f"{100 * one.placeholder_share:.1f}",
        final="" if one.may_be_final else said(N_("; it may not be called final (see the annex on assumptions)")),
    )


def figures(sources: Sources) -> Table:
    """Return the figures of the scenario."""
    one = sources.appraisal
    lines = [line for line in one.lines if line.nature in COUNTED]
    once = [line for line in lines if line.nature is Nature.ONE_OFF]
    base = [line for line in one.base_lines if line.nature in COUNTED]
    tag, once_tag, base_tag = tag_of(lines), tag_of(once), tag_of(base)

    def quarters(value: int | None) -> Cell:
        if value is None or one.base_cash == one.cost_cash:
            return text(said(N_("not within the horizon")))
        return count(value, tag)

    rows: list[tuple[str, Cell]] = [
        ("base_fen", money(one.base_fen, base_tag, evidence_of(base))),
        ("cost_fen", money(one.cost_fen, tag, evidence_of(lines))),
        ("saving_fen", money(one.saving_fen, tag)),
        ("one_off_fen", money(one.one_off_fen, once_tag, evidence_of(once))),
        ("renewal_before_fen", money(one.renewal_before_fen, base_tag)),
        ("renewal_after_fen", money(one.renewal_after_fen, tag)),
        ("run_before_fen_per_a", money(one.run_before_fen_per_a, base_tag)),
        ("run_after_fen_per_a", money(one.run_after_fen_per_a, tag)),
        ("npv_fen", money(one.npv_fen, tag)),
        ("npv_unverified_fen", money(one.npv_unverified_fen, tag)),
        ("payback_quarters", quarters(one.payback_quarters)),
        ("discounted_payback_quarters", quarters(one.discounted_payback_quarters)),
        ("peak_fen", money(one.peak_fen, once_tag)),
        ("placeholder_share", share(one.placeholder_share)),
        ("unverified_share", share(one.unverified_share)),
        ("sunk_fen", money(one.sunk_fen, Tag.KNOWN)),
    ]
    return pairs(
        "figures",
        said(N_("Figures of the scenario [10,000 CNY]")),
        (said(N_("Figure")), said(N_("Value"))),
        [(word("figure", name), cell) for name, cell in rows],
    )


def at_stake(sources: Sources) -> Table:
    """Return gross, locked and addressable running cost, with each locked network and the consent that would open it."""
    base = sources.appraisal.base
    rows: list[Row] = [
        row(name, text(word("figure", name)), money(getattr(base, name), Tag.KNOWN), text(""), text(""), emphasis=True)
        for name in ("gross_fen_per_a", "locked_fen_per_a", "addressable_fen_per_a")
    ]
    rows += [
        row(
            one.network,
            text(sources.network(one.network), one.evidence),
            money(one.opex_fen_per_a, Tag.KNOWN),
            text(said(one.reason, **one.params)),
            text(one.unlock or "-"),
        )
        for one in base.locked
    ]
    return Table(
        id="at_stake",
        caption=said(N_("Running cost at stake [10,000 CNY a year]")),
        columns=columns(
            (said(N_("What")), 2.4), (said(N_("A year")), 1), (said(N_("Locked because")), 3), (said(N_("Consent that would open it")), 1.2)
        ),
        rows=tuple(rows),
    )


def one_off_table(sources: Sources) -> Table:
    """Return the one-off costs by item."""
    lines = [line for line in sources.appraisal.lines if line.nature is Nature.ONE_OFF]
    rows = [_sum_row(item, group) for item, group in _by_item(lines)]
    total = row(
        "total", text(said(N_("Total"))), count(len(lines)), money(sum(line.amount_fen for line in lines), tag_of(lines)), emphasis=True
    )
    return Table(
        id="one_off",
        caption=said(N_("One-off costs by item [10,000 CNY]")),
        columns=columns((said(N_("Item")), 3), (said(N_("Lines")), 0.8), (said(N_("Amount")), 1.4)),
        rows=(*rows, total) if lines else (),
        empty=said(N_("This scenario spends nothing once.")),
        note=said(N_("Each line with its quantity, price and evidence stands in the workbook.")),
    )


def _sum_row(item: Item, group: Sequence[CostLine]) -> Row:
    amount = sum(line.amount_fen for line in group)
    return row(item.value, text(word("item", item.value)), count(len(group)), money(amount, tag_of(group), evidence_of(group)))


def running_table(sources: Sources) -> Table:
    """Return the running costs by item: what do-minimum pays in the first quarter, the scenario in the last; a year's amount."""
    one = sources.appraisal
    before = _running(one.base_lines, one.quarters[0])
    after = _running(one.lines, one.quarters[-1])
    items = [item for item in Item if any(line.item is item for line in (*before, *after))]
    rows = []
    for item in items:
        old, new = [line for line in before if line.item is item], [line for line in after if line.item is item]
        was, now = sum(line.amount_fen for line in old), sum(line.amount_fen for line in new)
        rows.append(
            row(
                item.value,
                text(word("item", item.value)),
                money(was, tag_of(old), evidence_of(old)),
                money(now, tag_of(new), evidence_of(new)),
                money(was - now),
            )
        )
    total = row(
        "total",
        text(said(N_("Total"))),
        money(one.run_before_fen_per_a, tag_of(before)),
        money(one.run_after_fen_per_a, tag_of(after)),
        money(one.run_before_fen_per_a - one.run_after_fen_per_a),
        emphasis=True,
    )
    return Table(
        id="running",
        caption=said(N_("Running costs by item [10,000 CNY a year]")),
        columns=columns((said(N_("Item")), 2.6), (said(N_("Today")), 1.2), (said(N_("At the end")), 1.2), (said(N_("Saves")), 1)),
        rows=(*rows, total),
    )


def _running(lines: Iterable[CostLine], quarter: str) -> list[CostLine]:
    return [line for line in lines if line.nature is Nature.RUN and line.first <= quarter <= line.last]


def step_chart(sources: Sources) -> Waterfall:
    """Return the way from do-minimum's cost to the scenario's, by item, over the horizon."""
    one = sources.appraisal
    still = sources.beside[0] if sources.beside else None
    deltas: list[tuple[Text, float]] = []
    if still is not None and still.cost_cash == one.base_cash:
        deltas = [(word("item", step.key), step.delta_fen / FEN_PER_WAN) for step in bridge(still, one).items]
    else:
        for item in Item:
            was = sum(line.total_fen for line in one.base_lines if line.item is item)
            now = sum(line.total_fen for line in one.lines if line.item is item)
            if was != now:
                deltas.append((word("item", item.value), (now - was) / FEN_PER_WAN))
    shown = sorted(deltas, key=lambda step: -abs(step[1]))[:_STEPS]
    rest = sum(value for step, value in deltas if (step, value) not in shown)
    deltas = [step for step in deltas if step in shown] + ([(said(N_("smaller items")), rest)] if rest else [])
    return Waterfall(
        caption=said(N_("From do-minimum to this scenario by item, undiscounted, over the horizon")),
        start=(said(N_("do-minimum")), one.base_fen / FEN_PER_WAN),
        steps=tuple(deltas),
        end=(said(N_("this scenario")), one.cost_fen / FEN_PER_WAN),
        unit=said(N_("10,000 CNY")),
    )


def years_table(sources: Sources) -> Table:
    """Return the cash of each fiscal year against the budget."""
    one = sources.appraisal
    once, all_lines, base = (
        tag_of(line for line in one.lines if line.nature is Nature.ONE_OFF),
        tag_of(line for line in one.lines if line.nature in COUNTED),
        tag_of(line for line in one.base_lines if line.nature in COUNTED),
    )
    rows = [
        row(
            str(year.year),
            text(str(year.year)),
            money(year.base_fen, base),
            money(year.run_fen + year.one_off_fen + year.renewal_fen, all_lines),
            money(year.run_fen),
            money(year.one_off_fen, once),
            money(year.renewal_fen),
            money(year.budget_fen),
            money(year.short_fen or None),
        )
        for year in one.years
    ]
    total = row(
        "total",
        text(said(N_("Total"))),
        money(one.base_fen),
        money(one.cost_fen),
        money(sum(year.run_fen for year in one.years)),
        money(one.one_off_fen),
        money(one.renewal_after_fen),
        text(""),
        text(""),
        emphasis=True,
    )
    return Table(
        id="years",
        caption=said(N_("By fiscal year [10,000 CNY]")),
        columns=columns(
            said(N_("Year")),
            said(N_("Do-minimum")),
            said(N_("Scenario")),
            said(N_("of it running")),
            said(N_("one-off")),
            said(N_("renewals")),
            said(N_("Budget for one-offs")),
            said(N_("Short by")),
        ),
        rows=(*rows, total),
    )


def payers_table(sources: Sources) -> Table:
    """Return what each payer pays over the horizon with do-minimum and under the scenario, the greatest gain first."""
    found = []
    for payer in sources.appraisal.payers:
        base, cost = sum(payer.base), sum(payer.cost)
        if base or cost:
            found.append((payer.unit or "", base, cost))
    found.sort(key=lambda one: (one[2] - one[1], one[0]))
    rows = [
        row(unit, text(f"{unit} {sources.called(unit)}" if unit else said(N_("not said"))), money(base), money(cost), money(base - cost))
        for unit, base, cost in found
    ]
    total = row(
        "total",
        text(said(N_("Total"))),
        money(sum(base for _, base, _ in found)),
        money(sum(cost for _, _, cost in found)),
        money(sources.appraisal.saving_fen),
        emphasis=True,
    )
    return Table(
        id="payers",
        caption=said(N_("Who pays over the horizon, and who gains [10,000 CNY]")),
        columns=columns(
            (said(N_("Payer")), 2.4),
            (said(N_("Do-minimum")), 1.1),
            (said(N_("Scenario")), 1.1),
            (said(N_("Saves (+) or pays more (-)")), 1.3),
        ),
        rows=(*rows, total),
        note=said(N_("Budgets for operation move with the networks: who pays more here needs the money of those who pay less.")),
    )


def cash_chart(sources: Sources) -> Bars:
    """Return saving by quarter and what has come in by then."""
    one = sources.appraisal
    saved = [(before - after) / FEN_PER_WAN for before, after in zip(one.base_cash, one.cost_cash, strict=True)]
    discounted = [value * discount_factor(one.discount_rate, step) for step, value in enumerate(saved)]
    return Bars(
        caption=said(N_("Saving by quarter, and the sum so far at present value")),
        labels=one.quarters,
        series=((said(N_("saving in the quarter")), tuple(saved)),),
        unit=said(N_("10,000 CNY")),
        line=(said(N_("sum so far, present value")), tuple(accumulate(discounted))),
    )


def _by_item(lines: Sequence[CostLine]) -> list[tuple[Item, list[CostLine]]]:
    return [(item, group) for item in Item if (group := [line for line in lines if line.item is item])]


def budget_chart(sources: Sources) -> Bars:
    """Return the cash of each fiscal year, do-minimum as a line."""
    years = sources.appraisal.years
    return Bars(
        caption=said(N_("Cash by fiscal year; the line is do-minimum")),
        labels=tuple(str(one.year) for one in years),
        series=(
            (said(N_("running")), tuple(one.run_fen / FEN_PER_WAN for one in years)),
            (said(N_("one-off")), tuple(one.one_off_fen / FEN_PER_WAN for one in years)),
            (said(N_("renewals")), tuple(one.renewal_fen / FEN_PER_WAN for one in years)),
        ),
        unit=said(N_("10,000 CNY")),
        line=(said(N_("do-minimum")), tuple(one.base_fen / FEN_PER_WAN for one in years)),
    )
