"""Where everything stands on the map: deterministic, by site, without any simulation.

The extranet's core stands in the middle, city sites around it, the departments' hubs on a ring, and a
cell for each county around that. A site is a square tile; its devices stand on a fixed lattice that is
filled from its middle. Slots are remembered in `Slots`: with the former ones given, a new device takes
the next free place and no old one moves.

Complexity: O(n log n) in devices.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping
from functools import cache

import msgspec

from dashboard.frame import CITY, PADDING, UNPLACED, Box, Cell, frame
from dashboard.slots import LATTICE, Ground, Slot, Wish, allocate, tile_span
from topology.model.census import Role, Site, SiteKind
from topology.model.entities import Device, Topology

_MARGIN = 0.75
"""A tile's margin, as a share of the distance of its devices."""
_SINK = 0.07
"""How far a lattice stands below the middle of its tile, to leave room for the site's name."""
_HUB_STEP = 14.0
_DOCK_STEP = 21.0
_CORE_STEP = 50.0
_CORE_ROOM = (88.0, 44.0)
"""What the core's box has beyond its devices: width, height [world units]."""
_EXTRANET = (Role.EXTRANET_ADMIN, Role.EXTRANET_PUBLIC)
_ORDER = {SiteKind.CENTRE: 0, SiteKind.DEPARTMENT: 1, SiteKind.COUNTY: 2, SiteKind.TOWNSHIP: 3, SiteKind.OTHER: 4}


class Slots(msgspec.Struct, frozen=True, kw_only=True):
    """The memory of a layout, to be given to the next one."""

    unit: float = 0.0
    """Edge of a site tile in the county cells [world units]."""
    city_unit: float = 0.0
    """The same in the middle."""
    counties: tuple[str, ...] = ()
    rings: tuple[str, ...] = ()
    sites: Mapping[str, Slot] = {}
    """Site -> cell, column, row, span."""
    devices: Mapping[str, tuple[str, int]] = {}
    """Device -> holder (``site:S1``, ``hub:N05``, ``dock:X``, ``core:city``) and place in it."""
    pinned: Mapping[str, tuple[float, float]] = {}
    """Devices moved by hand, in world units: they stay there."""


class Tile(msgspec.Struct, frozen=True, kw_only=True):
    """A site's square."""

    site: str
    cell: str
    box: Box


class Hub(msgspec.Struct, frozen=True, kw_only=True):
    """A departmental network's place on the ring, and the direction outwards."""

    network: str
    x: float
    y: float
    out_x: float
    out_y: float


class Placement(msgspec.Struct, frozen=True, kw_only=True):
    """A finished layout."""

    xy: dict[str, tuple[float, float]]
    holder: dict[str, str]
    cell: dict[str, str]
    """Device -> key of the cell it stands in."""
    cells: tuple[Cell, ...]
    middle: Box
    core: Box
    tiles: tuple[Tile, ...]
    hubs: tuple[Hub, ...]
    slots: Slots

    def pitch(self, tile: Tile) -> float:
        """Return the distance of neighbouring devices on a tile [world units]."""
        return tile.box.w / (LATTICE[self.slots.sites[tile.site][3]] + _MARGIN)


def rearrange(placement: Placement, pinned: Mapping[str, tuple[float, float]]) -> Placement:
    """Return a placement with devices where people put them; those that it does not have are left out."""
    mine = {device: spot for device, spot in pinned.items() if device in placement.xy}
    slots = msgspec.structs.replace(placement.slots, pinned={**placement.slots.pinned, **mine})
    return msgspec.structs.replace(placement, xy={**placement.xy, **mine}, slots=slots) if mine else placement


