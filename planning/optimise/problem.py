"""A planning problem as plain data: sets and parameters, no reference to any city.

Quarters are counted from 1. A network is moved by one of its options within the quarters of decision, or stays as it
is. Amounts are in one unit of money throughout (any), constant prices; amounts per quarter are due in each quarter.
The same fields are the JSON that ``netfold plan optimise PROBLEM.json`` reads; unknown keys are refused, so that a misspelt one is
not passed over.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import Final

import msgspec

from planning.cash import discount_factor

SCHEMA: Final = 1
PER_YEAR: Final = 4


class Due(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What doing something in a quarter comes to, where no rate per quarter says it exactly."""

    quarter: int
    cost: float
    """Present value over the horizon [money]; negative where it saves."""
    spent: tuple[float, ...] = ()
    """The part of it that is one-off money, undiscounted, by year."""


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
    schedule: tuple[Due, ...] = ()
    """Quarters in which it may be completed, with what that costs against staying: instead of `run`, `one_off`, `salvage`, `ready`,
    `blackout`, and of the network's `keep` and `penalty`."""


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
    fee: float = 0.0
    """[money per quarter]"""
    users: tuple[str, ...]
    kept_by: dict[str, tuple[str, ...]] = {}
    """Options with which a user goes on using it, by network."""
    schedule: tuple[Due, ...] = ()
    """By the quarter in which the last user completes its move, instead of `fee`."""


class Tier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an access costs more where certain networks come together, however late the last of them."""

    together: tuple[tuple[str, ...], ...]
    """Any one of these sets."""
    schedule: tuple[Due, ...]
    """By the quarter in which the first user of the access comes."""


class Access(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An extranet access that a site needs as soon as one of its networks joins; paid once."""

    id: str
    install: float = 0.0
    """[money]"""
    fee: float = 0.0
    """[money per quarter]"""
    users: tuple[str, ...]
    schedule: tuple[Due, ...] = ()
    """By the quarter in which the first user comes, instead of `install` and `fee`; then it is not bought before."""
    tiers: tuple[Tier, ...] = ()


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
    schedule: tuple[Due, ...] = ()
    """By the quarter from which it stands, instead of `cost` and `fee`."""


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


class Stability(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far a plan may leave the last one. A change is another option, or staying in place of moving; dates may move."""

    last: dict[str, str]
    """Option by network; those not named stayed."""
    cost: float = 0.0
    """What a change must at least bring [money]."""
    most: int | None = None
    """Most changes."""


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
    first_quarter: int = 1
    """Place of the first quarter in its year, 1 to 4."""
    networks: tuple[Network, ...]
    assets: tuple[Asset, ...] = ()
    accesses: tuple[Access, ...] = ()
    links: tuple[ExtranetLink, ...] = ()
    platforms: tuple[Platform, ...] = ()
    precedence: tuple[Precedence, ...] = ()
    budgets: tuple[float | None, ...] = ()
    """One-off money at hand by year; None and years not listed are not limited."""
    labour: tuple[float | None, ...] = ()
    """Hours at hand by quarter of decision; None and quarters not listed are not limited."""
    target: Target = Target()
    pins: tuple[Choice, ...] = ()
    forbids: tuple[Choice, ...] = ()
    stability: Stability | None = None

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
        return range(self.year_of(self.quarters) + 1)

    def year_of(self, quarter: int) -> int:
        """Return the year a quarter lies in, from 0."""
        return (quarter + self.first_quarter - 2) // PER_YEAR

    def budget(self, year: int) -> float:
        """Return the one-off money of a year, counted from 0; infinity where it is not limited."""
        return _limit(self.budgets, year)

    def hours(self, quarter: int) -> float:
        """Return the hours of a quarter; infinity where they are not limited."""
        return _limit(self.labour, quarter - 1)

    def open_quarters(self, network: str, option: Option) -> list[int]:
        """Return the quarters in which an option may be completed: gate, blackouts and forbidden cells apart."""
        barred = set() if option.schedule else set(option.blackout)
        cells = [cell for cell in self.forbids if cell.network == network and cell.option in {None, option.id}]
        if any(cell.quarter is None for cell in cells):
            return []
        barred.update(cell.quarter for cell in cells if cell.quarter is not None)
        listed = sorted(due.quarter for due in option.schedule if due.quarter >= option.duration)
        first = option.ready + option.duration - 1
        return [quarter for quarter in (listed if option.schedule else range(first, self.quarters + 1)) if quarter not in barred]


def _limit(values: tuple[float | None, ...], place: int) -> float:
    found = values[place] if place < len(values) else None
    return math.inf if found is None else found
