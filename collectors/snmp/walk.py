"""The guarded walk: reads columns of a table from an agent that may be slow, broken or hostile.

Several columns travel in one request, each with a cursor and guards of its own: strict OID order (or,
for agents known to break it, a bounded set of what was seen), the end of its subtree, caps on values,
answers, octets and time. An answer too big, refused or lost makes the walk ask for less; what was
learned stays in the device's `Pace`. A walk that is cut off can be taken up again at its last OID.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import lt

from collectors.snmp.ber import END_OF_MIB_VIEW, MAX_SUB_IDS, NO_SUCH_INSTANCE, NO_SUCH_OBJECT, Oid, Varbind
from collectors.snmp.engine import Answer, ErrorStatus, Reason, Session, reason_of
from collectors.snmp.limits import Limits
from topology.model.errors import CollectError

Page = list[Varbind]
SILENCE = frozenset({Reason.TIMEOUT, Reason.MALFORMED})
"""Ends of an exchange after which another try may well succeed."""

_RECOVER_AFTER = 8
"""Good answers after which a slowed-down walk asks for more again, where what was too much once was so again at once."""
_MOST_RECOVER_AFTER = 64
_BULK_FAILURES = 2
"""Times that GETNEXT was answered where GETBULK was not, before GETBULK is given up for the device."""
_MUTE_AFTER = 2
"""Unanswered chains after which a device that never answered a walk is asked for no other."""
_NO_SUCH = frozenset({NO_SUCH_OBJECT, NO_SUCH_INSTANCE})


@dataclass(slots=True)
class Pace:
    """What was learned of one device's stomach; shared by all its walks."""

    ceiling: int
    """Most values to ask for at once; lowered for good by tooBig."""
    repetitions: int = 0
    interleave: bool = True
    """Ask for several columns in one request."""
    unordered: bool = False
    """Known to return OIDs out of order; loops are then found by a set of those seen."""
    bulk: bool = True
    bulk_proven: bool = False
    bulk_failures: int = 0
    good: int = 0
    recover_after: int = 1
    """Good answers after which to ask for more again: one where a datagram was merely lost, many where the size is to blame."""
    proven: bool = True
    """Whether as much as is asked for now has been answered before."""
    answers: int = 0
    """To walks."""
    silences: int = 0
    """Chains of tries of walks in a row that nothing answered."""

    def __post_init__(self) -> None:
        """Start at the ceiling."""
        self.repetitions = self.repetitions or self.ceiling

    @property
    def mute(self) -> bool:
        """Whether it has never answered a walk, so that none is worth a further chain of tries."""
        return not self.answers and self.silences >= _MUTE_AFTER

    def was_silent(self) -> None:
        """Count a chain of tries without an answer."""
        self.silences += 1

    def went_well(self) -> None:
        """Ask for more again after some good answers."""
        self.answers += 1
        self.silences = 0
        self.good += 1
        self.proven = True
        if self.good >= self.recover_after and self.repetitions < self.ceiling:
            self.repetitions = min(self.ceiling, self.repetitions * 2)
            self.good = 0
            self.proven = False

    def went_badly(self) -> None:
        """Ask for half; soon for more again if so much has been answered before."""
        self.recover_after = 1 if self.proven else min(_MOST_RECOVER_AFTER, max(_RECOVER_AFTER, self.recover_after * 2))
        self.repetitions = max(1, self.repetitions // 2)
        self.good = 0


@dataclass(slots=True)
class Budget:
    """What one device may still cost."""

    limits: Limits
    clock: Callable[[], float] = time.monotonic
    varbinds: int = 0
    octets: int = 0
    answers: int = 0
    started_s: float = field(default=0.0)
    answered_s: float = field(default=0.0)
    """When the last answer came."""

    def __post_init__(self) -> None:
        """Start the clock."""
        self.started_s = self.answered_s = self.clock()

    def spend(self, answer: Answer) -> None:
        """Count an answer."""
        self.varbinds += len(answer.varbinds)
        self.octets += answer.size
        self.answers += 1
        self.answered_s = self.clock()

    def excuse(self, waited_s: float) -> None:
        """Leave out time for which the device is not to blame [s]."""
        self.started_s += waited_s
        self.answered_s += waited_s

    @property
    def answer_s(self) -> float:
        """Time that an answer takes: on the mean so far or, if that is longer, since the last one [s]."""
        now_s = self.clock()
        return max(now_s - self.answered_s, (now_s - self.started_s) / max(1, self.answers))

    @property
    def spent(self) -> bool:
        """Whether the device has had its share."""
        limits = self.limits
        return (
            self.varbinds >= limits.device_varbinds
            or self.octets >= limits.device_octets
            or self.clock() - self.started_s >= limits.device_s
        )


class Cursor:
    """Where the walk of one column stands."""

    __slots__ = ("careful", "done", "last", "reason", "root", "rows", "seen")

    def __init__(self, root: Oid, after: Oid | None, *, unordered: bool) -> None:
        self.root = root
        self.last = after or root
        self.done = False
        self.reason: Reason | None = None
        """None while the walk goes on and where it ended well."""
        self.careful = False
        """Goes on alone, one value at a time, up to the one that the agent fails on."""
        self.rows = 0
        self.seen: set[Oid] | None = set() if unordered else None

    def accept(self, oid: Oid) -> bool:
        """Move on to `oid`; False, and the end, where an agent known for disorder has shown it before."""
        if self.seen is not None:
            if oid in self.seen:
                self.stop(Reason.LOOP)
                return False
            self.seen.add(oid)
        self.last = oid
        self.rows += 1
        return True

    def stop(self, reason: Reason | None = None) -> None:
        """End the column: well, or with a reason."""
        self.done = True
        self.reason = reason


class Walk:
    """One walk over one or more columns; `cursors` tell afterwards how each ended."""

    def __init__(self, session: Session, roots: Sequence[Oid], pace: Pace, budget: Budget, after: Mapping[Oid, Oid] | None = None) -> None:
        starts = after or {}
        self.cursors = [Cursor(root, starts.get(root), unordered=pace.unordered) for root in roots]
        self._session = session
        self._pace = pace
        self._budget = budget
        self._limits = budget.limits
        self.rows = 0
        """Values so far."""
        self._replies = 0
        self._missed = False
        self._plain = False

    async def pages(self) -> AsyncIterator[Page]:
        """Yield the values of all columns, a page an answer, until each column has ended."""
        while active := [cursor for cursor in self.cursors if not cursor.done]:
            if self._budget.spent or self._replies >= self._limits.table_replies or self.rows >= self._limits.table_rows:
                _stop_all(active, Reason.LIMIT)
                return
            page = await self._turn(active)
            if page:
                yield page

    async def _turn(self, active: list[Cursor]) -> Page:
        """Ask once; move the cursors on."""
        pace = self._pace
        group = [cursor for cursor in active if not cursor.careful] or active[:1]
        if not pace.interleave:
            group = [min(group, key=_rows_of)]  # in turn, so that an endless column of nonsense is found out by its neighbours
        plain = group[0].careful or self._plain or not pace.bulk
        oids = tuple([cursor.last for cursor in group])
        try:
            if plain:
                answer = await self._session.get_next(oids)
            else:
                answer = await self._session.get_bulk(oids, max(1, pace.repetitions // len(group)))
        except CollectError as error:
            self._lost(group, reason_of(error))
            return []
        self._replies += 1
        self._budget.spend(answer)
        self._answered(plain=plain)
        if answer.error_status:
            self._refused(group, answer, plain=plain)
            return []
        if not answer.varbinds:
            _stop_all(group, Reason.EMPTY)
            return []
        return self._take(group, answer.varbinds)

    def _answered(self, *, plain: bool) -> None:
        """Learn from an answer which kind of request the agent answers."""
        pace = self._pace
        pace.went_well()
        if not plain:
            pace.bulk_proven = True
        elif self._plain:
            pace.bulk_failures += 1
            pace.bulk = pace.bulk_proven or pace.bulk_failures < _BULK_FAILURES
            self._plain = False
        self._missed = False

    def _lost(self, group: list[Cursor], reason: Reason) -> None:
        """Meet silence: once more with a smaller request, then give the columns up."""
        if reason in SILENCE:
            self._pace.was_silent()
        if self._missed or self._pace.mute or reason in {Reason.REFUSED, Reason.UNREACHABLE}:
            _stop_all(group if reason in SILENCE and not self._pace.mute else self.cursors, reason)
            self._missed = self._plain = False
            return
        self._missed = True
        if self._pace.bulk and not self._pace.bulk_proven:
            self._plain = True
        else:
            self._pace.went_badly()

    def _refused(self, group: list[Cursor], answer: Answer, *, plain: bool) -> None:
        """Meet an error status."""
        pace, status = self._pace, answer.error_status
        one = group[answer.error_index - 1] if 1 <= answer.error_index <= len(group) else None
        if status == ErrorStatus.TOO_BIG:
            if not plain and pace.repetitions > len(group):
                pace.ceiling = pace.repetitions = max(1, pace.repetitions // 2)
            elif len(group) > 1:
                pace.interleave = False
            elif not plain:
                pace.bulk = False
            else:
                group[0].stop(Reason.TOO_BIG)
        elif status == ErrorStatus.NO_SUCH_NAME:
            _split(pace, group, one, None)
        elif status in {ErrorStatus.NO_ACCESS, ErrorStatus.AUTHORIZATION_ERROR}:
            _split(pace, group, one, Reason.ACCESS)
        elif status == ErrorStatus.GEN_ERR and not plain and (one or len(group) == 1):
            (one or group[0]).careful = True
        else:
            _split(pace, group, one, Reason.GEN_ERR if status == ErrorStatus.GEN_ERR else Reason.PROTOCOL)

    def _take(self, group: list[Cursor], varbinds: list[Varbind]) -> Page:
        """Sort the values of an answer to their columns; guard each."""
        width = len(group)
        room = self._limits.table_rows - self.rows
        if width == 1 and _is_plain(group[0], varbinds, room):
            group[0].last = varbinds[-1][0]
            group[0].rows += len(varbinds)
            self.rows += len(varbinds)
            return varbinds
        page: Page = []
        for place, varbind in enumerate(varbinds):
            cursor = group[place % width] if width > 1 else group[0]
            if cursor.done:
                if width == 1:
                    break
                continue
            oid, tag, _ = varbind
            root = cursor.root
            if tag == END_OF_MIB_VIEW or (tag in _NO_SUCH and oid <= cursor.last):
                cursor.stop()
            elif oid <= cursor.last:
                if not self._out_of_order(cursor, oid, width):
                    break
                page.append(varbind)
            elif oid[: len(root)] != root:
                cursor.stop()
            elif len(oid) > MAX_SUB_IDS or len(page) >= room:
                cursor.stop(Reason.LIMIT)
            elif cursor.accept(oid):
                page.append(varbind)
        self.rows += len(page)
        return page

    def _out_of_order(self, cursor: Cursor, oid: Oid, width: int) -> bool:
        """Judge an OID that does not increase; True if the value counts all the same."""
        if width > 1:
            self._pace.interleave = False  # perhaps the agent mixes up columns: the column alone tells
            return False
        if cursor.seen is None:
            cursor.stop(Reason.NON_INCREASING)
            return False
        if oid[: len(cursor.root)] != cursor.root:
            cursor.stop()
            return False
        return cursor.accept(oid)


def _rows_of(cursor: Cursor) -> int:
    return cursor.rows


def _is_plain(cursor: Cursor, varbinds: list[Varbind], room: int) -> bool:
    """Tell whether an answer is what nearly all are: one column's values in order, none beyond its end, within every cap.

    In an increasing list all OIDs stand below the root if the last one does, as the first follows the cursor.
    """
    oids = [varbind[0] for varbind in varbinds]
    last = oids[-1]
    return (
        cursor.seen is None
        and len(oids) <= room
        and last[: len(cursor.root)] == cursor.root
        and oids[0] > cursor.last
        and all(map(lt, oids, oids[1:]))
        and varbinds[-1][1] != END_OF_MIB_VIEW
        and max(map(len, oids)) <= MAX_SUB_IDS
    )


def _stop_all(cursors: Sequence[Cursor], reason: Reason) -> None:
    for cursor in cursors:
        if not cursor.done:
            cursor.stop(reason)


def _split(pace: Pace, group: list[Cursor], one: Cursor | None, reason: Reason | None) -> None:
    """End the column that an error names; if it names none, ask for columns one by one to find it."""
    if one is not None:
        one.stop(reason)
    elif len(group) == 1:
        group[0].stop(reason)
    else:
        pace.interleave = False
