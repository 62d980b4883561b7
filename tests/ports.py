"""Ports that nothing else takes between the choice and the use."""

from __future__ import annotations

import itertools
import os
from socket import AF_INET, SOCK_DGRAM, SOCK_STREAM, socket

_FIRST, _COUNT = 20_000, 12_000
"""Below the range from which a system serves those who ask for any port: only somebody who names it can take one of these."""
_next = itertools.count(os.getpid() * 64)


def free_port() -> int:
    """Return a port that is free for UDP and TCP on every address, and another one each time."""
    for number in _next:
        port = _FIRST + number % _COUNT
        try:
            with socket(AF_INET, SOCK_DGRAM) as datagrams, socket(AF_INET, SOCK_STREAM) as streams:
                datagrams.bind(("", port))
                streams.bind(("", port))
        except OSError:
            continue
        return port
    raise AssertionError(number)
