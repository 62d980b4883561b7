"""Whose captures these are: by what the answers say of their maker, else by whose parsers read them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from collectors.shows.answers import Answer, Table
from collectors.shows.parsing import parse_used
from collectors.shows.vendors import VENDORS

_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("huawei_vrp", re.compile(r"Huawei Versatile Routing Platform|VRP \(R\) software", re.IGNORECASE)),
    ("hp_comware", re.compile(r"Comware (?:Platform )?Software|H3C Comware|HPE? Comware", re.IGNORECASE)),
    ("ruijie_rgos", re.compile(r"RGOS|Ruijie", re.IGNORECASE)),
    ("zte_zxros", re.compile(r"ZXR10|ZXROS|ZXCTN|ZXUN|ROSng", re.IGNORECASE)),
    ("cisco_nxos", re.compile(r"Cisco Nexus Operating System|NX-OS\b")),
    ("cisco_xr", re.compile(r"Cisco IOS[ -]XR Software")),
    ("cisco_ios", re.compile(r"Cisco IOS Software|Cisco Internetwork Operating System|Cisco IOS XE Software")),
    ("juniper_junos", re.compile(r"\bJunos: |JUNOS (?:OS |Base |Software )", re.IGNORECASE)),
)
"""What `display version` and system descriptions of the device itself say of it; the first that fits counts."""
_VERSION = re.compile(r"(?:di\w*|sh\w*)\s+ver\w*", re.IGNORECASE)
_MOST_TRIED = 40
"""Answers that are parsed to find out whose they are."""


def platform_of(answers: Sequence[Answer]) -> tuple[str | None, tuple[str, ...]]:
    """Return the platform of a device's answers, None where it is not sure; and those that come into question.

    The answer to ``display version`` decides; else the platform alone whose parsers read most answers. Where two read as
    many, only one of them may know the words of the commands.
    """
    for answer in answers:
        if _VERSION.match(answer.command):
            text = "\n".join(line.text for line in answer.lines[:40])
            said = next((platform for platform, sign in _SIGNS if sign.search(text)), None)
            if said is not None:
                return said, (said,)
    scores = {vendor.platform: sum(_rows(parse_used(vendor, one)) for one in answers[:_MOST_TRIED]) for vendor in VENDORS}
    best = max(scores.values(), default=0)
    if not best:
        return None, ()
    likely = tuple(platform for platform, score in scores.items() if score == best)
    return (likely[0] if len(likely) == 1 else None), likely


def _rows(outcome: object) -> int:
    return 1 if isinstance(outcome, Table) and outcome.rows else 0
