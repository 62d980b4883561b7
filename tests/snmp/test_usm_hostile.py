"""SNMPv3 answers that must not count, from agents of ours that lie on real sockets. Each test names its case."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from collectors.snmp import ber
from collectors.snmp.collect import Target, collect
from collectors.snmp.engine import Access, Reason, reason_of
from collectors.snmp.limits import Limits
from collectors.snmp.users import Auth, Level, Priv, User
from collectors.snmp.usm import Registry
from collectors.snmp.wire import WireEngine
from tests.snmp.hostile_agent import SYSTEM, varbind
from tests.snmp.talk import NOW, QUICK, codes
from tests.snmp.usm_agent import CIPHERS, DIGESTS, ENGINES, LEVELS, NAMES, TIME, Reporting, UsmAgent
from topology.model.errors import CollectError, SnmpAuthError, SnmpTimeout
from topology.model.records import Completeness

USER = User(name=b"netfold", level=Level.PRIV, auth=Auth.SHA_256, auth_password=b"authpass1", priv=Priv.AES_128, priv_password=b"privpass1")
NAME = ((*SYSTEM, 5, 0),)
FAST = Limits(timeout_s=0.1, retries=1, rate_per_s=0)
FORGED = varbind(NAME[0], ber.OCTET_STRING, b"forged")


def access(agent, user=USER, **more):
    return Access(address=agent.address, port=agent.port, version="3", user=user, **more)


def ask(agent, user=USER, limits=FAST, engine=None, times=1, **more):
    """Ask for the name; return the answers or errors, and the session's counts."""

    async def go():
        session = (engine or WireEngine(limits)).open(access(agent, user, **more))
        outcomes = []
        try:
            for _ in range(times):
                try:
                    outcomes.append((await session.get(NAME)).varbinds[0][2])
                except CollectError as error:
                    outcomes.append(error)
        finally:
            session.close()
        return outcomes, session.stats

    return asyncio.run(go())


def test_an_honest_agent_costs_one_discovery_and_no_more():
    with UsmAgent([USER]) as agent:
        outcomes, stats = ask(agent, times=3)
    assert outcomes == [b"agent"] * 3
    assert (stats.requests, stats.unverified, stats.ignored, stats.malformed) == (4, 0, 0, 0)
    assert [seen.message.flags for seen in agent.seen] == [4, 7, 7, 7]
    assert agent.seen[0].message.engine_id == b""
    ids = {seen.message.message_id for seen in agent.seen} | {request.request_id for request in agent.requests}
    assert len(ids) == 4 + 3
    salts = {seen.message.salt for seen in agent.seen[1:]}
    assert len(salts) == 3


def test_an_engine_known_is_not_discovered_again():
    engine = WireEngine(FAST)
    with UsmAgent([USER]) as agent:
        ask(agent, engine=engine)
        _, stats = ask(agent, engine=engine)
    assert stats.requests == 1


def test_two_requests_at_once_share_a_discovery():
    async def go(agent):
        session = WireEngine(FAST).open(access(agent))
        try:
            return await asyncio.gather(*(session.get(((*SYSTEM, number, 0),)) for number in range(1, 7)))
        finally:
            session.close()

    with UsmAgent([USER]) as agent:
        answers = asyncio.run(go(agent))
    assert [answer.varbinds[0][0][-2] for answer in answers] == [1, 2, 3, 4, 5, 6]


def test_a_clock_unknown_or_wrong_is_set_by_a_genuine_report():
    """Discovery may say boots 0 and time 0 (RFC 3414 4): the report on the first request sets the clock."""

    def zero(agent, seen):
        return agent.report(seen, ENGINES, lie=Reporting(boots=0, time_s=0)) if seen.report == ENGINES else None

    with UsmAgent([USER], handler3=zero) as agent:
        outcomes, stats = ask(agent)
    assert (outcomes, stats.requests) == ([b"agent"], 3)


