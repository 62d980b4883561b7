"""Whole walks over random trees: both engines return every row of the columns asked for, in order, and nothing else."""

from __future__ import annotations

import asyncio

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from collectors.snmp import ber
from collectors.snmp.engine import Access
from collectors.snmp.engines import ENGINES, create_engine
from collectors.snmp.limits import Limits
from collectors.snmp.walk import Budget, Pace, Walk
from tests.snmp.contract.agents import version_1
from tests.snmp.fuzz.strategies import NAMES, SUB_ID, VALUES
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


def read(engine, agent, columns, repetitions, version):
    """Return the rows of columns, by column, and how each ended."""

    async def go():
        limits = Limits(timeout_s=3.0, rate_per_s=0, max_repetitions=repetitions)
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
