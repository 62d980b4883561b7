"""A city many times over for resolution: every copy has names, addresses of hardware, serials, sites and realms of its own.

`lab.scale` copies agents, which may share chassis; resolution would rightly take a chassis seen in two realms for one
device. Here everything that identifies is another one in each copy, in the records and in the census alike, so that a
copy's devices, links and circuits are exactly the original's again.
"""

from __future__ import annotations

import re

import msgspec

from topology.model.census import Census, Site
from topology.model.records import DeviceRecord

MOST_COPIES = 20
_LETTERS = b"SBCEFGHIJKMOQRTUVXYZ"
"""What begins the site codes of each copy; letters that begin other codes of a city are not there."""
_PATTERN = rb"S(\d{4})|DL(\d\d)|(?<![0-9a-f])0([02])((?::[0-9a-f]{2}){5})(?![0-9a-f:])"
_NAMED = 2
"""Characters with which the names of sites begin: enough to tell them from other words."""
_SHARED = b":00:5e"
"""Second and third octet of the virtual routers' MACs (RFC 5798), the same everywhere."""


def copy_records(encoded: bytes, census: Census, copy: int) -> list[DeviceRecord]:
    """Return records, given as msgpack, as the devices of a copy would give them; copy 0 is the original.

    `census` is the city's own: the names of its sites are replaced in every text.

    Replaced text keeps its length, so the encoded records are changed whole. Linear in their size.
    """
    if copy == 0:
        return _DECODER.decode(encoded)

    def replaced(found: re.Match[bytes]) -> bytes:
        site, number, low, rest, name = found.groups()
        if site is not None:
            return _LETTERS[copy : copy + 1] + site
        if number is not None:
            return b"DL%02d" % ((int(number) + copy) % 100)
        if name is not None:
            return _name(name.decode(), copy).encode()
        return found.group() if rest.startswith(_SHARED) else b"%02x%b" % (4 * copy + int(low), rest)

    names = sorted({site.name[:_NAMED] for site in census.sites})
    pattern = re.compile(_PATTERN + b"|(" + "|".join(map(re.escape, names)).encode() + b")")
    return [_renamed(record, copy) for record in _DECODER.decode(pattern.sub(replaced, encoded))]


_DECODER = msgspec.msgpack.Decoder(list[DeviceRecord])


def _renamed(record: DeviceRecord, copy: int) -> DeviceRecord:
    return msgspec.structs.replace(
        record,
        envelope=msgspec.structs.replace(record.envelope, realm=_own(record.envelope.realm, copy)),
        system=msgspec.structs.replace(
            record.system,
            serials=tuple(_own(serial, copy) for serial in record.system.serials),
        ),
    )


def _name(name: str, copy: int) -> str:
    """Return a site's name in a copy: another first character of as many bytes."""
    return chr(ord(name[0]) + copy) + name[1:]


def _own(text: str, copy: int) -> str:
    return f"{text}-{copy:02d}" if copy else text


def copy_census(census: Census, copies: int) -> Census:
    """Return a census with so many copies of its networks, sites, presences and circuits, the original among them."""
    tables: dict[str, list[msgspec.Struct]] = {"networks": [], "sites": [], "presences": [], "circuits": []}
    for copy in range(copies):
        for name, rows in tables.items():
            rows.extend(_copied(row, copy) for row in getattr(census, name))
    return msgspec.structs.replace(census, **{name: tuple(rows) for name, rows in tables.items()})


def _copied(row: msgspec.Struct, copy: int) -> msgspec.Struct:
    if copy == 0:
        return row
    letter = _LETTERS[copy : copy + 1].decode()
    changes: dict[str, object] = {}
    for field in row.__struct_fields__:
        value = getattr(row, field)
        if not isinstance(value, str):
            continue
        if field in {"site", "site_a", "site_b"} or (field == "code" and re.fullmatch(r"S\d{4}", value)):
            changes[field] = letter + value[1:]
        elif field == "name" and isinstance(row, Site):
            changes[field] = _name(value, copy)
        elif field in {"code", "network", "realm", "name"}:
            changes[field] = _own(value, copy)
        elif field == "number":
            changes[field] = f"DL{(int(value[2:4]) + copy) % 100:02d}{value[4:]}"
    return msgspec.structs.replace(row, **changes)
