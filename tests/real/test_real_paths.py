"""Paths through the real lab: what netfold says against where probes really go, hop by hop."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import msgspec
import pytest

from services.home import Home
from services.topologies import current
from services.tracing import Asked, find_path
from services.tracing import Path as Found
from tests.real.conftest import Discovery
from tests.real.namespaces import command, run
from tests.real.plan import HOST, HOSTS
from topology.paths import Basis, Question, State, Trace, trace_path

PROBE = str(Path(__file__).with_name("probe.py"))
ROUTERS = [host.name for host in HOSTS if host.ospf]
OWNER = {
    address.partition("/")[0]: host.name
    for host in HOSTS
    for name, addresses in host.interfaces.items()
    for address in addresses
    if name != "lo" or not address.startswith("127.")
}
PAIRS = [(a, b) for a in ROUTERS for b in ROUTERS if a < b]


@cache
def _probed(space: str, source: str, destination: str) -> tuple[tuple[str, ...], str]:
    *hops, end = run(command("ip"), "netns", "exec", space, sys.executable, PROBE, source, destination).split()
    return tuple(OWNER.get(hop, hop) for hop in hops), end


def probed(found: Discovery, source: str, host: str, destination: str) -> tuple[tuple[str, ...], str]:
    """Where probes from a host's address really go: the hosts in order, and how it ends."""
    return _probed(found.lab.room(host).space, source, destination)


def asked(found: Discovery, source: str, destination: str, **more) -> Found:
    with Home.open(found.home) as home:
        return find_path(home, Asked(source=source, destination=destination, **more))


def ways(path: Found) -> set[tuple[str, ...]]:
    """The routers of each branch after the first, in order."""
    return {
        tuple(_changes([row["device"] for row in path.rows if row["branch"] == number and row["layer"] == 3]))
        for number in {row["branch"] for row in path.rows}
    }


def _changes(hosts: list[str]) -> list[str]:
    return [host for at, host in enumerate(hosts) if at and hosts[at - 1] != host]


@cache
def without_tables(path: Path) -> State:
    """The lab as it would be known if no host had told its routing table: from addresses, adjacencies and costs alone."""
    with Home.open(path) as home:
        topology = current(home)
        records = {
            device.id: [
                (one.source, msgspec.structs.replace(home.store.records.find(one.source).record, forwarding=())) for one in device.evidence
            ]
            for device in topology.devices
        }
    return State(topology, lambda device: records[device.id])


def computed(found: Discovery, source: str, destination: str) -> Trace:
    return trace_path(without_tables(found.home), Question(source=source, destination=destination))


@pytest.mark.parametrize(("near", "far"), PAIRS, ids=lambda name: name)
def test_probes_between_loopbacks_take_one_of_the_branches(found, near, far):
    source, destination = HOST[near].router_id, HOST[far].router_id
    really, end = probed(found, source, near, destination)
    path = asked(found, source, destination)
    assert (end, path.arrives) == ("reached", True)
    assert really in ways(path)
    assert all(row["evidence"] for row in path.rows)
    assert {row["basis"] for row in path.rows if row["act"] == "route"} == {"measured"}


@pytest.mark.parametrize(("near", "far"), PAIRS, ids=lambda name: name)
def test_probes_take_a_branch_of_what_ospf_would_compute_where_no_table_was_read(found, near, far):
    source, destination = HOST[near].router_id, HOST[far].router_id
    really, _ = probed(found, source, near, destination)
    trace = computed(found, source, destination)
    name = {device.id: device.name for device in found.topology.devices}
    branches = {tuple(_changes([name[hop.device] for hop in branch.hops if hop.layer == 3])) for branch in trace.branches}
    assert trace.arrives
    assert really in branches
    assert {hop.basis for branch in trace.branches for hop in branch.hops if hop.protocol == "ospf"} == {Basis.COMPUTED}


def test_a_packet_to_a_prefix_that_bgp_keeps_to_itself_has_no_route_and_really_has_none(found):
    source, destination = HOST["quiet1"].router_id, HOST["edge1"].router_id
    assert probed(found, source, "quiet1", destination) == ((), "unreachable")
    path = asked(found, source, destination)
    assert not path.arrives
    assert (path.rows[-1]["device"], path.rows[-1]["end"]) == ("quiet1", "no_route")


def test_a_neighbour_of_bgp_is_reached(found):
    source, destination = HOST["core1"].router_id, HOST["edge1"].router_id
    assert probed(found, source, "core1", destination) == (("edge1",), "reached")
    path = asked(found, source, destination)
    assert path.arrives
    assert ways(path) == {("edge1",)}
