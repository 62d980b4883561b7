"""From walk files to a record."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from collectors.snmp.ber import Oid, Value
from collectors.snmp.collect import Collection, Target
from collectors.snmp.engine import Access
from collectors.snmp.limits import Limits
from collectors.walks.groups import read_rows, vlan_of
from collectors.walks.replay import ReplayEngine
from topology.model.errors import InputError, Problem, Severity
from topology.model.records import DeviceRecord

_PLENTY = 1 << 40
_LIMITS = Limits(
    max_repetitions=1000,
    rate_per_s=0,
    device_s=3600,
    device_varbinds=_PLENTY,
    device_octets=_PLENTY,
    table_rows=_PLENTY,
    table_replies=_PLENTY,
)
"""A file is read to its end."""
_SYSTEM: Oid = (1, 3, 6, 1, 2, 1, 1)


def read_walk(paths: Sequence[Path], *, realm: str, collected_at: datetime, target: str | None = None) -> DeviceRecord:
    """Return the record of one device, of which `paths` hold what its agent said.

    The record's target is the first file's name unless `target` gives another.

    Raises
    ------
    InputError
        ``walk_empty``: no row is in any of the files; ``walk_unreadable``.
    """
    collection, problems = replay(paths, realm=realm, collected_at=collected_at, target=target)
    record = collection.record()
    envelope = msgspec.structs.replace(record.envelope, duration_s=0.0, requests=0)  # of the file, not of the device
    return msgspec.structs.replace(record, envelope=envelope, problems=(*problems, *record.problems))


def replay(
    paths: Sequence[Path], *, realm: str, collected_at: datetime, target: str | None = None
) -> tuple[Collection, tuple[Problem, ...]]:
    """Read the files through all tables; return the collection, and what was odd about the files.

    Raises
    ------
    InputError
        As `read_walk`.
    """
    values: dict[Oid, tuple[int, Value]] = {}
    vlans: dict[int, dict[Oid, tuple[int, Value]]] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            rows = read_rows(path)
        except OSError as error:
            raise InputError("walk_unreadable", path=path.name, why=error.strerror or type(error).__name__) from error
        vlan = vlan_of(path)
        into = values if vlan is None else vlans.setdefault(vlan, {})
        for oid, value in rows.values.items():
            into.setdefault(oid, value)
        problems += rows.all_problems()
    if not values and not vlans:
        raise InputError("walk_empty", path=paths[0].name)
    name = target or paths[0].name
    if not any(oid[: len(_SYSTEM)] == _SYSTEM for oid in values):
        problems.append(Problem("walk_no_system", Severity.INFO, name, {}))
    who = Target(address=name, port=0, realm=realm, vantage="file")
    collection = Collection(ReplayEngine(values, vlans), who, _LIMITS, lambda: collected_at, whole=tuple(sorted(vlans)))
    asyncio.run(_collect(collection))
    return collection, tuple(problems)


async def _collect(collection: Collection) -> None:
    try:
        if await collection.identify((Access(address="0.0.0.0", port=0, community=b"file"),)):  # noqa: S104 - no address at all
            await collection.complete()
    finally:
        collection.close()
