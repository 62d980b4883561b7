r"""Reads what ``snmpwalk -On`` prints: ``.1.3.6.1.2.1.1.5.0 = STRING: "core"``.

Traps met in the field: values over several lines, with and without quotes; Hex-STRING beside MACs that a
display hint wrote as text; ``Wrong Type (should be Gauge32)`` before a value; BITS with their names; names
such as ``iso.3.6.1`` where no option asked for digits; texts in whatever coding the operator used, which are
therefore kept as octets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectors.snmp.ber import Oid, Value
from collectors.walks.rows import (
    ADDRESS,
    COUNTER32,
    COUNTER64,
    GAUGE32,
    INTEGER,
    NULL,
    OBJECT_ID,
    OCTETS,
    OPAQUE,
    TICKS,
    Rows,
    address_of,
    number_fits,
    oid_of,
    shown,
)

ROW = re.compile(rb"(?P<name>\.?(?:1|iso|SNMPv2-SMI::[\w-]+)(?:\.\d+)+) = ?(?P<value>.*)", re.DOTALL)
_TYPED = re.compile(rb"(?P<type>[A-Za-z][\w-]*(?: Address)?): ?(?P<text>.*)", re.DOTALL)
_WRONG_TYPE = re.compile(rb"Wrong Type \(should be [^)]*\): ")
_NO_VALUE = re.compile(rb"No Such (?:Object|Instance)|No more variables left")
_NUMBER = re.compile(rb"[^(\n]*\((-?\d+)\)|\s*(-?\d+)(?!\S*[.:])")
_HEX = re.compile(rb"\s*((?:[0-9A-Fa-f]{2}\s+)*[0-9A-Fa-f]{2})?\s*")
_HEX_LINE = re.compile(rb"(?:[0-9A-Fa-f]{2}\s)+(?:[0-9A-Fa-f]{2})?\s*(?:\[.*\])?\s*")
_BITS = re.compile(rb"\s*((?:[0-9A-Fa-f]{2}\s)*[0-9A-Fa-f]{2})(?:\s|$)")
_MAC = re.compile(rb"[0-9A-Fa-f]{1,2}(?::[0-9A-Fa-f]{1,2}){5}")
_COLONS = re.compile(rb"[0-9A-Fa-f]{1,2}(?::[0-9A-Fa-f]{1,2})+")
_CHATTER = re.compile(rb"(?:Timeout: |Error in packet|Error: OID not increasing|snmp\w*walk|[$#] |Reason: |Failed object: )")
_NUMBERS = {
    b"INTEGER": INTEGER,
    b"Integer32": INTEGER,
    b"Counter32": COUNTER32,
    b"Counter64": COUNTER64,
    b"Gauge32": GAUGE32,
    b"Unsigned32": GAUGE32,
    b"UInteger32": GAUGE32,
    b"Timeticks": TICKS,
}
_BRANCHES = {
    b"iso": (1,),
    b"SNMPv2-SMI::mib-2": (1, 3, 6, 1, 2, 1),
    b"SNMPv2-SMI::transmission": (1, 3, 6, 1, 2, 1, 10),
    b"SNMPv2-SMI::experimental": (1, 3, 6, 1, 3),
    b"SNMPv2-SMI::enterprises": (1, 3, 6, 1, 4, 1),
    b"SNMPv2-SMI::snmpModules": (1, 3, 6, 1, 6, 3),
}


def read_text(data: bytes, path: str) -> Rows:
    """Return the rows of a walk's text."""
    rows = Rows(path)
    for line, oid, raw in _entries(data, rows):
        if _NO_VALUE.match(raw):
            continue
        text = _WRONG_TYPE.sub(b"", raw, count=1)
        found = value_of(text)
        if found is None:
            expected = text.split(b":", 1)[0]
            rows.problem("walk_odd_value", line, expected=shown(expected), found=shown(text))
            found = OCTETS, text
        rows.add(oid, *found)
    return rows


def name_of(raw: bytes) -> Oid | None:
    """Return the OID of a row's name.

    >>> name_of(b".1.3.6.1"), name_of(b"iso.3.6.1"), name_of(b"SNMPv2-SMI::mib-2.1.5.0")
    ((1, 3, 6, 1), (1, 3, 6, 1), (1, 3, 6, 1, 2, 1, 1, 5, 0))
    """
    head, _, rest = raw.lstrip(b".").partition(b".")
    branch = _BRANCHES.get(head)
    numbers = oid_of((head + b"." + rest if branch is None else rest).decode("ascii"))
    return None if numbers is None else (*(branch or ()), *numbers)


def _entries(data: bytes, rows: Rows) -> Iterator[tuple[int, Oid, bytes]]:
    """Give line number, OID and value of each row, values of several lines put together."""
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if lines and lines[0].endswith(b"\r"):
        lines = [line.removesuffix(b"\r") for line in lines]
    row: tuple[int, Oid, list[bytes]] | None = None
    for number, line in enumerate(lines, start=1):
        match = ROW.match(line)
        oid = name_of(match["name"]) if match else None
        if match and oid is not None:
            if row:
                yield row[0], row[1], b"\n".join(row[2])
            row = number, oid, [match["value"]]
        elif row and _goes_on(row[2], line):
            row[2].append(line)
        elif line.strip():
            rows.problem("walk_odd_line", number, found=shown(line))
    if row:
        yield row[0], row[1], b"\n".join(row[2])


