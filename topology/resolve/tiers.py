"""Tiers: core, aggregation or access, from the shape of the measured graph and where the census puts the centre.

Within one network: a device with at most two neighbours, each with more neighbours than itself, is
access. Of the others, those at a site the census calls a centre are core; in a network without any
such, those with no access device beside them and at least two neighbours; the rest is aggregation. A
device without a measured neighbour has no tier.
"""

from __future__ import annotations

from collections.abc import Iterable

from topology.model.census import Census, SiteKind
from topology.model.entities import Link
from topology.resolve.subjects import Subject

_MOST_UPLINKS = 2


def set_tiers(subjects: dict[str, Subject], links: Iterable[Link], census: Census) -> None:
    """Set the tier of every device that the shape of its network makes clear."""
    beside: dict[str, set[str]] = {}
    for link in links:
        if subjects[link.a_device].network == subjects[link.b_device].network:
            beside.setdefault(link.a_device, set()).add(link.b_device)
            beside.setdefault(link.b_device, set()).add(link.a_device)
    centres = {site.code for site in census.sites if site.kind is SiteKind.CENTRE}
    leaves = {device: near for device, near in beside.items() if len(near) <= _MOST_UPLINKS}
    access = {device for device, near in leaves.items() if all(len(beside[other]) > len(near) for other in near)}
    upper = [device for device in sorted(beside) if device not in access]
    central = {device for device in upper if subjects[device].site in centres}
    with_centre = {subjects[device].network for device in central}
    for device in access:
        subjects[device].tier = "access"
    for device in upper:
        subject = subjects[device]
        alone = len(beside[device]) > 1 and not beside[device] & access
        core = device in central if subject.network in with_centre else alone
        subject.tier = "core" if core else "aggregation"
