"""SNMPv3 messages with User-based security parameters: to octets and back, and their authentication code.

Decoding trusts nothing: it finds the parts, and says nothing of whether they are genuine.

Source: RFC 3412 6 (message), RFC 3414 2.4 (security parameters), RFC 3412 6.8 (scoped PDU).
"""

from __future__ import annotations

import hmac
from typing import NamedTuple

from collectors.snmp.ber import Pdu, decode_pdu
from collectors.snmp.tlv import (
    INTEGER,
    OCTET_STRING,
    SEQUENCE,
    DecodeError,
    encode_integer,
    encode_tlv,
    open_element,
    small_integer,
)
from collectors.snmp.users import Auth
from collectors.snmp.usm_keys import AUTH, authentication_code

AUTH_FLAG, PRIV_FLAG, REPORTABLE = 1, 2, 4
USM = 3
"""The security model (RFC 3411 5)."""
MAX_SIZE = 65_507
"""Most octets that we take: what a UDP datagram holds."""
MAX_INTEGER = 2**31 - 1
_VERSION = encode_integer(3)
_TAIL = encode_integer(USM)


class Message(NamedTuple):
    """A message up to its scoped PDU, which stands in ``[start, end)`` of the datagram: plain, or encrypted octets."""

    message_id: int
    flags: int
    model: int
    engine_id: bytes
    boots: int
    time_s: int
    user: bytes
    code_at: int
    """Where the authentication code stands; `code_octets` of it."""
    code_octets: int
    salt: bytes
    start: int
    end: int
    encrypted: bool
    """Whether the scoped PDU stands in an octet string."""


class Scoped(NamedTuple):
    """A scoped PDU; the PDU's positions are those of `data`."""

    engine_id: bytes
    context: bytes
    pdu: Pdu
    data: bytes


class Parameters(NamedTuple):
    """What the security parameters of a message to be sent say."""

    engine_id: bytes
    boots: int
    time_s: int
    user: bytes
    salt: bytes = b""


def encode_scoped(engine_id: bytes, context: bytes, pdu: bytes) -> bytes:
    """Return a scoped PDU."""
    return encode_tlv(SEQUENCE, encode_tlv(OCTET_STRING, engine_id) + encode_tlv(OCTET_STRING, context) + pdu)


def encode_message(  # noqa: PLR0917 - the fields in the order of the message, then what signs it
    message_id: int, flags: int, parameters: Parameters, data: bytes, auth: Auth | None, key: bytes
) -> bytes:
    """Return a whole message around a scoped PDU, plain or encrypted; with a code where `auth` says so."""
    code_octets = AUTH[auth].mac_octets if auth is not None else 0
    after = encode_tlv(OCTET_STRING, parameters.salt)
    security = encode_tlv(
        SEQUENCE,
        encode_tlv(OCTET_STRING, parameters.engine_id)
        + encode_integer(parameters.boots)
        + encode_integer(parameters.time_s)
        + encode_tlv(OCTET_STRING, parameters.user)
        + encode_tlv(OCTET_STRING, bytes(code_octets))
        + after,
    )
    header = encode_integer(message_id) + encode_integer(MAX_SIZE) + encode_tlv(OCTET_STRING, bytes((flags,))) + _TAIL
    message = encode_tlv(SEQUENCE, _VERSION + encode_tlv(SEQUENCE, header) + encode_tlv(OCTET_STRING, security) + data)
    if auth is None:
        return message
    end = len(message) - len(data) - len(after)
    code = authentication_code(auth, key, message)
    return message[: end - code_octets] + code + message[end:]


def decode_message(data: bytes) -> Message:
    """Return the parts of a message.

    Raises
    ------
    DecodeError
        No SNMPv3 message, or its security parameters are none of the User-based model.
    """
    pos, end = open_element(data, 0, len(data), SEQUENCE)
    version, pos = small_integer(data, pos, end)
    if version != USM:
        raise DecodeError("version")
    at, pos = open_element(data, pos, end, SEQUENCE)
    message_id, at = small_integer(data, at, pos)
    _size, at = small_integer(data, at, pos)
    at, stop = open_element(data, at, pos, OCTET_STRING)
    if stop - at != 1:
        raise DecodeError("flags")
    flags = data[at]
    model, _ = small_integer(data, stop, pos)
    at, pos = open_element(data, pos, end, OCTET_STRING)
    if model != USM:
        raise DecodeError("security model")
    at, stop = open_element(data, at, pos, SEQUENCE)
    here, at = open_element(data, at, stop, OCTET_STRING)
    engine_id = data[here:at]
    boots, at = _clock(data, at, stop)
    time_s, at = _clock(data, at, stop)
    here, at = open_element(data, at, stop, OCTET_STRING)
    user = data[here:at]
    code_at, at = open_element(data, at, stop, OCTET_STRING)
    here, stop = open_element(data, at, stop, OCTET_STRING)
    salt = data[here:stop]
    if pos >= end:
        raise DecodeError("scoped PDU missing")
    encrypted = data[pos] == OCTET_STRING
    start = open_element(data, pos, end, OCTET_STRING)[0] if encrypted else pos
    return Message(message_id, flags, model, engine_id, boots, time_s, user, code_at, at - code_at, salt, start, end, encrypted)


def _clock(data: bytes, pos: int, end: int) -> tuple[int, int]:
    """Return a number from 0 to 2^31 - 1 and where it ends."""
    if pos >= end or data[pos] != INTEGER:
        raise DecodeError("engine boots or time")
    number, pos = small_integer(data, pos, end)
    if not 0 <= number <= MAX_INTEGER:
        raise DecodeError("engine boots or time")
    return number, pos


def is_genuine(data: bytes, message: Message, auth: Auth, key: bytes) -> bool:
    """Tell whether a message carries the code that only a holder of the key can make; takes the same time either way."""
    octets = AUTH[auth].mac_octets
    if message.code_octets != octets:
        return False
    at = message.code_at
    code = authentication_code(auth, key, data[:at] + bytes(octets) + data[at + octets : message.end])
    return hmac.compare_digest(code, data[at : at + octets])


def decode_scoped(data: bytes, pos: int, end: int) -> Scoped:
    """Return the scoped PDU at `pos`; octets after it (padding) are ignored.

    Raises
    ------
    DecodeError
        None is there.
    """
    pos, end = open_element(data, pos, end, SEQUENCE)
    here, pos = open_element(data, pos, end, OCTET_STRING)
    engine_id = data[here:pos]
    here, pos = open_element(data, pos, end, OCTET_STRING)
    return Scoped(engine_id, data[here:pos], decode_pdu(data, pos, end), data)
