"""Filters and translations: what a packet meets on its way, rule by rule."""

from __future__ import annotations

import pytest

from tests.paths.made import port, router, static, world
from topology.model.configured import Acl, AclBinding, AclRule, NatPool, NatRule, ObjectGroup, ServicePolicy, Zone, ZonePolicy
from topology.paths import Act, End, Question, Sure, trace_path


def rule(action: str, number: int = 10, acl: str = "F", **more) -> AclRule:
    return AclRule(acl=acl, sequence=number, action=action, ref=f"acl:{number}", **more)


def filtered(*rules: AclRule, vendor: str = "Cisco", direction: str = "in", bound: str = "F", acls: tuple[Acl, ...] = (), groups=()):
    """One router between two prefixes with an access list on the way in or out."""
    interface = "Gi0/1" if direction == "in" else "Gi0/2"
    return world(
        router(
            "a",
            port("Gi0/1", "10.0.1.1/24"),
            port("Gi0/2", "10.0.2.1/24"),
            vendor=vendor,
            acls=acls,
            acl_rules=rules,
            object_groups=tuple(groups),
            acl_bindings=(AclBinding(acl=bound, use="filter", interface=interface, direction=direction, ref="bind:1"),),
        )
    )


def verdict(net, **more) -> tuple[str | None, str, str]:
    """Verdict, its reason, and where the first evidence of it stands."""
    hop = next(hop for branch in net.trace("10.0.1.7", "10.0.2.9", **more).branches for hop in branch.hops if hop.act is Act.FILTER)
    return hop.verdict, hop.reason, hop.evidence[0].place


@pytest.mark.parametrize("direction", ["in", "out"])
def test_the_rule_that_denies_ends_the_path_and_names_its_line(direction):
    net = filtered(rule("deny", 10, destination="10.0.2.0/24"), rule("permit", 20), direction=direction)
    trace = net.trace("10.0.1.7", "10.0.2.9")
    assert trace.ends == (End.DENIED,)
    assert verdict(net) == ("deny", "path.acl_deny", "acl:10")
    assert [one.place for one in trace.branches[0].hops[-1].evidence] == ["acl:10", "bind:1"]


def test_rules_are_asked_in_their_order():
    net = filtered(rule("permit", 10, source="10.0.1.7/32"), rule("deny", 20, source="10.0.1.0/24"), rule("permit", 30))
    assert verdict(net) == ("permit", "path.acl_permit", "acl:10")


@pytest.mark.parametrize(("vendor", "said"), [("Cisco", "deny"), ("Ruijie", "deny"), ("Huawei", "permit"), ("H3C", "permit")])
def test_what_no_rule_names_ends_as_the_maker_has_it(vendor, said):
    net = filtered(rule("permit", 10, destination="10.99.0.0/16"), vendor=vendor)
    assert verdict(net) == (said, f"path.acl_default_{said}", "bind:1")


def test_a_default_that_the_list_states_counts():
    net = filtered(rule("permit", 10, destination="10.99.0.0/16"), vendor="H3C", acls=(Acl(name="F", default="deny"),))
    assert verdict(net)[0] == "deny"


def test_a_list_that_does_not_exist_stops_nothing():
    assert verdict(filtered(bound="GONE")) == ("permit", "path.acl_absent", "bind:1")


TCP_443 = rule("permit", 10, protocol="tcp", destination_port="eq 443")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, ("unknown", "path.acl_unknown")),
        ({"protocol": "tcp"}, ("unknown", "path.acl_unknown")),
        ({"protocol": "tcp", "port": 443}, ("permit", "path.acl_permit")),
        ({"protocol": "tcp", "port": 80}, ("deny", "path.acl_default_deny")),
        ({"protocol": "udp", "port": 443}, ("deny", "path.acl_default_deny")),
    ],
)
def test_protocol_and_port_decide_and_a_doubt_is_said(asked, said):
    net = filtered(TCP_443)
    trace = net.trace("10.0.1.7", "10.0.2.9", **asked)
    assert verdict(net, **asked)[:2] == said
    assert trace.ends == ((End.DENIED,) if said[0] == "deny" else (End.REACHED,))
    assert (Sure.UNSURE in {hop.sure for hop in trace.branches[0].hops}) is (said[0] == "unknown")


