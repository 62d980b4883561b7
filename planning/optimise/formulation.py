"""The problem as a mixed-integer linear programme, one function an equation; ``docs/planning.md`` has them under the same names.

Sets: networks n, options m of n, quarters t = 1..T of decision within the horizon 1..H, assets g with users, accesses s
with users, links l with steps k, platforms p, years y. Factors d[t]; rest[t] = d[t+1] + ... + d[H].

X[n,m,t] = 1: network n has completed option m by the end of quarter t. It is cumulative, and has a column of its own only
where it may change: in quarters that gate, blackout and forbidden cells leave open; elsewhere it is the column before.
D[n,t] = sum of X over all options, E[n,t] over those that join the extranet. Delta is the difference to the quarter before.
Assets with the same users are one, and so are accesses (exact: their constraints are the same); those of a single network are
costs of its options.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from planning.optimise.matrix import Model
from planning.optimise.problem import Access, ExtranetLink, Network, Option, Problem, year_of

Cell = tuple[str, str]
"""A network and one of its options."""


@dataclass(slots=True)
class Formulation:
    """A model, and which of its columns means what. Lists by quarter have the quarter before the first at place 0."""

    problem: Problem
    model: Model = field(default_factory=Model)
    x: dict[Cell, list[int | None]] = field(default_factory=dict)
    """X[n,m,t]; None where it is 0."""
    released: list[tuple[frozenset[str], list[int]]] = field(default_factory=list)
    """r[g,t] with the users of g."""
    access: list[tuple[Access, list[int]]] = field(default_factory=list)
    """a[s,t]."""
    steps: dict[str, list[list[int]]] = field(default_factory=dict)
    """W[l,k,t]."""
    platform: dict[str, list[int]] = field(default_factory=dict)
    """Z[p,t]."""
    spending: dict[int, list[tuple[int, float]]] = field(default_factory=dict)
    """One-off money by year, as terms."""
    budget_rows: dict[int, int] = field(default_factory=dict)
    labour_rows: dict[int, int] = field(default_factory=dict)
    target_rows: dict[str, int] = field(default_factory=dict)
    """Rows that may be relaxed to explain infeasibility; the count's is named ``count``."""

    def moved(self, network: str, quarter: int) -> list[int]:
        """Return the columns of D[n,t]."""
        return [column for option in self.problem.network[network].options if (column := self.x[network, option.id][quarter]) is not None]

    def joined(self, network: str, quarter: int) -> list[int]:
        """Return the columns of E[n,t]."""
        options = (option for option in self.problem.network[network].options if option.joins)
        return [column for option in options if (column := self.x[network, option.id][quarter]) is not None]


def formulate(problem: Problem) -> Formulation:
    """Return the whole programme. Its objective is cost against keeping everything: negative is a saving."""
    made = Formulation(problem)
    grouped = group_shared(problem)
    for network in problem.networks:
        for option in network.options:
            complete_option(made, network, option, grouped)
        one_option_each(made, network)
    for users, fee in grouped.assets.items():
        release_with_last_user(made, users, fee)
    for users, (install, fee) in grouped.accesses.items():
        pay_access_once(made, users, install, fee)
    for platform in problem.platforms:
        stand_platform(made, platform.id, platform.cost, platform.fee)
    for network in problem.networks:
        for option in network.options:
            host_stays(made, network, option)
            need_platforms(made, network, option)
    for link in problem.links:
        hold_capacity(made, link)
    for rule in problem.precedence:
        keep_order(made, rule.first, rule.then)
    keep_budgets(made)
    keep_labour(made)
    reach_target(made)
    pin_cells(made)
    return made


# --- shared things with the same users ---


@dataclass(slots=True)
class Grouped:
    """What is shared, by its users; what one network uses alone, by the network."""

    assets: dict[frozenset[str], float] = field(default_factory=dict)
    own_fee: dict[str, float] = field(default_factory=dict)
    accesses: dict[frozenset[str], tuple[float, float]] = field(default_factory=dict)
    own_access: dict[str, tuple[float, float]] = field(default_factory=dict)


