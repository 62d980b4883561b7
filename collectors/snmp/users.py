"""An SNMPv3 user: name, security level, protocols and passwords.

The words are those of RFC 3414 and of agents' own configurations. `Auth` and `Priv` list what both engines speak.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """Security level (RFC 3411 3.4.3)."""

    NO_AUTH = "noAuthNoPriv"
    AUTH = "authNoPriv"
    PRIV = "authPriv"

    @property
    def flags(self) -> int:
        """Return the level's bits of msgFlags (RFC 3412 6.4)."""
        return _FLAGS[self]


_FLAGS = {Level.NO_AUTH: 0, Level.AUTH: 1, Level.PRIV: 3}


class Auth(StrEnum):
    """Authentication protocols: RFC 3414 (MD5, SHA-1) and RFC 7860 (SHA-2)."""

    MD5 = "MD5"
    SHA = "SHA"
    SHA_224 = "SHA-224"
    SHA_256 = "SHA-256"
    SHA_384 = "SHA-384"
    SHA_512 = "SHA-512"


class Priv(StrEnum):
    """Privacy protocols: RFC 3414 (DES), RFC 3826 (AES-128), draft-blumenthal-aes-usm-04 (AES-192, AES-256)."""

    DES = "DES"
    AES_128 = "AES-128"
    AES_192 = "AES-192"
    AES_256 = "AES-256"


class Expansion(StrEnum):
    """How a key shorter than AES-192 and AES-256 need is made longer; the standard leaves it open."""

    BLUMENTHAL = "blumenthal"
    """draft-blumenthal-aes-usm-04 3.1.2.1: hash what is there and append. Net-SNMP's AES-192 and AES-256."""
    REEDER = "reeder"
    """draft-reeder-snmpv3-usm-3desede-00 2.1: use the key as the next password. Net-SNMP's AES-192-C and AES-256-C, made for Cisco."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Who asks. Passwords never show in a representation."""

    name: bytes
    level: Level = Level.NO_AUTH
    auth: Auth | None = None
    auth_password: bytes = field(default=b"", repr=False)
    priv: Priv | None = None
    priv_password: bytes = field(default=b"", repr=False)
    expansion: Expansion = Expansion.BLUMENTHAL
