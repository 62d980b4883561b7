"""Rows of a walk as they are read from a file, and what was odd about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from collectors.snmp.ber import Oid, Value
from topology.model.errors import Problem, Scalar, Severity

MAX_PROBLEMS = 50
"""Problems kept of one file; a last one counts the rest."""
_SHOWN = 60
"""Characters of an odd line that a problem shows."""
# Tags of RFC 3416 and RFC 2578, as in `collectors.snmp.ber` and in recordings.
INTEGER, OCTETS, NULL, OBJECT_ID, ADDRESS = 0x02, 0x04, 0x05, 0x06, 0x40
COUNTER32, GAUGE32, TICKS, OPAQUE, COUNTER64 = 0x41, 0x42, 0x43, 0x44, 0x46
NUMBERS = frozenset({INTEGER, COUNTER32, GAUGE32, TICKS, COUNTER64})

_DOTTED_QUAD = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_OCTET = 255
_LARGEST = (1 << 64) - 1


@dataclass(slots=True)
class Rows:
    """What a file holds: values by OID, in the order of the file."""

    path: str
    values: dict[Oid, tuple[int, Value]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unsaid: int = 0

    def problem(self, code: str, line: int, **params: Scalar) -> None:
        """Note what is odd about a line."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(code, Severity.WARNING, f"{self.path}:{line}", dict(params)))
        else:
            self.unsaid += 1

    def add(self, oid: Oid, tag: int, value: Value) -> None:
        """Keep a value; what a file says twice counts once, as it was said first."""
        self.values.setdefault(oid, (tag, value))

    def all_problems(self) -> tuple[Problem, ...]:
        """Return the problems, with a last one for those beyond the limit."""
        if not self.unsaid:
            return tuple(self.problems)
        return (*self.problems, Problem("walk_more_problems", Severity.WARNING, self.path, {"count": self.unsaid}))


def oid_of(text: str) -> Oid | None:
    """Return the OID that dotted digits spell, else None.

    >>> oid_of(".1.3.6"), oid_of("1.3.x")
    ((1, 3, 6), None)
    """
    parts = text.strip().lstrip(".").split(".")
    return tuple(map(int, parts)) if all(part.isascii() and part.isdecimal() for part in parts) else None


def address_of(text: str) -> str | None:
    """Return an IPv4 address in its usual form, else None."""
    if not _DOTTED_QUAD.fullmatch(text):
        return None
    octets = [int(part) for part in text.split(".")]
    return ".".join(map(str, octets)) if max(octets) <= _OCTET else None


def number_fits(number: int) -> bool:
    """Tell whether a number can stand in any SNMP message."""
    return -(1 << 63) <= number <= _LARGEST


def shown(raw: bytes) -> str:
    """Return an odd text as a problem shows it."""
    return raw[:_SHOWN].decode("utf-8", "backslashreplace")
