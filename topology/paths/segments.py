"""Layer-2 legs: how a frame gets from one interface to another, or to a host, through the switches of a VLAN.

The walk starts at a layer-3 interface and follows cables on which both ends carry the VLAN. A trunk carries what its list
names, an access port its own VLAN (so that two access ports joined to each other also join two VLAN numbers); a port of
which nothing is known may carry it, and the leg is then likely only. Ports that the spanning tree blocks and ports that
are down carry nothing; the members of an aggregate are one line, and the first of them that is up is shown. The
shortest way is taken: a spanning tree leaves only one. Linear in the ports of the devices that the VLAN touches.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from topology.model.entities import DeviceInterface, Evidence, Host, HostPlace
from topology.model.names import canonical_interface
from topology.model.records import InterfaceKind
from topology.model.tables import StpPort, StpState
from topology.paths.question import Sure
from topology.paths.state import State, View, Wire, is_down, row_evidence, vlan_of
from topology.paths.tables import address_text
from topology.resolve.addresses import Address

_LOGICAL = frozenset({InterfaceKind.VLAN, InterfaceKind.LOOPBACK, InterfaceKind.TUNNEL, InterfaceKind.SUBINTERFACE})
_SHUT = frozenset({StpState.BLOCKING, StpState.DISABLED, StpState.BROKEN, StpState.LISTENING, StpState.LEARNING})
_MOST_DEVICES = 512
"""Devices of one VLAN that are walked."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """One cable crossed: out of a device by a port, into the next by another; None for a port that is not known."""

    wire: Wire
    device: str
    vlan: int | None
    """VLAN on the near side."""
    far_vlan: int | None
    sure: Sure


@dataclass(frozen=True, slots=True)
class Lost:
    """A cable that does not carry the frame: ``vlan_not_carried``, ``blocked`` or ``interface_down``."""

    why: str
    device: str
    port: DeviceInterface
    vlan: int | None
    wire: Wire | None
    evidence: tuple[Evidence, ...] = ()


@dataclass(slots=True)
class Segment:
    """What a frame from one interface comes to: each device with the crossings that lead there, and the cables that lost it."""

    start: str
    vlan: int | None
    routes: dict[tuple[str, int | None], tuple[Crossing, ...]] = field(default_factory=dict)
    entered: dict[tuple[str, int | None], DeviceInterface | None] = field(default_factory=dict)
    lost: list[Lost] = field(default_factory=list)


def walk(state: State, out: DeviceInterface) -> Segment:
    """Return the layer-2 segment behind a layer-3 interface; the answer is remembered."""
    key = ("segment", out.id)
    known = state.memory.get(key)
    if isinstance(known, Segment):
        return known
    segment = Segment(out.device, vlan_of(out))
    state.memory[key] = segment
    at = (out.device, segment.vlan)
    segment.routes[at] = ()
    segment.entered[at] = None
    queue = deque([(at, None if out.kind is InterfaceKind.VLAN else out)])
    while queue and len(segment.routes) < _MOST_DEVICES:
        here, only = queue.popleft()
        for crossing, lost in _crossings(state, here, only):
            if lost is not None:
                segment.lost.append(lost)
                continue
            assert crossing is not None
            there = (crossing.wire.far_device, crossing.far_vlan)
            if there not in segment.routes:
                segment.routes[there] = (*segment.routes[here], crossing)
                segment.entered[there] = crossing.wire.far
                if _passes_on(crossing.wire.far):
                    queue.append((there, None))
    return segment


def _passes_on(far: DeviceInterface | None) -> bool:
    """Tell whether a frame that came in at a port goes on to others: a routed port ends it."""
    return far is None or not far.addresses


def _crossings(state: State, here: tuple[str, int | None], only: DeviceInterface | None) -> Iterator[tuple[Crossing | None, Lost | None]]:
    """Yield each cable of a device with whether it carries the VLAN; of an aggregate's members the first that is up."""
    device, vlan = here
    view = state.view(device)
    parent = None if only is None else _parent(view, only)
    bundles: dict[str, list[Wire]] = {}
    for wire in state.wires.get(device, ()):
        near = wire.near
        bundle = near.lag or near.id if near is not None else wire.link.id
        if parent is not None and bundle != (parent.lag or parent.id):
            continue
        bundles.setdefault(f"{bundle}|{wire.far_device}", []).append(wire)
    for wires in bundles.values():
        wires.sort(key=lambda wire: (_cable_down(wire), wire.near.name if wire.near else "", wire.link.id))
        yield _cross(state, view, wires[0], vlan, only)


def _parent(view: View, port: DeviceInterface) -> DeviceInterface:
    """Return the physical port or aggregate that a sub-interface stands on."""
    if port.kind is InterfaceKind.SUBINTERFACE or "." in port.name:
        return view.by_name.get(canonical_interface(port.name).rpartition(".")[0], port)
    return port


def _cable_down(wire: Wire) -> bool:
    return any(end is not None and is_down(end) for end in (wire.near, wire.far))


