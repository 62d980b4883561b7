"""VLANs, spanning trees and stacks of IOS and RGOS.

Defaults: ``root primary`` is priority 24576, ``root secondary`` 28672. *Source*: Cisco 'LAN Switching' and Catalyst 3750-X,
4500 and 9300 command references (stack, virtual switch); Ruijie RG-S5750 'VLAN', 'MSTP' and 'VSU' chapters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words, is_number, number
from collectors.configs.ios_family.state import State
from collectors.configs.ios_family.words import vlan_list
from topology.model.configured import StackMember, StpConfiguration
from topology.model.records import Vlan

_MODES = {"mst": "mstp", "rapid-pvst": "rapid-pvst", "pvst": "pvst", "mstp": "mstp", "rstp": "rstp", "stp": "stp"}
_ROOTS = {"primary": 24576, "secondary": 28672}


@dataclass(slots=True)
class VlanDraft:
    """The VLANs of a ``vlan`` section while its lines are read."""

    state: State
    vids: tuple[int, ...]


def open_vlans(state: State, words: Words, line: Line) -> VlanDraft | None:
    """Return the VLANs that a line opens, None where it opens none."""
    if words[:1] == ("range",):
        words = words[1:]
    vids = vlan_list(",".join(words)) if words and words[0][0].isdigit() else None
    if not vids:
        return None
    for vid in sorted(vids):
        state.vlans.setdefault(vid, Vlan(vid=vid, ref=state.place(line)))
    return VlanDraft(state, tuple(sorted(vids)))


def read_vlan_name(draft: VlanDraft, _words: Words, line: Line) -> bool:
    """Read the name of a VLAN; ``name`` counts before ``description``."""
    word, _, name = line.text.partition(" ")
    if len(draft.vids) != 1:
        return False
    known = draft.state.vlans[draft.vids[0]]
    if word == "name" or known.name is None:
        draft.state.vlans[draft.vids[0]] = msgspec.structs.replace(known, name=name.strip() or None)
    return bool(name)


@dataclass(slots=True)
class AccessMap:
    """A VLAN access map while its lines are read: the lists it matches, with their lines."""

    state: State
    lists: list[tuple[str, Line]] = field(default_factory=list)


def access_map_of(state: State, name: str) -> AccessMap:
    """Return a VLAN access map, a new one where a line is the first to name it."""
    found = state.drawers.get(("vlan map", name))
    if not isinstance(found, AccessMap):
        found = state.drawers["vlan map", name] = AccessMap(state)
    return found


def read_access_map(access_map: AccessMap, words: Words, line: Line) -> bool:
    """Read ``match ip address`` of a VLAN access map."""
    access_map.lists += [(acl, line) for acl in words[2:]]
    return bool(words[2:])


def read_vlan_filter(state: State, words: Words, line: Line) -> bool:
    """Read ``vlan filter MAP vlan-list VLANS``: its lists take effect in those VLANs, in all where none are named."""
    match words:
        case (name, "vlan-list", *rest) if (vlans := vlan_list(",".join(rest))) is not None:
            which: list[int | None] = [None] if rest == ["all"] else [*sorted(vlans)]
        case _:
            return False
    state.endings.append(partial(_bind_map, access_map_of(state, name), name, which, line))
    return True


def _bind_map(access_map: AccessMap, name: str, vlans: list[int | None], line: Line) -> None:
    for acl, _ in access_map.lists:
        for vlan in vlans:
            access_map.state.bind(acl, "filter", line, vlan=vlan, via=f"vlan access-map {name}")


@dataclass(slots=True)
class Tree:
    """The spanning tree while its lines are read."""

    state: State
    row: StpConfiguration


def tree_of(state: State, line: Line) -> Tree:
    """Return the spanning tree, a new one where a line is the first to name it."""
    found = state.drawers.get(("stp",))
    if not isinstance(found, Tree):
        found = state.drawers["stp",] = Tree(state, StpConfiguration(ref=state.place(line)))
        state.endings.append(partial(_finish, found))
    return found


def _finish(tree: Tree) -> None:
    tree.state.facts.stp_configurations.append(tree.row)


def read_tree(state: State, words: Words, line: Line) -> bool | str:
    """Read what follows ``spanning-tree``."""
    tree = tree_of(state, line)
    match words:
        case ():
            tree.row = msgspec.structs.replace(tree.row, enabled=True)
        case ("mode", mode):
            tree.row = msgspec.structs.replace(tree.row, mode=_MODES.get(mode, mode))
        case ("vlan" | "mst", listed, "priority", value, *_) if is_number(value):
            return _priority(tree, listed, int(value))
        case ("vlan" | "mst", listed, "root", rank, *_) if rank in _ROOTS:
            return _priority(tree, listed, _ROOTS[rank])
        case ("priority", value) if is_number(value):
            return _priority(tree, "0", int(value))
        case _:
            return "port-behaviour"
    return True


def _priority(tree: Tree, listed: str, priority: int) -> bool:
    instances = _instances(listed)
    rows = (*tree.row.priorities, *((instance, priority) for instance in instances))
    tree.row = msgspec.structs.replace(tree.row, priorities=rows)
    return bool(instances)


def _instances(listed: str) -> list[int]:
    """Return the instances or VLANs of a list, 0 among them."""
    zero = listed.split(",", maxsplit=1)[0].split("-", maxsplit=1)[0] == "0"
    rest = listed.replace("0-", "1-", 1) if zero and listed.startswith("0-") else listed.removeprefix("0").lstrip(",") if zero else listed
    return sorted({*([0] if zero else []), *((vlan_list(rest) if rest else None) or ())})


def read_no_tree(state: State, words: Words, line: Line) -> bool | str:
    """Read ``no spanning-tree``: alone, or for some VLANs."""
    tree = tree_of(state, line)
    if not words:
        tree.row = msgspec.structs.replace(tree.row, enabled=False)
        return True
    return "port-behaviour"


def read_region(tree: Tree, words: Words, line: Line) -> bool:
    """Read a line of the MST configuration."""
    match tuple(line.text.split()):
        case ("name", *rest):
            tree.row = msgspec.structs.replace(tree.row, region=" ".join(rest).strip('"'))
        case ("revision", value) if is_number(value):
            tree.row = msgspec.structs.replace(tree.row, revision=int(value))
        case ("instance", instance, "vlan", *rest) if is_number(instance):
            vlans = vlan_list(",".join("".join(rest).split(",")))
            if vlans is None:
                return False
            tree.row = msgspec.structs.replace(tree.row, instances=(*tree.row.instances, (int(instance), tuple(sorted(vlans)))))
        case _:
            return not words
    return True


@dataclass(slots=True)
class Stack:
    """A virtual switch or stack section while its lines are read."""

    state: State
    kind: str
    domain: str | None
    line: Line


def stack_kind(state: State) -> str:
    """Return the maker's kind of stack."""
    return "vsu" if state.ruijie else "stackwise"


