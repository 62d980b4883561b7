"""Circuits of the census beside what ports and links show."""

from __future__ import annotations

from tests.resolve.made import believe, census, circuit, gig, hears, interface_of, mac, network, port, record, site
from topology.model.entities import CircuitStatus, EvidenceKind, LinkState
from topology.model.rules import CircuitRule, Rules

SITES = [site(f"S000{n}") for n in range(1, 5)]
NETWORKS = [network("N01", "n01"), network("N02", "n02")]


def made(*circuits):
    return census(networks=NETWORKS, sites=SITES, circuits=circuits)


def at(number: int, site_number: int, *rows, ports=(), **more):
    ports = ports or [port(1), port(2), port(3)]
    return record(
        f"127.0.0.{number}", f"SW{number}", chassis=mac(number), ports=ports, neighbours=rows, location=f"S000{site_number}", **more
    )


def cable(local: int, other: int, far: int):
    return hears(gig(local), chassis=mac(other), port_id=gig(far))


def view(topology, code: str):
    return next(c for c in topology.circuits if c.code == code)


def test_a_number_in_a_description_matches() -> None:
    labelled = [port(1, description="to S0002 MSTP dl20130457")]
    topology = believe([at(1, 1, cable(1, 2, 1), ports=labelled), at(2, 2)], made(circuit("L1", "DL20130457", "S0001", "S0002")))
    found = view(topology, "L1")
    assert (found.status, found.matched_by) == (CircuitStatus.MATCHED, "number")
    assert [(t.site, topology.device[t.device].name, topology.interface[t.interface].name) for t in found.terminations] == [
        ("S0001", "SW1", gig(1)),
        ("S0002", "SW2", gig(1)),
    ]
    assert topology.link[found.links[0]].circuit == "L1"
    assert [e.kind for e in found.evidence] == [EvidenceKind.CELL, EvidenceKind.RECORD]
    assert (found.evidence[0].source, found.evidence[0].place) == ("2017", "circuits!L1")
    assert found.evidence[1].text == "to S0002 MSTP dl20130457"


def test_a_number_at_one_end_leaves_the_other_site_open() -> None:
    labelled = [port(1, description="DL20130457")]
    found = view(believe([at(1, 1, ports=labelled)], made(circuit("L1", "DL20130457", "S0001", "S0002"))), "L1")
    assert [(t.site, t.device is None) for t in found.terminations] == [("S0001", False), ("S0002", True)]


def test_a_number_at_another_site_contradicts() -> None:
    labelled = [port(1, description="DL20130457")]
    topology = believe([at(1, 3, ports=labelled)], made(circuit("L1", "DL20130457", "S0001", "S0002")))
    assert view(topology, "L1").status is CircuitStatus.CONTRADICTED


def test_a_number_on_a_dead_port_is_down() -> None:
    row = circuit("L1", "DL20130457", "S0001", "S0002")
    assert view(believe([at(1, 1, ports=[port(1, description="DL20130457", up=False)])], made(row)), "L1").status is CircuitStatus.DOWN
    shut = [port(1, description="DL20130457", enabled=False)]
    assert view(believe([at(1, 1, ports=shut)], made(row)), "L1").status is CircuitStatus.DOWN


def test_a_number_nobody_declared_is_seen_not_declared() -> None:
    ports = [port(1, description="to S0002 DL20990001"), port(2, description="room KX-12"), port(3, description="S0001 users 2014")]
    topology = believe([at(1, 1, ports=ports)], made(circuit("L1", "DL20130457", "S0001", "S0002")))
    strangers = [c for c in topology.circuits if c.status is CircuitStatus.SEEN_NOT_DECLARED]
    assert [(c.number, c.network, c.terminations[0].site) for c in strangers] == [("DL20990001", "N01", "S0001")]
    ruled = believe([at(1, 1, ports=ports)], made(), Rules(circuits=(CircuitRule(pattern=r"KX-\d+"),)))
    assert [c.number for c in ruled.circuits] == ["KX-12"]


def test_numbers_with_odd_characters_are_found() -> None:
    ports = [port(1, description="line A/B-100 77, leased")]
    topology = believe([at(1, 1, ports=ports)], made(circuit("L1", "A/B-100 77", "S0001", "S0002"), circuit("L2", "A/B", "S0001", "S0003")))
    assert view(topology, "L1").status is CircuitStatus.MATCHED


def test_the_only_link_between_its_ends_matches() -> None:
    topology = believe([at(1, 1, cable(1, 2, 1)), at(2, 2)], made(circuit("L1", None, "S0002", "S0001")))
    found = view(topology, "L1")
    assert (found.status, found.matched_by, len(found.links)) == (CircuitStatus.MATCHED, "ends", 1)


def test_another_networks_link_does_not_match() -> None:
    topology = believe([at(1, 1, cable(1, 2, 1)), at(2, 2)], made(circuit("L1", None, "S0001", "S0002", network="N02")))
    assert view(topology, "L1").status is CircuitStatus.DECLARED_NOT_SEEN


def test_rivals_are_told_apart_by_bandwidth_or_listed() -> None:
    parallel = [at(1, 1, cable(1, 2, 1), cable(2, 2, 2), ports=[port(1, speed_bps=10_000_000), port(2, speed_bps=100_000_000)]), at(2, 2)]
    rows = [
        circuit("L1", None, "S0001", "S0002", bandwidth_bps=10_000_000),
        circuit("L2", None, "S0001", "S0002", bandwidth_bps=50_000_000),
    ]
    topology = believe(parallel, made(*rows))
    assert (view(topology, "L1").matched_by, len(view(topology, "L1").links)) == ("ends_bandwidth", 1)
    assert (view(topology, "L2").status, len(view(topology, "L2").candidates)) == (CircuitStatus.DECLARED_NOT_SEEN, 2)
    assert all(link.state is not LinkState.DECLARED for link in topology.links)


def test_a_link_that_carries_another_number_is_not_taken() -> None:
    labelled = [port(1, description="DL20990001")]
    topology = believe([at(1, 1, cable(1, 2, 1), ports=labelled), at(2, 2)], made(circuit("L1", "DL20130457", "S0001", "S0002")))
    assert view(topology, "L1").matched_by is None


def test_a_circuit_nobody_sees_becomes_a_declared_link_where_its_ends_leave_no_choice() -> None:
    row = circuit("L1", "DL20130457", "S0001", "S0002")
    topology = believe([at(1, 1), at(2, 2)], made(row))
    (link,) = topology.links
    assert (link.state, link.matched_by, link.layer, link.circuit, link.protocols) == (LinkState.DECLARED, "census", 1, "L1", ())
    assert (view(topology, "L1").status, view(topology, "L1").links) == (CircuitStatus.DECLARED_NOT_SEEN, (link.id,))
    assert believe([at(1, 1), at(2, 2), at(3, 2)], made(row)).links == ()
    assert believe([at(1, 1)], made(row, circuit("L2", None, "S0001", None), circuit("L3", None, "S0001", "S0001"))).links == ()


def test_a_dead_circuits_declared_link_ends_at_its_port() -> None:
    row = circuit("L1", "DL20130457", "S0001", "S0002")
    topology = believe([at(1, 1, ports=[port(1, description="DL20130457", up=False)]), at(2, 2)], made(row))
    (link,) = topology.links
    assert interface_of(topology, "SW1", 1).id in {link.a_interface, link.b_interface}
    assert view(topology, "L1").status is CircuitStatus.DOWN
