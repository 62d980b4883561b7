"""Answers to show commands through TextFSM templates: ours first, then those of ntc-templates.

The only module that knows the two libraries. A template is taken by the name of its command, word for word:
ntc-templates' own index also lets a shorter command's template try a longer command's answer.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import ntc_templates
from textfsm import TextFSM
from textfsm.parser import TextFSMError, TextFSMRule, TextFSMValue

from collectors.clean import Line
from collectors.shows.answers import Answer, Command, Failed, NoTemplate, Row, Table, Vendor
from collectors.shows.commands import find_command, plain_command

_OWN = files("collectors.shows").joinpath("templates")
_NTC = files(ntc_templates).joinpath("templates")
_SUFFIX = ".textfsm"
_SPACE = re.compile(r"\s+")
_FILLS = "Filldown"
_TAMED = ((r"((\w+-?)+)", r"([\w-]+)"), (r"(\s*[^,]+,){0,}", r"(?:[^,]*,)*"))
"""Patterns of ntc-templates whose time grows exponentially on a hostile line, and what matches the same in linear time."""
_LONGEST = 2_000
"""Characters of the longest line that a template is given: no table is so wide, and patterns take their time with the square."""
_FIGURES = re.compile(r"\d")
_TOTAL = re.compile(r"total|number of|entries|displayed|found", re.IGNORECASE)
_LABEL = re.compile(r"^(\s*[A-Za-z][\w /-]{0,40}:(?=\S)|.*:$)")
_WIDEST = 1_024
"""Columns of the widest line that is read: templates take a time that grows with the square of a line's length."""
Numbered = tuple[int, str]


class _Machine(TextFSM):  # type: ignore[misc]  # the library has no types
    """A TextFSM that notes on which line each record starts."""

    def __init__(self, template: io.StringIO) -> None:
        self.starts: list[int] = []
        self.unknown: list[int] = []
        """Lines that no rule knew, in a template that does not stop at them."""
        self.one_line = True
        """Whether each record so far ended on the line where it started: a table's, not a page's."""
        self._known = False
        self._now = 0
        self._first: int | None = None
        super().__init__(template)

    def renew(self) -> None:
        """Forget the last answer."""
        self.starts, self.unknown, self._first, self._now = [], [], None, 0
        self.Reset()

    def read(self, lines: Sequence[Numbered]) -> Iterator[tuple[int, list[str | list[str]]]]:
        """Give the rows of an answer with the lines where they start.

        Raises `TextFSMError` at a line that the template does not know; `at` is then its number.
        """
        for number, text in lines:
            self._now, self._known = number, False
            if len(text) > _LONGEST:
                raise TextFSMError(number)
            self._CheckLine(text)
            if not self._known and text.strip():
                self.unknown.append(number)
            if self._cur_state_name in {"End", "EOF"}:
                break
        if self._cur_state_name != "End" and "EOF" not in self.states:
            self._AppendRecord()
        yield from zip(self.starts, self._result, strict=True)

    @property
    def at(self) -> int:
        """The line that was looked at last."""
        return self._now

    def _CheckRule(self, rule: TextFSMRule, line: str) -> re.Match[str] | None:  # noqa: N802 - the library's name
        found: re.Match[str] | None = super()._CheckRule(rule, line)
        self._known = self._known or found is not None
        return found

    def _AssignVar(self, matched: re.Match[str], value: str) -> None:  # noqa: N802 - the library's name
        super()._AssignVar(matched, value)
        known: TextFSMValue | None = self._GetValue(value)
        if self._first is None and matched.group(value) and known is not None and _FILLS not in known.OptionNames():
            self._first = self._now

    def _AppendRecord(self) -> None:  # noqa: N802 - the library's name
        before = len(self._result)
        first = self._first  # forgotten when the record is cleared
        super()._AppendRecord()
        if len(self._result) > before:
            self.starts.append(first if first is not None else self._now)
            self.one_line = self.one_line and self.starts[-1] == self._now

    def _ClearRecord(self) -> None:  # noqa: N802 - the library's name
        self._first = None
        super()._ClearRecord()

    def _ClearAllRecord(self) -> None:  # noqa: N802 - the library's name
        self._first = None
        super()._ClearAllRecord()


_LOCAL = threading.local()
"""Each thread's machines, by the names of their templates: they keep state, and to make one costs more than to use it."""


def _machine(name: str) -> _Machine:
    """Return the machine of a template, ready for an answer."""
    machines: dict[str, _Machine] = _LOCAL.__dict__.setdefault("machines", {})
    machine = machines.get(name)
    if machine is None:
        found = _template_text(name)
        assert found is not None
        machine = machines[name] = _Machine(io.StringIO(found[0]))
    machine.renew()
    return machine


@cache
def _template_text(name: str) -> tuple[str, bool] | None:
    """Return a template's text, and whether it is ours; None where there is none of that name."""
    for folder, own in ((_OWN, True), (_NTC, False)):
        file: Traversable = folder.joinpath(name + _SUFFIX)
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            for wild, tame in _TAMED:
                text = text.replace(wild, tame)
            return text, own
    return None


