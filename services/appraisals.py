"""Appraisals kept on disk: each is a pure function of its inputs, so the same inputs need no second reckoning.

A folder holds the newest few, compressed, each under a hash of all it was made from: the
snapshot or census, scenario, do-minimum, price book, and the planning code itself. It may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec

from planning.appraisal import Appraisal
from topology.store.blobs import pack, unpack
from topology.store.errors import StoreError

KEPT: Final = 24
"""Appraisals kept."""

_DECODER: Final = msgspec.msgpack.Decoder(Appraisal)
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


def appraisal_key(parts: Sequence[object]) -> str:
    """Return the hash of what an appraisal is made from, the planning code included (BLAKE2b, 16 bytes, hex)."""
    return hashlib.blake2b(_ENCODER.encode([_code(), *parts]), digest_size=16).hexdigest()


def load_appraisal(folder: Path, key: str) -> Appraisal | None:
    """Return a kept appraisal; None where there is none, or what is there cannot be read (it is then made again)."""
    path = folder / key
    try:
        found = _DECODER.decode(unpack(path.read_bytes(), str(path)))
        os.utime(path)
    except (OSError, StoreError, msgspec.DecodeError):
        return None
    return found


def keep_appraisal(folder: Path, key: str, appraisal: Appraisal) -> None:
    """Keep an appraisal, whole or not at all, and give up the least used beyond `KEPT`; a full disk only costs the next call time."""
    path = folder / key
    fresh = folder / f"{key}-{os.getpid()}"
    try:
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
            file.write(pack(msgspec.msgpack.encode(appraisal)))
        fresh.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink()
        return
    for old in sorted(folder.iterdir(), key=_used, reverse=True)[KEPT:]:
        with contextlib.suppress(OSError):
            old.unlink()


def _used(path: Path) -> float:
    with contextlib.suppress(OSError):
        return path.stat().st_mtime
    return 0.0


@cache
def _code() -> str:
    """Return the hash of the planning code: an appraisal made by other equations is another appraisal."""
    sources = sorted((one.name, one.read_bytes()) for one in files("planning").iterdir() if one.name.endswith(".py"))
    return hashlib.blake2b(b"".join(name.encode() + source for name, source in sources), digest_size=16).hexdigest()
