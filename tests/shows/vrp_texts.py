"""Answers of VRP as its command references show their form, with values of our own."""

IP_BRIEF = """\
*down: administratively down
^down: standby
(l): loopback
(s): spoofing
The number of interface that is UP in Physical is 4
The number of interface that is DOWN in Physical is 1
The number of interface that is UP in Protocol is 4
The number of interface that is DOWN in Protocol is 1

Interface                         IP Address/Mask      Physical   Protocol
GigabitEthernet0/0/0              192.0.2.1/30         up         up
GigabitEthernet0/0/1              unassigned           *down      down
LoopBack0                         198.51.100.1/32      up         up(s)
NULL0                             unassigned           up         up(s)
Vlanif10                          203.0.113.1/24       up         up
"""
IP_BRIEF_VPN = """\
Interface                   IP Address/Mask    Physical Protocol VPN
10GE1/0/1                   192.0.2.9/30       up       up       Office
MEth0/0/0                   192.0.2.77/24      up       up       --
"""
LLDP_BRIEF = """\
Local Intf    Neighbor Dev             Neighbor Intf             Exptime(s)
GE0/0/0       CORE-1                   GE0/0/3                   112
GE0/0/2       hall printer 3           port 1                    98
"""
LLDP_BRIEF_TURNED = """\
Local Interface         Exptime(s) Neighbor Interface            Neighbor Device
-------------------------------------------------------------------------------
10GE1/0/1                      103 10GE1/0/17                    SPINE-2
"""
OSPF_BRIEF = """\
         OSPF Process 1 with Router ID 198.51.100.1
                  Peer Statistic Information
 ----------------------------------------------------------------------------
 Area Id          Interface                        Neighbor id      State
 0.0.0.0          GigabitEthernet0/0/0             198.51.100.2     Full
 0.0.0.7          Vlanif10                         198.51.100.3     2-Way
 ----------------------------------------------------------------------------
 Total Peer(s):     2
"""
OSPF_PEER = """\
         OSPF Process 1 with Router ID 198.51.100.1
                 Neighbors

 Area 0.0.0.0 interface 192.0.2.1(GigabitEthernet0/0/0)'s neighbors
 Router ID: 198.51.100.2       Address: 192.0.2.2        GR State: Normal
   State: Full  Mode:Nbr is  Master  Priority: 1
   DR: 192.0.2.1  BDR: 192.0.2.2  MTU: 0
   Dead timer due in 35  sec
   Retrans timer interval: 5
   Neighbor is up for 00:10:45
   Authentication Sequence: [ 0 ]

                 Neighbors

 Area 0.0.0.7 interface 203.0.113.1(Vlanif10)'s neighbors
 Router ID: 198.51.100.3       Address: 203.0.113.3
   State: 2-Way  Mode:Nbr is  Slave  Priority: 1
   DR: 203.0.113.9  BDR: None  MTU: 0
   Dead timer due in 31  sec
 Router ID: 198.51.100.9       Address: 203.0.113.9
   State: Full  Mode:Nbr is  Slave  Priority: 1
   DR: 203.0.113.9  BDR: None  MTU: 0
   Dead timer due in 33  sec
"""
ROUTES = """\
Route Flags: R - relay, D - download to fib, T - to vpn-instance, B - black hole route
------------------------------------------------------------------------------
Routing Tables: Public
         Destinations : 4        Routes : 5

Destination/Mask    Proto   Pre  Cost      Flags NextHop         Interface

        0.0.0.0/0   Static  60   0          RD   192.0.2.2       GigabitEthernet0/0/0
      192.0.2.0/30  Direct  0    0           D   192.0.2.1       GigabitEthernet0/0/0
   198.51.100.2/32  OSPF    10   1           D   192.0.2.2       GigabitEthernet0/0/0
                    OSPF    10   1           D   203.0.113.3     Vlanif10
   198.51.100.9/32  O_ASE   150  20              203.0.113.9     Vlanif10
"""
ROUTES_VPN = """\
Proto: Protocol        Pre: Preference
Route Flags: R - relay, D - download to fib, T - to vpn-instance, B - black hole route
------------------------------------------------------------------------------
Routing Table : Office
         Destinations : 1        Routes : 1

Destination/Mask    Proto   Pre  Cost        Flags NextHop         Interface

     10.20.0.0/16   IBGP    255  0             RD  198.51.100.9    10GE1/0/1
"""
VPNV4 = """\

 BGP local router ID : 198.51.100.1
 Local AS number : 64512
 Total number of peers : 2                 Peers in established state : 1

  Peer            V          AS  MsgRcvd  MsgSent  OutQ  Up/Down       State  PrefRcv

  198.51.100.9    4       64512       12       18     0 00:09:38 Established       3

  Peer of IPv4-family for vpn instance :

  VPN-Instance Office, Router ID 198.51.100.1:
  10.20.0.2       4       65001        0        0     0 00:17:57        Idle       0
"""
VRRP_BRIEF = """\
Total:2     Master:1     Backup:1     Non-active:0
VRID  State        Interface                Type     Virtual IP
----------------------------------------------------------------
10    Master       Vlanif10                 Normal   203.0.113.254
20    Backup       Vlanif20                 Normal   203.0.114.254
"""
VRRP = """\
  Vlanif10 | Virtual Router 10
    State : Master
    Virtual IP : 203.0.113.254
                 203.0.113.253
    Master IP : 203.0.113.1
    PriorityRun : 120
    PriorityConfig : 120
    MasterPriority : 120
    Preempt : YES   Delay Time : 20 s
    TimerRun : 1 s
    TimerConfig : 1 s
    Auth type : NONE
    Virtual MAC : 0000-5e00-010a
    Check TTL : YES
    Config type : normal-vrrp
    Track IF : GigabitEthernet0/0/0   Priority reduced : 30
    IF state : UP
    Create time : 2026-01-05 10:16:34
    Last change time : 2026-01-05 10:16:38
"""
STP_BRIEF = """\
 MSTID  Port                        Role  STP State     Protection
   0    GigabitEthernet0/0/2        ROOT  FORWARDING      NONE
   0    GigabitEthernet0/0/3        ALTE  DISCARDING      NONE
   1    GigabitEthernet0/0/2        DESI  FORWARDING      ROOT
"""
STP = """\
-------[CIST Global Info][Mode MSTP]-------
CIST Bridge         :32768.00e0-fc00-0001
Config Times        :Hello 2s MaxAge 20s FwDly 15s MaxHop 20
Active Times        :Hello 2s MaxAge 20s FwDly 15s MaxHop 20
CIST Root/ERPC      :4096 .00e0-fc00-00ff / 20000
CIST RegRoot/IRPC   :32768.00e0-fc00-0001 / 0
CIST RootPortId     :128.3 (GigabitEthernet0/0/2)
BPDU-Protection     :Disabled
TC or TCN received  :12
TC count per hello  :0
STP Converge Mode   :Normal
Time since last TC  :2 days 3h:16m:15s
----[Port3(GigabitEthernet0/0/2)][FORWARDING]----
 Port Protocol       :Enabled
 Port Role           :Root Port
 Port Priority       :128
 Designated Bridge/Port   :4096.00e0-fc00-00ff / 128.9
"""
ESN = "ESN of slot 0: 2102350DLV10D1000001\nESN of slot 1: 2102350DLV10D1000002\n"
ESN_ONE = "ESN of master:2102350DLV10D1000003\n"
BRIDGE = "System bridge MAC address: 00e0-fc00-0001.\n"
LLDP_LOCAL = """\
System information
--------------------------------------------------------------------------
Chassis type   :macAddress
Chassis ID     :00e0-fc00-0001
System name    :SW1
System description  :S5735-L24T4S-A1
System capabilities supported   :bridge router
LLDP Up time   :2026/1/5 10:16:34

System configuration
--------------------------------------------------------------------------
LLDP Status                  :enabled             (default is disabled)
Port information:
Interface GigabitEthernet0/0/1:
LLDP Enable Status           :enabled             (default is disabled)
"""
VPN_VERBOSE = """\
 Total VPN-Instances configured      : 2
 Total IPv4 VPN-Instances configured : 2
 Total IPv6 VPN-Instances configured : 0

 VPN-Instance Name and ID : Office, 1
  Description : city offices
  Service ID : 12
  Interfaces : GigabitEthernet0/0/5,
               Vlanif30
 Address family ipv4
  Create date : 2026/01/05 10:16:34 UTC+08:00
  Up time : 0 days, 00 hours, 10 minutes and 54 seconds
  Vrf Status : UP
  Route Distinguisher : 64512:101
  Export VPN Targets :  64512:101  64512:900
  Import VPN Targets :  64512:101
  Label Policy : label per route
  Log Interval : 5

 VPN-Instance Name and ID : Video, 2
 Address family ipv4
  Create date : 2026/01/05 10:16:34 UTC+08:00
  Route Distinguisher : 64512:102
  Export VPN Targets :  64512:102
  Import VPN Targets :  64512:102
  Label Policy : label per route
"""
TRUNK_VERBOSE = """\
Eth-Trunk1's state information is:
Local:
LAG ID: 1                   WorkingMode: STATIC
Preempt Delay: Disabled     Hash arithmetic: According to SIP-XOR-DIP
System Priority: 32768      System ID: 00e0-fc00-0001
Least Active-linknumber: 1  Max Active-linknumber: 8
Operate status: up          Number Of Up Port In Trunk: 2
--------------------------------------------------------------------------------
ActorPortName          Status   PortType PortPri PortNo PortKey PortState Weight
GigabitEthernet0/0/11  Selected 1GE      32768   12     305     10111100  1
GigabitEthernet0/0/12  Unselect 1GE      32768   13     305     10100010  1

Partner:
--------------------------------------------------------------------------------
ActorPortName          SysPri   SystemID        PortPri PortNo PortKey PortState
GigabitEthernet0/0/11  32768    00e0-fc00-0002  32768   9      561     10111100
GigabitEthernet0/0/12  32768    00e0-fc00-0002  32768   10     561     10100000

Flow statistic
 Interface GigabitEthernet0/0/11
    Last 300 seconds input rate 0 bits/sec, 0 packets/sec
"""
STACK = """\
Stack mode: Service-port
Stack topology type: Ring
Stack system MAC: 00e0-fc00-0001
MAC switch delay time: 10 min
Stack reserved VLAN: 4093
Slot of the active management port: --
Slot      Role        MAC Address      Priority   Device Type
-------------------------------------------------------------
0         Master      00e0-fc00-0001   200        S5735-L24T4S-A1
1         Standby     00e0-fc00-0002   100        S5735-L24T4S-A1
"""
ARP = """\
IP ADDRESS      MAC ADDRESS     EXPIRE(M) TYPE        INTERFACE   VPN-INSTANCE
                                          VLAN/CEVLAN PVC
------------------------------------------------------------------------------
203.0.113.1     00e0-fc00-0001            I -         Vlanif10
203.0.113.20    00e0-fc00-0a20  17        D-0         GE0/0/3
                                           10/-
203.0.113.21    00e0-fc00-0a21  12        D-0         GE0/0/3
                                           10/-
------------------------------------------------------------------------------
Total:3         Dynamic:2       Static:0     Interface:1
"""
COMMUNITIES = """\
   Community name:sunflower77
       Group name:sunflower77
       Acl:2001
       Storage-type: nonVolatile
"""
