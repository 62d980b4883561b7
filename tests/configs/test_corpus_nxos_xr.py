"""Third-party NX-OS and IOS XR configurations, where they lie beside the checkout: against another reader and the devices' own words."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from ipaddress import IPv4Interface, IPv4Network
from pathlib import Path

import pytest

from collectors.clean import clean
from collectors.configs import PARSERS, read_config
from collectors.detect import Kind, detect
from tests.resolve.made import believe
from topology.model.records import DeviceRecord, Interface

ROOT = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "configs"
pytestmark = pytest.mark.skipif(not ROOT.is_dir(), reason="../shared/corpus is not beside this checkout")
WHEN = datetime(2017, 12, 1, tzinfo=UTC)
SETS = ROOT / "sets"
VPN = SETS / "labval_cisco_xr_ios_vpnv4" / "configs"
NXOS = sorted((SETS / "labval_nxos_hsrp" / "configs").glob("*/show_running-config.txt")) if ROOT.is_dir() else []
XR = sorted(path for name in ("PE*", "RR*") for path in VPN.glob(f"{name}/show_running-config.txt")) if ROOT.is_dir() else []
CASES = [*(("cisco_nxos", path) for path in NXOS), *(("cisco_xr", path) for path in XR)]
WEIGHTY = ("routing", "vrf", "nat", "acl")


def record_of(path: Path) -> DeviceRecord:
    return read_config(path.read_bytes(), path=f"{path.parent.name}.txt", realm="corpus", collected_at=WHEN)


def shown(path: Path, command: str) -> str:
    return (path.parents[2] / "show" / path.parent.name / f"{command}.txt").read_text()


def named(case: tuple[str, Path]) -> str:
    return case[1].parent.name


def name_of(path: Path) -> str:
    return path.parent.name


def described(interface: Interface) -> dict[str, object]:
    return {"enabled": interface.enabled, "addresses": interface.addresses, "description": interface.description}


def counts(text: str) -> dict[str, object]:
    """Count by regular expressions over the whole text, knowing nothing of sections."""
    slashed = re.findall(r"^\s+ip address (\S+/\d+)\s*$", text, re.MULTILINE)
    dotted = re.findall(r"^\s+ipv4 address (\S+) (\d\S+)\s*$", text, re.MULTILINE)
    routes = re.findall(r"^\s+(\d\S+/\d+) \S+ (\d\S+)$", text, re.MULTILINE)
    heads = re.findall(r"^interface (\S+)$", text, re.MULTILINE)
    neighbours = re.findall(r"^\s+neighbor (\d\S+)$", text, re.MULTILINE)
    return {
        "interfaces": sorted(heads),
        "addresses": sorted({*slashed, *(str(IPv4Interface(f"{address}/{mask}")) for address, mask in dotted)}),
        "vrfs": sorted(set(re.findall(r"^vrf (?:context )?(\S+)$", text, re.MULTILINE))),
        "routes": sorted((str(IPv4Network(prefix)), hop) for prefix, hop in routes),
        "neighbours": sorted(neighbours),
        "vips": sorted(re.findall(r"^\s+ip (\d+\.\d+\.\d+\.\d+)$", text, re.MULTILINE)),
        "name": re.findall(r"^hostname (\S+)", text, re.MULTILINE)[-1],
    }


@pytest.mark.parametrize("case", CASES, ids=named)
def test_counts_equal_a_simple_reader(case: tuple[str, Path]) -> None:
    record = record_of(case[1])
    assert {
        "interfaces": sorted(interface.name for interface in record.interfaces),
        "addresses": sorted(address for interface in record.interfaces for address in set(interface.addresses)),
        "vrfs": sorted(vrf.name for vrf in record.vrfs),
        "routes": sorted((route.prefix, route.next_hop) for route in record.routes),
        "neighbours": sorted(peer.address for peer in record.bgp_peers),
        "vips": sorted(address for group in record.fhrp for address in group.addresses),
        "name": record.system.name,
    } == {
        **counts(case[1].read_text()),
        "addresses": sorted(
            address
            for block in re.split(r"^(?=interface )", case[1].read_text(), flags=re.MULTILINE)
            if block.startswith("interface ")
            for address in counts(block.partition("\nrouter ")[0] + "\nhostname x")["addresses"]
        ),
    }


@pytest.mark.parametrize("case", CASES, ids=named)
def test_exactly_one_parser_knows_the_text(case: tuple[str, Path]) -> None:
    platform, path = case
    found = detect(path.name, path.read_bytes())
    assert (found.kind, found.platform) == (Kind.CONFIG, platform)
    text = clean(path.read_bytes(), path.name)
    assert [parser.platform for parser in PARSERS if parser.matches(text) is not None] == [platform]


def test_every_line_is_read() -> None:
    """No line is left over, and at most a tenth of those on routing, VRFs, translation and access lists are passed over."""
    found = {"understood": 0, "ignored": 0}
    for _, path in CASES:
        record = record_of(path)
        assert record.reading is not None
        assert record.reading.unparsed_lines == ()
        for section in record.reading.sections:
            if section.section in WEIGHTY:
                for name in found:
                    found[name] += getattr(section, name)
    print(found)
    assert found["understood"] > 150
    assert found["ignored"] <= 0.1 * sum(found.values())


# --- NX-OS beside what its devices show


@pytest.mark.parametrize("path", NXOS, ids=name_of)
def test_nexus_interfaces_are_as_the_device_shows_them(path: Path) -> None:
    told: dict[str, dict[str, object]] = {}
    modes: dict[str, str] = {}
    for block in re.split(r"\n(?=\S+ is (?:up|down))", shown(path, "show_interface")):
        head = re.match(r"(\S+) is (up|down)(?: \((.+?)\))?", block)
        assert head is not None
        name = head.group(1)
        address = re.search(r"Internet Address is (\S+)", block)
        text = re.search(r"Description: (.*?)(?:  Internet Address|\n)", block)
        told[name] = {
            "enabled": head.group(3) != "Administratively down",
            "addresses": (address.group(1),) if address else (),
            "description": text.group(1).strip() if text else None,
        }
        if (mode := re.search(r"Port mode is (\w+)", block)) is not None:
            modes[name] = mode.group(1)
    record = record_of(path)
    assert len(told) > 130
    assert {interface.name: described(interface) for interface in record.interfaces} == told
    read = {
        interface.name: "trunk" if interface.vlan_trunk else "access"
        for interface in record.interfaces
        if interface.vlan_trunk or interface.vlan_access
    }
    assert read == {name: mode for name, mode in modes.items() if mode != "routed"}
    bundled = {
        head: f"port-channel{number}"
        for head, number in re.findall(r"^(Ethernet\S+) is \w+.*\n.*\n\s+Belongs to Po(\d+)", shown(path, "show_interface"), re.MULTILINE)
    }
    assert bundled
    assert {interface.name: interface.lag for interface in record.interfaces if interface.lag} == bundled


def nexus_routes(path: Path) -> dict[str, list[tuple[str, str, str]]]:
    """Read ``show ip route vrf all``: VRF to prefix, next hop and protocol."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    vrf = prefix = ""
    for line in shown(path, "show_ip_route_vrf_all").splitlines():
        if (head := re.match(r'IP Route Table for VRF "(\S+)"', line)) is not None:
            vrf = head.group(1)
        elif (route := re.match(r"(\S+/\d+), ", line)) is not None:
            prefix = route.group(1)
        elif (way := re.match(r"\s+\*via ([\d.]+),.*?, ([\w-]+)(?:,.*)?$", line)) is not None:
            found.setdefault(vrf, []).append((prefix, way.group(1), way.group(2)))
    return found


