"""The decision brief: one page for those who decide."""

from __future__ import annotations

from typing import Final

from planning.options import Option
from planning.prices import Tag
from planning.reports.blocks import bullets, columns, money, pairs, paragraph, row, said, tag_of, text
from planning.reports.choices import short_list_table
from planning.reports.content import Chapter, Document, Money, Paragraph, Row, Said, SignOff, Table, Text
from planning.reports.facts import ended_circuits, is_open, waves
from planning.reports.issues import Change
from planning.reports.money import COUNTED
from planning.reports.risks import risks
from planning.reports.sources import Sources
from topology.model.text import N_

_RISKS: Final = 3


def brief_document(sources: Sources, changes: tuple[Change, ...] | None = None) -> Document:
    """Return the decision brief of a scenario: what is asked, what it brings, against what, by when, and the box to sign."""
    return Document(
        kind="brief",
        title=said(N_("Decision brief: consolidating the departmental private networks")),
        short=said(N_("Decision brief")),
        meta=sources.meta,
        compact=True,
        chapters=(
            Chapter(id="brief.ask", title=said(N_("What is asked")), blocks=(_ask(sources),)),
            Chapter(id="brief.figures", title=said(N_("What it costs and brings")), blocks=(_figures(sources),)),
            Chapter(id="brief.choices", title=said(N_("Against what")), blocks=(short_list_table(sources),)),
            Chapter(
                id="brief.when",
                title=said(N_("By when, and on what it hangs")),
                blocks=(bullets(*_dates(sources, changes)), _risks(sources)),
            ),
            Chapter(
                id="brief.decision",
                title=said(N_("Decision")),
                blocks=(
                    paragraph(N_("Approved / approved with changes / returned:")),
                    SignOff(
                        rows=(
                            (sources.called(sources.case.programme_payer), said(N_("proposes"))),
                            (said(N_("leading group")), said(N_("decides"))),
                        )
                    ),
                ),
            ),
        ),
    )


def _ask(sources: Sources) -> Paragraph:
    one, moved = sources.appraisal, sources.moved
    groups: dict[Option, int] = {}
    for result in moved:
        groups[result.option or Option.KEEP] = groups.get(result.option or Option.KEEP, 0) + 1
    merged = groups.get(Option.MERGE_ADMIN, 0) + groups.get(Option.MERGE_PUBLIC, 0)
    return paragraph(
        N_(
            "To consolidate {moved} of {all} departmental private networks by {last}: {merged} merge into the "
            "extranet, {gone} are switched off, {other} "
            "move elsewhere; {kept} stay, {locked} of them because rules lock them. One-off money of {once} is "
            "asked for, at most {peak} in {year}."
        ),
        moved=len(moved),
        all=len(sources.results),
        last=max((row.finish or "" for row in moved), default="-"),
        merged=merged,
        gone=groups.get(Option.WITHDRAW, 0),
        other=len(moved) - merged - groups.get(Option.WITHDRAW, 0),
        kept=len(sources.results) - len(moved),
        locked=len(one.base.locked),
        once=Money(one.one_off_fen),
        peak=Money(one.peak_fen),
        year=one.peak_year,
    )


def _figures(sources: Sources) -> Table:
    one = sources.appraisal
    tag = tag_of(line for line in one.lines if line.nature in COUNTED)
    base = tag_of(line for line in one.base_lines if line.nature in COUNTED)
    years = "-" if one.payback_quarters is None else f"{one.payback_quarters / 4:.1f}"
    rows = (
        (said(N_("Running cost a year, today → at the end")), text(_arrow(one.run_before_fen_per_a, one.run_after_fen_per_a))),
        (said(N_("NPV against do-minimum")), money(one.npv_fen, tag)),
        (said(N_("of it on circuits not confirmed")), money(one.npv_unverified_fen, tag)),
        (said(N_("Payback, years from the start")), text(years)),
        (said(N_("Base: gross / locked / addressable, a year")), text(_base(sources))),
        (said(N_("Construction cost, past, not counted")), money(one.sunk_fen, Tag.KNOWN)),
        (said(N_("Do-minimum over the horizon, renewals included")), money(one.base_fen, base)),
    )
    return pairs("brief_figures", said(N_("Figures [10,000 CNY]")), (said(N_("Figure")), said(N_("Value"))), rows)


def _arrow(before: float, after: float) -> Said:
    return said(N_("{before} → {after}"), before=Money(before), after=Money(after))


def _base(sources: Sources) -> Said:
    base = sources.appraisal.base
    return said(
        N_("{gross} / {locked} / {open}"),
        gross=Money(base.gross_fen_per_a),
        locked=Money(base.locked_fen_per_a),
        open=Money(base.addressable_fen_per_a),
    )


def _dates(sources: Sources, changes: tuple[Change, ...] | None) -> tuple[Text, ...]:
    found: list[Text] = []
    steps = waves(sources)
    if steps:
        found.append(said(N_("Waves: {waves}."), waves="; ".join(f"{one.quarter}: {', '.join(one.networks)}" for one in steps)))
    notice = min((one.notice_by for one in ended_circuits(sources) if one.notice_by), default=None)
    if notice:
        found.append(said(N_("First notice to a carrier by {day}; a day missed costs a further term."), day=notice.isoformat()))
    asked = [one.code for one in sources.case.census.consents if is_open(one)]
    found.append(
        said(N_("Consents still to be obtained, which would unlock more: {codes}."), codes=", ".join(asked))
        if asked
        else said(N_("No consent is outstanding."))
    )
    if not sources.appraisal.may_be_final:
        found.append(
            said(
                N_(
                    "{percent} % of the value rests on placeholder prices: tenders or the city's contracts must replace "
                    "them before this is final."
                ),
                percent=f"{100 * sources.appraisal.placeholder_share:.0f}",
            )
        )
    if changes:
        found.append(said(N_("{count} figures and statements differ from the last issue."), count=len(changes)))
    return tuple(found)


def _risks(sources: Sources) -> Table:
    rows: tuple[Row, ...] = tuple(
        row(
            one.id,
            text(one.id),
            text(said(N_("{cause}: {event}"), cause=one.cause, event=one.event)),
            money(one.exposure_fen, Tag.ESTIMATE),
            text(one.mitigation),
        )
        for one in risks(sources)[:_RISKS]
    )
    return Table(
        id="brief_risks",
        caption=said(N_("The greatest risks [10,000 CNY]")),
        columns=columns(
            (said(N_("No.")), 0.8), (said(N_("What may go wrong")), 3), (said(N_("Exposure")), 0.8), (said(N_("Mitigation")), 3)
        ),
        rows=rows,
        foot=False,
    )
