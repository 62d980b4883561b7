"""A log of an IOS XE switch: what each of its commands adds to the record."""

from pathlib import Path

import pytest

from tests.shows.reading import hashed, outcomes, read_log
from topology.model.configured import AclBinding, DhcpRelay, NatRule
from topology.model.records import Arp, DeviceRecord, InterfaceKind
from topology.model.tables import BgpPeer, FdbEntry, FdbStatus, LagMember, OspfNeighbour, StpInstance, StpState

LOG = Path(__file__).parent / "logs" / "cisco_ios.txt"
TE = "TenGigabitEthernet1/0/"


@pytest.fixture(scope="module")
def record() -> DeviceRecord:
    """Return what the log tells."""
    return read_log(LOG.read_bytes())[0]


def bare(row: object) -> dict[str, object]:
    """Return the fields of a row that are known, without where they stand."""
    return {name: value for name in row.__struct_fields__ if name != "ref" and (value := getattr(row, name)) not in (None, ())}  # type: ignore[attr-defined]


def test_every_command_is_read_and_nothing_doubted() -> None:
    record, commands = read_log(LOG.read_bytes())
    assert {outcome for outcome, _ in outcomes(commands).values()} == {"read"}
    assert len(commands) == 27
    assert (record.problems, record.envelope.completeness.value, record.system.platform) == ((), "complete", "cisco_ios")


def test_the_device_is_named_by_its_chassis(record: DeviceRecord) -> None:
    system = record.system
    assert (system.name, system.vendor, system.model, system.software) == ("core-a", "cisco", "C9300-24UX", "16.12.5b")
    assert system.serials == ("FCW2201L0AB", "FCW2201L0CD")
    assert system.chassis_ids == ("70:79:b3:00:0a:00", "70:79:b3:00:0b:00")
    assert [(one.name, one.kind) for one in record.modules][:3] == [
        ("c93xx Stack", "stack"), ("Switch 1", "chassis"), ("Switch 1 - Power Supply A", "power-supply"),
    ]  # fmt: skip


def test_interfaces_join_what_several_commands_tell(record: DeviceRecord) -> None:
    ports = {one.name: one for one in record.interfaces}
    vlan = ports["Vlan10"]
    assert (vlan.addresses, vlan.vrf, vlan.description, vlan.kind) == (
        ("10.70.10.2/24", "10.70.11.2/24"), "OFFICE", "Office users", InterfaceKind.VLAN,
    )  # fmt: skip
    trunk = ports[TE + "1"]
    assert (trunk.vlan_trunk, trunk.vlan_native, trunk.speed_bps, trunk.mtu) == ((10, 30, 40, 41, 42), 99, 10**10, 9198)
    assert (trunk.mac, trunk.enabled, trunk.up) == ("70:79:b3:00:0a:01", True, True)
    assert (ports[TE + "2"].enabled, ports[TE + "2"].up) == (False, False)
    assert (ports[TE + "3.20"].vlan_access, ports[TE + "3.20"].addresses) == (20, ("10.70.3.1/30",))
    assert (ports[TE + "8"].vlan_access, ports[TE + "8"].vlan_voice) == (30, 31)
    assert ports["Port-channel1"].speed_bps == 2 * 10**10
    assert ports[TE + "3"].description == "to edge-mx ge-0/0/3"
    assert ports["Loopback0"].ref == "s.log:165"


def test_neighbours_are_read_from_cdp_and_lldp(record: DeviceRecord) -> None:
    cdp = bare(record.neighbours[0])
    assert (cdp["local_port"], cdp["port_id"], cdp["system_name"]) == (TE + "1", "Ethernet1/49", "leaf-1")
    assert (cdp["chassis_subtype"], cdp["chassis_id"], cdp["management_addresses"]) == (7, "FDO22110ABC", ("10.70.0.21",))
    lldp = {one.local_port: one for one in record.neighbours if one.protocol.value == "lldp"}
    edge = lldp[TE + "3"]
    assert (edge.chassis_subtype, edge.chassis_id, edge.port_id, edge.port_description) == (
        4, "2c:6b:f5:00:03:00", "513", "to core-a Te1/0/3",
    )  # fmt: skip
    assert (edge.system_name, edge.management_addresses, edge.capabilities) == ("edge-mx", ("10.70.255.3",), 1 << 2 | 1 << 4)
    phone = lldp[TE + "8"]
    assert (phone.port_subtype, phone.port_id, phone.system_name) == (3, "00:04:f2:aa:00:01", None)


