"""A planning problem as plain data: sets and parameters, no reference to any city.

Quarters are counted from 1. A network is moved by one of its options within the quarters of decision, or stays as it
is. Amounts are in one unit of money throughout (any), constant prices; amounts per quarter are due in each quarter.
The same fields are the JSON that ``netfold plan optimise PROBLEM.json`` reads; unknown keys are refused, so that a misspelt one is
not passed over.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

import msgspec

from planning.cash import discount_factor
from topology.model.errors import InputError

SCHEMA: Final = 1
PER_YEAR: Final = 4
MAX_BYTES: Final = 64 << 20
"""Largest file that is read [bytes]."""
MOST_QUARTERS: Final = 40
MOST_HORIZON: Final = 200


class Option(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way for one network."""

    id: str
    joins: bool = False
    """Moves the network into the extranet: it then needs an access at each of its sites, and capacity on links."""
    host: str | None = None
    """The network it moves into, which has to stay."""
    run: float = 0.0
    """Cost afterwards [money per quarter]."""
    one_off: float = 0.0
    """Cost of the move, at completion [money]."""
    salvage: float = 0.0
    """What selling or reusing its equipment brings, at completion [money]."""
    hours: float = 0.0
    """Labour, spread evenly over the quarters of work."""
    duration: int = 1
    """Quarters of work, that of completion included."""
    ready: int = 1
    """First quarter in which work may start."""
    blackout: tuple[int, ...] = ()
    """Quarters in which it may not be completed."""
    platforms: tuple[str, ...] = ()
    """Shared platforms that must stand by then."""


