"""Bad tables: what a hostile agent tells of itself, as edits of a device's rows before they are encoded.

Each edit takes and returns rows by name; a value given as octets under a tag of another type is encoded as it stands,
which is how values come about that their type cannot hold. Cases: the list of hostile inputs, A43 to A54.
"""

from __future__ import annotations

from collections.abc import Callable

from collectors.snmp.ber import (
    COUNTER32,
    COUNTER64,
    GAUGE32,
    INTEGER,
    IP_ADDRESS,
    OBJECT_IDENTIFIER,
    OCTET_STRING,
    OPAQUE,
    Oid,
    Value,
)

Rows = dict[Oid, tuple[int, Value]]
Edit = Callable[[Rows], None]
"""Changes rows in place."""

_SYSTEM: Oid = (1, 3, 6, 1, 2, 1, 1)
_IF: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1)
_IF_NUMBER: Oid = (1, 3, 6, 1, 2, 1, 2, 1, 0)
_IFX: Oid = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
_ADDRESS: Oid = (1, 3, 6, 1, 2, 1, 4, 20, 1)
_ARP: Oid = (1, 3, 6, 1, 2, 1, 4, 22, 1)
_LOCAL: Oid = (1, 0, 8802, 1, 1, 2, 1, 3)
_REMOTE: Oid = (1, 0, 8802, 1, 1, 2, 1, 4, 1, 1)
_RAISECOM: Oid = (1, 3, 6, 1, 4, 1, 8886, 6, 1)
NAUGHTY = (
    b"<script>window.PWN=1</script>",
    b"javascript:window.PWN=1",
    b'=HYPERLINK("http://127.0.0.1/","x")',
    b"'; DROP TABLE record; --",
    b"../../../etc/passwd",
    b"{{7*7}}",
    b"%n%n%s",
    b"\xef\xbb\xbf@SUM(1+1)*cmd|' /C calc'!A0",
)
"""Texts that do harm where they are not inert."""
_RAW = (
    b"nul\x00inside",
    b"line\r\nINFO forged line",
    b"\x1b[2Jescape",
    "\u202etxt.exe".encode(),
    b"\xed\xa0\x80 surrogate",
    b"\xff\xfe not text",
    "Br\u00fccke".encode("latin-1"),
    "\u30eb\u30fc\u30bf".encode("cp932"),
)
_CLONED_MAC = bytes.fromhex("00e0fcdeadbe")
_MANY = 10_000


def _texts(rows: Rows, texts: tuple[bytes, ...]) -> None:
    """Put texts wherever an operator could have written one."""
    place = 0
    for oid in list(rows):
        named = oid[:-1] in {(*_SYSTEM, 4), (*_SYSTEM, 5), (*_SYSTEM, 6)} or oid[:-1] == (*_IFX, 18)
        heard = oid[: len(_REMOTE)] == _REMOTE and oid[len(_REMOTE)] in {8, 9, 10}
        if named or heard:
            rows[oid] = (OCTET_STRING, texts[place % len(texts)])
            place += 1


def _odd_counters(rows: Rows) -> None:
    for oid in list(rows):
        if oid[:-1] == (*_IFX, 6):
            rows[oid] = (COUNTER64, b"\x01" * 20)
        elif oid[:-1] == (*_IF, 14):
            rows[oid] = (COUNTER32, -5)
        elif oid[: len(_ADDRESS) + 1] == (*_ADDRESS, 3):
            rows[oid] = (IP_ADDRESS, b"\xff" * 7)


def _odd_types(rows: Rows) -> None:
    for oid in list(rows):
        if oid[:-1] == (*_IF, 4):
            rows[oid] = (0x09, b"\x80\x00\x01")  # a REAL
        elif oid[:-1] == (*_IF, 5):
            rows[oid] = (OPAQUE, b"\x9f\x78\x04\x42\xf6\x00\x00")  # a float in an Opaque
        elif oid[:-1] == (*_IF, 7):
            rows[oid] = (0x4F, b"?")


def _long_text(rows: Rows) -> None:
    rows[*_SYSTEM, 1, 0] = (OCTET_STRING, b"long " * 12_000)


