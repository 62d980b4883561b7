"""Version 3: answers are believed by message id, engine, user, authentication code, time and level.

Engine discovery and the first clock come in a report that anybody could have sent, so they are held as hearsay
until an answer with a good code proves them. What an unauthenticated report says against a user, key or level
is a doubt: the try runs to its end, a genuine answer still counts, and then the request fails as unverified,
without a further try. Reports can make a request be asked in other words three times, not more.

Source: RFC 3412 7.2 (answers), RFC 3414 3.2 (checks, time window) and 4 (discovery), RFC 3411 5 (engine ids).
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping

from collectors.snmp import ber
from collectors.snmp.ber import DecodeError, Oid
from collectors.snmp.dialect import Asked, Doubt, Ids, Mark, Outcome
from collectors.snmp.engine import Access, Answer, Reason, Stats
from collectors.snmp.users import Level, User
from collectors.snmp.usm_cipher import decrypt, encrypt
from collectors.snmp.usm_keys import Keys, KeyStore
from collectors.snmp.usm_message import (
    AUTH_FLAG,
    MAX_INTEGER,
    PRIV_FLAG,
    REPORTABLE,
    Message,
    Parameters,
    Scoped,
    decode_message,
    decode_scoped,
    encode_message,
    encode_scoped,
    is_genuine,
)
from topology.model.errors import CollectError, SnmpAuthError

_MAX_TURNS = 3
_WINDOW_S = 150
"""RFC 3414 2.2.3."""
_ENGINE_ID_OCTETS = range(5, 33)
_PEERS = 4096
_USM_STATS = (1, 3, 6, 1, 6, 3, 15, 1, 1)
_NOT_IN_TIME = (*_USM_STATS, 2, 0)
_UNKNOWN_ENGINE = (*_USM_STATS, 4, 0)
_REPORTS: dict[Oid, str] = {
    (*_USM_STATS, 1, 0): "usmStatsUnsupportedSecLevels",
    _NOT_IN_TIME: "usmStatsNotInTimeWindows",
    (*_USM_STATS, 3, 0): "usmStatsUnknownUserNames",
    _UNKNOWN_ENGINE: "usmStatsUnknownEngineIDs",
    (*_USM_STATS, 5, 0): "usmStatsWrongDigests",
    (*_USM_STATS, 6, 0): "usmStatsDecryptionErrors",
    (1, 3, 6, 1, 6, 3, 12, 1, 4, 0): "snmpUnavailableContexts",
    (1, 3, 6, 1, 6, 3, 12, 1, 5, 0): "snmpUnknownContexts",
}


class Peer:
    """What is known of one agent's engine: its id and clock, by hearsay or proven."""

    __slots__ = ("_boots", "_clock", "_latest_s", "_offset_s", "engine_id", "proven")

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.forget()

    def forget(self) -> None:
        """Know nothing again."""
        self.engine_id = b""
        self.proven = False
        self._boots = 0
        self._offset_s = 0.0
        self._latest_s = 0

    def hear(self, engine_id: bytes, boots: int, time_s: int) -> None:
        """Take an unproven engine id and clock."""
        self.engine_id = engine_id
        self.proven = False
        self._set(boots, time_s)

    def now(self) -> tuple[int, int]:
        """Return the agent's boots and its time as it should be [s]."""
        return self._boots, min(MAX_INTEGER, max(0, int(self._clock() + self._offset_s)))

    def admits(self, boots: int, time_s: int) -> bool:
        """Take the clock of a genuine message; False if the message is too old, or the clock has come to its end."""
        if not self.proven:
            self.proven = True
            self._set(boots, time_s)
        elif boots > self._boots or (boots == self._boots and time_s > self._latest_s):
            self._set(boots, time_s)
        return boots == self._boots and boots < MAX_INTEGER and time_s >= self.now()[1] - _WINDOW_S

    def resynchronise(self, boots: int, time_s: int) -> bool:
        """Take the clock of a genuine report that we are out of its window; False if it would go back a boot.

        The report answers a message id that was never used before, so it is no replay even where its time has
        fallen behind: some agents' clocks run slow.
        """
        if boots >= MAX_INTEGER or (self.proven and boots < self._boots):
            return False
        self.proven = True
        self._set(boots, time_s)
        return True

    def _set(self, boots: int, time_s: int) -> None:
        self._boots, self._latest_s, self._offset_s = boots, time_s, time_s - self._clock()


