"""Neighbours: which device a neighbour row means.

Votes of chassis id, system name and management address inside the realm, vetoed by a differing chassis
MAC. Beyond the realm only the chassis MAC counts. What two devices claim counts for neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from topology.model.names import canonical_mac, is_default_host, is_identifying_mac, normal_host
from topology.model.records import Neighbour
from topology.resolve.addresses import identifying
from topology.resolve.subjects import Subject

_CHASSIS_ADDRESS = 5
_MAY_BE_MAC = frozenset({None, 1, 3, 4, 7})
"""Sub-types of chassis ids in which agents write MACs: the MAC itself, components, and 'local' text (IEEE 802.1AB 8.5.2)."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The device a row means, how it was found, and who else was considered."""

    subject: Subject | None
    by: tuple[str, ...] = ()
    reason: str = ""
    """Why there is none: ``ambiguous``, ``conflict`` or ``unknown_neighbour``."""
    losers: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


class Directory:
    """Everything that devices claim, by claim."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self._subjects: dict[str, Subject] = {}
        self._claims: dict[tuple[str, str, str], set[str]] = {}
        self._macs: dict[str, set[str]] = {}
        for subject in subjects:
            self._subjects[subject.id] = subject
            own: set[str] = set(subject.group.macs)
            for realm in {member.realm for member in subject.group.members}:
                self._add_claims(subject, realm)
            for port in subject.ports.values():
                if port.interface.mac and is_identifying_mac(port.interface.mac):
                    own.add(port.interface.mac)
            for mac in subject.group.macs:
                self._claim("*", "chassis", mac, subject)
            self._macs[subject.id] = own

    def _claim(self, realm: str, kind: str, value: str, subject: Subject) -> None:
        self._claims.setdefault((realm, kind, value), set()).add(subject.id)

    def _add_claims(self, subject: Subject, realm: str) -> None:
        for mac in subject.group.macs:
            self._claim(realm, "chassis", mac, subject)
        for port in subject.ports.values():
            if port.interface.mac and is_identifying_mac(port.interface.mac):
                self._claim(realm, "mac", port.interface.mac, subject)
        for member in subject.group.members:
            if member.realm == realm:
                for label in member.labels:
                    self._claim(realm, "label", label, subject)
        for name in subject.group.names:
            self._claim(realm, "name", name, subject)
            self._claim(realm, "short", name.partition(".")[0], subject)
        for address in subject.group.addresses:
            self._claim(realm, "address", address, subject)

    def find(self, realm: str, row: Neighbour) -> Meant:
        """Return the device that a row seen in a realm means."""
        said_mac = canonical_mac(row.chassis_id) if row.chassis_id and row.chassis_subtype in _MAY_BE_MAC else None
        if said_mac is not None and not is_identifying_mac(said_mac):
            said_mac = None
        votes: dict[str, list[str]] = {}
        shared: set[str] = set()
        for kind, values in self._said(row, said_mac):
            claimants: set[str] = set()
            for value in values:
                found = self._claims.get((realm, kind, value), set())
                if len(found) > 1:
                    shared |= found
                else:
                    claimants |= found
            for claimant in claimants:
                votes.setdefault(claimant, []).append(kind)
        losers = []
        for claimant in sorted(votes):
            if said_mac is not None and self._refuses(claimant, said_mac):
                losers.append(f"chassis_differs: {self._subjects[claimant].name}")
                del votes[claimant]
        if votes:
            meant = self._elect(votes, losers)
            if said_mac is None or {"chassis", "mac", "label"} & set(meant.by):
                return meant
            beyond = self._beyond(realm, row, said_mac, set(), losers)
            return meant if beyond.subject is None else self._outvoted(beyond, meant)
        return self._beyond(realm, row, said_mac, shared, losers)

    @staticmethod
    def _outvoted(beyond: Meant, meant: Meant) -> Meant:
        """Return the device whose chassis MAC is the one said, in whatever realm: a name that two realms use proves less."""
        lost = [f"weaker_claim: {meant.subject.name} ({', '.join(meant.by)})"] if meant.subject is not None else []
        return Meant(beyond.subject, by=beyond.by, losers=(*beyond.losers, *lost))

    @staticmethod
    def _said(row: Neighbour, said_mac: str | None) -> Iterable[tuple[str, list[str]]]:
        if said_mac is not None:
            yield "chassis", [said_mac]
            yield "mac", [said_mac]
        elif row.chassis_id:
            label = row.chassis_id.strip().lower()
            yield "label", [label]
            if row.chassis_subtype == _CHASSIS_ADDRESS:
                yield "address", [bare] if (bare := identifying(row.chassis_id)) else []
        if row.system_name and not is_default_host(row.system_name):
            name = normal_host(row.system_name)
            yield "name", [name]
            yield "short", [name.partition(".")[0]]
        yield "address", [bare for text in row.management_addresses if (bare := identifying(text))]

    def _refuses(self, claimant: str, said_mac: str) -> bool:
        """Tell whether a device's chassis MACs are known and the one said is none of its MACs."""
        return bool(self._subjects[claimant].group.macs) and said_mac not in self._macs[claimant]

    def _elect(self, votes: dict[str, list[str]], losers: list[str]) -> Meant:
        """Return the device with a chassis vote, else the only one voted for."""
        for level in ({"chassis", "label"}, {"mac"}, {"name"}, {"short", "address"}):
            strong = sorted(claimant for claimant, kinds in votes.items() if level & set(kinds))
            if len(strong) > 1:
                names = tuple(sorted(strong))
                return Meant(None, reason="conflict", losers=tuple(losers), candidates=names)
            if strong:
                winner = strong[0]
                others = sorted(claimant for claimant in votes if claimant != winner)
                if others and level == {"name"} and any("address" in votes[other] for other in others):
                    return Meant(None, reason="conflict", losers=tuple(losers), candidates=tuple(sorted(votes)))
                losers += [f"weaker_claim: {self._subjects[other].name} ({', '.join(votes[other])})" for other in others]
                return Meant(self._subjects[winner], by=tuple(dict.fromkeys(votes[winner])), losers=tuple(losers))
        return Meant(None, reason="unknown_neighbour", losers=tuple(losers))

    def _beyond(self, realm: str, row: Neighbour, said_mac: str | None, shared: set[str], losers: list[str]) -> Meant:
        """Look beyond the realm, where only a chassis MAC that nobody else has counts."""
        if shared:
            return Meant(None, reason="ambiguous", losers=tuple(losers), candidates=tuple(sorted(shared)))
        if said_mac is None:
            return Meant(None, reason="unknown_neighbour", losers=tuple(losers))
        found = self._claims.get(("*", "chassis", said_mac), set())
        if len(found) > 1:
            return Meant(None, reason="ambiguous", losers=tuple(losers), candidates=tuple(sorted(found)))
        if not found:
            return Meant(None, reason="unknown_neighbour", losers=tuple(losers))
        other = self._subjects[next(iter(found))]
        if row.system_name and not is_default_host(row.system_name):
            short = normal_host(row.system_name).partition(".")[0]
            if other.group.names and short not in {name.partition(".")[0] for name in other.group.names}:
                return Meant(None, reason="conflict", losers=(*losers, f"name_differs: {other.name}"), candidates=(other.id,))
        return Meant(other, by=(f"chassis beyond {realm}",), losers=tuple(losers))
