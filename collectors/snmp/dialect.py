"""How a session dresses requests and judges answers: by community (v1, v2c) or by user (v3).

A session owns the socket, the clock and the repeats; a dialect owns the octets and the belief in them.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from enum import Enum, auto
from typing import NamedTuple, Protocol

from collectors.snmp.ber import Oid
from collectors.snmp.engine import Answer
from topology.model.errors import CollectError

_IDS_AT_ONCE = 32


class Ids:
    """Random ids of 31 bits, drawn from the system's own source some at a time."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left: list[int] = []

    def draw(self) -> int:
        """Return one that nobody could have guessed."""
        if not self._left:
            self._left = [number & 0x7FFFFFFF for number in memoryview(os.urandom(4 * _IDS_AT_ONCE)).cast("I")]
        return self._left.pop()


class Asked:
    """A request in flight."""

    __slots__ = (
        "data", "discovery", "doubt", "future", "key", "malformed", "oids", "pdu_type", "request_id", "second", "sent_s", "tries", "turns"
    )  # fmt: skip

    def __init__(self, pdu_type: int, oids: tuple[Oid, ...], second: int, future: asyncio.Future[Answer]) -> None:
        self.pdu_type = pdu_type
        self.oids = oids
        self.second = second
        self.future = future
        self.key = -1
        """By which its answer will name it: request-id, or message id."""
        self.request_id = -1
        self.data = b""
        self.sent_s = 0.0
        """When the last try was sent, by the event loop's clock."""
        self.tries = 0
        self.turns = 0
        """Times that an agent's report made it necessary to ask in other words."""
        self.discovery = False
        """Sent to learn an engine id, in place of the request."""
        self.malformed = False
        self.doubt: Doubt | None = None


class Doubt(NamedTuple):
    """An unproven word that a request is in vain. An answer that comes before the time of the try is over still counts."""

    error: CollectError
    final: bool
    """Do not try again after this try."""


class Mark(Enum):
    """What a datagram can be besides an answer, an error or a doubt."""

    AGAIN = auto()
    """Ask again in other words, at once."""
    MALFORMED = auto()


Outcome = Answer | CollectError | Doubt | Mark


class Dialect(Protocol):
    """One way of speaking to one agent."""

    def encode(self, asked: Asked) -> None:
        """Give a request its keys and octets."""
        ...

    def last_words(self, asked: Asked) -> bytes | None:
        """Return what to send beside the last try, if anything."""
        ...

    def lost(self) -> None:
        """Hear that a request was given up without an answer."""
        ...

    def judge(self, data: bytes, in_flight: Mapping[int, Asked]) -> tuple[Asked, Outcome] | None:
        """Return which request a datagram belongs to and what it means, or None if it answers nothing.

        Raises
        ------
        DecodeError
            The datagram is no message.
        """
        ...
