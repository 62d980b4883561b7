"""One network: its cost, users, sites, duplicates, conflicts, circuits, applications, consents, and what may become of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import unquote

import dash
from dash import ALL, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components import (
    count,
    dot,
    empty,
    enumerated,
    facts,
    failed,
    grid,
    loading,
    map_path,
    plot_config,
    printable,
    simple_table,
    stat,
    stats,
    tag,
    wan,
    with_code,
)
from dashboard.figures import cost_kinds
from dashboard.labels import speed, value_name
from dashboard.locale import language, words
from dashboard.palette import colours
from dashboard.panel import closed_panel, panel
from planning.messages import cited, label, message_text
from planning.rules import feasible
from services.home import Home
from services.listing import rows
from services.topologies import current
from topology.model.census import Network, Role
from topology.model.entities import Topology
from topology.model.text import N_, Translate, translator

PATH: Final = "/networks/<code>"
BODY: Final = "network-body"
CODE: Final = "network-code"
GRID: Final = "network-grid"
"""Type of the tables of the page."""
PANEL: Final = "network-panel"
SHUT: Final = "network-panel-close"
_KINDS: Final = (
    ("circuits", N_("Circuits")),
    ("maintenance", N_("Maintenance")),
    ("staff", N_("Staff")),
    ("power", N_("Power")),
    ("security", N_("Security")),
)
_SHOWN: Final = 11
"""Rows of a table before it scrolls."""


def layout(code: str | None = None, **_: str) -> Component:
    """Return the page without data; `code` comes from the path."""
    main = html.Div(loading(html.Div(id=BODY)), style={"minWidth": 0})
    side = html.Div([main, closed_panel(PANEL, SHUT, words())], className="nf-side")
    return html.Div([dcc.Store(id=CODE, data=unquote(code or "")), side], className="nf-page")


def body(home: Home, code: str, snapshot: str, lang: str) -> list[Component]:
    """Return the page of a network; an unknown code says so."""
    t = translator(lang)
    topology = current(home, snapshot)
    network = next((one for one in topology.census.networks if one.code == code), None)
    if network is None:
        back = dcc.Link(t("All networks"), href="/networks")
        return [failed(t("This snapshot's census has no network {code}.").format(code=printable(code))), back]
    found = rows(home, "findings", snapshot, network=code, lang=lang)
    overlaps = [row for row in found if str(row["kind"]).startswith("overlap")]
    shared = [row for row in found if row["kind"] == "shared_site"]
    others = [row for row in found if row not in overlaps and row not in shared]
    parts = [_head(network, topology, t), _figures(topology, network, len(overlaps), len(shared), lang)]
    left = html.Div([html.H3(t("Cost a year by kind")), _costs(network, lang)], className="nf-box")
    right = html.Div([html.H3(t("As declared")), _declared(network, topology, lang)], className="nf-box")
    parts.append(html.Div([left, right], className="nf-columns"))
    if network.role is Role.DEPARTMENTAL:
        parts += _section(t("What may become of it"), t("decided by rules, each with its reason"), [options_table(topology, code, lang)])
    parts += _conflicts("overlaps", t("Overlapping prefixes"), t("addresses that would clash in a merge"), overlaps, lang)
    parts += _conflicts("shared", t("Shared sites"), t("other networks stand in the same building"), shared, lang)
    parts += _conflicts("others", t("Other findings"), "", others, lang)
    parts += _tables(home, code, snapshot, topology, lang)
    return parts


def _head(network: Network, topology: Topology, t: Translate) -> Component:
    palette = colours(topology.census.networks)
    title = html.H1([html.Span(dot(palette[network.code]), className="nf-headdot"), f"{printable(network.name)} "])
    marks = [tag(network.code, colour=palette[network.code]), tag(value_name(network.role, t)), tag(value_name(network.level, t))]
    if network.mlps_level is not None:
        marks.append(tag(t("MLPS level {level}").format(level=network.mlps_level)))
    if network.classified:
        marks.append(tag(t("classified: census only, never discovered"), "bad"))
    if network.statutory:
        marks.append(tag(t("kept apart by law"), "warn"))
    crumbs = html.P(dcc.Link(t("All networks"), href="/networks"))
    link = dcc.Link(t("Show on the map"), href=map_path(network=network.code), className="nf-button", style={"textDecoration": "none"})
    return html.Div(
        [html.Div([crumbs, title, html.Div(marks, style={"marginTop": "8px"})], style={"flex": 1}), link], className="nf-pagehead"
    )


def _figures(topology: Topology, network: Network, overlaps: int, shared: int, lang: str) -> Component:
    t = translator(lang)
    mine = [presence for presence in topology.presences if presence.network == network.code]
    seen = [presence.hosts_seen for presence in mine if presence.hosts_seen is not None]
    known = [presence.hosts_declared for presence in mine if presence.hosts_declared is not None]
    return stats(
        [
            stat(t("Cost a year"), wan(network.opex_fen_per_a.total, lang), t("10,000 CNY")),
            stat(t("Built for"), wan(network.capex_fen, lang), t("10,000 CNY")),
            stat(t("Sites"), count(len({presence.site for presence in mine}), lang)),
            stat(t("Hosts declared"), count(sum(known) if known else None, lang)),
            stat(t("Hosts seen"), count(sum(seen) if seen else None, lang)),
            stat(t("Devices"), count(sum(device.network == network.code for device in topology.devices), lang)),
            stat(t("Shared sites"), count(shared, lang)),
            stat(t("Overlaps"), count(overlaps, lang), kind="bad" if overlaps else ""),
        ]
    )


def _costs(network: Network, lang: str) -> Component:
    t = translator(lang)
    shares = [(t(text), getattr(network.opex_fen_per_a, kind)) for kind, text in _KINDS]
    if not any(value for _, value in shares):
        return html.P(t("No yearly cost is declared."), className="nf-note")
    figure = cost_kinds(shares, t)
    return dcc.Graph(figure=figure, config=plot_config(lang) | {"displayModeBar": False}, style={"height": f"{figure.layout.height}px"})


def _declared(network: Network, topology: Topology, lang: str) -> Component:
    t = translator(lang)
    units = {unit.code: unit.name for unit in topology.census.units}
    return facts(
        [
            (t("Owner"), units.get(network.owner, network.owner)),
            (t("Purpose"), network.purpose),
            (t("Authority"), network.authority),
            (t("Built"), network.built.isoformat() if network.built else None),
            (t("Renewal due"), network.renewal_due),
            (t("Renewal"), t("{amount} × 10,000 CNY").format(amount=wan(network.renewal_fen, lang)) if network.renewal_fen else None),
            (t("Address plan"), enumerated(network.prefixes, t)),
            (t("Realm"), network.realm),
            (t("No cut-over in"), enumerated(network.blackout, t)),
            (t("Census"), f"{topology.census.edition} · {network.cell}" if network.cell else topology.census.edition),
        ]
    )


def options_table(topology: Topology, code: str, lang: str) -> Component:
    """Return every option with the verdict of the rules, the reason and its citation."""
    t = translator(lang)
    lines = []
    for verdict in feasible(topology.census, topology, code):
        reason = message_text(_code(verdict.reason), verdict.params, lang)
        more = []
        if verdict.earliest:
            more.append(t("from {quarter}").format(quarter=verdict.earliest))
        if verdict.blackout:
            more.append(t("not in {quarters}").format(quarters=enumerated(verdict.blackout, t)))
        if verdict.requires:
            more.append(t("needs {platforms}").format(platforms=enumerated((label("platform", one, lang) for one in verdict.requires), t)))
        if verdict.hosts:
            more.append(t("siblings: {hosts}").format(hosts=enumerated(verdict.hosts, t)))
        if verdict.unlock:
            more.append(t("would be opened by {unlock}").format(unlock=verdict.unlock))
        mark = html.Span(t("possible"), className="nf-yes") if verdict.allowed else html.Span(t("closed"), className="nf-no")
        said = reason if not verdict.allowed or not more else ""
        lines.append(
            [
                html.B(label("option", verdict.option, lang)),
                mark,
                t("{said} {more}").format(said=said, more=t("; ").join(more)).strip(),
                cited(verdict.rule, lang) if verdict.rule else "",
            ]
        )
    return simple_table([(t("Option"), False), (t("Verdict"), False), (t("Reason and conditions"), False), (t("Citation"), False)], lines)


def _code(reason: str) -> str:
    """Return a reason's message code with its room."""
    return reason if reason.startswith("planning.") else f"planning.{reason}"


