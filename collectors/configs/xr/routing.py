"""Routing of IOS XR but OSPF and BGP: VRFs, static routes, IS-IS, EIGRP and RIP, each interface within its process.

*Source*: Cisco 'Routing Command Reference for ASR 9000' 6.6 and 7.3 (static routing, IS-IS, EIGRP, RIP).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words, is_number
from collectors.configs.ios_family.commands import Reader
from collectors.configs.ios_family.levels import Below, Level, Rules, fine, leads
from collectors.configs.ios_family.redistribution import read_redistribution
from collectors.configs.ios_family.routing import ISIS, Isis, isis_note, isis_of
from collectors.configs.ios_family.state import State
from collectors.configs.ios_family.vrfs import Targets, VrfDraft, add_target, route_to, vrf_of
from collectors.configs.ios_family.words import route_target
from collectors.configs.words import is_ipv4, prefix6_of, prefix_of
from collectors.configs.xr.ignored import ROUTER as ROUTER_RULES
from collectors.configs.xr.ignored import VRF as VRF_RULES
from collectors.configs.xr.state import Port, port_of
from topology.model.configured import NetworkStatement
from topology.model.records import Route

_LEVELS = {"level-1": "1", "level-2-only": "2", "level-2": "2", "level-1-2": "1-2"}


def plain_name(policy: str) -> str:
    """Return the name of a route policy without the arguments of a call.

    >>> plain_name("FROM-PEER(65001, 100)"), plain_name("PASS")
    ('FROM-PEER', 'PASS')
    """
    return policy.partition("(")[0]


def open_vrf(state: State, words: Words, line: Line) -> VrfDraft | bool:
    """Open ``vrf NAME``."""
    return len(words) == 1 and vrf_of(state, words[0], line)


@dataclass(slots=True)
class VrfSide:
    """A family of a VRF, and whether its targets to import or to export are being read."""

    vrf: VrfDraft
    targets: Targets
    way: str = "import"


def _rd(vrf: VrfDraft, words: Words, _line: Line) -> bool:
    rd = route_target(words[0]) if words else None
    vrf.rd = rd or vrf.rd
    return rd is not None or words == ("auto",)


def _open_vrf_family(vrf: VrfDraft, words: Words, line: Line) -> VrfSide | bool:
    if not words:
        return False
    name = words[0] if words[1:] in {(), ("unicast",)} else f"{words[0]}-{words[1]}"
    return VrfSide(vrf, vrf.families.setdefault(name, Targets(line)))


def _open_targets(way: str, side: VrfSide, words: Words, _line: Line) -> VrfSide | bool:
    """Open ``import route-target``; a target may follow at once."""
    if words and not add_target(side.targets, (way, *words)):
        return False
    return VrfSide(side.vrf, side.targets, way)


def _target(side: VrfSide, words: Words, _line: Line) -> bool:
    return add_target(side.targets, (side.way, *(word for word in words if word != "stitching")))


def _vrf_policy(side: VrfSide, words: Words, line: Line) -> bool:
    if not words:
        return False
    if line.text.startswith("import"):
        side.targets.import_policy = plain_name(words[-1])
    else:
        side.targets.export_policy = plain_name(words[-1])
    return True


_VRF_FAMILY: Level[VrfSide] = Level(
    {
        "import route-target": Below(partial(_open_targets, "import"), Rules(_target)),
        "export route-target": Below(partial(_open_targets, "export"), Rules(_target)),
        **dict.fromkeys(leads("import route-policy, export route-policy, import from, export to"), _vrf_policy),
    },
    VRF_RULES,
)


def _flat_targets(way: str, vrf: VrfDraft, words: Words, line: Line) -> VrfSide | bool:
    """Open ``import route-target`` level with its family, as people write it."""
    name = next(reversed(vrf.families), "ipv4")
    return _open_targets(way, VrfSide(vrf, vrf.families.setdefault(name, Targets(line))), words, line)


def _flat_policy(vrf: VrfDraft, words: Words, line: Line) -> bool:
    name = next(reversed(vrf.families), "ipv4")
    return _vrf_policy(VrfSide(vrf, vrf.families.setdefault(name, Targets(line))), words, line)


VRF: Level[VrfDraft] = Level(
    {
        "rd": _rd,
        "address-family": Below(_open_vrf_family, _VRF_FAMILY),
        "import route-target": Below(partial(_flat_targets, "import"), Rules(_target)),
        "export route-target": Below(partial(_flat_targets, "export"), Rules(_target)),
        **dict.fromkeys(leads("import route-policy, export route-policy, import from, export to"), _flat_policy),
    },
    VRF_RULES,
)


@dataclass(slots=True)
class Statics:
    """The static routes of a VRF, or of the device's own table, while they are read."""

    state: State
    vrf: str | None = None


