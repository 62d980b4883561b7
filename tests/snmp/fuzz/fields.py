"""Every field of an answer, spoiled in every way that is known to have broken SNMP software, with all lengths around it made good again.

The classes of exceptional elements are those of the PROTOS test suite c06-snmpv1 (Oulu, 2002), which aims at agents, turned on
answers: wrong lengths, wrong types, numbers at and beyond their ends, nesting, and strings that mean something to careless code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from collectors.snmp import ber
from collectors.snmp.usm_message import MAX_SIZE
from tests.snmp.hostile_agent import SYSTEM

NAME = (*SYSTEM, 5, 0)


@dataclass(frozen=True)
class Field:
    """An element of a message: a name to tell it by, a tag, and octets or further fields."""

    name: str
    tag: int
    content: bytes | tuple[Field, ...]


Spoil = Callable[[int, bytes], bytes]


def _number(octets: bytes) -> Spoil:
    return lambda tag, _content: ber.encode_tlv(tag, octets)


def _nested(times: int) -> Spoil:
    def spoil(tag: int, content: bytes) -> bytes:
        data = ber.encode_tlv(tag, content)
        for _ in range(times):
            data = ber.encode_tlv(ber.SEQUENCE, data)
        return data

    return spoil


SPOILS: dict[str, Spoil] = {
    "missing": lambda _tag, _content: b"",
    "empty": lambda tag, _content: bytes((tag, 0)),
    "one-octet-short": lambda tag, content: ber.encode_tlv(tag, content[:-1]),
    "length-one-more": lambda tag, content: bytes((tag,)) + ber.encode_length(len(content) + 1) + content,
    "length-one-less": lambda tag, content: bytes((tag,)) + ber.encode_length(max(0, len(content) - 1)) + content,
    "length-in-four-octets": lambda tag, content: bytes((tag, 0x84)) + len(content).to_bytes(4, "big") + content,
    "length-in-nine-octets": lambda tag, content: bytes((tag, 0x89)) + len(content).to_bytes(9, "big") + content,
    "length-of-4-gib": lambda tag, content: bytes((tag, 0x84)) + b"\xff" * 4 + content,
    "length-of-2-to-the-63": lambda tag, content: bytes((tag, 0x88)) + b"\x80" + bytes(7) + content,
    "length-indefinite": lambda tag, content: bytes((tag, 0x80)) + content + b"\0\0",
    "length-indefinite-without-end": lambda tag, content: bytes((tag, 0x80)) + content,
    "length-reserved": lambda tag, content: bytes((tag, 0xFF)) + content,
    "tag-null": lambda _tag, content: ber.encode_tlv(ber.NULL, content),
    "tag-boolean": lambda _tag, content: ber.encode_tlv(0x01, content),
    "tag-constructed": lambda tag, content: ber.encode_tlv(tag ^ 0x20, content),
    "tag-wide": lambda _tag, content: b"\x1f\x83\x7f" + ber.encode_length(len(content)) + content,
    "tag-of-a-pdu": lambda _tag, content: ber.encode_tlv(ber.RESPONSE, content),
    "number-minus-1": _number(b"\xff"),
    "number-2-to-the-31": _number(b"\0\x80\0\0\0"),
    "number-minus-2-to-the-31": _number(b"\x80\0\0\0"),
    "number-2-to-the-32": _number(b"\1\0\0\0\0"),
    "number-2-to-the-63": _number(b"\0\x80" + bytes(7)),
    "number-of-5000-octets": _number(b"\x7f" * 5000),
    "number-with-zeros-ahead": lambda tag, content: ber.encode_tlv(tag, bytes(8) + content),
    "text-of-formats": _number(b"%s%n%x" * 100),
    "text-of-20000-octets": _number(b"A" * 20_000),
    "text-of-nuls": _number(bytes(300)),
    "text-not-utf-8": _number(b"\xff\xfe\xed\xa0\x80"),
    "twice": lambda tag, content: ber.encode_tlv(tag, content) * 2,
    "nested-once": _nested(1),
    "nested-200-times": _nested(200),
    "junk-ahead": lambda tag, content: b"\0\0" + ber.encode_tlv(tag, content),
    "junk-behind": lambda tag, content: ber.encode_tlv(tag, content) + b"\xff",
}


def _response(request_id: int, value: bytes) -> Field:
    row = Field(
        "row", ber.SEQUENCE, (Field("name", ber.OBJECT_IDENTIFIER, ber.encode_oid(NAME)[2:]), Field("value", ber.OCTET_STRING, value))
    )
    numbers = (Field("request-id", 2, ber.encode_integer(request_id)[2:]), Field("error-status", 2, b"\0"), Field("error-index", 2, b"\0"))
    return Field("pdu", ber.RESPONSE, (*numbers, Field("rows", ber.SEQUENCE, (row,))))


def community_message(request_id: int, value: bytes = b"spoiled") -> Field:
    """An answer of version 2c."""
    return Field("message", ber.SEQUENCE, (Field("version", 2, b"\1"), Field("community", 4, b"public"), _response(request_id, value)))


def user_message(message_id: int, request_id: int, engine_id: bytes, user: bytes, *, flags: int = 0) -> Field:
    """An answer of version 3 without a code."""
    header = (
        Field("message-id", 2, ber.encode_integer(message_id)[2:]),
        Field("most-octets", 2, ber.encode_integer(MAX_SIZE)[2:]),
        Field("flags", 4, bytes((flags,))),
        Field("model", 2, b"\3"),
    )
    security = (
        Field("engine-id", 4, engine_id),
        Field("boots", 2, b"\7"),
        Field("time", 2, b"\3\xe8"),
        Field("user", 4, user),
        Field("code", 4, b""),
        Field("salt", 4, b""),
    )
    scoped = (Field("context-engine-id", 4, engine_id), Field("context", 4, b""), _response(request_id, b"spoiled"))
    return Field(
        "message",
        ber.SEQUENCE,
        (
            Field("version", 2, b"\3"),
            Field("header", ber.SEQUENCE, header),
            Field("security", 4, (Field("parameters", ber.SEQUENCE, security),)),
            Field("scoped", ber.SEQUENCE, scoped),
        ),
    )


def encode(field: Field, spoilt: str = "", spoil: Spoil = ber.encode_tlv) -> bytes:
    """Return a field's octets, with the field of one name spoiled."""
    content = field.content if isinstance(field.content, bytes) else b"".join(encode(one, spoilt, spoil) for one in field.content)
    return (spoil if field.name == spoilt else ber.encode_tlv)(field.tag, content)


def names(field: Field) -> Iterator[str]:
    """Yield the names of all fields."""
    yield field.name
    for one in field.content if isinstance(field.content, tuple) else ():
        yield from names(one)


def spoiled_all(message: Field) -> dict[str, bytes]:
    """Return every way to spoil every field of a message, by name."""
    return {f"{name}:{way}": encode(message, name, spoil) for name in names(message) for way, spoil in SPOILS.items()}
