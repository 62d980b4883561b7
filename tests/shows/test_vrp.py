"""Captures of VRP: what each command adds to the record, with its place in the log."""

from __future__ import annotations

import pytest

from tests.shows import vrp_texts as texts
from tests.shows.reading import angle, outcomes, read_log
from topology.model.records import Completeness, InterfaceKind, NeighbourProtocol
from topology.model.tables import StpState

LOG = angle(
    "SW1",
    ("dis ip int b", texts.IP_BRIEF),
    ("dis lldp nei b", texts.LLDP_BRIEF),
    ("dis ospf peer b", texts.OSPF_BRIEF),
    ("dis ospf pe", texts.OSPF_PEER),
    ("dis ip rou", texts.ROUTES),
    ("dis ip routing-table vpn-instance Office", texts.ROUTES_VPN),
    ("display bgp vpnv4 all peer", texts.VPNV4),
    ("dis vrrp b", texts.VRRP_BRIEF),
    ("dis vrrp", texts.VRRP),
    ("dis stp b", texts.STP_BRIEF),
    ("dis stp", texts.STP),
    ("dis esn", texts.ESN),
    ("dis bridge mac", texts.BRIDGE),
    ("dis lldp local", texts.LLDP_LOCAL),
    ("dis ip vpn-instance verb", texts.VPN_VERBOSE),
    ("display eth-trunk 1 verbose", texts.TRUNK_VERBOSE),
    ("dis stack", texts.STACK),
    ("dis arp", texts.ARP),
    ("display snmp-agent community read", texts.COMMUNITIES),
)


@pytest.fixture(scope="module")
def read():
    return read_log(LOG)


def place(text: str) -> str:
    """Return where a line of the log stands, by how it starts."""
    return next(f"s.log:{number}" for number, line in enumerate(LOG.split("\n"), start=1) if line.strip().startswith(text))


def test_every_command_is_read_whole(read):
    record, commands = read
    assert {outcome for outcome, _ in outcomes(commands).values()} == {"read"}
    assert sum(one.rows for one in commands) == 43
    assert record.problems == ()
    assert (record.envelope.completeness, record.envelope.engine) == (Completeness.COMPLETE, "huawei_vrp")
    assert record.reading is not None
    assert record.reading.unparsed == 0
    assert record.reading.understood == record.reading.lines


def test_the_device_says_who_it_is(read):
    record, _ = read
    assert record.system.name == "SW1"
    assert record.system.serials == ("2102350DLV10D1000001", "2102350DLV10D1000002")
    assert record.system.chassis_ids == ("00:e0:fc:00:00:01",)
    assert read_log(angle("A", ("dis esn", texts.ESN_ONE)), "huawei_vrp")[0].system.serials == ("2102350DLV10D1000003",)


def test_ports_have_addresses_states_and_vrfs(read):
    record, _ = read
    ports = {port.name: port for port in record.interfaces}
    assert ports["GigabitEthernet0/0/0"].addresses == ("192.0.2.1/30",)
    assert (ports["GigabitEthernet0/0/1"].enabled, ports["GigabitEthernet0/0/1"].up) == (False, False)
    assert (ports["LoopBack0"].kind, ports["LoopBack0"].up) == (InterfaceKind.LOOPBACK, True)
    assert (ports["Vlanif10"].kind, ports["Vlanif10"].addresses) == (InterfaceKind.VLAN, ("203.0.113.1/24",))
    assert (ports["GigabitEthernet0/0/5"].vrf, ports["Vlanif30"].vrf) == ("Office", "Office")
    assert ports["Vlanif10"].ref == place("Vlanif10 ")


def test_short_and_long_names_are_one_port(read):
    record, _ = read
    assert sum(1 for port in record.interfaces if port.name.endswith("0/0/0")) == 1


def test_neighbours_by_lldp_in_both_orders_of_columns(read):
    record, _ = read
    first, second = record.neighbours
    assert (first.protocol, first.local_port, first.port_id, first.system_name) == (NeighbourProtocol.LLDP, "GE0/0/0", "GE0/0/3", "CORE-1")
    assert first.ref == place("GE0/0/0 ")
    assert (second.system_name, second.port_id) == ("hall printer 3", "port 1")
    turned, _ = read_log(angle("CE1", ("display lldp neighbor brief", texts.LLDP_BRIEF_TURNED)), "huawei_vrp")
    assert [(one.local_port, one.port_id, one.system_name) for one in turned.neighbours] == [("10GE1/0/1", "10GE1/0/17", "SPINE-2")]


