"""The FortiOS dialect: tables, values over several lines, VDOMs, zones that interfaces are, SD-WAN, and the same device by SNMP. Unverified on real devices."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectors.clean import clean
from collectors.configs import PARSERS, read_config
from collectors.configs.fortinet_fortios import PARSER
from collectors.configs.fortios.ignored import rule_of_path
from collectors.configs.redact_fortinet import settle_set
from collectors.detect import Kind, detect
from collectors.walks.reading import read_walk
from tests.resolve.made import believe
from topology.model.records import DeviceRecord, InterfaceKind
from topology.paths.packet import Groups, Packet, fits_service

WHEN = datetime(2017, 12, 1, tzinfo=UTC)
FORTIGATE = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "snmp-devices" / "fortigate_60f3g4g.snmprec"


def read(text: str) -> DeviceRecord:
    return read_config(text.encode(), path="f.conf", realm="n01", collected_at=WHEN, platform="fortinet_fortios", key=b"k")


def left(record: DeviceRecord) -> list[str]:
    return [line.partition(" > ")[2] for line in record.reading.unparsed_lines]


@pytest.mark.parametrize(
    ("head", "confidence"),
    [
        ("#config-version=FGT60F-7.0.14-FW-build0601-240206:opmode=0:vdom=0:user=admin\n", 0.97),
        ("#config-version=FGVMK6-6.2.0-FW-build0866-190328:opmode=0\n", 0.97),
        ("", 0.93),
        ("FW-1 # show\n", 0.93),
    ],
)
def test_known_by_its_first_line_or_by_its_tables(head: str, confidence: float) -> None:
    text = f'{head}config system global\n    set hostname "A"\nend\nconfig system interface\n    edit "port1"\n    next\nend\n'
    assert PARSER.matches(clean(text.encode(), "f")).confidence == confidence
    assert [parser.platform for parser in PARSERS if parser.matches(clean(text.encode(), "f"))] == ["fortinet_fortios"]


@pytest.mark.parametrize(
    "text",
    [
        "#config-version=S108DV-3.4.2-FW-build1-1:opmode=0\nconfig switch interface\n    edit port1\n    next\nend\n",
        "config switch vlan\n    edit 10\n    next\nend\n",
        "set system host-name A\nset interfaces ge-0/0/0 unit 0\n",
        "hostname A\nconfig system global\nend\n",
    ],
)
def test_other_systems_that_write_alike_are_not_taken(text: str) -> None:
    assert PARSER.matches(clean(text.encode(), "f")) is None


def test_a_value_over_lines_is_one_setting_and_a_lost_quote_ends_where_the_table_goes_on() -> None:
    record = read(
        'config firewall address\n    edit "a"\n        set comment "one\n\ntwo \\"three\\"\nfour"\n        set subnet 10.0.0.0 255.0.0.0\n    next\n'
        '    edit "b"\n        set comment "lost\n        set subnet 10.1.0.0 255.255.0.0\n    next\nend\n'
    )
    assert [(group.name, group.members) for group in record.object_groups] == [("a", ("10.0.0.0/8",)), ("b", ("10.1.0.0/16",))]
    assert record.reading.unparsed == 0


def test_each_vdom_has_tables_and_names_of_its_own_but_root() -> None:
    record = read(
        "config vdom\nedit root\nnext\nedit A\nnext\nend\nconfig global\nconfig system interface\n"
        '    edit "p1"\n        set vdom "root"\n        set ip 10.0.0.1 255.255.255.0\n    next\n'
        '    edit "p2"\n        set vdom "A"\n        set vrf 7\n        set ip 10.0.0.1 255.255.255.0\n    next\nend\nend\n'
        "config vdom\nedit root\nconfig router static\n    edit 1\n        set gateway 10.0.0.9\n        set device p1\n    next\nend\nend\n"
        "config vdom\nedit A\nconfig router static\n    edit 1\n        set gateway 10.0.0.9\n        set device p2\n        set vrf 7\n    next\nend\n"
        'config firewall address\n    edit "x"\n        set subnet 10.5.0.0/16\n    next\nend\nend\n'
    )
    assert {i.name: i.vrf for i in record.interfaces} == {"p1": None, "p2": "A/7"}
    assert [vrf.name for vrf in record.vrfs] == ["A", "A/7"]
    assert [(route.vrf, route.interface) for route in record.routes] == [(None, "p1"), ("A/7", "p2")]
    assert [group.name for group in record.object_groups] == ["A/x"]


def test_an_interface_that_a_policy_names_is_a_zone_unless_it_is_in_one() -> None:
    record = read(
        'config system interface\n    edit "lan"\n    next\n    edit "wan1"\n    next\n    edit "dmz"\n    next\n    edit "idle"\n    next\nend\n'
        'config system zone\n    edit "outside"\n        set interface "wan1"\n    next\nend\n'
        'config firewall policy\n    edit 7\n        set srcintf "lan"\n        set dstintf "outside"\n        set action accept\n'
        '        set srcaddr "all"\n        set dstaddr "all"\n        set service "ALL"\n        set users "guest"\n        set nat enable\n    next\n'
        '    edit 8\n        set srcintf "any"\n        set dstintf "dmz"\n        set srcaddr "all"\n        set dstaddr "all"\n        set service "ALL"\n    next\nend\n'
    )
    assert [(zone.name, zone.interfaces) for zone in record.zones] == [("outside", ("wan1",)), ("lan", ("lan",)), ("dmz", ("dmz",))]
    first, second = record.zone_policies
    assert (first.source_zones, first.destination_zones, first.sources, first.services, first.action) == (
        ("lan",),
        ("outside",),
        (),
        (),
        "permit",
    )
    assert first.conditions == ("user guest",)
    assert (second.source_zones, second.action, second.conditions) == ((), "deny", ())
    (rule,) = record.nat_rules
    assert (rule.kind, rule.outside, rule.source_zones, rule.destination_zones) == ("source", "interface", ("lan",), ("outside",))


def test_a_route_over_sdwan_has_a_row_a_member_and_a_monitored_one_its_monitor() -> None:
    record = read(
        "config system sdwan\n    config members\n        edit 1\n            set interface wan1\n            set gateway 192.0.2.1\n        next\n"
        "        edit 2\n            set interface wan2\n            set gateway 198.51.100.1\n            set status disable\n        next\n"
        "        edit 3\n            set interface lte\n        next\n    end\nend\n"
        "config system link-monitor\n    edit probe\n        set srcintf wan1\n        set gateway-ip 192.0.2.1\n    next\nend\n"
        "config router static\n    edit 1\n        set sdwan-zone virtual-wan-link\n    next\n    edit 2\n        set dst 10.0.0.0/8\n"
        "        set device wan1\n        set gateway 192.0.2.9\n    next\n    edit 3\n        set status disable\n        set gateway 10.9.9.9\n    next\nend\n"
    )
    assert [(r.prefix, r.interface, r.next_hop, r.track) for r in record.routes] == [
        ("0.0.0.0/0", "wan1", "192.0.2.1", "probe"),
        ("0.0.0.0/0", "lte", None, None),
        ("10.0.0.0/8", "wan1", "192.0.2.9", None),
    ]
    assert [(zone.name, zone.interfaces) for zone in record.zones] == [("virtual-wan-link", ("wan1", "wan2", "lte"))]


def test_the_longest_network_decides_the_area_and_bgp_without_an_as_is_off() -> None:
    record = read(
        "config system interface\n    edit a\n        set ip 10.1.1.1 255.255.255.0\n    next\n    edit b\n        set ip 10.2.1.1 255.255.255.0\n    next\nend\n"
        "config router ospf\n    set router-id 1.1.1.1\n    config area\n        edit 0.0.0.0\n        next\n        edit 0.0.0.2\n        next\n    end\n"
        "    config network\n        edit 1\n            set prefix 10.0.0.0 255.0.0.0\n        next\n        edit 2\n            set prefix 10.2.0.0 255.255.0.0\n"
        "            set area 0.0.0.2\n        next\n    end\nend\nconfig router bgp\n    config redistribute connected\n        set status enable\n    end\nend\n"
    )
    assert {row.interface: row.area for row in record.ospf_interfaces} == {"a": "0.0.0.0", "b": "0.0.0.2"}
    assert (record.bgp, record.redistributions) == ((), ())


def test_within_a_zone_nothing_passes_that_no_policy_allows() -> None:
    record = read(
        'config system zone\n    edit "a"\n        set interface "port1" "port2"\n    next\n    edit "b"\n        set intrazone allow\n'
        '        set interface "port3"\n    next\nend\nconfig firewall policy\n    edit 1\n        set srcintf "a"\n        set dstintf "a"\n'
        '        set action accept\n        set srcaddr "all"\n        set dstaddr "all"\n        set service "HTTPS"\n    next\nend\n'
    )
    assert [(row.name, row.action, row.ref) for row in record.zone_policies] == [
        ("1", "permit", "f.conf:11"),
        ("intrazone a", "deny", "f.conf:2"),
    ]


def test_translations_of_every_kind() -> None:
    record = read(
        'config firewall address\n    edit "in"\n        set subnet 10.0.1.0 255.255.255.0\n    next\nend\n'
        'config firewall ippool\n    edit "p"\n        set startip 192.0.2.4\n        set endip 192.0.2.6\n    next\n'
        '    edit "q"\n        set startip 192.0.2.x\n    next\nend\n'
        'config firewall vip\n    edit "one"\n        set extip 192.0.2.9\n        set mappedip "10.0.1.9"\n        set extintf "any"\n    next\n'
        '    edit "span"\n        set extip 192.0.2.10-192.0.2.12\n        set mappedip "10.0.1.10-10.0.1.12"\n        set extintf "port1"\n    next\n'
        '    edit "web"\n        set extip 192.0.2.13\n        set portforward enable\n        set mappedip "10.0.1.13"\n        set extport 80\n    next\n'
        '    edit "balanced"\n        set type server-load-balance\n        set extip 192.0.2.14\n        set extport 443\n'
        "        config realservers\n            edit 1\n                set ip 10.0.1.14\n                set port 8443\n            next\n        end\n    next\n"
        '    edit "odd"\n        set extip nowhere\n        set mappedip "also.nowhere"\n    next\nend\n'
        'config firewall central-snat-map\n    edit 1\n        set srcintf "port2"\n        set dstintf "port1"\n        set orig-addr "in"\n'
        '        set dst-addr "all"\n        set nat-ippool "p"\n    next\n    edit 2\n        set orig-addr "in"\n        set dst-addr "all"\n'
        '        set nat disable\n    next\n    edit 3\n        set orig-addr "all"\n        set dst-addr "all"\n    next\nend\n'
    )
    assert [(pool.name, pool.first, pool.last) for pool in record.nat_pools] == [("p", "192.0.2.4", "192.0.2.6")]
    assert [
        (rule.name, rule.kind, rule.inside, rule.inside_port, rule.outside, rule.outside_port, rule.interface, rule.pool)
        for rule in record.nat_rules
    ] == [
        ("one", "static", "10.0.1.9", None, "192.0.2.9", None, None, None),
        ("span", "static", "10.0.1.10-10.0.1.12", None, "192.0.2.10-192.0.2.12", None, "port1", None),
        ("web", "server", "10.0.1.13", "80", "192.0.2.13", "80", None, None),
        ("balanced", "server", "10.0.1.14", "8443", "192.0.2.14", "443", None, None),
        ("central-snat 1", "source", "10.0.1.0/24", None, None, None, None, "p"),
        ("central-snat 2", "exempt", "10.0.1.0/24", None, None, None, None, None),
        ("central-snat 3", "source", None, None, "interface", None, None, None),
    ]
    assert [text.partition(" > ")[2] or text for text in record.reading.unparsed_lines] == [
        "set startip 192.0.2.x",
        "set extip nowhere",
        'set mappedip "also.nowhere"',
    ]


def test_services_are_told_as_paths_ask_for_them() -> None:
    record = read(
        'config firewall service custom\n    edit "web"\n        set tcp-portrange 80 8080-8090\n    next\n    edit "dns"\n        set tcp-portrange 53\n'
        '        set udp-portrange 53\n    next\n    edit "gre"\n        set protocol IP\n        set protocol-number 47\n    next\nend\n'
        'config firewall service group\n    edit "both"\n        set member "web" "dns"\n    next\nend\n'
    )
    groups = Groups(record.object_groups)
    packet = Packet((4, 1), (4, 2), "tcp", 8085)
    assert [fits_service(f"group:{name}", packet, groups) for name in ("web", "dns", "gre")] == [True, False, False]
    assert [fits_service("group:both", Packet((4, 1), (4, 2), "udp", port), groups) for port in (53, 80)] == [True, False]


def test_ports_of_its_own_switch_carry_its_vlans() -> None:
    record = read(
        'config system interface\n    edit "p9"\n        set trunk enable\n    next\nend\nconfig system virtual-switch\n    edit "v10"\n'
        '        set vlan 10\n        config port\n            edit "p1"\n            next\n        end\n    next\n    edit "v20"\n        set vlan 20\n'
        '        config port\n            edit "p2"\n            next\n        end\n    next\nend\n'
    )
    rows = {i.name: (i.vlan_access, i.vlan_trunk) for i in record.interfaces}
    assert rows == {"p9": (None, (10, 20)), "p1": (10, None), "p2": (20, None)}
    assert [(vlan.vid, vlan.name) for vlan in record.vlans] == [(10, "v10"), (20, "v20")]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("vlan", InterfaceKind.SUBINTERFACE),
        ("aggregate", InterfaceKind.LAG),
        ("redundant", InterfaceKind.LAG),
        ("loopback", InterfaceKind.LOOPBACK),
        ("tunnel", InterfaceKind.TUNNEL),
        ("hard-switch", InterfaceKind.OTHER),
        ("physical", InterfaceKind.PHYSICAL),
    ],
)
def test_kinds(kind: str, expected: InterfaceKind) -> None:
    (interface,) = read(f"config system interface\n    edit x\n        set type {kind}\n    next\nend\n").interfaces
    assert interface.kind is expected


def test_what_is_not_known_is_left_over_and_what_was_cut_is_said() -> None:
    record = read(
        "config system interface\n    edit a\n        set ip 10.0.0.1 255.0.255.0\n        set flux 3\n    next\nend\nconfig system interface\n    edit b\n"
    )
    assert left(record) == ["set ip 10.0.0.1 255.0.255.0", "set flux 3"]
    assert [problem.code for problem in record.problems] == ["config-address-wrong", "config-ends-early"]
    assert record.envelope.completeness == "partial"


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("webfilter profile", "inspection"),
        ('system replacemsg mail "x"', "appearance"),
        ("vpn certificate local", "certificates"),
        ("wireless-controller vap", "wireless"),
        ("system frobnicator", None),
        ("firewall frobnicator", None),
    ],
)
def test_whole_tables_go_by_a_named_rule_or_are_left(path: str, rule: str | None) -> None:
    assert rule_of_path(path) == rule


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("set passwd ENC AbC+/==", "set passwd ENC <>"),
        ('set psksecret "two words"', "set psksecret <>"),
        ('set md5-key 1 "word"', "set md5-key 1 <>"),
        ('set description "pwd: word, more"', 'set description "pwd: <> more"'),
        ("set save-password enable", "set save-password enable"),
        ("set authmethod psk", None),
        ("set system host-name A", None),
    ],
)
def test_secrets_go_and_words_that_only_look_like_one_stay(line: str, shown: str | None) -> None:
    assert settle_set(line, lambda _: "<>") == shown


NAMES = ("wan1", "internal1", "Vlan 10", "office", "ssl.root")
WALK = "\n".join(
    (
        *("1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.12356.101.1.648", "1.3.6.1.2.1.1.5.0|4|FW-ONE"),
        *(f"1.3.6.1.2.1.2.2.1.1.{n}|2|{n}" for n in range(1, 6)),
        *(f"1.3.6.1.2.1.2.2.1.2.{n}|4|{'to the province' if n == 1 else ''}" for n in range(1, 6)),
        *(f"1.3.6.1.2.1.2.2.1.3.{n}|2|{kind}" for n, kind in enumerate((6, 6, 135, 161, 131), start=1)),
        *(
            "1.3.6.1.2.1.4.20.1.1.10.0.0.1|64|10.0.0.1",
            "1.3.6.1.2.1.4.20.1.2.10.0.0.1|2|1",
            "1.3.6.1.2.1.4.20.1.3.10.0.0.1|64|255.255.255.0",
        ),
        *(f"1.3.6.1.2.1.31.1.1.1.1.{n}|4|{name}" for n, name in enumerate(NAMES, start=1)),
    )
)
CONFIG = (
    '#config-version=FGT60F-7.0.14-FW-build0601-240206:opmode=0:vdom=0:user=admin\nconfig system global\n    set hostname "FW-ONE"\nend\n'
    'config system interface\n    edit "wan1"\n        set ip 10.0.0.1 255.255.255.0\n        set type physical\n        set description "to the province"\n    next\n'
    '    edit "internal1"\n        set type physical\n    next\n    edit "Vlan 10"\n        set interface "internal1"\n        set vlanid 10\n    next\n'
    '    edit "office"\n        set type aggregate\n        set member "internal1"\n    next\n    edit "ssl.root"\n        set type tunnel\n    next\nend\n'
)


def test_by_snmp_and_by_configuration_it_is_one_device_with_one_set_of_ports(tmp_path: Path) -> None:
    walk = tmp_path / "fw.snmprec"
    walk.write_text(WALK)
    seen = read_walk([walk], realm="n01", collected_at=WHEN)
    told = read(CONFIG)
    assert seen.system.platform == told.system.platform == "fortinet_fortios"
    kinds = {i.name: (i.kind, i.description) for i in told.interfaces if i.name != "Vlan 10"}  # by SNMP, its name makes it a VLAN
    assert {i.name: (i.kind, i.description) for i in seen.interfaces if i.name != "Vlan 10"} == kinds
    topology = believe([seen, told])
    assert [device.name for device in topology.devices] == ["FW-ONE"]
    assert sorted(i.name for i in topology.interfaces) == sorted(NAMES)


@pytest.mark.skipif(not FORTIGATE.is_file(), reason="../shared/corpus is not beside this checkout")
def test_a_captured_agent_is_known_and_its_texts_are_descriptions() -> None:
    record = read_walk([FORTIGATE], realm="corpus", collected_at=WHEN)
    assert record.system.platform == "fortinet_fortios"
    said = {i.name: i.description for i in record.interfaces}
    assert {name: said[name] for name in ("wan1", "voice", "video", "ssl.root")} == {
        "wan1": None,
        "voice": "Fortivoice VLAN",
        "video": "Forticamera VLAN",
        "ssl.root": "SSL VPN interface",
    }


def test_a_file_is_found_to_be_fortios_with_the_line_that_says_so() -> None:
    found = detect("backup.conf", CONFIG.encode())
    assert (found.kind, found.platform, found.is_read) == (Kind.CONFIG, "fortinet_fortios", True)
    assert found.evidence.startswith("backup.conf:1 #config-version=FGT60F")
