"""What BGP would bring: announcements followed over the sessions that records tell of, and MPLS VPNs by their route targets.

Only prefixes that hold the address asked for are followed, so that one question does not compute a whole table. An
announcement is a ``network`` line, an aggregate, or a redistribution; a session stands where either side names the other's
address and the AS numbers agree,
and is not known to be down. Selection (RFC 4271 9.1): own before others, then the shorter AS path, sessions
between AS before those inside, the nearer next hop, the lower router address. Inside an AS, what was heard inside goes on
only through a reflector (RFC 4456). Import and export policies are not evaluated: where one stands, the route is unsure.

VPN routes (RFC 4364): the connected and static routes of a VRF whose export targets meet the import targets of another.
Where no session with the family VPNv4 joins the two routers, the route is assumed from the targets alone, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from topology.model.configured import NetworkStatement, Redistribution, VrfFamily
from topology.model.entities import Evidence
from topology.model.records import Vrf
from topology.model.tables import BgpPeer, BgpProcess
from topology.paths.question import Basis, Sure
from topology.paths.state import State, View, parse_prefix, row_evidence
from topology.paths.tables import Entry, Table, address_text
from topology.resolve.addresses import Address, Block, holds, parse_address

_DEAD = frozenset({"idle", "connect", "active", "opensent", "openconfirm"})
_ROUNDS = 32
"""Rounds after which an oscillation of announcements is left as it stands."""
_VPN_FAMILIES = frozenset({"vpnv4", "vpnv6", "vpnv4-unicast"})


@dataclass(frozen=True, slots=True)
class _Session:
    """One side's view of a session."""

    device: str
    other: str
    near: Address
    """Own address as the other side names it."""
    far: Address
    inside: bool
    """Both in one AS."""
    reflects: bool
    """The other is a client of this reflector."""
    own_hop: bool
    """Announces itself as next hop."""
    policed: bool
    asn: int | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class _Best:
    """What a router holds for a prefix."""

    path: tuple[int, ...]
    inside: bool
    hop: Address | None
    """None for what it announces itself."""
    client: bool
    policed: bool
    evidence: tuple[Evidence, ...]
    rank: tuple[int, ...] = ()


class Speakers:
    """The routers that BGP sessions join in one VRF, grown from one of them."""

    def __init__(self, state: State, start: str, vrf: str | None) -> None:
        self._state = state
        self._vrf = vrf
        self.sessions: dict[str, list[_Session]] = {}
        waiting = [start]
        while waiting:
            device = waiting.pop()
            if device not in self.sessions:
                self.sessions[device] = list(self._of(device))
                waiting += [session.other for session in self.sessions[device]]

    def _of(self, device: str) -> Iterator[_Session]:
        view = self._state.view(device)
        for record, row in _peers(view, self._vrf):
            far = parse_address(row.address)
            if far is None or row.enabled is False or row.state in _DEAD:
                continue
            owners = {owner.interface.device for owner in self._state.owners.get((view.device.realm, far), ())} - {device}
            answering = [(other, back) for other in sorted(owners) if (back := self._back(view, other)) is not None]
            near = parse_address(answering[0][1].address) if len(answering) == 1 else None
            if near is None:
                continue  # nobody has the address and names this router, or several do
            other, back = answering[0]
            own = local_as(view, self._vrf)
            yield _Session(
                device=device,
                other=other,
                near=near,
                far=far,
                inside=own is not None and row.remote_as == own,
                reflects="reflect-client" in row.options,
                own_hop="next-hop-self" in row.options or "next-hop-local" in row.options,
                policed=bool(row.import_policies or row.export_policies or back.import_policies or back.export_policies),
                asn=own,
                evidence=row_evidence(record, row, f"bgp {row.address} AS {row.remote_as or '?'}"),
            )

    def _back(self, view: View, other: str) -> BgpPeer | None:
        """Return the row by which the other side names this router."""
        own = {(owner[0], owner[1]) for port in view.ports for text in port.addresses if (owner := parse_prefix_host(text)) is not None}
        return next(
            (row for _, row in _peers(self._state.view(other)) if row.enabled is not False and parse_address(row.address) in own), None
        )

    def best(self, device: str, origins: dict[str, Evidence], distance: Callable[[str, Address], int | None]) -> _Best | None:
        """Return what a router would hold for a prefix that `origins` announce; `distance` gives the way to a next hop."""
        held: dict[str, _Best] = {
            origin: _Best((), inside=False, hop=None, client=False, policed=False, evidence=(said,), rank=(0,))
            for origin, said in origins.items()
            if origin in self.sessions
        }
        for _ in range(_ROUNDS):
            following = {origin: best for origin, best in held.items() if best.hop is None}
            for receiver, sessions in self.sessions.items():
                for session in sessions:
                    offered = held.get(session.other)
                    told = None if offered is None else self._told(receiver, session, offered, distance)
                    if told is not None and (receiver not in following or told.rank < following[receiver].rank):
                        following[receiver] = told
            if following == held:
                break
            held = following
        found = held.get(device)
        return None if found is None or found.hop is None else found

    def _told(self, receiver: str, session: _Session, offered: _Best, distance: Callable[[str, Address], int | None]) -> _Best | None:
        back = next((one for one in self.sessions[session.other] if one.other == receiver), None)
        if back is None or (session.inside and offered.inside and not (offered.client or back.reflects)):
            return None
        path = offered.path if session.inside else (back.asn or 0, *offered.path)
        if session.asn is not None and not session.inside and session.asn in path:
            return None
        hop = session.far if offered.hop is None or not session.inside or back.own_hop else offered.hop
        away = distance(receiver, hop)
        if away is None:
            return None
        return _Best(
            path,
            inside=session.inside,
            hop=hop,
            client=session.reflects,
            policed=offered.policed or session.policed,
            evidence=(session.evidence, offered.evidence[-1]),
            rank=(1, len(path), int(session.inside), away, session.far[1]),
        )


