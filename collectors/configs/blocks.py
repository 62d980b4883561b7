"""Sections of a configuration, read without trusting its indentation.

In VRP (and Comware) a ``#`` at column 0 ends a section and `` #`` a sub-block inside it; terminals
and editors add leading blanks to top-level commands or strip them from all. So the separators and the
first words decide; indentation only where both are silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from collectors.clean import Line

SUB_END = "#"
"""Text of the child that stands for the end of a sub-block."""
_OPENS, _STARTS, _TOP = 1, 2, 4
_REMEMBERED = 16_384
"""Distinct lines remembered by a grammar; beyond it everything is forgotten at once."""


@dataclass(frozen=True)
class Grammar:
    """Which commands open sections.

    `sections` are first words (up to three) of commands with children; `starters` those that are never a
    child, however far they are indented; `top_words` first words that, at column 0, end a section
    whose children stand at column 0 too; `inner` what looks like one of these and is a child all the same.
    """

    sections: frozenset[str]
    starters: frozenset[str]
    top_words: frozenset[str]
    inner: re.Pattern[str] | None = None
    starts: tuple[str, ...] = field(init=False, repr=False)
    """The starters with the blank behind them."""
    heads: frozenset[str] = field(init=False, repr=False)
    """The first two letters of the starters: most lines are none by these."""
    _leads: tuple[dict[str, int], ...] = field(init=False, repr=False, compare=False)
    """What leads of one, two and three words say."""
    _longer: frozenset[str] = field(init=False, repr=False, compare=False)
    """First words of leads of more than one."""
    _known: dict[str, int] = field(init=False, repr=False, compare=False, default_factory=dict)
    """What lines said before."""

    def __post_init__(self) -> None:
        leads: tuple[dict[str, int], ...] = ({}, {}, {})
        for sign, words in ((_OPENS, self.sections), (_STARTS, self.starters), (_TOP, self.top_words)):
            for lead in words:
                known = leads[lead.count(" ")]
                known[lead] = known.get(lead, 0) | sign
        object.__setattr__(self, "_leads", leads)
        object.__setattr__(self, "_longer", frozenset(lead.partition(" ")[0] for known in leads[1:] for lead in known))
        object.__setattr__(self, "heads", frozenset(lead[:2] for lead in self.starters))
        object.__setattr__(self, "starts", tuple(f"{lead} " for lead in self.starters))

    def signs(self, text: str) -> int:
        """Return what a line's first words say of it; lines met before are remembered, as devices share most names of interfaces."""
        signs = self._known.get(text)
        if signs is None:
            signs = self._look_up(text)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[text] = signs
        return signs

    def _look_up(self, text: str) -> int:
        first = text.partition(" ")[0]
        one, two, three = self._leads
        signs = one.get(first, 0)
        if first in self._longer:
            words = text.split(" ", 3)
            if len(words) > 1:
                pair = f"{first} {words[1]}"
                signs |= two.get(pair, 0)
                if len(words) > 2 and three:  # noqa: PLR2004 - words of the longest leads
                    signs |= three.get(f"{pair} {words[2]}", 0)
        if signs & ~_OPENS and self.inner is not None and self.inner.match(text):
            signs &= _OPENS
        return signs


class Block(msgspec.Struct):
    """A top-level command with its children."""

    header: Line
    children: list[Line]


def read_blocks(lines: Iterable[Line], grammar: Grammar) -> Iterator[Block]:  # noqa: C901, PLR0912 - one loop: calls cost a tenth of the time
    """Yield the blocks of a configuration in order; separators between blocks are not yielded.

    Linear in the number of lines.
    """
    block: Block | None = None
    held: tuple[Block, Line] | None = None
    known = flat = False
    own = 0
    starts, starters, heads = grammar.starts, grammar.starters, grammar.heads
    for line in lines:
        indent, text = line.indent, line.text
        signs = None
        if block is not None:
            if indent and known and indent > own:  # the usual line: indented under a section
                if text[:2] not in heads or not (text.startswith(starts) or text in starters):
                    block.children.append(line)
                    continue
            elif text == "#":
                if known and indent:
                    block.children.append(line)
                    continue
                if flat and _FAMILIES.get(block.header.text.partition(" ")[0]) is not None:
                    held = block, line  # without indentation, the mark may part its families
                else:
                    yield block
                block = None
                continue
            else:
                signs = grammar.signs(text)
                if _is_child(line, block, signs, known=known, flat=flat):
                    if not block.children:
                        flat = known and indent == 0
                    block.children.append(line)
                    continue
            yield block
        elif text == "#":
            continue
        if held is not None:
            (block, separator), held = held, None
            if text.startswith(_FAMILIES[block.header.text.partition(" ")[0]]):
                block.children += (separator, line)
                known = flat = True
                own = 0
                continue
            yield block
        block = Block(line, [])
        own = indent or 0
        known = bool((grammar.signs(text) if signs is None else signs) & _OPENS)
        flat = False
    if held is not None:
        yield held[0]
    if block is not None:
        yield block


_FAMILY = ("ipv4-family", "ipv6-family", "address-family", "evpn")
_FAMILIES = {"bgp": (*_FAMILY, "l2vpn-family", "vpls-family", "l2vpn-ad-family", "ip vpn-instance "), "ip": _FAMILY}
"""What goes on with a section of some first words behind a mark at column 0, where its lines have lost their indentation; VPN
instances of their own stand above BGP in a configuration."""


def _is_child(line: Line, block: Block, signs: int, *, known: bool, flat: bool) -> bool:
    indent = line.indent
    if signs & _STARTS:
        return False
    if not known:
        return indent is not None and indent > (block.header.indent or 0)
    if indent is None:
        return not signs & _TOP
    if indent == 0 and block.children and not flat:
        return False
    return not signs & _TOP
