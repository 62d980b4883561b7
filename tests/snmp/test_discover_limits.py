"""When, where and how hard discovery asks: windows, rates, budgets, resuming, earlier runs, events, the dry run."""

from __future__ import annotations

import asyncio
import io
import json
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.snmp import ber
from collectors.snmp.carry import kept
from collectors.snmp.discover import discover, plan_run
from collectors.snmp.events import EventLog
from collectors.snmp.frontier import Frontier
from collectors.snmp.limits import Limits
from collectors.snmp.rates import Place
from collectors.snmp.scope import Rate, load_scope
from collectors.snmp.windows import is_open, next_opening, parse_window, zone_of
from tests.snmp.hostile_agent import interface_rows, is_walk
from tests.snmp.talk import NOW, QUICK, codes
from tests.snmp.test_discover import MAC, Fleet, device
from topology.model.errors import InputError
from topology.model.records import (
    Arp,
    Completeness,
    DeviceRecord,
    Envelope,
    Interface,
    Neighbour,
    NeighbourProtocol,
    SourceKind,
)
from topology.model.tables import BgpPeer, OspfNeighbour

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text, zone=UTC):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("window", "moment", "expected"),
    [
        ("mon-fri 22:00-06:00", "2018-02-01T22:00", True),  # a Thursday
        ("mon-fri 22:00-06:00", "2018-02-01T21:59", False),
        ("mon-fri 22:00-06:00", "2018-02-03T05:59", True),  # Saturday morning belongs to Friday night
        ("mon-fri 22:00-06:00", "2018-02-03T06:00", False),
        ("mon-fri 22:00-06:00", "2018-02-05T05:00", False),  # Sunday night is not in it
        ("fri-mon 00:00-24:00", "2018-02-04T12:00", True),
        ("fri-mon 00:00-24:00", "2018-02-06T00:00", False),
        ("daily 01:00-02:30", "2018-02-06T02:29", True),
    ],
)
def test_a_window_holds_its_hours(window, moment, expected):
    assert is_open([parse_window(window)], UTC, at(moment)) is expected


def test_hours_are_the_realms_own():
    window = [parse_window("daily 08:00-09:00")]
    assert is_open(window, SHANGHAI, at("2018-02-01T00:30"))
    assert next_opening(window, SHANGHAI, at("2018-02-01T01:30")) == at("2018-02-02T00:00")


@given(st.integers(0, 7 * 24 * 60 - 1), st.sampled_from(["mon 08:00-09:00", "sat,sun 23:00-01:00", "tue-thu 00:00-24:00"]))
@settings(deadline=None, max_examples=60)
def test_a_window_opens_when_it_is_said_to(minute, text):
    window = [parse_window(text)]
    moment = at("2018-02-05T00:00") + timedelta(minutes=minute)
    opening = next_opening(window, UTC, moment)
    assert moment < opening <= moment + timedelta(days=8)
    assert is_open(window, UTC, opening)


@pytest.mark.parametrize("text", ["", "mon", "mon 8:00-9:00", "may 08:00-09:00", "mon 25:00-26:00", "mon 24:00-01:00", "mon 08:61-09:00"])
def test_what_is_no_window_is_refused(tmp_path, text):
    with pytest.raises(ValueError):
        parse_window(text)
    with Fleet(tmp_path, {1: device(1)}, windows=[text]) as fleet, pytest.raises(InputError) as caught:
        load_scope(fleet.path)
    assert caught.value.params["key"] == "realm[0].windows"


def test_an_unknown_time_zone_is_refused(tmp_path):
    with Fleet(tmp_path, {1: device(1)}, timezone="Mars/Base") as fleet, pytest.raises(InputError) as caught:
        load_scope(fleet.path)
    assert caught.value.params["key"] == "realm[0].timezone"
    assert zone_of(None) is None


def test_outside_its_windows_a_realm_gets_no_packet_and_it_is_said(tmp_path):
    heard = []
    with Fleet(tmp_path, {1: device(1)}, windows=["fri 00:00-01:00"], timezone="UTC") as fleet:  # NOW is a Thursday
        summary = fleet.run(events=heard.append)
        plans = plan_run(load_scope(fleet.path), NOW)
    assert fleet.agents[1].requests == []
    assert (summary.asked, summary.left, summary.closed) == (0, 1, ("r",))
    assert [(problem.code, problem.params["opens_at"]) for problem in summary.problems] == [
        ("snmp_outside_window", "2018-02-02T00:00+00:00")
    ]
    assert [event["event"] for event in heard] == ["start", "closed", "progress", "problem", "end"]
    assert (plans[0].open_now, plans[0].packets, plans[0].opens_at) == (False, 0, at("2018-02-02T00:00"))


