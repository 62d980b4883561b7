"""Configurations of 2,000 lines: campus core switches, no two alike, for measuring and for imports of many files.

Ports, VLAN interfaces with gateways and DHCP relays, access lists, static routes, VPN instances, OSPF and BGP, in the
proportions of such a switch. `number` (below 256) is in every address, so that devices of one realm do not share any.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from lab.truth import Vendor

LINES = 2_000


def long_vrp(number: int) -> str:
    """Return a VRP configuration of 2,000 lines, with addresses of its own."""
    lines = ["!Software Version V200R011C10SPC600", "#", f"sysname CORE-{number}", "#", "vlan batch 10 to 60 100 200 300", "#"]
    lines += ["stp instance 0 root primary", "#", "stp region-configuration", " region-name CORE", " instance 1 vlan 10 to 60", "#"]
    lines += _vrfs(
        number,
        ("ipv4-family", "  route-distinguisher {rd}", "  vpn-target {rd} export-extcommunity", "  vpn-target {rd} import-extcommunity"),
    )
    lines += _acls(number, "acl number {acl}")
    lines += _svis(number, "Vlanif", ["dhcp select relay", "dhcp relay server-ip 10.1.80.67"])
    for slot in range(1, 5):
        for port in range(1, 49):
            lines += [f"interface GigabitEthernet{slot}/0/{port}", f" description room {number}-{slot}-{port}"]
            if port % 12 == 0:
                lines += [" port link-type trunk", " undo port trunk allow-pass vlan 1", " port trunk allow-pass vlan 10 to 60 100"]
            else:
                lines += [" port link-type access", f" port default vlan {10 + port}", " stp edged-port enable"]
            lines += ["#"]
    lines += _routing(number, "ipv4-family unicast", "peer {peer} enable", "ipv4-family vpn-instance N{vrf}")
    lines += [
        f"ip route-static 172.{16 + row % 16}.{row}.0 255.255.255.0 10.{number}.10.{row % 250 + 1} preference 70" for row in range(100)
    ]
    return filled(
        lines, "return", lambda row: [f"interface LoopBack{row}", f" ip address 10.{number}.{row // 250}.{row % 250} 255.255.255.255", "#"]
    )


def long_comware(number: int) -> str:
    """Return a Comware configuration of 2,000 lines, with addresses of its own."""
    lines = [
        "#",
        " version 7.1.070, Release 6628P47",
        "#",
        f" sysname CORE-{number}",
        "#",
        " irf member 1 priority 32",
        "#",
        "vlan 10 to 60",
        "#",
    ]
    lines += [" stp instance 0 root primary", " stp global enable", "#"]
    lines += _vrfs(
        number,
        ("address-family ipv4", "  vpn-target {rd} export-extcommunity", "  vpn-target {rd} import-extcommunity", " #"),
        rd=" route-distinguisher {rd}",
    )
    lines += _acls(number, "acl advanced {acl}")
    lines += _svis(number, "Vlan-interface", ["dhcp select relay", "dhcp relay server-address 10.1.80.67"])
    for slot in range(1, 5):
        for port in range(1, 49):
            lines += [f"interface GigabitEthernet{slot}/0/{port}", " port link-mode bridge", f" description room {number}-{slot}-{port}"]
            if port % 12 == 0:
                lines += [" port link-type trunk", " undo port trunk permit vlan 1", " port trunk permit vlan 10 to 60 100"]
            else:
                lines += [f" port access vlan {10 + port}", " stp edged-port"]
            lines += ["#"]
    lines += _routing(number, "address-family ipv4 unicast", "peer {peer} enable", "ip vpn-instance N{vrf}")
    lines += [f" ip route-static 172.{16 + row % 16}.{row}.0 24 10.{number}.10.{row % 250 + 1} preference 70" for row in range(40)]
    return filled(
        lines, "return", lambda row: [f"interface LoopBack{row}", f" ip address 10.{number}.{row // 250}.{row % 250} 255.255.255.255", "#"]
    )


def long_ios(number: int) -> str:
    """Return an IOS configuration of 2,000 lines, with addresses of its own."""
    lines = ["!", "version 15.2", "no service pad", "!", f"hostname CORE-{number}", "!", "spanning-tree mode rapid-pvst", "!"]
    for vrf in range(10):
        said = f"{65000 + number}:{vrf}"
        lines += [f"vrf definition N{vrf}", f" rd {said}", " !", " address-family ipv4"]
        lines += [f"  route-target export {said}", f"  route-target import {said}", " exit-address-family", "!"]
    for vlan in range(10, 61):
        lines += [f"vlan {vlan}", f" name OFFICE-{vlan}", "!"]
    for slot in range(1, 5):
        for port in range(1, 49):
            lines += [f"interface GigabitEthernet{slot}/0/{port}", f" description room {number}-{slot}-{port}"]
            if port % 12 == 0:
                lines += [" switchport trunk allowed vlan 10-60,100", " switchport mode trunk"]
            else:
                lines += [f" switchport access vlan {10 + port}", " switchport mode access", " spanning-tree portfast"]
            lines += ["!"]
    for vlan in range(10, 41):
        lines += [f"interface Vlan{vlan}", f" description gateway of office {vlan}", f" ip address 10.{number}.{vlan}.2 255.255.255.0"]
        lines += [" ip helper-address 10.1.80.67", " ip ospf cost 10", f" standby {vlan} ip 10.{number}.{vlan}.1", "!"]
    lines += ["router ospf 1", f" router-id 10.255.{number}.1", " redistribute static subnets"]
    lines += [*(f" network 10.{number}.{vlan}.0 0.0.0.255 area 0" for vlan in range(10, 41)), "!"]
    lines += [f"router bgp {65000 + number}", " bgp router-id 10.255.0.1"]
    lines += [*(f" neighbor 10.255.1.{peer} remote-as 65010" for peer in range(1, 11)), " !", " address-family ipv4"]
    lines += [f"  network 10.{number}.0.0 mask 255.255.0.0", *(f"  neighbor 10.255.1.{peer} activate" for peer in range(1, 11))]
    lines += [" exit-address-family", "!"]
    lines += [f"ip route 172.{16 + row % 16}.{row}.0 255.255.255.0 10.{number}.10.{row % 250 + 1} 70" for row in range(100)]
    for acl in range(6):
        lines += ["!", f"ip access-list extended OFFICE-{acl}"]
        lines += [f" permit tcp 10.{number}.{row}.0 0.0.0.255 10.1.{acl}.0 0.0.0.255 eq {row + 1}" for row in range(25)]
    lines.append("!")
    return filled(
        lines, "end", lambda row: [f"interface Loopback{row}", f" ip address 10.{number}.{row // 250}.{row % 250} 255.255.255.255", "!"]
    )


_SPACED = re.compile(r"\b(GigabitEthernet|Vlan|Loopback)(\d)")


def long_rgos(number: int) -> str:
    """Return an RGOS configuration of 2,000 lines: IOS's words, with the blank that RGOS has in names of interfaces."""
    text = long_ios(number).replace("version 15.2\nno service pad\n", "version RGOS 11.4(1)B12P1\nservice password-encryption\n")
    return _SPACED.sub(r"\1 \2", text)


