"""The options appraisal: strategic, economic, commercial, financial and management case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from planning.prices import Tag
from planning.reports.annexes import assumptions, changes_blocks
from planning.reports.blocks import bullets, columns, count, money, paragraph, row, said, text, word
from planning.reports.chance import chance
from planning.reports.choices import long_list_table, preferred, short_list_blocks
from planning.reports.content import Block, Chapter, Document, Money, Table
from planning.reports.facts import ended_circuits
from planning.reports.ground import problems
from planning.reports.issues import Change
from planning.reports.money import at_stake, cash_chart, payers_table, years_table
from planning.reports.outlook import optimism_table, sensitivity_table
from planning.reports.risk_tables import exposure_chart, top_table
from planning.reports.safeguards import duties, milestones
from planning.reports.schedule import gantt, labour_table, wave_table
from planning.reports.sources import Sources
from planning.reports.standing import robustness, tracking
from topology.model.text import N_

_FACTORS: Final = (
    ("service", N_("Service"), N_("No department loses a service during or after the move"), N_("share of acceptance tests passed")),
    (
        "security",
        N_("Security"),
        N_("What is apart stays apart; classified protection is kept or raised"),
        N_("isolation checked after every wave"),
    ),
    ("cost", N_("Cost"), N_("Running cost falls for good, within the budget of each year"), N_("NPV, running cost at the end, peak year")),
    (
        "doable",
        N_("Feasibility"),
        N_("Consents, labour and carriers allow it in the time given"),
        N_("consents granted, labour short, notices late"),
    ),
    (
        "policy",
        N_("Policy"),
        N_("As many networks as the rules allow are consolidated by the date set"),
        N_("networks moved, share of the addressable base"),
    ),
)


def appraisal_document(sources: Sources, changes: tuple[Change, ...] | None = None) -> Document:
    """Return the options appraisal of a scenario in five cases."""
    return Document(
        kind="appraisal",
        title=said(N_("Options appraisal: consolidating the departmental private networks")),
        short=said(N_("Options appraisal")),
        meta=sources.meta,
        chapters=(
            _strategic(sources),
            _economic(sources),
            _commercial(sources),
            _financial(sources),
            _management(sources),
            Chapter(
                id="annex.assumptions",
                annex=True,
                wide=True,
                title=said(N_("Assumptions and prices")),
                blocks=tuple(assumptions(sources)),
            ),
            Chapter(id="annex.changes", annex=True, title=said(N_("Changes since the last issue")), blocks=changes_blocks(changes)),
        ),
    )


def _strategic(sources: Sources) -> Chapter:
    base = sources.appraisal.base
    return Chapter(
        id="strategic",
        title=said(N_("Strategic case")),
        chapters=(
            Chapter(
                id="strategic.need",
                title=said(N_("Why now")),
                blocks=(
                    paragraph(
                        N_(
                            "{networks} departmental private networks stand beside the extranet and cost {gross} a year. Higher "
                            "documents ask that they "
                            "be consolidated; contracts run out and devices pass their life, so that each year of waiting is "
                            "paid for in renewals ({renewal} "
                            "within the horizon)."
                        ),
                        networks=len(sources.results),
                        gross=Money(base.gross_fen_per_a),
                        renewal=Money(sources.appraisal.renewal_before_fen),
                    ),
                    at_stake(sources),
                ),
            ),
            Chapter(id="strategic.problems", title=said(N_("What was found")), blocks=tuple(problems(sources))),
            Chapter(id="strategic.factors", title=said(N_("Critical success factors")), blocks=(_factors(),)),
        ),
    )


def _factors() -> Table:
    return Table(
        id="factors",
        caption=said(N_("What success means, and how it is measured")),
        columns=columns((said(N_("Factor")), 1), (said(N_("Meaning")), 3), (said(N_("Measure")), 2)),
        rows=tuple(row(key, text(said(name)), text(said(what)), text(said(measure))) for key, name, what, measure in _FACTORS),
        foot=False,
    )


def _economic(sources: Sources) -> Chapter:
    return Chapter(
        id="economic",
        title=said(N_("Economic case")),
        chapters=(
            Chapter(id="economic.long", title=said(N_("Long list and filter")), blocks=(long_list_table(sources),)),
            Chapter(id="economic.short", title=said(N_("Short list")), blocks=tuple(short_list_blocks(sources))),
            Chapter(
                id="economic.risk",
                title=said(N_("Risk and sensitivity")),
                blocks=(
                    *chance(sources),
                    *robustness(sources),
                    exposure_chart(sources),
                    sensitivity_table(sources.appraisal),
                    optimism_table(sources),
                ),
            ),
            Chapter(id="economic.preferred", title=said(N_("Preferred option")), blocks=tuple(preferred(sources))),
        ),
    )


def _commercial(sources: Sources) -> Chapter:
    return Chapter(
        id="commercial",
        title=said(N_("Commercial case")),
        chapters=(
            Chapter(id="commercial.contracts", title=said(N_("Contracts with carriers")), blocks=tuple(_carriers(sources))),
            Chapter(
                id="commercial.purchase",
                title=said(N_("What is bought, and how")),
                blocks=(
                    _purchases(sources),
                    bullets(
                        said(
                            N_(
                                "Accesses and bandwidth come under one framework contract of the extranet's operator, not department "
                                "by department."
                            )
                        ),
                        said(N_("Carriers that lose circuits may offer the extranet's accesses: penalties are settled in the same talk.")),
                        said(
                            N_(
                                "Devices are bought by tender once a year, with quantities from this plan; what is left over is used "
                                "again first."
                            )
                        ),
                        said(N_("No contract is renewed without a tender, and none beyond the network's finish.")),
                    ),
                ),
            ),
        ),
    )


def _carriers(sources: Sources) -> Iterable[Block]:
    ended = ended_circuits(sources)
    carriers: dict[str, list[int]] = {}
    for one in ended:
        sums = carriers.setdefault(one.carrier or "", [0, 0, 0, 0])
        sums[0] += 1
        sums[1] += one.fee_fen_per_a or 0
        sums[2] += one.penalty_fen
        sums[3] += one.penalty_fen > 0
    yield paragraph(
        N_("{count} circuits are terminated with {carriers} carriers. Fees of {fees} a year end; penalties come to {penalty}."),
        count=len(ended),
        carriers=len(carriers),
        fees=Money(sum(one.fee_fen_per_a or 0 for one in ended)),
        penalty=Money(sum(one.penalty_fen for one in ended)),
    )
    yield Table(
        id="carriers",
        caption=said(N_("Circuits that end, by carrier [10,000 CNY]")),
        columns=columns(
            (said(N_("Carrier")), 2),
            said(N_("Circuits")),
            said(N_("Fees a year")),
            said(N_("Penalty")),
            said(N_("Circuits with a penalty")),
        ),
        rows=tuple(
            row(
                name,
                text(name or said(N_("no contract named"))),
                count(sums[0]),
                money(sums[1], Tag.KNOWN),
                money(sums[2], Tag.ESTIMATE),
                count(sums[3]),
            )
            for name, sums in sorted(carriers.items(), key=lambda item: (-item[1][1], item[0]))
        ),
        empty=said(N_("No circuit ends under this scenario.")),
    )


def _purchases(sources: Sources) -> Table:
    groups: dict[str, list[float]] = {}
    for line in sources.appraisal.lines:
        if line.nature == "one_off" and line.unit != "d" and line.amount_fen > 0 and line.item != "penalty":
            sums = groups.setdefault(line.item.value, [0.0, 0.0])
            sums[0] += line.quantity
            sums[1] += line.amount_fen
    return Table(
        id="purchases",
        caption=said(N_("What is bought [10,000 CNY]")),
        columns=columns((said(N_("Item")), 3), said(N_("Quantity")), said(N_("Amount"))),
        rows=tuple(
            row(item, text(word("item", item)), count(sums[0]), money(sums[1], Tag.ESTIMATE))
            for item, sums in sorted(groups.items(), key=lambda entry: (-entry[1][1], entry[0]))
        ),
        empty=said(N_("Nothing is bought under this scenario.")),
    )


def _financial(sources: Sources) -> Chapter:
    return Chapter(
        id="financial",
        title=said(N_("Financial case")),
        chapters=(
            Chapter(id="financial.budget", title=said(N_("Budget lines by year")), blocks=(years_table(sources), cash_chart(sources))),
            Chapter(id="financial.payers", title=said(N_("Who loses and who gains operating money")), blocks=(payers_table(sources),)),
        ),
    )


def _progress(sources: Sources) -> Iterable[Chapter]:
    blocks = tuple(tracking(sources))
    if blocks:
        yield Chapter(id="management.actuals", title=said(N_("Plan and actual")), blocks=blocks)


def _management(sources: Sources) -> Chapter:
    return Chapter(
        id="management",
        title=said(N_("Management case")),
        chapters=(
            Chapter(id="management.plan", title=said(N_("Plan")), blocks=(wave_table(sources), *gantt(sources), labour_table(sources))),
            *_progress(sources),
            Chapter(id="management.governance", title=said(N_("Governance")), blocks=(duties(sources),)),
            Chapter(id="management.risk", title=said(N_("Risks")), blocks=(top_table(sources),)),
            Chapter(
                id="management.assurance",
                title=said(N_("Assurance")),
                blocks=(
                    milestones(sources),
                    bullets(
                        said(N_("Gate reviews before each wave: consents, labour, carriers, rehearsal of the way back.")),
                        said(N_("After each wave: discovery, isolation check, acceptance report signed by the owner.")),
                        said(N_("Savings are confirmed by the finance office from carriers' bills a year later.")),
                    ),
                ),
            ),
        ),
    )
