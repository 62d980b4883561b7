"""Nested configurations that lost their indentation, by mail or an editor: each line finds its level by its words.

A line belongs to the open section that knows the most of its words, of several to the innermost; a section of the top level ends all
others, or, where the system prints a mark at the end of each section, the mark closes one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from collectors.clean import Line
from collectors.configs.ios_family.levels import Below, Level

_DEEPEST = 12
"""Sections in each other at most."""


def is_flat(lines: Sequence[Line], top: Level[Any]) -> bool:
    """Tell whether a text has lost its indentation: no line has any, and a line below a section is none of the top level's."""
    if any(line.indent for line in lines):
        return False
    opened = False
    for line in lines:
        reader, _, rule, _ = top.find(line.text)
        if opened and reader is None and rule is None:
            return True
        opened = opened or isinstance(reader, Below)
    return False


def indent_again(lines: Sequence[Line], top: Level[Any], outer: re.Pattern[str], mark: str | None = None) -> list[Line]:
    """Return the lines with the indentation that their words tell. Linear in the number of lines.

    `outer` matches lines of the top level that a level below could take for its own; `mark` is what ends a section where the system
    prints it. Lines that no level knows go with the command before them, where a rule passes over it.
    """
    open_bodies: list[Any] = [top]
    found: list[Line] = []
    passed: int | None = None
    for line in lines:
        if line.text == mark:
            passed = None
            if len(open_bodies) > 1:
                open_bodies.pop()
            continue
        depth = _depth_of(line.text, open_bodies, outer, marked=mark is not None)
        if depth is None:
            found.append(Line(line.number, 0 if passed is None else passed + 1, line.text))
            continue
        del open_bodies[depth + 1 :]
        found.append(Line(line.number, depth, line.text))
        body = open_bodies[depth]
        reader, _, rule, _ = body.find(line.text) if isinstance(body, Level) else (None, (), None, None)
        passed = depth if reader is None and rule is not None else None
        if isinstance(reader, Below) and len(open_bodies) < _DEEPEST:
            open_bodies.append(getattr(reader.body, "level", reader.body))
    return found


def _depth_of(text: str, open_bodies: Sequence[Any], outer: re.Pattern[str], *, marked: bool) -> int | None:
    """Return the depth of the level that a line belongs to, None where no level knows it.

    The level that knows the most of its words counts, of several the innermost; without marks a section of the top level ends all others.
    """
    top = open_bodies[0]
    at_top = _known(top, text, top)
    if outer.match(text):
        return 0
    best, most = None, 0
    for depth in range(len(open_bodies) - 1, 0, -1):
        words = _known(open_bodies[depth], text, top)
        if words > most:
            best, most = depth, words
            if marked:
                break
    if best is None:
        return 0 if at_top else None
    if marked or most > at_top or not isinstance(top.find(text)[0], Below):
        return best
    inner = open_bodies[best]
    return best if most == at_top and isinstance(inner, Level) and inner.find(text)[0] is not None else 0


def _known(body: object, text: str, top: Level[Any]) -> int:
    """Return how many leading words of a line a level knows; lines of a list are whatever the top level does not know."""
    count = len(text.split())
    if isinstance(body, Level):
        reader, words, rule, _ = body.find(text)
        return max(count - len(words), 1) if reader is not None or rule is not None else 0
    return 0 if body is top or _known(top, text, top) else 1
