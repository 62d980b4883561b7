"""Routes that BGP would bring: announcements followed over sessions, and the example network of third parties."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectors.configs import read_config
from tests.paths.made import World, port, router, static, world
from topology.model.configured import NetworkStatement, Redistribution
from topology.model.tables import BgpPeer, BgpProcess
from topology.paths import Act, Basis, End, Sure

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "configs" / "sets" / "batfish_example_ios"


def peer(address: str, remote: int, **more) -> BgpPeer:
    return BgpPeer(**({"address": address, "remote_as": remote, "enabled": True, "families": ("ipv4",), "ref": f"bgp:{address}"} | more))


def speaker(name: str, asn: int, *ports, peers=(), announces=(), **more):
    statements = tuple(NetworkStatement(protocol="bgp", prefix=prefix, ref=f"net:{prefix}") for prefix in announces)
    return router(name, *ports, bgp=(BgpProcess(local_as=asn, ref="as"),), bgp_peers=tuple(peers), network_statements=statements, **more)


def row(**more) -> World:
    """x (AS 1) - y (AS 2) - z (AS 3): z announces 10.3.0.0/24."""
    return world(
        speaker("x", 1, port("Gi0/0", "10.1.0.1/24"), port("Gi0/1", "10.9.0.1/30"), peers=(peer("10.9.0.2", 2, **more),), announces=("10.1.0.0/24",)),
        speaker("y", 2, port("Gi0/1", "10.9.0.2/30"), port("Gi0/2", "10.9.0.5/30"), peers=(peer("10.9.0.1", 1), peer("10.9.0.6", 3))),
        speaker("z", 3, port("Gi0/1", "10.9.0.6/30"), port("Gi0/2", "10.3.0.1/24"), peers=(peer("10.9.0.5", 2),), announces=("10.3.0.0/24",)),
    )  # fmt: skip


def route(trace):
    return next(hop for hop in trace.branches[0].hops if hop.act is Act.ROUTE)


def test_an_announcement_crosses_autonomous_systems():
    net = row()
    trace = net.trace("10.1.0.7", "10.3.0.9")
    assert net.ways(trace, 3) == {("x", "y", "z")}
    hop = route(trace)
    assert (hop.protocol, hop.basis, hop.sure, hop.next_hop) == ("bgp", Basis.COMPUTED, Sure.LIKELY, "10.9.0.2")
    assert [one.place for one in hop.evidence][:2] == ["bgp:10.9.0.2", "net:10.3.0.0/24"]


@pytest.mark.parametrize("more", [{"state": "idle"}, {"enabled": False}])
def test_a_session_that_is_down_brings_nothing(more):
    assert row(**more).trace("10.1.0.7", "10.3.0.9").ends == (End.NO_ROUTE,)


def test_a_policy_that_was_not_evaluated_makes_the_route_unsure():
    hop = route(row(import_policies=("IN",)).trace("10.1.0.7", "10.3.0.9"))
    assert (hop.reason, hop.sure) == ("path.route_policed", Sure.UNSURE)


def inside(*, options=()) -> World:
    """One AS: e (border to AS 9) - r - c, sessions e-r and r-c only; e's far neighbour announces 10.7.0.0/24."""
    ports = {
        "out": (port("Gi0/1", "10.9.9.2/30"), port("Gi0/2", "10.7.0.1/24")),
        "e": (port("Gi0/1", "10.9.0.1/30"), port("Gi0/9", "10.9.9.1/30")),
        "r": (port("Gi0/1", "10.9.0.2/30"), port("Gi0/2", "10.9.0.5/30")),
        "c": (port("Gi0/1", "10.9.0.6/30"), port("Gi0/2", "10.1.0.1/24")),
    }
    return world(
        speaker("out", 9, *ports["out"], peers=(peer("10.9.9.1", 1),), announces=("10.7.0.0/24",)),
        speaker("e", 1, *ports["e"], peers=(peer("10.9.9.2", 9), peer("10.9.0.2", 1, options=("next-hop-self",)))),
        speaker("r", 1, *ports["r"], peers=(peer("10.9.0.1", 1), peer("10.9.0.6", 1, options=options))),
        speaker("c", 1, *ports["c"], peers=(peer("10.9.0.5", 1),), routes=(static("10.9.0.0/30", "10.9.0.5"),)),
    )


