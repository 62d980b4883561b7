"""Links: claims paired, in passes from strict to loose.

``mutual_both_ports``
    Each side names its own and the other's port, and they agree.
``mutual_one_port``
    Each side names the other, one port agrees, and nothing speaks against it.
``mutual_disputed_port``
    The same, but one side names another far port; each side is believed about its own.
``mutual_devices``
    Each side names the other exactly once, and neither far port is known.
``one_sided_port``
    Only one side speaks; the far port is known.
``one_sided_device``
    Only one side speaks and one of the ports is unknown; the row is listed as well.
``fdb``, ``fdb_leaf``
    Concluded from forwarding tables, see `topology.resolve.forwarding`.
``adjacency``, ``adjacency_one_sided``
    Routing protocols name each other, see `topology.resolve.adjacencies`.
``circuit_number``, ``described``, ``routed_vlan``, ``shared_vlan``, ``described_place``, ``bundle_member``
    Told by what is configured on both ends, see `topology.resolve.configured_links`.
``shared_prefix``, ``shared_subnet``
    The only two owners of a prefix, see `topology.resolve.subnet_links`.
``operator``, ``census``, ``cable``
    A person said so; a declared circuit, see `topology.resolve.circuits`; a cable of an inventory, see `topology.resolve.cables`.

A pair counts in the mutual passes only if neither side could be paired otherwise, so that parallel links
stay parallel and the order of arrival cannot matter. Each pass is linear in the claims between two
devices times the ports they compete for. Sources: the passes of Enlinkd and Netdata on string keys,
here after each port has been resolved by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import msgspec

from topology.model.entities import Evidence, Link, LinkState, Unmatched
from topology.model.records import InterfaceKind
from topology.resolve.claims import Claim, unmatched_claim
from topology.resolve.ids import digest
from topology.resolve.subjects import Port, Subject, find_port

PASSES = ("mutual_both_ports", "mutual_one_port", "mutual_disputed_port", "mutual_devices", "one_sided_port", "one_sided_device")
"""The passes in order."""
CABLED = 2
"""Layer up to which a link stands for a cable or a segment, and so explains the ports it ends on."""
ROUTED = 3
"""Layer of links between routers, whatever stands between them."""


@dataclass(slots=True, eq=False)
class Side:
    """Claims of one device that say the same: my port `p` hears your port `q`."""

    a: Subject
    p: Port | None
    b: Subject
    q: Port | None
    claims: list[Claim]
    taken: bool = False
    losers: list[str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Found:
    """A link under construction."""

    a: Subject
    p: Port | None
    b: Subject
    q: Port | None
    matched_by: str
    claims: list[Claim]
    losers: list[str]


def pair_claims(claims: Iterable[Claim]) -> tuple[list[Link], list[Unmatched]]:
    """Return the links that the claims make, and the claims that made none or lack a port."""
    pairs: dict[tuple[str, str], tuple[list[Claim], list[Claim]]] = {}
    for claim in claims:
        forward = claim.a.id < claim.b.id
        key = (claim.a.id, claim.b.id) if forward else (claim.b.id, claim.a.id)
        pairs.setdefault(key, ([], []))[0 if forward else 1].append(claim)
    found: list[_Found] = []
    rest: list[Side] = []
    for _, (ours, theirs) in sorted(pairs.items()):
        left, right = _sides(ours), _sides(theirs)
        for name, fits in _MUTUAL:
            found.extend(_pair(left, right, name, fits))
        rest.extend(side for side in (*left, *right) if not side.taken)
    unmatched = [
        unmatched_claim(claim, "unresolved_port", [claim.b.id])
        for link in found
        if link.p is None or link.q is None
        for claim in link.claims
        if claim.p is None
    ]
    found.extend(_one_sided(rest, found, unmatched))
    return _finish(found), unmatched


def _sides(claims: list[Claim]) -> list[Side]:
    """Unite claims that say the same; a claim without far port joins the only one of its own port that has one."""
    sides: dict[tuple[str | None, str | None], Side] = {}
    for claim in sorted(claims, key=lambda claim: (claim.said, claim.evidence)):
        side = sides.get(claim.ends)
        if side is None:
            sides[claim.ends] = Side(claim.a, claim.p, claim.b, claim.q, [claim])
        else:
            side.claims.append(claim)
    for key in [key for key in sides if key[0] is not None and key[1] is None]:
        fuller = [side for other, side in sides.items() if other[0] == key[0] and other[1] is not None]
        if len(fuller) == 1:
            fuller[0].claims.extend(sides.pop(key).claims)
    return [sides[key] for key in sorted(sides, key=lambda key: (key[0] or "~", key[1] or "~"))]


def _same(near: Port | None, said: Port | None, owner: Subject) -> bool | None:
    """Compare a port with what the other side calls it; its aggregate is a fitting name. None where one is unknown."""
    if near is None or said is None:
        return None
    if near is said:
        return True
    return near.interface.lag is not None and find_port(owner, near.interface.lag) is said


def _agreement(left: Side, right: Side) -> tuple[bool | None, bool | None]:
    return _same(left.p, right.q, left.a), _same(right.p, left.q, right.a)


def _both(left: Side, right: Side) -> bool:
    return left.p is not None and right.p is not None and left.p is right.q and right.p is left.q


def _one(left: Side, right: Side) -> bool:
    answers = _agreement(left, right)
    return True in answers and False not in answers


def _disputed(left: Side, right: Side) -> bool:
    return True in _agreement(left, right)


def _devices(left: Side, right: Side) -> bool:
    return left.q is None and right.q is None


_MUTUAL: tuple[tuple[str, Callable[[Side, Side], bool]], ...] = (
    ("mutual_both_ports", _both),
    ("mutual_one_port", _one),
    ("mutual_disputed_port", _disputed),
    ("mutual_devices", _devices),
)


def _pair(left: list[Side], right: list[Side], name: str, fits: Callable[[Side, Side], bool]) -> list[_Found]:
    """Pair the sides that fit each other and nobody else; several equal fits are left alone and say so."""
    ours = [side for side in left if not side.taken]
    theirs = [side for side in right if not side.taken]
    forward = {id(a): [b for b in theirs if fits(a, b)] for a in ours}
    backward = {id(b): [a for a in ours if fits(a, b)] for b in theirs}
    found: list[_Found] = []
    for a in ours:
        partners = forward[id(a)]
        if len(partners) == 1 and len(backward[id(partners[0])]) == 1:
            b = partners[0]
            a.taken = b.taken = True
            p, q = a.p or b.q, b.p or a.q
            losers = [f"disputed_port: {a.b.name} {a.q.interface.name}"] if a.q and a.q is not q else []
            losers += [f"disputed_port: {a.a.name} {b.q.interface.name}"] if b.q and b.q is not p else []
            found.append(_Found(a.a, p, a.b, q, name, a.claims + b.claims, losers))
        elif partners and name != "mutual_devices":
            a.losers.extend(f"several_fit: {a.b.name} {b.p.interface.name if b.p else '?'}" for b in partners)
    return found


def _one_sided(rest: list[Side], paired: list[_Found], unmatched: list[Unmatched]) -> list[_Found]:
    """Return the one-sided links; a claim on a far port that is proven to lead elsewhere is a conflict."""
    proven: dict[str, _Found] = {}
    joined: dict[tuple[str, str], list[_Found]] = {}
    for link in paired:
        joined.setdefault((link.a.id, link.b.id), []).append(link)
        if link.matched_by == "mutual_both_ports":
            proven.update({port.id: link for port in (link.p, link.q) if port is not None})
    found: list[_Found] = []
    for side in sorted(rest, key=lambda side: side.q is None or side.p is None):
        pair = (side.a.id, side.b.id) if side.a.id < side.b.id else (side.b.id, side.a.id)
        already = joined.setdefault(pair, [])
        if (bundle := _bundle_of(side, already)) is not None:
            bundle.claims.extend(side.claims)
        elif side.q is not None and (other := proven.get(side.q.id)) is not None:
            unmatched.extend(unmatched_claim(claim, "conflict", [other.a.id, other.b.id]) for claim in side.claims)
        elif _mistaken(side):
            unmatched.extend(unmatched_claim(claim, "conflict", [side.b.id]) for claim in side.claims)
        elif side.p is not None and side.q is not None:
            if (mirror := next((link for link in already if link.p is side.q and link.q is side.p), None)) is not None:
                mirror.claims.extend(side.claims)
            else:
                already.append(_Found(side.a, side.p, side.b, side.q, "one_sided_port", side.claims, side.losers))
                found.append(already[-1])
        else:
            unmatched.extend(unmatched_claim(claim, "unresolved_port", [side.b.id]) for claim in side.claims)
            if side.p is not None or side.q is not None or not already:
                already.append(_Found(side.a, side.p, side.b, side.q, "one_sided_device", side.claims, side.losers))
                found.append(already[-1])
    return found


def _mistaken(side: Side) -> bool:
    """Tell whether rows that know their neighbour by name only join a trunk to an access port: a namesake elsewhere is meant."""
    if side.p is None or side.q is None or not all(claim.named_only for claim in side.claims):
        return False
    ends = [port.interface for port in (side.p, side.q)]
    trunks = [end for end in ends if end.vlan_trunk is not None]
    others = [end for end in ends if end.vlan_trunk is None and end.vlan_access is not None and end.lag is None]
    return len(trunks) == len(others) == 1 and trunks[0].vlan_native != others[0].vlan_access


def _bundle_of(side: Side, links: list[_Found]) -> _Found | None:
    """Return a member link of the aggregate that a row speaks of: the row then says nothing new."""
    for device, port in ((side.a, side.p), (side.b, side.q)):
        if port is None or port.interface.kind is not InterfaceKind.LAG:
            continue
        for link in links:
            near = link.p if link.a is device else link.q
            if near is not None and near.interface.lag and find_port(device, near.interface.lag) is port:
                return link
    return None


def _finish(found: list[_Found]) -> list[Link]:
    """Return the links, each once; a port with several far ends is a segment, and its links are layer 2."""
    far: dict[str, set[str]] = {}
    for link in found:
        for near, other, port in ((link.p, link.b, link.q), (link.q, link.a, link.p)):
            if near is not None:
                far.setdefault(near.id, set()).add(port.id if port else other.id)
    links: dict[str, Link] = {}
    for link in found:
        segment = any(port is not None and len(far[port.id]) > 1 for port in (link.p, link.q))
        built = build_link(
            (link.a, link.p),
            (link.b, link.q),
            layer=2 if segment else 1,
            state=_state(link),
            protocols={claim.protocol for claim in link.claims},
            matched_by=link.matched_by,
            evidence={claim.evidence for claim in link.claims},
            losers={*link.losers, *(loser for claim in link.claims for loser in claim.losers)},
        )
        links[built.id] = merge_links(links[built.id], built) if built.id in links else built
    return list(links.values())


def _state(link: _Found) -> LinkState:
    if all(claim.stale for claim in link.claims):
        return LinkState.STALE
    return LinkState.TWO_SIDED if link.matched_by.startswith("mutual") else LinkState.ONE_SIDED


def build_link(
    one: tuple[Subject, Port | None],
    other: tuple[Subject, Port | None],
    *,
    layer: int,
    state: LinkState,
    protocols: Iterable[str] = (),
    matched_by: str,
    evidence: Iterable[Evidence] = (),
    losers: Iterable[str] = (),
    circuit: str | None = None,
) -> Link:
    """Return a link with its ends in order and an id made from them; that of a routed link or declared circuit is not the cable's."""
    ends = sorted(((device.id, port.id if port else None) for device, port in (one, other)), key=lambda end: (end[0], end[1] or ""))
    (a, p), (b, q) = ends
    own = [circuit] if state is LinkState.DECLARED else [f"layer {layer}"] if layer == ROUTED else []
    return Link(
        id=digest("lnk", a, p, b, q, *own),
        a_device=a,
        a_interface=p,
        b_device=b,
        b_interface=q,
        layer=layer,
        state=state,
        protocols=tuple(sorted(set(protocols))),
        matched_by=matched_by,
        circuit=circuit,
        evidence=tuple(sorted(set(evidence))),
        losers=tuple(sorted(set(losers))),
    )


