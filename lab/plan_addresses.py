"""Address plans: where a network's users, transit links, loopbacks and management live in its block.

A /16 block is cut as departments like to cut it: 16 areas of /21 for users in the lower half, transit
links from .128.0, loopbacks from .144.0, users that did not fit from .160.0, management in .240.0/20,
one /24 an area. Only the management part is reachable from the centre, so only it is translated.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

CENTRE_AREA = 15
"""Number of the area that is the city itself; counties are 0 to 14."""

_AREA = 2048
_TRANSIT, _LOOPBACKS, _OVERFLOW, _MANAGEMENT = 128 << 8, 144 << 8, 160 << 8, 240 << 8
_RESERVED = 3
"""Addresses of a user prefix that no host takes: network, gateway, broadcast."""


class AddressPlan:
    """Hands out a network's addresses; every call moves on, so the order of calls is the plan."""

    def __init__(self, block: str, management: str | None = None) -> None:
        self.block = IPv4Network(block)
        self.base = int(self.block.network_address)
        self.management = IPv4Network(management) if management else IPv4Network((self.base + _MANAGEMENT, 20))
        self._area_next: dict[int, int] = {}
        self._overflow = self.base + _OVERFLOW
        self._transit = int(self.management.network_address) - (_MANAGEMENT - _TRANSIT)
        self._loopbacks = int(self.management.network_address) - (_MANAGEMENT - _LOOPBACKS)
        self._managed: dict[int, int] = {}

    def users(self, area: int, hosts: int, longest: int) -> IPv4Network:
        """Return a fresh user prefix of an area, no longer than `longest` and large enough for the hosts."""
        length = longest
        while (1 << (32 - length)) - _RESERVED < hosts:
            length -= 1
        size = 1 << (32 - length)
        start = -(-self._area_next.get(area, self.base + area * _AREA) // size) * size
        if start + size > self.base + (area + 1) * _AREA:
            start = -(-self._overflow // size) * size
            self._overflow = start + size
        else:
            self._area_next[area] = start + size
        return IPv4Network((start, length))

    def area(self, area: int) -> IPv4Network:
        """Return the user range of an area."""
        return IPv4Network((self.base + area * _AREA, 21))

    def transit(self) -> tuple[str, str]:
        """Return the two interface addresses of a fresh /30."""
        start = self._transit
        self._transit += 4
        return f"{IPv4Address(start + 1)}/30", f"{IPv4Address(start + 2)}/30"

    def loopback(self) -> IPv4Address:
        """Return a fresh router address."""
        self._loopbacks += 1
        return IPv4Address(self._loopbacks)

    def gateway(self, area: int) -> str:
        """Return the gateway of an area's management prefix, as an interface address."""
        return f"{self._managed_base(area) + 1}/24"

    def managed(self, area: int) -> str:
        """Return the next free management address of an area, without length."""
        used = self._managed.get(area, 1) + 1
        self._managed[area] = used
        return str(self._managed_base(area) + used)

    def _managed_base(self, area: int) -> IPv4Address:
        return self.management.network_address + (area << 8)
