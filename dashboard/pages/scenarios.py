"""Scenarios side by side: figures, bridge, cash, decisions; each figure opens its cost lines and their evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import dash
import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import ids
from dashboard.appraised import figure_lines, figure_rows, line_facts, line_table, network_rows
from dashboard.components import about, empty, facts, loading, page_head, plot_config, printable, sentence
from dashboard.figures import cumulative, waterfall
from dashboard.locale import language, words
from dashboard.panel import closed_panel, evidence_box, head
from planning.appraisal import Appraisal
from planning.compare import MOST
from planning.messages import label, message_text
from services.home import Home
from services.listing import rows
from services.plans import appraise, names, scenario, scenarios
from services.text import message
from topology.model.errors import NotFound
from topology.model.text import Translate, translator

PATH: Final = "/scenarios"
CHOICE: Final = "scenarios-choice"
BODY: Final = "scenarios-body"
PANEL: Final = "scenarios-panel"
SHUT: Final = "scenarios-panel-close"
CELL: Final = "scenario-cell"
"""Type of the buttons behind a figure: index is ``scenario|figure|network``."""
LINE: Final = "scenario-line"
"""Type of the buttons behind a cost line: index is ``scenario|line``."""
_WATERFALL: Final = "scenario-waterfall"


def layout(s: str | None = None, **_: str) -> Component:
    """Return the page without data; `s` names scenarios in the address."""
    t = words()
    chosen = [name for name in (s or "").split(",") if name]
    pick = dmc.MultiSelect(
        id=CHOICE,
        label=t("Scenarios to compare (up to {most})").format(most=MOST),
        data=[],
        value=chosen,
        maxValues=MOST,
        clearable=False,
        w=760,
        maw="100%",
    )
    top = page_head(
        t("Scenarios"), t("What each plan costs and brings against doing the minimum. Every figure opens the lines it is made of.")
    )
    main = html.Div([html.Div(pick, className="nf-controls"), loading(html.Div(id=BODY))], style={"minWidth": 0})
    return html.Div([top, html.Div([main, closed_panel(PANEL, SHUT, t)], className="nf-side")], className="nf-page")


def scenario_name(titles: dict[str, str], fallback: str, lang: str) -> str:
    """Return a scenario's name in a language."""
    return printable(titles.get(lang) or titles.get("en") or fallback)


def body(appraisals: Sequence[Appraisal], networks: Mapping[str, str], lang: str) -> list[Component]:
    """Return the comparison: figures, charts, decisions, and what each rests on."""
    t = translator(lang)
    titles = {one.scenario: scenario_name(one.name, one.scenario, lang) for one in appraisals}
    first = appraisals[0]
    heads = [html.Th(""), *(html.Th(titles[one.scenario], className="num") for one in appraisals)]
    table = html.Table(
        [html.Thead(html.Tr(heads)), html.Tbody([_figure_row(row, appraisals) for row in figure_rows(appraisals, lang)])],
        className="nf-list",
    )
    ground = t(
        "Constant prices including tax, {start} to {end}, discounted at {rate} % a year; price book {prices}, census {edition}."
    ).format(
        start=first.quarters[0], end=first.quarters[-1], rate=f"{first.discount_rate * 100:g}", prices=first.prices, edition=first.edition
    )
    parts: list[Component] = [
        html.Div(
            [html.Div(table, className="nf-scroll", style={"maxHeight": "none"}), html.P(ground, className="nf-note")], className="nf-box"
        )
    ]
    parts += _problems(appraisals, titles, lang)
    bars = [one for one in appraisals if one.base_fen != one.cost_fen]
    parts.append(
        html.H2([t("From doing the minimum to the scenario"), html.Small(t("undiscounted cost over the horizon; a bar opens its lines"))])
    )
    parts.append(
        html.Div(
            [_bridge(one, titles, lang) for one in bars]
            or [html.P(t("The scenarios chosen cost what doing the minimum costs."), className="nf-note")],
            className="nf-columns" if len(bars) > 1 else "",
        )
    )
    parts.append(html.H2([t("Cumulative cash"), html.Small(t("against doing the minimum, undiscounted; above zero the money is back"))]))
    parts.append(
        html.Div(
            dcc.Graph(figure=cumulative(appraisals, titles, t), config=plot_config(lang), style={"height": "320px"}), className="nf-box"
        )
    )
    parts.append(html.H2([t("Network by network"), html.Small(t("decision, quarter in which it is done, NPV in 10,000 CNY"))]))
    parts.append(html.Div(_network_table(appraisals, titles, networks, lang), className="nf-box", style={"padding": "4px 6px"}))
    return parts


