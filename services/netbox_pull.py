"""Pulling a NetBox, or files in its shape, into the store: records, a census edition, a snapshot.

Everything is read before anything is written, so that a NetBox that fails half-way leaves nothing behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from collectors.netbox.client import Access, NetBox
from collectors.netbox.realms import RealmRule, Realms, is_realm, read_realm_rules
from collectors.netbox.records import Pulled, read_devices
from collectors.netbox.rows import read_census
from collectors.netbox.stock import Stock
from collectors.netbox.writer import read_all
from services.actors import Right
from services.census import CensusChange, compare_census
from services.home import Home
from services.progress import SILENT, Watch
from services.reading import Known, content_of, key_of
from services.rights import changes, needs
from services.snapshotting import make_snapshot
from topology.model.census import Census
from topology.model.errors import InputError, Problem
from topology.store.contents import Source
from topology.store.records import Kept
from topology.store.runs import RunKind, RunState
from topology.store.snapshots import Snapshot

_STEM: Final = "netbox"
"""What names the census editions that come out of a NetBox."""
_TEXT: Final = "text/plain"
_BATCH: Final = 64
_NAMED: Final = 5


class PullResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a pull brought, or would bring."""

    source: str
    version: str
    objects: int
    devices: int
    new: int
    changed: int
    unchanged: int
    realms: tuple[str, ...]
    census: CensusChange | None
    problems: tuple[Problem, ...]
    requests: int = 0
    run: str | None = None
    snapshot: Snapshot | None = None


class StockSource(msgspec.Struct, frozen=True):
    """Where a stock comes from, its NetBox's version, and how what it holds is placed."""

    label: str
    version: str
    realm: str | None
    rules: tuple[RealmRule, ...]
    census: bool = True


@changes(Right.COLLECT, "netbox.pull")
def pull(
    home: Home,
    access: Access,
    *,
    realm: str | None = None,
    mapping: Path | None = None,
    census: bool = True,
    snapshot: str | None = None,
    watch: Watch = SILENT,
) -> PullResult:
    """Read a NetBox into a run of records and a census edition, and make a snapshot.

    `realm` is the address space of what neither netfold's own notes nor the `mapping` file places; `census` is False to
    leave the census as it is.

    Raises
    ------
    InputError
        ``netbox.realm_needed``: devices of no realm, nothing was written; ``services.bad_realm``,
        ``services.classified_realm``; ``netbox.mapping``, ``netbox.url`` and the like.
    CollectError
        The NetBox does not answer, or not as one; nothing was written.
    Cancelled
        The watcher asked for it; nothing was written.
    """
    rules = _rules(home, realm, mapping)
    stock, version, problems, asked = _read(access, watch)
    source = StockSource(access.url, version, realm, rules, census=census)
    found = _take(home, stock, source, problems, snapshot, watch)
    return msgspec.structs.replace(found, requests=asked)


@needs(Right.COLLECT)
def preview_pull(
    home: Home, access: Access, *, realm: str | None = None, mapping: Path | None = None, census: bool = True, watch: Watch = SILENT
) -> PullResult:
    """Return what a pull would bring; nothing is written. Errors are those of `pull`."""
    rules = _rules(home, realm, mapping)
    stock, version, problems, asked = _read(access, watch)
    found, _ = _taken(home, stock, StockSource(access.url, version, realm, rules, census=census), problems)
    return msgspec.structs.replace(found, requests=asked)


def _rules(home: Home, realm: str | None, mapping: Path | None) -> tuple[RealmRule, ...]:
    rules = read_realm_rules(mapping) if mapping is not None else ()
    if realm is not None and not is_realm(realm):
        raise InputError("services.bad_realm", realm=realm[:80])
    _check_realms(home, [one for one in (realm, *(rule.realm for rule in rules)) if one is not None])
    return rules


def _check_realms(home: Home, realms: Iterable[str]) -> None:
    latest = home.store.editions.latest()
    closed = {network.realm: network.code for network in (latest[1].networks if latest else ()) if network.classified and network.realm}
    for realm in realms:
        if realm in closed:
            raise InputError("services.classified_realm", realm=realm, network=closed[realm])


def _read(access: Access, watch: Watch) -> tuple[Stock, str, list[Problem], int]:
    problems: list[Problem] = []
    server = NetBox(access)

    def tell(done: int, total: int) -> None:
        watch.check()
        watch.tell("netbox_read", done, total)

    try:
        version = server.version()
        return read_all(server, problems, tell), version, problems, server.asked
    finally:
        server.close()


