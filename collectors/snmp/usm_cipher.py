"""Privacy of the User-based Security Model: DES in CBC, AES in CFB. The one module that imports `cryptography`.

Source: RFC 3414 8.1.1 (DES: IV = pre-IV xor salt, salt = boots and a counter), RFC 3826 3.1.2 (AES: IV = boots,
time and salt), draft-blumenthal-aes-usm-04 (longer AES keys, same IV).
"""

from __future__ import annotations

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from collectors.snmp.tlv import DecodeError
from collectors.snmp.users import Priv

SALT_OCTETS = 8
_DES_BLOCK = 8


def encrypt(  # noqa: PLR0917 - what the initialisation vector is made of, in its order
    priv: Priv, key: bytes, plain: bytes, boots: int, time_s: int, counter: int
) -> tuple[bytes, bytes]:
    """Return the salt to send and the encrypted octets; `counter` must not come twice under one key."""
    if priv is Priv.DES:
        salt = boots.to_bytes(4, "big") + (counter & 0xFFFFFFFF).to_bytes(4, "big")
        plain += bytes(-len(plain) % _DES_BLOCK)
    else:
        salt = (counter & 0xFFFFFFFFFFFFFFFF).to_bytes(SALT_OCTETS, "big")
    encryptor = _cipher(priv, key, salt, boots, time_s).encryptor()
    return salt, encryptor.update(plain) + encryptor.finalize()


def decrypt(  # noqa: PLR0917 - as above
    priv: Priv, key: bytes, secret: bytes, boots: int, time_s: int, salt: bytes
) -> bytes:
    """Return the plain octets, of DES with its padding.

    Raises
    ------
    DecodeError
        The salt or the length is none that the cipher has.
    """
    if len(salt) != SALT_OCTETS or (priv is Priv.DES and len(secret) % _DES_BLOCK):
        raise DecodeError("salt or length of the encrypted part")
    decryptor = _cipher(priv, key, salt, boots, time_s).decryptor()
    return decryptor.update(secret) + decryptor.finalize()


def _cipher(priv: Priv, key: bytes, salt: bytes, boots: int, time_s: int) -> Cipher[CBC] | Cipher[CFB]:
    if priv is Priv.DES:
        iv = bytes(here ^ there for here, there in zip(key[8:16], salt, strict=True))
        return Cipher(TripleDES(key[:8] * 3), CBC(iv))  # with three equal keys this is DES
    return Cipher(AES(key), CFB(boots.to_bytes(4, "big") + time_s.to_bytes(4, "big") + salt))