def test_a_restart_on_the_way_is_followed():
    def restarts(agent, _seen):
        if len(agent.seen) == 3:
            agent.boots, agent.time_s = agent.boots + 1, 3
            agent.seen[-1] = agent.read(agent.seen[-1].data)
            return agent.reply(agent.seen[-1])
        return None

    with UsmAgent([USER], handler3=restarts) as agent:
        outcomes, stats = ask(agent, times=3)
    assert (outcomes, stats.requests) == ([b"agent"] * 3, 1 + 1 + 2 + 1)


def test_a_clock_that_runs_slow_is_followed():
    def slow(agent, _seen):
        if len(agent.seen) == 3:
            agent.time_s -= 500
            agent.seen[-1] = agent.read(agent.seen[-1].data)
            return agent.reply(agent.seen[-1])
        return None

    with UsmAgent([USER], handler3=slow) as agent:
        outcomes, _ = ask(agent, times=3)
    assert outcomes == [b"agent"] * 3


@pytest.mark.parametrize(
    ("counter", "level"),
    [
        pytest.param(ENGINES, Level.NO_AUTH, id="unknown-engine"),
        pytest.param(TIME, Level.AUTH, id="out-of-time"),
        pytest.param(TIME, Level.NO_AUTH, id="out-of-time-unproven"),
    ],
)
def test_a58_endless_reports_cost_at_most_five_requests(counter, level):
    def endless(agent, seen):
        if seen.user is None:
            return None
        agent.time_s += 1000
        return agent.report(seen, counter, lie=Reporting(level=level))

    with UsmAgent([USER], handler3=endless) as agent:
        (error,), stats = ask(agent, limits=Limits(timeout_s=0.1, retries=4))
    assert reason_of(error) is Reason.ENGINE
    assert stats.requests == len(agent.seen) <= 5


@pytest.mark.parametrize(
    "engine_id", [pytest.param(b"", id="empty"), pytest.param(b"\x80" * 1000, id="1000-octets"), pytest.param(b"\0" * 12, id="zeros")]
)
def test_a59_an_engine_id_that_is_none_fails_the_device(engine_id):
    engine = WireEngine(FAST)
    with UsmAgent([USER], handler3=lambda agent, seen: agent.report(seen, ENGINES, lie=Reporting(engine_id=engine_id))) as agent:
        (error,), stats = ask(agent, engine=engine)
    assert (reason_of(error), error.code) == (Reason.ENGINE, "snmp_engine")
    assert (stats.requests, len(engine.registry), len(engine.registry.keys)) == (1, 1, 0)


def test_a59_an_engine_id_that_changes_every_time_fails_the_device():
    def other(agent, seen):
        return agent.report(seen, ENGINES, lie=Reporting(engine_id=b"\x80\0\0\0\x01" + bytes((len(agent.seen),))))

    engine = WireEngine(FAST)
    with UsmAgent([USER], handler3=other) as agent:
        (error,), stats = ask(agent, engine=engine)
    assert reason_of(error) is Reason.ENGINE
    assert stats.requests <= 5
    assert len(engine.registry) == 1


def test_a59_the_peers_and_keys_remembered_are_bounded():
    registry = Registry(most=10)
    for number in range(100):
        registry.peer(f"10.0.0.{number}", 161)
    assert len(registry) == 10
    registry.keys._most_local = 10
    for number in range(100):
        registry.keys.keys(USER, bytes((128, 0, 0, 0, number)))
    assert len(registry.keys) == 10


def test_a60_a_clock_at_its_end_fails_and_a_genuine_answer_works_later():
    engine = WireEngine(FAST)

    def ended(agent, seen):
        return agent.report(seen, ENGINES, lie=Reporting(boots=2**31 - 1, time_s=2**31 - 1)) if len(agent.seen) == 1 else None

    with UsmAgent([USER], handler3=ended) as agent:
        (first, second), _ = ask(agent, engine=engine, times=2)
    assert reason_of(first) is Reason.ENGINE
    assert second == b"agent"


