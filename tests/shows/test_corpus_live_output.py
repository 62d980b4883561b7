"""Whole sets of the corpus, configurations with the live output of the same devices: each device once, and both sources agree."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from services.home import Home
from services.imported import Imported
from services.importing import Request, State, import_paths
from services.topologies import current
from topology.model.entities import LinkState
from topology.model.names import canonical_interface
from topology.model.records import DeviceRecord, Interface, SourceKind

SETS = Path(__file__).parents[2].parent / "shared" / "corpus" / "configs" / "sets"
pytestmark = pytest.mark.skipif(not SETS.is_dir(), reason="the corpus is not beside this checkout (../shared/corpus)")
FIELDS = ("kind", "addresses", "description", "enabled")
"""What both sources say of each interface."""
ONE_SIDED = ("vrf", "lag", "vlan_trunk", "vlan_native")
"""What the live output of these sets tells of some interfaces only."""
DEVICES = {
    "labval_ios_basic_vrrp": {"BR1", "BR2", "LAN-RTR", "WAN-RTR"},
    "labval_nxos_hsrp": {"nxos1", "nxos2"},
    "labval_junos_l3vpn": {"pe1", "pe2"},
    "labval_cisco_xr_ios_vpnv4": {"CE1", "CE2", "CE3", "CE4", "PE1", "PE2", "PE3", "RR1", "RR2"},
}
ADJACENT = {"labval_cisco_xr_ios_vpnv4": {("PE1", "RR1"), ("PE1", "RR2"), ("PE2", "RR1"), ("PE3", "RR1"), ("PE3", "RR2")}}
"""Who hears whom by OSPF."""
OUTSIDE = {"README.md", "README.MD", "topology.clab.yml", "layer1_topology.json"}
"""Files of the sets that are of no device."""


@pytest.fixture(scope="module", params=sorted(DEVICES))
def imported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Home, Imported]]:
    """Import a whole set as a user would, folder and all."""
    name = request.param
    with Home.open(tmp_path_factory.mktemp(name)) as home:
        yield name, home, import_paths(home, [Request(path=SETS / name, realm="lab")])


def records_of(home: Home, done: Imported) -> Mapping[str, dict[SourceKind, list[DeviceRecord]]]:
    found: dict[str, dict[SourceKind, list[DeviceRecord]]] = {}
    for record in home.store.records.of_run(done.run or ""):
        found.setdefault(record.system.name or "?", {}).setdefault(record.envelope.kind, []).append(record)
    return found


def ports(record: DeviceRecord) -> dict[str, Interface]:
    return {canonical_interface(one.name): one for one in record.interfaces}


def test_every_device_stands_once_with_both_of_its_sources(imported: tuple[str, Home, Imported]) -> None:
    name, home, _ = imported
    devices = current(home).devices
    assert sorted(device.name for device in devices) == sorted(DEVICES[name])
    assert {device.sources for device in devices} == {(SourceKind.CAPTURE, SourceKind.CONFIG)}


def test_no_file_is_silently_empty(imported: tuple[str, Home, Imported]) -> None:
    name, home, done = imported
    refused = {Path(file.path) for file in done.files if file.state is State.REFUSED}
    empty = {path.relative_to(SETS) for path in (SETS / name).rglob("*") if path.is_file() and not path.read_bytes().strip()}
    assert {path for path in refused if path.name not in OUTSIDE} == set()
    told_empty = {
        Path(file.path)
        for file in done.files
        if file.state is State.USED and [one.code for one in file.problems] == ["services.empty_answer"]
    }
    assert told_empty == empty, "only what holds nothing is no answer, and is said to be empty"
    for told in records_of(home, done).values():
        (capture,) = told[SourceKind.CAPTURE]
        assert capture.problems == ()
        assert capture.envelope.completeness.value == "complete"
        assert capture.reading is not None
        assert (capture.reading.unparsed, capture.system.model is None) == (0, False)
        assert capture.interfaces
        assert capture.forwarding


def test_captures_and_configuration_agree_on_interfaces(imported: tuple[str, Home, Imported]) -> None:
    _, home, done = imported
    compared = 0
    for device, told in records_of(home, done).items():
        (capture,) = told[SourceKind.CAPTURE]
        seen = ports(capture)
        for config in told[SourceKind.CONFIG]:
            for name, row in ports(config).items():
                assert name in seen, (device, name)
                live = seen[name]
                for field in FIELDS:
                    assert getattr(live, field) == getattr(row, field), (device, name, field)
                for field in ONE_SIDED:
                    pair = getattr(live, field), getattr(row, field)
                    assert pair[0] is None or pair[0] == pair[1], (device, name, field)
                compared += 1
    assert compared


def test_captures_and_configuration_agree_on_vrfs_routes_and_sessions(imported: tuple[str, Home, Imported]) -> None:
    _, home, done = imported
    for device, told in records_of(home, done).items():
        (capture,) = told[SourceKind.CAPTURE]
        configs = told[SourceKind.CONFIG]
        names = {one.name for config in configs for one in config.vrfs}
        assert {one.name for one in capture.vrfs} <= names, device
        assert {one.vrf for one in capture.forwarding} - {None} <= names, device
        static = {(one.prefix, one.next_hop, one.vrf) for config in configs for one in config.routes}
        assert {(one.prefix, one.next_hop, one.vrf) for one in capture.forwarding if one.protocol == "netmgmt"} == static, device
        peers = {(one.address, one.remote_as, one.vrf) for config in configs for one in config.bgp_peers}
        assert {(one.address, one.remote_as, one.vrf) for one in capture.bgp_peers} <= peers, device
        assert {one.state for one in capture.bgp_peers} <= {"established"}, device
        speaking = {canonical_interface(one.interface or "") for config in configs for one in config.ospf_interfaces}
        assert {canonical_interface(one.interface or "") for one in capture.ospf_neighbours} <= speaking, device
        assert {one.state for one in capture.ospf_neighbours} <= {"full"}, device


def test_own_routes_are_those_of_the_addresses(imported: tuple[str, Home, Imported]) -> None:
    _, home, done = imported
    for device, told in records_of(home, done).items():
        (capture,) = told[SourceKind.CAPTURE]
        addresses = {address.partition("/")[0] for row in capture.interfaces for address in row.addresses}
        local = {row.prefix for row in capture.forwarding if row.protocol == "local" and not row.prefix.startswith("fe80:")}
        own = {prefix.partition("/")[0] for prefix in local if prefix.endswith(("/32", "/128"))}
        assert own <= addresses, device
        assert len(own) >= 2, device


def test_adjacencies_between_routers_are_drawn(imported: tuple[str, Home, Imported]) -> None:
    name, home, _ = imported
    topology = current(home)
    names = {device.id: device.name for device in topology.devices}
    drawn = {
        tuple(sorted((names[link.a_device], names[link.b_device])))
        for link in topology.links
        if "ospf" in link.protocols and link.state is LinkState.TWO_SIDED
    }
    assert drawn == ADJACENT.get(name, set())
