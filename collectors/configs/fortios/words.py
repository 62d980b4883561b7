"""How FortiOS writes addresses, masks, names and lists."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import AddressValueError, IPv6Interface, NetmaskValueError

from collectors.configs.fortios.state import State
from collectors.configs.fortios.tree import Entry
from collectors.configs.words import address_of, ipv4_with_length, prefix6_of, prefix_of

NOTHING = frozenset({"0.0.0.0", "::", "0.0.0.0/0", "::/0"})  # noqa: S104 - how an address that is not set is written


def own_address(values: tuple[str, ...]) -> str | None:
    """Return ``address/length`` of ``10.0.0.1 255.255.255.0``, ``10.0.0.1/24`` or ``2001:db8::1/64``; None for anything else.

    >>> own_address(("10.0.0.1", "255.255.255.0")), own_address(("2001:DB8::1/64",)), own_address(("10.0.0.1", "255.0.255.0"))
    ('10.0.0.1/24', '2001:db8::1/64', None)
    """
    match values:
        case (address, mask):
            return ipv4_with_length(address, mask)
        case (both,) if ":" in both:
            try:
                return str(IPv6Interface(both)) if "/" in both else None
            except (AddressValueError, NetmaskValueError, ValueError):
                return None
        case (both,) if "/" in both:
            return ipv4_with_length(*both.split("/", 1))
    return None


def prefix(values: tuple[str, ...]) -> str | None:
    """Return a prefix from the forms of `own_address`, host bits cleared; ``any`` is the default route's.

    >>> prefix(("10.0.0.9", "255.255.255.0")), prefix(("2001:db8::/32",)), prefix(("any",)), prefix(("x",))
    ('10.0.0.0/24', '2001:db8::/32', '0.0.0.0/0', None)
    """
    match values:
        case ("any",):
            return "0.0.0.0/0"
        case (address, mask):
            return prefix_of(address, mask)
        case (both,) if "/" in both:
            return prefix6_of(both) or prefix_of(*both.split("/", 1))
        case (one,) if (host := address_of(one)) is not None:
            return f"{host}/{128 if ':' in host else 32}"
    return None


def read_prefix(entry: Entry, name: str) -> str | None:
    """Return the prefix of a setting; one that is none is left over."""
    values = entry.get(name)
    found = prefix(values) if values else None
    if values and found is None:
        entry.refuse(name)
    return found


def read_address(state: State, entry: Entry, *names: str) -> str | None:
    """Return the address of the first of some settings that has one; a wrong one is a problem of its line, none set is no address."""
    for name in names:
        said = entry.first(name)
        if said is None or said in NOTHING:
            continue
        address = address_of(said)
        if address is not None:
            return address
        entry.refuse(name)
        state.account.warn("config-address-wrong", entry.line_of(name))
    return None


def unquoted(values: Iterable[str]) -> tuple[str, ...]:
    """Return names that stand in one value or several: old releases set them apart by blanks or commas.

    >>> unquoted(("port1", "port2")), unquoted(("10.0.0.1, 10.0.0.2",))
    (('port1', 'port2'), ('10.0.0.1', '10.0.0.2'))
    """
    found: list[str] = []
    for value in values:
        found += [part.strip().strip('"') for part in value.split(",") if part.strip()] if "," in value else [value.strip()]
    return tuple(found)
