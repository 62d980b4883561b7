"""What OSPF and IS-IS would compute: shortest paths over adjacencies and costs, as a router works them out.

A domain is grown from one router over shared prefixes: two interfaces speak to each other where both run the protocol in
one area, neither is passive nor down, and both stand in one prefix of one realm; where a device gave its neighbour table,
the other must stand in it. Costs are the configured ones, else the reference bandwidth over the interface's speed.

OSPF (RFC 2328): routes inside an area before those between areas before external ones; between areas only by way of the
backbone; external routes cost their metric first (type 2) and then the way to their border router. A stub area gets a
default route from its borders and no external ones. IS-IS (ISO 10589) is one area here: its levels are not told apart.
Route policies and summaries are not evaluated: what they would change is marked as likely only. One domain costs one
Dijkstra for each router asked and one for each area border.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from topology.model.configured import OspfArea, Redistribution
from topology.model.entities import DeviceInterface, Evidence
from topology.model.records import InterfaceKind
from topology.model.tables import IsisCircuit, OspfInterface, OspfNeighbour
from topology.paths.question import Basis, Sure
from topology.paths.state import State, View, is_down, parse_prefix, row_evidence, usable_interface
from topology.paths.tables import Entry
from topology.resolve.addresses import Address, Block, block_of, parse_address

REFERENCE_BPS = 100_000_000
"""Bandwidth of cost 1 where none is configured: 100 Mbit/s at VRP, Comware, RGOS and IOS."""
_BACKBONE = "0.0.0.0"  # noqa: S104 - the area's name, no address to bind
_DEFAULT_METRIC = 10
"""IS-IS metric of an interface that names none (ISO 10589)."""
_LARGEST_COST = 65535
_ALIVE = frozenset({"full", "two-way", "exchange-start", "exchange", "loading"})
_DEFAULT = {4: (4, 0, 0), 6: (6, 0, 0)}

First = tuple[str, Address]
"""The first step of a way: out interface and next hop."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """An interface that speaks the protocol."""

    device: str
    port: DeviceInterface
    block: Block
    """Address and length."""
    area: str
    cost: int
    passive: bool
    evidence: Evidence


@dataclass(slots=True)
class _External:
    device: str
    block: Block
    metric: int
    evidence: Evidence
    policy: str | None


@dataclass(slots=True)
class _Ways:
    """Shortest ways from one router within one area."""

    cost: dict[str, int] = field(default_factory=dict)
    first: dict[str, frozenset[First]] = field(default_factory=dict)


@dataclass(slots=True)
class _Best:
    """The best way to a prefix so far."""

    rank: tuple[int, int, int]
    """Kind of route (0 in the area, 1 between areas, 2 external), external metric, cost."""
    first: frozenset[First]
    evidence: Evidence
    likely: bool = False


class Domain:
    """The routers that one protocol joins, grown from one of them, in one VRF."""

    def __init__(self, state: State, protocol: str, start: str, vrf: str | None) -> None:
        self._state = state
        self.protocol = protocol
        self.vrf = vrf
        self.speakers: dict[str, list[Speaker]] = {}
        self._on: dict[Block, list[Speaker]] = {}
        self._ways: dict[tuple[str, str], _Ways] = {}
        self._intra: dict[str, dict[Block, _Best]] = {}
        self._inter: dict[str, dict[Block, _Best]] = {}
        self._stub: dict[str, str] = {}
        self.externals: list[_External] = []
        self._grow(start)

    # --- growing ---------------------------------------------------------------------------------

    def _grow(self, start: str) -> None:
        realm = self._state.realm_of(start)
        waiting = [start]
        while waiting:
            device = waiting.pop()
            if device in self.speakers:
                continue
            view = self._state.view(device)
            own = list(_speakers(view, self.protocol, self.vrf))
            if not own:
                continue
            self.speakers[device] = own
            for speaker in own:
                block = block_of(speaker.block)
                self._on.setdefault(block, []).append(speaker)
                waiting += [
                    owner.interface.device for owner in self._state.connected.get((realm, block), ()) if owner.interface.vrf == self.vrf
                ]
            self._read_more(view)

    def _read_more(self, view: View) -> None:
        if self.protocol == "ospf":
            for _, _, row in view.rows("ospf_areas"):
                assert isinstance(row, OspfArea)
                if row.kind:
                    self._stub[row.area] = row.kind
        for record, _, row in view.rows("redistributions"):
            assert isinstance(row, Redistribution)
            if row.into == self.protocol and row.vrf in {None, self.vrf}:
                evidence = row_evidence(record, row, f"{row.source} -> {row.into}")
                for block in _redistributed(view, row.source, self.vrf):
                    self.externals.append(_External(view.device.id, block, 1, evidence, row.policy))

    # --- answers ---------------------------------------------------------------------------------

    def entries(self, device: str, preferences: Mapping[str, int]) -> Iterator[Entry]:
        """Yield the routes that a router would have; its own prefixes are left to its connected routes."""
        own = {block_of(speaker.block) for speaker in self.speakers[device]}
        for block, best in sorted(self._all(device).items()):
            if block in own or not best.first:
                continue
            external = best.rank[0] == 2  # noqa: PLR2004 - external
            for out, hop in sorted(best.first):
                yield Entry(
                    block=block,
                    protocol=self.protocol,
                    next_hop=hop,
                    out=out,
                    preference=preferences["external" if external else self.protocol],
                    metric=best.rank[1] + best.rank[2],
                    basis=Basis.COMPUTED,
                    sure=Sure.LIKELY,
                    evidence=(best.evidence, *self._said(device, out)),
                )

    def cost_to(self, device: str, other: str) -> int | None:
        """Return the cost from one router to another inside any area, else None."""
        found = [ways.cost[other] for area in self._areas(device) if other in (ways := self._spf(device, area)).cost]
        return min(found, default=None)

    def _said(self, device: str, out: str) -> tuple[Evidence, ...]:
        return tuple(speaker.evidence for speaker in self.speakers[device] if speaker.port.id == out)[:1]

    def _all(self, device: str) -> dict[Block, _Best]:
        found = dict(self._inside(device))
        for block, best in self._between(device).items():
            _keep(found, block, best)
        for block, best in self._outside(device):
            _keep(found, block, best)
        return found

    def _areas(self, device: str) -> list[str]:
        return sorted({speaker.area for speaker in self.speakers[device]})

    def _neighbours(self, device: str, area: str) -> Iterator[tuple[Speaker, Speaker]]:
        for mine in self.speakers[device]:
            if mine.area != area or mine.passive:
                continue
            for other in self._on[block_of(mine.block)]:
                if other.device != device and other.area == area and not other.passive and self._meet(mine, other):
                    yield mine, other

    def _meet(self, mine: Speaker, other: Speaker) -> bool:
        """Tell whether neither side's neighbour table speaks against the adjacency."""
        return self._hears(mine, other) and self._hears(other, mine)

    def _hears(self, mine: Speaker, other: Speaker) -> bool:
        view = self._state.view(mine.device)
        if self.protocol != "ospf" or not view.has("ospf_neighbours"):
            return True
        heard = {
            row.address
            for _, _, row in view.rows("ospf_neighbours")
            if isinstance(row, OspfNeighbour) and (row.state in _ALIVE or not row.state)
        }
        return any(parse_address(text) == other.block[:2] for text in heard)

    def _spf(self, device: str, area: str) -> _Ways:
        known = self._ways.get((device, area))
        if known is not None:
            return known
        ways = self._ways[device, area] = _Ways()
        queue: list[tuple[int, str, frozenset[First]]] = [(0, device, frozenset())]
        while queue:
            cost, at, first = heapq.heappop(queue)
            if at in ways.cost:
                if ways.cost[at] == cost:
                    ways.first[at] |= first
                continue
            # Every equally short way to `at` is on the queue by now, as costs are positive.
            while queue and queue[0][:2] == (cost, at):
                first |= heapq.heappop(queue)[2]
            ways.cost[at], ways.first[at] = cost, first
            for mine, other in self._neighbours(at, area):
                if other.device not in ways.cost:
                    step = first if at != device else frozenset({(mine.port.id, other.block[:2])})
                    heapq.heappush(queue, (cost + mine.cost, other.device, step))
        return ways

    def _inside(self, device: str) -> dict[Block, _Best]:
        known = self._intra.get(device)
        if known is not None:
            return known
        found: dict[Block, _Best] = {}
        for area in self._areas(device):
            ways = self._spf(device, area)
            for other, cost in ways.cost.items():
                for speaker in self.speakers[other]:
                    if speaker.area == area:
                        block = _stub(speaker) if self.protocol == "ospf" else block_of(speaker.block)
                        _keep(found, block, _Best((0, 0, cost + speaker.cost), ways.first[other], speaker.evidence))
        self._intra[device] = found
        return found

    def _borders(self, device: str, area: str) -> list[str]:
        """Return the area border routers that a router reaches inside an area."""
        return [
            other
            for other in sorted(self._spf(device, area).cost)
            if other != device and len(self._areas(other)) > 1 and _BACKBONE in self._areas(other)
        ]

    def _between(self, device: str) -> dict[Block, _Best]:
        if self.protocol != "ospf":
            return {}
        known = self._inter.get(device)
        if known is not None:
            return known
        found: dict[Block, _Best] = {}
        self._inter[device] = found
        areas = self._areas(device)
        for area in [_BACKBONE] if _BACKBONE in areas else areas:
            ways = self._spf(device, area)
            for border in self._borders(device, area):
                told = dict(self._inside(border))
                if area != _BACKBONE:
                    for block, best in self._between(border).items():
                        _keep(told, block, best)
                kind = self._stub.get(area) or ""
                if kind:
                    speaker = self.speakers[border][0]
                    _keep(found, _DEFAULT[4], _Best((1, 0, ways.cost[border] + 1), ways.first[border], speaker.evidence))
                if kind.startswith("totally"):
                    continue
                for block, best in told.items():
                    rank = (1, 0, ways.cost[border] + best.rank[2])
                    _keep(found, block, _Best(rank, ways.first[border], best.evidence))
        return found

    def _outside(self, device: str) -> Iterator[tuple[Block, _Best]]:
        areas = self._areas(device)
        if areas and all(self._stub.get(area, "").endswith("stub") for area in areas):
            return
        for external in self.externals:
            if external.device == device:
                continue
            way = self._way(device, external.device)
            if way is not None:
                cost, first = way
                yield external.block, _Best((2, external.metric, cost), first, external.evidence, likely=True)

    def _way(self, device: str, other: str) -> tuple[int, frozenset[First]] | None:
        best: tuple[int, frozenset[First]] | None = None
        for area in self._areas(device):
            ways = self._spf(device, area)
            steps = [(ways.cost[other], ways.first[other])] if other in ways.cost else []
            for border in self._borders(device, area):
                beyond = self._beyond(border, other)
                if beyond is not None:
                    steps.append((ways.cost[border] + beyond, ways.first[border]))
            for cost, first in steps:
                if best is None or cost < best[0]:
                    best = cost, first
                elif cost == best[0]:
                    best = cost, best[1] | first
        return best

    def _beyond(self, border: str, other: str) -> int | None:
        """Return the cost from an area border to a router in its areas, or past one more border of the backbone."""
        direct = self.cost_to(border, other)
        ways = self._spf(border, _BACKBONE)
        far = [ways.cost[next_] + cost for next_ in self._borders(border, _BACKBONE) if (cost := self.cost_to(next_, other)) is not None]
        return min([*far, *([direct] if direct is not None else [])], default=None)


