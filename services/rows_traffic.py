"""Rows of what interfaces carried between two looks at their device: the one a snapshot rests on, and the one before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec

from services.actors import Right
from services.home import Home
from services.rights import needs
from services.rows_measured import Row, row
from topology.model.entities import Topology
from topology.model.records import Completeness, DeviceRecord, SourceKind
from topology.store.selection import Chosen
from topology.utilisation import utilisation

_AT_ONCE: Final = 100
"""Devices whose records are held in memory together."""


@needs(Right.READ)
def utilisation_rows(home: Home, topology: Topology, chosen: Iterable[Chosen]) -> Iterator[Row]:
    """Give one row an interface of each device that was looked at twice and did not restart in between."""
    pairs = _pairs(home, chosen)
    device = {(one.realm, target): one for one in topology.devices for target in one.targets}
    ports = {(port.device, port.name): port for port in topology.interfaces}
    for start in range(0, len(pairs), _AT_ONCE):
        for before, after in _loaded(home, pairs[start : start + _AT_ONCE]):
            envelope = after.envelope
            owner = device.get((envelope.realm, envelope.target))
            for one in utilisation(before, after):
                port = ports.get((owner.id, one.interface)) if owner else None
                values: dict[str, Any] = {
                    "device_id": owner.id if owner else None,
                    "device": owner.name if owner else after.system.name,
                    "realm": envelope.realm,
                    "network": owner.network if owner else None,
                    **msgspec.structs.asdict(one),
                    "from": before.envelope.collected_at.isoformat(),
                    "to": envelope.collected_at.isoformat(),
                }
                yield row(values, [values["network"], port.network if port else None], [envelope.realm])


def _pairs(home: Home, chosen: Iterable[Chosen]) -> list[tuple[int, int]]:
    """Return, for each device, the record that a snapshot rests on and the readable one before, by sequence number."""
    wanted = {one.seq for one in chosen}
    last: dict[tuple[str, str], int] = {}
    found = []
    for head in home.store.records.heads():
        if head.kind is not SourceKind.SNMP or head.completeness is Completeness.FAILED:
            continue
        key = (head.realm, head.target)
        if head.seq in wanted and key in last:
            found.append((last[key], head.seq))
        last[key] = head.seq
    return found


def _loaded(home: Home, pairs: Sequence[tuple[int, int]]) -> Iterator[tuple[DeviceRecord, DeviceRecord]]:
    records = iter(home.store.records.load(number for pair in pairs for number in pair))
    return zip(records, records, strict=True)
