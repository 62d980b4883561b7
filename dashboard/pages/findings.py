"""Findings: where the networks overlap, stand twice, or join where they should not; each opens its evidence."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import dash
import dash_mantine_components as dmc
from dash import Dash, Input, Output, html, no_update
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components import count, empty, enumerated, grid, loading, page_head, printable, stat, stats
from dashboard.labels import value_name
from dashboard.locale import language, words
from dashboard.panel import closed_panel, panel
from services.home import Home
from services.listing import rows
from topology.model.text import N_, Translate, translator

PATH: Final = "/findings"
STATS: Final = "findings-stats"
GRID: Final = "findings-grid"
KIND: Final = "findings-kind"
NETWORK: Final = "findings-network"
PANEL: Final = "findings-panel"
SHUT: Final = "findings-panel-close"
_KINDS: Final = {
    "overlap": N_("Overlapping prefixes"),
    "shared_site": N_("Shared sites"),
    "parallel_circuits": N_("Parallel circuits"),
    "back_door": N_("Back doors"),
    "use": N_("Use"),
    "capacity": N_("Capacity"),
    "dependency": N_("Service dependencies"),
    "resilience": N_("Resilience"),
    "membership": N_("Membership"),
}


def layout(kind: str | None = None, network: str | None = None, **_: str) -> Component:
    """Return the page without data; `kind` and `network` come from the address."""
    t = words()
    controls = html.Div(
        [
            dmc.Select(id=KIND, label=t("Kind"), data=[], value=kind, clearable=True, placeholder=t("All kinds"), w=240),
            dmc.Select(
                id=NETWORK,
                label=t("Network"),
                data=[],
                value=network,
                clearable=True,
                searchable=True,
                placeholder=t("All networks"),
                w=280,
            ),
        ],
        className="nf-controls",
    )
    table = grid(GRID, columns(t), None, language(), row_id="id", select=True, height="max(420px, calc(100vh - 360px))")
    main = html.Div([loading(html.Div(id=STATS)), controls, table], style={"minWidth": 0})
    head = page_head(t("Findings"), t("What stands in the way of a merge, and what speaks for one. Choose a row to see its evidence."))
    return html.Div([head, html.Div([main, closed_panel(PANEL, SHUT, t)], className="nf-side")], className="nf-page")


def columns(t: Translate) -> list[dict[str, Any]]:
    """Return the table's columns."""
    return [
        {"field": "severity", "headerName": t("Severity"), "width": 110},
        {"field": "kind", "headerName": t("Kind"), "width": 170},
        {"field": "networks", "headerName": t("Networks"), "width": 150},
        {"field": "text", "headerName": t("Finding"), "flex": 1, "minWidth": 320, "tooltipField": "text"},
    ]


def kind_name(kind: str, t: Translate) -> str:
    """Return the name of a finding's kind: of its family where the case has none."""
    family = kind.partition(".")[0]
    return t(_KINDS[family]) if family in _KINDS else kind


def table_rows(found: list[dict[str, Any]], kind: str | None, network: str | None, t: Translate) -> list[dict[str, Any]]:
    """Return the rows of the table, narrowed to a kind and a network, in the listing's order: the gravest first."""
    return [
        {
            "id": row["id"],
            "severity": value_name(row["severity"], t),
            "kind": kind_name(row["kind"], t),
            "networks": enumerated((printable(code) for code in row["networks"]), t),
            "text": printable(row["text"]),
        }
        for row in found
        if (not kind or row["kind"].partition(".")[0] == kind) and (not network or network in row["networks"])
    ]


def register(app: Dash, home: Home) -> None:
    """Add the page and its callbacks."""
    dash.register_page(__name__, path=PATH, name="findings", title="netfold", layout=layout)

    @app.callback(Output(STATS, "children"), Output(KIND, "data"), Output(NETWORK, "data"), Input(ids.SNAPSHOT, "value"))
    def show(snapshot: str | None) -> tuple[Any, ...]:
        t = words()
        if not snapshot:
            return empty(t("There is no snapshot yet."), t("Import a census or run the demonstration first.")), [], []
        found = rows(home, "findings", snapshot)
        families = Counter(row["kind"].partition(".")[0] for row in found)
        names = {row["code"]: row["name"] for row in rows(home, "networks", snapshot)}
        figures = stats(stat(kind_name(family, t), count(number, language())) for family, number in families.most_common())
        networks = [{"value": code, "label": f"{code} {printable(names[code])}"} for code in sorted(names)]
        kinds = [{"value": family, "label": kind_name(family, t)} for family in sorted(families)]
        nothing = empty(t("Nothing was found."), t("No analysis has anything to say about this snapshot."))
        return figures if found else nothing, kinds, networks

    @app.callback(Output(GRID, "rowData"), Input(ids.SNAPSHOT, "value"), Input(KIND, "value"), Input(NETWORK, "value"))
    def fill(snapshot: str | None, kind: str | None, network: str | None) -> Any:
        lang = language()
        return table_rows(rows(home, "findings", snapshot, lang=lang), kind, network, translator(lang)) if snapshot else []

    @app.callback(
        Output(PANEL, "children"),
        Output(PANEL, "hidden"),
        Input(GRID, "selectedRows"),
        Input(SHUT, "n_clicks"),
        Input(ids.SNAPSHOT, "value"),
        prevent_initial_call=True,
    )
    def explain(chosen: Any, shut: int | None, snapshot: str | None) -> tuple[Any, Any]:
        if dash.ctx.triggered_id == SHUT:
            return no_update, True if shut else no_update
        if dash.ctx.triggered_id != GRID or not isinstance(chosen, list) or not chosen:
            return no_update, True
        return panel(home, str(chosen[0]["id"]), snapshot, language(), close=SHUT), False
