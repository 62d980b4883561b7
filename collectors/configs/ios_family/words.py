"""How IOS, IOS-XE and RGOS write names, lists, masks, protocols and ports.

IOS prints interface names without a blank (``GigabitEthernet0/1``), RGOS with one (``GigabitEthernet 0/1``); each
keeps its own spelling. Names of ports are turned into numbers. *Source*: IANA service names as the IOS command
reference abbreviates them ('Security Command Reference', access-list).
"""

from __future__ import annotations

import re
from functools import lru_cache

from collectors.configs.commands import Words, is_number
from collectors.configs.words import ALL_VLANS, LAST_VLAN, address_of, as_number, kind_by_start, prefix_of
from topology.model.records import InterfaceKind

_NAME = re.compile(r"([A-Za-z][A-Za-z-]*(?:[0-9]+(?=[A-Z])[A-Za-z-]+)?)\s*(\d[\d/.:]*)?(?:\s.*)?")
_KIND_WORD = re.compile(r"[A-Za-z][A-Za-z-]*")
_MASK = re.compile(r"<secret:[0-9a-f]+>")

_KINDS: tuple[tuple[str, InterfaceKind], ...] = (
    ("port-channel", InterfaceKind.LAG),
    ("aggregateport", InterfaceKind.LAG),
    ("bundle-", InterfaceKind.LAG),
    ("vlan", InterfaceKind.VLAN),
    ("bvi", InterfaceKind.VLAN),
    ("bdi", InterfaceKind.VLAN),
    ("loopback", InterfaceKind.LOOPBACK),
    ("tunnel", InterfaceKind.TUNNEL),
    ("nve", InterfaceKind.TUNNEL),
    ("overlayrouter", InterfaceKind.TUNNEL),
    ("mgmt", InterfaceKind.MANAGEMENT),
    ("null", InterfaceKind.OTHER),
    ("pw-", InterfaceKind.OTHER),
    ("serviceapp", InterfaceKind.OTHER),
    ("serviceinfra", InterfaceKind.OTHER),
    ("dialer", InterfaceKind.OTHER),
    ("virtual", InterfaceKind.OTHER),
    ("nvi", InterfaceKind.OTHER),
    ("async", InterfaceKind.OTHER),
    ("cellular", InterfaceKind.OTHER),
    ("bri", InterfaceKind.OTHER),
    ("crypto-engine", InterfaceKind.OTHER),
    ("multilink", InterfaceKind.OTHER),
    ("group-async", InterfaceKind.OTHER),
    ("embedded-service", InterfaceKind.OTHER),
    ("service-engine", InterfaceKind.OTHER),
    ("vasi", InterfaceKind.OTHER),
    ("lisp", InterfaceKind.OTHER),
    ("appgigabitethernet", InterfaceKind.OTHER),
)
_MANAGEMENT = frozenset({"gigabitethernet0", "fastethernet0"})
"""The ports beside the panel of Catalyst switches and ISR and ASR routers."""

_PORTS = {
    "aol": 5190,
    "bgp": 179,
    "biff": 512,
    "bootpc": 68,
    "bootps": 67,
    "chargen": 19,
    "cmd": 514,
    "daytime": 13,
    "discard": 9,
    "dnsix": 195,
    "domain": 53,
    "echo": 7,
    "exec": 512,
    "finger": 79,
    "ftp": 21,
    "ftp-data": 20,
    "gopher": 70,
    "hostname": 101,
    "https": 443,
    "ident": 113,
    "irc": 194,
    "isakmp": 500,
    "klogin": 543,
    "kshell": 544,
    "login": 513,
    "lpd": 515,
    "mobile-ip": 434,
    "msrpc": 135,
    "nameserver": 42,
    "netbios-dgm": 138,
    "netbios-ns": 137,
    "netbios-ss": 139,
    "nntp": 119,
    "non500-isakmp": 4500,
    "ntp": 123,
    "onep-plain": 15001,
    "onep-tls": 15002,
    "pim-auto-rp": 496,
    "pop2": 109,
    "pop3": 110,
    "rip": 520,
    "ripv6": 521,
    "smtp": 25,
    "snmp": 161,
    "snmptrap": 162,
    "ssh": 22,
    "sunrpc": 111,
    "syslog": 514,
    "tacacs": 49,
    "talk": 517,
    "telnet": 23,
    "tftp": 69,
    "time": 37,
    "uucp": 540,
    "who": 513,
    "whois": 43,
    "www": 80,
    "xdmcp": 177,
}