@cache
def template_names(platform: str) -> tuple[str, ...]:
    """Return the names of the templates for a platform, ours and ntc-templates', in order."""
    found = {item.name.removesuffix(_SUFFIX) for folder in (_OWN, _NTC) for item in folder.iterdir() if item.name.endswith(_SUFFIX)}
    return tuple(sorted(name for name in found if name.startswith(f"{platform}_")))


@cache
def _known_commands(platform: str) -> tuple[str, ...]:
    return tuple(name.removeprefix(f"{platform}_").replace("_", " ") for name in template_names(platform))


def known_commands(vendor: Vendor) -> list[str]:
    """Return the commands of a platform: those with a reader, then those that a template is named after."""
    return [*vendor.readers, *(text for text in _known_commands(vendor.platform) if text not in vendor.readers)]


def resolve_command(vendor: Vendor, typed: str) -> Command | None:
    """Return which command was meant: one with a reader and no argument, else any with a reader or a template of its name.

    Templates are named in their own way (``show ip ospf neighbor``): one must not take an answer from the reader of
    ``show ip ospf neighbors``.
    """
    plain = [text for text in vendor.readers if "{" not in text]
    return find_command(typed, plain) or find_command(typed, known_commands(vendor))


@cache
def is_strict(name: str) -> bool:
    """Tell whether a template stops at lines that it does not know."""
    texts = [_template_text(part) for part in name.replace("|", ":").split(":")]
    return all(found is not None and "-> Error" in found[0] for found in texts)


def template_of(vendor: Vendor, command: Command) -> str:
    """Return the name of the template for a command; ``a:b`` where two are joined by their keys, ``a|b`` where b is tried after a."""
    named = vendor.templates.get(command.text)
    if named is not None:
        return named
    words = [word for word in command.text.split() if not word.startswith("{")]
    return "_".join([vendor.platform, *words])


def parse_answer(vendor: Vendor, answer: Answer) -> Table | NoTemplate | Failed:
    """Return the rows of an answer; why not, where there is no template or the answer is not of its form."""
    command = resolve_command(vendor, answer.command)
    if command is None:
        return NoTemplate(command=plain_command(answer.command)[0])
    return parse_command(vendor, command, answer)


def parse_used(vendor: Vendor, answer: Answer) -> Table | NoTemplate | Failed:
    """Return the rows of an answer that a reader takes, as `parse_answer`; of any other command there is no template.

    Templates of commands that nothing is taken from are not tried: some never end on a hostile line.
    """
    command = resolve_command(vendor, answer.command)
    if command is None or command.text not in vendor.readers:
        return NoTemplate(command=plain_command(answer.command)[0])
    return parse_command(vendor, command, answer)


def parse_command(vendor: Vendor, command: Command, answer: Answer) -> Table | NoTemplate | Failed:
    """Return the rows of the answer to a known command, as `parse_answer`."""
    structured = None if vendor.structured is None else vendor.structured(command, answer)
    if structured is not None:
        return structured
    outcome: Table | NoTemplate | Failed = NoTemplate(command=command.text)
    for name in template_of(vendor, command).split("|"):
        found = _parse_with(name, command, answer)
        if isinstance(found, Table):
            return found
        outcome = found if isinstance(outcome, NoTemplate) else outcome
    return outcome


def _parse_with(name: str, command: Command, answer: Answer) -> Table | NoTemplate | Failed:
    texts = [_template_text(part) for part in name.split(":")]
    if None in texts:
        return NoTemplate(command=command.text)
    wide = next((line.number for line in answer.lines if len(line.text) + (line.indent or 0) > _WIDEST), None)
    if wide is not None:
        return Failed(command=command, template=name, line=wide)
    strict = is_strict(name)
    unknown = {line.number for line in answer.lines if line.indent is None}
    failed: Failed | None = None
    for lines in _forms(answer):
        outcome = _read_deep(name, lines, unknown)
        if isinstance(outcome, int):
            failed = failed or Failed(command=command, template=name, line=outcome)
        elif outcome[0] or (strict and failed is None):
            own = all(is_own for _, is_own in filter(None, texts))
            return Table(
                command=command, path=answer.path, number=answer.number, template=name, own=own, rows=outcome[0],
                lines=answer.lines, unknown=outcome[1],
            )  # fmt: skip
    return failed or Failed(command=command, template=name, line=None)


_DEEP = " " * 20
"""Blanks before a line that goes on with the row above."""
_MOST_MOVED = 200
"""Lines that are moved in at most, each of which costs another look at the answer."""


