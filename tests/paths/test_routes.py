"""Routed paths: longest match, recursion, branches, loops, and every way in which a route can fail."""

from __future__ import annotations

import pytest

from tests.paths.made import port, router, static, world
from tests.resolve.made import mac
from topology.model.configured import DhcpPool
from topology.model.errors import InputError, NotFound
from topology.model.records import Arp, SourceKind
from topology.model.tables import FhrpGroup, ForwardingEntry
from topology.paths import Act, Basis, End, Sure


def chain(*, a_routes=(), b_routes=(), **more):
    """a - b - c in a row, a host prefix behind a and one behind c."""
    return world(
        router("a", port("Gi0/1", "10.0.1.1/24"), port("Gi0/2", "10.9.0.1/30"), routes=tuple(a_routes), **more),
        router("b", port("Gi0/1", "10.9.0.2/30"), port("Gi0/2", "10.9.0.5/30"), routes=tuple(b_routes)),
        router("c", port("Gi0/1", "10.9.0.6/30"), port("Gi0/2", "10.0.3.1/24"), routes=(static("10.0.1.0/24", "10.9.0.5"),)),
    )


TO_C = (static("10.0.3.0/24", "10.9.0.2"),)
ON_TO_C = (static("10.0.3.0/24", "10.9.0.6"), static("10.0.1.0/24", "10.9.0.1"))


def test_static_routes_lead_from_host_to_host():
    net = chain(a_routes=TO_C, b_routes=ON_TO_C)
    trace = net.trace("10.0.1.7", "10.0.3.9")
    assert trace.arrives
    assert net.ways(trace, 3) == {("a", "b", "c")}
    routes = [hop for hop in trace.branches[0].hops if hop.act is Act.ROUTE]
    assert [(hop.prefix, hop.next_hop, hop.protocol) for hop in routes] == [
        ("10.0.3.0/24", "10.9.0.2", "static"),
        ("10.0.3.0/24", "10.9.0.6", "static"),
        ("10.0.3.0/24", None, "connected"),
    ]
    assert [hop.evidence[0].place for hop in routes] == ["static:10.0.3.0/24", "static:10.0.3.0/24", "Gi0/2:1"]
    assert {hop.basis for hop in routes} == {Basis.CONFIGURED}
    assert net.reasons(trace)[0] == "path.host_silent"
    assert net.reasons(trace)[-1] == "path.end_host_silent"


def test_only_devices_on_the_way_are_read():
    net = world(
        router("a", port("Gi0/1", "10.0.1.1/24"), port("Gi0/2", "10.0.2.1/24")),
        router("far", port("Gi0/1", "10.77.0.1/24")),
    )
    assert net.trace("10.0.1.7", "10.0.2.7").arrives
    assert net.reads == ["a"]


def test_a_device_s_own_address_begins_and_ends():
    net = chain(a_routes=TO_C, b_routes=ON_TO_C)
    trace = net.trace("10.9.0.1", "10.0.3.1")
    assert net.reasons(trace) == ["path.start_device", "path.route", "path.way_unknown", "path.route", "path.way_unknown", "path.end_own"]
    assert trace.branches[0].hops[0].sure is Sure.CERTAIN


def test_the_longest_prefix_wins_over_a_better_preference():
    net = world(
        router(
            "a",
            port("Gi0/1", "10.0.1.1/24"),
            port("Gi0/2", "10.9.0.1/30"),
            port("Gi0/3", "10.9.0.5/30"),
            routes=(static("10.0.0.0/8", "10.9.0.2", preference=1), static("10.0.3.0/24", "10.9.0.6", preference=200)),
        ),
        router("b", port("Gi0/1", "10.9.0.2/30")),
        router("c", port("Gi0/1", "10.9.0.6/30"), port("Gi0/2", "10.0.3.1/24")),
    )
    assert net.ways(net.trace("10.0.1.7", "10.0.3.1"), 3) == {("a", "c")}


def test_the_better_preference_wins_and_equal_ones_branch():
    def net(second: int):
        return world(
            router(
                "a",
                port("Gi0/1", "10.0.1.1/24"),
                port("Gi0/2", "10.9.0.1/30"),
                port("Gi0/3", "10.9.0.5/30"),
                routes=(static("10.0.3.0/24", "10.9.0.2", preference=60), static("10.0.3.0/24", "10.9.0.6", preference=second)),
            ),
            router("b", port("Gi0/1", "10.9.0.2/30"), port("Gi0/2", "10.0.3.2/24")),
            router("c", port("Gi0/1", "10.9.0.6/30"), port("Gi0/2", "10.0.3.3/24")),
        )

    one, both = net(70), net(60)
    assert one.ways(one.trace("10.0.1.7", "10.0.3.9"), 3) == {("a", "b")}
    trace = both.trace("10.0.1.7", "10.0.3.9")
    assert both.ways(trace, 3) == {("a", "b"), ("a", "c")}
    assert [branch.number for branch in trace.branches] == [1, 2]


