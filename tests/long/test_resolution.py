"""The full city resolved: nothing is left out, a memo changes nothing, and memory stays within what was measured."""

from __future__ import annotations

import random

import msgspec
import pytest

from benchmarks.resolve import discover_city, load, measure
from lab.city import build_city
from tests.long.city import tell
from tests.resolve.test_doubts import left_out
from tests.resolve.test_memo import changed, same
from topology.model.ledger import Ledger
from topology.model.rules import HostRule, RealmRule, Rules
from topology.resolve import Memo, resolve

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The full city's records and census, read from its agents once."""
    found = tmp_path_factory.mktemp("full")
    discover_city(build_city("full"), found)
    return found


def test_nothing_of_the_full_city_is_left_out(folder) -> None:
    records, census = load(folder, len(build_city("full").devices))
    whole, _ = resolve(records, census, Rules(), Ledger(), snapshot="s")
    assert all(e.network for e in (*whole.devices, *whole.interfaces, *whole.prefixes, *whole.vlans, *whole.vrfs, *whole.circuits))
    assert whole.doubts == ()
    half = msgspec.structs.replace(census, networks=census.networks[::2])
    shared = msgspec.structs.replace(half, networks=tuple(msgspec.structs.replace(one, realm="n05") for one in half.networks))
    rules = Rules(hosts=(HostRule(pattern="-CORE-", network="W1"),), realms=(RealmRule(realm="n06", network="N99"),))
    for made, ruled in ((half, Rules()), (shared, Rules()), (half, rules)):
        topology, _ = resolve(records, made, ruled, Ledger(), snapshot="s")
        tell("membership", without=sum(device.network is None for device in topology.devices), doubts=len(topology.doubts))
        assert left_out(topology) == []


def test_ten_changes_of_the_full_city_step_by_step_give_what_a_whole_resolution_gives(folder) -> None:
    records, census = load(folder, len(build_city("full").devices))
    memo, ledger, chance = Memo(), Ledger(), random.Random(7)
    resolve(records, census, Rules(), ledger, snapshot="s", memo=memo)
    for _ in range(5):
        records = changed(records, chance)
        _, ledger = same(records, census, Rules(), ledger, memo)
        assert memo.reused > 0


def test_ten_and_fifty_thousand_devices_within_memory(folder) -> None:
    for size, most_mib in ((10_000, 1_536), (50_000, 6_144)):
        figures = measure(folder, size, again=False)
        tell("resolve", **{key: value for key, value in figures.items() if key != "again"})
        assert figures["devices"] >= size
        assert figures["links"] >= size
        assert figures["peak_mib"] <= most_mib
