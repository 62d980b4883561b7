"""Version 3 by pysnmp's engine: its keys, clocks and checks, over a socket of ours for each agent.

pysnmp keeps one password for a user name, so each user has an engine of his own. A socket is connected to its agent and
known to the engine as a transport of its own, which keeps answers from elsewhere out. Repeats are new requests to pysnmp.

Source: RFC 3412, RFC 3414; pysnmp's documentation, "Multiple transports" and "SNMPv3 operations"; etingof/pysnmp#315.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pysnmp
from pyasn1.type.univ import Null
from pysnmp.carrier.asyncio.dgram import udp, udp6
from pysnmp.entity import config
from pysnmp.entity.engine import SnmpEngine
from pysnmp.entity.rfc3413 import cmdgen
from pysnmp.proto import errind
from pysnmp.proto.error import StatusInformation

from collectors.snmp import ber
from collectors.snmp.engine import Access, Answer, Reason, Stats
from collectors.snmp.pysnmp_community import UNREADABLE, varbind_of
from collectors.snmp.pysnmp_question import Question, is_v6, no_way, open_socket
from collectors.snmp.users import Auth, Expansion, Level, Priv, User
from topology.model.errors import CollectError, SnmpAuthError

PYSNMP_VERSION: str = pysnmp.__version__
Domain = tuple[int, ...]
_SPARE_S = 2.0
"""Time that pysnmp waits beyond our own deadlines, which thus always come first; its clock ticks ten times a second."""
_AUTH = {
    Auth.MD5: config.USM_AUTH_HMAC96_MD5,
    Auth.SHA: config.USM_AUTH_HMAC96_SHA,
    Auth.SHA_224: config.USM_AUTH_HMAC128_SHA224,
    Auth.SHA_256: config.USM_AUTH_HMAC192_SHA256,
    Auth.SHA_384: config.USM_AUTH_HMAC256_SHA384,
    Auth.SHA_512: config.USM_AUTH_HMAC384_SHA512,
}
_PRIV = {
    (Priv.AES_192, Expansion.BLUMENTHAL): config.USM_PRIV_CFB192_AES_BLUMENTHAL,
    (Priv.AES_256, Expansion.BLUMENTHAL): config.USM_PRIV_CFB256_AES_BLUMENTHAL,
    (Priv.AES_192, Expansion.REEDER): config.USM_PRIV_CFB192_AES,
    (Priv.AES_256, Expansion.REEDER): config.USM_PRIV_CFB256_AES,
    **{(Priv.DES, expansion): config.USM_PRIV_CBC56_DES for expansion in Expansion},
    **{(Priv.AES_128, expansion): config.USM_PRIV_CFB128_AES for expansion in Expansion},
}
_ENGINE_FAILURES = (errind.UnknownEngineID, errind.EngineIDMismatch, errind.NotInTimeWindow)
_FORGED = (errind.AuthenticationFailure, errind.AuthenticationError, errind.WrongDigest)
_CONTEXT_REPORTS = ("1.3.6.1.6.3.12.1.4.0", "1.3.6.1.6.3.12.1.5.0")
"""snmpUnavailableContexts and snmpUnknownContexts, which pysnmp has no words for."""


# --- sockets --------------------------------------------------------------------------------------


class _Connected:
    """What both kinds of pysnmp's UDP transports need: a connected socket, and no exception over what cannot be read."""

    loop: asyncio.AbstractEventLoop
    _callback_function: Callable[..., object] | None
    _lport: asyncio.Future[Any] | None
    access: Access
    stats: Stats
    failed: Callable[[OSError], None]
    octets = 0
    """Length of the latest datagram."""
    _idle: socket.socket | None = None
    """The socket until the event loop has taken it over."""

    def open_client_mode(self, iface: object = None, allow_broadcast: bool = False) -> Any:  # noqa: FBT001, FBT002 - pysnmp's signature
        """Open a socket that is connected to the agent."""
        del iface, allow_broadcast
        self._idle = open_socket(self.access)
        self._lport = asyncio.ensure_future(self._listen(self._idle))
        return self

    async def _listen(self, opened: socket.socket) -> None:
        self._idle = None
        await self.loop.create_datagram_endpoint(lambda: self, sock=opened)  # type: ignore[type-var]

    def close_transport(self) -> None:
        """Close the socket."""
        super().close_transport()  # type: ignore[misc] # pysnmp's
        if self._idle is not None:
            self._idle.close()

    def send_message(self, outgoingMessage: bytes, transportAddress: Any) -> None:  # noqa: N803 - pysnmp's names
        """Count and send a datagram, of whatever pysnmp sends it for."""
        self.stats.requests += 1
        super().send_message(outgoingMessage, transportAddress)  # type: ignore[misc] # pysnmp's

    def datagram_received(self, datagram: bytes, transportAddress: Any) -> None:  # noqa: N803 - pysnmp's name
        """Hand a datagram on."""
        self.octets = len(datagram)
        if self._callback_function is not None:
            try:
                self._callback_function(self, transportAddress, datagram)
            except UNREADABLE:
                self.stats.malformed += 1

    def error_received(self, error: Exception) -> None:
        """Hear that the host or the network said no."""
        if isinstance(error, OSError):
            self.failed(error)


