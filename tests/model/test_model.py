"""Errors, texts, record hashes, the ledger's words and the topology's indexes."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from tests.resolve.made import believe, gig, hears, mac, port, record
from topology.model.errors import InputError, NetfoldError, NotFound, Problem, Severity, SnmpTimeout
from topology.model.ledger import Identity, Ledger, add_link, join_devices, ledger_hash, remove_link, split_device
from topology.model.records import PARTS, DeviceRecord, encode_part, part_hash, record_hash, record_id
from topology.model.text import LANGUAGES, N_, moment, money, number, problem_text, render, translator

LEDGER = Ledger(identities=(Identity("dev-a", ("serial:s1", "target:n01|snmp|t1")), Identity("dev-b", ("serial:s2",))))


def test_an_error_carries_code_and_parameters() -> None:
    error = InputError("rules.prefix", file="a", key="b")
    assert str(error) == "rules.prefix: file='a', key='b'"
    assert str(NetfoldError("x")) == "x"
    assert isinstance(NotFound("x"), InputError)
    assert isinstance(SnmpTimeout("x"), TimeoutError)


def test_texts_fill_in_what_they_know() -> None:
    assert render("{a} of {b}", {"a": 1}, "en") == "1 of ?"
    assert problem_text(Problem("x.y", Severity.INFO, "f:1", {"n": 2}), {"x.y": "{n} lines"}, "en") == "f:1: 2 lines"
    assert problem_text(Problem("unknown", Severity.INFO, ""), {}, "zh") == "unknown"
    assert N_("as it is") == translator("xx")("as it is") == "as it is"
    assert LANGUAGES == ("en", "zh")


def test_money_numbers_and_moments() -> None:
    assert money(1_234_567_800, "zh") == "1,234.6"
    assert money(123_456, "en", unit="cny", digits=2) == "1,234.56"
    assert money(123_456, "en", unit="cny", digits=0) == "1,235"
    assert number(12345.678, "en", digits=1) == "12,345.7"
    assert number(12345, "zh") == "12,345"
    assert moment(datetime(2017, 12, 1, 8, 5, tzinfo=UTC), "zh") == "2017-12-01 08:05"


def test_equal_parts_have_equal_hashes() -> None:
    one, other = record("t", "SW1", ports=[port(1)]), record("t", "SW1", ports=[port(1)])
    assert record_hash(one) == record_hash(other)
    assert record_hash(one) != record_hash(record("t", "SW1", ports=[port(2)]))
    later = record("t", "SW1", ports=[port(1)], minutes=1)
    assert part_hash(encode_part(later.interfaces)) == part_hash(encode_part(one.interfaces))
    assert record_id(later) != record_id(one)
    assert record_id(one) == record_id(record("t", "OTHER"))


def test_parts_are_all_fields_but_the_envelope() -> None:
    assert ("envelope", *PARTS) == DeviceRecord.__struct_fields__


def test_a_record_and_a_ledger_survive_the_wire() -> None:
    one = record("t", "SW1", ports=[port(1)], neighbours=(hears(1, chassis=mac(2)),))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(one), type=DeviceRecord) == one
    ledger = split_device(
        join_devices(
            add_link(remove_link(LEDGER, "x", "y", by="op", at="t"), "b", "a", by="op", at="t"), "dev-b", "dev-a", by="op", at="t"
        ),
        "dev-a",
        by="op",
        at="t",
    )
    assert msgspec.json.decode(msgspec.json.encode(ledger), type=Ledger) == ledger
    assert ledger_hash(ledger) != ledger_hash(LEDGER)


def test_words_are_kept_in_order_with_the_keys_of_their_time() -> None:
    ledger = join_devices(add_link(LEDGER, "b", "a", by="op", at="t1"), "dev-b", "dev-a", by="op", at="t2", reason="same rack")
    assert ledger.version == 2
    link, joined = ledger.words
    assert (link.a, link.b) == ("a", "b")
    assert (joined.a, joined.b_keys, joined.reason) == ("dev-a", ("serial:s2",), "same rack")
    assert LEDGER.words == ()


@pytest.mark.parametrize("say", [add_link, remove_link, join_devices])
def test_a_word_needs_two_ends(say) -> None:
    with pytest.raises(InputError, match=r"ledger.one_end"):
        say(LEDGER, "dev-a", "dev-a", by="op", at="t")


def test_indexes_of_a_topology() -> None:
    topology = believe(
        [
            record("t1", "SW1", chassis=mac(1), ports=[port(1), port(2)], neighbours=(hears(gig(1), chassis=mac(2), port_id=gig(1)),)),
            record("t2", "SW2", chassis=mac(2), ports=[port(1)]),
        ]
    )
    (link,) = topology.links
    assert topology.link[link.id] is link
    assert topology.device[link.a_device].id == link.a_device
    assert {topology.device[d].name: len(ports) for d, ports in topology.ports.items()} == {"SW1": 2, "SW2": 1}
    assert topology.interface[link.a_interface].device == link.a_device


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert [money(-40_000, "zh"), money(-60_000, "zh"), number(-0.3, "en"), number(-0.6, "en")] == ["0.0", "-0.1", "0", "-1"]