def _section(title: str, note: str, content: Iterable[Component]) -> list[Component]:
    return [html.H2([title, html.Small(note) if note else None]), html.Div(list(content), className="nf-box", style={"padding": "4px 6px"})]


def _grid(  # noqa: PLR0917 - a table is this many things
    kind: str, title: str, note: str, columns: list[dict[str, Any]], found: list[dict[str, Any]], lang: str
) -> list[Component]:
    """Return a titled table whose rows open their evidence; nothing when there are no rows."""
    if not found:
        return []
    t = translator(lang)
    height = f"{min(len(found), _SHOWN) * 34 + 40}px"
    table = grid({"type": GRID, "id": kind}, columns, found, lang, row_id="id", select=True, height=height)
    return [html.H2([with_code(title, str(len(found)), t), html.Small(note) if note else None]), table]


def _column(field: str, name: str, width: int | None = None, *, numeric: bool = False, wide: int = 1) -> dict[str, Any]:
    size: dict[str, Any] = {"width": width} if width else {"flex": wide, "minWidth": 120}
    return {"field": field, "headerName": name, "tooltipField": field, **size, **({"type": "rightAligned"} if numeric else {})}


def _conflicts(kind: str, title: str, note: str, found: list[dict[str, Any]], lang: str) -> list[Component]:
    t = translator(lang)
    columns = [_column("severity", t("Severity"), 110), _column("networks", t("Networks"), 200), _column("text", t("Finding"), wide=4)]
    lines = [
        {
            "id": row["id"],
            "severity": value_name(row["severity"], t),
            "networks": enumerated((printable(code) for code in row["networks"]), t),
            "text": printable(row["text"]),
        }
        for row in found
    ]
    return _grid(kind, title, note, columns, lines, lang)


