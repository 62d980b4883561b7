"""Shared things with the same users made one, and what one network uses alone made a cost of its options."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from planning.optimise.dues import Table, tabulate, tabulate_asset, tabulate_bought
from planning.optimise.problem import Problem

Together = frozenset[frozenset[str]]
"""Sets of networks, any one of which suffices."""


@dataclass(slots=True)
class Place:
    """What accesses with the same users cost in all: by the first user, and more where some come together."""

    first: Table
    tiers: dict[Together, Table] = field(default_factory=dict)


Kept = frozenset[tuple[str, frozenset[str]]]


@dataclass(slots=True)
class Grouped:
    """What is shared, by its users; what one network uses alone, by the network."""

    assets: dict[tuple[frozenset[str], Kept], Table] = field(default_factory=dict)
    own_asset: dict[str, Table] = field(default_factory=dict)
    accesses: dict[tuple[frozenset[str], bool], Place] = field(default_factory=dict)
    own_access: dict[str, Table] = field(default_factory=dict)


def group_shared(problem: Problem) -> Grouped:
    """Unite assets and accesses that have the same users; exact, as each has the same constraints as the others."""
    grouped = Grouped()
    for asset in problem.assets:
        users = frozenset(asset.users)
        kept: Kept = frozenset((user, frozenset(options)) for user, options in asset.kept_by.items() if user in users and options)
        if len(users) == 1 and not kept:
            table = grouped.own_asset.setdefault(min(users), Table.empty(problem))
        else:
            table = grouped.assets.setdefault((users, kept), Table.empty(problem))
        table.add(tabulate_asset(problem, asset))
    coming = {network.id for network in problem.networks if any(option.joins for option in network.options)}
    for access in problem.accesses:
        users = frozenset(access.users) & coming
        tiers = [(_least(tier.together, users), tabulate(problem, tier.schedule)) for tier in access.tiers]
        if len(users) == 1:
            own = grouped.own_access.setdefault(min(users), Table.empty(problem))
            for table in (tabulate_bought(problem, access), *(table for together, table in tiers if together)):
                own.add(table)
        elif users:
            place = grouped.accesses.setdefault((users, bool(access.schedule)), Place(Table.empty(problem)))
            place.first.add(tabulate_bought(problem, access))
            for together, table in tiers:
                if together:
                    place.tiers.setdefault(together, Table.empty(problem)).add(table)
    return grouped


def _least(together: Iterable[Iterable[str]], users: frozenset[str]) -> Together:
    """Return the sets of users that can come and of which no part suffices."""
    sets = {found for one in together if (found := frozenset(one)) <= users}
    return frozenset(one for one in sets if not any(other < one for other in sets))
