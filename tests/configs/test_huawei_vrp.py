"""The VRP dialect line by line, and what it does with hostile configurations."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.clean import Line
from collectors.configs import read_config
from collectors.configs.blocks import Grammar, read_blocks
from collectors.configs.vrp_family.routes import read_route
from collectors.configs.vrp_family.words import interface_kind, interface_name, member_ports, vlan_list
from collectors.configs.words import ipv4_with_length
from topology.model.errors import InputError
from topology.model.records import Completeness, InterfaceKind, Route

WHEN = datetime(2017, 12, 1, tzinfo=UTC)


def read(text: str, **extra):
    return read_config(text.encode(), path="sw.cfg", realm="n01", collected_at=WHEN, platform="huawei_vrp", **extra)


def port(*commands: str):
    body = "\n".join(f" {command}" for command in commands)
    (interface,) = read(f"#\ninterface GigabitEthernet0/0/1\n{body}\n#\nreturn\n").interfaces
    return interface


def test_envelope_says_where_the_record_comes_from():
    record = read("sysname A\n#\nreturn\n")
    envelope = record.envelope
    assert (envelope.kind, envelope.target, envelope.realm, envelope.engine) == ("config", "sw.cfg", "n01", "huawei_vrp")
    assert envelope.completeness is Completeness.COMPLETE


@pytest.mark.parametrize(
    ("commands", "access", "trunk", "native"),
    [
        ((), None, None, None),
        (("port link-type access",), 1, None, None),
        (("port link-type access", "port default vlan 20"), 20, None, None),
        (("port link-type trunk",), None, (1,), 1),
        (("port link-type trunk", "port trunk allow-pass vlan 5 7 to 9"), None, (1, 5, 7, 8, 9), 1),
        (("port link-type trunk", "port trunk allow-pass vlan 5", "port trunk allow-pass vlan 6"), None, (1, 5, 6), 1),
        (("port link-type trunk", "undo port trunk allow-pass vlan 1", "port trunk allow-pass vlan 5"), None, (5,), 1),
        (("port link-type trunk", "port trunk pvid vlan 5", "port trunk allow-pass vlan 5"), None, (1, 5), 5),
        (("port trunk allow-pass only-vlan 5 6", "port link-type trunk"), None, (5, 6), 1),
        (("port link-type hybrid",), 1, None, None),
        (("port hybrid pvid vlan 9", "undo port hybrid vlan 1", "port hybrid untagged vlan 9"), 9, None, None),
        (("port hybrid tagged vlan 4 to 5",), None, (1, 4, 5), 1),
        (("port hybrid pvid vlan 9", "port hybrid untagged vlan 9", "port hybrid tagged vlan 4"), None, (1, 4, 9), 9),
    ],
)
def test_port_vlans(commands, access, trunk, native):
    interface = port(*commands)
    assert (interface.vlan_access, interface.vlan_trunk, interface.vlan_native) == (access, trunk, native)


def test_all_vlans_of_a_trunk():
    assert port("port link-type trunk", "port trunk allow-pass vlan all").vlan_trunk == tuple(range(1, 4095))


@pytest.mark.parametrize(
    ("command", "addresses"),
    [
        ("ip address 10.0.0.1 255.255.255.0", ("10.0.0.1/24",)),
        ("ip address 10.0.0.1 30", ("10.0.0.1/30",)),
        ("ipv6 address 2001:DB8::1/64", ("2001:db8::1/64",)),
        ("ipv6 address 2001:DB8::1 64", ("2001:db8::1/64",)),
        ("ipv6 address FE80::1 link-local", ()),
        ("ip address dhcp-alloc", ()),
        ("ip address unnumbered interface LoopBack0", ()),
    ],
)
def test_addresses(command, addresses):
    interface = port(command)
    assert interface.addresses == addresses


@pytest.mark.parametrize(
    "command",
    [
        "ip address 10.0.0.1 255.0.255.0",
        "ip address 10.0.0.1 33",
        "ip address 10.0.0.300 24",
        "ip address 10.0.0.1 0.0.0.255",
        "ipv6 address 10.0.0.0/8 eui-64",
    ],
)
def test_b26_a_wrong_address_is_left_out_and_reported(command):
    record = read(f"#\ninterface GigabitEthernet0/0/1\n {command}\n#\nreturn\n")
    assert record.interfaces[0].addresses == ()
    assert [(problem.code, problem.where) for problem in record.problems] == [("config-address-wrong", "sw.cfg:3")]
    assert record.reading.unparsed_lines == (f"sw.cfg:3 interface GigabitEthernet0/0/1 > {command}",)


def test_states_and_sizes():
    assert port().enabled is True
    assert port("shutdown").enabled is False
    assert port("shutdown", "undo shutdown").enabled is True
    assert port("mtu 9000").mtu == 9000
    assert port("speed 1000").speed_bps == 1_000_000_000
    assert port("ip binding vpn-instance FIN").vrf == "FIN"
    assert port("eth-trunk 7").lag == "Eth-Trunk7"


@pytest.mark.parametrize("text", ["0", "4095", "10 to 5", "10-5", "a", "", "to", "1 to", "10 to x", "5 to 6 to"])
def test_b27_wrong_vlan_lists_are_no_lists(text):
    assert vlan_list(text) is None


@settings(max_examples=100, deadline=None)
@given(st.sets(st.integers(1, 4094), min_size=1, max_size=60))
def test_vlan_lists_written_with_ranges_read_back(vids):
    words, ordered = [], sorted(vids)
    while ordered:
        low = high = ordered.pop(0)
        while ordered and ordered[0] == high + 1:
            high = ordered.pop(0)
        words.append(str(low) if low == high else f"{low} to {high}")
    assert vlan_list(" ".join(words)) == vids


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("GigabitEthernet0/0/1", InterfaceKind.PHYSICAL),
        ("100GE1/0/1", InterfaceKind.PHYSICAL),
        ("Eth-Trunk1", InterfaceKind.LAG),
        ("Eth-Trunk1.10", InterfaceKind.SUBINTERFACE),
        ("Vlanif10", InterfaceKind.VLAN),
        ("LoopBack0", InterfaceKind.LOOPBACK),
        ("Tunnel0/0/1", InterfaceKind.TUNNEL),
        ("MEth0/0/1", InterfaceKind.MANAGEMENT),
        ("NULL0", InterfaceKind.OTHER),
    ],
)
def test_interface_kinds(name, kind):
    assert interface_kind(interface_name(name)) is kind


def test_member_lists():
    assert member_ports(["mode", "lacp"]) is None
    assert member_ports(["XGigabitEthernet0/0/1", "to", "0/0/900"]) is None
    assert member_ports(["10GE1/0/1", "1/0/3", "to", "1/0/4"]) == ["10GE1/0/1", "10GE1/0/3", "10GE1/0/4"]


def test_masks():
    assert ipv4_with_length("10.0.0.1", "0") == "10.0.0.1/0"
    assert ipv4_with_length("10.0.0.1", "255.255.255.255") == "10.0.0.1/32"
    assert ipv4_with_length("10.0.0", "24") is None


@pytest.mark.parametrize(
    ("words", "route"),
    [
        ("0.0.0.0 0 10.0.0.1", Route(prefix="0.0.0.0/0", next_hop="10.0.0.1", ref="f:1")),
        ("10.1.2.3 24 10.0.0.1 preference 70", Route(prefix="10.1.2.0/24", next_hop="10.0.0.1", preference=70, ref="f:1")),
        ("10.0.0.0 8 NULL 0", Route(prefix="10.0.0.0/8", interface="NULL0", ref="f:1")),
        (
            "10.0.0.0 8 GigabitEthernet0/0/1 10.0.0.1",
            Route(prefix="10.0.0.0/8", interface="GigabitEthernet0/0/1", next_hop="10.0.0.1", ref="f:1"),
        ),
        (
            "vpn-instance A 10.0.0.0 8 public 10.0.0.1",
            Route(prefix="10.0.0.0/8", vrf="A", next_hop="10.0.0.1", next_hop_vrf="global", ref="f:1"),
        ),
        (
            "10.0.0.0 8 10.0.0.1 description to the county",
            Route(prefix="10.0.0.0/8", next_hop="10.0.0.1", description="to the county", ref="f:1"),
        ),
        ("10.0.0.0 8", None),
        ("10.0.0.0 8 preference 60", None),
        ("default-preference 60", None),
        ("10.0.0.0 255.0.255.0 10.0.0.1", None),
    ],
)
def test_static_routes(words, route):
    assert read_route(tuple(words.split()), ref="f:1") == route


def test_default_name_is_reported():
    (problem,) = read("sysname HUAWEI\n#\nreturn\n").problems
    assert (problem.code, problem.where) == ("config-default-name", "sw.cfg:1")


def test_an_interface_in_two_places_is_one_interface():
    record = read("interface Vlanif5\n ip address 10.0.0.1 24\n#\ninterface Vlanif5\n description x\n#\nreturn\n")
    (interface,) = record.interfaces
    assert (interface.addresses, interface.description, interface.ref) == (("10.0.0.1/24",), "x", "sw.cfg:1")


def test_a_configuration_cut_inside_a_section_is_partial():
    record = read("sysname A\n#\ninterface Vlanif5\n ip address 10.0.0.1 24\n descr")
    assert record.envelope.completeness is Completeness.PARTIAL
    assert [problem.code for problem in record.problems] == ["config-ends-early"]


def test_unknown_platform_is_refused_and_never_assumed():
    with pytest.raises(InputError) as caught:
        read_config(b"some text\nof nobody\n", path="f", realm="r", collected_at=WHEN)
    assert caught.value.code == "config-platform-unsure"
    with pytest.raises(InputError) as caught:
        read_config(b"some text\n", path="f", realm="r", collected_at=WHEN, platform="acme_os")
    assert caught.value.code == "config-platform-unsupported"


def test_b23_a_million_lines_give_a_partial_record():
    record = read("#\nvlan batch 7\n#\n" * 333_334)
    assert record.envelope.completeness is Completeness.PARTIAL
    assert record.envelope.reason == "truncated"
    assert [vlan.vid for vlan in record.vlans] == [7]


@pytest.mark.parametrize(
    "bait",
    [
        "a" * 100_000,
        "interface " + "a-" * 50_000,
        "description " + "|" * 50_000,
        "header login information ^C\n" + "x\n" * 5_000,
        "vlan batch " + "1 to " * 20_000,
        "ip address " + "1." * 40_000,
        "password " * 10_000,
        "password simple " * 10_000,
        "community " + " " * 8_000,
        "local-user " + "%^%#" * 20_000,
        "---- More ----" * 7_000,
        "--" * 50_000 + "More",
        "\x1b[" + "1;" * 40_000,
        "-" * 4_000 + " More " + "-" * 4_000,
        "<" * 90_000,
        "vpn-target " + "1:1 " * 20_000,
    ],
    ids=lambda bait: bait[:12].strip(),
)
def test_b24_redos_bait_is_only_a_line_nobody_understood(bait):
    record = read(f"#\ninterface Vlanif5\n {bait}\n#\nsysname A\n#\nreturn\n")
    assert record.system.name == "A"


def test_grammar_of_blocks():
    grammar = Grammar(frozenset({"sec"}), frozenset({"start"}), frozenset({"top", "sec"}))
    texts = [(0, "sec 1"), (1, "a"), (1, "#"), (1, "b"), (1, "start x"), (0, "sec 2"), (0, "flat"), (0, "top y"), (1, "under"), (None, "z")]
    blocks = list(read_blocks([Line(n, indent, text) for n, (indent, text) in enumerate(texts, start=1)], grammar))
    assert [(block.header.text, [child.text for child in block.children]) for block in blocks] == [
        ("sec 1", ["a", "#", "b"]),
        ("start x", []),
        ("sec 2", ["flat"]),
        ("top y", ["under"]),
        ("z", []),
    ]


BROKEN = [
    "#",
    " #",
    "interface Vlanif5",
    " ip address 10.0.0.1 24",
    "vlan batch 1 to",
    "sysname",
    "sysname x",
    "ip vpn-instance",
    "ip vpn-instance a",
    " ipv4-family",
    " vpn-target",
    "ip route-static",
    "ip route-static x",
    "return",
    " trunkport",
    "trunkport to 1",
    "interface",
    "vlan",
    "header x",
    "snmp-agent sys-info location",
    "ip address",
    "port default vlan",
    "eth-trunk",
    "mtu",
    "speed",
    "ipv6 address",
    "<x>",
    "!",
    "description",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(BROKEN), min_size=1, max_size=30))
def test_any_order_of_broken_lines_is_read_and_accounted_for(texts):
    reading = read("\n".join(texts)).reading
    assert reading.lines == len(texts)
    assert len(reading.unparsed_lines) == reading.unparsed
