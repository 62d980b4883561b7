"""All cost lines of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planning.books import months_used
from planning.case import Case
from planning.decide import decide
from planning.extras import sunk_typed
from planning.lines import CostLine
from planning.move_costs import move_costs
from planning.options import Option, Verdict
from planning.prices import PriceBook
from planning.quarters import Quarter
from planning.run_costs import declared_circuit_gap, network_costs, renewal_quarter
from planning.scenario import Scenario
from planning.shared_costs import shared_costs
from topology.model.census import Census
from topology.model.entities import Topology
from topology.model.errors import Problem, Scalar, Severity
from topology.model.findings import Finding


def build_case(
    scenario: Scenario,
    census: Census,
    topology: Topology | None,
    prices: PriceBook,
    findings: tuple[Finding, ...] = (),
    *,
    verdicts: dict[str, dict[Option, Verdict]] | None = None,
    like: Case | None = None,
) -> tuple[Case, tuple[Problem, ...]]:
    """Return a scenario's case, and what of it could not be carried out or is not known.

    `verdicts` are those of `verdict_table` and `like` a case of the same census, topology, prices and findings, where they are at hand.
    """
    decisions, problems = decide(scenario, census, topology, verdicts)
    case = (
        like.again(scenario, decisions)
        if like is not None
        else Case(scenario=scenario, decisions=decisions, census=census, topology=topology, prices=prices, findings=findings)
    )
    return case, (*problems, *_doubts(case))


def cost_lines(case: Case) -> tuple[CostLine, ...]:
    """Return every cost line of a case, by id."""
    own = (line for code in case.networks for line in network_lines(case, code))
    return tuple(sorted((*own, *shared_lines(case)), key=lambda line: line.id))


def network_lines(case: Case, network: str) -> tuple[CostLine, ...]:
    """Return the cost lines of one network alone, its circuits included."""
    row, decision = case.networks[network], case.decisions[network]
    found = (*network_costs(case, row, decision), *move_costs(case, row, decision))
    return tuple(line for line in found if line is not None)


def shared_lines(case: Case) -> tuple[CostLine, ...]:
    """Return the cost lines of what networks share."""
    return tuple(line for line in shared_costs(case) if line is not None)


def _doubts(case: Case) -> Iterator[Problem]:
    """Yield what the figures rest on without knowing: circuit fees beyond the declared total, unknown fees and capacities."""
    where = f"census {case.census.edition}"
    yield from sunk_typed(case)
    for code, network in case.networks.items():
        gap = declared_circuit_gap(case, network)
        if gap < 0:
            yield Problem("planning.circuit_fees_exceed", Severity.WARNING, where, {"network": code, "fen": -gap})
        unknown = sum(row.fee_fen_per_a is None for row in case.circuits.get(code, ()))
        if unknown:
            yield Problem("planning.circuit_fee_unknown", Severity.INFO, where, {"network": code, "count": unknown})
        if network.renewal_fen and network.renewal_due is None:
            yield Problem("planning.renewal_undated", Severity.INFO, where, {"network": code, "quarter": str(case.quarters[-1])})
        leaves, due = case.leaves(code), renewal_quarter(case, network)
        if leaves is not None and network.mlps_level is None and not network.classified:
            yield Problem("planning.mlps_unknown", Severity.WARNING, where, {"network": code})
        if leaves is not None and due is not None:
            late: dict[str, Scalar] = {"network": code, "fen": network.renewal_fen, "due": str(due), "leaves": str(leaves)}
            yield Problem("planning.renewal_before_leaving", Severity.INFO, case.scenario.id, late)
    life = case.prices.row("life.device").mode
    unplanned = [
        row.code for row in case.networks.values() if row.built and not row.renewal_fen and _past(row.built, life, case.quarters[-1])
    ]
    if unplanned:
        missing: dict[str, Scalar] = {"count": len(unplanned), "networks": ", ".join(unplanned), "life": life}
        yield Problem("planning.renewal_missing", Severity.INFO, where, missing)
    free = sum(row.opex_fen_per_a is None and bool(set(row.networks) & set(case.networks)) for row in case.census.rooms)
    if free:
        yield Problem("planning.room_cost_unknown", Severity.INFO, where, {"count": free})
    sites = {row.site for code in case.onto_extranet for row in case.presences.get(code, ())} & case.extranet_sites
    unmeasured = len(sites - set(case.extranet_capacity))
    if unmeasured:
        yield Problem("planning.access_capacity_unknown", Severity.INFO, where, {"count": unmeasured})


def _past(built: date, life_years: float, quarter: Quarter) -> bool:
    return months_used(built, quarter) > 12 * life_years
