"""A log of an NX-OS switch: what each of its commands adds to the record."""

from pathlib import Path

import pytest

from tests.shows.reading import hashed, outcomes, read_log
from topology.model.records import Counter, DeviceRecord, InterfaceKind
from topology.model.tables import BgpPeer, FdbEntry, FdbStatus, LagMember, OspfNeighbour

LOG = Path(__file__).parent / "logs" / "cisco_nxos.txt"


@pytest.fixture(scope="module")
def record() -> DeviceRecord:
    """Return what the log tells."""
    return read_log(LOG.read_bytes())[0]


def test_every_command_is_read_and_nothing_doubted() -> None:
    record, commands = read_log(LOG.read_bytes())
    assert {outcome for outcome, _ in outcomes(commands).values()} == {"read"}
    assert len(commands) == 22
    assert (record.problems, record.envelope.completeness.value, record.system.platform) == ((), "complete", "cisco_nxos")


def test_the_device_is_named_by_its_chassis(record: DeviceRecord) -> None:
    system = record.system
    assert (system.name, system.vendor, system.model, system.software) == ("leaf-1", "cisco", "C93180YC-EX", "9.3(8)")
    assert system.serials == ("FDO22110ABC",)
    assert [(one.name, one.kind, one.serial) for one in record.modules] == [
        ("Chassis", "chassis", "FDO22110ABC"), ("Slot 1", "module", "FDO22110ABC"), ("Power Supply 1", "power-supply", "LIT21310XYZ"),
    ]  # fmt: skip


def test_interfaces_join_what_several_commands_tell(record: DeviceRecord) -> None:
    ports = {one.name: one for one in record.interfaces}
    assert (ports["mgmt0"].kind, ports["mgmt0"].vrf, ports["mgmt0"].addresses) == (
        InterfaceKind.MANAGEMENT,
        "management",
        ("10.70.0.21/24",),
    )
    trunk = ports["Ethernet1/49"]
    assert (trunk.vlan_trunk, trunk.vlan_native, trunk.speed_bps, trunk.mtu) == ((10, 20, 40, 41, 42), 99, 10**10, 9216)
    assert (trunk.description, trunk.mac) == ("to core-a Te1/0/1", "00:de:fb:00:21:38")
    assert (ports["Ethernet1/1"].enabled, ports["Ethernet1/1"].up) == (False, False)
    assert (ports["Ethernet1/5"].vlan_access, ports["Ethernet1/5"].description) == (10, "server rack 4")
    assert (ports["Vlan10"].vrf, ports["Vlan10"].addresses, ports["Vlan10"].up) == ("OFFICE", ("10.70.10.3/24",), True)
    assert ports["Vlan20"].addresses == ("10.70.20.3/24",)
    assert ports["port-channel10"].speed_bps == 2 * 10**11
    assert record.counters[1] == Counter(interface="Ethernet1/49", in_errors=3, out_errors=0, in_discards=4, out_discards=6)


def test_neighbours_are_read_from_cdp_and_lldp(record: DeviceRecord) -> None:
    said = [(one.protocol.value, one.local_port, one.port_id, one.system_name, one.chassis_id) for one in record.neighbours]
    assert said == [
        ("cdp", "Ethernet1/49", "TenGigabitEthernet1/0/1", "core-a", None),
        ("cdp", "Ethernet1/51", "Ethernet1/51", "leaf-2", "FDO22110DEF"),
        ("lldp", "Ethernet1/49", "Te1/0/1", "core-a", "70:79:b3:00:0a:00"),
        ("lldp", "Ethernet1/51", "Ethernet1/51", "leaf-2", "00:de:fb:00:22:00"),
    ]


def test_hosts_and_forwarding_tables_are_read(record: DeviceRecord) -> None:
    assert [(one.address, one.interface) for one in record.arp] == [
        ("10.70.10.51", "Vlan10"), ("10.70.20.9", "Vlan20"), ("10.70.0.1", "mgmt0"),
    ]  # fmt: skip
    assert record.fdb[1] == FdbEntry(
        mac="00:50:56:00:20:09", vlan=20, interface="port-channel10", status=FdbStatus.LEARNED, ref="s.log:297"
    )
    assert [(one.vlan, one.interface, one.status) for one in record.fdb[3:]] == [(None, None, FdbStatus.SELF), (10, None, FdbStatus.SELF)]


