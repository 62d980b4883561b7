"""A device's captures, configuration and walk are one device; the links that captures tell of open their evidence at its line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.evidence import open_evidence
from services.home import Home
from services.importing import Request, State, import_paths
from services.listing import rows
from services.topologies import current
from tests.shows.reading import angle, hashed
from topology.model.entities import Evidence, HostPlace, Link, LinkState, Topology

LOGS = Path(__file__).parent / "logs"
WALK = """\
.1.3.6.1.2.1.1.1.0 = STRING: "{description}"
.1.3.6.1.2.1.1.2.0 = OID: .{oid}
.1.3.6.1.2.1.1.5.0 = STRING: "{name}"
.1.3.6.1.2.1.2.2.1.2.{index} = STRING: "{port}"
.1.3.6.1.2.1.2.2.1.3.{index} = INTEGER: ethernetCsmacd(6)
.1.3.6.1.2.1.2.2.1.7.{index} = INTEGER: up(1)
.1.3.6.1.2.1.31.1.1.1.1.{index} = STRING: "{short}"
.1.3.6.1.2.1.4.20.1.1.{address} = IpAddress: {address}
.1.3.6.1.2.1.4.20.1.2.{address} = INTEGER: {index}
.1.3.6.1.2.1.4.20.1.3.{address} = IpAddress: {mask}
"""
IOS = """\
!
version 16.12
hostname core-a
!
vrf definition OFFICE
 rd 65010:10
 !
 address-family ipv4
 exit-address-family
!
interface TenGigabitEthernet1/0/4
 description to pe-west Te0/0/0/4
 no switchport
 ip address 10.70.4.1 255.255.255.252
!
interface Vlan10
 vrf forwarding OFFICE
 ip address 10.70.10.2 255.255.255.0
!
ip route 0.0.0.0 0.0.0.0 10.70.3.2
!
end
"""
JUNOS = """\
set version 21.4R3.15
set system host-name edge-mx
set interfaces ge-0/0/3 description "to core-a Te1/0/3"
set interfaces ge-0/0/3 vlan-tagging
set interfaces ge-0/0/3 unit 20 vlan-id 20
set interfaces ge-0/0/3 unit 20 family inet address 10.70.3.2/30
set interfaces lo0 unit 0 family inet address 10.70.255.3/32
set routing-options static route 0.0.0.0/0 next-hop 10.70.3.1
"""
VRP = """\
!Software Version V200R019C10SPC500
#
sysname dist-h
#
vlan batch 10
#
interface Vlanif10
 ip address 10.71.10.1 255.255.255.0
#
interface GigabitEthernet0/0/1
 description to core-a
 port link-type access
 port default vlan 10
#
return
"""
VRP_BRIEF = """\
*down: administratively down
!down: FIB overload down
^down: standby
(l): loopback
(s): spoofing
(d): Dampening Suppressed
(E): E-Trunk down
The number of interface that is UP in Physical is 2
The number of interface that is DOWN in Physical is 0
The number of interface that is UP in Protocol is 2
The number of interface that is DOWN in Protocol is 0

Interface                         IP Address/Mask      Physical   Protocol
Vlanif10                          10.71.10.1/24        up         up
LoopBack0                         10.71.255.1/32       up         up(s)
"""
VRP_VERSION = """\
Huawei Versatile Routing Platform Software
VRP (R) software, Version 5.170 (S5720 V200R019C10SPC500)
Copyright (C) 2000-2020 HUAWEI TECH Co., Ltd.
HUAWEI S5720-36C-EI-AC Routing Switch uptime is 3 weeks, 2 days, 1 hour, 5 minutes
"""
SWITCH = """\
Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 15.0(2)SE11, RELEASE SOFTWARE (fc3)
{name} uptime is 3 weeks, 1 day
Base ethernet MAC Address       : {mac}
Model number                    : WS-C2960-24TT-L
System serial number            : {serial}
"""
MACS = """\
          Mac Address Table
-------------------------------------------

Vlan    Mac Address       Type        Ports
----    -----------       --------    -----
{rows}
Total Mac Addresses for this criterion: {count}
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """An empty home."""
    with Home.open(tmp_path / "home") as opened:
        yield opened


def walk(name: str, ports: tuple[str, str], address: tuple[str, str], oid: str, description: str) -> str:
    return WALK.format(
        name=name, port=ports[0], short=ports[1], address=address[0], mask=address[1], oid=oid, description=description, index=7
    )  # fmt: skip


