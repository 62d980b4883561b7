"""Resolution: from records to a topology at 1,100, 10,000 and 50,000 devices, how it grows, and what a small change costs.

The records are those that the agents of the fictional city give, copied with names, hardware addresses, serials, sites,
circuits and realms of their own (`lab.copies`); every size runs in a process of its own, so that its peak memory is its
own. Seconds are CPU time, the best of the runs; records are in memory before and the topology after.

The peer is NAV's topology builder, as its authors publish it (``navtopology`` statistics: 4,127 candidates in 1.84 s),
so there is no ratio; growth is compared with linear growth measured in the same run, a change with a whole resolution.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from collectors.snmp.discover import discover
from collectors.snmp.scope import load_scope
from lab.agents import start_agents
from lab.city import build_city
from lab.copies import copy_census, copy_records
from lab.truth import City
from lab.writer import write_city
from topology.model.census import Census
from topology.model.ledger import Ledger
from topology.model.records import DeviceRecord
from topology.model.rules import Rules
from topology.resolve import Memo, resolve

NAV_CANDIDATES, NAV_S = 4127, 1.84
"""Published: NAV, ``python/nav/topology/stats.py``."""

SIZES = (1_100, 10_000, 50_000)
GOALS_S = {1_100: 1.0, 10_000: 10.0}
"""What the design wants [CPU s]; above, linear growth."""
_CHANGED = 10
_REPEATS = {1_100: 5, 10_000: 2}


def run() -> Iterator[dict[str, object]]:
    """Yield what resolving each size costs, and what resolving again after ten devices changed costs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        discover_city(build_city("full"), folder)
        base: dict[str, Any] | None = None
        for size in SIZES:
            found = measure(folder, size)
            if base is None:
                base = found
                yield _line(f"resolve {size:,} devices: per neighbour row, whole resolution", found["seconds"] / found["rows"] * 1e3,
                            NAV_S / NAV_CANDIDATES * 1e3, "NAV, as published", unit="ms", ratio=False)  # fmt: skip
            yield from _lines(size, found, base)


def _lines(size: int, found: dict[str, Any], base: dict[str, Any]) -> Iterator[dict[str, object]]:
    devices, work = found["devices"], f"resolve {found['devices']:,} devices, {found['interfaces']:,} interfaces, {found['links']:,} links"
    linear = base["seconds"] / base["devices"] * devices
    yield _line(work, found["seconds"], linear, f"linear growth from {base['devices']:,} devices")
    if size in GOALS_S:
        yield _line(f"{work}: the design's goal", found["seconds"], GOALS_S[size], "goal", ratio=False)
    yield _line(f"{work}: peak memory of the process, records and topology included, per device", found["peak_mib"] / devices * 1024,
                base["peak_mib"] / base["devices"] * 1024, f"the same at {base['devices']:,} devices", unit="KiB")  # fmt: skip
    for case, seconds in found["again"].items():
        yield _line(f"resolve {devices:,} devices again, {case}", seconds, found["seconds"], "a whole resolution")


def _line(work: str, ours: float, peer: float, peer_name: str, *, unit: str = "s", ratio: bool = True) -> dict[str, object]:
    return {
        "bench": "resolve",
        "work": work,
        "netfold": round(ours, 4),
        "peer": round(peer, 4),
        "peer_name": peer_name,
        "unit": unit,
        "ratio": round(ours / peer, 3) if ratio else None,
    }


def discover_city(city: City, folder: Path) -> None:
    """Read the city's agents once, and write their records and the census down."""
    records: list[DeviceRecord] = []
    with start_agents(city) as agents:
        write_city(city, folder, port=agents.port)
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        asyncio.run(discover(load_scope(folder / "scope.toml"), sink=records.append, now=lambda: moment))
    records.sort(key=lambda record: (record.envelope.realm, record.envelope.target))
    (folder / "records").write_bytes(msgspec.msgpack.encode(records))
    (folder / "census").write_bytes(msgspec.msgpack.encode(city.census))


def measure(folder: Path, size: int, *, again: bool = True) -> dict[str, Any]:
    """Resolve in a process of its own and return its figures; `again` for those of small changes too."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.resolve", str(folder), str(size), *(["again"] if again else [])],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def load(folder: Path, size: int) -> tuple[list[DeviceRecord], Census]:
    """Return records of at least `size` devices and their census: whole copies of the city, or of its first realms."""
    encoded = (folder / "records").read_bytes()
    census = msgspec.msgpack.decode((folder / "census").read_bytes(), type=Census)
    records = copy_records(encoded, census, 0)
    if size < len(records):
        kept: list[DeviceRecord] = []
        for realm in dict.fromkeys(record.envelope.realm for record in records):
            if len(kept) < size:
                kept += [record for record in records if record.envelope.realm == realm]
        return kept, census
    copies = -(-size // len(records))
    for copy in range(1, copies):
        records += copy_records(encoded, census, copy)
    return records, copy_census(census, copies)


def _looked_at_again(records: list[DeviceRecord], numbers: list[int]) -> list[DeviceRecord]:
    found = list(records)
    for number in numbers:
        envelope = found[number].envelope
        later = msgspec.structs.replace(envelope, collected_at=envelope.collected_at + timedelta(minutes=5))
        found[number] = msgspec.structs.replace(found[number], envelope=later)
    return found


def figures(folder: Path, size: int, *, changes: bool) -> dict[str, Any]:
    """Return what one size costs; run in a process that does nothing else."""
    records, census = load(folder, size)

    def timed(given: list[DeviceRecord], ledger: Ledger, memo: Memo | None) -> tuple[float, Any, Ledger]:
        start = time.process_time()
        topology, after = resolve(given, census, Rules(), ledger, snapshot="bench", memo=memo)
        return time.process_time() - start, topology, after

    seconds, topology, ledger = timed(records, Ledger(), None)
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for _ in range(_REPEATS.get(size, 1) - 1 if changes else 0):
        seconds = min(seconds, timed(records, Ledger(), None)[0])
    again = _time_again(records, lambda given, memo: timed(given, ledger, memo)[0]) if changes else {}
    return {
        "devices": len(topology.devices),
        "interfaces": len(topology.interfaces),
        "links": len(topology.links),
        "rows": sum(len(record.neighbours) for record in records),
        "seconds": seconds,
        "peak_mib": peak_mib,
        "kept_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "again": again,
    }


def _time_again(records: list[DeviceRecord], timed: Callable[[list[DeviceRecord], Memo], float]) -> dict[str, float]:
    """Return what resolving again costs after each kind of small change, with the memo of a whole resolution."""
    memo, chance = Memo(), random.Random(1)  # noqa: S311 - which devices change, the same each run
    timed(records, memo)
    anywhere = chance.sample(range(len(records)), _CHANGED)
    realm = records[0].envelope.realm
    inside = [number for number, record in enumerate(records) if record.envelope.realm == realm][:_CHANGED]
    again = {}
    for case, numbers in (
        ("nothing changed", []),
        (f"{_CHANGED} changed in one realm", inside),
        (f"{_CHANGED} changed anywhere", anywhere),
    ):
        again[case] = timed(_looked_at_again(records, numbers), memo)
        timed(records, memo)
    return again


if __name__ == "__main__":
    print(json.dumps(figures(Path(sys.argv[1]), int(sys.argv[2]), changes="again" in sys.argv)))
