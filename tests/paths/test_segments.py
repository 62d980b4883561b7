"""Layer-2 legs: through switches by VLAN, past what does not carry it, and to the port where a host sits."""

from __future__ import annotations

import msgspec
import pytest

from tests.paths.made import port, router, world
from tests.resolve.made import hears
from topology.model.records import Arp, InterfaceKind, LocalPort, SourceKind
from topology.model.tables import FdbEntry, FdbStatus, StpPort, StpState
from topology.paths import Act, Basis, End, Sure


def trunk(name: str, *vlans: int, **more):
    return port(name, vlan_trunk=vlans, **more)


def access(name: str, vlan: int, **more):
    return port(name, vlan_access=vlan, **more)


def ring(*, middle=(10, 20), stp=(), down: bool = False, **more):
    """Two routers that meet in VLAN 10 through the switches s1 and s2; hosts of VLAN 20 behind a and b."""
    return world(
        router("a", port("Vlanif10", "10.9.0.1/24"), port("Vlanif20", "10.0.1.1/24"), trunk("Gi0/1", 10), access("Gi0/9", 20), routes=more.pop("routes", ()), cables={"Gi0/1": ("s1", "Gi0/1")}),
        router("s1", trunk("Gi0/1", 10, 20), trunk("Gi0/2", *middle, up=False if down else None), cables={"Gi0/1": ("a", "Gi0/1"), "Gi0/2": ("s2", "Gi0/1")}, stp_ports=tuple(stp)),
        router("s2", trunk("Gi0/1", 10, 20), trunk("Gi0/2", 10), cables={"Gi0/1": ("s1", "Gi0/2"), "Gi0/2": ("b", "Gi0/1")}),
        router("b", port("Vlanif10", "10.9.0.2/24"), trunk("Gi0/1", 10), cables={"Gi0/1": ("s2", "Gi0/2")}),
    )  # fmt: skip


def test_a_leg_goes_through_the_switches_of_its_vlan():
    net = ring()
    trace = net.trace("10.9.0.1", "10.9.0.2")
    assert trace.arrives
    assert net.ways(trace) == {("a", "s1", "s2", "b")}
    hops = trace.branches[0].hops
    switched = [hop for hop in hops if hop.act is Act.SWITCH]
    assert [(net.port(hop.in_interface), net.port(hop.out_interface), hop.vlan) for hop in switched] == [("Gi0/1", "Gi0/2", 10)] * 2
    assert len({hop.link for hop in hops if hop.link}) == 3
    assert {hop.basis for hop in switched} == {Basis.MEASURED}


def test_a_trunk_that_does_not_carry_the_vlan_is_where_it_stops():
    net = ring(middle=(20,))
    last = net.trace("10.9.0.1", "10.9.0.2").branches[0].hops[-1]
    assert (last.end, net.name(last.device), last.params["interface"], last.params["vid"]) == (End.VLAN_NOT_CARRIED, "s1", "Gi0/2", 10)
    assert last.evidence[0].place == "Gi0/2:1"


def test_a_blocked_port_is_where_it_stops_and_only_in_its_own_tree():
    shut = StpPort(vlan=10, interface="Gi0/2", bridge_port=2, state=StpState.BLOCKING, ref="stp:2")
    last = ring(stp=(shut,)).trace("10.9.0.1", "10.9.0.2").branches[0].hops[-1]
    assert (last.end, last.evidence[0].place) == (End.BLOCKED, "stp:2")
    other = StpPort(vlan=20, interface="Gi0/2", bridge_port=2, state=StpState.BLOCKING, ref="stp:2")
    forwarding = StpPort(vlan=10, interface="Gi0/2", bridge_port=2, state=StpState.FORWARDING, ref="stp:3")
    assert ring(stp=(other, forwarding)).trace("10.9.0.1", "10.9.0.2").arrives


def test_a_cable_that_is_down_is_where_it_stops():
    last = ring(down=True).trace("10.9.0.1", "10.9.0.2").branches[0].hops[-1]
    assert (last.end, last.params["interface"]) == (End.INTERFACE_DOWN, "Gi0/2")


