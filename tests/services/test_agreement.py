"""What a device's configuration says and what its agent says, field by field, for every device of the sample city.

The fields that both can carry are listed in `FIELDS`; where the two rightly differ, the entry says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import pytest

from lab.city import build_city
from services.home import Home
from topology.model.names import canonical_interface
from topology.model.records import DeviceRecord, Interface, InterfaceKind, SourceKind

_BUILT_IN = frozenset({"null0", "inloopback0"})
"""Interfaces every agent has without anyone configuring them."""
Ports = dict[str, Interface]


def ports_of(record: DeviceRecord) -> Ports:
    found = {canonical_interface(interface.name): interface for interface in record.interfaces}
    return {name: interface for name, interface in found.items() if name not in _BUILT_IN}


def by_port(value: Callable[[Interface], object]) -> Callable[[DeviceRecord], object]:
    return lambda record: {name: value(interface) for name, interface in ports_of(record).items()}


def vlan_of(interface: Interface) -> int | None:
    """A port nobody configured is in VLAN 1, which some configurations say and others leave out."""
    return interface.vlan_access or (1 if interface.kind is InterfaceKind.PHYSICAL and not interface.addresses else None)


def lag_of(interface: Interface) -> str | None:
    return canonical_interface(interface.lag) if interface.lag else None


FIELDS: dict[str, Callable[[DeviceRecord], object]] = {
    "host name": lambda record: record.system.name,
    "location": lambda record: record.system.location,
    "platform": lambda record: record.system.platform,
    "interface names": lambda record: set(ports_of(record)),
    "addresses": by_port(lambda interface: set(interface.addresses)),
    "enabled": by_port(lambda interface: interface.enabled),
    "aggregates": by_port(lag_of),
    "VLANs": lambda record: {vlan.vid for vlan in record.vlans} - {1},
}
"""What must be equal. Descriptions, VLAN names and VRFs have tests of their own below."""


@pytest.fixture(scope="module")
def told(city: Home) -> dict[str, tuple[DeviceRecord, DeviceRecord]]:
    """The agent's and the configuration's record of each device."""
    records = [record for run in city.store.runs.all() for record in city.store.records.of_run(run.id)]
    agents = {(record.envelope.realm, record.envelope.target): record for record in records if record.envelope.kind is SourceKind.SNMP}
    by_path = {record.envelope.target: record for record in records if record.envelope.kind is SourceKind.CONFIG}
    assert by_path
    found = {}
    for device in build_city("small").devices:
        paths = [path for path in by_path if f"{device.realm}/{device.id}.cfg" in path]
        assert len(paths) == 1, device.id
        found[device.id] = agents[device.realm, device.vantage], by_path[paths[0]]
    return found


def differing(told: Iterable[tuple[str, tuple[DeviceRecord, DeviceRecord]]], field: Callable[[DeviceRecord], object]) -> list[tuple]:
    return [(device, field(agent), field(config)) for device, (agent, config) in told if field(agent) != field(config)]


def test_every_maker_is_among_them(told: dict) -> None:
    platforms = Counter(config.system.platform for _, config in told.values())
    assert set(platforms) == {"huawei_vrp", "hp_comware", "ruijie_rgos", "cisco_ios"}
    assert min(platforms.values()) >= 5


@pytest.mark.parametrize("name", FIELDS)
def test_both_say_the_same(told: dict, name: str) -> None:
    assert differing(told.items(), FIELDS[name]) == []


def test_descriptions_are_the_same_where_there_is_one(told: dict) -> None:
    """An H3C agent answers ``<name> Interface`` for a port without a description."""
    for device, (agent, config) in told.items():
        said = ports_of(agent)
        for name, interface in ports_of(config).items():
            heard = said[name].description
            assert heard == interface.description or (interface.description is None and heard in {None, f"{interface.name} Interface"}), (
                device,
                name,
            )


def test_ports_stand_in_the_same_vlans(told: dict) -> None:
    """Agents of VRP answer no VLANs of ports; trunk lists stand in configurations only."""
    compared = 0
    for device, (agent, config) in told.items():
        said = ports_of(agent)
        for name, interface in ports_of(config).items():
            if said[name].vlan_access is not None and interface.vlan_trunk is None and interface.kind is InterfaceKind.PHYSICAL:
                assert vlan_of(said[name]) == vlan_of(interface), (device, name)
                compared += 1
    assert compared > 500


def test_no_configuration_leaves_a_line_unread(told: dict) -> None:
    for device, (_, config) in told.items():
        assert config.reading is not None
        assert config.reading.unparsed_lines == (), device


def test_vrfs_of_configurations_equal_the_truth(told: dict) -> None:
    """No agent of the city serves the VRF table, so the truth stands in for it."""
    wanted = {device.id: [(vrf.name, vrf.rd, vrf.targets) for vrf in device.vrfs] for device in build_city("small").devices}
    assert {device: [(vrf.name, vrf.rd, vrf.import_targets) for vrf in config.vrfs] for device, (_, config) in told.items()} == wanted