def _read_deep(name: str, lines: list[Numbered], unknown: set[int]) -> tuple[tuple[Row, ...], tuple[int, ...]] | int:
    """As `_read`; a line behind a pager's prompt that the template does not know at column 0 is tried where rows go on."""
    left = set(unknown)
    outcome = _read(name, lines)
    while isinstance(outcome, int) and outcome in left and len(unknown) - len(left) < _MOST_MOVED:
        left.discard(outcome)
        moved = outcome
        lines = [(number, _DEEP + text.lstrip() if number == moved else text) for number, text in lines]
        outcome = _read(name, lines)
    return outcome


def _read(name: str, lines: Sequence[Numbered]) -> tuple[tuple[Row, ...], tuple[int, ...]] | int:
    """Return the rows that a template, or several joined by their keys, makes of lines, and the lines that it passed over.

    A number is the line at which a strict template gave up.
    """
    unknown: list[int] = []
    joined: list[tuple[int, dict[str, str | tuple[str, ...]]]] = []
    keys: list[str] = []
    for index, part in enumerate(name.split(":")):
        machine = _machine(part)
        header = [text.lower() for text in machine.header]
        try:
            rows = [(start, dict(zip(header, map(_frozen, values), strict=True))) for start, values in machine.read(lines)]
        except TextFSMError:
            return machine.at
        unknown += _passed_over(machine, lines, rows)
        if index == 0:
            joined, keys = rows, [text.lower() for text in machine.GetValuesByAttrib("Key")]
            continue
        more = {tuple(values.get(key) for key in keys): values for _, values in reversed(rows)}
        for _, values in joined:
            found_too = more.get(tuple(values.get(key) for key in keys), dict.fromkeys(header, ""))
            values |= {key: value for key, value in found_too.items() if key not in values}
    return tuple(Row(values, start) for start, values in joined), tuple(unknown)


def _passed_over(machine: _Machine, lines: Sequence[Numbered], rows: Sequence[tuple[int, object]]) -> list[int]:
    """Return the lines below the first row that a template did not know and that may have been rows: they hold figures.

    Where a record takes several lines, the others are what the template has no column for.
    """
    if not rows or not machine.unknown or not machine.one_line:
        return []
    first = min(start for start, _ in rows)
    texts = dict(lines)
    return [at for at in machine.unknown if at > first and _FIGURES.search(texts[at]) and not _TOTAL.search(texts[at])]


def _frozen(value: str | list[str]) -> str | tuple[str, ...]:
    if isinstance(value, str):
        return value
    return tuple(one if isinstance(one, str) else " ".join(map(str, one or ())) for one in value)  # a part that did not match is None


def _forms(answer: Answer) -> Iterator[list[Numbered]]:
    """Give the forms that an answer may have had before a terminal and the cleaner changed it, likeliest first.

    The cleaner left out blank lines, by which some templates know the end of a table. A line as wide as a terminal may
    go on in the next. Some templates know a label only with a blank
    behind its colon.
    """
    lines = [(line, " " * _indent(answer.lines, at) + line.text) for at, line in enumerate(answer.lines)]
    for wrapped in (False, True):
        if wrapped and not answer.full:
            return
        kept = _joined(lines, answer.full) if wrapped else [(line.number, text) for line, text in lines]
        spaced = _with_blanks(kept, answer.noise)
        if len(spaced) > len(kept):
            yield spaced
        yield kept
        labelled = [(number, _LABEL.sub(r"\1 ", text)) for number, text in spaced]
        if labelled != spaced:
            yield labelled


def _with_blanks(lines: Sequence[Numbered], noise: frozenset[int]) -> list[Numbered]:
    """Put a blank line where the cleaner left out one."""
    found: list[Numbered] = []
    last = lines[0][0] if lines else 0
    for number, text in lines:
        if any(left_out not in noise for left_out in range(last + 1, number)):
            found.append((number - 1, ""))
        found.append((number, text))
        last = number
    return found


def _joined(lines: Sequence[tuple[Line, str]], full: frozenset[int]) -> list[Numbered]:
    """Put together what a terminal cut after its last column."""
    found: list[Numbered] = []
    open_line: int | None = None
    for line, text in lines:
        if open_line is not None and line.number == open_line + 1:
            number, head = found[-1]
            found[-1] = (number, head.ljust(80) + text if len(head) <= 80 else head + text)  # noqa: PLR2004 - columns
        else:
            found.append((line.number, text))
        open_line = line.number if line.number in full else None
    return found


def _indent(lines: Sequence[Line], at: int) -> int:
    """Return the blanks before a line; where a pager left them unknown, those of the nearest line above that starts alike."""
    line = lines[at]
    if line.indent is not None:
        return line.indent
    kind = _start(line.text)
    above = (other.indent for other in reversed(lines[max(0, at - 60) : at]) if other.indent is not None and _start(other.text) == kind)
    return next(above, 0)


def _start(text: str) -> str:
    """Return how a line starts: its first word's letters, digits as one."""
    return re.sub(r"\d+", "0", _SPACE.split(text, maxsplit=1)[0])[:12]


__all__ = ["TextFSMRule", "parse_answer", "parse_command", "parse_used", "resolve_command", "template_names", "template_of"]
