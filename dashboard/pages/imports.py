"""Import: files are sent, looked at, and imported as they were looked at; every row says what was recognised and by what."""

from __future__ import annotations

from typing import Any, Final

import dash
import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import ids
from dashboard.auth import UPLOAD_MAX
from dashboard.components import empty, loading, page_head, printable
from dashboard.imported import details, progress, result
from dashboard.locale import language, words
from dashboard.panel import closed_panel
from dashboard.shell import snapshot_choice
from services.home import Home
from services.jobs import cancel, job
from services.uploads import APPLY as IMPORT
from services.uploads import answered, apply_upload, preview_upload, realms
from topology.model.text import Translate, translator
from topology.store.jobs import LIVE

PATH: Final = "/import"
BATCH: Final = "import-batch"
JOB: Final = "import-job"
TICK: Final = "import-tick"
DONE: Final = "import-done"
"""Snapshot that the last import made, empty where nothing was new."""
REALM: Final = "import-realm"
LOOK: Final = "import-look"
APPLY: Final = "import-apply"
STOP: Final = "import-stop"
CLEAR: Final = "import-clear"
STOPPED: Final = "import-stopped"
STATE: Final = "import-state"
BODY: Final = "import-body"
GRID: Final = "import-grid"
PANEL: Final = "import-panel"
SHUT: Final = "import-panel-close"
CHOICE: Final = "import-platform"
"""Type of the choices of a platform: name is the file's."""
AGAIN: Final = "import-again"
_TICK_MS: Final = 600


def layout(**_: str) -> Component:
    """Return the page without data."""
    t = words()
    top = page_head(t("Import"), t("Files are looked at first and imported as you saw them; nothing is written before you say so."))
    main = html.Div(
        [
            html.Div([_drop(t), _controls(t)], className="nf-import"),
            html.Div(id=STATE, role="status"),
            loading(html.Div(_nothing(t), id=BODY)),
        ],
        style={"minWidth": 0},
    )
    stores = [
        dcc.Store(id=BATCH),
        dcc.Store(id=JOB),
        dcc.Store(id=DONE),
        dcc.Store(id=STOPPED),
        dcc.Interval(id=TICK, interval=_TICK_MS, disabled=True),
    ]
    return html.Div([top, html.Div([main, closed_panel(PANEL, SHUT, t)], className="nf-side"), *stores], className="nf-page")


def _drop(t: Translate) -> Component:
    texts: dict[str, Any] = {
        "data-most": str(UPLOAD_MAX),
        "data-large": t("larger than {mib} MiB; import it on the server with 'netfold import'").format(mib=UPLOAD_MAX >> 20),
        "data-broken": t("the upload broke off; choose the file again"),
    }
    pick = html.Button(t("Choose files"), id="import-pick", className="nf-button nf-primary")
    return html.Div(
        [
            html.Div([pick, html.Span(t("or drop them here"))], className="nf-droprow"),
            html.P(
                t(
                    "Configurations, terminal logs and what single commands showed (Huawei, H3C, Ruijie, ZTE, Cisco, Juniper, Fortinet), "
                    "zip and tar archives of whole folders, SNMP walks, exports of NetBox, LibreNMS and Netdisco, census workbooks, rules. "
                    "At most {mib} MiB."
                ).format(mib=UPLOAD_MAX >> 20),
                className="nf-note",
            ),
            html.Ul(id="import-sent", className="nf-sent"),
        ],
        id="import-drop",
        className="nf-drop",
        **texts,
    )


def _controls(t: Translate) -> Component:
    return html.Div(
        [
            dmc.Autocomplete(
                id=REALM,
                label=t("Realm (address space)"),
                description=t("Where the addresses of these devices are unique; a census needs none."),
                data=[],
                placeholder="n05",
                w="100%",
            ),
            html.Div(
                [
                    html.Button(t("Preview the files"), id=LOOK, className="nf-button nf-primary", disabled=True),
                    html.Button(t("Start over"), id=CLEAR, className="nf-button"),
                ],
                className="nf-buttons",
            ),
        ],
        className="nf-box",
    )


def _nothing(t: Translate) -> Component:
    return empty(
        t("Nothing has been looked at yet."),
        t("Choose files, name the realm of their devices, and look: what each file is, how much of it is read, and what changes."),
    )


def asked_preview(home: Home, batch: Any, realm: str | None, chosen: dict[str, str], last: Any) -> dict[str, Any]:
    """Start a look at a batch; platforms chosen for the same batch before still hold."""
    ident = str(batch.get("batch"))
    before = last.get("platforms", {}) if isinstance(last, dict) and last.get("batch") == ident else {}
    platforms = {**before, **chosen}
    found = preview_upload(home, ident, realm=(realm or "").strip() or None, platforms=platforms)
    return {"id": found, "batch": ident, "platforms": platforms}


