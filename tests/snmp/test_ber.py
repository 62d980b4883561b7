"""The codec against pyasn1 and pysnmp (independent), and against octets nobody should send."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyasn1.codec.ber import decoder, encoder
from pysnmp.proto.api import v2c

from collectors.snmp import ber

ARC = st.integers(0, 2**32 - 1)
OIDS = st.builds(lambda head, rest: (*head, *rest), st.tuples(st.integers(0, 1), st.integers(0, 39)), st.lists(ARC, max_size=40))
VALUES = st.one_of(
    # pyasn1 writes -128, -32,768 and so on one octet longer than X.690 8.3.2 allows: tested apart
    st.tuples(
        st.just(ber.INTEGER), st.integers(-(2**31), 2**31 - 1).filter(lambda number: number not in {-(2**7), -(2**15), -(2**23), -(2**31)})
    ),
    st.tuples(st.sampled_from([ber.COUNTER32, ber.GAUGE32, ber.TIMETICKS]), st.integers(0, 2**32 - 1)),
    st.tuples(st.just(ber.COUNTER64), st.integers(0, 2**64 - 1)),
    st.tuples(st.just(ber.OCTET_STRING), st.binary(max_size=300)),
    st.tuples(st.just(ber.OBJECT_IDENTIFIER), OIDS),
    st.tuples(st.just(ber.IP_ADDRESS), st.ip_addresses(v=4).map(str)),
    st.tuples(st.sampled_from([ber.NULL, ber.NO_SUCH_OBJECT, ber.NO_SUCH_INSTANCE, ber.END_OF_MIB_VIEW]), st.none()),
)
CLASSES = {
    ber.INTEGER: v2c.Integer32,
    ber.COUNTER32: v2c.Counter32,
    ber.GAUGE32: v2c.Gauge32,
    ber.TIMETICKS: v2c.TimeTicks,
    ber.COUNTER64: v2c.Counter64,
    ber.OCTET_STRING: v2c.OctetString,
    ber.OBJECT_IDENTIFIER: v2c.ObjectIdentifier,
    ber.IP_ADDRESS: v2c.IpAddress,
}
FEW = settings(max_examples=60, deadline=None)


def message(varbinds: list[tuple[ber.Oid, int, ber.Value]]) -> bytes:
    body = b"".join(ber.encode_varbind(ber.encode_oid(oid), ber.encode_value(tag, value)) for oid, tag, value in varbinds)
    return ber.encode_response(ber.VERSION_2C, b"public", 1, 0, 0, body)


def read(data: bytes) -> list[ber.Varbind]:
    header = ber.decode_header(data)
    return ber.decode_varbinds(data, header.start, header.end)


@FEW
@given(st.lists(st.tuples(OIDS, VALUES), max_size=5), st.integers(0, 2**31 - 1), st.binary(max_size=200))
def test_messages_are_those_of_pysnmp(rows, request_id, community):
    pdu = v2c.ResponsePDU()
    v2c.apiPDU.set_defaults(pdu)
    v2c.apiPDU.set_request_id(pdu, request_id)
    named = {ber.NULL: v2c.Null(""), 0x80: v2c.NoSuchObject(""), 0x81: v2c.NoSuchInstance(""), 0x82: v2c.EndOfMibView("")}
    v2c.apiPDU.set_varbinds(pdu, [(oid, named[tag] if value is None else CLASSES[tag](value)) for oid, (tag, value) in rows])
    theirs = v2c.Message()
    v2c.apiMessage.set_defaults(theirs)
    v2c.apiMessage.set_community(theirs, community)
    v2c.apiMessage.set_pdu(theirs, pdu)
    body = b"".join(ber.encode_varbind(ber.encode_oid(oid), ber.encode_value(tag, value)) for oid, (tag, value) in rows)
    ours = ber.encode_response(ber.VERSION_2C, community, request_id, 0, 0, body)
    assert ours == encoder.encode(theirs)
    header = ber.decode_header(ours)
    assert (header.version, header.community, header.pdu_type, header.request_id) == (1, community, ber.RESPONSE, request_id)
    assert read(ours) == [(oid, tag, value) for oid, (tag, value) in rows]


@pytest.mark.parametrize(
    ("number", "octets"), [(-128, "020180"), (-32_768, "02028000"), (-(2**31), "020480000000"), (0, "020100"), (127, "02017f")]
)
def test_integers_take_as_few_octets_as_they_need(number, octets):
    assert ber.encode_integer(number).hex() == octets
    assert int(decoder.decode(bytes.fromhex(octets))[0]) == number
    assert ber.decode_value(ber.INTEGER, bytes.fromhex(octets)[2:]) == number


HEADS = [(0, 0), (0, 1), (2, 5), (1, 3, 6, 1, 2, 1), (1, 3), (1, 0, 8802, 1, 1, 2), (2, 999), (1, 3, 128)]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(HEADS), st.lists(st.one_of(st.integers(0, 300), ARC), max_size=3)), max_size=12))
def test_names_that_share_a_beginning_are_read_like_any_other(names):
    oids = [(*head, *rest) for head, rest in names]
    rows = [(oid, ber.INTEGER, place * 100) for place, oid in enumerate(oids)]
    assert read(message(rows)) == rows
    assert [ber.decode_oid(ber.encode_oid(oid)[2:]) for oid in oids] == oids


@FEW
@given(
    st.lists(OIDS, min_size=1, max_size=5),
    st.integers(0, 2**31 - 1),
    st.integers(1, 1000),
    st.sampled_from([ber.GET, ber.GET_NEXT, ber.GET_BULK]),
)
def test_requests_are_read_by_pysnmp_and_by_us(oids, request_id, repetitions, kind):
    second = repetitions if kind == ber.GET_BULK else 0
    data = ber.encode_request(ber.VERSION_2C, b"public", kind, request_id, tuple(oids), second=second)
    theirs, rest = decoder.decode(data, asn1Spec=v2c.Message())
    assert not rest
    pdu = v2c.apiMessage.get_pdu(theirs)
    assert [tuple(name) for name, _ in v2c.apiPDU.get_varbinds(pdu)] == oids
    request = ber.decode_request(data)
    assert request == (ber.VERSION_2C, b"public", kind, request_id, 0, second, tuple(oids))
    assert (request.non_repeaters, request.max_repetitions) == (0, second)


@FEW
@given(st.binary(max_size=400))
def test_any_octets_raise_only_decode_errors(data):
    try:
        read(data)
    except ber.DecodeError:
        return


@FEW
@given(st.data())
def test_mutated_answers_raise_only_decode_errors(data):
    good = message([((1, 3, 6, 1, 2, 1, 1, i, 0), ber.OCTET_STRING, b"x" * i) for i in range(1, 6)])
    place, octet = data.draw(st.integers(0, len(good) - 1)), data.draw(st.integers(0, 255))
    bad = good[:place] + bytes([octet]) + good[place + 1 :]
    try:
        rows = read(bad)
    except ber.DecodeError:
        return
    assert all(isinstance(oid, tuple) for oid, _, _ in rows)


def test_a35_an_answer_cut_at_any_octet_is_refused_whole():
    good = message([((1, 3, 6, 1, 2, 1, 1, 5, 0), ber.OCTET_STRING, b"name"), ((1, 3, 6, 1, 2, 1, 1, 3, 0), ber.TIMETICKS, 70_000)])
    assert len(read(good)) == 2
    for size in range(len(good)):
        with pytest.raises(ber.DecodeError):
            read(good[:size])


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x30\x84\xff\xff\xff\xff\x02\x01\x01", id="a36-length-ffffffff"),
        pytest.param(b"\x30\xff" + b"\xff" * 127, id="a36-127-octet-length"),
        pytest.param(b"\x30\x80\x02\x01\x01\x04\x06public\x00\x00", id="a37-indefinite"),
        pytest.param(b"\x30\x82\x7d\x00" * 8000, id="a38-nesting"),
        pytest.param(b"\x3f" + b"\xff" * 65_000, id="a39-long-tag"),
        pytest.param(b"\x30\x0b\x02\x01\x01\x04\x01x\x80\x03\x02\x01\x01", id="primitive-pdu"),
        pytest.param(b"", id="a34-nothing"),
        pytest.param(b"\x65\x80", id="a34-two-octets"),
        pytest.param(b"\xff" * 900, id="a34-ff"),
        pytest.param(b"\0" * 1000, id="a34-zeros"),
        pytest.param(ber.encode_tlv(ber.SEQUENCE, ber.encode_tlv(ber.INTEGER, b"\x7f" * 20_000) + b"\x04\x00\xa2\x00"), id="a42-version"),
    ],
)
def test_a34_a42_malformed_messages_are_refused_at_once(data):
    started = time.process_time()
    with pytest.raises(ber.DecodeError) as caught:
        read(data)
    assert len(str(caught.value)) < 60
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "raw", [b"\x2b" + b"\xff" * 60_000 + b"\x01", b"\x2b" + b"\x01" * 60_000, b"", b"\x2b\x86", b"\x2b\x90\x80\x80\x80\x00"]
)
def test_a40_oids_too_long_or_too_wide_are_refused(raw):
    with pytest.raises(ber.DecodeError):
        ber.decode_oid(raw)
    name = ber.encode_tlv(ber.OBJECT_IDENTIFIER, raw)
    with pytest.raises(ber.DecodeError):
        read(ber.encode_response(1, b"p", 1, 0, 0, ber.encode_varbind(name, b"\x05\x00")))


def test_a40_an_oid_value_too_deep_stays_octets():
    raw = b"\x2b" + b"\x01" * 200
    assert ber.decode_value(ber.OBJECT_IDENTIFIER, raw) == raw
    assert ber.is_odd(ber.OBJECT_IDENTIFIER, raw)


@pytest.mark.parametrize(
    ("tag", "raw", "value"),
    [
        (ber.COUNTER64, b"\x01" * 20, b"\x01" * 20),
        (ber.COUNTER32, b"\xff", b"\xff"),
        (ber.GAUGE32, b"\x80\x00\x00\x00", 2**31),
        (ber.GAUGE32, b"\x00\xff\xff\xff\xff", 2**32 - 1),
        (ber.GAUGE32, b"\x01\xff\xff\xff\xff", b"\x01\xff\xff\xff\xff"),
        (ber.COUNTER64, b"\xff" * 8, 2**64 - 1),
        (ber.INTEGER, b"\x01" * 20_000, b"\x01" * 20_000),
        (ber.INTEGER, b"", b""),
        (ber.INTEGER, b"\x7f" + b"\xff" * 7, 2**63 - 1),
        (ber.IP_ADDRESS, b"\x0a\0\0\x01", "10.0.0.1"),
        (ber.IP_ADDRESS, b"\x0a\0\0\x01\x02\x03\x04", b"\x0a\0\0\x01\x02\x03\x04"),
        (ber.OPAQUE, bytes.fromhex("9f78043f800000"), bytes.fromhex("9f78043f800000")),
        (0x09, b"\x80\x01", b"\x80\x01"),
        (0x4B, b"abc", b"abc"),
        (ber.NULL, b"", None),
        (ber.NULL, b"x", b"x"),
        (ber.NO_SUCH_INSTANCE, b"", None),
    ],
)
def test_a41_a43_a44_values_that_do_not_fit_stay_octets_and_cost_nothing_else(tag, raw, value):
    body = ber.encode_varbind(ber.encode_oid((1, 3, 6, 1)), ber.encode_tlv(tag, raw))
    good = ber.encode_varbind(ber.encode_oid((1, 3, 6, 2)), ber.encode_value(ber.INTEGER, 7))
    assert read(ber.encode_response(1, b"p", 1, 0, 0, body + good)) == [((1, 3, 6, 1), tag, value), ((1, 3, 6, 2), ber.INTEGER, 7)]
    assert ber.is_odd(tag, value) == isinstance(value, bytes)


def test_a45_octets_after_the_message_are_ignored():
    rows = [((1, 3, 6, 1), ber.INTEGER, 1)]
    assert read(message(rows) + b"junk") == rows


@pytest.mark.parametrize("oid", [(0, 0), (1, 3), (2, 5, 4, 3), (2, 999, 3), (1,)])
def test_the_first_two_arcs_share_an_octet(oid):
    assert ber.decode_oid(ber.encode_oid(oid)[2:]) == (oid if len(oid) > 1 else (1, 0))


def test_a_value_must_fill_its_varbind():
    inner = ber.encode_oid((1, 3)) + b"\x04\x01ab"
    with pytest.raises(ber.DecodeError):
        read(ber.encode_response(1, b"p", 1, 0, 0, ber.encode_tlv(ber.SEQUENCE, inner)))
    for broken in (b"\x31\x00", b"\x30\x01\x06", b"\x30\x04\x04\x02ab", b"\x30\x04\x06\x7f\x2b\x01"):
        with pytest.raises(ber.DecodeError):
            read(ber.encode_response(1, b"p", 1, 0, 0, broken))
