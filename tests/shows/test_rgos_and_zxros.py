"""Captures of RGOS and ZXROS, in the forms that their documentation shows."""

from __future__ import annotations

from tests.shows import rgos_texts, zte_texts
from tests.shows.reading import hashed, outcomes, read_log
from topology.model.records import Completeness, InterfaceKind

RGOS = hashed(
    "SW3",
    ("sh ver", rgos_texts.VERSION),
    ("sh lldp nei det", rgos_texts.LLDP_DETAIL),
    ("sh lldp nei", rgos_texts.LLDP),
    ("sh int status", rgos_texts.STATUS),
    ("sh int desc", rgos_texts.DESCRIPTION),
    ("sh int switchport", rgos_texts.SWITCHPORT),
    ("sh ip int b", rgos_texts.IP_BRIEF),
    ("sh arp", rgos_texts.ARP),
    ("sh mac-add", rgos_texts.MAC),
    ("sh vlan", rgos_texts.VLAN),
    ("sh aggre sum", rgos_texts.AGGREGATES),
    ("sh ip ospf nei", rgos_texts.OSPF),
    ("sh ip route", rgos_texts.ROUTES),
    ("sh ip bgp sum", rgos_texts.BGP),
    ("sh vrrp b", rgos_texts.VRRP),
    ("sh switch virtual", rgos_texts.VSU),
)
ZXROS = hashed(
    "P1",
    ("show version", zte_texts.VERSION),
    ("sh ip int b", zte_texts.IP_BRIEF),
    ("sh int b", zte_texts.BRIEF),
    ("show arp", zte_texts.ARP),
    ("show isis adj", zte_texts.ISIS),
    ("show ip ospf nei", zte_texts.OSPF),
    ("show ip route", zte_texts.ROUTES),
    ("show ip bgp sum", zte_texts.BGP),
)


def test_rgos_is_told_by_its_version_and_read_whole():
    record, commands = read_log(RGOS)
    assert {outcome for outcome, _ in outcomes(commands).values()} == {"read"}
    assert (record.envelope.engine, record.envelope.completeness, record.problems) == ("ruijie_rgos", Completeness.COMPLETE, ())
    system = record.system
    assert (system.name, system.vendor, system.model, system.serials) == ("SW3", "ruijie", "RG-S5750C-28GT4XS-H", ("G1NQ0LL000123",))


def test_ports_and_neighbours_of_rgos():
    record, _ = read_log(RGOS)
    ports = {port.name: port for port in record.interfaces}
    trunk = ports["GigabitEthernet 0/1"]
    assert (trunk.vlan_trunk, trunk.vlan_native, trunk.vlan_access, trunk.speed_bps) == ((1, 10, 11, 12, 20), 1, None, 10**9)
    assert (ports["GigabitEthernet 0/2"].vlan_access, ports["GigabitEthernet 0/2"].enabled) == (10, False)
    assert ports["VLAN 10"].addresses == ("203.0.113.1/24", "203.0.114.1/24")
    assert ports["TenGigabitEthernet 0/27"].lag == "AggregatePort 1"
    assert [(one.local_port, one.system_name, one.port_id, one.chassis_id) for one in record.neighbours] == [
        ("GigabitEthernet 0/1", "CORE-1", "GigabitEthernet 0/24", "00:d0:f8:22:33:cd"),
        ("GigabitEthernet 0/7", "hall phone", "port 1", None),
    ]


def test_tables_and_protocols_of_rgos():
    record, _ = read_log(RGOS)
    assert [one.address for one in record.arp] == ["203.0.113.20", "203.0.113.21"]
    assert [(one.vlan, one.interface) for one in record.fdb] == [(10, "GigabitEthernet 0/2"), (10, "AggregatePort 1")]
    assert [(one.vid, one.name) for one in record.vlans] == [(1, None), (10, "city offices")]
    assert [(one.interface, one.aggregate) for one in record.lag_members] == [
        ("TenGigabitEthernet 0/27", "AggregatePort 1"),
        ("TenGigabitEthernet 0/28", "AggregatePort 1"),
        ("GigabitEthernet 0/9", "AggregatePort 10"),
    ]
    assert [(one.address, one.state) for one in record.ospf_neighbours] == [("192.0.2.2", "full"), ("203.0.113.8", "two-way")]
    assert [(one.prefix, one.next_hop, one.protocol) for one in record.forwarding] == [
        ("0.0.0.0/0", "192.0.2.2", "netmgmt"),
        ("203.0.113.0/24", None, "local"),
        ("203.0.113.1/32", None, "local"),
        ("198.51.100.9/32", "192.0.2.2", "ospf"),
        ("198.51.100.9/32", "203.0.113.8", "ospf"),
        ("10.0.0.0/8", "192.0.2.2", "ospf"),
    ]
    assert [(one.address, one.state) for one in record.bgp_peers] == [("192.0.2.2", "established"), ("203.0.113.8", "active")]
    assert [(one.group, one.interface, one.addresses) for one in record.fhrp] == [(10, "VLAN 10", ("203.0.113.254",))]
    assert [(one.kind, one.member, one.priority) for one in record.stack_members] == [("vsu", 1, 200), ("vsu", 2, 100)]


def test_zxros_is_read_whole_and_names_that_its_tables_cut_name_nothing():
    record, commands = read_log(ZXROS)
    assert {outcome for outcome, _ in outcomes(commands).values()} == {"read"}
    assert (record.envelope.engine, record.system.software) == ("zte_zxros", "6120H-S V5.10.00.50")
    ports = {port.name: port for port in record.interfaces}
    assert set(ports) == {"xgei-1/1/0/1", "xgei-1/1/0/2", "loopback1", "xgei-1/1/0/3.201"}
    assert (ports["xgei-1/1/0/1"].addresses, ports["xgei-1/1/0/1"].description) == (("192.0.2.1/30",), "to_CORE-1")
    assert (ports["xgei-1/1/0/2"].description, ports["loopback1"].kind) == (None, InterfaceKind.LOOPBACK)
    assert [(one.address, one.interface) for one in record.arp] == [("203.0.113.20", "xgei-1/1/0/3.201")]
    assert [(one.name, one.interface) for one in record.isis_adjacencies] == [("CORE-1", "xgei-1/1/0/1")]
    assert [(one.prefix, one.protocol) for one in record.forwarding] == [
        ("0.0.0.0/0", "netmgmt"),
        ("192.0.2.0/30", "local"),
        ("198.51.100.9/32", "ospf"),
    ]
    assert [(one.address, one.state) for one in record.bgp_peers] == [("192.0.2.2", "established"), ("203.0.113.8", "connect")]
    assert [(one.router_id, one.state) for one in record.ospf_neighbours] == [("198.51.100.9", "full")]