@pytest.mark.parametrize("path", NXOS, ids=name_of)
def test_nexus_addresses_gateways_and_neighbours_are_as_the_device_shows_them(path: Path) -> None:
    record, told = record_of(path), nexus_routes(path)["default"]
    up = [interface for interface in record.interfaces if interface.enabled and interface.vrf is None]
    own = {(str(IPv4Interface(address).network), str(IPv4Interface(address).ip)) for interface in up for address in interface.addresses}
    assert {(prefix, hop) for prefix, hop, protocol in told if protocol == "direct"} == own
    vips = {address for group in record.fhrp for address in group.addresses}
    assert {hop for _, hop, protocol in told if protocol == "hsrp"} == vips
    assert len(vips) == 1
    taught = {hop for _, hop, protocol in told if protocol.startswith("bgp-65000")}
    peers = {peer.address: peer.remote_as for peer in record.bgp_peers if "ipv4" in peer.families}
    assert taught <= set(peers)
    assert set(peers.values()) == {65000}
    assert not [protocol for *_, protocol in told if protocol == "static"]
    assert not record.routes


@pytest.mark.parametrize("path", NXOS, ids=name_of)
def test_nexus_vrfs_announced_prefixes_and_software_are_as_the_device_shows_them(path: Path) -> None:
    record = record_of(path)
    vrfs = re.findall(r"^(\S+)\s+\d+ Up", shown(path, "show_vrf"), re.MULTILINE)
    assert sorted(vrfs) == sorted({"default", *(vrf.name for vrf in record.vrfs)})
    local = re.findall(r"^\*>l(\S+)", shown(path, "show_ip_bgp_vrf_all"), re.MULTILINE)
    assert sorted(local) == sorted(row.prefix for row in record.network_statements)
    release = re.search(r"NXOS: version (\S+)", shown(path, "show_version"))
    assert release is not None
    assert record.system.software == release.group(1)


