"""Free ports: those that no protocol explains, what they carry, and what speaks against a cable between two of them.

A port is free if it takes a cable, is not shut or down, and no link ends on it, on its aggregate or on a member of
it. A port on which a protocol hears somebody that is no known device is free for that neighbour only: a device whose
name is the one heard and whose chassis MAC, where known, does not differ (a device put back to its maker's host name
is heard by that name, and only its configuration says where it stands).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from topology.model.entities import Evidence, Link, LinkState
from topology.model.names import canonical_interface, canonical_mac, is_identifying_mac, normal_host
from topology.model.records import InterfaceKind, Neighbour
from topology.resolve.addresses import Block
from topology.resolve.links import CABLED, build_link, bundles_of
from topology.resolve.subjects import Port, Subject, record_evidence
from topology.resolve.vlans import POINT_TO_POINT, carried_vlans, vlan_blocks

_CABLE = frozenset({InterfaceKind.PHYSICAL, InterfaceKind.LAG})


@dataclass(frozen=True, slots=True, eq=False)
class End:
    """A free port with its device; what it is part of counts as one port."""

    subject: Subject
    port: Port

    @property
    def id(self) -> str:
        """The port's id."""
        return self.port.id

    @property
    def text(self) -> str:
        """The port and its description, for evidence."""
        interface = self.port.interface
        return f"{interface.name} {interface.description}" if interface.description else interface.name

    @property
    def evidence(self) -> Evidence:
        """Where the port stands in its first source."""
        return self.said(self.text)

    def said(self, text: str) -> Evidence:
        """Return where the port stands, with what is read there."""
        first = self.port.evidence[0]
        return record_evidence(first.source, first.place, text)


Pair = tuple[End, End]


class FreePorts:
    """The ports that are still free, by device; ends that links take are free no more."""

    def __init__(
        self,
        subjects: Iterable[Subject],
        links: Iterable[Link],
        heard: Mapping[str, tuple[Neighbour, ...]],
        numbers: Mapping[str, set[str]],
    ) -> None:
        self.subjects = list(subjects)
        self._heard = heard
        self._numbers = numbers
        self._bundles = bundles_of(self.subjects)
        self._taken: set[str] = set()
        self.take(link for link in links if link.state is not LinkState.DECLARED and link.layer <= CABLED)
        self._carried: dict[str, frozenset[int]] = {}
        self._private: dict[str, frozenset[int]] = {}
        self._blocks: dict[str, dict[int, set[Block]]] = {}

    def take(self, links: Iterable[Link]) -> None:
        """Note that links end on their ports."""
        for link in links:
            for end in (link.a_interface, link.b_interface):
                if end is not None:
                    self._taken |= self._bundles.get(end, {end})

    def is_free(self, port: Port) -> bool:
        """Tell whether a port takes a cable, works and has none."""
        return port.id not in self._taken and takes_cable(port)

    def ends(self, subject: Subject) -> list[End]:
        """Return the free ports of a device, an aggregate for its members."""
        return [End(subject, port) for port in subject.ports.values() if port.interface.lag is None and self.is_free(port)]

    def hears_another(self, end: End, other: End) -> bool:
        """Tell whether a protocol hears on a port somebody that the other port's device cannot be."""
        return not all(_may_be(row, other) for row in self._heard.get(end.id, ()))

    def carried(self, end: End) -> frozenset[int]:
        """Return the VLANs that a trunk lets through and its device has, the default VLAN left out."""
        found = self._carried.get(end.id)
        if found is None:
            found = self._carried[end.id] = carried_vlans(end.subject, end.port)
        return found

    def private(self, end: End) -> frozenset[int]:
        """Return the VLANs of routed point-to-point prefixes that of all ports of its device this one alone carries."""
        found = self._private.get(end.id)
        if found is None:
            routed = {vid for vid, _, block in vlan_blocks(end.subject) if vid is not None and block[2] in POINT_TO_POINT}
            mine = routed & self.carried(end)
            others = {
                vid
                for port in end.subject.ports.values()
                if mine and port.id != end.id and port.interface.lag is None
                for vid in mine & carried_vlans(end.subject, port)
            }
            found = self._private[end.id] = frozenset(mine - others)
        return found

    def _routed(self, subject: Subject) -> dict[int, set[Block]]:
        """Return the prefixes of a device's VLAN interfaces by VLAN."""
        found = self._blocks.get(subject.id)
        if found is None:
            found = self._blocks[subject.id] = {}
            for vid, _, block in vlan_blocks(subject):
                if vid is not None:
                    found.setdefault(vid, set()).add(block)
        return found

    def _meet(self, one: End, other: End, vids: frozenset[int]) -> bool:
        """Tell whether two devices may be in one layer-2 domain: what both route on a VLAN they share is one prefix."""
        ours, theirs = self._routed(one.subject), self._routed(other.subject)
        return all(ours[vid] & theirs[vid] for vid in vids if vid in ours and vid in theirs)

    def against(self, one: End, other: End) -> list[str]:
        """Return what two ports' VLANs, circuit numbers and the neighbours heard on them say against a cable, in words."""
        found = [f"heard_another: {near.subject.name}" for near, far in ((one, other), (other, one)) if self.hears_another(near, far)]
        first, second = self._numbers.get(one.id), self._numbers.get(other.id)
        if first and second and not first & second:
            found.append(f"other_number: {one.subject.name}, {other.subject.name}")
        ours, theirs = self.carried(one), self.carried(other)
        if ours and theirs:
            if not ours & theirs:
                found.append(f"no_common_vlan: {one.subject.name}, {other.subject.name}")
            elif not self._meet(one, other, ours & theirs):
                found.append(f"other_prefix: {one.subject.name}, {other.subject.name}")
            for mine, far, near in ((self.private(one), theirs, one), (self.private(other), ours, other)):
                if mine and not mine & far:
                    found.append(f"other_routed_vlan: {near.subject.name}")
        return found


