"""Corrections: an operator's word on links and devices, kept in the ledger so that it survives every run.

A word holds from the next snapshot on; each call makes one at once, so that its effect is seen.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from services.actors import Right
from services.home import Home
from services.names import device_id, end_id
from services.rights import changes
from services.snapshotting import make_snapshot
from topology.model.ledger import Ledger, add_link, join_devices, remove_link, split_device
from topology.store import Conflict
from topology.store.snapshots import Snapshot

_TRIES: Final = 5


@changes(Right.CORRECT, "link.add")
def link_add(home: Home, a: str, b: str, *, reason: str = "") -> Snapshot:
    """Say that two ports, or two devices, are linked; ends are ids, or ``DEVICE:PORT`` and device names.

    Raises
    ------
    NotFound
        ``services.unknown_end`` if nothing carries the name.
    InputError
        ``services.ambiguous`` if several do, ``ledger.one_end`` if both ends are the same.
    """
    return _say(home, partial(add_link, a=end_id(home, a), b=end_id(home, b), reason=reason))


@changes(Right.CORRECT, "link.remove")
def link_remove(home: Home, a: str, b: str, *, reason: str = "") -> Snapshot:
    """Say that two ports, or two devices, are not linked; ends and errors as `link_add`."""
    return _say(home, partial(remove_link, a=end_id(home, a), b=end_id(home, b), reason=reason))


@changes(Right.CORRECT, "device.same")
def same(home: Home, a: str, b: str, *, reason: str = "") -> Snapshot:
    """Say that two devices are one; errors as `link_add`."""
    return _say(home, partial(join_devices, a=device_id(home, a), b=device_id(home, b), reason=reason))


@changes(Right.CORRECT, "device.split")
def split(home: Home, device: str, *, reason: str = "") -> Snapshot:
    """Say that what was taken for one device is several; errors as `link_add`."""
    return _say(home, partial(split_device, device=device_id(home, device), reason=reason))


def _say(home: Home, word: Callable[..., Ledger]) -> Snapshot:
    """Add a word to the newest ledger, again if someone else spoke meanwhile, and make a snapshot."""
    store = home.store
    for attempt in range(1, _TRIES + 1):
        ledger = store.ledgers.latest()
        new = word(ledger, by=home.actor.name, at=store.clock().isoformat(timespec="seconds"))
        try:
            store.ledgers.save(new, base=ledger.version, actor=home.actor.name)
            break
        except Conflict:
            if attempt == _TRIES:
                raise
    return make_snapshot(home)
