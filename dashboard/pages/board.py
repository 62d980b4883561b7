"""The planning board: networks by options, what may be chosen and what it brings; pin, forbid, solve, keep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import dash
import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import asking, ids, sidejobs
from dashboard.board import cell_panel, legend, mark_buttons, matrix, typed
from dashboard.components import failed, loading, page_head, tag
from dashboard.keeping import keep_form, kept, version_tag
from dashboard.lines import line_panel
from dashboard.locale import language, words
from dashboard.marks import Marks, marked, read_marks, write_marks
from dashboard.panel import closed_panel
from dashboard.risked import show_frontier, show_robustness, show_values
from dashboard.scenario_choice import choices_of, no_scenarios
from dashboard.solving import answer, choices, ended, is_live, live, near_best, own_limits, read_wish, result, wish_for
from planning.marginal import OptionValue
from planning.optimise import Settings
from planning.scenario import Scenario
from services.actors import Right, may
from services.boards import asked_wish, last_job, save_pins
from services.home import Home
from services.jobs import cancel, job
from services.optimising import submit_optimisation
from services.plans import appraise, names, option_cells, option_costs, scenario, scenarios, versions
from services.text import error_text
from services.topologies import current
from topology.model.errors import NetfoldError
from topology.model.text import Translate, translator
from topology.store.errors import Conflict
from topology.store.jobs import Job

PATH: Final = "/board"
SCENARIO: Final = "board-scenario"
HEAD: Final = "board-head"
MATRIX: Final = "board-matrix"
PANEL: Final = "board-panel"
SHUT: Final = "board-panel-close"
CELL: Final = "board-cell"
"""What was clicked last on the board, put there by the page's own script: ``{"cell": "N05:merge_admin", "n": ...}``."""
KEY: Final = "board-key"
"""What was pinned or forbidden by the keyboard: ``{"cell": ..., "what": ..., "n": ...}``."""
MARKS: Final = "board-marks"
MARK: Final = "board-mark"
"""Type of the buttons that pin and forbid: id is ``pin|N05:merge_admin``."""
LINE: Final = "board-line"
UNDO: Final = "board-undo"
CLEAR: Final = "board-clear"
SAVE: Final = "board-save"
SAVED: Final = "board-saved"
SEEN: Final = "board-seen"
"""Version of each scenario when the page last read it: what a save must follow."""
JOB: Final = "board-job"
TICK: Final = "board-tick"
STATE: Final = "board-state"
RESULT: Final = "board-result"
DONE: Final = "board-done"
STOP: Final = "board-stop"
STOPPED: Final = "board-stopped"
KEEP: Final = "board-keep"
NAME: Final = "board-name"
TITLE: Final = "board-title"
KEPT: Final = "board-kept"
_TICK_MS: Final = 600


def layout(s: str | None = None, **_: str) -> Component:
    """Return the page without data; `s` names the scenario in the address."""
    t = words()
    top = page_head(
        t("Planning board"), t("What may become of each network, what it brings beside keeping it, and why the rest is closed.")
    )
    pick = dmc.Select(id=SCENARIO, label=t("Scenario"), data=[], value=s, allowDeselect=False, w=320)
    main = html.Div(
        [
            html.Div([pick, html.Div(id=HEAD)], className="nf-controls"),
            html.Div([asking.form(t), html.Div(id=STATE, role="status"), html.Div(id=RESULT)], className="nf-box"),
            _tools(t),
            loading(html.Div(id=MATRIX)),
        ],
        style={"minWidth": 0},
    )
    stores = [
        dcc.Store(id=MARKS, storage_type="session"),
        *(dcc.Store(id=name) for name in (CELL, KEY, SEEN, JOB, DONE, STOPPED)),
        dcc.Interval(id=TICK, interval=_TICK_MS, disabled=True),
    ]
    return html.Div([top, html.Div([main, closed_panel(PANEL, SHUT, t)], className="nf-side"), *stores], className="nf-page")


def _tools(t: Translate) -> Component:
    return html.Div(
        [
            legend(t),
            html.Div(className="nf-gap"),
            html.Button(t("Undo"), id=UNDO, className="nf-button", n_clicks=0, disabled=True),
            html.Button(t("Set all free"), id=CLEAR, className="nf-button", n_clicks=0, disabled=True),
            html.Div(html.Button(id=SAVE, hidden=True), id=SAVED),
        ],
        className="nf-boardhead",
    )


def board_head(home: Home, chosen: Scenario, snapshot: str | None, lang: str) -> list[Component]:
    """Return what stands beside the choice of scenario: version and state, and the limits it is searched under."""
    t = translator(lang)
    money, days = own_limits(chosen, lang)
    budget = t("Budget: {budget} (10,000 CNY). Engineer-days a quarter: {days}.").format(budget=money, days=days)
    base = appraise(home, chosen.id, snapshot).base_scenario
    parts = [version_tag(home, chosen.id, lang), html.Span(budget, className="nf-note")]
    return [*parts, tag(t("This is the do-minimum that others are judged against."))] if base == chosen.id else parts