def test_a60_a_genuine_answer_at_the_clocks_end_is_refused_as_the_standard_says():
    def ended(agent, seen):
        if seen.report:
            return None
        return agent.reply(seen, Reporting(boots=2**31 - 1, time_s=5))

    with UsmAgent([USER], handler3=ended) as agent:
        (error,), _ = ask(agent)
    assert reason_of(error) is Reason.ENGINE


def test_a_genuine_answer_out_of_its_time_is_a_replay():
    def old(agent, seen):
        return agent.reply(seen, Reporting(time_s=agent.time_s - 200)) if len(agent.seen) == 3 else None

    with UsmAgent([USER], handler3=old) as agent:
        outcomes, stats = ask(agent, times=2)
    assert outcomes == [b"agent"] * 2
    assert stats.unverified == 1
    assert stats.requests == 4


FALSE_ANSWERS = {
    "no-auth": Reporting(level=Level.NO_AUTH),
    "auth-but-not-priv": Reporting(level=Level.AUTH),
    "priv-flag-only": Reporting(level=Level.NO_AUTH, flags=2),
    "flags-of-priv-on-plain-text": Reporting(level=Level.AUTH, flags=3),
    "flags-of-nothing-on-cipher-text": Reporting(flags=0),
    "flags-of-auth-on-cipher-text": Reporting(flags=1),
    "forged-code": Reporting(code=lambda code: bytes(len(code))),
    "one-bit-of-the-code": Reporting(code=lambda code: code[:-1] + bytes((code[-1] ^ 1,))),
    "empty-code": Reporting(code=lambda _code: b""),
    "short-code": Reporting(code=lambda code: code[:12]),
    "one-octet-of-code": Reporting(code=lambda code: code[:1]),
    "long-code": Reporting(code=lambda code: code + b"\0"),
    "other-user": Reporting(user=b"somebody"),
    "other-engine": Reporting(engine_id=b"\x80\0\0\0\x09"),
    "other-context": Reporting(context=b"other"),
    "other-request": Reporting(request_id=1),
    "other-message": Reporting(message_id=1),
    "a-request": Reporting(pdu_type=ber.GET),
    "a-trap": Reporting(pdu_type=0xA7),
}


@pytest.mark.parametrize("lie", FALSE_ANSWERS.values(), ids=FALSE_ANSWERS)
def test_a61_false_answers_are_never_accepted_and_the_genuine_one_is(lie):
    """The false answer comes first, with forged values; the honest one follows."""

    def both(agent, seen):
        return None if seen.report else [agent.reply(seen, replace(lie, rows=FORGED)), agent.reply(seen)]

    with UsmAgent([USER], handler3=both) as agent:
        outcomes, _ = ask(agent)
    assert outcomes == [b"agent"]


@pytest.mark.parametrize("lie", FALSE_ANSWERS.values(), ids=FALSE_ANSWERS)
def test_a61_false_answers_alone_end_in_an_error(lie):
    def false(agent, seen):
        return None if seen.report else agent.reply(seen, replace(lie, rows=FORGED))

    with UsmAgent([USER], handler3=false) as agent:
        (error,), stats = ask(agent)
    assert isinstance(error, CollectError)
    assert reason_of(error) in {Reason.TIMEOUT, Reason.AUTH, Reason.MALFORMED}
    assert stats.requests == 3
    assert stats.unverified + stats.ignored + stats.malformed == 2


def test_a61_a_forged_code_is_named():
    def false(agent, seen):
        return None if seen.report else agent.reply(seen, Reporting(code=lambda code: bytes(len(code))))

    with UsmAgent([USER], handler3=false) as agent:
        (error,), _ = ask(agent)
    assert (type(error), error.code) == (SnmpAuthError, "snmp_auth_forged")


def parts_of(seen):
    """Header fields and body for messages built by hand."""
    return ber.encode_integer(3), ber.encode_integer(seen.message.message_id) + ber.encode_integer(65_507)


