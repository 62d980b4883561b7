"""Words of Junos: names and kinds of interfaces, addresses with and without length, ranges of VLANs, rates, route targets."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Interface, NetmaskValueError

from collectors.configs.words import LAST_VLAN, address_of, is_ipv4, mask_length, prefix_of
from topology.model.records import InterfaceKind

_KINDS = (
    (re.compile(r"(?:irb|vlan|vbd)(?:\.|$)"), InterfaceKind.VLAN),
    (re.compile(r"lo\d"), InterfaceKind.LOOPBACK),
    (re.compile(r"(?:fxp|em|me|vme|bme|re\d:mgmt-|mgmt-|jmgmt)\d*"), InterfaceKind.MANAGEMENT),
    (re.compile(r"(?:st\d|gr-|ip-|gre|ipip|lt-|vt-|mt-|pd-|pe-|ppd|ppe|fti|vtep|lsi|tap|ud-|dl\d|rlsq|lsq-)"), InterfaceKind.TUNNEL),
    (re.compile(r"(?:ae|reth|rlt|as|ps)\d"), InterfaceKind.LAG),
    (re.compile(r"(?:[a-z]{2}|[a-z]{3}|fab|fc)-?\d+(?:/\d+){1,2}(?::\d+)?"), InterfaceKind.PHYSICAL),
)
_PORT = re.compile(r"(?:[a-z]{2,3})-\d+/\d+/\d+")


@lru_cache(maxsize=4096)
def kind_of(name: str) -> InterfaceKind:
    """Return the kind that an interface name stands for; a unit of a port or an aggregate is a sub-interface.

    >>> [kind_of(name).value for name in ("ge-0/0/1", "ge-0/0/1.0", "ae0", "irb.10", "lo0.0", "st0.1", "fab0")]
    ['physical', 'subinterface', 'lag', 'vlan', 'loopback', 'tunnel', 'other']
    """
    kind = next((kind for pattern, kind in _KINDS if pattern.match(name)), InterfaceKind.OTHER)
    if "." in name and kind in {InterfaceKind.PHYSICAL, InterfaceKind.LAG, InterfaceKind.OTHER}:
        return InterfaceKind.SUBINTERFACE
    return kind


def unit_name(name: str) -> str:
    """Return an interface's name with its unit: without one the first is meant.

    >>> unit_name("ge-0/0/1"), unit_name("ge-0/0/1.5")
    ('ge-0/0/1.0', 'ge-0/0/1.5')
    """
    return name if "." in name else f"{name}.0"


@lru_cache(maxsize=65536)
def interface_address(text: str) -> str | None:
    """Return ``address/length`` in canonical form; an address alone is a host's.

    >>> interface_address("10.0.0.1/24"), interface_address("10.0.0.1"), interface_address("2001:DB8::1/64"), interface_address("x")
    ('10.0.0.1/24', '10.0.0.1/32', '2001:db8::1/64', None)
    """
    address, _, length = text.partition("/")
    if ":" in address:
        try:
            return str(IPv6Interface(text))
        except (AddressValueError, NetmaskValueError, ValueError):
            return None
    size = mask_length(length or "32")
    return f"{address}/{size}" if size is not None and is_ipv4(address) else None


def prefix_text(text: str) -> str | None:
    """Return a prefix in canonical form; short forms such as ``10/8`` and ``0/0`` are filled with zeros.

    >>> prefix_text("10.1.2.3/24"), prefix_text("10/8"), prefix_text("default"), prefix_text("2001:db8::1"), prefix_text("any")
    ('10.1.2.0/24', '10.0.0.0/8', '0.0.0.0/0', '2001:db8::1/128', None)
    """
    address, _, length = text.partition("/")
    if length and address.count(".") == 3:  # noqa: PLR2004 - dots of an address
        return prefix_of(address, length)
    if text == "default":
        return "0.0.0.0/0"
    if ":" in address:
        return prefix_of(address, length or "128")
    if not address.replace(".", "").isdecimal():
        return None
    address += ".0" * (3 - address.count("."))
    return prefix_of(address, length or "32")


def any_address(text: str | None) -> str | None:
    """Return an address in canonical form, without a length that may stand behind it."""
    return None if text is None else address_of(text.partition("/")[0])


def vlan_numbers(text: str) -> tuple[int, ...] | None:
    """Return the VLANs of ``10`` or ``10-20``, None for a name or a number out of range.

    >>> vlan_numbers("10-12"), vlan_numbers("7"), vlan_numbers("office"), vlan_numbers("5000")
    ((10, 11, 12), (7,), None, None)
    """
    first, dash, last = text.partition("-")
    if not first.isdecimal() or (dash and not last.isdecimal()) or len(text) > 9:  # noqa: PLR2004 - two numbers of four digits
        return None
    low, high = int(first), int(last) if dash else int(first)
    return tuple(range(low, high + 1)) if 0 < low <= high <= LAST_VLAN else None


_UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000, "t": 1_000_000_000_000}
_CELL = 424
"""Bits of an ATM cell, the unit that ``c`` stands for."""


def rate_bps(text: str) -> int | None:
    """Return a rate [bit/s] with its unit; a plain number is in bit/s, ``c`` counts ATM cells.

    >>> rate_bps("5m"), rate_bps("10g"), rate_bps("800"), rate_bps("5c"), rate_bps("fast")
    (5000000, 10000000000, 800, 2120, None)
    """
    body = text.lower().removesuffix("bps")
    digits = body.rstrip("kmgtc")
    unit = body[len(digits) :]
    if not digits.isdecimal() or len(digits) > 15:  # noqa: PLR2004 - no line is faster
        return None
    return int(digits) * (_CELL if unit == "c" else _UNITS[unit]) if unit in {*_UNITS, "c"} else None


def route_target(text: str) -> str | None:
    """Return a route target in plain notation, None for other communities.

    >>> route_target("target:65000:100"), route_target("target:70000L:5"), route_target("origin:1:2"), route_target("target:10.0.0.1:7")
    ('65000:100', '70000:5', None, '10.0.0.1:7')
    """
    if not text.startswith("target:"):
        return None
    body = text.removeprefix("target:")
    high, _, low = body.rpartition(":")
    return f"{high.removesuffix('L')}:{low}" if high and low else None


def priority(text: str | None) -> int | None:
    """Return a bridge priority, which may stand in units of 1,024.

    >>> priority("4k"), priority("32768"), priority("x")
    (4096, 32768, None)
    """
    if text is None:
        return None
    digits = text.removesuffix("k")
    return (int(digits) * (1024 if text.endswith("k") else 1)) if digits.isdecimal() and len(digits) < 6 else None  # noqa: PLR2004 - 61,440


def is_port(name: str) -> bool:
    """Tell whether a name is that of a port of a card: ``ge-0/0/1``, ``xe-0/0/2:0``."""
    return _PORT.match(name) is not None
