"""By what configurations of VRP and Comware are known: a head, else a vote of telling commands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from collectors.clean import CleanText, Line
from collectors.configs.parser import Match

_LOOKED_AT = 4_000
"""Lines read for detection."""
_HEAD_LINES = 60
_SURE_BY_HEAD = 0.99
_ENOUGH = 2
"""Signs from which on a vote without a head can be sure."""
_DECISIVE = 3
"""Signs that one against them outweighs: VRP and Comware share many words, and few are one's alone."""
_PLENTY = 40
"""Signs without one against them, or so many against, after which the rest of a text no longer turns the vote."""
_MOST_SURE = 0.95


@dataclass(frozen=True)
class Signs:
    """What tells a system: its head, its commands, and the commands of others.

    `commands` are how lines of any configuration of the system start, at least one of which must stand there, beside
    `separators_needed` lines of ``#``. A vote is sure by (signs + 1) / (signs + 3 times those against + `doubt`).
    """

    head: re.Pattern[str]
    signs: re.Pattern[str]
    against: re.Pattern[str]
    commands: tuple[str, ...]
    separators_needed: int
    doubt: float


def match_signs(signs: Signs, text: CleanText) -> Match | None:
    """Tell whether a text is a configuration of the system. Linear in the lines looked at."""
    head = first = None
    pro = contra = commands = separators = 0
    is_sign, is_against = signs.signs.match, signs.against.match
    for line in text.lines[:_LOOKED_AT]:
        said = line.text
        if said == "#":
            separators += 1
            if pro > _PLENTY and not contra:
                break
            continue
        if head is None and line.number <= _HEAD_LINES and signs.head.match(said):
            head = line
        commands += said.startswith(signs.commands)
        if is_sign(said):
            pro += 1
            first = first or line
            if head is not None and pro > _PLENTY and not contra:
                break
        elif is_against(said):
            contra += 1
            if contra > _PLENTY and contra > pro:
                return None
    if not commands or separators < signs.separators_needed:
        return None
    return _judge(head, first, pro, contra, signs.doubt)


def _judge(head: Line | None, first: Line | None, pro: int, contra: int, doubt: float) -> Match | None:
    if head is not None and contra <= pro + 1:
        return Match(_SURE_BY_HEAD, head)
    if first is None or pro < _ENOUGH or pro <= _DECISIVE * contra:
        return None
    return Match(round(min(_MOST_SURE, (pro + 1) / (pro + 3 * contra + doubt)), 2), first)
