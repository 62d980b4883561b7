"""Keys of the User-based Security Model: from a password to the keys of one agent.

Turning a password into a key hashes a megabyte, on purpose; it is done once a password. Making that key an
agent's own costs one short hash, and is remembered for the agents met last.

Source: RFC 3414 2.6 and A.2 (password to key, localisation), RFC 7860 4.1 (SHA-2), RFC 3826 1.2 (AES-128),
draft-blumenthal-aes-usm-04 3.1.2.1 and draft-reeder-snmpv3-usm-3desede-00 2.1 (keys longer than the hash).
"""

from __future__ import annotations

import hashlib
import hmac
from collections import OrderedDict
from typing import NamedTuple

from collectors.snmp.users import Auth, Expansion, Priv, User

_PASSWORD_OCTETS = 1_048_576
_MASTERS = 256
_LOCAL = 4096


class AuthProtocol(NamedTuple):
    """One authentication protocol."""

    digest: str
    """Name of the hash function as hashlib knows it."""
    mac_octets: int
    """Octets of the authentication code that a message carries."""


AUTH: dict[Auth, AuthProtocol] = {
    Auth.MD5: AuthProtocol("md5", 12),
    Auth.SHA: AuthProtocol("sha1", 12),
    Auth.SHA_224: AuthProtocol("sha224", 16),
    Auth.SHA_256: AuthProtocol("sha256", 24),
    Auth.SHA_384: AuthProtocol("sha384", 32),
    Auth.SHA_512: AuthProtocol("sha512", 48),
}
"""RFC 3414 6 and 7 (12 octets); RFC 7860 4.2 (16 to 48)."""

PRIV_KEY_OCTETS: dict[Priv, int] = {Priv.DES: 16, Priv.AES_128: 16, Priv.AES_192: 24, Priv.AES_256: 32}
"""Octets of a privacy key; of DES, half are the pre-IV (RFC 3414 8.1.1.1)."""


class Keys(NamedTuple):
    """A user's keys for one agent."""

    auth: bytes
    priv: bytes

    def __repr__(self) -> str:
        """Show nothing."""
        return "Keys(...)"


def master_key(password: bytes, digest: str) -> bytes:
    """Return the key of a password: the hash of a megabyte of its repetitions.

    >>> master_key(b"maplesyrup", "md5").hex()
    '9faf3283884e92834ebc9847d8edd963'
    """
    times = -(-_PASSWORD_OCTETS // len(password))
    return hashlib.new(digest, memoryview(password * times)[:_PASSWORD_OCTETS], usedforsecurity=False).digest()


def localised_key(master: bytes, engine_id: bytes, digest: str) -> bytes:
    r"""Return a master key's form for one agent.

    >>> localised_key(master_key(b"maplesyrup", "sha1"), bytes(11) + b"\x02", "sha1").hex()
    '6695febc9288e36282235fc7151f128497b38f3f'
    """
    return hashlib.new(digest, master + engine_id + master, usedforsecurity=False).digest()


def expanded_key(key: bytes, octets: int, expansion: Expansion, engine_id: bytes, digest: str) -> bytes:
    """Return a localised key made as long as a cipher needs.

    Limits: the Reeder expansion hashes a megabyte for each agent, as its draft asks; it costs about a millisecond.
    """
    grown = key
    while len(grown) < octets:
        if expansion is Expansion.BLUMENTHAL:
            grown += hashlib.new(digest, grown, usedforsecurity=False).digest()
        else:
            key = localised_key(master_key(key, digest), engine_id, digest)
            grown += key
    return grown[:octets]


def make_keys(user: User, engine_id: bytes, masters: tuple[bytes, bytes]) -> Keys:
    """Return a user's keys for one agent from the master keys of both passwords."""
    if user.auth is None:
        return Keys(b"", b"")
    digest = AUTH[user.auth].digest
    auth = localised_key(masters[0], engine_id, digest)
    if user.priv is None:
        return Keys(auth, b"")
    local = localised_key(masters[1], engine_id, digest)
    return Keys(auth, expanded_key(local, PRIV_KEY_OCTETS[user.priv], user.expansion, engine_id, digest))


class KeyStore:
    """Remembers keys, within bounds: of passwords, and of the users and agents met last."""

    def __init__(self, masters: int = _MASTERS, local: int = _LOCAL) -> None:
        self._most_masters = masters
        self._most_local = local
        self._masters: OrderedDict[tuple[str, bytes], bytes] = OrderedDict()
        self._local: OrderedDict[tuple[User, bytes], Keys] = OrderedDict()

    def __len__(self) -> int:
        """Count what is remembered of agents."""
        return len(self._local)

    def keys(self, user: User, engine_id: bytes) -> Keys:
        """Return a user's keys for one agent."""
        place = (user, engine_id)
        keys = self._local.get(place)
        if keys is not None:
            self._local.move_to_end(place)
            return keys
        digest = AUTH[user.auth].digest if user.auth else ""
        masters = (
            self._master(user.auth_password, digest) if user.auth else b"",
            self._master(user.priv_password, digest) if user.priv else b"",
        )
        keys = self._local[place] = make_keys(user, engine_id, masters)
        if len(self._local) > self._most_local:
            self._local.popitem(last=False)
        return keys

    def _master(self, password: bytes, digest: str) -> bytes:
        place = (digest, password)
        master = self._masters.get(place)
        if master is None:
            master = self._masters[place] = master_key(password, digest)
            if len(self._masters) > self._most_masters:
                self._masters.popitem(last=False)
        return master


def authentication_code(auth: Auth, key: bytes, message: bytes) -> bytes:
    """Return the code of a message whose own place for it holds zeros."""
    protocol = AUTH[auth]
    return hmac.digest(key, message, protocol.digest)[: protocol.mac_octets]
