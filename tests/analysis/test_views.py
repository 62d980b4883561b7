"""Graphs as views: typed ids, one typed object on each edge, nothing lost to parallel edges."""

from __future__ import annotations

import pytest

from tests.resolve.made import believe, census, circuit, gig, hears, mac, network, port, record, site
from topology.model.entities import CircuitView, Link
from topology.model.errors import NotFound
from topology.views import network_graph, physical_graph, site_graph

MADE = census(
    networks=[network("N01", "n01"), network("N02", "n02"), network("N03", "n03")],
    sites=[site(f"S000{n}") for n in range(1, 5)],
    circuits=[circuit("L1", "DL20130457", "S0001", "S0002"), circuit("L2", None, "S0003", "S0004"), circuit("L3", None, "S0001", None)],
)


@pytest.fixture(scope="module")
def topology():
    def device(number, realm, *rows, ports=()):
        return record(
            f"t{number}",
            f"SW{number}",
            realm=realm,
            chassis=mac(number),
            ports=ports or [port(1), port(2)],
            neighbours=rows,
            location=f"S000{number}",
        )

    def cable(local, other, far):
        return hears(gig(local), chassis=mac(other), port_id=gig(far))

    first = device(1, "n01", cable(1, 2, 1), cable(2, 2, 2), ports=[port(1, description="DL20130457"), port(2)])
    return believe([first, device(2, "n01"), device(3, "n01"), device(4, "n01", cable(1, 2, 1)), device(5, "n02")], MADE)


def test_the_physical_graph_keeps_parallel_links(topology) -> None:
    graph = physical_graph(topology)
    assert set(graph.nodes) == set(topology.device)
    by_name = {d.name: d.id for d in topology.devices if d.realm == "n01"}
    assert graph.number_of_edges(by_name["SW1"], by_name["SW2"]) == 2
    assert all(isinstance(edge["object"], Link) and key == edge["object"].id for _, _, key, edge in graph.edges(keys=True, data=True))
    assert graph.nodes[by_name["SW1"]]["device"].name == "SW1"
    assert physical_graph(topology, declared=False).number_of_edges() == graph.number_of_edges() - 1


def test_the_site_graph_joins_by_circuits_and_by_links_without_one(topology) -> None:
    graph = site_graph(topology)
    assert set(graph.nodes) == {"S0001", "S0002", "S0003", "S0004"}
    kinds = sorted((*sorted((a, b)), type(edge["object"]).__name__) for a, b, edge in graph.edges(data=True))
    assert kinds == [
        ("S0001", "S0002", "CircuitView"),
        ("S0001", "S0002", "Link"),
        ("S0002", "S0004", "Link"),
        ("S0003", "S0004", "CircuitView"),
    ]
    assert isinstance(next(iter(graph["S0003"]["S0004"].values()))["object"], CircuitView)


def test_a_network_graph_has_its_own_devices_only(topology) -> None:
    graph = network_graph(topology, "N01")
    assert {topology.device[node].realm for node in graph} == {"n01"}
    assert len(network_graph(topology, "N02")) == 1
    assert len(network_graph(topology, "N03")) == 0
    with pytest.raises(NotFound, match=r"topology.unknown_network"):
        network_graph(topology, "N99")
