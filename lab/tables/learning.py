"""What the switches of a city have learned: behind which of their ports each MAC was heard.

Every VLAN is a tree of the links that carry it, with the gateway at its root: the device whose interface in the VLAN has
the most hosts in its ARP table. Whatever is in the VLAN talks to the gateway, so the switches on the way there have
learned it; the gateway's own requests reach every switch of the tree.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from lab.tables.form import split_name
from lab.truth import TruthDevice, TruthLink, TruthPort
from topology.model.records import InterfaceKind


class Learned(NamedTuple):
    """A row of a forwarding table."""

    vid: int
    mac: str
    port: str


class _Edge(NamedTuple):
    """A link that carries a VLAN, as one end sees it; ports are aggregates where they belong to one."""

    port: str
    device: str
    remote: str


_Stations = dict[tuple[int, str], list[str]]
"""MACs that are at a device itself or behind a port of its own, by VLAN and device."""


def learn(devices: tuple[TruthDevice, ...], links: Iterable[TruthLink]) -> dict[str, list[Learned]]:
    """Return the forwarding table of each device that has one. Linear in ports, links' VLANs, and rows."""
    by_id = {device.id: {port.name: port for port in device.ports} for device in devices}
    found: dict[str, list[Learned]] = defaultdict(list)
    stations: _Stations = defaultdict(list)
    gateways: dict[tuple[int, str], tuple[int, str]] = {}
    for device in devices:
        _settle(device, by_id[device.id], found[device.id], stations)
        heard = Counter(host.port for host in device.hosts)
        for port in device.ports:
            if port.kind is InterfaceKind.VLAN and port.mac is not None and port.up and port.enabled:
                vid = int(split_name(port.name)[1])
                gateways[vid, device.id] = heard[port.name], port.mac
                stations[vid, device.id].append(port.mac)
    for vid, edges in _carrying(by_id, links).items():
        _flow(vid, edges, stations, gateways, found)
    return {device: list(dict.fromkeys(rows)) for device, rows in found.items() if rows}


def _settle(device: TruthDevice, ports: dict[str, TruthPort], rows: list[Learned], stations: _Stations) -> None:
    """Let a device learn what hangs on its own ports."""
    for seat in device.seats:
        vid = ports[seat.port].vlan_access
        assert vid is not None, "an access port"
        rows.append(Learned(vid, seat.mac, seat.port))
        stations[vid, device.id].append(seat.mac)


def _carrying(by_id: dict[str, dict[str, TruthPort]], links: Iterable[TruthLink]) -> dict[int, dict[str, list[_Edge]]]:
    """Return the links by the VLAN that both ends carry, then by device."""
    found: dict[int, dict[str, list[_Edge]]] = defaultdict(lambda: defaultdict(list))
    for link in links:
        a, b = by_id.get(link.a_device, {}).get(link.a_port), by_id.get(link.b_device, {}).get(link.b_port)
        if a is None or b is None or not all(port.up and port.enabled for port in (a, b)):
            continue
        near, far = a.lag or a.name, b.lag or b.name
        for vid in sorted(set(a.vlan_trunk or ()) & set(b.vlan_trunk or ())):
            found[vid][link.a_device].append(_Edge(near, link.b_device, far))
            found[vid][link.b_device].append(_Edge(far, link.a_device, near))
    return found


def _flow(
    vid: int,
    edges: dict[str, list[_Edge]],
    stations: _Stations,
    gateways: dict[tuple[int, str], tuple[int, str]],
    found: dict[str, list[Learned]],
) -> None:
    """Let every switch of a VLAN learn what passes it on the way to the gateway of its tree."""
    reached: set[str] = set()
    for root in sorted((one for one in edges if (vid, one) in gateways), key=lambda one: (-gateways[vid, one][0], one)):
        if root in reached:
            continue
        reached.add(root)
        up: dict[str, _Edge] = {}
        waiting = [root]
        for one in waiting:
            for edge in edges[one]:
                if edge.device not in reached:
                    reached.add(edge.device)
                    up[edge.device] = _Edge(edge.remote, one, edge.port)
                    waiting.append(edge.device)
        for one, edge in up.items():
            found[one].append(Learned(vid, gateways[vid, root][1], edge.port))
            passed: _Edge | None = edge
            while passed is not None:
                found[passed.device] += [Learned(vid, mac, passed.remote) for mac in stations.get((vid, one), ())]
                passed = up.get(passed.device)
