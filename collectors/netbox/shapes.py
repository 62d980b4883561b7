"""What the name and type of an interface say of it, read alike on the way to NetBox and back."""

from __future__ import annotations

import re
from typing import Final

from collectors.netbox.kinds import UNCABLED
from topology.model.names import canonical_interface
from topology.model.records import InterfaceKind

_FIRST: Final = re.compile(r"(\d+)/")
_PARENT: Final = re.compile(r"(.+)\.\d+$")
_KINDS: Final = (
    (("loopback",), InterfaceKind.LOOPBACK),
    (("vlan", "vlanif", "vlan-interface", "bvi", "irb", "vbdif", "svi"), InterfaceKind.VLAN),
    (("tunnel", "gre"), InterfaceKind.TUNNEL),
)
_WORD: Final = re.compile(r"[a-z-]+")


def member_of(name: str) -> int | None:
    """Return the member of a stack that a port stands on by its name.

    >>> member_of("GigabitEthernet2/0/1"), member_of("Vlanif10")
    (2, None)
    """
    found = _FIRST.search(name)
    return int(found.group(1)) if found and len(found.group(1)) <= 3 else None  # noqa: PLR2004 - members are numbered up to 255


def parent_name(name: str) -> str | None:
    """Return the name of the port that a sub-interface is part of.

    >>> parent_name("GE0/0/1.100"), parent_name("GE0/0/1")
    ('GE0/0/1', None)
    """
    found = _PARENT.fullmatch(name)
    return found.group(1) if found else None


def kind_of_type(netbox_type: str | None, name: str, *, mgmt: bool = False) -> InterfaceKind:
    """Return what an interface of a NetBox type and name is."""
    if netbox_type == "lag":
        return InterfaceKind.LAG
    if netbox_type in UNCABLED:
        found = _WORD.match(canonical_interface(name))
        word = found.group(0).rstrip("-") if found else ""
        for words, kind in _KINDS:
            if word in words:
                return kind
        return InterfaceKind.SUBINTERFACE if parent_name(name) else InterfaceKind.OTHER
    if mgmt:
        return InterfaceKind.MANAGEMENT
    return InterfaceKind.OTHER if netbox_type in {None, "other"} else InterfaceKind.PHYSICAL
