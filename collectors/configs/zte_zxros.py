"""ZTE ZXROS: by what a configuration is known, and the running configuration.

Two generations: newer systems (ZXR10 5960, 8900E, M6000, ZXCTN, ZSR V2) mark the sections (``!<if-intf>``) and end each mode by ``$``;
older ones (ZXR10 5200, 5900, 8900, T160G; ROS 4) write as IOS does. Written from the vendor's configuration guides and public
examples of their forms: unverified on real devices. The commands are read by the modules of ``zte``, which build on ``ios_family``.
"""

from __future__ import annotations

import re
from functools import partial

from collectors.configs.ios_family.signs import Signs, match_signs
from collectors.configs.parser import ConfigParser
from collectors.configs.zte.reader import PLATFORM, parse_zxros

_SIGNS = Signs(
    head=re.compile(
        r"!<(?:mim|system-config|sys-config|if-intf|switchvlan|vlan|hostname|system|system-user|vrf|static|ospfv2|bgp|lacp|snmp|"
        r"ntp|ipv4-acl|aaa|stp|alarm|qos|mpls|port-mirror)>$|!?\s*RANCID-CONTENT-TYPE: (?:zte|zxros)|version V[2-5]\.\d+\.\d|"
        r"!?\s*(?:ZTE )?ZXR10 (?:ROS|Software|\w+ Software)",
        re.IGNORECASE,
    ),
    signs=re.compile(
        r"!</?[A-Za-z][\w/ -]{1,40}>$|interface (?:[a-z]{0,5}gei|fei|smartgroup|gre_tunnel|te_tunnel|mgmt_eth|qx_|"
        r"supervlan|posgroup)[-_ ]?\d?|"
        r"interface (?:vlan ?\d|loopback\d)|switchvlan-configuration$|vlan-configuration$|acl (?:standard|extended|link|"
        r"hybrid) (?:number|name)|"
        r"ipv[46]-access-list \S|\$$|gre-config$|system-user$|aaa-(?:authentication|authorization)-template|syslog-server |spantree$|"
        r"snmp-server community \S+ view |radius (?:authentication|accounting)-group |out_index \d|add-card |nvram |"
        r"user-authentication-type|"
        r"lacp$|control-plane-security|snmp-server view AllView|logging alarmlog-interval|ip local pool |switchport (?:trunk|hybrid) vlan "
    ),
    against=re.compile(
        r"interface (?:(?:Fast|Gigabit|TenGigabit|Ten-Gigabit|XGigabit)Ethernet|Vlan\d|Vlanif|Vlan-interface|"
        r"Port-channel|Eth-Trunk|AggregatePort|"
        r"Bridge-Agg|Ethernet)|feature \S+$|sysname |vlan batch|set system|service timestamps|boot-start-marker|"
        r"vrf definition|config system|"
        r"switchport trunk allowed|#$"
    ),
    veto=re.compile(
        r"version 1[0-7]\.\d+$|!Command: show|!! ?IOS ?XR|! device: |!RANCID-CONTENT-TYPE: (?!zte|zxros)|## Last|"
        r"!?Software Version V|version .*RGOS"
    ),
    heads_needed=1,
)

PARSER = ConfigParser(platform=PLATFORM, matches=partial(match_signs, _SIGNS), parse=parse_zxros)
