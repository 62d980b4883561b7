"""Credentials by reference: ``file:PATH#KEY`` or ``env:NAME``. The secret never shows in a text, an error or a representation."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import msgspec

from topology.model.errors import InputError, Problem, Severity

VERSIONS = ("2c",)
"""Versions that the engines speak."""


class Credential(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named community, where its secret stands, and the prefixes outside which it is never tried."""

    name: str
    version: str
    community: str
    """A reference, never the secret itself."""
    prefixes: tuple[str, ...]


def parse_reference(text: str) -> tuple[str, str, str] | None:
    """Return kind, place and key of a reference, or None if it is none.

    >>> parse_reference("file:credentials.toml#n05"), parse_reference("env:N05"), parse_reference("public")
    (('file', 'credentials.toml', 'n05'), ('env', 'N05', ''), None)
    """
    kind, _, rest = text.partition(":")
    if kind == "env" and rest:
        return kind, rest, ""
    place, _, key = rest.rpartition("#")
    return (kind, place, key) if kind == "file" and place and key else None


def read_secret(reference: str, folder: Path) -> bytes:
    """Return the secret that a reference names; paths are relative to the scope file's `folder`.

    Raises
    ------
    InputError
        The file, key or variable is not there. The error names the reference, never a value.
    """
    parsed = parse_reference(reference)
    if parsed is None:
        raise InputError("scope_credential_reference", reference="?")
    kind, place, key = parsed
    if kind == "env":
        value: object = os.environ.get(place)
    else:
        try:
            value = tomllib.loads((folder / place).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise InputError("scope_credential_file", reference=reference) from None
        for part in key.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, dict):
            value = value.get("community")
    if not isinstance(value, str) or not value:
        raise InputError("scope_credential_missing", reference=reference)
    return value.encode()


def exposed(reference: str, folder: Path) -> Problem | None:
    """Note a credentials file that others than its owner may read."""
    parsed = parse_reference(reference)
    if parsed is None or parsed[0] != "file":
        return None
    try:
        mode = (folder / parsed[1]).stat().st_mode
    except OSError:
        return None
    return Problem("scope_credential_open", Severity.WARNING, parsed[1], {"mode": f"{mode & 0o777:03o}"}) if mode & 0o077 else None
