"""VRFs, MPLS VPNs and tunnels: what keeps packets apart, what joins them, and by which outer way they go."""

from __future__ import annotations

from tests.paths.made import port, router, static, world
from tests.paths.test_oracle import ospf
from topology.model.configured import Tunnel
from topology.model.records import InterfaceKind, Vrf
from topology.model.tables import BgpPeer, BgpProcess
from topology.paths import Act, Basis, End, Sure


def vrf(name: str, *targets: str, exports: tuple[str, ...] | None = None) -> Vrf:
    return Vrf(
        name=name,
        rd=f"65000:{len(name)}",
        import_targets=targets,
        export_targets=targets if exports is None else exports,
        ref=f"vrf:{name}",
    )


def peer(address: str, *families: str) -> tuple[BgpPeer, ...]:
    return (
        BgpPeer(address=address, remote_as=65000, enabled=True, families=families or ("vpnv4",), source="LoopBack0", ref=f"bgp:{address}"),
    )


def backbone(left: tuple[Vrf, ...], right: tuple[Vrf, ...], *, families=("vpnv4",), peered: bool = True):
    """pe1 - p - pe2: OSPF among the loopbacks, a VRF's prefix on each side."""
    process = (BgpProcess(local_as=65000, ref="bgp:1"),)
    return world(
        router(
            "pe1", port("LoopBack0", "10.255.0.1/32"), port("Gi0/1", "10.9.0.1/30"), port("Gi0/9", "10.1.0.1/24", vrf="red"), vrfs=left,
            ospf_interfaces=(ospf("LoopBack0", "10.255.0.1", 1), ospf("Gi0/1", "10.9.0.1", 1)), bgp=process, bgp_peers=peer("10.255.0.2", *families) if peered else (),
        ),
        router("p", port("Gi0/1", "10.9.0.2/30"), port("Gi0/2", "10.9.0.5/30"), ospf_interfaces=(ospf("Gi0/1", "10.9.0.2", 1), ospf("Gi0/2", "10.9.0.5", 1))),
        router(
            "pe2", port("LoopBack0", "10.255.0.2/32"), port("Gi0/1", "10.9.0.6/30"), port("Gi0/9", "10.2.0.1/24", vrf=right[0].name), vrfs=right,
            ospf_interfaces=(ospf("LoopBack0", "10.255.0.2", 1), ospf("Gi0/1", "10.9.0.6", 1)), bgp=process, bgp_peers=peer("10.255.0.1", *families) if peered else (),
        ),
    )  # fmt: skip


def test_a_vpn_joins_two_routers_by_its_route_target_and_shows_who_carries_it():
    net = backbone((vrf("red", "65000:1"),), (vrf("red", "65000:1"),))
    trace = net.trace("10.1.0.7", "10.2.0.9")
    assert trace.arrives
    assert net.ways(trace, 3) == {("pe1", "p", "pe2")}
    route = next(hop for hop in trace.branches[0].hops if hop.act is Act.ROUTE)
    assert (route.reason, route.vrf, route.basis, route.params["far"]) == ("path.vpn", "red", Basis.COMPUTED, "pe2")
    assert [one.place for one in route.evidence] == ["vrf:red", "Gi0/9:1"] or [one.place for one in route.evidence][:1] == ["vrf:red"]
    assert [net.name(hop.device) for hop in trace.branches[0].hops if hop.act is Act.CARRY] == ["pe1", "p"]


def test_other_targets_keep_two_vpns_apart():
    net = backbone((vrf("red", "65000:1"),), (vrf("blue", "65000:2"),))
    assert net.trace("10.1.0.7", "10.2.0.9").ends == (End.NO_ROUTE,)


def test_targets_of_other_vrfs_join_them_and_only_in_the_direction_they_are_imported():
    net = backbone((vrf("red", "65000:1", "65000:2", exports=("65000:1",)),), (vrf("blue", "65000:2"),))
    assert net.trace("10.1.0.7", "10.2.0.9").arrives
    assert net.trace("10.2.0.9", "10.1.0.7").ends == (End.NO_ROUTE,)


