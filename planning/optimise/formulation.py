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

from planning.optimise.dues import Table, tabulate_bought, tabulate_option
from planning.optimise.grouping import Grouped, Place, Together, group_shared
from planning.optimise.matrix import Model
from planning.optimise.problem import ExtranetLink, Network, Option, Platform, Problem, Step

Cell = tuple[str, str]
"""A network and one of its options."""


@dataclass(slots=True)
class SharedAsset:
    """What several networks use, r[g,t]; `kept` names the options with which a user goes on using it."""

    users: frozenset[str]
    kept: dict[str, frozenset[str]]
    columns: list[int]


@dataclass(slots=True)
class SharedAccess:
    """What a place needs once several networks come, a[s,t], and what it costs more where some come together, u[s,k,t]."""

    users: frozenset[str]
    columns: list[int]
    tiers: list[tuple[Together, list[int]]]


@dataclass(slots=True)
class Formulation:
    """A model, and which of its columns means what. Lists by quarter have the quarter before the first at place 0."""

    problem: Problem
    model: Model = field(default_factory=Model)
    tables: dict[Cell, Table] = field(default_factory=dict)
    """What each option costs by itself, by quarter."""
    x: dict[Cell, list[int | None]] = field(default_factory=dict)
    """X[n,m,t]; None where it is 0."""
    released: list[SharedAsset] = field(default_factory=list)
    access: list[SharedAccess] = field(default_factory=list)
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
    constant: float = 0.0
    """What the objective leaves out, as it is the same for every plan."""

    def moved(self, network: str, quarter: int, kept: frozenset[str] = frozenset()) -> list[int]:
        """Return the columns of D[n,t], without options that are `kept` out."""
        options = (option.id for option in self.problem.network[network].options if option.id not in kept)
        return [column for option in options if (column := self.x[network, option][quarter]) is not None]

    def joined(self, network: str, quarter: int) -> list[int]:
        """Return the columns of E[n,t]."""
        options = (option for option in self.problem.network[network].options if option.joins)
        return [column for option in options if (column := self.x[network, option.id][quarter]) is not None]

    def is_limited(self, years: Iterable[int]) -> bool:
        """Tell whether any of some years has a budget."""
        return any(self.problem.budget(year) < math.inf for year in years)


def formulate(problem: Problem) -> Formulation:
    """Return the whole programme. Its objective is cost against keeping everything: negative is a saving."""
    made = Formulation(problem)
    grouped = group_shared(problem)
    for network in problem.networks:
        for option in network.options:
            complete_option(made, network, option, grouped)
        one_option_each(made, network)
    for (users, kept), table in grouped.assets.items():
        release_with_last_user(made, users, dict(kept), table)
    for (users, prompt), place in grouped.accesses.items():
        pay_access_once(made, users, place, prompt=prompt)
    for platform in problem.platforms:
        stand_platform(made, platform.id, tabulate_bought(problem, platform))
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
    stay_near(made)
    return made


# --- the equations ---


def complete_option(made: Formulation, network: Network, option: Option, grouped: Grouped) -> None:
    """X[n,m,t-1] <= X[n,m,t]; cost: sum over t of (c[t] - c[t']) X[n,m,t], t' being the next open quarter, c[t'] = 0 after the last.

    c is what `tabulate_option` says, with what the network uses alone: its own assets end, its own accesses are paid where it joins.
    """
    problem, model = made.problem, made.model
    table = tabulate_option(problem, network, option)
    for own in (grouped.own_asset.get(network.id), grouped.own_access.get(network.id) if option.joins else None):
        if own is not None:
            table.add(own)
    open_ = problem.open_quarters(network.id, option)
    columns: list[int | None] = [None] * (problem.quarters + 1)
    for place, quarter in enumerate(open_):
        following = open_[place + 1] if place + 1 < len(open_) else problem.quarters + 1
        column = model.add_column(table.cost[quarter] - table.cost[following])
        for covered in range(quarter, following):
            columns[covered] = column
    for before, now in pairwise(dict.fromkeys(column for column in columns if column is not None)):
        model.add_row([(before, 1.0), (now, -1.0)], upper=0.0)
    made.x[network.id, option.id] = columns
    made.tables[network.id, option.id] = table
    _spend(made, columns, table)


def one_option_each(made: Formulation, network: Network) -> None:
    """Sum over m of X[n,m,T] <= 1: keeping the network is the slack."""
    last = made.moved(network.id, made.problem.quarters)
    if len(last) > 1:
        made.model.add_row([(column, 1.0) for column in last], upper=1.0)


def release_with_last_user(made: Formulation, users: frozenset[str], kept: dict[str, frozenset[str]], table: Table) -> None:
    """r[g,t] <= D[i,t] for each user i of g, options apart with which i goes on using it: its costs end with the last user.

    r needs no integrality. Where its end costs money that a budget counts, or may not pay, it ends all the same:
    r[g,t] >= sum over i of D[i,t] - (users - 1).
    """
    problem, model = made.problem, made.model
    forced = made.is_limited(table.years)
    columns = [-1]
    for quarter in range(1, problem.quarters + 1):
        cost = table.rise(quarter)
        column = model.add_column(cost, integer=False)
        columns.append(column)
        left = {user: made.moved(user, quarter, kept.get(user, frozenset())) for user in sorted(users)}
        for terms in left.values():
            model.add_row([(column, 1.0), *((other, -1.0) for other in terms)], upper=0.0)
        if forced or cost > 0:
            gone = [(other, 1.0) for found in left.values() for other in found]
            model.add_row([*gone, (column, -1.0)], upper=float(len(users) - 1))
    _spend(made, [None, *columns[1:]], table)
    made.released.append(SharedAsset(users, kept, columns))


