"""Where the dashboard listens: on loopback alone, at a port that is free."""

from __future__ import annotations

import socket
from contextlib import closing
from ipaddress import ip_address
from typing import Final

from topology.model.errors import InputError

PORT: Final = 8050
"""The port that is taken where nobody asks for one and it is free."""
_LAST_PORT: Final = 65_535


def check_bind(host: str) -> None:
    """Refuse any address that other machines could reach.

    Raises
    ------
    InputError
        ``dashboard.bind``.
    """
    try:
        loopback = host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise InputError("dashboard.bind", host=host)


def choose_port(host: str, asked: int | None = None) -> int:
    """Return the TCP port to listen on: the one asked for, else `PORT`, else, where that is taken or 0 is asked, any free one.

    Raises
    ------
    InputError
        ``dashboard.bind`` as `check_bind`; ``dashboard.port`` where the port asked for is none, or cannot be used.
    """
    check_bind(host)
    if asked is not None and not 0 <= asked <= _LAST_PORT:
        raise InputError("dashboard.port", host=host, port=asked, reason=f"0-{_LAST_PORT}")
    wanted = PORT if asked is None else asked
    try:
        return _bound(host, wanted)
    except OSError as error:
        if asked is None:
            return _bound(host, 0)
        raise InputError("dashboard.port", host=host, port=asked, reason=error.strerror or type(error).__name__) from error


def _bound(host: str, port: int) -> int:
    bare = host.strip("[]")
    with closing(socket.socket(socket.AF_INET6 if ":" in bare else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((bare, port))
        return int(probe.getsockname()[1])