def test_hosts_and_forwarding_tables_are_read(record: DeviceRecord) -> None:
    assert record.arp[1:] == (
        Arp(address="10.70.10.51", mac="00:50:56:00:10:51", interface="Vlan10"),
        Arp(address="10.70.30.77", mac="00:50:56:00:30:77", interface="Vlan30"),
    )
    assert record.fdb == (
        FdbEntry(mac="00:50:56:00:10:51", vlan=10, interface=TE + "1", status=FdbStatus.LEARNED, ref="s.log:312"),
        FdbEntry(mac="00:50:56:00:30:77", vlan=30, interface=TE + "8", status=FdbStatus.LEARNED, ref="s.log:313"),
        FdbEntry(mac="00:04:f2:aa:00:01", vlan=30, interface=TE + "8", status=FdbStatus.STATIC, ref="s.log:314"),
    )
    assert [(one.vid, one.name) for one in record.vlans] == [(1, "default"), (10, "OFFICE"), (30, "GUESTS")]


def test_aggregates_and_trees_are_read(record: DeviceRecord) -> None:
    assert [(one.interface, one.mode) for one in record.lags] == [("Port-channel1", "lacp")]
    assert record.lag_members[2] == LagMember(
        interface="TenGigabitEthernet2/0/11", aggregate="Port-channel1", active=False, ref="s.log:406"
    )
    assert record.stp[0] == StpInstance(
        vlan=10, bridge="70:79:b3:00:0a:00", priority=32778, root="5c:5a:c7:00:21:00", root_priority=24586, root_cost=2,
        root_port=TE + "1", ref="s.log:554",
    )  # fmt: skip
    assert (record.stp[1].root_cost, record.stp[1].root_port) == (0, None)
    assert [(one.vlan, one.bridge_port, one.state) for one in record.stp_ports] == [
        (10, 1, StpState.FORWARDING), (10, 8, StpState.BLOCKING), (30, 8, StpState.FORWARDING),
    ]  # fmt: skip


def test_routes_keep_every_hop_and_their_vrf(record: DeviceRecord) -> None:
    routes = [(one.prefix, one.next_hop, one.interface, one.vrf, one.protocol, one.metric) for one in record.forwarding]
    assert ("0.0.0.0/0", "10.70.3.2", None, None, "netmgmt", 0) in routes
    assert [one[1:3] for one in routes if one[0] == "10.70.40.0/24"] == [("10.70.3.2", TE + "3.20"), ("10.70.4.2", TE + "4")]
    assert ("10.70.42.0/24", "10.70.3.2", TE + "3.20", None, "ospf", 20) in routes
    assert ("10.70.44.0/22", None, "Null0", None, "netmgmt", None) in routes
    assert ("172.20.7.0/24", "10.70.4.2", TE + "4", None, "rip", 2) in routes
    assert ("10.70.10.0/24", None, "Vlan10", "OFFICE", "local", None) in routes
    assert len(routes) == 14


def test_vrfs_have_their_targets(record: DeviceRecord) -> None:
    office, management = sorted(record.vrfs, key=lambda one: one.name, reverse=True)
    assert (management.name, management.rd) == ("Mgmt-vrf", None)
    assert (office.rd, office.import_targets, office.export_targets) == ("65010:10", ("65010:10", "65010:99"), ("65010:10",))


def test_sessions_and_adjacencies_are_read(record: DeviceRecord) -> None:
    assert record.ospf_neighbours[0] == OspfNeighbour(
        address="10.70.3.2", router_id="10.70.255.3", interface=TE + "3.20", state="full", ref="s.log:492"
    )
    assert [one.state for one in record.ospf_neighbours] == ["full", "full", "two-way"]
    assert [(one.name, one.system_id, one.state, one.level) for one in record.isis_adjacencies] == [
        ("pe-west", None, "up", "2"), (None, "1111.2222.3333", "initializing", "1"),
    ]  # fmt: skip
    assert record.bgp_peers == (
        BgpPeer(address="10.70.4.2", remote_as=65020, local_as=65010, state="established", enabled=True, ref="s.log:501"),
        BgpPeer(address="10.70.255.9", remote_as=65010, local_as=65010, state="idle", enabled=False, ref="s.log:502"),
        BgpPeer(address="10.70.9.9", remote_as=66536, local_as=65010, state="active", ref="s.log:503"),
    )
    assert [(one.local_as, one.router_id) for one in record.bgp] == [(65010, "10.70.255.1")]


def test_shared_gateways_are_read(record: DeviceRecord) -> None:
    hsrp, vrrp = record.fhrp
    assert bare(hsrp) == {
        "protocol": "hsrp", "group": 10, "interface": "Vlan10", "addresses": ("10.70.10.1",), "mac": "00:00:0c:9f:f0:0a",
        "state": "active", "priority": 110, "preempt": True, "track": ("1",),
    }  # fmt: skip
    assert (vrrp.protocol, vrrp.state, vrrp.master, vrrp.priority) == ("vrrp2", "backup", "10.70.30.3", 90)


