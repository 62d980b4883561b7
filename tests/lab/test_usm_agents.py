"""Agents of version 3, asked by Net-SNMP, which shares no code with them; and by netfold's own engine, whose octets could agree in error."""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
from collections.abc import Iterator

import msgspec
import pytest

from collectors.snmp import ber
from collectors.snmp.engine import Access
from collectors.snmp.limits import Limits
from collectors.snmp.users import Auth, Level, Priv, User
from collectors.snmp.usm_cipher import encrypt
from collectors.snmp.usm_keys import KeyStore
from collectors.snmp.usm_message import Parameters, decode_message, decode_scoped, encode_message, encode_scoped, is_genuine
from collectors.snmp.wire import WireEngine
from lab.agents import AgentProcess, start_agents
from lab.configs import write_config
from lab.responder import Responder
from lab.tables.image import gather
from lab.tables.view import fleet_of, views
from lab.truth import TruthUser
from lab.usm import NOT_IN_TIME, UNDECIPHERED, UNKNOWN_CONTEXT, UNKNOWN_ENGINE, UNKNOWN_USER, UNSUPPORTED_LEVEL, WRONG_DIGEST, engine_id_of
from tests.lab.tiny_city import CISCO, CITY, COMMUNITY, H3C, HUAWEI, RUIJIE

AUTH_PASSWORD, PRIV_PASSWORD = "made-up-auth", "made-up-priv"
USERS = (
    TruthUser(name="plain", level=Level.NO_AUTH),
    TruthUser(name="signed", level=Level.AUTH, auth=Auth.SHA, auth_password=AUTH_PASSWORD),
    *(
        TruthUser(name=f"u-{auth}-{priv}", auth=auth, auth_password=AUTH_PASSWORD, priv=priv, priv_password=PRIV_PASSWORD)
        for auth, priv in (
            (Auth.MD5, Priv.DES),
            (Auth.SHA, Priv.AES_128),
            (Auth.SHA_256, Priv.AES_128),
            (Auth.SHA, Priv.AES_256),
            (Auth.SHA_256, Priv.AES_256),
            (Auth.SHA_512, Priv.AES_192),
        )
    ),
)
DEVICES = tuple(
    msgspec.structs.replace(
        HUAWEI, id=f"u-{number}", realm=f"u{number}", vantage=f"127.21.1.{number}", chassis_mac=f"00:e0:fc:01:00:{number:02x}"
    )
    for number in range(len(USERS))
)
V3_CITY = msgspec.structs.replace(
    CITY, devices=(*CITY.devices, *DEVICES), users={device.realm: user for device, user in zip(DEVICES, USERS, strict=True)}
)
SYSTEM = (1, 3, 6, 1, 2, 1, 1)
NAME = (*SYSTEM, 5, 0)
FLEET = fleet_of(V3_CITY)
VIEWS = {view.device.id: view for view in views(FLEET)}
ROWS = [[oid for oid, _, _ in gather(VIEWS[device.id])[0]] for device in DEVICES]


@pytest.fixture(scope="module")
def agents() -> Iterator[AgentProcess]:
    with start_agents(V3_CITY) as running:
        yield running