def _cross(state: State, view: View, wire: Wire, vlan: int | None, only: DeviceInterface | None) -> tuple[Crossing | None, Lost | None]:
    near, far, device = wire.near, wire.far, view.device.id
    if near is not None and _cable_down(wire):
        return None, Lost("interface_down", device, near if is_down(near) else wire.far or near, vlan, wire)
    tagged, sure = _leaves(view, near, vlan, only)
    if near is not None:
        if sure is None:
            return None, Lost("vlan_not_carried", device, near, vlan, wire, near.evidence[:1])
        if (shut := _blocked(view, near, vlan)) is not None:
            return None, Lost("blocked", device, near, vlan, wire, shut)
    if far is None or sure is None:
        return Crossing(wire, device, vlan, vlan, Sure.UNSURE), None
    return _enter(state, wire, vlan, (tagged, sure))


def _enter(state: State, wire: Wire, vlan: int | None, left: tuple[bool | None, Sure]) -> tuple[Crossing | None, Lost | None]:
    """Return the crossing of a frame that left one end of a cable, `left` tagged or not and how surely, or what loses it at the other."""
    far, view = wire.far, state.view(wire.far_device)
    assert far is not None
    device = wire.link.a_device if wire.far_device == wire.link.b_device else wire.link.b_device
    tagged, sure = left
    if far.addresses:
        return Crossing(wire, device, vlan, vlan_of(far), sure), None
    far_vlan, far_sure = _arrives(view, far, None if tagged is False else vlan)
    if far_sure is None:
        return None, Lost("vlan_not_carried", wire.far_device, far, vlan, wire, far.evidence[:1])
    if (shut := _blocked(view, far, far_vlan)) is not None:
        return None, Lost("blocked", wire.far_device, far, far_vlan, wire, shut)
    return Crossing(wire, device, vlan, far_vlan, sure if sure is far_sure else Sure.LIKELY), None


def _leaves(view: View, near: DeviceInterface | None, vlan: int | None, only: DeviceInterface | None) -> tuple[bool | None, Sure | None]:
    """Return whether a frame leaves tagged (None: not known), and how sure it is to leave at all."""
    if near is None:
        return None, Sure.UNSURE
    if only is None:
        return carries(view, near, vlan)
    return (only.kind is InterfaceKind.SUBINTERFACE or "." in only.name) and vlan_of(only) is not None, Sure.CERTAIN


def carries(view: View, port: DeviceInterface, vlan: int | None) -> tuple[bool | None, Sure | None]:
    """Return whether a port tags a VLAN (None: not known), and how sure it is to carry it; no sureness where it does not."""
    trunk, access = _vlans(view, port)
    if vlan is None:
        return None, Sure.LIKELY
    if trunk is not None:
        if vlan in trunk:
            return True, Sure.CERTAIN
        return (False, Sure.CERTAIN) if access == vlan else (None, None)
    if access is not None:
        return (False, Sure.CERTAIN) if access == vlan else (None, None)
    return None, Sure.LIKELY


def _arrives(view: View, port: DeviceInterface, vlan: int | None) -> tuple[int | None, Sure | None]:
    """Return the VLAN in which a frame goes on behind a port, tagged with `vlan` or untagged (None)."""
    trunk, access = _vlans(view, port)
    if vlan is None:
        return (access, Sure.CERTAIN) if access is not None else (None, Sure.LIKELY)
    if trunk is not None:
        return (vlan, Sure.CERTAIN) if vlan in trunk or access == vlan else (None, None)
    if access is not None:
        return (vlan, Sure.CERTAIN) if access == vlan else (None, None)
    return vlan, Sure.LIKELY


def _vlans(view: View, port: DeviceInterface) -> tuple[frozenset[int] | None, int | None]:
    """Return the trunk list and the access VLAN of a port, or of the aggregate it belongs to."""
    bundle = view.by_id.get(port.lag or "")
    for one in (bundle, port):
        if one is not None and (one.vlan_trunk is not None or one.vlan_access is not None):
            return (None if one.vlan_trunk is None else frozenset(one.vlan_trunk)), one.vlan_access
    return None, None


def _blocked(view: View, port: DeviceInterface, vlan: int | None) -> tuple[Evidence, ...] | None:
    """Return the row by which the spanning tree blocks a port, in a VLAN's tree where it has one of its own."""
    names = {canonical_interface(one.name) for one in (port, view.by_id.get(port.lag or "")) if one is not None}
    common: tuple[Evidence, ...] | None = None
    for record, _, row in view.rows("stp_ports"):
        assert isinstance(row, StpPort)
        if row.interface is None or canonical_interface(row.interface) not in names or row.vlan not in {None, vlan}:
            continue
        said = (row_evidence(record, row, f"stp {row.interface} {row.state}"),) if row.state in _SHUT else None
        if row.vlan is not None:
            return said
        common = said
    return common