class Registry:
    """Keys, and the peers met last: one a device, whatever its answers say."""

    def __init__(self, most: int = _PEERS) -> None:
        self.keys = KeyStore()
        self._most = most
        self._peers: OrderedDict[tuple[str, int], Peer] = OrderedDict()

    def __len__(self) -> int:
        """Count the peers."""
        return len(self._peers)

    def peer(self, address: str, port: int) -> Peer:
        """Return what is known of an agent."""
        place = (address, port)
        peer = self._peers.get(place)
        if peer is None:
            peer = self._peers[place] = Peer()
            if len(self._peers) > self._most:
                self._peers.popitem(last=False)
        else:
            self._peers.move_to_end(place)
        return peer


class Usm:
    """Speaks v3 with one agent as one user."""

    def __init__(self, access: Access, stats: Stats, registry: Registry) -> None:
        assert access.user is not None, "version 3 has a user"
        self._user: User = access.user
        self._context = access.context
        self._target = access.address
        self._stats = stats
        self._peer = registry.peer(access.address, access.port)
        self._store = registry.keys
        self._keys: tuple[bytes, Keys] | None = None
        self._counter = secrets.randbits(64)
        self._ids = Ids()

    # --- requests ---

    def encode(self, asked: Asked) -> None:
        """Give a request its ids and octets: a discovery while the agent's engine is unknown."""
        asked.key = self._ids.draw()
        asked.request_id = self._ids.draw()
        peer, user = self._peer, self._user
        asked.discovery = not peer.engine_id
        if asked.discovery:
            pdu = ber.encode_pdu(ber.GET, asked.request_id, 0, 0, b"")
            nobody = Parameters(b"", 0, 0, b"")
            asked.data = encode_message(asked.key, REPORTABLE, nobody, encode_scoped(b"", b"", pdu), None, b"")
            return
        pdu = ber.encode_pdu(asked.pdu_type, asked.request_id, 0, asked.second, ber.encode_names(asked.oids))
        data = encode_scoped(peer.engine_id, self._context, pdu)
        keys = self._local_keys()
        boots, time_s = peer.now()
        salt = b""
        if user.level is Level.PRIV:
            assert user.priv is not None, "authPriv has a cipher"
            self._counter += 1
            salt, secret = encrypt(user.priv, keys.priv, data, boots, time_s, self._counter)
            data = ber.encode_tlv(ber.OCTET_STRING, secret)
        parameters = Parameters(peer.engine_id, boots, time_s, user.name, salt)
        auth = user.auth if user.level is not Level.NO_AUTH else None
        asked.data = encode_message(asked.key, user.level.flags | REPORTABLE, parameters, data, auth, keys.auth)

    def last_words(self, asked: Asked) -> bytes | None:
        """Return nothing: there is no weaker way that would be believed."""
        del asked
        return None

    def lost(self) -> None:
        """Forget an engine known by hearsay alone: what it is said to be may be why nobody answers."""
        if not self._peer.proven:
            self._peer.forget()

    def _local_keys(self) -> Keys:
        engine_id = self._peer.engine_id
        if self._keys is None or self._keys[0] != engine_id:
            self._keys = engine_id, self._store.keys(self._user, engine_id)
        return self._keys[1]

    # --- answers ---

    def judge(self, data: bytes, in_flight: Mapping[int, Asked]) -> tuple[Asked, Outcome] | None:
        """Return the request and what a message means for it, or None for one that answers nothing."""
        message = decode_message(data)
        asked = in_flight.get(message.message_id)
        if asked is None or asked.future.done() or (message.flags & PRIV_FLAG and not message.flags & AUTH_FLAG):
            self._stats.ignored += 1
            return None
        try:
            outcome = self._secured(data, message, asked) if message.flags & AUTH_FLAG else self._plain(data, message, asked)
        except DecodeError:
            return asked, Mark.MALFORMED
        if outcome is None:
            self._stats.unverified += 1
            return None
        return asked, outcome

    def _secured(self, data: bytes, message: Message, asked: Asked) -> Outcome | None:
        """Judge a message that says it is authenticated."""
        user, peer = self._user, self._peer
        if user.level is Level.NO_AUTH or not peer.engine_id or message.engine_id != peer.engine_id or message.user != user.name:
            return None
        assert user.auth is not None, "the level asks for it"
        keys = self._local_keys()
        if not is_genuine(data, message, user.auth, keys.auth):
            self._stats.unverified += 1
            return Doubt(SnmpAuthError("snmp_auth_forged", target=self._target), final=False)
        scoped = self._open(data, message, keys)
        if scoped is None:
            return None
        return self._genuine(scoped, message, asked, len(data))

    def _genuine(self, scoped: Scoped, message: Message, asked: Asked, size: int) -> Outcome | None:
        """Judge what a holder of the user's key has sent: its time, its level, and what it says."""
        peer = self._peer
        report = _report(scoped)
        if report == _NOT_IN_TIME:
            return self._again(asked, report) if peer.resynchronise(message.boots, message.time_s) else None
        if not peer.admits(message.boots, message.time_s):
            return self._unusable("engine boots or time") if message.boots >= MAX_INTEGER else None
        if report is not None:
            return self._refusal(report, proven=True)
        if self._user.level is Level.PRIV and not message.flags & PRIV_FLAG:
            return None
        return self._answer(scoped, asked, size)

    def _open(self, data: bytes, message: Message, keys: Keys) -> Scoped | None:
        """Return the scoped PDU of a genuine message; None if it is enciphered and the user has no cipher."""
        if not message.flags & PRIV_FLAG:
            if message.encrypted:
                raise DecodeError("enciphered without saying so")
            return decode_scoped(data, message.start, message.end)
        priv = self._user.priv
        if self._user.level is not Level.PRIV or priv is None or not message.encrypted:
            return None
        clear = decrypt(priv, keys.priv, data[message.start : message.end], message.boots, message.time_s, message.salt)
        return decode_scoped(clear, 0, len(clear))

    def _plain(self, data: bytes, message: Message, asked: Asked) -> Outcome | None:
        """Judge a message without authentication."""
        if message.encrypted:
            raise DecodeError("enciphered without saying so")
        scoped = decode_scoped(data, message.start, message.end)
        report = _report(scoped)
        if report is None:
            fits = self._user.level is Level.NO_AUTH and message.engine_id == self._peer.engine_id and message.user == self._user.name
            return self._answer(scoped, asked, len(data)) if fits and self._peer.engine_id else None
        peer = self._peer
        if asked.discovery and peer.engine_id:
            return Mark.AGAIN  # another request has found it out meanwhile
        if asked.discovery or report in {_UNKNOWN_ENGINE, _NOT_IN_TIME}:
            if peer.proven:
                return Doubt(CollectError("snmp_engine", target=self._target, report=_name(report), reason=Reason.ENGINE.value), final=True)
            if len(message.engine_id) not in _ENGINE_ID_OCTETS or not message.engine_id.strip(b"\0") or message.boots >= MAX_INTEGER:
                return self._unusable(_name(report))
            peer.hear(message.engine_id, message.boots, message.time_s)
            return self._again(asked, report)
        return self._refusal(report, proven=False)

    def _answer(self, scoped: Scoped, asked: Asked, size: int) -> Outcome | None:
        pdu = scoped.pdu
        if (
            pdu.pdu_type != ber.RESPONSE
            or pdu.request_id != asked.request_id
            or scoped.engine_id != self._peer.engine_id
            or scoped.context != self._context
        ):
            return None
        return Answer(pdu.first, pdu.second, ber.decode_varbinds(scoped.data, pdu.start, pdu.end), size)

    def _again(self, asked: Asked, report: Oid) -> Outcome:
        if asked.turns >= _MAX_TURNS:
            return self._unusable(_name(report))
        return Mark.AGAIN

    def _unusable(self, report: str) -> Doubt:
        """Give the engine up, and know nothing of it, so that a later try starts afresh."""
        self._peer.forget()
        return Doubt(CollectError("snmp_engine", target=self._target, report=report, reason=Reason.ENGINE.value), final=True)

    def _refusal(self, report: Oid, *, proven: bool) -> Outcome:
        name = _name(report)
        error: CollectError
        if "Context" in name:
            error = CollectError(
                "snmp_context", target=self._target, context=self._context.decode(errors="replace"), reason=Reason.CONTEXT.value
            )
        else:
            error = SnmpAuthError("snmp_auth_refused" if proven else "snmp_auth_unverified", target=self._target, report=name)
        return error if proven else Doubt(error, final=True)


def _report(scoped: Scoped) -> Oid | None:
    """Return the counter that a report names; None for any other PDU."""
    if scoped.pdu.pdu_type != ber.REPORT:
        return None
    varbinds = ber.decode_varbinds(scoped.data, scoped.pdu.start, scoped.pdu.end)
    return varbinds[0][0] if varbinds else ()


def _name(report: Oid) -> str:
    return _REPORTS.get(report) or ".".join(map(str, report[:16])) or "?"
