"""Making a snapshot: choose the records, resolve, analyse, publish whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from collectors.sources.sessions import ENGINE as WAITING
from services.actors import Right
from services.history import bring_up_to_date
from services.home import Home
from services.progress import SILENT, Watch
from services.resolving import last_resolution
from services.rights import changes
from topology.analysis import analyse
from topology.model.census import Census
from topology.model.entities import Topology
from topology.model.errors import NetfoldError
from topology.model.ledger import Ledger
from topology.model.rules import Rules, load_rules
from topology.resolve import resolve
from topology.store import Conflict, Store
from topology.store.runs import RunKind, RunState
from topology.store.selection import Chosen, choose
from topology.store.snapshots import Draft, Snapshot, check_name

_TRIES: Final = 3
_MOVED: Final = frozenset({"store.ledger_moved", "store.records_gone"})
"""What another process did meanwhile, after which the work is done again."""
_UNFINISHED: Final = frozenset({RunState.RUNNING, RunState.INTERRUPTED})
RULES_FILE: Final = "rules.toml"
"""Name of the home's rule file; an import of rules replaces it."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a snapshot is to be made of."""

    name: str | None
    runs: Sequence[str] | None
    census_number: int | None
    census: Census
    rules: Rules


@changes(Right.PLAN, "snapshot.make")
def make_snapshot(
    home: Home, name: str | None = None, *, runs: Sequence[str] | None = None, edition: str | None = None, watch: Watch = SILENT
) -> Snapshot:
    """Make a snapshot of what is known now and return it.

    `runs` limits the records to those runs; `edition` names the census edition, by default the newest.
    An operator's word that comes meanwhile is honoured: the work is done again.

    Raises
    ------
    InputError
        ``store.bad_name``; or the home's rule file cannot be read (see `load_rules`).
    Conflict
        ``store.name_taken``.
    NotFound
        ``store.no_edition``.
    Cancelled
        The watcher asked for it; nothing is left behind.
    """
    chosen_name = None if name is None else check_name(name)
    rules = current_rules(home)
    census = _census(home, edition)
    for attempt in range(1, _TRIES + 1):
        draft = _draft(home, _Wanted(chosen_name, runs, *census, rules), watch)
        watch.tell("store")
        try:
            made = home.store.snapshots.publish(draft)
        except Conflict as error:
            if error.code not in _MOVED or attempt == _TRIES:
                raise
            continue
        believed = draft.topology
        home.cache.get("topology", made.id, lambda: believed)  # noqa: B023 - used at once
        bring_up_to_date(home)
        return made
    raise NetfoldError("store.busy")  # pragma: no cover - the loop returns or raises


def unfinished_imports(store: Store) -> set[int]:
    """Return the numbers of imports that never ended: nothing of them counts, so that no half import is ever seen."""
    return {int(run.id[1:]) for run in store.runs.all() if run.kind is RunKind.IMPORT and run.state in _UNFINISHED}


def current_rules(home: Home) -> Rules:
    """Return the home's rules, empty if it has none; raises `InputError` as `load_rules`."""
    path = home.path / RULES_FILE
    return load_rules(path) if path.exists() else Rules()


def _census(home: Home, edition: str | None) -> tuple[int | None, Census]:
    editions = home.store.editions
    if edition is not None:
        census = editions.get(edition)
        return next(one.number for one in editions.all() if one.edition == edition), census
    return editions.latest() or (None, Census(edition=""))


def _resolve(  # noqa: PLR0917 - what `resolve` takes, and whom to tell
    home: Home, wanted: _Wanted, chosen: Sequence[Chosen], ledger: Ledger, identifier: str, watch: Watch
) -> tuple[Topology, Ledger]:
    """Read the records and resolve them; they are given up before what they led to is written."""
    with last_resolution(home.cache) as last:
        records = last.load(home.store, [seq for one in chosen for seq in one.sequence])
        records = [record for record in records if record.envelope.engine != WAITING]
        watch.check()
        watch.tell("resolve")
        return resolve(records, wanted.census, wanted.rules, ledger, snapshot=identifier, memo=last.memo)


def _draft(home: Home, wanted: _Wanted, watch: Watch) -> Draft:
    store = home.store
    watch.tell("read")
    left_out = unfinished_imports(store)
    chosen = choose((head for head in store.records.heads() if head.run not in left_out), wanted.runs)
    ledger = store.ledgers.latest()
    identifier = store.snapshots.reserve()
    topology, after = _resolve(home, wanted, chosen, ledger, identifier, watch)
    watch.check()
    watch.tell("analyse")
    findings = analyse(topology)
    watch.check()
    return Draft(
        id=identifier,
        name=wanted.name or f"{store.clock():%Y-%m-%d %H:%M} #{identifier[1:]}",
        actor=home.actor.name,
        census_number=wanted.census_number,
        rules=wanted.rules,
        ledger=after,
        base_ledger=ledger.version,
        records=chosen,
        topology=topology,
        findings=findings,
    )
