"""The ZXROS dialect: two generations, modes that end by a dollar sign, names, VLANs said apart, and the same device by SNMP. Unverified on real devices."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectors.clean import Line, clean
from collectors.configs import PARSERS, read_config
from collectors.configs.redact import redact_lines
from collectors.configs.redact_zte import settle_zte
from collectors.configs.zte.words import interface_name, port_kind, take_port
from collectors.configs.zte_zxros import PARSER
from collectors.walks.reading import read_walk
from tests.resolve.made import believe
from topology.model.records import DeviceRecord, InterfaceKind

WHEN = datetime(2017, 12, 1, tzinfo=UTC)
ZXR10 = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "snmp-devices" / "zxr10_5928.snmprec"


def read(text: str) -> DeviceRecord:
    return read_config(text.encode(), path="z.cfg", realm="n01", collected_at=WHEN, platform="zte_zxros", key=b"k")


def left(record: DeviceRecord) -> list[str]:
    return [line.partition(" > ")[2] for line in record.reading.unparsed_lines]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("gei_1/1", "gei_1/1", InterfaceKind.PHYSICAL),
        ("xgei-0/1/0/1", "xgei-0/1/0/1", InterfaceKind.PHYSICAL),
        ("xxvgei-1/1/0/24.201", "xxvgei-1/1/0/24.201", InterfaceKind.SUBINTERFACE),
        ("vlan 10", "vlan10", InterfaceKind.VLAN),
        ("smartgroup 3", "smartgroup3", InterfaceKind.LAG),
        ("loopback1", "loopback1", InterfaceKind.LOOPBACK),
        ("gre_tunnel1", "gre_tunnel1", InterfaceKind.TUNNEL),
        ("mgmt_eth", "mgmt_eth", InterfaceKind.MANAGEMENT),
        ("null1", "null1", InterfaceKind.OTHER),
    ],
)
def test_names(text: str, name: str, kind: InterfaceKind) -> None:
    assert interface_name(text) == name
    assert port_kind(name) is kind
    assert take_port((*text.split(), "10.0.0.1")) == (name, ("10.0.0.1",))


@pytest.mark.parametrize(
    "text",
    [
        "!<mim>\n!</mim>\n!<if-intf>\ninterface gei-0/1/0/1\n$\n!</if-intf>\n",
        "!\nversion V4.8.23\n!\nhostname A\n!\ninterface gei_1/1\n!\n",
        "hostname A\ninterface gei_1/1\n switchport trunk vlan 2\n!\ninterface smartgroup1\n!\nacl standard number 10\n rule 1 permit any\n!\nip route 0.0.0.0 0.0.0.0 10.0.0.1\n",
    ],
)
def test_known_by_its_marks_or_its_names(text: str) -> None:
    assert [parser.platform for parser in PARSERS if parser.matches(clean(text.encode(), "z"))] == ["zte_zxros"]
    assert PARSER.matches(clean(text.encode(), "z")).confidence >= 0.8


@pytest.mark.parametrize(
    ("lines", "access", "trunk", "native"),
    [
        (("switchport mode trunk",), None, (1,), 1),
        (("switchport mode trunk", "switchport trunk vlan 5,7-8", "switchport trunk vlan 10"), None, (5, 7, 8, 10), 1),
        (("switchport mode trunk", "switchport trunk vlan 5", "switchport trunk native vlan 9"), None, (5,), 9),
        (
            ("switchport mode hybrid", "switchport hybrid vlan 8 tag", "switchport hybrid vlan 3 untag", "switchport hybrid native vlan 3"),
            None,
            (3, 8),
            3,
        ),
        (("switchport vlan 311-312,360 tag",), None, (311, 312, 360), 1),
        (("switchport access vlan 7",), 7, None, None),
    ],
)
@pytest.mark.parametrize("marked", [False, True])
def test_port_vlans_in_the_interface_and_in_the_mode_of_vlans(lines, access, trunk, native, *, marked: bool) -> None:
    body = "".join(f"    {line}\n" for line in lines)
    apart = f"interface gei-0/1/0/1\n$\nswitchvlan-configuration\n  interface gei-0/1/0/1\n{body}  $\n$\n"
    record = read(apart if marked else f"interface gei-0/1/0/1\n{body}!\n")
    (interface,) = record.interfaces
    assert (interface.vlan_access, interface.vlan_trunk, interface.vlan_native) == (access, trunk, native)
    assert record.reading.unparsed == 0


def test_a_vlan_may_list_its_ports() -> None:
    record = read(
        "switchvlan-configuration\n  vlan 132\n    switchport pvid gei-0/1/1/11-12,gei-0/1/1/20\n  $\n  vlan 20\n    switchport tag smartgroup3\n"
        "    switchport pvid any\n    switchport pvid gei_1/1-9999\n  $\n  list 200-201\n  interface smartgroup3\n    switchport mode trunk\n  $\n$\n"
    )
    assert {port.name: (port.vlan_access, port.vlan_trunk) for port in record.interfaces} == {
        "gei-0/1/1/11": (132, None),
        "gei-0/1/1/12": (132, None),
        "gei-0/1/1/20": (132, None),
        "smartgroup3": (None, (20,)),
    }
    assert [vlan.vid for vlan in record.vlans] == [20, 132, 200, 201]
    assert left(record) == ["switchport pvid any", "switchport pvid gei_1/1-9999"]


def test_a_port_of_the_newer_systems_is_neither_up_nor_down_until_a_line_says_so() -> None:
    body = "interface gei-0/1/0/1\n  no shutdown\n$\ninterface gei-0/1/0/2\n  shutdown\n$\ninterface gei-0/1/0/3\n$\ninterface vlan5\n$\n"
    states = {i.name: i.enabled for i in read(f"!<if-intf>\n{body}!</if-intf>\n").interfaces}
    assert states == {"gei-0/1/0/1": True, "gei-0/1/0/2": False, "gei-0/1/0/3": None, "vlan5": True}
    plain = read("interface gei_1/3\n!\n")
    assert [i.enabled for i in plain.interfaces] == [True]


NESTED = """router ospf 1
  router-id 1.1.1.1
  area 0.0.0.0
    interface gei-0/1/0/1
      cost 10
    $
    interface gei-0/1/0/2
      cost 20
    $
  $
  area 0.0.0.7
    nssa
  $
  redistribute static
