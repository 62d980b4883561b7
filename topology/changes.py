"""What changed between two snapshots: gone and new told apart from moved, renamed and replaced.

Ids are stable over snapshots, so what bears the same id is the same thing; of what came and went, pairs are found that are one
thing in another place: a device in the place of another is a replacement, and its ports, links and routes are compared with
those of the other; a port of the same index and MAC under another name was renamed, a link that keeps one end, or joins the same
two devices by other ports, was moved, so was a prefix on other devices and a route on another one; a VLAN of the same name on the
same devices, and a VRF of the same route distinguishers, was renamed; a route with another next hop was changed. Linear in the
entities, but for links that came and went between the same devices.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

import msgspec

from topology.change import (
    ENTITIES,
    WHOLE,
    Change,
    ChangeKind,
    What,
    fields_changed,
    make_change,
    pair,
    port_name,
    split,
    take_out,
    text_of,
)
from topology.model.entities import Device, DeviceInterface, Link, LinkState, Topology
from topology.model.names import canonical_interface
from topology.space_changes import route_changes, space_changes

__all__ = ["ENTITIES", "Change", "ChangeKind", "compare_topologies", "narrow_topology"]


_DEVICE: Final = ("vendor", "platform", "model", "software", "network", "addresses")
_INTERFACE: Final = (
    *("description", "kind", "mac", "speed_bps", "mtu", "enabled", "up", "addresses", "vrf", "vlan_access", "vlan_trunk", "network"),
)


def compare_topologies(before: Topology, after: Topology) -> tuple[Change, ...]:
    """Return the changes from one snapshot to another, devices first.

    Volatile figures (hosts seen, times) and evidence are no changes. Declared links follow the census and are left out.
    """
    pairs = _boxes(before, after)
    came_after = _with_successors(before, after, pairs)
    new_boxes = frozenset(new.id for _, new in pairs)
    found = [*_devices(before, after, pairs), *_interfaces(came_after, after, new_boxes), *_links(came_after, after)]
    found += [*space_changes(came_after, after), *route_changes(came_after, after)]
    order = {entity: place for place, entity in enumerate(ENTITIES)}
    return tuple(sorted(found, key=lambda change: (order[change.entity], _sortable(change))))


def _sortable(change: Change) -> tuple[str, ...]:
    """Return what orders changes of one entity; nothing sorts before something."""
    told = (change.before, change.after, change.id, change.network, change.was)
    return (change.kind, change.label, change.field, *(part or "" for part in told))


def narrow_topology(topology: Topology, realms: Collection[str]) -> Topology:
    """Return what of a topology is in some realms; circuits, which are in none, are left out.

    A link between two realms stays only where both are among them.
    """
    device = {one.id: one for one in topology.devices if one.realm in realms}
    return msgspec.structs.replace(
        topology,
        devices=tuple(device.values()),
        interfaces=tuple(one for one in topology.interfaces if one.device in device),
        links=tuple(one for one in topology.links if one.a_device in device and one.b_device in device),
        prefixes=tuple(one for one in topology.prefixes if one.realm in realms),
        vlans=tuple(one for one in topology.vlans if one.realm in realms),
        vrfs=tuple(one for one in topology.vrfs if one.realm in realms),
        routes=tuple(one for one in topology.routes if one.device in device),
        hosts=tuple(one for one in topology.hosts if one.realm in realms),
        circuits=(),
    )


# --- devices and their ports ---


_Boxes = list[tuple[Device, Device]]


def _boxes(before: Topology, after: Topology) -> _Boxes:
    """Return the devices that another stands in the place of, each with its successor."""
    gone, come, _ = split(before.devices, after.devices, lambda device: device.id)
    return [*pair(gone, come, lambda device: (device.realm, device.name)), *pair(gone, come, _place)]


def _with_successors(before: Topology, after: Topology, pairs: _Boxes) -> Topology:
    """Return what was, the ports, links and routes of replaced devices under the ids of their successors' ports of the same name."""
    if not pairs:
        return before
    device = {old.id: new.id for old, new in pairs}
    port: dict[str, str] = {}
    for old, new in pairs:
        by_name = {canonical_interface(one.name): one.id for one in after.ports.get(new.id, ())}
        port |= {one.id: by_name.get(canonical_interface(one.name), one.id) for one in before.ports.get(old.id, ())}
    replace = msgspec.structs.replace

    def link(one: Link) -> Link:
        ends = sorted(((device.get(a, a), port.get(p or "", p)) for a, p in _ends(one)), key=lambda end: (end[0], end[1] or ""))
        (a, p), (b, q) = ends
        return replace(one, a_device=a, a_interface=p, b_device=b, b_interface=q)

    return replace(
        before,
        devices=tuple(replace(one, id=device.get(one.id, one.id)) for one in before.devices),
        interfaces=tuple(
            replace(one, id=port.get(one.id, one.id), device=device.get(one.device, one.device), lag=port.get(one.lag or "", one.lag))
            for one in before.interfaces
        ),
        links=tuple(link(one) for one in before.links),
        prefixes=tuple(replace(one, interfaces=tuple(port.get(name, name) for name in one.interfaces)) for one in before.prefixes),
        vlans=tuple(replace(one, devices=tuple(sorted(device.get(name, name) for name in one.devices))) for one in before.vlans),
        vrfs=tuple(replace(one, devices=tuple(sorted(device.get(name, name) for name in one.devices))) for one in before.vrfs),
        routes=tuple(
            replace(one, device=device.get(one.device, one.device), interface=port.get(one.interface or "", one.interface))
            for one in before.routes
        ),
    )


