"""Spanning trees, aggregates, stacks and pairs of VRP and Comware.

``root primary`` is priority 0 and ``root secondary`` 4096; both systems run MSTP unless told otherwise.
Source: Huawei S-series and CE and H3C S10500 command references, 'STP', 'Eth-Trunk', 'iStack', 'CSS', 'M-LAG', 'IRF', 'DRNI'.
"""

from __future__ import annotations

from collections.abc import Mapping

from collectors.clean import Line
from collectors.configs.blocks import Block
from collectors.configs.commands import Reader, View, Words, after, is_number, number, passed
from collectors.configs.vrp_family.interfaces import Draft
from collectors.configs.vrp_family.state import State
from collectors.configs.vrp_family.words import interface_name, member_ports, vlan_list
from topology.model.configured import StackMember, StpConfiguration
from topology.model.tables import Lag


class _Tree:
    """The bridge's part in spanning trees while its lines are read."""

    mode: str | None = None
    enabled: bool | None = None
    region: str | None = None
    revision: int | None = None

    def __init__(self, line: Line) -> None:
        self.line = line
        self.instances: dict[int, frozenset[int]] = {}
        self.priorities: dict[int, int] = {}


def _tree(state: State, line: Line) -> _Tree:
    known = state.drawers.get(("stp",))
    if isinstance(known, _Tree):
        return known
    tree = state.drawers["stp",] = _Tree(line)

    def end() -> None:
        row = StpConfiguration(
            mode=tree.mode,
            enabled=tree.enabled,
            region=tree.region,
            revision=tree.revision,
            instances=tuple((instance, tuple(sorted(vlans))) for instance, vlans in sorted(tree.instances.items())),
            priorities=tuple(sorted(tree.priorities.items())),
            ref=state.place(tree.line),
        )
        state.facts.stp_configurations.append(row)

    state.endings.append(end)
    return tree


_ROOTS = {"primary": 0, "secondary": 4096}
_MODES = {"stp": "stp", "rstp": "rstp", "mstp": "mstp", "pvst": "pvst", "rapid-pvst": "rapid-pvst", "vbst": "vbst"}


def read_stp(state: State, block: Block) -> bool:
    """Read ``stp mode``, ``stp enable``, ``stp [instance N | vlan N] root primary|priority P`` and the region's section."""
    words = tuple(block.header.text.removeprefix("undo ").split())[1:]
    if block.header.text.startswith("undo ") and words not in {("enable",), ("global", "enable")}:
        return False
    account = state.account
    if words == ("region-configuration",):
        account.understand()
        _REGION.read(_tree(state, block.header), block.children, account, block.header.text)
        return True
    if not _bridge(state, words, block.header):
        return False
    account.understand()
    state.leave_children(block)
    return True


def _bridge(state: State, words: Words, line: Line) -> bool:
    match words:
        case ("mode", mode) if mode in _MODES:
            _tree(state, line).mode = _MODES[mode]
        case ("enable",) | ("global", "enable"):
            _tree(state, line).enabled = not line.text.startswith("undo")
        case ("disable",) | ("global", "disable"):
            _tree(state, line).enabled = False
        case ("root" | "priority" as what, value):
            return _priority(state, line, "0", what, value)
        case ("instance" | "vlan", *numbers, "root" | "priority" as what, value):
            return _priority(state, line, " ".join(numbers), what, value)
        case _:
            return False
    return True


def _priority(state: State, line: Line, numbers: str, what: str, value: str) -> bool:
    instances = frozenset({0}) if numbers == "0" else vlan_list(numbers)
    priority = _ROOTS.get(value) if what == "root" else number(value)
    if instances is None or priority is None:
        return False
    _tree(state, line).priorities.update(dict.fromkeys(instances, priority))
    return True


def _name(tree: _Tree, words: Words, _line: Line) -> bool:
    tree.region = " ".join(words)
    return bool(words)


def _revision(tree: _Tree, words: Words, _line: Line) -> bool:
    tree.revision = number(words[0]) if words else None
    return tree.revision is not None


