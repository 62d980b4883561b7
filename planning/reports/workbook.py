"""The workbook for finance and planners: every list of the plan as a sheet, and figures that recalculate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planning.appraisal import Appraisal
from planning.compare import FIGURES, bridge
from planning.prices import Tag
from planning.reports.annexes import changes_blocks
from planning.reports.blocks import cny, columns, count, money, option_word, row, said, share, text, word
from planning.reports.chance import curve_chart, percentile_table, swing_table, tornado_chart
from planning.reports.choices import short_list
from planning.reports.content import Bilingual, Block, Cell, Chapter, Document, Table, Text, Unit
from planning.reports.issues import Change
from planning.reports.outlook import RATES, REALISED, variations
from planning.reports.reconciliation import reconciliation_sheet
from planning.reports.risk_tables import risk_table
from planning.reports.schedule import labour_table
from planning.reports.sources import Sources
from planning.reports.standing import marginal_table, robustness, tracking_table
from planning.reports.workbook_lines import BASE_LINES, CASH, FIRST, LINES, budget_sheet, cash_rows, cash_sheet, inputs_sheet, line_sheet
from planning.reports.workbook_lists import circuits_sheet, links_sheet, options_sheet, prices_sheet, roadmap_sheet, rooms_sheet
from topology.model.text import N_

_COMPARED: Final = tuple(name for name in FIGURES if name.endswith(("_fen", "_fen_per_a")))
"""The figures compared that are money [fen, fen/a]."""


def workbook_document(sources: Sources, changes: tuple[Change, ...] | None = None) -> Document:
    """Return the workbook of a scenario; `changes` are those since its last issue."""
    chapters = (
        inputs_sheet(sources),
        prices_sheet(sources),
        options_sheet(sources),
        _comparison(sources),
        cash_sheet(sources),
        budget_sheet(sources),
        roadmap_sheet(sources),
        Chapter(id="labour", title=said(N_("Labour")), blocks=(labour_table(sources),)),
        links_sheet(sources),
        circuits_sheet(sources),
        rooms_sheet(sources),
        _monte_carlo(sources),
        _tornado(sources),
        _standing(sources),
        Chapter(id="actuals", title=said(N_("Plan and actual")), blocks=(tracking_table(sources),)),
        Chapter(id="risks", title=said(N_("Risk register")), blocks=(risk_table(sources),)),
        Chapter(id="changelog", title=said(N_("Change log")), blocks=(*_bridges(sources), *changes_blocks(changes))),
        reconciliation_sheet(sources),
        line_sheet(sources, LINES),
        line_sheet(sources, BASE_LINES),
    )
    return Document(
        kind="workbook",
        title=said(N_("Workbook of the consolidation plan")),
        short=said(N_("Consolidation plan: workbook")),
        meta=sources.meta,
        chapters=(_readme(sources, chapters), *chapters),
        names={"discount_rate": f"{{inputs}}!$B${FIRST}"},
    )


def _readme(sources: Sources, chapters: tuple[Chapter, ...]) -> Chapter:
    """Return what the workbook is, from what it was made, whether it agrees with netfold, and what its sheets hold."""
    one, meta = sources.appraisal, sources.meta
    facts: list[tuple[str, Text, Cell]] = [
        ("scenario", said(N_("Scenario")), text(meta.scenario)),
        (
            "name",
            said(N_("Name")),
            text(Bilingual(meta.scenario_name.get("en") or meta.scenario, meta.scenario_name.get("zh") or meta.scenario)),
        ),
        ("version", said(N_("Version of netfold")), text(meta.version)),
        ("hash", said(N_("Hash of its inputs")), text(meta.hash)),
        ("date", said(N_("State of the data")), text(meta.moment.date().isoformat())),
        ("edition", said(N_("Census edition")), text(meta.edition)),
        ("snapshot", said(N_("Snapshot")), text(meta.snapshot or "-")),
        ("book", said(N_("Price book")), text(meta.prices)),
        ("base", said(N_("Judged against")), text(one.base_scenario)),
        *_proved(one),
        ("final", said(N_("May be final")), text(said(N_("yes")) if one.may_be_final else said(N_("no")))),
    ]
    about = Table(
        id="about",
        caption=said(N_("What this workbook is")),
        columns=columns((said(N_("What")), 2), (said(N_("Value")), 2)),
        rows=tuple(row(key, text(what), cell) for key, what, cell in facts),
    )
    guide = Table(
        id="guide",
        caption=said(N_("Sheets")),
        columns=columns((said(N_("Sheet")), 2), (said(N_("Holds")), 3)),
        rows=tuple(row(chapter.id, text(chapter.title), text(_holds(chapter))) for chapter in chapters),
    )
    return Chapter(id="readme", title=said(N_("Read me")), blocks=(about, _check(sources, (about,)), guide))


def _proved(one: Appraisal) -> Iterator[tuple[str, Text, Cell]]:
    """Yield how the plan was found and what proves it."""
    proof = one.proof
    if proof is None:
        yield "solver", said(N_("Solver")), text(said(N_("none: the decisions were set by hand")))
        return
    bound = None if proof.bound_cny is None else 100 * proof.bound_cny
    yield "solver", said(N_("Solver")), text(proof.solver)
    yield "status", said(N_("Outcome")), text(said(f"planning.outcome.{proof.status.value}"))
    yield "bound", said(N_("No plan saves more than [CNY]")), cny(bound)
    yield "gap", said(N_("Gap")), text("-" if proof.gap is None else f"{100 * proof.gap:.3f}%")
    yield "problem", said(N_("Hash of the problem solved")), text(proof.problem)
    yield "proof", said(N_("The proof is of these inputs")), text(said(N_("yes")) if one.proof_holds else said(N_("no, solve it again")))


def _holds(chapter: Chapter) -> Text:
    table = next((block for block in chapter.blocks if isinstance(block, Table)), None)
    return table.caption if table else chapter.title


def _check(sources: Sources, above: tuple[Block, ...]) -> Table:
    """Return netfold's figures beside those this workbook reckons, and their difference."""
    one = sources.appraisal
    total = cash_rows(sources)[1] + 1
    at = 3 + sum(len(table.rows) + 3 for table in above if isinstance(table, Table)) + 2
    rows = []
    for name, column in (("base_fen", "D"), ("cost_fen", "H"), ("saving_fen", "I"), ("one_off_fen", "F"), ("npv_fen", "K")):
        value = getattr(one, name)
        rows.append(
            row(
                name,
                text(word("figure", name)),
                cny(value),
                cny(value, formula=f"={{{CASH}}}!{column}{total}"),
                cny(0.0, formula=f"=C{at}-B{at}"),
                Cell("OK", Unit.TEXT, None, (), f'=IF(ABS(D{at})<1,"OK","!")'),
            )
        )
        at += 1
    return Table(
        id="check",
        caption=said(N_("Does it agree with netfold? [CNY]")),
        columns=columns(
            (said(N_("Figure")), 3), said(N_("netfold says")), said(N_("reckoned here")), said(N_("difference")), said(N_("within 1 CNY"))
        ),
        rows=tuple(rows),
    )


