"""The contract of an SNMP engine over version 3."""

from __future__ import annotations

from dataclasses import replace

from collectors.snmp import ber
from collectors.snmp.engine import Access, Reason
from collectors.snmp.users import Auth, Expansion, Level, Priv, User
from tests.snmp.contract.agents import FORGED, closed
from tests.snmp.contract.case import COLUMN, GOOD, NAME, ROWS, SHORT, SINGLE, VALUE, WALKED, Case, Posed, get, of, walk
from tests.snmp.hostile_agent import varbind
from tests.snmp.usm_agent import CIPHERS, DIGESTS, ENGINES, LEVELS, NAMES, TIME, Reporting, UsmAgent

USER = User(name=b"netfold", level=Level.PRIV, auth=Auth.SHA_256, auth_password=b"authpass1", priv=Priv.AES_128, priv_password=b"privpass1")


def by_user(handler3=None, user=USER, users=None, rows=None, **more):
    """Pose an agent of v3."""
    settings = {key: more.pop(key) for key in ("contexts", "engine_id", "address") if key in more}

    def make(stack):
        agent = stack.enter_context(UsmAgent(users or [user], rows or ROWS, handler3, **settings))
        return Posed(Access(address=agent.address, port=agent.port, version="3", user=user, **more), agent)

    return make


def of_user(make):
    """Pose what is otherwise posed for a community."""
    return lambda stack: Posed(replace(make(stack).access, version="3", user=USER))


def reports(counter, **lie):
    """Answer every request with a report."""
    return lambda agent, seen: None if seen.report == ENGINES else agent.report(seen, counter, lie=Reporting(**lie))


def discovers_as(engine_id, **lie):
    """Answer a discovery with a false engine id or clock."""
    return lambda agent, seen: agent.report(seen, ENGINES, lie=Reporting(engine_id=engine_id, **lie))


def changes_engine(agent, seen):
    """Have another engine id every time."""
    return agent.report(seen, ENGINES, lie=Reporting(engine_id=b"\x80\0\0\0\x01" + bytes((len(agent.seen) % 256,))))


def lies(**fields):
    """Answer falsely in some fields."""
    return lambda agent, seen: None if seen.report else agent.reply(seen, Reporting(**fields))


def lies_once(**fields):
    """Answer the first question falsely, and honestly from then on."""
    told = []

    def handler(agent, seen):
        if seen.report or told:
            return None
        told.append(1)
        return agent.reply(seen, Reporting(**fields))

    return handler


def lies_first(**fields):
    """Send a false answer ahead of the right one."""
    forged = varbind(NAME, ber.OCTET_STRING, FORGED)
    return lambda agent, seen: None if seen.report else [agent.reply(seen, Reporting(rows=forged, **fields)), agent.reply(seen)]


def raw_beside(octets):
    """Answer with octets of its own for one value, beside a good one."""
    rows = {VALUE: octets}

    def handler(agent, seen):
        if seen.report:
            return None
        body = [
            agent.encoded[oid] if oid in agent.encoded else ber.encode_varbind(ber.encode_oid(oid), rows[oid]) for oid in seen.request.oids
        ]
        return agent.reply(seen, Reporting(rows=b"".join(body)))

    return handler


def zero(code):
    """Return a code of zeros."""
    return bytes(len(code))


LIES = {
    "no-auth": Reporting(level=Level.NO_AUTH),
    "no-priv": Reporting(level=Level.AUTH),
    "priv-flag-only": Reporting(level=Level.NO_AUTH, flags=2),
    "forged": Reporting(code=zero),
    "one-bit": Reporting(code=lambda code: code[:-1] + bytes((code[-1] ^ 1,))),
    "empty-code": Reporting(code=lambda _code: b""),
    "short-code": Reporting(code=lambda code: code[:12]),
    "other-user": Reporting(user=b"somebody"),
    "other-engine": Reporting(engine_id=b"\x80\0\0\0\x09"),
    "other-context": Reporting(context=b"other"),
    "other-request": Reporting(request_id=1),
    "other-message": Reporting(message_id=1),
    "a-request": Reporting(pdu_type=ber.GET),
    "a-trap": Reporting(pdu_type=0xA7),
}
ALONE = {
    "no-auth": Reason.TIMEOUT,
    "no-priv": Reason.TIMEOUT,
    "forged": Reason.AUTH,
    "empty-code": Reason.AUTH,
    "short-code": Reason.AUTH,
    "other-user": Reason.TIMEOUT,
    "other-engine": Reason.TIMEOUT,
    "other-request": Reason.TIMEOUT,
}
"""Why a request fails that gets nothing but one of these lies."""


def _fields(lie):
    return {name: value for name, value in vars(lie).items() if value is not None and name != "pdu_type"} | (
        {"pdu_type": lie.pdu_type} if lie.pdu_type != ber.RESPONSE else {}
    )


