"""Appraise: from a scenario to its figures, pure in its arguments.

Every figure is a sum over cost lines; `docs/planning.md` gives the equations by the names of these functions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from planning.appraisal import Appraisal, Base, Labour, Locked, NetworkResult, Payer, Year
from planning.books import write_offs
from planning.case import Case
from planning.cash import net_present_value, payback_quarters, peak_budget
from planning.costs import build_case, cost_lines
from planning.lines import CostLine, Item, Nature, cash_flow, line_cash
from planning.marginal import bench_of, marginal_values
from planning.optimism import optimism
from planning.options import Option
from planning.prices import PriceBook, Tag
from planning.quarters import Quarter
from planning.redundancy import lost_redundancy
from planning.rules import cell_evidence, feasible, verdict_table
from planning.scenario import Scenario, scenario_hash
from planning.sensitivity import sensitivities
from topology.model.census import Census, Role
from topology.model.entities import Topology
from topology.model.errors import InputError, Problem, Severity
from topology.model.findings import Finding

HOURS_A_DAY = 8
"""Hours of an engineer's day."""
DAYS_A_QUARTER = 62.5
"""Days an engineer works in a quarter, of 250 a year (general knowledge)."""


def appraise(  # noqa: PLR0917 - the six arguments are the whole input of an appraisal, in the order it is explained
    scenario: Scenario,
    base: Scenario,
    topology: Topology | None,
    census: Census,
    prices: PriceBook,
    findings: tuple[Finding, ...] = (),
    *,
    marginal: bool = False,
) -> Appraisal:
    """Return the appraisal of a scenario against a base (do-minimum), over the scenario's quarters, rate and prices.

    `topology` may be None where nothing was discovered: then quantities are the declared ones and every saving on a
    circuit is unverified. With `marginal` the value of each network that moves and the sites that lose redundancy are reckoned
    too, which takes about as long again.

    Raises
    ------
    InputError
        `planning.prices_differ`, where the scenario asks for another price book than the one given.
    """
    if scenario.prices != prices.id:
        raise InputError("planning.prices_differ", scenario=scenario.id, expected=scenario.prices, found=prices.id)
    verdicts = verdict_table(census, topology)
    case, problems = build_case(scenario, census, topology, prices, findings, verdicts=verdicts)
    lines = cost_lines(case)
    base_case, base_problems = build_case(
        _over_same_quarters(base, scenario), census, topology, prices, findings, verdicts=verdicts, like=case
    )
    base_lines = cost_lines(base_case)
    bench = bench_of(case, verdicts) if marginal else None
    return replace(
        _figures(case, base, lines, base_lines, _merged(problems, base_problems)),
        marginals=marginal_values(bench) if bench else (),
        redundancy=lost_redundancy(case) if marginal else None,
        optimism=optimism(case, base_lines, verdicts),
        sensitivities=sensitivities(case, base_case, lines, base_lines, verdicts),
    )


def run_rate(lines: Iterable[CostLine], quarter: Quarter) -> int:
    """Return the yearly amount of the running lines that are paid in a quarter [fen/a]."""
    name = str(quarter)
    return sum(line.amount_fen for line in lines if line.nature is Nature.RUN and line.first <= name <= line.last)


def base_split(census: Census, topology: Topology | None) -> Base:
    """Return the gross, locked and addressable running cost; a network is locked where `keep` is its only option."""
    locked: list[Locked] = []
    recorded = {row.code for row in census.consents}
    gross = 0
    for network in census.networks:
        if network.role is not Role.DEPARTMENTAL:
            continue
        gross += network.opex_fen_per_a.total
        verdicts = feasible(census, topology, network.code)
        if any(row.allowed for row in verdicts if row.option is not Option.KEEP):
            continue
        # The reason that matters is the one a consent could lift, a recorded one first, else the usual target's.
        blocked = [row for row in verdicts if not row.allowed]
        shown = min(blocked, key=lambda row: 0 if row.unlock in recorded else 1 if row.unlock else 2)
        locked.append(
            Locked(
                network=network.code,
                opex_fen_per_a=network.opex_fen_per_a.total,
                rule=shown.rule or "",
                reason=shown.reason,
                params=shown.params,
                citation=shown.citation,
                unlock=shown.unlock,
                evidence=shown.evidence,
            )
        )
    held = sum(row.opex_fen_per_a for row in locked)
    return Base(
        gross_fen_per_a=gross,
        locked_fen_per_a=held,
        addressable_fen_per_a=gross - held,
        rooms_fen_per_a=sum(row.opex_fen_per_a or 0 for row in census.rooms),
        locked=tuple(locked),
    )


