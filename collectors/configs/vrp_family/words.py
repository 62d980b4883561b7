"""How Huawei VRP and H3C Comware write names of interfaces and lists: ``Eth-Trunk 1.100``, ``10 20 30 to 40``."""

from __future__ import annotations

import re
from functools import lru_cache

from collectors.configs.commands import is_number
from collectors.configs.words import ALL_VLANS, LAST_VLAN, kind_by_start
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
    return kind_by_start(name, _KINDS) or InterfaceKind.PHYSICAL


@lru_cache(maxsize=4096)
def vlan_list(text: str) -> frozenset[int] | None:
    """Return the VLANs of a list such as ``10 20 30 to 40`` or ``all``; None where it is not one.

    >>> sorted(vlan_list("10 20 30 to 32")), vlan_list("0"), vlan_list("9 to 5"), len(vlan_list("all"))
    ([10, 20, 30, 31, 32], None, None, 4094)
    """
    if text == "all":
        return ALL_VLANS
    words = text.split()
    found: set[int] = set()
    position = 0
    while position < len(words):
        if not is_number(words[position]):
            return None
        low = high = int(words[position])
        if position + 2 < len(words) and words[position + 1] == "to" and is_number(words[position + 2]):
            high = int(words[position + 2])
            position += 2
        if not 1 <= low <= high <= LAST_VLAN:
            return None
        found.update(range(low, high + 1))
        position += 1
    return frozenset(found) or None


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
            if not is_number(first) or int(last) - int(first) > 128:  # noqa: PLR2004 - ports of one card
                return None
            ports.extend(f"{stem}/{port}" for port in range(int(first) + 1, int(last) + 1))
            ranging = False
        else:
            ports.append(kind + number)
    return ports or None
