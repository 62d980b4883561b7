"""An appraisal, and a comparison, as the tables a planner reads: pure, in the reader's language, money in 万元."""

from __future__ import annotations

from collections.abc import Mapping

from planning.appraisal import Appraisal, NetworkResult
from planning.compare import FIGURES, Bridge, Comparison
from planning.messages import cited, label, message_text
from planning.tables import Table, named, outlook_tables, redundancy_table, tracking_table
from topology.model.text import N_, money, number, translator

_SHOWN = (
    "base_fen", "cost_fen", "saving_fen", "one_off_fen", "renewal_before_fen", "renewal_after_fen", "run_before_fen_per_a",
    "run_after_fen_per_a", "npv_fen", "npv_unverified_fen", "payback_quarters", "discounted_payback_quarters", "peak_fen",
    "npv_per_one_off", "npv_fen_per_hour", "days", "conflicts", "sites_losing_redundancy",
    "placeholder_share", "unverified_share", "sunk_fen", "write_off_fen",
)  # fmt: skip
_FEN = 100
_BASE = ("gross_fen_per_a", "locked_fen_per_a", "addressable_fen_per_a")


def figure_text(name: str, value: float | None, lang: str, *, still: bool = False) -> str:
    """Return a figure as it is read: money in 万元, shares in per cent, quarters whole; `still` where nothing changes."""
    if name == "npv_fen_per_hour":
        return "-" if value is None else number(value / _FEN, lang, digits=0)
    if name in {"npv_per_one_off", "days", "conflicts", "sites_losing_redundancy"}:
        return "-" if value is None else number(value, lang, digits=2 if name == "npv_per_one_off" else 0)
    if "_fen" in name:
        return "-" if value is None else money(value, lang)
    if name.endswith("_quarters"):
        t = translator(lang)
        if value is None:
            return t(N_("not within the horizon"))
        return "-" if still else number(value, lang)
    return "-" if value is None else number(100 * value, lang, digits=1)


def summary(appraisal: Appraisal, names: Mapping[str, str], lang: str) -> tuple[Table, ...]:
    """Return what an appraisal says, from what it rests on to who pays; `names` gives the names of networks and units by code."""
    return (
        _ground(appraisal, lang),
        _at_stake(appraisal, names, lang),
        _figures(appraisal, lang),
        _networks(appraisal, names, lang),
        _years(appraisal, lang),
        _payers(appraisal, names, lang),
        *((redundancy_table(appraisal.redundancy, names, lang),) if appraisal.redundancy else ()),
        *outlook_tables(appraisal, lang),
        *((tracking_table(appraisal.tracking, names, lang),) if appraisal.tracking else ()),
    )


def comparison_summary(comparison: Comparison, names: Mapping[str, str], lang: str) -> tuple[Table, ...]:
    """Return scenarios side by side, the bridges by item from the first to each of the others, and what each decides."""
    t = translator(lang)
    heads = tuple(comparison.names[one].get(lang) or one for one in comparison.scenarios)
    still = [saved == 0 for saved in comparison.figures["saving_fen"]]
    figures = [
        (label("figure", name, lang), *(figure_text(name, value, lang, still=same) for value, same in zip(values, still, strict=True)))
        for name, values in comparison.figures.items()
        if name in FIGURES
    ]
    cells = {(cell.scenario, cell.network): cell for cell in comparison.cells}
    codes = dict.fromkeys(cell.network for cell in comparison.cells)
    decided = []
    for code in codes:
        row = [cells[one, code] for one in comparison.scenarios]
        texts = (f"{label('option', cell.option, lang) if cell.option else '-'} {cell.finish or ''}".rstrip() for cell in row)
        decided.append((named(code, names), *texts))
    return (
        Table(title=t(N_("Scenarios side by side [10,000 CNY]")), heads=(t(N_("figure")), *heads), rows=tuple(figures)),
        *(_bridge(bridge, comparison, lang) for bridge in comparison.bridges),
        Table(title=t(N_("Decisions")), heads=(t(N_("network")), *heads), rows=tuple(decided)),
    )


def _ground(appraisal: Appraisal, lang: str) -> Table:
    t = translator(lang)
    span = f"{appraisal.quarters[0]} – {appraisal.quarters[-1]}"
    rows = [
        (t(N_("scenario")), f"{appraisal.name.get(lang) or appraisal.scenario} ({appraisal.scenario})"),
        (t(N_("judged against")), appraisal.base_scenario),
        (t(N_("quarters")), f"{span} ({len(appraisal.quarters)})"),
        (t(N_("discount rate, %")), number(100 * appraisal.discount_rate, lang, digits=1)),
        (t(N_("price book")), appraisal.prices),
        (t(N_("census edition")), appraisal.edition),
        (t(N_("snapshot")), appraisal.snapshot or t(N_("none: quantities as declared"))),
        (t(N_("hash")), appraisal.hash),
        (t(N_("may be final")), t(N_("yes")) if appraisal.may_be_final else t(N_("no, see the notes"))),
    ]
    rows[-1:-1] = _proof(appraisal, lang)
    if appraisal.fictional:
        rows.insert(0, (t(N_("sample data")), t(N_("fictional: names, addresses and amounts are invented"))))
    return Table(title=t(N_("What was appraised")), heads=(t(N_("what")), t(N_("value"))), rows=tuple(rows))


