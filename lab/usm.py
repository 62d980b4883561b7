"""SNMPv3 as the lab's agents speak it: engines that know one user each, by the User-based Security Model.

An engine opens a message to the plain request inside it, or says what an agent reports instead; and it seals a
plain answer into the message that goes back. Plain messages have the form of version 2c with the name of the
SNMPv3 context as community, so that what answers them need not know of versions. Keys, codes and ciphers are the
collectors' own; Net-SNMP and pysnmp check the octets in the tests, or an error would cancel itself out.

Source: RFC 3411 5 (engine ids), RFC 3412 7.2 (messages, reports), RFC 3414 3.2 (checks and what they report),
RFC 3415 (a request below a user's level: authorizationError by RFC 3413 3.2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zlib import crc32

from collectors.snmp.ber import (
    COUNTER32,
    OCTET_STRING,
    REPORT,
    RESPONSE,
    VERSION_2C,
    DecodeError,
    Oid,
    Pdu,
    decode_header,
    encode_integer,
    encode_message,
    encode_oid,
    encode_pdu,
    encode_tlv,
    encode_varbind,
)
from collectors.snmp.users import Level, User
from collectors.snmp.usm_cipher import decrypt, encrypt
from collectors.snmp.usm_keys import Keys, KeyStore
from collectors.snmp.usm_message import (
    AUTH_FLAG,
    PRIV_FLAG,
    REPORTABLE,
    Message,
    Parameters,
    Scoped,
    decode_message,
    decode_scoped,
    encode_scoped,
    is_genuine,
)
from collectors.snmp.usm_message import encode_message as encode_v3
from lab.truth import TruthDevice, Vendor

_ENTERPRISES = {Vendor.HUAWEI: 2011, Vendor.H3C: 25506, Vendor.RUIJIE: 4881, Vendor.CISCO: 9}
"""Private enterprise numbers (IANA)."""
_BY_MAC = b"\x03"
"""Format of an engine id that ends in a MAC (RFC 3411 5)."""
_COMWARE, _COMWARE_TAIL = b"\x80", b"\0\0\0\x01"
"""Comware's own format: the MAC and a number."""
_MOST_BOOTS = 40
_WINDOW_S = 150
_MOST_S = 2**31 - 1
_STATS: Oid = (1, 3, 6, 1, 6, 3, 15, 1, 1)
UNSUPPORTED_LEVEL, NOT_IN_TIME, UNKNOWN_USER, UNKNOWN_ENGINE, WRONG_DIGEST, UNDECIPHERED = ((*_STATS, number, 0) for number in range(1, 7))
"""Counters that reports name (RFC 3414 5)."""
UNKNOWN_CONTEXT: Oid = (1, 3, 6, 1, 6, 3, 12, 1, 5, 0)
"""snmpUnknownContexts (RFC 3413 4.2)."""
_AUTHORIZATION_ERROR = 16
_UNREAD_REQUEST = 2**31 - 1
"""Request id of a report on a request that could not be read (RFC 3412 7.1.3)."""
_LEVELS = {0: Level.NO_AUTH, AUTH_FLAG: Level.AUTH, AUTH_FLAG | PRIV_FLAG: Level.PRIV}
ENVELOPE = 160
"""Most octets of an answer that are neither varbinds nor the names of user and context."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A request that an engine believes."""

    message: Message
    level: Level
    plain: bytes
    """The request in the form of version 2c, its community the name of the context."""
    request_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lie:
    """What a sealed answer says in place of the truth; None keeps it."""

    engine_id: bytes | None = None
    clock: tuple[int, int] | None = None
    """Boots and time [s]."""
    level: Level | None = None
    flags: int | None = None


def engine_id_of(device: TruthDevice) -> bytes:
    """Return the engine id that a device's maker gives it: enterprise number and the chassis' MAC.

    Source: RFC 3411 5; as the city's configurations have it: VRP ``800007DB03`` and the MAC, Comware ``800063A280``, the MAC
    and a number.
    """
    enterprise = (1 << 31 | _ENTERPRISES[device.vendor]).to_bytes(4, "big")
    mac = bytes.fromhex(device.chassis_mac.replace(":", ""))
    return enterprise + (_COMWARE + mac + _COMWARE_TAIL if device.vendor is Vendor.H3C else _BY_MAC + mac)


