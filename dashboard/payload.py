"""The map's data as one binary answer, beside Dash's properties and never in them.

Layout: as `dashboard.sections`, with the magic ``NFG1``. `decode` is the twin that tests use; the browser's is
``assets/netcanvas-1-data.js``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dashboard.frame import CITY, HEIGHT, WIDTH, Cell
from dashboard.layout import Placement
from dashboard.palette import UNKNOWN, colours
from dashboard.sections import Array, pack, unpack
from topology.model.census import Network, Site
from topology.model.entities import Device, Link, LinkState, Topology
from topology.model.records import Completeness

MAGIC = b"NFG1"
NO_TILE = 0xFFFFFFFF
NO_NETWORK = 255
TIERS = ("core", "aggregation", "access")
STATES = tuple(LinkState)
LOCAL, INSIDE, TRUNK = 0, 1, 2
"""How an edge runs: within a site, within a cell, or between cells."""

_PULL, _LEAN, _CLEAR = 0.42, 0.12, 55.0
"""Shape of a trunk: share of its way it goes straight, share it leans, and how far beyond its cell it bends [world units]."""

_DTYPES: dict[str, str] = {
    "xy": "<f4",
    "tile_box": "<f4",
    "tile_pitch": "<f4",
    "bend": "<f4",
    "edges": "<u4",
    "node_tile": "<u4",
    "node_network": "u1",
    "node_tier": "u1",
    "node_state": "u1",
    "node_cell": "u1",
    "edge_network": "u1",
    "edge_route": "u1",
    "edge_state": "u1",
    "edge_layer": "u1",
}
TEXTS = ("node_id", "node_name", "tile_site", "tile_name", "edge_id", "edge_a", "edge_b")

DRAWN = 2
"""Highest layer of the lines on the map: adjacencies of layer 3 run over cables that are drawn already."""


def encode(topology: Topology, placement: Placement) -> bytes:
    """Return the payload of a placed topology."""
    networks = sorted(topology.census.networks, key=lambda network: network.code)
    code_index = {network.code: index for index, network in enumerate(networks)}
    cell_index = {cell.key: index + 1 for index, cell in enumerate(placement.cells)} | {CITY: 0}
    order = {device.id: index for index, device in enumerate(topology.devices)}
    tile_index = {tile.site: index for index, tile in enumerate(placement.tiles)}
    links = [link for link in topology.links if link.layer <= DRAWN and link.a_device in order and link.b_device in order]
    arrays = _node_arrays(topology.devices, placement, code_index, cell_index, tile_index)
    arrays |= _edge_arrays(links, topology, placement, order, code_index)
    arrays["tile_pitch"] = np.array([placement.pitch(tile) for tile in placement.tiles], dtype="<f4")
    arrays["tile_box"] = np.array([(t.box.x, t.box.y, t.box.w, t.box.h) for t in placement.tiles], dtype="<f4").reshape(-1)
    sites = {site.code: site.name for site in topology.census.sites}
    ports = topology.interface
    texts: dict[str, Sequence[str]] = {
        "node_id": [device.id for device in topology.devices],
        "node_name": [device.name for device in topology.devices],
        "tile_site": [tile.site for tile in placement.tiles],
        "tile_name": [sites.get(tile.site, tile.site) for tile in placement.tiles],
        "edge_id": [link.id for link in links],
        "edge_a": [ports[link.a_interface].name if link.a_interface in ports else "" for link in links],
        "edge_b": [ports[link.b_interface].name if link.b_interface in ports else "" for link in links],
    }
    header = _header(topology, placement, networks)
    return pack(MAGIC, header, arrays, _DTYPES, texts)


def _node_arrays(
    devices: Sequence[Device],
    placement: Placement,
    code_index: Mapping[str, int],
    cell_index: Mapping[str, int],
    tile_index: Mapping[str, int],
) -> dict[str, Array]:
    holders = [placement.holder[device.id] for device in devices]
    return {
        "xy": np.array([placement.xy[device.id] for device in devices], dtype="<f4").reshape(-1),
        "node_tile": np.array([tile_index.get(h[5:], NO_TILE) if h.startswith("site:") else NO_TILE for h in holders], dtype="<u4"),
        "node_network": np.array([code_index.get(device.network or "", NO_NETWORK) for device in devices], dtype="u1"),
        "node_tier": np.array([TIERS.index(device.tier) if device.tier in TIERS else 2 for device in devices], dtype="u1"),
        "node_state": np.array(
            [int(device.stale) + 2 * (device.completeness is not Completeness.COMPLETE) for device in devices], dtype="u1"
        ),
        "node_cell": np.array([cell_index[placement.cell[device.id]] for device in devices], dtype="u1"),
    }


def _edge_arrays(
    links: Sequence[Link], topology: Topology, placement: Placement, order: Mapping[str, int], code_index: Mapping[str, int]
) -> dict[str, Array]:
    devices = topology.device
    roles = {network.code: network.role for network in topology.census.networks}

    def network(link: Link) -> int:
        codes = {devices[link.a_device].network, devices[link.b_device].network} - {None}
        own = sorted(code for code in codes if code is not None)
        departmental = [code for code in own if roles.get(code) == "departmental"]
        return code_index.get((departmental or own or [""])[0], NO_NETWORK)

    def route(link: Link) -> int:
        a, b = link.a_device, link.b_device
        if placement.holder[a] == placement.holder[b]:
            return LOCAL
        return INSIDE if placement.cell[a] == placement.cell[b] else TRUNK

    routes = np.array([route(link) for link in links], dtype="u1")
    return {
        "edges": np.array([(order[link.a_device], order[link.b_device]) for link in links], dtype="<u4").reshape(-1),
        "bend": _bends(links, placement, routes),
        "edge_network": np.array([network(link) for link in links], dtype="u1"),
        "edge_route": routes,
        "edge_state": np.array([STATES.index(link.state) for link in links], dtype="u1"),
        "edge_layer": np.array([link.layer for link in links], dtype="u1"),
    }


def _bends(links: Sequence[Link], placement: Placement, routes: NDArray[np.generic]) -> Array:
    """Control points of the edges' quadratic curves: a trunk leaves its cell at a right angle, parallel links fan out."""
    known = {cell.key: cell for cell in placement.cells}
    seen: dict[tuple[str, str], int] = {}
    bends = np.zeros((len(links), 2), dtype="<f4")
    for index, link in enumerate(links):
        (ax, ay), (bx, by) = placement.xy[link.a_device], placement.xy[link.b_device]
        x, y = (ax + bx) / 2, (ay + by) / 2
        if routes[index] == TRUNK:
            ends = (known.get(placement.cell[link.a_device]), known.get(placement.cell[link.b_device]))
            x, y = _trunk_bend((ax, ay), (bx, by), ends, placement.middle.centre)
        pair = (link.a_device, link.b_device) if link.a_device < link.b_device else (link.b_device, link.a_device)
        twin = seen.get(pair, 0)
        seen[pair] = twin + 1
        if twin:
            shift = (0.08 + 0.06 * (twin // 2)) * (1 if twin % 2 else -1)
            x, y = x - (by - ay) * shift, y + (bx - ax) * shift
        bends[index] = (x, y)
    return bends.reshape(-1)


def _trunk_bend(
    a: tuple[float, float], b: tuple[float, float], ends: tuple[Cell | None, Cell | None], centre: tuple[float, float]
) -> tuple[float, float]:
    """Bend a trunk so that it leaves its cell towards the middle before it turns; None stands for the middle itself."""
    (ax, ay), (bx, by) = a, b
    if ends[0] is None and ends[1] is None:
        return (ax + bx) / 2, (ay + by) / 2
    if ends[0] is not None and ends[1] is not None:
        return 0.55 * (ax + bx) / 2 + 0.45 * centre[0], 0.55 * (ay + by) / 2 + 0.45 * centre[1]
    cell = ends[0] or ends[1]
    assert cell is not None
    if ends[0] is None:
        (ax, ay), (bx, by) = b, a
    box = cell.box
    if cell.side == "top":
        return ax + _LEAN * (bx - ax), max(ay + _PULL * (by - ay), box.y + box.h + _CLEAR)
    if cell.side == "bottom":
        return ax + _LEAN * (bx - ax), min(ay + _PULL * (by - ay), box.y - _CLEAR)
    if cell.side == "left":
        return max(ax + _PULL * (bx - ax), box.x + box.w + _CLEAR), ay + _LEAN * (by - ay)
    return min(ax + _PULL * (bx - ax), box.x - _CLEAR), ay + _LEAN * (by - ay)


def _header(topology: Topology, placement: Placement, networks: Sequence[Network]) -> dict[str, object]:
    palette = colours(networks)
    count: dict[str, int] = {}
    cells: dict[str, tuple[int, set[str], set[str]]] = {}
    for device in topology.devices:
        count[device.network or ""] = count.get(device.network or "", 0) + 1
        number, nets, sites = cells.get(placement.cell[device.id], (0, set(), set()))
        nets.add(device.network or "")
        sites.add(device.site or "")
        cells[placement.cell[device.id]] = (number + 1, nets, sites)
    empty: tuple[int, set[str], set[str]] = (0, set(), set())
    names = county_names(topology.census.sites)
    return {
        "version": 1,
        "snapshot": topology.snapshot,
        "pinned": sorted(placement.slots.pinned.keys() & placement.xy.keys()),
        "fictional": topology.census.fictional,
        "networks": [
            {
                "code": network.code,
                "short": network.short,
                "name": network.name,
                "role": str(network.role),
                "light": palette[network.code].light,
                "dark": palette[network.code].dark,
                "devices": count.get(network.code, 0),
                "classified": network.classified,
            }
            for network in networks
        ],
        "unknown": {"light": UNKNOWN.light, "dark": UNKNOWN.dark, "devices": count.get("", 0)},
        "core": [placement.core.x, placement.core.y, placement.core.w, placement.core.h],
        "middle": [placement.middle.x, placement.middle.y, placement.middle.w, placement.middle.h],
        "cells": [
            {
                "key": cell.key,
                "name": names.get(cell.key, cell.name),
                "side": cell.side,
                "box": [cell.box.x, cell.box.y, cell.box.w, cell.box.h],
                "devices": cells.get(cell.key, empty)[0],
                "networks": len(cells.get(cell.key, empty)[1]),
                "sites": len(cells.get(cell.key, empty)[2]),
            }
            for cell in placement.cells
        ],
        "hubs": [{"network": h.network, "x": h.x, "y": h.y, "ox": h.out_x, "oy": h.out_y} for h in placement.hubs],
        "unit": placement.slots.unit,
        "size": [WIDTH, HEIGHT],
    }


def county_names(sites: Sequence[Site]) -> dict[str, str]:
    """Return a name for each county's code: what the names of its sites begin with, where that is more than one sign."""
    found: dict[str, list[str]] = {}
    for site in sites:
        if site.county is not None:
            found.setdefault(site.county, []).append(site.name)
    heads = {county: _shared_start(names) for county, names in found.items() if len(names) > 1}
    return {county: head for county, head in heads.items() if len(head) > 1}


def _shared_start(names: Sequence[str]) -> str:
    first, last = min(names), max(names)
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:same].strip()


def decode(data: bytes) -> tuple[dict[str, object], dict[str, Array], dict[str, list[str]]]:
    """Read a payload back: header, arrays, texts.

    Raises
    ------
    ValueError
        When the bytes are no payload of this version.
    """
    return unpack(MAGIC, data, _DTYPES, TEXTS)
