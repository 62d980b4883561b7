"""Third-party VRP and Comware configurations, where they lie beside the checkout: complete against an independent reader."""

import re
from datetime import UTC, datetime
from ipaddress import ip_interface, ip_network
from pathlib import Path

import pytest

from collectors.configs import read_config
from collectors.detect import detect
from topology.model.records import DeviceRecord

ROOT = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "configs"
pytestmark = pytest.mark.skipif(not ROOT.is_dir(), reason="../shared/corpus is not beside this checkout")
WHEN = datetime(2017, 12, 1, tzinfo=UTC)
VRP = sorted((ROOT / "huawei_vrp").rglob("*.cfg")) if ROOT.is_dir() else []
COMWARE = sorted(path for path in (ROOT / "h3c_comware").rglob("*") if path.is_file()) if ROOT.is_dir() else []
FILES = [*((path, "huawei_vrp") for path in VRP), *((path, "hp_comware") for path in COMWARE)]
WEIGHTY = ("routing", "vrf", "nat", "acl")


def read(path: Path, platform: str) -> DeviceRecord:
    return read_config(path.read_bytes(), path=path.name, realm="corpus", collected_at=WHEN, platform=platform)


def plain(path: Path) -> list[str]:
    """Return the stripped lines of a file, by nothing of netfold's."""
    return [line.strip() for line in path.read_bytes().decode("utf-8", "replace").splitlines() if line.strip()]


@pytest.mark.parametrize(("path", "platform"), FILES, ids=lambda value: value.name if isinstance(value, Path) else "")
def test_interfaces_addresses_vrfs_and_routes_are_complete(path, platform):
    lines, record = plain(path), read(path, platform)
    current, interfaces, addresses = "", set(), set()
    for line in lines:
        if match := re.fullmatch(r"interface (.+)", line):
            current = match.group(1).split(" mode ")[0].replace(" ", "")
            interfaces.add(current)
        elif match := re.fullmatch(r"ip address (\d\S+) (\d\S+)(?: sub)?", line):
            addresses.add((current, str(ip_interface("/".join(match.groups())))))
        elif match := re.fullmatch(r"ipv6 address (\S+:\S*/\d+)", line):
            addresses.add((current, str(ip_interface(match.group(1)))))
    assert {interface.name for interface in record.interfaces} == interfaces
    assert {(interface.name, address) for interface in record.interfaces for address in interface.addresses} == addresses
    named = [line.split()[2] for line in lines if re.fullmatch(r"ip vpn-instance \S+", line)]
    assert sorted({vrf.name for vrf in record.vrfs}) == sorted(set(named))
    wanted = []
    for line in lines:
        if match := re.match(r"ip route-static (?:vpn-instance (\S+) )?(\d\S+) (\d\S+) (?:\w+ )?(\S+)", line):
            vrf, network, mask, _ = match.groups()
            wanted.append((vrf, str(ip_network(f"{network}/{mask}", strict=False))))
    assert sorted(map(str, wanted)) == sorted(str((route.vrf, route.prefix)) for route in record.routes if ":" not in route.prefix)
    names = [line[8:] for line in lines if line.startswith("sysname ")]
    assert [record.system.name] == (names or [None])


@pytest.mark.parametrize("platform", ["huawei_vrp", "hp_comware"])
def test_few_weighty_lines_stay_unread(platform):
    unread, counts = [], {section: [0, 0, 0] for section in WEIGHTY}
    for path, theirs in FILES:
        if theirs != platform:
            continue
        reading = read(path, platform).reading
        unread += reading.unparsed_lines
        for section in reading.sections:
            if section.section in counts:
                both = zip(counts[section.section], (section.understood, section.ignored, section.unparsed), strict=True)
                counts[section.section] = [old + new for old, new in both]
    print(platform, counts, *unread, sep="\n  ")
    for section, (understood, ignored, unparsed) in counts.items():
        lines = understood + ignored + unparsed
        assert unparsed <= 0.05 * lines, (section, unread)
        assert ignored <= 0.10 * lines, section


def test_every_file_is_known_for_what_it_is():
    assert len(VRP) >= 10
    assert len(COMWARE) >= 4
    for path, platform in FILES:
        found = detect(path.name, path.read_bytes())
        assert found.platform in {platform, None}, path
        if found.platform is None:
            assert [one.platform for one in found.candidates][:1] in ([platform], []), path
