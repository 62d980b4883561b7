"""Lines of NX-OS one by one: what each becomes, what its defaults are, and what is left over."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectors.clean import Line, clean
from collectors.configs import best_match, read_config
from collectors.configs.cisco_nxos import PARSER
from collectors.configs.redact import redact_lines
from topology.model.records import DeviceRecord

WHEN = datetime(2017, 12, 1, tzinfo=UTC)
KEY = b"nexus"


def read(text: str) -> DeviceRecord:
    return read_config(f"hostname N\n{text}\n".encode(), path="n.cfg", realm="r", collected_at=WHEN, platform="cisco_nxos", key=KEY)


def states(text: str) -> dict[str, bool | None]:
    return {interface.name: interface.enabled for interface in read(text).interfaces}


def left(text: str) -> list[str]:
    """Return the lines that nothing understood, in the order of the text."""
    unread = read(text).reading.unparsed_lines
    return [line.rpartition(" > ")[2] for line in sorted(unread, key=lambda line: int(line.split(" ", 1)[0].rpartition(":")[2]))]


ROUTED = "interface Ethernet1/1\n  no switchport\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("interface Vlan1\ninterface Vlan2\n  no shutdown", {"Vlan1": False, "Vlan2": True}),
        (f"{ROUTED}interface Ethernet1/2\n  no switchport\n  no shutdown", {"Ethernet1/1": False, "Ethernet1/2": True}),
        (f"{ROUTED}interface Ethernet1/2\n  no shutdown", {"Ethernet1/1": True, "Ethernet1/2": True}),
        ("system default switchport shutdown\ninterface Ethernet1/1\ninterface loopback0", {"Ethernet1/1": False, "loopback0": True}),
        (
            "interface Tunnel1\ninterface Tunnel2\n  no shutdown\ninterface nve1\n  shutdown",
            {"Tunnel1": False, "Tunnel2": True, "nve1": False},
        ),
        ("interface mgmt0\ninterface port-channel1\n  shutdown force", {"mgmt0": True, "port-channel1": False}),
    ],
)
def test_silence_means_what_the_text_shows_to_be_the_default(text: str, expected: dict[str, bool]) -> None:
    assert states(text) == expected


@pytest.mark.parametrize(
    ("text", "access"),
    [
        ("interface Ethernet1/1", 1),
        ("interface Ethernet1/1\n  no switchport", None),
        ("no system default switchport\ninterface Ethernet1/1", None),
        ("interface Ethernet1/1\ninterface Ethernet1/2\n  switchport", None),
        ("system default switchport\ninterface Ethernet1/1\n  switchport access vlan 7", 7),
        ("interface Ethernet1/1\n  ip address 10.0.0.1/30", None),
        ("interface Ethernet1/1.7\n  encapsulation dot1q 7", 7),
        ("interface Ethernet1/1\n  switchport mode private-vlan host", 1),
        ("interface Ethernet1/1\n  switchport mode dot1q-tunnel\n  switchport access vlan 9", 9),
    ],
)
def test_a_port_is_switched_unless_the_text_shows_otherwise(text: str, access: int | None) -> None:
    assert read(text).interfaces[0].vlan_access == access


def test_ports_inherit_what_their_profile_says_and_they_do_not() -> None:
    record = read(
        "port-profile type ethernet P\n  switchport mode trunk\n  switchport trunk allowed vlan 5-6\n  mtu 9216\n  no shutdown\n  state enabled\n"
        "interface Ethernet1/1\n  inherit port-profile P\n  mtu 1500\ninterface Ethernet1/2\n  inherit port-profile NONE"
    )
    assert [(row.name, row.vlan_trunk, row.vlan_access, row.mtu, row.enabled) for row in record.interfaces] == [
        ("Ethernet1/1", (5, 6), None, 1500, True),
        ("Ethernet1/2", None, 1, None, False),
    ]
    assert left("port-profile P\n  mtu 5\ninterface Ethernet1/1\n  inherit port-profile") == [
        "port-profile P",
        "mtu 5",
        "inherit port-profile",
    ]


def test_a_fabric_port_has_no_vlans_of_its_own() -> None:
    (port,) = read("interface Ethernet1/1\n  switchport mode fabricpath").interfaces
    assert (port.vlan_access, port.vlan_trunk) == (None, None)


def test_a_range_of_ports_says_the_same_of_each_and_counts_once() -> None:
    record = read("interface Ethernet1/1-3\n  switchport access vlan 4\n  shutdown\ninterface nve1-2\n  no shutdown")
    assert {interface.name: (interface.vlan_access, interface.enabled) for interface in record.interfaces} == {
        **{f"Ethernet1/{port}": (4, False) for port in (1, 2, 3)},
        **{f"nve{port}": (None, True) for port in (1, 2)},
    }
    assert (record.reading.lines, record.reading.unparsed) == (6, 0)
    assert left("interface Ethernet1/1-9999") == ["interface Ethernet1/1-9999"]


@pytest.mark.parametrize(
    ("line", "addresses"),
    [
        ("ip address 10.0.0.1/24 secondary tag 5", ("10.0.0.1/24",)),
        ("ip address 10.0.0.1/24 route-preference 9", ("10.0.0.1/24",)),
        ("ip address 10.0.0.1 255.255.255.0", ("10.0.0.1/24",)),
        ("ip address dhcp", ()),
        ("ipv6 address 2001:db8::1/64 tag 7", ("2001:db8::1/64",)),
        ("ipv6 address fe80::1 link-local", ()),
        ("ipv6 address dhcp", ()),
        ("ipv6 address 2001:db8::/64 eui64", ()),
    ],
)
def test_addresses(line: str, addresses: tuple[str, ...]) -> None:
    record = read(f"interface Vlan2\n  {line}")
    assert record.interfaces[0].addresses == addresses
    assert record.reading.unparsed == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ip route 10.1.0.0/16 10.0.0.2", {"next_hop": "10.0.0.2"}),
        ("ip route 10.1.0.0/16 Vlan2 10.0.0.2 name to-x 120", {"interface": "Vlan2", "description": "to-x", "preference": 120}),
        ("ip route 10.1.0.0/16 10.0.0.2 track 5 name x tag 9 200", {"track": "5", "tag": 9, "preference": 200}),
        ("ip route 10.1.0.0/16 10.0.0.2 vrf B", {"next_hop_vrf": "B"}),
        ("ip route 10.1.0.0/16 10.0.0.2 vrf default", {"next_hop_vrf": "global"}),
        ("ip route 10.1.0.0 255.255.0.0 Null0", {"interface": "Null0"}),
        ("ipv6 route 2001:db8::/32 2001:db8:1::2", {"prefix": "2001:db8::/32"}),
    ],
)
def test_static_routes(line: str, said: dict[str, object]) -> None:
    for text, vrf in ((line, None), (f"vrf context A\n  {line}", "A")):
        (route,) = read(text).routes
        assert {name: getattr(route, name) for name in said} == said
        assert route.vrf == vrf


def test_the_vrf_called_default_is_the_devices_own_table() -> None:
    record = read(
        "ntp server 10.9.9.9 use-vrf default\nlogging server 10.9.9.8 use-vrf A\n"
        "interface Vlan2\n  vrf member default\n  ip dhcp relay address 10.9.9.7 use-vrf default"
    )
    assert [(server.address, server.vrf) for server in record.management_servers] == [("10.9.9.9", None), ("10.9.9.8", "A")]
    assert record.interfaces[0].vrf is None
    assert record.dhcp_relays[0].vrf == "global"


def test_relays_to_several_servers_in_one_vrf_are_one_row() -> None:
    lines = "\n".join(f"  ip dhcp relay address 10.9.9.{last}" for last in (1, 2))
    (relay,) = read(f"interface Vlan2\n{lines}").dhcp_relays
    assert relay.servers == ("10.9.9.1", "10.9.9.2")


def test_hsrp_vrrp_and_glbp_groups() -> None:
    record = read(
        "interface Vlan2\n  hsrp version 2\n  hsrp delay minimum 5\n  hsrp 1\n    ip 10.0.0.1\n    no preempt\n"
        "    track Ethernet1/1 decrement 20\n  vrrp 2\n    address 10.0.0.2 secondary\n    shutdown\n"
        "  vrrpv3 3 address-family ipv6\n    address 2001:db8::1 primary\n    object-track 7 decrement 5\n  glbp 4\n    ip 10.0.0.4"
    )
    assert [(group.protocol, group.group, group.addresses, group.preempt, group.track) for group in record.fhrp] == [
        ("hsrp", 1, ("10.0.0.1",), False, ("Ethernet1/1",)),
        ("vrrp2", 2, ("10.0.0.2",), None, ()),
        ("vrrp3", 3, ("2001:db8::1",), None, ("7",)),
        ("glbp", 4, ("10.0.0.4",), None, ()),
    ]
    assert left("interface Vlan2\n  hsrp 1\n    priority high\n  hsrp x") == ["priority high", "hsrp x"]


def test_one_ospf_name_has_a_process_in_each_vrf() -> None:
    record = read(
        "interface Vlan2\n  ip address 10.0.0.1/24\n  ip router ospf 1 area 0\ninterface Vlan3\n  vrf member A\n  ip address 10.0.0.1/24\n"
        "  ip router ospf 1 area 3\n  ip ospf passive-interface\nrouter ospf 1\n  router-id 1.1.1.1\n  vrf A\n    router-id 2.2.2.2\n"
        "    area 3 filter-list route-map X in\n    area 3 stub"
    )
    assert [(process.vrf, process.router_id, process.areas) for process in record.ospf] == [
        (None, "1.1.1.1", ("0.0.0.0",)),
        ("A", "2.2.2.2", ("0.0.0.3",)),
    ]
    assert [(row.interface, row.area, row.passive) for row in record.ospf_interfaces] == [
        ("Vlan2", "0.0.0.0", False),
        ("Vlan3", "0.0.0.3", True),
    ]
    assert left("interface Vlan2\n  ip router ospf 1 multi-area 0.0.0.1") == ["ip router ospf 1 multi-area 0.0.0.1"]


def test_one_isis_name_has_a_process_in_each_vrf() -> None:
    record = read(
        "interface Vlan2\n  ip router isis X\ninterface Vlan3\n  vrf member A\n  ip router isis X\n"
        "router isis X\n  net 49.0001.0000.0000.0001.00\n  passive-interface default level-2\n  vrf A\n    net 49.0001.0000.0000.0002.00\n"
        "    address-family ipv4 unicast\n      summary-address 10.0.0.0/8 level-2"
    )
    assert [(process.process, process.vrf, process.system_id) for process in record.isis] == [
        ("X", None, "0000.0000.0001"),
        ("X", "A", "0000.0000.0002"),
    ]
    assert [circuit.interface for circuit in record.isis_circuits] == ["Vlan2", "Vlan3"]
    assert [row.prefix for row in record.network_statements] == ["10.0.0.0/8"]


def test_peers_inherit_from_templates_and_speak_what_their_lines_name() -> None:
    record = read(
        "router bgp 65000\n  confederation identifier 65100\n  confederation peers 65001 65002\n  template peer-policy P\n    route-map M in\n"
        "  template peer T\n    remote-as 65009\n    inherit peer-session S\n    address-family ipv6 unicast\n      inherit peer-policy P 10\n"
        "  template peer-session S\n    update-source loopback0\n  neighbor 2001:db8::9\n    inherit peer T\n"
        "  neighbor 10.0.0.0/24 remote-as route-map ANY\n    address-family ipv4 unicast\n  neighbor 10.0.0.9\n    remote-as internal\n"
        "    remote-as external\n  vrf A\n    neighbor 10.0.0.8 remote-as 1.5\n      no log-neighbor-changes"
    )
    rows = {(peer.vrf, peer.address): (peer.remote_as, peer.families, peer.source, peer.import_policies) for peer in record.bgp_peers}
    assert rows == {
        (None, "2001:db8::9"): (65009, ("ipv6",), "loopback0", ("M",)),
        (None, "10.0.0.0/24"): (None, ("ipv4",), None, ()),
        (None, "10.0.0.9"): (65000, (), None, ()),
        ("A", "10.0.0.8"): (65541, (), None, ()),
    }
    assert {process.confederation for process in record.bgp} == {65100}
    assert left("router bgp x\n  neighbor 10.0.0.1") == ["router bgp x", "neighbor 10.0.0.1"]
    assert left("router bgp 1\n  neighbor x remote-as 1\n    shutdown\n  router-id x\n  confederation x\n  vrf\n  address-family") == [
        *("neighbor x remote-as 1", "shutdown", "router-id x", "confederation x", "vrf", "address-family"),
    ]


def test_announced_prefixes_in_every_form() -> None:
    record = read(
        "router bgp 1\n  router-id auto\n  address-family ipv4 unicast\n    network 10.0.0.0/8\n    network 10.1.0.0 mask 255.255.0.0\n"
        "    aggregate-address 10.2.0.0 255.255.0.0\n    default-information originate\n  address-family ipv6 unicast\n    network 2001:db8::/32"
    )
    assert [(row.prefix, row.summary) for row in record.network_statements] == [
        *(("10.0.0.0/8", False), ("10.1.0.0/16", False), ("10.2.0.0/16", True), ("2001:db8::/32", False)),
    ]
    assert [(row.source, row.family) for row in record.redistributions] == [("default", "ipv4")]
    assert left("router bgp 1\n  address-family ipv4 unicast\n    network 10.0.0.0/99\n    network") == ["network 10.0.0.0/99", "network"]


def test_route_targets_of_each_family_and_of_evpn() -> None:
    record = read(
        "vrf context A\n  vni 5001\n  rd auto\n  address-family ipv4 unicast\n    route-target both auto\n    route-target import 1:1\n"
        "    route-target export 1:2 evpn\n    export map E\n    import vrf default map I\n"
    )
    families = {row.family: (row.import_targets, row.export_targets, row.import_policy, row.export_policy) for row in record.vrf_families}
    assert families == {"ipv4": (("1:1",), (), "I", "E"), "evpn": ((), ("1:2",), None, None)}
    assert left("vrf context A\n  rd x\n  address-family\n  address-family ipv4 unicast\n    route-target import x") == [
        *("rd x", "address-family", "route-target import x"),
    ]


def test_snmp_says_its_rights_by_groups_and_its_lists_in_lines_of_their_own() -> None:
    record = read(
        "snmp-server community one group network-admin\nsnmp-server community two ro\nsnmp-server community two use-ipv4acl L\n"
        "snmp-server community three use-acl M\nsnmp-server user a network-operator auth md5 0xabcdef priv 0xabcdef localizedkey\n"
        "snmp-server user a use-ipv4acl L\nsnmp-server host 10.0.0.1 use-vrf management\nsnmp-server host 10.0.0.1 source-interface mgmt0\n"
        "snmp-server host 10.0.0.2 version 3 auth nms"
    )
    communities = [(row.access, row.acl) for row in record.management_accesses if row.kind == "community"]
    assert communities == [("write", None), ("read", "L"), ("read", "M")]
    (user,) = (row for row in record.management_accesses if row.kind == "usm-user")
    assert (user.name, user.acl) == ("a", "L")
    assert user.secret
    assert [(row.address, row.vrf, row.source) for row in record.management_servers] == [
        ("10.0.0.1", "management", "mgmt0"),
        ("10.0.0.2", None, None),
    ]
    assert [binding.acl for binding in record.acl_bindings] == ["L", "M", "L"]


def test_ways_in_follow_the_features() -> None:
    record = read(
        "no feature ssh\nfeature telnet\nfeature netconf\nline console\nline vty\n  ip access-class A in\n  ip access-class B out"
    )
    assert [(row.kind, row.acl) for row in record.management_accesses] == [("netconf", None), ("console", None), ("telnet", "A")]
    assert [(row.acl, row.direction) for row in record.acl_bindings] == [("A", "in"), ("B", "out")]
    assert left("line\nline vty\n  access-class") == ["line", "access-class"]


def test_servers_of_groups_have_one_row_each() -> None:
    record = read(
        "radius-server key 0 common\nradius-server host 10.0.0.1 key 7 own\nradius-server host 10.0.0.1 authentication accounting\n"
        "aaa group server radius G\n  server 10.0.0.1\n  server 10.0.0.2\n  use-vrf management\n  source-interface mgmt0\n"
        "ip tacacs source-interface loopback0"
    )
    rows = [(row.address, row.vrf, row.source, row.secret is not None) for row in record.management_servers]
    assert rows == [("10.0.0.1", "management", "mgmt0", True), ("10.0.0.2", "management", "mgmt0", True)]
    assert record.management_servers[0].secret != record.management_servers[1].secret
    assert left("aaa group server kerberos G\n  server 10.0.0.1\naaa group server radius G\n  source-interface ?") == [
        *("aaa group server kerberos G", "server 10.0.0.1", "source-interface ?"),
    ]


def test_a_segment_with_a_target_of_its_own_is_left_over() -> None:
    assert left("evpn\n  vni 5 l2\n    rd auto\n    route-target import auto\n    route-target export 1:1") == ["route-target export 1:1"]


def test_chassis_extenders_and_pairs() -> None:
    record = read(
        "fex 101\n  description x\nvpc domain 7\n  role priority 10\ninterface Ethernet1/1\n  fex associate 101\n"
        "interface Ethernet1/2\n  fex associate 102\ninterface port-channel9\n  vpc peer-link\ninterface port-channel8\n  vpc 8"
    )
    assert [(row.kind, row.member, row.domain, row.priority, row.ports) for row in record.stack_members] == [
        ("fex", 101, None, None, ("Ethernet1/1",)),
        ("mlag", None, "7", 10, ()),
        ("fex", 102, None, None, ("Ethernet1/2",)),
        ("mlag", None, None, None, ("port-channel9",)),
    ]
    assert left("fex x\nvpc domain\n  role priority x\ninterface Ethernet1/1\n  fex associate x\n  vpc x y") == [
        *("fex x", "vpc domain", "role priority x", "fex associate x", "vpc x y"),
    ]


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("ip access-list A\n  perform nothing\n  fragments permit-all", ["perform nothing"]),
        ("object-group ip address G\n  10 somewhere", ["10 somewhere"]),
        ("object-group fcip X\n  10 y", ["object-group fcip X", "10 y"]),
        ("ip prefix-list P seq 5 permit 10.0.0.0", ["ip prefix-list P seq 5 permit 10.0.0.0"]),
        ("route-map\n  match tag 5", ["route-map", "match tag 5"]),
        ("interface\n  shutdown", ["interface", "shutdown"]),
        ("vlan 9999\n  name X", ["vlan 9999", "name X"]),
        ("ip nat inside source nothing", ["ip nat inside source nothing"]),
        ("interface Vlan2\n  speed\n  channel-group x\n  ip dhcp relay address x\n  service-policy x\n  source-interface ?", None),
        ("interface Vlan2\n  hsrp 1\n    ip 10.0.0.x\n  mtu x\n  bandwidth x\n  vrf member\n  ip access-group", None),
    ],
)
def test_what_is_not_understood_is_left_over_and_counted(text: str, unread: list[str] | None) -> None:
    expected = [line.strip() for line in text.splitlines()[1:] if line.strip() != "hsrp 1"] if unread is None else unread
    assert left(text) == expected


def test_a_stray_blank_in_front_of_a_section_does_not_hide_it() -> None:
    record = read(
        "interface Vlan2\n  ip address 10.0.0.1/24\n  no shutdown\n interface Vlan3\n  ip address 10.0.1.1/24\n  no shutdown\ninterface Vlan4\n  no shutdown"
    )
    assert [interface.name for interface in record.interfaces] == ["Vlan2", "Vlan3", "Vlan4"]


def test_lines_after_a_page_find_their_section() -> None:
    record = read("interface Vlan2\n  no shutdown\n --More-- \r  ip address 10.0.0.1/24\ninterface Vlan3\n  no shutdown")
    assert record.interfaces[0].addresses == ("10.0.0.1/24",)
    record = read("interface Vlan2\n  no shutdown\n --More-- \rinterface Vlan3\n  ip address 10.0.0.1/24")
    assert [interface.addresses for interface in record.interfaces] == [(), ("10.0.0.1/24",)]


@pytest.mark.parametrize("case", ["n7k_core", "n9k_border_leaf", "n5k_access_fex"])
def test_a_text_without_indentation_says_the_same(case: str) -> None:
    path = Path(__file__).parent / "cisco_nxos" / case / "device.cfg"
    lines = tuple(redact_lines(clean(path.read_bytes(), "x").lines, KEY))
    flat = tuple(Line(line.number, 0, line.text) for line in lines)
    whole, stripped = (PARSER.parse(given, "x") for given in (lines, flat))
    assert stripped.facts == whole.facts
    assert stripped.interfaces == whole.interfaces
    assert stripped.reading.unparsed == whole.reading.unparsed == 0


@pytest.mark.parametrize(
    "text",
    [
        "hostname A\n!\ninterface Ethernet0/0\n ip address 10.0.0.1 255.255.255.0\n!\ninterface Ethernet0/1\n!\ninterface Ethernet0/2\n!\n",
        "version 15.4\nhostname A\ninterface Ethernet0/0\n!\nline vty 0 4\n!\n",
        "! device: a (vEOS, EOS-4.27)\nhostname A\ninterface Ethernet1\n   no switchport\ninterface Loopback0\n",
    ],
)
def test_ports_alone_make_no_nexus(text: str) -> None:
    best = best_match(clean(text.encode(), "x"))
    assert best is None or best[0].platform != "cisco_nxos"


def test_a_text_without_its_head_is_known_by_its_commands() -> None:
    text = "feature bgp\nfeature ospf\nhostname A\nvrf context management\ninterface mgmt0\n  vrf member management\n"
    found = best_match(clean(text.encode(), "x"))
    assert found is not None
    assert (found[0].platform, found[1].confidence >= 0.8) == ("cisco_nxos", True)
