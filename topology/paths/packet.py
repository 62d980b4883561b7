"""A packet on its way, and whether a rule's words fit it: yes, no, or not to be said from what was asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from topology.model.configured import ObjectGroup
from topology.resolve.addresses import BITS, Address, block_of, holds, parse_address, parse_interface

Fit = bool | None
"""True, False, or None where it cannot be said."""

_WORDS: Final[Mapping[str, tuple[str, int | None]]] = {
    "http": ("tcp", 80),
    "https": ("tcp", 443),
    "ssh": ("tcp", 22),
    "telnet": ("tcp", 23),
    "ftp": ("tcp", 21),
    "smtp": ("tcp", 25),
    "pop3": ("tcp", 110),
    "imap": ("tcp", 143),
    "rdp-tcp": ("tcp", 3389),
    "ldap": ("tcp", 389),
    "smb": ("tcp", 445),
    "netbios-session": ("tcp", 139),
    "sqlnet": ("tcp", 1521),
    "mysql": ("tcp", 3306),
    "tftp": ("udp", 69),
    "ntp": ("udp", 123),
    "snmp": ("udp", 161),
    "snmptrap": ("udp", 162),
    "syslog": ("udp", 514),
    "radius": ("udp", 1812),
    "bgp": ("tcp", 179),
    "icmp": ("icmp", None),
    "ping": ("icmp", None),
    "tcp": ("tcp", None),
    "udp": ("udp", None),
    "ospf": ("ospf", None),
    "gre": ("gre", None),
    "esp": ("esp", None),
    "ah": ("ah", None),
}
"""Services that makers predefine by name, with their registered ports (IANA)."""
_NAMED_PORTS: Final = {
    "www": 80, "http": 80, "https": 443, "ssh": 22, "telnet": 23, "ftp": 21, "ftp-data": 20, "smtp": 25, "domain": 53, "dns": 53,
    "pop3": 110, "snmp": 161, "snmptrap": 162, "ntp": 123, "tftp": 69, "bootps": 67, "bootpc": 68, "syslog": 514, "bgp": 179,
    "sqlnet": 1521,
    "netbios-ns": 137, "netbios-dgm": 138, "netbios-ssn": 139, "tacacs": 49, "radius": 1812, "isakmp": 500, "lpd": 515, "finger": 79,
}  # fmt: skip
_NUMBERS: Final = {"1": "icmp", "6": "tcp", "17": "udp", "47": "gre", "50": "esp", "51": "ah", "89": "ospf"}
"""Protocol numbers as words (IANA)."""
_RANGE = re.compile(r"^(\S+)-(\S+)$")


@dataclass(frozen=True, slots=True)
class Packet:
    """Addresses, and what was asked of the rest."""

    source: Address
    destination: Address
    protocol: str | None = None
    port: int | None = None


class Groups:
    """Named addresses and services of one device."""

    def __init__(self, rows: Iterable[ObjectGroup]) -> None:
        self._rows: dict[tuple[str, str], ObjectGroup] = {}
        for row in rows:
            self._rows.setdefault((row.kind, row.name), row)

    def members(self, kind: str, name: str, depth: int = 0) -> Iterator[str] | None:
        """Return the members of a group, those of inner ones too; None for one that is not there."""
        row = self._rows.get((kind, name))
        return None if row is None or depth > len(self._rows) else self._open(row, kind, depth)

    def _open(self, row: ObjectGroup, kind: str, depth: int) -> Iterator[str]:
        for member in row.members:
            inner = self.members(kind, member.removeprefix("group:"), depth + 1) if member.startswith("group:") else None
            if inner is None:
                yield member
            else:
                yield from inner


def any_of(fits: Iterable[Fit]) -> Fit:
    """Return whether one of several fits: a sure yes before a doubt before no."""
    doubt: Fit = False
    for fit in fits:
        if fit:
            return True
        if fit is None:
            doubt = None
    return doubt


def all_of(fits: Iterable[Fit]) -> Fit:
    """Return whether all fit: a sure no before a doubt before yes."""
    doubt: Fit = True
    for fit in fits:
        if fit is False:
            return False
        if fit is None:
            doubt = None
    return doubt


def fits_address(text: str | None, address: Address, groups: Groups) -> Fit:
    """Tell whether an address is in what a rule names: a prefix, a wildcard, a range, a group.

    >>> fits_address("10.0.0.0/0.255.0.255", (4, 0x0A070003), Groups(())), fits_address("10.1.0.0/16", (4, 0x0A070003), Groups(()))
    (True, False)
    """
    if text is None or text in {"any", "any4", "any6"}:
        return True
    if text.startswith("group:"):
        members = groups.members("address", text.removeprefix("group:"))
        return None if members is None else any_of(fits_address(member, address, groups) for member in members)
    base, _, mask = text.partition("/")
    if "." in mask:
        first, wild = parse_address(base), parse_address(mask)
        if first is None or wild is None or first[0] != address[0]:
            return None if first is None or wild is None else False
        keep = ~wild[1] & 0xFFFFFFFF
        return (first[1] ^ address[1]) & keep == 0
    span = _RANGE.match(text)
    if span:
        low, high = parse_address(span.group(1)), parse_address(span.group(2))
        return None if low is None or high is None else low[0] == address[0] and low[1] <= address[1] <= high[1]
    block = parse_interface(text)
    return None if block is None else holds(block_of(block), address)


def fits_protocol(text: str | None, packet: Packet) -> Fit:
    """Tell whether a packet is of the protocol that a rule names."""
    if text is None or text in {"ip", "ipv4", "ipv6", "any", "0"}:
        return True
    if packet.protocol is None:
        return None
    return _NUMBERS.get(text, text.lower()) == packet.protocol


def fits_port(text: str | None, port: int | None) -> Fit:
    """Tell whether a port is among those that a rule names.

    >>> fits_port("range 1000 2000", 1500), fits_port("eq www https", 443), fits_port("gt 1023", None)
    (True, True, None)
    """
    if text is None:
        return True
    if port is None:
        return None
    word, *values = text.split()
    numbers = [_number(value) for value in values]
    if not numbers or None in numbers:
        return None
    known = [number for number in numbers if number is not None]
    if word == "range":
        return known[0] <= port <= known[-1]
    answers = {"eq": port in known, "neq": port not in known, "gt": port > known[0], "lt": port < known[0]}
    return answers.get(word)


def fits_service(text: str, packet: Packet, groups: Groups, depth: int = 0) -> Fit:
    """Tell whether a packet is of a service: a group, a predefined word, or words such as ``protocol tcp destination-port 443``."""
    name = text.removeprefix("group:").removeprefix("service-set ").strip()
    members = groups.members("service", name)
    if members is not None and depth <= 1:
        return any_of(fits_service(member, packet, groups, depth + 1) for member in members)
    if name.lower() in _WORDS:
        protocol, port = _WORDS[name.lower()]
        return all_of((fits_protocol(protocol, packet), True if port is None else fits_port(f"eq {port}", packet.port)))
    words = name.lower().replace("destination-port", "destination").replace("source-port", "source").split()
    words = words[1:] if words[:1] == ["protocol"] else words
    if not words or (words[0] not in _NUMBERS.values() and words[0] not in _NUMBERS):
        return None
    return all_of((fits_protocol(words[0], packet), *_service_ports(words[1:], packet)))


def _service_ports(words: list[str], packet: Packet) -> Iterator[Fit]:
    if "source" in words:
        yield from _side(words, "source", None)
    if "destination" in words:
        yield from _side(words, "destination", packet.port)


def _side(words: list[str], side: str, port: int | None) -> Iterator[Fit]:
    values: list[str] = []
    for word in words[words.index(side) + 1 :]:
        if word in {"source", "destination"}:
            break
        values.append(word)
    if values[:1] in (["0"], ["any"]) and values[1:] in (["to", "65535"], []):
        return
    if "to" in values:
        yield fits_port(f"range {values[0]} {values[-1]}", port)
    elif values[:1] and values[0] in {"eq", "neq", "gt", "lt", "range"}:
        yield fits_port(" ".join(values), port)
    else:
        yield fits_port(f"eq {' '.join(values)}", port)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else _NAMED_PORTS.get(text.lower())


def is_host(text: str | None) -> Address | None:
    """Return the address that a rule's prefix names alone, else None."""
    block = parse_interface(text) if text and not text.startswith("group:") else None
    return block[:2] if block is not None and block[2] == BITS[block[0]] else None
