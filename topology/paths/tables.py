"""A routing table: routes by prefix, the longest match first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address

from topology.model.entities import Evidence
from topology.model.errors import Scalar
from topology.paths.question import Basis, Sure
from topology.resolve.addresses import Address, Block, block_of

GLOBAL = "global"
"""Name of a device's own table, where a VRF could stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A route as a device holds it. `out` is an interface's id; with neither `out` nor `next_hop` it goes nowhere."""

    block: Block
    protocol: str
    next_hop: Address | None = None
    out: str | None = None
    preference: int = 0
    metric: int = 0
    discard: bool = False
    hop_vrf: str | None = None
    """VRF of the next hop where it is another; `GLOBAL` for the device's own table."""
    remote: tuple[str, str | None] | None = None
    """Device and VRF at the far end of an MPLS VPN."""
    basis: Basis = Basis.CONFIGURED
    sure: Sure = Sure.CERTAIN
    note: str | None = None
    """Code of a sentence that stands instead of the usual one."""
    params: dict[str, Scalar] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()


class Table:
    """Routes of one VRF of one device. Looking up takes one step for each prefix length in use."""

    def __init__(self) -> None:
        self._by_length: dict[tuple[int, int], dict[int, list[Entry]]] = {}
        self._lengths: dict[int, list[int]] = {}

    def __bool__(self) -> bool:
        """Tell whether there is any route."""
        return bool(self._by_length)

    def add(self, entry: Entry) -> None:
        """Add a route."""
        version, first, length = entry.block
        at = self._by_length.get((version, length))
        if at is None:
            at = self._by_length[version, length] = {}
            self._lengths.setdefault(version, []).append(length)
            self._lengths[version].sort(reverse=True)
        at.setdefault(first, []).append(entry)

    def matches(self, address: Address) -> Iterator[list[Entry]]:
        """Yield the routes to an address, those of the longest prefix first."""
        version, value = address
        for length in self._lengths.get(version, ()):
            found = self._by_length[version, length].get(block_of((version, value, length))[1])
            if found:
                yield found

    def entries(self) -> Iterator[Entry]:
        """Yield every route."""
        for at in self._by_length.values():
            for found in at.values():
                yield from found


def address_text(address: Address) -> str:
    """Return an address as text.

    >>> address_text((4, 167772161))
    '10.0.0.1'
    """
    return str(ip_address(address[1].to_bytes(4 if address[0] == 4 else 16, "big")))  # noqa: PLR2004 - IPv4
