"""Juniper Junos: by what a configuration is known, as ``set`` lines and in braces.

A unit of an interface is a sub-interface of the record, its port carries the VLANs; a logical system is a VRF under its own
name. *Source*: Junos OS CLI and feature user guides to 23.4; the tree and its readers are the modules of ``junos``.
"""

from __future__ import annotations

import re

from collectors.clean import CleanText, Line
from collectors.configs.junos.reader import PLATFORM, parse_junos
from collectors.configs.parser import ConfigParser, Match

_LOOKED_AT = 4_000
_HEAD_LINES = 80
_BY_HEAD = 0.96
_ENOUGH = 3
"""Signs from which on a vote without a head can be sure."""
_PLENTY = 40
_MOST_SURE = 0.94
_TOPS = (
    "system|chassis|interfaces|protocols|routing-options|routing-instances|policy-options|security|firewall|vlans|bridge-domains|groups|"
    "snmp|forwarding-options|class-of-service|applications|access|services|virtual-chassis|event-options|logical-systems|"
    "ethernet-switching-options|switch-options|poe|apply-groups|multi-chassis|accounting-options|tenants|dynamic-profiles"
)
_HEAD = re.compile(r"## Last (?:commit|changed): ?|set version \d+\.\d|version \"?\d+\.\d+[A-Z]\d\S*;|[#!] ?RANCID-CONTENT-TYPE: juniper")
_SIGN = re.compile(rf"(?:(?:set|delete|deactivate|activate|protect) (?:{_TOPS}) \S|(?:inactive: )?(?:{_TOPS}) \{{(?: /\*.*)?$)")
_STATEMENT = re.compile(
    r"(?:(?:set|deactivate|delete|activate|protect|insert|annotate|rename) [a-z]|.*[{};]$|.*; ## SECRET-DATA$|/\*|\*|#|!|\[edit)"
)
_VETO = re.compile(
    r"set interfaces (?:ethernet|bridge|bonding|loopback|vti|wireguard) (?:eth|br|bond|lo|vti|wg)\d*|set deviceconfig |// vyos|"
    r"/\* === vyatta|#config-version|!(?!\s*$|RANCID-CONTENT-TYPE: juniper)|version 1\d\.\d$|configure \{$|<configuration|sysname |vsys |"
    r"ltm |(?:ethernet|loopback) (?:eth\d|lo) \{$"
)


def match_junos(text: CleanText) -> Match | None:
    """Tell whether a text is Junos: its head, else top levels of its tree. Linear in the lines looked at."""
    head = first = None
    pro = strange = 0
    for index, line in enumerate(text.lines[:_LOOKED_AT]):
        said = line.text
        if index < _HEAD_LINES:
            if _VETO.match(said):
                return None
            if head is None and _HEAD.match(said):
                head = line
        if not line.indent and _SIGN.match(said):
            pro += 1
            first = first or line
            if pro > _PLENTY and pro > 4 * strange and index > _HEAD_LINES:
                break
        elif not _STATEMENT.match(said):
            strange += 1
    return _judge(head, first, pro, strange)


def _judge(head: Line | None, first: Line | None, pro: int, strange: int) -> Match | None:
    if first is None or strange > pro:
        return None
    if head is not None:
        return Match(_BY_HEAD, head)
    if pro < _ENOUGH:
        return Match(0.6, first)
    return Match(round(min(_MOST_SURE, (pro + 1) / (pro + strange + 1.2)), 2), first)


PARSER = ConfigParser(platform=PLATFORM, matches=match_junos, parse=parse_junos)
"""Juniper Junos."""
