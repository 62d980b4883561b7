"""NX-OS and IOS XR configurations of 2,000 lines, no two alike, for measuring: a data centre's switch and a provider's edge router.

In the proportions of `lab.configs.core_switch`, with about as many interfaces; `number` (below 256) is in every address.
"""

from __future__ import annotations

from lab.configs.core_switch import filled


def long_nxos(number: int) -> str:
    """Return an NX-OS configuration of 2,000 lines, with addresses of its own."""
    lines = ["!Command: show running-config", "", "version 9.3(8) Bios:version", f"hostname CORE-{number}"]
    lines += [f"feature {name}" for name in ("ospf", "bgp", "interface-vlan", "hsrp", "lacp", "dhcp")]
    for acl in range(6):
        lines += [f"ip access-list OFFICE-{acl}"]
        lines += [f"  {10 * row} permit tcp 10.{number}.{row}.0/24 10.1.{acl}.0/24 eq {row}" for row in range(1, 26)]
    lines += [f"ip route 172.{16 + row % 16}.{row}.0/24 10.{number}.10.{row % 250 + 1} 70" for row in range(100)]
    lines += ["vlan 1,10-60"]
    for vlan in range(10, 61):
        lines += [f"vlan {vlan}", f"  name OFFICE-{vlan}"]
    lines += ["spanning-tree mode rapid-pvst"]
    for vrf in range(10):
        said = f"{65000 + number}:{vrf}"
        lines += [f"vrf context N{vrf}", f"  rd {said}", "  address-family ipv4 unicast"]
        lines += [f"    route-target import {said}", f"    route-target export {said}"]
    for vlan in range(10, 41):
        lines += ["", f"interface Vlan{vlan}", f"  description gateway of office {vlan}", "  no shutdown"]
        lines += [f"  ip address 10.{number}.{vlan}.2/24", "  ip router ospf 1 area 0.0.0.0", "  ip ospf cost 10", f"  hsrp {vlan}"]
        lines += ["    priority 120", f"    ip 10.{number}.{vlan}.1", "  ip dhcp relay address 10.1.80.67"]
    for slot in range(1, 5):
        for port in range(1, 49):
            lines += ["", f"interface Ethernet{slot}/{port}", f"  description room {number}-{slot}-{port}"]
            if port % 12 == 0:
                lines += ["  switchport mode trunk", "  switchport trunk allowed vlan 10-60,100"]
            else:
                lines += [f"  switchport access vlan {10 + port}", "  spanning-tree port type edge", "  storm-control broadcast level 5.00"]
    lines += ["router ospf 1", f"  router-id 10.255.{number}.1", "  redistribute static route-map ALL"]
    lines += [f"router bgp {65000 + number}", "  router-id 10.255.0.1", "  address-family ipv4 unicast", f"    network 10.{number}.0.0/16"]
    for peer in range(1, 11):
        lines += [f"  neighbor 10.255.1.{peer}", "    remote-as 65010", "    address-family ipv4 unicast", "      next-hop-self"]
    return filled(lines, "line vty", lambda row: ["", f"interface loopback{row}", f"  ip address 10.{number}.{row // 250}.{row % 250}/32"])


def long_xr(number: int) -> str:
    """Return an IOS XR configuration of 2,000 lines, with addresses of its own."""
    lines = ["!! IOS XR Configuration 7.3.2", f"hostname CORE-{number}"]
    for vrf in range(10):
        said = f"{65000 + number}:{vrf}"
        lines += [f"vrf N{vrf}", " address-family ipv4 unicast", "  import route-target", f"   {said}", "  !"]
        lines += ["  export route-target", f"   {said}", "  !", " !", "!"]
    for acl in range(6):
        lines += [f"ipv4 access-list OFFICE-{acl}"]
        lines += [f" {10 * row} permit tcp 10.{number}.{row}.0 0.0.0.255 10.1.{acl}.0 0.0.0.255 eq {row}" for row in range(1, 26)] + ["!"]
    for port in range(200):
        lines += [f"interface GigabitEthernet0/0/{port // 50}/{port % 50}", f" description line {number}-{port}"]
        if port % 5 == 0:
            lines += [f" bundle id {port // 5 + 1} mode active", " carrier-delay up 100 down 0", "!"]
        else:
            lines += [
                f" vrf N{port % 10}",
                f" ipv4 address 10.{number}.{port}.1 255.255.255.0",
                " ipv4 access-group OFFICE-1 ingress",
                " load-interval 30",
                "!",
            ]
    lines += ["route-policy ALL", "  pass", "end-policy", "!", "router static", " address-family ipv4 unicast"]
    lines += [f"  172.{16 + row % 16}.{row}.0/24 10.{number}.10.{row % 250 + 1} 70" for row in range(100)]
    lines += [" !", "!", "router ospf 1", f" router-id 10.255.{number}.1", " redistribute static route-policy ALL", " area 0"]
    for bundle in range(1, 41):
        lines += [f"  interface Bundle-Ether{bundle}", "   cost 10", "   network point-to-point", "  !"]
    lines += [" !", "!", f"router bgp {65000 + number}", " bgp router-id 10.255.0.1", " address-family ipv4 unicast"]
    lines += [f"  network 10.{number}.0.0/16", " !"]
    for peer in range(1, 11):
        lines += [f" neighbor 10.255.1.{peer}", "  remote-as 65010", "  address-family ipv4 unicast", "   route-policy ALL in", "  !", " !"]
    lines += ["!"]
    return filled(
        lines, "end", lambda row: [f"interface Loopback{row}", f" ipv4 address 10.{number}.{row // 250}.{row % 250} 255.255.255.255", "!"]
    )
