"""Chance: the tables and charts of draws and of one thing moved at a time, as the workbook and the appraisal show them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planning.prices import Tag
from planning.reports.blocks import columns, money, paragraph, row, said, share, text
from planning.reports.content import Bars, Block, Money, Table, Tornado
from planning.reports.sources import Sources
from planning.reports.words import driver_word
from topology.model.text import FEN_PER_WAN, N_

_MOST: Final = 14
"""Drivers that the tornado shows."""
_SHOWN: Final = (0.0, 4.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 96.0, 100.0)
"""Percentiles of the printed table [%]."""


def percentile_table(sources: Sources, *, whole: bool) -> Table:
    """Return mean, probability of a loss and percentiles of the NPV over the draws; the `whole` curve or its chief points."""
    outcome = sources.outcome
    rows = []
    if outcome is not None:
        rows = [
            row("npv", text(said(N_("as appraised"))), money(outcome.npv_fen)),
            row("mean", text(said(N_("mean"))), money(outcome.mean_fen, Tag.ESTIMATE)),
            row("deviation", text(said(N_("standard deviation"))), money(outcome.deviation_fen, Tag.ESTIMATE)),
            row("loss", text(said(N_("probability of a loss"))), share(outcome.loss)),
            row("below", text(said(N_("probability of less than appraised"))), share(outcome.below_npv)),
        ]
        chosen = [point for point in outcome.curve if whole or point[0] in _SHOWN]
        rows += [row(f"p{percent:g}", text(f"P{percent:g}"), money(value, Tag.ESTIMATE)) for percent, value in chosen]
    return Table(
        id="percentiles",
        caption=said(N_("NPV over {draws} draws (seed {seed}) [10,000 CNY]"), draws=outcome.draws if outcome else 0, seed=sources.seed),
        columns=columns((said(N_("Percentile")), 2), said(N_("NPV"))),
        rows=tuple(rows),
        empty=said(N_("Prices and quantities were not drawn for this issue.")),
    )


def curve_chart(sources: Sources) -> Iterator[Block]:
    """Yield the S-curve, and the cumulative saving with its band from P10 to P90."""
    outcome = sources.outcome
    if outcome is None:
        return
    points = [point for point in outcome.curve if 0 < point[0] < 100]  # noqa: PLR2004 - the ends are the rarest draws
    yield Bars(
        caption=said(N_("S-curve: NPV that so many draws in a hundred stay below")),
        labels=tuple(f"{percent:g}%" for percent, _ in points[::2]),
        series=((said(N_("NPV")), tuple(value / FEN_PER_WAN for _, value in points[::2])),),
        unit=said(N_("10,000 CNY")),
    )
    yield Bars(
        caption=said(N_("Saving up to the end of each quarter, undiscounted: P50, with the band from P10 to P90")),
        labels=sources.appraisal.quarters,
        series=(),
        unit=said(N_("10,000 CNY")),
        line=(said(N_("P50")), tuple(middle / FEN_PER_WAN for _, middle, _ in outcome.cumulative)),
        band=(
            tuple(low / FEN_PER_WAN for low, _, _ in outcome.cumulative),
            tuple(high / FEN_PER_WAN for _, _, high in outcome.cumulative),
        ),
    )


def swing_table(sources: Sources) -> Table:
    """Return the NPV at the low and high end of each driver."""
    shown = sorted(sources.swings, key=lambda one: (-one.width_fen, one.driver.key))
    return Table(
        id="swings",
        caption=said(N_("NPV at the low and high value of each driver, the plan held fixed [10,000 CNY]")),
        columns=columns(
            (said(N_("Driver")), 3), said(N_("Low, x")), said(N_("High, x")), said(N_("NPV, low")), said(N_("NPV, high")), said(N_("Swing"))
        ),
        rows=tuple(
            row(
                one.driver.key,
                text(driver_word(one.driver.key)),
                text(f"{one.driver.low:.2f}"),
                text(f"{one.driver.high:.2f}"),
                money(one.low_fen, Tag.ESTIMATE),
                money(one.high_fen, Tag.ESTIMATE),
                money(one.width_fen),
            )
            for one in shown
        ),
        empty=said(N_("Prices and quantities were not drawn for this issue.")),
    )


def tornado_chart(sources: Sources) -> Iterator[Block]:
    """Yield the tornado of the strongest drivers."""
    shown = sorted(sources.swings, key=lambda one: (-one.width_fen, one.driver.key))[:_MOST]
    if shown:
        yield Tornado(
            caption=said(N_("What moves the NPV most, one thing at a time")),
            ends=(said(N_("driver at its low value")), said(N_("driver at its high value"))),
            middle=sources.appraisal.npv_fen / FEN_PER_WAN,
            rows=tuple((driver_word(one.driver.key), one.low_fen / FEN_PER_WAN, one.high_fen / FEN_PER_WAN) for one in shown),
            unit=said(N_("NPV, 10,000 CNY")),
        )


def chance(sources: Sources) -> Iterator[Block]:
    """Yield what the draws say, in words, a table and charts; nothing where there were none."""
    outcome = sources.outcome
    if outcome is None:
        return
    yield paragraph(
        N_(
            "Over {draws} draws of prices and quantities that move together, the NPV lies between {low} (P10) and {high} (P90), "
            "with {middle} in the middle; the probability of a loss against do-minimum is {loss} %, and {below} % of the draws "
            "save less than the appraisal says."
        ),
        draws=outcome.draws,
        low=Money(outcome.p10_fen),
        high=Money(outcome.p90_fen),
        middle=Money(outcome.p50_fen),
        loss=f"{100 * outcome.loss:.1f}",
        below=f"{100 * outcome.below_npv:.0f}",
    )
    yield percentile_table(sources, whole=False)
    yield from curve_chart(sources)
    yield from tornado_chart(sources)
