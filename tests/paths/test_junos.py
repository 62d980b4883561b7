"""Paths through Junos: units without a tag, filters that deny what no term names, zones and their translation."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from collectors.configs import read_config
from tests.paths.made import World
from topology.model.records import DeviceRecord
from topology.paths import End

WHEN = datetime(2017, 12, 1, tzinfo=UTC)
EDGE = """
set system host-name EDGE
set interfaces ge-0/0/0 description "to FW ge-0/0/0"
set interfaces ge-0/0/0 unit 0 family inet address 10.0.12.0/31
set interfaces ge-0/0/1 unit 0 family inet address 10.1.0.1/24
set interfaces ge-0/0/1 unit 0 family inet filter input OFFICE
set firewall family inet filter OFFICE term web from destination-address 10.2.0.0/16
set firewall family inet filter OFFICE term web from protocol tcp
set firewall family inet filter OFFICE term web from destination-port 443
set firewall family inet filter OFFICE term web then accept
set routing-options static route 10.2.0.0/16 next-hop 10.0.12.1
set routing-options static route 10.9.0.0/16 discard
"""
FIREWALL = """
set system host-name FW
set interfaces ge-0/0/0 description "to EDGE ge-0/0/0"
set interfaces ge-0/0/0 unit 0 family inet address 10.0.12.1/31
set interfaces ge-0/0/1 vlan-tagging
set interfaces ge-0/0/1 unit 20 vlan-id 20
set interfaces ge-0/0/1 unit 20 family inet address 10.2.0.1/24
set routing-options static route 10.1.0.0/24 next-hop 10.0.12.0
set security zones security-zone CITY interfaces ge-0/0/0.0
set security zones security-zone SERVERS interfaces ge-0/0/1.20
set security zones security-zone SERVERS address-book address WEB 10.2.0.0/28
set security policies from-zone CITY to-zone SERVERS policy WEB match source-address any
set security policies from-zone CITY to-zone SERVERS policy WEB match destination-address WEB
set security policies from-zone CITY to-zone SERVERS policy WEB match application junos-https
set security policies from-zone CITY to-zone SERVERS policy WEB then permit
"""


def read(name: str, text: str) -> DeviceRecord:
    return read_config(text.encode(), path=name, realm="r", collected_at=WHEN, platform="juniper_junos", key=b"k")


@pytest.fixture(scope="module")
def world() -> World:
    return World([read("edge.cfg", EDGE), read("fw.cfg", FIREWALL)])


@pytest.mark.parametrize(
    ("destination", "port", "end"),
    [
        ("10.2.0.9", 443, End.REACHED),  # the filter, the zones' policy and its address book let it pass
        ("10.2.0.9", 22, End.DENIED),  # no term names it
        ("10.2.0.77", 443, End.DENIED),  # no policy names it
        ("10.9.0.1", 443, End.DENIED),  # the filter comes before the route to nowhere
    ],
)
def test_what_passes_a_router_and_a_firewall(world: World, destination: str, port: int, end: End) -> None:
    trace = world.trace("10.1.0.9", destination, protocol="tcp", port=port)
    assert trace.ends == (end,)
