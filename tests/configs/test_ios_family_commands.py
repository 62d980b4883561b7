"""Commands of IOS and RGOS that no golden file has: what each tells, and which are passed over by which rule."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from collectors.configs import read_config

WHEN = datetime(2017, 12, 1, tzinfo=UTC)


def read(text: str, platform: str = "cisco_ios"):
    return read_config(text.encode(), path="r.cfg", realm="n01", collected_at=WHEN, platform=platform, key=b"k")


def rows(record, part: str, *fields: str) -> list[tuple]:
    return [tuple(getattr(row, field) for field in fields) for row in getattr(record, part)]


def test_services() -> None:
    record = read(
        "ip dhcp pool HOST\n host 10.0.0.9 255.255.255.0\n default-router 10.0.0.1\n!\nip dhcp pool SLASH\n network 10.1.0.0 /24\n!\n"
        "ipv6 dhcp pool SIX\n address prefix 2001:DB8:9::/64\n dns-server 2001:DB8::53\n!\nip dhcp relay information option\n"
        "ip pim vrf A rp-address 10.0.0.5\nip pim rp-candidate Loopback0 group-list 9\nip pim bsr-candidate Loopback0\nip pim ssm default\n"
        "ip multicast-routing vrf A distributed\ninterface Vlan5\n ip dhcp relay address 10.0.0.7\n ipv6 dhcp relay destination 2001:DB8::7\n"
        " ip pim dense-mode\n ip igmp version 3\n ip multicast boundary 9\n!\nend\n"
    )
    assert rows(record, "dhcp_pools", "name", "prefix", "dns") == [
        ("HOST", "10.0.0.9/32", ()),
        ("SLASH", "10.1.0.0/24", ()),
        ("SIX", "2001:db8:9::/64", ("2001:db8::53",)),
    ]
    assert rows(record, "dhcp_relays", "interface", "servers", "option_82") == [("Vlan5", ("10.0.0.7", "2001:db8::7"), True)]
    assert rows(record, "multicast", "kind", "interface", "vrf", "address", "groups") == [
        ("rp", None, "A", "10.0.0.5", None),
        ("rp", "Loopback0", None, None, "9"),
        ("enabled", None, "A", None, None),
        ("pim-dm", "Vlan5", None, None, None),
        ("igmp", "Vlan5", None, None, None),
    ]
    assert record.reading.unparsed == 0


def test_routing_processes() -> None:
    record = read(
        "interface Ethernet0/0\n ip address 10.0.0.1 255.255.255.0\n ip summary-address eigrp 7 10.0.0.0 255.255.0.0\n"
        " ip ospf authentication-key 7 1234\n ip router isis\n isis metric 30 level-1\n isis metric 20 level-2\n!\n"
        "router ospf 3\n network 10.0.0.0 0.0.0.255 area 5\n area 5 nssa default-information-originate no-summary\n area 5 authentication\n"
        " area 5 virtual-link 10.0.0.9\n redistribute rip\n distribute-list prefix P out\n!\n"
        "router isis\n net 49.0001.1111.2222.3333.00\n default-information originate route-map D\n address-family ipv6\n  redistribute connected\n"
        " exit-address-family\n summary-prefix 2001:DB8::/32\n passive-interface Loopback0\n!\nrouter rip\n network 10.0.0.0\n"
        " redistribute bgp 65001 route-map R\n distribute-list 5 out Ethernet0/0\n!\nipv6 router ospf 4\n area 1 range 2001:DB8:1::/48\n!\n"
        "ipv6 router rip SIX\n redistribute static\n!\nend\n"
    )
    assert rows(record, "ospf_areas", "process", "area", "kind", "authentication") == [
        ("3", "0.0.0.5", "totally-nssa", "simple"),
        ("4", "0.0.0.1", None, None),
    ]
    assert rows(record, "ospf_interfaces", "interface", "authentication") == [("Ethernet0/0", "simple")]
    assert rows(record, "isis_circuits", "interface", "metric") == [("Ethernet0/0", 20)]
    assert rows(record, "isis", "system_id", "areas", "level", "process") == [("1111.2222.3333", ("49.0001",), "1-2", None)]
    assert rows(record, "redistributions", "into", "source", "family", "policy") == [
        ("ospf", "default", None, None),
        ("ospf", "rip", None, None),
        ("isis", "default", None, "D"),
        ("isis", "direct", "ipv6", None),
        ("rip", "bgp", None, "R"),
        ("rip", "static", "ipv6", None),
    ]
    assert rows(record, "network_statements", "protocol", "prefix", "summary") == [
        ("eigrp", "10.0.0.0/16", True),
        ("isis", "2001:db8::/32", True),
        ("rip", "10.0.0.0/8", False),
        ("ospfv3", "2001:db8:1::/48", True),
    ]
    assert rows(record, "acl_bindings", "acl", "direction", "interface", "via") == [("5", "out", "Ethernet0/0", "rip")]
    assert record.reading.unparsed == 0


def test_bgp_beside_peers() -> None:
    record = read(
        "router bgp 65001\n bgp confederation identifier 65000\n network 192.168.9.0\n network 10.4.0.0/16\n aggregate-address 10.0.0.0 255.0.0.0\n"
        " neighbor 10.0.0.2 remote-as 65002\n neighbor 10.0.0.2 update-source 10.0.0.1\n neighbor 10.0.0.2 local-as 65009\n"
        " neighbor 10.0.0.2 remove-private-as\n neighbor 10.0.0.2 prefix-list IN in\n neighbor 10.0.0.2 maximum-prefix 100\n"
        " no neighbor 10.0.0.2 shutdown\n address-family l2vpn evpn\n  neighbor 10.0.0.2 activate\n exit-address-family\n"
        " address-family vpnv6\n  neighbor 10.0.0.2 activate\n exit-address-family\n address-family ipv6 vrf A\n"
        "  neighbor 2001:DB8::2 remote-as 65003\n exit-address-family\n!\nend\n"
    )
    (peer, six) = record.bgp_peers
    assert (peer.source, peer.local_as, peer.import_policies) == ("10.0.0.1", 65009, ("IN",))
    assert (peer.families, peer.options) == (("evpn", "vpnv6", "ipv4"), ("local-as 65009", "remove-private-as"))
    assert (six.address, six.vrf, six.families) == ("2001:db8::2", "A", ("ipv6",))
    assert rows(record, "network_statements", "prefix", "summary") == [
        ("192.168.9.0/24", False),
        ("10.4.0.0/16", False),
        ("10.0.0.0/8", True),
    ]
    assert record.reading.unparsed == 0


def test_vrfs_in_the_old_spelling_have_a_family_where_policies_stand() -> None:
    record = read(
        "ip vrf A\n rd 65001:1\n route-target both 65001:1\n export map E\n maximum routes 100 80\n!\nip vrf B\n rd auto\n"
        " route-target import 65001:2\n!\nend\n"
    )
    assert rows(record, "vrfs", "name", "rd", "import_targets", "export_targets") == [
        ("A", "65001:1", ("65001:1",), ("65001:1",)),
        ("B", None, ("65001:2",), ()),
    ]
    assert rows(record, "vrf_families", "vrf", "family", "export_policy") == [("A", "ipv4", "E")]


def test_lists_groups_and_maps() -> None:
    record = read(
        "object-group service S\n tcp eq 443\n group-object T\n!\nobject-group network N\n group-object M\n any\n 10.0.0.0/8\n!\n"
        "object-group ip address O\n 10 host 10.0.0.1\n 10.1.0.0 0.0.255.255\n!\nip prefix-list P description ours\n"
        "ip prefix-list P 5 permit 10.0.0.0/8 eq 24\nip prefix-list P permit 0.0.0.0/0\nip as-path access-list 3 deny _7_\n"
        "ip extcommunity-list expanded X seq 5 permit RT\nroute-map R\n match ip next-hop 5\n match ip address prefix-list P\n set metric 5\n!\n"
        "mac access-list extended M\n permit any any 0x806 0x0\n!\nipv6 access-list V\n deny tcp any any range 1 9 sequence 30\n!\nend\n"
    )
    assert rows(record, "object_groups", "name", "kind", "members") == [
        ("S", "service", ("tcp eq 443", "group:T")),
        ("N", "address", ("group:M", "0.0.0.0/0", "10.0.0.0/8")),
        ("O", "address", ("10.0.0.1/32", "10.1.0.0/16")),
    ]
    assert rows(record, "prefix_filters", "sequence", "prefix", "ge", "le") == [(5, "10.0.0.0/8", 24, 24), (None, "0.0.0.0/0", None, None)]
    assert rows(record, "route_policies", "name", "sequence", "action", "matches") == [
        ("as-path 3", None, "deny", ("as-path _7_",)),
        ("extcommunity X", 5, "permit", ("extcommunity RT",)),
        ("R", 10, "permit", ("ip next-hop 5", "ip address prefix-list P")),
    ]
    assert rows(record, "acl_rules", "acl", "sequence", "destination_port", "options") == [
        ("M", None, None, "any any 0x806 0x0"),
        ("V", 30, "range 1 9", None),
    ]
    assert rows(record, "acl_bindings", "acl", "use", "via") == [("5", "route", "R")]


def test_static_translations() -> None:
    record = read(
        "ip nat inside source static 10.0.0.1 interface Dialer0\nip nat inside source static udp 10.0.0.2 53 192.0.2.2 53\n"
        "ip nat inside source static 10.0.0.3 192.0.2.3 route-map R\nip nat inside source list 4 interface Dialer0 overload vrf A\n"
        "ip nat outside source list 5 pool P\nip nat log translations syslog\nend\n"
    )
    assert rows(record, "nat_rules", "kind", "inside", "outside", "interface", "name", "vrf", "protocol") == [
        ("static", "10.0.0.1", "interface", "Dialer0", None, None, None),
        ("server", "10.0.0.2", "192.0.2.2", None, None, None, "udp"),
        ("static", "10.0.0.3", "192.0.2.3", None, "R", None, None),
        ("source", None, "interface", "Dialer0", None, "A", None),
        ("source", None, None, None, None, None, None),
    ]
    assert record.reading.unparsed == 0


def test_tunnels_policies_and_stacks_on_interfaces() -> None:
    record = read(
        "interface Tunnel1\n tunnel source dynamic\n tunnel destination peer.example\n tunnel mode mpls traffic-eng\n tunnel key 5\n!\n"
        "interface Ethernet0/0\n ip access-group A\n service-policy type inspect input P\n service-policy output Q\n zone-member security Z\n"
        " stackwise-virtual link 1\n!\ninterface Ethernet0/1\n zone-member security Z\n stackwise-virtual link 1\n!\n"
        "stackwise-virtual\n domain 7\n!\nswitch 1 priority 12\nswitch 1 renumber 2\nend\n"
    )
    assert rows(record, "tunnels", "kind", "source", "destination") == [("mpls-te", "dynamic", "peer.example")]
    assert rows(record, "acl_bindings", "acl", "interface", "direction") == [("A", "Ethernet0/0", None)]
    assert rows(record, "service_policies", "policy", "direction") == [("P", "in"), ("Q", "out")]
    assert rows(record, "zones", "name", "interfaces") == [("Z", ("Ethernet0/0", "Ethernet0/1"))]
    assert rows(record, "stack_members", "domain", "member", "priority", "ports") == [
        (None, None, None, ("Ethernet0/0", "Ethernet0/1")),
        ("7", None, None, ()),
        (None, 1, 12, ()),
    ]


def test_security_sections() -> None:
    record = read(
        "zone-pair security NONE source A destination B\n description later\n!\ncrypto dynamic-map D 10\n set transform-set T\n!\n"
        "crypto isakmp profile P\n keyring K\n match identity address 192.0.2.7 255.255.255.255\n!\n"
        "crypto map M 10 ipsec-isakmp\n set peer gw.example\n match address ACL\n!\ncrypto map M local-address Loopback0\nend\n"
    )
    assert rows(record, "zone_policies", "name", "source_zones", "destination_zones", "action") == [("NONE", ("A",), ("B",), "deny")]
    assert rows(record, "ipsec_peers", "name", "address", "policy", "acl") == [
        ("D 10", None, "D", None),
        ("P", "192.0.2.7", None, None),
        ("M 10", "gw.example", "M", "ACL"),
    ]
    assert record.reading.unparsed == 0


def test_spanning_tree_priorities() -> None:
    record = read(
        "no spanning-tree\nspanning-tree vlan 10 root primary\nspanning-tree mst 0,2 priority 8192\nspanning-tree loopguard default\nend\n"
    )
    (tree,) = record.stp_configurations
    assert (tree.enabled, tree.priorities) == (False, ((10, 24576), (0, 8192), (2, 8192)))


def test_servers_and_ways_in() -> None:
    record = read(
        "logging 10.0.0.1\nlogging host 10.0.0.2 vrf M transport udp port 514\nlogging trap debugging\nlogging host collector.example\n"
        "ntp server ntp.example source Loopback0\nsntp server 10.0.0.3\nsnmp-server trap-source Loopback0\nsnmp-server host 10.0.0.4 vrf M public\n"
        "radius-server host 10.0.0.5 auth-port 1812 key k1\nradius-server timeout 5\ntacacs-server host 10.0.0.6\ntacacs-server key k2\n"
        "aaa group server radius G\n server 10.0.0.7 auth-port 1812\n!\naaa group server tacacs+ EMPTY\ntacacs server T\n address ipv6 2001:DB8::9\n!\n"
        "username a privilege 5\nusername a secret 5 $1$abcdefgh$ijklmnopqrstuvwxyz0123\nnetconf-yang feature candidate-datastore\n"
        "line vty 0 4\n access-class 7 out\n transport input none\n!\nline aux 0\n transport input all\n!\nend\n"
    )
    assert rows(record, "management_servers", "kind", "address", "vrf", "source") == [
        ("log", "10.0.0.1", None, None),
        ("log", "10.0.0.2", "M", None),
        ("log", "collector.example", None, None),
        ("ntp", "ntp.example", None, "Loopback0"),
        ("ntp", "10.0.0.3", None, None),
        ("snmp", "10.0.0.4", "M", "Loopback0"),
        ("radius", "10.0.0.5", None, None),
        ("tacacs", "10.0.0.6", None, None),
        ("radius", "10.0.0.7", None, None),
        ("tacacs", "2001:db8::9", None, None),
    ]
    secrets = [server.secret for server in record.management_servers]
    assert secrets[6] is not None
    assert secrets[7] == secrets[9] is not None
    assert rows(record, "management_accesses", "kind", "name", "access") == [("account", "a", "5")]
    assert rows(record, "acl_bindings", "acl", "use", "direction") == [("7", "vty", "out")]
    assert record.reading.unparsed == 0


EVERYDAY = """
no service pad
service tcp-keepalives-in
no ip bootp server
ip icmp rate-limit unreachable 100
ip tcp path-mtu-discovery
ip subnet-zero
ip classless
ip sla 1
 icmp-echo 10.0.0.1
