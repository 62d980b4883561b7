"""Values that captures of real devices hold, as their makers' agents gave them, for every MIB that they confirm."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pytest

from collectors.walks import read_walk
from topology.model.records import DeviceRecord
from topology.model.tables import FdbStatus

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
WHEN = datetime(2018, 2, 1, tzinfo=UTC)


@lru_cache(maxsize=64)
def record(name: str) -> DeviceRecord:
    found = sorted(CORPUS.rglob(f"{name}*"))
    if not found:
        pytest.skip(f"the capture {name} is not beside this checkout")
    return read_walk(found[:1], realm="r", collected_at=WHEN)


def row(capture: str, part: str, **wanted):
    """The one row of a part that has these values."""
    found = [one for one in getattr(record(capture), part) if all(getattr(one, field) == value for field, value in wanted.items())]
    assert len(found) == 1, (part, wanted, len(found))
    return found[0]


@pytest.mark.parametrize(
    ("name", "part", "wanted", "said"),
    [
        (
            "vrp_ac6605",
            "fdb",
            {"mac": "00:00:0c:07:ac:00"},
            {"vlan": 419, "interface": "GigabitEthernet0/0/24", "status": FdbStatus.LEARNED},
        ),
        ("vrp_s5328c", "fdb", {"mac": "00:00:5e:00:01:0a", "vlan": 33}, {"interface": "Eth-Trunk53", "port": 36}),
        ("comware", "fdb", {"mac": "00:00:5e:00:00:01"}, {"vlan": 1, "interface": "GigabitEthernet1/0/3", "status": None}),
        ("procurve", "fdb", {"mac": "ec:02:73:96:31:6e", "vlan": 1}, {"interface": "Trk1", "port": 962}),
        ("NMM-SW1", "fdb", {"mac": "2c:54:2d:33:7c:11"}, {"vlan": None, "interface": "Fa0/1"}),
        ("NMM-SW1", "stp", {}, {"bridge": "a4:18:75:0a:ce:00", "root": "a4:18:75:0a:ce:00", "root_priority": 32769, "root_port": None}),
        ("NMM-SW1", "stp_ports", {"interface": "Fa0/1"}, {"state": "forwarding", "path_cost": 19, "designated_port": 1}),
        ("comware", "stp", {}, {"priority": 0, "root_cost": 0}),
        ("froh", "vrfs", {"name": "hs-l3vpn_spoke"}, {"rd": "69:3", "import_targets": ("70:9",), "export_targets": ("70:10",)}),
        ("vrp_ce12804", "vrfs", {"name": "test1"}, {"rd": "65301:1"}),
        ("arista", "vrfs", {"name": "Mgt"}, {"rd": "62003:1"}),
        ("iosxe", "interfaces", {"name": "Gi0/0"}, {"vrf": "Mgmt-vrf"}),
        ("froh", "isis", {}, {"system_id": "0001.1008.8500", "level": "1-2", "areas": ("47.0005.80ff.f800.0000.0108.0001",)}),
        (
            "froh",
            "isis_adjacencies",
            {"name": "oedipus"},
            {"system_id": "0001.1025.5062", "interface": "ae1.0", "addresses": ("10.1.3.5",)},
        ),
        ("froh", "isis_circuits", {"circuit": 599}, {"interface": "ae1.0", "level": "1", "metric": 10}),
        ("junos_mx5t", "isis_adjacencies", {"interface": "xe-0/0/0.0"}, {"state": "up", "level": "2", "mac": "70:61:7b:99:30:18"}),
        ("froh", "bgp", {}, {"local_as": 69, "router_id": "10.255.3.51"}),
        ("froh", "bgp_peers", {"address": "10.255.1.52"}, {"state": "established", "remote_as": 69, "local_as": 69, "enabled": True}),
        ("froh", "bgp_peers", {"address": "10.0.88.6"}, {"remote_as": 336, "enabled": False, "local_address": None}),
        ("vrp_ce12804", "bgp_peers", {}, {"address": "192.168.189.96", "remote_as": 64512, "vrf": "test1", "state": "established"}),
        ("vrp_ne", "bgp_peers", {"address": "87.197.252.5"}, {"state": "idle", "enabled": True}),
        ("froh", "fhrp", {"interface": "irb.0"}, {"protocol": "vrrp2", "group": 1, "addresses": ("10.0.1.51",), "priority": 254}),
        ("froh", "ospf", {}, {"router_id": "10.255.3.51", "areas": ("0.0.0.2", "0.0.0.3"), "area_border": True}),
        ("NMM-R1", "ospf", {}, {"router_id": "192.168.42.8", "areas": ("0.0.0.0",), "area_border": False}),
        ("NMM-R1", "ospf_interfaces", {"interface": "Gi0/0"}, {"address": "192.168.3.1", "cost": 1, "state": "designated-router"}),
        ("NMM-R1", "ospf_neighbours", {"interface": "Gi0/1"}, {"address": "192.168.23.8", "router_id": "192.168.42.9", "state": "full"}),
        ("froh", "forwarding", {"prefix": "1.1.1.0/24", "next_hop": "10.1.3.1"}, {"interface": "ae2.0", "protocol": "ospf", "metric": 4}),
        ("vrp_s5328c", "forwarding", {"prefix": "127.0.0.0/8"}, {"interface": "InLoopBack0", "protocol": "local"}),
        ("froh", "lags", {"interface": "ae0"}, {"mac": "00:21:59:0e:47:c0", "partner_system": None}),
        ("ios_2960x", "neighbours", {"local_port": "10103"}, {"port_id": "GigabitEthernet0", "management_addresses": ("172.27.49.84",)}),
        ("ios_2960x", "interfaces", {"name": "Gi1/0/1"}, {"vlan_access": 525}),
        ("ios_2960x", "modules", {"kind": "stack"}, {"name": "C29xx Stacking"}),
        ("vrp_ac6605", "modules", {"index": 9}, {"serial": "21023579169WJ6000038", "hardware": "H852V26S VER.B", "redundancy": "active"}),
        ("aos7", "arp", {"address": "2001:720:101c:234:10a:e237:1b5e:5b33"}, {"mac": "00:15:17:d9:ee:c8", "interface": "v234-v6"}),
        ("Austin", "arp", {"address": "fec0::a:0:0:4"}, {"mac": "02:00:00:00:00:04"}),
    ],
)
def test_a_capture_holds_this(name, part, wanted, said):
    found = row(name, part, **wanted)
    assert {field: getattr(found, field) for field in said} == said


@pytest.mark.parametrize(
    ("name", "serials"),
    [
        ("comware", ("DM20F3400Z",)),
        ("ios_2960x", ("FCW1929B68S", "FCW1931A06Z", "FCW1929B6BP")),
        ("vrp_5720", ("2102359576DMHC000120",)),
        ("vrp_ac6605", ("21023579169WJ6000038",)),
        ("junos_qfx5100", ("TA3716123456",)),
        ("sam.asw01", ("H0280427",)),
    ],
)
def test_serial_numbers_are_those_of_the_chassis(name, serials):
    assert record(name).system.serials == serials