def net_snmp(
    tool: str, agents: AgentProcess, number: int, *words: str, wrong: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Ask one of the agents by its user, or by a user that differs from it."""
    user = USERS[number]
    said = {"-u": user.name, "-l": user.level.value}
    if user.auth is not None:
        said |= {"-a": user.auth.value, "-A": user.auth_password}
    if user.priv is not None:
        said |= {"-x": user.priv.value, "-X": user.priv_password}
    said |= wrong or {}
    access = [word for pair in said.items() for word in pair]
    command = [tool, "-v3", *access, "-On", "-Oe", "-m", "", "-t", "2", "-r", "1", f"127.21.1.{number}:{agents.port}", *words]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, env={"PATH": "/usr/bin:/bin", "SNMPCONFPATH": "/nowhere"}
    )


@pytest.mark.parametrize("number", range(len(USERS)), ids=[user.name for user in USERS])
def test_net_snmp_reads_every_row_as_every_kind_of_user(agents: AgentProcess, number: int) -> None:
    done = net_snmp("snmpget", agents, number, "1.3.6.1.2.1.1.5.0")
    assert (done.returncode, done.stdout, done.stderr) == (0, '.1.3.6.1.2.1.1.5.0 = STRING: "AGG-1"\n', "")
    done = net_snmp("snmpbulkwalk", agents, number, "-Cr25", ".1")
    names = [tuple(map(int, line[1:].split(" = ")[0].split("."))) for line in done.stdout.splitlines() if re.match(r"\.1\.[\d.]+ = ", line)]
    assert (done.returncode, done.stderr, names[:-1]) == (0, "", ROWS[number])


@pytest.mark.parametrize(
    ("number", "wrong", "said"),
    [
        (3, {"-u": "nobody"}, "Unknown user name"),
        (3, {"-A": "another-password"}, "Authentication failure"),
        (3, {"-X": "another-password"}, "Decryption error"),
        (1, {"-l": "authPriv", "-x": "AES", "-X": "whatever-it-is"}, "Unsupported security level"),
        (3, {"-l": "authNoPriv"}, "authorizationError"),
        (3, {"-l": "noAuthNoPriv"}, "authorizationError"),
        (3, {"-n": "vlan-20"}, "Bad context specified"),
    ],
)
def test_net_snmp_is_told_what_is_wrong(agents: AgentProcess, number: int, wrong: dict[str, str], said: str) -> None:
    done = net_snmp("snmpget", agents, number, "1.3.6.1.2.1.1.5.0", wrong=wrong)
    assert done.returncode != 0
    assert re.search(said, done.stdout + done.stderr), done.stdout + done.stderr
    assert "AGG-1" not in done.stdout


# --- by the octets ---


STRONG = 6
HERE = socket.inet_aton(DEVICES[STRONG].vantage)
ENGINE = engine_id_of(DEVICES[STRONG])
BOOTS_AT = 1000.0


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = BOOTS_AT

    def __call__(self) -> float:
        return self.now


class Asker:
    """A manager that says what it is told to."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.responder = Responder(FLEET, self.clock)
        self.user = USERS[STRONG].user
        self.keys = KeyStore().keys(self.user, ENGINE)
        report = self.ask(engine_id=b"", level=Level.NO_AUTH, name=b"")
        self.boots, self.time_s = report.boots, report.time_s

    def message(
        self,
        *,
        engine_id: bytes = ENGINE,
        level: Level = Level.AUTH,
        flags: int = 4,
        name: bytes | None = None,
        off_s: int = 0,
        boots: int = 0,
    ) -> bytes:
        pdu = ber.encode_pdu(ber.GET, 99, 0, 0, ber.encode_names((NAME,)))
        clock = (getattr(self, "boots", 0) + boots, getattr(self, "time_s", 0) + off_s)
        parameters = Parameters(engine_id, *clock, self.user.name if name is None else name)
        auth = self.user.auth if level is not Level.NO_AUTH else None
        key = self.keys.auth if auth else b""
        return encode_message(4711, level.flags | flags, parameters, encode_scoped(engine_id, b"", pdu), auth, key)

    def ask(self, **words):
        answer = self.responder.answer(HERE, self.message(**words))
        return answer and decode_message(answer)

    def reported(self, datagram: bytes) -> tuple[tuple[int, ...], int, bool]:
        """Counter, its value, and whether a code that holds stands beside it."""
        answer = self.responder.answer(HERE, datagram)
        assert answer is not None
        message = decode_message(answer)
        scoped = decode_scoped(answer, message.start, message.end)
        assert (scoped.pdu.pdu_type, message.message_id, message.engine_id) == (ber.REPORT, 4711, ENGINE)
        ((counter, _, value),) = ber.decode_varbinds(answer, scoped.pdu.start, scoped.pdu.end)
        return counter, value, bool(message.flags & 1) and is_genuine(answer, message, self.user.auth, self.keys.auth)


@pytest.fixture
def asker() -> Asker:
    return Asker()


def test_an_engine_is_named_by_its_maker_and_mac() -> None:
    names = {device.vendor.value: engine_id_of(device).hex() for device in (HUAWEI, H3C, RUIJIE, CISCO)}
    assert names == {
        "huawei": "800007db0300e0fc000100",
        "h3c": "800063a28000e0fc00020000000001",
        "ruijie": "800013110300e0fc000300",
        "cisco": "800000090300e0fc000400",
    }


def test_configurations_name_the_same_engines() -> None:
    for device in (HUAWEI, H3C):
        assert f"local-engineid {engine_id_of(device).hex().upper()}\n" in write_config(device).decode("utf-8", errors="replace")


def test_the_engines_clock_is_that_of_the_device(asker: Asker) -> None:
    assert (asker.boots in range(1, 41), asker.time_s) == (True, HUAWEI.uptime_s)
    asker.clock.now += 60.9
    later = asker.ask(engine_id=b"", level=Level.NO_AUTH)
    assert (later.boots, later.time_s) == (asker.boots, asker.time_s + 60)


def test_each_check_reports_its_counter(asker: Asker) -> None:
    good = asker.message()
    code_at = decode_message(good).code_at
    forged = good[:code_at] + bytes(24) + good[code_at + 24 :]
    assert asker.reported(asker.message(engine_id=b"\x80\0\0\x09\x03other")) == (UNKNOWN_ENGINE, 2, False)
    assert asker.reported(asker.message(name=b"other")) == (UNKNOWN_USER, 1, False)
    assert asker.reported(forged) == (WRONG_DIGEST, 1, False)
    assert asker.reported(forged) == (WRONG_DIGEST, 2, False)
    assert asker.reported(asker.message(off_s=-151)) == (NOT_IN_TIME, 1, True)
    assert asker.reported(asker.message(off_s=151)) == (NOT_IN_TIME, 2, True)
    assert asker.reported(asker.message(boots=1)) == (NOT_IN_TIME, 3, True)


def test_within_the_window_a_request_is_heard(asker: Asker) -> None:
    for off_s in (-150, 0, 150):
        answer = asker.ask(off_s=off_s)
        assert (answer.flags, answer.code_octets, answer.user) == (1, 24, asker.user.name)


def test_who_wants_no_report_gets_none(asker: Asker) -> None:
    assert asker.ask(flags=0, name=b"other") is None
    assert asker.ask(flags=0) is not None


def test_what_no_agent_of_version_3_answers(asker: Asker) -> None:
    good = asker.message()
    assert asker.responder.answer(HERE, good) is not None
    octets = bytearray(good)
    octets[good.index(bytes((4, 1, 5))) + 2] = 6  # privacy without a code
    for other in (bytes(octets), good[:-4], b"", b"\0" * 40, ber.encode_request(1, COMMUNITY.encode(), ber.GET, 7, (NAME,))):
        assert asker.responder.answer(HERE, other) is None
    assert asker.responder.answer(socket.inet_aton(H3C.vantage), good) is None, "an agent of v2c knows no engines"


def test_a_clear_request_that_claims_privacy_is_reported_or_dropped(asker: Asker) -> None:
    pdu = ber.encode_pdu(ber.GET, 99, 0, 0, ber.encode_names((NAME,)))
    parameters = Parameters(ENGINE, asker.boots, asker.time_s, asker.user.name, bytes(8))
    unreadable = encode_message(4711, 7, parameters, ber.encode_tlv(ber.OCTET_STRING, b"\x55" * 40), asker.user.auth, asker.keys.auth)
    assert asker.reported(unreadable) == (UNDECIPHERED, 1, False)
    clear = encode_message(4711, 7, parameters, encode_scoped(ENGINE, b"", pdu), asker.user.auth, asker.keys.auth)
    assert asker.responder.answer(HERE, clear) is None


def test_a_context_that_is_not_there_is_reported_with_a_code(asker: Asker) -> None:
    pdu = ber.encode_pdu(ber.GET, 99, 0, 0, ber.encode_names((NAME,)))
    parameters = Parameters(ENGINE, asker.boots, asker.time_s, asker.user.name)
    datagram = encode_message(4711, 5, parameters, encode_scoped(ENGINE, b"vlan-20", pdu), asker.user.auth, asker.keys.auth)
    assert asker.reported(datagram) == (UNKNOWN_CONTEXT, 1, True)


def test_levels_above_the_users_are_reported() -> None:
    responder = Responder(FLEET, Clock())
    here, engine_id = socket.inet_aton(DEVICES[0].vantage), engine_id_of(DEVICES[0])
    datagram = encode_message(1, 5, Parameters(engine_id, 1, 1, b"plain"), encode_scoped(engine_id, b"", b""), Auth.SHA, bytes(20))
    answer = responder.answer(here, datagram)
    assert answer is not None
    message = decode_message(answer)
    pdu = decode_scoped(answer, message.start, message.end).pdu
    assert ber.decode_varbinds(answer, pdu.start, pdu.end)[0][0] == UNSUPPORTED_LEVEL
    assert pdu.request_id == 2**31 - 1, "the request could not be read"


def test_netfold_and_the_agent_understand_each_other(agents: AgentProcess) -> None:
    async def names(user: User, address: str) -> list[object]:
        session = WireEngine(Limits(timeout_s=2, rate_per_s=0)).open(Access(address=address, port=agents.port, version="3", user=user))
        try:
            return [(await session.get((NAME,))).varbinds[0][2] for _ in range(5)]
        finally:
            session.close()

    for user, device in zip(USERS, DEVICES, strict=True):
        assert asyncio.run(names(user.user, device.vantage)) == [b"AGG-1"] * 5


def test_no_salt_comes_twice_and_answers_keep_to_the_cap(asker: Asker) -> None:
    asker.responder = Responder(FLEET, asker.clock, max_answer=600)
    pdu = ber.encode_pdu(ber.GET_BULK, 99, 0, 50, ber.encode_names(((1, 3, 6, 1, 2, 1, 2),)))
    salts = set()
    for counter in range(3):
        salt, secret = encrypt(Priv.AES_256, asker.keys.priv, encode_scoped(ENGINE, b"", pdu), asker.boots, asker.time_s, counter)
        parameters = Parameters(ENGINE, asker.boots, asker.time_s, asker.user.name, salt)
        private = encode_message(1, 7, parameters, ber.encode_tlv(ber.OCTET_STRING, secret), asker.user.auth, asker.keys.auth)
        answer = asker.responder.answer(HERE, private)
        assert answer is not None
        assert 450 < len(answer) <= 600
        salts.add(decode_message(answer).salt)
    assert len(salts) == 3
