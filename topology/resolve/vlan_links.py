"""VLAN links: which ports must be joined, because nothing else carries a VLAN from one device to the other.

``routed_vlan``
    Two devices own a point-to-point prefix (/29 to /31) on the interfaces of one VLAN; one port of each carries that
    VLAN, and no third device of the realm passes it on.
``shared_vlan``
    Devices with addresses of one prefix on one VLAN's interfaces are a layer-2 domain. Of its ports that carry this
    VLAN and are still free, exactly two on two devices carry some other VLAN as well, or exactly the same VLANs; one
    side may allow more, as operators are generous, but neither carries what the other lacks while that does too.

An unmanaged or unknown switch may stand between, so such a link is of layer 2 and 'inferred'. Source: VLANs that are
configured on both sides of a trunk, as guides to VRP, Comware and IOS have it (``port trunk allow-pass vlan``,
``port trunk permit vlan``, ``switchport trunk allowed vlan``).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from topology.model.entities import Link
from topology.model.records import InterfaceKind
from topology.resolve.addresses import Block
from topology.resolve.descriptions import Descriptions
from topology.resolve.free_ports import End, FreePorts, Pair, link_ends, only_pairs, takes_cable
from topology.resolve.subjects import Port, Subject
from topology.resolve.vlans import POINT_TO_POINT, carried_vlans, vlan_blocks

VLAN_PASSES = ("routed_vlan", "shared_vlan")
"""The passes in order."""

_LAYER = 2
_PAIR = 2
_MOST_CARRIERS = 12
"""Free ports with one VLAN beyond which nothing is concluded from it and pairs are not compared."""


def by_routed_vlan(free: FreePorts, texts: Descriptions) -> list[Link]:
    """Return the links that carry a routed point-to-point VLAN; a description that says otherwise is listed with them."""
    owners: dict[tuple[str, str | None, Block], list[tuple[Subject, int | None]]] = {}
    for subject in free.subjects:
        for vid, vrf, block in vlan_blocks(subject):
            if block[2] in POINT_TO_POINT:
                owners.setdefault((subject.realm, vrf, block), []).append((subject, vid))
    transit = _Transit(free.subjects)
    candidates: dict[tuple[str, str], tuple[Pair, int]] = {}
    for held in owners.values():
        if len(held) != _PAIR:
            continue
        (a, vid), (b, other_vid) = held
        if a is b or vid is None or vid != other_vid:
            continue
        ours, theirs = _carriers(a, vid), _carriers(b, vid)
        if len(ours) != 1 or len(theirs) != 1 or not free.is_free(ours[0]) or not free.is_free(theirs[0]):
            continue
        one, other = End(a, ours[0]), End(b, theirs[0])
        if not transit.passes(a.realm, vid, {a.id, b.id}) and not free.against(one, other):
            candidates[one.id, other.id] = ((one, other), vid)
    said = {frozenset(key): vid for key, (_, vid) in candidates.items()}
    return [
        link_ends(
            pair,
            VLAN_PASSES[0],
            protocol="vlan",
            layer=_LAYER,
            evidence=[end.said(f"{end.port.interface.name} VLAN {said[frozenset(end.id for end in pair)]}") for end in pair],
            losers=texts.against(*pair),
        )
        for pair in only_pairs(pair for pair, _ in candidates.values())
    ]


class _Transit:
    """Devices that pass a VLAN on from one of their ports to another; read when first asked for."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self._subjects = list(subjects)
        self._found: dict[tuple[str, int], set[str]] | None = None

    def passes(self, realm: str, vid: int, ends: set[str]) -> bool:
        """Tell whether another device than the two ends passes a VLAN on."""
        if self._found is None:
            self._found = {}
            for subject in self._subjects:
                once: set[int] = set()
                for port in _roots(subject):
                    vids = carried_vlans(subject, port)
                    for again in vids & once:
                        self._found.setdefault((subject.realm, again), set()).add(subject.id)
                    once |= vids
        return bool(self._found.get((realm, vid), set()) - ends)


def _roots(subject: Subject) -> list[Port]:
    return [port for port in subject.ports.values() if port.interface.lag is None and takes_cable(port)]


def _carriers(subject: Subject, vid: int) -> list[Port]:
    """Return the ports of a device that carry a VLAN, tagged or not."""
    return [port for port in _roots(subject) if port.interface.vlan_access == vid or vid in carried_vlans(subject, port)]


def by_shared_vlan(free: FreePorts, texts: Descriptions) -> list[Link]:
    """Return the links between ports that alone in their layer-2 domain carry a VLAN, or the same VLANs."""
    domains = _domains(free)
    ends: dict[str, list[End]] = {}
    winners: list[Pair] = []
    for (_, vid, _), members in sorted(domains.items(), key=lambda item: item[0]):
        groups: dict[Hashable, list[End]] = {}
        for identifier, subject in members.items():
            if identifier not in ends:
                ends[identifier] = [end for end in free.ends(subject) if end.port.interface.vlan_trunk]
            for end in ends[identifier]:
                vids = free.carried(end)
                if vid in vids and len(vids) > 1:
                    for key in (*(vids - {vid}), vids):
                        groups.setdefault(key, []).append(end)
        for group in groups.values():
            if len(group) <= _MOST_CARRIERS:
                winners += only_pairs(_compatible(free, texts, group))
    return [
        link_ends(
            pair,
            VLAN_PASSES[1],
            protocol="vlan",
            layer=_LAYER,
            evidence=[end.said(f"{end.port.interface.name} VLAN {', '.join(map(str, sorted(free.carried(end))))}") for end in pair],
            losers=texts.against(*pair),
        )
        for pair in only_pairs(winners)
    ]


def _domains(free: FreePorts) -> dict[tuple[str, int, Block], dict[str, Subject]]:
    """Return the devices of each layer-2 domain by realm, VLAN and prefix, where there are two at least.

    A device without an address in the prefix belongs to it if it carries the VLAN and the realm has no other prefix there.
    """
    domains: dict[tuple[str, int, Block], dict[str, Subject]] = {}
    blocks: dict[tuple[str, int], set[Block]] = {}
    for subject in free.subjects:
        for vid, _, block in vlan_blocks(subject):
            if vid is not None and block[2] not in POINT_TO_POINT:
                domains.setdefault((subject.realm, vid, block), {})[subject.id] = subject
                blocks.setdefault((subject.realm, vid), set()).add(block)
    shared = {key: members for key, members in domains.items() if len(members) >= _PAIR}
    alone = {key[:2]: members for key, members in shared.items() if len(blocks[key[:2]]) == 1}
    for subject in free.subjects if alone else ():
        for end in free.ends(subject):
            for vid in free.carried(end):
                if (members := alone.get((subject.realm, vid))) is not None:
                    members[subject.id] = subject
    return shared


def _compatible(free: FreePorts, texts: Descriptions, group: list[End]) -> list[Pair]:
    return [
        (one, other)
        for place, one in enumerate(group)
        for other in group[place + 1 :]
        if one.subject is not other.subject
        and (one.port.interface.kind is InterfaceKind.LAG) is (other.port.interface.kind is InterfaceKind.LAG)
        and (free.carried(one) <= free.carried(other) or free.carried(other) <= free.carried(one))
        and not free.against(one, other)
        and texts.objections(one, other) is not None
    ]
