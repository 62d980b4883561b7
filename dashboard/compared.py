"""Scenarios side by side: what is at stake, their figures, the bridge between any two, what each decides for each network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component
from msgspec.structs import replace

from dashboard.appraised import FigureRow, difference, figure_rows, merged, network_rows
from dashboard.components import about, facts, named, plot_config, printable, simple_table, stat, stats, wan
from dashboard.figures import bridge_waterfall, cumulative
from dashboard.scenario_choice import scenario_name
from planning.appraisal import Appraisal, Base
from planning.compare import bridge
from planning.lines import CostLine
from planning.messages import cited, label, message_text
from services.text import message
from topology.model.errors import Problem
from topology.model.text import Translate, translator

MINIMUM: Final = "-"
"""What the do-minimum that scenarios are judged against is called in the choice of a bridge's ends."""
_PROBLEMS: Final = 60
_PERCENT: Final = 100


def titles_of(appraisals: Sequence[Appraisal], lang: str) -> dict[str, str]:
    """Return the scenarios' names in a language."""
    return {one.scenario: scenario_name(one.name, one.scenario, lang) for one in appraisals}


def at_stake(base: Base, names: Mapping[str, str], lang: str) -> list[Component]:
    """Return the running cost at stake: gross, what is locked and why, and what can be addressed at all; this comes first."""
    t = translator(lang)
    unit = t("10,000 CNY a year")
    gross = base.gross_fen_per_a or 1
    shares = (("locked", base.locked_fen_per_a / gross), ("addressable", base.addressable_fen_per_a / gross))
    figures = stats(
        [
            stat(t("Running cost at stake: gross"), wan(base.gross_fen_per_a, lang), unit),
            stat(t("of it locked"), wan(base.locked_fen_per_a, lang), unit),
            stat(t("of it addressable"), wan(base.addressable_fen_per_a, lang), unit, "good"),
            stat(t("rooms, paid apart"), wan(base.rooms_fen_per_a, lang), unit),
        ]
    )
    said = t("{locked} % locked, {addressable} % addressable").format(**{name: f"{share * _PERCENT:.0f}" for name, share in shares})
    bar = html.Div(
        [html.I(className=name, style={"width": f"{share * _PERCENT:.2f}%"}) for name, share in shares],
        className="nf-basebar",
        role="img",
        **named(said),
    )
    rows: list[list[Any]] = [
        [
            printable(f"{one.network} {names.get(one.network, '')}".strip()),
            wan(one.opex_fen_per_a, lang),
            html.Span([message_text(one.reason, one.params, lang), html.Span(f" {cited(one.rule, lang)}", className="nf-note")]),
            one.unlock,
        ]
        for one in base.locked
    ]
    heads = [(t("Network"), False), (unit, True), (t("Why it stays"), False), (t("Consent that would open it"), False)]
    table = simple_table(heads, rows)
    closed = t("Locked networks ({count})").format(count=len(rows))
    more = [html.Details([html.Summary(html.B(closed)), table], open=len(rows) <= 4)] if rows else []  # noqa: PLR2004 - fits beside
    return [figures, html.Div([html.Div(said, className="nf-note", style={"margin": 0}), bar, *more], className="nf-box")]


def figure_table(appraisals: Sequence[Appraisal], titles: Mapping[str, str], kind: str, lang: str) -> Component:
    """Return the figures side by side; those with lines behind them are buttons of type `kind`."""
    t = translator(lang)
    first = appraisals[0]
    heads = [html.Th(""), *(html.Th(titles[one.scenario], className="num") for one in appraisals)]
    body = [_figure_row(row, appraisals, kind) for row in figure_rows(appraisals, lang)]
    ground = t(
        "Constant prices including tax, {start} to {end}, discounted at {rate} % a year; price book {prices}, census {edition}."
    ).format(
        start=first.quarters[0], end=first.quarters[-1], rate=f"{first.discount_rate * 100:g}", prices=first.prices, edition=first.edition
    )
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="nf-list")
    return html.Div(
        [html.Div(table, className="nf-scroll", style={"maxHeight": "none"}), html.P(ground, className="nf-note")], className="nf-box"
    )