def test_one_branch_that_fails_is_enough_not_to_arrive():
    net = world(
        router(
            "a",
            port("Gi0/1", "10.0.1.1/24"),
            port("Gi0/2", "10.9.0.1/30"),
            port("Gi0/3", "10.9.0.5/30"),
            routes=(static("10.0.3.0/24", "10.9.0.2"), static("10.0.3.0/24", "10.9.0.6")),
        ),
        router("b", port("Gi0/1", "10.9.0.2/30"), port("Gi0/2", "10.0.3.2/24")),
        router("c", port("Gi0/1", "10.9.0.6/30")),
    )
    trace = net.trace("10.0.1.7", "10.0.3.9")
    assert trace.ends == (End.NO_ROUTE, End.REACHED)
    assert not trace.arrives


def test_a_next_hop_is_resolved_by_another_route():
    net = chain(a_routes=(static("10.0.3.0/24", "10.9.0.6"), static("10.9.0.4/30", "10.9.0.2")), b_routes=ON_TO_C)
    trace = net.trace("10.0.1.7", "10.0.3.9")
    assert trace.arrives
    hop = next(hop for hop in trace.branches[0].hops if hop.act is Act.ROUTE)
    assert (hop.reason, hop.params["through"], hop.next_hop) == ("path.route_recursive", "10.9.0.6", "10.9.0.2")
    assert [one.place for one in hop.evidence] == ["static:10.0.3.0/24", "static:10.9.0.4/30", "Gi0/2:1"]


@pytest.mark.parametrize(
    ("routes", "end", "reason"),
    [
        ((), End.NO_ROUTE, "path.end_no_route"),
        ((static("10.0.3.0/24", "10.50.0.1"),), End.UNRESOLVED, "path.end_unresolved"),
        ((static("10.0.3.0/24", "10.50.0.1"), static("0.0.0.0/0", "10.60.0.1")), End.UNRESOLVED, "path.end_unresolved"),
        ((static("10.0.3.0/24", interface="NULL0"),), End.DISCARDED, "path.end_discarded"),
        ((static("10.0.3.0/24", "10.9.0.3"),), End.NEXT_HOP_UNKNOWN, "path.end_next_hop_unknown"),
        ((static("10.0.3.0/24", "10.0.3.1"),), End.UNRESOLVED, "path.end_unresolved"),
    ],
    ids=["none", "unresolved", "unresolved before default", "null", "stranger", "by itself"],
)
def test_each_way_a_route_fails(routes, end, reason):
    net = chain(a_routes=routes)
    trace = net.trace("10.0.1.7", "10.0.3.9")
    assert trace.ends == (end,)
    assert net.reasons(trace)[-1] == reason
    assert trace.branches[0].hops[-1].evidence


def test_a_next_hop_that_only_arp_knows_is_said_so():
    net = chain(
        a_routes=(static("10.0.3.0/24", "10.9.0.3"),),
        arp=(Arp(address="10.9.0.3", mac="02:00:00:00:00:09", interface="Gi0/2"),),
    )
    last = net.trace("10.0.1.7", "10.0.3.9").branches[0].hops[-1]
    assert (last.reason, last.params["mac"], last.sure) == ("path.end_next_hop_heard", "02:00:00:00:00:09", Sure.CERTAIN)


def test_routes_that_point_at_each_other_are_a_loop():
    net = chain(a_routes=TO_C, b_routes=(static("10.0.3.0/24", "10.9.0.1"),))
    trace = net.trace("10.0.1.7", "10.0.3.9")
    assert trace.ends == (End.LOOP,)
    assert net.ways(trace, 3) == {("a", "b", "a")}


def test_an_interface_that_is_down_gives_no_route():
    net = world(
        router("a", port("Gi0/1", "10.0.1.1/24"), port("Gi0/2", "10.9.0.1/30", enabled=False), routes=TO_C),
        router("b", port("Gi0/1", "10.9.0.2/30")),
    )
    last = net.trace("10.0.1.7", "10.0.3.9").branches[0].hops[-1]
    assert (last.end, last.params["interface"]) == (End.INTERFACE_DOWN, "Gi0/2")