def _goes_on(value: list[bytes], line: bytes) -> bool:
    """Tell whether a line continues a value: an open quote, more hex digits, or more of a text without quotes."""
    first = _WRONG_TYPE.sub(b"", value[0], count=1)
    if first.startswith((b'STRING: "', b'"')):
        return not _is_closed(b"\n".join([first, *value[1:]]))
    if first.startswith((b"Hex-STRING:", b"BITS:")):
        return _HEX_LINE.fullmatch(line + b" ") is not None
    return first.startswith(b"STRING:") and bool(line.strip()) and not _CHATTER.match(line)


def _is_closed(text: bytes) -> bool:
    """Tell whether the quote that a text opens is closed at its end: an even number of backslashes before it."""
    body = text[text.index(b'"') + 1 :].rstrip()
    if not body.endswith(b'"'):
        return False
    before = body[:-1]
    return (len(before) - len(before.rstrip(b"\\"))) % 2 == 0


def value_of(text: bytes) -> tuple[int, Value] | None:
    r"""Return tag and value of what stands after the equals sign, or None if it cannot be read.

    >>> value_of(b"INTEGER: up(1)"), value_of(b"Hex-STRING: 00 E0 FC "), value_of(b'""')
    ((2, 1), (4, b'\x00\xe0\xfc'), (4, b''))
    >>> value_of(b"Timeticks: (42) 0:00:00.42"), value_of(b"IpAddress: 10.0.0.1"), value_of(b"OID: .0.0")
    ((67, 42), (64, '10.0.0.1'), (6, (0, 0)))
    >>> value_of(b"Hex-STRING: 0:e0:fc:12:4:56")
    (4, b'\x00\xe0\xfc\x12\x04V')
    >>> value_of(b"STRING: 0:e0:fc:12:4:56"), value_of(b"STRING: core"), value_of(b"Gauge32: many")
    ((4, b'\x00\xe0\xfc\x12\x04V'), (4, b'core'), None)
    """
    stripped = text.strip()
    if stripped == b"NULL":
        return NULL, None
    if stripped.startswith(b'"') or not stripped:
        return OCTETS, _unquoted(text)
    typed = _TYPED.match(text.lstrip())
    if typed is None:
        return None
    kind, body = typed["type"], typed["text"]
    if kind in _NUMBERS:
        return _number(_NUMBERS[kind], body)
    reader = _READERS.get(kind)
    return reader(body) if reader else None


def _number(tag: int, body: bytes) -> tuple[int, Value] | None:
    match = _NUMBER.match(body)
    if match is None:
        return None
    number = int(match[1] or match[2])
    return (tag, number) if number_fits(number) else None


def _unquoted(text: bytes) -> bytes:
    """Return a text without the quotes around it and the backslashes that protect quotes inside it."""
    body = text.strip()
    if not body.startswith(b'"'):
        return text.rstrip(b"\n")
    body = body[1:-1] if len(body) > 1 and body.endswith(b'"') else body[1:]
    return re.sub(rb"\\([\\\"])", rb"\1", body)


def _string(body: bytes) -> tuple[int, Value]:
    text = _unquoted(body)
    if _MAC.fullmatch(body.strip()):  # a display hint wrote six octets so; a text would stand in quotes
        return OCTETS, bytes(int(part, 16) for part in body.strip().split(b":"))
    return OCTETS, text


def _hex(body: bytes) -> tuple[int, Value] | None:
    if _COLONS.fullmatch(body.strip()):  # a display hint wrote the octets of a MAC after all
        return OCTETS, bytes(int(part, 16) for part in body.strip().split(b":"))
    lines = [re.sub(rb"\[.*\]\s*$", b"", line) for line in body.split(b"\n")]
    match = _HEX.fullmatch(b" ".join(lines))
    return None if match is None else (OCTETS, bytes.fromhex((match[1] or b"").decode("ascii")))


def _bits(body: bytes) -> tuple[int, Value] | None:
    match = _BITS.match(body)
    if match is None:
        return (OCTETS, b"") if not body.strip() else None
    return OCTETS, bytes.fromhex(match[1].decode("ascii"))


def _object_id(body: bytes) -> tuple[int, Value] | None:
    name = body.strip()
    if name.startswith((b"iso", b"SNMPv2-SMI::")):
        found = name_of(name) if name.partition(b".")[0] in _BRANCHES else None
    else:
        found = oid_of(name.decode("ascii", "replace").replace("ccitt", "0"))
    return None if found is None else (OBJECT_ID, found)


def _address(body: bytes) -> tuple[int, Value] | None:
    found = address_of(body.strip().decode("ascii", "replace"))
    return None if found is None else (ADDRESS, found)


def _network_address(body: bytes) -> tuple[int, Value] | None:
    parts = body.strip().split(b":")
    if len(parts) != 4 or not all(re.fullmatch(rb"[0-9A-Fa-f]{1,2}", part) for part in parts):  # noqa: PLR2004 - IPv4
        return None
    return ADDRESS, ".".join(str(int(part, 16)) for part in parts)


def _opaque(body: bytes) -> tuple[int, Value]:
    return OPAQUE, body.strip()


_READERS = {
    b"STRING": _string,
    b"Hex-STRING": _hex,
    b"BITS": _bits,
    b"OID": _object_id,
    b"IpAddress": _address,
    b"Network Address": _network_address,
    b"Opaque": _opaque,
}
