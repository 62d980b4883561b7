"""One spelling for each MAC, interface and host name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topology.model.names import (
    canonical_interface,
    canonical_mac,
    is_default_host,
    is_identifying_address,
    is_identifying_mac,
    mac_from_bytes,
    normal_host,
)

SPELLINGS = [
    ("GigabitEthernet0/0/1", "GE0/0/1", "Gi0/0/1", "gigabitethernet 0/0/1", "G0/0/1"),
    ("XGigabitEthernet0/1/1", "XGE0/1/1", "Ten-GigabitEthernet0/1/1", "TenGigabitEthernet 0/1/1", "Te0/1/1"),
    ("FastEthernet0/1", "Fa0/1", "Fas 0/1"),
    ("Eth-Trunk1", "eth-trunk 1", "EthTrunk1"),
    ("Bridge-Aggregation1", "BAGG1"),
    ("Port-channel1", "Po1", "port-channel 1"),
    ("AggregatePort 1", "Ag1"),
    ("Vlan-interface10", "Vlan-int10"),
    ("100GE1/0/1", "100GE 1/0/1", "HundredGigE1/0/1"),
    ("LoopBack0", "Loopback0", "Lo0"),
    ("MEth0/0/1", "meth 0/0/1"),
]


@pytest.mark.parametrize("spellings", SPELLINGS, ids=lambda names: names[0])
def test_all_spellings_of_an_interface_are_one(spellings) -> None:
    assert len({canonical_interface(name) for name in spellings}) == 1


def test_different_interfaces_stay_different() -> None:
    firsts = [names[0] for names in SPELLINGS]
    assert len({canonical_interface(name) for name in firsts}) == len(firsts)
    assert canonical_interface("ge-0/0/1") != canonical_interface("ge-0/0/1.0")


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.text(max_size=20), st.sampled_from([name for names in SPELLINGS for name in names])))
def test_canonical_names_are_idempotent(name: str) -> None:
    once = canonical_interface(name)
    assert canonical_interface(once) == once


@pytest.mark.parametrize("text", ["00E0-FC12-3456", "00:e0:fc:12:34:56", "00e0.fc12.3456", "00 E0 FC 12 34 56", "00e0fc123456"])
def test_a_mac_in_any_notation(text: str) -> None:
    assert canonical_mac(text) == "00:e0:fc:12:34:56"


@pytest.mark.parametrize("text", ["", "00e0fc12345", "00e0fc1234567", "zz:e0:fc:12:34:56", "GigabitEthernet0/0/1"])
def test_what_is_no_mac(text: str) -> None:
    assert canonical_mac(text) is None


def test_macs_from_octets() -> None:
    assert mac_from_bytes(bytes.fromhex("00e0fc123456")) == "00:e0:fc:12:34:56"
    assert mac_from_bytes(b"\x00\xe0") is None


@pytest.mark.parametrize(
    "mac",
    [
        "00:00:00:00:00:00",
        "01:80:c2:00:00:0e",
        "ff:ff:ff:ff:ff:ff",
        "00:00:5e:00:01:01",
        "00:00:5e:00:02:01",
        "00:00:0c:07:ac:0a",
        "00:00:0c:9f:f0:01",
    ],
)
def test_shared_and_group_macs_name_nobody(mac: str) -> None:
    assert not is_identifying_mac(mac)


@pytest.mark.parametrize(
    ("text", "names_one"),
    [
        ("10.0.0.1", True),
        ("fd00::1", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("169.254.0.1", False),
        ("224.0.0.5", False),
        ("fe80::1", False),
        ("::1", False),
        ("x", False),
    ],
)
def test_addresses_that_name_a_device(text: str, names_one: bool) -> None:
    assert is_identifying_address(text) is names_one


def test_host_names_for_comparison() -> None:
    assert normal_host(" SW1.City.Example. ") == "sw1.city.example"
    assert is_default_host("HUAWEI")
    assert is_default_host(" Switch ")
    assert not is_default_host("SW1")