# --- IOS XR beside what its devices show


@pytest.mark.parametrize("path", XR, ids=name_of)
def test_xr_interfaces_are_as_the_device_shows_them(path: Path) -> None:
    told: dict[str, dict[str, object]] = {}
    for block in re.split(r"^(?=\S+ is )", shown(path, "show_interfaces"), flags=re.MULTILINE):
        head = re.match(r"(\S+) is (up|down|administratively down)", block)
        if head is None or head.group(1) == "Null0":
            continue
        address = re.search(r"Internet address is (\d\S+)", block)
        text = re.search(r"Description: (.+?)\s*$", block, re.MULTILINE)
        told[head.group(1)] = {
            "enabled": head.group(2) != "administratively down",
            "addresses": (address.group(1),) if address else (),
            "description": text.group(1) if text else None,
        }
    assert len(told) >= 5
    read = {interface.name: described(interface) for interface in record_of(path).interfaces}
    assert {name: said for name, said in read.items() if name in told} == told
    assert not set(read) - set(told)


def xr_routes(text: str) -> set[tuple[str, str, str]]:
    """Read ``show route``: the code, the prefix, and the next hop or interface."""
    rows = re.findall(r"^([CLS])\*?\s+(\d\S+/\d+) (?:\[.*?\] via|is directly connected,) ?(?:[\d:]+, )?(\S+?)(?:,.*)?$", text, re.MULTILINE)
    return set(rows)


@pytest.mark.parametrize("path", XR, ids=name_of)
def test_xr_routes_of_every_vrf_are_as_the_device_shows_them(path: Path) -> None:
    record = record_of(path)
    tables = {None: shown(path, "show_route")}
    for part in re.split(r"^(?=VRF: )", shown(path, "show_route_vrf_all"), flags=re.MULTILINE):
        if (head := re.match(r"VRF: (\S+)", part)) is not None:
            tables[head.group(1)] = part
    assert {vrf for vrf in tables if vrf} <= {vrf.name for vrf in record.vrfs}
    for vrf, text in tables.items():
        told = xr_routes(text)
        up = [interface for interface in record.interfaces if interface.enabled and interface.vrf == vrf]
        own = {(str(IPv4Interface(address).ip) + "/32", interface.name) for interface in up for address in interface.addresses}
        assert {(prefix, way) for code, prefix, way in told if code == "L"} == own
        joined = {
            (str(IPv4Interface(address).network), interface.name)
            for interface in up
            for address in interface.addresses
            if not address.endswith("/32")
        }
        assert {(prefix, way) for code, prefix, way in told if code == "C"} == joined
        static = {(route.prefix, route.next_hop) for route in record.routes if route.vrf == vrf}
        assert {(prefix, way) for code, prefix, way in told if code == "S"} == static


