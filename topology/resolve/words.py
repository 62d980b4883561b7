"""The operator's words on links, applied after the neighbours have been heard.

A word about a port or device that no longer exists is a problem, not an error: the word stays in the ledger.
"""

from __future__ import annotations

import msgspec

from topology.model.entities import Evidence, EvidenceKind, Link, LinkState
from topology.model.errors import Problem, Scalar, Severity
from topology.model.ledger import Ledger, LinkAdded, LinkRemoved
from topology.resolve.links import build_link
from topology.resolve.subjects import Port, Subject

OPERATOR = "operator"
"""The pass of links that a person stated."""


def obey_link_words(links: list[Link], subjects: dict[str, Subject], ledger: Ledger) -> tuple[list[Link], list[Problem]]:
    """Return the links with those an operator added, without those an operator removed."""
    ends: dict[str, tuple[Subject, Port | None]] = {subject.id: (subject, None) for subject in subjects.values()}
    wanted = {end for word in ledger.words if isinstance(word, LinkAdded | LinkRemoved) for end in (word.a, word.b)}
    if not wanted:
        return links, []
    for subject in subjects.values():
        ends.update({port.id: (subject, port) for port in subject.ports.values() if port.id in wanted})
    found = {link.id: link for link in links}
    problems: list[Problem] = []
    for number, word in enumerate(ledger.words):
        if not isinstance(word, LinkAdded | LinkRemoved):
            continue
        gone = [end for end in (word.a, word.b) if end not in ends]
        if gone:
            params: dict[str, Scalar] = {"ids": ", ".join(gone), "by": word.by, "at": word.at}
            problems.append(Problem("ledger.word_without_end", Severity.WARNING, f"ledger#{number}", params))
            continue
        met = [link for link in found.values() if _concerns(link, ends[word.a], ends[word.b])]
        if isinstance(word, LinkRemoved):
            for link in met:
                del found[link.id]
            continue
        evidence = Evidence(EvidenceKind.RULE, "ledger", str(number), f"{word.by} {word.at} {word.reason}".strip())
        if met:
            for link in met:
                found[link.id] = msgspec.structs.replace(link, evidence=tuple(sorted({*link.evidence, evidence})))
        else:
            link = build_link(ends[word.a], ends[word.b], layer=1, state=LinkState.MANUAL, matched_by=OPERATOR, evidence=[evidence])
            found[link.id] = link
    return list(found.values()), problems


def drop_removed(links: list[Link], subjects: dict[str, Subject], ledger: Ledger) -> list[Link]:
    """Return the links that no operator removed: what is inferred later must not bring back what a person took out.

    Of several words about the same ends the last one counts.
    """
    words = [word for word in ledger.words if isinstance(word, LinkAdded | LinkRemoved)]
    if not any(isinstance(word, LinkRemoved) for word in words):
        return links
    wanted = {end for word in words for end in (word.a, word.b)}
    ends: dict[str, tuple[Subject, Port | None]] = {subject.id: (subject, None) for subject in subjects.values() if subject.id in wanted}
    for subject in subjects.values():
        ends.update({port.id: (subject, port) for port in subject.ports.values() if port.id in wanted})
    told = [word for word in words if word.a in ends and word.b in ends]

    def stands(link: Link) -> bool:
        last = next((word for word in reversed(told) if _concerns(link, ends[word.a], ends[word.b])), None)
        return not isinstance(last, LinkRemoved)

    return [link for link in links if stands(link)]


def _concerns(link: Link, one: tuple[Subject, Port | None], other: tuple[Subject, Port | None]) -> bool:
    """Tell whether a link joins two ends; an end without a port means any port of the device."""
    link_ends = [(link.a_device, link.a_interface), (link.b_device, link.b_interface)]

    def meets(end: tuple[str, str | None], said: tuple[Subject, Port | None]) -> bool:
        return end[0] == said[0].id and (said[1] is None or end[1] == said[1].id)

    first, second = link_ends
    return (meets(first, one) and meets(second, other)) or (meets(first, other) and meets(second, one))
