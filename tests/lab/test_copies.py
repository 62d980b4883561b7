"""Copies of a city are the city again under other names."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from collectors.configs import read_config
from lab.city import build_city
from lab.configs import write_config
from lab.copies import MOST_COPIES, copy_census, copy_records
from topology.model.ledger import Ledger
from topology.model.records import Arp
from topology.model.rules import Rules
from topology.resolve import resolve

WHEN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def city():
    return build_city("small")


@pytest.fixture(scope="module")
def encoded(city) -> bytes:
    realms = sorted(city.seeds)[:3]
    records = [
        read_config(write_config(device), path=f"{device.realm}/{device.id}.cfg", realm=device.realm, collected_at=WHEN)
        for device in city.devices
        if device.realm in realms
    ]
    return msgspec.msgpack.encode(records)


def counts(topology) -> dict[str, int]:
    measured = [link for link in topology.links if link.state != "declared"]
    sites = [device for device in topology.devices if device.site]
    kinds = ("devices", "interfaces", "prefixes", "vlans", "circuits", "presences")
    return {kind: len(getattr(topology, kind)) for kind in kinds} | {"links": len(measured), "sited": len(sites)}


def believed(encoded: bytes, city, copies: int):
    records = [record for copy in range(copies) for record in copy_records(encoded, city.census, copy)]
    return resolve(records, copy_census(city.census, copies), Rules(), Ledger(), snapshot="s")[0]


def test_three_copies_are_three_times_the_city(city, encoded) -> None:
    once, thrice = believed(encoded, city, 1), believed(encoded, city, 3)
    assert counts(once)["devices"] > 10
    assert counts(once)["links"] > 10
    assert counts(thrice) == {kind: 3 * number for kind, number in counts(once).items()}
    assert {device.realm.partition("-")[2] for device in thrice.devices} == {"", "01", "02"}
    assert len({device.network for device in thrice.devices}) == 3 * len({device.network for device in once.devices})
    assert thrice.problems == once.problems == ()


def test_the_original_is_itself_and_virtual_addresses_stay(encoded, city) -> None:
    original = copy_records(encoded, city.census, 0)
    assert msgspec.msgpack.encode(original) == encoded
    rows = (Arp(address="10.0.0.1", mac="00:00:5e:00:01:07"), Arp(address="10.0.0.2", mac="00:e0:fc:00:00:01"))
    made = msgspec.msgpack.encode([msgspec.structs.replace(original[0], arp=rows)])
    macs = {tuple(row.mac for row in copy_records(made, city.census, copy)[0].arp) for copy in range(MOST_COPIES)}
    assert {pair[0] for pair in macs} == {"00:00:5e:00:01:07"}
    assert len({pair[1] for pair in macs}) == MOST_COPIES