def read_member(state: State, words: Words, line: Line, domain: str | None = None) -> bool:
    """Read ``switch N ...``: a chassis of a stack, its priority or its model."""
    member = number(words[0]) if words else None
    if member is None:
        return False
    kind = stack_kind(state)
    priority = number(words[2]) if words[1:2] == ("priority",) and len(words) > 2 else None  # noqa: PLR2004 - number, word, value
    rows = state.facts.stack_members
    for index, row in enumerate(rows):
        if row.kind == kind and row.member == member:
            rows[index] = msgspec.structs.replace(row, priority=priority or row.priority, domain=row.domain or domain)
            return True
    rows.append(StackMember(kind=kind, member=member, priority=priority, domain=domain, ref=state.place(line)))
    return True


def read_stack_line(stack: Stack, words: Words, line: Line) -> bool | str:
    """Read a line of a virtual switch: its members, its domain; how it watches itself is passed over."""
    match tuple(line.text.split()):
        case ("switch", *rest) if rest and is_number(rest[0]):
            return read_member(stack.state, tuple(rest), line, stack.domain)
        case ("domain", domain):
            stack.domain = domain
            return read_domain(stack.state, domain, line)
    return "stack-behaviour" if words or line.text else False


def read_domain(state: State, domain: str, line: Line) -> bool:
    """Note that the device is in the domain of a stack."""
    state.facts.stack_members.append(StackMember(kind=stack_kind(state), domain=domain, ref=state.place(line)))
    return True


def read_vsl_port(state: State, _words: Words, line: Line) -> bool | str:
    """Read ``port-member interface ...`` of a VSU: the ports between its chassis, all of them in one row."""
    match tuple(line.text.split()):
        case ("port-member", "interface", *rest) if (found := state.interface(tuple(rest))) is not None:
            return join_port(state, found[0], line)
    return "stack-behaviour"


def join_port(state: State, port: str, line: Line) -> bool:
    """Note a port that joins chassis of a stack."""
    rows, kind = state.facts.stack_members, stack_kind(state)
    for index, row in enumerate(rows):
        if row.kind == kind and row.member is None and row.domain is None:
            rows[index] = msgspec.structs.replace(row, ports=(*row.ports, port))
            return True
    rows.append(StackMember(kind=kind, ports=(port,), ref=state.place(line)))
    return True
