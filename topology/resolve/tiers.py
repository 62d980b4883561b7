"""Tiers: core, aggregation or access, from the shape of the measured graph and where the census puts the centre.

Within one network, leaves are taken off twice. A leaf has one neighbour, or two that are joined without it
(directly or by a third device), and each of them has more neighbours than the leaf itself: the first leaves
are access; of what remains, the leaves are aggregation, and the rest is core. In a network with such a rest
at a site that the census calls a centre, what is elsewhere is aggregation. A device without a measured
neighbour in its network has no tier.
"""

from __future__ import annotations

from collections.abc import Iterable

from topology.model.census import Census, SiteKind
from topology.model.entities import Link
from topology.resolve.subjects import Subject

_MOST_UPLINKS = 2


def set_tiers(subjects: dict[str, Subject], links: Iterable[Link], census: Census) -> None:
    """Set the tier of every device: None where the shape of its network does not make it clear."""
    for subject in subjects.values():
        subject.tier = None
    beside: dict[str, set[str]] = {}
    for link in links:
        if subjects[link.a_device].network == subjects[link.b_device].network:
            beside.setdefault(link.a_device, set()).add(link.b_device)
            beside.setdefault(link.b_device, set()).add(link.a_device)
    access = _leaves(beside, beside)
    upper = {device: near - access for device, near in beside.items() if device not in access}
    inner = upper.keys() - _leaves(upper, beside)
    centres = {site.code for site in census.sites if site.kind is SiteKind.CENTRE}
    central = {device for device in inner if subjects[device].site in centres}
    with_centre = {subjects[device].network for device in central}
    for device in beside:
        subject = subjects[device]
        if device in access:
            subject.tier = "access"
        elif device in inner and (device in central or subject.network not in with_centre):
            subject.tier = "core"
        else:
            subject.tier = "aggregation"


def _leaves(graph: dict[str, set[str]], whole: dict[str, set[str]]) -> set[str]:
    """Return the devices with one or two neighbours that all have more; equal counts are decided in the whole graph."""
    weight = {device: (len(near), len(whole[device])) for device, near in graph.items()}
    few = {device: near for device, near in graph.items() if 0 < len(near) <= _MOST_UPLINKS}
    lesser = {device: near for device, near in few.items() if all(weight[other] > weight[device] for other in near)}
    return {device for device, near in lesser.items() if len(near) == 1 or _joined_without(device, near, graph)}


def _joined_without(device: str, near: set[str], graph: dict[str, set[str]]) -> bool:
    first, second = sorted(near)
    return second in graph[first] or bool((graph[first] & graph[second]) - {device})
