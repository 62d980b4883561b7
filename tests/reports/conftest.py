"""The small sample city's cautious plan, ready to be written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from services.home import Home
from services.reporting import Wishes, sources_of
from services.risking import assess_risk
from services.roadmaps import roadmap
from tests.services.city import copied


@pytest.fixture(scope="session")
def city(demo: tuple[Path, Any]) -> Iterator[Home]:
    with Home.open(demo[0]) as home:
        yield home


@pytest.fixture
def own(demo: tuple[Path, Any], tmp_path: Path) -> Iterator[Home]:
    with Home.open(copied(demo[0], tmp_path / "own")) as home:
        yield home


@pytest.fixture(scope="session")
def cautious(city):
    risk = assess_risk(city, "cautious")
    states = roadmap(city, "cautious").states
    return replace(sources_of(city, "cautious", Wishes()), seed=risk.seed, outcome=risk.outcome, swings=risk.tornado, states=states)


@pytest.fixture(scope="session")
def all_merged(city):
    return sources_of(city, "merge_all", Wishes())


@pytest.fixture(scope="session")
def still(city):
    """Do-minimum: nothing moves, so every list is empty."""
    return sources_of(city, "do_minimum", Wishes())