def test_a_window_that_closes_ends_what_is_in_flight_unacknowledged(tmp_path):
    def slow(agent, request, _data):
        time.sleep(0.02)

    with Fleet(
        tmp_path,
        {number: device(number, hears=[number + 1]) for number in range(1, 9)},
        handlers=dict.fromkeys(range(1, 9), slow),
        windows=["thu 08:00-10:00"],
        timezone="UTC",
    ) as fleet:
        scope = msgspec.structs.replace(load_scope(fleet.path), limits=Limits(timeout_s=0.5, concurrency=2))
        records = []
        asked = lambda: [len(agent.requests) for agent in fleet.agents.values()]  # noqa: E731 - asked three times
        clock = lambda: NOW if sum(asked()) < 60 else NOW + timedelta(hours=12)  # noqa: E731 - read many times
        summary = asyncio.run(discover(scope, sink=records.append, now=clock))
        time.sleep(0.1)
        before = asked()
        time.sleep(0.2)
        assert asked() == before
    assert summary.closed == ("r",)
    assert summary.left >= 1
    assert len(records) == summary.complete < 8
    assert summary.complete + summary.left >= summary.asked


def test_a_limited_place_is_asked_at_its_rate_and_few_devices_at_once(tmp_path):
    inside, most = set(), 0

    def watch(agent, _request, _data):
        nonlocal most
        inside.add(agent.address)
        most = max(most, len(inside))

    devices = {number: device(number, hears=range(1, 7)) for number in range(1, 7)}
    with Fleet(tmp_path, devices, handlers=dict.fromkeys(range(2, 7), watch)) as fleet:
        text = fleet.path.read_text()
        fleet.path.write_text(
            text + '[[realm.rate]]\nname = "S1"\nprefixes = ["127.77.0.2/31", "127.77.0.4/30"]\nrequests_per_s = 400\ndevices = 1\n'
        )

        def finished(record):
            inside.discard(record.envelope.target)
            fleet.records.append(record)

        started_s = time.monotonic()
        summary = fleet.run(sink=finished)
        took_s = time.monotonic() - started_s
        asked = sum(len(fleet.agents[number].requests) for number in range(2, 7))
        plans = plan_run(load_scope(fleet.path))
    assert summary.complete == 6
    assert most == 1
    assert took_s >= (asked - 1) / 400
    assert plans[0].rates == ("S1: 400/s, 1",)


def test_a_place_counts_repeats_too():
    async def go():
        place = Place(Rate(name="S1", prefixes=("127.0.0.0/8",), requests_per_s=100.0))
        started_s = asyncio.get_running_loop().time()
        await place.turn()
        place.charge(4)
        await place.turn()
        return asyncio.get_running_loop().time() - started_s

    assert asyncio.run(go()) >= 0.049


@pytest.mark.parametrize(
    "line", ["prefixes = []\nrequests_per_s = 1", 'prefixes = ["127.0.0.0/8"]\nrequests_per_s = 0', 'prefixes = ["x"]\nrequests_per_s = 1']
)
def test_a_rate_that_cannot_be_is_refused(tmp_path, line):
    with Fleet(tmp_path, {1: device(1)}) as fleet:
        fleet.path.write_text(fleet.path.read_text() + f'[[realm.rate]]\nname = "S1"\n{line}\n')
        with pytest.raises(InputError) as caught:
            load_scope(fleet.path)
    assert caught.value.params["key"].startswith("realm[0].rate.")


@pytest.mark.parametrize(("limit", "value"), [("run_devices", 3), ("run_requests", 20)])
def test_a_run_that_has_had_its_share_starts_nothing_more_and_is_resumed(tmp_path, limit, value):
    devices = {number: device(number, hears=[number + 1]) for number in range(1, 9)}
    with Fleet(tmp_path, devices) as fleet:
        first = fleet.run(limits=Limits(timeout_s=0.3, rate_per_s=0, concurrency=1, **{limit: value}))
        done = {("r", record.envelope.target): record for record in fleet.records}
        second = fleet.run(done=done)
    assert 1 <= first.complete < 8
    assert (first.left, [problem.code for problem in first.problems]) == (1, ["snmp_run_budget"])
    assert first.complete + second.complete == 8


