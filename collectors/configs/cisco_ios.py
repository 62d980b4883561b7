"""Cisco IOS and IOS-XE: by what a configuration is known, and the running configuration.

*Source*: IOS 12.4 to 15.9 and IOS-XE 16 and 17 command references; the sections are read by the modules of ``ios_family``.
"""

from __future__ import annotations

import re
from functools import partial

from collectors.configs.ios_family.reader import parse_family
from collectors.configs.ios_family.signs import Signs, match_signs
from collectors.configs.parser import ConfigParser

PLATFORM = "cisco_ios"

_SIGNS = Signs(
    head=re.compile(r"version 1[0-7]\.\d+(?:\(\d+\)\w*)?$|!?RANCID-CONTENT-TYPE: cisco$"),
    signs=re.compile(
        r"version 1[0-7]\.\d+$|service (?:timestamps|password-encryption|unsupported|pad)|boot-(?:start|end)-marker|(?:no )?aaa new-model$|"
        r"(?:no )?ip cef|ip forward-protocol nd|(?:no )?ip http (?:secure-)?server$|line (?:con 0|vty \d+ \d+|aux 0)$|ip classless$|"
        r"ip subnet-zero$|interface (?:(?:Fast|Gigabit|TenGigabit|TwentyFiveGig|FortyGigabit|HundredGig)Ethernet\d|Serial\d|Vlan\d|"
        r"Port-channel\d|Tunnel\d|Loopback\d|BDI\d|Ethernet\d)|switchport trunk encapsulation dot1q|vrf definition |multilink bundle-name|"
        r"spanning-tree (?:mode (?:pvst|rapid-pvst|mst)|extend system-id)|crypto (?:isakmp|ikev2|pki|keyring)|license udi |control-plane$|"
        r"ip access-list (?:standard|extended) |username \S+ privilege |redundancy$|mmi |no ip domain.lookup|ip domain.name |end$"
    ),
    against=re.compile(
        r"vrf context |interface (?:mgmt\d|MgmtEth|Bundle-Ether|TenGigE|HundredGigE0|Aggregate"
        r"[Pp]ort|[A-Za-z]+Ethernet \d|VLAN \d|Vlanif|Vlan-interface|Eth-Trunk|gei|xgei|smartgroup|nve\d)|ipv4 address |route-policy |"
        r"end-policy$|router static$|prefix-set |"
        r"sysname |vlan batch|set (?:system|interfaces) |nameif |security-level |port link-(?:type|mode)|vdc \S+ id|hardware profile |"
        r"copp profile|transceiver qsfp default|switchport trunk allowed vlan only|port-group \d|ASA Version|!<|ip vrouter|#"
    ),
    veto=re.compile(
        r"!?\s*version .*RGOS|.*\(\w+_RGOS |version \S+ ?Bios|!Command: show|!Running configuration last|!! ?IOS ?XR|! device: |"
        r"ASA Version|: Saved|!?\s*Software Version V\d|\[V\d{3}R|!RANCID-CONTENT-TYPE: (?!cisco$)|## Last|#config-version|feature \S+$"
    ),
    heads_needed=2,
)

PARSER = ConfigParser(platform=PLATFORM, matches=partial(match_signs, _SIGNS), parse=partial(parse_family, platform=PLATFORM, ruijie=False))
