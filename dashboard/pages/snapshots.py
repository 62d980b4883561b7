"""Snapshots: which there are, and what changed between two of them; each change opens its evidence and leads to the map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import dash
import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import ids
from dashboard.changed import ENTITY_NAMES, KIND_NAMES, value_text
from dashboard.components import count, empty, grid, loading, map_path, page_head, printable, sentence, simple_table, stat, stats, tag
from dashboard.labels import fact_name
from dashboard.locale import language, words
from dashboard.pages.map import on_map
from dashboard.panel import closed_panel, panel
from dashboard.payload import DRAWN
from services.comparing import change_rows
from services.home import Home
from services.listing import rows
from services.retention import locks
from services.tables import csv_text
from services.topologies import current, snapshots
from topology.changes import ENTITIES, ChangeKind
from topology.model.entities import Topology
from topology.model.text import N_, Translate, moment, translator
from topology.store.snapshots import Snapshot

PATH: Final = "/snapshots"
LIST: Final = "snapshots-list"
BEFORE: Final = "snapshots-before"
AFTER: Final = "snapshots-after"
SWAP: Final = "snapshots-swap"
ENTITY: Final = "snapshots-entity"
KIND: Final = "snapshots-kind"
NETWORK: Final = "snapshots-network"
STATS: Final = "snapshots-stats"
GRID: Final = "snapshots-grid"
SAVE: Final = "snapshots-save"
FILE: Final = "snapshots-file"
COMPARE: Final = "snapshots-compare"
PANEL: Final = "snapshots-panel"
SHUT: Final = "snapshots-panel-close"
_COUNTED: Final = (
    ("devices", N_("Devices")),
    ("interfaces", N_("Interfaces")),
    ("links", N_("Links")),
    ("hosts", N_("Hosts")),
    ("unmatched", N_("Not matched")),
    ("findings", N_("Findings")),
)
_SAID: Final = (N_("Snapshot"), N_("Made"), N_("Made by"), N_("Census"))
_CHOICE: Final = ("before", "after", "entity", "kind", "network")
"""What is compared and how it is narrowed, in the order of the callbacks."""
_MANY: Final = 8
"""Snapshots that are listed before the list scrolls."""


def layout(before: str | None = None, after: str | None = None, network: str | None = None, **shown: str) -> Component:
    """Return the page without data; what is compared and shown may come from the address."""
    t = words()
    pair = [
        dmc.Select(id=BEFORE, label=t("Before"), data=[], value=before, allowDeselect=False, searchable=True, w=260),
        html.Button("⇄", id=SWAP, className="nf-button nf-swap", title=t("Swap the two"), n_clicks=0),
        dmc.Select(id=AFTER, label=t("After"), data=[], value=after, allowDeselect=False, searchable=True, w=260),
    ]
    filters = [
        dmc.Select(id=ENTITY, label=t("Thing"), data=[], value=shown.get("entity"), clearable=True, placeholder=t("All things"), w=160),
        dmc.Select(id=KIND, label=t("Change"), data=[], value=shown.get("kind"), clearable=True, placeholder=t("All changes"), w=160),
        dmc.Select(
            id=NETWORK, label=t("Network"), data=[], value=network, clearable=True, searchable=True, placeholder=t("All networks"), w=240
        ),
    ]
    save = html.Button(t("Save as CSV"), id=SAVE, className="nf-button", disabled=True, n_clicks=0)
    table = grid(GRID, columns(t), None, language(), row_id="row", select=True, height="max(360px, calc(100vh - 420px))")
    compare = html.Div(
        [
            html.H2(t("What changed")),
            html.Div([*pair, *filters, save, dcc.Download(id=FILE)], className="nf-controls"),
            loading(html.Div(id=STATS)),
            table,
        ],
        id=COMPARE,
        hidden=True,
    )
    main = html.Div([loading(html.Div(id=LIST)), compare], style={"minWidth": 0})
    head = page_head(t("Snapshots"), t("What was believed after each run, and what changed in between. Choose a row to see its evidence."))
    return html.Div([head, html.Div([main, closed_panel(PANEL, SHUT, t)], className="nf-side")], className="nf-page")


def columns(t: Translate) -> list[dict[str, Any]]:
    """Return the columns of the changes."""
    return [
        {"field": "kind", "headerName": t("Change"), "width": 125},
        {"field": "entity", "headerName": t("Thing"), "width": 110},
        {"field": "label", "headerName": t("Name"), "flex": 2, "minWidth": 200, "tooltipField": "label"},
        {"field": "field", "headerName": t("What of it"), "width": 130},
        {"field": "before", "headerName": t("Before"), "flex": 1.2, "minWidth": 110, "tooltipField": "before"},
        {"field": "after", "headerName": t("After"), "flex": 1.2, "minWidth": 110, "tooltipField": "after"},
        {"field": "network", "headerName": t("Network"), "width": 100},
    ]


def pair_of(heads: Sequence[Snapshot], chosen: str | None, before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """Return the two snapshots to compare, of all of them oldest first: those named, else the chosen one and the one before it."""
    names = {name: place for place, head in enumerate(heads) for name in (head.name, head.id)}
    if len(heads) < 2:  # noqa: PLR2004 - one has nothing to be compared with
        return None, None
    last = names.get(after or "", max(1, names.get(chosen or "", len(heads) - 1)))
    first = names.get(before or "", last - 1 if last else 1)
    return heads[first].id, heads[last].id


def snapshot_table(heads: Sequence[Snapshot], lang: str, held: Collection[str] = ()) -> Component:
    """Return the list of snapshots, newest first; `held` are those that are locked."""
    t = translator(lang)
    titles = [*((t(text), False) for text in _SAID), *((t(text), True) for _, text in _COUNTED)]
    lines = [
        [
            html.Span([html.B(printable(head.name)), " ", tag(t("locked against pruning")) if head.id in held else ""]),
            moment(head.created_at, lang),
            head.actor,
            head.census,
            *(count(head.counts.get(kind), lang) for kind, _ in _COUNTED),
        ]
        for head in reversed(heads)
    ]
    table = simple_table(titles, lines)
    style = {"padding": "4px 6px", **({"maxHeight": "330px", "overflow": "auto"} if len(heads) > _MANY else {})}
    return html.Div(table, className="nf-box", style=style)


def chosen_rows(home: Home, choice: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """Return the changes between two snapshots, narrowed to a kind of thing, a kind of change and a network."""
    found = change_rows(home, choice["before"] or "", choice["after"] or "", entity=choice["entity"], network=choice["network"])
    return [row for row in found if choice["kind"] in {None, row["kind"]}]


def table_rows(found: Sequence[Mapping[str, Any]], sites: Mapping[str, str], lang: str) -> list[dict[str, Any]]:
    """Return changes as they are shown: words for codes, units for numbers; `sites` gives names of sites by code."""
    t = translator(lang)
    things, kinds = ({code: t(text) for code, text in names.items()} for names in (ENTITY_NAMES, KIND_NAMES))
    return [
        {
            "row": f"{place}",
            "id": row["id"],
            "gone": row["kind"] == ChangeKind.GONE,
            "kind": kinds[row["kind"]],
            "entity": things[row["entity"]],
            "label": printable(row["label"]),
            "field": fact_name(row["field"], t) if row["field"] else None,
            "before": value_text(row["field"], row["before"], sites, t),
            "after": value_text(row["field"], row["after"], sites, t),
            "network": row["network"] and printable(row["network"]),
        }
        for place, row in enumerate(found)
    ]


def figures(found: Sequence[Mapping[str, Any]], choice: Mapping[str, str | None], names: tuple[str, str], lang: str) -> Component:
    """Return how many changes of each kind there are, or that there are none."""
    t = translator(lang)
    if choice["before"] == choice["after"]:
        return empty(t("Both are the same snapshot."), t("Choose two different ones to see what changed."))
    if not found:
        narrowed = any(choice[key] for key in ("entity", "kind", "network"))
        said = t("Nothing changed from {before} to {after}.").format(before=names[0], after=names[1])
        return empty(said, t("Take a filter away to see more.") if narrowed else t("Every run found the same things in the same places."))
    kinds = Counter(str(row["kind"]) for row in found)
    counted = [stat(t("Changes"), count(len(found), lang))]
    return stats([*counted, *(stat(t(text), count(kinds[kind], lang)) for kind, text in KIND_NAMES.items() if kinds[kind])])


def choices(heads: Sequence[Snapshot], lang: str) -> list[dict[str, str]]:
    """Return the snapshots to choose from, newest first, each with its time."""
    made = [(head, printable(head.name), moment(head.created_at, lang)) for head in reversed(heads)]
    return [{"value": head.id, "label": name if name.startswith(time) else f"{name} · {time}"} for head, name, time in made]


def map_ident(topology: Topology, ident: str) -> str | None:
    """Return the id of what stands for a thing on the map; None where nothing does."""
    route = next((one for one in topology.routes if one.id == ident), None)
    found = route.device if route is not None else on_map(topology, ident)
    known = found in topology.device or (found in topology.link and topology.link[found].layer <= DRAWN)
    return found if known or any(site.code == found for site in topology.census.sites) else None


def change_panel(home: Home, ident: str, snapshot: str, lang: str) -> Component:
    """Return the panel of what changed, as the snapshot that has it knows it, and the way to the map of that time."""
    body = panel(home, ident, snapshot, lang, close=SHUT)
    shown = map_ident(current(home, snapshot), ident)
    if shown is None:
        return body
    body.children.insert(
        2,
        html.A(
            translator(lang)("Show on the map"),
            href=f"{map_path(shown)}&snapshot={snapshot}",
            className="nf-button",
            style={"textDecoration": "none", "display": "inline-block", "margin": "12px 0 0"},
        ),
    )
    return body


def _lists(
    found: Sequence[Mapping[str, Any]], choice: Mapping[str, str | None], named: Mapping[str, str], lang: str
) -> tuple[list[dict[str, str]], ...]:
    """Return what the filters offer: the things, changes and networks that occur, and what is chosen though it does not."""
    t = translator(lang)
    things, kinds, networks = ({choice[key], *(row[key] for row in found)} for key in ("entity", "kind", "network"))
    return (
        [{"value": one, "label": t(ENTITY_NAMES[one])} for one in ENTITIES if one in things],
        [{"value": kind.value, "label": t(text)} for kind, text in KIND_NAMES.items() if kind.value in kinds],
        [{"value": code, "label": printable(f"{code} {named.get(code, '')}").strip()} for code in sorted(networks - {None})],
    )


def only_one(t: Translate) -> Component:
    """Return what the page says while there is nothing to compare."""
    text = t("Each run makes one: run {discover} again, or import newer configurations.")
    return empty(t("There is one snapshot so far."), sentence(text, discover="netfold discover SCOPE.toml"))


def register(app: Dash, home: Home) -> None:
    """Add the page and its callbacks."""
    dash.register_page(__name__, path=PATH, name="snapshots", title="netfold", layout=layout)

    @app.callback(
        Output(LIST, "children"),
        Output(COMPARE, "hidden"),
        Output(BEFORE, "data"),
        Output(AFTER, "data"),
        Output(BEFORE, "value"),
        Output(AFTER, "value"),
        Input(ids.SNAPSHOT, "value"),
        State(BEFORE, "value"),
        State(AFTER, "value"),
    )
    def offer(chosen: str | None, before: str | None, after: str | None) -> tuple[Any, ...]:
        lang, t, heads = language(), words(), snapshots(home)
        if not heads:
            nothing = empty(t("There is no snapshot yet."), t("Import a census or run the demonstration first."))
            return nothing, True, [], [], None, None
        pair = pair_of(heads, chosen, before, after)
        offered = choices(heads, lang)
        table = snapshot_table(heads, lang, locks(home))
        return [table, only_one(t)] if pair[0] is None else table, pair[0] is None, offered, offered, *pair

    @app.callback(
        Output(BEFORE, "value", allow_duplicate=True),
        Output(AFTER, "value", allow_duplicate=True),
        Input(SWAP, "n_clicks"),
        State(BEFORE, "value"),
        State(AFTER, "value"),
        prevent_initial_call=True,
    )
    def swap(clicks: int | None, before: str | None, after: str | None) -> tuple[Any, Any]:
        return (after, before) if clicks else (no_update, no_update)

    compared = [Input(BEFORE, "value"), Input(AFTER, "value"), Input(ENTITY, "value"), Input(KIND, "value"), Input(NETWORK, "value")]

    @app.callback(
        Output(GRID, "rowData"),
        Output(STATS, "children"),
        Output(SAVE, "disabled"),
        Output(ENTITY, "data"),
        Output(KIND, "data"),
        Output(NETWORK, "data"),
        *compared,
        State(BEFORE, "data"),
    )
    def show(*asked: Any) -> tuple[Any, ...]:
        *chosen, offered = asked
        choice = dict(zip(_CHOICE, chosen, strict=True))
        before, after = choice["before"], choice["after"]
        if not offered or not before or not after:
            return no_update, no_update, True, no_update, no_update, no_update
        lang = language()
        found = chosen_rows(home, choice)
        heads = {head.id: printable(head.name) for head in snapshots(home)}
        named = {row["code"]: row["name"] for row in rows(home, "networks", after)}
        sites = {site.code: site.name for side in (before, after) for site in current(home, side).census.sites}
        lists = _lists(change_rows(home, before, after), choice, named, lang)
        said = figures(found, choice, (heads[before], heads[after]), lang)
        return table_rows(found, sites, lang), said, not found, *lists

    app.clientside_callback(
        ClientsideFunction("netfold", "compared"), Output(COMPARE, "title"), *compared, State(BEFORE, "data"), prevent_initial_call=True
    )

    @app.callback(
        Output(FILE, "data"),
        Input(SAVE, "n_clicks"),
        *(State(one.component_id, "value") for one in compared),
        prevent_initial_call=True,
    )
    def save(clicks: int | None, *chosen: str | None) -> Any:
        return csv_file(home, dict(zip(_CHOICE, chosen, strict=True))) if clicks else no_update

    @app.callback(
        Output(PANEL, "children"),
        Output(PANEL, "hidden"),
        Input(GRID, "selectedRows"),
        Input(SHUT, "n_clicks"),
        State(BEFORE, "value"),
        State(AFTER, "value"),
        prevent_initial_call=True,
    )
    def explain(chosen: Any, shut: int | None, before: str, after: str) -> tuple[Any, Any]:
        if dash.ctx.triggered_id == SHUT:
            return no_update, True if shut else no_update
        if not isinstance(chosen, list) or not chosen:
            return no_update, True
        row = chosen[0]
        return change_panel(home, str(row["id"]), before if row["gone"] else after, language()), False


def csv_file(home: Home, choice: Mapping[str, str | None]) -> dict[str, Any]:
    """Return the changes as a file to save: with codes as the command line gives them, marked as UTF-8 for spreadsheets."""
    text = "\ufeff" + csv_text(chosen_rows(home, choice))
    return {"content": text, "filename": f"netfold-{choice['before']}-{choice['after']}.csv", "type": "text/csv", "base64": False}
