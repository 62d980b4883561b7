"""One device: probe, cheap tables, dear tables, record.

Every device ends as complete, partial (with its failed tables and why) or failed (with why). A dead one
costs one chain of tries. Tables cut off by silence are taken up again where they stopped, a few times;
a device that reboots on the way is read once more from the start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from collectors.snmp.ber import Oid, Value, Varbind
from collectors.snmp.engine import Access, Answer, Engine, ErrorStatus, Reason, Session, reason_of
from collectors.snmp.limits import Limits
from collectors.snmp.mibs import TABLES
from collectors.snmp.mibs.draft import MAX_PROBLEMS
from collectors.snmp.mibs.snmpv2_mib import SYS_UPTIME, SYSTEM
from collectors.snmp.mibs.table import Row, Rows, Table, oid_text
from collectors.snmp.mibs.vendors import maker_of
from collectors.snmp.record import build_record, odd_value_problem
from collectors.snmp.walk import Budget, Pace, Walk
from topology.model.errors import CollectError, Problem, Severity
from topology.model.records import Completeness, DeviceRecord, Envelope, SourceKind

_SILENCE = frozenset({Reason.TIMEOUT, Reason.MALFORMED})
_GONE = frozenset({Reason.REFUSED, Reason.UNREACHABLE})
_PAUSE_S = 0.5
"""Rest before the first resume pass; it doubles with each."""
_STALLS = 2
"""Passes without progress, the device answering otherwise, after which a table is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whom to ask, and how the record names it."""

    address: str
    port: int
    realm: str
    vantage: str


@dataclass(slots=True)
class Progress:
    """How far one table has been read."""

    table: Table
    rows: Rows = field(default_factory=dict)
    after: dict[Oid, Oid] = field(default_factory=dict)
    """Column root to the last OID read, for columns not at their end."""
    open: list[Oid] = field(default_factory=list)
    """Roots of the columns still to be read."""
    reasons: set[Reason] = field(default_factory=set)
    started: bool = False
    stalls: int = 0

    @property
    def interrupted(self) -> bool:
        """Whether silence cut it off, so that going on is worth a try."""
        return bool(self.open) or not self.started


class Collection:
    """The reading of one device, in two halves: who it is, then all else."""

    def __init__(self, engine: Engine, target: Target, limits: Limits, now: Callable[[], datetime]) -> None:
        self.target = target
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
        self.problems: list[Problem] = []
        self._uptime: int | None = None

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
        await self._passes()
        if await self._has_rebooted():
            self._reset()
            self._rebooted = False
            if await self._probe():
                await self._passes()
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
                self._note("snmp_spoof_suspect", count=stats.spoof_suspect)
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
        problems = list(self.problems)
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
        return build_record(envelope, {} if self.failure else self.seen, problems)

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
            self.failure = await self._get(system, (0,))
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

    async def _get(self, progress: Progress, index: Oid) -> Reason | None:
        """Ask for one row by GET; return why not, if so. Silence raises."""
        table = progress.table
        names = {(*table.entry, column.number, *index): column for column in table.columns}
        oids = tuple(names)
        answer = await self._ask(oids)
        if answer.error_status and len(oids) > 1:
            answers = [await self._ask((oid,)) for oid in oids]
            fitting = [one for one in answers if not one.error_status]
            self._note("snmp_one_by_one", table.name, status=answer.error_status)
            answer = Answer(0, 0, [varbind for one in fitting for varbind in one.varbinds], 0) if fitting else answers[0]
        if answer.error_status == ErrorStatus.NO_SUCH_NAME:
            return None
        if answer.error_status:
            return _reason_of_status(answer.error_status)
        if not answer.varbinds:
            return Reason.EMPTY
        wanted = [varbind for varbind in answer.varbinds if varbind[0] in names]
        if len(wanted) < len(answer.varbinds):
            self._note("snmp_unasked", table.name, count=len(answer.varbinds) - len(wanted))
        if not wanted:
            return Reason.PROTOCOL
        for oid, tag, value in wanted:
            column = names[oid]
            row = progress.rows.setdefault(index, {})
            self._store(row, column.name, (oid, tag, value), fits=column.kind.holds(tag, value))
        return None

    async def _ask(self, oids: tuple[Oid, ...]) -> Answer:
        answer = await self._open().get(oids)
        self._budget.spend(answer)
        return answer

    def _store(self, row: Row, name: str, varbind: Varbind, *, fits: bool) -> None:
        oid, tag, value = varbind
        if fits:
            row[name] = value
            return
        kept: Value = value if isinstance(value, bytes) else None
        row[name] = kept
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(odd_value_problem(self.target.address, oid, tag, value))

    def _note(self, code: str, place: str = "", **params: str | int) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(code, Severity.WARNING, f"{self.target.address} {place}".strip(), dict(params)))

    # --- tables ---

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
            if not progress.started and table.wanted and not table.wanted(self.seen):
                progress.started = True
                continue
            if self._budget.spent:
                return False
            progress.reasons.clear()
            await (self._read_instances(progress) if table.instances else self._read_walk(progress))
            if progress.reasons & _GONE:
                return False
            if progress.interrupted and not await self._alive():
                return True  # this pass is over
        return True

    async def _read_instances(self, progress: Progress) -> None:
        instances = progress.table.instances(self.seen) if progress.table.instances else ()
        try:
            for index in instances:
                if index in progress.rows:
                    continue
                reason = await self._get(progress, index)
                if reason is not None:
                    progress.reasons.add(reason)
        except CollectError as error:
            progress.reasons.add(reason_of(error))
            progress.stalls += 1
            progress.started = progress.stalls >= _STALLS
            return
        progress.started = True

    async def _read_walk(self, progress: Progress) -> None:
        table = progress.table
        roots = progress.open if progress.started else [(*table.entry, column.number) for column in table.columns]
        progress.started = True
        try:
            walk = Walk(self._open(), roots, self._pace, self._budget, progress.after)
        except CollectError as error:
            progress.reasons.add(reason_of(error))
            return
        width = len(table.entry)
        rows = progress.rows
        moved = False
        names = {column.number: (column.name, column.kind.holds) for column in table.columns}
        async for page in walk.pages():
            moved = True
            for varbind in page:
                oid, tag, value = varbind
                name, holds = names[oid[width]]
                index = oid[width + 1 :]
                row = rows.get(index)
                if row is None:
                    row = rows[index] = {}
                if holds(tag, value):
                    row[name] = value
                else:
                    self._store(row, name, varbind, fits=False)
        self._settle(progress, walk, moved=moved)

    def _settle(self, progress: Progress, walk: Walk, *, moved: bool) -> None:
        """Keep what the walk leaves to be done."""
        progress.stalls = 0 if moved else progress.stalls + 1
        progress.open = []
        progress.reasons = {cursor.reason for cursor in walk.cursors if cursor.reason is not None}
        for cursor in walk.cursors:
            if cursor.reason in _SILENCE and progress.stalls < _STALLS:
                progress.open.append(cursor.root)
                progress.after[cursor.root] = cursor.last

    async def _alive(self) -> bool:
        """Tell whether the device still answers at all."""
        try:
            await self._ask((SYS_UPTIME,))
        except CollectError:
            return False
        return True

    async def _has_rebooted(self) -> bool:
        """Tell whether sysUpTime has fallen since the probe; a counter that merely wrapped (497 days) has not."""
        if self._uptime is None or any(progress.reasons & _GONE for progress in self.tables.values()):
            return False
        try:
            answer = await self._ask((SYS_UPTIME,))
        except CollectError:
            return False
        value = answer.varbinds[0][2] if answer.varbinds else None
        wrapped = self._uptime > 0xFFFFFFFF - int(2 * 100 * self._limits.device_s)
        return isinstance(value, int) and value < self._uptime and not wrapped


def _reason_of_status(status: int) -> Reason:
    return {
        ErrorStatus.TOO_BIG: Reason.TOO_BIG,
        ErrorStatus.GEN_ERR: Reason.GEN_ERR,
        ErrorStatus.NO_ACCESS: Reason.ACCESS,
        ErrorStatus.AUTHORIZATION_ERROR: Reason.ACCESS,
    }.get(status, Reason.PROTOCOL)


async def collect(
    engine: Engine, target: Target, accesses: tuple[Access, ...], limits: Limits, *, now: Callable[[], datetime]
) -> DeviceRecord:
    """Read one device from start to end.

    Nothing about the device raises: the record says how it went.
    """
    collection = Collection(engine, target, limits, now)
    try:
        if await collection.identify(accesses):
            await collection.complete()
    finally:
        collection.close()
    return collection.record()
