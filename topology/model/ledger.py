"""Ledger: the versioned memory of ids, and the operator's words.

Resolution takes a ledger and gives back the next one. An identity remembers under which keys (serial,
chassis id, name in a realm, ...) a device was met, so that it keeps its id when one of them changes.
A word is what an operator said: these two ports are linked, these two devices are one. Words are never
edited; the latest word about the same thing counts.

Device keys are text, ``kind:value`` or ``kind:realm|value``; `topology.resolve.identity` makes them.
"""

from __future__ import annotations

import hashlib

import msgspec

from topology.model.errors import InputError, NotFound


class Identity(msgspec.Struct, frozen=True, order=True):
    """A device's id and every key under which it has been met, sorted."""

    id: str
    keys: tuple[str, ...]


class LinkAdded(msgspec.Struct, frozen=True, kw_only=True, tag="link.add"):
    """Two ports, or two devices, are linked, whatever the neighbours say. Ends are interface or device ids."""

    a: str
    b: str
    by: str
    at: str
    reason: str = ""


class LinkRemoved(msgspec.Struct, frozen=True, kw_only=True, tag="link.remove"):
    """Two ports, or two devices, are not linked, whatever the neighbours say."""

    a: str
    b: str
    by: str
    at: str
    reason: str = ""


class DevicesJoined(msgspec.Struct, frozen=True, kw_only=True, tag="device.same"):
    """Two devices are one. The keys are those the ledger knew them by when it was said."""

    a: str
    b: str
    a_keys: tuple[str, ...]
    b_keys: tuple[str, ...]
    by: str
    at: str
    reason: str = ""


class DeviceSplit(msgspec.Struct, frozen=True, kw_only=True, tag="device.split"):
    """What was taken for one device is several: those that a word had joined, else one for each target it was reached by."""

    device: str
    keys: tuple[str, ...]
    by: str
    at: str
    reason: str = ""


Word = LinkAdded | LinkRemoved | DevicesJoined | DeviceSplit


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """The memory of ids and words. `identities` are sorted by id, `words` in the order they were said."""

    version: int = 0
    identities: tuple[Identity, ...] = ()
    words: tuple[Word, ...] = ()


def add_link(ledger: Ledger, a: str, b: str, *, by: str, at: str, reason: str = "") -> Ledger:
    """Return the ledger with the word that `a` and `b` are linked.

    Raises `InputError` ``ledger.one_end`` when both ends are the same.
    """
    a, b = _two_ends(a, b)
    return _say(ledger, LinkAdded(a=a, b=b, by=by, at=at, reason=reason))


def remove_link(ledger: Ledger, a: str, b: str, *, by: str, at: str, reason: str = "") -> Ledger:
    """Return the ledger with the word that `a` and `b` are not linked.

    Raises `InputError` ``ledger.one_end`` when both ends are the same.
    """
    a, b = _two_ends(a, b)
    return _say(ledger, LinkRemoved(a=a, b=b, by=by, at=at, reason=reason))


def join_devices(ledger: Ledger, a: str, b: str, *, by: str, at: str, reason: str = "") -> Ledger:
    """Return the ledger with the word that devices `a` and `b` are one.

    Raises `NotFound` ``ledger.unknown_device`` for an id the ledger never gave, `InputError`
    ``ledger.one_end`` when both are the same.
    """
    a, b = _two_ends(a, b)
    word = DevicesJoined(a=a, b=b, a_keys=_keys(ledger, a), b_keys=_keys(ledger, b), by=by, at=at, reason=reason)
    return _say(ledger, word)


def split_device(ledger: Ledger, device: str, *, by: str, at: str, reason: str = "") -> Ledger:
    """Return the ledger with the word that `device` is several: those that a word had joined, else one for each target.

    Raises `NotFound` ``ledger.unknown_device`` for an id the ledger never gave.
    """
    return _say(ledger, DeviceSplit(device=device, keys=_keys(ledger, device), by=by, at=at, reason=reason))


def ledger_hash(ledger: Ledger) -> str:
    """Return the hash that names a ledger in the store."""
    return hashlib.blake2b(msgspec.msgpack.encode(ledger, order="deterministic"), digest_size=16).hexdigest()


def _say(ledger: Ledger, word: Word) -> Ledger:
    return Ledger(version=ledger.version + 1, identities=ledger.identities, words=(*ledger.words, word))


def _two_ends(a: str, b: str) -> tuple[str, str]:
    if a == b:
        raise InputError("ledger.one_end", id=a)
    return (a, b) if a < b else (b, a)


def _keys(ledger: Ledger, device: str) -> tuple[str, ...]:
    for identity in ledger.identities:
        if identity.id == device:
            return identity.keys
    raise NotFound("ledger.unknown_device", id=device)
