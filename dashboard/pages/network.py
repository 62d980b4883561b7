"""One network: its cost, users, sites, duplicates, conflicts, circuits, applications, consents, and what may become of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote, unquote

import dash
from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components import (
    count,
    dot,
    empty,
    facts,
    failed,
    loading,
    map_path,
    network_path,
    plot_config,
    printable,
    simple_table,
    stat,
    stats,
    tag,
    wan,
)
from dashboard.figures import cost_kinds
from dashboard.labels import speed, value_name
from dashboard.locale import language, words
from dashboard.palette import colours
from planning.messages import label, message_text
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
_KINDS: Final = (
    ("circuits", N_("Circuits")), ("maintenance", N_("Maintenance")), ("staff", N_("Staff")), ("power", N_("Power")), ("security", N_("Security")),
)  # fmt: skip
_MOST: Final = 250
_CONFLICTS: Final = 60


def layout(code: str | None = None, **_: str) -> Component:
    """Return the page without data; `code` comes from the path."""
    return html.Div([dcc.Store(id=CODE, data=unquote(code or "")), loading(html.Div(id=BODY))], className="nf-page")


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
    parts += _conflicts(code, t("Overlapping prefixes"), t("addresses that would clash in a merge"), overlaps, t)
    parts += _conflicts(code, t("Shared sites"), t("other networks stand in the same building"), shared, t)
    parts += _conflicts(code, t("Other findings"), "", others, t)
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
    return html.Div([html.Div([crumbs, title, html.Div(marks, style={"marginTop": "8px"})], style={"flex": 1}), link], className="nf-pagehead")


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
            (t("Address plan"), ", ".join(network.prefixes)),
            (t("Realm"), network.realm),
            (t("No cut-over in"), ", ".join(network.blackout)),
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
            more.append(t("not in {quarters}").format(quarters=", ".join(verdict.blackout)))
        if verdict.requires:
            more.append(t("needs {platforms}").format(platforms=", ".join(label("platform", one, lang) for one in verdict.requires)))
        if verdict.hosts:
            more.append(t("siblings: {hosts}").format(hosts=", ".join(verdict.hosts)))
        if verdict.unlock:
            more.append(t("would be opened by {unlock}").format(unlock=verdict.unlock))
        mark = html.Span(t("possible"), className="nf-yes") if verdict.allowed else html.Span(t("closed"), className="nf-no")
        said = reason if not verdict.allowed or not more else ""
        lines.append([html.B(label("option", verdict.option, lang)), mark, " ".join(part for part in (said, "; ".join(more)) if part), verdict.citation or ""])
    return simple_table([(t("Option"), False), (t("Verdict"), False), (t("Reason and conditions"), False), (t("Citation"), False)], lines)


def _code(reason: str) -> str:
    """Return a reason's message code with its room."""
    return reason if reason.startswith("planning.") else f"planning.{reason}"


def _section(title: str, note: str, content: Iterable[Component]) -> list[Component]:
    return [html.H2([title, html.Small(note) if note else None]), html.Div(list(content), className="nf-box", style={"padding": "4px 6px"})]


def _conflicts(code: str, title: str, note: str, found: list[dict[str, Any]], t: Translate) -> list[Component]:
    if not found:
        return []
    lines = [
        [
            value_name(row["severity"], t),
            row["text"],
            html.Span([dcc.Link([tag(code)], href=network_path(code)) for code in row["networks"]]),
            dcc.Link(t("Evidence"), href=map_path(row["id"])),
        ]
        for row in found[:_CONFLICTS]
    ]
    heads = [(t("Severity"), False), (t("Finding"), False), (t("Networks"), False), ("", False)]
    content = [simple_table(heads, lines)]
    if len(found) > _CONFLICTS:
        href = f"/findings?network={quote(code, safe='')}"
        content.append(html.P(dcc.Link(t("All {count} in the findings").format(count=len(found)), href=href), className="nf-note nf-more"))
    return _section(f"{title} ({len(found)})", note, content)


def _tables(home: Home, code: str, snapshot: str, topology: Topology, lang: str) -> list[Component]:
    t = translator(lang)
    sites = {site.code: site.name for site in topology.census.sites}
    units = {unit.code: unit.name for unit in topology.census.units}
    parts: list[Component] = []

    def add(kind: str, title: str, heads: list[tuple[str, bool]], make: Any) -> None:
        found = rows(home, kind, snapshot, network=code)
        if found:
            parts.extend(_section(f"{title} ({len(found)})", "", [simple_table(heads, [make(row) for row in found[:_MOST]])]))

    def site(value: str | None) -> str | None:
        return None if value is None else sites.get(value, value)

    add(
        "circuits", t("Circuits"),
        [(t("Number"), False), (t("From"), False), (t("To"), False), (t("Kind"), False), (t("Bandwidth"), True), (t("Fee a year [10,000 CNY]"), True), (t("Measured"), False), ("", False)],
        lambda row: [
            row["number"] or row["code"], site(row["site_a"]), site(row["site_b"]), value_name(row["kind"] or "", t),
            speed(row["bandwidth_bps"], t) if row["bandwidth_bps"] else None, wan(row["fee_fen_per_a"], lang, digits=2),
            html.Span(value_name(row["status"], t), className="nf-yes" if row["status"] == "matched" else "nf-no"),
            dcc.Link(t("Evidence"), href=map_path(row["id"])),
        ],
    )  # fmt: skip
    add(
        "applications", t("Applications"),
        [(t("Code"), False), (t("Application"), False), (t("Unit"), False), (t("Users"), True), (t("Cloud batch"), True), (t("Ready from"), False), (t("State"), False)],
        lambda row: [
            row["code"], row["name"], units.get(row["unit"], row["unit"]), row["users"], row["batch"], row["ready"],
            value_name(row["zombie"], t) + t(" (abandoned or hidden)") if row["zombie"] else value_name(row["state"], t),
        ],
    )  # fmt: skip
    add(
        "consents", t("Consents"),
        [(t("Authority"), False), (t("Option"), False), (t("State"), False), (t("Since"), False), (t("Document"), False)],
        lambda row: [row["authority"], label("option", row["option"], lang), value_name(row["state"], t), row["since"], row["document"]],
    )
    add(
        "presences", t("Sites"),
        [(t("Site"), False), (t("Unit"), False), (t("Hosts declared"), True), (t("Hosts seen"), True), (t("Devices"), True), ("", False)],
        lambda row: [
            site(row["site"]), units.get(row["unit"] or "", row["unit"]), row["hosts_declared"], row["hosts_seen"], len(row["devices"]),
            dcc.Link(t("Evidence"), href=map_path(row["id"])),
        ],
    )  # fmt: skip
    return parts


def register(app: Dash, home: Home) -> None:
    """Add the page and its callbacks."""
    dash.register_page(__name__, path_template=PATH, name="network", title="netfold", layout=layout)

    @app.callback(Output(BODY, "children"), Input(ids.SNAPSHOT, "value"), Input(CODE, "data"))
    def show(snapshot: str | None, code: str) -> Any:
        t = words()
        if not snapshot:
            return empty(t("There is no snapshot yet."), t("Import a census or run the demonstration first."))
        return body(home, code, snapshot, language())
