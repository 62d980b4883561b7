"""The map's payload of a snapshot: placed, encoded, compressed once and kept while it is in use.

Each snapshot is placed with the slots that the one before it left, so that nothing old ever moves. The slots are
kept as files in the home's ``layouts`` folder: a memory that can be lost without harm, since snapshots are immutable
and the same chain of them always leads to the same slots.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final

import msgspec

from dashboard.layout import Placement, Slots, place, rearrange
from dashboard.payload import encode
from services.arranging import arranged
from services.home import Home
from services.topologies import current, snapshot, snapshots
from topology.store.snapshots import Snapshot

_FOLDER: Final = "layouts"
_DECODER: Final = msgspec.json.Decoder(Slots)


class Picture(msgspec.Struct, frozen=True):
    """A payload as it is sent, with the tag that names its content."""

    body: bytes
    packed: bytes
    tag: str


def picture(home: Home, reference: str | None) -> Picture:
    """Return the payload of a snapshot; errors as `services.topologies.snapshot`."""
    head, pinned = snapshot(home, reference), arranged(home)
    return home.cache.get("picture", (head.id, tuple(sorted(pinned.items()))), lambda: _draw(home, head.id))


def placement(home: Home, reference: str | None) -> Placement:
    """Return where everything stands in a snapshot: what the snapshots before it placed, or a person, stays there."""
    head = snapshot(home, reference)
    placed = home.cache.get("placement", head.id, lambda: place(current(home, head.id), _former(home, head)))
    return rearrange(placed, arranged(home))


def _former(home: Home, head: Snapshot) -> Slots | None:
    """Return the slots that the snapshots before `head` lead to, from the last one that is remembered onwards."""
    before = []
    for one in snapshots(home):
        if one.id == head.id:
            break
        before.append(one)
    slots, start = None, 0
    for place_in_line in reversed(range(len(before))):
        slots = _recall(home, before[place_in_line])
        if slots is not None:
            start = place_in_line + 1
            break
    for one in before[start:]:
        slots = place(current(home, one.id), slots).slots
        _remember(home, one, slots)
    return slots


def _file(home: Home, head: Snapshot) -> Path:
    return home.folder(_FOLDER) / f"{head.id}-{head.created_at:%Y%m%dT%H%M%S%f}.json"


def _recall(home: Home, head: Snapshot) -> Slots | None:
    """Return the slots of a snapshot, None when they were never kept or cannot be read."""
    try:
        return _DECODER.decode(_file(home, head).read_bytes())
    except (OSError, msgspec.DecodeError):
        return None


def _remember(home: Home, head: Snapshot, slots: Slots) -> None:
    """Keep the slots of a snapshot; a full or read-only disk only costs the work of placing again."""
    path = _file(home, head)
    with contextlib.suppress(OSError):
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(slots))
        Path(name).replace(path)


def _draw(home: Home, ident: str) -> Picture:
    body = encode(current(home, ident), placement(home, ident))
    return Picture(body, gzip.compress(body, 6, mtime=0), hashlib.blake2b(body, digest_size=12).hexdigest())
