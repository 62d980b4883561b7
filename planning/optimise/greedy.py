"""What a spreadsheet does: networks by their own saving per hour of labour, each as early as everything still fits.

The start of the search, and the peer it is measured against. It sees no synergy but an even share of what is shared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planning.optimise.dues import Table, tabulate, tabulate_asset, tabulate_bought, tabulate_option
from planning.optimise.formulation import Formulation
from planning.optimise.matrix import Floats
from planning.optimise.moves import values_of
from planning.optimise.problem import ExtranetLink, Network, Option, Problem

_TOUCH = 1e-9


class _Room:
    """What is left of money, hours and capacity while networks are taken in."""

    def __init__(self, problem: Problem, worth: _Worth) -> None:
        self._worth = worth
        self._problem = problem
        self._money: dict[int, float] = {}
        self._hours = [0.0, *(problem.hours(quarter) for quarter in range(1, problem.quarters + 1))]
        self._free = {link.id: [link.free] * (problem.quarters + 1) for link in problem.links}
        self._grown = {link.id: 0 for link in problem.links}
        self._joined: set[str] = set()
        self._accesses: dict[str, int] = {}
        self._tiers: set[tuple[str, int]] = set()
        self._platforms: dict[str, int] = {}
        self._access = {access.id: tabulate_bought(problem, access) for access in problem.accesses}
        self._platform = {platform.id: tabulate_bought(problem, platform) for platform in problem.platforms}
        self._links = {network.id: [link for link in problem.links if network.id in link.users] for network in problem.networks}
        self._sites = {network.id: [row for row in problem.accesses if network.id in row.users] for network in problem.networks}

    def take(self, network: Network, option: Option, quarter: int) -> bool:
        """Take a move in if everything fits; what it needs is bought in its own quarter."""
        share = option.hours / option.duration
        work = range(quarter - option.duration + 1, quarter + 1)
        if any(self._hours[at] + _TOUCH < share for at in work):
            return False
        spent = dict(self._worth.table(network, option).spent[quarter])
        grown: dict[str, int] = {}
        if option.joins:
            for year, amount in self._at_sites(network, quarter):
                spent[year] = spent.get(year, 0.0) + amount
            for link in self._links[network.id]:
                count, cost = self._steps(link, link.users[network.id], quarter)
                if count is None:
                    return False
                grown[link.id] = count
                year = self._problem.year_of(quarter)
                spent[year] = spent.get(year, 0.0) + cost
        if any(self._platforms.get(name, quarter) > quarter for name in option.platforms):
            return False
        for name in option.platforms:
            if name not in self._platforms:
                for year, amount in self._platform[name].spent[quarter].items():
                    spent[year] = spent.get(year, 0.0) + amount
        if any(amount > 0 and self._left(year) + _TOUCH < amount for year, amount in spent.items()):
            return False
        self._book(network, option, quarter, spent, grown)
        return True

    def _left(self, year: int) -> float:
        return self._money.get(year, self._problem.budget(year))

    def _at_sites(self, network: Network, quarter: int) -> Iterator[tuple[int, float]]:
        """Yield what accesses cost in each year: those it is the first at, and what its coming makes due."""
        joined = self._joined | {network.id}
        for access in self._sites[network.id]:
            first = self._accesses.get(access.id, quarter)
            if access.id not in self._accesses:
                yield from self._access[access.id].spent[quarter].items()
            for place, tier in enumerate(access.tiers):
                if (access.id, place) not in self._tiers and any(joined.issuperset(group) for group in tier.together):
                    yield from tabulate(self._problem, tier.schedule).spent[first].items()

    def _steps(self, link: ExtranetLink, load: float, quarter: int) -> tuple[int | None, float]:
        """Return how far a link must grow for one more load, and what that costs; None where it cannot."""
        count, cost = self._grown[link.id], 0.0
        free = min(self._free[link.id][quarter:])
        while free < load and count < len(link.steps):
            free += link.steps[count].capacity
            cost += link.steps[count].cost
            count += 1
        return (None if free < load else count), cost

    def _book(self, network: Network, option: Option, quarter: int, spent: Mapping[int, float], grown: dict[str, int]) -> None:
        for year, amount in spent.items():
            self._money[year] = self._left(year) - amount
        for at in range(quarter - option.duration + 1, quarter + 1):
            self._hours[at] -= option.hours / option.duration
        if option.joins:
            self._joined.add(network.id)
            for access in self._sites[network.id]:
                self._accesses.setdefault(access.id, quarter)
                due = (place for place, tier in enumerate(access.tiers) if any(self._joined.issuperset(group) for group in tier.together))
                self._tiers.update((access.id, place) for place in due)
            for link in self._links[network.id]:
                more = sum(step.capacity for step in link.steps[self._grown[link.id] : grown[link.id]])
                self._grown[link.id] = grown[link.id]
                for at in range(quarter, self._problem.quarters + 1):
                    self._free[link.id][at] += more - link.users[network.id]
        for name in option.platforms:
            self._platforms[name] = min(quarter, self._platforms.get(name, quarter))


def plan_greedily(made: Formulation) -> Floats:
    """Return a plan; pins and targets are not looked at, so that it may break their rows."""
    problem = made.problem
    worth = _Worth(problem)
    room = _Room(problem, worth)
    moves: dict[str, tuple[str, int]] = {}
    hosts: set[str] = set()
    first_of = {network.id: [rule.first for rule in problem.precedence if rule.then == network.id] for network in problem.networks}
    ranked = sorted(_candidates(problem, worth), key=lambda found: (-found[0], found[1].id, found[2].id))
    for _, network, option in ranked:
        if network.id in moves or network.id in hosts or (option.host is not None and option.host in moves):
            continue
        if any(first not in moves for first in first_of[network.id]):
            continue
        earliest = max((moves[first][1] for first in first_of[network.id]), default=1)
        for quarter in problem.open_quarters(network.id, option):
            if quarter >= earliest and worth.of(network, option, quarter) > 0 and room.take(network, option, quarter):
                moves[network.id] = option.id, quarter
                if option.host is not None:
                    hosts.add(option.host)
                break
    return values_of(made, moves)


def _candidates(problem: Problem, worth: _Worth) -> Iterator[tuple[float, Network, Option]]:
    for network in problem.networks:
        for option in network.options:
            open_ = problem.open_quarters(network.id, option)
            if open_:
                yield worth.of(network, option, open_[0]) / (option.hours + 1.0), network, option


class _Worth:
    """The present value a move saves by itself, with an even share of what is shared."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._shared: dict[str, Table] = {network.id: Table.empty(problem) for network in problem.networks}
        self._own: dict[tuple[str, str], Table] = {}
        for asset in problem.assets:
            table, users = tabulate_asset(problem, asset), set(asset.users)
            for user in users:
                for quarter, cost in enumerate(table.cost):
                    self._shared[user].cost[quarter] += cost / len(users)

    def table(self, network: Network, option: Option) -> Table:
        """Return what an option costs by itself."""
        key = network.id, option.id
        if key not in self._own:
            self._own[key] = tabulate_option(self._problem, network, option)
        return self._own[key]

    def of(self, network: Network, option: Option, quarter: int) -> float:
        """Return the worth [money]."""
        return -self._shared[network.id].cost[quarter] - self.table(network, option).cost[quarter]
