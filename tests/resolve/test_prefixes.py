"""Prefixes in use and declared, and the hosts seen in them and at presences."""

from __future__ import annotations

from tests.resolve.made import believe, census, mac, network, port, presence, record, site
from topology.model.records import Arp, InterfaceKind, Route, SourceKind, Vlan, Vrf

MADE = census(
    networks=[network("N01", "n01", prefixes=("10.0.0.0/8", "10.1.1.0/24", "nonsense"))],
    sites=[site("S0001"), site("S0002"), site("S0003"), site("S0004")],
    presences=[
        presence("P-1", "N01", "S0001", 4),
        presence("P-2", "N01", "S0002", 9),
        presence("P-3", "N01", "S0003"),
        presence("P-4", "N01", "S0003"),
    ],
)


def svi(vid: int, *addresses: str, **more):
    return port(vid, name=f"Vlanif{vid}", kind=InterfaceKind.VLAN, addresses=addresses, **more)


def host(address: str, interface: str | None = None) -> Arp:
    return Arp(address=address, mac=mac(999), interface=interface)


def gateway(*ports, arp=(), **more):
    return record("127.0.0.1", "GW", chassis=mac(1), ports=ports, arp=tuple(arp), location="S0001", **more)


def by_prefix(topology):
    return {(p.realm, p.vrf, p.prefix): p for p in topology.prefixes}


def by_code(topology):
    return {p.code: p for p in topology.presences}


def test_connected_prefixes_with_their_interfaces_and_networks() -> None:
    ports = [
        svi(10, "10.1.1.1/24"),
        svi(20, "10.1.1.2/24", vrf="office"),
        svi(30, "127.0.0.1/8", "0.0.0.0/0", "fd00::1/64"),
        svi(40, "10.255.0.1/32"),
    ]
    found = by_prefix(believe([gateway(*ports)], MADE))
    assert set(found) == {
        ("n01", None, "10.1.1.0/24"),
        ("n01", "office", "10.1.1.0/24"),
        ("n01", None, "fd00::/64"),
        ("n01", None, "10.255.0.1/32"),
        ("n01", None, "10.0.0.0/8"),
    }
    assert {key[2] for key, prefix in found.items() if prefix.declared} == {"10.0.0.0/8"}
    connected = found["n01", None, "10.1.1.0/24"]
    assert (connected.network, len(connected.interfaces), connected.hosts_seen, connected.evidence[0].text) == (
        "N01",
        1,
        None,
        "Vlanif10 10.1.1.1/24",
    )


def test_hosts_are_counted_once_and_without_our_own_devices() -> None:
    other = record("127.0.0.2", "SW2", chassis=mac(2), ports=[svi(10, "10.1.1.2/24")])
    arp = [
        host("10.1.1.2", "Vlanif10"),
        host("10.1.1.50", "Vlanif10"),
        host("10.1.1.50", "Vlanif10"),
        host("10.1.1.51"),
        host("10.9.9.9", "Vlanif10"),
        host("bad"),
    ]
    found = by_prefix(believe([gateway(svi(10, "10.1.1.1/24"), svi(20, "10.1.2.1/24"), arp=arp), other], MADE))
    assert found["n01", None, "10.1.1.0/24"].hosts_seen == 2
    assert found["n01", None, "10.1.2.0/24"].hosts_seen == 0


def test_the_same_prefix_in_two_realms_is_two() -> None:
    far = record("127.0.0.9", "GW", realm="n02", ports=[svi(10, "10.1.1.1/24")], arp=(host("10.1.1.7"),))
    found = by_prefix(believe([gateway(svi(10, "10.1.1.1/24")), far], MADE))
    assert found["n02", None, "10.1.1.0/24"].hosts_seen == 1
    assert found["n01", None, "10.1.1.0/24"].hosts_seen is None


def test_the_longest_connected_prefix_takes_the_host() -> None:
    arp = [host("10.1.1.130")]
    found = by_prefix(believe([gateway(svi(10, "10.1.1.1/24"), svi(20, "10.1.1.129/25"), arp=arp)], MADE))
    assert (found["n01", None, "10.1.1.0/24"].hosts_seen, found["n01", None, "10.1.1.128/25"].hosts_seen) == (0, 1)


def test_hosts_count_for_the_presence_that_the_interface_serves() -> None:
    ports = [
        svi(10, "10.1.1.1/24"),  # the device's own site
        svi(20, "10.1.2.1/24", description="S0002 users"),
        svi(30, "10.1.3.1/24", description="for P-4, third floor"),
        svi(40, "10.1.4.1/24"),  # by the name of its VLAN
        svi(50, "10.1.5.1/24", description="S0003"),  # two presences there: nobody's
        svi(60, "10.1.6.1/24", description="S0004"),  # nobody declared one
    ]
    arp = [host(f"10.1.{n}.{h}", f"Vlanif{n}0") for n in range(1, 7) for h in (50, 51)]
    vlans = (Vlan(vid=40, name="S0002-voice"), Vlan(vid=50, name=None))
    topology = believe([gateway(*ports, arp=arp, vlans=vlans)], MADE)
    found = by_code(topology)
    assert {code: view.hosts_seen for code, view in found.items()} == {"P-1": 2, "P-2": 4, "P-3": None, "P-4": 2, "N01@S0004": 2}
    (device,) = topology.devices
    assert all(found[code].devices == (device.id,) for code in ("P-1", "P-2", "P-4", "N01@S0004"))
    assert (found["P-2"].hosts_declared, found["P-2"].evidence[0].place, found["P-2"].evidence[1].text) == (
        9,
        "presences!P-2",
        "Vlanif20 S0002 users",
    )
    assert (found["N01@S0004"].hosts_declared, found["N01@S0004"].site) == (None, "S0004")


def test_an_empty_undeclared_presence_is_none() -> None:
    topology = believe([gateway(svi(60, "10.1.6.1/24", description="S0004"), svi(70, "10.1.7.1/24"), arp=[host("10.1.7.9")])], MADE)
    assert set(by_code(topology)) == {"P-1", "P-2", "P-3", "P-4"}


def test_vlans_vrfs_and_routes_are_listed() -> None:
    routes = (
        Route(prefix="0.0.0.0/0", next_hop="10.1.1.254", interface="Vlanif10", vrf=None, ref="x.cfg:9"),
        Route(prefix="10.8.0.0/16", interface="Vlanif99"),
    )
    parts = {"vlans": (Vlan(vid=10, name="mgmt"),), "vrfs": (Vrf(name="office", rd="65001:1"),), "routes": routes}
    config = gateway(svi(10, "10.1.1.1/24"), kind=SourceKind.CONFIG, **parts)
    second = record("b.cfg", "SW2", kind=SourceKind.CONFIG, vlans=(Vlan(vid=10),), vrfs=(Vrf(name="office"),))
    topology = believe([config, second], MADE)
    assert [(v.vid, v.name, v.network, len(v.devices)) for v in topology.vlans] == [(10, "mgmt", "N01", 2)]
    assert [(v.name, v.rds, len(v.devices)) for v in topology.vrfs] == [("office", ("65001:1",), 2)]
    assert {(r.prefix, r.interface is None, r.evidence[0].place) for r in topology.routes} == {
        ("0.0.0.0/0", False, "x.cfg:9"),
        ("10.8.0.0/16", True, ""),
    }
    assert topology.devices[0].evidence[0].place in {"127.0.0.1:1", "b.cfg:1"}