def line_savings(lines: Iterable[CostLine], base_lines: Iterable[CostLine]) -> dict[str, tuple[int, CostLine]]:
    """Return, by line id, what do-minimum pays less what the scenario pays [fen], with a line of that id; zeros left out."""
    saved: dict[str, tuple[int, CostLine]] = {line.id: (line.total_fen, line) for line in base_lines}
    for line in lines:
        before = saved[line.id][0] if line.id in saved else 0
        saved[line.id] = (before - line.total_fen, line)
    return {key: pair for key, pair in saved.items() if pair[0]}


def placeholder_share(savings: Iterable[tuple[int, CostLine]]) -> float:
    """Return the share of the value moved, up or down, that rests on placeholder prices.

    h = sum of |s(l)| over placeholder lines / sum of |s(l)| over all, s = `line_savings`; 0 where nothing moves.
    """
    rows = list(savings)
    moved = sum(abs(fen) for fen, _ in rows)
    return sum(abs(fen) for fen, line in rows if line.tag is Tag.PLACEHOLDER) / moved if moved else 0.0


def unverified_share(savings: Iterable[tuple[int, CostLine]]) -> float:
    """Return the share of the gross saving that rests on circuits no measurement confirms; 0 where nothing is saved."""
    gains = [(fen, line) for fen, line in savings if fen > 0]
    total = sum(fen for fen, _ in gains)
    return sum(fen for fen, line in gains if not line.verified) / total if total else 0.0


def labour_load(case: Case, lines: Iterable[CostLine]) -> tuple[float, ...]:
    """Return the engineer-days of each quarter [d]: a network's days are spread evenly over its duration, finish included."""
    load = [0.0] * len(case.quarters)
    for line in lines:
        if not line.days:
            continue
        decision = case.decisions.get(line.network or "")
        spread = decision.duration if decision else 1
        end = Quarter.parse(line.first).since(case.start)
        for step in range(max(0, end - spread + 1), end + 1):
            load[step] += line.days / min(spread, end + 1)
    return tuple(load)


