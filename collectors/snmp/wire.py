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
from ipaddress import IPv6Address, ip_address

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


class WireSession:
    """A conversation over one socket; at most two requests are in flight."""

    def __init__(self, access: Access, limits: Limits, buffer: memoryview, dialect: Dialect, stats: Stats) -> None:
        self.stats = stats
        self._access = access
        self._dialect = dialect
        self._patience = Patience(limits)
        self._tries_s = self._patience.waits_s()
        self._gap_s = 1.0 / limits.rate_per_s if limits.rate_per_s else 0.0
        self._next_s = 0.0
        self._buffer = buffer
        self._in_flight: dict[int, Asked] = {}
        self._slots = asyncio.Semaphore(_IN_FLIGHT)
        self._loop = asyncio.get_running_loop()
        self._peer = (str(ip_address(access.address)), access.port)
        self._socket: socket.socket | None = _open_socket(access)
        self._loop.add_reader(self._socket, self._readable)

    async def get(self, oids: tuple[Oid, ...]) -> Answer:
        """Ask for exactly these instances."""
        return await self._exchange(ber.GET, oids, 0)

    async def get_next(self, oids: tuple[Oid, ...]) -> Answer:
        """Ask for what follows each OID."""
        return await self._exchange(ber.GET_NEXT, oids, 0)

    async def get_bulk(self, oids: tuple[Oid, ...], max_repetitions: int) -> Answer:
        """Ask for up to `max_repetitions` successors of each OID, interleaved; of version 1, for the next of each."""
        return await self._exchange(ber.GET_BULK, oids, max_repetitions)

    def close(self) -> None:
        """Close the socket; say in one line what had to be ignored."""
        if self._socket is None:
            return
        self._loop.remove_reader(self._socket)
        self._socket.close()
        self._socket = None
        for asked in self._in_flight.values():
            if asked.timer:
                asked.timer.cancel()
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
        async with self._slots:
            wait_s = self._next_s - self._loop.time()
            if wait_s > 0:
                await asyncio.sleep(wait_s)
            self._next_s = self._loop.time() + self._gap_s
            asked = Asked(pdu_type, oids, second, self._loop.create_future())
            started_s = self._loop.time()
            try:
                self._speak(asked)
                answer = await asked.future
                self._patience.answered(self._loop.time() - started_s, asked.tries)
                self._tries_s = self._patience.waits_s()
                return answer
            finally:
                self._in_flight.pop(asked.key, None)
                if asked.timer:
                    asked.timer.cancel()

    def _speak(self, asked: Asked) -> None:
        """Put a request into words and send it."""
        self._dialect.encode(asked)
        self._in_flight[asked.key] = asked
        self._send(asked)

    def _speak_again(self, asked: Asked) -> None:
        """Send a request in other words; it is not a further try."""
        del self._in_flight[asked.key]
        if asked.timer:
            asked.timer.cancel()
        asked.tries -= 1
        asked.turns += 1
        asked.doubt = None
        self._speak(asked)

    def _send(self, asked: Asked) -> None:
        """Send a request (again) and set the clock for the next try."""
        if self._socket is None:
            raise _unreachable(self._access, Reason.UNREACHABLE)
        asked.timer = self._loop.call_later(self._tries_s[asked.tries], self._expire, asked)
        asked.tries += 1
        self._put(asked.data)
        if asked.tries == len(self._tries_s):
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

    def _expire(self, asked: Asked) -> None:
        if asked.future.done():
            return
        doubt = asked.doubt
        last = asked.tries >= len(self._tries_s)
        if last or (doubt is not None and doubt.final):
            self._dialect.lost()
        if doubt is not None and (doubt.final or last):
            asked.future.set_exception(doubt.error)
        elif not last:
            self._send(asked)
        else:
            kind = Malformed if asked.malformed else SnmpTimeout
            code = "snmp_malformed" if asked.malformed else "snmp_timeout"
            timeout_s = round(sum(self._tries_s) / len(self._tries_s), 3)
            asked.future.set_exception(kind(code, target=self._access.address, tries=asked.tries, timeout_s=timeout_s))

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
            if peer[:2] != self._peer:
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
            asked.future.set_result(outcome)
        elif isinstance(outcome, Doubt):
            if asked.doubt is None or outcome.final:
                asked.doubt = outcome
        elif isinstance(outcome, CollectError):
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
