"""IP-MIB (RFC 4293, and the tables of RFC 1213 it deprecates, and of RFC 2465): addresses, ARP and neighbour discovery."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address

from collectors.snmp.ber import Oid
from collectors.snmp.mibs.draft import Draft
from collectors.snmp.mibs.table import Column, Kind, Row, Rows, Table, integer, integers, octets, oid_text, raw
from collectors.snmp.strings import mac_of

_ADDR_ENTRY = (1, 3, 6, 1, 2, 1, 4, 20, 1)
_ADDRESS_ENTRY = (1, 3, 6, 1, 2, 1, 4, 34, 1)
_MEDIA_ENTRY = (1, 3, 6, 1, 2, 1, 4, 22, 1)
_PHYSICAL_ENTRY = (1, 3, 6, 1, 2, 1, 4, 35, 1)
_OLD_IPV6_ENTRY = (1, 3, 6, 1, 2, 1, 55, 1, 12, 1)
_IPV6_PARTS = 16
_OCTET = 255
_UNICAST = 1
# InetAddressType (RFC 4001): octets of the address, and of the zone that may follow.
_IPV4, _IPV6, _IPV4Z, _IPV6Z = 1, 2, 3, 4
_SIZES = {_IPV4: (4, 0), _IPV6: (16, 0), _IPV4Z: (4, 4), _IPV6Z: (16, 4)}


def ipv4_of(index: Oid) -> str | None:
    """Return the address that four sub-identifiers spell, else None."""
    if len(index) != 4 or max(index) > _OCTET:  # noqa: PLR2004 - octets of an IPv4 address
        return None
    return str(IPv4Address(bytes(index)))


def inet_address_of(index: Oid) -> str | None:
    """Return the address of an InetAddressType and InetAddress index, zone left out, else None.

    >>> inet_address_of((1, 4, 10, 0, 0, 1)), inet_address_of((1, 10, 0, 0, 1)), inet_address_of((16, 4, 1))
    ('10.0.0.1', '10.0.0.1', None)
    """
    if len(index) < 2 or index[0] not in _SIZES:  # noqa: PLR2004 - a type and something
        return None
    size, zone = _SIZES[index[0]]
    body = index[1:]
    if len(body) == body[0] + 1:  # the length that the MIB asks for, and some agents leave out
        body = body[1:]
    if len(body) not in {size, size + zone} or max(body[:size]) > _OCTET:
        return None
    octets_ = bytes(body[:size])
    return str(IPv4Address(octets_)) if size == 4 else str(IPv6Address(octets_))  # noqa: PLR2004 - IPv4 or IPv6


@lru_cache(maxsize=256)
def mask_length(mask: str | None) -> int | None:
    """Return the length of a contiguous mask, else None.

    >>> mask_length("255.255.255.0"), mask_length("255.0.255.0"), mask_length("0.0.0.0")
    (24, None, 0)
    """
    if mask is None:
        return None
    bits = int(IPv4Address(mask))
    length = bits.bit_count()
    return length if bits == (0xFFFFFFFF << (32 - length)) & 0xFFFFFFFF else None


def _add(draft: Draft, index: int | None, address: str, length: int) -> None:
    if index is None:
        return
    port = draft.port(index)
    if not any(known.rpartition("/")[0] == address for known in port.addresses):
        port.addresses.append(f"{address}/{length}")


def _build_addr(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        address = ipv4_of(index)
        place = oid_text((*_ADDR_ENTRY, 2, *index))
        if address is None:
            draft.problem("snmp_odd_index", place, expected="IPv4")
            continue
        mask = row.get("mask")
        length = mask_length(mask if isinstance(mask, str) else None)
        if length is None and mask is not None:
            draft.problem("snmp_odd_mask", place, mask=str(mask))
        _add(draft, integer(row, "index"), address, 32 if length is None else length)


def _prefix_length(row: Row, widest: int) -> int:
    """Return the length that the row pointer into ipAddressPrefixTable ends with; the host's where there is none."""
    pointer = row.get("prefix")
    if isinstance(pointer, tuple) and len(pointer) > len(_ADDRESS_ENTRY) and pointer[-1] <= widest:
        return pointer[-1]
    return widest


def _build_address(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        address = inet_address_of(index)
        if address is None:
            draft.problem("snmp_odd_index", oid_text((*_ADDRESS_ENTRY, 3, *index)), expected="InetAddress")
            continue
        if integer(row, "type") in {None, _UNICAST}:
            _add(draft, integer(row, "index"), address, _prefix_length(row, 128 if ":" in address else 32))


def _build_media(rows: Rows, draft: Draft) -> None:
    for index, row in rows.items():
        address = ipv4_of(index[1:])
        mac = mac_of(raw(row, "phys"))
        if address and mac:
            draft.arp.append((address, mac, index[0]))
        elif address is None:
            draft.problem("snmp_odd_index", oid_text((*_MEDIA_ENTRY, 2, *index)), expected="ifIndex, IPv4")


def _add_hosts(rows: Rows, draft: Draft, entry: Oid, column: int, address_of: Callable[[Oid], str | None]) -> None:
    """Add the hosts that earlier tables did not name on the same interface."""
    known = {(address, index) for address, _, index in draft.arp}
    for index, row in rows.items():
        address = address_of(index[1:]) if index else None
        mac = mac_of(raw(row, "phys"))
        if address is None:
            draft.problem("snmp_odd_index", oid_text((*entry, column, *index)), expected="ifIndex, InetAddress")
        elif mac and (address, index[0]) not in known:
            draft.arp.append((address, mac, index[0]))


def _build_physical(rows: Rows, draft: Draft) -> None:
    _add_hosts(rows, draft, _PHYSICAL_ENTRY, 4, inet_address_of)


def _old_ipv6_of(index: Oid) -> str | None:
    return inet_address_of((_IPV6, *index)) if len(index) == _IPV6_PARTS else None


def _build_old_ipv6(rows: Rows, draft: Draft) -> None:
    _add_hosts(rows, draft, _OLD_IPV6_ENTRY, 2, _old_ipv6_of)


ADDR = Table(
    name="IP-MIB::ipAddrTable",
    entry=_ADDR_ENTRY,
    columns=(*integers(index=2), Column(3, "mask", Kind.ADDRESS)),
    build=_build_addr,
    identifies=True,
)
ADDRESS = Table(
    name="IP-MIB::ipAddressTable",
    entry=_ADDRESS_ENTRY,
    columns=(*integers(index=3, type=4), Column(5, "prefix", Kind.OID)),
    build=_build_address,
    identifies=True,
)
NET_TO_MEDIA = Table(name="IP-MIB::ipNetToMediaTable", entry=_MEDIA_ENTRY, columns=octets(phys=2), build=_build_media, parts=5)
NET_TO_PHYSICAL = Table(
    name="IP-MIB::ipNetToPhysicalTable",
    entry=_PHYSICAL_ENTRY,
    columns=octets(phys=4),
    build=_build_physical,
    optional=True,
    parts=3,
)
OLD_IPV6_HOSTS = Table(
    name="IPV6-MIB::ipv6NetToMediaTable", entry=_OLD_IPV6_ENTRY, columns=octets(phys=2), build=_build_old_ipv6, optional=True
)
"""RFC 2465, which RFC 4293 replaced; Juniper still serves it."""
