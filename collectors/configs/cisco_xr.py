"""Cisco IOS XR: by what a configuration is known, and the running configuration.

*Source*: IOS XR 6.x and 7.x command references for ASR 9000 and NCS; ``!`` further in ends a sub-section and is no command, so the
indentation alone tells the depth. The lines are read by the modules of ``xr`` and, where IOS says the same, of ``ios_family``.
"""

from __future__ import annotations

import re
from functools import partial

from collectors.clean import Line
from collectors.configs.ios_family.blocks import SEPARATOR
from collectors.configs.ios_family.flat import indent_again, is_flat
from collectors.configs.ios_family.levels import settle_default, settle_indents
from collectors.configs.ios_family.reader import body_of, finish
from collectors.configs.ios_family.signs import Signs, match_signs
from collectors.configs.parser import Account, ConfigParser, Parsed
from collectors.configs.xr.sections import TOP
from collectors.configs.xr.state import XrState

PLATFORM = "cisco_xr"

_SIGNS = Signs(
    head=re.compile(r"!! ?IOS ?XR Configuration|!RANCID-CONTENT-TYPE: cisco-xr$|!! ?Last configuration change at"),
    signs=re.compile(
        r"interface (?:preconfigure )?(?:MgmtEth0/|Bundle-Ether\d|(?:Ten|Twenty|Forty|Fifty|Hundred|TwoHundred|"
        r"FourHundred)[A-Za-z]*GigE?\d/|TenGigE\d|GigabitEthernet\d/\d/\d/\d|BVI\d|tunnel-(?:ip|te)\d|PTP\d|"
        r"PW-Ether|nve\d)|route-policy |end-policy$|prefix-set |end-set$|router static$|router (?:hsrp|vrrp|"
        r"pim|igmp)$|l2vpn$|multicast-routing$|mpls ldp$|line default$|line template |vty-pool |ssh server v2$|"
        r"(?:ssh server|telnet) vrf \S+|domain (?:name |vrf |lookup)|ipv4 access-list |ipv6 access-list |call-home$|"
        r"control-plane$|tacacs source-interface |taskgroup |usergroup |ntp$|cdp$|lldp$|hw-module |fpd auto-upgrade|"
        r"netconf-yang agent|ipv4 prefix-list |community-set |extcommunity-set |as-path-set |segment-routing$|"
        r"rsvp$|vrf \S+$"
    ),
    against=re.compile(
        r"boot-start-marker|service (?:timestamps debug|pad|password)|ip (?:cef|route|address|access-list) ?|"
        r"vrf definition |vrf context |feature \S+$|interface (?:Vlan\d|FastEthernet|GigabitEthernet\d+(?:/\d+){0,2}$|"
        r"Ethernet\d+/\d+$|mgmt0|Vlanif|Vlan-interface|Eth-Trunk|port-channel)|line vty \d|line con 0|sysname |"
        r"vlan batch|set (?:system|interfaces) |nameif |vdc |management api |switchport|#$"
    ),
    veto=re.compile(
        r"!Command: show|! device: |!?\s*version .*RGOS|ASA Version|version 1[0-7]\.\d+(?:\(|$)|version \d+\.\d+\(\d+\)|"
        r"!RANCID-CONTENT-TYPE: (?!cisco-xr$)|## Last|#config-version|\[V\d{3}R|!?\s*Software Version V\d"
    ),
    heads_needed=1,
)


_OUTER = re.compile(r"router |route-policy \S+$|prefix-set |hostname |end$")
"""Lines of the top level that a level below could take for its own."""


def parse_xr(lines: tuple[Line, ...], path: str) -> Parsed:
    """Return what the redacted lines of a configuration say. A text that stops further in, with no ``!`` or ``end``, was cut."""
    state = XrState(Account(path))
    body = body_of(state, lines)
    kept = [line for line in body if line.text != SEPARATOR]
    plain = [line for line in kept if line.text[0] != "#"]
    if len(plain) < len(kept):
        state.account.ignore("comment", len(kept) - len(plain))
    if is_flat(plain, TOP):
        plain = indent_again([line for line in body if line.text[0] != "#"], TOP, _OUTER, mark=SEPARATOR)
    TOP.read(state, settle_indents(plain), state.account, "-")
    state.endings.append(partial(settle_default, state))
    last = body[-1] if body else None
    whole = state.ended or last is None or not last.indent or last.text == "end"
    return finish(state, PLATFORM, ends_early=not whole)


PARSER = ConfigParser(platform=PLATFORM, matches=partial(match_signs, _SIGNS), parse=parse_xr)
