"""Coverage-guided fuzzing of the decoder, in a process of its own: ``python -m tests.long.fuzz_decoder TARGET CORPUS -runs=N ...``.

A target takes octets and raises only where something is wrong; libFuzzer then ends the process with status 77 and keeps the octets.
What follows the corpus folder are options of libFuzzer.

Source: google/atheris (README); LLVM, "libFuzzer" (options).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["collectors.snmp"]):
    from collectors.snmp import ber, tlv, usm_message

from tests.snmp.fuzz.compare import agree, compare
from tests.snmp.fuzz.reference import Row, content, typed

NAME = (1, 3, 6, 1, 2, 1, 1, 5, 0)
TAGS = (0x02, 0x04, 0x05, 0x06, 0x40, 0x41, 0x42, 0x43, 0x44, 0x46, 0x80, 0x81, 0x82, 0x09, 0x4B)


def read_datagram(data: bytes) -> None:
    """A datagram as it comes."""
    compare(data)


def read_rows(data: bytes) -> None:
    """Rows within a good frame."""
    compare(ber.encode_response(1, b"public", 1, 0, 0, data))


def read_table(data: bytes) -> None:
    """Many names made of the octets, as in a table, within good rows: names share beginnings or do not."""
    rows, at = [], 0
    while at < len(data):
        size = data[at] % 24 + 1
        rows.append(ber.encode_varbind(ber.encode_tlv(ber.OBJECT_IDENTIFIER, data[at + 1 : at + 1 + size]), b"\5\0"))
        at += 1 + size
    compare(ber.encode_response(1, b"public", 1, 0, 0, b"".join(rows)))


def read_value(data: bytes) -> None:
    """One value; its first octet chooses the type."""
    if data:
        tag, octets = TAGS[data[0] % len(TAGS)], data[1:]
        whole = ber.encode_tlv(tag, octets)
        agree((NAME, tag, tlv.decode_value(tag, octets)), Row(NAME, tag, content(whole), typed(whole)))


def read_request(data: bytes) -> None:
    """A request, as the lab's agents and their servers read it."""
    try:
        request = ber.decode_request(data)
    except ber.DecodeError:
        return
    again = ber.decode_request(
        ber.encode_request(
            request.version,
            request.community,
            request.pdu_type,
            request.request_id,
            request.oids,
            first=request.first,
            second=request.second,
        )
    )
    assert again == request, f"{again} is not {request}"


def read_user_message(data: bytes) -> None:
    """A message of version 3 and what is in it."""
    try:
        message = usm_message.decode_message(data)
        assert 0 <= message.start <= message.end <= len(data)
        assert 0 <= message.code_at <= message.code_at + message.code_octets <= len(data)
        scoped = usm_message.decode_scoped(data, message.start, message.end)
        ber.decode_varbinds(scoped.data, scoped.pdu.start, scoped.pdu.end)
    except ber.DecodeError:
        return


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (read_datagram, read_rows, read_table, read_value, read_request, read_user_message)
}


def seeds() -> dict[str, bytes]:
    """Good messages and parts to start from."""
    rows = (
        (NAME, ber.OCTET_STRING, b"name"),
        ((1, 3, 6, 1, 2, 1, 2, 2, 1, 10, 4_294_967_295), ber.COUNTER32, 2**32 - 1),
        ((1, 3, 6, 1, 2, 1, 2, 2, 1, 10, 300), ber.COUNTER64, 2**64 - 1),
        ((1, 3, 6, 1, 2, 1, 4, 20, 1, 3, 10, 1, 200, 255), ber.IP_ADDRESS, "10.1.200.255"),
        ((2, 999, 3), ber.OBJECT_IDENTIFIER, (1, 3, 6, 1, 4, 1, 2011, 2)),
        ((1, 3), ber.END_OF_MIB_VIEW, None),
    )
    encoded = [ber.encode_varbind(ber.encode_oid(oid), ber.encode_value(tag, value)) for oid, tag, value in rows]
    body = b"".join(encoded)
    pdu = ber.encode_pdu(ber.RESPONSE, 7, 0, 0, body)
    scoped = usm_message.encode_scoped(b"\x80\0\0\0\1\2\3", b"", pdu)
    return {
        "read_datagram": ber.encode_response(1, b"public", 1, 0, 0, body),
        "read_rows": body,
        "read_table": b"".join(bytes((len(name) - 3,)) + name[2:] for name in (ber.encode_oid(oid) for oid, _, _ in rows)),
        "read_value": b"\x04\1\2\3\4",
        "read_request": ber.encode_request(1, b"public", ber.GET_BULK, 9, (NAME,), second=25),
        "read_user_message": usm_message.encode_message(5, 4, usm_message.Parameters(b"\x80\0\0\0\1", 1, 2, b"user"), scoped, None, b""),
    }


def main() -> None:
    """Fuzz one target."""
    target, corpus = sys.argv[1], Path(sys.argv[2])
    corpus.mkdir(parents=True, exist_ok=True)
    (corpus / "seed").write_bytes(seeds()[target])
    atheris.Setup([sys.argv[0], str(corpus), *sys.argv[3:]], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
