"""One process that serves every agent of a city on loopback, all on one UDP port.

``python -m lab.server CITY --port N`` reads a city (its JSON or msgpack, or ``-`` for msgpack on standard input),
prints the port as a line of JSON when it is ready, and serves until it is terminated. With ``--leash`` it also ends
when standard input closes, which happens when the process that started it ends, however that ends.

Where the system lets it (Linux), one socket is bound to the wildcard address and to the loopback device: only
loopback traffic reaches it, IP_PKTINFO says which address was asked, and the answer leaves from that address.
Elsewhere, and where an agent is to be one that refuses, there is a socket for each address: the system answers for an
address without one.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import select
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from ipaddress import IPv4Address
from pathlib import Path
from typing import NoReturn

import msgspec

from lab.fault_delivery import Delivery
from lab.fault_serving import PACKET_INFO, Origins, Outbox, SocketOrigins
from lab.faults import FILE, REFUSED, Fault, read_faults
from lab.responder import MAX_ANSWER, Responder
from lab.tables.view import Fleet
from topology.model.errors import InputError

_LARGEST_REQUEST = 8192
"""Octets of a request; a longer one is cut off and thereby no message."""
_BUFFER = 8 * 1024 * 1024
"""Asked for as receive buffer, so that hundreds of collectors' first questions find room [octets]."""
_FORCE_RECEIVE_BUFFER = 33
"""SO_RCVBUFFORCE of Linux, which the socket module does not name."""
_OTHER_FILES = 64
"""Open files besides the sockets."""
_DESTINATION = slice(8, 12)
"""Where struct in_pktinfo has the address of the datagram's header."""


def read_fleet(source: Path) -> Fleet:
    """Read a city's file, or ``truth.json`` of a city's folder.

    Raises
    ------
    InputError
        No such file, or no city in it.
    """
    path = source / "truth.json" if source.is_dir() else source
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError("lab-city-unreadable", path=str(path), reason=str(error.strerror)) from error
    return decode_fleet(data, str(path))


def decode_fleet(data: bytes, where: str) -> Fleet:
    """Decode a city's JSON or msgpack.

    Raises
    ------
    InputError
        The octets are no city.
    """
    try:
        if data[:1] == b"{":
            return msgspec.json.decode(data, type=Fleet)
        return msgspec.msgpack.decode(data, type=Fleet)
    except msgspec.MsgspecError as error:
        raise InputError("lab-city-invalid", path=where, reason=str(error)) from error


def _enlarge(sock: socket.socket) -> None:
    try:
        sock.setsockopt(socket.SOL_SOCKET, _FORCE_RECEIVE_BUFFER, _BUFFER)
    except OSError:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)


def open_shared(port: int) -> socket.socket:
    """Return one socket for all loopback addresses.

    Raises
    ------
    OSError
        The port is taken, or the system does not let a socket be bound to a device.
    """
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo\0")
        sock.setsockopt(socket.IPPROTO_IP, PACKET_INFO, 1)
        _enlarge(sock)
        sock.bind(("0.0.0.0", port))  # noqa: S104 - bound to the loopback device: nothing else can reach it
    except OSError:
        sock.close()
        raise
    return sock


def serve_shared(sock: socket.socket, responder: Responder) -> NoReturn:
    """Answer from one socket for ever; while nobody asks, encode agents ahead."""
    origins = {
        address: [(socket.IPPROTO_IP, PACKET_INFO, struct.pack("=i4s4s", 0, address, b"\0\0\0\0"))] for address in responder.addresses
    }
    room = socket.CMSG_SPACE(12)
    receive, send, answer = sock.recvmsg, sock.sendmsg, responder.answer
    ahead = True
    flags: int = socket.MSG_DONTWAIT
    while True:
        try:
            datagram, ancillary, _, peer = receive(_LARGEST_REQUEST, room, flags)
        except BlockingIOError:
            ahead = ahead and responder.encode_next()
            flags = socket.MSG_DONTWAIT if ahead else 0
            continue
        destination = ancillary[0][2][_DESTINATION] if ancillary else b""
        octets = answer(destination, datagram)
        if octets is not None:
            try:
                send((octets,), origins[destination], 0, peer)
            except OSError:
                continue  # the asker is gone, or buffers are full: lost, as on any network


def serve_faulty(sock: socket.socket, responder: Responder, delivery: Delivery) -> NoReturn:
    """Answer from one socket for ever, faulty agents as their faults say."""
    outbox = Outbox(responder, delivery, Origins(sock).send)
    room = socket.CMSG_SPACE(12)
    ahead = True
    while True:
        waiting_s = outbox.send_late()
        ahead = ahead and waiting_s is None
        try:
            datagram, ancillary, _, peer = sock.recvmsg(_LARGEST_REQUEST, room, socket.MSG_DONTWAIT)
        except BlockingIOError:
            ahead = ahead and responder.encode_next()
            if not ahead:
                select.select([sock], [], [], waiting_s)
            continue
        outbox.react(ancillary[0][2][_DESTINATION] if ancillary else b"", datagram, peer)


