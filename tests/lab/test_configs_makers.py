"""The configurations of H3C, Ruijie and Cisco say what the truth says, in their makers' words."""

from __future__ import annotations

import msgspec
import pytest

from lab.configs import WRITERS
from lab.configs.cisco_ios import write_ios
from lab.configs.hp_comware import write_comware
from lab.configs.ruijie_rgos import write_rgos
from lab.truth import TruthDevice, TruthRoute, TruthVrf, Vendor
from tests.lab.tiny_city import CISCO, H3C, HUAWEI, RUIJIE, port
from topology.model.records import InterfaceKind as Kind

VRFS = (TruthVrf(name="office", rd="65001:20", targets=("65001:20", "65001:99")),)
ROUTES = (
    TruthRoute(prefix="0.0.0.0/0", next_hop="10.9.0.2"),
    TruthRoute(prefix="172.16.0.0/12", next_hop="192.168.20.254", vrf="office"),
    TruthRoute(prefix="2001:db8:5::/48", next_hop="2001:db8::1"),
)


def rich(one: TruthDevice, svi: str, lag: str, fast: str) -> TruthDevice:
    """The device with a port of each shape that its writer knows."""
    extra = (
        port(fast, 50, addresses=("10.9.0.1/30", "10.9.0.5/30", "2001:db8::2/64"), mtu=1600, enabled=False),
        port(f"{svi}20", 51, Kind.VLAN, addresses=("192.168.20.1/24",), vrf="office"),
        port(f"{fast}.30", 52, Kind.SUBINTERFACE, vlan_access=30),
        port(fast.replace("1", "7"), 53, lag=lag, lldp=False, vlan_trunk=(1, 10, 11, 12, 20)),
    )
    return msgspec.structs.replace(one, ports=one.ports + extra, vrfs=VRFS, routes=ROUTES)


COMWARE_7 = msgspec.structs.replace(
    rich(H3C, "Vlan-interface", "Bridge-Aggregation1", "Ten-GigabitEthernet1/1/1"), software="7.1.045 Release 3111"
)
COMWARE_5 = rich(H3C, "Vlan-interface", "Bridge-Aggregation1", "Ten-GigabitEthernet1/1/1")
RGOS = rich(RUIJIE, "VLAN ", "AggregatePort 1", "TenGigabitEthernet 1/1")
IOS = rich(CISCO, "Vlan", "Port-channel1", "TenGigabitEthernet1/1/1")


def section(head: str, text: str, end: str) -> list[str]:
    lines = text.splitlines()
    start = lines.index(head)
    return lines[start + 1 : lines.index(end, start)]


@pytest.mark.parametrize(
    ("one", "head", "lines"),
    [
        (COMWARE_7, "interface GigabitEthernet1/0/1", [
            " port link-mode bridge", " description 上联汇聚机房", " port link-type trunk", " undo port trunk permit vlan 1",
            " port trunk permit vlan 10 20",
        ]),
        (COMWARE_7, "interface GigabitEthernet1/0/2", [" port link-mode bridge", " port access vlan 20"]),
        (COMWARE_7, "interface Ten-GigabitEthernet1/1/1", [
            " port link-mode route", " ip address 10.9.0.1 255.255.255.252", " ip address 10.9.0.5 255.255.255.252 sub",
            " ipv6 address 2001:db8::2/64", " mtu 1600", " shutdown",
        ]),
        (COMWARE_7, "interface Ten-GigabitEthernet1/1/1.30", [" vlan-type dot1q vid 30"]),
        (COMWARE_7, "interface Ten-GigabitEthernet7/7/7", [
            " port link-mode bridge", " port link-type trunk", " port trunk permit vlan 10 to 12 20", " port link-aggregation group 1",
            " lldp admin-status tx",
        ]),
        (COMWARE_7, "interface Bridge-Aggregation1", [" link-aggregation mode dynamic"]),
        (COMWARE_7, "interface Vlan-interface20", [" ip binding vpn-instance office", " ip address 192.168.20.1 255.255.255.0"]),
        (COMWARE_7, "ip vpn-instance office", [
            " route-distinguisher 65001:20", " address-family ipv4", "  vpn-target 65001:20 65001:99 import-extcommunity",
            "  vpn-target 65001:20 65001:99 export-extcommunity", " #",
        ]),
        (COMWARE_5, "ip vpn-instance office", [
            " route-distinguisher 65001:20", " vpn-target 65001:20 65001:99 import-extcommunity",
            " vpn-target 65001:20 65001:99 export-extcommunity",
        ]),
        (COMWARE_7, "vlan 20", [" name 办公"]),
        (IOS, "interface GigabitEthernet1/0/1", [" switchport trunk allowed vlan 10", " switchport mode trunk"]),
        (IOS, "interface GigabitEthernet1/0/2", [" switchport access vlan 10", " switchport mode access"]),
        (IOS, "interface TenGigabitEthernet1/1/1", [
            " no switchport", " ip address 10.9.0.1 255.255.255.252", " ip address 10.9.0.5 255.255.255.252 secondary",
            " ipv6 address 2001:db8::2/64", " mtu 1600", " shutdown",
        ]),
        (IOS, "interface TenGigabitEthernet1/1/1.30", [" encapsulation dot1Q 30"]),
        (IOS, "interface TenGigabitEthernet7/7/7", [
            " switchport trunk allowed vlan 1,10-12,20", " switchport mode trunk", " channel-group 1 mode active", " no lldp receive",
        ]),
        (IOS, "interface Vlan20", [" vrf forwarding office", " ip address 192.168.20.1 255.255.255.0"]),
        (IOS, "vlan 10", [" name mgmt"]),
        (RGOS, "interface GigabitEthernet 0/1", [" switchport mode trunk", " switchport trunk allowed vlan only 10"]),
        (RGOS, "interface TenGigabitEthernet 1/1", [
            " no switchport", " ip address 10.9.0.1 255.255.255.252", " ip address 10.9.0.5 255.255.255.252 secondary",
            " ipv6 address 2001:db8::2/64", " mtu 1600", " shutdown",
        ]),
        (RGOS, "interface TenGigabitEthernet 1/1.30", [" encapsulation dot1Q 30"]),
        (RGOS, "interface TenGigabitEthernet 7/7", [
            " switchport mode trunk", " switchport trunk allowed vlan only 1,10-12,20", " port-group 1 mode active", " lldp mode tx",
        ]),
        (RGOS, "interface VLAN 20", [" ip vrf forwarding office", " ip address 192.168.20.1 255.255.255.0"]),
        (RGOS, "ip vrf office", [" rd 65001:20", " route-target both 65001:20", " route-target both 65001:99"]),
    ],
)  # fmt: skip
def test_sections(one: TruthDevice, head: str, lines: list[str]) -> None:
    assert section(head, WRITERS[one.vendor](one), "#" if one.vendor is Vendor.H3C else "!") == lines


