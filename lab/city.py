"""Builds the sample city: one ground truth from its parameters and a seed.

The same size and seed give the same bytes. The full city agrees with the published totals
(``data/yantai/published.toml``) and with its register; the small one serves tests and has totals of its own.

LLDP: a port whose `lldp` is false records no neighbour, though its partner still hears it, so every
cable of the truth can be seen from one end at least.
"""

from __future__ import annotations

from ipaddress import IPv4Address

from lab.city_census import declare
from lab.city_extranet import build_admin_domain, build_public_domain
from lab.city_network import build_departmental
from lab.city_parameters import Parameters, Registered, Size, load_parameters, stream
from lab.city_plants import plant, reckon
from lab.city_seats import seat_hosts
from lab.city_sites import Ground, Stand, lay_ground, settle, settle_extranet, settle_public
from lab.city_world import NetworkBuilder, World
from lab.plan_addresses import AddressPlan
from lab.truth import City, TruthUser
from topology.model.errors import InputError

SIZES = ("full", "small")


def build_city(size: str = "full", seed: int = 2017) -> City:
    """Return the sample city of a size; raises InputError for a size that does not exist."""
    parameters = load_parameters()
    if size not in parameters.city.size:
        raise InputError("lab.unknown_size", size=size, sizes=", ".join(SIZES))
    extent = parameters.city.size[size]
    ground = lay_ground(parameters, extent, seed)
    world = World(seed=seed, ground=ground)
    chosen = [network for network in parameters.register.network if size == "full" or network.small_presences]
    stands = _settle_all(parameters, ground, chosen, size, seed)
    users = _users(chosen, seed)
    plans: dict[str, AddressPlan] = {}
    seeds = _build_all(parameters, world, extent, chosen=chosen, stands=stands, plans=plans)
    plants = plant(world, extent)
    seat_hosts(world)
    census = declare(parameters, world, chosen, [stand for members in stands.values() for stand in members], size)
    devices = tuple(draft.finish() for draft in world.drafts.values())
    links = tuple(sorted(world.links, key=lambda link: (link.a_device, link.a_port)))
    return City(
        name=parameters.city.name,
        size=size,
        seed=seed,
        census=census,
        devices=devices,
        links=links,
        serving=tuple(sorted(world.serving)),
        planted=reckon(
            world,
            devices=devices,
            census=census,
            plants=plants,
            zombies=tuple(one.code for one in chosen if one.zombie),
        ),
        translations={realm: ((str(plan.management), f"{_vantage(realm)}/20"),) for realm, plan in plans.items()},
        seeds=seeds,
        communities={realm: _secret(seed, realm, "community") for realm in plans if realm not in users},
        users=users,
    )


def _secret(seed: int, realm: str, use: str) -> str:
    """Return a made-up community or password of a realm, long enough for SNMPv3."""
    return f"{realm}-{int(stream(seed, use, realm).integers(1 << 32)):08x}"


def _users(chosen: list[Registered], seed: int) -> dict[str, TruthUser]:
    """Return the SNMPv3 users of the realms whose register says that they have one."""
    users = {}
    for network in chosen:
        if network.snmp_user is not None:
            realm, said = network.code.lower(), network.snmp_user
            users[realm] = TruthUser(
                name=said.name,
                level=said.level,
                auth=said.auth,
                auth_password=_secret(seed, realm, "auth") if said.auth else "",
                priv=said.priv,
                priv_password=_secret(seed, realm, "priv") if said.priv else "",
            )
    return users


def _vantage(realm: str) -> IPv4Address:
    """Return the loopback address at which a realm's management range begins: 127.11 for ext, .12 pub, .13 to .38 n01 to n26."""
    number = {"ext": 1, "pub": 2}.get(realm) or 2 + int(realm[1:])
    return IPv4Address(f"127.{10 + number}.240.0")


def _settle_all(parameters: Parameters, ground: Ground, chosen: list[Registered], size: str, seed: int) -> dict[str, list[Stand]]:
    """Return every network's stands, the departmental ones first, as the extranet covers the rest."""
    departmental: dict[str, list[Stand]] = {}
    for network in chosen:
        count = network.presences if size == "full" else network.small_presences or 0
        hosts = network.hosts * count // network.presences
        departmental[network.code] = settle(ground, network, count, hosts, seed)
    public = settle_public(ground, seed)
    taken = {stand.place.site.code for stands in [*departmental.values(), public] for stand in stands}
    return {"W1": settle_extranet(ground, parameters.city.size[size], taken, seed), "W2": public} | departmental


def _build_all(
    parameters: Parameters,
    world: World,
    extent: Size,
    *,
    chosen: list[Registered],
    stands: dict[str, list[Stand]],
    plans: dict[str, AddressPlan],
) -> dict[str, tuple[str, ...]]:
    """Build every network that is not a stub; fill `plans` and return the crawl's seeds by realm."""
    seeds: dict[str, tuple[str, ...]] = {}

    def builder(code: str, realm: str, block: str, management: str | None) -> NetworkBuilder:
        plans[realm] = AddressPlan(block, management)
        return NetworkBuilder(world, code, realm, plans[realm], int(_vantage(realm)))

    for entry in parameters.register.extranet:
        if entry.block is None:
            continue
        if entry.code == "W1":
            made = builder("W1", "ext", entry.block, entry.management)
            seeds["ext"] = tuple(build_admin_domain(made, world.ground, extent, stands["W1"]))
        else:
            made = builder("W2", "pub", entry.block, entry.management)
            seeds["pub"] = tuple(build_public_domain(made, stands["W2"]))
    for network in chosen:
        if network.block is not None:
            realm = network.code.lower()
            made = builder(network.code, realm, network.block, None)
            seeds[realm] = tuple(build_departmental(made, network, stands[network.code]))
    return seeds