class _Udp(_Connected, udp.UdpAsyncioTransport):  # type: ignore[misc] # pysnmp has no types
    pass


class _Udp6(_Connected, udp6.Udp6AsyncioTransport):  # type: ignore[misc] # pysnmp has no types
    pass


# --- engines --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Shared:
    """A user's engine, who speaks through it now by the domains of their transports, and how many ever did."""

    engine: Any
    speaking: dict[Domain, UserSpeaker] = field(default_factory=dict)
    ever: int = 0

    def doubt(self, _engine: Any, _point: str, seen: dict[str, Any], _context: Any) -> None:
        """Hear that a message failed its security checks."""
        speaker = self.speaking.get(tuple(seen["transportDomain"]))
        if speaker is not None:
            speaker.doubt(_indication(seen["statusInformation"]))


class Users:
    """pysnmp's engines, one a user; one that nobody speaks through is closed."""

    def __init__(self, patience_s: float) -> None:
        self.patience_s = patience_s + _SPARE_S
        self._engines: dict[User, _Shared] = {}

    def take(self, user: User) -> _Shared:
        """Return a user's engine."""
        shared = self._engines.get(user)
        if shared is None:
            shared = self._engines[user] = _Shared(_make_engine(user))
            shared.engine.observer.register_observer(shared.doubt, "rfc3412.prepareDataElements:sm-failure")
        shared.ever += 1
        return shared

    def give_back(self, user: User) -> None:
        """Close an engine when nobody speaks through it any more."""
        shared = self._engines[user]
        if not shared.speaking:
            shared.engine.close_dispatcher()
            del self._engines[user]


def _make_engine(user: User) -> Any:
    engine = SnmpEngine()
    name = user.name.decode("latin-1")
    auth = _AUTH[user.auth] if user.auth and user.level is not Level.NO_AUTH else config.USM_AUTH_NONE
    priv = _PRIV[user.priv, user.expansion] if user.priv and user.level is Level.PRIV else config.USM_PRIV_NONE
    config.add_v3_user(engine, name, auth, user.auth_password or None, priv, user.priv_password or None)
    config.add_target_parameters(engine, "user", name, user.level.value)
    return engine


# --- conversations --------------------------------------------------------------------------------


