"""Every published figure stands in its file with wording, source and, where we read something in, our reading."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from importlib.resources import files

import pytest

DOCUMENT = tomllib.loads(files("data").joinpath("yantai", "published.toml").read_text(encoding="utf-8"))
FIGURES = {figure["key"]: figure for figure in DOCUMENT["figure"]}

VALUES = {
    "departmental_networks": 26,
    "extranet_counties": 15,
    "cloud_capex": 15_000_000,
    "cloud_zones": 3,
    "cloud_recovery_centres": 1,
    "cloud_area_planned": 3_000,
    "cloud_area_built": 1_000,
    "cloud_racks": 200,
    "rooms": 93,
    "room_units": 32,
    "racks": 578,
    "applications": 516,
    "application_units": 51,
    "application_batches": 3,
    "first_batch_units": 26,
    "websites": 88,
    "zombie_systems": 59,
    "zombie_mail": 12,
    "zombie_video": 35,
    "zombie_office": 12,
}
BOUNDS = {
    "departmental_networks_capex": (96_000_000, 97_000_000),
    "departmental_networks_opex": (11_000_000, 12_000_000),
    "extranet_user_nodes": (1_100, None),
    "rooms_area": (5_350, 5_450),
    "rooms_capex": (56_000_000, 57_000_000),
}
DATES = {
    "first_batch_due": date(2018, 2, 28),
    "websites_due": date(2017, 12, 31),
    "milestone_1": date(2017, 12, 31),
    "milestone_2": date(2018, 6, 30),
    "milestone_3": date(2018, 12, 31),
}
TEXTS = {"consolidation_plan", "extranet_reach", "public_domain_reach", "intranet"}


def test_the_figures_are_the_published_ones() -> None:
    assert {key: figure["value"] for key, figure in FIGURES.items() if "value" in figure} == VALUES
    assert {key: (figure["at_least"], figure.get("less_than")) for key, figure in FIGURES.items() if "at_least" in figure} == BOUNDS
    assert {key: figure["date"] for key, figure in FIGURES.items() if "date" in figure} == DATES
    assert {key for key, figure in FIGURES.items() if "text" in figure} == TEXTS


def test_keys_are_unique_and_each_figure_has_one_kind_of_value() -> None:
    assert len(FIGURES) == len(DOCUMENT["figure"])
    for figure in FIGURES.values():
        assert sum(kind in figure for kind in ("value", "at_least", "date", "text")) == 1
        assert figure["wording"]
        assert set(figure) <= {"key", "value", "at_least", "less_than", "date", "text", "unit", "wording", "reading"}


def test_the_source_is_the_bulletin_of_its_day() -> None:
    assert DOCUMENT["source"]["date"] == date(2017, 12, 22)
    assert DOCUMENT["source"]["key"]
    assert "quot" in DOCUMENT["source"]["note"]


@pytest.mark.parametrize("key", sorted([*BOUNDS, *DATES]))
def test_what_we_read_into_a_figure_is_said(key: str) -> None:
    assert FIGURES[key]["reading"]


def test_the_period_of_the_yearly_figure_is_our_reading() -> None:
    assert "names no period; read as a year" in FIGURES["departmental_networks_opex"]["reading"]


def test_nothing_is_quoted_in_chinese() -> None:
    text = files("data").joinpath("yantai", "published.toml").read_text(encoding="utf-8")
    assert re.search(r"[\u4e00-\u9fff]", text) is None


def test_zombie_kinds_add_up() -> None:
    assert FIGURES["zombie_systems"]["value"] == sum(FIGURES[f"zombie_{kind}"]["value"] for kind in ("mail", "video", "office"))