def pay_access_once(made: Formulation, users: frozenset[str], place: Place, *, prompt: bool) -> None:
    """E[i,t] <= a[s,t] for each user i of s, a[s,t-1] <= a[s,t]; `prompt`: not before its first user, a[s,t] <= sum of E[i,t]."""
    columns = _stand(made, place.first, divisible=True, prompt=prompt)
    for quarter in range(1, made.problem.quarters + 1):
        coming = {user: made.joined(user, quarter) for user in sorted(users)}
        for user, joined in coming.items():
            if joined and (quarter == 1 or joined != made.joined(user, quarter - 1)):
                made.model.add_row([*((other, 1.0) for other in joined), (columns[quarter], -1.0)], upper=0.0)
        if prompt:
            early = [(other, -1.0) for joined in coming.values() for other in joined]
            made.model.add_row([(columns[quarter], 1.0), *early], upper=0.0)
    tiers = [(together, pay_for_all(made, users, together, table, columns)) for together, table in place.tiers.items()]
    made.access.append(SharedAccess(users, columns, tiers))


def pay_for_all(made: Formulation, users: frozenset[str], together: Together, table: Table, first: Sequence[int]) -> list[int]:
    """u[s,k,t] >= E[i,t] + sum over j in C, not i, of (E[j,T] - 1) for each set C that makes tier k due, and each user i.

    u[s,k,t] <= a[s,t]: the tier is paid with the first user, for all who will come. Users outside C are united in a[s,t].
    """
    problem, model = made.problem, made.model
    columns = _stand(made, table, divisible=True, prompt=True)
    last = {user: made.joined(user, problem.quarters) for user in users}
    for quarter in range(1, problem.quarters + 1):
        now = columns[quarter]
        model.add_row([(now, 1.0), (first[quarter], -1.0)], upper=0.0)
        for group in sorted(together, key=sorted):
            whole = [(column, 1.0) for user in sorted(group) for column in last[user]]
            if group != users:
                model.add_row([(first[quarter], 1.0), *whole, (now, -1.0)], upper=float(len(group)))
            for user in sorted(group):
                others = [(column, 1.0) for other in sorted(group - {user}) for column in last[other]]
                mine = [(column, 1.0) for column in made.joined(user, quarter)]
                if mine:
                    model.add_row([*mine, *others, (now, -1.0)], upper=float(len(group) - 1))
    return columns


def stand_platform(made: Formulation, platform: str, table: Table) -> None:
    """Z[p,t-1] <= Z[p,t]; it may stand before it is needed."""
    made.platform[platform] = _stand(made, table)


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
    bought = [_stand(made, _step(problem, step), divisible=False) for step in link.steps]
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


def stay_near(made: Formulation) -> None:
    """Sum over n of the changes <= most, each costing `cost`; a change is 1 - X[n,m,T] for the last option m, D[n,T] where n stayed."""
    rule, problem, model = made.problem.stability, made.problem, made.model
    if rule is None:
        return
    terms: list[tuple[int, float]] = []
    gone = 0
    for network in problem.networks:
        option = rule.last.get(network.id)
        if option is None:
            terms += [(column, 1.0) for column in made.moved(network.id, problem.quarters)]
            continue
        gone += 1
        column = made.x[network.id, option][-1] if (network.id, option) in made.x else None
        terms += [(column, -1.0)] if column is not None else []
    for column, sign in terms:
        model.cost[column] += sign * rule.cost
    made.constant = gone * rule.cost
    if rule.most is not None:
        model.add_row(terms, upper=float(rule.most - gone))


# --- what the equations share ---


def _stand(made: Formulation, table: Table, *, divisible: bool = True, prompt: bool = False) -> list[int]:
    """Add what stands from some quarter on: monotone, with the cost of the quarter in which it is bought.

    What is either needed or not (`divisible`) is bought by halves only where a budget makes that pay, and never where it may not
    be bought early (`prompt`); else its columns need no integrality.
    """
    problem, model = made.problem, made.model
    integer = not divisible or (not prompt and made.is_limited(table.years))
    columns = [-1]
    for quarter in range(1, problem.quarters + 1):
        columns.append(model.add_column(table.rise(quarter), integer=integer))
        if quarter > 1:
            model.add_row([(columns[quarter - 1], 1.0), (columns[quarter], -1.0)], upper=0.0)
    _spend(made, [None, *columns[1:]], table)
    return columns


def _step(problem: Problem, step: Step) -> Table:
    return tabulate_bought(problem, Platform(id="", cost=step.cost, fee=step.fee))


def _spend(made: Formulation, columns: Sequence[int | None], table: Table) -> None:
    """Note money spent when a cumulative column rises."""
    for quarter in range(1, len(columns)):
        before, now = columns[quarter - 1], columns[quarter]
        if now is None or now == before:
            continue
        for year, amount in table.spent[quarter].items():
            terms = made.spending.setdefault(year, [])
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