def test_an_option_leaves_a_doubt_only_where_it_could_change_the_outcome():
    established = rule("permit", 10, protocol="tcp", options="established")
    assert verdict(filtered(established, rule("permit", 20)), protocol="tcp", port=80)[0] == "permit"
    assert verdict(filtered(established, rule("deny", 20)), protocol="tcp", port=80)[0] == "unknown"


def test_wildcards_ranges_and_groups_are_understood():
    group = ObjectGroup(name="SERVERS", kind="address", members=("10.0.2.8-10.0.2.10", "group:MORE"), ref="g")
    more = ObjectGroup(name="MORE", kind="address", members=("10.0.2.0/255.255.255.0",), ref="g")
    assert verdict(filtered(rule("permit", 10, source="10.0.0.7/0.0.255.0"), rule("deny", 20)))[0] == "permit"
    assert verdict(filtered(rule("permit", 10, destination="group:SERVERS"), rule("deny", 20), groups=(group, more)))[0] == "permit"
    assert verdict(filtered(rule("permit", 10, destination="group:NONE"), rule("deny", 20)))[0] == "unknown"


def firewall(*policies: ZonePolicy, same: bool = False, groups=(), **more):
    zones = (
        (Zone(name="trust", interfaces=("Gi0/1", "Gi0/2"), ref="zone:1"),)
        if same
        else (Zone(name="trust", interfaces=("Gi0/1",), ref="zone:1"), Zone(name="untrust", interfaces=("Gi0/2",), ref="zone:2"))
    )
    ports = (port("Gi0/1", "10.0.1.1/24"), port("Gi0/2", "10.0.2.1/24"))
    return world(router("fw", *ports, vendor="Huawei", zones=zones, zone_policies=policies, object_groups=tuple(groups), **more))


def test_a_firewall_denies_between_zones_what_no_policy_names():
    assert verdict(firewall()) == ("deny", "path.zone_default_deny", "zone:1")
    assert verdict(firewall(same=True)) == ("permit", "path.zone_default_permit", "zone:1")


def test_the_first_policy_that_fits_decides():
    web = ZonePolicy(
        name="web",
        source_zones=("trust",),
        destination_zones=("untrust",),
        sources=("10.0.1.0/24",),
        services=("https",),
        action="permit",
        ref="p:1",
    )
    net = firewall(ZonePolicy(name="off", action="deny", enabled=False, ref="p:0"), web)
    assert verdict(net, protocol="tcp", port=443) == ("permit", "path.zone_permit", "p:1")
    assert verdict(net, protocol="tcp", port=22) == ("deny", "path.zone_default_deny", "zone:1")
    assert verdict(net) == ("unknown", "path.zone_unknown", "p:1")
    back = ZonePolicy(name="back", source_zones=("untrust",), action="permit", ref="p:2")
    assert verdict(firewall(back))[0] == "deny"


@pytest.mark.parametrize(
    ("service", "asked", "said"),
    [
        ("protocol tcp destination-port 8080", {"protocol": "tcp", "port": 8080}, "permit"),
        ("protocol tcp source-port 0 to 65535 destination-port 8000 to 8100", {"protocol": "tcp", "port": 8050}, "permit"),
        ("tcp destination eq 443", {"protocol": "tcp", "port": 444}, "deny"),
        ("tcp destination range 1 1023", {"protocol": "tcp", "port": 22}, "permit"),
        ("group:WEB", {"protocol": "tcp", "port": 80}, "permit"),
        ("something-else", {"protocol": "tcp", "port": 80}, "unknown"),
        ("icmp", {"protocol": "icmp"}, "permit"),
    ],
)
def test_services_as_the_makers_write_them(service, asked, said):
    web = ObjectGroup(name="WEB", kind="service", members=("http", "https"), ref="g")
    net = firewall(ZonePolicy(name="x", services=(service,), action="permit", ref="p:1"), groups=(web,))
    assert verdict(net, **asked)[0] == said