def test_bundles_pairs_and_trees_are_read(record: DeviceRecord) -> None:
    assert [(one.interface, one.mode) for one in record.lags] == [("port-channel10", "lacp"), ("port-channel20", "static")]
    assert record.lag_members[2] == LagMember(interface="Ethernet1/53", aggregate="port-channel20", active=False, ref="s.log:359")
    assert [(one.kind, one.domain, one.ports) for one in record.stack_members] == [("mlag", "5", ("port-channel10",))]
    assert (record.stp[0].vlan, record.stp[0].root_port, record.stp[0].priority) == (10, "Ethernet1/49", 32778)
    assert [one.bridge_port for one in record.stp_ports] == [4105, 177]


def test_routes_stand_in_their_vrf_without_the_own_address_as_a_hop(record: DeviceRecord) -> None:
    routes = [(one.prefix, one.next_hop, one.interface, one.vrf, one.protocol) for one in record.forwarding]
    assert routes == [
        ("0.0.0.0/0", "10.70.20.1", None, None, "netmgmt"),
        ("10.70.20.0/24", None, "Vlan20", None, "local"),
        ("10.70.20.3/32", None, "Vlan20", None, "local"),
        ("10.70.40.0/24", "10.70.20.1", "Vlan20", None, "ospf"),
        ("10.70.40.0/24", "10.70.20.2", "Vlan20", None, "ospf"),
        ("10.70.43.0/24", "10.70.255.9", None, None, "bgp"),
        ("10.70.0.0/24", None, "mgmt0", "management", "local"),
        ("10.70.0.21/32", None, "mgmt0", "management", "local"),
    ]
    assert {one.name: one.rd for one in record.vrfs} == {"OFFICE": "65010:10", "management": None}


def test_sessions_adjacencies_and_gateways_are_read(record: DeviceRecord) -> None:
    assert record.ospf_neighbours[1] == OspfNeighbour(
        address="10.70.20.2", router_id="10.70.255.22", interface="Vlan20", state="two-way", ref="s.log:474"
    )
    assert [(one.local_as, one.router_id, one.vrf) for one in record.bgp] == [
        (65010, "10.70.255.21", None), (65010, "10.70.10.3", "OFFICE"),
    ]  # fmt: skip
    assert record.bgp_peers[2] == BgpPeer(
        address="10.70.10.7", remote_as=65030, local_as=65010, state="established", enabled=True, vrf="OFFICE", ref="s.log:495"
    )
    (group,) = record.fhrp
    assert (group.group, group.interface, group.addresses, group.state, group.priority, group.master, group.mac, group.preempt) == (
        10, "Vlan10", ("10.70.10.1",), "standby", 100, "10.70.10.2", "00:00:0c:9f:f0:0a", True,
    )  # fmt: skip


def test_the_aggregate_of_a_port_is_read_from_its_own_page() -> None:
    page = LOG.read_text().partition("show interface\n")[2].partition("leaf-1# show interface status")[0]
    page = page.replace("admin state is up, Dedicated Interface\n", "admin state is up, Dedicated Interface\n  Belongs to Po7\n", 1)
    record, _ = read_log(hashed("leaf-1", ("show interface", page)), "cisco_nxos")
    assert [(one.interface, one.aggregate) for one in record.lag_members] == [
        ("Ethernet1/49", "port-channel7"), ("Ethernet1/51", "port-channel10"), ("Ethernet1/52", "port-channel10"),
    ]  # fmt: skip


