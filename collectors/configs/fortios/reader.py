"""A FortiOS configuration from its redacted lines to the facts of the record.

VDOMs: each has tables, zones and policies of its own; the record keeps them apart by a VRF of the VDOM's name and by that name
before the names of objects, but for ``root``, whose names stay as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from collectors.clean import Line
from collectors.configs.fortios.ignored import rule_of_path
from collectors.configs.fortios.interfaces import settle_interfaces
from collectors.configs.fortios.objects import settle_zones
from collectors.configs.fortios.sections import TABLES
from collectors.configs.fortios.state import State
from collectors.configs.fortios.tree import ELSEWHERE, Entry, Setting, Table, is_read, rule_of, statements, words_of
from collectors.configs.parser import Account, Parsed
from collectors.configs.redact import BANNER
from topology.model.records import System

PLATFORM = "fortinet_fortios"
_HEAD = re.compile(r"#config-version=(?P<model>[A-Z0-9]+)-(?P<software>\d+\.\d+(?:\.\d+)?)(?:-FW-build(?P<build>\d+))?")
_VERBS = frozenset({"set", "unset", "append", "select", "unselect", "clear"})
_SCOPES = frozenset({"global", "vdom"})
_PROMPT = re.compile(r"[\w.-]{1,64}(?: \([^()]{1,80}\))? [#$](?: .*)?")


@dataclass(slots=True)
class Frame:
    """A table that is open: what is known of it, its path, and the entry that is open in it."""

    path: str
    known: Table | None
    rule: str | None
    own: Entry
    entry: Entry | None = None
    scope: bool = False

    @property
    def here(self) -> Entry:
        """Where settings belong."""
        return self.entry or self.own


class Reading:
    """The reading of one configuration: a stack of open tables."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.stack: list[Frame] = []
        self.vdom: str | None = None

    def read(self, line: Line, text: str, count: int) -> None:
        """Read one statement."""
        account = self.state.account
        if text.startswith("#"):
            self._comment(text)
            return
        if text == BANNER:
            account.section = "other"
            account.ignore("banner")
            return
        words = words_of(text)
        verb = words[0] if words else ""
        if verb == "config" and len(words) > 1:
            self._open(" ".join(words[1:]), line, count)
        elif verb == "edit" and len(words) > 1 and self.stack:
            self._edit(words[1], line, count)
        elif verb in {"next", "end"} and len(words) == 1 and self.stack:
            self._close(verb)
        elif verb in _VERBS and len(words) > 1 and self.stack and not self.stack[-1].scope:
            self._set(Setting(verb, words[1], tuple(words[2:]), line, count))
        elif _PROMPT.fullmatch(text):
            account.section = "other"
            account.ignore("prompt")
        else:
            account.section = "other"
            self._leave(line, count, "-")

    def finish(self) -> bool:
        """Close what is still open; tell whether anything was."""
        was_open = bool(self.stack)
        while self.stack:
            self._leave_table()
        return was_open

    def _comment(self, text: str) -> None:
        account, head = self.state.account, _HEAD.match(text)
        account.section = "other"
        if head is None:
            account.ignore("comment")
            return
        build = f" build{head['build']}" if head["build"] else ""
        self.state.system.update(model=head["model"], software=f"{head['software']}{build}")
        account.understand()

    def _open(self, path: str, line: Line, count: int) -> None:
        account = self.state.account
        account.section = "other"
        self._close_lost(path)
        outer = self.stack[-1] if self.stack else None
        if path in _SCOPES and (outer is None or outer.scope):
            account.section = "vrf"
            account.understand(count)
            self.stack.append(Frame(path, None, None, Entry(path, line), scope=True))
            return
        if outer is None or outer.scope:
            known = TABLES.get(path)
            rule = None if known is not None else rule_of_path(path)
            parent = None
        else:
            known = outer.known.tables.get(path) if outer.known is not None else None
            rule = outer.rule if known is None else None
            if known is None and rule is None and outer.known is not None:
                rule = rule_of(outer.known, f"config:{path}")
            parent = outer.here
        own = Entry(path, line, self.vdom, parent)
        self.stack.append(Frame(path, known, rule, own))
        self._settle(line, count, self.stack[-1])

    def _close_lost(self, path: str) -> None:
        """Close the tables whose ``end`` was lost: what opens belongs to one further out, or stands at the top alone."""
        depth = len(self.stack)
        if not depth or self.stack[-1].scope or self.stack[-1].known is None or path in self.stack[-1].known.tables:
            return
        wanted = next((at for at in range(depth - 2, -1, -1) if (known := self.stack[at].known) is not None and path in known.tables), None)
        if wanted is None and " " in path and path in TABLES:
            wanted = next((at for at in range(depth - 1, -1, -1) if self.stack[at].scope), -1)
        while wanted is not None and len(self.stack) > wanted + 1:
            self._leave_table()

    def _edit(self, name: str, line: Line, count: int) -> None:
        frame = self.stack[-1]
        self._leave_entry(frame)
        if frame.scope:
            account = self.state.account
            account.section = "vrf"
            account.understand(count)
            if frame.path == "vdom":
                self.vdom = name
                self.state.vdoms.setdefault(name, line)
                self.state.vrf(name, None, line)
            return
        frame.entry = Entry(name, line, self.vdom, frame.own.parent, frame.own.line)
        self._settle(line, count, frame)

    def _settle(self, line: Line, count: int, frame: Frame) -> None:
        """Account for the line that opens a table or an entry."""
        account = self.state.account
        account.section = frame.known.section if frame.known is not None else "other"
        if frame.known is not None:
            account.understand(count)
        elif frame.rule is not None:
            account.ignore(frame.rule, count)
        else:
            self._leave(line, count, frame.path)

    def _leave(self, line: Line, count: int, title: str) -> None:
        account = self.state.account
        account.leave(line, title)
        if count > 1:
            account.ignore("quoted-text", count - 1)

    def _set(self, setting: Setting) -> None:
        frame = self.stack[-1]
        if frame.known is not None:
            frame.here.add(setting)
            return
        self.state.account.section = "other"
        if frame.rule is not None:
            self.state.account.ignore(frame.rule, setting.lines)
        else:
            self._leave(setting.line, setting.lines, frame.path)

    def _close(self, verb: str) -> None:
        account = self.state.account
        account.section = "other"
        account.ignore("separator")
        if verb == "next":
            self._leave_entry(self.stack[-1])
        else:
            self._leave_table()

    def _leave_entry(self, frame: Frame) -> None:
        if frame.entry is not None:
            entry, frame.entry = frame.entry, None
            self._done(frame, entry)

    def _leave_table(self) -> None:
        frame = self.stack[-1]
        self._leave_entry(frame)
        if frame.scope:
            if frame.path == "vdom":
                self.vdom = None
        elif frame.own.settings or frame.own.inner:
            self._done(frame, frame.own)
        self.stack.pop()

    def _done(self, frame: Frame, entry: Entry) -> None:
        """Make facts of an entry and account for its settings; one that stands in another waits for that."""
        known = frame.known
        if known is None:
            return
        if entry.parent is not None:
            entry.parent.inner.setdefault(frame.path, []).append(entry)
            return
        known.finish(self.state, entry)
        self._count(known, frame.path, entry)

    def _count(self, known: Table, path: str, entry: Entry) -> None:
        account = self.state.account
        title = path if entry.name == path else f"{path} {entry.name}"
        for setting in entry.settings:
            read = is_read(known, setting.name)
            rule = None if read else rule_of(known, setting.name)
            account.section = "other" if rule in ELSEWHERE else known.section
            if read and not setting.refused:
                account.understand(setting.lines)
            elif rule is not None:
                account.ignore(rule, setting.lines)
            else:
                self._leave(setting.line, setting.lines, title)
        for inner, entries in entry.inner.items():
            below = known.tables.get(inner)
            if below is not None:
                for one in entries:
                    self._count(below, f"{path} > {inner}", one)


def parse_fortios(lines: tuple[Line, ...], path: str) -> Parsed:
    """Return what the redacted lines of a configuration say."""
    state = State(Account(path))
    reading = Reading(state)
    for line, text, count in statements(lines):
        reading.read(line, text, count)
    ends_early = reading.finish()
    state.endings.append(partial(settle_zones, state))
    facts = state.gathered()
    interfaces = settle_interfaces(state)
    said = state.system
    name = said.get("name")
    parsed = Parsed(
        system=System(
            name=name,
            vendor="fortinet",
            platform=PLATFORM,
            model=said.get("model"),
            software=said.get("software"),
            location=said.get("location"),
            contact=said.get("contact"),
        ),
        interfaces=interfaces,
        facts=facts,
        reading=state.account.reading(),
        problems=tuple(state.account.problems),
        ends_early=ends_early,
    )
    state.release()
    return parsed
