"""Risk and value of one scenario: draws, S-curve, tornado, band, value of each network, frontier, robustness."""

from __future__ import annotations

from typing import Any, Final

import dash
import dash_mantine_components as dmc
from dash import MATCH, Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components import failed, loading, page_head
from dashboard.locale import language, words
from dashboard.risked import PLAN, POINTS, body, point_plan
from dashboard.scenario_choice import choices_of, no_scenarios
from services.home import Home
from services.jobs import job
from services.plans import appraise
from services.text import error_text
from topology.model.errors import NetfoldError

PATH: Final = "/risk"
SCENARIO: Final = "risk-scenario"
BODY: Final = "risk-body"


def layout(s: str | None = None, **_: str) -> Component:
    """Return the page without data; `s` names the scenario in the address."""
    t = words()
    top = page_head(t("Risk and value"), t("What a plan may come to, what moves it most, what each network and each budget is worth."))
    pick = dmc.Select(id=SCENARIO, label=t("Scenario"), data=[], value=s, allowDeselect=False, w=340)
    return html.Div([top, html.Div(pick, className="nf-controls"), loading(html.Div(id=BODY))], className="nf-page")


def register(app: Dash, home: Home) -> None:
    """Add the page and its callbacks."""
    dash.register_page(__name__, path=PATH, name="risk", title="netfold", layout=layout)

    @app.callback(Output(SCENARIO, "data"), Output(SCENARIO, "value"), Input(SCENARIO, "id"), State(SCENARIO, "value"))
    def offer(_: str, chosen: str | None) -> tuple[Any, Any]:
        choices = choices_of(home, language())
        known = [one["value"] for one in choices]
        return choices, chosen if chosen in known else _first(home, known)

    @app.callback(Output(BODY, "children"), Input(SCENARIO, "value"), Input(ids.SNAPSHOT, "value"), State(SCENARIO, "data"))
    def show(chosen: str | None, snapshot: str | None, offered: Any) -> Any:
        if not chosen:
            return no_scenarios(words()) if offered == [] else no_update
        try:
            return body(home, chosen, snapshot, language())
        except NetfoldError as error:
            return failed(error_text(error, language()))

    @app.callback(
        Output({"type": PLAN, "id": MATCH}, "children"),
        Input({"type": POINTS, "id": MATCH}, "clickData"),
        State({"type": POINTS, "id": MATCH}, "id"),
        prevent_initial_call=True,
    )
    def plan(click: Any, chart: dict[str, str]) -> Any:
        if not isinstance(click, dict) or not click.get("points"):
            return no_update
        return point_plan(home, job(home, str(chart["id"])), int(click["points"][0]["customdata"][0]), language())


def _first(home: Home, known: list[str]) -> str | None:
    """Return the first scenario that changes anything: the do-minimum bears no risk of its own."""
    for name in known:
        found = appraise(home, name)
        if found.cost_cash != found.base_cash:
            return name
    return known[0] if known else None