def _keep(found: dict[Block, _Best], block: Block, best: _Best) -> None:
    known = found.get(block)
    if known is None or best.rank < known.rank:
        found[block] = best
    elif best.rank == known.rank:
        found[block] = _Best(known.rank, known.first | best.first, known.evidence, known.likely)


def _stub(speaker: Speaker) -> Block:
    """Return what a speaker announces: a loopback is a host (RFC 2328 9.1)."""
    if speaker.port.kind is InterfaceKind.LOOPBACK:
        version, value, _ = speaker.block
        return version, value, 32 if version == 4 else 128  # noqa: PLR2004 - a host
    return block_of(speaker.block)


def _speakers(view: View, protocol: str, vrf: str | None) -> Iterator[Speaker]:
    if protocol == "ospf":
        yield from _ospf_speakers(view, vrf)
        return
    for record, _, row in view.rows("isis_circuits"):
        assert isinstance(row, IsisCircuit)
        port = view.port(row.interface)
        if port is None or row.enabled is False or port.vrf != vrf or is_down(port):
            continue
        for text in port.addresses:
            block = usable_interface(text)
            if block is not None:
                evidence = row_evidence(record, row, f"isis {port.name} metric {row.metric or _DEFAULT_METRIC}")
                yield Speaker(view.device.id, port, block, "isis", row.metric or _DEFAULT_METRIC, passive=False, evidence=evidence)