def test_partial_and_failed_devices_are_asked_again_and_complete_ones_are_not(tmp_path):
    broken = True

    def moody(agent, request, _data):
        if broken and agent.address.endswith(".3"):
            return []
        if broken and agent.address.endswith(".2") and is_walk(request) and request.oids[0][:8] == (1, 3, 6, 1, 2, 1, 31, 1):
            return []
        return None

    devices = {1: device(1, hears=[2, 3]), 2: device(2, hears=[4]), 3: device(3), 4: device(4)}
    with Fleet(tmp_path, devices, handlers={2: moody, 3: moody}, seeds=["10.20.0.1", "10.20.0.3"]) as fleet:
        first = fleet.run()
        assert (first.complete, first.partial, first.failed) == (2, 1, 1)
        done = {("r", record.envelope.target): record for record in fleet.records}
        asked = len(fleet.agents[1].requests)
        again = fleet.run(done=done)
        assert (again.taken_over, again.partial, again.failed) == (2, 1, 1)
        broken = False
        last = fleet.run(done=done)
    assert (last.taken_over, last.complete, last.partial, last.failed) == (2, 2, 0, 0)
    assert fleet.found() == ["127.77.0.2", "127.77.0.3"]
    assert len(fleet.agents[1].requests) == asked


def test_a_second_look_that_sees_less_does_not_replace_a_partial_one(tmp_path):
    gone = False

    def fading(agent, request, _data):
        walks_names = is_walk(request) and request.oids[0][:8] == (1, 3, 6, 1, 2, 1, 31, 1)
        return [] if gone or walks_names else None

    with Fleet(tmp_path, {1: device(1)}, handlers={1: fading}) as fleet:
        fleet.run()
        done = {("r", record.envelope.target): record for record in fleet.records}
        gone = True
        again = fleet.run(done=done)
    assert (again.partial, again.failed, fleet.records) == (1, 0, [])


def test_devices_of_an_earlier_run_are_asked_at_once_and_missed_when_silent(tmp_path):
    with Fleet(tmp_path, {1: device(1, hears=[2]), 2: device(2, hears=[3]), 3: device(3)}) as fleet:
        fleet.run()
        previous = {("r", record.envelope.target): record for record in fleet.records}
    with Fleet(tmp_path, {1: device(1), 3: device(3, hears=[4]), 4: device(4)}) as fleet:
        summary = fleet.run(previous=previous)
    states = {record.envelope.target[-1]: record.envelope.completeness for record in fleet.records}
    assert states == {"1": Completeness.COMPLETE, "2": Completeness.FAILED, "3": Completeness.COMPLETE, "4": Completeness.COMPLETE}
    assert (summary.asked, summary.failed, summary.silent) == (4, 1, 0)


def test_events_are_json_lines_about_everything_that_happened(tmp_path):
    stream = io.BytesIO()
    with Fleet(tmp_path, {1: device(1, hears=[2, 9], name="a<script>\u202e\r\n"), 2: device(2)}) as fleet:
        summary = fleet.run(events=EventLog(stream))
    lines = stream.getvalue().decode().splitlines()
    events = [json.loads(line) for line in lines]
    by_kind = {}
    for event in events:
        by_kind.setdefault(event["event"], []).append(event)
    assert sorted(event["target"] for event in by_kind["device"]) == ["127.77.0.1", "127.77.0.2"]
    assert {event["state"] for event in by_kind["device"]} == {"complete"}
    assert by_kind["device"][0]["name"] == "a<script>\u202e\r\n"
    assert [event["target"] for event in by_kind["silent"]] == ["127.77.0.9"]
    assert (events[0]["event"], events[-1]["event"], events[-1]["complete"]) == ("start", "end", summary.complete)
    assert all("at" in event for event in events)


def test_a_dry_run_counts_the_packets_it_would_send_at_least(tmp_path):
    with Fleet(tmp_path, {1: device(1)}, mode="sweep", seeds=[], allow=["127.77.0.0/29"], prefixes=["127.77.0.0/30"]) as fleet:
        plan = plan_run(load_scope(fleet.path), NOW)[0]
        assert fleet.agents[1].requests == []
    assert (plan.addresses, plan.packets, plan.open_now, plan.opens_at) == (8, 3, True, None)
    assert plan.credentials == ("all",)


def test_progress_tells_the_rate_and_the_time_left(tmp_path):
    steps = []
    devices = {number: device(number, hears=range(1, 12)) for number in range(1, 12)}
    with Fleet(tmp_path, devices) as fleet:
        fleet.run(limits=msgspec.structs.replace(QUICK, concurrency=1), progress=steps.append)
    halfway = [step for step in steps if step.queued and step.answered]
    assert halfway
    assert all(step.left_s >= 0 and step.rate_per_s > 0 for step in halfway)
    assert (steps[-1].left_s, steps[-1].queued) == (0.0, 0)