def _open_statics(state: State, words: Words, _line: Line) -> Statics | bool:
    return not words and Statics(state)


def _open_statics_vrf(statics: Statics, words: Words, _line: Line) -> Statics | bool:
    return len(words) == 1 and Statics(statics.state, words[0])


def _open_statics_family(statics: Statics, words: Words, _line: Line) -> Statics | bool | str:
    return "multicast-behaviour" if "multicast" in words else bool(words) and statics


_PLAIN = 2
"""Words of a next hop with its preference."""


def read_static(statics: Statics, words: Words, line: Line) -> bool | str:
    """Read a route: the prefix, the VRF of the next hop if it is another, an interface, the next hop, details."""
    if not words or words[0] in {"maximum", "exit", "end"}:
        return "routing-behaviour"
    prefix = prefix6_of(words[0]) or (prefix_of(*words[0].split("/", 1)) if "/" in words[0] else None)
    rest = words[1:]
    if prefix is None:
        statics.state.account.warn("config-address-wrong", line)
        return False
    if len(rest) <= _PLAIN and rest and is_ipv4(rest[0]) and (len(rest) < _PLAIN or is_number(rest[1])):  # as nearly all are
        preference = int(rest[1]) if len(rest) == _PLAIN else None
        place = statics.state.place(line)
        statics.state.facts.routes.append(Route(prefix=prefix, next_hop=rest[0], vrf=statics.vrf, preference=preference, ref=place))
        return True
    elsewhere = None
    if rest[:1] == ("vrf",) and len(rest) > 1:
        elsewhere, rest = "global" if rest[1] == "default" else rest[1], rest[2:]
    route = Route(prefix=prefix, vrf=statics.vrf, ref=statics.state.place(line))
    found = route_to(statics.state, route, rest)
    if found is None and rest[:1] == ("segment-routing",):
        return "routing-behaviour"
    if found is None:
        return False
    if "description" in rest:
        found = msgspec.structs.replace(found, description=line.text.partition(" description ")[2].strip() or None)
    statics.state.facts.routes.append(found if elsewhere is None else msgspec.structs.replace(found, next_hop_vrf=elsewhere))
    return True


_STATICS_FAMILY: Rules[Statics] = Rules(read_static)
_STATICS_VRF: Level[Statics] = Level({"address-family": Below(_open_statics_family, _STATICS_FAMILY)}, ROUTER_RULES)
STATICS: Level[Statics] = Level(
    {"address-family": Below(_open_statics_family, _STATICS_FAMILY), "vrf": Below(_open_statics_vrf, _STATICS_VRF)}, ROUTER_RULES
)


def _open_isis(state: State, words: Words, line: Line) -> Isis | bool:
    return len(words) == 1 and isis_of(state, words[0], line)


def _isis_family(process: Isis, words: Words, _line: Line) -> Isis | bool:
    process.family = words[0] if words else None
    return bool(words) and process


@dataclass(slots=True)
class Circuit:
    """An interface of IS-IS while its lines are read."""

    process: Isis
    port: Port
    line: Line


def _open_circuit(process: Isis, words: Words, line: Line) -> Circuit | bool:
    found = process.state.interface(words)
    if found is None or found[1]:
        return False
    port = port_of(process.state, found[0], line)
    note = isis_note(port, line)
    note.speaks, note.process, note.line = True, process.name, line
    return Circuit(process, port, line)


def _circuit_type(circuit: Circuit, words: Words, _line: Line) -> bool:
    isis_note(circuit.port, circuit.line).level = _LEVELS.get(words[0]) if words else None
    return bool(words) and words[0] in _LEVELS


def _circuit_kind(circuit: Circuit, _words: Words, _line: Line) -> bool:
    isis_note(circuit.port, circuit.line).kind = "point-to-point"
    return True


def _metric(circuit: Circuit, words: Words, _line: Line) -> bool:
    note = isis_note(circuit.port, circuit.line)
    if words[:1] == ("maximum",):
        return True
    if not words or not is_number(words[0]):
        return False
    note.metric = int(words[0]) if note.metric is None else min(note.metric, int(words[0]))
    return True