def _tables(home: Home, code: str, snapshot: str, topology: Topology, lang: str) -> list[Component]:
    t = translator(lang)
    sites = {site.code: site.name for site in topology.census.sites}
    units = {unit.code: unit.name for unit in topology.census.units}
    open_note = t("a row opens its evidence")
    circuits = [
        {
            "id": row["id"],
            "number": row["number"] or row["code"],
            "a": sites.get(row["site_a"] or "", row["site_a"]),
            "b": sites.get(row["site_b"] or "", row["site_b"]),
            "kind": value_name(row["kind"] or "", t),
            "speed": speed(row["bandwidth_bps"], t) if row["bandwidth_bps"] else None,
            "fee": wan(row["fee_fen_per_a"], lang, digits=2),
            "status": value_name(row["status"], t),
        }
        for row in rows(home, "circuits", snapshot, network=code)
    ]
    circuit_columns = [
        _column("number", t("Number"), 130),
        _column("a", t("From"), wide=2),
        _column("b", t("To"), wide=2),
        _column("kind", t("Kind"), 110),
        _column("speed", t("Bandwidth"), 110, numeric=True),
        _column("fee", t("Fee a year [10,000 CNY]"), 150, numeric=True),
        _column("status", t("Measured"), 150),
    ]
    applications = [
        {
            "id": row["code"],
            "name": row["name"],
            "unit": units.get(row["unit"], row["unit"]),
            "users": row["users"],
            "batch": row["batch"],
            "ready": row["ready"],
            "state": _state(row, t),
        }
        for row in rows(home, "applications", snapshot, network=code)
    ]
    application_columns = [
        _column("id", t("Code"), 100),
        _column("name", t("Application"), wide=2),
        _column("unit", t("Unit")),
        _column("users", t("Users"), 90, numeric=True),
        _column("batch", t("Cloud batch"), 110, numeric=True),
        _column("ready", t("Ready from"), 110),
        _column("state", t("State"), 230),
    ]
    consents = [
        {
            "id": row["code"],
            "authority": row["authority"],
            "option": label("option", row["option"], lang),
            "state": value_name(row["state"], t),
            "since": row["since"],
            "document": row["document"],
        }
        for row in rows(home, "consents", snapshot, network=code)
    ]
    consent_columns = [
        _column("authority", t("Authority")),
        _column("option", t("Option"), wide=2),
        _column("state", t("State"), 110),
        _column("since", t("Since"), 110),
        _column("document", t("Document"), wide=2),
    ]
    presences = [
        {
            "id": row["id"],
            "site": sites.get(row["site"], row["site"]),
            "unit": units.get(row["unit"] or "", row["unit"]),
            "declared": row["hosts_declared"],
            "seen": row["hosts_seen"],
            "devices": len(row["devices"]),
        }
        for row in rows(home, "presences", snapshot, network=code)
    ]
    presence_columns = [
        _column("site", t("Site"), wide=2),
        _column("unit", t("Unit")),
        _column("declared", t("Hosts declared"), 140, numeric=True),
        _column("seen", t("Hosts seen"), 130, numeric=True),
        _column("devices", t("Devices"), 110, numeric=True),
    ]
    return [
        *_grid("circuits", t("Circuits"), open_note, circuit_columns, circuits, lang),
        *_grid("applications", t("Applications"), open_note, application_columns, applications, lang),
        *_grid("consents", t("Consents"), open_note, consent_columns, consents, lang),
        *_grid("presences", t("Sites"), open_note, presence_columns, presences, lang),
    ]


def _state(row: dict[str, Any], t: Translate) -> str:
    return value_name(row["zombie"], t) + t(" (abandoned or hidden)") if row["zombie"] else value_name(row["state"], t)


def register(app: Dash, home: Home) -> None:
    """Add the page and its callbacks."""
    dash.register_page(__name__, path_template=PATH, name="network", title="netfold", layout=layout)

    @app.callback(Output(BODY, "children"), Input(ids.SNAPSHOT, "value"), Input(CODE, "data"))
    def show(snapshot: str | None, code: str) -> Any:
        t = words()
        if not snapshot:
            return empty(t("There is no snapshot yet."), t("Import a census or run the demonstration first."))
        return body(home, code, snapshot, language())

    @app.callback(
        Output(PANEL, "children"),
        Output(PANEL, "hidden"),
        Input({"type": GRID, "id": ALL}, "selectedRows"),
        Input(SHUT, "n_clicks"),
        State(ids.SNAPSHOT, "value"),
        prevent_initial_call=True,
    )
    def explain(_: list[Any], shut: int | None, snapshot: str | None) -> tuple[Any, Any]:
        if dash.ctx.triggered_id == SHUT:
            return no_update, True if shut else no_update
        chosen = dash.ctx.triggered[0]["value"] if dash.ctx.triggered else None
        if not isinstance(chosen, list) or not chosen:
            return no_update, no_update
        return panel(home, str(chosen[0]["id"]), snapshot, language(), close=SHUT), False
