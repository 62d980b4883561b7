"""Search: names, addresses with containment, MACs in any notation, parts of texts, in any script and however common."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search import KIND_ORDER, build_index, find
from services.search_index import AddressTable, Entry, Index, Shelf, mac_digits, normal, parse_block
from tests.resolve.made import believe, census, circuit, mac, network, port, record, site
from topology.model.entities import Topology
from topology.model.records import Arp, InterfaceKind, Vlan
from topology.resolve.addresses import BITS, parse_address, parse_interface


def _made() -> Topology:
    ports = [
        port(1, description="to 海晏区政府 DL2014-0042"),
        port(10, name="Vlanif10", kind=InterfaceKind.VLAN, addresses=("10.1.1.1/24",), mac=mac(1)),
    ]
    arp = (Arp(address="10.1.1.50", mac="00:e0:fc:ab:cd:ef", interface="Vlanif10"),)
    near = record(
        "10.1.1.1", "HY-CORE-01", chassis=mac(1), serial="210235A10QX01", ports=ports, arp=arp, vlans=(Vlan(vid=10, name="office"),)
    )
    far = record(
        "10.9.9.9", "ZF-ACC-02", realm="n02", chassis=mac(2), ports=[port(10, name="Vlanif10", addresses=("10.1.1.1/24", "10.1.0.1/16"))]
    )
    declared = census(
        networks=[network("N01", "n01"), network("N02", "n02")],
        sites=[site("S0001", "海晏区政府"), site("S0002", "柳河市税务局")],
        circuits=[circuit("C-1", "DL2014-0042", "S0001", "S0002")],
    )
    return believe([near, far], declared)


@pytest.fixture(scope="module")
def index() -> Index:
    return build_index(_made())


def labels(index: Index, text: str) -> list[tuple[int, str, str]]:
    """What a text finds: rank, kind, label; the best of each, best first."""
    best: dict[tuple[str, int], tuple[int, ...]] = {}
    for score, kind, number in index.find(text):
        best[kind, number] = min(best.get((kind, number), score), score)
    ranked = sorted((score, KIND_ORDER.index(kind), number) for (kind, number), score in best.items())
    return [(score[0], KIND_ORDER[place], index.entry(KIND_ORDER[place], number).label) for score, place, number in ranked]


@pytest.mark.parametrize(
    "text", ["00:e0:fc:ab:cd:ef", "00E0-FCAB-CDEF", "00e0.fcab.cdef", "00E0FCABCDEF", "00-e0-fc-ab-cd-ef", " 00:E0:FC:AB:CD:EF "]
)
def test_a_mac_is_found_in_any_notation(index: Index, text: str) -> None:
    assert labels(index, text) == [(0, "host", "10.1.1.50")]


def test_a_part_of_a_mac_is_found_at_its_start_before_inside(index: Index) -> None:
    assert labels(index, "fcab-cd") == [(4, "host", "10.1.1.50")]
    assert [hit[:2] for hit in labels(index, "00e0-fc")] == [(2, "device"), (2, "device"), (2, "interface"), (2, "host")]


def test_an_address_finds_its_owners_in_each_realm_and_the_prefixes_around_it(index: Index) -> None:
    assert labels(index, "10.1.1.1") == [
        (0, "device", "HY-CORE-01"),
        (0, "device", "ZF-ACC-02"),
        (0, "interface", "HY-CORE-01 Vlanif10"),
        (0, "interface", "ZF-ACC-02 Vlanif10"),
        (1, "prefix", "10.1.1.0/24"),
        (1, "prefix", "10.1.1.0/24"),
        (1, "prefix", "10.1.0.0/16"),
    ]
    assert labels(index, "10.1.1.50")[0] == (0, "host", "10.1.1.50")


def test_a_prefix_finds_itself_what_it_contains_and_what_contains_it(index: Index) -> None:
    found = labels(index, "10.1.1.0/24")
    assert found[:2] == [(0, "prefix", "10.1.1.0/24")] * 2
    assert (2, "host", "10.1.1.50") in found
    assert found[-1] == (3, "prefix", "10.1.0.0/16")
    wide = labels(index, "10.1.")
    assert wide[0] == (0, "prefix", "10.1.0.0/16")
    assert wide[1:3] == [(1, "prefix", "10.1.1.0/24")] * 2


def test_texts_are_found_whole_at_their_start_at_a_word_and_inside(index: Index) -> None:
    assert labels(index, "HY-CORE-01")[0] == (0, "device", "HY-CORE-01")
    assert labels(index, "hy-co")[0] == (2, "device", "HY-CORE-01")
    assert labels(index, "core")[0] == (3, "device", "HY-CORE-01")
    assert labels(index, "ore-0")[0] == (4, "device", "HY-CORE-01")
    assert labels(index, "210235A10QX01") == [(0, "device", "HY-CORE-01")]


def test_chinese_is_found_inside_names_and_descriptions(index: Index) -> None:
    assert labels(index, "海晏") == [(2, "site", "海晏区政府"), (3, "interface", "HY-CORE-01 GigabitEthernet0/0/1")]
    assert labels(index, "税务局") == [(4, "site", "柳河市税务局")]


def test_ports_are_found_by_device_and_name_in_any_spelling(index: Index) -> None:
    for text in ("HY-CORE-01 GE0/0/1", "HY-CORE-01:Gi0/0/1", "gigabitethernet0/0/1 hy-core-01"):
        assert labels(index, text)[0] == (5, "interface", "HY-CORE-01 GigabitEthernet0/0/1"), text
    assert labels(index, "HY-CORE-01 GigabitEthernet0/0/1")[0][0] == 0
    assert labels(index, "GE0/0/1") == [(5, "interface", "HY-CORE-01 GigabitEthernet0/0/1")]


def test_parts_of_a_text_are_found_in_any_order(index: Index) -> None:
    assert labels(index, "DL2014 海晏") == [(5, "interface", "HY-CORE-01 GigabitEthernet0/0/1")]
    assert labels(index, "DL2014 东港") == []


def test_vlans_and_circuits(index: Index) -> None:
    assert labels(index, "VLAN 10")[0] == (0, "vlan", "VLAN 10 office")
    assert labels(index, "10")[0] == (0, "vlan", "VLAN 10 office")
    assert labels(index, "office") == [(0, "vlan", "VLAN 10 office")]
    assert labels(index, "DL2014-0042")[0] == (0, "circuit", "DL2014-0042")


def test_full_width_letters_are_the_same_letters(index: Index) -> None:
    assert normal("ＨＹ－ＣＯＲＥ－０１") == "hy-core-01"
    assert labels(index, "ＨＹ－ＣＯＲＥ－０１")[0] == (0, "device", "HY-CORE-01")


@pytest.mark.parametrize("text", ["2017", "10.1.2", "10.20.", "n05", "", "g0/1", "0123456789abcdef"])
def test_what_is_no_part_of_a_mac(text: str) -> None:
    assert mac_digits(text) is None


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("10.", "10.0.0.0/8"),
        ("10.20.30.*", "10.20.30.0/24"),
        ("2001:db8::1/32", "2001:db8::/32"),
        ("10.20", None),
        ("1000.", None),
        ("x/8", None),
    ],
)
def test_what_is_a_prefix(text: str, block: str | None) -> None:
    assert parse_block(text) == (None if block is None else parse_interface(block))


def test_tabs_and_line_breaks_in_a_name_do_not_break_the_shelf() -> None:
    shelf = Shelf(
        "device",
        [(Entry("device", "a", "a\tb\nc", "", None, None), ("a\tb\nc",), ()), (Entry("device", "b", "d", "", None, None), ("d",), ())],
    )
    assert next((score[0], number) for score, number in shelf.find("b c")) == (3, 0)
    assert [number for _, number in shelf.find_word("d")] == [1]


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(24, 32)), max_size=20), st.integers(0, 255), st.integers(24, 32))
def test_containment_equals_looking_at_every_prefix(made: list[tuple[int, int]], value: int, length: int) -> None:
    """The brute-force answer, over prefixes and addresses in one /24."""
    base = 10 << 24

    def block(number: int, bits: int) -> tuple[int, int, int]:
        shift = BITS[4] - bits
        return 4, (base + number) >> shift << shift, bits

    blocks = [(block(number, bits), "prefix", place) for place, (number, bits) in enumerate(made)]
    owners = [((4, base + number), "host", place) for place, (number, _) in enumerate(made)]
    table = AddressTable(owners, blocks)

    def holds(outer: tuple[int, int, int], inner: tuple[int, int, int]) -> bool:
        return outer[2] <= inner[2] and block(inner[1] - base, outer[2]) == outer

    asked = block(value, length)
    expected = {("prefix", place) for one, _, place in blocks if holds(one, asked) or holds(asked, one)}
    expected |= {("host", place) for (_, address), _, place in owners if holds(asked, (4, address, 32))}
    assert {(kind, number) for _, kind, number in table.find_inside(asked)} == expected
    around = {("prefix", place) for one, _, place in blocks if holds(one, (4, base + value, 32))}
    around |= {("host", place) for (_, address), _, place in owners if address == base + value}
    assert {(kind, number) for _, kind, number in table.find((4, base + value))} == around


def test_no_kind_crowds_out_another(city: Any) -> None:
    found = find(city, "0.0.0.0/0", limit=30)
    counts = {kind: sum(row["kind"] == kind for row in found) for kind in {row["kind"] for row in found}}
    assert len(found) == 30
    assert counts["host"] >= 3
    assert counts["device"] >= 3
    assert counts["interface"] >= 3
    assert [row["rank"] for row in found] == sorted(row["rank"] for row in found)


def test_every_result_says_its_realm(city: Any) -> None:
    for row in find(city, "10.0.0.0/8", limit=100):
        assert row["realm"]
        assert parse_address(row["label"].partition("/")[0]) is None or row["kind"] in {"prefix", "host"}
