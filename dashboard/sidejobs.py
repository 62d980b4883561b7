"""Long work beside a page: a button that starts it, its progress, a button that stops it, and its last result, found again on return."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import dash
import dash_mantine_components as dmc
from dash import MATCH, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components import Child, count, failed, named
from dashboard.locale import language
from services.boards import last_job, submit_alternatives
from services.exploring import submit_exploration
from services.home import Home
from services.jobs import cancel, job
from services.optimising import Wish
from services.risking import submit_robustness
from services.text import message
from topology.model.text import N_, translator
from topology.store.jobs import LIVE, Job, JobState

START: Final = "side-start"
STOP: Final = "side-stop"
JOB: Final = "side-job"
TICK: Final = "side-tick"
STATE: Final = "side-state"
BODY: Final = "side-body"
_TICK_MS: Final = 700
_DRAWS: Final = 60
"""Draws that are solved again: enough to tell often from seldom, and done while one waits."""
_TITLES: Final = {
    "alternatives": N_("Look for plans that are nearly as good"),
    "frontier": N_("Work out the frontier"),
    "network_values": N_("Solve again without each network"),
    "robustness": N_("Solve again under drawn prices"),
}

Show = Callable[[Job, str], Child]
"""What a finished job is shown as: the job and the language in, content out."""


def box(home: Home, kind: str, scenario: str, lang: str) -> Component:
    """Return the place of a kind of work for a scenario; what was asked last is shown again."""
    t = translator(lang)
    last = last_job(home, kind, scenario)
    name = {"kind": kind, "scenario": scenario}
    return html.Div(
        [
            html.Button(t(_TITLES[kind]), id={"type": START, **name}, className="nf-button", n_clicks=0),
            dcc.Store(id={"type": JOB, **name}, data=last.id if last else None),
            dcc.Interval(id={"type": TICK, **name}, interval=_TICK_MS, disabled=True),
            html.Div(id={"type": STATE, **name}, role="status"),
            html.Div(id={"type": BODY, **name}),
        ],
        className="nf-sidejob",
    )


def begin(home: Home, kind: str, scenario: str, wish: Wish, snapshot: str | None) -> str:
    """Start a kind of work and return the job's id; errors as the service's."""
    if kind == "alternatives":
        return submit_alternatives(home, scenario, wish, snapshot=snapshot)
    if kind == "robustness":
        return submit_robustness(home, scenario, _DRAWS, snapshot=snapshot)
    return submit_exploration(home, kind, scenario, wish, snapshot=snapshot)


def state_of(found: Job, lang: str) -> Child:
    """Return how far a job is, with a button to stop it; how it ended where that was not well; None where all is well."""
    t = translator(lang)
    if found.state in LIVE:
        begun = t("Waiting") if found.state is JobState.QUEUED else t("Set up the problem")
        step = message(f"services.step_{found.step}", None, lang) if found.step else begun
        share = 100 * found.done / found.total if found.total else 100
        figures = f"{count(found.done, lang)} / {count(found.total, lang)}" if found.total else ""
        text = t("Stopping …") if found.cancel else t("Stop")
        name = {"type": STOP, "kind": found.kind, "scenario": str(found.params.get("scenario"))}
        button = html.Button(text, id=name, className="nf-button", n_clicks=0, disabled=found.cancel)
        bar = dmc.Progress(value=share, striped=True, animated=True, size="lg", style={"flex": 1}, **named(step))
        return html.Div([html.B(step), bar, html.Span(figures), button], className="nf-progress")
    if found.state is JobState.CANCELLED:
        return failed(t("Stopped; start it again for a result."))
    if found.state in (JobState.FAILED, JobState.INTERRUPTED):
        code, params = found.message or ("services.job_failed", {"kind": found.state.value})
        return failed(message(code, params, lang))
    return None


def register(app: Dash, home: Home, shows: Mapping[str, Show], wish_of: Callable[[str, str], Wish]) -> None:
    """Add the callbacks of every place of work; `shows` says how each kind's result looks, `wish_of` what is asked by kind and scenario."""

    @app.callback(
        Output({"type": JOB, "kind": MATCH, "scenario": MATCH}, "data"),
        Input({"type": START, "kind": MATCH, "scenario": MATCH}, "n_clicks"),
        State({"type": START, "kind": MATCH, "scenario": MATCH}, "id"),
        State(ids.SNAPSHOT, "value"),
        prevent_initial_call=True,
    )
    def start(clicks: int | None, asked: dict[str, str], snapshot: str | None) -> Any:
        if not clicks or asked["kind"] not in _TITLES:
            return no_update
        return begin(home, asked["kind"], asked["scenario"], wish_of(asked["kind"], asked["scenario"]), snapshot)

    @app.callback(
        Output({"type": STATE, "kind": MATCH, "scenario": MATCH}, "children"),
        Output({"type": TICK, "kind": MATCH, "scenario": MATCH}, "disabled"),
        Output({"type": BODY, "kind": MATCH, "scenario": MATCH}, "children"),
        Input({"type": TICK, "kind": MATCH, "scenario": MATCH}, "n_intervals"),
        Input({"type": JOB, "kind": MATCH, "scenario": MATCH}, "data"),
    )
    def watch(_: int | None, ident: str | None) -> tuple[Any, Any, Any]:
        if not ident:
            return None, True, None
        found, lang = job(home, ident), language()
        running = found.state in LIVE
        done = found.state is JobState.DONE and found.result is not None and found.kind in shows
        return state_of(found, lang), not running, shows[found.kind](found, lang) if done else None if not running else no_update

    @app.callback(
        Output({"type": STOP, "kind": MATCH, "scenario": MATCH}, "title"),
        Input({"type": STOP, "kind": MATCH, "scenario": MATCH}, "n_clicks"),
        State({"type": JOB, "kind": MATCH, "scenario": MATCH}, "data"),
        prevent_initial_call=True,
    )
    def stop(clicks: int | None, ident: str | None) -> Any:
        if clicks and ident and dash.ctx.triggered_id:
            cancel(home, ident)
        return no_update
