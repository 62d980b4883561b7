"""Capacity: the bandwidth that users declare, carried over the extranet's circuits to its centre, against what the circuits hold.

Sites are nodes; the circuits of the extranet's two domains between the same two sites are one bundle of edges. Each site's
demand goes to the nearest centre by cost (10 Gbit/s over the bundle's bandwidth, at least 1, as routers reckon it), in equal
parts over ways of equal cost. The worst single failure takes one circuit away: of a bundle with several, the others carry its
share; of a bundle on a ring, the other way round does. A bundle whose loss cuts sites off is no matter of capacity. Where a
bandwidth is not known, nothing is said of that circuit, and what it carries still counts further up.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import networkx as nx

from topology.analysis.finding import Analysis, finding_id
from topology.model.census import Census, Circuit, Role, SiteKind
from topology.model.entities import Evidence, EvidenceKind, Topology
from topology.model.errors import Severity
from topology.model.findings import Finding

OVER = "capacity.over"
OVER_AFTER_FAILURE = "capacity.over_after_failure"
CONCURRENCY: Final = 0.39
"""Share of the declared needs that falls due at once: Korea found its government circuits used to at most 39 %; an estimate."""
STEPS_BPS: Final = (10_000_000, 20_000_000, 50_000_000, 100_000_000, 200_000_000, 500_000_000, 1_000_000_000, 10_000_000_000)
"""Bandwidths that circuits are commonly let at [bit/s]; a convention of this tool."""
_EXTRANET = frozenset({Role.EXTRANET_ADMIN, Role.EXTRANET_PUBLIC})
_REFERENCE_BPS = 10_000_000_000
_UNKNOWN_BPS = 100_000_000
"""Taken for the cost of a way over a circuit of unknown bandwidth."""
_SAME = 1e-9
_MOST_EVIDENCE = 12

Ends = tuple[str, str]
"""Two sites, sorted."""


@dataclass(frozen=True)
class Bundle:
    """The circuits between two sites. `capacity_bps` is None where a bandwidth is not known."""

    ends: Ends
    circuits: tuple[Circuit, ...]

    @property
    def capacity_bps(self) -> int | None:
        """What all of them hold together [bit/s]."""
        known = [row.bandwidth_bps for row in self.circuits if row.bandwidth_bps is not None]
        return sum(known) if len(known) == len(self.circuits) else None

    @property
    def cost(self) -> float:
        """Cost of the way over it."""
        return max(1.0, _REFERENCE_BPS / (self.capacity_bps or _UNKNOWN_BPS))


@dataclass(frozen=True)
class Load:
    """What a bundle carries, and what it would in the worst single failure, with the circuit that fails then [bit/s]."""

    bundle: Bundle
    load_bps: float
    worst_bps: float
    worst_capacity_bps: int | None
    worst_circuit: str | None


@dataclass
class _Net:
    bundles: dict[Ends, Bundle]
    near: dict[str, dict[str, Bundle]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        for (a, b), bundle in self.bundles.items():
            self.near[a][b] = self.near[b][a] = bundle


def link_loads(topology: Topology, concurrency: float = CONCURRENCY) -> tuple[Load, ...]:
    """Return the load of every bundle of the extranet's circuits, sorted by its ends.

    Linear in circuits and presences, and once more for each bundle on a ring that carries anything.
    """
    census = topology.census
    extranet = frozenset(row.code for row in census.networks if row.role in _EXTRANET)
    demand: dict[str, float] = defaultdict(float)
    for row in census.presences:
        if row.network in extranet:
            demand[row.site] += concurrency * (row.bandwidth_bps or 0)
    centres = [row.code for row in census.sites if row.kind is SiteKind.CENTRE]
    net = _Net(_bundles(census, extranet))
    loads = _carry(net, centres, demand)
    worst = {ends: _own_failure(net.bundles[ends], load) for ends, load in loads.items()}
    for ends in _on_rings(net):
        if len(net.bundles[ends].circuits) == 1 and loads.get(ends):
            _fail(net, ends, (centres, demand), loads, worst)
    return tuple(
        Load(
            bundle=net.bundles[ends],
            load_bps=load,
            worst_bps=worst[ends][0],
            worst_capacity_bps=worst[ends][1],
            worst_circuit=worst[ends][2],
        )
        for ends, load in sorted(loads.items())
    )


def next_step(demand_bps: float) -> int | None:
    """Return the smallest common bandwidth that holds a demand [bit/s]; None where none does."""
    return next((step for step in STEPS_BPS if step >= demand_bps), None)


def find_overloads(topology: Topology, concurrency: float = CONCURRENCY) -> Iterator[Finding]:
    """Yield a finding for each bundle that is too small, as things stand or in the worst single failure."""
    for load in link_loads(topology, concurrency):
        capacity = load.bundle.capacity_bps
        if capacity is not None and load.load_bps > capacity * (1 + _SAME):
            yield _finding(topology, OVER, load, concurrency)
        elif load.worst_capacity_bps is not None and load.worst_bps > load.worst_capacity_bps * (1 + _SAME):
            yield _finding(topology, OVER_AFTER_FAILURE, load, concurrency)


def _bundles(census: Census, extranet: frozenset[str]) -> dict[Ends, Bundle]:
    found: dict[Ends, list[Circuit]] = defaultdict(list)
    for row in census.circuits:
        if row.network in extranet and row.site_b is not None and row.site_a != row.site_b:
            found[min(row.site_a, row.site_b), max(row.site_a, row.site_b)].append(row)
    return {ends: Bundle(ends, tuple(rows)) for ends, rows in found.items()}


def _distances(net: _Net, centres: list[str], without: Ends | None) -> dict[str, float]:
    """Return each site's cost to the nearest centre (Dijkstra); sites without a way are absent."""
    found: dict[str, float] = {}
    heap = [(0.0, site) for site in centres if site in net.near]
    while heap:
        cost, site = heapq.heappop(heap)
        if site in found:
            continue
        found[site] = cost
        for other, bundle in net.near[site].items():
            if other not in found and bundle.ends != without:
                heapq.heappush(heap, (cost + bundle.cost, other))
    return found


