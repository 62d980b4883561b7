"""OSPF and OSPFv3 of IOS XR: interfaces stand within areas, and areas within processes.

What a process or an area says of interfaces holds for those that say nothing themselves. *Source*: Cisco 'Routing Command
Reference for ASR 9000' 6.6 and 7.3 (OSPF); RFC 2328, RFC 5340.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from collectors.clean import Line
from collectors.configs.commands import Words, is_number
from collectors.configs.ios_family.commands import Reader
from collectors.configs.ios_family.levels import Below, Level, fine, leads
from collectors.configs.ios_family.ospf import PROCESS, Process, on_interface, process_of
from collectors.configs.ios_family.redistribution import originate_default, read_redistribution
from collectors.configs.ios_family.state import State
from collectors.configs.words import dotted_area
from collectors.configs.xr.ignored import ROUTER as ROUTER_RULES
from collectors.configs.xr.state import Port, port_of

_KINDS = {
    "point-to-point": "point-to-point",
    "broadcast": "broadcast",
    "non-broadcast": "nbma",
    "point-to-multipoint": "point-to-multipoint",
}


@dataclass(slots=True)
class Scope:
    """Where in OSPF the reading stands: the process, an area, an interface; each takes over what was said above it."""

    process: Process
    area: str | None = None
    port: Port | None = None
    line: Line | None = None
    cost: int | None = None
    kind: str | None = None
    passive: bool | None = None
    authentication: str | None = None


def _open_ospf(version: int, state: State, words: Words, line: Line) -> Scope | bool:
    return len(words) == 1 and Scope(process_of(state, words[0], version, line, shared=True))


def _ospf_vrf(scope: Scope, words: Words, line: Line) -> Scope | bool:
    if len(words) != 1:
        return False
    process = scope.process
    return Scope(process_of(process.state, process.name, process.version, line, words[0], shared=True))


def _open_area(scope: Scope, words: Words, line: Line) -> Scope | bool:
    area = dotted_area(words[0]) if len(words) == 1 else None
    return area is not None and scope.process.area(words[0], line) is not None and replace(scope, area=area)


def _open_member(scope: Scope, words: Words, line: Line) -> Scope | bool:
    state = scope.process.state
    found = state.interface(words)
    if found is None or found[1]:
        return False
    port = port_of(state, found[0], line)
    port.vrf = port.vrf or scope.process.vrf
    member = replace(scope, port=port, line=line)
    _write(member)
    return member


def _write(scope: Scope) -> None:
    if scope.port is None or scope.line is None:
        return
    note = on_interface(scope.port, scope.line, scope.process.version)
    note.process, note.area, note.line = scope.process.name, scope.area, scope.line
    note.cost, note.kind, note.passive, note.authentication = scope.cost, scope.kind, scope.passive, scope.authentication


def _cost(scope: Scope, words: Words, _line: Line) -> bool:
    if len(words) != 1 or not is_number(words[0]):
        return False
    scope.cost = int(words[0])
    _write(scope)
    return True


def _network(scope: Scope, words: Words, _line: Line) -> bool:
    if not words:
        return False
    scope.kind = _KINDS.get(words[0], words[0])
    _write(scope)
    return True


def _passive(scope: Scope, words: Words, _line: Line) -> bool:
    scope.passive = words[:1] != ("disable",)
    _write(scope)
    return True


def _authentication(scope: Scope, words: Words, line: Line) -> bool:
    kinds = {"message-digest": "md5", "keychain": "keychain", "null": "null", "disable": "null", "ipsec": "ipsec"}
    if words and words[0] not in kinds:
        return False
    scope.authentication = kinds[words[0]] if words else "simple"
    area = scope.process.area(scope.area, line) if scope.area is not None and scope.port is None else None
    if area is not None:
        area.authentication = scope.authentication
    _write(scope)
    return True


def _key(scope: Scope, _words: Words, line: Line) -> bool:
    scope.authentication = "md5" if line.text.startswith("message") else scope.authentication or "simple"
    _write(scope)
    return True


def _area_line(scope: Scope, _words: Words, line: Line) -> bool | str:
    """Read ``stub``, ``nssa`` and ``range``, which IOS has behind ``area N``."""
    return PROCESS["area"](scope.process, (scope.area or "", *line.text.split()), line)


def _open_virtual(scope: Scope, words: Words, line: Line) -> Scope | bool:
    return PROCESS["area"](scope.process, (scope.area or "", "virtual-link", *words), line) is True and scope


def _ospf_taken(scope: Scope, words: Words, line: Line) -> bool:
    process = scope.process
    return read_redistribution(process.state, words, line, into=process.protocol, process=process.name, family=None, vrf=process.vrf)


def _ospf_default(scope: Scope, words: Words, line: Line) -> bool:
    process = scope.process
    return originate_default(process.state, words, line, into=process.protocol, process=process.name, vrf=process.vrf)


def _ospf_process(lead: str, scope: Scope, words: Words, line: Line) -> bool | str:
    return PROCESS[lead](scope.process, words, line)


def _filter(scope: Scope, words: Words, line: Line) -> bool:
    """Read ``distribute-list NAME in``; a route policy or a prefix list has rows of its own."""
    match words:
        case ("route-policy" | "prefix-list", *_):
            return True
        case (acl, "in" | "out" as way, *_):
            process = scope.process
            return process.state.bind(acl, "route", line, direction=way, via=f"{process.protocol} {process.name}")
    return False


_SAID: dict[str, Reader[Scope, Line]] = {
    "cost": _cost,
    "network": _network,
    "passive": _passive,
    "authentication": _authentication,
    "authentication-key": _key,
    "message-digest-key": _key,
}
_VIRTUAL: Level[Scope] = Level(
    {},
    {
        "routing-behaviour": leads(
            "authentication, authentication-key, message-digest-key, hello-interval, exit, end, dead-interval, "
            "retransmit-interval, transmit-delay"
        )
    },
)
_MEMBER: Level[Scope] = Level({**_SAID, "distribute-list": _filter}, ROUTER_RULES)
_AREA: Level[Scope] = Level(
    {
        **_SAID,
        "interface": Below(_open_member, _MEMBER),
        "multi-area-interface": Below(_open_member, _MEMBER),
        "virtual-link": Below(_open_virtual, _VIRTUAL),
        "sham-link": Below(lambda scope, words, _line: bool(words) and scope, _VIRTUAL),
        **dict.fromkeys(leads("stub, nssa, range, default-cost"), _area_line),
        "route-policy": fine,
        "distribute-list": _filter,
    },
    ROUTER_RULES,
)
_OSPF_LINES: dict[str, Reader[Scope, Line]] = {
    **_SAID,
    "router-id": partial(_ospf_process, "router-id"),
    "area": Below(_open_area, _AREA),
    "redistribute": _ospf_taken,
    "default-information originate": _ospf_default,
    "summary-prefix": partial(_ospf_process, "summary-prefix"),
    "distribute-list": _filter,
    "address-family": fine,
}
_OSPF_VRF: Level[Scope] = Level(_OSPF_LINES, ROUTER_RULES)
OSPF: Level[Scope] = Level({**_OSPF_LINES, "vrf": Below(_ospf_vrf, _OSPF_VRF)}, ROUTER_RULES)

SECTIONS: dict[str, Reader[State, Line]] = {
    "router ospf": Below(partial(_open_ospf, 2), OSPF),
    "router ospfv3": Below(partial(_open_ospf, 3), OSPF),
}
"""Sections of OSPF."""
