"""Junos configurations of 2,000 lines, no two alike, for measuring: a campus core in braces, and the same as ``set`` lines.

In the proportions of `lab.configs.core_switch`; `number` (below 256) is in every address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from lab.configs.core_switch import LINES

Tree: TypeAlias = dict[str, "Tree"]
"""Statements by their words, with those inside their braces; none inside is a statement of its own."""
_MOST_PORTS = 192
_VLANS = range(10, 61)
_ROUTED = range(10, 41)


def long_junos(number: int) -> str:
    """Return a Junos configuration in braces of 2,000 lines, with addresses of its own."""
    return _filled(number, lambda tree: list(_braces(tree, "")))


def long_junos_set(number: int) -> str:
    """Return a Junos configuration of 2,000 ``set`` lines, with addresses of its own."""
    return _filled(number, lambda tree: [f"set {line}" for line in _flat(tree, "")])


def _filled(number: int, write: Callable[[Tree], list[str]]) -> str:
    """Return a configuration of so many lines: ports first, as many as fit, then static routes."""
    ports = 4
    while ports < _MOST_PORTS and len(write(_tree(number, ports + 4, 0))) <= LINES:
        ports += 4
    routes = LINES - len(write(_tree(number, ports, 0)))
    return "\n".join(write(_tree(number, ports, routes))) + "\n"


def _tree(number: int, ports: int, routes: int) -> Tree:
    routing: Tree = {
        f"route 172.{16 + row // 250 % 16}.{row % 250}.0/24 next-hop 10.{number}.10.{row % 250 + 1}": {} for row in range(routes + 1)
    }
    tree: Tree = {
        "version 18.4R2.7": {},
        "system": {f"host-name CORE-{number}": {}, "services": {"ssh": {}}, "ntp": {"server 10.1.80.123": {}}},
        "interfaces": _interfaces(number, ports),
        "routing-options": {"static": routing, f"router-id 10.255.{number}.1": {}, f"autonomous-system {65000 + number}": {}},
        "protocols": _protocols(),
        "policy-options": {"policy-statement STATIC": {"term static": {"from protocol static": {}, "then accept": {}}}},
        "firewall": {"family inet": {f"filter OFFICE-{acl}": _terms(number, acl) for acl in range(6)}},
        "routing-instances": {f"N{vrf}": _instance(number, vrf) for vrf in range(10)},
        "forwarding-options": {"helpers": {"bootp": {"server 10.1.80.67": {}, "interface": {f"irb.{vlan}": {} for vlan in _ROUTED}}}},
        "vlans": {f"OFFICE-{vlan}": _vlan(vlan) for vlan in _VLANS},
    }
    return tree


def _interfaces(number: int, ports: int) -> Tree:
    found: Tree = {}
    for port in range(ports):
        vlans = "[ OFFICE-10 11-40 ]" if port % 12 == 0 else f"OFFICE-{10 + port % 50}"
        mode: Tree = {"interface-mode trunk": {}} if port % 12 == 0 else {}
        found[f"ge-{port // 48}/0/{port % 48}"] = {
            f'description "room {number}-{port}"': {},
            "unit 0": {"family ethernet-switching": {**mode, "vlan": {f"members {vlans}": {}}}},
        }
    gateways: Tree = {
        f"unit {vlan}": {
            "family inet": {
                f"address 10.{number}.{vlan}.2/24": {
                    f"vrrp-group {vlan}": {f"virtual-address 10.{number}.{vlan}.1": {}, "priority 120": {}}
                }
            }
        }
        for vlan in _ROUTED
    }
    return {**found, "irb": gateways, "lo0": {"unit 0": {"family inet": {f"address 10.255.{number}.1/32": {}}}}}


def _protocols() -> Tree:
    peers: Tree = {f"neighbor 10.255.1.{peer}": {} for peer in range(1, 11)}
    area: Tree = {f"interface irb.{vlan}": {"metric 10": {}} for vlan in _ROUTED}
    return {"bgp": {"group CITY": {"type external": {}, "peer-as 65010": {}, **peers}}, "ospf": {"export STATIC": {}, "area 0.0.0.0": area}}


def _terms(number: int, acl: int) -> Tree:
    return {
        f"term {row}": {
            "from": {
                "source-address": {f"10.{number}.{row}.0/24": {}},
                "destination-address": {f"10.1.{acl}.0/24": {}},
                "protocol tcp": {},
                f"destination-port {row + 1}": {},
            },
            "then accept": {},
        }
        for row in range(10)
    }


def _instance(number: int, vrf: int) -> Tree:
    said = f"{65000 + number}:{vrf}"
    return {"instance-type vrf": {}, f"route-distinguisher {said}": {}, f"vrf-target target:{said}": {}}


def _vlan(vlan: int) -> Tree:
    routed: Tree = {f"l3-interface irb.{vlan}": {}} if vlan in _ROUTED else {}
    return {f"vlan-id {vlan}": {}, **routed}


def _braces(tree: Tree, indent: str) -> Iterator[str]:
    for words, inside in tree.items():
        if inside:
            yield f"{indent}{words} {{"
            yield from _braces(inside, f"{indent}    ")
            yield f"{indent}}}"
        else:
            yield f"{indent}{words};"


def _flat(tree: Tree, path: str) -> Iterator[str]:
    for words, inside in tree.items():
        if inside:
            yield from _flat(inside, f"{path}{words} ")
        elif words.endswith("]"):
            lead, _, listed = words.partition(" [ ")
            yield from (f"{path}{lead} {word}" for word in listed.removesuffix(" ]").split())
        else:
            yield f"{path}{words}"
