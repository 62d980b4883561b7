"""Messages of version 3 against pysnmp's own forms of them: what it writes we read, what we write it reads, and nothing else."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyasn1.codec.ber import decoder, encoder
from pysnmp.proto import rfc1905
from pysnmp.proto.api import v2c
from pysnmp.proto.mpmod.rfc3412 import ScopedPDU, SNMPv3Message
from pysnmp.proto.secmod.rfc3414.service import UsmSecurityParameters

from collectors.snmp import ber
from collectors.snmp.usm_message import MAX_SIZE, Parameters, decode_message, decode_scoped, encode_message, encode_scoped
from tests.snmp.fuzz.reference import REFUSALS, compose
from tests.snmp.fuzz.strategies import ROWS, spoiled

STEADY = settings(max_examples=100, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
NUMBER = st.integers(0, 2**31 - 1)
PARAMETERS = st.builds(Parameters, st.binary(min_size=5, max_size=32), NUMBER, NUMBER, st.binary(max_size=32), st.binary(max_size=8))
FLAGS = st.sampled_from([0, 1, 3, 4, 5, 7])


def theirs(message_id, flags, parameters, *, code, context, rows):
    """Encode a message in pysnmp's words."""
    pdu, _ = decoder.decode(compose(rows, request_id=7, community=b""), asn1Spec=v2c.Message())
    scoped = ScopedPDU()
    scoped[0], scoped[1] = parameters.engine_id, context
    scoped[2].setComponentByType(rfc1905.ResponsePDU.tagSet, v2c.apiMessage.get_pdu(pdu), verifyConstraints=False, matchTags=False)
    security = UsmSecurityParameters()
    for place, part in enumerate((parameters.engine_id, parameters.boots, parameters.time_s, parameters.user, code, parameters.salt)):
        security[place] = part
    message = SNMPv3Message()
    message[0] = 3
    for place, part in enumerate((message_id, MAX_SIZE, bytes((flags,)), 3)):
        message[1][place] = part
    message[2] = encoder.encode(security)
    message[3][0] = scoped
    return bytes(encoder.encode(message))


def fields(data):
    """Return what pysnmp reads in a message: id, flags, model, and the security parameters but for the code; None if it reads none."""
    try:
        message, _ = decoder.decode(data, asn1Spec=SNMPv3Message())
        security, _ = decoder.decode(bytes(message[2]), asn1Spec=UsmSecurityParameters())
        (flags,) = bytes(message[1][2])
        engine_id, boots, time_s, user, code, salt = (security[place] for place in range(6))
        return int(message[1][0]), flags, int(message[1][3]), bytes(engine_id), int(boots), int(time_s), bytes(user), len(code), bytes(salt)
    except REFUSALS:
        return None


def ours(data):
    """Return the same as we read it, or the text of our refusal."""
    try:
        read = decode_message(data)
    except ber.DecodeError as error:
        return str(error)
    return (*read[:7], read.code_octets, read.salt)


@STEADY
@given(message_id=NUMBER, flags=FLAGS, parameters=PARAMETERS, code=st.binary(max_size=48), context=st.binary(max_size=32), rows=ROWS)
def test_what_pysnmp_writes_we_read(*, message_id, flags, parameters, code, context, rows):
    data = theirs(message_id, flags, parameters, code=code, context=context, rows=rows)
    message = decode_message(data)
    assert (message.message_id, message.flags, message.model, message.encrypted) == (message_id, flags, 3, False)
    assert (message.engine_id, message.boots, message.time_s, message.user, message.salt) == parameters
    assert data[message.code_at : message.code_at + message.code_octets] == code
    scoped = decode_scoped(data, message.start, message.end)
    assert (scoped.engine_id, scoped.context, scoped.pdu.request_id) == (parameters.engine_id, context, 7)
    assert ber.decode_varbinds(scoped.data, scoped.pdu.start, scoped.pdu.end) == rows
    assert ours(data) == fields(data)


@STEADY
@given(NUMBER, FLAGS, PARAMETERS, st.binary(max_size=32), NUMBER)
def test_what_we_write_pysnmp_reads(message_id, flags, parameters, context, request_id):
    pdu = ber.encode_pdu(ber.GET, request_id, 0, 0, ber.encode_names(((1, 3, 6, 1, 2, 1, 1, 5, 0),)))
    data = encode_message(message_id, flags, parameters, encode_scoped(parameters.engine_id, context, pdu), None, b"")
    assert fields(data) == (message_id, flags, 3, *parameters[:4], 0, parameters.salt)
    message, rest = decoder.decode(data, asn1Spec=SNMPv3Message())
    scoped = message[3][0]
    assert (bytes(scoped[0]), bytes(scoped[1]), int(scoped[2].getComponent()[0]), rest) == (parameters.engine_id, context, request_id, b"")


STRICTER = frozenset(
    {"length form", "integer size", "element missing", "element cut off", "scoped PDU missing", "security model", "flags", "version"}
)
"""Refusals of what pysnmp takes: other forms of lengths and strings, models and flags that it looks at later, and a missing body."""


@STEADY
@given(PARAMETERS, ROWS, st.data())
def test_spoiled_messages_are_read_alike_or_refused(parameters, rows, data):
    spoilt = data.draw(spoiled(theirs(5, 4, parameters, code=b"\0" * 12, context=b"", rows=rows[:2])))
    read, reference = ours(spoilt), fields(spoilt)
    if isinstance(read, str):
        assert reference is None or read in STRICTER
    elif reference is not None:
        assert read == reference