def test_a_list_of_ospf_neighbours_and_the_detailed_answer_are_one_set(read):
    record, _ = read
    assert [(one.address, one.router_id, one.interface, one.state) for one in record.ospf_neighbours] == [
        ("192.0.2.2", "198.51.100.2", "GigabitEthernet0/0/0", "full"),
        ("203.0.113.3", "198.51.100.3", "Vlanif10", "two-way"),
        ("203.0.113.9", "198.51.100.9", "Vlanif10", "full"),
    ]
    assert [(one.process, one.router_id) for one in record.ospf] == [("1", "198.51.100.1")]
    assert [(one.interface, one.area) for one in record.ospf_interfaces] == [("GigabitEthernet0/0/0", "0.0.0.0"), ("Vlanif10", "0.0.0.7")]


def test_routes_of_all_tables_with_their_second_next_hops(read):
    record, _ = read
    assert [(one.prefix, one.next_hop, one.vrf, one.protocol, one.metric) for one in record.forwarding] == [
        ("0.0.0.0/0", "192.0.2.2", None, "netmgmt", 0),
        ("192.0.2.0/30", "192.0.2.1", None, "local", 0),
        ("198.51.100.2/32", "192.0.2.2", None, "ospf", 1),
        ("198.51.100.2/32", "203.0.113.3", None, "ospf", 1),
        ("198.51.100.9/32", "203.0.113.9", None, "ospf", 20),
        ("10.20.0.0/16", "198.51.100.9", "Office", "bgp", 0),
    ]
    assert record.forwarding[3].ref == f"s.log:{int(place('198.51.100.2/32').partition(':')[2]) + 1}"


def test_sessions_of_the_vpn_and_of_its_instances(read):
    record, _ = read
    assert [(one.address, one.remote_as, one.state, one.vrf, one.families) for one in record.bgp_peers] == [
        ("198.51.100.9", 64512, "established", None, ("vpnv4",)),
        ("10.20.0.2", 65001, "idle", "Office", ("ipv4",)),
    ]
    assert [(one.local_as, one.router_id) for one in record.bgp] == [(64512, "198.51.100.1")]


def test_gateways_spanning_trees_aggregates_and_stacks(read):
    record, _ = read
    first, second = record.fhrp
    assert (first.group, first.interface, first.state, first.priority, first.master) == (10, "Vlanif10", "master", 120, "203.0.113.1")
    assert (first.mac, first.track, first.addresses) == ("00:00:5e:00:01:0a", ("GigabitEthernet0/0/0",), ("203.0.113.254",))
    assert (second.group, second.state) == (20, "backup")
    (tree,) = record.stp
    assert (tree.bridge, tree.priority, tree.root, tree.root_cost) == ("00:e0:fc:00:00:01", 32768, "00:e0:fc:00:00:ff", 20000)
    assert tree.root_port == "GigabitEthernet0/0/2"
    assert [(one.interface, one.state) for one in record.stp_ports] == [
        ("GigabitEthernet0/0/2", StpState.FORWARDING),
        ("GigabitEthernet0/0/3", StpState.BLOCKING),
    ]
    assert [(one.interface, one.active, one.actor_port, one.partner_port, one.partner_system) for one in record.lag_members] == [
        ("GigabitEthernet0/0/11", True, 12, 9, "00:e0:fc:00:00:02"),
        ("GigabitEthernet0/0/12", False, 13, 10, "00:e0:fc:00:00:02"),
    ]
    assert [(one.interface, one.mode) for one in record.lags] == [("Eth-Trunk1", "lacp")]
    assert [(one.kind, one.member, one.priority) for one in record.stack_members] == [("istack", 0, 200), ("istack", 1, 100)]


def test_vrfs_with_their_targets(read):
    record, _ = read
    assert [(one.name, one.rd, one.import_targets, one.export_targets) for one in record.vrfs] == [
        ("Office", "64512:101", ("64512:101",), ("64512:101", "64512:900")),
        ("Video", "64512:102", ("64512:102",), ("64512:102",)),
    ]
    brief, _ = read_log(angle("CE1", ("display ip interface brief", texts.IP_BRIEF_VPN)), "huawei_vrp")
    assert [(one.name, one.vrf) for one in brief.interfaces] == [("10GE1/0/1", "Office"), ("MEth0/0/0", None)]


def test_hosts_by_arp_are_others_alone(read):
    record, _ = read
    assert [(one.address, one.mac) for one in record.arp] == [
        ("203.0.113.20", "00:e0:fc:00:0a:20"),
        ("203.0.113.21", "00:e0:fc:00:0a:21"),
    ]


def test_a_community_is_a_fingerprint_wherever_it_stood(read):
    record, _ = read
    (access,) = record.management_accesses
    assert (access.kind, access.access, access.acl) == ("community", "read", "2001")
    assert access.secret is not None
    assert access.secret.startswith("<secret:")
    assert "sunflower77" not in repr(record)