def test_the_table_of_bgp_names_the_router() -> None:
    answer = (
        "BGP routing table information for VRF default, address family IPv4 Unicast\n"
        "BGP table version is 17, Local Router ID is 10.9.0.1\n"
        "Status: s-suppressed, x-deleted, S-stale, d-dampened, h-history, *-valid, >-best\n\n"
        "   Network            Next Hop            Metric     LocPrf     Weight Path\n"
        "*>l10.9.1.0/24        0.0.0.0                           100      32768 i\n"
    )
    record, commands = read_log(hashed("n1", ("show ip bgp vrf all", answer)), "cisco_nxos")
    assert outcomes(commands) == {"show ip bgp vrf all": ("read", 1)}
    assert [(one.router_id, one.vrf) for one in record.bgp] == [("10.9.0.1", None)]


def test_rules_with_prefixes_and_counts_are_read() -> None:
    answer = (
        "IP access list SERVERS\n        statistics per-entry \n"
        "        10 permit tcp 10.9.0.0/16 any eq 443 [match=12] \n        20 deny ip any any \n"
    )
    record, _ = read_log(hashed("n1", ("show access-lists", answer)), "cisco_nxos")
    assert [(one.sequence, one.source, one.destination_port) for one in record.acl_rules] == [
        (10, "10.9.0.0/16", "eq 443"),
        (20, None, None),
    ]
    assert record.problems == ()


def test_vrrp_is_read_and_typed_words_find_their_reader() -> None:
    vrrp = (
        "      Interface  VR IpVersion Pri   Time Pre State   VR IP addr\n"
        "---------------------------------------------------------------\n"
        "         Vlan40  40   IPV4     120    1 s   Y  Master  10.9.4.1\n"
    )
    hears = (
        " OSPF Process ID 1 VRF default\n Total number of neighbors: 1\n"
        " Neighbor ID     Pri State            Up Time  Address         Interface\n"
        " 10.9.0.2          1 FULL/DR          3w2d     10.9.4.2        Vlan40 \n"
    )
    record, commands = read_log(hashed("n1", ("sh vrrp", vrrp), ("show ip ospf neighbor", hears)), "cisco_nxos")
    assert outcomes(commands) == {"show vrrp": ("read", 1), "show ip ospf neighbors": ("read", 1)}
    assert [(one.protocol, one.group, one.interface, one.addresses, one.state, one.priority) for one in record.fhrp] == [
        ("vrrp2", 40, "Vlan40", ("10.9.4.1",), "master", 120)
    ]
    assert [one.address for one in record.ospf_neighbours] == ["10.9.4.2"]


def test_parts_of_a_list_that_did_not_match_are_no_fault() -> None:
    page = (
        'IP Interface Status for VRF "OFFICE"(3)\n'
        "Vlan40, Interface status: protocol-up/link-up/admin-up, iod: 62,\n"
        "  IP address: 10.9.4.3, IP subnet: 10.9.4.0/24 \n"
        "  IP address: 10.9.5.3, IP subnet: 10.9.5.0/24 secondary\n"
        "  IP broadcast address: 255.255.255.255\n"
    )
    record, commands = read_log(hashed("n1", ("show ip interface", page)), "cisco_nxos")
    assert outcomes(commands) == {"show ip interface": ("read", 1)}
    assert [(one.name, one.vrf, one.addresses) for one in record.interfaces] == [("Vlan40", "OFFICE", ("10.9.4.3/24", "10.9.5.3/24"))]


def test_numbers_that_no_device_has_are_none() -> None:
    huge = "9" * 30
    status = (
        "--------------------------------------------------------------------------------\n"
        "Port          Name               Status    Vlan      Duplex  Speed   Type\n"
        "--------------------------------------------------------------------------------\n"
        "Eth1/5        rack               connected 4094      full    99999999999G 10g\n"
    )
    routes = (
        f'IP Route Table for VRF "default"\n10.9.0.0/16, ubest/mbest: 1/0\n    *via 10.9.9.9, Vlan20, [110/{huge}], 3w2d, ospf-1, intra\n'
    )
    record, _ = read_log(hashed("n1", ("show interface status", status), ("show ip route", routes)), "cisco_nxos")
    assert [(one.name, one.speed_bps, one.vlan_access) for one in record.interfaces if one.name == "Ethernet1/5"] == [
        ("Ethernet1/5", None, 4094)
    ]
    assert [(one.prefix, one.metric) for one in record.forwarding] == [("10.9.0.0/16", None)]
