"""Graphs as views of a topology: built on demand, never stored.

Nodes are typed ids; each edge carries one typed object as ``edge["object"]`` and that object's id as its
key, so parallel links and circuits stay parallel. Each view is linear in the entities it shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from topology.model.entities import CircuitView, Link, LinkState, Topology
from topology.model.errors import NotFound

if TYPE_CHECKING:
    Graph = nx.MultiGraph[str]
else:
    Graph = nx.MultiGraph


def physical_graph(topology: Topology, *, declared: bool = True) -> Graph:
    """Return devices (node attribute ``device``) and links of layers 1 and 2; each edge's ``object`` is a `Link`.

    Without `declared`, links that only the census names are left out.
    """
    graph = Graph()
    for device in topology.devices:
        graph.add_node(device.id, device=device)
    for link in topology.links:
        if _physical(link, declared=declared):
            graph.add_edge(link.a_device, link.b_device, key=link.id, object=link)
    return graph


def site_graph(topology: Topology) -> Graph:
    """Return sites and what joins them: circuits (`CircuitView`), and links of layers 1 and 2 (`Link`) that no circuit carries.

    A circuit with one known site, and a link between devices of one site or of none, joins nothing.
    """
    graph = Graph()
    for site in topology.census.sites:
        graph.add_node(site.code, site=site)
    for circuit in topology.circuits:
        ends = _ends(circuit)
        if len(ends) > 1:
            graph.add_edge(ends[0], ends[1], key=circuit.id, object=circuit)
    carried = {link for circuit in topology.circuits for link in circuit.links}
    for link in topology.links:
        if not _physical(link, declared=True):
            continue
        a, b = topology.device[link.a_device].site, topology.device[link.b_device].site
        if link.id not in carried and a is not None and b is not None and a != b:
            graph.add_edge(a, b, key=link.id, object=link)
    return graph


def network_graph(topology: Topology, code: str) -> Graph:
    """Return the devices of one network and the links of layers 1 and 2 between them; each edge's ``object`` is a `Link`.

    Raises `NotFound` ``topology.unknown_network`` where neither census nor devices know the code.
    """
    graph = Graph()
    for device in topology.devices:
        if device.network == code:
            graph.add_node(device.id, device=device)
    if not graph and all(network.code != code for network in topology.census.networks):
        raise NotFound("topology.unknown_network", network=code)
    for link in topology.links:
        if _physical(link, declared=True) and link.a_device in graph and link.b_device in graph:
            graph.add_edge(link.a_device, link.b_device, key=link.id, object=link)
    return graph


def _physical(link: Link, *, declared: bool) -> bool:
    return link.layer <= 2 and (declared or link.state is not LinkState.DECLARED)  # noqa: PLR2004 - layer 3 is no cable


def _ends(circuit: CircuitView) -> list[str]:
    return sorted({termination.site for termination in circuit.terminations if termination.site})
