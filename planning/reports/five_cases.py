"""The options appraisal: strategic, economic, commercial, financial and management case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from planning.appraisal import Appraisal
from planning.options import Option
from planning.prices import Tag
from planning.reports.annexes import assumptions, changes_blocks
from planning.reports.blocks import bullets, columns, count, figure, money, option_word, paragraph, row, said, share, text, word
from planning.reports.chance import chance
from planning.reports.content import Bars, Bilingual, Block, Chapter, Document, Money, Said, Table
from planning.reports.facts import ended_circuits
from planning.reports.ground import problems
from planning.reports.issues import Change
from planning.reports.money import at_stake, cash_chart, figures, payers_table, years_table
from planning.reports.outlook import optimism_table, sensitivity_table
from planning.reports.principles import classification
from planning.reports.risk_tables import exposure_chart, top_table
from planning.reports.safeguards import duties, milestones
from planning.reports.schedule import gantt, labour_table, wave_table
from planning.reports.sources import Sources
from topology.model.text import FEN_PER_WAN, N_

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
_LONG_LIST: Final = {
    Option.KEEP: N_("nothing changes; own renewals fall due; the base of comparison"),
    Option.MERGE_ADMIN: N_("own VPN on the extranet; addresses stay; needs consent where run from above"),
    Option.MERGE_PUBLIC: N_("public service domain; every host takes a new address; up to level 2"),
    Option.JOIN: N_("a sibling takes it in; cheap where sites are shared; the host must stay"),
    Option.INTRANET: N_("for classified networks only, after the intranet's own approval"),
    Option.WITHDRAW: N_("switched off; only where every application its users need has a place in the cloud"),
}


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
            Chapter(id="economic.long", title=said(N_("Long list and filter")), blocks=(_long_list(sources),)),
            Chapter(id="economic.short", title=said(N_("Short list")), blocks=tuple(_short_list(sources))),
            Chapter(
                id="economic.risk",
                title=said(N_("Risk and sensitivity")),
                blocks=(*chance(sources), exposure_chart(sources), sensitivity_table(sources.appraisal), optimism_table(sources)),
            ),
            Chapter(id="economic.preferred", title=said(N_("Preferred option")), blocks=tuple(_preferred(sources))),
        ),
    )


def _long_list(sources: Sources) -> Table:
    rows = []
    for option in Option:
        verdicts = [one for found in sources.verdicts.values() for one in found if one.option is option]
        chosen = sum(1 for one in sources.results if one.option is option)
        blocked: dict[str, int] = {}
        for one in verdicts:
            if one.rule:
                blocked[one.rule] = blocked.get(one.rule, 0) + 1
        why = ", ".join(f"{rule} {number}" for rule, number in sorted(blocked.items(), key=lambda item: (-item[1], item[0])))
        rows.append(
            row(
                option.value,
                text(option_word(option)),
                text(said(_LONG_LIST[option])),
                count(sum(1 for one in verdicts if one.allowed)),
                text(why or "-"),
                count(chosen),
            )
        )
    return Table(
        id="long_list",
        caption=said(N_("Options for a network: open to how many, blocked by which rules")),
        columns=columns(
            (said(N_("Option")), 2),
            (said(N_("What it means")), 3),
            (said(N_("Open")), 0.7),
            (said(N_("Blocked by rule, times")), 2),
            (said(N_("Chosen")), 0.8),
        ),
        rows=tuple(rows),
    )


def _named(one: Appraisal) -> Bilingual:
    return Bilingual(one.name.get("en") or one.scenario, one.name.get("zh") or one.scenario)


def short_list(sources: Sources) -> tuple[Appraisal, ...]:
    """Return the scenarios of the short list: do-minimum first, this one last."""
    return (*(one for one in sources.beside if one.scenario != sources.appraisal.scenario), sources.appraisal)


def short_list_table(sources: Sources) -> Table:
    """Return the short list with present costs, savings, and what each asks for."""
    shown = short_list(sources)
    rows = [
        row(
            one.scenario,
            text(_named(one)),
            count(sum(1 for result in one.networks if result.option not in {None, Option.KEEP})),
            money(one.one_off_fen),
            money(one.run_after_fen_per_a),
            money(one.npv_fen),
            money(one.npv_fen - one.npv_unverified_fen),
            figure(None if one.payback_quarters is None or one.base_cash == one.cost_cash else one.payback_quarters / 4),
            money(one.peak_fen),
            share(one.placeholder_share),
            emphasis=one.scenario == sources.appraisal.scenario,
        )
        for one in shown
    ]
    return Table(
        id="short_list",
        caption=said(N_("Short list [10,000 CNY]")),
        columns=columns(
            (said(N_("Scenario")), 2),
            (said(N_("Networks moved")), 0.9),
            (said(N_("Once")), 1),
            (said(N_("Runs for at the end")), 1),
            (said(N_("NPV")), 1),
            (said(N_("of it verified")), 1),
            (said(N_("Payback, years")), 1),
            (said(N_("Peak year")), 1),
            (said(N_("on placeholders")), 1),
        ),
        rows=tuple(rows),
        note=said(N_("Do-minimum keeps every network with its own renewals; NPV is what a scenario saves against it.")),
    )


def _short_list(sources: Sources) -> Iterable[Block]:
    shown = short_list(sources)
    yield paragraph(
        N_("{count} scenarios are compared over the same quarters, prices and census: business as usual is do-minimum."), count=len(shown)
    )
    yield short_list_table(sources)
    yield Bars(
        caption=said(N_("NPV, one-off cost and yearly saving of the short list")),
        labels=tuple(_named(one) for one in shown),
        series=(
            (said(N_("NPV")), tuple(one.npv_fen / FEN_PER_WAN for one in shown)),
            (said(N_("one-off cost")), tuple(one.one_off_fen / FEN_PER_WAN for one in shown)),
            (
                said(N_("saving a year at the end")),
                tuple((one.run_before_fen_per_a - one.run_after_fen_per_a) / FEN_PER_WAN for one in shown),
            ),
        ),
        unit=said(N_("10,000 CNY")),
        stacked=False,
    )


def best(sources: Sources) -> Appraisal:
    """Return the scenario of the short list with the highest NPV; this one on a tie."""
    return max(reversed(short_list(sources)), key=lambda one: one.npv_fen)


def _preferred(sources: Sources) -> Iterable[Block]:
    one, top = sources.appraisal, best(sources)
    if top.scenario == one.scenario:
        yield paragraph(
            N_("Of the scenarios compared, {name} has the highest NPV, {npv}, and is the preferred option."),
            name=_named(one),
            npv=Money(one.npv_fen),
        )
    else:
        yield paragraph(
            N_(
                "This appraisal recommends {name}, with an NPV of {npv}. {other} has a higher NPV, {better}, but "
                "spends {once} once instead of "
                "{less}, and needs {peak} in its peak year: the choice between them is one of budget, labour and risk."
            ),
            name=_named(one),
            npv=Money(one.npv_fen),
            other=_named(top),
            better=Money(top.npv_fen),
            once=Money(top.one_off_fen),
            less=Money(one.one_off_fen),
            peak=Money(top.peak_fen),
        )
    yield figures(sources)
    yield from _proof(sources)
    yield classification(sources)


def _proof(sources: Sources) -> Iterable[Block]:
    proof = sources.appraisal.proof
    if proof is None:
        yield paragraph(
            N_("The scenario's decisions were set by hand; the optimiser has not been asked for this issue, so a better plan may exist.")
        )
        return
    status = Said(f"planning.outcome.{proof.status.value}")
    if proof.bound_cny is None:
        yield paragraph(N_("The plan was found by {solver}: {status}. No bound is known."), solver=proof.solver, status=status)
    else:
        yield paragraph(
            N_("The plan was found by {solver}: {status}. No plan saves more than {bound} (gap {gap} %)."),
            solver=proof.solver,
            status=status,
            bound=Money(100 * proof.bound_cny),
            gap="-" if proof.gap is None else f"{100 * proof.gap:.3f}",
        )
    if not sources.appraisal.proof_holds:
        yield paragraph(
            N_(
                "The proof is of other inputs than this issue: decisions, census, prices or snapshot have changed since, and a better "
                "plan may exist."
            )
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


def _management(sources: Sources) -> Chapter:
    return Chapter(
        id="management",
        title=said(N_("Management case")),
        chapters=(
            Chapter(id="management.plan", title=said(N_("Plan")), blocks=(wave_table(sources), *gantt(sources), labour_table(sources))),
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
