"""A log of a Junos router: what each of its commands adds to the record; and the same commands in JSON."""

import json
from pathlib import Path

import pytest

from tests.shows.reading import outcomes, read_log
from topology.model.records import Arp, DeviceRecord, InterfaceKind
from topology.model.tables import BgpPeer, FdbEntry, FdbStatus, LagMember

LOG = Path(__file__).parent / "logs" / "juniper_junos.txt"


@pytest.fixture(scope="module")
def record() -> DeviceRecord:
    """Return what the log tells."""
    return read_log(LOG.read_bytes())[0]


def junos(*answers: tuple[str, str]) -> str:
    """Return a log of Junos."""
    return "".join(f"op@mx1> {command}\n{answer}\n" for command, answer in answers) + "op@mx1> exit\n"


def data(value: object) -> object:
    """Return a value as Junos writes it in JSON: lists of objects, leaves as ``data``."""
    if isinstance(value, dict):
        return [{name: data(inner) for name, inner in value.items()}]
    if isinstance(value, list):
        return [{name: data(inner) for name, inner in one.items()} for one in value]
    return [{"data": value}]


def as_json(root: str, value: object) -> str:
    """Return an answer in JSON."""
    return json.dumps({root: data(value)}, indent=4)


def test_every_command_is_read_and_nothing_doubted() -> None:
    record, commands = read_log(LOG.read_bytes())
    told = {one.command: one.outcome.value for one in commands if not one.command.startswith("set cli")}
    assert set(told.values()) == {"read"}
    assert len(told) == 19
    assert (record.problems, record.envelope.completeness.value, record.system.platform) == ((), "complete", "juniper_junos")


def test_the_device_is_named_by_its_chassis(record: DeviceRecord) -> None:
    system = record.system
    assert (system.name, system.vendor, system.model, system.software) == ("edge-mx", "juniper", "mx204", "21.4R3.15")
    assert (system.serials, system.chassis_ids) == (("JN1261A0BAFC",), ("2c:6b:f5:00:03:00",))
    assert [(one.name, one.kind, one.serial) for one in record.modules][6:8] == [
        ("Xcvr 3", "module", "ACN0QW7"), ("PEM 0", "power-supply", "1F186390054"),
    ]  # fmt: skip


def test_ports_and_units_are_read(record: DeviceRecord) -> None:
    ports = {one.name: one for one in record.interfaces}
    port, unit = ports["ge-0/0/3"], ports["ge-0/0/3.20"]
    assert (port.index, port.mac, port.speed_bps, port.mtu, port.description) == (
        513,
        "2c:6b:f5:00:03:03",
        10**10,
        1518,
        "to core-a Te1/0/3",
    )
    assert (unit.kind, unit.vlan_access, unit.description, unit.index) == (InterfaceKind.SUBINTERFACE, 20, "vlan 20 of core-a", 530)
    assert unit.addresses == ("10.70.3.2/30", "2001:db8:70:3::2/64")
    assert (ports["ge-0/0/4"].enabled, ports["ge-0/0/4"].up) == (False, False)
    assert (ports["ge-0/0/5"].enabled, ports["ge-0/0/5"].up) == (True, False)
    assert (ports["irb.40"].addresses, ports["irb.40"].vrf) == (("10.70.40.1/24", "10.70.41.1/24"), "OFFICE")
    assert ports["lo0.0"].addresses == ("10.70.255.3/32",)


def test_members_of_aggregates_are_read_from_units_and_lacp(record: DeviceRecord) -> None:
    assert record.lag_members == (
        LagMember(interface="ge-0/0/6", aggregate="ae0", active=True, ref="s.log:71"),
        LagMember(interface="ge-0/0/7", aggregate="ae0", active=False, ref="s.log:111"),
    )
    assert [(one.interface, one.mode) for one in record.lags] == [("ae0", "lacp")]


def test_neighbours_hosts_and_vlans_are_read(record: DeviceRecord) -> None:
    assert [(one.local_port, one.chassis_id, one.port_id, one.system_name) for one in record.neighbours] == [
        ("ge-0/0/3", "70:79:b3:00:0a:00", "Te1/0/3", "core-a"), ("ge-0/0/6", "2c:5a:0f:00:04:00", "TenGigE0/0/0/6", "pe-west"),
    ]  # fmt: skip
    assert record.arp[1] == Arp(address="10.70.40.10", mac="00:50:56:00:40:10", interface="irb.40")
    assert record.fdb[0] == FdbEntry(mac="00:50:56:00:40:10", vlan=40, interface="ge-0/0/8.0", status=FdbStatus.LEARNED, ref="s.log:156")
    assert [(one.vid, one.name) for one in record.vlans] == [(1, "default"), (40, "SERVERS")]


