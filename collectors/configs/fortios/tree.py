"""Tables, entries and settings of FortiOS: ``config`` opens a table, ``edit`` an entry, ``next`` and ``end`` close them.

The words decide; indentation is not looked at. A quoted value may go on over several lines; all of them are accounted
for with its first. *Source*: FortiOS 6.0 to 7.4 'CLI Reference' and 'Administration Guide', 'CLI command syntax'.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from collectors.clean import Line
from collectors.configs.fortios.state import State
from collectors.configs.redact import BANNER, MASK

_TOKEN = re.compile(r"\"((?:[^\"\\]|\\.)*)(?:\"|$)|'([^']*)'|(\S+)", re.DOTALL)
_QUOTED = re.compile(r"\\.|\"", re.DOTALL)
_MOST_LINES = 500
"""Lines over which a quoted value goes on at most; one that does not end is taken as its first line."""
_STATEMENT = re.compile(r"config \S|edit \S|next$|end$")
"""A line that no value goes over: its quote was lost."""
_QUOTING = ("edit ", "set ", "append ")


@dataclass(slots=True)
class Setting:
    """A line of an entry: ``set`` or another verb, the name, the values, and how many lines it takes."""

    verb: str
    name: str
    values: tuple[str, ...]
    line: Line
    lines: int = 1
    refused: bool = False


@dataclass(slots=True)
class Entry:
    """An entry of a table, or a table's own settings, while its lines are read."""

    name: str
    line: Line
    vdom: str | None = None
    parent: Entry | None = None
    opened: Line | None = None
    """The line that opens its table."""
    settings: list[Setting] = field(default_factory=list)
    by_name: dict[str, Setting] = field(default_factory=dict)
    inner: dict[str, list[Entry]] = field(default_factory=dict)
    """Entries of the tables inside, by the table's path; a table without entries has one for its own settings."""

    def add(self, setting: Setting) -> None:
        """Take a setting in; ``append`` and a second ``set`` of a list go on with the first."""
        self.settings.append(setting)
        known = self.by_name.get(setting.name)
        if setting.verb == "append" and known is not None:
            known.values += setting.values
        elif setting.verb in {"set", "append"}:
            self.by_name[setting.name] = setting
        elif setting.verb == "unset":
            self.by_name.pop(setting.name, None)

    def get(self, name: str) -> tuple[str, ...]:
        """Return the values of a setting, none where it is not there."""
        found = self.by_name.get(name)
        return () if found is None else found.values

    def first(self, *names: str) -> str | None:
        """Return the first value of the first of some settings that is there."""
        return next((values[0] for name in names if (values := self.get(name))), None)

    def is_on(self, name: str) -> bool:
        """Tell whether a setting is ``enable``."""
        return self.first(name) in {"enable", "up"}

    def number(self, name: str) -> int | None:
        """Return a setting's whole number; one that is none is left over."""
        text = self.first(name)
        if text is None:
            return None
        if text.isdecimal() and text.isascii() and len(text) < 20:  # noqa: PLR2004 - digits of 64 bits
            return int(text)
        self.refuse(name)
        return None

    def secret(self, *names: str) -> str | None:
        """Return the fingerprint that stands in the place of a secret."""
        return next((value for name in names for value in self.get(name) if MASK.fullmatch(value)), None)

    def line_of(self, *names: str) -> Line:
        """Return the line of the first of some settings that is there, else the entry's own."""
        return next((found.line for name in names if (found := self.by_name.get(name)) is not None), self.line)

    def refuse(self, name: str) -> None:
        """Mark a setting whose value is not understood: it is left over and counted."""
        found = self.by_name.get(name)
        if found is not None:
            found.refused = True

    def entries(self, path: str) -> list[Entry]:
        """Return the entries of a table inside."""
        return self.inner.get(path, [])


Finish = Callable[[State, Entry], None]
_NO_TABLES: Mapping[str, Table] = MappingProxyType({})


@dataclass(frozen=True)
class Table:
    """What is known of a table: the kind of section its lines count in, its settings, those passed over, the tables inside.

    `read` are names of settings that `finish` makes facts of, or that say what is so anyway; `passed` names by the rule that
    passes over them; a name that ends in ``*`` stands for all that begin so. What a rule of `ELSEWHERE` passes over counts as
    ``other``: it is no line of access, routing or translation wherever it stands.
    """

    section: str
    finish: Finish
    read: frozenset[str]
    passed: Mapping[str, str]
    starts: tuple[tuple[str, str], ...]
    read_starts: tuple[str, ...]
    tables: Mapping[str, Table]


ELSEWHERE = frozenset({"object-identity", "inspection", "logging", "appearance"})
"""Rules that pass over what is said of an entry besides its kind: its universal id, what is inspected, logged or shown."""


def table(
    section: str,
    finish: Finish,
    read: str = "",
    passed: Mapping[str, str] = MappingProxyType({}),
    tables: Mapping[str, Table] = _NO_TABLES,
) -> Table:
    """Return a table from names set apart by blanks."""
    names = {name: rule for rule, said in passed.items() for name in said.split()}
    whole = {name: rule for name, rule in names.items() if not name.endswith("*")}
    starts = tuple((name[:-1], rule) for name, rule in names.items() if name.endswith("*"))
    reads = read.split()
    return Table(
        section,
        finish,
        frozenset(name for name in reads if not name.endswith("*")),
        whole,
        starts,
        tuple(name[:-1] for name in reads if name.endswith("*")),
        tables,
    )


def is_read(known: Table, name: str) -> bool:
    """Tell whether a setting becomes a fact."""
    return name in known.read or (bool(known.read_starts) and name.startswith(known.read_starts) and name not in known.passed)


def rule_of(known: Table, name: str) -> str | None:
    """Return the rule that passes over a setting."""
    found = known.passed.get(name)
    if found is None:
        found = next((rule for start, rule in known.starts if name.startswith(start)), None)
    return found


def words_of(text: str) -> list[str]:
    r"""Return the words of a line, quotes and backslashes taken out.

    >>> words_of('set member "a b" c'), words_of(r'set comment "say \"x\""')
    (['set', 'member', 'a b', 'c'], ['set', 'comment', 'say "x"'])
    """
    if '"' not in text and "'" not in text:
        return text.split()
    found = []
    for match in _TOKEN.finditer(text):
        double, single, plain = match.groups()
        found.append(double.replace('\\"', '"').replace("\\\\", "\\") if double is not None else single if single is not None else plain)
    return found


def statements(lines: Iterable[Line]) -> Iterator[tuple[Line, str, int]]:
    """Yield each statement: its first line, its text, and how many lines it takes. Linear but for quotes that do not end."""
    rows = tuple(lines)
    at = 0
    while at < len(rows):
        line = rows[at]
        count = 1
        text = line.text
        if _opens_quote(text):
            count, text = _quoted(rows, at)
        yield line, text, count
        at += count


def _opens_quote(text: str) -> bool:
    return '"' in text and text.startswith(_QUOTING) and sum(match == '"' for match in _QUOTED.findall(text)) % 2 == 1


def _quoted(rows: tuple[Line, ...], at: int) -> tuple[int, str]:
    """Return how many lines a value takes whose quote is open, and the whole text; a value that does not end has one line."""
    texts = [rows[at].text]
    for line in rows[at + 1 : at + _MOST_LINES]:
        if line.text == BANNER or _STATEMENT.match(line.text):
            break
        texts.append(line.text)
        if sum(match == '"' for match in _QUOTED.findall(line.text)) % 2 == 1:
            return len(texts), "\n".join(texts)
    return 1, rows[at].text
