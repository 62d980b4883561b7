"""The scenarios of the store as pages offer them, and what is said before there is one."""

from __future__ import annotations

from collections.abc import Mapping

from dash.development.base_component import Component

from dashboard.components import empty, printable, sentence
from services.home import Home
from services.plans import scenario, scenarios
from topology.model.errors import NotFound
from topology.model.text import Translate


def scenario_name(titles: Mapping[str, str], fallback: str, lang: str) -> str:
    """Return a scenario's name in a language."""
    return printable(titles.get(lang) or titles.get("en") or fallback)


def title_of(home: Home, name: str, fallback: str, lang: str) -> str:
    """Return the name of a stored scenario in a language."""
    try:
        return scenario_name(scenario(home, name).name, fallback, lang)
    except NotFound:
        return printable(fallback)


def choices_of(home: Home, lang: str) -> list[dict[str, str]]:
    """Return the scenarios to choose from, in the order in which they were first written."""
    stored = scenarios(home)
    titles = [title_of(home, one.name, one.title, lang) for one in stored]
    return [
        {"value": one.name, "label": title if titles.count(title) == 1 else f"{title} [{one.name}]"}
        for one, title in zip(stored, titles, strict=True)
    ]


def no_scenarios(t: Translate) -> Component:
    """Return what a page says before any scenario was written."""
    text = t("Run {demo} for the prepared ones, or appraise a file with {appraise}.")
    return empty(t("There is no scenario yet."), sentence(text, demo="netfold demo", appraise="netfold plan appraise FILE.toml"))