class UserSpeaker:
    """Speaks version 3 with one agent as one user."""

    def __init__(self, access: Access, stats: Stats, users: Users) -> None:
        assert access.user is not None, "version 3 has a user"
        self._access = access
        self._user = access.user
        self._stats = stats
        self._users = users
        self._waiting: dict[asyncio.Future[Answer], Question] = {}
        self._shared = users.take(access.user)
        self._name = f"agent{self._shared.ever}"
        try:
            self._connect()
        except CollectError:
            users.give_back(access.user)
            raise
        self._shared.speaking[self._domain] = self

    def _connect(self) -> None:
        """Make a socket known to the engine as a transport, and the agent as a target reached by it."""
        v6 = is_v6(self._access)
        transport = _Udp6() if v6 else _Udp()
        transport.access, transport.stats, transport.failed = self._access, self._stats, self._fail
        self._domain = (udp6.DOMAIN_NAME if v6 else udp.DOMAIN_NAME) + (self._shared.ever,)
        config.add_transport(self._shared.engine, self._domain, transport.open_client_mode())
        self._transport = transport
        place = (self._access.address, self._access.port, 0, 0) if v6 else (self._access.address, self._access.port)
        config.add_target_address(self._shared.engine, self._name, self._domain, place, "user", self._users.patience_s * 100, 0)

    def ask(self, question: Question, *, last: bool) -> asyncio.Future[Answer]:
        """Make a request of pysnmp; again, another one."""
        del last
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[answer] = question
        answer.add_done_callback(self._waiting.pop)
        ends = (self._shared.engine, self._name, None, self._access.context)
        rows = [(oid, Null("")) for oid in question.oids]
        try:
            if question.kind == ber.GET_BULK:
                cmdgen.BulkCommandGeneratorSingleRun().send_varbinds(*ends, 0, question.repetitions, rows, self._answered, answer)
            elif question.kind == ber.GET:
                cmdgen.GetCommandGenerator().send_varbinds(*ends, rows, self._answered, answer)
            else:
                cmdgen.NextCommandGeneratorSingleRun().send_varbinds(*ends, rows, self._answered, answer)
        except UNREADABLE as error:
            answer.set_exception(_failure(_indication(error), self._access))
        return answer

    def close(self) -> None:
        """Close the socket; forget the target."""
        engine = self._shared.engine
        config.delete_target_address(engine, self._name)
        if engine.transport_dispatcher is not None:
            engine.transport_dispatcher.unregister_transport(self._domain)
        self._transport.close_transport()
        del self._shared.speaking[self._domain]
        self._users.give_back(self._user)

    def doubt(self, indication: Any) -> None:
        """Hear that a message from the agent is not to be believed; a genuine answer to what was asked still counts."""
        self._stats.unverified += 1
        for question in self._waiting.values():
            if isinstance(indication, _FORGED + _ENGINE_FAILURES):
                question.doubt = _failure(indication, self._access)
            elif isinstance(indication, errind.DecryptionError):  # which is also its word for values that its types do not allow
                question.malformed = True

    def _answered(
        self, _engine: Any, _handle: Any, indication: Any, status: Any, index: Any, rows: Any, answer: asyncio.Future[Answer]
    ) -> None:
        """Take what pysnmp has to say of a request."""
        if answer.done() or isinstance(indication, errind.RequestTimedOut):
            return
        if indication == "badResponse":  # of another context or request-id: the try is lost, and the next one may be answered
            self._stats.unverified += 1
            return
        if indication:
            answer.set_exception(_failure(indication, self._access))
            return
        try:
            varbinds = [varbind_of(*row) for row in rows]
        except UNREADABLE:
            self._stats.malformed += 1
            self._waiting[answer].malformed = True
            return
        answer.set_result(Answer(int(status), int(index), varbinds, self._transport.octets))

    def _fail(self, error: OSError) -> None:
        """End every request in flight."""
        for answer in list(self._waiting):
            if not answer.done():
                answer.set_exception(no_way(self._access, error))


def _indication(error: Any) -> Any:
    """Return what an exception of pysnmp's says went wrong."""
    said = error.get("errorIndication") if isinstance(error, StatusInformation) else None
    return said or error


def _failure(indication: Any, access: Access) -> CollectError:
    """Return our word for what pysnmp says went wrong."""
    name = type(indication).__name__
    if isinstance(indication, _ENGINE_FAILURES):
        return CollectError("snmp_engine", target=access.address, report=name, reason=Reason.ENGINE.value)
    if isinstance(indication, errind.ReportPduReceived) and str(indication).endswith(_CONTEXT_REPORTS):
        context = access.context.decode(errors="replace")
        return CollectError("snmp_context", target=access.address, context=context, reason=Reason.CONTEXT.value)
    return SnmpAuthError("snmp_auth_unverified", target=access.address, report=name)
