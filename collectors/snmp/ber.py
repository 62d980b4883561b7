"""BER for SNMP: the few types that SNMPv1 and v2c use, checked on the way in.

The decoder reads answers of agents that may be broken or hostile. It raises only `DecodeError`, never
recurses, allocates nothing by an announced length, and hands over a value that its type cannot hold
as raw octets, so that one odd value never costs the rest of an answer: such a value is `bytes` under
a tag whose values are otherwise integers, addresses or OIDs (`is_odd` tells).

The encoder also builds answers, from octets encoded beforehand, for agents in tests and in the lab.

Source: ITU-T X.690 (BER), RFC 3416 (PDUs), RFC 2578 (types, 128 sub-identifiers of 32 bits each).
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address
from typing import NamedTuple

Oid = tuple[int, ...]
Value = int | bytes | str | Oid | None
"""Integers; octets; dotted text of an IpAddress; sub-identifiers of an OID; None for NULL and the exceptions."""
Varbind = tuple[Oid, int, Value]
"""Name, tag, value."""

INTEGER = 0x02
OCTET_STRING = 0x04
NULL = 0x05
OBJECT_IDENTIFIER = 0x06
SEQUENCE = 0x30
IP_ADDRESS = 0x40
COUNTER32 = 0x41
GAUGE32 = 0x42
TIMETICKS = 0x43
OPAQUE = 0x44
COUNTER64 = 0x46
NO_SUCH_OBJECT = 0x80
NO_SUCH_INSTANCE = 0x81
END_OF_MIB_VIEW = 0x82

GET = 0xA0
GET_NEXT = 0xA1
RESPONSE = 0xA2
SET = 0xA3
"""Known so that an agent in a test can refuse it; netfold never sends one."""
GET_BULK = 0xA5

VERSION_1 = 0
VERSION_2C = 1

MAX_SUB_IDS = 128
"""Sub-identifiers of an OID by RFC 2578 3.5."""
MAX_ARC = 0xFFFFFFFF
"""Largest sub-identifier."""
_MAX_NAME_OCTETS = 1300
"""Longest OID the decoder looks at: room for twice the legal depth, so that a walk can see and say that an agent went too deep."""
_LONG = 0x80
_MAX_INTEGER_OCTETS = 8
_UNSIGNED_OCTETS = {COUNTER32: 4, GAUGE32: 4, TIMETICKS: 4, COUNTER64: 8}
_NUMBERS = frozenset((INTEGER, *_UNSIGNED_OCTETS))


class DecodeError(ValueError):
    """The octets are no SNMP message; the text names what was wrong, never the octets."""


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


class Header(NamedTuple):
    """A message up to its varbinds, which stand in ``[start, end)`` of the datagram."""

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


def is_odd(tag: int, value: Value) -> bool:
    r"""Tell whether a decoded value is raw octets that its type could not hold, or of a type SNMP does not have.

    >>> is_odd(COUNTER64, b"\xff" * 20), is_odd(OCTET_STRING, b"x"), is_odd(INTEGER, -1)
    (True, False, False)
    """
    return isinstance(value, bytes) and tag != OCTET_STRING


# --- encoding ------------------------------------------------------------------------------------


def encode_length(length: int) -> bytes:
    """Return the definite length octets."""
    if length < _LONG:
        return bytes((length,))
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((_LONG | len(octets),)) + octets


def encode_tlv(tag: int, content: bytes) -> bytes:
    """Return tag, length and content."""
    length = len(content)
    return (bytes((tag, length)) if length < _LONG else bytes((tag,)) + encode_length(length)) + content


def _encode_arcs(arcs: Oid) -> bytes:
    out = bytearray()
    for arc in arcs:
        if arc < _LONG:
            out.append(arc)
            continue
        shift = 7 * ((arc.bit_length() - 1) // 7)
        while shift:
            out.append(_LONG | ((arc >> shift) & 0x7F))
            shift -= 7
        out.append(arc & 0x7F)
    return bytes(out)


def encode_oid(oid: Oid) -> bytes:
    """Return an OID with tag and length.

    >>> encode_oid((1, 3, 6, 1, 2, 1)).hex(), encode_oid((1, 3, 8626)).hex()
    ('06052b06010201', '06032bc332')
    """
    if len(oid) < 2:  # noqa: PLR2004 - the first octet holds two arcs
        oid = (*oid, 0, 0)[:2]
    head, rest = oid[0] * 40 + oid[1], oid[2:]
    try:
        content = bytes((head, *rest))
    except ValueError:
        content = b"\xff"
    if not content.isascii():
        content = _encode_arcs((head, *rest))
    return encode_tlv(OBJECT_IDENTIFIER, content)


def encode_integer(value: int, tag: int = INTEGER) -> bytes:
    """Return a two's complement integer with tag and length; unsigned types get their leading zero.

    >>> encode_integer(-1).hex(), encode_integer(128).hex(), encode_integer(2**32 - 1, GAUGE32).hex()
    ('0201ff', '02020080', '420500ffffffff')
    """
    length = (value if value >= 0 else ~value).bit_length() // 8 + 1
    return bytes((tag, length)) + value.to_bytes(length, "big", signed=True)


def encode_value(tag: int, value: Value) -> bytes:
    """Return a value with tag and length.

    Integers go under INTEGER, COUNTER32, GAUGE32, TIMETICKS and COUNTER64; octets, or text as UTF-8,
    under OCTET STRING and OPAQUE; dotted text or four octets under IP_ADDRESS; OIDs as tuples.
    """
    if isinstance(value, int):
        return encode_integer(value, tag)
    if isinstance(value, tuple):
        return encode_oid(value)
    if isinstance(value, str):
        return encode_tlv(tag, IPv4Address(value).packed if tag == IP_ADDRESS else value.encode())
    return encode_tlv(tag, value or b"")


def encode_varbind(oid_tlv: bytes, value_tlv: bytes) -> bytes:
    """Join an encoded name and an encoded value."""
    return encode_tlv(SEQUENCE, oid_tlv + value_tlv)


def encode_message(  # noqa: PLR0917 - the fields of the PDU in the order of RFC 3416
    version: int, community: bytes, pdu_type: int, request_id: int, first: int, second: int, varbinds: bytes
) -> bytes:
    """Return a whole v1 or v2c message around encoded varbinds."""
    pdu = encode_integer(request_id) + encode_integer(first) + encode_integer(second) + encode_tlv(SEQUENCE, varbinds)
    return encode_tlv(SEQUENCE, encode_integer(version) + encode_tlv(OCTET_STRING, community) + encode_tlv(pdu_type, pdu))


def encode_response(  # noqa: PLR0917 - the fields of the PDU in the order of RFC 3416
    version: int, community: bytes, request_id: int, error_status: int, error_index: int, varbinds: bytes
) -> bytes:
    """Return an agent's answer around encoded varbinds."""
    return encode_message(version, community, RESPONSE, request_id, error_status, error_index, varbinds)


