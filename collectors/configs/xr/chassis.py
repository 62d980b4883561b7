"""Pairs of chassis and spanning trees of IOS XR.

*Source*: Cisco 'L2VPN and Ethernet Services Command Reference for ASR 9000' 6.6 (ICCP, MST); RFC 7275.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words, number
from collectors.configs.ios_family.commands import Reader
from collectors.configs.ios_family.levels import Below, Level, leads
from collectors.configs.ios_family.state import State
from collectors.configs.ios_family.switching import Tree, tree_of
from collectors.configs.ios_family.words import vlan_list
from topology.model.configured import StackMember


@dataclass(slots=True)
class Chassis:
    """A group of chassis that share bundles (ICCP) while its lines are read."""

    state: State
    index: int


def _open_redundancy(state: State, words: Words, _line: Line) -> State | bool:
    return not words and state


def _open_iccp(state: State, _words: Words, _line: Line) -> State:
    return state


def _open_chassis(state: State, words: Words, line: Line) -> Chassis | bool:
    if len(words) != 1:
        return False
    state.facts.stack_members.append(StackMember(kind="mlag", domain=words[0], ref=state.place(line)))
    return Chassis(state, len(state.facts.stack_members) - 1)


def _node(chassis: Chassis, words: Words, _line: Line) -> bool:
    rows, member = chassis.state.facts.stack_members, number(words[0]) if words else None
    rows[chassis.index] = msgspec.structs.replace(rows[chassis.index], member=member)
    return member is not None


def _node_priority(chassis: Chassis, words: Words, _line: Line) -> bool:
    rows, priority = chassis.state.facts.stack_members, number(words[0]) if words else None
    rows[chassis.index] = msgspec.structs.replace(rows[chassis.index], priority=priority)
    return priority is not None


def _open_link(chassis: Chassis, _words: Words, _line: Line) -> Chassis:
    return chassis


_LINK: Level[Chassis] = Level({}, {"mlag-detail": leads("neighbor, interface, exit, end")})
_CHASSIS: Level[Chassis] = Level(
    {
        "mlacp node": _node,
        "mlacp system priority": _node_priority,
        "member": Below(_open_link, _LINK),
        "backbone": Below(_open_link, _LINK),
    },
    {"mlag-detail": leads("mlacp, isolation, mode, exit, end, nv, multi-homing")},
)
_ICCP: Level[State] = Level({"group": Below(_open_chassis, _CHASSIS)}, {"mlag-detail": leads("exit, end")})
_ICCP_GROUP: Level[State] = Level(
    {"iccp group": Below(_open_chassis, _CHASSIS), "iccp": Below(_open_iccp, _ICCP)}, {"hardware": leads("switchover, nonstop, exit, end")}
)


def _open_tree(state: State, words: Words, line: Line) -> Tree | bool:
    """Open ``spanning-tree mst NAME`` and its like."""
    if words[:1] not in {("mst",), ("mstag",), ("pvrst",), ("pvst",), ("pvrstag",), ("mstp",)}:
        return False
    tree = tree_of(state, line)
    tree.row = msgspec.structs.replace(
        tree.row, mode={"mst": "mstp", "mstag": "mstp", "mstp": "mstp", "pvst": "pvst"}.get(words[0], "rapid-pvst")
    )
    return tree


@dataclass(slots=True)
class Instance:
    """An instance of a spanning tree while its lines are read."""

    tree: Tree
    number: int


def _open_instance(tree: Tree, words: Words, _line: Line) -> Instance | bool:
    value = number(words[0]) if len(words) == 1 else None
    return value is not None and Instance(tree, value)


def _instance_vlans(instance: Instance, words: Words, _line: Line) -> bool:
    vlans = vlan_list(",".join("".join(words).split(","))) if words else None
    if vlans is None:
        return False
    row = instance.tree.row
    instance.tree.row = msgspec.structs.replace(row, instances=(*row.instances, (instance.number, tuple(sorted(vlans)))))
    return True


def _instance_priority(instance: Instance, words: Words, _line: Line) -> bool:
    priority = number(words[0]) if words else None
    row = instance.tree.row
    if priority is not None:
        instance.tree.row = msgspec.structs.replace(row, priorities=(*row.priorities, (instance.number, priority)))
    return priority is not None


def _region(name: str, tree: Tree, words: Words, _line: Line) -> bool:
    value: object = " ".join(words).strip('"') if name == "region" else number(words[0]) if words else None
    tree.row = msgspec.structs.replace(tree.row, **{name: value})
    return value is not None and bool(words)


def _open_tree_port(tree: Tree, words: Words, _line: Line) -> Tree | bool:
    return tree.state.interface(words) is not None and tree


_TREE_RULES = {
    "port-behaviour": leads(
        "instance, cost, port-priority, portfast, guard, link-type, hello-time, forward-delay, maximum, transmit, "
        "provider-bridge, bringup, flush, mac, bridge-id, root-id, root-priority, external-cost, preempt, interface, "
        "exit, end, vlan, topology-change, edge-mode, port-id, bpdu-filter"
    )
}
_INSTANCE: Level[Instance] = Level({"vlan-ids": _instance_vlans, "vlan-id": _instance_vlans, "priority": _instance_priority}, _TREE_RULES)
_TREE_PORT: Level[Tree] = Level({}, _TREE_RULES)
_TREE: Level[Tree] = Level(
    {
        "name": partial(_region, "region"),
        "revision": partial(_region, "revision"),
        "instance": Below(_open_instance, _INSTANCE),
        "interface": Below(_open_tree_port, _TREE_PORT),
    },
    _TREE_RULES,
)

SECTIONS: dict[str, Reader[State, Line]] = {
    "redundancy": Below(_open_redundancy, _ICCP_GROUP),
    "spanning-tree": Below(_open_tree, _TREE),
}
"""Sections of chassis and trees."""
