"""A journal: what was done to another system, a line of JSON an object, on disk before the next request is sent."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec


class Journal:
    """An open journal; use in a ``with`` statement."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self._handle = handle

    @classmethod
    def open(cls, folder: Path, name: str, head: Mapping[str, Any]) -> Journal:
        """Begin a new file ``<name>-<number>.jsonl`` of a folder, its owner's alone, with a line about what it is of."""
        number = sum(1 for _ in folder.glob(f"{name}-*.jsonl")) + 1
        while True:
            path = folder / f"{name}-{number:05d}.jsonl"
            try:
                handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND, 0o600)
                break
            except FileExistsError:
                number += 1
        made = cls(path, handle)
        made._write([json.dumps(dict(head), ensure_ascii=False)])
        return made

    def note(self, entries: Sequence[msgspec.Struct]) -> None:
        """Add lines; when this returns they are on disk."""
        self._write([msgspec.json.encode(entry).decode() for entry in entries])

    def _write(self, lines: Sequence[str]) -> None:
        os.write(self._handle, "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace"))
        os.fsync(self._handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self._handle)
