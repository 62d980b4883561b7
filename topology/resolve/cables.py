"""Declared cables: what an inventory says of two ports, beside what the ports say themselves.

A cable between two ports that a link joins already is one more evidence of that link, and that nothing stands between
the two. Where neither port has a link it becomes a declared link, never counted among the measured; where one has another,
it is listed as a conflict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from topology.model.entities import Evidence, Link, LinkState, Unmatched
from topology.model.tables import Cable
from topology.resolve.ids import digest
from topology.resolve.links import CABLED, build_link
from topology.resolve.subjects import Port, Subject, record_evidence

CABLE = "cable"
"""The pass of links that only an inventory declares."""


def declare_cables(subjects: Mapping[str, Subject], links: list[Link]) -> tuple[list[Link], list[Unmatched]]:
    """Return the links with the declared cables added, and the cables that contradict them; linear in links and cables."""
    owners = {(member.realm, member.target): subject for subject in subjects.values() for member in subject.group.members}
    pairs: dict[tuple[str, str], tuple[Subject, Port, Subject, Port, Cable, Evidence]] = {}
    for subject in subjects.values():
        for record_id, record in subject.records:
            for cable in record.cables:
                far = owners.get((cable.far_realm, cable.far))
                near = subject.by_source.get(record_id, {}).get(cable.port)
                other = _port(far, cable) if far is not None else None
                if near is None or far is None or other is None or near.id == other.id:
                    continue
                evidence = record_evidence(record_id, cable.ref, f"{cable.port} - {cable.far_port}")
                key = (min(near.id, other.id), max(near.id, other.id))
                if key not in pairs or evidence < pairs[key][5]:
                    pairs[key] = (subject, near, far, other, cable, evidence)
    return _joined(pairs, links) if pairs else (links, [])


def _port(far: Subject, cable: Cable) -> Port | None:
    """Return the port at the other end, in the spelling of the source that names it."""
    for member in far.group.members:
        found = far.by_source.get(member.id, {}).get(cable.far_port) if member.target == cable.far else None
        if found is not None:
            return found
    return None


_Pairs = Mapping[tuple[str, str], tuple[Subject, Port, Subject, Port, Cable, Evidence]]


def _joined(pairs: _Pairs, links: Iterable[Link]) -> tuple[list[Link], list[Unmatched]]:
    found = {link.id: link for link in links}
    ended: dict[str, list[Link]] = {}
    for link in found.values():
        if link.layer <= CABLED:
            for end in (link.a_interface, link.b_interface):
                if end is not None:
                    ended.setdefault(end, []).append(link)
    against: list[Unmatched] = []
    for (a, b), (subject, near, far, other, cable, evidence) in sorted(pairs.items(), key=lambda item: item[0]):
        met = [link for link in ended.get(a, ()) if {link.a_interface, link.b_interface} == {a, b}]
        for link in met:
            more = tuple(sorted({*found[link.id].evidence, evidence}))
            found[link.id] = msgspec.structs.replace(found[link.id], evidence=more, layer=1)
        rivals = [] if met else [*ended.get(a, ()), *ended.get(b, ())]
        if rivals:
            said = f"cable {cable.port} - {far.name} {cable.far_port}"
            ident = digest("unm", subject.id, CABLE, a, b)
            against.append(Unmatched(id=ident, device=subject.id, reason="conflict", said=said,
                                     candidates=tuple(sorted({link.id for link in rivals})), evidence=(evidence,)))  # fmt: skip
        elif not met:
            state = LinkState.DECLARED
            made = build_link(
                (subject, near), (far, other), layer=1, state=state, matched_by=CABLE, evidence=[evidence], circuit=cable.circuit
            )
            found[made.id] = made
            for end in (a, b):
                ended.setdefault(end, []).append(made)
    return list(found.values()), against
