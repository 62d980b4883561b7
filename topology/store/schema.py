"""Tables of the store, in SQLAlchemy Core, the same on SQLite and PostgreSQL.

Content (``part``, ``source``) is kept once by its hash. What is said (``record``, ``census_edition``,
``ledger``, ``snapshot``, ``scenario_version``, ``audit``) is written once and never changed: triggers
laid by the migrations refuse UPDATE and DELETE (see `FROZEN`, and `PRUNED` for what may leave as a whole). Only runs,
jobs, layout positions, locks and the counters move; ``chronicle`` and ``change`` are computed from snapshots. Times are
integer microseconds since 1970 UTC; ids count up, so that order never depends on a clock.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """A point in time as integer microseconds since 1970 UTC: compact, exact, the same on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Return the integer that stands for `value`, which must carry its time zone."""
        del dialect
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Return the time in UTC."""
        del dialect
        return None if value is None else _EPOCH + value * _MICROSECOND


counter = Table(
    "counter",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""Ids handed out before the row that bears them is written (snapshots)."""

part = Table(
    "part",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""A part of a device record, or a list of parts: msgpack under zstd, by the hash of the msgpack; `size` is its length in bytes."""

source = Table(
    "source",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("media", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""What was read: the redacted text of a configuration, the workbook of a census."""

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("realms", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("owner", Text, nullable=True),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=True),
    Column("summary", Text, nullable=False),
    Column("first_seq", Integer, nullable=False),
)
"""A discovery or an import. `owner` names the process at work on it; `realms` and `summary` are JSON; its
records have sequence numbers from `first_seq` on, which spares an index."""

subject = Table(
    "subject",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("realm", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("vantage", Text, nullable=False),
    Column("engine", Text, nullable=False),
    Column("engine_version", Text, nullable=False),
    UniqueConstraint("realm", "kind", "target", "vantage", "engine", "engine_version"),
)
"""What stays the same in the envelope each time one device is looked at one way."""

record = Table(
    "record",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("reference", BigInteger, nullable=False),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("subject_id", ForeignKey("subject.id"), nullable=False),
    Column("collected_at", Moment, nullable=False),
    Column("uptime_s", Float, nullable=True),
    Column("completeness", Integer, nullable=False),
    Column("failed_tables", Text, nullable=True),
    Column("reason", Text, nullable=True),
    Column("requests", Integer, nullable=False),
    Column("duration_s", Float, nullable=False),
    Column("parts", LargeBinary, nullable=False),
    Column("source_id", ForeignKey("source.id"), nullable=True),
)
"""A device record, kept small as every run writes one a device: `reference` is the number in ``rec-<hex>``,
`completeness` a place in `records.COMPLETENESS`, `parts` what `records.PartList` says."""

census_edition = Table(
    "census_edition",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("edition", Text, nullable=False, unique=True),
    Column("imported_at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("source_id", ForeignKey("source.id"), nullable=True),
)
"""One edition of the census as read, and the file it was read from."""

ledger = Table(
    "ledger",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("written_at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""Every version of the memory of ids and of the operators' words."""

belief = Table(
    "belief",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
)
"""A topology, or a set of findings, of one or more snapshots; `digest` is the SHA-256 of `body`."""

snapshot = Table(
    "snapshot",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("census_id", ForeignKey("census_edition.id"), nullable=True),
    Column("rules", LargeBinary, nullable=False),
    Column("ledger_version", ForeignKey("ledger.version"), nullable=False),
    Column("counts", Text, nullable=False),
    Column("records", LargeBinary, nullable=False),
    Column("topology_id", ForeignKey("belief.id"), nullable=False),
    Column("findings_id", ForeignKey("belief.id"), nullable=False),
    Column("hosts", LargeBinary, nullable=True),
)
"""What was believed at one time, with all it was computed from. `hosts` are row ids of beliefs by realm, as msgpack."""

hold = Table(
    "hold",
    metadata,
    Column("snapshot_id", Integer, primary_key=True, autoincrement=False),
    Column("held_at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
)
"""Snapshots that a person has locked: pruning leaves them alone."""

pruning = Table(
    "pruning",
    metadata,
    Column("id", Integer, primary_key=True),
)
"""Has a row only inside the transaction that prunes: then alone do the triggers of `PRUNED` let rows go."""

chronicle = Table(
    "chronicle",
    metadata,
    Column("snapshot_id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("basis_id", Integer, nullable=True),
    Column("realms", Text, nullable=False),
)
"""Snapshots that `change` was written for, and which earlier one each was compared with; outlives the snapshot. `realms` is JSON."""

change = Table(
    "change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("snapshot_id", ForeignKey("chronicle.snapshot_id"), nullable=False),
    Column("object", Text, nullable=False, index=True),
    Column("was", Text, nullable=True, index=True),
    Column("entity", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("before", Text, nullable=True),
    Column("after", Text, nullable=True),
    Column("network", Text, nullable=True),
    Column("evidence", Text, nullable=False),
)
"""What changed in each snapshot against its basis, found by the id of the thing; computed from the two, so nothing rests on it
alone while both are there. `was` is the id before where it was another, `evidence` JSON."""

scenario_version = Table(
    "scenario_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("written_at", Moment, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", Text, nullable=False),
    UniqueConstraint("name", "version"),
)
"""Every version of every scenario file; the newest version counts."""

job = Table(
    "job",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("owner", Text, nullable=True),
    Column("params", Text, nullable=False),
    Column("done", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=True),
    Column("step", Text, nullable=True),
    Column("message", Text, nullable=True),
    Column("result", Text, nullable=True),
    Column("cancel", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment, nullable=True),
    Column("ended_at", Moment, nullable=True),
)
"""Long work: who asked, how far it is, how it ended. `params`, `message` and `result` are JSON."""

layout_position = Table(
    "layout_position",
    metadata,
    Column("layout", Text, primary_key=True),
    Column("node", Text, primary_key=True),
    Column("x", Float, nullable=False),
    Column("y", Float, nullable=False),
    Column("by_hand", Boolean, nullable=False),
)
"""Where each node of the map stands, so that new devices never move old ones."""

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("params", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("digest", Text, nullable=False),
)
"""Who did what, in order; each line's digest covers the line before it."""

FROZEN: Final = (
    "part",
    "source",
    "subject",
    "record",
    "census_edition",
    "ledger",
    "belief",
    "snapshot",
    "scenario_version",
    "audit",
)
"""Tables whose rows are written once: triggers refuse UPDATE and DELETE."""

PRUNED: Final = ("part", "source", "record", "belief", "snapshot")
"""Tables of `FROZEN` from which pruning may delete, and nothing else: see `topology.store.retention`."""
