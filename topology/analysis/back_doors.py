"""Back doors: measured links between devices of two networks.

Two networks may meet only where one of them is the extranet and a declared circuit carries the link.
Anything that touches a classified network is critical, declared or not.
"""

from __future__ import annotations

from collections.abc import Iterator

from topology.analysis.finding import Analysis, boundaries, finding_id
from topology.model.census import Role
from topology.model.entities import CircuitStatus, Link, LinkState, Topology
from topology.model.errors import Severity
from topology.model.findings import Finding

BACK_DOOR = "back_door"


def find_back_doors(topology: Topology) -> Iterator[Finding]:
    """Yield a finding for each measured link that joins two networks without leave."""
    closed = boundaries(topology)
    extranet = {network.code for network in topology.census.networks if network.role in {Role.EXTRANET_ADMIN, Role.EXTRANET_PUBLIC}}
    lawful = {
        link
        for view in topology.circuits
        if view.status in {CircuitStatus.MATCHED, CircuitStatus.DOWN}
        for link in view.links
    }  # fmt: skip
    for link in topology.links:
        if link.state is LinkState.DECLARED:
            continue
        networks = _networks(topology, link)
        if len(networks) < 2:  # noqa: PLR2004 - a back door joins two networks
            continue
        touches = bool(closed.intersection(networks))
        if touches or not (extranet.intersection(networks) and link.id in lawful):
            yield _finding(topology, link, networks, touches=touches)


def _networks(topology: Topology, link: Link) -> tuple[str, ...]:
    """Return the networks of a link's two ends: a port's own network where a rule gives it one."""
    found = set()
    for device, port in ((link.a_device, link.a_interface), (link.b_device, link.b_interface)):
        own = topology.interface[port].network if port is not None else None
        found.add(own or topology.device[device].network)
    return tuple(sorted(network for network in found if network is not None))


def _finding(topology: Topology, link: Link, networks: tuple[str, ...], *, touches: bool) -> Finding:
    a, b = topology.device[link.a_device], topology.device[link.b_device]
    return Finding(
        id=finding_id(BACK_DOOR, link.id),
        kind=BACK_DOOR,
        severity=Severity.CRITICAL if touches else Severity.ERROR,
        networks=networks,
        sites=tuple(sorted({device.site for device in (a, b) if device.site is not None})),
        subjects=(link.id, a.id, b.id),
        params={
            "networks": ", ".join(networks),
            "device_a": a.name,
            "port_a": topology.interface[link.a_interface].name if link.a_interface else None,
            "device_b": b.name,
            "port_b": topology.interface[link.b_interface].name if link.b_interface else None,
            "state": link.state.value,
            "classified": touches,
        },
        evidence=link.evidence,
    )


BACK_DOORS = Analysis(name="back_doors", kinds=(BACK_DOOR,), run=find_back_doors)