@needs(Right.COLLECT)
def preview_stock(home: Home, stock: Stock, source: StockSource, problems: list[Problem]) -> PullResult:
    """Return what taking a stock would bring; nothing is written."""
    return _taken(home, stock, source, problems)[0]


@changes(Right.COLLECT, "netbox.import")
def take_stock(
    home: Home,
    stock: Stock,
    source: StockSource,
    problems: list[Problem],
    *,
    resolve: bool = True,
    watch: Watch = SILENT,
) -> PullResult:
    """Keep what a stock says as records and a census edition, and make a snapshot unless `resolve` is False; errors as `pull`."""
    return _take(home, stock, source, problems, None, watch, resolve=resolve)


def _take(  # noqa: PLR0917 - the arguments of `take_stock`
    home: Home, stock: Stock, source: StockSource, problems: list[Problem], snapshot: str | None, watch: Watch, *, resolve: bool = True
) -> PullResult:
    found, fresh = _taken(home, stock, source, problems)
    watch.check()
    run = _keep(home, fresh, source.label, watch) if fresh else None
    number = None
    if found.census is not None and not found.census.unchanged:
        census, change = compare_census(home, _census(home, stock, source, []), _STEM)
        number = home.store.editions.add(census, actor=home.actor.name)
        found = msgspec.structs.replace(found, census=msgspec.structs.replace(change, number=number))
    made = make_snapshot(home, snapshot, watch=watch) if resolve and (run or number or snapshot) else None
    return msgspec.structs.replace(found, run=run, snapshot=made)


def _census(home: Home, stock: Stock, source: StockSource, problems: list[Problem]) -> Census:
    latest = home.store.editions.latest()
    return read_census(stock, Realms(stock, source.rules, source.realm), latest[1] if latest else None, problems)


def _taken(home: Home, stock: Stock, source: StockSource, problems: list[Problem]) -> tuple[PullResult, list[Pulled]]:
    """Return what a stock would bring, and the records that the store does not have yet."""
    realms = Realms(stock, source.rules, source.realm)
    devices = read_devices(stock, realms, collected_at=home.store.clock(), version=source.version, problems=problems)
    homeless = [problem for problem in problems if problem.code == "netbox-realm"]
    if homeless:
        names = ", ".join(str(problem.params.get("name")) for problem in homeless[:_NAMED])
        raise InputError("netbox.realm_needed", count=len(homeless), names=names)
    placed = sorted({one.record.envelope.realm for one in devices})
    _check_realms(home, placed)
    change = None
    if source.census:
        _, change = compare_census(home, _census(home, stock, source, problems), _STEM)
    fresh, counts = _fresh(home, devices, placed)
    result = PullResult(
        source=source.label, version=source.version, objects=len(stock), devices=len(devices), new=counts["new"],
        changed=counts["changed"], unchanged=counts["unchanged"], realms=tuple(placed), census=change,
        problems=_once(problems),
    )  # fmt: skip
    return result, fresh


def _once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems in order, each once."""
    found = {(one.code, one.where, str(one.params)): one for one in problems}
    return tuple(found[key] for key in sorted(found))


def _fresh(home: Home, devices: Sequence[Pulled], realms: Sequence[str]) -> tuple[list[Pulled], Counter[str]]:
    known = Known(home.store, realms)
    fresh: list[Pulled] = []
    counts: Counter[str] = Counter()
    for start in range(0, len(devices), _BATCH):
        batch = devices[start : start + _BATCH]
        before = known.of([key_of(one.record) for one in batch])
        for one in batch:
            old = before.get(key_of(one.record))
            if old is not None and content_of(old) == content_of(one.record):
                counts["unchanged"] += 1
                continue
            counts["new" if old is None else "changed"] += 1
            fresh.append(one)
    return fresh, counts


def _keep(home: Home, fresh: Sequence[Pulled], label: str, watch: Watch) -> str:
    """Write records as one run, which counts when it has ended."""
    store = home.store
    realms = tuple(sorted({one.record.envelope.realm for one in fresh}))
    run, state = store.runs.start(RunKind.IMPORT, f"NetBox {label}"[:200], realms=realms, actor=home.actor.name), RunState.INTERRUPTED
    try:
        for start in range(0, len(fresh), _BATCH):
            watch.check()
            watch.tell("store", start, len(fresh))
            batch = fresh[start : start + _BATCH]
            store.records.append_many(run, [Kept(record=one.record, source=Source(_TEXT, one.text.encode())) for one in batch])
        state = RunState.COMPLETE
    finally:
        store.runs.end(run, state, {"records": len(fresh)})
    return run
