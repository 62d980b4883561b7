"""The roadmap of a scenario: what is done when, what it waits for, whether each quarter stands, and how far it has come."""

from __future__ import annotations

from typing import Any, Final

import dash
import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components import failed, loading, page_head, printable
from dashboard.lines import known_names
from dashboard.locale import language, words
from dashboard.panel import closed_panel
from dashboard.roadmapped import body, finding_panel, gate_panel, nothing_moves, progress_body, running, states_list, titled
from dashboard.scenario_choice import choices_of, no_scenarios
from planning.roadmap.waves import Task
from services.boards import last_job
from services.home import Home
from services.jobs import cancel, job
from services.plans import appraise
from services.roadmaps import STATES_JOB, blackouts, checked_states, outline, progress, submit_states, supervision
from services.tables import csv_text
from services.text import error_text, message
from services.topologies import snapshots
from topology.model.errors import NetfoldError
from topology.model.text import translator
from topology.store.jobs import LIVE, Job, JobState

PATH: Final = "/roadmap"
CHOICE: Final = "roadmap-choice"
LATER: Final = "roadmap-later"
BODY: Final = "roadmap-body"
PROGRESS: Final = "roadmap-progress"
STATES: Final = "roadmap-states"
CHECK: Final = "roadmap-check"
STOP: Final = "roadmap-stop"
JOB: Final = "roadmap-job"
TICK: Final = "roadmap-tick"
EXPORT: Final = "roadmap-export"
FILE: Final = "roadmap-file"
PANEL: Final = "roadmap-panel"
SHUT: Final = "roadmap-panel-close"
OPEN: Final = "roadmap-open"
"""Type of the buttons that open evidence: index is ``gate|place`` or ``finding|quarter|id``."""
_TICK_MS: Final = 500


def layout(s: str | None = None, later: str | None = None, **_: str) -> Component:
    """Return the page without data; `s` names the scenario in the address, `later` the snapshot that progress is read from."""
    t = words()
    controls = [
        dmc.Select(id=CHOICE, label=t("Scenario"), data=[], value=s, allowDeselect=False, w=420, maw="100%"),
        dmc.Select(id=LATER, label=t("Progress by the snapshot"), data=[], value=later, allowDeselect=False, w=280),
    ]
    keep = [
        dcc.Store(id=JOB),
        dcc.Interval(id=TICK, interval=_TICK_MS, disabled=True),
        dcc.Download(id=FILE),
    ]
    main = html.Div(
        [html.Div(controls, className="nf-controls"), *keep, loading(html.Div(id=BODY)), loading(html.Div(id=PROGRESS))],
        style={"minWidth": 0},
    )
    head = page_head(
        t("Roadmap"), t("What is done when, what it waits for, whether each quarter's networks stand, and how far the plan has come.")
    )
    return html.Div([head, html.Div([main, closed_panel(PANEL, SHUT, t)], className="nf-side")], className="nf-page")


def task_rows(tasks: tuple[Task, ...], names: dict[str, str]) -> list[dict[str, Any]]:
    """Return the bars as flat rows for a spreadsheet; keys are those of the command line."""
    return [
        {
            "id": task.id,
            "kind": task.kind.value,
            "network": task.network,
            "name": names.get(task.network or ""),
            "subject": task.subject,
            "first": task.first,
            "last": task.last,
            "count": task.count,
            "days": round(task.days, 2),
            "waits_for": list(task.waits_for),
            "slack": task.slack,
        }
        for task in tasks
    ]


def states_box(lang: str) -> Component:
    """Return the place of the checked quarters, with the button that starts the check."""
    t = translator(lang)
    text = t("Each quarter's networks are built and run through the analyses; the larger the city, the longer it takes.")
    button = html.Button(t("Check the quarters"), id=CHECK, className="nf-button", n_clicks=0)
    return html.Div([html.Div([button, html.Span(text, className="nf-note")], className="nf-check"), html.Div(id=STATES, role="status")])


def unchecked(content: Component, lang: str) -> list[Component]:
    """Return a body without checked quarters; their place stays, hidden, for the callbacks that know it."""
    return [content, html.Div(states_box(lang), hidden=True)]


