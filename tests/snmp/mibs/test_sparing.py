"""What is not asked: tables that are not there, have not changed, or are longer than the cap; and what stands behind VLANs."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from collectors.snmp import ber
from collectors.snmp.carry import unchanged
from collectors.snmp.collect import Target, collect
from collectors.snmp.engine import Access, Answer
from collectors.snmp.limits import Limits
from collectors.snmp.mibs import TABLES, entity_mib, ip_forward_mib
from collectors.snmp.mibs.marks import ENTITY, LLDP_REMOTE, MARKS
from collectors.snmp.presence import absent, marks_in, starts
from collectors.snmp.wire import WireEngine
from tests.snmp.hostile_agent import Agent, echo_error, interface_rows, is_walk, system_rows
from topology.model.records import Completeness, DeviceRecord, Envelope, SourceKind
from topology.model.tables import ChangeMark

LIMITS = Limits(timeout_s=0.3, retries=0, rate_per_s=0, resume_passes=0)
START = datetime(2018, 2, 1, 8, tzinfo=UTC)
REMOTE = (1, 0, 8802, 1, 1, 2, 1, 4, 1, 1)
ENTRY = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1)
ROUTES = (1, 3, 6, 1, 2, 1, 4, 24, 7, 1)


def rows_of(uptime: int = 100_000):
    rows = {**system_rows(uptime=uptime), **interface_rows(2)}
    rows[*MARKS[LLDP_REMOTE], 0] = (ber.TIMETICKS, 5_000)
    rows[*MARKS[ENTITY], 0] = (ber.TIMETICKS, 700)
    rows[1, 0, 8802, 1, 1, 2, 1, 3, 7, 1, 3, 14] = (ber.OCTET_STRING, b"GigabitEthernet0/0/1")
    for column, value in ((5, b"\0\xe0\xfc\0\0\1"), (7, b"ge9"), (9, b"sw-two")):
        rows[*REMOTE, column, 0, 14, 1] = (ber.OCTET_STRING, value)
    rows[*ENTRY, 5, 1] = (ber.INTEGER, 3)
    rows[*ENTRY, 11, 1] = (ber.OCTET_STRING, b"SN1")
    return rows


def read(agent, *, at: datetime = START, previous=None, limits: Limits = LIMITS):
    async def go():
        access = Access(address=agent.address, port=agent.port, community=b"public")
        target = Target(address=agent.address, port=agent.port, realm="r", vantage="centre")
        return await collect(WireEngine(limits), target, (access,), limits, now=lambda: at, previous=previous)

    return asyncio.run(go())


def asked(agent, start) -> bool:
    return any(oid[: len(start)] == start for request in agent.requests for oid in request.oids if oid != start)


def test_tables_that_are_not_there_are_not_asked_for():
    with Agent(rows_of()) as agent:
        record = read(agent)
    assert record.envelope.completeness is Completeness.COMPLETE
    walked = {oid[:12] for request in agent.requests for oid in request.oids}
    optional = [table for table in TABLES if table.optional]
    assert len(optional) > 40
    assert not [table.name for table in optional if asked(agent, table.entry) and table.entry[:12] in walked and len(table.entry) > 8]
    assert len(agent.requests) < 40


def test_an_agent_that_refuses_the_look_ahead_is_asked_for_every_table():
    def refuse(agent, request, _data):
        return echo_error(request, 5, 0) if request.pdu_type == ber.GET_NEXT and len(request.oids) > 4 else None

    rows = rows_of()
    rows[1, 3, 6, 1, 2, 1, 15, 3, 1, 9, 10, 0, 0, 9] = (ber.INTEGER, 65_009)
    with Agent(rows, refuse) as agent:
        record = read(agent)
    assert record.envelope.completeness is Completeness.COMPLETE
    assert [peer.remote_as for peer in record.bgp_peers] == [65_009]
    assert any(is_walk(request) and request.oids[0][:8] == (1, 3, 6, 1, 2, 1, 68, 1) for request in agent.requests)


def answer(*oids, status: int = 0, index: int = 0, tag: int = ber.INTEGER) -> Answer:
    return Answer(status, index, [(oid, tag, 1) for oid in oids], 0)


def test_only_an_answer_in_order_says_what_is_absent():
    asked_for = ((1, 3, 1), (1, 3, 2))
    assert absent(asked_for, answer((1, 3, 1, 5), (1, 3, 9))) == {(1, 3, 2)}
    assert absent(asked_for, answer((1, 3, 1, 5), (1, 3, 2), tag=ber.END_OF_MIB_VIEW)) == {(1, 3, 1), (1, 3, 2)}
    assert absent(asked_for, answer((1, 3, 1, 5), (1, 3, 1))) == frozenset()
    assert absent(asked_for, answer((1, 3, 9))) == frozenset()
    assert absent(asked_for, answer((1, 3, 1, 5), (1, 3, 9), status=2)) == frozenset()
    assert marks_in(answer((*MARKS[ENTITY], 0), status=5)) == {}
    assert marks_in(answer((*MARKS[ENTITY], 0), (1, 3))) == {ENTITY: 1}
    assert set(starts(TABLES)) >= set(MARKS.values())


def test_version_1_names_what_lies_beyond_its_last_object():
    beyond: list[tuple[int, ...]] = []

    def elder(agent, request, _data):
        if request.pdu_type == ber.GET_NEXT and len(request.oids) > 1:
            for place, oid in enumerate(request.oids, start=1):
                if agent.after(oid) is None:
                    beyond.append(oid)
                    return echo_error(request, 2, place)
        return None

    with Agent(rows_of(), elder) as agent:
        record = read(agent)
    assert record.envelope.completeness is Completeness.COMPLETE
    assert len(beyond) > 10
    assert not any(asked(agent, oid) for oid in beyond)


def test_what_the_agent_says_has_not_changed_is_carried_over_and_said():
    with Agent(rows_of()) as agent:
        first = read(agent)
    later = START + timedelta(hours=1)
    with Agent(rows_of(100_000 + 360_000)) as agent:
        second = read(agent, at=later, previous=first)
        assert not asked(agent, REMOTE)
        assert not asked(agent, ENTRY)
    assert (second.neighbours, second.modules, second.system, second.local_ports) == (
        first.neighbours,
        first.modules,
        first.system,
        first.local_ports,
    )
    assert sorted(problem.params["table"] for problem in second.problems) == [
        "ENTITY-MIB::entPhysicalClass",
        "ENTITY-MIB::entPhysicalTable",
        "LLDP-MIB::lldpRemManAddrTable",
        "LLDP-MIB::lldpRemTable",
    ]
    third = rows_of(100_000 + 360_000)
    third[*MARKS[LLDP_REMOTE], 0] = (ber.TIMETICKS, 400_000)
    third[*REMOTE, 9, 0, 14, 1] = (ber.OCTET_STRING, b"sw-three")
    with Agent(third) as agent:
        record = read(agent, at=later, previous=second)
    assert [row.system_name for row in record.neighbours] == ["sw-three"]
    assert record.modules == first.modules


def look(*, uptime_s: float | None = 1000.0, completeness: Completeness = Completeness.COMPLETE, ticks: int = 5_000) -> DeviceRecord:
    envelope = Envelope(
        kind=SourceKind.SNMP,
        target="t",
        vantage="v",
        realm="r",
        collected_at=START,
        uptime_s=uptime_s,
        engine="wire",
        engine_version="1",
        completeness=completeness,
    )
    return DeviceRecord(envelope=envelope, marks=(ChangeMark(object=LLDP_REMOTE, ticks=ticks),))


@pytest.mark.parametrize(
    ("previous", "marks", "uptime_s"),
    [
        (None, {LLDP_REMOTE: 5_000}, 4600.0),
        (look(), {LLDP_REMOTE: 5_001}, 4600.0),
        (look(), {}, 4600.0),
        (look(), {LLDP_REMOTE: 5_000}, None),
        (look(), {LLDP_REMOTE: 5_000}, 900.0),
        (look(uptime_s=None), {LLDP_REMOTE: 5_000}, 4600.0),
        (look(completeness=Completeness.FAILED), {LLDP_REMOTE: 5_000}, 4600.0),
        (look(ticks=0), {LLDP_REMOTE: 0}, 4600.0),
        (look(ticks=200_000), {LLDP_REMOTE: 200_000}, 4600.0),
    ],
)
def test_a_restart_a_new_mark_or_an_agent_without_clock_vouch_for_nothing(previous, marks, uptime_s):
    assert unchanged(previous, marks, uptime_s, START + timedelta(hours=1)) == frozenset()


def test_a_table_that_was_not_read_to_its_end_is_read_again():
    partial = look()
    partial = msgspec.structs.replace(
        partial,
        envelope=msgspec.structs.replace(partial.envelope, failed_tables=("LLDP-MIB::lldpRemTable",), completeness=Completeness.PARTIAL),
    )
    later = START + timedelta(hours=1)
    assert unchanged(look(), {LLDP_REMOTE: 5_000}, 4600.0, later) == {LLDP_REMOTE}
    assert unchanged(partial, {LLDP_REMOTE: 5_000}, 4600.0, later) == frozenset()


def test_long_tables_are_cut_at_their_cap_and_said(monkeypatch):
    capped = tuple(replace(table, most=30) if table.name == ip_forward_mib.INET_CIDR.name else table for table in TABLES)
    monkeypatch.setattr("collectors.snmp.collect.TABLES", capped)
    rows = rows_of()
    for number in range(120):
        rows[*ROUTES, 7, 1, 4, 10, 9, number, 0, 24, 2, 0, 0, 1, 4, 10, 0, 0, 1] = (ber.INTEGER, 1)
    with Agent(rows) as agent:
        record = read(agent)
    assert record.envelope.completeness is Completeness.COMPLETE
    assert 30 <= len(record.forwarding) < 120
    assert [problem.params for problem in record.problems if problem.code == "snmp_table_capped"] == [
        {"table": "IP-FORWARD-MIB::inetCidrRouteTable", "rows": 30}
    ]


def test_boards_beyond_the_cap_are_not_asked_for():
    rows = rows_of()
    for number in range(2, 90):
        rows[*ENTRY, 5, number] = (ber.INTEGER, 9)
        rows[*ENTRY, 11, number] = (ber.OCTET_STRING, b"B%d" % number)
    with Agent(rows) as agent:
        record = read(agent)
    assert len(record.modules) == entity_mib.MODULES.most == 64
    assert record.system.serials == ("SN1",)
    assert sum(1 for request in agent.requests if request.pdu_type == ber.GET) < 40


def catalyst():
    rows = {**system_rows(object_id=(1, 3, 6, 1, 4, 1, 9, 1, 1)), **interface_rows(2)}
    for vlan in (1, 10, 20):
        rows[1, 3, 6, 1, 4, 1, 9, 9, 46, 1, 3, 1, 1, 2, 1, vlan] = (ber.INTEGER, 1)
        rows[1, 3, 6, 1, 4, 1, 9, 9, 46, 1, 3, 1, 1, 3, 1, vlan] = (ber.INTEGER, 1)
    rows[1, 3, 6, 1, 2, 1, 17, 2, 2, 0] = (ber.INTEGER, 32_768)
    rows[1, 3, 6, 1, 2, 1, 17, 2, 15, 1, 3, 11] = (ber.INTEGER, 5)
    return rows


def of_vlan(port: int, last: int):
    return {
        (1, 3, 6, 1, 2, 1, 17, 1, 4, 1, 2, port + 10): (ber.INTEGER, port),
        (1, 3, 6, 1, 2, 1, 17, 4, 3, 1, 2, 0, 224, 252, 0, 0, last): (ber.INTEGER, port + 10),
        (1, 3, 6, 1, 2, 1, 17, 4, 3, 1, 3, 0, 224, 252, 0, 0, last): (ber.INTEGER, 3),
    }


class Contexts(Agent):
    """Serves other rows to ``public@vlan``; silent for the VLANs it was not given."""

    def __init__(self, rows, vlans):
        self.vlans = {f"public@{vlan}".encode(): Agent(held) for vlan, held in vlans.items()}
        super().__init__(rows, lambda _self, request, _data: self.indexed(request))

    def indexed(self, request):
        found = self.vlans.get(request.community)
        return found.answer(request) if found else None

    def __exit__(self, *_):
        super().__exit__()
        for agent in self.vlans.values():
            agent.socket.close()


def test_forwarding_tables_behind_vlans_are_read_by_community():
    with Contexts(catalyst(), {1: of_vlan(1, 1), 10: of_vlan(2, 2), 20: of_vlan(2, 2)}) as agent:
        record = read(agent)
    assert record.envelope.completeness is Completeness.COMPLETE
    assert [(row.mac[-1], row.vlan, row.interface) for row in record.fdb] == [
        ("1", 1, "GigabitEthernet0/0/1"),
        ("2", 10, "GigabitEthernet0/0/2"),
        ("2", 20, "GigabitEthernet0/0/2"),
    ]


def test_an_agent_without_contexts_costs_one_silence():
    with Contexts(catalyst(), {}) as agent:
        record = read(agent)
    assert record.envelope.completeness is Completeness.COMPLETE
    assert [problem.code for problem in record.problems] == ["snmp_contexts_silent"]
    assert {request.community for request in agent.requests} == {b"public", b"public@1"}
    assert sum(1 for request in agent.requests if request.community != b"public") <= 2
