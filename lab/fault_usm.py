"""Bad talk of SNMPv3 engines: what a hostile agent does with its engine id, clock, keys and reports, by name.

Only agents that speak version 3 can behave so; any other answers well. What an agent says inside its messages may
be bad as well, which is `lab.fault_talk`'s. Cases: the list of hostile inputs, A52 and A58 to A63.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from collectors.snmp.ber import OCTET_STRING, SEQUENCE, DecodeError, encode_integer, encode_tlv
from collectors.snmp.tlv import open_element, small_integer
from collectors.snmp.users import Level
from collectors.snmp.usm_message import AUTH_FLAG, PRIV_FLAG, Message, decode_message
from lab.usm import NOT_IN_TIME, UNKNOWN_ENGINE, WRONG_DIGEST, Engine, Lie, Opened

SHARED_ENGINE_ID = bytes.fromhex("8000000001") + b"shared"
"""What every agent says that shares its engine id."""
_LONG_ID_OCTETS = 1000
_LAST = 2**31 - 1
_MODEL = 99


@dataclass(slots=True)
class Exchange:
    """One exchange with a hostile engine."""

    datagram: bytes
    engine: Engine
    answer: Callable[[bytes], bytes | None]
    """What the agent answers to an opened request, before it is sealed."""
    memory: dict[str, int] = field(default_factory=dict)

    def good(self) -> bytes | None:
        """Return what a good agent sends."""
        return self.sealed()

    def sealed(self, lie: Lie | None = None) -> bytes | None:
        """Return what a good agent sends, with a lie about it."""
        opened = self.engine.open(self.datagram)
        if not isinstance(opened, Opened):
            return opened
        answer = self.answer(opened.plain)
        return None if answer is None else self.engine.seal(opened, answer, lie)

    def message(self) -> Message | None:
        """Return the message that came; None for octets that are none."""
        try:
            return decode_message(self.datagram)
        except DecodeError:
            return None

    def report(self, counter: tuple[int, ...], lie: Lie | None = None) -> bytes | None:
        """Return a report in place of whatever would be right."""
        message = self.message()
        return None if message is None else self.engine.report(self.datagram, message, counter, lie=lie)


EnginePlay = Callable[[Exchange], bytes | None]


def _knows(exchange: Exchange) -> bool:
    """Tell whether the asker has found out the engine."""
    message = exchange.message()
    return message is not None and message.engine_id == exchange.engine.engine_id


def _once_known(play: EnginePlay) -> EnginePlay:
    """Let the discovery of the engine pass, so that the asker comes as far as the play."""
    return lambda exchange: play(exchange) if _knows(exchange) else exchange.good()


def _named(engine_id: bytes) -> EnginePlay:
    return lambda exchange: exchange.report(UNKNOWN_ENGINE, Lie(engine_id=engine_id))


def _changing(exchange: Exchange) -> bytes | None:
    count = exchange.memory["asked"] = exchange.memory.get("asked", 0) + 1
    return exchange.report(UNKNOWN_ENGINE, Lie(engine_id=b"\x80\0\0\0\x05" + count.to_bytes(4, "big")))


def _clock_at_end(exchange: Exchange) -> bytes | None:
    lie = Lie(clock=(_LAST, _LAST))
    return exchange.sealed(lie) if _knows(exchange) else exchange.report(UNKNOWN_ENGINE, lie)


def _code_at(octets: bytes) -> tuple[int, int]:
    message = decode_message(octets)
    return message.code_at, message.code_octets


def _forged(exchange: Exchange) -> bytes | None:
    octets = exchange.good()
    if octets is None:
        return None
    at, count = _code_at(octets)
    return octets[:at] + bytes(one ^ 0xFF for one in octets[at : at + count]) + octets[at + count :]


def _parts(octets: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """Return a message's header fields, security parameters, code and scoped PDU (encoded), so that each may be replaced."""
    pos, end = open_element(octets, 0, len(octets), SEQUENCE)
    _, pos = small_integer(octets, pos, end)
    start, pos = open_element(octets, pos, end, SEQUENCE)
    header = octets[start:pos]
    start, pos = open_element(octets, pos, end, OCTET_STRING)
    at, count = _code_at(octets)
    return header, octets[start:pos], octets[at : at + count], octets[pos:end]


def _joined(header: bytes, security: bytes, data: bytes) -> bytes:
    return encode_tlv(SEQUENCE, encode_integer(3) + encode_tlv(SEQUENCE, header) + encode_tlv(OCTET_STRING, security) + data)


def _short_code(exchange: Exchange) -> bytes | None:
    """Answer with one octet of the code, which would be guessed in 128 tries."""
    octets = exchange.good()
    message = exchange.message()
    if octets is None or message is None:
        return None
    header, _, code, data = _parts(octets)
    said = decode_message(octets)
    security = encode_tlv(OCTET_STRING, said.engine_id) + encode_integer(said.boots) + encode_integer(said.time_s)
    security += encode_tlv(OCTET_STRING, said.user) + encode_tlv(OCTET_STRING, code[:1]) + encode_tlv(OCTET_STRING, said.salt)
    return _joined(header, encode_tlv(SEQUENCE, security), data)


def _other_model(exchange: Exchange) -> bytes | None:
    octets = exchange.good()
    if octets is None:
        return None
    header, security, _, data = _parts(octets)
    return _joined(header[:-1] + bytes((_MODEL,)), security, data)


def _no_sequence(exchange: Exchange) -> bytes | None:
    octets = exchange.good()
    if octets is None:
        return None
    header, security, _, data = _parts(octets)
    return _joined(header, bytes((OCTET_STRING,)) + security[1:], data)


ENGINE_PLAYS: dict[str, tuple[str, EnginePlay]] = {
    "v3-engine-unknown": ("A58", lambda exchange: exchange.report(UNKNOWN_ENGINE)),
    "v3-never-in-time": ("A58", _once_known(lambda exchange: exchange.report(NOT_IN_TIME))),
    "v3-engine-empty": ("A59", _named(b"")),
    "v3-engine-long": ("A59", _named(b"\x80" * _LONG_ID_OCTETS)),
    "v3-engine-zeros": ("A59", _named(bytes(12))),
    "v3-engine-changing": ("A59", _changing),
    "v3-clock-at-end": ("A60", _clock_at_end),
    "v3-no-code": ("A61", _once_known(lambda exchange: exchange.sealed(Lie(level=Level.NO_AUTH)))),
    "v3-short-code": ("A61", _once_known(_short_code)),
    "v3-forged-code": ("A61", _once_known(_forged)),
    "v3-privacy-only": ("A61", _once_known(lambda exchange: exchange.sealed(Lie(level=Level.NO_AUTH, flags=PRIV_FLAG)))),
    "v3-code-flag-only": ("A61", _once_known(lambda exchange: exchange.sealed(Lie(level=Level.NO_AUTH, flags=AUTH_FLAG)))),
    "v3-other-model": ("A61", _once_known(_other_model)),
    "v3-no-sequence": ("A61", _once_known(_no_sequence)),
    "v3-wrong-digest": ("A62", _once_known(lambda exchange: exchange.report(WRONG_DIGEST))),
    "v3-shared-engine": ("A63", lambda exchange: exchange.good()),
}
"""Behaviours of engines: name to case and play. An agent of a shared engine has its id from `lab.fault_delivery`."""