def show_matrix(  # noqa: PLR0917 - the six things that a board is drawn from
    home: Home, reference: str, snapshot: str | None, marks: Marks, found: Job | None, lang: str
) -> Component:
    """Return the board of a scenario with its marks, and with the best plan of a search that is done."""
    cells = option_cells(home, reference, snapshot)
    solved = choices(answer(found)) if found is not None else {}
    return matrix(cells, _names(home, reference, snapshot), marks, solved, lang)


def _names(home: Home, reference: str, snapshot: str | None) -> dict[str, str]:
    return names(home, appraise(home, reference, snapshot).edition)


def show_cell(  # noqa: PLR0917 - likewise
    home: Home, reference: str, place: str, snapshot: str | None, marks: Marks, lang: str
) -> Component | None:
    """Return the panel of a cell; None where the board has no such cell."""
    cell = next((one for one in option_cells(home, reference, snapshot) if f"{one.network}:{one.option.value}" == place), None)
    if cell is None:
        return None
    costs = option_costs(home, reference, cell, snapshot) if cell.npv_fen is not None else None
    chosen = scenario(home, reference)
    quarters = [
        str(quarter)
        for quarter in chosen.quarters[: asking.DATES]
        if cell.npv_fen is not None
        and cell.option != "keep"
        and str(quarter) >= (cell.verdict.earliest or "")
        and str(quarter) not in cell.verdict.blackout
    ]
    buttons = mark_buttons(cell, marks, quarters, MARK, lang)
    return cell_panel(home, cell, costs, current(home, snapshot).census, buttons, lang, close=SHUT, line=LINE)


def show_line(home: Home, reference: str, ident: str, snapshot: str | None, lang: str) -> Component | None:
    """Return one cost line of a cell with its evidence; `ident` is ``N05:merge_admin|line id``."""
    place, _, line_id = ident.partition("|")
    cell = next((one for one in option_cells(home, reference, snapshot) if f"{one.network}:{one.option.value}" == place), None)
    if cell is None:
        return None
    kept_lines, tried = option_costs(home, reference, cell, snapshot)
    return line_panel(home, appraise(home, reference, snapshot), (*tried, *kept_lines), line_id, lang, close=SHUT)


def show_result(home: Home, found: Job, lang: str) -> Any:
    """Return what a search found, and, for who may plan, the form that keeps it."""
    solved = answer(found)
    if solved is None:
        return ended(found, lang)
    t = translator(lang)
    reference = str(found.params["scenario"])
    present = scenario(home, reference)
    beside = [html.H3(t("Nearly as good")), sidejobs.box(home, "alternatives", reference, lang)]
    if may(home.actor, Right.PLAN):
        beside = [*beside, keep_form(reference, found.id, {"keep": KEEP, "name": NAME, "title": TITLE, "said": KEPT}, t)]
    parts = result(solved, present, _names(home, reference, None), asked_wish(found), beside, lang)
    moved = found.ended_at is not None and versions(home, reference)[-1].written_at > found.ended_at
    note = html.P(t("The scenario was saved since; solve again to be sure."), className="nf-note")
    mark: Any = {"data-job": found.id}
    return html.Div([*parts, *([note] if moved else [])], className="nf-result", **mark)


def show_alternatives(home: Home, found: Job, lang: str) -> Any:
    """Return plans nearly as good as the best of a scenario."""
    reference = str(found.params["scenario"])
    return near_best((found.result or {}).get("rows", ()), _names(home, reference, None), lang)


def asked_mark(asked: Any, key: Any, cells: Sequence[OptionValue]) -> str | None:
    """Return what a press asks of the marks; `asked` is what was pressed, `key` what the keyboard said last of one of the `cells`."""
    if isinstance(asked, dict):
        return str(asked["id"])
    if asked == KEY and isinstance(key, dict):
        cell = next((one for one in cells if f"{one.network}:{one.option.value}" == key.get("cell")), None)
        return None if cell is None else f"{key.get('what')}|{typed(cell)}"
    return {UNDO: "undo", CLEAR: "clear"}.get(str(asked))


def save_button(home: Home, marks: Marks, reference: str, t: Translate) -> Component:
    """Return the button that keeps what is pinned with the scenario; hidden for who may not plan, and where nothing is new."""
    saved = scenario(home, reference)
    same = set(saved.pins) == set(marks.pins) and set(saved.forbids) == set(marks.forbids)
    hidden = not may(home.actor, Right.PLAN) or (same and not marks.past)
    return html.Button(
        t("Saved") if same else t("Save with the scenario"), id=SAVE, className="nf-button", n_clicks=0, hidden=hidden, disabled=same
    )


