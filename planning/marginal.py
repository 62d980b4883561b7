"""Marginal value: what each network, and each option of it, brings while all other choices stay as they are.

Networks share circuits, accesses and platforms, so that their values do not add up to the scenario's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec
from msgspec.structs import replace

from planning.case import Case
from planning.cash import present_value
from planning.costs import build_case, cost_lines, network_lines, shared_lines
from planning.decide import decide
from planning.lines import CostLine, cash_flow
from planning.options import Option, Verdict
from planning.prices import PriceBook
from planning.quarters import blacked_out
from planning.rules import verdict_table
from planning.scenario import Choice, Scenario
from topology.model.census import Census
from topology.model.entities import Topology
from topology.model.findings import Finding


class MarginalValue(msgspec.Struct, frozen=True, kw_only=True):
    """What a network's change brings: present value of the scenario with it kept, less that of the scenario [fen]."""

    network: str
    option: Option
    finish: str | None
    fixed_fen: float
    """All other choices as they are."""
    reoptimised_fen: float | None = None
    """All other choices the best there are, with and without it; None where nobody searched."""


class OptionValue(msgspec.Struct, frozen=True, kw_only=True):
    """One cell of the planning board: an option of a network, feasible or blocked, and what it would bring beside keeping [fen]."""

    network: str
    option: Option
    verdict: Verdict
    chosen: bool
    finish: str | None = None
    """The scenario's own quarter where it chose this option, else the earliest open one."""
    host: str | None = None
    npv_fen: float | None = None
    """None where the option is blocked, or has no open quarter within the horizon."""


class Bench(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What a scenario is tried out on again and again with one choice changed: verdicts and present values are reckoned once."""

    case: Case
    verdicts: dict[str, dict[Option, Verdict]]
    networks_fen: dict[str, float]
    """Present value of each network's own lines."""
    shared_fen: float

    @property
    def total_fen(self) -> float:
        """Present value of the scenario's cost."""
        return sum(self.networks_fen.values()) + self.shared_fen


def set_up(scenario: Scenario, census: Census, topology: Topology | None, prices: PriceBook, findings: tuple[Finding, ...] = ()) -> Bench:
    """Return the bench of a scenario."""
    verdicts = verdict_table(census, topology)
    case, _ = build_case(scenario, census, topology, prices, findings, verdicts=verdicts)
    return bench_of(case, verdicts)


def bench_of(case: Case, verdicts: dict[str, dict[Option, Verdict]]) -> Bench:
    """Return the bench of a case that was built before."""
    return Bench(
        case=case,
        verdicts=verdicts,
        networks_fen={code: _value(case, network_lines(case, code)) for code in case.networks},
        shared_fen=_value(case, shared_lines(case)),
    )


def cost_with(bench: Bench, choice: Choice) -> float:
    """Return the present value of the scenario's cost with one choice changed [fen].

    Only what can differ is reckoned again: networks whose decision changes, those that pay for circuits they use, and what all share.
    """
    changed, touched = _with(bench, choice)
    kept = sum(value for code, value in bench.networks_fen.items() if code not in touched)
    return kept + sum(_value(changed, network_lines(changed, code)) for code in touched) + _value(changed, shared_lines(changed))


def lines_with(bench: Bench, choice: Choice) -> tuple[CostLine, ...]:
    """Return every cost line of the scenario with one choice changed: its differences to another choice's are what the option costs."""
    changed, _ = _with(bench, choice)
    return cost_lines(changed)


def _with(bench: Bench, choice: Choice) -> tuple[Case, set[str]]:
    """Return the case with one choice changed, and the networks whose own lines that can touch."""
    case = bench.case
    others = tuple(row for row in case.scenario.choices if row.code != choice.code)
    platforms = dict(case.scenario.platforms)
    verdict = bench.verdicts[choice.code][choice.option]
    for name in verdict.requires if choice.finish else ():
        platforms[name] = min(platforms.get(name) or str(choice.finish), str(choice.finish))
    scenario = replace(case.scenario, choices=(*others, choice), platforms=platforms)
    decisions, _ = decide(scenario, case.census, case.topology, bench.verdicts)
    changed = case.again(scenario, decisions)
    moved = {code for code, decision in changed.decisions.items() if decision != case.decisions[code]}
    payers = {row.network for row in case.census.circuits if case.users[row.code] & moved}
    return changed, (moved | payers) & set(case.networks)


def marginal_values(
    bench: Bench, best_without: Callable[[str], float | None] | None = None, best: float | None = None
) -> tuple[MarginalValue, ...]:
    """Return the marginal value of each network that changes.

    V(n) = PV(cost of the scenario with n kept) - PV(cost of the scenario). `best` is the NPV of the best plan and `best_without` gives
    that of the best plan in which a network has to stay: their difference is the re-optimised value.
    """
    found = []
    for code, decision in bench.case.decisions.items():
        if decision.option is Option.KEEP:
            continue
        value = cost_with(bench, Choice(code=code, option=Option.KEEP)) - bench.total_fen
        other = best_without(code) if best_without and best is not None else None
        again = best - other if best is not None and other is not None else None
        found.append(MarginalValue(network=code, option=decision.option, finish=decision.finish, fixed_fen=value, reoptimised_fen=again))
    return tuple(found)


def option_values(bench: Bench, networks: Iterable[str] | None = None) -> tuple[OptionValue, ...]:
    """Return each network's options with what each would bring beside keeping it, all other choices as they are."""
    return tuple(cell for code in (bench.case.networks if networks is None else networks) for cell in _row(bench, code))


def earliest_finish(scenario: Scenario, verdict: Verdict) -> str | None:
    """Return the first quarter of the horizon in which an allowed option may finish; None where there is none."""
    for quarter in scenario.quarters:
        if (verdict.earliest is None or str(quarter) >= verdict.earliest) and not blacked_out(quarter, verdict.blackout):
            return str(quarter)
    return None


def _row(bench: Bench, code: str) -> Iterator[OptionValue]:
    scenario, decision = bench.case.scenario, bench.case.decisions[code]
    stays = cost_with(bench, Choice(code=code, option=Option.KEEP)) if decision.option is not Option.KEEP else bench.total_fen
    for option, verdict in bench.verdicts[code].items():
        chosen = option is decision.option
        cell = OptionValue(network=code, option=option, verdict=verdict, chosen=chosen)
        if chosen:
            yield replace(cell, finish=decision.finish, host=_host(option, decision.target), npv_fen=stays - bench.total_fen)
        elif not verdict.allowed:
            yield cell
        elif option is Option.KEEP:
            yield replace(cell, npv_fen=0.0)
        else:
            finish = earliest_finish(scenario, verdict)
            host = next((one for one in verdict.hosts if bench.case.decisions[one].option is Option.KEEP), None)
            possible = finish is not None and (option is not Option.JOIN or host is not None)
            tried = Choice(code=code, option=option, finish=finish, host=host if option is Option.JOIN else None)
            value = stays - cost_with(bench, tried) if possible else None
            yield replace(cell, finish=finish if possible else None, host=tried.host, npv_fen=value)


def _host(option: Option, target: str | None) -> str | None:
    return target if option is Option.JOIN else None


def _value(case: Case, lines: Iterable[CostLine]) -> float:
    return present_value(cash_flow(lines, case.quarters), case.scenario.discount_rate)
