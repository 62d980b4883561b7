"""By what configurations of the IOS family are known: a head, else a vote of telling commands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from collectors.clean import CleanText, Line
from collectors.configs.parser import Match

_LOOKED_AT = 4_000
_HEAD_LINES = 80
_SURE_BY_HEAD = 0.96
_ENOUGH = 3
"""Signs from which on a vote without a head can be sure."""
_PLENTY = 30
_TIMES = 4
"""Signs of one side, and how many times those of the other, after which the rest of a text can no longer turn the vote."""
_MOST_SURE = 0.94
_STRUCTURE = re.compile(
    r"hostname \S|feature \S|interface \S|router (?:ospf|bgp|isis|eigrp|rip)|line (?:con|vty|aux)|ip route \d|access-list \d"
)


@dataclass(frozen=True)
class Signs:
    """What tells a system: its head, its commands, the commands of others, and the heads that rule it out.

    `heads_needed` lines of structure make a head believed: a title alone is no configuration.
    """

    head: re.Pattern[str]
    signs: re.Pattern[str]
    against: re.Pattern[str]
    veto: re.Pattern[str]
    heads_needed: int


def match_signs(signs: Signs, text: CleanText) -> Match | None:
    """Tell whether a text is a configuration of the system. Linear in the lines looked at."""
    head = first = None
    pro = contra = structure = 0
    is_sign, is_against = signs.signs.match, signs.against.match
    for index, line in enumerate(text.lines[:_LOOKED_AT]):
        said = line.text
        if index < _HEAD_LINES:
            if signs.veto.match(said):
                return None
            if head is None and signs.head.match(said):
                head = line
        if line.indent or said == "!":
            continue
        if is_sign(said):
            pro += 1
            first = first or line
        elif is_against(said):
            contra += 1
        structure += _STRUCTURE.match(said) is not None
        if pro > _PLENTY and pro > _TIMES * contra and index >= _HEAD_LINES and structure >= signs.heads_needed:
            break
        if contra > _PLENTY and contra > _TIMES * pro and head is None:
            return None
    return _judge(signs, head, first, (pro, contra, structure))


def _judge(signs: Signs, head: Line | None, first: Line | None, counts: tuple[int, int, int]) -> Match | None:
    pro, contra, structure = counts
    if head is not None and structure >= signs.heads_needed and contra <= pro:
        return Match(_SURE_BY_HEAD, head)
    if first is None or pro < _ENOUGH or not structure or pro <= 2 * contra:
        return None
    return Match(round(min(_MOST_SURE, (pro + 1) / (pro + 3 * contra + 1.5)), 2), first)