def test_the_vrf_of_ios_has_its_targets_in_a_family() -> None:
    text = write_ios(IOS)
    start = text.index("vrf definition office")
    assert text[start : text.index("vlan 10", start)].splitlines() == [
        "vrf definition office",
        " rd 65001:20",
        " !",
        " address-family ipv4",
        "  route-target export 65001:20",
        "  route-target export 65001:99",
        "  route-target import 65001:20",
        "  route-target import 65001:99",
        " exit-address-family",
        "!",
    ]


def test_a_long_list_of_vlans_goes_on_with_add() -> None:
    many = msgspec.structs.replace(CISCO, ports=(port("GigabitEthernet1/0/1", 1, vlan_trunk=tuple(range(10, 200, 3))),))
    lines = [line for line in write_ios(many).splitlines() if "allowed vlan" in line]
    assert len(lines) > 3
    assert [line.startswith(" switchport trunk allowed vlan add ") for line in lines] == [False] + [True] * (len(lines) - 1)
    listed = [int(vid) for line in lines for vid in line.split()[-1].split(",")]
    assert listed == list(range(10, 200, 3))


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        (write_comware(COMWARE_7), [
            " ip route-static 0.0.0.0 0 10.9.0.2", " ip route-static vpn-instance office 172.16.0.0 12 192.168.20.254",
            " ipv6 route-static 2001:db8:5:: 48 2001:db8::1",
        ]),
        (write_comware(COMWARE_5), [
            " ip route-static 0.0.0.0 0.0.0.0 10.9.0.2", " ip route-static vpn-instance office 172.16.0.0 255.240.0.0 192.168.20.254",
            " ipv6 route-static 2001:db8:5:: 48 2001:db8::1",
        ]),
        (write_ios(IOS), [
            "ip route 0.0.0.0 0.0.0.0 10.9.0.2", "ip route vrf office 172.16.0.0 255.240.0.0 192.168.20.254",
            "ipv6 route 2001:db8:5::/48 2001:db8::1",
        ]),
        (write_rgos(RGOS), [
            "ip route 0.0.0.0 0.0.0.0 10.9.0.2", "ip route vrf office 172.16.0.0 255.240.0.0 192.168.20.254",
            "ipv6 route 2001:db8:5::/48 2001:db8::1",
        ]),
    ],
)  # fmt: skip
def test_routes(text: str, routes: list[str]) -> None:
    assert [
        line for line in text.splitlines() if ("route" in line and "2001:db8:5::" in line) or "172.16" in line or " 10.9.0.2" in line
    ] == (routes)


def test_heads_and_ends() -> None:
    assert write_comware(COMWARE_7).splitlines()[:4] == ["#", " version 7.1.045, Release 3111", "#", " sysname ACC-2"]
    assert write_comware(COMWARE_7).endswith("#\nreturn\n")
    head = write_ios(IOS).splitlines()
    assert head[0] == "Building configuration..."
    assert (head[4], head[-1]) == ("version 15.2", "end")
    body = write_ios(IOS).partition("bytes\n")[2]
    assert int(head[2].split()[3]) == len(body.encode())
    assert write_rgos(RGOS).splitlines()[3:5] == ["version RGOS 11.4(1)B1P3", "hostname ACC-3"]


@pytest.mark.parametrize("write", [write_comware, write_ios, write_rgos])
def test_another_makers_device_is_refused(write) -> None:
    with pytest.raises(ValueError, match="has no"):
        write(HUAWEI)
