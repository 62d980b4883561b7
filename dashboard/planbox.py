"""The plan on the map: which scenario, which quarter, today beside it; what happens in that quarter and what it costs."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components import count, dot, enumerated, facts, failed, named, printable, wan
from dashboard.labels import OPTIONS
from dashboard.locale import language
from dashboard.palette import colours
from dashboard.routes import plan_path
from dashboard.scenario_choice import choices_of
from planning.roadmap.overlay import Move, Overlay
from services.home import Home
from services.roadmaps import overlay
from services.text import error_text
from services.topologies import current
from topology.model.entities import Topology
from topology.model.errors import NetfoldError
from topology.model.text import Translate, translator

CHOICE: Final = "map-plan"
FOUND: Final = "map-plan-found"
"""Store of the plan's address and its quarters."""
ASKED: Final = "map-plan-asked"
"""Store of the quarter that the address asked for."""
AT: Final = "map-plan-at"
SIDE: Final = "map-plan-side"
BOX: Final = "map-plan-box"
FIGURES: Final = "map-plan-figures"
_TODAY: Final = "today"
_PLAN: Final = "plan"


def plan_box(t: Translate, plan: str | None, quarter: str | None, today: str | None) -> Component:
    """Return the rail's part for a plan, without data; scenario, quarter and side come from the address."""
    sides = [{"value": _TODAY, "label": t("Today")}, {"value": _PLAN, "label": t("Plan")}]
    shown = [
        dmc.SegmentedControl(id=SIDE, value=_TODAY if today else _PLAN, data=sides, size="xs", fullWidth=True),
        html.Div(
            dmc.Slider(id=AT, min=0, max=1, value=0, step=1, label=None, size="sm", updatemode="drag", **_thumb(t)), className="nf-slider"
        ),
        html.Div(id=FIGURES),
        _legend(t),
    ]
    return html.Section(
        [
            html.H2(t("A plan on the map")),
            dmc.Select(
                id=CHOICE, data=[], value=plan, size="xs", clearable=True, placeholder=t("No plan"), **named(t("A plan on the map"))
            ),
            dcc.Store(id=FOUND),
            dcc.Store(id=ASKED, data=quarter),
            html.Div(shown, id=BOX, hidden=True),
        ],
        className="nf-planbox",
    )


def _thumb(t: Translate) -> dict[str, Any]:
    return {"thumbLabel": t("Quarter")}


def _legend(t: Translate) -> Component:
    signs = [
        ("●", "", t("colour of the network it merges into")),
        ("○", "muted", t("withdrawn")),
        ("╳", "bad", t("circuit ends")),
        ("+", "good", t("access opened")),
        ("^", "good", t("access raised")),
        ("◇", "warn", t("interim gateway")),
    ]
    return html.Ul([html.Li([html.Span(sign, className=look), text]) for sign, look, text in signs], className="nf-legend")


def figures(topology: Topology, plan: Overlay, at: int, lang: str) -> list[Component]:
    """Return what happens in a quarter of a plan: what merges where, what goes, what is added, and the money."""
    t = translator(lang)
    purse = plan.purses[at]
    quarter = purse.quarter
    done = [move for move in plan.moves if move.quarter <= quarter]
    now = [move for move in done if move.quarter == quarter]
    spots = [spot for spot in plan.spots if spot.quarter == quarter]
    standing = [one.network for one in plan.gateways if one.first <= quarter <= one.last]
    ended = sum(number for when, number in plan.circuits.items() if when <= quarter)
    unit, so_far = t("10,000 CNY"), t("{now}, {all} so far").format(now=count(plan.circuits.get(quarter, 0), lang), all=count(ended, lang))
    pairs = [
        (t("Networks done"), f"{count(len(done), lang)} / {count(len(plan.moves), lang)}"),
        (t("Circuits end"), so_far),
        (t("Accesses opened"), count(sum(not spot.raised for spot in spots), lang)),
        (t("Accesses raised"), count(sum(spot.raised for spot in spots), lang)),
        (t("Gateways stand"), enumerated(standing, t) or None),
        (t("One-off cost"), wan(purse.one_off_fen, lang)),
        (t("Paid in the quarter"), wan(purse.cost_fen, lang)),
        (t("Without a plan"), wan(purse.base_fen, lang)),
        (t("Saved so far"), wan(purse.saved_fen, lang)),
        (t("Engineer-days"), count(purse.days, lang)),
    ]
    head = html.Div([html.B(quarter), html.Span(t("money in {unit}").format(unit=unit))], className="nf-planhead")
    moves = html.Ul([_move(topology, move, t) for move in now], className="nf-planmoves")
    more = dcc.Link(t("Open the roadmap"), href=f"/roadmap?s={quote(plan.scenario, safe='')}", className="nf-note")
    return [head, moves if now else html.P(t("No network is finished in this quarter."), className="nf-note"), facts(pairs), more]