def test_a_worse_route_stands_in_for_one_whose_interface_is_down():
    net = world(
        router(
            "a",
            port("Gi0/1", "10.0.1.1/24"),
            port("Gi0/2", "10.9.0.1/30", up=False),
            port("Gi0/3", "10.9.0.5/30"),
            routes=(*TO_C, static("10.0.3.0/24", "10.9.0.6", preference=200)),
        ),
        router("c", port("Gi0/1", "10.9.0.6/30"), port("Gi0/2", "10.0.3.1/24")),
    )
    assert net.ways(net.trace("10.0.1.7", "10.0.3.9"), 3) == {("a", "c")}


def test_a_measured_table_comes_before_the_configuration():
    table = (ForwardingEntry(prefix="10.0.3.0/24", next_hop="10.9.0.6", interface="Gi0/3", protocol="ospf", ref="1.3.6.1.9"),)
    ports = (port("Gi0/1", "10.0.1.1/24"), port("Gi0/2", "10.9.0.1/30"), port("Gi0/3", "10.9.0.5/30"))
    net = world(
        router("a", *ports, routes=TO_C),
        router("a", *ports, kind=SourceKind.SNMP, target="10.0.1.1", forwarding=table),
        router("b", port("Gi0/1", "10.9.0.2/30"), port("Gi0/2", "10.0.3.2/24")),
        router("c", port("Gi0/1", "10.9.0.6/30"), port("Gi0/2", "10.0.3.3/24")),
    )
    trace = net.trace("10.0.1.7", "10.0.3.9")
    assert net.ways(trace, 3) == {("a", "c")}
    hop = next(hop for hop in trace.branches[0].hops if hop.act is Act.ROUTE)
    assert (hop.basis, hop.protocol, hop.evidence[0].place) == (Basis.MEASURED, "ospf", "1.3.6.1.9")


def test_what_the_measured_table_lacks_is_asked_of_the_configuration_and_said_so():
    table = (ForwardingEntry(prefix="10.44.0.0/24", next_hop="10.9.0.2", interface="Gi0/2", protocol="ospf", ref="1.3.6.1.9"),)
    ports = (port("Gi0/1", "10.0.1.1/24"), port("Gi0/2", "10.9.0.1/30"))
    net = world(
        router("a", *ports, routes=TO_C),
        router("a", *ports, kind=SourceKind.SNMP, target="10.0.1.1", forwarding=table),
        router("b", port("Gi0/1", "10.9.0.2/30"), port("Gi0/2", "10.0.3.2/24")),
    )
    assert "path.route_beyond" in net.reasons(net.trace("10.0.1.7", "10.0.3.9"))


def test_a_device_of_which_no_routes_were_collected_is_not_said_to_have_none():
    net = world(router("a", port("Gi0/1", "10.0.1.1/24"), kind=SourceKind.SNMP, target="10.0.1.1"))
    last = net.trace("10.0.1.7", "10.0.3.9").branches[0].hops[-1]
    assert (last.end, last.sure) == (End.ROUTES_UNKNOWN, Sure.UNSURE)


def test_the_maker_s_preferences_are_used():
    """VRP holds OSPF (10) better than a static route (60), IOS the static (1) better than OSPF (110): see test_igp for the routes."""
    from topology.paths.routes import preferences

    net = world(router("a", port("Gi0/1", "10.0.1.1/24"), vendor="Huawei"), router("b", port("Gi0/1", "10.0.2.1/24"), vendor="Cisco"))
    by_name = {device.name: preferences(net.state.view(device.id)) for device in net.topology.devices}
    assert (by_name["a"]["static"], by_name["a"]["ospf"]) == (60, 10)
    assert (by_name["b"]["static"], by_name["b"]["ospf"]) == (1, 110)


def test_a_tracked_route_is_likely_and_says_what_it_waits_for():
    net = chain(a_routes=(static("10.0.3.0/24", "10.9.0.2", track="nqa admin test"),), b_routes=ON_TO_C)
    hop = next(hop for hop in net.trace("10.0.1.7", "10.0.3.9").branches[0].hops if hop.act is Act.ROUTE)
    assert (hop.reason, hop.sure, hop.params["track"]) == ("path.route_tracked", Sure.LIKELY, "nqa admin test")


