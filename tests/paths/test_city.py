"""Paths through the sample city against its ground truth: a plain walk over the routes that were written into it."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import IPv4Address, ip_address, ip_interface, ip_network

import numpy as np
import pytest

from collectors.configs import read_config
from lab.city import build_city
from lab.configs import WRITERS
from lab.truth import City, TruthDevice
from tests.paths.made import World
from topology.model.records import InterfaceKind
from topology.paths import Act, End


@pytest.fixture(scope="module")
def city() -> City:
    return build_city("small")


@pytest.fixture(scope="module")
def net(city: City) -> World:
    """The city as its configurations alone tell it."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return World(
        read_config(WRITERS[device.vendor](device, None).encode(), path=f"{device.id}.cfg", realm=device.realm, collected_at=moment)
        for device in city.devices
    )


def users(city: City) -> dict[str, list[tuple[TruthDevice, IPv4Address]]]:
    """A host of every user prefix with its gateway, by realm."""
    found: dict[str, list[tuple[TruthDevice, IPv4Address]]] = {}
    for device in city.devices:
        for port in device.ports:
            if port.alias and port.alias.endswith("users"):
                found.setdefault(device.realm, []).append((device, ip_interface(port.addresses[0]).ip + 3))
    return found


def walk(city: City, start: TruthDevice, destination: IPv4Address) -> list[str]:
    """The routers on the way by the routes of the truth, by longest match; the last is where it is connected or ends."""
    realm = [device for device in city.devices if device.realm == start.realm]
    owner = {ip_interface(text).ip: device for device in realm for port in device.ports if port.vrf is None for text in port.addresses}
    at, names = start, [start.name]
    for _ in range(20):
        connected = [
            ip_interface(text).network
            for port in at.ports
            if port.vrf is None and port.kind is not InterfaceKind.LOOPBACK
            for text in port.addresses
        ]
        fitting = [(network.prefixlen, 1, "") for network in connected if destination in network]
        fitting += [
            (ip_network(route.prefix).prefixlen, 0, route.next_hop)
            for route in at.routes
            if route.vrf is None
            and destination in ip_network(route.prefix)
            and any(ip_address(route.next_hop) in network for network in connected)
        ]
        if not fitting or max(fitting)[1]:
            return names
        at = owner[ip_address(max(fitting)[2])]
        names.append(at.name)
    return names


def test_users_of_a_network_reach_each_other_by_the_routes_of_the_truth(city, net):
    rng = np.random.default_rng(7)
    asked = 0
    for realm, hosts in sorted(users(city).items()):
        for _ in range(12):
            (gateway, source), (_, destination) = (hosts[int(i)] for i in rng.choice(len(hosts), 2, replace=False))
            trace = net.trace(str(source), str(destination), realm=realm, vrf="global")
            assert trace.arrives, (realm, str(source), str(destination), trace.ends)
            routed = [[net.name(hop.device) for hop in branch.hops if hop.act is Act.ROUTE] for branch in trace.branches]
            assert walk(city, gateway, destination) in routed
            asked += 1
    assert asked > 60


def test_the_evidence_of_every_route_is_the_line_that_says_it(city, net):
    (gateway, source), *_, (_, destination) = users(city)["n05"]
    lines = WRITERS[gateway.vendor](gateway, None).splitlines()
    trace = net.trace(str(source), str(destination), realm="n05", vrf="global")
    route = next(hop for hop in trace.branches[0].hops if hop.protocol == "static")
    assert net.name(route.device) == gateway.name
    file, _, number = route.evidence[0].place.rpartition(":")
    assert file == f"{gateway.id}.cfg"
    assert (route.next_hop or "?") in lines[int(number) - 1]


def test_networks_of_their_own_do_not_reach_each_other(city, net):
    hosts = users(city)
    source = hosts["n03"][0][1]
    destination = next(host for _, host in hosts["n26"] if not host.is_link_local)
    assert End.REACHED not in net.trace(str(source), str(destination), realm="n03", vrf="global").ends


def test_a_vpn_of_the_extranet_is_kept_from_the_rest(city, net):
    """Its routers import each other's prefixes by route target; no session was collected, so that is assumed and said."""
    device = next(device for device in city.devices if any(port.vrf == "vpn-audit" for port in device.ports))
    port = next(port for port in device.ports if port.vrf == "vpn-audit")
    source = str(ip_interface(port.addresses[0]).ip)
    far = next(
        ip_interface(one.addresses[0]).ip
        for other in city.devices
        if other.id != device.id
        for one in other.ports
        if one.vrf == "vpn-audit"
    )
    trace = net.trace(source, str(far), realm=device.realm, vrf="vpn-audit")
    assert trace.arrives
    assert "path.vpn_assumed" in net.reasons(trace)
    user = users(city)[device.realm][0][1]
    assert not net.trace(source, str(user), realm=device.realm, vrf="vpn-audit").arrives
