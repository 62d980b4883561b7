"""Beliefs: topologies and findings as stored, once for all snapshots that believe the same.

Evidence names records by ids that differ from run to run, though the network is the same. So a belief is
stored with each record id replaced by a token of the same length that names what the record is of: the
subject, and whether it is the record that counts (``rec=``) or the newer one that says less (``rec+``).
A second snapshot of an unchanged network then costs a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, insert, select

from topology.store.blobs import digest, pack_pieces, unpack_buffer, verify
from topology.store.contents import CHUNK
from topology.store.database import new_id
from topology.store.schema import belief, record
from topology.store.selection import Chosen

_RECORD: Final = re.compile(rb"rec-[0-9a-f]{15}")
_PLAIN: Final = b"p"
_TOKENS: Final = b"t"
_TOKEN: Final = re.compile(rb"rec[=+][0-9]{15}")

_ENCODER: Final = msgspec.msgpack.Encoder(order="deterministic")
_PIECE: Final = 4096
"""Things of a tuple encoded at a time."""
_FIX_ARRAY, _FIX_MAP = 0x90, 0x80
"""What short arrays and maps begin with (MessagePack specification)."""


class Bearers(msgspec.Struct, frozen=True):
    """Record ids and the tokens that stand for them in storage, both ways."""

    tokens: dict[bytes, bytes]
    references: dict[bytes, bytes]


def bearers(connection: Connection, chosen: Iterable[Chosen]) -> Bearers:
    """Return the tokens of the records of a snapshot."""
    marks = {seq: b"+" if place else b"=" for one in chosen for place, seq in enumerate(one.sequence)}
    tokens: dict[bytes, bytes] = {}
    wanted = list(marks)
    for start in range(0, len(wanted), CHUNK):
        query = select(record.c.seq, record.c.reference, record.c.subject_id)
        for row in connection.execute(query.where(record.c.seq.in_(wanted[start : start + CHUNK]))):
            tokens[b"rec-%015x" % row.reference] = b"rec%s%015d" % (marks[row.seq], row.subject_id)
    return Bearers(tokens, {token: reference for reference, token in tokens.items()})


def keep(connection: Connection, value: Any, names: Bearers) -> int:
    """Keep a belief, unless the same is there already, and return its row id.

    It is encoded twice, a piece at a time, and never held whole: as bytes, what thousands of long configurations led
    to is hundreds of megabytes.
    """
    size, plain = 1, False
    for piece in pieces(value):
        size += len(piece)
        plain = plain or _TOKEN.search(piece) is not None
    if plain:  # a device's own text looks like a token and would not come back: ids stay as they are
        body = pack_pieces(chain((_PLAIN,), pieces(value)), size)
    else:
        named = (_RECORD.sub(lambda match: names.tokens.get(match.group(), match.group()), piece) for piece in pieces(value))
        body = pack_pieces(chain((_TOKENS,), named), size)
    mark = digest(body)
    found: int | None = connection.scalar(select(belief.c.id).where(belief.c.digest == mark))
    if found is not None:
        return found
    return new_id(connection.execute(insert(belief).values(digest=mark, body=body)))


def pieces(value: Any) -> Iterator[bytes]:
    """Yield the msgpack of a structure of tuples, or of a tuple, a piece at a time.

    No text is cut in two. Together the pieces are what `msgspec.msgpack.encode` gives with deterministic order.

    >>> b"".join(pieces(tuple(range(70_000)))) == _ENCODER.encode(tuple(range(70_000)))
    True
    """
    if isinstance(value, tuple):
        yield _head(len(value), _FIX_ARRAY, b"\xdc", b"\xdd")
        for start in range(0, len(value), _PIECE):
            part = value[start : start + _PIECE]
            yield _ENCODER.encode(part)[len(_head(len(part), _FIX_ARRAY, b"\xdc", b"\xdd")) :]
        return
    fields = msgspec.structs.fields(value)
    yield _head(len(fields), _FIX_MAP, b"\xde", b"\xdf")
    for one in fields:
        yield _ENCODER.encode(one.encode_name)
        content = getattr(value, one.name)
        yield from pieces(content) if isinstance(content, tuple) else (_ENCODER.encode(content),)


def _head(length: int, short: int, medium: bytes, long: bytes) -> bytes:
    """Return what begins an array or a map of a length, in the fewest bytes (MessagePack specification)."""
    if length < 1 << 4:
        return bytes((short | length,))
    return medium + length.to_bytes(2, "big") if length < 1 << 16 else long + length.to_bytes(4, "big")


def read(connection: Connection, number: int, names: Bearers, where: str) -> bytearray:
    """Return the msgpack of a belief with its record ids put back.

    Raises
    ------
    StoreError
        ``store.damaged`` if a bit of it has changed.
    """
    kept = _body(connection, number, where)
    if not kept.startswith(_PLAIN):
        for match in _TOKEN.finditer(kept):
            if (reference := names.references.get(match.group())) is not None:
                kept[match.start() : match.end()] = reference  # as long as the token
    del kept[:1]
    return kept


def peek(connection: Connection, number: int, where: str) -> bytearray:
    """Return the msgpack of a belief as it is kept, without the names of its records; errors as `read`."""
    kept = _body(connection, number, where)
    del kept[:1]
    return kept


def _body(connection: Connection, number: int, where: str) -> bytearray:
    row = connection.execute(select(belief.c.digest, belief.c.body).where(belief.c.id == number)).one()
    verify(row.body, row.digest, where)
    return unpack_buffer(row.body, where)


def damaged(connection: Connection) -> list[int]:
    """Return the ids of beliefs whose bytes no longer give their digest."""
    rows = connection.execute(select(belief.c.id, belief.c.digest, belief.c.body))
    return [row.id for row in rows if digest(row.body) != row.digest]