def _comparison(sources: Sources) -> Chapter:
    shown = short_list(sources)
    rows = [row(name, text(word("figure", name)), *(money(getattr(one, name)) for one in shown)) for name in _COMPARED]
    rows += [
        row(name, text(word("figure", name)), *(share(getattr(one, name)) for one in shown))
        for name in ("placeholder_share", "unverified_share")
    ]
    rows += [
        row(
            name, text(word("figure", name)), *(count(getattr(one, name)) if one.base_cash != one.cost_cash else text("-") for one in shown)
        )
        for name in ("payback_quarters", "discounted_payback_quarters")
    ]
    decided = []
    for result in sources.results:
        cells = []
        for one in shown:
            cell = next((other for other in one.networks if other.network == result.network), None)
            cells.append(
                text(said(N_("{option} {finish}"), option=option_word(cell.option), finish=cell.finish or "")) if cell else text("-")
            )
        decided.append(row(result.network or "", text(sources.network(result.network or "")), *cells))
    heads = [Bilingual(one.name.get("en") or one.scenario, one.name.get("zh") or one.scenario) for one in shown]
    return Chapter(
        id="scenarios",
        title=said(N_("Scenario comparison")),
        blocks=(
            Table(
                id="scenarios",
                caption=said(N_("Scenarios side by side [10,000 CNY]")),
                columns=columns((said(N_("Figure")), 3), *heads),
                rows=tuple(rows),
            ),
            Table(
                id="scenario_decisions",
                caption=said(N_("Decisions")),
                columns=columns((said(N_("Network")), 3), *heads),
                rows=tuple(decided),
            ),
        ),
    )


