"""Lines of IOS XR one by one: what each becomes, and what is left over."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from collectors.clean import Line, clean
from collectors.configs import best_match, read_config
from collectors.configs.cisco_xr import PARSER
from topology.model.records import Completeness, DeviceRecord

WHEN = datetime(2017, 12, 1, tzinfo=UTC)
KEY = b"xr"
PORT = "GigabitEthernet0/0/0/1"


def read(text: str) -> DeviceRecord:
    return read_config(f"hostname X\n{text}\n".encode(), path="x.cfg", realm="r", collected_at=WHEN, platform="cisco_xr", key=KEY)


def left(text: str) -> list[str]:
    """Return the lines that nothing understood, in the order of the text."""
    unread = read(text).reading.unparsed_lines
    return [line.rpartition(" > ")[2] for line in sorted(unread, key=lambda line: int(line.split(" ", 1)[0].rpartition(":")[2]))]


@pytest.mark.parametrize(
    ("line", "addresses"),
    [
        ("ipv4 address 10.0.0.1 255.255.255.0", ("10.0.0.1/24",)),
        ("ipv4 address 10.0.0.1/24 secondary", ("10.0.0.1/24",)),
        ("ipv4 address 10.0.0.1/24 route-tag 77", ("10.0.0.1/24",)),
        ("ipv4 address dhcp", ()),
        ("ipv6 address 2001:db8::1/64 route-tag 7", ("2001:db8::1/64",)),
        ("ipv6 address fe80::1 link-local", ()),
        ("ipv6 address 2001:db8::/64 eui-64", ()),
    ],
)
def test_addresses(line: str, addresses: tuple[str, ...]) -> None:
    record = read(f"interface {PORT}\n {line}\n!")
    assert record.interfaces[0].addresses == addresses
    assert record.reading.unparsed == 0


def test_interfaces_of_every_kind() -> None:
    record = read(
        f"interface preconfigure {PORT}\n shutdown\n!\ninterface Bundle-Ether1.5\n encapsulation dot1q 5\n vrf A\n!\n"
        "interface Bundle-Ether1.6\n encapsulation dot1q 6 second-dot1q 7\n!\ninterface MgmtEth0/RP0/CPU0/0\n!\n"
        "interface tunnel-te1\n destination 10.9.9.9\n ipv4 unnumbered Loopback0\n!\n"
        "interface nve1\n source-interface Loopback1\n member vni 5\n  vrf A\n !\n!\ninterface BVI4\n ipv4 mtu 1400\n!\n"
    )
    rows = {row.name: (row.kind.value, row.enabled, row.vrf, row.vlan_access, row.vlan_inner, row.mtu) for row in record.interfaces}
    assert rows == {
        PORT: ("physical", False, None, None, (), None),
        "Bundle-Ether1.5": ("subinterface", True, "A", 5, (), None),
        "Bundle-Ether1.6": ("subinterface", True, None, 6, (7,), None),
        "MgmtEth0/RP0/CPU0/0": ("management", True, None, None, (), None),
        "tunnel-te1": ("tunnel", True, None, None, (), None),
        "nve1": ("tunnel", True, None, None, (), None),
        "BVI4": ("vlan", True, None, None, (), 1400),
    }
    assert [(row.interface, row.kind, row.source, row.destination) for row in record.tunnels] == [
        ("tunnel-te1", "mpls-te", "Loopback0", "10.9.9.9"),
        ("nve1", "vxlan", "Loopback1", None),
    ]


def test_bundles_are_static_unless_they_speak_lacp() -> None:
    record = read(f"interface {PORT}\n bundle id 7 mode on\n!\ninterface {PORT}0\n bundle id 8 mode passive\n bundle port-priority 5\n!")
    assert [(row.interface, row.mode) for row in record.lags] == [("Bundle-Ether7", "static"), ("Bundle-Ether8", "lacp")]
    assert [row.lag for row in record.interfaces if row.lag] == ["Bundle-Ether7", "Bundle-Ether8"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("10.1.0.0/16 10.0.0.2", {"next_hop": "10.0.0.2", "preference": None}),
        (f"10.1.0.0/16 {PORT}", {"interface": PORT, "next_hop": None}),
        (f"10.1.0.0/16 {PORT} 10.0.0.2 120 tag 5", {"interface": PORT, "next_hop": "10.0.0.2", "preference": 120, "tag": 5}),
        ("10.1.0.0/16 vrf B 10.0.0.2", {"next_hop_vrf": "B"}),
        ("10.1.0.0/16 vrf default Null0", {"next_hop_vrf": "global", "interface": "Null0"}),
        ("10.1.0.0/16 10.0.0.2 description a line of words", {"description": "a line of words"}),
        ("10.1.0.0/16 10.0.0.2 track T", {"track": "T"}),
        ("10.1.0.0/16 10.0.0.2 bfd fast-detect minimum-interval 300 multiplier 3", {"track": "bfd"}),
    ],
)
def test_static_routes(line: str, said: dict[str, object]) -> None:
    for text, vrf in (
        (f"router static\n address-family ipv4 unicast\n  {line}\n !\n!", None),
        (f"router static\n vrf A\n  address-family ipv4 unicast\n   {line}\n  !\n !\n!", "A"),
    ):
        (route,) = read(text).routes
        assert {name: getattr(route, name) for name in said} == said
        assert (route.vrf, route.prefix) == (vrf, "10.1.0.0/16")


def test_static_routes_of_multicast_are_no_way_of_packets() -> None:
    record = read("router static\n address-family ipv4 multicast\n  10.1.0.0/16 10.0.0.2\n !\n maximum path ipv4 5\n!")
    assert record.routes == ()
    assert record.reading.unparsed == 0


def test_what_a_process_and_an_area_say_of_interfaces_holds_until_they_say_it_themselves() -> None:
    record = read(
        f"interface {PORT}\n ipv4 address 10.0.0.1/24\n!\nrouter ospf 1\n cost 7\n network point-to-point\n authentication message-digest\n"
        f" area 0\n  cost 8\n  interface {PORT}\n  !\n  interface Loopback0\n   cost 1\n   network broadcast\n   passive enable\n"
        "   authentication null\n  !\n !\n area 1\n  stub no-summary\n  authentication\n  interface Loopback1\n   authentication-key clear x\n"
        "   passive disable\n  !\n !\n!"
    )
    rows = {row.interface: (row.area, row.cost, row.kind, row.passive, row.authentication) for row in record.ospf_interfaces}
    assert rows == {
        PORT: ("0.0.0.0", 8, "point-to-point", False, "md5"),
        "Loopback0": ("0.0.0.0", 1, "broadcast", True, "null"),
        "Loopback1": ("0.0.0.1", 7, "point-to-point", False, "simple"),
    }
    assert [(area.area, area.kind, area.authentication) for area in record.ospf_areas] == [
        ("0.0.0.0", None, None),
        ("0.0.0.1", "totally-stub", "simple"),
    ]


def test_ospf_in_vrfs_with_links_summaries_and_lists() -> None:
    record = read(
        "router ospf 1\n vrf A\n  router-id 1.1.1.1\n  redistribute bgp 65000 route-policy P\n  redistribute connected\n"
        "  default-information originate always route-policy D\n  distribute-list L in\n  distribute-list route-policy R in\n"
        "  area 5\n   nssa\n   range 10.0.0.0/8\n   virtual-link 2.2.2.2\n    authentication message-digest\n   !\n   sham-link 3.3.3.3 4.4.4.4\n   !\n"
        f"   multi-area-interface {PORT}\n   !\n  !\n  summary-prefix 10.9.0.0/16\n !\n!"
    )
    assert [(process.vrf, process.router_id, process.areas) for process in record.ospf] == [
        (None, None, ()),
        ("A", "1.1.1.1", ("0.0.0.5",)),
    ]
    assert [(row.source, row.source_process, row.policy, row.vrf) for row in record.redistributions] == [
        ("bgp", "65000", "P", "A"),
        ("direct", None, None, "A"),
        ("default", None, "D", "A"),
    ]
    (area,) = record.ospf_areas
    assert (area.kind, area.virtual_links) == ("nssa", ("2.2.2.2",))
    assert [row.prefix for row in record.network_statements] == ["10.0.0.0/8", "10.9.0.0/16"]
    assert [(row.acl, row.use) for row in record.acl_bindings] == [("L", "route")]
    assert record.ospf_interfaces[0].interface == PORT


def test_isis_circuits() -> None:
    record = read(
        f"router isis X\n net 49.0001.0000.0000.0001.00\n address-family ipv4 unicast\n  metric-style wide\n  summary-prefix 10.0.0.0/8\n !\n"
        f" interface {PORT}\n  circuit-type level-1\n  point-to-point\n  address-family ipv4 unicast\n   metric 20 level 1\n   metric 10 level 2\n"
        "  !\n !\n interface Loopback0\n  passive\n !\n!"
    )
    rows = [(row.interface, row.level, row.kind, row.metric) for row in record.isis_circuits]
    assert rows == [(PORT, "1", "point-to-point", 10), ("Loopback0", "1-2", "broadcast", None)]
    assert (record.isis[0].wide_metrics, record.network_statements[0].prefix) == (True, "10.0.0.0/8")


def test_peers_use_groups_of_three_kinds() -> None:
    record = read(
        "router bgp 65000\n session-group S\n  remote-as 65001\n  update-source Loopback0\n !\n af-group F address-family ipv4 unicast\n"
        "  route-policy IN(1, 2) in\n  next-hop-self\n !\n neighbor-group G\n  use session-group S\n  address-family ipv4 unicast\n   use af-group F\n"
        "  !\n !\n neighbor 10.0.0.1\n  use neighbor-group G\n  password inheritance-disable\n  shutdown inheritance-disable\n !\n"
        " neighbor 10.0.0.2\n  use neighbor-group G\n  remote-as 65009\n  shutdown\n !\n vrf A\n  rd auto\n  neighbor 2001:db8::2\n   remote-as 65002\n"
        "   address-family ipv6 unicast\n    route-policy OUT out\n    remove-private-AS\n   !\n  !\n !\n!"
    )
    rows = {peer.address: (peer.remote_as, peer.enabled, peer.source, peer.group, peer.families) for peer in record.bgp_peers}
    assert rows == {
        "10.0.0.1": (65001, True, "Loopback0", "G", ("ipv4",)),
        "10.0.0.2": (65009, False, "Loopback0", "G", ("ipv4",)),
        "2001:db8::2": (65002, True, None, None, ("ipv6",)),
    }
    assert record.bgp_peers[0].import_policies == ("IN",)
    assert record.bgp_peers[0].options == ("next-hop-self",)
    assert (record.bgp_peers[2].export_policies, record.bgp_peers[2].options) == (("OUT",), ("remove-private-AS",))
    assert left(
        "router bgp 1\n neighbor x\n  shutdown\n !\n rd 1:1\n neighbor 10.0.0.1\n  use hammer\n  route-policy P sideways\n !\n!"
    ) == [
        *("neighbor x", "shutdown", "rd 1:1", "use hammer", "route-policy P sideways"),
    ]


def test_a_vrf_with_its_distinguisher_at_the_process_or_its_own() -> None:
    record = read(
        "vrf A\n rd 1:1\n address-family ipv4 unicast\n import route-target\n  2:2\n !\n export route-target 3:3\n import route-policy I\n!\n"
        "router bgp 1\n vrf B\n  rd 4:4\n !\n!"
    )
    assert [(vrf.name, vrf.rd, vrf.import_targets, vrf.export_targets) for vrf in record.vrfs] == [
        ("A", "1:1", ("2:2",), ("3:3",)),
        ("B", "4:4", (), ()),
    ]
    assert record.vrf_families[0].import_policy == "I"


def test_the_conditions_of_a_policy() -> None:
    record = read(
        "route-policy P($a)\n  # comment\n  if destination in X then\n    if tag is 5 then\n      drop\n    endif\n    set med 5\n"
        "  elseif as-path in Y or\n      community matches-any Z then\n    pass\n  else\n    apply Q\n    done\n  endif\n  prepend as-path 1 2\nend-policy"
    )
    rows = [(row.sequence, row.action, row.matches, row.sets) for row in record.route_policies]
    assert rows == [
        (10, "deny", ("destination in X", "tag is 5"), ()),
        (20, "permit", ("destination in X",), ("set med 5",)),
        (30, "permit", ("as-path in Y or community matches-any Z",), ()),
        (40, "permit", ("else",), ("apply Q",)),
        (50, "permit", (), ("prepend as-path 1 2",)),
    ]
    assert {row.name for row in record.route_policies} == {"P"}
    assert left("route-policy P\n  jump\n  else\nend-policy") == ["jump", "else"]


def test_prefixes_of_sets_and_lists() -> None:
    record = read(
        "prefix-set S\n  10.0.0.0/8 ge 9 le 24,\n  10.1.1.1,\n  2001:db8::/32 eq 48\nend-set\nprefix-set E\nend-set\n"
        "ipv4 prefix-list L\n 10 remark x\n 20 deny 10.0.0.0/8 ge 9\n!"
    )
    assert [(row.name, row.sequence, row.action, row.prefix, row.ge, row.le) for row in record.prefix_filters] == [
        ("S", 10, "permit", "10.0.0.0/8", 9, 24),
        ("S", 20, "permit", "10.1.1.1/32", None, None),
        ("S", 30, "permit", "2001:db8::/32", 48, 48),
        ("L", 20, "deny", "10.0.0.0/8", 9, None),
    ]
    assert left("prefix-set S\n  nowhere,\n  ,\nend-set") == ["nowhere,", ","]


def test_access_lists_and_their_bindings() -> None:
    record = read(
        f"ipv4 access-list A\n 10 permit ipv4 net-group G any\n!\nipv4 access-list A deny tcp any host 10.0.0.1 eq telnet\n"
        f"interface {PORT}\n ipv4 access-group common C A egress\n ipv6 access-group B ingress\n!\n"
        f"interface {PORT}1\n ipv4 access-group common C ingress\n!"
    )
    assert [(row.protocol, row.source, row.destination, row.destination_port) for row in record.acl_rules] == [
        ("ip", "group:G", None, None),
        ("tcp", None, "10.0.0.1/32", "eq 23"),
    ]
    assert [(row.acl, row.interface, row.direction) for row in record.acl_bindings] == [
        ("C", PORT, "out"),
        ("A", PORT, "out"),
        ("B", PORT, "in"),
        ("C", f"{PORT}1", "in"),
    ]
    assert left(f"object-group network ipx G\n 1\n!\ninterface {PORT}\n ipv4 access-group X sideways\n!") == [
        *("object-group network ipx G", "1", "ipv4 access-group X sideways"),
    ]


def test_gateways_in_both_notations() -> None:
    record = read(
        f"router hsrp\n interface {PORT}\n  hsrp 1 ipv4 10.0.0.1\n  hsrp 1 priority 110\n  hsrp 1 preempt disable\n  hsrp 1 track Bundle-Ether1 20\n"
        f"  hsrp 1 timers 1 3\n  hsrp use-bia\n !\n!\nrouter vrrp\n interface {PORT}\n  address-family ipv4\n   vrrp 2 version 3\n    address 10.0.0.2\n"
        "    preempt disable\n    track interface Bundle-Ether1 30\n   !\n  !\n  address-family ipv6\n   vrrp 3\n    address linklocal autoconfig\n   !\n  !\n !\n!"
    )
    assert [(row.protocol, row.group, row.addresses, row.priority, row.preempt, row.track) for row in record.fhrp] == [
        ("hsrp", 1, ("10.0.0.1",), 110, False, ("Bundle-Ether1",)),
        ("vrrp3", 2, ("10.0.0.2",), None, False, ("Bundle-Ether1",)),
        ("vrrp3", 3, (), None, None, ()),
    ]
    assert left(f"router hsrp\n interface {PORT}\n  hsrp x\n  hsrp 1 wish 5\n  hsrp 1 priority x\n !\n!") == [
        *("hsrp x", "hsrp 1 wish 5", "hsrp 1 priority x"),
    ]


def test_multicast() -> None:
    record = read(
        f"multicast-routing\n address-family ipv4\n  interface {PORT}\n   enable\n  !\n !\n!\nrouter pim\n vrf A\n  address-family ipv4\n"
        f"   bsr candidate-rp 10.0.0.1 priority 5\n   auto-rp candidate-rp Loopback0 scope 16\n   interface {PORT}\n    enable\n   !\n  !\n !\n!\n"
        "router igmp\n vrf A\n  interface Bundle-Ether1\n   version 2\n  !\n !\n!"
    )
    assert [(row.kind, row.vrf, row.interface, row.address) for row in record.multicast] == [
        ("enabled", None, None, None),
        ("rp", "A", None, "10.0.0.1"),
        ("rp", "A", "Loopback0", None),
        ("pim-sm", "A", PORT, None),
        ("igmp", "A", "Bundle-Ether1", None),
    ]
    assert left("router pim\n address-family ipv4\n  rp-address x\n  bsr candidate-rp x\n  interface ?\n !\n!") == [
        *("rp-address x", "bsr candidate-rp x", "interface ?"),
    ]


def test_services_go_to_bridge_domains_and_pseudowires() -> None:
    record = read(
        f"interface {PORT}.5 l2transport\n encapsulation dot1q 5-6\n!\ninterface {PORT}.7 l2transport\n encapsulation untagged\n!\n"
        f"interface {PORT}.8 l2transport\n encapsulation dot1q 8 second-dot1q any\n!\n"
        f"l2vpn\n bridge group G\n  bridge-domain D\n   interface {PORT}.5\n   !\n   neighbor 10.9.9.9 pw-id 5\n   !\n  !\n !\n"
        f" xconnect group X\n  p2p Y\n   neighbor ipv4 10.9.9.8 pw-id 7\n   !\n   interface {PORT}.7\n  !\n"
        f"  p2p Z\n   interface {PORT}.8\n   neighbor evpn evi 1 service 8\n  !\n !\n!"
    )
    assert [(row.number, row.kind, row.vlans, row.bridge_domain, row.peer) for row in record.service_instances] == [
        (5, "dot1q", (5, 6), "D", None),
        (7, "untagged", (), None, "10.9.9.8"),
        (8, "dot1q", (8,), None, None),
    ]
    assert [(row.interface, row.kind, row.destination) for row in record.tunnels] == [
        ("D", "vpls", "10.9.9.9"),
        ("Y", "vpws", "10.9.9.8"),
    ]
    assert left("l2vpn\n bridge group G\n  bridge-domain D\n   interface ?\n   neighbor x pw-id 5\n  !\n !\n!") == [
        "interface ?",
        "neighbor x pw-id 5",
    ]


def test_dhcp_profiles() -> None:
    record = read(
        f"dhcp ipv4\n profile A relay\n  helper-address vrf default 10.0.0.1\n  helper-address vrf default 10.0.0.2\n !\n profile B snoop\n  trusted\n !\n"
        f" profile C server\n  option 43 ascii x\n  default-router 10.1.0.1\n !\n interface {PORT} relay profile A\n interface {PORT}1 relay profile NONE\n"
        f" interface {PORT}2 none\n!\n"
    )
    assert [(row.interface, row.servers, row.vrf) for row in record.dhcp_relays] == [(PORT, ("10.0.0.1", "10.0.0.2"), "global")]
    assert [(row.name, row.gateways, row.options) for row in record.dhcp_pools] == [("C", ("10.1.0.1",), ("43 ascii x",))]
    assert left(
        "dhcp ipv4\n profile A\n profile B relay\n  helper-address x\n !\n interface ? relay profile B\n!\npool vrf A\n network x\n!"
    ) == [
        *("profile A", "helper-address x", "interface ? relay profile B", "pool vrf A", "network x"),
    ]


def test_ways_in_are_named_by_their_vrf() -> None:
    record = read(
        "ssh server vrf default\nssh server vrf M ipv4 access-list A ipv6 access-list B\nssh client vrf M\nssh server rate-limit 5\n"
        "telnet vrf M ipv4 server max-servers 5\ntelnet ipv4 client source-interface Loopback0\nhttp server\nline console\n!\n"
        "line template T\n access-class ipv6 ingress C\n access-class D in\n!"
    )
    assert [(row.kind, row.name, row.acl) for row in record.management_accesses] == [
        ("ssh", "default", None),
        ("ssh", "M", "A"),
        ("telnet", "M", None),
        ("http", None, None),
        ("console", "console", None),
    ]
    assert [(row.acl, row.via) for row in record.acl_bindings] == [
        *(("A", "ssh M"), ("B", "ssh M"), ("C", "line template T"), ("D", "line template T")),
    ]


def test_servers_and_their_groups() -> None:
    record = read(
        "radius-server key 7 094F471A1A0A\nradius-server host 10.0.0.1 auth-port 1812\n!\naaa group server radius G\n server 10.0.0.1\n server 10.0.0.2\n"
        " server-private 10.0.0.3 port 5\n  key 7 060506324F41\n !\n vrf M\n source-interface Loopback0\n!\nntp peer vrf M 10.0.0.4\nntp source Loopback1\n"
        "ntp\n access-group ipv4 peer L\n!\nsnmp-server trap-source ipv4 Loopback2\nsnmp-server host 10.0.0.5 traps version 3 priv nms\n"
    )
    rows = {row.address: (row.kind, row.vrf, row.source, row.secret is not None) for row in record.management_servers}
    assert rows == {
        "10.0.0.1": ("radius", "M", "Loopback0", True),
        "10.0.0.2": ("radius", "M", "Loopback0", True),
        "10.0.0.3": ("radius", "M", "Loopback0", True),
        "10.0.0.4": ("ntp", "M", "Loopback1", False),
        "10.0.0.5": ("snmp", None, "Loopback2", True),
    }
    assert [(row.acl, row.via) for row in record.acl_bindings] == [("L", "ntp")]


def test_spanning_trees_and_chassis() -> None:
    record = read(
        "spanning-tree pvrst X\n instance 1\n  vlan-id 10\n  priority x\n !\n!\nredundancy\n iccp group 5\n  mlacp node x\n !\n!\n"
        "spanning-tree other\n name Y\n!"
    )
    (tree,) = record.stp_configurations
    assert (tree.mode, tree.instances) == ("rapid-pvst", ((1, (10,)),))
    assert [(row.kind, row.domain) for row in record.stack_members] == [("mlag", "5")]
    assert left("spanning-tree other\n name Y\n!\nspanning-tree mst X\n instance x\n  vlan-ids 1\n !\n!") == [
        *("spanning-tree other", "name Y", "instance x", "vlan-ids 1"),
    ]


@pytest.mark.parametrize(("end", "completeness"), [("end", Completeness.COMPLETE), ("  shutdown", Completeness.PARTIAL)])
def test_a_text_that_stops_inside_a_section_was_cut(end: str, completeness: Completeness) -> None:
    assert read(f"interface {PORT}\n description x\n{end}".rstrip()).envelope.completeness is completeness


def test_lines_after_a_page_find_their_section() -> None:
    record = read(f"interface {PORT}\n description x\n --More-- \r         \r ipv4 address 10.0.0.1/24\n!\ninterface Loopback0\n!")
    assert record.interfaces[0].addresses == ("10.0.0.1/24",)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (f"hostname A\ninterface {PORT}\n ipv4 address 10.0.0.1/24\n!\nrouter static\n!\nssh server v2\nline default\n!\n", True),
        ("version 15.4\nhostname A\ninterface GigabitEthernet0/1\n!\nvrf definition A\n!\nline vty 0 4\n!\n", False),
        ("!RANCID-CONTENT-TYPE: cisco-xr\n!\nhostname A\n", True),
    ],
)
def test_a_text_is_known_by_its_head_or_its_commands(text: str, known: bool) -> None:
    found = best_match(clean(text.encode(), "x"))
    assert (found is not None and found[0].platform == "cisco_xr" and found[1].confidence >= 0.8) is known


def test_a_line_whose_blanks_a_pager_took_stands_with_its_neighbours() -> None:
    texts = [
        (0, f"interface {PORT}"),
        (1, "description x"),
        (None, "ipv4 address 10.0.0.1/24"),
        (0, "!"),
        (None, "interface Loopback0"),
        (1, "ipv4 address 10.0.0.9/32"),
        (0, "!"),
        (0, "router ospf 1"),
        (None, "router-id 1.1.1.1"),
        (1, "area 0"),
        (None, "interface Loopback0"),
        (3, "cost 5"),
        (None, "!"),
        (None, "end"),
    ]
    lines = tuple(Line(number, indent, text) for number, (indent, text) in enumerate(texts, start=1))
    parsed = PARSER.parse(lines, "x")
    assert [row.addresses for row in parsed.interfaces] == [("10.0.0.1/24",), ("10.0.0.9/32",)]
    assert [(row.interface, row.cost) for row in parsed.facts.ospf_interfaces] == [("Loopback0", 5)]
    assert parsed.facts.ospf[0].router_id == "1.1.1.1"
    assert parsed.reading.unparsed == 0


def test_what_an_interface_does_besides() -> None:
    record = read(
        f"interface {PORT}\n service-policy type pbr input ROUTE\n service-policy output QOS\n service-policy type control subscriber S\n"
        " ipv4 helper-address vrf A 10.0.0.1\n ipv4 helper-address 10.0.0.2\n mpls mtu 1500\n bandwidth 1000\n!\n"
        f"interface tunnel-ip1\n ipv4 unnumbered Loopback0\n tunnel mode gre ipv4\n tunnel source {PORT}\n tunnel destination 10.0.0.3\n"
        " tunnel destination prefix-list P\n!\ninterface nve1\n overlay-encapsulation vxlan\n!"
    )
    assert [(row.policy, row.direction, row.kind) for row in record.service_policies] == [("ROUTE", "in", "routing"), ("QOS", "out", "qos")]
    assert [(row.servers, row.vrf) for row in record.dhcp_relays] == [(("10.0.0.1",), "A"), (("10.0.0.2",), None)]
    assert [(row.interface, row.source, row.destination) for row in record.tunnels] == [
        ("tunnel-ip1", PORT, "10.0.0.3"),
        ("nve1", None, None),
    ]
    assert record.reading.unparsed == 0
    assert left(
        f"interface {PORT}\n vrf\n bundle id x\n encapsulation sand\n ipv4 helper-address x\n destination 10.0.0.1\n source-interface ?\n"
        " service-policy sideways X\n ipv4 unnumbered ?\n l2transport now\n member x\n!\ninterface\n!"
    ) == [
        *("vrf", "bundle id x", "encapsulation sand", "ipv4 helper-address x", "destination 10.0.0.1", "source-interface ?"),
        *("service-policy sideways X", "ipv4 unnumbered ?", "l2transport now", "member x", "interface"),
    ]


def test_a_text_without_indentation_is_read_by_its_words_and_marks() -> None:
    text = (
        f"vrf A\n address-family ipv4 unicast\n  import route-target\n   1:1\n   1:2\n  !\n  export route-target\n   1:3\n  !\n !\n!\n"
        f"interface {PORT}\n description x\n vrf A\n ipv4 address 10.0.0.1/24\n!\nprefix-set S\n  10.0.0.0/8,\n  10.1.0.0/16 le 24\nend-set\n!\n"
        f"route-policy P\n  if destination in S then\n    drop\n  endif\n  set med 5\nend-policy\n!\n"
        f"router static\n vrf A\n  address-family ipv4 unicast\n   10.9.0.0/16 10.0.0.9\n  !\n !\n!\n"
        f"router ospf 1\n vrf A\n  area 0\n   interface {PORT}\n    cost 5\n   !\n  !\n  redistribute connected\n !\n!\n"
        "router bgp 65000\n address-family vpnv4 unicast\n !\n neighbor 10.0.0.2\n  remote-as 65000\n  address-family vpnv4 unicast\n  !\n !\n"
        " vrf A\n  rd 1:1\n  neighbor 10.0.0.3\n   remote-as 65003\n   address-family ipv4 unicast\n    route-policy P in\n   !\n  !\n !\n!\nend"
    )
    lines = clean(f"hostname X\n{text}\n".encode(), "x").lines
    whole = PARSER.parse(lines, "x")
    stripped = PARSER.parse(tuple(Line(line.number, 0, line.text) for line in lines), "x")
    assert stripped.facts == whole.facts
    assert stripped.interfaces == whole.interfaces
    assert (stripped.reading.unparsed, whole.reading.unparsed) == (0, 0)
    assert len(whole.facts.bgp_peers) == 2


def test_templates_and_segments_without_a_place_in_the_record_are_left_over() -> None:
    assert left("group EDGE\n interface 'GigabitEthernet.*'\n  mtu 9000\n !\nend-group\napply-group EDGE") == [
        *("group EDGE", "interface 'GigabitEthernet.*'", "mtu 9000", "end-group", "apply-group EDGE"),
    ]
    assert left("evpn\n evi 5\n  bgp\n   route-target import 1:1\n  !\n !\n!") == ["evpn", "evi 5", "bgp", "route-target import 1:1"]
