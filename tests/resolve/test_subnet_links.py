"""Shared prefixes become inferred links of layer 3, where exactly two own them and nothing tells more."""

from __future__ import annotations

import pytest

from tests.resolve.made import believe, ends, hears, local_ports, mac, port, record
from topology.model.configured import DhcpPool, DhcpRelay
from topology.model.entities import LinkState
from topology.model.records import Arp, Completeness, InterfaceKind, Route, SourceKind
from topology.model.tables import BgpPeer, FhrpGroup, OspfNeighbour
from topology.resolve.subnet_links import PASSES

BOTH = frozenset({("r1", "GigabitEthernet0/0/1"), ("r2", "GigabitEthernet0/0/1")})


def router(number: int, address: str | tuple[str, ...], *, also=(), realm: str = "n01", port_number: int = 1, record_extra=None, **more):
    """A router known from its configuration, with one addressed port."""
    addresses = (address,) if isinstance(address, str) else address
    ports = [port(port_number, addresses=addresses, **more), *also]
    return record(f"r{number}.cfg", f"r{number}", ports=ports, kind=SourceKind.CONFIG, realm=realm, **(record_extra or {}))


def inferred(records):
    topology = believe(records)
    return [(ends(topology, link), link.matched_by) for link in topology.links if link.matched_by in PASSES]


@pytest.mark.parametrize("prefix", ["10.9.0.{}/29", "10.9.0.{}/30", "10.9.0.{}/31", "2001:db8::{}/126", "2001:db8::{}/127"])
def test_two_owners_of_a_point_to_point_prefix_are_linked(prefix: str) -> None:
    first = 0 if prefix.endswith(("31", "127")) else 1
    topology = believe([router(1, prefix.format(first)), router(2, prefix.format(first + 1))])
    (link,) = topology.links
    assert ends(topology, link) == BOTH
    assert (link.layer, link.state, link.matched_by, link.protocols) == (3, LinkState.INFERRED, "shared_prefix", ("subnet",))
    assert {row.text.split()[0] for row in link.evidence} == {"GigabitEthernet0/0/1"}
    assert {row.text.split()[1] for row in link.evidence} == {prefix.format(first), prefix.format(first + 1)}


def test_the_order_of_records_does_not_matter() -> None:
    records = [router(1, "10.9.0.1/30"), router(2, "10.9.0.2/30"), router(3, "10.9.1.1/24"), router(4, "10.9.1.2/24")]
    assert believe(records).links == believe(records[::-1]).links
    assert len(believe(records).links) == 2


@pytest.mark.parametrize(
    "records",
    [
        [router(1, "10.9.0.1/29"), router(2, "10.9.0.2/29"), router(3, "10.9.0.3/29")],
        [router(1, "10.9.0.1/30"), router(2, "10.9.0.1/30")],
        [router(1, "10.9.0.1/30"), router(2, "10.9.0.2/30", realm="n02")],
        [router(1, "10.9.0.1/30", vrf="a"), router(2, "10.9.0.2/30", vrf="b")],
        [router(1, "10.9.0.1/30", enabled=False), router(2, "10.9.0.2/30")],
        [router(1, "10.9.0.1/30", up=False), router(2, "10.9.0.2/30")],
        [router(1, "10.9.0.1/30", kind=InterfaceKind.LOOPBACK), router(2, "10.9.0.2/30")],
        [router(1, "10.9.0.1/30", kind=InterfaceKind.MANAGEMENT), router(2, "10.9.0.2/30")],
        [router(1, "10.9.0.1/32"), router(2, "10.9.0.1/32")],
        [router(1, "10.9.0.1/16"), router(2, "10.9.0.2/16")],
        [router(1, "169.254.0.1/30"), router(2, "169.254.0.2/30")],
        [router(1, "2001:db8::1/64"), router(2, "2001:db8::2/64")],
        [router(1, "10.9.0.1/30", also=[port(2, addresses=("10.9.0.2/30",))])],
        [router(1, "10.9.0.x/30"), router(2, "10.9.0.2/30")],
    ],
    ids=[
        "three",
        "same-address",
        "realms",
        "vrfs",
        "shut",
        "down",
        "loopback",
        "management",
        "host",
        "wide",
        "link-local",
        "v6",
        "self",
        "bad",
    ],
)
def test_no_link(records) -> None:
    assert inferred(records) == []