def test_inside_an_as_only_a_reflector_passes_on_what_it_heard_inside():
    assert inside().trace("10.1.0.7", "10.7.0.9").ends == (End.NO_ROUTE,)
    net = inside(options=("reflect-client",))
    trace = net.trace("10.1.0.7", "10.7.0.9")
    assert net.ways(trace, 3) == {("c", "r", "e", "out")}
    assert route(trace).reason == "path.route_recursive"


def test_the_shorter_as_path_wins():
    net = world(
        speaker("x", 1, port("Gi0/0", "10.1.0.1/24"), port("Gi0/1", "10.9.0.1/30"), port("Gi0/2", "10.9.0.9/30"), peers=(peer("10.9.0.2", 2), peer("10.9.0.10", 3))),
        speaker("y", 2, port("Gi0/1", "10.9.0.2/30"), port("Gi0/2", "10.9.0.5/30"), peers=(peer("10.9.0.1", 1), peer("10.9.0.6", 3))),
        speaker("z", 3, port("Gi0/1", "10.9.0.6/30"), port("Gi0/2", "10.9.0.10/30"), port("Gi0/3", "10.3.0.1/24"), peers=(peer("10.9.0.5", 2), peer("10.9.0.9", 1)), redistributions=(Redistribution(into="bgp", source="direct", ref="imp"),)),
    )  # fmt: skip
    trace = net.trace("10.1.0.7", "10.3.0.9")
    assert net.ways(trace, 3) == {("x", "z")}
    assert route(trace).evidence[1].place == "imp"


@pytest.fixture(scope="module")
def example() -> World:
    if not CORPUS.is_dir():
        pytest.skip("third-party material is not here: ../shared/corpus (batfish_example_ios)")
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return World(
        read_config(path.read_bytes(), path=path.name, realm="example", collected_at=moment) for path in sorted(CORPUS.glob("*.cfg"))
    )


@pytest.mark.parametrize(
    ("source", "destination", "ways"),
    [
        ("2.1.3.1", "2.1.1.1", {("as2dist1", "as2core1", "as2border1"), ("as2dist1", "as2core2", "as2border1")}),
        ("1.10.1.1", "1.1.1.1", {("as1core1", "as1border1")}),
        (
            "2.128.0.101",
            "1.0.1.1",
            {("as2dept1", "as2dist1", core, "as2border1", "as1border1") for core in ("as2core1", "as2core2")},
        ),
        (
            "2.128.0.101",
            "3.0.1.1",
            {("as2dept1", "as2dist1", core, "as2border2", "as3border1") for core in ("as2core1", "as2core2")},
        ),
        ("1.0.1.1", "3.0.1.1", {("as1border1", "as1core1", "as1border2", "as3border2", "as3core1", "as3border1")}),
    ],
)
def test_the_example_s_paths_are_those_its_configurations_mean(example, source, destination, ways):
    trace = example.trace(source, destination)
    assert trace.arrives
    assert example.ways(trace, 3) == ways


def test_the_example_s_department_learns_no_router_addresses(example):
    """Nobody announces 2.1.3.1 in BGP, and as2dept1 speaks nothing else."""
    last = example.trace("2.128.0.101", "2.1.3.1").branches[0].hops[-1]
    assert (last.end, last.reason, example.name(last.device)) == (End.NO_ROUTE, "path.end_no_route_dynamic", "as2dept1")


def test_an_address_that_two_routers_of_the_example_have_is_begun_at_both(example):
    trace = example.trace("2.1.1.2", "3.0.1.1")
    assert {way[0] for way in example.ways(trace, 3)} == {"as2border2", "as2dept1"}
    assert {branch.hops[0].sure for branch in trace.branches} == {Sure.UNSURE}


def test_the_example_s_border_denies_what_its_list_denies(example):
    """From AS 1 to 2.128.1.101: ``deny ip any host 2.128.1.101`` on the way into AS 2."""
    trace = example.trace("1.1.1.1", "2.128.1.101")
    assert trace.ends == (End.DENIED,)
    denial = next(hop for hop in trace.branches[0].hops if hop.verdict == "deny")
    assert (example.name(denial.device), denial.params["acl"]) == ("as2border1", "OUTSIDE_TO_INSIDE")
    place = denial.evidence[0].place
    file, _, number = place.rpartition(":")
    assert (CORPUS / file).read_text().splitlines()[int(number) - 1].split() == ["deny", "ip", "any", "host", "2.128.1.101"]
