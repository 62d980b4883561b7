"""Statements of a path: who, by what, with which packet, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from topology.model.entities import DeviceInterface, Evidence
from topology.model.errors import Scalar
from topology.paths.filters import DENY, PERMIT, Verdict
from topology.paths.packet import Packet
from topology.paths.question import Act, Basis, End, Hop, Sure
from topology.paths.routes import Choice, Leaf
from topology.paths.segments import Crossing
from topology.paths.sessions import Undone
from topology.paths.state import State
from topology.paths.tables import address_text
from topology.paths.translation import Rewrite
from topology.resolve.addresses import Address, block_text

_WORST_SURE: Final = (Sure.CERTAIN, Sure.LIKELY, Sure.UNSURE)
_WORST_BASIS: Final = (Basis.MEASURED, Basis.CONFIGURED, Basis.COMPUTED, Basis.ASSUMED)


@dataclass(frozen=True, slots=True)
class Stand:
    """A packet at a device."""

    device: str
    vrf: str | None
    came: str | None
    """Id of the layer-3 interface it came in by; None where it begins there."""
    packet: Packet


class Statements:
    """Makes statements over one topology."""

    def __init__(self, state: State) -> None:
        self._state = state

    def hop(
        self, act: Act, stand: Stand, *, reason: str, layer: int = 3, params: dict[str, Scalar] | None = None,
        basis: Basis = Basis.CONFIGURED, sure: Sure = Sure.CERTAIN, evidence: tuple[Evidence, ...] = (), into: str | None = None,
        out: str | None = None, vlan: int | None = None, link: str | None = None, prefix: str | None = None, next_hop: str | None = None,
        protocol: str | None = None, verdict: str | None = None, end: End | None = None,
    ) -> Hop:  # fmt: skip
        """Return a statement; `params` are the values of its sentence, beside the device's name."""
        device = self._state.topology.device[stand.device]
        return Hop(
            act=act, layer=layer, device=device.id, realm=device.realm, in_interface=into, out_interface=out, vrf=stand.vrf, vlan=vlan,
            link=link, prefix=prefix, next_hop=next_hop, protocol=protocol, source=address_text(stand.packet.source), verdict=verdict,
            destination=address_text(stand.packet.destination), end=end, basis=basis, sure=sure, reason=reason,
            params={"device": device.name, **(params or {})}, evidence=tuple(dict.fromkeys(evidence)),
        )  # fmt: skip

    def ended(
        self, stand: Stand, end: End, reason: str, *, params: dict[str, Scalar] | None = None, evidence: tuple[Evidence, ...] = (),
        layer: int = 3, basis: Basis = Basis.CONFIGURED, sure: Sure = Sure.CERTAIN, into: str | None = None, out: str | None = None,
        vlan: int | None = None,
    ) -> Hop:  # fmt: skip
        """Return the statement that ends a branch."""
        return self.hop(
            Act.END, stand, reason=reason, layer=layer, params=params, basis=basis, sure=sure, evidence=evidence, into=into, out=out,
            vlan=vlan, end=end,
        )  # fmt: skip

    def filtered(self, stand: Stand, verdict: Verdict, *, into: str | None = None, out: str | None = None) -> Hop:
        """Return the statement of a filter."""
        return self.hop(
            Act.FILTER, stand, reason=verdict.reason, params=verdict.params, evidence=verdict.evidence, into=into,
            out=out, verdict=verdict.verdict, sure=Sure.CERTAIN if verdict.verdict in {PERMIT, DENY} else Sure.UNSURE,
        )  # fmt: skip

    def translated(self, stand: Stand, rewritten: Rewrite) -> Hop:
        """Return the statement of a translation."""
        before, after = stand.packet, rewritten.packet
        changed = (before.source, after.source) if rewritten.kind == "source" else (before.destination, after.destination)
        return self.hop(
            Act.TRANSLATE, replace(stand, packet=after), reason=f"path.nat_{rewritten.kind}", sure=rewritten.sure,
            evidence=(rewritten.evidence,), params={"before": address_text(changed[0]), "after": address_text(changed[1])},
        )  # fmt: skip

    def undone(self, stand: Stand, undone: Undone) -> Hop:
        """Return the statement of a translation that is undone."""
        params: dict[str, Scalar] = {"before": address_text(undone.before), "after": address_text(undone.after)}
        return self.hop(
            Act.TRANSLATE, replace(stand, packet=undone.packet), reason="path.nat_back", evidence=undone.evidence, params=params
        )

    def switched(
        self, stand: Stand, ends: tuple[DeviceInterface | None, DeviceInterface | None], crossing: Crossing, vlan: int | None = None
    ) -> Hop:
        """Return the statement of a switch that passes a frame on, in by one of `ends` and out by the other over a cable.

        `vlan` is given where it is not the crossing's own.
        """
        into, out = ends
        vid = crossing.vlan if vlan is None else vlan
        link = crossing.wire.link
        params: dict[str, Scalar] = {"vid": "?" if vid is None else vid, "interface": out.name if out else "?"}
        return self.hop(
            Act.SWITCH, replace(stand, vrf=None), layer=2, reason="path.switched", basis=Basis.MEASURED, sure=crossing.sure, params=params,
            evidence=link.evidence[:2], into=into.id if into else None, out=out.id if out else None, vlan=vid, link=link.id,
        )  # fmt: skip

    def routed(self, stand: Stand, leaf: Leaf, choice: Choice) -> Hop:
        """Return the statement of a route that is taken."""
        entry = leaf.entry
        reason = entry.note or ("path.route_connected" if leaf.hop is None else "path.route")
        params: dict[str, Scalar] = {
            **entry.params,
            "prefix": block_text(entry.block),
            "protocol": entry.protocol,
            "next_hop": text_of(leaf.hop),
            "interface": leaf.out.name if leaf.out else "",
        }
        if choice.beyond and not entry.note:
            reason = "path.route_beyond"
        elif entry.next_hop is not None and leaf.hop != entry.next_hop and not entry.note:
            reason, params["through"] = "path.route_recursive", text_of(entry.next_hop)
        steps = (entry, *leaf.via)
        return self.hop(
            Act.ROUTE, stand, reason=reason, params=params, into=stand.came,
            basis=max((step.basis for step in steps), key=_WORST_BASIS.index),
            sure=max((step.sure for step in steps), key=_WORST_SURE.index),
            evidence=tuple(said for step in steps for said in step.evidence), out=leaf.out.id if leaf.out else None,
            prefix=block_text(entry.block), next_hop=text_of(leaf.hop) or None, protocol=entry.protocol,
        )  # fmt: skip


def text_of(address: Address | None) -> str:
    """Return an address as text, nothing for none."""
    return "" if address is None else address_text(address)