# --- translation -----------------------------------------------------------------------------------


def translating(*rules: NatRule, acl: tuple[AclRule, ...] = (), pools: tuple[NatPool, ...] = ()):
    """A gateway with an inside (Gi0/1) and an outside (Gi0/2), and a server's router behind the outside."""
    return world(
        router(
            "gw",
            port("Gi0/1", "10.0.1.1/24"),
            port("Gi0/2", "192.0.2.1/24"),
            vendor="Huawei",
            nat_rules=rules,
            nat_pools=pools,
            acl_rules=acl,
            routes=(static("198.51.100.0/24", "192.0.2.2"),),
        ),
        router("isp", port("Gi0/1", "192.0.2.2/24"), port("Gi0/2", "198.51.100.1/24")),
    )


def rewritten(trace) -> list[tuple[str, str, str, str]]:
    return [
        (hop.reason, str(hop.params["before"]), str(hop.params["after"]), hop.evidence[0].place)
        for hop in trace.branches[0].hops
        if hop.act is Act.TRANSLATE
    ]


def test_a_source_is_rewritten_to_the_interface_s_address_where_the_list_says_so():
    nat = NatRule(kind="source", interface="Gi0/2", acl="F", outside="interface", ref="nat:1")
    net = translating(nat, acl=(rule("permit", 10, source="10.0.1.0/25"), rule("deny", 20)))
    trace = net.trace("10.0.1.7", "198.51.100.9")
    assert trace.arrives
    assert rewritten(trace) == [("path.nat_source", "10.0.1.7", "192.0.2.1", "nat:1")]
    assert (trace.branches[0].hops[-1].source, trace.branches[0].hops[0].source) == ("192.0.2.1", "10.0.1.7")
    assert rewritten(net.trace("10.0.1.200", "198.51.100.9")) == []


def test_a_pool_gives_its_first_address_and_an_exemption_none():
    pool = NatPool(name="P", first="192.0.2.100", last="192.0.2.110")
    source = NatRule(kind="source", interface="Gi0/2", acl="F", pool="P", ref="nat:2")
    everything = rule("permit", 10)
    assert rewritten(translating(source, acl=(everything,), pools=(pool,)).trace("10.0.1.7", "198.51.100.9"))[0][2] == "192.0.2.100"
    exempt = NatRule(kind="exempt", interface="Gi0/2", acl="E", ref="nat:0")
    spared = translating(exempt, source, acl=(everything, rule("permit", 5, acl="E")), pools=(pool,))
    assert rewritten(spared.trace("10.0.1.7", "198.51.100.9")) == []


def test_a_published_server_is_reached_by_its_outside_address():
    server = NatRule(
        kind="server",
        interface="Gi0/2",
        protocol="tcp",
        outside="192.0.2.80",
        outside_port="443",
        inside="10.0.1.9",
        inside_port="8443",
        ref="nat:3",
    )
    net = translating(server)
    trace = net.trace("198.51.100.1", "192.0.2.80", protocol="tcp", port=443)
    assert trace.arrives
    assert rewritten(trace) == [("path.nat_destination", "192.0.2.80", "10.0.1.9", "nat:3")]
    assert trace.branches[0].hops[-1].destination == "10.0.1.9"
    assert rewritten(net.trace("198.51.100.1", "192.0.2.80", protocol="udp", port=443)) == []
    unasked = net.trace("198.51.100.1", "192.0.2.80")
    assert [hop.sure for hop in unasked.branches[0].hops if hop.act is Act.TRANSLATE] == [Sure.UNSURE]


def test_a_static_pair_works_both_ways_and_prefix_for_prefix():
    pair = NatRule(kind="static", inside="10.0.1.0/24", outside="203.0.113.0/24", ref="nat:4")
    net = translating(pair)
    assert rewritten(net.trace("10.0.1.7", "198.51.100.9")) == [("path.nat_source", "10.0.1.7", "203.0.113.7", "nat:4")]


