"""Every engine keeps the contract, or its difference is declared with its reason."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from dataclasses import replace

import pytest

from collectors.snmp.engine import Reason
from collectors.snmp.engines import ENGINES, create_engine
from tests.snmp.contract.case import NAME, SHORT, SINGLE, outcome_of
from tests.snmp.contract.cases import ANSWERS, ORDINARY, WALKS
from tests.snmp.contract.differences import DIFFERENCES
from tests.snmp.contract.user_cases import LIARS, USER, USERS, by_user

CASES = (*ORDINARY, *WALKS, *ANSWERS, *USERS, *LIARS)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_contract(case, engine):
    differs = DIFFERENCES[engine].get(case.name)
    expected, limits = (differs[0], SHORT) if differs else (case.expected, case.limits)

    async def ask(posed):
        return await case.talk(create_engine(engine, limits), posed.access, limits)

    with ExitStack() as stack:
        posed = case.make(stack)
        assert asyncio.run(ask(posed)) == expected
        assert case.most is None or posed.agent is None or len(posed.agent.peers) <= case.most


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("same_engine_id", [True, False])
def test_a63_a_wrong_password_on_one_host_is_wrong_whatever_the_other_has(engine, same_engine_id):
    """Two hosts have a user of one name with two passwords; one engine speaks with both, and with both passwords."""
    other = replace(USER, auth_password=b"another one")

    async def ask(first, second):
        both = create_engine(engine, SINGLE)
        outcomes = []
        for posed, user in ((first, USER), (second, USER), (second, other), (first, other), (first, USER)):
            session = both.open(replace(posed.access, user=user))
            outcomes.append(await outcome_of(session, (NAME,)))
            session.close()
            await asyncio.sleep(0)
        return outcomes

    with ExitStack() as stack:
        first = by_user()(stack)
        engine_id = first.agent.engine_id if same_engine_id else b"\x80\0\0\0\x01\x09\x09"
        second = by_user(user=USER, users=[other], engine_id=engine_id)(stack)
        outcomes = asyncio.run(ask(first, second))
    assert outcomes == [[b"agent"], Reason.AUTH, [b"agent"], Reason.AUTH, [b"agent"]]


def test_each_difference_is_one_and_has_its_reason():
    names = {case.name: case.expected for case in CASES}
    assert len(names) == len(CASES)
    assert set(DIFFERENCES) == set(ENGINES)
    assert DIFFERENCES["wire"] == {}
    for name, (outcome, reason) in DIFFERENCES["pysnmp"].items():
        assert names[name] != outcome
        assert len(reason) > 20
