from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.home import Home
from tests.services.city import copied


@pytest.fixture(scope="session")
def figures(demo: tuple[Path, dict[str, Any]]) -> dict[str, Any]:
    return demo[1]


@pytest.fixture(scope="session")
def city(demo: tuple[Path, dict[str, Any]]) -> Iterator[Home]:
    """A home that tests only read."""
    with Home.open(demo[0]) as home:
        yield home


@pytest.fixture
def own(demo: tuple[Path, dict[str, Any]], tmp_path: Path) -> Iterator[Home]:
    """A copy of the city's home that a test may change."""
    with Home.open(copied(demo[0], tmp_path / "own")) as home:
        yield home


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """An empty home."""
    with Home.open(tmp_path / "home") as opened:
        yield opened