def states_body(home: Home, found: Job | None, snapshot: str | None, lang: str) -> Any:
    """Return what stands below the button: how far the check is, how it ended, or what it found; nothing before the first."""
    t = translator(lang)
    if found is None:
        return None
    if found.state in LIVE:
        step = message(f"services.step_{found.step}", None, lang) if found.step else t("Waiting")
        text = t("Stopping …") if found.cancel else t("Stop")
        stop = html.Button(text, id={"type": STOP, "id": found.id}, className="nf-button", n_clicks=0, disabled=found.cancel)
        return running(step, found.done, found.total, stop, lang)
    if found.state is JobState.CANCELLED:
        return failed(t("Stopped; start it again for a result."))
    if found.state in (JobState.FAILED, JobState.INTERRUPTED):
        code, params = found.message or ("services.job_failed", {"kind": found.state.value})
        return failed(message(code, params, lang))
    states = checked_states(home, found, snapshot)
    if states is None:
        return html.P(t("The plan, its prices or the snapshot changed since the last check; check again."), className="nf-note")
    mark: dict[str, Any] = {"data-job": found.id}
    return html.Div(states_list(states, OPEN, lang), **mark)


def evidence_panel(  # noqa: PLR0917 - what is asked, and what the page shows
    home: Home, asked: str, scenario: str, ident: str | None, snapshot: str | None, lang: str
) -> Component | None:
    """Return what stands behind a gate or a finding of the page; None where it is no longer there."""
    names = known_names(home, appraise(home, scenario, snapshot))
    what, _, rest = asked.partition("|")
    if what == "gate":
        gates = outline(home, scenario, snapshot).gates
        known = rest.isdecimal() and int(rest) < len(gates)
        return gate_panel(home, gates[int(rest)], names, lang, close=SHUT) if known else None
    quarter, _, finding = rest.partition("|")
    states = checked_states(home, job(home, ident), snapshot) if ident else None
    found = next((one for state in states or () if state.quarter == quarter for one in state.new if one.id == finding), None)
    return None if found is None else finding_panel(home, found, quarter, names, lang, close=SHUT)


def register(app: Dash, home: Home) -> None:
    """Add the page and its callbacks."""
    dash.register_page(__name__, path=PATH, name="roadmap", title="netfold", layout=layout)

    @app.callback(
        Output(CHOICE, "data"),
        Output(CHOICE, "value"),
        Output(LATER, "data"),
        Output(LATER, "value"),
        Input(CHOICE, "id"),
        State(CHOICE, "value"),
        State(LATER, "value"),
    )
    def offer(_: str, chosen: str | None, later: str | None) -> tuple[Any, ...]:
        choices = choices_of(home, language())
        known = [one["value"] for one in choices]
        heads = [{"value": one.id, "label": printable(one.name)} for one in reversed(snapshots(home))]
        snaps = [one["value"] for one in heads]
        moving = [name for name in known if name != "do_minimum"] or known
        return choices, chosen if chosen in known else next(iter(moving), None), heads, later if later in snaps else next(iter(snaps), None)

    @app.callback(
        Output(BODY, "children"), Output(JOB, "data"), Input(CHOICE, "value"), Input(ids.SNAPSHOT, "value"), State(CHOICE, "data")
    )
    def show(chosen: str | None, snapshot: str | None, offered: list[Any]) -> tuple[Any, Any]:
        t, lang = words(), language()
        if not chosen:
            return (unchecked(no_scenarios(t), lang) if not offered else no_update), None
        try:
            plan = outline(home, chosen, snapshot)
            names = known_names(home, appraise(home, chosen, snapshot))
            closed = blackouts(home, chosen, snapshot)
        except NetfoldError as error:
            return unchecked(failed(error_text(error, lang)), lang), None
        if not plan.tasks:
            return unchecked(nothing_moves(chosen, t), lang), None
        export = html.Button(t("Tasks as CSV"), id=EXPORT, className="nf-button", n_clicks=0)
        last = last_job(home, STATES_JOB, chosen)
        return body(plan, names, closed, states=states_box(lang), gate=OPEN, export=export, lang=lang), last.id if last else None

    _register_progress(app, home)
    _register_check(app, home)
    _register_opening(app, home)
    app.clientside_callback(
        ClientsideFunction("netfold_plan", "asked"),
        Output(ids.SINK, "data-roadmap"),
        Input(CHOICE, "value"),
        Input(LATER, "value"),
        prevent_initial_call=True,
    )


