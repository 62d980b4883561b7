"""Sends UDP probes of rising TTL from one of a host's addresses and prints who answers; run inside the host's namespace.

Usage: probe.py SOURCE DESTINATION. One line for each hop: the address that answered, ``*`` for none; a last line says
``reached``, ``unreachable`` (nothing leads there) or ``lost``. ICMP as RFC 792 and the way of counting as RFC 1812 4.3.
"""

from __future__ import annotations

import errno
import socket
import struct
import sys
import time

_TRIES, _WAIT_S, _MOST = 3, 1.2, 16
_UNREACHABLE, _EXCEEDED, _PORT = 3, 11, 3


def answer(source: str, destination: str, ttl: int) -> tuple[str, int, int] | None:
    """Return who answered one probe, and the type and code of the answer."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as ear,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth,
    ):
        mouth.bind((source, 0))
        mouth.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, ttl)
        mouth.sendto(b"netfold", (destination, 33434 + ttl))
        port = mouth.getsockname()[1]
        deadline = time.monotonic() + _WAIT_S
        while (left := deadline - time.monotonic()) > 0:
            ear.settimeout(left)
            try:
                data, (who, _) = ear.recvfrom(1500)
            except TimeoutError:
                return None
            inner = data[28:]
            if data[20] in {_UNREACHABLE, _EXCEEDED} and len(inner) >= 24 and struct.unpack_from("!H", inner, 20)[0] == port:
                return who, data[20], data[21]
    return None


def main(source: str, destination: str) -> str:
    """Probe until the destination answers; print each hop and return how it ended."""
    for ttl in range(1, _MOST):
        try:
            heard = next((found for _ in range(_TRIES) if (found := answer(source, destination, ttl))), None)
        except OSError as error:
            if error.errno in {errno.ENETUNREACH, errno.EHOSTUNREACH}:
                return "unreachable"
            raise
        print(heard[0] if heard else "*")
        if heard and heard[1] == _UNREACHABLE:
            return "reached" if heard[2] == _PORT else "unreachable"
    return "lost"


if __name__ == "__main__":
    print(main(*sys.argv[1:3]))
