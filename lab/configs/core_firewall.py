"""FortiOS and ZXROS configurations of 2,000 lines, no two alike, for measuring: a city's firewall and its aggregation switch.

A firewall's lines are mostly address objects and policies, a switch's mostly ports, in the proportions of
`lab.configs.core_switch`; `number` (below 256) is in every address.
"""

from __future__ import annotations

from lab.configs.core_switch import filled


def long_fortios(number: int) -> str:
    """Return a FortiOS configuration of 2,000 lines, with addresses of its own."""
    lines = ["#config-version=FGT60F-7.0.14-FW-build0601-240206:opmode=0:vdom=0:user=admin"]
    lines += ["config system global", f'    set hostname "EDGE-{number}"', "end", "config system interface"]
    lines += ['    edit "port1"', '        set vdom "root"', f"        set ip 192.0.2.{number} 255.255.255.0", "        set type physical"]
    lines += ["    next"]
    for vlan in range(10, 61):
        lines += [f'    edit "office-{vlan}"', '        set vdom "root"', f"        set ip 10.{number}.{vlan}.1 255.255.255.0"]
        lines += ["        set allowaccess ping", f'        set alias "office {number}-{vlan}"', '        set interface "port1"']
        lines += [f"        set vlanid {vlan}", "    next"]
    lines += ["end", "config system zone"]
    for zone in range(5):
        members = " ".join(f'"office-{vlan}"' for vlan in range(10 + 10 * zone, 20 + 10 * zone))
        lines += [f'    edit "Z{zone}"', f"        set interface {members}", "    next"]
    lines += ["end", "config firewall address"]
    for row in range(120):
        lines += [f'    edit "net-{row}"', f"        set subnet 10.{number}.{row}.0 255.255.255.0", "    next"]
    lines += ["end", "config firewall service custom"]
    for row in range(30):
        lines += [f'    edit "tcp-{8000 + row}"', f"        set tcp-portrange {8000 + row}", "    next"]
    lines += ["end", "config firewall vip"]
    for row in range(20):
        lines += [f'    edit "web-{row}"', f"        set extip 198.51.100.{row + 1}", f'        set mappedip "10.{number}.10.{row + 1}"']
        lines += ['        set extintf "port1"', "    next"]
    lines += ["end", "config firewall policy"]
    for row in range(50):
        lines += [f"    edit {row + 1}", f'        set name "rule {number}-{row}"', f'        set srcintf "Z{row % 5}"']
        lines += ['        set dstintf "port1"', "        set action accept", f'        set srcaddr "net-{row}" "net-{row + 1}"']
        lines += ['        set dstaddr "all"', '        set schedule "always"', f'        set service "tcp-{8000 + row % 30}" "HTTPS"']
        lines += ["        set nat enable", "    next"]
    lines += ["end", "config router static"]
    for row in range(20):
        lines += [f"    edit {row + 1}", f"        set dst 172.{16 + row % 16}.{row}.0 255.255.255.0", "        set gateway 192.0.2.254"]
        lines += ['        set device "port1"', "    next"]
    lines += ["end", "config router ospf", f"    set router-id 10.255.{number}.1", "    config area", "        edit 0.0.0.0"]
    lines += ["        next", "    end", "    config network", "        edit 1", f"            set prefix 10.{number}.0.0 255.255.0.0"]
    lines += ["        next", "    end", "end", "config firewall addrgrp"]
    return filled(lines, "end", lambda row: [f'    edit "pair-{row}"', f'        set member "net-{row}" "net-{row + 1}"', "    next"])


def long_zxros(number: int) -> str:
    """Return a ZXROS configuration of 2,000 lines with its marks, with addresses of its own."""
    lines = ["!<system-config>", f"hostname AGG-{number}", "!</system-config>", "!<if-intf>"]
    for slot in range(1, 5):
        for port in range(1, 49):
            lines += [f"interface gei-0/{slot}/0/{port}", f"  description room {number}-{slot}-{port}", "  no shutdown", "$"]
    for vlan in range(10, 41):
        lines += [f"interface vlan{vlan}", f"  description gateway of office {vlan}"]
        lines += [f"  ip address 10.{number}.{vlan}.2 255.255.255.0", "$"]
    lines += ["!</if-intf>", "!<switchvlan>", "switchvlan-configuration"]
    for slot in range(1, 5):
        for port in range(1, 49):
            lines += [f"  interface gei-0/{slot}/0/{port}", f"    switchport access vlan {10 + port % 40}", "  $"]
    lines += ["  vlan list 10-60", "$", "!</switchvlan>", "!<ipv4-acl>"]
    for acl in range(6):
        lines += [f"ipv4-access-list OFFICE-{acl}"]
        lines += [f"  rule {10 * row} permit tcp 10.{number}.{row}.0 0.0.0.255 10.1.{acl}.0 0.0.0.255 eq {row}" for row in range(1, 26)]
        lines += ["$"]
    lines += ["!</ipv4-acl>", "!<vrf>"]
    for vrf in range(10):
        said = f"{65000 + number}:{vrf}"
        lines += [f"ip vrf N{vrf}", f"  rd {said}", "  address-family ipv4", f"    route-target import {said}"]
        lines += [f"    route-target export {said}", "  $", "$"]
    lines += ["!</vrf>", "!<static>"]
    lines += [f"ip route 172.{16 + row % 16}.{row}.0 255.255.255.0 10.{number}.10.{row % 250 + 1} 70" for row in range(60)]
    lines += ["!</static>", "!<ospfv2>", "router ospf 1", f"  router-id 10.255.{number}.1", "  area 0.0.0.0"]
    lines += [f"    network 10.{number}.0.0 0.0.255.255", "  $", "  redistribute static", "$", "!</ospfv2>", "!<bgp>"]
    lines += [f"router bgp {65000 + number}", f"  network 10.{number}.0.0 255.255.0.0"]
    lines += [f"  neighbor 10.255.1.{peer} remote-as 65010" for peer in range(1, 11)]
    lines += ["$", "!</bgp>", "!<if-intf>"]
    return filled(
        lines,
        "!</if-intf>",
        lambda row: [f"interface loopback{row + 1}", f"  ip address 10.{number}.{row // 250 + 200}.{row % 250} 255.255.255.255", "$"],
    )
