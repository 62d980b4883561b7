"""Ethernet services of IOS and IOS-XE: VTP domains, and service instances (EVC) on ports.

*Source*: Cisco 'LAN Switching' command reference (``vtp``) and 'Carrier Ethernet' command reference (``service instance``,
``encapsulation``, ``bridge-domain``, ``xconnect``). VTP is a server, version 1, unless a line says otherwise.
"""

from __future__ import annotations

from functools import partial

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words, is_number, number
from collectors.configs.ios_family.interfaces import Draft
from collectors.configs.ios_family.state import State
from collectors.configs.ios_family.words import vlan_list
from collectors.configs.words import address_of
from topology.model.configured import ServiceInstance, VlanDomain

_MODES = frozenset({"server", "client", "transparent", "off"})
_TAGS = frozenset({"dot1q", "dot1ad"})
_UNTAGGED = frozenset({"untagged", "priority-tagged", "default"})
OPEN_SERVICE = "service"
"""The note under which a port keeps its open service."""


class _Domain:
    """The VTP domain while its lines are read."""

    def __init__(self, state: State, line: Line) -> None:
        self.state = state
        self.row = VlanDomain(ref=state.place(line))

    def __call__(self) -> None:
        """Give the row."""
        self.state.facts.vlan_domains.append(self.row)


def read_vtp(state: State, words: Words, line: Line) -> bool | str:
    """Read what follows ``vtp``: the domain, the mode of VLANs, the version; other features' modes are passed over."""
    domain = state.drawers.get(("vtp",))
    if not isinstance(domain, _Domain):
        domain = state.drawers["vtp",] = _Domain(state, line)
        state.endings.append(domain)
    match words:
        case ("domain", name):
            domain.row = msgspec.structs.replace(domain.row, name=name)
        case ("mode", mode) | ("mode", mode, "vlan") if mode in _MODES:
            domain.row = msgspec.structs.replace(domain.row, mode=mode)
        case (mode,) if mode in _MODES:
            domain.row = msgspec.structs.replace(domain.row, mode=mode)
        case ("version", version) if is_number(version):
            domain.row = msgspec.structs.replace(domain.row, version=int(version))
        case ("pruning",):
            domain.row = msgspec.structs.replace(domain.row, pruning=True)
        case ("mode", _, "mst" | "unknown") | ("password" | "file" | "interface" | "primary", *_):
            return "vlan-sharing"
        case _:
            return False
    return True


def open_service(draft: Draft, words: Words, line: Line) -> bool | str:
    """Read ``service instance N ethernet [EVC]``, whose lines follow further in; ``trunk`` ones take every bridge domain."""
    draft.depth = line.indent
    match words:
        case (numbered, "ethernet", *_) | ("trunk", numbered, "ethernet") if is_number(numbered):
            service = draft.notes[OPEN_SERVICE] = Service(draft, int(numbered), line)
            draft.state.endings.append(partial(write_service, service))
            return True
    return False


class Service:
    """A service instance while its lines are read."""

    def __init__(self, draft: Draft, numbered: int, line: Line) -> None:
        self.draft = draft
        self.row = ServiceInstance(interface=draft.name, number=numbered, ref=draft.state.place(line))


def write_service(service: Service) -> None:
    """Give the row of a service."""
    service.draft.state.facts.service_instances.append(service.row)


def read_service(draft: Draft, words: Words) -> bool | str | None:
    """Read a line further in than ``service instance``; None where the port has no service open."""
    service = draft.notes.get(OPEN_SERVICE)
    if not isinstance(service, Service):
        return None
    return read_service_line(service, words)


def read_service_line(service: Service, words: Words) -> bool | str:
    """Read a line of a service."""
    match words:
        case ("encapsulation", kind, *rest) if kind in _TAGS or kind in _UNTAGGED:
            return _encapsulation(service, kind, rest)
        case ("bridge-domain", domain, *_):
            service.row = msgspec.structs.replace(service.row, bridge_domain=domain)
        case ("xconnect", peer, circuit, *_) if (address := address_of(peer)) is not None and number(circuit) is not None:
            service.row = msgspec.structs.replace(service.row, peer=address)
        case ("description", *rest):
            service.row = msgspec.structs.replace(service.row, description=" ".join(rest) or None)
        case ("shutdown",):
            service.row = msgspec.structs.replace(service.row, enabled=False)
        case ("no", "shutdown"):
            return True
        case ("encapsulation" | "xconnect", *_):
            return False
        case _:
            return "service-behaviour"
    return True


def _encapsulation(service: Service, kind: str, rest: list[str]) -> bool:
    """Read ``encapsulation dot1q 10-20 [second-dot1q 5|any] [exact]``; ``any`` names no VLAN."""
    words = [word for word in rest if word not in {"exact", "etype", "cos"}]
    at = next((place for place, word in enumerate(words) if word.startswith("second-")), len(words))
    outer, inner = "".join(words[:at]), "".join(words[at + 1 :])
    vlans = frozenset[int]() if outer in {"", "any"} else vlan_list(outer)
    inners = frozenset[int]() if inner in {"", "any"} else vlan_list(inner)
    if vlans is None or inners is None or (kind in _TAGS and not outer):
        return False
    service.row = msgspec.structs.replace(service.row, kind=kind, vlans=tuple(sorted(vlans)), vlans_inner=tuple(sorted(inners)))
    return True
