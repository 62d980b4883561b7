"""Forwarding: links concluded from the MAC addresses that bridges have learned, where no protocol tells more.

A bridge that has learned an address of another device on one port only has that device somewhere behind the port.

``fdb``
    Each of two bridges has the other behind exactly one port, in a VLAN scope, and no third bridge stands between
    (it would have them behind different ports). Several such pairs on one port are one shared segment.
``fdb_leaf``
    A device that bridges nothing is behind a port that no other bridge is behind, of exactly one bridge.

An inferred link never touches a port that a protocol explains, its aggregate or its members. Ports that a spanning
tree blocks have learned nothing that counts. Addresses that two devices own, and those of gateways that several share,
count for nobody. The result does not depend on the order of anything. Time grows with the entries that name known
devices, and with the cube of the bridges on one segment.

Source: Breitbart et al., 'Topology discovery in heterogeneous IP networks' (2004), for what complete tables prove;
incomplete ones prove less, hence 'inferred'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from topology.model.entities import Evidence, Link, LinkState, Unmatched
from topology.model.names import is_identifying_mac
from topology.model.records import DeviceRecord
from topology.model.tables import FdbEntry, FdbStatus, StpState
from topology.resolve.ids import digest
from topology.resolve.links import build_link, explained_ports
from topology.resolve.subjects import Port, Subject, find_port, record_evidence

PASSES = ("fdb", "fdb_leaf")
"""The passes in order."""
LAYER = 2

_DEAF = frozenset({StpState.BLOCKING, StpState.LISTENING, StpState.BROKEN})
"""Not ``disabled``: agents without a spanning tree say so of every port."""


@dataclass(slots=True)
class _Behind:
    """Where one bridge has one other device: ports by VLAN scope, with the row that says so."""

    ports: dict[int | None, dict[str, Port]] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    """First row by port id."""

    def at(self, vlan: int | None) -> dict[str, Port]:
        """Return the ports in a VLAN; a table without VLANs speaks for each of them."""
        if vlan is None:
            return {port: found for scope in self.ports.values() for port, found in scope.items()}
        return self.ports.get(vlan, {}) | self.ports.get(None, {})


_Sight = dict[str, dict[str, _Behind]]
"""By bridge, by the device behind one of its ports."""


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
    for link in _pairs(by_id, sight, taken, linked):
        links.setdefault(link.id, link)
    placed = linked | {frozenset((link.a_device, link.b_device)) for link in links.values()}
    leaves, unmatched = _leaves(by_id, sight, taken, placed)
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


def _read(by_id: dict[str, Subject]) -> _Sight:
    """Return who is behind which port of whom."""
    owners = _owners(by_id)
    sight: _Sight = {}
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
                behind = sight.setdefault(subject.id, {}).setdefault(other, _Behind())
                behind.ports.setdefault(row.vlan, {})[port.id] = port
                said = f"fdb {row.mac} {'' if row.vlan is None else f'VLAN {row.vlan} '}{port.interface.name}"
                evidence = record_evidence(record_id, row.ref, said)
                behind.evidence[port.id] = min(behind.evidence.get(port.id, evidence), evidence)
    return sight


def deaf_ports(subject: Subject, record_id: str, record: DeviceRecord) -> set[tuple[str, int | None]]:
    """Return the ports, with the VLAN or None for all, that a spanning tree keeps from learning."""
    found: set[tuple[str, int | None]] = set()
    for row in record.stp_ports:
        if row.state in _DEAF and row.interface is not None:
            port = subject.by_source.get((record_id, row.interface))
            if port is not None:
                found.add((port.id, row.vlan))
    return found


def port_of_row(subject: Subject, record_id: str, row: FdbEntry) -> Port | None:
    """Return the port of a row: by its name, else the only one with that bridge port number, else with that ifIndex."""
    if row.interface is not None:
        return subject.by_source.get((record_id, row.interface)) or find_port(subject, row.interface)
    if row.port is None or row.port <= 0:
        return None
    for name in ("bridge_port", "index"):
        found = [port for port in subject.ports.values() if getattr(port.interface, name) == row.port]
        if len(found) == 1:
            return found[0]
    return None


def _pairs(by_id: dict[str, Subject], sight: _Sight, taken: set[str], linked: set[frozenset[str]]) -> Iterator[Link]:
    for a, b in combinations(sorted(sight), 2):
        if b not in sight[a] or a not in sight[b] or frozenset((a, b)) in linked:
            continue
        for vlan in _scopes(sight[a][b], sight[b][a]):
            ours, theirs = sight[a][b].at(vlan), sight[b][a].at(vlan)
            if len(ours) != 1 or len(theirs) != 1:
                continue
            (p,), (q,) = ours.values(), theirs.values()
            if p.id in taken or q.id in taken or _between(sight, (a, p.id), (b, q.id), vlan):
                continue
            evidence = {sight[a][b].evidence[p.id], sight[b][a].evidence[q.id]}
            yield _inferred((by_id[a], p), (by_id[b], q), PASSES[0], evidence)


def _scopes(one: _Behind, other: _Behind) -> list[int | None]:
    """Return the VLANs in which both speak; where one table knows no VLANs, those of the other."""
    ours, theirs = set(one.ports), set(other.ports)
    common = ours & theirs
    if None in ours:
        common |= theirs
    if None in theirs:
        common |= ours
    return sorted(common, key=lambda vlan: -1 if vlan is None else vlan)


def _between(sight: _Sight, one: tuple[str, str], other: tuple[str, str], vlan: int | None) -> bool:
    """Tell whether a third bridge, behind both ports, has the two behind different ports of its own."""
    (a, p), (b, q) = one, other
    for c in sight[a].keys() & sight[b].keys() & sight.keys():
        if p not in sight[a][c].at(vlan) or q not in sight[b][c].at(vlan):
            continue
        to_a, to_b = sight[c].get(a), sight[c].get(b)
        if to_a is not None and to_b is not None and not to_a.at(vlan).keys() & to_b.at(vlan).keys():
            return True
    return False


def _leaves(by_id: dict[str, Subject], sight: _Sight, taken: set[str], placed: set[frozenset[str]]) -> tuple[list[Link], list[Unmatched]]:
    """Place the devices that bridge nothing, and list those seen in tables that stay without a place."""
    seen_by: dict[str, list[str]] = {}
    for bridge in sorted(sight):
        for other in sight[bridge]:
            if other not in sight:
                seen_by.setdefault(other, []).append(bridge)
    attached = {device for pair in placed for device in pair}
    links: list[Link] = []
    unmatched: list[Unmatched] = []
    for leaf, bridges in sorted(seen_by.items()):
        if leaf in attached:
            continue
        places = [
            (bridge, port)
            for bridge in bridges
            for port in sight[bridge][leaf].at(None).values()
            if port.id not in taken and not _leads_on(sight, bridge, port.id) and not _bridges(by_id[leaf])
        ]
        evidence = {sight[bridge][leaf].evidence[port.id] for bridge, port in places}
        if len(places) == 1:
            ((bridge, port),) = places
            links.append(_inferred((by_id[bridge], port), (by_id[leaf], _leaf_port(by_id[leaf], evidence)), PASSES[1], evidence))
        else:
            rows = evidence or {row for bridge in bridges for row in sight[bridge][leaf].evidence.values()}
            unmatched.append(_open(by_id[leaf], bridges, rows))
    return links, unmatched


def _bridges(subject: Subject) -> bool:
    """Tell whether a device forwards between its ports: then it has, or would have, a table of its own."""
    tables = any(record.fdb or record.stp for _, record in subject.records)
    return tables or any(port.interface.bridge_port is not None for port in subject.ports.values())


def _leads_on(sight: _Sight, bridge: str, port: str) -> bool:
    """Tell whether another bridge is behind a port."""
    return any(port in behind.at(None) for other, behind in sight[bridge].items() if other in sight)


def _leaf_port(leaf: Subject, evidence: Iterable[Evidence]) -> Port | None:
    """Return the one port of a device that has the learned MAC."""
    macs = {row.text.split()[1] for row in evidence}
    found = [port for port in leaf.ports.values() if port.interface.mac in macs]
    return found[0] if len(found) == 1 else None


def _inferred(one: tuple[Subject, Port], other: tuple[Subject, Port | None], name: str, evidence: Iterable[Evidence]) -> Link:
    return build_link(one, other, layer=LAYER, state=LinkState.INFERRED, protocols=("fdb",), matched_by=name, evidence=evidence)


def _open(leaf: Subject, bridges: Iterable[str], evidence: set[Evidence]) -> Unmatched:
    said = f"fdb {leaf.name}"
    return Unmatched(
        id=digest("un", leaf.id, said, "ambiguous"),
        device=leaf.id,
        reason="ambiguous",
        said=said,
        candidates=tuple(sorted(bridges)),
        evidence=tuple(sorted(evidence)),
    )