def test_the_same_vrf_and_a_customer_in_its_own_table() -> None:
    assert inferred([router(1, "10.9.0.1/30", vrf="a"), router(2, "10.9.0.2/30", vrf="a")]) == [(BOTH, "shared_prefix")]
    assert inferred([router(1, "10.9.0.1/30", vrf="a"), router(2, "10.9.0.2/30")]) == [(BOTH, "shared_prefix")]


def test_a_prefix_used_in_several_vrfs_is_paired_in_each() -> None:
    records = [
        router(1, "10.9.0.1/30", vrf="a", also=[port(2, addresses=("10.9.0.1/30",), vrf="b")]),
        router(2, "10.9.0.2/30", vrf="a"),
        router(3, "10.9.0.2/30", vrf="b"),
    ]
    found = {frozenset(name for name, _ in pair) for pair, _ in inferred(records)}
    assert found == {frozenset({"r1", "r2"}), frozenset({"r1", "r3"})}


def test_a_subnet_of_two_routed_ports_is_a_link() -> None:
    assert inferred([router(1, "10.9.0.1/24"), router(2, "10.9.0.2/24")]) == [(BOTH, "shared_subnet")]


@pytest.mark.parametrize(
    "extra",
    [
        {"arp": (Arp(address="10.9.0.77", mac=mac(77)),)},
        {"routes": (Route(prefix="0.0.0.0/0", next_hop="10.9.0.254"),)},
        {"bgp_peers": (BgpPeer(address="10.9.0.3"),)},
        {"ospf_neighbours": (OspfNeighbour(address="10.9.0.3", state="down"),)},
        {"fhrp": (FhrpGroup(protocol="hsrp", group=1, interface="Gi0/0/1", addresses=("10.9.0.254",)),)},
        {"dhcp_relays": (DhcpRelay(interface="GigabitEthernet0/0/1", servers=("10.1.1.1",)),)},
        {"dhcp_pools": (DhcpPool(name="p", prefix="10.9.0.0/24"),)},
    ],
    ids=lambda extra: next(iter(extra)),
)
def test_what_speaks_for_others_in_a_subnet_prevents_a_link(extra) -> None:
    assert inferred([router(1, "10.9.0.1/24", record_extra=extra), router(2, "10.9.0.2/24")]) == []


def test_a_host_of_another_prefix_or_of_the_peer_says_nothing() -> None:
    extra = {"arp": (Arp(address="10.9.0.2", mac=mac(2)), Arp(address="10.8.0.9", mac=mac(9)), Arp(address="fe80::1", mac=mac(3)))}
    assert inferred([router(1, "10.9.0.1/24", record_extra=extra), router(2, "10.9.0.2/24")]) == [(BOTH, "shared_subnet")]


def test_a_pool_of_another_realm_and_a_gateway_without_interface_say_nothing() -> None:
    pool = router(
        3, "10.7.0.1/30", realm="n02", record_extra={"dhcp_pools": (DhcpPool(name="p", prefix="10.9.0.0/24"), DhcpPool(name="q"))}
    )
    extra = {"fhrp": (FhrpGroup(protocol="hsrp", group=1),)}
    assert inferred([router(1, "10.9.0.1/24", record_extra=extra), router(2, "10.9.0.2/24"), pool]) == [(BOTH, "shared_subnet")]


def test_vlan_interfaces_share_subnets_with_many_and_are_linked_by_point_to_point_prefixes_only() -> None:
    kinds = {"name": "Vlan10", "kind": InterfaceKind.VLAN}
    assert inferred([router(1, "10.9.0.1/24", **kinds), router(2, "10.9.0.2/24")]) == []
    assert [name for _, name in inferred([router(1, "10.9.0.1/30", **kinds), router(2, "10.9.0.2/30")])] == ["shared_prefix"]


def test_a_description_of_another_device_prevents_a_subnet_and_is_named_beside_a_point_to_point_link() -> None:
    third = router(3, "10.1.0.1/30")
    assert inferred([router(1, "10.9.0.1/24", description="to r2 Gi1"), router(2, "10.9.0.2/24", description="R1"), third]) == [
        (BOTH, "shared_subnet")
    ]
    assert inferred([router(1, "10.9.0.1/24", description="uplink r3"), router(2, "10.9.0.2/24"), third]) == [(BOTH, "shared_subnet")]
    named = record("core-3.cfg", "core-3", ports=[port(1)], kind=SourceKind.CONFIG)
    assert inferred([router(1, "10.9.0.1/24", description="to CORE-3"), router(2, "10.9.0.2/24"), named]) == []
    topology = believe([router(1, "10.9.0.1/30", description="to core-3."), router(2, "10.9.0.2/30"), named])
    assert [link.losers for link in topology.links] == [("other_description: r1",)]