def test_where_the_spanning_tree_blocks_one_side_of_a_ring_the_other_is_taken():
    def switch(name, left, right, **more):
        return router(name, trunk("Gi0/1", 10), trunk("Gi0/2", 10), cables={"Gi0/1": left, "Gi0/2": right}, **more)

    shut = (StpPort(interface="Gi0/2", bridge_port=2, state=StpState.BLOCKING, ref="stp:2"),)
    net = world(
        router("a", port("Vlanif10", "10.9.0.1/24"), trunk("Gi0/1", 10), trunk("Gi0/2", 10), cables={"Gi0/1": ("s1", "Gi0/1"), "Gi0/2": ("s2", "Gi0/1")}),
        switch("s1", ("a", "Gi0/1"), ("b", "Gi0/1"), stp_ports=shut),
        switch("s2", ("a", "Gi0/2"), ("s3", "Gi0/1")),
        switch("s3", ("s2", "Gi0/2"), ("b", "Gi0/2")),
        router("b", port("Vlanif10", "10.9.0.2/24"), trunk("Gi0/1", 10), trunk("Gi0/2", 10), cables={"Gi0/1": ("s1", "Gi0/2"), "Gi0/2": ("s3", "Gi0/2")}),
    )  # fmt: skip
    assert net.ways(net.trace("10.9.0.1", "10.9.0.2")) == {("a", "s2", "s3", "b")}


def test_two_access_ports_joined_to_each_other_join_two_vlan_numbers():
    net = world(
        router("a", port("Vlanif10", "10.9.0.1/24"), access("Gi0/1", 10), cables={"Gi0/1": ("b", "Gi0/1")}),
        router("b", port("Vlanif30", "10.9.0.2/24"), access("Gi0/1", 30), cables={"Gi0/1": ("a", "Gi0/1")}),
    )
    trace = net.trace("10.9.0.1", "10.9.0.2")
    assert "path.way_unknown" not in net.reasons(trace)
    assert trace.arrives


def test_an_aggregate_is_one_line_and_a_member_that_is_up_is_shown():
    def end(name, address, far):
        ports = (
            port("Vlanif10", address),
            port("Eth-Trunk1", vlan_trunk=(10,)),
            port("Gi0/1", lag="Eth-Trunk1", up=False),
            port("Gi0/2", lag="Eth-Trunk1", up=True),
        )
        return router(name, *ports, cables={"Gi0/1": (far, "Gi0/1"), "Gi0/2": (far, "Gi0/2")})

    net = world(end("a", "10.9.0.1/24", "b"), end("b", "10.9.0.2/24", "a"))
    route = next(hop for hop in net.trace("10.9.0.1", "10.9.0.2").branches[0].hops if hop.act is Act.ROUTE)
    link = net.topology.link[route.link or ""]
    assert {net.port(link.a_interface), net.port(link.b_interface)} == {"Gi0/2"}


def test_routed_ports_and_sub_interfaces_meet_over_their_cable():
    net = world(
        router("a", port("Gi0/1", "10.9.0.1/30"), port("Gi0/2"), port("Gi0/2.5", "10.9.5.1/30", kind=InterfaceKind.SUBINTERFACE), cables={"Gi0/1": ("b", "Gi0/1"), "Gi0/2": ("b", "Gi0/2")}),
        router("b", port("Gi0/1", "10.9.0.2/30"), port("Gi0/2"), port("Gi0/2.5", "10.9.5.2/30", kind=InterfaceKind.SUBINTERFACE), cables={"Gi0/1": ("a", "Gi0/1"), "Gi0/2": ("a", "Gi0/2")}),
    )  # fmt: skip
    for near, far in (("10.9.0.1", "10.9.0.2"), ("10.9.5.1", "10.9.5.2")):
        route = next(hop for hop in net.trace(near, far).branches[0].hops if hop.act is Act.ROUTE)
        assert route.link is not None, near


def test_a_way_that_was_not_collected_is_assumed_and_said_so():
    net = world(router("a", port("Gi0/1", "10.9.0.1/24")), router("b", port("Gi0/1", "10.9.0.2/24"), port("Gi0/2", "10.0.2.1/24")))
    trace = net.trace("10.9.0.1", "10.9.0.2")
    hop = next(hop for hop in trace.branches[0].hops if hop.act is Act.SWITCH)
    assert (hop.reason, hop.basis, hop.sure) == ("path.way_unknown", Basis.ASSUMED, Sure.LIKELY)