def test_the_answer_is_translated_back_to_the_host_that_asked():
    nat = NatRule(kind="source", interface="Gi0/2", acl="F", outside="interface", ref="nat:1")
    net = translating(nat, acl=(rule("permit", 10),))
    there = net.trace("10.0.1.7", "198.51.100.9")
    back = trace_path(net.state, Question(source="198.51.100.9", destination="192.0.2.1"), there)
    assert rewritten(back) == [("path.nat_back", "192.0.2.1", "10.0.1.7", "nat:1")]
    assert (back.arrives, back.branches[0].hops[-1].destination) == (True, "10.0.1.7")
    assert net.trace("198.51.100.9", "192.0.2.1").branches[0].hops[-1].reason == "path.end_own"


def test_the_answer_of_a_published_server_shows_its_outside_address():
    server = NatRule(kind="server", interface="Gi0/2", outside="192.0.2.80", inside="10.0.1.9", ref="nat:3")
    net = translating(server)
    there = net.trace("198.51.100.1", "192.0.2.80")
    back = trace_path(net.state, Question(source="10.0.1.9", destination="198.51.100.1"), there)
    assert rewritten(back) == [("path.nat_back", "10.0.1.9", "192.0.2.80", "nat:3")]


def test_a_firewall_lets_the_answer_of_what_it_let_pass_through():
    net = firewall(ZonePolicy(name="out", source_zones=("trust",), action="permit", ref="p:1"))
    there = net.trace("10.0.1.7", "10.0.2.9")
    assert net.trace("10.0.2.9", "10.0.1.7").ends == (End.DENIED,)
    back = trace_path(net.state, Question(source="10.0.2.9", destination="10.0.1.7"), there)
    assert back.arrives
    assert [hop.reason for hop in back.branches[0].hops if hop.act is Act.FILTER] == ["path.zone_session"]


def test_policy_routing_is_not_evaluated_and_said_so():
    policy = (ServicePolicy(policy="PBR", interface="Gi0/1", kind="routing", ref="pbr:1"),)
    net = world(router("a", port("Gi0/1", "10.0.1.1/24"), port("Gi0/2", "10.0.2.1/24"), service_policies=policy))
    assert verdict(net) == ("unknown", "path.policy_routing", "pbr:1")
    assert net.trace("10.0.1.7", "10.0.2.9").arrives


def test_a_host_of_the_prefix_asks_nothing_of_the_interface_that_only_nat_publishes():
    """The address of a pool is answered for by its gateway, which turns it into nothing that it was not asked for."""
    pool = NatPool(name="P", first="192.0.2.100", last="192.0.2.110", ref="pool:1")
    net = translating(NatRule(kind="source", interface="Gi0/2", acl="F", pool="P", ref="nat:2"), acl=(rule("permit", 10),), pools=(pool,))
    there = net.trace("10.0.1.7", "198.51.100.9")
    assert there.branches[0].hops[-1].source == "192.0.2.100"
    back = trace_path(net.state, Question(source="198.51.100.9", destination="192.0.2.100"), there)
    assert (back.arrives, back.branches[0].hops[-1].destination) == (True, "10.0.1.7")


def test_nat_between_zones_and_by_outside_address():
    zones = (Zone(name="trust", interfaces=("Gi0/1",), ref="z1"), Zone(name="untrust", interfaces=("Gi0/2",), ref="z2"))
    for source_zone, expected in (("trust", "192.0.2.50"), ("dmz", "10.0.1.7")):
        nat = NatRule(
            kind="source", acl="F", outside="192.0.2.50", source_zones=(source_zone,), destination_zones=("untrust",), ref="nat:9"
        )
        net = world(
            router(
                "fw",
                port("Gi0/1", "10.0.1.1/24"),
                port("Gi0/2", "192.0.2.1/24"),
                zones=zones,
                zone_policies=(ZonePolicy(name="all", action="permit", ref="p"),),
                nat_rules=(nat,),
                acl_rules=(rule("permit", 10),),
            )
        )
        assert net.trace("10.0.1.7", "192.0.2.9").branches[0].hops[-1].source == expected