def test_active_routes_stand_in_their_instance(record: DeviceRecord) -> None:
    routes = [(one.prefix, one.next_hop, one.interface, one.vrf, one.protocol) for one in record.forwarding]
    assert routes[0] == ("0.0.0.0/0", "10.70.3.1", "ge-0/0/3.20", None, "netmgmt")
    assert [one[1:] for one in routes if one[0] == "10.70.10.0/24"] == [
        ("10.70.3.1", "ge-0/0/3.20", None, "ospf"), ("10.70.60.1", "ae0.0", None, "ospf"),
    ]  # fmt: skip
    assert ("10.70.48.0/20", None, None, None, "other") in routes
    assert ("10.70.40.1/32", None, "irb.40", "OFFICE", "local") in routes
    assert [one.name for one in record.vrfs] == ["OFFICE"]


def test_sessions_adjacencies_cluster_and_gateways_are_read(record: DeviceRecord) -> None:
    assert [(one.address, one.interface, one.state) for one in record.ospf_neighbours] == [
        ("10.70.3.1", "ge-0/0/3.20", "full"), ("10.70.60.1", "ae0.0", "two-way"),
    ]  # fmt: skip
    assert record.bgp_peers[0] == BgpPeer(
        address="10.70.60.1", remote_as=65020, local_address="10.70.60.0", local_as=65010, router_id="10.70.255.4", state="established",
        description="pe-west", group="TO-PE", families=("ipv4", "vpnv4"), import_policies=("IN",), export_policies=("OUT",), ref="s.log:225",
    )  # fmt: skip
    assert (record.bgp_peers[1].address, record.bgp_peers[1].state) == ("10.70.9.8", "active")
    assert [(one.name, one.state, one.mac) for one in record.isis_adjacencies] == [
        ("pe-west", "up", None), (None, "initializing", "70:79:b3:00:0a:53"),
    ]  # fmt: skip
    assert [(one.kind, one.member, one.priority) for one in record.stack_members] == [
        ("chassis-cluster", 0, 200),
        ("chassis-cluster", 1, 100),
    ]
    assert [(one.interface, one.group, one.addresses, one.state) for one in record.fhrp] == [("irb.40", 40, ("10.70.40.1",), "master")]


def test_json_gives_the_same_rows_as_text() -> None:
    units = [
        {
            "name": "ge-0/0/0.5", "snmp-index": "530", "description": "branch", "link-address": " [ 0x8100.5 ] ",
            "if-config-flags": {"iff-up": None},
            "address-family": [
                {"address-family-name": "inet", "interface-address": [{"ifa-destination": "10.9.1.0/30", "ifa-local": "10.9.1.1"}]},
                {"address-family-name": "aenet", "ae-bundle-name": "ae7.0"},
            ],
        }
    ]  # fmt: skip
    ports = [
        {
            "name": "ge-0/0/0", "admin-status": "up", "oper-status": "up", "snmp-index": "513", "description": "trunk", "mtu": "1514",
            "speed": "1000mbps", "current-physical-address": "2c:6b:f5:00:09:01", "logical-interface": units,
        }
    ]  # fmt: skip
    hops = [{"to": "10.9.1.2", "via": "ge-0/0/0.5"}, {"to": "10.9.2.2", "via": "ge-0/0/1.0"}]
    entries = [{"active-tag": "*", "protocol-name": "OSPF", "preference": "10", "metric": "7", "nh": hops}]
    local = [{"active-tag": "*", "protocol-name": "Local", "nh-type": "Local", "nh": [{"nh-local-interface": "ge-0/0/0.5"}]}]
    table = [
        {
            "table-name": "LAB.inet.0",
            "rt": [{"rt-destination": "10.9.8.0/24", "rt-entry": entries}, {"rt-destination": "10.9.1.1/32", "rt-entry": local}],
        }
    ]
    log = junos(
        ("show interfaces | display json | no-more", as_json("interface-information", {"physical-interface": ports})),
        ("show route | display json", as_json("route-information", {"route-table": table})),
        ("show ospf neighbor | display json", as_json("output", "OSPF instance is not running")),
    )
    record, commands = read_log(log, "juniper_junos")
    assert outcomes(commands) == {"show interfaces": ("read", 2), "show route": ("read", 2), "show ospf neighbor": ("read", 0)}
    port, unit = record.interfaces[:2]
    assert (port.index, port.speed_bps, port.mac, port.enabled, port.up, port.lag) == (513, 10**9, "2c:6b:f5:00:09:01", True, True, "ae7")
    assert (unit.name, unit.addresses, unit.vlan_access, unit.enabled, unit.up, unit.vrf) == (
        "ge-0/0/0.5", ("10.9.1.1/30",), 5, True, True, "LAB",
    )  # fmt: skip
    assert [(one.prefix, one.next_hop, one.interface, one.vrf, one.metric) for one in record.forwarding] == [
        ("10.9.8.0/24", "10.9.1.2", "ge-0/0/0.5", "LAB", 7),
        ("10.9.8.0/24", "10.9.2.2", "ge-0/0/1.0", "LAB", 7),
        ("10.9.1.1/32", None, "ge-0/0/0.5", "LAB", None),
    ]
    lines = log.splitlines()
    assert unit.ref is not None
    assert '"name"' in lines[int(unit.ref.rpartition(":")[2])]


