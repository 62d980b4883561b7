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

    >>> identifying("10.0.0.1/24"), identifying("127.0.0.1/8")
    ('10.0.0.1', None)
    """
    bare = text.partition("/")[0]
    return bare if is_identifying_address(bare) else None
