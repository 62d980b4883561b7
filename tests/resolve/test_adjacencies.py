"""Adjacencies of OSPF, IS-IS and BGP become links of layer 3, and never cables."""

from __future__ import annotations

import pytest

from tests.resolve.made import believe, ends, mac, port, record
from topology.model.entities import LinkState
from topology.model.records import Completeness
from topology.model.tables import BgpPeer, IsisAdjacency, IsisProcess, OspfNeighbour, OspfProcess
from topology.resolve.adjacencies import PASSES


def adjacent(topology):
    """The links that rows of neighbours made; the routers' common prefix makes one where none stands."""
    return tuple(link for link in topology.links if link.matched_by in PASSES)


def routers(one=None, two=None, **more):
    """Two routers on 10.9.0.0/30, each with its own part of a record."""
    first = record("10.9.0.1", "r1", chassis=mac(1), ports=[port(1, addresses=("10.9.0.1/30",)), port(2)], **(one or {}), **more)
    second = record("10.9.0.2", "r2", chassis=mac(2), ports=[port(1, addresses=("10.9.0.2/30",)), port(2)], **(two or {}), **more)
    return [first, second]


def ospf(address: str, state: str | None = "full", **more) -> OspfNeighbour:
    return OspfNeighbour(address=address, state=state, ref="1.3.6.1.2.1.14.10.1.3", **more)


BOTH = frozenset({("r1", "GigabitEthernet0/0/1"), ("r2", "GigabitEthernet0/0/1")})


def test_both_sides_make_one_two_sided_link() -> None:
    topology = believe(routers({"ospf_neighbours": (ospf("10.9.0.2"),)}, {"ospf_neighbours": (ospf("10.9.0.1"),)}))
    (link,) = adjacent(topology)
    assert ends(topology, link) == BOTH
    assert (link.layer, link.state, link.matched_by, link.protocols) == (3, LinkState.TWO_SIDED, "adjacency", ("ospf",))
    assert sorted(row.text for row in link.evidence) == ["ospf ? 10.9.0.1 full", "ospf ? 10.9.0.2 full"]


def test_one_side_makes_a_one_sided_link() -> None:
    (link,) = adjacent(believe(routers({"ospf_neighbours": (ospf("10.9.0.2"),)})))
    assert (link.state, link.matched_by) == (LinkState.ONE_SIDED, "adjacency_one_sided")


@pytest.mark.parametrize("state", ["down", "attempt", "init"])
def test_a_session_that_does_not_stand_is_no_link(state: str) -> None:
    assert adjacent(believe(routers({"ospf_neighbours": (ospf("10.9.0.2", state),)}))) == ()


def test_protocols_on_the_same_ports_are_one_link() -> None:
    one = {
        "ospf_neighbours": (ospf("10.9.0.2"),),
        "bgp_peers": (BgpPeer(address="10.9.0.2", state="established", remote_as=65001),),
        "isis": (IsisProcess(system_id="0000.0000.0001"),),
    }
    two = {
        "isis": (IsisProcess(system_id="0000.0000.0002"),),
        "isis_adjacencies": (IsisAdjacency(system_id="0000.0000.0001", state="up", addresses=("10.9.0.1",)),),
    }
    topology = believe(routers(one, two))
    (link,) = adjacent(topology)
    assert (link.protocols, link.state, ends(topology, link)) == (("bgp", "isis", "ospf"), LinkState.TWO_SIDED, BOTH)


def test_a_session_between_loopbacks_ends_on_them() -> None:
    first = record("10.9.0.1", "r1", chassis=mac(1), ports=[port(1, addresses=("10.9.0.1/30",)), port(9, name="LoopBack0", addresses=("1.1.1.1/32",))],
                   bgp_peers=(BgpPeer(address="2.2.2.2", local_address="1.1.1.1", state="established"),))  # fmt: skip
    second = record(
        "10.9.0.2", "r2", chassis=mac(2), ports=[port(1, addresses=("10.9.0.2/30",)), port(9, name="LoopBack0", addresses=("2.2.2.2/32",))]
    )
    topology = believe([first, second])
    assert [ends(topology, link) for link in adjacent(topology)] == [frozenset({("r1", "LoopBack0"), ("r2", "LoopBack0")})]


