"""Cases of the list of hostile inputs that go beyond one answer: memory, logs, clones, and what is concluded from what was read."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import random
import socket
import tracemalloc
from pathlib import Path

import pytest

from collectors.snmp import ber
from collectors.snmp.collect import Target, collect
from collectors.snmp.engine import Access
from collectors.snmp.engines import ENGINES, create_engine
from collectors.snmp.events import EventLog, device_event
from collectors.snmp.limits import Limits
from collectors.snmp.wire import WireEngine
from services.tables import printable
from tests.resolve.made import believe, gig, hears, local_ports, mac, port, record
from tests.snmp.contract.case import NAME, ROWS
from tests.snmp.contract.cases import JUNK, LONG_NAMES
from tests.snmp.contract.user_cases import USER
from tests.snmp.hostile_agent import SYSTEM, Agent, interface_rows, system_rows
from tests.snmp.talk import NOW, QUICK, read
from tests.snmp.usm_agent import UsmAgent
from topology.model.records import Completeness

MIB = 1024 * 1024
RAW_TEXT = "a\0b\r\nroot: accepted\x1b[2J\u202eb\u2028c"


def peak_of(work) -> int:
    """Return the memory that work takes at most [octets]."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def flooded(number):
    """An agent that sends junk ahead of its first answer."""
    dice = random.Random(34)
    junk = [dice.randbytes(dice.randrange(200)) for _ in range(number)]
    sent = []

    def handler(agent, request, _data):
        if sent:
            return None
        sent.append(1)
        return [*junk, agent.answer(request)]

    return handler


def test_a33_a_flood_takes_little_memory_and_the_socket_has_room_for_it():
    with Agent(ROWS, flooded(2000)) as agent:
        assert peak_of(lambda: read(agent, Limits(timeout_s=1, retries=2, rate_per_s=0))) < 10 * MIB

        async def room():
            session = WireEngine(QUICK).open(Access(address=agent.address, port=agent.port, community=b"public"))
            try:
                return session._socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
            finally:
                session.close()

        allowed = int(Path("/proc/sys/net/core/rmem_max").read_text(encoding="ascii"))
        assert asyncio.run(room()) >= min(4 * MIB, allowed)


def test_a34_a42_whatever_junk_comes_is_one_line_of_the_log(caplog):
    def junk(agent, request, _data):
        return [*JUNK.values(), *JUNK.values(), agent.answer(request)]

    with caplog.at_level(logging.DEBUG, logger="collectors"), Agent(ROWS, junk) as agent:
        record_ = read(agent)
    assert record_.envelope.completeness is Completeness.COMPLETE
    lines = [entry for entry in caplog.records if entry.name.startswith("collectors")]
    assert [entry.levelname for entry in lines] == ["WARNING"]
    text = lines[0].getMessage()
    assert text.isprintable()
    assert f"{2 * len(JUNK) * len(agent.requests)} malformed" in text


@pytest.mark.parametrize("octets", [*JUNK.values(), *LONG_NAMES.values()], ids=[*JUNK, *LONG_NAMES])
def test_a36_a40_nothing_is_allocated_by_what_a_datagram_announces(octets):
    data = octets if octets in JUNK.values() else ber.encode_varbind(ber.encode_tlv(ber.OBJECT_IDENTIFIER, octets), b"\5\0")
    whole = data if octets in JUNK.values() else ber.encode_response(1, b"public", 1, 0, 0, data)

    def decode():
        header = ber.decode_header(whole)
        ber.decode_varbinds(whole, header.start, header.end)

    def refuse():
        with pytest.raises(ber.DecodeError):
            decode()

    assert peak_of(refuse) < MIB // 2


def test_a47_what_a_device_calls_itself_never_breaks_a_line(caplog):
    rows = {**ROWS, NAME: (ber.OCTET_STRING, RAW_TEXT.encode()), (*SYSTEM, 6, 0): (ber.OCTET_STRING, b"\xed\xa0\x80\xff\n")}
    stream = io.BytesIO()
    with caplog.at_level(logging.DEBUG), Agent(rows) as agent:
        seen = read(agent)
    EventLog(stream)(device_event(seen, NOW))
    assert seen.system.name == RAW_TEXT
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["name"] == RAW_TEXT
    assert printable(RAW_TEXT).isprintable()
    assert all(entry.getMessage().isprintable() for entry in caplog.records if entry.name.startswith("collectors"))


@pytest.mark.parametrize("chassis", ["0180c2000000", "000000000000", "ffffffffffff", "0101010101", "01010101010101"])
def test_a51_what_is_no_mac_of_one_device_does_not_make_two_devices_one(chassis):
    records = []
    for number in (1, 2):
        local = {
            (1, 0, 8802, 1, 1, 2, 1, 3, 1, 0): (ber.INTEGER, 4),
            (1, 0, 8802, 1, 1, 2, 1, 3, 2, 0): (ber.OCTET_STRING, bytes.fromhex(chassis)),
        }
        rows = {**system_rows(f"sw{number}"), **interface_rows(2, prefix=f"Ethernet{number}/"), **local}
        for index in (1, 2):
            rows[1, 3, 6, 1, 2, 1, 2, 2, 1, 6, index] = (ber.OCTET_STRING, bytes.fromhex("00e0fc0000") + bytes((number * 16 + index,)))
        with Agent(rows, address=f"127.0.0.{number}") as agent:
            records.append(read(agent))
    assert sorted(device.name for device in believe(records).devices) == ["sw1", "sw2"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a52_two_agents_with_one_engine_id_are_two_devices(engine):
    """Copied machines have the engine id of what they were copied from, and each its own clock."""

    async def go(*agents):
        made = create_engine(engine, Limits(timeout_s=1.0, rate_per_s=0))
        records = []
        for place, agent in enumerate(agents, 1):
            access = Access(address=agent.address, port=agent.port, version="3", user=USER)
            target = Target(address=f"10.0.0.{place}", port=agent.port, realm="r1", vantage="centre")
            records.append(await collect(made, target, (access,), Limits(rate_per_s=0), now=lambda: NOW))
        return records

    rows = {**system_rows("twin"), **interface_rows(2)}
    with UsmAgent([USER], rows, boots=7, time_s=1000) as first, UsmAgent([USER], rows, boots=900, time_s=5) as second:
        assert first.engine_id == second.engine_id
        records = asyncio.run(go(first, second, first))
    assert [one.envelope.completeness for one in records] == [Completeness.COMPLETE] * 3
    assert [len(one.interfaces) for one in records] == [2, 2, 2]


def test_a53_ten_thousand_neighbours_on_one_port_are_a_list_and_no_links():
    crowd = [
        hears(1, chassis=f"02:99:00:00:{number // 256:02x}:{number % 256:02x}", name=f"x{number}", port_id="e1") for number in range(10_000)
    ]
    itself = hears(2, chassis=mac(1), name="SW1", port_id=gig(1))
    one = record("127.21.1.1", "SW1", chassis=mac(1), ports=[port(1), port(2)], local_ports=local_ports(1, 2), neighbours=(*crowd, itself))
    topology = believe([one])
    assert topology.links == ()
    assert len(topology.devices) == 1
    reasons = [entry.reason for entry in topology.unmatched]
    assert (reasons.count("unknown_neighbour"), reasons.count("self"), len(reasons)) == (10_000, 1, 10_001)
