"""Resilience: what every single and every double failure of a node or link cuts off from the centre.

A network is an undirected multigraph with roots (the centre). A node is lost when it failed or when no path leads from
it to a root that stands; a group (a site) is lost when all its nodes are. One depth-first search gives what each single
failure loses: the failure of a node loses itself and each subtree from which no edge leads above it (an articulation),
the failure of an edge the subtree below it if it is a bridge. For pairs, the search is repeated with each element taken
out in turn, in its branch only: what hangs on the centre beside it loses what it loses alone. So all pairs cost, for
each branch, its elements times its nodes and edges.

Source: Tarjan, 'Depth-first search and linear graph algorithms' (1972); Hopcroft and Tarjan, CACM 16(6) (1973).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple


class Loss(NamedTuple):
    """How much a failure loses, failed nodes included."""

    nodes: int
    groups: int


class Element(NamedTuple):
    """What may fail: a node, or an edge by its number."""

    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class Net:
    """A network by numbers: nodes are 0 to `size` - 1."""

    size: int
    edges: tuple[tuple[int, int], ...]
    roots: tuple[int, ...]
    groups: tuple[tuple[int, ...], ...] = ()
    """Nodes of each group; a node is in one group at most."""

    @property
    def elements(self) -> list[Element]:
        """Everything that may fail, nodes first."""
        return [Element("node", n) for n in range(self.size)] + [Element("edge", e) for e in range(len(self.edges))]


def make_net(
    nodes: Sequence[Hashable],
    edges: Sequence[tuple[Hashable, Hashable]],
    roots: Sequence[Hashable],
    groups: Iterable[Sequence[Hashable]],
) -> Net:
    """Return a network by numbers, in the order given; `groups` are the nodes of each. An edge from a node to itself never matters."""
    number = {node: place for place, node in enumerate(nodes)}
    return Net(
        len(number),
        tuple((number[a], number[b]) for a, b in edges),
        tuple(number[root] for root in roots),
        tuple(tuple(number[node] for node in members) for members in groups),
    )


def single_failures(net: Net) -> dict[Element, Loss]:
    """Return what each single failure loses. Linear."""
    return _losses(net, _beside(net), None)


@dataclass(frozen=True, slots=True)
class DoubleLosses:
    """What any two failures lose together: rows and columns are places in `Net.elements`, the diagonal single failures."""

    nodes: list[list[int]]
    groups: list[list[int]]


def double_failures(net: Net) -> DoubleLosses:
    """Return what each pair of failures loses. Time and room grow with the square of the elements."""
    order = net.elements
    place = {element: number for number, element in enumerate(order)}
    singles = single_failures(net)
    base = lost_already(net)
    found = DoubleLosses(
        [[0] * len(order) for _ in order],
        [[0] * len(order) for _ in order],
    )
    for table, which in ((found.nodes, 0), (found.groups, 1)):
        alone = [singles[element][which] - base[which] for element in order]
        for number, mine in enumerate(alone):
            own = mine + base[which]
            table[number] = [own + theirs for theirs in alone]
    for branch, names in _branches(net):
        beside, inner = _beside(branch), lost_already(branch)
        outer = Loss(base.nodes - inner.nodes, base.groups - inner.groups)
        for first in branch.elements:
            row = place[names[first]]
            nodes, groups = found.nodes[row], found.groups[row]
            for second, loss in _losses(branch, beside, first).items():
                column = place[names[second]]
                nodes[column] = loss.nodes + outer.nodes
                groups[column] = loss.groups + outer.groups
            nodes[row], groups[row] = singles[names[first]]
    return found


def lost_already(net: Net) -> Loss:
    """Return what is lost before anything fails: what no root reaches."""
    tree = _search(net, _beside(net), None)
    return Loss(net.size + 1 - len(tree.order), _groups(net, tree)[2])


def redundancy(net: Net) -> list[bool | None]:
    """Return of each group whether it outlives every single failure elsewhere; None where no root reaches it already.

    A failure elsewhere is that of a node which is not the group's own, or of an edge that does not lie within it. Going
    down from the centre, the first node whose failure cuts a member off cuts off all that is below it; so a failure that
    loses the whole group is there exactly if that first node is the same for all of its members that stand. (An edge
    that cuts a member off ends in a node that does.) Linear.

    >>> redundancy(make_net("abcd", ["ab", "ac", "bc", "cd"], "a", ["a", "b", "d"])), redundancy(make_net("ab", ["ab", "ab"], "ab", ["b"]))
    ([True, False, False], [True])
    """
    tree = _search(net, _beside(net), None)
    first = [-1] * (net.size + 1)
    for node in tree.order[1:]:
        above = tree.parent[node]
        first[node] = first[above] if first[above] >= 0 or above == net.size or node not in tree.cut[above] else above
    found: list[bool | None] = []
    for members in net.groups:
        alive = {first[node] for node in members if tree.entered[node] >= 0}
        found.append(None if not alive else len(alive) > 1 or -1 in alive)
    return found


def _branches(net: Net) -> Iterator[tuple[Net, dict[Element, Element]]]:
    """Yield the parts of a network that meet at the centre only, with what their elements are called in the whole.

    A group whose nodes are in several parts makes them one.
    """
    up = list(range(net.size))

    def top(node: int) -> int:
        while up[node] != node:
            up[node] = up[up[node]]
            node = up[node]
        return node

    for members in (*net.edges, *net.groups):
        for one, other in pairwise(members):
            up[top(one)] = top(other)
    parts: dict[int, list[int]] = {}
    for node in range(net.size):
        parts.setdefault(top(node), []).append(node)
    edges: dict[int, list[int]] = {}
    for number, (a, _) in enumerate(net.edges):
        edges.setdefault(top(a), []).append(number)
    groups: dict[int, list[tuple[int, ...]]] = {}
    for members in net.groups:
        if members:
            groups.setdefault(top(members[0]), []).append(members)
    roots: dict[int, list[int]] = {}
    for root in net.roots:
        roots.setdefault(top(root), []).append(root)
    for key, nodes in parts.items():
        local = {node: number for number, node in enumerate(nodes)}
        mine = edges.get(key, [])
        part = Net(
            len(nodes),
            tuple((local[net.edges[number][0]], local[net.edges[number][1]]) for number in mine),
            tuple(local[root] for root in roots.get(key, ())),
            tuple(tuple(local[node] for node in members) for members in groups.get(key, ())),
        )
        names = {Element("node", number): Element("node", node) for node, number in local.items()}
        yield part, names | {Element("edge", number): Element("edge", edge) for number, edge in enumerate(mine)}


def _beside(net: Net) -> list[list[tuple[int, int]]]:
    """Return the neighbours of each node with the edge's number; the last node stands for the centre and joins the roots."""
    found: list[list[tuple[int, int]]] = [[] for _ in range(net.size + 1)]
    for edge, (a, b) in enumerate(net.edges):
        if a != b:
            found[a].append((b, edge))
            found[b].append((a, edge))
    for place, root in enumerate(net.roots):
        edge = len(net.edges) + place
        found[net.size].append((root, edge))
        found[root].append((net.size, edge))
    return found


