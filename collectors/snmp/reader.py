"""Reading tables of one device: rows by GET, columns by the guarded walk, and what there is to note on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from collectors.snmp.ber import Oid, Value, Varbind
from collectors.snmp.engine import Answer, ErrorStatus, Reason, Session, reason_of
from collectors.snmp.mibs.draft import MAX_PROBLEMS
from collectors.snmp.mibs.table import Row, Rows, Seen, Table
from collectors.snmp.record import odd_value_problem
from collectors.snmp.walk import SILENCE, Budget, Pace, Walk
from topology.model.errors import CollectError, Problem, Severity

_VALUES_AT_ONCE = 24
"""Values asked for in one GET."""
_STALLS = 2
"""Passes without progress, the device answering otherwise, after which a table is given up."""
_MOST_ODD = 2000
"""Values in one table that do not fit their columns, after which it is given up if that is a quarter of all or more."""


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


class Reader:
    """Reads tables through whatever conversation is open at the time."""

    def __init__(self, target: str, session: Callable[[], Session], pace: Pace, budget: Budget, *, whole: bool) -> None:
        self._target = target
        self._session = session
        self._pace = pace
        self._budget = budget
        self._whole = whole
        """Read every table to its end."""
        self.problems: list[Problem] = []

    async def get_rows(self, progress: Progress, *indexes: Oid) -> Reason | None:
        """Ask for rows by GET; return why not, if so. Silence raises."""
        table = progress.table
        names = {(*table.entry, column.number, *index): (index, column) for index in indexes for column in table.columns}
        oids = tuple(names)
        answer = await self.ask(oids)
        if answer.error_status and len(indexes) > 1:
            reasons = [await self.get_rows(progress, index) for index in indexes]
            return next((reason for reason in reasons if reason is not None), None)
        if answer.error_status and len(oids) > 1:
            answers = [await self.ask((oid,)) for oid in oids]
            fitting = [one for one in answers if not one.error_status]
            self.note("snmp_one_by_one", table.name, status=answer.error_status)
            answer = Answer(0, 0, [varbind for one in fitting for varbind in one.varbinds], 0) if fitting else answers[0]
        if answer.error_status == ErrorStatus.NO_SUCH_NAME:
            return None
        if answer.error_status:
            return _reason_of_status(answer.error_status)
        if not answer.varbinds:
            return Reason.EMPTY
        wanted = [varbind for varbind in answer.varbinds if varbind[0] in names]
        if len(wanted) < len(answer.varbinds):
            self.note("snmp_unasked", table.name, count=len(answer.varbinds) - len(wanted))
        if not wanted:
            return Reason.PROTOCOL
        for oid, tag, value in wanted:
            index, column = names[oid]
            row = progress.rows.setdefault(index, {})
            self._store(row, column.name, (oid, tag, value), fits=column.kind.holds(tag, value))
        return None

    async def ask(self, oids: tuple[Oid, ...]) -> Answer:
        """Ask for exactly these instances."""
        answer = await self._session().get(oids)
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
            self.problems.append(odd_value_problem(self._target, oid, tag, value))

    def note(self, code: str, place: str = "", **params: str | int) -> None:
        """Note something about the device, up to a number of problems."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(code, Severity.WARNING, f"{self._target} {place}".strip(), dict(params)))

    async def read_instances(self, progress: Progress, seen: Seen) -> None:
        """Ask for the rows that the table names; what silence cuts off is left for another pass."""
        table = progress.table
        instances = table.instances(seen) if table.instances else ()
        if table.most is not None and len(instances) > table.most and not self._whole:
            self.note("snmp_table_capped", table.name, table=table.name, rows=table.most)
            instances = instances[: table.most]
        waiting = [index for index in instances if index not in progress.rows]
        rows = max(1, _VALUES_AT_ONCE // len(table.columns))
        try:
            for start in range(0, len(waiting), rows):
                reason = await self.get_rows(progress, *waiting[start : start + rows])
                if reason is not None:
                    progress.reasons.add(reason)
        except CollectError as error:
            progress.reasons.add(reason_of(error))
            progress.stalls += 1
            progress.started = progress.stalls >= _STALLS
            return
        progress.started = True

    async def read_walk(self, progress: Progress, session: Session | None = None) -> None:
        """Walk the columns that are still open, in the device's own conversation or another."""
        table = progress.table
        roots = progress.open if progress.started else [(*table.entry, column.number) for column in table.columns]
        progress.started = True
        progress.open = list(roots)  # until it has been read: it may be cut off at any time
        try:
            walk = Walk(session or self._session(), roots, self._pace, self._budget, progress.after)
        except CollectError as error:
            progress.reasons.add(reason_of(error))
            progress.open = []
            return
        width = len(table.entry)
        rows = progress.rows
        moved = False
        odd = 0
        names = {column.number: (column.name, column.kind.holds) for column in table.columns}
        most, least = None if self._whole else table.most, width + 1 + table.parts
        async for page in walk.pages():
            moved = True
            for varbind in page:
                oid, tag, value = varbind
                name, holds = names[oid[width]]
                index = oid[width + 1 :]
                row = rows.get(index)
                if row is None:
                    row = rows[index] = {}
                if holds(tag, value) and len(oid) >= least:
                    row[name] = value
                else:
                    odd += 1
                    self._store(row, name, varbind, fits=False)
            if odd >= _MOST_ODD and odd * 4 >= walk.rows:
                for cursor in walk.cursors:
                    if not cursor.done:
                        cursor.stop(Reason.PROTOCOL)
            if most is not None and len(rows) >= most:
                self.note("snmp_table_capped", table.name, table=table.name, rows=most)
                for cursor in walk.cursors:
                    if not cursor.done:
                        cursor.stop()
        self._settle(progress, walk, moved=moved)

    def _settle(self, progress: Progress, walk: Walk, *, moved: bool) -> None:
        """Keep what the walk leaves to be done."""
        progress.stalls = 0 if moved else progress.stalls + 1
        progress.open = []
        progress.reasons = {cursor.reason for cursor in walk.cursors if cursor.reason is not None}
        for cursor in walk.cursors:
            if cursor.reason in SILENCE and progress.stalls < _STALLS:
                progress.open.append(cursor.root)
                progress.after[cursor.root] = cursor.last


def _reason_of_status(status: int) -> Reason:
    return {
        ErrorStatus.TOO_BIG: Reason.TOO_BIG,
        ErrorStatus.GEN_ERR: Reason.GEN_ERR,
        ErrorStatus.NO_ACCESS: Reason.ACCESS,
        ErrorStatus.AUTHORIZATION_ERROR: Reason.ACCESS,
    }.get(status, Reason.PROTOCOL)
