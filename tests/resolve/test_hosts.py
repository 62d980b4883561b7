"""Hosts: placed by ARP and forwarding tables, never one of our own devices, the same in any order."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.resolve.made import believe, census, gig, hears, local_ports, mac, network, port, presence, record, site
from topology.model.entities import Host, HostPlace, Topology
from topology.model.records import Arp, Completeness, InterfaceKind, SourceKind
from topology.model.tables import FdbEntry, FdbStatus, FhrpGroup, StpPort, StpState

PC = 1000
"""Numbers from here on are hosts' MACs."""


def svi(vid: int, *addresses: str, **more):
    return port(vid, name=f"Vlanif{vid}", kind=InterfaceKind.VLAN, addresses=addresses, **more)


def heard(number: int, address: str, interface: str | None = "Vlanif10") -> Arp:
    return Arp(address=address, mac=mac(number), interface=interface)


def learned(number: int, on: int, vlan: int | None = 10, **more) -> FdbEntry:
    fields = {"mac": mac(number), "vlan": vlan, "interface": gig(on), "status": FdbStatus.LEARNED, "ref": f"1.3.6.1.2.1.17.{number}.{on}"}
    return FdbEntry(**(fields | more))


def core(*arp: Arp, fdb=(), **more):
    """Device 1: the gateway, with port 1 down to the access switch."""
    ports = more.pop("ports", [svi(10, "10.1.1.1/24", mac=mac(1)), port(1), port(2)])
    fields = {"chassis": mac(1), "ports": ports, "arp": arp, "fdb": tuple(fdb), "location": "S0001"}
    fields |= {"neighbours": (hears(1, chassis=mac(2), name="ACC", port_id=gig(24)),), "local_ports": local_ports(1)}
    return record("10.9.0.1", "CORE", **(fields | more))


def access(*fdb: FdbEntry, **more):
    """Device 2: an access switch, its uplink port 24."""
    fields = {"chassis": mac(2), "ports": [port(n) for n in (1, 2, 3, 24)], "fdb": fdb, "location": "S0002"}
    fields |= {"neighbours": (hears(24, chassis=mac(1), name="CORE", port_id=gig(1)),), "local_ports": local_ports(24)}
    return record("10.9.0.2", "ACC", **(fields | more))


@dataclass(frozen=True)
class Seen:
    """What a test asks of a host."""

    place: HostPlace
    at: tuple[str, str] | None
    vlan: int | None


def seen(topology: Topology, host: Host) -> Seen:
    at = None
    if host.device is not None and host.interface is not None:
        at = topology.device[host.device].name, topology.interface[host.interface].name
    return Seen(host.place, at, host.vlan)


def only(topology: Topology) -> Host:
    (host,) = topology.hosts
    return host


def test_a_host_hangs_on_the_access_port_and_not_on_the_uplinks() -> None:
    topology = believe([core(heard(PC, "10.1.1.50"), fdb=[learned(PC, 1)]), access(learned(PC, 2), learned(1, 24))])
    host = only(topology)
    assert seen(topology, host) == Seen(HostPlace.PORT, ("ACC", gig(2)), 10)
    assert (host.addresses, host.mac, host.realm, host.beside) == (("10.1.1.50",), mac(PC), "n01", 1)
    (prefix,) = topology.prefixes
    assert host.prefix == prefix.id
    assert [topology.interface[gate].name for gate in host.gateways] == ["Vlanif10"]
    assert host.losers == (f"leads_on: CORE {gig(1)} (1 MAC)",)
    assert [(row.place, row.text) for row in host.evidence] == [
        (f"1.3.6.1.2.1.17.{PC}.2", f"fdb {mac(PC)} VLAN 10 {gig(2)}"),
        ("arp 10.1.1.50 Vlanif10", mac(PC)),
    ]


def test_without_a_forwarding_table_only_the_prefix_is_known() -> None:
    topology = believe([core(heard(PC, "10.1.1.50"))])
    host = only(topology)
    assert seen(topology, host) == Seen(HostPlace.GATEWAY, None, 10)
    assert host.prefix == topology.prefixes[0].id
    assert host.beside is None


def test_several_hosts_behind_one_port_are_a_segment() -> None:
    topology = believe([core(), access(learned(PC, 1), learned(PC + 1, 1), learned(PC + 2, 1), learned(PC + 3, 2))])
    assert [(host.place, host.beside) for host in sorted(topology.hosts, key=lambda host: host.mac)] == [
        *[(HostPlace.SEGMENT, 3)] * 3,
        (HostPlace.PORT, 1),
    ]
    assert all(host.addresses == () for host in topology.hosts)
    assert len(topology.hosts_by_port[next(host.interface or "" for host in topology.hosts if host.beside == 3)]) == 3


def test_of_two_edge_ports_the_one_with_fewer_addresses_is_taken() -> None:
    """An uplink that no protocol explains: everything is behind it."""
    other = record("10.9.0.3", "FAR", chassis=mac(3), ports=[port(1)], fdb=[learned(PC, 1), *(learned(PC + n, 1) for n in range(1, 6))])
    topology = believe([access(learned(PC, 2)), other])
    host = topology.host[next(host.id for host in topology.hosts if host.mac == mac(PC))]
    assert seen(topology, host) == Seen(HostPlace.PORT, ("ACC", gig(2)), 10)
    assert host.losers == (f"more_behind: FAR {gig(1)} (6 MAC)",)


