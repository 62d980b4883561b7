"""Junos: both forms give one record, and the forms of each fact."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from collectors.clean import clean
from collectors.configs import read_config, redacted_text
from collectors.configs.juniper_junos import match_junos
from collectors.configs.redact import fingerprint
from topology.model.records import DeviceRecord, InterfaceKind

HERE = Path(__file__).parent / "juniper_junos"
WHEN = datetime(2017, 12, 1, tzinfo=UTC)
CASES = sorted(path.parent.name for path in HERE.glob("*/device.cfg"))


def read(text: str) -> DeviceRecord:
    return read_config(text.encode(), path="f", realm="r", collected_at=WHEN, platform="juniper_junos", key=b"k")


def said(record: DeviceRecord) -> dict[str, object]:
    """Return the parts of a record without the places they were read at, and without the account of lines."""
    parts = msgspec.to_builtins(record)
    for part in ("envelope", "reading", "problems"):
        del parts[part]

    def bare(value: object) -> object:
        if isinstance(value, dict):
            return {name: bare(inner) for name, inner in value.items() if name != "ref"}
        return [bare(inner) for inner in value] if isinstance(value, list | tuple) else value

    return {name: bare(value) for name, value in parts.items()}


def to_set(text: str) -> str:
    """Turn braces into ``set`` lines, by nothing but a stack of words: a reading of its own, which knows no level of the tree."""
    text = re.sub(r"/\*.*?\*/|## SECRET-DATA|^#[^\n]*", "", text, flags=re.DOTALL | re.MULTILINE)
    lines: list[str] = []
    off: list[str] = []
    stack: list[list[str]] = []
    words: list[str] = []
    for piece in re.findall(r'"[^"]*"|[{};]|[^\s{};"]+', text):
        if piece == "}":
            stack.pop()
        elif piece not in {"{", ";"}:
            words.append(piece)
        else:
            inactive = words[:1] == ["inactive:"]
            words = words[1:] if inactive else words
            path = [word for level in stack for word in level]
            if inactive:
                off.append("deactivate " + " ".join((*path, *words[: 2 if piece == "{" or words[0] != "description" else 1])))
            if piece == "{":
                stack.append(words)
            elif "[" in words:
                at = words.index("[")
                lines += [" ".join(("set", *path, *words[:at], word)) for word in words[at + 1 : -1]]
            else:
                lines.append(" ".join(("set", *path, *words)))
            words = []
    return "\n".join((*lines, *off)) + "\n"


@pytest.mark.parametrize("case", [case for case in CASES if "{\n" in (HERE / case / "device.cfg").read_text()])
def test_braces_and_set_lines_give_one_record(case: str) -> None:
    text = (HERE / case / "device.cfg").read_text()
    turned = to_set(text)
    assert turned.count("\nset ") > 90
    one, other = read(text), read(turned)
    assert said(one) == said(other)
    assert other.reading is not None
    assert other.reading.unparsed == 0


def test_the_provider_edge_is_the_same_in_both_of_its_files() -> None:
    one, other = (read((HERE / case / "device.cfg").read_text()) for case in ("mx_provider_edge", "mx_provider_edge_braces"))
    assert said(one) == said(other)
    assert len(one.interfaces) > 15


# --- forms -------------------------------------------------------------------------------------------


def test_a_line_may_hold_several_statements_and_a_list_several_lines() -> None:
    record = read(
        "interfaces { ge-0/0/0 { mtu 1500; unit 0 { family inet { address 10.0.0.1/24; } } } }\nvlans { A { vlan-id-list [ 10\n20-22 ]; } }\n"
    )
    assert [(i.name, i.mtu, i.addresses) for i in record.interfaces] == [("ge-0/0/0", 1500, ()), ("ge-0/0/0.0", None, ("10.0.0.1/24",))]
    assert [vlan.vid for vlan in record.vlans] == [10, 20, 21, 22]
    assert record.reading is not None
    assert (record.reading.lines, record.reading.understood) == (3, 3)


def test_a_text_that_stops_inside_braces_was_cut() -> None:
    whole = "system {\n    host-name A;\n}\n"
    assert read(whole).envelope.completeness == "complete"
    assert read(whole + "interfaces {\n    ge-0/0/0 {\n").envelope.completeness == "partial"


def test_what_is_deactivated_says_nothing_and_what_is_activated_again_does() -> None:
    text = "set interfaces ge-0/0/0 mtu 1600\nset interfaces ge-0/0/1 mtu 1600\ndeactivate interfaces ge-0/0/0\ndeactivate interfaces ge-0/0/1 mtu\n"
    assert [(i.name, i.mtu) for i in read(text).interfaces] == [("ge-0/0/1", None)]
    again = text + "activate interfaces ge-0/0/0\n"
    assert [(i.name, i.mtu) for i in read(again).interfaces] == [("ge-0/0/0", 1600), ("ge-0/0/1", None)]


def test_lines_that_move_delete_and_copy() -> None:
    text = (
        "set policy-options policy-statement P term a then accept\nset policy-options policy-statement P term b then reject\n"
        "insert policy-options policy-statement P term b before term a\ncopy interfaces ge-0/0/0 to ge-0/0/1\n"
        "set interfaces ge-0/0/0 mtu 1700\ncopy interfaces ge-0/0/0 to ge-0/0/2\nrename interfaces ge-0/0/0 to ge-0/0/5\n"
        "delete interfaces ge-0/0/7\nset system host-name A\ndelete system host-name\n"
        "edit interfaces ge-0/0/8\nset mtu 1800\nup\nset ge-0/0/9 mtu 1900\ntop\nset system location building x\n"
    )
    record = read(text)
    assert [(policy.sequence, policy.action) for policy in record.route_policies] == [(1, "deny"), (2, "permit")]
    assert {i.name: i.mtu for i in record.interfaces} == {"ge-0/0/5": 1700, "ge-0/0/2": 1700, "ge-0/0/8": 1800, "ge-0/0/9": 1900}
    assert record.system.name is None
    assert record.reading is not None
    assert record.reading.ignored == 3  # two commands without effect, and the name with its deletion


def test_a_later_line_of_one_value_counts_and_a_repeated_line_is_counted() -> None:
    record = read("set system host-name A\nset system host-name B\nset system host-name B\nset frob 1\nset frob 1\n")
    assert record.system.name == "B"
    assert record.reading is not None
    assert (record.reading.understood, record.reading.unparsed) == (3, 2)


def test_groups_give_what_does_not_stand_in_place() -> None:
    text = (
        "set groups G interfaces <ge-0/0/[01]> mtu 9000\nset groups G interfaces <*> unit <*> family inet mtu 1400\n"
        "set groups H interfaces ge-0/0/0 mtu 1\nset groups H system host-name FROM-GROUP\nset groups IDLE system location nowhere\n"
        "set apply-groups [ G H ]\nset interfaces ge-0/0/0 unit 0 family inet address 10.0.0.1/24\n"
        "set interfaces ge-0/0/1 mtu 1500\nset interfaces ge-0/0/2 unit 0 apply-groups-except G\nset interfaces ge-0/0/2 unit 0 family inet\n"
    )
    record = read(text)
    assert {i.name: i.mtu for i in record.interfaces} == {
        "ge-0/0/0": 9000,
        "ge-0/0/0.0": 1400,
        "ge-0/0/1": 1500,
        "ge-0/0/2": None,
        "ge-0/0/2.0": None,
    }
    assert record.system.name == "FROM-GROUP"
    assert record.reading is not None
    assert (record.reading.ignored, record.reading.unparsed) == (1, 0)  # the group that nothing applies


def test_ports_of_a_range_are_counted_out() -> None:
    record = read(
        'set interfaces interface-range R member "ge-0/0/[0-1,3]"\nset interfaces interface-range R member-range xe-0/0/0 to xe-0/0/1\n'
        "set interfaces interface-range R mtu 1600\nset interfaces ge-0/0/3 mtu 1700\nset vlans A vlan-id 5\nset vlans A interface R\n"
    )
    ports = {i.name: (i.mtu, i.vlan_access) for i in record.interfaces if "." not in i.name}
    assert ports == {"ge-0/0/0": (1600, 5), "ge-0/0/1": (1600, 5), "ge-0/0/3": (1700, 5), "xe-0/0/0": (1600, 5), "xe-0/0/1": (1600, 5)}


def test_a_logical_system_is_a_router_of_its_own() -> None:
    record = read(
        "set logical-systems A interfaces ge-0/0/0 unit 1 family inet address 10.0.0.1/24\n"
        "set logical-systems A routing-options static route 0/0 next-table V.inet.0\n"
        "set logical-systems A routing-instances V instance-type vrf\nset logical-systems A routing-instances V route-distinguisher 1:1\n"
    )
    assert [(vrf.name, vrf.rd) for vrf in record.vrfs] == [("A", None), ("A/V", "1:1")]
    assert [(route.prefix, route.vrf, route.next_hop_vrf) for route in record.routes] == [("0.0.0.0/0", "A", "A/V")]
    assert [i.vrf for i in record.interfaces] == [None, "A"]


# --- facts -------------------------------------------------------------------------------------------


def test_vlans_of_switches_old_and_new() -> None:
    record = read(
        "set vlans OFFICE vlan-id 10\nset vlans LAB vlan-id 20\nset vlans OFFICE interface ge-0/0/1.0\nset vlans LAB interface ge-0/0/0.0\n"
        "set interfaces ge-0/0/0 unit 0 family ethernet-switching port-mode trunk\n"
        "set interfaces ge-0/0/0 unit 0 family ethernet-switching vlan members OFFICE\n"
        "set interfaces ge-0/0/0 unit 0 family ethernet-switching native-vlan-id LAB\n"
        "set interfaces ge-0/0/1 unit 0 family ethernet-switching\n"
        "set interfaces ge-0/0/2 unit 0 family ethernet-switching interface-mode trunk\n"
        "set interfaces ge-0/0/2 unit 0 family ethernet-switching vlan members all\n"
        "set interfaces ge-0/0/3 unit 0 family ethernet-switching vlan members nowhere\n"
        "set interfaces ge-0/0/4 unit 0 family bridge interface-mode trunk\nset interfaces ge-0/0/4 unit 0 family bridge vlan-id-list 30-31\n"
        "set interfaces ge-0/0/5 unit 0 family bridge vlan-id 33\nset interfaces ge-0/0/5 unit 0 family bridge interface-mode access\n"
    )
    ports = {i.name: (i.vlan_access, i.vlan_trunk, i.vlan_native) for i in record.interfaces if "." not in i.name}
    assert ports.pop("ge-0/0/2")[1] == tuple(range(1, 4095))
    assert ports == {
        "ge-0/0/0": (None, (10, 20), 20),
        "ge-0/0/1": (10, None, None),
        "ge-0/0/3": (None, None, None),
        "ge-0/0/4": (None, (30, 31), None),
        "ge-0/0/5": (33, None, None),
    }


def test_a_filter_with_many_ways_keeps_its_rules_few() -> None:
    addresses = "".join(f"set firewall family inet filter F term a from source-address 10.{n}.0.0/16\n" for n in range(40))
    record = read(
        addresses + "set firewall family inet filter F term a from destination-port [ 80 443 ]\n"
        "set firewall family inet filter F term a then accept\nset firewall family inet filter F term a from destination-address 10/8\n"
        "set firewall filter F2 term b from address 10.0.0.0/8\nset firewall filter F2 term b then routing-instance X\n"
    )
    assert [(rule.source, rule.destination, rule.destination_port) for rule in record.acl_rules[:2]] == [
        ("group:F/a/source", "10.0.0.0/8", "eq 80"),
        ("group:F/a/source", "10.0.0.0/8", "eq 443"),
    ]
    assert len(record.object_groups[0].members) == 40
    assert record.acl_rules[2].options == "address 10.0.0.0/8, routing-instance X"
    assert [policy.kind for policy in record.service_policies] == ["routing"]


def test_books_of_zones_that_disagree_are_told_apart() -> None:
    record = read(
        "set security zones security-zone A address-book address SRV 10.1.0.1/32\nset security zones security-zone B address-book address SRV 10.2.0.1/32\n"
        "set security zones security-zone A address-book address-set ALL address SRV\nset security zones security-zone A interfaces ge-0/0/0\n"
        "set security policies from-zone A to-zone B policy P match source-address ALL destination-address SRV application any\n"
        "set security policies from-zone A to-zone B policy P match destination-address SRV\n"
        "set security policies from-zone A to-zone B policy P match application any\n"
        "set security policies from-zone A to-zone B policy P then permit\n"
    )
    (policy,) = record.zone_policies
    assert (policy.sources, policy.destinations, policy.services) == (("group:ALL",), ("group:zone B/SRV",), ())
    groups = {group.name: group.members for group in record.object_groups}
    assert groups["zone B/SRV"] == ("10.2.0.1/32",)
    assert groups["ALL"] == ("group:zone A/SRV",)
    assert record.zones[0].interfaces == ("ge-0/0/0.0",)


def test_translation_on_service_cards_and_their_tunnels() -> None:
    record = read(
        "set services nat pool P address-range low 192.0.2.1 high 192.0.2.9\nset services nat pool Q address 192.0.2.16/30\n"
        "set services nat rule R term t from source-address 10.1.0.0/16\nset services nat rule R term t then translated source-pool P\n"
        "set services nat rule R term n then no-translation\nset services ipsec-vpn ike policy K pre-shared-key ascii-text abcdef\n"
        "set services ipsec-vpn rule V term t then remote-gateway 192.0.2.77\nset services ipsec-vpn rule V term t then dynamic ike-policy K\n"
    )
    assert [(pool.name, pool.first, pool.last) for pool in record.nat_pools] == [
        ("P", "192.0.2.1", "192.0.2.9"),
        ("Q", "192.0.2.16", "192.0.2.19"),
    ]
    assert [(rule.kind, rule.name, rule.inside, rule.pool) for rule in record.nat_rules] == [
        ("source", "R t", "10.1.0.0/16", "P"),
        ("exempt", "R n", None, None),
    ]
    (peer,) = record.ipsec_peers
    assert (peer.address, peer.policy) == ("192.0.2.77", "K")
    assert peer.secret is not None
    assert peer.secret.startswith("<secret:")


def test_a_virtual_switch_keeps_its_ports_out_of_vrfs() -> None:
    record = read(
        "set routing-instances S instance-type virtual-switch\nset routing-instances S vrf-target target:1:1\n"
        "set routing-instances S bridge-domains D vlan-id 7\nset routing-instances S bridge-domains D routing-interface irb.7\n"
        "set routing-instances S protocols evpn vni-options vni 7 vrf-target target:1:7\nset interfaces irb unit 7 family inet address 10.7.0.1/24\n"
    )
    (vrf,) = record.vrfs
    assert vrf.import_targets == ("1:1", "1:7")
    assert [(family.family, family.rd) for family in record.vrf_families] == [("evpn", None)]
    irb = next(i for i in record.interfaces if i.name == "irb.7")
    assert (irb.vrf, irb.vlan_access, irb.kind) == (None, 7, InterfaceKind.VLAN)


def test_policies_that_take_routes_in() -> None:
    record = read(
        "set policy-options policy-statement D term a from route-filter 0.0.0.0/0 exact\nset policy-options policy-statement D term a then accept\n"
        "set policy-options policy-statement D term b from prefix-list L\nset policy-options policy-statement D term b then accept\n"
        "set policy-options policy-statement D term c from community C\nset policy-options policy-statement D term c then accept\n"
        "set policy-options policy-statement D term d from policy SUB\nset policy-options policy-statement D term d then accept\n"
        "set policy-options policy-statement SUB from protocol [ isis bgp ]\nset policy-options policy-statement SUB then accept\n"
        "set protocols ospf export ( D && NONE )\nset protocols bgp group G neighbor 10.0.0.1 export D\n"
    )
    found = [(row.into, row.source, row.policy) for row in record.redistributions]
    assert found == [
        *(("ospf", source, "D") for source in ("default", "any")),
        *(("ospf", source, "SUB") for source in ("isis", "bgp")),
        *(("bgp", source, "D") for source in ("default", "any")),
        ("bgp", "isis", "SUB"),
    ]


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("## Last commit: 2017-11-30 by ops\nsystem {\n    host-name A;\n}\n", True),
        ("set version 17.4R1\nset system host-name A\n", True),
        ("set system host-name A\nset interfaces ge-0/0/0 mtu 1500\nset protocols lldp interface all\n", True),
        ("set system host-name A\n", False),
    ],
)
def test_how_sure_a_text_is_junos(text: str, sure: bool) -> None:
    match = match_junos(clean(text.encode(), "f"))
    assert match is not None
    assert (match.confidence >= 0.8) is sure


@pytest.mark.parametrize(
    "text",
    [
        "set interfaces ethernet eth0 address '10.0.0.1/24'\nset system host-name 'vyos'\nset protocols static route 0.0.0.0/0\n",
        "set deviceconfig system hostname A\nset system x\nset interfaces y\nset protocols z\n",
        "!\nversion 15.2\nhostname A\nroute-map X\n set community 1:1\n",
        "set authentication password cipher x\n",
    ],
)
def test_other_systems_that_set_things_are_not_junos(text: str) -> None:
    assert match_junos(clean(text.encode(), "f")) is None


def test_ways_laid_through_others() -> None:
    record = read(
        "set protocols mpls label-switched-path TO-PE2 to 10.0.0.2\nset protocols mpls label-switched-path TO-PE2 from 10.0.0.1\n"
        "set interfaces ge-0/0/0 unit 100 vlan-id 100\nset interfaces ge-0/0/0 unit 100 encapsulation vlan-ccc\n"
        "set protocols l2circuit neighbor 10.0.0.3 interface ge-0/0/0.100 virtual-circuit-id 7\n"
        "set interfaces ge-0/0/1 unit 5 vlan-tags outer 0x88a8.5 inner-list [ 7 9 ]\nset routing-instances V instance-type vpls\n"
        "set routing-instances V interface ge-0/0/1.5\nset routing-instances V route-distinguisher 1:5\n"
        "set routing-options dynamic-tunnels D source-address 10.0.0.1\nset routing-options dynamic-tunnels D gre\n"
        "set routing-options dynamic-tunnels D destination-networks 10.9.0.0/16\n"
        "set interfaces fti0 unit 1 tunnel encapsulation vxlan-gpe source address 10.0.0.1\n"
        "set interfaces fti0 unit 1 tunnel encapsulation vxlan-gpe destination address 10.0.0.9\n"
        "set interfaces gr-0/0/0 unit 0 tunnel source 10.0.0.1\nset interfaces gr-0/0/0 unit 0 tunnel destination 10.0.0.8\n"
        "set interfaces gr-0/0/0 unit 0 tunnel routing-instance destination WAN\n"
    )
    assert [(one.interface, one.kind, one.source, one.destination, one.vrf) for one in record.tunnels] == [
        ("fti0.1", "vxlan", "10.0.0.1", "10.0.0.9", None),
        ("gr-0/0/0.0", "gre", "10.0.0.1", "10.0.0.8", "WAN"),
        ("D", "gre", "10.0.0.1", "10.9.0.0/16", None),
        ("lsp TO-PE2", "mpls-te", "10.0.0.1", "10.0.0.2", None),
    ]
    assert [(one.interface, one.number, one.vlans, one.vlans_inner, one.bridge_domain, one.peer) for one in record.service_instances] == [
        ("ge-0/0/1", 5, (5,), (7, 9), "V", None),
        ("ge-0/0/0", 100, (100,), (), None, "10.0.0.3"),
    ]
    assert [(family.vrf, family.family, family.rd) for family in record.vrf_families] == [("V", "evpn", "1:5")]


def test_static_routes_in_all_their_forms() -> None:
    record = read(
        "routing-options {\n static {\n  defaults { preference 7; tag 3; }\n  route 10.1/16 next-hop [ 10.0.0.1 10.0.0.2 ];\n"
        "  route 10.2.0.0/16 { reject; }\n  route 10.3.0.0/16 { next-hop ge-0/0/0.0; no-readvertise; }\n"
        "  route 10.4.0.0/16 { qualified-next-hop 10.0.0.3 { metric 5; preference 9; interface ge-0/0/1; } }\n"
        "  route 10.5.0.0/16 { lsp-next-hop TO-PE2; }\n  route 10.6.0.0/16 receive;\n  route nonsense next-hop 10.0.0.1;\n }\n"
        " rib inet.3 { static { route 10.7.0.0/16 next-hop 10.0.0.1; } }\n}\n"
    )
    assert [(route.prefix, route.next_hop, route.interface, route.preference, route.tag) for route in record.routes] == [
        ("10.1.0.0/16", "10.0.0.1", None, 7, 3),
        ("10.1.0.0/16", "10.0.0.2", None, 7, 3),
        ("10.2.0.0/16", None, "reject", 7, 3),
        ("10.3.0.0/16", None, "ge-0/0/0.0", 7, 3),
        ("10.4.0.0/16", "10.0.0.3", "ge-0/0/1.0", 9, 3),
        ("10.5.0.0/16", None, "lsp TO-PE2", 7, 3),
        ("10.6.0.0/16", None, "receive", 7, 3),
    ]
    assert [problem.code for problem in record.problems] == ["config-address-wrong"]


def test_neighbours_inherit_from_their_group_and_bgp() -> None:
    record = read(
        "set routing-options autonomous-system 65000\nset routing-options autonomous-system loops 2\n"
        "set routing-options confederation 65500\nset protocols bgp family inet-vpn unicast\nset protocols bgp export ALL\n"
        "set protocols bgp group RR type internal\nset protocols bgp group RR cluster 10.0.0.9\n"
        "set protocols bgp group RR neighbor 10.0.0.1\nset protocols bgp group RR neighbor 10.0.0.2 export NONE\n"
        "set protocols bgp group RR neighbor 10.0.0.2 family route-target\nset protocols bgp group RR neighbor 10.0.0.3 local-as 65010 loops 1\n"
        "set protocols bgp group RR neighbor 2001:db8::1 family inet6 labeled-unicast\nset protocols bgp group OUT peer-as 65100\n"
        "set protocols bgp group OUT neighbor 10.0.0.4 shutdown\nset protocols bgp group OUT neighbor 10.0.0.5 remove-private\n"
        "set protocols bgp group OUT neighbor nowhere peer-as 1\nset protocols bgp group OUT allow all\n"
    )
    peers = {peer.address: peer for peer in record.bgp_peers}
    assert {address: (peer.remote_as, peer.families, peer.export_policies, peer.options) for address, peer in peers.items()} == {
        "10.0.0.1": (65000, ("vpnv4",), ("ALL",), ("reflect-client",)),
        "10.0.0.2": (65000, ("route-target",), ("NONE",), ("reflect-client",)),
        "10.0.0.3": (65010, ("vpnv4",), ("ALL",), ("fake-as 65010", "allowas-in", "reflect-client")),
        "2001:db8::1": (65000, ("ipv6-labeled",), ("ALL",), ("reflect-client",)),
        "10.0.0.4": (65100, ("vpnv4",), ("ALL",), ()),
        "10.0.0.5": (65100, ("vpnv4",), ("ALL",), ("remove-private",)),
        "0.0.0.0/0": (65100, ("vpnv4",), ("ALL",), ("listen",)),
    }
    assert peers["10.0.0.4"].enabled is False
    assert [(row.local_as, row.confederation) for row in record.bgp] == [(65000, 65500)]


def test_igps_in_all_their_forms() -> None:
    record = read(
        "set interfaces ge-0/0/0 unit 0 family inet address 10.0.0.1/30\nset interfaces ge-0/0/1 unit 0 family inet address 10.0.0.5/30\n"
        "set interfaces lo0 unit 0 family iso address 49.0001.0100.0000.0001.00\nset interfaces fxp0 unit 0 family inet address 192.0.2.1/24\n"
        "set protocols ospf area 0 interface ge-0/0/0.0 authentication simple-password x\nset protocols ospf area 0 interface all\n"
        "set protocols ospf area 0 interface ge-0/0/7.0 disable\nset protocols ospf area 0 authentication-type md5\n"
        "set protocols ospf area 1 nssa no-summaries\nset protocols ospf area 1 interface ge-0/0/9.0 interface-type nbma\n"
        "set protocols ospf area x interface ge-0/0/8\nset protocols ospf3 realm ipv4-unicast area 0 interface ge-0/0/0.0\n"
        "set protocols isis interface all level 1 metric 20\nset protocols isis interface ge-0/0/0.0 level 2 disable\n"
        "set protocols rip group R export X\nset policy-options policy-statement X from protocol direct\n"
        "set policy-options policy-statement X then accept\n"
    )
    assert [
        (row.interface, row.area, row.authentication, row.enabled, row.kind) for row in record.ospf_interfaces if row.process == "ospf"
    ] == [
        ("ge-0/0/0.0", "0.0.0.0", "simple", True, None),
        ("ge-0/0/7.0", "0.0.0.0", "md5", False, None),
        ("ge-0/0/9.0", "0.0.0.1", None, True, "nbma"),
        ("ge-0/0/1.0", "0.0.0.0", "md5", True, None),
    ]
    assert [(area.process, area.area, area.kind) for area in record.ospf_areas] == [
        ("ospf", "0.0.0.0", None),
        ("ospf", "0.0.0.1", "totally-nssa"),
        ("ospf3", "0.0.0.0", None),
    ]
    assert [(row.interface, row.level, row.metric) for row in record.isis_circuits] == [
        ("ge-0/0/0.0", "1", None),
        ("ge-0/0/1.0", "1-2", 20),
    ]
    assert [(row.system_id, row.areas) for row in record.isis] == [("0100.0000.0001", ("49.0001",))]
    assert [(row.into, row.source) for row in record.redistributions] == [("rip", "direct")]
    assert record.reading is not None
    assert [text.rpartition(" > ")[2] for text in record.reading.unparsed_lines] == ["set protocols ospf area x interface ge-0/0/8"]


def test_services_and_servers() -> None:
    record = read(
        "set forwarding-options dhcp-relay server-group A 10.9.0.1\nset forwarding-options dhcp-relay group G interface irb.5\n"
        "set forwarding-options dhcp-relay group G active-server-group A\nset forwarding-options dhcp-relay dhcpv6 server-group B 2001:db8::9\n"
        "set forwarding-options dhcp-relay dhcpv6 group H interface irb.5\nset forwarding-options dhcp-relay dhcpv6 active-server-group B\n"
        "set forwarding-options helpers bootp server 10.9.0.2 routing-instance SRV\nset forwarding-options helpers bootp interface irb.6\n"
        "set forwarding-options helpers bootp interface irb.7 no-listen\nset forwarding-options family inet filter input F\n"
        "set access address-assignment pool P family inet network 10.5.0.0/24\n"
        "set access address-assignment pool P family inet dhcp-attributes router 10.5.0.1\n"
        "set access address-assignment pool P family inet dhcp-attributes option 43 hex-string 0104\n"
        "set protocols mstp bridge-priority 60k\nset protocols vstp vlan 10 bridge-priority 4k\nset protocols mstp disable\n"
        "set snmp v3 target-address N address 10.9.0.3\nset snmp community abc client-list-name L\nset system services telnet\n"
        "set system syslog host 10.9.0.4 any any\nset system name-server 10.9.0.5 routing-instance mgmt_junos\n"
        "set protocols pim rp local address 10.0.0.9\nset protocols pim rp local family inet address 10.0.0.8\nset protocols pim interface all\n"
        "set firewall family inet filter F term a then next term\nset multi-chassis x\nset event-options policy x\n"
        "set interfaces ae0 aggregated-ether-options mc-ae redundancy-group 1\nset interfaces ae0 aggregated-ether-options mc-ae chassis-id 1\n"
        "set switch-options voip interface ge-0/0/1.0 vlan 40\n"
    )
    assert [(row.interface, row.servers, row.vrf) for row in record.dhcp_relays] == [
        ("irb.5", ("10.9.0.1",), None),
        ("irb.5", ("2001:db8::9",), None),
        ("irb.6", ("10.9.0.2",), "SRV"),
    ]
    assert [(row.use, row.via) for row in record.acl_bindings] == [("other", "forwarding-table"), ("snmp", None)]
    assert [(pool.prefix, pool.gateways, pool.options) for pool in record.dhcp_pools] == [
        ("10.5.0.0/24", ("10.5.0.1",), ("43 hex-string 0104",))
    ]
    assert [(row.mode, row.enabled, row.priorities) for row in record.stp_configurations] == [
        ("mstp", False, ((0, 61440),)),
        ("rapid-pvst", True, ((10, 4096),)),
    ]
    assert {(row.kind, row.address, row.vrf) for row in record.management_servers} == {
        ("log", "10.9.0.4", None),
        ("dns", "10.9.0.5", "mgmt_junos"),
        ("snmp", "10.9.0.3", None),
    }
    assert [(row.kind, row.address, row.interface) for row in record.multicast] == [
        ("rp", "10.0.0.8", None),
        ("rp", "10.0.0.9", None),
        ("pim-sm", None, None),
    ]
    assert record.acl_rules == ()
    assert [(row.kind, row.member, row.domain) for row in record.stack_members] == [("mlag", 1, "1")]
    assert {i.name: i.vlan_voice for i in record.interfaces}["ge-0/0/1"] == 40
    assert record.reading is not None
    assert record.reading.unparsed == 0


def test_what_is_not_understood_is_left_over_with_what_is_around_it() -> None:
    record = read(
        "system {\n    host-name A;\n    frob {\n        level 9;\n    }\n}\nprotocols {\n    ospf {\n        area 0 {\n            frob;\n        }\n    }\n}\n"
    )
    assert record.reading is not None
    assert record.reading.unparsed_lines == (
        "f:10 protocols ospf area 0 > frob;",
        "f:3 system > frob {",
        "f:4 system frob > level 9;",
    )


def test_a_line_typed_by_hand_may_go_on_with_other_statements() -> None:
    record = read(
        "set interfaces ge-0/0/0 flexible-vlan-tagging mtu 9192 encapsulation flexible-ethernet-services description x\n"
        "set interfaces ge-0/0/0 unit 10 vlan-id 10 description y family inet address 10.0.0.1/24\n"
        "set interfaces ge-0/0/1 unit 0 family ethernet-switching interface-mode trunk vlan members 10-11\n"
        "set routing-options static route 10.9.0.0/16 next-hop 10.0.0.2 preference 9 tag 4\n"
        "set vlans V vlan-id 10 l3-interface irb.10\n"
    )
    ports = {i.name: (i.mtu, i.description, i.addresses, i.vlan_access, i.vlan_trunk) for i in record.interfaces}
    assert ports["ge-0/0/0"] == (9192, "x", (), None, None)
    assert ports["ge-0/0/0.10"] == (None, "y", ("10.0.0.1/24",), 10, None)
    assert ports["ge-0/0/1"] == (None, None, (), None, (10, 11))
    assert ports["irb.10"][3] == 10
    assert [(route.next_hop, route.preference, route.tag) for route in record.routes] == [("10.0.0.2", 9, 4)]
    assert record.reading is not None
    assert record.reading.unparsed == 0


def test_tables_that_share_routes_and_servers_of_a_firewall() -> None:
    record = read(
        "set routing-options rib-groups SHARED import-rib [ V.inet.0 inet.0 ]\nset routing-options rib-groups SHARED import-policy P\n"
        "set routing-options instance-import LEAK\nset routing-instances V instance-type virtual-router\n"
        "set routing-instances V routing-options instance-import BACK\nset snmp trap-group t targets 10.9.0.1\n"
        "set snmp trap-options source-address 10.0.0.1\nset security log stream S host 10.9.0.2\nset security log source-address 10.0.0.2\n"
        "set protocols sflow collector 10.9.0.3 udp-port 6343\n"
    )
    assert [(row.name, row.matches) for row in record.route_policies] == [
        ("rib-group SHARED", ("import-rib V.inet.0", "import-rib inet.0", "import-policy P")),
        ("instance-import", ("policy LEAK",)),
        ("V instance-import", ("policy BACK",)),
    ]
    assert [(row.kind, row.address, row.source) for row in record.management_servers] == [
        ("netflow", "10.9.0.3", None),
        ("log", "10.9.0.2", "10.0.0.2"),
        ("snmp", "10.9.0.1", "10.0.0.1"),
    ]


def test_a_switch_that_is_an_instance_of_evpn_itself() -> None:
    record = read(
        "set switch-options vtep-source-interface lo0.0\nset switch-options route-distinguisher 10.0.0.1:1\n"
        "set switch-options vrf-target target:65000:1\nset switch-options vrf-import P\n"
        "set policy-options policy-statement P term a from community C\nset policy-options policy-statement P term a then accept\n"
        "set policy-options community C members target:65000:7\nset system accounting destination tacplus server 10.9.0.1 secret x\n"
    )
    (vrf,) = record.vrfs
    assert (vrf.name, vrf.rd, vrf.import_targets, vrf.export_targets) == ("default-switch", "10.0.0.1:1", ("65000:7",), ("65000:1",))
    assert [(family.family, family.import_policy) for family in record.vrf_families] == [("evpn", "P")]
    assert [(row.kind, row.address) for row in record.management_servers] == [("tacacs", "10.9.0.1")]
    assert record.reading is not None
    assert (record.reading.unparsed, record.reading.ignored) == (0, 0)


def test_a_community_is_a_secret_below_snmp_alone() -> None:
    text = (
        "snmp {\n    community city;\n    community county {\n        authorization read-only;\n    }\n}\npolicy-options {\n"
        "    policy-statement P {\n        term a {\n            from {\n                community city;\n            }\n"
        "            then {\n                community add city;\n                accept;\n            }\n        }\n    }\n"
        "    community city members target:65000:1;\n}\nrouting-instances {\n    V {\n        instance-type vrf;\n        vrf-import P;\n"
        "        vrf-export P;\n    }\n}\nsystem {\n    authentication-order [ password radius ];\n    radius-server { 10.0.0.1 secret city; }\n}\n"
    )
    record = read(text)
    (vrf,) = record.vrfs
    assert (vrf.import_targets, vrf.export_targets) == (("65000:1",), ("65000:1",))
    shown = redacted_text(text.encode(), path="f", key=b"k").splitlines()
    hidden = fingerprint("city", b"k")
    assert shown[1].strip() == f"community {hidden};"
    assert (shown[10].strip(), shown[18].strip()) == ("community city;", "community city members target:65000:1;")
    assert shown[-3].strip() == "authentication-order [ password radius ];"
    assert shown[-2].strip() == f"radius-server {{ 10.0.0.1 secret {hidden}; }}"
    secrets = [access.secret for access in record.management_accesses if access.kind == "community"]
    assert secrets == [hidden, fingerprint("county", b"k")]
    assert [server.secret for server in record.management_servers] == [hidden]


def test_a_long_comment_is_no_doubt() -> None:
    comment = "/*\n" + "a line of text that people wrote about this device\n" * 30 + "*/\n"
    levels = "".join(f"{level} {{\n" + "    one two;\n" * 40 + "}\n" for level in ("system", "snmp", "vlans"))
    match = match_junos(clean((comment + levels).encode(), "f"))
    assert match is not None
    assert match.confidence >= 0.8
    assert match_junos(clean(("anything at all\n" * 300 + "system {\n}\n").encode(), "f")) is None


def test_texts_that_no_device_writes_are_left_over_and_cost_little() -> None:
    words = " ".join(f"w{number}" for number in range(1500))
    reading = read(f"set policy-options policy-statement P term a from {words}\nset vlans {'[ a b ] ' * 60}\n").reading
    assert reading is not None
    assert reading.lines == 2
    assert reading.unparsed >= 1
    deep = read("policy-options {\npolicy-statement P {\nterm a {\nfrom {\n" + "x {\n" * 3000 + "}\n" * 3004).reading
    assert deep is not None
    assert deep.lines == 6008
    assert deep.unparsed > 2500
    groups = "".join(f"set groups G interfaces <*> unit {number} family inet mtu 1500\n" for number in range(700))
    ports = "".join(f"set interfaces ge-0/0/{number} mtu 1500\n" for number in range(400))
    record = read(f"set apply-groups G\n{groups}{ports}")
    assert record.envelope.completeness == "partial"  # groups are brought in up to a bound, and the record says so
    assert len(record.interfaces) < 200_000
