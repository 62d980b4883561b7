"""Routing of NX-OS: VRFs with their static routes, OSPF, IS-IS, EIGRP and BGP, level by level.

A routing process has one name for all VRFs; ``vrf NAME`` in it is a process of its own. *Source*: Cisco 'Nexus 9000 Series NX-OS
Unicast Routing Configuration Guide' 9.3 and 'VXLAN Configuration Guide' 9.3 (route targets of EVPN).
"""

from __future__ import annotations

from functools import partial

from collectors.clean import Line
from collectors.configs.commands import Words, after, is_number
from collectors.configs.ios_family import nested_bgp as bgp
from collectors.configs.ios_family.commands import Reader
from collectors.configs.ios_family.levels import Below, Level, fine, leads
from collectors.configs.ios_family.ospf import PROCESS, Process, process_of
from collectors.configs.ios_family.routing import DISTANCE, ISIS, Distance, Isis, isis_of
from collectors.configs.ios_family.state import State
from collectors.configs.ios_family.vrfs import Targets, VrfDraft, add_target, read_route, vrf_of
from collectors.configs.ios_family.words import route_target
from collectors.configs.nxos.ignored import ROUTER as ROUTER_RULES
from collectors.configs.nxos.ignored import SESSION as SESSION_RULES
from collectors.configs.nxos.ignored import VRF as VRF_RULES
from collectors.configs.nxos.servers import read_name_servers, read_rendezvous
from topology.model.configured import Multicast


def read_static(state: State, words: Words, line: Line) -> bool | str:
    """Read what follows ``ip route`` or ``ipv6 route``; ``vrf NAME`` at the end is where the next hop is."""
    if words[:2] == ("static", "bfd"):
        return "routing-behaviour"
    return _static(state, None, words, line)


_PLAIN = 3
"""Words of a prefix, a next hop and a preference."""
_DETAILS = frozenset({"name", "tag", "track", "vrf"})


def _static(state: State, vrf: str | None, words: Words, line: Line) -> bool:
    """Read a route: prefix, interface or next hop or both, then details in any order; a number of its own is the preference."""
    if len(words) <= _PLAIN:
        return read_route(state, words if vrf is None else ("vrf", vrf, *words), line)
    ways: list[str] = []
    details: list[str] = []
    preference: list[str] = []
    rest = list(words)
    while rest and rest[0] not in _DETAILS and not (len(ways) > 1 and is_number(rest[0])):
        ways.append(rest.pop(0))
    while rest:
        word = rest.pop(0)
        if word in _DETAILS and rest:
            said = rest.pop(0)
            details += ("nexthop-vrf", "global" if said == "default" else said) if word == "vrf" else (word, said)
        elif is_number(word):
            preference = [word]
        else:
            details.append(word)
    plain = (*ways, *preference, *details)
    return read_route(state, plain if vrf is None else ("vrf", vrf, *plain), line)


def open_vrf(state: State, words: Words, line: Line) -> VrfDraft | bool:
    """Open ``vrf context NAME``."""
    return len(words) == 1 and vrf_of(state, words[0], line)


def _rd(vrf: VrfDraft, words: Words, _line: Line) -> bool:
    rd = route_target(words[0]) if words else None
    vrf.rd = rd or vrf.rd
    return rd is not None or words == ("auto",)


def _open_targets(vrf: VrfDraft, words: Words, line: Line) -> tuple[VrfDraft, str] | bool:
    if not words:
        return False
    vrf.families.setdefault(words[0], Targets(line))
    return vrf, words[0]


def _target(family: tuple[VrfDraft, str], words: Words, line: Line) -> bool:
    """Read ``route-target both 65000:1 [evpn]``; ``auto`` makes targets of the AS number and the segment, which stand elsewhere."""
    vrf, name = family
    if "auto" in words:
        return True
    if words[-1:] in {("evpn",), ("mvpn",)}:
        name, words = words[-1], words[:-1]
    return add_target(vrf.families.setdefault(name, Targets(line)), words)


def _map(family: tuple[VrfDraft, str], words: Words, line: Line) -> bool:
    vrf, name = family
    if not words:
        return False
    targets = vrf.families[name]
    if line.text.startswith("import"):
        targets.import_policy = words[-1] if words[0] != "vrf" else after(words, "map")
    else:
        targets.export_policy = words[-1] if words[0] != "vrf" else after(words, "map")
    return True


def _in_vrf(reader: Reader[State, Line]) -> Reader[VrfDraft, Line]:
    """Return what reads a line of the device's own table in a VRF."""

    def read(vrf: VrfDraft, words: Words, line: Line) -> bool | str:
        return reader(vrf.state, ("vrf", vrf.name, *words), line)

    return read


