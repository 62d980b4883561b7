"""Answers with every field spoiled in every known way: read as pyasn1 reads them or refused, and no engine stumbles over any."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from contextlib import ExitStack

import pytest

from collectors.snmp.engine import Access
from collectors.snmp.engines import ENGINES, create_engine
from collectors.snmp.limits import Limits
from collectors.snmp.users import User
from tests.snmp.contract.case import CONTACT, GOOD, PATIENT, ROWS, outcome_of
from tests.snmp.fuzz.compare import compare
from tests.snmp.fuzz.fields import NAME, community_message, encode, names, spoiled_all, user_message
from tests.snmp.fuzz.test_user_messages import STRICTER, fields, ours
from tests.snmp.hostile_agent import Agent
from tests.snmp.usm_agent import UsmAgent

SHARES = 12
"""Batches that all spoiled answers are sent in: a flood is another case."""
NOBODY = User(name=b"netfold")


def test_the_message_itself_is_good():
    assert compare(encode(community_message(7))) == "same"
    whole = encode(user_message(5, 7, b"\x80\0\0\0\1", b"netfold"))
    assert ours(whole) == fields(whole) == (5, 0, 3, b"\x80\0\0\0\1", 7, 1000, b"netfold", 0, b"")


def test_every_spoiled_field_of_version_2c_is_read_alike_or_refused():
    message = community_message(7)
    verdicts = Counter()
    for way, datagram in spoiled_all(message).items():
        try:
            verdicts[compare(datagram).partition(":")[0]] += 1
        except AssertionError as error:
            raise AssertionError(f"{way}: {error}") from None
    assert len(list(names(message))) == 11
    assert verdicts["refused"] > verdicts["same"] > 50
    assert set(verdicts) == {"refused", "same", "stricter", "looser"}


def test_every_spoiled_field_of_version_3_is_read_alike_or_refused():
    for way, datagram in spoiled_all(user_message(5, 7, b"\x80\0\0\0\1", b"netfold")).items():
        read, reference = ours(datagram), fields(datagram)
        if isinstance(read, str):
            assert reference is None or read in STRICTER, f"{way}: {read}"
        elif reference is not None:
            assert read == reference, way


def share(datagrams, place):
    """Return one of the batches that a socket can send; the places go round."""
    fit = [one for one in datagrams.values() if len(one) < 65_000]
    return fit[place % SHARES :: SHARES]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("version", ["2c", "3"])
def test_no_engine_stumbles_over_a_spoiled_answer(engine, version):
    """Spoiled answers with the right ids come ahead of the good one. Some are answers, if odd ones; after each batch all goes on."""
    places, surprises = itertools.count(), []

    def spoil_2c(agent, request, _data):
        if request.oids[0] == NAME:
            return None
        return [*share(spoiled_all(community_message(request.request_id)), next(places)), agent.answer(request)]

    def spoil_3(agent, seen):
        if seen.report or seen.request.oids[0] == NAME:
            return None
        made = user_message(seen.message.message_id, seen.request.request_id, agent.engine_id, NOBODY.name)
        return [*share(spoiled_all(made), next(places)), agent.reply(seen)]

    async def go(access):
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: surprises.append(context))
        session = create_engine(engine, Limits(timeout_s=0.3, retries=1, rate_per_s=0)).open(access)
        patient = create_engine(engine, PATIENT).open(access)
        outcomes = []
        for _ in range(SHARES):
            await outcome_of(session, (CONTACT,))
            outcomes.append(await outcome_of(patient, (NAME,)))
        session.close()
        patient.close()
        await asyncio.sleep(0)
        return outcomes

    with ExitStack() as stack:
        agent = stack.enter_context(Agent(ROWS, spoil_2c) if version == "2c" else UsmAgent([NOBODY], ROWS, spoil_3))
        user = NOBODY if version == "3" else None
        outcomes = asyncio.run(go(Access(address="127.0.0.1", port=agent.port, community=b"public", version=version, user=user)))
    assert outcomes == [GOOD] * SHARES
    assert surprises == []
    assert next(places) >= SHARES