def test_without_a_vpnv4_session_the_route_is_assumed_and_says_so():
    for more in ({"families": ("ipv4",)}, {"peered": False}):
        net = backbone((vrf("red", "65000:1"),), (vrf("red", "65000:1"),), **more)
        route = next(hop for hop in net.trace("10.1.0.7", "10.2.0.9").branches[0].hops if hop.act is Act.ROUTE)
        assert (route.reason, route.basis, route.sure) == ("path.vpn_assumed", Basis.ASSUMED, Sure.UNSURE)


def test_two_vrfs_of_one_router_leak_by_a_shared_target():
    net = world(
        router(
            "pe",
            port("Gi0/1", "10.1.0.1/24", vrf="red"),
            port("Gi0/2", "10.2.0.1/24", vrf="blue"),
            port("Gi0/3", "10.3.0.1/24", vrf="green"),
            vrfs=(vrf("red", "65000:1", "65000:2", exports=()), vrf("blue", "65000:2"), vrf("green", "65000:3")),
        )
    )
    trace = net.trace("10.1.0.7", "10.2.0.9")
    assert trace.arrives
    assert next(hop.reason for hop in trace.branches[0].hops if hop.act is Act.ROUTE) == "path.leaked"
    assert net.trace("10.1.0.7", "10.3.0.9").ends == (End.NO_ROUTE,)


def test_a_static_route_leaves_its_vrf_where_it_names_another():
    net = world(
        router(
            "a",
            port("Gi0/1", "10.1.0.1/24", vrf="red"),
            port("Gi0/2", "10.9.0.1/30"),
            routes=(static("0.0.0.0/0", "10.9.0.2", vrf="red", next_hop_vrf="global"),),
            vrfs=(vrf("red"),),
        ),
        router("b", port("Gi0/1", "10.9.0.2/30"), port("Gi0/2", "10.0.2.1/24")),
    )
    assert net.trace("10.1.0.7", "10.0.2.9").arrives
    assert net.trace("10.9.0.1", "10.0.2.9").ends == (End.NO_ROUTE,), "the route is the VRF's alone"


def test_the_same_address_in_two_vrfs_needs_its_vrf():
    net = world(
        router("a", port("Gi0/1", "10.1.0.1/24", vrf="red"), port("Gi0/2", "10.1.0.1/24"), port("Gi0/3", "10.2.0.1/24"), vrfs=(vrf("red"),))
    )
    assert net.trace("10.1.0.7", "10.2.0.1", vrf="global").arrives
    assert net.trace("10.1.0.7", "10.2.0.1", vrf="red").ends == (End.NO_ROUTE,)


def tunnelled(*, far_address: bool = True):
    def end(name, number, other, far):
        return router(
            name,
            port("Gi0/1", f"10.9.{number}.1/30"),
            port("Gi0/9", f"10.{number}.0.1/24"),
            port("Tunnel1", *((f"10.8.0.{number}/30",) if far_address else ()), kind=InterfaceKind.TUNNEL),
            tunnels=(Tunnel(interface="Tunnel1", kind="gre", source=f"10.9.{number}.1", destination=f"10.9.{other}.1", ref="tun:1"),),
            routes=(
                static(f"10.9.{other}.0/30", f"10.9.{number}.2"),
                static(
                    f"10.{other}.0.0/24",
                    *((f"10.8.0.{other}",) if far_address else ()),
                    **({} if far_address else {"interface": "Tunnel1"}),
                ),
            ),
        )

    return world(end("a", 1, 2, "b"), router("mid", port("Gi0/1", "10.9.1.2/30"), port("Gi0/2", "10.9.2.2/30")), end("b", 2, 1, "a"))


def test_a_tunnel_leads_to_its_far_end_and_shows_who_carries_it():
    for far_address in (True, False):
        net = tunnelled(far_address=far_address)
        trace = net.trace("10.1.0.7", "10.2.0.9")
        assert trace.arrives
        assert net.ways(trace, 3) == {("a", "mid", "b")}
        carried = [hop for hop in trace.branches[0].hops if hop.act is Act.CARRY]
        assert [(net.name(hop.device), hop.reason, hop.params["outer"]) for hop in carried] == [
            ("a", "path.carry_tunnel", "10.9.2.1"),
            ("mid", "path.carry_tunnel", "10.9.2.1"),
        ]


def test_a_tunnel_to_a_stranger_ends_there():
    net = world(*(one for one in tunnelled().records if one.system.name != "b"))
    assert net.trace("10.1.0.7", "10.2.0.9").ends == (End.NEXT_HOP_UNKNOWN,)