def _vrf_route(vrf: VrfDraft, words: Words, line: Line) -> bool:
    return _static(vrf.state, vrf.name, words, line)


_FAMILY: Level[tuple[VrfDraft, str]] = Level(
    {"route-target": _target, **dict.fromkeys(leads("import map, export map, import vrf, export vrf"), _map)}, VRF_RULES
)
VRF: Level[VrfDraft] = Level(
    {
        "rd": _rd,
        "vni": fine,
        "address-family": Below(_open_targets, _FAMILY),
        "ip route": _vrf_route,
        "ipv6 route": _vrf_route,
        "ip name-server": _in_vrf(read_name_servers),
        "ip pim rp-address": _in_vrf(read_rendezvous),
        "ipv6 pim rp-address": _in_vrf(read_rendezvous),
    },
    VRF_RULES,
    {"routing": ("ip route", "ipv6 route")},
)


def _open_ospf(version: int, state: State, words: Words, line: Line) -> Process | bool:
    return len(words) == 1 and process_of(state, words[0], version, line, shared=True)


def _ospf_vrf(process: Process, words: Words, line: Line) -> Process | bool:
    return len(words) == 1 and process_of(process.state, words[0] and process.name, process.version, line, words[0], shared=True)


def _ospf_family(process: Process, words: Words, _line: Line) -> Process | bool:
    process.family = words[0] if words else None
    return bool(words) and process


def _open_area(process: Process, words: Words, line: Line) -> Process | bool | str:
    """Open ``area ...``; a virtual link has lines of its own."""
    match words:
        case (area, "filter-list", "route-map", *_):
            return process.area(area, line) is not None and process
    outcome = PROCESS["area"](process, words, line)
    return process if outcome is True else outcome


_VIRTUAL: Level[Process] = Level(
    {},
    {
        "routing-behaviour": leads(
            "authentication, message-digest-key, timers, hello-interval, dead-interval, authentication-key, "
            "retransmit-interval, transmit-delay"
        )
    },
)
_OSPF_LINES: dict[str, Reader[Process, Line]] = {
    **{lead: PROCESS[lead] for lead in ("router-id", "summary-address", "passive-interface", "no passive-interface")},
    **{lead: PROCESS[lead] for lead in ("default-information originate", "redistribute", "network")},
    "area": Below(_open_area, _VIRTUAL),
}
_OSPF_FAMILY: Level[Process] = Level(_OSPF_LINES, ROUTER_RULES)
_OSPF_VRF: Level[Process] = Level({**_OSPF_LINES, "address-family": Below(_ospf_family, _OSPF_FAMILY)}, ROUTER_RULES)
OSPF: Level[Process] = Level(
    {**_OSPF_LINES, "address-family": Below(_ospf_family, _OSPF_FAMILY), "vrf": Below(_ospf_vrf, _OSPF_VRF)}, ROUTER_RULES
)


def _open_isis(state: State, words: Words, line: Line) -> Isis | bool:
    return len(words) == 1 and isis_of(state, words[0], line, shared=True)


def _isis_family(process: Isis, words: Words, _line: Line) -> Isis | bool:
    process.family = words[0] if words else None
    return bool(words) and process


def _isis_vrf(process: Isis, words: Words, line: Line) -> Isis | bool:
    """Open a VRF of the process, which has a NET of its own."""
    return len(words) == 1 and isis_of(process.state, process.name, line, vrf=words[0], shared=True)


_ISIS_LINES: dict[str, Reader[Isis, Line]] = {
    **{lead: ISIS[lead] for lead in ("net", "is-type", "redistribute", "default-information originate", "summary-address")},
    "metric-style": ISIS["metric-style"],
    "passive-interface": ISIS["passive-interface"],
}
_ISIS_FAMILY: Level[Isis] = Level(_ISIS_LINES, ROUTER_RULES)
_ISIS_VRF: Level[Isis] = Level({**_ISIS_LINES, "address-family": Below(_isis_family, _ISIS_FAMILY)}, ROUTER_RULES)
ISIS_PROCESS: Level[Isis] = Level(
    {**_ISIS_LINES, "address-family": Below(_isis_family, _ISIS_FAMILY), "vrf": Below(_isis_vrf, _ISIS_VRF)}, ROUTER_RULES
)


def _open_distance(protocol: str, state: State, words: Words, _line: Line) -> Distance | bool:
    return len(words) == 1 and Distance(state, protocol, words[0])


