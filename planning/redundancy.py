"""Redundancy: the sites that one failure elsewhere did not cut off before the plan, and does after it.

A network at a site is redundant where no single failure of a device at another site, or of a line, cuts all of its
equipment there off from the network's core (`topology.resilience.redundancy`); what stands at the site itself is its
own. The after-state is that of `planning.apply` at the end of the horizon: there the equipment belongs to the network
it went to, and counts with what that one has at the site. A planned access is one line.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from planning.apply import PLANNED, apply
from planning.case import Case
from topology.model.entities import Link, LinkState, Topology
from topology.resilience import make_net, redundancy

_CABLED = 2
"""The highest layer on which a link is a cable or a line."""


class LostRedundancy(msgspec.Struct, frozen=True, kw_only=True):
    """A network at a site that had two ways to its core and has one, or none that is known, when the plan is done."""

    site: str
    network: str
    target: str
    """The network whose core counts afterwards."""
    quarter: str
    """The end of this quarter is the first without the second way."""
    reached: bool
    """Whether any way to the target's core is known: else its equipment near the site was never measured."""


class Redundancy(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of redundancy at the sites of the networks that move, counted as networks at sites."""

    measured: int
    """Of which it is known whether they were redundant before."""
    before: int
    after: int
    gained: int
    lost: tuple[LostRedundancy, ...]
    """By site and network."""

    @property
    def sites(self) -> int:
        """Sites at which any network loses redundancy."""
        return len({row.site for row in self.lost})


def lost_redundancy(case: Case) -> Redundancy | None:
    """Return the sites that lose redundancy by a plan, with the counts before and after; None without a topology.

    A network that is withdrawn, or that stays, loses none. Time grows with the devices and links of the networks that
    move and of those they go to, beside one `apply`.
    """
    topology = case.topology
    if topology is None:
        return None
    moving = {code: row for code, row in case.decisions.items() if row.finish and row.target}
    known = _by_site(topology, topology, moving)
    after_state = apply(topology, case.scenario, case.quarters[-1], case.prices, findings=case.findings) if moving else topology
    later = _by_site(topology, after_state, {row.target for row in moving.values() if row.target})
    pairs = []
    for (code, site), before in sorted(known.items()):
        row = moving[code]
        assert row.target is not None
        if before is not None:
            pairs.append((site, code, row, before, later.get((row.target, site))))
    return Redundancy(
        measured=len(pairs),
        before=sum(before for _, _, _, before, _ in pairs),
        after=sum(after is True for *_, after in pairs),
        gained=sum(after is True and not before for _, _, _, before, after in pairs),
        lost=tuple(
            LostRedundancy(site=site, network=code, target=row.target or "", quarter=row.finish or "", reached=after is not None)
            for site, code, row, before, after in sorted(pairs, key=lambda pair: pair[:2])
            if before and after is not True
        ),
    )


def _by_site(before: Topology, state: Topology, networks: Iterable[str]) -> dict[tuple[str, str], bool | None]:
    """Return, by network and site, whether it is redundant in a state; the cores are those that were the network's own before."""
    found: dict[tuple[str, str], bool | None] = {}
    owner = {device.id: device.network for device in state.devices}
    edges: dict[str, list[tuple[str, str]]] = {}
    for link in state.links:
        network = owner.get(link.a_device)
        if network is not None and network == owner.get(link.b_device) and _carries(link):
            edges.setdefault(network, []).append((link.a_device, link.b_device))
    members: dict[str, list[str]] = {}
    for device in state.devices:
        if device.network is not None:
            members.setdefault(device.network, []).append(device.id)
    for network in sorted(networks):
        nodes = members.get(network, [])
        sites: dict[str, list[str]] = {}
        for node in nodes:
            if (site := state.device[node].site) is not None:
                sites.setdefault(site, []).append(node)
        roots = [node for node in nodes if before.device[node].network == network and before.device[node].tier == "core"]
        net = make_net(nodes, edges.get(network, []), roots, sites.values())
        found.update({(network, site): held for site, held in zip(sites, redundancy(net), strict=True)})
    return found


def _carries(link: Link) -> bool:
    """Tell whether a link carries anything: what the census alone declares does not, what the plan adds does."""
    return link.layer <= _CABLED and (link.state is not LinkState.DECLARED or link.id.startswith(PLANNED))
