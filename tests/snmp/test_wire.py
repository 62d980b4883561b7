from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.snmp import ber, tlv
from collectors.snmp.dialect import Ids
from collectors.snmp.engine import Access, Unreachable
from collectors.snmp.limits import Limits
from collectors.snmp.wire import WireEngine
from tests.snmp.hostile_agent import SYSTEM, Agent, system_rows
from topology.model.errors import SnmpTimeout

LIMITS = Limits(timeout_s=0.1, retries=2, rate_per_s=0)
NAME = (*SYSTEM, 5, 0)


def talk(agent, script, limits=LIMITS):
    """Run a script in a session with an agent; return what it returns and the session's counts."""

    async def go():
        session = WireEngine(limits).open(Access(address=agent.address, port=agent.port, community=b"public"))
        try:
            return await script(session), session.stats
        finally:
            session.close()

    return asyncio.run(go())


def drop(*numbers):
    """A handler that loses the requests of these numbers, the first being 1."""

    def handler(agent, _request, _data):
        return [] if len(agent.requests) in numbers else None

    return handler


def test_a_lost_request_is_sent_again_under_its_own_id():
    with Agent(system_rows(), drop(2, 3)) as agent:
        answers, stats = talk(agent, lambda session: _in_turn(session, 3))
    assert [answer.varbinds[0][0] for answer in answers] == [NAME] * 3
    first, *tries, last = [request.request_id for request in agent.requests]
    assert len(tries) == 3
    assert len(set(tries)) == 1
    assert len({first, tries[0], last}) == 3
    assert stats.requests == 5


async def _in_turn(session, count):
    return [await session.get((NAME,)) for _ in range(count)]


def test_silence_ends_after_as_many_tries_as_configured():
    async def script(session):
        with pytest.raises(SnmpTimeout) as caught:
            await session.get((NAME,))
        return caught.value.params

    with Agent(system_rows(), drop(1, 2, 3)) as agent:
        params, stats = talk(agent, script)
    assert params == {"target": agent.address, "tries": 3, "timeout_s": 0.1}
    assert stats.requests == 3


def test_each_of_two_requests_in_flight_waits_by_its_own_clock():
    async def script(session):
        first = asyncio.create_task(session.get((NAME,)))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(session.get(((*SYSTEM, 1, 0),)))
        return await asyncio.gather(first, second)

    with Agent(system_rows(), drop(1, 2)) as agent:
        answers, stats = talk(agent, script)
    assert [answer.varbinds[0][0] for answer in answers] == [NAME, (*SYSTEM, 1, 0)]
    asked = [request.oids[0][-2] for request in agent.requests]
    assert asked[:2] == [5, 1]
    assert sorted(asked[2:]) == [1, 5]
    assert stats.requests == 4


def test_who_waits_for_a_turn_gets_it_though_another_gives_up():
    async def script(session):
        tasks = [asyncio.create_task(session.get((NAME,))) for _ in range(5)]
        await asyncio.sleep(0)
        tasks[2].cancel()
        tasks[0].cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    with Agent(system_rows()) as agent:
        answers, _ = talk(agent, script)
    assert [isinstance(answer, asyncio.CancelledError) for answer in answers] == [True, False, True, False, False]
    assert [answer.varbinds[0][0] for answer in answers[1::2]] == [NAME, NAME]


def test_a_closed_session_asks_nobody():
    async def script(session):
        waiting = asyncio.create_task(session.get((NAME,)))
        await asyncio.sleep(0)
        session.close()
        session.close()
        with pytest.raises(Unreachable):
            await session.get((NAME,))
        return await asyncio.gather(waiting, return_exceptions=True)

    with Agent(system_rows(), drop(1)) as agent:
        answers, stats = talk(agent, script)
    assert isinstance(answers[0], asyncio.CancelledError)
    assert stats.requests == 1


def test_ids_are_of_31_bits_and_differ():
    ids = Ids()
    drawn = [ids.draw() for _ in range(200)]
    assert all(0 <= number < 2**31 for number in drawn)
    assert len(set(drawn)) > 190
    assert all(before != after for before, after in pairwise(drawn))


ARC = st.one_of(st.integers(0, 127), st.integers(128, 2**14), st.integers(0, 2**32 - 1))


@given(st.lists(st.tuples(st.lists(ARC, max_size=2), st.lists(ARC, min_size=1, max_size=6)), min_size=1, max_size=20), st.integers(1, 5))
def test_interleaved_columns_are_read_like_single_rows(rows, columns):
    names = [(1, 3, 6, 1, 2, 1, *table, column, *index) for table, index in rows for column in range(1, columns + 1)]
    encoded = [ber.encode_varbind(ber.encode_oid(name), ber.encode_integer(place)) for place, name in enumerate(names)]
    page = b"".join(encoded)
    together = ber.decode_varbinds(page, 0, len(page))
    assert together == [(name, ber.INTEGER, place) for place, name in enumerate(names)]
    assert together == [ber.decode_varbinds(one, 0, len(one))[0] for one in encoded]


@pytest.mark.parametrize(
    ("bad", "word"),
    [(b"\x2b\x06\x01\x81", "OID cut off"), (b"\x2b\x06\x01\x8f\xff\xff\xff\xff\x7f", "sub-identifier size"), (b"", "OID size")],
)
def test_a_bad_name_is_refused_behind_good_ones_that_begin_alike(bad, word):
    good = b"".join([ber.encode_varbind(ber.encode_oid((1, 3, 6, 1, number)), b"\x05\x00") for number in (1, 2)])
    page = good + ber.encode_varbind(ber.encode_tlv(ber.OBJECT_IDENTIFIER, bad), b"\x05\x00")
    with pytest.raises(ber.DecodeError, match=word):
        ber.decode_varbinds(page, 0, len(page))


@given(st.lists(ARC, min_size=1, max_size=6), st.lists(ARC, min_size=1, max_size=6))
def test_what_names_share_ends_between_sub_identifiers(first, second):
    before, raw = (ber.encode_oid((1, 3, *arcs))[2:] for arcs in (first, second))
    kept = tlv.shared_octets(b"", before)
    shared = tlv.shared_octets(before[:kept], raw)
    arcs = ber.decode_oid(raw[:shared])
    assert arcs == (1, 3, *second)[: len(arcs)]
    assert 0 < shared < len(raw)
    assert before.startswith(raw[:shared])