def way_to(state: State, out: DeviceInterface, target: DeviceInterface) -> tuple[tuple[Crossing, ...] | None, Lost | None]:
    """Return the crossings from one layer-3 interface to another; None and what lost the frame where the VLAN does not reach it."""
    segment = walk(state, out)
    vlan = vlan_of(target) if target.kind in {InterfaceKind.VLAN, InterfaceKind.SUBINTERFACE} else None
    found: list[tuple[Crossing, ...]] = []
    for (device, at_vlan), crossings in segment.routes.items():
        if device != target.device or not crossings:
            continue
        entered = segment.entered[device, at_vlan]
        if _stands_on(state.view(device), target, entered) and vlan in {None, at_vlan}:
            found.append(crossings)
    if found:
        return min(found, key=len), None
    near = [lost for lost in segment.lost if lost.wire is not None and target.device in {lost.device, lost.wire.far_device}]
    return None, min(near or segment.lost, key=lambda lost: (lost.why != "vlan_not_carried", lost.why, lost.device), default=None)


def _stands_on(view: View, target: DeviceInterface, entered: DeviceInterface | None) -> bool:
    """Tell whether frames that come in at a port reach a layer-3 interface: the port itself, its sub-interface, a VLAN interface."""
    if entered is None or target.kind is InterfaceKind.VLAN:
        return True
    parent = _parent(view, target)
    return entered.id in {target.id, parent.id} or entered.lag in {target.id, parent.id}


@dataclass(frozen=True, slots=True)
class Attachment:
    """Where a host sits: the crossings from its gateway to the last switch, the port there, and what says so."""

    crossings: tuple[Crossing, ...]
    device: str
    port: DeviceInterface | None
    vlan: int | None
    sure: Sure
    reason: str
    evidence: tuple[Evidence, ...]
    mac: str | None = None


def attach(state: State, out: DeviceInterface, address: Address) -> Attachment:
    """Return where a host of a connected prefix sits, seen from its gateway's interface.

    The port is where `topology.resolve.hosts` has placed it; for a host that no forwarding table shows it is the only
    port by which the VLAN leaves the switches; else the gateway's interface is all that is known.
    """
    segment = walk(state, out)
    host = _host(state, out, address)
    mac, seen = (None, ()) if host is None else (host.mac, host.evidence)
    if host is not None and host.device is not None:
        at = min((at for at in segment.routes if at[0] == host.device), key=lambda at: len(segment.routes[at]), default=None)
        port = state.topology.interface.get(host.interface or "")
        if at is not None and port is not None:
            sure = Sure.CERTAIN if host.place is HostPlace.PORT else Sure.LIKELY
            reason = "path.host_seen" if host.place is HostPlace.PORT else "path.host_segment"
            return Attachment(segment.routes[at], at[0], port, at[1], sure, reason, seen, mac)
    edges = [(at, port) for at in segment.routes for port in _edges(state, at)] if segment.vlan is not None else []
    reason, sure = ("path.host_heard", Sure.CERTAIN) if mac else ("path.host_silent", Sure.LIKELY)
    if len(edges) == 1:
        at, port = edges[0]
        return Attachment(segment.routes[at], at[0], port, at[1], Sure.LIKELY, reason, seen, mac)
    return Attachment((), out.device, None, segment.vlan, sure, reason, seen, mac)


def _host(state: State, out: DeviceInterface, address: Address) -> Host | None:
    """Return the host that has an address in the realm and VRF of an interface, the one that the interface heard first."""
    realm = state.realm_of(out.device)
    found = [host for host in state.topology.hosts_by_address.get(address_text(address), ()) if (host.realm, host.vrf) == (realm, out.vrf)]
    return min(found, key=lambda host: (out.id not in host.gateways, host.stale, host.id), default=None)


def _edges(state: State, at: tuple[str, int | None]) -> Iterator[DeviceInterface]:
    """Yield the ports by which a VLAN leaves a switch towards no device we know."""
    device, vlan = at
    view = state.view(device)
    joined = {wire.near.id for wire in state.wires.get(device, ()) if wire.near is not None}
    for port in view.ports:
        if (
            port.vlan_access == vlan
            and port.vlan_trunk is None
            and port.kind not in _LOGICAL
            and port.id not in joined
            and not is_down(port)
        ):
            yield port


def leads_past(state: State, lost: Lost, target: DeviceInterface) -> bool:
    """Tell whether a frame would reach an interface if the cable that lost it carried it: then that cable is why it stops."""
    wire = lost.wire
    if wire is None:
        return False
    waiting = [(wire.far_device, lost.vlan)]
    seen: set[tuple[str, int | None]] = set()
    while waiting and len(seen) < _MOST_DEVICES:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        if here[0] == target.device:
            return True
        for crossing, _ in _crossings(state, here, None):
            if crossing is not None and _passes_on(crossing.wire.far):
                waiting.append((crossing.wire.far_device, crossing.far_vlan))
            elif crossing is not None and crossing.wire.far_device == target.device:
                return True
    return False
