"""Real devices as recorded elsewhere, served by an agent of ours: read without loss, crash or invention."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectors.snmp import ber
from collectors.snmp.limits import Limits
from tests.snmp.hostile_agent import Agent, load_snmprec, respond
from tests.snmp.talk import read
from topology.model.records import Completeness, InterfaceKind

FOLDER = Path(__file__).parents[3] / "shared" / "corpus" / "snmp-devices"
LIMITS = Limits(timeout_s=5, rate_per_s=0)
# name, platform, interfaces, LLDP neighbours, VLANs, ARP entries, addresses
EXPECTED = [
    ("vrp_5720", "huawei_vrp", 65, 5, 7, 12, 8),
    ("comware", "hp_comware", 232, 0, 7, 217, 22),
    ("ruijie", "ruijie_rgos", 57, 18, 2, None, 44),
    ("routeros", "mikrotik_routeros", 12, 14, 0, 25, 9),
    ("ios_2960x", "cisco_ios", 146, 7, 2, 2, 1),
    ("raisecom-ros", None, 17, 2, 0, 3, 0),
]


def capture(name):
    path = FOLDER / f"{name}.snmprec"
    if not path.is_file():
        pytest.skip(f"{name}: the corpus is not beside this checkout")
    return load_snmprec(path)


def other_contexts(agent, request, _data):
    """Say at once that a VLAN's own context is empty: recordings hold the first context only, and silence costs half a minute."""
    if request.community == agent.community:
        return None
    return respond(
        request, b"".join(ber.encode_varbind(ber.encode_oid(oid), ber.encode_value(ber.END_OF_MIB_VIEW, None)) for oid in request.oids)
    )


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected[0])
def test_a_recorded_device_is_read_completely(expected):
    name, platform, interfaces, neighbours, vlans, arp, addresses = expected
    rows = capture(name)
    with Agent(rows, other_contexts, max_size=1400) as agent:
        record = read(agent, LIMITS)
    assert record.envelope.completeness is Completeness.COMPLETE
    assert record.system.platform == platform
    assert len(record.interfaces) == interfaces == len({port.name for port in record.interfaces})
    assert (len(record.neighbours), len(record.vlans)) == (neighbours, vlans)
    assert sum(len(port.addresses) for port in record.interfaces) == addresses
    if arp is not None:
        assert len(record.arp) == arp
    recorded = {oid[-1] for oid in rows if oid[:-1] == (1, 3, 6, 1, 2, 1, 2, 2, 1, 2)}
    assert {port.index for port in record.interfaces} == recorded


def test_huawei_neighbours_are_kept_as_said():
    with Agent(capture("vrp_5720"), max_size=1400) as agent:
        record = read(agent, LIMITS)
    first = record.neighbours[0]
    assert (first.local_port, first.chassis_subtype, first.port_subtype, first.port_id) == ("14", 4, 5, "GigabitEthernet0/0/7")
    assert first.port_description == "HUAWEI, AR Series, GigabitEthernet0/0/7 Interface"
    assert (first.chassis_id, first.management_addresses) == ("14:a0:f8:cf:af:39", ())
    ports = {port.number: port.port_id for port in record.local_ports}
    assert (ports[14], ports[49], ports[901]) == ("GigabitEthernet0/0/14", "XGigabitEthernet0/0/1", "MEth0/0/1")
    kinds = {port.name: port.kind for port in record.interfaces}
    assert kinds["Vlanif1"] is InterfaceKind.VLAN
    assert kinds["MEth0/0/1"] is InterfaceKind.MANAGEMENT
    assert record.system.serials == ("2102359576DMHC000120",)


def test_addresses_with_an_index_too_short_name_no_address():
    with Agent(capture("routeros"), max_size=1400) as agent:
        record = read(agent, LIMITS)
    assert {row.local_port for row in record.neighbours} >= {None}
    assert "snmp_odd_index" in {problem.code for problem in record.problems}