@pytest.mark.parametrize("odd", ["model-99", "usm-no-sequence", "flags-long", "flags-empty", "negative-boots", "junk"])
def test_a61_messages_of_another_form_are_ignored(odd):
    def made(seen, agent):
        version, start = parts_of(seen)
        flags = {"flags-long": b"\3\3", "flags-empty": b""}.get(odd, b"\0")
        model = ber.encode_integer(99 if odd == "model-99" else 3)
        header = ber.encode_tlv(0x30, start + ber.encode_tlv(4, flags) + model)
        boots = ber.encode_integer(-1 if odd == "negative-boots" else 1)
        fields = ber.encode_tlv(4, agent.engine_id) + boots + ber.encode_integer(1) + ber.encode_tlv(4, USER.name) + b"\4\0\4\0"
        security = ber.encode_tlv(0x31 if odd == "usm-no-sequence" else 0x30, fields)
        pdu = ber.encode_pdu(ber.RESPONSE, seen.request.request_id, 0, 0, FORGED)
        scoped = ber.encode_tlv(0x30, ber.encode_tlv(4, agent.engine_id) + b"\4\0" + pdu)
        whole = ber.encode_tlv(0x30, version + header + ber.encode_tlv(4, security) + scoped)
        return whole[:20] if odd == "junk" else whole

    def both(agent, seen):
        return None if seen.report else [made(seen, agent), agent.reply(seen)]

    with UsmAgent([USER], handler3=both) as agent:
        outcomes, stats = ask(agent)
    assert outcomes == [b"agent"]
    assert stats.malformed == 1


def test_a61_a_request_at_the_lowest_level_takes_no_signed_answer_of_a_stranger():
    user = User(name=b"plain")
    with UsmAgent([user], handler3=lambda agent, seen: None) as agent:
        assert ask(agent, user=user)[0] == [b"agent"]

    def signed(agent, seen):
        return None if seen.report else agent.reply(seen, Reporting(flags=1))

    with UsmAgent([user], handler3=signed) as agent:
        (error,), stats = ask(agent, user=user)
    assert isinstance(error, SnmpTimeout)
    assert stats.unverified == 2


@pytest.mark.parametrize("counter", [LEVELS, NAMES, DIGESTS, CIPHERS])
def test_a62_an_unproven_refusal_is_said_to_be_so_and_tried_once(counter):
    def refuses(agent, seen):
        return None if seen.report == ENGINES else agent.report(seen, counter)

    with UsmAgent([USER], handler3=refuses) as agent:
        (error,), stats = ask(agent, limits=Limits(timeout_s=0.1, retries=4))
    assert (reason_of(error), error.code) == (Reason.AUTH, "snmp_auth_unverified")
    assert stats.requests == 2


@pytest.mark.parametrize("counter", [LEVELS, NAMES, DIGESTS, CIPHERS])
def test_a62_a_forged_refusal_does_not_keep_the_genuine_answer_out(counter):
    def both(agent, seen):
        return None if seen.report else [agent.report(seen, counter), agent.reply(seen)]

    with UsmAgent([USER], handler3=both) as agent:
        assert ask(agent)[0] == [b"agent"]


@pytest.mark.parametrize("counter", [ENGINES, TIME])
def test_a62_a_forged_report_on_a_proven_engine_does_not_move_it(counter):
    def both(agent, seen):
        if seen.report or len(agent.seen) < 3:
            return None
        return [agent.report(seen, counter, lie=Reporting(level=Level.NO_AUTH, engine_id=b"\x80\0\0\0\x66", boots=1)), agent.reply(seen)]

    with UsmAgent([USER], handler3=both) as agent:
        outcomes, stats = ask(agent, times=3)
    assert (outcomes, stats.requests) == ([b"agent"] * 3, 4)


def test_a62_a_credential_refused_by_one_device_is_tried_on_the_next():
    def refuses(agent, seen):
        return None if seen.report == ENGINES else agent.report(seen, DIGESTS)

    engine = WireEngine(FAST)
    with UsmAgent([USER], handler3=refuses) as bad, UsmAgent([USER]) as good:
        assert isinstance(ask(bad, engine=engine)[0][0], SnmpAuthError)
        assert ask(good, engine=engine)[0] == [b"agent"]