def place(topology: Topology, stored: Slots | None = None) -> Placement:
    """Place every device of `topology`; devices and sites that `stored` knows stay where they were."""
    stored = stored or Slots()
    holders = _holders(topology)
    sites = {site.code: site for site in topology.census.sites}
    counts: dict[str, int] = {}
    for holder in holders.values():
        counts[holder] = counts.get(holder, 0) + 1
    home = {holder[5:]: _cell_of(sites.get(holder[5:])) for holder in counts if holder.startswith("site:")}
    used = {key for key in home.values() if key not in (CITY, UNPLACED)} | {holder[5:] for holder in counts if holder.startswith("dock:")}
    counties = _ordered(used, stored.counties, sites.values())
    cells, middle = frame(counties, unplaced=UNPLACED in home.values())
    ground = Ground(cells, middle, _core_box(middle, counts.get("core:city", 0)))
    wishes = {
        site: Wish(cell, tile_span(counts[f"site:{site}"], stored.sites.get(site)), _turn_of(site, sites)) for site, cell in home.items()
    }
    unit, site_slots = allocate(ground, {site: wish for site, wish in wishes.items() if wish.cell != CITY}, stored.sites, stored.unit)
    inner = {site: wish for site, wish in wishes.items() if wish.cell == CITY}
    city_unit, city_slots = allocate(ground, inner, stored.sites, stored.city_unit)
    site_slots |= city_slots
    rings = _rings(topology, stored.rings)
    hubs = _ring(middle, rings)
    tiles = tuple(
        Tile(site=site, cell=slot[0], box=ground.box(slot, city_unit if slot[0] == CITY else unit))
        for site, slot in sorted(site_slots.items())
    )
    places = _places(holders, topology, stored)
    by_site = {tile.site: (tile.box, site_slots[tile.site][3]) for tile in tiles}
    xy = _positions(places, by_site, ground, {hub.network: hub for hub in hubs})
    xy.update({device: spot for device, spot in stored.pinned.items() if device in xy})
    slots = Slots(
        unit=unit,
        city_unit=city_unit,
        counties=counties,
        rings=rings,
        sites=site_slots,
        devices=places,
        pinned=dict(stored.pinned),
    )
    return Placement(
        xy=xy,
        holder=holders,
        cell={device: _cell_key(holder, site_slots) for device, holder in holders.items()},
        cells=cells,
        middle=middle,
        core=ground.core,
        tiles=tiles,
        hubs=hubs,
        slots=slots,
    )


def _turn_of(site: str, sites: Mapping[str, Site]) -> tuple[int, str, str]:
    """Return a new site's turn: by kind, then town, so that neighbours stand together, then code."""
    known = sites.get(site)
    return (_ORDER[known.kind], known.town or "", site) if known else (len(_ORDER), "", site)


def _cell_of(site: Site | None) -> str:
    if site is None:
        return UNPLACED
    if site.county is None or site.kind in (SiteKind.CENTRE, SiteKind.DEPARTMENT):
        return CITY
    return site.county


def _cell_key(holder: str, site_slots: Mapping[str, Slot]) -> str:
    kind, _, key = holder.partition(":")
    if kind == "site":
        return site_slots[key][0]
    return key if kind == "dock" else CITY


def _holders(topology: Topology) -> dict[str, str]:
    """Decide what holds each device: the core, a county's dock, a department's hub, or its site's tile."""
    census = topology.census
    sites = {site.code: site for site in census.sites}
    roles = {network.code: network.role for network in census.networks}
    found: dict[str, str] = {}
    for device in topology.devices:
        cell = _cell_of(sites.get(device.site or ""))
        role = roles.get(device.network or "")
        raised = device.tier in ("core", "aggregation")
        if cell == UNPLACED and not (raised and device.tier == "core" and role in _EXTRANET):
            found[device.id] = f"site:{UNPLACED}" if device.site is None else f"site:{device.site}"
        elif raised and role in _EXTRANET and (cell in (CITY, UNPLACED)):
            found[device.id] = "core:city"
        elif raised and role in _EXTRANET:
            found[device.id] = f"dock:{cell}"
        elif raised and cell == CITY and role is Role.DEPARTMENTAL:
            found[device.id] = f"hub:{device.network}"
        else:
            found[device.id] = f"site:{device.site}"
    _raise_missing_hubs(topology, found, sites, roles)
    return found


