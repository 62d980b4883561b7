"""Bundle members: which members of two joined aggregates are cabled to which, where no protocol says it.

Members whose descriptions name each other's port come first; the rest are paired in the order of their numbers, as
they are usually plugged, and only if as many are left on either side. The link between the aggregates then says nothing
more and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from topology.model.entities import Link, LinkState
from topology.model.records import InterfaceKind
from topology.resolve.descriptions import Descriptions
from topology.resolve.free_ports import End, FreePorts, Pair, link_ends, takes_cable
from topology.resolve.links import CABLED
from topology.resolve.subjects import Port, Subject, find_port

PASSES = ("bundle_member",)

_LAYER = 1
_DIGITS = re.compile(r"(\d+)")


def pair_members(free: FreePorts, texts: Descriptions, known: Iterable[Link], found: dict[str, Link]) -> None:
    """Add the members' links to `found` and take out the links between aggregates that they replace."""
    by_id = {subject.id: subject for subject in free.subjects}
    cables = [link for link in (*known, *found.values()) if link.layer <= CABLED and link.state is not LinkState.DECLARED]
    ended = {end for link in cables for end in (link.a_interface, link.b_interface)}
    joined: dict[str, set[str]] = {}
    told: dict[tuple[str, str], tuple[Pair, list[Link]]] = {}
    for pair, link in _bundles(by_id, cables):
        one, other = sorted(pair, key=lambda end: end.id)
        joined.setdefault(one.id, set()).add(other.id)
        joined.setdefault(other.id, set()).add(one.id)
        if link.id not in found and {link.a_interface, link.b_interface} == {one.id, other.id}:
            continue  # a table or a protocol speaks of the aggregates themselves
        told.setdefault((one.id, other.id), ((one, other), []))[1].append(link)
    for (a, b), (whole, links) in sorted(told.items(), key=lambda item: item[0]):
        if len(joined[a]) > 1 or len(joined[b]) > 1:
            continue
        pairs = _match(free, texts, _members(whole[0], ended), _members(whole[1], ended))
        evidence = {row for link in links for row in link.evidence}
        for pair in pairs:
            link = link_ends(
                pair, PASSES[0], protocol="aggregate", layer=_LAYER, evidence=sorted({*evidence, *(end.evidence for end in pair)})
            )
            found[link.id] = link
        if pairs:
            for link in links:
                if {link.a_interface, link.b_interface} == {a, b}:
                    found.pop(link.id, None)


def _bundles(by_id: dict[str, Subject], cables: Iterable[Link]) -> Iterator[tuple[Pair, Link]]:
    """Yield each link between aggregates or their members, with the aggregates."""
    ports: dict[str, dict[str, Port]] = {}
    for link in cables:
        ends: list[End] = []
        for device, port in ((link.a_device, link.a_interface), (link.b_device, link.b_interface)):
            subject = by_id.get(device)
            if subject is None or port is None:
                break
            if device not in ports:
                ports[device] = {known.id: known for known in subject.ports.values()} if _has_bundles(subject) else {}
            near = ports[device].get(port)
            aggregate = _aggregate(subject, near) if near is not None else None
            if aggregate is not None:
                ends.append(End(subject, aggregate))
        if len(ends) == 2:  # noqa: PLR2004 - both ends
            yield (ends[0], ends[1]), link


def _has_bundles(subject: Subject) -> bool:
    return any(port.interface.kind is InterfaceKind.LAG for port in subject.ports.values())


def _aggregate(subject: Subject, port: Port) -> Port | None:
    return port if port.interface.kind is InterfaceKind.LAG else find_port(subject, port.interface.lag) if port.interface.lag else None


def _members(whole: End, ended: set[str | None]) -> list[End]:
    """Return the working members of an aggregate that have no link yet, in the order of their numbers."""
    ports = [
        port
        for port in whole.subject.ports.values()
        if port.interface.lag and port.id not in ended and takes_cable(port) and find_port(whole.subject, port.interface.lag) is whole.port
    ]
    return [End(whole.subject, port) for port in sorted(ports, key=_number)]


def _number(port: Port) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in _DIGITS.split(port.interface.name)]


def _match(free: FreePorts, texts: Descriptions, ours: list[End], theirs: list[End]) -> list[Pair]:
    if not ours or len(ours) != len(theirs):
        return []
    pairs: list[Pair] = []
    for one in list(ours):
        named = texts.of(one).port
        far = [other for other in theirs if other.port is named or texts.of(other).port is one.port]
        if len(far) == 1:
            pairs.append((one, far[0]))
            ours.remove(one)
            theirs.remove(far[0])
    pairs += zip(ours, theirs, strict=True)
    if any(free.hears_another(a, b) or free.hears_another(b, a) for a, b in pairs):
        return []
    return pairs
