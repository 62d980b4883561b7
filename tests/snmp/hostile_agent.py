"""Agents for tests, on real UDP sockets of loopback: well-behaved ones from a table, and hostile ones by a handler.

An agent runs in a thread of its own, so that a test may drive the collector's event loop freely.
"""

from __future__ import annotations

import bisect
import socket
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from collectors.snmp import ber
from collectors.snmp.ber import Oid, Request, Value

Reply = bytes | list[bytes] | None
Handler = Callable[["Agent", Request, bytes], Reply]

SYSTEM = (1, 3, 6, 1, 2, 1, 1)


def system_rows(
    name: str = "agent", *, object_id: Oid = (1, 3, 6, 1, 4, 1, 2011, 2, 23, 291), uptime: int = 100_000
) -> dict[Oid, tuple[int, Value]]:
    """Rows of a system group."""
    return {
        (*SYSTEM, 1, 0): (
            ber.OCTET_STRING,
            b"Huawei Versatile Routing Platform Software\r\nVRP (R) software,Version 5.170 (S5720 V200R011C10SPC600)",
        ),
        (*SYSTEM, 2, 0): (ber.OBJECT_IDENTIFIER, object_id),
        (*SYSTEM, 3, 0): (ber.TIMETICKS, uptime),
        (*SYSTEM, 4, 0): (ber.OCTET_STRING, b"ops"),
        (*SYSTEM, 5, 0): (ber.OCTET_STRING, name.encode()),
        (*SYSTEM, 6, 0): (ber.OCTET_STRING, "S0101 机房".encode()),
    }


