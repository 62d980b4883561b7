"""Parts of records: which are steady, which change at every look, and how a row names them.

A row names its parts as ``[list, volatile...]``: the id of a list that maps each steady part of which anything is
known to its own id and is itself kept once, then the ids of the volatile parts. So a second look at an unchanged device
adds a row of some sixty bytes and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from topology.model.records import PARTS, DeviceRecord, encode_part
from topology.store.blobs import content_hash
from topology.store.contents import keep_parts, read_parts

VOLATILE: Final = ("arp", "counters", "fdb", "marks")
"""Parts that change at every look. New ones go at the end: rows written before keep their meaning."""

STEADY: Final = tuple(name for name in PARTS if name not in VOLATILE)
"""The other parts, kept under their names."""

CREDENTIAL: Final = "credential"
"""What the envelope says of it is kept as a steady part: it is the same for most devices of a realm."""

_NOTHING: Final = {
    field.name: encode_part(field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory())
    for field in msgspec.structs.fields(DeviceRecord)
    if not field.required and field.name in PARTS
}
"""Parts of which nothing is known, encoded: a list leaves them out, and so does not grow as the model does."""

_DECODERS: Final = {field.name: msgspec.msgpack.Decoder(field.type) for field in msgspec.structs.fields(DeviceRecord)} | {
    CREDENTIAL: msgspec.msgpack.Decoder(str)
}


def keep(connection: Connection, records: Sequence[DeviceRecord]) -> list[bytes]:
    """Keep the parts of records and return what each record's row says of them."""
    encoded = [{name: encode_part(getattr(record, name)) for name in PARTS} for record in records]
    told = [{name: data for name, data in row.items() if name in VOLATILE or data != _NOTHING.get(name)} for row in encoded]
    for record, row in zip(records, told, strict=True):
        if record.envelope.credential is not None:
            row[CREDENTIAL] = encode_part(record.envelope.credential)
    ids = keep_parts(connection, (data for row in told for data in row.values()))
    named = [{name: ids[content_hash(data)] for name, data in row.items()} for row in told]
    lists = [encode_part({name: row[name] for name in (*STEADY, CREDENTIAL) if name in row}) for row in named]
    list_ids = keep_parts(connection, lists)
    return [encode_part([list_ids[content_hash(one)], *(row[name] for name in VOLATILE)]) for one, row in zip(lists, named, strict=True)]


_SHARED: Final = {
    "interfaces": ("name", "description", "addresses", "vlan_trunk"),
    "routes": ("prefix", "next_hop"),
    "vlans": ("name", "ref"),
    "fhrp": ("interface", "addresses"),
    "dhcp_relays": ("interface", "servers"),
    "arp": ("interface",),
}
"""Values that stand in the rows of thousands of devices; each becomes one object in memory."""


class Reader:
    """Reads parts of records, or `only` those of some names, in several calls; equal parts are one object in memory."""

    def __init__(self, connection: Connection, only: Collection[str] | None = None) -> None:
        self._connection = connection
        self._only = only
        self._decoded: dict[tuple[str, int], Any] = {}
        self._values: dict[Any, Any] = {}

    def read(self, rows: Mapping[int, bytes]) -> dict[int, dict[str, Any]]:
        """Return the parts that rows name, by the key of their row."""
        said = {key: msgspec.msgpack.decode(body, type=list[int]) for key, body in rows.items()}
        lists = read_parts(self._connection, (ids[0] for ids in said.values()))
        steady = {number: msgspec.msgpack.decode(body, type=dict[str, int]) for number, body in lists.items()}
        named = {key: self._wanted(steady[ids[0]] | dict(zip(VOLATILE, ids[1:], strict=False))) for key, ids in said.items()}
        missing = {pair for row in named.values() for pair in row.items()} - self._decoded.keys()
        bodies = read_parts(self._connection, (number for _, number in missing))
        for name, number in missing:
            self._decoded[name, number] = part = _DECODERS[name].decode(bodies[number])
            for field in _SHARED.get(name, ()):
                self._share(part, field)
        return {key: {name: self._decoded[name, number] for name, number in row.items()} for key, row in named.items()}

    def _wanted(self, row: dict[str, int]) -> dict[str, int]:
        only = self._only
        return row if only is None else {name: number for name, number in row.items() if name in only or name == CREDENTIAL}

    def _share(self, part: Iterable[msgspec.Struct], field: str) -> None:
        """Make equal values of rows one object; each row is equal to what it was."""
        values = self._values
        for row in part:
            value = getattr(row, field)
            if (known := values.setdefault(value, value)) is not value:
                msgspec.structs.force_setattr(row, field, known)
