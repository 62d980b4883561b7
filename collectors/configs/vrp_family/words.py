"""How Huawei VRP and H3C Comware write names, lists, masks and AS numbers.

``Eth-Trunk 1.100``, ``10 20 30 to 40``, dotted masks or lengths, wildcards, ``100.1`` for an AS of four bytes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Network, IPv6Address, IPv6Network, NetmaskValueError
from socket import AF_INET, inet_ntop, inet_pton

from topology.model.records import InterfaceKind

_KIND = r"(?:(?:\d{2,3}\|)?\d{2,3}GE|[A-Za-z][A-Za-z-]*)"
_NAME = re.compile(rf"({_KIND}) ?(\d[\d/.:]*)?(?: .*)?")

_KINDS: tuple[tuple[str, InterfaceKind], ...] = (
    ("eth-trunk", InterfaceKind.LAG),
    ("bridge-aggregation", InterfaceKind.LAG),
    ("route-aggregation", InterfaceKind.LAG),
    ("vlanif", InterfaceKind.VLAN),
    ("vlan-interface", InterfaceKind.VLAN),
    ("vsi-interface", InterfaceKind.VLAN),
    ("m-gigabitethernet", InterfaceKind.MANAGEMENT),
    ("m-ethernet", InterfaceKind.MANAGEMENT),
    ("vbdif", InterfaceKind.VLAN),
    ("loopback", InterfaceKind.LOOPBACK),
    ("tunnel", InterfaceKind.TUNNEL),
    ("nve", InterfaceKind.TUNNEL),
    ("meth", InterfaceKind.MANAGEMENT),
    ("null", InterfaceKind.OTHER),
    ("inloopback", InterfaceKind.LOOPBACK),
    ("virtual", InterfaceKind.OTHER),
    ("dialer", InterfaceKind.OTHER),
    ("bridge-if", InterfaceKind.OTHER),
    ("wlan-", InterfaceKind.OTHER),
    ("cellular", InterfaceKind.OTHER),
    ("stack-port", InterfaceKind.OTHER),
    ("vsi", InterfaceKind.OTHER),
    ("irf-port", InterfaceKind.OTHER),
)

_LAST_VLAN = 4094


@lru_cache(maxsize=8192)
def interface_name(text: str) -> str:
    """Return an interface's name without inner blanks or what follows it.

    >>> interface_name("GigabitEthernet 0/0/1"), interface_name("Eth-Trunk1.100 mode l2"), interface_name("10GE1/0/1")
    ('GigabitEthernet0/0/1', 'Eth-Trunk1.100', '10GE1/0/1')
    """
    match = _NAME.fullmatch(text.strip())
    return (match.group(1) + (match.group(2) or "")) if match else text.strip()


@lru_cache(maxsize=8192)
def interface_kind(name: str) -> InterfaceKind:
    """Return the kind that a VRP interface name stands for; a dot makes a sub-interface."""
    if "." in name:
        return InterfaceKind.SUBINTERFACE
    lower = name.lower()
    for start, kind in _KINDS:
        if lower.startswith(start):
            return kind
    return InterfaceKind.PHYSICAL


@lru_cache(maxsize=4096)
def vlan_list(text: str) -> frozenset[int] | None:
    """Return the VLANs of a list such as ``10 20 30 to 40`` or ``all``; None where it is not one.

    >>> sorted(vlan_list("10 20 30 to 32")), vlan_list("0"), vlan_list("9 to 5"), len(vlan_list("all"))
    ([10, 20, 30, 31, 32], None, None, 4094)
    """
    if text == "all":
        return frozenset(range(1, _LAST_VLAN + 1))
    words = text.split()
    found: set[int] = set()
    position = 0
    while position < len(words):
        if not words[position].isdecimal():
            return None
        low = high = int(words[position])
        if position + 2 < len(words) and words[position + 1] == "to" and words[position + 2].isdecimal():
            high = int(words[position + 2])
            position += 2
        if not 1 <= low <= high <= _LAST_VLAN:
            return None
        found.update(range(low, high + 1))
        position += 1
    return frozenset(found) or None


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
    if mask.isdecimal():
        length = int(mask)
        return length if length <= 32 else None  # noqa: PLR2004 - bits of an IPv4 address
    try:
        network = IPv4Network(f"0.0.0.0/{mask}")
    except (NetmaskValueError, AddressValueError, ValueError):
        return None
    return network.prefixlen if str(network.netmask) == mask else None


def member_ports(words: list[str]) -> list[str] | None:
    """Return the ports of ``trunkport GigabitEthernet 0/0/1 to 0/0/4 0/0/7``; None where it is not such a list.

    >>> member_ports("GigabitEthernet 0/0/1 to 0/0/3".split())
    ['GigabitEthernet0/0/1', 'GigabitEthernet0/0/2', 'GigabitEthernet0/0/3']
    >>> member_ports(["10GE1/0/1", "1/0/5"])
    ['10GE1/0/1', '10GE1/0/5']
    """
    ports: list[str] = []
    kind = ""
    ranging = False
    for word in words:
        if word == "to" and ports:
            ranging = True
            continue
        match = re.fullmatch(rf"({_KIND})?((?:\d+/)*\d+)?", word)
        if match is None or word == "mode":
            break
        kind = match.group(1) or kind
        number = match.group(2)
        if not number:
            continue
        if not kind:
            return None
        if ranging:
            stem, _, first = ports[-1].rpartition("/")
            last = number.rpartition("/")[2]
            if not first.isdecimal() or int(last) - int(first) > 128:  # noqa: PLR2004 - ports of one card
                return None
            ports.extend(f"{stem}/{port}" for port in range(int(first) + 1, int(last) + 1))
            ranging = False
        else:
            ports.append(kind + number)
    return ports or None


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
    if text.isdecimal() and int(text) < 1 << 32:
        return inet_ntop(AF_INET, int(text).to_bytes(4))
    return text if is_ipv4(text) else None


def as_number(text: str) -> int | None:
    """Return an AS number from either notation of RFC 5396.

    >>> as_number("65001"), as_number("100.1"), as_number("x")
    (65001, 6553601, None)
    """
    high, dot, low = text.partition(".")
    if not high.isdecimal() or len(high) > 10 or (dot and not low.isdecimal()):  # noqa: PLR2004 - digits of an AS number of four bytes
        return None
    value = (int(high) << 16) + int(low) if dot else int(high)
    return value if 0 < value < 1 << 32 else None
