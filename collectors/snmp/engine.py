"""What the walk loop asks of an SNMP engine, and the words both use.

An engine speaks to agents: it encodes, sends, waits, verifies and decodes, one exchange at a time. It
decides nothing about tables: order, caps, halving and resuming are the walk loop's, written once for
every engine (`collectors.snmp.walk`). A page of a walk is a list of (OID tuple, tag, value).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from collectors.snmp.ber import Oid, Varbind
from topology.model.errors import CollectError, SnmpTimeout


class Reason(StrEnum):
    """Why a device or a table ended short: the words of `Envelope.reason`."""

    TIMEOUT = "timeout"
    REFUSED = "refused"
    """The host answered that nothing listens on the port."""
    UNREACHABLE = "unreachable"
    """The network said there is no way there, or the socket could not be used."""
    MALFORMED = "malformed"
    """Answers came, none of which could be decoded."""
    EMPTY = "empty"
    """An answer without any value."""
    NON_INCREASING = "non-increasing"
    LOOP = "loop"
    LIMIT = "limit"
    TOO_BIG = "too-big"
    GEN_ERR = "gen-err"
    ACCESS = "access"
    PROTOCOL = "protocol-error"
    REBOOTED = "rebooted"
    NO_CREDENTIAL = "no-credential"
    """No credential is bound to the address, so it was not asked."""


class ErrorStatus:
    """error-status of RFC 3416 that the loop tells apart."""

    NO_ERROR = 0
    TOO_BIG = 1
    NO_SUCH_NAME = 2
    GEN_ERR = 5
    NO_ACCESS = 6
    AUTHORIZATION_ERROR = 16


class Unreachable(CollectError):
    """The agent cannot be reached: nothing listens, or there is no way there; `params["reason"]` says which."""


class Malformed(CollectError):
    """The agent answers, but no answer can be decoded."""


def reason_of(error: CollectError) -> Reason:
    """Return the word for an exchange that failed."""
    if isinstance(error, SnmpTimeout):
        return Reason.TIMEOUT
    if isinstance(error, Malformed):
        return Reason.MALFORMED
    return Reason(str(error.params.get("reason", Reason.UNREACHABLE)))


class Answer(NamedTuple):
    """A verified answer. `size` is the datagram's length [octets]."""

    error_status: int
    error_index: int
    varbinds: list[Varbind]
    size: int


@dataclass(slots=True)
class Stats:
    """What a session counted."""

    requests: int = 0
    """Datagrams sent, repeats included."""
    ignored: int = 0
    """Datagrams from the agent that answered nothing: late, doubled, of another version, community or type."""
    malformed: int = 0
    """Datagrams from the agent that are no SNMP message."""
    spoof_suspect: int = 0
    """Datagrams from another address or port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How to reach one agent. The community never shows in a representation."""

    address: str
    port: int
    community: bytes
    version: str = "2c"

    def __repr__(self) -> str:
        """Name the agent, not the secret."""
        return f"Access({self.address}:{self.port}, v{self.version})"


class Session(Protocol):
    """A conversation with one agent. Every call may raise `CollectError`."""

    stats: Stats

    async def get(self, oids: tuple[Oid, ...]) -> Answer:
        """Ask for exactly these instances."""
        ...

    async def get_next(self, oids: tuple[Oid, ...]) -> Answer:
        """Ask for what follows each OID."""
        ...

    async def get_bulk(self, oids: tuple[Oid, ...], max_repetitions: int) -> Answer:
        """Ask for up to `max_repetitions` successors of each OID, interleaved."""
        ...

    def close(self) -> None:
        """Give back what the session holds; safe to call twice."""
        ...


class Engine(Protocol):
    """A way of speaking SNMP."""

    name: str
    version: str

    def open(self, access: Access) -> Session:
        """Start a conversation; sends nothing."""
        ...