@pytest.mark.parametrize(
    ("command", "root", "value", "part", "expected"),
    [
        (
            "show version", "software-information", {"host-name": "mx1", "product-model": "mx204", "junos-version": "21.4R3"}, "system",
            ("mx1", "mx204", "21.4R3"),
        ),
        (
            "show arp no-resolve", "arp-table-information",
            {"arp-table-entry": [{"mac-address": "00:50:56:00:09:01", "ip-address": "10.9.1.9", "interface-name": "irb.4 [ge-0/0/8.0]"}]},
            "arp", ("10.9.1.9", "00:50:56:00:09:01", "irb.4"),
        ),
        (
            "show lldp neighbors", "lldp-neighbors-information",
            {
                "lldp-neighbor-information": [
                    {
                        "lldp-local-port-id": "ge-0/0/3", "lldp-remote-chassis-id": "70:79:b3:00:0a:00", "lldp-remote-port-id": "Te1/0/3",
                        "lldp-remote-system-name": "core-a",
                    }
                ]
            },
            "neighbours", ("ge-0/0/3", "70:79:b3:00:0a:00", "Te1/0/3"),
        ),
        (
            "show bgp summary", "bgp-information",
            {"bgp-peer": [{"peer-address": "10.9.1.2", "peer-as": "65009", "peer-state": "Established"}]},
            "bgp_peers", ("10.9.1.2", 65009, "established"),
        ),
    ],
)  # fmt: skip
def test_json_of_each_command_is_read(command: str, root: str, value: object, part: str, expected: tuple[object, ...]) -> None:
    record, commands = read_log(junos((f"{command} | display json", as_json(root, value))), "juniper_junos")
    assert outcomes(commands) == {command: ("read", 1)}
    system = record.system
    told = {
        "system": [(system.name, system.model, system.software)],
        "arp": [(one.address, one.mac, one.interface) for one in record.arp],
        "neighbours": [(one.local_port, one.chassis_id, one.port_id) for one in record.neighbours],
        "bgp_peers": [(one.address, one.remote_as, one.state) for one in record.bgp_peers],
    }
    assert told[part] == [expected]


def test_compact_json_and_several_engines_are_read() -> None:
    plain = '{"multi-routing-engine-results": [{"multi-routing-engine-item": [{"re-name": "node0", "software-information": \n'
    plain += '{"host-name": "srx1", "product-model": "srx340", "junos-version": "20.4R3"}}]}]}\n'
    record, _ = read_log(junos(("show version | display json", plain)), "juniper_junos")
    assert (record.system.name, record.system.model, record.system.software) == ("mx1", "srx340", "20.4R3")


@pytest.mark.parametrize(
    ("command", "answer", "code"),
    [
        ("show interfaces | display xml", "<rpc-reply>\n  <interface-information/>\n</rpc-reply>", "capture-xml"),
        ("show route | display json", '{\n  "route-information" : [\n  {', "capture-not-of-form"),
        ("show route | display json", '{\n  "route-information" : ]\n}', "capture-not-of-form"),
        ("show route | display json", "{" + '"a":[{' * 200, "capture-not-of-form"),
        ("show chassis cluster status | display json", '{\n  "multi-routing-engine-results" : [{}]\n}', "capture-not-of-form"),
    ],
)
def test_what_is_no_whole_json_is_named_and_left(command: str, answer: str, code: str) -> None:
    record, commands = read_log(junos((command, answer)), "juniper_junos")
    assert [one.outcome.value for one in commands] == ["unread"]
    assert [one.code for one in record.problems] == [code]


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("show ospf neighbor", "OSPF instance is not running"),
        ("show bgp summary", "BGP is not running"),
        ("set cli screen-length 0", "Screen length set to 0"),
    ],
)
def test_what_does_not_run_is_empty_and_no_fault(command: str, answer: str) -> None:
    record, commands = read_log(junos(("show version", "Hostname: mx1\nModel: mx204\nJunos: 21.4R3\n"), (command, answer)))
    assert [one.outcome.value for one in commands] == ["read", "empty"]
    assert record.problems == ()


def test_vlans_of_ports_are_read_with_their_tags() -> None:
    answer = (
        "Interface    State  VLAN members        Tag   Tagging  Blocking \n"
        "ge-0/0/2.0   up     OFFICE              10    untagged unblocked\n"
        "ge-0/0/4.0   up     OFFICE              10    tagged   unblocked\n"
        "                    SERVERS             40    tagged   unblocked\n"
        "ge-0/0/5.0   down   NATIVE              99    untagged unblocked\n"
        "                    SERVERS             40    tagged   unblocked\n"
    )
    record, commands = read_log(junos(("show ethernet-switching interfaces", answer)), "juniper_junos")
    assert outcomes(commands) == {"show ethernet-switching interfaces": ("read", 3)}
    assert [(one.name, one.up, one.vlan_access, one.vlan_trunk, one.vlan_native) for one in record.interfaces] == [
        ("ge-0/0/2.0", True, 10, None, None), ("ge-0/0/4.0", True, None, (10, 40), None), ("ge-0/0/5.0", False, None, (40, 99), 99),
    ]  # fmt: skip
