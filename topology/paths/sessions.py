"""What devices remember of a packet that passed: translations to undo, and answers to let through."""

from __future__ import annotations

from dataclasses import dataclass, replace

from topology.model.entities import Evidence
from topology.paths.filters import PERMIT, Verdict
from topology.paths.packet import Packet
from topology.paths.question import Act, End, Trace
from topology.resolve.addresses import Address, parse_address


@dataclass(frozen=True, slots=True)
class Undone:
    """A packet whose translation was undone: the address before and after, and the rule that had made it."""

    packet: Packet
    before: Address
    after: Address
    evidence: tuple[Evidence, ...]


class Sessions:
    """Remembers the first branch that arrived, for the packet that answers it."""

    def __init__(self, answered: Trace | None = None) -> None:
        branch = None if answered is None else next((one for one in answered.branches if one.end is End.REACHED), None)
        self._hops = () if branch is None else branch.hops

    def undo(self, device: str, packet: Packet) -> Undone | None:
        """Return the packet with what a device had translated on the way there turned back, else None."""
        for hop in self._hops:
            if hop.act is not Act.TRANSLATE or hop.device != device:
                continue
            old, new = parse_address(str(hop.params["before"])), parse_address(str(hop.params["after"]))
            if old is None or new is None:
                continue
            if hop.reason == "path.nat_source" and packet.destination == new:
                return Undone(replace(packet, destination=old), new, old, hop.evidence)
            if hop.reason == "path.nat_destination" and packet.source == new:
                return Undone(replace(packet, source=old), new, old, hop.evidence)
        return None

    def passes(self, device: str) -> Verdict | None:
        """Return the verdict of a firewall that let the first packet pass: it knows the session."""
        for hop in self._hops:
            if hop.device == device and hop.act is Act.FILTER and hop.reason.startswith("path.zone") and hop.verdict == PERMIT:
                return Verdict(PERMIT, "path.zone_session", {}, hop.evidence)
        return None
