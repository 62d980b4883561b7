"""What changed between two snapshots: gone and new told apart from moved, renamed and replaced.

Ids are stable over snapshots, so what bears the same id is the same thing; of what came and went, pairs are found that are one
thing in another place: a device in the place of another is a replacement, a port of the same index and MAC under another name
was renamed, a link that keeps one end, or joins the same two devices by other ports, was moved, a route with another next hop
was changed. Linear in the entities, but for links that came and went between the same devices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Final, TypeVar

import msgspec

from topology.model.entities import CircuitView, Device, DeviceInterface, Link, LinkState, Prefix, StaticRoute, Topology, VlanUse, VrfUse


class ChangeKind(StrEnum):
    """What happened to a thing."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    RENAMED = "renamed"
    MOVED = "moved"
    """Another site, or a link on another port."""
    REPLACED = "replaced"
    """Another box in the same place."""
    SILENT = "silent"
    """It did not answer this time; it is not gone."""
    BACK = "back"
    """It answers again."""


class Change(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One change of one thing. `id` is the id afterwards, of what is gone the id before; `field` is empty where all of it is meant."""

    entity: str
    """``device``, ``interface``, ``link``, ``prefix``, ``vlan``, ``vrf``, ``route`` or ``circuit``."""
    kind: ChangeKind
    label: str
    field: str = ""
    before: str | None = None
    after: str | None = None
    id: str
    network: str | None = None


_DEVICE: Final = ("vendor", "platform", "model", "software", "network", "addresses")
_INTERFACE: Final = (
    *("description", "kind", "mac", "speed_bps", "mtu", "enabled", "up", "addresses", "vrf", "vlan_access", "vlan_trunk", "network"),
)

_What = tuple[str, str | None, str | None]
"""A field with its values before and after."""
_WHOLE: Final[_What] = ("", None, None)

_Entity = TypeVar("_Entity")
_Key = TypeVar("_Key")


def compare_topologies(before: Topology, after: Topology) -> tuple[Change, ...]:
    """Return the changes from one snapshot to another, devices first.

    Volatile figures (hosts seen, times) and evidence are no changes. Declared links follow the census and are left out.
    """
    found = [*_devices(before, after), *_interfaces(before, after), *_links(before, after), *_spaces(before, after)]
    found += _routes(before, after)
    order = {entity: place for place, entity in enumerate(ENTITIES)}
    return tuple(sorted(found, key=lambda change: (order[change.entity], change)))


ENTITIES: Final = ("device", "interface", "link", "prefix", "vlan", "vrf", "route", "circuit")
"""What is compared, in the order of the result."""


def _text(value: object) -> str | None:
    """Return a value as it is shown; lists are joined."""
    if value is None or value in ("", ()):
        return None
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _fields(old: object, new: object, names: Iterable[str]) -> Iterator[_What]:
    for name in names:
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield name, _text(was), _text(now)


def _split(
    old: Iterable[_Entity], new: Iterable[_Entity], key: Callable[[_Entity], _Key]
) -> tuple[list[_Entity], list[_Entity], list[tuple[_Entity, _Entity]]]:
    """Return what is gone, what is new, and what is in both."""
    was, now = {key(item): item for item in old}, {key(item): item for item in new}
    gone = [item for name, item in was.items() if name not in now]
    come = [item for name, item in now.items() if name not in was]
    return gone, come, [(item, now[name]) for name, item in was.items() if name in now]


def _pair(gone: list[_Entity], come: list[_Entity], key: Callable[[_Entity], _Key | None]) -> list[tuple[_Entity, _Entity]]:
    """Take out and return what came and went with the same key, where it is the only one on both sides."""
    sides: dict[_Key, tuple[list[_Entity], list[_Entity]]] = {}
    for place, items in ((0, gone), (1, come)):
        for item in items:
            name = key(item)
            if name is not None:
                sides.setdefault(name, ([], []))[place].append(item)
    found = [(olds[0], news[0]) for olds, news in sides.values() if len(olds) == len(news) == 1]
    _take_out(gone, come, found)
    return found


def _take_out(gone: list[_Entity], come: list[_Entity], pairs: Iterable[tuple[_Entity, _Entity]]) -> None:
    taken = {id(item) for pair in pairs for item in pair}
    for items in (gone, come):
        items[:] = [item for item in items if id(item) not in taken]


def _change(entity: str, kind: ChangeKind, ident: str, label: str, what: _What = _WHOLE, *, network: str | None) -> Change:
    field, before, after = what
    return Change(entity=entity, kind=kind, id=ident, label=label, network=network, field=field, before=before, after=after)


# --- devices and their ports ---


def _devices(before: Topology, after: Topology) -> Iterator[Change]:
    gone, come, both = _split(before.devices, after.devices, lambda device: device.id)
    replaced = [*_pair(gone, come, lambda device: (device.realm, device.name)), *_pair(gone, come, _place)]
    for old, new in replaced:
        yield _device(new, ChangeKind.REPLACED, ("", _box(old), _box(new)))
    yield from (_device(device, ChangeKind.GONE) for device in gone)
    yield from (_device(device, ChangeKind.NEW) for device in come)
    for old, new in both:
        if old.serials and new.serials and not set(old.serials) & set(new.serials):
            yield _device(new, ChangeKind.REPLACED, ("serials", _text(old.serials), _text(new.serials)))
        if old.name != new.name:
            yield _device(new, ChangeKind.RENAMED, ("name", old.name, new.name))
        if old.site != new.site:
            yield _device(new, ChangeKind.MOVED, ("site", old.site, new.site))
        if old.stale != new.stale:
            yield _device(new, ChangeKind.SILENT if new.stale else ChangeKind.BACK)
        yield from (_device(new, ChangeKind.CHANGED, what) for what in _fields(old, new, _DEVICE))


def _place(device: Device) -> tuple[str, str] | None:
    return (device.realm, device.addresses[0]) if device.addresses else None


def _box(device: Device) -> str:
    return " ".join(part for part in (device.name, device.model, *device.serials) if part)


def _device(device: Device, kind: ChangeKind, what: _What = _WHOLE) -> Change:
    return _change("device", kind, device.id, device.name, what, network=device.network)


def _interfaces(before: Topology, after: Topology) -> Iterator[Change]:
    """Compare the ports of devices that are in both; those of the others go and come with them."""
    common = before.device.keys() & after.device.keys()
    gone, come, both = _split(
        (port for port in before.interfaces if port.device in common),
        (port for port in after.interfaces if port.device in common),
        lambda port: port.id,
    )
    for old, new in _pair(gone, come, lambda port: (port.device, port.index, port.mac) if port.index is not None else None):
        yield _interface(after, new, ChangeKind.RENAMED, ("name", old.name, new.name))
    yield from (_interface(before, port, ChangeKind.GONE) for port in gone)
    yield from (_interface(after, port, ChangeKind.NEW) for port in come)
    for old, new in both:
        yield from (_interface(after, new, ChangeKind.CHANGED, what) for what in _fields(old, new, _INTERFACE))
        was, now = _name(before, old.lag), _name(after, new.lag)
        if was != now:
            yield _interface(after, new, ChangeKind.CHANGED, ("lag", was, now))


def _name(topology: Topology, interface: str | None) -> str | None:
    found = topology.interface.get(interface) if interface is not None else None
    return found.name if found is not None else None


def _interface(topology: Topology, port: DeviceInterface, kind: ChangeKind, what: _What = _WHOLE) -> Change:
    label = f"{topology.device[port.device].name} {port.name}"
    return _change("interface", kind, port.id, label, what, network=port.network)


# --- links ---

_End = tuple[str, str | None]


def _links(before: Topology, after: Topology) -> Iterator[Change]:
    gone, come, both = _split(_measured(before), _measured(after), lambda link: link.id)
    for old, new in [*_pair(gone, come, lambda link: (link.layer, link.a_device, link.b_device)), *_one_end_kept(gone, come)]:
        yield _link(after, new, ChangeKind.MOVED, ("", _ends_text(before, old), _ends_text(after, new)))
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
    _take_out(gone, come, found.values())
    return list(found.values())


def _ends(link: Link) -> tuple[_End, _End]:
    return (link.a_device, link.a_interface), (link.b_device, link.b_interface)


def _ports(link: Link) -> Iterator[_End]:
    """Yield the ends of which the port is known."""
    return (end for end in _ends(link) if end[1] is not None)


def _ends_text(topology: Topology, link: Link) -> str:
    return " – ".join(sorted(f"{topology.device[device].name} {_name(topology, port) or '?'}" for device, port in _ends(link)))


def _link(topology: Topology, link: Link, kind: ChangeKind, what: _What = _WHOLE) -> Change:
    networks = {topology.device[device].network for device in (link.a_device, link.b_device)}
    network = networks.pop() if len(networks) == 1 else None
    return _change("link", kind, link.id, _ends_text(topology, link), what, network=network)


# --- address spaces, VLANs, VRFs, circuits, routes ---


def _spaces(before: Topology, after: Topology) -> Iterator[Change]:
    yield from _whole("prefix", before.prefixes, after.prefixes, _prefix_label, ("network", "declared"))
    yield from _whole("vlan", before.vlans, after.vlans, lambda vlan: f"{vlan.realm} VLAN {vlan.vid}", ("name", "network"))
    yield from _whole("vrf", before.vrfs, after.vrfs, lambda vrf: f"{vrf.realm} {vrf.name}", ("rds", "network"))
    yield from _whole("circuit", before.circuits, after.circuits, lambda circuit: circuit.code, ("status", "network", "number"))


def _prefix_label(prefix: Prefix) -> str:
    return " ".join(part for part in (prefix.realm, prefix.vrf, prefix.prefix) if part)


_Space = TypeVar("_Space", Prefix, VlanUse, VrfUse, CircuitView)


def _whole(
    entity: str, old: Iterable[_Space], new: Iterable[_Space], label: Callable[[_Space], str], names: tuple[str, ...]
) -> Iterator[Change]:
    gone, come, both = _split(old, new, lambda item: item.id)
    for kind, items in ((ChangeKind.GONE, gone), (ChangeKind.NEW, come)):
        yield from (_change(entity, kind, item.id, label(item), network=item.network) for item in items)
    for was, now in both:
        yield from (_change(entity, ChangeKind.CHANGED, now.id, label(now), what, network=now.network) for what in _fields(was, now, names))


def _routes(before: Topology, after: Topology) -> Iterator[Change]:
    common = before.device.keys() & after.device.keys()
    gone, come, _ = _split(
        (route for route in before.routes if route.device in common),
        (route for route in after.routes if route.device in common),
        lambda route: route.id,
    )
    for old, new in _pair(gone, come, lambda route: (route.device, route.vrf, route.prefix)):
        yield _route(after, new, ChangeKind.CHANGED, ("next_hop", _hop(before, old), _hop(after, new)))
    yield from (_route(before, route, ChangeKind.GONE) for route in gone)
    yield from (_route(after, route, ChangeKind.NEW) for route in come)


def _hop(topology: Topology, route: StaticRoute) -> str | None:
    return " ".join(part for part in (route.next_hop, _name(topology, route.interface)) if part) or None


def _route(topology: Topology, route: StaticRoute, kind: ChangeKind, what: _What = _WHOLE) -> Change:
    device = topology.device[route.device]
    label = " ".join(part for part in (device.name, route.vrf, route.prefix) if part)
    return _change("route", kind, route.id, label, what, network=device.network)
