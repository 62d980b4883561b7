"""Chapters 8 and 9 of the consolidation plan: risks and the way back, duties, supervision, proof."""

from __future__ import annotations

from collections.abc import Iterable

from planning.reports.blocks import bullets, columns, paragraph, row, said, share, text
from planning.reports.content import Chapter, Row, Table
from planning.reports.facts import last_day, waves
from planning.reports.risk_tables import exposure_chart, top_table
from planning.reports.sources import Sources
from topology.model.text import N_


def risk_chapter(sources: Sources) -> Chapter:
    """Chapter 8: the greatest risks, and the way back at each stage."""
    stages = (
        (N_("Before the window"), N_("Nothing is changed yet"), N_("Leave it; report why"), N_("any hour")),
        (
            N_("During the window, before the middle"),
            N_("Old paths are still configured"),
            N_("Undo the change from the saved configuration"),
            N_("within 1 hour"),
        ),
        (
            N_("After acceptance, both networks running"),
            N_("The old network still carries traffic if asked"),
            N_("Move the site's users back, site by site"),
            N_("within 4 hours a site"),
        ),
        (
            N_("After the circuits have ended"),
            N_("The old network is gone"),
            N_("Interim gateway over the extranet; new circuits at the carrier's delivery time"),
            N_("days to weeks"),
        ),
    )
    way_back = Table(
        id="way_back",
        caption=said(N_("The way back at each stage")),
        columns=columns((said(N_("Stage")), 1.5), (said(N_("State")), 1.5), (said(N_("Way back")), 2), (said(N_("Time needed")), 1)),
        rows=tuple(row(stage, *(text(said(one)) for one in (stage, state, back, time))) for stage, state, back, time in stages),
    )
    return Chapter(
        id="risk",
        title=said(N_("Risks and the way back")),
        chapters=(
            Chapter(id="risk.greatest", title=said(N_("The greatest risks")), blocks=(exposure_chart(sources), top_table(sources))),
            Chapter(
                id="risk.back",
                title=said(N_("The way back")),
                blocks=(
                    paragraph(
                        N_(
                            "Circuits end only after acceptance and one further quarter side by side, so that the way back costs "
                            "labour and not contracts."
                        )
                    ),
                    way_back,
                ),
            ),
        ),
    )


def safeguards(sources: Sources) -> Chapter:
    """Chapter 9: who answers for what, how progress is supervised, how success is proved."""
    return Chapter(
        id="safeguards",
        title=said(N_("Safeguards")),
        chapters=(
            Chapter(
                id="safeguards.duties",
                title=said(N_("Who answers for what")),
                blocks=(duties(sources),),
            ),
            Chapter(
                id="safeguards.supervision",
                title=said(N_("Supervision")),
                blocks=(
                    bullets(
                        said(
                            N_(
                                "Each month: planned and actual sites and networks, consents overdue, notices given and missed, "
                                "labour and budget used."
                            )
                        ),
                        said(N_("A network counts as withdrawn only when discovery no longer sees it; a report alone does not.")),
                        said(N_("Two milestones missed in a row bring the network before the leading group.")),
                    ),
                    milestones(sources),
                ),
            ),
            Chapter(
                id="safeguards.proof",
                title=said(N_("Proof of success")),
                blocks=(
                    bullets(
                        said(
                            N_(
                                "Acceptance compares a discovery run before the cut-over with one after it: what worked must work, "
                                "what was apart must be apart."
                            )
                        ),
                        said(N_("Savings count when the carrier's bill no longer holds the circuit.")),
                        said(
                            N_(
                                "This plan is regenerated from its scenario file whenever census, prices or snapshot change; each "
                                "issue names what changed."
                            )
                        ),
                    ),
                ),
            ),
        ),
    )


def duties(sources: Sources) -> Table:
    """Return what each unit answers for."""
    owner = sources.called(sources.case.programme_payer)
    units: dict[str, list[str]] = {}
    for result in sources.moved:
        units.setdefault(sources.declared(result.network or "").owner, []).append(result.network or "")
    rows = [
        row(
            "programme",
            text(owner),
            text(said(N_("leads; runs the extranet; provides accesses, VPNs and platforms; reports each month"))),
            text(said(N_("all"))),
        ),
        *(
            row(
                unit,
                text(sources.called(unit)),
                text(said(N_("moves its networks; gives notice to carriers; signs acceptance; disposes of assets"))),
                text(", ".join(codes)),
            )
            for unit, codes in sorted(units.items())
        ),
        row(
            "finance",
            text(said(N_("finance office"))),
            text(said(N_("moves operating budgets with the networks; checks the workbook"))),
            text(said(N_("all"))),
        ),
        row(
            "security",
            text(said(N_("authority for classified protection"))),
            text(said(N_("regrades merged systems; accepts the level-3 zone"))),
            text(said(N_("level 3"))),
        ),
    ]
    return Table(
        id="duties",
        caption=said(N_("Duties of the units")),
        columns=columns((said(N_("Unit")), 1.4), (said(N_("Duty")), 3.2), (said(N_("Networks")), 1.2)),
        rows=tuple(rows),
    )


def milestones(sources: Sources) -> Table:
    """Return which share of the networks is complete by when."""
    return Table(
        id="milestones",
        caption=said(N_("Milestones for supervision")),
        columns=columns((said(N_("Complete by")), 1), (said(N_("Networks complete")), 3), (said(N_("of all that move")), 1)),
        rows=tuple(_milestones(sources)),
        empty=said(N_("This scenario moves no network; supervision watches contracts and renewals.")),
    )


def _milestones(sources: Sources) -> Iterable[Row]:
    done, total = 0, len(sources.moved)
    for wave in waves(sources):
        done += len(wave.networks)
        yield row(wave.quarter, text(last_day(wave.quarter).isoformat()), text(", ".join(wave.networks)), share(done / total))
