"""Third-party Junos configurations, where they lie beside the checkout: held against another reader, and the devices' own words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from collectors.clean import clean
from collectors.configs import PARSERS, read_config
from collectors.detect import Kind, detect
from tests.configs.test_juniper_junos import said, to_set
from tests.resolve.made import believe
from topology.model.records import DeviceRecord

ROOT = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "configs"
pytestmark = pytest.mark.skipif(not ROOT.is_dir(), reason="../shared/corpus is not beside this checkout")
WHEN = datetime(2017, 12, 1, tzinfo=UTC)
LAB = ROOT / "sets" / "labval_junos_l3vpn"
NAMES = ("pe1", "pe2")
SHOWN = {name: LAB / "configs" / name / "show_configuration_|_display_set.txt" for name in NAMES}
SOURCES = {name: LAB / "source" / "configs" / f"{name}.cfg" for name in NAMES}
PIECES = sorted(path for path in (ROOT / "juniper_junos").iterdir() if path.is_file()) if ROOT.is_dir() else []
ALL = [*SHOWN.values(), *SOURCES.values(), *PIECES]
WEIGHTY = ("routing", "vrf", "nat", "acl")


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def record_of(path: Path) -> DeviceRecord:
    return read_config(path.read_bytes(), path=name_of(path), realm="corpus", collected_at=WHEN)


def flat(path: Path) -> list[str]:
    """Return a text as ``set`` lines, whichever form it has, without what is deactivated."""
    text = path.read_text()
    lines = text.splitlines() if "{\n" not in text else to_set(text).splitlines()
    off = [line.replace("deactivate ", "set ", 1) for line in lines if line.startswith("deactivate ")]
    return [line for line in lines if line.startswith("set ") and not line.startswith(tuple(f"{lead} " for lead in off))]


def found(pattern: str, lines: list[str]) -> list[tuple[str, ...]]:
    return sorted({match.groups("") for line in lines if (match := re.match(pattern, line)) is not None})


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_counts_equal_a_simple_reader(path: Path) -> None:
    record, lines = record_of(path), flat(path)
    units = {(f"{port}.{unit}",) for port, unit in found(r"set interfaces (\S+) unit (\d+)", lines)}
    units |= {(name if "." in name else f"{name}.0",) for (name,) in found(r"set routing-instances \S+ interface (\S+)", lines)}
    units |= {(name,) for (name,) in found(r"set .*bridge-domains \S+ routing-interface (\S+)", lines)}
    assert sorted((i.name,) for i in record.interfaces if "." in i.name) == sorted(units)
    assert sorted((i.name,) for i in record.interfaces if "." not in i.name) == found(r"set interfaces (\S+)", lines)
    addresses = found(r"set interfaces (\S+) unit (\d+) family inet6? address (\S+)", lines)
    assert sorted((*i.name.rsplit(".", 1), text) for i in record.interfaces for text in i.addresses) == addresses
    assert sorted((vrf.name,) for vrf in record.vrfs) == found(r"set routing-instances (\S+)", lines)
    members = {(vrf, name if "." in name else f"{name}.0") for vrf, name in found(r"set routing-instances (\S+) interface (\S+)", lines)}
    if any("management-instance" in line for line in lines):
        members.add(("mgmt_junos", "fxp0.0"))
    assert {(i.vrf, i.name) for i in record.interfaces if i.vrf} == members
    routes = found(r"set (?:routing-instances (\S+) )?routing-options (?:rib \S+ )?static route (\S+) (?:next-hop )?(\S+)", lines)
    assert sorted((route.vrf or "", route.prefix, route.next_hop or route.interface) for route in record.routes) == sorted(routes)
    neighbours = found(r"set (?:routing-instances (\S+) )?protocols bgp group (\S+) neighbor (\S+)", lines)
    assert sorted((peer.vrf or "", peer.group, peer.address) for peer in record.bgp_peers) == sorted(neighbours)
    assert sorted((row.process, row.area, row.interface) for row in record.ospf_interfaces) == found(
        r"set protocols (ospf3?) area (\S+) interface (\S+)", lines
    )
    assert [(record.system.name,)] == found(r"set system host-name (\S+)", lines)[-1:]
    vlans = found(r"set .*(?:vlans|bridge-domains) (\S+) vlan-id (\d+)", lines)
    assert sorted((vlan.name, str(vlan.vid)) for vlan in record.vlans) == vlans
    filters = found(r"set firewall family \S+ filter (\S+) term (\"[^\"]+\"|\S+)", lines)
    assert {acl.name for acl in record.acls} == {name for name, _ in filters}
    assert len({rule.ref for rule in record.acl_rules}) == len(filters)


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_every_file_is_known_as_junos_by_one_parser_and_read_whole(path: Path) -> None:
    text = clean(path.read_bytes(), path.name)
    assert [parser.platform for parser in PARSERS if parser.matches(text) is not None] == ["juniper_junos"]
    seen = detect(path.name, path.read_bytes())
    assert (seen.kind, seen.platform) == (Kind.CONFIG, "juniper_junos")
    reading = record_of(path).reading
    assert reading is not None
    assert reading.lines == len(text.lines)
    assert reading.understood > 0
    assert reading.unparsed_lines == ()


def test_weighty_lines_are_read() -> None:
    """At most 5 % unparsed of the lines on routing, VRFs, translation and access lists; what is passed over is known."""
    counts = {"understood": 0, "ignored": 0, "unparsed": 0}
    for path in ALL:
        for section in record_of(path).reading.sections:  # type: ignore[union-attr]
            if section.section in WEIGHTY:
                for name in counts:
                    counts[name] += getattr(section, name)
    assert sum(counts.values()) > 250
    assert counts["unparsed"] == 0
    assert counts["ignored"] <= 0.2 * sum(counts.values())  # MPLS and LDP, timers of BGP, and a deactivated block of static routes


@pytest.mark.parametrize("name", NAMES)
def test_both_forms_of_a_device_say_the_same(name: str) -> None:
    """The braces were loaded into the device, which printed the ``set`` lines: what it added itself stands in these alone."""
    source, shown = record_of(SOURCES[name]), record_of(SHOWN[name])
    assert said(source)["routes"] == [row for row in said(shown)["routes"] if row["vrf"] != "mgmt_junos"]  # type: ignore[attr-defined]
    for part in ("bgp", "bgp_peers", "vrf_families"):
        assert said(source)[part] == said(shown)[part]
        assert said(source)[part]
    own = {i.name: (i.addresses, i.vrf, i.description) for i in source.interfaces}
    assert own.items() <= {i.name: (i.addresses, i.vrf, i.description) for i in shown.interfaces}.items()


def shown_of(name: str, command: str) -> Any:
    return json.loads((LAB / "show" / name / f"show_{command}_|_display_json.txt").read_text())


def data(row: dict[str, Any], word: str) -> str | None:
    return row[word][0].get("data") if word in row else None


def interfaces_of(name: str) -> Iterator[tuple[str, str | None, list[str]]]:
    """Yield ports and units as ``show interfaces`` has them: name, description, own addresses."""
    for port in shown_of(name, "interfaces")["interface-information"][0]["physical-interface"]:
        yield data(port, "name") or "", data(port, "description"), []
        for unit in port.get("logical-interface", ()):
            families = unit.get("address-family", ())
            own = [address for family in families for address in family.get("interface-address", ()) if "ifa-local" in address]
            yield data(unit, "name") or "", data(unit, "description"), [address_of(address) for address in own]


def address_of(address: dict[str, Any]) -> str:
    length = (data(address, "ifa-destination") or "").partition("/")[2]
    return f"{data(address, 'ifa-local')}/{length or 32}"


@pytest.mark.parametrize("name", NAMES)
def test_interfaces_are_as_the_device_shows_them(name: str) -> None:
    shown = {port: (text, [one for one in own if not one.startswith("fe80")]) for port, text, own in interfaces_of(name)}
    record = record_of(SHOWN[name])
    assert len(record.interfaces) == 8
    for interface in record.interfaces:
        assert shown[interface.name] == (interface.description, list(interface.addresses)), interface.name


@pytest.mark.parametrize("name", NAMES)
def test_routes_and_instances_are_as_the_device_shows_them(name: str) -> None:
    record = record_of(SHOWN[name])
    static: set[tuple[str | None, str, str]] = set()
    local: set[tuple[str | None, str]] = set()
    for table in shown_of(name, "route")["route-information"][0]["route-table"]:
        title = data(table, "table-name") or ""
        vrf = title.removesuffix(".inet6.0").removesuffix(".inet.0") if title.count(".") > 1 else None
        for route in table.get("rt", ()):
            for entry in route["rt-entry"]:
                prefix = data(route, "rt-destination") or ""
                hop = entry.get("nh", [{}])[0]
                if data(entry, "protocol-name") == "Static":
                    way = data(hop, "to") or {"Discard": "discard"}.get(data(entry, "nh-type") or "", "")
                    static.add((vrf, prefix, way))
                elif data(entry, "protocol-name") == "Local":
                    local.add((vrf, prefix.partition("/")[0]))
    assert {(route.vrf, route.prefix, route.next_hop or route.interface) for route in record.routes} == static
    assert len(static) == 4
    own = {(i.vrf, text.partition("/")[0]) for i in record.interfaces for text in i.addresses if not i.name.startswith("lo")}
    assert own == {(vrf, address) for vrf, address in local if not address.startswith("fe80")}
    cores = shown_of(name, "route_instance")["instance-information"][0]["instance-core"]
    kinds = {data(core, "instance-name"): data(core, "instance-type") for core in cores}
    assert {vrf.name for vrf in record.vrfs} == {one for one in kinds if one and one != "master" and not one.startswith("__")}


@pytest.mark.parametrize("name", NAMES)
def test_sessions_and_systems_are_as_the_device_shows_them(name: str) -> None:
    record = record_of(SHOWN[name])
    learned = {
        data(entry, "learned-from")
        for table in shown_of(name, "route_protocol_bgp")["route-information"][0]["route-table"]
        for route in table.get("rt", ())
        for entry in route["rt-entry"]
    }
    assert {peer.address for peer in record.bgp_peers} >= learned - {None}
    assert [(peer.remote_as, peer.families, peer.vrf) for peer in record.bgp_peers] == [(65000, ("vpnv4",), None)]
    version = shown_of(name, "version")["software-information"][0]
    assert (record.system.name, record.system.software) == (data(version, "host-name"), data(version, "junos-version"))
    assert record.ospf == ()  # 'OSPF instance is not running', it says
    (vrf,) = (vrf for vrf in record.vrfs if vrf.rd)
    assert (vrf.import_targets, vrf.export_targets) == (("65000:100",), ("65000:100",))


def test_the_two_are_joined_by_their_configurations_alone() -> None:
    topology = believe([record_of(path) for path in SHOWN.values()])
    names = {device.id: device.name for device in topology.devices}
    ends = [
        {
            (names[device], topology.interface[port].name)
            for device, port in ((one.a_device, one.a_interface), (one.b_device, one.b_interface))
        }
        for one in topology.links
    ]
    assert any({name for name, _ in pair} == set(NAMES) and {port for _, port in pair} <= {"ge-0/0/0", "ge-0/0/0.0"} for pair in ends)


def test_policies_name_the_targets_of_a_virtual_switch() -> None:
    record = record_of(ROOT / "juniper_junos" / "gh-2658-juniper-vrf-import-export.cfg")
    fabric = next(vrf for vrf in record.vrfs if vrf.name == "fabric")
    assert fabric.import_targets == ("1:1", "100:100", "101:101")
    assert fabric.export_targets == ("1:1", "100:100", "101:101")
    assert record.routes == ()
    assert {i.name: i.vlan_access for i in record.interfaces if i.name.startswith("irb.")} == {"irb.100": 100, "irb.101": 101}