def encode_request(
    version: int, community: bytes, pdu_type: int, request_id: int, oids: tuple[Oid, ...], *, first: int = 0, second: int = 0
) -> bytes:
    """Return a GET, GETNEXT or GETBULK (with non-repeaters and max-repetitions as `first` and `second`)."""
    if len(oids) == 1:
        varbinds = encode_varbind(encode_oid(oids[0]), b"\x05\x00")
    else:
        varbinds = b"".join([encode_varbind(encode_oid(oid), b"\x05\x00") for oid in oids])
    return encode_message(version, community, pdu_type, request_id, first, second, varbinds)


# --- decoding ------------------------------------------------------------------------------------


def _long_length(data: bytes, pos: int, first: int) -> tuple[int, int]:
    """Return the length whose first octet was `first`, and where the content starts."""
    count = first & 0x7F
    if not 0 < count <= 4:  # noqa: PLR2004 - no datagram needs more; 0 is the indefinite form
        raise DecodeError("length form")
    if pos + count > len(data):
        raise DecodeError("length cut off")
    return int.from_bytes(data[pos : pos + count], "big"), pos + count


def _open(data: bytes, pos: int, end: int, tag: int) -> tuple[int, int]:
    """Return start and end of the content of the element at `pos`, which must carry `tag` and fit."""
    if pos + 2 > end or data[pos] != tag:
        raise DecodeError("element missing")
    length = data[pos + 1]
    pos += 2
    if length >= _LONG:
        length, pos = _long_length(data, pos, length)
    stop = pos + length
    if stop > end:
        raise DecodeError("element cut off")
    return pos, stop


