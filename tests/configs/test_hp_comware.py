"""The Comware dialect line by line: versions 5 and 7, their quirks, and what they share with VRP."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.clean import clean
from collectors.configs import PARSERS, best_match, read_config
from collectors.configs.hp_comware import PARSER
from topology.model.records import Completeness, InterfaceKind, Route

WHEN = datetime(2017, 12, 1, tzinfo=UTC)


def read(text: str, **extra):
    return read_config(text.encode(), path="sw.cfg", realm="n01", collected_at=WHEN, platform="hp_comware", **extra)


def port(*commands: str):
    body = "\n".join(f" {command}" for command in commands)
    (interface,) = read(f"#\ninterface GigabitEthernet1/0/1\n{body}\n#\nreturn\n").interfaces
    return interface


@pytest.mark.parametrize(
    ("commands", "access", "trunk", "native"),
    [
        ((), None, None, None),
        (("port link-mode bridge",), 1, None, None),
        (("port link-mode route",), None, None, None),
        (("port access vlan 20",), 20, None, None),
        (("port link-mode bridge", "port access vlan 20"), 20, None, None),
        (("port link-type trunk", "port trunk permit vlan 5 7 to 9"), None, (1, 5, 7, 8, 9), 1),
        (("port link-type trunk", "undo port trunk permit vlan 1", "port trunk permit vlan 5"), None, (5,), 1),
        (("port link-type trunk", "port trunk pvid vlan 5", "port trunk permit vlan 5"), None, (1, 5), 5),
        (("port link-type hybrid", "port hybrid vlan 4 5 tagged"), None, (1, 4, 5), 1),
        (("port link-type hybrid", "undo port hybrid vlan 1", "port hybrid vlan 9 untagged", "port hybrid pvid vlan 9"), 9, None, None),
    ],
)
def test_port_vlans(commands, access, trunk, native):
    interface = port(*commands)
    assert (interface.vlan_access, interface.vlan_trunk, interface.vlan_native) == (access, trunk, native)


def test_sizes_and_rates():
    assert port("mtu 1400").mtu == 1400
    assert port("jumboframe enable 9216").mtu == 9216
    assert port("jumboframe enable").mtu is None
    assert port("mtu 1400", "jumboframe enable 9216").mtu == 1400
    assert port("bandwidth 200000").bandwidth_bps == 200_000_000
    assert port("tcp mss 1360").tcp_mss == 1360
    assert port("port link-aggregation group 7").lag == "Bridge-Aggregation7"


def test_an_aggregate_that_routes_is_the_parent_of_its_ports():
    text = (
        "interface Route-Aggregation7\n ip address 10.0.0.1 30\n#\ninterface Ten-GigabitEthernet1/0/1\n port link-aggregation group 7\n#\n"
    )
    record = read(text)
    assert [(one.name, one.kind, one.lag) for one in record.interfaces] == [
        ("Route-Aggregation7", InterfaceKind.LAG, None),
        ("Ten-GigabitEthernet1/0/1", InterfaceKind.PHYSICAL, "Route-Aggregation7"),
    ]


def test_single_commands_carry_a_leading_blank():
    record = read(
        "#\n version 7.1.070, Release 6628P47\n#\n sysname A\n#\n ip route-static 10.0.0.0 8 10.1.1.1\n ip route-static 10.1.0.0 16 NULL0\n#\n"
    )
    assert (record.system.name, record.system.software, record.system.vendor) == ("A", "7.1.070 Release 6628P47", "h3c")
    assert [(route.prefix, route.next_hop, route.interface) for route in record.routes] == [
        ("10.0.0.0/8", "10.1.1.1", None),
        ("10.1.0.0/16", None, "NULL0"),
    ]
    assert record.reading.unparsed == 0


def test_children_without_indentation_stay_with_their_interface():
    flat = (
        "interface Vlan-interface10\nip address 10.0.0.1 255.255.255.0\nospf 1 area 0.0.0.0\nospfv3 1 area 0\nmpls enable\nmpls ldp enable\n"
        "ipv6 address 2001:DB8::1/64\nstp edged-port\nquit\n#\nospf 1\narea 0.0.0.0\nnetwork 10.0.0.0 0.0.0.255\n#\n"
    )
    record = read(flat)
    (interface,) = record.interfaces
    assert interface.addresses == ("10.0.0.1/24", "2001:db8::1/64")
    assert [(row.interface, row.area) for row in record.ospf_interfaces] == [("Vlan-interface10", "0.0.0.0")] * 2
    assert [area.networks for area in record.ospf_areas] == [("10.0.0.0/24",)]
    assert record.reading.unparsed == 0


@pytest.mark.parametrize("text", ["vlan 10 to 12\n", "vlan 10\n#\nvlan 11\n#\nvlan 12\n"])
def test_vlans_as_a_range_or_one_by_one(text):
    assert [vlan.vid for vlan in read(f"#\n{text}#\n").vlans] == [10, 11, 12]


def test_ports_that_a_vlan_names():
    record = read("#\nvlan 10\n name A\n port GigabitEthernet1/0/1 to GigabitEthernet1/0/2\n#\ninterface GigabitEthernet1/0/1\n#\n")
    assert {(one.name, one.vlan_access) for one in record.interfaces} == {("GigabitEthernet1/0/1", 10), ("GigabitEthernet1/0/2", 10)}


def test_targets_of_the_instance_are_every_familys():
    text = (
        "ip vpn-instance A\n route-distinguisher 1:1\n vpn-target 1:1 import-extcommunity\n #\n address-family ipv4\n"
        "  vpn-target 1:2 import-extcommunity\n #\n address-family ipv6\n  route-distinguisher 1:6\n#\n"
    )
    record = read(text)
    assert [(vrf.rd, vrf.import_targets) for vrf in record.vrfs] == [("1:1", ("1:1", "1:2"))]
    assert [(row.family, row.rd, row.import_targets) for row in record.vrf_families] == [
        ("ipv4", "1:1", ("1:1", "1:2")),
        ("ipv6", "1:6", ("1:1",)),
    ]


def test_bgp_of_version_7_speaks_only_what_a_family_enables():
    text = (
        "bgp 65001\n peer 10.0.0.2 as-number 65002\n #\n address-family ipv4 unicast\n #\n ip vpn-instance A\n  peer 10.0.0.3 as-number 65003\n"
        "  #\n  address-family ipv4 unicast\n   peer 10.0.0.3 enable\n   import-route direct\n #\n address-family vpnv4\n  peer 10.0.0.2 enable\n#\n"
    )
    record = read(text)
    assert [(peer.address, peer.vrf, peer.families) for peer in record.bgp_peers] == [
        ("10.0.0.2", None, ("vpnv4",)),
        ("10.0.0.3", "A", ("ipv4",)),
    ]
    assert [(row.into, row.vrf, row.source) for row in record.redistributions] == [("bgp", "A", "direct")]


def test_bgp_of_version_5_speaks_ipv4_by_itself():
    (peer,) = read("bgp 65001\n undo synchronization\n peer 10.0.0.2 as-number 65002\n#\n").bgp_peers
    assert (peer.families, peer.remote_as) == (("ipv4",), 65002)


@pytest.mark.parametrize(
    ("header", "name", "family"),
    [
        ("acl number 3000", "3000", "ipv4"),
        ("acl number 3000 name WEB", "WEB", "ipv4"),
        ("acl advanced 3000", "3000", "ipv4"),
        ("acl advanced name WEB", "WEB", "ipv4"),
        ("acl ipv6 number 3000 name SIX", "SIX", "ipv6"),
        ("acl ipv6 basic 2000", "2000", "ipv6"),
        ("acl mac 4000", "4000", "mac"),
        ("acl number 3000 match-order auto", "3000", "ipv4"),
    ],
)
def test_names_of_access_lists(header, name, family):
    (acl,) = read(f"#\n{header}\n#\n").acls
    assert (acl.name, acl.family) == (name, family)


def test_a_binding_by_number_is_one_by_name():
    record = read("acl number 2000 name NMS\n rule permit source 10.0.0.0 0.0.0.255\n#\nline vty 0 4\n acl 2000 inbound\n#\n")
    assert [(row.acl, row.sequence) for row in record.acl_rules] == [("NMS", 0)]
    assert [(row.acl, row.use, row.direction) for row in record.acl_bindings] == [("NMS", "vty", "in")]


def test_irf_gives_each_chassis_its_ports_and_the_domain():
    text = " irf domain 9\n irf member 1 priority 32\n irf member 2 priority 1\n#\nirf-port 1/2\n port group interface Ten-GigabitEthernet1/0/51\n#\n"
    members = read(text).stack_members
    assert [(one.member, one.priority, one.domain, one.ports) for one in members] == [
        (1, 32, "9", ("Ten-GigabitEthernet1/0/51",)),
        (2, 1, "9", ()),
    ]


def test_nat_of_an_interface():
    text = (
        "interface GigabitEthernet0/0\n nat outbound\n nat outbound 2000 address-group 1 no-pat\n nat server protocol tcp global current-interface 8443 "
        "inside 10.0.0.2 443\n nat server 1 protocol udp global 203.0.113.5 203.0.113.6 inside 10.0.0.3 10.0.0.4\n#\n"
        " nat static outbound 10.0.0.9 203.0.113.9\n nat static outbound net-to-net 10.1.0.1 10.1.0.254 global 203.0.114.0 24\n#\n"
    )
    rules = read(text).nat_rules
    assert [(one.kind, one.acl, one.pool, one.inside, one.inside_port, one.outside, one.outside_port) for one in rules] == [
        ("source", None, None, None, None, "interface", None),
        ("source", "2000", "1", None, None, None, None),
        ("server", None, None, "10.0.0.2", "443", "interface", "8443"),
        ("server", None, None, "10.0.0.3-10.0.0.4", None, "203.0.113.5-203.0.113.6", None),
        ("static", None, None, "10.0.0.9", None, "203.0.113.9", None),
        ("static", None, None, "10.1.0.1-10.1.0.254", None, "203.0.114.0/24", None),
    ]


@pytest.mark.parametrize(
    ("command", "route"),
    [
        ("10.0.0.0 8 10.1.1.1 track 1 preference 70", Route(prefix="10.0.0.0/8", next_hop="10.1.1.1", track="1", preference=70)),
        ("10.0.0.0 8 10.1.1.1 bfd control-packet", Route(prefix="10.0.0.0/8", next_hop="10.1.1.1", track="bfd")),
        ("10.0.0.0 8 Vlan-interface10 10.1.1.1", Route(prefix="10.0.0.0/8", next_hop="10.1.1.1", interface="Vlan-interface10")),
        ("vpn-instance A 10.0.0.0 8 vpn-instance B 10.1.1.1", Route(prefix="10.0.0.0/8", vrf="A", next_hop="10.1.1.1", next_hop_vrf="B")),
        ("10.0.0.0 8 Tunnel 0", Route(prefix="10.0.0.0/8", interface="Tunnel0")),
    ],
)
def test_static_routes(command, route):
    (found,) = read(f"#\n ip route-static {command}\n#\n").routes
    assert found == Route(**{name: getattr(route, name) for name in route.__struct_fields__ if name != "ref"}, ref="sw.cfg:2")


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("#\n version 7.1.070, Release 6628P47\n#\n sysname A\n#\nvlan 1\n#\n", True),
        (
            "#\n sysname A\n#\ninterface Vlan-interface2\n#\ninterface Ten-GigabitEthernet1/0/1\n port link-mode bridge\n port access vlan 2\n#\n",
            True,
        ),
        ("#\n sysname A\n#\ninterface Vlan-interface2\n port trunk permit vlan 2\n#\n", False),
        ("#\nsysname A\n#\nvlan batch 2\n#\ninterface Vlanif2\n#\ninterface Eth-Trunk1\n port trunk allow-pass vlan 2\n#\n", None),
        ("hello\n", None),
    ],
)
def test_detection_is_sure_doubtful_or_silent(text, sure):
    match = PARSER.matches(clean(text.encode(), "f"))
    assert (None if match is None else match.confidence >= 0.8) is sure


def test_the_cousin_is_told_apart():
    both = "#\nip vpn-instance A\n route-distinguisher 1:1\n vpn-target 1:1\n#\nip route-static 10.0.0.0 8 10.1.1.1\n#\n"
    vrp = clean(f"!Software Version V200R011C10SPC600\n{both}interface Vlanif5\n ip binding vpn-instance A\n#\n".encode(), "f")
    comware = clean(f"#\n version 7.1.070, Release 6628P47\n{both}interface Vlan-interface5\n ip binding vpn-instance A\n#\n".encode(), "f")
    assert best_match(vrp)[0].platform == "huawei_vrp"
    assert best_match(comware)[0].platform == "hp_comware"
    assert len(PARSERS) >= 2


def test_a_configuration_cut_inside_a_section_is_partial():
    record = read(" sysname A\n#\ninterface Vlan-interface5\n ip address 10.0.0.1 24\n descr")
    assert record.envelope.completeness is Completeness.PARTIAL


BROKEN = [
    *(
        "#",
        " #",
        "interface Vlan-interface5",
        " ip address 10.0.0.1 24",
        "vlan 1 to",
        "sysname",
        "ip vpn-instance",
        "ip vpn-instance a",
        "vlan",
    ),
    *(
        " address-family",
        " address-family ipv4",
        " vpn-target",
        "ip route-static",
        "bgp 1",
        " ip vpn-instance x",
        " peer",
        " peer 1.1.1.1",
        "bgp",
    ),
    *(
        " peer 1.1.1.1 as-number",
        " network",
        "ospf",
        "ospf 1",
        " area",
        " area x",
        " network 1.1.1.1",
        "acl",
        "acl number",
        "acl basic 2000",
        " rule",
    ),
    *(
        " rule 5",
        " rule 5 permit source",
        " rule permit tcp destination-port",
        "nat address-group",
        "nat server",
        "nat static",
        " nat outbound",
        " nat server",
    ),
    *(
        "security-policy ip",
        " rule 0 name",
        "  action",
        "zone-pair security",
        "object-policy ip",
        "object-group",
        "object-group ip address a",
        " 0 network",
    ),
    *(
        "irf member",
        "irf-port",
        " port group",
        "stp",
        "stp instance",
        "dhcp server ip-pool",
        "qos policy",
        "traffic classifier",
        "line",
        "line vty 0 4",
    ),
    *(
        " acl",
        "local-user",
        "snmp-agent community",
        "ntp-service unicast-server",
        "radius scheme",
        "ike peer",
        "ike",
        "ipsec policy a 1",
        "ipsec",
        "pim",
        "rip",
    ),
    *(
        "isis",
        " network-entity 1",
        "route-policy",
        "ip prefix-list a",
        "policy-based-route a permit node",
        "return",
        "quit",
        "vrrp vrid",
        " vrrp vrid 1",
    ),
    *(
        " dhcp relay server-address",
        " tunnel-protocol",
        " source",
        " destination",
        "interface Tunnel1 mode",
        " port hybrid vlan",
        " mtu",
        "interface",
    ),
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(BROKEN), min_size=1, max_size=30), st.sampled_from(["hp_comware", "huawei_vrp"]))
def test_any_order_of_broken_lines_is_read_and_accounted_for(texts, platform):
    record = read_config("\n".join(texts).encode(), path="f", realm="r", collected_at=WHEN, platform=platform)
    reading = record.reading
    assert reading.lines == reading.understood + reading.ignored + reading.unparsed == len(texts)
    assert sum(part.unparsed for part in reading.sections) == reading.unparsed
