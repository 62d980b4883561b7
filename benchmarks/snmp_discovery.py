"""Full discovery of the sample city's agents: every realm crawled from its seeds.

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
from collectors.snmp.mibs import TABLES
from collectors.snmp.scope import load_scope
from lab.agents import start_agents
from lab.city import build_city
from lab.truth import City
from lab.writer import write_city
from topology.model.records import Completeness, DeviceRecord

_SAMPLE = 12
_REPETITIONS = 25
_NETDISCO_PER_H = 5_900


def _roots() -> list[tuple[int, ...]]:
    """Every column that netfold reads, as subtrees."""
    return [(*table.entry, column.number) for table in TABLES for column in table.columns]


def _discover(folder: Path, records: list[DeviceRecord]) -> tuple[Summary, float, float]:
    scope = load_scope(folder / "scope.toml")
    started_s, cpu_s = time.monotonic(), time.process_time()
    summary = asyncio.run(discover(scope, sink=records.append, now=lambda: datetime.now(UTC)))
    return summary, time.monotonic() - started_s, time.process_time() - cpu_s


def _peer_s(city: City, port: int) -> float:
    """CPU of pysnmp for one device [s], the median of some of all sizes."""
    devices = sorted(city.devices, key=lambda device: (len(device.ports), device.id))
    chosen = devices[:: max(1, len(devices) // _SAMPLE)][:_SAMPLE]
    spent = [peer_pysnmp.measure(device.vantage, port, city.communities[device.realm], _roots(), _REPETITIONS)[1] for device in chosen]
    return statistics.mean(spent)


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
