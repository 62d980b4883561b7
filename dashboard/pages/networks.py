"""The networks: every one with what it costs and whom it serves; as a second view, what each has in which county."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import dash
import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components import count, empty, failed, grid, loading, named, network_path, page_head, printable, stat, stats, wan
from dashboard.labels import value_name
from dashboard.locale import language, words
from dashboard.matrix import decided, matrix_table
from dashboard.palette import Colour, colours
from dashboard.scenario_choice import choices_of
from services.home import Home
from services.listing import rows
from services.plans import appraise
from services.text import error_text
from services.topologies import current
from topology.model.census import Role
from topology.model.errors import NetfoldError
from topology.model.text import Translate, translator

PATH: Final = "/networks"
BODY: Final = "networks-body"
GRID: Final = "networks-grid"
VIEW: Final = "networks-view"
TABLE: Final = "table"
COUNTIES: Final = "counties"
CHOICE: Final = "networks-scenario"
SORT: Final = "networks-sort"
SORTER: Final = "networks-sorter"
"""Type of the buttons that sort the counties; the index is a network's code, ``total``, or nothing for their own order."""
_WAN: Final = 1_000_000
_MONEY: Final = {"function": "params.value == null ? '–' : d3.format(',.1f')(params.value)"}
_WHOLE: Final = {"function": "params.value == null ? '–' : d3.format(',')(params.value)"}


def layout(view: str | None = None, plan: str | None = None, sort: str | None = None, **_: str) -> Component:
    """Return the page without data; of the matrix, `plan` is the scenario and `sort` what its counties are sorted by."""
    t = words()
    head = page_head(t("Networks"), t("What each costs, whom it serves, and what it shares with others. Choose a row to open a network."))
    chosen = COUNTIES if view == COUNTIES else TABLE
    views = [{"value": TABLE, "label": t("Table")}, {"value": COUNTIES, "label": t("By county")}]
    controls = [
        dmc.SegmentedControl(id=VIEW, value=chosen, data=views, size="sm"),
        html.Div(
            dmc.Select(
                id=CHOICE, data=[], value=plan, clearable=True, placeholder=t("No scenario: what is there today"), w=360, maw="100%",
                **named(t("Decisions of the scenario")),
            ),
            id=f"{CHOICE}-box", hidden=chosen == TABLE,
        ),
        dcc.Store(id=SORT, data=sort),
    ]  # fmt: skip
    return html.Div([head, html.Div(controls, className="nf-controls"), loading(html.Div(id=BODY))], className="nf-page wide")


def table_rows(home: Home, snapshot: str | None, lang: str) -> list[dict[str, Any]]:
    """Return one row a network, money in 10,000 CNY."""
    t = translator(lang)
    conflicts: Counter[str] = Counter()
    shared: Counter[str] = Counter()
    for finding in rows(home, "findings", snapshot, lang=lang):
        for network in finding["networks"]:
            conflicts[network] += str(finding["kind"]).startswith("overlap")
            shared[network] += finding["kind"] == "shared_site"
    return [
        {
            "code": row["code"],
            "name": printable(row["name"]),
            "owner": printable(row["owner_name"] or row["owner"]),
            "role": value_name(row["role"], t),
            "level": value_name(row["level"], t),
            "mlps": row["mlps_level"],
            "opex": None if row["opex_fen_per_a"] is None else row["opex_fen_per_a"] / _WAN,
            "capex": None if row["capex_fen"] is None else row["capex_fen"] / _WAN,
            "sites": row["sites"],
            "hosts": row["hosts_declared"],
            "seen": row["hosts_seen"],
            "devices": row["devices"],
            "circuits": row["circuits"],
            "applications": row["applications"],
            "shared": shared[row["code"]],
            "overlaps": conflicts[row["code"]],
        }
        for row in rows(home, "networks", snapshot)
    ]


