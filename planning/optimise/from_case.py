"""From a scenario's case to a problem: what each way costs alone, what networks share, and what the scenario allows.

The objective is the appraisal's NPV: both are sums over the same cost lines, so that they agree but for rounding. `agreed_saving`
turns the one into the other. What is simplified, and how far it can be off, stands in `docs/planning.md`, 'From a scenario to a problem'.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from planning.case import Case
from planning.cash import present_value
from planning.costs import cost_lines, network_lines
from planning.decide import Decision, decide
from planning.lines import cash_flow
from planning.optimise.policies import Policy, apply_policy
from planning.optimise.problem import Choice as Cell
from planning.optimise.problem import Network, Problem, Stability
from planning.optimise.problem import Option as Candidate
from planning.optimise.sharing import shared_accesses, shared_assets, shared_platforms
from planning.optimise.ways import FEN, Alone, Way, decide_way, list_ways, price_way, spread_work, way_id, with_decisions
from planning.options import Option, Verdict
from planning.prices import PriceBook
from planning.quarters import Quarter
from planning.rules import verdict_table
from planning.scenario import Scenario
from topology.model.census import Census
from topology.model.entities import Topology
from topology.model.errors import InputError
from topology.model.findings import Finding

QUARTERS = 8
"""Quarters of decision, where nothing else is asked for."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a planner asks for beyond the scenario."""

    policy: Policy = Policy.ECONOMIC
    by: str | None = None
    """Date of a mandate; None: the last quarter of decision."""
    share: float = 1.0
    """Share of all departmental networks that a target demands."""
    quarters: int | None = None
    """Quarters of decision; None: eight, or as many as the scenario's own choices take."""
    pins: tuple[Cell, ...] = ()
    forbids: tuple[Cell, ...] = ()
    """In networks, ways and quarters of the problem; see `read_cell`."""
    change_cost: float = 0.0
    """What leaving the scenario's present choice for another must at least bring [CNY]."""
    most_changes: int | None = None


class City(msgspec.Struct, frozen=True, kw_only=True):
    """A problem with what it takes to read a plan back into a scenario."""

    scenario: Scenario
    case: Case
    """Every network staying."""
    problem: Problem
    ways: dict[tuple[str, str], Way]
    present: dict[str, tuple[str, int]]
    """The scenario's own choices as moves, as far as they can be carried out."""
    offset: float
    """NPV of the scenario in which every network stays [CNY]."""
    exempt: tuple[str, ...]
    """Networks that have no way but to stay."""
    frozen: bool

    def agreed_saving(self, saving: float) -> float:
        """Return the NPV that the appraisal gives a plan of this saving [CNY]."""
        return saving + self.offset


def pose(  # noqa: PLR0917 - the six arguments of an appraisal, and what is asked
    scenario: Scenario,
    base: Scenario,
    topology: Topology | None,
    census: Census,
    prices: PriceBook,
    findings: tuple[Finding, ...] = (),
    asked: Asked | None = None,
) -> City:
    """Return the problem of finding the best plan for a scenario's networks under its money, labour and calendar.

    Raises
    ------
    InputError
        ``planning.problem_reference``, ``planning.cell_closed`` or ``planning.problem_value`` where a pin, a forbidden cell or a
        date names what is not there.
    """
    wish = asked or Asked()
    decided, _ = decide(scenario, census, topology)
    plain = replace(scenario, platforms={})
    chosen = Case(scenario=plain, decisions=decided, census=census, topology=topology, prices=prices, findings=findings)
    case = with_decisions(chosen, {code: _staying(code, decided[code], scenario) for code in decided})
    last = _last_quarter(case, wish)
    frozen = wish.policy is Policy.FREEZE
    alone = tuple(_alone(case, chosen, verdict_table(census, topology), last, frozen=frozen))
    problem = _problem(case, alone, last)
    cells = {
        "pins": tuple(_checked(problem, case.start, wish.pins)),
        "forbids": tuple(_checked(problem, case.start, wish.forbids, each=True)),
    }
    ways = {(found.way.network, found.way.id): found.way for found in alone}
    present = _present(decided, case.start, ways, problem)
    near = Stability(last={code: way for code, (way, _) in present.items()}, cost=wish.change_cost, most=wish.most_changes)
    stable = near if wish.change_cost or wish.most_changes is not None else None
    by = Quarter.parse(wish.by).since(case.start) + 1 if wish.by else None
    if by is not None and not 1 <= by <= last:
        raise InputError("planning.problem_value", place="by", found=wish.by, expected=f"{case.start}..{case.quarters[last - 1]}")
    problem = apply_policy(replace(problem, **cells, stability=stable), wish.policy, by=by, share=wish.share)
    return City(
        scenario=scenario,
        case=case,
        problem=problem,
        ways=ways,
        present=present,
        offset=_offset(case, base),
        exempt=tuple(network.id for network in problem.networks if not network.options),
        frozen=frozen,
    )


