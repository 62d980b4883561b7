"""What a case of the contract is: an agent, a conversation with it, and what must come of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace

from collectors.snmp import ber
from collectors.snmp.engine import Access, Engine, reason_of
from collectors.snmp.limits import Limits
from collectors.snmp.walk import Budget, Pace, Walk
from tests.snmp.hostile_agent import SYSTEM, Agent, interface_rows, system_rows
from topology.model.errors import CollectError

COLUMN = (1, 3, 6, 1, 2, 1, 2, 2, 1, 2)
NEXT_COLUMN = (1, 3, 6, 1, 2, 1, 2, 2, 1, 3)
NAME = (*SYSTEM, 5, 0)
CONTACT = (*SYSTEM, 4, 0)
VALUE = (1, 3, 6, 1, 4, 1, 99999, 1, 0)
COUNT = 40
ROWS = {**system_rows(), **interface_rows(COUNT)}
PATIENT = Limits(timeout_s=2.0, retries=1, rate_per_s=0)
"""For what is answered: never waited for in full, so a busy machine changes nothing."""
SHORT = Limits(timeout_s=0.14, retries=1, rate_per_s=0)
"""For what is waited for in vain."""
SINGLE = Limits(timeout_s=0.35, retries=0, rate_per_s=0)
"""For what takes some turns and then fails, and for what is waited for in vain before it goes well."""
GOOD = [b"agent"]
WALKED = (COUNT, "end")


@dataclass(frozen=True)
class Posed:
    """An agent that stands ready, and how to reach it."""

    access: Access
    agent: Agent | None = None


Talk = Callable[[Engine, Access, Limits], Awaitable[object]]


@dataclass(frozen=True)
class Case:
    """One agent, one conversation, one outcome."""

    name: str
    """Starts with the number of its case in the list of hostile inputs, if it has one."""
    expected: object
    make: Callable[[ExitStack], Posed]
    talk: Talk
    limits: Limits = PATIENT
    most: int | None = None
    """Datagrams that the agent may receive, at most."""


async def outcome_of(session, oids, *, whole=False, full=False):
    """Return what comes of a GET: its values, its error status, or the reason why there is none."""
    try:
        answer = await session.get(oids)
    except CollectError as error:
        return reason_of(error)
    if answer.error_status:
        return f"status {answer.error_status} at {answer.error_index}"
    if full:
        return answer.varbinds
    return [(tag, value) if whole else value for _, tag, value in answer.varbinds]


def get(*oids, whole=False, full=False, times=1) -> Talk:
    """Ask for instances, perhaps several times; the last outcome counts. `whole` shows tags, `full` names as well."""

    async def talk(engine, access, limits):
        del limits
        session = engine.open(access)
        try:
            outcomes = [await outcome_of(session, oids or (NAME,), whole=whole, full=full) for _ in range(times)]
        finally:
            session.close()
            await asyncio.sleep(0)
        return outcomes[-1]

    return talk


def walk(*columns, unordered=False, ends=False) -> Talk:
    """Walk columns; return the number of values and how the first column ended (`ends`: each of them)."""

    async def talk(engine, access, limits):
        session = engine.open(access)
        try:
            one = Walk(session, columns or (COLUMN,), Pace(limits.max_repetitions, unordered=unordered), Budget(limits))
            names = [oid for page in [page async for page in one.pages()] for oid, _, _ in page]
        finally:
            session.close()
            await asyncio.sleep(0)
        assert len(set(names)) == len(names), "no value twice"
        words = [cursor.reason or "end" for cursor in one.cursors]
        return len(names), tuple(words) if ends else words[0]

    return talk


async def late_then_next(engine, access, limits):
    """Ask for one object in vain, then for another one; return what came of the second."""
    del limits
    session = engine.open(access)
    try:
        first = await outcome_of(session, (NAME,))
        second = await outcome_of(session, (CONTACT,), full=True)
    finally:
        session.close()
        await asyncio.sleep(0)
    return first, second


def of(*, tag: int, value: object, beside: bool = False) -> object:
    """What a GET with `whole` returns for VALUE, alone or beside the agent's name."""
    return [(ber.OCTET_STRING, b"agent"), (tag, value)] if beside else [(tag, value)]


def short(case: Case) -> Case:
    """The same case with little patience."""
    return replace(case, limits=SHORT)
