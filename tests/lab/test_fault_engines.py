"""Faulty agents of version 3: engines that lie, and every bad talk and table inside messages that are genuine."""

from __future__ import annotations

import asyncio
import socket

import msgspec
import pytest

from collectors.snmp import ber, usm_message
from collectors.snmp.discover import discover
from collectors.snmp.scope import load_scope
from collectors.snmp.tlv import DecodeError
from collectors.snmp.users import Auth, Priv
from collectors.snmp.usm_cipher import encrypt
from collectors.snmp.usm_keys import KeyStore
from lab.agents import start_agents
from lab.fault_delivery import Delivery
from lab.fault_usm import ENGINE_PLAYS, SHARED_ENGINE_ID
from lab.faults import FAULTS, Fault
from lab.responder import Responder
from lab.tables.view import Fleet
from lab.truth import TruthUser
from lab.usm import NOT_IN_TIME, engine_id_of
from lab.writer import credentials_text, scope_text
from tests.lab.tiny_city import CITY, COMMUNITY, H3C
from tests.snmp.talk import NOW
from topology.model.records import Completeness

LIMITS = {
    "timeout_s": 0.8,
    "retries": 1,
    "resume_passes": 0,
    "device_s": 60.0,
    "table_rows": 3000,
    "rate_per_s": 0.0,
    "straggler_share": 0.0,
}
USER = TruthUser(name="netfold", auth=Auth.SHA_256, auth_password="made-up-auth", priv=Priv.AES_128, priv_password="made-up-priv")
SLOW = {"drip", "late", "endless", "deeper", "many-neighbours", "flood", "reboots"}
"""Behaviours that last until a limit ends them; they are no different in version 3."""


def discovered(folder, behaviours, *, realms=("v3",)):
    """Discover one device for each behaviour in each realm, all at once; records by realm and behaviour."""
    devices = {
        (realm, name): msgspec.structs.replace(
            H3C,
            id=f"{realm}-{number}",
            realm=realm,
            vantage=f"127.21.{place}.{number}",
            management=f"10.1.{place}.{number}",
            chassis_mac=f"00:e0:fc:02:{place:02x}:{number:02x}",
        )
        for place, realm in enumerate(realms, 2)
        for number, name in enumerate(behaviours, 1)
    }
    city = msgspec.structs.replace(
        CITY,
        devices=tuple(devices.values()),
        links=(),
        translations={realm: ((f"10.1.{place}.0/24", f"127.21.{place}.0/24"),) for place, realm in enumerate(realms, 2)},
        seeds={realm: tuple(device.management for (where, _), device in devices.items() if where == realm) for realm in realms},
        communities={realm: COMMUNITY for realm in realms if realm != "v3"},
        users={"v3": USER},
    )
    faults = {device.vantage: Fault(behaviour=name) for (_, name), device in devices.items() if name != "good"}
    records = []
    with start_agents(city, faults=faults) as agents:
        (folder / "scope.toml").write_text(scope_text(city, agents.port))
        (folder / "credentials.toml").write_text(credentials_text(city))
        (folder / "credentials.toml").chmod(0o600)
        scope = load_scope(folder / "scope.toml")
        scope = msgspec.structs.replace(scope, limits=msgspec.structs.replace(scope.limits, **LIMITS))
        asyncio.run(discover(scope, sink=records.append, now=lambda: NOW))
    by_vantage = {record.envelope.target: record for record in records}
    return {key: by_vantage[device.vantage] for key, device in devices.items()}


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    records = discovered(tmp_path_factory.mktemp("engines"), ["good", *ENGINE_PLAYS])
    return {name: record for (_, name), record in records.items()}


def test_a_good_engine_and_a_shared_one_are_read(engines):
    for name in ("good", "v3-shared-engine"):
        assert engines[name].envelope.completeness is Completeness.COMPLETE
        assert engines[name].system.name == "ACC-2"
    assert engine_id_of(H3C) != SHARED_ENGINE_ID


REASONS = {
    "v3-engine-unknown": "engine",
    "v3-never-in-time": "engine",
    "v3-engine-empty": "engine",
    "v3-engine-long": "engine",
    "v3-engine-zeros": "engine",
    "v3-engine-changing": "engine",
    "v3-clock-at-end": "engine",
    "v3-no-code": "timeout",
    "v3-short-code": "auth-failed",
    "v3-forged-code": "auth-failed",
    "v3-privacy-only": "timeout",
    "v3-code-flag-only": "auth-failed",
    "v3-other-model": "timeout",
    "v3-no-sequence": "timeout",
    "v3-wrong-digest": "auth-failed",
}


@pytest.mark.parametrize("name", REASONS)
def test_an_engine_that_lies_is_never_believed(engines, name):
    envelope = engines[name].envelope
    assert (envelope.completeness, envelope.reason) == (Completeness.FAILED, REASONS[name])
    assert engines[name].system is None or engines[name].system.name is None


def test_every_engine_play_is_judged():
    assert set(REASONS) | {"v3-shared-engine"} == set(ENGINE_PLAYS)


def test_bad_talk_and_tables_end_the_same_inside_genuine_messages(tmp_path):
    behaviours = ["good", *sorted(set(FAULTS) - set(ENGINE_PLAYS) - SLOW)]
    records = discovered(tmp_path, behaviours, realms=("v2", "v3"))
    ends = {key: (record.envelope.completeness.value, record.envelope.reason) for key, record in records.items()}
    assert ends["v3", "good"] == ("complete", None)
    assert ends["v3", "refused"] == ("failed", "refused")
    assert [(name, ends["v2", name], ends["v3", name]) for name in behaviours if ends["v2", name] != ends["v3", name]] == []


# --- by the octets, in this process ---


