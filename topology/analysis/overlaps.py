"""Overlaps: prefixes of two networks in different realms that share addresses, with the hosts in use in each.

Only connected prefixes count (what interfaces really have), and only networks that may meet: a classified
network never does. One finding for each pair, whatever the VRFs.

All prefixes are sorted by first address, shortest first, and swept once with a stack of the prefixes that
are still open: two prefixes share addresses only where one contains the other, so the stack always holds
exactly the prefixes that contain the next one. O(n log n + k) for n prefixes and k overlapping pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from netaddr import IPNetwork

from topology.analysis.finding import Analysis, boundaries, finding_id
from topology.model.entities import Evidence, Prefix, Topology
from topology.model.errors import Severity
from topology.model.findings import Finding

IDENTICAL = "overlap.identical"
CONTAINS = "overlap.contains"


@dataclass(frozen=True, slots=True, order=True)
class Held:
    """A prefix of a network as one thing, whatever the VRFs it is in."""

    version: int
    first: int
    last: int
    network: str
    realm: str
    prefix: str


def overlapping_pairs(held: Iterable[Held]) -> Iterator[tuple[Held, Held]]:
    """Yield each pair of different networks and realms whose prefixes share addresses, the wider one first."""
    stack: list[Held] = []
    for item in sorted(held, key=lambda item: (item.version, item.first, -item.last, item.network, item.realm)):
        while stack and (stack[-1].version != item.version or stack[-1].last < item.first):
            stack.pop()
        for other in stack:
            if other.network != item.network and other.realm != item.realm:
                yield other, item
        stack.append(item)


def find_overlaps(topology: Topology) -> Iterator[Finding]:
    """Yield a finding for each pair of overlapping prefixes of two networks."""
    closed = boundaries(topology)
    uses: dict[Held, list[Prefix]] = {}
    for prefix in topology.prefixes:
        if prefix.declared or prefix.network is None or prefix.network in closed:
            continue
        block = IPNetwork(prefix.prefix)
        held = Held(block.version, block.first, block.last, prefix.network, prefix.realm, prefix.prefix)
        uses.setdefault(held, []).append(prefix)
    for one, other in overlapping_pairs(uses):
        a, b = sorted((one, other), key=lambda item: item.network)
        yield _finding(a, b, uses[a], uses[b])


def _finding(a: Held, b: Held, in_a: list[Prefix], in_b: list[Prefix]) -> Finding:
    kind = IDENTICAL if (a.first, a.last) == (b.first, b.last) else CONTAINS
    hosts_a, hosts_b = _hosts(in_a), _hosts(in_b)
    return Finding(
        id=finding_id("overlap", a.network, b.network, a.realm, b.realm, a.prefix, b.prefix),
        kind=kind,
        severity=Severity.ERROR if hosts_a and hosts_b else Severity.WARNING,
        networks=(a.network, b.network),
        subjects=tuple(sorted({prefix.id for prefix in (*in_a, *in_b)})),
        params={
            "network_a": a.network,
            "network_b": b.network,
            "prefix_a": a.prefix,
            "prefix_b": b.prefix,
            "hosts_a": hosts_a,
            "hosts_b": hosts_b,
        },
        evidence=_first_evidence(in_a) + _first_evidence(in_b),
    )


def _hosts(prefixes: list[Prefix]) -> int | None:
    known = [prefix.hosts_seen for prefix in prefixes if prefix.hosts_seen is not None]
    return sum(known) if known else None


def _first_evidence(prefixes: list[Prefix]) -> tuple[Evidence, ...]:
    return tuple(prefix.evidence[0] for prefix in prefixes if prefix.evidence)[:4]


OVERLAPS = Analysis(name="overlaps", kinds=(IDENTICAL, CONTAINS), run=find_overlaps)
