"""Fortinet FortiOS: by what a configuration is known, and the whole of it.

Written from the vendor's command references (FortiOS 6.0 to 7.4) and public examples of their forms: unverified on real devices.
The tables are read by the modules of ``fortios``.
"""

from __future__ import annotations

import re

from collectors.clean import CleanText
from collectors.configs.fortios.reader import PLATFORM, parse_fortios
from collectors.configs.parser import ConfigParser, Match

_HEAD = re.compile(r"#config-version=F(?:GT?|WF?|GR|OS|GVM|P)\w*-\d|!?#? ?RANCID-CONTENT-TYPE: forti")
_OTHERS = re.compile(
    r"#config-version=(?!F(?:G|W|OS|P))|!|hostname \S|interface \S|sysname |version \S|set (?:system|interfaces|protocols|security|vlans) |"
    r"config (?:switch|router vrf|switch vlan|system certificate ca)$|ip vrouter"
)
_TABLE = re.compile(
    r"config (?:system|firewall|router|vpn|user|log|webfilter|antivirus|ips|wireless-controller|switch-controller|vdom|global)\b"
)
_SWITCH = re.compile(r"config switch (?!-)\S")
_INSIDE = re.compile(r"(?:set|unset) [a-z0-9][\w-]*(?: |$)|edit \S|next$|end$|config \S")
_LOOKED_AT = 4_000
_HEAD_LINES = 20
_SURE_BY_HEAD = 0.97
_SURE = 0.93
_UNSURE = 0.6
_SHARE = 0.6
_FEW = 4


def match_fortios(text: CleanText) -> Match | None:
    """Tell whether a text is of FortiOS: by its first line, else by tables that open with ``config`` and lines all of its kinds."""
    head = None
    tables = inside = lines = 0
    first = None
    for index, line in enumerate(text.lines[:_LOOKED_AT]):
        said = line.text
        if index < _HEAD_LINES and head is None and _HEAD.match(said):
            head = line
        if not line.indent and head is None and _OTHERS.match(said):
            return None
        if _SWITCH.match(said):
            return None  # FortiSwitch: another system with the same forms
        lines += 1
        inside += _INSIDE.match(said) is not None
        if _TABLE.match(said):
            tables += 1
            first = first or line
    if head is not None:
        return Match(_SURE_BY_HEAD, head)
    if first is None or inside < _SHARE * lines:
        return None
    return Match(_SURE if inside >= _FEW and tables else _UNSURE, first)


PARSER = ConfigParser(platform=PLATFORM, matches=match_fortios, parse=parse_fortios)
"""The dialect."""