LONG: Mapping[Vendor, Callable[[int], str]] = {
    Vendor.HUAWEI: long_vrp,
    Vendor.H3C: long_comware,
    Vendor.RUIJIE: long_rgos,
    Vendor.CISCO: long_ios,
}
"""Who writes a long configuration of each maker."""


def _vrfs(number: int, family: tuple[str, ...], rd: str = "") -> list[str]:
    lines: list[str] = []
    for vrf in range(10):
        said = f"{65000 + number}:{vrf}"
        lines += [
            f"ip vpn-instance N{vrf}",
            *([rd.format(rd=said)] if rd else []),
            f" {family[0]}",
            *(line.format(rd=said) for line in family[1:]),
            "#",
        ]
    return lines


def _acls(number: int, head: str) -> list[str]:
    lines: list[str] = []
    for acl in range(3000, 3006):
        lines.append(head.format(acl=acl))
        lines += [
            f" rule {5 * row} permit tcp source 10.{number}.{row}.0 0.0.0.255 destination 10.1.{acl % 1000}.0 0.0.0.255"
            f" destination-port eq {row + 1}"
            for row in range(25)
        ]
        lines.append("#")
    return lines


def _svis(number: int, kind: str, relay: list[str]) -> list[str]:
    lines: list[str] = []
    for vlan in range(10, 41):
        lines += [f"interface {kind}{vlan}", f" description gateway of office {vlan}", f" ip address 10.{number}.{vlan}.2 255.255.255.0"]
        lines += [f" vrrp vrid {vlan} virtual-ip 10.{number}.{vlan}.1", f" vrrp vrid {vlan} priority 120", *(f" {line}" for line in relay)]
        lines += [" ospf cost 10", "#"]
    return lines


def _routing(number: int, family: str, enable: str, instance: str) -> list[str]:
    lines = [f"ospf 1 router-id 10.255.{number}.1", " import-route static", " area 0.0.0.0"]
    lines += [f"  network 10.{number}.{vlan}.0 0.0.0.255" for vlan in range(10, 41)]
    lines += ["#", f"bgp {65000 + number}", " router-id 10.255.0.1"]
    lines += [f" peer 10.255.1.{peer} as-number 65010" for peer in range(1, 11)]
    lines += [" #", f" {family}", f"  network 10.{number}.0.0 255.255.0.0"]
    lines += [f"  {enable.format(peer=f'10.255.1.{peer}')}" for peer in range(1, 11)]
    for vrf in range(10):
        lines += [" #", f" {instance.format(vrf=vrf)}", f"  peer 10.{number}.200.{vrf + 1} as-number {65100 + vrf}"]
    return [*lines, "#"]


def filled(lines: list[str], end: str, more: Callable[[int], list[str]]) -> str:
    """Return lines brought to the length of a long configuration: with what `more` gives for each number from 0, then `end`."""
    row = 0
    while len(lines) < LINES - 1:
        lines += more(row)
        row += 1
    return "\n".join([*lines[: LINES - 1], end]) + "\n"
