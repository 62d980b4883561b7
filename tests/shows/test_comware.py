"""Captures of Comware: what each command adds to the record."""

from __future__ import annotations

import pytest

from tests.shows import comware_texts as texts
from tests.shows.reading import angle, outcomes, read_log
from topology.model.records import Completeness
from topology.model.tables import FdbStatus

LOG = angle(
    "SW2",
    ("dis ver", texts.VERSION),
    ("dis device manu", texts.MANUINFO),
    ("dis arp", texts.ARP),
    ("dis mac-add", texts.MAC),
    ("dis ip int b", texts.IP_BRIEF),
    ("display lldp nei list", texts.LLDP_LIST),
    ("display lldp neighbor-information verbose", texts.LLDP_VERBOSE),
    ("display lldp neighbor-information", texts.LLDP_BRIEF),
    ("dis ospf peer", texts.OSPF),
    ("dis vrrp", texts.VRRP),
    ("dis vrrp verb", texts.VRRP_VERBOSE),
    ("dis irf", texts.IRF),
    ("dis irf top", texts.IRF_TOPOLOGY),
    ("dis irf conf", texts.IRF_CONFIGURATION),
    ("dis stp br", texts.STP_BRIEF),
    ("dis stp root", texts.STP_ROOT),
    ("dis nat server", texts.NAT_SERVER),
    ("dis nat outbound", texts.NAT_OUTBOUND),
    ("dis nat static", texts.NAT_STATIC),
    ("dis link-agg sum", texts.LAG_SUMMARY),
    ("dis link-agg verb", texts.LAG_VERBOSE),
    ("dis vlan b", texts.VLAN_BRIEF),
    ("dis ip rou", texts.ROUTES),
    ("dis isis peer", texts.ISIS),
    ("dis bgp peer ipv4", texts.BGP),
    ("dis int g1/0/1", texts.INTERFACE),
)


@pytest.fixture(scope="module")
def read():
    return read_log(LOG)


def test_every_command_is_read_whole(read):
    record, commands = read
    assert {outcome for outcome, _ in outcomes(commands).values()} == {"read"}
    assert len(commands) == 26
    assert record.problems == ()
    assert (record.envelope.completeness, record.envelope.engine) == (Completeness.COMPLETE, "hp_comware")


def test_the_device_says_who_it_is(read):
    record, _ = read
    system = record.system
    assert (system.name, system.vendor, system.model, system.software) == ("SW2", "h3c", "S5560X-30C-EI", "7.1.070, Release 6615P03")
    assert (system.serials, system.chassis_ids) == (("219801A1BCD20C000001",), ("00:e0:fc:00:10:01",))
    assert [(one.kind, one.serial, one.made) for one in record.modules] == [("chassis", "219801A1BCD20C000001", "2022-03-01")]


def test_the_device_as_its_neighbours_hear_it():
    record, _ = read_log(angle("A", ("dis lldp local", texts.LLDP_LOCAL)), "hp_comware")
    assert (record.system.chassis_ids, record.system.description) == (
        ("00:e0:fc:00:10:01",),
        "H3C Comware Platform Software, Software Version 7.1.070",
    )


def test_ports_under_their_full_names(read):
    record, _ = read
    ports = {port.name: port for port in record.interfaces}
    one = ports["GigabitEthernet1/0/1"]
    assert (one.addresses, one.mac, one.speed_bps, one.description) == (("192.0.2.1/30",), "00:e0:fc:00:10:01", 10**9, "to CORE-1")
    assert (one.vlan_trunk, one.vlan_native) == ((1, 10, 11, 12, 20), 1)
    assert (ports["Vlan-interface10"].vrf, ports["Vlan-interface10"].enabled) == ("Office", False)
    assert ports["Ten-GigabitEthernet1/0/49"].lag == "Bridge-Aggregation1"


def test_an_interface_of_a_release_that_prints_other_lines():
    record, _ = read_log(angle("A", ("dis int", texts.INTERFACE_9)), "hp_comware")
    (one,) = record.interfaces
    assert (one.name, one.enabled, one.vlan_access, one.mac, one.description) == (
        "GigabitEthernet1/0/7",
        False,
        20,
        "00:e0:fc:00:10:07",
        "spare",
    )


