"""The risk register as tables, a chart, and a document of its own."""

from __future__ import annotations

from typing import Final

from planning.prices import Tag
from planning.reports.blocks import columns, count, figure, money, paragraph, row, said, share, text
from planning.reports.content import Bars, Chapter, Document, Money, Table, Text
from planning.reports.risks import Risk, risks
from planning.reports.sources import Sources
from topology.model.text import FEN_PER_WAN, N_

_TOP: Final = 10


def _number(place: int) -> str:
    """Return what a risk is called within a document: its rank."""
    return f"R{place:02d}"


def _whose(sources: Sources, risk: Risk) -> Text:
    return sources.network(risk.network) if risk.network else said(N_("programme"))


def risk_table(sources: Sources, *, most: int | None = None) -> Table:
    """Return the register as a table; the `most` greatest."""
    shown = risks(sources)[:most]
    rows = tuple(
        row(
            risk.id,
            text(_number(place), risk.evidence),
            text(_whose(sources, risk)),
            text(risk.cause),
            text(risk.event),
            text(risk.effect),
            share(risk.likelihood),
            money(risk.impact_fen, Tag.ESTIMATE),
            figure(risk.days),
            text(sources.called(risk.owner)),
            text(risk.mitigation),
            text(risk.trigger),
            money(risk.residual_fen, Tag.ESTIMATE),
        )
        for place, risk in enumerate(shown, start=1)
    )
    return Table(
        id="risks",
        caption=said(N_("Risk register [10,000 CNY, days], the greatest exposure first")),
        columns=columns(
            (said(N_("No.")), 0.8),
            (said(N_("Network")), 1.2),
            (said(N_("Cause")), 1.8),
            (said(N_("Event")), 1.8),
            (said(N_("Effect")), 1.8),
            (said(N_("P")), 0.8),
            (said(N_("Impact")), 0.9),
            (said(N_("Days")), 0.7),
            (said(N_("Owner")), 1.1),
            (said(N_("Mitigation")), 2.4),
            (said(N_("Trigger")), 1.9),
            (said(N_("Residual")), 0.9),
        ),
        rows=rows,
        note=said(
            N_(
                "P: likelihood, a judgement in five classes (5, 15, 30, 50, 70 %). Impact is reckoned from the "
                "plan's lines; residual: exposure left after mitigation."
            )
        ),
        small=True,
    )


def top_table(sources: Sources) -> Table:
    """Return the greatest risks, in short."""
    rows = tuple(
        row(
            risk.id,
            text(_number(place), risk.evidence),
            text(_whose(sources, risk)),
            text(said(N_("{cause}: {event}"), cause=risk.cause, event=risk.event)),
            share(risk.likelihood),
            money(risk.impact_fen, Tag.ESTIMATE),
            text(sources.called(risk.owner)),
            text(risk.mitigation),
        )
        for place, risk in enumerate(risks(sources)[:_TOP], start=1)
    )
    return Table(
        id="top_risks",
        caption=said(N_("The greatest risks [10,000 CNY]")),
        columns=columns(
            (said(N_("No.")), 0.8),
            (said(N_("Network")), 1.4),
            (said(N_("What may go wrong")), 3),
            (said(N_("P")), 0.8),
            (said(N_("Impact")), 0.9),
            (said(N_("Owner")), 1.2),
            (said(N_("Mitigation")), 3),
        ),
        rows=rows,
        note=said(N_("The whole register stands in the annex.")),
    )


def exposure_chart(sources: Sources) -> Bars:
    """Return the greatest exposures, before and after mitigation."""
    shown = risks(sources)[:_TOP]
    return Bars(
        caption=said(N_("The greatest exposures (likelihood x impact), and what is left after mitigation")),
        labels=tuple(
            said(N_("{number} {network}: {event}"), number=_number(place), network=risk.network or said(N_("programme")), event=risk.event)
            for place, risk in enumerate(shown, start=1)
        ),
        series=(
            (said(N_("exposure")), tuple(risk.exposure_fen / FEN_PER_WAN for risk in shown)),
            (said(N_("residual")), tuple(risk.residual_fen / FEN_PER_WAN for risk in shown)),
        ),
        unit=said(N_("10,000 CNY")),
        stacked=False,
        across=True,
    )


def risk_document(sources: Sources) -> Document:
    """Return the risk register as a document of its own."""
    found = risks(sources)
    total = sum(risk.exposure_fen for risk in found)
    left = sum(risk.residual_fen for risk in found)
    networks: dict[str, list[Risk]] = {}
    for risk in found:
        networks.setdefault(risk.network or "", []).append(risk)
    by_network = Table(
        id="by_network",
        caption=said(N_("Exposure by network [10,000 CNY]")),
        columns=columns((said(N_("Network")), 3), said(N_("Risks")), said(N_("Exposure")), said(N_("Residual"))),
        rows=tuple(
            row(
                code,
                text(sources.network(code) if code else said(N_("programme"))),
                count(len(group)),
                money(sum(risk.exposure_fen for risk in group), Tag.ESTIMATE),
                money(sum(risk.residual_fen for risk in group), Tag.ESTIMATE),
            )
            for code, group in sorted(networks.items(), key=lambda item: (-sum(risk.exposure_fen for risk in item[1]), item[0]))
        ),
    )
    return Document(
        kind="risks",
        title=said(N_("Risk register of the consolidation")),
        short=said(N_("Risk register")),
        meta=sources.meta,
        chapters=(
            Chapter(
                id="risks.summary",
                title=said(N_("Summary")),
                blocks=(
                    paragraph(
                        N_(
                            "The register holds {count} risks. Their exposure comes to {total}, {left} after mitigation; the NPV "
                            "of the plan is {npv}."
                        ),
                        count=len(found),
                        total=Money(total),
                        left=Money(left),
                        npv=Money(sources.appraisal.npv_fen),
                    ),
                    exposure_chart(sources),
                    by_network,
                ),
            ),
            Chapter(id="risks.register", title=said(N_("Register")), blocks=(risk_table(sources),), wide=True),
        ),
    )