def _figures(
    case: Case, base: Scenario, lines: tuple[CostLine, ...], base_lines: tuple[CostLine, ...], problems: tuple[Problem, ...]
) -> Appraisal:
    quarters, rate, scenario = case.quarters, case.scenario.discount_rate, case.scenario
    cash, base_cash = cash_flow(lines, quarters), cash_flow(base_lines, quarters)
    one_off = cash_flow((line for line in lines if line.nature is Nature.ONE_OFF), quarters)
    saved = line_savings(lines, base_lines)
    doubtful = [[line for line in group if not line.verified] for group in (base_lines, lines)]
    peak_year, peak = peak_budget(one_off, quarters)
    placeholder = placeholder_share(saved.values())
    renewal = cash_flow((line for line in lines if line.nature is Nature.RENEWAL), quarters)
    years = _years(case, base_cash, cash, one_off, renewal)
    labour = _labour(case, lines)
    unverified = unverified_share(saved.values())
    over = (*_over_budget(case, years), *_over_labour(case, labour), *_over_shares(case, placeholder, unverified))
    lost = write_offs(case)
    days = sum(line.days for line in lines)
    npv = net_present_value(base_cash, cash, rate)
    return Appraisal(
        scenario=scenario.id,
        name=scenario.name,
        hash=scenario_hash(scenario),
        base_scenario=base.id,
        prices=case.prices.id,
        edition=case.census.edition,
        snapshot=case.topology.snapshot if case.topology else None,
        fictional=case.census.fictional,
        discount_rate=rate,
        quarters=tuple(str(quarter) for quarter in quarters),
        base_cash=tuple(base_cash),
        cost_cash=tuple(cash),
        one_off_cash=tuple(one_off),
        base_fen=sum(base_cash),
        cost_fen=sum(cash),
        saving_fen=sum(base_cash) - sum(cash),
        one_off_fen=sum(one_off),
        renewal_before_fen=_once(base_lines, Nature.RENEWAL),
        renewal_after_fen=_once(lines, Nature.RENEWAL),
        run_before_fen_per_a=run_rate(base_lines, quarters[0]),
        run_after_fen_per_a=run_rate(lines, quarters[-1]),
        npv_fen=npv,
        npv_unverified_fen=net_present_value(cash_flow(doubtful[0], quarters), cash_flow(doubtful[1], quarters), rate),
        payback_quarters=payback_quarters(base_cash, cash, 0.0),
        discounted_payback_quarters=payback_quarters(base_cash, cash, rate),
        peak_year=peak_year,
        peak_fen=peak,
        sunk_fen=_once(lines, Nature.SUNK),
        placeholder_share=placeholder,
        unverified_share=unverified,
        base=base_split(case.census, case.topology),
        networks=_network_results(case, lines, base_lines),
        payers=_payers(case, lines, base_lines),
        years=years,
        labour=labour,
        may_be_final=not over and not any(row.severity is Severity.ERROR for row in problems),
        problems=(*problems, *over),
        lines=lines,
        base_lines=base_lines,
        write_offs=lost,
        write_off_fen=sum(line.amount_fen for line in lost),
        days=days,
        conflicts=sum(line.item is Item.RENUMBER and line.params.get("why") != "option" for line in lines),
        npv_per_one_off=npv / sum(one_off) if sum(one_off) > 0 else None,
        npv_fen_per_hour=npv / (days * HOURS_A_DAY) if days > 0 else None,
    )


def _once(lines: Iterable[CostLine], nature: Nature) -> int:
    return sum(line.amount_fen for line in lines if line.nature is nature)


def _network_results(case: Case, lines: Sequence[CostLine], base_lines: Sequence[CostLine]) -> tuple[NetworkResult, ...]:
    grouped: dict[str | None, tuple[list[CostLine], list[CostLine]]] = {code: ([], []) for code in (*case.networks, None)}
    for line in base_lines:
        grouped[line.network][0].append(line)
    for line in lines:
        grouped[line.network][1].append(line)
    return tuple(_network_result(case, code, before, after) for code, (before, after) in grouped.items())


def _network_result(case: Case, code: str | None, before: list[CostLine], after: list[CostLine]) -> NetworkResult:
    decision = case.decisions.get(code or "")
    base_cash, cash = cash_flow(before, case.quarters), cash_flow(after, case.quarters)
    presences = case.presences.get(code or "", ())
    hosts = [found for row in presences if (found := case.hosts(row)[0]) is not None]
    return NetworkResult(
        network=code,
        option=decision.option if decision else None,
        target=decision.target if decision else None,
        finish=decision.finish if decision else None,
        overridden=decision.overridden if decision else False,
        one_off_fen=_once(after, Nature.ONE_OFF),
        renewal_before_fen=_once(before, Nature.RENEWAL),
        renewal_after_fen=_once(after, Nature.RENEWAL),
        run_before_fen_per_a=run_rate(before, case.quarters[0]),
        run_after_fen_per_a=run_rate(after, case.quarters[-1]),
        base_fen=sum(base_cash),
        cost_fen=sum(cash),
        npv_fen=net_present_value(base_cash, cash, case.scenario.discount_rate),
        unverified_fen=sum(fen for fen, line in line_savings(after, before).values() if not line.verified),
        payback_quarters=payback_quarters(base_cash, cash, 0.0),
        sunk_fen=_once(after, Nature.SUNK),
        sites=len({row.site for row in presences}),
        hosts=sum(hosts) if hosts else None,
        days=sum(line.days for line in after),
        evidence=cell_evidence(case.census, case.networks[code].cell) if code in case.networks else (),
    )


