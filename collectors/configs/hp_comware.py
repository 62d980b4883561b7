"""H3C (and HPE) Comware, versions 5 and 7: by what a configuration is known, its grammar and its version line.

The sections are read as VRP's, its cousin's, by the modules of ``vrp_family``. Its own ways: single commands carry a
leading blank, ``version`` stands among them, a bridge port is an access port of VLAN 1 unless told otherwise, VPN
instances stand inside BGP with address families of their own.
Source: H3C S5500, S5560, S10500, MSR and SecPath command references; the forms of public configurations of both versions.
"""

from __future__ import annotations

import re
from functools import partial

from collectors.configs.blocks import Block, Grammar
from collectors.configs.parser import ConfigParser
from collectors.configs.vrp_family.grammar import INNER, SECTIONS, TOP_WORDS
from collectors.configs.vrp_family.sections import Dialect, parse
from collectors.configs.vrp_family.signs import Signs, match_signs
from collectors.configs.vrp_family.state import State

PLATFORM = "hp_comware"

_SIGNS = Signs(
    head=re.compile(
        r"version [57]\.\d+(?:\.\d+\w*)?, \w+|# ?(?:HPE?|H3C) Comware (?:Platform )?Software|#? ?Comware Software, Version [57]\.",
        re.IGNORECASE,
    ),
    signs=re.compile(
        r"port trunk permit vlan|port link-mode (?:bridge|route)|port access vlan \d|"
        r"interface (?:Vlan-interface|Bridge-Aggregation|Route-Aggregation|"
        r"Ten-GigabitEthernet|M-GigabitEthernet|HundredGigE|FortyGigE|Twenty-FiveGigE|InLoopBack)|"
        r"irf (?:member|mac-address|auto-update|domain)|irf-port |"
        r"lldp global enable|stp global enable|line (?:vty|aux|class|con)|user-role |local-user \S+ class |domain default enable|"
        r"domain system|port link-aggregation group|address-family ipv4|"
        r"acl (?:basic|advanced) \d|security-zone name|zone-pair security|object-policy ip|"
        r"password-recovery enable|scheduler logfile|role name level|user-group system|"
        r"undo ip http enable|"
        r"vlan \d+ to \d+|port hybrid vlan |authentication-mode scheme|radius scheme|password hash |dhcp server ip-pool|qos apply policy"
    ),
    against=re.compile(
        r"vlan batch |port trunk allow-pass |interface (?:Vlanif|Eth-Trunk|MEth|XGigabitEthernet|\d{2,3}GE)|"
        r"port default vlan |drop-profile |"
        r"authentication-scheme |undo portswitch|firewall zone (?:trust|untrust|dmz|local|name)|"
        r"hostname |switchport|ip route \d|ip vrf |set system |"
        r"interface (?:AggregatePort|Port-channel|TenGigabitEthernet|TFGigabitEthernet|Mgmt)|"
        r"config system|feature |config-register|interface vlan ?\d|"
        r"version 1\d\.\d|service timestamps|boot-(?:start|end)-marker|router (?:ospf|bgp|isis|eigrp|rip)|route-map ",
        re.IGNORECASE,
    ),
    commands=("sysname ", "interface ", "vlan ", "ip route-static ", "line ", "acl "),
    separators_needed=0,
    doubt=2,
)

_STARTERS = frozenset({"interface", "sysname", "ip route-static", "ipv6 route-static", "return"})


def _version(state: State, block: Block) -> bool:
    # version 7.1.070, Release 6628P47 | version 5.20, Release 2202P30
    words = block.header.text.split(" ", 1)
    if len(words) < 2:  # noqa: PLR2004 - the command and the version
        return False
    state.account.understand()
    state.system.setdefault("software", words[1].replace(",", ""))
    state.leave_children(block)
    return True


DIALECT = Dialect(
    platform=PLATFORM,
    vendor="h3c",
    comware=True,
    grammar=Grammar(sections=SECTIONS, starters=_STARTERS, top_words=_STARTERS | SECTIONS | TOP_WORDS | {"version"}, inner=INNER),
    headers=(
        re.compile(r"Comware (?:Platform )?Software, Version (?P<software>[57]\.[\d.]+\w*, \w+ \w+)"),
        re.compile(r"^#?\s*(?:BOARD TYPE:\s+|H3C )(?P<model>S?\d{3,5}\S*|MSR\S+|SecPath \S+).*?(?:uptime|$)"),
    ),
    handlers={"version": _version},
)

PARSER = ConfigParser(platform=PLATFORM, matches=partial(match_signs, _SIGNS), parse=partial(parse, dialect=DIALECT))
