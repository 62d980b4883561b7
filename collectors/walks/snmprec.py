"""Reads recordings: ``OID|tag|value`` a line, the tag in decimal, with an ``x`` where the value is in hex digits."""

from __future__ import annotations

import re

from collectors.snmp.ber import Oid, Value
from collectors.walks.rows import ADDRESS, NULL, NUMBERS, OBJECT_ID, OCTETS, OPAQUE, Rows, address_of, number_fits, oid_of, shown

LINE = re.compile(rb"\.?(?P<oid>\d+(?:\.\d+)+)\|(?P<tag>\d{1,3})(?P<hex>x?)(?P<module>:[\w-]+)?\|(?P<value>.*)", re.DOTALL)
# A recorder that read the text of a walk took the first line of a Hex-STRING for octets and the others for text.
_WRAPPED = re.compile(rb"(?P<first>.{16})(?P<rest>(?:\n(?:[0-9A-Fa-f]{2} ?)+)+)\n?", re.DOTALL)


def read_recording(data: bytes, path: str) -> Rows:
    """Return the rows of a recording."""
    rows = Rows(path)
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        line = raw.removesuffix(b"\r")
        if not line.strip() or line.startswith(b"#"):
            continue
        match = LINE.match(line)
        oid = oid_of(match["oid"].decode("ascii")) if match and not match["module"] else None
        if match is None or oid is None:
            rows.problem("walk_odd_line", number, found=shown(line))
            continue
        _add(rows, number, oid, match)
    return rows


def _add(rows: Rows, number: int, oid: Oid, match: re.Match[bytes]) -> None:
    tag, text = int(match["tag"]), match["value"]
    octets = _from_hex(text) if match["hex"] else text
    found = None if octets is None else _value(tag, octets, hex_digits=bool(match["hex"]))
    if found is None:
        rows.problem("walk_odd_value", number, expected=f"tag {tag}", found=shown(text))
        found = OCTETS, text
    rows.add(oid, *found)


def _from_hex(text: bytes) -> bytes | None:
    try:
        octets = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        return None
    wrapped = _WRAPPED.fullmatch(octets)
    if wrapped:
        return wrapped["first"] + bytes.fromhex(wrapped["rest"].decode("ascii"))
    return octets


def _value(tag: int, octets: bytes, *, hex_digits: bool) -> tuple[int, Value] | None:
    r"""Return tag and value, or None if these do not go together.

    >>> _value(2, b"7", hex_digits=False), _value(64, bytes([10, 0, 0, 1]), hex_digits=True), _value(2, b"x", hex_digits=False)
    ((2, 7), (64, '10.0.0.1'), None)
    """
    if tag in {OCTETS, OPAQUE}:
        return tag, octets
    if tag == NULL:
        return NULL, None
    if tag == ADDRESS:
        text = ".".join(map(str, octets)) if hex_digits else octets.decode("ascii", "replace").strip()
        address = address_of(text)
        return None if address is None else (tag, address)
    text = octets.decode("ascii", "replace").strip()
    if tag == OBJECT_ID:
        oid = oid_of(text)
        return None if oid is None else (tag, oid)
    if tag in NUMBERS and re.fullmatch(r"-?\d{1,20}", text) and number_fits(int(text)):
        return tag, int(text)
    return None
