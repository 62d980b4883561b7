"""What the extranet's circuits would carry, against a second reckoning over networkx."""

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topology.analysis.capacity import CONCURRENCY, find_overloads, link_loads, next_step
from topology.model.census import Census, Circuit, CircuitKind, Level, Network, Presence, Role, Site, SiteKind
from topology.model.entities import Topology
from topology.model.errors import Severity

M = 1_000_000
WIDTHS = (10 * M, 20 * M, 100 * M, 1000 * M)


def town(lines, needs, centre="S0"):
    sites = sorted({site for a, b, _ in lines for site in (a, b)} | set(needs) | {centre})
    return Topology(
        snapshot="s",
        census=Census(
            edition="2018",
            networks=(Network(code="W1", name="外网", short="外", owner="U1", role=Role.EXTRANET_ADMIN, level=Level.CITY, cell=""),),
            sites=tuple(Site(code=code, name=f"楼{code}", kind=SiteKind.CENTRE if code == centre else SiteKind.OTHER, cell="") for code in sites),
            presences=tuple(
                Presence(code=f"P{place}", network="W1", site=site, bandwidth_bps=need, cell="") for place, (site, need) in enumerate(needs.items())
            ),
            circuits=tuple(
                Circuit(
                    code=f"L{place}", number=None, network="W1", kind=CircuitKind.LEASED, site_a=a, site_b=b, bandwidth_bps=width,
                    cell=f"circuits!A{place + 2}",
                )
                for place, (a, b, width) in enumerate(lines)
            ),
        ),
    )  # fmt: skip


def loads_of(topology, concurrency=1.0):
    return {load.bundle.ends: load for load in link_loads(topology, concurrency)}


def test_needs_add_up_towards_the_centre_and_fall_due_only_in_part():
    topology = town([("S0", "S1", 100 * M), ("S1", "S2", 20 * M), ("S1", "S3", 20 * M)], {"S1": 10 * M, "S2": 20 * M, "S3": 40 * M})
    found = {ends: load.load_bps for ends, load in loads_of(topology, 0.5).items()}
    assert found == {("S0", "S1"): 35 * M, ("S1", "S2"): 10 * M, ("S1", "S3"): 20 * M}
    assert loads_of(topology, CONCURRENCY)["S1", "S3"].load_bps == pytest.approx(CONCURRENCY * 40 * M)


def test_a_line_that_is_too_small_is_found_with_the_step_that_holds():
    topology = town([("S0", "S1", 20 * M)], {"S1": 60 * M})
    (finding,) = find_overloads(topology, 0.5)
    assert (finding.kind, finding.severity, finding.sites, finding.subjects) == ("capacity.over", Severity.WARNING, ("S0", "S1"), ("L0",))
    assert (finding.params["load_bps"], finding.params["capacity_bps"], finding.params["step_bps"]) == (30 * M, 20 * M, 50 * M)
    assert [(row.source, row.place) for row in finding.evidence] == [("2018", "circuits!A2")]
    assert list(find_overloads(town([("S0", "S1", 30 * M)], {"S1": 60 * M}), 0.5)) == []


def test_two_lines_share_and_the_loss_of_the_larger_is_the_worst():
    topology = town([("S0", "S1", 20 * M), ("S1", "S0", 10 * M)], {"S1": 25 * M})
    (load,) = link_loads(topology, 1.0)
    assert (load.load_bps, load.bundle.capacity_bps) == (25 * M, 30 * M)
    assert (load.worst_bps, load.worst_capacity_bps, load.worst_circuit) == (25 * M, 10 * M, "L0")
    (finding,) = find_overloads(topology, 1.0)
    assert (finding.kind, finding.params["failed"]) == ("capacity.over_after_failure", "L0")


