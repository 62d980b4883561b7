"""Keys and ciphers: the standards' own vectors, and pysnmp's answers for every combination."""

from __future__ import annotations

import pysnmp.entity.engine  # noqa: F401 - first, as its parts import one another in a ring
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyasn1.type.univ import OctetString
from pysnmp.proto.secmod.eso.priv import aes192, aes256
from pysnmp.proto.secmod.rfc3414.auth import hmacmd5, hmacsha
from pysnmp.proto.secmod.rfc3414.priv import des
from pysnmp.proto.secmod.rfc3826.priv import aes
from pysnmp.proto.secmod.rfc7860.auth import hmacsha2

from collectors.snmp.tlv import DecodeError
from collectors.snmp.users import Auth, Expansion, Level, Priv, User
from collectors.snmp.usm_cipher import decrypt, encrypt
from collectors.snmp.usm_keys import AUTH, KeyStore, authentication_code, expanded_key, localised_key, make_keys, master_key
from collectors.snmp.usm_message import Parameters, decode_message, encode_message, is_genuine

ENGINE = bytes.fromhex("000000000000000000000002")
SERVICES = {
    Auth.MD5: hmacmd5.HmacMd5.SERVICE_ID,
    Auth.SHA: hmacsha.HmacSha.SERVICE_ID,
    Auth.SHA_224: hmacsha2.HmacSha2.SHA224_SERVICE_ID,
    Auth.SHA_256: hmacsha2.HmacSha2.SHA256_SERVICE_ID,
    Auth.SHA_384: hmacsha2.HmacSha2.SAH384_SERVICE_ID,
    Auth.SHA_512: hmacsha2.HmacSha2.SHA512_SERVICE_ID,
}
THEIR_AUTH = {
    auth: {Auth.MD5: hmacmd5.HmacMd5, Auth.SHA: hmacsha.HmacSha}[auth]() if auth in {Auth.MD5, Auth.SHA} else hmacsha2.HmacSha2(service)
    for auth, service in SERVICES.items()
}
THEIR_PRIV = {
    (Priv.DES, Expansion.BLUMENTHAL): des.Des(),
    (Priv.AES_128, Expansion.BLUMENTHAL): aes.Aes(),
    (Priv.AES_192, Expansion.BLUMENTHAL): aes192.AesBlumenthal192(),
    (Priv.AES_256, Expansion.BLUMENTHAL): aes256.AesBlumenthal256(),
    (Priv.AES_192, Expansion.REEDER): aes192.Aes192(),
    (Priv.AES_256, Expansion.REEDER): aes256.Aes256(),
}


@pytest.mark.parametrize(
    ("digest", "master", "local"),
    [
        # RFC 3414 A.3.1 and A.3.2
        ("md5", "9faf3283884e92834ebc9847d8edd963", "526f5eed9fcce26f8964c2930787d82b"),
        ("sha1", "9fb5cc0381497b3793528939ff788d5d79145211", "6695febc9288e36282235fc7151f128497b38f3f"),
    ],
)
def test_the_standards_vectors(digest, master, local):
    key = master_key(b"maplesyrup", digest)
    assert (key.hex(), localised_key(key, ENGINE, digest).hex()) == (master, local)


def test_the_reeder_drafts_vector():
    """draft-reeder-snmpv3-usm-3desede-00 B.2: SHA, 32 octets."""
    key = localised_key(master_key(b"maplesyrup", "sha1"), ENGINE, "sha1")
    grown = expanded_key(key, 32, Expansion.REEDER, ENGINE, "sha1")
    assert grown.hex() == "6695febc9288e36282235fc7151f128497b38f3f9b8b6d78936ba6e7d19dfd9c"


