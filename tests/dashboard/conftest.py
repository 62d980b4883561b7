"""One home, one server and one browser for all of the dashboard's tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.home import Home
from tests.dashboard.serving import open_home, served
from tests.dashboard.synthetic import synthetic
from tests.services.city import copied

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="package")
def hostile_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Return a home whose devices bear the names an attacker would give them."""
    with open_home(tmp_path_factory.mktemp("hostile"), synthetic(320, hostile=True)) as home:
        yield home


@pytest.fixture(scope="package")
def city_home(demo: tuple[Path, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Return a home with the small sample city in it: discovered, imported, appraised."""
    with Home.open(copied(demo[0], tmp_path_factory.mktemp("city") / "home")) as home:
        yield home


@pytest.fixture(scope="package")
def city_site(city_home: Home) -> Iterator[tuple[str, str]]:
    with served(city_home) as site:
        yield site


@pytest.fixture(scope="package")
def hostile_site(hostile_home: Home) -> Iterator[tuple[str, str]]:
    with served(hostile_home) as site:
        yield site


@pytest.fixture(scope="package")
def chromium() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    os.environ.setdefault("PLAYWRIGHT_SKIP_VALIDATE_HOST_REQUIREMENTS", "1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM if Path(CHROMIUM).exists() else None, args=ARGUMENTS)
        yield browser
        browser.close()