@lru_cache(maxsize=8192)
def interface_name(text: str, *, blank: bool = False) -> str:
    """Return an interface's name in the dialect's spelling, without what follows it.

    >>> interface_name("GigabitEthernet0/0/1.100 point-to-point"), interface_name("Vlan 10"), interface_name("VLAN 10", blank=True)
    ('GigabitEthernet0/0/1.100', 'Vlan10', 'VLAN 10')
    """
    match = _NAME.fullmatch(text.strip())
    if match is None:
        return text.strip()
    return f"{match.group(1)}{' ' if blank and match.group(2) else ''}{match.group(2) or ''}"


@lru_cache(maxsize=16_384)
def take_interface(words: Words, *, blank: bool) -> tuple[str, Words] | None:
    """Return the interface that words begin with and what follows, None where they begin with something else.

    >>> take_interface(("Loopback", "0", "10"), blank=True), take_interface(("10.0.0.1",), blank=False)
    (('Loopback 0', ('10',)), None)
    """
    if not words or not words[0][0].isalpha() or words[0].count(":") > 1:
        return None
    if len(words) > 1 and words[1][0].isdigit() and _KIND_WORD.fullmatch(words[0]) and ":" not in words[1] and words[1].count(".") <= 1:
        return interface_name(words[0] + words[1], blank=blank), words[2:]
    if words[0][-1].isdigit() and _NAME.fullmatch(words[0]):
        return interface_name(words[0], blank=blank), words[1:]
    return None


@lru_cache(maxsize=8192)
def interface_kind(name: str) -> InterfaceKind:
    """Return the kind that an interface name stands for; a dot makes a sub-interface."""
    kind = kind_by_start(name, _KINDS)
    return kind or (InterfaceKind.MANAGEMENT if name.lower() in _MANAGEMENT else InterfaceKind.PHYSICAL)


@lru_cache(maxsize=4096)
def vlan_list(text: str) -> frozenset[int] | None:
    """Return the VLANs of a list such as ``10,20-30`` or ``all``; None where it is not one.

    >>> sorted(vlan_list("1,10-12")), vlan_list("0"), vlan_list("9-5"), len(vlan_list("all")), vlan_list("none")
    ([1, 10, 11, 12], None, None, 4094, frozenset())
    """
    if text == "all":
        return ALL_VLANS
    if text == "none":
        return frozenset()
    found: set[int] = set()
    for part in text.replace(" ", "").strip(",").split(","):
        low, dash, high = part.partition("-")
        if not is_number(low) or (dash and not is_number(high)):
            return None
        first, last = int(low), int(high or low)
        if not 1 <= first <= last <= LAST_VLAN:
            return None
        found.update(range(first, last + 1))
    return frozenset(found)


@lru_cache(maxsize=1024)
def classful_prefix(address: str) -> str | None:
    """Return the classful network of an address, as ``network`` under RIP means it.

    >>> classful_prefix("10.1.0.0"), classful_prefix("172.16.3.1"), classful_prefix("192.168.5.0"), classful_prefix("x")
    ('10.0.0.0/8', '172.16.0.0/16', '192.168.5.0/24', None)
    """
    if address_of(address) is None or ":" in address:
        return None
    first = int(address.partition(".")[0])
    return prefix_of(address, "8" if first < 128 else "16" if first < 192 else "24")  # noqa: PLR2004 - RFC 791's classes


def route_target(text: str) -> str | None:
    """Return a route target or distinguisher with its AS number in plain notation, None for anything else.

    >>> route_target("65001:10"), route_target("1.10:5"), route_target("10.0.0.1:7"), route_target("x")
    ('65001:10', '65546:5', '10.0.0.1:7', None)
    """
    left, colon, right = text.partition(":")
    if not colon or not is_number(right):
        return None
    if address_of(left) is not None:
        return text
    number = as_number(left)
    return None if number is None else f"{number}:{right}"


def service_port(text: str) -> str:
    """Return a port's number for its name; one that is not known stays as written.

    >>> service_port("www"), service_port("8080"), service_port("rsvp")
    ('80', '8080', 'rsvp')
    """
    return str(_PORTS.get(text, text))


def secret_of(words: Words) -> str | None:
    """Return the last fingerprint among words."""
    return next((word for word in reversed(words) if _MASK.fullmatch(word)), None)
