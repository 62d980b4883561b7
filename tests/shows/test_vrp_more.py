"""Captures of VRP that ntc-templates reads: what each adds to the record."""

from __future__ import annotations

import pytest

from tests.shows import vrp_more_texts as texts
from tests.shows.reading import angle, outcomes, read_log
from topology.model.tables import FdbStatus

LOG = angle(
    "SW1",
    ("dis ver", texts.VERSION),
    ("dis device", texts.DEVICE),
    ("dis int", texts.INTERFACE),
    ("dis int b", texts.INTERFACE_BRIEF),
    ("dis int des", texts.DESCRIPTION),
    ("dis lldp nei", texts.LLDP),
    ("dis mac-add", texts.MAC),
    ("dis vlan", texts.VLAN),
    ("dis port vlan", texts.PORT_VLAN),
    ("dis eth-t", texts.ETH_TRUNK),
    ("dis ip vpn-instance", texts.VPN),
    ("dis ip vpn-instance int", texts.VPN_INTERFACE),
    ("dis bgp peer", texts.BGP),
    ("dis isis peer", texts.ISIS),
    ("dis nat server", texts.NAT),
    ("dis acl all", texts.ACL),
    ("dis ipv6 nei", texts.NEIGHBOURS6),
    ("dis ip rou verb", texts.ROUTES_VERBOSE),
)


@pytest.fixture(scope="module")
def read():
    return read_log(LOG)


def test_every_command_is_read_whole(read):
    record, commands = read
    assert {command for command, (outcome, _) in outcomes(commands).items() if outcome != "read"} == set()
    assert record.problems == ()
    assert len(commands) == 18


def test_system_and_parts(read):
    record, _ = read
    assert (record.system.vendor, record.system.software) == ("huawei", "S5735 V200R019C10SPC500")
    assert record.system.model is not None
    assert record.system.model.startswith("S5735-L24T4S-A1")
    assert [(one.name, one.kind, one.model, one.redundancy) for one in record.modules] == [
        ("0", "module", "S5735-L24T4S-A1", "active"),
        ("PWR1", "power-supply", "PAC-60S12-AR", None),
    ]


def test_a_port_as_all_answers_together_tell_it(read):
    record, _ = read
    ports = {port.name: port for port in record.interfaces}
    one = ports["GigabitEthernet0/0/1"]
    assert (one.description, one.mac, one.speed_bps, one.enabled, one.up) == ("to CORE-1", "00:e0:fc:00:00:01", 10**9, True, True)
    assert (one.vlan_native, one.vlan_trunk) == (1, (1, 10, 20, 21, 22))
    two = ports["GigabitEthernet0/0/2"]
    assert (two.enabled, two.vlan_access, two.vlan_trunk) == (False, 10, None)
    assert (ports["Vlanif30"].vrf, ports["LoopBack5"].vrf) == ("Office", "Office")


def test_an_interface_of_a_release_that_prints_other_lines():
    record, commands = read_log(angle("CE1", ("dis int", texts.INTERFACE_8)), "huawei_vrp")
    assert [(one.outcome.value, one.rows) for one in commands] == [("read", 2)]
    first, second = record.interfaces
    assert (first.name, first.addresses, first.mac, first.mtu, first.up, first.description) == (
        "10GE1/0/1",
        ("192.0.2.9/30",),
        "00:e0:fc:00:00:77",
        1500,
        True,
        "to SPINE-2",
    )
    assert (second.name, second.enabled, second.vlan_access, second.description) == ("10GE1/0/2", False, 10, None)


def test_a_neighbour_in_detail(read):
    record, _ = read
    (one,) = record.neighbours
    assert (one.local_port, one.chassis_subtype, one.chassis_id) == ("GigabitEthernet0/0/1", 4, "00:e0:fc:00:00:09")
    assert (one.port_subtype, one.port_id, one.port_description) == (5, "GigabitEthernet0/0/3", "to SW1")
    assert (one.system_name, one.management_addresses, one.capabilities) == ("CORE-1", ("198.51.100.9",), 20)


def test_hosts_vlans_and_aggregates(read):
    record, _ = read
    assert [(one.mac, one.vlan, one.interface, one.status) for one in record.fdb] == [
        ("00:e0:fc:00:0a:20", 10, "GE0/0/3", FdbStatus.LEARNED),
        ("00:e0:fc:00:0a:21", 10, "GE0/0/4", FdbStatus.STATIC),
    ]
    assert [(one.address, one.mac) for one in record.arp] == [("2001:db8::2", "00:e0:fc:00:0a:66")]
    assert [(one.vid, one.name) for one in record.vlans] == [(1, None), (10, "city offices")]
    assert [(one.interface, one.mode) for one in record.lags] == [("Eth-Trunk0", "static")]
    assert [(one.interface, one.active) for one in record.lag_members] == [
        ("GigabitEthernet0/0/27", True),
        ("GigabitEthernet0/0/28", False),
    ]


def test_vrfs_and_protocols(read):
    record, _ = read
    assert [(one.name, one.rd) for one in record.vrfs] == [("Office", "64512:101")]
    assert [(one.vrf, one.family, one.rd) for one in record.vrf_families] == [("Office", "ipv6", "64512:601")]
    assert [(one.address, one.remote_as, one.state) for one in record.bgp_peers] == [("192.0.2.2", 65001, "established")]
    assert [(one.name, one.system_id, one.interface, one.level) for one in record.isis_adjacencies] == [
        ("CORE-1", None, "Eth-Trunk2", "2"),
        (None, "0010.0100.2003", "GE0/0/1", "1-2"),
    ]
    assert [(one.prefix, one.next_hop, one.interface, one.protocol, one.metric) for one in record.forwarding] == [
        ("198.51.100.9/32", "192.0.2.2", "GigabitEthernet0/0/1", "ospf", 2)
    ]


def test_translations_and_lists(read):
    record, _ = read
    assert [(one.inside, one.inside_port, one.outside, one.outside_port, one.protocol, one.acl) for one in record.nat_rules] == [
        ("203.0.113.80", "80", "192.0.2.80", "8080", "tcp", "2600")
    ]
    assert [one.name for one in record.acls] == ["2000", "3000"]
    assert [(one.acl, one.sequence, one.action, one.source, one.destination, one.destination_port) for one in record.acl_rules] == [
        ("2000", 5, "permit", "203.0.113.0/24", None, None),
        ("3000", 5, "permit", "203.0.113.0/24", "198.51.100.9/32", "eq 443"),
        ("3000", 10, "deny", None, None, None),
    ]