$
ip route 0.0.0.0 0.0.0.0 10.0.0.1
"""


@pytest.mark.parametrize("flat", [False, True])
def test_modes_end_by_their_sign_with_and_without_indentation(*, flat: bool) -> None:
    text = "\n".join(line.strip() for line in NESTED.splitlines()) + "\n" if flat else NESTED
    record = read(text)
    assert [(row.interface, row.area, row.cost) for row in record.ospf_interfaces] == [
        ("gei-0/1/0/1", "0.0.0.0", 10),
        ("gei-0/1/0/2", "0.0.0.0", 20),
    ]
    assert [(area.area, area.kind) for area in record.ospf_areas] == [("0.0.0.0", None), ("0.0.0.7", "nssa")]
    assert [(row.into, row.source) for row in record.redistributions] == [("ospf", "static")]
    assert [route.next_hop for route in record.routes] == ["10.0.0.1"]
    assert record.reading.unparsed == 0


def test_a_mode_that_a_rule_passes_over_takes_its_lines_with_it() -> None:
    record = read("mpls ldp instance 1\nrouter-id loopback1\ninterface gei-0/1/0/1\n$\n$\ninterface gei-0/1/0/1\ndescription x\n$\n")
    assert record.reading.unparsed == 0
    assert [(i.name, i.description) for i in record.interfaces] == [("gei-0/1/0/1", "x")]


def test_targets_of_a_vrf_may_stand_before_its_families_and_masks_may_be_lengths() -> None:
    record = read(
        "!<vrf>\nip vrf A\n  rd 1:2\n  route-target import 1:3\n  route-target export 1:4\n  address-family ipv4\n  $\n$\n!</vrf>\n"
        "!<static>\nip route 10.1.1.1/32 10.0.0.1\n!</static>\n!<if-intf>\ninterface gei-4/8\n  ip address 10.0.0.2/24\n$\n!</if-intf>\n"
        "!<ppp>\nppp\n  interface virtual_template10\n    ppp authentication chap\n  $\n$\n!</ppp>\nvsc\n  vsc mode vsc\n  vsc memberid 0\n$\n"
    )
    assert [(vrf.rd, vrf.import_targets, vrf.export_targets) for vrf in record.vrfs] == [("1:2", ("1:3",), ("1:4",))]
    assert [(route.prefix, route.next_hop) for route in record.routes] == [("10.1.1.1/32", "10.0.0.1")]
    assert [(port.name, port.addresses) for port in record.interfaces] == [("gei-4/8", ("10.0.0.2/24",))]
    assert left(record) == []


def test_rules_of_access_lists_in_each_of_their_forms() -> None:
    record = read(
        "ipv4-access-list A\n  rule 10 permit tcp 10.0.0.0 0.0.0.255 any eq www\n  rule 20 permit 10.1.0.0 0.0.255.255\n  rule 30 permit 10.2.0.1\n"
        "  rule deny any\n$\nacl extended number 100\n  rule 1 deny udp any 10.0.0.0 0.255.255.255 range 135 139\n$\nacl number 300\n"
        "  rule 10 deny tcp any any eq 135 ipv4\n  rule 20 permit any any any any\n$\nacl link number 200\n  rule 1 permit 2 ingress any\n$\n"
    )
    rows = [(r.acl, r.sequence, r.action, r.protocol, r.source, r.destination, r.destination_port) for r in record.acl_rules]
    assert rows == [
        ("A", 10, "permit", "tcp", "10.0.0.0/24", None, "eq 80"),
        ("A", 20, "permit", None, "10.1.0.0/16", None, None),
        ("A", 30, "permit", None, "10.2.0.1/32", None, None),
        ("A", None, "deny", None, None, None, None),
        ("100", 1, "deny", "udp", None, "10.0.0.0/8", "range 135 139"),
        ("300", 10, "deny", "tcp", None, None, "eq 135"),
        ("300", 20, "permit", "ip", None, None, None),
        ("200", 1, "permit", None, None, None, None),
    ]
    assert record.reading.unparsed == 0


def test_routes_with_the_next_hop_on_either_side_of_the_interface() -> None:
    record = read(
        "ip route 10.0.0.0 255.0.0.0 gei-0/1/0/1 10.9.9.1\nip route 10.1.0.0 255.255.0.0 10.9.9.1 gei-0/1/0/1 name back\n"
        "ip route vrf A 10.2.0.0 255.255.0.0 null1 metric 255\nipv6 route ::/0 2001:db8::1\n"
    )
    assert [(r.prefix, r.interface, r.next_hop, r.vrf, r.description) for r in record.routes] == [
        ("10.0.0.0/8", "gei-0/1/0/1", "10.9.9.1", None, None),
        ("10.1.0.0/16", "gei-0/1/0/1", "10.9.9.1", None, "back"),
        ("10.2.0.0/16", "null1", None, "A", None),
        ("::/0", None, "2001:db8::1", None, None),
    ]


def test_parts_of_a_protocol_are_redistributed_as_the_protocol() -> None:
    record = read(
        "router bgp 1\n  redistribute ospf-int 3\n  network 10.1.0.0 255.255.0.0\n$\nrouter ospf 2\n  redistribute bgp-ext\n  redistribute isis-1-2 7\n$\n"
    )
    assert [(r.into, r.source, r.source_process) for r in record.redistributions] == [
        ("bgp", "ospf", "3"),
        ("ospf", "bgp", None),
        ("ospf", "isis", "7"),
    ]
    assert [row.prefix for row in record.network_statements] == ["10.1.0.0/16"]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("snmp-server community word view AllView ro", "snmp-server community <> view AllView ro"),
        ("snmp-server community encrypted *31*a+b= view AllView rw ", None),
        (
            "snmp-server host vrf mng 10.1.1.1 trap version 2c word udp-port 162",
            "snmp-server host vrf mng 10.1.1.1 trap version 2c <> udp-port 162",
        ),
        ("server 1 10.1.1.1 master key word port 1812", "server 1 10.1.1.1 master key <> port 1812"),
        ("ntp authentication-key 6 md5 clear word", "ntp authentication-key 6 md5 clear <>"),
        ("neighbor 10.0.0.1 password 7 0822455D0A16", None),
    ],
)
def test_secrets_behind_words_of_its_own(line: str, shown: str | None) -> None:
    found = settle_zte(line.strip() if shown is not None else line, lambda _: "<>")
    assert found == shown or (shown is None and (found is None or "31*" not in found))


def test_an_encrypted_text_that_a_terminal_cut_is_hidden_to_its_end() -> None:
    head = f"    password encrypted *21*{'aB3+' * 20}"[:80]
    texts = [head, "xY9/" * 20, "tail7== privilege 15", "interface gei_1/1"]
    lines = [Line(number, 4 if number == 1 else 0, text.strip()) for number, text in enumerate(texts, start=1)]
    shown = [line.text for line in redact_lines(lines, b"k")]
    assert shown[0].startswith("password encrypted <secret:")
    assert shown[1].startswith("<secret:")
    assert shown[2].startswith("<secret:")
    assert shown[2].endswith(" privilege 15")
    assert shown[3] == "interface gei_1/1"


def test_what_is_not_known_is_left_over_with_the_mode_that_it_stands_in() -> None:
    record = read("interface gei-0/1/0/1\n  flying-saucer enable\n$\nfrobnicate\n")
    assert record.reading.unparsed_lines == ("z.cfg:2 interface gei-0/1/0/1 > flying-saucer enable", "z.cfg:4 - > frobnicate")


NAMES = {3: "xgei_5/1 uplink to the province", 7: "gei_1/1", 30: "vlan100 finance", 44: "smartgroup1"}
WALK = "\n".join(
    (
        "1.3.6.1.2.1.1.1.0|4|ZXR10 ROS Version V4.08.23 ZXR10_5928 Software, Version ZXR10 5900 V2.8.23.A.19.P02",
        *("1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.3902.3.100.20", "1.3.6.1.2.1.1.5.0|4|AGG-ONE"),
        *(f"1.3.6.1.2.1.2.2.1.2.{n}|4|{name}" for n, name in NAMES.items()),
        *(f"1.3.6.1.2.1.2.2.1.3.{n}|2|6" for n in NAMES),
        *(
            "1.3.6.1.2.1.4.20.1.1.10.0.0.1|64|10.0.0.1",
            "1.3.6.1.2.1.4.20.1.2.10.0.0.1|2|30",
            "1.3.6.1.2.1.4.20.1.3.10.0.0.1|64|255.255.255.0",
        ),
    )
)
CONFIG = (
    "!\nversion V4.08.23\n!\nhostname AGG-ONE\n!\ninterface xgei_5/1\n description uplink to the province\n smartgroup 1 mode active\n!\ninterface gei_1/1\n!\n"
    "interface vlan 100\n description finance\n ip address 10.0.0.1 255.255.255.0\n!\n"
)


def test_by_snmp_and_by_configuration_it_is_one_device_with_one_set_of_ports(tmp_path: Path) -> None:
    walk = tmp_path / "agg.snmprec"
    walk.write_text(WALK)
    seen = read_walk([walk], realm="n01", collected_at=WHEN)
    told = read(CONFIG)
    assert (seen.system.platform, seen.system.vendor, seen.system.model) == ("zte_zxros", "zte", "5928")
    assert (told.system.platform, told.system.vendor) == ("zte_zxros", "zte")
    kinds = {i.name: (i.kind, i.description) for i in told.interfaces}
    assert {i.name: (i.kind, i.description) for i in seen.interfaces} == kinds
    topology = believe([seen, told])
    assert [device.name for device in topology.devices] == ["AGG-ONE"]
    assert sorted(i.name for i in topology.interfaces) == ["gei_1/1", "smartgroup1", "vlan100", "xgei_5/1"]


@pytest.mark.skipif(not ZXR10.is_file(), reason="../shared/corpus is not beside this checkout")
def test_a_captured_agent_writes_names_as_the_dialect_does() -> None:
    record = read_walk([ZXR10], realm="corpus", collected_at=WHEN)
    assert (record.system.platform, record.system.model, record.system.software) == ("zte_zxros", "5928", "V4.08.23")
    said = {i.name: (i.kind, i.description) for i in record.interfaces}
    assert {name: said[name] for name in ("xgei_5/1", "gei_1/1", "gei_1/2", "vlan100")} == {
        "xgei_5/1": (InterfaceKind.PHYSICAL, "some description"),
        "gei_1/1": (InterfaceKind.PHYSICAL, None),
        "gei_1/2": (InterfaceKind.PHYSICAL, "this are 1G ports"),
        "vlan100": (InterfaceKind.VLAN, "this are L3 vlans"),
    }
    assert all(interface_name(name) == name and port_kind(name) is kind for name, (kind, _) in said.items())
