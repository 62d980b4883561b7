"""An interface while its lines are read, whatever the dialect: what every system says of one, and the record's row of it."""

from __future__ import annotations

from ipaddress import IPv6Network
from typing import Any, Generic, TypeVar

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Reader, Words, number
from collectors.configs.state import ParseState
from collectors.configs.words import prefix6_of
from topology.model.records import Interface, InterfaceKind

MBIT = 1_000_000
KBIT = 1_000
"""Bits per second in the units of ``bandwidth`` and ``speed``."""
_IDENTIFIER = 64
"""Bits of an interface identifier, which leave as many for the prefix."""
State = TypeVar("State", bound=ParseState)
Vlans = tuple[int | None, tuple[int, ...] | None, int | None]
"""Access VLAN, allowed VLANs and native VLAN of a port; None where it has none."""
_SELDOM = frozenset(
    {"mtu", "speed_bps", "bandwidth_bps", "mpls_mtu", "tcp_mss", "vrf", "lag", "mac", "vlan_voice", "vlan_inner", "prefixes"}
)
"""What few interfaces say and goes into the record as it is; what no line said keeps the record's default, which is the draft's."""


class InterfaceDraft(Generic[State]):
    """An interface while its lines are read; what no line named keeps the class's value. Sizes in octets, rates in bit/s."""

    description: str | None = None
    addresses: tuple[str, ...] = ()
    from_mac: tuple[tuple[IPv6Network, Line], ...] = ()
    """Prefixes in which the interface makes its address of its MAC, which another line may name."""
    prefixes: tuple[str, ...] = ()
    enabled = True
    mtu: int | None = None
    speed_bps: int | None = None
    bandwidth_bps: int | None = None
    mpls_mtu: int | None = None
    tcp_mss: int | None = None
    vrf: str | None = None
    lag: str | None = None
    mac: str | None = None
    dot1q: int | None = None
    vlan_inner: tuple[int, ...] = ()
    vlan_voice: int | None = None

    def __init__(self, state: State, name: str, kind: InterfaceKind, line: Line) -> None:
        self.state = state
        self.name = name
        self.kind = kind
        self.line = line

    def add_address(self, text: str | None, line: Line) -> bool:
        """Add ``address/length`` as read; None is a problem of its line."""
        if text is None:
            self.state.account.warn("config-address-wrong", line)
            return False
        if text not in self.addresses:
            self.addresses = (*self.addresses, text)
        return True

    def add_from_mac(self, text: str, line: Line) -> bool:
        """Add the prefix of ``2001:db8::/64`` in which the address is made of the MAC; anything else is a problem of its line."""
        prefix = prefix6_of(text)
        if prefix is None:
            return self.add_address(None, line)
        self.from_mac = (*self.from_mac, (IPv6Network(prefix), line))
        return True

    def _settle_from_mac(self) -> None:
        """Add the addresses made of the MAC (RFC 4291, appendix A), the prefixes alone where no line names it."""
        for network, line in self.from_mac:
            if self.mac is None or network.prefixlen > _IDENTIFIER:
                self.prefixes = (*self.prefixes, str(network))
                continue
            octets = bytes.fromhex(self.mac.replace(":", ""))
            identifier = bytes((octets[0] ^ 2, *octets[1:3], 0xFF, 0xFE, *octets[3:]))
            self.add_address(f"{network.network_address + int.from_bytes(identifier)}/{network.prefixlen}", line)

    def row(self, vlans: Vlans) -> Interface:
        """Return the interface of the record."""
        if self.from_mac:
            self._settle_from_mac()
        row = Interface(
            name=self.name,
            description=self.description,
            kind=self.kind,
            addresses=self.addresses,
            enabled=self.enabled,
            vlan_access=vlans[0],
            vlan_trunk=vlans[1],
            vlan_native=vlans[2],
            ref=self.state.place(self.line),
        )
        said = vars(self)
        if _SELDOM.isdisjoint(said):
            return row
        return msgspec.structs.replace(row, **{name: said[name] for name in _SELDOM & said.keys()})


def read_description(draft: InterfaceDraft[Any], _words: Words, line: Line) -> bool:
    """Read ``description``, whose text may be any; one without a text says nothing."""
    draft.description = line.text.partition(" ")[2].strip() or None
    return True


def set_number(name: str) -> Reader[Any]:
    """Return what reads a command whose first word is a whole number into the draft's field `name`."""

    def read(draft: InterfaceDraft[Any], words: Words, _line: Line) -> bool:
        value = number(words[0]) if words else None
        if value is not None:
            setattr(draft, name, value)
        return value is not None

    return read