def _figure_row(row: Any, appraisals: Sequence[Appraisal]) -> Component:
    cells = []
    for one, value in zip(appraisals, row.values, strict=True):
        content: Any = value.text
        if value.opens:
            content = html.Button(value.text, id={"type": CELL, "id": f"{one.scenario}|{row.key}|"}, className="nf-cellbutton", n_clicks=0)
        cells.append(html.Td(content, className=f"num {value.kind}".strip()))
    return html.Tr([html.Td([row.name, html.Span(f" [{row.unit}]", style={"color": "var(--nf-muted)"}) if row.unit else ""]), *cells])


def _problems(appraisals: Sequence[Appraisal], titles: dict[str, str], lang: str) -> list[Component]:
    t = translator(lang)
    said = [about(titles[one.scenario], _problem_text(problem, lang), t) for one in appraisals for problem in one.problems]
    if not said:
        return []
    items = html.Ul([html.Li(printable(text)) for text in said[:60]], className="nf-losers")
    return [
        html.Details(
            [html.Summary(html.B(t("Notes and reservations ({count})").format(count=len(said)))), items],
            className="nf-box",
            style={"marginTop": "12px"},
        )
    ]


def _problem_text(problem: Any, lang: str) -> str:
    code = problem.code if problem.code.startswith("planning.") else f"planning.{problem.code}"
    text = message_text(code, problem.params, lang)
    return text if text != code else message(problem.code, problem.params, lang)


def _bridge(appraisal: Appraisal, titles: dict[str, str], lang: str) -> Component:
    chart = dcc.Graph(
        id={"type": _WATERFALL, "id": appraisal.scenario},
        figure=waterfall(appraisal, lang),
        config=plot_config(lang),
        style={"height": "380px"},
    )
    return html.Div([html.H3(titles[appraisal.scenario]), chart], className="nf-box")


def _network_table(appraisals: Sequence[Appraisal], titles: dict[str, str], networks: Mapping[str, str], lang: str) -> Component:
    t = translator(lang)
    top = html.Tr([html.Th(t("Network")), *(html.Th(titles[one.scenario], colSpan=3, style={"paddingLeft": "22px"}) for one in appraisals)])
    lines = []
    for row in network_rows(appraisals, networks, lang):
        cells: list[Component] = [html.Td(row.name)]
        for one, cell in zip(appraisals, row.cells, strict=True):
            button = html.Button(
                cell.npv, id={"type": CELL, "id": f"{one.scenario}|network|{row.code}"}, className="nf-cellbutton", n_clicks=0
            )
            cells += [
                html.Td(cell.option, className="nf-decision" if cell.changed else "nf-kept"),
                html.Td(cell.finish),
                html.Td(button, className=f"num {cell.kind}"),
            ]
        lines.append(html.Tr(cells))
    return html.Div(
        html.Table([html.Thead(top), html.Tbody(lines)], className="nf-list"), className="nf-scroll", style={"maxHeight": "640px"}
    )


def lines_panel(appraisal: Appraisal, figure: str, network: str, lang: str) -> Component:
    """Return the cost lines behind a figure, each a button that opens its evidence."""
    t = translator(lang)
    title, lines, total = figure_lines(appraisal, figure, network, lang)
    name = scenario_name(appraisal.name, appraisal.scenario, lang)
    return html.Div(
        [head(title, t, SHUT), html.P(name, className="nf-note"), line_table(appraisal.scenario, lines, total, LINE, lang)],
        className="nf-panelbody",
    )


