"""Answers that must not count, on real sockets; and how a device that will not be read ends. Each test names its case."""

from __future__ import annotations

import asyncio
import random
import resource
import socket
import time

import pytest

from collectors.snmp import ber
from collectors.snmp.engine import Access
from collectors.snmp.limits import Limits
from collectors.snmp.wire import WireEngine
from tests.snmp.hostile_agent import (
    SYSTEM,
    Agent,
    address_rows,
    arp_rows,
    echo_error,
    interface_rows,
    is_walk,
    respond,
    system_rows,
    varbind,
)
from tests.snmp.talk import QUICK, codes, read
from topology.model.errors import CollectError
from topology.model.records import Completeness

ROWS = {
    **system_rows(),
    **interface_rows(6),
    **address_rows(("10.1.2.1", 3, "255.255.255.0")),
    **arp_rows((3, "10.1.2.7", "00:e0:fc:00:00:07")),
}


def outcome(record):
    return record.envelope.completeness, record.envelope.reason


def silent_socket():
    """A port that receives and never answers."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.bind(("127.0.0.1", 0))
    return opened


def test_a_good_agent_is_read_completely():
    with Agent(ROWS) as agent:
        record = read(agent)
    assert outcome(record) == (Completeness.COMPLETE, None)
    assert record.envelope.requests == len(agent.requests)
    assert record.envelope.uptime_s == 1000
    assert (record.system.name, record.system.location, record.system.platform) == ("agent", "S0101 机房", "huawei_vrp")
    assert (record.system.model, record.system.software) == ("S5720", "5.170 (S5720 V200R011C10SPC600)")
    port = record.interfaces[2]
    assert (port.name, port.index, port.mac, port.speed_bps, port.mtu) == ("GigabitEthernet0/0/3", 3, "00:e0:fc:00:00:03", 10**9, 1500)
    assert (port.enabled, port.up, port.addresses, port.description) == (True, True, ("10.1.2.1/24",), "to 3")
    assert port.ref == "1.3.6.1.2.1.31.1.1.1.1.3"
    assert [(row.address, row.mac, row.interface) for row in record.arp] == [("10.1.2.7", "00:e0:fc:00:00:07", "GigabitEthernet0/0/3")]
    assert record.counters[2].in_octets == 3 * 10**10
    assert record.problems == ()


def test_a01_a_silent_agent_costs_one_chain_of_tries():
    with silent_socket() as mute:
        port = mute.getsockname()[1]
        record = read(None, Limits(timeout_s=0.2, retries=2), address="127.0.0.1", port=port)
    assert outcome(record) == (Completeness.FAILED, "timeout")
    assert record.envelope.requests == 3
    assert codes(record) == {"snmp_device_timeout"}
    assert record.envelope.duration_s >= 0.6 * 0.8


def test_a01_the_tries_add_up_to_the_promised_time():
    for retries in range(5):
        waits = Limits(timeout_s=1.5, retries=retries).tries_s()
        assert len(waits) == retries + 1
        assert sum(waits) == pytest.approx(1.5 * (retries + 1))


def test_a02_a_closed_port_fails_at_once():
    with silent_socket() as gone:
        port = gone.getsockname()[1]
    record = read(None, Limits(timeout_s=30), address="127.0.0.1", port=port)
    assert outcome(record) == (Completeness.FAILED, "refused")
    assert record.envelope.duration_s < 10
    assert codes(record) == {"snmp_device_refused"}


def test_a11_an_empty_get_fails_the_device():
    with Agent(ROWS, lambda _a, request, _d: respond(request, b"")) as agent:
        assert outcome(read(agent)) == (Completeness.FAILED, "empty")


def test_a15_other_objects_than_asked_are_not_believed():
    with Agent(ROWS, lambda _a, request, _d: respond(request, varbind((1, 3, 6, 1, 2, 1, 1, 9, 0)))) as agent:
        record = read(agent)
    assert outcome(record) == (Completeness.FAILED, "protocol-error")
    assert record.system.name is None


def test_a16_values_nobody_asked_for_are_dropped_and_said():
    def more(agent, request, _data):
        if request.pdu_type != ber.GET:
            return None
        body = b"".join(agent.encoded[oid] if oid in agent.encoded else varbind(oid, ber.NO_SUCH_OBJECT, None) for oid in request.oids)
        return respond(request, body + varbind((1, 3, 6, 1, 9), ber.OCTET_STRING, b"extra"))

    with Agent(ROWS, more) as agent:
        record = read(agent)
    assert outcome(record) == (Completeness.COMPLETE, None)
    assert record.system.name == "agent"
    assert "snmp_unasked" in codes(record)


def test_a18_an_unknown_error_status_fails_the_device():
    with Agent(ROWS, lambda _a, request, _d: echo_error(request, 99, 77)) as agent:
        assert outcome(read(agent)) == (Completeness.FAILED, "protocol-error")


def test_a23_a_table_out_of_view_is_partial_for_access():
    def hidden(_agent, request, _data):
        return echo_error(request, 16, 0) if is_walk(request) and request.oids[0][:8] == (1, 3, 6, 1, 2, 1, 4, 22) else None

    with Agent(ROWS, hidden) as agent:
        record = read(agent)
    assert outcome(record) == (Completeness.PARTIAL, "access")
    assert record.envelope.failed_tables == ("IP-MIB::ipNetToMediaTable",)
    assert len(record.interfaces) == 6
    assert codes(record) == {"snmp_table_access"}


def wrong(**changes):
    """An agent whose first answer is wrong in one field, followed by the right one."""

    def handler(agent, request, _data):
        good = agent.answer(request)
        fields = request._replace(**changes)
        body = varbind(request.oids[0], ber.OCTET_STRING, b"forged")
        bad = ber.encode_message(fields.version, fields.community, fields.pdu_type, fields.request_id, 0, 0, body)
        return [bad, good]

    return handler


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"request_id": 1, "pdu_type": ber.RESPONSE}, id="a24-request-id"),
        pytest.param({"community": b"other", "pdu_type": ber.RESPONSE}, id="a25-community"),
        pytest.param({"version": 0, "pdu_type": ber.RESPONSE}, id="a26-version"),
        pytest.param({"pdu_type": ber.SET}, id="a30-set"),
        pytest.param({"pdu_type": 0xA7}, id="a30-trap"),
        pytest.param({"pdu_type": 0xA6}, id="a30-inform"),
        pytest.param({"pdu_type": 0xA8}, id="a30-report"),
    ],
)
def test_a24_a26_a30_answers_that_are_not_ours_are_ignored(changes):
    with Agent(ROWS, wrong(**changes)) as agent:
        record = read(agent)
    assert outcome(record) == (Completeness.COMPLETE, None)
    assert record.system.name == "agent"
    assert b"forged" not in repr(record).encode()


@pytest.mark.parametrize("source", [pytest.param("127.0.0.2", id="a27-other-address"), pytest.param("127.0.0.1", id="a28-other-port")])
def test_a27_a28_answers_from_elsewhere_are_ignored_and_counted(source):
    spoofer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    spoofer.bind((source, 0))

    def spoof(agent, request, _data):
        forged = respond(request, b"".join(varbind(oid, ber.OCTET_STRING, b"forged") for oid in request.oids))
        spoofer.sendto(forged, agent.peers[-1])
        time.sleep(0.002)  # the forgery arrives first

    with spoofer, Agent(ROWS, spoof) as agent:
        record = read(agent)
    assert outcome(record) == (Completeness.COMPLETE, None)
    assert record.system.name == "agent"
    assert b"forged" not in repr(record).encode()
    spoofs = [problem for problem in record.problems if problem.code == "snmp_spoof_suspect"]
    assert spoofs
    assert spoofs[0].params["count"] == len(agent.requests)


def test_a27_only_spoofed_answers_are_a_timeout():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as spoofer:
        spoofer.bind(("127.0.0.3", 0))

        def spoof(agent, request, _data):
            spoofer.sendto(agent.answer(request), agent.peers[-1])
            return []

        with Agent(ROWS, spoof) as agent:
            record = read(agent, Limits(timeout_s=0.1, retries=1))
    assert outcome(record) == (Completeness.FAILED, "timeout")
    assert codes(record) == {"snmp_device_timeout", "snmp_spoof_suspect"}


def test_a29_a_request_thrown_back_is_ignored():
    with Agent(ROWS, lambda _a, _r, data: data) as agent:
        record = read(agent, Limits(timeout_s=0.1, retries=1))
    assert outcome(record) == (Completeness.FAILED, "timeout")
    assert len(agent.requests) == 2


def test_a31_five_copies_of_an_answer_count_once():
    with Agent(ROWS, lambda agent, request, _d: [agent.answer(request)] * 5) as agent:
        record = read(agent)
    assert outcome(record) == (Completeness.COMPLETE, None)
    assert len(record.interfaces) == 6
    assert record.envelope.requests == len(agent.requests)


def test_a32_a_late_answer_cannot_answer_the_next_request():
    async def go(agent):
        limits = Limits(timeout_s=0.1, retries=0, rate_per_s=0)
        session = WireEngine(limits).open(Access(address=agent.address, port=agent.port, community=b"public"))
        try:
            with pytest.raises(CollectError):
                await session.get(((*SYSTEM, 5, 0),))
            answer = await session.get(((*SYSTEM, 4, 0),))
            await asyncio.sleep(0.05)
        finally:
            session.close()
        return answer, session.stats

    held = []

    def late(agent, request, _data):
        if not held:
            held.append(agent.answer(request))
            return []
        return [held[0], agent.answer(request)]

    with Agent(ROWS, late) as agent:
        answer, stats = asyncio.run(go(agent))
    assert answer.varbinds == [((*SYSTEM, 4, 0), ber.OCTET_STRING, b"ops")]
    assert stats.ignored == 1


def test_a33_a_flood_of_junk_hides_no_answer():
    dice = random.Random(33)
    junk = [dice.randbytes(dice.randrange(200)) for _ in range(2000)]
    flooded = []

    def flood(agent, request, _data):
        if flooded:
            return None
        flooded.append(1)
        return [*junk, agent.answer(request)]

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with Agent(ROWS, flood) as agent:
        record = read(agent, Limits(timeout_s=1, retries=2))
    assert outcome(record) == (Completeness.COMPLETE, None)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_a34_a36_a42_only_junk_is_a_timeout_and_half_an_answer_is_malformed():
    for junk in (b"", b"\x65\x80", b"\xff" * 900, b"\0" * 1000, b"\x30\x84\xff\xff\xff\xff", b"\x30\x82\x7d\x00" * 8000):
        with Agent(ROWS, lambda _a, _r, _d, junk=junk: junk) as agent:
            assert outcome(read(agent, Limits(timeout_s=0.03, retries=0))) == (Completeness.FAILED, "timeout")
    with Agent(ROWS, lambda _a, request, _d: respond(request, b"\x30\x05\x06\x01\x2b\x04\x09")) as agent:
        record = read(agent, Limits(timeout_s=0.03, retries=0))
    assert outcome(record) == (Completeness.FAILED, "malformed")


def test_a35_a_cut_answer_is_asked_again_and_never_half_stored():
    cut = []

    def cut_once(agent, request, _data):
        good = agent.answer(request)
        if request.request_id not in cut:
            cut.append(request.request_id)
            return good[: len(good) * 2 // 3]
        return good

    with Agent(ROWS, cut_once) as agent:
        record = read(agent, Limits(timeout_s=0.04, retries=2, rate_per_s=0, resume_passes=0))
    with Agent(ROWS) as agent:
        whole = read(agent)
    assert record.interfaces == whole.interfaces
    assert outcome(record) == (Completeness.COMPLETE, None)


def test_a43_a44_an_odd_value_costs_its_cell_and_nothing_else():
    rows = dict(ROWS)
    rows[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6, 2] = (ber.COUNTER64, b"\x01" * 20)
    rows[1, 3, 6, 1, 2, 1, 2, 2, 1, 14, 2] = (ber.COUNTER32, b"\xff")
    rows[1, 3, 6, 1, 2, 1, 4, 20, 1, 3, 10, 1, 2, 1] = (ber.IP_ADDRESS, b"\xff" * 7)
    rows[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 18, 2] = (ber.OPAQUE, bytes.fromhex("9f78043f800000"))
    with Agent(rows) as agent:
        record = read(agent)
    assert outcome(record) == (Completeness.COMPLETE, None)
    assert [problem.params["tag"] for problem in record.problems if problem.code == "snmp_odd_value"] == ["0x40", "0x44", "0x46", "0x41"]
    second = record.counters[1]
    assert (second.interface, second.in_octets, second.out_octets, second.in_errors) == ("GigabitEthernet0/0/2", None, 2, None)
    assert record.interfaces[2].addresses == ("10.1.2.1/32",)
    assert len(record.interfaces) == 6


def test_a46_a47_hostile_names_are_kept_without_loss_and_cut_at_4096_octets():
    rows = dict(ROWS)
    nasty = "a\0\r\n\x1b[31m\u202eb'; DROP--<script>"
    rows[(*SYSTEM, 5, 0)] = (ber.OCTET_STRING, nasty.encode())
    rows[(*SYSTEM, 1, 0)] = (ber.OCTET_STRING, "厅".encode() * 20_000)
    rows[(*SYSTEM, 6, 0)] = (ber.OCTET_STRING, "城东机房".encode("gb18030"))
    rows[(*SYSTEM, 4, 0)] = (ber.OCTET_STRING, b"\xed\xa0\x80\xff")
    with Agent(rows) as agent:
        record = read(agent)
    assert record.system.name == nasty
    assert record.system.location == "城东机房"
    assert record.system.contact == "0xeda080ff"
    assert record.system.description == "厅" * 1365
    assert codes(record) == {"snmp_truncated"}


def test_a20_a_system_group_too_big_for_one_answer_is_read_object_by_object():
    def small(agent, request, _data):
        return echo_error(request, 1, 0) if request.pdu_type == ber.GET and len(request.oids) > 1 else None

    with Agent(ROWS, small) as agent:
        record = read(agent)
    assert outcome(record) == (Completeness.COMPLETE, None)
    assert record.system.name == "agent"


def test_a49_a50_odd_indexes_and_same_names_never_merge_ports():
    rows = {**system_rows(), **interface_rows(3)}
    rows[1, 3, 6, 1, 2, 1, 2, 1, 0] = (ber.INTEGER, 4_000_000_000)
    for column, value in ((1, b"GigabitEthernet0/0/3"), (18, b"twin")):
        rows[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, column, 2**31] = (ber.OCTET_STRING, value)
        rows[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, column, 0] = (ber.OCTET_STRING, b"zero")
        rows[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, column, 7, 7] = (ber.OCTET_STRING, b"odd")
    with Agent(rows) as agent:
        record = read(agent)
    assert [(port.index, port.name) for port in record.interfaces] == [
        (0, "zero"),
        (1, "GigabitEthernet0/0/1"),
        (2, "GigabitEthernet0/0/2"),
        (3, "GigabitEthernet0/0/3#3"),
        (2**31, "GigabitEthernet0/0/3#2147483648"),
    ]
    assert codes(record) == {"snmp_odd_index", "snmp_same_name"}


def test_a51_odd_macs_are_no_macs():
    rows = dict(ROWS)
    for index, mac in enumerate((b"\x01" * 5, b"\x01" * 7, b"\x01" * 20, b"\0" * 6), 1):
        rows[1, 3, 6, 1, 2, 1, 2, 2, 1, 6, index] = (ber.OCTET_STRING, mac)
    with Agent(rows) as agent:
        assert [port.mac for port in read(agent).interfaces[:4]] == [None] * 4


@pytest.mark.parametrize("times", [1, 5])
def test_a55_a_reboot_on_the_way_is_read_once_more(times):
    ups = iter([50_000, *range(400, 400 - 90 * times, -90), *range(10_000, 20_000)])

    def restarts(agent, request, _data):
        if (*SYSTEM, 3, 0) in request.oids:
            agent.load({**agent.rows, (*SYSTEM, 3, 0): (ber.TIMETICKS, next(ups))})

    with Agent(ROWS, restarts) as agent:
        record = read(agent)
    assert len(record.interfaces) == 6
    if times == 1:
        assert outcome(record) == (Completeness.COMPLETE, None)
    else:
        assert outcome(record) == (Completeness.PARTIAL, "rebooted")
        assert "snmp_rebooted" in codes(record)


def test_a56_an_agent_that_drips_meets_the_wall_limit():
    def drip(agent, request, _data):
        time.sleep(0.03)
        return agent.answer(request._replace(oids=request.oids[:1], second=1)) if is_walk(request) else None

    with Agent({**ROWS, **interface_rows(200)}, drip) as agent:
        record = read(agent, Limits(timeout_s=0.5, retries=0, device_s=0.5))
    assert outcome(record) == (Completeness.PARTIAL, "limit")
    assert record.envelope.duration_s < 10
    assert record.system.name == "agent"


def test_a57_loss_is_made_good_where_reading_stopped():
    dice = random.Random(57)
    rows = {**ROWS, **interface_rows(60)}

    def lossy(agent, request, _data):
        return [] if dice.random() < 0.51 and agent.requests[0].request_id != request.request_id else None

    with Agent(rows, lossy) as agent:
        record = read(agent, Limits(timeout_s=0.02, retries=2, rate_per_s=0, resume_passes=6))
    with Agent(rows) as agent:
        whole = read(agent)
    assert outcome(record) == (Completeness.COMPLETE, None)
    assert record.interfaces == whole.interfaces
    assert record.counters == whole.counters
    assert record.arp == whole.arp


def test_a_device_that_dies_on_the_way_is_partial():
    def dies(agent, _request, _data):
        return [] if len(agent.requests) > 9 else None

    with Agent(ROWS, dies) as agent:
        record = read(agent, Limits(timeout_s=0.02, retries=1, rate_per_s=0, resume_passes=1))
    assert outcome(record) == (Completeness.PARTIAL, "timeout")
    assert "IP-MIB::ipNetToMediaTable" in record.envelope.failed_tables
    assert record.system.name == "agent"


def test_secrets_never_show():
    access = Access(address="127.0.0.1", port=161, community=b"s3cret")
    assert "s3cret" not in repr(access)


def test_requests_to_one_device_keep_the_rate():
    with Agent(ROWS) as agent:
        record = read(agent, Limits(timeout_s=1, rate_per_s=100))
    assert record.envelope.duration_s >= (record.envelope.requests - 2) / 100


def test_at_most_two_requests_are_in_flight():
    async def go(agent):
        session = WireEngine(QUICK).open(Access(address=agent.address, port=agent.port, community=b"public"))
        try:
            return await asyncio.gather(*(session.get(((*SYSTEM, number, 0),)) for number in range(1, 7)))
        finally:
            session.close()

    with Agent(ROWS) as agent:
        answers = asyncio.run(go(agent))
    assert [answer.varbinds[0][0][-2] for answer in answers] == [1, 2, 3, 4, 5, 6]


def test_ipv6_is_spoken_too():
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as gone:
        gone.bind(("::1", 0))
        port = gone.getsockname()[1]
    assert outcome(read(None, Limits(timeout_s=30), address="::1", port=port)) == (Completeness.FAILED, "refused")
