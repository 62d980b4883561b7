"""Retention: which snapshots may go, locking those that must not, and letting the others go."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from services.actors import Right
from services.history import bring_up_to_date
from services.home import Home
from services.rights import changes, needs
from services.text import message
from services.topologies import snapshot
from topology.model.errors import NotFound
from topology.store.retention import Freed, Hold, Policy, Verdict

_SNAPSHOT: Final = "snapshot"
"""Key of a scenario file that names a snapshot, wherever it stands."""


class Pruned(msgspec.Struct, frozen=True, kw_only=True):
    """What became of each snapshot, and what was freed; `freed` is None where it was only asked."""

    verdicts: tuple[Verdict, ...]
    freed: Freed | None = None


@needs(Right.READ)
def judge_snapshots(home: Home, policy: Policy) -> Pruned:
    """Return what pruning by a policy would do; raises `InputError` ``store.no_policy``."""
    return Pruned(verdicts=tuple(home.store.retention.judge(policy, _used(home))))


@changes(Right.ADMINISTER, "snapshots.prune")
def prune_snapshots(home: Home, policy: Policy, *, compact: bool = False) -> Pruned:
    """Let the snapshots go that nothing keeps, with all that nothing else rests on; what changed in them stays in the history.

    `compact` gives the room in the database's file back to the system.

    Raises
    ------
    InputError
        ``store.no_policy``.
    """
    bring_up_to_date(home)
    verdicts = tuple(home.store.retention.judge(policy, _used(home)))
    freed = home.store.retention.prune([one.snapshot.id for one in verdicts if not one.stays], home.store.runs.all())
    if compact:
        home.store.database.compact()
    return Pruned(verdicts=verdicts, freed=freed)


@changes(Right.COLLECT, "snapshots.lock")
def lock_snapshot(home: Home, reference: str, *, reason: str = "") -> Hold:
    """Keep a snapshot, by id or name, from pruning; raises `NotFound` ``store.no_snapshot``."""
    return home.store.retention.lock(snapshot(home, reference).id, actor=home.actor.name, reason=reason)


@changes(Right.ADMINISTER, "snapshots.unlock")
def unlock_snapshot(home: Home, reference: str) -> None:
    """Take the lock of a snapshot away; raises `NotFound` ``store.no_snapshot`` or ``store.not_locked``."""
    home.store.retention.unlock(snapshot(home, reference).id)


@needs(Right.READ)
def locks(home: Home) -> dict[str, Hold]:
    """Return the locks by the id of the snapshot."""
    return {one.snapshot: one for one in home.store.retention.held()}


def verdict_rows(pruned: Pruned, lang: str = "en") -> list[dict[str, Any]]:
    """Return verdicts as flat rows; `why` is in words."""
    return [
        {
            "id": one.snapshot.id,
            "name": one.snapshot.name,
            "created_at": one.snapshot.created_at.isoformat(),
            "stays": one.stays,
            "reason": one.reason.value,
            "why": message(f"retention.{one.reason.value}", {}, lang),
        }
        for one in pruned.verdicts
    ]


def _used(home: Home) -> set[str]:
    """Return the ids of the snapshots that some version of some scenario names."""
    found: set[str] = set()
    for version in home.store.scenarios.versions():
        for name in _named(_decoded(version.body)):
            try:
                found.add(home.store.snapshots.get(name).id)
            except NotFound:
                continue
    return found


def _decoded(body: str) -> dict[str, Any]:
    """Return a scenario's file; one that can no longer be read names its snapshots in no way that could be honoured."""
    try:
        return tomllib.loads(body)
    except tomllib.TOMLDecodeError:
        return {}


def _named(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == _SNAPSHOT and isinstance(inner, str):
                yield inner
            yield from _named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner)