def shown_job(home: Home, ident: str, lang: str) -> tuple[Any, bool, Any, Any]:
    """Return how far a job is, whether it needs no more watching, what it found, and the snapshot that an import made."""
    found = job(home, ident)
    if found.state in LIVE:
        return progress(found, lang, STOP), False, no_update, no_update
    if answered(found) is None:
        return progress(found, lang, STOP), True, _nothing(translator(lang)), no_update
    body = result(found, lang, grid=GRID, apply=APPLY, choice=CHOICE, again=AGAIN)
    return None, True, body, (found.result or {}).get("snapshot") or "" if found.kind == IMPORT else no_update


def shown_row(home: Home, chosen: Any, last: Any, lang: str) -> Any:
    """Return all that is known of the chosen row, None where there is none."""
    if not isinstance(chosen, list) or not chosen or not isinstance(last, dict):
        return None
    found = answered(job(home, str(last["id"])))
    return None if found is None else details(found, str(chosen[0].get("id")), lang, close=SHUT)


def register(app: Dash, home: Home) -> None:
    """Add the page and its callbacks."""
    dash.register_page(__name__, path=PATH, name="import", title="netfold", layout=layout)
    _register_start(app, home)

    @app.callback(Output(REALM, "data"), Input(ids.SNAPSHOT, "value"))
    def suggest(_: str | None) -> list[str]:
        return [printable(realm) for realm in realms(home)]

    @app.callback(Output(LOOK, "disabled"), Input(BATCH, "data"))
    def ready(batch: Any) -> bool:
        return not isinstance(batch, dict) or not batch.get("files") or bool(batch.get("busy"))

    @app.callback(
        Output(STATE, "children"),
        Output(TICK, "disabled"),
        Output(BODY, "children"),
        Output(DONE, "data"),
        Input(TICK, "n_intervals"),
        Input(JOB, "data"),
        Input(CLEAR, "n_clicks"),
        prevent_initial_call=True,
    )
    def watch(_: int | None, last: Any, __: int | None) -> tuple[Any, ...]:
        if dash.ctx.triggered_id == CLEAR or not isinstance(last, dict):
            return None, True, _nothing(words()), no_update
        return shown_job(home, str(last["id"]), language())

    @app.callback(
        Output(ids.SNAPSHOT, "data", allow_duplicate=True),
        Output(ids.SNAPSHOT, "value", allow_duplicate=True),
        Output(ids.NEWEST, "children", allow_duplicate=True),
        Input(DONE, "data"),
        prevent_initial_call=True,
    )
    def renew(made: str | None) -> tuple[Any, ...]:
        return snapshot_choice(home, made) if made else (no_update, no_update, no_update)

    app.clientside_callback(
        ClientsideFunction("netfold", "uploaded"), Output(BATCH, "data"), Input(DONE, "data"), prevent_initial_call=True
    )

    @app.callback(Output(STOPPED, "data"), Input({"type": STOP, "id": ALL}, "n_clicks"), prevent_initial_call=True)
    def stop(clicks: list[int | None]) -> Any:
        asked = dash.ctx.triggered_id
        return cancel(home, str(asked["id"])).id if isinstance(asked, dict) and any(clicks) else no_update

    @app.callback(
        Output(PANEL, "children"),
        Output(PANEL, "hidden"),
        Input({"type": GRID, "id": ALL}, "selectedRows"),
        Input(SHUT, "n_clicks"),
        Input(JOB, "data"),
        prevent_initial_call=True,
    )
    def explain(chosen: list[Any], shut: int | None, last: Any) -> tuple[Any, Any]:
        asked = dash.ctx.triggered_id
        if asked == SHUT:
            return no_update, True if shut else no_update
        found = shown_row(home, chosen[0], last, language()) if isinstance(asked, dict) and chosen else None
        return (no_update, True) if found is None else (found, False)


def _register_start(app: Dash, home: Home) -> None:
    @app.callback(
        Output(JOB, "data"),
        Input(LOOK, "n_clicks"),
        Input({"type": APPLY, "id": ALL}, "n_clicks"),
        Input({"type": AGAIN, "id": ALL}, "n_clicks"),
        State(BATCH, "data"),
        State(REALM, "value"),
        State({"type": CHOICE, "name": ALL}, "value"),
        State({"type": CHOICE, "name": ALL}, "id"),
        State(JOB, "data"),
        prevent_initial_call=True,
    )
    def start(*given: Any) -> Any:
        look, apply, again, batch, realm, values, names, last = given
        asked = dash.ctx.triggered_id
        kind = asked["type"] if isinstance(asked, dict) else asked
        pressed = {LOOK: bool(look), APPLY: any(apply), AGAIN: any(again)}  # a button that comes or goes asks for nothing
        if not isinstance(batch, dict) or not pressed.get(str(kind)):
            return no_update
        if isinstance(asked, dict) and kind == APPLY:
            return {"id": apply_upload(home, str(asked["id"]))}
        chosen = {one["name"]: value for one, value in zip(names, values, strict=True) if value}
        return asked_preview(home, batch, realm, chosen, last)
