"""Bridging domains: which bridges may stand between two others, and whether forwarding tables rule each of them out.

Bridges of a realm are in one domain of a VLAN if one has learned the other, if both have learned the same address, or
if both have an address of one prefix there; so are those that a chain of such joins connects. A bridge that shares
nothing of this with two others counts as elsewhere, for VLAN numbers are used again in every building.

In a tree, a bridge C is not between A's port p and B's port q if A has it behind another port than p, or B behind
another than q, or C has both behind one port. A bridge of which the tables say nothing of the kind may stand between:
incomplete tables prove nothing, and no link is concluded. Source: Breitbart et al., 'Topology discovery in
heterogeneous IP networks' (2004), lemma on direct connection, for tables that may lack rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from topology.model.entities import Evidence
from topology.model.records import DeviceRecord
from topology.model.tables import FdbEntry, FdbStatus, StpState
from topology.resolve.addresses import Block, block_of, identifying, parse_interface
from topology.resolve.subjects import Port, Subject, find_port
from topology.resolve.vlans import vlan_of

_DEAF = frozenset({StpState.BLOCKING, StpState.LISTENING, StpState.BROKEN})
"""Not ``disabled``: agents without a spanning tree say so of every port."""
_SUBNETS = {4: range(8, 31), 6: range(16, 127)}
"""Prefix lengths that say that two addresses are of one subnet, by version [bit]."""


@dataclass(slots=True)
class Behind:
    """Where one bridge has one other device: ports by VLAN scope, with the row that says so."""

    ports: dict[int | None, dict[str, Port]] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    """First row by port id."""

    def at(self, vlan: int | None) -> dict[str, Port]:
        """Return the ports in a VLAN; a table without VLANs speaks for each of them."""
        if vlan is None:
            return {port: found for scope in self.ports.values() for port, found in scope.items()}
        return self.ports.get(vlan, {}) | self.ports.get(None, {})


Sight = dict[str, dict[str, Behind]]
"""By bridge, by the device behind one of its ports."""


def bridges(subject: Subject) -> bool:
    """Tell whether a device forwards between its ports: it has a table or bridge ports, or its ports carry VLANs."""
    if any(record.fdb or record.stp for _, record in subject.records):
        return True
    return any(port.interface.bridge_port is not None or port.interface.vlan_trunk for port in subject.ports.values())


def _counts(row: FdbEntry, vlan: int | None) -> bool:
    return row.status in {FdbStatus.LEARNED, None} and (vlan is None or row.vlan in {vlan, None})


class Domains:
    """Answers who may stand between; each scope of each realm is read when first asked for."""

    def __init__(self, by_id: Mapping[str, Subject], sight: Sight) -> None:
        self._sight = sight
        self._by_realm: dict[str, list[Subject]] = {}
        self._bit: dict[str, int] = {}
        self._subjects: list[Subject] = []
        self._macs: dict[str, dict[int | None, list[str]]] = {}
        self._tables: dict[tuple[str, int | None], dict[str, str | None]] = {}
        for identifier in sorted(by_id):
            subject = by_id[identifier]
            if any(record.fdb for _, record in subject.records):
                self._bit[identifier] = 1 << len(self._bit)
                self._subjects.append(subject)
                self._by_realm.setdefault(subject.realm, []).append(subject)
        self._domains: dict[tuple[str, int | None], dict[str, int]] = {}
        self._masks: dict[tuple[str, int | None], tuple[int, dict[str, int]]] = {}

    def doubted(self, ends: tuple[tuple[Subject, str], tuple[Subject, str]], vlan: int | None) -> bool:
        """Tell whether some bridge may stand between two bridges' ports, given by their ids."""
        rest = 0
        for subject, _ in ends:
            rest |= self._domain(subject, vlan)
        for subject, port in ends:
            rest &= ~(self._bit[subject.id] | self._elsewhere(subject, port, vlan))
        return any(not self._on_one_side(bridge, ends, vlan) for bridge in self._each(rest))

    def leads_on(self, bridge: Subject, port: str, vlan: int | None) -> bool:
        """Tell whether another bridge may be behind a port: none is if each is known to be behind another one."""
        rest = self._domain(bridge, vlan) & ~(self._bit[bridge.id] | self._elsewhere(bridge, port, vlan))
        for other in self._each(rest):
            back = self._towards(other, bridge.id, vlan)
            place = self._towards(bridge, other.id, vlan) or (self._beyond(bridge, other, back, vlan) if back is not None else None)
            if place in {None, port}:
                return True
        return False

    def _elsewhere(self, bridge: Subject, port: str, vlan: int | None) -> int:
        """Return the bridges that a bridge has behind other ports than one, and not behind that one."""
        seen, by_port = self._mask(bridge.id, vlan)
        return seen & ~by_port.get(port, 0)

    def _each(self, bits: int) -> Iterator[Subject]:
        while bits:
            lowest = bits & -bits
            yield self._subjects[lowest.bit_length() - 1]
            bits ^= lowest

    def _on_one_side(self, bridge: Subject, ends: tuple[tuple[Subject, str], tuple[Subject, str]], vlan: int | None) -> bool:
        """Tell whether a bridge has both of two others behind one and the same port."""
        one, other = (self._towards(bridge, subject.id, vlan) or self._beyond(bridge, subject, port, vlan) for subject, port in ends)
        return one is not None and one == other

    def _towards(self, bridge: Subject, other: str, vlan: int | None) -> str | None:
        """Return the one port behind which a bridge has a device."""
        behind = self._sight.get(bridge.id, {}).get(other)
        ports = behind.at(vlan) if behind is not None else {}
        return next(iter(ports)) if len(ports) == 1 else None

    def _beyond(self, bridge: Subject, other: Subject, port: str, vlan: int | None) -> str | None:
        """Return the one port behind which a bridge has addresses that another has behind its other ports than `port`.

        If the bridge is on that port's side, they lie beyond the other one, and so does the other one itself. A bridge whose
        table knows no VLANs is asked for what the other one has in any.
        """
        plain = self._learned(bridge).keys() == {None}
        ours, theirs = self._table(bridge, vlan), self._table(other, None if plain else vlan)
        found = {ours[mac] for mac, place in theirs.items() if place not in {port, None} and mac in ours}
        return next(iter(found)) if len(found) == 1 else None

    def _table(self, bridge: Subject, vlan: int | None) -> dict[str, str | None]:
        """Return the port by learned address; None for one learned on several."""
        found = self._tables.get((bridge.id, vlan))
        if found is None:
            found = self._tables[bridge.id, vlan] = {}
            for record_id, record in bridge.records:
                deaf = deaf_ports(bridge, record_id, record)
                for row in record.fdb:
                    port = port_of_row(bridge, record_id, row) if _counts(row, vlan) else None
                    if port is not None and not {(port.id, row.vlan), (port.id, None)} & deaf:
                        place = whole_port(bridge, port).id
                        found[row.mac] = place if found.get(row.mac, place) == place else None
        return found

    def _mask(self, bridge: str, vlan: int | None) -> tuple[int, dict[str, int]]:
        found = self._masks.get((bridge, vlan))
        if found is None:
            seen = 0
            by_port: dict[str, int] = {}
            for other, behind in self._sight.get(bridge, {}).items():
                bit = self._bit.get(other, 0)
                for port in behind.at(vlan) if bit else ():
                    seen |= bit
                    by_port[port] = by_port.get(port, 0) | bit
            found = self._masks[bridge, vlan] = seen, by_port
        return found

    def _domain(self, subject: Subject, vlan: int | None) -> int:
        key = subject.realm, vlan
        if key not in self._domains:
            self._domains[key] = self._join(self._by_realm.get(subject.realm, []), vlan)
        return self._domains[key].get(subject.id, 0)

    def _join(self, subjects: list[Subject], vlan: int | None) -> dict[str, int]:
        """Return the bridges of each one's domain as bits, by bridge."""
        subjects = [subject for subject in subjects if self._in_scope(subject, vlan)]
        up = {subject.id: subject.id for subject in subjects}

        def root(one: str) -> str:
            while up[one] != one:
                up[one] = up[up[one]]
                one = up[one]
            return one

        first: dict[object, str] = {}
        for subject in subjects:
            for mark in self._marks(subject, vlan):
                up[root(subject.id)] = root(first.setdefault(mark, subject.id))
            for other in self._sight.get(subject.id, {}):
                if other in up and self._sight[subject.id][other].at(vlan):
                    up[root(subject.id)] = root(other)
        whole: dict[str, int] = {}
        for subject in subjects:
            whole[root(subject.id)] = whole.get(root(subject.id), 0) | self._bit[subject.id]
        return {subject.id: whole[root(subject.id)] for subject in subjects}

    def _learned(self, bridge: Subject) -> dict[int | None, list[str]]:
        """Return the learned addresses of a bridge by VLAN."""
        found = self._macs.get(bridge.id)
        if found is None:
            found = self._macs[bridge.id] = {}
            for _, record in bridge.records:
                for row in record.fdb:
                    if row.status in {FdbStatus.LEARNED, None}:
                        found.setdefault(row.vlan, []).append(row.mac)
        return found

    def _in_scope(self, bridge: Subject, vlan: int | None) -> list[str]:
        """Return what a bridge has learned in a VLAN; a table without VLANs speaks for each."""
        learned = self._learned(bridge)
        if vlan is None:
            return [mac for macs in learned.values() for mac in macs]
        return [*learned.get(vlan, ()), *learned.get(None, ())]

    def _marks(self, subject: Subject, vlan: int | None) -> Iterator[str | Block]:
        """Yield what two bridges of one domain have in common: learned addresses, and prefixes."""
        yield from self._in_scope(subject, vlan)
        for port in subject.ports.values():
            vid = vlan_of(port)
            if vlan is not None and vid not in {vlan, None}:
                continue
            for text in port.interface.addresses:
                address = parse_interface(text) if identifying(text) is not None else None
                if address is not None and address[2] in _SUBNETS[address[0]]:
                    yield block_of(address)


def deaf_ports(subject: Subject, record_id: str, record: DeviceRecord) -> set[tuple[str, int | None]]:
    """Return the ports, with the VLAN or None for all, that a spanning tree keeps from learning."""
    found: set[tuple[str, int | None]] = set()
    for row in record.stp_ports:
        if row.state in _DEAF and row.interface is not None:
            port = subject.named(record_id, row.interface)
            if port is not None:
                found.add((port.id, row.vlan))
    return found


def whole_port(subject: Subject, port: Port) -> Port:
    """Return the aggregate that a port is a member of, or the port: a table may name either."""
    return (find_port(subject, port.interface.lag) if port.interface.lag else None) or port


def port_of_row(subject: Subject, record_id: str, row: FdbEntry) -> Port | None:
    """Return the port of a row: by its name, else the only one with that bridge port number, else with that ifIndex."""
    if row.interface is not None:
        return subject.named(record_id, row.interface) or find_port(subject, row.interface)
    if row.port is None or row.port <= 0:
        return None
    for name in ("bridge_port", "index"):
        found = [port for port in subject.ports.values() if getattr(port.interface, name) == row.port]
        if len(found) == 1:
            return found[0]
    return None
