"""Descriptions at the city's trunk ports: the shares that the page on links names, and that nothing else depends on them."""

from __future__ import annotations

import pytest

from lab.city import build_city
from lab.city_labels import BARE, HABITS, OUTDATED, SHARES, short_name
from lab.truth import City, Vendor


@pytest.fixture(scope="module")
def city() -> City:
    return build_city("full")


def texts(city: City) -> list[tuple[str, str, str | None]]:
    """Network, host name of the far end, and description, of every end of every cable but back doors."""
    ports = {(device.id, port.name): port.alias for device in city.devices for port in device.ports}
    by_id = {device.id: device for device in city.devices}
    return [
        (by_id[near].network, by_id[far].name, ports[near, port])
        for link in city.links
        if link.kind != "backdoor"
        for near, port, far in ((link.a_device, link.a_port, link.b_device), (link.b_device, link.b_port, link.a_device))
    ]


def test_shares_are_as_said(city: City) -> None:
    said = texts(city)
    assert sum(SHARES) == pytest.approx(1.0)
    bare = sum(text is None for _, _, text in said) / len(said)
    assert 0.08 <= bare <= 0.14
    numbered = sum(text is not None and "DL" in text for _, _, text in said) / len(said)
    assert 0.6 <= numbered <= 0.85
    wrong = sum(text is not None and text.startswith("TO_") and " " not in text and name not in text for _, name, text in said) / len(said)
    assert OUTDATED / 2 <= wrong <= OUTDATED * 1.5
    assert 0 < BARE < 1


def test_every_habit_is_some_networks(city: City) -> None:
    starts = {"site": "to S", "name": "TO_", "port": "to-", "chinese": "至"}
    found: dict[str, set[str]] = {}
    for network, _, text in texts(city):
        if text and "DL" in text:
            found.setdefault(network, set()).update(habit for habit in HABITS if text.startswith(starts[habit]))
    assert {len(habits) for habits in found.values()} == {1}
    assert set.union(*found.values()) == set(HABITS)


@pytest.mark.parametrize(
    ("vendor", "port", "short"),
    [
        (Vendor.HUAWEI, "XGigabitEthernet0/1/1", "XGE0/1/1"),
        (Vendor.H3C, "Ten-GigabitEthernet1/1/2", "XGE1/1/2"),
        (Vendor.RUIJIE, "GigabitEthernet 0/1", "Gi0/1"),
        (Vendor.CISCO, "TenGigabitEthernet1/1/1", "Te1/1/1"),
        (Vendor.HUAWEI, "Eth-Trunk1", "Eth-Trunk1"),
    ],
)
def test_ports_are_written_short(vendor: Vendor, port: str, short: str) -> None:
    assert short_name(vendor, port) == short
