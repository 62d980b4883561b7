"""Faulty agents of version 3: engines that lie, and every bad talk and table inside messages that are genuine."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from collectors.snmp.discover import discover
from collectors.snmp.scope import load_scope
from collectors.snmp.users import Auth, Priv
from lab.agents import start_agents
from lab.fault_usm import ENGINE_PLAYS, SHARED_ENGINE_ID
from lab.faults import FAULTS, Fault
from lab.truth import TruthUser
from lab.usm import engine_id_of
from lab.writer import credentials_text, scope_text
from tests.lab.tiny_city import CITY, COMMUNITY, H3C
from tests.snmp.talk import NOW
from topology.model.records import Completeness

DIFFERENT = {}
"""Behaviours that end otherwise in version 3: of version 2c, of version 3."""
LIMITS = {"timeout_s": 0.3, "retries": 1, "resume_passes": 0, "device_s": 3.0, "table_rows": 3000, "rate_per_s": 0.0}
USER = TruthUser(name="netfold", auth=Auth.SHA_256, auth_password="made-up-auth", priv=Priv.AES_128, priv_password="made-up-priv")
SLOW = {"drip", "late", "endless", "deeper", "many-neighbours", "flood", "reboots"}
"""Behaviours that last until a limit ends them; they are no different in version 3."""


def discovered(folder, behaviours, *, version=3):
    """Discover one device for each behaviour; records by behaviour."""
    devices = {
        name: msgspec.structs.replace(
            H3C, id=f"v3-{number}", vantage=f"127.21.2.{number}", management=f"10.1.2.{number}", chassis_mac=f"00:e0:fc:02:00:{number:02x}"
        )
        for number, name in enumerate(behaviours, 1)
    }
    city = msgspec.structs.replace(
        CITY,
        devices=tuple(devices.values()),
        links=(),
        translations={"n01": (("10.1.2.0/24", "127.21.2.0/24"),)},
        seeds={"n01": tuple(device.management for device in devices.values())},
        communities={} if version == 3 else {"n01": COMMUNITY},
        users={"n01": USER} if version == 3 else {},
    )
    faults = {device.vantage: Fault(behaviour=name) for name, device in devices.items() if name != "good"}
    records = []
    with start_agents(city, faults=faults) as agents:
        (folder / "scope.toml").write_text(scope_text(city, agents.port))
        (folder / "credentials.toml").write_text(credentials_text(city))
        (folder / "credentials.toml").chmod(0o600)
        scope = load_scope(folder / "scope.toml")
        scope = msgspec.structs.replace(scope, limits=msgspec.structs.replace(scope.limits, **LIMITS))
        asyncio.run(discover(scope, sink=records.append, now=lambda: NOW))
    by_vantage = {record.envelope.target: record for record in records}
    return {name: by_vantage[device.vantage] for name, device in devices.items()}


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    return discovered(tmp_path_factory.mktemp("engines"), ["good", *ENGINE_PLAYS])


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
    ends = {}
    for version in (2, 3):
        records = discovered(tmp_path, behaviours, version=version)
        ends[version] = {name: (record.envelope.completeness.value, record.envelope.reason) for name, record in records.items()}
    assert ends[3]["good"] == ("complete", None)
    assert ends[3]["refused"] == ends[2]["refused"] == ("failed", "refused")
    assert {name: (ends[2][name], ends[3][name]) for name in behaviours if ends[2][name] != ends[3][name]} == DIFFERENT