def campus(*, fdb: bool, arp: bool):
    """A gateway with a switch; the host 10.0.1.7 sits on the switch's Gi0/5."""
    mac = "02:00:00:00:00:07"
    learned = lambda name: (FdbEntry(mac=mac, vlan=20, interface=name, status=FdbStatus.LEARNED, ref=f"fdb:{name}"),) if fdb else ()  # noqa: E731
    heard = (Arp(address="10.0.1.7", mac=mac, interface="Vlanif20"),) if arp else ()
    ports = [access("Gi0/5", 20), access("Gi0/6", 20)] if fdb else [access("Gi0/5", 20), access("Gi0/6", 30)]
    return world(
        router("gw", port("Vlanif20", "10.0.1.1/24"), port("Vlanif30", "10.0.3.1/24"), trunk("Gi0/1", 20, 30), kind=SourceKind.SNMP, target="10.0.1.1", arp=heard, fdb=learned("Gi0/1"), cables={"Gi0/1": ("s1", "Gi0/1")}),
        router("s1", trunk("Gi0/1", 20, 30), *ports, kind=SourceKind.SNMP, target="10.0.1.2", fdb=learned("Gi0/5"), cables={"Gi0/1": ("gw", "Gi0/1")}),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fdb", "arp", "reason", "sure"),
    [
        (True, True, "path.end_host_seen", Sure.CERTAIN),
        (False, True, "path.end_host_heard", Sure.LIKELY),
        (False, False, "path.end_host_silent", Sure.LIKELY),
    ],
)
def test_a_host_is_placed_by_what_was_read(fdb, arp, reason, sure):
    net = campus(fdb=fdb, arp=arp)
    trace = net.trace("10.0.3.9", "10.0.1.7")
    last = trace.branches[0].hops[-1]
    assert (last.end, last.reason, last.sure) == (End.REACHED, reason, sure)
    assert (net.name(last.device), net.port(last.out_interface), last.vlan) == ("s1", "Gi0/5", 20)
    assert trace.branches[0].hops[-2].link is not None, "the cable from the gateway to the switch is named"


def test_a_host_begins_at_its_port_and_goes_back_along_the_same_cable():
    net = campus(fdb=True, arp=True)
    hops = net.trace("10.0.1.7", "10.0.3.1").branches[0].hops
    assert [(net.name(hop.device), net.port(hop.in_interface), net.port(hop.out_interface)) for hop in hops[:2]] == [
        ("s1", "Gi0/5", "Gi0/1"),
        ("gw", "Vlanif20", ""),
    ]


def test_two_hosts_of_one_prefix_meet_without_the_gateway():
    net = world(
        router("gw", port("Vlanif20", "10.0.1.1/24"), trunk("Gi0/1", 20), cables={"Gi0/1": ("s0", "Gi0/1")}),
        router(
            "s0", trunk("Gi0/1", 20), trunk("Gi0/2", 20), access("Gi0/5", 20), cables={"Gi0/1": ("gw", "Gi0/1"), "Gi0/2": ("s1", "Gi0/1")}
        ),
        router("s1", trunk("Gi0/1", 20), port("Gi0/9"), cables={"Gi0/1": ("s0", "Gi0/2")}),
    )
    trace = net.trace("10.0.1.7", "10.0.1.8")
    assert trace.arrives
    assert "gw" not in {name for way in net.ways(trace) for name in way}
    owned = net.trace("10.0.1.7", "10.0.1.1")
    assert owned.branches[0].hops[-1].reason == "path.end_own"
    assert net.ways(owned) == {("s0", "gw")}


def test_something_unmanaged_between_several_is_said():
    def end(name, last, *others):
        rows = tuple(hears(1, name=other, port_id="Gi0/1") for other in others)
        made = router(name, port("Gi0/1", f"10.9.0.{last}/24"))
        return msgspec.structs.replace(made, neighbours=rows, local_ports=(LocalPort(number=1, subtype=5, port_id="Gi0/1"),))

    net = world(end("a", 1, "b", "c"), end("b", 2, "a", "c"), end("c", 3, "a", "b"))
    trace = net.trace("10.9.0.1", "10.9.0.3")
    hop = next(hop for hop in trace.branches[0].hops if hop.reason == "path.segment")
    assert (net.name(hop.device), net.port(hop.out_interface), hop.params["count"], hop.params["far"]) == ("a", "Gi0/1", 2, "c")
    assert trace.arrives
