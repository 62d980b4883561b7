"""Credentials by reference: ``file:PATH#KEY`` or ``env:NAME``. The secret never shows in a text, an error or a representation."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from collectors.snmp.users import Auth, Expansion, Level, Priv, User
from topology.model.errors import InputError, Problem, Severity

VERSIONS = ("1", "2c", "3")
"""Versions that the engines speak."""
_SHORTEST_PASSWORD = 8
"""RFC 3414 11.2."""
_LONG_KEYS = frozenset({Priv.AES_192, Priv.AES_256})


class Credential(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named community or user, where its secrets stand, and the prefixes outside which it is never tried."""

    name: str
    version: str
    prefixes: tuple[str, ...]
    community: str | None = None
    """A reference, never the secret itself. Versions 1 and 2c."""
    user: str | None = None
    """The user's name as it is. Version 3, as all that follows."""
    level: Level = Level.PRIV
    auth: Auth | None = None
    auth_password: str | None = None
    """A reference."""
    priv: Priv | None = None
    priv_password: str | None = None
    """A reference."""
    key_expansion: Expansion = Expansion.BLUMENTHAL
    """How keys of AES-192 and AES-256 are made; ``reeder`` is what Net-SNMP calls AES-256-C."""

    @property
    def references(self) -> tuple[str, ...]:
        """Return where its secrets stand."""
        return tuple(one for one in (self.community, self.auth_password, self.priv_password) if one is not None)


class Secret(msgspec.Struct, frozen=True, kw_only=True):
    """A credential with its secrets read."""

    credential: Credential
    community: bytes = b""
    user: User | None = None

    def __repr__(self) -> str:
        """Name the credential, not the secret."""
        return f"Secret({self.credential.name})"


def mistakes(credential: Credential) -> Iterator[tuple[str, str, str]]:
    """Yield key, what stands there, and what was expected, for each mistake that the form alone cannot tell.

    >>> list(mistakes(Credential(name="a", version="2c", community="secret", prefixes=("10.0.0.0/8",))))
    [('community', '(not shown)', 'file:PATH#KEY or env:NAME')]
    """
    if credential.version not in VERSIONS:
        yield "version", credential.version, ", ".join(VERSIONS)
        return
    by_user = credential.version == "3"
    needed = {
        "community": not by_user,
        "user": by_user,
        "auth": by_user and credential.level is not Level.NO_AUTH,
        "auth_password": by_user and credential.level is not Level.NO_AUTH,
        "priv": by_user and credential.level is Level.PRIV,
        "priv_password": by_user and credential.level is Level.PRIV,
    }
    for key, there in needed.items():
        value = getattr(credential, key)
        if there != bool(value):
            what = f"version {credential.version}" + (f", {credential.level.value}" if by_user else "")
            yield key, "(missing)" if there else "(given)", f"{'a value' if there else 'nothing'} for {what}"
        elif value and key in {"community", "auth_password", "priv_password"} and not parse_reference(value):
            yield key, "(not shown)", "file:PATH#KEY or env:NAME"
    if credential.key_expansion is not Expansion.BLUMENTHAL and credential.priv not in _LONG_KEYS:
        yield "key_expansion", credential.key_expansion.value, "nothing but with AES-192 or AES-256"
    if not credential.prefixes:
        yield "prefixes", "[]", "at least one prefix"


def read_credential(credential: Credential, folder: Path) -> Secret:
    """Return a credential with its secrets; paths are relative to the scope file's `folder`.

    Raises
    ------
    InputError
        A secret is not there, or a password is shorter than SNMPv3 allows. The error names the reference, never a value.
    """
    if credential.version != "3":
        return Secret(credential=credential, community=read_secret(credential.community or "", folder))
    user = User(
        name=(credential.user or "").encode(),
        level=credential.level,
        auth=credential.auth,
        auth_password=_read_password(credential.auth_password, folder, "auth"),
        priv=credential.priv,
        priv_password=_read_password(credential.priv_password, folder, "priv"),
        expansion=credential.key_expansion,
    )
    return Secret(credential=credential, user=user)


def _read_password(reference: str | None, folder: Path, key: str) -> bytes:
    if reference is None:
        return b""
    password = read_secret(reference, folder, key)
    if len(password) < _SHORTEST_PASSWORD:
        raise InputError("scope_credential_short", reference=reference, least=_SHORTEST_PASSWORD)
    return password


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


def read_secret(reference: str, folder: Path, key_of_table: str = "community") -> bytes:
    """Return the secret that a reference names; paths are relative to the scope file's `folder`.

    A reference to a table means the table's value `key_of_table`.

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
            value = value.get(key_of_table)
    if not isinstance(value, str) or not value:
        raise InputError("scope_credential_missing", reference=reference)
    return value.encode()


def exposed(credential: Credential, folder: Path) -> Problem | None:
    """Note a credentials file that others than its owner may read."""
    for reference in credential.references:
        parsed = parse_reference(reference)
        if parsed is None or parsed[0] != "file":
            continue
        try:
            mode = (folder / parsed[1]).stat().st_mode
        except OSError:
            continue
        if mode & 0o077:
            return Problem("scope_credential_open", Severity.WARNING, parsed[1], {"mode": f"{mode & 0o777:03o}"})
    return None
