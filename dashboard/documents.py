"""Documents to take away: the plan in Word, the workbook in Excel, the brief; in the language of the page."""

from __future__ import annotations

from typing import Any, Final

import dash
import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import ids
from dashboard.locale import language
from services.home import Home
from services.reporting import Wishes, make_report
from topology.model.text import N_, Translate

BUTTON: Final = "document-make"
FILE: Final = "document-file"
SCENARIO: Final = "document-scenario"
_OFFERED: Final = (
    ("plan", "docx", N_("Consolidation plan (Word)")),
    ("workbook", "xlsx", N_("Workbook (Excel)")),
    ("appraisal", "docx", N_("Options appraisal (Word)")),
    ("brief", "docx", N_("Decision brief (Word)")),
    ("risks", "docx", N_("Risk register (Word)")),
    ("runbook", "docx", N_("Cut-over run book (Word)")),
)


def documents_box(choices: list[dict[str, str]], chosen: str | None, t: Translate) -> Component:
    """Return the choice of a scenario and a button for each document of it."""
    buttons = [
        html.Button(t(text), id={"type": BUTTON, "id": f"{kind}.{form}"}, className="nf-button", n_clicks=0)
        for kind, form, text in _OFFERED
    ]
    pick = dmc.Select(id=SCENARIO, label=t("Scenario"), data=choices, value=chosen, allowDeselect=False, w=300)
    wait = dcc.Loading(dcc.Download(id=FILE), delay_show=200, custom_spinner=html.Span(className="nf-spin"))
    note = html.P(t("Each is written anew from what is known, and takes some seconds."), className="nf-note")
    return html.Div([html.Div([pick, *buttons, wait], className="nf-downloads"), note], className="nf-box")


def register(app: Dash, home: Home) -> None:
    """Add the callback that writes a document and hands it to the browser."""

    @app.callback(
        Output(FILE, "data"),
        Input({"type": BUTTON, "id": ALL}, "n_clicks"),
        State(SCENARIO, "value"),
        State(ids.SNAPSHOT, "value"),
        prevent_initial_call=True,
        running=[(Output({"type": BUTTON, "id": ALL}, "disabled"), [True] * len(_OFFERED), [False] * len(_OFFERED))],
    )
    def make(clicks: list[int | None], chosen: str | None, snapshot: str | None) -> Any:
        asked = dash.ctx.triggered_id
        if not isinstance(asked, dict) or not any(clicks) or not chosen:
            return no_update
        kind, _, form = str(asked["id"]).partition(".")
        made = make_report(home, chosen, kind, form, language(), wishes=Wishes(snapshot=snapshot))
        name = "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in made.scenario)
        return dcc.send_bytes(made.data, f"{name}-{kind}.{form}")  # type: ignore[attr-defined,no-untyped-call] # dash types it not