class Engine:
    """One agent's SNMPv3 engine.

    Parameters
    ----------
    store
        Keys of all agents, as one password makes many.
    clock
        Seconds that only grow; the engine's time moves by it.
    contexts
        Names of the contexts that the engine knows beside the default one.
    """

    def __init__(
        self, device: TruthDevice, user: User, store: KeyStore, clock: Callable[[], float], contexts: frozenset[bytes] = frozenset()
    ) -> None:
        self.engine_id = engine_id_of(device)
        self.user = user
        self._contexts = contexts
        self._store = store
        self._clock = clock
        self._started = clock() - device.uptime_s
        self._salt = crc32(self.engine_id) << 32
        self._counts: dict[Oid, int] = {}
        self._boots = 1 + crc32(device.id.encode()) % _MOST_BOOTS

    @property
    def now(self) -> tuple[int, int]:
        """The engine's boots and time [s]."""
        return self._boots, min(_MOST_S, int(self._clock() - self._started))

    @property
    def keys(self) -> Keys:
        """The user's keys for this engine."""
        return self._store.keys(self.user, self.engine_id)

    # --- requests ---

    def open(self, datagram: bytes) -> Opened | bytes | None:
        """Return the request in a message; else the report or refusal that answers it, or None for silence."""
        try:
            message = decode_message(datagram)
        except DecodeError:
            return None
        level = _LEVELS.get(message.flags & (AUTH_FLAG | PRIV_FLAG))
        if level is None or message.encrypted is not bool(message.flags & PRIV_FLAG):
            return None
        wrong = self._doubt(datagram, message, level)
        return self._read(datagram, message, level) if wrong is None else self.report(datagram, message, wrong)

    def _read(self, datagram: bytes, message: Message, level: Level) -> Opened | bytes | None:
        """Return the request in a message that the user sent."""
        try:
            scoped = self._deciphered(datagram, message)
        except DecodeError:
            return self.report(datagram, message, UNDECIPHERED) if message.encrypted else None
        if scoped.context and scoped.context not in self._contexts:
            return self.report(datagram, message, UNKNOWN_CONTEXT, level=level, request_id=scoped.pdu.request_id)
        opened = Opened(message, level, _plain(scoped), scoped.pdu.request_id)
        if level is not self.user.level:
            refusal = encode_message(VERSION_2C, b"", RESPONSE, opened.request_id, _AUTHORIZATION_ERROR, 0, b"")
            return self.seal(opened, refusal)
        return opened

    def _doubt(self, datagram: bytes, message: Message, level: Level) -> Oid | None:
        """Return the counter of the first check that a message fails (RFC 3414 3.2, in its order)."""
        user = self.user
        if message.engine_id != self.engine_id:
            return UNKNOWN_ENGINE
        if message.user != user.name:
            return UNKNOWN_USER
        if level.flags & ~user.level.flags:
            return UNSUPPORTED_LEVEL
        if level is Level.NO_AUTH:
            return None
        assert user.auth is not None, "the level asks for it"
        if not is_genuine(datagram, message, user.auth, self.keys.auth):
            return WRONG_DIGEST
        boots, time_s = self.now
        return None if message.boots == boots and abs(message.time_s - time_s) <= _WINDOW_S else NOT_IN_TIME

    def _deciphered(self, datagram: bytes, message: Message) -> Scoped:
        if not message.encrypted:
            return decode_scoped(datagram, message.start, message.end)
        assert self.user.priv is not None, "the level asks for it"
        secret = datagram[message.start : message.end]
        clear = decrypt(self.user.priv, self.keys.priv, secret, message.boots, message.time_s, message.salt)
        return decode_scoped(clear, 0, len(clear))

    # --- answers ---

    def report(
        self,
        datagram: bytes,
        message: Message,
        counter: Oid,
        *,
        level: Level = Level.NO_AUTH,
        request_id: int | None = None,
        lie: Lie | None = None,
    ) -> bytes | None:
        """Return a report that counts, or None where the asker wants none; out of time is said with a code."""
        if not message.flags & REPORTABLE:
            return None
        request_id = _request_id(datagram, message) if request_id is None else request_id
        self._counts[counter] = self._counts.get(counter, 0) + 1
        varbind = encode_varbind(encode_oid(counter), encode_integer(self._counts[counter], COUNTER32))
        if counter == NOT_IN_TIME:
            level = Level.AUTH
        name = message.user if counter != UNKNOWN_ENGINE else b""
        return self._sealed(message, name, level, encode_pdu(REPORT, request_id, 0, 0, varbind), b"", lie)

    def seal(self, opened: Opened, plain: bytes, lie: Lie | None = None) -> bytes:
        """Return the message around a plain answer, at the level of the request; octets that are no such message as they stand."""
        try:
            header = decode_header(plain)
        except DecodeError:
            return plain
        if header.version != VERSION_2C:
            return plain
        pdu = encode_pdu(header.pdu_type, header.request_id, header.first, header.second, plain[header.start : header.end])
        return self._sealed(opened.message, self.user.name, opened.level, pdu, header.community, lie)

    def _sealed(  # noqa: PLR0917 - what a message holds, from outside in
        self, message: Message, name: bytes, level: Level, pdu: bytes, context: bytes, lie: Lie | None
    ) -> bytes:
        lie = lie or Lie()
        engine_id = self.engine_id if lie.engine_id is None else lie.engine_id
        boots, time_s = lie.clock or self.now
        level = lie.level or level
        data, salt = encode_scoped(engine_id, context, pdu), b""
        keys = self.keys
        if level is Level.PRIV:
            assert self.user.priv is not None, "the level asks for it"
            self._salt += 1
            salt, secret = encrypt(self.user.priv, keys.priv, data, boots, time_s, self._salt)
            data = encode_tlv(OCTET_STRING, secret)
        auth = None if level is Level.NO_AUTH else self.user.auth
        flags = level.flags if lie.flags is None else lie.flags
        return encode_v3(message.message_id, flags, Parameters(engine_id, boots, time_s, name, salt), data, auth, keys.auth)


def _plain(scoped: Scoped) -> bytes:
    """Return a scoped PDU as a message of version 2c."""
    pdu: Pdu = scoped.pdu
    varbinds = scoped.data[pdu.start : pdu.end]
    return encode_message(VERSION_2C, scoped.context, pdu.pdu_type, pdu.request_id, pdu.first, pdu.second, varbinds)


def _request_id(datagram: bytes, message: Message) -> int:
    """Return the request id of a plain scoped PDU."""
    if message.encrypted:
        return _UNREAD_REQUEST
    try:
        return decode_scoped(datagram, message.start, message.end).pdu.request_id
    except DecodeError:
        return _UNREAD_REQUEST
