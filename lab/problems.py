"""Planning problems drawn at random: cities of any size with the structure of the sample, for tests and benchmarks.

Fictional throughout. Amounts are 10,000 CNY; networks share circuits, rooms and sites with their neighbours in a county,
load the links of the extranet, and need platforms, labour and money that do not suffice for all at once.
"""

from __future__ import annotations

import numpy as np

from planning.optimise.problem import Access, Asset, ExtranetLink, Network, Option, Platform, Precedence, Problem, Step

_KINDS = ("vrf_admin", "public", "withdraw")


def draw_problem(count: int, seed: int, *, quarters: int = 8, horizon: int = 20) -> Problem:
    """Return a problem of `count` networks; the same arguments give the same problem."""
    rng = np.random.default_rng([seed, count, quarters])
    names = [f"n{number:04d}" for number in range(1, count + 1)]
    size = rng.lognormal(2.0, 0.9, count)
    networks = [_network(rng, names, place, float(size[place]), quarters) for place in range(count)]
    hours = sum(max((option.hours for option in network.options), default=0.0) for network in networks)
    money = sum(max((option.one_off for option in network.options), default=0.0) for network in networks)
    years = (quarters + 3) // 4
    return Problem(
        name=f"drawn {count} networks, seed {seed}",
        quarters=quarters,
        horizon=horizon,
        networks=tuple(networks),
        assets=tuple(_assets(rng, names, size)),
        accesses=tuple(_accesses(rng, names)),
        links=tuple(_links(rng, names, size)),
        platforms=(Platform(id="level3", cost=round(40 + 1.5 * count, 1), fee=2.0), Platform(id="gateway", cost=30.0, fee=1.5)),
        precedence=tuple(_precedence(rng, names)),
        budgets=tuple(round(0.3 * money, 1) for _ in range(years)),
        labour=tuple(round(0.7 * hours / quarters, 1) for _ in range(quarters)),
    )


def _network(rng: np.random.Generator, names: list[str], place: int, size: float, quarters: int) -> Network:
    keep = 1.2 * size
    ready = int(rng.integers(1, max(quarters // 2, 1) + 1))
    duration = int(np.clip(round(size / 8), 1, min(3, quarters)))
    hours = 12 * size
    blackout = (int(rng.integers(1, quarters + 1)),) if rng.random() < 0.3 else ()  # noqa: PLR2004 - a share
    secure = rng.random() < 0.25  # noqa: PLR2004 - a share
    options: list[Option] = []

    def add(kind: str, run: float, once: float, work: float, **more: object) -> None:
        fields = {"id": kind, "run": round(run, 3), "one_off": round(once, 2), "hours": round(work, 1), "duration": duration} | more
        options.append(Option(**{"ready": ready, "blackout": blackout, "salvage": round(0.2 * size, 2), **fields}))  # type: ignore[arg-type]

    add("vrf_admin", 0.45 * keep, 2.2 * size, hours, joins=True, platforms=("level3",) if secure else ())
    if not secure:
        add("public", 0.38 * keep, 3.6 * size, 1.6 * hours, joins=True, platforms=("gateway",))
    for host in rng.choice(len(names), size=min(2, len(names)), replace=False):
        if host != place:
            add(f"join_{names[host]}", 0.5 * keep, 1.5 * size, 0.8 * hours, host=names[host])
    if rng.random() < 0.2:  # noqa: PLR2004 - a share
        add("withdraw", 0.0, 0.8 * size, 0.4 * hours)
    return Network(
        id=names[place],
        keep=round(keep, 3),
        contract_end=int(rng.integers(0, quarters + 1)),
        penalty=round(0.3 * keep, 3),
        options=tuple(options),
    )


def _near(rng: np.random.Generator, names: list[str], most: int) -> tuple[str, ...]:
    """Draw networks that stand near each other."""
    first = int(rng.integers(len(names)))
    reach = np.unique((first + rng.integers(0, 12, size=int(rng.integers(1, most + 1)))) % len(names))
    return tuple(names[place] for place in reach)


def _assets(rng: np.random.Generator, names: list[str], size: np.ndarray) -> list[Asset]:
    mean = float(size.mean())
    return [
        Asset(id=f"g{number}", fee=round(float(rng.uniform(0.05, 0.5)) * mean, 3), users=_near(rng, names, 4))
        for number in range(2 * len(names))
    ]


def _accesses(rng: np.random.Generator, names: list[str]) -> list[Access]:
    return [
        Access(
            id=f"s{number}",
            install=round(float(rng.uniform(0.5, 3.0)), 2),
            fee=round(float(rng.uniform(0.1, 0.5)), 3),
            users=_near(rng, names, 3),
        )
        for number in range(2 * len(names))
    ]


def _links(rng: np.random.Generator, names: list[str], size: np.ndarray) -> list[ExtranetLink]:
    found = []
    for number in range(max(2, len(names) // 8)):
        users = {name: round(float(rng.uniform(2, 10)) * float(size[names.index(name)]), 1) for name in _near(rng, names, 10)}
        load = sum(users.values())
        steps = tuple(Step(capacity=round(0.4 * load, 1), cost=round(float(rng.uniform(2, 8)), 2), fee=0.3) for _ in range(3))
        room = {"capacity": round(0.8 * load, 1), "base": round(0.4 * load, 1), "utilisation": 0.7}
        found.append(ExtranetLink(id=f"l{number}", steps=steps, users=users, **room))
    return found


def _precedence(rng: np.random.Generator, names: list[str]) -> list[Precedence]:
    count = len(names) // 10
    pairs = {tuple(sorted(rng.choice(len(names), size=2, replace=False))) for _ in range(count)} if len(names) > 1 else set()
    return [Precedence(first=names[first], then=names[then]) for first, then in sorted(pairs)]
