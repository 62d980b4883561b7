"""Snapshots: what was believed at one time, whole or not at all, checked when it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, func, insert, select, update

from topology.model.entities import Host, Topology
from topology.model.errors import InputError, NotFound
from topology.model.findings import Finding
from topology.model.ledger import Ledger
from topology.model.memory import collector_paused
from topology.model.rules import Rules
from topology.store import beliefs
from topology.store.blobs import pack, unpack
from topology.store.database import Database
from topology.store.errors import Conflict
from topology.store.ledgers import keep_ledger
from topology.store.schema import census_edition, counter, snapshot
from topology.store.selection import Chosen

_TOPOLOGY: Final = msgspec.msgpack.Decoder(Topology)
_HOSTS: Final = msgspec.msgpack.Decoder(tuple[Host, ...])
_HOST_IDS: Final = msgspec.msgpack.Decoder(dict[str, int])
_NO_HOSTS: Final = msgspec.msgpack.encode({})
"""What a snapshot of the first schema says of hosts."""
_FINDINGS: Final = msgspec.msgpack.Decoder(tuple[Finding, ...])
_RULES: Final = msgspec.msgpack.Decoder(Rules)
_CHOSEN: Final = msgspec.msgpack.Decoder(tuple[Chosen, ...])
_COUNTER: Final = "snapshot"
LATEST: Final = "latest"
"""The word that names the newest snapshot."""


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot without its content. `counts` says how many of each kind it holds."""

    id: str
    name: str
    created_at: datetime
    actor: str
    census: str | None
    ledger_version: int
    counts: dict[str, int]


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """All that a snapshot holds, before it is written."""

    id: str
    name: str
    actor: str
    census_number: int | None
    rules: Rules
    ledger: Ledger
    base_ledger: int
    """Version that the resolution started from."""
    records: tuple[Chosen, ...]
    topology: Topology
    findings: tuple[Finding, ...]


