"""Decisions: a scenario's choices checked against the rules of one census.

A choice that the rules block, or that comes too early, is not carried out: the network is kept and problems say
why, one for each objection. A person's override carries it out all the same, each objection it passes being
reported, except where it would break a boundary: nothing classified goes anywhere but into the intranet, and there
not before its consent holds; nothing else goes there or joins it.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from planning.options import Interim, Option, Verdict
from planning.quarters import Quarter, blacked_out
from planning.rules import feasible, granted, target_of
from planning.scenario import Choice, Extra, Override, Scenario
from topology.model.census import Census, Role
from topology.model.entities import Topology
from topology.model.errors import Problem, Scalar, Severity

BOUNDARIES = frozenset({"classified", "unclassified", "intranet_consent", "no_target"})
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
    refused: Verdict | None = None
    """The verdict on what the scenario chose and could not have; None where its choice is carried out."""
    extra: tuple[Extra, ...] = ()
    """Costs that the planner added."""


def decide(
    scenario: Scenario, census: Census, topology: Topology | None, verdicts: dict[str, dict[Option, Verdict]] | None = None
) -> tuple[dict[str, Decision], tuple[Problem, ...]]:
    """Return the decision for every departmental network of the census, and what could not be carried out.

    A network that the scenario names and the census lacks is reported and left out, so that one prepared scenario
    serves a city and its smaller test edition. `verdicts` are those of `verdict_table`, where they were reckoned before.
    """
    decisions: dict[str, Decision] = {}
    problems: list[Problem] = []
    chosen = scenario.choice
    known = [row.code for row in census.networks if row.role is Role.DEPARTMENTAL]
    for code in known:
        allowed = verdicts[code] if verdicts is not None else {one.option: one for one in feasible(census, topology, code)}
        choice = chosen.get(code, Choice(code=code, option=Option.KEEP))
        decisions[code], found = _decide_one(scenario, census, choice, allowed)
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
        extra=choice.extra if choice.option is Option.KEEP else (),
    )
    if choice.option is Option.KEEP:
        return kept, ()
    objections = tuple(_objections(scenario, choice, verdict))
    if objections and (choice.override is None or _final(census, choice, verdict, objections)):
        return replace(kept, refused=verdict), objections
    problems = [_overridden(scenario, choice, choice.override, problem) for problem in objections if choice.override]
    overridden = bool(problems)
    named = granted(census, choice.code, choice.option)
    if choice.consent is not None and choice.consent not in {row.code for row in named}:
        problems.append(
            _problem("planning.consent_unknown", Severity.ERROR, scenario, choice.code, option=choice.option.value, consent=choice.consent)
        )
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
        consent=next((row.code for row in named if row.code == choice.consent), verdict.consent),
        overridden=overridden,
        verdict=verdict,
        extra=choice.extra,
    )
    return decision, tuple(problems)


def _final(census: Census, choice: Choice, verdict: Verdict, objections: tuple[Problem, ...]) -> bool:
    """Tell whether no override passes: outside the horizon, or across the boundary of what is classified."""
    hosts = {row.code for row in census.networks if row.role is Role.DEPARTMENTAL and not row.classified}
    return (
        objections[0].code == "planning.finish_outside"
        or verdict.rule in BOUNDARIES
        or choice.option is Option.INTRANET
        or (choice.option is Option.JOIN and choice.host not in hosts)
    )


def _overridden(scenario: Scenario, choice: Choice, word: Override, problem: Problem) -> Problem:
    """Return the report of one objection that a person's word passes."""
    rule = problem.params.get("rule")
    code = "planning.rule_overridden" if rule is not None else "planning.option_overridden"
    said: dict[str, Scalar] = {"option": choice.option.value, "role": word.author_role, "reason": word.reason}
    params = {**problem.params, **said, "objection": problem.code.removeprefix("planning.")}
    params.pop("network", None)
    return _problem(code, Severity.WARNING, scenario, choice.code, **params)


def _objections(scenario: Scenario, choice: Choice, verdict: Verdict) -> Iterator[Problem]:
    """Yield all that speaks against a choice: horizon (and then nothing else), rule, platform, host, gate and calendar."""
    assert choice.finish is not None
    finish, start = Quarter.parse(choice.finish), Quarter.parse(scenario.start)
    missing = next((name for name in verdict.requires if not "" < scenario.platforms.get(name, "") <= choice.finish), None)
    params: dict[str, Scalar] = {"option": choice.option.value, "finish": choice.finish}

    def objection(code: str, **more: Scalar) -> Problem:
        return _problem(code, Severity.ERROR, scenario, choice.code, **{**params, **more})

    if not 0 <= finish.since(start) < scenario.horizon:
        yield objection("planning.finish_outside", start=scenario.start, horizon=scenario.horizon)
        return
    if not verdict.allowed:
        about = {name: value for name, value in verdict.params.items() if name != "network"}
        yield objection("planning.option_blocked", **about, rule=verdict.rule, unlock=verdict.unlock)
    if missing is not None:
        yield objection("planning.platform_missing", platform=missing, offered=scenario.platforms.get(missing))
    if verdict.allowed and choice.option is Option.JOIN and choice.host not in verdict.hosts:
        yield objection("planning.host_unfit", host=choice.host, hosts=", ".join(verdict.hosts))
    if verdict.earliest is not None and choice.finish < verdict.earliest:
        yield objection("planning.finish_early", earliest=verdict.earliest)
    if blacked_out(finish, verdict.blackout):
        yield objection("planning.finish_blackout", blackout=", ".join(verdict.blackout))


def _without_moving_hosts(scenario: Scenario, decisions: dict[str, Decision], problems: list[Problem]) -> dict[str, Decision]:
    """A sibling must stay: who would join a network that leaves is kept."""
    result = dict(decisions)
    for code, decision in decisions.items():
        if decision.option is not Option.JOIN or decision.target is None:
            continue
        host = decisions.get(decision.target)
        if host is None or host.option is not Option.KEEP:
            result[code] = Decision(
                network=code, option=Option.KEEP, interim=decision.interim, interim_from=decision.interim_from, refused=decision.verdict
            )  # fmt: skip
            problems.append(_problem("planning.host_leaves", Severity.ERROR, scenario, code, host=decision.target))
    return result


def _problem(code: str, severity: Severity, scenario: Scenario, subject: str, **params: Scalar) -> Problem:
    return Problem(code, severity, f"{scenario.id} {subject}", {"network": subject, **params})
