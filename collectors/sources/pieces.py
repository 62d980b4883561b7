"""The devices in a text: one in a configuration, any number in a terminal log, each with its configuration and its captures."""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec

from collectors.clean import CleanText
from collectors.configs import IMPORT_VANTAGE, shown_text
from collectors.configs.parser import MAX_UNPARSED
from collectors.configs.redact import redact_text
from collectors.detect import Detection, Kind, detect_config
from collectors.sources.sessions import ENGINE, Block, Session, find_sessions, part_of, with_prompts
from topology.model.records import Completeness, DeviceRecord, Envelope, Reading, SourceKind, System

ENGINE_VERSION = "1"


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """What a file tells of one device: its configuration, or the captures that wait for a parser."""

    kind: SourceKind
    target: str
    """The file, and in a log the device: ``path#NAME``."""
    device: str | None
    """The name in the prompt; None where there is none."""
    text: CleanText
    detection: Detection
    captures: tuple[str, ...] = ()
    """``path:line command (lines)`` of each capture, and a digest of its answer."""


def find_pieces(path: str, text: CleanText, detection: Detection) -> tuple[Piece, ...]:
    """Return what a text tells, device by device; a configuration as a whole is one piece.

    In a log the last complete configuration of a device counts; every other answer is kept as a capture.
    """
    if detection.kind is not Kind.LOG:
        return (Piece(kind=SourceKind.CONFIG, target=path, device=None, text=text, detection=detection),)
    return tuple(piece for session in find_sessions(text) for piece in _of_session(path, text, session))


def capture_piece(path: str, text: CleanText, detection: Detection) -> Piece:
    """Return a whole text as one capture: a person said that it is the answer to some command."""
    digest = _digest(text)
    return Piece(
        kind=SourceKind.CAPTURE,
        target=path,
        device=None,
        text=text,
        detection=detection,
        captures=(f"{path}:1 ({len(text.lines)}) {digest}",),
    )


def capture_record(piece: Piece, *, realm: str, collected_at: datetime, key: bytes | None) -> tuple[DeviceRecord, str]:
    """Return the record that keeps captures, and their text without secrets. It states no fact until a parser reads them."""
    lines = len(piece.text.lines)
    envelope = Envelope(
        kind=SourceKind.CAPTURE,
        target=piece.target,
        vantage=IMPORT_VANTAGE,
        realm=realm,
        collected_at=collected_at,
        engine=ENGINE,
        engine_version=ENGINE_VERSION,
        completeness=Completeness.COMPLETE,
    )
    record = DeviceRecord(
        envelope=envelope,
        system=System(name=piece.device, platform=piece.detection.platform),
        reading=Reading(lines=lines, understood=0, ignored=0, unparsed=lines, unparsed_lines=piece.captures[:MAX_UNPARSED]),
    )
    return record, shown_text(piece.text, key)


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
                text=with_prompts(text, captures),
                detection=known,
                captures=tuple(_said(path, block) for block in captures),
            )
        )
    return pieces


def _said(path: str, block: Block) -> str:
    digest = hashlib.blake2b("\n".join(line.text for line in block.lines).encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{path}:{block.number} {redact_text(block.command)[:120] or '?'} ({len(block.lines)}) {digest}"


def _digest(text: CleanText) -> str:
    return hashlib.blake2b("\n".join(line.text for line in text.lines).encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
