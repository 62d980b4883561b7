"""The way of outer packets: the devices that carry a tunnel or an MPLS VPN from one end to the other."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from topology.model.entities import DeviceInterface
from topology.model.errors import Scalar
from topology.paths.question import Act, Basis, Hop, Sure
from topology.paths.routes import Routing
from topology.paths.segments import way_to
from topology.paths.state import State
from topology.paths.statements import Stand, Statements
from topology.paths.tables import address_text
from topology.resolve.addresses import Address

_MOST = 32
"""Devices on the way of an outer packet."""


def carry(state: State, routing: Routing, start: Stand, outer: Address, reason: str) -> list[Hop]:
    """Return a statement for each device on the first way to an outer address; the last says where the way is not known.

    `start` is where the outer packet begins, with the packet that it carries.
    """
    say = Statements(state)
    hops: list[Hop] = []
    seen: set[str] = set()
    realm = state.realm_of(start.device)
    here = start
    while here.device not in seen and len(seen) < _MOST:
        at, vrf = here.device, here.vrf
        seen.add(at)
        if _owner(state, realm, outer, at, own=True) is not None:
            return hops
        leaf = next((leaf for leaf in routing.choose(at, vrf, outer).leaves if leaf.out is not None), None)
        target = None if leaf is None else _owner(state, realm, leaf.hop or outer, at, own=False)
        if leaf is None or leaf.out is None or target is None:
            params: dict[str, Scalar] = {"outer": address_text(outer)}
            return [*hops, say.hop(Act.CARRY, here, reason="path.carry_unknown", basis=Basis.ASSUMED, sure=Sure.UNSURE, params=params)]
        crossings = way_to(state, leaf.out, target)[0] or ()
        hops.append(
            say.hop(
                Act.CARRY, here, reason=reason, basis=leaf.entry.basis, sure=leaf.entry.sure, evidence=leaf.entry.evidence,
                out=leaf.out.id, link=crossings[0].wire.link.id if crossings else None,
                params={"outer": address_text(outer), "interface": leaf.out.name},
            )
        )  # fmt: skip
        for before, crossing in pairwise(crossings):
            hops.append(say.switched(replace(here, device=crossing.device), (before.wire.far, crossing.wire.near), crossing))
        here = replace(here, device=target.device, vrf=target.vrf)
    return hops


def _owner(state: State, realm: str, address: Address, device: str, *, own: bool) -> DeviceInterface | None:
    """Return the interface that has an address: the device's own, or the first of another."""
    found = (owner.interface for owner in state.owners.get((realm, address), ()))
    return next((port for port in found if (port.device == device) is own), None)