class Snapshots:
    """The snapshots of a store."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def reserve(self) -> str:
        """Return the id of a snapshot still to be made (``s3``); one that is never made leaves a gap."""
        with self._database.write() as connection:
            done = connection.execute(update(counter).where(counter.c.name == _COUNTER).values(value=counter.c.value + 1))
            if done.rowcount == 0:
                connection.execute(insert(counter).values(name=_COUNTER, value=1))
            value: int | None = connection.scalar(select(counter.c.value).where(counter.c.name == _COUNTER))
        return f"s{value}"

    def publish(self, draft: Draft) -> Snapshot:
        """Write a snapshot in one transaction, with the ledger it leads to.

        Raises
        ------
        Conflict
            ``store.ledger_moved`` if an operator spoke meanwhile (resolve again), ``store.name_taken`` if
            another snapshot bears the name, ``store.records_gone`` if records were pruned meanwhile (choose again).
        """
        number = _number(draft.id)
        with self._database.write() as connection:
            if connection.scalar(select(func.count()).select_from(snapshot).where(snapshot.c.name == draft.name)):
                raise Conflict("store.name_taken", name=draft.name)
            now = self._clock()
            version = keep_ledger(connection, draft.ledger, base=draft.base_ledger, actor=draft.actor, now=now)
            bearers = beliefs.bearers(connection, draft.records)
            if len(bearers.tokens) < len({seq for one in draft.records for seq in one.sequence}):
                raise Conflict("store.records_gone")
            topology = msgspec.structs.replace(draft.topology, snapshot="", hosts=())
            connection.execute(
                insert(snapshot).values(
                    id=number,
                    name=draft.name,
                    created_at=now,
                    actor=draft.actor,
                    census_id=draft.census_number,
                    rules=pack(msgspec.msgpack.encode(draft.rules, order="deterministic")),
                    ledger_version=version,
                    counts=msgspec.json.encode(count(draft.topology, draft.findings)).decode(),
                    records=pack(msgspec.msgpack.encode(draft.records)),
                    topology_id=beliefs.keep(connection, topology, bearers),
                    findings_id=beliefs.keep(connection, draft.findings, bearers),
                    hosts=_keep_hosts(connection, draft.topology.hosts, bearers),
                )
            )
        return self.get(draft.id)

    def all(self) -> list[Snapshot]:
        """Return every snapshot, oldest first."""
        with self._database.read() as connection:
            return [_snapshot(row) for row in connection.execute(_HEADS.order_by(snapshot.c.id))]

    def get(self, reference: str) -> Snapshot:
        """Return a snapshot by id, name or ``latest``; raises `NotFound` ``store.no_snapshot``."""
        query = _HEADS.order_by(snapshot.c.id.desc())
        if reference != LATEST:
            query = query.where((snapshot.c.name == reference) | (snapshot.c.id == _number(reference)))
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NotFound("store.no_snapshot", id=reference)
        return _snapshot(row)

    def topology(self, identifier: str) -> Topology:
        """Return a snapshot's topology; raises `StoreError` ``store.damaged`` if a bit of it has changed."""
        with self._database.read() as connection:
            row = _find(connection, identifier)
            names = _bearers(connection, row, identifier)
            where = f"snapshot {identifier}"
            body = beliefs.read(connection, row.topology_id, names, where)
            apart = [beliefs.read(connection, number, names, where) for number in _host_ids(row).values()]
        with collector_paused():
            hosts = sorted((host for one in apart for host in _HOSTS.decode(one)), key=lambda host: host.id)
            return msgspec.structs.replace(_TOPOLOGY.decode(body), snapshot=identifier, hosts=tuple(hosts))

    def same_belief(self, one: str, other: str) -> bool:
        """Tell whether two snapshots believe the same, hosts left aside: no more than two rows are read for it."""
        with self._database.read() as connection:
            return bool(_find(connection, one).topology_id == _find(connection, other).topology_id)

    def host(self, identifier: str, host: str, realm: str | None = None, *, evidence: bool = True) -> Host | None:
        """Return one host of a snapshot, None where the snapshot has none of that id.

        It is looked for in its realm, where that is known. Without `evidence` it has none, and is read several times faster.
        """
        wanted, where = host.encode(), f"snapshot {identifier}"
        with self._database.read() as connection:
            row = _find(connection, identifier)
            for number in (number for name, number in _host_ids(row).items() if realm in {None, name}):
                body = beliefs.peek(connection, number, where)
                if wanted not in body:
                    continue
                if evidence:
                    body = beliefs.read(connection, number, _bearers(connection, row, identifier), where)
                with collector_paused():
                    found = next((one for one in _HOSTS.decode(body) if one.id == host), None)
                return found if evidence or found is None else msgspec.structs.replace(found, evidence=())
        return None

    def findings(self, identifier: str) -> tuple[Finding, ...]:
        """Return a snapshot's findings; raises `StoreError` ``store.damaged`` if a bit has changed."""
        with self._database.read() as connection:
            row = _find(connection, identifier)
            return _FINDINGS.decode(
                beliefs.read(connection, row.findings_id, _bearers(connection, row, identifier), f"snapshot {identifier}")
            )

    def rules(self, identifier: str) -> Rules:
        """Return the rules a snapshot was resolved by."""
        with self._database.read() as connection:
            body = connection.scalar(select(snapshot.c.rules).where(snapshot.c.id == _number(identifier)))
        if body is None:
            raise NotFound("store.no_snapshot", id=identifier)
        return _RULES.decode(unpack(body, identifier))

    def records(self, identifier: str) -> tuple[Chosen, ...]:
        """Return which records a snapshot rests on, and how each came into it."""
        with self._database.read() as connection:
            body = connection.scalar(select(snapshot.c.records).where(snapshot.c.id == _number(identifier)))
        if body is None:
            raise NotFound("store.no_snapshot", id=identifier)
        return _CHOSEN.decode(unpack(body, identifier))

    def damaged(self) -> list[str]:
        """Return the ids of snapshots whose stored bytes no longer give their digests."""
        with self._database.read() as connection:
            bad = set(beliefs.damaged(connection))
            rows = connection.execute(select(snapshot.c.id, *_BELIEVED).order_by(snapshot.c.id))
            return [f"s{row.id}" for row in rows if not bad.isdisjoint(beliefs_of(row))]


