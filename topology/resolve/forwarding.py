"""Forwarding: links concluded from the MAC addresses that bridges have learned, where no protocol tells more.

A bridge that has learned an address of another device on one port only has that device somewhere behind the port.

``fdb``
    Each of two bridges has the other behind exactly one port, in a VLAN scope, and no third bridge of the domain can
    stand between (see `topology.resolve.bridging`). Several such pairs on one port are one shared segment.
``fdb_leaf``
    A device that bridges nothing is behind a port of exactly one bridge, behind which no other bridge can be.

An inferred link never touches a port that a protocol explains, its aggregate or its members. Ports that a spanning
tree blocks have learned nothing that counts. Addresses that two devices own, and those of gateways that several share,
count for nobody. Complete tables of a tree give its cables, and a segment for each unmanaged part; rows that are lacking
take links away and never add one, where bridges of one domain can be told as such. The result does not depend on the
order of anything. Time grows with the entries, and with the pairs of bridges of one domain times its bridges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from topology.model.entities import Evidence, Link, LinkState, Unmatched
from topology.model.names import is_identifying_mac
from topology.model.tables import FdbStatus
from topology.resolve.bridging import Behind, Domains, Sight, bridges, deaf_ports, port_of_row, whole_port
from topology.resolve.ids import digest
from topology.resolve.links import build_link, explained_ports
from topology.resolve.subjects import Port, Subject, record_evidence

PASSES = ("fdb", "fdb_leaf")
"""The passes in order."""
LAYER = 2
_MOST_LOSERS = 5
"""Devices behind one port that are named as not taken; the table has them all."""


def infer_links(subjects: Iterable[Subject], known: Iterable[Link], heard: Iterable[str] = ()) -> tuple[list[Link], list[Unmatched]]:
    """Return the links concluded from forwarding tables, and the devices seen in them whose place stays open.

    Parameters
    ----------
    known
        The links that protocols and people tell of; their ports are left alone.
    heard
        Ports on which a protocol hears somebody that is no known device: what was learned there stands behind that one.
    """
    by_id = {subject.id: subject for subject in subjects}
    told = list(known)
    taken = explained_ports(by_id.values(), told) | set(heard)
    sight = _read(by_id)
    linked = {frozenset((link.a_device, link.b_device)) for link in told}
    links: dict[str, Link] = {}
    domains = Domains(by_id, sight)
    for link in _pairs(by_id, sight, domains, taken, linked):
        links.setdefault(link.id, link)
    placed = linked | {frozenset((link.a_device, link.b_device)) for link in links.values()}
    leaves, unmatched = _leaves(by_id, sight, domains, taken, placed)
    return [*links.values(), *leaves], unmatched


def _owners(by_id: dict[str, Subject]) -> dict[tuple[str, str], str]:
    """Return who owns a MAC, by realm; one with two owners has none."""
    owners: dict[tuple[str, str], set[str]] = {}
    for subject in by_id.values():
        shared = {row.mac for _, record in subject.records for row in record.fhrp if row.mac}
        for mac in device_macs(subject) - shared:
            if is_identifying_mac(mac):
                owners.setdefault((subject.realm, mac), set()).add(subject.id)
    return {key: next(iter(found)) for key, found in owners.items() if len(found) == 1}


def device_macs(subject: Subject) -> set[str]:
    """Return every MAC that a device has: of its ports, its chassis and its bridges."""
    bridges = {row.bridge for _, record in subject.records for row in record.stp}
    own = {port.interface.mac for port in subject.ports.values()} | set(subject.group.macs) | bridges
    return {mac for mac in own if mac}


def _read(by_id: dict[str, Subject]) -> Sight:
    """Return who is behind which port of whom."""
    owners = _owners(by_id)
    sight: Sight = {}
    for subject in by_id.values():
        for record_id, record in subject.records:
            deaf = deaf_ports(subject, record_id, record)
            for row in record.fdb:
                other = owners.get((subject.realm, row.mac))
                if other is None or other == subject.id or row.status not in {FdbStatus.LEARNED, None}:
                    continue
                port = port_of_row(subject, record_id, row)
                if port is None or (port.id, row.vlan) in deaf or (port.id, None) in deaf:
                    continue
                port = whole_port(subject, port)
                behind = sight.setdefault(subject.id, {}).setdefault(other, Behind())
                behind.ports.setdefault(row.vlan, {})[port.id] = port
                said = f"fdb {row.mac} {'' if row.vlan is None else f'VLAN {row.vlan} '}{port.interface.name}"
                evidence = record_evidence(record_id, row.ref, said)
                behind.evidence[port.id] = min(behind.evidence.get(port.id, evidence), evidence)
    return sight


def _pairs(by_id: dict[str, Subject], sight: Sight, domains: Domains, taken: set[str], linked: set[frozenset[str]]) -> Iterator[Link]:
    for a in sorted(sight):
        for b in sorted(sight[a]):
            if b <= a or a not in sight.get(b, ()) or frozenset((a, b)) in linked:
                continue
            for vlan in _scopes(sight[a][b], sight[b][a]):
                ours, theirs = sight[a][b].at(vlan), sight[b][a].at(vlan)
                if len(ours) != 1 or len(theirs) != 1:
                    continue
                (p,), (q,) = ours.values(), theirs.values()
                if p.id in taken or q.id in taken or domains.doubted(((by_id[a], p.id), (by_id[b], q.id)), vlan):
                    continue
                evidence = {sight[a][b].evidence[p.id], sight[b][a].evidence[q.id]}
                beyond = [*_others(by_id, sight[a], p.id, b, vlan), *_others(by_id, sight[b], q.id, a, vlan)]
                yield _inferred((by_id[a], p), (by_id[b], q), PASSES[0], evidence, beyond)


def _others(by_id: dict[str, Subject], seen: dict[str, Behind], port: str, far: str, vlan: int | None) -> list[str]:
    """Return the first of the other devices behind a port, in words: candidates that stand further away or beside."""
    found = sorted(by_id[other].name for other, behind in seen.items() if other != far and port in behind.at(vlan))
    return [f"further: {name}" for name in found[:_MOST_LOSERS]]


def _scopes(one: Behind, other: Behind) -> list[int | None]:
    """Return the VLANs in which both speak; where one table knows no VLANs, those of the other."""
    ours, theirs = set(one.ports), set(other.ports)
    common = ours & theirs
    if None in ours:
        common |= theirs
    if None in theirs:
        common |= ours
    return sorted(common, key=lambda vlan: -1 if vlan is None else vlan)


def _leaves(
    by_id: dict[str, Subject], sight: Sight, domains: Domains, taken: set[str], placed: set[frozenset[str]]
) -> tuple[list[Link], list[Unmatched]]:
    """Place the devices that bridge nothing, and list those seen in tables that stay without a place."""
    seen_by: dict[str, list[str]] = {}
    for bridge in sorted(sight):
        for other in sight[bridge]:
            if other not in sight:
                seen_by.setdefault(other, []).append(bridge)
    attached = {device for pair in placed for device in pair}
    links: list[Link] = []
    unmatched: list[Unmatched] = []
    for leaf, seers in sorted(seen_by.items()):
        if leaf in attached:
            continue
        places = [
            (bridge, port)
            for bridge in seers
            for port in sight[bridge][leaf].at(None).values()
            if port.id not in taken and not bridges(by_id[leaf]) and _ends_there(sight, domains, by_id[bridge], port.id, leaf)
        ]
        evidence = {sight[bridge][leaf].evidence[port.id] for bridge, port in places}
        if len(places) == 1:
            ((bridge, port),) = places
            links.append(_inferred((by_id[bridge], port), (by_id[leaf], _leaf_port(by_id[leaf], evidence)), PASSES[1], evidence))
        else:
            rows = evidence or {row for bridge in seers for row in sight[bridge][leaf].evidence.values()}
            unmatched.append(_open(by_id[leaf], seers, rows))
    return links, unmatched


def _ends_there(sight: Sight, domains: Domains, bridge: Subject, port: str, leaf: str) -> bool:
    """Tell whether no other bridge can be behind a port, in the VLANs in which a device is."""
    scopes = [vlan for vlan, ports in sight[bridge.id][leaf].ports.items() if port in ports]
    return not any(domains.leads_on(bridge, port, vlan) for vlan in scopes)


def _leaf_port(leaf: Subject, evidence: Iterable[Evidence]) -> Port | None:
    """Return the one port of a device that has the learned MAC."""
    macs = {row.text.split()[1] for row in evidence}
    found = [port for port in leaf.ports.values() if port.interface.mac in macs]
    return found[0] if len(found) == 1 else None


def _inferred(
    one: tuple[Subject, Port], other: tuple[Subject, Port | None], name: str, evidence: Iterable[Evidence], losers: Iterable[str] = ()
) -> Link:
    state = LinkState.INFERRED
    return build_link(one, other, layer=LAYER, state=state, protocols=("fdb",), matched_by=name, evidence=evidence, losers=losers)


def _open(leaf: Subject, seers: Iterable[str], evidence: set[Evidence]) -> Unmatched:
    said = f"fdb {leaf.name}"
    return Unmatched(
        id=digest("un", leaf.id, said, "ambiguous"),
        device=leaf.id,
        reason="ambiguous",
        said=said,
        candidates=tuple(sorted(seers)),
        evidence=tuple(sorted(evidence)),
    )