def group_shared(problem: Problem) -> Grouped:
    """Unite assets and accesses that have the same users; exact, as each has the same constraints as the others."""
    grouped = Grouped()
    for asset in problem.assets:
        users = frozenset(asset.users)
        if len(users) == 1:
            (only,) = users
            grouped.own_fee[only] = grouped.own_fee.get(only, 0.0) + asset.fee
        else:
            grouped.assets[users] = grouped.assets.get(users, 0.0) + asset.fee
    for access in problem.accesses:
        users = frozenset(access.users)
        if len(users) == 1:
            (only,) = users
            install, fee = grouped.own_access.get(only, (0.0, 0.0))
            grouped.own_access[only] = (install + access.install, fee + access.fee)
        elif users:
            install, fee = grouped.accesses.get(users, (0.0, 0.0))
            grouped.accesses[users] = (install + access.install, fee + access.fee)
    return grouped


# --- the equations ---


def complete_option(made: Formulation, network: Network, option: Option, grouped: Grouped) -> None:
    """X[n,m,t-1] <= X[n,m,t]; cost of X: run - keep from the quarter after completion, the one-off sums at completion.

    cost = sum over t of (run - keep - own fees + own access fee)(rest[t] - rest[t']) X[t] + d[t] F[t] Delta X[t], with
    F[t] = one_off + own installation - salvage + penalty max(0, contract_end - t), and t' the next open quarter.
    """
    problem, model = made.problem, made.model
    install, access_fee = grouped.own_access.get(network.id, (0.0, 0.0)) if option.joins else (0.0, 0.0)
    change = option.run - network.keep - grouped.own_fee.get(network.id, 0.0) + access_fee
    spent = option.one_off + install
    open_ = problem.open_quarters(network.id, option)
    columns: list[int | None] = [None] * (problem.quarters + 1)
    once = [problem.factors[quarter - 1] * (spent - option.salvage + network.penalty_at(quarter)) for quarter in open_]
    for place, quarter in enumerate(open_):
        following = open_[place + 1] if place + 1 < len(open_) else None
        after = problem.rest[following] if following is not None else 0.0
        later = once[place + 1] if following is not None else 0.0
        column = model.add_column(change * (problem.rest[quarter] - after) + once[place] - later)
        for covered in range(quarter, following if following is not None else problem.quarters + 1):
            columns[covered] = column
    for before, now in pairwise(dict.fromkeys(column for column in columns if column is not None)):
        model.add_row([(before, 1.0), (now, -1.0)], upper=0.0)
    made.x[network.id, option.id] = columns
    _spend(made, columns, spent)


def one_option_each(made: Formulation, network: Network) -> None:
    """Sum over m of X[n,m,T] <= 1: keeping the network is the slack."""
    last = made.moved(network.id, made.problem.quarters)
    if len(last) > 1:
        made.model.add_row([(column, 1.0) for column in last], upper=1.0)


def release_with_last_user(made: Formulation, users: frozenset[str], fee: float) -> None:
    """r[g,t] <= D[i,t] for each user i of g: the fee ends with the last user. r needs no integrality."""
    problem, model = made.problem, made.model
    columns = [-1]
    for quarter in range(1, problem.quarters + 1):
        column = model.add_column(-fee * _weight(problem, quarter), integer=False)
        columns.append(column)
        for user in sorted(users):
            model.add_row([(column, 1.0), *((other, -1.0) for other in made.moved(user, quarter))], upper=0.0)
    made.released.append((users, columns))


