"""By what an H3C Comware configuration is known: its version line, else a vote of telling commands."""

from __future__ import annotations

import re

from collectors.clean import CleanText
from collectors.configs.parser import Match

_HEADER = re.compile(
    r"version [57]\.\d+(?:\.\d+\w*)?, \w+|# ?(?:HPE?|H3C) Comware (?:Platform )?Software|#? ?Comware Software, Version [57]\.",
    re.IGNORECASE,
)
_SIGNS = re.compile(
    r"port trunk permit vlan|port link-mode (?:bridge|route)|port access vlan \d|"
    r"interface (?:Vlan-interface|Bridge-Aggregation|Route-Aggregation|"
    r"Ten-GigabitEthernet|M-GigabitEthernet|HundredGigE|FortyGigE|Twenty-FiveGigE|InLoopBack)|"
    r"irf (?:member|mac-address|auto-update|domain)|irf-port |"
    r"lldp global enable|stp global enable|line (?:vty|aux|class|con)|user-role |local-user \S+ class |domain default enable|domain system|"
    r"port link-aggregation group|address-family ipv4|"
    r"acl (?:basic|advanced) \d|security-zone name|zone-pair security|object-policy ip|"
    r"password-recovery enable|scheduler logfile|role name level|user-group system|"
    r"undo ip http enable|"
    r"vlan \d+ to \d+|port hybrid vlan |authentication-mode scheme|radius scheme|password hash |dhcp server ip-pool|qos apply policy"
)
_AGAINST = re.compile(
    r"vlan batch |port trunk allow-pass |interface (?:Vlanif|Eth-Trunk|MEth|XGigabitEthernet|\d{2,3}GE)|"
    r"port default vlan |drop-profile |"
    r"authentication-scheme |undo portswitch|firewall zone (?:trust|untrust|dmz|local|name)|"
    r"hostname |switchport|ip route \d|ip vrf |set system |"
    r"interface (?:AggregatePort|Port-channel|TenGigabitEthernet|TFGigabitEthernet|Mgmt)|"
    r"config system|feature |config-register|interface vlan ?\d|"
    r"version 1\d\.\d|service timestamps|boot-(?:start|end)-marker|router (?:ospf|bgp|isis|eigrp|rip)|route-map ",
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


def match_comware(text: CleanText) -> Match | None:  # noqa: C901 - one pass over the lines
    """Tell whether a text is a Comware configuration: by its version line, else by a vote of telling commands.

    ``port trunk permit``, ``port link-mode`` and the names of interfaces tell it from its cousin VRP.
    """
    header = first = None
    signs = against = commands = 0
    for line in text.lines[:_LOOKED_AT]:
        if line.text == "#":
            if signs > _PLENTY and not against:
                break
            continue
        if header is None and line.number <= 60 and _HEADER.match(line.text):  # noqa: PLR2004 - a header stands at the head
            header = line
        commands += line.text.startswith(("sysname ", "interface ", "vlan ", "ip route-static ", "line ", "acl "))
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
    if not commands:
        return None
    if header is not None and against <= signs + 1:
        return Match(_SURE_BY_HEADER, header)
    if first is None or signs < _ENOUGH or signs <= against * _DECISIVE:
        return None
    return Match(round(min(0.95, (signs + 1) / (signs + against * 3 + 2)), 2), first)
