"""What the long runs share: a city served and discovered, with its figures."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from collectors.snmp.discover import Summary, discover
from collectors.snmp.scope import Scope, load_scope
from lab.agents import start_agents
from lab.faults import Fault
from lab.scale import scaled
from lab.truth import City
from lab.writer import credentials_text, scope_text
from topology.model.records import DeviceRecord

NOW = datetime(2018, 2, 1, 8, 0, tzinfo=UTC)
Sink = Callable[[DeviceRecord], None]


@dataclass(frozen=True)
class Figures:
    """One discovery's summary and cost."""

    summary: Summary
    wall_s: float
    cpu_s: float


@contextmanager
def served(city: City, *, faults: Mapping[str, Fault] | None = None, scale: int = 0, warm_s: float = 0.0) -> Iterator[Scope]:
    """Serve a city and give the scope that reaches it; `warm_s` is time for the agents to encode their tables ahead."""
    with start_agents(city, faults=faults, scale=scale) as agents, tempfile.TemporaryDirectory() as name:
        time.sleep(warm_s)
        folder, whole = Path(name), scaled(city, scale) if scale else city
        (folder / "scope.toml").write_text(scope_text(whole, agents.port), encoding="utf-8")
        credentials = folder / "credentials.toml"
        credentials.write_text(credentials_text(whole), encoding="utf-8")
        credentials.chmod(0o600)
        yield load_scope(folder / "scope.toml")


def run(
    scope: Scope,
    sink: Sink,
    done: Mapping[tuple[str, str], DeviceRecord] | None = None,
    *,
    previous: Mapping[tuple[str, str], DeviceRecord] | None = None,
    now: Callable[[], datetime] = lambda: NOW,
    **limits: float,
) -> Figures:
    """Discover a scope, some of its limits replaced."""
    scope = msgspec.structs.replace(scope, limits=msgspec.structs.replace(scope.limits, **limits))
    started_s, cpu_s = time.monotonic(), time.process_time()
    summary = asyncio.run(discover(scope, sink=sink, now=now, done=done, previous=previous))
    return Figures(summary, time.monotonic() - started_s, time.process_time() - cpu_s)


def content(record: DeviceRecord) -> bytes:
    """Return what a record says, without the times and costs of the asking."""
    envelope = msgspec.structs.replace(record.envelope, collected_at=NOW, uptime_s=None, duration_s=0.0, requests=0)
    return msgspec.msgpack.encode(msgspec.structs.replace(record, envelope=envelope), order="deterministic")


def tell(name: str, **figures: object) -> None:
    """Print one line of figures."""
    print(json.dumps({"long": name, **figures}, ensure_ascii=False), flush=True)