class Network(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A network with its options; none taken means that it stays."""

    id: str
    keep: float
    """Cost while it stays, shared assets apart [money per quarter]."""
    contract_end: int = 0
    """Last quarter of its contracts."""
    penalty: float = 0.0
    """Due for each quarter by which a contract is left early, at completion [money per quarter]."""
    options: tuple[Option, ...] = ()

    def penalty_at(self, quarter: int) -> float:
        """Return the penalty for leaving the contracts by a move completed in a quarter [money]."""
        return self.penalty * max(0, self.contract_end - quarter)


class Asset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something several networks share (a circuit, a room): its fee ends with the last user."""

    id: str
    fee: float
    """[money per quarter]"""
    users: tuple[str, ...]


class Access(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An extranet access that a site needs as soon as one of its networks joins; paid once."""

    id: str
    install: float = 0.0
    """[money]"""
    fee: float = 0.0
    """[money per quarter]"""
    users: tuple[str, ...]


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step by which a link can grow; steps are bought in their order."""

    capacity: float
    cost: float = 0.0
    """[money]"""
    fee: float = 0.0
    """[money per quarter]"""


class ExtranetLink(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A link of the extranet that joining networks load."""

    id: str
    capacity: float
    """[Mbit/s, or any unit that `base` and `users` share]"""
    base: float = 0.0
    """Load that is there already."""
    utilisation: float = 1.0
    """Share of the first capacity that may be used; a step's capacity is net."""
    steps: tuple[Step, ...] = ()
    users: dict[str, float] = {}
    """Load by network."""

    @property
    def free(self) -> float:
        """Load it can still take before any step; negative where it is overloaded already."""
        return self.capacity * self.utilisation - self.base


class Platform(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shared platform, built once, from when on options may need it."""

    id: str
    cost: float = 0.0
    """[money]"""
    fee: float = 0.0
    """[money per quarter]"""


class Precedence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`first` must have moved before or in the quarter in which `then` does."""

    first: str
    then: str


class Target(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many networks, or which by when, have to have moved."""

    count: int = 0
    """By the last quarter of decision."""
    by: dict[str, int] = {}
    """Quarter by network."""


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A cell that is pinned or forbidden; without `option` the network as a whole, without `quarter` at any time."""

    network: str
    option: str | None = None
    quarter: int | None = None


class Problem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """The whole problem. Objective: the present value saved against keeping everything, over the horizon."""

    schema: int = SCHEMA
    name: str = ""
    quarters: int
    """Quarters of decision."""
    horizon: int
    """Quarters of appraisal, those of decision included."""
    discount_rate: float = 0.08
    """Real, a year."""
    networks: tuple[Network, ...]
    assets: tuple[Asset, ...] = ()
    accesses: tuple[Access, ...] = ()
    links: tuple[ExtranetLink, ...] = ()
    platforms: tuple[Platform, ...] = ()
    precedence: tuple[Precedence, ...] = ()
    budgets: tuple[float | None, ...] = ()
    """One-off money at hand by year of four quarters; None and years not listed are not limited."""
    labour: tuple[float | None, ...] = ()
    """Hours at hand by quarter of decision; None and quarters not listed are not limited."""
    target: Target = Target()
    pins: tuple[Choice, ...] = ()
    forbids: tuple[Choice, ...] = ()

    @cached_property
    def network(self) -> dict[str, Network]:
        """Networks by id."""
        return {network.id: network for network in self.networks}

    @cached_property
    def option(self) -> dict[tuple[str, str], Option]:
        """Options by network and id."""
        return {(network.id, option.id): option for network in self.networks for option in network.options}

    @cached_property
    def _assets(self) -> dict[str, tuple[Asset, ...]]:
        found: dict[str, list[Asset]] = {}
        for asset in self.assets:
            for user in set(asset.users):
                found.setdefault(user, []).append(asset)
        return {user: tuple(rows) for user, rows in found.items()}

    def assets_of(self, network: str) -> tuple[Asset, ...]:
        """Return the assets a network uses."""
        return self._assets.get(network, ())

    @cached_property
    def factors(self) -> tuple[float, ...]:
        """Discount factors of quarters 1 to the horizon, the first at place 0."""
        return tuple(discount_factor(self.discount_rate, step) for step in range(self.horizon))

    @cached_property
    def rest(self) -> tuple[float, ...]:
        """Sum of the discount factors of all quarters after the q-th, at place q."""
        sums = [0.0] * (self.horizon + 1)
        for place in range(self.horizon - 1, -1, -1):
            sums[place] = sums[place + 1] + self.factors[place]
        return tuple(sums)

    @property
    def years(self) -> range:
        """Years that quarters of decision lie in, from 0."""
        return range(year_of(self.quarters) + 1)

    def budget(self, year: int) -> float:
        """Return the one-off money of a year, counted from 0; infinity where it is not limited."""
        return _limit(self.budgets, year)

    def hours(self, quarter: int) -> float:
        """Return the hours of a quarter; infinity where they are not limited."""
        return _limit(self.labour, quarter - 1)

    def base_cost(self) -> float:
        """Return the present value of keeping everything."""
        fees = math.fsum([*(network.keep for network in self.networks), *(asset.fee for asset in self.assets)])
        return fees * self.rest[0]

    def open_quarters(self, network: str, option: Option) -> list[int]:
        """Return the quarters in which an option may be completed: gate, blackouts and forbidden cells apart."""
        first = option.ready + option.duration - 1
        barred = set(option.blackout)
        cells = [cell for cell in self.forbids if cell.network == network and cell.option in {None, option.id}]
        if any(cell.quarter is None for cell in cells):
            return []
        barred.update(cell.quarter for cell in cells if cell.quarter is not None)
        return [quarter for quarter in range(first, self.quarters + 1) if quarter not in barred]


def year_of(quarter: int) -> int:
    """Return the year a quarter lies in, from 0.

    >>> year_of(1), year_of(4), year_of(5)
    (0, 0, 1)
    """
    return (quarter - 1) // PER_YEAR


def _limit(values: tuple[float | None, ...], place: int) -> float:
    found = values[place] if place < len(values) else None
    return math.inf if found is None else found


def read_problem(source: Path | bytes) -> Problem:
    """Return the problem in a JSON file.

    Raises
    ------
    InputError
        ``planning.problem_unreadable``, ``planning.problem_form`` where a key or value is wrong, with its place, or
        ``planning.problem_reference`` where an id is missing or doubled.
    """
    data = source if isinstance(source, bytes) else _bytes(source)
    try:
        problem = msgspec.json.decode(data, type=Problem)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError("planning.problem_form", reason=str(error)) from error
    check_problem(problem)
    return problem


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError("planning.problem_unreadable", path=str(path), reason=f"> {MAX_BYTES >> 20} MiB")
        return path.read_bytes()
    except OSError as error:
        raise InputError("planning.problem_unreadable", path=str(path), reason=error.strerror or type(error).__name__) from error


def check_problem(problem: Problem) -> None:
    """Check what the form alone does not: limits, signs, ids that exist and are not doubled.

    Raises
    ------
    InputError
        ``planning.problem_value`` or ``planning.problem_reference``.
    """
    for place, value, expected, right in _values(problem):
        if not right:
            raise InputError("planning.problem_value", place=place, found=value, expected=expected)
    for place, names in _named(problem):
        seen: set[str] = set()
        for name in names:
            if name in seen:
                raise InputError("planning.problem_reference", place=place, found=name, expected="unique")
            seen.add(name)
    for place, name, known in _references(problem):
        if name not in known:
            raise InputError("planning.problem_reference", place=place, found=name, expected=place.rpartition(".")[2])


def _values(problem: Problem) -> Iterator[tuple[str, float, str, bool]]:
    yield "schema", problem.schema, str(SCHEMA), problem.schema == SCHEMA
    yield "quarters", problem.quarters, f"1..{MOST_QUARTERS}", 1 <= problem.quarters <= MOST_QUARTERS
    in_range = problem.quarters <= problem.horizon <= MOST_HORIZON
    yield "horizon", problem.horizon, f"{problem.quarters}..{MOST_HORIZON}", in_range
    yield "discount_rate", problem.discount_rate, "> -1", -1 < problem.discount_rate < math.inf
    for network in problem.networks:
        yield from _amounts(f"networks[{network.id}]", keep=network.keep, penalty=network.penalty)
        for option in network.options:
            place = f"networks[{network.id}].options[{option.id}]"
            yield from _amounts(place, hours=option.hours)
            yield from _finite(place, run=option.run, one_off=option.one_off, salvage=option.salvage)
            yield f"{place}.duration", option.duration, ">= 1", option.duration >= 1
            yield f"{place}.ready", option.ready, ">= 1", option.ready >= 1
    for asset in problem.assets:
        yield from _amounts(f"assets[{asset.id}]", fee=asset.fee)
        yield f"assets[{asset.id}].users", len(asset.users), ">= 1", bool(asset.users)
    for access in problem.accesses:
        yield from _amounts(f"accesses[{access.id}]", install=access.install, fee=access.fee)
    for link in problem.links:
        yield from _amounts(f"links[{link.id}]", capacity=link.capacity, base=link.base, utilisation=link.utilisation, **link.users)
        for step in link.steps:
            yield from _amounts(f"links[{link.id}].steps", capacity=step.capacity, cost=step.cost, fee=step.fee)
    for platform in problem.platforms:
        yield from _amounts(f"platforms[{platform.id}]", cost=platform.cost, fee=platform.fee)
    for place, values in (("budgets", problem.budgets), ("labour", problem.labour)):
        yield from _amounts(place, **{str(number): value for number, value in enumerate(values) if value is not None})
    yield "target.count", problem.target.count, f"0..{len(problem.networks)}", 0 <= problem.target.count <= len(problem.networks)
    for name, quarter in problem.target.by.items():
        yield f"target.by.{name}", quarter, f"1..{problem.quarters}", 1 <= quarter <= problem.quarters


def _amounts(place: str, **values: float) -> Iterator[tuple[str, float, str, bool]]:
    for name, value in values.items():
        yield f"{place}.{name}", value, ">= 0", 0 <= value < math.inf


def _finite(place: str, **values: float) -> Iterator[tuple[str, float, str, bool]]:
    for name, value in values.items():
        yield f"{place}.{name}", value, "finite", math.isfinite(value)


def _named(problem: Problem) -> Iterator[tuple[str, Iterable[str]]]:
    yield "networks", (network.id for network in problem.networks)
    for network in problem.networks:
        yield f"networks[{network.id}].options", (option.id for option in network.options)
    yield "assets", (asset.id for asset in problem.assets)
    yield "accesses", (access.id for access in problem.accesses)
    yield "links", (link.id for link in problem.links)
    yield "platforms", (platform.id for platform in problem.platforms)


def _references(problem: Problem) -> Iterator[tuple[str, str, Iterable[str]]]:
    """Yield each id that must exist, with those that do; the place ends in the kind that is expected."""
    known = problem.network
    platforms = {platform.id for platform in problem.platforms}
    for network in problem.networks:
        for option in network.options:
            place = f"networks[{network.id}].options[{option.id}]"
            if option.host is not None:
                yield f"{place}.host.network", option.host, known.keys() - {network.id}
            yield from ((f"{place}.platforms.platform", name, platforms) for name in option.platforms)
    for kind, rows in (("assets", problem.assets), ("accesses", problem.accesses)):
        for row in rows:
            yield from ((f"{kind}[{row.id}].users.network", name, known) for name in row.users)
    for link in problem.links:
        yield from ((f"links[{link.id}].users.network", name, known) for name in link.users)
    for rule in problem.precedence:
        yield "precedence.first.network", rule.first, known
        yield "precedence.then.network", rule.then, known.keys() - {rule.first}
    yield from (("target.by.network", name, known) for name in problem.target.by)
    for kind, cells in (("pins", problem.pins), ("forbids", problem.forbids)):
        for cell in cells:
            yield f"{kind}.network", cell.network, known
            if cell.option is not None:
                yield f"{kind}[{cell.network}].option", cell.option, {option.id for option in known[cell.network].options}
