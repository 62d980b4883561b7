"""The second engine: pysnmp, the independent reference that ours is tested against, and an alternative to it.

Versions 1 and 2c are spoken in pysnmp's messages (`collectors.snmp.pysnmp_community`), version 3 by its engine
(`collectors.snmp.pysnmp_user`); these two modules alone import it. Sockets, deadlines and repeats are ours. At most
20 requests are in flight and 20 devices are read at once, as one answer holds the event loop for milliseconds.

What differs from the wire engine, and why, stands in ``tests/snmp/contract/differences.py``. One thing more does: the
sockets are connected, so the kernel drops datagrams from elsewhere, and attempts at spoofing are not counted.

Source: measurements of pysnmp 7.1.30; its tracker, etingof/pysnmp#268 and #315, lextudio/pysnmp#222.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from collectors.snmp import ber
from collectors.snmp.ber import Oid
from collectors.snmp.community import Elders
from collectors.snmp.engine import Access, Answer, Malformed, Reason, Session, Stats, Unreachable
from collectors.snmp.limits import Limits
from collectors.snmp.pysnmp_community import CommunitySpeaker
from collectors.snmp.pysnmp_question import IN_FLIGHT, Question
from collectors.snmp.pysnmp_user import PYSNMP_VERSION, Users, UserSpeaker
from topology.model.errors import SnmpTimeout

_LOG = logging.getLogger(__name__)


class Speaker(Protocol):
    """One version's way of asking one agent."""

    def ask(self, question: Question, *, last: bool) -> asyncio.Future[Answer]:
        """Send a request, for the first time or again, and return where its answer will be."""
        ...

    def close(self) -> None:
        """Give back the socket."""
        ...


class PysnmpSession:
    """A conversation through pysnmp."""

    def __init__(self, access: Access, limits: Limits, slots: asyncio.Semaphore, speaker: Speaker, stats: Stats) -> None:
        self.stats = stats
        self._access = access
        self._speaker: Speaker | None = speaker
        self._slots = slots
        self._tries_s = limits.tries_s()
        self._gap_s = 1.0 / limits.rate_per_s if limits.rate_per_s else 0.0
        self._next_s = 0.0

    async def get(self, oids: tuple[Oid, ...]) -> Answer:
        """Ask for exactly these instances."""
        return await self._exchange(Question(ber.GET, oids))

    async def get_next(self, oids: tuple[Oid, ...]) -> Answer:
        """Ask for what follows each OID."""
        return await self._exchange(Question(ber.GET_NEXT, oids))

    async def get_bulk(self, oids: tuple[Oid, ...], max_repetitions: int) -> Answer:
        """Ask for up to `max_repetitions` successors of each OID, interleaved; of version 1, for the next of each."""
        return await self._exchange(Question(ber.GET_BULK, oids, max_repetitions))

    def close(self) -> None:
        """Give back the socket; safe to call twice."""
        if self._speaker is None:
            return
        self._speaker.close()
        self._speaker = None
        stats = self.stats
        if stats.malformed or stats.unverified:
            _LOG.warning("%s: ignored %d malformed, %d unverified datagrams", self._access.address, stats.malformed, stats.unverified)

    async def _exchange(self, question: Question) -> Answer:
        async with self._slots:
            loop = asyncio.get_running_loop()
            await asyncio.sleep(max(0.0, self._next_s - loop.time()))
            self._next_s = loop.time() + self._gap_s
            return await self._tries(question)

    async def _tries(self, question: Question) -> Answer:
        """Ask, again and again as the deadlines say; an answer to an earlier try counts as well."""
        answers: set[asyncio.Future[Answer]] = set()
        count = len(self._tries_s)
        try:
            for number, wait_s in enumerate(self._tries_s, start=1):
                if self._speaker is None:
                    raise Unreachable(
                        "snmp_unreachable", target=self._access.address, port=self._access.port, reason=Reason.UNREACHABLE.value
                    )
                answers.add(self._speaker.ask(question, last=number == count))
                done, _ = await asyncio.wait(answers, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
                for one in done:
                    return one.result()
        finally:
            for one in answers:
                one.cancel()
        if question.doubt is not None:
            raise question.doubt
        kind = Malformed if question.malformed else SnmpTimeout
        code = "snmp_malformed" if question.malformed else "snmp_timeout"
        raise kind(code, target=self._access.address, tries=count, timeout_s=round(sum(self._tries_s) / count, 3))


class PysnmpEngine:
    """Opens sessions through pysnmp; one engine serves one event loop, and there is one a process."""

    name = "pysnmp"
    version = PYSNMP_VERSION

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._slots = asyncio.Semaphore(IN_FLIGHT)
        self._users = Users(sum(limits.tries_s()))
        self._elders = Elders()

    def open(self, access: Access) -> Session:
        """Open a socket for one agent; sends nothing.

        Raises
        ------
        CollectError
            No socket is to be had.
        """
        stats = Stats()
        speaker: Speaker = (
            UserSpeaker(access, stats, self._users) if access.version == "3" else CommunitySpeaker(access, stats, self._elders)
        )
        return PysnmpSession(access, self._limits, self._slots, speaker, stats)
