"""What one device does with a packet: filters, translations, and its route."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from topology.model.errors import Scalar
from topology.model.tables import FhrpGroup
from topology.paths.filters import DENY, ask_lists, ask_zones, policy_routing
from topology.paths.legs import Leg, Legs
from topology.paths.question import End, Hop, Sure
from topology.paths.routes import Choice, Leaf, Routing
from topology.paths.sessions import Sessions
from topology.paths.sources import shared_addresses
from topology.paths.state import State, is_down, row_evidence
from topology.paths.statements import Stand, Statements, text_of
from topology.paths.tables import GLOBAL, address_text
from topology.paths.translation import rewrite_destination, rewrite_source
from topology.resolve.addresses import block_text


class Steps:
    """Works out single steps over one topology."""

    def __init__(self, state: State, sessions: Sessions) -> None:
        self.state = state
        self._sessions = sessions
        self.say = Statements(state)
        routing = state.memory.get("routing")
        if not isinstance(routing, Routing):
            routing = state.memory["routing"] = Routing(state)
        self.routing = routing
        self._legs = Legs(state, routing, self.say)

    def at(self, stand: Stand) -> Iterator[Leg]:
        """Yield what a device does with a packet, a leg for each branch."""
        view = self.state.view(stand.device)
        came = view.by_id.get(stand.came or "")
        hops: list[Hop] = []
        if came is not None:
            for verdict in (*ask_lists(view, came, "in", stand.packet), *policy_routing(view, came)):
                hops.append(self.say.filtered(stand, verdict, into=came.id))
                if verdict.verdict == DENY:
                    yield Leg((*hops, self.say.ended(stand, End.DENIED, "path.end_denied", evidence=verdict.evidence)))
                    return
        undone = self._sessions.undo(stand.device, stand.packet)
        if undone is not None:
            hops.append(self.say.undone(stand, undone))
            stand = replace(stand, packet=undone.packet)
        rewritten = rewrite_destination(view, came, stand.packet) if undone is None else None
        if rewritten is not None:
            hops.append(self.say.translated(stand, rewritten))
            stand = replace(stand, packet=rewritten.packet)
        if (arrived := self._arrived(stand)) is not None:
            yield Leg((*hops, arrived))
            return
        choice = self.routing.choose(stand.device, stand.vrf, stand.packet.destination)
        if not choice.leaves:
            yield Leg((*hops, self._stuck(stand, choice)))
        for leaf in {(leaf.out.id if leaf.out else None, leaf.hop, leaf.entry.remote): leaf for leaf in choice.leaves}.values():
            yield from self._leave(stand, hops, leaf, choice)

    def _arrived(self, stand: Stand) -> Hop | None:
        wanted = stand.packet.destination
        params: dict[str, Scalar] = {"address": address_text(wanted)}
        for owner in self.state.owners.get((self.state.realm_of(stand.device), wanted), ()):
            port = owner.interface
            if port.device == stand.device and port.vrf == stand.vrf and not is_down(port):
                params["interface"] = port.name
                return self.say.ended(stand, End.REACHED, "path.end_own", params=params, evidence=port.evidence[:1], into=stand.came)
        view = self.state.view(stand.device)
        for record, _, row in view.rows("fhrp"):
            if not isinstance(row, FhrpGroup) or row.state not in {"master", "active", None}:
                continue
            shared = view.port(row.interface)
            if shared is not None and shared.vrf == stand.vrf and wanted in shared_addresses(row):
                params["interface"] = shared.name
                evidence = (row_evidence(record, row, " ".join(row.addresses)),)
                sure = Sure.CERTAIN if row.state else Sure.LIKELY
                return self.say.ended(stand, End.REACHED, "path.end_shared", params=params, evidence=evidence, into=stand.came, sure=sure)
        return None

    def _stuck(self, stand: Stand, choice: Choice) -> Hop:
        """Return the end where no route can be used: the best one that was refused, else none known, else none there."""
        if choice.refused:
            bad = choice.refused[0]
            end = End.INTERFACE_DOWN if bad.why == "interface_down" else End.UNRESOLVED
            params: dict[str, Scalar] = {"prefix": block_text(bad.entry.block), "next_hop": text_of(bad.entry.next_hop)}
            params["interface"] = bad.port.name if bad.port else ""
            evidence = (*bad.entry.evidence, *(bad.port.evidence[:1] if bad.port else ()))
            return self.say.ended(stand, end, f"path.end_{end.value}", params=params, evidence=evidence, basis=bad.entry.basis)
        device = self.state.topology.device[stand.device]
        if not self.routing.known(stand.device, stand.vrf):
            end, reason, sure = End.ROUTES_UNKNOWN, "path.end_routes_unknown", Sure.UNSURE
        elif self.routing.dynamic(stand.device):
            end, reason, sure = End.NO_ROUTE, "path.end_no_route_dynamic", Sure.LIKELY
        else:
            end, reason, sure = End.NO_ROUTE, "path.end_no_route", Sure.CERTAIN
        params = {"address": address_text(stand.packet.destination), "vrf": stand.vrf or GLOBAL}
        return self.say.ended(stand, end, reason, params=params, sure=sure, evidence=device.evidence[::-1])

    def _leave(self, stand: Stand, before: list[Hop], leaf: Leaf, choice: Choice) -> Iterator[Leg]:
        """Yield the legs of one route: its translation and filters on the way out, then whoever is next."""
        if leaf.entry.remote is not None:
            leg = self._legs.to_remote(stand, leaf.entry)
            yield Leg((*before, *leg.hops), leg.then)
            return
        route = self.say.routed(stand, leaf, choice)
        out = leaf.out
        if leaf.entry.discard or out is None:
            params: dict[str, Scalar] = {"prefix": block_text(leaf.entry.block)}
            end = self.say.ended(stand, End.DISCARDED, "path.end_discarded", params=params, evidence=leaf.entry.evidence)
            yield Leg((*before, route, end))
            return
        view = self.state.view(stand.device)
        came = view.by_id.get(stand.came or "")
        rewritten = rewrite_source(view, came, out, stand.packet)
        onward = stand if rewritten is None else replace(stand, packet=rewritten.packet)
        zone = ask_zones(view, came, out, stand.packet) and (
            self._sessions.passes(stand.device) or ask_zones(view, came, out, stand.packet)
        )
        verdicts = [] if zone is None else [zone]
        after: list[Hop] = []
        for verdict in (*verdicts, *ask_lists(view, out, "out", onward.packet)):
            after.append(self.say.filtered(stand, verdict, out=out.id))
            if verdict.verdict == DENY:
                yield Leg((*before, route, *after, self.say.ended(stand, End.DENIED, "path.end_denied", evidence=verdict.evidence)))
                return
        if rewritten is not None:
            after.append(self.say.translated(stand, rewritten))
        for leg in self._legs.onward(onward, route, leaf.hop, out):
            first, *rest = leg.hops
            yield Leg((*before, first, *after, *rest), leg.then)
