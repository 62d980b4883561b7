"""The map's payload of a snapshot: placed, encoded, compressed once and kept while it is in use."""

from __future__ import annotations

import gzip
import hashlib
from typing import Final

import msgspec

from dashboard.layout import Placement, Slots, place
from dashboard.payload import encode
from services.home import Home
from services.topologies import current, snapshot, snapshots

_LOOK_BACK: Final = 4
"""How many former snapshots hand their slots on."""


class Picture(msgspec.Struct, frozen=True):
    """A payload as it is sent, with the tag that names its content."""

    body: bytes
    packed: bytes
    tag: str


def picture(home: Home, reference: str | None) -> Picture:
    """Return the payload of a snapshot; errors as `services.topologies.snapshot`."""
    ident = snapshot(home, reference).id
    return home.cache.get("picture", ident, lambda: _draw(home, ident))


def placement(home: Home, reference: str | None) -> Placement:
    """Return where everything stands in a snapshot: what the snapshots before it placed stays there."""
    ident = snapshot(home, reference).id
    return home.cache.get("placement", ident, lambda: place(current(home, ident), _former(home, ident)))


def _former(home: Home, ident: str) -> Slots | None:
    """Return the slots that the nearest former snapshots lead to."""
    names = [one.id for one in snapshots(home)]
    before = names[: names.index(ident)][-_LOOK_BACK:] if ident in names else []
    slots: Slots | None = None
    for name in before:
        slots = home.cache.get("slots", (name, before[0]), lambda name=name, given=slots: place(current(home, name), given).slots)  # type: ignore[misc]
    return slots


def _draw(home: Home, ident: str) -> Picture:
    body = encode(current(home, ident), placement(home, ident))
    return Picture(body, gzip.compress(body, 6, mtime=0), hashlib.blake2b(body, digest_size=12).hexdigest())