class Manager:
    """Speaks with one agent whose engine lies."""

    def __init__(self, behaviour: str | None) -> None:
        fleet = Fleet(devices=(msgspec.structs.replace(H3C, realm="v3"),), communities={}, users={"v3": USER})
        fault = Fault(behaviour=behaviour)
        self.here = socket.inet_aton(H3C.vantage)
        self.delivery = Delivery(Responder(fleet, lambda: 1000.0), {H3C.vantage: fault}, 1)
        self.fault = fault
        self.user = USER.user

    def send(self, message: bytes) -> list[bytes]:
        return [one.octets for one in self.delivery.deliver(self.here, message, self.fault)]

    def discovery(self) -> usm_message.Message | None:
        """What the agent says of its engine to somebody who does not know it."""
        pdu = ber.encode_pdu(ber.GET, 5, 0, 0, b"")
        nobody = usm_message.Parameters(b"", 0, 0, b"")
        answer = self.send(usm_message.encode_message(4711, 4, nobody, usm_message.encode_scoped(b"", b"", pdu), None, b""))
        return usm_message.decode_message(answer[0]) if answer else None

    def question(self) -> tuple[bytes, bytes]:
        """Ask for the name as the user, by an engine that is known to be good; the answer and the key it must be signed with."""
        known = Manager(None).discovery()
        assert known is not None
        keys = KeyStore().keys(self.user, known.engine_id)
        pdu = ber.encode_pdu(ber.GET, 5, 0, 0, ber.encode_names(((1, 3, 6, 1, 2, 1, 1, 5, 0),)))
        scoped = usm_message.encode_scoped(known.engine_id, b"", pdu)
        salt, secret = encrypt(Priv.AES_128, keys.priv, scoped, known.boots, known.time_s, 1)
        parameters = usm_message.Parameters(known.engine_id, known.boots, known.time_s, self.user.name, salt)
        (answer,) = self.send(
            usm_message.encode_message(4712, 7, parameters, ber.encode_tlv(ber.OCTET_STRING, secret), self.user.auth, keys.auth)
        )
        return answer, keys.auth


def genuine(answer: bytes, key: bytes) -> bool:
    return usm_message.is_genuine(answer, usm_message.decode_message(answer), Auth.SHA_256, key)


def test_a_good_engine_answers_the_manager():
    manager = Manager(None)
    known = manager.discovery()
    assert (known.engine_id, known.message_id, known.flags) == (engine_id_of(H3C), 4711, 0)
    assert genuine(*manager.question())


@pytest.mark.parametrize(
    ("behaviour", "engine_id"),
    [
        ("v3-engine-empty", b""),
        ("v3-engine-long", b"\x80" * 1000),
        ("v3-engine-zeros", bytes(12)),
        ("v3-shared-engine", SHARED_ENGINE_ID),
        ("v3-engine-unknown", engine_id_of(H3C)),
    ],
)
def test_engines_give_the_id_that_their_name_says(behaviour, engine_id):
    assert Manager(behaviour).discovery().engine_id == engine_id


def test_an_engine_changes_its_id_with_every_answer():
    manager = Manager("v3-engine-changing")
    assert len({manager.discovery().engine_id for _ in range(4)}) == 4


def test_a_clock_at_its_end_is_told_in_reports_and_answers():
    manager = Manager("v3-clock-at-end")
    last = 2**31 - 1
    assert (manager.discovery().boots, manager.discovery().time_s) == (last, last)
    answer, key = manager.question()
    assert usm_message.decode_message(answer).boots == last
    assert genuine(answer, key), "the lie itself is signed"


@pytest.mark.parametrize(
    ("behaviour", "flags", "code_octets"),
    [
        ("v3-no-code", 0, 0),
        ("v3-privacy-only", 2, 0),
        ("v3-code-flag-only", 1, 0),
        ("v3-short-code", 3, 1),
        ("v3-forged-code", 3, 24),
        ("v3-wrong-digest", 0, 0),
    ],
)
def test_codes_are_as_bad_as_their_names_say(behaviour, flags, code_octets):
    manager = Manager(behaviour)
    assert manager.discovery().engine_id == engine_id_of(H3C), "discovery passes"
    answer, key = manager.question()
    message = usm_message.decode_message(answer)
    assert (message.message_id, message.flags, message.code_octets) == (4712, flags, code_octets)
    assert not genuine(answer, key)


def test_a_report_of_the_clock_is_signed_and_never_ends():
    manager = Manager("v3-never-in-time")
    for _ in range(3):
        answer, key = manager.question()
        message = usm_message.decode_message(answer)
        report = usm_message.decode_scoped(answer, message.start, message.end).pdu
        assert (report.pdu_type, genuine(answer, key)) == (ber.REPORT, True)
        assert ber.decode_varbinds(answer, report.start, report.end)[0][0] == NOT_IN_TIME


@pytest.mark.parametrize(("behaviour", "said"), [("v3-other-model", "security model"), ("v3-no-sequence", "element missing")])
def test_messages_of_no_known_form_are_none(behaviour, said):
    answer, _ = Manager(behaviour).question()
    with pytest.raises(DecodeError, match=said):
        usm_message.decode_message(answer)


@pytest.mark.parametrize("behaviour", [None, *ENGINE_PLAYS])
def test_engines_stay_silent_at_what_is_no_message(behaviour):
    manager = Manager(behaviour)
    for octets in (b"", b"\x30\x03\x02\x01\x03", ber.encode_request(1, b"public", ber.GET, 1, ((1, 3),))):
        assert manager.send(octets) == []


def test_talk_of_other_versions_is_sealed():
    answer, key = Manager("status-99").question()
    assert genuine(answer, key), "GET is answered well, the walk is not"
    with pytest.raises(ValueError, match="unpack"):
        Manager("silent").question()
