from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.home import Home
from tests.netbox.server import Server, serving
from tests.services.city import copied


@pytest.fixture
def netbox() -> Iterator[Server]:
    """A NetBox with nothing in it."""
    with serving() as server:
        yield server


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """An empty home."""
    with Home.open(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def city(demo: tuple[Path, dict[str, Any]], tmp_path: Path) -> Iterator[Home]:
    """A copy of the small sample city's home."""
    with Home.open(copied(demo[0], tmp_path / "city")) as opened:
        yield opened
