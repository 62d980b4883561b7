"""What an interface of IOS XR says: addresses, VLAN tags, bundles, filters, tunnels, layer-2 services.

An interface is up unless ``shutdown``. A sub-interface with ``l2transport`` is a service on its port: what its frames carry, and the
bridge domain or pseudowire that ``l2vpn`` puts it in. *Source*: Cisco 'Interface and Hardware Component Command Reference for ASR
9000' 6.6 and 7.3; 'L2VPN and Ethernet Services Command Reference' 6.6.
"""

from __future__ import annotations

from functools import partial

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words, after, number
from collectors.configs.draft import read_description, set_number
from collectors.configs.ios_family.commands import Reader
from collectors.configs.ios_family.ethernet_services import OPEN_SERVICE, Service, read_service_line, write_service
from collectors.configs.ios_family.interfaces import COMMANDS as SHARED
from collectors.configs.ios_family.levels import Below, Level, fine, leads
from collectors.configs.ios_family.links import COMMANDS as LINKS
from collectors.configs.ios_family.state import State
from collectors.configs.words import address_of
from collectors.configs.xr.ignored import INTERFACE as INTERFACE_RULES
from collectors.configs.xr.ignored import SERVICE as SERVICE_RULES
from collectors.configs.xr.state import Port, port_of
from topology.model.configured import DhcpRelay, ServicePolicy, Tunnel
from topology.model.records import InterfaceKind

_TUNNELS = {"tunnel-te": "mpls-te", "tunnel-mte": "mpls-te", "tunnel-ip": "gre", "tunnel-ipsec": "ipsec", "nve": "vxlan"}
_DIGITS = "0123456789"


def open_interface(state: State, words: Words, line: Line) -> Port | bool:
    """Open ``interface NAME``, ``interface preconfigure NAME`` or ``interface NAME l2transport``."""
    if words[:1] == ("preconfigure",):
        words = words[1:]
    found = state.interface(words)
    if found is None:
        return False
    name, rest = found
    port = port_of(state, name, line)
    port.line = line
    if "l2transport" in rest:
        service_of(port)
    kind = _TUNNELS.get(name.rstrip(_DIGITS).lower())
    if kind is not None:
        port.kind = InterfaceKind.TUNNEL
        port.notes.setdefault("tunnel", Tunnel(interface=name, kind=kind, ref=state.place(line)))
    return port


def service_of(port: Port) -> Service:
    """Return the service of an interface of layer 2, a new one where a line is the first; its number is the sub-interface's."""
    known = port.notes.get(OPEN_SERVICE)
    if not isinstance(known, Service):
        known = port.notes[OPEN_SERVICE] = Service(port, number(port.name.partition(".")[2]) or 0, port.line)
        port.state.endings.append(partial(write_service, known))
    return known


def _address(port: Port, words: Words, line: Line) -> bool | str:
    if "route-tag" in words:
        words = words[: words.index("route-tag")]
    match words:
        case (both, "secondary") if "/" in both:
            words = (both,)
        case (both, "mask", mask, *rest):
            words = (both, mask, *rest)
    return SHARED["ip address"](port, words, line)


def _address6(port: Port, words: Words, line: Line) -> bool | str:
    match words:
        case (said, *rest) if said.lower().startswith("fe80") or "link-local" in rest:
            return True
        case (both, "route-tag" | "secondary", *_):
            words = (both,)
    return SHARED["ipv6 address"](port, words, line)


def _vrf(port: Port, words: Words, _line: Line) -> bool:
    if len(words) != 1:
        return False
    port.vrf = words[0]
    return True


def _bundle(port: Port, words: Words, line: Line) -> bool:
    """Read ``bundle id 10 mode active``."""
    numbered = number(words[0]) if words else None
    if numbered is None:
        return False
    port.lag = f"Bundle-Ether{numbered}"
    port.lag_mode = "static" if (after(words, "mode") or "on") == "on" else "lacp"
    port.notes["lag"] = line
    port_of(port.state, port.lag, line)
    return True


def _tags(port: Port, words: Words, line: Line) -> bool | str:
    """Read ``encapsulation``: of the frames of a service, or the tag of a routed sub-interface."""
    known = port.notes.get(OPEN_SERVICE)
    if isinstance(known, Service):
        inner = tuple("second-dot1q" if place > 1 and word == "dot1q" else word for place, word in enumerate(words))
        return read_service_line(known, ("encapsulation", *inner))
    match words:
        case ("dot1q" | "dot1ad", *rest) if rest:
            plain = ("second-dot1q" if word == "dot1q" else word for word in rest if word != "exact")
            return SHARED["encapsulation dot1q"](port, tuple(plain), line)
        case ("untagged" | "ppp" | "hdlc" | "frame-relay" | "mpls" | "default", *_):
            return True
    return False


