"""Runs over hostile agents end alike by either engine, behaviour by behaviour, and the good agents are read as if alone."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from collectors.snmp.discover import discover
from collectors.snmp.engines import ENGINES
from collectors.snmp.scope import load_scope
from lab.agents import start_agents
from lab.faults import FAULTS, Fault
from lab.writer import credentials_text, scope_text
from tests.lab.tiny_city import CISCO, CITY, H3C, HUAWEI, RUIJIE
from tests.snmp.contract.test_discovery import USER_CITY, content
from tests.snmp.talk import NOW

pytestmark = pytest.mark.long

HURRIED = {"timeout_s": 0.3, "retries": 1, "resume_passes": 1, "device_s": 4.0, "table_rows": 3000, "rate_per_s": 0.0}
PATIENT = {**HURRIED, "timeout_s": 3.0, "device_s": 20.0}
SLOW_TO_READ = frozenset({"flood"})
"""pysnmp takes a third of a second for 2,000 datagrams of junk, which is within a time-out as users have it."""
KNOWN = dict.fromkeys(("n01", device.vantage) for device in (HUAWEI, H3C, RUIJIE, CISCO))


def read(folder, city, faults, engine, limits):
    """Return the records of a run by target."""
    records = []
    with start_agents(city, faults=faults, seed=3) as agents:
        (folder / "scope.toml").write_text(scope_text(city, agents.port), encoding="utf-8")
        (folder / "credentials.toml").write_text(credentials_text(city), encoding="utf-8")
        (folder / "credentials.toml").chmod(0o600)
        scope = load_scope(folder / "scope.toml")
        scope = msgspec.structs.replace(scope, limits=msgspec.structs.replace(scope.limits, **limits))
        asyncio.run(discover(scope, sink=records.append, now=lambda: NOW, previous=KNOWN, engine=engine))
    return {record.envelope.target: record for record in records}


@pytest.mark.parametrize("behaviour", sorted(FAULTS))
def test_each_behaviour_ends_alike_by_both_engines_beside_good_agents(tmp_path, behaviour):
    city = USER_CITY if behaviour.startswith("v3-") else CITY
    limits = PATIENT if behaviour in SLOW_TO_READ else HURRIED
    wire, pysnmp = (read(tmp_path, city, {H3C.vantage: Fault(behaviour=behaviour)}, engine, limits) for engine in ENGINES)
    assert set(wire) == set(pysnmp)
    for device in (HUAWEI, RUIJIE, CISCO):
        assert content(pysnmp[device.vantage]) == content(wire[device.vantage])
    bad, reference = pysnmp[H3C.vantage], wire[H3C.vantage]
    assert (bad.envelope.completeness, bad.envelope.reason) == (reference.envelope.completeness, reference.envelope.reason)
    assert (bad.system, bad.interfaces, bad.neighbours) == (reference.system, reference.interfaces, reference.neighbours)
