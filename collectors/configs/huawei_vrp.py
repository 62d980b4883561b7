"""Huawei VRP (versions 5 and 8, USG firewalls): its grammar and its header; the sections are read as Comware's.

Source: Huawei S-series, CE, NE, AR and USG command references.
"""

from __future__ import annotations

import re

from collectors.clean import Line
from collectors.configs.blocks import Grammar
from collectors.configs.huawei_vrp_signs import match_vrp
from collectors.configs.parser import ConfigParser, Parsed
from collectors.configs.vrp_family.grammar import INNER, SECTIONS, TOP_WORDS
from collectors.configs.vrp_family.sections import Dialect, parse

PLATFORM = "huawei_vrp"

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


def parse_vrp(lines: tuple[Line, ...], path: str) -> Parsed:
    """Return what the redacted lines of a VRP configuration say."""
    return parse(lines, path, DIALECT)


PARSER = ConfigParser(platform=PLATFORM, matches=match_vrp, parse=parse_vrp)