def open_each(addresses: Sequence[bytes], port: int) -> tuple[list[socket.socket], int]:
    """Return a socket for each address, all on one port: on `port`, or on one that is free on all.

    Raises
    ------
    OSError
        The port is taken on an address, or there are more addresses than the process may open files.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = len(addresses) + _OTHER_FILES
    if soft < wanted <= hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    with ExitStack() as opened:
        sockets = []
        for address in addresses:
            sock = opened.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            sock.bind((str(IPv4Address(address)), port))
            port = sock.getsockname()[1]
            sockets.append(sock)
        opened.pop_all()
        return sockets, port


def serve_each(sockets: Sequence[socket.socket], responder: Responder, delivery: Delivery) -> NoReturn:
    """Answer from a socket for each address for ever, faulty agents as their faults say; while nobody asks, encode agents ahead."""
    by_number = {sock.fileno(): (sock, IPv4Address(sock.getsockname()[0]).packed) for sock in sockets}
    outbox = Outbox(responder, delivery, SocketOrigins({address: sock for sock, address in by_number.values()}).send)
    poll = select.poll()
    for number in by_number:
        poll.register(number, select.POLLIN)
    ahead = True
    while True:
        waiting_s = outbox.send_late()
        ahead = ahead and waiting_s is None
        ready = poll.poll(0 if ahead else None if waiting_s is None else waiting_s * 1000)
        ahead = ahead and (bool(ready) or responder.encode_next())
        for number, _ in ready:
            sock, address = by_number[number]
            try:
                datagram, peer = sock.recvfrom(_LARGEST_REQUEST)
            except OSError:
                continue  # the asker of an earlier answer is gone
            outbox.react(address, datagram, peer)


def serve_forever(
    fleet: Fleet,
    *,
    port: int = 0,
    ready: Callable[[int], None],
    max_answer: int = MAX_ANSWER,
    shared: bool = True,
    faults: Mapping[str, Fault] | None = None,
    seed: int = 1,
) -> NoReturn:
    """Serve a city's agents in this process until it is interrupted.

    Parameters
    ----------
    port
        UDP port; 0 takes a free one.
    ready
        Called with the port once questions are taken.
    shared
        Whether to try the one socket for all addresses first.
    faults
        What is wrong with some of the agents, by address; `seed` is that of their dice.

    Raises
    ------
    InputError
        The port cannot be had.
    """
    responder = Responder(fleet, time.monotonic, max_answer=max_answer)
    delivery = Delivery(responder, faults or {}, seed)
    refused = {address for address, fault in delivery.faults.items() if fault.behaviour == REFUSED}
    gc.freeze()
    gc.disable()  # nothing here is cyclic; looking through millions of octets for cycles costs answers
    if shared and not refused and hasattr(socket, "SO_BINDTODEVICE"):
        try:
            sock = open_shared(port)
        except PermissionError:
            pass  # a system that does not let sockets be bound to a device: one for each address then
        except OSError as error:
            raise InputError("lab-port-unusable", port=port, reason=str(error.strerror)) from error
        else:
            with sock:
                ready(sock.getsockname()[1])
                if delivery.faults:
                    serve_faulty(sock, responder, delivery)
                serve_shared(sock, responder)
    try:
        sockets, port = open_each([address for address in responder.addresses if address not in refused], port)
    except OSError as error:
        raise InputError("lab-port-unusable", port=port, reason=str(error.strerror)) from error
    with ExitStack() as opened:
        for sock in sockets:
            opened.enter_context(sock)
        ready(port)
        serve_each(sockets, responder, delivery)


def _stop(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(0)


def _end_with_input() -> None:
    """End this process when standard input closes: its other end lives in the process that started this one."""
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What a server on a leash is to serve."""

    fleet: Fleet
    faults: dict[str, Fault] = {}
    seed: int = 1


def _order(city: str) -> Order:
    """Return what to serve: from standard input, or a city's file or folder with its file of faults."""
    if city == "-":
        return msgspec.msgpack.decode(_read_input(), type=Order)
    path = Path(city)
    fleet = read_fleet(path)
    named = path / FILE
    return Order(fleet=fleet, faults=read_faults(named, fleet) if path.is_dir() and named.exists() else {})


def _read_input() -> bytes:
    """Return one block from standard input: eight octets of length, then as many octets."""
    head = sys.stdin.buffer.read(8)
    return sys.stdin.buffer.read(int.from_bytes(head, "big"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve a city until terminated."""
    parser = argparse.ArgumentParser(prog="python -m lab.server", description=__doc__)
    parser.add_argument("city", help="a city's JSON or msgpack, its folder, or - for a block on standard input")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--leash", action="store_true", help="end when standard input closes")
    parser.add_argument("--max-answer", type=int, default=MAX_ANSWER, help="size cap of answers in octets")
    parser.add_argument("--socket-each", action="store_true", help="open a socket for each address")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _stop)
    order = _order(options.city)
    if options.leash:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that holds the leash
        threading.Thread(target=_end_with_input, daemon=True).start()
    serve_forever(
        order.fleet,
        port=options.port,
        ready=lambda port: print(json.dumps({"port": port}), flush=True),  # noqa: T201 - how the parent learns the port
        max_answer=options.max_answer,
        shared=not options.socket_each,
        faults=order.faults,
        seed=order.seed,
    )


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        sys.exit(str(error))