@pytest.mark.parametrize("path", XR, ids=name_of)
def test_xr_ospf_neighbours_are_seen_through_interfaces_that_speak_it(path: Path) -> None:
    record = record_of(path)
    rows = re.findall(r"^(\d\S+)\s+\d+\s+(\S+/)\s+-?\s*\S+\s+(\d\S+)\s+(\S+)$", shown(path, "show_ospf_neighbor"), re.MULTILINE)
    assert rows
    speaks = {row.interface: row for row in record.ospf_interfaces}
    addresses = {interface.name: interface.addresses for interface in record.interfaces}
    for _, _, address, name in rows:
        assert speaks[name].enabled
        assert speaks[name].area == "0.0.0.0"
        assert speaks[name].kind == "point-to-point"  # no DR: the column of the role holds a dash
        assert any(IPv4Interface(f"{address}/30").network == IPv4Interface(own).network for own in addresses[name])
    named = re.findall(r"Neighbors for OSPF (\S+)", shown(path, "show_ospf_neighbor"))
    assert named == [process.process for process in record.ospf]


@pytest.mark.parametrize("path", XR, ids=name_of)
def test_xr_bgp_in_vrfs_is_as_the_device_shows_it(path: Path) -> None:
    record = record_of(path)
    for part in re.split(r"^(?=VRF: )", shown(path, "show_bgp_vrf_all_summary"), flags=re.MULTILINE):
        head = re.match(r"VRF: (\S+)", part)
        if head is None:
            continue
        vrf = next(vrf for vrf in record.vrfs if vrf.name == head.group(1))
        assert re.findall(r"Route Distinguisher: (\S+)", part) == [vrf.rd]
        (process,) = (row for row in record.bgp if row.vrf == vrf.name)
        assert re.findall(r"router identifier (\S+), local AS number (\d+)", part) == [(process.router_id, str(process.local_as))]
        rows = re.findall(r"^(\d+\.\S+)\s+\d+\s+(\d+)\s", part, re.MULTILINE)
        assert rows == [(peer.address, str(peer.remote_as)) for peer in record.bgp_peers if peer.vrf == vrf.name]
    text = shown(path, "show_bgp_vrf_all_neighbors")
    for way, name in re.findall(r"Policy for (incoming|outgoing) advertisements is (\S+)", text):
        policies = {policy for peer in record.bgp_peers if peer.vrf for policy in _policies(peer, way)}
        assert name in policies
        assert name in {policy.name for policy in record.route_policies}


def _policies(peer, way: str) -> tuple[str, ...]:
    return peer.import_policies if way == "incoming" else peer.export_policies


@pytest.mark.parametrize("path", XR, ids=name_of)
def test_xr_software_is_as_the_device_shows_it(path: Path) -> None:
    release = re.search(r"Software, Version (\S+)", shown(path, "show_version"))
    assert release is not None
    assert record_of(path).system.software == release.group(1)


# --- together


def test_route_targets_of_both_sides_meet() -> None:
    targets = {path.parent.name: {vrf.name: set(vrf.import_targets) for vrf in record_of(path).vrfs} for path in XR}
    exports = {path.parent.name: {vrf.name: set(vrf.export_targets) for vrf in record_of(path).vrfs} for path in XR}
    assert targets["PE1"]["red"] & exports["PE2"]["red"]
    assert targets["PE1"]["blue"] & exports["PE3"]["blue"]
    assert not targets["PE1"]["red"] & exports["PE3"]["blue"]


def test_links_between_the_routers_come_out_of_configurations_alone() -> None:
    topology = believe([record_of(path) for path in sorted(VPN.glob("*/show_running-config.txt"))])
    names = {device.id: device.name for device in topology.devices}
    found = {
        frozenset(
            (names[device], topology.interface[port].name)
            for device, port in ((link.a_device, link.a_interface), (link.b_device, link.b_interface))
        )
        for link in topology.links
    }
    edges = json.loads((VPN.parent / "batfish" / "layer1_topology.json").read_text())["edges"]
    truth = {frozenset((edge[end]["hostname"], port_of(edge[end]["interfaceName"])) for end in ("node1", "node2")) for edge in edges}
    assert found <= truth
    # two customers number their lines alike; one line of the two has an address that the other device owns, too
    assert truth - found == {frozenset({("PE3", "GigabitEthernet0/0/0/2"), ("CE3", "GigabitEthernet0/1")})}


def port_of(card: str) -> str:
    """Return the port that a card of the lab's machine is: the first is the management port."""
    return f"GigabitEthernet0/0/0/{int(card[3:]) - 2}" if card.startswith("NIC") else card.replace("Gi", "GigabitEthernet")