def takes_cable(port: Port) -> bool:
    """Tell whether a port takes a cable and is neither shut nor down."""
    interface = port.interface
    return interface.kind in _CABLE and interface.enabled is not False and interface.up is not False


def _may_be(row: Neighbour, other: End) -> bool:
    """Tell whether a neighbour row without a device may mean a device and its port."""
    subject = other.subject
    mac = canonical_mac(row.chassis_id) if row.chassis_id else None
    if mac is not None and is_identifying_mac(mac) and subject.group.macs and mac not in subject.group.macs:
        return False
    if not row.system_name or normal_host(row.system_name) != normal_host(subject.name):
        return False
    named = subject.ports.get(canonical_interface(row.port_id)) if row.port_id else None
    return named is None or named is other.port or named.interface.lag is not None


def only_pairs(candidates: Iterable[Pair]) -> list[Pair]:
    """Return the pairs whose ends are in no other pair, in order."""
    unique: dict[tuple[str, str], Pair] = {}
    partners: dict[str, set[str]] = {}
    for one, other in candidates:
        first, second = (one, other) if one.id < other.id else (other, one)
        unique[first.id, second.id] = (first, second)
        partners.setdefault(first.id, set()).add(second.id)
        partners.setdefault(second.id, set()).add(first.id)
    return [pair for (a, b), pair in sorted(unique.items(), key=lambda item: item[0]) if len(partners[a]) == len(partners[b]) == 1]


def link_ends(
    pair: Pair, matched_by: str, *, protocol: str, layer: int, evidence: Iterable[Evidence] = (), losers: Iterable[str] = ()
) -> Link:
    """Return the inferred link between two free ports."""
    one, other = pair
    return build_link(
        (one.subject, one.port),
        (other.subject, other.port),
        layer=layer,
        state=LinkState.STALE if one.subject.stale or other.subject.stale else LinkState.INFERRED,
        protocols=(protocol,),
        matched_by=matched_by,
        evidence=tuple(evidence) or (one.evidence, other.evidence),
        losers=losers,
    )
