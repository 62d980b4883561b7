"""Our own engine: SNMPv2c over UDP on asyncio, one socket a device.

An answer counts only if it comes from the address and port that were asked, carries the random
request-id of a request in flight, the same version and community, and is a Response. Anything else is
counted and ignored, and the wait goes on. Repeats of a request keep its id, so that a slow answer to
the first try still counts and one to an abandoned request never does.

The socket is not connected: the kernel would then drop foreign datagrams silently, and a spoofing
attempt could not be counted. ICMP errors reach it all the same (IP_RECVERR, see ip(7)).
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import secrets
import socket
from ipaddress import IPv6Address, ip_address

from collectors.snmp import ber
from collectors.snmp.ber import DecodeError, Oid
from collectors.snmp.engine import Access, Answer, Malformed, Reason, Session, Stats, Unreachable
from collectors.snmp.limits import Limits
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


class _Pending:
    """A request in flight."""

    __slots__ = ("data", "future", "malformed", "timer", "tries")

    def __init__(self, data: bytes, future: asyncio.Future[Answer]) -> None:
        self.data = data
        self.future = future
        self.tries = 0
        self.malformed = False
        self.timer: asyncio.TimerHandle | None = None


class WireSession:
    """A conversation over one socket; at most two requests are in flight."""

    def __init__(self, access: Access, limits: Limits, buffer: memoryview) -> None:
        self.stats = Stats()
        self._access = access
        self._tries_s = limits.tries_s()
        self._gap_s = 1.0 / limits.rate_per_s if limits.rate_per_s else 0.0
        self._next_s = 0.0
        self._version = ber.VERSION_2C
        self._buffer = buffer
        self._pending: dict[int, _Pending] = {}
        self._slots = asyncio.Semaphore(_IN_FLIGHT)
        self._loop = asyncio.get_running_loop()
        self._peer = (access.address, access.port)
        self._socket: socket.socket | None = _open_socket(access)
        self._loop.add_reader(self._socket, self._readable)

    async def get(self, oids: tuple[Oid, ...]) -> Answer:
        """Ask for exactly these instances."""
        return await self._exchange(ber.GET, oids, 0)

    async def get_next(self, oids: tuple[Oid, ...]) -> Answer:
        """Ask for what follows each OID."""
        return await self._exchange(ber.GET_NEXT, oids, 0)

    async def get_bulk(self, oids: tuple[Oid, ...], max_repetitions: int) -> Answer:
        """Ask for up to `max_repetitions` successors of each OID, interleaved."""
        return await self._exchange(ber.GET_BULK, oids, max_repetitions)

    def close(self) -> None:
        """Close the socket; say in one line what had to be ignored."""
        if self._socket is None:
            return
        self._loop.remove_reader(self._socket)
        self._socket.close()
        self._socket = None
        for pending in self._pending.values():
            if pending.timer:
                pending.timer.cancel()
            pending.future.cancel()
        self._pending.clear()
        stats = self.stats
        if stats.ignored or stats.malformed or stats.spoof_suspect:
            _LOG.log(
                logging.WARNING if stats.malformed or stats.spoof_suspect else logging.DEBUG,
                "%s: ignored %d unexpected, %d malformed, %d foreign datagrams",
                self._access.address, stats.ignored, stats.malformed, stats.spoof_suspect,
            )  # fmt: skip

    async def _exchange(self, pdu_type: int, oids: tuple[Oid, ...], second: int) -> Answer:
        async with self._slots:
            wait_s = self._next_s - self._loop.time()
            if wait_s > 0:
                await asyncio.sleep(wait_s)
            self._next_s = self._loop.time() + self._gap_s
            request_id = secrets.randbits(31)
            data = ber.encode_request(self._version, self._access.community, pdu_type, request_id, oids, second=second)
            pending = _Pending(data, self._loop.create_future())
            self._pending[request_id] = pending
            try:
                self._send(request_id, pending)
                return await pending.future
            finally:
                del self._pending[request_id]
                if pending.timer:
                    pending.timer.cancel()

    def _send(self, request_id: int, pending: _Pending) -> None:
        """Send a request (again) and set the clock for the next try."""
        pending.timer = self._loop.call_later(self._tries_s[pending.tries], self._expire, request_id)
        pending.tries += 1
        self.stats.requests += 1
        if self._socket is None:
            raise _unreachable(self._access, Reason.UNREACHABLE)
        try:
            self._socket.sendto(pending.data, self._peer)
        except BlockingIOError:
            pass  # the send buffer is full: the same as a lost datagram
        except OSError as error:
            self._fail(error)

    def _expire(self, request_id: int) -> None:
        pending = self._pending.get(request_id)
        if pending is None or pending.future.done():
            return
        if pending.tries < len(self._tries_s):
            self._send(request_id, pending)
            return
        kind = Malformed if pending.malformed else SnmpTimeout
        code = "snmp_malformed" if pending.malformed else "snmp_timeout"
        pending.future.set_exception(
            kind(code, target=self._access.address, tries=pending.tries, timeout_s=round(sum(self._tries_s) / len(self._tries_s), 3))
        )

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
            if not self._pending:
                return

    def _receive(self, data: bytes) -> None:
        """Give an answer to the request it belongs to, or count it."""
        try:
            header = ber.decode_header(data)
        except DecodeError:
            self.stats.malformed += 1
            return
        pending = self._pending.get(header.request_id)
        if (
            pending is None
            or pending.future.done()
            or header.pdu_type != ber.RESPONSE
            or header.version != self._version
            or header.community != self._access.community
        ):
            self.stats.ignored += 1
            return
        try:
            varbinds = ber.decode_varbinds(data, header.start, header.end)
        except DecodeError:
            self.stats.malformed += 1
            pending.malformed = True
            return
        pending.future.set_result(Answer(header.first, header.second, varbinds, len(data)))

    def _fail(self, error: OSError) -> None:
        """End every request in flight: the host or the network said no."""
        reason = Reason.REFUSED if error.errno == errno.ECONNREFUSED else Reason.UNREACHABLE
        for pending in self._pending.values():
            if not pending.future.done():
                pending.future.set_exception(_unreachable(self._access, reason))


class WireEngine:
    """Opens sessions; one engine serves one event loop."""

    name = "wire"
    version = "1"

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._buffer = memoryview(bytearray(_MAX_DATAGRAM))

    def open(self, access: Access) -> Session:
        """Open a socket for one agent; sends nothing.

        Raises
        ------
        CollectError
            No socket is to be had.
        """
        return WireSession(access, self._limits, self._buffer)


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