def test_a53_a_device_that_hears_itself_and_a_crowd_bounds_the_crawl(tmp_path):
    remote = (1, 0, 8802, 1, 1, 2, 1, 4)
    rows = device(1, hears=[2])
    for number in range(1, 200):
        rows[(*remote, 1, 1, 9, 0, 1, number)] = (ber.OCTET_STRING, b"d1" if number == 1 else f"x{number}".encode())
        rows[(*remote, 2, 1, 3, 0, 1, number, 1, 4, 10, 20, 0, number)] = (ber.INTEGER, 2)
    with Fleet(tmp_path, {1: rows, 99: device(99)}) as fleet:
        summary = fleet.run(limits=msgspec.structs.replace(QUICK, hints_per_device=20))
    assert (summary.complete, summary.asked) == (2, 21)
    assert summary.duplicates == 0
    assert len(fleet.records[0].neighbours) == 199


def test_every_kind_of_neighbour_is_a_hint(tmp_path):
    record = DeviceRecord(
        envelope=Envelope(
            kind=SourceKind.SNMP, target="127.77.0.1", vantage="v", realm="r", collected_at=NOW,
            engine="wire", engine_version="1", completeness=Completeness.COMPLETE,
        ),
        interfaces=(Interface(name="a", addresses=("10.20.0.1/24",)),),
        neighbours=(Neighbour(protocol=NeighbourProtocol.CDP, local_port="1", management_addresses=("10.20.0.2",)),),
        arp=(Arp(address="10.20.0.3", mac=f"{MAC}03"), Arp(address="10.20.0.255", mac=f"{MAC}04")),
        ospf_neighbours=(OspfNeighbour(address="10.20.0.5"),),
        bgp_peers=(BgpPeer(address="10.20.0.6"), BgpPeer(address="10.20.0.7", vrf="office"), BgpPeer(address="8.8.8.8")),
    )  # fmt: skip
    with Fleet(tmp_path, {1: device(1)}) as fleet:
        frontier = Frontier.of(load_scope(fleet.path).realms[0], 10)
    assert frontier.learn(record) == 4
    assert {suspect.own[-1]: suspect.named for suspect in frontier.suspects.values()} == {
        "1": True, "2": True, "3": False, "5": False, "6": False
    }  # fmt: skip
    assert frontier.learn(record) == 0


def test_the_last_devices_are_cut_off_where_they_stand_if_they_answer_very_slowly(tmp_path, monkeypatch):
    monkeypatch.setattr("collectors.snmp.discover._STRAGGLERS", 2)

    wait_s = [0.6]

    def slow(agent, request, _data):
        time.sleep(wait_s[0])

    devices = {number: device(number, hears=range(2, 6)) for number in range(1, 6)}
    unhurried = msgspec.structs.replace(QUICK, timeout_s=1.0, retries=0)  # a busy machine may add a third of a second to each answer
    patient = msgspec.structs.replace(unhurried, straggler_share=0.0)
    with Fleet(tmp_path, devices, handlers={2: slow}) as fleet:
        summary = fleet.run(limits=unhurried)
        wait_s[0] = 0.0
        cut = {record.envelope.target: record for record in fleet.records}
        again = fleet.run(done={("r", target): record for target, record in cut.items()}, limits=patient)
    assert (summary.complete, summary.partial, summary.failed) == (4, 1, 0)
    late = cut["127.77.0.2"]
    assert late.envelope.reason == "slow"
    assert late.system.name == "d2"
    assert "IP-MIB::ipNetToMediaTable" in late.envelope.failed_tables
    assert "snmp_table_slow" in codes(late)
    assert (again.taken_over, again.complete, again.partial) == (4, 1, 0)


def test_a_straggler_that_never_answered_is_failed_and_a_quick_one_is_let_finish(tmp_path, monkeypatch):
    monkeypatch.setattr("collectors.snmp.discover._STRAGGLERS", 1)
    big = {**device(3), **interface_rows(600)}
    with Fleet(
        tmp_path,
        {1: device(1, hears=[2, 3]), 2: device(2), 3: big, 4: device(4)},
        handlers={4: lambda *_: []},
        seeds=["10.20.0.1", "10.20.0.4"],
    ) as fleet:
        summary = fleet.run(limits=msgspec.structs.replace(QUICK, retries=3, straggler_share=1e-9, max_repetitions=2))
    states = {record.envelope.target[-1]: (record.envelope.completeness, record.envelope.reason) for record in fleet.records}
    assert states["4"] == (Completeness.FAILED, "timeout")
    assert states["3"] == (Completeness.COMPLETE, None)
    assert summary.complete == 3