def _figure_row(row: FigureRow, appraisals: Sequence[Appraisal], kind: str) -> Component:
    cells = []
    for one, value in zip(appraisals, row.values, strict=True):
        content: Any = value.text
        if value.opens:
            content = html.Button(value.text, id={"type": kind, "id": f"{one.scenario}|{row.key}|"}, className="nf-cellbutton", n_clicks=0)
        cells.append(html.Td(content, className=f"num {value.kind}".strip()))
    return html.Tr([html.Td([row.name, html.Span(f" [{row.unit}]", style={"color": "var(--nf-muted)"}) if row.unit else ""]), *cells])


def problems(appraisals: Sequence[Appraisal], titles: Mapping[str, str], lang: str) -> list[Component]:
    """Return what the appraisals have to say beside their figures."""
    t = translator(lang)
    said = [about(titles[one.scenario], problem_text(problem, lang), t) for one in appraisals for problem in one.problems]
    if not said:
        return []
    items = html.Ul([html.Li(printable(text)) for text in said[:_PROBLEMS]], className="nf-losers")
    return [
        html.Details(
            [html.Summary(html.B(t("Notes and reservations ({count})").format(count=len(said)))), items],
            className="nf-box",
            style={"marginTop": "12px"},
        )
    ]


def problem_text(problem: Problem, lang: str) -> str:
    """Return what a problem says."""
    code = problem.code if problem.code.startswith("planning.") else f"planning.{problem.code}"
    text = message_text(code, problem.params, lang)
    return text if text != code else message(problem.code, problem.params, lang)


def bridge_ends(appraisals: Sequence[Appraisal], titles: Mapping[str, str], t: Translate) -> tuple[list[dict[str, str]], str, str]:
    """Return what a bridge may lead from and to, and the two it leads between at first: the do-minimum and the best by NPV."""
    ends = [{"value": MINIMUM, "label": t("Do minimum (what is judged against)")}]
    ends += [{"value": one.scenario, "label": titles[one.scenario]} for one in appraisals if one.cost_cash != one.base_cash]
    moving = [one for one in appraisals if one.cost_cash != one.base_cash]
    best = max(moving, key=lambda one: one.npv_fen, default=None)
    return ends, MINIMUM, best.scenario if best else MINIMUM


def bridge_controls(ends: tuple[list[dict[str, str]], str, str], ids: Mapping[str, str], t: Translate) -> Component:
    """Return the choice of a bridge's two ends, and whether it goes by item or by network."""
    data, before, after = ends
    return html.Div(
        [
            dmc.Select(id=ids["before"], label=t("From"), data=data, value=before, allowDeselect=False, w=300),
            dmc.Select(id=ids["after"], label=t("To"), data=data, value=after, allowDeselect=False, w=300),
            dmc.SegmentedControl(
                id=ids["by"],
                value="items",
                data=[{"value": "items", "label": t("By item")}, {"value": "networks", "label": t("By network")}],
            ),
        ],
        className="nf-controls",
        style={"marginBottom": "4px"},
    )


def ends_of(appraisals: Sequence[Appraisal], before: str, after: str) -> tuple[Appraisal, Appraisal] | None:
    """Return the two ends of a bridge as appraisals, the do-minimum being that which they are judged against; None if one is not there."""
    found = {one.scenario: one for one in appraisals}
    found[MINIMUM] = minimum_of(appraisals[0])
    return (found[before], found[after]) if before in found and after in found else None


def minimum_of(appraisal: Appraisal) -> Appraisal:
    """Return the do-minimum that a scenario is judged against, in the shape of an appraisal: enough of it for a bridge."""
    return replace(
        appraisal, scenario=MINIMUM, name={}, lines=appraisal.base_lines, cost_cash=appraisal.base_cash, cost_fen=appraisal.base_fen
    )