def test_a62_a_device_that_refuses_the_user_is_failed_and_says_so():
    wrong = replace(USER, auth_password=b"not the one")
    with UsmAgent([USER]) as agent:
        target = Target(address=agent.address, port=agent.port, realm="r1", vantage="centre")
        limits = Limits(timeout_s=0.1, retries=3, rate_per_s=0)
        record = asyncio.run(collect(WireEngine(limits), target, (access(agent, wrong),), limits, now=lambda: NOW))
    assert (record.envelope.completeness, record.envelope.reason) == (Completeness.FAILED, "auth-failed")
    assert codes(record) == {"snmp_device_auth"}
    assert record.envelope.requests == 2


@pytest.mark.parametrize("same_engine_id", [True, False])
def test_a63_a_wrong_password_on_one_host_is_wrong_whatever_the_other_has(same_engine_id):
    """pysnmp#315: one engine, one user name, two hosts with different passwords."""
    other = replace(USER, auth_password=b"another password")
    ids = (b"\x80\0\0\0\x01", b"\x80\0\0\0\x01" if same_engine_id else b"\x80\0\0\0\x02")
    engine = WireEngine(FAST)
    with UsmAgent([USER], engine_id=ids[0]) as first, UsmAgent([other], engine_id=ids[1]) as second:
        assert ask(first, engine=engine)[0] == [b"agent"]
        assert isinstance(ask(second, engine=engine)[0][0], SnmpAuthError)
        assert ask(second, user=other, engine=engine)[0] == [b"agent"]
        assert ask(first, engine=engine)[0] == [b"agent"]


def test_contexts_are_asked_for_and_an_unknown_one_is_named():
    with UsmAgent([USER], contexts=(b"", b"vlan-10")) as agent:
        assert ask(agent, context=b"vlan-10")[0] == [b"agent"]
        (error,), stats = ask(agent, context=b"vlan-11")
    assert (reason_of(error), error.params["context"]) == (Reason.CONTEXT, "vlan-11")
    assert stats.requests == 2
    assert agent.seen[1].context == b"vlan-10"


def test_the_context_of_a_vlan_is_spelled_as_the_version_does():
    by_user = Access(address="127.0.0.1", port=161, version="3", user=USER).for_vlan(10)
    by_community = Access(address="127.0.0.1", port=161, community=b"public").for_vlan(10)
    assert (by_user.context, by_community.community) == (b"vlan-10", b"public@10")


@pytest.mark.parametrize("level", list(Level))
def test_a_device_is_read_whole_at_every_level(level):
    user = replace(USER, level=level)
    with UsmAgent([user]) as agent:
        target = Target(address=agent.address, port=agent.port, realm="r1", vantage="centre")
        record = asyncio.run(collect(WireEngine(QUICK), target, (access(agent, user),), QUICK, now=lambda: NOW))
    assert (record.envelope.completeness, record.system.name) == (Completeness.COMPLETE, "agent")


def test_an_agent_that_stays_silent_after_a_forged_discovery_is_discovered_again():
    def misled(agent, seen):
        if len(agent.seen) == 1:
            return agent.report(seen, ENGINES, lie=Reporting(engine_id=b"\x80\0\0\0\x66"))
        return [] if seen.message.engine_id == b"\x80\0\0\0\x66" else None

    with UsmAgent([USER], handler3=misled) as agent:
        outcomes, _ = ask(agent, times=2)
    assert isinstance(outcomes[0], SnmpTimeout)
    assert outcomes[1] == b"agent"


def test_nothing_secret_shows():
    engine = WireEngine(FAST)
    with UsmAgent([USER]) as agent:
        ask(agent, engine=engine)
        shown = repr((USER, access(agent), engine.registry.keys.keys(USER, agent.engine_id)))
    assert "pass1" not in shown
    assert "\\x" not in shown
