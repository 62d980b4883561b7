"""Adjacencies: what routing protocols say of their neighbours, as links of layer 3.

An OSPF row names its neighbour by address (RFC 4750), an IS-IS row by system id, addresses and MAC (RFC 4444) or by the
host name that it floods (RFC 5301), a BGP session by address (RFC 4273). The other end is the one device of the realm
that owns what is named; two that do count for neither. Rows of both sides on the same ports are one two-sided link
(pass ``adjacency``), a row that only one side has is one-sided (``adjacency_one_sided``). Cables are never concluded
from them: a layer-3 link may cross switches. Linear in the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from topology.model.entities import Evidence, Link, LinkState, Unmatched
from topology.model.names import is_default_host, normal_host
from topology.resolve.addresses import Address, holds, identifying, parse_address, parse_interface
from topology.resolve.ids import digest
from topology.resolve.links import ROUTED, build_link
from topology.resolve.sightings import Sighting
from topology.resolve.subjects import Port, Subject, find_port, record_evidence

PASSES = ("adjacency", "adjacency_one_sided")
"""The passes in order."""

_OSPF_ALIVE = frozenset({"two-way", "exchange-start", "exchange", "loading", "full"})
_ISIS_ALIVE = frozenset({"up"})
_BGP_ALIVE = frozenset({"established"})


@dataclass(frozen=True, slots=True)
class _Row:
    """What one row says: how the neighbour may be known, strongest first, and where it is heard."""

    protocol: str
    names: tuple[tuple[str, object], ...]
    interface: str | None
    address: str | None
    evidence: Evidence


@dataclass(slots=True, eq=False)
class _Directed:
    """A row with both of its ends."""

    a: Subject
    p: Port | None
    b: Subject
    q: Port | None
    protocol: str
    evidence: Evidence
    stale: bool


@dataclass(slots=True)
class _Heard:
    """A link under construction: which of its devices spoke, in which protocols, and whether anything of it is of today."""

    speakers: set[str] = field(default_factory=set)
    protocols: set[str] = field(default_factory=set)
    evidence: set[Evidence] = field(default_factory=set)
    live: bool = False


class _Owners:
    """Who owns what a row may name, in each realm; what two devices own counts for neither."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self._owners: dict[tuple[str, str, object], dict[str, tuple[Subject, Port | None]]] = {}
        for subject in subjects:
            for port in subject.ports.values():
                for text in port.interface.addresses:
                    if (bare := identifying(text)) is not None and (parsed := parse_address(bare)) is not None:
                        self._own("address", parsed, subject, port)
            for name in subject.group.names:
                self._own("host", name.partition(".")[0], subject, None)
            for _, record in subject.records:
                for ospf in record.ospf:
                    if ospf.router_id and (parsed := parse_address(ospf.router_id)):
                        self._own("router_id", parsed, subject, None)
                for isis in record.isis:
                    if isis.system_id:
                        self._own("system_id", isis.system_id, subject, None)

    def _own(self, kind: str, value: object, subject: Subject, port: Port | None) -> None:
        self._owners.setdefault((subject.realm, kind, value), {}).setdefault(subject.id, (subject, port))

    def find(self, realm: str, names: Iterable[tuple[str, object]]) -> tuple[Subject | None, Port | None, tuple[str, ...]]:
        """Return the device that the strongest name with one owner means, its port where an address tells, and the candidates."""
        candidates: set[str] = set()
        meant: Subject | None = None
        for kind, value in names:
            found = self._owners.get((realm, kind, value), {})
            candidates |= found.keys()
            if len(found) != 1:
                continue
            subject, port = next(iter(found.values()))
            if meant is not None and meant is not subject:
                return None, None, tuple(sorted(candidates))
            if port is not None:
                return subject, port, ()
            meant = subject
        return meant, None, () if meant is not None else tuple(sorted(candidates))


def read_adjacencies(subjects: Iterable[Subject]) -> tuple[list[Link], list[Unmatched]]:
    """Return the layer-3 links that routing protocols tell of, and the rows whose neighbour is unknown or not certain."""
    ordered = list(subjects)
    owners = _Owners(ordered)
    directed: list[_Directed] = []
    unmatched: list[Unmatched] = []
    for subject in ordered:
        for member in subject.group.members:
            for row in _rows(member):
                other, q, candidates = owners.find(member.realm, row.names)
                if other is None or other is subject:
                    unmatched.append(_unmatched(subject, row, other, candidates))
                    continue
                p = _near(subject, row)
                directed.append(_Directed(subject, p, other, q, row.protocol, row.evidence, member.stale))
    return _unite(directed), unmatched