def _devices(before: Topology, after: Topology, replaced: _Boxes) -> Iterator[Change]:
    gone, come, both = split(before.devices, after.devices, lambda device: device.id)
    take_out(gone, come, replaced)
    for old, new in replaced:
        yield _device(new, ChangeKind.REPLACED, ("", _box(old), _box(new)), was=old.id)
    yield from (_device(device, ChangeKind.GONE) for device in gone)
    yield from (_device(device, ChangeKind.NEW) for device in come)
    for old, new in both:
        if old.serials and new.serials and not set(old.serials) & set(new.serials):
            yield _device(new, ChangeKind.REPLACED, ("serials", text_of(old.serials), text_of(new.serials)))
        if old.name != new.name:
            yield _device(new, ChangeKind.RENAMED, ("name", old.name, new.name))
        if old.site != new.site:
            yield _device(new, ChangeKind.MOVED, ("site", old.site, new.site))
        if old.stale != new.stale:
            yield _device(new, ChangeKind.SILENT if new.stale else ChangeKind.BACK)
        yield from (_device(new, ChangeKind.CHANGED, what) for what in fields_changed(old, new, _DEVICE))


def _place(device: Device) -> tuple[str, str] | None:
    return (device.realm, device.addresses[0]) if device.addresses else None


def _box(device: Device) -> str:
    return " ".join(part for part in (device.name, device.model, *device.serials) if part)


def _device(device: Device, kind: ChangeKind, what: What = WHOLE, *, was: str | None = None) -> Change:
    return make_change("device", kind, device.id, device.name, what, network=device.network, was=was)


def _interfaces(before: Topology, after: Topology, new_boxes: frozenset[str]) -> Iterator[Change]:
    """Compare the ports of devices that are in both; those of the others go and come with them.

    On a new box every MAC is another: that is said once, of the box.
    """
    common = before.device.keys() & after.device.keys()
    gone, come, both = split(
        (port for port in before.interfaces if port.device in common),
        (port for port in after.interfaces if port.device in common),
        lambda port: port.id,
    )
    for old, new in pair(gone, come, lambda port: (port.device, port.index, port.mac) if port.index is not None else None):
        yield _interface(after, new, ChangeKind.RENAMED, ("name", old.name, new.name), was=old.id)
    yield from (_interface(before, port, ChangeKind.GONE) for port in gone)
    yield from (_interface(after, port, ChangeKind.NEW) for port in come)
    for old, new in both:
        fields = fields_changed(old, new, _INTERFACE)
        yield from (_interface(after, new, ChangeKind.CHANGED, what) for what in fields if new.device not in new_boxes or what[0] != "mac")
        was, now = port_name(before, old.lag), port_name(after, new.lag)
        if was != now:
            yield _interface(after, new, ChangeKind.CHANGED, ("lag", was, now))


def _interface(topology: Topology, port: DeviceInterface, kind: ChangeKind, what: What = WHOLE, *, was: str | None = None) -> Change:
    label = f"{topology.device[port.device].name} {port.name}"
    return make_change("interface", kind, port.id, label, what, network=port.network, was=was)


# --- links ---

_End = tuple[str, str | None]


def _links(before: Topology, after: Topology) -> Iterator[Change]:
    gone, come, both = split(_measured(before), _measured(after), lambda link: (link.layer, *_ends(link)))
    for old, new in [*pair(gone, come, lambda link: (link.layer, link.a_device, link.b_device)), *_one_end_kept(gone, come)]:
        yield _link(after, new, ChangeKind.MOVED, ("", _ends_text(before, old), _ends_text(after, new)), was=old.id)
    yield from (_link(before, link, ChangeKind.GONE) for link in gone)
    yield from (_link(after, link, ChangeKind.NEW) for link in come)
    for old, new in both:
        if (old.state is LinkState.STALE) != (new.state is LinkState.STALE):
            yield _link(after, new, ChangeKind.SILENT if new.state is LinkState.STALE else ChangeKind.BACK)
        elif old.state is not new.state:
            yield _link(after, new, ChangeKind.CHANGED, ("state", old.state.value, new.state.value))
        if old.circuit != new.circuit:
            yield _link(after, new, ChangeKind.CHANGED, ("circuit", old.circuit, new.circuit))


def _measured(topology: Topology) -> Iterator[Link]:
    return (link for link in topology.links if link.state is not LinkState.DECLARED)


def _one_end_kept(gone: list[Link], come: list[Link]) -> list[tuple[Link, Link]]:
    """Take out and return links that kept the port of one end, the only ones on it that came and went."""
    lost: dict[tuple[int, _End], list[Link]] = {}
    for old in gone:
        for end in _ports(old):
            lost.setdefault((old.layer, end), []).append(old)
    found: dict[str, tuple[Link, Link]] = {}
    for new in come:
        candidates = {old.id: old for end in _ports(new) for old in lost.get((new.layer, end), ()) if old.id not in found}
        if len(candidates) == 1:
            (old,) = candidates.values()
            found[old.id] = old, new
    take_out(gone, come, found.values())
    return list(found.values())


def _ends(link: Link) -> tuple[_End, _End]:
    return (link.a_device, link.a_interface), (link.b_device, link.b_interface)


def _ports(link: Link) -> Iterator[_End]:
    """Yield the ends of which the port is known."""
    return (end for end in _ends(link) if end[1] is not None)


def _ends_text(topology: Topology, link: Link) -> str:
    return " – ".join(sorted(f"{topology.device[device].name} {port_name(topology, port) or '?'}" for device, port in _ends(link)))


def _link(topology: Topology, link: Link, kind: ChangeKind, what: What = WHOLE, *, was: str | None = None) -> Change:
    networks = {topology.device[device].network for device in (link.a_device, link.b_device)}
    network = networks.pop() if len(networks) == 1 else None
    return make_change("link", kind, link.id, _ends_text(topology, link), what, network=network, was=was)