def seen_versions(home: Home) -> dict[str, int]:
    """Return the newest version of each scenario."""
    return {one.name: one.version for one in scenarios(home)}


def register(app: Dash, home: Home) -> None:
    """Add the page and its callbacks."""
    dash.register_page(__name__, path=PATH, name="board", title="netfold", layout=layout)
    _register_board(app, home)
    _register_panel(app, home)
    _register_search(app, home)
    _register_keeping(app, home)
    shows = {
        "alternatives": lambda found, lang: show_alternatives(home, found, lang),
        "frontier": show_frontier,
        "network_values": lambda found, lang: show_values(home, found, lang),
        "robustness": lambda found, lang: show_robustness(home, found, lang),
    }
    sidejobs.register(app, home, shows, lambda kind, reference: wish_for(home, kind, reference))


def _register_board(app: Dash, home: Home) -> None:
    @app.callback(
        Output(SCENARIO, "data"), Output(SCENARIO, "value"), Output(SEEN, "data"), Input(SCENARIO, "id"), State(SCENARIO, "value")
    )
    def offer(_: str, chosen: str | None) -> tuple[Any, Any, Any]:
        offered = choices_of(home, language())
        known = [one["value"] for one in offered]
        first = known[1] if len(known) > 1 else known[0] if known else None
        return offered, chosen if chosen in known else first, seen_versions(home)

    @app.callback(
        Output(HEAD, "children"), Output(asking.BY, "data"), Input(SCENARIO, "value"), Input(ids.SNAPSHOT, "value"), Input(SEEN, "data")
    )
    def describe(chosen: str | None, snapshot: str | None, _: Any) -> tuple[Any, Any]:
        if not chosen:
            return None, []
        found = scenario(home, chosen)
        return board_head(home, found, snapshot, language()), [str(quarter) for quarter in found.quarters[: asking.DATES]]

    @app.callback(
        Output(MARKS, "data"),
        Input(SCENARIO, "value"),
        Input({"type": MARK, "id": ALL}, "n_clicks"),
        Input(KEY, "data"),
        Input(UNDO, "n_clicks"),
        Input(CLEAR, "n_clicks"),
        State(MARKS, "data"),
        State(ids.SNAPSHOT, "value"),
        prevent_initial_call=True,
    )
    def hold(*given: Any) -> Any:
        chosen, clicks, key, _, _, held, snapshot = given
        if not chosen:
            return no_update
        marks, asked = read_marks(held, chosen), dash.ctx.triggered_id
        if marks is None:
            saved = scenario(home, chosen)
            marks = Marks(pins=saved.pins, forbids=saved.forbids)
        cells = option_cells(home, chosen, snapshot) if asked == KEY else ()
        what = asked_mark(asked, key, cells)
        if what is None:  # buttons of a panel that come and go ask for nothing
            return write_marks(held, chosen, marks) if asked == SCENARIO else no_update
        pressed = any(clicks) if isinstance(asked, dict) else bool(dash.ctx.triggered[0]["value"])
        return write_marks(held, chosen, marked(marks, what)) if pressed else no_update

    @app.callback(
        Output(MATRIX, "children"),
        Output(UNDO, "disabled"),
        Output(CLEAR, "disabled"),
        Output(SAVED, "children"),
        Input(MARKS, "data"),
        Input(ids.SNAPSHOT, "value"),
        Input(DONE, "data"),
        Input(SEEN, "data"),
        State(SCENARIO, "value"),
        State(SCENARIO, "data"),
    )
    def draw(held: Any, snapshot: str | None, done: str | None, _: Any, chosen: str | None, offered: Any) -> tuple[Any, ...]:
        t = words()
        if not chosen:
            return (no_scenarios(t) if offered == [] else no_update), True, True, no_update
        marks = read_marks(held, chosen) or Marks()
        found = job(home, done) if done else None
        if found is not None and found.params.get("scenario") != chosen:
            found = None
        try:
            shown: Any = show_matrix(home, chosen, snapshot, marks, found, language())
        except NetfoldError as error:
            shown = failed(error_text(error, language()))
        return shown, not marks.past, not (marks.pins or marks.forbids), save_button(home, marks, chosen, t)


