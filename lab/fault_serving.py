"""How the answers of faulty agents leave: at once or later, from the address that was asked or from elsewhere."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable, Mapping
from heapq import heappop, heappush

from lab.fault_delivery import Delivery
from lab.fault_talk import Sending, Source
from lab.responder import Responder

PACKET_INFO = getattr(socket, "IP_PKTINFO", 8)
"""Option and message that carry the address a datagram was sent to."""
Peer = tuple[str, int]
"""Address and port of who asks."""
Send = Callable[[bytes, bytes, Source, Peer], None]
"""Sends octets to a peer from an address of four octets, or from elsewhere."""


class Outbox:
    """What leaves in answer to a datagram, at once or later; what is delayed waits in a heap."""

    def __init__(self, responder: Responder, delivery: Delivery, send: Send) -> None:
        self._responder = responder
        self._delivery = delivery
        self._send = send
        self._late: list[tuple[float, int, bytes, bytes, Source, Peer]] = []
        self._number = 0

    def send_late(self) -> float | None:
        """Send what is due; return the time until something is [s], None where nothing waits."""
        late = self._late
        while late and late[0][0] <= time.monotonic():
            _, _, address, octets, source, peer = heappop(late)
            self._send(address, octets, source, peer)
        return max(0.0, late[0][0] - time.monotonic()) if late else None

    def react(self, address: bytes, datagram: bytes, peer: Peer) -> None:
        """Answer one datagram, or put the answers off."""
        fault = self._delivery.faults.get(address)
        if fault is None:
            answer = self._responder.answer(address, datagram)
            sendings = [] if answer is None else [Sending(answer)]
        else:
            sendings = self._delivery.deliver(address, datagram, fault)
        for one in sendings:
            if one.delay_s:
                self._number += 1
                heappush(self._late, (time.monotonic() + one.delay_s, self._number, address, one.octets, one.source, peer))
            else:
                self._send(address, one.octets, one.source, peer)


class Origins:
    """Sends by one socket from the address that was asked, from its neighbour, or by another from another port."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._other = _other_port()
        self._known: dict[bytes, list[tuple[int, int, bytes]]] = {}

    def send(self, address: bytes, octets: bytes, source: Source, peer: Peer) -> None:
        """Send one datagram; one that cannot be sent is lost, as on any network."""
        if source is Source.ADDRESS:
            address = _neighbour(address)
        origin = self._known.get(address)
        if origin is None:
            origin = self._known[address] = [(socket.IPPROTO_IP, PACKET_INFO, struct.pack("=i4s4s", 0, address, b"\0\0\0\0"))]
        sock = self._other if source is Source.PORT else self._sock
        try:
            sock.sendmsg((octets,), origin, 0, peer)
        except OSError:
            return


class SocketOrigins:
    """Sends by the socket of the address that was asked, by that of another, or by one of another port."""

    def __init__(self, sockets: Mapping[bytes, socket.socket]) -> None:
        self._sockets = sockets
        self._other = _other_port()

    def send(self, address: bytes, octets: bytes, source: Source, peer: Peer) -> None:
        """Send one datagram; one that cannot be sent is lost, as on any network."""
        sock = self._other if source is Source.PORT else self._sockets[address]
        if source is Source.ADDRESS:
            others = (one for one in (_neighbour(address), *self._sockets) if one != address and one in self._sockets)
            sock = self._sockets[next(others, address)]
        try:
            sock.sendto(octets, peer)
        except OSError:
            return


def _neighbour(address: bytes) -> bytes:
    return address[:3] + bytes((address[3] ^ 1,))


def _other_port() -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    return sock
