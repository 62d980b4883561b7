"""Shared assets: who uses a circuit or a room, and when its last user leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil

from planning.quarters import Quarter
from planning.rules import in_use
from topology.model.census import Census, Circuit, Contract, Room
from topology.model.entities import Topology

_MONTHS = 3
_HOST = "*host"


def last_user(leaving: Iterable[Quarter | None]) -> Quarter | None:
    """Return the first quarter in which nobody uses an asset any more; None where somebody stays, or nobody is known.

    R = max over users of the quarter in which the user leaves.
    """
    latest: Quarter | None = None
    for quarter in leaving:
        if quarter is None:
            return None
        latest = quarter if latest is None else max(latest, quarter)
    return latest


def first_user(arriving: Iterable[Quarter | None]) -> Quarter | None:
    """Return the quarter in which the first user needs an asset; None where nobody does. It is paid once, from then on."""
    return min((quarter for quarter in arriving if quarter is not None), default=None)


def circuit_users(census: Census, topology: Topology | None) -> dict[str, frozenset[str]]:
    """Return the networks that use each declared circuit: the one that pays, those declared, and any whose ports its links end on."""
    users = {row.code: {row.network, *row.users} for row in census.circuits}
    for view in topology.circuits if topology else ():
        if view.code not in users or topology is None:
            continue
        for link_id in view.links:
            link = topology.link.get(link_id)
            ends = ((link.a_device, link.a_interface), (link.b_device, link.b_interface)) if link else ()
            users[view.code].update(network for device, port in ends if (network := _network_of(topology, device, port)))
    return {code: frozenset(found) for code, found in users.items()}


def room_leaving(room: Room, census: Census, leaving: Mapping[str, Quarter | None], start: Quarter) -> Quarter | None:
    """Return when the last user leaves a machine room: its networks, and the applications of its unit that still run in it."""
    applications = [row for row in census.applications if row.unit == room.unit and in_use(row)]
    gone: list[Quarter | None] = [leaving.get(network) for network in room.networks]
    gone.extend(max(Quarter.parse(row.ready), start) if row.ready else None for row in applications)
    return last_user(gone)


def circuit_end(released: Quarter | None, contract: Contract | None, start: Quarter) -> Quarter | None:
    """Return the first quarter a circuit is no longer paid: when it is released, and not before notice has run from `start`.

    E = max(R, start + ceil(notice months / 3)).
    """
    if released is None:
        return None
    return max(released, start.plus(ceil(contract.notice_months / _MONTHS))) if contract else released


def penalty_years(end: Quarter, contract: Contract | None) -> float:
    """Return the years of fees still to run under a contract when a circuit ends, its penalty share applied [a].

    y = share x (quarters from `end` to the contract's last, both included) / 4. Contracts that run out earlier are
    prolonged to the cut-over without a new term, so nothing falls due.
    """
    if contract is None or contract.end is None:
        return 0.0
    return contract.penalty_share * max(0, Quarter.of(contract.end).since(end) + 1) / 4


def retained_by_join(circuits: Sequence[Circuit], guest_sites: frozenset[str], host_sites: frozenset[str]) -> frozenset[str]:
    """Return the guest's circuits that go on after it joined a host: the cheapest forest that ties its other sites to the host.

    All sites of the host count as one place; a carrier's cloud (no second site) is a place for each contract. Kruskal's
    algorithm by (fee, code), then branches without a guest site are cut back. O(c log c) in the circuits. Exact where
    every place is the guest's or the host's; where places only carry transit, it ties the same sites and no circuit of
    it can be left out, but a cheaper set may exist.
    """

    def place(site: str) -> str:
        return _HOST if site in host_sites else site

    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    tree: dict[str, tuple[str, str]] = {}
    for row in sorted(circuits, key=lambda row: (row.fee_fen_per_a or 0, row.code)):
        a, b = place(row.site_a), place(row.site_b) if row.site_b else f"cloud {row.contract}"
        if root(a) != root(b):
            parent[root(a)] = root(b)
            tree[row.code] = (a, b)
    wanted = {place(site) for site in guest_sites} | {_HOST}
    return frozenset(_cut_back(tree, wanted))


def _cut_back(tree: dict[str, tuple[str, str]], wanted: set[str]) -> dict[str, tuple[str, str]]:
    """Remove branches that end at a place nobody wants, until none is left."""
    left = dict(tree)
    while True:
        degree: dict[str, int] = {}
        for ends in left.values():
            for end in ends:
                degree[end] = degree.get(end, 0) + 1
        idle = [code for code, ends in left.items() if any(degree[end] == 1 and end not in wanted for end in ends)]
        if not idle:
            return left
        for code in idle:
            del left[code]


def _network_of(topology: Topology, device: str, port: str | None) -> str | None:
    interface = topology.interface.get(port) if port else None
    if interface is not None and interface.network is not None:
        return interface.network
    owner = topology.device.get(device)
    return owner.network if owner else None