def columns(t: Translate, palette: dict[str, Colour]) -> list[dict[str, Any]]:
    """Return the table's columns; the code carries the network's colour."""
    paint = [
        {"condition": f"params.value == '{code}'", "style": {"boxShadow": f"inset 5px 0 0 {colour.light}", "paddingLeft": "16px"}}
        for code, colour in palette.items()
        if code.isalnum()
    ]
    number = {"type": "rightAligned", "filter": "agNumberColumnFilter"}
    return [
        {"field": "code", "headerName": t("Code"), "flex": 0.66, "minWidth": 66, "cellStyle": {"styleConditions": paint}},
        {"field": "name", "headerName": t("Network"), "tooltipField": "name", "minWidth": 180, "flex": 2.0},
        {"field": "owner", "headerName": t("Owner"), "tooltipField": "owner", "minWidth": 100, "flex": 1.1},
        {"field": "level", "headerName": t("Run by"), "tooltipField": "level", "flex": 1.1, "minWidth": 84},
        {"field": "mlps", "headerName": t("MLPS level"), "flex": 0.75, "minWidth": 56, **number},
        {
            "field": "opex",
            "headerName": t("Cost a year [10,000 CNY]"),
            "flex": 1.2,
            "minWidth": 56,
            "valueFormatter": _MONEY,
            "sort": "desc",
            **number,
        },
        {"field": "capex", "headerName": t("Built for [10,000 CNY]"), "flex": 1.0, "minWidth": 56, "valueFormatter": _MONEY, **number},
        {"field": "sites", "headerName": t("Sites"), "flex": 0.58, "minWidth": 56, "valueFormatter": _WHOLE, **number},
        {"field": "hosts", "headerName": t("Hosts declared"), "flex": 0.8, "minWidth": 56, "valueFormatter": _WHOLE, **number},
        {"field": "seen", "headerName": t("Hosts seen"), "flex": 0.75, "minWidth": 56, "valueFormatter": _WHOLE, **number},
        {"field": "devices", "headerName": t("Devices"), "flex": 0.72, "minWidth": 56, "valueFormatter": _WHOLE, **number},
        {"field": "circuits", "headerName": t("Circuits"), "flex": 0.72, "minWidth": 56, "valueFormatter": _WHOLE, **number},
        {"field": "applications", "headerName": t("Applications"), "flex": 1.05, "minWidth": 104, "valueFormatter": _WHOLE, **number},
        {"field": "shared", "headerName": t("Shared sites"), "flex": 0.75, "minWidth": 56, "valueFormatter": _WHOLE, **number},
        {"field": "overlaps", "headerName": t("Overlaps"), "flex": 0.8, "minWidth": 56, "valueFormatter": _WHOLE, **number},
    ]


def body(home: Home, snapshot: str, lang: str) -> list[Component]:
    """Return the page's figures and its table."""
    t = translator(lang)
    topology = current(home, snapshot)
    census = topology.census
    departmental = [network for network in census.networks if network.role is Role.DEPARTMENTAL]
    opex = sum(network.opex_fen_per_a.total for network in departmental)
    capex = [network.capex_fen for network in departmental if network.capex_fen is not None]
    codes = {network.code for network in departmental}
    places = [presence for presence in topology.presences if presence.network in codes]
    figures = stats(
        [
            stat(t("Departmental networks"), count(len(departmental), lang)),
            stat(t("Cost a year"), wan(opex, lang), t("10,000 CNY")),
            stat(t("Built for"), wan(sum(capex) if capex else None, lang), t("10,000 CNY")),
            stat(t("Presences"), count(len(places), lang)),
            stat(t("Hosts declared"), count(sum(place.hosts_declared or 0 for place in places), lang)),
            stat(t("Devices on them"), count(sum(device.network in codes for device in topology.devices), lang)),
        ]
    )
    table = grid(
        GRID,
        columns(t, colours(census.networks)),
        table_rows(home, snapshot, lang),
        lang,
        row_id="code",
        select=True,
        tall_head=True,
        height="max(420px, calc(100vh - 290px))",
    )
    return [figures, table]


def counties(home: Home, snapshot: str, plan: str | None, sort: str | None, lang: str) -> list[Component]:
    """Return what each network has in which county, with a scenario's decisions where one is chosen."""
    try:
        choices = decided(appraise(home, plan, snapshot) if plan else None)
    except NetfoldError as error:
        return [failed(error_text(error, lang))]
    return matrix_table(current(home, snapshot), choices, sort, SORTER, lang)


def register(app: Dash, home: Home) -> None:
    """Add the page and its callbacks."""
    dash.register_page(__name__, path=PATH, name="networks", title="netfold", layout=layout)

    @app.callback(
        Output(BODY, "children"),
        Input(ids.SNAPSHOT, "value"),
        Input(VIEW, "value"),
        Input(CHOICE, "value"),
        Input(SORT, "data"),
    )
    def show(snapshot: str | None, view: str, plan: str | None, sort: str | None) -> Any:
        t = words()
        if not snapshot:
            return empty(t("There is no snapshot yet."), t("Import a census or run the demonstration first."))
        return counties(home, snapshot, plan, sort, language()) if view == COUNTIES else body(home, snapshot, language())

    @app.callback(Output(CHOICE, "data"), Output(CHOICE, "value"), Input(CHOICE, "id"), State(CHOICE, "value"))
    def offer(_: str, plan: str | None) -> tuple[Any, Any]:
        choices = choices_of(home, language())
        return choices, plan if any(one["value"] == plan for one in choices) else None

    @app.callback(Output(SORT, "data"), Input({"type": SORTER, "id": ALL}, "n_clicks"), State(SORT, "data"), prevent_initial_call=True)
    def sort(clicks: list[int | None], present: str | None) -> Any:
        asked = dash.ctx.triggered_id
        if not isinstance(asked, dict) or not any(clicks):
            return no_update
        wanted = str(asked["id"]) or None
        return None if wanted == present else wanted

    app.clientside_callback(
        ClientsideFunction("netfold_plan", "matrix"),
        Output(f"{CHOICE}-box", "hidden"),
        Input(VIEW, "value"),
        Input(CHOICE, "value"),
        Input(SORT, "data"),
    )

    @app.callback(Output(ids.GO, "href", allow_duplicate=True), Input(GRID, "selectedRows"), prevent_initial_call=True)
    def open_network(chosen: Any) -> Any:
        return network_path(str(chosen[0]["code"])) if isinstance(chosen, list) and chosen else no_update