def _small_integer(data: bytes, pos: int, end: int) -> tuple[int, int]:
    start, stop = _open(data, pos, end, INTEGER)
    if not 0 < stop - start <= 5:  # noqa: PLR2004 - 32 bits and a possible leading zero
        raise DecodeError("integer size")
    return int.from_bytes(data[start:stop], "big", signed=True), stop


def decode_oid(raw: bytes) -> Oid:
    """Return the sub-identifiers of an OID's content octets.

    Raises
    ------
    DecodeError
        Empty, too long, cut off inside a sub-identifier, or a sub-identifier above 32 bits.

    >>> decode_oid(bytes.fromhex("2b060102010a"))
    (1, 3, 6, 1, 2, 1, 10)
    """
    if not raw or len(raw) > _MAX_NAME_OCTETS:
        raise DecodeError("OID size")
    if raw.isascii():
        head = raw[0]
        if head == 0x2B:  # noqa: PLR2004 - 1.3, where all of SNMP lives
            return (1, 3, *raw[1:])
        return (2, head - 80, *raw[1:]) if head >= 80 else (*divmod(head, 40), *raw[1:])  # noqa: PLR2004 - X.690 8.19.4
    if raw[-1] >= _LONG:
        raise DecodeError("OID cut off")
    cut = len(raw) - 1
    arc = raw[cut]
    shift = 0
    while cut and raw[cut - 1] >= _LONG:
        cut -= 1
        shift += 7
        arc |= (raw[cut] & 0x7F) << shift
    if arc > MAX_ARC:
        raise DecodeError("sub-identifier size")
    return (*_decode_prefix(raw[:cut]), arc) if cut else _split_head([arc])


@lru_cache(maxsize=4096)
def _decode_prefix(raw: bytes) -> Oid:
    """Decode all but the last sub-identifier; the rows of a column share it, so the last ones are remembered."""
    arcs = []
    arc = 0
    for octet in raw:
        arc = arc << 7 | octet & 0x7F
        if octet >= _LONG:
            if arc > MAX_ARC >> 7:
                raise DecodeError("sub-identifier size")
            continue
        arcs.append(arc)
        arc = 0
    return _split_head(arcs)


def _split_head(arcs: list[int]) -> Oid:
    """Return an OID whose first two sub-identifiers came as one (X.690 8.19.4)."""
    head = arcs[0]
    arcs[0:1] = (2, head - 80) if head >= 80 else divmod(head, 40)  # noqa: PLR2004 - X.690 8.19.4
    return tuple(arcs)


def decode_value(tag: int, raw: bytes) -> Value:  # noqa: PLR0911 - one return a type
    r"""Return the value of content octets under `tag`; octets that the type cannot hold stay octets.

    An unsigned value whose top bit stands without a leading zero is read as agents mean it when it
    fills its type, and is odd when it is shorter, as it then is a negative number.

    >>> decode_value(GAUGE32, b"\xff\xff\xff\xff"), decode_value(COUNTER32, b"\xff"), decode_value(IP_ADDRESS, b"\x0a\0\0\1")
    (4294967295, b'\xff', '10.0.0.1')
    """
    size = len(raw)
    if tag == INTEGER:
        return int.from_bytes(raw, "big", signed=True) if 0 < size <= _MAX_INTEGER_OCTETS else raw
    full = _UNSIGNED_OCTETS.get(tag)
    if full is not None:
        if size == full or (0 < size < full and raw[0] < _LONG) or (size == full + 1 and raw[0] == 0):
            return int.from_bytes(raw, "big")
        return raw
    if tag == OBJECT_IDENTIFIER:
        try:
            oid = decode_oid(raw)
        except DecodeError:
            return raw
        return oid if len(oid) <= MAX_SUB_IDS else raw
    if tag == IP_ADDRESS:
        return f"{raw[0]}.{raw[1]}.{raw[2]}.{raw[3]}" if size == 4 else raw  # noqa: PLR2004 - an IPv4 address
    if tag in {NULL, NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB_VIEW}:
        return raw or None
    return raw


