"""How ZXROS writes interface names: without a blank before the number, whatever its release prints.

``gei_1/1`` and ``vlan 10`` are the older forms, ``gei-0/1/0/1`` and ``vlan10`` the newer ones; agents say ``vlan10``, so that spelling
is kept. *Source*: ZXR10 5900/8900 and M6000 'Configuration Guide (Interface)'; the names that an agent of a ZXR10 5928 tells.
"""

from __future__ import annotations

import re
from functools import lru_cache

from collectors.configs.commands import Words
from collectors.configs.words import kind_by_start
from topology.model.records import InterfaceKind

_NAME = re.compile(
    r"(?:[a-z]{0,5}gei|fei|gpon[-_]olt|gpon[-_]onu|epon[-_]olt|epon[-_]onu|gpon_olt|pos\d*|smartgroup|posgroup|vlan|supervlan|loopback|null|"
    r"(?:gre|te|mte|v6|v4|ip|ipsec)_?tunnel|tunnel|qx|mgmt_eth|mng|bvi|ulei|vbui|vport|radio|pla|e1|serial|multilink|spi|dialer|wlan)"
    r"[-_]?\d[\w./:-]*|mgmt_eth(?:-?[\d/]+)?|guest_eth\d*|shelf[-_]?\d[\w./:-]*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z][A-Za-z_-]*")
_KINDS: tuple[tuple[str, InterfaceKind], ...] = (
    ("smartgroup", InterfaceKind.LAG),
    ("posgroup", InterfaceKind.LAG),
    ("vlan", InterfaceKind.VLAN),
    ("supervlan", InterfaceKind.VLAN),
    ("bvi", InterfaceKind.VLAN),
    ("loopback", InterfaceKind.LOOPBACK),
    ("gre", InterfaceKind.TUNNEL),
    ("te_tunnel", InterfaceKind.TUNNEL),
    ("mte_tunnel", InterfaceKind.TUNNEL),
    ("v6_tunnel", InterfaceKind.TUNNEL),
    ("ipsec", InterfaceKind.TUNNEL),
    ("tunnel", InterfaceKind.TUNNEL),
    ("mgmt", InterfaceKind.MANAGEMENT),
    ("mng", InterfaceKind.MANAGEMENT),
    ("qx", InterfaceKind.MANAGEMENT),
    ("null", InterfaceKind.OTHER),
    ("ulei", InterfaceKind.OTHER),
    ("vbui", InterfaceKind.OTHER),
    ("vport", InterfaceKind.OTHER),
    ("virtual_template", InterfaceKind.OTHER),
    ("multilink", InterfaceKind.OTHER),
    ("dialer", InterfaceKind.OTHER),
)


def interface_name(text: str) -> str:
    """Return a name in one spelling.

    >>> interface_name("vlan 10"), interface_name("gei_1/1"), interface_name("smartgroup 3.20")
    ('vlan10', 'gei_1/1', 'smartgroup3.20')
    """
    return "".join(text.split())


def take_port(words: Words) -> tuple[str, Words] | None:
    """Return the interface that words begin with and what follows, None where they begin with something else.

    >>> take_port(("gei-0/1/0/1", "10.0.0.1")), take_port(("vlan", "10", "5")), take_port(("10.0.0.1",)), take_port(("track", "a"))
    (('gei-0/1/0/1', ('10.0.0.1',)), ('vlan10', ('5',)), None, None)
    """
    if not words:
        return None
    if _NAME.fullmatch(words[0]):
        return words[0], words[1:]
    if len(words) > 1 and _WORD.fullmatch(words[0]) and words[1][0].isdigit() and _NAME.fullmatch(words[0] + words[1]):
        return words[0] + words[1], words[2:]
    return None


@lru_cache(maxsize=8192)
def port_kind(name: str) -> InterfaceKind:
    """Return the kind that a name stands for; a dot makes a sub-interface."""
    return kind_by_start(name, _KINDS) or InterfaceKind.PHYSICAL
