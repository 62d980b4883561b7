"""An SNMPv3 agent for tests: it holds users and a table, and a handler may answer falsely in its place.

What it says is cross-checked elsewhere: the same code speaks with Debian's snmpd and with pysnmp.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from collectors.snmp import ber
from collectors.snmp.ber import Oid, Request, Value
from collectors.snmp.tlv import DecodeError, open_element, small_integer
from collectors.snmp.users import Level, User
from collectors.snmp.usm_cipher import decrypt, encrypt
from collectors.snmp.usm_keys import KeyStore
from collectors.snmp.usm_message import (
    Message,
    Parameters,
    decode_message,
    decode_scoped,
    encode_message,
    encode_scoped,
    is_genuine,
)
from tests.snmp.hostile_agent import Agent, system_rows

STATS = (1, 3, 6, 1, 6, 3, 15, 1, 1)
LEVELS, TIME, NAMES, ENGINES, DIGESTS, CIPHERS = range(1, 7)
CONTEXTS = (1, 3, 6, 1, 6, 3, 12, 1, 5, 0)
Reply = bytes | list[bytes] | None
Handler = Callable[["UsmAgent", "Seen"], Reply]


@dataclass
class Seen:
    """A message as the agent has read it."""

    data: bytes
    message: Message
    request: Request | None = None
    context: bytes = b""
    user: User | None = None
    report: int | None = None
    """What an honest agent would report."""


@dataclass
class Reporting:
    """What a reply says instead of the truth; for hostile answers."""

    engine_id: bytes | None = None
    boots: int | None = None
    time_s: int | None = None
    user: bytes | None = None
    flags: int | None = None
    message_id: int | None = None
    context: bytes | None = None
    request_id: int | None = None
    level: Level | None = None
    pdu_type: int = ber.RESPONSE
    code: Callable[[bytes], bytes] | None = None
    """Makes another authentication code of the good one; may change its length."""
    rows: bytes | None = None


class UsmAgent(Agent):
    """Answers as RFC 3414 says unless its handler says otherwise."""

    def __init__(
        self,
        users: list[User],
        rows: dict[Oid, tuple[int, Value]] | None = None,
        handler3: Handler | None = None,
        *,
        engine_id: bytes = bytes.fromhex("8000000001020304"),
        boots: int = 7,
        time_s: int = 1000,
        contexts: tuple[bytes, ...] = (b"",),
        **more,
    ) -> None:
        super().__init__(rows or system_rows(), **more)
        self.users = {user.name: user for user in users}
        self.engine_id, self.boots, self.time_s = engine_id, boots, time_s
        self.contexts = contexts
        self.handler3 = handler3
        self.store = KeyStore()
        self.seen: list[Seen] = []
        self.counter = 0

    def _serve(self) -> None:
        while self._running:
            try:
                data, peer = self.socket.recvfrom(65_536)
            except OSError:
                continue
            if not self._running:
                return
            self.peers.append(peer)
            seen = self.read(data)
            self.seen.append(seen)
            reply = self.handler3(self, seen) if self.handler3 else None
            if reply is None:
                reply = self.reply(seen)
            for one in reply if isinstance(reply, list) else [reply]:
                self.socket.sendto(one, peer)

    def read(self, data: bytes) -> Seen:
        """Read a message and judge it as RFC 3414 3.2 says."""
        message = decode_message(data)
        seen = Seen(data, message)
        seen.report = self.judge(seen)
        if seen.report is not None:
            return seen
        plain, at, end = data, message.start, message.end
        if message.flags & 2:
            keys = self.store.keys(seen.user, self.engine_id)
            plain = decrypt(seen.user.priv, keys.priv, data[at:end], message.boots, message.time_s, message.salt)
            at, end = 0, len(plain)
        try:
            scoped = decode_scoped(plain, at, end)
        except DecodeError:
            seen.report = CIPHERS
            return seen
        pdu, names, at = scoped.pdu, [], scoped.pdu.start
        while at < scoped.pdu.end:
            _, stop = open_element(plain, at, scoped.pdu.end, ber.SEQUENCE)
            names.append(ber.decode_varbinds(plain, at, stop)[0][0])
            at = stop
        seen.context = scoped.context
        seen.request = Request(3, b"", pdu.pdu_type, pdu.request_id, pdu.first, pdu.second, tuple(names))
        self.requests.append(seen.request)
        return seen

    def judge(self, seen: Seen) -> int | None:
        """What to report of a message before it is deciphered."""
        message, user = seen.message, self.users.get(seen.message.user)
        if message.engine_id != self.engine_id:
            return ENGINES
        if user is None:
            return NAMES
        seen.user = user
        if message.flags & 3 & ~user.level.flags:
            return LEVELS
        if not message.flags & 1:
            return None
        if not is_genuine(seen.data, message, user.auth, self.store.keys(user, self.engine_id).auth):
            return DIGESTS
        return TIME if message.boots != self.boots or abs(message.time_s - self.time_s) > 150 else None

    def reply(self, seen: Seen, lie: Reporting | None = None) -> bytes:
        """Answer honestly, but for what `lie` says."""
        if seen.report is not None:
            return self.report(seen, seen.report)
        if seen.context not in self.contexts:
            return self.report(seen, CONTEXTS, lie=Reporting(level=seen.user.level))
        request = seen.request
        if request.pdu_type == ber.GET:
            missing = ber.encode_value(ber.NO_SUCH_OBJECT, None)
            rows = b"".join(self.encoded.get(oid) or ber.encode_varbind(ber.encode_oid(oid), missing) for oid in request.oids)
        else:
            rows = b"".join(self.successors(request))
        return self.dress(seen, ber.RESPONSE, rows, lie or Reporting())

    def report(self, seen: Seen, counter: int | Oid, *, lie: Reporting | None = None) -> bytes:
        """Report a counter; of the time window with authentication, else without."""
        lie = lie or Reporting()
        oid = counter if isinstance(counter, tuple) else (*STATS, counter, 0)
        if lie.level is None:
            lie.level = Level.AUTH if counter == TIME and seen.user and seen.user.auth else Level.NO_AUTH
        lie.pdu_type = ber.REPORT
        return self.dress(seen, ber.REPORT, ber.encode_varbind(ber.encode_oid(oid), ber.encode_integer(1, ber.COUNTER32)), lie)

    def dress(self, seen: Seen, pdu_type: int, rows: bytes, lie: Reporting) -> bytes:
        """Make a whole message."""
        user = seen.user
        level = lie.level if lie.level is not None else (user.level if user else Level.NO_AUTH)
        engine_id = self.engine_id if lie.engine_id is None else lie.engine_id
        boots = self.boots if lie.boots is None else lie.boots
        time_s = self.time_s if lie.time_s is None else lie.time_s
        asked_id = seen.request.request_id if seen.request else 0
        request_id = asked_id if lie.request_id is None else lie.request_id
        pdu = ber.encode_pdu(
            lie.pdu_type if lie.pdu_type != ber.RESPONSE else pdu_type, request_id, 0, 0, rows if lie.rows is None else lie.rows
        )
        data = encode_scoped(engine_id, seen.context if lie.context is None else lie.context, pdu)
        keys = self.store.keys(user, self.engine_id) if user and user.auth else None
        salt = b""
        if level is Level.PRIV:
            self.counter += 1
            salt, secret = encrypt(user.priv, keys.priv, data, boots, time_s, self.counter)
            data = ber.encode_tlv(ber.OCTET_STRING, secret)
        name = seen.message.user if lie.user is None else lie.user
        flags = level.flags if lie.flags is None else lie.flags
        message_id = seen.message.message_id if lie.message_id is None else lie.message_id
        auth = user.auth if user and level is not Level.NO_AUTH else None
        made = encode_message(message_id, flags, Parameters(engine_id, boots, time_s, name, salt), data, auth, keys.auth if keys else b"")
        return made if lie.code is None else forge(made, lie.code)


def forge(made: bytes, code: Callable[[bytes], bytes]) -> bytes:
    """Put another authentication code into a message, whatever its length."""
    message = decode_message(made)
    at = message.code_at
    good = made[at : at + message.code_octets]
    bad = code(good)
    if len(bad) == len(good):
        return made[:at] + bad + made[at + len(good) :]
    # the lengths around it change: build the parts again
    tail = made[message.end :]
    data = made[data_start(made) : message.end]
    header = made[header_start(made) : header_end(made)]
    security = ber.encode_tlv(
        ber.SEQUENCE,
        ber.encode_tlv(4, message.engine_id)
        + ber.encode_integer(message.boots)
        + ber.encode_integer(message.time_s)
        + ber.encode_tlv(4, message.user)
        + ber.encode_tlv(4, bad)
        + ber.encode_tlv(4, message.salt),
    )
    return ber.encode_tlv(ber.SEQUENCE, ber.encode_integer(3) + header + ber.encode_tlv(4, security) + data) + tail


def header_start(made: bytes) -> int:
    """Where the header's element begins."""
    at, end = open_element(made, 0, len(made), ber.SEQUENCE)
    return small_integer(made, at, end)[1]


def header_end(made: bytes) -> int:
    """Where the header's element ends."""
    return open_element(made, header_start(made), len(made), ber.SEQUENCE)[1]


def data_start(made: bytes) -> int:
    """Where the scoped PDU's element begins."""
    return open_element(made, header_end(made), len(made), ber.OCTET_STRING)[1]


@dataclass
class Once:
    """Gives a false reply the first `times` times, then honest ones."""

    reply: Handler
    times: int = 1
    given: list[int] = field(default_factory=list)

    def __call__(self, agent: UsmAgent, seen: Seen) -> Reply:
        """Answer falsely, or not."""
        if len(self.given) >= self.times or seen.report == ENGINES:
            return None
        self.given.append(1)
        return self.reply(agent, seen)
