"""Claims: each neighbour row, read as 'my port p hears port q of device b'.

A row that names no device we know, or the device itself, is listed with its reason and makes no claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from topology.model.entities import Evidence, Unmatched
from topology.model.records import Neighbour
from topology.resolve.identity import Group
from topology.resolve.ids import digest
from topology.resolve.neighbours import Directory, Meant
from topology.resolve.ports import PortTable
from topology.resolve.sightings import Sighting
from topology.resolve.subjects import Port, Subject, record_evidence

_BY_NAME = frozenset({"name", "short", "address"})


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """What one row says, with both ends resolved as far as they can be."""

    a: Subject
    p: Port | None
    b: Subject
    q: Port | None
    protocol: str
    said: str
    stale: bool
    evidence: Evidence
    losers: tuple[str, ...]
    named_only: bool = False
    """Whether the row has a chassis id that nothing confirms, and its name or address alone names the device."""

    @property
    def ends(self) -> tuple[str | None, str | None]:
        """Ids of the local and the remote port."""
        return self.p.id if self.p else None, self.q.id if self.q else None


@dataclass(frozen=True, slots=True)
class Heard:
    """What the neighbour rows of all devices say."""

    claims: list[Claim]
    unmatched: list[Unmatched]
    """Rows that name no known device, or the device itself."""
    strangers: dict[str, tuple[Neighbour, ...]]
    """Rows that name no known device, by the port that hears them: another device's cable does not end there."""


def read_claims(subjects: Iterable[Subject]) -> Heard:
    """Return a claim for each row that names a known device, and the other rows."""
    ordered = list(subjects)
    directory = Directory(ordered)
    tables: dict[str, PortTable] = {}

    def table(subject: Subject) -> PortTable:
        found = tables.get(subject.id)
        if found is None:
            found = tables[subject.id] = PortTable(subject)
        return found

    claims: list[Claim] = []
    unmatched: list[Unmatched] = []
    strangers: dict[str, tuple[Neighbour, ...]] = {}
    for subject in ordered:
        for sighting in _speakers(subject.group):
            for row in sighting.record.neighbours:
                meant = directory.find(sighting.realm, row)
                evidence = record_evidence(sighting.id, row.ref, describe(row))
                if meant.subject is None or meant.subject is subject:
                    unmatched.append(_unmatched(subject, row, meant, evidence))
                    near = table(subject).local(row) if meant.subject is None and not sighting.stale else None
                    if near is not None:
                        strangers[near.id] = (*strangers.get(near.id, ()), row)
                    continue
                claims.append(
                    Claim(
                        a=subject,
                        p=table(subject).local(row),
                        b=meant.subject,
                        q=table(meant.subject).remote(row.port_subtype, row.port_id, row.port_description),
                        protocol=row.protocol.value,
                        said=describe(row),
                        stale=sighting.stale,
                        evidence=evidence,
                        losers=meant.losers,
                        named_only=bool(row.chassis_id) and _BY_NAME.issuperset(meant.by),
                    ),
                )
    return Heard(claims, unmatched, strangers)


def describe(row: Neighbour) -> str:
    """Return what a row said, in one line."""
    who = row.system_name or row.chassis_id or "?"
    where = row.port_id or "?"
    if row.port_description and row.port_description != row.port_id:
        where += f" ({row.port_description})"
    return f"{row.protocol.value} {row.local_port or '?'}: {who} {where}"


def unmatched_claim(claim: Claim, reason: str, candidates: Iterable[str] = ()) -> Unmatched:
    """Return the entry of the unmatched list for a claim that gave no link, or a link without a port."""
    return Unmatched(
        id=digest("un", claim.a.id, claim.said, reason),
        device=claim.a.id,
        reason=reason,
        said=claim.said,
        candidates=tuple(sorted(set(candidates))),
        evidence=(claim.evidence,),
    )


def _speakers(group: Group) -> Iterator[Sighting]:
    """Yield the sightings whose neighbour rows count: the best one of each source."""
    seen: set[tuple[str, str, str]] = set()
    for member in group.members:
        source = (member.realm, member.kind.value, member.target)
        if member.record.neighbours and source not in seen:
            seen.add(source)
            yield member


def _unmatched(subject: Subject, row: Neighbour, meant: Meant, evidence: Evidence) -> Unmatched:
    said = describe(row)
    reason = "self" if meant.subject is subject else meant.reason
    return Unmatched(
        id=digest("un", subject.id, said, reason),
        device=subject.id,
        reason=reason,
        said=said,
        candidates=meant.candidates,
        evidence=(evidence,),
    )
