"""Huawei VRP (versions 5 and 8, USG firewalls): by what a configuration is known, its grammar and its header.

The sections are read as Comware's, by the modules of ``vrp_family``.
Source: Huawei S-series, CE, NE, AR and USG command references.
"""

from __future__ import annotations

import re
from functools import partial

from collectors.configs.blocks import Grammar
from collectors.configs.parser import ConfigParser
from collectors.configs.vrp_family.grammar import INNER, SECTIONS, TOP_WORDS
from collectors.configs.vrp_family.sections import Dialect, parse
from collectors.configs.vrp_family.signs import Signs, match_signs

PLATFORM = "huawei_vrp"

_SIGNS = Signs(
    head=re.compile(r"!?\s*Software Version (V\d{3}R\d{3}\S*)|\[(V\d{3}R\d{3}\S*?)\]|#?\s*VRP \(R\) software", re.IGNORECASE),
    signs=re.compile(
        r"vlan batch \d|port trunk allow-pass |interface (?:Vlanif|Eth-Trunk|MEth|XGigabitEthernet|\d{2,3}GE)|port default vlan |"
        r"ip binding vpn-instance |user-interface (?:con|vty|maximum)|local-aaa-user |local-user \S+ (?:password |service-type|privilege)|"
        r"authentication-scheme |stelnet server|set cipher|undo portswitch|rule name |firewall zone (?:trust|untrust|local|dmz|name)|"
        r"info-center loghost|ntp-service unicast-server|port hybrid pvid vlan|vpn-target .*(?:export|import)-extcommunity|"
        r"ip route-static (?:vpn-instance \S+ )?\d|user-password complexity-check|drop-profile default|aaa$"
    ),
    against=re.compile(
        r"port trunk permit |interface (?:Vlan-interface|Bridge-Aggregation|Route-Aggregation|Ten-GigabitEthernet|M-GigabitEthernet)|"
        r"port link-mode |irf |line (?:vty|class|con|aux)|version \d\.\d|ip vrf |ip route \d|switchport|domain default enable|"
        r"interface (?:AggregatePort|Port-channel|TenGigabitEthernet|TFGigabitEthernet|Mgmt)|config-register|set system |hostname |"
        r"config system|scheduler logfile|role name|local-user \S+ class|interface vlan ?\d",
        re.IGNORECASE,
    ),
    commands=("sysname ", "interface ", "vlan batch ", "ip route-static ", "aaa", "acl "),
    separators_needed=1,
    doubt=1.5,
)

_STARTERS = frozenset({"interface", "sysname", "vlan batch", "ip route-static", "ipv6 route-static", "ip vpn-instance", "return"})
GRAMMAR = Grammar(sections=SECTIONS, starters=_STARTERS, top_words=_STARTERS | SECTIONS | TOP_WORDS, inner=INNER)
DIALECT = Dialect(
    platform=PLATFORM,
    vendor="huawei",
    comware=False,
    grammar=GRAMMAR,
    headers=(
        re.compile(r"\b(?P<software>V\d{3}R\d{3}C\d{2}(?:SPC\d+)?\w{0,12})"),
        re.compile(r"VRP \(R\) software, Version \S+ \((?P<model>\S+) V\d{3}R"),
        re.compile(r"^(?:#|!)?\s*(?:HUAWEI|Huawei|Quidway)\s+(?P<model>\S+).*?uptime is"),
    ),
)

PARSER = ConfigParser(platform=PLATFORM, matches=partial(match_signs, _SIGNS), parse=partial(parse, dialect=DIALECT))
