"""The city's ground: areas, sites, and which network is present where with how many hosts."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from lab.city_parameters import County, Parameters, Registered, Size, stream
from lab.plan_addresses import CENTRE_AREA
from topology.model.census import Site, SiteKind


@dataclass(frozen=True)
class Place:
    """A site with the area it lies in and how likely networks are to stand there."""

    site: Site
    area: int
    weight: float


@dataclass(frozen=True)
class Stand:
    """A network at a place."""

    code: str
    network: str
    place: Place
    hosts: int
    unit: str | None
    bandwidth_bps: int | None


@dataclass
class Ground:
    """All places, and where each unit sits."""

    places: list[Place]
    counties: tuple[County, ...]
    unit_place: dict[str, Place]
    by_area: dict[int, list[Place]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """Names of the sites by code."""

    def __post_init__(self) -> None:
        """Index the places by area, and their names by code."""
        for place in self.places:
            self.by_area.setdefault(place.area, []).append(place)
            self.names[place.site.code] = place.site.name

    def unit_at(self, place: Place) -> str | None:
        """Return the unit whose building a place is; None where it is nobody's in the register of units."""
        if place.site.kind is SiteKind.COUNTY:
            return county_unit(place.area)
        return next((unit for unit, home in self.unit_place.items() if home.site.code == place.site.code), None)

    def area_name(self, area: int) -> str:
        """Return a short Latin name of an area, for host names."""
        return "CENTRE" if area == CENTRE_AREA else self.counties[area].pinyin.upper()


def county_unit(area: int) -> str:
    """Return the code of a county government's unit."""
    return f"G{area + 1:02d}"


def lay_ground(parameters: Parameters, size: Size, seed: int) -> Ground:
    """Invent the city's sites: the centre first, then county by county."""
    rng = stream(seed, "sites")
    counties = parameters.city.county[: size.counties]
    places: list[Place] = []
    units = parameters.units.unit
    for index in range(size.sites_centre):
        name, kind, weight = _centre_site(parameters, index)
        places.append(_place(parameters, rng, len(places), name=name, kind=kind, area=CENTRE_AREA, weight=weight))
    for area, county in enumerate(counties):
        places += _county_places(parameters, size, rng, area=area, county=county, first=len(places))
    offices = places[: size.sites_centre]
    shared = {"U25": 0, "U26": 0, "U27": 0, "U45": 0, "U46": 0, "U50": 1, "U51": 1}
    unit_place = {unit.code: offices[shared.get(unit.code, 2 + index % (len(offices) - 2))] for index, unit in enumerate(units)}
    return Ground(places=places, counties=counties, unit_place=unit_place)


def _centre_site(parameters: Parameters, index: int) -> tuple[str, SiteKind, float]:
    city = parameters.city.name
    if index == 0:
        return f"{city}政府办公楼", SiteKind.CENTRE, 3.0
    if index == 1:
        return f"{city}政务服务中心", SiteKind.CENTRE, 5.0
    units = parameters.units.unit
    return f"{units[(index - 2) % len(units)].name}办公楼", SiteKind.DEPARTMENT, 1.0