@pytest.mark.parametrize("auth", list(Auth))
@pytest.mark.parametrize(("priv", "expansion"), THEIR_PRIV)
def test_keys_are_those_of_pysnmp(auth, priv, expansion):
    user = User(
        name=b"u", level=Level.PRIV, auth=auth, auth_password=b"authpass1", priv=priv, priv_password=b"privpass1", expansion=expansion
    )
    engine_id = bytes.fromhex("80001f8880e9bd0c1d12667a51")
    ours = KeyStore().keys(user, engine_id)
    theirs = THEIR_AUTH[auth]
    assert ours.auth == bytes(theirs.localize_key(theirs.hash_passphrase(b"authpass1"), OctetString(engine_id)))
    service = SERVICES[auth]
    cipher = THEIR_PRIV[priv, expansion]
    key = bytes(cipher.localize_key(service, cipher.hash_passphrase(service, b"privpass1"), OctetString(engine_id)))
    assert ours.priv == key[: len(ours.priv)]


def test_keys_are_made_once_a_password_and_once_an_agent(monkeypatch):
    made = []
    monkeypatch.setattr(
        "collectors.snmp.usm_keys.master_key", lambda password, digest: made.append(password) or master_key(password, digest)
    )
    store = KeyStore()
    user = User(name=b"u", level=Level.PRIV, auth=Auth.SHA, auth_password=b"authpass1", priv=Priv.AES_128, priv_password=b"privpass1")
    keys = [store.keys(user, bytes((128, 0, 0, 0, number % 3))) for number in range(9)]
    assert made == [b"authpass1", b"privpass1"]
    assert len(set(keys)) == 3
    assert make_keys(User(name=b"u"), ENGINE, (b"", b"")) == (b"", b"")


def test_old_passwords_leave_the_store():
    store = KeyStore(masters=2, local=2)
    for number in range(5):
        store.keys(User(name=b"u", level=Level.AUTH, auth=Auth.MD5, auth_password=b"password%d" % number), ENGINE)
    assert (len(store), len(store._masters)) == (2, 2)


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(list(Priv)), st.binary(max_size=300), st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1), st.integers(0, 2**64))
def test_what_is_enciphered_comes_back(priv, plain, boots, time_s, counter):
    key = bytes(range(32))[: {Priv.DES: 16, Priv.AES_128: 16, Priv.AES_192: 24, Priv.AES_256: 32}[priv]]
    salt, secret = encrypt(priv, key, plain, boots, time_s, counter)
    back = decrypt(priv, key, secret, boots, time_s, salt)
    assert back[: len(plain)] == plain
    assert len(back) == len(secret)
    assert plain == b"" or len(plain) < 8 or secret != plain


@pytest.mark.parametrize(
    ("priv", "secret", "salt"), [(Priv.DES, b"1234567", bytes(8)), (Priv.AES_128, b"1", b"short"), (Priv.AES_256, b"1", bytes(9))]
)
def test_a_salt_or_length_that_no_cipher_has_is_no_message(priv, secret, salt):
    with pytest.raises(DecodeError):
        decrypt(priv, bytes(32)[: 16 if priv is not Priv.AES_256 else 32], secret, 1, 1, salt)


@pytest.mark.parametrize("auth", list(Auth))
def test_any_bit_changed_makes_a_message_false(auth):
    key = bytes(range(64))[: {"md5": 16, "sha1": 20}.get(AUTH[auth].digest, 32)]
    made = encode_message(5, 1, Parameters(ENGINE, 1, 2, b"user"), b"\x30\x00", auth, key)
    assert is_genuine(made, decode_message(made), auth, key)
    assert is_genuine(made + b"junk", decode_message(made + b"junk"), auth, key)
    assert not is_genuine(made, decode_message(made), auth, key[:-1] + b"\0")
    for place in range(len(made)):
        other = made[:place] + bytes((made[place] ^ 1,)) + made[place + 1 :]
        try:
            message = decode_message(other)
        except DecodeError:
            continue
        assert not is_genuine(other, message, auth, key)
    assert len(authentication_code(auth, key, b"")) == AUTH[auth].mac_octets


def test_a_message_cut_anywhere_is_none():
    made = encode_message(5, 1, Parameters(ENGINE, 1, 2, b"user"), b"\x30\x00", Auth.SHA, b"k" * 20)
    for end in range(len(made)):
        with pytest.raises(DecodeError):
            decode_message(made[:end])


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=120))
def test_junk_is_a_message_or_a_decode_error(data):
    try:
        decode_message(data)
    except DecodeError:
        return
