"""What is asked of a path and what is answered: one statement a hop, each with what it rests on."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from topology.model.entities import Evidence
from topology.model.errors import Scalar


class Basis(StrEnum):
    """What a statement rests on, best first."""

    MEASURED = "measured"
    """A table the device itself gave: routes in use, forwarding addresses, spanning tree, ARP."""
    CONFIGURED = "configured"
    """A line of its configuration, or an address it says it has."""
    COMPUTED = "computed"
    """Worked out from protocols' adjacencies, costs and announcements, as the device would."""
    ASSUMED = "assumed"
    """Nothing says so and nothing speaks against it."""


class Sure(StrEnum):
    """How sure a statement is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNSURE = "unsure"


class Act(StrEnum):
    """What happens in a statement."""

    START = "start"
    SWITCH = "switch"
    """Passed on inside a VLAN."""
    FILTER = "filter"
    """An access list or zone policy decides."""
    TRANSLATE = "translate"
    """Addresses are rewritten."""
    ROUTE = "route"
    CARRY = "carry"
    """Carried inside another packet: an MPLS VPN or a tunnel."""
    END = "end"


class End(StrEnum):
    """How a branch ends."""

    REACHED = "reached"
    NO_ROUTE = "no_route"
    ROUTES_UNKNOWN = "routes_unknown"
    """Nothing was collected that tells the device's routes."""
    DENIED = "denied"
    DISCARDED = "discarded"
    """A route to nowhere (NULL0)."""
    LOOP = "loop"
    NEXT_HOP_UNKNOWN = "next_hop_unknown"
    """Outside what was collected."""
    UNRESOLVED = "unresolved"
    """A route stands, and nothing leads to its next hop."""
    VLAN_NOT_CARRIED = "vlan_not_carried"
    BLOCKED = "blocked"
    """Every way through the switches is blocked by the spanning tree."""
    INTERFACE_DOWN = "interface_down"
    TOO_LONG = "too_long"


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A packet to follow. Addresses are text; `protocol` and `port` narrow what filters are asked."""

    source: str
    destination: str
    realm: str | None = None
    vrf: str | None = None
    """``global`` for the devices' own table."""
    protocol: str | None = None
    port: int | None = None
    """Destination port."""


class Hop(msgspec.Struct, frozen=True, kw_only=True):
    """One statement. Interfaces, device and link are ids; `source` and `destination` stand in the packet afterwards."""

    act: Act
    layer: int
    device: str | None = None
    realm: str | None = None
    in_interface: str | None = None
    out_interface: str | None = None
    vrf: str | None = None
    vlan: int | None = None
    link: str | None = None
    """Link by which the packet leaves."""
    prefix: str | None = None
    next_hop: str | None = None
    protocol: str | None = None
    """What gave the route: ``connected``, ``static``, ``ospf``, ``isis``, ``bgp``, ``vpn`` or the table's own word."""
    source: str = ""
    destination: str = ""
    verdict: str | None = None
    """``permit``, ``deny`` or ``unknown``."""
    end: End | None = None
    basis: Basis = Basis.CONFIGURED
    sure: Sure = Sure.CERTAIN
    reason: str = ""
    """Code of the sentence that says why; see `topology.messages`."""
    params: dict[str, Scalar] = {}
    evidence: tuple[Evidence, ...] = ()


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """One way through, from the source to its end."""

    number: int
    hops: tuple[Hop, ...]
    end: End


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """The answer: every branch, as far as the bounds allow."""

    question: Question
    realm: str
    vrf: str | None
    branches: tuple[Branch, ...]
    ends: tuple[End, ...]
    """Every kind of end that some branch comes to, also those past the bounds."""
    truncated: bool = False
    """Whether there are more branches than are listed."""

    @property
    def arrives(self) -> bool:
        """Whether every branch arrives."""
        return self.ends == (End.REACHED,)
