"""The map: the home page. The picture is the component's; this module chooses what it shows and explains what is picked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import dash
import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from dashboard import ids, planbox, tracebox
from dashboard.canvas import NetCanvas
from dashboard.components import dot, empty, grid, named, printable, sentence
from dashboard.labels import value_name
from dashboard.locale import language, words
from dashboard.palette import colours
from dashboard.panel import closed_panel, panel
from dashboard.payload import DRAWN, STATES
from dashboard.pictures import placement
from dashboard.routes import graph_path
from dashboard.tracebox import trace_box, trace_button
from services.arranging import move_device, put_back
from services.home import Home
from services.listing import rows
from services.text import error_text
from services.topologies import current
from topology.model.census import Role
from topology.model.entities import Topology
from topology.model.errors import NetfoldError
from topology.model.text import N_, Translate, translator

PATH: Final = "/"
CANVAS: Final = "map-canvas"
NETWORKS: Final = "map-networks"
RAIL: Final = "map-rail"
PANEL: Final = "map-panel"
SHUT: Final = "map-panel-close"
TABLE: Final = "map-table"
GRID: Final = "map-grid"
TOGGLE: Final = "map-table-open"
CLOSE: Final = "map-table-close"
CLEAR: Final = "map-clear"
NOTICE: Final = "map-notice"


def layout(network: str | None = None, **asked: str) -> Component:
    """Return the page without data; `network` comes from the address, as do the path and the plan that are `asked` for."""
    t = words()
    chosen = [code for code in (network or "").split(",") if code]
    stage = [
        NetCanvas(CANVAS, words=canvas_words(t)),
        html.Div(id=NOTICE),
        trace_button(t),
        trace_box(t, asked),
        html.Button(t("Table"), id=TOGGLE, className="nf-button nf-tabletoggle"),
        html.Div(
            [
                html.Div(
                    [html.Span(t("Devices on the map")), html.Button("×", id=CLOSE, className="nf-close", title=t("Close"))],
                    className="nf-tablehead",
                ),
                grid(GRID, _columns(t), None, language(), row_id="id", select=True, filters=True),
            ],
            id=TABLE,
            className="nf-table",
            hidden=True,
        ),
    ]
    rail = [
        planbox.plan_box(t, asked.get("plan"), asked.get("q"), asked.get("today")),
        html.H2(t("Networks")),
        dmc.CheckboxGroup(html.Div(id=RAIL), id=NETWORKS, value=chosen),
        html.Button(t("Show all"), id=CLEAR, className="nf-button", style={"marginTop": "8px", "width": "100%"}),
        _legend(t),
    ]
    return html.Div(
        [
            html.Nav(rail, className="nf-rail", **named(t("Networks"))),
            html.Div(stage, className="nf-stage"),
            closed_panel(PANEL, SHUT, t),
        ],
        className="nf-mappage",
    )


def canvas_words(t: Translate) -> dict[str, Any]:
    """Return the words that the component draws and says."""
    return {
        "title": t("Map of the networks. Arrow keys walk along links, Enter opens, plus and minus zoom, 0 shows everything."),
        "core": t("E-government extranet core"),
        "cell": t("{devices} devices, {networks} networks"),
        "unplaced": t("Site unknown"),
        "no_network": t("no network"),
        "links": t("{count} links"),
        "devices": t("{count} devices"),
        "states": [value_name(state.value, t) for state in STATES],
        "loading": t("Loading the map …"),
        "failed": t("The map could not be loaded. Check that the server is running, then try again."),
        "again": t("Try again"),
        "empty": t("This snapshot has no devices."),
        "zoom_in": t("Zoom in (+)"),
        "zoom_out": t("Zoom out (-)"),
        "fit": t("Show everything (0)"),
        "arrange": t("Move devices: drag them, or hold Alt; Alt and the arrow keys move the chosen one"),
        "merges": t("{quarter}: merges into {network}"),
        "leaves": t("{quarter}: withdrawn"),
        "ends": t("ends with {quarter}"),
        "put_back": t("Put back what was moved (Ctrl+Z)"),
    }


def _columns(t: Translate) -> list[dict[str, Any]]:
    heads = [
        ("device", N_("Device")),
        ("network", N_("Network")),
        ("site_name", N_("Site")),
        ("tier", N_("Tier")),
        ("vendor", N_("Vendor")),
        ("model", N_("Model")),
        ("address", N_("Address")),
    ]
    return [{"field": field, "headerName": t(text), "flex": 2 if field in {"device", "site_name"} else 1} for field, text in heads]


def _legend(t: Translate) -> Component:
    """Return the signs of the map: sizes of device, states of link."""
    signs: list[Component] = []
    for size, text in ((15, N_("core")), (11, N_("aggregation or hub")), (6, N_("access"))):
        signs.append(_sign({"width": size, "height": size, "borderRadius": "50%", "background": "var(--nf-muted)"}, t(text)))
    signs.append(_sign({"width": 7, "height": 7, "borderRadius": "50%", "border": "2px solid var(--nf-warn)"}, t("stale or read in part")))
    for style, text in (("solid", N_("confirmed at both ends")), ("dashed", N_("said by one end")), ("dotted", N_("inferred or declared"))):
        signs.append(_sign({"width": 24, "borderTop": f"2px {style} var(--nf-muted)"}, t(text)))
    return html.Ul(signs, className="nf-legend")


def _sign(style: dict[str, Any], text: str) -> Component:
    return html.Li([html.Span(html.Span(style={"display": "block", **style})), text])


def rail(topology: Topology, lang: str) -> list[Component]:
    """Return the list of networks: the extranet first, then the departmental ones by code."""
    t = translator(lang)
    palette = colours(topology.census.networks)
    devices: dict[str, int] = {}
    for device in topology.devices:
        devices[device.network or ""] = devices.get(device.network or "", 0) + 1
    order = sorted(topology.census.networks, key=lambda network: (network.role is Role.DEPARTMENTAL, network.code))
    items = []
    for network in order:
        label = html.Span(
            [
                dot(palette[network.code]),
                html.Code(printable(network.code)),
                html.B(printable(network.short), title=printable(network.name)),
                html.S(str(devices.get(network.code, 0)) if not network.classified else t("classified")),
            ],
            className="nf-net",
        )
        items.append(dmc.Checkbox(label=label, value=network.code, size="xs", color=palette[network.code].light))
    return items


def table_rows(home: Home, snapshot: str | None, lang: str) -> list[dict[str, Any]]:
    """Return the rows of the table twin."""
    t = translator(lang)
    return [
        {
            "id": row["id"],
            "device": printable(row["device"]),
            "network": row["network"],
            "site_name": row["site_name"] or row["site"],
            "tier": value_name(row["tier"], t) if row["tier"] else None,
            "vendor": value_name(row["vendor"], t) if row["vendor"] else None,
            "model": row["model"],
            "address": row["addresses"][0] if row["addresses"] else None,
        }
        for row in rows(home, "devices", snapshot)
    ]


def nothing_yet(t: Translate) -> Component:
    """Return what the page says in an empty home."""
    text = t("Run {demo} for the sample city, or {discover} for your own networks.")
    what = sentence(text, demo="netfold demo", discover="netfold discover SCOPE.toml")
    return html.Div(empty(t("There is no snapshot yet."), what), style={"position": "absolute", "inset": "18% 18% auto", "zIndex": 5})


def register(app: Dash, home: Home) -> None:
    """Add the page and its callbacks."""
    dash.register_page(__name__, path=PATH, name="map", title="netfold", layout=layout)

    @app.callback(
        Output(CANVAS, "url"),
        Output(RAIL, "children"),
        Output(NOTICE, "children"),
        Input(ids.SNAPSHOT, "value"),
        Input(ids.NEWEST, "children"),
    )
    def show(snapshot: str | None, newest: str | None) -> tuple[Any, ...]:
        lang = language()
        if snapshot is None:
            return no_update, [], nothing_yet(translator(lang)) if newest == ids.NONE_YET else None
        return graph_path(snapshot), rail(current(home, snapshot), lang), None

    @app.callback(
        Output(PANEL, "children"),
        Output(PANEL, "hidden"),
        Input(CANVAS, "picked"),
        Input(ids.GOTO, "data"),
        Input(SHUT, "n_clicks"),
        State(ids.SNAPSHOT, "value"),
        prevent_initial_call=True,
    )
    def explain(picked: dict[str, Any] | None, goto: dict[str, Any] | None, closed: int | None, snapshot: str | None) -> tuple[Any, Any]:
        asked = dash.ctx.triggered_id
        if asked == SHUT:
            return no_update, True if closed else no_update
        ident = (goto if asked == ids.GOTO else picked) or {}
        if not ident.get("id"):
            return no_update, True
        return panel(home, str(ident["id"]), snapshot, language(), close=SHUT), False

    @app.callback(
        Output(CANVAS, "focus"),
        Input(ids.GOTO, "data"),
        Input(CANVAS, "picked"),
        State(ids.SNAPSHOT, "value"),
        prevent_initial_call=True,
    )
    def follow(goto: dict[str, Any] | None, picked: dict[str, Any] | None, snapshot: str | None) -> Any:
        found = stand_in(current(home, snapshot), goto if dash.ctx.triggered_id == ids.GOTO else picked) if snapshot else None
        return no_update if found is None else found

    @app.callback(Output(CANVAS, "settled"), Input(CANVAS, "placed"), State(ids.SNAPSHOT, "value"), prevent_initial_call=True)
    def keep(placed: dict[str, Any] | None, snapshot: str | None) -> Any:
        return settle(home, placed, snapshot, language()) if placed else no_update

    @app.callback(Output(GRID, "rowData"), Input(TOGGLE, "n_clicks"), Input(ids.SNAPSHOT, "value"), prevent_initial_call=True)
    def fill(clicks: int | None, snapshot: str | None) -> Any:
        return table_rows(home, snapshot, language()) if clicks and snapshot else no_update

    tracebox.register(app, home, CANVAS)
    planbox.register(app, home, CANVAS)
    app.clientside_callback(ClientsideFunction("netfold", "same"), Output(CANVAS, "networks"), Input(NETWORKS, "value"))
    app.clientside_callback(
        ClientsideFunction("netfold", "nothing"), Output(NETWORKS, "value"), Input(CLEAR, "n_clicks"), prevent_initial_call=True
    )
    app.clientside_callback(
        ClientsideFunction("netfold", "toggle"),
        Output(TABLE, "hidden"),
        Input(TOGGLE, "n_clicks"),
        Input(CLOSE, "n_clicks"),
        State(TABLE, "hidden"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("netfold", "rowToFocus"),
        Output(CANVAS, "focus", allow_duplicate=True),
        Output(ids.GOTO, "data", allow_duplicate=True),
        Input(GRID, "selectedRows"),
        State(CANVAS, "picked"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("netfold", "pickToRow"), Output(GRID, "selectedRows"), Input(CANVAS, "picked"), prevent_initial_call=True
    )


def settle(home: Home, placed: dict[str, Any], snapshot: str | None, lang: str) -> dict[str, Any]:
    """Keep a device where it was put, or let the layout place it again, and return where it stands; a refusal is said and undone."""
    ident, x, y = str(placed.get("id")), placed.get("x"), placed.get("y")
    said = None
    try:
        if isinstance(x, int | float) and isinstance(y, int | float):
            move_device(home, ident, x=float(x), y=float(y), snapshot=snapshot)
        else:
            put_back(home, ident, snapshot=snapshot)
    except NetfoldError as error:
        said = error_text(error, lang)
    found = placement(home, snapshot)
    spot = found.xy.get(ident, (None, None))
    return {"id": ident, "n": placed.get("n"), "x": spot[0], "y": spot[1], "pinned": ident in found.slots.pinned, "said": said}


def stand_in(topology: Topology, asked: Mapping[str, Any] | None) -> dict[str, str] | None:
    """Return what the map is to show for a thing asked for, and of what it is; None where the map shows the thing already.

    A click that hit something says its `kind`; an address that names a thing that is not drawn says none.
    """
    if not asked or not asked.get("id") or asked.get("kind"):
        return None
    ident, by = str(asked["id"]), "p" if "kind" in asked else "g"
    return {"id": on_map(topology, ident), "of": ident, "n": f"{by}{asked.get('n', ident)}"}


def on_map(topology: Topology, ident: str) -> str:
    """Return the id of what stands for a thing on the map.

    An interface's device, an adjacency's first device, what a host hangs on or is heard by, a circuit's first link, a
    presence's site, the first device of a prefix, VLAN or VRF.
    """
    if ident in topology.interface:
        return topology.interface[ident].device
    if ident in topology.host:
        host = topology.host[ident]
        return on_map(topology, host.device or next(iter(host.gateways), None) or host.site or "")
    link = topology.link.get(ident)
    if link is not None and link.layer > DRAWN:
        return link.a_device
    return next((found for found in _standing_for(topology, ident) if found), ident)


def _standing_for(topology: Topology, ident: str) -> Iterator[str]:
    """Yield what stands for a thing that is not drawn itself."""
    for circuit in topology.circuits:
        if ident in (circuit.id, circuit.code):
            yield from circuit.links[:1] or [end.site for end in circuit.terminations[:1]]
    for presence in topology.presences:
        if ident in (presence.id, presence.code):
            yield presence.site
    for prefix in topology.prefixes:
        if ident == prefix.id:
            yield from (topology.interface[port].device for port in prefix.interfaces[:1])
    yield from (use.devices[0] for use in topology.vlans if use.id == ident and use.devices)
    yield from (use.devices[0] for use in topology.vrfs if use.id == ident and use.devices)
    yield from (one.device for one in topology.unmatched if one.id == ident)
    yield from (one.device for one in topology.routes if one.id == ident)