def test_routes_of_ipv6_are_followed_alike():
    net = world(
        router(
            "a",
            port("Gi0/1", "2001:db8:1::1/64"),
            port("Gi0/2", "2001:db8:9::1/64"),
            routes=(static("2001:db8:3::/48", "2001:db8:9::2"),),
        ),
        router("b", port("Gi0/1", "2001:db8:9::2/64"), port("Gi0/2", "2001:db8:3::1/64")),
    )
    trace = net.trace("2001:db8:1::7", "2001:db8:3::1")
    assert trace.arrives
    assert net.ways(trace, 3) == {("a", "b")}


# --- the source ------------------------------------------------------------------------------------


def test_an_address_in_several_realms_must_be_told_apart():
    net = world(
        router("a", port("Gi0/1", "10.0.1.1/24"), realm="n01"),
        router("b", port("Gi0/1", "10.0.1.1/24"), port("Gi0/2", "10.0.2.1/24"), realm="n02", target="b2.cfg"),
    )
    with pytest.raises(InputError) as caught:
        net.trace("10.0.1.7", "10.0.2.1")
    assert (caught.value.code, caught.value.params["places"]) == ("path.ambiguous_source", "n01/global, n02/global")
    assert net.trace("10.0.1.7", "10.0.2.1", realm="n02").arrives
    assert net.trace("10.0.1.7", "10.0.2.1", realm="n01").ends == (End.NO_ROUTE,)


def test_a_source_that_nothing_holds_is_not_found():
    net = chain()
    with pytest.raises(NotFound) as caught:
        net.trace("172.16.0.1", "10.0.3.9")
    assert caught.value.code == "path.no_source"


@pytest.mark.parametrize(
    ("source", "destination", "code"), [("x", "10.0.0.1", "path.bad_address"), ("10.0.1.7", "::1", "path.two_versions")]
)
def test_questions_that_mean_nothing_are_refused(source, destination, code):
    with pytest.raises(InputError) as caught:
        chain().trace(source, destination)
    assert caught.value.code == code


def shared(state_a: str | None, state_b: str | None, *, priority_b: int = 90):
    def group(state, priority):
        return (
            FhrpGroup(
                protocol="vrrp2", group=1, interface="Gi0/1", addresses=("10.0.1.254",), state=state, priority=priority, ref="vrrp:1"
            ),
        )

    return world(
        router("a", port("Gi0/1", "10.0.1.1/24"), port("Gi0/2", "10.0.2.1/24"), fhrp=group(state_a, 100)),
        router("b", port("Gi0/1", "10.0.1.2/24"), port("Gi0/2", "10.0.2.2/24"), fhrp=group(state_b, priority_b)),
    )


def test_the_holder_of_a_shared_gateway_address_is_the_gateway():
    measured = shared("backup", "master").trace("10.0.1.7", "10.0.2.9")
    assert shared("backup", "master").ways(measured, 3) == {("b",)}
    assert measured.branches[0].hops[1].basis is Basis.MEASURED
    configured = shared(None, None).trace("10.0.1.7", "10.0.2.9")
    assert shared(None, None).ways(configured, 3) == {("a",)}
    assert shared(None, None, priority_b=120).ways(shared(None, None, priority_b=120).trace("10.0.1.7", "10.0.2.9"), 3) == {("b",)}


def test_without_a_sign_every_router_of_the_prefix_is_followed_and_none_is_sure():
    net = world(
        router("a", port("Gi0/1", "10.0.1.1/24"), port("Gi0/2", "10.0.2.1/24")),
        router("b", port("Gi0/1", "10.0.1.2/24"), port("Gi0/2", "10.0.2.2/24")),
    )
    trace = net.trace("10.0.1.7", "10.0.2.9")
    assert net.ways(trace, 3) == {("a",), ("b",)}
    assert {branch.hops[1].sure for branch in trace.branches} == {Sure.UNSURE}


def test_a_shared_address_is_reached_at_its_holder_and_serves_as_next_hop():
    net = world(
        router("x", port("Gi0/1", "10.0.1.9/24"), port("Gi0/2", "10.0.5.1/24"), routes=(static("10.0.2.0/24", "10.0.1.254"),)),
        *shared("backup", "master").records,
    )
    assert net.ways(net.trace("10.0.5.7", "10.0.2.9"), 3) == {("x", "b")}
    last = net.trace("10.0.5.7", "10.0.1.254").branches[0].hops[-1]
    assert (last.end, last.reason, net.name(last.device)) == (End.REACHED, "path.end_shared", "b")


