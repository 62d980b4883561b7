"""The demonstration: the sample city built, asked over UDP, imported, resolved, appraised and scored."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from lab.agents import start_agents
from lab.city import build_city
from lab.score import score
from lab.writer import write_city
from services.actors import Right
from services.discovery import run_scope
from services.home import Home
from services.importing import Form, Request, State, import_paths
from services.plans import add_prepared, appraise
from services.progress import SILENT, Watch
from services.rights import changes
from services.snapshotting import make_snapshot
from services.topologies import current, findings
from topology.model.errors import InputError

_LABEL: Final = "netfold demo --size "

STEPS: Final = ("build", "agents", "write", "discover", "import", "snapshot", "appraise", "score")
"""Steps of the demonstration, in order."""


class _Clock:
    """Times the steps and tells the watcher of each."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self._watch.check()
        self._watch.tell(name)
        started_s = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - started_s, 2)


def _handed_over(folder: Path) -> list[Request]:
    """Return what the city's departments hand over: the census, the rules, and each realm's configurations."""
    realms = sorted(path for path in (folder / "configs").iterdir() if path.is_dir())
    return [
        Request(path=folder / "census.xlsx"),
        Request(path=folder / "rules.toml"),
        *(Request(path=path, realm=path.name) for path in realms),
    ]


def _label(size: str) -> str:
    """Return the name of a demonstration's runs."""
    return f"{_LABEL}{size}"


def _refuse_other_data(home: Home) -> None:
    """Refuse to mix an invented city with an organisation's own networks."""
    others = [run for run in home.store.runs.all() if not run.label.startswith(_LABEL)]
    if others:
        raise InputError("services.demo_home_in_use", path=str(home.path), runs=len(others))


def _runs_of(home: Home, size: str) -> list[str]:
    """Return the runs that read this city: a city of the other size in the same home is another organisation."""
    return [run.id for run in home.store.runs.all() if run.label == _label(size)]


@changes(Right.ADMINISTER, "demo")
def run_demo(home: Home, size: str = "full", progress: Watch = SILENT) -> dict[str, Any]:
    """Run the demonstration in `home` and return its figures.

    Keys: ``devices``, ``answered``, ``links``, ``link_recall``, ``link_precision``, ``link_truth``, for overlaps
    and shared sites ``_planted``, ``_found``, ``_false``, and ``seconds`` by step; further ``snapshot``,
    ``findings``, ``files`` and ``scenarios`` (id, name, NPV in fen and payback in quarters).

    Raises
    ------
    InputError
        ``services.demo_home_in_use`` where the home holds anything but sample cities; a size that does not exist, or
        agents that cannot be started.
    Cancelled
        The watcher asked for it; what was acknowledged is kept.
    """
    clock = _Clock(progress)
    folder = home.folder("city") / size
    _refuse_other_data(home)
    with clock.step("build"):
        city = build_city(size)
    with clock.step("agents"):
        agents = start_agents(city)
    with agents:
        with clock.step("write"):
            write_city(city, folder, port=agents.port)
        with clock.step("discover"):
            run_scope(home, folder / "scope.toml", resolve=False, label=_label(size), among=_runs_of(home, size), watch=progress)
            progress.check()
    with clock.step("import"):
        imported = import_paths(home, _handed_over(folder), label=_label(size), resolve=False, watch=progress)
    with clock.step("snapshot"):
        edition = next(file.bears for file in imported.files if file.form is Form.CENSUS)
        made = make_snapshot(home, runs=_runs_of(home, size), edition=edition, watch=progress)
    with clock.step("appraise"):
        stored = add_prepared(home)
        appraisals = [appraise(home, one.name) for one in stored]
    with clock.step("score"):
        figures = score(current(home), findings(home), city)
    clock.seconds["total"] = round(sum(clock.seconds.values()), 2)
    return {
        **msgspec.to_builtins(figures),
        "snapshot": made.id,
        "findings": len(findings(home)),
        "files": {state.value: imported.count(state) for state in State},
        "scenarios": [
            {"id": one.scenario, "name": one.name, "npv_fen": one.npv_fen, "payback_quarters": one.payback_quarters} for one in appraisals
        ],
        "seconds": clock.seconds,
    }
