"""Ways for tests to read one agent."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from collectors.snmp.collect import Target, collect
from collectors.snmp.engine import Access
from collectors.snmp.limits import Limits
from collectors.snmp.walk import Budget, Pace, Walk
from collectors.snmp.wire import WireEngine
from topology.model.records import DeviceRecord

NOW = datetime(2018, 2, 1, 8, 0, tzinfo=UTC)
QUICK = Limits(timeout_s=0.2, retries=1, rate_per_s=0, resume_passes=0)


def read(agent, limits: Limits = QUICK, *, port: int | None = None, address: str | None = None) -> DeviceRecord:
    """Collect one agent from start to end."""
    at, on = address or agent.address, port or agent.port

    async def go() -> DeviceRecord:
        access = Access(address=at, port=on, community=b"public")
        target = Target(address=at, port=on, realm="r1", vantage="centre")
        return await collect(WireEngine(limits), target, (access,), limits, now=lambda: NOW)

    return asyncio.run(go())


def walk(agent, *roots, limits: Limits = QUICK, unordered: bool = False, after=None):
    """Walk columns of an agent; return the values, the walk, the pace and the session's counts."""

    async def go():
        session = WireEngine(limits).open(Access(address=agent.address, port=agent.port, community=b"public"))
        pace = Pace(limits.max_repetitions, unordered=unordered)
        one = Walk(session, roots, pace, Budget(limits), after)
        try:
            values = [value async for page in one.pages() for value in page]
        finally:
            session.close()
        return values, one, pace, session.stats

    return asyncio.run(go())


def codes(record: DeviceRecord) -> set[str]:
    """The problem codes of a record."""
    return {problem.code for problem in record.problems}
