"""Which of many tables an agent has at all, learned from a GETNEXT that asks for the start of each.

What follows the start of a table lies inside it if, and only if, the table has a row. So three or four
requests spare a device some forty, one for each table that it lacks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from collectors.snmp.ber import END_OF_MIB_VIEW, NO_SUCH_INSTANCE, NO_SUCH_OBJECT, Oid
from collectors.snmp.engine import Answer
from collectors.snmp.mibs.marks import MARKS
from collectors.snmp.mibs.table import Table

AT_ONCE = 16
"""Tables asked about in one request."""
_NOTHING = frozenset({END_OF_MIB_VIEW, NO_SUCH_OBJECT, NO_SUCH_INSTANCE})


def starts(tables: Sequence[Table]) -> tuple[Oid, ...]:
    """Return what to ask: the start of each optional table and of each time of last change, in order, none twice."""
    return tuple(sorted({*(table.entry for table in tables if table.optional), *MARKS.values()}))


def absent(asked: Sequence[Oid], answer: Answer) -> frozenset[Oid]:
    """Return the starts behind which an answer shows nothing; none of an answer that cannot be believed.

    Believed is only what lies after what was asked, as far as an agent in order would answer.
    """
    varbinds = answer.varbinds
    if answer.error_status or len(varbinds) != len(asked):
        return frozenset()
    found: set[Oid] = set()
    for start, (oid, tag, _) in zip(asked, varbinds, strict=True):
        if tag in _NOTHING:
            found.add(start)
        elif oid <= start:
            return frozenset()
        elif oid[: len(start)] != start:
            found.add(start)
    return frozenset(found)


def marks_in(answer: Answer) -> Mapping[str, int]:
    """Return the times of last change in an answer [1/100 s of sysUpTime], by name."""
    names = {(*oid, 0): name for name, oid in MARKS.items()}
    if answer.error_status:
        return {}
    return {names[oid]: value for oid, _, value in answer.varbinds if oid in names and isinstance(value, int)}
