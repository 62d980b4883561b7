"""The networks: every one with what it costs, whom it serves, and what speaks for or against keeping it."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import dash
from dash import Dash, Input, Output, html, no_update
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components import count, empty, grid, loading, network_path, page_head, printable, stat, stats, wan
from dashboard.labels import value_name
from dashboard.locale import language, words
from dashboard.palette import Colour, colours
from services.home import Home
from services.listing import rows
from services.topologies import current
from topology.model.census import Role
from topology.model.text import Translate, translator

PATH: Final = "/networks"
BODY: Final = "networks-body"
GRID: Final = "networks-grid"
_WAN: Final = 1_000_000
_MONEY: Final = {"function": "params.value == null ? '–' : d3.format(',.1f')(params.value)"}
_WHOLE: Final = {"function": "params.value == null ? '–' : d3.format(',')(params.value)"}


def layout(**_: str) -> Component:
    """Return the page without data."""
    t = words()
    head = page_head(t("Networks"), t("What each costs, whom it serves, and what it shares with others. Choose a row to open a network."))
    return html.Div([head, loading(html.Div(id=BODY))], className="nf-page")


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
        {"field": "name", "headerName": t("Network"), "tooltipField": "name", "minWidth": 160, "flex": 1.58},
        {"field": "owner", "headerName": t("Owner"), "tooltipField": "owner", "minWidth": 92, "flex": 0.92},
        {"field": "level", "headerName": t("Run by"), "tooltipField": "level", "flex": 1.58, "minWidth": 56},
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
        {"field": "applications", "headerName": t("Applications"), "flex": 1.04, "minWidth": 56, "valueFormatter": _WHOLE, **number},
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


def register(app: Dash, home: Home) -> None:
    """Add the page and its callbacks."""
    dash.register_page(__name__, path=PATH, name="networks", title="netfold", layout=layout)

    @app.callback(Output(BODY, "children"), Input(ids.SNAPSHOT, "value"))
    def show(snapshot: str | None) -> Any:
        t = words()
        return (
            body(home, snapshot, language())
            if snapshot
            else empty(t("There is no snapshot yet."), t("Import a census or run the demonstration first."))
        )

    @app.callback(Output(ids.GO, "href", allow_duplicate=True), Input(GRID, "selectedRows"), prevent_initial_call=True)
    def open_network(chosen: Any) -> Any:
        return network_path(str(chosen[0]["code"])) if isinstance(chosen, list) and chosen else no_update
