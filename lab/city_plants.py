"""What is wrong with the city on purpose, and the exact answers that the analyses must find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, ip_interface

import numpy as np

from lab.city_drafts import Draft
from lab.city_network import join_back_door
from lab.city_parameters import Size, stream
from lab.city_vendors import ACCESS, CORE
from lab.city_world import CircuitDraft, World
from lab.truth import Overlap, Planted, TruthDevice, TruthLink, Vendor
from topology.model.census import Census, CircuitKind
from topology.model.names import is_identifying_address

_DEFAULT_NAMES = {Vendor.HUAWEI: "HUAWEI", Vendor.H3C: "H3C", Vendor.RUIJIE: "Ruijie", Vendor.CISCO: "Switch"}


@dataclass(frozen=True)
class Plants:
    """What was planted and cannot be worked out from the finished city."""

    back_doors: tuple[TruthLink, ...]
    dead: tuple[str, ...]
    undeclared: tuple[str, ...]


def plant(world: World, size: Size) -> Plants:
    """Plant back doors, dead and undeclared circuits, silent LLDP ports and default names."""
    back_doors = _plant_back_doors(world, size.back_doors)
    dead = _plant_dead_circuits(world, size.dead_circuits)
    undeclared = _plant_undeclared_circuits(world, size.undeclared_circuits)
    _silence_ports(world, size.one_sided)
    _forget_names(world, size.default_names)
    return Plants(back_doors, dead, undeclared)


def _departmental(world: World, tier: str) -> list[Draft]:
    return [draft for draft in world.drafts.values() if draft.tier == tier and draft.network.startswith("N")]


def _plant_back_doors(world: World, count: int) -> tuple[TruthLink, ...]:
    """Cable switches of two departments that stand in one building."""
    rng = stream(world.seed, "back doors")
    at_site: dict[str, list[Draft]] = defaultdict(list)
    for draft in _departmental(world, ACCESS):
        at_site[draft.site].append(draft)
    candidates = [drafts for drafts in at_site.values() if len({draft.network for draft in drafts}) > 1]
    picks = sorted(int(i) for i in rng.choice(len(candidates), min(count, len(candidates)), replace=False))
    links = []
    for pick in picks:
        first = candidates[pick][0]
        second = next(draft for draft in candidates[pick] if draft.network != first.network)
        links.append(join_back_door(world, first, second))
    return tuple(links)


def _plant_dead_circuits(world: World, count: int) -> tuple[str, ...]:
    """Leave lines that are still paid for on ports that are down."""
    rng = stream(world.seed, "dead circuits")
    dead = []
    for upper, far in _lines(world, rng, count):
        year = int(rng.integers(2005, 2007))
        world.per_year[year] = world.per_year.get(year, 0) + 1
        circuit = CircuitDraft(
            code=f"L{len(world.circuits) + 1:05d}", number=f"DL{year}{world.per_year[year]:04d}", network=upper.network,
            kind=CircuitKind.LEASED, site_a=far, site_b=upper.site, bandwidth_bps=2_000_000, weight=1.4,
        )  # fmt: skip
        world.circuits.append(circuit)
        upper.take(f"to {far} SDH {circuit.number}", up=False)
        dead.append(circuit.code)
    return tuple(dead)


def _plant_undeclared_circuits(world: World, count: int) -> tuple[str, ...]:
    """Leave lines in use that no department declares."""
    found = []
    for index, (upper, far) in enumerate(_lines(world, stream(world.seed, "undeclared circuits"), count)):
        number = f"DL2018{index + 1:04d}"
        upper.take(f"to {far} MSTP {number}")
        found.append(number)
    return tuple(found)


def _lines(world: World, rng: np.random.Generator, count: int) -> Iterator[tuple[Draft, str]]:
    """Draw hubs and gateways of departmental networks, each with a site elsewhere."""
    uppers = [draft for draft in world.drafts.values() if draft.network.startswith("N") and draft.tier != ACCESS]
    for _ in range(count):
        upper = uppers[int(rng.integers(len(uppers)))]
        places = [place for place in world.ground.places if place.site.code != upper.site]
        yield upper, places[int(rng.integers(len(places)))].site.code


def _silence_ports(world: World, count: int) -> None:
    """Switch LLDP reception off at the lower end of some access links."""
    rng = stream(world.seed, "one-sided")
    links = [link for link in world.links if link.kind == "access"]
    for pick in sorted(int(i) for i in rng.choice(len(links), min(count, len(links)), replace=False)):
        world.drafts[links[pick].a_device].ports[links[pick].a_port].lldp = False


def _forget_names(world: World, count: int) -> None:
    """Put some switches back to the factory's host name; their location still says the site."""
    rng = stream(world.seed, "default names")
    switches = _departmental(world, ACCESS)
    sites = {place.site.code: place.site for place in world.ground.places}
    for pick in sorted(int(i) for i in rng.choice(len(switches), min(count, len(switches)), replace=False)):
        draft = switches[pick]
        draft.name = _DEFAULT_NAMES[draft.platform.vendor]
        draft.location = f"{draft.site} {sites[draft.site].name}"


def reckon(
    world: World,
    *,
    devices: tuple[TruthDevice, ...],
    census: Census,
    plants: Plants,
    zombies: tuple[str, ...],
) -> Planted:
    """Work out from the truth what the analyses must find."""
    at_site: dict[str, set[str]] = defaultdict(set)
    for presence in census.presences:
        at_site[presence.site].add(presence.network)
    closed = {network.code for network in census.networks if network.classified}
    between: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for circuit in census.circuits:
        if circuit.site_b is not None:
            ends = sorted((circuit.site_a, circuit.site_b))
            between[*ends, circuit.network if circuit.network in closed else ""].append(circuit.code)
    return Planted(
        overlaps=connected_overlaps(devices),
        shared_sites={site: tuple(sorted(codes)) for site, codes in sorted(at_site.items()) if len(codes) > 1},
        parallel_circuits=tuple(sorted(tuple(sorted(codes)) for codes in between.values() if len(codes) > 1)),
        back_doors=plants.back_doors,
        single_uplinks=tuple(sorted(device for device, count in world.uplinks.items() if count == 1 and world.drafts[device].tier != CORE)),
        dead_circuits=plants.dead,
        undeclared_circuits=plants.undeclared,
        zombie_networks=zombies,
    )


def connected_overlaps(devices: Iterable[TruthDevice]) -> tuple[Overlap, ...]:
    """Return every pair of connected prefixes of two networks in different realms that share addresses.

    Every pair of prefixes is compared; prefixes are sorted by start so that a comparison may stop early.
    """
    prefixes: set[tuple[int, int, str, str, str]] = set()
    for device in devices:
        for port in device.ports:
            for address in port.addresses:
                interface = ip_interface(address)
                if not is_identifying_address(str(interface.ip)):
                    continue
                network = interface.network
                assert isinstance(network, IPv4Network)
                start = int(network.network_address)
                prefixes.add((start, start + network.num_addresses - 1, device.network, device.realm, str(network)))
    ordered = sorted(prefixes)
    found: set[Overlap] = set()
    for index, (_, last, network_a, realm_a, prefix_a) in enumerate(ordered):
        for first, _, network_b, realm_b, prefix_b in ordered[index + 1 :]:
            if first > last:
                break
            if network_a != network_b and realm_a != realm_b:
                one, other = sorted(((network_a, prefix_a), (network_b, prefix_b)))
                found.add(Overlap(one[0], other[0], one[1], other[1]))
    return tuple(sorted(found))
