"""The top level of an NX-OS configuration: filters, VLANs, spanning trees, pairs of chassis, overlays, and where the other rooms begin.

*Source*: Cisco 'Nexus 9000 Series NX-OS Layer 2 Switching', 'Security', 'Interfaces' (vPC) and 'VXLAN Configuration Guide' 9.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words, is_number, number
from collectors.configs.ios_family.acls import (
    AclDraft,
    GroupDraft,
    MapDraft,
    acl_of,
    group_of,
    map_of,
    read_list,
    read_match,
    read_member,
    read_prefix_list,
    read_rule,
    read_set,
)
from collectors.configs.ios_family.commands import Reader
from collectors.configs.ios_family.ethernet_services import read_vtp
from collectors.configs.ios_family.levels import Below, Level, Rules, fine, leads
from collectors.configs.ios_family.management import read_hostname
from collectors.configs.ios_family.nat import read_nat, read_pool_range
from collectors.configs.ios_family.state import State
from collectors.configs.ios_family.switching import (
    AccessMap,
    Tree,
    VlanDraft,
    access_map_of,
    open_vlans,
    read_access_map,
    read_no_tree,
    read_region,
    read_tree,
    read_vlan_filter,
    read_vlan_name,
    tree_of,
)
from collectors.configs.nxos import routing, servers
from collectors.configs.nxos.ignored import TOP as TOP_RULES
from collectors.configs.nxos.interfaces import EACH, INTERFACE
from collectors.configs.nxos.ports import Port, open_interface, open_profile, read_default_switchport
from topology.model.configured import StackMember

_END = {"end": ("end", "exit")}


def _version(state: State, words: Words, _line: Line) -> bool:
    if words:
        state.system["software"] = words[0]
    return bool(words)


def _rule(acl: AclDraft, words: Words, line: Line) -> bool | str:
    if words[:1] == ("statistics",) or words[:2] == ("no", "statistics") or words[0] in {"fragments", "end", "exit", "udf", "ignore"}:
        return "acl-behaviour"
    return read_rule(acl, words, line)


def _open_acl(family: str, state: State, words: Words, line: Line) -> AclDraft | bool:
    return len(words) == 1 and acl_of(state, words[0], line, family=family, standard=False)


def _open_group(state: State, words: Words, line: Line) -> GroupDraft | bool:
    match words:
        case ("ip" | "ipv6", "address" | "port" as kind, name):
            return group_of(state, name, "address" if kind == "address" else "service", line)
    return False


def _member(group: GroupDraft, words: Words, line: Line) -> bool:
    """Read a member with or without its number: ``10 host 10.0.0.1``, ``20 10.0.0.0/24``, ``10 eq 80``."""
    if len(words) > 1 and is_number(words[0]):
        words = words[1:]
    return read_member(group, words, line)


def _open_map(state: State, words: Words, line: Line) -> MapDraft | bool | str:
    if words[1:] == ("pbr-statistics",):
        return "routing-behaviour"
    return map_of(state, words, line) or False


def _match(node: MapDraft, words: Words, line: Line) -> bool:
    """Read ``match``; a prefix list is no access list, and a VLAN or an interface is neither."""
    return read_match(node, words, line)


_MAP: Level[MapDraft] = Level({"match": _match, "set": read_set, "continue": read_set, "description": fine}, _END)


def _open_access_map(state: State, words: Words, _line: Line) -> AccessMap | bool:
    return access_map_of(state, words[0]) if words else False


_ACCESS_MAP: Level[AccessMap] = Level({"match": read_access_map}, {"acl-behaviour": leads("action, statistics, exit, end")})


def _open_vlan(state: State, words: Words, line: Line) -> VlanDraft | bool:
    return open_vlans(state, words, line) or False


_VLAN: Level[VlanDraft] = Level(
    {"name": read_vlan_name},
    {
        "vlan-behaviour": leads("state, shutdown, no shutdown, private-vlan, mode, exit, end, remote-span, media, xconnect, fabricpath"),
        "overlay-segment": leads("vn-segment"),
    },
)


def _open_region(state: State, _words: Words, line: Line) -> Tree | bool:
    return tree_of(state, line)


def _region(tree: Tree, words: Words, line: Line) -> bool | str:
    return "end" if words[:1] in {("exit",), ("end",)} else read_region(tree, words, line)


@dataclass(slots=True)
class Pair:
    """A vPC domain while its lines are read."""

    state: State
    index: int


def _open_pair(state: State, words: Words, line: Line) -> Pair | bool:
    if len(words) != 1:
        return False
    state.facts.stack_members.append(StackMember(kind="mlag", domain=words[0], ref=state.place(line)))
    return Pair(state, len(state.facts.stack_members) - 1)


def _pair_priority(pair: Pair, words: Words, _line: Line) -> bool:
    rows = pair.state.facts.stack_members
    priority = number(words[0]) if words else None
    rows[pair.index] = msgspec.structs.replace(rows[pair.index], priority=priority)
    return priority is not None


_PAIR: Level[Pair] = Level(
    {"role priority": _pair_priority},
    {
        "mlag-detail": leads(
            "peer-keepalive, peer-switch, peer-gateway, auto-recovery, delay, system-priority, system-mac, dual-active, "
            "graceful, ip arp, ipv6 nd, fast-convergence, layer3, virtual, reload, track, no, mode, shutdown, fabricpath, "
            "ip, ipv6, mac, exit, end"
        )
    },
)


@dataclass(slots=True)
class Extender:
    """A fabric extender while its lines are read."""

    state: State


def _open_extender(state: State, words: Words, line: Line) -> Extender | bool:
    member = number(words[0]) if len(words) == 1 else None
    if member is None:
        return False
    state.facts.stack_members.append(StackMember(kind="fex", member=member, ref=state.place(line)))
    return Extender(state)


_EXTENDER: Level[Extender] = Level(
    {}, {"extender-detail": leads("pinning, description, type, serial, fcoe, locator-led, beacon, exit, end, no")}
)


def _open_any_interface(state: State, words: Words, line: Line) -> Port | bool | str:
    if words[:1] == ("breakout",):
        return "resources"
    return open_interface(state, words, line)


def _open_segments(state: State, _words: Words, _line: Line) -> State:
    return state


def _open_segment(state: State, words: Words, _line: Line) -> State | bool:
    return bool(words) and state


def _segment(_state: State, words: Words, _line: Line) -> bool | str:
    """Pass over what the device makes of the segment's number; a target of its own is left over, as segments have no place in a record."""
    return "overlay-segment" if "auto" in words else False


