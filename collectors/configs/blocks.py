"""Sections of a configuration, read without trusting its indentation.

In VRP (and Comware) a ``#`` at column 0 ends a section and `` #`` a sub-block inside it; terminals
and editors add leading blanks to top-level commands or strip them from all. So the separators and the
first words decide; indentation only where both are silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from collectors.clean import Line

SUB_END = "#"
"""Text of the child that stands for the end of a sub-block."""
_OPENS, _STARTS, _TOP = 1, 2, 4
_REMEMBERED = 16_384


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
    memory: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    def signs(self, text: str) -> int:
        """Return what a line's first words say of it, remembered by its text."""
        signs = self.memory.get(text)
        if signs is None:
            if len(self.memory) >= _REMEMBERED:
                self.memory.clear()
            leads = _leads(text)
            signs = _OPENS * any(lead in self.sections for lead in leads)
            if self.inner is None or not self.inner.match(text):
                signs |= _STARTS * any(lead in self.starters for lead in leads) | _TOP * any(lead in self.top_words for lead in leads)
            self.memory[text] = signs
        return signs


def _leads(text: str) -> tuple[str, ...]:
    words = text.split(" ", 3)[:3]
    return tuple(" ".join(words[: at + 1]) for at in range(len(words)))


@dataclass(slots=True)
class Block:
    """A top-level command with its children; `separators` counts the ``#`` lines that closed it."""

    header: Line
    children: list[Line] = field(default_factory=list)
    closed: bool = False


def read_blocks(lines: Iterable[Line], grammar: Grammar) -> Iterator[Block]:
    """Yield the blocks of a configuration in order; separators between blocks are not yielded.

    Linear in the number of lines.
    """
    block: Block | None = None
    known = flat = False
    memory = grammar.memory
    for line in lines:
        text = line.text
        if block is not None:
            if text == "#":
                if known and line.indent:
                    block.children.append(line)
                    continue
                block.closed = True
                yield block
                block = None
                continue
            signs = memory.get(text)
            if signs is None:
                signs = grammar.signs(text)
            if not signs & _STARTS and _is_child(line, block, signs, known=known, flat=flat):
                if not block.children:
                    flat = known and line.indent == 0
                block.children.append(line)
                continue
            block.closed = True
            yield block
        elif text == "#":
            continue
        block = Block(line)
        known = bool(grammar.signs(text) & _OPENS)
        flat = False
    if block is not None:
        yield block


def _is_child(line: Line, block: Block, signs: int, *, known: bool, flat: bool) -> bool:
    indent, own = line.indent, block.header.indent or 0
    if not known:
        return indent is not None and indent > own
    if indent is None:
        return not signs & _TOP
    if indent > own:
        return True
    if indent == 0 and block.children and not flat:
        return False
    return not signs & _TOP
