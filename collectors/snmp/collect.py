"""One device: probe, cheap tables, dear tables, record.

Every device ends as complete, partial (with its failed tables and why) or failed (with why). A dead one
costs one chain of tries. Tables cut off by silence are taken up again where they stopped, a few times, as
long as that brings something; one that answers no walk at all costs two chains. A device that reboots on the
way is read once more from the start. One that makes nonsense of table after table is left alone, and one that
takes too long is cut off where it stands.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Any

from collectors.snmp.ber import Oid
from collectors.snmp.carry import Kept, carried, kept, unchanged
from collectors.snmp.endings import NONSENSE, failed_device, kept_tables, most_telling, unchanged_tables, unread_tables
from collectors.snmp.engine import Access, Engine, ErrorStatus, Reason, Session, Target, reason_of
from collectors.snmp.limits import Limits
from collectors.snmp.mibs import TABLES
from collectors.snmp.mibs.bridge_mib import FDB
from collectors.snmp.mibs.cisco_vtp_mib import new_ports, tables_of_vlan, vlans_with_contexts
from collectors.snmp.mibs.snmpv2_mib import SYS_UPTIME, SYSTEM
from collectors.snmp.mibs.table import Rows, Table, oid_text
from collectors.snmp.mibs.vendors import maker_of
from collectors.snmp.presence import AT_ONCE, absent, marks_in, starts
from collectors.snmp.reader import Progress, Reader
from collectors.snmp.record import build_record
from collectors.snmp.walk import SILENCE, Budget, Pace
from topology.model.errors import CollectError, Problem, Severity
from topology.model.records import Completeness, DeviceRecord, Envelope, SourceKind

__all__ = ["Collection", "Target", "collect"]

_GONE = frozenset({Reason.REFUSED, Reason.UNREACHABLE})
_PAUSE_S = 0.5
"""Rest before the first resume pass; it doubles with each."""
_MOST_NONSENSE = 8
"""Tables in a row that end in nonsense, after which the rest are given up for the same reason."""


@asynccontextmanager
async def _at_once() -> AsyncIterator[None]:
    """Rest without giving anything back."""
    yield


class Collection:
    """The reading of one device, in two halves: who it is, then all else.

    `previous` is what an earlier run knew of it, `before` what the run that is resumed had read.
    `resting` surrounds each rest between passes, so that a slot can be lent to others meanwhile.
    """

    def __init__(
        self,
        engine: Engine,
        target: Target,
        limits: Limits,
        now: Callable[[], datetime],
        *,
        previous: DeviceRecord | None = None,
        before: DeviceRecord | None = None,
        whole: tuple[int, ...] | None = None,
        resting: Callable[[], AbstractAsyncContextManager[None]] = _at_once,
    ) -> None:
        self.target = target
        self._resting = resting
        self._previous = previous
        self._before = before
        self._whole = whole
        self._engine = engine
        self._limits = limits
        self._now = now
        self._collected_at = now()
        self._budget = Budget(limits)
        self._pace = Pace(limits.max_repetitions)
        self._session: Session | None = None
        self.access: Access | None = None
        """The way in that is tried, or worked."""
        self.requests = 0
        self.failure: Reason | None = None
        self._rebooted = False
        self._tried: list[tuple[Access, Reason]] = []
        self._cut: Reason | None = None
        self._clock: asyncio.Timeout | None = None
        self._ended_s: float | None = None
        self._reset()

    def _reset(self) -> None:
        self.tables: dict[str, Progress] = {table.name: Progress(table) for table in TABLES}
        self._reader = Reader(self.target.address, self._open, self._pace, self._budget, whole=self._whole is not None)
        self._uptime: int | None = None
        self._absent: frozenset[Oid] = frozenset()
        self._marks: dict[str, int] = {}
        self._unchanged: frozenset[str] = frozenset()
        self._kept: Kept | None = None

    @property
    def seen(self) -> dict[str, Rows]:
        """What has been read so far."""
        return {name: progress.rows for name, progress in self.tables.items()}

    async def identify(self, accesses: tuple[Access, ...]) -> bool:
        """Probe with each way of access in turn, then read the tables that tell who it is; False if it does not answer."""
        self.failure = Reason.NO_CREDENTIAL
        if not await self._within_time(self._enter(accesses)):
            self.close()
        return self.failure is None

    async def complete(self) -> None:
        """Read all other tables; take up again what silence cut off; check for a reboot."""
        if self._cut is None:
            await self._within_time(self._read_all())
        for progress in self.tables.values():
            if progress.interrupted and not progress.reasons:
                progress.reasons.add(self._cut or (Reason.LIMIT if self._budget.spent else Reason.TIMEOUT))
        self.close()

    @property
    def is_straggler(self) -> bool:
        """Whether it answers so slowly that others should not wait for it; one with much to say, and quick at that, is none."""
        return self._budget.answer_s > self._limits.timeout_s / 2

    def excuse(self, waited_s: float) -> None:
        """Leave out time for which others were waited for [s]."""
        self._budget.excuse(waited_s)

    def cut(self) -> None:
        """Stop waiting: it ends where it stands."""
        self._cut = Reason.SLOW
        if self._clock is not None:
            self._clock.reschedule(0.0)

    async def _within_time(self, work: Coroutine[Any, Any, bool]) -> bool:
        """Do a half within the device's time; False where it was cut off, or failed."""
        loop = asyncio.get_running_loop()
        left_s = self._limits.device_s - (self._budget.clock() - self._budget.started_s)
        try:
            async with asyncio.timeout_at(loop.time() + left_s) as self._clock:
                return await work
        except TimeoutError:
            if self._clock is None or not self._clock.expired():
                raise
            self._cut = self._cut or Reason.LIMIT
            if self.failure is not None:
                self.failure = Reason.TIMEOUT
            return self.failure is None
        finally:
            self._clock = None

    async def _enter(self, accesses: tuple[Access, ...]) -> bool:
        """Try each way of access; read who it is."""
        for access in accesses:
            self.access = access
            if await self._probe():
                self.failure = None
                await self._read([progress for progress in self.tables.values() if progress.table.identifies])
                return True
            assert self.failure is not None, "as the probe failed"
            self._tried.append((access, self.failure))
            if self.failure in _GONE:
                return False
        if self._tried:
            self.failure = most_telling(reason for _, reason in self._tried)
        return False

    async def _read_all(self) -> bool:
        await self._tables()
        if await self._has_rebooted():
            self._reset()
            self._rebooted = False
            if await self._probe():
                await self._tables()
                self._rebooted = await self._has_rebooted()
            else:
                self._rebooted = True
        return True

    def close(self) -> None:
        """Close the conversation; `complete` opens another if it is to go on."""
        if self._session is not None:
            self.requests += self._session.stats.requests
            stats = self._session.stats
            if stats.spoof_suspect:
                self._reader.note("snmp_spoof_suspect", count=stats.spoof_suspect)
            self._session.close()
            self._session = None
        self._ended_s = self._budget.clock()

    def record(self) -> DeviceRecord:
        """Return what the device said, however far it went."""
        failed = {name: progress.reasons for name, progress in self.tables.items() if progress.reasons}
        reasons = {reason for found in failed.values() for reason in found}
        if self._rebooted:
            reasons.add(Reason.REBOOTED)
        if self._cut:
            reasons.add(self._cut)
        completeness = Completeness.FAILED if self.failure else Completeness.PARTIAL if reasons else Completeness.COMPLETE
        reason = self.failure.value if self.failure else ", ".join(sorted(reasons)) or None
        spared = sorted(name for name, progress in self.tables.items() if progress.table.mark in self._unchanged)
        problems = [*self._reader.problems, *unchanged_tables(spared), *unread_tables(self.target.address, failed)]
        if self._rebooted:
            problems.append(Problem("snmp_rebooted", Severity.WARNING, self.target.address, {}))
        if self.failure:
            problems.extend(failed_device(self.target, self.failure, self._tried, self._limits))
        ended_s = self._ended_s if self._ended_s is not None else self._budget.clock()
        envelope = Envelope(
            kind=SourceKind.SNMP,
            target=self.target.address,
            vantage=self.target.vantage,
            realm=self.target.realm,
            collected_at=self._collected_at,
            uptime_s=None if self._uptime is None else self._uptime / 100,
            engine=self._engine.name,
            engine_version=self._engine.version,
            completeness=completeness,
            failed_tables=tuple(sorted(failed)),
            reason=reason,
            requests=self.requests,
            duration_s=round(ended_s - self._budget.started_s, 3),
            credential=None if self.failure or self.access is None else self.access.credential or None,
        )
        if self.failure:
            return build_record(envelope, {}, problems)
        if self._kept:
            problems.extend(kept_tables(sorted(self._kept.tables), self._kept.record.envelope.collected_at))
            record = build_record(envelope, self.seen, problems, marks=self._marks, carried=self._kept.built_in())
            return self._kept.into(record)
        before = carried(self._previous, self._unchanged) if self._previous and self._unchanged else None
        return build_record(envelope, self.seen, problems, marks=self._marks, carried=before)

    # --- conversation ---

    def _open(self) -> Session:
        if self._session is None:
            assert self.access is not None, "probed before"
            self._session = self._engine.open(self.access)
        return self._session

    async def _probe(self) -> bool:
        """Ask for the system group; on success its rows are there and the pace is the maker's."""
        self.close()
        system = self.tables[SYSTEM.name]
        try:
            self._open()
            self.failure = await self._reader.get_rows(system, (0,))
        except CollectError as error:
            self.failure = reason_of(error)
        if self.failure is not None:
            self.close()
            return False
        system.started = True
        row = system.rows.get((0,), {})
        uptime, object_id = row.get("uptime"), row.get("object_id")
        self._uptime = uptime if isinstance(uptime, int) else None
        maker = maker_of(oid_text(object_id)) if isinstance(object_id, tuple) else None
        self._pace.unordered = bool(maker and maker.unordered)
        return True

    # --- tables ---

    async def _tables(self) -> None:
        """Learn what there is to read, and read it."""
        await self._look_ahead()
        self._unchanged = unchanged(
            self._previous, self._marks, None if self._uptime is None else self._uptime / 100, self._collected_at
        ) & {progress.table.mark or "" for progress in self.tables.values()}
        self._kept = kept(self._before, None if self._uptime is None else self._uptime / 100, self._collected_at)
        if self._kept:
            self._unchanged = frozenset()
        await self._passes()
        if not self.failure and not self._budget.spent and not (self._kept and FDB.name in self._kept.tables):
            await self._read_vlans()

    async def _look_ahead(self) -> None:
        """Ask which of the tables there are; whatever is unclear counts as there."""
        asked = () if self._pace.unordered or self._pace.mute else starts(TABLES)
        for first in range(0, len(asked), AT_ONCE):
            group = list(asked[first : first + AT_ONCE])
            while group:
                try:
                    answer = await self._open().get_next(tuple(group))
                except CollectError as error:
                    if reason_of(error) not in SILENCE:
                        return
                    self._pace.was_silent()
                    if self._pace.silences > 1 or not self._pace.answers:
                        return
                    continue
                self._budget.spend(answer)
                self._pace.went_well()
                self._absent |= absent(group, answer)
                self._marks.update(marks_in(answer))
                place = answer.error_index - 1
                if answer.error_status != ErrorStatus.NO_SUCH_NAME or not 0 <= place < len(group):
                    break
                self._absent |= {group.pop(place)}  # version 1 says so where its last object lies before

    async def _read_vlans(self) -> None:
        """Read the forwarding tables that stand behind one context a VLAN, if the agent has these."""
        assert self.access is not None, "probed before"
        vlans = vlans_with_contexts(self.seen) if self._whole is None else self._whole
        for vlan in vlans:
            try:
                session = self._engine.open(self.access.for_vlan(vlan))
            except CollectError:
                return
            try:
                silent = await self._read_vlan(vlan, session)
            finally:
                self.requests += session.stats.requests
                session.close()
            if silent or self._budget.spent:
                break

    async def _read_vlan(self, vlan: int, session: Session) -> bool:
        """Read the tables of one VLAN; True if nothing answers there. Its ports are read where its table names one not known yet."""
        ports, fdb = tables_of_vlan(vlan)
        for table in (fdb, ports):
            if table is ports and self._whole is None and not new_ports(self.seen, fdb):
                continue
            progress = Progress(table)
            await self._reader.read_walk(progress, session)
            if progress.rows:
                self.tables[table.name] = progress
            elif progress.reasons:
                self._reader.note("snmp_contexts_silent", table.name, table=table.name, vlan=vlan)
                return True
        return False

    def _is_spared(self, table: Table) -> bool:
        """Tell whether a table need not be read: not there, not changed, or of no use after what has been read."""
        if table.optional and table.entry in self._absent:
            return True
        if table.mark is not None and table.mark in self._unchanged:
            return True
        if self._kept and table.name in self._kept.tables:
            return True
        return table.wanted is not None and self._whole is None and not table.wanted(self.seen)

    async def _passes(self) -> None:
        """Read what is still to be read; after silence, rest and go on, a few times, while that brings something."""
        before = (-1, -1)
        for number in range(self._limits.resume_passes + 1):
            waiting = [progress for progress in self.tables.values() if progress.interrupted]
            now = (len(waiting), self._pace.answers)
            if not waiting or self._budget.spent or (number and self._pace.mute) or now == before:
                break
            before = now
            if number:
                async with self._resting():
                    await asyncio.sleep(_PAUSE_S * 2 ** (number - 1))
            if (not number or await self._alive()) and not await self._read(waiting):
                break

    async def _read(self, waiting: list[Progress]) -> bool:
        """Read tables in order; False when the device is gone for good, or talks nonsense."""
        nonsense = 0
        for number, progress in enumerate(waiting):
            table = progress.table
            if not progress.started and self._is_spared(table):
                progress.started = True
                continue
            if self._budget.spent:
                return False
            if self._pace.mute and not table.instances:
                continue
            progress.reasons.clear()
            await (self._reader.read_instances(progress, self.seen) if table.instances else self._reader.read_walk(progress))
            if progress.reasons & _GONE:
                return False
            if progress.interrupted and not self._pace.mute and not await self._alive():
                return True  # this pass is over
            nonsense = nonsense + 1 if progress.reasons and progress.reasons <= NONSENSE else 0
            if nonsense >= _MOST_NONSENSE:
                for rest in waiting[number + 1 :]:
                    if rest.started or not self._is_spared(rest.table):
                        rest.reasons.update(progress.reasons)
                    rest.started, rest.open = True, []
                return False
        return True

    async def _alive(self) -> bool:
        """Tell whether the device still answers walks at all."""
        try:
            self._budget.spend(await self._open().get_next((SYS_UPTIME[:-1],)))
        except CollectError:
            return False
        return True

    async def _has_rebooted(self) -> bool:
        """Tell whether sysUpTime has fallen since the probe; a counter that merely wrapped (497 days) has not."""
        if self._uptime is None or any(progress.reasons & _GONE for progress in self.tables.values()):
            return False
        try:
            answer = await self._reader.ask((SYS_UPTIME,))
        except CollectError:
            return False
        value = answer.varbinds[0][2] if answer.varbinds else None
        wrapped = self._uptime > 0xFFFFFFFF - int(2 * 100 * self._limits.device_s)
        return isinstance(value, int) and value < self._uptime and not wrapped


async def collect(
    engine: Engine,
    target: Target,
    accesses: tuple[Access, ...],
    limits: Limits,
    *,
    now: Callable[[], datetime],
    previous: DeviceRecord | None = None,
    whole: tuple[int, ...] | None = None,
) -> DeviceRecord:
    """Read one device from start to end.

    Nothing about the device raises: the record says how it went. `previous` is what was last known of it:
    tables that the agent says have not changed since are taken from there. `whole` is for a device that costs
    nothing to ask, as a file: every table is read to its end, also those that others make needless, and the
    contexts of the VLANs it names.
    """
    collection = Collection(engine, target, limits, now, previous=previous, whole=whole)
    try:
        if await collection.identify(accesses):
            await collection.complete()
    finally:
        collection.close()
    return collection.record()
