"""Follows a packet: device by device, every branch, until each has ended.

What a device does with a packet is worked out once for each (device, VRF, port it came in by, packet); branches share
what they have in common, so the work is linear in those, not in the number of branches. A branch that comes to the same
device, VRF and packet again is a loop. Bounds: `MOST_STANDS` such steps, `MOST_HOPS` devices in a branch (the usual TTL
of 64), `MOST_BRANCHES` listed; the kinds of end are counted past the last bound too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from topology.model.errors import InputError, NotFound
from topology.paths.beginnings import first_legs
from topology.paths.legs import Leg
from topology.paths.packet import Packet
from topology.paths.question import Basis, Branch, End, Hop, Question, Trace
from topology.paths.sessions import Sessions
from topology.paths.sources import Place, find_places
from topology.paths.state import State
from topology.paths.statements import Stand
from topology.paths.steps import Steps
from topology.paths.tables import GLOBAL
from topology.resolve.addresses import Address, parse_address

MOST_BRANCHES: Final = 32
MOST_HOPS: Final = 64
MOST_STANDS: Final = 2000
_SHOWN: Final = 8


def trace_path(state: State, question: Question, answered: Trace | None = None) -> Trace:
    """Follow a packet from its source to its destination; `answered` is the path of the packet that this one answers.

    Raises
    ------
    InputError
        ``path.bad_address``, or ``path.ambiguous_source`` where the source has a place in several realms or VRFs and the
        question names none of them.
    NotFound
        ``path.no_source`` where nothing collected has the source or a prefix that holds it.
    """
    source, destination = _address(question.source), _address(question.destination)
    if source[0] != destination[0]:
        raise InputError("path.two_versions", source=question.source, destination=question.destination)
    places = find_places(state, source, question.realm, question.vrf)
    if not places:
        raise NotFound("path.no_source", source=question.source, where=_where(question))
    if len(places) > 1:
        shown = ", ".join(f"{place.realm}/{place.vrf or GLOBAL}" for place in places[:_SHOWN])
        raise InputError("path.ambiguous_source", source=question.source, count=len(places), places=shown)
    packet = Packet(source, destination, question.protocol, question.port)
    return _Tracer(state, question, Sessions(answered)).run(places[0], packet)


def _where(question: Question) -> str:
    return "/".join(name for name in (question.realm, question.vrf) if name) or "*"


def _address(text: str) -> Address:
    address = parse_address(text)
    if address is None:
        raise InputError("path.bad_address", text=text)
    return address


class _Tracer:
    def __init__(self, state: State, question: Question, sessions: Sessions) -> None:
        self.state = state
        self.question = question
        self.steps = Steps(state, sessions)
        self.say = self.steps.say
        self._legs: dict[Stand, list[Leg]] = {}
        self._truncated = False

    def run(self, place: Place, packet: Packet) -> Trace:
        branches: list[Branch] = []
        ends: set[End] = set()
        done: set[Stand] = set()
        for leg in first_legs(self.state, self.say, place, packet):
            self._collect_ends(leg, ends, done, frozenset())
            for hops in self._enumerate(leg, (), ()):
                if len(branches) == MOST_BRANCHES:
                    self._truncated = True
                    break
                end = hops[-1].end
                assert end is not None
                branches.append(Branch(number=len(branches) + 1, hops=hops, end=end))
        ends |= {branch.end for branch in branches}
        found = tuple(sorted(ends))
        return Trace(
            question=self.question, realm=place.realm, vrf=place.vrf, branches=tuple(branches), ends=found, truncated=self._truncated
        )

    def _enumerate(self, leg: Leg, hops: tuple[Hop, ...], path: tuple[Stand, ...]) -> Iterator[tuple[Hop, ...]]:
        so_far = hops + leg.hops
        stand = leg.then
        if stand is None:
            yield so_far
        elif any(_spot(stand) == _spot(earlier) for earlier in path):
            yield (*so_far, self.say.ended(stand, End.LOOP, "path.end_loop", basis=Basis.COMPUTED))
        elif len(path) >= MOST_HOPS:
            yield (*so_far, self.say.ended(stand, End.TOO_LONG, "path.end_too_long", params={"most": MOST_HOPS}))
        else:
            for following in self._expand(stand):
                yield from self._enumerate(following, so_far, (*path, stand))

    def _collect_ends(self, leg: Leg, ends: set[End], done: set[Stand], on_path: frozenset[tuple[str, str | None, Packet]]) -> None:
        """Add every kind of end behind a leg, each stand looked at once."""
        stand = leg.then
        if stand is None:
            ends |= {hop.end for hop in leg.hops[-1:] if hop.end is not None}
        elif _spot(stand) in on_path:
            ends.add(End.LOOP)
        elif stand not in done and len(on_path) < MOST_HOPS:
            done.add(stand)
            for following in self._expand(stand):
                self._collect_ends(following, ends, done, on_path | {_spot(stand)})

    def _expand(self, stand: Stand) -> list[Leg]:
        found = self._legs.get(stand)
        if found is None:
            if len(self._legs) >= MOST_STANDS:
                self._truncated = True
                return [Leg((self.say.ended(stand, End.TOO_LONG, "path.end_too_many", params={"most": MOST_STANDS}),))]
            found = self._legs[stand] = list(self.steps.at(stand))
        return found


def _spot(stand: Stand) -> tuple[str, str | None, Packet]:
    return stand.device, stand.vrf, stand.packet
