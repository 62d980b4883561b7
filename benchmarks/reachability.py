"""Paths through the full city: questions from user prefix to user prefix of one network, beside networkx on a graph of the same.

Every device is known by its configuration alone, so that routes are followed as they are configured. `netfold` follows
longest matches, layer-2 legs and filters and says what each step rests on; the peer only finds a shortest way between
the same two gateways over devices and connected prefixes, which need not be the way that packets take: less work, so no
ratio is given. Milliseconds are
CPU time for each question, the best of the rounds: the first round reads devices and builds their tables, later ones
find them there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import networkx as nx
import numpy as np

from collectors.configs import read_config
from lab.city import build_city
from lab.configs import WRITERS
from topology.model.entities import Topology
from topology.model.ledger import Ledger
from topology.model.records import DeviceRecord, record_id
from topology.model.rules import Rules
from topology.paths import Question, State, trace_path
from topology.resolve import resolve

_QUESTIONS = 300
_ROUNDS = 3
GOAL_MS = 200.0
"""What a person waits for without noticing."""

Asked = tuple[str, str, str]
"""Source, destination and realm."""


def run() -> Iterator[dict[str, object]]:
    """Yield what a question costs at first and afterwards, and what the indexes cost once."""
    topology, records = full_city()
    asked = questions(topology)
    start = time.process_time()
    state = State(topology, lambda device: [(one, records[one]) for one in dict.fromkeys(piece.source for piece in device.evidence)])
    assert state.owners
    assert state.connected
    assert state.wires
    indexed = time.process_time() - start
    arrived = 0

    def follow(question: Asked) -> None:
        nonlocal arrived
        source, destination, realm = question
        arrived += trace_path(state, Question(source=source, destination=destination, realm=realm, vrf="global")).arrives

    first, warm = _rounds(follow, asked)
    graph, gateways = _graph(topology)
    _, peer = _rounds(lambda question: _shortest(graph, gateways, question), asked)
    size = f"{len(topology.devices):,} devices, {len(asked)} questions, {arrived // _ROUNDS} arrive"
    yield _line(f"{size}: each, once its devices were read", warm, peer, "networkx, a shortest way only", ratio=False)
    yield _line(f"{size}: each, the first time", first, GOAL_MS, "goal", ratio=False)
    yield _line(f"{len(topology.devices):,} devices: indexes, once for a snapshot", indexed * 1e3, None, None, ratio=False)


def _line(work: str, ours: float, peer: float | None, peer_name: str | None, *, ratio: bool = True) -> dict[str, object]:
    return {
        "bench": "reachability",
        "work": work,
        "netfold": round(ours, 4),
        "peer": None if peer is None else round(peer, 4),
        "peer_name": peer_name,
        "unit": "ms",
        "ratio": round(ours / peer, 3) if ratio and peer else None,
    }


def full_city() -> tuple[Topology, dict[str, DeviceRecord]]:
    """Return the full city as its configurations tell it, and its records by id."""
    city = build_city("full")
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    records = [
        read_config(WRITERS[device.vendor](device, None).encode(), path=f"{device.id}.cfg", realm=device.realm, collected_at=moment)
        for device in city.devices
    ]
    topology, _ = resolve(records, city.census, Rules(), Ledger(), snapshot="s1")
    return topology, {record_id(record): record for record in records}


def questions(topology: Topology, count: int = _QUESTIONS, seed: int = 2017) -> list[Asked]:
    """Return pairs of hosts in user prefixes of one realm, at random."""
    rng = np.random.default_rng(seed)
    users: dict[str, list[str]] = {}
    for port in topology.interfaces:
        if port.description and port.description.endswith("users") and port.addresses:
            first, second, third, last = port.addresses[0].partition("/")[0].split(".")
            users.setdefault(topology.device[port.device].realm, []).append(f"{first}.{second}.{third}.{int(last) + 2}")
    realms = sorted(realm for realm, hosts in users.items() if len(hosts) > 1)
    found = []
    for _ in range(count):
        realm = realms[int(rng.integers(len(realms)))]
        a, b = rng.choice(len(users[realm]), 2, replace=False)
        found.append((users[realm][int(a)], users[realm][int(b)], realm))
    return found


def _rounds(ask: Callable[[Asked], object], asked: list[Asked]) -> tuple[float, float]:
    """Return milliseconds a question in the first round, and in the best of the others."""
    spent = []
    for _ in range(_ROUNDS):
        start = time.process_time()
        for question in asked:
            ask(question)
        spent.append((time.process_time() - start) * 1e3 / len(asked))
    return spent[0], min(spent[1:])


def _graph(topology: Topology) -> tuple[nx.Graph[str], dict[tuple[str, str], str]]:
    """Return devices and their connected prefixes as a graph, and the prefix of each user's gateway by realm and address."""
    graph: nx.Graph[str] = nx.Graph()
    gateways: dict[tuple[str, str], str] = {}
    for prefix in topology.prefixes:
        for identifier in prefix.interfaces:
            graph.add_edge(prefix.id, topology.interface[identifier].device)
            for address in topology.interface[identifier].addresses:
                gateways.setdefault((prefix.realm, address.partition("/")[0]), prefix.id)
    return graph, gateways


def _shortest(graph: nx.Graph[str], gateways: dict[tuple[str, str], str], asked: Asked) -> list[str]:
    source, destination, realm = asked

    def gateway(host: str) -> str:
        head, _, last = host.rpartition(".")
        return gateways[realm, f"{head}.{int(last) - 2}"]

    found: list[str] = nx.shortest_path(graph, gateway(source), gateway(destination))
    return found
