"""The frame around every page: navigation, search, snapshot, language and look."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qs

import dash
import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components import map_path, named, network_path, printable
from dashboard.locale import language, theme, words
from services.home import Home
from services.search import find
from services.text import error_text
from services.topologies import current, snapshots
from topology.model.errors import NetfoldError
from topology.model.text import N_, Translate, translator

_KINDS: Final = {
    "device": N_("Devices"),
    "interface": N_("Interfaces"),
    "host": N_("Hosts"),
    "network": N_("Networks"),
    "site": N_("Sites"),
    "prefix": N_("Prefixes"),
    "circuit": N_("Circuits"),
    "vlan": N_("VLANs"),
    "vrf": N_("VRFs"),
    "unit": N_("Units"),
    "room": N_("Machine rooms"),
    "application": N_("Applications"),
    "presence": N_("Presences"),
    "contract": N_("Contracts"),
}
NAVIGATION: Final = (
    ("/", N_("Map")),
    ("/networks", N_("Networks")),
    ("/findings", N_("Findings")),
    ("/board", N_("Board")),
    ("/scenarios", N_("Scenarios")),
    ("/roadmap", N_("Roadmap")),
    ("/risk", N_("Risk")),
    ("/snapshots", N_("Snapshots")),
    ("/import", N_("Import")),
)
_FOUND: Final = 60
_OF_A_KIND: Final = 8
"""Things of one kind in the box; the others would push every other kind out of sight."""
_ECHOED: Final = 60
"""Characters of a text that a message repeats."""


def shell() -> Component:
    """Return the whole page around `dash.page_container`, in the language and look of the request."""
    t, look = words(), theme()
    provider: Component = dmc.MantineProvider(
        [
            dcc.Location(id=ids.URL, refresh=False),
            dcc.Location(id=ids.GO, refresh="callback-nav"),
            dcc.Store(id=ids.GOTO),
            html.Div(id=ids.SINK, hidden=True),
            _header(t, look),
            html.Main(dash.page_container, className="nf-main"),
            html.Div(id=ids.TOAST, className="nf-toast", role="alert"),
        ],
        id=ids.PROVIDER,
        forceColorScheme="light" if look == "light" else "dark",
        theme={
            "fontFamily": "var(--nf-font)",
            "primaryColor": "indigo",
            "defaultRadius": "sm",
            "headings": {"fontFamily": "var(--nf-font)"},
        },
    )
    return provider


def _header(t: Translate, look: str) -> Component:
    return html.Header(
        [
            dcc.Link([html.Span("netfold"), html.Small(t("Network merging planner"))], href="/", className="nf-brand"),
            html.Nav([dcc.Link(t(text), href=path) for path, text in NAVIGATION], className="nf-nav", **named(t("Pages"))),
            html.Div(
                dmc.Select(
                    id=ids.SEARCH,
                    placeholder=t("Device, address, site, circuit … (Ctrl+K)"),
                    searchable=True,
                    clearable=True,
                    data=[],
                    size="sm",
                    debounce=180,
                    nothingFoundMessage=t("Type at least two characters"),
                    filter={"function": "netfoldAll"},
                    maxDropdownHeight=420,
                    comboboxProps={"zIndex": 400, "width": 420, "position": "bottom-start"},
                    rightSectionPointerEvents="none",
                    checkIconPosition="right",
                    **named(t("Search")),
                ),
                className="nf-search",
                role="search",
            ),
            html.Div(className="nf-gap"),
            html.Span(id="nf-fictional", hidden=True, className="nf-mark"),
            dmc.Select(
                id=ids.SNAPSHOT, data=[], size="sm", w=210, allowDeselect=False, placeholder=t("No snapshot"), **named(t("Snapshot"))
            ),
            html.Span(id=ids.NEWEST, hidden=True),
            dmc.SegmentedControl(
                id=ids.THEME,
                value=look,
                size="xs",
                data=[
                    {"value": "light", "label": html.Span("☀", title=t("Light"))},
                    {"value": "dark", "label": html.Span("☾", title=t("Dark"))},
                    {"value": "contrast", "label": html.Span("◐", title=t("High contrast"))},
                ],
            ),
            dmc.SegmentedControl(
                id=ids.LANGUAGE,
                value=language(),
                size="xs",
                data=[{"value": "zh", "label": "中文"}, {"value": "en", "label": "EN"}],
            ),
        ],
        className="nf-header",
    )


def snapshot_choice(home: Home, wanted: str | None) -> tuple[list[dict[str, str]], str | None, str | None]:
    """Return the snapshots to choose from, newest first, the one chosen, and the newest."""
    heads = list(reversed(snapshots(home)))
    choices = [{"value": head.id, "label": printable(head.name)} for head in heads]
    newest = heads[0].id if heads else None
    chosen = next((head.id for head in heads if wanted in (head.id, head.name)), newest)
    return choices, chosen, newest


def search_groups(home: Home, text: str, snapshot: str | None, lang: str) -> list[dict[str, Any]]:
    """Return what a text finds, grouped by kind, in the order in which the kinds were found."""
    t = translator(lang)
    groups: dict[str, list[dict[str, str]]] = {}
    for found in find(home, text, snapshot, limit=_FOUND):
        label = printable(found["label"]) + (f"  ·  {printable(found['detail'])}" if found["detail"] else "")
        owner = _owner(found["network"], found["realm"])
        if owner and found["kind"] != "network":
            label += f"  ·  {printable(owner)}"
        group = groups.setdefault(found["kind"], [])
        if len(group) < _OF_A_KIND:
            group.append({"value": f"{found['kind']}|{found['id']}", "label": label})
    return [{"group": t(_KINDS.get(kind, kind)), "items": items} for kind, items in groups.items()]


def _owner(network: str | None, realm: str | None) -> str:
    """Return network and address space, once where they are called the same."""
    parts = [part for part in (network, realm) if part]
    return parts[0] if len({part.casefold() for part in parts}) == 1 else " ".join(parts)


def nothing_found(text: str, t: Translate) -> str:
    """Return what the search says when it finds nothing: what was looked for, and what it understands."""
    said = t(
        N_("Nothing in this snapshot matches “{text}”. Names, addresses, prefixes, MACs, serials, VLANs and circuit numbers are searched.")
    )
    return said.format(text=printable(text[:_ECHOED]))


def destination(value: str) -> tuple[str, str]:
    """Return the path and the id that a search result leads to.

    >>> destination("network|N05"), destination("device|d1")
    (('/networks/N05', ''), ('/?sel=d1', 'd1'))
    """
    kind, _, ident = value.partition("|")
    if kind == "network":
        return network_path(ident), ""
    return map_path(ident), ident


def register(app: Dash, home: Home) -> None:
    """Connect the shell's controls."""

    @app.callback(
        Output(ids.SNAPSHOT, "data"),
        Output(ids.SNAPSHOT, "value"),
        Output(ids.NEWEST, "children"),
        Output("nf-fictional", "children"),
        Output("nf-fictional", "hidden"),
        Input(ids.GO, "id"),
        State(ids.URL, "search"),
    )
    def choose(_: str, search: str | None) -> tuple[Any, ...]:
        t = words()
        choices, chosen, newest = snapshot_choice(home, _parameter(search, "snapshot"))
        fictional = chosen is not None and current(home, chosen).census.fictional
        return choices, chosen, newest or ids.NONE_YET, t("Fictional sample city"), not fictional

    @app.callback(
        Output(ids.SEARCH, "data"),
        Output(ids.SEARCH, "nothingFoundMessage"),
        Input(ids.SEARCH, "searchValue"),
        State(ids.SNAPSHOT, "value"),
        prevent_initial_call=True,
    )
    def search(text: str | None, snapshot: str | None) -> tuple[Any, Any]:
        wanted, t = (text or "").strip(), words()
        if snapshot is None:
            return [], t("There is no snapshot yet.")
        if len(wanted) < 2:  # noqa: PLR2004 - one character finds everything
            return [], t("Type at least two characters")
        if "  ·  " in wanted:
            return no_update, no_update
        return search_groups(home, wanted, snapshot, language()), nothing_found(wanted, t)

    @app.callback(
        Output(ids.GO, "href"),
        Output(ids.GOTO, "data"),
        Output(ids.SEARCH, "value"),
        Input(ids.SEARCH, "value"),
        Input({"type": ids.OPEN, "id": ALL}, "n_clicks"),
        State(ids.URL, "pathname"),
        State(ids.GOTO, "data"),
        prevent_initial_call=True,
    )
    def go(value: str | None, clicks: list[int | None], path: str, last: dict[str, Any] | None) -> tuple[Any, ...]:
        asked = dash.ctx.triggered_id
        if isinstance(asked, dict):
            if not any(clicks):
                return no_update, no_update, no_update
            where, ident = map_path(str(asked["id"])), str(asked["id"])
        elif value:
            where, ident = destination(value)
        else:
            return no_update, no_update, no_update
        if path == "/" and ident:
            return no_update, {"id": ident, "n": (last or {}).get("n", 0) + 1}, None
        return where, no_update, None

    app.clientside_callback(
        ClientsideFunction("netfold", "language"), Output(ids.SINK, "title"), Input(ids.LANGUAGE, "value"), prevent_initial_call=True
    )
    app.clientside_callback(ClientsideFunction("netfold", "theme"), Output(ids.PROVIDER, "forceColorScheme"), Input(ids.THEME, "value"))
    app.clientside_callback(ClientsideFunction("netfold", "current"), Output(ids.SINK, "lang"), Input(ids.URL, "pathname"))
    app.clientside_callback(
        ClientsideFunction("netfold", "snapshot"), Output(ids.SINK, "className"), Input(ids.SNAPSHOT, "value"), prevent_initial_call=True
    )


def _parameter(search: str | None, name: str) -> str | None:

    found = parse_qs((search or "").lstrip("?"), max_num_fields=40).get(name) if search else None
    return found[0] if found else None


def toast(error: NetfoldError | None, lang: str) -> Component:
    """Return what a user sees when a callback failed: the reason, in words, or that the log has it."""
    t = translator(lang)
    text = error_text(error, lang) if error is not None else t("Something went wrong; the server's log says what.")
    return html.Div(printable(text), className="nf-error")
