"""Captures: what ``display ...`` and ``show ...`` printed, command by command, as one record of its device.

A platform is one module with its `VENDOR`: readers by command, the names of templates, what answers say of their own
length. Templates of our own stand in `templates`; ntc-templates has the others.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from collectors.clean import Line
from collectors.configs import IMPORT_VANTAGE, lines_text
from collectors.configs.parser import MAX_UNPARSED
from collectors.configs.redact import redact_text
from collectors.shows.answers import Answer, CommandReading, Failed, NoTemplate, Outcome, Table, Vendor
from collectors.shows.commands import plain_command, said_command
from collectors.shows.draft import Draft
from collectors.shows.parsing import parse_used, resolve_command
from collectors.shows.redaction import redact_answer
from collectors.shows.totals import check_totals
from collectors.shows.vendors import VENDORS, vendor_of
from collectors.sources.sessions import ENGINE as WAITING
from topology.model.errors import Problem
from topology.model.records import Completeness, DeviceRecord, Envelope, Reading, SourceKind

__all__ = ["VENDORS", "Answer", "Captures", "CommandReading", "Outcome", "part_head", "read_captures", "vendor_of"]

ENGINE_VERSION = "1"
"""Raised when captures are read for more than before, so that stored sources can be read again."""
_REFUSED = re.compile(
    r"\^?\s*(?:Error:|%\s?\S|\^$|syntax error|Wrong parameter|Unrecognized command|Screen length set|warning: \S+ subsystem not running|"
    r".*\b(?:is not (?:enabled|running|active|configured)|not running)\.?\s*$)",
    re.IGNORECASE,
)
_FEW = 3
"""Lines at most of an answer that only says why there is none."""


def part_head(path: str) -> str:
    """Return the line above a file's part in a text of several."""
    return f"==> {path} <=="


@dataclass(frozen=True, kw_only=True)
class Captures:
    """What the captures of one device gave: its record, what became of each answer, and the text that its evidence opens."""

    record: DeviceRecord
    commands: tuple[CommandReading, ...]
    text: str


@dataclass(slots=True)
class _Read:
    vendor: Vendor | None
    draft: Draft = field(default_factory=Draft)
    commands: list[CommandReading] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    """Commands whose answer is not all that the device would have said."""
    understood: int = 0
    left: list[str] = field(default_factory=list)


def read_captures(
    answers: Sequence[Answer],
    *,
    platform: str | None,
    device: str | None,
    target: str,
    realm: str,
    collected_at: datetime,
    key: bytes | None = None,
    problems: Sequence[Problem] = (),
) -> Captures:
    """Return the record of a device from what it answered to show commands.

    Of a command that was answered several times the last answer that can be read counts. `device` is the name in its prompt.
    """
    vendor = vendor_of(platform)
    clear = [replace(one, lines=redact_answer(one.lines, key)) for one in answers]
    read = _Read(vendor)
    read.draft.say(name=device, platform=platform, vendor=None if vendor is None else vendor.maker)
    parsed = [None if vendor is None else parse_used(vendor, one) for one in clear]
    last = _last_tables(parsed)
    for index, (answer, outcome) in enumerate(zip(clear, parsed, strict=True)):
        _take(read, answer, outcome, superseded=isinstance(outcome, Table) and last[_what(outcome)] != index)
    lines = sum(len(one.lines) for one in clear)
    envelope = Envelope(
        kind=SourceKind.CAPTURE, target=target, vantage=IMPORT_VANTAGE, realm=realm, collected_at=collected_at,
        engine=platform if platform and any(one.template for one in read.commands) else WAITING, engine_version=ENGINE_VERSION,
        completeness=Completeness.PARTIAL if read.failed else Completeness.COMPLETE,
        failed_tables=tuple(dict.fromkeys(read.failed)),
    )  # fmt: skip
    record = DeviceRecord(
        envelope=envelope,
        reading=Reading(
            lines=lines, understood=read.understood, ignored=0, unparsed=lines - read.understood,
            unparsed_lines=tuple(read.left[:MAX_UNPARSED]),
        ),
        problems=(*problems, *read.draft.problems),
        **read.draft.parts(None if vendor is None else vendor.kind_of),
    )  # fmt: skip
    shown = [
        replace(one, lines=soft.lines if isinstance(outcome, Table) else redact_answer(one.lines, key, strictly=True))
        for one, soft, outcome in zip(answers, clear, parsed, strict=True)
    ]
    return Captures(record=record, commands=tuple(read.commands), text=_shown(shown, key))