def _county_places(parameters: Parameters, size: Size, rng: np.random.Generator, *, area: int, county: County, first: int) -> list[Place]:
    words = parameters.units
    bureaus = min(len(words.bureau_names), size.sites_per_county // 3)
    names: list[tuple[str, SiteKind, str | None, float]] = [(f"{county.name}政府办公楼", SiteKind.COUNTY, None, 5.0)]
    names += [(f"{county.name}{bureau}", SiteKind.OTHER, None, 1.0) for bureau in words.bureau_names[:bureaus]]
    towns = [str(town) for town in rng.choice(words.township_names, size.townships_per_county, replace=False)]
    suffix = "街道" if county.name.endswith("区") else "镇"
    names += [(f"{county.name}{town}{suffix}政府", SiteKind.TOWNSHIP, f"{town}{suffix}", 3.0) for town in towns]
    pairs = [(town, station) for town in towns for station in words.station_names]
    rest = size.sites_per_county - len(names)
    for index in sorted(int(i) for i in rng.choice(len(pairs), rest, replace=False)):
        town, station = pairs[index]
        names.append((f"{county.name}{town}{station}", SiteKind.OTHER, f"{town}{suffix}", 1.0))
    return [
        _place(parameters, rng, first + offset, name=name, kind=kind, area=area, county=county.code, weight=weight, town=town)
        for offset, (name, kind, town, weight) in enumerate(names)
    ]


def _place(
    parameters: Parameters,
    rng: np.random.Generator,
    number: int,
    *,
    name: str,
    kind: SiteKind,
    area: int,
    county: str | None = None,
    weight: float,
    town: str | None = None,
) -> Place:
    extent = parameters.city.extent
    # A 4 x 4 grid of cells with the centre in one of the middle ones.
    cell = 5 if area == CENTRE_AREA else area if area < 5 else area + 1  # noqa: PLR2004
    row, column = divmod(cell, 4)
    latitude = extent.south + (extent.north - extent.south) * (row + 0.08 + 0.84 * float(rng.random())) / 4
    longitude = extent.west + (extent.east - extent.west) * (column + 0.08 + 0.84 * float(rng.random())) / 4
    code = f"S{number + 1:04d}"
    site = Site(
        code=code, name=name, kind=kind, county=county, town=town, address=f"{name}(虚构)",
        latitude=round(latitude, 5), longitude=round(longitude, 5), cell="",
    )  # fmt: skip
    return Place(site=site, area=area, weight=weight)


def share_out(total: int, weights: npt.NDArray[np.float64]) -> list[int]:
    """Split a whole number by weights, exactly: largest remainders take what rounding leaves."""
    if not len(weights):
        return []
    exact = total * weights / weights.sum()
    parts = np.floor(exact).astype(np.int64)
    missing = int(total - parts.sum())
    order = np.lexsort((np.arange(len(weights)), -(exact - parts)))
    parts[order[:missing]] += 1
    return [int(part) for part in parts]


def settle(ground: Ground, network: Registered, count: int, hosts: int, seed: int) -> list[Stand]:
    """Choose the sites of a departmental network; the first is its headquarters, then area by area.

    The first stand of a county is where the network's county gateway goes.
    """
    rng = stream(seed, "stands", network.code)
    head = ground.unit_place[network.owner]
    areas = [area for area in ground.by_area if area != CENTRE_AREA and (not network.areas or ground.counties[area].code in network.areas)]
    quota = share_out(count - 1, np.array([1.0] * len(areas) + [0.7]))
    chosen = [head]
    for area, wanted in zip([*areas, CENTRE_AREA], quota, strict=True):
        pool = [place for place in ground.by_area[area] if place.site.code != head.site.code]
        weights = np.array([place.weight for place in pool])
        picks = rng.choice(len(pool), min(wanted, len(pool)), replace=False, p=weights / weights.sum())
        chosen += [pool[int(pick)] for pick in picks]
    assert len(chosen) == count, (network.code, len(chosen), count)
    shares = rng.lognormal(0.0, 0.5, count)
    shares[0] = max(4.0, count * 0.06)
    parts = share_out(max(hosts - count, 0), shares)
    low, high = network.bandwidth_mbps
    return [
        Stand(
            code=f"P-{network.code}-{index + 1:03d}", network=network.code, place=place, hosts=part + (hosts >= count),
            unit=network.owner, bandwidth_bps=_bandwidth(rng, low, high, index) * 1_000_000,
        )
        for index, (place, part) in enumerate(zip(chosen, parts, strict=True))
    ]  # fmt: skip


def _bandwidth(rng: np.random.Generator, low: int, high: int, index: int) -> int:
    steps = [step for step in (2, 4, 6, 8, 10, 20, 50, 100, 200, 500, 1000) if low <= step <= high] or [high]
    return max(steps) if index == 0 else int(rng.choice(steps, p=_falling(len(steps))))


def _falling(count: int) -> npt.NDArray[np.float64]:
    weights = np.power(0.6, np.arange(count, dtype=np.float64))
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def settle_extranet(ground: Ground, size: Size, taken: set[str], seed: int) -> list[Stand]:
    """Choose the extranet's user nodes: the sites of its own gateways, every site where no department stands, others."""
    rng = stream(seed, "stands", "W1")
    gateways = [place.site.code for places in ground.by_area.values() for place in places[:2]]
    must = [place for place in ground.places if place.site.code not in taken or place.site.code in gateways]
    others = [place for place in ground.places if place not in must]
    weights = np.array([place.weight for place in others])
    picks = rng.choice(len(others), size.extranet_nodes - len(must), replace=False, p=weights / weights.sum())
    chosen = sorted([*must, *(others[int(pick)] for pick in picks)], key=lambda place: place.site.code)
    hosts = rng.integers(2, 9, len(chosen))
    return [
        Stand(
            code=f"P-W1-{index + 1:04d}", network="W1", place=place, hosts=int(hosts[index]), unit=ground.unit_at(place),
            bandwidth_bps=20_000_000,
        )
        for index, place in enumerate(chosen)
    ]  # fmt: skip


def settle_public(ground: Ground, seed: int) -> list[Stand]:
    """Put the public service domain into every township government, county seat and the service centre."""
    rng = stream(seed, "stands", "W2")
    chosen = [ground.by_area[CENTRE_AREA][1]]
    for area, places in ground.by_area.items():
        if area != CENTRE_AREA:
            chosen += [place for place in places if place.site.kind in (SiteKind.COUNTY, SiteKind.TOWNSHIP)]
    return [
        Stand(code=f"P-W2-{index + 1:03d}", network="W2", place=place, hosts=int(rng.integers(1, 4)), unit=None, bandwidth_bps=10_000_000)
        for index, place in enumerate(chosen)
    ]
