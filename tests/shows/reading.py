"""A device's log as its record, for tests of captures."""

from datetime import UTC, datetime

from collectors.clean import clean
from collectors.detect import detect_text
from collectors.shows import CommandReading
from collectors.sources.pieces import capture_record, find_pieces
from topology.model.records import DeviceRecord, SourceKind

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
KEY = b"k" * 32


def angle(name: str, *captures: tuple[str, str]) -> str:
    """Return a log of VRP, Comware and their kind."""
    return "".join(f"<{name}>{command}\n{answer}" for command, answer in captures) + f"<{name}>quit\n"


def hashed(name: str, *captures: tuple[str, str]) -> str:
    """Return a log of systems whose prompt ends in ``#``."""
    return "".join(f"{name}#{command}\n{answer}" for command, answer in captures) + f"{name}#exit\n"


def read_log(log: str | bytes, platform: str | None = None) -> tuple[DeviceRecord, tuple[CommandReading, ...]]:
    """Return what the captures of the one device in a log tell."""
    text = clean(log if isinstance(log, bytes) else log.encode(), "s.log")
    pieces = [one for one in find_pieces("s.log", text, detect_text("s.log", text)) if one.kind is SourceKind.CAPTURE]
    assert len(pieces) == 1
    read = capture_record(pieces[0], realm="n1", collected_at=NOW, key=KEY, platform=platform)
    return read.record, read.commands


def outcomes(commands: tuple[CommandReading, ...]) -> dict[str, tuple[str, int]]:
    """Return what became of each command, and its rows."""
    return {one.command: (one.outcome.value, one.rows) for one in commands}
