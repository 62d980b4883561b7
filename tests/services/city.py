"""The small sample city, discovered and imported once for all tests that look at it."""

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

from lab.agents import start_agents
from lab.city import build_city
from lab.writer import write_city
from services.demo import run_demo
from services.home import Home
from tests.ports import free_port


@cache
def demo_home(base: Path) -> tuple[Path, dict[str, Any]]:
    """Return the home of a demonstration under pytest's own folder, and the figures of the demonstration."""
    path = base / "demo-home"
    with Home.open(path) as home, ThreadPoolExecutor(1) as thread:  # a browser's test keeps an event loop in this one
        return path, thread.submit(run_demo, home, "small").result()


@cache
def written_city(base: Path) -> Path:
    """Return the folder of a written small city whose scope names a port that `agents` then serves."""
    folder = base / "city"
    write_city(build_city("small"), folder, port=port())
    return folder


@cache
def port() -> int:
    """Return the port of the written city's agents."""
    return free_port()


def agents() -> Any:
    """Start the city's agents on the port that the written scope names."""
    return start_agents(build_city("small"), port=port())


def copied(home: Path, target: Path) -> Path:
    """Copy a home's database and rules, so that a test may change them."""
    import sqlite3

    target.mkdir(mode=0o700)
    source, copy = sqlite3.connect(home / "netfold.db"), sqlite3.connect(target / "netfold.db")
    source.backup(copy)
    source.close()
    copy.close()
    for name in ("rules.toml", "fingerprint.key"):
        (target / name).write_bytes((home / name).read_bytes())
    return target