def test_on_a_ring_the_other_way_carries_what_is_lost():
    ring = [("S0", "S1", 100 * M), ("S0", "S2", 100 * M), ("S1", "S2", 100 * M)]
    found = loads_of(town(ring, {"S1": 60 * M, "S2": 70 * M}))
    assert [found[ends].load_bps for ends in sorted(found)] == [60 * M, 70 * M, 0]
    assert [(found[ends].worst_bps, found[ends].worst_circuit) for ends in sorted(found)] == [
        (130 * M, "L1"),
        (130 * M, "L0"),
        (70 * M, "L1"),
    ]


def test_ways_of_equal_cost_carry_equal_parts():
    diamond = [("S0", "S1", 100 * M), ("S0", "S2", 100 * M), ("S1", "S3", 100 * M), ("S2", "S3", 100 * M)]
    found = loads_of(town(diamond, {"S3": 80 * M}))
    assert {load.load_bps for load in found.values()} == {40 * M}


def test_where_a_bandwidth_is_not_known_nothing_is_said_of_it_but_its_load_counts_further_up():
    topology = town([("S0", "S1", 10 * M), ("S1", "S2", None)], {"S2": 30 * M})
    (finding,) = find_overloads(topology, 1.0)
    assert finding.sites == ("S0", "S1")


def test_departments_own_lines_and_far_islands_count_nothing():
    topology = town([("S0", "S1", 10 * M), ("S7", "S8", 10 * M)], {"S8": 99 * M})
    assert [load.load_bps for load in link_loads(topology, 1.0)] == [0, 0]


@pytest.mark.parametrize(
    ("needed", "step"), [(1, 10 * M), (10 * M, 10 * M), (10 * M + 1, 20 * M), (9_000 * M, 10_000 * M), (11_000 * M, None)]
)
def test_the_next_step_is_the_smallest_that_holds(needed, step):
    assert next_step(needed) == step


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_loads_equal_a_second_reckoning_and_so_do_single_failures(data):
    count = data.draw(st.integers(2, 7))
    lines = [(f"S{data.draw(st.integers(0, place - 1))}", f"S{place}", data.draw(st.sampled_from(WIDTHS))) for place in range(1, count)]
    for _ in range(data.draw(st.integers(0, 4))):
        a, b = data.draw(st.integers(0, count - 1)), data.draw(st.integers(0, count - 1))
        if a != b and (f"S{min(a, b)}", f"S{max(a, b)}") not in {(x, y) for x, y, _ in lines}:
            lines.append((f"S{min(a, b)}", f"S{max(a, b)}", data.draw(st.sampled_from(WIDTHS))))
    needs = {f"S{place}": data.draw(st.integers(0, 90)) * M for place in range(1, count)}
    found = loads_of(town(lines, needs))
    expected = reckoned(lines, needs)
    assert {ends: load.load_bps for ends, load in found.items()} == pytest.approx(expected)
    for ends, load in found.items():
        shares = [expected[ends]]
        for gone in lines:
            rest = [line for line in lines if line != gone]
            if gone[:2] != ends and nx.is_connected(graph_of(rest, count)):
                shares.append(reckoned(rest, needs)[ends])
        assert load.worst_bps == pytest.approx(max(shares))


def graph_of(lines, count):
    graph = nx.Graph()
    graph.add_nodes_from(f"S{place}" for place in range(count))
    graph.add_weighted_edges_from((a, b, max(1.0, 10_000 * M / width)) for a, b, width in lines)
    return graph


def reckoned(lines, needs):
    """Each site's need walked down networkx's own shortest ways, split at each node."""
    graph = graph_of(lines, len(needs) + 1)
    before, _ = nx.dijkstra_predecessor_and_distance(graph, "S0")
    found = dict.fromkeys(((min(a, b), max(a, b)) for a, b, _ in lines), 0.0)

    def walk(site, amount):
        for other in before.get(site, []):
            found[min(site, other), max(site, other)] += amount / len(before[site])
            walk(other, amount / len(before[site]))

    for site, need in needs.items():
        walk(site, need)
    return found
