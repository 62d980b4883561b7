"""Full discovery of the sample city's agents: every realm crawled from its seeds; and many devices 20 ms away at once.

The peer in the same run is pysnmp at its best, reading the same columns of some of the same devices, scaled to
a device. Netdisco's figure is published, not run here: 5,900 devices per hour
(github.com/netdisco/netdisco issue 466).
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import peer_pysnmp
from collectors.snmp.discover import Summary, discover
from collectors.snmp.engine import Access
from collectors.snmp.limits import Limits
from collectors.snmp.mibs import TABLES
from collectors.snmp.scope import load_scope
from collectors.snmp.walk import Budget, Pace, Walk
from collectors.snmp.wire import WireEngine
from lab.agents import start_agents
from lab.city import build_city
from lab.faults import Fault
from lab.truth import City, TruthDevice
from lab.writer import write_city
from topology.model.errors import CollectError
from topology.model.records import Completeness, DeviceRecord

_SAMPLE = 12
_REPETITIONS = 25
_NETDISCO_PER_H = 5_900
_DELAY_S = 0.02
_AWAY = {1: (0.22, 0.69), 50: (3.2, 1.6), 500: (22.0, 27.8)}
"""Devices at once to what was measured once of snmpbulkwalk (at most 100 processes) and of pysnmp v1arch (40 of 10,000 walks
failed at 500) for the same seven requests, 20 ms away [s]."""
_COLUMNS = ((1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1), (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 18), (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 15))
"""ifName, ifAlias, ifHighSpeed."""
_SYSTEM = tuple((1, 3, 6, 1, 2, 1, 1, number, 0) for number in range(1, 8))


def _roots() -> list[tuple[int, ...]]:
    """Every column that netfold reads, as subtrees."""
    return [(*table.entry, column.number) for table in TABLES for column in table.columns]


def _discover(folder: Path, records: list[DeviceRecord]) -> tuple[Summary, float, float]:
    scope = load_scope(folder / "scope.toml")
    started_s, cpu_s = time.monotonic(), time.process_time()
    summary = asyncio.run(discover(scope, sink=records.append, now=lambda: datetime.now(UTC)))
    return summary, time.monotonic() - started_s, time.process_time() - cpu_s


def _of_version_2c(city: City) -> list[TruthDevice]:
    """Return the devices that have a community."""
    return [device for device in city.devices if device.realm in city.communities]


def _peer_s(city: City, port: int) -> float:
    """CPU of pysnmp for one device [s], the median of some of all sizes."""
    devices = sorted(_of_version_2c(city), key=lambda device: (len(device.ports), device.id))
    chosen = devices[:: max(1, len(devices) // _SAMPLE)][:_SAMPLE]
    spent = [peer_pysnmp.measure(device.vantage, port, city.communities[device.realm], _roots(), _REPETITIONS)[1] for device in chosen]
    return statistics.mean(spent)


async def _read_away(accesses: list[Access], limits: Limits) -> int:
    """Ask many devices at once for their system group and three columns, a column at a time; return how many failed."""
    engine = WireEngine(limits)

    async def one(access: Access) -> bool:
        session = engine.open(access)
        try:
            await session.get(_SYSTEM)
            for column in _COLUMNS:
                walk = Walk(session, (column,), Pace(limits.max_repetitions), Budget(limits))
                async for _ in walk.pages():
                    pass
                if walk.cursors[0].reason is not None:
                    return False
        except CollectError:
            return False
        finally:
            session.close()
        return True

    return (await asyncio.gather(*(one(access) for access in accesses))).count(False)


def _away(city: City) -> Iterator[dict[str, object]]:
    """Yield the time for 1, 50 and 500 devices 20 ms away, beside what was measured of the peers."""
    switches = sorted(_of_version_2c(city), key=lambda device: abs(len(device.ports) - 2 * _REPETITIONS))[: max(_AWAY)]
    limits = Limits(max_repetitions=_REPETITIONS)
    with start_agents(city, faults={device.vantage: Fault(delay_s=_DELAY_S) for device in switches}) as agents:
        accesses = [
            Access(address=device.vantage, port=agents.port, community=city.communities[device.realm].encode()) for device in switches
        ]
        asyncio.run(_read_away(accesses, limits))  # so that the agents have encoded their tables
        for count, peers in _AWAY.items():
            started_s = time.monotonic()
            failed = asyncio.run(_read_away(accesses[:count], limits))
            wall_s = time.monotonic() - started_s
            if failed:
                raise SystemExit(f"snmp_discovery: {failed} of {count} devices 20 ms away failed")
            for name, peer_s in zip(("snmpbulkwalk, measured once", "pysnmp v1arch, measured once"), peers, strict=True):
                yield {
                    "bench": "snmp_discovery",
                    "work": f"{count} devices at once, 20 ms round trip, system and three columns",
                    "netfold": round(wall_s, 3),
                    "peer": peer_s,
                    "peer_name": name,
                    "unit": "s",
                    "ratio": None,
                }


def run() -> Iterator[dict[str, object]]:
    """Yield the CPU of a device beside pysnmp's, and the time of 1,000 devices beside what Netdisco publishes."""
    city = build_city("full")
    records: list[DeviceRecord] = []
    with tempfile.TemporaryDirectory() as name, start_agents(city) as agents:
        folder = Path(name)
        write_city(city, folder, port=agents.port)
        summary, wall_s, cpu_s = _discover(folder, records)
        peer_s = _peer_s(city, agents.port)
    complete = sum(record.envelope.completeness is Completeness.COMPLETE for record in records)
    if complete != len(city.devices):
        raise SystemExit(f"snmp_discovery: {complete} of {len(city.devices)} devices complete")
    work = f"discover {complete:,} agents, {summary.requests:,} requests"
    ours_ms = cpu_s * 1e3 / complete
    yield {
        "bench": "snmp_discovery",
        "work": work,
        "netfold": round(ours_ms, 3),
        "peer": round(peer_s * 1e3, 3),
        "peer_name": "pysnmp v1arch, no MIB lookup, same columns",
        "unit": "CPU ms per device",
        "ratio": round(ours_ms / (peer_s * 1e3), 4),
    }
    yield {
        "bench": "snmp_discovery",
        "work": work,
        "netfold": round(wall_s * 1000 / complete, 3),
        "peer": round(1000 / _NETDISCO_PER_H * 3600, 1),
        "peer_name": "Netdisco, published",
        "unit": "s per 1,000 devices",
        "ratio": None,
    }
    yield from _away(city)
