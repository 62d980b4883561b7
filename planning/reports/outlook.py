"""Outlook: the NPV where an assumption turns out otherwise, and what programmes of its kind would make of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from planning.appraisal import Appraisal
from planning.cash import net_present_value
from planning.prices import Tag
from planning.reports.blocks import columns, money, paragraph, row, said, text
from planning.reports.content import Block, Table, Text
from planning.reports.sources import Sources
from topology.model.text import N_

RATES: Final = (0.035, 0.06, 0.08, 0.10)
"""Discount rates tried: UK 3.5 %, China 6 % (public welfare) and 8 %, and 10 %."""


REALISED: Final = (1.0, 0.7, 0.5, 0.3)
"""Shares of the running saving that come about."""


_DEARER: Final = (1.1, 1.44, 2.0, 3.0)


_LATER: Final = (1, 2, 4)


def sensitivity(sources: Sources) -> Iterable[Block]:
    """Yield what the NPV becomes where rate, realisation, one-off costs or time turn out otherwise; the plan stays the same."""
    yield paragraph(
        N_(
            "The plan is held fixed and one assumption is moved at a time. Over a few years the discount rate "
            "matters little; how much of the saving comes about matters most."
        )
    )
    yield sensitivity_table(sources.appraisal)
    yield optimism_table(sources)


def sensitivity_table(one: Appraisal) -> Table:
    """Return the NPV under other assumptions, one at a time."""
    rows = []
    for key, label, npv in variations(one):
        rows.append(
            row(
                key,
                text(label),
                money(npv, Tag.ESTIMATE),
                money(npv - one.npv_fen),
                text(said(N_("gains")) if npv > 0 else said(N_("loses"))),
            )
        )
    return Table(
        id="sensitivity",
        caption=said(N_("NPV where an assumption turns out otherwise [10,000 CNY]")),
        columns=columns((said(N_("Assumption")), 3), (said(N_("NPV")), 1), (said(N_("Change")), 1), (said(N_("Against do-minimum")), 1)),
        rows=tuple(rows),
    )


def variations(one: Appraisal) -> list[tuple[str, Text, float]]:
    """Return (key, what is assumed, NPV [fen]) for each variation.

    Realisation scales the running saving and leaves one-offs whole; dearer one-offs are scaled by their factor; a delay
    moves the scenario's difference to do-minimum by whole quarters, what falls beyond the horizon being lost.
    """
    saved = [before - after for before, after in zip(one.base_cash, one.cost_cash, strict=True)]
    zero = [0] * len(saved)

    def value(cash: Sequence[float], rate: float = one.discount_rate) -> float:
        return net_present_value([round(amount) for amount in cash], zero, rate)

    gained = [amount + once for amount, once in zip(saved, one.one_off_cash, strict=True)]
    found: list[tuple[str, Text, float]] = [("plan", said(N_("as planned")), one.npv_fen)]
    found += [
        (f"rate{rate:g}", said(N_("discount rate {rate} %"), rate=f"{100 * rate:g}"), value(saved, rate))
        for rate in RATES
        if rate != one.discount_rate
    ]
    found += [
        (
            f"realised{part:g}",
            said(N_("{percent} % of the running saving comes about"), percent=round(100 * part)),
            value([part * amount - once for amount, once in zip(gained, one.one_off_cash, strict=True)]),
        )
        for part in REALISED[1:]
    ]
    found += [
        (
            f"dearer{factor:g}",
            said(N_("one-off costs {percent} % higher"), percent=round(100 * (factor - 1))),
            value([amount - (factor - 1) * once for amount, once in zip(saved, one.one_off_cash, strict=True)]),
        )
        for factor in _DEARER
    ]
    found += [
        (
            f"later{late}",
            said(N_("everything {quarters} quarters later"), quarters=late),
            value([*zero[:late], *saved[: len(saved) - late]]),
        )
        for late in _LATER
    ]
    return found


def optimism_table(sources: Sources) -> Table:
    """Return the raw NPV beside what programmes of its kind would make of it."""
    one, found = sources.appraisal, sources.appraisal.optimism
    rows = [row("raw", text(said(N_("raw, as appraised"))), money(one.one_off_fen), money(one.npv_fen), text("-"))]
    if found is not None:
        factors = said(
            N_("one-off costs x {once}, time x {time}, benefit x {benefit}"),
            once=f"{found.one_off_factor:g}",
            time=f"{found.duration_factor:g}",
            benefit=f"{found.benefit_factor:g}",
        )
        floor = said(N_("the same, with a benefit of {benefit} only"), benefit=f"{found.benefit_floor:g}")
        rows.append(
            row(
                "adjusted",
                text(said(N_("adjusted by reference programmes"))),
                money(found.one_off_fen),
                money(found.npv_fen),
                text(factors),
            )
        )
        rows.append(row("floor", text(said(N_("at worst"))), money(found.one_off_fen), money(found.npv_floor_fen), text(floor)))
    return Table(
        id="optimism",
        caption=said(N_("Optimism: raw and adjusted NPV [10,000 CNY]")),
        columns=columns((said(N_("What")), 2), (said(N_("Once")), 1), (said(N_("NPV")), 1), (said(N_("Assumed")), 3)),
        rows=tuple(rows),
        note=said(N_("Adjustments start high and are taken back as evidence (tenders, rehearsals) comes in.")),
    )
