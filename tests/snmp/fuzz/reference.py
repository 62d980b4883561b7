"""An independent reading of SNMP messages by pyasn1 and pysnmp's types, for comparison with ours.

The frame is read with pyasn1's plain types, values one by one with pysnmp's: so that an odd value is told from a broken frame.
"""

from __future__ import annotations

from typing import NamedTuple

from pyasn1.codec.ber import decoder
from pyasn1.error import PyAsn1Error
from pyasn1.type import namedtype, univ
from pysnmp.error import PySnmpError
from pysnmp.proto import rfc1902
from pysnmp.proto.api import v2c
from pysnmp.proto.rfc1905 import EndOfMibView, NoSuchInstance, NoSuchObject

REFUSALS = (PyAsn1Error, PySnmpError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What pyasn1 raises over octets that it cannot read."""
ODD = object()
"""A value that pysnmp's types refuse."""
_TYPES = {
    0x02: rfc1902.Integer32,
    0x04: rfc1902.OctetString,
    0x05: univ.Null,
    0x06: rfc1902.ObjectIdentifier,
    0x40: rfc1902.IpAddress,
    0x41: rfc1902.Counter32,
    0x42: rfc1902.Gauge32,
    0x43: rfc1902.TimeTicks,
    0x44: rfc1902.Opaque,
    0x46: rfc1902.Counter64,
    0x80: NoSuchObject,
    0x81: NoSuchInstance,
    0x82: EndOfMibView,
}
_IN_WORDS = {
    **dict.fromkeys((0x05, 0x80, 0x81, 0x82), lambda _: None),
    **dict.fromkeys((0x04, 0x44), bytes),
    0x06: tuple,
    0x40: lambda value: ".".join(map(str, bytes(value))),
}


def _sequence(*parts):
    return type(
        "Parts",
        (univ.Sequence,),
        {"componentType": namedtype.NamedTypes(*(namedtype.NamedType(str(place), part) for place, part in enumerate(parts)))},
    )()


_MESSAGE = _sequence(univ.Integer(), univ.OctetString(), univ.Any())
_PDU = _sequence(univ.Integer(), univ.Integer(), univ.Integer(), univ.SequenceOf(componentType=univ.Any()))
_ROW = _sequence(univ.ObjectIdentifier(), univ.Any())


class Row(NamedTuple):
    """A varbind: name, first octet of the value, the value's octets, and the value by pysnmp's types, or ODD."""

    name: tuple[int, ...]
    tag: int
    octets: bytes
    value: object


class Message(NamedTuple):
    """A message of version 1 or 2c."""

    version: int
    community: bytes
    pdu_type: int
    request_id: int
    first: int
    second: int
    rows: list[Row]


def read(data: bytes) -> Message | None:
    """Return a message, or None where pyasn1 finds none."""
    try:
        message, _ = decoder.decode(data, asn1Spec=_MESSAGE)
        octets = bytes(message[2])
        pdu, rest = decoder.decode(b"\x30" + octets[1:], asn1Spec=_PDU)
        if rest:
            return None
        rows = [_row(bytes(one)) for one in pdu[3]]
        return Message(int(message[0]), bytes(message[1]), octets[0], int(pdu[0]), int(pdu[1]), int(pdu[2]), rows)
    except REFUSALS:
        return None


def _row(octets: bytes) -> Row:
    row, _ = decoder.decode(octets, asn1Spec=_ROW)
    value = bytes(row[1])
    return Row(tuple(row[0]), value[0], content(value), typed(value))


def content(octets: bytes) -> bytes:
    """Return what stands after tag and length; nothing where the length is indefinite."""
    length = octets[1]
    if length < 0x80:
        return octets[2 : 2 + length]
    count = length & 0x7F
    return octets[2 + count : 2 + count + int.from_bytes(octets[2 : 2 + count], "big")]


def typed(octets: bytes) -> object:
    """Return a value as pysnmp's type for its tag has it, in the words of the engines' interface, or ODD."""
    kind = _TYPES.get(octets[0])
    if kind is None:
        return ODD
    try:
        value, rest = decoder.decode(octets, asn1Spec=kind())
        if rest:
            return ODD
        return _IN_WORDS.get(octets[0], int)(value)
    except REFUSALS:
        return ODD


def compose(rows, *, request_id: int, community: bytes, version: int = 1) -> bytes:
    """Return a response in pysnmp's words: rows of (OID, tag, value)."""
    from pyasn1.codec.ber import encoder

    named = {0x05: v2c.Null(""), 0x80: v2c.NoSuchObject(""), 0x81: v2c.NoSuchInstance(""), 0x82: v2c.EndOfMibView("")}
    pdu = v2c.ResponsePDU()
    v2c.apiPDU.set_defaults(pdu)
    v2c.apiPDU.set_request_id(pdu, request_id)
    v2c.apiPDU.set_varbinds(pdu, [(oid, named[tag] if tag in named else _TYPES[tag](value)) for oid, tag, value in rows])
    message = v2c.Message()
    v2c.apiMessage.set_defaults(message)
    v2c.apiMessage.set_version(message, version)
    v2c.apiMessage.set_community(message, community)
    v2c.apiMessage.set_pdu(message, pdu)
    return bytes(encoder.encode(message))