def test_two_ports_that_fit_equally_are_both_listed_and_none_is_taken() -> None:
    topology = believe([core(heard(PC, "10.1.1.50")), access(learned(PC, 2), learned(PC, 3, vlan=20))])
    host = only(topology)
    assert seen(topology, host) == Seen(HostPlace.AMBIGUOUS, None, 10)
    assert host.losers == (f"several_fit: ACC {gig(2)} (1 MAC)", f"several_fit: ACC {gig(3)} (1 MAC)")


def test_a_host_seen_only_on_ports_that_lead_on_is_beyond_the_last() -> None:
    topology = believe([core(heard(PC, "10.1.1.50"), fdb=[learned(PC, 1)]), access()])
    host = only(topology)
    assert seen(topology, host) == Seen(HostPlace.BEYOND, ("CORE", gig(1)), 10)
    third = record(
        "10.9.0.3", "MID", chassis=mac(3), ports=[port(1), port(2)], local_ports=local_ports(1, 2), fdb=[learned(PC, 2)],
        neighbours=(hears(1, chassis=mac(1), name="CORE", port_id=gig(1)), hears(2, chassis=mac(2), name="ACC", port_id=gig(24))),
    )  # fmt: skip
    top = core(heard(PC, "10.1.1.50"), fdb=[learned(PC, 1)], neighbours=(hears(1, chassis=mac(3), name="MID", port_id=gig(1)),))
    low = access(neighbours=(hears(24, chassis=mac(3), name="MID", port_id=gig(2)),))
    topology = believe([top, third, low])
    host = only(topology)
    assert seen(topology, host) == Seen(HostPlace.BEYOND, ("MID", gig(2)), 10)
    assert host.losers == (f"leads_on: CORE {gig(1)} (1 MAC)",)


def test_a_host_between_the_two_ends_of_a_link_is_on_their_segment() -> None:
    topology = believe([core(fdb=[learned(PC, 1)]), access(learned(PC, 24))])
    host = only(topology)
    assert host.place is HostPlace.SEGMENT
    assert len(host.losers) == 1
    assert host.losers[0].startswith("other_end: ")


def test_our_own_devices_are_no_hosts() -> None:
    arp = [
        heard(1, "10.1.1.1"),  # itself
        heard(2, "10.1.1.2"),  # a chassis
        heard(3, "10.1.1.9"),  # a MAC that is a port's
        heard(PC, "10.1.1.4"),  # another device's address, MAC untold by its configuration
    ]
    told = record("r4.cfg", "R4", kind=SourceKind.CONFIG, ports=[port(1, addresses=("10.1.1.4/24",))])
    own = record("10.9.0.3", "SRV", chassis=mac(4), ports=[port(1, mac=mac(3))])
    topology = believe([core(*arp, fdb=[learned(PC, 2), learned(4, 2)]), access(), told, own])
    assert topology.hosts == ()


def test_addresses_that_gateways_share_and_group_addresses_are_no_hosts() -> None:
    arp = (
        Arp(address="10.1.1.254", mac="00:00:5e:00:01:0a", interface="Vlanif10"),
        Arp(address="10.1.1.253", mac="00:00:0c:07:ac:01", interface="Vlanif10"),
        Arp(address="10.1.1.252", mac=mac(PC), interface="Vlanif10"),  # a virtual address with a MAC of the maker's own
        Arp(address="224.0.0.5", mac="01:00:5e:00:00:05", interface="Vlanif10"),
        Arp(address="10.1.1.251", mac="00:00:00:00:00:00", interface="Vlanif10"),
        Arp(address="fe80::1", mac=mac(PC + 1), interface="Vlanif10"),
        Arp(address="nonsense", mac=mac(PC + 2), interface="Vlanif10"),
    )
    shared = (FhrpGroup(protocol="vrrp2", group=1, interface="Vlanif10", addresses=("10.1.1.252",)),)
    assert believe([core(*arp, fhrp=shared)]).hosts == ()


def test_the_same_address_in_two_vrfs_and_two_realms_is_two_hosts() -> None:
    ports = [svi(10, "10.1.1.1/24", vrf="office", mac=mac(1)), svi(20, "10.1.1.1/24", vrf="video", mac=mac(1))]
    near = core(heard(PC, "10.1.1.50"), heard(PC + 1, "10.1.1.50", "Vlanif20"), ports=ports)
    far = core(heard(PC, "10.1.1.50"), realm="n02", chassis=mac(7), ports=[svi(10, "10.1.1.1/24", mac=mac(7))])
    topology = believe([near, far])
    found = topology.hosts_by_address["10.1.1.50"]
    assert sorted((host.realm, host.vrf or "", host.mac) for host in found) == [
        ("n01", "office", mac(PC)),
        ("n01", "video", mac(PC + 1)),
        ("n02", "", mac(PC)),
    ]
    assert len({host.prefix for host in found}) == 3


