"""Ids: the same device keeps its id from snapshot to snapshot.

The ledger knows devices by keys. A group takes the id that its strongest known key belongs to; a new
device gets an id made from its strongest key that it shares with nobody. Keys move with the device that
last showed them, so that each key belongs to one identity.
"""

from __future__ import annotations

import hashlib
from collections import Counter

import msgspec

from topology.model.ledger import Identity, Ledger
from topology.resolve.identity import LEVELS, Group


def digest(kind: str, *parts: str | None) -> str:
    """Return a typed id made from its parts; the same parts give the same id.

    >>> digest("pfx", "n05", None, "10.0.0.0/8") == digest("pfx", "n05", None, "10.0.0.0/8")
    True
    """
    text = "\x1f".join("\x00" if part is None else part for part in parts)
    return f"{kind}-{hashlib.blake2b(text.encode(), digest_size=7).hexdigest()}"


def assign_ids(groups: list[Group], ledger: Ledger) -> Ledger:
    """Give each group its id and return the ledger that remembers them."""
    own = [group.keys() for group in groups]
    claims = Counter(key for keys in own for key in keys)
    keys = [sorted((key for key in part if claims[key] == 1), key=_strength) for part in own]
    owner = {key: identity.id for identity in ledger.identities for key in identity.keys}
    taken: set[str] = set()
    for level in LEVELS:
        for group, part in zip(groups, keys, strict=True):
            if group.id:
                continue
            known = sorted({owner[key] for key in part if key.startswith(level) and key in owner} - taken)
            if known:
                group.id = known[0]
                taken.add(known[0])
    taken.update(owner.values())
    for group, part in zip(groups, keys, strict=True):
        if not group.id:
            group.id = _new_id(part or sorted(group.keys(), key=_strength), taken)
            taken.add(group.id)
    return _remember(groups, keys, ledger)


def _strength(key: str) -> tuple[int, str]:
    return LEVELS.index(key.partition(":")[0]), key


def _new_id(keys: list[str], taken: set[str]) -> str:
    salt = 0
    while (found := digest("dev", keys[0], *([str(salt)] if salt else []))) in taken:
        salt += 1
    return found


def _remember(groups: list[Group], keys: list[list[str]], ledger: Ledger) -> Ledger:
    owner = {key: identity.id for identity in ledger.identities for key in identity.keys}
    for group, part in zip(groups, keys, strict=True):
        for key in part:
            owner[key] = group.id
    by_id: dict[str, list[str]] = {group.id: [] for group in groups}
    for key, identity in owner.items():
        by_id.setdefault(identity, []).append(key)
    identities = tuple(Identity(id=identity, keys=tuple(sorted(found))) for identity, found in sorted(by_id.items()))
    if identities == ledger.identities:
        return ledger
    return msgspec.structs.replace(ledger, version=ledger.version + 1, identities=identities)
