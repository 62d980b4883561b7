"""By what a Huawei VRP configuration is known: its header, else a vote of telling commands."""

from __future__ import annotations

import re

from collectors.clean import CleanText
from collectors.configs.parser import Match

# What only VRP says, and how much it weighs; what only Comware (its cousin) says, against it.
_HEADER = re.compile(r"!?\s*Software Version (V\d{3}R\d{3}\S*)|\[(V\d{3}R\d{3}\S*?)\]|#?\s*VRP \(R\) software", re.IGNORECASE)

_SIGNS = re.compile(
    r"vlan batch \d|port trunk allow-pass |interface (?:Vlanif|Eth-Trunk|MEth|XGigabitEthernet|\d{2,3}GE)|port default vlan |"
    r"ip binding vpn-instance |user-interface (?:con|vty|maximum)|local-aaa-user |local-user \S+ (?:password |service-type|privilege)|"
    r"authentication-scheme |stelnet server|set cipher|undo portswitch|rule name |firewall zone (?:trust|untrust|local|dmz|name)|"
    r"info-center loghost|ntp-service unicast-server|port hybrid pvid vlan|vpn-target .*(?:export|import)-extcommunity|"
    r"ip route-static (?:vpn-instance \S+ )?\d|user-password complexity-check|drop-profile default|aaa$"
)

_AGAINST = re.compile(
    r"port trunk permit |interface (?:Vlan-interface|Bridge-Aggregation|Route-Aggregation|Ten-GigabitEthernet|M-GigabitEthernet)|"
    r"port link-mode |irf |line (?:vty|class|con|aux)|version \d\.\d|ip vrf |ip route \d|switchport|domain default enable|"
    r"interface (?:AggregatePort|Port-channel|TenGigabitEthernet|TFGigabitEthernet|Mgmt)|config-register|set system |hostname |"
    r"config system|scheduler logfile|role name|local-user \S+ class|interface vlan ?\d",
    re.IGNORECASE,
)

_SURE_BY_HEADER = 0.99

_ENOUGH = 2

_DECISIVE = 3
"""Signs that one against them outweighs: VRP and Comware share many words, and few are one's alone."""

_PLENTY = 40

"""Signs without one against them, or so many against, after which the rest of a text no longer turns the vote."""

_HOPELESS = 4
"""Times the signs that those against them must be, in plenty and without a header, to give a text up."""
_LOOKED_AT = 4_000

"""Lines read for detection."""


def match_vrp(text: CleanText) -> Match | None:  # noqa: C901 - one pass over the lines
    """Tell whether a text is a VRP configuration: by its header, else by a vote of telling commands.

    The structure must fit (``sysname`` or ``#`` separators, sections) and the signs outweigh those of other systems.
    """
    header = first = None
    signs = against = separators = commands = 0
    for line in text.lines[:_LOOKED_AT]:
        if line.text == "#":
            separators += 1
            if signs > _PLENTY and not against:
                break
            continue
        if header is None and line.number <= 60 and _HEADER.match(line.text):  # noqa: PLR2004 - a header stands at the head
            header = line
        commands += line.text.startswith(("sysname ", "interface ", "vlan batch ", "ip route-static ", "aaa", "acl "))
        if _SIGNS.match(line.text):
            signs += 1
            first = first or line
            if header is not None and signs > _PLENTY and not against:
                break
        elif _AGAINST.match(line.text):
            against += 1
            if against > _PLENTY and against > signs:
                return None
            if header is None and against > _PLENTY and against > signs * _HOPELESS:
                return None
    if not commands or not separators:
        return None
    if header is not None and against <= signs + 1:
        return Match(_SURE_BY_HEADER, header)
    if first is None or signs < _ENOUGH or signs <= against * _DECISIVE:
        return None
    return Match(round(min(0.95, (signs + 1) / (signs + against * 3 + 1.5)), 2), first)
