"""Pieces of the lines of a Junos configuration: words, quotes, brackets, tags."""

from __future__ import annotations

import re
from collections.abc import Sequence

PIECE = re.compile(r'"(?:[^"\\]|\\.)*"?|/\*|\*/|<[^\s<>]*>|[{};\[\]]|#.*|[^\s{};\[\]"]+')
_TAGS = frozenset({"inactive:", "active:", "protect:", "unprotect:", "replace:", "delete:", "merge:", "update:", "create:"})
MOST_WAYS = 4_096
"""Statements that one with lists in brackets may stand for."""
WORDS: dict[str, list[str]] = {}
"""Words of lines met before: configurations repeat themselves, and lines hold no secrets by the time they come here."""
_REMEMBERED = 16_384
"""Distinct lines remembered; beyond it everything is forgotten at once."""
_ODD = re.compile(r'["\[\]{};#]|: |/\*')


def words_of(text: str) -> list[str]:
    """Return the words of a line that is one statement, or opens one, and nothing else; no words for any other line."""
    words = text[:-1].split() if text[-1] in ";{" and _ODD.search(text, 0, len(text) - 1) is None else []
    if len(WORDS) >= _REMEMBERED:
        WORDS.clear()
    WORDS[text] = words
    return words


def unquoted(piece: str) -> str:
    """Return a word without the quotes around it."""
    return piece.strip('"') if piece[0] == '"' else piece


def split_tags(pieces: list[str]) -> tuple[list[str], set[str]]:
    """Return the words of a statement and the tags before it."""
    at = 0
    while at < len(pieces) and pieces[at] in _TAGS:
        at += 1
    return pieces[at:], set(pieces[:at])


def ways_of(pieces: Sequence[str]) -> list[list[str]]:
    """Return the statements that one with lists in brackets stands for.

    >>> ways_of(["vlan", "members", "[", "10", '"a b"', "]"])
    [['vlan', 'members', '10'], ['vlan', 'members', 'a b']]
    """
    ways: list[list[str]] = [[]]
    listed: list[str] | None = None
    for piece in pieces:
        if piece == "[":
            listed = []
        elif piece == "]":
            if listed and len(ways) * len(listed) <= MOST_WAYS:
                ways = [[*way, word] for way in ways for word in listed]
            listed = None
        elif listed is not None:
            listed.append(unquoted(piece))
        else:
            for way in ways:
                way.append(unquoted(piece))
    return ways
