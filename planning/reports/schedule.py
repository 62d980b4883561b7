"""Chapter 6 of the consolidation plan: when what is done, what it waits for, and who is needed."""

from __future__ import annotations

from collections.abc import Iterable

from planning.options import Interim, Option
from planning.prices import Tag
from planning.quarters import blacked_out
from planning.reports.blocks import bullets, columns, count, figure, money, option_word, paragraph, row, said, text, word
from planning.reports.content import Bars, Block, Chapter, Gantt, Table
from planning.reports.facts import consents_relied_on, last_day, start_quarter, waves
from planning.reports.sources import Sources
from planning.reports.words import report_word
from topology.model.census import ConsentState
from topology.model.text import N_


def schedule(sources: Sources) -> Chapter:
    """Chapter 6: waves, Gantt chart, gates and consents, closed quarters, labour."""
    return Chapter(
        id="schedule",
        title=said(N_("Schedule")),
        chapters=(
            Chapter(id="schedule.waves", title=said(N_("Waves")), blocks=(wave_table(sources), *gantt(sources))),
            Chapter(
                id="schedule.gates",
                title=said(N_("Gates: applications, consents, closed quarters")),
                blocks=(gates(sources), consent_table(sources)),
            ),
            Chapter(id="schedule.states", title=said(N_("The networks at the end of each quarter")), blocks=tuple(states(sources))),
            Chapter(id="schedule.freeze", title=said(N_("Freeze and interim states")), blocks=(_interim(sources),)),
            Chapter(id="schedule.window", title=said(N_("Cut-over windows")), blocks=_windows()),
            Chapter(id="schedule.labour", title=said(N_("Labour")), blocks=(_labour_chart(sources), labour_table(sources))),
        ),
    )


def wave_table(sources: Sources) -> Table:
    """Return what finishes in each quarter."""
    rows = tuple(
        row(
            wave.quarter,
            text(wave.quarter),
            text(last_day(wave.quarter).isoformat()),
            text(", ".join(wave.networks)),
            count(wave.sites),
            figure(wave.days),
            money(wave.one_off_fen),
        )
        for wave in waves(sources)
    )
    return Table(
        id="waves",
        caption=said(N_("Waves: what is complete by the end of each quarter")),
        columns=columns(
            (said(N_("Quarter")), 0.9),
            (said(N_("Complete by")), 1.1),
            (said(N_("Networks")), 3),
            (said(N_("Sites")), 0.8),
            (said(N_("Engineer-days")), 1),
            (said(N_("One-off [10,000 CNY]")), 1.2),
        ),
        rows=rows,
        empty=said(N_("This scenario moves no network.")),
    )


def gantt(sources: Sources) -> Iterable[Block]:
    """Yield the Gantt chart, where anything moves."""
    if not sources.moved:
        return
    case = sources.case
    last = max(sources.index(row.finish or "") for row in sources.moved) + 2
    quarters = case.quarters[: max(last, 4)]
    rows, closed = [], []
    for place, result in enumerate(sources.moved):
        code = result.network or ""
        first, finish = sources.index(start_quarter(sources, code) or ""), sources.index(result.finish or "")
        leaves = case.leaves(code)
        rows.append(
            (sources.network(code), first, finish, leaves.since(case.start) if leaves else finish + 1, (result.option or Option.KEEP).value)
        )
        calendar = sources.declared(code).blackout
        closed += [(place, step) for step, quarter in enumerate(quarters) if blacked_out(quarter, calendar)]
    yield Gantt(
        caption=said(N_("Work on each network; paler: both networks run; grey: closed to cut-over")),
        quarters=tuple(str(quarter) for quarter in quarters),
        rows=tuple(rows),
        groups={option.value: option_word(option) for option in Option if option is not Option.KEEP},
        closed=tuple(closed),
    )


def gates(sources: Sources) -> Table:
    """Return what each moving network must wait for."""
    rows = []
    for result in sources.moved:
        code = result.network or ""
        verdict = next(one for one in sources.verdicts[code] if one.option is result.option)
        ready = [one.ready for one in sources.case.census.applications if one.network == code and one.ready]
        rows.append(
            row(
                code,
                text(sources.network(code), verdict.evidence),
                text(max(ready) if ready else "-"),
                text(verdict.consent or "-"),
                text(", ".join(verdict.blackout) or "-"),
                text(verdict.earliest or "-"),
                text(result.finish),
            )
        )
    return Table(
        id="gates",
        caption=said(N_("What each network waits for")),
        columns=columns(
            (said(N_("Network")), 2.6),
            (said(N_("Applications in the cloud by")), 1.2),
            (said(N_("Consent")), 1.1),
            (said(N_("Closed quarters")), 1.1),
            (said(N_("Not before")), 1),
            (said(N_("Planned")), 1),
        ),
        rows=tuple(rows),
        empty=said(N_("Nothing moves, nothing waits.")),
    )