def decode_header(data: bytes) -> Header:
    """Return a message up to its varbinds.

    Octets after the message are ignored. Lengths must be definite and lie inside one another.

    Raises
    ------
    DecodeError
        No message of version 1 or 2c.
    """
    pos, end = _open(data, 0, len(data), SEQUENCE)
    version, pos = _small_integer(data, pos, end)
    start, pos = _open(data, pos, end, OCTET_STRING)
    community = data[start:pos]
    if pos >= end:
        raise DecodeError("PDU missing")
    pdu_type = data[pos]
    if pdu_type & 0xE0 != 0xA0:  # noqa: PLR2004 - context class, constructed
        raise DecodeError("PDU type")
    pos, end = _open(data, pos, end, pdu_type)
    request_id, pos = _small_integer(data, pos, end)
    first, pos = _small_integer(data, pos, end)
    second, pos = _small_integer(data, pos, end)
    start, stop = _open(data, pos, end, SEQUENCE)
    return Header(version, community, pdu_type, request_id, first, second, start, stop)


def decode_varbinds(data: bytes, start: int, end: int) -> list[Varbind]:  # noqa: C901, PLR0912 - calls would cost half the speed
    """Return the varbinds in ``data[start:end]``, typed and checked.

    Complexity: linear in the octets. This loop is where a discovery spends its time, so the usual cases
    stand in line: short lengths, a name that differs from the one before in its last sub-identifier only,
    octets, and numbers of up to 31 bits.

    Raises
    ------
    DecodeError
        An element is missing, cut off or longer than what holds it, or a name is no OID.
    """
    rows: list[Varbind] = []
    append, from_bytes, numbers = rows.append, int.from_bytes, _NUMBERS
    column: Oid = ()
    name = b""  # octets of `column`
    width = -9  # their number; so far from any length where there are none that no name goes with them
    pos = start
    while pos < end:
        if pos + 6 > end or data[pos] != SEQUENCE:
            raise DecodeError("varbind")
        length = data[pos + 1]
        pos += 2
        if length >= _LONG:
            length, pos = _long_length(data, pos, length)
        stop = pos + length
        if stop > end or pos + 2 > stop or data[pos] != OBJECT_IDENTIFIER:
            raise DecodeError("varbind")
        length = data[pos + 1]
        pos += 2
        if length >= _LONG:
            length, pos = _long_length(data, pos, length)
        mark = pos + length
        if mark + 2 > stop:
            raise DecodeError("varbind")
        rest = length - width
        if rest == 1 and data[mark - 1] < _LONG and data.startswith(name, pos):
            oid = (*column, data[mark - 1])
        elif rest == 2 and data[mark - 2] >= _LONG > data[mark - 1] and data.startswith(name, pos):  # noqa: PLR2004 - a wide one
            oid = (*column, (data[mark - 2] & 0x7F) << 7 | data[mark - 1])
        else:
            oid = decode_oid(data[pos:mark])
            column = oid[:-1]
            width = length - max(1, (oid[-1].bit_length() + 6) // 7) if len(oid) > 2 else -9  # noqa: PLR2004 - the first two share an octet
            name = data[pos : pos + max(0, width)]
        tag = data[mark]
        length = data[mark + 1]
        pos = mark + 2
        if length >= _LONG:
            length, pos = _long_length(data, pos, length)
        if pos + length != stop:
            raise DecodeError("value size")
        if tag == OCTET_STRING:
            append((oid, tag, data[pos:stop]))
        elif 0 < length <= 4 and data[pos] < _LONG and tag in numbers:  # noqa: PLR2004 - positive and small, whatever the type
            append((oid, tag, data[pos] if length == 1 else from_bytes(data[pos:stop], "big")))
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
        start, stop = _open(data, pos, end, SEQUENCE)
        start, mark = _open(data, start, stop, OBJECT_IDENTIFIER)
        oids.append(decode_oid(data[start:mark]))
        pos = stop
    return Request(version, community, pdu_type, request_id, first, second, tuple(oids))