def test_a_router_id_finds_a_neighbour_whose_address_is_unknown() -> None:
    one = {"ospf_neighbours": (ospf("0.0.0.0", router_id="2.2.2.2", interface="GigabitEthernet0/0/2"),)}
    topology = believe(routers(one, {"ospf": (OspfProcess(router_id="2.2.2.2"),)}))
    assert [ends(topology, link) for link in adjacent(topology)] == [frozenset({("r1", "GigabitEthernet0/0/2"), ("r2", None)})]


def test_halves_that_complete_each_other_are_one_link() -> None:
    """Each side is found by its router id and names only its own unnumbered port."""
    one = {
        "ospf": (OspfProcess(router_id="1.1.1.1"),),
        "ospf_neighbours": (ospf("0.0.0.0", router_id="2.2.2.2", interface="GigabitEthernet0/0/2"),),
    }
    two = {
        "ospf": (OspfProcess(router_id="2.2.2.2"),),
        "ospf_neighbours": (ospf("0.0.0.0", router_id="1.1.1.1", interface="GigabitEthernet0/0/2"),),
    }
    topology = believe(routers(one, two))
    (link,) = adjacent(topology)
    assert ends(topology, link) == frozenset({("r1", "GigabitEthernet0/0/2"), ("r2", "GigabitEthernet0/0/2")})
    assert link.state is LinkState.TWO_SIDED


def test_the_same_address_twice_counts_for_neither_and_is_listed() -> None:
    third = record("10.9.0.3", "r3", chassis=mac(3), ports=[port(1, addresses=("10.9.0.2/30",))])
    topology = believe([*routers({"ospf_neighbours": (ospf("10.9.0.2"),)}), third])
    assert adjacent(topology) == ()
    (entry,) = topology.unmatched
    assert (entry.reason, len(entry.candidates)) == ("ambiguous", 2)


def test_the_same_addresses_in_another_realm_make_no_link() -> None:
    first, _ = routers({"ospf_neighbours": (ospf("10.9.0.2"),)})
    other = record("10.9.0.2", "r2", chassis=mac(2), ports=[port(1, addresses=("10.9.0.2/30",))], realm="n02")
    topology = believe([first, other])
    assert adjacent(topology) == ()
    assert [entry.reason for entry in topology.unmatched] == ["unknown_neighbour"]


def test_an_address_of_ones_own_is_listed_as_self() -> None:
    topology = believe(routers({"bgp_peers": (BgpPeer(address="10.9.0.1", state="established"),)}))
    assert ([entry.reason for entry in topology.unmatched], adjacent(topology)) == (["self"], ())


def test_names_that_contradict_each_other_make_no_link() -> None:
    third = record("10.9.0.9", "r3", chassis=mac(3), ports=[port(1, addresses=("10.8.0.9/30",))], ospf=(OspfProcess(router_id="3.3.3.3"),))
    row = IsisAdjacency(system_id="0000.0000.0003", addresses=("10.9.0.2",), state="up")
    topology = believe([*routers({"isis_adjacencies": (row,)}), third])
    assert [ends(topology, link) for link in adjacent(topology)] == [BOTH]
    third = record("10.9.0.9", "r3", chassis=mac(3), ports=[port(1)], isis=(IsisProcess(system_id="0000.0000.0003"),))
    second = record("10.9.0.2", "r2", chassis=mac(2), ports=[port(1, addresses=("10.9.0.2/30",))])
    topology = believe([routers({"isis_adjacencies": (row,)})[0], second, third])
    assert adjacent(topology) == ()
    assert [entry.reason for entry in topology.unmatched] == ["ambiguous"]


def test_what_only_an_earlier_look_said_is_stale() -> None:
    earlier = routers({"ospf_neighbours": (ospf("10.9.0.2"),)})
    later = record("10.9.0.1", minutes=60, completeness=Completeness.FAILED, reason="timeout")
    (link,) = adjacent(believe([*earlier, later]))
    assert link.state is LinkState.STALE


def test_a_local_port_that_two_prefixes_fit_stays_open() -> None:
    first = record("10.9.0.1", "r1", chassis=mac(1), ports=[port(1, addresses=("10.9.0.1/24",)), port(2, addresses=("10.9.0.5/24",))],
                   ospf_neighbours=(ospf("10.9.0.2"),))  # fmt: skip
    _, second = routers()
    topology = believe([first, second])
    assert [ends(topology, link) for link in adjacent(topology)] == [frozenset({("r1", None), ("r2", "GigabitEthernet0/0/1")})]
