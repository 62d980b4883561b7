"""Decisions: a scenario's choices checked against the rules of one census.

A choice that the rules block, or that comes too early, is not carried out: the network is kept and a problem says
why. A person's override carries it out all the same and is reported, except where it would break a boundary.
"""

from __future__ import annotations

import msgspec

from planning.options import Interim, Option, Verdict
from planning.quarters import Quarter, blacked_out
from planning.rules import feasible, target_of
from planning.scenario import Choice, Scenario
from topology.model.census import Census, Role
from topology.model.entities import Topology
from topology.model.errors import Problem, Scalar, Severity

BOUNDARIES = frozenset({"classified", "unclassified", "no_target"})
"""Rules that no override passes."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What is carried out for one network."""

    network: str
    option: Option
    target: str | None = None
    """Code of the network it merges into or joins."""
    finish: str | None = None
    leaves: str | None = None
    """First quarter in which its own running costs are no longer paid."""
    duration: int = 1
    interim: Interim = Interim.NONE
    interim_from: str | None = None
    consent: str | None = None
    overridden: bool = False
    verdict: Verdict | None = None


def decide(scenario: Scenario, census: Census, topology: Topology | None) -> tuple[dict[str, Decision], tuple[Problem, ...]]:
    """Return the decision for every departmental network of the census, and what could not be carried out.

    A network that the scenario names and the census lacks is reported and left out, so that one prepared scenario
    serves a city and its smaller test edition.
    """
    decisions: dict[str, Decision] = {}
    problems: list[Problem] = []
    known = [row.code for row in census.networks if row.role is Role.DEPARTMENTAL]
    for code in known:
        verdicts = {verdict.option: verdict for verdict in feasible(census, topology, code)}
        choice = scenario.choice.get(code, Choice(code=code, option=Option.KEEP))
        decisions[code], found = _decide_one(scenario, census, choice, verdicts)
        problems.extend(found)
    problems.extend(
        _problem("planning.scenario_network_absent", Severity.INFO, scenario, choice.code, edition=census.edition)
        for choice in scenario.choices
        if choice.code not in decisions
    )
    return _without_moving_hosts(scenario, decisions, problems), tuple(problems)


def _decide_one(
    scenario: Scenario, census: Census, choice: Choice, verdicts: dict[Option, Verdict]
) -> tuple[Decision, tuple[Problem, ...]]:
    verdict = verdicts[choice.option]
    kept = Decision(
        network=choice.code,
        option=Option.KEEP,
        interim=choice.interim,
        interim_from=choice.interim_from,
        verdict=verdicts[Option.KEEP],
    )
    if choice.option is Option.KEEP:
        return kept, ()
    problem = _objection(scenario, choice, verdict)
    if problem and (choice.override is None or verdict.rule in BOUNDARIES or problem.code == "planning.finish_outside"):
        return kept, (problem,)
    problems: tuple[Problem, ...] = ()
    if problem and choice.override:
        word: dict[str, Scalar] = {"role": choice.override.author_role, "reason": choice.override.reason, "objection": problem.code}
        problems = (_problem("planning.option_overridden", Severity.WARNING, scenario, choice.code, option=choice.option.value, **word),)
    assert choice.finish is not None
    decision = Decision(
        network=choice.code,
        option=choice.option,
        target=choice.host if choice.option is Option.JOIN else target_of(census, choice.option),
        finish=choice.finish,
        leaves=str(Quarter.parse(choice.finish).plus(scenario.dual_running)),
        duration=choice.duration,
        interim=choice.interim,
        interim_from=choice.interim_from,
        consent=choice.consent or verdict.consent,
        overridden=bool(problems),
        verdict=verdict,
    )
    return decision, problems


def _objection(scenario: Scenario, choice: Choice, verdict: Verdict) -> Problem | None:
    """Return what speaks against a choice: the first of horizon, rule, platform, host, gate and calendar."""
    assert choice.finish is not None
    finish, start = Quarter.parse(choice.finish), Quarter.parse(scenario.start)
    missing = next((name for name in verdict.requires if not "" < scenario.platforms.get(name, "") <= choice.finish), None)
    params: dict[str, Scalar] = {"option": choice.option.value, "finish": choice.finish}
    code: str | None = None
    if not 0 <= finish.since(start) < scenario.horizon:
        code, params = "planning.finish_outside", {**params, "start": scenario.start, "horizon": scenario.horizon}
    elif not verdict.allowed:
        code, params = "planning.option_blocked", {**verdict.params, **params, "rule": verdict.rule, "unlock": verdict.unlock}
    elif missing is not None:
        code, params = "planning.platform_missing", {**params, "platform": missing, "offered": scenario.platforms.get(missing)}
    elif choice.option is Option.JOIN and choice.host not in verdict.hosts:
        code, params = "planning.host_unfit", {**params, "host": choice.host, "hosts": ", ".join(verdict.hosts)}
    elif verdict.earliest is not None and choice.finish < verdict.earliest:
        code, params = "planning.finish_early", {**params, "earliest": verdict.earliest}
    elif blacked_out(finish, verdict.blackout):
        code, params = "planning.finish_blackout", {**params, "blackout": ", ".join(verdict.blackout)}
    return _problem(code, Severity.ERROR, scenario, choice.code, **params) if code else None


def _without_moving_hosts(scenario: Scenario, decisions: dict[str, Decision], problems: list[Problem]) -> dict[str, Decision]:
    """A sibling must stay: who would join a network that leaves is kept."""
    result = dict(decisions)
    for code, decision in decisions.items():
        if decision.option is not Option.JOIN or decision.target is None:
            continue
        host = decisions.get(decision.target)
        if host is None or host.option is not Option.KEEP:
            result[code] = Decision(network=code, option=Option.KEEP)
            problems.append(_problem("planning.host_leaves", Severity.ERROR, scenario, code, host=decision.target))
    return result


def _problem(code: str, severity: Severity, scenario: Scenario, subject: str, **params: Scalar) -> Problem:
    return Problem(code, severity, f"{scenario.id} {subject}", {"network": subject, **params})