def _proof(appraisal: Appraisal, lang: str) -> list[tuple[str, str]]:
    """Return how a solved plan was found and how good it is at least; nothing where decisions were set by hand."""
    t, proof = translator(lang), appraisal.proof
    if proof is None:
        return []
    bound = "-" if proof.bound_cny is None else money(_FEN * proof.bound_cny, lang)
    gap = "-" if proof.gap is None else f"{100 * proof.gap:.3f}"
    outcome = message_text(f"planning.outcome.{proof.status.value}", {}, lang)
    said = t(N_("{solver}: {outcome}; no plan exceeds an NPV of {bound} (gap {gap} %)"))
    text = said.format(solver=proof.solver, outcome=outcome, bound=bound, gap=gap)
    return [(t(N_("proof")), text if appraisal.proof_holds else f"{text}; {t(N_('of other inputs, solve it again'))}")]


def _at_stake(appraisal: Appraisal, names: Mapping[str, str], lang: str) -> Table:
    t = translator(lang)
    rows = [(label("figure", name, lang), money(getattr(appraisal.base, name), lang), "", "", "") for name in _BASE]
    rows.extend(
        (
            named(row.network, names),
            money(row.opex_fen_per_a, lang),
            message_text(row.reason, row.params, lang),
            cited(row.rule, lang),
            row.unlock or "-",
        )
        for row in appraisal.base.locked
    )
    heads = (t(N_("what")), t(N_("10,000 CNY a year")), t(N_("locked because")), t(N_("citation")), t(N_("consent that would open it")))
    return Table(title=t(N_("Running cost at stake")), heads=heads, rows=tuple(rows))


def _figures(appraisal: Appraisal, lang: str) -> Table:
    t = translator(lang)
    still = appraisal.base_cash == appraisal.cost_cash
    rows = []
    for name in _SHOWN:
        text = figure_text(name, getattr(appraisal, name), lang, still=still)
        if name == "peak_fen" and appraisal.peak_year is not None:
            text = f"{text} ({appraisal.peak_year})"
        rows.append((label("figure", name, lang), text))
    return Table(title=t(N_("Figures [10,000 CNY]")), heads=(t(N_("figure")), t(N_("value"))), rows=tuple(rows))


def _networks(appraisal: Appraisal, names: Mapping[str, str], lang: str) -> Table:
    t = translator(lang)
    heads = (
        t(N_("network")), t(N_("option")), t(N_("finish")), t(N_("one-off")), t(N_("running before")), t(N_("running after")),
        t(N_("NPV")), t(N_("NPV, all else as it is")), t(N_("payback")),
    )  # fmt: skip
    alone = {row.network: row.fixed_fen for row in appraisal.marginals}
    rows = tuple(_network(row, alone.get(row.network or ""), names, lang) for row in appraisal.networks)
    return Table(title=t(N_("Networks; 10,000 CNY, payback in quarters")), heads=heads, rows=rows)


def _network(row: NetworkResult, alone: float | None, names: Mapping[str, str], lang: str) -> tuple[str, ...]:
    option = label("option", row.option, lang) if row.option else "-"
    if row.overridden:
        option = translator(lang)(N_("{option}, against the rules")).format(option=option)
    amounts = (row.one_off_fen, row.run_before_fen_per_a, row.run_after_fen_per_a, row.npv_fen)
    return (
        named(row.network, names) if row.network else message_text("planning.shared", {}, lang),
        f"{option} → {row.target}" if row.target else option,
        row.finish or "-",
        *(money(amount, lang) for amount in amounts),
        "-" if alone is None else money(alone, lang),
        figure_text("payback_quarters", row.payback_quarters, lang, still=row.finish is None),
    )


def _years(appraisal: Appraisal, lang: str) -> Table:
    t = translator(lang)
    heads = (
        t(N_("year")), t(N_("do-minimum")), t(N_("scenario")), t(N_("running")), t(N_("one-off")), t(N_("renewals")),
        t(N_("one-off budget")), t(N_("short by")),
    )  # fmt: skip
    rows = []
    for row in appraisal.years:
        cost = row.run_fen + row.one_off_fen + row.renewal_fen
        paid = (row.base_fen, cost, row.run_fen, row.one_off_fen, row.renewal_fen)
        budget = ("-", "-") if row.budget_fen is None else (money(row.budget_fen, lang), money(row.short_fen, lang))
        rows.append((str(row.year), *(money(amount, lang) for amount in paid), *budget))
    return Table(title=t(N_("Fiscal years [10,000 CNY]")), heads=heads, rows=tuple(rows))


def _payers(appraisal: Appraisal, names: Mapping[str, str], lang: str) -> Table:
    t = translator(lang)
    rows = []
    for row in appraisal.payers:
        base, cost = sum(row.base), sum(row.cost)
        if base or cost:
            payer = named(row.unit, names) if row.unit else t(N_("not said"))
            rows.append((payer, *(money(amount, lang) for amount in (base, cost, base - cost))))
    heads = (t(N_("payer")), t(N_("do-minimum")), t(N_("scenario")), t(N_("saves")))
    return Table(title=t(N_("Who pays over the horizon [10,000 CNY]")), heads=heads, rows=tuple(rows))


def _bridge(bridge: Bridge, comparison: Comparison, lang: str) -> Table:
    t = translator(lang)
    before, after = (comparison.names[one].get(lang) or one for one in (bridge.from_scenario, bridge.to_scenario))
    rows: list[tuple[str, ...]] = [(before, money(bridge.from_fen, lang), "")]
    rows.extend((label("item", step.key, lang), money(step.delta_fen, lang), money(step.npv_fen, lang)) for step in bridge.items)
    rows.append((after, money(bridge.to_fen, lang), money(sum(step.npv_fen for step in bridge.items), lang)))
    title = t(N_("From {before} to {after}, by item [10,000 CNY]")).format(before=before, after=after)
    return Table(title=title, heads=(t(N_("item")), t(N_("undiscounted cost")), t(N_("adds to NPV"))), rows=tuple(rows))
