"""Juniper Junos: by what a configuration is known, as ``set`` lines and in braces.

A unit of an interface is a sub-interface of the record, its port carries the VLANs; a logical system is a VRF under its own
name. *Source*: Junos OS CLI and feature user guides to 23.4; the tree and its readers are the modules of ``junos``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from collectors.clean import CleanText, Line
from collectors.configs.junos.reader import PLATFORM, parse_junos
from collectors.configs.parser import ConfigParser, Match

_LOOKED_AT = 4_000
_HEAD_LINES = 80
_BY_HEAD = 0.96
_ENOUGH = 3
"""Signs from which on a vote without a head can be sure."""
_PLENTY = 40
_TIMES = 4
"""Lines of one kind, and how many times those of the other, after which the rest of a text can no longer turn the vote."""
_MOST_SURE = 0.94
_UNSURE = 0.6
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
    pro = strange = index = 0
    for index, line in enumerate(_outside_comments(text.lines[:_LOOKED_AT])):
        said = line.text
        if index < _HEAD_LINES:
            if _VETO.match(said):
                return None
            if head is None and _HEAD.match(said):
                head = line
        if not line.indent and _SIGN.match(said):
            pro += 1
            first = first or line
        elif not _STATEMENT.match(said):
            strange += 1
        if index > _HEAD_LINES and _is_settled(index, pro, strange):
            break
    if first is None or (strange > pro and strange * _TIMES > index):
        return None
    if head is not None:
        return Match(_BY_HEAD, head)
    if pro < _ENOUGH:
        return Match(_UNSURE, first)
    return Match(round(min(_MOST_SURE, (pro + 1) / (pro + strange + 1.2)), 2), first)


def _outside_comments(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines that stand in no comment of several lines, which may hold any text."""
    inside = False
    for line in lines:
        if inside:
            inside = "*/" not in line.text
        elif line.text.startswith("/*") and "*/" not in line.text:
            inside = True
        else:
            yield line


def _is_settled(index: int, pro: int, strange: int) -> bool:
    """Tell whether the rest of a text can no longer turn the vote."""
    if strange > _PLENTY and strange > _TIMES * pro:
        return strange * _TIMES > index
    return pro >= _ENOUGH and index > _TIMES * _PLENTY and index > _PLENTY * strange


PARSER = ConfigParser(platform=PLATFORM, matches=match_junos, parse=parse_junos)
"""Juniper Junos."""
