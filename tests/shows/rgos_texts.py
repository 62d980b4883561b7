"""Answers of RGOS as its command references show their form, with values of our own."""

VERSION = """\
System description      : Ruijie 10G Ethernet Switch(S5750C-28GT4XS-H) By Ruijie Networks
System start time       : 2026-01-05 08:00:12
System uptime           : 3:02:11:40
System hardware version : 1.00
System software version : S5750_RGOS 11.0(5)B9P11
System patch number     : NA
System serial number    : G1NQ0LL000123
System boot version     : 1.2.8
Module information:
  Slot 0 : RG-S5750C-28GT4XS-H
    Hardware version    : 1.00
    Boot version        : 1.2.8
    Software version    : S5750_RGOS 11.0(5)B9P11
    Serial number       : G1NQ0LL000123
"""
LLDP_DETAIL = """\
----------------------------------------------------------------------------
Lldp neighbor-information of port [GigabitEthernet 0/1]
----------------------------------------------------------------------------
  Neighbor index                    : 1
  Device type                       : LLDP Device
  Update time                       : 1hour 53minutes 30seconds
  Aging time                        : 105seconds

  Chassis ID type                   : MAC address
  Chassis ID                        : 00d0.f822.33cd
  System name                       : CORE-1
  System description                : Ruijie Switch
  System capabilities supported     : Bridge, Router
  System capabilities enabled       : Bridge, Router

  Management address subtype        : IPv4
  Management address                : 198.51.100.9
  Interface numbering subtype       : Index
  Interface number                  : 1
  Object identifier                 :

  Port ID type                      : Interface name
  Port ID                           : GigabitEthernet 0/24
  Port description                  : to-SW3
  Port VLAN ID                      : 1
"""
LLDP = """\
Capability codes:
      (R) Router, (B) Bridge, (T) Telephone, (C) DOCSIS Cable Device
      (W) WLAN Access Point, (P) Repeater, (S) Station, (O) Other
System Name         Local Intf                 Port ID           Capability          Aging-time
CORE-1              Gi0/1                      Gi0/24            B,R                 1minute 45seconds
hall phone          Gi0/7                      port 1            T                   1minute 40seconds
Total entries displayed: 2
"""
STATUS = """\
Interface                                Status    Vlan  Duplex   Speed     Type
---------------------------------------- --------  ----  -------  --------- ------
GigabitEthernet 0/1                      up        1     Full     1000M     copper
GigabitEthernet 0/2                      disabled  10    Unknown  Unknown   copper
TenGigabitEthernet 0/25                  up        routed Full    10G       fiber
AggregatePort 1                          down      1     Unknown  Unknown   copper
"""
DESCRIPTION = """\
Interface                                Status   Administrative Description
---------------------------------------- -------- -------------- -----------
GigabitEthernet 0/1                      up       up             to CORE-1
GigabitEthernet 0/2                      down     down
"""
SWITCHPORT = """\
Interface                        Switchport Mode      Access Native Protected VLAN lists
-------------------------------- ---------- --------- ------ ------ --------- ----------------------
GigabitEthernet 0/1              enabled    TRUNK     1      1      Disabled  1,10-12,
                                                                              20
GigabitEthernet 0/2              enabled    ACCESS    10     1      Disabled  ALL
TenGigabitEthernet 0/25          disabled
"""
IP_BRIEF = """\
Interface                        IP-Address(Pri)      IP-Address(Sec)      Status                 Protocol
TenGigabitEthernet 0/25          192.0.2.1/30         no address           up                     up
VLAN 10                          203.0.113.1/24       203.0.114.1/24       up                     up
VLAN 20                          no address           no address           down                   down
"""
ARP = """\
Total Numbers of Arp: 3
Protocol  Address          Age(min)  Hardware        Type   Interface
Internet  203.0.113.20     0         00d0.f8a6.5a20  arpa   VLAN 10
Internet  203.0.113.21     12        00d0.f8a6.5a21  arpa   VLAN 10
Internet  203.0.113.1      --        00d0.f8a6.5af7  arpa   VLAN 10
"""
MAC = """\
Vlan        MAC Address          Type     Interface
----------  -------------------- -------- -------------------
10          00d0.f8a6.5a20       DYNAMIC  GigabitEthernet 0/2
10          00d0.f8a6.5a21       STATIC   AggregatePort 1
"""
VLAN = """\
VLAN Name                             Status    Ports
---- -------------------------------- --------- -----------------------------------
   1 VLAN0001                         STATIC    Gi0/1, Gi0/3, Gi0/4, Gi0/5
                                                Gi0/6
  10 city offices                     STATIC    Gi0/1, Gi0/2
"""
AGGREGATES = """\
AggregatePort MaxPorts SwitchPort Mode   Load balance                 Ports
------------- -------- ---------- ------ ---------------------------- -----------------------------------
Ag1           16       Enabled    TRUNK  src-dst-mac                  Te0/27  ,Te0/28
Ag10          16       Enabled    ACCESS src-dst-mac                  Gi0/9
Ag11          16       Disabled
"""
OSPF = """\
OSPF process 1, 2 Neighbors, 1 is Full:
Neighbor ID     Pri   State             BFD State  Dead Time   Address         Interface
198.51.100.9      1   Full/BDR          -          00:00:34    192.0.2.2       TenGigabitEthernet 0/25
198.51.100.8      1   2-Way/DROther     -          00:00:31    203.0.113.8     VLAN 10
"""
ROUTES = """\
Codes:  C - Connected, L - Local, S - Static
        R - RIP, O - OSPF, B - BGP, I - IS-IS, V - Overflow route
        N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2
        E1 - OSPF external type 1, E2 - OSPF external type 2
        * - candidate default

Gateway of last resort is 192.0.2.2 to network 0.0.0.0
S*   0.0.0.0/0 [1/0] via 192.0.2.2
C    203.0.113.0/24 is directly connected, VLAN 10
C    203.0.113.1/32 is local host.
O    198.51.100.9/32 [110/1] via 192.0.2.2, 00:10:11, TenGigabitEthernet 0/25
                     [110/1] via 203.0.113.8, 00:10:11, VLAN 10
O E2 10.0.0.0/8 [110/20] via 192.0.2.2, 1d 02:10:11, TenGigabitEthernet 0/25
"""
BGP = """\
BGP router identifier 198.51.100.1, local AS number 64512
BGP table version is 12
2 BGP AS-PATH entries
0 BGP Community entries
Neighbor        V         AS MsgRcvd MsgSent  TblVer  InQ OutQ Up/Down  State/PfxRcd
192.0.2.2       4      65001      10      12       1    0    0 00:10:11        3
203.0.113.8     4      64512       0       0       0    0    0 never    Active

Total number of neighbors 2
"""
VRRP = """\
Interface           Grp  Pri   timer   Own  Pre   State   Master addr                             Group addr
VLAN 10             10   120   3.53    -    P     Master  203.0.113.1                             203.0.113.254
"""
VSU = """\
Switch_id     Domain_id     Priority     Position     Status     Role        Description
-----------------------------------------------------------------------------------------
1(1)          30(30)        200(200)     LOCAL        OK         ACTIVE      room 1
2(2)          30(30)        100(100)     REMOTE       OK         STANDBY
"""
