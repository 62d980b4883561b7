"""Gateways and multicast of IOS XR: HSRP, VRRP, PIM and IGMP, each interface within the process.

*Source*: Cisco 'IP Addresses and Services Command Reference for ASR 9000' 6.6 (HSRP, VRRP); 'Multicast Command Reference' 6.6.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from collectors.clean import Line
from collectors.configs.commands import Words, is_number, number
from collectors.configs.ios_family.commands import Reader
from collectors.configs.ios_family.levels import Below, Level, fine, leads
from collectors.configs.ios_family.links import Group, gateway_address, group_of
from collectors.configs.ios_family.state import State
from collectors.configs.words import address_of
from collectors.configs.xr.ignored import GATEWAY as GATEWAY_RULES
from collectors.configs.xr.ignored import ROUTER as ROUTER_RULES
from collectors.configs.xr.state import Port, port_of
from topology.model.configured import Multicast

_MULTICAST = {"multicast-behaviour": ROUTER_RULES["routing-behaviour"], "end": ROUTER_RULES["end"]}


@dataclass(slots=True)
class Gateway:
    """An interface within ``router hsrp`` or ``router vrrp``, or a family of it, while its lines are read."""

    protocol: str
    port: Port
    family: str = ""


def _open_protocol(state: State, words: Words, _line: Line) -> State | bool:
    return not words and state


def _open_port(protocol: str, state: State, words: Words, line: Line) -> Gateway | bool:
    found = state.interface(words)
    return found is not None and not found[1] and Gateway(protocol, port_of(state, found[0], line))


def _open_family(gateway: Gateway, words: Words, _line: Line) -> Gateway | bool:
    return words in {("ipv4",), ("ipv6",)} and replace(gateway, family="6" if words == ("ipv6",) else "")


def _open_group(gateway: Gateway, words: Words, line: Line) -> Group | bool | str:  # noqa: PLR0911 - one return a form of the line
    """Open ``hsrp 1``, ``vrrp 1 version 3``; older releases have each line of the group behind its number."""
    if not words or not is_number(words[0]):
        return "gateway-timers" if words[:1] in {("delay",), ("redirects",), ("use-bia",), ("timers",), ("bfd",)} else False
    protocol = gateway.protocol
    if protocol == "vrrp2" and (words[1:] == ("version", "3") or gateway.family == "6"):
        protocol = "vrrp3"
    group = group_of(gateway.port, protocol, int(words[0]), line, gateway.family)
    match words[1:]:
        case () | ("version", _):
            return group
        case ("ipv4" | "ipv6" | "address", *rest):
            return gateway_address(group, tuple(word for word in rest if word != "secondary"), line)
        case ("priority", value):
            group.priority = number(value)
            return group.priority is not None
        case ("preempt", *rest):
            group.preempt = rest[:1] != ["disable"]
            return True
        case ("track", *rest):
            return _track(group, tuple(rest), line)
        case (word, *_) if word in GATEWAY_RULES["gateway-timers"]:
            return "gateway-timers"
    return False


def _address(group: Group, words: Words, line: Line) -> bool:
    said = tuple(word for word in words if word not in {"secondary", "global"})
    if said[:1] == ("linklocal",):
        said = said[1:]
    return gateway_address(group, said, line)


def _priority(group: Group, words: Words, _line: Line) -> bool:
    group.priority = number(words[0]) if words else None
    return group.priority is not None


def _preempt(group: Group, words: Words, _line: Line) -> bool:
    group.preempt = words[:1] != ("disable",)
    return True


def _track(group: Group, words: Words, _line: Line) -> bool:
    """Read ``track [interface|object] NAME [DECREMENT]``."""
    said = [word for word in words if word not in {"interface", "object"}]
    if said:
        group.track.append(said[0])
    return bool(said)


_GROUP: Level[Group] = Level(
    {"address": _address, "priority": _priority, "preempt": _preempt, "track": _track, "name": fine, "version": fine}, GATEWAY_RULES
)
_FAMILY: Level[Gateway] = Level({"hsrp": Below(_open_group, _GROUP), "vrrp": Below(_open_group, _GROUP)}, GATEWAY_RULES)
_PORT: Level[Gateway] = Level(
    {"hsrp": Below(_open_group, _GROUP), "vrrp": Below(_open_group, _GROUP), "address-family": Below(_open_family, _FAMILY)}, GATEWAY_RULES
)


def _protocol(protocol: str) -> Level[State]:
    return Level({"interface": Below(partial(_open_port, protocol), _PORT)}, GATEWAY_RULES)


@dataclass(slots=True)
class Trees:
    """Multicast routing, PIM or IGMP, in a VRF, while its lines are read."""

    state: State
    vrf: str | None = None
    port: Port | None = None


def _open_trees(state: State, words: Words, _line: Line) -> Trees | bool:
    return not words and Trees(state)


def _open_routing(state: State, words: Words, line: Line) -> Trees | bool:
    return not words and _enabled(Trees(state), line)


def _enabled(trees: Trees, line: Line) -> Trees:
    trees.state.facts.multicast.append(Multicast(kind="enabled", vrf=trees.vrf, ref=trees.state.place(line)))
    return trees


def _open_trees_vrf(trees: Trees, words: Words, _line: Line) -> Trees | bool:
    return len(words) == 1 and replace(trees, vrf=words[0])


def _open_routing_vrf(trees: Trees, words: Words, line: Line) -> Trees | bool:
    return len(words) == 1 and _enabled(replace(trees, vrf=words[0]), line)


def _open_trees_family(trees: Trees, words: Words, _line: Line) -> Trees | bool:
    return bool(words) and trees


def _open_listener(kind: str, trees: Trees, words: Words, line: Line) -> Trees | bool:
    """Open an interface that speaks PIM or IGMP."""
    if words == ("all",):
        return trees
    found = trees.state.interface(words)
    if found is None:
        return False
    trees.state.facts.multicast.append(Multicast(kind=kind, interface=found[0], vrf=trees.vrf, ref=trees.state.place(line)))
    return trees


def _open_routed(trees: Trees, words: Words, _line: Line) -> Trees | bool:
    return bool(words) and trees


def _rendezvous(trees: Trees, words: Words, line: Line) -> bool:
    address = address_of(words[0]) if words else None
    if address is None:
        return False
    groups = next((word for word in words[1:] if word not in {"override", "bidir"}), None)
    if groups is not None:
        trees.state.bind(groups, "other", line, via="pim rp")
    trees.state.facts.multicast.append(Multicast(kind="rp", vrf=trees.vrf, address=address, groups=groups, ref=trees.state.place(line)))
    return True


def _candidate(trees: Trees, words: Words, line: Line) -> bool:
    """Read ``bsr candidate-rp`` or ``auto-rp candidate-rp``: an address or an interface of its own."""
    if not words:
        return False
    found = trees.state.interface(words)
    address = address_of(words[0])
    if found is None and address is None:
        return False
    trees.state.facts.multicast.append(
        Multicast(kind="rp", vrf=trees.vrf, address=address, interface=found[0] if found else None, ref=trees.state.place(line))
    )
    return True


_LISTENER: Level[Trees] = Level(
    {},
    {
        "multicast-behaviour": leads(
            "enable, disable, version, join-group, static-group, router, query-interval, access-group, dr-priority, "
            "hello-interval, bfd, neighbor-filter, explicit-tracking, maximum, query-max-response-time, boundary, rate, "
            "ttl-threshold, exit, end, propagation-delay, join-prune-interval, log"
        )
    },
)
_PIM_LINES: dict[str, Reader[Trees, Line]] = {
    "rp-address": _rendezvous,
    "bsr candidate-rp": _candidate,
    "auto-rp candidate-rp": _candidate,
    "interface": Below(partial(_open_listener, "pim-sm"), _LISTENER),
}
_MORE = {
    "multicast-behaviour": leads(
        "explicit-tracking, sg-expiry-timer, bsr, auto-rp, spt-threshold, accept-register, register-source, "
        "neighbor-filter, log, rpf, mofrr, nsf, old-register-checksum, ssm, sg-expiry, suppress-rpf-change-prunes, mdt, "
        "allow-rp, convergence, global, maximum, embedded-rp, rp-static-deny, explicit-rpf-vector, exit, end, "
        "rate-per-route, interface-inheritance, oom-handling, accounting, static-rpf, robustness-variable, unicast-qos, "
        "traffic, version, access-group, bgp, multipath, core-tree-protocol, export-rt, import-rt, hello-interval, "
        "dr-priority, join-prune-interval, table-limit, forwarding-latency, mvpn, address"
    )
}
_PIM_FAMILY: Level[Trees] = Level(_PIM_LINES, _MORE)
_PIM_VRF: Level[Trees] = Level({**_PIM_LINES, "address-family": Below(_open_trees_family, _PIM_FAMILY)}, _MORE)
_PIM: Level[Trees] = Level(
    {**_PIM_LINES, "address-family": Below(_open_trees_family, _PIM_FAMILY), "vrf": Below(_open_trees_vrf, _PIM_VRF)}, _MORE
)
_IGMP_LINES: dict[str, Reader[Trees, Line]] = {"interface": Below(partial(_open_listener, "igmp"), _LISTENER)}
_IGMP_VRF: Level[Trees] = Level(_IGMP_LINES, _MORE)
_IGMP: Level[Trees] = Level({**_IGMP_LINES, "vrf": Below(_open_trees_vrf, _IGMP_VRF)}, _MORE)
_ROUTED: dict[str, Reader[Trees, Line]] = {"interface": Below(_open_routed, _LISTENER)}
_ROUTING_FAMILY: Level[Trees] = Level(_ROUTED, _MORE)
_ROUTING_VRF: Level[Trees] = Level({**_ROUTED, "address-family": Below(_open_trees_family, _ROUTING_FAMILY)}, _MORE)
_ROUTING: Level[Trees] = Level(
    {**_ROUTED, "address-family": Below(_open_trees_family, _ROUTING_FAMILY), "vrf": Below(_open_routing_vrf, _ROUTING_VRF)}, _MORE
)

SECTIONS: dict[str, Reader[State, Line]] = {
    "router hsrp": Below(_open_protocol, _protocol("hsrp")),
    "router vrrp": Below(_open_protocol, _protocol("vrrp2")),
    "router pim": Below(_open_trees, _PIM),
    "router igmp": Below(_open_trees, _IGMP),
    "router mld": Below(_open_trees, _IGMP),
    "multicast-routing": Below(_open_routing, _ROUTING),
}
"""Sections of gateways and multicast."""
