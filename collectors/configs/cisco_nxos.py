"""Cisco NX-OS: by what a configuration is known, and the running configuration.

*Source*: NX-OS 5.2 to 10.4 command references and configuration guides (Nexus 3000, 5000, 7000 and 9000); sections end where the
indentation does. The lines are read by the modules of ``nxos`` and, where IOS says the same, of ``ios_family``.
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
from collectors.configs.ios_family.state import State
from collectors.configs.nxos.ports import note_defaults
from collectors.configs.nxos.sections import TOP
from collectors.configs.parser import Account, ConfigParser, Parsed

PLATFORM = "cisco_nxos"

_SIGNS = Signs(
    head=re.compile(
        r"!Command: show (?:running|startup)-config|!Running configuration last done at|version \d+\.\d+\(\d+\)\S* ?Bios|"
        r"!RANCID-CONTENT-TYPE: cisco-nx(?:os)?$"
    ),
    signs=re.compile(
        r"feature(?:-set)? \S+$|no feature \S+$|nv overlay evpn$|vdc \S+ id \d|vrf context \S|vpc domain \d|install feature-set |"
        r"copp profile|boot (?:nxos|kickstart|system) bootflash:|rmon event \d+ |interface (?:mgmt0|nve1|port-channel\d|loopback\d)|"
        r"no password strength-check|"
        r"username \S+ password 5 .* role |snmp-server user \S+ .*localizedkey|"
        r"line (?:vty|console)$|system default switchport|no system default switchport|hardware profile |icam monitor |cfs |switchname |"
        r"ip domain-lookup$|fex \d+$|no ip domain-lookup$|spanning-tree port type |version \d+\.\d+\(\d+\)"
    ),
    against=re.compile(
        r"boot-start-marker|service timestamps |ip cef$|interface (?:GigabitEthernet|FastEthernet|TenGigabitEthernet|MgmtEth|Bundle-Ether|"
        r"ethernet\d|mgmt\d+/|vlan\d|"
        r"Vlanif|Vlan-interface|Eth-Trunk|BVI\d|Management\d)|ipv4 address |route-policy |end-policy$|router static$|sysname |vlan batch|"
        r"set (?:system|interfaces) |line vty \d+ \d+|line con 0|nameif |ASA Version|transceiver qsfp|management api |vrf instance |"
        r"vrf definition |mlag configuration|#"
    ),
    veto=re.compile(
        r"!! ?IOS ?XR|! device: |!?\s*version .*RGOS|ASA Version|version 1[0-7]\.\d+$|!RANCID-CONTENT-TYPE: (?!cisco-nx)|"
        r"## Last|#config-version|"
        r"\[V\d{3}R|!?\s*Software Version V\d"
    ),
    heads_needed=1,
)


_OUTER = re.compile(
    r"ip nat (?:inside|outside) source |ip nat pool |feature |hostname |route-map \S+ (?:permit|deny)|router |interface [^?]"
)
"""Lines of the top level that a level below could take for its own."""
_STEP = 2
"""Blanks by which NX-OS indents."""
_STRAY = 0.2
"""Share of lines with an odd indentation up to which they are strays of a terminal."""


def _straightened(lines: list[Line]) -> list[Line]:
    """Return the lines with the stray blanks that a pager left in front of some taken away."""
    odd = [at for at, line in enumerate(lines) if line.indent is not None and line.indent % _STEP]
    if not odd or len(odd) > _STRAY * sum(1 for line in lines if line.indent):
        return lines
    for at in odd:
        line = lines[at]
        lines[at] = Line(line.number, (line.indent or 0) // _STEP * _STEP, line.text)
    return lines


def parse_nxos(lines: tuple[Line, ...], path: str) -> Parsed:
    """Return what the redacted lines of a configuration say. Where it ends, nothing tells whether it was cut."""
    state = State(Account(path))
    body = [line for line in body_of(state, lines) if line.text != SEPARATOR]
    body = indent_again(body, TOP, _OUTER) if is_flat(body, TOP) else settle_indents(_straightened(body))
    TOP.read(state, body, state.account, "-")
    note_defaults(state)
    state.endings.append(partial(settle_default, state))
    return finish(state, PLATFORM, ends_early=False)


PARSER = ConfigParser(platform=PLATFORM, matches=partial(match_signs, _SIGNS), parse=parse_nxos)
