"""Layer-2 VPNs of IOS XR: bridge domains, cross-connects and the pseudowires to their far ends.

*Source*: Cisco 'L2VPN and Ethernet Services Command Reference for ASR 9000' 6.6.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words
from collectors.configs.ios_family.commands import Reader
from collectors.configs.ios_family.levels import Below, Level, fine, leads
from collectors.configs.ios_family.state import State
from collectors.configs.words import address_of
from collectors.configs.xr.ignored import L2 as L2_RULES
from collectors.configs.xr.interfaces import service_of
from collectors.configs.xr.state import port_of
from topology.model.configured import Tunnel


@dataclass(slots=True)
class Domain:
    """A bridge domain or a cross-connect, while its lines are read: its name and the interfaces it has."""

    state: State
    name: str = ""
    kind: str = "vpls"
    members: list[str] = field(default_factory=list)
    peer: str | None = None


def _open_l2vpn(state: State, words: Words, _line: Line) -> Domain | bool:
    return not words and Domain(state)


def _open_domain(domain: Domain, words: Words, _line: Line) -> Domain | bool:
    return bool(words) and Domain(domain.state, words[-1], domain.kind)


def _open_cross(domain: Domain, words: Words, _line: Line) -> Domain | bool:
    return bool(words) and Domain(domain.state, words[-1], "vpws")


def _open_member(domain: Domain, words: Words, line: Line) -> Domain | bool:
    """Open an interface of a bridge domain or cross-connect: the service on it goes there."""
    found = domain.state.interface(words)
    if found is None:
        return False
    port = port_of(domain.state, found[0], line)
    domain.members.append(found[0])
    service = service_of(port)
    if domain.kind == "vpls":
        service.row = msgspec.structs.replace(service.row, bridge_domain=domain.name)
    elif domain.peer is not None:
        service.row = msgspec.structs.replace(service.row, peer=domain.peer)
    return domain


def _open_routed(domain: Domain, words: Words, _line: Line) -> Domain | bool:
    return domain.state.interface(words) is not None and domain


def _open_neighbour(domain: Domain, words: Words, line: Line) -> Domain | bool | str:
    """Open ``neighbor [ipv4] ADDRESS pw-id N``: a pseudowire of the domain."""
    rest = words[1:] if words[:1] in {("ipv4",), ("ipv6",)} else words
    if rest[:1] == ("evpn",):
        return "bridging-behaviour"
    peer = address_of(rest[0]) if rest else None
    if peer is None:
        return False
    domain.peer = peer
    domain.state.facts.tunnels.append(Tunnel(interface=domain.name, kind=domain.kind, destination=peer, ref=domain.state.place(line)))
    if domain.kind == "vpws":
        for name in domain.members:
            service = service_of(port_of(domain.state, name, line))
            service.row = msgspec.structs.replace(service.row, peer=peer)
    return domain


_PLAIN: Level[Domain] = Level({}, L2_RULES)
_FORWARDER: Level[Domain] = Level({"neighbor": Below(_open_neighbour, _PLAIN)}, L2_RULES)
_CROSS: Level[Domain] = Level({"interface": Below(_open_member, _PLAIN), "neighbor": Below(_open_neighbour, _PLAIN)}, L2_RULES)
_BRIDGE: Level[Domain] = Level(
    {
        "interface": Below(_open_member, _PLAIN),
        "neighbor": Below(_open_neighbour, _PLAIN),
        "routed interface": Below(_open_routed, _PLAIN),
        "vfi": Below(_open_domain, _FORWARDER),
    },
    L2_RULES,
)
_BRIDGES: Level[Domain] = Level({"bridge-domain": Below(_open_domain, _BRIDGE)}, L2_RULES)
_CROSSES: Level[Domain] = Level(
    {"p2p": Below(_open_cross, _CROSS), "mp2mp": Below(_open_cross, _CROSS), **dict.fromkeys(leads("description, no description"), fine)},
    L2_RULES,
)
_L2VPN: Level[Domain] = Level({"bridge group": Below(_open_domain, _BRIDGES), "xconnect group": Below(_open_cross, _CROSSES)}, L2_RULES)

SECTIONS: dict[str, Reader[State, Line]] = {"l2vpn": Below(_open_l2vpn, _L2VPN)}
"""The section of layer-2 VPNs."""
