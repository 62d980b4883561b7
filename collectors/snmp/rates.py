"""Rate limits of places: how many requests a second a prefix, a site or the line to it may be given.

`Rated` stands before an engine; only the sessions of devices inside a limited prefix pass through it. Repeats of a
request are charged afterwards, as the engine sends them by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from collectors.snmp.ber import Oid
from collectors.snmp.engine import Access, Answer, Engine, Session
from collectors.snmp.scope import Rate, contains


class Place:
    """A limited place: its next free moment, and how many of its devices are spoken to."""

    def __init__(self, rate: Rate) -> None:
        self.name = rate.name
        self.devices = rate.devices
        self.busy = 0
        self._networks = tuple(ip_network(prefix) for prefix in rate.prefixes)
        self._gap_s = 1.0 / rate.requests_per_s
        self._free_s = 0.0

    def holds(self, reached: str) -> bool:
        """Tell whether an address lies in this place."""
        return contains(self._networks, ip_address(reached))

    @property
    def full(self) -> bool:
        """Whether no further device may be spoken to now."""
        return self.busy >= self.devices

    async def turn(self) -> None:
        """Wait until a request may be sent."""
        now_s = asyncio.get_running_loop().time()
        mine_s = max(now_s, self._free_s)
        self._free_s = mine_s + self._gap_s
        if mine_s > now_s:
            await asyncio.sleep(mine_s - now_s)

    def charge(self, requests: int) -> None:
        """Count requests that were sent without waiting."""
        self._free_s += requests * self._gap_s


def place_of(places: Sequence[Place], reached: str) -> Place | None:
    """Return the first limited place that holds an address."""
    return next((place for place in places if place.holds(reached)), None)


class _RatedSession:
    """A conversation that waits its turn before each request."""

    def __init__(self, inner: Session, place: Place) -> None:
        self._inner = inner
        self._place = place
        self.stats = inner.stats

    async def get(self, oids: tuple[Oid, ...]) -> Answer:
        """Ask for exactly these instances."""
        before = await self._turn()
        try:
            return await self._inner.get(oids)
        finally:
            self._place.charge(self.stats.requests - before)

    async def get_next(self, oids: tuple[Oid, ...]) -> Answer:
        """Ask for what follows each OID."""
        before = await self._turn()
        try:
            return await self._inner.get_next(oids)
        finally:
            self._place.charge(self.stats.requests - before)

    async def get_bulk(self, oids: tuple[Oid, ...], max_repetitions: int) -> Answer:
        """Ask for up to `max_repetitions` successors of each OID, interleaved."""
        before = await self._turn()
        try:
            return await self._inner.get_bulk(oids, max_repetitions)
        finally:
            self._place.charge(self.stats.requests - before)

    def close(self) -> None:
        """Give back what the session holds."""
        self._inner.close()

    async def _turn(self) -> int:
        """Wait; return how many requests have then been paid for."""
        await self._place.turn()
        return self.stats.requests + 1


class Rated:
    """An engine whose sessions keep the limits of the places they lead to."""

    def __init__(self, inner: Engine, places: Sequence[Place]) -> None:
        self._inner = inner
        self._places = places
        self.name = inner.name
        self.version = inner.version

    def open(self, access: Access) -> Session:
        """Start a conversation; sends nothing."""
        session = self._inner.open(access)
        place = place_of(self._places, access.address)
        return session if place is None else _RatedSession(session, place)
