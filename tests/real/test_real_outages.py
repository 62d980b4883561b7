"""What discovery says when the lab changes: a cable fails, an agent falls silent, and both come back."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from services.home import Home
from tests.real.conftest import Discovery, heard
from tests.real.daemons import Room
from tests.real.lab import RealLab, hearing_ports, lldp_met, ospf_met, wait_until
from tests.real.namespaces import command, run
from tests.real.plan import HOST, LINKS, SEEDS, End, Ends, ospf_neighbours

FIRST, SECOND = (frozenset({("core1", port), ("core2", port)}) for port in ("eth1", "eth2"))


@contextmanager
def cable_down(lab: RealLab, near: End, far: End) -> Iterator[None]:
    """Take the near port of a cable down until the block ends: both hosts have forgotten it, and met again afterwards."""
    rooms = [lab.room(host) for host, _ in (near, far)]
    space = rooms[0].space
    run(command("ip"), "-n", space, "link", "set", near[1], "down")
    try:
        gone = {
            host: lambda room=room, port=port: port not in hearing_ports(room)
            for room, (host, port) in zip(rooms, (near, far), strict=True)
        }
        assert wait_until(gone, 10) == []
        yield
    finally:
        run(command("ip"), "-n", space, "link", "set", near[1], "up")
        met = {f"lldp {room.host.name}": lambda room=room: lldp_met(room) for room in rooms}
        met |= {f"ospf {room.host.name}": lambda room=room: ospf_met(room) for room in rooms}
        assert wait_until(met, 30) == []


@contextmanager
def agent_silent(room: Room) -> Iterator[None]:
    """Stop a host's agent until the block ends; the host itself goes on."""
    process = int((room.folder / "snmpd.pid").read_text())
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


Heard = dict[Ends, tuple[str, str]]
"""Id and state of each link that neighbours prove, by its ends."""


def heard_links(discovery: Discovery) -> Heard:
    topology = discovery.topology

    def end(device: str, port: str | None) -> End:
        return topology.device[device].name, topology.interface[port or ""].name

    return {
        frozenset({end(link.a_device, link.a_interface), end(link.b_device, link.b_interface)}): (link.id, link.state.value)
        for link in topology.links
        if heard(link.protocols)
    }


def adjacent(discovery: Discovery, name: str) -> set[End]:
    """Router id and address of each full OSPF adjacency that a host's newest record has."""
    device = next(one for one in discovery.topology.devices if one.name == name)
    with Home.open(discovery.home) as home:
        record = home.store.records.find(device.evidence[0].source).record
    return {(one.router_id, one.address) for one in record.ospf_neighbours if one.state == "full"}


def test_a_failed_cable_takes_its_link_and_no_other_and_comes_back_as_itself(apart):
    crawl = apart.scope("crawl", seeds=SEEDS)
    before = heard_links(apart)
    assert set(before) == LINKS
    with cable_down(apart.lab, ("core1", "eth2"), ("core2", "eth2")):
        apart.discover(crawl)
        assert heard_links(apart) == {ends: link for ends, link in before.items() if ends != SECOND}
        assert FIRST in heard_links(apart)
        assert adjacent(apart, "core1") == ospf_neighbours("core1") - {(HOST["core2"].router_id, "10.251.0.6")}
        assert adjacent(apart, "core2") == ospf_neighbours("core2") - {(HOST["core1"].router_id, "10.251.0.5")}
        assert adjacent(apart, "dist2") == ospf_neighbours("dist2")
    apart.discover(crawl)
    assert heard_links(apart) == before
    assert adjacent(apart, "core1") == ospf_neighbours("core1")


def test_a_silent_agent_leaves_its_device_stale_and_its_links_as_they_were(apart):
    crawl = apart.scope("crawl", seeds=SEEDS)
    before = heard_links(apart)
    device = next(device for device in apart.topology.devices if device.name == "acc1")
    hasty = apart.scope("hasty", seeds=SEEDS, limits="timeout_s = 0.75\nretries = 1")
    with agent_silent(apart.lab.room("acc1")):
        apart.discover(hasty, ends=1)
        assert (apart.summary["answered"], apart.summary["failed"]) == (9, 1)
        after = apart.topology.device[device.id]
        assert (after.name, after.stale, after.chassis_ids) == ("acc1", True, (HOST["acc1"].chassis,))
        assert {one.id for one in apart.topology.devices if one.stale} == {device.id}
        assert heard_links(apart) == before, "its neighbours still hear it, and what it said is remembered"
    apart.discover(crawl)
    assert not [one for one in apart.topology.devices if one.stale]
    assert heard_links(apart) == before
