"""All single and double failures of nodes and links of 1,100 devices, beside networkx taking one after the other out.

The network is the fictional city's: its first address spaces until 1,100 devices are there. Both sides say for each
failure how many devices and how many sites lose the centre. networkx is timed on a drawn sample of the failures, whose
answers must be the same, and multiplied; taking all of them out would run for an hour.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence

import networkx as nx

from lab.city import build_city
from lab.truth import City
from topology.resilience import Element, Loss, Net, double_failures, make_net, single_failures

_DEVICES = 1_100
_SAMPLE = 300


def run() -> Iterator[dict[str, object]]:
    """Yield the time for all single and for all double failures."""
    net = net_of(build_city("full"), _DEVICES)
    size = f"{net.size:,} devices, {len(net.edges):,} links, {len(net.groups):,} sites"
    graph = _graph(net)
    chance = random.Random(1)  # noqa: S311 - which failures the peer is timed on

    start = time.process_time()
    singles = single_failures(net)
    seconds = time.process_time() - start
    ones = [(element,) for element in chance.sample(net.elements, _SAMPLE)]
    each = _peer(net, graph, ones, {one: singles[one[0]] for one in ones})
    yield _line(f"all {len(singles):,} single failures, {size}", seconds, each * len(singles))

    order = net.elements
    start = time.process_time()
    doubles = double_failures(net)
    seconds = time.process_time() - start
    places = [tuple(sorted(chance.sample(range(len(order)), 2))) for _ in range(_SAMPLE)]
    pairs: dict[tuple[Element, ...], Loss] = {(order[a], order[b]): Loss(doubles.nodes[a][b], doubles.groups[a][b]) for a, b in places}
    each = _peer(net, graph, list(pairs), pairs)
    count = len(order) * (len(order) - 1) // 2
    yield _line(f"all {count:,} double failures, {size}", seconds, each * count)


def net_of(city: City, devices: int) -> Net:
    """Return the first address spaces of a city that have so many devices, the core of each as its centre."""
    realms: list[str] = []
    for realm in sorted({device.realm for device in city.devices}):
        if sum(device.realm in realms for device in city.devices) < devices:
            realms.append(realm)
    chosen = [device for device in city.devices if device.realm in realms]
    there = {device.id for device in chosen}
    edges = [(link.a_device, link.b_device) for link in city.links if {link.a_device, link.b_device} <= there]
    sites: dict[tuple[str, str], list[str]] = {}
    for device in chosen:
        sites.setdefault((device.realm, device.site), []).append(device.id)
    return make_net([device.id for device in chosen], edges, [device.id for device in chosen if device.tier == "core"], sites.values())


def _graph(net: Net) -> nx.MultiGraph[int]:
    graph: nx.MultiGraph[int] = nx.MultiGraph()
    graph.add_nodes_from(range(net.size))
    for number, (a, b) in enumerate(net.edges):
        graph.add_edge(a, b, key=number)
    return graph


def _peer(net: Net, graph: nx.MultiGraph[int], failures: Sequence[tuple[Element, ...]], ours: Mapping[tuple[Element, ...], Loss]) -> float:
    """Return networkx's time for one failure [CPU s], its answers compared with ours."""
    start = time.process_time()
    theirs = {failed: _without(net, graph, failed) for failed in failures}
    seconds = time.process_time() - start
    assert theirs == ours
    return seconds / len(failures)


def _without(net: Net, graph: nx.MultiGraph[int], failed: tuple[Element, ...]) -> Loss:
    """Take out what failed, see what the centre still reaches, and put it back."""
    gone: list[tuple[int, int, int]] = []
    for one in failed:
        if one.kind == "node":
            edges = list(graph.edges(one.number, keys=True))
            graph.remove_node(one.number)
        else:
            edges = [(*net.edges[one.number], one.number)] if graph.has_edge(*net.edges[one.number], one.number) else []
            graph.remove_edges_from(edges)
        gone += edges
    alive: set[int] = set()
    for root in net.roots:
        if root in graph and root not in alive:
            alive |= nx.node_connected_component(graph, root)
    graph.add_nodes_from(one.number for one in failed if one.kind == "node")
    for a, b, key in gone:
        graph.add_edge(a, b, key=key)
    return Loss(net.size - len(alive), sum(1 for members in net.groups if alive.isdisjoint(members)))


def _line(work: str, ours: float, peer: float) -> dict[str, object]:
    return {
        "bench": "failures",
        "work": work,
        "netfold": round(ours, 4),
        "peer": round(peer, 3),
        "peer_name": f"networkx, one by one, from {_SAMPLE} failures",
        "unit": "s",
        "ratio": ours / peer,
    }
