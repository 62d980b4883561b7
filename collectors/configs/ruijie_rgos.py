"""Ruijie RGOS: by what a configuration is known, and the running configuration.

Written from the vendor's command references (RG-S2910, RG-S5750, RG-S8600E, RG-RSR; RGOS 10 and 11): unverified on real
devices. RGOS shares IOS's words but writes a blank before an interface's number; an aggregate is ``AggregatePort``, its
members say ``port-group``, a stack is a VSU. The sections are read by the modules of ``ios_family``.
"""

from __future__ import annotations

import re
from functools import partial

from collectors.configs.ios_family.reader import parse_family
from collectors.configs.ios_family.signs import Signs, match_signs
from collectors.configs.parser import ConfigParser

PLATFORM = "ruijie_rgos"

_SIGNS = Signs(
    head=re.compile(r"!?\s*version .*RGOS|!?\s*version \S+_RGOS|.*\(\w+_RGOS |!?RANCID-CONTENT-TYPE: ruijie$"),
    signs=re.compile(
        r"version .*RGOS|interface (?:AggregatePort|TFGigabitEthernet|Mgmt|VLAN) \d|"
        r"interface (?:Fast|Gigabit|TenGigabit|FortyGigabit|HundredGigabit)Ethernet \d+/\d|interface Loopback \d|nfpp$|vlan range |"
        r"switchport trunk allowed vlan (?:only|remove) |port-group \d+(?: mode (?:active|passive))?$|switch virtual domain |zam$|"
        r"enable service (?:web-server|ssh-server|telnet-server)|line console 0$|install \d+ \S|sysmac |redundancy$|rldp |"
        r"switchport mode (?:uplink|hybrid)|lldp mode |web-server |webmaster |vsl-aggregateport |cpu-protect "
    ),
    against=re.compile(
        r"interface (?:GigabitEthernet|FastEthernet|TenGigabitEthernet|Vlan|Port-channel)\d|feature \S+$|sysname |vlan batch |!<|"
        r"port link-(?:type|mode)|ipv4 address |service timestamps debug|boot-start-marker|ip cef$|set system |#"
    ),
    veto=re.compile(
        r"version 1[0-7]\.\d+$|!Command: show|!! ?IOS ?XR|! device: |!RANCID-CONTENT-TYPE: (?!ruijie$)|## Last|!?Software Version V"
    ),
    heads_needed=1,
)

PARSER = ConfigParser(platform=PLATFORM, matches=partial(match_signs, _SIGNS), parse=partial(parse_family, platform=PLATFORM, ruijie=True))
