"""The plug point of analyses, and what they share: ids of findings and the census by code."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from topology.model.entities import Topology
from topology.model.findings import Finding


@dataclass(frozen=True)
class Analysis:
    """One analysis: its name, the kinds of finding it may give, and the function that gives them."""

    name: str
    kinds: tuple[str, ...]
    run: Callable[[Topology], Iterable[Finding]]


def finding_id(kind: str, *parts: str) -> str:
    """Return the id of a finding: the same conclusion about the same things keeps it from snapshot to snapshot."""
    return "fnd-" + hashlib.blake2b("\x1f".join((kind, *parts)).encode(), digest_size=7).hexdigest()


def boundaries(topology: Topology) -> frozenset[str]:
    """Return the networks that may never meet another: the classified ones."""
    return frozenset(network.code for network in topology.census.networks if network.classified or network.role == "intranet")
