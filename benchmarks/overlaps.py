"""Overlapping prefixes of many networks: the sweep beside comparing every pair, and beside netaddr's own answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import combinations

import numpy as np
from netaddr import IPNetwork

from topology.analysis.overlaps import Held, overlapping_pairs

_NETWORKS = 26


def run() -> Iterator[dict[str, object]]:
    """Yield the time to find the overlapping pairs among 4,000 and 800 prefixes of 26 networks."""
    for prefixes, peer_name in ((4_000, "every pair, as integers"), (800, "every pair, by netaddr")):
        held = make_prefixes(prefixes)
        start = time.perf_counter()
        swept = sum(1 for _ in overlapping_pairs(held))
        netfold = time.perf_counter() - start
        start = time.perf_counter()
        brute = _by_integers(held) if "integers" in peer_name else _by_netaddr(held)
        peer = time.perf_counter() - start
        assert swept == brute
        yield {
            "bench": "overlaps",
            "work": f"{prefixes:,} prefixes of {_NETWORKS} networks, {swept:,} overlapping pairs",
            "netfold": netfold * 1e3,
            "peer": peer * 1e3,
            "peer_name": peer_name,
            "unit": "ms",
            "ratio": netfold / peer,
        }


def make_prefixes(count: int, seed: int = 2017) -> list[Held]:
    """Return prefixes of /16 to /32 in 10/8, spread over networks of a realm each."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(16, 33, count)
    values = rng.integers(0, 1 << 24, count) + (10 << 24)
    found = set()
    for index in range(count):
        shift = 32 - int(lengths[index])
        first = int(values[index]) >> shift << shift
        code = index % _NETWORKS
        found.add(Held(4, first, first + (1 << shift) - 1, f"N{code:02}", f"n{code:02}", str(IPNetwork((first, int(lengths[index]))))))
    return sorted(found)


def _by_integers(held: list[Held]) -> int:
    return sum(a.network != b.network and a.first <= b.last and b.first <= a.last for a, b in combinations(held, 2))


def _by_netaddr(held: list[Held]) -> int:
    blocks = [(item.network, IPNetwork(item.prefix)) for item in held]
    return sum(m != n and (a in b or b in a) for (m, a), (n, b) in combinations(blocks, 2))
