"""Discovery: ask every device of a scope once, found by crawling from seeds or by sweeping.

Each device is handed to `sink` as it finishes and then counts as acknowledged; a run that is cancelled
or killed is resumed by passing what was acknowledged as `done`. Packets go only to addresses inside
`allow` and outside `deny`, a credential only to addresses inside its prefixes, and nothing to a realm
outside its windows.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

import msgspec

from collectors.snmp.collect import Collection
from collectors.snmp.engine import Engine, Reason, Target
from collectors.snmp.engines import create_engine, fit_limits
from collectors.snmp.events import Listener, device_event, event_of, ignore
from collectors.snmp.frontier import Frontier, Suspect, identity_of
from collectors.snmp.keyring import Keyring
from collectors.snmp.plan import Planned, plan_run
from collectors.snmp.progress import Progress, Summary, Tally
from collectors.snmp.rates import Rated
from collectors.snmp.scope import Mode, Scope
from topology.model.errors import Problem, Severity
from topology.model.records import Completeness, DeviceRecord

__all__ = ["Planned", "Progress", "Summary", "discover", "plan_run"]

_TICK_S = 0.1
_YOUNG = 50_000
"""New objects after which Python looks for cycles during a run. Values read live as long as their device is read, and
none is cyclic: at Python's own 700, a quarter of a run's processor time went into looking through them."""
_PROGRESS_S = 5.0
"""Time between two events of progress."""
_STRAGGLERS = 100
"""Devices that must have answered for each that is left, before the last ones are hurried."""
_NOBODY = frozenset({Reason.TIMEOUT.value, Reason.REFUSED.value, Reason.UNREACHABLE.value, Reason.NO_CREDENTIAL.value})
"""Ends that leave open whether there is a device at all."""


async def discover(
    scope: Scope,
    *,
    sink: Callable[[DeviceRecord], None],
    now: Callable[[], datetime],
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    done: Mapping[tuple[str, str], DeviceRecord] | None = None,
    previous: Mapping[tuple[str, str], DeviceRecord] | None = None,
    engine: str = "wire",
    events: Listener = ignore,
) -> Summary:
    """Ask every device of a scope once.

    `sink`, `progress`, `cancelled` and `events` are called in the event loop's thread and should return soon.
    When `cancelled` returns True, devices in flight are dropped unacknowledged.

    Parameters
    ----------
    done
        Records by (realm, target) that the run being resumed has acknowledged. Complete ones are not asked again;
        partial and failed ones are, and a second look that comes to less is not handed over. What all of them say
        of neighbours counts.
    previous
        Records of an earlier run. Their devices are asked from the start rather than when a neighbour names them,
        and count as devices: one that is silent now is recorded as failed. What an agent says has not changed since
        is taken from there.
    events
        Hears of everything that happens (`collectors.snmp.events`).

    Raises
    ------
    InputError
        An unknown engine, or a credential that cannot be read. Nothing has been sent then.
    """
    scope = msgspec.structs.replace(scope, limits=fit_limits(engine, scope.limits))
    run = _Run(scope, create_engine(engine, scope.limits), sink, now, events)
    run.take_over(done or {}, previous or {})
    thresholds = gc.get_threshold()
    gc.set_threshold(_YOUNG, *thresholds[1:])
    try:
        return await run.go(progress, cancelled)
    finally:
        gc.set_threshold(*thresholds)
        await run.end()


class _Run:
    """One run: its frontiers, what is in flight, and the counts."""

    def __init__(
        self, scope: Scope, engine: Engine, sink: Callable[[DeviceRecord], None], now: Callable[[], datetime], events: Listener
    ) -> None:
        self._limits = scope.limits
        self._sink = sink
        self._now = now
        self._events = events
        self._frontiers = [Frontier.of(realm, self._limits.hints_per_device) for realm in scope.realms]
        places = [place for frontier in self._frontiers for place in frontier.places]
        self._engine = Rated(engine, places) if places else engine
        self._keys = {realm.name: Keyring(scope, realm.credentials, realm.port) for realm in scope.realms}
        self._slots = asyncio.Semaphore(self._limits.concurrency)
        self._tasks: dict[asyncio.Task[None], tuple[Frontier, Suspect]] = {}
        self._reading: dict[tuple[str, str], Collection] = {}
        """What is being read and may be cut off, by realm and reached address."""
        self._last_since_s: float | None = None
        """Since when only few devices are left."""
        self._busy = 0
        self._cut = 0
        self._wake = asyncio.Event()
        self._error: BaseException | None = None
        self._turn = 0
        self._spent = False
        self._tally = Tally(realm.name for realm in scope.realms)
        self._tally.problems.extend(scope.problems)
        self._clones: dict[tuple[str, str | None, tuple[str, ...]], str] = {}
        self._told_s = 0.0
        self._previous: Mapping[tuple[str, str], DeviceRecord] = {}

    def _tell(self, event: str, **values: object) -> None:
        if self._events is not ignore:
            self._events(event_of(event, self._now(), **values))

    def take_over(self, done: Mapping[tuple[str, str], DeviceRecord], previous: Mapping[tuple[str, str], DeviceRecord]) -> None:
        """Count what a resumed run has acknowledged, learn from it, and queue what earlier runs knew."""
        self._previous = previous
        for frontier in self._frontiers:
            self._tally.count["taken_over"] += frontier.take_over(done)
            frontier.expect(previous)

    async def go(self, progress: Callable[[Progress], None] | None, cancelled: Callable[[], bool]) -> Summary:
        """Start targets as slots fall free until none is left, the run is cancelled, or it has had its share."""
        realms = [frontier.realm.name for frontier in self._frontiers]
        self._tell("start", realms=realms, engine=self._engine.name, taken_over=self._tally.count["taken_over"])
        stopped = False
        while True:
            stopped = stopped or cancelled()
            if stopped or self._error:
                break
            self._watch_limits()
            self._launch()
            self._cut_stragglers()
            self._report(progress)
            if not self._tasks:
                break
            await self._rest()
        if self._error:
            raise self._error
        self._cut += len(self._tasks)
        await self.end()
        left = self._cut + sum(frontier.unasked for frontier in self._frontiers)
        if not stopped:
            self._name_silent()
        self._report(progress, last=True)
        closed = [frontier.realm.name for frontier in self._frontiers if frontier.closed]
        summary = self._tally.summary(cancelled=stopped, left=left, closed=closed)
        for problem in summary.problems:
            self._tell("problem", code=problem.code, severity=problem.severity.value, where=problem.where, params=problem.params)
        self._tell("end", **{name: getattr(summary, name) for name in summary.__struct_fields__ if name != "problems"})
        return summary

    async def end(self) -> None:
        """Stop what is in flight and wait until its sockets are closed."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _rest(self) -> None:
        self._wake.clear()
        try:
            async with asyncio.timeout(_TICK_S):
                await self._wake.wait()
        except TimeoutError:
            return

    def _report(self, progress: Callable[[Progress], None] | None, *, last: bool = False) -> None:
        told = self._events is not ignore and (last or self._tally.elapsed_s - self._told_s >= _PROGRESS_S)
        if progress is None and not told:
            return
        queued = sum(frontier.queued + frontier.unswept for frontier in self._frontiers if not frontier.closed)
        state = self._tally.progress(queued=queued, in_flight=len(self._tasks))
        if progress:
            progress(state)
        if told:
            self._told_s = self._tally.elapsed_s
            self._tell("progress", **{name: getattr(state, name) for name in state.__struct_fields__})

    def _watch_limits(self) -> None:
        """Close realms whose window has ended, dropping what is in flight there; stop launching when the run's budget is spent."""
        moment = self._now()
        for frontier in self._frontiers:
            if frontier.closed or frontier.is_open(moment):
                continue
            frontier.closed = True
            opens_at = frontier.opens_at(moment).isoformat(timespec="minutes")
            params = {"realm": frontier.realm.name, "windows": "; ".join(frontier.realm.windows), "opens_at": opens_at}
            self._tally.problems.append(Problem("snmp_outside_window", Severity.WARNING, frontier.realm.name, dict(params)))
            self._tell("closed", **params)
            for task, (owner, _) in list(self._tasks.items()):
                if owner is frontier:
                    task.cancel()
                    self._cut += 1
        limits, count = self._limits, self._tally.count
        caps = (("run_s", self._tally.elapsed_s), ("run_requests", count["requests"]), ("run_devices", count["asked"]))
        for name, used in caps:
            cap = getattr(limits, name)
            if cap and used >= cap and not self._spent:
                self._spent = True
                self._tally.problems.append(Problem("snmp_run_budget", Severity.WARNING, "run", {"limit": name, "value": cap}))

    def _launch(self) -> None:
        """Fill free slots, realm by realm in turn."""
        idle = 0
        most = self._limits.run_devices or self._tally.count["asked"] + self._limits.concurrency
        while self._busy < self._limits.concurrency and idle < len(self._frontiers):
            if self._spent or self._tally.count["asked"] >= most:
                return
            frontier = self._frontiers[self._turn % len(self._frontiers)]
            self._turn += 1
            suspect = None if frontier.closed else frontier.next()
            if suspect is None:
                idle += 1
                continue
            idle = 0
            self._busy += 1
            self._tally.count["asked"] += 1
            task = asyncio.create_task(self._ask(frontier, suspect))
            self._tasks[task] = (frontier, suspect)
            task.add_done_callback(self._ended)

    def _cut_stragglers(self) -> None:
        """Where hardly a device is left, give those that answer very slowly a share of the run's time more, not all of theirs."""
        limits, elapsed_s = self._limits, self._tally.elapsed_s
        answered = self._tally.count["complete"] + self._tally.count["partial"]
        few = len(self._tasks) * _STRAGGLERS <= answered and self._busy < limits.concurrency
        if not few or not limits.straggler_share or any(frontier.queued for frontier in self._frontiers if not frontier.closed):
            self._last_since_s = None
            return
        if self._last_since_s is None:
            self._last_since_s = elapsed_s
        if elapsed_s - self._last_since_s < max(sum(limits.tries_s()), limits.straggler_share * self._last_since_s):
            return
        for collection in self._reading.values():
            if collection.is_straggler:
                collection.cut()

    def _ended(self, task: asyncio.Task[None]) -> None:
        frontier, suspect = self._tasks.pop(task)
        frontier.leave(suspect)
        self._busy -= 1
        self._wake.set()
        if not task.cancelled() and task.exception() and self._error is None:
            self._error = task.exception()

    async def _ask(self, frontier: Frontier, suspect: Suspect) -> None:
        """Read one target from start to end."""
        realm = frontier.realm
        target = Target(address=suspect.reached, port=realm.port, realm=realm.name, vantage=realm.vantage)
        keys = self._keys[realm.name]
        previous = self._previous.get((realm.name, suspect.reached)) or suspect.before
        accesses = keys.accesses(suspect.reached, previous.envelope.credential if previous else None)
        collection = Collection(
            self._engine, target, self._limits, self._now, previous=previous, before=suspect.before, resting=self._lend_slot
        )
        if suspect.place is None:  # within a limited place, all are slow
            self._reading[realm.name, suspect.reached] = collection
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
                self._tally.count["duplicates"] += 1
                self._tally.count["requests"] += collection.requests
                self._tell("duplicate", realm=realm.name, target=suspect.reached)
                return
            async with self._slots:
                await collection.complete()
        finally:
            suspect.identified.set()
            collection.close()
            self._reading.pop((realm.name, suspect.reached), None)
        self._acknowledge(frontier, suspect, collection.record())

    @asynccontextmanager
    async def _lend_slot(self) -> AsyncIterator[None]:
        """Let another device have the slot of one that rests."""
        self._slots.release()
        self._busy -= 1
        self._wake.set()
        try:
            yield
        finally:
            self._busy += 1
            await self._slots.acquire()

    async def _is_duplicate(self, frontier: Frontier, suspect: Suspect, collection: Collection) -> bool:
        """Tell whether this device is, or will be, recorded by another of its targets; wait until that is known."""
        identity = suspect.identity
        assert identity is not None, "it has answered"
        if any(
            known.identity and identity.is_same(known.identity, suspect.own, known.own)
            for known in frontier.recorded.get(identity, ())
            if known is not suspect
        ):
            return True
        rivals = frontier.rivals(suspect, identity)
        if any(not rival.identified.is_set() for rival in rivals):
            collection.close()
            self._reading.pop((frontier.realm.name, suspect.reached), None)
            waits_since_s = self._tally.elapsed_s
            self._busy -= 1
            self._wake.set()
            try:
                for rival in rivals:
                    await rival.identified.wait()
            finally:
                self._busy += 1
            collection.excuse(self._tally.elapsed_s - waits_since_s)
            if suspect.place is None:
                self._reading[frontier.realm.name, suspect.reached] = collection
        return any(rival.identity and identity.is_same(rival.identity, suspect.own, rival.own) for rival in rivals)

    def _not_read(self, frontier: Frontier, suspect: Suspect, record: DeviceRecord) -> None:
        """Take note of a target that could not be read: a failed device, or an address without an agent."""
        if suspect.named or record.envelope.reason not in _NOBODY:
            self._acknowledge(frontier, suspect, record)
            return
        self._tally.count["silent"] += 1
        self._tally.count["requests"] += record.envelope.requests
        self._tell("silent", realm=frontier.realm.name, target=suspect.reached)
        if frontier.realm.mode is Mode.CRAWL:
            suspect.silent = record

    def _name_silent(self) -> None:
        """Record as failed what was silent when asked, and was named as a device later."""
        for frontier in self._frontiers:
            for suspect in frontier.suspects.values():
                if suspect.silent is not None and suspect.named:
                    self._tally.count["silent"] -= 1
                    self._tally.count["requests"] -= suspect.silent.envelope.requests
                    self._acknowledge(frontier, suspect, suspect.silent)

    def _acknowledge(self, frontier: Frontier, suspect: Suspect, record: DeviceRecord) -> None:
        """Hand a record over, then count it and follow its hints."""
        self._tally.count["requests"] += record.envelope.requests
        if suspect.before is not None and record.envelope.completeness is Completeness.FAILED:
            record = suspect.before  # the look before saw more, and is kept already
        else:
            self._sink(record)
        envelope = record.envelope
        self._tally.count[envelope.completeness.value] += 1
        if self._events is not ignore:
            self._events(device_event(record, self._now()))
        if envelope.completeness is Completeness.FAILED:
            return
        self._tally.by_realm[envelope.realm] += 1
        system = record.system
        if system.chassis_ids or system.serials:
            key = (envelope.realm, system.name, system.chassis_ids + system.serials)
            first = self._clones.setdefault(key, suspect.reached)
            if first != suspect.reached:
                self._tally.problems.append(
                    Problem("snmp_clone", Severity.WARNING, suspect.reached, {"other": first, "realm": envelope.realm, "name": system.name})
                )
        frontier.learn(record)
