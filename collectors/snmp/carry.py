"""What an earlier record of a device still says, where the agent tells that its tables have not changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from collectors.snmp.mibs import TABLES
from collectors.snmp.mibs.marks import ENTITY, LLDP_REMOTE, MARKS
from topology.model.records import Completeness, DeviceRecord, NeighbourProtocol

_MARKED = {mark: frozenset(table.name for table in TABLES if table.mark == mark) for mark in MARKS}
"""The tables that each mark vouches for."""
_SLACK_S = 60.0
_SLACK_SHARE = 0.01
"""How far the agent's clock may be from ours since the last look."""


def unchanged(previous: DeviceRecord | None, marks: Mapping[str, int], uptime_s: float | None, now: datetime) -> frozenset[str]:
    """Return the marks that stand where they stood, on a device that has not restarted since.

    An agent that never set a mark (0) may not know how; it is not believed. A mark vouches for nothing where one
    of its tables was not read to its end.
    """
    if previous is None or uptime_s is None or previous.envelope.uptime_s is None:
        return frozenset()
    envelope = previous.envelope
    if envelope.completeness is Completeness.FAILED or envelope.uptime_s is None:
        return frozenset()
    elapsed_s = (now - envelope.collected_at).total_seconds()
    if abs(envelope.uptime_s + elapsed_s - uptime_s) > max(_SLACK_S, elapsed_s * _SLACK_SHARE):
        return frozenset()
    before = {mark.object: mark.ticks for mark in previous.marks if not _MARKED.get(mark.object, frozenset()) & set(envelope.failed_tables)}
    return frozenset(name for name, ticks in marks.items() if 0 < ticks <= envelope.uptime_s * 100 and before.get(name) == ticks)


def carried(previous: DeviceRecord, marks: frozenset[str]) -> DeviceRecord:
    """Return the earlier record with nothing but what the marks vouch for."""
    heard = [row for row in previous.neighbours if row.protocol is NeighbourProtocol.LLDP and (row.ref or "").startswith("1.0.8802.")]
    return msgspec.structs.replace(
        previous,
        neighbours=tuple(heard) if LLDP_REMOTE in marks else (),
        modules=previous.modules if ENTITY in marks else (),
    )
