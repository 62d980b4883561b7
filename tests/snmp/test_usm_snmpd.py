"""SNMPv3 against a real agent that is not ours: Debian's snmpd, with all it knows."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from collectors.snmp.collect import Target, collect
from collectors.snmp.engine import Access, Reason, reason_of
from collectors.snmp.limits import Limits
from collectors.snmp.users import Auth, Expansion, Level, Priv, User
from collectors.snmp.walk import Budget, Pace, Walk
from collectors.snmp.wire import WireEngine
from tests.snmp.snmpd import running
from tests.snmp.talk import NOW
from topology.model.errors import CollectError
from topology.model.records import Completeness

LIMITS = Limits(timeout_s=2, rate_per_s=0)
BASE = (1, 3, 6, 1, 4, 1, 8072, 9999, 9)
ROWS = 120
CIPHERS = {
    (Priv.DES, Expansion.BLUMENTHAL): "DES",
    (Priv.AES_128, Expansion.BLUMENTHAL): "AES",
    (Priv.AES_192, Expansion.BLUMENTHAL): "AES-192",
    (Priv.AES_256, Expansion.BLUMENTHAL): "AES-256",
    (Priv.AES_192, Expansion.REEDER): "AES-192-C",
    (Priv.AES_256, Expansion.REEDER): "AES-256-C",
}
"""net-snmp's words for each cipher and key expansion."""


def user_of(auth: Auth, priv: Priv, expansion: Expansion) -> User:
    name = f"{auth.value}-{CIPHERS[priv, expansion]}".lower()
    return User(
        name=name.encode(),
        level=Level.PRIV,
        auth=auth,
        auth_password=f"auth {name}".encode(),
        priv=priv,
        priv_password=f"priv {name}".encode(),
        expansion=expansion,
    )


USERS = [user_of(auth, *cipher) for auth in Auth for cipher in CIPHERS]
SIGNED = User(name=b"signed", level=Level.AUTH, auth=Auth.SHA_512, auth_password=b"password of signed")
PLAIN = User(name=b"plain")


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    lines = []
    for user in USERS:
        auth, priv = user.auth_password.decode(), user.priv_password.decode()
        cipher = CIPHERS[user.priv, user.expansion]
        lines += [f'createUser {user.name.decode()} {user.auth.value} "{auth}" {cipher} "{priv}"', f"rouser {user.name.decode()} priv"]
    lines += ['createUser signed SHA-512 "password of signed"', "rouser signed auth", "createUser plain", "rouser plain noauth"]
    lines += [f'override {".".join(map(str, BASE))}.1.{i} octet_str "row {i}"' for i in range(1, ROWS + 1)]
    with running(tmp_path_factory.mktemp("snmpd3"), "\n".join(lines) + "\n") as on:
        yield on


def access(port, user, **more):
    return Access(address="127.0.0.1", port=port, version="3", user=user, **more)


def rows(port, user, limits=LIMITS, **more):
    async def go():
        session = WireEngine(limits).open(access(port, user, **more))
        walk = Walk(session, [BASE], Pace(25), Budget(limits))
        try:
            return [value async for page in walk.pages() for _, _, value in page], walk.cursors[0].reason, session.stats
        finally:
            session.close()

    return asyncio.run(go())


EXPECTED = [f"row {i}".encode() for i in range(1, ROWS + 1)]


@pytest.mark.parametrize("user", [*USERS, SIGNED, PLAIN], ids=lambda user: user.name.decode())
def test_a_walk_with_every_algorithm(port, user):
    values, reason, stats = rows(port, user)
    assert (values, reason) == (EXPECTED, None)
    assert (stats.unverified, stats.malformed, stats.ignored) == (0, 0, 0)


def test_the_levels_below_a_users_own_are_used_as_asked(port):
    user = replace(USERS[0], level=Level.NO_AUTH)
    _, reason, _ = rows(port, user, Limits(timeout_s=0.2, retries=0))
    assert reason in {Reason.PROTOCOL, Reason.ACCESS}


def failure(port, user, **more):
    async def go():
        session = WireEngine(Limits(timeout_s=0.3, retries=2)).open(access(port, user, **more))
        try:
            with pytest.raises(CollectError) as caught:
                await session.get(((1, 3, 6, 1, 2, 1, 1, 5, 0),))
        finally:
            session.close()
        return caught.value, session.stats.requests

    return asyncio.run(go())


def test_a_wrong_password_is_an_unverified_failure_after_one_try(port):
    error, requests = failure(port, replace(USERS[7], auth_password=b"not the one"))
    assert (error.code, error.params["report"], requests) == ("snmp_auth_unverified", "usmStatsWrongDigests", 2)


def test_a_wrong_user_is_an_unverified_failure_after_one_try(port):
    error, requests = failure(port, replace(USERS[7], name=b"nobody"))
    assert (error.code, error.params["report"], requests) == ("snmp_auth_unverified", "usmStatsUnknownUserNames", 2)


def test_a_level_that_the_agent_does_not_have_for_the_user(port):
    error, requests = failure(port, replace(USERS[7], name=b"signed", auth=Auth.SHA_512, auth_password=SIGNED.auth_password))
    assert (error.code, error.params["report"], requests) == ("snmp_auth_unverified", "usmStatsUnsupportedSecLevels", 2)


def test_a_wrong_privacy_password_fails(port):
    """The agent cannot read the request; snmpd drops it or reports a decryption error, as its version has it."""
    error, _ = failure(port, replace(USERS[7], priv_password=b"not the one"))
    assert reason_of(error) in {Reason.TIMEOUT, Reason.AUTH}


def test_an_unknown_context_is_a_timeout(port):
    """snmpd 5.9 drops the request without a report; agents that report are in test_usm_hostile."""
    error, requests = failure(port, USERS[7], context=b"vlan-7")
    assert (reason_of(error), requests) == (Reason.TIMEOUT, 4)


def test_a_real_agent_is_read_completely(port):
    target = Target(address="127.0.0.1", port=port, realm="lab", vantage="here")
    record = asyncio.run(collect(WireEngine(LIMITS), target, (access(port, USERS[-3]),), LIMITS, now=lambda: NOW))
    assert (record.envelope.completeness, record.system.name) == (Completeness.COMPLETE, "debian-agent")
