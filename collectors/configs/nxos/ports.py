"""An interface of NX-OS while its lines are read.

A port is switched unless ``no switchport``; where the text says ``no system default switchport``, or some port says
``switchport``, silence means routed. Ports, routed or switched, and tunnels print ``no shutdown`` where down is their default:
where one of a kind does, those that say nothing are down; SVIs without it are always down. A switched port is an access port of
VLAN 1. *Source*: Cisco 'Nexus 9000 Series NX-OS Interfaces Configuration Guide' 9.3 and 10.4, 'Nexus 7000 Series NX-OS Interfaces
Command Reference'; the defaults differ by model, so what a text prints decides.
"""

from __future__ import annotations

import re

from collectors.clean import Line
from collectors.configs.commands import Words
from collectors.configs.draft import Vlans
from collectors.configs.ios_family.interfaces import Draft
from collectors.configs.ios_family.state import State
from topology.model.records import Interface, InterfaceKind

_RANGE = re.compile(r"([A-Za-z][A-Za-z-]*(?:\d{1,4}/){0,3}(?:\d{1,4}\.)?)(\d{1,4})-(\d{1,4})")
_MOST = 512
"""Ports of a range at most."""
_SORTS = {InterfaceKind.VLAN: "svi", InterfaceKind.SUBINTERFACE: "routed", InterfaceKind.TUNNEL: "tunnel"}
_DEFAULT_ROUTED = "routed ports"
"""Setting: ports of the device are routed where nothing else is said."""


class Port(Draft):
    """An interface while its lines are read."""

    twins: tuple[Port, ...] = ()
    """The others of a range that one section speaks of."""
    switched: bool | None = None
    said_enabled: bool | None = None
    ported: bool | None = None
    """Whether it is a port of VLANs, once everything has been read."""

    @property
    def sort(self) -> str | None:
        """The sort of interfaces that share a default for their state; None where it is up."""
        if self.kind is InterfaceKind.PHYSICAL:
            return "switched" if self.is_switched() else "routed"
        return _SORTS.get(self.kind)

    def is_switched(self) -> bool:
        """Tell whether it is a port of VLANs, by its lines or by the device's default."""
        if self.kind is not InterfaceKind.PHYSICAL and self.kind is not InterfaceKind.LAG:
            return False
        if self.switched is not None:
            return self.switched
        return self.mode is not None or (_DEFAULT_ROUTED not in self.state.settings and not self.addresses)

    def finish(self) -> Interface:
        """Return the interface of the record."""
        self.ported = self.is_switched()
        if self.said_enabled is None:
            sort = self.sort
            self.enabled = sort is None or not (sort == "svi" or f"down {sort}" in self.state.settings)
        else:
            self.enabled = self.said_enabled
        return super().finish()

    def _vlans(self) -> Vlans:
        if self.dot1q is None and self.ported:
            self.mode = self.mode or "access"
            if self.mode in {"fex-fabric", "fabricpath"}:
                return None, None, None
        elif self.dot1q is None:
            return None, None, None
        return super()._vlans()


def port_of(state: State, name: str, line: Line) -> Port:
    """Return an interface, a new one where a line is the first to name it."""
    found = state.drafts.get(name)
    if not isinstance(found, Port):
        found = state.drafts[name] = Port(state, name, line)
    return found


def open_interface(state: State, words: Words, line: Line) -> Port | bool:
    """Open ``interface NAME``, or ``interface Ethernet1/1-4`` as people type it for several ports."""
    found = state.interface(words)
    if found is not None and not found[1]:
        port = port_of(state, found[0], line)
        port.line = line
        return port
    run = _RANGE.fullmatch(words[0]) if len(words) == 1 else None
    if run is None or not 0 <= int(run[3]) - int(run[2]) < _MOST:
        return False
    ports = [port_of(state, f"{run[1]}{number}", line) for number in range(int(run[2]), int(run[3]) + 1)]
    ports[0].twins = tuple(ports[1:])
    return ports[0]


def read_default_switchport(state: State, words: Words, line: Line) -> bool:
    """Read ``system default switchport``, with ``no`` and with ``shutdown``."""
    denied = line.text.startswith("no ")
    match words:
        case ():
            if denied:
                state.settings[_DEFAULT_ROUTED] = "yes"
            return True
        case ("shutdown",):
            if not denied:
                state.settings["down switched"] = "yes"
            return True
    return words[:1] == ("fabricpath",)


def open_profile(state: State, words: Words, line: Line) -> Port | bool:
    """Open ``port-profile type ethernet NAME``: what ports inherit."""
    if len(words) < 2 or words[0] != "type":  # noqa: PLR2004 - a type and a name
        return False
    profile = state.drawers["profile", words[-1]] = Port(state, "Ethernet", line)
    return profile


_INHERITED = ("mode", "access", "trunk", "native", "switched", "said_enabled", "mtu", "description", "vrf", "bandwidth_bps")


def _inherit(port: Port) -> None:
    """Give a port what its profile says and its own lines do not."""
    profile = port.state.drawers.get(("profile", str(port.notes.get("profile"))))
    for name in _INHERITED if isinstance(profile, Port) else ():
        if name not in vars(port) and name in vars(profile):
            setattr(port, name, getattr(profile, name))


def note_defaults(state: State) -> None:
    """Note what the ports together say of their defaults, with what their profiles say."""
    ports = [port for port in state.drafts.values() if isinstance(port, Port)]
    for port in ports:
        if "profile" in port.notes:
            _inherit(port)
    if any(port.switched for port in ports):
        state.settings[_DEFAULT_ROUTED] = "yes"
    for port in ports:
        if port.said_enabled and (sort := port.sort) is not None:
            state.settings[f"down {sort}"] = "yes"