def _register_panel(app: Dash, home: Home) -> None:
    @app.callback(
        Output(PANEL, "children"),
        Output(PANEL, "hidden"),
        Input(CELL, "data"),
        Input({"type": LINE, "id": ALL}, "n_clicks"),
        Input(MARKS, "data"),
        Input(SHUT, "n_clicks"),
        Input(SCENARIO, "value"),
        State(ids.SNAPSHOT, "value"),
        State(PANEL, "hidden"),
        prevent_initial_call=True,
    )
    def explain(*given: Any) -> tuple[Any, Any]:
        cell, clicks, held, shut, chosen, snapshot, hidden = given
        asked, lang = dash.ctx.triggered_id, language()
        if asked == SHUT:
            return no_update, True if shut else no_update
        if asked == SCENARIO or not chosen or not isinstance(cell, dict):
            return no_update, True
        if isinstance(asked, dict):
            shown = show_line(home, chosen, str(asked["id"]), snapshot, lang) if any(clicks) else None
            return (no_update, no_update) if shown is None else (shown, False)
        if asked == MARKS and hidden:
            return no_update, no_update
        shown = show_cell(home, chosen, str(cell.get("cell")), snapshot, read_marks(held, chosen) or Marks(), lang)
        return (no_update, True) if shown is None else (shown, False)


def _register_search(app: Dash, home: Home) -> None:
    asking.register(app, home, SCENARIO)

    @app.callback(
        Output(JOB, "data"),
        Input(asking.SOLVE, "n_clicks"),
        Input(SCENARIO, "value"),
        State(ids.SNAPSHOT, "value"),
        State(MARKS, "data"),
        *asking.FORM,
        prevent_initial_call=True,
    )
    def solve(*given: Any) -> Any:
        clicks, chosen, snapshot, held, policy, by, share, money, days, years, amounts, seconds = given
        if not chosen:
            return no_update
        if dash.ctx.triggered_id == SCENARIO or not clicks:
            last = last_job(home, "optimise", chosen)
            return last.id if last else None
        marks = read_marks(held, chosen) or Marks()
        wish = read_wish(marks, policy, by, share, money, days, asking.by_year(years, amounts), scenario(home, chosen).budgets)
        return submit_optimisation(home, chosen, wish, Settings(seconds=asking.time_limit(seconds)), snapshot)

    @app.callback(
        Output(STATE, "children"),
        Output(TICK, "disabled"),
        Output(RESULT, "children"),
        Output(DONE, "data"),
        Output(asking.SOLVE, "disabled"),
        Input(TICK, "n_intervals"),
        Input(JOB, "data"),
        State(DONE, "data"),
        prevent_initial_call=True,
    )
    def watch(_: int | None, ident: str | None, done: str | None) -> tuple[Any, ...]:
        if not ident:
            return None, True, None, None, False
        if dash.ctx.triggered_id == TICK and ident == done:  # a late tick must not redraw what a person may be typing into
            return None, True, no_update, no_update, False
        found, lang = job(home, ident), language()
        if is_live(found):
            return live(found, STOP, lang), False, None if dash.ctx.triggered_id == JOB else no_update, no_update, True
        return None, True, show_result(home, found, lang), found.id, False

    @app.callback(Output(STOPPED, "data"), Input({"type": STOP, "id": ALL}, "n_clicks"), prevent_initial_call=True)
    def stop(clicks: list[int | None]) -> Any:
        asked = dash.ctx.triggered_id
        return cancel(home, str(asked["id"])).id if isinstance(asked, dict) and any(clicks) else no_update


def _register_keeping(app: Dash, home: Home) -> None:
    @app.callback(
        Output(KEPT, "children"),
        Output(SEEN, "data", allow_duplicate=True),
        Output(SCENARIO, "data", allow_duplicate=True),
        Input(KEEP, "n_clicks"),
        State(NAME, "value"),
        State(TITLE, "value"),
        State(DONE, "data"),
        State(SEEN, "data"),
        prevent_initial_call=True,
    )
    def keep(clicks: int | None, name: str | None, title: str | None, done: str | None, seen: Any) -> tuple[Any, Any, Any]:
        if not clicks or not done:
            return no_update, no_update, no_update
        said, ok = kept(home, done, (name or "").strip(), title or "", seen if isinstance(seen, dict) else {}, language(), PATH)
        return said, seen_versions(home) if ok else no_update, choices_of(home, language()) if ok else no_update

    @app.callback(
        Output(SEEN, "data", allow_duplicate=True),
        Output(ids.TOAST, "children", allow_duplicate=True),
        Input(SAVE, "n_clicks"),
        State(SCENARIO, "value"),
        State(MARKS, "data"),
        State(SEEN, "data"),
        prevent_initial_call=True,
    )
    def save(clicks: int | None, chosen: str | None, held: Any, seen: Any) -> tuple[Any, Any]:
        if not clicks or not chosen:
            return no_update, no_update
        marks = read_marks(held, chosen) or Marks()
        base = int(seen.get(chosen, 0)) if isinstance(seen, dict) else 0
        try:
            save_pins(home, chosen, marks.pins, marks.forbids, base_version=base)
        except Conflict as error:
            return no_update, failed(error_text(error, language()))
        return seen_versions(home), None
