"""From a solved plan back to a scenario: a choice for each network, the platforms it needs, and its proof."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from planning.decide import Decision
from planning.optimise.explain import moves_of_plan
from planning.optimise.from_case import City
from planning.optimise.search import Plan
from planning.optimise.ways import Way, decide_way
from planning.options import Option
from planning.quarters import Quarter
from planning.scenario import Approval, Choice, Ended, Proof, Scenario


def to_scenario(city: City, plan: Plan, *, identifier: str, name: Mapping[str, str], note: Mapping[str, str] | None = None) -> Scenario:
    """Return the scenario that carries a plan out, a draft judged under the same figures as the one it was made from.

    Networks that stay keep what the scenario says of them if they stay; networks that move keep their consent, override, added
    costs and interim state where the option is the same. The proof is added when it is known what the scenario rests on: `prove`.
    """
    case = city.case
    moves = moves_of_plan(plan)
    choices = []
    for code in case.networks:
        said = city.scenario.choice.get(code)
        if code in moves:
            option, quarter = moves[code]
            way, finish = city.ways[code, option], case.start.plus(quarter - 1)
            choices.append(_choice(way, decide_way(case, way, finish, freeze=city.frozen)))
        elif said is not None:
            choices.append(said if said.option is Option.KEEP else Choice(code=code, option=Option.KEEP))
    return replace(
        city.scenario,
        id=identifier,
        name=dict(name),
        note=dict(note or {}),
        base=city.scenario.base or city.scenario.id,
        approval=Approval.DRAFT,
        pinned=None,
        proof=None,
        platforms={row.id: str(_quarter(case.start, row.quarter)) for row in plan.purchases if row.kind == "platform"},
        choices=tuple(sorted(choices, key=lambda choice: choice.code)),
    )


def prove(city: City, plan: Plan, inputs: str) -> Proof:
    """Return the proof of a plan, in the appraisal's money; `inputs` is the hash of what its scenario decides and rests on."""
    assert plan.saving is not None
    return Proof(
        solver=plan.solver,
        status=Ended(plan.status.value),
        saving_cny=city.agreed_saving(plan.saving),
        bound_cny=None if plan.bound is None else city.agreed_saving(plan.bound),
        gap=plan.gap,
        problem=plan.input_hash,
        inputs=inputs,
    )


def _choice(way: Way, decision: Decision) -> Choice:
    return replace(
        way.choice,
        code=way.network,
        option=way.option,
        host=way.host,
        finish=decision.finish,
        duration=decision.duration,
        interim=decision.interim,
        interim_from=decision.interim_from,
        consent=decision.consent,
    )


def _quarter(start: Quarter, number: int) -> Quarter:
    return start.plus(number - 1)