def take(home: Home, folder: Path, files: dict[str, str]) -> Topology:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    done = import_paths(home, [Request(path=folder, realm="city")])
    assert {file.state for file in done.files} == {State.IMPORTED}
    return current(home)


def table(*entries: tuple[int, str, str]) -> str:
    lines = [f"{vlan:4}    {mac}    DYNAMIC     {port}" for vlan, mac, port in entries]
    return MACS.format(rows="\n".join(lines), count=len(lines))


def opens_at(home: Home, evidence: Evidence) -> str:
    """Return the line that a reference opens."""
    return "".join(line["text"] for line in open_evidence(home, evidence)["lines"] if line["here"]).strip()


SOURCES = {
    "ios": (
        {
            "core-a.log": (LOGS / "cisco_ios.txt").read_text(),
            "core-a.cfg": IOS,
            "core-a.walk": walk(
                "core-a.city.example", ("TenGigabitEthernet1/0/4", "Te1/0/4"), ("10.70.4.1", "255.255.255.252"), "1.3.6.1.4.1.9.1.2494",
                "Cisco IOS Software [Gibraltar], Catalyst L3 Switch Software (CAT9K_IOSXE), Version 16.12.5b, RELEASE SOFTWARE (fc3)",
            ),
        },
        "1/0/4", "10.70.4.1/30",
    ),
    "junos": (
        {
            "edge-mx.log": (LOGS / "juniper_junos.txt").read_text(),
            "edge-mx.set": JUNOS,
            "edge-mx.walk": walk(
                "edge-mx", ("ge-0/0/3.20", "ge-0/0/3.20"), ("10.70.3.2", "255.255.255.252"), "2636.1.1.1.2.144",
                "Juniper Networks, Inc. mx204 internet router, kernel JUNOS 21.4R3.15",
            ),
        },
        "0/0/3", "10.70.3.2/30",
    ),
    "vrp": (
        {
            "dist-h.log": angle("dist-h", ("display version", VRP_VERSION), ("display ip interface brief", VRP_BRIEF)),
            "dist-h.cfg": VRP,
            "dist-h.walk": walk(
                "dist-h", ("Vlanif10", "Vlanif10"), ("10.71.10.1", "255.255.255.0"), "1.3.6.1.4.1.2011.2.23.339",
                "S5720-36C-EI-AC Huawei Versatile Routing Platform Software VRP (R) software,Version 5.170 (S5720 V200R019C10SPC500)",
            ),
        },
        "Vlanif10", "10.71.10.1/24",
    ),
}  # fmt: skip


@pytest.mark.parametrize("maker", SOURCES)
def test_captures_configuration_and_walk_are_one_device(home: Home, tmp_path: Path, maker: str) -> None:
    files, number, address = SOURCES[maker]
    topology = take(home, tmp_path / maker, files)
    (device,) = topology.devices
    assert [kind.value for kind in device.sources] == ["capture", "config", "snmp"]
    assert len(device.targets) == 3
    interfaces = [one for one in topology.interfaces if address in one.addresses]
    assert len(interfaces) == 1
    assert len({evidence.source for evidence in interfaces[0].evidence}) == 3, "each source says where it names the port"
    shown = [opens_at(home, evidence) for evidence in interfaces[0].evidence]
    assert shown[0] == "1.3.6.1.2.1.31.1.1.1.1.7"
    assert all(number in line for line in shown[1:])
    (row,) = rows(home, "devices")
    assert row["sources"] == ["capture", "config", "snmp"]


def test_each_source_adds_what_the_others_do_not_say(home: Home, tmp_path: Path) -> None:
    topology = take(home, tmp_path / "ios", SOURCES["ios"][0])
    (device,) = topology.devices
    assert (device.model, device.serials) == ("C9300-24UX", ("FCW2201L0AB", "FCW2201L0CD"))
    by_name = {one.name: one for one in topology.interfaces}
    port = by_name["Te1/0/4"]
    assert (port.index, port.mac, port.description) == (7, "70:79:b3:00:0a:54", "to pe-west Te0/0/0/4")
    assert [one.prefix for one in topology.routes if one.prefix == "0.0.0.0/0"] == ["0.0.0.0/0"]


def between(topology: Topology, a: str, b: str) -> list[Link]:
    names = {device.id: device.name for device in topology.devices}
    return [link for link in topology.links if {names[link.a_device], names[link.b_device]} == {a, b}]


