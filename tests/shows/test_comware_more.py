"""Captures of Comware and ZXROS that ntc-templates reads: what each adds to the record."""

from __future__ import annotations

from tests.shows.reading import angle, hashed, outcomes, read_log
from topology.model.records import InterfaceKind

BRIEF = """\
Brief information on interfaces in route mode:
Link: ADM - administratively down; Stby - standby
Protocol: (s) - spoofing
Interface            Link Protocol Primary IP      Description
Loop0                UP   UP(s)    198.51.100.1
Vlan10               UP   UP       203.0.113.1     city offices

Brief information on interfaces in bridge mode:
Link: ADM - administratively down; Stby - standby
Speed: (a) - auto
Duplex: (a)/A - auto; H - half; F - full
Type: A - access; T - trunk; H - hybrid
Interface            Link Speed     Duplex   Type PVID Description
GE1/0/1              UP   1G(a)     F(a)     T    1    to CORE-1
GE1/0/2              ADM  auto      A        A    10
"""
IP_INTERFACE = """\
Vlan-interface10 current state : UP
Line protocol current state : UP
Internet Address is 203.0.113.1/24 Primary
Internet Address is 203.0.114.1/24 Sub
Broadcast address : 203.0.113.255
The Maximum Transmit Unit : 1500 bytes
"""
VPN = """\
  Total VPN-Instances configured : 1
  VPN-Instance Name               RD                     Create time
  Office                          64512:101              2026/01/05 10:16:34
"""
VPN_ONE = """\
  VPN-Instance Name and Index : Office, 1
  Route Distinguisher : 64512:101
  Interfaces : GigabitEthernet1/0/7, Vlan-interface10,
               Vlan-interface11
  TTL-mode: pipe
  Address-family IPv4:
    Export VPN Targets :
        64512:101 64512:900
    Import VPN Targets :
        64512:101
  Address-family IPv6:
    Export VPN Targets :
        64512:601
"""
VLAN_ALL = """\
 VLAN ID: 10
 VLAN type: Static
 Route interface: Configured
 IPv4 address: 203.0.113.1
 IPv4 subnet mask: 255.255.255.0
 Description: VLAN 0010
 Name: city offices
 Tagged ports:
    GigabitEthernet1/0/1
 Untagged ports: None
"""
ZTE_INTERFACE = """\
xgei-1/1/0/1 is up, ifindex: 25
  Description: to_CORE-1
  Line protocol is up, IPv4 protocol is up, IPv6 protocol is down,
 detected status is RX-OK/TX-OK
  Last line protocol up time :  2026-04-02 15:42:13
  Hardware is XGigabit Ethernet, address is 744a.a42b.2010
  Internet address is 192.0.2.1/30
  BW 10 Gbit/s
  IP MTU 1500 bytes
  MTU 1600 bytes
  MPLS MTU 1550 bytes
"""
ZTE_TUNNEL = """\

Name: tunnel_1
      (Tunnel1) Destination: 198.51.100.9
  Status:
    Admin: up  Oper: up  Path:  valid  Signalling: connected
"""


def test_ports_of_both_brief_tables_with_the_length_that_another_answer_tells():
    record, commands = read_log(angle("SW2", ("dis int b", BRIEF), ("dis ip int", IP_INTERFACE)), "hp_comware")
    assert outcomes(commands) == {"display interface brief": ("read", 4), "display ip interface": ("read", 1)}
    ports = {port.name: port for port in record.interfaces}
    assert ports["Vlan-interface10"].addresses == ("203.0.113.1/24", "203.0.114.1/24")
    assert (ports["LoopBack0"].kind, ports["LoopBack0"].up) == (InterfaceKind.LOOPBACK, True)
    one, two = ports["GigabitEthernet1/0/1"], ports["GigabitEthernet1/0/2"]
    assert (one.speed_bps, one.vlan_native, one.vlan_access, one.description) == (10**9, 1, None, "to CORE-1")
    assert (two.enabled, two.vlan_access, two.speed_bps) == (False, 10, None)


def test_vrfs_and_vlans():
    record, _ = read_log(angle("SW2", ("dis ip vpn-instance", VPN), ("dis vlan all", VLAN_ALL)), "hp_comware")
    assert [(one.name, one.rd) for one in record.vrfs] == [("Office", "64512:101")]
    assert [(one.vid, one.name) for one in record.vlans] == [(10, "city offices")]
    one, commands = read_log(angle("SW2", ("display ip vpn-instance instance-name Office", VPN_ONE)), "hp_comware")
    assert [command.command for command in commands] == ["display ip vpn-instance instance-name Office"]
    (vrf,) = one.vrfs
    assert (vrf.name, vrf.rd, vrf.export_targets, vrf.import_targets) == ("Office", "64512:101", ("64512:101", "64512:900"), ("64512:101",))
    assert [(port.name, port.vrf) for port in one.interfaces] == [
        ("GigabitEthernet1/0/7", "Office"),
        ("Vlan-interface10", "Office"),
        ("Vlan-interface11", "Office"),
    ]


def test_a_port_and_a_tunnel_of_zxros():
    record, commands = read_log(hashed("P1", ("show int", ZTE_INTERFACE)), "zte_zxros")
    assert outcomes(commands) == {"show interface": ("read", 1)}
    (port,) = record.interfaces
    assert (port.name, port.addresses, port.mac, port.speed_bps) == ("xgei-1/1/0/1", ("192.0.2.1/30",), "74:4a:a4:2b:20:10", 10**10)
    assert (port.description, port.enabled, port.up, port.index) == ("to_CORE-1", True, True, 25)
    record, commands = read_log(hashed("P1", ("show mpls traffic-eng tunnels", ZTE_TUNNEL)), "zte_zxros")
    assert outcomes(commands) == {"show mpls traffic-eng tunnels": ("read", 1)}
    assert [(one.kind, one.destination) for one in record.tunnels] == [("mpls-te", "198.51.100.9")]
