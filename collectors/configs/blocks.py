"""Sections of a configuration, read without trusting its indentation.

In VRP (and Comware) a ``#`` at column 0 ends a section and `` #`` a sub-block inside it; terminals
and editors add leading blanks to top-level commands or strip them from all. So the separators and the
first words decide; indentation only where both are silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from collectors.clean import Line

SUB_END = "#"
"""Text of the child that stands for the end of a sub-block."""


@dataclass(frozen=True)
class Grammar:
    """Which commands open sections.

    `sections` are first words (or two) of commands with children; `starters` those that are never a
    child, however far they are indented; `top_words` first words that, at column 0, end a section
    whose children stand at column 0 too.
    """

    sections: frozenset[str]
    starters: frozenset[str]
    top_words: frozenset[str]


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
    for line in lines:
        if line.text == "#":
            if block is not None and known and line.indent:
                block.children.append(line)
                continue
            if block is not None:
                block.closed = True
                yield block
                block = None
            continue
        if block is not None and _is_child(line, block, grammar, known=known, flat=flat):
            if not block.children:
                flat = known and line.indent == 0
            block.children.append(line)
            continue
        if block is not None:
            block.closed = True
            yield block
        block = Block(line)
        known = _opens(line.text, grammar.sections)
        flat = False
    if block is not None:
        yield block


@lru_cache(maxsize=8192)
def _opens(text: str, words: frozenset[str]) -> bool:
    first, _, rest = text.partition(" ")
    return first in words or f"{first} {rest.partition(' ')[0]}" in words


def _is_child(line: Line, block: Block, grammar: Grammar, *, known: bool, flat: bool) -> bool:
    if _opens(line.text, grammar.starters):
        return False
    if not known:
        return line.indent is not None and line.indent > (block.header.indent or 0)
    if line.indent is None:
        return not _opens(line.text, grammar.top_words)
    if line.indent > 0:
        return True
    if block.children and not flat:
        return False
    return not _opens(line.text, grammar.top_words)
