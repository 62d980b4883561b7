"""The devices in a text: one in a configuration, any number in a terminal log, each with its configuration and its captures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from collectors.clean import CleanText, uncut
from collectors.detect import Detection, Kind, detect_config
from collectors.shows import Answer, CommandReading, read_captures, vendor_of
from collectors.shows.deciding import platform_of
from collectors.shows.naming import whole_answer
from collectors.sources.sessions import Block, Session, find_sessions, part_of
from topology.model.records import DeviceRecord, SourceKind

_WRAPPED = "text-wrapped"


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """What a file tells of one device: its configuration, or what it answered to show commands."""

    kind: SourceKind
    target: str
    """The file, and in a log the device: ``path#NAME``."""
    device: str | None
    """The name in the prompt; None where there is none."""
    text: CleanText
    detection: Detection
    answers: tuple[Answer, ...] = ()
    """The captures."""


class CaptureRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What a device's captures gave: its record, the text that evidence opens, what became of each command."""

    record: DeviceRecord
    text: str
    commands: tuple[CommandReading, ...]
    platform: str | None
    likely: tuple[str, ...] = ()
    """Platforms that come into question, where none is sure: nothing was read then."""

    @property
    def states_facts(self) -> bool:
        """Whether any of the answers could be read."""
        return any(one.template is not None for one in self.commands)


def find_pieces(path: str, text: CleanText, detection: Detection) -> tuple[Piece, ...]:
    """Return what a text tells, device by device; a configuration as a whole is one piece.

    In a log the last complete configuration of a device counts; every other answer is a capture.
    """
    if detection.kind is not Kind.LOG:
        return (Piece(kind=SourceKind.CONFIG, target=path, device=None, text=text, detection=detection),)
    return tuple(piece for session in find_sessions(text) for piece in _of_session(path, text, session))


def capture_piece(target: str, texts: Sequence[tuple[str, CleanText, Detection]], detection: Detection) -> Piece:
    """Return files that each hold one answer, with what was seen of each, as the captures of one device."""
    answers = tuple(whole_answer(path, seen.command or "", text) for path, text, seen in texts)
    device = next((seen.device for _, _, seen in texts if seen.device), None)
    problems = tuple(problem for _, text, _ in texts for problem in text.problems)
    text = msgspec.structs.replace(texts[0][1], problems=problems)
    return Piece(kind=SourceKind.CAPTURE, target=target, device=device, text=text, detection=detection, answers=answers)


def capture_record(piece: Piece, *, realm: str, collected_at: datetime, key: bytes | None, platform: str | None = None) -> CaptureRecord:
    """Return the record of a device's captures, and their text without secrets; `platform` is what a person named."""
    named = platform or piece.detection.platform
    likely: tuple[str, ...] = ()
    if named is None:
        named, likely = platform_of(piece.answers)
    captures = read_captures(
        piece.answers, platform=named, device=piece.device, target=piece.target, realm=realm, collected_at=collected_at, key=key,
        problems=[problem for problem in piece.text.problems if problem.code != _WRAPPED],
    )  # fmt: skip
    return CaptureRecord(
        record=captures.record, text=captures.text, commands=captures.commands, platform=named,
        likely=() if vendor_of(named) is not None else likely,
    )  # fmt: skip


def _of_session(path: str, text: CleanText, session: Session) -> list[Piece]:
    target = f"{path}#{session.device}"
    config, captures = session.config, list(session.captures)
    found: Detection | None = None
    if config is None and captures and not captures[0].command:  # the log starts inside an answer
        found = detect_config(path, part_of(text, captures[:1]))
        config = captures.pop(0) if found.kind is Kind.CONFIG else None
    pieces: list[Piece] = []
    if config is not None:
        part = part_of(text, [config])
        found = found or detect_config(path, part)
        pieces.append(Piece(kind=SourceKind.CONFIG, target=target, device=session.device, text=part, detection=found))
    if captures:
        known = found if found is not None and found.kind is Kind.CONFIG else Detection(kind=Kind.LOG)
        pieces.append(
            Piece(
                kind=SourceKind.CAPTURE,
                target=target,
                device=session.device,
                text=text,
                detection=known,
                answers=tuple(_answer(path, text, block) for block in captures),
            )
        )
    return pieces


def _answer(path: str, text: CleanText, block: Block) -> Answer:
    return Answer(
        path=path, command=block.command, number=block.number, lines=uncut(text, block.lines), ended=block.answered,
        prompt=block.prompt if block.command else "", full=text.full, noise=text.noise,
    )  # fmt: skip