def _raise_missing_hubs(topology: Topology, found: dict[str, str], sites: Mapping[str, Site], roles: Mapping[str, Role]) -> None:
    """Give a departmental network without a hub its busiest city device as one."""
    have = {holder[4:] for holder in found.values() if holder.startswith("hub:")}
    degree: dict[str, int] = {}
    for link in topology.links:
        degree[link.a_device] = degree.get(link.a_device, 0) + 1
        degree[link.b_device] = degree.get(link.b_device, 0) + 1
    best: dict[str, Device] = {}
    for device in topology.devices:
        network = device.network
        if network is None or network in have or roles.get(network) is not Role.DEPARTMENTAL:
            continue
        if _cell_of(sites.get(device.site or "")) != CITY:
            continue
        former = best.get(network)
        if former is None or degree.get(device.id, 0) > degree.get(former.id, 0):
            best[network] = device
    for network, device in best.items():
        found[device.id] = f"hub:{network}"


def _ordered(used: Iterable[str], stored: tuple[str, ...], sites: Iterable[Site]) -> tuple[str, ...]:
    """Counties as remembered, new ones behind them in the order in which their first site is coded."""
    first: dict[str, str] = {}
    for site in sites:
        if site.county is not None:
            first[site.county] = min(first.get(site.county, site.code), site.code)
    wanted = set(used)
    fresh = sorted(wanted - set(stored), key=lambda key: (first.get(key, "~"), key))
    return (*(key for key in stored if key in wanted), *fresh)


def _rings(topology: Topology, stored: tuple[str, ...]) -> tuple[str, ...]:
    wanted = {network.code for network in topology.census.networks if network.role is Role.DEPARTMENTAL}
    return (*(code for code in stored if code in wanted), *sorted(wanted - set(stored)))


def _core_box(middle: Box, count: int) -> Box:
    cx, cy = middle.centre
    columns = max(2, math.ceil(math.sqrt(max(count, 1))))
    rows = max(1, math.ceil(count / columns))
    w = min(middle.w * 0.4, columns * _CORE_STEP + _CORE_ROOM[0])
    h = min(middle.h * 0.4, rows * _CORE_STEP + _CORE_ROOM[1])
    return Box(cx - w / 2, cy - h / 2, w, h)


def _ring(middle: Box, rings: tuple[str, ...]) -> tuple[Hub, ...]:
    """Space the hubs evenly along an ellipse, by arc length, clockwise from the top."""
    cx, cy = middle.centre
    a, b = middle.w * 0.447, middle.h * 0.425
    steps = 2048
    points = [(a * math.sin(2 * math.pi * i / steps), -b * math.cos(2 * math.pi * i / steps)) for i in range(steps + 1)]
    length = [0.0]
    for former, point in itertools.pairwise(points):
        length.append(length[-1] + math.dist(former, point))
    hubs, index = [], 0
    for number, network in enumerate(rings):
        target = (number + 0.5) / len(rings) * length[-1]
        while length[index + 1] < target:
            index += 1
        x, y = points[index]
        norm = math.hypot(x / a / a, y / b / b)
        hubs.append(Hub(network=network, x=cx + x, y=cy + y, out_x=x / a / a / norm, out_y=y / b / b / norm))
    return tuple(hubs)


def _places(holders: Mapping[str, str], topology: Topology, stored: Slots) -> dict[str, tuple[str, int]]:
    """Number the devices within what holds them; remembered numbers stay, new ones fill the gaps."""
    roles = {network.code: network.role for network in topology.census.networks}
    places: dict[str, tuple[str, int]] = {}
    taken: dict[str, set[int]] = {}
    fresh: list[Device] = []
    for device in topology.devices:
        former = stored.devices.get(device.id)
        holder = holders[device.id]
        if former is not None and former[0] == holder and former[1] not in taken.setdefault(holder, set()):
            places[device.id] = (holder, former[1])
            taken[holder].add(former[1])
        else:
            fresh.append(device)
    tiers = {"core": 0, "aggregation": 1}
    fresh.sort(
        key=lambda device: (
            roles.get(device.network or "") not in _EXTRANET,
            tiers.get(device.tier or "", 2),
            device.network or "~",
            device.name,
            device.id,
        )
    )
    lowest: dict[str, int] = {}
    for device in fresh:
        holder = holders[device.id]
        used = taken.setdefault(holder, set())
        number = lowest.get(holder, 0)
        while number in used:
            number += 1
        used.add(number)
        lowest[holder] = number + 1
        places[device.id] = (holder, number)
    return places