def _monte_carlo(sources: Sources) -> Chapter:
    blocks = (percentile_table(sources, whole=True), *curve_chart(sources))
    return Chapter(id="montecarlo", title=said(N_("Monte Carlo")), blocks=blocks)


def _tornado(sources: Sources) -> Chapter:
    blocks = (swing_table(sources), *tornado_chart(sources), _variation_table(sources))
    return Chapter(id="tornado", title=said(N_("Tornado")), blocks=blocks)


def _standing(sources: Sources) -> Chapter:
    return Chapter(id="marginals", title=said(N_("Value of each network")), blocks=(marginal_table(sources), *robustness(sources)))


def _variation_table(sources: Sources) -> Table:
    """Return the NPV under other assumptions, by live formulas over the sheet of cash where one sum says it."""
    rows = tuple(
        row(key, text(label), cny(npv, Tag.ESTIMATE, formula=_variation_formula(sources, key)), cny(npv - sources.appraisal.npv_fen))
        for key, label, npv in variations(sources.appraisal)
    )
    return Table(
        id="variations",
        caption=said(N_("NPV where an assumption turns out otherwise [CNY]")),
        columns=columns((said(N_("Assumption")), 3), said(N_("NPV")), said(N_("Change"))),
        rows=rows,
    )


def _variation_formula(sources: Sources, key: str) -> str | None:
    first, last = cash_rows(sources)

    def column(name: str) -> str:
        return f"{{{CASH}}}!${name}${first}:${name}${last}"

    for rate in RATES:
        if key == f"rate{rate:g}":
            return f"=SUMPRODUCT({column('I')},(1+{rate:g})^(-({column('B')}+1)/4))"
    for part in REALISED:
        if key == f"realised{part:g}":
            return f"=SUMPRODUCT({part:g}*({column('I')}+{column('F')})-{column('F')},{column('J')})"
    if key.startswith("dearer"):
        return f"=SUMPRODUCT({column('I')}-({key.removeprefix('dearer')}-1)*{column('F')},{column('J')})"
    return f"={{{CASH}}}!$K${last + 1}" if key == "plan" else None


def _bridges(sources: Sources) -> Iterator[Block]:
    """Yield the itemised way from each other scenario of the short list to this one."""
    for other in sources.beside:
        if other.scenario == sources.appraisal.scenario:
            continue
        found = bridge(other, sources.appraisal)
        rows = [
            row(
                "from",
                text(Bilingual(other.name.get("en") or other.scenario, other.name.get("zh") or other.scenario)),
                money(found.from_fen),
                text(""),
                emphasis=True,
            )
        ]
        rows += [row(step.key, text(word("item", step.key)), money(step.delta_fen), money(step.npv_fen)) for step in found.items]
        rows.append(
            row("to", text(said(N_("this scenario"))), money(found.to_fen), money(sum(step.npv_fen for step in found.items)), emphasis=True)
        )
        yield Table(
            id=f"bridge.{other.scenario}",
            caption=said(N_("From scenario {other} to this one, by item [10,000 CNY]"), other=other.scenario),
            columns=columns((said(N_("Item")), 3), said(N_("Undiscounted cost")), said(N_("Adds to NPV"))),
            rows=tuple(rows),
        )