def interface_rows(count: int, *, prefix: str = "GigabitEthernet0/0/") -> dict[Oid, tuple[int, Value]]:
    """Rows of ifTable and ifXTable for `count` interfaces."""
    rows: dict[Oid, tuple[int, Value]] = {}
    for i in range(1, count + 1):
        name = f"{prefix}{i}".encode()
        entry, extra = (1, 3, 6, 1, 2, 1, 2, 2, 1), (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
        rows[*entry, 2, i] = (ber.OCTET_STRING, name)
        rows[*entry, 3, i] = (ber.INTEGER, 6)
        rows[*entry, 4, i] = (ber.INTEGER, 1500)
        rows[*entry, 5, i] = (ber.GAUGE32, 1_000_000_000)
        rows[*entry, 6, i] = (ber.OCTET_STRING, bytes.fromhex("00e0fc0000") + bytes([i % 256]))
        rows[*entry, 7, i] = (ber.INTEGER, 1)
        rows[*entry, 8, i] = (ber.INTEGER, 1 if i % 2 else 2)
        rows[*entry, 14, i] = (ber.COUNTER32, 0)
        rows[*entry, 20, i] = (ber.COUNTER32, 0)
        rows[*extra, 1, i] = (ber.OCTET_STRING, name)
        rows[*extra, 6, i] = (ber.COUNTER64, i * 10**10)
        rows[*extra, 10, i] = (ber.COUNTER64, i)
        rows[*extra, 15, i] = (ber.GAUGE32, 1000)
        rows[*extra, 18, i] = (ber.OCTET_STRING, f"to {i}".encode())
    return rows


def address_rows(*addresses: tuple[str, int, str]) -> dict[Oid, tuple[int, Value]]:
    """Rows of ipAddrTable: (address, ifIndex, mask)."""
    rows: dict[Oid, tuple[int, Value]] = {}
    for address, index, mask in addresses:
        at = tuple(map(int, address.split(".")))
        rows[1, 3, 6, 1, 2, 1, 4, 20, 1, 2, *at] = (ber.INTEGER, index)
        rows[1, 3, 6, 1, 2, 1, 4, 20, 1, 3, *at] = (ber.IP_ADDRESS, mask)
    return rows


def arp_rows(*entries: tuple[int, str, str]) -> dict[Oid, tuple[int, Value]]:
    """Rows of ipNetToMediaTable: (ifIndex, address, MAC)."""
    return {
        (1, 3, 6, 1, 2, 1, 4, 22, 1, 2, index, *map(int, address.split("."))): (ber.OCTET_STRING, bytes.fromhex(mac.replace(":", "")))
        for index, address, mac in entries
    }


def load_snmprec(path: Path) -> dict[Oid, tuple[int, Value]]:
    """Rows of a recording; of an OID recorded twice the first counts."""
    rows: dict[Oid, tuple[int, Value]] = {}
    for line in path.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        oid_text, tag_text, text = line.split("|", 2)
        oid = tuple(map(int, oid_text.split(".")))
        tag = int(tag_text.rstrip("x"))
        value: Value
        if tag_text.endswith("x"):
            try:
                value = bytes.fromhex(text)
            except ValueError:  # anonymised by hand
                value = text.encode()
            if tag == ber.IP_ADDRESS:
                value = ".".join(map(str, value))
        elif tag in {ber.OCTET_STRING, ber.OPAQUE}:
            value = text.encode(errors="surrogateescape")
        elif tag == ber.OBJECT_IDENTIFIER:
            value = tuple(map(int, text.strip(".").split("."))) if text else b""
        elif tag == ber.IP_ADDRESS:  # anonymised addresses make odd values
            value = text if text.count(".") == 3 else text.encode()
        elif tag == ber.NULL:
            value = None
        else:
            value = int(text)
        rows.setdefault(oid, (tag, value))
    return rows


class Agent:
    """Answers from a table; `handler` may answer in its place, and returns None to fall back on the table."""

    def __init__(
        self,
        rows: dict[Oid, tuple[int, Value]],
        handler: Handler | None = None,
        *,
        address: str = "127.0.0.1",
        port: int = 0,
        community: bytes = b"public",
        max_size: int = 65_000,
    ) -> None:
        self.community = community
        self.requests: list[Request] = []
        self.rows = rows
        self.handler = handler
        self.max_size = max_size
        self.peers: list[tuple[str, int]] = []
        self.load(rows)
        self.socket = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.socket.bind((address, port))
        self.socket.settimeout(0.05)
        self.address, self.port = self.socket.getsockname()[:2]
        self._running = True
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def load(self, rows: dict[Oid, tuple[int, Value]]) -> None:
        """Take another table."""
        self.rows = rows
        self.names = sorted(rows)
        self.encoded = {oid: ber.encode_varbind(ber.encode_oid(oid), ber.encode_value(tag, value)) for oid, (tag, value) in rows.items()}

    def __enter__(self) -> Agent:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._running = False
        self.socket.sendto(b"", (self.address, self.port))  # wakes the thread, or the next test would wait for it
        self._thread.join()
        self.socket.close()

    def _serve(self) -> None:
        while self._running:
            try:
                data, peer = self.socket.recvfrom(65_536)
            except TimeoutError:
                continue
            except OSError:
                continue
            if not self._running:
                return
            request = ber.decode_request(data)
            self.requests.append(request)
            self.peers.append(peer)
            reply = self.handler(self, request, data) if self.handler else None
            if reply is None and request.community == self.community:
                reply = self.answer(request)
            for one in reply if isinstance(reply, list) else [reply]:
                if one is not None:
                    self.socket.sendto(one, peer)

    def after(self, oid: Oid) -> Oid | None:
        """The OID that follows."""
        place = bisect.bisect_right(self.names, oid)
        return self.names[place] if place < len(self.names) else None

    def answer(self, request: Request) -> bytes:
        """Answer as RFC 3416 says."""
        if request.pdu_type == ber.GET:
            body = [
                self.encoded.get(oid) or ber.encode_varbind(ber.encode_oid(oid), ber.encode_value(ber.NO_SUCH_OBJECT, None))
                for oid in request.oids
            ]
        else:
            body = self.successors(request)
        return respond(request, b"".join(body))

    def successors(self, request: Request) -> list[bytes]:
        """The varbinds of a GETNEXT or GETBULK, interleaved."""
        repetitions = max(1, request.max_repetitions) if request.pdu_type == ber.GET_BULK else 1
        places = list(request.oids)
        body: list[bytes] = []
        size = 0
        for _ in range(repetitions):
            for column, oid in enumerate(places):
                following = self.after(oid)
                if following is None:
                    one = ber.encode_varbind(ber.encode_oid(oid), ber.encode_value(ber.END_OF_MIB_VIEW, None))
                else:
                    one = self.encoded[following]
                    places[column] = following
                size += len(one)
                if body and size > self.max_size:
                    return body
                body.append(one)
        return body


def respond(request: Request, body: bytes, *, status: int = 0, index: int = 0) -> bytes:
    """A response to a request around encoded varbinds."""
    return ber.encode_response(request.version, request.community, request.request_id, status, index, body)


def varbind(oid: Oid, tag: int = ber.OCTET_STRING, value: Value = b"x") -> bytes:
    """One encoded varbind."""
    return ber.encode_varbind(ber.encode_oid(oid), ber.encode_value(tag, value))


def echo_error(request: Request, status: int, index: int) -> bytes:
    """An error answer that repeats the names asked, as agents do."""
    return respond(request, b"".join(varbind(oid, ber.NULL, None) for oid in request.oids), status=status, index=index)


def is_walk(request: Request) -> bool:
    """Whether a request walks rather than asks for instances."""
    return request.pdu_type in {ber.GET_NEXT, ber.GET_BULK}


def sleep_then(seconds: float, reply: Reply) -> Reply:
    """Wait, then give the reply."""
    time.sleep(seconds)
    return reply


def first_oids(requests: Iterable[Request]) -> list[Oid]:
    """The first name of each request."""
    return [request.oids[0] for request in requests if request.oids]
