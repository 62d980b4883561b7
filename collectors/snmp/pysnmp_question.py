"""What passes between the sessions of the pysnmp engine and its two ways of asking: questions, sockets and failures."""

from __future__ import annotations

import asyncio
import errno
import socket
from dataclasses import dataclass
from ipaddress import ip_address

from collectors.snmp.ber import Oid
from collectors.snmp.engine import Access, Answer, Reason, Unreachable
from topology.model.errors import CollectError

IN_FLIGHT = 20
"""Requests in flight, and devices read at once: 20 answers of 3 to 8 ms each stay well within a time-out."""
_RECEIVE_BUFFER = 4 * 1024 * 1024


@dataclass(slots=True, eq=False)
class Question:
    """A request, whatever its version, and what became of it."""

    kind: int
    """Type of the PDU."""
    oids: tuple[Oid, ...]
    repetitions: int = 0
    request_id: int = -1
    answer: asyncio.Future[Answer] | None = None
    malformed: bool = False
    """An answer to it came that cannot be decoded."""
    doubt: CollectError | None = None
    """What to fail with if no answer comes: something came that was not to be believed."""


def open_socket(access: Access) -> socket.socket:
    """Return a socket that receives from the agent's address and port alone, and its ICMP errors.

    Raises
    ------
    CollectError
        No socket is to be had.
    """
    family = socket.AF_INET6 if is_v6(access) else socket.AF_INET
    opened = None
    try:
        opened = socket.socket(family, socket.SOCK_DGRAM)
        opened.setblocking(False)  # noqa: FBT003 - the standard library's signature
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        opened.connect((access.address, access.port))
    except OSError as error:
        if opened is not None:
            opened.close()
        raise CollectError("snmp_socket", target=access.address, why=error.strerror, reason=Reason.UNREACHABLE.value) from error
    return opened


def is_v6(access: Access) -> bool:
    """Tell whether an agent is reached by IPv6."""
    return ip_address(access.address).version == 6  # noqa: PLR2004 - IP version


def no_way(access: Access, error: OSError) -> Unreachable:
    """Return what a socket's error means: the host or the network said no."""
    reason = Reason.REFUSED if error.errno == errno.ECONNREFUSED else Reason.UNREACHABLE
    return Unreachable(f"snmp_{reason.value}", target=access.address, port=access.port, reason=reason.value)