@dataclass(slots=True)
class _Tree:
    """A depth-first tree from the centre, over what stands."""

    order: list[int]
    """Nodes in the order in which they were met, the centre first."""
    entered: list[int]
    """Place in that order; -1 for what was not reached."""
    last: list[int]
    """Place behind the last of the subtree."""
    low: list[int]
    up_edge: list[int]
    parent: list[int]
    cut: list[list[int]] = field(default_factory=list)
    """Children of each node that its failure cuts off, in the order they were met."""


def _search(net: Net, beside: list[list[tuple[int, int]]], gone: Element | None) -> _Tree:
    """Search from the centre without the element that is gone; no recursion, as chains are long."""
    count = net.size + 1
    gone_node = gone.number if gone is not None and gone.kind == "node" else -1
    gone_edge = gone.number if gone is not None and gone.kind == "edge" else -1
    tree = _Tree([net.size], [-1] * count, [0] * count, [0] * count, [-1] * count, [-1] * count)
    entered, low, order, up_edge, parent = tree.entered, tree.low, tree.order, tree.up_edge, tree.parent
    entered[net.size] = 0
    stack = [(net.size, iter(beside[net.size]))]
    while stack:
        node, near = stack[-1]
        for other, edge in near:
            if other == gone_node or edge == gone_edge or edge == up_edge[node]:
                continue
            if entered[other] < 0:
                entered[other] = low[other] = len(order)
                order.append(other)
                up_edge[other], parent[other] = edge, node
                stack.append((other, iter(beside[other])))
                break
            low[node] = min(low[node], entered[other])
        else:
            stack.pop()
            tree.last[node] = len(order)
            if stack and low[node] < low[stack[-1][0]]:
                low[stack[-1][0]] = low[node]
    tree.cut = [[] for _ in range(count)]
    for node in order[1:]:
        if low[node] >= entered[parent[node]]:
            tree.cut[parent[node]].append(node)
    return tree