def line_panel(home: Home, appraisal: Appraisal, line_id: str, lang: str) -> Component:
    """Return one cost line: how its amount comes about, and the evidence of quantity and price."""
    t = translator(lang)
    line = next((one for one in (*appraisal.lines, *appraisal.base_lines) if one.id == line_id), None)
    if line is None:
        return html.Div([head(t("Not found"), t, SHUT)], className="nf-panelbody")
    parts = [head(label("item", line.item, lang), t, SHUT), facts(line_facts(appraisal, line, _names(home, appraisal), lang))]
    boxes = [evidence_box(home, one, lang) for one in line.evidence[:12]]
    parts.append(
        html.Section(
            [html.H3(t("Evidence")), *(boxes or [html.P(t("Nothing was recorded for this."), className="nf-note")])], id="nf-evidence"
        )
    )
    return html.Div(parts, className="nf-panelbody")


def _names(home: Home, appraisal: Appraisal) -> dict[str, str]:
    """Return the names of the networks and units of the appraisal's census; none where the edition is gone."""
    try:
        return names(home, appraisal.edition)
    except NotFound:
        return {}


def no_scenarios(t: Translate) -> Component:
    """Return what the page says before any scenario was written."""
    text = t("Run {demo} for the prepared ones, or appraise a file with {appraise}.")
    return empty(t("There is no scenario yet."), sentence(text, demo="netfold demo", appraise="netfold plan appraise FILE.toml"))


def register(app: Dash, home: Home) -> None:
    """Add the page and its callbacks."""
    dash.register_page(__name__, path=PATH, name="scenarios", title="netfold", layout=layout)

    @app.callback(Output(CHOICE, "data"), Output(CHOICE, "value"), Input(CHOICE, "id"), State(CHOICE, "value"))
    def offer(_: str, chosen: list[str] | None) -> tuple[Any, Any]:
        lang = language()
        stored = scenarios(home)
        known = [one.name for one in stored]
        choices = [{"value": one.name, "label": _title(home, one.name, one.title, lang)} for one in stored]
        return choices, [name for name in chosen or [] if name in known][:MOST] or known[:MOST]

    @app.callback(Output(BODY, "children"), Input(CHOICE, "value"), Input(ids.SNAPSHOT, "value"), State(CHOICE, "data"))
    def show(chosen: list[str] | None, snapshot: str | None, offered: list[Any]) -> Any:
        t, lang = words(), language()
        if not chosen:
            return no_scenarios(t) if not offered else no_update
        appraisals = [appraise(home, name, snapshot) for name in chosen[:MOST]]
        networks = {row["code"]: row["name"] for row in rows(home, "networks", snapshot)} if snapshot else {}
        return body(appraisals, networks, lang)

    @app.callback(
        Output(PANEL, "children"),
        Output(PANEL, "hidden"),
        Input({"type": CELL, "id": ALL}, "n_clicks"),
        Input({"type": LINE, "id": ALL}, "n_clicks"),
        Input({"type": _WATERFALL, "id": ALL}, "clickData"),
        Input(SHUT, "n_clicks"),
        State(ids.SNAPSHOT, "value"),
        prevent_initial_call=True,
    )
    def open_panel(cells: list[Any], lines: list[Any], clicks: list[Any], shut: int | None, snapshot: str | None) -> tuple[Any, Any]:
        asked, lang = dash.ctx.triggered_id, language()
        if asked == SHUT:
            return no_update, True if shut else no_update
        value = dash.ctx.triggered[0]["value"] if dash.ctx.triggered else None
        if not isinstance(asked, dict) or not value or not any([*cells, *lines, *clicks]):
            return no_update, no_update
        if asked["type"] == _WATERFALL:
            item = str(value["points"][0].get("customdata") or "")
            return lines_panel(appraise(home, asked["id"], snapshot), f"item.{item}" if item else "cost_fen", "", lang), False
        name, _, rest = str(asked["id"]).partition("|")
        appraisal = appraise(home, name, snapshot)
        if asked["type"] == LINE:
            return line_panel(home, appraisal, rest, lang), False
        figure, _, network = rest.partition("|")
        return lines_panel(appraisal, figure, network, lang), False


def _title(home: Home, name: str, fallback: str, lang: str) -> str:
    try:
        return scenario_name(scenario(home, name).name, fallback, lang)
    except NotFound:
        return printable(fallback)
