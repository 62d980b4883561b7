"""Our decoder against pyasn1's: on what is right, on what is spoiled, and on anything at all. The same examples every time."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.snmp import ber
from tests.snmp.fuzz.compare import STRICTER, agree, compare
from tests.snmp.fuzz.reference import Row as TheirRow
from tests.snmp.fuzz.reference import compose, content, typed
from tests.snmp.fuzz.strategies import ROWS, VALUES, spoiled

STEADY = settings(max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


@STEADY
@given(ROWS, st.integers(-(2**31), 2**31 - 1), st.binary(max_size=40), st.sampled_from([0, 1]))
def test_what_pysnmp_says_we_read_as_it_was_meant(rows, request_id, community, version):
    data = compose(rows, request_id=request_id, community=community, version=version)
    header = ber.decode_header(data)
    assert header[:6] == (version, community, ber.RESPONSE, request_id, 0, 0)
    assert ber.decode_varbinds(data, header.start, header.end) == rows
    assert compare(data) == "same"


@STEADY
@given(st.data())
def test_spoiled_messages_are_read_alike_or_refused(data):
    good = compose(data.draw(ROWS), request_id=7, community=b"public")
    compare(data.draw(spoiled(good)))


@STEADY
@given(VALUES, st.data())
def test_spoiled_values_are_read_alike_or_kept_as_octets(pair, data):
    tag, value = pair
    octets = data.draw(spoiled(ber.encode_value(tag, value)[2:], most=2))[:60]
    whole = ber.encode_tlv(tag, octets)
    ours = ber.decode_value(tag, octets)
    agree(((1, 3), tag, ours), TheirRow((1, 3), tag, content(whole), typed(whole)))
    assert ber.is_odd(tag, ours) == (isinstance(ours, bytes) and tag != ber.OCTET_STRING)


@STEADY
@given(st.binary(max_size=120))
def test_any_octets_are_read_alike_or_refused(data):
    compare(data)
    compare(ber.encode_tlv(ber.SEQUENCE, ber.encode_integer(1) + ber.encode_tlv(4, b"p") + ber.encode_tlv(0xA2, data)))
    compare(ber.encode_response(1, b"p", 1, 0, 0, data))


DIFFERENT = {
    "stricter: length form": bytes.fromhex("3080020101040170a20b0201010201000201003000" + "0000"),
    "stricter: OID size": ber.encode_response(1, b"p", 1, 0, 0, ber.encode_varbind(ber.encode_tlv(6, b"\x2b" + b"\1" * 1400), b"\5\0")),
    "stricter: sub-identifier size": ber.encode_response(1, b"p", 1, 0, 0, b"\x30\x0a\x06\x06\x2b\x90\x80\x80\x80\x00\x05\x00"),
    "stricter: integer size": ber.encode_tlv(0x30, b"\2\6\0\0\0\0\0\1" + b"\4\1p" + ber.encode_pdu(0xA2, 1, 0, 0, b"")),
    "stricter: PDU type": ber.encode_tlv(0x30, b"\2\1\1\4\1p" + ber.encode_pdu(0x63, 1, 0, 0, b"")),
    "stricter: element missing": ber.encode_tlv(0x30, b"\2\1\1\x24\3\4\1p" + ber.encode_pdu(0xA2, 1, 0, 0, b"")),
    "stricter: value size": ber.encode_response(1, b"p", 1, 0, 0, b"\x30\x08\x06\x01\x2b\x5f\x81\x01\x01x"),
    "looser: octets after the last element are ignored": ber.encode_tlv(
        0x30, b"\2\1\1\4\1p" + ber.encode_pdu(0xA2, 1, 0, 0, b"") + b"junk"
    ),
    "looser: a sub-identifier with a leading zero, which pyasn1 refuses": ber.encode_response(
        1, b"p", 1, 0, 0, b"\x30\x07\6\3\x2b\x80\1\5\0"
    ),
    "looser: a tag of several octets is taken for one of one": ber.encode_response(1, b"p", 1, 0, 0, b"\x30\x05\6\1\x2b\x5f\0"),
    "looser: a value under tag 0, which pyasn1 takes for the end of an indefinite length, stays octets": ber.encode_response(
        1, b"p", 1, 0, 0, b"\x30\x06\6\1\x2b\0\1x"
    ),
}
"""One datagram for each way in which the two differ by design."""


@pytest.mark.parametrize("verdict", DIFFERENT)
def test_each_difference_by_design_is_there(verdict):
    assert compare(DIFFERENT[verdict]) == verdict


def test_each_difference_has_a_reason_and_an_example():
    named = {verdict.removeprefix("stricter: ") for verdict in DIFFERENT if verdict.startswith("stricter")}
    assert named <= set(STRICTER)
    assert Counter(len(reason) > 20 for reason in STRICTER.values()) == {True: len(STRICTER)}