def _odd_index(rows: Rows) -> None:
    for index in (0, 2**31, 2**32 - 1):
        rows[*_IF, 2, index] = (OCTET_STRING, b"Ethernet-odd")
        rows[*_IF, 3, index] = (INTEGER, 6)
        rows[*_IFX, 1, index] = (OCTET_STRING, b"Ethernet-odd")


def _many_interfaces(rows: Rows) -> None:
    rows[_IF_NUMBER] = (GAUGE32, 4_000_000_000)


def _odd_mac(rows: Rows) -> None:
    macs = (b"\x01" * 5, b"\x02" * 7, b"\x03" * 20, bytes.fromhex("0180c2000000"), b"\0" * 6)
    place = 0
    for oid in list(rows):
        if oid[:-1] == (*_IF, 6):
            rows[oid] = (OCTET_STRING, macs[place % len(macs)])
            place += 1
    rows[*_LOCAL, 1, 0] = (INTEGER, 4)
    rows[*_LOCAL, 2, 0] = (OCTET_STRING, b"\0" * 6)


def _clone(rows: Rows) -> None:
    rows[*_SYSTEM, 5, 0] = (OCTET_STRING, b"CLONE")
    rows[*_LOCAL, 1, 0] = (INTEGER, 4)
    rows[*_LOCAL, 2, 0] = (OCTET_STRING, _CLONED_MAC)
    rows[*_LOCAL, 3, 0] = (OCTET_STRING, b"CLONE")


def _hears(rows: Rows, port: int, number: int, chassis: bytes, name: bytes) -> None:
    index = (0, port, number)
    rows[*_REMOTE, 4, *index] = (INTEGER, 4)
    rows[*_REMOTE, 5, *index] = (OCTET_STRING, chassis)
    rows[*_REMOTE, 6, *index] = (INTEGER, 5)
    rows[*_REMOTE, 7, *index] = (OCTET_STRING, b"GigabitEthernet0/0/1")
    rows[*_REMOTE, 9, *index] = (OCTET_STRING, name)


def _own_neighbour(rows: Rows) -> None:
    _, chassis = rows.get((*_LOCAL, 2, 0), (OCTET_STRING, _CLONED_MAC))
    _, name = rows.get((*_SYSTEM, 5, 0), (OCTET_STRING, b""))
    _hears(rows, 1, 900_001, chassis if isinstance(chassis, bytes) else _CLONED_MAC, name if isinstance(name, bytes) else b"")


def _many_neighbours(rows: Rows) -> None:
    for number in range(_MANY):
        _hears(rows, 1, 800_000 + number, b"\x00\x99" + number.to_bytes(4, "big"), b"crowd")


def _odd_hints(rows: Rows) -> None:
    for address in ("127.0.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.5", "169.254.0.1", "8.8.8.8"):  # noqa: S104 - told, not bound
        at = tuple(map(int, address.split(".")))
        rows[*_ARP, 1, 1, *at] = (INTEGER, 1)
        rows[*_ARP, 2, 1, *at] = (OCTET_STRING, bytes.fromhex("00e0fc000001"))
        rows[*_ARP, 3, 1, *at] = (IP_ADDRESS, address)
        rows[*_ARP, 4, 1, *at] = (INTEGER, 3)


def _unordered_maker(rows: Rows) -> None:
    """Say that the maker is one whose agents return rows out of order."""
    rows[*_SYSTEM, 2, 0] = (OBJECT_IDENTIFIER, _RAISECOM)


EDITS: dict[str, tuple[str, Edit]] = {
    "unordered-maker": ("A05", _unordered_maker),
    "unordered-loop": ("A06", _unordered_maker),
    "odd-counters": ("A43", _odd_counters),
    "odd-types": ("A44", _odd_types),
    "long-text": ("A46", _long_text),
    "raw-text": ("A47", lambda rows: _texts(rows, _RAW)),
    "hostile-text": ("A48", lambda rows: _texts(rows, NAUGHTY)),
    "odd-index": ("A49", _odd_index),
    "many-interfaces": ("A50", _many_interfaces),
    "odd-mac": ("A51", _odd_mac),
    "clone": ("A52", _clone),
    "own-neighbour": ("A53", _own_neighbour),
    "many-neighbours": ("A53", _many_neighbours),
    "odd-hints": ("A54", _odd_hints),
}
"""Behaviours that tell bad tables: name to case and edit."""
