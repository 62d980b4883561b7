"""H3C (and HPE) Comware, versions 5 and 7: its grammar and its version line; the sections are read as VRP's, its cousin's.

Its own ways: single commands carry a leading blank, ``version`` stands among them, a bridge port is an access port of
VLAN 1 unless told otherwise, VPN instances stand inside BGP with address families of their own.
Source: H3C S5500, S5560, S10500, MSR and SecPath command references; the forms of public configurations of both versions.
"""

from __future__ import annotations

import re

from collectors.clean import Line
from collectors.configs.blocks import Block, Grammar
from collectors.configs.hp_comware_signs import match_comware
from collectors.configs.parser import ConfigParser, Parsed
from collectors.configs.vrp_family.grammar import INNER, SECTIONS, TOP_WORDS
from collectors.configs.vrp_family.sections import Dialect, parse
from collectors.configs.vrp_family.state import State

PLATFORM = "hp_comware"

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


def parse_comware(lines: tuple[Line, ...], path: str) -> Parsed:
    """Return what the redacted lines of a Comware configuration say."""
    return parse(lines, path, DIALECT)


PARSER = ConfigParser(platform=PLATFORM, matches=match_comware, parse=parse_comware)
