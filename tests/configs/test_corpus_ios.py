"""Third-party IOS configurations, where they lie beside the checkout: counted against another reader, and against the devices' own words."""

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
from topology.model.errors import InputError
from topology.model.records import DeviceRecord

ROOT = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "configs"
pytestmark = pytest.mark.skipif(not ROOT.is_dir(), reason="../shared/corpus is not beside this checkout")
WHEN = datetime(2017, 12, 1, tzinfo=UTC)
SETS = ROOT / "sets"
WHOLE = (
    [
        ROOT / "cisco_ios" / "batfish_lhr-border-02.cfg",
        *sorted((SETS / "batfish_example_ios").glob("*.cfg")),
        *sorted((SETS / "labval_ios_basic_vrrp" / "configs").glob("*/show_running-config.txt")),
        *sorted((SETS / "labval_cisco_xr_ios_vpnv4" / "configs").glob("CE*/show_running-config.txt")),
    ]
    if ROOT.is_dir()
    else []
)
"""Configurations of whole devices; the others in ``cisco_ios`` are collections of lines, some of them of other systems."""
PIECES = sorted(path for path in (ROOT / "cisco_ios").glob("cisco_*")) if ROOT.is_dir() else []
SHOWN = [path for path in WHOLE if path.name == "show_running-config.txt"]
WEIGHTY = ("routing", "vrf", "nat", "acl")


def record_of(path: Path) -> DeviceRecord:
    return read_config(path.read_bytes(), path=name_of(path), realm="corpus", collected_at=WHEN, platform="cisco_ios")


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}" if path.name == "show_running-config.txt" else path.name


def simple_counts(text: str) -> dict[str, object]:
    """Count by regular expressions over the whole text, knowing nothing of sections."""
    text = re.sub(r"^banner \w+ \^C.*?\^C", "", text, flags=re.MULTILINE | re.DOTALL)
    dotted = re.findall(r"^\s+ip address (\d\S+) (\d\S+)(?: secondary)?\s*$", text, re.MULTILINE)
    slashed = re.findall(r"^\s+ip address (?:virtual )?(\d\S+/\d+)\s*$", text, re.MULTILINE)
    routes = re.findall(r"^ip route (?:vrf (\S+) )?(\d\S+) (\d\S+) (.+?)\s*$", text, re.MULTILINE)
    return {
        "interfaces": sorted({"".join(name.split()).lower() for name in re.findall(r"^interface (\S+(?: \d\S*)?)", text, re.MULTILINE)}),
        "addresses": sorted({str(IPv4Interface(f"{address}/{mask}")) for address, mask in dotted} | {*slashed}),
        "vrfs": sorted(re.findall(r"^(?:ip vrf|vrf definition) (\S+)\s*$", text, re.MULTILINE)),
        "routes": sorted((vrf or None, str(IPv4Network(f"{prefix}/{mask}")), rest.split()[0]) for vrf, prefix, mask, rest in routes),
        "hostname": re.findall(r"^hostname (\S+)", text, re.MULTILINE)[-1:],
    }


@pytest.mark.parametrize("path", [*WHOLE, *PIECES], ids=name_of)
def test_counts_equal_a_simple_reader(path: Path) -> None:
    record = record_of(path)
    lines = path.read_text().splitlines()
    own = [i.name.lower() for i in record.interfaces if lines[int(i.ref.rpartition(":")[2]) - 1].startswith("interface ")]
    assert {
        "interfaces": sorted(own),  # an aggregate that only its members name has no section
        "addresses": sorted({address for interface in record.interfaces for address in interface.addresses if ":" not in address}),
        "vrfs": sorted(vrf.name for vrf in record.vrfs),
        "routes": sorted(
            (route.vrf, route.prefix, route.interface or route.next_hop) for route in record.routes if ":" not in route.prefix
        ),
        "hostname": [record.system.name],
    } == simple_counts(path.read_text())


@pytest.mark.parametrize("path", WHOLE, ids=name_of)
def test_whole_configurations_are_known_as_ios(path: Path) -> None:
    assert (detect(path.name, path.read_bytes()).kind, detect(path.name, path.read_bytes()).platform) == (Kind.CONFIG, "cisco_ios")


@pytest.mark.parametrize("path", WHOLE, ids=name_of)
def test_a_reference_opens_its_line(path: Path) -> None:
    lines = path.read_text().splitlines()
    record = record_of(path)
    assert all(lines[int(i.ref.rpartition(":")[2]) - 1].startswith("interface ") for i in record.interfaces)
    assert all(lines[int(r.ref.rpartition(":")[2]) - 1].startswith("ip route ") for r in record.routes)
    assert all(peer.address in lines[int(peer.ref.rpartition(":")[2]) - 1] for peer in record.bgp_peers)
    assert all(rule.action in lines[int(rule.ref.rpartition(":")[2]) - 1] for rule in record.acl_rules)


def test_weighty_lines_are_read() -> None:
    """At most 5 % unparsed and 10 % passed over of the lines on routing, VRFs, translation and access lists."""
    counts = {"understood": 0, "ignored": 0, "unparsed": 0}
    for path in WHOLE:
        record = record_of(path)
        assert record.reading is not None
        for section in record.reading.sections:
            if section.section in WEIGHTY:
                for name in counts:
                    counts[name] += getattr(section, name)
    total = sum(counts.values())
    print(counts)
    assert total > 800
    assert counts["unparsed"] == 0
    assert counts["ignored"] <= 0.1 * total


