"""A log of an IOS XR router: what each of its commands adds to the record."""

from pathlib import Path

import pytest

from tests.shows.reading import hashed, outcomes, read_log
from topology.model.records import DeviceRecord, InterfaceKind
from topology.model.tables import BgpPeer, LagMember, OspfNeighbour

LOG = Path(__file__).parent / "logs" / "cisco_xr.txt"


@pytest.fixture(scope="module")
def record() -> DeviceRecord:
    """Return what the log tells."""
    return read_log(LOG.read_bytes())[0]


def test_every_command_is_read_and_nothing_doubted() -> None:
    record, commands = read_log(LOG.read_bytes())
    assert {outcome for outcome, _ in outcomes(commands).values()} == {"read"}
    assert len(commands) == 19
    assert (record.problems, record.envelope.completeness.value, record.system.platform) == ((), "complete", "cisco_xr")


def test_the_device_is_named_by_its_chassis(record: DeviceRecord) -> None:
    system = record.system
    assert (system.name, system.vendor, system.model, system.software) == ("pe-west", "cisco", "ASR9K", "7.3.2")
    assert system.serials == ("FOC2233N1AB",)
    assert [one.kind for one in record.modules] == ["chassis", "module", "module", "power-supply"]


def test_interfaces_join_what_several_commands_tell(record: DeviceRecord) -> None:
    ports = {one.name: one for one in record.interfaces}
    assert (ports["MgmtEth0/RSP0/CPU0/0"].kind, ports["MgmtEth0/RSP0/CPU0/0"].vrf) == (InterfaceKind.MANAGEMENT, "MGMT")
    bundle = ports["Bundle-Ether1"]
    assert (bundle.kind, bundle.addresses, bundle.speed_bps, bundle.description) == (
        InterfaceKind.LAG, ("10.70.60.1/31",), 2 * 10**10, "core pair",
    )  # fmt: skip
    assert (ports["TenGigE0/0/0/5"].enabled, ports["TenGigE0/0/0/5"].up, ports["TenGigE0/0/0/5"].addresses) == (False, False, ())
    unit = ports["TenGigE0/0/0/8.100"]
    assert (unit.vlan_access, unit.vrf, unit.addresses, unit.kind) == (100, "OFFICE", ("10.70.80.1/24",), InterfaceKind.SUBINTERFACE)
    assert ports["TenGigE0/0/0/4"].mac == "2c:5a:0f:00:04:04"


def test_bundles_are_read_from_two_commands_as_one(record: DeviceRecord) -> None:
    assert [(one.interface, one.mode) for one in record.lags] == [("Bundle-Ether1", "lacp")]
    assert record.lag_members == (
        LagMember(interface="TenGigE0/0/0/6", aggregate="Bundle-Ether1", active=True, ref="s.log:47"),
        LagMember(interface="TenGigE0/0/0/7", aggregate="Bundle-Ether1", active=True, ref="s.log:48"),
    )


def test_neighbours_hosts_and_vrfs_are_read(record: DeviceRecord) -> None:
    assert [(one.protocol.value, one.local_port, one.port_id, one.system_name, one.management_addresses) for one in record.neighbours] == [
        ("lldp", "TenGigE0/0/0/6", "ge-0/0/6", "edge-mx", ("10.70.255.3",)),
        ("cdp", "TenGigE0/0/0/4", "TenGigabitEthernet1/0/4", "core-a", ("10.70.4.1",)),
    ]
    assert [(one.address, one.interface) for one in record.arp][2] == ("10.70.80.20", "TenGigE0/0/0/8.100")
    assert {(one.name, one.rd, one.import_targets, one.export_targets) for one in record.vrfs} == {
        ("MGMT", None, (), ()), ("OFFICE", "65020:10", ("65020:10", "65020:99"), ("65020:10",)),
    }  # fmt: skip


def test_routes_of_the_device_and_of_its_vrfs_are_read(record: DeviceRecord) -> None:
    routes = [(one.prefix, one.next_hop, one.interface, one.vrf, one.protocol) for one in record.forwarding]
    assert ("0.0.0.0/0", "10.70.4.1", None, None, "netmgmt") in routes
    assert [one[1:3] for one in routes if one[0] == "10.70.40.0/24"] == [("10.70.4.1", "TenGigE0/0/0/4"), ("10.70.60.0", "Bundle-Ether1")]
    assert ("10.70.45.0/24", "10.70.60.0", "Bundle-Ether1", None, "isis") in routes
    assert ("10.70.81.0/24", "10.70.255.9", None, "OFFICE", "bgp") in routes
    assert len(routes) == 12


def test_sessions_and_adjacencies_are_read(record: DeviceRecord) -> None:
    assert record.ospf_neighbours[1] == OspfNeighbour(
        address="10.70.60.0", router_id="10.70.255.3", interface="Bundle-Ether1", state="full", ref="s.log:256"
    )
    assert [(one.name, one.system_id, one.state, one.mac) for one in record.isis_adjacencies] == [
        ("core-a", None, "up", None), (None, "1720.1600.1003", "initializing", "2c:6b:f5:00:03:06"),
    ]  # fmt: skip
    assert record.bgp_peers[3] == BgpPeer(
        address="10.70.80.9", remote_as=65088, local_address="10.70.80.1", local_as=65020, router_id="10.70.88.1", state="established",
        enabled=True, vrf="OFFICE", description="branch office", families=("ipv4",), import_policies=("PASS-IN",),
        export_policies=("PASS-OUT",), ref="s.log:309",
    )  # fmt: skip
    assert [(one.local_as, one.vrf) for one in record.bgp] == [(65020, None), (65020, "OFFICE")]


def test_gateways_and_second_addresses_are_read() -> None:
    hsrp = (
        "IPv4 Groups:\n                        P indicates configured to preempt.\n                        |\n"
        "Interface      Grp  Pri P State   Active addr     Standby addr   Group addr    \n"
        "Te0/0/0/8.100   80 110 P Active  local           10.9.8.3       10.9.8.1      \n"
        "Te0/0/0/8.200   81 100   Standby 10.9.9.3        local          10.9.9.1      \n"
    )
    page = (
        "TenGigE0/0/0/8.100 is Up, ipv4 protocol is Up \n"
        "  Vrf is OFFICE (vrfid 0x60000002)\n"
        "  Internet address is 10.9.8.2/24\n"
        "  Secondary address 10.9.18.2/24\n"
        "  MTU is 1518 (1500 is available to IP)\n"
    )
    record, commands = read_log(hashed("RP/0/RSP0/CPU0:pe", ("show hsrp", hsrp), ("show ipv4 interface", page)), "cisco_xr")
    assert outcomes(commands) == {"show hsrp": ("read", 2), "show ipv4 interface": ("read", 1)}
    assert [(one.interface, one.group, one.addresses, one.state, one.master, one.preempt) for one in record.fhrp] == [
        ("TenGigE0/0/0/8.100", 80, ("10.9.8.1",), "active", None, True),
        ("TenGigE0/0/0/8.200", 81, ("10.9.9.1",), "standby", "10.9.9.3", False),
    ]
    (port,) = [one for one in record.interfaces if one.addresses]
    assert (port.name, port.vrf, port.addresses) == ("TenGigE0/0/0/8.100", "OFFICE", ("10.9.8.2/24", "10.9.18.2/24"))