def pay_access_once(made: Formulation, users: frozenset[str], install: float, fee: float) -> None:
    """E[i,t] <= a[s,t] for each user i of s, a[s,t-1] <= a[s,t]; installed once, paid for from the quarter after."""
    columns = _stand(made, install, fee)
    for quarter in range(1, made.problem.quarters + 1):
        for user in sorted(users):
            joined = made.joined(user, quarter)
            if joined and (quarter == 1 or joined != made.joined(user, quarter - 1)):
                made.model.add_row([*((other, 1.0) for other in joined), (columns[quarter], -1.0)], upper=0.0)
    made.access.append((Access(id="+".join(sorted(users)), install=install, fee=fee, users=tuple(sorted(users))), columns))


def stand_platform(made: Formulation, platform: str, cost: float, fee: float) -> None:
    """Z[p,t-1] <= Z[p,t]."""
    made.platform[platform] = _stand(made, cost, fee)


def need_platforms(made: Formulation, network: Network, option: Option) -> None:
    """X[n,m,t] <= Z[p,t] for each platform p that option m needs."""
    columns = made.x[network.id, option.id]
    for platform in option.platforms:
        for quarter, column in _first_quarters(columns):
            made.model.add_row([(column, 1.0), (made.platform[platform][quarter], -1.0)], upper=0.0)


def host_stays(made: Formulation, network: Network, option: Option) -> None:
    """X[n,m,T] + D[h,T] <= 1 where option m moves n into h."""
    last = made.x[network.id, option.id][made.problem.quarters]
    if option.host is not None and last is not None:
        made.model.add_row([(last, 1.0), *((column, 1.0) for column in made.moved(option.host, made.problem.quarters))], upper=1.0)


def hold_capacity(made: Formulation, link: ExtranetLink) -> None:
    """Hold base + sum of load E[i,t] <= utilisation capacity + sum over k of step[k] W[l,k,t], and W[l,k+1,t] <= W[l,k,t], at every t.

    One network that needs a step by itself says so in a row of its own (E[i,t] <= W[l,k,t]), which is tighter.
    """
    problem, model = made.problem, made.model
    loads = {user: load for user, load in link.users.items() if load > 0 and made.joined(user, problem.quarters)}
    if sum(loads.values()) <= link.free:
        made.steps[link.id] = []
        return
    bought = [_stand(made, step.cost, step.fee, divisible=False) for step in link.steps]
    made.steps[link.id] = bought
    for quarter in range(1, problem.quarters + 1):
        for first, then in pairwise(bought):
            model.add_row([(then[quarter], 1.0), (first[quarter], -1.0)], upper=0.0)
        terms = [(column, load) for user, load in loads.items() for column in made.joined(user, quarter)]
        if not terms:
            continue
        grown = [(columns[quarter], -step.capacity) for columns, step in zip(bought, link.steps, strict=True)]
        model.add_row([*terms, *grown], upper=link.free)
        for user, load in loads.items():
            needed = _steps_needed(load, link)
            if 0 < needed <= len(bought):
                model.add_row([*((column, 1.0) for column in made.joined(user, quarter)), (bought[needed - 1][quarter], -1.0)], upper=0.0)


def keep_order(made: Formulation, first: str, then: str) -> None:
    """D[then,t] <= D[first,t]."""
    for quarter in range(1, made.problem.quarters + 1):
        ours = made.moved(then, quarter)
        if ours:
            made.model.add_row([*((column, 1.0) for column in ours), *((column, -1.0) for column in made.moved(first, quarter))], upper=0.0)


def keep_budgets(made: Formulation) -> None:
    """Sum over t in y of the one-off sums (moves, accesses, steps, platforms; no penalties, no salvage) <= budget[y]."""
    for year, terms in sorted(made.spending.items()):
        limit = made.problem.budget(year)
        if limit < math.inf:
            made.budget_rows[year] = made.model.add_row(terms, upper=limit)


