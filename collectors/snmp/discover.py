"""Discovery: ask every device of a scope once, found by crawling from seeds or by sweeping.

Each device is handed to `sink` as it finishes and then counts as acknowledged; a run that is cancelled
or killed is resumed by passing what was acknowledged as `done`. Packets go only to addresses inside
`allow` and outside `deny`, and a credential only to addresses inside its prefixes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from collectors.snmp.collect import Collection, Target
from collectors.snmp.engine import Engine, Reason
from collectors.snmp.engines import create_engine
from collectors.snmp.frontier import Frontier, Suspect, identity_of
from collectors.snmp.keyring import Keyring
from collectors.snmp.scope import Bounds, Mode, Scope
from topology.model.errors import Problem, Severity
from topology.model.records import Completeness, DeviceRecord

_TICK_S = 0.1
_NOBODY = frozenset({Reason.TIMEOUT.value, Reason.REFUSED.value, Reason.UNREACHABLE.value, Reason.NO_CREDENTIAL.value})
"""Ends that leave open whether there is a device at all."""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a run is. `queued` still grows while a crawl finds devices."""

    asked: int
    answered: int
    failed: int
    queued: int
    in_flight: int
    elapsed_s: float
    rate_per_s: float
    """Targets finished per second."""
    left_s: float | None
    """Time left for what is queued; None before anything has finished."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """How a run ended. `asked` = `complete` + `partial` + `failed` + `silent` + `duplicates`, less what a cancel cut off."""

    asked: int
    answered: int
    complete: int
    partial: int
    failed: int
    """Named as a device (a seed, an LLDP management address) or answering, and not readable."""
    silent: int
    """Addresses without an agent that nobody named as a device."""
    duplicates: int
    """Further addresses of devices that are recorded by another."""
    taken_over: int
    """Records of the run that was resumed."""
    requests: int
    seconds: float
    cancelled: bool
    left: int
    """Targets not asked, or not to the end, because of a cancel."""
    by_realm: dict[str, int]
    """Devices that answered, by realm."""
    problems: tuple[Problem, ...] = ()


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """What a run would ask in one realm."""

    realm: str
    vantage: str
    mode: str
    port: int
    targets: tuple[str, ...]
    """Seeds as reached, for a crawl; prefixes, for a sweep."""
    addresses: int
    """Addresses that could be sent a packet at most."""
    allow: tuple[str, ...]
    deny: tuple[str, ...]
    credentials: tuple[str, ...]
    """Names; for each the prefixes it is bound to are in the scope."""


def plan_run(scope: Scope) -> list[Planned]:
    """Return what a run would ask, without sending anything or reading a secret."""
    plans = []
    for realm in scope.realms:
        bounds = Bounds(realm)
        crawl = realm.mode is Mode.CRAWL
        plans.append(
            Planned(
                realm=realm.name,
                vantage=realm.vantage,
                mode=realm.mode.value,
                port=realm.port,
                targets=tuple(bounds.reach(seed) for seed in realm.seeds) if crawl else realm.allow,
                addresses=sum(network.num_addresses for network in bounds.allow),
                allow=realm.allow,
                deny=realm.deny,
                credentials=realm.credentials,
            )
        )
    return plans


async def discover(
    scope: Scope,
    *,
    sink: Callable[[DeviceRecord], None],
    now: Callable[[], datetime],
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    done: Mapping[tuple[str, str], DeviceRecord] | None = None,
    engine: str = "wire",
) -> Summary:
    """Ask every device of a scope once.

    `sink`, `progress` and `cancelled` are called in the event loop's thread and should return soon.
    `done` holds records by (realm, target) that the run being resumed has acknowledged: they are not
    asked again, and what they say of neighbours counts. When `cancelled` returns True, devices in flight
    are dropped unacknowledged.

    Raises
    ------
    InputError
        An unknown engine, or a credential that cannot be read. Nothing has been sent then.
    """
    run = _Run(scope, create_engine(engine, scope.limits), sink, now)
    run.take_over(done or {})
    try:
        return await run.go(progress, cancelled)
    finally:
        await run.end()


class _Run:
    """One run: its frontiers, what is in flight, and the counts."""

    def __init__(self, scope: Scope, engine: Engine, sink: Callable[[DeviceRecord], None], now: Callable[[], datetime]) -> None:
        self._limits = scope.limits
        self._engine = engine
        self._sink = sink
        self._now = now
        self._frontiers = [Frontier.of(realm, self._limits.hints_per_device) for realm in scope.realms]
        self._keys = {realm.name: Keyring(scope, realm.credentials, realm.port) for realm in scope.realms}
        self._slots = asyncio.Semaphore(self._limits.concurrency)
        self._tasks: set[asyncio.Task[None]] = set()
        self._busy = 0
        self._wake = asyncio.Event()
        self._error: BaseException | None = None
        self._turn = 0
        self._started_s = time.monotonic()
        self._count = dict.fromkeys(("asked", "complete", "partial", "failed", "silent", "duplicates", "taken_over", "requests"), 0)
        self._by_realm = {realm.name: 0 for realm in scope.realms}
        self._clones: dict[tuple[str, str | None, tuple[str, ...]], str] = {}
        self._problems: list[Problem] = list(scope.problems)

    def take_over(self, done: Mapping[tuple[str, str], DeviceRecord]) -> None:
        """Count what a resumed run has acknowledged, and learn from it."""
        for frontier in self._frontiers:
            records = {target: record for (realm, target), record in sorted(done.items()) if realm == frontier.realm.name}
            for target, record in records.items():
                suspect = Suspect(target, frontier.bounds.own(target), named=True, started=True)
                if record.envelope.completeness is not Completeness.FAILED:
                    suspect.identity = identity_of(record)
                    frontier.recorded.append(suspect)
                suspect.identified.set()
                frontier.suspects[target] = suspect
                self._count["taken_over"] += 1
            for record in records.values():
                frontier.learn(record)

    async def go(self, progress: Callable[[Progress], None] | None, cancelled: Callable[[], bool]) -> Summary:
        """Start targets as slots fall free until none is left or the run is cancelled."""
        stopped = False
        while True:
            stopped = stopped or cancelled()
            if stopped or self._error:
                break
            self._launch()
            if progress:
                progress(self._progress())
            if not self._tasks:
                break
            await self._rest()
        if self._error:
            raise self._error
        left = len(self._tasks) + sum(1 for frontier in self._frontiers for suspect in frontier.suspects.values() if not suspect.started)
        await self.end()
        if not stopped:
            self._name_silent()
        if progress:
            progress(self._progress())
        return self._summary(cancelled=stopped, left=left if stopped else 0)

    async def end(self) -> None:
        """Stop what is in flight and wait until its sockets are closed."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _rest(self) -> None:
        self._wake.clear()
        try:
            async with asyncio.timeout(_TICK_S):
                await self._wake.wait()
        except TimeoutError:
            return

    def _launch(self) -> None:
        """Fill free slots, realm by realm in turn."""
        idle = 0
        while self._busy < self._limits.concurrency and idle < len(self._frontiers):
            frontier = self._frontiers[self._turn % len(self._frontiers)]
            self._turn += 1
            suspect = frontier.next()
            if suspect is None:
                idle += 1
                continue
            idle = 0
            self._busy += 1
            self._count["asked"] += 1
            task = asyncio.create_task(self._ask(frontier, suspect))
            self._tasks.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._busy -= 1
        self._wake.set()
        if not task.cancelled() and task.exception() and self._error is None:
            self._error = task.exception()

    async def _ask(self, frontier: Frontier, suspect: Suspect) -> None:
        """Read one target from start to end."""
        realm = frontier.realm
        target = Target(address=suspect.reached, port=realm.port, realm=realm.name, vantage=realm.vantage)
        keys = self._keys[realm.name]
        accesses = keys.accesses(suspect.reached)
        collection = Collection(self._engine, target, self._limits, self._now)
        try:
            async with self._slots:
                answered = await collection.identify(accesses)
            if not answered:
                suspect.identified.set()
                self._not_read(frontier, suspect, collection.record())
                return
            keys.worked(collection.access)
            suspect.identity = identity_of(collection.record())
            suspect.identified.set()
            if await self._is_duplicate(frontier, suspect, collection):
                self._count["duplicates"] += 1
                self._count["requests"] += collection.requests
                return
            async with self._slots:
                await collection.complete()
        finally:
            suspect.identified.set()
            collection.close()
        self._acknowledge(frontier, suspect, collection.record())

    async def _is_duplicate(self, frontier: Frontier, suspect: Suspect, collection: Collection) -> bool:
        """Tell whether this device is, or will be, recorded by another of its targets; wait until that is known."""
        identity = suspect.identity
        assert identity is not None, "it has answered"
        if any(
            known.identity and identity.is_same(known.identity, suspect.own, known.own)
            for known in frontier.recorded
            if known is not suspect
        ):
            return True
        rivals = frontier.rivals(suspect, identity)
        if any(not rival.identified.is_set() for rival in rivals):
            collection.close()
            self._busy -= 1
            self._wake.set()
            try:
                for rival in rivals:
                    await rival.identified.wait()
            finally:
                self._busy += 1
        return any(rival.identity and identity.is_same(rival.identity, suspect.own, rival.own) for rival in rivals)

    def _not_read(self, frontier: Frontier, suspect: Suspect, record: DeviceRecord) -> None:
        """Take note of a target that could not be read: a failed device, or an address without an agent."""
        if suspect.named or record.envelope.reason not in _NOBODY:
            self._acknowledge(frontier, suspect, record)
            return
        self._count["silent"] += 1
        self._count["requests"] += record.envelope.requests
        if frontier.realm.mode is Mode.CRAWL:
            suspect.silent = record

    def _name_silent(self) -> None:
        """Record as failed what was silent when asked, and was named as a device later."""
        for frontier in self._frontiers:
            for suspect in frontier.suspects.values():
                if suspect.silent is not None and suspect.named:
                    self._count["silent"] -= 1
                    self._count["requests"] -= suspect.silent.envelope.requests
                    self._acknowledge(frontier, suspect, suspect.silent)

    def _acknowledge(self, frontier: Frontier, suspect: Suspect, record: DeviceRecord) -> None:
        """Hand a record over, then count it and follow its hints."""
        self._sink(record)
        envelope = record.envelope
        self._count[envelope.completeness.value] += 1
        self._count["requests"] += envelope.requests
        if envelope.completeness is Completeness.FAILED:
            return
        self._by_realm[envelope.realm] += 1
        system = record.system
        if system.chassis_ids or system.serials:
            key = (envelope.realm, system.name, system.chassis_ids + system.serials)
            first = self._clones.setdefault(key, suspect.reached)
            if first != suspect.reached:
                self._problems.append(
                    Problem("snmp_clone", Severity.WARNING, suspect.reached, {"other": first, "realm": envelope.realm, "name": system.name})
                )
        frontier.learn(record)

    def _progress(self) -> Progress:
        count = self._count
        elapsed_s = time.monotonic() - self._started_s
        finished = count["complete"] + count["partial"] + count["failed"] + count["silent"] + count["duplicates"]
        queued = sum(len(frontier.waiting) for frontier in self._frontiers)
        rate = finished / elapsed_s if elapsed_s > 0 else 0.0
        return Progress(
            asked=count["asked"],
            answered=count["complete"] + count["partial"],
            failed=count["failed"] + count["silent"],
            queued=queued,
            in_flight=len(self._tasks),
            elapsed_s=round(elapsed_s, 3),
            rate_per_s=round(rate, 3),
            left_s=round((queued + len(self._tasks)) / rate, 1) if rate else None,
        )

    def _summary(self, *, cancelled: bool, left: int) -> Summary:
        count = self._count
        return Summary(
            answered=count["complete"] + count["partial"],
            seconds=round(time.monotonic() - self._started_s, 3),
            cancelled=cancelled,
            left=left,
            by_realm=self._by_realm,
            problems=tuple(self._problems),
            **count,
        )