def _rows(member: Sighting) -> Iterator[_Row]:
    """Yield the rows of sessions that stand."""
    record = member.record
    for ospf in record.ospf_neighbours:
        if ospf.state is None or ospf.state in _OSPF_ALIVE:
            names = (("address", parse_address(ospf.address)), ("router_id", parse_address(ospf.router_id or "")))
            said = f"ospf {ospf.router_id or '?'} {ospf.address} {ospf.state or '?'}"
            yield _Row("ospf", _known(names), ospf.interface, ospf.address, record_evidence(member.id, ospf.ref, said))
    for isis in record.isis_adjacencies:
        if isis.state is None or isis.state in _ISIS_ALIVE:
            found = (("address", parse_address(text)) for text in isis.addresses)
            said = f"isis {isis.name or isis.system_id or '?'} {' '.join(isis.addresses)} {isis.state or '?'}"
            first = next(iter(isis.addresses), None)
            host = normal_host(isis.name).partition(".")[0] if isis.name and not is_default_host(isis.name) else None
            said_as = (("system_id", isis.system_id), *found, ("host", host))
            yield _Row("isis", _known(said_as), isis.interface, first, record_evidence(member.id, isis.ref, said))
    for bgp in record.bgp_peers:
        if bgp.state in _BGP_ALIVE:
            said = f"bgp {bgp.address} AS {bgp.remote_as or '?'} {bgp.state}"
            near = bgp.local_address or bgp.address
            yield _Row("bgp", _known((("address", parse_address(bgp.address)),)), None, near, record_evidence(member.id, bgp.ref, said))


def _known(names: Iterable[tuple[str, object]]) -> tuple[tuple[str, object], ...]:
    return tuple((kind, value) for kind, value in names if value is not None and value != (4, 0))


def _near(subject: Subject, row: _Row) -> Port | None:
    """Return the device's own port of a row: the one it names, else the only one that owns or faces the address."""
    if row.interface is not None:
        return find_port(subject, row.interface)
    wanted = parse_address(row.address or "")
    if wanted is None:
        return None
    own = [port for port in subject.ports.values() if _owns(port, wanted)]
    facing = own or [port for port in subject.ports.values() if _faces(port, wanted)]
    return facing[0] if len(facing) == 1 else None


def _owns(port: Port, wanted: Address) -> bool:
    return any((block := parse_interface(text)) is not None and block[:2] == wanted for text in port.interface.addresses)


def _faces(port: Port, wanted: Address) -> bool:
    return any((block := parse_interface(text)) is not None and holds(block, wanted) for text in port.interface.addresses)


def _unmatched(subject: Subject, row: _Row, other: Subject | None, candidates: tuple[str, ...]) -> Unmatched:
    reason = "self" if other is subject else "ambiguous" if candidates else "unknown_neighbour"
    return Unmatched(
        id=digest("un", subject.id, row.evidence.text, reason),
        device=subject.id,
        reason=reason,
        said=row.evidence.text,
        candidates=candidates,
        evidence=(row.evidence,),
    )


_End = tuple[Subject, Port | None]


def _unite(directed: Iterable[_Directed]) -> list[Link]:
    """Return one link for all rows on the same ports; a row that lacks a port joins the only link of its pair that fits."""
    links: dict[tuple[_End, _End], _Heard] = {}
    for row in sorted(directed, key=lambda row: ((row.p is None) + (row.q is None), row.a.id, row.b.id, row.protocol, row.evidence)):
        key = _key(row)
        if None in {key[0][1], key[1][1]}:
            fitting = [other for other in links if _fits(key, other)]
            key = fitting[0] if len(fitting) == 1 else key
        heard = links.setdefault(key, _Heard())
        heard.speakers.add(row.a.id)
        heard.protocols.add(row.protocol)
        heard.evidence.add(row.evidence)
        heard.live = heard.live or not row.stale
    return [_link(ends, heard) for ends, heard in _join_halves(links).items()]


def _join_halves(links: dict[tuple[_End, _End], _Heard]) -> dict[tuple[_End, _End], _Heard]:
    """Join two rows of one pair where each side knows the other's port only, and no third row lacks one."""
    halves: dict[tuple[Subject, Subject], list[tuple[_End, _End]]] = {}
    for key in links:
        if None in {key[0][1], key[1][1]}:
            halves.setdefault((key[0][0], key[1][0]), []).append(key)
    for keys in halves.values():
        if len(keys) != 2:  # noqa: PLR2004 - a pair
            continue
        (one, two), (three, four) = keys
        whole = ((one[0], one[1] or three[1]), (two[0], two[1] or four[1]))
        if _fits(keys[0], whole) and _fits(keys[1], whole) and None not in {whole[0][1], whole[1][1]}:
            first, second = links.pop(keys[0]), links.pop(keys[1])
            links[whole] = _Heard(
                first.speakers | second.speakers,
                first.protocols | second.protocols,
                first.evidence | second.evidence,
                live=first.live or second.live,
            )
    return links


def _key(row: _Directed) -> tuple[_End, _End]:
    near, far = (row.a, row.p), (row.b, row.q)
    return (near, far) if row.a.id < row.b.id else (far, near)


def _fits(key: tuple[_End, _End], other: tuple[_End, _End]) -> bool:
    return all(mine[0] is theirs[0] and mine[1] in {None, theirs[1]} for mine, theirs in zip(key, other, strict=True))


def _link(ends: tuple[_End, _End], heard: _Heard) -> Link:
    mutual = len(heard.speakers) > 1
    state = LinkState.TWO_SIDED if mutual else LinkState.ONE_SIDED
    return build_link(
        *ends,
        layer=ROUTED,
        state=state if heard.live else LinkState.STALE,
        protocols=heard.protocols,
        matched_by=PASSES[0] if mutual else PASSES[1],
        evidence=heard.evidence,
    )
