"""Routes that OSPF and IS-IS would compute: areas, borders, externals, stubs, and what speaks against an adjacency."""

from __future__ import annotations

from tests.paths.made import port, router, static, world
from tests.paths.test_oracle import ospf
from topology.model.configured import OspfArea, Redistribution
from topology.model.records import SourceKind
from topology.model.tables import IsisCircuit, OspfNeighbour
from topology.paths import Act, Basis, End, Sure


def line(*, costs=(1, 1), areas=("0.0.0.0", "0.0.0.0"), **more):
    """a - b - c, OSPF everywhere, a prefix behind c."""
    b_more, c_more = more.pop("b", {}), more.pop("c", {})
    return world(
        router("a", port("Gi0/0", "10.0.1.1/24"), port("Gi0/1", "10.9.0.1/30"), ospf_interfaces=(ospf("Gi0/1", "10.9.0.1", costs[0], areas[0]),), **more),
        router("b", port("Gi0/1", "10.9.0.2/30"), port("Gi0/2", "10.9.0.5/30"), ospf_interfaces=(ospf("Gi0/1", "10.9.0.2", 1, areas[0]), ospf("Gi0/2", "10.9.0.5", costs[1], areas[1])), **b_more),
        router("c", port("Gi0/1", "10.9.0.6/30"), port("Gi0/2", "10.0.3.1/24"), **{"ospf_interfaces": (ospf("Gi0/1", "10.9.0.6", 1, areas[1]), ospf("Gi0/2", "10.0.3.1", 1, areas[1])), **c_more}),
    )  # fmt: skip


def route(net, trace) -> object:
    return next(hop for hop in trace.branches[0].hops if hop.act is Act.ROUTE)


def test_a_computed_route_says_so_and_names_both_ends_lines():
    net = line()
    trace = net.trace("10.0.1.7", "10.0.3.9")
    hop = route(net, trace)
    assert net.ways(trace, 3) == {("a", "b", "c")}
    assert (hop.protocol, hop.basis, hop.sure) == ("ospf", Basis.COMPUTED, Sure.LIKELY)
    assert [one.place for one in hop.evidence] == ["ospf:Gi0/2", "ospf:Gi0/1"]


def test_between_areas_the_border_leads():
    net = line(areas=("0.0.0.1", "0.0.0.0"))
    assert net.ways(net.trace("10.0.1.7", "10.0.3.9"), 3) == {("a", "b", "c")}


def test_between_two_areas_the_way_is_by_the_backbone_only():
    """b joins areas 1 and 2 and not the backbone: it passes nothing between them."""
    net = line(areas=("0.0.0.1", "0.0.0.2"))
    assert net.trace("10.0.1.7", "10.0.3.9").ends == (End.NO_ROUTE,)


def test_a_stub_area_has_a_default_route_and_no_external_ones():
    def net(kind):
        far = {
            "routes": (static("10.77.0.0/16", "10.0.3.254"),),
            "redistributions": (Redistribution(into="ospf", source="static", ref="imp:1"),),
        }
        area = (OspfArea(process="1", area="0.0.0.1", kind=kind, ref="area:1"),)
        return line(areas=("0.0.0.1", "0.0.0.0"), c=far, ospf_areas=area)

    normal, stub, total = net(None), net("stub"), net("totally-stub")
    assert route(normal, normal.trace("10.0.1.7", "10.77.1.1")).prefix == "10.77.0.0/16"
    assert route(stub, stub.trace("10.0.1.7", "10.77.1.1")).prefix == "0.0.0.0/0"
    assert route(stub, stub.trace("10.0.1.7", "10.0.3.9")).prefix == "10.0.3.0/24"
    assert route(total, total.trace("10.0.1.7", "10.0.3.9")).prefix == "0.0.0.0/0"


def test_connected_static_and_default_routes_are_announced_where_a_line_says_so():
    for source, destination, prefix in (("direct", "10.88.0.9", "10.88.0.0/24"), ("default", "8.8.8.8", "0.0.0.0/0")):
        net = world(
            *line().records[:2],
            router(
                "c",
                port("Gi0/1", "10.9.0.6/30"),
                port("Gi0/3", "10.88.0.1/24"),
                routes=(static("0.0.0.0/0", "10.88.0.254"),),
                ospf_interfaces=(ospf("Gi0/1", "10.9.0.6", 1),),
                redistributions=(Redistribution(into="ospf", source=source, ref="imp:1"),),
            ),
        )
        hop = route(net, net.trace("10.0.1.7", destination))
        assert (hop.prefix, hop.evidence[0].place) == (prefix, "imp:1")


def test_a_passive_interface_and_another_area_make_no_adjacency():
    passive = ospf("Gi0/1", "10.9.0.1", 1)
    import msgspec

    for row in (msgspec.structs.replace(passive, passive=True), msgspec.structs.replace(passive, area="0.0.0.9")):
        base = line().records
        net = world(router("a", port("Gi0/0", "10.0.1.1/24"), port("Gi0/1", "10.9.0.1/30"), ospf_interfaces=(row,)), *base[1:])
        last = net.trace("10.0.1.7", "10.0.3.9").branches[0].hops[-1]
        assert (last.end, last.reason) == (End.NO_ROUTE, "path.end_no_route_dynamic")


def test_a_neighbour_table_that_lacks_the_other_speaks_against_the_adjacency():
    ports = (port("Gi0/0", "10.0.1.1/24"), port("Gi0/1", "10.9.0.1/30"))

    def net(*heard: str):
        table = tuple(OspfNeighbour(address=address, state="full", ref="nbr:1") for address in heard)
        a = router(
            "a", *ports, kind=SourceKind.SNMP, target="10.0.1.1", ospf_interfaces=(ospf("Gi0/1", "10.9.0.1", 1),), ospf_neighbours=table
        )
        return world(a, router("a", *ports), *line().records[1:])

    assert net("10.9.0.2").trace("10.0.1.7", "10.0.3.9").arrives
    assert not net("10.9.0.99").trace("10.0.1.7", "10.0.3.9").arrives


def test_isis_is_computed_alike():
    def circuit(name, metric):
        return IsisCircuit(circuit=1, interface=name, metric=metric, enabled=True, ref=f"isis:{name}")

    def triangle(direct: int):
        return world(
            router("a", port("Gi0/0", "10.0.1.1/24"), port("Gi0/1", "10.9.0.1/30"), port("Gi0/2", "10.9.0.9/30"), isis_circuits=(circuit("Gi0/1", 10), circuit("Gi0/2", direct))),
            router("b", port("Gi0/1", "10.9.0.2/30"), port("Gi0/2", "10.9.0.5/30"), isis_circuits=(circuit("Gi0/1", 10), circuit("Gi0/2", 10))),
            router("c", port("Gi0/1", "10.9.0.6/30"), port("Gi0/2", "10.9.0.10/30"), port("Gi0/3", "10.0.3.1/24"), isis_circuits=(circuit("Gi0/1", 10), circuit("Gi0/2", direct), circuit("Gi0/3", None))),
        )  # fmt: skip

    assert triangle(15).ways(triangle(15).trace("10.0.1.7", "10.0.3.9"), 3) == {("a", "c")}
    assert triangle(25).ways(triangle(25).trace("10.0.1.7", "10.0.3.9"), 3) == {("a", "b", "c")}
    even = triangle(20)
    assert even.ways(even.trace("10.0.1.7", "10.0.3.9"), 3) == {("a", "c"), ("a", "b", "c")}
