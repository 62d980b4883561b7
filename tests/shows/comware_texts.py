"""Answers of Comware as its command references show their form, with values of our own."""

VERSION = """\
H3C Comware Software, Version 7.1.070, Release 6615P03
Copyright (c) 2004-2022 New H3C Technologies Co., Ltd. All rights reserved.
H3C S5560X-30C-EI uptime is 0 weeks, 3 days, 2 hours, 12 minutes
Last reboot reason : Cold reboot

Boot image: flash:/s5560x-cmw710-boot-r6615p03.bin
Boot image version: 7.1.070, Release 6615P03
Slot 1:
Uptime is 0 weeks, 3 days, 2 hours, 12 minutes
S5560X-30C-EI with 1 Processor
BOARD TYPE:         S5560X-30C-EI
"""
MANUINFO = """\
Slot 1 CPU 0:
DEVICE_NAME          : S5560X-30C-EI
DEVICE_SERIAL_NUMBER : 219801A1BCD20C000001
MAC_ADDRESS          : 00E0-FC00-1001
MANUFACTURING_DATE   : 2022-03-01
VENDOR_NAME          : H3C
"""
ARP = """\
  Type: S-Static   D-Dynamic   O-Openflow   R-Rule   M-Multiport  I-Invalid
IP address      MAC address    VLAN/VSI name Interface                Aging Type
203.0.113.20    00e0-fc00-0a20 10            GE1/0/3                  19    D
203.0.113.21    00e0-fc00-0a21 10            BAGG1                    --    S
"""
MAC = """\
MAC Address      VLAN ID    State            Port/Nickname            Aging
00e0-fc00-0a20   10         Learned          GE1/0/3                  Y
00e0-fc00-0a21   10         Config static    BAGG1                    N
"""
IP_BRIEF = """\
*down: administratively down
(s): spoofing  (l): loopback
Interface          Physical Protocol IP address/Mask    VPN instance Description
GE1/0/1            up       up       192.0.2.1/30       --           to CORE-1
Loop0              up       up(s)    198.51.100.1/32    --           --
Vlan10             *down    down     203.0.113.1/24     Office       --
"""
IP_BRIEF_OLD = """\
*down: administratively down
(s): spoofing  (l): loopback
Interface                Physical Protocol IP Address      Description
GE1/0/1                  up       up       192.0.2.1       to CORE-1
Vlan20                   up       up       --              --
"""
LLDP_LIST = """\
Chassis ID : * -- -- Nearest nontpmr bridge neighbor
             # -- -- Nearest customer bridge neighbor
             Default -- -- Nearest bridge neighbor
Local Interface Chassis ID      Port ID                    System Name
GE1/0/1         00e0-fc00-0009  Ten-GigabitEthernet1/0/49  CORE-1
GE1/0/2         00e0-fc00-000a  port 7                     hall printer
"""
LLDP_VERBOSE = """\
LLDP neighbor-information of port 1[GigabitEthernet1/0/1]:
LLDP agent nearest-bridge:
 LLDP neighbor index : 1
 Update time         : 0 days, 0 hours, 1 minutes, 1 seconds
 Chassis type        : MAC address
 Chassis ID          : 00e0-fc00-0009
 Port ID type        : Interface name
 Port ID             : Ten-GigabitEthernet1/0/49
 Time to live        : 121
 Port description    : Ten-GigabitEthernet1/0/49 Interface
 System name         : CORE-1
 System description  : H3C Comware Platform Software, Software Version 7.1.070
                       Release 6615P03
 System capabilities supported : Bridge, Router, Customer Bridge
 System capabilities enabled   : Bridge, Router
 Management address type           : IPv4
 Management address                : 198.51.100.9
 Management address interface type : IfIndex
 Management address interface ID   : 636
 Management address OID            : 0
 Port VLAN ID(PVID)  : 1
 Maximum frame size  : 9600

LLDP neighbor-information of port 2[GigabitEthernet1/0/2]:
LLDP agent nearest-bridge:
 LLDP neighbor index : 1
 Chassis type        : MAC address
 Chassis ID          : 00e0-fc00-000a
 Port ID type        : Locally assigned
 Port ID             : port 7
 System name         : hall printer
"""
LLDP_BRIEF = """\
LLDP neighbor-information of port 1[GigabitEthernet1/0/1]:
LLDP agent nearest-bridge:
 LLDP neighbor index : 1
 ChassisID/subtype   : 00e0-fc00-0009/MAC address
 PortID/subtype      : Ten-GigabitEthernet1/0/49/Interface name
 Capabilities        : Bridge, Router
"""
OSPF = """\
         OSPF Process 1 with Router ID 198.51.100.1
               Neighbor Brief Information

 Area: 0.0.0.0
 Router ID       Address         Pri Dead-Time  State             Interface
 198.51.100.9    192.0.2.2       1   33         Full/DR           GE1/0/1
"""
VRRP = """\
IPv4 virtual router information:
 Running mode      : Standard
 Total number of virtual routers : 1
 Interface          VRID  State        Running Adver   Auth     Virtual
                                       pri     timer   type     IP
 ---------------------------------------------------------------------
 Vlan10             10    Master       150     100     Simple   203.0.113.254
"""
VRRP_VERBOSE = """\
IPv4 virtual router information:
 Running mode      : Standard
 Total number of virtual routers : 1
   Interface Vlan-interface10
     VRID           : 10                  Adver timer  : 100 centiseconds
     Admin status   : Up                  State        : Master
     Config pri     : 150                 Running pri  : 150
     Preempt mode   : Yes                 Delay time   : 0 centiseconds
     Auth type      : None
     Virtual IP     : 203.0.113.254
     Virtual MAC    : 0000-5e00-010a
     Master IP      : 203.0.113.1
"""
IRF = """\
MemberID    Role    Priority  CPU-Mac         Description
 *+1        Master  32        00e0-fc0f-8c02  ---
   2        Standby 1         00e0-fc0f-8c14  room 2
--------------------------------------------------
 * indicates the device is the master.
 + indicates the device through which the user logs in.

 The bridge MAC of the IRF is: 00e0-fc00-1001
 Auto upgrade                : yes
 Mac persistent              : 6 min
 Domain ID                   : 30
"""
IRF_TOPOLOGY = """\
                              Topology Info
 -------------------------------------------------------------------------
               IRF-Port1                IRF-Port2
 MemberID    Link       neighbor      Link       neighbor    Belong To
 1           DIS        --            UP         2           00e0-fc0f-8c02
 2           UP         1             DIS        --          00e0-fc0f-8c02
"""
IRF_CONFIGURATION = """\
 MemberID NewID    IRF-Port1                     IRF-Port2
 1        1        disable                       Ten-GigabitEthernet1/0/49
                                                 Ten-GigabitEthernet1/0/50
 2        2        Ten-GigabitEthernet2/0/49     disable
"""
STP_BRIEF = """\
 MST ID   Port                                Role  STP State   Protection
 0        GigabitEthernet1/0/1                ROOT  FORWARDING  NONE
 0        GigabitEthernet1/0/2                ALTE  DISCARDING  NONE
"""
STP_ROOT = """\
 MST ID   Root Bridge ID        ExtPathCost IntPathCost Root Port
 0        4096.00e0-fc00-00ff   20000       0           GE1/0/1
"""
NAT_SERVER = """\
NAT internal server information:
  Totally 1 internal servers.
  Interface: GigabitEthernet1/0/1
    Protocol: 6(TCP)
    Global IP/port: 192.0.2.80/8080
    Local IP/port : 203.0.113.80/80
    ACL           : 2000
    Config status : Active
"""
NAT_OUTBOUND = """\
NAT outbound information:
  Totally 2 NAT outbound rules.
  Interface: GigabitEthernet1/0/1
    ACL: 2036
    Address group ID: 1
    Port-preserved: Y    NO-PAT: N         Reversible: N
    Config status: Active

  Interface: GigabitEthernet1/0/2
    ACL: 2037
    Address group ID: ---
    Port-preserved: N    NO-PAT: N         Reversible: N
    Config status: Active
"""
NAT_STATIC = """\
Static NAT mappings:
  Totally 1 outbound static NAT mappings.
  IP-to-IP:
    Local IP     : 203.0.113.90
    Global IP    : 192.0.2.90
    Config status: Active

Interfaces enabled with static NAT:
  Totally 1 interfaces enabled with static NAT.
  Interface: GigabitEthernet1/0/1
    Config status: Active
"""
LAG_SUMMARY = """\
Aggregation Interface Type:
BAGG -- Bridge-Aggregation, BLAGG -- Blade-Aggregation, RAGG -- Route-Aggregation, SCH-B -- Schannel-Bundle
Aggregation Mode: S -- Static, D -- Dynamic
Loadsharing Type: Shar -- Loadsharing, NonS -- Non-Loadsharing
Actor System ID: 0x8000, 00e0-fc00-1001

AGG         AGG   Partner ID              Selected  Unselected  Individual  Share
Interface   Mode                          Ports     Ports       Ports       Type
--------------------------------------------------------------------------------
BAGG1       D     0x8000, 00e0-fc00-0009  2         0           0           Shar
BAGG2       S     None                    1         0           0           Shar
"""
LAG_VERBOSE = """\
Loadsharing Type: Shar -- Loadsharing, NonS -- Non-Loadsharing
Port Status: S -- Selected, U -- Unselected, I -- Individual
Port: A -- Auto port, M -- Management port, R -- Reference port
Flags:  A -- LACP_Activity, B -- LACP_Timeout, C -- Aggregation,
        D -- Synchronization, E -- Collecting, F -- Distributing,
        G -- Defaulted, H -- Expired

Aggregate Interface: Bridge-Aggregation1
Creation Mode: Manual
Aggregation Mode: Dynamic
Loadsharing Type: Shar
Management VLANs: None
System ID: 0x8000, 00e0-fc00-1001
Local:
  Port                Status   Priority Index    Oper-Key               Flag
  XGE1/0/49(R)        S        32768    1        1                      {ACDEF}
  XGE2/0/49           U        32768    2        1                      {AC}
Remote:
  Actor               Priority Index    Oper-Key SystemID               Flag
  XGE1/0/49           32768    7        3        0x8000, 00e0-fc00-0009 {ACDEF}
  XGE2/0/49           32768    8        3        0x8000, 00e0-fc00-0009 {AC}
"""
VLAN_BRIEF = """\
Brief information about all VLANs:
Supported Minimum VLAN ID: 1
Supported Maximum VLAN ID: 4094
Default VLAN ID: 1
VLAN ID   Name                             Port
1         VLAN 0001                        GE1/0/1  GE1/0/2  GE1/0/3
                                           GE1/0/4
10        city offices                     GE1/0/5
20        video
"""
ROUTES = """\

Destinations : 3        Routes : 4

Destination/Mask   Proto   Pre Cost        NextHop         Interface
0.0.0.0/0          Static  60  0           192.0.2.2       GE1/0/1
192.0.2.0/30       Direct  0   0           192.0.2.1       GE1/0/1
198.51.100.9/32    O_INTRA 10  1           192.0.2.2       GE1/0/1
                                           203.0.113.9     Vlan10
"""
ISIS = """\
                         Peer information for IS-IS(1)
                         -----------------------------
 System ID: 0000.0000.0009
 Interface: GE1/0/1                 Circuit Id: 001
 State: Up     HoldTime: 27s        Type: L2           PRI: --
"""
BGP = """\

 BGP local router ID: 198.51.100.1
 Local AS number: 64512
 Total number of peers: 2                  Peers in established state: 1

  * - Dynamically created peer
  Peer                    AS  MsgRcvd  MsgSent OutQ PrefRcv Up/Down  State

  198.51.100.9         64512       13       16    0       3 00:10:34 Established
  192.0.2.2            65001        0        0    0       0 00:00:34 Connect
"""
INTERFACE = """\
GigabitEthernet1/0/1
Current state: UP
Line protocol state: UP
IP packet frame type: Ethernet II, hardware address: 00e0-fc00-1001
Description: to CORE-1
Bandwidth: 1000000 kbps
Loopback is not set
Media type is twisted pair
Port hardware type is 1000_BASE_T
1000Mbps-speed mode, full-duplex mode
Link speed type is autonegotiation, link duplex type is autonegotiation
Maximum frame length: 9216
Port link-type: Trunk
 VLAN Passing:   1(default vlan), 10-12, 20
 VLAN permitted: 1(default vlan), 10-12, 20
 Trunk port encapsulation: IEEE 802.1q
PVID: 1
"""
LLDP_LOCAL = """\
Global LLDP local-information:
 Chassis ID          : 00e0-fc00-1001
 System name         : SW2
 System description  :
   H3C Comware Platform Software, Software Version 7.1.070
   H3C S5560X-30C-EI
 System capabilities supported : Bridge, Router

MED information:
 SerialNum                  : 219801A1BCD20C000001
LLDP local-information of port 52[GigabitEthernet1/0/1]:
 Port ID type        : Interface name
"""
INTERFACE_9 = """\
GigabitEthernet1/0/7
Interface index: 7
Current state: Administratively DOWN
Line protocol state: DOWN
IP packet frame type: Ethernet II, hardware address: 00e0-fc00-1007
Some line of a later release: 7
Description: spare
Port link-type: Access
PVID: 20
"""
