"""Choices: the long list, the short list, and the preferred option with its proof."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from planning.appraisal import Appraisal
from planning.options import Option
from planning.reports.blocks import columns, count, figure, money, option_word, paragraph, row, said, share, text
from planning.reports.content import Bars, Bilingual, Block, Money, Said, Table
from planning.reports.money import figures
from planning.reports.principles import classification
from planning.reports.sources import Sources
from planning.reports.standing import marginal_table
from topology.model.text import FEN_PER_WAN, N_

_LONG_LIST: Final = {
    Option.KEEP: N_("nothing changes; own renewals fall due; the base of comparison"),
    Option.MERGE_ADMIN: N_("own VPN on the extranet; addresses stay; needs consent where run from above"),
    Option.MERGE_PUBLIC: N_("public service domain; every host takes a new address; up to level 2"),
    Option.JOIN: N_("a sibling takes it in; cheap where sites are shared; the host must stay"),
    Option.INTRANET: N_("for classified networks only, after the intranet's own approval"),
    Option.WITHDRAW: N_("switched off; only where every application its users need has a place in the cloud"),
}


def long_list_table(sources: Sources) -> Table:
    """Return the options for a network: open to how many, blocked by which rules how often."""
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


def short_list_blocks(sources: Sources) -> Iterable[Block]:
    """Yield the short list in words, a table and a chart."""
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


def preferred(sources: Sources) -> Iterable[Block]:
    """Yield the preferred option: why, how it was found, what it rests on network by network."""
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
    yield marginal_table(sources)
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
