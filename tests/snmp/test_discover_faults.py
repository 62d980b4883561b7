"""Discovery against the lab's faulty agents: every behaviour ends in exactly one state, and the good agents are unaffected."""

from __future__ import annotations

import asyncio
import io
import json
from collections import Counter

import msgspec
import pytest

from collectors.snmp.discover import discover
from collectors.snmp.events import EventLog
from collectors.snmp.scope import load_scope
from lab.agents import start_agents
from lab.city import build_city
from lab.fault_rows import NAUGHTY
from lab.faults import FAULTS, Fault
from lab.writer import credentials_text, scope_text
from tests.lab.tiny_city import CISCO, CITY, H3C, HUAWEI, RUIJIE
from tests.snmp.talk import NOW
from topology.model.records import Completeness

QUICK = {"timeout_s": 0.12, "retries": 1, "resume_passes": 1, "device_s": 1.5, "table_rows": 3000, "rate_per_s": 0.0}
KNOWN = dict.fromkeys(("n01", device.vantage) for device in (HUAWEI, H3C, RUIJIE, CISCO))
COMPLETE = {
    "one-row", "oversized", "extra-values", "too-big", "fivefold", "flood", "trailing-junk", "many-interfaces",
    "odd-hints", "own-neighbour", "raw-text", "hostile-text", "long-text", "odd-mac", "clone", "unordered-maker",
}  # fmt: skip
FAILED = {
    "silent", "empty-get", "wrong-oid", "wrong-id", "wrong-community", "wrong-version", "other-address", "other-port",
    "reflected", "wrong-pdu", "junk", "huge-length", "nested", "long-tag", "long-arc", "huge-version", "drip",
}  # fmt: skip

LARGE = {"many-neighbours", "many-interfaces"}
"""The lab, one process for all agents, takes its time to make their tables."""


def run(folder, city, faults, *, done=None, known=None, events=None, **limits):
    records = []
    with start_agents(city, faults=faults, seed=3) as agents:
        (folder / "scope.toml").write_text(scope_text(city, agents.port))
        (folder / "credentials.toml").write_text(credentials_text(city))
        (folder / "credentials.toml").chmod(0o600)
        scope = load_scope(folder / "scope.toml")
        scope = msgspec.structs.replace(scope, limits=msgspec.structs.replace(scope.limits, **{**QUICK, **limits}))
        more = {} if events is None else {"events": events}
        summary = asyncio.run(discover(scope, sink=records.append, now=lambda: NOW, done=done, previous=known, **more))
    return summary, {record.envelope.target: record for record in records}


def content(record):
    return msgspec.structs.replace(record, envelope=msgspec.structs.replace(record.envelope, uptime_s=None, duration_s=0.0, requests=0))


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    _, records = run(tmp_path_factory.mktemp("clean"), CITY, {}, known=KNOWN)
    assert {record.envelope.completeness for record in records.values()} == {Completeness.COMPLETE}
    return records


@pytest.mark.parametrize("behaviour", sorted(FAULTS))
def test_each_behaviour_ends_in_one_state_beside_good_agents(tmp_path, clean, behaviour):
    patience = {"timeout_s": 1.5} if behaviour in LARGE else {}
    summary, records = run(tmp_path, CITY, {H3C.vantage: Fault(behaviour=behaviour)}, known=KNOWN, **patience)
    assert set(records) == set(clean)
    for device in (HUAWEI, RUIJIE, CISCO):
        assert content(records[device.vantage]) == content(clean[device.vantage])
    state = records[H3C.vantage].envelope.completeness
    assert summary.asked == summary.complete + summary.partial + summary.failed == 4
    if behaviour in COMPLETE:
        assert (state, records[H3C.vantage].envelope.reason) == (Completeness.COMPLETE, None)
    elif behaviour in FAILED:
        assert state is Completeness.FAILED
    if state is not Completeness.COMPLETE:
        assert records[H3C.vantage].envelope.reason


def test_a48_hostile_strings_are_inert_data_in_records_and_events(tmp_path):
    stream = io.BytesIO()
    _, records = run(tmp_path, CITY, {HUAWEI.vantage: Fault(behaviour="hostile-text")}, known=KNOWN, events=EventLog(stream))
    record = records[HUAWEI.vantage]
    texts = {one.decode() for one in NAUGHTY}
    assert {record.system.name, record.system.location, record.system.contact} <= texts
    assert {port.description for port in record.interfaces if port.description} <= texts
    lines = stream.getvalue().splitlines()
    assert len(lines) == len([json.loads(line) for line in lines])
    assert record.system.name in {json.loads(line).get("name") for line in lines}
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(record), type=type(record)) == record


def test_a53_a_crowd_on_one_port_is_kept_within_the_caps(tmp_path):
    _, records = run(tmp_path, CITY, {HUAWEI.vantage: Fault(behaviour="many-neighbours")}, known=KNOWN, device_s=20.0, timeout_s=1.5)
    record = records[HUAWEI.vantage]
    assert record.envelope.completeness is Completeness.PARTIAL
    assert "limit" in record.envelope.reason
    assert len(record.neighbours) <= 3000 + 10


def test_a57_what_is_lost_is_made_good_within_three_resumes(tmp_path):
    devices = [device for device in build_city("small").devices if device.realm in {"n15", "n16"}]
    city = build_city("small")
    small = msgspec.structs.replace(
        city,
        devices=tuple(devices),
        translations={realm: city.translations[realm] for realm in ("n15", "n16")},
        seeds={realm: city.seeds[realm] for realm in ("n15", "n16")},
        communities={realm: city.communities[realm] for realm in ("n15", "n16")},
    )
    known = dict.fromkeys((device.realm, device.vantage) for device in devices)
    met, states = {}, Counter()
    for _ in range(4):
        _, records = run(
            tmp_path, small, {device.vantage: Fault(loss=0.3) for device in devices},
            done=met, known=known, retries=5, timeout_s=0.08, device_s=20.0, resume_passes=3, table_rows=100_000,
        )  # fmt: skip
        met |= {(record.envelope.realm, target): record for target, record in records.items()}
        states = Counter(record.envelope.completeness for record in met.values())
        if states[Completeness.COMPLETE] == len(devices):
            break
    assert states[Completeness.COMPLETE] >= 0.97 * len(devices)
    assert all(len({port.index for port in record.interfaces}) == len(record.interfaces) for record in met.values())
