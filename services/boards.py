"""The planning board: what is pinned and kept with a scenario, and the searches that were last asked for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from planning.optimise import Settings
from planning.scenario import Approval, Scenario
from planning.scenario_text import scenario_text
from services import plans
from services.actors import Right
from services.exploring import alternatives
from services.home import Home
from services.jobs import submit
from services.optimising import Wish
from services.plan_inputs import resolved, scenario
from services.progress import Watch
from services.rights import changes, needs
from topology.model.errors import InputError
from topology.store.jobs import Job, JobState
from topology.store.scenarios import StoredScenario

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_LOOKED_AT: Final = 400
"""Newest jobs among which the last of a kind is looked for."""
_TITLE: Final = 120


@needs(Right.READ)
def last_job(home: Home, kind: str, reference: str) -> Job | None:
    """Return the newest job of a kind that was started for a scenario; None where there is none."""
    found = home.store.jobs.all(_LOOKED_AT)
    return next((one for one in found if one.kind == kind and one.params.get("scenario") == reference), None)


def asked_wish(job: Job) -> Wish:
    """Return what a search was asked for."""
    said = job.params.get("wish")
    return msgspec.json.decode(said, type=Wish) if isinstance(said, str) else Wish()


@needs(Right.READ)
def submit_alternatives(
    home: Home, reference: str, wish: Wish | None = None, settings: Settings | None = None, *, snapshot: str | None = None
) -> str:
    """Start `alternatives` as a job and return its id; its result is ``{"rows": [...]}``."""

    def work(own: Home, watch: Watch) -> dict[str, object]:
        watch.tell("alternatives")
        found = alternatives(own, reference, wish, settings=settings, snapshot=snapshot)
        watch.check()
        return {"rows": msgspec.to_builtins(found)}

    return submit(home, "alternatives", work, params={"scenario": reference})


@changes(Right.PLAN, "scenario.pins")
def save_pins(home: Home, reference: str, pins: Sequence[str], forbids: Sequence[str], *, base_version: int) -> StoredScenario:
    """Keep what is pinned and forbidden with a scenario of the store, as its next version, a draft.

    Raises
    ------
    NotFound
        ``store.no_scenario``.
    Conflict
        ``store.scenario_moved`` where `base_version` is not its newest; ``store.scenario_locked``.
    """
    found = replace(scenario(home, reference), pins=tuple(pins), forbids=tuple(forbids), approval=Approval.DRAFT, pinned=None)
    return plans.save_scenario(home, scenario_text(found), base_version=base_version)


@changes(Right.PLAN, "scenario.keep_plan")
def keep_plan(  # noqa: PLR0917 - a plan, its name and title, and what was pinned for it
    home: Home,
    job: str,
    name: str,
    title: Mapping[str, str] | None = None,
    pins: Sequence[str] = (),
    forbids: Sequence[str] = (),
    *,
    base_version: int = 0,
) -> StoredScenario:
    """Keep the plan that a search found as a draft scenario of a name, with what it was searched round.

    Raises
    ------
    InputError
        ``services.scenario_name``; ``services.no_plan`` where the job is not a search that ended with a plan.
    NotFound
        ``store.no_job``.
    Conflict
        ``store.scenario_moved`` where a scenario of that name is not of `base_version` (0: there is none yet); ``store.scenario_locked``.
    """
    if not _NAME.fullmatch(name):
        raise InputError("services.scenario_name", name=name[:80])
    found = _planned(home, job)
    named = {lang: text.strip()[:_TITLE] for lang, text in (title or {}).items() if text.strip()}
    kept = replace(found, id=name, name={**found.name, **named}, pins=tuple(pins), forbids=tuple(forbids))
    return plans.save_scenario(home, scenario_text(kept), base_version=base_version)


def _planned(home: Home, job: str) -> Scenario:
    found = home.store.jobs.get(job)
    text = (found.result or {}).get("toml") if found.state is JobState.DONE and found.kind == "optimise" else None
    if not isinstance(text, str):
        raise InputError("services.no_plan", id=job)
    return resolved(home, text, where="plan")
