"""Every single and double failure, held against networkx taking out one after the other."""

from __future__ import annotations

from itertools import combinations

import msgspec
import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.resolve.made import believe, census, gig, hears, mac, network, port, record, site
from topology.analysis.resilience import RESILIENCE
from topology.model.errors import Severity
from topology.resilience import Element, Loss, Net, double_failures, make_net, redundancy, single_failures


def brute(net: Net, *failed: Element) -> Loss:
    """Take the failed elements out and see what no root reaches."""
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(net.size))
    for number, (a, b) in enumerate(net.edges):
        if Element("edge", number) not in failed:
            graph.add_edge(a, b)
    graph.remove_nodes_from([element.number for element in failed if element.kind == "node"])
    alive = set()
    for root in net.roots:
        if root in graph:
            alive |= nx.node_connected_component(graph, root)
    lost = set(range(net.size)) - alive
    return Loss(len(lost), sum(1 for members in net.groups if members and set(members) <= lost))


@st.composite
def nets(draw):
    """Up to nine nodes with parallel edges, loops, several roots or none, and groups."""
    size = draw(st.integers(1, 9))
    node = st.integers(0, size - 1)
    edges = draw(st.lists(st.tuples(node, node), max_size=14))
    roots = draw(st.lists(node, max_size=3, unique=True))
    group_of = draw(st.lists(st.integers(0, 4), min_size=size, max_size=size))
    groups = tuple(tuple(n for n in range(size) if group_of[n] == group) for group in range(4))
    return Net(size, tuple(edges), tuple(roots), groups)


@settings(deadline=None, max_examples=150)
@given(nets())
def test_single_and_double_failures_lose_what_networkx_loses(net) -> None:
    assert single_failures(net) == {element: brute(net, element) for element in net.elements}
    found, order = double_failures(net), net.elements
    for one, other in combinations(range(len(order)), 2):
        expected = brute(net, order[one], order[other])
        assert (found.nodes[one][other], found.groups[one][other]) == expected
        assert (found.nodes[other][one], found.groups[other][one]) == expected
    assert [(found.nodes[n][n], found.groups[n][n]) for n in range(len(order))] == [brute(net, element) for element in order]


def outlives(net: Net, members: tuple[int, ...]) -> bool | None:
    """Tell of a group, failure by failure, whether anything elsewhere loses it; None where it is lost already."""
    only = Net(net.size, net.edges, net.roots, (members,))
    if not members or brute(only).groups:
        return None
    inside = {Element("node", node) for node in members}
    inside |= {Element("edge", number) for number, ends in enumerate(net.edges) if set(ends) <= set(members)}
    return not any(brute(only, element).groups for element in net.elements if element not in inside)


@settings(deadline=None, max_examples=150)
@given(nets())
def test_a_group_is_redundant_where_no_failure_elsewhere_loses_it(net) -> None:
    assert redundancy(net) == [outlives(net, members) for members in net.groups]


def test_a_long_chain_is_no_recursion() -> None:
    size = 5000
    net = Net(size, tuple((n, n + 1) for n in range(size - 1)), (0,))
    losses = single_failures(net)
    assert losses[Element("node", 1)] == (size - 1, 0)
    assert losses[Element("edge", size - 2)] == (1, 0)


@pytest.mark.parametrize(("edges", "lost"), [((("a", "b"), ("a", "b")), 0), ((("a", "b"),), 1)])
def test_parallel_links_and_names(edges, lost) -> None:
    net = make_net(["a", "b"], edges, ["a"], [["b"]])
    assert single_failures(net)[Element("edge", 0)] == (lost, lost)


def test_a_star_names_its_hub_and_what_it_cuts_off() -> None:
    """Core 1 and 2 joined; 3 hangs on both, 4 on 1 alone, 5 on 4; 6 on nothing."""
    pairs = [(1, 2), (1, 3), (2, 3), (1, 4), (4, 5)]
    free = dict.fromkeys(range(1, 7), 0)
    rows: dict[int, list] = {n: [] for n in free}
    for a, b in pairs:
        free[a] += 1
        free[b] += 1
        rows[a].append(hears(gig(free[a]), chassis=mac(b), port_id=gig(free[b])))
    looks = [
        record(f"t{n}", f"SW{n}", chassis=mac(n), ports=[port(i) for i in range(1, 5)], neighbours=tuple(rows[n]), location=f"S000{n}")
        for n in free
    ]
    made = census(networks=[network("N01", "n01")], sites=[site(f"S000{n}") for n in free])
    topology = believe(looks, made)
    tiers = {1: "core", 2: "core", 3: "access", 4: "aggregation", 5: "access"}
    names = {f"SW{n}": tier for n, tier in tiers.items()}
    devices = tuple(msgspec.structs.replace(device, tier=names.get(device.name)) for device in topology.devices)
    topology = msgspec.structs.replace(topology, devices=devices)
    (found,) = RESILIENCE.run(topology)
    ids = {device.name: device.id for device in devices}
    down = {link.id for link in topology.links if {link.a_device, link.b_device} <= {ids["SW1"], ids["SW4"], ids["SW5"]}}
    assert set(found.subjects) == {ids["SW1"], ids["SW4"], *down}
    assert found.params == {"network": "N01", "devices": 2, "links": 2, "worst": "SW1", "lost": 3, "sites": 6}
    assert (found.severity, len(found.evidence)) == (Severity.WARNING, 4)


def test_a_network_without_a_core_or_without_a_weak_place_says_nothing() -> None:
    made = census(networks=[network("N01", "n01")])
    assert list(RESILIENCE.run(believe([record("a", "A")], made))) == []
    assert list(RESILIENCE.run(believe([], made))) == []
