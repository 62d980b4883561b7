"""What is shipped with the sample city: its price book and its prepared scenarios."""

from __future__ import annotations

from importlib.resources import files

from planning.prices import PriceBook, parse_prices
from planning.scenario import Scenario
from planning.scenario_file import resolve_scenario
from topology.model.errors import NotFound

PREPARED = ("do_minimum", "merge_all", "cautious")
"""Ids of the prepared scenarios; the first is the base of the others."""


def prepared_text(name: str) -> str:
    """Return the TOML text of a prepared scenario.

    Raises
    ------
    NotFound
        `planning.scenario_unknown`.
    """
    if name not in PREPARED:
        raise NotFound("planning.scenario_unknown", scenario=name)
    return files("data").joinpath("sample_city", "scenarios", f"{name}.toml").read_text(encoding="utf-8")


def prepared_scenario(name: str) -> Scenario:
    """Return a prepared scenario of the sample city.

    Raises
    ------
    NotFound
        `planning.scenario_unknown`.
    """
    return resolve_scenario(prepared_text(name), where=f"{name}.toml", find=prepared_text)


def prepared_scenarios() -> tuple[Scenario, ...]:
    """Return the prepared scenarios, do-minimum first."""
    return tuple(prepared_scenario(name) for name in PREPARED)


def sample_prices() -> PriceBook:
    """Return the price book of the sample city."""
    text = files("data").joinpath("prices", "sample_2018.toml").read_text(encoding="utf-8")
    return parse_prices(text, where="sample_2018.toml")
