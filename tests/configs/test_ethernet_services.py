"""VTP domains, service instances, addresses made of MACs and virtual links: what a line tells, in each dialect that has it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from collectors.configs import read_config
from topology.model.configured import ServiceInstance, VlanDomain
from topology.model.records import DeviceRecord, Interface

WHEN = datetime(2017, 12, 1, tzinfo=UTC)


def read(text: str, platform: str = "cisco_ios") -> DeviceRecord:
    return read_config(text.encode(), path="r.cfg", realm="n01", collected_at=WHEN, platform=platform, key=b"k")


def port(text: str, platform: str) -> Interface:
    return read(text, platform).interfaces[0]


@pytest.mark.parametrize(
    ("lines", "domain"),
    [
        ("vtp domain HB\nvtp mode client\n", VlanDomain(name="HB", mode="client", ref="r.cfg:1")),
        (
            "vtp version 2\nvtp domain HB\nvtp mode server vlan\nvtp pruning\n",
            VlanDomain(name="HB", mode="server", version=2, pruning=True, ref="r.cfg:1"),
        ),
        ("vtp transparent\nvtp mode server mst\nvtp password never-kept\n", VlanDomain(mode="transparent", ref="r.cfg:1")),
    ],
)
def test_vtp(lines: str, domain: VlanDomain) -> None:
    record = read(lines)
    assert record.vlan_domains == (domain,)
    assert record.reading is not None
    assert record.reading.unparsed == 0


def test_vtp_that_is_none_is_left_over() -> None:
    record = read("vtp mode sideways\n")
    assert record.reading is not None
    assert record.reading.unparsed_lines == ("r.cfg:1 - > vtp mode sideways",)


SERVICES = """interface GigabitEthernet0/0/2
 service instance 10 ethernet
  description to the tax office
  encapsulation dot1q 100-101 second-dot1q 5
  rewrite ingress tag pop 1 symmetric
  bridge-domain 710
 !
 service instance 20 ethernet EVC1
  encapsulation default
  xconnect 10.0.0.9 77 encapsulation mpls
  shutdown
 !
 service instance trunk 1 ethernet
  encapsulation dot1q 200,300 exact
  bridge-domain from-encapsulation
 !
 service instance 30 ethernet
  encapsulation untagged
 !
 mtu 9000