def _instance(tree: _Tree, words: Words, _line: Line) -> bool:
    # instance 1 vlan 10 to 20
    match words:
        case (instance, "vlan", *vlans) if is_number(instance) and (found := vlan_list(" ".join(vlans))) is not None:
            tree.instances[int(instance)] = tree.instances.get(int(instance), frozenset()) | found
            return True
    return False


_REGION: View[_Tree] = View(
    {
        "region-name": _name,
        "revision-level": _revision,
        "instance": _instance,
        "active region-configuration": passed,
        "check region-configuration": passed,
        "quit": passed,
    },
    {"stp-detail": ("vlan-mapping", "format", "undo")},
)


def _mode(draft: Draft, words: Words, line: Line) -> bool:
    # Eth-Trunk: mode lacp|lacp-static|lacp-dynamic|manual load-balance; Comware: link-aggregation mode dynamic
    if draft.kind != "lag":
        return False
    mode = "lacp" if words and words[0].startswith(("lacp", "dynamic")) else "backup" if "backup" in words else "static"
    row = Lag(interface=draft.name, mode=mode, ref=draft.state.place(line))
    draft.state.facts.lags.append(row)
    return True


def _pair_port(draft: Draft, words: Words, line: Line) -> bool:
    # peer-link 1 (CE); port m-lag peer-link 1 | port drni intra-portal-port 1 (Comware): the aggregate between the two chassis
    draft.state.facts.stack_members.append(StackMember(kind="mlag", ports=(draft.name,), ref=draft.state.place(line)))
    return bool(words)


def _stack_port(draft: Draft, words: Words, line: Line) -> bool:
    # interface stack-port 0/1: port interface XGigabitEthernet0/0/27 enable; CE: port member-group interface 10GE1/0/1
    ports = member_ports([word for word in words if word not in {"enable", "member-group", "interface"}])
    if ports is None or not draft.name.lower().startswith("stack-port"):
        return False
    member = number(draft.name.partition("/")[0][len("stack-port") :])
    draft.state.facts.stack_members.append(StackMember(kind="istack", member=member, ports=tuple(ports), ref=draft.state.place(line)))
    return True


INTERFACE: Mapping[str, Reader[Draft]] = {
    "mode": _mode,
    "link-aggregation mode": _mode,
    "bundle-mode": _mode,
    "peer-link": _pair_port,
    "port m-lag peer-link": _pair_port,
    "port drni intra-portal-port": _pair_port,
    "port interface": _stack_port,
    "port member-group interface": _stack_port,
    "dfs-group": passed,
    "port m-lag group": passed,
    "port drni group": passed,
}
"""Aggregates and stacks on an interface."""


class _Chassis:
    """A chassis of a stack while its lines are read."""

    priority: int | None = None
    domain: str | None = None

    def __init__(self, kind: str, member: int | None, line: Line) -> None:
        self.kind = kind
        self.member = member
        self.line = line
        self.ports: list[str] = []


def _chassis(state: State, kind: str, member: str | None, line: Line) -> _Chassis:
    key = ("stack", kind, member or "")
    known = state.drawers.get(key)
    if isinstance(known, _Chassis):
        return known
    chassis = state.drawers[key] = _Chassis(kind, number(member), line)

    def end() -> None:
        domain = chassis.domain
        whole = state.drawers.get(("stack", kind, ""))
        if isinstance(whole, _Chassis) and whole is not chassis:
            domain = domain or whole.domain
        if kind == "irf" and chassis.member is None and any(key[:2] == ("stack", "irf") and key[2] for key in state.drawers):
            return  # the domain's line: it stands at each member
        row = StackMember(
            kind=kind,
            member=chassis.member,
            priority=chassis.priority,
            domain=domain,
            ports=tuple(chassis.ports),
            ref=state.place(chassis.line),
        )
        state.facts.stack_members.append(row)

    state.endings.append(end)
    return chassis


def read_irf(state: State, block: Block) -> bool:
    """Read ``irf member 1 priority 32``, ``irf member 1 renumber 2``, ``irf domain 10`` and other ``irf`` lines (Comware)."""
    line = block.header
    match line.text.split():
        case ["irf", "member", member, "priority", value]:
            _chassis(state, "irf", member, line).priority = number(value)
        case ["irf", "member", _, "renumber", member]:
            _chassis(state, "irf", member, line)
        case ["irf", "domain", domain]:
            _chassis(state, "irf", None, line).domain = domain
        case _:
            return False
    state.account.understand()
    state.leave_children(block)
    return True