def _distance_vrf(process: Distance, words: Words, _line: Line) -> Distance | bool:
    return len(words) == 1 and Distance(process.state, process.protocol, process.name, words[0])


def _distance_family(process: Distance, words: Words, _line: Line) -> Distance | bool:
    return bool(words) and Distance(process.state, process.protocol, process.name, process.vrf, words[0])


_DISTANCE_LINES: dict[str, Reader[Distance, Line]] = {
    **{lead: DISTANCE[lead] for lead in ("network", "redistribute", "default-information originate", "passive-interface")},
    "autonomous-system": fine,
    "router-id": fine,
}
_DISTANCE_FAMILY: Level[Distance] = Level(_DISTANCE_LINES, ROUTER_RULES)
_DISTANCE_VRF: Level[Distance] = Level({**_DISTANCE_LINES, "address-family": Below(_distance_family, _DISTANCE_FAMILY)}, ROUTER_RULES)
DISTANCE_PROCESS: Level[Distance] = Level(
    {**_DISTANCE_LINES, "address-family": Below(_distance_family, _DISTANCE_FAMILY), "vrf": Below(_distance_vrf, _DISTANCE_VRF)},
    ROUTER_RULES,
)


def _inherit(session: bgp.Session, words: Words, _line: Line) -> bool:
    match words:
        case ("peer" | "peer-session" | "peer-policy", name, *_):
            session.peer.inherits.append(name)
            return True
    return False


def _password(session: bgp.Session, _words: Words, _line: Line) -> bool:
    session.peer.options.append("authenticated")
    return True


_SESSION_WORDS = leads(
    "remote-as, update-source, description, shutdown, route-map, prefix-list, filter-list, unsuppress-map, "
    "advertise-map, local-as, route-reflector-client, allowas-in, as-override, remove-private-as, next-hop-self, "
    "default-originate, next-hop-unchanged, ebgp-multihop, ttl-security, send-community, distribute-list"
)
_SESSION_LINES: dict[str, Reader[bgp.Session, Line]] = {
    **dict.fromkeys(_SESSION_WORDS, bgp.read_session),
    "remote-as": bgp.read_peer_as,
    "inherit": _inherit,
    "password": _password,
}
_PEER_FAMILY: Level[bgp.Session] = Level(_SESSION_LINES, SESSION_RULES)
_PEER: Level[bgp.Session] = Level({**_SESSION_LINES, "address-family": Below(bgp.open_session_family, _PEER_FAMILY)}, SESSION_RULES)


def _open_template(table: bgp.Table, words: Words, line: Line) -> bgp.Session | bool:
    return bgp.open_template(table, words[1:], line)


_TABLE_LINES: dict[str, Reader[bgp.Table, Line]] = {
    "network": bgp.read_network,
    "aggregate-address": bgp.read_aggregate,
    "redistribute": bgp.read_taken,
    "default-information originate": bgp.read_default,
}
_TABLE_FAMILY: Level[bgp.Table] = Level(_TABLE_LINES, ROUTER_RULES)
_ANY_TABLE: dict[str, Reader[bgp.Table, Line]] = {
    **_TABLE_LINES,
    "router-id": bgp.read_router_id,
    "address-family": Below(bgp.open_family, _TABLE_FAMILY),
    "neighbor": Below(bgp.open_peer, _PEER),
    "confederation": bgp.read_confederation,
    "local-as": fine,
}
_BGP_VRF: Level[bgp.Table] = Level(_ANY_TABLE, ROUTER_RULES)
BGP: Level[bgp.Table] = Level({**_ANY_TABLE, "vrf": Below(bgp.open_vrf, _BGP_VRF), "template": Below(_open_template, _PEER)}, ROUTER_RULES)


def open_multicast(state: State, words: Words, line: Line) -> bool | str:
    """Read ``feature pim``: the device routes multicast."""
    if words:
        return False
    state.facts.multicast.append(Multicast(kind="enabled", ref=state.place(line)))
    return True


SECTIONS: dict[str, Reader[State, Line]] = {
    "vrf context": Below(open_vrf, VRF),
    "ip route": read_static,
    "ipv6 route": read_static,
    "router ospf": Below(partial(_open_ospf, 2), OSPF),
    "router ospfv3": Below(partial(_open_ospf, 3), OSPF),
    "router isis": Below(_open_isis, ISIS_PROCESS),
    "router eigrp": Below(partial(_open_distance, "eigrp"), DISTANCE_PROCESS),
    "router rip": Below(partial(_open_distance, "rip"), DISTANCE_PROCESS),
    "router bgp": Below(bgp.open_process, BGP),
}
"""Sections of routing and VRFs."""
