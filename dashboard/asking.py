"""The form that a search is asked by: what the plan has to reach, the money of every year or of one, labour, time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, html
from dash.development.base_component import Component

from dashboard.components import wan
from dashboard.locale import language
from dashboard.solving import POLICIES
from planning.optimise.policies import Policy
from planning.scenario import Scenario
from services.home import Home
from services.plans import scenario
from topology.model.text import Translate, translator

POLICY: Final = "board-policy"
BY: Final = "board-by"
SHARE: Final = "board-share"
BUDGET: Final = "board-budget"
YEAR: Final = "board-year"
"""Type of the fields for one year's budget: ``{"type": YEAR, "year": "2018"}``."""
YEARS: Final = "board-years"
LABOUR: Final = "board-labour"
SECONDS: Final = "board-seconds"
SOLVE: Final = "board-solve"
MOST_SECONDS: Final = 600
DATES: Final = 8
"""Quarters that a cell may be pinned to; a search decides on as many."""
FORM: Final = (
    State(POLICY, "value"),
    State(BY, "value"),
    State(SHARE, "value"),
    State(BUDGET, "value"),
    State(LABOUR, "value"),
    State({"type": YEAR, "year": ALL}, "id"),
    State({"type": YEAR, "year": ALL}, "value"),
    State(SECONDS, "value"),
)
"""What a search is asked with, in the order in which `dashboard.solving.read_wish` takes it; the last is the time limit."""


def form(t: Translate) -> Component:
    """Return the form without data."""
    policies = [{"value": policy.value, "label": t(text)} for policy, text in POLICIES.items()]
    own = t("as the scenario says")
    return html.Div(
        [
            dmc.Select(
                id=POLICY, label=t("What the plan has to reach"), data=policies, value=Policy.ECONOMIC.value, allowDeselect=False, w=210
            ),
            dmc.Select(
                id=BY, label=t("By the end of"), data=[], clearable=True, placeholder=t("last quarter of decision"), w=170, display="none"
            ),
            dmc.NumberInput(id=SHARE, label=t("Share of networks [%]"), value=60, min=0, max=100, w=150, display="none"),
            dmc.NumberInput(id=BUDGET, label=t("Budget a year [10,000 CNY]"), value="", min=0, placeholder=own, hideControls=True, w=190),
            dmc.NumberInput(id=LABOUR, label=t("Engineer-days a quarter"), value="", min=0, placeholder=own, hideControls=True, w=170),
            dmc.NumberInput(id=SECONDS, label=t("Time limit [s]"), value=30, min=1, max=MOST_SECONDS, w=110),
            html.Button(t("Solve"), id=SOLVE, className="nf-button nf-primary", n_clicks=0),
            html.Details(
                [html.Summary(t("Another budget for single years")), html.Div(id=YEARS, className="nf-form")], style={"flexBasis": "100%"}
            ),
        ],
        className="nf-form",
    )


def year_fields(chosen: Scenario, lang: str) -> list[Component]:
    """Return a field for each fiscal year of decision; empty it takes the budget of every year, and without that the scenario's own."""
    t = translator(lang)
    free = t("not limited")
    years = dict.fromkeys(str(quarter.year) for quarter in chosen.quarters[:DATES])
    return [
        dmc.NumberInput(
            id={"type": YEAR, "year": year},
            label=t("{year} [10,000 CNY]").format(year=year),
            value="",
            min=0,
            placeholder=wan(chosen.budgets[year], lang, digits=0) if year in chosen.budgets else free,
            hideControls=True,
            w=150,
            persistence=chosen.id,
            persistence_type="memory",
        )
        for year in years
    ]


def by_year(fields: list[Mapping[str, str]], values: list[Any]) -> dict[str, Any]:
    """Return what was typed into the fields of single years."""
    return {field["year"]: value for field, value in zip(fields, values, strict=True)}


def time_limit(seconds: Any) -> float:
    """Return the time limit that was typed [s]; half a minute where it is none."""
    return float(seconds) if isinstance(seconds, int | float) and 1 <= seconds <= MOST_SECONDS else 30.0


def register(app: Dash, home: Home, choice: str) -> None:
    """Add the form's own callbacks; `choice` is the id of the field that names the scenario."""

    @app.callback(Output(BY, "display"), Output(SHARE, "display"), Input(POLICY, "value"))
    def fields(policy: str | None) -> tuple[str, str]:
        return "block" if policy == Policy.MANDATE else "none", "block" if policy == Policy.TARGET else "none"

    @app.callback(Output(YEARS, "children"), Input(choice, "value"))
    def years(chosen: str | None) -> list[Component]:
        return year_fields(scenario(home, chosen), language()) if chosen else []
