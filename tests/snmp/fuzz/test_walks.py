"""Whole walks over random trees: both engines return every row of the columns asked for, in order, and nothing else."""

from __future__ import annotations

import asyncio
import random

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from collectors.snmp import ber
from collectors.snmp.engine import Access, Reason
from collectors.snmp.engines import ENGINES, create_engine
from collectors.snmp.limits import Limits
from collectors.snmp.walk import Budget, Pace, Walk
from tests.snmp.contract.agents import version_1
from tests.snmp.fuzz.strategies import INTERESTING, NAMES, SUB_ID, VALUES
from tests.snmp.hostile_agent import Agent

FEW = settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
ROOTS = ((1, 3, 6, 1, 2, 1, 2, 2, 1), (1, 3, 6, 1, 4, 1, 2011), (1, 3, 6, 1, 2))
PRESENT = VALUES.filter(lambda pair: pair[0] < ber.NO_SUCH_OBJECT)
ODD = st.sampled_from(
    [
        (ber.COUNTER64, b"\1" * 20),
        (ber.IP_ADDRESS, b"\7" * 7),
        (ber.COUNTER32, b"\xff"),
        (0x09, b"\x80\0\1"),
        (0x4A, b"\x12"),
        (ber.NULL, b"x"),
    ]
)
INDEXES = st.lists(SUB_ID, min_size=1, max_size=6)
TREES = st.dictionaries(
    st.one_of(NAMES, st.builds(lambda root, rest: (*root, *rest), st.sampled_from(ROOTS), INDEXES)),
    st.one_of(PRESENT, PRESENT, ODD),
    max_size=40,
)


def read(engine, agent, columns, repetitions, version, limits=None):  # noqa: PLR0917 - the question in one line
    """Return the rows of columns, by column, and how each ended."""
    limits = limits or Limits(timeout_s=3.0, rate_per_s=0, max_repetitions=repetitions)

    async def go():
        session = create_engine(engine, limits).open(Access(address="127.0.0.1", port=agent.port, community=b"public", version=version))
        try:
            walk = Walk(session, columns, Pace(repetitions), Budget(limits))
            rows = [varbind for page in [page async for page in walk.pages()] for varbind in page]
        finally:
            session.close()
            await asyncio.sleep(0)
        return rows, [cursor.reason for cursor in walk.cursors]

    return asyncio.run(go())


@FEW
@example({}, [(1, 3)], 1, 65_000, "2c")
@given(
    TREES,
    st.lists(st.one_of(st.sampled_from(ROOTS), NAMES), min_size=1, max_size=3),
    st.integers(1, 30),
    st.integers(60, 2000),
    st.sampled_from(["1", "2c"]),
)
def test_both_engines_return_the_tree(tree, columns, repetitions, size, version):
    columns = [one for one in dict.fromkeys(columns) if not any(other != one and one[: len(other)] == other for other in columns)]
    if version == "1":  # which has no 64-bit counters
        tree = {oid: pair for oid, pair in tree.items() if pair[0] != ber.COUNTER64}
    expected = [(oid, tag, value) for oid, (tag, value) in tree.items() if any(oid[: len(one)] == one and oid != one for one in columns)]
    with Agent(tree, version_1 if version == "1" else None, max_size=size) as agent:
        for engine in ENGINES:
            rows, reasons = read(engine, agent, columns, repetitions, version)
            assert reasons == [None] * len(columns)
            assert sorted(rows, key=lambda row: row[0]) == sorted(expected, key=lambda row: row[0])


@settings(FEW, max_examples=8)
@given(TREES, st.integers(0, 2**32), st.sampled_from(["1", "2c"]))
def test_spoiled_answers_end_a_walk_in_a_word_and_never_in_an_exception(tree, seed, version):
    """What is spoiled may still be a message, with other values: a community is no proof. No value comes twice, and all comes to an end."""
    dice = random.Random(seed)

    def spoil(agent, request, _data):
        if request.version != (ber.VERSION_1 if version == "1" else ber.VERSION_2C):
            return []
        good = bytearray(agent.answer(request))
        if dice.random() < 0.6:
            for _ in range(dice.randrange(1, 4)):
                place = dice.randrange(len(good))
                good[place : place + dice.randrange(3)] = bytes((dice.choice(INTERESTING),))
        return bytes(good)

    limits = Limits(timeout_s=0.02, retries=2, rate_per_s=0, table_rows=200, table_replies=60, max_repetitions=10)
    for engine in ENGINES:
        dice.seed(seed)
        with Agent(tree, spoil) as agent:
            rows, reasons = read(engine, agent, ROOTS[:2], 10, version, limits)
        names = [oid for oid, _, _ in rows]
        assert len(set(names)) == len(names) <= 200
        assert all(reason is None or reason in Reason for reason in reasons)
