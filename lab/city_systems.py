"""Machine rooms, applications and who depends on them, as the census declares them."""

from __future__ import annotations

import numpy as np

from lab.city_parameters import FEN_PER_CNY, Parameters, Registered, UnitEntry, stream
from lab.city_sites import share_out
from lab.city_world import World
from topology.model.census import Application, Dependency, Room

_SMALL_SHARE = 8
"""The small city has one application in so many."""


def declare_rooms(parameters: Parameters, world: World, chosen: list[Registered], size: str) -> tuple[Room, ...]:
    """Return the machine rooms; areas and costs follow the racks and add up to the totals."""
    rng = stream(world.seed, "rooms")
    owned: dict[str, list[str]] = {}
    for network in chosen:
        owned.setdefault(network.owner, []).append(network.code)
    owned.setdefault("U25", [])[:0] = ["W1", "W2"]
    open_codes = [network.code for network in chosen if not network.classified]
    units = [unit for unit in parameters.units.unit if unit.rooms and (size == "full" or unit.code in owned)]
    racks = [racks for unit in units for racks in share_out(unit.racks, np.linspace(1.6, 0.8, unit.rooms))]
    total = sum(unit.racks for unit in parameters.units.unit)
    share = sum(racks) / total
    weights = np.array(racks, dtype=np.float64)
    areas = share_out(round(parameters.units.rooms_total.area_m2 * share), weights)
    costs = share_out(round(parameters.units.rooms_total.capex_cny * share), weights)
    rooms: list[Room] = []
    for unit in units:
        for number in range(unit.rooms):
            index = len(rooms)
            tenants = _tenants(rng, owned.get(unit.code, []), open_codes, first=number == 0)
            rooms.append(
                Room(
                    code=f"R{index + 1:03d}", name=f"{unit.name}第{number + 1}机房", unit=unit.code,
                    site=world.ground.unit_place[unit.code].site.code, area_m2=float(areas[index]), racks=racks[index],
                    capex_fen=costs[index] * FEN_PER_CNY, networks=tenants, cell="",
                )
            )  # fmt: skip
    return tuple(rooms)


def _tenants(rng: np.random.Generator, owned: list[str], others: list[str], *, first: bool) -> tuple[str, ...]:
    """Return the networks with gear in a room: the unit's own in its first room, some and a guest in others."""
    if first:
        return tuple(sorted(owned))
    tenants = {code for code in owned if float(rng.random()) < 0.5}  # noqa: PLR2004 - shares of rooms
    guest = float(rng.random())
    if guest < 0.35 and not any(code == "N08" for code in owned):  # noqa: PLR2004 - shares of rooms
        tenants.add(others[int(rng.integers(len(others)))])
    return tuple(sorted(tenants))


def declare_applications(
    parameters: Parameters, chosen: list[Registered], codes: set[str], seed: int, size: str
) -> tuple[Application, ...]:
    """Return the applications to move by batch, the web sites already moved, and the abandoned or hidden systems.

    Nothing in use runs over a zombie network, nor over one that serves a single system.
    """
    rng = stream(seed, "applications")
    units = parameters.units
    homes: dict[str, list[str]] = {}
    for network in chosen:
        if not network.zombie and not network.only_system:
            homes.setdefault(network.owner, []).append(network.code)
    found: list[Application] = []
    for unit in units.unit:
        kinds = [units.application_kinds[int(i)] for i in rng.permutation(len(units.application_kinds))]
        count = 0
        for batch, wanted in enumerate(unit.applications, 1):
            for _ in range(wanted):
                name = f"{unit.name}{kinds[count % len(kinds)]}" + ("" if count < len(kinds) else f"{count // len(kinds) + 1}")
                home = homes.get(unit.code, ["W1"])
                found.append(
                    Application(
                        code=f"A{len(found) + 1:04d}", name=name, unit=unit.code, network=home[count % len(home)],
                        users=int(rng.integers(10, 800)), batch=batch, ready=units.batch_ready[batch - 1], cell="",
                    )
                )  # fmt: skip
                count += 1
    found += _websites(units.unit, units.website_ready)
    found += _zombies(units.unit, homes, codes)
    return tuple(found if size == "full" else _thinned(found))


def _websites(units: tuple[UnitEntry, ...], ready: str) -> list[Application]:
    return [
        Application(code=f"B{index + 1:03d}", name=f"{unit.name}门户网站", unit=unit.code, ready=ready, state="in_cloud", cell="")
        for index, unit in enumerate(unit for unit in units if unit.website)
    ]


def _zombies(units: tuple[UnitEntry, ...], homes: dict[str, list[str]], codes: set[str]) -> list[Application]:
    """Return the abandoned or hidden systems; the video conferences run on the video network."""
    found: list[Application] = []
    for kind, word in (("mail", "自建邮件系统"), ("video", "自建视频会议系统"), ("office", "自建办公系统")):
        for unit in units:
            for _ in range(getattr(unit, kind)):
                home = "N26" if kind == "video" and "N26" in codes else homes.get(unit.code, ["W1"])[0]
                found.append(
                    Application(
                        code=f"Z{len(found) + 1:03d}", name=f"{unit.name}{word}", unit=unit.code, network=home, users=0,
                        state="abandoned" if len(found) % 3 else "hidden", zombie=kind, cell="",
                    )
                )  # fmt: skip
    return found


def _thinned(found: list[Application]) -> list[Application]:
    return [application for index, application in enumerate(found) if index % _SMALL_SHARE == 0 or application.network not in (None, "W1")]


def declare_dependencies(parameters: Parameters, applications: tuple[Application, ...], codes: set[str]) -> tuple[Dependency, ...]:
    """Return who must reach what: users of one network, applications of another."""
    found: list[Dependency] = []
    for entry in parameters.agreements.dependency:
        targets = [one for one in applications if one.network == entry.to_network and one.zombie is None]
        if entry.from_network not in codes:
            continue
        found += [
            Dependency(code=f"D{len(found) + index + 1:03d}", from_network=entry.from_network, application=one.code, cell="")
            for index, one in enumerate(targets[: entry.applications])
        ]
    return tuple(found)