def _move(topology: Topology, move: Move, t: Translate) -> Component:
    palette = colours(topology.census.networks)
    names = {row.code: row.short for row in topology.census.networks}
    goes = names.get(move.target, move.target) if move.target else t(OPTIONS[move.option])
    title = t(OPTIONS[move.option])
    return html.Li(
        [dot(palette.get(move.network)), html.B(move.network), " → ", dot(palette.get(move.target or "")), printable(goes)], title=title
    )


def register(app: Dash, home: Home, canvas: str) -> None:
    """Add the callbacks; `canvas` is the map that shows the plan."""

    @app.callback(Output(CHOICE, "data"), Output(CHOICE, "value"), Input(CHOICE, "id"), State(CHOICE, "value"))
    def offer(_: str, chosen: str | None) -> tuple[Any, Any]:
        choices = choices_of(home, language())
        return choices, chosen if any(one["value"] == chosen for one in choices) else None

    @app.callback(
        Output(FOUND, "data"),
        Output(AT, "max"),
        Output(AT, "value"),
        Output(BOX, "hidden"),
        Output(FIGURES, "children", allow_duplicate=True),
        Input(CHOICE, "value"),
        Input(ids.SNAPSHOT, "value"),
        State(ASKED, "data"),
        State(FOUND, "data"),
        State(AT, "value"),
        prevent_initial_call="initial_duplicate",
    )
    def choose(
        chosen: str | None, snapshot: str | None, asked: str | None, former: dict[str, Any] | None, at: int | None
    ) -> tuple[Any, ...]:
        if not chosen or not snapshot:
            return None, no_update, no_update, True, None
        lang = language()
        try:
            plan = overlay(home, chosen, snapshot)
        except NetfoldError as error:
            return None, no_update, no_update, False, failed(error_text(error, lang))
        if not plan.quarters:
            return None, no_update, no_update, False, html.P(translator(lang)("Nothing moves in this scenario."), className="nf-note")
        stood = former["quarters"][at] if former and at is not None and at < len(former["quarters"]) else asked
        place = plan.quarters.index(stood) if stood in plan.quarters else len(plan.quarters) - 1
        found = {"url": plan_path(snapshot, chosen), "quarters": list(plan.quarters)}
        return found, max(1, len(plan.quarters) - 1), place, False, no_update

    @app.callback(
        Output(FIGURES, "children"),
        Input(FOUND, "data"),
        Input(AT, "value"),
        State(CHOICE, "value"),
        State(ids.SNAPSHOT, "value"),
        prevent_initial_call=True,
    )
    def tell(found: dict[str, Any] | None, at: int | None, chosen: str | None, snapshot: str | None) -> Any:
        if not found or not chosen or at is None or at >= len(found["quarters"]):
            return no_update
        return figures(current(home, snapshot), overlay(home, chosen, snapshot), at, language())

    app.clientside_callback(
        ClientsideFunction("netfold_overlay", "stage"),
        Output(canvas, "plan"),
        Input(FOUND, "data"),
        Input(AT, "value"),
        Input(SIDE, "value"),
        State(CHOICE, "value"),
    )