def _register_progress(app: Dash, home: Home) -> None:
    @app.callback(
        Output(PROGRESS, "children"),
        Input(CHOICE, "value"),
        Input(LATER, "value"),
        Input(ids.SNAPSHOT, "value"),
    )
    def advance(chosen: str | None, later: str | None, snapshot: str | None) -> Any:
        t, lang = words(), language()
        if not chosen or not later or not snapshot:
            return None
        title = titled(t("How far it has come"), t("as discovery proves it; what was never measured cannot be proved gone"))
        try:
            rows, report = progress(home, chosen, later, snapshot), supervision(home, chosen, later, snapshot)
            names = known_names(home, appraise(home, chosen, snapshot))
        except NetfoldError as error:
            return [title, failed(error_text(error, lang))]
        return [title, *progress_body(rows, report, names, lang)]


def _register_check(app: Dash, home: Home) -> None:
    @app.callback(
        Output(JOB, "data", allow_duplicate=True),
        Input(CHECK, "n_clicks"),
        State(CHOICE, "value"),
        State(ids.SNAPSHOT, "value"),
        prevent_initial_call=True,
    )
    def check(clicks: int | None, chosen: str | None, snapshot: str | None) -> Any:
        return submit_states(home, chosen, snapshot) if clicks and chosen else no_update

    @app.callback(
        Output(STATES, "children"),
        Output(TICK, "disabled"),
        Output(CHECK, "disabled"),
        Input(TICK, "n_intervals"),
        Input(JOB, "data"),
        Input(CHECK, "id"),
        State(ids.SNAPSHOT, "value"),
    )
    def watch(_: int | None, ident: str | None, __: str, snapshot: str | None) -> tuple[Any, bool, bool]:
        found = job(home, ident) if ident else None
        going = found is not None and found.state in LIVE
        return states_body(home, found, snapshot, language()), not going, going

    @app.callback(Output(ids.SINK, "data-stopped"), Input({"type": STOP, "id": ALL}, "n_clicks"), prevent_initial_call=True)
    def stop(clicks: list[int | None]) -> Any:
        asked = dash.ctx.triggered_id
        if isinstance(asked, dict) and any(clicks):
            cancel(home, str(asked["id"]))
        return no_update


def _register_opening(app: Dash, home: Home) -> None:
    @app.callback(
        Output(FILE, "data"), Input(EXPORT, "n_clicks"), State(CHOICE, "value"), State(ids.SNAPSHOT, "value"), prevent_initial_call=True
    )
    def export(clicks: int | None, chosen: str | None, snapshot: str | None) -> Any:
        if not clicks or not chosen:
            return no_update
        names = known_names(home, appraise(home, chosen, snapshot))
        text = csv_text(task_rows(outline(home, chosen, snapshot).tasks, names))
        name = "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in chosen)
        return dcc.send_bytes(text.encode("utf-8-sig"), f"{name}-tasks.csv")  # type: ignore[attr-defined,no-untyped-call] # dash types it not

    @app.callback(
        Output(PANEL, "children"),
        Output(PANEL, "hidden"),
        Input({"type": OPEN, "id": ALL}, "n_clicks"),
        Input(SHUT, "n_clicks"),
        State(CHOICE, "value"),
        State(JOB, "data"),
        State(ids.SNAPSHOT, "value"),
        prevent_initial_call=True,
    )
    def open_panel(
        clicks: list[int | None], shut: int | None, chosen: str | None, ident: str | None, snapshot: str | None
    ) -> tuple[Any, Any]:
        asked = dash.ctx.triggered_id
        if asked == SHUT:
            return no_update, True if shut else no_update
        if not isinstance(asked, dict) or not any(clicks) or not chosen or not dash.ctx.triggered[0]["value"]:
            return no_update, no_update
        found = evidence_panel(home, str(asked["id"]), chosen, ident, snapshot, language())
        return (no_update, no_update) if found is None else (found, False)