def read_irf_port(state: State, block: Block) -> bool:
    """Read ``irf-port 1/1`` (or ``irf-port 1``) with the ports that join the chassis to its neighbour."""
    name = block.header.text.partition(" ")[2].strip()
    if not name:
        return False
    state.account.understand()
    chassis = _chassis(state, "irf", name.partition("/")[0], block.header)
    _IRF_PORT.read(chassis, block.children, state.account, block.header.text)
    return True


def _irf_member(chassis: _Chassis, words: Words, _line: Line) -> bool:
    # port group interface Ten-GigabitEthernet1/0/49 [mode enhanced]; port group [mode enhanced] interface ...
    name = after(words, "interface")
    if name is None:
        return False
    at = words.index(name)
    chassis.ports.append(interface_name(" ".join(words[at : at + 2]) if name.isalpha() else name))
    return True


_IRF_PORT: View[_Chassis] = View({"port group": _irf_member, "description": passed, "quit": passed}, {"irf-detail": ("undo",)})


def read_stack(state: State, block: Block) -> bool:
    """Read Huawei's stacks: ``stack slot 0 priority 200``, ``set css id 1``, and CE's ``stack`` section."""
    line = block.header
    match line.text.split():
        case ["stack"]:
            state.account.understand()
            _STACK.read(state, block.children, state.account, line.text)
            return True
        case ["stack", "slot" | "member", member, "priority", value]:
            _chassis(state, "istack", member, line).priority = number(value)
        case ["stack", "slot" | "member", _, "renumber", member, *_]:
            _chassis(state, "istack", member, line)
        case ["set", "css", "id", member, *_]:
            _chassis(state, "css", member, line)
        case ["set", "css", "priority", value, *_]:
            _chassis(state, "css", None, line).priority = number(value)
        case _:
            return False
    state.account.understand()
    state.leave_children(block)
    return True


def _stack_member(state: State, words: Words, line: Line) -> bool:
    # stack member 1 priority 150 | domain 10 | renumber 2
    match words:
        case ("member", member, "priority", value):
            _chassis(state, "istack", member, line).priority = number(value)
        case ("member", member, "domain", domain):
            _chassis(state, "istack", member, line).domain = domain
        case ("member", _, "renumber", member, *_):
            _chassis(state, "istack", member, line)
        case _:
            return False
    return True


_STACK: View[State] = View({"stack": _stack_member, "quit": passed}, {"stack-detail": ("stack", "undo")})


def read_pair_group(state: State, block: Block) -> bool:
    """Read ``dfs-group 1`` (CE): the pair of chassis behind a multi-chassis aggregate."""
    words = block.header.text.split()
    state.account.understand()
    chassis = _chassis(state, "mlag", None, block.header)
    chassis.domain = words[1] if len(words) > 1 else None
    _PAIR.read(chassis, block.children, state.account, block.header.text)
    return True


def _pair_priority(chassis: _Chassis, words: Words, _line: Line) -> bool:
    chassis.priority = number(words[0]) if words else None
    return chassis.priority is not None


_PAIR: View[_Chassis] = View(
    {"priority": _pair_priority, "source": passed, "quit": passed, "dual-active": passed, "authentication-mode": passed},
    {"mlag-detail": ("consistency-check", "m-lag", "undo", "set", "description")},
)


def read_pair_line(state: State, block: Block) -> bool:
    """Read Comware's ``m-lag system-number 1``, ``drni system-priority`` and other lines of a pair."""
    match block.header.text.split():
        case ["m-lag" | "drni", "system-number", value]:
            _chassis(state, "mlag", None, block.header).member = number(value)
        case ["m-lag" | "drni", "system-mac", value]:
            _chassis(state, "mlag", None, block.header).domain = value
        case ["m-lag" | "drni", *_]:
            pass
        case _:
            return False
    state.account.understand()
    state.leave_children(block)
    return True
