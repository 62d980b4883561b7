"""Discovery of the lab's agents over loopback: 1,100 large ones to stored records, many 20 ms away, lossy ways, and 10,000.

The 1,100 are the city's largest; each has 1,430 values on the mean.

netfold asks, decodes, builds records and stores them; each run is a process of its own with a new store. pysnmp is the second
engine under the same run: it reads a tenth of the same agents, of all sizes, and the ratio is that of an agent. snmpbulkwalk
and pysnmp read the same subtrees of the same agents 20 ms away. Netdisco's figure is published, not run here: 5,900 devices per
hour (github.com/netdisco/netdisco issue 466).

Lines without a peer give what was reached beside what the design asks for, in ``work``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import msgspec

from benchmarks.peer_netsnmp import ENVIRONMENT, bulk_walk_command
from benchmarks.snmp_reader import Job, Login, read
from benchmarks.snmp_run import Figures, RunJob, run_discovery
from collectors.snmp import compiled
from lab.agents import AgentProcess, start_agents
from lab.city import build_city
from lab.faults import Fault
from lab.scale import scaled
from lab.truth import City, TruthDevice
from lab.writer import credentials_text, scope_text

AGENTS = 1_100
SHARE = 10
"""Of that many agents, pysnmp reads one."""
MANY = 10_000
LOSSY = 100
LOSS = 0.3
RESUMES = 3
"""Times at most that the lossy run is taken up again."""
_PATIENT = "\n[limits]\nretries = 5\ntimeout_s = 1.0\n"
"""How the scope of a lossy network is written: six tries (half of all exchanges fail)."""
DELAY_S = 0.02
AWAY = (1, 50, 500)
PROCESSES = 100
"""Of snmpbulkwalk at a time."""
REPETITIONS = 25
NETDISCO_PER_H = 5_900
SYSTEM = (1, 3, 6, 1, 2, 1, 1)
COLUMNS = ((1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1), (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 18), (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 15))
"""ifName, ifAlias, ifHighSpeed."""
_WARM_S = 15.0
"""Time for the agents to encode their tables, so that it is not netfold that waits for it."""


def run() -> Iterator[dict[str, object]]:
    """Yield all comparisons."""
    print(f"snmp_discovery: load {os.getloadavg()[0]:.2f} on {os.cpu_count()} processors", file=sys.stderr)
    city = build_city("full")
    with tempfile.TemporaryDirectory() as codec:
        built = codec if compiled.build(Path(codec)) else None
        with start_agents(city, scale=MANY) as agents:
            time.sleep(_WARM_S)
            yield from _large_agents(city, agents, built)
            yield from _ten_thousand(city, agents)
    yield from _away(city)
    yield from _lossy(city)


def _line(
    work: str, netfold: float, unit: str, peer: float | None = None, peer_name: str | None = None, *, same: bool = True
) -> dict[str, object]:
    return {
        "bench": "snmp_discovery",
        "work": work,
        "netfold": round(netfold, 3),
        "peer": None if peer is None else round(peer, 3),
        "peer_name": peer_name,
        "unit": unit,
        "ratio": round(netfold / peer, 4) if peer and same else None,
    }


@contextmanager
def _scope(city: City, agents: AgentProcess, chosen: Sequence[TruthDevice] | None = None, limits: str = "") -> Iterator[str]:
    """Give the file of a scope over a whole city, or over some of its devices and nothing else."""
    text = scope_text(city, agents.port) if chosen is None else _narrowed(city, agents.port, chosen)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "scope.toml"
        path.write_text(text + limits, encoding="utf-8")
        credentials = Path(name) / "credentials.toml"
        credentials.write_text(credentials_text(city), encoding="utf-8")
        credentials.chmod(0o600)
        yield str(path)


def _narrowed(city: City, port: int, chosen: Sequence[TruthDevice]) -> str:
    """Return a scope whose seeds and allowed addresses are those of some devices."""
    by_realm: dict[str, list[TruthDevice]] = {}
    for device in chosen:
        by_realm.setdefault(device.realm, []).append(device)
    seeds = {realm: tuple(str(device.management) for device in devices) for realm, devices in by_realm.items()}
    few = msgspec.structs.replace(city, seeds=seeds, translations={realm: city.translations[realm] for realm in by_realm})
    head, *realms = scope_text(few, port).split("\n[[realm]]")
    parts = [head]
    for (realm, devices), text in zip(((realm, by_realm[realm]) for realm in few.translations), realms, strict=True):
        lines = [line for line in text.split("\n") if not line.startswith(("allow = ", "deny = "))]
        place = lines.index(f'name = "{realm}"') + 1
        lines.insert(place, f"allow = {[f'{device.vantage}/32' for device in devices]!r}")
        parts.append("\n".join(lines))
    return "\n[[realm]]".join(parts)


def _large_agents(city: City, agents: AgentProcess, built: str | None) -> Iterator[dict[str, object]]:
    """Yield the processor time of an agent for both engines, and the time for all."""
    large = sorted((device for device in city.devices if device.realm in city.communities), key=lambda one: (-len(one.ports), one.id))[
        :AGENTS
    ]
    with _scope(city, agents, large) as scope, _scope(city, agents, large[SHARE // 2 :: SHARE]) as some:
        ours = {"wire": _checked(run_discovery(RunJob(scope=scope, resolve=True)), AGENTS)}
        theirs = _checked(run_discovery(RunJob(scope=some, engine="pysnmp")), AGENTS // SHARE)
        if built:
            ours["wire, codec compiled"] = _checked(run_discovery(RunJob(scope=scope, codec=built, resolve=True)), AGENTS)
    peer_ms = theirs.cpu_s * 1e3 / theirs.stored
    for name, mine in ours.items():
        work = f"discover {AGENTS:,} agents to stored records, {mine.requests:,} requests ({name})"
        unit = "CPU ms per agent"
        yield _line(work, mine.cpu_s * 1e3 / AGENTS, unit, peer_ms, f"pysnmp as the second engine, {theirs.stored} of the agents")
        yield _line(work, mine.wall_s * 1e3 / AGENTS, "s per 1,000 agents", 3.6e6 / NETDISCO_PER_H, "Netdisco, published", same=False)
        yield _line(f"{work}, then resolve and analyse them: at most 30 s wanted", mine.wall_s + mine.snapshot_s, "s")


def _checked(figures: Figures, agents: int) -> Figures:
    if (figures.complete, figures.stored) != (agents, agents):
        raise SystemExit(f"snmp_discovery: of {agents} agents {figures.complete} complete, {figures.stored} stored")
    return figures


def _away(city: City) -> Iterator[dict[str, object]]:
    """Yield the time for 1, 50 and 500 devices 20 ms away, read at once."""
    near = [device for device in city.devices if device.realm in city.communities]
    chosen = sorted(near, key=lambda device: (abs(len(device.ports) - 2 * REPETITIONS), device.id))[: max(AWAY)]
    alike = msgspec.structs.replace(city, communities=dict.fromkeys(city.communities, "netfold"))
    login = Login(community="netfold")
    with start_agents(alike, faults={device.vantage: Fault(delay_s=DELAY_S) for device in chosen}) as agents:
        places = [(device.vantage, agents.port) for device in chosen]
        for count in AWAY:
            job = Job(agents=places[:count], login=login, roots=[SYSTEM, *COLUMNS], repetitions=REPETITIONS, at_once=count)
            mine = min((read(job) for _ in range(3)), key=lambda cost: cost.wall_s)
            if mine.failed:
                raise SystemExit(f"snmp_discovery: {mine.failed} of {count} devices 20 ms away failed")
            work = f"{count} devices at once, 20 ms round trip, system and three columns"
            yield _line(work, mine.wall_s, "s", _bulk_walks_s(places[:count], login), f"snmpbulkwalk, {PROCESSES} processes at a time")
            pysnmp = read(msgspec.structs.replace(job, engine="pysnmp"))
            failed = f", {pysnmp.failed} failed" if pysnmp.failed else ""
            yield _line(work, mine.wall_s, "s", pysnmp.wall_s, f"pysnmp as the second engine{failed}")


def _bulk_walks_s(places: Sequence[tuple[str, int]], login: Login) -> float:
    """Return the time that snmpbulkwalk takes for the same subtrees of all [s]."""

    def walk(place: tuple[str, int]) -> None:
        for root in (SYSTEM, *COLUMNS):
            command = bulk_walk_command(*place, login, root, REPETITIONS, "-t5")
            subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True)

    started_s = time.monotonic()
    with ThreadPoolExecutor(min(PROCESSES, len(places))) as pool:
        list(pool.map(walk, places))
    return time.monotonic() - started_s


def _lossy(city: City) -> Iterator[dict[str, object]]:
    """Yield the share of devices that are not complete after a run and after each resume, behind ways that lose datagrams.

    They are of all sizes but those of the largest tenth, which take as long as all others.
    """
    spoken = sorted((device for device in city.devices if device.realm in city.communities), key=lambda one: (len(one.ports), one.id))
    chosen = spoken[: len(spoken) * 9 // 10 : len(spoken) * 9 // 10 // LOSSY][:LOSSY]
    faults = {device.vantage: Fault(loss=LOSS) for device in chosen}
    with start_agents(city, faults=faults) as agents, _scope(city, agents, chosen, _PATIENT) as scope:
        figures = run_discovery(RunJob(scope=scope, resumes=RESUMES))
    work = f"{len(chosen)} devices, {LOSS:.0%} of datagrams lost each way, up to six tries"
    for passes, complete in enumerate(figures.complete_by_pass):
        wanted = ": at most 3 % wanted" if passes == len(figures.complete_by_pass) - 1 else ""
        yield _line(f"{work}, taken up again {passes} times{wanted}", 100 * (1 - complete / len(chosen)), "% not complete")
    yield _line(f"{work}, {figures.requests:,} requests, all passes", figures.wall_s, "s")


def _ten_thousand(city: City, agents: AgentProcess) -> Iterator[dict[str, object]]:
    """Yield the time and memory of a run over 10,000 agents."""
    whole = scaled(city, MANY)
    count = len(whole.devices)
    with _scope(whole, agents) as scope:
        figures = _checked(run_discovery(RunJob(scope=scope)), count)
    work = f"discover {count:,} agents to stored records, {figures.requests:,} requests"
    yield _line(f"{work}: at most 300 s wanted", figures.wall_s, "s")
    yield _line(f"{work}: at most 1,024 MiB wanted", figures.peak_octets / 2**20, "MiB at the peak")
