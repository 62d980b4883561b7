"""The agents answer as SNMP says: messages by pysnmp, walks by Net-SNMP, processes that end with their parent."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from lab import server
from lab.agents import AgentProcess, start_agents
from lab.responder import MAX_ANSWER, Responder
from lab.tables.image import gather
from lab.truth import City
from tests.lab.reference import Answer, message, read
from tests.lab.tiny_city import CITY, COMMUNITY, FLEET, HUAWEI, RUIJIE, view_of
from topology.model.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
AT_HUAWEI, AT_RUIJIE = bytes((127, 21, 0, 1)), bytes((127, 21, 0, 3))
SYSTEM = (1, 3, 6, 1, 2, 1, 1)
UPTIME, NAME = (*SYSTEM, 3, 0), (*SYSTEM, 5, 0)
IN_OCTETS_64 = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6)
ROWS = [oid for oid, _, _ in gather(view_of(HUAWEI))[0]]
LAST = ROWS[-1]


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def responder(clock: Clock) -> Responder:
    return Responder(FLEET, clock)


def asked(responder: Responder, kind: str, *oids: tuple[int, ...], at: bytes = AT_HUAWEI, version: int = 1, **more: int) -> Answer:
    octets = responder.answer(at, message(kind, list(oids), community=COMMUNITY, version=version, **more))
    assert octets is not None
    assert len(octets) <= MAX_ANSWER
    return read(octets, version=version)


def test_get(responder: Responder) -> None:
    rows = [(NAME, "OctetString", b"AGG-1"), ((*SYSTEM, 2, 0), "ObjectIdentifier", (1, 3, 6, 1, 4, 1, 2011, 2, 23, 2559))]
    assert asked(responder, "get", NAME, (*SYSTEM, 2, 0)) == (77, 0, 0, rows)
    assert asked(responder, "get", NAME, at=AT_RUIJIE)[3] == [(NAME, "OctetString", b"ACC-3")]


def test_get_of_what_is_not_there(responder: Responder) -> None:
    _, status, _, rows = asked(responder, "get", (*SYSTEM, 5), (*SYSTEM, 5, 1), (1, 3, 6, 1, 2, 1, 99, 1, 0), NAME)
    assert status == 0
    assert [(name, kind) for name, kind, _ in rows] == [
        ((*SYSTEM, 5), "NoSuchInstance"),
        ((*SYSTEM, 5, 1), "NoSuchInstance"),
        ((1, 3, 6, 1, 2, 1, 99, 1, 0), "NoSuchObject"),
        (NAME, "OctetString"),
    ]


def test_uptime_moves(responder: Responder, clock: Clock) -> None:
    assert asked(responder, "get", UPTIME)[3] == [(UPTIME, "TimeTicks", HUAWEI.uptime_s * 100)]
    clock.now += 12.5
    moved = [(UPTIME, "TimeTicks", HUAWEI.uptime_s * 100 + 1250)]
    assert asked(responder, "get", UPTIME)[3] == moved
    assert asked(responder, "next", (*SYSTEM, 3))[3] == moved
    assert asked(responder, "bulk", (*SYSTEM, 2), repeat=3)[3][1] == moved[0]
    clock.now += 2**32 / 100
    assert asked(responder, "get", UPTIME)[3] == moved


def test_getnext_gives_every_row_in_order(responder: Responder) -> None:
    seen, name = [], (0, 0)
    while True:
        ((found, kind, _),) = asked(responder, "next", name)[3]
        if kind == "EndOfMibView":
            assert found == name == LAST
            break
        assert found > name
        seen.append(found)
        name = found
    assert seen == ROWS


def test_getnext_of_several_names(responder: Responder) -> None:
    _, _, _, rows = asked(responder, "next", (*SYSTEM, 4), LAST, (1, 3, 6, 1, 2, 1, 2, 1))
    assert [(name, kind) for name, kind, _ in rows] == [
        ((*SYSTEM, 4, 0), "OctetString"),
        (LAST, "EndOfMibView"),
        ((1, 3, 6, 1, 2, 1, 2, 1, 0), "Integer"),
    ]


@pytest.mark.parametrize("repeat", [1, 10, 25, 127])
def test_getbulk_walks_every_row(responder: Responder, repeat: int) -> None:
    seen, name, ended = [], (0, 0), False
    while not ended:
        for found, kind, _ in asked(responder, "bulk", name, repeat=repeat)[3]:
            ended = kind == "EndOfMibView"
            if not ended:
                seen.append(found)
        name = seen[-1]
    assert seen == ROWS


def test_getbulk_with_names_asked_once(responder: Responder) -> None:
    columns = [(1, 3, 6, 1, 2, 1, 2, 2, 1, number) for number in (2, 3)]
    rows = asked(responder, "bulk", UPTIME[:-1], *columns, once=1, repeat=3)[3]
    assert [name for name, _, _ in rows] == [
        UPTIME,
        *[(*column, index) for index in (1, 2, 6) for column in columns],
    ]
    assert [name for name, _, _ in asked(responder, "bulk", UPTIME, NAME, once=2, repeat=9)[3]] == [(*SYSTEM, 4, 0), (*SYSTEM, 6, 0)]
    assert [name for name, _, _ in asked(responder, "bulk", UPTIME, NAME, once=1, repeat=0)[3]] == [(*SYSTEM, 4, 0)]


def test_getbulk_at_the_ends(responder: Responder) -> None:
    assert asked(responder, "bulk", NAME, repeat=0) == (77, 0, 0, [])
    assert asked(responder, "bulk", repeat=5) == (77, 0, 0, [])
    assert asked(responder, "bulk", LAST, repeat=5)[3] == [(LAST, "EndOfMibView", None)]
    rows = asked(responder, "bulk", ROWS[-2], LAST, repeat=5)[3]
    assert [(name, kind) for name, kind, _ in rows] == [
        (LAST, "Integer"),
        (LAST, "EndOfMibView"),
        (LAST, "EndOfMibView"),
        (LAST, "EndOfMibView"),
    ]


def test_getbulk_leaves_out_what_does_not_fit(clock: Clock) -> None:
    small = Responder(FLEET, clock, max_answer=300)
    for oids in ([(1, 3, 6, 1, 2, 1, 2)], [(1, 3, 6, 1, 2, 1, 2), (1, 3, 6, 1, 2, 1, 31)]):
        octets = small.answer(AT_HUAWEI, message("bulk", oids, community=COMMUNITY, repeat=50))
        assert octets is not None
        assert 200 < len(octets) <= 300
        assert 5 < len(read(octets)[3]) < 50
    tiny = Responder(FLEET, clock, max_answer=70)
    octets = tiny.answer(AT_HUAWEI, message("bulk", [(*SYSTEM, 1)], community=COMMUNITY, repeat=5))
    assert octets is not None
    assert read(octets)[1:] == (1, 0, [])


def test_too_big(clock: Clock) -> None:
    small = Responder(FLEET, clock, max_answer=150)
    oids = [(*SYSTEM, 1, 0), NAME]
    octets = small.answer(AT_HUAWEI, message("get", oids, community=COMMUNITY))
    assert octets is not None
    assert read(octets) == (77, 1, 0, [])
    octets = small.answer(AT_HUAWEI, message("get", oids, community=COMMUNITY, version=0))
    assert octets is not None
    assert read(octets, version=0) == (77, 1, 0, [(oid, "Null", None) for oid in oids])


def test_version_1(responder: Responder) -> None:
    assert asked(responder, "get", NAME, version=0)[3] == [(NAME, "OctetString", b"AGG-1")]
    missing = asked(responder, "get", NAME, (*SYSTEM, 5, 1), version=0)
    assert missing == (77, 2, 2, [(NAME, "Null", None), ((*SYSTEM, 5, 1), "Null", None)])
    assert asked(responder, "next", LAST, version=0)[1:3] == (2, 1)


def test_version_1_sees_no_counter64(responder: Responder) -> None:
    assert asked(responder, "get", (*IN_OCTETS_64, 6))[3][0][1] == "Counter64"
    assert asked(responder, "get", (*IN_OCTETS_64, 6), version=0)[1:3] == (2, 1)
    assert asked(responder, "next", IN_OCTETS_64, version=0)[3][0][0] == (*IN_OCTETS_64[:-1], 14, 1)


@pytest.mark.parametrize("version", [0, 1])
def test_set_is_refused(responder: Responder, version: int) -> None:
    status = {0: 2, 1: 17}[version]
    assert asked(responder, "set", NAME, version=version) == (77, status, 1, [(NAME, "Null", None)])


def test_silence(responder: Responder) -> None:
    good = message("get", [NAME], community=COMMUNITY)
    assert responder.answer(AT_HUAWEI, good) is not None
    assert responder.answer(AT_HUAWEI, message("get", [NAME], community="public")) is None
    assert responder.answer(AT_HUAWEI, message("get", [NAME], community=COMMUNITY + "x")) is None
    assert responder.answer(bytes((127, 21, 0, 99)), good) is None
    assert responder.answer(bytes((127, 21, 0, 5)), good) is None  # a device of a realm without agents
    bulk_in_v1 = bytearray(message("bulk", [NAME], community=COMMUNITY, repeat=2))
    bulk_in_v1[4] = 0
    version_3, response = bytearray(good), bytearray(good)
    version_3[4] = 3
    response[good.index(b"\xa0")] = 0xA2
    for octets in (b"", b"\x30", b"\0" * 60, good[:-3], bytes(bulk_in_v1), bytes(version_3), bytes(response)):
        assert responder.answer(AT_HUAWEI, octets) is None


def test_names_in_long_form_are_understood(responder: Responder) -> None:
    short = message("get", [NAME], community=COMMUNITY)
    usual = bytes.fromhex("300e300c06082b060102010105000500")
    assert short.endswith(usual)
    longer = bytearray(short.removesuffix(usual) + bytes.fromhex("300f300d0681082b060102010105000500"))
    longer[1] += 1
    longer[longer.index(b"\xa0") + 1] += 1
    octets = responder.answer(AT_HUAWEI, bytes(longer))
    assert octets is not None
    assert read(octets)[3] == [(NAME, "OctetString", b"AGG-1")]


def test_a_long_name_is_answered(responder: Responder) -> None:
    long = (*NAME[:-1], *[2**32 - 1] * 40)
    assert asked(responder, "get", long)[3] == [(long, "NoSuchInstance", None)]
    assert asked(responder, "next", long)[3][0][0] == (*SYSTEM, 6, 0)


def test_agents_are_encoded_ahead(responder: Responder) -> None:
    assert asked(responder, "get", NAME)[1] == 0
    assert [responder.encode_next() for _ in range(4)] == [True, True, True, False]


# --- a running server --------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["one socket", "a socket each"])
def agents(request: pytest.FixtureRequest) -> Iterator[AgentProcess]:
    with start_agents(CITY, socket_each=request.param == "a socket each") as running:
        yield running
    assert not running.alive


def net_snmp(tool: str, agents: AgentProcess, host: int, *oids: str, version: str = "2c", options: tuple[str, ...] = ()) -> list[str]:
    target = f"127.21.0.{host}:{agents.port}"
    command = [tool, f"-v{version}", "-c", COMMUNITY, "-On", "-Oe", "-m", "", *options, "-t", "2", "-r", "3", target, *oids]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_net_snmp_reads_the_system_group(agents: AgentProcess) -> None:
    lines = net_snmp("snmpget", agents, 3, "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.2.0", "1.3.6.1.2.1.1.3.0")
    assert lines[0] == '.1.3.6.1.2.1.1.5.0 = STRING: "ACC-3"'
    assert lines[1].startswith(".1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.4881.1.1.10.1.")
    assert re.fullmatch(r"\.1\.3\.6\.1\.2\.1\.1\.3\.0 = Timeticks: \(5\d{8}\) .*", lines[2])


def test_net_snmp_walks_every_row(agents: AgentProcess) -> None:
    text = net_snmp("snmpbulkwalk", agents, 1, ".1", options=("-Cr25",))
    names = [tuple(map(int, line[1:].split(" = ")[0].split("."))) for line in text if re.match(r"\.1\.[\d.]+ = ", line)]
    assert names[:-1] == ROWS
    assert text[-1].endswith("No more variables left in this MIB View (It is past the end of the MIB tree)")


def test_net_snmp_walks_in_version_1(agents: AgentProcess) -> None:
    lines = net_snmp("snmpwalk", agents, 4, "1.3.6.1.2.1.31.1.1.1", version="1")
    assert '.1.3.6.1.2.1.31.1.1.1.1.10101 = STRING: "Gi1/0/1"' in lines
    assert [line for line in lines if "Counter64" in line] == []


def test_net_snmp_takes_mixed_bulk_requests(agents: AgentProcess) -> None:
    lines = net_snmp("snmpbulkget", agents, 3, "1.3.6.1.2.1.1.3", "1.3.6.1.2.1.31.1.1.1.1", options=("-Cn1", "-Cr2"))
    assert lines[1:] == ['.1.3.6.1.2.1.31.1.1.1.1.1 = STRING: "Gi0/1"', '.1.3.6.1.2.1.31.1.1.1.1.2 = STRING: "Gi0/2"']


def exchange(agents: AgentProcess, octets: bytes, host: str, wait: float = 5.0) -> tuple[bytes, tuple[str, int]] | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(wait)
        asker.sendto(octets, (host, agents.port))
        try:
            return asker.recvfrom(65_535)
        except TimeoutError:
            return None


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_answers_come_from_the_address_asked(agents: AgentProcess, number: int) -> None:
    found = exchange(agents, message("get", [NAME], community=COMMUNITY), f"127.21.0.{number}")
    assert found is not None
    octets, origin = found
    assert origin == (f"127.21.0.{number}", agents.port)
    assert read(octets)[3][0][2] == CITY.devices[number - 1].name.encode()


def test_a_wrong_community_hears_nothing(agents: AgentProcess) -> None:
    assert exchange(agents, message("get", [NAME], community="public"), "127.21.0.1", wait=0.3) is None
    assert exchange(agents, message("get", [NAME], community=COMMUNITY), "127.21.0.1") is not None


def test_rubbish_does_not_stop_the_server(agents: AgentProcess) -> None:
    for octets in (b"\x30\x84\xff\xff\xff\xff", b"\0" * 9000, b""):
        assert exchange(agents, octets, "127.21.0.2", wait=0.1) is None
    assert exchange(agents, message("get", [NAME], community=COMMUNITY), "127.21.0.2") is not None


def test_a_stopped_server_is_gone() -> None:
    running = start_agents(CITY)
    assert running.alive
    running.stop()
    assert not running.alive
    running.stop()
    assert exchange(running, message("get", [NAME], community=COMMUNITY), "127.21.0.1", wait=0.2) is None


@pytest.mark.parametrize("socket_each", [False, True])
def test_a_taken_port_is_said(socket_each: bool) -> None:
    with start_agents(CITY) as first, pytest.raises(InputError, match=f"port={first.port}.*lab-port-unusable") as raised:
        start_agents(CITY, port=first.port, socket_each=socket_each)
    assert raised.value.code == "lab-agents-not-started"


def gone(pid: int) -> bool:
    """Whether a process has ended, reaped or not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_the_server_ends_with_its_parent(tmp_path: Path) -> None:
    (tmp_path / "city.msgpack").write_bytes(msgspec.msgpack.encode(CITY))
    program = (
        "import sys, time, msgspec\n"
        "from lab.agents import start_agents\n"
        "from lab.truth import City\n"
        "agents = start_agents(msgspec.msgpack.decode(open(sys.argv[1], 'rb').read(), type=City))\n"
        "print(agents.pid, agents.port, flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "city.msgpack")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as parent:
        assert parent.stdout is not None
        pid, _ = map(int, parent.stdout.readline().split())
        assert not gone(pid)
        parent.send_signal(signal.SIGKILL)
    for _ in range(200):
        if gone(pid):
            break
        time.sleep(0.05)
    assert gone(pid)


def test_serving_a_city_folder(tmp_path: Path) -> None:
    (tmp_path / "truth.json").write_bytes(msgspec.json.encode(CITY))
    command = [sys.executable, "-m", "lab.server", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as child:
        assert child.stdout is not None
        running = AgentProcess(child, msgspec.json.decode(child.stdout.readline())["port"])
        assert exchange(running, message("get", [NAME], community=COMMUNITY), "127.21.0.4") is not None
        child.terminate()
        assert child.wait(timeout=10) == 0


def test_cities_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lab-city-unreadable"):
        server.read_fleet(tmp_path)
    (tmp_path / "truth.json").write_text('{"devices": 7}', encoding="utf-8")
    with pytest.raises(InputError, match="lab-city-invalid"):
        server.read_fleet(tmp_path / "truth.json")
    done = subprocess.run([sys.executable, "-m", "lab.server", str(tmp_path)], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 1
    assert done.stderr.startswith("lab-city-invalid")


def test_a_fleet_reads_back_from_both_forms() -> None:
    assert server.decode_fleet(msgspec.msgpack.encode(CITY), "x") == FLEET
    assert server.decode_fleet(msgspec.json.encode(CITY), "x") == FLEET


def test_starting_needs_no_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    city: City = msgspec.structs.replace(CITY, devices=(RUIJIE,), links=())
    with start_agents(city) as running:
        assert running.pid != os.getpid()
        assert exchange(running, message("get", [NAME], community=COMMUNITY), "127.21.0.3") is not None
