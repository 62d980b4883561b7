"""Keys that vouch for bundles: an Ed25519 pair of this installation, and the public keys of others that it trusts.

::

    keys/signing.key   the private key, its owner's alone (mode 0600), made at first use
    keys/signing.pub   its public half, one line to hand to whoever imports the bundles
    keys/trusted       public keys of others, one a line: netfold-ed25519 BASE64 NAME

The one module that signs; ciphers of SNMPv3 are elsewhere.
"""

from __future__ import annotations

import base64
import binascii
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from topology.model.errors import InputError

SIGNATURE_OCTETS: Final = 64
_KIND: Final = "netfold-ed25519"
_KEY_OCTETS: Final = 32
_PURPOSE: Final = b"netfold-bundle-1\n"
"""Stands before what is signed, so that a signature given for one purpose is none for another."""


class Keys:
    """The keys in a folder, which is made if it is not there."""

    def __init__(self, folder: Path) -> None:
        self._folder: Final = folder

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message by this installation's key, which is made at first use.

        Raises
        ------
        InputError
            ``key_unreadable``: the key file cannot be read, or is none.
        """
        return self._private().sign(_PURPOSE + message)

    def public(self) -> bytes:
        """Return this installation's public key, made at first use; errors as `sign`."""
        return self._private().public_key().public_bytes_raw()

    def line(self) -> str:
        """Return the line by which others may trust this installation."""
        return public_line(self.public(), socket.gethostname())

    def trusted(self) -> dict[bytes, str]:
        """Return the public keys that are trusted, with their names: this installation's own, and those of the list.

        Raises
        ------
        InputError
            ``key_line``: a line of the list is no public key.
        """
        path = self._folder / "trusted"
        found = {self.public(): "own"} if (self._folder / "signing.key").exists() else {}
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        for number, line in enumerate(lines, start=1):
            if line.strip() and not line.startswith("#"):
                key, name = parse_line(line, f"{path}:{number}")
                found.setdefault(key, name)
        return found

    def trust(self, line: str) -> str:
        """Add a public key to the list; return its name. Raises InputError ``key_line`` where the line is none."""
        key, name = parse_line(line, "-")
        if key not in self.trusted():
            self._make_folder()
            with (self._folder / "trusted").open("a", encoding="utf-8") as file:
                file.write(public_line(key, name) + "\n")
        return name

    def _make_folder(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def _private(self) -> Ed25519PrivateKey:
        path = self._folder / "signing.key"
        if not path.exists():
            self._make(path)
        try:
            return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_text(encoding="ascii"), validate=True))
        except (OSError, ValueError) as error:
            raise InputError("key_unreadable", path=str(path), why=str(error)[:200]) from None

    def _make(self, path: Path) -> None:
        """Make a pair; whoever comes first decides, and a half-written key is never seen."""
        self._make_folder()
        private = Ed25519PrivateKey.generate()
        fresh = self._folder / f".fresh-{os.getpid()}"
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(base64.b64encode(private.private_bytes_raw()))
        with suppress(FileExistsError):
            os.link(fresh, path)
            path.with_suffix(".pub").write_text(public_line(private.public_key().public_bytes_raw(), socket.gethostname()) + "\n")
        fresh.unlink()


def verify(key: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether a signature of a message is that of a public key."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, _PURPOSE + message)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_line(key: bytes, name: str) -> str:
    """Return a public key as a line."""
    return f"{_KIND} {base64.b64encode(key).decode()} {name}"


def parse_line(line: str, where: str) -> tuple[bytes, str]:
    """Return key and name of a line; raises InputError ``key_line`` where it is none."""
    kind, _, rest = line.strip().partition(" ")
    text, _, name = rest.partition(" ")
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if kind != _KIND or len(key) != _KEY_OCTETS:
        raise InputError("key_line", where=where, expected=f"{_KIND} BASE64 NAME")
    return key, name.strip() or "?"