def _ospf_speakers(view: View, vrf: str | None) -> Iterator[Speaker]:
    for record, _, row in view.rows("ospf_interfaces"):
        assert isinstance(row, OspfInterface)
        port = view.port(row.interface)
        if port is None or row.enabled is False or port.vrf != vrf or is_down(port) or row.state == "down":
            continue
        said = parse_address(row.address)
        for text in port.addresses:
            block = usable_interface(text)
            if block is None or block[0] != 4 or (said not in {None, (4, 0)} and said != block[:2]):  # noqa: PLR2004 - OSPFv2
                continue
            cost = row.cost if row.cost is not None else _cost(port)
            evidence = row_evidence(record, row, f"ospf {port.name} area {row.area or '?'} cost {cost}")
            yield Speaker(view.device.id, port, block, row.area or _BACKBONE, cost, passive=bool(row.passive), evidence=evidence)


def _cost(port: DeviceInterface) -> int:
    """Return the cost of an interface that names none: reference bandwidth over speed, at least 1 (RFC 2328 C.3 leaves it open)."""
    if not port.speed_bps:
        return 1
    return min(_LARGEST_COST, max(1, REFERENCE_BPS // port.speed_bps))


def _redistributed(view: View, source: str, vrf: str | None) -> Iterator[Block]:
    if source == "default":
        yield _DEFAULT[4]
    elif source == "direct":
        for port in view.ports:
            if port.vrf == vrf and not is_down(port):
                yield from (block_of(block) for text in port.addresses if (block := usable_interface(text)) is not None and block[0] == 4)  # noqa: PLR2004 - OSPFv2
    elif source == "static":
        for _, _, row in view.rows("routes"):
            block = parse_prefix(row.prefix)  # type: ignore[attr-defined] # rows of `routes`
            if row.vrf == vrf and block is not None and block[2] and block[0] == 4:  # type: ignore[attr-defined] # noqa: PLR2004
                yield block
