"""BER for SNMP: messages of v1 and v2c, and the PDUs that all versions share.

The decoder reads answers of agents that may be broken or hostile; see `collectors.snmp.tlv` for what it promises.
The encoder also builds answers, from octets encoded beforehand, for agents in tests and in the lab.

Source: RFC 1157 and RFC 1901 (messages), RFC 3416 (PDUs).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from collectors.snmp.tlv import (
    COUNTER32,
    COUNTER64,
    END_OF_MIB_VIEW,
    GAUGE32,
    INTEGER,
    IP_ADDRESS,
    LONG,
    MAX_ARC,
    MAX_NAME_OCTETS,
    MAX_SUB_IDS,
    NO_SUCH_INSTANCE,
    NO_SUCH_OBJECT,
    NULL,
    NUMBERS,
    OBJECT_IDENTIFIER,
    OCTET_STRING,
    OPAQUE,
    SEQUENCE,
    TIMETICKS,
    DecodeError,
    Oid,
    Value,
    Varbind,
    decode_arcs,
    decode_oid,
    decode_value,
    encode_integer,
    encode_length,
    encode_oid,
    encode_tlv,
    encode_value,
    encode_varbind,
    is_odd,
    long_length,
    open_element,
    shared_octets,
    small_integer,
)

__all__ = [
    "COUNTER32",
    "COUNTER64",
    "END_OF_MIB_VIEW",
    "GAUGE32",
    "GET",
    "GET_BULK",
    "GET_NEXT",
    "INTEGER",
    "IP_ADDRESS",
    "MAX_ARC",
    "MAX_SUB_IDS",
    "NO_SUCH_INSTANCE",
    "NO_SUCH_OBJECT",
    "NULL",
    "OBJECT_IDENTIFIER",
    "OCTET_STRING",
    "OPAQUE",
    "REPORT",
    "RESPONSE",
    "SEQUENCE",
    "SET",
    "TIMETICKS",
    "VERSION_1",
    "VERSION_2C",
    "VERSION_3",
    "DecodeError",
    "Header",
    "Oid",
    "Pdu",
    "Request",
    "Value",
    "Varbind",
    "decode_header",
    "decode_oid",
    "decode_pdu",
    "decode_request",
    "decode_value",
    "decode_varbinds",
    "encode_integer",
    "encode_length",
    "encode_message",
    "encode_names",
    "encode_oid",
    "encode_pdu",
    "encode_request",
    "encode_response",
    "encode_tlv",
    "encode_value",
    "encode_varbind",
    "is_odd",
]

GET: Final = 0xA0
GET_NEXT: Final = 0xA1
RESPONSE: Final = 0xA2
SET: Final = 0xA3
"""Known so that an agent in a test can refuse it; netfold never sends one."""
GET_BULK: Final = 0xA5
REPORT: Final = 0xA8

_NONE: Final = 1 << 30
"""Octets of a shared beginning that no name goes with."""

VERSION_1: Final = 0
VERSION_2C: Final = 1
VERSION_3: Final = 3


class Request(NamedTuple):
    """A request as an agent sees it. For GETBULK the two integers are non-repeaters and max-repetitions."""

    version: int
    community: bytes
    pdu_type: int
    request_id: int
    first: int
    """error-status, or non-repeaters."""
    second: int
    """error-index, or max-repetitions."""
    oids: tuple[Oid, ...]

    @property
    def non_repeaters(self) -> int:
        """The first integer of a GETBULK."""
        return self.first

    @property
    def max_repetitions(self) -> int:
        """The second integer of a GETBULK."""
        return self.second


class Pdu(NamedTuple):
    """A PDU up to its varbinds, which stand in ``[start, end)`` of the octets decoded."""

    pdu_type: int
    request_id: int
    first: int
    """error-status, or non-repeaters."""
    second: int
    """error-index, or max-repetitions."""
    start: int
    end: int


class Header(NamedTuple):
    """A v1 or v2c message up to its varbinds, which stand in ``[start, end)`` of the datagram."""

    version: int
    community: bytes
    pdu_type: int
    request_id: int
    first: int
    """error-status, or non-repeaters."""
    second: int
    """error-index, or max-repetitions."""
    start: int
    end: int


def encode_pdu(pdu_type: int, request_id: int, first: int, second: int, varbinds: bytes) -> bytes:
    """Return a PDU around encoded varbinds."""
    fields = encode_integer(request_id) + encode_integer(first) + encode_integer(second)
    return encode_tlv(pdu_type, fields + encode_tlv(SEQUENCE, varbinds))


def encode_names(oids: tuple[Oid, ...]) -> bytes:
    """Return the varbinds of a request: names without values."""
    if len(oids) == 1:
        return encode_varbind(encode_oid(oids[0]), b"\x05\x00")
    return b"".join([encode_varbind(encode_oid(oid), b"\x05\x00") for oid in oids])


def encode_message(  # noqa: PLR0917 - the fields of the PDU in the order of RFC 3416
    version: int, community: bytes, pdu_type: int, request_id: int, first: int, second: int, varbinds: bytes
) -> bytes:
    """Return a whole v1 or v2c message around encoded varbinds."""
    pdu = encode_pdu(pdu_type, request_id, first, second, varbinds)
    return encode_tlv(SEQUENCE, encode_integer(version) + encode_tlv(OCTET_STRING, community) + pdu)


def encode_response(  # noqa: PLR0917 - the fields of the PDU in the order of RFC 3416
    version: int, community: bytes, request_id: int, error_status: int, error_index: int, varbinds: bytes
) -> bytes:
    """Return an agent's answer around encoded varbinds."""
    return encode_message(version, community, RESPONSE, request_id, error_status, error_index, varbinds)


