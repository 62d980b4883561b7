"""Random trees of managed and unmanaged switches: complete forwarding tables give the truth, incomplete ones nothing false.

The truth: two managed switches are joined, on the ports that lead to each other, if nothing but cables and unmanaged
switches lies between; a router or server is joined to the one managed switch whose port leads to it likewise, and to
none where several do. A managed switch of which no row is left in a VLAN is to the others as an unmanaged one there.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.resolve.made import believe, ends, gig, mac, port, record
from topology.model.records import InterfaceKind
from topology.model.tables import FdbEntry, FdbStatus


@dataclass
class Tree:
    """Nodes by number; kinds are ``managed``, ``unmanaged``, ``leaf`` (a known router) and ``host`` (nobody we know)."""

    kinds: list[str]
    parents: list[int]
    ports: dict[tuple[int, int], int] = field(default_factory=dict)
    """Port of a node towards a neighbour."""

    def __post_init__(self) -> None:
        self.near: dict[int, list[int]] = {number: [] for number in range(len(self.kinds))}
        for number, parent in enumerate(self.parents[1:], 1):
            self.near[number].append(parent)
            self.near[parent].append(number)
        for number, others in self.near.items():
            for place, other in enumerate(others, 1):
                self.ports[number, other] = place

    def reach(self, start: int) -> dict[int, tuple[int, list[int]]]:
        """Every other node with the port that leads there and the nodes between."""
        found: dict[int, tuple[int, list[int]]] = {}
        queue = [(other, start, self.ports[start, other], []) for other in self.near[start]]
        while queue:
            node, before, out, between = queue.pop()
            found[node] = (out, between)
            queue += [(other, node, out, [*between, node]) for other in self.near[node] if other != before]
        return found


@st.composite
def trees(draw) -> Tree:
    size = draw(st.integers(2, 11))
    inner = draw(st.lists(st.sampled_from(["managed", "managed", "managed", "unmanaged"]), min_size=size, max_size=size))
    parents = [0, *(draw(st.integers(0, number - 1)) for number in range(1, size))]
    for kind in draw(st.lists(st.sampled_from(["leaf", "host", "host"]), max_size=6)):
        inner.append(kind)
        parents.append(draw(st.integers(0, size - 1)))
    return Tree(inner, parents)


def rows_of(tree: Tree, vlans: tuple[int | None, ...]) -> dict[int, list[FdbEntry]]:
    """The complete table of every managed switch, in every VLAN."""
    tables: dict[int, list[FdbEntry]] = {}
    for number, kind in enumerate(tree.kinds):
        if kind == "managed":
            tables[number] = [
                FdbEntry(mac=mac(other + 1), vlan=vlan, interface=gig(out), status=FdbStatus.LEARNED, ref=f"1.3.6.1.2.1.17.{other}")
                for other, (out, _) in sorted(tree.reach(number).items())
                if tree.kinds[other] != "unmanaged"
                for vlan in vlans
            ]
    return tables


def records_of(tree: Tree, tables: dict[int, list[FdbEntry]]) -> list:
    """Managed switches with their tables and an address of one prefix in each VLAN, and routers, which have no table."""
    made = []
    for number, kind in enumerate(tree.kinds):
        if kind not in {"managed", "leaf"}:
            continue
        ports = [port(place, bridge_port=place if kind == "managed" else None) for place in range(1, len(tree.near[number]) + 1)]
        ports += [
            port(80 + vid, name=f"Vlanif{vid}", kind=InterfaceKind.VLAN, addresses=(f"10.0.{vid}.{number + 1}/24",)) for vid in (10, 20)
        ]
        made.append(record(f"10.0.0.{number + 1}", f"n{number}", chassis=mac(number + 1), ports=ports, fdb=tuple(tables.get(number, ()))))
    return made


def joined(tree: Tree, seeing: set[int]) -> set[frozenset]:
    """The truth, where only the given switches show a table."""
    found = set()
    places: dict[int, list[tuple[int, int]]] = {}
    for a in seeing:
        for b, (out, between) in tree.reach(a).items():
            if seeing & set(between):
                continue
            if b in seeing:
                found.add(frozenset({(f"n{a}", gig(out)), (f"n{b}", gig(tree.reach(b)[a][0]))}))
            elif tree.kinds[b] == "leaf":
                places.setdefault(b, []).append((a, out))
    for leaf, near in places.items():
        if len(near) == 1:
            ((a, out),) = near
            found.add(frozenset({(f"n{a}", gig(out)), (f"n{leaf}", None)}))
    return found


def concluded(records: list) -> set[frozenset]:
    topology = believe(records)
    return {ends(topology, link) for link in topology.links}


VLANS = st.sampled_from([(None,), (10,), (10, 20)])


@settings(max_examples=80, deadline=None)
@given(trees(), VLANS)
def test_complete_tables_give_exactly_the_truth(tree: Tree, vlans: tuple[int | None, ...]) -> None:
    tables = rows_of(tree, vlans)
    assert concluded(records_of(tree, tables)) == joined(tree, {number for number, rows in tables.items() if rows})


@settings(max_examples=150, deadline=None)
@given(trees(), VLANS, st.data())
def test_rows_that_are_lacking_take_links_away_and_never_add_one(tree: Tree, vlans: tuple[int | None, ...], data: st.DataObject) -> None:
    share = data.draw(st.sampled_from([0.1, 0.3, 0.6]))
    chance = data.draw(st.randoms(use_true_random=False))
    kept = {number: [row for row in rows if chance.random() >= share] for number, rows in rows_of(tree, vlans).items()}
    allowed = set()
    for vlan in vlans:
        allowed |= joined(tree, {number for number, rows in kept.items() if any(row.vlan == vlan for row in rows)})
    assert concluded(records_of(tree, kept)) <= allowed


@settings(max_examples=30, deadline=None)
@given(trees(), st.randoms(use_true_random=False))
def test_the_order_of_switches_and_rows_changes_nothing(tree: Tree, chance) -> None:
    tables = {number: [row for row in rows if chance.random() >= 0.2] for number, rows in rows_of(tree, (10,)).items()}
    straight = believe(records_of(tree, tables))
    for rows in tables.values():
        chance.shuffle(rows)
    mixed = records_of(tree, tables)
    chance.shuffle(mixed)
    again = believe(mixed)
    assert [(link.id, link.matched_by) for link in again.links] == [(link.id, link.matched_by) for link in straight.links]


@settings(max_examples=15, deadline=None)
@given(trees())
def test_a_tree_of_one_vlan_in_another_realm_changes_nothing(tree: Tree) -> None:
    """The same switches, addresses and numbers in a second realm: each realm keeps its own links."""
    tables = rows_of(tree, (10,))
    one = records_of(tree, tables)
    other = [
        record(
            made.envelope.target, made.system.name, realm="n02", chassis=mac(1000 + number), ports=made.interfaces,
            fdb=tuple(FdbEntry(mac=_moved(row.mac), vlan=row.vlan, interface=row.interface, status=row.status) for row in made.fdb),
        )
        for number, made in enumerate(one)
    ]  # fmt: skip
    topology = believe([*one, *other])
    assert all(topology.device[link.a_device].realm == topology.device[link.b_device].realm for link in topology.links)
    here = {ends(topology, link) for link in topology.links if topology.device[link.a_device].realm == "n01"}
    assert here == joined(tree, {number for number, rows in tables.items() if rows})


def _moved(text: str) -> str:
    return f"02{text[2:]}"
