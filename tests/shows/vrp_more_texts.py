"""More answers of VRP, in forms that ntc-templates knows, with values of our own."""

VERSION = """\
Huawei Versatile Routing Platform Software
VRP (R) software, Version 5.170 (S5735 V200R019C10SPC500)
Copyright (C) 2000-2020 HUAWEI TECH Co., Ltd.
HUAWEI S5735-L24T4S-A1 Routing Switch uptime is 3 weeks, 2 days, 1 hour, 7 minutes

"""
DEVICE = """\
S5735-L24T4S-A1's Device status:
-------------------------------------------------------------------------------------------
Slot  Card   Type                     Online   Power Register     Alarm     Primary
-------------------------------------------------------------------------------------------
0     -      S5735-L24T4S-A1          Present  On    Registered   Normal    Master
PWR1  -      PAC-60S12-AR             Present  On    Registered   Normal    NA
-------------------------------------------------------------------------------------------
"""
INTERFACE = """\
GigabitEthernet0/0/1 current state : UP
Line protocol current state : UP
Description:to CORE-1
Switch Port, Link-type : trunk(configured),
PVID :    1, TPID : 8100(Hex), The Maximum Frame Length is 9216
IP Sending Frames' Format is PKTFMT_ETHNT_2, Hardware address is 00e0-fc00-0001
Current system time: 2026-11-23 10:00:00+08:00
Port Mode: COMMON COPPER
Speed : 1000,  Loopback: NONE
Duplex: FULL,  Negotiation: ENABLE
"""
INTERFACE_BRIEF = """\
PHY: Physical
*down: administratively down
(l): loopback
(s): spoofing
InUti/OutUti: input utility/output utility
Interface                   PHY   Protocol  InUti OutUti   inErrors  outErrors
GigabitEthernet0/0/1        up    up        0.01%  0.01%          0          0
GigabitEthernet0/0/2        *down down         0%     0%          0          0
"""
DESCRIPTION = """\
PHY: Physical
*down: administratively down
(s): spoofing
Interface                     PHY     Protocol Description
GE0/0/1                       up      up       to CORE-1
GE0/0/2                       *down   down
"""
LLDP = """\
GigabitEthernet0/0/1 has 1 neighbors:

Neighbor index : 1
Chassis type :macAddress
Chassis ID :00e0-fc00-0009
Port ID type :interfaceName
Port ID :GigabitEthernet0/0/3
Port description :to SW1
System name :CORE-1
System description :S7706
System capabilities supported :bridge router
System capabilities enabled :bridge router
Management address type :ipV4
Management address : 198.51.100.9
Expired time :102s
"""
MAC = """\
-------------------------------------------------------------------------------
MAC Address    VLAN/VSI                          Learned-From        Type
-------------------------------------------------------------------------------
00e0-fc00-0a20 10/-                              GE0/0/3             dynamic
00e0-fc00-0a21 10/-                              GE0/0/4             static
-------------------------------------------------------------------------------
Total items displayed = 2
"""
VLAN = """\
The total number of VLANs is: 2
--------------------------------------------------------------------------------
U: Up;         D: Down;         TG: Tagged;         UT: Untagged;
MP: Vlan-mapping;               ST: Vlan-stacking;
#: ProtocolTransparent-vlan;    *: Management-vlan;
--------------------------------------------------------------------------------

VID  Type    Ports
--------------------------------------------------------------------------------
1    common  UT:GE0/0/1(U)      GE0/0/2(D)
10   common  TG:GE0/0/1(U)

VID  Status  Property      MAC-LRN Statistics Description
--------------------------------------------------------------------------------
1    enable  default       enable  disable    VLAN 0001
10   enable  default       enable  disable    city offices
"""
PORT_VLAN = """\
Port                        Link Type    PVID  Trunk VLAN List
-------------------------------------------------------------------------------
GigabitEthernet0/0/1        trunk        1     1 10 20-22
GigabitEthernet0/0/2        access       10    -
"""
ETH_TRUNK = """\
Eth-Trunk0's state information is:
WorkingMode: NORMAL         Hash arithmetic: According to SIP-XOR-DIP
Least Active-linknumber: 1  Max Bandwidth-affected-linknumber: 8
Operate status: up          Number Of Up Port In Trunk: 1
--------------------------------------------------------------------------------
PortName                      Status      Weight
GigabitEthernet0/0/27         Up          1
GigabitEthernet0/0/28         Down        1
"""
VPN = """\
 Total VPN-Instances configured      : 1
 Total IPv4 VPN-Instances configured : 1
 Total IPv6 VPN-Instances configured : 1

  VPN-Instance Name               RD                    Address-family
  Office                          64512:101             IPv4
  Office                          64512:601             IPv6
"""
VPN_INTERFACE = """\
 Total VPN-Instances configured      : 1

 VPN-Instance Name and ID : Office, 1
  Interface Number : 2
  Interface list : Vlanif30,
                   LoopBack5
"""
BGP = """\
 BGP local router ID        : 198.51.100.1
 Local AS number            : 64512
 Total number of peers      : 1
 Peers in established state : 1

  Peer            V          AS  MsgRcvd  MsgSent  OutQ  Up/Down       State  PrefRcv
  192.0.2.2       4       65001    47622    49953     0  626h43m Established      551
"""
ISIS = """\
                          Peer information for ISIS(1)

  System Id     Interface          Circuit Id        State HoldTime Type     PRI
--------------------------------------------------------------------------------
CORE-1          Eth-Trunk2         0000000087         Up   25s      L2       --
0010.0100.2003  GE0/0/1            0000000146         Up   29s      L1L2     --

Total Peer(s): 2
"""
NAT = """\
  Nat Server Information:
  Interface  : GigabitEthernet0/0/1
    Global IP/Port     : 192.0.2.80/8080
    Inside IP/Port     : 203.0.113.80/80(www)
    Protocol : 6(tcp)
    VPN instance-name  : ----
    Acl number         : 2600
    Vrrp id            : ----
    Description : ----

  Total :    1
"""
ACL = """\
 Total quantity of nonempty ACL number is 2

Basic ACL 2000, 1 rule
Acl's step is 5
 rule 5 permit source 203.0.113.0 0.0.0.255 (94 matches)

Advanced ACL 3000, 2 rules
Acl's step is 5
 rule 5 permit tcp source 203.0.113.0 0.0.0.255 destination 198.51.100.9 0 destination-port eq 443
 rule 10 deny ip
"""
FILTERS = """\
-----------------------------------------------------------
Interface/Traffic profile  Direction  AppliedRecord
-----------------------------------------------------------
GigabitEthernet0/0/1       inbound    acl 3000
-----------------------------------------------------------
"""
NEIGHBOURS6 = """\
-----------------------------------------------------------------------------
IPv6 Address : 2001:DB8::2
Link-layer   : 00e0-fc00-0a66                     State : REACH
Interface    : GE0/0/3                            Age   : 00h05m12s
VLAN         : 10                                 CEVLAN: -
VPN name     :                                    Is Router: TRUE
Secure FLAG  : UN-SECURE

-----------------------------------------------------------------------------
Total: 1       Dynamic: 1       Static: 0
"""
ROUTES_VERBOSE = """\
Route Flags: R - relay, D - download to fib
------------------------------------------------------------------------------
Routing Table : Public
         Destinations : 1        Routes : 1

Destination: 198.51.100.9/32
     Protocol: OSPF             Process ID: 1
   Preference: 10                     Cost: 2
      NextHop: 192.0.2.2         Neighbour: 0.0.0.0
        State: Active Adv              Age: 1d01h57m50s
          Tag: 0                  Priority: low
        Label: NULL                QoSInfo: 0x0
   IndirectID: 0x0
 RelayNextHop: 0.0.0.0           Interface: GigabitEthernet0/0/1
     TunnelID: 0x0                   Flags:  D
"""
INTERFACE_8 = """\
10GE1/0/1 current state : UP (ifindex: 12)
Line protocol current state : UP
Last line protocol up time : 2026-11-20 10:16:34
Description: to SPINE-2
Route Port,The Maximum Transmit Unit is 1500
Internet Address is 192.0.2.9/30
IP Sending Frames' Format is PKTFMT_ETHNT_2, Hardware address is 00e0-fc00-0077
Some line of a later release
10GE1/0/2 current state : Administratively DOWN (ifindex: 13)
Line protocol current state : DOWN
Description:
Switch Port, Link-type : access(configured), PVID :   10, TPID : 8100(Hex), The Maximum Frame Length is 9216
Speed:     10000, Loopback: NONE
"""
