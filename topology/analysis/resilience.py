"""Resilience: the devices and links of each network whose failure alone cuts others off from its core.

A network's centre is its core tier; what the census alone declares carries nothing here. What pairs of failures cut
off is asked for by `topology.resilience.double_failures` where it is wanted: it is too much for every snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator

from topology.analysis.finding import Analysis, finding_id
from topology.model.entities import Device, Link, LinkState, Topology
from topology.model.errors import Severity
from topology.model.findings import Finding
from topology.resilience import Loss, lost_already, make_net, single_failures

SINGLE_POINTS = "resilience.single_points"
_CABLED = 2
_GRAVE = 0.5
"""Share of a network's sites at and above which one failure is a warning."""
_MOST_SUBJECTS = 50


def find_single_points(topology: Topology) -> Iterator[Finding]:
    """Yield a finding for each network in which one failure cuts off anything but itself."""
    devices: dict[str, list[Device]] = {}
    for device in topology.devices:
        if device.network is not None:
            devices.setdefault(device.network, []).append(device)
    links: dict[str, list[Link]] = {}
    for link in topology.links:
        a, b = topology.device[link.a_device], topology.device[link.b_device]
        if link.layer <= _CABLED and link.state is not LinkState.DECLARED and a.network == b.network and a.network is not None:
            links.setdefault(a.network, []).append(link)
    for network in sorted(devices):
        finding = _finding(network, devices[network], links.get(network, []))
        if finding is not None:
            yield finding


def _finding(network: str, devices: list[Device], links: list[Link]) -> Finding | None:
    core = [device.id for device in devices if device.tier == "core"]
    sites: dict[str, list[str]] = {}
    for device in devices:
        if device.site is not None:
            sites.setdefault(device.site, []).append(device.id)
    net = make_net([device.id for device in devices], [(link.a_device, link.b_device) for link in links], core, sites.values())
    losses = single_failures(net) if core else {}
    before = lost_already(net)
    cut: list[tuple[Loss, Device | Link]] = []
    for element, loss in losses.items():
        thing = devices[element.number] if element.kind == "node" else links[element.number]
        if loss.nodes - before.nodes > (1 if isinstance(thing, Device) else 0):
            cut.append((loss, thing))
    if not cut:
        return None
    worst = min((one for one in cut if isinstance(one[1], Device)), key=lambda one: (-one[0].groups, one[1].id), default=None)
    cut.sort(key=lambda one: (-one[0].groups, one[1].id))
    lost = (worst or cut[0])[0].groups - before.groups
    return Finding(
        id=finding_id(SINGLE_POINTS, network),
        kind=SINGLE_POINTS,
        severity=Severity.WARNING if lost >= _GRAVE * len(sites) else Severity.INFO,
        networks=(network,),
        subjects=tuple(sorted(thing.id for _, thing in cut[:_MOST_SUBJECTS])),
        params={
            "network": network,
            "devices": sum(isinstance(thing, Device) for _, thing in cut),
            "links": sum(isinstance(thing, Link) for _, thing in cut),
            "worst": worst[1].name if worst is not None and isinstance(worst[1], Device) else "-",
            "lost": lost,
            "sites": len(sites),
        },
        evidence=tuple(evidence for _, thing in cut[:_MOST_SUBJECTS] for evidence in thing.evidence[:1]),
    )


RESILIENCE = Analysis(name="resilience", kinds=(SINGLE_POINTS,), run=find_single_points)
