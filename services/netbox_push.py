"""Pushing what is believed to a NetBox, and writing it in NetBox's shape.

A push plans first. One that is broken off is taken up by pushing again, as the plan is made anew from what is there. Each
change is written to a journal below ``NETFOLD_HOME/netbox``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from collectors.netbox.belief import Belief, believe
from collectors.netbox.client import Access, NetBox
from collectors.netbox.plan import Action, Plan, make_plan
from collectors.netbox.sheets import write_sheets
from collectors.netbox.writer import Outcome, Writer, prepare, read_all
from planning.apply import apply
from services.actors import Right
from services.home import Home
from services.journal import Journal
from services.plan_inputs import plan_ground, plan_inputs
from services.progress import SILENT, Watch
from services.rights import changes, needs
from services.topologies import current
from services.topologies import snapshot as snapshot_head
from topology.model.entities import Topology
from topology.model.errors import InputError, Problem
from topology.model.records import record_id

FOLDER: Final = "netbox"
"""Folder of the home with the journals."""
_PARTS: Final = frozenset({"system", "vlans", "vrfs", "stack_members"})
"""Parts of the records that the belief needs beside the topology."""


class PushResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a push did, or would do. `outcome` is None for a dry run."""

    version: str
    plan: Plan
    believed: int
    problems: tuple[Problem, ...]
    done: dict[str, int] = {}
    refused: tuple[Problem, ...] = ()
    journal: str | None = None
    requests: int = 0
    dry_run: bool = False


class ExportResult(msgspec.Struct, frozen=True, kw_only=True):
    """The files that were written, with their rows."""

    folder: str
    files: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...]


@needs(Right.READ)
def belief(home: Home, snapshot: str | None = None, scenario: str | None = None) -> Belief:
    """Return what a snapshot says in NetBox's terms; what a `scenario` removes is on its way out in it.

    Raises
    ------
    NotFound
        ``store.no_snapshot``, ``store.no_scenario``.
    """
    topology = current(home, snapshot)
    chosen = home.store.snapshots.records(snapshot_head(home, snapshot).id)
    records = home.store.records.load([seq for one in chosen for seq in one.sequence], _PARTS)
    after = None if scenario is None else _after(home, scenario, topology)
    return believe(topology, {record_id(record): record for record in records}, after)


def _after(home: Home, scenario: str, topology: Topology) -> Topology:
    """Return the topology at the end of a scenario's horizon."""
    inputs = plan_inputs(home, plan_ground(home, scenario, topology.snapshot))
    return apply(topology, inputs.scenario, inputs.scenario.quarters[-1], inputs.prices, findings=inputs.findings)


@needs(Right.COLLECT)
def preview_push(
    home: Home,
    access: Access,
    *,
    snapshot: str | None = None,
    scenario: str | None = None,
    prune: bool = False,
    overwrite: bool = False,
    watch: Watch = SILENT,
) -> PushResult:
    """Return what a push would create, change and leave; nothing is sent but questions. Errors are those of `push`."""
    said = belief(home, snapshot, scenario)
    problems: list[Problem] = []
    server = NetBox(access)
    try:
        version = server.version()
        have = read_all(server, problems, _teller(watch, "netbox_read"))
    finally:
        asked = server.asked
        server.close()
    plan = make_plan(have, said.stock, prune=prune, overwrite=overwrite)
    return PushResult(
        version=version, plan=plan, believed=len(said.stock), problems=(*said.problems, *problems), requests=asked, dry_run=True
    )  # fmt: skip


@changes(Right.COLLECT, "netbox.push")
def push(
    home: Home,
    access: Access,
    *,
    snapshot: str | None = None,
    scenario: str | None = None,
    prune: bool = False,
    overwrite: bool = False,
    watch: Watch = SILENT,
) -> PushResult:
    """Make a NetBox say what a snapshot says; a second push changes nothing.

    `prune` deletes what netfold wrote and believes no more; `overwrite` writes over what was changed in NetBox of what
    netfold wrote. What others wrote is never touched.

    Raises
    ------
    InputError
        As `pull`; ``store.no_snapshot``, ``store.no_scenario``.
    CollectError
        The NetBox answers no more; the journal says what was done.
    Cancelled
        The watcher asked for it; what was written stays, and the next push goes on from there.
    """
    said = belief(home, snapshot, scenario)
    server = NetBox(access)
    problems: list[Problem] = []
    try:
        version = server.version()
        have = read_all(server, problems, _teller(watch, "netbox_read"))
        plan = make_plan(have, said.stock, prune=prune, overwrite=overwrite)
        outcome, journal = Outcome(), None
        if plan.operations:
            tag = prepare(server)
            with Journal.open(home.folder(FOLDER), "push", _head(home.store.clock(), access, version, snapshot)) as written:
                journal = str(written.path)
                outcome = Writer(server, said.stock, plan, note=written.note, tell=_teller(watch, "netbox_write"), tag=tag).run()
    finally:
        asked = server.asked
        server.close()
    return PushResult(
        version=version, plan=plan, believed=len(said.stock), problems=(*said.problems, *problems), done=outcome.done,
        refused=tuple(outcome.problems), journal=journal, requests=asked,
    )  # fmt: skip


def _teller(watch: Watch, step: str) -> Callable[[int, int], None]:
    def tell(done: int, total: int) -> None:
        watch.check()
        watch.tell(step, done, total)

    return tell


def _head(now: datetime, access: Access, version: str, snapshot: str | None) -> dict[str, Any]:
    return {"at": now.isoformat(timespec="seconds"), "url": access.url, "version": version, "snapshot": snapshot or "latest"}


@needs(Right.READ)
def export(home: Home, folder: Path, *, snapshot: str | None = None, scenario: str | None = None) -> ExportResult:
    """Write the CSV files that NetBox's bulk import takes into a new or empty folder.

    Raises
    ------
    InputError
        ``netbox.folder``: it holds something already, or cannot be written.
    """
    said = belief(home, snapshot, scenario)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise InputError("netbox.folder", path=str(folder), reason="not empty")
        files = []
        for name, text, rows in write_sheets(said.stock):
            (folder / name).write_text(text, encoding="utf-8", newline="")
            files.append((name, rows))
    except OSError as error:
        raise InputError("netbox.folder", path=str(folder), reason=error.strerror or "?") from None
    return ExportResult(folder=str(folder), files=tuple(files), problems=said.problems)


def plan_rows(result: PushResult) -> list[dict[str, Any]]:
    """Return what a push does, or would do, as flat rows: operations, conflicts, and what is left as it is."""
    plan = result.plan
    rows = [
        _row(one.action.value, one.path, one.label, one.have, field=" ".join(one.fields) if one.action is Action.UPDATE else None)
        for one in plan.operations
    ]
    rows += [
        _row("conflict", one.path, one.label, one.have, field=one.field)
        | {"netbox": one.netbox, "netfold": one.netfold, "reason": one.reason}
        for one in plan.conflicts
    ]
    return [*rows, *(_row("leave", path, label, None) for path, label in plan.extra)]


def _row(action: str, path: str, label: str, ident: int | None, *, field: str | None = None) -> dict[str, Any]:
    return {"action": action, "kind": path, "name": label, "id": ident, "field": field, "netbox": None, "netfold": None, "reason": None}
