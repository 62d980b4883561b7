"""The small city from UDP to findings: what was planted is found, and nothing else."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime

import pytest

from collectors.census import read_census
from collectors.configs import read_config
from collectors.snmp.discover import discover
from collectors.snmp.scope import load_scope
from lab.agents import start_agents
from lab.city import build_city
from lab.score import match_devices, score
from lab.writer import write_city
from topology.analysis import analyse
from topology.model.entities import HostPlace
from topology.model.ledger import Ledger
from topology.model.names import canonical_interface
from topology.model.rules import load_rules
from topology.resolve import resolve

WHEN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def city():
    return build_city("small")


@pytest.fixture(scope="module")
def found(city, tmp_path_factory):
    folder = tmp_path_factory.mktemp("city")
    records = []
    with start_agents(city) as agents:
        write_city(city, folder, port=agents.port)
        asyncio.run(discover(load_scope(folder / "scope.toml"), sink=records.append, now=lambda: WHEN))
    for path in sorted((folder / "configs").rglob("*.cfg")):
        realm = path.parent.name
        records.append(read_config(path.read_bytes(), path=f"{realm}/{path.name}", realm=realm, collected_at=WHEN))
    topology, _ = resolve(
        records, read_census(folder / "census.xlsx", edition="2017"), load_rules(folder / "rules.toml"), Ledger(), snapshot="s1"
    )
    return topology, analyse(topology)


def test_every_link_overlap_and_shared_site_is_found_and_none_invented(city, found) -> None:
    result = score(*found, city)
    assert result.answered == len(city.devices) == len(found[0].devices)
    assert (result.link_recall, result.link_precision) == (1.0, 1.0)
    assert (result.overlaps_found, result.overlaps_false) == (result.overlaps_planted, 0)
    assert (result.shared_sites_found, result.shared_sites_false) == (result.shared_sites_planted, 0)


def test_every_host_is_at_the_port_where_it_hangs(city, found) -> None:
    topology, _ = found
    known = match_devices(topology, city)
    truth = {seat.mac: (device.id, canonical_interface(seat.port)) for device in city.devices for seat in device.seats}
    beside = Counter(truth.values())
    placed = {
        host.mac: (known[host.device], canonical_interface(topology.interface[host.interface].name))
        for host in topology.hosts
        if host.device is not None and host.interface is not None
    }
    assert placed == truth
    for host in topology.hosts:
        count = beside[truth[host.mac]]
        assert (host.place, host.beside) == (HostPlace.PORT if count == 1 else HostPlace.SEGMENT, count)


def test_networks_and_sites_are_as_in_the_truth(city, found) -> None:
    topology, _ = found
    known = match_devices(topology, city)
    truth = {device.id: (device.network, device.site) for device in city.devices}
    assert {known[d.id]: (d.network, d.site) for d in topology.devices} == truth


def test_back_doors_dead_circuits_parallel_circuits_and_zombies_are_found(city, found) -> None:
    topology, findings = found
    known = match_devices(topology, city)
    planted = city.planted
    doors = {
        frozenset({(d.a_device, canonical_interface(d.a_port)), (d.b_device, canonical_interface(d.b_port))}) for d in planted.back_doors
    }
    links = [topology.link[finding.subjects[0]] for finding in findings if finding.kind == "back_door"]
    measured = {
        frozenset(
            (known[device], canonical_interface(topology.interface[port].name))
            for device, port in ((k.a_device, k.a_interface), (k.b_device, k.b_interface))
        )
        for k in links
    }
    assert measured == doors
    assert {f.params["circuit"] for f in findings if f.kind == "use.dead_circuit"} == set(planted.dead_circuits)
    parallel = {tuple(sorted(str(f.params["circuits"]).split(", "))) for f in findings if f.kind == "parallel_circuits"}
    assert parallel == {tuple(sorted(group)) for group in planted.parallel_circuits}
    assert {f.networks for f in findings if f.kind == "use.low"} == {(code,) for code in planted.zombie_networks}


def test_no_circuit_is_given_another_circuits_link(city, found) -> None:
    topology, _ = found
    known = match_devices(topology, city)
    truth = {}
    for link in city.links:
        truth[frozenset({(link.a_device, canonical_interface(link.a_port)), (link.b_device, canonical_interface(link.b_port))})] = (
            link.circuit
        )
    for link in topology.links:
        if link.circuit is not None and link.state != "declared":
            ends = ((link.a_device, link.a_interface), (link.b_device, link.b_interface))
            assert truth[frozenset((known[d], canonical_interface(topology.interface[p].name)) for d, p in ends)] == link.circuit
