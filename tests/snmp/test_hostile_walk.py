"""The walk against agents that break the rules: each test names its case of the list of hostile inputs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.snmp import ber
from collectors.snmp.engine import Reason
from collectors.snmp.limits import Limits
from tests.snmp.hostile_agent import Agent, echo_error, interface_rows, is_walk, respond, varbind
from tests.snmp.talk import QUICK, walk

ROOT = (1, 3, 6, 1, 2, 1, 2, 2, 1, 2)
TABLE = {(*ROOT, i): (ber.OCTET_STRING, f"port {i}".encode()) for i in range(1, 101)}
TWO = ((1, 3, 6, 1, 2, 1, 2, 2, 1, 2), (1, 3, 6, 1, 2, 1, 2, 2, 1, 7))


def reasons(one):
    return [cursor.reason for cursor in one.cursors]


def test_a_walk_returns_every_row_in_order():
    with Agent(TABLE) as agent:
        values, one, _, stats = walk(agent, ROOT)
    assert [(oid, tag, value) for oid, tag, value in values] == [(oid, *TABLE[oid]) for oid in sorted(TABLE)]
    assert reasons(one) == [None]
    assert stats.requests == 5


def test_columns_travel_together_and_end_by_themselves():
    rows = interface_rows(40)
    del rows[(*TWO[1], 40)], rows[(*TWO[1], 7)]
    with Agent(rows) as agent:
        values, one, _, stats = walk(agent, *TWO)
    assert {oid for oid, _, _ in values} == {oid for oid in rows if oid[:10] in TWO}
    assert reasons(one) == [None, None]
    assert stats.requests <= 5


def test_a_walk_is_taken_up_at_its_last_oid():
    with Agent(TABLE) as agent:
        values, _, _, _ = walk(agent, ROOT, after={ROOT: (*ROOT, 90)})
    assert [oid[-1] for oid, _, _ in values] == list(range(91, 101))


def looping(oids):
    def handler(agent, request, _data):
        if not is_walk(request):
            return None
        return respond(request, b"".join(varbind(oid) for oid in oids))

    return handler


def test_a03_the_same_oid_for_ever_stops_at_the_first_repeat():
    with Agent({}, looping([(*ROOT, 1)])) as agent:
        values, one, _, stats = walk(agent, ROOT)
    assert [oid for oid, _, _ in values] == [(*ROOT, 1)]
    assert reasons(one) == [Reason.NON_INCREASING]
    assert stats.requests <= 3


def test_a04_a_cycle_stops_at_the_first_decrease():
    with Agent({}, looping([(*ROOT, i) for i in (1, 2, 3, 1, 2, 3)])) as agent:
        values, one, _, _ = walk(agent, ROOT)
    assert [oid[-1] for oid, _, _ in values] == [1, 2, 3]
    assert reasons(one) == [Reason.NON_INCREASING]


def disordered(order):
    """An agent that walks a table in its own order."""
    following = dict(zip([ROOT, *((*ROOT, i) for i in order)], [*((*ROOT, i) for i in order), None], strict=True))

    def handler(agent, request, _data):
        oid = following.get(request.oids[0])
        return respond(request, varbind(oid)) if oid else respond(request, varbind((*ROOT[:-1], 3, 1)))

    return handler


def test_a05_disorder_is_partial_unless_the_maker_is_known_for_it():
    order = [1, 2, 5, 3, 4, 6]
    with Agent({}, disordered(order)) as agent:
        values, one, _, _ = walk(agent, ROOT)
        assert ([oid[-1] for oid, _, _ in values], reasons(one)) == ([1, 2, 5], [Reason.NON_INCREASING])
        values, one, _, _ = walk(agent, ROOT, unordered=True)
    assert ([oid[-1] for oid, _, _ in values], reasons(one)) == (order, [None])


def test_a06_a_loop_of_a_disordered_maker_is_seen():
    with Agent({}, looping([(*ROOT, i) for i in (1, 5, 3)])) as agent:
        values, one, _, _ = walk(agent, ROOT, unordered=True)
    assert [oid[-1] for oid, _, _ in values] == [1, 5, 3]
    assert reasons(one) == [Reason.LOOP]


def endless(request, step):
    out, oid = [], request.oids[0]
    for _ in range(max(1, request.second)):
        oid = step(oid)
        out.append(varbind(oid))
    return respond(request, b"".join(out))


def test_a07_an_endless_table_stops_at_the_cap():
    limits = Limits(timeout_s=1, rate_per_s=0, table_rows=500)
    with Agent({}, lambda _a, request, _d: endless(request, lambda oid: (*ROOT, oid[-1] + 1 if len(oid) > len(ROOT) else 1))) as agent:
        values, one, _, _ = walk(agent, ROOT, limits=limits)
    assert len(values) == 500
    assert reasons(one) == [Reason.LIMIT]


def test_a08_ever_deeper_oids_stop_at_128_sub_identifiers():
    with Agent({}, lambda _a, request, _d: endless(request, lambda oid: (*oid, 1))) as agent:
        values, one, _, _ = walk(agent, ROOT)
    assert max(len(oid) for oid, _, _ in values) == 128
    assert reasons(one) == [Reason.LIMIT]


def test_a09_an_answer_of_2500_values_counts_as_they_come():
    rows = {(*ROOT, i): (ber.INTEGER, i) for i in range(1, 2501)}

    def all_at_once(agent, request, _data):
        if request.oids[0] != ROOT:
            return None
        return respond(request, b"".join(agent.encoded[oid] for oid in agent.names))

    with Agent(rows, all_at_once) as agent:
        values, one, _, stats = walk(agent, ROOT)
    assert [value for _, _, value in values] == list(range(1, 2501))
    assert (reasons(one), stats.requests) == ([None], 2)


@pytest.mark.parametrize("size", [1, 40, 100])
def test_a10_fewer_values_than_asked_leave_no_gap(size):
    with Agent(TABLE, max_size=size) as agent:
        values, one, _, _ = walk(agent, ROOT)
        assert len(values) == 100
        rows = interface_rows(20)
        agent.load(rows)
        values, one, _, _ = walk(agent, *TWO)
    assert (len(values), reasons(one)) == (40, [None, None])


def test_a12_an_answer_without_values_ends_the_table():
    with Agent({}, lambda _a, request, _d: respond(request, b"")) as agent:
        values, one, _, stats = walk(agent, ROOT)
    assert (values, reasons(one), stats.requests) == ([], [Reason.EMPTY], 1)


def test_a13_the_end_of_one_column_does_not_end_the_others():
    rows = interface_rows(9)

    def ends_early(agent, request, _data):
        out = []
        for body, place in zip(agent.successors(request), range(10_000), strict=False):
            ended = request.oids[place % len(request.oids)][:10] == TWO[0]
            out.append(varbind(TWO[0], ber.END_OF_MIB_VIEW, None) if ended else body)
        return respond(request, b"".join(out))

    with Agent(rows, ends_early) as agent:
        values, one, _, _ = walk(agent, *TWO)
    assert [oid for oid, _, _ in values] == [(*TWO[1], i) for i in range(1, 10)]
    assert reasons(one) == [None, None]


def test_a14_no_such_instance_is_no_value():
    body = varbind((*ROOT, 1), ber.NO_SUCH_INSTANCE, None) + varbind((*ROOT, 2), ber.OCTET_STRING, b"b") + varbind((1, 3, 7))
    with Agent({}, lambda _a, request, _d: respond(request, body)) as agent:
        values, _, _, _ = walk(agent, ROOT)
        assert values == [((*ROOT, 1), ber.NO_SUCH_INSTANCE, None), ((*ROOT, 2), ber.OCTET_STRING, b"b")]
    with Agent({}, lambda _a, request, _d: respond(request, varbind(request.oids[0], ber.NO_SUCH_OBJECT, None))) as agent:
        values, one, _, _ = walk(agent, ROOT)
    assert (values, reasons(one)) == ([], [None])


def test_a17_a_value_outside_the_table_ends_it_and_is_not_kept():
    with Agent({**TABLE, (*ROOT[:-1], 3, 1): (ber.INTEGER, 6)}) as agent:
        values, one, _, _ = walk(agent, ROOT)
    assert len(values) == 100
    assert reasons(one) == [None]


def test_a20_too_big_halves_what_is_asked_and_is_remembered():
    def ten_at_most(agent, request, _data):
        return echo_error(request, 1, 0) if request.pdu_type == ber.GET_BULK and request.max_repetitions > 10 else None

    with Agent(TABLE, ten_at_most) as agent:
        values, one, pace, _ = walk(agent, ROOT)
    assert (len(values), reasons(one), pace.ceiling) == (100, [None], 6)
    assert sum(request.max_repetitions > 10 for request in agent.requests) == 2


def test_a20_too_big_down_to_getnext():
    def no_bulk(agent, request, _data):
        return echo_error(request, 1, 0) if request.pdu_type == ber.GET_BULK or len(request.oids) > 1 else None

    with Agent(interface_rows(5), no_bulk) as agent:
        values, one, pace, _ = walk(agent, *TWO)
    assert (len(values), reasons(one), pace.bulk, pace.interleave) == (10, [None, None], False, False)
    with Agent(TABLE, lambda _a, request, _d: echo_error(request, 1, 0)) as agent:
        values, one, _, _ = walk(agent, ROOT)
    assert (values, reasons(one)) == ([], [Reason.TOO_BIG])


@pytest.mark.parametrize("index", [1, 0, 77])
def test_a19_a21_an_error_on_one_column_leaves_the_others_complete(index):
    def broken_column(agent, request, _data):
        ahead = max(1, request.max_repetitions)
        places = [place for place, oid in enumerate(request.oids, 1) if oid[:10] == TWO[0] and sum(oid[10:]) + ahead >= 4]
        if not is_walk(request) or not places:
            return None
        return echo_error(request, 5, places[0] if index == 1 else index)

    with Agent(interface_rows(9), broken_column) as agent:
        values, one, _, _ = walk(agent, *TWO)
    assert reasons(one) == [Reason.GEN_ERR, None]
    assert [oid[10] for oid, _, _ in values if oid[:10] == TWO[1]] == list(range(1, 10))
    assert [oid[10] for oid, _, _ in values if oid[:10] == TWO[0]] == [1, 2, 3]


@pytest.mark.parametrize(
    ("status", "reason"),
    [(2, None), (6, Reason.ACCESS), (16, Reason.ACCESS), (99, Reason.PROTOCOL), (5, Reason.GEN_ERR), (13, Reason.PROTOCOL)],
)
def test_a18_a22_a23_error_statuses_end_the_table_with_their_reason(status, reason):
    with Agent({}, lambda _a, request, _d: echo_error(request, status, 1)) as agent:
        values, one, _, _ = walk(agent, ROOT)
    assert (values, reasons(one)) == ([], [reason])


def test_an_agent_that_answers_no_bulk_is_walked_by_getnext():
    with Agent(TABLE, lambda _a, request, _d: [] if request.pdu_type == ber.GET_BULK else None) as agent:
        limits = Limits(timeout_s=0.05, retries=0, rate_per_s=0)
        values, one, pace, _ = walk(agent, ROOT, limits=limits)
    assert (len(values), reasons(one), pace.bulk) == (100, [None], False)


def test_an_agent_that_times_out_on_large_answers_is_asked_for_less():
    def slow(agent, request, _data):
        return [] if request.pdu_type == ber.GET_BULK and request.max_repetitions > 12 and len(agent.requests) > 1 else None

    with Agent(TABLE, slow) as agent:
        values, one, _, _ = walk(agent, ROOT, limits=Limits(timeout_s=0.05, retries=0, rate_per_s=0))
    assert (len(values), reasons(one)) == (100, [None])


def test_an_agent_that_answers_only_the_first_name_is_asked_column_by_column():
    def first_only(agent, request, _data):
        return agent.answer(request._replace(oids=request.oids[:1])) if is_walk(request) else None

    with Agent(interface_rows(9), first_only) as agent:
        values, one, pace, _ = walk(agent, *TWO)
    assert (len(values), reasons(one), pace.interleave) == (18, [None, None], False)


@settings(max_examples=12, deadline=None)
@given(st.sets(st.tuples(st.sampled_from([2, 3, 7]), st.integers(0, 2**32 - 1)), max_size=60), st.integers(1, 30), st.integers(30, 400))
def test_whatever_the_packing_a_walk_equals_the_table(cells, repetitions, size):
    rows = {(*ROOT[:-1], column, index): (ber.INTEGER, index % 1000) for column, index in cells}
    roots = [(*ROOT[:-1], column) for column in (2, 3, 7)]
    with Agent(rows, max_size=size) as agent:
        values, one, _, _ = walk(agent, *roots, limits=Limits(timeout_s=2, rate_per_s=0, max_repetitions=repetitions))
    assert sorted(oid for oid, _, _ in values) == sorted(rows)
    assert len(values) == len(rows)
    assert reasons(one) == [None] * 3


def test_a_device_budget_ends_the_walk():
    for limits in (
        Limits(timeout_s=1, rate_per_s=0, device_varbinds=50),
        Limits(timeout_s=1, rate_per_s=0, device_octets=1500),
        Limits(timeout_s=1, rate_per_s=0, table_replies=2),
    ):
        with Agent(TABLE) as agent:
            values, one, _, _ = walk(agent, ROOT, limits=limits)
        assert 0 < len(values) < 100
        assert reasons(one) == [Reason.LIMIT]


def test_the_pace_recovers_after_good_answers():
    _, _, pace, _ = walk_with_pace()
    assert 12 < pace.repetitions <= QUICK.max_repetitions


def walk_with_pace():
    dropped = []

    def drop_one(agent, request, _data):
        if request.max_repetitions == 25 and len(dropped) < 2 and len(agent.requests) > 1:
            dropped.append(request)
            return []
        return None

    rows = {(*ROOT, i): (ber.INTEGER, i) for i in range(1, 400)}
    with Agent(rows, drop_one) as agent:
        return walk(agent, ROOT, limits=Limits(timeout_s=0.05, retries=0, rate_per_s=0))
