"""Resolution is a function: the order and repetition of records change nothing, and it settles at once."""

from __future__ import annotations

import random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.resolve.made import believe_and_remember, census, circuit, gig, hears, local_ports, mac, network, port, presence, record, site
from topology.model.ledger import Ledger
from topology.model.names import is_identifying_address
from topology.model.records import Arp, Completeness, SourceKind
from topology.model.rules import Rules
from topology.resolve import resolve
from topology.resolve.addresses import identifying, parse_address, parse_interface

MADE = census(
    networks=[network("N01", "n01"), network("N02", "n02")],
    sites=[site("S0001"), site("S0002")],
    circuits=[circuit("L1", "DL20130457", "S0001", "S0002"), circuit("L2", None, "S0001", "S0002")],
    presences=[presence("P-1", "N01", "S0001", 3)],
)

names = st.sampled_from(["SW1", "SW2", "HUAWEI", "sw1.city.example", None])
few = st.integers(1, 3)


@st.composite
def looks(draw):
    """A record drawn from so small a world that names, chassis ids, serials and addresses collide often."""
    kind = draw(st.sampled_from([SourceKind.SNMP, SourceKind.SNMP, SourceKind.CONFIG]))
    rows = tuple(
        hears(draw(st.sampled_from([11, 12, gig(1)])), chassis=draw(st.sampled_from([mac(1), mac(2), None])), name=draw(names),
              port_id=draw(st.sampled_from([gig(1), gig(2), "?", None])))
        for _ in range(draw(st.integers(0, 2)))
    )  # fmt: skip
    address = f"10.0.{draw(few)}.{draw(few)}/24"
    return record(
        f"t{draw(few)}",
        draw(names),
        realm=draw(st.sampled_from(["n01", "n02"])),
        kind=kind,
        minutes=draw(few),
        completeness=draw(st.sampled_from([Completeness.COMPLETE, Completeness.COMPLETE, Completeness.PARTIAL, Completeness.FAILED])),
        chassis=draw(st.sampled_from([mac(1), mac(2), None])),
        serial=draw(st.sampled_from(["SERIAL1", "SERIAL2", None])),
        location=draw(st.sampled_from(["S0001", "S0002", None])),
        ports=[port(1, addresses=(address,), description=draw(st.sampled_from(["to S0002 DL20130457", "DL20990001", None]))), port(2)],
        neighbours=rows,
        local_ports=local_ports(1, 2, shift=10),
        arp=(Arp(address=f"10.0.{draw(few)}.77", mac=mac(5)),),
    )


@settings(deadline=None, max_examples=60)
@given(st.lists(looks(), max_size=8), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(records, chance: random.Random) -> None:
    once, ledger = believe_and_remember(records, MADE)
    mixed = records + [record for record in records if chance.random() < 0.5]
    chance.shuffle(mixed)
    again, after = believe_and_remember(mixed, MADE)
    assert msgspec.msgpack.encode(again) == msgspec.msgpack.encode(once)
    assert after == ledger


@settings(deadline=None, max_examples=60)
@given(st.lists(looks(), max_size=8))
def test_the_ledger_settles_at_once_and_ids_are_unique(records) -> None:
    first, ledger = believe_and_remember(records, MADE)
    second, after = resolve(records, MADE, Rules(), ledger, snapshot="s1")
    assert (second, after) == (first, ledger)
    for entities in (first.devices, first.interfaces, first.links, first.unmatched, first.prefixes, first.circuits, first.presences):
        ids = [entity.id for entity in entities]
        assert ids == sorted(set(ids))
    assert {link.a_device for link in first.links} <= first.device.keys()
    assert {end for link in first.links for end in (link.a_interface, link.b_interface) if end} <= first.interface.keys()


def test_nothing_gives_nothing() -> None:
    topology, ledger = believe_and_remember([])
    assert (topology.devices, topology.links, ledger) == ((), (), Ledger())


@settings(deadline=None, max_examples=200)
@given(
    st.one_of(
        st.ip_addresses().map(str),
        st.text("0123456789.:a/", max_size=20),
        st.sampled_from(
            ["127.1.1.1", "0.0.0.0", "169.254.9.9", "224.0.0.5", "239.9.9.9", "240.0.0.1", "010.0.0.1", "1.2.3.256", "1.2.3.4444"]
        ),
    )
)
def test_the_fast_reading_of_addresses_says_the_same(text: str) -> None:
    bare = text.partition("/")[0]
    assert (identifying(text) is not None) == is_identifying_address(bare)
    assert (parse_address(bare) is None) <= (identifying(text) is None)


def test_addresses_with_and_without_length() -> None:
    assert parse_interface("10.0.0.1") == (4, 0x0A000001, 32)
    assert parse_interface("10.0.0.1/255.255.255.0") == (4, 0x0A000001, 24)
    assert parse_interface("10.0.0.1/33") is None
    assert parse_interface("fd00::1/64") == (6, 0xFD << 120 | 1, 64)
