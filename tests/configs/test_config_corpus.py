"""Third-party configurations, where they lie beside the checkout: no crash, and counts equal to an independent simple reader."""

import re
from datetime import UTC, datetime
from ipaddress import IPv4Interface
from pathlib import Path

import pytest

from collectors.configs import read_config
from collectors.detect import Kind, detect
from topology.model.errors import InputError

ROOT = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "configs"
pytestmark = pytest.mark.skipif(not ROOT.is_dir(), reason="../shared/corpus is not beside this checkout")
VRP = sorted((ROOT / "huawei_vrp").rglob("*.cfg")) if ROOT.is_dir() else []
OTHERS = (
    sorted(path for path in ROOT.rglob("*") if path.is_file() and path not in VRP and "huawei_vrp" not in path.parts)
    if ROOT.is_dir()
    else []
)
WHEN = datetime(2017, 12, 1, tzinfo=UTC)


def simple_counts(text: str) -> dict[str, object]:
    """Count by regular expressions over the whole text, knowing nothing of sections."""
    addresses = re.findall(r"^\s*ip address (\d\S+) (\d\S+)(?: sub)?\s*$", text, re.MULTILINE)
    return {
        "interfaces": len(set(re.findall(r"^\s*interface (\S+)", text, re.MULTILINE))),
        "addresses": sorted(str(IPv4Interface(f"{address}/{mask}")) for address, mask in addresses),
        "vrfs": sorted(re.findall(r"^\s*ip vpn-instance (\S+)\s*$", text, re.MULTILINE)),
        "routes": len(re.findall(r"^\s*ip route-static (?:vpn-instance \S+ )?\d", text, re.MULTILINE)),
        "sysname": re.findall(r"^\s*sysname (.+?)\s*$", text, re.MULTILINE),
    }


@pytest.mark.parametrize("path", VRP, ids=lambda path: path.name)
def test_counts_equal_a_simple_reader(path):
    data = path.read_bytes()
    assert detect(path.name, data).platform == "huawei_vrp"
    record = read_config(data, path=path.name, realm="corpus", collected_at=WHEN)
    assert {
        "interfaces": len(record.interfaces),
        "addresses": sorted(address for interface in record.interfaces for address in interface.addresses if ":" not in address),
        "vrfs": sorted(vrf.name for vrf in record.vrfs),
        "routes": len(record.routes),
        "sysname": [record.system.name],
    } == simple_counts(data.decode())


def test_there_are_vrp_files():
    assert len(VRP) >= 10


def test_show_captures_of_vrp_devices_are_no_configurations():
    for path in (ROOT / "huawei_vrp").rglob("*.raw"):
        try:
            found = detect(path.name, path.read_bytes())
        except InputError:
            continue
        assert found.kind is not Kind.CONFIG, path


def test_other_vendors_are_never_taken_for_vrp():
    assert OTHERS
    for path in OTHERS:
        try:
            found = detect(path.name, path.read_bytes())
        except InputError as error:
            assert error.code == "input-empty", path  # noqa: PT017 - some captures are empty; the rest must be detected
            continue
        assert found.platform != "huawei_vrp", path