def encode_request(
    version: int, community: bytes, pdu_type: int, request_id: int, oids: tuple[Oid, ...], *, first: int = 0, second: int = 0
) -> bytes:
    """Return a GET, GETNEXT or GETBULK (with non-repeaters and max-repetitions as `first` and `second`)."""
    return encode_message(version, community, pdu_type, request_id, first, second, encode_names(oids))


def decode_pdu(data: bytes, pos: int, end: int) -> Pdu:
    """Return the PDU at `pos` up to its varbinds.

    Raises
    ------
    DecodeError
        No PDU there.
    """
    if pos >= end:
        raise DecodeError("PDU missing")
    pdu_type = data[pos]
    if pdu_type & 0xE0 != 0xA0:  # noqa: PLR2004 - context class, constructed
        raise DecodeError("PDU type")
    pos, end = open_element(data, pos, end, pdu_type)
    request_id, pos = small_integer(data, pos, end)
    first, pos = small_integer(data, pos, end)
    second, pos = small_integer(data, pos, end)
    start, stop = open_element(data, pos, end, SEQUENCE)
    return Pdu(pdu_type, request_id, first, second, start, stop)


def decode_header(data: bytes) -> Header:
    """Return a message up to its varbinds.

    Octets after the message are ignored. Lengths must be definite and lie inside one another.

    Raises
    ------
    DecodeError
        No message of version 1 or 2c.
    """
    pos, end = open_element(data, 0, len(data), SEQUENCE)
    version, pos = small_integer(data, pos, end)
    start, pos = open_element(data, pos, end, OCTET_STRING)
    return Header(version, data[start:pos], *decode_pdu(data, pos, end))


def decode_varbinds(data: bytes, start: int, end: int) -> list[Varbind]:  # noqa: C901, PLR0912, PLR0915 - calls would cost half the speed
    """Return the varbinds in ``data[start:end]``, typed and checked.

    Complexity: linear in the octets. This loop is where a discovery spends its time, so the usual cases stand in line:
    short lengths, octets, numbers of up to 31 bits, and names that begin as the ones before them do. Of those, only what
    follows the shared beginning is decoded. It is the first name less its last sub-identifier, and shrinks to what a
    name that begins otherwise has in common with it: to the column, or to the table where columns are interleaved.

    Raises
    ------
    DecodeError
        An element is missing, cut off or longer than what holds it, or a name is no OID.
    """
    rows: list[Varbind] = []
    append, from_bytes, numbers = rows.append, int.from_bytes, NUMBERS
    shared: Oid = ()
    name = b""  # octets of `shared`
    width = _NONE
    pos = start
    while pos < end:
        if pos + 6 > end or data[pos] != SEQUENCE:
            raise DecodeError("varbind")
        length = data[pos + 1]
        pos += 2
        if length >= LONG:
            length, pos = long_length(data, pos, length)
        stop = pos + length
        if stop > end or pos + 2 > stop or data[pos] != OBJECT_IDENTIFIER:
            raise DecodeError("varbind")
        length = data[pos + 1]
        pos += 2
        if length >= LONG:
            length, pos = long_length(data, pos, length)
            if length > MAX_NAME_OCTETS:
                raise DecodeError("OID size")
        mark = pos + length
        if mark + 2 > stop:
            raise DecodeError("varbind")
        rest = length - width
        if rest > 0 and data.startswith(name, pos):
            last = data[mark - 1]
            if rest == 1 and last < LONG:
                oid = (*shared, last)
            elif rest == 2 and last < LONG <= data[mark - 2]:  # noqa: PLR2004 - a wide one
                oid = (*shared, (data[mark - 2] & 0x7F) << 7 | last)
            else:
                tail = data[mark - rest : mark]
                oid = (*shared, *tail) if tail.isascii() else shared + decode_arcs(tail)
        else:
            raw = data[pos:mark]
            oid = decode_oid(raw)
            width = shared_octets(name, raw)
            name = raw[:width]
            shared = decode_oid(name) if width else ()
            width = width or _NONE
        tag = data[mark]
        length = data[mark + 1]
        pos = mark + 2
        if length >= LONG:
            length, pos = long_length(data, pos, length)
        if pos + length != stop:
            raise DecodeError("value size")
        if tag == OCTET_STRING:
            append((oid, tag, data[pos:stop]))
        elif 0 < length <= 4 and data[pos] < LONG and tag in numbers:  # noqa: PLR2004 - positive and small, whatever the type
            if length == 1:
                append((oid, tag, data[pos]))
            elif length == 2:  # noqa: PLR2004 - a call costs as much as all else about a value
                append((oid, tag, data[pos] << 8 | data[pos + 1]))
            else:
                append((oid, tag, from_bytes(data[pos:stop], "big")))
        else:
            append((oid, tag, decode_value(tag, data[pos:stop])))
        pos = stop
    return rows


def decode_request(data: bytes) -> Request:
    """Return a request as an agent sees it.

    Raises
    ------
    DecodeError
        No v1 or v2c message.
    """
    version, community, pdu_type, request_id, first, second, pos, end = decode_header(data)
    oids: list[Oid] = []
    while pos < end:
        start, stop = open_element(data, pos, end, SEQUENCE)
        start, mark = open_element(data, start, stop, OBJECT_IDENTIFIER)
        oids.append(decode_oid(data[start:mark]))
        pos = stop
    return Request(version, community, pdu_type, request_id, first, second, tuple(oids))