def _shown(answers: Sequence[Answer], key: bytes | None) -> str:
    """Return answers and their commands without secrets, every line under its number; of several files each below its name."""
    shown: dict[str, list[Line]] = {}
    for one in answers:
        lines = shown.setdefault(one.path, [])
        if one.prompt:
            lines.append(Line(one.number, 0, f"{one.prompt}{redact_text(one.command, key)}"))
        lines += one.lines
    if len(shown) == 1:
        return lines_text(next(iter(shown.values())))
    return "".join(f"{part_head(path)}\n{lines_text(lines)}" for path, lines in shown.items())


def _what(table: Table) -> tuple[str, tuple[str, ...], bool]:
    """Return what a table answers: a later answer to the same takes its place, and an excerpt never that of a whole one."""
    return table.command.text, tuple(table.command.arguments.values()), table.command.excerpt


def _last_tables(parsed: Sequence[Table | NoTemplate | Failed | None]) -> Mapping[tuple[str, tuple[str, ...], bool], int]:
    return {_what(one): index for index, one in enumerate(parsed) if isinstance(one, Table)}


def _take(read: _Read, answer: Answer, outcome: Table | NoTemplate | Failed | None, *, superseded: bool) -> None:
    """Account for one answer, and add what it tells to the draft."""
    if is_refused(answer.lines):
        _note(read, answer, Outcome.EMPTY)
    elif not isinstance(outcome, Table):
        _leave(read, answer, outcome)
    elif superseded:
        read.understood += len(answer.lines)
        _note(read, answer, Outcome.SUPERSEDED, outcome)
    else:
        _read_table(read, answer, outcome)


def _read_table(read: _Read, answer: Answer, table: Table) -> None:
    vendor, said = read.vendor, said_command(table.command)
    assert vendor is not None
    reader = vendor.readers.get(table.command.text)
    if reader is not None:
        reader(table, read.draft)
    read.understood += len(answer.lines)
    agreed = table.command.excerpt or check_totals(table, vendor.totals.get(table.command.text, ()), read.draft)
    if not answer.ended:
        read.draft.warn("capture-cut", f"{answer.path}:{answer.lines[-1].number}", command=said)
    if table.unknown:
        read.draft.warn("capture-lines-unknown", f"{answer.path}:{table.unknown[0]}", command=said, count=len(table.unknown))
    whole = agreed and answer.ended and not table.unknown and not table.command.excerpt
    if not whole:
        read.failed.append(said)
    outcome = Outcome.EXCERPT if table.command.excerpt else Outcome.READ if whole else Outcome.PARTIAL
    _note(read, answer, outcome, table)


def _leave(read: _Read, answer: Answer, outcome: NoTemplate | Failed | None) -> None:
    """Account for an answer that no parser reads; one that is not of its template's form leaves the record incomplete."""
    if isinstance(outcome, Failed):
        said = said_command(outcome.command)
        read.failed.append(said)
        read.draft.warn(outcome.code, f"{answer.path}:{outcome.line or answer.number}", command=said, template=outcome.template)
    command = redact_text(plain_command(answer.command)[0])[:120] or "?"
    digest = hashlib.blake2b("\n".join(line.text for line in answer.lines).encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    read.left.append(f"{answer.path}:{answer.number} {command} ({len(answer.lines)}) {digest}")
    _note(read, answer, Outcome.UNREAD)


def _note(read: _Read, answer: Answer, outcome: Outcome, table: Table | None = None) -> None:
    command = said_command(table.command) if table is not None else redact_text(plain_command(answer.command)[0])[:120]
    if table is None and read.vendor is not None and (known := resolve_command(read.vendor, answer.command)) is not None:
        command = said_command(known)
    read.commands.append(
        CommandReading(
            command=command or "?", where=f"{answer.path}:{answer.number}", lines=len(answer.lines), outcome=outcome,
            rows=len(table.rows) if table is not None else 0, template=table.template if table is not None else None,
        )
    )  # fmt: skip


def is_refused(lines: Sequence[Line]) -> bool:
    """Tell whether an answer says no more than that there is none."""
    return not lines or (len(lines) <= _FEW and any(_REFUSED.match(line.text) for line in lines))
