"""Random routed networks against second implementations that share no code with ours: networkx, and a walk over `ipaddress`."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from itertools import pairwise

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.paths.made import port, router, static, world
from topology.model.tables import OspfInterface
from topology.paths import End


@st.composite
def graphs(draw):
    """A connected graph with a cost for each direction of each edge."""
    count = draw(st.integers(3, 7))
    edges = {(draw(st.integers(0, node - 1)), node) for node in range(1, count)}
    edges |= set(
        draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda pair: pair[0] < pair[1]), max_size=6))
    )
    return count, {edge: (draw(st.integers(1, 4)), draw(st.integers(1, 4))) for edge in sorted(edges)}


def ospf(name: str, address: str, cost: int, area: str = "0.0.0.0") -> OspfInterface:
    return OspfInterface(address=address, interface=name, area=area, enabled=True, cost=cost, ref=f"ospf:{name}")


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_ospf_takes_all_shortest_paths_and_no_other(graph):
    count, edges = graph
    ports = {node: [port("LoopBack0", f"10.255.0.{node + 1}/32")] for node in range(count)}
    speakers = {node: [ospf("LoopBack0", f"10.255.0.{node + 1}", 1)] for node in range(count)}
    known = nx.DiGraph()
    for number, ((a, b), costs) in enumerate(edges.items()):
        for node, host, cost, other in ((a, 1, costs[0], b), (b, 2, costs[1], a)):
            name, address = f"Gi0/{number}", f"10.9.{number}.{host}"
            ports[node].append(port(name, f"{address}/30"))
            speakers[node].append(ospf(name, address, cost))
            known.add_edge(node, other, weight=cost)
    net = world(*(router(f"r{node}", *ports[node], ospf_interfaces=tuple(speakers[node])) for node in range(count)))
    trace = net.trace("10.255.0.1", f"10.255.0.{count}")
    expected = {tuple(f"r{node}" for node in path) for path in nx.all_shortest_paths(known, 0, count - 1, weight="weight")}
    assert trace.arrives
    if not trace.truncated:
        assert net.ways(trace, 3) == expected


@st.composite
def tables(draw):
    """Routers in a full mesh with static routes at random, of any length, to any neighbour."""
    count = draw(st.integers(2, 5))
    prefixes = ["0.0.0.0/0", "10.0.0.0/8", "10.0.128.0/17", "10.0.200.0/22", "10.0.200.0/24", "10.0.200.64/26", "172.16.0.0/12"]
    routes = {
        node: draw(
            st.lists(
                st.tuples(st.sampled_from(prefixes), st.sampled_from([other for other in range(count) if other != node])),
                unique_by=lambda one: one[0],
                max_size=4,
            )
        )
        for node in range(count)
    }
    owner = draw(st.integers(0, count - 1))
    return count, routes, owner


@settings(max_examples=80, deadline=None)
@given(tables(), st.sampled_from(["10.0.200.70", "10.0.200.9", "10.0.130.1", "172.16.5.5"]))
def test_static_routes_lead_where_a_plain_walk_leads(made, destination):
    count, routes, owner = made

    def line(a, b):
        low, high = sorted((a, b))
        return f"10.254.{low * 10 + high}.{1 if a < b else 2}"

    def records():
        for node in range(count):
            ports = [port("Gi9/9", f"10.253.{node}.1/24")]
            ports += [port(f"Gi0/{other}", f"{line(node, other)}/30") for other in range(count) if other != node]
            if node == owner:
                ports.append(port("Gi8/8", "10.0.200.65/26"))
            yield router(f"r{node}", *ports, routes=tuple(static(prefix, line(other, node)) for prefix, other in routes[node]))

    net = world(*records())
    trace = net.trace("10.253.0.7", destination)
    at, seen = 0, []
    while True:
        seen.append(at)
        if at == owner and ip_address(destination) in ip_network("10.0.200.64/26"):
            end = End.REACHED
            break
        fitting = [(ip_network(prefix).prefixlen, other) for prefix, other in routes[at] if ip_address(destination) in ip_network(prefix)]
        if not fitting:
            end = End.NO_ROUTE
            break
        at = max(fitting)[1]
        if at in seen:
            end = End.LOOP
            seen.append(at)
            break
    assert trace.ends == (end,)
    assert net.ways(trace, 3) | net.ways(trace) >= {tuple(f"r{node}" for node in seen)}
    assert all(a != b for way in net.ways(trace) for a, b in pairwise(way))
