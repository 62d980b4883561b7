"""The RGOS dialect where it differs from IOS: blanks in names, aggregates, trunk lists, stacks. Unverified on real devices."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from collectors.clean import clean
from collectors.configs import PARSERS, read_config
from lab.city import build_city
from lab.configs.cisco_ios import write_ios
from lab.configs.ruijie_rgos import write_rgos
from lab.truth import Vendor
from topology.model.records import InterfaceKind

WHEN = datetime(2017, 12, 1, tzinfo=UTC)


def read(text: str):
    return read_config(text.encode(), path="r.cfg", realm="n01", collected_at=WHEN, platform="ruijie_rgos")


@pytest.mark.parametrize(
    ("written", "name", "kind"),
    [
        ("GigabitEthernet 0/1", "GigabitEthernet 0/1", InterfaceKind.PHYSICAL),
        ("GigabitEthernet0/1", "GigabitEthernet 0/1", InterfaceKind.PHYSICAL),
        ("TenGigabitEthernet 1/0/1.20", "TenGigabitEthernet 1/0/1.20", InterfaceKind.SUBINTERFACE),
        ("AggregatePort 3", "AggregatePort 3", InterfaceKind.LAG),
        ("VLAN 10", "VLAN 10", InterfaceKind.VLAN),
        ("Loopback 0", "Loopback 0", InterfaceKind.LOOPBACK),
        ("Mgmt 0", "Mgmt 0", InterfaceKind.MANAGEMENT),
    ],
)
def test_names_have_a_blank(written, name, kind) -> None:
    (interface,) = read(f"interface {written}\n description x\n!\nend\n").interfaces
    assert (interface.name, interface.kind) == (name, kind)


@pytest.mark.parametrize(
    ("commands", "access", "trunk", "native"),
    [
        (("switchport mode trunk", "switchport trunk allowed vlan only 5,7-8"), None, (5, 7, 8), 1),
        (("switchport mode trunk", "switchport trunk allowed vlan remove 4-4094"), None, (1, 2, 3), 1),
        (
            ("switchport mode trunk", "switchport trunk allowed vlan remove 1-4094", "switchport trunk allowed vlan add 9"),
            None,
            (9,),
            1,
        ),
        (("switchport mode uplink", "switchport trunk native vlan 5", "switchport trunk allowed vlan only 5"), None, (5,), 5),
        (
            (
                "switchport mode hybrid",
                "switchport hybrid native vlan 3",
                "switchport hybrid allowed vlan only tagged 8",
                "switchport hybrid allowed vlan add untagged 3",
            ),
            None,
            (3, 8),
            3,
        ),
        (("switchport access vlan 7",), 7, None, None),
    ],
)
def test_port_vlans(commands, access, trunk, native) -> None:
    body = "\n".join(f" {command}" for command in commands)
    (interface,) = read(f"interface GigabitEthernet 0/1\n{body}\n!\nend\n").interfaces
    assert (interface.vlan_access, interface.vlan_trunk, interface.vlan_native) == (access, trunk, native)


def test_names_with_blanks_inside_other_lines() -> None:
    record = read(
        "interface Loopback 0\n ip address 10.0.0.1 255.255.255.255\n!\ninterface GigabitEthernet 0/1\n port-group 2\n!\n"
        "ip route 10.9.0.0 255.255.0.0 GigabitEthernet 0/3 10.0.0.2 20\nip route 10.8.0.0 255.255.0.0 null 0\n"
        "router ospf 1\n network 10.0.0.1 0.0.0.0 area 0\n passive-interface Loopback 0\n!\nntp server 10.0.0.9 source Loopback 0\nend\n"
    )
    assert [(route.interface, route.next_hop, route.preference) for route in record.routes] == [
        ("GigabitEthernet 0/3", "10.0.0.2", 20),
        ("null 0", None, None),
    ]
    assert [(row.interface, row.passive) for row in record.ospf_interfaces] == [("Loopback 0", True)]
    assert [server.source for server in record.management_servers] == ["Loopback 0"]
    assert [(lag.interface, lag.mode) for lag in record.lags] == [("AggregatePort 2", "static")]
    assert record.reading.unparsed == 0


def test_a_virtual_switch_has_its_members_and_ports() -> None:
    record = read(
        "switch virtual domain 9\n switch 1\n switch 1 priority 200\n switch 2 priority 100\n!\nvsl-port\n"
        " port-member interface TenGigabitEthernet 1/0/49\n!\nend\n"
    )
    assert [(row.kind, row.domain, row.member, row.priority, row.ports) for row in record.stack_members] == [
        ("vsu", "9", None, None, ()),
        ("vsu", "9", 1, 200, ()),
        ("vsu", "9", 2, 100, ()),
        ("vsu", None, None, None, ("TenGigabitEthernet 1/0/49",)),
    ]


@pytest.mark.parametrize("vendor", [Vendor.RUIJIE, Vendor.CISCO])
def test_the_sample_citys_devices_are_read_as_they_are(vendor) -> None:
    city = build_city("small")
    devices = [device for device in city.devices if device.vendor is vendor]
    assert len(devices) > 10
    for device in devices:
        data = (write_rgos(device) if vendor is Vendor.RUIJIE else write_ios(device)).encode()
        text = clean(data, "x")
        platform = "ruijie_rgos" if vendor is Vendor.RUIJIE else "cisco_ios"
        assert [parser.platform for parser in PARSERS if parser.matches(text) is not None] == [platform]
        record = read_config(data, path="x", realm=device.realm, collected_at=WHEN)
        assert (record.system.name, record.system.location) == (device.name, device.location)
        assert record.reading.unparsed == 0
        ports = {port.name: port for port in device.ports}
        assert {interface.name for interface in record.interfaces} == set(ports)
        for interface in record.interfaces:
            port = ports[interface.name]
            assert (interface.kind, interface.description, interface.enabled) == (port.kind, port.alias, port.enabled)
            assert (interface.addresses, interface.vrf, interface.lag) == (port.addresses, port.vrf, port.lag)
            assert (interface.vlan_access, interface.vlan_trunk) == (port.vlan_access, port.vlan_trunk)
        assert {(vlan.vid, vlan.name) for vlan in record.vlans} | {(1, None)} == {*device.vlans, (1, None)}
        assert [(vrf.name, vrf.rd, vrf.import_targets) for vrf in record.vrfs] == [(vrf.name, vrf.rd, vrf.targets) for vrf in device.vrfs]
        assert [(route.prefix, route.next_hop, route.vrf) for route in record.routes] == [
            (route.prefix, route.next_hop, route.vrf) for route in device.routes
        ]
