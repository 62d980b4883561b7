"""Records: written once, acknowledged when their transaction has ended, read back as they were."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, insert, select

from topology.model.errors import NotFound
from topology.model.records import Completeness, DeviceRecord, Envelope, SourceKind, record_id
from topology.store import parts
from topology.store.blobs import content_hash
from topology.store.contents import CHUNK, Source, Sources, keep_sources
from topology.store.database import Database, new_id
from topology.store.runs import run_number
from topology.store.schema import record, subject
from topology.store.schema import run as run_table

COMPLETENESS: Final = (Completeness.COMPLETE, Completeness.PARTIAL, Completeness.FAILED)
"""What the number in a row means; new values go at the end."""

_PREFIX: Final = "rec-"


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to know of a record without reading its parts."""

    seq: int
    id: str
    run: int
    realm: str
    kind: SourceKind
    target: str
    completeness: Completeness


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A record with what it was read from."""

    record: DeviceRecord
    source: Source | None = None


class Records:
    """The records of a store."""

    def __init__(self, database: Database, sources: Sources) -> None:
        self._database = database
        self._sources = sources

    def append(self, run: str, item: DeviceRecord, *, source: Source | None = None) -> str:
        """Keep one record in a run and return its id; when this returns it is acknowledged."""
        return self.append_many(run, [Kept(record=item, source=source)])[0]

    def append_many(self, run: str, items: Sequence[Kept]) -> list[str]:
        """Keep records in one short transaction, all or none; return their ids in order."""
        stored = [Kept(record=_in_utc(item.record), source=item.source) for item in items]
        number = run_number(run)
        with self._database.write() as connection:
            named = parts.keep(connection, [item.record for item in stored])
            sources = keep_sources(connection, (item.source for item in stored if item.source is not None))
            subjects = _keep_subjects(connection, [item.record.envelope for item in stored])
            for item, body in zip(stored, named, strict=True):
                source_id = None if item.source is None else sources[content_hash(item.source.data)]
                connection.execute(insert(record).values(_values(item.record, number, subjects, body, source_id)))
        return [record_id(item.record) for item in stored]

    def heads(self) -> list[Head]:
        """Return the heads of all records, oldest first."""
        query = select(
            record.c.seq,
            record.c.reference,
            record.c.run_id,
            record.c.completeness,
            subject.c.realm,
            subject.c.kind,
            subject.c.target,
        ).join(subject, subject.c.id == record.c.subject_id)
        with self._database.read() as connection:
            return [_head(row) for row in connection.execute(query.order_by(record.c.seq))]

    def load(self, sequence: Iterable[int], only: Collection[str] | None = None) -> list[DeviceRecord]:
        """Return the records of these sequence numbers, in the order given.

        `only` names the parts that are wanted; the others are as if nothing were known of them. Equal parts are one
        object in memory, and what they are made from is at hand for a few hundred records at a time.
        """
        wanted = list(sequence)
        found: dict[int, DeviceRecord] = {}
        with self._database.read() as connection:
            reader = parts.Reader(connection, only)
            for start in range(0, len(wanted), CHUNK):
                query = _SELECT.where(record.c.seq.in_(wanted[start : start + CHUNK]))
                rows = {row.seq: row for row in connection.execute(query)}
                content = reader.read({seq: row.parts for seq, row in rows.items()})
                found |= {seq: _record(row, content[seq]) for seq, row in rows.items()}
        return [found[seq] for seq in wanted]

    def of_run(self, run: str) -> list[DeviceRecord]:
        """Return the records of a run, oldest first."""
        number = run_number(run)
        with self._database.read() as connection:
            first = select(run_table.c.first_seq).where(run_table.c.id == number).scalar_subquery()
            query = select(record.c.seq).where((record.c.seq >= first) & (record.c.run_id == number))
            found = connection.scalars(query.order_by(record.c.seq)).all()
        return self.load(found)

    def find(self, reference: str) -> Kept:
        """Return the record with an id, and what it was read from; raises `NotFound` ``store.no_record``."""
        number = _reference(reference)
        with self._database.read() as connection:
            query = select(record.c.seq, record.c.source_id).where(record.c.reference == number)
            row = connection.execute(query.order_by(record.c.seq.desc())).first()
        if row is None:
            raise NotFound("store.no_record", id=reference)
        source = None if row.source_id is None else self._sources.get(row.source_id)
        return Kept(record=self.load([row.seq])[0], source=source)


_SELECT: Final = select(record, *(column for column in subject.c if column.name != "id")).join(subject, subject.c.id == record.c.subject_id)


def _in_utc(item: DeviceRecord) -> DeviceRecord:
    """Return the record as it will come back, so that its id is the same before and after."""
    envelope = item.envelope
    return msgspec.structs.replace(item, envelope=msgspec.structs.replace(envelope, collected_at=envelope.collected_at.astimezone(UTC)))


def _reference(text: str) -> int:
    digits = text.removeprefix(_PREFIX)
    try:
        return int(digits, 16) if text.startswith(_PREFIX) and len(digits) <= 15 else -1  # noqa: PLR2004 - fits a signed 64-bit integer
    except ValueError:
        return -1


def _subject_key(envelope: Envelope) -> tuple[str, ...]:
    return (envelope.realm, envelope.kind.value, envelope.target, envelope.vantage, envelope.engine, envelope.engine_version)


def _keep_subjects(connection: Connection, envelopes: Sequence[Envelope]) -> dict[tuple[str, ...], int]:
    columns = (subject.c.realm, subject.c.kind, subject.c.target, subject.c.vantage, subject.c.engine, subject.c.engine_version)
    wanted = dict.fromkeys(_subject_key(envelope) for envelope in envelopes)
    targets = list({key[2] for key in wanted})
    known: dict[tuple[str, ...], int] = {}
    for start in range(0, len(targets), CHUNK):
        query = select(subject.c.id, *columns).where(subject.c.target.in_(targets[start : start + CHUNK]))
        known.update({tuple(row)[1:]: row.id for row in connection.execute(query)})
    for key in wanted:
        if key not in known:
            values = dict(zip((column.name for column in columns), key, strict=True))
            known[key] = new_id(connection.execute(insert(subject).values(values)))
    return known


def _values(item: DeviceRecord, run: int, subjects: Mapping[tuple[str, ...], int], body: bytes, source: int | None) -> dict[str, object]:
    envelope = item.envelope
    return {
        "reference": _reference(record_id(item)),
        "run_id": run,
        "subject_id": subjects[_subject_key(envelope)],
        "collected_at": envelope.collected_at,
        "uptime_s": envelope.uptime_s,
        "completeness": COMPLETENESS.index(envelope.completeness),
        "failed_tables": "\n".join(envelope.failed_tables) or None,
        "reason": envelope.reason,
        "requests": envelope.requests,
        "duration_s": envelope.duration_s,
        "parts": body,
        "source_id": source,
    }


def _head(row: Row[*tuple[Any, ...]]) -> Head:
    return Head(
        seq=row.seq,
        id=f"{_PREFIX}{row.reference:015x}",
        run=row.run_id,
        realm=row.realm,
        kind=SourceKind(row.kind),
        target=row.target,
        completeness=COMPLETENESS[row.completeness],
    )


def _record(row: Row[*tuple[Any, ...]], content: Mapping[str, Any]) -> DeviceRecord:
    told = {name: value for name, value in content.items() if name != parts.CREDENTIAL}
    envelope = Envelope(
        kind=SourceKind(row.kind),
        target=row.target,
        vantage=row.vantage,
        realm=row.realm,
        collected_at=row.collected_at,
        uptime_s=row.uptime_s,
        engine=row.engine,
        engine_version=row.engine_version,
        completeness=COMPLETENESS[row.completeness],
        failed_tables=tuple(row.failed_tables.split("\n")) if row.failed_tables else (),
        reason=row.reason,
        requests=row.requests,
        duration_s=row.duration_s,
        credential=content.get(parts.CREDENTIAL),
    )
    return DeviceRecord(envelope=envelope, **told)
