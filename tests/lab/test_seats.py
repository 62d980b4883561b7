"""Where the city's hosts hang, and what its switches have learned of them."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from collectors.snmp.ber import GET_NEXT, SEQUENCE, VERSION_2C, encode_message, encode_oid, encode_tlv
from lab.city import build_city
from lab.responder import Responder
from lab.tables.forwarding import contexts
from lab.tables.learning import learn
from lab.tables.view import fleet_of, views
from lab.truth import City, Vendor
from topology.model.records import InterfaceKind


@pytest.fixture(scope="module", params=["small", "full"])
def city(request: pytest.FixtureRequest) -> City:
    return build_city(request.param)


def test_every_host_has_one_seat_at_an_access_port_in_the_vlan_of_its_prefix(city: City) -> None:
    seats = {seat.mac: (device, seat.port) for device in city.devices for seat in device.seats}
    own = {port.mac for device in city.devices for port in device.ports}
    hosts = [(device, host) for device in city.devices for host in device.hosts if host.mac not in own]
    assert sorted(seats) == sorted(host.mac for _, host in hosts)
    assert len(seats) == sum(len(device.seats) for device in city.devices)
    cabled = {end for link in city.links for end in ((link.a_device, link.a_port), (link.b_device, link.b_port))}
    for gateway, host in hosts:
        device, name = seats[host.mac]
        port = next(port for port in device.ports if port.name == name)
        assert device.realm == gateway.realm
        assert port.kind is InterfaceKind.PHYSICAL
        assert port.up
        assert host.port.endswith(str(port.vlan_access))
        assert (device.id, name) not in cabled


def test_one_port_in_ten_of_a_building_has_several_hosts_behind_it() -> None:
    city = build_city("full")
    serving = {(one.device, one.port) for one in city.serving}
    taken = Counter((device.id, seat.port) for device in city.devices for seat in device.seats if (device.id, seat.port) not in serving)
    several = [count for count in taken.values() if count > 1]
    assert 0.08 < len(several) / len(taken) < 0.12
    assert max(several) <= 5


def test_seats_depend_on_the_seed_alone() -> None:
    def seats(seed: int) -> list[object]:
        return [device.seats for device in build_city("small", seed).devices]

    assert seats(3) == seats(3)
    assert seats(3) != seats(4)


def test_switches_learn_a_host_on_the_way_to_its_gateway_and_nowhere_else(city: City) -> None:
    rows = learn(city.devices, city.links)
    seats = {seat.mac: (device.id, seat.port) for device in city.devices for seat in device.seats}
    ends = {}
    for link in city.links:
        ends[link.a_device, link.a_port], ends[link.b_device, link.b_port] = link.b_device, link.a_device
    lags = defaultdict(set)
    for device in city.devices:
        for port in device.ports:
            far = ends.get((device.id, port.name))
            if far is not None:
                lags[device.id, port.lag or port.name].add(far)
    gateway = {host.mac: device.id for device in city.devices for host in device.hosts}
    places: dict[str, dict[str, str]] = defaultdict(dict)
    for device, learned in rows.items():
        for row in learned:
            if row.mac in seats:
                assert device not in places[row.mac], "learned behind one port"
                places[row.mac][device] = row.port
    assert places.keys() == seats.keys()
    for mac, (device, port) in seats.items():
        found = dict(places[mac])
        at = gateway[mac]
        while at != device:
            (at,) = lags[at, found.pop(at)]
        assert found == {device: port}


def ask(responder: Responder, vantage: str, community: bytes, oid: tuple[int, ...]) -> bytes | None:
    varbind = encode_tlv(SEQUENCE, encode_oid(oid) + b"\x05\x00")
    address = bytes(map(int, vantage.split(".")))
    return responder.answer(address, encode_message(VERSION_2C, community, GET_NEXT, 7, 0, 0, varbind))


def test_cisco_tells_a_vlan_in_its_context_and_is_silent_in_one_it_has_not() -> None:
    city = build_city("small")
    fleet = fleet_of(city)
    responder = Responder(fleet, lambda: 0.0)
    table = (1, 3, 6, 1, 2, 1, 17, 4, 3, 1, 2)
    view = next(
        view for view in views(fleet) if view.device.vendor is Vendor.CISCO and view.device.seats and view.device.realm in city.communities
    )
    row = min(view.learned, key=lambda row: row.mac if row.vid == view.learned[0].vid else "z")
    community = city.communities[view.device.realm].encode()
    answer = ask(responder, view.device.vantage, community + b"@%d" % row.vid, table)
    assert answer is not None
    assert row.vid in contexts(view)
    assert answer.endswith(bytes([2, 1, view.bridge_ports[row.port]]))
    assert ask(responder, view.device.vantage, community + b"@999", table) is None
    assert ask(responder, view.device.vantage, community + b"@", table) is None
