"""Devices and whole runs by either engine: the same records; and pysnmp kept within what it bears."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import msgspec
import pytest

import app
from collectors.snmp.collect import Target, collect
from collectors.snmp.discover import discover
from collectors.snmp.engine import Access, Answer, Reason, Stats, reason_of
from collectors.snmp.engines import ENGINES, create_engine, fit_limits
from collectors.snmp.limits import Limits
from collectors.snmp.pysnmp_engine import PysnmpSession
from collectors.snmp.pysnmp_question import IN_FLIGHT
from collectors.snmp.scope import load_scope
from collectors.snmp.users import Auth, Priv
from lab.agents import start_agents
from lab.truth import TruthUser
from lab.writer import credentials_text, scope_text
from services.home import Home
from tests.lab.tiny_city import CITY
from tests.snmp.contract.case import NAME, ROWS
from tests.snmp.contract.user_cases import USER
from tests.snmp.hostile_agent import Agent
from tests.snmp.talk import NOW
from tests.snmp.usm_agent import UsmAgent
from topology.model.errors import CollectError, InputError
from topology.model.records import Completeness


def content(record):
    """A record without what two readings of one device may differ in."""
    envelope = msgspec.structs.replace(record.envelope, uptime_s=None, duration_s=0.0, requests=0, engine="", engine_version="")
    return msgspec.structs.replace(record, envelope=envelope)


USER_CITY = msgspec.structs.replace(
    CITY,
    communities={},
    users={
        realm: TruthUser(name="reader", auth=Auth.SHA_256, auth_password="made-up-auth", priv=Priv.AES_128, priv_password="made-up-priv")
        for realm in CITY.communities
    },
)
"""The same city over version 3."""


@pytest.fixture(scope="module", params=[CITY, USER_CITY], ids=["v2c", "v3"])
def written(tmp_path_factory, request):
    """A scope of a small city whose agents answer."""
    folder = tmp_path_factory.mktemp("engines")
    with start_agents(request.param) as agents:
        (folder / "scope.toml").write_text(scope_text(request.param, agents.port), encoding="utf-8")
        (folder / "credentials.toml").write_text(credentials_text(request.param), encoding="utf-8")
        (folder / "credentials.toml").chmod(0o600)
        yield folder / "scope.toml"


def test_a_run_gives_the_same_records_by_both_engines(written):
    read = {}
    for engine in ENGINES:
        records = []
        summary = asyncio.run(discover(load_scope(written), sink=records.append, now=lambda: NOW, engine=engine))
        assert summary.complete == len(records) > 0
        assert {record.envelope.engine for record in records} == {engine}
        read[engine] = {record.envelope.target: content(record) for record in records}
    assert read["pysnmp"] == read["wire"]


def test_a_device_of_version_3_gives_the_same_record_by_both_engines():
    read = {}
    for engine in ENGINES:
        with UsmAgent([USER], ROWS) as agent:
            access = Access(address=agent.address, port=agent.port, version="3", user=USER, credential="user")
            target = Target(address=agent.address, port=0, realm="r1", vantage="centre")
            limits = Limits(timeout_s=3.0, rate_per_s=0)

            async def go(access=access, target=target, limits=limits, engine=engine):
                return await collect(create_engine(engine, limits), target, (access,), limits, now=lambda: NOW)

            read[engine] = asyncio.run(go())
        assert read[engine].envelope.completeness is Completeness.COMPLETE
    assert content(read["pysnmp"]) == content(read["wire"])


def test_the_command_line_takes_the_engines_by_name(written, tmp_path, capsys):
    home = tmp_path / "home"
    common = ["--home", str(home), "discover", str(written)]
    assert app.main([*common, "--engine", "pysnmp", "--dry-run", "--json"]) == 0
    planned = json.loads(capsys.readouterr().out)
    assert app.main([*common, "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == planned
    assert app.main([*common, "--engine", "pysnmp", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["state"], figures["complete"], figures["failed"]) == ("complete", figures["asked"], 0)
    with Home.open(home) as opened:
        assert {record.envelope.engine for record in opened.store.records.of_run(figures["run"])} == {"pysnmp"}
    with pytest.raises(SystemExit) as refused:
        app.main([*common, "--engine", "snmpwalk"])
    assert refused.value.code == 2
    assert "snmpwalk" in capsys.readouterr().err


def test_an_engine_of_another_name_is_refused():
    with pytest.raises(InputError) as caught:
        create_engine("snmpwalk", Limits())
    assert caught.value.params == {"engine": "snmpwalk", "expected": "wire, pysnmp"}


class Mute:
    """A speaker that never hears an answer, and counts who waits for one."""

    waiting: list[asyncio.Future[Answer]]

    def __init__(self):
        self.waiting = []

    def ask(self, question, *, last):
        """Wait with the others."""
        self.waiting.append(asyncio.get_running_loop().create_future())
        return self.waiting[-1]

    def close(self):
        """Hold nothing."""


def test_pysnmp_has_at_most_20_requests_in_flight_and_reads_20_devices_at_once():
    async def go():
        speaker, slots, limits = Mute(), asyncio.Semaphore(IN_FLIGHT), Limits(timeout_s=30.0, rate_per_s=0)
        access = Access(address="127.0.0.1", port=9, community=b"public")
        sessions = [PysnmpSession(access, limits, slots, speaker, Stats()) for _ in range(30)]
        tasks = [asyncio.ensure_future(session.get((NAME,))) for session in sessions]
        for _ in range(5):
            await asyncio.sleep(0)
        first = len(speaker.waiting)
        for number in range(10):
            speaker.waiting[number].set_result(Answer(0, 0, [], number))
        for _ in range(10):
            await asyncio.sleep(0)
        second = len(speaker.waiting)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return first, second

    assert asyncio.run(go()) == (20, 30)
    assert fit_limits("pysnmp", Limits()).concurrency == 20
    assert fit_limits("pysnmp", Limits(concurrency=5)).concurrency == 5
    assert fit_limits("wire", Limits()) == Limits()


@pytest.mark.parametrize("version", ["2c", "3"])
def test_requests_and_octets_are_counted_alike(version):
    counted = []
    for engine in ENGINES:
        with UsmAgent([USER], ROWS) if version == "3" else Agent(ROWS) as agent:

            async def go(agent=agent, engine=engine):
                access = Access(
                    address="127.0.0.1", port=agent.port, community=b"public", version=version, user=USER if version == "3" else None
                )
                session = create_engine(engine, Limits(timeout_s=3.0, rate_per_s=0)).open(access)
                answers = [await session.get((NAME,)), await session.get_bulk((NAME,), 10)]
                session.close()
                await asyncio.sleep(0)
                return session.stats.requests, [answer.size for answer in answers]

            requests, sizes = asyncio.run(go())
            assert requests == len(agent.peers)
            counted.append((requests, [size // 8 for size in sizes]))  # padding and request ids differ by some octets
    assert counted[0][0] == counted[1][0]
    assert all(abs(ours - theirs) <= 1 for ours, theirs in zip(counted[0][1], counted[1][1], strict=True))


@pytest.mark.parametrize("version", ["2c", "3"])
def test_a_session_closed_before_it_asked_leaves_nothing_open(version):
    async def go(engine):
        access = Access(address="127.0.0.1", port=9, community=b"public", version=version, user=USER if version == "3" else None)
        session = create_engine(engine, Limits()).open(access)
        session.close()
        await asyncio.sleep(0)

    for engine in ENGINES:
        before = len(list(Path("/proc/self/fd").iterdir()))
        asyncio.run(go(engine))
        assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_session_closed_twice_is_closed_and_answers_no_more():
    async def go(engine):
        session = create_engine(engine, Limits(timeout_s=0.1, retries=0)).open(Access(address="127.0.0.1", port=9, community=b"public"))
        session.close()
        session.close()
        with pytest.raises(CollectError) as caught:
            await session.get((NAME,))
        return reason_of(caught.value)

    assert [asyncio.run(go(engine)) for engine in ENGINES] == [Reason.UNREACHABLE] * 2
