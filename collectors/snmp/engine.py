"""What the walk loop asks of an SNMP engine, and the words both use.

An engine speaks to agents: it encodes, sends, waits, verifies and decodes, one exchange at a time. It
decides nothing about tables: order, caps, halving and resuming are the walk loop's, written once for
every engine (`collectors.snmp.walk`). A page of a walk is a list of (OID tuple, tag, value).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple, Protocol

from collectors.snmp.ber import Oid, Varbind
from collectors.snmp.users import User
from topology.model.errors import CollectError, SnmpAuthError, SnmpTimeout


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
    SLOW = "slow"
    """It answered far more slowly than all others, which were done long ago."""
    TOO_BIG = "too-big"
    GEN_ERR = "gen-err"
    ACCESS = "access"
    PROTOCOL = "protocol-error"
    REBOOTED = "rebooted"
    NO_CREDENTIAL = "no-credential"
    """No credential is bound to the address, so it was not asked."""
    AUTH = "auth-failed"
    """An SNMPv3 agent refused the user, key or level, or its answers failed their check."""
    ENGINE = "engine"
    """An SNMPv3 agent without a usable engine id or clock."""
    CONTEXT = "context"
    """An SNMPv3 agent does not have the context asked for."""


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
    if isinstance(error, SnmpAuthError):
        return Reason.AUTH
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
    unverified: int = 0
    """SNMPv3 answers whose authentication code, security level, user, engine or time was wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How to reach one agent, and as whom. Secrets never show in a representation."""

    address: str
    port: int
    community: bytes = field(default=b"", repr=False)
    """For versions 1 and 2c."""
    version: str = "2c"
    user: User | None = None
    """For version 3."""
    context: bytes = b""
    """Name of an SNMPv3 context; empty for the default one."""
    credential: str = ""
    """Name of the credential in the scope."""
    version_1_too: bool = False
    """Ask once in version 1, too, before an agent that has not answered version 2c is given up."""

    def for_vlan(self, vlan: int) -> Access:
        """Return the access to one VLAN's bridge tables on agents that keep them apart.

        Source: Cisco, "SNMP Community String Indexing" (document 40700): community@vlan; context ``vlan-N`` with SNMPv3.
        """
        if self.version == "3":
            return replace(self, context=f"vlan-{vlan}".encode())
        return replace(self, community=self.community + f"@{vlan}".encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whom to ask, and how the record names it."""

    address: str
    port: int
    realm: str
    vantage: str


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
