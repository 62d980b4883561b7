"""What changed in address spaces, VLANs, VRFs, circuits and static routes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from topology.change import WHOLE, Change, ChangeKind, What, fields_changed, make_change, pair, port_name, split, text_of
from topology.model.entities import CircuitView, Prefix, StaticRoute, Topology, VlanUse, VrfUse


def space_changes(before: Topology, after: Topology) -> Iterator[Change]:
    """Yield what changed in prefixes, VLANs, VRFs and circuits."""
    yield from _whole("prefix", before.prefixes, after.prefixes, _prefix_label, ("network", "declared"), _renumbered)
    yield from _moved_prefixes(before, after)
    yield from _carried("vlan", before, after, lambda vlan: (vlan.realm, vlan.name, vlan.devices) if vlan.name and vlan.devices else None)
    yield from _carried("vrf", before, after, lambda vrf: (vrf.realm, vrf.rds) if vrf.rds else None)
    yield from _whole("circuit", before.circuits, after.circuits, lambda circuit: circuit.code, ("status", "network", "number"))


def _renumbered(prefix: Prefix) -> Any:
    """Return what stays of a prefix that gets another number: its interfaces, and the version."""
    return (prefix.realm, prefix.vrf, prefix.interfaces, ":" in prefix.prefix) if prefix.interfaces else None


def _moved_prefixes(before: Topology, after: Topology) -> Iterator[Change]:
    """Yield the prefixes that now stand on other devices, none of the earlier ones among them."""
    was = {prefix.id: _stands_on(before, prefix) for prefix in before.prefixes}
    for prefix in after.prefixes:
        old, new = was.get(prefix.id, {}), _stands_on(after, prefix)
        if old and new and not old.keys() & new.keys():
            what = ("", text_of(tuple(sorted(old.values()))), text_of(tuple(sorted(new.values()))))
            yield make_change("prefix", ChangeKind.MOVED, prefix.id, _prefix_label(prefix), what, network=prefix.network)


def _stands_on(topology: Topology, prefix: Prefix) -> dict[str, str]:
    """Return the devices with an address in a prefix, by id, each with the port."""
    ports = (topology.interface[port] for port in prefix.interfaces if port in topology.interface)
    return {port.device: f"{topology.device[port.device].name} {port.name}" for port in ports if port.device in topology.device}


def _carried(entity: str, before: Topology, after: Topology, same: Callable[[Any], Any]) -> Iterator[Change]:
    """Yield what became of VLANs or VRFs; one that came is one that went where `same` gives both, and only them, one key."""
    olds, news = (getattr(topology, f"{entity}s") for topology in (before, after))
    gone, come, both = split(olds, news, lambda use: use.id)
    common = before.device.keys() & after.device.keys()
    name = "vid" if entity == "vlan" else "name"
    for old, new in pair(gone, come, same):
        what = (name, text_of(getattr(old, name)), text_of(getattr(new, name)))
        yield make_change(entity, ChangeKind.RENAMED, new.id, _use_label(new), what, network=new.network, was=old.id)
    for kind, items in ((ChangeKind.GONE, gone), (ChangeKind.NEW, come)):
        yield from (make_change(entity, kind, use.id, _use_label(use), network=use.network) for use in items)
    for old, new in both:
        changed = list(fields_changed(old, new, ("name", "network") if entity == "vlan" else ("rds", "network")))
        lost, won = (
            text_of(tuple(sorted(after.device[one].name for one in common & set(here) - set(there))))
            for here, there in ((old.devices, new.devices), (new.devices, old.devices))
        )
        if lost or won:
            changed.append(("devices", lost, won))
        for what in changed:
            kind = ChangeKind.RENAMED if what[0] == "name" else ChangeKind.CHANGED
            yield make_change(entity, kind, new.id, _use_label(new), what, network=new.network)


def _use_label(use: VlanUse | VrfUse) -> str:
    return f"{use.realm} VLAN {use.vid}" if isinstance(use, VlanUse) else f"{use.realm} {use.name}"


def _prefix_label(prefix: Prefix) -> str:
    return " ".join(part for part in (prefix.realm, prefix.vrf, prefix.prefix) if part)


_Space = TypeVar("_Space", Prefix, CircuitView)


def _whole(  # noqa: PLR0917 - what is compared, and how it is named
    entity: str,
    old: Iterable[_Space],
    new: Iterable[_Space],
    label: Callable[[_Space], str],
    names: tuple[str, ...],
    same: Callable[[_Space], Any] | None = None,
) -> Iterator[Change]:
    gone, come, both = split(old, new, lambda item: item.id)
    for was, now in pair(gone, come, same) if same else ():
        yield make_change(entity, ChangeKind.RENAMED, now.id, label(now), (entity, label(was), label(now)), network=now.network, was=was.id)
    for kind, items in ((ChangeKind.GONE, gone), (ChangeKind.NEW, come)):
        yield from (make_change(entity, kind, item.id, label(item), network=item.network) for item in items)
    for was, now in both:
        yield from (
            make_change(entity, ChangeKind.CHANGED, now.id, label(now), what, network=now.network)
            for what in fields_changed(was, now, names)
        )


def route_changes(before: Topology, after: Topology) -> Iterator[Change]:
    """Yield what changed in the static routes of devices that are in both."""
    common = before.device.keys() & after.device.keys()
    gone, come, _ = split(
        (route for route in before.routes if route.device in common),
        (route for route in after.routes if route.device in common),
        lambda route: (route.device, route.vrf, route.prefix, route.next_hop, route.interface),
    )
    for old, new in pair(gone, come, lambda route: (route.device, route.vrf, route.prefix)):
        yield _route(after, new, ChangeKind.CHANGED, ("next_hop", _hop(before, old), _hop(after, new)), was=old.id)
    for old, new in pair(gone, come, lambda route: (after.device[route.device].realm, route.vrf, route.prefix, route.next_hop)):
        yield _route(after, new, ChangeKind.MOVED, ("", before.device[old.device].name, after.device[new.device].name), was=old.id)
    yield from (_route(before, route, ChangeKind.GONE) for route in gone)
    yield from (_route(after, route, ChangeKind.NEW) for route in come)


def _hop(topology: Topology, route: StaticRoute) -> str | None:
    return " ".join(part for part in (route.next_hop, port_name(topology, route.interface)) if part) or None


def _route(topology: Topology, route: StaticRoute, kind: ChangeKind, what: What = WHOLE, *, was: str | None = None) -> Change:
    device = topology.device[route.device]
    label = " ".join(part for part in (device.name, route.vrf, route.prefix) if part)
    return make_change("route", kind, route.id, label, what, network=device.network, was=was)