def _payers(case: Case, lines: Iterable[CostLine], base_lines: Iterable[CostLine]) -> tuple[Payer, ...]:
    size = len(case.quarters)
    paid: dict[str | None, tuple[list[int], list[int]]] = defaultdict(lambda: ([0] * size, [0] * size))
    for which, group in ((0, base_lines), (1, lines)):
        for line in group:
            for step, amount in line_cash(line, case.quarters):
                paid[line.payer][which][step] += amount
    return tuple(
        Payer(unit=unit, base=tuple(paid[unit][0]), cost=tuple(paid[unit][1])) for unit in sorted(paid, key=lambda unit: unit or "")
    )


def _years(case: Case, base_cash: Sequence[int], cash: Sequence[int], one_off: Sequence[int], renewal: Sequence[int]) -> tuple[Year, ...]:
    sums: dict[int, list[int]] = {}
    for quarter, *amounts in zip(case.quarters, base_cash, one_off, renewal, cash, strict=True):
        row = sums.setdefault(quarter.year, [0, 0, 0, 0])
        for column, amount in enumerate(amounts):
            row[column] += amount
    budgets = case.scenario.budgets
    return tuple(
        Year(
            year=year,
            base_fen=before,
            one_off_fen=once,
            renewal_fen=renewed,
            run_fen=total - once - renewed,
            budget_fen=budgets.get(str(year)),
            short_fen=max(0, once - budgets[str(year)]) if str(year) in budgets else 0,
        )
        for year, (before, once, renewed, total) in sums.items()
    )


def _labour(case: Case, lines: Iterable[CostLine]) -> tuple[Labour, ...]:
    hand = case.scenario.labour_days
    rows = zip(case.quarters, labour_load(case, lines), strict=True)
    return tuple(
        Labour(
            quarter=str(quarter),
            days=days,
            at_hand=hand.get(str(quarter.year)),
            short=max(0.0, days - hand[str(quarter.year)]) if str(quarter.year) in hand else 0.0,
            people=days / DAYS_A_QUARTER,
        )
        for quarter, days in rows
    )


def _over_budget(case: Case, years: Iterable[Year]) -> list[Problem]:
    return [
        Problem(
            "planning.budget_short",
            Severity.WARNING,
            case.scenario.id,
            {"year": row.year, "fen": row.short_fen, "budget_fen": row.budget_fen},
        )
        for row in years
        if row.short_fen
    ]


def _over_labour(case: Case, labour: Iterable[Labour]) -> list[Problem]:
    return [
        Problem(
            "planning.labour_short",
            Severity.WARNING,
            case.scenario.id,
            {"quarter": row.quarter, "days": round(row.short, 1), "at_hand": row.at_hand},
        )
        for row in labour
        if row.short > 0
    ]


def _over_shares(case: Case, placeholder: float, unverified: float) -> list[Problem]:
    """Return what keeps a scenario from being final: too much of it rests on placeholder prices, or on what nobody has seen."""
    scenario = case.scenario
    shares = (
        ("planning.placeholders_over", placeholder, scenario.placeholder_limit),
        ("planning.unverified_over", unverified, scenario.unverified_limit),
    )
    return [
        Problem(code, Severity.WARNING, scenario.id, {"percent": round(100 * share, 1), "limit": round(100 * limit, 1)})
        for code, share, limit in shares
        if share > limit
    ]


def _over_same_quarters(base: Scenario, scenario: Scenario) -> Scenario:
    """Return the base judged under the scenario's own start, horizon, rate and prices: only its decisions are its own."""
    return replace(
        base, start=scenario.start, horizon=scenario.horizon, discount_rate=scenario.discount_rate, prices=scenario.prices,
        dual_running=scenario.dual_running,
    )  # fmt: skip


def _merged(problems: Sequence[Problem], base_problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return (*problems, *(row for row in base_problems if row not in problems))
