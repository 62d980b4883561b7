"""What a spreadsheet does: networks by their own saving per hour of labour, each as early as everything still fits.

The start of the search, and the peer it is measured against. It sees no synergy but an even share of what is shared.
"""

from __future__ import annotations

from collections.abc import Iterator

from planning.optimise.formulation import Formulation
from planning.optimise.matrix import Floats
from planning.optimise.moves import values_of
from planning.optimise.problem import Network, Option, Problem, year_of

_TOUCH = 1e-9


class _Room:
    """What is left of money, hours and capacity while networks are taken in."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._money = [problem.budget(year) for year in problem.years]
        self._hours = [0.0, *(problem.hours(quarter) for quarter in range(1, problem.quarters + 1))]
        self._free = {link.id: [link.free] * (problem.quarters + 1) for link in problem.links}
        self._grown = {link.id: 0 for link in problem.links}
        self._accesses: set[str] = set()
        self._platforms: dict[str, int] = {}
        self._cost = {platform.id: platform.cost for platform in problem.platforms}
        self._links = {network.id: [link for link in problem.links if network.id in link.users] for network in problem.networks}
        self._sites = {network.id: [row for row in problem.accesses if network.id in row.users] for network in problem.networks}

    def take(self, network: Network, option: Option, quarter: int) -> bool:
        """Take a move in if everything fits; what it needs is bought in its own quarter."""
        share = option.hours / option.duration
        work = range(quarter - option.duration + 1, quarter + 1)
        if any(self._hours[at] + _TOUCH < share for at in work):
            return False
        spent = option.one_off
        grown: dict[str, int] = {}
        if option.joins:
            spent += sum(access.install for access in self._sites[network.id] if access.id not in self._accesses)
            for link in self._links[network.id]:
                count = self._grown[link.id]
                free = min(self._free[link.id][quarter:])
                while free < link.users[network.id] and count < len(link.steps):
                    free += link.steps[count].capacity
                    spent += link.steps[count].cost
                    count += 1
                if free < link.users[network.id]:
                    return False
                grown[link.id] = count
        spent += sum(self._cost[name] for name in option.platforms if name not in self._platforms)
        if any(self._platforms.get(name, quarter) > quarter for name in option.platforms):
            return False
        if self._money[year_of(quarter)] + _TOUCH < spent:
            return False
        self._book(network, option, quarter, spent, grown)
        return True

    def _book(self, network: Network, option: Option, quarter: int, spent: float, grown: dict[str, int]) -> None:
        self._money[year_of(quarter)] -= spent
        for at in range(quarter - option.duration + 1, quarter + 1):
            self._hours[at] -= option.hours / option.duration
        if option.joins:
            self._accesses.update(access.id for access in self._sites[network.id])
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
    room = _Room(problem)
    moves: dict[str, tuple[str, int]] = {}
    hosts: set[str] = set()
    first_of = {network.id: [rule.first for rule in problem.precedence if rule.then == network.id] for network in problem.networks}
    ranked = sorted(_candidates(problem), key=lambda found: (-found[0], found[1].id, found[2].id))
    for _, network, option in ranked:
        if network.id in moves or network.id in hosts or (option.host is not None and option.host in moves):
            continue
        if any(first not in moves for first in first_of[network.id]):
            continue
        earliest = max((moves[first][1] for first in first_of[network.id]), default=1)
        for quarter in problem.open_quarters(network.id, option):
            if quarter >= earliest and _worth(problem, network, option, quarter) > 0 and room.take(network, option, quarter):
                moves[network.id] = option.id, quarter
                if option.host is not None:
                    hosts.add(option.host)
                break
    return values_of(made, moves)


def _candidates(problem: Problem) -> Iterator[tuple[float, Network, Option]]:
    for network in problem.networks:
        for option in network.options:
            open_ = problem.open_quarters(network.id, option)
            if open_:
                yield _worth(problem, network, option, open_[0]) / (option.hours + 1.0), network, option


def _worth(problem: Problem, network: Network, option: Option, quarter: int) -> float:
    """Return the present value a move saves by itself, with an even share of the fees that are shared."""
    shared = sum(asset.fee / len(set(asset.users)) for asset in problem.assets_of(network.id))
    saved = (network.keep + shared - option.run) * problem.rest[quarter]
    return saved - problem.factors[quarter - 1] * (option.one_off - option.salvage + network.penalty_at(quarter))
