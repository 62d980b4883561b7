"""The VRP configurations say what the truth says, in VRP's words, and nothing secret."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_interface

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.configs import read_config
from lab.city import build_city
from lab.configs import PLACEHOLDER, write_vrp
from lab.configs.form import spelled
from lab.tables.image import gather
from lab.truth import City, TruthDevice, TruthRoute, Vendor
from tests.lab.tiny_city import COMMUNITY, H3C, HUAWEI, LINKS, device, port, view_of
from topology.model.records import Completeness, DeviceRecord
from topology.model.records import InterfaceKind as Kind

NOON = datetime(2018, 1, 2, 12, tzinfo=UTC)
TEXT = write_vrp(HUAWEI, links=LINKS)


def section(head: str, text: str = TEXT) -> list[str]:
    """The lines of a section below its head."""
    lines = text.splitlines()
    start = lines.index(head)
    return lines[start + 1 : lines.index("#", start)]


def read(one: TruthDevice, text: str) -> DeviceRecord:
    return read_config(text.encode(), path=f"{one.id}.cfg", realm=one.realm, collected_at=NOON)


def test_head_and_end() -> None:
    assert TEXT.splitlines()[:8] == [
        "!Software Version V200R010C00SPC600",
        "#",
        "sysname AGG-1",
        "#",
        "vlan batch 10 20",
        "#",
        "lldp enable",
        "#",
    ]
    assert TEXT.endswith("\n#\nreturn\n")


@pytest.mark.parametrize(
    ("head", "lines"),
    [
        ("vlan 10", [" name mgmt"]),
        (
            "ip vpn-instance office",
            [
                " ipv4-family",
                "  route-distinguisher 65001:20",
                "  vpn-target 65001:20 65001:99 export-extcommunity",
                "  vpn-target 65001:20 65001:99 import-extcommunity",
            ],
        ),
        (
            "interface GigabitEthernet0/0/1",
            [
                " description to S0002 MSTP DL20130457",
                " port link-type trunk",
                " undo port trunk allow-pass vlan 1",
                " port trunk allow-pass vlan 10 20",
            ],
        ),
        ("interface GigabitEthernet0/0/2", [" port link-type trunk", " port trunk allow-pass vlan 10"]),
        ("interface GigabitEthernet0/0/3", [" port link-type access", " port default vlan 20", " lldp admin-status tx"]),
        ("interface GigabitEthernet0/0/4", [" eth-trunk 1"]),
        ("interface GigabitEthernet0/0/6", [" shutdown"]),
        (
            "interface XGigabitEthernet0/1/1",
            [
                " undo portswitch",
                " mtu 1600",
                " ip address 10.9.0.1 255.255.255.252",
                " ip address 10.9.0.5 255.255.255.252 sub",
            ],
        ),
        ("interface Vlanif20", [" ip binding vpn-instance office", " ip address 192.168.20.1 255.255.255.0"]),
        ("interface LoopBack0", [" ip address 10.255.0.1 255.255.255.255"]),
        (
            "ip route-static 0.0.0.0 0.0.0.0 10.9.0.2",
            ["ip route-static vpn-instance office 172.16.0.0 255.240.0.0 192.168.20.254"],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_sections(head: str, lines: list[str]) -> None:
    assert section(head) == lines


def test_what_stands_in_no_other_test() -> None:
    ports = [
        port("GigabitEthernet0/0/1", 6, vlan_access=1),
        port("GigabitEthernet0/0/2", 7, addresses=("2001:db8::1/64",), lldp=False),
        port("GigabitEthernet0/0/2.7", 8, Kind.SUBINTERFACE, vlan_access=7, addresses=("10.7.0.1/24",)),
    ]
    one = device(
        7,
        "R-7",
        Vendor.HUAWEI,
        "AR2220E",
        "VRP 5.160 V200R007C00SPC900",
        ports,
        routes=(TruthRoute(prefix="2001:db8:1::/48", next_hop="2001:db8::2"),),
        location=None,
    )
    text = write_vrp(one)
    assert text.startswith("!Software Version V200R007C00SPC900\n")
    assert section("interface GigabitEthernet0/0/1", text) == [" port link-type access"]
    assert section("interface GigabitEthernet0/0/2", text) == [" undo portswitch", " ipv6 enable", " ipv6 address 2001:db8::1/64"]
    assert section("interface GigabitEthernet0/0/2.7", text) == [" ip address 10.7.0.1 255.255.255.0", " dot1q termination vid 7"]
    assert "\nipv6 route-static 2001:db8:1:: 48 2001:db8::2\n" in text
    assert "sys-info location" not in text
    assert "vlan batch" not in text


def test_no_secret_stands_in_it() -> None:
    assert COMMUNITY not in TEXT
    assert TEXT.count(PLACEHOLDER) == 3
    assert f"snmp-agent community read cipher {PLACEHOLDER}\n" in TEXT


def test_other_vendors_are_refused() -> None:
    with pytest.raises(ValueError, match="n01-0002: h3c"):
        write_vrp(H3C, links=LINKS)


def test_the_configuration_says_what_the_agent_says() -> None:
    record = read(HUAWEI, TEXT)
    assert record.reading is not None
    assert record.reading.unparsed_lines == ()
    rows = {oid: value for oid, _, value in gather(view_of(HUAWEI))[0]}
    system = (1, 3, 6, 1, 2, 1, 1)
    assert record.system.name is not None
    assert record.system.name.encode() == rows[*system, 5, 0]
    assert f"snmp-agent sys-info contact {HUAWEI.contact}\n".encode() == b"snmp-agent sys-info contact " + rows[*system, 4, 0] + b"\n"
    assert f"snmp-agent sys-info location {HUAWEI.location}\n" in TEXT
    by_name = {one.name: one for one in record.interfaces}
    for index, name in ((oid[-1], value) for oid, value in rows.items() if oid[:-1] == (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1)):
        if index in {1, 2}:
            assert name in {"InLoopBack0", "NULL0"}
            continue
        said = by_name.pop(str(name))
        assert (said.description or "").encode() == rows[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 18, index]
        assert (1 if said.enabled else 2) == rows[1, 3, 6, 1, 2, 1, 2, 2, 1, 7, index]
        assert (said.mtu or 1500) == rows[1, 3, 6, 1, 2, 1, 2, 2, 1, 4, index]
        for text in said.addresses:
            interface = ip_interface(text)
            assert rows[1, 3, 6, 1, 2, 1, 4, 20, 1, 2, *interface.ip.packed] == index
            assert rows[1, 3, 6, 1, 2, 1, 4, 20, 1, 3, *interface.ip.packed] == str(interface.netmask)
    assert by_name == {}
    vlans = {oid[-1]: value for oid, value in rows.items() if oid[:-1] == (1, 3, 6, 1, 2, 1, 17, 7, 1, 4, 3, 1, 1)}
    assert {1: b""} | {vlan.vid: (vlan.name or "").encode() for vlan in record.vlans} == vlans


@pytest.fixture(scope="module")
def city() -> City:
    return build_city("small")


def test_every_configuration_of_the_sample_city_reads_back(city: City) -> None:
    """With the importer: no line is left over, and what it reads is the truth."""
    devices = [one for one in city.devices if one.vendor is Vendor.HUAWEI]
    assert len(devices) > 40
    for one in devices:
        record = read(one, write_vrp(one, links=city.links))
        assert record.envelope.completeness is Completeness.COMPLETE
        assert record.reading is not None
        assert record.reading.unparsed_lines == ()
        read_back = {said.name: said for said in record.interfaces}
        assert set(read_back) == {true.name for true in one.ports}
        for true in one.ports:
            said = read_back[true.name]
            assert (said.addresses, said.vrf, said.description) == (true.addresses, true.vrf, true.alias)
            assert (said.enabled, said.lag, said.vlan_trunk) == (true.enabled, true.lag, true.vlan_trunk)
            assert said.vlan_access == true.vlan_access
        assert {(vlan.vid, vlan.name) for vlan in record.vlans} == {(vid, name or None) for vid, name in one.vlans}
        assert [(vrf.name, vrf.rd, vrf.import_targets) for vrf in record.vrfs] == [(vrf.name, vrf.rd, vrf.targets) for vrf in one.vrfs]
        assert [(route.prefix, route.next_hop, route.vrf) for route in record.routes] == [
            (route.prefix, route.next_hop, route.vrf) for route in one.routes
        ]


def test_no_community_of_the_city_stands_in_a_configuration(city: City) -> None:
    texts = "".join(write_vrp(one, links=city.links) for one in city.devices if one.vendor is Vendor.HUAWEI)
    assert [community for community in city.communities.values() if community in texts] == []


@given(st.sets(st.integers(1, 4094), max_size=60))
@settings(max_examples=60, deadline=None)
def test_ranges_lose_nothing(vids: set[int]) -> None:
    found: set[int] = set()
    for part in spelled(vids, " to "):
        low, _, high = part.partition(" to ")
        found |= set(range(int(low), int(high or low) + 1))
    assert found == vids


def test_long_lists_are_broken_into_lines() -> None:
    one = device(7, "R-7", Vendor.HUAWEI, "S5720-36C-EI-AC", "V200R010C00", [], vlans=tuple((vid, "") for vid in range(10, 60, 2)))
    lines = [line for line in write_vrp(one).splitlines() if line.startswith("vlan batch")]
    assert [len(line.split()) - 2 for line in lines] == [10, 10, 5]
