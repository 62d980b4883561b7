"""CISCO-CDP-MIB: neighbours by Cisco's protocol; the row starts with the local ifIndex."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address

from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Row, Rows, Table, integer, integers, octets, oid_text, raw
from collectors.snmp.strings import mac_of
from topology.model.records import Neighbour, NeighbourProtocol

_ENTRY = (1, 3, 6, 1, 4, 1, 9, 9, 23, 1, 2, 1, 1)
_IP, _IPV6 = 1, 20
_SERIAL = re.compile(r"(?P<name>[^()\s]+)\((?P<serial>[^()]+)\)")
_LOCAL, _MAC = 7, 4
_MAC_OCTETS = 6
# CDP capability bits to those of LLDP: router, bridges, switch, host, repeater, phone.
_CAPABILITIES = ((0x01, 4), (0x02, 2), (0x04, 2), (0x08, 2), (0x10, 7), (0x40, 1), (0x80, 5))


def network_address(octets_: bytes | None, kind: int | None) -> str | None:
    r"""Return a CiscoNetworkAddress of type ip(1) or ipv6(20); 0.0.0.0 is none.

    >>> network_address(b"\x0a\0\0\1", 1), network_address(b"\0\0\0\0", 1)
    ('10.0.0.1', None)
    """
    if not octets_ or not any(octets_):
        return None
    if kind in {None, _IP} and len(octets_) == 4:  # noqa: PLR2004 - IPv4
        return str(IPv4Address(octets_))
    if kind in {None, _IPV6} and len(octets_) == 16:  # noqa: PLR2004 - IPv6
        return str(IPv6Address(octets_))
    return None


def capabilities(octets_: bytes | None) -> int | None:
    r"""Return CDP's capabilities as bits of LLDP's.

    >>> capabilities(b"\0\0\0\x29")
    20
    """
    if not octets_:
        return None
    bits = octets_[-1]
    return sum({1 << ours for theirs, ours in _CAPABILITIES if bits & theirs})


def device_id(octets_: bytes | None, text: str | None) -> tuple[str | None, int | None, str | None]:
    """Return name, chassis sub-type and chassis id that a device id holds: a name, ``name(SERIAL)``, or a MAC.

    >>> device_id(b"core(FOX1)", "core(FOX1)"), device_id(b"core.city", "core.city")
    (('core', 7, 'FOX1'), ('core.city', None, None))
    """
    if octets_ and len(octets_) == _MAC_OCTETS and not (octets_.isascii() and octets_.decode().isprintable()):
        return None, _MAC, mac_of(octets_)
    match = _SERIAL.fullmatch(text or "")
    return (match["name"], _LOCAL, match["serial"]) if match else (text, None, None)


def _addresses(row: Row) -> tuple[str, ...]:
    found = (
        network_address(raw(row, "address"), integer(row, "address_type")),
        network_address(raw(row, "managed"), integer(row, "managed_type")),
    )
    return tuple(dict.fromkeys(one for one in found if one))


def _build(rows: Rows, draft: Draft) -> None:
    for index, row in sorted(rows.items()):
        ref = oid_text((*_ENTRY, 6, *index))
        if len(index) != 2:  # noqa: PLR2004 - ifIndex, number
            draft.problem("snmp_odd_index", ref, expected="cdpCacheIfIndex, cdpCacheDeviceIndex")
        name, subtype, chassis = device_id(raw(row, "device"), draft.text(raw(row, "device"), ref))
        draft.neighbours.append(
            Neighbour(
                protocol=NeighbourProtocol.CDP,
                local_port=str(index[0]) if index else None,
                chassis_subtype=subtype,
                chassis_id=chassis,
                port_id=draft.text(raw(row, "port"), oid_text((*_ENTRY, 7, *index))),
                system_name=draft.text(raw(row, "name"), oid_text((*_ENTRY, 17, *index))) or name,
                system_description=draft.text(raw(row, "version"), oid_text((*_ENTRY, 5, *index))),
                management_addresses=_addresses(row),
                capabilities=capabilities(raw(row, "capabilities")),
                ref=ref,
            )
        )


CACHE = Table(
    name="CISCO-CDP-MIB::cdpCacheTable",
    entry=_ENTRY,
    columns=(
        *integers(address_type=3),
        *octets(address=4, version=5, device=6, port=7, capabilities=9, name=17),
        *integers(managed_type=19),
        *octets(managed=20),
    ),
    build=_build,
    optional=True,
)
