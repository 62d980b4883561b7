"""A real agent that is not ours, Debian's snmpd, read by both engines: the same rows, in every version."""

from __future__ import annotations

import asyncio

import pytest

from collectors.snmp import ber
from collectors.snmp.engine import Access
from collectors.snmp.engines import ENGINES, create_engine
from collectors.snmp.limits import Limits
from collectors.snmp.users import Auth, Expansion, Priv
from collectors.snmp.walk import Budget, Pace, Walk
from tests.snmp.snmpd import running
from tests.snmp.test_usm_snmpd import CIPHERS, user_of

OURS = (1, 3, 6, 1, 4, 1, 8072, 9999, 9)
LOOPBACK = 1
"""The ifIndex of lo; other interfaces may come and go while the tests run."""
INTERFACES = ((1, 3, 6, 1, 2, 1, 2), (1, 3, 6, 1, 2, 1, 31))
TREES = ((1, 3, 6, 1, 2, 1, 1), *INTERFACES, OURS)
MOVING = frozenset({ber.COUNTER32, ber.COUNTER64, ber.TIMETICKS, ber.GAUGE32})
"""Types whose values change between two readings."""
SETTLED = {
    1: ("octet_str", "x" * 300, (ber.OCTET_STRING, b"x" * 300)),
    2: ("integer", "-2147483648", (ber.INTEGER, -(2**31))),
    3: ("counter", "4294967295", (ber.COUNTER32, 2**32 - 1)),
    4: ("uinteger", "4294967295", (ber.GAUGE32, 2**32 - 1)),
    5: ("timeticks", "4294967295", (ber.TIMETICKS, 2**32 - 1)),
    6: ("object_id", ".1.3.6.1.4.1.2011.4294967295", (ber.OBJECT_IDENTIFIER, (1, 3, 6, 1, 4, 1, 2011, 2**32 - 1))),
}
USERS = {
    "sha-aes": user_of(Auth.SHA, Priv.AES_128, Expansion.BLUMENTHAL),
    "sha-256-aes-256": user_of(Auth.SHA_256, Priv.AES_256, Expansion.BLUMENTHAL),
    "sha-512-aes-256-c": user_of(Auth.SHA_512, Priv.AES_256, Expansion.REEDER),
    "md5-des": user_of(Auth.MD5, Priv.DES, Expansion.BLUMENTHAL),
}


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    lines = [f'override {".".join(map(str, OURS))}.{place} {kind} "{text}"' for place, (kind, text, _) in SETTLED.items()]
    for user in USERS.values():
        name, cipher = user.name.decode(), CIPHERS[user.priv, user.expansion]
        lines += [f'createUser {name} {user.auth.value} "{user.auth_password.decode()}" {cipher} "{user.priv_password.decode()}"']
        lines += [f"rouser {name} priv"]
    with running(tmp_path_factory.mktemp("snmpd"), "\n".join(lines) + "\n") as on:
        yield on


def rows(engine, access):
    """Return what an engine reads: names, tags, and values that stand still."""

    async def go():
        limits = Limits(timeout_s=3.0, rate_per_s=0)
        session = create_engine(engine, limits).open(access)
        try:
            walk = Walk(session, TREES, Pace(25), Budget(limits))
            read = [varbind for page in [page async for page in walk.pages()] for varbind in page]
        finally:
            session.close()
            await asyncio.sleep(0)
        assert [cursor.reason for cursor in walk.cursors] == [None] * len(TREES)
        kept = [row for row in read if row[0][-1] == LOOPBACK or not any(row[0][: len(tree)] == tree for tree in INTERFACES)]
        return {oid: (tag, None if tag in MOVING and oid[: len(OURS)] != OURS else value) for oid, tag, value in kept}

    return asyncio.run(go())


@pytest.mark.parametrize("asked", ["1", "2c", *USERS])
def test_snmpd_is_read_alike_by_both_engines(port, asked):
    user = USERS.get(asked)
    access = Access(address="127.0.0.1", port=port, community=b"netfold", version="3" if user else asked, user=user)
    wire, pysnmp = (rows(engine, access) for engine in ENGINES)
    assert pysnmp == wire
    assert wire[1, 3, 6, 1, 2, 1, 2, 2, 1, 2, LOOPBACK] == (ber.OCTET_STRING, b"lo")
    assert {oid[-1]: pair for oid, pair in wire.items() if oid[: len(OURS)] == OURS} == {
        place: pair for place, (_, _, pair) in SETTLED.items()
    }