def test_a_device_in_one_vrf_does_not_hide_a_host_in_another() -> None:
    ports = [svi(10, "10.1.1.1/24", vrf="office", mac=mac(1)), svi(20, "10.1.2.1/24", vrf="video", mac=mac(1))]
    gateway = core(heard(PC, "10.1.1.50"), ports=ports)
    other = record("10.9.0.3", "R3", chassis=mac(3), ports=[port(1, addresses=("10.1.1.50/24",), vrf="video", mac=mac(3))])
    assert only(believe([gateway, other])).addresses == ("10.1.1.50",)
    answered = record("10.9.0.3", "R3", chassis=mac(3), ports=[port(1, addresses=("10.1.1.50/24",), vrf="video", mac=mac(PC))])
    assert believe([gateway, answered]).hosts == ()


def test_a_host_with_both_families_is_one_and_lists_both() -> None:
    ports = [svi(10, "10.1.1.1/24", "2001:db8::1/64", mac=mac(1))]
    second = record("10.9.0.5", "GW2", chassis=mac(5), ports=[svi(10, "10.1.1.3/24", mac=mac(5))], arp=(heard(PC, "10.1.1.50"),))
    host = only(believe([core(heard(PC, "10.1.1.50"), heard(PC, "2001:db8::50"), ports=ports), second]))
    assert host.addresses == ("10.1.1.50", "2001:db8::50")
    assert len(host.gateways) == 2


def test_site_and_network_come_from_where_it_hangs_and_what_hears_it() -> None:
    made = census(
        networks=[network("N01", "n01")], sites=[site("S0001"), site("S0002"), site("S0003")], presences=[presence("P-3", "N01", "S0003")]
    )
    described = [svi(10, "10.1.1.1/24", description="users of P-3", mac=mac(1)), port(1)]
    placed = only(believe([core(heard(PC, "10.1.1.50"), ports=described), access(learned(PC, 2))], made))
    assert (placed.site, placed.network) == ("S0002", "N01")
    heard_only = only(believe([core(heard(PC, "10.1.1.50"), ports=described), access()], made))
    assert (heard_only.site, heard_only.network) == ("S0003", "N01")
    learned_only = only(believe([access(learned(PC, 2))], made))
    assert (learned_only.site, learned_only.network) == ("S0002", "N01")


@pytest.mark.parametrize(
    ("row", "vlan"),
    [(learned(PC, 2, vlan=None), 30), (learned(PC, 2, vlan=40), 40)],
)
def test_the_vlan_is_the_rows_else_the_ports(row: FdbEntry, vlan: int) -> None:
    ports = [port(1), port(2, vlan_access=30), port(24)]
    topology = believe([access(row, ports=ports)])
    assert only(topology).vlan == vlan


def test_rows_of_blocked_ports_and_of_no_port_do_not_count() -> None:
    blocked = (StpPort(interface=gig(2), bridge_port=2, state=StpState.BLOCKING),)
    rows = (learned(PC, 2), learned(PC + 1, 1, interface=None, port=0), learned(PC + 2, 1, status=FdbStatus.SELF))
    assert believe([access(*rows, stp_ports=blocked)]).hosts == ()


def test_a_row_without_interface_or_prefix_still_tells_of_a_host() -> None:
    topology = believe([core(heard(PC, "10.7.7.7", None), heard(PC + 1, "10.8.8.8"))])
    first, second = sorted(topology.hosts, key=lambda host: host.mac)
    assert (first.gateways, first.prefix, first.vlan) == ((), None, None)
    assert (len(second.gateways), second.prefix) == (1, None)


def test_hosts_of_a_silent_device_are_stale() -> None:
    silent = core(minutes=5, completeness=Completeness.FAILED, reason="timeout")
    assert only(believe([core(heard(PC, "10.1.1.50")), silent])).stale
    assert not only(believe([core(heard(PC, "10.1.1.50")), silent, access(learned(PC, 2))])).stale


def test_ids_do_not_depend_on_where_the_host_hangs() -> None:
    here = only(believe([core(heard(PC, "10.1.1.50")), access(learned(PC, 2))]))
    there = only(believe([core(heard(PC, "10.1.1.77")), access(learned(PC, 3))]))
    assert here.id == there.id
    assert (here.interface, here.addresses) != (there.interface, there.addresses)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_order_and_repetition_of_rows_change_nothing(data: st.DataObject) -> None:
    arp = [heard(PC + n, f"10.1.1.{50 + n}") for n in range(6)] + [heard(PC, "10.1.1.90")]
    down = [learned(PC + n, 1) for n in range(6)]
    rows = [learned(PC + n, 1 + n % 3) for n in range(5)] + [learned(PC + 4, 3), learned(1, 24)]
    plain = believe([core(*arp, fdb=down), access(*rows)]).hosts
    mixed = [
        core(*data.draw(st.permutations([*arp, arp[0]])), fdb=data.draw(st.permutations(down))),
        access(*data.draw(st.permutations([*rows, rows[0]]))),
    ]
    assert believe(data.draw(st.permutations(mixed))).hosts == plain