!
"""


def test_service_instances() -> None:
    record = read(SERVICES)
    place = {"interface": "GigabitEthernet0/0/2"}
    assert record.service_instances == (
        ServiceInstance(
            **place,
            number=10,
            kind="dot1q",
            vlans=(100, 101),
            vlans_inner=(5,),
            bridge_domain="710",
            description="to the tax office",
            ref="r.cfg:2",
        ),
        ServiceInstance(**place, number=20, kind="default", peer="10.0.0.9", enabled=False, ref="r.cfg:8"),
        ServiceInstance(**place, number=1, kind="dot1q", vlans=(200, 300), bridge_domain="from-encapsulation", ref="r.cfg:13"),
        ServiceInstance(**place, number=30, kind="untagged", ref="r.cfg:17"),
    )
    (interface,) = record.interfaces
    assert (interface.mtu, interface.enabled, interface.description) == (9000, True, None)
    assert record.reading is not None
    assert (record.reading.unparsed, record.reading.ignored) == (0, 6)


@pytest.mark.parametrize(
    "line", ["encapsulation dot1q x", "encapsulation dot1q", "encapsulation dot1q 10 second-dot1q x", "xconnect nowhere 7"]
)
def test_a_service_that_is_not_understood_is_left_over(line: str) -> None:
    record = read(f"interface GigabitEthernet0/1\n service instance 1 ethernet\n  {line}\n!\n")
    assert record.reading is not None
    assert record.reading.unparsed_lines == (f"r.cfg:3 interface GigabitEthernet0/1 > {line}",)


def test_a_service_without_number_is_left_over() -> None:
    record = read("interface GigabitEthernet0/1\n service instance ethernet\n  bridge-domain 7\n!\n")
    assert record.service_instances == ()
    assert record.reading is not None
    assert record.reading.unparsed == 1


@pytest.mark.parametrize(
    ("platform", "mac", "command"),
    [
        ("cisco_ios", "mac-address 00e0.fc12.3456", "ipv6 address 2001:DB8:5::/64 eui-64"),
        ("ruijie_rgos", "mac-address 00e0.fc12.3456", "ipv6 address 2001:DB8:5::/64 eui-64"),
        ("huawei_vrp", "mac-address 00e0-fc12-3456", "ipv6 address 2001:DB8:5:: 64 eui-64"),
        ("hp_comware", "mac-address 00e0-fc12-3456", "ipv6 address 2001:DB8:5::/64 eui-64"),
    ],
)
def test_an_address_made_of_the_mac(platform: str, mac: str, command: str) -> None:
    """The seventh bit turns and ``fffe`` comes between (RFC 4291, appendix A); without the MAC the prefix alone is known."""
    name = "GigabitEthernet 0/1" if platform == "ruijie_rgos" else "GigabitEthernet0/0/1"
    known = port(f"interface {name}\n {command}\n {mac}\n", platform)
    assert (known.addresses, known.prefixes) == (("2001:db8:5:0:2e0:fcff:fe12:3456/64",), ())
    unknown = port(f"interface {name}\n {command}\n", platform)
    assert (unknown.addresses, unknown.prefixes) == ((), ("2001:db8:5::/64",))


@pytest.mark.parametrize("platform", ["cisco_ios", "huawei_vrp"])
def test_a_wrong_prefix_is_a_problem_of_its_line(platform: str) -> None:
    record = read("interface Vlan10\n ipv6 address 10.0.0.0 eui-64\n", platform)
    assert [(problem.code, problem.where) for problem in record.problems if problem.code == "config-address-wrong"] == [
        ("config-address-wrong", "r.cfg:2")
    ]


def test_an_identifier_has_no_room_behind_a_longer_prefix() -> None:
    found = port("interface Vlan10\n ipv6 address 2001:DB8::/80 eui-64\n mac-address 00e0.fc12.3456\n", "cisco_ios")
    assert (found.addresses, found.prefixes) == ((), ("2001:db8::/80",))


@pytest.mark.parametrize(
    ("platform", "text"),
    [
        ("cisco_ios", "router ospf 1\n area 10 virtual-link 10.0.0.9 hello-interval 5\n area 10 virtual-link 10.0.0.9\n"),
        ("huawei_vrp", "ospf 1\n area 0.0.0.10\n  vlink-peer 10.0.0.9 hello 5\n  vlink-peer 10.0.0.9\n"),
        ("hp_comware", "ospf 1\n area 0.0.0.10\n  vlink-peer 10.0.0.9\n"),
    ],
)
def test_virtual_links(platform: str, text: str) -> None:
    record = read(text, platform)
    assert [(area.area, area.virtual_links) for area in record.ospf_areas] == [("0.0.0.10", ("10.0.0.9",))]
    assert record.reading is not None
    assert record.reading.unparsed == 0


@pytest.mark.parametrize(
    ("platform", "text"), [("cisco_ios", "router ospf 1\n area 1 virtual-link X\n"), ("huawei_vrp", "ospf 1\n area 1\n  vlink-peer X\n")]
)
def test_a_virtual_link_to_no_router_is_left_over(platform: str, text: str) -> None:
    record = read(text, platform)
    assert record.reading is not None
    assert record.reading.unparsed == 1


@pytest.mark.parametrize("platform", ["huawei_vrp", "hp_comware"])
def test_descriptions_without_a_text_say_nothing(platform: str) -> None:
    record = read(
        "vlan 5\n description\n#\nacl number 3000\n description\n#\ninterface GigabitEthernet0/0/1\n description\n#\n"
        "bgp 65001\n peer 10.0.0.1 as-number 65001\n peer 10.0.0.1 description\n#\nip route-static 10.0.0.0 8 10.1.1.1 description\n#\n",
        platform,
    )
    said = [*record.interfaces, *record.bgp_peers, *record.routes, *record.acls]
    assert [row.description for row in said] == [None] * 4
    assert [vlan.name for vlan in record.vlans] == [None]