_BELIEVED: Final = (snapshot.c.topology_id, snapshot.c.findings_id, snapshot.c.hosts)


def beliefs_of(row: Row[*tuple[Any, ...]]) -> tuple[int, ...]:
    """Return the row ids of every belief that a snapshot's row names."""
    return (row.topology_id, row.findings_id, *_host_ids(row).values())


def _host_ids(row: Row[*tuple[Any, ...]]) -> dict[str, int]:
    """Return the row ids of the beliefs that hold hosts, by realm."""
    return _HOST_IDS.decode(row.hosts or _NO_HOSTS)


def _find(connection: Connection, identifier: str) -> Row[*tuple[Any, ...]]:
    query = select(*_BELIEVED, snapshot.c.records)
    row = connection.execute(query.where(snapshot.c.id == _number(identifier))).one_or_none()
    if row is None:
        raise NotFound("store.no_snapshot", id=identifier)
    return row


def _bearers(connection: Connection, row: Row[*tuple[Any, ...]], identifier: str) -> beliefs.Bearers:
    return beliefs.bearers(connection, _CHOSEN.decode(unpack(row.records, identifier)))


def _keep_hosts(connection: Connection, hosts: Iterable[Host], names: beliefs.Bearers) -> bytes:
    """Keep the hosts of each realm as a belief of their own and return the row ids: where none moved, nothing is written."""
    by_realm: dict[str, list[Host]] = {}
    for host in hosts:
        by_realm.setdefault(host.realm, []).append(host)
    return msgspec.msgpack.encode({realm: beliefs.keep(connection, tuple(found), names) for realm, found in sorted(by_realm.items())})


_HEADS: Final = select(
    snapshot.c.id,
    snapshot.c.name,
    snapshot.c.created_at,
    snapshot.c.actor,
    snapshot.c.ledger_version,
    snapshot.c.counts,
    census_edition.c.edition,
).outerjoin(census_edition, census_edition.c.id == snapshot.c.census_id)


def check_name(name: str) -> str:
    """Return the name a person gives a snapshot.

    Raises
    ------
    InputError
        ``store.bad_name`` for a name that is empty, long, unprintable, or looks like an id.
    """
    clean = name.strip()
    if not clean or len(clean) > 100 or not clean.isprintable() or clean == LATEST or _number(clean) >= 0:  # noqa: PLR2004 - characters
        raise InputError("store.bad_name", name=clean[:100])
    return clean


def count(topology: Topology, findings: tuple[Finding, ...]) -> dict[str, int]:
    """Return how many of each kind a snapshot holds."""
    kinds = ("devices", "interfaces", "links", "unmatched", "prefixes", "vlans", "vrfs", "circuits", "presences", "hosts")
    found = {kind: len(getattr(topology, kind)) for kind in kinds}
    found["stale"] = sum(1 for device in topology.devices if device.stale)
    found["findings"] = len(findings)
    return found


def _number(reference: str) -> int:
    digits = reference.removeprefix("s")
    is_id = reference.startswith("s") and digits.isascii() and digits.isdigit() and len(digits) <= 9  # noqa: PLR2004 - fits an integer
    return int(digits) if is_id else -1


def _snapshot(row: Row[*tuple[Any, ...]]) -> Snapshot:
    return Snapshot(
        id=f"s{row.id}",
        name=row.name,
        created_at=row.created_at,
        actor=row.actor,
        census=row.edition,
        ledger_version=row.ledger_version,
        counts=msgspec.json.decode(row.counts, type=dict[str, int]),
    )