def test_the_router_that_dhcp_names_is_the_gateway():
    pool = (DhcpPool(name="users", prefix="10.0.1.0/24", gateways=("10.0.1.2",), ref="dhcp:1"),)
    net = world(
        router("a", port("Gi0/1", "10.0.1.1/24"), port("Gi0/2", "10.0.2.1/24"), dhcp_pools=pool),
        router("b", port("Gi0/1", "10.0.1.2/24"), port("Gi0/2", "10.0.2.2/24")),
    )
    trace = net.trace("10.0.1.7", "10.0.2.9")
    assert net.ways(trace, 3) == {("b",)}
    gateway = trace.branches[0].hops[1]
    assert (gateway.reason, gateway.evidence[0].place) == ("path.dhcp_gateway", "dhcp:1")


def test_the_only_router_that_heard_a_host_is_taken_for_its_gateway():
    heard = (Arp(address="10.0.1.7", mac="02:00:00:00:00:07", interface="Gi0/1"),)
    net = world(
        router("a", port("Gi0/1", "10.0.1.1/24"), port("Gi0/2", "10.0.2.1/24")),
        router("b", port("Gi0/1", "10.0.1.2/24"), port("Gi0/2", "10.0.2.2/24"), arp=heard),
    )
    trace = net.trace("10.0.1.7", "10.0.2.9")
    assert net.ways(trace, 3) == {("b",)}
    assert trace.branches[0].hops[1].reason == "path.router_heard"


def ladder(rungs: int):
    """Two routers a rung, each with equal routes to both of the next: 2 ** rungs branches to 10.77.0.0/16."""
    records = []
    for rung in range(rungs):
        for side in (0, 1):
            up = [port(f"Up{far}", f"10.{rung}.{far * 2 + side}.2/24") for far in (0, 1)] if rung else [port("Lan", f"10.200.{side}.1/24")]
            down = [port(f"Down{far}", f"10.{rung + 1}.{side * 2 + far}.1/24") for far in (0, 1)]
            routes = tuple(static("10.77.0.0/16", f"10.{rung + 1}.{side * 2 + far}.2") for far in (0, 1))
            records.append(router(f"r{rung}{side}", *up, *down, routes=routes))
    for side in (0, 1):
        up = [port(f"Up{far}", f"10.{rungs}.{far * 2 + side}.2/24") for far in (0, 1)]
        records.append(router(f"end{side}", *up, port("Lan", f"10.77.0.{side + 1}/16")))
    return world(*records)


def test_many_equal_branches_are_bounded_in_the_list_and_complete_in_their_ends():
    few, many = ladder(3), ladder(10)
    assert (len(few.trace("10.200.0.7", "10.77.5.5").branches), few.trace("10.200.0.7", "10.77.5.5").truncated) == (8, False)
    trace = many.trace("10.200.0.7", "10.77.5.5")
    assert (len(trace.branches), trace.truncated, trace.ends) == (32, True, (End.REACHED,))


def test_a_chain_longer_than_a_packet_lives_is_given_up():
    records = [
        router(
            f"r{at}",
            port("Left", f"10.{at}.0.2/24"),
            port("Right", f"10.{at + 1}.0.1/24"),
            routes=(static("172.16.0.0/12", f"10.{at + 1}.0.2"),),
        )
        for at in range(70)
    ]
    net = world(*records)
    assert net.trace("10.0.0.7", "172.16.1.1").ends == (End.TOO_LONG,)


def test_a_neighbour_of_another_realm_is_met_over_its_cable():
    """Only the chassis MAC proves a cable across realms; the address of the next hop is nobody's in the first."""
    net = world(
        router(
            "a",
            port("Gi0/1", "10.0.1.1/24"),
            port("Gi0/2", "10.9.0.1/30"),
            routes=(static("0.0.0.0/0", "10.9.0.2"),),
            cables={"Gi0/2": ("b", "Gi0/2", mac(2))},
            chassis=mac(1),
            realm="n01",
        ),
        router(
            "b",
            port("Gi0/2", "10.9.0.2/30"),
            port("Gi0/3", "10.0.9.1/24"),
            cables={"Gi0/2": ("a", "Gi0/2", mac(1))},
            chassis=mac(2),
            realm="n02",
        ),
    )
    trace = net.trace("10.0.1.7", "10.0.9.9", realm="n01")
    assert trace.arrives
    assert net.ways(trace) == {("a", "b")}
    assert {hop.realm for hop in trace.branches[0].hops} == {"n01", "n02"}
