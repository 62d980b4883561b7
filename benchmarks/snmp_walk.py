"""Walking 10,000 values on one agent at max-repetitions 25, and meeting 200 SNMPv3 engines for the first time: CPU.

The agent of the walks is Debian's snmpd in a process of its own. netfold delivers typed, checked values and runs as in a
discovery that has begun, by the sources and, where a compiler is there, with its codec compiled; snmpbulkwalk prints text
and knows nothing else (its whole process counts, its start included, with MIB files off); pysnmp runs at its best,
without MIB lookup, and as netfold's second engine. Rounds are interleaved; a figure is the median, its ratio that of the medians.

The new engines are agents of the lab, each with its own engine id: discovery, clock and the system subtree, every
answer's code verified by all three.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from benchmarks import peer_pysnmp
from benchmarks.peer_netsnmp import bulk_walk_s, running_agent
from benchmarks.snmp_reader import Job, Login, read
from collectors.snmp import compiled
from collectors.snmp.users import Auth, Priv
from lab.agents import start_agents
from lab.city import build_city
from lab.truth import TruthUser

ROWS = 10_000
REPETITIONS = 25
ROUNDS = 5
DEAR_ROUNDS = 3
"""Rounds in which pysnmp takes part."""
ENGINES = 200
ROOT = (1, 3, 6, 1, 4, 1, 8072, 9999, 9, 1)
SYSTEM = (1, 3, 6, 1, 2, 1, 1)
V2C = Login(community="netfold")
V3 = tuple(
    Login(user=f"{auth}-{priv}".lower(), auth=auth, auth_password=f"password for {auth}", priv=priv, priv_password=f"password for {priv}")
    for auth, priv in (("SHA", "AES-128"), ("SHA-256", "AES-256"))
)

Reader = Callable[[], float]


def run() -> Iterator[dict[str, object]]:
    """Yield netfold, by its sources and compiled, beside each peer."""
    print(f"snmp_walk: load {os.getloadavg()[0]:.2f} on {os.cpu_count()} processors", file=sys.stderr)
    with tempfile.TemporaryDirectory() as codec:
        built = codec if compiled.build(Path(codec)) else None
        if built is None:
            print(f"snmp_walk: without a compiled codec ({compiled.lacks() or 'the compiler refused'})", file=sys.stderr)
        with running_agent(ROOT, ROWS, (V2C, *V3)) as port:
            for login in (V2C, *V3):
                words = f"v3 authPriv {login.auth}/{login.priv}" if login.user else "v2c"
                work = f"walk {ROWS:,} values, {words}, max-repetitions {REPETITIONS}"
                yield from _lines(work, "CPU ms per 1,000 values", 1e6 / ROWS, *_walkers(port, login, built))
        yield from _new_engines(built)


def _walkers(port: int, login: Login, built: str | None) -> tuple[dict[str, Reader], dict[str, Reader]]:
    """Return netfold's ways and the peers, by name, each giving the CPU of one walk [s]."""

    def netfold(engine: str = "wire", codec: str | None = None) -> float:
        job = Job(
            agents=[("127.0.0.1", port)], login=login, roots=[ROOT], repetitions=REPETITIONS, engine=engine, codec=codec, numbered=True
        )
        cost = read(job)
        return _all(cost.values, cost.cpu_s, engine)

    ours: dict[str, Reader] = {"wire": netfold}
    if built:
        ours["wire, codec compiled"] = lambda: netfold(codec=built)
    peers: dict[str, Reader] = {
        "snmpbulkwalk (text)": lambda: _all(*bulk_walk_s("127.0.0.1", port, login, ROOT, REPETITIONS), "snmpbulkwalk"),
    }
    if not login.user:
        peers["pysnmp v1arch, no MIB lookup"] = lambda: _all(
            *peer_pysnmp.measure("127.0.0.1", port, login.community, [ROOT], REPETITIONS), "pysnmp"
        )
    peers["pysnmp as netfold's second engine"] = lambda: netfold("pysnmp")
    return ours, peers


def _all(values: int, spent_s: float, name: str) -> float:
    if values != ROWS:
        raise SystemExit(f"snmp_walk: {name} read {values} of {ROWS} values")
    return spent_s


def _new_engines(built: str | None) -> Iterator[dict[str, object]]:
    """Yield the CPU for an SNMPv3 agent met for the first time."""
    login = V3[0]
    city = build_city("full")
    realm = next(iter(city.communities))
    said = TruthUser(
        name=login.user,
        auth=Auth(login.auth),
        auth_password=login.auth_password,
        priv=Priv(login.priv),
        priv_password=login.priv_password,
    )
    chosen = tuple(device for device in city.devices if device.realm == realm)[:ENGINES]
    city = msgspec.structs.replace(city, users={realm: said}, communities={})
    with start_agents(city) as agents:
        places = [(device.vantage, agents.port) for device in chosen]

        def netfold(engine: str = "wire", codec: str | None = None) -> float:
            job = Job(agents=places, login=login, roots=[SYSTEM], at_once=20, warm=False, engine=engine, codec=codec)
            cost = read(job)
            if cost.failed:
                raise SystemExit(f"snmp_walk: {cost.failed} of {ENGINES} engines failed")
            return cost.cpu_s

        ours: dict[str, Reader] = {"wire": netfold}
        if built:
            ours["wire, codec compiled"] = lambda: netfold(codec=built)
        peers: dict[str, Reader] = {
            "snmpbulkwalk (a process each)": lambda: sum(bulk_walk_s(*place, login, SYSTEM, REPETITIONS)[1] for place in places),
            "pysnmp as netfold's second engine": lambda: netfold("pysnmp"),
        }
        netfold()  # so that the agents have encoded their tables
        work = f"meet {ENGINES} new SNMPv3 engines, authPriv {login.auth}/{login.priv}, and walk their system group"
        yield from _lines(work, "CPU ms per engine", 1e3 / ENGINES, ours, peers)


def _lines(work: str, unit: str, factor: float, ours: dict[str, Reader], peers: dict[str, Reader]) -> Iterator[dict[str, object]]:
    """Measure all in turns; yield each of ours beside each peer."""
    spent: dict[str, list[float]] = {name: [] for name in (*ours, *peers)}
    for number in range(ROUNDS):
        for name, reader in (ours | peers).items():
            if number < DEAR_ROUNDS or "pysnmp" not in name:
                spent[name].append(reader() * factor)
    figures = {name: statistics.median(values) for name, values in spent.items()}
    for mine in ours:
        for peer in peers:
            yield {
                "bench": "snmp_walk",
                "work": f"{work} ({mine})",
                "netfold": round(figures[mine], 3),
                "peer": round(figures[peer], 3),
                "peer_name": peer,
                "unit": unit,
                "ratio": round(figures[mine] / figures[peer], 4),
            }