ip sla schedule 1 life forever start-time now
track 1 ip sla 1
diagnostic bootup level minimal
errdisable recovery cause all
lldp run
no cdp run
vtp mode off
udld enable
port-channel load-balance src-dst-ip
mac address-table aging-time 600
monitor session 1 source interface Gi0/1
archive
 path flash:backup
call-home
 contact-email-addr desk@example
memory free low-watermark processor 20000
hw-module module 1 logging onboard
transceiver type all
 monitoring
redundancy
 mode sso
ip ssh time-out 60
ip scp server enable
aaa authentication login default local
dot1x system-auth-control
ip dhcp snooping vlan 10
ip arp inspection vlan 10
ip igmp snooping
ipv6 unicast-routing
no ip source-route
ip http authentication local
ip http timeout-policy idle 60 life 86400 requests 10000
snmp-server ifindex persist
snmp ifmib ifindex persist
alias exec sib show ip interface brief
key chain K
 key 1
  key-string 7 045802150C2E
ip sla responder
control-plane
scheduler allocate 20000 1000
exception crashinfo file flash:crash
mls qos
class-map match-any VOICE
 match ip dscp ef
policy-map OUT
 class VOICE
  priority percent 30
event manager applet A
 event none
 action 1.0 syslog msg "x"
"""


def test_everyday_lines_are_passed_over_by_a_rule() -> None:
    assert read(f"version 15.2\nhostname A\n!{EVERYDAY}end\n").reading.unparsed_lines == ()


ON_PORTS = [
    "duplex auto",
    "negotiation auto",
    "media-type rj45",
    "load-interval 30",
    "no ip redirects",
    "no ip proxy-arp",
    "ip verify unicast source reachable-via rx",
    "spanning-tree portfast trunk",
    "storm-control broadcast level 1.00",
    "switchport nonegotiate",
    "switchport port-security",
    "no cdp enable",
    "power inline never",
    "ip arp inspection trust",
    "ip dhcp snooping trust",
    "authentication port-control auto",
    "mab",
    "dot1x pae authenticator",
    "mls qos trust dscp",
    "srr-queue bandwidth share 1 30 35 5",
    "auto qos voip trust",
    "priority-queue out",
    "ip flow ingress",
    "ip nbar protocol-discovery",
    "carrier-delay msec 0",
    "no mop enabled",
    "keepalive 10",
    "ip ospf hello-interval 5",
    "ip ospf bfd",
    "isis bfd",
    "bfd interval 50 min_rx 50 multiplier 3",
    "mpls ip",
    "mpls ldp igp sync",
    "ip pim dr-priority 5",
    "ip igmp query-interval 30",
    "ip hold-time eigrp 7 15",
    "service-policy output Q",
    "cdp tlv app",
    "no lldp transmit",
    "switchport trunk encapsulation dot1q",
    "channel-protocol lacp",
    "lacp rate fast",
    "snmp trap link-status",
    "logging event link-status",
]


@pytest.mark.parametrize("platform", ["cisco_ios", "ruijie_rgos"])
def test_everyday_lines_of_ports_are_known(platform) -> None:
    body = "\n".join(f" {line}" for line in ON_PORTS)
    assert read(f"interface GigabitEthernet 0/1\n{body}\n!\nend\n", platform).reading.unparsed_lines == ()


def test_what_the_chassis_is() -> None:
    system = read(
        "!Chassis type: WS-C3750X-48T\n!Image: Software: C3750E-UNIVERSALK9-M, 15.0(2)SE9, RELEASE\n!\nversion 15.0\nhostname A\n!\nend\n"
    ).system
    assert (system.model, system.software, system.serials) == ("WS-C3750X-48T", "15.0(2)SE9", ())
    system = read("!Processor ID: FDO1234X0AB\nversion 16.9\nhostname A\nlicense udi pid ISR4331/K9 sn FDO21440001\nend\n").system
    assert (system.model, system.software, system.serials) == ("ISR4331/K9", "16.9", ("FDO21440001",))


def test_bait_ends() -> None:
    """Long lines made to send patterns back and forth are read in linear time."""
    baits = (
        "snmp-server host 10.0.0.1 " + "vrf a " * 1300,
        "username a " + "x " * 4000,
        "radius-server " + "key " * 2000,
        "key-string " + "7 " * 4000,
    )
    baits += (
        "snmp-server user a b v3 " + "auth md5 " * 800,
        "area 1 virtual-link " + "message-digest-key 1 " * 380,
        "access-list 101 " + "permit " * 1000,
    )
    record = read("hostname A\n" + "\n".join(bait.strip() for bait in baits) + "\nend\n")
    assert record.reading.lines == len(baits) + 2


@pytest.mark.parametrize("process", ["router ospf 1", "ipv6 router ospf 1", "router ospfv3 1"])
def test_a_network_line_with_an_ipv6_prefix_is_left_over(process: str) -> None:
    """No system has such lines; the reading stopped at one."""
    record = read(f"{process}\n network 2001:DB8::/64 area 0\ninterface Vlan2\n ip address 10.0.0.1 255.255.255.0\nend\n")
    assert record.reading.unparsed == 1
    assert rows(record, "ospf_interfaces", "interface") == []