def merge_links(first: Link, second: Link) -> Link:
    """Return one link with the evidence of both; the first's pass and state stay."""
    return msgspec.structs.replace(
        first,
        protocols=tuple(sorted({*first.protocols, *second.protocols})),
        evidence=tuple(sorted({*first.evidence, *second.evidence})),
        losers=tuple(sorted({*first.losers, *second.losers})),
    )


def bundles_of(subjects: Iterable[Subject]) -> dict[str, set[str]]:
    """Return by each port of an aggregate, and by the aggregate, the ids of all of them."""
    members: dict[str, set[str]] = {}
    for subject in subjects:
        for port in subject.ports.values():
            aggregate = find_port(subject, port.interface.lag) if port.interface.lag else None
            if aggregate is not None:
                members.setdefault(aggregate.id, {aggregate.id}).add(port.id)
    return {port: whole for whole in members.values() for port in whole}


def explained_ports(subjects: Iterable[Subject], links: Iterable[Link]) -> set[str]:
    """Return the ports that cables and segments end on, with the aggregates they are in and the members these have."""
    bundle = bundles_of(subjects)
    ends = {end for link in links if link.layer <= CABLED for end in (link.a_interface, link.b_interface) if end is not None}
    return ends.union(*(bundle[end] for end in ends if end in bundle))
