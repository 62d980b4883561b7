"""How a path begins: at a device that has the source, or at the port where a host sits, as far as its gateway or its neighbour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from topology.model.entities import DeviceInterface
from topology.model.errors import Scalar
from topology.paths.legs import Leg
from topology.paths.packet import Packet
from topology.paths.question import Act, Basis, End, Hop, Sure
from topology.paths.segments import Attachment, Crossing, attach, way_to
from topology.paths.sources import Place, find_gateways
from topology.paths.state import State, parse_prefix
from topology.paths.statements import Stand, Statements
from topology.paths.tables import address_text
from topology.resolve.addresses import holds


def first_legs(state: State, say: Statements, place: Place, packet: Packet) -> Iterator[Leg]:
    """Yield a leg for each device at which a packet may begin to be routed."""
    if place.own:
        yield from _from_device(state, say, place, packet)
        return
    params: dict[str, Scalar] = {"prefix": place.prefix or ""}
    for gateway in find_gateways(state, place, packet.source):
        port = state.topology.interface[gateway.interface]
        stand = Stand(port.device, place.vrf, port.id, packet)
        spot = attach(state, port, packet.source)
        block = parse_prefix(place.prefix)
        if block is not None and holds(block, packet.destination):
            yield Leg(tuple(_beside(state, say, stand, port, spot)))
            return
        arrives = say.hop(
            Act.SWITCH, stand, layer=2, reason=gateway.reason, basis=gateway.basis, sure=gateway.sure, evidence=gateway.evidence,
            into=port.id, params={**params, "interface": port.name},
        )  # fmt: skip
        yield Leg((*_from_host(say, stand, port, spot, spot.crossings), arrives), stand)


def _from_device(state: State, say: Statements, place: Place, packet: Packet) -> Iterator[Leg]:
    owners = [owner.interface for owner in state.owners[place.realm, packet.source] if owner.interface.vrf == place.vrf]
    for port in owners:
        stand = Stand(port.device, place.vrf, None, packet)
        basis = Basis.MEASURED if port.up is not None else Basis.CONFIGURED
        sure = Sure.CERTAIN if len(owners) == 1 else Sure.UNSURE
        params: dict[str, Scalar] = {"address": address_text(packet.source), "interface": port.name}
        yield Leg(
            (say.hop(Act.START, stand, reason="path.start_device", basis=basis, sure=sure, evidence=port.evidence[:1], params=params),),
            stand,
        )


def _from_host(say: Statements, stand: Stand, gateway: DeviceInterface, spot: Attachment, crossings: tuple[Crossing, ...]) -> Iterator[Hop]:
    """Yield the statements from the port where a host sits back along crossings that were walked from its gateway."""
    port = spot.port or gateway
    last = crossings[-1] if crossings else None
    params: dict[str, Scalar] = {"address": address_text(stand.packet.source), "mac": spot.mac or "", "interface": port.name}
    yield say.hop(
        Act.START, replace(stand, device=spot.device), layer=2, reason=spot.reason, sure=spot.sure,
        basis=Basis.MEASURED if spot.evidence else Basis.ASSUMED, evidence=spot.evidence, vlan=spot.vlan, params=params,
        into=spot.port.id if spot.port else None,
        out=last.wire.far.id if last and last.wire.far else None, link=last.wire.link.id if last else None,
    )  # fmt: skip
    for outer, inner in pairwise(crossings[::-1]):
        yield say.switched(replace(stand, device=outer.device), (outer.wire.near, inner.wire.far), inner, outer.vlan)


def _beside(state: State, say: Statements, stand: Stand, port: DeviceInterface, spot: Attachment) -> Iterator[Hop]:
    """Yield the statements between two addresses of one prefix: through its switches only."""
    wanted = stand.packet.destination
    realm = state.realm_of(stand.device)
    owner = next((owner.interface for owner in state.owners.get((realm, wanted), ()) if owner.interface.vrf == stand.vrf), None)
    if owner is None:
        far = attach(state, port, wanted)
        there, device, out = far.crossings, far.device, far.port
        reason, sure, evidence, mac = far.reason.replace("path.host", "path.end_host"), far.sure, far.evidence, far.mac
    else:
        found = () if owner.device == stand.device else way_to(state, port, owner)[0]
        there, device, out = found or (), owner.device, owner
        reason, evidence, mac = "path.end_own", owner.evidence[:1], owner.mac
        sure = Sure.LIKELY if found is None else Sure.CERTAIN
    common = 0
    while common < min(len(spot.crossings), len(there)) and spot.crossings[common] == there[common]:
        common += 1
    back, forth = spot.crossings[common:], there[common:]
    yield from _from_host(say, stand, port, spot, back)
    came = back[0].wire.near if back else None
    for crossing in forth:
        if back or crossing is not forth[0]:
            yield say.switched(replace(stand, device=crossing.device), (came, crossing.wire.near), crossing)
        came = crossing.wire.far
    params: dict[str, Scalar] = {"address": address_text(wanted), "mac": mac or "", "interface": out.name if out else port.name}
    yield say.ended(
        replace(stand, device=device), End.REACHED, reason, layer=2, sure=sure, evidence=evidence, params=params, vlan=spot.vlan,
        into=came.id if came else None, out=out.id if out else None, basis=Basis.MEASURED if evidence else Basis.ASSUMED,
    )  # fmt: skip
