"""Addresses as integers: resolution compares tens of thousands of them, and text is slow to compare.

An address is ``(version, value)``, an interface address ``(version, value, length)``, a prefix
``(version, first, length)``; text that is no address is None.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_interface

from topology.model.names import is_identifying_address

Address = tuple[int, int]
Block = tuple[int, int, int]

BITS = {4: 32, 6: 128}
"""Length of an address by version [bit]."""


@lru_cache(maxsize=1 << 17)
def parse_address(text: str) -> Address | None:
    """Return version and value of an address, else None.

    >>> parse_address("10.0.0.1"), parse_address("x")
    ((4, 167772161), None)
    """
    value = _ipv4(text)
    if value is not None:
        return 4, value
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return address.version, int(address)


@lru_cache(maxsize=1 << 17)
def parse_interface(text: str) -> Block | None:
    """Return version, value and prefix length of ``address/length``; a bare address has its full length.

    >>> parse_interface("10.0.0.1/24")
    (4, 167772161, 24)
    """
    bare, _, length = text.partition("/")
    value = _ipv4(bare)
    if value is not None and length.isdecimal() and length.isascii() and int(length) <= BITS[4]:
        return 4, value, int(length)
    try:
        interface = ip_interface(text)
    except ValueError:
        return None
    return interface.version, int(interface.ip), interface.network.prefixlen


def block_of(address: Block) -> Block:
    """Return the prefix an interface address stands in."""
    version, value, length = address
    shift = BITS[version] - length
    return version, value >> shift << shift, length


def holds(block: Block, address: Address) -> bool:
    """Tell whether a prefix, or that of an interface address, holds an address.

    >>> holds((4, 167772161, 24), (4, 167772165)), holds((4, 167772161, 24), (4, 167772416))
    (True, False)
    """
    return block[0] == address[0] and block_of((*address, block[2])) == block_of(block)


@lru_cache(maxsize=1 << 16)
def block_text(block: Block) -> str:
    """Return a prefix as text.

    >>> block_text((4, 167772160, 24))
    '10.0.0.0/24'
    """
    version, first, length = block
    address: IPv4Address | IPv6Address = IPv4Address(first) if version == 4 else IPv6Address(first)  # noqa: PLR2004 - IPv4
    return f"{address}/{length}"


@lru_cache(maxsize=1 << 17)
def identifying(text: str) -> str | None:
    """Return the bare address of ``address/length`` where it can name a device, else None.

    Says the same as `topology.model.names.is_identifying_address`, faster for IPv4.

    >>> identifying("10.0.0.1/24"), identifying("127.0.0.1/8")
    ('10.0.0.1', None)
    """
    bare = text.partition("/")[0]
    value = _ipv4(bare)
    if value is None:
        return bare if is_identifying_address(bare) else None
    top = value >> 24
    unusable = value == 0 or top == _LOOPBACK or value >> 16 == _LINK_LOCAL or _MULTICAST <= top < _RESERVED
    return None if unusable else bare


_LOOPBACK, _LINK_LOCAL, _MULTICAST, _RESERVED = 127, 0xA9FE, 224, 240
"""127/8, 169.254/16, 224/4 up to 240/4 (RFC 6890, RFC 5771)."""
_MOST_OCTET = 255


def _ipv4(text: str) -> int | None:
    """Return the value of a plainly written IPv4 address; None for anything else, which may still be an address."""
    parts = text.split(".")
    if len(parts) != 4 or not text.isascii():  # noqa: PLR2004 - four octets
        return None
    value = 0
    for part in parts:
        if not part.isdecimal() or len(part) > 3 or (part[0] == "0" and len(part) > 1):  # noqa: PLR2004 - three digits
            return None
        octet = int(part)
        if octet > _MOST_OCTET:
            return None
        value = value << 8 | octet
    return value