def cabled(one: str, other: str, **more):
    """Two devices that hear each other on their first ports, with addresses on ports of the caller's choice."""
    first = record(
        "10.0.0.1",
        "r1",
        chassis=mac(1),
        local_ports=local_ports(1),
        ports=[port(1), port(2, **more, addresses=(one,))],
        neighbours=(hears(1, chassis=mac(2), port_id="GigabitEthernet0/0/1"),),
    )
    second = record(
        "10.0.0.2",
        "r2",
        chassis=mac(2),
        local_ports=local_ports(1),
        ports=[port(1), port(2, **more, addresses=(other,))],
        neighbours=(hears(1, chassis=mac(1), port_id="GigabitEthernet0/0/1"),),
    )
    return [first, second]


@pytest.mark.parametrize(
    ("more", "links"),
    [
        ({}, 1),
        ({"name": "GigabitEthernet0/0/1.100", "kind": InterfaceKind.SUBINTERFACE}, 0),
        ({"name": "GigabitEthernet0/0/9.100", "kind": InterfaceKind.SUBINTERFACE}, 1),
        ({"name": "Vlanif100", "kind": InterfaceKind.VLAN}, 0),
        ({"name": "Tunnel1", "kind": InterfaceKind.TUNNEL}, 1),
    ],
    ids=["parallel", "sub-interface", "orphan", "vlan", "tunnel"],
)
def test_ports_that_a_cable_explains_get_no_second_link(more, links) -> None:
    assert len(inferred(cabled("10.9.0.1/30", "10.9.0.2/30", **more))) == links


def test_an_aggregate_whose_members_are_cabled_gets_no_second_link() -> None:
    aggregate = {"name": "Eth-Trunk1", "kind": InterfaceKind.LAG}
    records = []
    for number, other in ((1, 2), (2, 1)):
        ports = [port(1, lag="Eth-Trunk1"), port(2, **aggregate, addresses=(f"10.9.0.{number}/30",)), port(3, lag="Eth-Trunk9")]
        records.append(
            record(
                f"10.0.0.{number}",
                f"r{number}",
                chassis=mac(number),
                local_ports=local_ports(1),
                ports=ports,
                neighbours=(hears(1, chassis=mac(other), port_id="GigabitEthernet0/0/1"),),
            )
        )
    assert inferred(records) == []


def test_a_cable_to_another_device_prevents_a_subnet() -> None:
    first, second = cabled("10.1.0.1/30", "10.1.0.5/30")
    ports = (port(1, addresses=("10.9.0.1/24",)),)
    first = record("10.0.0.1", "r1", chassis=mac(1), local_ports=local_ports(1), ports=ports, neighbours=first.neighbours)
    assert inferred([first, second, router(3, "10.9.0.2/24")]) == []


def test_a_routing_adjacency_on_the_same_ports_comes_first() -> None:
    records = [
        router(1, "10.9.0.1/30", record_extra={"ospf_neighbours": (OspfNeighbour(address="10.9.0.2", state="full"),)}),
        router(2, "10.9.0.2/30"),
    ]
    assert [link.matched_by for link in believe(records).links] == ["adjacency_one_sided"]


def test_two_prefixes_on_the_same_ports_are_one_link() -> None:
    records = [router(1, ("10.9.0.1/24", "10.8.0.1/30")), router(2, ("10.9.0.2/24", "10.8.0.2/30"))]
    (link,) = believe(records).links
    assert (link.matched_by, len(link.evidence)) == ("shared_prefix", 4)


def test_a_device_not_seen_this_time_makes_its_link_stale() -> None:
    earlier = record("10.0.0.1", "r1", ports=[port(1, addresses=("10.9.0.1/30",))])
    failed = record("10.0.0.1", minutes=60, completeness=Completeness.FAILED, reason="timeout")
    assert [link.state for link in believe([earlier, failed, router(2, "10.9.0.2/30")]).links] == [LinkState.STALE]