def test_a_device_that_rests_lends_its_slot_to_others(tmp_path):
    """One slot: while the first rests between passes, the second is read, although it was queued behind."""
    broken = [True]

    def pausing(agent, request, _data):
        if broken[0] and is_walk(request) and request.oids[0][:8] == (1, 3, 6, 1, 2, 1, 31, 1):
            return []
        return None

    def second(agent, request, _data):
        broken[0] = False

    with Fleet(tmp_path, {1: device(1), 2: device(2)}, handlers={1: pausing, 2: second}, seeds=["10.20.0.1", "10.20.0.2"]) as fleet:
        summary = fleet.run(limits=msgspec.structs.replace(QUICK, concurrency=1, resume_passes=1))
    assert summary.complete == 2
    assert fleet.found() == ["127.77.0.1", "127.77.0.2"]
    assert fleet.records[0].envelope.target == "127.77.0.2"


def _asked_for(agent, root, since):
    return [request for request in agent.requests[since:] if any(oid[: len(root)] == root for oid in request.oids)]


ARP = (1, 3, 6, 1, 2, 1, 4, 22, 1, 2)
NAMES = (1, 3, 6, 1, 2, 1, 31, 1)


@pytest.mark.parametrize("restarted", [False, True])
def test_a_resumed_run_reads_only_what_is_missing_unless_the_device_has_restarted(tmp_path, restarted):
    broken = True

    def moody(agent, request, _data):
        return [] if broken and is_walk(request) and request.oids[0][:8] == NAMES else None

    with Fleet(tmp_path, {1: device(1, hears=[2]), 2: device(2)}, handlers={1: moody}) as fleet:
        fleet.run()
        done = {("r", record.envelope.target): record for record in fleet.records}
        before = done["r", "127.77.0.1"]
        assert (before.envelope.completeness, [row.address for row in before.arp]) == (Completeness.PARTIAL, ["10.20.0.2"])
        broken = False
        if restarted:
            fleet.agents[1].load({**device(1, hears=[2]), (1, 3, 6, 1, 2, 1, 1, 3, 0): (ber.TIMETICKS, 100)})
        asked = len(fleet.agents[1].requests)
        summary = fleet.run(done=done)
    (record,) = fleet.records
    assert (summary.taken_over, summary.complete, record.envelope.completeness) == (1, 1, Completeness.COMPLETE)
    assert record.arp == before.arp
    assert [port.description for port in record.interfaces] == ["to 1", "to 2", "to 3"]
    assert _asked_for(fleet.agents[1], NAMES, asked)
    assert bool([request for request in _asked_for(fleet.agents[1], ARP, asked) if request.oids[0] == ARP]) is restarted
    assert ("snmp_tables_kept" in codes(record)) is not restarted
    if not restarted:
        (said,) = [problem for problem in record.problems if problem.code == "snmp_tables_kept"]
        assert said.params["at"] == NOW.isoformat(timespec="seconds")
        assert "IP-MIB::ipNetToMediaTable" in said.params["tables"]


def test_what_is_kept_is_young_of_the_same_run_and_of_tables_read_to_their_end():
    envelope = Envelope(
        kind=SourceKind.SNMP, target="t", vantage="v", realm="r", collected_at=NOW, uptime_s=1000.0, engine="wire", engine_version="2",
        completeness=Completeness.PARTIAL, failed_tables=("BRIDGE-MIB::dot1dTpFdbTable", "IF-MIB::ifTable"),
    )  # fmt: skip
    record = DeviceRecord(envelope=envelope, arp=(Arp(address="10.0.0.2", mac="00:e0:fc:00:00:01"),))
    later = NOW + timedelta(seconds=100)
    found = kept(record, 1100.0, later)
    assert "arp" in found.parts
    assert "fdb" not in found.parts
    assert "IF-MIB::ifTable" not in found.tables
    assert kept(record, 50.0, later) is None
    assert kept(record, 1000.0 + 4000, NOW + timedelta(seconds=4000)) is None
    assert (
        kept(msgspec.structs.replace(record, envelope=msgspec.structs.replace(envelope, completeness=Completeness.COMPLETE)), 1100.0, later)
        is None
    )
    assert kept(None, 1100.0, later) is None