@cache
def _lattice(span: int) -> tuple[tuple[float, float], ...]:
    """Return the places of a tile from its middle outwards, each in -0.5..0.5."""
    edge = LATTICE[span]
    half = edge // 2
    spots = [(i, j) for i in range(-half, half + 1) for j in range(-half, half + 1)]
    spots.sort(key=lambda spot: (max(abs(spot[0]), abs(spot[1])), math.hypot(*spot), _turn(*spot)))
    pitch = 1.0 / (edge + _MARGIN)
    return tuple((i * pitch, j * pitch) for i, j in spots)


def _turn(column: int, row: int) -> int:
    """Rank equal distances so that opposite places follow each other: a tile grows evenly about its middle."""
    angle = round(math.degrees(math.atan2(row, column))) % 360
    return (angle % 180) * 2 + (angle >= 180)  # noqa: PLR2004 - half a turn


def _alternate(number: int) -> float:
    """0, 1, 2, 3, ... -> -0.5, 0.5, -1.5, 1.5, ...: pairs stand evenly about the middle."""
    return (0.5 + number // 2) * (-1 if number % 2 == 0 else 1)


def _positions(
    places: Mapping[str, tuple[str, int]], tiles: Mapping[str, tuple[Box, int]], ground: Ground, hubs: Mapping[str, Hub]
) -> dict[str, tuple[float, float]]:
    """Return the world coordinates of every place."""
    xy: dict[str, tuple[float, float]] = {}
    for device, (holder, number) in places.items():
        kind, _, key = holder.partition(":")
        if kind == "site":
            xy[device] = _on_tile(*tiles[key], number)
        elif kind == "dock":
            xy[device] = _in_dock(ground.cell(key), number)
        elif kind == "hub":
            hub = hubs[key]
            offset, back = _alternate(number % 4) * _HUB_STEP, number // 4 * _HUB_STEP * 0.9
            xy[device] = (hub.x - hub.out_y * offset - hub.out_x * back, hub.y + hub.out_x * offset - hub.out_y * back)
        else:
            xy[device] = _in_core(ground.core, number)
    return xy


def _in_dock(cell: Cell | None, number: int) -> tuple[float, float]:
    assert cell is not None
    x, y, dx, dy = cell.dock
    reach = max(1, int((cell.box.w if dx else cell.box.h) / _DOCK_STEP / 2) * 2 - 2)
    offset, back = _alternate(number % reach) * _DOCK_STEP, number // reach * 0.3 * _DOCK_STEP
    return x + dx * offset + dy * back, y + dy * offset + dx * back


def _on_tile(box: Box, span: int, number: int) -> tuple[float, float]:
    lattice = _lattice(span)
    cx, cy = box.centre
    cy += _SINK * box.h / span
    if number < len(lattice):
        return cx + lattice[number][0] * box.w, cy + lattice[number][1] * box.h
    turn = number * 2.399963229728653
    return cx + 0.47 * box.w * math.cos(turn), cy + 0.47 * box.h * math.sin(turn)


def _in_core(core: Box, number: int) -> tuple[float, float]:
    cx, cy = core.centre
    columns = max(2, int((core.w - _CORE_ROOM[0]) / _CORE_STEP + 0.5))
    row, column = divmod(number, columns)
    rows = max(1, int((core.h - _CORE_ROOM[1]) / _CORE_STEP + 0.5))
    return cx + (column - (columns - 1) / 2) * _CORE_STEP, cy + (row - (rows - 1) / 2) * _CORE_STEP + PADDING / 2
