"""Segments: links that meet where nothing managed stands, such as an unmanaged switch or a radio cell.

A port with several far ends is on a segment, and so is every port that a link joins to it. The links of one segment
carry its id; a view may draw the segment as a node of its own instead of a line between each two of its ports.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from topology.model.entities import Link, LinkState
from topology.resolve.ids import digest
from topology.resolve.links import CABLED

_FEWEST = 2


def name_segments(links: Iterable[Link]) -> list[Link]:
    """Return the links, those of a segment with its id. Linear in the links; their order and repetition change nothing."""
    known = list(links)
    far: dict[str, set[str]] = {}
    up: dict[str, str] = {}

    def root(end: str) -> str:
        while up.setdefault(end, end) != end:
            up[end] = up[up[end]]
            end = up[end]
        return end

    wired = [link for link in known if link.layer <= CABLED and link.state is not LinkState.DECLARED]
    for link in wired:
        a, b = _ends(link)
        far.setdefault(a, set()).add(b)
        far.setdefault(b, set()).add(a)
    shared = [link for link in wired if any(end in _ports(link) and len(far[end]) >= _FEWEST for end in _ends(link))]
    for link in shared:
        a, b = _ends(link)
        up[root(a)] = root(b)
    members: dict[str, set[str]] = {}
    for end in up:
        members.setdefault(root(end), set()).add(end)
    names = {identifier: digest("seg", *sorted(ends)) for identifier, ends in members.items()}
    of = {link.id: names[root(_ends(link)[0])] for link in shared}
    return [msgspec.structs.replace(link, segment=of[link.id]) if link.id in of else link for link in known]


def _ports(link: Link) -> set[str]:
    return {end for end in (link.a_interface, link.b_interface) if end is not None}


def _ends(link: Link) -> tuple[str, str]:
    """Return the ports of a link, or the devices where a port is not known."""
    return link.a_interface or link.a_device, link.b_interface or link.b_device
