"""The plug point of configuration dialects, and the account of what became of each line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from collectors.clean import CleanText, Line
from topology.model.errors import Problem, Severity
from topology.model.records import Interface, Reading, Route, System, Vlan, Vrf

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
    vlans: tuple[Vlan, ...]
    vrfs: tuple[Vrf, ...]
    routes: tuple[Route, ...]
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


@dataclass(slots=True)
class Account:
    """What became of each line: understood, ignored by a named rule, or unparsed."""

    path: str
    understood: int = 0
    ignored: dict[str, int] = field(default_factory=dict)
    unparsed: int = 0
    unparsed_lines: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def place(self, line: Line) -> str:
        """Return ``file:line``."""
        return f"{self.path}:{line.number}"

    def ignore(self, rule: str, lines: int = 1) -> None:
        """Count lines that a named rule passes over."""
        self.ignored[rule] = self.ignored.get(rule, 0) + lines

    def leave(self, line: Line, section: str) -> None:
        """Count a line that nothing understood, and keep it with its section."""
        self.unparsed += 1
        if len(self.unparsed_lines) < MAX_UNPARSED:
            self.unparsed_lines.append(f"{self.path}:{line.number} {section} > {line.text}")

    def warn(self, code: str, line: Line, severity: Severity = Severity.WARNING) -> None:
        """Add a problem about one line, with its text."""
        self.problems.append(Problem(code, severity, self.place(line), {"text": line.text[:200]}))

    def reading(self) -> Reading:
        """Return the account for the record."""
        ignored = sum(self.ignored.values())
        return Reading(
            lines=self.understood + ignored + self.unparsed,
            understood=self.understood,
            ignored=ignored,
            unparsed=self.unparsed,
            unparsed_lines=tuple(self.unparsed_lines),
        )