def test_links_of_four_makers_come_out_of_their_captures(home: Home, tmp_path: Path) -> None:
    topology = take(home, tmp_path / "logs", {path.name: path.read_text() for path in LOGS.iterdir()})
    assert sorted(device.name for device in topology.devices) == ["core-a", "edge-mx", "leaf-1", "pe-west"]
    ports = {one.id: one.name for one in topology.interfaces}
    cables = {
        tuple(sorted((ports[link.a_interface or ""], ports[link.b_interface or ""]))): (link.state.value, tuple(link.protocols))
        for link in topology.links
        if link.layer == 1
    }
    assert cables == {
        ("Ethernet1/49", "TenGigabitEthernet1/0/1"): ("two-sided", ("cdp", "lldp")),
        ("TenGigabitEthernet1/0/3", "ge-0/0/3"): ("two-sided", ("lldp",)),
        ("TenGigE0/0/0/4", "TenGigabitEthernet1/0/4"): ("two-sided", ("cdp",)),
        ("TenGigE0/0/0/6", "ge-0/0/6"): ("two-sided", ("lldp",)),
        ("TenGigE0/0/0/7", "ge-0/0/7"): ("inferred", ("aggregate",)),
    }
    (adjacency,) = [link for link in between(topology, "core-a", "pe-west") if link.layer == 3]
    assert (adjacency.state, tuple(adjacency.protocols)) == (LinkState.TWO_SIDED, ("bgp", "isis", "ospf"))
    (cable,) = [link for link in between(topology, "core-a", "edge-mx") if link.layer == 1]
    opened = sorted(opens_at(home, evidence) for evidence in cable.evidence)
    assert opened[0] == "Local Intf: Te1/0/3"
    assert opened[1].split()[:3] == ["ge-0/0/3", "-", "70:79:b3:00:0a:00"]


def test_hosts_and_links_come_out_of_forwarding_tables_alone(home: Home, tmp_path: Path) -> None:
    east = [(10, "0050.5600.0a01", "Fa0/1"), (10, "00aa.bb00.0200", "Gi0/1"), (10, "0050.5600.0b01", "Gi0/1")]
    west = [(10, "0050.5600.0b01", "Fa0/2"), (10, "00aa.bb00.0100", "Gi0/2"), (10, "0050.5600.0a01", "Gi0/2")]
    files = {}
    for name, mac, serial, entries in (
        ("sw-east", "00:AA:BB:00:01:00", "FOC1000X001", east), ("sw-west", "00:AA:BB:00:02:00", "FOC1000X002", west),
    ):  # fmt: skip
        files[f"{name}.log"] = (
            f"{name}#show version\n{SWITCH.format(name=name, mac=mac, serial=serial)}{name}#show mac address-table\n{table(*entries)}{name}#exit\n"
        )
    topology = take(home, tmp_path / "switches", files)
    (link,) = topology.links
    ports = {one.id: one.name for one in topology.interfaces}
    assert (link.state, sorted((ports[link.a_interface or ""], ports[link.b_interface or ""]))) == (
        LinkState.INFERRED, ["GigabitEthernet0/1", "GigabitEthernet0/2"],
    )  # fmt: skip
    assert {opens_at(home, evidence).split()[1] for evidence in link.evidence} >= {"00aa.bb00.0200", "00aa.bb00.0100"}
    placed = {host.mac: (host.place, ports[host.interface or ""]) for host in topology.hosts}
    assert placed == {"00:50:56:00:0a:01": (HostPlace.PORT, "FastEthernet0/1"), "00:50:56:00:0b:01": (HostPlace.PORT, "FastEthernet0/2")}


def test_an_address_told_without_its_length_is_the_one_told_with_it(home: Home, tmp_path: Path) -> None:
    brief = (
        "Interface              IP-Address      OK? Method Status                Protocol\n"
        "TenGigabitEthernet1/0/4 10.70.4.1      YES NVRAM  up                    up      \n"
        "Vlan10                 10.70.10.2      YES NVRAM  up                    up      \n"
    )
    topology = take(home, tmp_path / "brief", {"core-a.log": hashed("core-a", ("show ip interface brief", brief)), "core-a.cfg": IOS})
    (device,) = topology.devices
    assert {one.name: one.addresses for one in topology.interfaces} == {
        "TenGigabitEthernet1/0/4": ("10.70.4.1/30",), "Vlan10": ("10.70.10.2/24",),
    }  # fmt: skip
    assert [kind.value for kind in device.sources] == ["capture", "config"]
