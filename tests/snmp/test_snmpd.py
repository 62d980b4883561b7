"""The collector against a real agent that is not ours: Debian's snmpd."""

from __future__ import annotations

import asyncio
import shutil
import subprocess

import pytest

from collectors.snmp.collect import Target, collect
from collectors.snmp.engine import Access
from collectors.snmp.limits import Limits
from collectors.snmp.walk import Budget, Pace, Walk
from collectors.snmp.wire import WireEngine
from tests.snmp.snmpd import running
from tests.snmp.talk import NOW
from topology.model.records import Completeness, InterfaceKind

LIMITS = Limits(timeout_s=2, rate_per_s=0)
BASE = "1.3.6.1.4.1.8072.9999.9"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    rows = "".join(f'override {BASE}.1.{i} octet_str "row {i}"\n' for i in range(1, 301))
    with running(tmp_path_factory.mktemp("snmpd"), rows) as on:
        yield on


def access(port):
    return Access(address="127.0.0.1", port=port, community=b"netfold")


def test_a_real_agent_is_read_completely(port):
    target = Target(address="127.0.0.1", port=port, realm="lab", vantage="here")
    record = asyncio.run(collect(WireEngine(LIMITS), target, (access(port),), LIMITS, now=lambda: NOW))
    assert record.envelope.completeness is Completeness.COMPLETE
    assert (record.system.name, record.system.location, record.system.contact) == ("debian-agent", "S0101 room", "ops")
    assert (record.system.vendor, record.system.platform) == ("net-snmp", "linux")
    assert record.envelope.uptime_s is not None
    loopback = [one for one in record.interfaces if one.name == "lo"]
    assert [(one.kind, one.up, one.addresses[0]) for one in loopback] == [(InterfaceKind.LOOPBACK, True, "127.0.0.1/8")]
    assert {counter.interface for counter in record.counters} >= {"lo"}


def test_our_walk_equals_that_of_snmpbulkwalk(port):
    async def ours():
        session = WireEngine(LIMITS).open(access(port))
        walk = Walk(session, [tuple(map(int, BASE.split(".")))], Pace(25), Budget(LIMITS))
        try:
            return [(oid, value) async for page in walk.pages() for oid, _, value in page]
        finally:
            session.close()

    command = shutil.which("snmpbulkwalk")
    assert command, "snmpbulkwalk is missing: `make system` installs it"
    text = subprocess.run(
        [command, "-v2c", "-c", "netfold", "-On", "-OQ", "-Cr25", f"127.0.0.1:{port}", BASE],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        env={"MIBS": "", "PATH": "/usr/bin"},
    ).stdout
    theirs = [line.split(" = ", 1) for line in text.splitlines()]
    expected = [(tuple(map(int, name.strip(".").split("."))), value.strip('"').encode()) for name, value in theirs]
    assert len(expected) == 300
    assert asyncio.run(ours()) == expected


def test_a_wrong_community_is_a_timeout(port):
    limits = Limits(timeout_s=0.1, retries=1)
    target = Target(address="127.0.0.1", port=port, realm="lab", vantage="here")
    wrong = Access(address="127.0.0.1", port=port, community=b"guess")
    record = asyncio.run(collect(WireEngine(limits), target, (wrong,), limits, now=lambda: NOW))
    assert (record.envelope.completeness, record.envelope.reason) == (Completeness.FAILED, "timeout")
