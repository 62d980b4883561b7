"""Renumbering: which hosts of a network must take other addresses under an option, and on which evidence."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

import msgspec

from planning.case import Case
from planning.decide import Decision
from planning.lines import Attached
from planning.options import Option
from planning.prices import Tag
from topology.model.census import Network
from topology.model.entities import Evidence, Prefix
from topology.model.findings import Finding

_WHOLE = frozenset({Option.MERGE_PUBLIC, Option.INTRANET})


class Renumbered(msgspec.Struct, frozen=True, kw_only=True):
    """Hosts that must take other addresses: at a presence, or in a prefix that conflicts."""

    attached: Attached
    subject: str
    hosts: int
    tag: Tag
    why: str
    """`option`: the target's addresses must be taken; else the prefix of the other network it conflicts with."""
    evidence: tuple[Evidence, ...] = ()


def renumbered(case: Case, network: Network, decision: Decision) -> Iterator[Renumbered]:
    """Yield what must be renumbered.

    The public domain and the intranet demand their own addresses: every host in use; so does the extranet of a withdrawn
    network's users. The administrative domain and a
    sibling leave addresses alone but where a prefix conflicts with one of theirs (findings of the overlap analysis).
    """
    if case.carried_as(decision) in _WHOLE:
        for presence in case.presences.get(network.code, ()):
            hosts, evidence = case.hosts(presence)
            if hosts:
                yield Renumbered(
                    attached=Attached.PRESENCE, subject=presence.code, hosts=hosts, tag=Tag.KNOWN, why="option", evidence=evidence
                )
    elif decision.target is not None:
        yield from _conflicts(case, network, decision.target)


def conflicting(finding: Finding, network: str, other: str) -> tuple[str, str] | None:
    """Return (prefix of `network`, prefix of `other`) for an overlap finding between the two; None for any other finding."""
    if not finding.kind.startswith("overlap") or set(finding.networks) != {network, other}:
        return None
    prefixes = {finding.networks[0]: finding.params.get("prefix_a"), finding.networks[1]: finding.params.get("prefix_b")}
    mine, theirs = prefixes[network], prefixes[other]
    return (mine, theirs) if isinstance(mine, str) and isinstance(theirs, str) else None


def _conflicts(case: Case, network: Network, other: str) -> Iterator[Renumbered]:
    measured: dict[str, list[Prefix]] = {}
    for prefix in case.topology.prefixes if case.topology else ():
        if prefix.network == network.code and prefix.hosts_seen is not None:
            measured.setdefault(prefix.prefix, []).append(prefix)
    declared = sum(row.hosts or 0 for row in case.presences.get(network.code, ()))
    cells = tuple(item for row in case.presences.get(network.code, ()) for item in case.cell(row.cell))
    seen: set[str] = set()
    for finding in case.findings:
        pair = conflicting(finding, network.code, other)
        if pair is None or pair[0] in seen:
            continue
        mine, theirs = pair
        seen.add(mine)
        rows = measured.get(mine, [])
        # Unmeasured: no more hosts than the prefix holds, nor than the network declares.
        hosts = sum(row.hosts_seen or 0 for row in rows) if rows else min(declared, ip_network(mine, strict=False).num_addresses)
        if hosts:
            yield Renumbered(
                attached=Attached.NETWORK, subject=f"{network.code} {mine}", hosts=hosts, tag=Tag.KNOWN if rows else Tag.ESTIMATE,
                why=theirs,
                evidence=(*finding.evidence[:4], *(item for row in rows for item in row.evidence[:1]), *(() if rows else cells)),
            )  # fmt: skip