def test_lists_translations_and_relays_are_read(record: DeviceRecord) -> None:
    rules = [bare(one) for one in record.acl_rules]
    assert rules[0] == {"acl": "10", "sequence": 10, "action": "permit", "source": "10.70.5.0/24"}
    assert rules[3] == {
        "acl": "GUESTS-IN", "sequence": 20, "action": "permit", "protocol": "tcp", "source": "10.70.30.0/24",
        "destination": "10.70.5.80/32", "destination_port": "eq 80 443",
    }  # fmt: skip
    assert (rules[4]["source_port"], rules[4]["options"]) == ("range 1024 65535", "established")
    assert record.acl_bindings == (AclBinding(acl="GUESTS-IN", use="filter", interface="Vlan10", direction="in", ref="s.log:200"),)
    assert record.dhcp_relays == (DhcpRelay(interface="Vlan10", servers=("10.70.5.67",), vrf="OFFICE", ref="s.log:200"),)
    assert record.nat_rules[0] == NatRule(
        kind="server", inside="10.70.5.80", inside_port="80", outside="203.0.113.9", outside_port="80", protocol="tcp", ref="s.log:586"
    )
    assert len(record.nat_rules) == 2


def test_a_route_that_is_missing_shows_by_the_count_of_subnets() -> None:
    answer = (
        "Codes: L - local, C - connected\n\nGateway of last resort is not set\n\n"
        "      10.0.0.0/8 is variably subnetted, 3 subnets, 2 masks\n"
        "C        10.9.1.0/24 is directly connected, GigabitEthernet0/1\n"
        "L        10.9.1.1/32 is directly connected, GigabitEthernet0/1\n"
    )
    record, commands = read_log(hashed("R1", ("show ip route", answer)), "cisco_ios")
    assert outcomes(commands) == {"show ip route": ("partial", 2)}
    assert [(one.code, one.where, one.params["said"], one.params["read"]) for one in record.problems] == [
        ("capture-total-differs", "s.log:6", 3, 2)
    ]


def test_an_empty_table_is_read_and_empty() -> None:
    answer = "\nRouting Table: LAB\nCodes: L - local, C - connected\n\nGateway of last resort is not set\n\n"
    record, commands = read_log(hashed("R1", ("sh ip ro vrf LAB", answer)), "cisco_ios")
    assert outcomes(commands) == {"show ip route vrf LAB": ("read", 0)}
    assert record.forwarding == ()


def test_an_address_without_length_takes_that_of_its_connected_route() -> None:
    brief = (
        "Interface              IP-Address      OK? Method Status                Protocol\n"
        "GigabitEthernet0/1     10.9.1.1        YES NVRAM  up                    up      \n"
        "GigabitEthernet0/2     10.9.2.1        YES NVRAM  up                    up      \n"
    )
    routes = "Gateway of last resort is not set\n\nC     10.9.1.0/26 is directly connected, GigabitEthernet0/1\n"
    record, _ = read_log(hashed("R1", ("show ip int br", brief), ("show ip route", routes)), "cisco_ios")
    assert [one.addresses for one in record.interfaces] == [("10.9.1.1/26",), ("10.9.2.1/32",)]


def test_a_list_of_neighbours_gives_way_to_the_detailed_answer() -> None:
    brief = (
        "Capability Codes: R - Router, T - Trans Bridge\n\n"
        "Device ID        Local Intrfce     Holdtme    Capability  Platform  Port ID\n"
        "leaf-1           Ten 1/0/1         155             R S    N9K-C9318 Eth 1/49\n"
        "leaf-9           Ten 1/0/9         155             R S    N9K-C9318 Eth 1/49\n"
    )
    detail = LOG.read_text().partition("show cdp neighbors detail\n")[2].partition("core-a#show lldp")[0]
    for answers in ([("show cdp nei", brief), ("show cdp nei det", detail)], [("show cdp nei det", detail), ("show cdp nei", brief)]):
        record, _ = read_log(hashed("core-a", *answers), "cisco_ios")
        assert sorted((one.system_name or "", bool(one.management_addresses)) for one in record.neighbours) == [
            ("leaf-1", True), ("leaf-9", False), ("pe-west.city.example", True),
        ]  # fmt: skip