USERS = (
    *(Case(f"v3-{level.value}", WALKED, by_user(user=replace(USER, level=level)), walk()) for level in Level),
    *(Case(f"v3-{auth.value}", GOOD, by_user(user=replace(USER, auth=auth)), get()) for auth in Auth),
    *(Case(f"v3-{priv.value}", GOOD, by_user(user=replace(USER, priv=priv)), get()) for priv in Priv),
    *(
        Case(f"v3-{priv.value}-reeder", GOOD, by_user(user=replace(USER, priv=priv, expansion=Expansion.REEDER)), get())
        for priv in (Priv.AES_192, Priv.AES_256)
    ),
    Case("v3-ipv6", GOOD, by_user(address="::1"), get(), most=2),
    Case("v3-three-times", GOOD, by_user(), get(times=3), most=4),
    Case("v3-context", GOOD, by_user(contexts=(b"", b"vlan-10"), context=b"vlan-10"), get()),
    Case("v3-walk-last-column", (40, "end"), by_user(), walk((1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 18))),
    Case("v3-unknown-context", Reason.CONTEXT, by_user(context=b"vlan-11"), get(), limits=SHORT),
    Case("v3-wrong-password", Reason.AUTH, by_user(users=[replace(USER, auth_password=b"another one")]), get(), limits=SINGLE, most=2),
    Case("v3-wrong-user", Reason.AUTH, by_user(users=[replace(USER, name=b"somebody")]), get(), limits=SINGLE, most=2),
    Case("v3-level-too-high", Reason.AUTH, by_user(users=[replace(USER, level=Level.AUTH)]), get(), limits=SINGLE, most=2),
    Case("v3-a02-closed", Reason.REFUSED, of_user(closed("127.0.0.1")), get()),
    Case(
        "v3-a43-counter64-20-octets",
        of(tag=ber.COUNTER64, value=b"\1" * 20, beside=True),
        by_user(raw_beside(b"\x46\x14" + b"\1" * 20)),
        get(NAME, VALUE, whole=True),
    ),
    Case(
        "v3-a44-real",
        of(tag=0x09, value=b"\x80\0\1", beside=True),
        by_user(raw_beside(bytes.fromhex("0903800001"))),
        get(NAME, VALUE, whole=True),
    ),
    Case(
        "v3-a40-name-too-wide",
        Reason.MALFORMED,
        by_user(lambda agent, seen: None if seen.report else agent.reply(seen, Reporting(rows=b"\x30\x0a\6\6\x2b\x90\x80\x80\x80\0\5\0"))),
        get(),
        limits=SHORT,
    ),
    Case("v3-a17-leaves-the-subtree", (40, "end"), by_user(), walk(COLUMN)),
)
LIARS = (
    Case("a58-endless-unknown-engine", Reason.ENGINE, by_user(reports(ENGINES)), get(), limits=SINGLE, most=5),
    Case("a58-endless-out-of-time", Reason.ENGINE, by_user(reports(TIME)), get(), limits=SINGLE, most=6),
    Case("a59-engine-id-empty", Reason.ENGINE, by_user(discovers_as(b"")), get(), limits=SINGLE, most=5),
    Case("a59-engine-id-zeros", Reason.ENGINE, by_user(discovers_as(bytes(12))), get(), limits=SINGLE, most=5),
    Case("a59-engine-id-of-1000-octets", Reason.ENGINE, by_user(discovers_as(b"\x80" * 1000)), get(), limits=SINGLE, most=5),
    Case("a59-engine-id-changes", Reason.ENGINE, by_user(changes_engine), get(), limits=SINGLE, most=5),
    Case("a60-clock-at-its-end", Reason.ENGINE, by_user(lies(boots=2**31 - 1)), get(), limits=SHORT),
    Case("a60-clock-at-its-end-once", GOOD, by_user(lies_once(boots=2**31 - 1)), get(times=2), limits=SINGLE),
    *(Case(f"a61-{name}", reason, by_user(lies(**_fields(LIES[name]))), get(), limits=SHORT) for name, reason in ALONE.items()),
    *(Case(f"a61-{name}-first", GOOD, by_user(lies_first(**_fields(lie))), get()) for name, lie in LIES.items()),
    *(
        Case(f"a62-refused-{counter}", Reason.AUTH, by_user(reports(counter)), get(), limits=SINGLE, most=2)
        for counter in (LEVELS, NAMES, DIGESTS, CIPHERS)
    ),
    Case(
        "a62-forged-refusal-first",
        GOOD,
        by_user(lambda agent, seen: None if seen.report else [agent.report(seen, DIGESTS), agent.reply(seen)]),
        get(),
    ),
)
