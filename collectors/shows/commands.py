"""Show commands as they are typed, and what they stand for: abbreviations, arguments, filters behind a bar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from collectors.shows.answers import Command

_LEADING = re.compile(r"(?:do|run)\s+(?=sh|di)", re.IGNORECASE)
_ARGUMENT = re.compile(r"\{(\w+)\}")
_WHOLE = re.compile(r"(?:no-more|nomore|no more|display (?:omit|json|xml))\s*$", re.IGNORECASE)
"""Filters that keep nothing back."""
_PORT_NUMBER = re.compile(r"\d[\d/:.]*$")
_MOST_WORDS = 12


def plain_command(typed: str) -> tuple[str, bool]:
    """Return a command without its filters, and whether one of them kept lines back.

    >>> plain_command("dis arp | no-more"), plain_command("do sh ip route | include 10.")
    (('dis arp', False), ('sh ip route', True))
    """
    body, *filters = typed.split("|")
    return _LEADING.sub("", " ".join(body.split()), count=1), any(not _WHOLE.match(one.strip()) for one in filters)


def find_command(typed: str, known: Iterable[str]) -> Command | None:
    """Return which of the known commands was meant, None where it is none of them.

    Each typed word begins the known one; the command with most words typed in full wins, then the first.

    >>> find_command("dis ip int b", ["display interface brief", "display ip interface brief"]).text
    'display ip interface brief'
    >>> dict(find_command("dis ip rou vpn Office", ["display ip routing-table vpn-instance {vrf}"]).arguments)
    {'vrf': 'Office'}
    """
    body, excerpt = plain_command(typed)
    words = body.split()
    if not words or len(words) > _MOST_WORDS:
        return None
    best: tuple[int, str, dict[str, str]] | None = None
    for text in known:
        found = _match(words, text.split())
        if found is not None and (best is None or found[0] > best[0]):
            best = (found[0], text, found[1])
    return None if best is None else Command(text=best[1], arguments=best[2], excerpt=excerpt)


def said_command(command: Command) -> str:
    """Return a command with its arguments, as a person would type it in full."""
    return _ARGUMENT.sub(lambda match: command.arguments.get(match.group(1), match.group()), command.text)


def _match(typed: Sequence[str], known: Sequence[str]) -> tuple[int, dict[str, str]] | None:
    """Return how many words stand in full and what the placeholders stand for; None where the words differ."""
    arguments: dict[str, str] = {}
    score = at = 0
    for word in known:
        if at >= len(typed):
            return None
        name = _ARGUMENT.fullmatch(word)
        if name is None:
            lower = typed[at].lower()
            if not word.startswith(lower):
                return None
            score += 2 if word == lower else 0
        else:
            value = typed[at]
            if name.group(1) == "interface" and at + 1 < len(typed) and _PORT_NUMBER.match(typed[at + 1]):
                at += 1
                value += typed[at]
            arguments[name.group(1)] = value
        at += 1
    return (score - len(arguments), arguments) if at == len(typed) else None