def keep_labour(made: Formulation) -> None:
    """Sum over n, m of hours / duration (X[n,m,t+duration-1] - X[n,m,t-1]) <= labour[t]: work is spread over its quarters."""
    problem = made.problem
    for quarter in range(1, problem.quarters + 1):
        limit = problem.hours(quarter)
        if limit == math.inf:
            continue
        terms: list[tuple[int, float]] = []
        for network in problem.networks:
            for option in network.options:
                columns = made.x[network.id, option.id]
                share = option.hours / option.duration
                at_work, done = columns[min(quarter + option.duration - 1, problem.quarters)], columns[quarter - 1]
                terms += [(column, sign * share) for column, sign in ((at_work, 1.0), (done, -1.0)) if column is not None]
        made.labour_rows[quarter] = made.model.add_row(terms, upper=limit)


def reach_target(made: Formulation) -> None:
    """Sum over n of D[n,T] >= count; D[n,t] = 1 for the networks that have to have moved by t."""
    target, problem = made.problem.target, made.problem
    if target.count:
        terms = [(column, 1.0) for network in problem.networks for column in made.moved(network.id, problem.quarters)]
        made.target_rows["count"] = made.model.add_row(terms, lower=target.count)
    for name, quarter in sorted(target.by.items()):
        made.target_rows[name] = made.model.add_row([(column, 1.0) for column in made.moved(name, quarter)], lower=1.0)


def pin_cells(made: Formulation) -> None:
    """D[n,T] = 1, X[n,m,T] = 1, or completion in just that quarter."""
    for cell in made.problem.pins:
        options = [option.id for option in made.problem.network[cell.network].options if cell.option in {None, option.id}]
        terms: list[tuple[int, float]] = []
        for option in options:
            columns = made.x[cell.network, option]
            ends = (columns[cell.quarter], columns[cell.quarter - 1]) if cell.quarter else (columns[-1], None)
            terms += [(column, sign) for column, sign in zip(ends, (1.0, -1.0), strict=True) if column is not None]
        made.model.add_row(terms, lower=1.0)


# --- what the equations share ---


def _weight(problem: Problem, quarter: int) -> float:
    """Return the factor of what is due from the quarter after on: one quarter's, the last one's all that remain."""
    return problem.factors[quarter] if quarter < problem.quarters else problem.rest[quarter]


def _stand(made: Formulation, cost: float, fee: float, *, divisible: bool = True) -> list[int]:
    """Add what stands from some quarter on: monotone, paid once, with a fee from the quarter after.

    What is either needed or not (`divisible`) is bought by halves only where a budget makes that pay; else its columns need no
    integrality.
    """
    problem, model = made.problem, made.model
    limited = any(problem.budget(year) < math.inf for year in problem.years)
    integer = not divisible or (limited and cost > 0)
    columns = [-1]
    for quarter in range(1, problem.quarters + 1):
        later = problem.factors[quarter] if quarter < problem.quarters else 0.0
        price = fee * _weight(problem, quarter) + cost * (problem.factors[quarter - 1] - later)
        columns.append(model.add_column(price, integer=integer))
        if quarter > 1:
            model.add_row([(columns[quarter - 1], 1.0), (columns[quarter], -1.0)], upper=0.0)
    _spend(made, [None, *columns[1:]], cost)
    return columns


def _spend(made: Formulation, columns: Sequence[int | None], amount: float) -> None:
    """Note money spent when a cumulative column rises."""
    if not amount:
        return
    for quarter in range(1, len(columns)):
        before, now = columns[quarter - 1], columns[quarter]
        if now is not None and now != before:
            terms = made.spending.setdefault(year_of(quarter), [])
            terms.append((now, amount))
            if before is not None:
                terms.append((before, -amount))


def _first_quarters(columns: Iterable[int | None]) -> Iterator[tuple[int, int]]:
    """Yield each column of X with the first quarter it stands for."""
    before: int | None = None
    for quarter, column in enumerate(columns):
        if column is not None and column != before:
            yield quarter, column
        before = column


def _steps_needed(load: float, link: ExtranetLink) -> int:
    """Return how many steps a load needs by itself; one more than there are where all do not suffice."""
    free = link.free
    for count, step in enumerate((*link.steps, None)):
        if load <= free:
            return count
        free += step.capacity if step is not None else 0.0
    return len(link.steps) + 1