def test_what_is_left_of_collections_of_lines_is_listed() -> None:
    left = {path.name: [text.partition(" > ")[2] for text in record_of(path).reading.unparsed_lines] for path in PIECES}
    assert left == {
        "cisco_acl": ["access-list dynamic-extended"],
        "cisco_bgp": [],
        "cisco_crypto": [],
        "cisco_eigrp": [],
        "cisco_interface": ["no shutdown lan"],
    }


def shown_interfaces(text: str) -> dict[str, dict[str, object]]:
    """Read ``show interfaces``: a block for each, its first line at column 0."""
    found: dict[str, dict[str, object]] = {}
    for block in re.split(r"^(?=\S+ is (?:up|down|administratively down))", text, flags=re.MULTILINE):
        head = re.match(r"(\S+) is (up|down|administratively down)", block)
        if head is None:
            continue
        address = re.search(r"^\s+Internet address is (\S+)", block, re.MULTILINE)
        described = re.search(r"^\s+Description: (.+?)\s*$", block, re.MULTILINE)
        found[head.group(1)] = {
            "enabled": head.group(2) != "administratively down",
            "addresses": (address.group(1),) if address else (),
            "description": described.group(1) if described else None,
        }
    return found


@pytest.mark.parametrize("path", SHOWN, ids=name_of)
def test_interfaces_are_as_the_device_shows_them(path: Path) -> None:
    shown = shown_interfaces((path.parents[2] / "show" / path.parent.name / "show_interfaces.txt").read_text())
    read = {i.name: {"enabled": i.enabled, "addresses": i.addresses, "description": i.description} for i in record_of(path).interfaces}
    assert len(shown) >= 4
    assert read == shown


@pytest.mark.parametrize("path", SHOWN, ids=name_of)
def test_static_routes_and_own_addresses_are_as_the_device_shows_them(path: Path) -> None:
    text = (path.parents[2] / "show" / path.parent.name / "show_ip_route.txt").read_text()
    record = record_of(path)
    static: set[tuple[str, str]] = set()
    prefix = length = ""
    for line in text.partition("Gateway of last resort")[2].splitlines():
        if (parent := re.match(r"\s+\S+(/\d+) is subnetted", line)) is not None:
            length = parent.group(1)
        if (found := re.match(r"S\*?\s+(\d\S+)", line)) is not None:
            prefix = found.group(1) if "/" in found.group(1) else found.group(1) + length
        elif not line.startswith(" "):
            prefix = ""
        if prefix and (way := re.search(r"(?:via (\S+)|directly connected, (\S+))$", line)) is not None:
            static.add((prefix, (way.group(1) or way.group(2)).rstrip(",")))
    routes = {(route.prefix, route.next_hop or route.interface) for route in record.routes if route.vrf is None}
    assert static
    assert routes == static
    local = set(re.findall(r"^L\s+(\S+)/32", text, re.MULTILINE))
    own = {address.partition("/")[0] for i in record.interfaces if i.enabled and i.vrf is None for address in i.addresses}
    assert local == own


def test_vrfs_are_as_the_device_shows_them() -> None:
    seen = 0
    for path in SHOWN:
        shown = path.parents[2] / "show" / path.parent.name / "show_vrf.txt"
        names = re.findall(r"^\s{2}(\S+)\s+\S", shown.read_text(), re.MULTILINE)
        names = [name for name in names if name != "Name"]
        assert sorted(names) == sorted(vrf.name for vrf in record_of(path).vrfs)
        seen += len(names)
    assert seen


def test_links_of_the_example_come_out_of_configurations_alone() -> None:
    folder = SETS / "batfish_example_ios"
    topology = believe([record_of(path) for path in sorted(folder.glob("*.cfg"))])
    names = {device.id: device.name for device in topology.devices}
    found = [
        frozenset(
            (names[device], topology.interface[port].name)
            for device, port in ((link.a_device, link.a_interface), (link.b_device, link.b_interface))
        )
        for link in topology.links
    ]
    edges = json.loads((folder / "example_layer1_topology.json").read_text())["edges"]
    truth = {frozenset((edge[end]["hostname"], edge[end]["interfaceName"]) for end in ("node1", "node2")) for edge in edges}
    between = {ends for ends in truth if len({device for device, _ in ends} & set(names.values())) == 2}
    hits = sum(ends in truth for ends in found)
    assert len(found) == len(between) == 17
    assert hits / len(found) >= 0.95
    assert hits / len(between) >= 0.9


def test_other_vendors_are_named_as_such() -> None:
    ours = {*WHOLE, *PIECES}
    named: dict[str, set[str | None]] = {}
    for path in sorted(path for path in ROOT.rglob("*") if path.is_file() and path not in ours):
        try:
            found = detect(path.name, path.read_bytes())
        except InputError as error:
            assert error.code == "input-empty", path  # noqa: PT017 - some captures are empty; the rest must be detected
            continue
        if found.kind is Kind.CAPTURE:
            continue  # what a device shows is named by the command; several systems share some
        assert found.platform not in {"cisco_ios", "ruijie_rgos"}, path
        if "configs" in path.relative_to(ROOT).parts and found.kind is Kind.CONFIG:
            named.setdefault(path.relative_to(ROOT).parts[1], set()).add(found.platform)
    assert named["labval_nxos_hsrp"] == {"cisco_nxos"}
    assert named["labval_cisco_xr_ios_vpnv4"] == {"cisco_xr"}
    assert named["labval_junos_l3vpn"] == {"juniper_junos"}


def test_exactly_one_parser_matches_a_whole_configuration() -> None:
    for path in WHOLE:
        text = clean(path.read_bytes(), path.name)
        assert [parser.platform for parser in PARSERS if parser.matches(text) is not None] == ["cisco_ios"], path
