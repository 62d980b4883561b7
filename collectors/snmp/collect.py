"""One device: probe, cheap tables, dear tables, record.

Every device ends as complete, partial (with its failed tables and why) or failed (with why). A dead one
costs one chain of tries. Tables cut off by silence are taken up again where they stopped, a few times;
a device that reboots on the way is read once more from the start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from collectors.snmp.ber import Oid
from collectors.snmp.carry import carried, unchanged
from collectors.snmp.engine import Access, Engine, ErrorStatus, Reason, Session, reason_of
from collectors.snmp.limits import Limits
from collectors.snmp.mibs import TABLES
from collectors.snmp.mibs.cisco_vtp_mib import tables_of_vlan, vlans_with_contexts
from collectors.snmp.mibs.snmpv2_mib import SYS_UPTIME, SYSTEM
from collectors.snmp.mibs.table import Rows, Table, oid_text
from collectors.snmp.mibs.vendors import maker_of
from collectors.snmp.presence import AT_ONCE, absent, marks_in, starts
from collectors.snmp.reader import Progress, Reader
from collectors.snmp.record import build_record
from collectors.snmp.walk import Budget, Pace
from topology.model.errors import CollectError, Problem, Severity
from topology.model.records import Completeness, DeviceRecord, Envelope, SourceKind

_GONE = frozenset({Reason.REFUSED, Reason.UNREACHABLE})
_PAUSE_S = 0.5
"""Rest before the first resume pass; it doubles with each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whom to ask, and how the record names it."""

    address: str
    port: int
    realm: str
    vantage: str


class Collection:
    """The reading of one device, in two halves: who it is, then all else."""

    def __init__(
        self,
        engine: Engine,
        target: Target,
        limits: Limits,
        now: Callable[[], datetime],
        *,
        previous: DeviceRecord | None = None,
        whole: tuple[int, ...] | None = None,
    ) -> None:
        self.target = target
        self._previous = previous
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
        self._ended_s: float | None = None
        self._reset()

    def _reset(self) -> None:
        self.tables: dict[str, Progress] = {table.name: Progress(table) for table in TABLES}
        self._reader = Reader(self.target.address, self._open, self._pace, self._budget, whole=self._whole is not None)
        self._uptime: int | None = None
        self._absent: frozenset[Oid] = frozenset()
        self._marks: dict[str, int] = {}
        self._unchanged: frozenset[str] = frozenset()

    @property
    def seen(self) -> dict[str, Rows]:
        """What has been read so far."""
        return {name: progress.rows for name, progress in self.tables.items()}

    async def identify(self, accesses: tuple[Access, ...]) -> bool:
        """Probe with each way of access in turn, then read the tables that tell who it is; False if it does not answer."""
        self.failure = Reason.NO_CREDENTIAL
        for access in accesses:
            self.access = access
            if await self._probe():
                self.failure = None
                break
            if self.failure in _GONE:
                break
        if self.failure is not None:
            self.close()
            return False
        await self._read([progress for progress in self.tables.values() if progress.table.identifies])
        return True

    async def complete(self) -> None:
        """Read all other tables; take up again what silence cut off; check for a reboot."""
        await self._tables()
        if await self._has_rebooted():
            self._reset()
            self._rebooted = False
            if await self._probe():
                await self._tables()
                self._rebooted = await self._has_rebooted()
            else:
                self._rebooted = True
        self.close()

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
        completeness = Completeness.FAILED if self.failure else Completeness.PARTIAL if reasons else Completeness.COMPLETE
        reason = self.failure.value if self.failure else ", ".join(sorted(reasons)) or None
        problems = list(self._reader.problems)
        spared = sorted(name for name, progress in self.tables.items() if progress.table.mark in self._unchanged)
        problems += [Problem("snmp_table_unchanged", Severity.INFO, name, {"table": name}) for name in spared]
        for name, found in failed.items():
            problems.extend(
                Problem(f"snmp_table_{why.name.lower()}", Severity.WARNING, f"{self.target.address} {name}", {"table": name})
                for why in sorted(found)
            )
        if self._rebooted:
            problems.append(Problem("snmp_rebooted", Severity.WARNING, self.target.address, {}))
        if self.failure:
            problems.append(
                Problem(f"snmp_device_{self.failure.name.lower()}", Severity.ERROR, self.target.address, self._failure_params())
            )
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
        )
        if self.failure:
            return build_record(envelope, {}, problems)
        before = carried(self._previous, self._unchanged) if self._previous and self._unchanged else None
        return build_record(envelope, self.seen, problems, marks=self._marks, carried=before)

    def _failure_params(self) -> dict[str, str | int | float | bool | None]:
        return {"tries": self._limits.retries + 1, "timeout_s": self._limits.timeout_s, "port": self.target.port}

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
        await self._passes()
        if not self.failure and not self._budget.spent:
            await self._read_vlans()

    async def _look_ahead(self) -> None:
        """Ask which of the tables there are; whatever is unclear counts as there."""
        asked = () if self._pace.unordered else starts(TABLES)
        for first in range(0, len(asked), AT_ONCE):
            group = list(asked[first : first + AT_ONCE])
            while group:
                try:
                    answer = await self._open().get_next(tuple(group))
                except CollectError:
                    return
                self._budget.spend(answer)
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
        """Read the tables of one VLAN; True if nothing answers there."""
        for table in tables_of_vlan(vlan):
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
        return table.wanted is not None and self._whole is None and not table.wanted(self.seen)

    async def _passes(self) -> None:
        """Read what is still to be read; after silence, rest and go on, a limited number of times."""
        for number in range(self._limits.resume_passes + 1):
            waiting = [progress for progress in self.tables.values() if progress.interrupted]
            if not waiting or self._budget.spent:
                break
            if number:
                await asyncio.sleep(_PAUSE_S * 2 ** (number - 1))
            if not await self._read(waiting):
                break
        for progress in self.tables.values():
            if not progress.started and not progress.reasons:
                progress.reasons.add(Reason.LIMIT if self._budget.spent else Reason.TIMEOUT)

    async def _read(self, waiting: list[Progress]) -> bool:
        """Read tables in order; False when the device is gone for good."""
        for progress in waiting:
            table = progress.table
            if not progress.started and self._is_spared(table):
                progress.started = True
                continue
            if self._budget.spent:
                return False
            progress.reasons.clear()
            await (self._reader.read_instances(progress, self.seen) if table.instances else self._reader.read_walk(progress))
            if progress.reasons & _GONE:
                return False
            if progress.interrupted and not await self._alive():
                return True  # this pass is over
        return True

    async def _alive(self) -> bool:
        """Tell whether the device still answers at all."""
        try:
            await self._reader.ask((SYS_UPTIME,))
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