def _peers(view: View, vrf: str | None = None) -> Iterator[tuple[str, BgpPeer]]:
    for record, _, row in view.rows("bgp_peers"):
        assert isinstance(row, BgpPeer)
        if vrf is None or row.vrf == vrf:
            yield record, row


def parse_prefix_host(text: str) -> Address | None:
    """Return the address of ``address/length``."""
    return parse_address(text.partition("/")[0])


def local_as(view: View, vrf: str | None) -> int | None:
    """Return the AS number of a router's process in a VRF, else of its only process."""
    rows = [row for _, _, row in view.rows("bgp") if isinstance(row, BgpProcess)]
    return next((row.local_as for row in rows if row.vrf == vrf), rows[0].local_as if rows else None)


def origins(view: View, vrf: str | None, address: Address, inner: Table) -> Iterator[tuple[Block, Evidence]]:
    """Yield the prefixes holding an address that a router announces into BGP; `inner` is its table without BGP."""
    for record, _, row in view.rows("network_statements"):
        assert isinstance(row, NetworkStatement)
        block = parse_prefix(row.prefix)
        if row.protocol == "bgp" and row.vrf == vrf and block is not None and holds(block, address):
            yield block, row_evidence(record, row, f"bgp network {row.prefix}")
    for record, _, row in view.rows("redistributions"):
        assert isinstance(row, Redistribution)
        if row.into != "bgp" or row.vrf not in {None, vrf}:
            continue
        wanted = {"direct": "connected"}.get(row.source, row.source)
        for found in inner.matches(address):
            for entry in found:
                if entry.protocol == wanted:
                    yield entry.block, row_evidence(record, row, f"{row.source} -> bgp")


def vrf_targets(view: View, vrf: str) -> tuple[set[str], set[str], tuple[Evidence, ...]]:
    """Return the import and export targets of a VRF (IPv4), and where they stand."""
    imports: set[str] = set()
    exports: set[str] = set()
    evidence: list[Evidence] = []
    for part in ("vrfs", "vrf_families"):
        for record, _, row in view.rows(part):
            if isinstance(row, Vrf) and row.name != vrf:
                continue
            if isinstance(row, VrfFamily) and (row.vrf != vrf or row.family not in {"ipv4", "vpnv4"}):
                continue
            assert isinstance(row, Vrf | VrfFamily)
            imports.update(row.import_targets)
            exports.update(row.export_targets)
            if row.import_targets or row.export_targets:
                evidence.append(row_evidence(record, row, f"{vrf}: {' '.join(sorted({*row.import_targets, *row.export_targets}))}"))
    return imports, exports, tuple(dict.fromkeys(evidence))[:1]


def vpn_entries(
    state: State, at: tuple[str, str], address: Address, inner: Callable[[str, str | None], Table], preference: int
) -> Iterator[Entry]:
    """Yield the VPN routes to an address that a VRF imports from VRFs of other routers, and of its own; `at` is router and VRF."""
    device, vrf = at
    view = state.view(device)
    imports, _, own = vrf_targets(view, vrf)
    if not imports:
        return
    speakers = Speakers(state, device, None)
    joined = set(speakers.sessions)
    spoken = any(_VPN_FAMILIES & set(row.families) for _, row in _peers(view))
    for use in state.topology.vrfs:
        if use.realm != view.device.realm:
            continue
        for other in use.devices:
            if other == device and use.name == vrf:
                continue
            shared = vrf_targets(state.view(other), use.name)
            if not imports & shared[1]:
                continue
            told = spoken and other in joined
            for found in inner(other, use.name).matches(address):
                if found[0].protocol in {"connected", "static"} and found[0].block[2]:
                    yield Entry(
                        block=found[0].block,
                        protocol="vpn",
                        remote=(other, use.name),
                        preference=preference,
                        basis=Basis.COMPUTED if told or other == device else Basis.ASSUMED,
                        sure=Sure.LIKELY if told or other == device else Sure.UNSURE,
                        note=None if told or other == device else "path.vpn_assumed",
                        params={"targets": " ".join(sorted(imports & shared[1])), "address": address_text(address)},
                        evidence=(*own, *shared[2], *found[0].evidence[:1]),
                    )
