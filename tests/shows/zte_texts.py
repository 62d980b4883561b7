"""Answers of ZXROS as its command references show their form, with values of our own."""

VERSION = """\
ZXCTN 6120H-S
ZTE ZXCTN Software, Version: 6120H-S V5.10.00.50, Release software
Copyright (c) 2022 by ZTE Corporation
System image file is <sysdisk0: verset/ZXCTN6120HS.set>, file size is 629,753,128 Bytes
System image is loaded from local
System uptime is 23 day(s), 10 hour(s), 59 minute(s)
"""
IP_BRIEF = """\
Interface                     IP-Address      Mask            Admin Phy  Prot Description
xgei-1/1/0/1                  192.0.2.1       255.255.255.252 up    up   up   to_CORE-1
loopback1                     198.51.100.1    255.255.255.255 up    up   up   none
xgei-1/1/0/2                  unassigned      unassigned      down  down down none
"""
BRIEF = """\
Interface               Attribute  Mode         BW    Admin Phy   Prot  Description
xgei-1/1/0/1            optical    Duplex/full  10G   up    up    up    to_CORE-1
xgei-1/1/0/2            optical    Duplex/full  10G   down  down  down  a_name_too_long_for_the_column...
"""
ARP = """\
Arp protect whole is disabled
The count is 2
IP                       Hardware                    Exter  Inter  Sub
Address         Age      Address        Interface    VlanID VlanID Interface
--------------------------------------------------------------------------------
203.0.113.1     H        744a.a42b.2010 xgei-1/1/0/3 201    N/A    N/A
                                        .201
203.0.113.20    00:14:17 0427.5873.0b20 xgei-1/1/0/3 201    N/A    xgei-1/1/0/3.
                                        .201                       201
"""
ISIS = """\
Process ID: 0
Interface         System id        State     Lev     Holds       SNPA(802.2)    Pri     MT   NSF       AF
xgei-1/1/0/1      CORE-1           UP        L2      28          PPP            -            Disable   IPv4
xxvgei-1/1/0/2... RAW-LONGNAME...  UP        L2      30          PPP            -       M    Disable   IPv6
"""
OSPF = """\
OSPF Router with ID (198.51.100.1) (Process ID 1)

Neighbor ID     Pri State         Dead Time  Address         Interface
198.51.100.9    1   FULL/BDR      00:00:33   192.0.2.2       xgei-1/1/0/1
"""
ROUTES = """\
IPv4 Routing Table:
Headers: Dest: Destination,      Gw: Gateway,       Pri: Priority;
Codes  : BROADC: broadcast, USER-I: user-ipaddr, USER-S: user-special,
         OSPF-3E: ospf-type3-external;
Status codes: *valid, >best, M: multicast, S: stale
     Dest               Gw              Interface         Owner     Pri Metric
*>   0.0.0.0/0          192.0.2.2       xgei-1/1/0/1      STATIC    1   0
*>   192.0.2.0/30       192.0.2.1       xgei-1/1/0/1      DIRECT    0   0
*>   198.51.100.9/32    192.0.2.2       xgei-1/1/0/1      OSPF-3E   110 2
"""
BGP = """\
BGP router-id: 198.51.100.1, Local AS: 64512
Neighbor        Ver   As         MsgRcvd    MsgSend    Up/Down(s)  State/PfxRcd
192.0.2.2       4     65001      10         12         00:10:12    5
203.0.113.8     4     64512      0          0          00:00:12    Connect
"""
