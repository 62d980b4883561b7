"""A second implementation of a plan's cash and of its rules, quarter by quarter; it shares no code with the programme.

Reads the problem's data only. `best_plan` tries every plan there is.
"""

from __future__ import annotations

from itertools import product

from planning.optimise.problem import Problem

Moves = dict[str, tuple[str, int]]
Bought = dict[tuple[str, str], int]
"""Quarter by kind and id."""


def factor(problem: Problem, quarter: int) -> float:
    return (1 + problem.discount_rate) ** (-quarter / 4)


def is_allowed(problem: Problem, moves: Moves) -> bool:
    """Rules that hold whatever is bought: gates, hosts, order, labour, target, pins, forbidden cells."""
    work = [0.0] * (problem.quarters + 1)
    for network in problem.networks:
        if network.id not in moves:
            continue
        name, done = moves[network.id]
        option = {option.id: option for option in network.options}[name]
        start = done - option.duration + 1
        if start < option.ready or done in option.blackout or done > problem.quarters:
            return False
        if option.host is not None and option.host in moves:
            return False
        for quarter in range(start, done + 1):
            work[quarter] += option.hours / option.duration
    for quarter in range(1, problem.quarters + 1):
        if (
            quarter <= len(problem.labour)
            and problem.labour[quarter - 1] is not None
            and work[quarter] > problem.labour[quarter - 1] + 1e-7
        ):
            return False
    return _in_order(problem, moves) and _as_told(problem, moves)


def _in_order(problem: Problem, moves: Moves) -> bool:
    return not any(
        rule.then in moves and (rule.first not in moves or moves[rule.first][1] > moves[rule.then][1]) for rule in problem.precedence
    )


def _as_told(problem: Problem, moves: Moves) -> bool:
    if len(moves) < problem.target.count or any(moves.get(name, ("", 99))[1] > by for name, by in problem.target.by.items()):
        return False
    cells = [[cell.network in moves and cell.option in {None, moves[cell.network][0]} and cell.quarter in {None, moves[cell.network][1]}
              for cell in told] for told in (problem.forbids, problem.pins)]  # fmt: skip
    return not any(cells[0]) and all(cells[1])


def needs(problem: Problem, moves: Moves) -> Bought | None:
    """What must stand by when; None where a link cannot grow enough."""
    joined = {name: quarter for name, (option, quarter) in moves.items() if problem.option[name, option].joins}
    found: Bought = {}
    for access in problem.accesses:
        when = [joined[user] for user in access.users if user in joined]
        if when:
            found["access", access.id] = min(when)
    for name, (option, quarter) in moves.items():
        for platform in problem.option[name, option].platforms:
            found["platform", platform] = min(quarter, found.get(("platform", platform), 99))
    for link in problem.links:
        for quarter in range(1, problem.quarters + 1):
            load = link.base + sum(mbps for user, mbps in link.users.items() if joined.get(user, 99) <= quarter)
            room = link.capacity * link.utilisation
            for place, step in enumerate(link.steps):
                if load > room + 1e-9:
                    found.setdefault(("step", f"{link.id} {place}"), quarter)
                    room += step.capacity
            if load > room + 1e-9:
                return None
    return found


def prices(problem: Problem) -> dict[tuple[str, str], tuple[float, float]]:
    """Cost and fee of all that can be bought."""
    found = {("access", access.id): (access.install, access.fee) for access in problem.accesses}
    found |= {("platform", platform.id): (platform.cost, platform.fee) for platform in problem.platforms}
    found |= {("step", f"{link.id} {place}"): (step.cost, step.fee) for link in problem.links for place, step in enumerate(link.steps)}
    return found


def spending(problem: Problem, moves: Moves, bought: Bought) -> list[float]:
    """One-off money by year."""
    years = [0.0] * ((problem.quarters + 3) // 4)
    known = prices(problem)
    for name, (option, quarter) in moves.items():
        years[(quarter - 1) // 4] += problem.option[name, option].one_off
    for item, quarter in bought.items():
        years[(quarter - 1) // 4] += known[item][0]
    return years


def in_budget(problem: Problem, moves: Moves, bought: Bought) -> bool:
    limits = problem.budgets
    return all(
        year >= len(limits) or limits[year] is None or spent <= limits[year] + 1e-7
        for year, spent in enumerate(spending(problem, moves, bought))
    )


def cash(problem: Problem, moves: Moves, bought: Bought) -> list[float]:
    """What is paid in each quarter of the horizon."""
    known = prices(problem)
    paid = [0.0] * (problem.horizon + 1)
    for quarter in range(1, problem.horizon + 1):
        for network in problem.networks:
            option, done = moves.get(network.id, (None, 99))
            if option is None or quarter <= done:
                paid[quarter] += network.keep
            else:
                paid[quarter] += problem.option[network.id, option].run
            if option is not None and quarter == done:
                way = problem.option[network.id, option]
                paid[quarter] += way.one_off - way.salvage + network.penalty * max(0, network.contract_end - done)
        for asset in problem.assets:
            if any(user not in moves or quarter <= moves[user][1] for user in asset.users):
                paid[quarter] += asset.fee
        for item, since in bought.items():
            cost, fee = known[item]
            paid[quarter] += cost if quarter == since else fee if quarter > since else 0.0
    return paid[1:]


def present(problem: Problem, paid: list[float]) -> float:
    return sum(amount * factor(problem, quarter) for quarter, amount in enumerate(paid, 1))


def saving(problem: Problem, moves: Moves, bought: Bought) -> float:
    return present(problem, cash(problem, {}, {})) - present(problem, cash(problem, moves, bought))


def cheapest_purchases(problem: Problem, moves: Moves) -> Bought | None:
    """Everything as late as it is needed if money allows; else the best of all earlier dates; None where none fits."""
    late = needs(problem, moves)
    if late is None:
        return None
    if in_budget(problem, moves, late):
        return late
    items = sorted(late)
    earlier = [[late[item], *{4 * year for year in range(1, (late[item] - 1) // 4 + 1)}] for item in items]
    plans = (dict(zip(items, dates, strict=True)) for dates in product(*earlier))
    fitting = [plan for plan in plans if in_budget(problem, moves, plan)]
    return max(fitting, key=lambda plan: saving(problem, moves, plan), default=None)


def best_plan(problem: Problem) -> tuple[float, Moves] | None:
    """The best of all plans, by trying each; None where there is none."""
    ways = [
        [None, *((option.id, quarter) for option in network.options for quarter in range(1, problem.quarters + 1))]
        for network in problem.networks
    ]
    best: tuple[float, Moves] | None = None
    for chosen in product(*ways):
        moves = {network.id: way for network, way in zip(problem.networks, chosen, strict=True) if way is not None}
        if not is_allowed(problem, moves):
            continue
        bought = cheapest_purchases(problem, moves)
        if bought is None:
            continue
        found = saving(problem, moves, bought)
        if best is None or found > best[0]:
            best = found, moves
    return best
