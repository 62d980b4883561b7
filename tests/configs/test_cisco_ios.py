"""The IOS dialect line by line, and what it does with hostile configurations."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.clean import Line
from collectors.configs import read_config
from collectors.configs.ios_family.blocks import read_blocks
from collectors.configs.redact import fingerprint, redact_text
from topology.model.records import Completeness, InterfaceKind

WHEN = datetime(2017, 12, 1, tzinfo=UTC)
KEY = b"k"


def read(text: str, platform: str = "cisco_ios"):
    return read_config(text.encode(), path="r.cfg", realm="n01", collected_at=WHEN, platform=platform, key=KEY)


def port(*commands: str, name: str = "GigabitEthernet0/1", more: str = ""):
    body = "\n".join(f" {command}" for command in commands)
    return next(i for i in read(f"interface {name}\n{body}\n!\n{more}\nend\n").interfaces if i.name == name)


def left(text: str) -> list[str]:
    return [entry.partition(" > ")[2] for entry in read(text).reading.unparsed_lines]


@pytest.mark.parametrize(
    ("commands", "access", "trunk", "native"),
    [
        ((), None, None, None),
        (("switchport mode access",), 1, None, None),
        (("switchport access vlan 20",), 20, None, None),
        (("switchport mode trunk", "switchport trunk allowed vlan 5,7-9"), None, (5, 7, 8, 9), 1),
        (("switchport mode trunk", "switchport trunk allowed vlan 5", "switchport trunk allowed vlan add 6,8"), None, (5, 6, 8), 1),
        (("switchport mode trunk", "switchport trunk allowed vlan 5-8", "switchport trunk allowed vlan remove 6"), None, (5, 7, 8), 1),
        (("switchport mode trunk", "switchport trunk allowed vlan none"), None, (), 1),
        (("switchport mode trunk", "switchport trunk allowed vlan 5", "switchport trunk native vlan 5"), None, (5,), 5),
        (("switchport mode dynamic desirable", "switchport trunk allowed vlan 5"), None, (5,), 1),
        (("switchport mode dot1q-tunnel", "switchport access vlan 300"), 300, None, None),
        (("encapsulation dot1Q 10",), 10, None, None),
        (("encapsulation dot1Q 10 native",), 10, None, None),
    ],
)
def test_port_vlans(commands, access, trunk, native) -> None:
    interface = port(*commands)
    assert (interface.vlan_access, interface.vlan_trunk, interface.vlan_native) == (access, trunk, native)


def test_a_trunk_without_a_list_passes_every_vlan_and_except_takes_some_away() -> None:
    assert port("switchport mode trunk").vlan_trunk == tuple(range(1, 4095))
    assert port("switchport mode trunk", "switchport trunk allowed vlan except 2-4094").vlan_trunk == (1,)
    assert port("switchport mode access", "switchport voice vlan 7").vlan_voice == 7


@pytest.mark.parametrize(
    ("command", "addresses"),
    [
        ("ip address 10.0.0.1 255.255.255.0", ("10.0.0.1/24",)),
        ("ip address 10.0.0.1/24", ("10.0.0.1/24",)),
        ("ip address dhcp", ()),
        ("no ip address", ()),
        ("ip unnumbered Loopback0", ()),
        ("ipv6 address 2001:DB8::1/64", ("2001:db8::1/64",)),
        ("ipv6 address FE80::1 link-local", ()),
        ("ipv6 address 2001:DB8::/64 eui-64", ()),
        ("ipv6 address PD ::1:0:0:0:1/64", ()),
        ("ipv6 address autoconfig", ()),
    ],
)
def test_addresses(command, addresses) -> None:
    assert port(command).addresses == addresses
    assert not left(f"interface Ethernet0/0\n {command}\n!\nend\n")


@pytest.mark.parametrize("command", ["ip address 10.0.0.1 255.0.255.0", "ip address 300.1.1.1 255.0.0.0", "ipv6 address 2001:DB8::g/64"])
def test_a_wrong_address_is_a_problem_and_the_rest_is_read(command) -> None:
    record = read(f"interface Ethernet0/0\n {command}\n description kept\n!\nend\n")
    assert [(p.code, p.where, p.params["text"]) for p in record.problems] == [("config-address-wrong", "r.cfg:2", command)]
    assert (record.interfaces[0].addresses, record.interfaces[0].description) == ((), "kept")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("GigabitEthernet0/0/1", InterfaceKind.PHYSICAL),
        ("GigabitEthernet0/0/1.5", InterfaceKind.SUBINTERFACE),
        ("GigabitEthernet0", InterfaceKind.MANAGEMENT),
        ("Port-channel3", InterfaceKind.LAG),
        ("Vlan10", InterfaceKind.VLAN),
        ("BDI10", InterfaceKind.VLAN),
        ("Loopback0", InterfaceKind.LOOPBACK),
        ("Tunnel5", InterfaceKind.TUNNEL),
        ("Serial0/0/0:1", InterfaceKind.PHYSICAL),
        ("Dialer1", InterfaceKind.OTHER),
    ],
)
def test_kinds_of_interface(name, kind) -> None:
    assert port(name=name).kind is kind


def test_sizes_rates_and_states() -> None:
    interface = port("mtu 9000", "ip mtu 1500", "mpls mtu 1600", "ip tcp adjust-mss 1360", "bandwidth 2048", "speed 100", "shutdown")
    assert (interface.mtu, interface.mpls_mtu, interface.tcp_mss) == (9000, 1600, 1360)
    assert (interface.bandwidth_bps, interface.speed_bps, interface.enabled) == (2_048_000, 100_000_000, False)
    assert port("mac-address 0012.3456.789A").mac == "00:12:34:56:78:9a"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ip route 0.0.0.0 0.0.0.0 10.0.0.1", ("0.0.0.0/0", "10.0.0.1", None, None, None, None, None, None)),
        ("ip route 10.1.0.0 255.255.0.0 Null0", ("10.1.0.0/16", None, "Null0", None, None, None, None, None)),
        ("ip route 10.1.0.0 255.255.0.0 Serial0/0 10.0.0.1 200", ("10.1.0.0/16", "10.0.0.1", "Serial0/0", None, 200, None, None, None)),
        ("ip route 10.1.0.0 255.255.0.0 10.0.0.1 track 3", ("10.1.0.0/16", "10.0.0.1", None, None, None, "3", None, None)),
        ("ip route 10.1.0.0 255.255.0.0 10.0.0.1 tag 7 name up", ("10.1.0.0/16", "10.0.0.1", None, None, None, None, 7, None)),
        ("ip route vrf A 10.1.0.0 255.255.0.0 10.0.0.1 global", ("10.1.0.0/16", "10.0.0.1", None, "A", None, None, None, "global")),
        ("ipv6 route vrf A ::/0 2001:DB8::1 nexthop-vrf B", ("::/0", "2001:db8::1", None, "A", None, None, None, "B")),
        ("ip route 0.0.0.0 0.0.0.0 Dialer1 dhcp", ("0.0.0.0/0", None, "Dialer1", None, None, None, None, None)),
        ("ip default-gateway 10.0.0.1", ("0.0.0.0/0", "10.0.0.1", None, None, None, None, None, None)),
    ],
)
def test_static_routes(line, expected) -> None:
    (route,) = read(f"hostname A\n!\n{line}\nend\n").routes
    said = (route.prefix, route.next_hop, route.interface, route.vrf, route.preference, route.track, route.tag, route.next_hop_vrf)
    assert (said, route.ref) == (expected, "r.cfg:3")


@pytest.mark.parametrize(
    "line",
    [
        "ip route 10.0.0.0 255.255.0.0",
        "ip route topology VOICE 10.0.0.0 255.0.0.0 10.1.1.1",
        "ip default-gateway nowhere",
        "router ospf",
        "router bgp x",
        "router odr",
        "vrf definition",
        "access-list 10",
        "access-list 101 permit tcp any",
        "ip prefix-list A seq 5 permit nonsense",
        "ip nat inside source list 1",
        "ip nat pool A",
        "route-map",
        "vlan",
        "interface range Gi0/1 - 4",
        "ip dhcp pool",
        "zone security",
        "zone-pair security A source B",
        "crypto isakmp key",
        "vlan filter X",
        "username",
        "ip name-server here",
    ],
)
def test_a_command_without_its_arguments_is_left_and_counted(line) -> None:
    assert left(f"hostname A\n{line}\n!\nend\n") == [line]


def test_rules_of_access_lists() -> None:
    record = read(
        "ip access-list extended A\n 10 permit tcp host 10.0.0.1 gt 1023 10.1.0.0 0.0.255.255 eq www 443 established\n"
        " permit udp any range 100 200 any neq ntp\n deny object-group SVC any object-group HOSTS\n remark why\n permit icmp any any echo\n"
        " permit tcp 10.0.0.0 0.0.0.255 any lt 1024 time-range WORK\n!\naccess-list 1 permit 10.9.9.9 log\naccess-list 1300 deny any\n"
        "ipv6 access-list B\n permit ipv6 2001:DB8::/32 host 2001:DB8::1\n!\naccess-list 700 permit 0011.2233.4455 0000.0000.0000\nend\n"
    )
    said = [
        (r.acl, r.sequence, r.action, r.protocol, r.source, r.source_port, r.destination, r.destination_port, r.options)
        for r in record.acl_rules
    ]
    assert said == [
        ("A", 10, "permit", "tcp", "10.0.0.1/32", "gt 1023", "10.1.0.0/16", "eq 80 443", "established"),
        ("A", None, "permit", "udp", None, "range 100 200", None, "neq 123", None),
        ("A", None, "deny", "group:SVC", None, None, "group:HOSTS", None, None),
        ("A", None, "permit", "icmp", None, None, None, None, "echo"),
        ("A", None, "permit", "tcp", "10.0.0.0/24", None, None, "lt 1024", "time-range WORK"),
        ("1", None, "permit", None, "10.9.9.9/32", None, None, None, "log"),
        ("1300", None, "deny", None, None, None, None, None, None),
        ("B", None, "permit", "ipv6", "2001:db8::/32", None, "2001:db8::1/128", None, None),
        ("700", None, "permit", None, None, None, None, None, "0011.2233.4455 0000.0000.0000"),
    ]
    assert [(acl.name, acl.family, acl.description) for acl in record.acls] == [
        ("A", "ipv4", "why"),
        ("1", "ipv4", None),
        ("1300", "ipv4", None),
        ("B", "ipv6", None),
        ("700", "mac", None),
    ]


def test_a_nat_rule_without_interface_has_a_row_for_each_outside_interface() -> None:
    record = read(
        "interface Ethernet0/0\n ip nat outside\n!\ninterface Ethernet0/1\n ip nat outside\n!\ninterface Ethernet0/2\n ip nat inside\n!\n"
        "ip nat inside source list 1 pool P overload\nip nat inside destination list 2 pool Q\nip nat source static 10.0.0.1 192.0.2.1\n"
        "ip nat pool P prefix-length 24\n address 192.0.2.1 192.0.2.9\n!\nend\n"
    )
    assert [(rule.kind, rule.interface, rule.pool) for rule in record.nat_rules] == [
        ("source", "Ethernet0/0", "P"),
        ("source", "Ethernet0/1", "P"),
        ("server", "Ethernet0/0", "Q"),
        ("server", "Ethernet0/1", "Q"),
        ("static", "Ethernet0/0", None),
        ("static", "Ethernet0/1", None),
    ]
    assert [(pool.name, pool.first, pool.last) for pool in record.nat_pools] == [("P", "192.0.2.1", "192.0.2.9")]


def test_the_most_specific_network_line_decides_the_area_and_vrfs_stay_apart() -> None:
    record = read(
        "interface Ethernet0/0\n ip address 10.0.1.1 255.255.255.0\n!\ninterface Ethernet0/1\n ip address 10.0.2.1 255.255.255.0\n!\n"
        "interface Ethernet0/2\n vrf forwarding A\n ip address 10.0.3.1 255.255.255.0\n!\nrouter ospf 1\n"
        " network 10.0.0.0 0.255.255.255 area 0\n network 10.0.2.0 0.0.0.255 area 2\n passive-interface Ethernet0/1\n!\n"
        "router ospf 2 vrf A\n network 0.0.0.0 255.255.255.255 area 9\n!\nend\n"
    )
    said = [(row.process, row.interface, row.area, row.passive) for row in record.ospf_interfaces]
    assert said == [
        ("1", "Ethernet0/0", "0.0.0.0", False),
        ("1", "Ethernet0/1", "0.0.0.2", True),
        ("2", "Ethernet0/2", "0.0.0.9", False),
    ]


def test_a_wildcard_with_gaps_takes_in_what_it_matches() -> None:
    record = read(
        "interface Ethernet0/0\n ip address 10.7.1.1 255.255.255.0\n!\ninterface Ethernet0/1\n ip address 10.7.2.1 255.255.255.0\n!\n"
        "router ospf 1\n network 10.0.1.0 0.255.0.255 area 0\n!\nend\n"
    )
    assert [row.interface for row in record.ospf_interfaces] == ["Ethernet0/0"]


def test_bgp_peers_inherit_and_speak_ipv4_unless_told_otherwise() -> None:
    record = read(
        "router bgp 65001\n neighbor G peer-group\n neighbor G remote-as 65002\n neighbor G update-source Loopback0\n"
        " neighbor 10.0.0.2 peer-group G\n neighbor 10.0.0.3 remote-as 65003\n neighbor 10.0.0.3 shutdown\n!\nend\n"
    )
    said = [(p.address, p.remote_as, p.group, p.source, p.families, p.enabled) for p in record.bgp_peers]
    assert said == [("10.0.0.2", 65002, "G", "Loopback0", ("ipv4",), True), ("10.0.0.3", 65003, None, None, ("ipv4",), False)]


def test_groups_that_inherit_from_each_other_end() -> None:
    record = read(
        "router bgp 1\n neighbor 10.0.0.1 peer-group A\n neighbor A peer-group\n neighbor A peer-group B\n neighbor B peer-group\n neighbor B peer-group A\n!\nend\n"
    )
    assert [(p.address, p.remote_as) for p in record.bgp_peers] == [("10.0.0.1", None)]


def test_an_aggregate_that_only_its_members_name_is_there_too() -> None:
    record = read("interface Ethernet0/0\n channel-group 4 mode passive\n!\nend\n")
    assert [(i.name, i.kind, i.lag) for i in record.interfaces] == [
        ("Ethernet0/0", InterfaceKind.PHYSICAL, "Port-channel4"),
        ("Port-channel4", InterfaceKind.LAG, None),
    ]
    assert [(row.interface, row.mode, row.ref) for row in record.lags] == [("Port-channel4", "lacp", "r.cfg:2")]


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        (("standby ip 10.0.0.9",), ("hsrp", 0, ("10.0.0.9",), None, None, ())),
        (("standby 5 ip", "standby 5 priority 90"), ("hsrp", 5, (), 90, None, ())),
        (("standby 5 ip 10.0.0.9", "no standby 5 preempt"), ("hsrp", 5, ("10.0.0.9",), None, False, ())),
        (("standby 5 ipv6 2001:DB8::9/64",), ("hsrp", 5, ("2001:db8::9",), None, None, ())),
        (("standby 5 ip 10.0.0.9", "standby 5 track Serial0/0 30"), ("hsrp", 5, ("10.0.0.9",), None, None, ("Serial0/0 30",))),
        (("vrrp 3 ip 10.0.0.9", "vrrp 3 timers advertise 1"), ("vrrp2", 3, ("10.0.0.9",), None, None, ())),
        (("glbp 7 ip 10.0.0.9", "glbp 7 load-balancing host-dependent"), ("glbp", 7, ("10.0.0.9",), None, None, ())),
    ],
)
def test_shared_gateways(commands, expected) -> None:
    body = "\n".join(f" {command}" for command in commands)
    (group,) = read(f"interface Vlan1\n{body}\n!\nend\n").fhrp
    assert (group.protocol, group.group, group.addresses, group.priority, group.preempt, group.track) == expected


def test_sections_without_indentation_are_read_as_far_as_their_words_tell() -> None:
    record = read(
        "hostname A\n!\ninterface Vlan5\nip address 10.0.0.1 255.255.255.0\nshutdown\n!\nrouter bgp 1\nneighbor 10.0.0.2 remote-as 2\n!\n"
        "address-family ipv4\nneighbor 10.0.0.2 activate\nexit-address-family\n!\nip access-list standard A\npermit any\n!\nend\n"
    )
    assert (record.interfaces[0].addresses, record.interfaces[0].enabled) == (("10.0.0.1/24",), False)
    assert [peer.families for peer in record.bgp_peers] == [("ipv4",)]
    assert [rule.acl for rule in record.acl_rules] == ["A"]
    assert record.reading.unparsed == 0


def test_a_command_behind_a_section_with_indentation_is_its_own() -> None:
    blocks = list(
        read_blocks([Line(1, 0, "vlan 10"), Line(2, 1, "name X"), Line(3, 0, "spanning-tree portfast default"), Line(4, None, "name Y")])
    )
    assert [(block.header.text, [line.text for line in block.children]) for block in blocks] == [
        ("vlan 10", ["name X"]),
        ("spanning-tree portfast default", []),
        ("name Y", []),
    ]


def test_a_file_that_stops_inside_a_section_was_cut() -> None:
    record = read("version 15.2\nhostname A\n!\ninterface Ethernet0/0\n ip address 10.0.0.1 255.255.2")
    assert record.envelope.completeness is Completeness.PARTIAL
    assert [problem.code for problem in record.problems] == ["config-address-wrong", "config-ends-early"]


def test_a_banner_is_no_configuration() -> None:
    record = read("hostname A\n!\nbanner motd ^C\ninterface Vlan9\n ip address 9.9.9.9 255.0.0.0\n^C\n!\nend\n")
    assert record.interfaces == ()


SECRETS = (
    "enable secret 5 {}",
    "enable password {}",
    "enable secret level 7 0 {}",
    "username ops privilege 15 secret 9 {}",
    "username ops password 7 {}",
    "password 7 {}",
    "password {}",
    "key 7 {}",
    "key {}",
    "key-string 7 {}",
    "snmp-server community {} RO 10",
    "snmp-server community {} view V RW",
    "snmp-server community 7 {} ro",
    "snmp-server host 10.0.0.1 {}",
    "snmp-server host 10.0.0.1 version 2c {} bgp",
    "snmp-server host 10.0.0.1 vrf M informs version 3 priv {}",
    "radius-server host 10.0.0.1 auth-port 1812 acct-port 1813 key 7 {}",
    "tacacs-server key {}",
    "server-private 10.0.0.1 timeout 5 key 7 {}",
    "neighbor 10.0.0.1 password 7 {}",
    "ip ospf authentication-key 7 {}",
    "ip ospf message-digest-key 1 md5 {}",
    "area 1 virtual-link 10.0.0.1 message-digest-key 1 md5 7 {}",
    "ospfv3 authentication ipsec spi 500 sha1 0 {}",
    "isis password {} level-2",
    "domain-password {}",
    "standby 1 authentication {}",
    "standby 1 authentication md5 key-string 7 {}",
    "vrrp 1 authentication text {}",
    "crypto isakmp key {} address 10.0.0.1 255.255.255.255",
    "crypto isakmp key 6 {} hostname peer.example",
    "pre-shared-key address 10.0.0.1 255.255.255.255 key {}",
    "pre-shared-key local 6 {}",
    "authentication remote pre-share key {}",
    "ntp authentication-key 1 md5 {} 7",
    "ppp chap password 0 {}",
    "ppp pap sent-username line1 password 7 {}",
    "ip nhrp authentication {}",
    "vtp password {}",
    "wpa-psk ascii 7 {}",
    "tunnel key {}",
    "key config-key password-encrypt {}",
    "client 10.0.0.1 server-key 7 {}",
    "ip ftp password 7 {}",
)


@pytest.mark.parametrize("line", SECRETS)
def test_each_secret_becomes_its_fingerprint_and_nothing_else_changes(line) -> None:
    assert redact_text(line.format("Zq-8canary"), KEY) == line.format(fingerprint("Zq-8canary", KEY))


def test_both_secrets_of_an_snmp_user() -> None:
    clear = redact_text("snmp-server user ops G v3 auth sha Zq-8canary priv aes 128 Zq-9canary access 10", KEY)
    assert (
        clear
        == f"snmp-server user ops G v3 auth sha {fingerprint('Zq-8canary', KEY)} priv aes 128 {fingerprint('Zq-9canary', KEY)} access 10"
    )


@pytest.mark.parametrize(
    "line",
    [
        "service password-encryption",
        "neighbor 10.0.0.1 send-community both",
        "match community SHARED exact-match",
        "set community 65001:1 additive",
        "ip community-list standard SHARED permit 65001:1",
        "key chain OSPF",
        "key 1",
        "standby 1 authentication md5 key-chain HSRP",
        "ip ospf authentication message-digest",
        "authentication pre-share",
        "hash sha256",
        "encr aes 256",
        "crypto ipsec transform-set T esp-aes 256 esp-sha-hmac",
        "crypto key generate rsa modulus 2048",
        "aaa authentication login default group tacacs+ local",
        "snmp-server group G v3 priv read V",
        "snmp-server enable traps snmp authentication linkdown",
        "area 0 authentication message-digest",
        "no passive-interface GigabitEthernet1/0/3",
        "passive-interface TenGigabitEthernet1/0/49",
        "tunnel source TwentyFiveGigE1/0/1",
        "neighbor 10.0.0.1 update-source HundredGigE1/0/49",
    ],
)
def test_lines_that_only_look_like_secrets_stay(line) -> None:
    assert redact_text(line, KEY) == line


def test_no_secret_reaches_the_record() -> None:
    text = "version 15.2\nhostname A\n!\n" + "\n".join(line.format(f"Canary{n:02}xyz") for n, line in enumerate(SECRETS)) + "\nend\n"
    assert b"Canary" not in msgspec.json.encode(read(text))


_WORDS = st.sampled_from(
    [
        "interface",
        "router",
        "vlan",
        "ip",
        "ipv6",
        "nat",
        "inside",
        "source",
        "static",
        "list",
        "pool",
        "address",
        "access-list",
        "permit",
        "deny",
        "tcp",
        "host",
        "any",
        "eq",
        "range",
        "bgp",
        "ospf",
        "isis",
        "neighbor",
        "network",
        "area",
        "10.0.0.1",
        "255.255.255.0",
        "0.0.0.255",
        "1",
        "99",
        "100",
        "!",
        "standby",
        "vrrp",
        "crypto",
        "map",
        "set",
        "peer",
        "match",
        "route-map",
        "no",
        "switchport",
        "trunk",
        "allowed",
        "add",
        "remove",
        "2001:DB8::1/64",
        "vrf",
        "definition",
        "rd",
        "1:1",
        "route-target",
        "tunnel",
        "mode",
        "zone-pair",
        "security",
    ]
)


@given(st.lists(st.tuples(st.integers(0, 3), st.lists(_WORDS, min_size=1, max_size=7)), min_size=1, max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_words_are_accounted_for(lines) -> None:
    text = "\n".join(" " * indent + " ".join(words) for indent, words in lines)
    for platform in ("cisco_ios", "ruijie_rgos"):
        reading = read(text, platform).reading
        assert reading.lines == reading.understood + reading.ignored + reading.unparsed == len(lines)
