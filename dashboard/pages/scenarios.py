"""Scenarios side by side: what is at stake, figures, bridge, cash, decisions, documents; each figure opens its lines and their evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import dash
import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from dashboard import documents, ids
from dashboard.appraised import LOSING, figure_lines
from dashboard.compared import (
    at_stake,
    bridge_chart,
    bridge_controls,
    bridge_ends,
    bridge_lines,
    cash_chart,
    ends_of,
    figure_table,
    network_table,
    problems,
    titles_of,
)
from dashboard.components import failed, loading, page_head
from dashboard.lines import known_names, line_panel, lines_panel, sites_panel
from dashboard.locale import language, words
from dashboard.panel import closed_panel
from dashboard.scenario_choice import choices_of, no_scenarios
from planning.appraisal import Appraisal
from planning.compare import MOST
from planning.messages import label
from services.home import Home
from services.plans import appraise, compare
from services.text import error_text
from topology.model.errors import NetfoldError
from topology.model.text import translator

PATH: Final = "/scenarios"
CHOICE: Final = "scenarios-choice"
BODY: Final = "scenarios-body"
PANEL: Final = "scenarios-panel"
SHUT: Final = "scenarios-panel-close"
CELL: Final = "scenario-cell"
"""Type of the buttons behind a figure: index is ``scenario|figure|network``."""
LINE: Final = "scenario-line"
"""Type of the buttons behind a cost line: index is ``scenario|line``."""
BEFORE: Final = "scenarios-before"
AFTER: Final = "scenarios-after"
BY: Final = "scenarios-by"
BRIDGE: Final = "scenarios-bridge"
BAR: Final = "scenario-waterfall"
_BAR_ID: Final = {"type": BAR, "id": "bridge"}


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


def body(appraisals: Sequence[Appraisal], networks: Mapping[str, str], choices: list[dict[str, str]], lang: str) -> list[Component]:
    """Return the comparison: what is at stake, figures, bridge, cash, decisions, documents."""
    t = translator(lang)
    titles = titles_of(appraisals, lang)
    parts = [*at_stake(appraisals[0].base, networks, lang), _title(t("Side by side"), t("a figure opens its lines"))]
    parts += [figure_table(appraisals, titles, CELL, lang), *problems(appraisals, titles, lang)]
    parts.append(_title(t("The way from one to the other"), t("undiscounted cost over the horizon; a bar opens its lines")))
    controls = bridge_controls(bridge_ends(appraisals, titles, t), {"before": BEFORE, "after": AFTER, "by": BY}, t)
    parts.append(html.Div([controls, html.Div(id=BRIDGE)], className="nf-box"))
    parts.append(_title(t("Cumulative cash"), t("against doing the minimum, undiscounted; above zero the money is back")))
    parts.append(cash_chart(appraisals, titles, lang))
    parts.append(_title(t("Network by network"), t("decision, quarter in which it is done, NPV in 10,000 CNY")))
    parts.append(network_table(appraisals, titles, networks, CELL, lang))
    best = max(appraisals, key=lambda one: one.npv_fen)
    parts += [_title(t("Documents"), t("in the language of the page")), documents.documents_box(choices, best.scenario, t)]
    return parts


def _title(text: str, note: str) -> Component:
    return html.H2([text, html.Small(note)])


def figure_panel(appraisal: Appraisal, figure: str, network: str, lang: str) -> Component:
    """Return the lines behind a figure of a scenario."""
    title, lines, total = figure_lines(appraisal, figure, network, lang)
    note = titles_of([appraisal], lang)[appraisal.scenario]
    return lines_panel(appraisal.scenario, title, note, lines, total, lang, close=SHUT, line=LINE)


def bar_panel(ends: tuple[Appraisal, Appraisal], by: str, key: str, lang: str) -> Component:
    """Return the lines behind a bar of the bridge."""
    t = translator(lang)
    found = bridge_lines(ends, by, key)
    shared = t("Shared by several networks")
    title = t("The whole way") if not key else label("item", key, lang) if by != "networks" else shared if key == "shared" else key
    # a line of the end that the way leads from is looked up there; both ends are named, so that it is found
    both = f"{ends[0].scenario}>{ends[1].scenario}"
    note = t("What the later scenario pays more (+) or less (-)")
    return lines_panel(both, title, note, found, sum(amount for _, amount in found), lang, close=SHUT, line=LINE)


def one_line(home: Home, chosen: Sequence[Appraisal], ident: str, lang: str) -> Component:
    """Return one cost line; `ident` is ``scenario|line``, or ``from>to|line`` behind a bridge."""
    name, _, line = ident.partition("|")
    before, _, after = name.partition(">")
    ends = ends_of(chosen, before, after or before)
    mine = ends[1] if ends else chosen[0]
    lines = [line for one in (ends or ()) for line in one.lines]
    return line_panel(home, mine, [*lines, *mine.base_lines], line, lang, close=SHUT)


def register(app: Dash, home: Home) -> None:
    """Add the page and its callbacks."""
    dash.register_page(__name__, path=PATH, name="scenarios", title="netfold", layout=layout)
    documents.register(app, home)

    @app.callback(Output(CHOICE, "data"), Output(CHOICE, "value"), Input(CHOICE, "id"), State(CHOICE, "value"))
    def offer(_: str, chosen: list[str] | None) -> tuple[Any, Any]:
        choices = choices_of(home, language())
        known = [one["value"] for one in choices]
        return choices, [name for name in chosen or [] if name in known][:MOST] or known[:MOST]

    @app.callback(Output(BODY, "children"), Input(CHOICE, "value"), Input(ids.SNAPSHOT, "value"), State(CHOICE, "data"))
    def show(chosen: list[str] | None, snapshot: str | None, offered: list[Any]) -> Any:
        t, lang = words(), language()
        if not chosen:
            return no_scenarios(t) if not offered else no_update
        try:
            compare(home, chosen[:MOST], snapshot)
        except NetfoldError as error:
            return failed(error_text(error, lang))
        appraisals = [appraise(home, name, snapshot) for name in chosen[:MOST]]
        return body(appraisals, known_names(home, appraisals[0]), choices_of(home, lang), lang)

    @app.callback(
        Output(BRIDGE, "children"),
        Input(BEFORE, "value"),
        Input(AFTER, "value"),
        Input(BY, "value"),
        State(CHOICE, "value"),
        State(ids.SNAPSHOT, "value"),
    )
    def lead(before: str | None, after: str | None, by: str, chosen: list[str] | None, snapshot: str | None) -> Any:
        appraisals = [appraise(home, name, snapshot) for name in (chosen or [])[:MOST]]
        ends = ends_of(appraisals, str(before), str(after)) if appraisals else None
        return no_update if ends is None else bridge_chart(ends, known_names(home, ends[1]), by, _BAR_ID, language())

    @app.callback(
        Output(PANEL, "children"),
        Output(PANEL, "hidden"),
        Input({"type": CELL, "id": ALL}, "n_clicks"),
        Input({"type": LINE, "id": ALL}, "n_clicks"),
        Input({"type": BAR, "id": ALL}, "clickData"),
        Input(SHUT, "n_clicks"),
        State(ids.SNAPSHOT, "value"),
        State(CHOICE, "value"),
        State(BEFORE, "value"),
        State(AFTER, "value"),
        State(BY, "value"),
        prevent_initial_call=True,
    )
    def open_panel(*given: Any) -> tuple[Any, Any]:
        cells, lines, clicks, shut, snapshot, chosen, before, after, by = given
        asked, lang = dash.ctx.triggered_id, language()
        if asked == SHUT:
            return no_update, True if shut else no_update
        value = dash.ctx.triggered[0]["value"] if dash.ctx.triggered else None
        if not isinstance(asked, dict) or not value or not any([*cells, *lines, *clicks]) or not chosen:
            return no_update, no_update
        if asked["type"] == CELL:
            name, figure, network = str(asked["id"]).split("|", 2)
            if figure == LOSING:
                return sites_panel(home, appraise(home, name, snapshot), lang, close=SHUT), False
            return figure_panel(appraise(home, name, snapshot), figure, network, lang), False
        appraisals = [appraise(home, name, snapshot) for name in chosen[:MOST]]
        if asked["type"] == LINE:
            return one_line(home, appraisals, str(asked["id"]), lang), False
        ends = ends_of(appraisals, str(before), str(after))
        key = str(value["points"][0].get("customdata") or "")
        return (no_update, no_update) if ends is None else (bar_panel(ends, by, key, lang), False)