def _open_circuit_family(circuit: Circuit, words: Words, _line: Line) -> Circuit | bool:
    return bool(words) and circuit


_ISIS_LINES: dict[str, Reader[Isis, Line]] = {
    lead: ISIS[lead] for lead in leads("net, is-type, redistribute, default-information originate, summary-prefix, metric-style")
}
_CIRCUIT_FAMILY: Level[Circuit] = Level({"metric": _metric}, ROUTER_RULES)
_CIRCUIT: Level[Circuit] = Level(
    {
        "circuit-type": _circuit_type,
        "point-to-point": _circuit_kind,
        "metric": _metric,
        "passive": fine,
        "address-family": Below(_open_circuit_family, _CIRCUIT_FAMILY),
    },
    ROUTER_RULES,
)
_ISIS_FAMILY: Level[Isis] = Level(_ISIS_LINES, ROUTER_RULES)
ISIS_PROCESS: Level[Isis] = Level(
    {**_ISIS_LINES, "address-family": Below(_isis_family, _ISIS_FAMILY), "interface": Below(_open_circuit, _CIRCUIT)}, ROUTER_RULES
)


@dataclass(slots=True)
class Distance:
    """EIGRP or RIP, a VRF or a family of it while its lines are read."""

    state: State
    protocol: str
    name: str | None
    vrf: str | None = None
    family: str | None = None


def _open_distance(protocol: str, state: State, words: Words, _line: Line) -> Distance:
    return Distance(state, protocol, words[0] if words else None)


def _distance_vrf(process: Distance, words: Words, _line: Line) -> Distance | bool:
    return len(words) == 1 and replace(process, vrf=words[0])


def _distance_family(process: Distance, words: Words, _line: Line) -> Distance | bool:
    return bool(words) and replace(process, family=words[0])


def _distance_taken(process: Distance, words: Words, line: Line) -> bool:
    return read_redistribution(
        process.state, words, line, into=process.protocol, process=process.name, family=process.family, vrf=process.vrf
    )


def _open_distance_member(process: Distance, words: Words, line: Line) -> Distance | bool:
    found = process.state.interface(words)
    if found is None:
        return False
    port = port_of(process.state, found[0], line)
    process.state.endings.append(partial(_announce, process, port, line))
    return process


def _announce(process: Distance, port: Port, line: Line) -> None:
    """Note the prefixes of an interface that speaks the protocol."""
    for address in port.addresses:
        prefix = prefix6_of(address) if ":" in address else prefix_of(*address.split("/", 1))
        if prefix is not None and (":" in prefix) == (process.family == "ipv6"):
            row = NetworkStatement(protocol=process.protocol, prefix=prefix, vrf=process.vrf, ref=process.state.place(line))
            process.state.facts.network_statements.append(row)


_DISTANCE_MEMBER: Level[Distance] = Level(
    {"passive-interface": fine, "passive": fine, "summary-address": fine, "route-policy": fine}, ROUTER_RULES
)
_DISTANCE_LINES: dict[str, Reader[Distance, Line]] = {
    "redistribute": _distance_taken,
    "interface": Below(_open_distance_member, _DISTANCE_MEMBER),
}
_DISTANCE_FAMILY: Level[Distance] = Level(_DISTANCE_LINES, ROUTER_RULES)
_DISTANCE_VRF: Level[Distance] = Level({**_DISTANCE_LINES, "address-family": Below(_distance_family, _DISTANCE_FAMILY)}, ROUTER_RULES)
DISTANCE_PROCESS: Level[Distance] = Level(
    {**_DISTANCE_LINES, "address-family": Below(_distance_family, _DISTANCE_FAMILY), "vrf": Below(_distance_vrf, _DISTANCE_VRF)},
    ROUTER_RULES,
)

SECTIONS: dict[str, Reader[State, Line]] = {
    "vrf": Below(open_vrf, VRF),
    "router static": Below(_open_statics, STATICS),
    "router isis": Below(_open_isis, ISIS_PROCESS),
    "router eigrp": Below(partial(_open_distance, "eigrp"), DISTANCE_PROCESS),
    "router rip": Below(partial(_open_distance, "rip"), DISTANCE_PROCESS),
}
"""Sections of VRFs and routing."""
