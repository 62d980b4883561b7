"""The whole of it on a real PostgreSQL: the small city built, discovered, imported, planned and looked at."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from services.demo import run_demo
from services.explain import why
from services.home import Home
from services.listing import rows
from services.plans import appraise
from services.search import find


def test_the_small_city_on_postgresql(tmp_path: Path, empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETFOLD_DATABASE_URL", empty_database)
    with Home.open(tmp_path) as home:
        with ThreadPoolExecutor(1) as thread:
            figures = thread.submit(run_demo, home, "small").result()
        assert figures["answered"] == figures["devices"]
        assert (figures["link_recall"], figures["link_precision"]) == (1.0, 1.0)
        links = rows(home, "links")
        assert len(links) == figures["links"] + sum(link["state"] == "declared" for link in links)
        assert why(home, links[0]["id"])["evidence"]
        assert any(row["kind"] == "network" and row["id"] == "N05" for row in find(home, "N05"))
        assert appraise(home, "cautious").npv_fen != 0
        assert home.store.audit.broken() is None
    assert not (tmp_path / "netfold.db").exists()
    with Home.open(tmp_path) as again:
        assert rows(again, "links") == links