def _losses(net: Net, beside: list[list[tuple[int, int]]], gone: Element | None) -> dict[Element, Loss]:
    """Return what each element loses together with the one that is gone."""
    tree = _search(net, beside, gone)
    entered, last, low = tree.entered, tree.last, tree.low
    inside, spread, lost_groups = _groups(net, tree)
    lost_nodes = net.size + 1 - len(tree.order)
    found: dict[Element, Loss] = {}
    for node in range(net.size):
        if gone is not None and gone.kind == "node" and gone.number == node:
            continue
        nodes, groups = lost_nodes, lost_groups
        if entered[node] >= 0:
            cut = tree.cut[node]
            nodes += 1 + sum(last[child] - entered[child] for child in cut)
            groups += sum(inside[last[child]] - inside[entered[child]] for child in cut)
            groups += sum(1 for members in spread.get(node, ()) if _all_cut(members, node, cut, tree))
        found[Element("node", node)] = Loss(nodes, groups)
    for edge, (a, b) in enumerate(net.edges):
        if gone is not None and gone.kind == "edge" and gone.number == edge:
            continue
        below = a if tree.up_edge[a] == edge else b if tree.up_edge[b] == edge else -1
        nodes, groups = lost_nodes, lost_groups
        if below >= 0 and low[below] == entered[below]:
            nodes += last[below] - entered[below]
            groups += inside[last[below]] - inside[entered[below]]
        found[Element("edge", edge)] = Loss(nodes, groups)
    return found


def _groups(net: Net, tree: _Tree) -> tuple[list[int], dict[int, list[list[int]]], int]:
    """Return how many groups end before each place of the order, groups by the node their subtrees meet in, and how many are lost.

    A group ends in the lowest node whose subtree holds all of its nodes that stand.
    """
    entered, last, parent = tree.entered, tree.last, tree.parent
    at = [0] * (len(tree.order) + 1)
    spread: dict[int, list[list[int]]] = {}
    lost = 0
    for members in net.groups:
        alive = [node for node in members if entered[node] >= 0]
        if not alive:
            lost += bool(members)
            continue
        low, high = min(entered[node] for node in alive), max(entered[node] for node in alive)
        top = tree.order[low]
        while last[top] <= high:
            top = parent[top]
        at[entered[top]] += 1
        spread.setdefault(top, []).append(alive)
    inside = [0] * (len(tree.order) + 1)
    for place in range(len(tree.order)):
        inside[place + 1] = inside[place] + at[place]
    return inside, spread, lost


def _all_cut(members: list[int], node: int, cut: list[int], tree: _Tree) -> bool:
    """Tell whether all nodes of a group are the failed node or below children that it cuts off."""
    starts = [tree.entered[child] for child in cut]
    for member in members:
        if member == node:
            continue
        place = bisect_right(starts, tree.entered[member]) - 1
        if place < 0 or tree.entered[member] >= tree.last[cut[place]]:
            return False
    return True
