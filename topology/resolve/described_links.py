"""Descriptions: links between two ports whose descriptions name each other's device, where no protocol tells more.

``described``
    Each of the two ports names the other's device, and the other port too where it names one; or each is the only
    free port of its device that names the other. What one side alone says, or several ports say alike, makes no link.

People write descriptions when they plug a cable and seldom afterwards, hence 'inferred'. A port that a cable, its
aggregate or a member explains, one that is shut or down, and a name that two devices have, count for nothing. Linear
in the ports, and in the square of the ports that name the same device.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from topology.model.entities import Link, LinkState
from topology.model.names import canonical_interface, is_default_host, normal_host
from topology.model.records import InterfaceKind
from topology.resolve.links import build_link, explained_ports
from topology.resolve.subjects import Port, Subject, record_evidence

PASSES = ("described",)
LAYER = 1
BUNDLE = 2
"""Layer of a link between aggregates: which of their members are cabled to which is not said."""

_CABLED = frozenset({InterfaceKind.PHYSICAL, InterfaceKind.LAG})
_WORD = re.compile(r"[\w./-]+")
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True, eq=False)
class _Claim:
    """A port whose description names one other device, and the port of it where it names one."""

    subject: Subject
    port: Port
    other: Subject
    far: Port | None


def infer_described_links(subjects: Iterable[Subject], links: Iterable[Link]) -> list[Link]:
    """Return the links that descriptions of both sides tell of and no other pass does."""
    ordered = list(subjects)
    explained = explained_ports(ordered, (link for link in links if link.state is not LinkState.DECLARED))
    names: dict[tuple[str, str], list[Subject]] = {}
    for subject in ordered:
        for name in {form for full in subject.group.names for form in (full, full.partition(".")[0])}:
            if len(name) >= _SHORTEST_NAME and not is_default_host(name):
                names.setdefault((subject.realm, name), []).append(subject)
    claims: dict[tuple[str, str], list[_Claim]] = {}
    for subject in ordered:
        for port in subject.ports.values():
            claim = _claim(subject, port, names) if port.id not in explained else None
            if claim is not None:
                claims.setdefault((subject.id, claim.other.id), []).append(claim)
    found = [
        _link(one, other)
        for (near, far), ours in sorted(claims.items())
        if near < far
        for one, other in _pairs(ours, claims.get((far, near), []))
    ]
    return sorted(found, key=lambda link: link.id)


def _claim(subject: Subject, port: Port, names: dict[tuple[str, str], list[Subject]]) -> _Claim | None:
    interface = port.interface
    if interface.kind not in _CABLED or not interface.description or interface.enabled is False or interface.up is False:
        return None
    words = [word.strip(".-/") for word in _WORD.findall(interface.description)]
    meant = {known[0].id: known[0] for word in words if len(known := names.get((subject.realm, normal_host(word)), [])) == 1}
    meant.pop(subject.id, None)
    if len(meant) != 1:
        return None
    (other,) = meant.values()
    spelled = {canonical_interface(word) for word in words if any(letter.isdigit() for letter in word)}
    ports = [far for name, far in other.ports.items() if name in spelled]
    return _Claim(subject, port, other, ports[0] if len(ports) == 1 else None)


def _pairs(ours: list[_Claim], theirs: list[_Claim]) -> list[tuple[_Claim, _Claim]]:
    """Pair claims that fit each other and no third; a port that one side names is the one the other side has."""
    fitting = [(a, b) for a in ours for b in theirs if a.far in (None, b.port) and b.far in (None, a.port)]
    return [(a, b) for a, b in fitting if sum(one is a for one, _ in fitting) == 1 and sum(other is b for _, other in fitting) == 1]


def _link(one: _Claim, other: _Claim) -> Link:
    evidence = [
        record_evidence(
            claim.port.evidence[0].source, claim.port.evidence[0].place, f"{claim.port.interface.name} {claim.port.interface.description}"
        )
        for claim in (one, other)
    ]
    return build_link(
        (one.subject, one.port),
        (other.subject, other.port),
        layer=BUNDLE if InterfaceKind.LAG in {one.port.interface.kind, other.port.interface.kind} else LAYER,
        state=LinkState.STALE if one.subject.stale or other.subject.stale else LinkState.INFERRED,
        protocols=("description",),
        matched_by=PASSES[0],
        evidence=evidence,
    )