def consent_table(sources: Sources) -> Table:
    """Return the consents recorded and whether the plan relies on them."""
    rows = tuple(
        row(
            consent.code,
            text(consent.code, sources.case.cell(consent.cell)),
            text(sources.network(consent.network)),
            text(consent.authority),
            text(option_word(Option(consent.option)) if consent.option in set(Option) else consent.option),
            text(report_word("consent", consent.state.value)),
            text(consent.since),
            text(consent.document),
            text(
                said(N_("yes"))
                if relied
                else said(N_("would open the option"))
                if consent.state is not ConsentState.GRANTED
                else said(N_("no"))
            ),
        )
        for consent, relied in consents_relied_on(sources)
    )
    return Table(
        id="consents",
        caption=said(N_("Consents of authorities")),
        columns=columns(
            (said(N_("Consent")), 1.2),
            (said(N_("Network")), 2.2),
            (said(N_("Authority")), 1.2),
            (said(N_("Consent to")), 1.8),
            (said(N_("State")), 0.8),
            (said(N_("From when")), 0.9),
            (said(N_("Document")), 1.6),
            (said(N_("Relied on")), 1),
        ),
        rows=rows,
        empty=said(N_("The census records no consent; no network of this plan needs one.")),
    )


def states(sources: Sources) -> Iterable[Block]:
    """Yield what stands at the end of each quarter: every state on the way is analysed, not only the last."""
    yield paragraph(
        N_(
            "The networks as they would be at the end of each quarter were run through the same analyses as today's: overlaps, shared "
            "sites, capacity, resilience, dependencies. A state stands where the plan brings nothing grave that do-minimum would not have."
        )
    )
    yield state_table(sources)


def state_table(sources: Sources) -> Table:
    """Return the states on the way: what is done, what is left, what the analyses find, and whether it can be lived with."""
    rows = tuple(
        row(
            one.quarter,
            text(one.quarter),
            count(sum(one.changes.values())),
            count(len(one.running)),
            count(one.presences),
            count(one.circuits),
            count(one.solved),
            count(one.new_count),
            count(one.blocking),
            text(said(N_("yes")) if one.stands else said(N_("NO"))),
        )
        for one in sources.states
    )
    return Table(
        id="states",
        caption=said(N_("States at the end of the quarters")),
        columns=columns(
            said(N_("Quarter")),
            said(N_("done in it")),
            said(N_("networks left")),
            said(N_("presences")),
            said(N_("circuits")),
            said(N_("findings gone")),
            said(N_("findings new")),
            said(N_("of these blocking")),
            said(N_("stands")),
        ),
        rows=rows,
        note=said(N_("Findings gone and new: beside do-minimum at the end of the same quarter.")),
        empty=said(N_("Nothing changes, or nothing was discovered: there is no state on the way to check.")),
    )


def _interim(sources: Sources) -> Table:
    rows = tuple(
        row(
            code,
            text(sources.network(code)),
            text(word("interim", decision.interim.value)),
            text(decision.interim_from),
            text(decision.finish),
        )
        for code, decision in sources.case.decisions.items()
        if decision.interim is not Interim.NONE
    )
    return Table(
        id="interim",
        caption=said(N_("Interim states")),
        columns=columns(
            (said(N_("Network")), 3), (said(N_("State")), 2), (said(N_("From when")), 1), (said(N_("Until the cut-over in")), 1)
        ),
        rows=rows,
        note=said(N_("Frozen: no new contract, no renewal, no extension of term from that quarter on.")),
        empty=said(N_("No network has an interim state: contracts run on until the cut-over.")),
    )


def _windows() -> tuple[Block, ...]:
    return (
        bullets(
            said(
                N_(
                    "A cut-over is done site by site, outside the owner's business hours, within a window that the owner "
                    "confirms in writing two weeks before."
                )
            ),
            said(
                N_(
                    "A window holds preparation, change, acceptance tests and, if they fail, the way back; the decision "
                    "to go back is made at half of the window."
                )
            ),
            said(N_("Nothing is cut over in a closed quarter, in the two weeks before a public holiday, or while an incident is open.")),
            said(N_("Both networks run until the end of the quarter of the last site, so that users can be moved back without new work.")),
        ),
    )


def _labour_chart(sources: Sources) -> Bars:
    last = max((place for place, one in enumerate(sources.appraisal.labour) if one.days), default=2)
    labour = sources.appraisal.labour[: last + 1]
    hand = tuple(one.at_hand or 0.0 for one in labour)
    return Bars(
        caption=said(N_("Engineer-days needed and at hand")),
        labels=tuple(one.quarter for one in labour),
        series=((said(N_("needed")), tuple(one.days for one in labour)),),
        unit=said(N_("days")),
        line=(said(N_("at hand")), hand) if any(hand) else None,
    )


def labour_table(sources: Sources) -> Table:
    """Return the labour of each quarter in which there is any."""
    rows = tuple(
        row(one.quarter, text(one.quarter), figure(one.days, Tag.ESTIMATE), figure(one.at_hand), figure(one.short or None))
        for one in sources.appraisal.labour
        if one.days
    )
    return Table(
        id="labour",
        caption=said(N_("Labour by quarter [engineer-days]")),
        columns=columns(said(N_("Quarter")), said(N_("Needed")), said(N_("At hand")), said(N_("Short by"))),
        rows=rows,
        empty=said(N_("This scenario needs no cut-over labour.")),
    )
