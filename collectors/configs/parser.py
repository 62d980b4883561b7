"""The plug point of configuration dialects, and the account of what became of each line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from collectors.clean import CleanText, Line
from collectors.configs.facts import Facts
from topology.model.errors import Problem, Severity
from topology.model.records import Interface, Reading, SectionReading, System

MAX_UNPARSED = 200
"""Unparsed lines kept in a `Reading`."""
UNSURE = 0.8
"""Below this confidence a platform is not assumed: a person is asked."""


@dataclass(frozen=True)
class Match:
    """Why a text looks like a platform's: how sure (0 to 1), and the line that says so."""

    confidence: float
    line: Line


@dataclass(frozen=True)
class Parsed:
    """What a dialect made of a text."""

    system: System
    interfaces: tuple[Interface, ...]
    facts: Facts
    reading: Reading
    problems: tuple[Problem, ...]
    ends_early: bool = False
    """The text stops inside a section: it was cut."""


@dataclass(frozen=True)
class ConfigParser:
    """A dialect. `matches` says why a cleaned text is this platform's, or None; `parse` takes the redacted lines and the path."""

    platform: str
    matches: Callable[[CleanText], Match | None]
    parse: Callable[[tuple[Line, ...], str], Parsed]


WEIGHTS = ("routing", "vrf", "nat", "acl", "interface", "other")
"""Kinds of section, those first whose unread lines a merge could stumble over."""


@dataclass(slots=True)
class Account:
    """What became of each line: understood, ignored by a named rule, or unparsed; in all and by kind of section.

    A dialect sets `section` to one of `WEIGHTS` before it reads a block.
    """

    path: str
    section: str = "other"
    read: dict[str, int] = field(default_factory=dict)
    passed: dict[tuple[str, str], int] = field(default_factory=dict)
    """Ignored lines by section and rule."""
    left: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _left: dict[str, int] = field(default_factory=dict)

    def understand(self, lines: int = 1) -> None:
        """Count lines that became facts, or that say what is the default."""
        self.read[self.section] = self.read.get(self.section, 0) + lines

    def place(self, line: Line) -> str:
        """Return ``file:line``."""
        return f"{self.path}:{line.number}"

    def ignore(self, rule: str, lines: int = 1) -> None:
        """Count lines that a named rule passes over."""
        key = (self.section, rule)
        self.passed[key] = self.passed.get(key, 0) + lines

    def leave(self, line: Line, section: str) -> None:
        """Count a line that nothing understood, and keep it with the header of its section."""
        self._left[self.section] = self._left.get(self.section, 0) + 1
        kept = self.left.setdefault(self.section, [])
        if len(kept) < MAX_UNPARSED:
            kept.append(f"{self.path}:{line.number} {section} > {line.text}")

    def warn(self, code: str, line: Line, severity: Severity = Severity.WARNING) -> None:
        """Add a problem about one line, with its text."""
        self.problems.append(Problem(code, severity, self.place(line), {"text": line.text[:200]}))

    def counted(self) -> int:
        """Return how many lines have been accounted for."""
        return sum(self.read.values()) + sum(self.passed.values()) + sum(self._left.values())

    def reading(self) -> Reading:
        """Return the account for the record."""
        ignored: dict[str, int] = {}
        for (section, _), lines in self.passed.items():
            ignored[section] = ignored.get(section, 0) + lines
        sections = tuple(
            SectionReading(
                section=section,
                understood=self.read.get(section, 0),
                ignored=ignored.get(section, 0),
                unparsed=self._left.get(section, 0),
            )
            for section in WEIGHTS
            if section in self.read or section in ignored or section in self._left
        )
        kept = [text for section in WEIGHTS for text in self.left.get(section, ())]
        understood = sum(self.read.values())
        unparsed = sum(self._left.values())
        return Reading(
            lines=understood + sum(ignored.values()) + unparsed,
            understood=understood,
            ignored=sum(ignored.values()),
            unparsed=unparsed,
            unparsed_lines=tuple(kept[:MAX_UNPARSED]),
            sections=sections,
        )
