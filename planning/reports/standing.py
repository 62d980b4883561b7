"""Standing: what each network brings by itself, how sure its way is, and what was really paid beside the plan."""

from __future__ import annotations

from collections.abc import Iterator

from planning.appraisal import ActualRow, Tracking
from planning.messages import MESSAGES
from planning.prices import Tag
from planning.reports.blocks import columns, money, option_word, paragraph, row, said, share, text, word
from planning.reports.content import Block, Money, Row, Said, Table, Text
from planning.reports.sources import Sources
from planning.risk.robustness import STAYS, Robust
from topology.model.text import N_


def marginal_table(sources: Sources) -> Table:
    """Return what each network that moves brings while all other choices stay as they are, the greatest first."""
    result = sources.result
    found = sorted(sources.appraisal.marginals, key=lambda one: (-one.fixed_fen, one.network))
    again = any(one.reoptimised_fen is not None for one in found)
    heads: list[Text | tuple[Text, float]] = [
        (said(N_("Network")), 2.4), (said(N_("Option")), 2), said(N_("Finish")), said(N_("Own NPV")), said(N_("All else as it is")),
    ]  # fmt: skip
    heads += [said(N_("All else the best again"))] if again else []
    rows = []
    for one in found:
        own = result[one.network].npv_fen if one.network in result else None
        cells = [text(sources.network(one.network)), text(option_word(one.option)), text(one.finish or "-"), money(own, Tag.ESTIMATE),
                 money(one.fixed_fen, Tag.ESTIMATE)]  # fmt: skip
        rows.append(row(one.network, *cells, *((money(one.reoptimised_fen, Tag.ESTIMATE),) if again else ())))
    return Table(
        id="marginals",
        caption=said(N_("What each network brings by itself: NPV that is lost where it stays [10,000 CNY]")),
        columns=columns(*heads),
        rows=tuple(rows),
        note=said(
            N_(
                "Own NPV counts the network's own lines; with all else as it is, what others then pay for shared circuits, accesses and "
                "platforms counts too. A network below nothing is worth keeping."
            )
        ),
        empty=said(N_("No network moves under this scenario.")),
    )


def robustness_table(sources: Sources) -> Table:
    """Return how often each network takes each way in the best plans of many draws, the least sure first."""
    found = sources.robustness
    rows = sorted(found.networks, key=lambda one: (one.agreed, one.network)) if found else []
    return Table(
        id="robustness",
        caption=said(
            N_("How sure each network's way is: best plans of {draws} draws of prices and quantities"), draws=found.draws if found else 0
        ),
        columns=columns((said(N_("Network")), 2), (said(N_("Chosen")), 2), said(N_("Share of draws")), (said(N_("Ways taken")), 4)),
        rows=tuple(
            row(one.network, text(sources.network(one.network)), text(_way(one.chosen)), share(one.agreed), text(_ways(one)))
            for one in rows
        ),
        note=said(N_("Share of draws: how often the best plan takes the way that the scenario takes.")),
        empty=said(N_("The best plan was not sought again under drawn prices for this issue: ask with --robustness.")),
    )


def robustness(sources: Sources) -> Iterator[Block]:
    """Yield how sure each network's way is; nothing where it was not reckoned."""
    if sources.robustness is not None:
        yield robustness_table(sources)


def tracking_table(sources: Sources) -> Table:
    """Return plan and actual item by item, the greatest difference first, and the forecast."""
    found = sources.appraisal.tracking
    rows = [_tracked(sources, one) for one in _reported(found)] if found else []
    if found:
        rest = [one for one in found.rows if one.actual_fen is None]
        planned, whole = money(sum(one.planned_fen for one in rest)), money(sum(one.whole_fen for one in rest))
        rows.append(
            row("rest", text(said(N_("not reported: as planned"))), text(""), planned, text("-"), text("-"), whole, whole, text(""))
        )
        rows.append(
            row(
                "total",
                text(said(N_("Total"))),
                text(""),
                *(money(one) for one in (found.planned_fen, found.actual_fen, found.actual_fen - found.planned_fen)),
                *(money(one) for one in (found.whole_fen, found.forecast_fen)),
                text(""),
                emphasis=True,
            )
        )
    return Table(
        id="tracking",
        caption=said(N_("Plan and actual to {quarter} [10,000 CNY]"), quarter=found.through if found else "-"),
        columns=columns(
            (said(N_("Network")), 1.8), (said(N_("Item")), 1.8), said(N_("Planned so far")), said(N_("Actual so far")),
            said(N_("Difference")),
            said(N_("Plan, whole")), said(N_("Forecast")), (said(N_("Source")), 1.6),
        ),
        rows=tuple(rows),
        note=said(N_("Forecast: what was paid so far, and the plan of the quarters that remain.")),
        empty=said(N_("Nothing was reported as really paid yet.")),
    )  # fmt: skip


def tracking(sources: Sources) -> Iterator[Block]:
    """Yield plan against actual, in words and a table; nothing where nothing was reported."""
    found = sources.appraisal.tracking
    if found is None:
        return
    yield paragraph(
        N_(
            "By the end of {quarter} {actual} was paid where {planned} was planned; the whole comes to {forecast} instead of {whole}. "
            "Actuals stand beside {percent} % of the plan until then."
        ),
        quarter=found.through,
        actual=Money(found.actual_fen),
        planned=Money(found.planned_fen),
        forecast=Money(found.forecast_fen),
        whole=Money(found.whole_fen),
        percent=round(100 * found.reported_share),
    )
    yield tracking_table(sources)


def _reported(found: Tracking) -> list[ActualRow]:
    rows = [one for one in found.rows if one.actual_fen is not None]
    return sorted(rows, key=lambda one: (-abs((one.actual_fen or 0) - one.planned_fen), one.network or "", one.item))


def _tracked(sources: Sources, one: ActualRow) -> Row:
    difference = (one.actual_fen or 0) - one.planned_fen
    return row(
        f"{one.network or ''} {one.item}",
        text(sources.network(one.network) if one.network else Said("planning.shared")),
        text(word("item", one.item)),
        money(one.planned_fen),
        money(one.actual_fen, Tag.KNOWN),
        money(difference),
        money(one.whole_fen),
        money(one.forecast_fen),
        text("; ".join(one.sources)),
    )


def _way(way: str) -> Text:
    """Return a way, an option with its host where it has one, in words."""
    option, _, host = way.partition(":")
    if f"planning.option_short.{option}" not in MESSAGES:
        return way
    short = word("option_short", option)
    return said(N_("{option} {host}"), option=short, host=host) if host else short


def _ways(one: Robust) -> Text:
    """Return the ways a network takes with their shares, the most frequent first."""
    joined: Text = ""
    for way, part in one.shares.items():
        shown = said(N_("{way} {percent} %"), way=_way(way), percent=round(100 * part))
        joined = said("{before}, {next}", before=joined, next=shown) if joined else shown
    return joined or word("option_short", STAYS)
