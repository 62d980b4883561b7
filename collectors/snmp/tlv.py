"""BER below messages: tags, lengths, values, checked on the way in.

Decoding raises only `DecodeError`, never recurses, allocates nothing by an announced length, and hands over
a value that its type cannot hold as raw octets, so that one odd value never costs the rest of an answer: such
a value is `bytes` under a tag whose values are otherwise integers, addresses or OIDs (`is_odd` tells).

Source: ITU-T X.690 (BER), RFC 2578 (types, 128 sub-identifiers of 32 bits each).
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address
from typing import Final

Oid = tuple[int, ...]
Value = int | bytes | str | Oid | None
"""Integers; octets; dotted text of an IpAddress; sub-identifiers of an OID; None for NULL and the exceptions."""
Varbind = tuple[Oid, int, Value]
"""Name, tag, value."""

INTEGER: Final = 0x02
OCTET_STRING: Final = 0x04
NULL: Final = 0x05
OBJECT_IDENTIFIER: Final = 0x06
SEQUENCE: Final = 0x30
IP_ADDRESS: Final = 0x40
COUNTER32: Final = 0x41
GAUGE32: Final = 0x42
TIMETICKS: Final = 0x43
OPAQUE: Final = 0x44
COUNTER64: Final = 0x46
NO_SUCH_OBJECT: Final = 0x80
NO_SUCH_INSTANCE: Final = 0x81
END_OF_MIB_VIEW: Final = 0x82

MAX_SUB_IDS: Final = 128
"""Sub-identifiers of an OID by RFC 2578 3.5."""
MAX_ARC: Final = 0xFFFFFFFF
"""Largest sub-identifier."""
MAX_NAME_OCTETS: Final = 1300
"""Longest OID the decoder looks at: room for twice the legal depth, so that a walk can see and say that an agent went too deep."""
LONG: Final = 0x80
_MAX_INTEGER_OCTETS: Final = 8
_UNSIGNED_OCTETS: Final = {COUNTER32: 4, GAUGE32: 4, TIMETICKS: 4, COUNTER64: 8}
NUMBERS: Final = frozenset((INTEGER, *_UNSIGNED_OCTETS))
_SMALL: Final = tuple([bytes((INTEGER, 1, number)) for number in range(LONG)])
"""The integers from 0 to 127 with tag and length."""


class DecodeError(ValueError):
    """The octets are no SNMP message; the text names what was wrong, never the octets."""


def is_odd(tag: int, value: Value) -> bool:
    r"""Tell whether a decoded value is raw octets that its type could not hold, or of a type SNMP does not have.

    >>> is_odd(COUNTER64, b"\xff" * 20), is_odd(OCTET_STRING, b"x"), is_odd(INTEGER, -1)
    (True, False, False)
    """
    return isinstance(value, bytes) and tag != OCTET_STRING


# --- encoding ------------------------------------------------------------------------------------


def encode_length(length: int) -> bytes:
    """Return the definite length octets."""
    if length < LONG:
        return bytes((length,))
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((LONG | len(octets),)) + octets


def encode_tlv(tag: int, content: bytes) -> bytes:
    """Return tag, length and content."""
    length = len(content)
    return (bytes((tag, length)) if length < LONG else bytes((tag,)) + encode_length(length)) + content


def _encode_arcs(arcs: Oid) -> bytes:
    out = bytearray()
    for arc in arcs:
        if arc < LONG:
            out.append(arc)
            continue
        if arc >= 1 << 14:  # more than two octets
            shift = 7 * ((arc.bit_length() - 1) // 7)
            while shift > 7:  # noqa: PLR2004 - the last two octets are left
                out.append(LONG | (arc >> shift & 0x7F))
                shift -= 7
        out.append(LONG | (arc >> 7 & 0x7F))
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
    if 0 <= value < LONG and tag == INTEGER:
        return _SMALL[value]
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


# --- decoding ------------------------------------------------------------------------------------


def long_length(data: bytes, pos: int, first: int) -> tuple[int, int]:
    """Return the length whose first octet was `first`, and where the content starts."""
    count = first & 0x7F
    if not 0 < count <= 4:  # noqa: PLR2004 - no datagram needs more; 0 is the indefinite form
        raise DecodeError("length form")
    if pos + count > len(data):
        raise DecodeError("length cut off")
    return int.from_bytes(data[pos : pos + count], "big"), pos + count


def open_element(data: bytes, pos: int, end: int, tag: int) -> tuple[int, int]:
    """Return start and end of the content of the element at `pos`, which must carry `tag` and fit."""
    if pos + 2 > end or data[pos] != tag:
        raise DecodeError("element missing")
    length = data[pos + 1]
    pos += 2
    if length >= LONG:
        length, pos = long_length(data, pos, length)
    stop = pos + length
    if stop > end:
        raise DecodeError("element cut off")
    return pos, stop


def small_integer(data: bytes, pos: int, end: int) -> tuple[int, int]:
    """Return the integer of up to 32 bits at `pos`, and where it ends."""
    if pos + 3 <= end and data[pos] == INTEGER:  # in the usual forms, without a call
        length = data[pos + 1]
        start = pos + 2
        stop = start + length
        if length == 1 and data[start] < LONG:
            return data[start], stop
        if 0 < length <= 5 and stop <= end:  # noqa: PLR2004 - as below
            return int.from_bytes(data[start:stop], "big", signed=True), stop
    start, stop = open_element(data, pos, end, INTEGER)
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
    if not raw or len(raw) > MAX_NAME_OCTETS:
        raise DecodeError("OID size")
    if raw.isascii():
        head = raw[0]
        if head == 0x2B:  # noqa: PLR2004 - 1.3, where all of SNMP lives
            return (1, 3, *raw[1:])
        return (2, head - 80, *raw[1:]) if head >= 80 else (*divmod(head, 40), *raw[1:])  # noqa: PLR2004 - X.690 8.19.4
    arcs = _arcs(raw)
    head = arcs[0]
    arcs[0:1] = (2, head - 80) if head >= 80 else divmod(head, 40)  # noqa: PLR2004 - X.690 8.19.4
    return tuple(arcs)


def _arcs(raw: bytes) -> list[int]:
    """Return sub-identifiers."""
    if raw[-1] >= LONG:
        raise DecodeError("OID cut off")
    arcs = []
    arc = 0
    for octet in raw:
        if octet >= LONG:
            arc = (arc | octet & 0x7F) << 7
            if arc > MAX_ARC:
                raise DecodeError("sub-identifier size")
        else:
            arcs.append(arc | octet)
            arc = 0
    return arcs


@lru_cache(maxsize=4096)
def decode_arcs(raw: bytes) -> Oid:
    """Return the sub-identifiers of the last octets of a name; the columns of a row share them, so the last ones are remembered.

    Raises
    ------
    DecodeError
        Cut off inside a sub-identifier, or a sub-identifier above 32 bits.
    """
    return tuple(_arcs(raw))


def shared_octets(before: bytes, raw: bytes) -> int:
    """Return how many octets a name shares with the beginning of others, without its last sub-identifier; 0 for none.

    With an empty `before`, and where they have nothing in common, all octets but those of the last sub-identifier.

    >>> shared_octets(bytes.fromhex("2b060102"), bytes.fromhex("2b06010401")), shared_octets(b"", bytes.fromhex("2b068101"))
    (3, 2)
    """
    octets = len(raw) - 1
    while octets and raw[octets - 1] >= LONG:
        octets -= 1
    if before and before[0] == raw[0]:
        octets = min(octets, len(before))
        while before[:octets] != raw[:octets] or (octets and raw[octets - 1] >= LONG):
            octets -= 1
        return octets or shared_octets(b"", raw)
    return octets


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
        if size == full or (0 < size < full and raw[0] < LONG) or (size == full + 1 and raw[0] == 0):
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