def read_cell(text: str, start: Quarter) -> Cell:
    """Return a cell as it is typed: ``N05``, ``N05:merge_admin``, ``N15:join:N14``, each with ``@2018Q3`` where a date is meant.

    >>> read_cell("N15:join:N14@2018Q3", Quarter(2018, 1))
    Choice(network='N15', option='join:N14', quarter=3)

    Raises
    ------
    InputError
        ``planning.quarter_form``.
    """
    place, _, date = text.partition("@")
    network, _, way = place.partition(":")
    quarter = Quarter.parse(date).since(start) + 1 if date else None
    return Cell(network=network, option=way or None, quarter=quarter)


def _checked(problem: Problem, start: Quarter, cells: Iterable[Cell], *, each: bool = False) -> Iterable[Cell]:
    """Yield cells that are there; with `each`, a join without its host stands for all hosts."""
    for cell in cells:
        network = problem.network.get(cell.network)
        if network is None:
            raise InputError("planning.problem_reference", place="networks", found=cell.network, expected=", ".join(problem.network))
        known = [option.id for option in network.options]
        if each and cell.option == Option.JOIN.value:
            yield from (replace(cell, option=option.id) for option in network.options if option.host is not None)
            continue
        if cell.option is not None and cell.option not in known:
            choices = ", ".join([*known, Option.KEEP.value])
            raise InputError("planning.cell_closed", network=cell.network, found=cell.option, choices=choices)
        if cell.quarter is not None and not 1 <= cell.quarter <= problem.quarters:
            found, last = (str(start.plus(number - 1)) for number in (cell.quarter, problem.quarters))
            raise InputError("planning.problem_value", place=cell.network, found=found, expected=f"{start}..{last}")
        yield cell


def _staying(code: str, decided: Decision, scenario: Scenario) -> Decision:
    """Return the decision of a network that stays, with what the scenario says of it if it does stay."""
    said = scenario.choice.get(code)
    return decided if said is not None and said.option is Option.KEEP else Decision(network=code, option=Option.KEEP)


def _last_quarter(case: Case, asked: Asked) -> int:
    used = [Quarter.parse(row.finish).since(case.start) + 1 for row in case.scenario.choices if row.finish]
    return min(len(case.quarters), asked.quarters or max([QUARTERS, *used]))


def _alone(case: Case, chosen: Case, verdicts: Mapping[str, Mapping[Option, Verdict]], last: int, *, frozen: bool) -> Iterable[Alone]:
    for code in case.networks:
        stay = network_lines(case, code)
        for way in list_ways(chosen, verdicts[code], code, last):
            found = spread_work(case, price_way(case, way, stay, freeze=frozen))
            if found.dues:
                yield found


def _problem(case: Case, alone: Sequence[Alone], last: int) -> Problem:
    taken = {
        (found.way.network, found.way.id): with_decisions(case, {found.way.network: decide_way(case, found.way, found.way.open_[0])})
        for found in alone
    }
    platforms, needs = shared_platforms(case, alone, taken, last)
    networks = []
    for code, network in case.networks.items():
        options = tuple(
            Candidate(
                id=found.way.id, joins=found.comes, host=found.way.host, hours=found.days, duration=found.way.duration,
                platforms=needs[code, found.way.id], schedule=found.dues,
            )
            for found in alone if found.way.network == code
        )  # fmt: skip
        networks.append(Network(id=code, keep=network.opex_fen_per_a.total / FEN / 4, options=options))
    scenario = case.scenario
    years = range(case.start.year, case.quarters[-1].year + 1)
    budgets = tuple(fen / FEN if (fen := scenario.budgets.get(str(year))) is not None else None for year in years)
    return Problem(
        name=scenario.id,
        quarters=last,
        horizon=len(case.quarters),
        discount_rate=scenario.discount_rate,
        first_quarter=case.start.number,
        networks=tuple(networks),
        assets=tuple(shared_assets(case, alone, last)),
        accesses=tuple(shared_accesses(case, alone, last)),
        platforms=tuple(platforms),
        budgets=budgets,
        labour=tuple(scenario.labour_days.get(str(quarter.year)) for quarter in case.quarters[:last]),
    )


def _present(
    decided: dict[str, Decision], start: Quarter, ways: dict[tuple[str, str], Way], problem: Problem
) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for code, decision in decided.items():
        if decision.finish is None:
            continue
        name = way_id(decision.option, decision.target if decision.option is Option.JOIN else None)
        quarter = Quarter.parse(decision.finish).since(start) + 1
        if (code, name) in ways and quarter in problem.open_quarters(code, problem.option[code, name]):
            found[code] = name, quarter
    return found


def _offset(case: Case, base: Scenario) -> float:
    """Return the NPV of staying as the scenario stays, against do-minimum as it is appraised [CNY]."""
    decided, _ = decide(replace(base, start=case.scenario.start, horizon=case.scenario.horizon), case.census, case.topology)
    if _figures(decided) == _figures(case.decisions):
        return 0.0
    lines, before = cost_lines(case), cost_lines(with_decisions(case, decided))
    cash = (cash_flow(group, case.quarters) for group in (before, lines))
    rate = case.scenario.discount_rate
    return (present_value(next(cash), rate) - present_value(next(cash), rate)) / FEN


def _figures(decided: dict[str, Decision]) -> list[tuple[object, ...]]:
    """Return what of decisions money depends on."""
    return [(code, row.option, row.finish, row.interim, row.interim_from, row.extra) for code, row in sorted(decided.items())]
