"""Beliefs: topologies and findings as stored, once for all snapshots that believe the same.

Evidence names records by ids that differ from run to run, though the network is the same. So a belief is
stored with each record id replaced by a token of the same length that names what the record is of: the
subject, and whether it is the record that counts (``rec=``) or the newer one that says less (``rec+``).
A second snapshot of an unchanged network then costs a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, insert, select

from topology.store.blobs import digest, pack, unpack, verify
from topology.store.contents import CHUNK
from topology.store.database import new_id
from topology.store.schema import belief, record
from topology.store.selection import Chosen

_RECORD: Final = re.compile(rb"rec-[0-9a-f]{15}")
_PLAIN: Final = b"p"
_TOKENS: Final = b"t"
_TOKEN: Final = re.compile(rb"rec[=+][0-9]{15}")


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
    """Keep a belief, unless the same is there already, and return its row id."""
    plain = msgspec.msgpack.encode(value, order="deterministic")
    if _TOKEN.search(plain):  # a device's own text looks like a token and would not come back: ids stay as they are
        body = pack(_PLAIN + plain)
    else:
        body = pack(_TOKENS + _RECORD.sub(lambda match: names.tokens.get(match.group(), match.group()), plain))
    mark = digest(body)
    found: int | None = connection.scalar(select(belief.c.id).where(belief.c.digest == mark))
    if found is not None:
        return found
    return new_id(connection.execute(insert(belief).values(digest=mark, body=body)))


def read(connection: Connection, number: int, names: Bearers, where: str) -> bytes:
    """Return the msgpack of a belief with its record ids put back.

    Raises
    ------
    StoreError
        ``store.damaged`` if a bit of it has changed.
    """
    kept = _body(connection, number, where)
    if kept.startswith(_PLAIN):
        return kept[1:]
    return _TOKEN.sub(lambda match: names.references.get(match.group(), match.group()), kept[1:])


def peek(connection: Connection, number: int, where: str) -> bytes:
    """Return the msgpack of a belief as it is kept, without the names of its records; errors as `read`."""
    return _body(connection, number, where)[1:]


def _body(connection: Connection, number: int, where: str) -> bytes:
    row = connection.execute(select(belief.c.digest, belief.c.body).where(belief.c.id == number)).one()
    verify(row.body, row.digest, where)
    return unpack(row.body, where)


def damaged(connection: Connection) -> list[int]:
    """Return the ids of beliefs whose bytes no longer give their digest."""
    rows = connection.execute(select(belief.c.id, belief.c.digest, belief.c.body))
    return [row.id for row in rows if digest(row.body) != row.digest]
