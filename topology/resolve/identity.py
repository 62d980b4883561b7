"""Identity: which sightings are of one device.

The complete claim set is collected first; only then are sightings joined, so that the answer does not
depend on the order in which records arrive. A claim (serial, chassis MAC, name, address) that several
devices make counts for none of them. In order:

1. one kind of source inside a realm: the same serial or chassis MAC; the same name with the same addresses, or most of them;
   captures also by the name alone where nothing speaks against it, as each tells a part of its device;
2. different kinds of source inside a realm (an agent and its configuration file): serial and chassis
   MAC, then the only name, then votes of addresses;
3. across realms: chassis MAC or serial only;
4. the operator's words, which need no proof and suffer no veto.

A differing chassis MAC or serial vetoes; so does, where only one of the two speaks for it, a differing
name, for makers do ship one MAC twice.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from itertools import combinations, pairwise

from topology.model.errors import Problem, Scalar, Severity
from topology.model.ledger import DevicesJoined, DeviceSplit, Ledger
from topology.model.records import SourceKind
from topology.resolve.sightings import Sighting

_MOST_CLAIMANTS = 16
"""A serial or chassis MAC claimed by more groups than this identifies nothing and is not compared pair by pair."""

_FEWEST_SHARED = 2
_SHARED_SHARE = 0.8
"""What two sources of one kind and one name must have in common of their addresses to be of one device, an older and a newer backup."""

LEVELS = ("serial", "chassis", "target", "name")
"""Kinds of device key, from strong to weak, as the ledger keeps them."""

_PAPER = (SourceKind.CAPTURE, SourceKind.CONFIG, SourceKind.NMS, SourceKind.NETBOX, SourceKind.MANUAL)


_ONE_KIND = {kind: frozenset((kind,)) for kind in SourceKind}


@dataclass(slots=True, eq=False)
class Group:
    """Sightings taken for one device, in their order, with their claims united."""

    members: list[Sighting]
    serials: frozenset[str]
    macs: frozenset[str]
    names: frozenset[str]
    addresses: frozenset[str]
    realm: str
    """The realm of the first sighting."""
    kinds: frozenset[SourceKind]
    """The kinds of source it was seen by."""
    id: str = ""

    @property
    def label(self) -> str:
        """A name for messages."""
        return min(self.names, default=self.members[0].target)

    def keys(self) -> set[str]:
        """Return the keys by which the ledger may know the group."""
        found = {f"serial:{serial}" for serial in self.serials} | {f"chassis:{mac}" for mac in self.macs}
        for member in self.members:
            found.add(f"target:{member.realm}|{member.kind.value}|{member.target}")
            if member.name:
                found.add(f"name:{member.realm}|{member.name}")
        return found


def make_group(members: Iterable[Sighting]) -> Group:
    """Return the group of some sightings, in their order."""
    ordered = sorted(members, key=lambda sighting: sighting.order)
    if len(ordered) == 1:
        only = ordered[0]
        names = frozenset((only.name,)) if only.name else frozenset()
        return Group(
            members=ordered,
            serials=only.serials,
            macs=only.macs,
            names=names,
            addresses=only.addresses,
            realm=only.realm,
            kinds=_ONE_KIND[only.kind],
        )
    return Group(
        members=ordered,
        serials=frozenset().union(*(sighting.serials for sighting in ordered)),
        macs=frozenset().union(*(sighting.macs for sighting in ordered)),
        names=frozenset(sighting.name for sighting in ordered if sighting.name),
        addresses=frozenset().union(*(sighting.addresses for sighting in ordered)),
        realm=ordered[0].realm,
        kinds=frozenset(sighting.kind for sighting in ordered),
    )


def identify(sightings: list[Sighting], ledger: Ledger) -> tuple[list[Group], list[Problem]]:
    """Return the devices as groups of sightings, in order, and what could not be decided."""
    problems: list[Problem] = []
    sources: dict[tuple[str, SourceKind, str], list[Sighting]] = {}
    for sighting in sightings:
        sources.setdefault((sighting.realm, sighting.kind, sighting.target), []).append(sighting)
    groups = [make_group(members) for members in sources.values()]
    groups = _join(groups, _same_kind_pairs(groups, problems))
    groups = _join_paper(groups, problems)
    groups = _join(groups, _strong_pairs(groups, lambda a, b: a.realm != b.realm, problems))
    groups = _obey(groups, ledger)
    groups.sort(key=lambda group: group.members[0].order)
    unique = {(problem.code, problem.where): problem for problem in problems}
    return groups, [unique[key] for key in sorted(unique)]


def _differs(a: Group, b: Group) -> str | None:
    """Return what speaks against two groups being one device, else None."""
    same_serial, same_mac = bool(a.serials & b.serials), bool(a.macs & b.macs)
    if a.serials and b.serials and not same_serial:
        return "serial"
    if a.macs and b.macs and not same_mac:
        return "chassis"
    renamed = same_serial and a.kinds != b.kinds  # a file may be older than a new name
    if not (same_serial and same_mac) and not renamed and a.names and b.names and not _short(a.names) & _short(b.names):
        return "name"
    return None


def _short(names: Iterable[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def _index(groups: Iterable[Group], claims: Callable[[Group], Iterable[Hashable]]) -> dict[Hashable, list[Group]]:
    found: dict[Hashable, list[Group]] = {}
    for group in groups:
        for claim in claims(group):
            found.setdefault(claim, []).append(group)
    return found


def _strong_pairs(groups: list[Group], eligible: Callable[[Group, Group], bool], problems: list[Problem]) -> list[tuple[Group, Group]]:
    """Return the pairs that a serial or chassis MAC joins; a claim with any veto among its claimants joins none."""
    pairs: list[tuple[Group, Group]] = []
    for kind, claims in (("serial", lambda group: group.serials), ("chassis", lambda group: group.macs)):
        for claim, claimants in _index(groups, claims).items():
            if len(claimants) == 1:
                continue
            if len(claimants) > _MOST_CLAIMANTS:
                problems.append(_shared(kind, str(claim), claimants, "many"))
                continue
            combined = list(combinations(claimants, 2))
            vetoes = {veto for a, b in combined if (veto := _differs(a, b))}
            if vetoes:
                problems.append(_shared(kind, str(claim), claimants, min(vetoes)))
            else:
                pairs.extend(pair for pair in combined if eligible(*pair))
    return pairs


def _shared(kind: str, claim: str, claimants: list[Group], veto: str) -> Problem:
    names = sorted(f"{group.label} ({group.realm})" for group in claimants)
    params: dict[str, Scalar] = {"claim": claim, "devices": ", ".join(names[:_MOST_CLAIMANTS]), "count": len(names), "veto": veto}
    return Problem(f"identity.shared_{kind}", Severity.WARNING, claim, params)


def _same_kind_pairs(groups: list[Group], problems: list[Problem]) -> list[tuple[Group, Group]]:
    pairs = _strong_pairs(groups, lambda a, b: a.realm == b.realm and a.kinds == b.kinds, problems)

    def same_look(group: Group) -> Iterable[Hashable]:
        if group.names and group.addresses:
            yield group.realm, group.kinds, group.names, group.addresses

    for claimants in _index(groups, same_look).values():
        pairs.extend((a, b) for a, b in pairwise(claimants) if _differs(a, b) is None)
    for claimants in _index(groups, lambda group: ((group.realm, group.kinds, name) for name in group.names)).values():
        if 1 < len(claimants) <= _MOST_CLAIMANTS:
            pairs.extend((a, b) for a, b in combinations(claimants, 2) if _agree(a, b) and _differs(a, b) is None)
            if SourceKind.CAPTURE in claimants[0].kinds and all(_may_be_parts(a, b) for a, b in combinations(claimants, 2)):
                pairs.extend(pairwise(claimants))
    return pairs


def _may_be_parts(a: Group, b: Group) -> bool:
    """Tell whether captures of one name may each tell a part of one device: nothing of what both say differs."""
    return _differs(a, b) is None and (not a.addresses or not b.addresses or bool(a.addresses & b.addresses))


def _agree(a: Group, b: Group) -> bool:
    """Tell whether two files of one name are of one device: most addresses of the shorter one stand in the other, two at least."""
    shared = len(a.addresses & b.addresses)
    return shared >= _FEWEST_SHARED and shared >= _SHARED_SHARE * min(len(a.addresses), len(b.addresses))


def _join(groups: list[Group], pairs: Iterable[tuple[Group, Group]]) -> list[Group]:
    """Unite the groups that the pairs connect."""
    parent = {id(group): group for group in groups}

    def root(group: Group) -> Group:
        while (above := parent[id(group)]) is not group:
            parent[id(group)] = parent[id(above)]
            group = above
        return group

    touched = False
    for a, b in pairs:
        parent[id(root(a))] = root(b)
        touched = True
    if not touched:
        return groups
    united: dict[int, list[Group]] = {}
    for group in groups:
        united.setdefault(id(root(group)), []).append(group)
    return [part[0] if len(part) == 1 else make_group(member for group in part for member in group.members) for part in united.values()]


def _join_paper(groups: list[Group], problems: list[Problem]) -> list[Group]:
    """Join what files say of a device to what the device said, one kind of file after the other."""
    known = [group for group in groups if SourceKind.SNMP in group.kinds]
    for kind in _PAPER:
        papers = [group for group in groups if SourceKind.SNMP not in group.kinds and kind in group.kinds]
        if papers:
            both = known + papers
            pairs = _paper_pairs(known, papers, problems)
            known = _join(both, pairs)
    return known


def _paper_pairs(known: list[Group], papers: list[Group], problems: list[Problem]) -> list[tuple[Group, Group]]:
    paper_ids = {id(paper) for paper in papers}
    strong: dict[int, set[int]] = {}
    by_id = {id(group): group for group in known}
    for a, b in _strong_pairs(known + papers, lambda a, b: a.realm == b.realm and (id(a) in paper_ids) != (id(b) in paper_ids), problems):
        paper, base = (a, b) if id(a) in paper_ids else (b, a)
        strong.setdefault(id(paper), set()).add(id(base))
    names = _Unique(known, papers, lambda group: ((group.realm, name) for name in group.names))
    shorts = _Unique(known, papers, lambda group: ((group.realm, name) for name in _short(group.names)))
    addresses = _Unique(known, papers, lambda group: ((group.realm, address) for address in group.addresses))
    pairs = []
    for paper in papers:
        if proven := strong.get(id(paper)):
            winner = by_id.get(next(iter(proven))) if len(proven) == 1 else None
        else:
            winner = _vote(paper, names, shorts, addresses, problems)
        if winner is not None:
            pairs.append((winner, paper))
    return pairs


class _Unique:
    """Claims that exactly one known device and exactly one file make."""

    def __init__(self, known: list[Group], papers: list[Group], claims: Callable[[Group], Iterable[Hashable]]) -> None:
        self._claims = claims
        self._known = _index(known, claims)
        self._papers = _index(papers, claims)

    def bases(self, paper: Group) -> list[Group]:
        """Return the known devices that the claims of a file name, each once."""
        found: dict[int, Group] = {}
        for claim in self._claims(paper):
            claimants = self._known.get(claim, ())
            if len(claimants) == 1 and len(self._papers[claim]) == 1:
                found[id(claimants[0])] = claimants[0]
        return list(found.values())


def _vote(paper: Group, names: _Unique, shorts: _Unique, addresses: _Unique, problems: list[Problem]) -> Group | None:
    """Return the device that a file is about by its only name, else by its addresses; None without a clear winner."""
    voted = addresses.bases(paper)
    named = names.bases(paper) or shorts.bases(paper)
    if len(named) == 1 and _differs(named[0], paper) is None:
        base = named[0]
        if not base.addresses or not paper.addresses or base.addresses & paper.addresses:
            return base
        params: dict[str, Scalar] = {"name": paper.label, "realm": paper.realm, "file": paper.members[0].target}
        problems.append(Problem("identity.same_name_other_addresses", Severity.WARNING, paper.members[0].target, params))
        return None
    if len(voted) == 1 and _differs(voted[0], paper) is None:
        return voted[0]
    if len(voted) > 1:
        params = {"file": paper.members[0].target, "devices": ", ".join(sorted(group.label for group in voted)), "realm": paper.realm}
        problems.append(Problem("identity.ambiguous_file", Severity.WARNING, paper.members[0].target, params))
    return None


def _obey(groups: list[Group], ledger: Ledger) -> list[Group]:
    """Apply the operator's words on devices, in the order they were said; a split takes back what a word had joined."""
    joined: dict[int, list[Group]] = {}
    for word in ledger.words:
        if isinstance(word, DevicesJoined):
            meant = [*_meant(groups, word.a_keys), *_meant(groups, word.b_keys)]
            known = {id(group) for group in groups}
            groups = _join(groups, pairwise(meant))
            for united in (group for group in groups if id(group) not in known):
                parts = {id(group): group for group in meant}.values()
                joined[id(united)] = [part for group in parts for part in joined.pop(id(group), [group])]
        elif isinstance(word, DeviceSplit):
            meant = _meant(groups, word.keys)
            chosen = {id(group) for group in meant}
            groups = [group for group in groups if id(group) not in chosen] + _parted(meant, joined)
    return groups


def _parted(meant: Iterable[Group], joined: dict[int, list[Group]]) -> list[Group]:
    """Return what split devices fall into: what an operator had joined, else one device for each target."""
    restored: list[Group] = []
    targets: dict[tuple[str, str], list[Sighting]] = {}
    for group in meant:
        if id(group) in joined:
            restored += joined.pop(id(group))
            continue
        for member in group.members:
            targets.setdefault((member.realm, member.target), []).append(member)
    return restored + [make_group(members) for members in targets.values()]


def _meant(groups: list[Group], keys: tuple[str, ...]) -> list[Group]:
    """Return the groups that a word's keys name: by target, else by serial, chassis id or name."""
    for level in ("target", "serial", "chassis", "name"):
        wanted = {key for key in keys if key.startswith(level + ":")}
        found = [group for group in groups if wanted and wanted & group.keys()]
        if found:
            return found
    return []
