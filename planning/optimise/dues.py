"""What each thing costs by the quarter in which it is done: rates per quarter and listed amounts brought into one form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planning.optimise.problem import Access, Asset, Due, Network, Option, Platform, Problem


@dataclass(slots=True)
class Table:
    """Present value and one-off money by quarter, 1 to the last one of decision; 0 where it is never done, the quarter after the last."""

    cost: list[float]
    spent: list[dict[int, float]]

    @classmethod
    def empty(cls, problem: Problem) -> Table:
        """Return a table in which nothing costs anything."""
        return cls([0.0] * (problem.quarters + 2), [{} for _ in range(problem.quarters + 2)])

    def enter(self, quarter: int, cost: float, spent: Iterable[tuple[int, float]]) -> None:
        """Add what one quarter comes to; `spent` by year."""
        self.cost[quarter] += cost
        for year, amount in spent:
            if amount:
                self.spent[quarter][year] = self.spent[quarter].get(year, 0.0) + amount

    def add(self, other: Table) -> None:
        """Add what something else costs that is done together with it."""
        for quarter, cost in enumerate(other.cost):
            self.enter(quarter, cost, other.spent[quarter].items())

    def rise(self, quarter: int) -> float:
        """Return what doing it in a quarter costs more than in the next."""
        return self.cost[quarter] - self.cost[quarter + 1]

    @property
    def years(self) -> set[int]:
        """Years in which any one-off money may be spent."""
        return {year for row in self.spent for year in row}


def tabulate_option(problem: Problem, network: Network, option: Option) -> Table:
    """Return what completing an option costs against staying: c(t) = (run - keep) rest[t] + d[t] (one_off - salvage + penalty(t))."""
    if option.schedule:
        return tabulate(problem, option.schedule)
    table = Table.empty(problem)
    for quarter in range(1, problem.quarters + 1):
        once = option.one_off - option.salvage + network.penalty_at(quarter)
        change = (option.run - network.keep) * problem.rest[quarter]
        table.enter(quarter, change + problem.factors[quarter - 1] * once, [(problem.year_of(quarter), option.one_off)])
    return table


def tabulate_asset(problem: Problem, asset: Asset) -> Table:
    """Return what the end of a shared asset brings by the quarter of the last user's move: c(t) = -fee rest[t]."""
    return tabulate(problem, asset.schedule) if asset.schedule else _standing(problem, 0.0, -asset.fee)


def tabulate_bought(problem: Problem, thing: Access | Platform) -> Table:
    """Return what an access or a platform costs by the quarter from which it stands: c(t) = d[t] price + fee rest[t]."""
    if thing.schedule:
        return tabulate(problem, thing.schedule)
    return _standing(problem, thing.install if isinstance(thing, Access) else thing.cost, thing.fee)


def tabulate(problem: Problem, schedule: Iterable[Due]) -> Table:
    """Return listed amounts as a table."""
    table = Table.empty(problem)
    for due in schedule:
        if 1 <= due.quarter <= problem.quarters:
            table.enter(due.quarter, due.cost, enumerate(due.spent))
    return table


def _standing(problem: Problem, price: float, fee: float) -> Table:
    table = Table.empty(problem)
    for quarter in range(1, problem.quarters + 1):
        table.enter(quarter, price * problem.factors[quarter - 1] + fee * problem.rest[quarter], [(problem.year_of(quarter), price)])
    return table