def _access_group(port: Port, words: Words, line: Line) -> bool:
    if words[:1] == ("common",) and len(words) == 3:  # noqa: PLR2004 - the word, the common list alone, the direction
        words = words[1:]
    elif words[:1] == ("common",) and len(words) > 3:  # noqa: PLR2004 - the word, the common list, the port's own, the direction
        port.state.bind(words[1], "filter", line, interface=port.name, direction=words[-1])
        words = words[2:]
    match words:
        case (acl, "ingress" | "egress" as direction, *_):
            return port.state.bind(acl, "filter", line, interface=port.name, direction=direction)
    return False


def _relay(port: Port, words: Words, line: Line) -> bool:
    """Read ``ipv4 helper-address [vrf V] SERVER``."""
    vrf = None
    if words[:1] == ("vrf",) and len(words) > 1:
        vrf, words = words[1], words[2:]
    server = address_of(words[0]) if words else None
    if server is None:
        return False
    port.state.facts.dhcp_relays.append(DhcpRelay(interface=port.name, servers=(server,), vrf=vrf or port.vrf, ref=port.state.place(line)))
    return True


def _tunnel(port: Port, words: Words, line: Line) -> bool | str:
    if words[:1] == ("destination",) and words[1:2] == ("prefix-list",):
        return "forwarding-behaviour"
    return LINKS["tunnel"](port, words, line)


def _destination(port: Port, words: Words, _line: Line) -> bool:
    """Read ``destination`` of a tunnel of MPLS traffic engineering."""
    known, address = port.notes.get("tunnel"), address_of(words[0]) if words else None
    if not isinstance(known, Tunnel) or address is None:
        return False
    port.notes["tunnel"] = msgspec.structs.replace(known, destination=address)
    return True


def _source(port: Port, words: Words, _line: Line) -> bool:
    """Read ``source-interface`` of an overlay."""
    known, found = port.notes.get("tunnel"), port.state.interface(words)
    if not isinstance(known, Tunnel) or found is None:
        return False
    port.notes["tunnel"] = msgspec.structs.replace(known, source=found[0])
    return True


def _unnumbered(port: Port, words: Words, _line: Line) -> bool:
    """Read ``ipv4 unnumbered``: the source of a traffic-engineering tunnel, else an address that stands elsewhere."""
    known, found = port.notes.get("tunnel"), port.state.interface(words)
    if isinstance(known, Tunnel) and known.kind == "mpls-te" and found is not None:
        port.notes["tunnel"] = msgspec.structs.replace(known, source=found[0])
    return found is not None


def _policy(port: Port, words: Words, line: Line) -> bool:
    match words:
        case ("input" | "output" as way, name, *_):
            direction = "in" if way == "input" else "out"
        case ("type", "control", *_):
            return True
        case ("type", kind, "input" | "output" as way, name, *_):
            direction = "in" if way == "input" else "out"
            if kind == "pbr":
                row = ServicePolicy(policy=name, interface=port.name, direction=direction, kind="routing", ref=port.state.place(line))
                port.state.facts.service_policies.append(row)
                return True
        case _:
            return False
    port.state.facts.service_policies.append(
        ServicePolicy(policy=name, interface=port.name, direction=direction, ref=port.state.place(line))
    )
    return True


def _open_l2(port: Port, words: Words, _line: Line) -> Service | bool:
    return not words and service_of(port)


def _service_description(service: Service, words: Words, _line: Line) -> bool:
    return read_service_line(service, ("description", *words)) is True


def _open_vni(port: Port, words: Words, _line: Line) -> Port | bool:
    return words[:1] == ("vni",) and port


_VNI: Level[Port] = Level(
    {}, {"overlay-segment": leads("vrf, host-reachability, host-reachabilty, mcast-group, load-balance, suppress-unknown-unicast-flooding")}
)
_L2: Level[Service] = Level({"description": _service_description}, {**SERVICE_RULES, "service-policies": ("service-policy",)})
_SHARED = ("mac-address", "bandwidth", "shutdown", "no shutdown", "mpls mtu")

INTERFACE: Level[Port] = Level(
    {
        **{lead: SHARED[lead] for lead in _SHARED},
        **dict.fromkeys(leads("ipv6 enable, no ipv4 address, no ipv6 address, tunnel mode, cdp, ipv6 unnumbered"), fine),
        "description": read_description,
        "mtu": set_number("mtu"),
        "ipv4 mtu": set_number("ip_mtu"),
        "ipv4 address": _address,
        "ipv6 address": _address6,
        "vrf": _vrf,
        "bundle id": _bundle,
        "encapsulation": _tags,
        "ipv4 access-group": _access_group,
        "ipv6 access-group": _access_group,
        "ethernet-services access-group": _access_group,
        "ipv4 helper-address": _relay,
        "ipv4 unnumbered": _unnumbered,
        "tunnel": _tunnel,
        "destination": _destination,
        "source-interface": _source,
        "overlay-encapsulation": fine,
        "member": Below(_open_vni, _VNI),
        "service-policy": _policy,
        "l2transport": Below(_open_l2, _L2),
    },
    INTERFACE_RULES,
    {"acl": leads("ipv4 access-group, ipv6 access-group, ethernet-services access-group"), "vrf": ("vrf",)},
)
"""Commands of an interface."""

SECTIONS: dict[str, Reader[State, Line]] = {"interface": Below(open_interface, INTERFACE)}