def _carry(net: _Net, centres: list[str], demand: Mapping[str, float], without: Ends | None = None) -> dict[Ends, float]:
    """Return what each bundle carries [bit/s]: from the farthest site inward, in equal parts over ways of equal cost."""
    cost = _distances(net, centres, without)
    through = {site: demand.get(site, 0.0) for site in cost}
    loads: dict[Ends, float] = dict.fromkeys((ends for ends in net.bundles if ends != without), 0.0)
    for site in sorted(cost, key=lambda one: (-cost[one], one)):
        if not cost[site] or not through[site]:
            continue
        ways = [
            (other, bundle)
            for other, bundle in net.near[site].items()
            if bundle.ends != without and other in cost and abs(cost[other] + bundle.cost - cost[site]) < _SAME * max(1.0, cost[site])
        ]
        for other, bundle in ways:
            loads[bundle.ends] += through[site] / len(ways)
            through[other] += through[site] / len(ways)
    return loads


def _own_failure(bundle: Bundle, load: float) -> tuple[float, int | None, str | None]:
    """Return load, capacity and circuit of a bundle's own worst failure; one circuit alone has none to carry its share."""
    if len(bundle.circuits) == 1 or bundle.capacity_bps is None:
        return load, bundle.capacity_bps, None
    lost = max(bundle.circuits, key=lambda row: (row.bandwidth_bps or 0, row.code))
    return load, bundle.capacity_bps - (lost.bandwidth_bps or 0), lost.code


def _on_rings(net: _Net) -> list[Ends]:
    """Return the bundles whose loss cuts nothing off."""
    graph = nx.Graph(net.bundles.keys())
    bridges = {(min(edge), max(edge)) for edge in nx.bridges(graph)}
    return sorted(net.bundles.keys() - bridges)


def _fail(
    net: _Net,
    lost: Ends,
    users: tuple[list[str], Mapping[str, float]],
    loads: dict[Ends, float],
    worst: dict[Ends, tuple[float, int | None, str | None]],
) -> None:
    """Note where the loss of a bundle's only circuit puts more on another than anything before it did."""
    for ends, load in _carry(net, users[0], users[1], without=lost).items():
        capacity = net.bundles[ends].capacity_bps
        before, held, _ = worst[ends]
        if load > loads[ends] and capacity is not None and load / capacity > before / (held or 1):
            worst[ends] = (load, capacity, net.bundles[lost].circuits[0].code)


def _finding(topology: Topology, kind: str, load: Load, concurrency: float) -> Finding:
    needed_bps, capacity_bps = (load.load_bps, load.bundle.capacity_bps) if kind == OVER else (load.worst_bps, load.worst_capacity_bps)
    names = {row.code: row.name for row in topology.census.sites if row.code in load.bundle.ends}
    site_a, site_b = load.bundle.ends
    cells = [row.cell for row in load.bundle.circuits if row.cell]
    return Finding(
        id=finding_id(kind, site_a, site_b),
        kind=kind,
        severity=Severity.WARNING if kind == OVER else Severity.INFO,
        networks=tuple(sorted({row.network for row in load.bundle.circuits})),
        sites=load.bundle.ends,
        subjects=tuple(row.code for row in load.bundle.circuits),
        params={
            "site_a": names.get(site_a, site_a),
            "site_b": names.get(site_b, site_b),
            "circuits": ", ".join(row.code for row in load.bundle.circuits),
            "load_bps": round(needed_bps),
            "capacity_bps": capacity_bps,
            "step_bps": next_step(needed_bps),
            "failed": load.worst_circuit if kind == OVER_AFTER_FAILURE else None,
            "concurrency": concurrency,
        },
        evidence=tuple(Evidence(EvidenceKind.CELL, topology.census.edition, cell) for cell in cells[:_MOST_EVIDENCE]),
    )


CAPACITY = Analysis(name="capacity", kinds=(OVER, OVER_AFTER_FAILURE), run=find_overloads)