def test_typed_in_other_ways_and_older_commands_are_read() -> None:
    record, commands = read_log(
        hashed(
            "R1",
            ("sh ip vrf int", ("Interface              IP-Address      VRF                              Protocol\n"
             "Gi0/1                  10.9.1.1        OFFICE                           up\n")),
            ("sh int trunk", ("\nPort        Mode             Encapsulation  Status        Native vlan\n"
             "Gi0/2       on               802.1q         trunking      99\n\n"
             "Port        Vlans allowed on trunk\nGi0/2       10,20-22\n\n"
             "Port        Vlans allowed and active in management domain\nGi0/2       10,20\n")),
            ("sh ip ospf", (' Routing Process "ospf 7" with ID 10.9.0.1\n It is an area border and autonomous system boundary router\n'
             "    Area BACKBONE(0)\n        Number of interfaces in this area is 2\n    Area 10\n")),
            ("sh ipv6 ro", ("IPv6 Routing Table - default - 2 entries\nCodes: C - Connected, L - Local\n"
             "C   2001:DB8:9::/64 [0/0]\n     via GigabitEthernet0/1, directly connected\n"
             "S   ::/0 [1/0]\n     via FE80::1, GigabitEthernet0/1\n")),
            ("sh switch", ("Switch/Stack Mac Address : 04bd.9715.5140 - Local Mac Address\nMac persistency wait time: Indefinite\n"
             "                                             H/W   Current\nSwitch#   Role    Mac Address     Priority Version  State\n"
             "-------------------------------------------------------------------------------------\n"
             "*1       Active   04bd.9715.5140     5      V02     Ready\n 2       Standby  04bd.977f.f400     1      V02     Ready\n")),
        ),
        "cisco_ios",
    )  # fmt: skip
    assert outcomes(commands) == {
        "show ip vrf interfaces": ("read", 1), "show interfaces trunk": ("read", 2), "show ip ospf": ("read", 1),
        "show ipv6 route": ("read", 2), "show switch": ("read", 2),
    }  # fmt: skip
    ports = {one.name: one for one in record.interfaces}
    assert (ports["GigabitEthernet0/1"].vrf, ports["GigabitEthernet0/1"].addresses) == ("OFFICE", ("10.9.1.1/32",))
    assert (ports["GigabitEthernet0/2"].vlan_trunk, ports["GigabitEthernet0/2"].vlan_native) == ((10, 20, 21, 22), 99)
    (process,) = record.ospf
    assert (process.process, process.router_id, process.areas, process.area_border, process.as_border) == (
        "7", "10.9.0.1", ("0.0.0.0", "0.0.0.10"), True, True,
    )  # fmt: skip
    assert [(one.prefix, one.next_hop, one.interface, one.protocol) for one in record.forwarding] == [
        ("2001:db8:9::/64", None, "GigabitEthernet0/1", "local"), ("::/0", "fe80::1", "GigabitEthernet0/1", "netmgmt"),
    ]  # fmt: skip
    assert [(one.kind, one.member, one.priority) for one in record.stack_members] == [("stackwise", 1, 5), ("stackwise", 2, 1)]


def test_a_rule_of_an_access_list_that_is_not_known_is_named() -> None:
    answer = "Extended IP access list EDGE\n    10 permit ip any any\n    20 frobnicate everything\n"
    record, _ = read_log(hashed("R1", ("show access-lists", answer)), "cisco_ios")
    assert [one.sequence for one in record.acl_rules] == [10]
    assert [(one.code, one.where, one.params["text"]) for one in record.problems] == [
        ("capture-rule-unread", "s.log:4", "20 frobnicate everything")
    ]


def test_a_line_wider_than_any_terminal_is_no_answer() -> None:
    answer = "Protocol  Address          Age (min)  Hardware Addr   Type   Interface\n" + "Internet " * 200 + "\n"
    record, commands = read_log(hashed("R1", ("show ip arp", answer)), "cisco_ios")
    assert outcomes(commands) == {"show ip arp": ("unread", 0)}
    assert [(one.code, one.where) for one in record.problems] == [("capture-not-of-form", "s.log:3")]


def test_a_list_and_a_page_of_gateways_are_of_the_same_ones() -> None:
    brief = (
        "                     P indicates configured to preempt.\n                     |\n"
        "Interface   Grp  Pri P State   Active          Standby         Virtual IP\n"
        "Vl10        10   110 P Active  local           10.70.10.3      10.70.10.1\n"
    )
    page = LOG.read_text().partition("show standby\n")[2].partition("core-a#show vrrp")[0]
    six = "TenGigabitEthernet1/0/4 [up/up]\n    FE80::1\n    2001:DB8:70:4::1\n"
    answers = [("show standby brief", brief), ("show standby", page), ("show ipv6 interface brief", six)]
    record, commands = read_log(hashed("core-a", *answers), "cisco_ios")
    assert [outcome for outcome, _ in outcomes(commands).values()] == ["read", "read", "read"]
    (group,) = record.fhrp
    assert (group.interface, group.priority, group.mac, group.track) == ("Vlan10", 110, "00:00:0c:9f:f0:0a", ("1",))
    assert {one.name: one.addresses for one in record.interfaces}[TE + "4"] == ("2001:db8:70:4::1/128",)
