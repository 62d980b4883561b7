"""The nested modes of ZXROS: ``$`` ends one, ``!`` and the section marks end all.

Newer systems indent and write ``$``; scripts that people paste have lost their indentation, older systems end a section by ``!``
alone. So a line belongs to the innermost mode that knows it, unless its indentation says that the mode has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from collectors.clean import Line
from collectors.configs.commands import Words
from collectors.configs.ios_family.commands import Mode
from collectors.configs.parser import Account

_NONE: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_ENDS = frozenset({"exit", "end", "quit", "exit-address-family"})


@dataclass(slots=True)
class Opened:
    """A mode that a command opens: its commands, what they speak of, and what is done when it ends."""

    level: Level
    context: Any
    close: Callable[[], object] | None = None


Reader = Callable[[Any, Words, Line], "bool | str | Opened"]


class Level(Mode[Any, Line]):
    """The commands of one mode; `opens` are leading words of commands that a rule passes over with the mode that they open."""

    def __init__(
        self,
        readers: Mapping[str, Reader],
        ignored: Mapping[str, tuple[str, ...]] = _NONE,
        sections: Mapping[str, tuple[str, ...]] = _NONE,
        opens: tuple[str, ...] = (),
        default: Reader | None = None,
    ) -> None:
        super().__init__(readers, ignored, sections)  # type: ignore[arg-type]
        self.opens = opens
        self.default = default

    def knows(self, text: str) -> bool:
        """Tell whether the mode has a command."""
        reader, _, rule, _ = self.find(text)
        return reader is not None or rule is not None or self.default is not None


@dataclass(slots=True)
class _Frame:
    """A mode that is open: its commands (None: all its lines go with a rule, or are left over), its title and indentation."""

    level: Level | None
    context: Any
    title: str
    indent: int
    section: str
    rule: str | None = None
    close: Callable[[], object] | None = None
    indented: bool = False


@dataclass(slots=True)
class Reading:
    """The reading of one configuration: a stack of modes above the configuration's own."""

    top: Level
    context: Any
    account: Account
    stack: list[_Frame] = field(default_factory=list)

    def read(self, lines: Sequence[Line]) -> bool:
        """Read the lines; tell whether a mode was still open at their end. Linear, but for the depth of the modes."""
        for at, line in enumerate(lines):
            after = lines[at + 1] if at + 1 < len(lines) else None
            self._line(line, after)
        was_open = bool(self.stack)
        self.clear()
        return was_open

    def clear(self) -> None:
        """End every mode."""
        while self.stack:
            self._pop()

    def _pop(self) -> None:
        frame = self.stack.pop()
        if frame.close is not None:
            frame.close()

    def _line(self, line: Line, after: Line | None) -> None:
        account, text = self.account, line.text
        account.section = "other"
        if text == "$":
            account.ignore("separator")
            self._end_mode(line.indent)
            return
        if text == "!":
            account.ignore("separator")
            if not line.indent:
                self.clear()
            return
        if text.startswith("!"):
            account.ignore("comment")
            if text.startswith("!<"):
                self.clear()
            return
        if text in _ENDS:
            account.ignore("end")
            if self.stack and text != "end":
                self._pop()
            elif text == "end":
                self.clear()
            return
        self._leave_ended(line)
        self._command(line, after)

    def _end_mode(self, indent: int | None) -> None:
        """End the mode that ``$`` closes: the innermost, unless its indentation says that one further out or one without commands."""
        while self.stack and indent is not None and self.stack[-1].indented and self.stack[-1].indent > indent:
            self._pop()
        if self.stack and not (indent is not None and self.stack[-1].indented and self.stack[-1].indent < indent):
            self._pop()

    def _leave_ended(self, line: Line) -> None:
        """End the modes that a line's indentation says to have ended."""
        indent = line.indent
        while self.stack and indent is not None:
            frame = self.stack[-1]
            if indent > frame.indent:
                frame.indented = True
                return
            if not frame.indented:
                return
            self._pop()

    def _command(self, line: Line, after: Line | None) -> None:
        """Read a command in the innermost mode that knows it; one that none knows belongs to the innermost."""
        account, text = self.account, line.text
        depth = len(self.stack)
        inside = depth and (line.indent or 0) > self.stack[-1].indent
        found = depth
        while found > 0:
            frame = self.stack[found - 1]
            if frame.level is None or frame.level.knows(text) or (inside and found == depth):
                break
            found -= 1
        if found == 0 and depth and not self.top.knows(text):
            found = depth
        while len(self.stack) > found:
            self._pop()
        frame = self.stack[-1] if self.stack else _Frame(self.top, self.context, "-", -1, "other")
        account.section = frame.section
        if frame.level is None:
            self._settle(frame.rule or False, line, frame, after, None)
            return
        reader, words, rule, kind = frame.level.find(text)
        if kind is not None:
            account.section = kind
        if reader is None and rule is None and frame.level.default is not None:
            reader, words = frame.level.default, tuple(text.split())  # type: ignore[assignment]
        outcome: bool | str | Opened = reader(frame.context, words, line) if reader is not None else rule or False
        self._settle(outcome, line, frame, after, frame.level)

    def _settle(self, outcome: bool | str | Opened, line: Line, frame: _Frame, after: Line | None, level: Level | None) -> None:  # noqa: FBT001 - what a reader returns
        account = self.account
        section = account.section
        indent = line.indent or 0
        if isinstance(outcome, Opened):
            account.understand()
            self.stack.append(_Frame(outcome.level, outcome.context, line.text, indent, section, close=outcome.close))
            return
        rule = outcome if isinstance(outcome, str) else None
        if outcome is True:
            account.understand()
        elif rule is not None:
            account.ignore(rule)
        else:
            account.leave(line, frame.title)
        deeper = after is not None and (after.indent or 0) > indent and after.text != "$" and not after.text.startswith("!")
        if deeper or (rule is not None and level is not None and line.text.startswith(level.opens) and level.opens):
            self.stack.append(_Frame(None, None, line.text, indent, section, rule))