_SEGMENT: Level[State] = Level({"rd": _segment, "route-target": _segment}, {"end": ("exit", "end")})
_SEGMENTS: Level[State] = Level({"vni": Below(_open_segment, _SEGMENT)}, {"end": ("exit", "end")})


def _open_nat(state: State, words: Words, line: Line) -> tuple[State, str] | bool:
    return read_nat(state, words, line) and (state, words[1] if len(words) > 1 else "")


_POOL: Level[tuple[State, str]] = Level({"address": read_pool_range}, _END)


def _one_prefix_list(state: State, words: Words, line: Line) -> bool:
    return read_prefix_list(state, words, line)


def _one_list(kind: str, state: State, words: Words, line: Line) -> bool:
    return read_list(kind, state, words, line)


def _option_82(state: State, _words: Words, _line: Line) -> bool:
    if "option 82" not in state.settings:
        state.settings["option 82"] = "yes"
        state.endings.append(partial(_mark_relays, state))
    return True


def _mark_relays(state: State) -> None:
    state.facts.dhcp_relays = [msgspec.structs.replace(row, option_82=True) for row in state.facts.dhcp_relays]


def _vpc_filter(state: State, words: Words, line: Line) -> bool:
    return read_vlan_filter(state, words, line)


_READERS: dict[str, Reader[State, Line]] = {
    **routing.SECTIONS,
    **servers.SECTIONS,
    "hostname": read_hostname,
    "switchname": read_hostname,
    "version": _version,
    "interface": Below(_open_any_interface, EACH),
    "port-profile": Below(open_profile, INTERFACE),
    "vlan": Below(_open_vlan, _VLAN),
    "vlan access-map": Below(_open_access_map, _ACCESS_MAP),
    "vlan filter": _vpc_filter,
    "vtp": read_vtp,
    "spanning-tree": read_tree,
    "no spanning-tree": read_no_tree,
    "spanning-tree mst configuration": Below(_open_region, Rules(_region)),
    "system default switchport": read_default_switchport,
    "no system default switchport": read_default_switchport,
    "vpc domain": Below(_open_pair, _PAIR),
    "fex": Below(_open_extender, _EXTENDER),
    "evpn": Below(_open_segments, _SEGMENTS),
    "ip access-list": Below(partial(_open_acl, "ipv4"), Rules(_rule)),
    "ipv6 access-list": Below(partial(_open_acl, "ipv6"), Rules(_rule)),
    "mac access-list": Below(partial(_open_acl, "mac"), Rules(_rule)),
    "object-group": Below(_open_group, Rules(_member)),
    "route-map": Below(_open_map, _MAP),
    "ip prefix-list": _one_prefix_list,
    "ipv6 prefix-list": _one_prefix_list,
    "ip community-list": partial(_one_list, "community"),
    "ip extcommunity-list": partial(_one_list, "extcommunity"),
    "ip as-path access-list": partial(_one_list, "as-path"),
    "ip nat": Below(_open_nat, _POOL),
    "ip dhcp relay information option": _option_82,
}

KINDS = {
    "routing": leads(
        "router, ip route, ipv6 route, route-map, ip prefix-list, ipv6 prefix-list, ip as-path, ip community-list, ip extcommunity-list"
    ),
    "vrf": ("vrf", "evpn"),
    "nat": ("ip nat",),
    "acl": leads("ip access-list, ipv6 access-list, mac access-list, object-group, vlan access-map, vlan filter"),
    "interface": ("interface", "port-profile"),
}
"""Kinds of section by leading words."""

TOP: Level[State] = Level(_READERS, TOP_RULES, KINDS)
"""The configuration's own level."""