def bridge_chart(ends: tuple[Appraisal, Appraisal], names: Mapping[str, str], by: str, graph: Any, lang: str) -> list[Component]:
    """Return the bridge between two appraisals as a chart whose bars open their lines, and the sum of its steps."""
    t = translator(lang)
    before, after = ends
    if before.scenario == after.scenario or before.cost_cash == after.cost_cash:
        return [html.P(t("Both ends cost the same in every quarter."), className="nf-note")]
    found = bridge(before, after)
    steps = found.networks if by == "networks" else found.items
    tops = tuple(t("Do minimum") if one.scenario == MINIMUM else scenario_name(one.name, one.scenario, lang) for one in ends)
    called = {step.key: _step_name(step.key, by, names, lang) for step in steps}
    figure = bridge_waterfall(found, steps, called, (tops[0], tops[1]), t)
    npv = sum(step.npv_fen for step in steps)
    rows = facts(
        [
            (
                t("Cost over the horizon"),
                f"{wan(found.from_fen, lang)} → {wan(found.to_fen, lang)}  ({wan(found.to_fen - found.from_fen, lang)})",
            ),
            (t("What the steps add to the NPV"), wan(npv, lang)),
        ]
    )
    return [dcc.Graph(id=graph, figure=figure, config=plot_config(lang), style={"height": "400px"}), rows]


def _step_name(key: str, by: str, names: Mapping[str, str], lang: str) -> str:
    t = translator(lang)
    if by != "networks":
        return label("item", key, lang)
    return t("Shared by several networks") if key == "shared" else printable(f"{key} {names.get(key, '')}".strip())


def bridge_lines(ends: tuple[Appraisal, Appraisal], by: str, key: str) -> list[tuple[CostLine, int]]:
    """Return the lines behind one bar of a bridge with what each adds [fen], largest first; an empty key stands for all."""

    def mine(line: CostLine) -> bool:
        if not key:
            return True
        return (line.network or "shared") == key if by == "networks" else line.item.value == key

    before, after = ends
    found = difference([line for line in after.lines if mine(line)], [line for line in before.lines if mine(line)])
    return merged((line, sign * line.total_fen) for line, sign in found)


def cash_chart(appraisals: Sequence[Appraisal], titles: Mapping[str, str], lang: str) -> Component:
    """Return the cumulative cash of the scenarios."""
    figure = cumulative(appraisals, titles, translator(lang))
    return html.Div(dcc.Graph(figure=figure, config=plot_config(lang), style={"height": "320px"}), className="nf-box")


def network_table(
    appraisals: Sequence[Appraisal], titles: Mapping[str, str], networks: Mapping[str, str], kind: str, lang: str
) -> Component:
    """Return what each scenario decides for each network; an NPV is a button of type `kind`."""
    t = translator(lang)
    top = html.Tr([html.Th(t("Network")), *(html.Th(titles[one.scenario], colSpan=3, style={"paddingLeft": "22px"}) for one in appraisals)])
    lines = []
    for row in network_rows(appraisals, networks, lang):
        cells: list[Component] = [html.Td(row.name)]
        for one, cell in zip(appraisals, row.cells, strict=True):
            button = html.Button(
                cell.npv, id={"type": kind, "id": f"{one.scenario}|network|{row.code}"}, className="nf-cellbutton", n_clicks=0
            )
            cells += [
                html.Td(cell.option, className="nf-decision" if cell.changed else "nf-kept"),
                html.Td(cell.finish),
                html.Td(button, className=f"num {cell.kind}"),
            ]
        lines.append(html.Tr(cells))
    table = html.Table([html.Thead(top), html.Tbody(lines)], className="nf-list")
    return html.Div(html.Div(table, className="nf-scroll", style={"maxHeight": "640px"}), className="nf-box", style={"padding": "4px 6px"})
