"""Sections of routing, VRFs, filters and translation: which lines they have and what reads them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TypeVar

from collectors.clean import Line
from collectors.configs.blocks import Block
from collectors.configs.commands import Words, after, passed
from collectors.configs.ios_family.acls import (
    AclDraft,
    MapDraft,
    acl_of,
    group_of,
    map_of,
    read_list,
    read_match,
    read_member,
    read_numbered,
    read_prefix_list,
    read_rule,
    read_set,
)
from collectors.configs.ios_family.bgp import BGP, Bgp, bgp_of
from collectors.configs.ios_family.commands import Mode, read_lines
from collectors.configs.ios_family.ignored_routing import AS_ANYWAY
from collectors.configs.ios_family.ignored_routing import ROUTER as ROUTER_RULES
from collectors.configs.ios_family.ignored_routing import VRF as VRF_RULES
from collectors.configs.ios_family.nat import read_nat, read_pool_range
from collectors.configs.ios_family.ospf import PROCESS, Process, process_of
from collectors.configs.ios_family.routing import DISTANCE, ISIS, Distance, Isis, isis_of
from collectors.configs.ios_family.state import Section, State
from collectors.configs.ios_family.vrfs import VRF, VrfDraft, read_route, vrf_of

Context = TypeVar("Context")
_PASSED = dict.fromkeys(AS_ANYWAY, passed)
_END = {"end": ("end", "exit", "quit")}
_OSPF_MODE: Mode[Process, Line] = Mode({**_PASSED, **PROCESS}, ROUTER_RULES)
_BGP_MODE: Mode[Bgp, Line] = Mode({**_PASSED, **BGP}, ROUTER_RULES)
_ISIS_MODE: Mode[Isis, Line] = Mode({**_PASSED, **ISIS}, ROUTER_RULES)
_DISTANCE_MODE: Mode[Distance, Line] = Mode({**_PASSED, **DISTANCE}, ROUTER_RULES)
_VRF_MODE: Mode[VrfDraft, Line] = Mode(VRF, VRF_RULES)


_MAP_MODE: Mode[MapDraft, Line] = Mode({"match": read_match, "set": read_set, "continue": read_set, "description": lambda *_: True}, _END)
_POOL_MODE: Mode[tuple[State, str], Line] = Mode({"address": read_pool_range}, _END)


def _child_rules(acl: AclDraft, block: Block) -> None:
    """Read the lines of an access list; each begins with a number or an action, so no table is needed."""
    account, title = acl.state.account, block.header.text
    understood = 0
    for line in block.children:
        if read_rule(acl, tuple(line.text.split()), line):
            understood += 1
        elif line.text in {"end", "exit", "counters", "no counters"} or line.text.startswith(("list-remark", "match-any")):
            account.ignore("acl-behaviour")
        else:
            account.leave(line, title)
    account.understand(understood)


def read_router(state: State, words: Words, block: Block) -> bool:  # noqa: PLR0911 - one return a form of the line
    """Read ``router ospf``, ``router bgp`` and the others."""
    match words:
        case ("ospf", name, *rest):
            return _read(_OSPF_MODE, process_of(state, name, 2, block.header, after(tuple(rest), "vrf")), state, block)
        case ("ospfv3", name, *rest):
            return _read(_OSPF_MODE, process_of(state, name, 3, block.header, after(tuple(rest), "vrf")), state, block)
        case ("bgp", said, *_):
            process = bgp_of(state, said, block.header)
            return process is not None and _read(_BGP_MODE, process, state, block)
        case ("isis", *rest):
            return _read(_ISIS_MODE, isis_of(state, rest[0] if rest else None, block.header), state, block)
        case ("eigrp", name, *_):
            return _read(_DISTANCE_MODE, Distance(state, "eigrp", name), state, block)
        case ("rip", *_):
            return _read(_DISTANCE_MODE, Distance(state, "rip", None), state, block)
    return False


def read_router6(state: State, words: Words, block: Block) -> bool:
    """Read ``ipv6 router ospf`` and the others."""
    match words:
        case ("ospf", name, *rest):
            return _read(_OSPF_MODE, process_of(state, name, 3, block.header, after(tuple(rest), "vrf")), state, block)
        case ("eigrp" | "rip" as protocol, *rest):
            return _read(_DISTANCE_MODE, Distance(state, protocol, rest[0] if rest else None, family="ipv6"), state, block)
    return False


def _read(mode: Mode[Context, Line], context: Context, state: State, block: Block) -> bool:
    read_lines(mode, context, block.children, state.account, block.header.text)
    return True


def read_vrf(state: State, words: Words, block: Block) -> bool | str:
    """Read ``vrf definition`` or ``ip vrf``."""
    return bool(words) and _read(_VRF_MODE, vrf_of(state, words[0], block.header), state, block)


def read_named_acl(family: str, state: State, words: Words, block: Block) -> bool:
    """Read ``ip access-list`` and its like."""
    match words:
        case ("standard" | "extended" as kind, name, *_):
            standard: bool | None = kind == "standard"
        case ("resequence" | "logging" | "log-update" | "role-based", *_):
            return False
        case (name, *_):
            standard = False
        case _:
            return False
    _child_rules(acl_of(state, name, block.header, family=family, standard=standard), block)
    return True


def read_numbered_acl(state: State, words: Words, block: Block) -> bool:
    """Read ``access-list``."""
    return read_numbered(state, words, block.header)


def read_group(state: State, words: Words, block: Block) -> bool:
    """Read ``object-group``."""
    match words:
        case ("network" | "service" as kind, name, *_) | ("ip" | "ipv6", "address" | "port" as kind, name, *_):
            group = group_of(state, name, "address" if kind in {"network", "address"} else "service", block.header)
        case ("v4-network" | "v6-network", name, *_):
            group = group_of(state, name, "address", block.header)
        case _:
            return False
    account = state.account
    for line in block.children:
        if read_member(group, tuple(line.text.split()), line):
            account.understand()
        else:
            account.leave(line, block.header.text)
    return True


def read_map(state: State, words: Words, block: Block) -> bool:
    """Read a node of a route map."""
    node = map_of(state, words, block.header)
    return node is not None and _read(_MAP_MODE, node, state, block)


def read_translation(state: State, words: Words, block: Block) -> bool:
    """Read ``ip nat``; a pool may have its ranges below."""
    if not read_nat(state, words, block.header):
        return False
    name = words[1] if len(words) > 1 else ""
    return _read(_POOL_MODE, (state, name), state, block)


def _one_route(state: State, words: Words, block: Block) -> bool:
    return read_route(state, words, block.header)


def _one_prefix_list(state: State, words: Words, block: Block) -> bool:
    return read_prefix_list(state, words, block.header)


def _one_list(kind: str, state: State, words: Words, block: Block) -> bool:
    return read_list(kind, state, words, block.header)


SECTIONS: Mapping[str, Section] = {
    "router": read_router,
    "ipv6 router": read_router6,
    "vrf definition": read_vrf,
    "ip vrf": read_vrf,
    "ip route": _one_route,
    "ipv6 route": _one_route,
    "access-list": read_numbered_acl,
    "ip access-list": partial(read_named_acl, "ipv4"),
    "ipv6 access-list": partial(read_named_acl, "ipv6"),
    "mac access-list": partial(read_named_acl, "mac"),
    "expert access-list": partial(read_named_acl, "ipv4"),
    "arp access-list": partial(read_named_acl, "mac"),
    "object-group": read_group,
    "route-map": read_map,
    "ip prefix-list": _one_prefix_list,
    "ipv6 prefix-list": _one_prefix_list,
    "prefix-list": _one_prefix_list,
    "ip community-list": partial(_one_list, "community"),
    "ip extcommunity-list": partial(_one_list, "extcommunity"),
    "ip as-path access-list": partial(_one_list, "as-path"),
    "ip nat": read_translation,
}
"""Sections by their leading words."""

IGNORED = {
    "nat-behaviour": ("ip nat translation", "ip nat log", "ip nat service", "ip nat settings", "ip nat create", "ip nat switchover"),
    "acl-behaviour": (
        "ip access-list resequence",
        "ip access-list logging",
        "ip access-list log-update",
        "access-list compiled",
        "ip reflexive-list",
    ),
    "routing-behaviour": ("ip bgp-community", "ip routing", "ip prefix-list sequence-number", "ipv6 unicast-routing", "ip default-network"),
}

KINDS = {
    "routing": (
        *("router", "ipv6 router", "ip route", "ipv6 route", "route-map", "ip prefix-list", "ipv6 prefix-list", "ip as-path"),
        *("ip community-list", "ip extcommunity-list", "ip bgp-community", "ip default-network", "prefix-list", "ip default-gateway"),
    ),
    "vrf": ("vrf", "ip vrf"),
    "nat": ("ip nat",),
    "acl": (
        *("access-list", "ip access-list", "ipv6 access-list", "mac access-list", "arp access-list", "expert access-list", "object-group"),
        *("zone", "zone-pair", "class-map type inspect", "policy-map type inspect", "vlan access-map", "vlan filter", "ip reflexive-list"),
    ),
    "interface": ("interface",),
}
"""Kinds of section by leading words."""
