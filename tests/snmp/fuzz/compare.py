"""Our decoder beside pyasn1's: what must agree, and where they differ by design, with the reason."""

from __future__ import annotations

from collectors.snmp import ber
from tests.snmp.fuzz import reference
from tests.snmp.fuzz.reference import ODD, Message, Row

WIDE = 0x1F
"""Bits of a first octet of a tag that goes on."""
CONSTRUCTED = 0x20

STRICTER = {
    "length form": "Lengths are definite and take at most four octets, as no datagram is longer: pyasn1 follows the indefinite form",
    "OID size": "A name takes at most 1,300 octets, ten times what is legal, and at least one",
    "sub-identifier size": "Sub-identifiers have 32 bits (RFC 2578 7.1.3): pyasn1 takes any",
    "integer size": "Version, request-id, error-status and error-index have 32 bits; pyasn1 takes any length, and none for 0",
    "PDU type": "Only PDUs can be where the PDU is: pyasn1 was not told which tags those have",
    "element missing": "An octet string in pieces, or a sequence tagged otherwise, is not taken for one: no agent sends any",
    "varbind": "The same for rows and names",
    "value size": "A tag of several octets is not known to SNMP, so a value under one does not fill its row",
}
"""By the text of our refusal: why we refuse what pyasn1 reads."""


def compare(data: bytes) -> str:
    """Compare both readings of a datagram; return ``same``, ``refused``, ``stricter: ...`` or ``looser: ...``.

    Raises
    ------
    AssertionError
        They differ in a way that is not by design.
    """
    theirs = reference.read(data)
    try:
        header = ber.decode_header(data)
        rows = ber.decode_varbinds(data, header.start, header.end)
    except ber.DecodeError as error:
        return _refused(theirs, str(error))
    if theirs is None:
        return _looser(data, header)
    assert header[:6] == theirs[:6], f"{header} is not {theirs}"
    assert len(rows) == len(theirs.rows), f"{len(rows)} rows, not {len(theirs.rows)}"
    for ours, row in zip(rows, theirs.rows, strict=True):
        agree(ours, row)
    return "same"


def agree(ours: ber.Varbind, row: Row) -> None:
    """Compare a varbind of ours with one of pysnmp's."""
    name, tag, value = ours
    assert (name, tag) == (row.name, row.tag), f"{ours} is not {row}"
    octets = row.octets
    if tag in {ber.NULL, ber.NO_SUCH_OBJECT, ber.NO_SUCH_INSTANCE, ber.END_OF_MIB_VIEW}:
        assert value == (octets or None)
    elif tag == ber.OBJECT_IDENTIFIER and _leads_with_zero(octets):
        assert isinstance(value, tuple) or value == octets, "pyasn1 refuses leading zeros"
    elif tag == ber.OBJECT_IDENTIFIER:
        legal = row.value is not ODD and len(row.value) <= ber.MAX_SUB_IDS and max(row.value) <= ber.MAX_ARC and len(octets) <= 1300
        assert value == (row.value if legal else octets)
    elif tag == ber.INTEGER and 0 < len(octets) <= 8:
        assert value == int.from_bytes(octets, "big", signed=True)
    elif tag in {ber.COUNTER32, ber.GAUGE32, ber.TIMETICKS, ber.COUNTER64} and len(octets) == (8 if tag == ber.COUNTER64 else 4):
        assert value == int.from_bytes(octets, "big"), "a full type without its leading zero is meant to be large"
    elif row.value is ODD or not octets:
        assert value == octets, f"{ours} is odd, and not {octets!r}"
    else:
        assert value in (row.value, octets), f"{ours} is not {row}"


def _refused(theirs: Message | None, why: str) -> str:
    assert len(why) < 60
    if theirs is None:
        return "refused"
    assert why in STRICTER, f"refused as {why}, where pyasn1 reads {theirs}"
    return f"stricter: {why}"


def _looser(data: bytes, header: ber.Header) -> str:
    """Say why we read what pyasn1 refuses: octets after the last element that counts are ignored, or a PDU or value has a wide tag."""
    if header.pdu_type & WIDE == WIDE:
        return "looser: a tag of several octets is taken for one of one"
    at, end = ber.open_element(data, 0, len(data), ber.SEQUENCE)
    kept = data[at:end]
    whole = ber.encode_tlv(
        ber.SEQUENCE,
        ber.encode_integer(header.version)
        + ber.encode_tlv(ber.OCTET_STRING, header.community)
        + ber.encode_pdu(header.pdu_type, header.request_id, header.first, header.second, data[header.start : header.end]),
    )
    assert len(whole) <= len(kept) + 10
    rows = reference.read(whole)
    if rows is not None:
        return "looser: octets after the last element are ignored"
    return "looser: " + _odd_row(data, header)


def _odd_row(data: bytes, header: ber.Header) -> str:
    """Say what pyasn1 cannot read in the rows, one by one."""
    at, reasons = header.start, set()
    while at < header.end:
        start, stop = ber.open_element(data, at, header.end, ber.SEQUENCE)
        try:
            reference._row(data[at:stop])
        except reference.REFUSALS:
            _, mark = ber.open_element(data, start, stop, ber.OBJECT_IDENTIFIER)
            tag = data[mark]
            name = data[start + 2 : mark]
            if tag & WIDE == WIDE:
                reasons.add("a tag of several octets is taken for one of one")
            elif tag & ~CONSTRUCTED == 0:
                reasons.add("a value under tag 0, which pyasn1 takes for the end of an indefinite length, stays octets")
            elif 0x80 in name and _leads_with_zero(name):
                reasons.add("a sub-identifier with a leading zero, which pyasn1 refuses")
            else:
                raise AssertionError(f"only we read {data[at:stop].hex()}") from None
        at = stop
    assert reasons, f"only we read {data.hex()}"
    return "; ".join(sorted(reasons))


def _leads_with_zero(octets: bytes) -> bool:
    return any(one == 0x80 and (place == 0 or octets[place - 1] < 0x80) for place, one in enumerate(octets))