def test_an_address_without_its_length_gets_none(read):
    del read
    record, _ = read_log(angle("A", ("dis ip int b", texts.IP_BRIEF_OLD)), "hp_comware")
    assert [(one.name, one.addresses) for one in record.interfaces if one.addresses and "/30" in one.addresses[0]] == []
    assert [one.name for one in record.interfaces] == ["GigabitEthernet1/0/1", "Vlan-interface20"]


def test_neighbours_of_a_list_and_in_detail_are_one_set(read):
    record, _ = read
    told = {one.local_port: one for one in record.neighbours}
    assert set(told) == {"GigabitEthernet1/0/1", "GigabitEthernet1/0/2"}
    core = told["GigabitEthernet1/0/1"]
    assert (core.chassis_subtype, core.chassis_id, core.port_subtype, core.port_id) == (
        4,
        "00:e0:fc:00:00:09",
        5,
        "Ten-GigabitEthernet1/0/49",
    )
    assert (core.system_name, core.management_addresses, core.capabilities) == ("CORE-1", ("198.51.100.9",), 20)
    assert core.system_description == "H3C Comware Platform Software, Software Version 7.1.070 Release 6615P03"
    assert told["GigabitEthernet1/0/2"].system_name == "hall printer"


def test_hosts_vlans_and_trees(read):
    record, _ = read
    assert [(one.mac, one.vlan, one.interface, one.status) for one in record.fdb] == [
        ("00:e0:fc:00:0a:20", 10, "GigabitEthernet1/0/3", FdbStatus.LEARNED),
        ("00:e0:fc:00:0a:21", 10, "Bridge-Aggregation1", FdbStatus.STATIC),
    ]
    assert [one.interface for one in record.arp] == ["GigabitEthernet1/0/3", "Bridge-Aggregation1"]
    assert [(one.vid, one.name) for one in record.vlans] == [(1, None), (10, "city offices"), (20, "video")]
    assert [(one.root, one.root_port) for one in record.stp] == [("00:e0:fc:00:00:ff", "GigabitEthernet1/0/1")]


def test_stack_with_domain_and_ports(read):
    record, _ = read
    assert [(one.member, one.priority, one.domain, one.ports) for one in record.stack_members] == [
        (1, 32, "30", ("Ten-GigabitEthernet1/0/49", "Ten-GigabitEthernet1/0/50")),
        (2, 1, "30", ("Ten-GigabitEthernet2/0/49",)),
    ]


def test_protocols(read):
    record, _ = read
    assert [(one.address, one.router_id, one.interface, one.state) for one in record.ospf_neighbours] == [
        ("192.0.2.2", "198.51.100.9", "GigabitEthernet1/0/1", "full")
    ]
    assert [(one.system_id, one.level, one.state) for one in record.isis_adjacencies] == [("0000.0000.0009", "2", "up")]
    assert [(one.address, one.state) for one in record.bgp_peers] == [("198.51.100.9", "established"), ("192.0.2.2", "connect")]
    (group,) = record.fhrp
    assert (group.interface, group.addresses, group.priority, group.master) == (
        "Vlan-interface10",
        ("203.0.113.254",),
        150,
        "203.0.113.1",
    )
    assert [(one.prefix, one.next_hop, one.interface) for one in record.forwarding][2:] == [
        ("198.51.100.9/32", "192.0.2.2", "GigabitEthernet1/0/1"),
        ("198.51.100.9/32", "203.0.113.9", "Vlan-interface10"),
    ]


def test_translations(read):
    record, _ = read
    assert [(one.kind, one.inside, one.outside, one.acl, one.pool, one.interface) for one in record.nat_rules] == [
        ("server", "203.0.113.80", "192.0.2.80", "2000", None, "GigabitEthernet1/0/1"),
        ("source", None, None, "2036", "1", "GigabitEthernet1/0/1"),
        ("source", None, "interface", "2037", None, "GigabitEthernet1/0/2"),
        ("static", "203.0.113.90", "192.0.2.90", None, None, None),
    ]


def test_aggregates_with_their_members(read):
    record, _ = read
    assert [(one.interface, one.mode) for one in record.lags] == [("Bridge-Aggregation1", "lacp"), ("Bridge-Aggregation2", "static")]
    assert [(one.interface, one.active, one.actor_port, one.partner_port) for one in record.lag_members] == [
        ("Ten-GigabitEthernet1/0/49", True, 1, 7),
        ("Ten-GigabitEthernet2/0/49", False, 2, 8),
    ]
