"""Our own engine: SNMP over UDP (IPv4 and IPv6) on asyncio, one socket a device.

An answer counts only if it comes from the address and port that were asked and the session's dialect
(`community` or `usm`) believes it: it carries the random id of a request in flight, and the same version
and community, or a good authentication code of the user. Anything else is counted and ignored, and the wait
goes on. Repeats of a request keep its id, so that a slow answer to the first try still counts and one to an
abandoned request never does.

The socket is not connected: the kernel would then drop foreign datagrams silently, and a spoofing
attempt could not be counted. ICMP errors reach it all the same (IP_RECVERR, see ip(7)).
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
from collections.abc import Coroutine
from ipaddress import IPv6Address, ip_address
from typing import Any

from collectors.snmp import ber
from collectors.snmp.ber import DecodeError, Oid
from collectors.snmp.community import Community, Elders
from collectors.snmp.dialect import Asked, Dialect, Doubt, Mark
from collectors.snmp.engine import Access, Answer, Malformed, Reason, Session, Stats, Unreachable
from collectors.snmp.limits import Limits, Patience
from collectors.snmp.usm import Registry, Usm
from topology.model.errors import CollectError, SnmpTimeout

_LOG = logging.getLogger(__name__)
_MAX_DATAGRAM = 65_536
_RECEIVE_BUFFER = 4 * 1024 * 1024
_IN_FLIGHT = 2
_DRAIN = 64
"""Datagrams read in one go, so that a flood on one socket cannot starve the others."""
# Linux: ask for ICMP errors on sockets that are not connected (ip(7), ipv6(7)).
_IP_RECVERR = 11
_IPV6_RECVERR = 25

Exchange = Coroutine[Any, Any, Answer]


class WireSession:
    """A conversation over one socket; at most two requests are in flight.

    One alarm serves every request of the session: it goes off every `Patience.least_s` while something is in flight, and
    exactly when a wait is over. So a request that is answered at once, as nearly all are, costs no timer.
    """

    def __init__(self, access: Access, limits: Limits, buffer: memoryview, dialect: Dialect, stats: Stats) -> None:
        self.stats = stats
        self._access = access
        self._dialect = dialect
        self._patience = Patience(limits)
        self._tries = limits.retries + 1
        self._timeout_s = round(limits.timeout_s, 3)
        self._gap_s = 1.0 / limits.rate_per_s if limits.rate_per_s else 0.0
        self._next_s = 0.0
        self._buffer = buffer
        self._in_flight: dict[int, Asked] = {}
        self._busy = 0
        self._waiting: list[asyncio.Future[None]] = []
        self._alarm: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self._now = self._loop.time
        self._peer = (str(ip_address(access.address)), access.port)
        """What the kernel calls it: of IPv6, the first two of four."""
        self._socket: socket.socket | None = _open_socket(access)
        self._loop.add_reader(self._socket, self._readable)

    def get(self, oids: tuple[Oid, ...]) -> Exchange:
        """Ask for exactly these instances."""
        return self._exchange(ber.GET, oids, 0)

    def get_next(self, oids: tuple[Oid, ...]) -> Exchange:
        """Ask for what follows each OID."""
        return self._exchange(ber.GET_NEXT, oids, 0)

    def get_bulk(self, oids: tuple[Oid, ...], max_repetitions: int) -> Exchange:
        """Ask for up to `max_repetitions` successors of each OID, interleaved; of version 1, for the next of each."""
        return self._exchange(ber.GET_BULK, oids, max_repetitions)

    def close(self) -> None:
        """Close the socket; say in one line what had to be ignored."""
        if self._socket is None:
            return
        self._loop.remove_reader(self._socket)
        self._socket.close()
        self._socket = None
        if self._alarm is not None:
            self._alarm.cancel()
        for asked in self._in_flight.values():
            asked.future.cancel()
        self._in_flight.clear()
        stats = self.stats
        if stats.ignored or stats.malformed or stats.spoof_suspect or stats.unverified:
            _LOG.log(
                logging.WARNING if stats.malformed or stats.spoof_suspect or stats.unverified else logging.DEBUG,
                "%s: ignored %d unexpected, %d malformed, %d foreign, %d unverified datagrams",
                self._access.address, stats.ignored, stats.malformed, stats.spoof_suspect, stats.unverified,
            )  # fmt: skip

    async def _exchange(self, pdu_type: int, oids: tuple[Oid, ...], second: int) -> Answer:
        while self._busy >= _IN_FLIGHT:
            waiter = self._loop.create_future()
            self._waiting.append(waiter)
            await waiter
        self._busy += 1
        asked = Asked(pdu_type, oids, second, self._loop.create_future())
        try:
            if self._gap_s:
                await self._keep_rate()
            started_s = self._now()
            self._speak(asked, started_s)
            answer = await asked.future
            self._patience.answered(self._now() - started_s, asked.tries)
            return answer
        finally:
            self._in_flight.pop(asked.key, None)
            self._busy -= 1
            if self._waiting:
                self._wake()

    def _wake(self) -> None:
        """Let all who wait for their turn look again."""
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()

    async def _keep_rate(self) -> None:
        now_s = self._now()
        wait_s = self._next_s - now_s
        if wait_s > 0:
            await asyncio.sleep(wait_s)
            now_s = self._now()
        self._next_s = now_s + self._gap_s

    def _speak(self, asked: Asked, now_s: float) -> None:
        """Put a request into words and send it."""
        self._dialect.encode(asked)
        self._in_flight[asked.key] = asked
        self._send(asked, now_s)

    def _speak_again(self, asked: Asked) -> None:
        """Send a request in other words; it is not a further try."""
        del self._in_flight[asked.key]
        asked.tries -= 1
        asked.turns += 1
        asked.doubt = None
        self._speak(asked, self._now())

    def _send(self, asked: Asked, now_s: float) -> None:
        """Send a request (again); its wait starts now."""
        if self._socket is None:
            raise _unreachable(self._access, Reason.UNREACHABLE)
        asked.sent_s = now_s
        asked.tries += 1
        if self._alarm is None:
            self._alarm = self._loop.call_at(now_s + self._patience.least_s, self._ring)
        self._put(asked.data)
        if asked.tries == self._tries:
            last = self._dialect.last_words(asked)
            if last is not None:
                self._put(last)

    def _put(self, data: bytes) -> None:
        assert self._socket is not None, "checked before"
        self.stats.requests += 1
        try:
            self._socket.sendto(data, self._peer)
        except BlockingIOError:
            pass  # the send buffer is full: the same as a lost datagram
        except OSError as error:
            self._fail(error)

    def _ring(self) -> None:
        """See whose wait is over; set the alarm for the next."""
        self._alarm = None
        if not self._in_flight:
            return
        now_s = self._now()
        waits_s = self._patience.waits_s()
        for asked in tuple(self._in_flight.values()):
            if now_s >= asked.sent_s + waits_s[asked.tries - 1] and not asked.future.done():
                self._expire(asked, now_s)
        dues_s = [asked.sent_s + waits_s[asked.tries - 1] for asked in self._in_flight.values() if not asked.future.done()]
        if dues_s and self._socket is not None:
            if self._alarm is not None:
                self._alarm.cancel()
            self._alarm = self._loop.call_at(min(*dues_s, now_s + self._patience.least_s), self._ring)

    def _expire(self, asked: Asked, now_s: float) -> None:
        """Try again, or give up."""
        doubt = asked.doubt
        last = asked.tries >= self._tries
        if last or (doubt is not None and doubt.final):
            self._dialect.lost()
        if doubt is not None and (doubt.final or last):
            asked.future.set_exception(doubt.error)
        elif not last:
            self._send(asked, now_s)
        else:
            kind = Malformed if asked.malformed else SnmpTimeout
            code = "snmp_malformed" if asked.malformed else "snmp_timeout"
            asked.future.set_exception(kind(code, target=self._access.address, tries=asked.tries, timeout_s=self._timeout_s))

    def _readable(self) -> None:
        for _ in range(_DRAIN):
            if self._socket is None:
                return
            try:
                size, peer = self._socket.recvfrom_into(self._buffer)
            except BlockingIOError:
                return
            except OSError as error:
                _drain_errors(self._socket)
                self._fail(error)
                return
            if peer != self._peer and peer[:2] != self._peer:
                self.stats.spoof_suspect += 1
                continue
            self._receive(bytes(self._buffer[:size]))
            if not self._in_flight:
                return

    def _receive(self, data: bytes) -> None:
        """Give an answer to the request it belongs to, or count it."""
        try:
            judged = self._dialect.judge(data, self._in_flight)
        except DecodeError:
            self.stats.malformed += 1
            return
        if judged is None:
            return
        asked, outcome = judged
        if isinstance(outcome, Answer):
            del self._in_flight[asked.key]
            asked.future.set_result(outcome)
        elif isinstance(outcome, Doubt):
            if asked.doubt is None or outcome.final:
                asked.doubt = outcome
        elif isinstance(outcome, CollectError):
            del self._in_flight[asked.key]
            asked.future.set_exception(outcome)
        elif outcome is Mark.AGAIN:
            self._speak_again(asked)
        else:
            self.stats.malformed += 1
            asked.malformed = True

    def _fail(self, error: OSError) -> None:
        """End every request in flight: the host or the network said no."""
        reason = Reason.REFUSED if error.errno == errno.ECONNREFUSED else Reason.UNREACHABLE
        for asked in self._in_flight.values():
            if not asked.future.done():
                asked.future.set_exception(_unreachable(self._access, reason))


class WireEngine:
    """Opens sessions; one engine serves one event loop."""

    name = "wire"
    version = "2"

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._buffer = memoryview(bytearray(_MAX_DATAGRAM))
        self.registry = Registry()
        """SNMPv3 agents and keys."""
        self._elders = Elders()

    def open(self, access: Access) -> Session:
        """Open a socket for one agent; sends nothing.

        Raises
        ------
        CollectError
            No socket is to be had.
        """
        stats = Stats()
        dialect: Dialect = Usm(access, stats, self.registry) if access.version == "3" else Community(access, stats, self._elders)
        return WireSession(access, self._limits, self._buffer, dialect, stats)


def _unreachable(access: Access, reason: Reason) -> Unreachable:
    return Unreachable(f"snmp_{reason.value}", target=access.address, port=access.port, reason=reason.value)


def _open_socket(access: Access) -> socket.socket:
    family = socket.AF_INET6 if isinstance(ip_address(access.address), IPv6Address) else socket.AF_INET
    try:
        opened = socket.socket(family, socket.SOCK_DGRAM)
    except OSError as error:
        raise CollectError("snmp_socket", target=access.address, why=error.strerror, reason=Reason.UNREACHABLE.value) from error
    opened.setblocking(False)  # noqa: FBT003 - the standard library's signature
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
    with contextlib.suppress(OSError):  # other systems: a closed port then costs one time-out chain
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, _IPV6_RECVERR, 1)
        else:
            opened.setsockopt(socket.IPPROTO_IP, _IP_RECVERR, 1)
    return opened


def _drain_errors(opened: socket.socket) -> None:
    """Empty the error queue, which would otherwise keep the socket readable."""
    with contextlib.suppress(OSError):
        while True:
            opened.recvmsg(0, 1024, socket.MSG_ERRQUEUE)
