"""Errors of the store, and the border at which the database's own become ours."""

from __future__ import annotations

from typing import Final

from sqlalchemy.exc import DatabaseError, IntegrityError

from topology.model.errors import InputError, NetfoldError


class StoreError(NetfoldError):
    """The store could not do it: busy, full, damaged, or written by a newer netfold."""


class Conflict(InputError):
    """Someone else wrote first; nothing was overwritten."""


_SAID: Final = (
    (("locked", "busy", "lock timeout", "deadlock"), "store.busy"),
    (("full", "no space"), "store.full"),
    (
        ("unable to open", "readonly", "could not connect", "connection refused", "connection failed", "connection is", "server closed"),
        "store.unreachable",
    ),
    (("malformed", "not a database", "corrupt"), "store.damaged"),
)
"""Words in a database's message, and the code that says what they mean."""


def translate(error: DatabaseError, place: str) -> NetfoldError:
    """Return the error of ours that says what a database error means."""
    text = str(error.orig).lower()
    if isinstance(error, IntegrityError):
        return StoreError("store.immutable", place=place) if "never changed" in text else Conflict("store.conflict", place=place)
    for words, code in _SAID:
        if any(word in text for word in words):
            return StoreError(code, place=place)
    return StoreError("store.failed", place=place, reason=str(error.orig)[:200])
