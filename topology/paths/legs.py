"""Legs between devices: who is next, by which cables, and where a packet gets lost between two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import msgspec

from topology.model.configured import Tunnel
from topology.model.entities import DeviceInterface, Evidence
from topology.model.errors import Scalar
from topology.model.records import InterfaceKind
from topology.paths.carriers import carry
from topology.paths.question import Act, Basis, End, Hop, Sure
from topology.paths.routes import Routing
from topology.paths.segments import Attachment, Crossing, Lost, attach, leads_past, walk, way_to
from topology.paths.sources import shared_owners
from topology.paths.state import State, blocks_of, row_evidence
from topology.paths.statements import Stand, Statements
from topology.paths.tables import GLOBAL, Entry, address_text
from topology.paths.translation import published_by
from topology.resolve.addresses import Address, Block, block_of, block_text, parse_address

_LOST_ENDS = {"vlan_not_carried": End.VLAN_NOT_CARRIED, "blocked": End.BLOCKED, "interface_down": End.INTERFACE_DOWN}


@dataclass(frozen=True, slots=True)
class Leg:
    """What happens at a stand on one branch: statements, then the next stand or the end."""

    hops: tuple[Hop, ...]
    then: Stand | None = None


class Legs:
    """Works out legs over one topology."""

    def __init__(self, state: State, routing: Routing, say: Statements) -> None:
        self._state = state
        self._routing = routing
        self._say = say

    def onward(self, stand: Stand, route: Hop, hop: Address | None, out: DeviceInterface) -> Iterator[Leg]:
        """Yield a leg for each device that a next hop may be, the route first; without a next hop the destination itself is near."""
        wanted = hop or stand.packet.destination
        if out.kind is InterfaceKind.TUNNEL:
            yield self._through_tunnel(stand, route, out, wanted)
            return
        targets = self._owners_of(stand.device, out, wanted)
        for target, shared in targets:
            yield self._cross(
                stand, route if len(targets) == 1 else msgspec.structs.replace(route, sure=Sure.UNSURE), out, (target, shared)
            )
        if not targets and hop is None:
            spot = attach(self._state, out, stand.packet.destination)
            first = spot.crossings[0].wire.link.id if spot.crossings else None
            yield Leg((msgspec.structs.replace(route, link=first), *self._to_host(stand, out, spot)))
        elif not targets:
            yield Leg((route, self._next_hop_unknown(stand, out, wanted)))

    def _owners_of(self, device: str, out: DeviceInterface, wanted: Address) -> list[tuple[DeviceInterface, Evidence | None]]:
        """Return the interfaces that answer for an address on a segment, each with what says so where it is a shared one.

        Its owners come first, then who holds it as shared gateway, then a neighbour of another realm.
        """
        realm = self._state.realm_of(device)
        owners = [owner.interface for owner in self._state.owners.get((realm, wanted), ()) if owner.interface.device != device]
        blocks = {block_of(block) for block in blocks_of(out)}
        near = [port for port in owners if blocks & {block_of(block) for block in blocks_of(port)}]
        found = near or (owners if not blocks else [])
        if len(found) > 1:
            found = [port for port in found if way_to(self._state, out, port)[0] is not None] or found
        if found:
            return [(port, None) for port in found]
        for block in sorted(blocks):
            shared = [one for one in shared_owners(self._state, realm, block, wanted) if one[0].device != device]
            if shared:
                port, record, row = shared[0]
                return [(port, row_evidence(record, row, " ".join(row.addresses)))]
        standing_in = list(self._standing_in(device, blocks, wanted))
        return standing_in or [(port, None) for port in self._strangers(out, wanted)]

    def _standing_in(self, device: str, blocks: set[Block], wanted: Address) -> Iterator[tuple[DeviceInterface, Evidence | None]]:
        """Yield interfaces that answer for an address of their prefix because NAT publishes it."""
        realm = self._state.realm_of(device)
        for block in sorted(blocks):
            for owner in self._state.connected.get((realm, block), ()):
                view = self._state.view(owner.interface.device)
                published = None if view.device.id == device else published_by(view, owner.interface, wanted)
                if published is not None:
                    yield owner.interface, published

    def _strangers(self, out: DeviceInterface, wanted: Address) -> Iterator[DeviceInterface]:
        """Yield interfaces of other realms on the same segment that have an address."""
        realm = self._state.realm_of(out.device)
        for device in {device for device, _ in walk(self._state, out).routes}:
            if self._state.realm_of(device) != realm:
                yield from (port for port in self._state.view(device).ports if wanted in {block[:2] for block in blocks_of(port)})

    def _cross(self, stand: Stand, route: Hop, out: DeviceInterface, far: tuple[DeviceInterface, Evidence | None]) -> Leg:
        """Return the leg over layer 2 from an interface to another device's."""
        target, shared = far
        if shared is not None:
            route = msgspec.structs.replace(route, evidence=(*route.evidence, shared))
        crossings, lost = way_to(self._state, out, target)
        then = Stand(target.device, target.vrf, target.id, stand.packet)
        if crossings:
            hops = list(self._shared_segment(stand, crossings[0]))
            for inner, outer in pairwise(crossings):
                hops.append(self._say.switched(replace(stand, device=outer.device), (inner.wire.far, outer.wire.near), outer))
                hops += self._shared_segment(stand, outer)
            return Leg((msgspec.structs.replace(route, link=crossings[0].wire.link.id), *hops), then)
        if lost is not None and leads_past(self._state, lost, target):
            return Leg((route, self._lost(stand, lost)))
        params: dict[str, Scalar] = {"far": self._state.topology.device[target.device].name, "far_interface": target.name}
        unknown = self._say.hop(
            Act.SWITCH, stand, layer=2, reason="path.way_unknown", basis=Basis.ASSUMED, sure=Sure.LIKELY, out=out.id, into=None,
            evidence=target.evidence[:1], params={**params, "interface": out.name},
        )  # fmt: skip
        return Leg((route, unknown), then)

    def _shared_segment(self, stand: Stand, crossing: Crossing) -> Iterator[Hop]:
        """Yield the statement that something unmanaged stands on a cable: its port leads to several devices."""
        wire = crossing.wire
        beside = {one.far_device for one in self._state.wires[crossing.device] if wire.near is not None and one.near is wire.near}
        if len(beside) > 1 and wire.near is not None:
            params: dict[str, Scalar] = {"interface": wire.near.name, "count": len(beside)}
            params["far"] = self._state.topology.device[wire.far_device].name
            yield self._say.hop(
                Act.SWITCH, replace(stand, device=crossing.device, vrf=None), layer=2, reason="path.segment", basis=Basis.MEASURED,
                evidence=wire.link.evidence[:2], out=wire.near.id, vlan=crossing.vlan, link=wire.link.id, params=params,
            )  # fmt: skip

    def _lost(self, stand: Stand, lost: Lost) -> Hop:
        end = _LOST_ENDS[lost.why]
        params: dict[str, Scalar] = {"interface": lost.port.name, "vid": "?" if lost.vlan is None else lost.vlan}
        return self._say.ended(
            Stand(lost.port.device, stand.vrf, None, stand.packet), end, f"path.end_link_{end.value}", params=params, sure=Sure.LIKELY,
            layer=2, vlan=lost.vlan, out=lost.port.id, evidence=lost.evidence or lost.port.evidence[:1],
        )  # fmt: skip

    def _to_host(self, stand: Stand, out: DeviceInterface, spot: Attachment) -> Iterator[Hop]:
        """Yield the statements from the last router to a host of its connected prefix."""
        params: dict[str, Scalar] = {"address": address_text(stand.packet.destination), "interface": out.name}
        if out.kind is InterfaceKind.LOOPBACK:
            yield self._say.ended(stand, End.NEXT_HOP_UNKNOWN, "path.end_no_host", params=params, evidence=out.evidence[:1])
            return
        came = None
        for crossing in spot.crossings:
            if crossing is not spot.crossings[0]:
                yield self._say.switched(replace(stand, device=crossing.device), (came, crossing.wire.near), crossing)
            came = crossing.wire.far
        port = spot.port or out
        yield self._say.ended(
            replace(stand, device=spot.device), End.REACHED, spot.reason.replace("path.host", "path.end_host"), sure=spot.sure, layer=2,
            basis=Basis.MEASURED if spot.evidence else Basis.CONFIGURED, evidence=spot.evidence or out.evidence[:1], vlan=spot.vlan,
            into=came.id if came else None, out=port.id, params={**params, "mac": spot.mac or "", "interface": port.name},
        )  # fmt: skip

    def _next_hop_unknown(self, stand: Stand, out: DeviceInterface, wanted: Address) -> Hop:
        spot = attach(self._state, out, wanted)
        params: dict[str, Scalar] = {"next_hop": address_text(wanted), "mac": spot.mac or "", "interface": out.name}
        return self._say.ended(
            stand, End.NEXT_HOP_UNKNOWN, "path.end_next_hop_heard" if spot.mac else "path.end_next_hop_unknown", params=params, out=out.id,
            sure=Sure.CERTAIN if spot.mac else Sure.LIKELY, evidence=spot.evidence or out.evidence[:1],
        )  # fmt: skip

    def to_remote(self, stand: Stand, entry: Entry) -> Leg:
        """Return the leg of a VPN route: into another VRF of the same router, or over MPLS to that of another."""
        assert entry.remote is not None
        device, vrf = entry.remote
        leaked = device == stand.device
        params: dict[str, Scalar] = {**entry.params, "prefix": block_text(entry.block), "far": self._state.topology.device[device].name}
        route = self._say.hop(
            Act.ROUTE, stand, reason="path.leaked" if leaked else entry.note or "path.vpn", basis=entry.basis, sure=entry.sure,
            evidence=entry.evidence, into=stand.came, prefix=block_text(entry.block), protocol="vpn",
            params={**params, "far_vrf": vrf or GLOBAL},
        )  # fmt: skip
        then = Stand(device, vrf, None, stand.packet)
        loopbacks = [port for port in self._state.view(device).ports if port.vrf is None and port.kind is InterfaceKind.LOOPBACK]
        outer = next((block[:2] for port in loopbacks for block in blocks_of(port)), None)
        if leaked or outer is None:
            return Leg((route,), then)
        return Leg((route, *carry(self._state, self._routing, replace(stand, vrf=None), outer, "path.carry_mpls")), then)

    def _through_tunnel(self, stand: Stand, route: Hop, out: DeviceInterface, wanted: Address) -> Leg:
        """Return the leg through a tunnel: to the device that has its far address, by the way that outer packets take."""
        rows = (row for _, _, row in self._state.view(stand.device).rows("tunnels") if isinstance(row, Tunnel))
        tunnel = next((row for row in rows if self._state.view(stand.device).port(row.interface) is out), None)
        outer = parse_address(tunnel.destination) if tunnel is not None and tunnel.destination else None
        realm = self._state.realm_of(stand.device)
        ends = [] if outer is None else [owner.interface.device for owner in self._state.owners.get((realm, outer), ())]
        targets = [port for port, _ in self._owners_of(stand.device, out, wanted)]
        far = next((port for port in targets if not ends or port.device in ends), None)
        if far is None and ends:
            far = self._far_tunnel(ends[0], out)
        if far is None:
            return Leg((route, self._next_hop_unknown(stand, out, outer or wanted)))
        start = replace(stand, vrf=None if tunnel is None else tunnel.vrf)
        carried = [] if outer is None else carry(self._state, self._routing, start, outer, "path.carry_tunnel")
        return Leg((route, *carried), Stand(far.device, far.vrf, far.id, stand.packet))

    def _far_tunnel(self, device: str, out: DeviceInterface) -> DeviceInterface | None:
        """Return the tunnel interface of the far device that leads back here."""
        view = self._state.view(device)
        own = {block[:2] for port in self._state.view(out.device).ports for block in blocks_of(port)}
        found = (row for _, _, row in view.rows("tunnels") if isinstance(row, Tunnel) and row.destination)
        return next((view.port(row.interface) for row in found if parse_address(row.destination or "") in own), None)
