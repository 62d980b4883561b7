"""Words that every dialect spells alike: addresses, masks, prefixes, OSPF areas, AS numbers; and what names of interfaces stand for.

Dotted masks or lengths, wildcards, ``0.0.0.10`` or ``10`` for an area, ``100.1`` for an AS of four bytes.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import AddressValueError, IPv4Network, IPv6Address, IPv6Network, NetmaskValueError
from socket import AF_INET, inet_ntop, inet_pton

from topology.model.records import InterfaceKind

LAST_VLAN = 4094
ALL_VLANS = frozenset(range(1, LAST_VLAN + 1))
"""The VLANs that IEEE 802.1Q leaves to users: 0 and 4095 are reserved."""


def kind_by_start(name: str, kinds: tuple[tuple[str, InterfaceKind], ...]) -> InterfaceKind | None:
    """Return the kind that an interface name stands for by how it starts in small letters; a dot makes a sub-interface.

    >>> kind_by_start("Vlanif10", (("vlanif", InterfaceKind.VLAN),)).value, kind_by_start("Vlanif10", ())
    ('vlan', None)
    """
    if "." in name:
        return InterfaceKind.SUBINTERFACE
    lower = name.lower()
    return next((kind for start, kind in kinds if lower.startswith(start)), None)


@lru_cache(maxsize=4096)
def in_order(vlans: frozenset[int]) -> tuple[int, ...]:
    """Return a set of VLANs in the order of their numbers: ports repeat the same sets."""
    return tuple(sorted(vlans))


@lru_cache(maxsize=65536)
def ipv4_with_length(address: str, mask: str) -> str | None:
    """Return ``address/length`` from a dotted mask or a length; None for a mask with gaps or a bad address.

    >>> ipv4_with_length("10.0.0.1", "255.255.255.0"), ipv4_with_length("10.0.0.1", "24"), ipv4_with_length("10.0.0.1", "255.0.255.0")
    ('10.0.0.1/24', '10.0.0.1/24', None)
    """
    length = mask_length(mask)
    return None if length is None or not is_ipv4(address) else f"{address}/{length}"


def is_ipv4(text: str) -> bool:
    """Tell whether a text is a dotted IPv4 address in its canonical form.

    The C library's strict parser refuses leading zeros and short forms, at a tenth of `ipaddress`'s time.
    """
    try:
        inet_pton(AF_INET, text)
    except (OSError, ValueError):
        return False
    return True


@lru_cache(maxsize=256)
def mask_length(mask: str) -> int | None:
    """Return the length of a dotted mask or of a length as text, None for anything else; host masks count as wrong."""
    if mask.isdecimal() and len(mask) < 4:  # noqa: PLR2004 - digits of a length
        length = int(mask)
        return length if length <= 32 else None  # noqa: PLR2004 - bits of an IPv4 address
    try:
        network = IPv4Network(f"0.0.0.0/{mask}")
    except (NetmaskValueError, AddressValueError, ValueError):
        return None
    return network.prefixlen if str(network.netmask) == mask else None


@lru_cache(maxsize=65536)
def address_of(text: str) -> str | None:
    """Return an IPv4 or IPv6 address in its canonical form, None for anything else.

    >>> address_of("10.0.0.1"), address_of("2001:DB8::1"), address_of("Vlanif10")
    ('10.0.0.1', '2001:db8::1', None)
    """
    if ":" not in text:
        return text if is_ipv4(text) else None
    try:
        return str(IPv6Address(text))
    except AddressValueError:
        return None


@lru_cache(maxsize=65536)
def prefix_of(address: str, mask: str) -> str | None:
    """Return the prefix of an address with a dotted mask or a length, host bits cleared.

    >>> prefix_of("10.1.2.3", "255.255.255.0"), prefix_of("2001:db8::1", "32"), prefix_of("10.0.0.0", "255.0.255.0")
    ('10.1.2.0/24', '2001:db8::/32', None)
    """
    if ":" in address:
        try:
            return str(IPv6Network(f"{address}/{mask}", strict=False))
        except (AddressValueError, NetmaskValueError, ValueError):
            return None
    length = mask_length(mask)
    return None if length is None else _cleared(address, length)


def _cleared(address: str, length: int) -> str | None:
    """Return the prefix of an IPv4 address, None where it is none."""
    try:
        octets = inet_pton(AF_INET, address)
    except (OSError, ValueError):
        return None
    free = 32 - length
    return f"{inet_ntop(AF_INET, (int.from_bytes(octets) >> free << free).to_bytes(4))}/{length}" if free else f"{address}/32"


@lru_cache(maxsize=65536)
def wildcard_prefix(address: str, wildcard: str) -> str | None:
    """Return the prefix of an address and a wildcard; one that is no prefix stays as written.

    >>> wildcard_prefix("10.1.2.0", "0.0.0.255"), wildcard_prefix("10.1.2.3", "0"), wildcard_prefix("10.0.0.1", "0.0.255.0")
    ('10.1.2.0/24', '10.1.2.3/32', '10.0.0.1/0.0.255.0')
    """
    length = _wildcard_length(wildcard)
    if length is None:
        return f"{address}/{wildcard}" if is_ipv4(address) and is_ipv4(wildcard) else None
    return _cleared(address, length)


@lru_cache(maxsize=1024)
def _wildcard_length(wildcard: str) -> int | None:
    if wildcard == "0":
        return 32
    if not is_ipv4(wildcard):
        return None
    return mask_length(inet_ntop(AF_INET, bytes(255 - byte for byte in inet_pton(AF_INET, wildcard))))


def prefix6_of(text: str) -> str | None:
    """Return the prefix of ``2001:db8::1/64``, None for anything else."""
    address, _, length = text.partition("/")
    return prefix_of(address, length) if ":" in address and length else None


def dotted_area(text: str) -> str | None:
    """Return an OSPF area as the MIB writes it.

    >>> dotted_area("0"), dotted_area("0.0.0.10"), dotted_area("x")
    ('0.0.0.0', '0.0.0.10', None)
    """
    if text.isdecimal() and len(text) < 11 and int(text) < 1 << 32:  # noqa: PLR2004 - digits of 32 bits
        return inet_ntop(AF_INET, int(text).to_bytes(4))
    return text if is_ipv4(text) else None


def as_number(text: str) -> int | None:
    """Return an AS number from either notation of RFC 5396.

    >>> as_number("65001"), as_number("100.1"), as_number("x")
    (65001, 6553601, None)
    """
    high, dot, low = text.partition(".")
    if not high.isdecimal() or len(high) > 10 or (dot and (not low.isdecimal() or len(low) > 10)):  # noqa: PLR2004 - digits of an AS number of four bytes
        return None
    value = (int(high) << 16) + int(low) if dot else int(high)
    return value if 0 < value < 1 << 32 else None
